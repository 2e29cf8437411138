/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-wordlist-private.h: where the lists come from; inside this folder only. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Returns: (transfer full) (nullable): the text of lexicons/@language/rules-@name.tsv: the municipality's own
 * copy, else the one that is compiled in. */
char *luukku_wordlist_read_file (const char *language, const char *name) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
