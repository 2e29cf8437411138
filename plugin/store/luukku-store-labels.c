/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-labels.c: proposals, decisions and exposure as rows that are only added, and the summary of a
 * case that the inbox list reads. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-labels.h"

#include "base/luukku-error.h"
#include "store/luukku-store-private.h"

#define SCHEMA_LABELS 9

/* --- the summary */

/* A person's word holds for the text that she saw: what is proposed again in a later look, at a text that was
 * edited into another one, is not rejected. */
#define IS_REJECTED(message_id, label_name)                                                                  \
  "EXISTS (SELECT 1 FROM label_decision d WHERE d.id = (SELECT max (id) FROM label_decision "                \
  "WHERE message = " message_id " AND name = " label_name ") AND d.kind = 1 AND NOT EXISTS ("                \
  "SELECT 1 FROM label p JOIN classified c ON c.id = p.classified "                                          \
  "WHERE p.message = d.message AND p.name = d.name AND c.at > d.at))"

/* Names of message ?1 or case ?2 that hold: proposed or added, and not rejected since. */
#define SELECT_HOLDING                                                                                       \
  "SELECT name, max (alarm) FROM ("                                                                          \
  "SELECT l.message m, l.name name, l.alarm alarm FROM label l WHERE l.message = ?1 OR l.case_id = ?2 "      \
  "UNION ALL SELECT d.message, d.name, d.alarm FROM label_decision d "                                       \
  "WHERE (d.message = ?1 OR d.case_id = ?2) AND d.kind = 2) h "                                              \
  "WHERE NOT " IS_REJECTED ("h.m", "h.name") " GROUP BY name ORDER BY name DESC"

typedef struct {
  char *name;
  gint64 alarm;
} Held;

static void
held_clear (Held *held)
{
  g_free (held->name);
}

/* The gravest first. */
static int
compare_held (gconstpointer a, gconstpointer b)
{
  const Held *one = a, *other = b;

  if (one->alarm != other->alarm)
    return one->alarm > other->alarm ? -1 : 1;
  return (int) luukku_label_get_rank (one->name) - (int) luukku_label_get_rank (other->name);
}

static char *
join_held (GArray *rows, LuukkuAlarm *ret_alarm)
{
  g_autoptr (GString) names = g_string_new (NULL);

  g_array_sort (rows, compare_held);
  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ";" : "", g_array_index (rows, Held, i).name);
  if (ret_alarm != NULL)
    *ret_alarm = rows->len > 0 ? (LuukkuAlarm) g_array_index (rows, Held, 0).alarm : LUUKKU_ALARM_NONE;
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* Returns: (transfer full) (nullable). */
static char *
run_holding (LuukkuStore *self, const char *sql, gint64 message, gint64 case_id, LuukkuAlarm *ret_alarm,
             GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Held));

  g_array_set_clear_func (rows, (GDestroyNotify) held_clear);
  if (luukku_store_get_schema (self) < SCHEMA_LABELS)
    return join_held (rows, ret_alarm);
  query = luukku_query_new (luukku_store_get_db (self), sql);
  luukku_query_bind_int (query, 1, message);
  luukku_query_bind_int (query, 2, case_id);
  while (luukku_query_next (query)) {
    const Held held = { luukku_query_dup_text (query, 0), luukku_query_get_int (query, 1) };

    g_array_append_val (rows, held);
  }
  return luukku_query_finish (query, error) ? join_held (rows, ret_alarm) : NULL;
}

static char *
list_holding (LuukkuStore *self, gint64 message, gint64 case_id, LuukkuAlarm *ret_alarm, GError **error)
{
  return run_holding (self, SELECT_HOLDING, message, case_id, ret_alarm, error);
}

/* Of those, what a person has said herself: added, or found right. */
#define SELECT_DECIDED                                                                                       \
  "SELECT d.name, max (d.alarm) FROM label_decision d WHERE (d.message = ?1 OR d.case_id = ?2) "             \
  "AND d.kind <> 1 AND NOT " IS_REJECTED ("d.message", "d.name") " GROUP BY d.name ORDER BY d.name DESC"

