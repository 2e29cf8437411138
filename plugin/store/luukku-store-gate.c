/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-gate.c: what the gate leaves behind: drafts of held texts, so that nothing typed is lost, and
 * the decisions people made, and what they say about its checks. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-replies.h"

#include "base/luukku-error.h"
#include "store/luukku-store-private.h"

/* An older store, opened for reading only, has none. */
#define SCHEMA_DECISIONS 2
#define SCHEMA_REPORTS 3

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
luukku_store_set_draft_seen (LuukkuStore *self, gint64 conversation, gint64 message, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_can_write (self, error))
    return FALSE;
  query = luukku_query_new (luukku_store_get_db (self), "UPDATE draft SET seen = ? WHERE conversation = ?");
  luukku_query_bind_int (query, 1, message);
  luukku_query_bind_int (query, 2, conversation);
  return luukku_query_run (query, error);
}

/* What cannot be read is not known. */
static gint64
ask_number (LuukkuStore *self, const char *sql, gint64 conversation, gint64 message)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 number = 0;

  if (luukku_store_get_schema (self) < LUUKKU_STORE_SCHEMA_WRITING)
    return 0;
  query = luukku_query_new (luukku_store_get_db (self), sql);
  luukku_query_bind_int (query, 1, conversation);
  luukku_query_bind_int (query, 2, message);
  return luukku_query_run_int (query, 0, &number, NULL) ? number : 0;
}

gint64
luukku_store_get_draft_seen (LuukkuStore *self, gint64 conversation)
{
  return ask_number (self, "SELECT seen FROM draft WHERE conversation = ?1 AND ?2 = 0", conversation, 0);
}

/* 0 is LUUKKU_DIRECTION_IN. */
gint64
luukku_store_get_newest_received (LuukkuStore *self, gint64 conversation)
{
  return ask_number (self,
                     "SELECT max (id) FROM message WHERE conversation = ?1 AND direction = 0 AND ?2 = 0",
                     conversation, 0);
}

guint
luukku_store_count_received_after (LuukkuStore *self, gint64 conversation, gint64 message)
{
  return (guint) ask_number (
      self,
      "SELECT count (*) FROM message m WHERE m.conversation = ?1 AND m.direction = 0 AND m.id > ?2 "
      "AND NOT EXISTS (SELECT 1 FROM out_of_sight o WHERE o.message = m.id)",
      conversation, message);
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

void
luukku_decision_row_free (LuukkuDecisionRow *self)
{
  if (self == NULL)
    return;
  g_free (self->actor);
  g_free (self->rules);
  g_free (self->reason);
  g_free (self->case_number);
  g_free (self->pack);
  g_free (self);
}

GPtrArray *
luukku_store_list_decisions (LuukkuStore *self, const char *outcome, guint limit, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_decision_row_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_DECISIONS)
    return g_steal_pointer (&rows);
  query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT d.at, d.actor, d.rules, d.reason, (SELECT number FROM case_item i WHERE i.conversation = "
      "d.conversation ORDER BY i.id DESC LIMIT 1), d.pack FROM decision d WHERE d.outcome = ? "
      "ORDER BY d.id DESC LIMIT ?");
  luukku_query_bind_text (query, 1, outcome);
  luukku_query_bind_int (query, 2, limit);
  while (luukku_query_next (query)) {
    LuukkuDecisionRow *row = g_new0 (LuukkuDecisionRow, 1);

    row->at = luukku_query_get_int (query, 0);
    row->actor = luukku_query_dup_text (query, 1);
    row->rules = luukku_query_dup_text (query, 2);
    row->reason = luukku_query_dup_text (query, 3);
    row->case_number = luukku_query_dup_text (query, 4);
    row->pack = luukku_query_dup_text (query, 5);
    g_ptr_array_add (rows, row);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&rows) : NULL;
}

/* --- reports */

void
luukku_check_report_free (LuukkuCheckReport *self)
{
  if (self == NULL)
    return;
  g_free (self->actor);
  g_free (self->kind);
  g_free (self->rules);
  g_free (self->text);
  g_free (self->note);
  g_free (self->pack);
  g_free (self->pack_digest);
  g_free (self);
}

static gboolean
check_report (const LuukkuCheckReport *report, GError **error)
{
  return luukku_store_take_name (report->actor, error) && luukku_store_take_name (report->kind, error) &&
         luukku_store_take_text (report->rules, error) && luukku_store_take_text (report->text, error) &&
         luukku_store_take_text (report->note, error) && luukku_store_take_optional (report->pack, error) &&
         luukku_store_take_optional (report->pack_digest, error);
}

gboolean
luukku_store_add_check_report (LuukkuStore *self, const LuukkuCheckReport *report, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_can_write (self, error) || !check_report (report, error))
    return FALSE;
  query = luukku_query_new (
      luukku_store_get_db (self),
      "INSERT INTO check_report (at, actor, kind, rules, text, note, pack, pack_digest) "
      "VALUES (?, ?, ?, coalesce (?, ''), coalesce (?, ''), ?, coalesce (?, ''), coalesce (?, ''))");
  luukku_query_bind_int (query, 1, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_text (query, 2, report->actor);
  luukku_query_bind_text (query, 3, report->kind);
  luukku_query_bind_text (query, 4, report->rules);
  luukku_query_bind_text (query, 5, report->text);
  luukku_query_bind_text (query, 6, report->note);
  luukku_query_bind_text (query, 7, report->pack);
  luukku_query_bind_text (query, 8, report->pack_digest);
  return luukku_query_run (query, error);
}

static LuukkuCheckReport *
read_report (LuukkuQuery *query)
{
  LuukkuCheckReport *report = g_new0 (LuukkuCheckReport, 1);

  report->id = luukku_query_get_int (query, 0);
  report->at = luukku_query_get_int (query, 1);
  report->actor = luukku_query_dup_text (query, 2);
  report->kind = luukku_query_dup_text (query, 3);
  report->rules = luukku_query_dup_text (query, 4);
  report->text = luukku_query_dup_text (query, 5);
  report->note = luukku_query_dup_text (query, 6);
  report->pack = luukku_query_dup_text (query, 7);
  report->pack_digest = luukku_query_dup_text (query, 8);
  return report;
}

GPtrArray *
luukku_store_list_check_reports (LuukkuStore *self, guint limit, GError **error)
{
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_check_report_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_REPORTS)
    return g_steal_pointer (&reports);
  query = luukku_query_new (luukku_store_get_db (self),
                            "SELECT id, at, actor, kind, rules, text, note, pack, pack_digest "
                            "FROM check_report ORDER BY id DESC LIMIT ?");
  luukku_query_bind_int (query, 1, limit);
  while (luukku_query_next (query))
    g_ptr_array_add (reports, read_report (query));
  return luukku_query_finish (query, error) ? g_steal_pointer (&reports) : NULL;
}
