/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-adapter-contract.c: the promises of luukku-adapter.h as tests. Nothing here knows a platform. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-adapter-contract.h"

#include "adapter/luukku-poller.h"
#include "base/luukku-error.h"
#include "inbox/luukku-inbox-health.h"
#include "luukku-fake-transport.h"
#include "store/luukku-store-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define PATIENCE 1000 /* times that the clock is moved on while a call waits */

typedef struct {
  const LuukkuAdapterContract *contract;
  LuukkuManualClock *clock;
  LuukkuFakeTransport *net; /* (nullable) */
  LuukkuAdapter *adapter;
  GAsyncResult *result;
} Fixture;

static void
run_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Nothing outlives the adapter: no call, no timer, no reference. */
static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->result);
  luukku_adapter_close (f->adapter);
  luukku_adapter_close (f->adapter);
  run_loop ();
  g_assert_finalize_object (f->adapter);
  if (f->net != NULL) {
    luukku_fake_transport_verify (f->net);
    g_assert_finalize_object (f->net);
  }
  if (f->contract->stage != NULL)
    f->contract->stage->stop ();
  g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, -1);
  g_assert_finalize_object (f->clock);
}

/* --- scenes */

static gboolean
has_scene (Fixture *f, LuukkuScene scene)
{
  for (const LuukkuSceneCall *call = f->contract->calls; call != NULL && call->method != NULL; call++) {
    if (call->scene == scene)
      return TRUE;
  }
  return FALSE;
}

/* A row must answer every scene. */
static const LuukkuSceneCall *
first_call (Fixture *f, LuukkuScene scene)
{
  const LuukkuSceneCall *call = f->contract->calls;

  while (call != NULL && call->method != NULL && call->scene != scene)
    call++;
  if (call == NULL || call->method == NULL)
    g_error ("the row of %s has no answer for the scene %d", f->contract->type->id, scene);
  return call;
}

static void
expect_all (Fixture *f, LuukkuScene scene)
{
  for (const LuukkuSceneCall *call = f->contract->calls; call != NULL && call->method != NULL; call++) {
    if (call->scene == scene)
      luukku_fake_transport_expect_status (f->net, call->method, call->part, call->status, call->file);
  }
}

/* Returns: FALSE when the adapter has no such scene: it has no network. */
static gboolean
play (Fixture *f, LuukkuScene scene)
{
  if (f->contract->stage != NULL)
    f->contract->stage->play (scene);
  if (f->net == NULL)
    return f->contract->stage != NULL;
  first_call (f, scene);
  expect_all (f, scene);
  return TRUE;
}

/* A reply is taken. @scene: with a file or without. */
static gboolean
play_send (Fixture *f, LuukkuScene scene)
{
  if (f->net != NULL)
    expect_all (f, LUUKKU_SCENE_ASK_FIRST);
  return play (f, scene);
}

/* Waits for the call, moving the clock on when an adapter waits for its turn. */
static GAsyncResult *
await (Fixture *f)
{
  for (guint i = 0; luukku_test_wait (&f->result) == NULL; i++) {
    g_assert_cmpint (luukku_manual_clock_next (f->clock), >=, 0); /* otherwise it never ends */
    g_assert_cmpuint (i, <, PATIENCE);
    luukku_manual_clock_advance (f->clock, luukku_manual_clock_next (f->clock));
  }
  run_loop (); /* called back once more: luukku_test_got_result() asserts */
  return f->result;
}

static char *
open (Fixture *f, GError **error)
{
  g_clear_object (&f->result);
  luukku_adapter_open_async (f->adapter, NULL, luukku_test_got_result, &f->result);
  return luukku_adapter_open_finish (f->adapter, await (f), error);
}

static LuukkuBatch *
fetch (Fixture *f, const char *cursor, GError **error)
{
  g_clear_object (&f->result);
  luukku_adapter_fetch_async (f->adapter, cursor, NULL, luukku_test_got_result, &f->result);
  return luukku_adapter_fetch_finish (f->adapter, await (f), error);
}

