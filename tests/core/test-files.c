/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-files.c: files that go along with a reply, from the disk through the rules' boxes and the outbox to
 * the message that has arrived; and that none is lost, swapped or sent where the channel takes none. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-inbox-fixture.h"

#include "inbox/luukku-aids.h"
#include "inbox/luukku-inbox-files.h"
#include "inbox/luukku-inbox-writing.h"
#include "store/luukku-store-messages.h"

#define HELLO "Kuva on liitteenä." FIXTURE_SIGNATURE
#define PNG "\x89PNG\r\n\x1a\n"

typedef struct {
  Fixture *f;
  char *folder;
} Desk;

static void
desk_free (Desk *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (self->folder);
  g_free (self->folder);
  fixture_free (self->f);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

static Desk *
desk_new (const char *town, guint64 max_files)
{
  Desk *self = g_new0 (Desk, 1);
  g_autoptr (GError) error = NULL;

  self->f = fixture_new ();
  self->folder = g_dir_make_tmp ("luukku-files-XXXXXX", NULL);
  fixture_sign_in (self->f);
  fixture_receive (self->f, "t1", "m1", LUUKKU_DIRECTION_IN, "Onko teillä kuvia?");
  fixture_go_up (self->f, TRUE);
  self->f->sender->max_files = max_files;
  if (town != NULL) {
    g_autofree char *name = g_strconcat (town, ".pack", NULL);
    g_autofree char *path = g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", name, NULL);

    luukku_inbox_load_pack (self->f->inbox, path, &error);
    g_assert_no_error (error);
  }
  return self;
}

static char *
write_file (Desk *self, const char *name, const char *bytes)
{
  char *path = g_build_filename (self->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, bytes, -1, NULL));
  return path;
}

static gboolean
attach (Desk *self, const char *name, const char *bytes, GError **error)
{
  g_autofree char *path = write_file (self, name, bytes);

  return luukku_inbox_add_file (self->f->inbox, FIXTURE_CHANNEL, "t1", path, error);
}

static GPtrArray *
list (Desk *self)
{
  return luukku_inbox_list_files (self->f->inbox, FIXTURE_CHANNEL, "t1");
}

static guint
count (Desk *self)
{
  g_autoptr (GPtrArray) files = list (self);

  return files->len;
}

static LuukkuSeverity
look (Desk *self, const char *text)
{
  g_autoptr (LuukkuVerdict) verdict = luukku_inbox_check (self->f->inbox, FIXTURE_CHANNEL, "t1", text);

  return luukku_verdict_get_severity (verdict);
}

/* --- the whole way */
static void
test_sent (void)
{
  g_autoptr (Desk) desk = desk_new (NULL, 1000);
  g_autoptr (GPtrArray) files = NULL, stored = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (LuukkuReply) row = NULL;
  gint64 reply = 0;

  g_assert_true (attach (desk, "kartta.png", PNG "kartta", NULL));
  g_assert_true (attach (desk, "lomake.pdf", "%PDF-1.4 lomake", NULL));
  files = list (desk);
  g_assert_cmpuint (files->len, ==, 2);
  g_assert_cmpstr (((LuukkuReplyFile *) files->pdata[0])->media_type, ==, "image/png");
  g_assert_cmpstr (((LuukkuReplyFile *) files->pdata[1])->media_type, ==, "application/pdf");
  reply = fixture_submit (desk->f, "t1", HELLO);
  g_assert_cmpuint (count (desk), ==, 0);
  g_assert_cmpstr (desk->f->sender->files->str, ==,
                   "kartta.png image/png 14\nlomake.pdf application/pdf 15\n");
  row = luukku_store_get_reply (desk->f->store, reply, NULL);
  g_assert_nonnull (strstr (row->permit, ((LuukkuReplyFile *) files->pdata[0])->sha256));
  fake_answer_id (desk->f->sender, "p1");
  stored = luukku_store_list_attachments (desk->f->store,
                                          luukku_store_get_reply_message (desk->f->store, reply), NULL);
  g_assert_cmpuint (stored->len, ==, 2);
  g_assert_cmpint (((LuukkuStoredAttachment *) stored->pdata[1])->state, ==, LUUKKU_ATTACHMENT_STORED);
  g_assert_cmpstr (((LuukkuStoredAttachment *) stored->pdata[1])->sha256, ==,
                   ((LuukkuReplyFile *) files->pdata[1])->sha256);
  bytes = luukku_store_get_attachment_bytes (desk->f->store,
                                             ((LuukkuStoredAttachment *) stored->pdata[1])->id, NULL);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "%PDF-1.4 lomake", 15);
}

