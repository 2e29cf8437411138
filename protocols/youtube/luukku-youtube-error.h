/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-youtube-error.h: the error answers of Google's interfaces as faults. Pure. */
#pragma once

#include "adapter/luukku-http.h"

G_BEGIN_DECLS

#define LUUKKU_YOUTUBE_NAME "YouTube"

/* As LuukkuHttpCheck. Four shapes: {"error":{"code","message","errors":[{"reason"}],"status"}}, the same
 * without "errors", {"error":"word","error_description"}, and {"error":"a sentence"}. A 204 has no body. */
gboolean luukku_youtube_check (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);
/* The same for token calls. */
gboolean luukku_youtube_check_token (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);
/* Returns: whether @error says that the units of the day are used up. */
gboolean luukku_youtube_is_used_up (const GError *error);

G_END_DECLS
