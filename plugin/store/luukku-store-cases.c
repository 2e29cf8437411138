/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-cases.c: cases: number, state, clock and the steps that led there, always written together.
 * Which state follows which is model/luukku-case.c's business. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-cases.h"

#include "base/luukku-error.h"
#include "store/luukku-store-private.h"

#define YEAR_MIN 1970
#define YEAR_MAX 2999 /* later: a broken clock or a hostile time */

/* --- reading */

#define SELECT_CASE(SELF, WHERE)                                                                             \
  (luukku_store_get_schema (SELF) < LUUKKU_STORE_SCHEMA_WRITING ? CASE_COLUMNS "0 FROM case_item " WHERE     \
                                                                : CASE_COLUMNS                               \
       "later_at FROM case_item " WHERE)
#define CASE_COLUMNS                                                                                         \
  "SELECT id, number, conversation, state, handler, kind, opened_at, waiting_since, answered_at, "

static LuukkuCase *
run_case (LuukkuQuery *query, GError **error)
{
  g_autoptr (LuukkuCase) item = NULL;

  if (luukku_query_next (query)) {
    LuukkuCaseInit init = {
      .id = luukku_query_get_int (query, 0),
      .number = luukku_query_peek_text (query, 1),
      .conversation = luukku_query_get_int (query, 2),
      .state = (LuukkuCaseState) luukku_query_get_int (query, 3),
      .handler = luukku_query_peek_text (query, 4),
      .kind = luukku_query_peek_text (query, 5),
      .opened_at = luukku_query_get_int (query, 6),
      .waiting_since = luukku_query_get_int (query, 7),
      .answered_at = luukku_query_get_int (query, 8),
      .later_at = luukku_query_get_int (query, 9),
    };

    item = luukku_case_new (&init);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&item) : NULL;
}

LuukkuCase *
luukku_store_find_case (LuukkuStore *self, gint64 conversation, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), SELECT_CASE (self, "WHERE conversation = ? ORDER BY id DESC LIMIT 1"));

  luukku_query_bind_int (query, 1, conversation);
  return run_case (query, error);
}

LuukkuCase *
luukku_store_get_case (LuukkuStore *self, const char *number, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), SELECT_CASE (self, "WHERE number = ?"));

  luukku_query_bind_text (query, 1, number);
  return run_case (query, error);
}

/* --- numbers */

static gboolean
get_year (gint64 at, gint64 *ret_year, GError **error)
{
  g_autofree char *text = luukku_time_format_local (at, LUUKKU_STORE_ZONE, "%Y");

  if (text != NULL && g_ascii_string_to_signed (text, 10, YEAR_MIN, YEAR_MAX, ret_year, NULL))
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    N_ ("This time cannot be right. Check the date and the clock of this computer."));
  return FALSE;
}

/* Returns: (transfer full): the next number; inside the transaction that uses it. */
static char *
take_number (LuukkuStore *self, gint64 at, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "INSERT INTO case_counter (year, last) VALUES (?, 1) "
                                  "ON CONFLICT (year) DO UPDATE SET last = last + 1 RETURNING last");
  gint64 year, last;

  if (!get_year (at, &year, error))
    return NULL;
  luukku_query_bind_int (query, 1, year);
  if (!luukku_query_run_int (query, 0, &last, error))
    return NULL;
  return g_strdup_printf ("LUU-%04" G_GINT64_FORMAT "-%06" G_GINT64_FORMAT, year, last);
}

/* --- events */

static gboolean
add_step (LuukkuStore *self, gint64 case_id, LuukkuCaseEvent event, const LuukkuCaseNote *note,
          GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self),
                        "INSERT INTO case_step (case_id, at, event, actor, detail) VALUES (?, ?, ?, ?, ?)");

  luukku_query_bind_int (query, 1, case_id);
  luukku_query_bind_int (query, 2, note->at);
  luukku_query_bind_int (query, 3, event);
  luukku_query_bind_text (query, 4, note->actor);
  luukku_query_bind_text (query, 5, note->detail);
  return luukku_query_run (query, error);
}