char *
luukku_store_get_decided_labels (LuukkuStore *self, gint64 message, gint64 case_id, GError **error)
{
  return run_holding (self, SELECT_DECIDED, message != 0 ? message : -1, case_id != 0 ? case_id : -1, NULL,
                      error);
}

char *
luukku_store_get_message_labels (LuukkuStore *self, gint64 message, GError **error)
{
  return list_holding (self, message, -1, NULL, error);
}

char *
luukku_store_get_case_labels (LuukkuStore *self, gint64 case_id, LuukkuAlarm *ret_alarm, GError **error)
{
  return list_holding (self, -1, case_id, ret_alarm, error);
}

char *
luukku_store_get_conversation_labels (LuukkuStore *self, gint64 conversation, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  g_autofree char *names = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_LABELS)
    return g_strdup ("");
  query = luukku_query_new (luukku_store_get_db (self),
                            "SELECT labels FROM case_item WHERE conversation = ? ORDER BY id DESC LIMIT 1");
  luukku_query_bind_int (query, 1, conversation);
  if (luukku_query_next (query))
    names = luukku_query_dup_text (query, 0);
  if (!luukku_query_finish (query, error))
    return NULL;
  return names != NULL ? g_steal_pointer (&names) : g_strdup ("");
}

static gboolean
write_summary (LuukkuStore *self, gint64 case_id, GError **error)
{
  LuukkuAlarm alarm = LUUKKU_ALARM_NONE;
  g_autofree char *names = NULL;
  g_autoptr (LuukkuQuery) query = NULL;

  if (case_id == 0)
    return TRUE;
  names = list_holding (self, -1, case_id, &alarm, error);
  if (names == NULL)
    return FALSE;
  query = luukku_query_new (luukku_store_get_db (self),
                            "UPDATE case_item SET labels = ?, alarm = ? WHERE id = ?");
  luukku_query_bind_text (query, 1, names);
  luukku_query_bind_int (query, 2, alarm);
  luukku_query_bind_int (query, 3, case_id);
  return luukku_query_run (query, error);
}

/* The case that @message belongs to: the one that was open when it came, else the newest before; 0: none. */
static gboolean
find_case_of (LuukkuStore *self, gint64 message, gint64 *ret_case, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT coalesce ((SELECT case_id FROM label WHERE message = ?1 AND case_id IS NOT NULL LIMIT 1), "
      "(SELECT case_id FROM label_decision WHERE message = ?1 AND case_id IS NOT NULL LIMIT 1), "
      "(SELECT max (i.id) FROM case_item i JOIN message m ON m.conversation = i.conversation "
      "WHERE m.id = ?1))");

  luukku_query_bind_int (query, 1, message);
  return luukku_query_run_int (query, 0, ret_case, error);
}

/* --- proposals */
static gboolean
add_look (LuukkuStore *self, gint64 message, const char *engine, gboolean failed, gint64 *ret_id,
          GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "INSERT INTO classified (message, at, engine, failed) VALUES (?1, max (?2, coalesce ("
      "(SELECT max (at) + 1 FROM label_decision WHERE message = ?1), 0)), ?3, ?4) RETURNING id");

  luukku_query_bind_int (query, 1, message);
  /* After the decisions about the text before it, also when the clock was set back. */
  luukku_query_bind_int (query, 2, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_text (query, 3, engine);
  luukku_query_bind_int (query, 4, failed ? 1 : 0);
  return luukku_query_run_int (query, 0, ret_id, error);
}

static gboolean
add_proposal (LuukkuStore *self, gint64 look, gint64 message, gint64 case_id, const LuukkuProposal *proposal,
              GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_take_name (proposal->name, error) || !luukku_store_take_text (proposal->rule, error))
    return FALSE;
  query = luukku_query_new (
      luukku_store_get_db (self),
      "INSERT INTO label (classified, message, case_id, name, rule, span_start, span_end, confidence, alarm) "
      "VALUES (?, ?, nullif (?, 0), ?, coalesce (?, ''), ?, ?, ?, ?)");
  luukku_query_bind_int (query, 1, look);
  luukku_query_bind_int (query, 2, message);
  luukku_query_bind_int (query, 3, case_id);
  luukku_query_bind_text (query, 4, proposal->name);
  luukku_query_bind_text (query, 5, proposal->rule);
  luukku_query_bind_int (query, 6, proposal->start);
  luukku_query_bind_int (query, 7, proposal->end);
  luukku_query_bind_int (query, 8, MIN (proposal->confidence, 1000));
  luukku_query_bind_int (query, 9, proposal->alarm);
  return luukku_query_run (query, error);
}

