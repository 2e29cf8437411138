/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-disk.c: the disk is full while messages come and replies leave: one sentence, nothing lost.
 * Writing to the store is turned away in this program's own write(), as the kernel does when no block is
 * left. */
#include "purple-fixture.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

static gboolean disk_is_full;

static gboolean
is_turned_away (int fd)
{
  char link[64], path[4096];
  gssize length;

  if (!disk_is_full)
    return FALSE;
  g_snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink (link, path, sizeof path - 1);
  if (length <= 0)
    return FALSE;
  path[length] = '\0';
  if (strstr (path, "inbox.sqlite") == NULL)
    return FALSE;
  errno = ENOSPC;
  return TRUE;
}

G_MODULE_EXPORT ssize_t
write (int fd, const void *data, size_t size)
{
  return is_turned_away (fd) ? -1 : syscall (SYS_write, fd, data, size);
}

G_MODULE_EXPORT ssize_t
pwrite64 (int fd, const void *data, size_t size, off64_t at)
{
  return is_turned_away (fd) ? -1 : syscall (SYS_pwrite64, fd, data, size, at);
}

static void
test_receive (Fixture *f, gconstpointer data)
{
  fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");
  luukku_headless_reset ();
  disk_is_full = TRUE;
  luukku_graph_say (graph, "t_1", "Aino Esimerkki", "Tuliko tämä?");
  luukku_headless_until (luukku_headless_has ("Y||"));
  g_test_message ("%s", luukku_headless_lines ());
  g_assert_true (purple_account_is_connected (f->account));
  g_assert_false (luukku_headless_has ("Tuliko"));
  g_assert_true (luukku_headless_has ("disk"));
  disk_is_full = FALSE;
  luukku_headless_pass (G_TIME_SPAN_MINUTE);
  luukku_headless_until (luukku_headless_has ("R|Aino Esimerkki|Tuliko tämä?"));
  g_assert_cmpuint (luukku_headless_count ("Tuliko tämä?"), ==, 1);
}

static void
test_send (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = fixture_receive (f, "t_1", "Aino Esimerkki", "Hei!");

  luukku_headless_reset ();
  luukku_headless_hold_clock (TRUE);
  disk_is_full = TRUE;
  fixture_send (conv, "Vastaus.<br>" SIGNATURE);
  luukku_headless_until (*luukku_headless_given_back () != '\0');
  disk_is_full = FALSE;
  luukku_headless_hold_clock (FALSE);
  g_assert_cmpstr (luukku_headless_given_back (), ==, "Vastaus.<BR>" SIGNATURE);
  g_assert_true (luukku_headless_has ("E||"));
  g_assert_true (luukku_headless_has ("disk"));
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 0);
  fixture_send (conv, "Vastaus.<br>" SIGNATURE);
  luukku_headless_until (luukku_headless_has ("S|"));
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==, 1);
}

int
main (int argc, char **argv)
{
  fixture_start (&argc, &argv);
  fixture_add ("/purple/disk/receive", test_receive);
  fixture_add ("/purple/disk/send", test_send);
  return fixture_run ();
}
