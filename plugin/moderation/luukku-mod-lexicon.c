/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mod-lexicon.c: tells what a word is by the compiled lists. Reads no list: nothing is made at a
 * start.
 *
 * Every word of a term stands in one hash table by its stem (what is left without "*", "~" and "+"). A word
 * is hashed from each of its letters on, a letter at a time, so all stems in it are found in time that
 * depends on the word alone, whatever the number of terms. A word carries symbols: "fi:kill-me" for a class,
 * "fi=a|b" for the alternatives of a pattern's part. Main thread only. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-mod-lexicon.h"

#include <gio/gio.h>
#include <string.h>

#include "luukku-moderation-resources.h"
#include "moderation/luukku-wording.h"

#define ROOT "/org/luukku/moderation"
#define VERSION 1
#define MAX_MASKED 8
#define WORDS_OF_ENTRY (sizeof (LuukkuModEntry) / sizeof (guint32))

static struct {
  LuukkuModTable table; /* zeroes until somebody asks */
  guint32 bucket_mask, name_mask;
  char *version; /* (owned) */
} lexicon;

/* --- opening */

static GBytes *
get_resource (const char *path)
{
  GBytes *bytes =
      g_resource_lookup_data (luukku_moderation_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert (bytes != NULL); /* it was compiled in */
  return bytes;
}

static char *
make_version (void)
{
  g_autoptr (GChecksum) digest = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GBytes) links = get_resource (ROOT "/links.tsv");

  /* Links are judged by luukku-link-lists.c, weights added by luukku-wording.c: the version tells all. */
  g_checksum_update (digest, g_bytes_get_data (links, NULL), (gssize) g_bytes_get_size (links));
  g_checksum_update (digest, luukku_wording_get_table ()->digest, LUUKKU_WORDING_DIGEST_BYTES);
  g_checksum_update (digest, lexicon.table.digest, LUUKKU_MOD_DIGEST_BYTES);
  return g_strdup_printf ("moderation %d %.8s", VERSION, g_checksum_get_string (digest));
}

static void
ensure_lexicon (void)
{
  g_autoptr (GBytes) bytes = NULL;
  gboolean sound;

  if (G_LIKELY (lexicon.table.bytes != NULL))
    return;
  bytes = get_resource (ROOT "/mod.words");
  sound = luukku_mod_table_open (&lexicon.table, bytes);
  g_assert (sound);
  lexicon.bucket_mask = lexicon.table.words[LUUKKU_MOD_BUCKETS] - 2;
  lexicon.name_mask = lexicon.table.words[LUUKKU_MOD_NAME_BUCKETS] - 1;
  lexicon.version = make_version ();
}

void
luukku_mod_lexicon_shutdown (void)
{
  luukku_mod_table_close (&lexicon.table);
  g_clear_pointer (&lexicon.version, g_free);
}

/* --- asking */

static const LuukkuModEntry *
entry_at (guint32 number)
{
  return (const LuukkuModEntry *) (gconstpointer) lexicon.table.sections[LUUKKU_MOD_ENTRIES] + number;
}

static const LuukkuModRow *
row_at (guint32 number)
{
  return (const LuukkuModRow *) (gconstpointer) lexicon.table.sections[LUUKKU_MOD_ROWS] + number;
}

/* Returns: (transfer none) (nullable): the row of @entry; NULL: it is a word of a pattern. */
static const LuukkuModRow *
row_of (const LuukkuModEntry *entry)
{
  return entry->row != 0 ? row_at (entry->row - 1) : NULL;
}

guint
luukku_mod_lexicon_class (const char *name)
{
  const guint32 *buckets;

  ensure_lexicon ();
  buckets = lexicon.table.sections[LUUKKU_MOD_NAME_BUCKETS];
  for (guint32 place = luukku_mod_table_hash (name) & lexicon.name_mask; buckets[place] != 0;
       place = (place + 1) & lexicon.name_mask) {
    if (strcmp (luukku_mod_lexicon_class_name (buckets[place] - 1), name) == 0)
      return buckets[place] - 1;
  }
  return LUUKKU_MOD_NO_SYMBOL;
}

const char *
luukku_mod_lexicon_class_name (guint class_id)
{
  return lexicon.table.strings + lexicon.table.sections[LUUKKU_MOD_NAMES][class_id];
}

