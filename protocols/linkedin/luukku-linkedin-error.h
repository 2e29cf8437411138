/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-linkedin-error.h: LinkedIn's error answers as faults. Pure. */
#pragma once

#include "adapter/luukku-http.h"

G_BEGIN_DECLS

#define LUUKKU_LINKEDIN_NAME "LinkedIn"

/* As LuukkuHttpCheck. Errors are {"status","serviceErrorCode","code","message"}. */
gboolean luukku_linkedin_check (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);
/* The same for token calls, whose errors are those of RFC 6749. */
gboolean luukku_linkedin_check_token (const LuukkuHttpAnswer *answer, GError **error) G_GNUC_NON_NULL (1);
/* Returns: µs from @now (UTC µs) to the next midnight of UTC, when LinkedIn counts calls anew; at least a
 * minute. */
gint64 luukku_linkedin_until_midnight (gint64 now);

G_END_DECLS
