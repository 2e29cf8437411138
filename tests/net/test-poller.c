/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-poller.c: the life of a poller on a clock that only moves when told, over an adapter that answers when
 * told. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-poller.h"

#include "base/luukku-error.h"

#define NOW (G_GINT64_CONSTANT (1783883467) * G_TIME_SPAN_SECOND)
#define INTERVAL (10 * G_TIME_SPAN_SECOND)
#define IDLE (60 * G_TIME_SPAN_SECOND)

/* --- an adapter that hands its calls to the test */

#define TEST_TYPE_ADAPTER (test_adapter_get_type ())
G_DECLARE_FINAL_TYPE (TestAdapter, test_adapter, TEST, ADAPTER, LuukkuAdapter)

struct _TestAdapter {
  LuukkuAdapter parent_instance;
  LuukkuChannelLimits limits;
  LuukkuCapabilities capabilities;
  GQueue calls; /* of GTask (ref): fetches not answered yet */
  char *cursor; /* of the newest fetch */
  guint fetches;
};

G_DEFINE_FINAL_TYPE (TestAdapter, test_adapter, LUUKKU_TYPE_ADAPTER)

static LuukkuCapabilities
test_adapter_get_capabilities (LuukkuAdapter *adapter)
{
  return TEST_ADAPTER (adapter)->capabilities;
}

static const LuukkuChannelLimits *
test_adapter_get_limits (LuukkuAdapter *adapter)
{
  return &TEST_ADAPTER (adapter)->limits;
}

static void
test_adapter_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data)
{
  TestAdapter *self = TEST_ADAPTER (adapter);
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_task_set_check_cancellable (task, FALSE);
  g_free (self->cursor);
  self->cursor = g_strdup (cursor);
  self->fetches++;
  g_queue_push_tail (&self->calls, task);
}

static LuukkuBatch *
test_adapter_fetch_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_adapter_close (LuukkuAdapter *adapter)
{
}

static void
test_adapter_finalize (GObject *object)
{
  TestAdapter *self = TEST_ADAPTER (object);

  g_assert_cmpuint (self->calls.length, ==, 0);
  g_free (self->cursor);
  G_OBJECT_CLASS (test_adapter_parent_class)->finalize (object);
}

static void
test_adapter_class_init (TestAdapterClass *klass)
{
  LuukkuAdapterClass *adapter_class = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = test_adapter_finalize;
  adapter_class->get_capabilities = test_adapter_get_capabilities;
  adapter_class->get_limits = test_adapter_get_limits;
  adapter_class->fetch_async = test_adapter_fetch_async;
  adapter_class->fetch_finish = test_adapter_fetch_finish;
  adapter_class->close = test_adapter_close;
}

static void
test_adapter_init (TestAdapter *self)
{
  g_queue_init (&self->calls);
  self->capabilities = LUUKKU_CAN_POLL;
  self->limits.poll_interval = INTERVAL;
  self->limits.idle_interval = IDLE;
}

/* --- fixture */

typedef struct {
  LuukkuManualClock *clock;
  TestAdapter *adapter;
  LuukkuPoller *poller;
  char *stored;       /* the cursor */
  guint received;     /* batches stored */
  gboolean disk_full; /* received() fails */
  gboolean stop_in_received;
  guint states[5]; /* how often each was told */
  gint64 next_at;
  int error_code; /* of the newest state, -1 when none */
} Fixture;

static char *
get_cursor (gpointer data)
{
  return g_strdup (((Fixture *) data)->stored);
}

static gboolean
received (LuukkuBatch *batch, gpointer data, GError **error)
{
  Fixture *f = data;

  if (f->disk_full) {
    luukku_set_error (error, LUUKKU_ERROR_DISK_FULL, "The disk is full. Free some space.");
    return FALSE;
  }
  f->received++;
  if (batch->cursor != NULL) {
    g_free (f->stored);
    f->stored = g_strdup (batch->cursor);
  }
  if (f->stop_in_received)
    luukku_poller_stop (f->poller);
  return TRUE;
}

static void
state_changed (LuukkuPollerState state, const GError *error, gint64 next_at, gpointer data)
{
  Fixture *f = data;

  f->states[state]++;
  f->next_at = next_at;
  f->error_code = error != NULL ? error->code : -1;
}

static const LuukkuPollerCallbacks callbacks = { get_cursor, received, state_changed };

