/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-escalations.c: steps after an alarm and requests to remove; rows that are only added. Store
 * layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-escalations.h"

#include "base/luukku-error.h"
#include "store/luukku-store-private.h"

#define SCHEMA_ESCALATIONS 9

/* --- opening */
static gboolean
add_step (LuukkuStore *self, gint64 escalation, const LuukkuStep *step, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_take_name (step->text, error) || !luukku_store_take_optional (step->role, error))
    return FALSE;
  query = luukku_query_new (
      luukku_store_get_db (self),
      "INSERT INTO escalation_step (escalation, place, text, role, within, needs, mandatory) "
      "VALUES (?, ?, ?, coalesce (?, ''), ?, ?, ?)");
  luukku_query_bind_int (query, 1, escalation);
  luukku_query_bind_int (query, 2, step->place);
  luukku_query_bind_text (query, 3, step->text);
  luukku_query_bind_text (query, 4, step->role);
  luukku_query_bind_int (query, 5, step->within);
  luukku_query_bind_int (query, 6, step->needs);
  luukku_query_bind_int (query, 7, step->mandatory ? 1 : 0);
  return luukku_query_run (query, error);
}

static gboolean
find_escalation (LuukkuStore *self, gint64 case_id, const char *name, gint64 *ret_id, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "SELECT id FROM escalation WHERE case_id = ? AND name = ?");

  luukku_query_bind_int (query, 1, case_id);
  luukku_query_bind_text (query, 2, name);
  return luukku_query_run_int (query, 0, ret_id, error);
}

static gboolean
write_escalation (LuukkuStore *self, gint64 case_id, const char *name, const char *pack, GPtrArray *steps,
                  gboolean *ret_opened, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 id = 0;

  if (!luukku_store_take_name (name, error) || !luukku_store_take_optional (pack, error) ||
      !find_escalation (self, case_id, name, &id, error))
    return FALSE;
  if (ret_opened != NULL)
    *ret_opened = id == 0;
  if (id != 0)
    return TRUE;
  query = luukku_query_new (luukku_store_get_db (self),
                            "INSERT INTO escalation (case_id, name, pack, opened_at) VALUES (?, ?, ?, ?) "
                            "RETURNING id");
  luukku_query_bind_int (query, 1, case_id);
  luukku_query_bind_text (query, 2, name);
  luukku_query_bind_text (query, 3, pack);
  luukku_query_bind_int (query, 4, luukku_clock_now (luukku_store_get_clock (self)));
  if (!luukku_query_run_int (query, 0, &id, error))
    return FALSE;
  for (guint i = 0; i < steps->len; i++) {
    if (!add_step (self, id, g_ptr_array_index (steps, i), error))
      return FALSE;
  }
  return TRUE;
}

gboolean
luukku_store_open_escalation (LuukkuStore *self, gint64 case_id, const char *name, const char *pack,
                              GPtrArray *steps, gboolean *ret_opened, GError **error)
{
  return luukku_store_begin (self, error) &&
         luukku_store_end (self, write_escalation (self, case_id, name, pack, steps, ret_opened, error),
                           error);
}

