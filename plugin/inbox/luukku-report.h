/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-report.h: figures of a span of time for the manager: how much came in and how it was answered.
 * Counts only: no text, no name, no followers and no likes. */
#pragma once

#include "inbox/luukku-inbox.h"

G_BEGIN_DECLS

typedef struct {
  guint questions;       /* residents' turns that began to wait for an answer in the span */
  guint answered;        /* of these, answered by now */
  guint within;          /* answered by the guideline's target */
  guint late;            /* answered after it */
  guint without_target;  /* answered, and the guideline sets no target */
  guint closed;          /* closed without an answer */
  guint waiting;         /* still waiting */
  guint overdue;         /* of these, past the target */
  guint held;            /* replies that the gate held */
  guint warnings_passed; /* warnings that a person passed with a reason */
  guint records;         /* evidence records */
  gint64 median_answer;  /* from the question to the confirmed delivery, µs; 0: nothing was answered */
  /* messages by what they may be, as it holds now */
  guint threats;
  guint hate;
  guint self_harm;
  guint removal_requests;
  guint safety_reports;  /* residents who told of danger or of an unsafe discussion */
  gint64 safety_handled; /* mean time to the answer or the closing, µs; 0: none yet */
  guint corrections;     /* labels that people took away or added */
  guint bans;            /* that began */
  guint covered_read;    /* covered messages that somebody asked to see, each person by itself */
  guint people_exposed;  /* how many persons that were */
} LuukkuReport;

/* @from, @to: UTC µs, from @from until before @to; a question counts by when it came. With no pack there are
 * no targets. */
LUUKKU_API gboolean luukku_inbox_report (LuukkuInbox *self, gint64 from, gint64 to, LuukkuReport *ret_report,
                                         GError **error) G_GNUC_NON_NULL (1, 4);

G_END_DECLS
