/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-text.c: bytes made valid, masking, the log form, first lines. The HTML stripper is in
 * luukku-text-html.c, the comparable form in luukku-text-fold.c. Pure; base layer: GLib only. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-text.h"

#include <string.h>

#include "base/luukku-digest.h"

#define REPLACEMENT "\xef\xbf\xbd"    /* U+FFFD */
#define SYMBOL_FOR_NUL "\xe2\x90\x80" /* U+2400 */
#define BULLET "\xe2\x80\xa2"         /* U+2022 */
#define ELLIPSIS "\xe2\x80\xa6"       /* U+2026 */

/* Digits of the digest in a log line. */
#define EXCERPT_DIGITS 8

char *
luukku_text_make_valid (const char *bytes, gssize length)
{
  const char *end;
  GString *valid;

  if (bytes == NULL)
    return g_strdup ("");
  end = bytes + (length < 0 ? strlen (bytes) : (gsize) length);
  valid = g_string_sized_new ((gsize) (end - bytes));
  while (bytes < end) {
    const char *stop;

    g_utf8_validate_len (bytes, (gsize) (end - bytes), &stop);
    g_string_append_len (valid, bytes, stop - bytes);
    if (stop < end) {
      g_string_append (valid, *stop == '\0' ? SYMBOL_FOR_NUL : REPLACEMENT);
      stop++;
    }
    bytes = stop;
  }
  return g_string_free (valid, FALSE);
}

guint
luukku_text_length (const char *text)
{
  guint length = 0;

  /* Counts the bytes that begin a code point; unlike g_utf8_strlen() it never reads past the end. */
  for (; *text != '\0'; text++)
    length += ((guchar) *text & 0xc0) != 0x80;
  return length;
}

char *
luukku_text_mask (const char *text, guint start, guint end)
{
  g_autofree char *valid = luukku_text_make_valid (text, -1);
  GString *masked = g_string_sized_new (strlen (valid));
  guint i = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p), i++) {
    if (i >= start && i < end)
      g_string_append (masked, BULLET);
    else
      g_string_append_len (masked, p, g_utf8_next_char (p) - p);
  }
  return g_string_free (masked, FALSE);
}

char *
luukku_text_excerpt (const char *text)
{
  g_autofree char *digest = luukku_digest_text (text != NULL ? text : "");

  return g_strdup_printf ("[%u characters, %.*s]", text != NULL ? luukku_text_length (text) : 0,
                          EXCERPT_DIGITS, digest);
}

char *
luukku_text_first_line (const char *text, guint max)
{
  g_autofree char *line = NULL;
  g_autofree char *head = NULL;

  while (g_ascii_isspace (*text)) /* a blank line says nothing in a list */
    text++;
  line = luukku_text_make_valid (text, (gssize) strcspn (text, "\r\n"));
  g_strchomp (line);
  if (luukku_text_length (line) <= max)
    return g_steal_pointer (&line);
  if (max == 0)
    return g_strdup ("");
  head = g_utf8_substring (line, 0, (glong) max - 1);
  return g_strconcat (g_strchomp (head), ELLIPSIS, NULL);
}