/* --- acts */
gboolean
luukku_store_add_step_act (LuukkuStore *self, const LuukkuStepAct *act, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_can_write (self, error) || !luukku_store_take_name (act->actor, error) ||
      !luukku_store_take_optional (act->whom, error) || !luukku_store_take_optional (act->how, error) ||
      !luukku_store_take_optional (act->reference, error) || !luukku_store_take_text (act->note, error))
    return FALSE;
  query = luukku_query_new (
      luukku_store_get_db (self),
      "INSERT INTO escalation_act (step, kind, at, noted_at, actor, whom, how, reference, note) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  luukku_query_bind_int (query, 1, act->step);
  luukku_query_bind_int (query, 2, act->kind);
  luukku_query_bind_int (query, 3, act->at);
  luukku_query_bind_int (query, 4, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_text (query, 5, act->actor);
  luukku_query_bind_text (query, 6, act->whom);
  luukku_query_bind_text (query, 7, act->how);
  luukku_query_bind_text (query, 8, act->reference);
  luukku_query_bind_text (query, 9, act->note);
  return luukku_query_run (query, error);
}

static void
set_text (char **place, char *text)
{
  if (text == NULL)
    return;
  g_free (*place);
  *place = text;
}

/* In the order of the rows: a later act writes over what an earlier one said. */
static void
apply_act (LuukkuStep *step, LuukkuQuery *query)
{
  gint64 at = luukku_query_get_int (query, 9);

  switch ((LuukkuStepActKind) luukku_query_get_int (query, 8)) {
  case LUUKKU_STEP_ACT_DONE:
    step->done_at = at;
    set_text (&step->done_by, luukku_query_dup_text (query, 10));
    set_text (&step->whom, luukku_query_dup_text (query, 11));
    set_text (&step->how, luukku_query_dup_text (query, 12));
    set_text (&step->reference, luukku_query_dup_text (query, 13));
    set_text (&step->note, luukku_query_dup_text (query, 14));
    break;
  case LUUKKU_STEP_ACT_ACKNOWLEDGED:
    step->acknowledged_at = at;
    set_text (&step->acknowledged_by, luukku_query_dup_text (query, 11));
    break;
  case LUUKKU_STEP_ACT_WAIVED:
    step->waived_at = at;
    set_text (&step->waived_by, luukku_query_dup_text (query, 10));
    set_text (&step->waive_reason, luukku_query_dup_text (query, 14));
    break;
  case LUUKKU_STEP_ACT_REMINDED:
    step->reminded_at = MAX (step->reminded_at, at);
    break;
  case LUUKKU_STEP_ACT_HANDED_ON:
  default:
    break;
  }
}

static LuukkuStep *
read_step (LuukkuQuery *query)
{
  LuukkuStep *step = g_new0 (LuukkuStep, 1);

  step->id = luukku_query_get_int (query, 0);
  step->place = (guint) luukku_query_get_int (query, 1);
  step->text = luukku_query_dup_text (query, 2);
  step->role = luukku_query_dup_text (query, 3);
  step->within = luukku_query_get_int (query, 4);
  step->needs = (guint) luukku_query_get_int (query, 5);
  step->mandatory = luukku_query_get_int (query, 6) != 0;
  step->escalation = luukku_query_dup_text (query, 7);
  step->opened_at = luukku_query_get_int (query, 15);
  return step;
}

#define SELECT_STEPS                                                                                         \
  "SELECT s.id, s.place, s.text, s.role, s.within, s.needs, s.mandatory, e.name, "                           \
  "coalesce (a.kind, -1), a.at, a.actor, a.whom, a.how, a.reference, a.note, e.opened_at "                   \
  "FROM escalation e JOIN escalation_step s ON s.escalation = e.id "                                         \
  "LEFT JOIN escalation_act a ON a.step = s.id WHERE e.case_id = ? ORDER BY e.id, s.place, a.id"

GPtrArray *
luukku_store_list_alarm_steps (LuukkuStore *self, gint64 case_id, GError **error)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_step_free);
  g_autoptr (LuukkuQuery) query = NULL;
  LuukkuStep *step = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_ESCALATIONS)
    return g_steal_pointer (&steps);
  query = luukku_query_new (luukku_store_get_db (self), SELECT_STEPS);
  luukku_query_bind_int (query, 1, case_id);
  while (luukku_query_next (query)) {
    if (step == NULL || step->id != luukku_query_get_int (query, 0)) {
      step = read_step (query);
      g_ptr_array_add (steps, step);
    }
    if (luukku_query_get_int (query, 8) >= 0)
      apply_act (step, query);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&steps) : NULL;
}

/* 3 is LUUKKU_CASE_CLOSED. */
GArray *
luukku_store_list_alarm_conversations (LuukkuStore *self, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_ESCALATIONS)
    return g_steal_pointer (&ids);
  query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT DISTINCT i.conversation FROM escalation e JOIN case_item i ON i.id = e.case_id "
      "WHERE i.state <> 3 ORDER BY i.conversation");
  while (luukku_query_next (query)) {
    gint64 id = luukku_query_get_int (query, 0);

    g_array_append_val (ids, id);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&ids) : NULL;
}

/* --- requests to remove */
void
luukku_removal_free (LuukkuRemoval *self)
{
  if (self == NULL)
    return;
  g_free (self->case_number);
  g_free (self->object);
  g_free (self->ground);
  g_free (self->actor);
  g_free (self->decision);
  g_free (self);
}

gboolean
luukku_store_put_removal (LuukkuStore *self, const LuukkuRemoval *removal, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_can_write (self, error) || !luukku_store_take_name (removal->actor, error) ||
      !luukku_store_take_text (removal->object, error) || !luukku_store_take_text (removal->ground, error) ||
      !luukku_store_take_text (removal->decision, error))
    return FALSE;
  query =
      luukku_query_new (luukku_store_get_db (self),
                        "INSERT INTO removal (case_id, kind, object, ground, due_at, at, actor, decision) "
                        "VALUES (?, ?, coalesce (?, ''), coalesce (?, ''), ?, ?, ?, ?)");
  luukku_query_bind_int (query, 1, removal->case_id);
  luukku_query_bind_int (query, 2, removal->kind);
  luukku_query_bind_text (query, 3, removal->object);
  luukku_query_bind_text (query, 4, removal->ground);
  luukku_query_bind_int (query, 5, removal->due_at);
  luukku_query_bind_int (query, 6, removal->at);
  luukku_query_bind_text (query, 7, removal->actor);
  luukku_query_bind_text (query, 8, removal->decision);
  return luukku_query_run (query, error);
}

