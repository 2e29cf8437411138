/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-files.c: files that go along with replies. The schema (sql/version-014.sql, 016) guards that
 * what passed the gate leaves as it was. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-files.h"

#include "base/luukku-digest.h"
#include "model/luukku-message.h"
#include "store/luukku-store-private.h"

void
luukku_reply_file_free (LuukkuReplyFile *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->media_type);
  g_free (self->sha256);
  g_free (self);
}

gint64
luukku_store_add_file (LuukkuStore *self, gint64 conversation, const char *name, const char *media_type,
                       GBytes *bytes, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  g_autofree char *sha256 = NULL;
  gint64 id;

  if (!luukku_store_can_write (self, error) || !luukku_store_take_name (name, error) ||
      !luukku_store_take_name (media_type, error) || !luukku_store_take_bytes (bytes, error))
    return 0;
  sha256 = luukku_digest_bytes (bytes);
  query = luukku_query_new (luukku_store_get_db (self),
                            "INSERT INTO reply_file (conversation, name, media_type, sha256, bytes) "
                            "SELECT id, ?2, ?3, ?4, ?5 FROM conversation WHERE id = ?1 RETURNING id");
  luukku_query_bind_int (query, 1, conversation);
  luukku_query_bind_text (query, 2, name);
  luukku_query_bind_text (query, 3, media_type);
  luukku_query_bind_text (query, 4, sha256);
  luukku_query_bind_bytes (query, 5, bytes);
  if (!luukku_query_run_int (query, 0, &id, error))
    return 0;
  if (id == 0)
    luukku_store_not_found (error);
  return id;
}

#define FILE_COLUMNS "SELECT id, name, media_type, sha256, length (bytes), "
#define FILES_OF_REPLY " FROM reply_file WHERE reply = ? ORDER BY id"
#define FILES_WAITING " FROM reply_file WHERE conversation = ? AND reply IS NULL ORDER BY id"

GPtrArray *
luukku_store_list_files (LuukkuStore *self, gint64 conversation, gint64 reply, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_reply_file_free);
  g_autoptr (LuukkuQuery) query = NULL;
  gboolean has_turns;

  if (luukku_store_get_schema (self) < LUUKKU_STORE_SCHEMA_FILES)
    return g_steal_pointer (&list);
  has_turns = luukku_store_get_schema (self) >= LUUKKU_STORE_SCHEMA_TURNS;
  if (reply != 0)
    query = luukku_query_new (luukku_store_get_db (self), has_turns ? FILE_COLUMNS "turn" FILES_OF_REPLY
                                                                    : FILE_COLUMNS "0" FILES_OF_REPLY);
  else
    query = luukku_query_new (luukku_store_get_db (self), FILE_COLUMNS "0" FILES_WAITING);
  luukku_query_bind_int (query, 1, reply != 0 ? reply : conversation);
  while (luukku_query_next (query)) {
    LuukkuReplyFile *file = g_new0 (LuukkuReplyFile, 1);

    file->id = luukku_query_get_int (query, 0);
    file->name = luukku_query_dup_text (query, 1);
    file->media_type = luukku_query_dup_text (query, 2);
    file->sha256 = luukku_query_dup_text (query, 3);
    file->size = luukku_query_get_int (query, 4);
    file->turn = (guint) luukku_query_get_int (query, 5);
    g_ptr_array_add (list, file);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&list) : NULL;
}

GBytes *
luukku_store_get_file_bytes (LuukkuStore *self, gint64 file, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), "SELECT bytes FROM reply_file WHERE id = ?");
  g_autoptr (GBytes) bytes = NULL;

  luukku_query_bind_int (query, 1, file);
  if (luukku_query_next (query))
    bytes = luukku_query_dup_bytes (query, 0);
  if (!luukku_query_finish (query, error))
    return NULL;
  if (bytes == NULL)
    luukku_store_not_found (error);
  return g_steal_pointer (&bytes);
}

/* Runs @query, which returns the id of what it has changed. */
static gboolean
run_changed (LuukkuQuery *query, GError **error)
{
  gint64 id;

  return luukku_query_run_int (query, 0, &id, error) && (id != 0 || luukku_store_not_found (error));
}