/* A reply that did not leave gives its files back with its text; the next one takes them again. */
static void
test_failed (void)
{
  g_autoptr (Desk) desk = desk_new (NULL, 1000);

  g_assert_true (attach (desk, "kartta.png", PNG, NULL));
  fixture_submit (desk->f, "t1", HELLO);
  fake_answer_fault (desk->f->sender, LUUKKU_FAULT_TOO_LONG, (LuukkuFaultInfo){ 0 });
  g_assert_cmpuint (count (desk), ==, 1);
  fixture_submit (desk->f, "t1", HELLO);
  g_assert_cmpuint (count (desk), ==, 0);
  g_assert_nonnull (strstr (desk->f->sender->files->str, "kartta.png"));
}

static void
test_taken_back (void)
{
  g_autoptr (Desk) desk = desk_new (NULL, 1000);
  gint64 reply = 0;

  luukku_inbox_set_undo (desk->f->inbox, 5 * G_TIME_SPAN_SECOND);
  g_assert_true (attach (desk, "kartta.png", PNG, NULL));
  reply = fixture_submit (desk->f, "t1", HELLO);
  g_assert_cmpuint (count (desk), ==, 0);
  g_assert_true (luukku_inbox_take_back (desk->f->inbox, reply, NULL));
  g_assert_cmpuint (count (desk), ==, 1);
  g_assert_cmpuint (desk->f->sender->sent->len, ==, 0);
}

static void
receive_file (Desk *self, const char *id)
{
  g_autoptr (GPtrArray) listed = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  const LuukkuMessageInit init = {
    .channel = FIXTURE_CHANNEL,
    .conversation_id = "t1",
    .platform_id = id,
    .direction = LUUKKU_DIRECTION_OUT_OTHER,
    .text = HELLO,
    .sent_at = FIXTURE_NOW,
    .fetched_at = FIXTURE_NOW,
    .attachments = listed,
  };

  g_ptr_array_add (listed, luukku_attachment_new ("kartta.png", "image/png", "https://x.example/1", 8));
  g_ptr_array_add (batch->messages, luukku_message_new (&init));
  g_assert_true (luukku_inbox_receive (self->f->inbox, FIXTURE_CHANNEL, batch, NULL));
}

/* The fetch was faster than the answer: what the platform lists stands, nothing stands twice. */
static void
test_comes_early (void)
{
  g_autoptr (Desk) desk = desk_new (NULL, 1000);
  g_autoptr (GPtrArray) stored = NULL;
  gint64 reply = 0;

  g_assert_true (attach (desk, "kartta.png", PNG, NULL));
  reply = fixture_submit (desk->f, "t1", HELLO);
  receive_file (desk, "p1");
  fake_answer_id (desk->f->sender, "p1");
  g_assert_cmpint (fixture_state (desk->f, reply), ==, LUUKKU_REPLY_SENT);
  stored = luukku_store_list_attachments (desk->f->store,
                                          luukku_store_get_reply_message (desk->f->store, reply), NULL);
  g_assert_cmpuint (stored->len, ==, 1);
  g_assert_cmpuint (count (desk), ==, 0);
}

/* --- each file a message of its own */

/* Two files, of which the first goes with the text. */
static gint64
send_two (Desk *desk)
{
  desk->f->sender->max_caption = 1024;
  g_assert_true (attach (desk, "kartta.png", PNG "kartta", NULL));
  g_assert_true (attach (desk, "lomake.pdf", "%PDF-1.4 lomake", NULL));
  return fixture_submit (desk->f, "t1", HELLO);
}

/* Returns: what the newest call was about. */
static const char *
last_text (Desk *desk)
{
  return g_ptr_array_index (desk->f->sender->sent, desk->f->sender->sent->len - 1);
}

static LuukkuReply *
only_unsent (Desk *desk)
{
  g_autoptr (GPtrArray) unsent = luukku_store_list_unsent (desk->f->store, 1, NULL);

  g_assert_cmpuint (unsent->len, ==, 1);
  return luukku_store_get_reply (desk->f->store, ((LuukkuReply *) unsent->pdata[0])->id, NULL);
}

static guint
count_attachments (Desk *desk, gint64 reply)
{
  g_autoptr (GPtrArray) stored = luukku_store_list_attachments (
      desk->f->store, luukku_store_get_reply_message (desk->f->store, reply), NULL);

  return stored->len;
}

