/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-shapes.c: dates, times, sums, numbers of decisions, ages, school classes and links, known by their
 * shape alone. Pure. The patterns have no nested repetition, so their time is linear in the text. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-run-private.h"

#include <gio/gio.h>
#include <string.h>

/* Endings that a bare name has when it is an address and no slip of the keyboard ("Kiitos.Hei"). */
#define BARE_ENDINGS                                                                                         \
  "fi|se|no|dk|ee|lv|lt|ru|de|uk|eu|com|net|org|info|biz|io|me|ly|gl|gg|tv|co|app|dev|xyz|top|site|online|"  \
  "click|shop|gov|edu"

static struct {
  const char *kind;
  const char *pattern;
  GRegex *regex; /* (owned) (nullable): not used yet */
} shapes[] = {
  { "date",
    "(?<![\\d./])\\d{1,2}\\.\\d{1,2}\\.(?:\\d{4}|\\d{2})?(?![\\d/])|(?<!\\d)20\\d\\d-\\d\\d-\\d\\d(?!\\d)|"
    "\\b\\d{1,2}\\.? ?(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuuta\\b|"
    "\\b\\d{1,2}\\.? "
    "(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|"
    "january|february|march|may|june|july|august|october)\\b|"
    "\\b\\d{1,2} (?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)\\b",
    NULL },
  { "time",
    "\\b(?:klo|kello|kl|klockan|at|в)\\.? "
    "?\\d{1,2}(?:[.:]\\d{2})?(?!\\d)|(?<![\\d.:])\\d{1,2}:\\d{2}(?![\\d:])|"
    "\\b\\d{1,2}(?:[.:]\\d{2})? ?(?:am|pm)\\b",
    NULL },
  { "price", "(?<!\\d)\\d(?:[ .,]?\\d){0,14} ?(?:€|euro(?:a|n|s|t|lla)?\\b|eur\\b|kronor\\b|евро\\b)|€ ?\\d",
    NULL },
  { "decision-number",
    "§ ?\\d+|\\b\\d+ ?§|\\b[A-Z]{2,5}[:/ "
    "]\\d{1,6}/\\d\\d[\\d./]*|\\b\\d{1,6}/\\d\\d(?:\\.\\d\\d)+(?:/20\\d\\d)?\\b|"
    "\\b\\d{1,6}/20\\d\\d\\b",
    NULL },
  { "age",
    "(?<!\\balle )(?<!\\byli )(?<!\\bunder )(?<!\\böver )(?<!\\bover )(?<!\\bдо )(?<!\\d)\\d{1,2}[- ]?"
    "(?:v\\b|vuotia|åring|år gam|years? old|year-old|лет\\b|годик|года\\b)",
    NULL },
  { "class-name", "(?<![\\w.])[1-9][A-FÅÄÖ](?!\\w)|(?<![\\w.])[1-9]\\.? ?[a-f] ?-?(?:luok|klass|class)",
    NULL },
  { "link",
    "\\bhttps?://[^\\s<>\"]+|\\bwww\\.[^\\s<>\"]+|"
    "(?<![\\w@.-])(?:[\\w-]{1,63}\\.){1,8}(?:" BARE_ENDINGS ")(?![\\w@-])(?:[:/?#][^\\s<>\"]*)?",
    NULL },
};

static GRegex *
get_regex (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++) {
    if (strcmp (shapes[i].kind, kind) != 0)
      continue;
    if (shapes[i].regex == NULL)
      shapes[i].regex = g_regex_new (shapes[i].pattern, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
    return shapes[i].regex;
  }
  return NULL;
}

/* In a caseless pattern a class would be any "1a". */
static gboolean
is_right_case (const char *kind, const char *text, gsize start, gsize end)
{
  return strcmp (kind, "class-name") != 0 || end - start > 3 || !g_ascii_islower (text[end - 1]);
}

/* The full stop after a link ends the sentence. */
static gsize
trim_link (const char *text, gsize start, gsize end)
{
  while (end > start && strchr (".,;:!?)", text[end - 1]) != NULL)
    end--;
  return end;
}

GArray *
luukku_shapes_find (const char *text, const char *kind)
{
  GArray *spots = g_array_new (FALSE, FALSE, sizeof (LuukkuSpot));
  GRegex *regex = get_regex (kind);
  g_autoptr (GMatchInfo) match = NULL;

  if (regex == NULL)
    return spots;
  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL)) {
    int start = 0, end = 0;
    LuukkuSpot spot = { .class_name = "" };

    g_match_info_fetch_pos (match, 0, &start, &end);
    spot.start = (gsize) start;
    spot.end = strcmp (kind, "link") == 0 ? trim_link (text, spot.start, (gsize) end) : (gsize) end;
    if (is_right_case (kind, text, spot.start, spot.end))
      g_array_append_val (spots, spot);
  }
  return spots;
}

/* "https://own.fi@elsewhere.ru/" goes to elsewhere.ru. */
char *
luukku_shapes_host (const char *text, const LuukkuSpot *spot)
{
  g_autofree char *link = g_strndup (text + spot->start, spot->end - spot->start);
  const char *scheme = strstr (link, "://");
  char *authority = link + (scheme != NULL ? scheme - link + 3 : 0);
  char *at;
  g_autofree char *lower = NULL;

  authority[strcspn (authority, "/\\?#")] = '\0';
  at = strrchr (authority, '@');
  if (at != NULL)
    authority = at + 1;
  authority[strcspn (authority, ":")] = '\0';
  lower = g_utf8_strdown (authority, -1);
  while (g_str_has_suffix (lower, "."))
    lower[strlen (lower) - 1] = '\0';
  return *lower != '\0' ? g_hostname_to_ascii (lower) : NULL;
}