gboolean
luukku_store_drop_file (LuukkuStore *self, gint64 file, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "DELETE FROM reply_file WHERE id = ? AND reply IS NULL RETURNING id");

  luukku_query_bind_int (query, 1, file);
  return luukku_store_can_write (self, error) && run_changed (query, error);
}

gboolean
luukku_store_bind_file (LuukkuStore *self, gint64 file, gint64 reply, guint turn, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self),
                        "UPDATE reply_file SET reply = ?2, turn = ?3 WHERE id = ?1 AND reply IS NULL AND "
                        "conversation = (SELECT conversation FROM reply WHERE id = ?2) RETURNING id");

  luukku_query_bind_int (query, 1, file);
  luukku_query_bind_int (query, 2, reply);
  luukku_query_bind_int (query, 3, turn);
  return luukku_store_can_write (self, error) && run_changed (query, error);
}

gboolean
luukku_store_return_files (LuukkuStore *self, gint64 reply, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "UPDATE reply_file SET reply = NULL, turn = 0 WHERE reply = ?");

  luukku_query_bind_int (query, 1, reply);
  return luukku_query_run (query, error);
}

/* What a fetch that was faster has listed already stays as the platform tells it. */
static const char *const delivering[] = {
  "INSERT INTO attachment (message, place, name, media_type, size, state, sha256, stored_size) "
  "SELECT ?2, row_number () OVER (ORDER BY id) - 1, name, media_type, length (bytes), ?3, sha256, "
  "length (bytes) FROM reply_file "
  "WHERE reply = ?1 AND turn = 0 AND NOT EXISTS (SELECT 1 FROM attachment WHERE message = ?2)",
  "INSERT INTO attachment_bytes (attachment, bytes) SELECT a.id, f.bytes FROM "
  "(SELECT bytes, sha256, row_number () OVER (ORDER BY id) - 1 AS place FROM reply_file WHERE reply = ?1 "
  "AND turn = 0) f "
  "JOIN attachment a ON a.message = ?2 AND a.place = f.place AND a.sha256 = f.sha256 "
  "WHERE a.state = ?3 AND NOT EXISTS (SELECT 1 FROM attachment_bytes b WHERE b.attachment = a.id)",
  "DELETE FROM reply_file WHERE reply = ?1 AND turn = 0 AND ?2 > 0 AND ?3 > 0",
};

/* Returns: FALSE with @error; *@ret_next 0: no file waits for its turn. */
static gboolean
queue_next (LuukkuStore *self, gint64 reply, gint64 *ret_next, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "INSERT INTO reply (channel, conversation, text, sender, idempotency_key, permit, queued_at, "
      "changed_at) "
      "SELECT channel, conversation, '', sender, ?2, permit, queued_at, ?3 FROM reply WHERE id = ?1 "
      "AND EXISTS (SELECT 1 FROM reply_file WHERE reply = ?1 AND turn > 0) RETURNING id");
  g_autofree char *key = g_uuid_string_random ();

  luukku_query_bind_int (query, 1, reply);
  luukku_query_bind_text (query, 2, key);
  luukku_query_bind_int (query, 3, luukku_clock_now (luukku_store_get_clock (self)));
  return luukku_query_run_int (query, 0, ret_next, error);
}

static gboolean
move_on (LuukkuStore *self, gint64 reply, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 next = 0;

  if (!queue_next (self, reply, &next, error))
    return FALSE;
  if (next == 0)
    return TRUE;
  query = luukku_query_new (luukku_store_get_db (self),
                            "UPDATE reply_file SET reply = ?2, turn = turn - 1 WHERE reply = ?1");
  luukku_query_bind_int (query, 1, reply);
  luukku_query_bind_int (query, 2, next);
  return luukku_query_run (query, error);
}

gboolean
luukku_store_deliver_files (LuukkuStore *self, gint64 reply, gint64 message, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (delivering); i++) {
    g_autoptr (LuukkuQuery) query = luukku_query_new (luukku_store_get_db (self), delivering[i]);

    luukku_query_bind_int (query, 1, reply);
    luukku_query_bind_int (query, 2, message);
    luukku_query_bind_int (query, 3, LUUKKU_ATTACHMENT_STORED);
    if (!luukku_query_run (query, error))
      return FALSE;
  }
  return move_on (self, reply, error);
}