/* The second is queued only when the first has been sent, under the same permit, with another key. */
static void
test_turns (void)
{
  g_autoptr (Desk) desk = desk_new (NULL, 1000);
  g_autoptr (LuukkuReply) first = NULL, second = NULL;
  gint64 reply = send_two (desk);

  g_assert_cmpuint (desk->f->sender->sent->len, ==, 1);
  g_assert_cmpstr (desk->f->sender->files->str, ==, "kartta.png image/png 14\n");
  first = only_unsent (desk);
  fake_answer_id (desk->f->sender, "p1");
  g_assert_cmpuint (desk->f->sender->sent->len, ==, 2);
  g_assert_cmpstr (last_text (desk), ==, "");
  g_assert_cmpstr (desk->f->sender->files->str, ==, "lomake.pdf application/pdf 15\n");
  second = only_unsent (desk);
  g_assert_cmpstr (second->permit, ==, first->permit);
  g_assert_cmpstr (second->idempotency_key, !=, first->idempotency_key);
  g_assert_cmpint (second->state, ==, LUUKKU_REPLY_SENDING);
  fake_answer_id (desk->f->sender, "p2");
  g_assert_cmpuint (desk->f->sender->sent->len, ==, 2);
  g_assert_cmpuint (count_attachments (desk, reply), ==, 1);
  g_assert_cmpuint (count_attachments (desk, second->id), ==, 1);
  g_assert_cmpuint (count (desk), ==, 0);
}

/* A text that is longer than a caption goes before its file. */
static void
test_caption (void)
{
  g_autoptr (Desk) desk = desk_new (NULL, 1000);

  desk->f->sender->max_caption = 5;
  g_assert_true (attach (desk, "kartta.png", PNG, NULL));
  fixture_submit (desk->f, "t1", HELLO);
  g_assert_cmpstr (last_text (desk), ==, HELLO);
  g_assert_cmpstr (desk->f->sender->files->str, ==, "");
  fake_answer_id (desk->f->sender, "p1");
  g_assert_cmpstr (last_text (desk), ==, "");
  g_assert_nonnull (strstr (desk->f->sender->files->str, "kartta.png"));
}

/* What has arrived stays sent; what has not goes along with the next reply. Nothing goes twice. */
static void
test_partial (void)
{
  g_autoptr (Desk) desk = desk_new (NULL, 1000);
  g_autofree char *draft = NULL;
  g_autoptr (GPtrArray) files = NULL;
  gint64 reply = send_two (desk);

  fake_answer_id (desk->f->sender, "p1");
  g_assert_true (luukku_inbox_save_draft (desk->f->inbox, FIXTURE_CHANNEL, "t1", "Jatkan pian", NULL));
  fake_answer_fault (desk->f->sender, LUUKKU_FAULT_BAD_REQUEST, (LuukkuFaultInfo){ 0 });
  g_assert_cmpint (fixture_state (desk->f, reply), ==, LUUKKU_REPLY_SENT);
  files = list (desk);
  g_assert_cmpuint (files->len, ==, 1);
  g_assert_cmpstr (((LuukkuReplyFile *) files->pdata[0])->name, ==, "lomake.pdf");
  draft = luukku_inbox_get_draft (desk->f->inbox, FIXTURE_CHANNEL, "t1");
  g_assert_cmpstr (draft, ==, "Jatkan pian");
  g_assert_cmpuint (desk->f->sender->sent->len, ==, 2);
  fixture_submit (desk->f, "t1", "Tässä vielä lomake." FIXTURE_SIGNATURE);
  g_assert_cmpstr (desk->f->sender->files->str, ==, "lomake.pdf application/pdf 15\n");
}

/* The first failed: everything comes back, in one piece. */
static void
test_none (void)
{
  g_autoptr (Desk) desk = desk_new (NULL, 1000);

  send_two (desk);
  fake_answer_fault (desk->f->sender, LUUKKU_FAULT_TOO_LONG, (LuukkuFaultInfo){ 0 });
  g_assert_cmpuint (count (desk), ==, 2);
  g_assert_cmpuint (desk->f->sender->sent->len, ==, 1);
  fixture_submit (desk->f, "t1", HELLO);
  g_assert_cmpstr (desk->f->sender->files->str, ==, "kartta.png image/png 14\n");
}

