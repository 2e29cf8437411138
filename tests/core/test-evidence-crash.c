/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-evidence-crash.c: the disk is full at every single write of an act, and the process is killed 200
 * times while it writes the evidence log. What was acknowledged is there, an act is there whole or not at
 * all, the log verifies.
 *
 * Run as "test-evidence-crash writer STORE CASE" it is the process that gets killed: it prints the number of
 * each entry after it was stored. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-copies.h"
#include "evidence/luukku-audit.h"
#include "evidence/luukku-checkpoint.h"
#include "evidence/luukku-custody.h"
#include "evidence/luukku-erasure.h"
#include "support/luukku-evidence-fixture.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define WRITER "writer"
#define EXPORTER "exporter"
#define KILLS 200
#define MAX_WRITES 2000

static char *own_program;

/* --- a disk that is full from the nth write on: a layer over the engine's own file access */

typedef struct {
  sqlite3_file base;
  sqlite3_file *real; /* behind this struct */
} FullFile;

static sqlite3_vfs full_vfs;
static sqlite3_vfs *real_vfs;
static int writes_left = -1; /* -1: the disk is not full */
static gboolean was_full;

static gboolean
is_full (void)
{
  if (writes_left < 0)
    return FALSE;
  if (writes_left > 0) {
    writes_left--;
    return FALSE;
  }
  was_full = TRUE;
  return TRUE;
}

#define REAL(file) (((FullFile *) (file))->real)

static int
full_write (sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
  return is_full () ? SQLITE_FULL : REAL (file)->pMethods->xWrite (REAL (file), data, size, at);
}

static int
full_sync (sqlite3_file *file, int flags)
{
  return is_full () ? SQLITE_IOERR_FSYNC : SQLITE_OK; /* no power goes off here */
}

static int
full_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  return is_full () ? SQLITE_IOERR_TRUNCATE : REAL (file)->pMethods->xTruncate (REAL (file), size);
}

static int
full_close (sqlite3_file *file)
{
  return REAL (file)->pMethods->xClose (REAL (file));
}

static int
full_read (sqlite3_file *file, void *data, int size, sqlite3_int64 at)
{
  return REAL (file)->pMethods->xRead (REAL (file), data, size, at);
}

static int
full_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return REAL (file)->pMethods->xFileSize (REAL (file), size);
}

static int
full_lock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xLock (REAL (file), level);
}

static int
full_unlock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xUnlock (REAL (file), level);
}

static int
full_check_lock (sqlite3_file *file, int *result)
{
  return REAL (file)->pMethods->xCheckReservedLock (REAL (file), result);
}

static int
full_control (sqlite3_file *file, int what, void *data)
{
  return REAL (file)->pMethods->xFileControl (REAL (file), what, data);
}

static int
full_sector (sqlite3_file *file)
{
  return REAL (file)->pMethods->xSectorSize (REAL (file));
}

static int
full_device (sqlite3_file *file)
{
  return REAL (file)->pMethods->xDeviceCharacteristics (REAL (file));
}

static int
full_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
  return REAL (file)->pMethods->xShmMap (REAL (file), page, size, extend, memory);
}

static int
full_shm_lock (sqlite3_file *file, int offset, int count, int flags)
{
  return REAL (file)->pMethods->xShmLock (REAL (file), offset, count, flags);
}

static void
full_shm_barrier (sqlite3_file *file)
{
  REAL (file)->pMethods->xShmBarrier (REAL (file));
}

static int
full_shm_unmap (sqlite3_file *file, int remove)
{
  return REAL (file)->pMethods->xShmUnmap (REAL (file), remove);
}

static const sqlite3_io_methods full_methods = {
  2,           full_close,   full_read,     full_write,       full_truncate,  full_sync,
  full_size,   full_lock,    full_unlock,   full_check_lock,  full_control,   full_sector,
  full_device, full_shm_map, full_shm_lock, full_shm_barrier, full_shm_unmap, NULL,
  NULL,
};