const guint32 *
luukku_mod_lexicon_symbols (const char *class_name)
{
  guint class_id = luukku_mod_lexicon_class (class_name);

  return class_id != LUUKKU_MOD_NO_SYMBOL
             ? lexicon.table.sections[LUUKKU_MOD_NAME_SYMBOLS] + (gsize) class_id * LUUKKU_MOD_LANGUAGES
             : NULL;
}

guint
luukku_mod_lexicon_symbol (const char *class_name, LuukkuModLanguage language)
{
  const guint32 *symbols = luukku_mod_lexicon_symbols (class_name);

  return symbols != NULL ? symbols[language] : LUUKKU_MOD_NO_SYMBOL;
}

const char *
luukku_mod_lexicon_class_of (guint symbol)
{
  guint class_id = lexicon.table.sections[LUUKKU_MOD_CLASS_OF][symbol];

  return class_id != LUUKKU_MOD_NO_SYMBOL ? luukku_mod_lexicon_class_name (class_id) : NULL;
}

guint
luukku_mod_lexicon_denied (guint symbol)
{
  return lexicon.table.sections[LUUKKU_MOD_DENIED][symbol];
}

/* What @section has of @symbol; *@ret_count of them. */
static const guint32 *
members_of (LuukkuModSection places, LuukkuModSection section, guint symbol, guint *ret_count)
{
  const guint32 *first = lexicon.table.sections[places] + symbol;

  *ret_count = first[1] - first[0];
  return lexicon.table.sections[section] + first[0];
}

gboolean
luukku_mod_lexicon_is_part_of (guint symbol, guint part)
{
  guint count;
  const guint32 *parents = members_of (LUUKKU_MOD_PARENTS_OF, LUUKKU_MOD_PARENTS, symbol, &count);

  for (guint i = 0; i < count; i++) {
    if (parents[i] == part)
      return TRUE;
  }
  return FALSE;
}

const LuukkuModRow *
luukku_mod_lexicon_row (guint32 number)
{
  return row_at (number);
}

const LuukkuModPart *
luukku_mod_lexicon_parts (const LuukkuModRow *row)
{
  return (const LuukkuModPart *) (gconstpointer) lexicon.table.sections[LUUKKU_MOD_PARTS] + row->first_part;
}

const guint32 *
luukku_mod_lexicon_vetoes (const LuukkuModRow *row)
{
  return lexicon.table.sections[LUUKKU_MOD_VETOES] + row->first_veto;
}

const guint32 *
luukku_mod_lexicon_patterns (guint symbol, guint *ret_count)
{
  return members_of (LUUKKU_MOD_PATTERNS_OF, LUUKKU_MOD_PATTERNS, symbol, ret_count);
}

const guint32 *
luukku_mod_lexicon_start_patterns (guint *ret_count)
{
  ensure_lexicon ();
  *ret_count = lexicon.table.words[LUUKKU_MOD_AT_START];
  return lexicon.table.sections[LUUKKU_MOD_AT_START];
}

const char *
luukku_mod_lexicon_version (void)
{
  ensure_lexicon ();
  return lexicon.version;
}

GBytes *
luukku_mod_lexicon_get_bytes (void)
{
  ensure_lexicon ();
  return lexicon.table.bytes;
}

void
luukku_mod_lexicon_visit (void (*visit) (LuukkuModLanguage language, const char *class_name, const char *term,
                                         gpointer user_data),
                          gpointer user_data)
{
  ensure_lexicon ();
  for (guint i = 0; i < lexicon.table.words[LUUKKU_MOD_ENTRIES] / WORDS_OF_ENTRY; i++) {
    const LuukkuModEntry *entry = entry_at (i);

    if (entry->row != 0)
      visit ((LuukkuModLanguage) entry->language, luukku_mod_lexicon_class_name (row_of (entry)->class_id),
             lexicon.table.strings + entry->stem, user_data);
  }
}

/* --- looking up */

/* A symbol, and those of the parts that name its class among others. */
static void
tell (guint symbol, const LuukkuModRow *row, LuukkuModFound found, gpointer user_data)
{
  guint count;
  const guint32 *parents = members_of (LUUKKU_MOD_PARENTS_OF, LUUKKU_MOD_PARENTS, symbol, &count);

  found (symbol, row, user_data);
  for (guint i = 0; i < count; i++)
    found (parents[i], NULL, user_data);
}