static void
create (Fixture *f)
{
  const LuukkuAdapterContract *contract = f->contract;
  g_autoptr (GHashTable) options = g_hash_table_new (g_str_hash, g_str_equal);
  const LuukkuAdapterSettings settings = { contract->account, contract->token, options, options };
  g_autoptr (GError) error = NULL;

  for (const char *const *option = contract->options; option != NULL && *option != NULL; option += 2)
    g_hash_table_insert (options, (gpointer) option[0], (gpointer) option[1]);
  f->adapter = contract->type->create (&settings, f->net != NULL ? LUUKKU_TRANSPORT (f->net) : NULL,
                                       LUUKKU_CLOCK (f->clock), &error);
  g_assert_no_error (error);
  g_assert_true (LUUKKU_IS_ADAPTER (f->adapter));
  if (contract->open_first) {
    g_autofree char *name = NULL;

    play (f, LUUKKU_SCENE_OPEN);
    name = open (f, &error);
    g_assert_no_error (error);
    g_clear_object (&f->result);
  }
  if (contract->fetch_first) {
    g_autoptr (LuukkuBatch) batch = NULL;

    play (f, LUUKKU_SCENE_FETCH);
    batch = fetch (f, NULL, &error);
    g_assert_no_error (error);
    g_clear_object (&f->result);
  }
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->contract = data;
  if (f->contract->stage != NULL)
    f->contract->stage->start ();
  f->clock = luukku_manual_clock_new (f->contract->now);
  if (f->contract->type->needs_network)
    f->net = luukku_fake_transport_new (LUUKKU_CLOCK (f->clock), f->contract->folder);
  create (f);
}

static LuukkuSendRequest *
make_reply (Fixture *f, const char *text, gint64 last_resident_at)
{
  g_autofree char *channel = g_strdup_printf ("%s:%s", f->contract->type->id, f->contract->account);
  const LuukkuSendRequestInit init = {
    .channel = channel,
    .conversation_id = f->contract->conversation_id,
    .resident_id = f->contract->resident_id,
    .text = text,
    .idempotency_key = "reply-1",
    .last_resident_at = last_resident_at,
    .queued_at = luukku_clock_now (LUUKKU_CLOCK (f->clock)),
  };

  return luukku_send_request_new (&init);
}

static char *
send (Fixture *f, const char *text, gint64 last_resident_at, GError **error)
{
  g_autoptr (LuukkuSendRequest) reply = make_reply (f, text, last_resident_at);

  g_clear_object (&f->result);
  luukku_adapter_send_async (f->adapter, reply, NULL, luukku_test_got_result, &f->result);
  return luukku_adapter_send_finish (f->adapter, await (f), error);
}

