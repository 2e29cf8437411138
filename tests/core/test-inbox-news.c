/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-inbox-news.c: a channel brings many messages at once: they are looked at some at a time, none is told
 * before it was looked at, none twice, and none is forgotten. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-alarm.h"
#include "luukku-inbox-fixture.h"
#include "store/luukku-store-labels.h"

#include <string.h>

#define MANY 70
#define AT_ONCE 20
#define THREAT 45 /* which of them is a threat */

typedef struct {
  Fixture *f;
  GArray *told; /* gint64: messages in the order in which they were told */
  guint alarms;
  gboolean unlooked; /* a message was told that had not been looked at */
} Witness;

static guint
count_unlooked (Fixture *f)
{
  g_autoptr (GArray) ids = luukku_store_list_unclassified (f->store, 1000, NULL);

  return ids->len;
}

static void
on_message (LuukkuInbox *inbox, gint64 conversation, gint64 message, int what, Witness *self)
{
  g_autoptr (GArray) ids = luukku_store_list_unclassified (self->f->store, 1000, NULL);

  for (guint i = 0; i < ids->len; i++)
    self->unlooked = self->unlooked || g_array_index (ids, gint64, i) == message;
  g_array_append_val (self->told, message);
}

static void
on_alarm (LuukkuInbox *inbox, gint64 conversation, Witness *self)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (self->f->store, conversation, NULL);

  g_assert_nonnull (item);
  self->alarms++;
}

static void
witness_free (Witness *self)
{
  g_array_unref (self->told);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Witness, witness_free)

static Witness *
witness_new (Fixture *f)
{
  Witness *self = g_new0 (Witness, 1);

  self->f = f;
  self->told = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_signal_connect (f->inbox, "message", G_CALLBACK (on_message), self);
  g_signal_connect (f->inbox, "alarm", G_CALLBACK (on_alarm), self);
  return self;
}

static void
bring_many (Fixture *f)
{
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < MANY; i++) {
    g_autofree char *thread = g_strdup_printf ("t%u", i);
    g_autofree char *id = g_strdup_printf ("m%u", i);
    const char *text = i == THREAT ? "Minä tapan sinut huomenna." : "Milloin kirjasto on auki?";

    g_ptr_array_add (batch->messages, fixture_message (thread, id, LUUKKU_DIRECTION_IN, text, FIXTURE_NOW));
  }
  g_assert_true (luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, &error));
  g_assert_no_error (error);
}

static void
test_in_order (void)
{
  g_test_summary ("The first are told at once, the others from the main loop, each once and in order.");
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (Witness) witness = witness_new (f);

  bring_many (f);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, MANY);
  g_assert_cmpuint (witness->told->len, ==, AT_ONCE);
  g_assert_cmpuint (count_unlooked (f), ==, MANY - AT_ONCE);
  fixture_settle ();
  g_assert_cmpuint (witness->told->len, ==, MANY);
  g_assert_cmpuint (count_unlooked (f), ==, 0);
  g_assert_false (witness->unlooked);
  for (guint i = 1; i < MANY; i++)
    g_assert_cmpint (g_array_index (witness->told, gint64, i - 1), <,
                     g_array_index (witness->told, gint64, i));
  g_assert_cmpuint (witness->alarms, ==, 1);
}

static void
test_two_batches (void)
{
  g_test_summary ("What comes while others wait does not overtake them.");
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (Witness) witness = witness_new (f);

  bring_many (f);
  fixture_receive (f, "late", "late", LUUKKU_DIRECTION_IN, "Hei");
  g_assert_cmpuint (witness->told->len, ==, 2 * AT_ONCE);
  fixture_settle ();
  g_assert_cmpuint (witness->told->len, ==, MANY + 1);
  for (guint i = 1; i <= MANY; i++)
    g_assert_cmpint (g_array_index (witness->told, gint64, i - 1), <,
                     g_array_index (witness->told, gint64, i));
}

static void
test_look_now (void)
{
  g_test_summary ("A conversation that somebody opens has been looked at before; the others wait on.");
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (Witness) witness = witness_new (f);
  gint64 last;

  bring_many (f);
  last = fixture_conversation (f, "t69");
  luukku_inbox_look_now (f->inbox, last);
  g_assert_cmpuint (witness->told->len, ==, AT_ONCE + 1);
  g_assert_cmpuint (count_unlooked (f), ==, MANY - AT_ONCE - 1);
  luukku_inbox_look_now (f->inbox, last);
  g_assert_cmpuint (witness->told->len, ==, AT_ONCE + 1);
  luukku_inbox_look_now (f->inbox, 0);
  g_assert_cmpuint (witness->told->len, ==, MANY);
  g_assert_cmpuint (witness->alarms, ==, 1);
  fixture_settle ();
  g_assert_cmpuint (witness->told->len, ==, MANY);
}

static void
test_closed_meanwhile (void)
{
  g_test_summary ("The inbox is closed while messages wait: they are looked at, and their alarms are kept.");
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (LuukkuCase) item = NULL;
  g_autofree char *labels = NULL;
  LuukkuAlarm alarm = LUUKKU_ALARM_NONE;

  bring_many (f);
  g_assert_cmpuint (count_unlooked (f), >, 0);
  g_clear_object (&f->inbox);
  g_assert_cmpuint (count_unlooked (f), ==, 0);
  item = luukku_store_find_case (f->store, fixture_conversation (f, "t45"), NULL);
  labels = luukku_store_get_case_labels (f->store, luukku_case_peek (item)->id, &alarm, NULL);
  g_assert_cmpint (alarm, ==, LUUKKU_ALARM_RAISED);
}

static gboolean
fail_on_threat (LuukkuInbox *inbox, LuukkuStoredMessage *message, GPtrArray *proposals, char **ret_engine,
                gpointer data, GError **error)
{
  if (strstr (luukku_message_get_text (message->message), "tapan") != NULL) {
    g_set_error_literal (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT, "broken");
    return FALSE;
  }
  return TRUE;
}

static void
test_engine_fails (void)
{
  g_test_summary (
      "A message that the engine fails at is told like the others, marked so that somebody looks.");
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (Witness) witness = witness_new (f);
  g_autoptr (LuukkuCase) item = NULL;
  g_autofree char *labels = NULL;

  luukku_inbox_set_classifier (f->inbox, fail_on_threat, NULL);
  bring_many (f);
  fixture_settle ();
  g_assert_cmpuint (witness->told->len, ==, MANY);
  item = luukku_store_find_case (f->store, fixture_conversation (f, "t45"), NULL);
  labels = luukku_store_get_case_labels (f->store, luukku_case_peek (item)->id, NULL, NULL);
  g_assert_cmpstr (labels, ==, "unclassified");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inbox/news/in-order", test_in_order);
  g_test_add_func ("/inbox/news/two-batches", test_two_batches);
  g_test_add_func ("/inbox/news/look-now", test_look_now);
  g_test_add_func ("/inbox/news/closed-meanwhile", test_closed_meanwhile);
  g_test_add_func ("/inbox/news/engine-fails", test_engine_fails);
  return g_test_run ();
}