static gboolean
write_labels (LuukkuStore *self, gint64 message, GPtrArray *proposals, const char *engine, gboolean failed,
              GError **error)
{
  gint64 case_id = 0, look = 0;

  if (!luukku_store_take_name (engine, error) || !find_case_of (self, message, &case_id, error) ||
      !add_look (self, message, engine, failed, &look, error))
    return FALSE;
  for (guint i = 0; i < proposals->len; i++) {
    if (!add_proposal (self, look, message, case_id, g_ptr_array_index (proposals, i), error))
      return FALSE;
  }
  return write_summary (self, case_id, error);
}

gboolean
luukku_store_add_labels (LuukkuStore *self, gint64 message, GPtrArray *proposals, const char *engine,
                         gboolean failed, GError **error)
{
  return luukku_store_begin (self, error) &&
         luukku_store_end (self, write_labels (self, message, proposals, engine, failed, error), error);
}

GArray *
luukku_store_list_unclassified (LuukkuStore *self, guint limit, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_LABELS)
    return g_steal_pointer (&ids);
  query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT id FROM message WHERE direction = 0 "
      "AND id > (SELECT CAST (value AS INTEGER) FROM setting WHERE name = 'classify-after') "
      "AND NOT EXISTS (SELECT 1 FROM classified c WHERE c.message = message.id) ORDER BY id LIMIT ?");
  luukku_query_bind_int (query, 1, limit);
  while (luukku_query_next (query)) {
    gint64 id = luukku_query_get_int (query, 0);

    g_array_append_val (ids, id);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&ids) : NULL;
}

/* --- decisions */
static gboolean
write_decision (LuukkuStore *self, const LuukkuLabelChoice *choice, GError **error)
{
  gint64 case_id = 0;
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_take_name (choice->name, error) || !luukku_store_take_name (choice->actor, error) ||
      !luukku_store_take_text (choice->note, error) || !find_case_of (self, choice->message, &case_id, error))
    return FALSE;
  query =
      luukku_query_new (luukku_store_get_db (self),
                        "INSERT INTO label_decision (message, case_id, name, kind, alarm, at, actor, note) "
                        "VALUES (?1, nullif (?2, 0), ?3, ?4, ?5, max (?6, coalesce ("
                        "(SELECT max (at) FROM classified WHERE message = ?1), 0)), ?7, ?8)");
  luukku_query_bind_int (query, 1, choice->message);
  luukku_query_bind_int (query, 2, case_id);
  luukku_query_bind_text (query, 3, choice->name);
  luukku_query_bind_int (query, 4, choice->kind);
  luukku_query_bind_int (query, 5, choice->alarm);
  /* Not before the look that it is about. */
  luukku_query_bind_int (query, 6, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_text (query, 7, choice->actor);
  luukku_query_bind_text (query, 8, choice->note);
  return luukku_query_run (query, error) && write_summary (self, case_id, error);
}

gboolean
luukku_store_decide_label (LuukkuStore *self, const LuukkuLabelChoice *choice, GError **error)
{
  return luukku_store_begin (self, error) &&
         luukku_store_end (self, write_decision (self, choice, error), error);
}

void
luukku_stored_label_free (LuukkuStoredLabel *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->rule);
  g_free (self->engine);
  g_free (self->decided_by);
  g_free (self->note);
  g_free (self);
}

