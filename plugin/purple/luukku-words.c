/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-words.c: states, times and labels as all our windows say them. Times are on the service's wall
 * clock, as in records. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-words.h"

#include <purple.h>
#include <string.h>

#include "base/luukku-clock.h"
#include "purple/luukku-i18n.h"

#define ZONE "Europe/Helsinki"
#define PIDGIN_UI "gtk-gaim" /* what Pidgin 2 calls itself */

void
luukku_words_bind (void)
{
  const char *dir = g_getenv ("LUUKKU_LOCALE_DIR");

  bindtextdomain (LUUKKU_DOMAIN, dir != NULL && *dir != '\0' ? dir : LUUKKU_LOCALEDIR);
  bind_textdomain_codeset (LUUKKU_DOMAIN, "UTF-8");
}

const char *
luukku_label (const char *label)
{
  GString *plain;
  const char *kept;

  if (strchr (label, '_') == NULL || g_strcmp0 (purple_core_get_ui (), PIDGIN_UI) == 0)
    return label;
  plain = g_string_new (label);
  g_string_replace (plain, "_", "", 0);
  kept = g_intern_string (plain->str);
  g_string_free (plain, TRUE);
  return kept;
}

const char *
luukku_words_case_state (LuukkuCaseState state)
{
  switch (state) {
  case LUUKKU_CASE_NEW:
    return C_ ("case", "new");
  case LUUKKU_CASE_OPEN:
    return C_ ("case", "open");
  case LUUKKU_CASE_ANSWERED:
    return C_ ("case", "answered");
  case LUUKKU_CASE_CLOSED:
  default:
    return C_ ("case", "closed");
  }
}

const char *
luukku_words_cover (const char *label)
{
  if (g_str_equal (label, "threat-site"))
    return _ ("Threat against premises – covered");
  if (luukku_label_is_threat (label))
    return _ ("Threat against a person – covered");
  if (g_str_equal (label, "harassment"))
    return _ ("Harassment – covered");
  return _ ("Hate against a group – covered");
}

/* The words stay out of the list as long as the case has the label, whichever message they are from. */
char *
luukku_words_row_line (const LuukkuInboxRow *row)
{
  g_autofree char *label = luukku_labels_find (row->labels, luukku_label_is_covered);

  if (label != NULL)
    return g_strdup (luukku_words_cover (label));
  return g_strdup (row->first_line != NULL ? row->first_line : "");
}

char *
luukku_words_time (gint64 time, gint64 now)
{
  g_autofree char *day = luukku_time_format_local (time, ZONE, "%F");
  g_autofree char *today = luukku_time_format_local (now, ZONE, "%F");

  return luukku_time_format_local (time, ZONE, g_str_equal (day, today) ? "%H:%M" : "%-d.%-m. %H:%M");
}
