/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tokens.c: words of a text by byte offsets. Pure, linear, copies nothing; bytes that are no UTF-8
 * only separate words, so the caller need not validate first. */
#define G_LOG_DOMAIN "luukku"

#include "language/luukku-language.h"

/* G_UNICODE_FORMAT: a soft hyphen or a zero-width joiner inside a word does not make it two. */
static gboolean
is_word_character (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c);
}

static gboolean
is_joiner (gunichar c)
{
  return c == '-' || c == '.' || c == '\'' || c == 0x2019 || c == 0x2010 || c == 0x2011 ||
         g_unichar_type (c) == G_UNICODE_FORMAT;
}

/* "rautalampi.fi" and "1.12.2026" are one word; in "Kiitos.Hei" the space after a sentence was forgotten. */
static gboolean
joins (gunichar before, gunichar joiner, gunichar after)
{
  if (!is_word_character (after))
    return FALSE;
  return joiner != '.' || !g_unichar_isupper (after) || g_unichar_isupper (before);
}

/* Steps over one character. Returns: 0 for a byte that is no UTF-8. */
static gunichar
next_character (const char **p)
{
  gunichar c = g_utf8_get_char_validated (*p, -1);

  if (c == (gunichar) -1 || c == (gunichar) -2) {
    (*p)++;
    return 0;
  }
  *p = g_utf8_next_char (*p);
  return c;
}

GArray *
luukku_tokens (const char *text)
{
  GArray *tokens;
  const char *p = text;
  const char *start = NULL;
  gunichar last = 0;

  tokens = g_array_new (FALSE, FALSE, sizeof (LuukkuToken));
  while (*p != '\0' || start != NULL) {
    const char *here = p;
    gunichar c = *p == '\0' ? 0 : next_character (&p);
    const char *after = p;

    if (c != 0 && is_word_character (c)) {
      if (start == NULL)
        start = here;
      last = c;
      continue;
    }
    if (start == NULL)
      continue;
    if (c != 0 && is_joiner (c) && *after != '\0' && joins (last, c, next_character (&after)))
      continue;
    g_array_append_val (tokens, ((LuukkuToken){ start - text, here - text }));
    start = NULL;
  }
  return tokens;
}