static void
set_up (Fixture *f, gconstpointer data)
{
  f->clock = luukku_manual_clock_new (NOW);
  f->adapter = g_object_new (TEST_TYPE_ADAPTER, NULL);
  f->poller = luukku_poller_new (LUUKKU_ADAPTER (f->adapter), LUUKKU_CLOCK (f->clock), 0, 42, &callbacks, f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->poller != NULL)
    g_assert_finalize_object (f->poller);
  g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, -1);
  g_assert_finalize_object (f->adapter);
  g_assert_finalize_object (f->clock);
  g_free (f->stored);
}

static void
run_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Ends the oldest call; @batch: (transfer full) (nullable), or else @error: (transfer full). */
static void
answer (Fixture *f, LuukkuBatch *batch, GError *error)
{
  g_autoptr (GTask) task = g_queue_pop_head (&f->adapter->calls);

  g_assert_nonnull (task);
  if (batch != NULL)
    g_task_return_pointer (task, batch, (GDestroyNotify) luukku_batch_free);
  else
    g_task_return_error (task, error);
  g_clear_object (&task);
  run_loop ();
}

static LuukkuBatch *
make_batch (const char *cursor, guint messages)
{
  LuukkuBatch *batch = luukku_batch_new ();

  batch->cursor = g_strdup (cursor);
  for (guint i = 0; i < messages; i++) {
    g_autofree char *id = g_strdup_printf ("m_%u", i);
    const LuukkuMessageInit init = { .channel = "test:1", .conversation_id = "t_1", .platform_id = id };

    g_ptr_array_add (batch->messages, luukku_message_new (&init));
  }
  return batch;
}

static GError *
make_fault (LuukkuFaultKind kind, gboolean retryable, gint64 retry_after)
{
  const LuukkuFaultInfo info = { .retryable = retryable,
                                 .retry_after = retry_after,
                                 .needs_reauth = kind == LUUKKU_FAULT_AUTH };
  GError *error = NULL;

  luukku_fault_set (&error, kind, &info, "Trouble. Wait.");
  return error;
}

static void
assert_state (Fixture *f, LuukkuPollerState state, guint fetches)
{
  g_assert_cmpint (luukku_poller_get_state (f->poller), ==, state);
  g_assert_cmpuint (f->adapter->fetches, ==, fetches);
}

/* Returns: how long the poller waits now; checks that it says the same. */
static gint64
waits (Fixture *f)
{
  gint64 span = luukku_manual_clock_next (f->clock);

  g_assert_cmpint (span, >, 0);
  g_assert_cmpint (f->next_at, ==, luukku_clock_now (LUUKKU_CLOCK (f->clock)) + span);
  return span;
}

static void
test_ordinary (Fixture *f, gconstpointer data)
{
  gint64 span, first = 0;
  gboolean differs = FALSE;

  assert_state (f, LUUKKU_POLLER_STOPPED, 0);
  luukku_poller_start (f->poller);
  luukku_poller_start (f->poller);
  assert_state (f, LUUKKU_POLLER_WORKING, 1); /* at once, and once */
  g_assert_null (f->adapter->cursor);
  for (guint i = 0; i < 50; i++) {
    g_autofree char *cursor = g_strdup_printf ("c%u", i);

    answer (f, make_batch (cursor, 1), NULL);
    assert_state (f, LUUKKU_POLLER_WAITING, i + 1);
    span = waits (f);
    g_assert_cmpint (span, >=, INTERVAL * 9 / 10);
    g_assert_cmpint (span, <=, INTERVAL * 11 / 10);
    first = i == 0 ? span : first;
    differs = differs || span != first;
    luukku_manual_clock_advance (f->clock, span - 1);
    assert_state (f, LUUKKU_POLLER_WAITING, i + 1);
    luukku_manual_clock_advance (f->clock, 1);
    assert_state (f, LUUKKU_POLLER_WORKING, i + 2);
    g_assert_cmpstr (f->adapter->cursor, ==, cursor);
  }
  g_assert_true (differs);
  g_assert_cmpuint (f->received, ==, 50);
  luukku_poller_stop (f->poller);
  answer (f, make_batch ("late", 1), NULL);
  g_assert_cmpuint (f->received, ==, 50);
}

static void
test_more (Fixture *f, gconstpointer data)
{
  LuukkuBatch *batch = make_batch ("c1", 5);

  luukku_poller_start (f->poller);
  batch->more = TRUE;
  answer (f, batch, NULL);
  assert_state (f, LUUKKU_POLLER_WORKING, 2);
  g_assert_cmpstr (f->adapter->cursor, ==, "c1");
  batch = make_batch ("c1", 5); /* says more but does not move: no spinning */
  batch->more = TRUE;
  answer (f, batch, NULL);
  assert_state (f, LUUKKU_POLLER_WAITING, 2);
  g_assert_cmpint (waits (f), >, INTERVAL / 2);
  luukku_poller_stop (f->poller);
}