/* Nobody knows whether the first arrived: its file waits until a person has looked. */
static void
test_doubt (void)
{
  g_autoptr (Desk) desk = desk_new (NULL, 1000);
  gint64 reply = 0;

  g_clear_object (&desk->f->sender);
  luukku_inbox_remove_channel (desk->f->inbox, FIXTURE_CHANNEL);
  fixture_go_up (desk->f, FALSE);
  desk->f->sender->max_files = 1000;
  reply = send_two (desk);
  fake_answer_fault (desk->f->sender, LUUKKU_FAULT_NETWORK, (LuukkuFaultInfo){ .ambiguous_send = TRUE });
  luukku_manual_clock_advance (desk->f->clock, G_TIME_SPAN_DAY);
  fixture_settle ();
  g_assert_cmpuint (desk->f->sender->sent->len, ==, 1);
  g_assert_true (luukku_inbox_mark_sent (desk->f->inbox, reply, 0, NULL));
  fixture_settle ();
  g_assert_cmpuint (desk->f->sender->sent->len, ==, 2);
  g_assert_nonnull (strstr (desk->f->sender->files->str, "lomake.pdf"));
}

/* The process dies while the second is on its way: it is in doubt, and the first is not sent again. */
static void
test_dies (void)
{
  g_autoptr (Desk) desk = desk_new (NULL, 1000);
  g_autoptr (LuukkuReply) second = NULL;

  send_two (desk);
  fake_answer_id (desk->f->sender, "p1");
  luukku_inbox_remove_channel (desk->f->inbox, FIXTURE_CHANNEL);
  fixture_settle ();
  second = only_unsent (desk);
  g_assert_cmpint (second->state, ==, LUUKKU_REPLY_UNCERTAIN);
  g_assert_cmpstr (second->text, ==, "");
  g_assert_cmpuint (desk->f->sender->sent->len, ==, 2);
}

/* A file that the channel does not take is refused at once, and a channel that changed its mind before
 * anything leaves. */
static void
test_sorts (void)
{
  g_autoptr (Desk) desk = desk_new (NULL, 1000);
  g_autoptr (GError) error = NULL, late = NULL;

  desk->f->sender->no_file = "image/png";
  g_assert_false (attach (desk, "kartta.png", PNG, &error));
  g_assert_nonnull (strstr (error->message, "“kartta.png” cannot go along"));
  g_assert_true (attach (desk, "lomake.pdf", "%PDF-1.4 x", NULL));
  desk->f->sender->no_file = "application/pdf";
  g_assert_cmpint (luukku_inbox_submit (desk->f->inbox, FIXTURE_CHANNEL, "t1", HELLO, NULL, NULL, &late), ==,
                   LUUKKU_SUBMIT_FAILED);
  g_assert_nonnull (strstr (late->message, "“lomake.pdf” cannot go along"));
  g_assert_cmpuint (desk->f->sender->sent->len, ==, 0);
  g_assert_cmpuint (count (desk), ==, 1);
}

/* --- boxes */
static void
test_ticks (void)
{
  g_autoptr (Desk) desk = desk_new ("hanko", 1000);
  const char *const ticks[] = { "image:1", "image:2", NULL };
  const char *text = "Kuva on liitteenä. Terveisin Minna Virtanen";
  LuukkuSeverity before = look (desk, text);

  g_assert_cmpint (before, <, LUUKKU_SEVERITY_BLOCK);
  g_assert_true (attach (desk, "ranta.png", PNG, NULL));
  g_assert_cmpint (look (desk, text), ==, LUUKKU_SEVERITY_BLOCK);
  g_assert_true (luukku_aids_set_ticks (desk->f->inbox, FIXTURE_CHANNEL, "t1", text, ticks, NULL));
  g_assert_cmpint (look (desk, text), <, LUUKKU_SEVERITY_BLOCK);
  /* Ticked was one picture: with another it is asked again. */
  g_assert_true (attach (desk, "tori.png", PNG "2", NULL));
  g_assert_cmpint (look (desk, text), ==, LUUKKU_SEVERITY_BLOCK);
}

/* A document is no picture: other boxes. */
static void
test_document (void)
{
  g_autoptr (Desk) desk = desk_new ("hanko", 1000);
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autoptr (GPtrArray) boxes = NULL;

  g_assert_true (attach (desk, "lomake.pdf", "%PDF-1.4 x", NULL));
  verdict = luukku_inbox_check (desk->f->inbox, FIXTURE_CHANNEL, "t1", HELLO);
  boxes = luukku_aids_list_ticks (desk->f->inbox, FIXTURE_CHANNEL, "t1", verdict);
  g_assert_cmpuint (boxes->len, ==, 1);
  g_assert_cmpstr (((LuukkuTick *) boxes->pdata[0])->id, ==, "copyright:1");
}

