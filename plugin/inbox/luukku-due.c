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

static void
find_due (LuukkuInbox *self, const char *channel, const char *labels, gint64 waiting_since,
          gint64 last_resident_at, LuukkuDue *ret_due)
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
    due.age = luukku_duty_age (duty, luukku_pack_clocks_get_calendar (clocks), waiting_since, now);
    due.in_service = duty->counting != LUUKKU_COUNTING_ELAPSED;
    due.first = clock != NULL && clock->sort_first;
    due.reminded = has_come (clocks, duty, &due, now);
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
              luukku_conversation_peek (conversation)->last_resident_at, ret_due);
  else
    *ret_due = (LuukkuDue){ .waiting_since = waiting_since };
}

void
luukku_inbox_get_row_due (LuukkuInbox *self, const LuukkuInboxRow *row, LuukkuDue *ret_due)
{
  const LuukkuCaseInit *of = luukku_case_peek (row->item);

  find_due (self, row->channel, row->labels, of->state != LUUKKU_CASE_CLOSED ? of->waiting_since : 0,
            row->last_resident_at, ret_due);
}

/* --- order */

/* 0: alarm, 1: the pack says first, 2: others. What nobody labelled asks for no clock of a label. */
static guint
rank_of (LuukkuPackClocks *clocks, const LuukkuInboxRow *row)
{
  const LuukkuCaseInit *of = luukku_case_peek (row->item);
  g_auto (GStrv) labels = NULL;

  if (of->state == LUUKKU_CASE_CLOSED)
    return 2;
  if (row->alarm == LUUKKU_ALARM_RAISED)
    return 0;
  if (of->waiting_since == 0 || row->labels == NULL || *row->labels == '\0')
    return 2;
  labels = luukku_labels_split (row->labels);
  return luukku_pack_clocks_sort_first (clocks, (const char *const *) labels) ? 1 : 2;
}

void
luukku_inbox_sort_rows (LuukkuInbox *self, GPtrArray *rows)
{
  LuukkuPackClocks *clocks = luukku_inbox_get_clocks (self);
  g_autofree gpointer *old = NULL;
  g_autofree guint *ranks = NULL;
  guint count = rows->len, at = 0;

  if (clocks == NULL || count == 0)
    return;
  old = g_memdup2 (rows->pdata, count * sizeof (gpointer));
  ranks = g_new (guint, count);
  for (guint i = 0; i < count; i++)
    ranks[i] = rank_of (clocks, old[i]);
  for (guint rank = 0; rank <= 2; rank++) {
    for (guint i = 0; i < count; i++) {
      if (ranks[i] == rank)
        rows->pdata[at++] = old[i];
    }
  }
}
