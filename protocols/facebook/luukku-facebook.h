/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-facebook.h: messages of a Facebook Page through the Graph API. */
#pragma once

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

extern const LuukkuAdapterType luukku_facebook_type;
/* The public comments under its posts: an account of its own, with the same Page and token. */
extern const LuukkuAdapterType luukku_facebook_comments_type;

G_END_DECLS
