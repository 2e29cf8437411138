/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-inbox-writing.c: what a person who writes is kept from: a message that came meanwhile, a reply that
 * cannot be taken back; and what colleagues write to each other stays among them. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-writing.h"
#include "inbox/luukku-notes.h"
#include "rules/luukku-rules.h"

#include "luukku-inbox-fixture.h"

#define HELLO "The library opens at ten." FIXTURE_SIGNATURE
#define UNDO (5 * G_TIME_SPAN_SECOND)

static Fixture *
up_at (Fixture *f)
{
  fixture_sign_in (f);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "When does the library open?");
  fixture_go_up (f, TRUE);
  return f;
}

static Fixture *
up (void)
{
  return up_at (fixture_new ());
}

static void
advance (Fixture *f, gint64 span)
{
  luukku_manual_clock_advance (f->clock, span);
  fixture_settle ();
}

static char *
draft_of (Fixture *f)
{
  return luukku_inbox_get_draft (f->inbox, FIXTURE_CHANNEL, "t1");
}

/* --- taking back */
static void
test_undo_waits (void)
{
  g_autoptr (Fixture) f = up ();
  g_autoptr (LuukkuReply) waiting = NULL;
  gint64 reply;

  luukku_inbox_set_undo (f->inbox, UNDO);
  reply = fixture_submit (f, "t1", HELLO);
  g_assert_cmpuint (f->sender->sent->len, ==, 0);
  waiting = luukku_inbox_find_undoable (f->inbox, fixture_conversation (f, "t1"));
  g_assert_cmpint (waiting->id, ==, reply);
  g_assert_cmpint (waiting->undo_until, ==, FIXTURE_NOW + UNDO);
  advance (f, UNDO - 1);
  g_assert_cmpuint (f->sender->sent->len, ==, 0);
  advance (f, 1);
  g_assert_cmpuint (f->sender->sent->len, ==, 1);
  g_assert_null (luukku_inbox_find_undoable (f->inbox, fixture_conversation (f, "t1")));
  fake_answer_id (f->sender, "p1");
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_SENT);
}

