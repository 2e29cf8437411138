/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-inbox-out.c: the façade: what goes out passes the gate, and a typed text is neither lost nor found
 * where it must not be. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-inbox-fixture.h"

#define CODE "131052-308T"
#define UNSIGNED "The library opens at ten."
#define SIGNED UNSIGNED FIXTURE_SIGNATURE

static GString *logged; /* everything that any domain logged in this process */

static void
on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  g_string_append (logged, message);
  g_string_append_c (logged, '\n');
}

static Fixture *
with_message (void)
{
  Fixture *f = fixture_new ();

  fixture_sign_in (f);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "When does the library open?");
  return f;
}

static LuukkuSubmit
submit (Fixture *f, const char *markup, LuukkuVerdict **ret_verdict)
{
  g_autoptr (GError) error = NULL;
  LuukkuSubmit result =
      luukku_inbox_submit (f->inbox, FIXTURE_CHANNEL, "t1", markup, ret_verdict, NULL, &error);

  g_assert_no_error (error);
  return result;
}

static int
decisions (Fixture *f, const char *outcome)
{
  return luukku_store_count_decisions (f->store, 0, outcome, NULL);
}

/* Returns: how often @event is in the history of the newest case of t1; *@ret_detail (optional): of the last
 * one. */
/* --- out */
static void
assert_fails (Fixture *f, const char *conversation, const char *markup, int code)
{
  g_autoptr (GError) error = NULL;
  gint64 reply = 4711;

  g_assert_cmpint (
      luukku_inbox_submit (f->inbox, FIXTURE_CHANNEL, conversation, markup, NULL, &reply, &error), ==,
      LUUKKU_SUBMIT_FAILED);
  g_assert_error (error, LUUKKU_ERROR, code);
  g_assert_cmpint (reply, ==, 4711);
}

static void
test_submit_bad (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autofree char *endless = g_strnfill (300 * 1024, 'x');
  g_autoptr (GPtrArray) unsent = NULL;

  assert_fails (f, "t1", "", LUUKKU_ERROR_INVALID_INPUT);
  assert_fails (f, "t1", "<b></b> <br>\n&nbsp;", LUUKKU_ERROR_INVALID_INPUT);
  assert_fails (f, "t1", endless, LUUKKU_ERROR_TOO_LARGE);
  assert_fails (f, "nobody", SIGNED, LUUKKU_ERROR_NOT_FOUND);
  unsent = luukku_store_list_unsent (f->store, fixture_conversation (f, "t1"), NULL);
  g_assert_cmpuint (unsent->len, ==, 0);
}

static void
test_submit_plain_text (void)
{
  g_autoptr (Fixture) f = with_message ();
  gint64 id = fixture_submit (f, "t1", "  <b>At</b> ten &amp; until 6<br>Palveluneuvoja <i>Minna</i>\n\n");
  g_autoptr (LuukkuReply) row = luukku_store_get_reply (f->store, id, NULL);

  g_assert_cmpstr (row->text, ==, "  At ten & until 6\nPalveluneuvoja Minna");
  g_assert_cmpstr (row->sender, ==, "Minna Esimerkki");
  g_assert_cmpint (row->state, ==, LUUKKU_REPLY_QUEUED); /* the channel is not up */
  g_assert_cmpint (decisions (f, "passed"), ==, 0);
}

static void
test_read_only (void)
{
  g_autoptr (Fixture) f = fixture_new_in_file ();
  g_autoptr (GError) error = NULL;

  fixture_sign_in (f);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "When does the library open?");
  fixture_close (f);
  f->store = luukku_store_open (f->path, LUUKKU_STORE_READ_ONLY, LUUKKU_CLOCK (f->clock), &error);
  g_assert_no_error (error);
  f->inbox = luukku_inbox_new (f->store, LUUKKU_CLOCK (f->clock));
  assert_fails (f, "t1", SIGNED, LUUKKU_ERROR_READ_ONLY);
}