static void
test_more_for_ever (Fixture *f, gconstpointer data)
{
  guint answers = 0;

  luukku_poller_start (f->poller);
  while (luukku_poller_get_state (f->poller) == LUUKKU_POLLER_WORKING && answers < 10000) {
    g_autofree char *cursor = g_strdup_printf ("c%u", ++answers);
    LuukkuBatch *batch = make_batch (cursor, 0);

    batch->more = TRUE;
    answer (f, batch, NULL);
  }
  assert_state (f, LUUKKU_POLLER_WAITING, answers);
  g_assert_cmpuint (answers, ==, 500);
  luukku_poller_stop (f->poller);
}

static void
test_back_off (Fixture *f, gconstpointer data)
{
  static const gint64 spans[] = { 5, 10, 20, 40, 80, 160, 320, 600, 600, 600 };
  gint64 span;

  luukku_poller_start (f->poller);
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++) {
    answer (f, NULL, make_fault (LUUKKU_FAULT_NETWORK, TRUE, 0));
    assert_state (f, LUUKKU_POLLER_BACKOFF, i + 1);
    g_assert_cmpint (f->error_code, ==, LUUKKU_FAULT_NETWORK);
    span = waits (f);
    g_assert_cmpint (span, >=, spans[i] * G_TIME_SPAN_SECOND * 8 / 10);
    g_assert_cmpint (span, <=, spans[i] * G_TIME_SPAN_SECOND * 12 / 10);
    luukku_manual_clock_advance (f->clock, span);
  }
  answer (f, make_batch ("c", 1), NULL); /* works again: the next trouble begins small */
  luukku_manual_clock_advance (f->clock, waits (f));
  answer (f, NULL, make_fault (LUUKKU_FAULT_SERVER, TRUE, 0));
  g_assert_cmpint (waits (f), <=, 6 * G_TIME_SPAN_SECOND);
  luukku_poller_stop (f->poller);
}

static void
test_retry_after (Fixture *f, gconstpointer data)
{
  luukku_poller_start (f->poller);
  answer (f, NULL, make_fault (LUUKKU_FAULT_THROTTLED, TRUE, 90 * G_TIME_SPAN_SECOND));
  assert_state (f, LUUKKU_POLLER_BACKOFF, 1);
  g_assert_cmpint (waits (f), ==, 90 * G_TIME_SPAN_SECOND);
  luukku_poller_poke (f->poller); /* a person does not outrank it */
  assert_state (f, LUUKKU_POLLER_BACKOFF, 1);
  luukku_manual_clock_advance (f->clock, 90 * G_TIME_SPAN_SECOND);
  answer (f, NULL, make_fault (LUUKKU_FAULT_THROTTLED, TRUE, 1)); /* shorter than our own: ours */
  g_assert_cmpint (waits (f), >=, 8 * G_TIME_SPAN_SECOND);
  luukku_poller_stop (f->poller);
  luukku_poller_start (f->poller);
  answer (f, NULL, make_fault (LUUKKU_FAULT_THROTTLED, TRUE, G_MAXINT64));
  g_assert_cmpint (waits (f), ==, G_TIME_SPAN_DAY);
  luukku_poller_stop (f->poller);
}

static void
test_dead (Fixture *f, gconstpointer data)
{
  static const LuukkuFaultKind deadly[] = { LUUKKU_FAULT_AUTH, LUUKKU_FAULT_TLS, LUUKKU_FAULT_SETTINGS,
                                            LUUKKU_FAULT_PERMISSION };
  guint fetches = 0;

  for (guint i = 0; i < G_N_ELEMENTS (deadly); i++) {
    luukku_poller_start (f->poller);
    assert_state (f, LUUKKU_POLLER_WORKING, ++fetches);
    answer (f, NULL, make_fault (deadly[i], FALSE, 0));
    assert_state (f, LUUKKU_POLLER_DEAD, fetches);
    g_assert_cmpint (f->error_code, ==, (int) deadly[i]);
    g_assert_cmpint (f->next_at, ==, 0);
    g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, -1);
    luukku_poller_poke (f->poller);
    assert_state (f, LUUKKU_POLLER_DEAD, fetches);
  }
  luukku_poller_start (f->poller);
  answer (f, NULL, make_fault (LUUKKU_FAULT_TLS, TRUE, 0)); /* a passing TLS trouble */
  assert_state (f, LUUKKU_POLLER_BACKOFF, fetches + 1);
  luukku_poller_stop (f->poller);
  luukku_poller_start (f->poller);
  answer (f, NULL,
          make_fault (LUUKKU_FAULT_BAD_ANSWER, FALSE, 0)); /* not retryable, but nobody can mend it here */
  assert_state (f, LUUKKU_POLLER_BACKOFF, fetches + 2);
  luukku_poller_stop (f->poller);
}