/* --- what cannot go along */
static void
refused (Desk *desk, const char *name, const char *bytes, int code, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (attach (desk, name, bytes, &error));
  g_assert_error (error, LUUKKU_ERROR, code);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_refused (void)
{
  g_autoptr (Desk) none = desk_new (NULL, 0);
  g_autoptr (Desk) small = desk_new (NULL, 20);
  g_autoptr (GError) folder = NULL, missing = NULL;

  refused (none, "a.png", PNG, LUUKKU_ERROR_REFUSED, "only texts in this channel");
  luukku_inbox_remove_channel (none->f->inbox, FIXTURE_CHANNEL);
  refused (none, "a.png", PNG, LUUKKU_ERROR_REFUSED, "not connected");
  refused (small, "a.txt", "123456789012345678901", LUUKKU_ERROR_TOO_LARGE, "“a.txt” is too large");
  refused (small, "empty.txt", "", LUUKKU_ERROR_INVALID_INPUT, "empty");
  g_assert_true (attach (small, "b.txt", "12345678901234567890", NULL));
  refused (small, "c.txt", "1", LUUKKU_ERROR_TOO_LARGE, "as large as this channel allows");
  g_assert_false (luukku_inbox_add_file (small->f->inbox, FIXTURE_CHANNEL, "t1", "/nowhere/x", &missing) ||
                  luukku_inbox_add_file (none->f->inbox, FIXTURE_CHANNEL, "t1", none->folder, &folder));
  g_assert_cmpuint (count (small), ==, 1);
}

static void
test_many (void)
{
  g_autoptr (Desk) desk = desk_new (NULL, 1000);
  g_autoptr (GPtrArray) files = NULL;
  gint64 first = 0;

  for (guint i = 0; i < LUUKKU_INBOX_MAX_FILES; i++) {
    g_autofree char *name = g_strdup_printf ("%u.txt", i);

    g_assert_true (attach (desk, name, "x", NULL));
  }
  refused (desk, "more.txt", "x", LUUKKU_ERROR_TOO_LARGE, "too many");
  files = list (desk);
  first = ((LuukkuReplyFile *) files->pdata[0])->id;
  g_assert_true (luukku_inbox_remove_file (desk->f->inbox, FIXTURE_CHANNEL, "t1", first, NULL));
  g_assert_false (luukku_inbox_remove_file (desk->f->inbox, FIXTURE_CHANNEL, "t1", first, NULL));
  g_assert_cmpuint (count (desk), ==, LUUKKU_INBOX_MAX_FILES - 1);
}

/* What passed the gate cannot be changed behind its back. */
static void
test_guarded (void)
{
  g_autoptr (Desk) desk = desk_new (NULL, 1000);
  g_autoptr (GPtrArray) files = NULL;
  gint64 reply = 0;

  g_assert_true (attach (desk, "kartta.png", PNG, NULL));
  files = list (desk);
  reply = fixture_submit (desk->f, "t1", HELLO);
  g_assert_false (luukku_store_drop_file (desk->f->store, ((LuukkuReplyFile *) files->pdata[0])->id, NULL));
  g_assert_false (
      luukku_sqlite_exec (luukku_store_get_db (desk->f->store), "UPDATE reply_file SET reply = NULL", NULL));
  g_assert_false (luukku_sqlite_exec (luukku_store_get_db (desk->f->store), "DELETE FROM reply_file", NULL));
  g_assert_false (
      luukku_sqlite_exec (luukku_store_get_db (desk->f->store), "UPDATE reply_file SET bytes = x'00'", NULL));
  g_assert_false (
      luukku_sqlite_exec (luukku_store_get_db (desk->f->store), "UPDATE reply_file SET turn = 1", NULL));
  g_assert_cmpint (fixture_state (desk->f, reply), ==, LUUKKU_REPLY_SENDING);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/files/sent", test_sent);
  g_test_add_func ("/files/failed", test_failed);
  g_test_add_func ("/files/taken-back", test_taken_back);
  g_test_add_func ("/files/comes-early", test_comes_early);
  g_test_add_func ("/files/turns", test_turns);
  g_test_add_func ("/files/caption", test_caption);
  g_test_add_func ("/files/partial", test_partial);
  g_test_add_func ("/files/none", test_none);
  g_test_add_func ("/files/doubt", test_doubt);
  g_test_add_func ("/files/dies", test_dies);
  g_test_add_func ("/files/sorts", test_sorts);
  g_test_add_func ("/files/ticks", test_ticks);
  g_test_add_func ("/files/document", test_document);
  g_test_add_func ("/files/refused", test_refused);
  g_test_add_func ("/files/many", test_many);
  g_test_add_func ("/files/guarded", test_guarded);
  return g_test_run ();
}
