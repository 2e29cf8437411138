/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-sanctions.c: bans, messages during bans and acts at platforms; rows that are only added. Store
 * layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-sanctions.h"

#include "base/luukku-error.h"
#include "store/luukku-store-private.h"

#define SCHEMA_SANCTIONS 9

void
luukku_sanction_free (LuukkuSanction *self)
{
  if (self == NULL)
    return;
  g_free (self->channel);
  g_free (self->resident_id);
  g_free (self->resident_name);
  g_free (self->record);
  g_free (self->reason);
  g_free (self->decided_by);
  g_free (self->notice);
  g_free (self->entered_by);
  g_free (self->lifted_why);
  g_free (self);
}

/* The newest acts beside each sanction; kinds as in LuukkuSanctionActKind. */
#define SELECT_SANCTION                                                                                      \
  "SELECT s.id, c.key, s.resident_id, s.resident_name, s.conversation, s.record, s.reason, s.decided_by, "   \
  "s.notice, s.start_at, s.end_at, s.review_at, s.entered_by, "                                              \
  "coalesce ((SELECT a.at FROM sanction_act a WHERE a.sanction = s.id AND a.kind = 0), 0), "                 \
  "(SELECT a.note FROM sanction_act a WHERE a.sanction = s.id AND a.kind = 0), "                             \
  "coalesce ((SELECT max (a.at) FROM sanction_act a WHERE a.sanction = s.id AND a.kind = 4), 0), "           \
  "coalesce ((SELECT iif (a.kind = 1, a.at, 0) FROM sanction_act a WHERE a.sanction = s.id "                 \
  "AND a.kind IN (1, 2) ORDER BY a.id DESC LIMIT 1), 0), "                                                   \
  "coalesce ((SELECT a.kind = 3 FROM sanction_act a WHERE a.sanction = s.id AND a.kind IN (1, 2, 3) "        \
  "ORDER BY a.id DESC LIMIT 1), 0) FROM sanction s JOIN channel c ON c.id = s.channel "

static LuukkuSanction *
read_sanction (LuukkuQuery *query)
{
  LuukkuSanction *row = g_new0 (LuukkuSanction, 1);

  row->id = luukku_query_get_int (query, 0);
  row->channel = luukku_query_dup_text (query, 1);
  row->resident_id = luukku_query_dup_text (query, 2);
  row->resident_name = luukku_query_dup_text (query, 3);
  row->conversation = luukku_query_get_int (query, 4);
  row->record = luukku_query_dup_text (query, 5);
  row->reason = luukku_query_dup_text (query, 6);
  row->decided_by = luukku_query_dup_text (query, 7);
  row->notice = luukku_query_dup_text (query, 8);
  row->start_at = luukku_query_get_int (query, 9);
  row->end_at = luukku_query_get_int (query, 10);
  row->review_at = luukku_query_get_int (query, 11);
  row->entered_by = luukku_query_dup_text (query, 12);
  row->lifted_at = luukku_query_get_int (query, 13);
  row->lifted_why = luukku_query_dup_text (query, 14);
  row->reviewed_at = luukku_query_get_int (query, 15);
  row->there_at = luukku_query_get_int (query, 16);
  row->by_hand = luukku_query_get_int (query, 17) != 0;
  return row;
}

static LuukkuSanction *
run_sanction (LuukkuQuery *query, GError **error)
{
  g_autoptr (LuukkuSanction) row = luukku_query_next (query) ? read_sanction (query) : NULL;

  return luukku_query_finish (query, error) ? g_steal_pointer (&row) : NULL;
}

LuukkuSanction *
luukku_store_find_sanction (LuukkuStore *self, const char *channel, const char *resident_id, gint64 at,
                            GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_SANCTIONS)
    return NULL;
  query = luukku_query_new (
      luukku_store_get_db (self), SELECT_SANCTION
      "WHERE c.key = ?1 AND s.resident_id = ?2 AND s.start_at <= ?3 AND s.end_at > ?3 AND NOT EXISTS "
      "(SELECT 1 FROM sanction_act a WHERE a.sanction = s.id AND a.kind = 0) ORDER BY s.id DESC LIMIT 1");
  luukku_query_bind_text (query, 1, channel);
  luukku_query_bind_text (query, 2, resident_id);
  luukku_query_bind_int (query, 3, at);
  return run_sanction (query, error);
}

LuukkuSanction *
luukku_store_get_sanction (LuukkuStore *self, gint64 id, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_SANCTIONS)
    return NULL;
  query = luukku_query_new (luukku_store_get_db (self), SELECT_SANCTION "WHERE s.id = ?");
  luukku_query_bind_int (query, 1, id);
  return run_sanction (query, error);
}

GPtrArray *
luukku_store_list_sanctions (LuukkuStore *self, gboolean running, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_sanction_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_SANCTIONS)
    return g_steal_pointer (&rows);
  query =
      luukku_query_new (luukku_store_get_db (self), SELECT_SANCTION
                        "WHERE ?1 = 0 OR NOT EXISTS (SELECT 1 FROM sanction_act a WHERE a.sanction = s.id "
                        "AND a.kind = 0) ORDER BY s.end_at, s.id");
  luukku_query_bind_int (query, 1, running ? 1 : 0);
  while (luukku_query_next (query))
    g_ptr_array_add (rows, read_sanction (query));
  return luukku_query_finish (query, error) ? g_steal_pointer (&rows) : NULL;
}