static void
test_disk_full (Fixture *f, gconstpointer data)
{
  f->stored = g_strdup ("before");
  luukku_poller_start (f->poller);
  f->disk_full = TRUE;
  answer (f, make_batch ("after", 3), NULL);
  assert_state (f, LUUKKU_POLLER_BACKOFF, 1);
  g_assert_cmpint (f->error_code, ==, LUUKKU_ERROR_DISK_FULL);
  f->disk_full = FALSE;
  luukku_manual_clock_advance (f->clock, waits (f));
  g_assert_cmpstr (f->adapter->cursor, ==, "before"); /* the same messages come again */
  answer (f, make_batch ("after", 3), NULL);
  g_assert_cmpstr (f->stored, ==, "after");
  luukku_poller_stop (f->poller);
}

static void
test_idle (Fixture *f, gconstpointer data)
{
  gint64 span = 0;

  luukku_poller_start (f->poller);
  for (guint i = 0; i < 10; i++) {
    answer (f, make_batch (NULL, 0), NULL);
    span = waits (f);
    g_assert_cmpint (span, <=, INTERVAL * 11 / 10);
    luukku_manual_clock_advance (f->clock, span);
  }
  answer (f, make_batch (NULL, 0), NULL);
  g_assert_cmpint (waits (f), >=, 2 * INTERVAL * 9 / 10);
  luukku_manual_clock_advance (f->clock, waits (f));
  for (guint i = 0; i < 5; i++) {
    answer (f, make_batch (NULL, 0), NULL);
    span = waits (f);
    luukku_manual_clock_advance (f->clock, span);
  }
  g_assert_cmpint (span, >=, IDLE * 9 / 10);
  g_assert_cmpint (span, <=, IDLE * 11 / 10);
  answer (f, make_batch ("c", 1), NULL); /* somebody wrote */
  g_assert_cmpint (waits (f), <=, INTERVAL * 11 / 10);
  luukku_poller_stop (f->poller);
}

static void
test_poke (Fixture *f, gconstpointer data)
{
  luukku_poller_poke (f->poller);
  assert_state (f, LUUKKU_POLLER_STOPPED, 0);
  luukku_poller_start (f->poller);
  luukku_poller_poke (f->poller);
  assert_state (f, LUUKKU_POLLER_WORKING, 1);
  answer (f, make_batch (NULL, 0), NULL);
  luukku_poller_poke (f->poller);
  assert_state (f, LUUKKU_POLLER_WORKING, 2);
  g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, -1);
  answer (f, NULL, make_fault (LUUKKU_FAULT_NETWORK, TRUE, 0));
  luukku_poller_poke (f->poller);
  assert_state (f, LUUKKU_POLLER_WORKING, 3);
  luukku_poller_stop (f->poller);
  answer (f, make_batch (NULL, 0), NULL);
}

/* Nothing is tried for ever: then only a person, or a network that comes back, makes it fetch. */
static void
test_gives_up (Fixture *f, gconstpointer data)
{
  gint64 span = 0;
  gint64 spent = 0;
  guint fetches = 0;

  luukku_poller_start (f->poller);
  for (;;) {
    answer (f, NULL, make_fault (LUUKKU_FAULT_NETWORK, TRUE, 0));
    span = luukku_manual_clock_next (f->clock);
    if (span < 0)
      break;
    spent += span;
    luukku_manual_clock_advance (f->clock, span);
    g_assert_cmpuint (++fetches, <, 1000);
  }
  g_assert_cmpint (spent, >=, G_TIME_SPAN_DAY);
  g_assert_cmpint (spent, <=, G_TIME_SPAN_DAY + G_TIME_SPAN_HOUR);
  g_assert_cmpint (luukku_poller_get_state (f->poller), ==, LUUKKU_POLLER_BACKOFF);
  g_assert_cmpint (f->next_at, ==, 0);
  g_assert_cmpint (f->error_code, ==, LUUKKU_FAULT_NETWORK);
  luukku_poller_poke (f->poller);
  g_assert_cmpint (luukku_poller_get_state (f->poller), ==, LUUKKU_POLLER_WORKING);
  answer (f, make_batch ("c", 1), NULL);
  g_assert_cmpint (waits (f), <=, INTERVAL * 11 / 10); /* as if nothing had been */
  luukku_manual_clock_advance (f->clock, waits (f));
  answer (f, NULL, make_fault (LUUKKU_FAULT_NETWORK, TRUE, 0));
  g_assert_cmpint (waits (f), >, 0); /* and the count begins anew */
  luukku_poller_stop (f->poller);
}