static LuukkuStoredLabel *
read_label (LuukkuQuery *query, gint64 message)
{
  LuukkuStoredLabel *label = g_new0 (LuukkuStoredLabel, 1);

  label->message = message;
  label->name = luukku_query_dup_text (query, 0);
  label->rule = luukku_query_dup_text (query, 1);
  label->engine = luukku_query_dup_text (query, 2);
  label->start = (guint) luukku_query_get_int (query, 3);
  label->end = (guint) luukku_query_get_int (query, 4);
  label->confidence = (guint) luukku_query_get_int (query, 5);
  label->alarm = (LuukkuAlarm) luukku_query_get_int (query, 6);
  label->proposed_at = luukku_query_get_int (query, 7);
  label->decided_at = luukku_query_get_int (query, 8);
  label->decision = (LuukkuLabelDecision) luukku_query_get_int (query, 9);
  label->decided_by = luukku_query_dup_text (query, 10);
  label->note = luukku_query_dup_text (query, 11);
  return label;
}

#define SELECT_LABELS                                                                                        \
  "WITH names AS (SELECT name FROM label WHERE message = ?1 UNION SELECT name FROM label_decision "          \
  "WHERE message = ?1) "                                                                                     \
  "SELECT n.name, coalesce (l.rule, ''), coalesce (c.engine, ''), coalesce (l.span_start, 0), "              \
  "coalesce (l.span_end, 0), coalesce (l.confidence, 1000), coalesce (l.alarm, d.alarm, 0), "                \
  "coalesce (c.at, 0), coalesce (d.at, 0), coalesce (d.kind, 0), d.actor, d.note FROM names n "              \
  "LEFT JOIN label l ON l.id = (SELECT max (id) FROM label WHERE message = ?1 AND name = n.name) "           \
  "LEFT JOIN classified c ON c.id = l.classified "                                                           \
  "LEFT JOIN label_decision d ON d.id = (SELECT max (id) FROM label_decision WHERE message = ?1 "            \
  "AND name = n.name) AND d.at >= coalesce (c.at, 0) ORDER BY coalesce (l.alarm, d.alarm, 0) DESC, n.name "  \
  "DESC"

GPtrArray *
luukku_store_list_labels (LuukkuStore *self, gint64 message, GError **error)
{
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_stored_label_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_LABELS)
    return g_steal_pointer (&labels);
  query = luukku_query_new (luukku_store_get_db (self), SELECT_LABELS);
  luukku_query_bind_int (query, 1, message);
  while (luukku_query_next (query))
    g_ptr_array_add (labels, read_label (query, message));
  return luukku_query_finish (query, error) ? g_steal_pointer (&labels) : NULL;
}

/* --- corrections */
void
luukku_correction_free (LuukkuCorrection *self)
{
  if (self == NULL)
    return;
  g_free (self->actor);
  g_free (self->case_number);
  g_free (self->name);
  g_free (self->rule);
  g_free (self->note);
  g_free (self);
}

GPtrArray *
luukku_store_list_corrections (LuukkuStore *self, guint limit, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_correction_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_LABELS)
    return g_steal_pointer (&rows);
  query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT d.at, d.actor, i.number, d.message, d.name, d.kind, d.note, "
      "(SELECT rule FROM label l WHERE l.message = d.message AND l.name = d.name ORDER BY l.id DESC LIMIT 1) "
      "FROM label_decision d LEFT JOIN case_item i ON i.id = d.case_id WHERE d.kind <> 0 "
      "ORDER BY d.id DESC LIMIT ?");
  luukku_query_bind_int (query, 1, limit);
  while (luukku_query_next (query)) {
    LuukkuCorrection *row = g_new0 (LuukkuCorrection, 1);

    row->at = luukku_query_get_int (query, 0);
    row->actor = luukku_query_dup_text (query, 1);
    row->case_number = luukku_query_dup_text (query, 2);
    row->message = luukku_query_get_int (query, 3);
    row->name = luukku_query_dup_text (query, 4);
    row->kind = (LuukkuLabelDecision) luukku_query_get_int (query, 5);
    row->note = luukku_query_dup_text (query, 6);
    row->rule = luukku_query_dup_text (query, 7);
    g_ptr_array_add (rows, row);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&rows) : NULL;
}