int
luukku_store_count_sanctions (LuukkuStore *self, const char *channel, const char *resident_id, gint64 from,
                              GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 count = 0;

  if (luukku_store_get_schema (self) < SCHEMA_SANCTIONS)
    return 0;
  query = luukku_query_new (luukku_store_get_db (self),
                            "SELECT count (*) FROM sanction s JOIN channel c ON c.id = s.channel "
                            "WHERE c.key = ? AND s.resident_id = ? AND s.start_at >= ?");
  luukku_query_bind_text (query, 1, channel);
  luukku_query_bind_text (query, 2, resident_id);
  luukku_query_bind_int (query, 3, from);
  return luukku_query_run_int (query, 0, &count, error) ? (int) count : -1;
}

/* --- adding */
static gboolean
check_sanction (const LuukkuSanction *row, GError **error)
{
  return luukku_store_take_name (row->channel, error) && luukku_store_take_name (row->resident_id, error) &&
         luukku_store_take_optional (row->resident_name, error) &&
         luukku_store_take_name (row->record, error) && luukku_store_take_name (row->reason, error) &&
         luukku_store_take_name (row->decided_by, error) && luukku_store_take_name (row->entered_by, error) &&
         luukku_store_take_text (row->notice, error);
}

static gboolean
has_record (LuukkuStore *self, const char *record, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), "SELECT count (*) FROM record WHERE number = ?");
  gint64 count = 0;

  luukku_query_bind_text (query, 1, record);
  if (!luukku_query_run_int (query, 0, &count, error))
    return FALSE;
  return count > 0 || luukku_store_not_found (error);
}

static gboolean
write_sanction (LuukkuStore *self, const LuukkuSanction *row, gint64 *ret_id, GError **error)
{
  g_autoptr (LuukkuSanction) running = NULL;
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 channel = 0, id = 0;

  if (!check_sanction (row, error) || !has_record (self, row->record, error) ||
      !luukku_store_ensure_channel (self, row->channel, &channel, error))
    return FALSE;
  running = luukku_store_find_sanction (self, row->channel, row->resident_id, row->start_at, NULL);
  if (running != NULL) {
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("This person is banned already. Lift that ban first, or wait until it ends."));
    return FALSE;
  }
  query = luukku_query_new (
      luukku_store_get_db (self),
      "INSERT INTO sanction (channel, resident_id, resident_name, conversation, record, reason, decided_by, "
      "notice, start_at, end_at, review_at, entered_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "RETURNING id");
  luukku_query_bind_int (query, 1, channel);
  luukku_query_bind_text (query, 2, row->resident_id);
  luukku_query_bind_text (query, 3, row->resident_name);
  luukku_query_bind_int (query, 4, row->conversation);
  luukku_query_bind_text (query, 5, row->record);
  luukku_query_bind_text (query, 6, row->reason);
  luukku_query_bind_text (query, 7, row->decided_by);
  luukku_query_bind_text (query, 8, row->notice);
  luukku_query_bind_int (query, 9, row->start_at);
  luukku_query_bind_int (query, 10, row->end_at);
  luukku_query_bind_int (query, 11, row->review_at);
  luukku_query_bind_text (query, 12, row->entered_by);
  if (!luukku_query_run_int (query, 0, &id, error))
    return FALSE;
  if (ret_id != NULL)
    *ret_id = id;
  return TRUE;
}

gboolean
luukku_store_add_sanction (LuukkuStore *self, const LuukkuSanction *sanction, gint64 *ret_id, GError **error)
{
  return luukku_store_begin (self, error) &&
         luukku_store_end (self, write_sanction (self, sanction, ret_id, error), error);
}

gboolean
luukku_store_add_sanction_act (LuukkuStore *self, gint64 sanction, LuukkuSanctionActKind kind,
                               const char *actor, const char *note, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_can_write (self, error) || !luukku_store_take_name (actor, error) ||
      !luukku_store_take_text (note, error))
    return FALSE;
  query =
      luukku_query_new (luukku_store_get_db (self),
                        "INSERT INTO sanction_act (sanction, kind, at, actor, note) VALUES (?, ?, ?, ?, ?)");
  luukku_query_bind_int (query, 1, sanction);
  luukku_query_bind_int (query, 2, kind);
  luukku_query_bind_int (query, 3, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_text (query, 4, actor);
  luukku_query_bind_text (query, 5, note);
  return luukku_query_run (query, error);
}

