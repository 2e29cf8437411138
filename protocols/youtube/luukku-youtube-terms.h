/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-youtube-terms.h: what calls cost, how much of a day's units may be used for what, and how far back
 * is looked: out of data/channels/youtube.ini, since Google changes the prices and gives towns other quotas.
 */
#pragma once

#include "adapter/luukku-comment-window.h"

G_BEGIN_DECLS

typedef struct {
  guint daily;         /* units of a day */
  guint reserve;       /* of these, kept for replies and acts */
  guint read_price;    /* of one call that reads */
  guint write_price;   /* of one that changes something */
  gint64 look_through; /* span between looks through the whole window, µs */
  LuukkuCommentLimits window;
} LuukkuYoutubeTerms;

/* Returns: FALSE with @error that names file and key. */
gboolean luukku_youtube_terms_load (LuukkuYoutubeTerms *ret_terms, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