/* --- held, decided, passed */
static void
test_held (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autofree char *draft = NULL;
  g_autofree char *detail = NULL;
  g_autoptr (GPtrArray) unsent = NULL;

  g_assert_cmpint (submit (f, UNSIGNED, &verdict), ==, LUUKKU_SUBMIT_HELD);
  g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, LUUKKU_SEVERITY_CONFIRM);
  draft = luukku_inbox_get_draft (f->inbox, FIXTURE_CHANNEL, "t1");
  g_assert_cmpstr (draft, ==, UNSIGNED);
  g_assert_cmpint (decisions (f, "held"), ==, 1);
  g_assert_cmpuint (fixture_steps (f, LUUKKU_CASE_EVENT_REPLY_HELD, NULL, &detail), ==, 1);
  g_assert_cmpstr (detail, ==, "signature");
  unsent = luukku_store_list_unsent (f->store, fixture_conversation (f, "t1"), NULL);
  g_assert_cmpuint (unsent->len, ==, 0);
  g_assert_cmpint (fixture_waiting_since (f, "t1"), ==, FIXTURE_NOW);
}

/* A front end that stops a text before it leaves the entry leaves the same traces as a submitted one. */
static void
test_held_by_front_end (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autoptr (LuukkuVerdict) verdict = luukku_inbox_check (f->inbox, FIXTURE_CHANNEL, "t1", UNSIGNED);
  g_autoptr (GError) error = NULL;
  g_autofree char *draft = NULL;
  g_autofree char *detail = NULL;

  g_assert_cmpint (decisions (f, "held"), ==, 0);
  g_assert_true (luukku_inbox_hold (f->inbox, FIXTURE_CHANNEL, "t1", verdict, &error));
  g_assert_no_error (error);
  draft = luukku_inbox_get_draft (f->inbox, FIXTURE_CHANNEL, "t1");
  g_assert_cmpstr (draft, ==, UNSIGNED);
  g_assert_cmpint (decisions (f, "held"), ==, 1);
  g_assert_cmpuint (fixture_steps (f, LUUKKU_CASE_EVENT_REPLY_HELD, NULL, &detail), ==, 1);
  g_assert_cmpstr (detail, ==, "signature");
  g_assert_true (luukku_inbox_hold (f->inbox, "prpl-other:me", "friend", verdict, &error));
  g_assert_no_error (error);
}