static gboolean
entry_fits (const LuukkuModEntry *entry, const char *form, gsize length, gsize start, gsize end)
{
  const char *stem = lexicon.table.strings + entry->stem;
  LuukkuModLanguage language = (LuukkuModLanguage) entry->language;

  if (start > 0 && (entry->flags & LUUKKU_MOD_OPEN_START) == 0)
    return FALSE;
  if (end < length && (entry->flags & LUUKKU_MOD_OPEN_END) == 0 &&
      !((entry->flags & LUUKKU_MOD_INFLECTS) != 0 &&
        luukku_mod_is_ending (language, stem, end - start, form + end, length - end)) &&
      !((entry->flags & LUUKKU_MOD_CONJUGATES) != 0 &&
        luukku_mod_is_verb_ending (language, form + end, length - end)))
    return FALSE;
  return strncmp (stem, form + start, end - start) == 0 && stem[end - start] == '\0';
}

void
luukku_mod_lexicon_look_up (const char *form, gsize length, LuukkuModForm kind, LuukkuModFound found,
                            gpointer user_data)
{
  const guint32 *buckets;

  ensure_lexicon ();
  buckets = lexicon.table.sections[LUUKKU_MOD_BUCKETS];
  for (gsize start = 0; start < length; start = (gsize) (g_utf8_next_char (form + start) - form)) {
    guint32 hash = LUUKKU_MOD_HASH_START;

    if (kind == LUUKKU_MOD_FORM_CLITIC && start > 0)
      return;
    for (gsize end = start; end < length && end - start < LUUKKU_MOD_MAX_STEM_BYTES;) {
      gsize next = (gsize) (g_utf8_next_char (form + end) - form);

      for (; end < next; end++)
        hash = (hash ^ (guchar) form[end]) * LUUKKU_MOD_HASH_FACTOR;
      for (guint32 i = buckets[hash & lexicon.bucket_mask]; i < buckets[(hash & lexicon.bucket_mask) + 1];
           i++) {
        const LuukkuModEntry *entry = entry_at (i);

        if (kind == LUUKKU_MOD_FORM_CLITIC && (entry->language != LUUKKU_MOD_FI || end < length))
          continue;
        if (entry_fits (entry, form, length, start, end))
          tell (entry->symbol, row_of (entry), found, user_data);
      }
    }
  }
}

void
luukku_mod_lexicon_look_up_name (LuukkuModFound found, gpointer user_data)
{
  for (guint i = 0; i < LUUKKU_MOD_LANGUAGES; i++)
    tell (luukku_mod_lexicon_symbol ("name", i), NULL, found, user_data);
}

/* Whether @form, in which a run of '*' stands for some letters, may be @entry's word. The run may hide two
 * letters more or fewer than it is long, but not all letters of the word. */
static gboolean
is_masked_word (const char *form, const char *stem, gboolean open_end, guint slack)
{
  while (*form != '\0') {
    if (*form == '*') {
      const char *rest = form;
      guint run = 0;

      for (; *rest == '*'; rest++)
        run++;
      for (guint hidden = 1; hidden <= run + slack && *stem != '\0'; hidden++) {
        stem = g_utf8_next_char (stem);
        if (hidden + slack >= run && is_masked_word (rest, stem, open_end, slack))
          return TRUE;
      }
      return FALSE;
    }
    if (*stem == '\0')
      return open_end;
    if (*form++ != *stem++)
      return FALSE;
  }
  return *stem == '\0';
}

void
luukku_mod_lexicon_look_up_masked (const char *form, LuukkuModFound found, gpointer user_data)
{
  guint letters = 0, masks = 0, runs = 0;

  ensure_lexicon ();
  for (const char *p = form; *p != '\0'; p = g_utf8_next_char (p)) {
    letters += *p != '*';
    masks += *p == '*';
    runs += *p == '*' && (p == form || p[-1] != '*');
  }
  if (letters == 0 || masks > MAX_MASKED || runs > 3 || letters + masks < 3 || letters > 16)
    return;
  for (guint i = 0; i < lexicon.table.words[LUUKKU_MOD_MASKED]; i++) {
    const LuukkuModEntry *entry = entry_at (lexicon.table.sections[LUUKKU_MOD_MASKED][i]);
    const char *stem = lexicon.table.strings + entry->stem;

    if (stem[0] == form[0] && (entry->flags & LUUKKU_MOD_OPEN_START) == 0 &&
        is_masked_word (form, stem, (entry->flags & (LUUKKU_MOD_OPEN_END | LUUKKU_MOD_INFLECTS)) != 0,
                        letters >= 3 ? 1 : 0))
      found (entry->symbol, row_of (entry), user_data);
  }
}