/* --- messages during a sanction */
gboolean
luukku_store_put_out_of_sight (LuukkuStore *self, gint64 message, gint64 sanction, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "INSERT INTO out_of_sight (message, sanction) VALUES (?, ?)");

  g_autoptr (LuukkuQuery) of =
      luukku_query_new (luukku_store_get_db (self), "SELECT conversation FROM message WHERE id = ?");
  gint64 conversation = 0;

  luukku_query_bind_int (query, 1, message);
  luukku_query_bind_int (query, 2, sanction);
  luukku_query_bind_int (of, 1, message);
  return luukku_query_run (query, error) && luukku_query_run_int (of, 0, &conversation, error) &&
         luukku_store_refresh_line (self, conversation, error);
}

gboolean
luukku_store_is_out_of_sight (LuukkuStore *self, gint64 message)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 count = 0;

  if (luukku_store_get_schema (self) < SCHEMA_SANCTIONS)
    return FALSE;
  query =
      luukku_query_new (luukku_store_get_db (self), "SELECT count (*) FROM out_of_sight WHERE message = ?");
  luukku_query_bind_int (query, 1, message);
  return luukku_query_run_int (query, 0, &count, NULL) && count > 0;
}

/* --- acts at a platform */
void
luukku_platform_act_free (LuukkuPlatformAct *self)
{
  if (self == NULL)
    return;
  g_free (self->record);
  g_free (self->actor);
  g_free (self->reason);
  g_free (self);
}

gboolean
luukku_store_add_platform_act (LuukkuStore *self, const LuukkuPlatformAct *act, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_can_write (self, error) || !luukku_store_take_name (act->record, error) ||
      !luukku_store_take_name (act->actor, error) || !luukku_store_take_name (act->reason, error) ||
      !has_record (self, act->record, error))
    return FALSE;
  query = luukku_query_new (luukku_store_get_db (self),
                            "INSERT INTO platform_act (message, kind, state, record, at, actor, reason) "
                            "VALUES (?, ?, ?, ?, ?, ?, ?)");
  luukku_query_bind_int (query, 1, act->message);
  luukku_query_bind_int (query, 2, act->kind);
  luukku_query_bind_int (query, 3, act->state);
  luukku_query_bind_text (query, 4, act->record);
  luukku_query_bind_int (query, 5, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_text (query, 6, act->actor);
  luukku_query_bind_text (query, 7, act->reason);
  return luukku_query_run (query, error);
}

static LuukkuPlatformAct *
read_platform_act (LuukkuQuery *query)
{
  LuukkuPlatformAct *act = g_new0 (LuukkuPlatformAct, 1);

  act->kind = (LuukkuPlatformActKind) luukku_query_get_int (query, 0);
  act->state = (LuukkuPlatformActState) luukku_query_get_int (query, 1);
  act->record = luukku_query_dup_text (query, 2);
  act->at = luukku_query_get_int (query, 3);
  act->actor = luukku_query_dup_text (query, 4);
  act->reason = luukku_query_dup_text (query, 5);
  return act;
}

GPtrArray *
luukku_store_list_platform_acts (LuukkuStore *self, gint64 message, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_platform_act_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_SANCTIONS)
    return g_steal_pointer (&rows);
  query =
      luukku_query_new (luukku_store_get_db (self),
                        "SELECT kind, state, record, at, actor, reason FROM platform_act WHERE message = ? "
                        "ORDER BY id");
  luukku_query_bind_int (query, 1, message);
  while (luukku_query_next (query)) {
    LuukkuPlatformAct *act = read_platform_act (query);

    act->message = message;
    g_ptr_array_add (rows, act);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&rows) : NULL;
}

/* Hiding and showing again are one thing, muting and its end another: what was done last counts. States: 0
 * asked, 1 done, 2 failed, 3 left to a person. Of who was asked before ?2 nobody knows any more what came of
 * it. */
#define ONE_THING(KIND) "CASE " KIND " WHEN 2 THEN 0 WHEN 4 THEN 3 ELSE " KIND " END"
#define SELECT_OPEN_ACTS                                                                                     \
  "SELECT a.kind, a.state, a.record, a.at, a.actor, a.reason, a.message, m.conversation "                    \
  "FROM platform_act a JOIN message m ON m.id = a.message "                                                  \
  "WHERE (a.state IN (2, 3) OR (a.state = 0 AND a.at < ?2)) "                                                \
  "AND (?1 = 0 OR m.conversation = ?1) AND NOT EXISTS (SELECT 1 FROM platform_act b "                        \
  "WHERE b.message = a.message AND b.id > a.id AND " ONE_THING ("b.kind") " = " ONE_THING (                  \
      "a.kind") ") "                                                                                         \
                "ORDER BY a.id"

GPtrArray *
luukku_store_list_open_platform_acts (LuukkuStore *self, gint64 conversation, gint64 asked_before,
                                      GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_platform_act_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_SANCTIONS)
    return g_steal_pointer (&rows);
  query = luukku_query_new (luukku_store_get_db (self), SELECT_OPEN_ACTS);
  luukku_query_bind_int (query, 1, conversation);
  luukku_query_bind_int (query, 2, asked_before);
  while (luukku_query_next (query)) {
    LuukkuPlatformAct *act = read_platform_act (query);

    act->message = luukku_query_get_int (query, 6);
    act->conversation = luukku_query_get_int (query, 7);
    g_ptr_array_add (rows, act);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&rows) : NULL;
}
