/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-store-cases.c: numbers, states, clock and steps of cases, and the inbox list. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-cases.h"

#include "luukku-store-fixture.h"

/* 2026-12-31T22:30:00Z is half an hour into 2027 in Finland. */
#define NEW_YEAR_IN_FINLAND G_GINT64_CONSTANT (1798756200000000)

static gint64
new_conversation (LuukkuStore *store, const char *thread_id, const char *resident)
{
  g_autoptr (LuukkuThread) thread = luukku_thread_new (thread_id);
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  thread->resident_name = g_strdup (resident);
  luukku_store_put_thread (store, FIXTURE_CHANNEL, thread, &id, &error);
  g_assert_no_error (error);
  return id;
}

/* Returns: (transfer full). */
static LuukkuCase *
happen (LuukkuStore *store, gint64 conversation, LuukkuCaseEvent event, gint64 at)
{
  LuukkuCaseNote note = { .actor = "Maija", .at = at };
  g_autoptr (GError) error = NULL;
  LuukkuCase *item = luukku_store_case_event (store, conversation, event, &note, &error);

  g_assert_no_error (error);
  g_assert_nonnull (item);
  return item;
}

static void
happen_to (LuukkuStore *store, gint64 conversation, LuukkuCaseEvent event, gint64 at)
{
  g_autoptr (LuukkuCase) item = happen (store, conversation, event, at);

  g_assert_cmpint (luukku_case_peek (item)->conversation, ==, conversation);
}

static void
assert_cannot (LuukkuStore *store, gint64 conversation, LuukkuCaseEvent event, LuukkuError code)
{
  LuukkuCaseNote note = { .actor = "Maija", .at = FIXTURE_NOW };
  g_autoptr (GError) error = NULL;

  g_assert_null (luukku_store_case_event (store, conversation, event, &note, &error));
  g_assert_error (error, LUUKKU_ERROR, (int) code);
}

/* --- numbers */

static void
assert_number (LuukkuStore *store, const char *thread, gint64 at, const char *number)
{
  g_autoptr (LuukkuCase) item =
      happen (store, new_conversation (store, thread, NULL), LUUKKU_CASE_EVENT_MESSAGE_IN, at);
  g_autoptr (LuukkuCase) found = NULL;

  g_assert_cmpstr (luukku_case_peek (item)->number, ==, number);
  found = luukku_store_get_case (store, number, NULL);
  g_assert_nonnull (found);
  g_assert_cmpint (luukku_case_peek (found)->id, ==, luukku_case_peek (item)->id);
}

static gboolean
open_and_fail (LuukkuStore *store, gpointer data, GError **error)
{
  assert_number (store, "t_undone", FIXTURE_NOW, "LUU-2026-000003");
  luukku_set_error (error, LUUKKU_ERROR_FAILED, "The test wants it so.");
  return FALSE;
}

static void
test_numbers (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_test_summary ("The year is Finland's, and a case that was undone leaves no hole.");
  assert_number (f->store, "t_1", FIXTURE_NOW, "LUU-2026-000001");
  assert_number (f->store, "t_2", NEW_YEAR_IN_FINLAND - 31 * G_TIME_SPAN_MINUTE, "LUU-2026-000002");
  assert_number (f->store, "t_3", NEW_YEAR_IN_FINLAND, "LUU-2027-000001");
  g_assert_false (luukku_store_transaction (f->store, open_and_fail, NULL, NULL));
  fixture_reopen (f);
  assert_number (f->store, "t_4", FIXTURE_NOW, "LUU-2026-000003");
  g_assert_null (luukku_store_get_case (f->store, "LUU-2026-000004", &error));
  g_assert_no_error (error);
}