static void
assert_is_fault (const GError *error, LuukkuFaultKind kind)
{
  g_assert_error (error, LUUKKU_FAULT, (int) kind);
  g_assert_cmpuint (strlen (error->message), >, 10);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

/* --- describe */

static void
test_describe (Fixture *f, gconstpointer data)
{
  const LuukkuAdapterType *type = f->contract->type;
  const LuukkuAdapterClass *klass = LUUKKU_ADAPTER_GET_CLASS (f->adapter);
  LuukkuCapabilities can = luukku_adapter_get_capabilities (f->adapter);
  const LuukkuChannelLimits *limits = luukku_adapter_get_limits (f->adapter);

  g_assert_true (g_str_has_prefix (type->protocol_id, "prpl-luukku-"));
  g_assert_nonnull (type->name);
  g_assert_nonnull (type->icon);
  g_assert_nonnull (type->account_label);
  g_assert_true (!type->needs_token || type->token_label != NULL || type->get_secrets != NULL ||
                 type->sign_in != NULL);
  g_assert_cmpstr (limits->id, ==, type->id);
  g_assert_true (!(can & LUUKKU_CAN_FIND_SENT) == (klass->find_sent_async == NULL));
  g_assert_true (!(can & LUUKKU_CAN_FETCH_ATTACHMENT) == (klass->fetch_attachment_async == NULL));
}

/* --- open */

static void
test_open (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  play (f, LUUKKU_SCENE_OPEN);
  name = open (f, &error);
  g_assert_no_error (error);
  g_assert_nonnull (name);
  g_assert_cmpstr (name, !=, "");
  g_assert_true (g_utf8_validate (name, -1, NULL));
}

static void
test_open_dead_token (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  play (f, LUUKKU_SCENE_DEAD_TOKEN);
  g_assert_null (open (f, &error));
  assert_is_fault (error, LUUKKU_FAULT_AUTH);
  g_assert_true (luukku_fault_get_info (error)->needs_reauth);
  g_assert_false (luukku_fault_get_info (error)->retryable);
  g_assert_null (strstr (error->message, f->contract->token));
}

/* --- fetch */

static void
assert_batch (const LuukkuBatch *batch)
{
  gint64 before = G_MININT64;

  for (guint i = 0; i < batch->messages->len; i++) {
    LuukkuMessage *message = batch->messages->pdata[i];

    g_assert_cmpstr (luukku_message_get_platform_id (message), !=, "");
    g_assert_cmpstr (luukku_message_get_conversation_id (message), !=, "");
    g_assert_cmpstr (luukku_message_get_channel (message), !=, "");
    g_assert_true (g_utf8_validate (luukku_message_get_platform_id (message), -1, NULL));
    g_assert_true (g_utf8_validate (luukku_message_get_text (message), -1, NULL));
    g_assert_cmpint (luukku_message_get_sent_at (message), >=, before); /* oldest first */
    before = luukku_message_get_sent_at (message);
  }
  for (guint i = 0; i < batch->threads->len; i++)
    g_assert_cmpstr (((const LuukkuThread *) batch->threads->pdata[i])->conversation_id, !=, "");
}

static void
assert_same (const LuukkuBatch *a, const LuukkuBatch *b)
{
  g_assert_cmpuint (a->messages->len, ==, b->messages->len);
  for (guint i = 0; i < a->messages->len; i++) {
    LuukkuMessage *one = a->messages->pdata[i], *other = b->messages->pdata[i];

    g_assert_cmpstr (luukku_message_get_platform_id (one), ==, luukku_message_get_platform_id (other));
    g_assert_cmpstr (luukku_message_get_conversation_id (one), ==,
                     luukku_message_get_conversation_id (other));
    g_assert_cmpstr (luukku_message_get_text (one), ==, luukku_message_get_text (other));
    g_assert_cmpint (luukku_message_get_sent_at (one), ==, luukku_message_get_sent_at (other));
    g_assert_cmpint (luukku_message_get_direction (one), ==, luukku_message_get_direction (other));
  }
}

/* An adapter without a network makes its messages as time passes. Returns: (transfer full): the cursor to
 * fetch from. */
static char *
wait_for_messages (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;

  if (f->net != NULL || f->contract->stage != NULL || f->contract->from_start)
    return NULL;
  batch = fetch (f, NULL, &error);
  g_assert_no_error (error);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  return g_strdup (batch->cursor);
}

static void
test_fetch (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = wait_for_messages (f);
  g_autoptr (LuukkuBatch) first = NULL, second = NULL;
  g_autoptr (GError) error = NULL;

  play (f, LUUKKU_SCENE_FETCH);
  first = fetch (f, cursor, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (first->messages->len, >=, 2);
  g_assert_cmpuint (first->threads->len, >=, 1);
  g_assert_nonnull (first->cursor);
  assert_batch (first);
  play (f, LUUKKU_SCENE_FETCH); /* it could not be stored: the same is asked again */
  second = fetch (f, cursor, &error);
  g_assert_no_error (error);
  assert_same (first, second);
}

static void
test_fetch_odd (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (GError) error = NULL;

  play (f, LUUKKU_SCENE_ODD);
  batch = fetch (f, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (batch->skipped, >, 0);
  assert_batch (batch);
}

static void
test_fetch_foreign_cursor (Fixture *f, gconstpointer data)
{
  static const char *const cursors[] = { "", "{", "17", "null", "[[[[", "{\"a\":1}", "\xc3\xa4" };

  for (guint i = 0; i < G_N_ELEMENTS (cursors); i++) {
    g_autoptr (LuukkuBatch) batch = NULL;
    g_autoptr (GError) error = NULL;

    play (f, LUUKKU_SCENE_FETCH);
    batch = fetch (f, cursors[i], &error); /* starts from the beginning: nothing may be lost */
    g_assert_no_error (error);
    assert_batch (batch);
  }
}

static const char *const broken[] = {
  "",
  "{",
  "null",
  "17",
  "\"x\"",
  "[]",
  "{\"data\":17}",
  "{\"data\":{}}",
  "{\"data\":\"x\"}",
  "{\"error\":17}",
  "{\"error\":{}}",
  "{\"error\":{\"code\":\"x\",\"message\":[]}}",
  "<!DOCTYPE html><html><body>Log in</body></html>",
  "\xff\xfe",
  "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
};

static void
assert_no_promise (const GError *error)
{
  g_assert_cmpint (error->domain, ==, LUUKKU_FAULT);
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_null (strstr (error->message, "Log in"));
}

static void
test_fetch_broken (Fixture *f, gconstpointer data)
{
  const LuukkuSceneCall *call = first_call (f, LUUKKU_SCENE_FETCH);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (broken); i++) {
    g_autoptr (LuukkuBatch) batch = NULL;
    g_autoptr (GError) error = NULL;

    if (f->contract->lists && g_str_equal (broken[i / 2], "[]"))
      continue;
    luukku_fake_transport_expect_body (f->net, call->method, call->part, i % 2 == 0 ? 200 : 502,
                                       broken[i / 2]);
    batch = fetch (f, NULL, &error);
    g_test_message ("answer %u", i);
    g_assert_null (batch);
    assert_no_promise (error);
    if (i % 2 == 0 && error->code != LUUKKU_FAULT_BAD_ANSWER)
      g_assert_nonnull (
          strstr (broken[i / 2], "error")); /* only what calls itself an error may be another one */
  }
}

static void
test_fetch_throttled (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  play (f, LUUKKU_SCENE_THROTTLED);
  g_assert_null (fetch (f, NULL, &error));
  assert_is_fault (error, LUUKKU_FAULT_THROTTLED);
  g_assert_true (luukku_fault_get_info (error)->retryable);
  g_assert_false (luukku_fault_get_info (error)->needs_reauth);
}

static void
test_fetch_trouble (Fixture *f, gconstpointer data)
{
  static const LuukkuFaultKind kinds[] = { LUUKKU_FAULT_NETWORK, LUUKKU_FAULT_TLS, LUUKKU_FAULT_BAD_ANSWER };
  const LuukkuSceneCall *call = first_call (f, LUUKKU_SCENE_FETCH);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (GError) error = NULL;

    luukku_fake_transport_expect_fault (f->net, call->method, call->part, kinds[i]);
    g_assert_null (fetch (f, NULL, &error));
    g_assert_error (error, LUUKKU_FAULT, (int) kinds[i]); /* goes through unchanged */
  }
}

/* --- send */

static gint64
an_hour_ago (Fixture *f)
{
  return luukku_clock_now (LUUKKU_CLOCK (f->clock)) - G_TIME_SPAN_HOUR;
}

static void
test_send (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  play_send (f, LUUKKU_SCENE_SEND);
  id = send (f, "Hei! Kirjasto on auki kello 9–20.", an_hour_ago (f), &error);
  g_assert_no_error (error);
  g_assert_nonnull (id);
  g_assert_cmpstr (id, !=, "");
}

/* With files, or not at all: nothing leaves without what was to go along. */
static void
test_send_files (Fixture *f, gconstpointer data)
{
  gboolean can = (luukku_adapter_get_capabilities (f->adapter) & LUUKKU_CAN_SEND_FILES) != 0;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_send_file_free);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("%PDF-1.4", 8);
  g_autoptr (LuukkuSendRequest) plain = make_reply (f, "Hei! Lomake on liitteenä.", an_hour_ago (f));
  g_autoptr (LuukkuSendRequest) request = NULL;
  LuukkuSendRequestInit init = *luukku_send_request_peek (plain);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  g_ptr_array_add (files, luukku_send_file_new ("lomake.pdf", "application/pdf", bytes));
  init.files = files;
  request = luukku_send_request_new (&init);
  if (can)
    play_send (f, has_scene (f, LUUKKU_SCENE_SEND_FILE) ? LUUKKU_SCENE_SEND_FILE : LUUKKU_SCENE_SEND);
  g_clear_object (&f->result);
  luukku_adapter_send_async (f->adapter, request, NULL, luukku_test_got_result, &f->result);
  id = luukku_adapter_send_finish (f->adapter, await (f), &error);
  if (can) {
    g_assert_no_error (error);
    g_assert_nonnull (id);
  } else {
    assert_is_fault (error, LUUKKU_FAULT_BAD_REQUEST);
    g_assert_false (luukku_fault_get_info (error)->ambiguous_send);
  }
}

