/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-words.c: kinds, times left and fixes as the windows say them; no widget here. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-words.h"

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

/* Returns: (transfer full): a span in the unit that a person would use. */
static char *
span_words (gint64 span)
{
  gint64 minutes = MAX (span, 0) / G_TIME_SPAN_MINUTE;

  if (minutes < 60)
    return g_strdup_printf (ngettext ("%d minute", "%d minutes", (gulong) minutes), (int) minutes);
  if (minutes < 48 * 60)
    return g_strdup_printf (ngettext ("%d hour", "%d hours", (gulong) (minutes / 60)), (int) (minutes / 60));
  return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) (minutes / 1440)), (int) (minutes / 1440));
}

char *
luukku_pidgin_words_due (LuukkuInbox *inbox, LuukkuCase *item)
{
  gint64 now = luukku_clock_now (luukku_inbox_get_clock (inbox));
  gint64 due = 0;
  LuukkuSlaState state = luukku_inbox_get_sla (inbox, item, &due);
  g_autofree char *time = NULL;
  g_autofree char *span = NULL;

  if (state == LUUKKU_SLA_NONE || due == 0)
    return g_strdup (luukku_case_peek (item)->waiting_since != 0 ? _ ("waits for an answer") : "");
  time = luukku_words_time (due, now);
  if (state == LUUKKU_SLA_OVERDUE) {
    span = span_words (now - due);
    /* TRANSLATORS: %s is a span like "3 hours": the answer should have been given so long ago. */
    return g_strdup_printf (_ ("overdue by %s"), span);
  }
  span = span_words (due - now);
  /* TRANSLATORS: a time and the span until then: "23.11. 14:00 (36 hours left)". */
  return g_strdup_printf (_ ("%s (%s left)"), time, span);
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
