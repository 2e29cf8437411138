/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-withdrawal.c: one message whose words go while its id, address and times stay; and checkpoints
 * of the log that left the machine. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-retention.h"

#include "base/luukku-error.h"
#include "store/luukku-store-private.h"
#include "store/luukku-store-search.h"

/* --- one message */

static gboolean
run_for (LuukkuStore *self, const char *sql, gint64 message, gint64 value, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (luukku_store_get_db (self), sql);

  luukku_query_bind_int (query, 1, message);
  luukku_query_bind_int (query, 2, value);
  return luukku_query_run (query, error);
}

static gboolean
withdraw (LuukkuStore *self, gint64 message, gint64 by_seq, gboolean with_name, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), "SELECT conversation FROM message WHERE id = ?");
  gint64 conversation;

  luukku_query_bind_int (query, 1, message);
  if (!luukku_query_run_int (query, 0, &conversation, error))
    return FALSE;
  if (conversation == 0)
    return luukku_store_not_found (error);
  return run_for (self, "INSERT INTO withdrawal (message, by_seq) VALUES (?1, ?2)", message, by_seq, error) &&
         run_for (self,
                  "UPDATE message SET text = '', raw = NULL, raw_type = NULL, "
                  "author_name = iif (?2, NULL, author_name) WHERE id = ?1",
                  message, with_name ? 1 : 0, error) &&
         run_for (self,
                  "UPDATE message_version SET text = NULL WHERE message = ?1 AND text IS NOT NULL AND ?2",
                  message, 1, error) &&
         run_for (self,
                  "DELETE FROM attachment_bytes WHERE ?2 AND attachment IN (SELECT id FROM attachment "
                  "WHERE message = ?1)",
                  message, 1, error) &&
         run_for (
             self,
             "UPDATE attachment SET name = NULL, media_type = NULL, url = NULL, state = ?2, sha256 = NULL, "
             "stored_size = 0, size = -1, reason = 'withdrawn' WHERE message = ?1",
             message, 2 /* LUUKKU_ATTACHMENT_REFUSED */, error) &&
         run_for (self, "DELETE FROM case_fact WHERE message = ?1 AND ?2", message, 1, error) &&
         luukku_store_forget_search (self, message, error) &&
         luukku_store_refresh_line (self, conversation, error);
}

gboolean
luukku_store_withdraw_message (LuukkuStore *self, gint64 message, gint64 by_seq, gboolean with_name,
                               GError **error)
{
  if (!luukku_store_begin (self, error))
    return FALSE;
  return luukku_store_end (self, withdraw (self, message, by_seq, with_name, error), error);
}

gboolean
luukku_store_is_withdrawn (LuukkuStore *self, gint64 message)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 found = 0;

  if (luukku_store_get_schema (self) < LUUKKU_STORE_SCHEMA_RETENTION)
    return FALSE;
  query = luukku_query_new (luukku_store_get_db (self), "SELECT 1 FROM withdrawal WHERE message = ?");
  luukku_query_bind_int (query, 1, message);
  return luukku_query_run_int (query, 0, &found, NULL) && found != 0;
}

gboolean
luukku_store_find_case_of_message (LuukkuStore *self, gint64 message, char **ret_number, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT i.number FROM message m JOIN case_item i ON i.conversation = m.conversation WHERE m.id = ? "
      "ORDER BY i.opened_at <= m.sent_at DESC, iif (i.opened_at <= m.sent_at, -i.opened_at, i.opened_at), "
      "i.id DESC LIMIT 1");

  luukku_query_bind_int (query, 1, message);
  return luukku_query_run_text (query, ret_number, error);
}

/* --- checkpoints */

void
luukku_checkpoint_row_free (LuukkuCheckpointRow *self)
{
  if (self == NULL)
    return;
  g_free (self->line);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_free (self->way);
  g_free (self);
}

gboolean
luukku_store_add_checkpoint (LuukkuStore *self, const LuukkuCheckpointRow *row, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self),
                        "INSERT INTO checkpoint (seq, at, line, signature, way) VALUES (?, ?, ?, ?, ?)");

  if (!luukku_store_can_write (self, error) || !luukku_store_take_name (row->line, error) ||
      !luukku_store_take_bytes (row->signature, error))
    return FALSE;
  luukku_query_bind_int (query, 1, row->seq);
  luukku_query_bind_int (query, 2, row->at);
  luukku_query_bind_text (query, 3, row->line);
  luukku_query_bind_bytes (query, 4, row->signature);
  luukku_query_bind_text (query, 5, row->way);
  return luukku_query_run (query, error);
}

GPtrArray *
luukku_store_list_checkpoints (LuukkuStore *self, guint limit, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_checkpoint_row_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < LUUKKU_STORE_SCHEMA_RETENTION)
    return g_steal_pointer (&list);
  query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT seq, at, line, signature, way FROM checkpoint ORDER BY at DESC, id DESC LIMIT ?");
  luukku_query_bind_int (query, 1, limit == 0 ? -1 : (gint64) limit);
  while (luukku_query_next (query)) {
    LuukkuCheckpointRow *row = g_new0 (LuukkuCheckpointRow, 1);

    row->seq = luukku_query_get_int (query, 0);
    row->at = luukku_query_get_int (query, 1);
    row->line = luukku_query_dup_text (query, 2);
    row->signature = luukku_query_dup_bytes (query, 3);
    row->way = luukku_query_dup_text (query, 4);
    g_ptr_array_add (list, row);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&list) : NULL;
}
