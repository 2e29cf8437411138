/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sheet-history.c: what the program itself wrote into the history of a case, in the words of paper.
 * What people wrote stays as it is. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-sheet-private.h"

#define BETWEEN " · "

/* The words that the inbox writes down. */
static const struct {
  const char *word;
  const char *key;
} known[] = {
  { "done", "history-done" },
  { "acknowledged", "history-acknowledged" },
  { "left out", "history-left-out" },
  { "reminded", "history-reminded" },
  { "handed on", "history-handed-on" },
  { "confirmed", "history-confirmed" },
  { "rejected", "history-rejected" },
  { "added", "history-added" },
  { "ban", "history-ban" },
  { "ban over", "history-ban-over" },
  { "hide", "history-hide" },
  { "delete", "history-delete" },
  { "show again", "history-show-again" },
  { "mute", "history-mute" },
  { "muting over", "history-muting-over" },
  { "by hand", "history-by-hand" },
  { "phone", "alarm-how-phone" },
  { "message", "alarm-how-message" },
  { "e-mail", "alarm-how-mail" },
  { "face to face", "alarm-how-in-person" },
};

/* Returns: (transfer none): @word itself when it is not one of ours. */
static const char *
word_shown (LuukkuSheet *self, const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    if (g_str_equal (word, known[i].word))
      return WORD (known[i].key);
  }
  return word;
}

/* "threat-person", or "2. Tell your supervisor: done": what stands behind the last colon is ours. */
static char *
first_shown (LuukkuSheet *self, const char *part)
{
  const char *colon = g_strrstr (part, ": ");
  g_autofree char *front = colon != NULL ? g_strndup (part, colon - part) : NULL;
  g_autofree char *label = luukku_sheet_label (self, front != NULL ? front : part);

  if (front == NULL)
    return g_strdup (g_str_equal (label, part) ? word_shown (self, part) : label);
  return g_strdup_printf ("%s: %s", label, word_shown (self, colon + 2));
}

char *
luukku_sheet_detail (LuukkuSheet *self, const LuukkuCaseStep *step)
{
  g_autofree char *shown = luukku_sheet_shown (step->detail, LUUKKU_RECORD_MAX_NAME);
  g_auto (GStrv) parts = NULL;

  if (step->event != LUUKKU_CASE_EVENT_ALARM_STEP && step->event != LUUKKU_CASE_EVENT_LABEL_DECIDED &&
      step->event != LUUKKU_CASE_EVENT_SANCTION)
    return g_steal_pointer (&shown);
  parts = g_strsplit (shown, BETWEEN, -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    char *part = i == 0 ? first_shown (self, parts[i]) : g_strdup (word_shown (self, parts[i]));

    g_free (parts[i]);
    parts[i] = part;
    if (step->event != LUUKKU_CASE_EVENT_ALARM_STEP)
      break; /* a reason, a name */
  }
  return g_strjoinv (BETWEEN, parts);
}