static void
test_approved (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *draft = NULL;

  submit (f, UNSIGNED, &verdict);
  g_assert_false (luukku_inbox_approve (f->inbox, FIXTURE_CHANNEL, "t1", verdict, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_true (
      luukku_inbox_approve (f->inbox, FIXTURE_CHANNEL, "t1", verdict, "Signed in the picture", &error));
  g_assert_no_error (error);
  g_assert_cmpint (submit (f, UNSIGNED, NULL), ==, LUUKKU_SUBMIT_QUEUED);
  g_assert_cmpint (decisions (f, "passed"), ==, 1);
  g_assert_cmpuint (fixture_steps (f, LUUKKU_CASE_EVENT_WARNING_PASSED, NULL, &detail), ==, 1);
  g_assert_cmpstr (detail, ==, "signature: Signed in the picture");
  draft = luukku_inbox_get_draft (f->inbox, FIXTURE_CHANNEL, "t1");
  g_assert_null (draft);
  g_assert_cmpint (submit (f, UNSIGNED, NULL), ==, LUUKKU_SUBMIT_HELD);
}

static void
test_discard (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autofree char *draft = NULL;

  submit (f, UNSIGNED, &verdict);
  g_assert_true (luukku_inbox_approve (f->inbox, FIXTURE_CHANNEL, "t1", verdict, "Changed my mind", NULL));
  g_assert_true (luukku_inbox_discard (f->inbox, FIXTURE_CHANNEL, "t1", verdict, NULL));
  draft = luukku_inbox_get_draft (f->inbox, FIXTURE_CHANNEL, "t1");
  g_assert_null (draft);
  g_assert_cmpint (decisions (f, "discarded"), ==, 1);
  g_assert_cmpint (submit (f, UNSIGNED, NULL), ==, LUUKKU_SUBMIT_HELD);
}

/* A held reply on a closed case is held all the same. */
static void
test_held_on_closed_case (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autoptr (GError) error = NULL;

  g_assert_true (luukku_inbox_case_event (f->inbox, fixture_conversation (f, "t1"), LUUKKU_CASE_EVENT_CLOSED,
                                          NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (submit (f, UNSIGNED, NULL), ==, LUUKKU_SUBMIT_HELD);
  g_assert_cmpint (submit (f, SIGNED, NULL), ==, LUUKKU_SUBMIT_QUEUED);
  fixture_go_up (f, TRUE);
  fake_answer_id (f->sender, "p1");
}

static void
test_no_pack (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autofree char *draft = NULL;

  luukku_gate_set_pack (luukku_inbox_get_gate (f->inbox), NULL);
  g_assert_cmpint (submit (f, SIGNED, NULL), ==, LUUKKU_SUBMIT_HELD);
  draft = luukku_inbox_get_draft (f->inbox, FIXTURE_CHANNEL, "t1");
  g_assert_cmpstr (draft, ==, SIGNED);
}

static void
test_foreign (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autoptr (LuukkuVerdict) verdict = NULL;

  /* the first message to somebody who has not written: no signature is asked */
  g_assert_true (
      luukku_inbox_pass_foreign (f->inbox, "prpl-jabber:town", "resident@example.org", UNSIGNED, NULL, NULL));
  g_assert_false (luukku_inbox_pass_foreign (f->inbox, "prpl-jabber:town", "resident@example.org",
                                             "Your code " CODE, &verdict, NULL));
  g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, LUUKKU_SEVERITY_BLOCK);
  g_assert_cmpint (decisions (f, "held"), ==, 1);
  g_assert_true (luukku_inbox_discard (f->inbox, "prpl-jabber:town", "resident@example.org", verdict, NULL));
}

/* A decision about a text for an account of another kind stands without a conversation. */
static void
test_foreign_approved (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autofree char *text = g_strnfill (LUUKKU_RULES_MAX_CHARACTERS + 1, 'x'); /* too long to be checked */
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (luukku_inbox_pass_foreign (f->inbox, "prpl-irc:town", "nick", text, &verdict, NULL));
  luukku_inbox_approve (f->inbox, "prpl-irc:town", "nick", verdict, "Read by two of us", &error);
  g_assert_no_error (error);
  g_assert_true (luukku_inbox_pass_foreign (f->inbox, "prpl-irc:town", "nick", text, NULL, NULL));
  g_assert_cmpint (decisions (f, "passed"), ==, 1);
  g_assert_false (luukku_inbox_pass_foreign (f->inbox, "prpl-irc:town", "nick", text, NULL, NULL));
  g_assert_cmpint (decisions (f, "held"), ==, 2);
}

static void
test_check (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autoptr (LuukkuVerdict) unsigned_reply = luukku_inbox_check (f->inbox, FIXTURE_CHANNEL, "t1", UNSIGNED);
  g_autoptr (LuukkuVerdict) split =
      luukku_inbox_check (f->inbox, FIXTURE_CHANNEL, "t1", "<b>131052</b>-308T");

  g_assert_cmpint (luukku_verdict_get_severity (unsigned_reply), ==, LUUKKU_SEVERITY_CONFIRM);
  g_assert_cmpint (luukku_verdict_get_severity (split), ==, LUUKKU_SEVERITY_BLOCK);
  g_assert_cmpint (decisions (f, "held"), ==, 0);
}

/* --- nothing lost, nothing where it must not be */

/* Returns: (transfer full): random text of many scripts, signs and line ends, without trailing newline. */
static char *
random_text (GRand *rand)
{
  static const char *const pieces[] = { "a",
                                        "Å",
                                        "ö",
                                        "ß",
                                        "\n",
                                        "\r\n",
                                        "\t",
                                        " ",
                                        "ж",
                                        "и\xcc\x86",
                                        "שלום",
                                        "مرحبا",
                                        "\xe2\x80\x8f",
                                        "😀",
                                        "👩‍👧‍👦",
                                        "🇫🇮",
                                        "汉",
                                        "\xc2\xa0",
                                        "&",
                                        ">",
                                        "\"",
                                        "'",
                                        "1",
                                        "-" };
  GString *text = g_string_new (NULL);
  guint length = (guint) g_rand_int_range (rand, 1, 400);

  for (guint i = 0; i < length; i++)
    g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
  g_string_append (text, ".");
  return g_string_free (text, FALSE);
}

/* 200 residents have written. */
static void
receive_many (Fixture *f, guint count)
{
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < count; i++) {
    g_autofree char *thread = g_strdup_printf ("t%u", i);
    g_autofree char *id = g_strdup_printf ("m%u", i);

    g_ptr_array_add (batch->messages,
                     fixture_message (thread, id, LUUKKU_DIRECTION_IN, "Hello", FIXTURE_NOW));
  }
  luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, &error);
  g_assert_no_error (error);
}

static void
test_drafts (void)
{
  g_autoptr (Fixture) f = fixture_new_in_file ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);

  fixture_sign_in (f);
  receive_many (f, 200);
  for (guint i = 0; i < 200; i++) {
    g_autofree char *thread = g_strdup_printf ("t%u", i);
    char *text = random_text (rand);
    g_autoptr (GError) error = NULL;

    g_ptr_array_add (texts, text);
    g_assert_cmpint (luukku_inbox_submit (f->inbox, FIXTURE_CHANNEL, thread, text, NULL, NULL, &error), ==,
                     LUUKKU_SUBMIT_HELD);
    g_assert_no_error (error);
  }
  fixture_close (f);
  fixture_open (f);
  for (guint i = 0; i < texts->len; i++) {
    g_autofree char *thread = g_strdup_printf ("t%u", i);
    g_autofree char *draft = luukku_inbox_get_draft (f->inbox, FIXTURE_CHANNEL, thread);

    g_assert_cmpstr (draft, ==, texts->pdata[i]);
  }
}

