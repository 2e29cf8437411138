/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tiktok-error.h: TikTok's error answers as faults. Pure. */
#pragma once

#include "adapter/luukku-http.h"

G_BEGIN_DECLS

#define LUUKKU_TIKTOK_NAME "TikTok"

/* As LuukkuHttpCheck. Every answer is {"code","message","request_id","data"}; a failure comes with the HTTP
 * status 200 and a code other than 0. A fault tells the HTTP status that such a code stands for (401 for a
 * dead token), because that is what the layers above know. */
gboolean luukku_tiktok_check (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);
/* The same for token calls. */
gboolean luukku_tiktok_check_token (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
