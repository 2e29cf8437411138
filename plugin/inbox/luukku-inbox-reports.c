/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-reports.c: reports about the checks, for the manager: a false alarm or a miss, with nothing in
 * it that a check looks for, and the list of them as a table. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-private.h"

#define MAX_REPORT_TEXT 2000 /* characters */
#define MAX_REPORT_NOTE 500
#define MAX_LISTED 10000

#define BULLET "\xe2\x80\xa2" /* U+2022 */

/* What was missed is not known, so every digit goes. Returns: (transfer full): at most @max characters. */
static char *
mask_rest (const char *text, guint max)
{
  GString *rest = g_string_new (NULL);
  guint n = 0;

  for (const char *at = text; *at != '\0' && n < max; at = g_utf8_next_char (at), n++) {
    if (g_unichar_isdigit (g_utf8_get_char (at)))
      g_string_append (rest, BULLET);
    else
      g_string_append_len (rest, at, g_utf8_next_char (at) - at);
  }
  return g_string_free (rest, FALSE);
}

/* Returns: (transfer full). @verdict: (nullable): its places are masked as well. */
static char *
mask_report (const char *text, const LuukkuVerdict *verdict, guint max)
{
  g_autofree char *masked = luukku_text_make_valid (text, -1);
  GPtrArray *findings = verdict != NULL ? luukku_verdict_get_findings (verdict) : NULL;

  /* Before the places of the verdict: a bullet in a span must not hide the rest of it from a detector. */
  luukku_inbox_mask_kinds (&masked, NULL);
  for (guint i = 0; findings != NULL && i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (g_ptr_array_index (findings, i));

    luukku_inbox_mask_span (&masked, finding->start, finding->end);
  }
  return mask_rest (masked, max);
}

/* Returns: (transfer full): ids of all rules that found something, "a;b". */
static char *
list_rules (const LuukkuVerdict *verdict)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();
  GPtrArray *findings = luukku_verdict_get_findings (verdict);

  for (guint i = 0; i < findings->len; i++) {
    const char *rule = luukku_finding_peek (g_ptr_array_index (findings, i))->rule;

    if (rule != NULL && !g_ptr_array_find_with_equal_func (rules, rule, g_str_equal, NULL))
      g_ptr_array_add (rules, (gpointer) rule);
  }
  g_ptr_array_add (rules, NULL);
  return g_strjoinv (";", (char **) rules->pdata);
}

gboolean
luukku_inbox_report_check (LuukkuInbox *self, LuukkuVerdict *verdict, gboolean missed, const char *note,
                           GError **error)
{
  LuukkuPack *pack = luukku_gate_get_pack (self->gate);
  LuukkuCheckReport report = { .kind = (char *) (missed ? "miss" : "false-alarm") };
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  g_autofree char *rules = list_rules (verdict);
  g_autofree char *text = mask_report (luukku_verdict_get_text (verdict), verdict, MAX_REPORT_TEXT);
  g_autofree char *words = note != NULL ? mask_report (note, NULL, MAX_REPORT_NOTE) : NULL;
  g_autofree char *name = NULL;

  if (!missed && *rules == '\0') {
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("The check found nothing in this text, so there is no alarm to report. Report what "
                          "it missed instead."));
    return FALSE;
  }
  if (pack != NULL) {
    name = g_strdup_printf ("%s %s", luukku_pack_get_id (pack), luukku_pack_get_version (pack));
    report.pack_digest = (char *) luukku_pack_get_digest (pack);
  }
  report.actor = actor;
  report.rules = rules;
  report.text = text;
  report.note = words;
  report.pack = name;
  return luukku_store_add_check_report (self->store, &report, error);
}

/* --- the list */

GPtrArray *
luukku_inbox_list_check_reports (LuukkuInbox *self, GError **error)
{
  return luukku_store_list_check_reports (self->store, MAX_LISTED, error);
}

/* A cell must not break its row. */
void
luukku_inbox_append_cell (GString *table, const char *text, char end)
{
  for (const char *p = text != NULL ? text : ""; *p != '\0'; p++) {
    if (*p == '\n')
      g_string_append (table, "\\n");
    else if (*p == '\t')
      g_string_append (table, "\\t");
    else if (*p == '\\')
      g_string_append (table, "\\\\");
    else if (*p != '\r')
      g_string_append_c (table, *p);
  }
  g_string_append_c (table, end);
}

char *
luukku_inbox_check_reports_to_tsv (LuukkuInbox *self, GError **error)
{
  g_autoptr (GPtrArray) reports = luukku_inbox_list_check_reports (self, error);
  GString *table;

  if (reports == NULL)
    return NULL;
  table = g_string_new ("at\tkind\trules\tpack\tpack-digest\tactor\ttext\tnote\n");
  for (guint i = 0; i < reports->len; i++) {
    const LuukkuCheckReport *report = reports->pdata[i];
    g_autofree char *at = luukku_time_to_iso8601 (report->at);
    const char *const cells[] = { at,           report->kind,        report->rules,
                                  report->pack, report->pack_digest, report->actor,
                                  report->text, report->note };

    for (guint j = 0; j < G_N_ELEMENTS (cells); j++)
      luukku_inbox_append_cell (table, cells[j], j + 1 < G_N_ELEMENTS (cells) ? '\t' : '\n');
  }
  return g_string_free (table, FALSE);
}
