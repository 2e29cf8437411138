/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-search.c: the words of messages in an FTS5 table, and questions to it. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-search.h"

#include "store/luukku-store-private.h"

#include <string.h>

#define SCHEMA_SEARCH 5
#define MAX_WORDS 512 /* of one question */

void
luukku_unsearched_free (LuukkuUnsearched *self)
{
  if (self == NULL)
    return;
  g_free (self->language);
  g_free (self->text);
  g_free (self->author);
  g_free (self);
}

/* --- filling */

#define SELECT_TEXT                                                                                          \
  "SELECT m.id, m.language, coalesce ((SELECT n.text FROM message_version n WHERE n.message = m.id AND "     \
  "n.kind = 0 ORDER BY n.id DESC LIMIT 1), m.text), m.author_name FROM message m "

static LuukkuUnsearched *
read_unsearched (LuukkuQuery *query)
{
  LuukkuUnsearched *row = g_new0 (LuukkuUnsearched, 1);

  row->message = luukku_query_get_int (query, 0);
  row->language = luukku_query_dup_text (query, 1);
  row->text = luukku_query_dup_text (query, 2);
  row->author = luukku_query_dup_text (query, 3);
  return row;
}

GPtrArray *
luukku_store_list_unsearched (LuukkuStore *self, guint limit, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_unsearched_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_SEARCH)
    return g_steal_pointer (&rows);
  query = luukku_query_new (luukku_store_get_db (self),
                            SELECT_TEXT "WHERE m.id > (SELECT cast (value AS INTEGER) FROM setting "
                                        "WHERE name = 'search-done') ORDER BY m.id LIMIT ?");
  luukku_query_bind_int (query, 1, limit);
  while (luukku_query_next (query))
    g_ptr_array_add (rows, read_unsearched (query));
  return luukku_query_finish (query, error) ? g_steal_pointer (&rows) : NULL;
}

LuukkuUnsearched *
luukku_store_get_searchable (LuukkuStore *self, gint64 message, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (luukku_store_get_db (self), SELECT_TEXT "WHERE m.id = ?");
  LuukkuUnsearched *row = NULL;

  luukku_query_bind_int (query, 1, message);
  if (luukku_query_next (query))
    row = read_unsearched (query);
  if (luukku_query_finish (query, error))
    return row;
  luukku_unsearched_free (row);
  return NULL;
}

static gboolean
drop_words (LuukkuStore *self, gint64 message, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), "DELETE FROM search WHERE rowid = ?");

  luukku_query_bind_int (query, 1, message);
  return luukku_query_run (query, error);
}

static gboolean
put_words (LuukkuStore *self, gint64 message, const char *words, GError **error)
{
  LuukkuSqlite *db = luukku_store_get_db (self);
  g_autoptr (LuukkuQuery) insert = luukku_query_new (db, "INSERT INTO search (rowid, words) VALUES (?, ?)");
  /* an edit of a message that still waits must not step over the ones before it */
  g_autoptr (LuukkuQuery) done =
      luukku_query_new (db, "UPDATE setting SET value = max (cast (value AS INTEGER), ?1) WHERE name = "
                            "'search-done' AND NOT EXISTS "
                            "(SELECT 1 FROM message WHERE id > cast (setting.value AS INTEGER) AND id < ?1)");

  if (!drop_words (self, message, error))
    return FALSE;
  luukku_query_bind_int (insert, 1, message);
  luukku_query_bind_text (insert, 2, words);
  luukku_query_bind_int (done, 1, message);
  return luukku_query_run (insert, error) && luukku_query_run (done, error);
}

gboolean
luukku_store_put_search (LuukkuStore *self, gint64 message, const char *words, GError **error)
{
  if (!luukku_store_take_text (words, error) || !luukku_store_begin (self, error))
    return FALSE;
  return luukku_store_end (self, put_words (self, message, words, error), error);
}

gboolean
luukku_store_forget_search (LuukkuStore *self, gint64 message, GError **error)
{
  LuukkuSqlite *db = luukku_store_get_db (self);
  g_autoptr (LuukkuQuery) optimize = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_SEARCH)
    return TRUE;
  if (!luukku_store_begin (self, error))
    return FALSE;
  /* a deleted word stays in FTS5's segments until they are merged */
  optimize = luukku_query_new (db, "INSERT INTO search (search) VALUES ('optimize')");
  return luukku_store_end (self, drop_words (self, message, error) && luukku_query_run (optimize, error),
                           error);
}

/* --- asking */

/* Returns: (transfer full) (nullable): the groups in FTS5's language; NULL when nothing is asked. Only
 * letters and digits get through, so nothing in them is an operator. */
char *
luukku_store_make_question (GPtrArray *groups)
{
  g_autoptr (GString) question = g_string_new (NULL);
  guint words = 0;

  for (guint i = 0; i < groups->len; i++) {
    GPtrArray *group = groups->pdata[i];
    gboolean first = TRUE;

    for (guint j = 0; j < group->len && words < MAX_WORDS; j++) {
      const char *word = group->pdata[j];
      gboolean begins = g_str_has_suffix (word, "*");
      gsize length = strlen (word) - (begins ? 1 : 0);

      if (length == 0 || memchr (word, '"', length) != NULL)
        continue;
      g_string_append (question, !first ? " OR " : question->len > 0 ? " AND (" : "(");
      g_string_append_printf (question, "\"%.*s\"%s", (int) length, word, begins ? "*" : "");
      first = FALSE;
      words++;
    }
    if (!first)
      g_string_append_c (question, ')');
  }
  return question->len > 0 ? g_string_free (g_steal_pointer (&question), FALSE) : NULL;
}

GArray *
luukku_store_search (LuukkuStore *self, GPtrArray *groups, guint limit, GError **error)
{
  g_autoptr (GArray) hits = g_array_new (FALSE, TRUE, sizeof (LuukkuSearchHit));
  g_autofree char *question = luukku_store_make_question (groups);
  g_autoptr (LuukkuQuery) query = NULL;

  if (question == NULL || luukku_store_get_schema (self) < SCHEMA_SEARCH)
    return g_steal_pointer (&hits);
  query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT m.conversation, m.id, m.sent_at FROM search s JOIN message m ON m.id = s.rowid "
      "WHERE search MATCH ? ORDER BY s.rowid DESC LIMIT ?");
  luukku_query_bind_text (query, 1, question);
  luukku_query_bind_int (query, 2, limit);
  while (luukku_query_next (query)) {
    const LuukkuSearchHit hit = { luukku_query_get_int (query, 0), luukku_query_get_int (query, 1),
                                  luukku_query_get_int (query, 2) };

    g_array_append_val (hits, hit);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&hits) : NULL;
}
