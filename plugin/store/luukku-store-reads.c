/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-reads.c: which messages residents were told to have been read. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-reads.h"

#include "store/luukku-store-private.h"

gboolean
luukku_store_add_read_mark (LuukkuStore *self, gint64 message, const char *actor, gboolean *ret_new,
                            GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 added = 0;

  if (!luukku_store_can_write (self, error) || !luukku_store_take_name (actor, error))
    return FALSE;
  query = luukku_query_new (luukku_store_get_db (self),
                            "INSERT OR IGNORE INTO read_mark (message, channel, at, actor) "
                            "SELECT id, channel, ?2, ?3 FROM message WHERE id = ?1 RETURNING message");
  luukku_query_bind_int (query, 1, message);
  luukku_query_bind_int (query, 2, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_text (query, 3, actor);
  if (!luukku_query_run_int (query, 0, &added, error))
    return FALSE;
  *ret_new = added != 0;
  return TRUE;
}

gboolean
luukku_store_fail_read_mark (LuukkuStore *self, gint64 message, const char *sentence, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_can_write (self, error) || !luukku_store_take_name (sentence, error))
    return FALSE;
  query =
      luukku_query_new (luukku_store_get_db (self), "UPDATE read_mark SET trouble = ?2 WHERE message = ?1");
  luukku_query_bind_int (query, 1, message);
  luukku_query_bind_text (query, 2, sentence);
  return luukku_query_run (query, error);
}

gboolean
luukku_store_has_read_mark (LuukkuStore *self, gint64 message)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < LUUKKU_STORE_SCHEMA_READS)
    return FALSE;
  query = luukku_query_new (luukku_store_get_db (self), "SELECT 1 FROM read_mark WHERE message = ?");
  luukku_query_bind_int (query, 1, message);
  return luukku_query_next (query);
}
