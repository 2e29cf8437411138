/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-link-lists.h: the hosts and words of data/lexicons/links.tsv by which links are judged, compiled in;
 * inside this folder only. A row is a term, a tab, its kind; "#" begins a comment line. Main thread only. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_LINK_TRUSTED,    /* hosts that anybody may link to; what lies below one counts */
  LUUKKU_LINK_BRANDS,     /* names that a false host bears */
  LUUKKU_LINK_ENDINGS,    /* endings of hosts that are often used for fraud */
  LUUKKU_LINK_SHORTENERS, /* services that hide where a link leads */
  LUUKKU_LINK_LURES,      /* words in a link that lure */
  LUUKKU_LINK_LISTS,
} LuukkuLinkList;

/* Returns: (transfer none): NULL-terminated, small letters. */
const char *const *luukku_link_list (LuukkuLinkList list);
/* Returns: how many rows cannot be read. For tests. */
guint luukku_link_lists_problems (void);
void luukku_link_lists_shutdown (void);

G_END_DECLS
