/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-drop.c: submissions of a web form as files in a real folder: taken in once, put away only when they
 * are stored, never followed out of the folder, never lost. */
#define G_LOG_DOMAIN "luukku"

#include "drop/luukku-drop.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/luukku-error.h"
#include "drop/luukku-drop-folder.h"
#include "inbox/luukku-inbox.h"
#include "luukku-fake-transport.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND)
#define SUBMISSION                                                                                           \
  "{\"timestamp\":\"2026-11-20T10:05:00Z\",\"data\":{\"name\":\"Maija "                                      \
  "Esimerkki\",\"contact\":\"maija@example.org\","                                                           \
  "\"subject\":\"Katuvalo\",\"text\":\"Katuvalo ei pala.\",\"katu\":\"Kauppakatu 12\"}}"

typedef struct {
  char *path;
  LuukkuManualClock *clock;
  LuukkuAdapter *adapter;
  LuukkuStore *store;
  LuukkuInbox *inbox;
  GAsyncResult *result;
  GError *error;
} Fixture;

static void
make_adapter (Fixture *f)
{
  g_autoptr (GHashTable) options = g_hash_table_new (g_str_hash, g_str_equal);
  const LuukkuAdapterSettings settings = { "palaute", NULL, options, NULL };
  g_autoptr (GError) error = NULL;

  g_hash_table_insert (options, (gpointer) "folder", f->path);
  f->adapter = luukku_drop_type.create (&settings, NULL, LUUKKU_CLOCK (f->clock), &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->path = g_dir_make_tmp ("luukku-drop-XXXXXX", &error);
  g_assert_no_error (error);
  f->clock = luukku_manual_clock_new (NOW);
  f->store = luukku_store_open (":memory:", LUUKKU_STORE_READ_WRITE, LUUKKU_CLOCK (f->clock), &error);
  g_assert_no_error (error);
  f->inbox = luukku_inbox_new (f->store, LUUKKU_CLOCK (f->clock));
  make_adapter (f);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *inner = g_build_filename (path, name, NULL);

    if (g_file_test (inner, G_FILE_TEST_IS_SYMLINK) || !g_file_test (inner, G_FILE_TEST_IS_DIR))
      g_assert_cmpint (g_unlink (inner), ==, 0);
    else
      remove_tree (inner);
  }
  g_rmdir (path);
}

static void
run_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
drop_adapter (Fixture *f)
{
  g_clear_object (&f->result);
  luukku_adapter_close (f->adapter);
  run_loop ();
  g_assert_finalize_object (g_steal_pointer (&f->adapter));
  g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, -1);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  drop_adapter (f);
  g_chmod (f->path, 0700);
  remove_tree (f->path);
  g_clear_object (&f->inbox);
  run_loop ();
  g_clear_object (&f->store);
  g_clear_error (&f->error);
  g_object_unref (f->clock);
  g_free (f->path);
}

static char *
place (Fixture *f, const char *name)
{
  return g_build_filename (f->path, name, NULL);
}

/* As the form's server is told to: under another name, then renamed. */
static void
put (Fixture *f, const char *name, const char *text)
{
  g_autofree char *part = g_strconcat (f->path, "/", name, ".tmp", NULL);
  g_autofree char *whole = place (f, name);

  g_assert_true (g_file_set_contents (part, text, -1, NULL));
  g_assert_cmpint (g_rename (part, whole), ==, 0);
}

static guint
count_in (Fixture *f, const char *inner)
{
  g_autofree char *path = place (f, inner);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint count = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    count++;
  return count;
}

static gboolean
is_there (Fixture *f, const char *name)
{
  g_autofree char *path = place (f, name);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
begin_fetch (Fixture *f, const char *cursor)
{
  g_clear_error (&f->error);
  g_clear_object (&f->result);
  luukku_adapter_fetch_async (f->adapter, cursor, NULL, luukku_test_got_result, &f->result);
}

static LuukkuBatch *
fetch (Fixture *f, const char *cursor)
{
  begin_fetch (f, cursor);
  if (luukku_test_wait (&f->result) == NULL) { /* it waits for the folder: the sweep ends it */
    g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, G_TIME_SPAN_MINUTE);
    luukku_manual_clock_advance (f->clock, G_TIME_SPAN_MINUTE);
    g_assert_nonnull (luukku_test_wait (&f->result));
  }
  return luukku_adapter_fetch_finish (f->adapter, f->result, &f->error);
}

