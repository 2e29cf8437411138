/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-notes.c: internal notes, inserted once and never changed; their words have a search of their
 * own. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-notes.h"

#include "base/luukku-error.h"
#include "store/luukku-store-private.h"

void
luukku_note_free (LuukkuNote *self)
{
  if (self == NULL)
    return;
  g_free (self->case_number);
  g_free (self->author);
  g_free (self->text);
  g_free (self);
}

#define SELECT_NOTE                                                                                          \
  "SELECT n.id, i.conversation, i.number, n.at, n.author, n.text FROM note n JOIN case_item i ON i.id = "    \
  "n.case_id "

static GPtrArray *
run_notes (LuukkuQuery *query, GError **error)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_note_free);

  while (luukku_query_next (query)) {
    LuukkuNote *note = g_new0 (LuukkuNote, 1);

    note->id = luukku_query_get_int (query, 0);
    note->conversation = luukku_query_get_int (query, 1);
    note->case_number = luukku_query_dup_text (query, 2);
    note->at = luukku_query_get_int (query, 3);
    note->author = luukku_query_dup_text (query, 4);
    note->text = luukku_query_dup_text (query, 5);
    g_ptr_array_add (notes, note);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&notes) : NULL;
}

static gboolean
insert (LuukkuStore *self, gint64 conversation, const char *author, const char *text, const char *words,
        gint64 *ret_id, GError **error)
{
  LuukkuSqlite *db = luukku_store_get_db (self);
  g_autoptr (LuukkuQuery) note = luukku_query_new (
      db, "INSERT INTO note (case_id, at, author, text) SELECT id, ?2, ?3, ?4 FROM case_item "
          "WHERE conversation = ?1 ORDER BY id DESC LIMIT 1 RETURNING id");
  g_autoptr (LuukkuQuery) search =
      luukku_query_new (db, "INSERT INTO note_search (rowid, words) VALUES (?, ?)");

  luukku_query_bind_int (note, 1, conversation);
  luukku_query_bind_int (note, 2, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_text (note, 3, author);
  luukku_query_bind_text (note, 4, text);
  if (!luukku_query_run_int (note, 0, ret_id, error))
    return FALSE;
  if (*ret_id == 0)
    return luukku_store_not_found (error);
  luukku_query_bind_int (search, 1, *ret_id);
  luukku_query_bind_text (search, 2, words);
  return luukku_query_run (search, error);
}

gint64
luukku_store_add_note (LuukkuStore *self, gint64 conversation, const char *author, const char *text,
                       const char *words, GError **error)
{
  gint64 id = 0;

  if (!luukku_store_take_name (author, error) || !luukku_store_take_text (text, error) ||
      !luukku_store_take_text (words, error) || !luukku_store_begin (self, error))
    return 0;
  if (!luukku_store_end (self, insert (self, conversation, author, text, words, &id, error), error))
    return 0;
  return id;
}

GPtrArray *
luukku_store_list_notes (LuukkuStore *self, gint64 conversation, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < LUUKKU_STORE_SCHEMA_WRITING)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_note_free);
  query = luukku_query_new (luukku_store_get_db (self), SELECT_NOTE "WHERE i.conversation = ? ORDER BY n.id");
  luukku_query_bind_int (query, 1, conversation);
  return run_notes (query, error);
}

GPtrArray *
luukku_store_search_notes (LuukkuStore *self, GPtrArray *groups, guint limit, GError **error)
{
  g_autofree char *question = luukku_store_make_question (groups);
  g_autoptr (LuukkuQuery) query = NULL;

  if (question == NULL || luukku_store_get_schema (self) < LUUKKU_STORE_SCHEMA_WRITING)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_note_free);
  query = luukku_query_new (luukku_store_get_db (self), SELECT_NOTE
                            "WHERE n.id IN (SELECT rowid FROM note_search WHERE note_search MATCH ?) "
                            "ORDER BY n.id DESC LIMIT ?");
  luukku_query_bind_text (query, 1, question);
  luukku_query_bind_int (query, 2, limit);
  return run_notes (query, error);
}