/* No call is expected: the fake transport ends the test if one is made. */
static void
test_send_too_long (Fixture *f, gconstpointer data)
{
  const LuukkuChannelLimits *limits = luukku_adapter_get_limits (f->adapter);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (limits->max_text, >, 0);
  for (guint i = 0; i < limits->max_text; i++)
    g_string_append (text, "ä");
  g_string_append (text, "ä");
  g_assert_null (send (f, text->str, an_hour_ago (f), &error));
  assert_is_fault (error, LUUKKU_FAULT_TOO_LONG);
  g_assert_false (luukku_fault_get_info (error)->ambiguous_send);
}

static void
test_send_longest (Fixture *f, gconstpointer data)
{
  const LuukkuChannelLimits *limits = luukku_adapter_get_limits (f->adapter);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  for (guint i = 0; i < limits->max_text; i++)
    g_string_append (text, limits->max_text_in_bytes ? "a" : "ä");
  play_send (f, LUUKKU_SCENE_SEND);
  id = send (f, text->str, an_hour_ago (f), &error);
  g_assert_no_error (error);
}

static void
test_send_window (Fixture *f, gconstpointer data)
{
  const LuukkuChannelLimits *limits = luukku_adapter_get_limits (f->adapter);
  gint64 now = luukku_clock_now (LUUKKU_CLOCK (f->clock));
  gint64 window = MAX (limits->reply_window, limits->late_window);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  if (window == 0) { /* no window: an answer after a year is taken */
    play_send (f, LUUKKU_SCENE_SEND);
    id = send (f, "Hei!", now - 365 * G_TIME_SPAN_DAY, &error);
    g_assert_no_error (error);
    g_assert_nonnull (id);
    return;
  }
  g_assert_null (send (f, "Hei!", now - window - G_TIME_SPAN_MINUTE, &error));
  assert_is_fault (error, LUUKKU_FAULT_WINDOW);
  g_assert_false (luukku_fault_get_info (error)->ambiguous_send);
}