static int
full_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  FullFile *self = (FullFile *) file;
  int rc;

  self->real = (sqlite3_file *) (gpointer) (self + 1);
  rc = real_vfs->xOpen (real_vfs, name, self->real, flags, out_flags);
  self->base.pMethods = rc == SQLITE_OK ? &full_methods : NULL;
  return rc;
}

static void
register_full_disk (void)
{
  real_vfs = sqlite3_vfs_find (NULL);
  full_vfs = *real_vfs;
  full_vfs.zName = "full";
  full_vfs.szOsFile = (int) sizeof (FullFile) + real_vfs->szOsFile;
  full_vfs.xOpen = full_open;
  g_assert_cmpint (sqlite3_vfs_register (&full_vfs, 1), ==, SQLITE_OK);
}

/* --- acts; each is there whole or not at all */

typedef struct {
  const char *name;
  gboolean (*run) (EvidenceFixture *f, GError **error);
  gboolean (*is_done) (EvidenceFixture *f);
} Act;

static gboolean
run_archive (EvidenceFixture *f, GError **error)
{
  LuukkuArchiveRequest request = {
    .case_number = f->case_number, .kind = "threat", .language = "fi", .actor = "M. Esimerkki"
  };
  g_autofree char *number = luukku_archive_make (f->store, &request, error);

  return number != NULL;
}

static gboolean
is_archived (EvidenceFixture *f)
{
  g_autoptr (GPtrArray) records = luukku_store_list_records (f->store, f->case_number, NULL);

  return records->len > 0;
}

static gboolean
run_export (EvidenceFixture *f, GError **error)
{
  g_autofree char *output = g_build_filename (f->folder, "record.zip", NULL);
  g_autoptr (GPtrArray) records = luukku_store_list_records (f->store, f->case_number, NULL);
  LuukkuRecordRow *row = records->pdata[0];

  g_unlink (output);
  return luukku_package_export (f->store, row->number, output, f->keys, "M. Esimerkki", error);
}

static gboolean
on_export (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  *(gboolean *) data |= g_strcmp0 (entry->kind, "export") == 0;
  return TRUE;
}

/* What the log says about it and what lies there are the same. */
static gboolean
is_exported (EvidenceFixture *f)
{
  g_autofree char *output = g_build_filename (f->folder, "record.zip", NULL);
  gboolean logged = FALSE;

  g_assert_true (luukku_store_walk_log (f->store, 1, 0, on_export, &logged, NULL));
  g_assert_true (logged || !g_file_test (output, G_FILE_TEST_EXISTS));
  return logged && g_file_test (output, G_FILE_TEST_EXISTS);
}

static gboolean
run_hand_over (EvidenceFixture *f, GError **error)
{
  LuukkuCustodyAct act = { .case_number = f->case_number,
                           .kind = "handover",
                           .actor = "M. Esimerkki",
                           .recipient = "poliisi",
                           .purpose = "tutkinta" };

  return luukku_custody_log (f->store, &act, error);
}

static gboolean
is_handed_over (EvidenceFixture *f)
{
  g_autoptr (GPtrArray) list = luukku_custody_list (f->store, f->case_number, NULL);

  return list->len > 0;
}

static gboolean
run_erase (EvidenceFixture *f, GError **error)
{
  LuukkuErasureRequest request = {
    .case_number = f->case_number, .actor = "M. Esimerkki", .decided_by = "J. Johtaja", .ground = "§ 1"
  };
  g_auto (LuukkuErasureResult) result = { 0 };

  return luukku_erasure_run (f->store, &request, &result, error);
}

static gboolean
is_erased (EvidenceFixture *f)
{
  gint64 messages = luukku_store_count_messages (f->store, NULL);
  g_autoptr (GPtrArray) kept = luukku_store_list_kept (f->store, f->case_number, NULL);

  g_assert_cmpint (messages, ==, ((LuukkuKeptCase *) kept->pdata[0])->erased ? 0 : f->count);
  return messages == 0;
}