static void
test_stop_in_flight (Fixture *f, gconstpointer data)
{
  GTask *first;
  guint told;

  luukku_poller_start (f->poller);
  first = g_queue_peek_head (&f->adapter->calls);
  luukku_poller_stop (f->poller);
  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (first)));
  told = f->states[LUUKKU_POLLER_WORKING];
  luukku_poller_start (f->poller); /* while the old call has not ended yet */
  assert_state (f, LUUKKU_POLLER_WORKING, 2);
  answer (f, make_batch ("stale", 9), NULL);
  g_assert_cmpuint (f->received, ==, 0);
  assert_state (f, LUUKKU_POLLER_WORKING, 2);
  answer (f, make_batch ("fresh", 1), NULL);
  g_assert_cmpstr (f->stored, ==, "fresh");
  g_assert_cmpuint (f->states[LUUKKU_POLLER_WORKING], ==, told + 1);
  luukku_poller_stop (f->poller);
  luukku_poller_stop (f->poller);
  assert_state (f, LUUKKU_POLLER_STOPPED, 2);
}

static void
test_stop_in_received (Fixture *f, gconstpointer data)
{
  luukku_poller_start (f->poller);
  f->stop_in_received = TRUE;
  answer (f, make_batch ("c", 1), NULL);
  assert_state (f, LUUKKU_POLLER_STOPPED, 1);
  g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, -1);
  g_assert_cmpuint (f->states[LUUKKU_POLLER_WAITING], ==, 0);
}

static void
test_unref_in_flight (Fixture *f, gconstpointer data)
{
  luukku_poller_start (f->poller);
  g_assert_finalize_object (g_steal_pointer (&f->poller));
  answer (f, make_batch ("c", 1), NULL);
  g_assert_cmpuint (f->received, ==, 0);
}

static void
test_adapter_closed (Fixture *f, gconstpointer data)
{
  luukku_poller_start (f->poller);
  answer (f, NULL, make_fault (LUUKKU_FAULT_CANCELLED, FALSE, 0));
  assert_state (f, LUUKKU_POLLER_STOPPED, 1);
  g_assert_cmpuint (f->states[LUUKKU_POLLER_BACKOFF], ==, 0); /* silent */
  g_assert_cmpuint (f->states[LUUKKU_POLLER_STOPPED], ==, 0);
}

static void
test_no_poll (Fixture *f, gconstpointer data)
{
  f->adapter->capabilities = 0;
  luukku_poller_start (f->poller);
  answer (f, make_batch ("c", 1), NULL);
  assert_state (f, LUUKKU_POLLER_WAITING, 1);
  g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, -1);
  luukku_poller_poke (f->poller);
  assert_state (f, LUUKKU_POLLER_WORKING, 2);
  answer (f, make_batch ("c", 1), NULL);
}

/* A fetch that waits by itself is called again at once after what came, and after the interval when nothing
 * did. */
static void
test_waits_itself (Fixture *f, gconstpointer data)
{
  f->adapter->capabilities = LUUKKU_CAN_POLL | LUUKKU_CAN_WAIT;
  luukku_poller_start (f->poller);
  answer (f, make_batch ("c1", 1), NULL);
  g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, 0);
  luukku_manual_clock_advance (f->clock, 0);
  assert_state (f, LUUKKU_POLLER_WORKING, 2);
  answer (f, make_batch ("c1", 0), NULL);
  assert_state (f, LUUKKU_POLLER_WAITING, 2);
  g_assert_cmpint (waits (f), >=, INTERVAL * 9 / 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add ("/net/poller/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("ordinary", test_ordinary);
  ADD ("more", test_more);
  ADD ("more-for-ever", test_more_for_ever);
  ADD ("back-off", test_back_off);
  ADD ("retry-after", test_retry_after);
  ADD ("dead", test_dead);
  ADD ("disk-full", test_disk_full);
  ADD ("idle", test_idle);
  ADD ("poke", test_poke);
  ADD ("gives-up", test_gives_up);
  ADD ("stop/in-flight", test_stop_in_flight);
  ADD ("stop/in-received", test_stop_in_received);
  ADD ("stop/unref-in-flight", test_unref_in_flight);
  ADD ("adapter-closed", test_adapter_closed);
  ADD ("no-poll", test_no_poll);
  ADD ("waits-itself", test_waits_itself);
  return g_test_run ();
}
