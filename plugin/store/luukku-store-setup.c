/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-setup.c: decisions about channels that are set up, as rows that are never changed. Store
 * layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-setup.h"

#include "store/luukku-store-private.h"

void
luukku_setup_decision_free (LuukkuSetupDecision *self)
{
  if (self == NULL)
    return;
  g_free (self->entry);
  g_free (self->channel);
  g_free (self->account);
  g_free (self->actor);
  g_free (self);
}

gboolean
luukku_store_add_setup (LuukkuStore *self, const LuukkuSetupDecision *decision, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_can_write (self, error) || !luukku_store_take_name (decision->entry, error) ||
      !luukku_store_take_name (decision->channel, error) ||
      !luukku_store_take_name (decision->actor, error) || !luukku_store_take_text (decision->account, error))
    return FALSE;
  query = luukku_query_new (luukku_store_get_db (self),
                            "INSERT INTO setup_choice (entry, channel, choice, account, at, actor) "
                            "VALUES (?, ?, ?, ?, ?, ?)");
  luukku_query_bind_text (query, 1, decision->entry);
  luukku_query_bind_text (query, 2, decision->channel);
  luukku_query_bind_int (query, 3, decision->choice);
  luukku_query_bind_text (query, 4, decision->account);
  luukku_query_bind_int (query, 5, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_text (query, 6, decision->actor);
  return luukku_query_run (query, error);
}

GPtrArray *
luukku_store_list_setup (LuukkuStore *self, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_setup_decision_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < LUUKKU_STORE_SCHEMA_SETUP)
    return g_steal_pointer (&list);
  query = luukku_query_new (luukku_store_get_db (self),
                            "SELECT entry, channel, choice, account, at, actor FROM setup_choice WHERE id IN "
                            "(SELECT max (id) FROM setup_choice GROUP BY entry, channel) ORDER BY id");
  while (luukku_query_next (query)) {
    LuukkuSetupDecision *decision = g_new0 (LuukkuSetupDecision, 1);

    decision->entry = luukku_query_dup_text (query, 0);
    decision->channel = luukku_query_dup_text (query, 1);
    decision->choice = (LuukkuSetupChoice) luukku_query_get_int (query, 2);
    decision->account = luukku_query_dup_text (query, 3);
    decision->at = luukku_query_get_int (query, 4);
    decision->actor = luukku_query_dup_text (query, 5);
    g_ptr_array_add (list, decision);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&list) : NULL;
}
