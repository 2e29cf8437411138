/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-error.h: a homeserver's error answers as faults (Matrix client-server API, "Standard error
 * response"). Pure. */
#pragma once

#include "adapter/luukku-http.h"

G_BEGIN_DECLS

#define LUUKKU_MATRIX_NAME "Matrix"

gboolean luukku_matrix_check (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);
/* Of POST /login and /refresh: a no means that somebody has to sign in again. */
gboolean luukku_matrix_check_sign_in (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);
/* Of /.well-known/matrix/client: a 404 is GONE, whatever page comes with it. */
gboolean luukku_matrix_check_discovery (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
