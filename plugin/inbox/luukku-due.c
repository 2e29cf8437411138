/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-due.c: puts together what the pack's clocks, the platform and the store know about one conversation
 * that waits. Decides nothing by itself: the arithmetic is model/luukku-sla.c. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-due.h"

#include "inbox/luukku-inbox-private.h"
#include "model/luukku-proposal.h"
#include "store/luukku-store-labels.h"

void
luukku_inbox_set_windows (LuukkuInbox *self, LuukkuWindowFunc func, gpointer data)
{
  self->window_func = func;
  self->window_data = data;
}

LuukkuPackClocks *
luukku_inbox_get_clocks (LuukkuInbox *self)
{
  LuukkuPack *pack = luukku_gate_get_pack (self->gate);

  if (pack == NULL || self->clocks == NULL || luukku_pack_clocks_get_pack (self->clocks) != pack)
    return NULL;
  return self->clocks;
}

void
luukku_inbox_fill_windows (LuukkuInbox *self, const char *channel, gint64 last_resident_at,
                           LuukkuWindows *ret_windows)
{
  *ret_windows = (LuukkuWindows){ .since = last_resident_at };
  if (self->window_func != NULL)
    self->window_func (channel, &ret_windows->reply_window, &ret_windows->late_window, self->window_data);
}

gboolean
luukku_due_warns_of_window (const LuukkuDeadline *deadline)
{
  return deadline->warn_at != 0 && deadline->kind != LUUKKU_DEADLINE_DUTY;
}

/* Whether a reminder of @duty, or the warning of a window, has come by @now. */
static gboolean
has_come (LuukkuPackClocks *clocks, const LuukkuDuty *duty, const LuukkuDue *due, gint64 now)
{
  const LuukkuReminder reminder = { .duty = duty, .start = due->waiting_since };
  gint64 first = luukku_reminder_next (&reminder, luukku_pack_clocks_get_calendar (clocks),
                                       luukku_pack_clocks_get_quiet (clocks), due->waiting_since);

  return (first != 0 && first <= now) ||
         (luukku_due_warns_of_window (&due->deadline) && due->deadline.warn_at <= now);
}

/* @whole: also what only words need: the age, and whether a reminder has come. */
static void
find_due (LuukkuInbox *self, const char *channel, const char *labels, gint64 waiting_since,
          gint64 last_resident_at, gboolean whole, LuukkuDue *ret_due)
{
  static const LuukkuDuty no_duty = { .has_target = FALSE };
  LuukkuPackClocks *clocks = luukku_inbox_get_clocks (self);
  const LuukkuPackClock *clock = NULL;
  const LuukkuDuty *duty = &no_duty;
  gint64 now = luukku_clock_now (self->clock);
  LuukkuDue due = { .waiting_since = waiting_since };
  LuukkuWindows windows;

  if (clocks != NULL && waiting_since != 0) {
    g_auto (GStrv) names = luukku_labels_split (labels);

    clock = luukku_pack_clocks_find_answer (clocks, (const char *const *) names, waiting_since);
    if (clock != NULL)
      duty = &clock->duty;
    luukku_inbox_fill_windows (self, channel, MAX (last_resident_at, waiting_since), &windows);
    luukku_deadline_find (duty, waiting_since, &windows, luukku_pack_clocks_get_calendar (clocks), now,
                          &due.deadline);
    due.state = luukku_deadline_state (&due.deadline, now);
    due.in_service = duty->counting != LUUKKU_COUNTING_ELAPSED;
    due.first = clock != NULL && clock->sort_first;
    if (whole) {
      due.age = luukku_duty_age (duty, luukku_pack_clocks_get_calendar (clocks), waiting_since, now);
      due.reminded = has_come (clocks, duty, &due, now);
    }
  }
  *ret_due = due;
}

void
luukku_inbox_get_due (LuukkuInbox *self, LuukkuCase *item, LuukkuDue *ret_due)
{
  const LuukkuCaseInit *of = luukku_case_peek (item);
  gint64 waiting_since = of->state != LUUKKU_CASE_CLOSED ? of->waiting_since : 0;
  g_autoptr (LuukkuConversation) conversation = NULL;
  g_autofree char *labels = NULL;

  if (waiting_since != 0)
    conversation = luukku_store_get_conversation (self->store, of->conversation, NULL);
  if (conversation != NULL)
    labels = luukku_store_get_conversation_labels (self->store, of->conversation, NULL);
  if (conversation != NULL)
    find_due (self, luukku_conversation_peek (conversation)->channel, labels, waiting_since,
              luukku_conversation_peek (conversation)->last_resident_at, TRUE, ret_due);
  else
    *ret_due = (LuukkuDue){ .waiting_since = waiting_since };
}

