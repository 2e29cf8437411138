/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-wording-shapes.c: who does what to whom, as pairs of what two words near each other are: by the
 * lists ("me", "hit", "official") or by their endings. A weight of such a pair holds for words that were
 * never learnt. Linear in the text. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-wording.h"

#include <string.h>

#define SIGN "sign."
#define MAX_TAGS 6
/* Words from the first of a pair to the second. */
#define REACH 4
#define MIN_BYTES 4
#define MAX_PIECE_BYTES 96

typedef struct {
  const char *name;
  gsize length;
} Tag;

/* What one word is. */
typedef struct {
  Tag tags[MAX_TAGS];
  guint count;
} Tags;

/* Longer endings first. Most are Finnish; what they do with words of other languages is learnt as well. */
#define ENDING(text, tag)                                                                                    \
  {                                                                                                          \
    text, sizeof text - 1, tag                                                                               \
  }
static const struct {
  const char *text;
  gsize length;
  const char *tag;
} endings[] = {
  ENDING ("isin", "cond1"), ENDING ("isimme", "cond1"), ENDING ("isit", "cond2"), ENDING ("isitte", "cond2"),
  ENDING ("isi", "cond"),   ENDING ("kaa", "imp"),      ENDING ("kää", "imp"),    ENDING ("taan", "pass"),
  ENDING ("tään", "pass"),  ENDING ("daan", "pass"),    ENDING ("dään", "pass"),  ENDING ("tahan", "pass"),
  ENDING ("tähän", "pass"), ENDING ("nne", "poss2"),    ENDING ("asi", "poss2"),  ENDING ("äsi", "poss2"),
  ENDING ("esi", "poss2"),  ENDING ("osi", "poss2"),    ENDING ("ösi", "poss2"),  ENDING ("tte", "pl2"),
  ENDING ("mme", "pl1"),    ENDING ("iin", "past"),     ENDING ("nut", "past"),   ENDING ("nyt", "past"),
  ENDING ("ssa", "loc"),    ENDING ("ssä", "loc"),      ENDING ("lla", "loc"),    ENDING ("llä", "loc"),
  ENDING ("lle", "all"),    ENDING ("lta", "abl"),      ENDING ("ltä", "abl"),    ENDING ("sta", "abl"),
  ENDING ("stä", "abl"),    ENDING ("een", "ill"),      ENDING ("aan", "ill"),    ENDING ("ään", "ill"),
  ENDING ("oon", "ill"),    ENDING ("n", "n"),          ENDING ("t", "t"),        ENDING ("a", "a"),
  ENDING ("ä", "a"),
};

static void
add_tag (Tags *tags, const char *name)
{
  for (guint i = 0; i < tags->count; i++) {
    if (strcmp (tags->tags[i].name, name) == 0)
      return;
  }
  if (tags->count < MAX_TAGS)
    tags->tags[tags->count++] = (Tag){ name, strlen (name) };
}

static void
tag_ending (Tags *tags, const char *form)
{
  gsize length = strlen (form);

  for (guint i = 0; length >= MIN_BYTES && i < G_N_ELEMENTS (endings); i++) {
    if (length >= endings[i].length &&
        memcmp (form + length - endings[i].length, endings[i].text, endings[i].length) == 0) {
      add_tag (tags, endings[i].tag);
      return;
    }
  }
}

/* The signs that begin at words of @stretch. */
static void
tag_signs (Tags *tags, LuukkuModText *text, const LuukkuWordingStretch *stretch)
{
  const GArray *hits = luukku_mod_text_get_hits (text);

  for (guint i = 0; i < hits->len; i++) {
    const LuukkuModHit *hit = &g_array_index (hits, LuukkuModHit, i);
    const char *name = luukku_mod_lexicon_class_name (hit->row->class_id);

    if (hit->first >= stretch->first && hit->last < stretch->end && g_str_has_prefix (name, SIGN))
      add_tag (&tags[hit->first - stretch->first], name + strlen (SIGN));
  }
}

static void
tag_classes (Tags *tags, LuukkuModText *text, guint i)
{
  guint n_symbols;
  const guint *symbols = luukku_mod_text_symbols (text, i, &n_symbols);

  for (guint k = 0; k < n_symbols; k++) {
    const char *name = luukku_mod_lexicon_class_of (symbols[k]);

    if (luukku_wording_is_class (name))
      add_tag (tags, name);
  }
}

static void
take_pairs (const Tags *one, const Tags *other, guint word, LuukkuWordingFound found, gpointer user_data)
{
  char piece[MAX_PIECE_BYTES] = "~";

  for (guint i = 0; i < one->count; i++) {
    gsize length = one->tags[i].length;

    memcpy (piece + 1, one->tags[i].name, length);
    piece[length + 1] = '~';
    for (guint k = 0; k < other->count; k++) {
      if (length + other->tags[k].length + 2 > sizeof piece)
        continue;
      memcpy (piece + length + 2, other->tags[k].name, other->tags[k].length);
      found (piece, length + 2 + other->tags[k].length, word, user_data);
    }
  }
}

void
luukku_wording_take_shapes (LuukkuModText *text, const LuukkuWordingStretch *stretch,
                            LuukkuWordingFound found, gpointer user_data)
{
  guint size = stretch->end - stretch->first;
  g_autofree Tags *tags = g_new0 (Tags, size + 1);

  tag_signs (tags, text, stretch);
  for (guint i = 0; i < size; i++) {
    const LuukkuModWord *word = luukku_mod_text_word (text, stretch->first + i);

    if ((word->flags & LUUKKU_MOD_WORD_QUOTED) != 0) {
      tags[i].count = 0;
      continue;
    }
    tag_classes (&tags[i], text, stretch->first + i);
    tag_ending (&tags[i], word->form);
  }
  for (guint i = 0; i < size; i++) {
    guint sentence = luukku_mod_text_word (text, stretch->first + i)->sentence;

    for (guint k = i + 1;
         k < size && k <= i + REACH && luukku_mod_text_word (text, stretch->first + k)->sentence == sentence;
         k++)
      take_pairs (&tags[i], &tags[k], stretch->first + i, found, user_data);
  }
}