/* An answer that nobody can read, or none: it may have been sent, and that must be said. */
static void
test_send_in_doubt (Fixture *f, gconstpointer data)
{
  const LuukkuSceneCall *call = first_call (f, LUUKKU_SCENE_SEND);

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autoptr (GError) error = NULL;

    if (strstr (broken[i], "error") != NULL)
      continue;
    expect_all (f, LUUKKU_SCENE_ASK_FIRST);
    luukku_fake_transport_expect_body (f->net, call->method, call->part, 200, broken[i]);
    g_assert_null (send (f, "Hei!", an_hour_ago (f), &error));
    g_test_message ("answer %u", i);
    assert_no_promise (error);
    g_assert_true (luukku_fault_get_info (error)->ambiguous_send);
  }
}

static void
test_send_broken_off (Fixture *f, gconstpointer data)
{
  const LuukkuSceneCall *call = first_call (f, LUUKKU_SCENE_SEND);
  g_autoptr (GError) left = NULL, stayed = NULL;

  expect_all (f, LUUKKU_SCENE_ASK_FIRST);
  luukku_fake_transport_expect_fault (f->net, call->method, call->part, LUUKKU_FAULT_NETWORK);
  luukku_fake_transport_with_ambiguous (f->net);
  g_assert_null (send (f, "Hei!", an_hour_ago (f), &left));
  g_assert_error (left, LUUKKU_FAULT, LUUKKU_FAULT_NETWORK);
  g_assert_true (luukku_fault_get_info (left)->ambiguous_send);
  expect_all (f, LUUKKU_SCENE_ASK_FIRST);
  luukku_fake_transport_expect_fault (f->net, call->method, call->part, LUUKKU_FAULT_NETWORK);
  g_assert_null (send (f, "Hei!", an_hour_ago (f), &stayed));
  g_assert_error (stayed, LUUKKU_FAULT, LUUKKU_FAULT_NETWORK);
  g_assert_false (
      luukku_fault_get_info (stayed)->ambiguous_send); /* no connection: may be sent again at once */
}

/* --- close and cancel */

static void
expect_hang (Fixture *f, LuukkuScene scene)
{
  if (f->contract->stage != NULL)
    f->contract->stage->hang (scene);
  if (f->net != NULL)
    luukku_fake_transport_expect_hang (f->net, first_call (f, scene)->method, first_call (f, scene)->part);
}

static void
test_close_in_open (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  expect_hang (f, LUUKKU_SCENE_OPEN);
  luukku_adapter_open_async (f->adapter, NULL, luukku_test_got_result, &f->result);
  luukku_adapter_close (f->adapter);
  g_assert_null (luukku_adapter_open_finish (f->adapter, await (f), &error));
  g_assert_true (luukku_fault_is_cancelled (error));
}

