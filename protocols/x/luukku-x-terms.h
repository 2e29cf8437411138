/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x-terms.h: what is asked of X and how much of it: field lists and ceilings out of
 * data/channels/x.ini. X renames fields between versions and charges for what is read, so both are data. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

typedef struct {
  /* parts of queries: names, "=", lists */
  char *self_query;
  char *dm_query;
  char *post_query;
  char *chat_query;

  guint page_size;     /* of a look for new things; 5…100 */
  guint dm_calls;      /* calls for direct messages: at most so many … */
  gint64 dm_span;      /* … in this span, µs */
  guint monthly_reads; /* things read in a calendar month (UTC), 0: no ceiling */
  gint64 look_again;   /* span between looks for edits and deletions of posts, µs */
  gint64 chats_again;  /* span between looks at the list of encrypted conversations, µs */
} LuukkuXTerms;

/* Returns: (transfer full): NULL with @error that names file and key. */
LuukkuXTerms *luukku_x_terms_load (GError **error);
void luukku_x_terms_free (LuukkuXTerms *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuXTerms, luukku_x_terms_free)

G_END_DECLS