static void
test_save_draft (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autoptr (GError) error = NULL;
  g_autofree char *draft = NULL;

  g_assert_true (luukku_inbox_save_draft (f->inbox, FIXTURE_CHANNEL, "t1", "a < b & c <b>", &error));
  draft = luukku_inbox_get_draft (f->inbox, FIXTURE_CHANNEL, "t1");
  g_assert_cmpstr (draft, ==, "a < b & c <b>");
  g_assert_true (luukku_inbox_save_draft (f->inbox, FIXTURE_CHANNEL, "t1", "", &error));
  g_clear_pointer (&draft, g_free);
  draft = luukku_inbox_get_draft (f->inbox, FIXTURE_CHANNEL, "t1");
  g_assert_null (draft);
  g_assert_false (luukku_inbox_save_draft (f->inbox, FIXTURE_CHANNEL, "nobody", "a", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
}

static gboolean
column_has (sqlite3 *db, const char *table, const char *column, const char *needle)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT 1 FROM \"%s\" WHERE instr (CAST (\"%s\" AS TEXT), ?) > 0 LIMIT 1", table, column);
  sqlite3_stmt *statement = NULL;
  gboolean found = FALSE;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  sqlite3_bind_text (statement, 1, needle, -1, SQLITE_STATIC);
  found = sqlite3_step (statement) == SQLITE_ROW;
  sqlite3_finalize (statement);
  return found;
}

/* Returns: (transfer full): "table.column " for every column of the store that holds @needle. */
static char *
where_is (Fixture *f, const char *needle)
{
  sqlite3 *db = luukku_sqlite_get_handle (luukku_store_get_db (f->store));
  GString *places = g_string_new (NULL);
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (
      sqlite3_prepare_v2 (db,
                          "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info (t.name) c "
                          "WHERE t.type = 'table' ORDER BY 1, 2",
                          -1, &statement, NULL),
      ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW) {
    const char *table = (const char *) sqlite3_column_text (statement, 0);
    const char *column = (const char *) sqlite3_column_text (statement, 1);

    if (column_has (db, table, column, needle))
      g_string_append_printf (places, "%s.%s ", table, column);
  }
  sqlite3_finalize (statement);
  return g_string_free (places, FALSE);
}