static void
test_close_in_fetch (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  expect_hang (f, LUUKKU_SCENE_FETCH);
  luukku_adapter_fetch_async (f->adapter, NULL, NULL, luukku_test_got_result, &f->result);
  luukku_adapter_close (f->adapter);
  g_assert_null (luukku_adapter_fetch_finish (f->adapter, await (f), &error));
  g_assert_true (luukku_fault_is_cancelled (error));
}

static void
test_close_in_send (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuSendRequest) reply = make_reply (f, "Hei!", an_hour_ago (f));
  g_autoptr (GError) error = NULL;

  if (f->net != NULL)
    expect_all (f, LUUKKU_SCENE_ASK_FIRST);
  expect_hang (f, LUUKKU_SCENE_SEND);
  luukku_adapter_send_async (f->adapter, reply, NULL, luukku_test_got_result, &f->result);
  if (f->contract->stage != NULL || has_scene (f, LUUKKU_SCENE_ASK_FIRST))
    run_loop (); /* several steps come before the one that counts */
  luukku_adapter_close (f->adapter);
  g_assert_null (luukku_adapter_send_finish (f->adapter, await (f), &error));
  g_assert_true (luukku_fault_is_cancelled (error));
  g_assert_true (luukku_fault_get_info (error)->ambiguous_send);
}

static void
test_cancel_fetch (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (GError) error = NULL;

  expect_hang (f, LUUKKU_SCENE_FETCH);
  luukku_adapter_fetch_async (f->adapter, NULL, cancellable, luukku_test_got_result, &f->result);
  g_cancellable_cancel (cancellable);
  g_assert_null (luukku_adapter_fetch_finish (f->adapter, await (f), &error));
  g_assert_true (luukku_fault_is_cancelled (error));
  g_clear_error (&error);
  g_clear_object (&f->result);
  play (f, LUUKKU_SCENE_FETCH); /* the adapter itself lives on */
  batch = fetch (f, NULL, &error);
  g_assert_no_error (error);
}

static void
test_after_close (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) opened = NULL, fetched = NULL, sent = NULL;

  luukku_adapter_close (f->adapter);
  g_assert_null (open (f, &opened));
  g_assert_error (opened, LUUKKU_FAULT, LUUKKU_FAULT_CANCELLED);
  g_assert_null (fetch (f, NULL, &fetched));
  g_assert_error (fetched, LUUKKU_FAULT, LUUKKU_FAULT_CANCELLED);
  g_assert_null (send (f, "Hei!", an_hour_ago (f), &sent));
  g_assert_error (sent, LUUKKU_FAULT, LUUKKU_FAULT_CANCELLED);
  g_assert_false (luukku_fault_get_info (sent)->ambiguous_send); /* nothing has left */
}

/* --- the program ends and starts again, with the real store in a file */

/* Nothing of the adapter is left but what the store has. */
static void
start_again (Fixture *f)
{
  g_clear_object (&f->result);
  luukku_adapter_close (f->adapter);
  run_loop ();
  g_assert_finalize_object (g_steal_pointer (&f->adapter));
  create (f);
}

static guint
count_rows (LuukkuStore *store, const char *sql)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (luukku_store_get_db (store), sql);
  gint64 count = -1;

  g_assert_true (luukku_query_run_int (query, 0, &count, NULL));
  return (guint) count;
}

/* Fetches from @cursor and stores it, in a store that is opened for that and closed again. *@ret_messages,
 * *@ret_versions: how many the store has then. Returns: (transfer full): the cursor in the store. */
