/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-store-replies.c: the outbox with every arrow of its states, drafts, decisions. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-replies.h"

#include "luukku-store-fixture.h"

#define N_STATES (LUUKKU_REPLY_UNCERTAIN + 1)

static void
set_up (StoreFixture *f, gconstpointer data)
{
  fixture_set_up (f, data);
  fixture_put_in (f->store, "m_in", "Milloin kirjasto on auki?", FIXTURE_NOW - 10);
}

static gint64
add_reply (StoreFixture *f)
{
  LuukkuReplyInit init = { .conversation = fixture_conversation (f->store),
                           .text = "Kello 10-18. Terveisin Maija",
                           .sender = "Maija",
                           .permit = "{\"verdict\":\"pass\"}" };
  g_autoptr (GError) error = NULL;
  gint64 id = luukku_store_add_reply (f->store, &init, &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  return id;
}

static void
move_to (StoreFixture *f, gint64 id, LuukkuReplyState state)
{
  g_autoptr (GError) error = NULL;

  luukku_store_set_reply_state (f->store, id, state, NULL, 0, &error);
  g_assert_no_error (error);
}

static gint64
add_sending (StoreFixture *f)
{
  gint64 id = add_reply (f);

  move_to (f, id, LUUKKU_REPLY_SENDING);
  return id;
}

static void
test_add (StoreFixture *f, gconstpointer data)
{
  gint64 first = add_reply (f);
  gint64 second = add_reply (f);
  g_autoptr (LuukkuReply) reply = NULL;
  g_autoptr (LuukkuReply) other = NULL;

  fixture_reopen (f);
  reply = luukku_store_get_reply (f->store, first, NULL);
  other = luukku_store_get_reply (f->store, second, NULL);
  g_assert_cmpstr (reply->channel, ==, FIXTURE_CHANNEL);
  g_assert_cmpstr (reply->text, ==, "Kello 10-18. Terveisin Maija");
  g_assert_cmpstr (reply->sender, ==, "Maija");
  g_assert_cmpstr (reply->permit, ==, "{\"verdict\":\"pass\"}");
  g_assert_cmpint (reply->state, ==, LUUKKU_REPLY_QUEUED);
  g_assert_cmpuint (reply->tries, ==, 0);
  g_assert_cmpint (reply->queued_at, ==, FIXTURE_NOW);
  g_assert_null (reply->platform_id);
  g_assert_cmpstr (reply->idempotency_key, !=, other->idempotency_key);
}

static void
test_add_refused (StoreFixture *f, gconstpointer data)
{
  LuukkuReplyInit nowhere = { .conversation = 99, .text = "x", .sender = "Maija", .permit = "{}" };
  LuukkuReplyInit empty = {
    .conversation = fixture_conversation (f->store), .text = "", .sender = "Maija", .permit = "{}"
  };
  LuukkuReplyInit ungated = { .conversation = fixture_conversation (f->store),
                              .text = "x",
                              .sender = "Maija" };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (luukku_store_add_reply (f->store, &nowhere, &error), ==, 0);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (luukku_store_add_reply (f->store, &empty, &error), ==, 0);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_cmpint (luukku_store_add_reply (f->store, &ungated, &error), ==, 0);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
}

/* A row in @state, by the shortest way. */
static gint64
add_in_state (StoreFixture *f, LuukkuReplyState state, const char *platform_id)
{
  gint64 id = add_reply (f);

  if (state == LUUKKU_REPLY_QUEUED)
    return id;
  move_to (f, id, LUUKKU_REPLY_SENDING);
  if (state == LUUKKU_REPLY_SENT)
    g_assert_true (luukku_store_set_reply_sent (f->store, id, platform_id, FIXTURE_NOW, NULL));
  else if (state != LUUKKU_REPLY_SENDING)
    move_to (f, id, state);
  return id;
}

static void
test_arrows (StoreFixture *f, gconstpointer data)
{
  /* From row to column; SENT is reached by luukku_store_set_reply_sent() only. */
  static const char *const allowed[N_STATES] = {
    [LUUKKU_REPLY_QUEUED] = ".S...", [LUUKKU_REPLY_SENDING] = "Q..FU",   [LUUKKU_REPLY_SENT] = ".....",
    [LUUKKU_REPLY_FAILED] = ".....", [LUUKKU_REPLY_UNCERTAIN] = "Q....",
  };

  for (guint from = 0; from < N_STATES; from++) {
    for (guint to = 0; to < N_STATES; to++) {
      g_autofree char *platform_id = g_strdup_printf ("m_%u_%u", from, to);
      gint64 id = add_in_state (f, (LuukkuReplyState) from, platform_id);
      g_autoptr (LuukkuReply) after = NULL;
      g_autoptr (GError) error = NULL;
      gboolean done = luukku_store_set_reply_state (f->store, id, (LuukkuReplyState) to, "why", 5, &error);

      after = luukku_store_get_reply (f->store, id, NULL);
      if (allowed[from][to] == '.') {
        g_assert_false (done);
        g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
        g_assert_cmpint (after->state, ==, from);
      } else {
        g_assert_no_error (error);
        g_assert_cmpint (after->state, ==, to);
        g_assert_cmpstr (after->error, ==, "why");
        g_assert_cmpint (after->next_try_at, ==, 5);
      }
    }
  }
}

static void
test_sent_only_on_its_way (StoreFixture *f, gconstpointer data)
{
  static const LuukkuReplyState states[] = { LUUKKU_REPLY_QUEUED, LUUKKU_REPLY_FAILED };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++) {
    gint64 id = add_in_state (f, states[i], NULL);
    g_autoptr (GError) error = NULL;

    g_assert_false (luukku_store_set_reply_sent (f->store, id, "m_x", FIXTURE_NOW, &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  }
  g_assert_true (luukku_store_set_reply_sent (f->store, add_in_state (f, LUUKKU_REPLY_UNCERTAIN, NULL), "m_y",
                                              FIXTURE_NOW, NULL));
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 2);
}

static void
test_comes_back_as_own (StoreFixture *f, gconstpointer data)
{
  gint64 id = add_sending (f);
  g_autoptr (LuukkuReply) reply = NULL;
  g_autoptr (LuukkuStoredMessage) row = NULL;
  g_autoptr (GError) error = NULL;
  gint64 message;

  g_assert_true (luukku_store_set_reply_sent (f->store, id, "m_own", FIXTURE_NOW, &error));
  g_assert_true (luukku_store_set_reply_sent (f->store, id, "m_own", FIXTURE_NOW, &error));
  g_assert_no_error (error);
  g_assert_false (luukku_store_set_reply_sent (f->store, id, "m_other", FIXTURE_NOW, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  message = fixture_put (f->store, "m_own", LUUKKU_DIRECTION_OUT_OTHER, "Kello 10-18. Terveisin Maija ",
                         FIXTURE_NOW, LUUKKU_INGEST_OWN);
  row = luukku_store_get_message (f->store, message, &error);
  g_assert_cmpint (luukku_message_get_direction (row->message), ==, LUUKKU_DIRECTION_OUT);
  g_assert_cmpstr (luukku_message_get_text (row->message), ==, "Kello 10-18. Terveisin Maija");
  g_assert_cmpuint (row->versions, ==, 0);
  reply = luukku_store_get_reply (f->store, id, &error);
  g_assert_cmpint (reply->state, ==, LUUKKU_REPLY_SENT);
  g_assert_cmpstr (reply->platform_id, ==, "m_own");
  g_assert_cmpuint (reply->tries, ==, 1);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 2);
}

static void
test_fetch_was_faster (StoreFixture *f, gconstpointer data)
{
  gint64 id = add_sending (f);
  g_autoptr (LuukkuStoredMessage) row = NULL;
  g_autoptr (GError) error = NULL;
  gint64 message;

  g_test_summary ("The fetch brought our reply before the send was answered: one message, and it is ours.");
  message =
      fixture_put (f->store, "m_own", LUUKKU_DIRECTION_OUT_OTHER, "as shown", FIXTURE_NOW, LUUKKU_INGEST_NEW);
  g_assert_true (luukku_store_set_reply_sent (f->store, id, "m_own", FIXTURE_NOW + 1, &error));
  g_assert_no_error (error);
  row = luukku_store_get_message (f->store, message, &error);
  g_assert_cmpint (luukku_message_get_direction (row->message), ==, LUUKKU_DIRECTION_OUT);
  g_assert_cmpstr (luukku_message_get_text (row->message), ==, "as shown");
  fixture_put (f->store, "m_own", LUUKKU_DIRECTION_OUT_OTHER, "as shown", FIXTURE_NOW, LUUKKU_INGEST_OWN);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 2);
}

static void
test_strange_number (StoreFixture *f, gconstpointer data)
{
  gint64 first = add_sending (f);
  gint64 second = add_sending (f);
  g_autoptr (LuukkuReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (luukku_store_set_reply_sent (f->store, first, "m_in", FIXTURE_NOW, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (luukku_store_set_reply_sent (f->store, first, "m_own", FIXTURE_NOW, &error));
  g_assert_false (luukku_store_set_reply_sent (f->store, second, "m_own", FIXTURE_NOW, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (luukku_store_set_reply_sent (f->store, second, "", FIXTURE_NOW, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  reply = luukku_store_get_reply (f->store, second, NULL);
  g_assert_cmpint (reply->state, ==, LUUKKU_REPLY_SENDING);
}

static guint
mark_all (StoreFixture *f)
{
  g_autoptr (LuukkuThread) thread = luukku_thread_new (FIXTURE_THREAD);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GError) error = NULL;

  thread->window_from = FIXTURE_NOW - 1;
  luukku_store_mark_disappeared (f->store, FIXTURE_CHANNEL, thread, seen, &ids, &error);
  g_assert_no_error (error);
  return ids->len;
}

static void
test_on_its_way_is_not_gone (StoreFixture *f, gconstpointer data)
{
  gint64 id = add_sending (f);

  g_assert_true (luukku_store_set_reply_sent (f->store, id, "m_own", FIXTURE_NOW, NULL));
  g_assert_cmpuint (mark_all (f), ==, 0);
  fixture_put (f->store, "m_own", LUUKKU_DIRECTION_OUT_OTHER, "shown", FIXTURE_NOW, LUUKKU_INGEST_OWN);
  g_assert_cmpuint (mark_all (f), ==, 1);
  fixture_put (f->store, "m_own", LUUKKU_DIRECTION_OUT_OTHER, "shown", FIXTURE_NOW, LUUKKU_INGEST_CHANGED);
}

static void
test_pending (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) pending = NULL;
  g_autoptr (GPtrArray) unsent = NULL;
  g_autoptr (GPtrArray) elsewhere = NULL;
  g_autoptr (GError) error = NULL;
  const LuukkuReply *reply;
  gint64 sending;

  add_in_state (f, LUUKKU_REPLY_QUEUED, NULL);
  sending = add_in_state (f, LUUKKU_REPLY_SENDING, NULL);
  add_in_state (f, LUUKKU_REPLY_SENT, "m_1");
  add_in_state (f, LUUKKU_REPLY_FAILED, NULL);
  add_in_state (f, LUUKKU_REPLY_UNCERTAIN, NULL);
  pending = luukku_store_list_pending (f->store, FIXTURE_CHANNEL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pending->len, ==, 3);
  unsent = luukku_store_list_unsent (f->store, fixture_conversation (f->store), &error);
  g_assert_cmpuint (unsent->len, ==, 4);
  elsewhere = luukku_store_list_pending (f->store, "facebook:2", &error);
  g_assert_cmpuint (elsewhere->len, ==, 0);

  fixture_reopen (f);
  g_assert_cmpint (luukku_store_recover_replies (f->store, "facebook:2", &error), ==, 0);
  g_assert_cmpint (luukku_store_recover_replies (f->store, FIXTURE_CHANNEL, &error), ==, 1);
  g_assert_cmpint (luukku_store_recover_replies (f->store, FIXTURE_CHANNEL, &error), ==, 0);
  g_clear_pointer (&pending, g_ptr_array_unref);
  pending = luukku_store_list_pending (f->store, FIXTURE_CHANNEL, &error);
  reply = g_ptr_array_index (pending, 1);
  g_assert_cmpint (reply->id, ==, sending);
  g_assert_cmpint (reply->state, ==, LUUKKU_REPLY_UNCERTAIN);
  g_assert_nonnull (reply->error);
}

static void
test_attacks (StoreFixture *f, gconstpointer data)
{
  static const char *const attacks[] = {
    "UPDATE reply SET text = 'x'",
    "UPDATE reply SET permit = '{}'",
    "UPDATE reply SET state = 0",
    "UPDATE reply SET platform_id = 'x'",
    "UPDATE message SET direction = 2",
    "UPDATE decision SET reason = 'x'",
    "DELETE FROM decision",
    "INSERT OR REPLACE INTO decision SELECT * FROM decision",
    "UPDATE reply SET sender = 'someone'",
  };
  LuukkuDecision decision = { .actor = "Maija", .outcome = "passed" };

  add_in_state (f, LUUKKU_REPLY_SENT, "m_1");
  g_assert_true (luukku_store_add_decision (f->store, &decision, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (attacks); i++) {
    g_test_message ("%s", attacks[i]);
    g_assert_cmpint (fixture_attack (f->path, attacks[i]), ==, SQLITE_CONSTRAINT_TRIGGER);
  }
}

static void
test_drafts (StoreFixture *f, gconstpointer data)
{
  gint64 conversation = fixture_conversation (f->store);
  g_autofree char *draft = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (luukku_store_get_draft (f->store, conversation, &error));
  g_assert_true (luukku_store_put_draft (f->store, conversation, "Hetunne on", &error));
  g_assert_true (luukku_store_put_draft (f->store, conversation, "Hetunne on 😀\n…", &error));
  fixture_reopen (f);
  draft = luukku_store_get_draft (f->store, conversation, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (draft, ==, "Hetunne on 😀\n…");
  g_assert_true (luukku_store_put_draft (f->store, conversation, "", &error));
  g_assert_null (luukku_store_get_draft (f->store, conversation, &error));
  g_assert_true (luukku_store_drop_draft (f->store, conversation, &error));
  g_assert_no_error (error);
  g_assert_false (luukku_store_put_draft (f->store, 99, "x", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
}

static void
test_decisions (StoreFixture *f, gconstpointer data)
{
  LuukkuDecision decision = { .conversation = fixture_conversation (f->store),
                              .actor = "Maija",
                              .outcome = "passed",
                              .rules = "signature;identity-code",
                              .reason = "urgent",
                              .pack = "rautalampi 1",
                              .pack_digest = "00" };
  LuukkuDecision elsewhere = { .actor = "Maija", .outcome = "passed" };
  g_autoptr (GError) error = NULL;

  g_assert_true (luukku_store_add_decision (f->store, &decision, &error));
  decision.outcome = "held";
  g_assert_true (luukku_store_add_decision (f->store, &decision, &error));
  g_assert_true (luukku_store_add_decision (f->store, &elsewhere, &error));
  g_assert_no_error (error);
  g_assert_cmpint (luukku_store_count_decisions (f->store, 0, "passed", &error), ==, 2);
  g_assert_cmpint (luukku_store_count_decisions (f->store, decision.conversation, "passed", &error), ==, 1);
  g_assert_cmpint (luukku_store_count_decisions (f->store, 0, "discarded", &error), ==, 0);
  decision.conversation = 99;
  g_assert_false (luukku_store_add_decision (f->store, &decision, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
}

#define ADD(path, function)                                                                                  \
  g_test_add ("/store/" path, StoreFixture, NULL, set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("replies/add", test_add);
  ADD ("replies/add-refused", test_add_refused);
  ADD ("replies/arrows", test_arrows);
  ADD ("replies/sent-only-on-its-way", test_sent_only_on_its_way);
  ADD ("replies/comes-back-as-own", test_comes_back_as_own);
  ADD ("replies/fetch-was-faster", test_fetch_was_faster);
  ADD ("replies/strange-number", test_strange_number);
  ADD ("replies/on-its-way-is-not-gone", test_on_its_way_is_not_gone);
  ADD ("replies/pending", test_pending);
  ADD ("replies/attacks", test_attacks);
  ADD ("drafts/values", test_drafts);
  ADD ("decisions/counts", test_decisions);
  return g_test_run ();
}
