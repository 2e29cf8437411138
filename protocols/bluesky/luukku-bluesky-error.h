/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky-error.h: the error answers of the AT protocol as faults. Pure.
 *
 * An error is {"error":NAME,"message":…}; the name counts, not the status: an access token that has ended is
 * answered with 400. Sources: the lexicons' lists of errors, and answers of a real server of accounts
 * (@atproto/dev-env 0.3.215). */
#pragma once

#include "adapter/luukku-http.h"

G_BEGIN_DECLS

#define LUUKKU_BLUESKY_NAME "Bluesky"

/* The subcode of a fault: the account's server is well, a service behind it is not. */
#define LUUKKU_BLUESKY_SERVICE_DOWN 1

/* LuukkuHttpCheck for every call, signing in too. */
gboolean luukku_bluesky_check (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