static void
assert_place (Fixture *f, const char *needle, const char *expected)
{
  g_autofree char *places = where_is (f, needle);

  g_assert_cmpstr (places, ==, expected);
}

static gboolean
file_has (const char *path, const char *needle)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;

  return g_file_get_contents (path, &bytes, &length, NULL) &&
         memmem (bytes, length, needle, strlen (needle)) != NULL;
}

/* The code stays in the entry and in memory; on disk it never was. */
static void
test_code_nowhere (void)
{
  g_autoptr (Fixture) f = fixture_new_in_file ();
  g_autofree char *wal = g_strconcat (f->path, "-wal", NULL);
  g_autofree char *draft = NULL;
  g_autofree char *masked = NULL;
  g_autoptr (LuukkuVerdict) verdict = NULL;

  fixture_sign_in (f);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "When does the library open?");
  g_assert_cmpint (submit (f, "Kanarialintu, your code " CODE ", right?", &verdict), ==, LUUKKU_SUBMIT_HELD);
  g_assert_false (luukku_inbox_approve (f->inbox, FIXTURE_CHANNEL, "t1", verdict, "why not", NULL));
  g_assert_true (
      luukku_inbox_save_draft (f->inbox, FIXTURE_CHANNEL, "t1", "Kanarialintu, code " CODE "!", NULL));
  luukku_gate_set_pack (luukku_inbox_get_gate (f->inbox), NULL);
  g_assert_cmpint (submit (f, "Kanarialintu, your code " CODE ", right?", NULL), ==, LUUKKU_SUBMIT_HELD);

  draft = luukku_inbox_get_draft (f->inbox, FIXTURE_CHANNEL, "t1");
  g_assert_cmpstr (draft, ==, "Kanarialintu, your code " CODE ", right?");
  masked = luukku_store_get_draft (f->store, fixture_conversation (f, "t1"), NULL);
  g_assert_cmpstr (masked, ==, "Kanarialintu, your code •••••••••••, right?");
  assert_place (f, CODE, "");
  assert_place (f, "Kanarialintu", "draft.text ");
  g_assert_false (file_has (f->path, CODE));
  g_assert_false (file_has (wal, CODE));
  g_assert_true (file_has (wal, "Kanarialintu"));
  g_assert_null (strstr (logged->str, CODE));
  g_assert_null (strstr (logged->str, "Kanarialintu"));
  g_assert_cmpuint (logged->len, >, 0);
}

static void
test_text_only_where_it_belongs (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autoptr (LuukkuVerdict) verdict = NULL;

  submit (f, "Kanarialintu opens at ten.", &verdict);
  assert_place (f, "Kanarialintu", "draft.text ");
  g_assert_true (
      luukku_inbox_approve (f->inbox, FIXTURE_CHANNEL, "t1", verdict, "Signed in the picture", NULL));
  g_assert_cmpint (submit (f, "Kanarialintu opens at ten.", NULL), ==, LUUKKU_SUBMIT_QUEUED);
  assert_place (f, "Kanarialintu", "reply.text ");
  assert_place (f, "Signed in the picture", "case_step.detail decision.reason reply.permit ");
  fixture_go_up (f, TRUE);
  fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, (LuukkuFaultInfo){ .retryable = TRUE });
  g_assert_null (strstr (logged->str, "Kanarialintu"));
}

