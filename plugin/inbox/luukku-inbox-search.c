/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-search.c: finding messages by words in any inflected form: what is new gets into the search
 * while nothing else is to be done, a few messages at a time; a question is asked with the keys of its words.
 *
 * Identity codes are masked before a text gets here, so that nobody finds a person by one. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-private.h"

#include "base/luukku-error.h"
#include "language/luukku-language.h"
#include "language/luukku-word-text.h"
#include "store/luukku-store-search.h"

#include <string.h>

#define SLICE 20        /* messages in one go: some milliseconds */
#define AT_ONCE 2000    /* that a search waits for */
#define MAX_WORD 64     /* characters; longer ones are cut */
#define MIN_BEGINNING 3 /* characters of a word that is not finished yet */
#define MAX_QUESTION 20 /* words */

static const char *const languages[] = { "fi", "sv", "en", "ru" };

/* --- words */

/* Returns: (transfer full): letters and digits of @word only, so that both sides of the search cut it the
 * same way. */
static char *
bare (const char *word)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint count = 0;

  for (const char *p = word; *p != '\0' && count < MAX_WORD; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!g_unichar_isalnum (c))
      continue;
    g_string_append_unichar (text, g_unichar_tolower (c));
    count++;
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_word (GHashTable *words, const char *word)
{
  char *key = bare (word);

  if (*key != '\0')
    g_hash_table_add (words, key);
  else
    g_free (key);
}

static void
add_keys (GHashTable *words, LuukkuWordText *text, guint i, const char *language)
{
  const char *const *keys = luukku_word_text_get_keys (text, i, language);

  for (guint j = 0; keys[j] != NULL; j++)
    add_word (words, keys[j]);
}

static void
add_text (GHashTable *words, const char *text, const char *language)
{
  g_autoptr (LuukkuWordText) analysed = luukku_word_text_new (text);

  for (guint i = 0; i < luukku_word_text_get_length (analysed); i++) {
    add_word (words, luukku_word_text_get_lower (analysed, i));
    add_keys (words, analysed, i, language);
  }
}

/* Returns: (transfer full): each word and key once, parted by spaces. */
static char *
words_of (const LuukkuUnsearched *row)
{
  g_autoptr (GHashTable) words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *masked = luukku_inbox_mask (row->text);
  g_autofree char *author = luukku_inbox_mask (row->author != NULL ? row->author : "");
  g_autofree gpointer *list = NULL;

  add_text (words, masked, row->language != NULL ? row->language : "fi");
  add_text (words, author, "fi");
  list = g_hash_table_get_keys_as_array (words, NULL);
  return g_strjoinv (" ", (char **) list);
}

char *
luukku_search_words (const char *text, const char *author)
{
  const LuukkuUnsearched row = {
    .text = (char *) text,
    .author = (char *) author,
    .language = (char *) luukku_language_guess (text),
  };

  return words_of (&row);
}

/* --- filling */

/* LuukkuStoreFunc */
static gboolean
put_rows (LuukkuStore *store, gpointer data, GError **error)
{
  GPtrArray *rows = data;

  for (guint i = 0; i < rows->len; i++) {
    const LuukkuUnsearched *row = rows->pdata[i];
    g_autofree char *words = words_of (row);

    if (!luukku_store_put_search (store, row->message, words, error))
      return FALSE;
  }
  return TRUE;
}

/* Returns: how many were put in, one commit for all; -1 with @error. */
static int
fill (LuukkuInbox *self, guint limit, GError **error)
{
  g_autoptr (GPtrArray) rows = luukku_store_list_unsearched (self->store, limit, error);

  if (rows == NULL || (rows->len > 0 && !luukku_store_transaction (self->store, put_rows, rows, error)))
    return -1;
  return (int) rows->len;
}

static gboolean
on_idle (gpointer data)
{
  LuukkuInbox *self = data;
  g_autoptr (GError) error = NULL;
  int count = fill (self, SLICE, &error);

  if (count == SLICE)
    return G_SOURCE_CONTINUE;
  if (error != NULL) /* a full disk, say: the search goes on with the next message that comes */
    g_debug ("the search could not be filled: code %d", error->code);
  self->search_id = 0;
  return G_SOURCE_REMOVE;
}

void
luukku_inbox_fill_search_soon (LuukkuInbox *self)
{
  if (self->search_id == 0 && !luukku_store_is_read_only (self->store))
    self->search_id = g_idle_add_full (G_PRIORITY_LOW, on_idle, self, NULL);
}

void
luukku_inbox_search_again (LuukkuInbox *self, gint64 message)
{
  g_autoptr (GError) error = NULL;
  LuukkuUnsearched *row = luukku_store_get_searchable (self->store, message, &error);
  g_autofree char *words = row != NULL ? words_of (row) : NULL;

  if (words != NULL)
    luukku_store_put_search (self->store, message, words, &error);
  if (error != NULL)
    g_debug ("an edited text could not be put into the search: code %d", error->code);
  luukku_unsearched_free (row);
}

/* --- asking */

/* What one word of the question may be found by, in whichever language it is. */
static GPtrArray *
group_of (LuukkuWordText *question, guint i, gboolean last)
{
  g_autoptr (GHashTable) words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *group = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *typed = bare (luukku_word_text_get_lower (question, i));
  GHashTableIter iter;
  gpointer word = NULL;

  add_word (words, typed);
  for (guint j = 0; j < G_N_ELEMENTS (languages); j++)
    add_keys (words, question, i, languages[j]);
  g_hash_table_iter_init (&iter, words);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    g_ptr_array_add (group, g_strdup (word));
  if (last && g_utf8_strlen (typed, -1) >= MIN_BEGINNING)
    g_ptr_array_add (group, g_strconcat (typed, "*", NULL));
  return group;
}

GPtrArray *
luukku_search_groups (const char *question)
{
  g_autoptr (LuukkuWordText) text = luukku_word_text_new (question);
  GPtrArray *groups = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  guint length = MIN (luukku_word_text_get_length (text), MAX_QUESTION);

  for (guint i = 0; i < length; i++)
    g_ptr_array_add (groups, group_of (text, i, i + 1 == length));
  return groups;
}

/* What came during a ban is not found: it is out of sight. */
static GArray *
leave_out_hidden (LuukkuInbox *self, GArray *hits)
{
  for (guint i = hits->len; i > 0; i--) {
    if (luukku_inbox_is_hidden (self, g_array_index (hits, LuukkuSearchHit, i - 1).message))
      g_array_remove_index (hits, i - 1);
  }
  return hits;
}

GArray *
luukku_inbox_search (LuukkuInbox *self, const char *question, guint limit, gboolean *ret_complete,
                     GError **error)
{
  g_autoptr (GPtrArray) groups = luukku_search_groups (question);
  g_autoptr (GPtrArray) left = NULL;
  GArray *hits = NULL;

  if (!luukku_store_is_read_only (self->store) && fill (self, AT_ONCE, error) < 0)
    return NULL;
  left = luukku_store_list_unsearched (self->store, 1, error);
  if (left == NULL)
    return NULL;
  if (ret_complete != NULL)
    *ret_complete = left->len == 0;
  if (left->len > 0)
    luukku_inbox_fill_search_soon (self);
  hits = luukku_store_search (self->store, groups, limit, error);
  return hits != NULL ? leave_out_hidden (self, hits) : NULL;
}