static const Act acts[] = {
  { "archive", run_archive, is_archived },
  { "export", run_export, is_exported },
  { "hand-over", run_hand_over, is_handed_over },
  { "erase", run_erase, is_erased },
};

static void
restore (EvidenceFixture *f, const char *bytes, gsize size)
{
  static const char *const endings[] = { "-wal", "-shm" };

  g_clear_object (&f->store);
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *path = g_strconcat (f->path, endings[i], NULL);

    g_unlink (path);
  }
  g_assert_true (g_file_set_contents (f->path, bytes, (gssize) size, NULL));
  evidence_open (f);
}

static void
assert_whole (EvidenceFixture *f)
{
  g_auto (LuukkuChainReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  luukku_audit_run (f->store, NULL, &report, &error);
  g_assert_no_error (error);
}

static void
test_disk_full (EvidenceFixture *f, gconstpointer data)
{
  const Act *act = data;
  g_autofree char *bytes = NULL;
  guint failures = 0, full = 0;
  gsize size;

  g_free (evidence_archive (f)); /* makes the signing key */
  evidence_case_event (f, LUUKKU_CASE_EVENT_CLOSED, "M. Esimerkki", EVIDENCE_NOW + 3 * G_TIME_SPAN_HOUR);
  if (act->run == run_archive) {
    evidence_tear_down (f, NULL);
    memset (f, 0, sizeof *f);
    evidence_set_up (f, NULL);
    g_assert_true (luukku_signer_ensure (f->keys, NULL, f->clock, NULL, NULL));
  }
  g_clear_object (&f->store);
  g_assert_true (g_file_get_contents (f->path, &bytes, &size, NULL));
  for (guint n = 0; n < MAX_WRITES; n++) {
    g_autoptr (GError) error = NULL;
    gboolean done;

    restore (f, bytes, size);
    was_full = FALSE;
    writes_left = (int) n;
    done = act->run (f, &error);
    writes_left = -1;
    if (!done) {
      failures++;
      full += g_error_matches (error, LUUKKU_ERROR, LUUKKU_ERROR_DISK_FULL);
      g_assert_false (act->is_done (f));
    } else {
      g_assert_true (act->is_done (f));
    }
    g_clear_object (&f->store);
    evidence_open (f);
    g_assert_true (!done || act->is_done (f)); /* what was acknowledged is there */
    act->is_done (f);                          /* and nothing by half */
    assert_whole (f);
    if (!was_full)
      break;
  }
  g_test_message ("%s: failed at %u writes, %u times with a full disk", act->name, failures, full);
  g_assert_cmpuint (failures, >, 2);
  g_assert_cmpuint (full, >, 0);
}

/* --- kill -9 */

static int
run_writer (const char *path, const char *case_number)
{
  g_autoptr (LuukkuClock) clock = LUUKKU_CLOCK (luukku_manual_clock_new (EVIDENCE_NOW));
  g_autoptr (LuukkuStore) store = luukku_store_open (path, LUUKKU_STORE_READ_WRITE, clock, NULL);

  for (;;) {
    LuukkuCustodyAct act = { .case_number = case_number, .kind = "view", .actor = "M. Esimerkki" };
    g_autoptr (LuukkuLogHeader) head = NULL;

    if (store == NULL || !luukku_custody_log (store, &act, NULL))
      return 1;
    head = luukku_store_get_log_head (store, NULL);
    printf ("%" G_GINT64_FORMAT "\n", head->seq);
    fflush (stdout);
  }
}

/* Returns: the newest entry that the writer said was stored. */
static gint64
kill_one (EvidenceFixture *f, guint enough)
{
  char *argv[] = { own_program, (char *) WRITER, f->path, f->case_number, NULL };
  g_autoptr (GError) error = NULL;
  gint64 acknowledged = 0;
  char line[64];
  FILE *lines;
  GPid writer;
  int output, status;

  g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &writer, NULL, &output,
                            NULL, &error);
  g_assert_no_error (error);
  lines = fdopen (output, "r");
  while (fgets (line, sizeof line, lines) != NULL) {
    if (strchr (line, '\n') == NULL)
      continue;
    acknowledged = g_ascii_strtoll (line, NULL, 10);
    if (enough > 0 && --enough == 0)
      g_assert_cmpint (kill (writer, SIGKILL), ==, 0);
  }
  fclose (lines);
  g_assert_cmpint (waitpid (writer, &status, 0), ==, writer);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
  g_spawn_close_pid (writer);
  return acknowledged;
}