static void
test_bad_time (StoreFixture *f, gconstpointer data)
{
  gint64 conversation = new_conversation (f->store, "t_1", NULL);
  LuukkuCaseNote note = { .actor = "resident", .at = G_MAXINT64 };
  g_autoptr (GError) error = NULL;

  g_assert_null (
      luukku_store_case_event (f->store, conversation, LUUKKU_CASE_EVENT_MESSAGE_IN, &note, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_assert_cmpint (fixture_ask (f->store, "SELECT count (*) FROM case_item"), ==, 0);
}

/* --- life */

static void
assert_case (LuukkuStore *store, gint64 conversation, LuukkuCaseState state, gint64 waiting_since,
             gint64 answered_at)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (store, conversation, NULL);

  g_assert_nonnull (item);
  g_assert_cmpint (luukku_case_peek (item)->state, ==, state);
  g_assert_cmpint (luukku_case_peek (item)->waiting_since, ==, waiting_since);
  g_assert_cmpint (luukku_case_peek (item)->answered_at, ==, answered_at);
}

static void
test_clock (StoreFixture *f, gconstpointer data)
{
  gint64 conversation = new_conversation (f->store, "t_1", NULL);

  happen_to (f->store, conversation, LUUKKU_CASE_EVENT_MESSAGE_IN, 100);
  assert_case (f->store, conversation, LUUKKU_CASE_NEW, 100, 0);
  happen_to (f->store, conversation, LUUKKU_CASE_EVENT_MESSAGE_IN, 200);
  assert_case (f->store, conversation, LUUKKU_CASE_NEW, 100, 0);
  happen_to (f->store, conversation, LUUKKU_CASE_EVENT_MESSAGE_IN, 50);
  assert_case (f->store, conversation, LUUKKU_CASE_NEW, 50, 0);
  happen_to (f->store, conversation, LUUKKU_CASE_EVENT_TAKEN, 300);
  happen_to (f->store, conversation, LUUKKU_CASE_EVENT_REPLY_HELD, 310);
  assert_case (f->store, conversation, LUUKKU_CASE_OPEN, 50, 0);
  happen_to (f->store, conversation, LUUKKU_CASE_EVENT_REPLY_DELIVERED, 400);
  assert_case (f->store, conversation, LUUKKU_CASE_ANSWERED, 0, 400);
  happen_to (f->store, conversation, LUUKKU_CASE_EVENT_MESSAGE_IN, 500);
  assert_case (f->store, conversation, LUUKKU_CASE_OPEN, 500, 400);
  happen_to (f->store, conversation, LUUKKU_CASE_EVENT_CLOSED, 600);
  assert_case (f->store, conversation, LUUKKU_CASE_CLOSED, 500, 400);
  happen_to (f->store, conversation, LUUKKU_CASE_EVENT_REOPENED, 700);
  assert_case (f->store, conversation, LUUKKU_CASE_OPEN, 500, 400);
}

static void
test_new_case_after_closed (StoreFixture *f, gconstpointer data)
{
  gint64 conversation = new_conversation (f->store, "t_1", NULL);
  g_autoptr (LuukkuCase) first = happen (f->store, conversation, LUUKKU_CASE_EVENT_MESSAGE_IN, FIXTURE_NOW);
  g_autoptr (LuukkuCase) second = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GError) error = NULL;
  const LuukkuCaseStep *step;

  happen_to (f->store, conversation, LUUKKU_CASE_EVENT_TAKEN, FIXTURE_NOW + 1);
  happen_to (f->store, conversation, LUUKKU_CASE_EVENT_CLOSED, FIXTURE_NOW + 2);
  second = happen (f->store, conversation, LUUKKU_CASE_EVENT_MESSAGE_IN, FIXTURE_NOW + 3);
  g_assert_cmpstr (luukku_case_peek (second)->number, ==, "LUU-2026-000002");
  g_assert_null (luukku_case_peek (second)->handler);
  assert_case (f->store, conversation, LUUKKU_CASE_NEW, FIXTURE_NOW + 3, 0);
  steps = luukku_store_list_steps (f->store, luukku_case_peek (first)->id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (steps->len, ==, 3);
  step = g_ptr_array_index (steps, 1);
  g_assert_cmpint (step->event, ==, LUUKKU_CASE_EVENT_TAKEN);
  g_assert_cmpint (step->at, ==, FIXTURE_NOW + 1);
  g_assert_cmpstr (step->actor, ==, "Maija");
  g_assert_null (step->detail);
}

static void
test_refused (StoreFixture *f, gconstpointer data)
{
  gint64 conversation = new_conversation (f->store, "t_1", NULL);
  LuukkuCaseNote nobody = { .at = FIXTURE_NOW };
  g_autoptr (GError) error = NULL;

  assert_cannot (f->store, conversation, LUUKKU_CASE_EVENT_TAKEN, LUUKKU_ERROR_NOT_FOUND);
  assert_cannot (f->store, 99, LUUKKU_CASE_EVENT_MESSAGE_IN, LUUKKU_ERROR_NOT_FOUND);
  happen_to (f->store, conversation, LUUKKU_CASE_EVENT_MESSAGE_IN, FIXTURE_NOW);
  assert_cannot (f->store, conversation, LUUKKU_CASE_EVENT_REOPENED, LUUKKU_ERROR_REFUSED);
  happen_to (f->store, conversation, LUUKKU_CASE_EVENT_CLOSED, FIXTURE_NOW);
  assert_cannot (f->store, conversation, LUUKKU_CASE_EVENT_TAKEN, LUUKKU_ERROR_REFUSED);
  assert_cannot (f->store, conversation, LUUKKU_CASE_EVENT_REPLY_DELIVERED, LUUKKU_ERROR_REFUSED);
  g_assert_null (
      luukku_store_case_event (f->store, conversation, LUUKKU_CASE_EVENT_REOPENED, &nobody, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_assert_cmpint (fixture_ask (f->store, "SELECT count (*) FROM case_step"), ==, 2);
}

static void
test_kind (StoreFixture *f, gconstpointer data)
{
  gint64 conversation = new_conversation (f->store, "t_1", NULL);
  g_autoptr (LuukkuCase) item = happen (f->store, conversation, LUUKKU_CASE_EVENT_MESSAGE_IN, FIXTURE_NOW);
  g_autoptr (LuukkuCase) after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (luukku_case_peek (item)->kind);
  g_assert_true (luukku_store_set_case_kind (f->store, luukku_case_peek (item)->id, "threat", &error));
  after = luukku_store_find_case (f->store, conversation, &error);
  g_assert_cmpstr (luukku_case_peek (after)->kind, ==, "threat");
  g_assert_false (luukku_store_set_case_kind (f->store, 99, "threat", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
}

static void
test_attacks (StoreFixture *f, gconstpointer data)
{
  static const char *const attacks[] = {
    "UPDATE case_step SET actor = 'x'",
    "DELETE FROM case_step",
    "INSERT OR REPLACE INTO case_step SELECT id, case_id, at, event, 'x', detail FROM case_step",
    "INSERT INTO case_step SELECT * FROM case_step WHERE TRUE ON CONFLICT DO UPDATE SET actor = 'x'",
    "UPDATE case_item SET number = 'LUU-2026-000007'",
    "UPDATE case_item SET conversation = 7",
    "DELETE FROM case_item",
  };

  happen_to (f->store, new_conversation (f->store, "t_1", NULL), LUUKKU_CASE_EVENT_MESSAGE_IN, FIXTURE_NOW);
  for (gsize i = 0; i < G_N_ELEMENTS (attacks); i++) {
    g_test_message ("%s", attacks[i]);
    g_assert_cmpint (fixture_attack (f->path, attacks[i]), ==, SQLITE_CONSTRAINT_TRIGGER);
  }
}

/* --- the list */

static void
add_line (StoreFixture *f, const char *thread, const char *resident, const char *text, gint64 at)
{
  gint64 conversation = new_conversation (f->store, thread, resident);
  LuukkuMessageInit init = { .channel = FIXTURE_CHANNEL,
                             .conversation_id = thread,
                             .platform_id = thread,
                             .text = text,
                             .sent_at = at,
                             .fetched_at = at };
  g_autoptr (LuukkuMessage) message = luukku_message_new (&init);
  LuukkuIngest what;

  g_assert_true (luukku_store_put_message (f->store, message, NULL, &what, NULL, NULL));
  happen_to (f->store, conversation, LUUKKU_CASE_EVENT_MESSAGE_IN, at);
}

static void
assert_list (StoreFixture *f, const char *filter, gboolean with_closed, const char *expected)
{
  g_autoptr (GString) found = g_string_new (NULL);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  rows = luukku_store_list_inbox (f->store, filter, with_closed, 100, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < rows->len; i++) {
    const LuukkuInboxRow *row = g_ptr_array_index (rows, i);

    g_string_append_printf (found, "%s%s", i > 0 ? " " : "", row->conversation);
  }
  g_assert_cmpstr (found->str, ==, expected);
}

static gint64
conversation_of (StoreFixture *f, const char *thread)
{
  g_autoptr (LuukkuConversation) conversation =
      luukku_store_find_conversation (f->store, FIXTURE_CHANNEL, thread, NULL);

  return luukku_conversation_peek (conversation)->id;
}

static void
test_inbox_order (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;

  add_line (f, "young", "Matti", "nuori", FIXTURE_NOW + 9);
  add_line (f, "old", "Maija", "vanha", FIXTURE_NOW + 1);
  add_line (f, "done-2", "Liisa", "vastattu", FIXTURE_NOW + 3);
  add_line (f, "done-1", "Kalle", "vastattu", FIXTURE_NOW + 2);
  add_line (f, "closed", "Pekka", "suljettu", FIXTURE_NOW);
  happen_to (f->store, conversation_of (f, "done-1"), LUUKKU_CASE_EVENT_REPLY_DELIVERED, FIXTURE_NOW + 10);
  happen_to (f->store, conversation_of (f, "done-2"), LUUKKU_CASE_EVENT_REPLY_DELIVERED, FIXTURE_NOW + 10);
  happen_to (f->store, conversation_of (f, "closed"), LUUKKU_CASE_EVENT_CLOSED, FIXTURE_NOW + 10);
  assert_list (f, NULL, FALSE, "old young done-2 done-1");
  assert_list (f, "", TRUE, "old young done-2 done-1 closed");
  rows = luukku_store_list_inbox (f->store, NULL, TRUE, 2, NULL);
  g_assert_cmpuint (rows->len, ==, 2);
}

static void
test_inbox_unordered (StoreFixture *f, gconstpointer data)
{
  g_test_summary ("All of them in any order; when there are too many, the first ones of the list's order.");
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) first = NULL;

  add_line (f, "young", "Matti", "nuori", FIXTURE_NOW + 9);
  add_line (f, "old", "Maija", "vanha", FIXTURE_NOW + 1);
  add_line (f, "closed", "Pekka", "suljettu", FIXTURE_NOW);
  happen_to (f->store, conversation_of (f, "closed"), LUUKKU_CASE_EVENT_CLOSED, FIXTURE_NOW + 10);
  open = luukku_store_list_inbox_unordered (f->store, FALSE, 3, NULL);
  g_assert_cmpuint (open->len, ==, 2);
  all = luukku_store_list_inbox_unordered (f->store, TRUE, 3, NULL);
  g_assert_cmpuint (all->len, ==, 3);
  first = luukku_store_list_inbox_unordered (f->store, TRUE, 1, NULL);
  g_assert_cmpuint (first->len, ==, 1);
  g_assert_cmpstr (((LuukkuInboxRow *) first->pdata[0])->conversation, ==, "old");
}

static void
test_inbox_filter (StoreFixture *f, gconstpointer data)
{
  add_line (f, "a", "Ääkkönen Aino", "Lumityöt Örkniemellä\n100%_", FIXTURE_NOW);
  add_line (f, "b", "Smith John", "Snow removal", FIXTURE_NOW + 1);
  assert_list (f, "ÄÄKKÖNEN", FALSE, "a");
  assert_list (f, "örkniemellÄ", FALSE, "a");
  assert_list (f, "a\xcc\x88\xc3\xa4kk", FALSE, "a"); /* the same letters, composed otherwise */
  assert_list (f, "0%_", FALSE, "a");
  assert_list (f, "%", FALSE, "a");
  assert_list (f, "SNOW", FALSE, "b");
  assert_list (f, "luu-2026-000002", FALSE, "b");
  assert_list (f, "'; DROP TABLE message; --", FALSE, "");
  assert_list (f, "nobody", FALSE, "");
}

static void
test_inbox_row (StoreFixture *f, gconstpointer data)
{
  g_autofree char *long_line = g_strnfill (500, 'x');
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) later = NULL;
  g_autoptr (LuukkuThread) thread = luukku_thread_new (FIXTURE_THREAD);
  const LuukkuInboxRow *row;
  gint64 id;

  fixture_put_in (f->store, "m_1", long_line, FIXTURE_NOW);
  g_assert_true (luukku_store_put_channel (f->store, FIXTURE_CHANNEL, "Rautalampi", NULL, NULL));
  happen_to (f->store, fixture_conversation (f->store), LUUKKU_CASE_EVENT_MESSAGE_IN, FIXTURE_NOW);
  rows = luukku_store_list_inbox (f->store, "aino", FALSE, 10, NULL);
  g_assert_cmpuint (rows->len, ==, 1);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpstr (row->channel, ==, FIXTURE_CHANNEL);
  g_assert_cmpstr (row->channel_name, ==, "Rautalampi");
  g_assert_cmpstr (row->resident, ==, "Aino Ääkkönen");
  g_assert_cmpint (g_utf8_strlen (row->first_line, -1), ==, LUUKKU_STORE_PREVIEW);
  g_assert_cmpint (row->last_at, ==, FIXTURE_NOW);
  g_assert_cmpstr (luukku_case_peek (row->item)->number, ==, "LUU-2026-000001");

  fixture_put (f->store, "m_1", LUUKKU_DIRECTION_IN, "Mended\nsecond", FIXTURE_NOW, LUUKKU_INGEST_CHANGED);
  thread->resident_name = g_strdup ("Eino");
  g_assert_true (luukku_store_put_thread (f->store, FIXTURE_CHANNEL, thread, &id, NULL));
  later = luukku_store_list_inbox (f->store, "eino", FALSE, 10, NULL);
  g_assert_cmpuint (later->len, ==, 1);
  row = g_ptr_array_index (later, 0);
  g_assert_cmpstr (row->first_line, ==, "Mended");
}

#define ADD(path, function)                                                                                  \
  g_test_add ("/store/" path, StoreFixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("cases/numbers", test_numbers);
  ADD ("cases/bad-time", test_bad_time);
  ADD ("cases/clock", test_clock);
  ADD ("cases/new-after-closed", test_new_case_after_closed);
  ADD ("cases/refused", test_refused);
  ADD ("cases/kind", test_kind);
  ADD ("cases/attacks", test_attacks);
  ADD ("inbox/order", test_inbox_order);
  ADD ("inbox/filter", test_inbox_filter);
  ADD ("inbox/unordered", test_inbox_unordered);
  ADD ("inbox/row", test_inbox_row);
  return g_test_run ();
}
