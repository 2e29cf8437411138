/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-words.c: kinds, times left and fixes as the windows say them; no widget here. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-words.h"

#include <gtk/gtk.h>

#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

const char *
luukku_pidgin_words_kind (const char *kind)
{
  static const struct {
    const char *kind;
    const char *words;
  } table[] = {
    { "threat", NC_ ("kind of record", "Threat") },
    { "removal", NC_ ("kind of record", "Removal request") },
    { "harassment", NC_ ("kind of record", "Harassment") },
    { "other", NC_ ("kind of record", "Something else") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    if (g_str_equal (table[i].kind, kind))
      return g_dpgettext2 (GETTEXT_PACKAGE, "kind of record", table[i].words);
  }
  return kind;
}

char *
luukku_pidgin_words_due (const LuukkuDue *due, gint64 now)
{
  g_autofree char *words = NULL;
  g_autofree char *span = NULL;

  if (due->waiting_since != 0 && due->deadline.kind == LUUKKU_DEADLINE_DUTY && due->deadline.due >= now) {
    g_autofree char *time = luukku_words_when (due->deadline.due, now);

    span = luukku_words_span (due->deadline.due - now);
    /* TRANSLATORS: a time and the span until then: "Monday 14:00 (36 hours left)". */
    words = g_strdup_printf (_ ("%s (%s left)"), time, span);
  } else {
    words = luukku_words_due (due, now);
  }
  if (!due->reminded)
    return g_steal_pointer (&words);
  /* TRANSLATORS: marks a row of the inbox of which a reminder has come; %s is until when to answer. */
  return g_strdup_printf (_ ("Reminder: %s"), words);
}

/* What each urgency says and shows; the icon only repeats the word. */
static const struct {
  const char *words; /* NULL: the state of the case */
  const char *icon;
} urgencies[] = {
  [LUUKKU_URGENCY_ALARM] = { NC_ ("what to do", "alarm"), GTK_STOCK_DIALOG_ERROR },
  [LUUKKU_URGENCY_FIRST] = { NC_ ("what to do", "answer first"), GTK_STOCK_GO_UP },
  [LUUKKU_URGENCY_OVERDUE] = { NC_ ("what to do", "overdue"), GTK_STOCK_DIALOG_WARNING },
  [LUUKKU_URGENCY_CLOSING] = { NC_ ("what to do", "channel closes"), GTK_STOCK_STOP },
  [LUUKKU_URGENCY_SOON] = { NC_ ("what to do", "due soon"), GTK_STOCK_DIALOG_INFO },
  [LUUKKU_URGENCY_WAITING] = { NC_ ("what to do", "unanswered"), GTK_STOCK_EDIT },
  [LUUKKU_URGENCY_REST] = { NULL, GTK_STOCK_APPLY },
  [LUUKKU_URGENCY_CLOSED] = { NULL, GTK_STOCK_CLOSE },
};

const char *
luukku_pidgin_words_urgency (const LuukkuOverviewItem *item)
{
  const char *words = urgencies[item->urgency].words;

  return words != NULL ? g_dpgettext2 (GETTEXT_PACKAGE, "what to do", words)
                       : luukku_words_case_state (luukku_case_peek (item->row->item)->state);
}

const char *
luukku_pidgin_words_urgency_icon (const LuukkuOverviewItem *item)
{
  return urgencies[item->urgency].icon;
}

const char *
luukku_pidgin_words_view (LuukkuOverviewKind kind)
{
  static const char *const words[LUUKKU_OVERVIEW_KINDS] = {
    [LUUKKU_OVERVIEW_OPEN] = NC_ ("view", "All open"),
    [LUUKKU_OVERVIEW_UNANSWERED] = NC_ ("view", "Unanswered"),
    [LUUKKU_OVERVIEW_OVERDUE] = NC_ ("view", "Overdue"),
    [LUUKKU_OVERVIEW_CLOSING] = NC_ ("view", "Channel closes soon"),
    [LUUKKU_OVERVIEW_ALARMS] = NC_ ("view", "Alarms"),
    [LUUKKU_OVERVIEW_MINE] = NC_ ("view", "Mine"),
    [LUUKKU_OVERVIEW_NOBODYS] = NC_ ("view", "Nobody has taken"),
    [LUUKKU_OVERVIEW_ALL] = NC_ ("view", "All, closed ones too"),
  };

  return g_dpgettext2 (GETTEXT_PACKAGE, "view", words[kind]);
}

char *
luukku_pidgin_words_fix (const LuukkuVerdict *verdict)
{
  GPtrArray *findings = luukku_verdict_get_findings (verdict);
  GString *fix = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (g_ptr_array_index (findings, i));

    if (finding->fix != NULL)
      g_string_append (fix, finding->fix);
  }
  return g_string_free (fix, fix->len == 0);
}

/* What stands before a finding's title: its weight in words. */
const char *
luukku_pidgin_words_weight (LuukkuSeverity severity)
{
  switch (severity) {
  case LUUKKU_SEVERITY_BLOCK:
    /* TRANSLATORS: stands before the name of a rule, "Cannot be sent: Personal identity code". */
    return C_ ("finding", "Cannot be sent");
  case LUUKKU_SEVERITY_CONFIRM:
    /* TRANSLATORS: stands before the name of a rule, "Check before sending: Who answers". */
    return C_ ("finding", "Check before sending");
  case LUUKKU_SEVERITY_ADVICE:
  case LUUKKU_SEVERITY_PASS:
  default:
    /* TRANSLATORS: stands before the name of a rule that stops nothing. */
    return C_ ("finding", "Advice");
  }
}

char *
luukku_pidgin_words_citation (const LuukkuFindingInit *finding)
{
  if (finding->citation == NULL)
    return NULL;
  if (finding->section != NULL)
    /* TRANSLATORS: where the rule stands: document and lines "004:169-171", then the heading. */
    return g_strdup_printf (_ ("Guideline %s, “%s”"), finding->citation, finding->section);
  /* TRANSLATORS: %s is document and lines, "004:169-171". */
  return g_strdup_printf (_ ("Guideline %s"), finding->citation);
}
