/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench-record.c: a record of the pages that it prints; a package of 100 MB of attachments against copying
 * and hashing the same bytes; how long who writes waits for a record that is made. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-digest.h"
#include "evidence/luukku-archive.h"
#include "evidence/luukku-package.h"
#include "inbox/luukku-inbox.h"

#include "luukku-bench.h"

#include <glib/gstdio.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <sqlite3.h>

#define CHANNEL "training:bench"
#define RECORDS 15
#define ATTACHMENTS 10
#define ATTACHMENT_SIZE (10 * 1024 * 1024)
#define PACKAGES 3

static char *
archive (LuukkuInbox *inbox, gint64 conversation)
{
  g_autoptr (GError) error = NULL;
  char *number = luukku_inbox_archive (inbox, conversation, 0, "threat", "fi", "Mittaus.", &error);

  g_assert_no_error (error);
  return number;
}

static void
bench_record (LuukkuInbox *inbox, gint64 conversation)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) used = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *first = archive (inbox, conversation); /* the key, the fonts */

  for (guint i = 0; i < RECORDS; i++) {
    gint64 before = bench_clock (), processor = bench_processor (), took;
    g_autofree char *number = archive (inbox, conversation);

    processor = bench_processor () - processor;
    took = bench_clock () - before;
    g_array_append_val (values, took);
    g_array_append_val (used, processor);
  }
  {
    const LuukkuArchiveChoice choice = { .kind = "threat" };
    guint pages = 0;
    g_autoptr (GPtrArray) pictures = luukku_inbox_preview (inbox, conversation, &choice, 36, 1, &pages, NULL);

    g_print ("the record has %u pages\n", pages);
  }
  bench_report ("such a record", values);
  bench_report ("such a record, processor time", used);
}

/* One conversation with a message that has the attachments. Returns: its number. */
static gint64
add_attachments (LuukkuStore *store, GError **error)
{
  g_autoptr (GPtrArray) listed = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  LuukkuMessageInit init = { .channel = CHANNEL,
                             .conversation_id = "big",
                             .platform_id = "big-1",
                             .author_id = "big",
                             .text = "Kuvat",
                             .sent_at = 1732102882000000,
                             .fetched_at = 1732102883000000,
                             .attachments = listed };
  g_autoptr (LuukkuMessage) message = NULL;
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (LuukkuConversation) conversation = NULL;
  const LuukkuCaseNote note = { .actor = "resident", .at = 1732102883000000 };
  g_autoptr (LuukkuCase) item = NULL;
  LuukkuIngest what;
  gint64 id = 0;

  for (guint i = 0; i < ATTACHMENTS; i++)
    g_ptr_array_add (listed, luukku_attachment_new ("kuva", "image/jpeg", NULL, ATTACHMENT_SIZE));
  message = luukku_message_new (&init);
  luukku_store_put_message (store, message, "fi", &what, &id, error);
  stored = luukku_store_list_attachments (store, id, error);
  for (guint i = 0; i < stored->len; i++) {
    guint32 *data = g_malloc (ATTACHMENT_SIZE), next = i + 1;
    g_autoptr (GBytes) bytes = NULL;

    for (gsize k = 0; k < ATTACHMENT_SIZE / sizeof *data; k++)
      data[k] = next = next * 1664525 + 1013904223;
    bytes = g_bytes_new_take (data, ATTACHMENT_SIZE);
    luukku_store_put_attachment_bytes (store, ((LuukkuStoredAttachment *) stored->pdata[i])->id, bytes,
                                       error);
  }
  conversation = luukku_store_find_conversation (store, CHANNEL, "big", error);
  id = luukku_conversation_peek (conversation)->id;
  item = luukku_store_case_event (store, id, LUUKKU_CASE_EVENT_MESSAGE_IN, &note, error);
  return id;
}

/* The same bytes, read, hashed (@fast: by GnuTLS, as the package does; otherwise by GLib), written and put on
 * disk. */
static gint64
copy_and_hash (const char *dir, guint n, gboolean fast)
{
  g_autofree char *from = g_build_filename (dir, "plain", NULL), *name = g_strdup_printf ("copy-%u", n);
  g_autofree char *to = g_build_filename (dir, name, NULL);
  gint64 before = bench_clock ();

  for (guint i = 0; i < ATTACHMENTS; i++) {
    g_autofree char *source = g_strdup_printf ("%s-%u", from, i), *target = g_strdup_printf ("%s-%u", to, i);
    g_autofree char *data = NULL, *digest = NULL;
    guint8 sha256[32];
    gsize size;

    g_assert_true (g_file_get_contents (source, &data, &size, NULL));
    if (fast)
      g_assert_cmpint (gnutls_hash_fast (GNUTLS_DIG_SHA256, data, size, sha256), ==, 0);
    else
      digest = luukku_digest_data (data, size);
    g_assert_true (
        g_file_set_contents_full (target, data, (gssize) size, G_FILE_SET_CONTENTS_DURABLE, 0600, NULL));
  }
  return bench_clock () - before;
}

