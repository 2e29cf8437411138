/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-lexicon.h: the words of data/lexicons, compiled in; inside this folder only.
 *
 * A list is UTF-8, one term a line: term TAB class [TAB note]; "#" begins a comment line. A term is in lower
 * case; "*" stands for any characters ("puhel*", "*osoit*", in the first word also "vene*vaunu*"), a blank
 * for the next word ("identity code*"). The class is the family's own word. */
#pragma once

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Number of a class; luukku_lexicon_class() returns this for one that no term has. */
#define LUUKKU_LEXICON_NO_CLASS G_MAXUINT

/* Called for each class that is found; @token: index. */
typedef void (*LuukkuLexiconFound) (guint token, guint class_id, gpointer user_data);

typedef struct {
  const char *text;     /* in lower case, as LuukkuScan makes it */
  const GArray *tokens; /* of LuukkuScanToken */
} LuukkuLexiconText;

/* Finds the terms in token @token of @text, those of several words when they begin there. */
void luukku_lexicon_look_up (const LuukkuLexiconText *text, guint token, LuukkuLexiconFound found,
                             gpointer user_data) G_GNUC_NON_NULL (1, 3);
guint luukku_lexicon_class (const char *name) G_GNUC_NON_NULL (1);
void luukku_lexicon_shutdown (void);

/* One character as the lexicons and LuukkuScan have it: lower case, variants of a letter made one. Its length
 * in UTF-8 never differs from @c's. */
gunichar luukku_lexicon_fold (gunichar c);

G_END_DECLS
