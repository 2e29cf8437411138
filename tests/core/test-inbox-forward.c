/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-inbox-forward.c: a resident's message goes into the feedback system: what may leave, the log before it
 * does, once, and what becomes of a lost confirmation. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-inbox-fixture.h"

#include "evidence/luukku-chain.h"
#include "inbox/luukku-inbox-forward.h"

#define SYSTEM "open311:palaute"
#define TEXT "Liikennemerkki on kaatunut Torikadulla."

/* --- a feedback system */
typedef FakeSender FakeSystem;
typedef FakeSenderClass FakeSystemClass;

GType fake_system_get_type (void);

static gboolean
fake_system_can_forward (LuukkuSender *sender)
{
  return TRUE;
}

static void
fake_system_list_async (LuukkuSender *sender, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer data)
{
  fake_sender_call ((FakeSender *) sender, cancellable, callback, data);
}

static GPtrArray *
fake_system_list_finish (LuukkuSender *sender, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static char *conversation_id, *resident_id; /* of the newest call of send_async() */

static void
fake_system_send_async (LuukkuSender *sender, LuukkuSendRequest *request, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  g_free (conversation_id);
  g_free (resident_id);
  conversation_id = g_strdup (luukku_send_request_peek (request)->conversation_id);
  resident_id = g_strdup (luukku_send_request_peek (request)->resident_id);
  fake_sender_send_async (sender, request, cancellable, callback, data);
}

static void
fake_system_iface_init (LuukkuSenderInterface *iface)
{
  fake_asker_iface_init (iface);
  iface->send_async = fake_system_send_async;
  iface->can_forward = fake_system_can_forward;
  iface->list_services_async = fake_system_list_async;
  iface->list_services_finish = fake_system_list_finish;
}

G_DEFINE_TYPE_WITH_CODE (FakeSystem, fake_system, fake_sender_get_type (),
                         G_IMPLEMENT_INTERFACE (LUUKKU_TYPE_SENDER, fake_system_iface_init))

static void
fake_system_class_init (FakeSystemClass *klass)
{
}

static void
fake_system_init (FakeSystem *self)
{
}

/* --- the town */
static void
set_up (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  fixture_sign_in (f);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, TEXT);
  f->sender = g_object_new (fake_system_get_type (), NULL);
  luukku_inbox_add_channel (f->inbox, SYSTEM, "Palautepalvelu", LUUKKU_SENDER (f->sender), &error);
  g_assert_no_error (error);
  fixture_settle ();
}

static LuukkuForward
forward_of (const char *text)
{
  return (
      LuukkuForward){ .channel = SYSTEM, .service = "198", .service_name = "Liikennemerkit", .text = text };
}

typedef struct {
  char *number;
  GError *error;
  gboolean done;
} Outcome;

static void
on_forwarded (GObject *source, GAsyncResult *result, gpointer data)
{
  Outcome *outcome = data;

  outcome->number = luukku_inbox_forward_finish (LUUKKU_INBOX (source), result, &outcome->error);
  outcome->done = TRUE;
}