/* Stores what came, as the program does. Returns: (transfer full): the stored cursor. */
static char *
take_in (Fixture *f, const char *cursor, guint messages)
{
  g_autoptr (LuukkuBatch) batch = fetch (f, cursor);
  g_autoptr (GError) error = NULL;

  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->messages->len, ==, messages);
  g_assert_true (luukku_inbox_receive (f->inbox, "drop:palaute", batch, &error));
  g_assert_no_error (error);
  return luukku_store_get_cursor (f->store, "drop:palaute", NULL);
}

static void
test_open (Fixture *f, gconstpointer data)
{
  g_autofree char *name = NULL;

  luukku_adapter_open_async (f->adapter, NULL, luukku_test_got_result, &f->result);
  name = luukku_adapter_open_finish (f->adapter, luukku_test_wait (&f->result), &f->error);
  g_assert_no_error (f->error);
  g_assert_cmpstr (name, ==, "palaute");
  g_assert_true (is_there (f, LUUKKU_DROP_DONE) && is_there (f, LUUKKU_DROP_REJECTED));
}

static void
test_settings (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = { "", "lomakkeet", "../x", "/" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GHashTable) options = g_hash_table_new (g_str_hash, g_str_equal);
    const LuukkuAdapterSettings settings = { "palaute", NULL, options, NULL };
    g_autoptr (GError) error = NULL;

    g_hash_table_insert (options, (gpointer) "folder", (gpointer) bad[i]);
    g_assert_null (luukku_drop_type.create (&settings, NULL, LUUKKU_CLOCK (f->clock), &error));
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
  }
}

static void
test_take (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL, again = NULL;
  LuukkuMessage *message;
  const LuukkuThread *thread;

  put (f, "0001.json", SUBMISSION);
  batch = fetch (f, NULL);
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  message = batch->messages->pdata[0];
  thread = batch->threads->pdata[0];
  g_assert_cmpstr (luukku_message_get_platform_id (message), ==, "0001");
  g_assert_cmpstr (luukku_message_get_text (message), ==, "Katuvalo ei pala.\nkatu: Kauppakatu 12");
  g_assert_cmpstr (thread->resident_id, ==, "maija@example.org");
  g_assert_true (is_there (f, "0001.json")); /* nobody has stored it yet */
  again = fetch (f, NULL);
  g_assert_cmpuint (again->messages->len, ==, 1); /* it could not be stored: the same again */
}

/* Put away after the commit, also when the program ended in between. */
static void
test_done (Fixture *f, gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL, *third = NULL;

  put (f, "0001.json", SUBMISSION);
  first = take_in (f, NULL, 1);
  g_assert_true (is_there (f, "0001.json"));
  drop_adapter (f);
  make_adapter (f);
  second = take_in (f, first, 0);
  g_assert_false (is_there (f, "0001.json"));
  g_assert_cmpuint (count_in (f, LUUKKU_DROP_DONE), ==, 1);
  put (f, "0001.json", "{\"text\":\"Toinen, samanniminen\"}"); /* not put away unread */
  third = take_in (f, second, 1);
  g_assert_cmpuint (count_in (f, LUUKKU_DROP_DONE), ==, 1);
}

/* Written over after it was stored and before it was put away: what stands there now is read, not put away
 * unread. */
static void
test_written_over (Fixture *f, gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL, *third = NULL;

  put (f, "0001.json", SUBMISSION);
  first = take_in (f, NULL, 1);
  put (f, "0001.json", "{\"text\":\"Toinen, samanniminen\"}");
  second = take_in (f, first, 1);
  g_assert_cmpuint (count_in (f, LUUKKU_DROP_DONE), ==, 0);
  third = take_in (f, second, 0);
  g_assert_cmpuint (count_in (f, LUUKKU_DROP_DONE), ==, 1);
}

/* A server that delivers twice: one message. */
static void
test_twice (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL, *next = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (LuukkuConversation) conversation = NULL;

  put (f, "a.json", "{\"id\":\"msg-7\",\"text\":\"Katuvalo ei pala.\"}");
  cursor = take_in (f, NULL, 1);
  put (f, "b.json", "{\"id\":\"msg-7\",\"text\":\"Katuvalo ei pala.\"}");
  next = take_in (f, cursor, 1);
  conversation = luukku_store_find_conversation (f->store, "drop:palaute", "msg-7", NULL);
  g_assert_nonnull (conversation);
  messages = luukku_store_list_messages (f->store, luukku_conversation_peek (conversation)->id, 10, NULL);
  g_assert_cmpuint (messages->len, ==, 1);
}