static char *
fetch_into (Fixture *f, const char *path, const char *cursor, guint *ret_messages, guint *ret_versions)
{
  g_autofree char *channel = g_strdup_printf ("%s:%s", f->contract->type->id, f->contract->account);
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store =
      luukku_store_open (path, LUUKKU_STORE_READ_WRITE, LUUKKU_CLOCK (f->clock), &error);
  g_autoptr (LuukkuInbox) inbox = luukku_inbox_new (store, LUUKKU_CLOCK (f->clock));
  g_autoptr (LuukkuBatch) batch = NULL;
  char *stored;

  play (f, LUUKKU_SCENE_FETCH);
  batch = fetch (f, cursor, &error);
  g_assert_no_error (error);
  g_assert_true (luukku_inbox_receive (inbox, channel, batch, &error));
  g_assert_no_error (error);
  *ret_messages = count_rows (store, "SELECT count (*) FROM message");
  *ret_versions = count_rows (store, "SELECT count (*) FROM message_version");
  stored = luukku_store_get_cursor (store, channel, &error);
  g_assert_no_error (error);
  return stored;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_assert_cmpint (g_remove (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_restart (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("luukku-restart-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "inbox.sqlite", NULL);
  g_autoptr (LuukkuBatch) lost = NULL;
  g_autofree char *first = NULL, *second = NULL;
  g_autoptr (GError) error = NULL;
  guint messages = 0, versions = 0, again = 0, changed = 0;

  play (f, LUUKKU_SCENE_FETCH);
  lost = fetch (f, NULL, &error); /* it ends between fetching and storing */
  g_assert_no_error (error);
  start_again (f);
  first = fetch_into (f, path, NULL, &messages, &versions);
  g_assert_cmpuint (messages, ==, lost->messages->len); /* nothing is lost */
  g_assert_nonnull (first);
  start_again (f); /* it ends between storing and the platform's hearing of it, which gives all of it again */
  second = fetch_into (f, path, NULL, &again, &changed);
  g_assert_cmpuint (again, ==, messages); /* nothing is doubled */
  g_assert_cmpuint (changed, ==, versions);
  g_assert_nonnull (second);
  remove_folder (folder);
}

/* --- the channel's account dies while it is up: the inbox says why, nothing is asked and nothing is sent */

typedef struct {
  LuukkuInbox *inbox;
  const char *channel;
  const char *conversation; /* somebody who can be answered */
  char *sentence;           /* that the channel died with (nullable) */
} Town;

/* From the beginning: every adapter then begins with the call of the scene. */
static char *
town_get_cursor (gpointer data)
{
  return NULL;
}

static gboolean
town_received (LuukkuBatch *batch, gpointer data, GError **error)
{
  Town *town = data;

  return luukku_inbox_receive (town->inbox, town->channel, batch, error);
}

/* As the account does it. */
static void
town_state_changed (LuukkuPollerState state, const GError *error, gint64 next_at, gpointer data)
{
  Town *town = data;

  if (state != LUUKKU_POLLER_DEAD)
    return;
  town->sentence = g_strdup (error->message);
  luukku_inbox_note_trouble (town->inbox, town->channel, error->message, next_at, TRUE);
}

static const LuukkuPollerCallbacks town_callbacks = {
  .get_cursor = town_get_cursor,
  .received = town_received,
  .state_changed = town_state_changed,
};

/* The fetch meets what the platform answers to a token that is dead. */
static void
play_death (Fixture *f)
{
  const LuukkuSceneCall *call, *dead;

  if (f->contract->stage != NULL)
    f->contract->stage->play (LUUKKU_SCENE_DEAD_TOKEN);
  if (f->net == NULL)
    return;
  call = first_call (f, LUUKKU_SCENE_FETCH);
  dead = first_call (f, LUUKKU_SCENE_DEAD_TOKEN);
  while (dead[1].method != NULL && dead[1].scene == LUUKKU_SCENE_DEAD_TOKEN)
    dead++; /* the calls before need no token */
  luukku_fake_transport_expect_status (f->net, call->method, call->part, dead->status, dead->file);
}

/* Until the poller has nothing on its way: adapters wait for their turn on the clock. */
static void
await_death (Fixture *f, LuukkuPoller *poller)
{
  for (guint i = 0; luukku_poller_get_state (poller) == LUUKKU_POLLER_WORKING; i++) {
    run_loop ();
    if (luukku_poller_get_state (poller) != LUUKKU_POLLER_WORKING)
      break;
    g_assert_cmpuint (i, <, PATIENCE);
    g_assert_cmpint (luukku_manual_clock_next (f->clock), >=, 0);
    luukku_manual_clock_advance (f->clock, luukku_manual_clock_next (f->clock));
  }
  g_assert_cmpint (luukku_poller_get_state (poller), ==, LUUKKU_POLLER_DEAD);
}

static LuukkuSubmit
submit (Town *town, GError **error)
{
  return luukku_inbox_submit (town->inbox, town->channel, town->conversation, "Hei!", NULL, NULL, error);
}

static void
let_die (Fixture *f, Town *town)
{
  g_autoptr (LuukkuPoller) poller =
      luukku_poller_new (f->adapter, LUUKKU_CLOCK (f->clock), 0, 1, &town_callbacks, town);
  g_autofree char *lines = NULL;

  play_death (f);
  luukku_poller_start (poller);
  await_death (f, poller);
  g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, -1); /* it does not try again by itself */
  luukku_poller_poke (poller);
  run_loop ();
  g_assert_cmpint (luukku_poller_get_state (poller), ==, LUUKKU_POLLER_DEAD);
  lines = luukku_inbox_describe_trouble (town->inbox);
  g_assert_nonnull (strstr (lines, town->sentence));
}

static void
test_dies (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuStore) store =
      luukku_store_open (":memory:", LUUKKU_STORE_READ_WRITE, LUUKKU_CLOCK (f->clock), NULL);
  g_autoptr (LuukkuInbox) inbox = luukku_inbox_new (store, LUUKKU_CLOCK (f->clock));
  g_autofree char *channel = g_strdup_printf ("%s:%s", f->contract->type->id, f->contract->account);
  Town town = { .inbox = inbox, .channel = channel };
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (GError) error = NULL;

  play (f, LUUKKU_SCENE_FETCH);
  batch = fetch (f, NULL, &error);
  g_assert_no_error (error);
  town.conversation = ((const LuukkuThread *) batch->threads->pdata[0])->conversation_id;
  g_assert_true (luukku_inbox_receive (inbox, channel, batch, &error));
  g_assert_cmpint (submit (&town, NULL), ==, LUUKKU_SUBMIT_HELD); /* only by the gate, which has no rules */
  if (f->contract->stage != NULL)
    start_again (f); /* a session that is open lives on; the next one meets it */
  let_die (f, &town);
  g_assert_cmpint (submit (&town, &error), ==, LUUKKU_SUBMIT_FAILED);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, town.sentence));
  if (f->contract->token != NULL)
    g_assert_null (strstr (error->message, f->contract->token));
  g_free (town.sentence);
}

