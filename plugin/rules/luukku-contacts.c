/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-contacts.c: whether one contact point of a register stands in a text, in whatever way it is written:
 * +358 40 000 1234 is 040 000 1234 and (040) 000-1234. Exact, so a rule may block on it. And whose a host is.
 * Pure. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-run-private.h"

#include <gio/gio.h>
#include <string.h>

/* Shorter ones would be found in other numbers. */
#define MIN_DIGITS 6
#define MAX_DIGITS 15
/* How long a number is with all its blanks and brackets. */
#define MAX_WRITTEN 40

/* Returns: (transfer full): the national number of @phone without its first 0. */
static char *
national_digits (const char *phone)
{
  GString *digits = g_string_new (NULL);
  gsize drop = 0;

  for (const char *p = phone; *p != '\0'; p++) {
    if (g_ascii_isdigit (*p))
      g_string_append_c (digits, *p);
  }
  if (strchr (phone, '+') != NULL && g_str_has_prefix (digits->str, "358"))
    drop = 3;
  else if (g_str_has_prefix (digits->str, "00358"))
    drop = 5;
  while (digits->str[drop] == '0')
    drop++;
  g_string_erase (digits, 0, (gssize) drop);
  return g_string_free (digits, FALSE);
}

static gboolean
is_phone_character (char c)
{
  return g_ascii_isdigit (c) || (c != '\0' && strchr ("+-() ./", c) != NULL);
}

/* Whether a phone number that begins at @p is @wanted. Returns: its end, else NULL. */
static const char *
match_phone (const char *p, const char *wanted)
{
  for (const char *end = p; is_phone_character (*end) && end - p < MAX_WRITTEN; end++) {
    g_autofree char *written = NULL;
    g_autofree char *digits = NULL;

    if (!g_ascii_isdigit (*end) || g_ascii_isdigit (end[1]))
      continue;
    written = g_strndup (p, (gsize) (end + 1 - p));
    digits = national_digits (written);
    if (strcmp (digits, wanted) == 0)
      return end + 1;
  }
  return NULL;
}

static gboolean
find_phone (const char *text, const char *contact, LuukkuSpot *spot)
{
  g_autofree char *wanted = national_digits (contact);

  if (strlen (wanted) < MIN_DIGITS || strlen (wanted) > MAX_DIGITS)
    return FALSE;
  for (const char *p = text; *p != '\0'; p++) {
    const char *end;

    if ((!g_ascii_isdigit (*p) && *p != '+') || (p > text && (g_ascii_isdigit (p[-1]) || p[-1] == '+')))
      continue;
    end = match_phone (p, wanted);
    if (end != NULL) {
      *spot = (LuukkuSpot){ .start = (gsize) (p - text), .end = (gsize) (end - text), .class_name = "" };
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
is_word_at (const char *text, gsize start, gsize end)
{
  gunichar before = start > 0 ? g_utf8_get_char (g_utf8_prev_char (text + start)) : ' ';
  gunichar after = g_utf8_get_char (text + end);

  return !g_unichar_isalnum (before) && !g_unichar_isalnum (after);
}

static gboolean
find_words (const char *text, const char *contact, LuukkuSpot *spot)
{
  g_autofree char *lower = g_utf8_strdown (text, -1);
  g_autofree char *wanted = g_utf8_strdown (contact, -1);
  gsize length;

  g_strstrip (wanted);
  length = strlen (wanted);
  /* A letter whose small form has another length would move the place: then there is no place. */
  for (const char *p = length > 3 ? strstr (lower, wanted) : NULL; p != NULL; p = strstr (p + 1, wanted)) {
    gsize start = (gsize) (p - lower);

    if (!is_word_at (lower, start, start + length))
      continue;
    *spot = (LuukkuSpot){ .class_name = "" };
    if (strlen (lower) == strlen (text)) {
      spot->start = start;
      spot->end = start + length;
    }
    return TRUE;
  }
  return FALSE;
}

gboolean
luukku_contact_find (const char *text, const char *contact, LuukkuSpot *ret_spot)
{
  LuukkuSpot spot = { .class_name = "" };
  gboolean letters = FALSE;
  gboolean found;

  for (const char *p = contact; *p != '\0' && !letters; p = g_utf8_next_char (p))
    letters = g_unichar_isalpha (g_utf8_get_char (p));
  found = letters ? find_words (text, contact, &spot) : find_phone (text, contact, &spot);
  if (found && ret_spot != NULL)
    *ret_spot = spot;
  return found;
}

gboolean
luukku_host_is_of (const char *host, const char *const *hosts)
{
  for (guint i = 0; hosts[i] != NULL; i++) {
    g_autofree char *own = g_hostname_to_ascii (hosts[i]);
    gsize length = own != NULL ? strlen (own) : 0;
    gsize longer = strlen (host);

    if (length == 0 || longer < length || g_ascii_strcasecmp (host + longer - length, own) != 0)
      continue;
    if (longer == length || host[longer - length - 1] == '.')
      return TRUE;
  }
  return FALSE;
}
