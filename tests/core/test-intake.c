/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-intake.c: a letter, a call, a picture from elsewhere becomes a case; given twice it is told; what
 * cannot be right is refused with a sentence and leaves nothing behind. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox.h"

#include "luukku-inbox-fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const LuukkuIntake letter = {
  .channel = "letter",
  .sender = "Testaaja Tiina, Kirkkotie 1",
  .sender_name = "Tiina Testaaja",
  .text = "Katuvalo on rikki.",
  .sent_at = FIXTURE_NOW - G_TIME_SPAN_DAY,
};

static void
assert_refused (Fixture *f, const LuukkuIntake *intake, int code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *number = luukku_inbox_intake (f->inbox, intake, &error);

  g_assert_null (number);
  g_assert_error (error, LUUKKU_ERROR, code);
}

static void
test_letter (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *number = luukku_inbox_intake (f->inbox, &letter, &error);
  g_autofree char *name = luukku_store_get_channel_name (f->store, "manual:letter", NULL);
  g_autoptr (LuukkuConversation) conversation = NULL;
  g_autoptr (LuukkuCase) item = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (number, ==, "LUU-2026-000001");
  g_assert_cmpstr (name, ==, "Letter");
  conversation = luukku_store_find_conversation (f->store, "manual:letter", letter.sender, NULL);
  g_assert_nonnull (conversation);
  g_assert_false (luukku_conversation_peek (conversation)->can_reply);
  g_assert_cmpstr (luukku_conversation_peek (conversation)->resident_name, ==, "Tiina Testaaja");
  item = luukku_store_get_case (f->store, number, NULL);
  g_assert_cmpint (luukku_case_peek (item)->waiting_since, ==, letter.sent_at);
  g_assert_cmpstr (f->news->str, ==, "N");
  g_assert_cmpuint (f->cases, ==, 1);
}

static void
test_twice (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *number = luukku_inbox_intake (f->inbox, &letter, NULL);
  g_autofree char *again = luukku_inbox_intake (f->inbox, &letter, &error);
  g_autofree char *other = NULL;
  LuukkuIntake later = letter;

  g_assert_null (again);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, number));
  g_assert_cmpstr (f->news->str, ==, "N");
  /* the same words of the same person another day belong to the same, open case */
  later.sent_at += G_TIME_SPAN_HOUR;
  other = luukku_inbox_intake (f->inbox, &later, NULL);
  g_assert_cmpstr (other, ==, number);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 2);
}

/* Without a time, the day stands for it. */
static void
test_without_time (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autofree char *first = NULL;
  g_autofree char *next_day = NULL;
  LuukkuIntake call = letter;

  call.sent_at = 0;
  first = luukku_inbox_intake (f->inbox, &call, NULL);
  g_assert_nonnull (first);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_SECOND);
  assert_refused (f, &call, LUUKKU_ERROR_EXISTS);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_DAY);
  next_day = luukku_inbox_intake (f->inbox, &call, NULL);
  g_assert_nonnull (next_day);
}

static void
test_bad_words (void)
{
  static const char *const channels[] = {
    "", "Letter", "my letter", "kirje_1", "ä", "manual:x", "abcdefghijklmnopqrstuvwxyz-abcdef"
  };
  g_autoptr (Fixture) f = fixture_new ();
  g_autofree char *endless = g_strnfill (LUUKKU_INTAKE_MAX_TEXT + 1, 'x');
  LuukkuIntake bad = letter;

  for (guint i = 0; i < G_N_ELEMENTS (channels); i++) {
    bad.channel = channels[i];
    assert_refused (f, &bad, LUUKKU_ERROR_INVALID_INPUT);
  }
  bad = letter;
  bad.channel = NULL;
  assert_refused (f, &bad, LUUKKU_ERROR_INVALID_INPUT);
  bad = letter;
  bad.sender = " ";
  assert_refused (f, &bad, LUUKKU_ERROR_INVALID_INPUT);
  bad.sender = "two\nlines";
  assert_refused (f, &bad, LUUKKU_ERROR_INVALID_INPUT);
  bad = letter;
  bad.sender_name = endless;
  assert_refused (f, &bad, LUUKKU_ERROR_INVALID_INPUT);
  bad = letter;
  bad.text = "";
  assert_refused (f, &bad, LUUKKU_ERROR_INVALID_INPUT);
  bad.text = endless;
  assert_refused (f, &bad, LUUKKU_ERROR_TOO_LARGE);
  bad = letter;
  bad.sent_at = FIXTURE_NOW + 1;
  assert_refused (f, &bad, LUUKKU_ERROR_INVALID_INPUT);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 0);
}