static void
outcome_clear (Outcome *outcome)
{
  g_free (outcome->number);
  g_clear_error (&outcome->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
forward (Fixture *f, const LuukkuForward *what, Outcome *outcome)
{
  outcome_clear (outcome);
  *outcome = (Outcome){ 0 };
  luukku_inbox_forward_async (f->inbox, fixture_conversation (f, "t1"), what, on_forwarded, outcome);
  fixture_settle ();
}

static GPtrArray *
list (Fixture *f)
{
  g_autoptr (LuukkuCase) item = fixture_case (f, "t1");
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = luukku_forwarding_list (f->store, luukku_case_peek (item)->number, &error);

  g_assert_no_error (error);
  return rows;
}

static void
assert_log (Fixture *f, guint count, LuukkuForwardingState state, const char *number)
{
  g_autoptr (GPtrArray) rows = list (f);
  const LuukkuForwarding *row;
  g_auto (LuukkuChainReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (rows->len, ==, count);
  row = rows->pdata[count - 1];
  g_assert_cmpint (row->state, ==, state);
  g_assert_cmpstr (row->number, ==, number);
  g_assert_cmpstr (row->channel, ==, SYSTEM);
  g_assert_cmpstr (row->actor, ==, "Minna Esimerkki");
  luukku_chain_verify (f->store, &report, &error);
  g_assert_no_error (error);
}

static void
test_forward (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  LuukkuForward what = forward_of (TEXT);
  g_auto (Outcome) outcome = { 0 };
  g_auto (GStrv) systems = NULL;
  g_autofree char *reply = NULL;

  set_up (f);
  systems = luukku_inbox_list_feedback (f->inbox);
  g_assert_cmpuint (g_strv_length (systems), ==, 1);
  g_assert_cmpstr (systems[0], ==, SYSTEM);
  what.name = "Tiina Testaaja";
  what.contact = "tiina@example.org";
  forward (f, &what, &outcome);
  assert_log (f, 1, LUUKKU_FORWARDING_OPEN, NULL); /* before it has left */
  g_assert_cmpstr (conversation_id, ==, "new:198");
  g_assert_null (resident_id); /* nobody has ticked it */
  fake_answer_id (f->sender, "abc123");
  g_assert_true (outcome.done);
  g_assert_no_error (outcome.error);
  g_assert_cmpstr (outcome.number, ==, "abc123");
  assert_log (f, 1, LUUKKU_FORWARDING_TAKEN, "abc123");
  forward (f, &what, &outcome); /* the same again */
  g_assert_error (outcome.error, LUUKKU_ERROR, LUUKKU_ERROR_EXISTS);
  g_assert_nonnull (strstr (outcome.error->message, "abc123"));
  g_assert_cmpuint (f->sender->sent->len, ==, 1);
  reply = luukku_inbox_forward_reply (f->inbox, fixture_conversation (f, "t1"), SYSTEM, "abc123", NULL);
  g_assert_nonnull (strstr (reply, "Palautteen numero on abc123"));
}

static void
test_contact (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  LuukkuForward what = forward_of (TEXT);
  g_auto (Outcome) outcome = { 0 };

  set_up (f);
  what.contact = "tiina@example.org";
  what.with_contact = TRUE;
  forward (f, &what, &outcome);
  g_assert_cmpstr (resident_id, ==, "tiina@example.org");
  fake_answer_id (f->sender, LUUKKU_FORWARD_TOKEN "tok-1");
  g_assert_cmpstr (outcome.number, ==, LUUKKU_FORWARD_TOKEN "tok-1");
  {
    g_autofree char *reply =
        luukku_inbox_forward_reply (f->inbox, fixture_conversation (f, "t1"), SYSTEM, outcome.number, NULL);

    g_assert_null (strstr (reply, "tok-1")); /* no number that the resident could use */
    g_assert_null (strchr (reply, '{'));
  }
}

static void
on_numbered (GObject *source, GAsyncResult *result, gpointer data)
{
  Outcome *outcome = data;

  outcome->number = luukku_inbox_ask_number_finish (LUUKKU_INBOX (source), result, &outcome->error);
  outcome->done = TRUE;
}

static void
ask_number (Fixture *f, Outcome *outcome)
{
  outcome_clear (outcome);
  *outcome = (Outcome){ 0 };
  luukku_inbox_ask_number_async (f->inbox, fixture_conversation (f, "t1"), on_numbered, outcome);
  fixture_settle ();
}

static void
test_number (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  const LuukkuForward what = forward_of (TEXT);
  g_auto (Outcome) outcome = { 0 };

  set_up (f);
  ask_number (f, &outcome); /* nothing was forwarded */
  g_assert_true (outcome.done);
  g_assert_null (outcome.number);
  forward (f, &what, &outcome);
  fake_answer_id (f->sender, LUUKKU_FORWARD_TOKEN "tok-1");
  ask_number (f, &outcome);
  fake_answer_id (f->sender, LUUKKU_FORWARD_TOKEN "tok-1"); /* not yet */
  g_assert_null (outcome.number);
  ask_number (f, &outcome);
  fake_answer_id (f->sender, "abc128");
  g_assert_cmpstr (outcome.number, ==, "abc128");
  assert_log (f, 1, LUUKKU_FORWARDING_TAKEN, "abc128");
  ask_number (f, &outcome); /* it is known: nobody is asked */
  g_assert_true (outcome.done);
  g_assert_cmpuint (f->sender->sent->len, ==, 1);
}

static void
test_never (void)
{
  static const struct {
    const char *text;
    gboolean with_contact;
    int code; /* 0: may leave */
  } rows[] = {
    { "Lyhyt", FALSE, LUUKKU_ERROR_INVALID_INPUT },
    { "          \n        ", FALSE, LUUKKU_ERROR_INVALID_INPUT },
    { "Katuvalo on rikki, henkilötunnukseni on 131052-308T.", TRUE, LUUKKU_ERROR_REFUSED },
    { "Katuvalo on rikki, henkilötunnukseni on 131052-308X.", TRUE, LUUKKU_ERROR_REFUSED }, /* mistyped */
    { "Katuvalo on rikki, tilini on FI21 1234 5600 0007 85.", TRUE, LUUKKU_ERROR_REFUSED },
    { "Katuvalo on rikki, soita 040 123 4567.", FALSE, LUUKKU_ERROR_REFUSED },
    { "Katuvalo on rikki, soita 040 123 4567.", TRUE, 0 },
    { "Katuvalo on rikki osoitteessa Torikatu 6.", FALSE, 0 }, /* the place is what it is about */
  };
  g_autoptr (Fixture) f = fixture_new ();

  set_up (f);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    LuukkuForward what = forward_of (rows[i].text);
    g_auto (Outcome) outcome = { 0 };

    g_test_message ("%s", rows[i].text);
    what.with_contact = rows[i].with_contact;
    if (rows[i].code == 0) {
      g_assert_true (luukku_inbox_check_forward (f->inbox, &what, &outcome.error));
      g_assert_no_error (outcome.error);
      continue;
    }
    forward (f, &what, &outcome);
    g_assert_error (outcome.error, LUUKKU_ERROR, rows[i].code);
    g_assert_null (strstr (outcome.error->message, "131052"));
  }
  g_assert_cmpuint (f->sender->sent->len, ==, 0);
  {
    g_autoptr (GPtrArray) log = list (f);

    g_assert_cmpuint (log->len, ==, 0);
  }
}

/* What the resident wrote comes into the form without codes. */
static void
test_words (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autofree char *words = NULL;

  set_up (f);
  fixture_receive (f, "t1", "m2", LUUKKU_DIRECTION_IN, "Tunnukseni on 131052-308T, valo on rikki.");
  words = luukku_inbox_forward_words (f->inbox, fixture_conversation (f, "t1"));
  g_assert_null (strstr (words, "131052"));
  g_assert_nonnull (strstr (words, "valo on rikki"));
}

static void
test_refused (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  const LuukkuForward what = forward_of (TEXT);
  g_auto (Outcome) outcome = { 0 };

  set_up (f);
  forward (f, &what, &outcome);
  fake_answer_fault (f->sender, LUUKKU_FAULT_PERMISSION, (LuukkuFaultInfo){ 0 });
  g_assert_error (outcome.error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  assert_log (f, 1, LUUKKU_FORWARDING_NOT_TAKEN, NULL);
  forward (f, &what, &outcome); /* a person tries again: nothing stands there */
  g_assert_cmpuint (f->sender->found->len, ==, 0);
  fake_answer_id (f->sender, "abc124");
  assert_log (f, 2, LUUKKU_FORWARDING_TAKEN, "abc124");
}

static const LuukkuFaultInfo lost = { .ambiguous_send = TRUE };

static void
test_lost_and_found (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  const LuukkuForward what = forward_of (TEXT);
  g_auto (Outcome) outcome = { 0 };

  set_up (f);
  forward (f, &what, &outcome);
  fake_answer_fault (f->sender, LUUKKU_FAULT_SERVER, lost);
  g_assert_cmpuint (f->sender->found->len, ==, 1);
  g_assert_false (outcome.done);
  fake_answer_id (f->sender, "abc125");
  g_assert_cmpstr (outcome.number, ==, "abc125");
  g_assert_cmpuint (f->sender->sent->len, ==, 1); /* once */
  assert_log (f, 1, LUUKKU_FORWARDING_TAKEN, "abc125");
}

/* Nobody knows: not sent again by itself, nor by a person who has not looked. */
static void
test_doubt (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  LuukkuForward what = forward_of (TEXT);
  g_auto (Outcome) outcome = { 0 };

  set_up (f);
  forward (f, &what, &outcome);
  fake_answer_fault (f->sender, LUUKKU_FAULT_SERVER, lost);
  fake_answer_fault (f->sender, LUUKKU_FAULT_BAD_REQUEST, (LuukkuFaultInfo){ 0 });
  g_assert_error (outcome.error, LUUKKU_ERROR, LUUKKU_ERROR_BUSY);
  assert_log (f, 1, LUUKKU_FORWARDING_OPEN, NULL);
  forward (f, &what, &outcome);
  g_assert_cmpuint (f->sender->sent->len, ==, 1); /* looked up first */
  g_assert_cmpuint (f->sender->found->len, ==, 2);
  fake_answer_fault (f->sender, LUUKKU_FAULT_BAD_REQUEST, (LuukkuFaultInfo){ 0 });
  g_assert_error (outcome.error, LUUKKU_ERROR, LUUKKU_ERROR_BUSY);
  what.again = TRUE; /* a person has looked */
  forward (f, &what, &outcome);
  g_assert_cmpuint (f->sender->sent->len, ==, 2);
  fake_answer_id (f->sender, "abc126");
  assert_log (f, 2, LUUKKU_FORWARDING_TAKEN, "abc126");
}

/* The program ended between leaving and the answer: the log remembers it. */
static void
test_crash (void)
{
  g_autoptr (Fixture) f = fixture_new_in_file ();
  const LuukkuForward what = forward_of (TEXT);
  g_auto (Outcome) outcome = { 0 };

  set_up (f);
  forward (f, &what, &outcome);
  fake_answer_fault (f->sender, LUUKKU_FAULT_CANCELLED, lost);
  fake_answer_fault (f->sender, LUUKKU_FAULT_CANCELLED, (LuukkuFaultInfo){ 0 });
  fixture_close (f);
  fixture_open (f);
  g_clear_object (&f->sender);
  {
    g_autoptr (GError) error = NULL;

    f->sender = g_object_new (fake_system_get_type (), NULL);
    luukku_inbox_add_channel (f->inbox, SYSTEM, "Palautepalvelu", LUUKKU_SENDER (f->sender), &error);
    g_assert_no_error (error);
    fixture_settle ();
  }
  forward (f, &what, &outcome);
  g_assert_cmpuint (f->sender->sent->len, ==, 0);
  g_assert_cmpuint (f->sender->found->len, ==, 1);
  fake_answer_id (f->sender, NULL); /* certainly not there */
  g_assert_cmpuint (f->sender->sent->len, ==, 1);
  fake_answer_id (f->sender, "abc127");
  assert_log (f, 2, LUUKKU_FORWARDING_TAKEN, "abc127");
}

static void
test_no_system (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  const LuukkuForward what = forward_of (TEXT);
  g_auto (Outcome) outcome = { 0 };
  g_auto (GStrv) systems = NULL;

  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, TEXT);
  systems = luukku_inbox_list_feedback (f->inbox);
  g_assert_cmpuint (g_strv_length (systems), ==, 0);
  forward (f, &what, &outcome);
  g_assert_error (outcome.error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inbox/forward/taken", test_forward);
  g_test_add_func ("/inbox/forward/contact", test_contact);
  g_test_add_func ("/inbox/forward/number", test_number);
  g_test_add_func ("/inbox/forward/never", test_never);
  g_test_add_func ("/inbox/forward/words", test_words);
  g_test_add_func ("/inbox/forward/refused", test_refused);
  g_test_add_func ("/inbox/forward/lost-and-found", test_lost_and_found);
  g_test_add_func ("/inbox/forward/doubt", test_doubt);
  g_test_add_func ("/inbox/forward/crash", test_crash);
  g_test_add_func ("/inbox/forward/no-system", test_no_system);
  return g_test_run ();
}
