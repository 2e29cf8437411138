/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-drop.c: a submission in a folder comes into a window, its reply goes out by hand, and the file
 * is put away. */
#include "purple-fixture.h"

#include <glib/gstdio.h>

#define REPLY "Valo korjataan tänään.<br>" SIGNATURE

static char *
put (const char *folder, const char *name, const char *text)
{
  g_autofree char *part = g_strconcat (folder, "/", name, ".tmp", NULL);
  char *whole = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (part, text, -1, NULL));
  g_assert_cmpint (g_rename (part, whole), ==, 0);
  return whole;
}

static void
test_drop (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (luukku_headless_home (), "lomakkeet", NULL);
  PurpleAccount *account = luukku_headless_account ("prpl-luukku-drop", "palaute");
  g_autofree char *error = NULL, *first = NULL, *second = NULL;
  PurpleConversation *conv;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  purple_account_set_string (account, "folder", folder);
  first = put (folder, "1.json",
               "{\"data\":{\"name\":\"Maija "
               "Esimerkki\",\"contact\":\"maija@example.org\",\"text\":\"Katuvalo on rikki.\"}}");
  luukku_headless_enable (account);
  luukku_headless_until (luukku_headless_conv (account, "1") != NULL && luukku_headless_has ("Katuvalo"));
  g_assert_cmpuint (luukku_headless_open_questions (), ==, 0); /* no secret is asked for */
  luukku_headless_until (!g_file_test (first, G_FILE_TEST_EXISTS));
  second = put (folder, "2.json", "{\"data\":{\"text\":\"Nimetön palaute\"}}");
  luukku_headless_until (luukku_headless_conv (account, "2") != NULL);
  conv = luukku_headless_conv (account, "1");
  fixture_send (conv, REPLY);
  luukku_headless_until (luukku_headless_has ("(palaute, maija@example.org)"));
  g_assert_cmpint (purple_cmd_do_command (conv, "sent", "sent", &error), ==, PURPLE_CMD_STATUS_OK);
  luukku_headless_until (luukku_headless_has ("S|"));
  luukku_headless_drop (account);
}

int
main (int argc, char **argv)
{
  fixture_start (&argc, &argv);
  fixture_add_offline ("/purple/drop/reply", test_drop);
  return fixture_run ();
}
