/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-adapter.c: what the wrappers of luukku-adapter.h answer for an adapter: acts it can and cannot do,
 * another token, closing. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-adapter.h"
#include "adapter/luukku-find-sent.h"

#define TEST_TYPE_ADAPTER (test_adapter_get_type ())
G_DECLARE_FINAL_TYPE (TestAdapter, test_adapter, TEST, ADAPTER, LuukkuAdapter)

struct _TestAdapter {
  LuukkuAdapter parent_instance;
  GTask *task; /* (ref): of the act that waits */
  LuukkuActKind kind;
};

G_DEFINE_FINAL_TYPE (TestAdapter, test_adapter, LUUKKU_TYPE_ADAPTER)

static LuukkuCapabilities
get_capabilities (LuukkuAdapter *adapter)
{
  return LUUKKU_CAN_HIDE | LUUKKU_CAN_BAN;
}

static void
act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable, GAsyncReadyCallback callback,
           gpointer data)
{
  TestAdapter *self = TEST_ADAPTER (adapter);

  self->task = g_task_new (self, cancellable, callback, data);
  self->kind = luukku_act_peek (act)->kind;
}

static gboolean
act_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
close_it (LuukkuAdapter *adapter)
{
}

static void
test_adapter_class_init (TestAdapterClass *klass)
{
  LuukkuAdapterClass *adapter_class = LUUKKU_ADAPTER_CLASS (klass);

  adapter_class->get_capabilities = get_capabilities;
  adapter_class->act_async = act_async;
  adapter_class->act_finish = act_finish;
  adapter_class->close = close_it;
}

static void
test_adapter_init (TestAdapter *self)
{
}

typedef struct {
  guint answers;
  gboolean done;
  int code; /* of the error, -1: none */
} Answer;

static void
on_acted (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;
  g_autoptr (GError) error = NULL;

  answer->answers++;
  answer->done = luukku_adapter_act_finish (LUUKKU_ADAPTER (source), result, &error);
  answer->code = error != NULL ? error->code : -1;
}

static void
run_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
act (TestAdapter *adapter, LuukkuActKind kind, Answer *answer)
{
  g_autoptr (LuukkuAct) item = luukku_act_new (&(LuukkuActInit){ .kind = kind,
                                                                 .channel = "test:1",
                                                                 .conversation_id = "t_1",
                                                                 .message_id = "m_1",
                                                                 .resident_id = "r_1" });

  luukku_adapter_act_async (LUUKKU_ADAPTER (adapter), item, NULL, on_acted, answer);
  run_loop ();
}

static void
finish (TestAdapter *adapter)
{
  g_autoptr (GTask) task = g_steal_pointer (&adapter->task);

  g_task_return_boolean (task, TRUE);
  g_clear_object (&task);
  run_loop ();
}

static void
test_act (void)
{
  g_autoptr (TestAdapter) adapter = g_object_new (TEST_TYPE_ADAPTER, NULL);
  Answer hidden = { 0 }, shown = { 0 }, deleted = { 0 };

  act (adapter, LUUKKU_ACT_HIDE, &hidden);
  g_assert_cmpint (adapter->kind, ==, LUUKKU_ACT_HIDE);
  g_assert_cmpuint (hidden.answers, ==, 0);
  finish (adapter);
  g_assert_true (hidden.done);
  act (adapter, LUUKKU_ACT_UNHIDE, &shown); /* the same capability */
  finish (adapter);
  g_assert_true (shown.done);
  act (adapter, LUUKKU_ACT_DELETE, &deleted); /* not in the capabilities: never reaches the adapter */
  g_assert_null (adapter->task);
  g_assert_cmpuint (deleted.answers, ==, 1);
  g_assert_cmpint (deleted.code, ==, LUUKKU_FAULT_BAD_REQUEST);
}

static void
test_act_closed (void)
{
  g_autoptr (TestAdapter) adapter = g_object_new (TEST_TYPE_ADAPTER, NULL);
  Answer late = { 0 }, after = { 0 };

  act (adapter, LUUKKU_ACT_BAN, &late);
  luukku_adapter_close (LUUKKU_ADAPTER (adapter));
  finish (adapter);
  g_assert_false (late.done);
  g_assert_cmpint (late.code, ==, LUUKKU_FAULT_CANCELLED);
  act (adapter, LUUKKU_ACT_BAN, &after);
  g_assert_cmpint (after.code, ==, LUUKKU_FAULT_CANCELLED);
}

static void
on_token (LuukkuAdapter *adapter, const char *token, GString *tokens)
{
  g_string_append (tokens, token);
}

static void
test_token (void)
{
  g_autoptr (TestAdapter) adapter = g_object_new (TEST_TYPE_ADAPTER, NULL);
  g_autoptr (GString) tokens = g_string_new (NULL);

  g_signal_connect (adapter, "token-changed", G_CALLBACK (on_token), tokens);
  luukku_adapter_token_changed (LUUKKU_ADAPTER (adapter), "second");
  g_assert_cmpstr (tokens->str, ==, "second");
  g_assert_cmpint (luukku_adapter_get_token_expiry (LUUKKU_ADAPTER (adapter)), ==, 0);
  luukku_adapter_close (LUUKKU_ADAPTER (adapter));
  luukku_adapter_token_changed (LUUKKU_ADAPTER (adapter), "third"); /* nothing is called back after close */
  g_assert_cmpstr (tokens->str, ==, "second");
}

#define QUEUED_AT (G_GINT64_CONSTANT (1795187431) * G_USEC_PER_SEC)

/* A message of @direction that says @text, @minutes after the reply was queued. */
static void
add_message (LuukkuBatch *batch, const char *id, LuukkuDirection direction, const char *text, int minutes)
{
  const LuukkuMessageInit init = { .channel = "test:page",
                                   .conversation_id = "c",
                                   .platform_id = id,
                                   .direction = direction,
                                   .text = text,
                                   .sent_at = QUEUED_AT + minutes * G_TIME_SPAN_MINUTE,
                                   .fetched_at = QUEUED_AT };

  g_ptr_array_add (batch->messages, luukku_message_new (&init));
}

/* Platforms take blanks off; a resident who quotes us, or an older answer, is not the reply. */
static void
test_find_sent (void)
{
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  const LuukkuSendRequestInit reply = { .text = " Kiitos, selvitän. \n", .queued_at = QUEUED_AT };

  add_message (batch, "resident", LUUKKU_DIRECTION_IN, "Kiitos, selvitän.", 1);
  add_message (batch, "older", LUUKKU_DIRECTION_OUT_OTHER, "Kiitos, selvitän.", -2);
  add_message (batch, "other", LUUKKU_DIRECTION_OUT_OTHER, "Kiitos, selvitän asian.", 1);
  g_assert_null (luukku_find_own_message (batch, &reply));
  add_message (batch, "ours", LUUKKU_DIRECTION_OUT_OTHER, "Kiitos, selvitän.", 1);
  g_assert_cmpstr (luukku_find_own_message (batch, &reply), ==, "ours");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/adapter/act", test_act);
  g_test_add_func ("/net/adapter/act-closed", test_act_closed);
  g_test_add_func ("/net/adapter/token", test_token);
  g_test_add_func ("/net/adapter/find-sent", test_find_sent);
  return g_test_run ();
}
