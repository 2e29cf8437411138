/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-telegram-error.h: the Bot API's error answers as faults. Pure. */
#pragma once

#include "adapter/luukku-http.h"

G_BEGIN_DECLS

#define LUUKKU_TELEGRAM_NAME "Telegram"

/* As LuukkuHttpCheck: {"ok":false,"error_code":429,"description":"…","parameters":{"retry_after":5}}. */
gboolean luukku_telegram_check (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
