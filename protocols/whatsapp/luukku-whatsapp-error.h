/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-whatsapp-error.h: the Cloud API's errors as faults, whether they come as an answer or days later in
 * a status. Pure. */
#pragma once

#include "adapter/luukku-http.h"
#include "adapter/luukku-json.h"

G_BEGIN_DECLS

#define LUUKKU_WHATSAPP_NAME "WhatsApp"

/* As LuukkuHttpCheck: {"error":{"code":131047,"message":"…","error_data":{"details":"…"}}}. */
gboolean luukku_whatsapp_check (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);
/* @at: one element of an array "errors", as a status or a list of blocked people has it. */
void luukku_whatsapp_set_fault (const LuukkuJsonAt *at, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