static gboolean
open_case (LuukkuStore *self, gint64 conversation, const LuukkuCaseNote *note, GError **error)
{
  g_autofree char *number = take_number (self, note->at, error);
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 id;

  if (number == NULL)
    return FALSE;
  query = luukku_query_new (luukku_store_get_db (self),
                            "INSERT INTO case_item (number, conversation, state, opened_at, waiting_since) "
                            "VALUES (?, ?, ?, ?4, ?4) RETURNING id");
  luukku_query_bind_text (query, 1, number);
  luukku_query_bind_int (query, 2, conversation);
  luukku_query_bind_int (query, 3, LUUKKU_CASE_NEW);
  luukku_query_bind_int (query, 4, note->at);
  return luukku_query_run_int (query, 0, &id, error) &&
         add_step (self, id, LUUKKU_CASE_EVENT_MESSAGE_IN, note, error);
}

/* The clock: started by a message, stopped by a confirmed delivery and nothing else. A message that comes
 * late keeps its own time, so the oldest one that waits counts. */
static void
move_clock (LuukkuCaseInit *init, LuukkuCaseEvent event, const LuukkuCaseNote *note)
{
  if (event == LUUKKU_CASE_EVENT_MESSAGE_IN && (init->waiting_since == 0 || note->at < init->waiting_since))
    init->waiting_since = note->at;
  if (event == LUUKKU_CASE_EVENT_REPLY_DELIVERED) {
    init->waiting_since = 0;
    init->answered_at = MAX (init->answered_at, note->at);
  }
  if (event == LUUKKU_CASE_EVENT_REPLY_UNDELIVERED && (init->waiting_since == 0 || note->until < init->waiting_since))
    init->waiting_since = note->until;
  if (event == LUUKKU_CASE_EVENT_PUT_OFF)
    init->later_at = note->until;
  /* What was put off comes up by itself when the resident writes again, and is done with an answer. */
  if (event == LUUKKU_CASE_EVENT_MESSAGE_IN || event == LUUKKU_CASE_EVENT_REPLY_DELIVERED ||
      event == LUUKKU_CASE_EVENT_CLOSED)
    init->later_at = 0;
  if (event == LUUKKU_CASE_EVENT_TAKEN)
    init->handler = note->actor;
  if (event == LUUKKU_CASE_EVENT_HANDED_OVER)
    init->handler = note->detail;
}

static gboolean
move_case (LuukkuStore *self, LuukkuCase *item, LuukkuCaseEvent event, const LuukkuCaseNote *note,
           GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "UPDATE case_item SET state = ?, handler = ?, waiting_since = ?, answered_at = ?, later_at = ? "
      "WHERE id = ?");
  LuukkuCaseInit init = *luukku_case_peek (item);

  if (!luukku_case_next_state (init.state, event, &init.state)) {
    luukku_set_error (
        error, LUUKKU_ERROR_REFUSED,
        N_ ("This cannot be done in the state that the case is in. Refresh the list, and reopen the case "
            "if it is closed."));
    return FALSE;
  }
  move_clock (&init, event, note);
  luukku_query_bind_int (query, 1, init.state);
  luukku_query_bind_text (query, 2, init.handler);
  luukku_query_bind_int (query, 3, init.waiting_since);
  luukku_query_bind_int (query, 4, init.answered_at);
  luukku_query_bind_int (query, 5, init.later_at);
  luukku_query_bind_int (query, 6, init.id);
  return luukku_query_run (query, error) && add_step (self, init.id, event, note, error);
}