static void
find_row_due (LuukkuInbox *self, const LuukkuInboxRow *row, gboolean whole, LuukkuDue *ret_due)
{
  const LuukkuCaseInit *of = luukku_case_peek (row->item);

  find_due (self, row->channel, row->labels, of->state != LUUKKU_CASE_CLOSED ? of->waiting_since : 0,
            row->last_resident_at, whole, ret_due);
}

void
luukku_inbox_get_row_due (LuukkuInbox *self, const LuukkuInboxRow *row, LuukkuDue *ret_due)
{
  find_row_due (self, row, TRUE, ret_due);
}

void
luukku_inbox_get_row_deadline (LuukkuInbox *self, const LuukkuInboxRow *row, LuukkuDue *ret_due)
{
  find_row_due (self, row, FALSE, ret_due);
}

/* --- order */

/* What nobody labelled asks for no clock of a label. */
static gboolean
is_first (LuukkuPackClocks *clocks, const LuukkuInboxRow *row)
{
  g_auto (GStrv) labels = NULL;

  if (clocks == NULL || row->labels == NULL || *row->labels == '\0')
    return FALSE;
  labels = luukku_labels_split (row->labels);
  return luukku_pack_clocks_sort_first (clocks, (const char *const *) labels);
}

LuukkuUrgency
luukku_inbox_get_urgency (LuukkuInbox *self, const LuukkuInboxRow *row, const LuukkuDue *due)
{
  if (luukku_case_peek (row->item)->state == LUUKKU_CASE_CLOSED)
    return LUUKKU_URGENCY_CLOSED;
  if (row->alarm == LUUKKU_ALARM_RAISED)
    return LUUKKU_URGENCY_ALARM;
  if (due->waiting_since == 0)
    return LUUKKU_URGENCY_REST;
  if (is_first (luukku_inbox_get_clocks (self), row))
    return LUUKKU_URGENCY_FIRST;
  if (due->state == LUUKKU_SLA_OVERDUE)
    return LUUKKU_URGENCY_OVERDUE;
  if (due->state != LUUKKU_SLA_SOON)
    return LUUKKU_URGENCY_WAITING;
  return due->deadline.kind == LUUKKU_DEADLINE_DUTY ? LUUKKU_URGENCY_SOON : LUUKKU_URGENCY_CLOSING;
}

/* What has no time comes last among its like. */
static gint64
late_zero (gint64 time)
{
  return time != 0 ? time : G_MAXINT64;
}

static int
compare_times (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

int
luukku_inbox_compare_rows (const LuukkuInboxRow *a, LuukkuUrgency urgency_a, gint64 due_a,
                           const LuukkuInboxRow *b, LuukkuUrgency urgency_b, gint64 due_b)
{
  const LuukkuCaseInit *one = luukku_case_peek (a->item), *other = luukku_case_peek (b->item);
  int order = (int) urgency_a - (int) urgency_b;

  if (order == 0 && urgency_a < LUUKKU_URGENCY_REST) {
    order = compare_times (late_zero (due_a), late_zero (due_b));
    if (order == 0)
      order = compare_times (late_zero (one->waiting_since), late_zero (other->waiting_since));
  }
  if (order == 0)
    order = compare_times (b->last_at, a->last_at);
  return order != 0 ? order : compare_times (other->id, one->id);
}

typedef struct {
  LuukkuInboxRow *row;
  LuukkuUrgency urgency;
  gint64 due;
} Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *one = a, *other = b;

  return luukku_inbox_compare_rows (one->row, one->urgency, one->due, other->row, other->urgency, other->due);
}

void
luukku_inbox_sort_rows (LuukkuInbox *self, GPtrArray *rows)
{
  g_autoptr (GArray) ranked = g_array_sized_new (FALSE, FALSE, sizeof (Ranked), rows->len);

  for (guint i = 0; i < rows->len; i++) {
    Ranked one = { .row = rows->pdata[i] };
    LuukkuDue due;

    luukku_inbox_get_row_deadline (self, one.row, &due);
    one.urgency = luukku_inbox_get_urgency (self, one.row, &due);
    one.due = due.deadline.due;
    g_array_append_val (ranked, one);
  }
  g_array_sort (ranked, compare_ranked);
  for (guint i = 0; i < rows->len; i++)
    rows->pdata[i] = g_array_index (ranked, Ranked, i).row;
}
