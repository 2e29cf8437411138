/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-instagram.h: messages of an Instagram account through the Page that it is linked to. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_instagram_type;
/* The public comments under its posts: an account of its own, with the same Page and token. */
extern const LuukkuAdapterType luukku_instagram_comments_type;

G_END_DECLS