static void
test_undo_taken (void)
{
  g_autoptr (Fixture) f = up ();
  g_autoptr (GError) error = NULL;
  g_autofree char *draft = NULL;
  gint64 reply;

  luukku_inbox_set_undo (f->inbox, UNDO);
  reply = fixture_submit (f, "t1", HELLO);
  g_assert_true (luukku_inbox_take_back (f->inbox, reply, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_FAILED);
  draft = draft_of (f);
  g_assert_cmpstr (draft, ==, HELLO);
  advance (f, G_TIME_SPAN_HOUR);
  g_assert_cmpuint (f->sender->sent->len, ==, 0);
  g_assert_cmpint (fixture_waiting_since (f, "t1"), ==, FIXTURE_NOW); /* nothing was answered */
}

static void
test_undo_too_late (void)
{
  g_autoptr (Fixture) f = up ();
  g_autoptr (GError) error = NULL;
  gint64 reply;

  luukku_inbox_set_undo (f->inbox, UNDO);
  reply = fixture_submit (f, "t1", HELLO);
  advance (f, UNDO);
  g_assert_false (luukku_inbox_take_back (f->inbox, reply, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  fake_answer_id (f->sender, "p1");
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_SENT);
}

static void
test_undo_now (void)
{
  g_autoptr (Fixture) f = up ();
  g_autoptr (GError) error = NULL;
  gint64 reply;

  luukku_inbox_set_undo (f->inbox, UNDO);
  reply = fixture_submit (f, "t1", HELLO);
  g_assert_true (luukku_inbox_send_now (f->inbox, reply, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (f->sender->sent->len, ==, 1);
  fake_answer_id (f->sender, "p1");
}

/* What follows in the same conversation waits behind it; another conversation does not. */
static void
test_undo_order (void)
{
  g_autoptr (Fixture) f = up ();
  g_autoptr (GError) error = NULL;
  gint64 second;

  fixture_receive (f, "t2", "n1", LUUKKU_DIRECTION_IN, "And the swimming hall?");
  luukku_inbox_set_undo (f->inbox, UNDO);
  fixture_submit (f, "t1", HELLO);
  advance (f, G_TIME_SPAN_SECOND);
  second = fixture_submit (f, "t1", "Once more: at ten." FIXTURE_SIGNATURE);
  g_assert_true (luukku_inbox_send_now (f->inbox, second, &error));
  g_assert_cmpuint (f->sender->sent->len, ==, 0); /* not past the first one */
  luukku_inbox_set_undo (f->inbox, 0);
  fixture_submit (f, "t2", HELLO);
  g_assert_cmpuint (f->sender->sent->len, ==, 1);
  fake_answer_id (f->sender, "p1");
  advance (f, 4 * G_TIME_SPAN_SECOND);
  g_assert_cmpstr (g_ptr_array_index (f->sender->sent, 1), ==, HELLO);
  fake_answer_id (f->sender, "p2");
  g_assert_cmpuint (f->sender->sent->len, ==, 3);
}

/* The machine's clock is put back: the reply does not wait for the old time to come again. */
static void
test_undo_clock_back (void)
{
  g_autoptr (Fixture) f = up ();
  gint64 reply;

  luukku_inbox_set_undo (f->inbox, UNDO);
  reply = fixture_submit (f, "t1", HELLO);
  luukku_manual_clock_set (f->clock, FIXTURE_NOW - G_TIME_SPAN_HOUR);
  advance (f, UNDO);
  g_assert_cmpuint (f->sender->sent->len, ==, 1);
  fake_answer_id (f->sender, "p1");
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_SENT);
}

/* The program dies while the reply can be taken back: nothing is lost, nothing leaves unasked. @later: how
 * long afterwards it is started again. */
static void
crash_while_waiting (gint64 later)
{
  g_autoptr (Fixture) f = up_at (fixture_new_in_file ());
  g_autofree char *draft = NULL;
  gint64 reply;

  luukku_inbox_set_undo (f->inbox, UNDO);
  reply = fixture_submit (f, "t1", HELLO);
  fixture_close (f);
  luukku_manual_clock_advance (f->clock, later);
  fixture_open (f);
  fixture_sign_in (f);
  fixture_go_up (f, TRUE);
  advance (f, G_TIME_SPAN_HOUR);
  g_assert_cmpuint (f->sender->sent->len, ==, 0);
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_FAILED);
  draft = draft_of (f);
  g_assert_cmpstr (draft, ==, HELLO);
}

static void
test_undo_crash (void)
{
  crash_while_waiting (0);
  crash_while_waiting (G_TIME_SPAN_SECOND);
  crash_while_waiting (G_TIME_SPAN_DAY);
}

/* It was let go before the end, and the call had failed: the person's word stands. */
static void
test_undo_let_go (void)
{
  static const LuukkuFaultInfo retry = { .retryable = TRUE };
  g_autoptr (Fixture) f = up_at (fixture_new_in_file ());
  gint64 reply;

  luukku_inbox_set_undo (f->inbox, UNDO);
  reply = fixture_submit (f, "t1", HELLO);
  advance (f, UNDO);
  fake_answer_fault (f->sender, LUUKKU_FAULT_NETWORK, retry);
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_QUEUED);
  fixture_close (f);
  fixture_open (f);
  fixture_go_up (f, TRUE);
  advance (f, G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (f->sender->sent->len, ==, 2);
  fake_answer_id (f->sender, "p1");
  g_assert_cmpint (fixture_state (f, reply), ==, LUUKKU_REPLY_SENT);
}

/* --- newer messages */
static void
begin (Fixture *f)
{
  luukku_inbox_begin_writing (f->inbox, FIXTURE_CHANNEL, "t1");
}

/* Returns: (transfer full) (nullable): the sentence about newer messages in the check of HELLO. */
static char *
newer (Fixture *f)
{
  g_autoptr (LuukkuVerdict) verdict = luukku_inbox_check (f->inbox, FIXTURE_CHANNEL, "t1", HELLO);
  GPtrArray *findings = luukku_verdict_get_findings (verdict);

  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (g_ptr_array_index (findings, i));

    if (g_str_equal (finding->kind, LUUKKU_RULES_NEWER_KIND))
      return g_strdup (finding->message);
  }
  return NULL;
}

static void
test_newer (void)
{
  g_autoptr (Fixture) f = up ();
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autoptr (LuukkuVerdict) verdict = NULL;
  g_autoptr (LuukkuVerdict) third = NULL;
  g_autoptr (GError) error = NULL;

  begin (f);
  g_assert_null (newer (f));
  fixture_receive (f, "t1", "m2", LUUKKU_DIRECTION_IN, "And on Sunday?");
  one = newer (f);
  g_assert_true (g_str_has_prefix (one, "1 new message has come"));
  begin (f); /* the next key changes nothing */
  fixture_receive (f, "t1", "m3", LUUKKU_DIRECTION_IN, "Or on Monday?");
  two = newer (f);
  g_assert_true (g_str_has_prefix (two, "2 new messages have come"));
  g_assert_cmpint (luukku_inbox_submit (f->inbox, FIXTURE_CHANNEL, "t1", HELLO, &verdict, NULL, &error), ==,
                   LUUKKU_SUBMIT_HELD);
  g_assert_no_error (error);
  g_assert_true (luukku_inbox_approve (f->inbox, FIXTURE_CHANNEL, "t1", verdict, NULL, &error));
  /* Who has passed two has not seen a third. */
  fixture_receive (f, "t1", "m4", LUUKKU_DIRECTION_IN, "Never mind.");
  g_assert_cmpint (luukku_inbox_submit (f->inbox, FIXTURE_CHANNEL, "t1", HELLO, &third, NULL, &error), ==,
                   LUUKKU_SUBMIT_HELD);
  g_assert_true (luukku_inbox_approve (f->inbox, FIXTURE_CHANNEL, "t1", third, NULL, &error));
  fixture_submit (f, "t1", HELLO);
  fake_answer_id (f->sender, "p1");
  g_assert_null (newer (f)); /* the answer has left: the next one begins anew */
}

/* Who was told and goes on writing is asked about what comes after that only; our own words are no news. */
static void
test_newer_read (void)
{
  g_autoptr (Fixture) f = up ();
  g_autofree char *one = NULL;

  begin (f);
  fixture_receive (f, "t1", "m2", LUUKKU_DIRECTION_IN, "And on Sunday?");
  luukku_inbox_note_read (f->inbox, FIXTURE_CHANNEL, "t1");
  g_assert_null (newer (f));
  fixture_receive (f, "t1", "o1", LUUKKU_DIRECTION_OUT_OTHER, "We are on it.");
  g_assert_null (newer (f));
  fixture_receive (f, "t1", "m3", LUUKKU_DIRECTION_IN, "Thanks");
  one = newer (f);
  g_assert_true (g_str_has_prefix (one, "1 new"));
  luukku_inbox_end_writing (f->inbox, FIXTURE_CHANNEL, "t1");
  g_assert_null (newer (f));
}

/* The draft knows from where it was begun, over a crash. */
static void
test_newer_crash (void)
{
  g_autoptr (Fixture) f = up_at (fixture_new_in_file ());
  g_autoptr (GError) error = NULL;
  g_autofree char *one = NULL;

  begin (f);
  g_assert_true (luukku_inbox_save_draft (f->inbox, FIXTURE_CHANNEL, "t1", "The library", &error));
  fixture_close (f);
  fixture_open (f);
  fixture_sign_in (f);
  fixture_go_up (f, TRUE);
  fixture_receive (f, "t1", "m2", LUUKKU_DIRECTION_IN, "And on Sunday?");
  begin (f); /* the draft is put into the entry again */
  one = newer (f);
  g_assert_true (g_str_has_prefix (one, "1 new"));
  g_assert_true (luukku_inbox_save_draft (f->inbox, FIXTURE_CHANNEL, "t1", "", &error));
  begin (f);
  g_assert_null (newer (f));
}

/* --- notes */
#define NOTE "Soitettu kirjastolle, avataan kymmeneltä. Tunnus 131052-308T."

static void
add_note (Fixture *f, const char *text)
{
  g_autoptr (GError) error = NULL;

  luukku_notes_add (f->inbox, fixture_conversation (f, "t1"), text, &error);
  g_assert_no_error (error);
}

static void
test_note (void)
{
  g_autoptr (Fixture) f = up ();
  g_autoptr (GPtrArray) notes = NULL;
  const LuukkuNote *note;
  guint cases = f->cases;

  add_note (f, "  " NOTE "\n");
  g_assert_cmpuint (f->cases, ==, cases + 1);
  notes = luukku_notes_list (f->inbox, fixture_conversation (f, "t1"), NULL);
  g_assert_cmpuint (notes->len, ==, 1);
  note = g_ptr_array_index (notes, 0);
  g_assert_cmpstr (note->author, ==, "Minna Esimerkki");
  g_assert_cmpint (note->at, ==, FIXTURE_NOW);
  g_assert_true (g_str_has_prefix (note->text, "Soitettu kirjastolle"));
  g_assert_null (strstr (note->text, "131052"));
  g_assert_nonnull (strstr (note->text, "•"));
}

static void
refuse_note (Fixture *f, gint64 conversation, const char *text, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (luukku_notes_add (f->inbox, conversation, text, &error));
  g_assert_error (error, LUUKKU_ERROR, code);
}

static void
test_note_bad (void)
{
  g_autoptr (Fixture) f = up ();
  g_autofree char *endless = g_strnfill (LUUKKU_NOTES_MAX + 1, 'x');

  refuse_note (f, fixture_conversation (f, "t1"), " \n", LUUKKU_ERROR_INVALID_INPUT);
  refuse_note (f, fixture_conversation (f, "t1"), endless, LUUKKU_ERROR_TOO_LARGE);
  refuse_note (f, 4711, "x", LUUKKU_ERROR_NOT_FOUND);
}

static guint
found (Fixture *f, const char *question)
{
  g_autoptr (GPtrArray) hits = luukku_notes_search (f->inbox, question, 10, NULL);

  return hits->len;
}

/* Found by an inflected form, by who wrote it, and never by the search of residents' messages. */
static void
test_note_search (void)
{
  g_autoptr (Fixture) f = up ();
  g_autoptr (GArray) messages = NULL;

  add_note (f, NOTE);
  g_assert_cmpuint (found (f, "kirjasto"), ==, 1);
  g_assert_cmpuint (found (f, "kirjaston"), ==, 1);
  g_assert_cmpuint (found (f, "esimerkki"), ==, 1);
  g_assert_cmpuint (found (f, "131052"), ==, 0);
  g_assert_cmpuint (found (f, "library"), ==, 0);
  messages = luukku_inbox_search (f->inbox, "soitettu", 10, NULL, NULL);
  g_assert_cmpuint (messages->len, ==, 0);
}

/* A note is no draft, no reply and no line of a record. */
static void
test_note_stays_inside (void)
{
  g_autoptr (Fixture) f = up ();
  g_autofree char *draft = NULL;
  g_autofree char *record = NULL;
  g_autoptr (GError) error = NULL;
  gint64 count = 0;
  g_autoptr (LuukkuQuery) query = NULL;

  add_note (f, NOTE);
  draft = draft_of (f);
  g_assert_null (draft);
  fixture_submit (f, "t1", HELLO);
  g_assert_null (strstr (g_ptr_array_index (f->sender->sent, 0), "Soitettu"));
  fake_answer_id (f->sender, "p1");
  record = luukku_inbox_archive (f->inbox, fixture_conversation (f, "t1"), 0, "other", NULL, NULL, &error);
  g_assert_no_error (error);
  query =
      luukku_query_new (luukku_store_get_db (f->store),
                        "SELECT count (*) FROM case_blob WHERE instr (bytes, cast ('Soitettu' AS BLOB)) > 0");
  g_assert_true (luukku_query_run_int (query, 0, &count, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count, ==, 0);
}

/* --- later */
static gint64
later_at (Fixture *f)
{
  g_autoptr (LuukkuCase) item = fixture_case (f, "t1");

  return luukku_case_peek (item)->later_at;
}

static void
put_off (Fixture *f, gint64 at)
{
  g_autoptr (GError) error = NULL;

  luukku_inbox_put_off (f->inbox, fixture_conversation (f, "t1"), at, &error);
  g_assert_no_error (error);
}

static void
test_later (void)
{
  g_autoptr (Fixture) f = up ();
  g_autoptr (GError) error = NULL;
  gint64 at = FIXTURE_NOW + G_TIME_SPAN_HOUR;

  put_off (f, at);
  g_assert_cmpint (later_at (f), ==, at);
  g_assert_cmpint (fixture_waiting_since (f, "t1"), ==, FIXTURE_NOW); /* the duty does not wait */
  g_assert_cmpuint (fixture_steps (f, LUUKKU_CASE_EVENT_PUT_OFF, NULL, NULL), ==, 1);
  fixture_receive (f, "t1", "m2", LUUKKU_DIRECTION_IN, "And on Sunday?");
  g_assert_cmpint (later_at (f), ==, 0);
  put_off (f, at);
  put_off (f, 0);
  g_assert_cmpint (later_at (f), ==, 0);
  g_assert_false (luukku_inbox_put_off (f->inbox, fixture_conversation (f, "t1"),
                                        FIXTURE_NOW - G_TIME_SPAN_HOUR, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
}

int
main (int argc, char **argv)
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inbox/undo/waits", test_undo_waits);
  g_test_add_func ("/inbox/undo/taken", test_undo_taken);
  g_test_add_func ("/inbox/undo/too-late", test_undo_too_late);
  g_test_add_func ("/inbox/undo/now", test_undo_now);
  g_test_add_func ("/inbox/undo/order", test_undo_order);
  g_test_add_func ("/inbox/undo/clock-back", test_undo_clock_back);
  g_test_add_func ("/inbox/undo/crash", test_undo_crash);
  g_test_add_func ("/inbox/undo/let-go", test_undo_let_go);
  g_test_add_func ("/inbox/newer/held", test_newer);
  g_test_add_func ("/inbox/newer/read", test_newer_read);
  g_test_add_func ("/inbox/newer/crash", test_newer_crash);
  g_test_add_func ("/inbox/note/written", test_note);
  g_test_add_func ("/inbox/note/bad", test_note_bad);
  g_test_add_func ("/inbox/note/search", test_note_search);
  g_test_add_func ("/inbox/note/stays-inside", test_note_stays_inside);
  g_test_add_func ("/inbox/later/case", test_later);
  return g_test_run ();
}
