/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-package-disk.c: the disk that takes a package is full at every single step of writing it: one
 * sentence, nothing left behind, and the log does not say that anything left the house. The steps are turned
 * away in this program's own write(), fsync(), mkdir() and rename(), as the kernel does when no block is
 * left. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-custody.h"
#include "evidence/luukku-chain.h"
#include "support/luukku-evidence-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_STEPS 500
#define PLACE "/outside/" /* the disk that is full */

static int steps_left = -1; /* -1: the disk is not full */
static gboolean was_full;

static gboolean
is_turned_away (const char *path)
{
  if (steps_left < 0 || strstr (path, PLACE) == NULL)
    return FALSE;
  if (steps_left > 0) {
    steps_left--;
    return FALSE;
  }
  was_full = TRUE;
  errno = ENOSPC;
  return TRUE;
}

static gboolean
is_file_turned_away (int fd)
{
  char link[64], path[4096];
  gssize length;

  if (steps_left < 0)
    return FALSE;
  g_snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink (link, path, sizeof path - 1);
  if (length <= 0)
    return FALSE;
  path[length] = '\0';
  return is_turned_away (path);
}

__attribute__ ((visibility ("default"))) ssize_t
write (int fd, const void *data, size_t size)
{
  return is_file_turned_away (fd) ? -1 : syscall (SYS_write, fd, data, size);
}

__attribute__ ((visibility ("default"))) int
fsync (int fd)
{
  return is_file_turned_away (fd) ? -1 : 0; /* no power goes off here */
}

__attribute__ ((visibility ("default"))) int
mkdir (const char *path, mode_t mode)
{
  return is_turned_away (path) ? -1 : (int) syscall (SYS_mkdirat, AT_FDCWD, path, mode);
}

__attribute__ ((visibility ("default"))) int
rename (const char *from, const char *to)
{
  return is_turned_away (to) ? -1 : (int) syscall (SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

typedef struct {
  guint exports, undone;
} Told;

static gboolean
on_entry (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  Told *told = data;

  told->exports += g_strcmp0 (entry->kind, "export") == 0;
  told->undone += g_strcmp0 (entry->kind, "export-undone") == 0;
  return TRUE;
}

/* How many packages the log says are outside. */
static guint
count_outside (EvidenceFixture *f)
{
  g_auto (LuukkuChainReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  Told told = { 0, 0 };

  luukku_chain_verify (f->store, &report, &error);
  g_assert_no_error (error);
  g_assert_true (luukku_store_walk_log (f->store, 1, 0, on_entry, &told, NULL));
  return told.exports - told.undone;
}

static void
test_every_step (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = evidence_archive (f), *folder = g_build_filename (f->folder, "outside", NULL);
  g_autofree char *output = g_build_filename (folder, data, NULL);
  guint failures = 0;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  for (guint n = 0; n < MAX_STEPS; n++) {
    g_autoptr (GError) error = NULL;
    gboolean done;

    was_full = FALSE;
    steps_left = (int) n;
    done = luukku_package_export (f->store, number, output, f->keys, "M. Esimerkki", &error);
    steps_left = -1;
    g_assert_cmpint (done, ==, !was_full);
    if (done)
      break;
    failures++;
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_DISK_FULL);
    g_assert_cmpuint (count_files (folder), ==, 0);
    g_assert_cmpuint (count_outside (f), ==, 0);
  }
  g_test_message ("%s: full at each of %u steps", (const char *) data, failures);
  g_assert_cmpuint (failures, >, 10);
  g_assert_cmpuint (count_files (folder), ==, 1);
  g_assert_cmpuint (count_outside (f), ==, 1);
  {
    g_autoptr (LuukkuPackageReport) report = luukku_package_verify (output, NULL, NULL);

    g_assert_cmpuint (report->faults->len, ==, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/evidence/disk-full/zip", EvidenceFixture, "record.zip", evidence_set_up, test_every_step,
              evidence_tear_down);
  g_test_add ("/evidence/disk-full/folder", EvidenceFixture, "record", evidence_set_up, test_every_step,
              evidence_tear_down);
  return g_test_run ();
}
