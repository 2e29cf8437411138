/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-store-crash.c: the disk is full at every write of a transaction; the process is killed while it
 * writes. What was acknowledged is there, nothing is there by half.
 *
 * Run as "test-store-crash writer STORE" it is the process that gets killed: it prints the id of each message
 * after it was stored. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-cases.h"

#include "luukku-store-fixture.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define WRITER "writer"
#define MESSAGES 20
#define MAX_PAGES 500
#define KILLS 20
#define MAX_ACKNOWLEDGED 15 /* messages before a kill */

static char *own_program;

/* --- disk full */

/* One fetch as the inbox stores it: messages, cases and the cursor, all or nothing. */
static gboolean
ingest (LuukkuStore *store, gpointer data, GError **error)
{
  g_autofree char *text = g_strnfill (3000, 'a');

  for (guint i = 0; i < MESSAGES; i++) {
    g_autofree char *id = g_strdup_printf ("m_%u", i);
    g_autoptr (LuukkuMessage) message = fixture_message (id, LUUKKU_DIRECTION_IN, text, FIXTURE_NOW + i);
    LuukkuCaseNote note = { .actor = "resident", .at = FIXTURE_NOW + i };
    g_autoptr (LuukkuCase) item = NULL;
    LuukkuIngest what;

    if (!luukku_store_put_message (store, message, "fi", &what, NULL, error))
      return FALSE;
    item = luukku_store_case_event (store, fixture_conversation (store), LUUKKU_CASE_EVENT_MESSAGE_IN, &note,
                                    error);
    if (item == NULL)
      return FALSE;
  }
  return luukku_store_set_cursor (store, FIXTURE_CHANNEL, "moved", error);
}

/* A caller that goes on after an error must not get a part of its work committed. */
static gboolean
ingest_carelessly (LuukkuStore *store, gpointer data, GError **error)
{
  ingest (store, data, NULL);
  return luukku_store_set_cursor (store, FIXTURE_CHANNEL, "moved", error);
}

/* How many pages the file may have. */
static void
set_pages (LuukkuStore *store, gint64 pages)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA max_page_count = %" G_GINT64_FORMAT, pages);

  g_assert_cmpint (
      sqlite3_exec (luukku_sqlite_get_handle (luukku_store_get_db (store)), sql, NULL, NULL, NULL), ==,
      SQLITE_OK);
}

static void
assert_nothing_stored (StoreFixture *f)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 0);
  g_assert_cmpint (fixture_ask (f->store, "SELECT count (*) FROM case_item"), ==, 0);
  g_assert_cmpint (fixture_ask (f->store, "SELECT count (*) FROM case_counter"), ==, 0);
  g_assert_null (luukku_store_get_cursor (f->store, FIXTURE_CHANNEL, &error));
  g_assert_no_error (error);
}

static void
test_disk_full (StoreFixture *f, gconstpointer data)
{
  gint64 pages = fixture_ask (f->store, "PRAGMA page_count");
  guint failures = 0;

  for (gint64 extra = 0; extra < MAX_PAGES; extra++) {
    g_autoptr (GError) error = NULL;

    set_pages (f->store, pages + extra);
    if (luukku_store_transaction (f->store, ingest, NULL, &error))
      break;
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_DISK_FULL);
    failures++;
    assert_nothing_stored (f);
    if (extra % 4 == 0) {
      fixture_reopen (f);
      assert_nothing_stored (f);
    }
  }
  g_assert_cmpuint (failures, >, 10);
  fixture_reopen (f);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, MESSAGES);
  g_assert_true (luukku_store_check (f->store, NULL));
}

static void
test_disk_full_careless (StoreFixture *f, gconstpointer data)
{
  gint64 pages = fixture_ask (f->store, "PRAGMA page_count");

  for (gint64 extra = 0; extra < 20; extra += 3) {
    g_autofree char *cursor = NULL;
    gboolean done;
    gint64 messages, cases;

    set_pages (f->store, pages + extra);
    done = luukku_store_transaction (f->store, ingest_carelessly, NULL, NULL);
    messages = luukku_store_count_messages (f->store, NULL);
    cases = fixture_ask (f->store, "SELECT count (*) FROM case_step");
    cursor = luukku_store_get_cursor (f->store, FIXTURE_CHANNEL, NULL);
    if (done)
      g_assert_cmpstr (cursor, ==, "moved");
    else
      assert_nothing_stored (f);
    /* A message may have been stored whose case was not: each call is whole, and the caller wanted it so. */
    g_assert_cmpint (messages - cases, >=, 0);
    g_assert_cmpint (messages - cases, <=, 1);
    g_assert_true (luukku_store_check (f->store, NULL));
    if (done)
      break;
  }
}

/* --- writes that fail half-way: no file may grow past a limit */

static void
limit_files (rlim_t size)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (size, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
test_failing_backup (StoreFixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "copy.sqlite", NULL);
  g_autoptr (GDir) folder = NULL;
  g_autoptr (GError) error = NULL;
  const char *name;
  gboolean done;

  fixture_put_in (f->store, "m_1", "Hei", FIXTURE_NOW);
  limit_files (16384);
  done = luukku_store_backup (f->store, path, &error);
  limit_files (RLIM_INFINITY);
  g_assert_false (done);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_FAILED);
  folder = g_dir_open (f->folder, 0, NULL);
  while ((name = g_dir_read_name (folder)) != NULL)
    g_assert_true (g_str_has_prefix (name, "inbox.sqlite") ||
                   g_str_equal (name, "copies")); /* no half copy */
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 1);
  g_assert_true (luukku_store_backup (f->store, path, NULL));
}