static void
test_kill (EvidenceFixture *f, gconstpointer data)
{
  g_clear_object (&f->store);
  for (guint round = 0; round < KILLS; round++) {
    gint64 acknowledged = kill_one (f, 1 + round % 5);
    g_auto (LuukkuChainReport) report = { 0 };
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (acknowledged, >, 0);
    evidence_open (f); /* runs quick_check */
    luukku_chain_verify (f->store, &report, &error);
    g_assert_no_error (error);
    g_assert_cmpint (report.entries, >=, acknowledged);
    g_clear_object (&f->store);
  }
  evidence_open (f);
  assert_whole (f);
}

/* --- killed in the middle of a package: what it had written of it is gone at the next start */

static gboolean
die_at_third (guint files, guint total, gpointer data)
{
  if (files == 3)
    kill (getpid (), SIGKILL);
  return TRUE;
}

static int
run_exporter (const char *path, const char *record, const char *output)
{
  g_autoptr (LuukkuClock) clock = LUUKKU_CLOCK (luukku_manual_clock_new (EVIDENCE_NOW));
  g_autoptr (LuukkuStore) store = luukku_store_open (path, LUUKKU_STORE_READ_WRITE, clock, NULL);
  g_autofree char *keys = luukku_signer_default_dir (path);
  g_autoptr (LuukkuExport) export = luukku_export_new (store, record, keys, "M. Esimerkki", NULL);

  luukku_export_set_progress (export, die_at_third, NULL);
  return luukku_export_write (export, output, NULL) ? 0 : 1;
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

static void
test_kill_export (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *record = evidence_archive (f), *outside = g_build_filename (f->folder, "outside", NULL);
  g_autofree char *output = g_build_filename (outside, data, NULL);
  char *argv[] = { own_program, (char *) EXPORTER, f->path, record, output, NULL };
  g_auto (GStrv) left = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_cmpint (g_mkdir (outside, 0700), ==, 0);
  g_clear_object (&f->store);
  g_spawn_sync (NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpuint (count_files (outside), ==, 1); /* under a temporary name */
  g_assert_false (g_file_test (output, G_FILE_TEST_EXISTS));
  left = luukku_copies_sweep (f->path, NULL);
  g_assert_cmpuint (g_strv_length (left), ==, 0);
  g_assert_cmpuint (count_files (outside), ==, 0);
  evidence_open (f);
  g_assert_false (is_exported (f));
  assert_whole (f);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  if (argc == 4 && g_str_equal (argv[1], WRITER))
    return run_writer (argv[2], argv[3]);
  if (argc == 5 && g_str_equal (argv[1], EXPORTER))
    return run_exporter (argv[2], argv[3], argv[4]);
  g_test_init (&argc, &argv, NULL);
  register_full_disk ();
  own_program = g_file_read_link ("/proc/self/exe", &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++) {
    g_autofree char *path = g_strdup_printf ("/evidence/crash/disk-full/%s", acts[i].name);

    g_test_add (path, EvidenceFixture, &acts[i], evidence_set_up, test_disk_full, evidence_tear_down);
  }
  g_test_add ("/evidence/crash/kill", EvidenceFixture, NULL, evidence_set_up, test_kill, evidence_tear_down);
  g_test_add ("/evidence/crash/kill-export/zip", EvidenceFixture, "record.zip", evidence_set_up,
              test_kill_export, evidence_tear_down);
  g_test_add ("/evidence/crash/kill-export/folder", EvidenceFixture, "record", evidence_set_up,
              test_kill_export, evidence_tear_down);
  result = g_test_run ();
  g_free (own_program);
  return result;
}
