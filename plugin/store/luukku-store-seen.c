/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-seen.c: whether a text has come before, and what people have made of what its writer wrote.
 * Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-seen.h"

#include "store/luukku-store-private.h"

#define SCHEMA_LABELS 9

gboolean
luukku_store_count_same_text (LuukkuStore *self, gint64 message, gint64 from, guint *ret_count,
                              guint *ret_others, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT count (*), count (DISTINCT iif (s.author_id IS NOT m.author_id, s.author_id, NULL)) "
      "FROM message m JOIN message s ON s.text = m.text AND s.direction = 0 AND s.fetched_at >= ?2 "
      "AND s.id > m.id - ?3 WHERE m.id = ?1");

  luukku_query_bind_int (query, 1, message);
  luukku_query_bind_int (query, 2, from);
  luukku_query_bind_int (query, 3, LUUKKU_STORE_SEEN_LOOKED_AT);
  if (luukku_query_next (query)) {
    *ret_count = (guint) luukku_query_get_int (query, 0);
    *ret_others = (guint) luukku_query_get_int (query, 1);
  }
  return luukku_query_finish (query, error);
}

/* 0 and 2: a person has confirmed or added the label; it counts while it is the newest word of one. */
gboolean
luukku_store_count_breaches (LuukkuStore *self, const char *channel, const char *author, gint64 from,
                             guint *ret_count, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  *ret_count = 0;
  if (luukku_store_get_schema (self) < SCHEMA_LABELS)
    return TRUE;
  query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT count (*) FROM message m JOIN channel c ON c.id = m.channel "
      "WHERE c.key = ?1 AND m.author_id = ?2 AND m.direction = 0 AND m.sent_at >= ?3 AND ("
      "EXISTS (SELECT 1 FROM platform_act a WHERE a.message = m.id AND a.kind IN (0, 1)) OR "
      "EXISTS (SELECT 1 FROM label_decision d WHERE d.message = m.id AND d.kind IN (0, 2) AND d.name IN "
      "('threat-person', 'threat-site', 'incitement', 'harassment', 'hate', 'discriminatory', "
      "'inappropriate', "
      "'spam', 'defamation', 'disinformation', 'accusation') AND NOT EXISTS (SELECT 1 FROM label_decision l "
      "WHERE l.message = d.message AND l.name = d.name AND l.id > d.id)))");
  luukku_query_bind_text (query, 1, channel);
  luukku_query_bind_text (query, 2, author);
  luukku_query_bind_int (query, 3, from);
  if (luukku_query_next (query))
    *ret_count = (guint) luukku_query_get_int (query, 0);
  return luukku_query_finish (query, error);
}
