/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x-error.h: X's error answers as faults. Pure. */
#pragma once

#include "adapter/luukku-http.h"

G_BEGIN_DECLS

#define LUUKKU_X_NAME "X"

/* As LuukkuHttpCheck. X has three shapes of errors: {"title","detail","type","status"} (a problem, RFC 9457),
 * "errors" with codes or problems in it, also under a 200, and {"code","message"}. A 200 that has "data" or
 * "meta" passes whatever else it says; so do problems about single things. */
gboolean luukku_x_check (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);
/* The same for token calls. */
gboolean luukku_x_check_token (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);
/* Returns: until when no such call may be made, by the x-rate-limit headers of @response; UTC µs, 0: there
 * are calls left, or X does not say. */
gint64 luukku_x_read_limit (const LuukkuResponse *response, gint64 now) G_GNUC_NON_NULL (1);

G_END_DECLS
