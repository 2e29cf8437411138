/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-cues.c: what the keys Lexicons and With name: word lists, personal data by its detectors, things
 * known by their shape, files that go along. Each is looked for once a text. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-run-private.h"

#include "detect/luukku-detect.h"

#include <string.h>

/* Names that are personal data, and the kind by which the detectors know it. */
static const struct {
  const char *name;
  const char *kind;
} detected[] = {
  { "person-name", "NAME" }, { "identity-code", "HETU" }, { "street-address", "ADDRESS" },
  { "phone", "PHONE" },      { "email", "EMAIL" },        { "bank-account", "IBAN" },
};

/* Names that are word lists of another name. */
static const struct {
  const char *name;
  const char *list;
} aliases[] = {
  { "sender-own", "second-person" },
};

static const char shapes[] = "date;time;price;decision-number;age;class-name;link";

static gboolean
is_shape (const char *name)
{
  g_auto (GStrv) names = g_strsplit (shapes, ";", -1);

  return g_strv_contains ((const char *const *) names, name);
}

static guint
word_at (const LuukkuRun *run, gsize start)
{
  guint length = luukku_word_text_get_length (run->words);
  guint i = 0;

  while (i + 1 < length && luukku_word_text_peek (run->words, i)->end <= start)
    i++;
  return i;
}

guint
luukku_run_sentence_of (const LuukkuRun *run, const LuukkuSpot *spot)
{
  if (luukku_word_text_get_length (run->words) == 0)
    return 0;
  return luukku_word_text_peek (run->words, spot->first)->sentence;
}

void
luukku_run_spot_at (const LuukkuRun *run, guint start, guint end, LuukkuSpot *ret_spot)
{
  LuukkuSpot spot = { .class_name = "" };
  gboolean found = FALSE;

  for (guint i = 0; i < luukku_word_text_get_length (run->words); i++) {
    const LuukkuWord *word = luukku_word_text_peek (run->words, i);
    guint word_start, word_end;

    luukku_word_text_map (run->words, word->start, word->end, &word_start, &word_end);
    if (word_end <= start || word_start >= end)
      continue;
    if (!found) {
      spot.start = word->start;
      spot.first = i;
    }
    spot.end = word->end;
    found = TRUE;
  }
  *ret_spot = spot;
}

/* --- finding */

static void
add_detected (LuukkuRun *run, const char *kind, GArray *spots)
{
  const char *const kinds[] = { kind, NULL };
  const LuukkuDetectOptions options = {
    .kinds = kinds,
    .allow_list = run->context->allow_list,
    .language = run->language,
  };
  g_autoptr (GArray) hits = NULL;

  luukku_detect_full (run->text, &options, &hits);
  for (guint i = 0; i < hits->len; i++) {
    const LuukkuHit *hit = &g_array_index (hits, LuukkuHit, i);
    LuukkuSpot spot;

    luukku_run_spot_at (run, hit->start, hit->end, &spot);
    if (spot.end > spot.start)
      g_array_append_val (spots, spot);
  }
}

static void
add_shapes (LuukkuRun *run, const char *name, GArray *spots)
{
  g_autoptr (GArray) found = luukku_shapes_find (luukku_word_text_get_text (run->words), name);

  for (guint i = 0; i < found->len; i++) {
    LuukkuSpot spot = g_array_index (found, LuukkuSpot, i);

    spot.first = word_at (run, spot.start);
    g_array_append_val (spots, spot);
  }
}

static void
add_words (LuukkuRun *run, const char *name, GArray *spots)
{
  for (guint i = 0; run->languages[i] != NULL; i++) {
    const LuukkuWordlist *list = luukku_wordlist_get (run->languages[i], name);
    g_autoptr (GArray) hits = list != NULL ? luukku_wordlist_match (list, run->words) : NULL;

    for (guint j = 0; hits != NULL && j < hits->len; j++) {
      const LuukkuWordHit *hit = &g_array_index (hits, LuukkuWordHit, j);
      const LuukkuSpot spot = {
        .start = luukku_word_text_peek (run->words, hit->first)->start,
        .end = luukku_word_text_peek (run->words, hit->last)->end,
        .first = hit->first,
        .class_name = hit->class_name,
      };

      g_array_append_val (spots, spot);
    }
  }
}

static void
add_all (LuukkuRun *run, const char *name, GArray *spots)
{
  for (guint i = 0; i < G_N_ELEMENTS (detected); i++) {
    if (strcmp (detected[i].name, name) == 0) {
      add_detected (run, detected[i].kind, spots);
      return;
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++) {
    if (strcmp (aliases[i].name, name) == 0)
      name = aliases[i].list;
  }
  if (is_shape (name))
    add_shapes (run, name, spots);
  else
    add_words (run, name, spots);
}

const GArray *
luukku_run_find (LuukkuRun *run, const char *name)
{
  GArray *spots = g_hash_table_lookup (run->found, name);

  if (spots == NULL) {
    spots = g_array_new (FALSE, FALSE, sizeof (LuukkuSpot));
    add_all (run, name, spots);
    g_hash_table_insert (run->found, g_strdup (name), spots);
  }
  return spots;
}

gboolean
luukku_run_is_near (LuukkuRun *run, const char *name, guint sentence)
{
  const GArray *spots;

  if (strcmp (name, "image") == 0)
    return luukku_has (run->context->attachments, "image") || luukku_has (run->context->attachments, "video");
  if (strcmp (name, "shouting") == 0)
    return luukku_run_shouts (run, NULL);
  spots = luukku_run_find (run, name);
  for (guint i = 0; i < spots->len; i++) {
    if (luukku_run_sentence_of (run, &g_array_index (spots, LuukkuSpot, i)) == sentence)
      return TRUE;
  }
  return FALSE;
}

/* --- quotations */

static gboolean
is_quote (gunichar c)
{
  return c == '"' || c == 0x201C || c == 0x201D || c == 0x201E || c == 0xAB || c == 0xBB;
}

gboolean
luukku_run_is_quoted (const LuukkuRun *run, const LuukkuSpot *spot)
{
  const char *text = luukku_word_text_get_text (run->words);
  guint before = 0;
  gboolean after = FALSE;

  for (const char *p = text; *p != '\0' && !after; p = g_utf8_next_char (p)) {
    if (!is_quote (g_utf8_get_char (p)))
      continue;
    if (p < text + spot->start)
      before++;
    else
      after = TRUE;
  }
  return after && before % 2 == 1;
}