/* --- exposure */
gboolean
luukku_store_add_exposure (LuukkuStore *self, gint64 message, const char *actor, const char *what,
                           GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_can_write (self, error) || !luukku_store_take_name (actor, error) ||
      !luukku_store_take_name (what, error))
    return FALSE;
  query = luukku_query_new (luukku_store_get_db (self),
                            "INSERT INTO exposure (message, actor, at, what) VALUES (?, ?, ?, ?)");
  luukku_query_bind_int (query, 1, message);
  luukku_query_bind_text (query, 2, actor);
  luukku_query_bind_int (query, 3, luukku_clock_now (luukku_store_get_clock (self)));
  luukku_query_bind_text (query, 4, what);
  return luukku_query_run (query, error);
}

void
luukku_exposure_free (LuukkuExposure *self)
{
  if (self == NULL)
    return;
  g_free (self->actor);
  g_free (self);
}

GPtrArray *
luukku_store_list_exposure (LuukkuStore *self, gint64 from, gint64 to, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_exposure_free);
  g_autoptr (LuukkuQuery) query = NULL;

  if (luukku_store_get_schema (self) < SCHEMA_LABELS)
    return g_steal_pointer (&rows);
  query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT actor, count (DISTINCT message), max (at) FROM exposure WHERE at >= ? AND at < ? "
      "GROUP BY actor ORDER BY count (DISTINCT message) DESC, actor");
  luukku_query_bind_int (query, 1, from);
  luukku_query_bind_int (query, 2, to);
  while (luukku_query_next (query)) {
    LuukkuExposure *row = g_new0 (LuukkuExposure, 1);

    row->actor = luukku_query_dup_text (query, 0);
    row->count = (guint) luukku_query_get_int (query, 1);
    row->last_at = luukku_query_get_int (query, 2);
    g_ptr_array_add (rows, row);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&rows) : NULL;
}

/* Events 2 and 3 of a case: an answer reached the resident, the case was closed. */
#define SELECT_COUNT                                                                                         \
  "WITH named AS (SELECT DISTINCT m.id id, m.sent_at sent_at, x.case_id case_id FROM ("                      \
  "SELECT message, case_id, name FROM label UNION SELECT message, case_id, name FROM label_decision "        \
  "WHERE kind = 2) x JOIN message m ON m.id = x.message WHERE x.name = ?1 AND m.sent_at >= ?2 "              \
  "AND m.sent_at < ?3 "                                                                                      \
  "AND NOT " IS_REJECTED (                                                                                   \
      "x.message",                                                                                           \
      "x.name") ") "                                                                                         \
                "SELECT count (*), CAST (coalesce (avg ((SELECT min (s.at) FROM case_step s WHERE "          \
                "s.case_id = n.case_id "                                                                     \
                "AND s.event IN (2, 3) AND s.at >= n.sent_at) - n.sent_at), 0) AS INTEGER) FROM named n"

int
luukku_store_count_label (LuukkuStore *self, const char *name, gint64 from, gint64 to, gint64 *ret_handled,
                          GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 count = 0, handled = 0;

  if (luukku_store_get_schema (self) < SCHEMA_LABELS)
    return 0;
  query = luukku_query_new (luukku_store_get_db (self), SELECT_COUNT);
  luukku_query_bind_text (query, 1, name);
  luukku_query_bind_int (query, 2, from);
  luukku_query_bind_int (query, 3, to);
  if (luukku_query_next (query)) {
    count = luukku_query_get_int (query, 0);
    handled = luukku_query_get_int (query, 1);
  }
  if (!luukku_query_finish (query, error))
    return -1;
  if (ret_handled != NULL)
    *ret_handled = handled;
  return (int) count;
}

/* 0 is LUUKKU_LABEL_CONFIRMED: no correction. */
int
luukku_store_count_corrections (LuukkuStore *self, gint64 from, gint64 to, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 count = 0;

  if (luukku_store_get_schema (self) < SCHEMA_LABELS)
    return 0;
  query = luukku_query_new (luukku_store_get_db (self),
                            "SELECT count (*) FROM label_decision WHERE kind <> 0 AND at >= ? AND at < ?");
  luukku_query_bind_int (query, 1, from);
  luukku_query_bind_int (query, 2, to);
  return luukku_query_run_int (query, 0, &count, error) ? (int) count : -1;
}