/* --- the disk is full */
static void
test_full_disk (void)
{
  g_autoptr (Fixture) f = fixture_new_in_file ();
  g_autofree char *text = fixture_long_reply ();
  g_autofree char *unsigned_text = g_strnfill (15000, 'y');
  g_autofree char *draft = NULL;
  g_autofree char *held = NULL;
  g_autoptr (LuukkuVerdict) verdict = NULL;

  fixture_sign_in (f);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "When does the library open?");
  fixture_set_full (f, TRUE);
  assert_fails (f, "t1", text, LUUKKU_ERROR_DISK_FULL);
  draft = luukku_inbox_get_draft (f->inbox, FIXTURE_CHANNEL, "t1");
  g_assert_cmpstr (draft, ==, text);
  assert_fails (f, "t1", unsigned_text, LUUKKU_ERROR_DISK_FULL);
  held = luukku_inbox_get_draft (f->inbox, FIXTURE_CHANNEL, "t1");
  g_assert_cmpstr (held, ==, unsigned_text);
  fixture_set_full (f, FALSE);
  g_assert_cmpint (submit (f, text, NULL), ==, LUUKKU_SUBMIT_QUEUED);
  g_assert_cmpint (decisions (f, "held"), ==, 0);

  /* a decision that could not be written is not asked for again */
  verdict = luukku_inbox_check (f->inbox, FIXTURE_CHANNEL, "t1", unsigned_text);
  g_assert_true (luukku_inbox_approve (f->inbox, FIXTURE_CHANNEL, "t1", verdict, "Only letters", NULL));
  fixture_set_full (f, TRUE);
  assert_fails (f, "t1", unsigned_text, LUUKKU_ERROR_DISK_FULL);
  fixture_set_full (f, FALSE);
  g_assert_cmpint (submit (f, unsigned_text, NULL), ==, LUUKKU_SUBMIT_QUEUED);
}

/* --- the platform takes no answer */
static void
test_takes_no_answer (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GError) error = NULL;
  LuukkuThread *thread = luukku_thread_new ("t9");

  fixture_go_up (f, FALSE);
  thread->can_reply = FALSE;
  g_ptr_array_add (batch->threads, thread);
  g_ptr_array_add (batch->messages, fixture_message ("t9", "m9", LUUKKU_DIRECTION_IN, "Hei", FIXTURE_NOW));
  g_assert_true (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, &error));
  g_assert_cmpint (
      luukku_inbox_submit (f->inbox, FIXTURE_CHANNEL, "t9", "Hello." FIXTURE_SIGNATURE, NULL, NULL, &error),
      ==, LUUKKU_SUBMIT_FAILED);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_assert_cmpuint (f->sender->sent->len, ==, 0);
  g_clear_error (&error);
  thread->can_reply = TRUE; /* it can be answered again */
  g_assert_true (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, &error));
  g_assert_cmpint (
      luukku_inbox_submit (f->inbox, FIXTURE_CHANNEL, "t9", "Hello." FIXTURE_SIGNATURE, NULL, NULL, &error),
      !=, LUUKKU_SUBMIT_FAILED); /* the gate looks at it now */
}

int
main (int argc, char **argv)
{
  int result = 0;

  g_test_init (&argc, &argv, NULL);
  logged = g_string_new (NULL);
  g_log_set_default_handler (on_log, NULL);
  g_test_add_func ("/inbox/out/bad", test_submit_bad);
  g_test_add_func ("/inbox/out/plain-text", test_submit_plain_text);
  g_test_add_func ("/inbox/out/read-only", test_read_only);
  g_test_add_func ("/inbox/out/held", test_held);
  g_test_add_func ("/inbox/out/held-by-front-end", test_held_by_front_end);
  g_test_add_func ("/inbox/out/approved", test_approved);
  g_test_add_func ("/inbox/out/discard", test_discard);
  g_test_add_func ("/inbox/out/held-on-closed-case", test_held_on_closed_case);
  g_test_add_func ("/inbox/out/no-pack", test_no_pack);
  g_test_add_func ("/inbox/out/foreign", test_foreign);
  g_test_add_func ("/inbox/out/foreign-approved", test_foreign_approved);
  g_test_add_func ("/inbox/out/check", test_check);
  g_test_add_func ("/inbox/out/takes-no-answer", test_takes_no_answer);
  g_test_add_func ("/inbox/drafts/200-held", test_drafts);
  g_test_add_func ("/inbox/drafts/saved", test_save_draft);
  g_test_add_func ("/inbox/drafts/code-nowhere", test_code_nowhere);
  g_test_add_func ("/inbox/drafts/text-where-it-belongs", test_text_only_where_it_belongs);
  g_test_add_func ("/inbox/drafts/full-disk", test_full_disk);
  result = g_test_run ();
  g_string_free (logged, TRUE);
  return result;
}
