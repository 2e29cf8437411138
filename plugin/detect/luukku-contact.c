/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-contact.c: the words around a candidate. Every look is bounded by the caller's window. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-contact.h"

#include <string.h>

/* "puh. 040 …" and "as. 3" are abbreviations: a sentence ends after a longer word. */
#define SHORTEST_LAST_WORD 4

/* Returns: length of the word that ends at @offset, as far as it matters. */
static guint
letters_before (LuukkuScan *scan, guint offset)
{
  guint letters = 0;

  while (letters < SHORTEST_LAST_WORD && g_unichar_isalnum (luukku_scan_character_before (scan, offset))) {
    offset -= (guint) g_unichar_to_utf8 (luukku_scan_character_before (scan, offset), NULL);
    letters++;
  }
  return letters;
}

gboolean
luukku_contact_sentence_ends (LuukkuScan *scan, guint from, guint to)
{
  const char *text = luukku_scan_text (scan);
  guint letters = letters_before (scan, from);

  for (const char *p = text + from; p < text + to; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    const char *next = p + 1;

    if (g_unichar_isalnum (c)) {
      letters++;
      continue;
    }
    if (c == '\n' && *next == '\n')
      return TRUE;
    if ((c == '!' || c == '?' || (c == '.' && letters >= SHORTEST_LAST_WORD)) &&
        (*next == ' ' || *next == '\n') && next < text + to) {
      gunichar first = g_utf8_get_char (next + 1);

      if (c != '.' || g_unichar_isupper (first) || g_unichar_type (first) == G_UNICODE_OTHER_LETTER)
        return TRUE;
    }
    letters = 0;
  }
  return FALSE;
}

const LuukkuScanToken *
luukku_contact_before (LuukkuScan *scan, const char *class, guint start, guint characters)
{
  const LuukkuScanToken *token;

  if (start == 0)
    return NULL;
  token = luukku_scan_near (scan, class, start - 1, start - 1, characters, 0);
  return token != NULL && !luukku_contact_sentence_ends (scan, token->end, start) ? token : NULL;
}

const LuukkuScanToken *
luukku_contact_after (LuukkuScan *scan, const char *class, guint end, guint characters)
{
  const LuukkuScanToken *token;

  if (end + 1 >= luukku_scan_size (scan))
    return NULL;
  token = luukku_scan_near (scan, class, end + 1, end + 1, 0, characters);
  return token != NULL && token->start >= end && !luukku_contact_sentence_ends (scan, end, token->start)
             ? token
             : NULL;
}

guint
luukku_contact_distance (LuukkuScan *scan, const char *class, const LuukkuScanToken *place, guint before,
                         guint after)
{
  const LuukkuScanToken *left = luukku_contact_before (scan, class, place->start, before);
  const LuukkuScanToken *right = luukku_contact_after (scan, class, place->end, after);
  guint distance = G_MAXUINT;

  if (left != NULL)
    distance = place->start - MIN (left->end, place->start);
  if (right != NULL)
    distance = MIN (distance, right->start - place->end);
  return distance;
}

void
luukku_contact_claim (LuukkuScan *scan, guint start, guint end)
{
  const LuukkuFound found = {
    .kind = "", .start = start, .end = end, .confidence = LUUKKU_CONFIDENCE_CERTAIN, .silent = TRUE
  };

  luukku_scan_add (scan, &found);
}