/* --- files */
static char *
make_file (Fixture *f, const char *name, const char *contents)
{
  char *path = g_build_filename (f->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, contents, -1, NULL));
  return path;
}

static void
test_files (void)
{
  g_autoptr (Fixture) f = fixture_new_in_file ();
  g_autofree char *picture = make_file (f, "kuva ä.png", "\x89PNG\r\n\x1a\n");
  g_autofree char *text = make_file (f, "note.txt", "hello");
  g_autoptr (GPtrArray) files = g_ptr_array_new ();
  g_autoptr (LuukkuConversation) conversation = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GPtrArray) stored = NULL;
  const LuukkuStoredMessage *message = NULL;
  const LuukkuStoredAttachment *first = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *number = NULL;
  LuukkuIntake snap = { .channel = "snapchat", .sender = "tiina", .text = "", .attachments = files };

  g_ptr_array_add (files, picture);
  g_ptr_array_add (files, text);
  number = luukku_inbox_intake (f->inbox, &snap, NULL);
  g_assert_nonnull (number);
  conversation = luukku_store_find_conversation (f->store, "manual:snapchat", "tiina", NULL);
  messages = luukku_store_list_messages (f->store, luukku_conversation_peek (conversation)->id, 0, NULL);
  message = g_ptr_array_index (messages, 0);
  stored = luukku_store_list_attachments (f->store, message->id, NULL);
  g_assert_cmpuint (stored->len, ==, 2);
  first = g_ptr_array_index (stored, 0);
  g_assert_cmpint (first->state, ==, LUUKKU_ATTACHMENT_STORED);
  g_assert_cmpstr (first->attachment->name, ==, "kuva ä.png");
  g_assert_cmpstr (first->attachment->media_type, ==, "image/png");
  bytes = luukku_store_get_attachment_bytes (f->store, first->id, NULL);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "\x89PNG\r\n\x1a\n", 8);
  assert_refused (f, &snap, LUUKKU_ERROR_EXISTS);
  g_assert_true (g_file_set_contents (text, "changed", -1, NULL));
  g_free (number);
  number = luukku_inbox_intake (f->inbox, &snap, NULL);
  g_assert_nonnull (number);
}

static void
assert_file_refused (Fixture *f, char *path, int code)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new ();
  LuukkuIntake intake = letter;

  g_ptr_array_add (files, path);
  intake.attachments = files;
  assert_refused (f, &intake, code);
}

static void
test_bad_files (void)
{
  g_autoptr (Fixture) f = fixture_new_in_file ();
  g_autofree char *missing = g_build_filename (f->folder, "missing", NULL);
  g_autofree char *huge = make_file (f, "huge", "");
  g_autofree char *pipe = g_build_filename (f->folder, "pipe", NULL);
  g_autoptr (GPtrArray) many = g_ptr_array_new ();
  LuukkuIntake intake = letter;

  g_assert_cmpint (truncate (huge, LUUKKU_INTAKE_MAX_FILE + 1), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  assert_file_refused (f, missing, LUUKKU_ERROR_NOT_FOUND);
  assert_file_refused (f, f->folder, LUUKKU_ERROR_INVALID_INPUT);
  assert_file_refused (f, pipe, LUUKKU_ERROR_INVALID_INPUT);
  assert_file_refused (f, huge, LUUKKU_ERROR_TOO_LARGE);
  for (guint i = 0; i < 21; i++)
    g_ptr_array_add (many, huge);
  intake.attachments = many;
  assert_refused (f, &intake, LUUKKU_ERROR_TOO_LARGE);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 0);
}

static void
test_full_disk (void)
{
  g_autoptr (Fixture) f = fixture_new_in_file ();
  g_autofree char *text = g_strnfill (20000, 'x');
  LuukkuIntake intake = letter;

  intake.text = text;
  fixture_set_full (f, TRUE);
  assert_refused (f, &intake, LUUKKU_ERROR_DISK_FULL);
  g_assert_cmpuint (f->cases, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inbox/intake/letter", test_letter);
  g_test_add_func ("/inbox/intake/twice", test_twice);
  g_test_add_func ("/inbox/intake/without-time", test_without_time);
  g_test_add_func ("/inbox/intake/bad-words", test_bad_words);
  g_test_add_func ("/inbox/intake/files", test_files);
  g_test_add_func ("/inbox/intake/bad-files", test_bad_files);
  g_test_add_func ("/inbox/intake/full-disk", test_full_disk);
  return g_test_run ();
}
