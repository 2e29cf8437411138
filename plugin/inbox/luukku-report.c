/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-report.c: figures of a span of time, from the steps of the cases: each turn of a resident that waits
 * for an answer is followed to its end. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-report.h"

#include "inbox/luukku-inbox-private.h"
#include "store/luukku-store-labels.h"
#include "store/luukku-store-sanctions.h"

typedef struct {
  LuukkuInbox *inbox;
  LuukkuReport *report;
  GArray *spans; /* gint64 µs: from the question to the answer */
  gint64 from, to;
  gint64 case_id; /* whose steps come now */
  gint64 since;   /* when its question came, 0: nothing waits */
} Counting;

/* Until when the case's question had to be answered; 0: no target. */
static gint64
target_of (Counting *self)
{
  LuukkuPackClocks *clocks = luukku_inbox_get_clocks (self->inbox);
  g_autofree char *names = luukku_store_get_case_labels (self->inbox->store, self->case_id, NULL, NULL);
  g_auto (GStrv) labels = g_strsplit (names != NULL ? names : "", ";", -1);
  gint64 due = 0;

  if (clocks != NULL)
    luukku_pack_clocks_answer_state (clocks, (const char *const *) labels, self->since, self->since, &due);
  return due;
}

static gboolean
counts (const Counting *self)
{
  return self->since >= self->from && self->since < self->to;
}

static void
count_answer (Counting *self, gint64 at)
{
  gint64 due = target_of (self);
  gint64 span = MAX (at - self->since, 0);

  self->report->questions++;
  self->report->answered++;
  if (due == 0)
    self->report->without_target++;
  else if (at <= due)
    self->report->within++;
  else
    self->report->late++;
  g_array_append_val (self->spans, span);
}

/* No step follows: what waits still waits. */
static void
end_case (Counting *self)
{
  gint64 due;

  if (self->since != 0 && counts (self)) {
    due = target_of (self);
    self->report->questions++;
    self->report->waiting++;
    if (due != 0 && due < luukku_clock_now (self->inbox->clock))
      self->report->overdue++;
  }
  self->since = 0;
}

static void
count_by_itself (Counting *self, const LuukkuReportStep *step)
{
  if (step->at < self->from || step->at >= self->to)
    return;
  if (step->event == LUUKKU_CASE_EVENT_REPLY_HELD)
    self->report->held++;
  else if (step->event == LUUKKU_CASE_EVENT_WARNING_PASSED)
    self->report->warnings_passed++;
  else if (step->event == LUUKKU_CASE_EVENT_ARCHIVED)
    self->report->records++;
}

static void
take_step (Counting *self, const LuukkuReportStep *step)
{
  if (step->case_id != self->case_id) {
    end_case (self);
    self->case_id = step->case_id;
  }
  count_by_itself (self, step);
  if (step->event == LUUKKU_CASE_EVENT_MESSAGE_IN) {
    if (self->since == 0 || step->at < self->since) /* a message that comes late keeps its own time */
      self->since = step->at;
  } else if (step->event == LUUKKU_CASE_EVENT_REPLY_DELIVERED || step->event == LUUKKU_CASE_EVENT_CLOSED) {
    if (self->since != 0 && counts (self) && step->event == LUUKKU_CASE_EVENT_REPLY_DELIVERED) {
      count_answer (self, step->at);
    } else if (self->since != 0 && counts (self)) {
      self->report->questions++;
      self->report->closed++;
    }
    self->since = 0;
  }
}

static gint
compare_spans (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

  return (one > other) - (one < other);
}

/* --- moderation */
static gboolean
count_labels (Counting *self, GError **error)
{
  const struct {
    const char *name;
    guint *place;
    gint64 *handled;
  } table[] = {
    { "threat-person", &self->report->threats, NULL },
    { "threat-site", &self->report->threats, NULL },
    { "hate", &self->report->hate, NULL },
    { "self-harm", &self->report->self_harm, NULL },
    { "removal-request", &self->report->removal_requests, NULL },
    { "unsafe-report", &self->report->safety_reports, &self->report->safety_handled },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    int count = luukku_store_count_label (self->inbox->store, table[i].name, self->from, self->to,
                                          table[i].handled, error);

    if (count < 0)
      return FALSE;
    *table[i].place += (guint) count;
  }
  return TRUE;
}

static gboolean
count_people (Counting *self, GError **error)
{
  LuukkuStore *store = self->inbox->store;
  g_autoptr (GPtrArray) seen = luukku_store_list_exposure (store, self->from, self->to, error);
  g_autoptr (GPtrArray) bans = seen != NULL ? luukku_store_list_sanctions (store, FALSE, error) : NULL;
  int corrections = bans != NULL ? luukku_store_count_corrections (store, self->from, self->to, error) : -1;

  if (corrections < 0)
    return FALSE;
  self->report->corrections = (guint) corrections;
  self->report->people_exposed = seen->len;
  for (guint i = 0; i < seen->len; i++)
    self->report->covered_read += ((const LuukkuExposure *) g_ptr_array_index (seen, i))->count;
  for (guint i = 0; i < bans->len; i++) {
    gint64 start = ((const LuukkuSanction *) g_ptr_array_index (bans, i))->start_at;

    if (start >= self->from && start < self->to)
      self->report->bans++;
  }
  return TRUE;
}

gboolean
luukku_inbox_report (LuukkuInbox *self, gint64 from, gint64 to, LuukkuReport *ret_report, GError **error)
{
  g_autoptr (GArray) steps = luukku_store_list_report_steps (self->store, from, error);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (gint64));
  Counting counting = { .inbox = self, .report = ret_report, .spans = spans, .from = from, .to = to };

  *ret_report = (LuukkuReport){ 0 };
  if (steps == NULL)
    return FALSE;
  for (guint i = 0; i < steps->len; i++)
    take_step (&counting, &g_array_index (steps, LuukkuReportStep, i));
  end_case (&counting);
  g_array_sort (spans, compare_spans);
  if (spans->len > 0)
    ret_report->median_answer = g_array_index (spans, gint64, spans->len / 2);
  return count_labels (&counting, error) && count_people (&counting, error);
}