static void
bench_package (LuukkuInbox *inbox, const char *dir, const char *keys)
{
  LuukkuStore *store = luukku_inbox_get_store (inbox);
  g_autoptr (GArray) packages = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) copies = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) fast = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  gint64 conversation = add_attachments (store, &error), copied = G_MAXINT64, packed = G_MAXINT64;
  g_autofree char *number = NULL;

  g_assert_no_error (error);
  number = archive (inbox, conversation);
  for (guint i = 0; i < ATTACHMENTS; i++) {
    g_autofree char *path = g_strdup_printf ("%s/plain-%u", dir, i), *data = g_malloc (ATTACHMENT_SIZE);

    memset (data, (int) i, ATTACHMENT_SIZE);
    g_assert_true (g_file_set_contents (path, data, ATTACHMENT_SIZE, NULL));
  }
  for (guint i = 0; i < PACKAGES; i++) {
    g_autofree char *output = g_strdup_printf ("%s/p-%u.zip", dir, i);
    gint64 processor = bench_processor (), took = copy_and_hash (dir, i, FALSE), before;

    g_array_append_val (copies, took);
    copied = MIN (copied, bench_processor () - processor);
    took = copy_and_hash (dir, i, TRUE);
    g_array_append_val (fast, took);
    processor = bench_processor ();
    before = bench_clock ();
    luukku_package_export (store, number, output, keys, "M", &error);
    g_assert_no_error (error);
    took = bench_clock () - before;
    packed = MIN (packed, bench_processor () - processor);
    g_array_append_val (packages, took);
    g_unlink (output);
  }
  bench_report ("copying and hashing 100 MB, GLib's SHA-256", copies);
  bench_report ("copying and hashing 100 MB, GnuTLS's SHA-256", fast);
  bench_report ("package of 100 MB of attachments", packages);
  g_print ("least processor time: copying and hashing %.0f ms, package %.0f ms (%.2f)\n",
           (double) copied / 1e3, (double) packed / 1e3, (double) packed / (double) copied);
}

/* --- how long others wait for a record */

typedef struct {
  const char *path;
  int stop;       /* atomic */
  gint64 longest; /* µs that the store was held without a break */
} Others;

static gpointer
knock (gpointer data)
{
  Others *self = data;
  sqlite3 *db = NULL;
  gint64 since = 0;

  g_assert_cmpint (sqlite3_open (self->path, &db), ==, SQLITE_OK);
  while (!g_atomic_int_get (&self->stop)) {
    if (sqlite3_exec (db, "BEGIN IMMEDIATE; ROLLBACK", NULL, NULL, NULL) == SQLITE_OK)
      since = 0;
    else if (since == 0)
      since = bench_clock ();
    else
      self->longest = MAX (self->longest, bench_clock () - since);
    g_thread_yield ();
  }
  sqlite3_close (db);
  return NULL;
}

static void
bench_waiting (LuukkuInbox *inbox, gint64 conversation, const char *what)
{
  Others others = { .path = luukku_store_get_path (luukku_inbox_get_store (inbox)) };
  GThread *thread = g_thread_new ("others", knock, &others);
  gint64 before = bench_clock (), took;

  g_free (archive (inbox, conversation));
  took = bench_clock () - before;
  g_atomic_int_set (&others.stop, 1);
  g_thread_join (thread);
  g_print ("%s: made in %.0f ms, others waited for %.1f ms at most\n", what, (double) took / 1000,
           (double) others.longest / 1000);
}

int
main (int argc, char **argv)
{
  g_autofree char *dir = bench_dir (), *path = g_build_filename (dir, "inbox.sqlite", NULL);
  g_autofree char *keys = luukku_signer_default_dir (path);
  g_autoptr (LuukkuClock) clock = luukku_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = luukku_store_open (path, LUUKKU_STORE_READ_WRITE, clock, &error);
  g_autoptr (LuukkuInbox) inbox = NULL;
  g_autoptr (LuukkuBatch) batch = bench_batch (0, 6, 1), many = bench_batch (6, 394, 1);

  g_assert_no_error (error);
  inbox = luukku_inbox_new (store, clock);
  g_assert_true (luukku_store_put_channel (store, CHANNEL, "Bench", NULL, &error));
  luukku_inbox_receive (inbox, CHANNEL, batch, &error);
  g_assert_no_error (error);
  bench_record (inbox, 1);
  bench_package (inbox, dir, keys);
  bench_waiting (inbox, 1, "a record of a few pages");
  luukku_inbox_receive (inbox, CHANNEL, many, &error);
  g_assert_no_error (error);
  bench_waiting (inbox, 1, "a record of 400 messages");
  bench_waiting (inbox, 2, "a record with 100 MB of attachments");
  g_clear_object (&inbox);
  g_clear_object (&store);
  bench_clean (dir);
  return 0;
}