static void
test_failing_writes (StoreFixture *f, gconstpointer data)
{
  guint failures = 0;

  for (rlim_t size = 32768; failures < MAX_PAGES; size += 3 * 4096) {
    g_autoptr (GError) error = NULL;
    gboolean done;

    limit_files (size);
    done = luukku_store_transaction (f->store, ingest, NULL, &error);
    limit_files (RLIM_INFINITY);
    if (done)
      break;
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_FAILED);
    failures++;
    assert_nothing_stored (f);
  }
  g_assert_cmpuint (failures, >, 0);
  fixture_reopen (f);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, MESSAGES);
  g_assert_true (luukku_store_check (f->store, NULL));
}

/* --- the engine undoes a whole transaction by itself, as it may on an I/O error */

static gboolean
lose_transaction (LuukkuStore *store, gpointer data, GError **error)
{
  g_autoptr (LuukkuMessage) message = fixture_message ("m_after", LUUKKU_DIRECTION_IN, "Hei", FIXTURE_NOW);
  g_autoptr (GError) problem = NULL;
  LuukkuIngest what;

  fixture_put_in (store, "m_before", "Hei", FIXTURE_NOW);
  sqlite3_exec (luukku_sqlite_get_handle (luukku_store_get_db (store)), "ROLLBACK", NULL, NULL, NULL);
  g_assert_false (luukku_store_put_message (store, message, NULL, &what, NULL, &problem));
  g_assert_error (problem, LUUKKU_ERROR, LUUKKU_ERROR_FAILED);
  g_assert_false (luukku_store_set_setting (store, "unit-name", "x", NULL));
  return TRUE;
}

static void
test_lost_transaction (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (luukku_store_transaction (f->store, lose_transaction, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_FAILED);
  assert_nothing_stored (f);
  g_assert_null (luukku_store_get_setting (f->store, "unit-name", NULL));
  fixture_put_in (f->store, "m_1", "Hei", FIXTURE_NOW);
}

/* --- kill -9 */

static int
run_writer (const char *path)
{
  g_autoptr (LuukkuManualClock) clock = luukku_manual_clock_new (FIXTURE_NOW);
  g_autoptr (LuukkuStore) store =
      luukku_store_open (path, LUUKKU_STORE_READ_WRITE, LUUKKU_CLOCK (clock), NULL);

  for (gint64 count = store != NULL ? luukku_store_count_messages (store, NULL) : -1; count >= 0; count++) {
    g_autofree char *id = g_strdup_printf ("k_%" G_GINT64_FORMAT, count);
    g_autofree char *line = g_strconcat (id, "\n", NULL);
    g_autoptr (LuukkuMessage) message = fixture_message (id, LUUKKU_DIRECTION_IN, "Hei", FIXTURE_NOW + count);
    LuukkuIngest what;

    if (!luukku_store_put_message (store, message, "fi", &what, NULL, NULL))
      return 1;
    if (write (STDOUT_FILENO, line, strlen (line)) < 0)
      return 1; /* nobody listens any more */
  }
  return 1;
}

/* Lets a writer run for some messages and kills it. Adds what it acknowledged to @acknowledged. */
static void
kill_one (StoreFixture *f, GPtrArray *acknowledged)
{
  char *argv[] = { own_program, (char *) WRITER, f->path, NULL };
  gint32 enough = g_test_rand_int_range (1, MAX_ACKNOWLEDGED);
  g_autoptr (GError) error = NULL;
  char line[64];
  FILE *lines;
  GPid writer;
  int output, status;

  g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &writer, NULL, &output,
                            NULL, &error);
  g_assert_no_error (error);
  lines = fdopen (output, "r");
  g_assert_nonnull (lines);
  /* What is in the pipe when it dies was acknowledged too: read to the end. */
  while (fgets (line, sizeof line, lines) != NULL) {
    if (strchr (line, '\n') == NULL)
      continue;
    g_ptr_array_add (acknowledged, g_strdup (g_strchomp (line)));
    if (--enough == 0)
      g_assert_cmpint (kill (writer, SIGKILL), ==, 0);
  }
  fclose (lines);
  g_assert_cmpint (waitpid (writer, &status, 0), ==, writer);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
  g_spawn_close_pid (writer);
}

static void
test_kill (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) acknowledged = g_ptr_array_new_with_free_func (g_free);
  guint checked = 0;

  g_clear_object (&f->store);
  for (guint round = 0; round < KILLS; round++) {
    kill_one (f, acknowledged);
    f->store = fixture_open (f); /* runs quick_check */
    g_assert_cmpint (luukku_store_count_messages (f->store, NULL), >=, acknowledged->len);
    for (; checked < acknowledged->len; checked++)
      fixture_put (f->store, g_ptr_array_index (acknowledged, checked), LUUKKU_DIRECTION_IN, "Hei",
                   FIXTURE_NOW, LUUKKU_INGEST_KNOWN);
    g_clear_object (&f->store);
  }
  f->store = fixture_open (f);
  g_assert_true (luukku_store_check (f->store, NULL));
  g_assert_cmpuint (acknowledged->len, >=, KILLS);
}

#define ADD(path, function)                                                                                  \
  g_test_add ("/store/" path, StoreFixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  if (argc == 3 && g_str_equal (argv[1], WRITER))
    return run_writer (argv[2]);
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN); /* writes past the limit fail instead */
  own_program = g_file_read_link ("/proc/self/exe", &error);
  g_assert_no_error (error);
  ADD ("crash/disk-full", test_disk_full);
  ADD ("crash/disk-full-careless", test_disk_full_careless);
  ADD ("crash/failing-backup", test_failing_backup);
  ADD ("crash/failing-writes", test_failing_writes);
  ADD ("crash/lost-transaction", test_lost_transaction);
  ADD ("crash/kill", test_kill);
  result = g_test_run ();
  g_free (own_program);
  return result;
}
