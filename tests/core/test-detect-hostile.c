/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-detect-hostile.c: every family on text that was made to be dear: the same piece over and over. Work
 * that grows with the square of the length would take minutes here and not end within the test's time. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-detect.h"

#include "language/luukku-language.h"

#define SIZE (320 * 1024)

static void
test_hostile (void)
{
  static const char *const parts[] = {
    "1",
    "1 ",
    "0-",
    "12.",
    "1:",
    "fe80::1 ",
    "FI58",
    "FI 58 ",
    "salasana on ",
    "PIN: ",
    "viite 1 ",
    "a",
    "\u0430a1 ",
    "4111 ",
    "+358",
    "040 ",
    "010203-945H",
    "e\u0301",
    "\u200b",
    "(",
    "1/",
    "\xf0\x9f\x98\x80",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    GString *text = g_string_new (NULL);
    g_autoptr (GArray) hits = NULL;

    while (text->len < SIZE)
      g_string_append (text, parts[i]);
    hits = luukku_detect (text->str, NULL);
    g_assert_cmpuint (hits->len, <=, text->len);
    g_string_free (text, TRUE);
  }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/detect/hostile/repeated", test_hostile);
  status = g_test_run ();
  luukku_detect_shutdown ();
  luukku_language_shutdown ();
  return status;
}
