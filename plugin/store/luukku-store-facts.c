/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-facts.c: what people state about a case: inserted once, the newest counts; removal requests
 * that wait for an answer; earlier cases and names of a resident. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-facts.h"

#include "base/luukku-error.h"
#include "store/luukku-store-private.h"

#define SCHEMA_FACTS 8    /* an older store, opened for reading only, has none */
#define MAX_CONTACTS 1000 /* cases or names of one resident */

void
luukku_statement_free (LuukkuStatement *self)
{
  if (self == NULL)
    return;
  g_free (self->field);
  g_free (self->value);
  g_free (self->actor);
  g_free (self);
}

void
luukku_removal_watch_free (LuukkuRemovalWatch *self)
{
  if (self == NULL)
    return;
  g_free (self->case_number);
  g_free (self);
}

/* --- statements */

gboolean
luukku_store_add_fact (LuukkuStore *self, const char *case_number, const LuukkuStatement *fact,
                       GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_can_write (self, error) || !luukku_store_take_name (case_number, error) ||
      !luukku_store_take_name (fact->field, error) || !luukku_store_take_name (fact->actor, error) ||
      !luukku_store_take_text (fact->value, error))
    return FALSE;
  query = luukku_query_new (luukku_store_get_db (self),
                            "INSERT INTO case_fact (case_number, message, item, field, value, at, actor) "
                            "VALUES (?, ?, ?, ?, coalesce (?, ''), ?, ?)");
  luukku_query_bind_text (query, 1, case_number);
  luukku_query_bind_int (query, 2, fact->message);
  luukku_query_bind_int (query, 3, fact->item);
  luukku_query_bind_text (query, 4, fact->field);
  luukku_query_bind_text (query, 5, fact->value);
  luukku_query_bind_int (query, 6, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_text (query, 7, fact->actor);
  return luukku_query_run (query, error);
}

GPtrArray *
luukku_store_list_facts (LuukkuStore *self, const char *case_number, GError **error)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_statement_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_FACTS)
    return g_steal_pointer (&facts);
  query = luukku_query_new (luukku_store_get_db (self),
                            "SELECT message, item, field, value, at, actor FROM case_fact "
                            "WHERE case_number = ? ORDER BY id");
  luukku_query_bind_text (query, 1, case_number);
  while (luukku_query_next (query)) {
    LuukkuStatement *fact = g_new0 (LuukkuStatement, 1);

    fact->message = luukku_query_get_int (query, 0);
    fact->item = (guint) luukku_query_get_int (query, 1);
    fact->field = luukku_query_dup_text (query, 2);
    fact->value = luukku_query_dup_text (query, 3);
    fact->at = luukku_query_get_int (query, 4);
    fact->actor = luukku_query_dup_text (query, 5);
    g_ptr_array_add (facts, fact);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&facts) : NULL;
}

/* --- removal requests */

gboolean
luukku_store_put_removal_watch (LuukkuStore *self, const LuukkuRemovalWatch *watch, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_can_write (self, error) || !luukku_store_take_name (watch->case_number, error))
    return FALSE;
  query = luukku_query_new (
      luukku_store_get_db (self),
      "INSERT INTO removal_watch (case_number, sent_at, remind_at, reminded) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (case_number) DO UPDATE SET sent_at = excluded.sent_at, remind_at = excluded.remind_at, "
      "reminded = excluded.reminded");
  luukku_query_bind_text (query, 1, watch->case_number);
  luukku_query_bind_int (query, 2, watch->sent_at);
  luukku_query_bind_int (query, 3, watch->remind_at);
  luukku_query_bind_int (query, 4, watch->reminded);
  return luukku_query_run (query, error);
}

static LuukkuRemovalWatch *
read_watch (LuukkuQuery *query)
{
  LuukkuRemovalWatch *watch = g_new0 (LuukkuRemovalWatch, 1);

  watch->case_number = luukku_query_dup_text (query, 0);
  watch->sent_at = luukku_query_get_int (query, 1);
  watch->remind_at = luukku_query_get_int (query, 2);
  watch->reminded = (guint) luukku_query_get_int (query, 3);
  return watch;
}

LuukkuRemovalWatch *
luukku_store_get_removal_watch (LuukkuStore *self, const char *case_number, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  g_autoptr (LuukkuRemovalWatch) watch = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_FACTS)
    return NULL;
  query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT case_number, sent_at, remind_at, reminded FROM removal_watch WHERE case_number = ?");
  luukku_query_bind_text (query, 1, case_number);
  if (luukku_query_next (query))
    watch = read_watch (query);
  return luukku_query_finish (query, error) ? g_steal_pointer (&watch) : NULL;
}

GPtrArray *
luukku_store_list_due_removals (LuukkuStore *self, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) watches = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_removal_watch_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_FACTS)
    return g_steal_pointer (&watches);
  query = luukku_query_new (luukku_store_get_db (self),
                            "SELECT case_number, sent_at, remind_at, reminded FROM removal_watch "
                            "WHERE remind_at > 0 AND remind_at <= ? ORDER BY remind_at, case_number");
  luukku_query_bind_int (query, 1, now);
  while (luukku_query_next (query))
    g_ptr_array_add (watches, read_watch (query));
  return luukku_query_finish (query, error) ? g_steal_pointer (&watches) : NULL;
}

/* --- earlier contacts */

static GPtrArray *
list_strings (LuukkuQuery *query, const char *channel, const char *resident_id, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);

  luukku_query_bind_text (query, 1, channel);
  luukku_query_bind_text (query, 2, resident_id);
  luukku_query_bind_int (query, 3, MAX_CONTACTS);
  while (luukku_query_next (query))
    g_ptr_array_add (list, luukku_query_dup_text (query, 0));
  return luukku_query_finish (query, error) ? g_steal_pointer (&list) : NULL;
}

GPtrArray *
luukku_store_list_contact_cases (LuukkuStore *self, const char *channel, const char *resident_id,
                                 GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT number FROM case_item WHERE conversation IN (SELECT conversation FROM message "
      "WHERE direction = 0 AND channel = (SELECT id FROM channel WHERE key = ?) AND author_id = ?) "
      "ORDER BY id LIMIT ?");

  return list_strings (query, channel, resident_id, error);
}

GPtrArray *
luukku_store_list_contact_names (LuukkuStore *self, const char *channel, const char *resident_id,
                                 GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self),
                        "SELECT author_name FROM message WHERE direction = 0 AND author_name IS NOT NULL "
                        "AND channel = (SELECT id FROM channel WHERE key = ?) AND author_id = ? "
                        "GROUP BY author_name ORDER BY min (sent_at), min (id) LIMIT ?");

  return list_strings (query, channel, resident_id, error);
}