static gboolean
carry_out (LuukkuStore *self, gint64 conversation, LuukkuCaseEvent event, const LuukkuCaseNote *note,
           GError **error)
{
  g_autoptr (LuukkuCase) item = NULL;
  g_autoptr (GError) problem = NULL;

  if (!luukku_store_take_name (note->actor, error) || !luukku_store_take_text (note->detail, error))
    return FALSE;
  item = luukku_store_find_case (self, conversation, &problem);
  if (problem != NULL) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  if (event == LUUKKU_CASE_EVENT_MESSAGE_IN &&
      (item == NULL || luukku_case_peek (item)->state == LUUKKU_CASE_CLOSED))
    return open_case (self, conversation, note, error);
  return item != NULL ? move_case (self, item, event, note, error) : luukku_store_not_found (error);
}

LuukkuCase *
luukku_store_case_event (LuukkuStore *self, gint64 conversation, LuukkuCaseEvent event,
                         const LuukkuCaseNote *note, GError **error)
{
  if (!luukku_store_begin (self, error))
    return NULL;
  if (!luukku_store_end (self, carry_out (self, conversation, event, note, error), error))
    return NULL;
  return luukku_store_find_case (self, conversation, error);
}

gboolean
luukku_store_set_case_kind (LuukkuStore *self, gint64 case_id, const char *kind, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 changed;

  if (!luukku_store_can_write (self, error) || !luukku_store_take_name (kind, error))
    return FALSE;
  query = luukku_query_new (luukku_store_get_db (self),
                            "UPDATE case_item SET kind = ? WHERE id = ? RETURNING id");
  luukku_query_bind_text (query, 1, kind);
  luukku_query_bind_int (query, 2, case_id);
  if (!luukku_query_run_int (query, 0, &changed, error))
    return FALSE;
  return changed != 0 || luukku_store_not_found (error);
}

/* --- steps */

void
luukku_case_step_free (LuukkuCaseStep *self)
{
  if (self == NULL)
    return;
  g_free (self->actor);
  g_free (self->detail);
  g_free (self);
}

GPtrArray *
luukku_store_list_steps (LuukkuStore *self, gint64 case_id, GError **error)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_case_step_free);
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self),
                        "SELECT at, event, actor, detail FROM case_step WHERE case_id = ? ORDER BY id");

  luukku_query_bind_int (query, 1, case_id);
  while (luukku_query_next (query)) {
    LuukkuCaseStep *step = g_new0 (LuukkuCaseStep, 1);

    step->at = luukku_query_get_int (query, 0);
    step->event = (LuukkuCaseEvent) luukku_query_get_int (query, 1);
    step->actor = luukku_query_dup_text (query, 2);
    step->detail = luukku_query_dup_text (query, 3);
    g_ptr_array_add (steps, step);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&steps) : NULL;
}

/* --- later */

GArray *
luukku_store_list_put_off (LuukkuStore *self, GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (LuukkuPutOff));
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < LUUKKU_STORE_SCHEMA_WRITING)
    return g_steal_pointer (&list);
  query =
      luukku_query_new (luukku_store_get_db (self),
                        "SELECT conversation, later_at FROM case_item WHERE later_at > 0 ORDER BY later_at");
  while (luukku_query_next (query)) {
    const LuukkuPutOff row = { luukku_query_get_int (query, 0), luukku_query_get_int (query, 1) };

    g_array_append_val (list, row);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&list) : NULL;
}

/* --- figures */

GArray *
luukku_store_list_report_steps (LuukkuStore *self, gint64 from, GError **error)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, TRUE, sizeof (LuukkuReportStep));
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self),
                        "SELECT case_id, at, event FROM case_step WHERE at >= ? ORDER BY case_id, id");

  luukku_query_bind_int (query, 1, from);
  while (luukku_query_next (query)) {
    const LuukkuReportStep step = { luukku_query_get_int (query, 0), luukku_query_get_int (query, 1),
                                    (LuukkuCaseEvent) luukku_query_get_int (query, 2) };

    g_array_append_val (steps, step);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&steps) : NULL;
}