/* Somebody writes without renaming: left alone, taken in when it is whole, rejected when it never is. */
static void
test_half (Fixture *f, gconstpointer data)
{
  g_autofree char *path = place (f, "0002.json");
  g_autofree char *bad = place (f, "0003.json");
  g_autoptr (LuukkuBatch) batch = NULL;

  g_assert_true (g_file_set_contents (path, "{\"text\":\"Katuvalo {a}", -1, NULL));
  batch = fetch (f, "{}");
  g_assert_cmpuint (batch->messages->len, ==, 0);
  g_assert_true (is_there (f, "0002.json"));
  g_assert_true (g_file_set_contents (path, "{\"text\":\"Katuvalo ei pala.\"}", -1, NULL));
  g_clear_pointer (&batch, luukku_batch_free);
  batch = fetch (f, "{}");
  g_assert_cmpuint (batch->messages->len, ==, 1);
  g_assert_true (g_file_set_contents (bad, "{\"text\":\"Katuvalo", -1, NULL));
  g_assert_cmpint (g_unlink (path), ==, 0);
  for (guint i = 0; i < 3; i++) {
    g_clear_pointer (&batch, luukku_batch_free);
    batch = fetch (f, "{}");
    g_assert_no_error (f->error);
  }
  g_assert_false (is_there (f, "0003.json"));
  g_assert_cmpuint (count_in (f, LUUKKU_DROP_REJECTED), ==, 2); /* the file, and why */
}

static void
test_rejected (Fixture *f, gconstpointer data)
{
  g_autofree char *huge = g_strnfill (LUUKKU_DROP_MAX_FILE, 'x');
  g_autofree char *large = g_strdup_printf ("{\"text\":\"%s\"}", huge);
  g_autoptr (LuukkuBatch) batch = NULL;

  put (f, "empty.json", "{\"data\":{\"text\":\"  \"}}");
  put (f, "large.json", large);
  put (f, "list.json", "[1,2]");
  put (f, "other.txt", SUBMISSION);
  put (f, ".hidden.json", SUBMISSION);
  for (guint i = 0; i < 3; i++) {
    g_clear_pointer (&batch, luukku_batch_free);
    batch = fetch (f, "{}");
    g_assert_no_error (f->error);
    g_assert_cmpuint (batch->messages->len, ==, 0);
  }
  g_assert_cmpuint (count_in (f, LUUKKU_DROP_REJECTED), ==, 6);
  g_assert_true (is_there (f, "other.txt") && is_there (f, ".hidden.json")); /* nobody's business */
}

/* Nothing leads out of the folder, and nothing that is no plain file is opened. */
static void
test_links (Fixture *f, gconstpointer data)
{
  g_autofree char *outside = g_strconcat (f->path, "-outside.json", NULL);
  g_autofree char *link = place (f, "link.json");
  g_autofree char *pipe = place (f, "pipe.json");
  g_autofree char *folder = place (f, "folder.json");
  g_autofree char *done = place (f, LUUKKU_DROP_DONE);
  g_autofree char *cursor = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;

  g_assert_true (g_file_set_contents (outside, SUBMISSION, -1, NULL));
  g_assert_cmpint (symlink (outside, link), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  batch = fetch (f, "{}");
  g_assert_no_error (f->error);
  g_assert_cmpuint (batch->messages->len, ==, 0);
  g_assert_true (is_there (f, "link.json") && is_there (f, "pipe.json"));
  g_rmdir (done);
  g_assert_cmpint (symlink ("/tmp", done), ==, 0); /* "done" leads elsewhere: nothing is put there */
  put (f, "0001.json", SUBMISSION);
  cursor = take_in (f, "{}", 1);
  g_clear_pointer (&batch, luukku_batch_free);
  batch = fetch (f, cursor);
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_SERVER);
  g_assert_true (is_there (f, "0001.json"));
  g_unlink (outside);
}

static LuukkuAttachment *
attachment_of (LuukkuBatch *batch, guint n)
{
  LuukkuMessage *message = batch->messages->pdata[0];

  return luukku_message_get_attachments (message)->pdata[n];
}

static GBytes *
fetch_attachment (Fixture *f, const LuukkuAttachment *attachment)
{
  g_clear_error (&f->error);
  g_clear_object (&f->result);
  luukku_adapter_fetch_attachment_async (f->adapter, attachment, NULL, luukku_test_got_result, &f->result);
  return luukku_adapter_fetch_attachment_finish (f->adapter, luukku_test_wait (&f->result), &f->error);
}

