/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-vimeo-error.h: Vimeo's error answers as faults. Pure. */
#pragma once

#include "adapter/luukku-http.h"

G_BEGIN_DECLS

#define LUUKKU_VIMEO_NAME "Vimeo"

/* As LuukkuHttpCheck. Three shapes: {"error","developer_message","error_code"}, {"error"} alone, and
 * {"error","error_description"} of the sign-in. A 204 has no body. */
gboolean luukku_vimeo_check (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);
/* The same for token calls, whose errors are those of RFC 6749. */
gboolean luukku_vimeo_check_token (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);
/* By the X-RateLimit headers of @response. Returns: until when no call may be made, UTC µs; 0: there are
 * calls left, or Vimeo does not say. */
gint64 luukku_vimeo_read_limit (const LuukkuResponse *response, gint64 now) G_GNUC_NON_NULL (1);

G_END_DECLS
