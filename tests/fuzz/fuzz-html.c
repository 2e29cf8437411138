/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-html.c: the HTML stripper and the folding on any bytes: what comes out is valid UTF-8, and stripping
 * what was escaped gives the text back. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-text.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = luukku_text_make_valid ((const char *) data, (gssize) size);
  g_autofree char *plain = luukku_text_strip_html (text);
  g_autofree char *html = luukku_text_to_html (text);
  g_autofree char *back = luukku_text_strip_html (html);
  g_autoptr (LuukkuFolded) folded = luukku_folded_new (text);
  const char *folded_text = luukku_folded_get_text (folded);
  guint start, end;

  g_assert_true (g_utf8_validate (plain, -1, NULL));
  g_assert_true (g_utf8_validate (folded_text, -1, NULL));
  if (strchr (text, '\r') == NULL)
    g_assert_cmpstr (back, ==, text);
  luukku_folded_map (folded, 0, strlen (folded_text), &start, &end);
  g_assert_cmpuint (start, <=, end);
  g_assert_cmpuint (end, <=, luukku_text_length (text));
  return 0;
}
