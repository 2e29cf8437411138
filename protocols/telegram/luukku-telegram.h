/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-telegram.h: the adapter of a Telegram bot. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_telegram_type;

G_END_DECLS
