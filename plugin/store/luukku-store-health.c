/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-health.c: how each channel fares. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-health.h"

#include "store/luukku-store-private.h"

#define SCHEMA_HEALTH 10

void
luukku_health_free (LuukkuHealth *self)
{
  if (self == NULL)
    return;
  g_free (self->channel);
  g_free (self->name);
  g_free (self->trouble);
  g_free (self->read_trouble);
  g_free (self);
}

static LuukkuHealth *
read_health (LuukkuQuery *query)
{
  LuukkuHealth *health = g_new0 (LuukkuHealth, 1);

  health->channel = luukku_query_dup_text (query, 0);
  health->name = luukku_query_dup_text (query, 1);
  health->received_at = luukku_query_get_int (query, 2);
  health->checked_at = luukku_query_get_int (query, 3);
  health->next_at = luukku_query_get_int (query, 4);
  health->failures = (guint) luukku_query_get_int (query, 5);
  health->trouble = luukku_query_dup_text (query, 6);
  health->needs_person = luukku_query_get_int (query, 7) != 0;
  health->token_since = luukku_query_get_int (query, 8);
  health->token_until = luukku_query_get_int (query, 9);
  health->read_trouble = luukku_query_dup_text (query, 10);
  return health;
}

GPtrArray *
luukku_store_list_health (LuukkuStore *self, const char *channel, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_health_free);
  g_autofree char *sql = g_strdup_printf (
      "SELECT c.key, c.name, coalesce ((SELECT max (v.last_resident_at) FROM conversation v WHERE v.channel "
      "= c.id), 0), "
      "%s, %s FROM channel c WHERE ?1 IS NULL OR c.key = ?1 ORDER BY coalesce (c.name, c.key), c.key",
      luukku_store_get_schema (self) < SCHEMA_HEALTH ? "0, 0, 0, NULL, 0, 0, 0"
                                                     : "c.checked_at, c.next_at, c.failures, c.trouble, "
                                                       "c.needs_person, c.token_since, c.token_until",
      luukku_store_get_schema (self) < LUUKKU_STORE_SCHEMA_READS
          ? "NULL"
          : "(SELECT r.trouble FROM read_mark r WHERE r.channel = c.id ORDER BY r.message DESC LIMIT 1)");
  g_autoptr (LuukkuQuery) query = luukku_query_new (luukku_store_get_db (self), sql);

  luukku_query_bind_text (query, 1, channel);
  while (luukku_query_next (query))
    g_ptr_array_add (list, read_health (query));
  return luukku_query_finish (query, error) ? g_steal_pointer (&list) : NULL;
}

static gboolean
put_health (LuukkuStore *self, const LuukkuHealth *health, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 id = 0;

  if (!luukku_store_take_optional (health->trouble, error) ||
      !luukku_store_ensure_channel (self, health->channel, &id, error))
    return FALSE;
  query = luukku_query_new (luukku_store_get_db (self),
                            "UPDATE channel SET checked_at = ?1, next_at = ?2, failures = ?3, trouble = ?4, "
                            "needs_person = ?5, token_since = ?6, token_until = ?7 WHERE id = ?8");
  luukku_query_bind_int (query, 1, health->checked_at);
  luukku_query_bind_int (query, 2, health->next_at);
  luukku_query_bind_int (query, 3, health->failures);
  luukku_query_bind_text (query, 4, health->trouble);
  luukku_query_bind_int (query, 5, health->needs_person ? 1 : 0);
  luukku_query_bind_int (query, 6, health->token_since);
  luukku_query_bind_int (query, 7, health->token_until);
  luukku_query_bind_int (query, 8, id);
  return luukku_query_run (query, error);
}

gboolean
luukku_store_put_health (LuukkuStore *self, const LuukkuHealth *health, GError **error)
{
  if (!luukku_store_begin (self, error))
    return FALSE;
  return luukku_store_end (self, put_health (self, health, error), error);
}