static LuukkuRemoval *
read_removal (LuukkuQuery *query)
{
  LuukkuRemoval *removal = g_new0 (LuukkuRemoval, 1);

  removal->object = luukku_query_dup_text (query, 0);
  removal->ground = luukku_query_dup_text (query, 1);
  removal->due_at = luukku_query_get_int (query, 2);
  removal->at = luukku_query_get_int (query, 3);
  removal->actor = luukku_query_dup_text (query, 4);
  removal->decision = luukku_query_dup_text (query, 5);
  return removal;
}

LuukkuRemoval *
luukku_store_get_removal (LuukkuStore *self, gint64 case_id, LuukkuRemovalKind kind, GError **error)
{
  g_autoptr (LuukkuRemoval) removal = NULL;
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_ESCALATIONS)
    return NULL;
  query = luukku_query_new (luukku_store_get_db (self),
                            "SELECT object, ground, due_at, at, actor, decision FROM removal "
                            "WHERE case_id = ? AND kind = ? ORDER BY id DESC LIMIT 1");
  luukku_query_bind_int (query, 1, case_id);
  luukku_query_bind_int (query, 2, kind);
  if (luukku_query_next (query)) {
    removal = read_removal (query);
    removal->case_id = case_id;
    removal->kind = kind;
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&removal) : NULL;
}

GPtrArray *
luukku_store_list_removals (LuukkuStore *self, gint64 conversation, gboolean undecided, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_removal_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_ESCALATIONS)
    return g_steal_pointer (&rows);
  query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT r.object, r.ground, r.due_at, r.at, r.actor, r.decision, r.case_id, r.kind, i.conversation "
      "FROM removal r JOIN case_item i ON i.id = r.case_id "
      "WHERE r.id = (SELECT max (id) FROM removal WHERE case_id = r.case_id AND kind = r.kind) "
      "AND iif (?1 = 0, i.state <> 3, i.conversation = ?1) AND (?2 = 0 OR r.decision IS NULL) "
      "ORDER BY r.due_at, r.id");
  luukku_query_bind_int (query, 1, conversation);
  luukku_query_bind_int (query, 2, undecided ? 1 : 0);
  while (luukku_query_next (query)) {
    LuukkuRemoval *removal = read_removal (query);

    removal->case_id = luukku_query_get_int (query, 6);
    removal->kind = (LuukkuRemovalKind) luukku_query_get_int (query, 7);
    removal->conversation = luukku_query_get_int (query, 8);
    g_ptr_array_add (rows, removal);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&rows) : NULL;
}

/* A decided request ends where the next one of its kind in the case begins. */
#define SELECT_ALL_REMOVALS                                                                                  \
  "SELECT r.object, r.ground, r.due_at, r.at, r.actor, r.decision, r.case_id, r.kind, i.conversation, "      \
  "i.number FROM removal r JOIN case_item i ON i.id = r.case_id WHERE "                                      \
  "r.id = (SELECT max (id) FROM removal WHERE case_id = r.case_id AND kind = r.kind) OR "                    \
  "(r.decision IS NOT NULL AND (SELECT n.decision FROM removal n WHERE n.case_id = r.case_id "               \
  "AND n.kind = r.kind AND n.id > r.id ORDER BY n.id LIMIT 1) IS NULL) "                                     \
  "ORDER BY r.decision IS NOT NULL, iif (r.decision IS NULL, r.due_at, -r.at), r.id LIMIT ?"

GPtrArray *
luukku_store_list_all_removals (LuukkuStore *self, guint limit, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_removal_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_ESCALATIONS)
    return g_steal_pointer (&rows);
  query = luukku_query_new (luukku_store_get_db (self), SELECT_ALL_REMOVALS);
  luukku_query_bind_int (query, 1, limit);
  while (luukku_query_next (query)) {
    LuukkuRemoval *removal = read_removal (query);

    removal->case_id = luukku_query_get_int (query, 6);
    removal->kind = (LuukkuRemovalKind) luukku_query_get_int (query, 7);
    removal->conversation = luukku_query_get_int (query, 8);
    removal->case_number = luukku_query_dup_text (query, 9);
    g_ptr_array_add (rows, removal);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&rows) : NULL;
}