/* --- the table of tests */

typedef void (*Test) (Fixture *f, gconstpointer data);

static const struct {
  const char *name;
  Test test;
  enum { EVERY, NETWORK, TRANSPORT } needs; /* what an adapter must be reached by for it to mean something */
} tests[] = {
  { "describe", test_describe, EVERY },
  { "open/ok", test_open, EVERY },
  { "open/dead-token", test_open_dead_token, NETWORK },
  { "fetch/ok-and-again", test_fetch, EVERY },
  { "fetch/odd", test_fetch_odd, NETWORK },
  { "fetch/foreign-cursor", test_fetch_foreign_cursor, EVERY },
  { "fetch/broken", test_fetch_broken, TRANSPORT },
  { "fetch/throttled", test_fetch_throttled, NETWORK },
  { "fetch/trouble", test_fetch_trouble, TRANSPORT },
  { "fetch/restart", test_restart, NETWORK },
  { "fetch/dies", test_dies, NETWORK },
  { "send/ok", test_send, EVERY },
  { "send/files", test_send_files, EVERY },
  { "send/too-long", test_send_too_long, EVERY },
  { "send/longest", test_send_longest, EVERY },
  { "send/window", test_send_window, EVERY },
  { "send/in-doubt", test_send_in_doubt, TRANSPORT },
  { "send/broken-off", test_send_broken_off, TRANSPORT },
  { "close/in-open", test_close_in_open, EVERY },
  { "close/in-fetch", test_close_in_fetch, EVERY },
  { "close/in-send", test_close_in_send, EVERY },
  { "close/cancel-only-fetch", test_cancel_fetch, EVERY },
  { "close/then-calls", test_after_close, EVERY },
};

void
luukku_adapter_contract_add (const LuukkuAdapterContract *contract)
{
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strdup_printf ("/net/contract/%s/%s", contract->type->id, tests[i].name);

    if (contract->type->replies_by_hand &&
        (g_str_has_prefix (tests[i].name, "send/") || g_str_has_suffix (tests[i].name, "in-send")))
      continue; /* nothing is ever sent */
    if (tests[i].needs == EVERY || contract->type->needs_network ||
        (tests[i].needs == NETWORK && contract->stage != NULL))
      g_test_add (path, Fixture, contract, set_up, tests[i].test, tear_down);
  }
}
