/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-talk.c: the few values of a conversation that the rules ask for, without its raw payloads,
 * versions and attachments: it is asked at each pause in typing. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-talk.h"

#include "store/luukku-store-private.h"

static gboolean
read_newest_text (LuukkuStore *self, gint64 message, char **ret_text, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT coalesce ((SELECT n.text FROM message_version n WHERE n.message = m.id AND n.kind = 0 "
      "ORDER BY n.id DESC LIMIT 1), m.text) FROM message m WHERE m.id = ?");

  luukku_query_bind_int (query, 1, message);
  return luukku_query_run_text (query, ret_text, error);
}

gboolean
luukku_store_read_talk (LuukkuStore *self, gint64 conversation, guint limit, gint64 *ret_at, char **ret_text,
                        GArray *sent, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "SELECT id, direction, sent_at FROM message "
                                  "WHERE conversation = ? ORDER BY sent_at DESC, id DESC LIMIT ?");
  gint64 newest = 0;

  *ret_at = 0;
  *ret_text = NULL;
  luukku_query_bind_int (query, 1, conversation);
  luukku_query_bind_int (query, 2, (gint64) limit);
  while (luukku_query_next (query)) {
    gint64 sent_at = luukku_query_get_int (query, 2);

    if (luukku_query_get_int (query, 1) != LUUKKU_DIRECTION_IN) {
      g_array_append_val (sent, sent_at);
    } else if (newest == 0) {
      newest = luukku_query_get_int (query, 0);
      *ret_at = sent_at;
    }
  }
  if (luukku_query_finish (query, error) && (newest == 0 || read_newest_text (self, newest, ret_text, error)))
    return TRUE;
  g_array_set_size (sent, 0);
  *ret_at = 0;
  return FALSE;
}
