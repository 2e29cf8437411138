/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-gate.c: what the gate leaves behind: drafts of held texts, so that nothing typed is lost, and
 * the decisions people made. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-replies.h"

#include "base/luukku-error.h"
#include "store/luukku-store-private.h"

#define SCHEMA_DECISIONS 2 /* an older store, opened for reading only, has none */

/* --- drafts */

gboolean
luukku_store_put_draft (LuukkuStore *self, gint64 conversation, const char *text, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (text == NULL || *text == '\0')
    return luukku_store_drop_draft (self, conversation, error);
  if (!luukku_store_can_write (self, error) || !luukku_store_take_text (text, error))
    return FALSE;
  query = luukku_query_new (
      luukku_store_get_db (self),
      "INSERT INTO draft (conversation, text, at) VALUES (?, ?, ?) ON CONFLICT (conversation) "
      "DO UPDATE SET text = excluded.text, at = excluded.at");
  luukku_query_bind_int (query, 1, conversation);
  luukku_query_bind_text (query, 2, text);
  luukku_query_bind_int (query, 3, luukku_clock_now (luukku_store_get_clock (self)));
  return luukku_query_run (query, error);
}

char *
luukku_store_get_draft (LuukkuStore *self, gint64 conversation, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), "SELECT text FROM draft WHERE conversation = ?");
  char *text = NULL;

  luukku_query_bind_int (query, 1, conversation);
  return luukku_query_run_text (query, &text, error) ? text : NULL;
}

gboolean
luukku_store_drop_draft (LuukkuStore *self, gint64 conversation, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_can_write (self, error))
    return FALSE;
  query = luukku_query_new (luukku_store_get_db (self), "DELETE FROM draft WHERE conversation = ?");
  luukku_query_bind_int (query, 1, conversation);
  return luukku_query_run (query, error);
}

/* --- decisions */

static gboolean
check_decision (const LuukkuDecision *decision, GError **error)
{
  return luukku_store_take_name (decision->actor, error) &&
         luukku_store_take_name (decision->outcome, error) &&
         luukku_store_take_text (decision->rules, error) &&
         luukku_store_take_text (decision->reason, error) &&
         luukku_store_take_optional (decision->pack, error) &&
         luukku_store_take_optional (decision->pack_digest, error);
}

gboolean
luukku_store_add_decision (LuukkuStore *self, const LuukkuDecision *decision, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_can_write (self, error) || !check_decision (decision, error))
    return FALSE;
  query = luukku_query_new (
      luukku_store_get_db (self),
      "INSERT INTO decision (conversation, at, actor, outcome, rules, reason, pack, pack_digest) "
      "VALUES (nullif (?, 0), ?, ?, ?, coalesce (?, ''), ?, coalesce (?, ''), coalesce (?, ''))");
  luukku_query_bind_int (query, 1, decision->conversation);
  luukku_query_bind_int (query, 2, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_text (query, 3, decision->actor);
  luukku_query_bind_text (query, 4, decision->outcome);
  luukku_query_bind_text (query, 5, decision->rules);
  luukku_query_bind_text (query, 6, decision->reason);
  luukku_query_bind_text (query, 7, decision->pack);
  luukku_query_bind_text (query, 8, decision->pack_digest);
  return luukku_query_run (query, error);
}

int
luukku_store_count_decisions (LuukkuStore *self, gint64 conversation, const char *outcome, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 count;

  if (luukku_store_get_schema (self) < SCHEMA_DECISIONS)
    return 0;
  query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT count (*) FROM decision WHERE outcome = ?1 AND (?2 = 0 OR conversation = ?2)");
  luukku_query_bind_text (query, 1, outcome);
  luukku_query_bind_int (query, 2, conversation);
  return luukku_query_run_int (query, 0, &count, error) ? (int) count : -1;
}
