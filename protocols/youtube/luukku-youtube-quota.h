/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-youtube-quota.h: what the calls of a day have cost. Google counts in units, for one project, and
 * gives them anew at midnight Pacific time (YouTube Data API, Quota). Pure. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

typedef struct {
  guint day;  /* 20261120, Pacific time; 0: none yet */
  guint used; /* units on @day */
} LuukkuYoutubeQuota;

/* Counts @units at @now (UTC µs); a new day begins at nothing. Returns: what has been used on that day. */
guint luukku_youtube_quota_count (LuukkuYoutubeQuota *self, guint units, gint64 now) G_GNUC_NON_NULL (1);
/* Takes over what another count of the same day knows, when that is more. */
void luukku_youtube_quota_merge (LuukkuYoutubeQuota *self, const LuukkuYoutubeQuota *other)
    G_GNUC_NON_NULL (1, 2);
/* Returns: the midnight that ends the day of @now, UTC µs. */
gint64 luukku_youtube_quota_end (gint64 now);

G_END_DECLS
