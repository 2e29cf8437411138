/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-whatsapp.h: the adapter of a WhatsApp Business number (Cloud API). */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_whatsapp_type;

G_END_DECLS