static void
test_attachments (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL, after = NULL;
  g_autoptr (GBytes) before = NULL, later = NULL;
  g_autofree char *secret = place (f, "linkki.jpg");

  put (f, "kuva.jpg", "jpegjpeg");
  g_assert_cmpint (symlink ("/etc/hostname", secret), ==, 0);
  put (f, "0001.json",
       "{\"text\":\"Kuva\",\"attachments\":[{\"file\":\"kuva.jpg\",\"name\":\"Valo.jpg\",\"type\":\"image/"
       "jpeg\"},"
       "\"linkki.jpg\",\"../../etc/passwd\",\"https://evil.example/x\",\"puuttuu.jpg\",17]}");
  batch = fetch (f, NULL);
  g_assert_cmpstr (attachment_of (batch, 0)->name, ==, "Valo.jpg");
  g_assert_cmpstr (attachment_of (batch, 0)->media_type, ==, "image/jpeg");
  before = fetch_attachment (f, attachment_of (batch, 0));
  g_assert_cmpuint (g_bytes_get_size (before), ==, 8);
  g_assert_null (fetch_attachment (f, attachment_of (batch, 1)));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_GONE);
  g_assert_null (attachment_of (batch, 2)->url); /* told, never opened */
  g_assert_null (attachment_of (batch, 3)->url);
  g_assert_null (fetch_attachment (f, attachment_of (batch, 4)));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_GONE);
  after = fetch (f, batch->cursor); /* put away together */
  g_assert_false (is_there (f, "kuva.jpg"));
  g_assert_true (is_there (f, "linkki.jpg"));
  later = fetch_attachment (f, attachment_of (batch, 0));
  g_assert_true (g_bytes_equal (before, later));
}

/* The monitor ends the wait; without it the sweep would, a minute later. */
static void
test_monitor (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) waited = NULL, batch = NULL;

  begin_fetch (f, "{}");
  g_assert_null (luukku_test_wait (&f->result));
  put (f, "0001.json", SUBMISSION);
  while (f->result == NULL) /* no clock moves; meson ends a test that hangs */
    g_main_context_iteration (NULL, TRUE);
  waited = luukku_adapter_fetch_finish (f->adapter, f->result, &f->error);
  g_assert_no_error (f->error);
  g_assert_null (waited->cursor);
  batch = fetch (f, "{}");
  g_assert_cmpuint (batch->messages->len, ==, 1);
}

static void
test_close_while_waiting (Fixture *f, gconstpointer data)
{
  begin_fetch (f, "{}");
  g_assert_null (luukku_test_wait (&f->result));
  luukku_adapter_close (f->adapter);
  g_assert_null (luukku_adapter_fetch_finish (f->adapter, luukku_test_wait (&f->result), &f->error));
  g_assert_true (luukku_fault_is_cancelled (f->error));
}

/* A drive that is gone comes back, and nobody needs to do anything. */
static void
test_unreachable (Fixture *f, gconstpointer data)
{
  g_autofree char *away = g_strconcat (f->path, "-away", NULL);
  g_autoptr (LuukkuBatch) batch = NULL;

  put (f, "0001.json", SUBMISSION);
  g_assert_cmpint (g_rename (f->path, away), ==, 0);
  g_assert_null (fetch (f, "{}"));
  g_assert_error (f->error, LUUKKU_FAULT, LUUKKU_FAULT_NETWORK);
  g_assert_true (luukku_fault_get_info (f->error)->retryable);
  g_assert_cmpint (g_rename (away, f->path), ==, 0);
  batch = fetch (f, "{}");
  g_assert_cmpuint (batch->messages->len, ==, 1);
}

static void
test_many (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = g_strdup ("{}");
  guint total = 0;

  for (guint i = 0; i < 250; i++) {
    g_autofree char *name = g_strdup_printf ("%04u.json", i);

    put (f, name, SUBMISSION);
  }
  for (guint i = 0; i < 4; i++) {
    g_autoptr (LuukkuBatch) batch = fetch (f, cursor);

    g_assert_no_error (f->error);
    total += batch->messages->len;
    g_free (cursor);
    cursor = g_strdup (batch->cursor != NULL ? batch->cursor : "{}");
  }
  g_assert_cmpuint (total, ==, 250);
  g_assert_cmpuint (count_in (f, LUUKKU_DROP_DONE), ==, 250);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/net/drop/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("open", test_open);
  ADD ("settings", test_settings);
  ADD ("take", test_take);
  ADD ("done", test_done);
  ADD ("written-over", test_written_over);
  ADD ("twice", test_twice);
  ADD ("half", test_half);
  ADD ("rejected", test_rejected);
  ADD ("links", test_links);
  ADD ("attachments", test_attachments);
  ADD ("monitor", test_monitor);
  ADD ("close", test_close_while_waiting);
  ADD ("unreachable", test_unreachable);
  ADD ("many", test_many);
  return g_test_run ();
}
