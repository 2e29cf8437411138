/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mastodon-error.h: a Mastodon server's error answers as faults. Pure. */
#pragma once

#include "adapter/luukku-http.h"

G_BEGIN_DECLS

#define LUUKKU_MASTODON_NAME "Mastodon"

/* As LuukkuHttpCheck: a status of 400 and above with {"error":"…"}, or a page of HTML. */
gboolean luukku_mastodon_check (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
