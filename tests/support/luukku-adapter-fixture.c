/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-adapter-fixture.c: one adapter on a fake network and a manual clock, and its calls as plain functions. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-adapter-fixture.h"

#include <string.h>

gint64
luukku_test_time (const char *text)
{
  gint64 time = 0;

  g_assert_true (luukku_time_from_iso8601 (text, &time, NULL));
  return time;
}

LuukkuAdapter *
luukku_adapter_fixture_create (LuukkuAdapterFixture *self, const char *account, const char *token, const char *base,
                               GError **error)
{
  g_autoptr (GHashTable) options = g_hash_table_new (g_str_hash, g_str_equal);
  const LuukkuAdapterSettings settings = { account, token, options, options };

  for (guint i = 0; self->subject->options != NULL && self->subject->options[i] != NULL; i += 2)
    g_hash_table_insert (options, (gpointer) self->subject->options[i], (gpointer) self->subject->options[i + 1]);
  if (base != NULL)
    g_hash_table_insert (options, (gpointer) "api-base", (gpointer) base);
  return self->subject->type->create (&settings, LUUKKU_TRANSPORT (self->net), LUUKKU_CLOCK (self->clock), error);
}

void
luukku_adapter_fixture_begin (LuukkuAdapterFixture *self, const LuukkuAdapterSubject *subject)
{
  self->subject = subject;
  self->clock = luukku_manual_clock_new (subject->now);
  self->net = luukku_fake_transport_new (LUUKKU_CLOCK (self->clock), subject->folder);
  self->adapter = luukku_adapter_fixture_create (self, subject->account, subject->token, NULL, &self->error);
  g_assert_no_error (self->error);
}

void
luukku_adapter_fixture_end (LuukkuAdapterFixture *self)
{
  luukku_fake_transport_verify (self->net);
  luukku_adapter_close (self->adapter);
  g_clear_error (&self->error);
  g_clear_pointer (&self->cursor, g_free);
  g_assert_finalize_object (g_steal_pointer (&self->adapter));
  g_assert_finalize_object (g_steal_pointer (&self->net));
  g_assert_finalize_object (g_steal_pointer (&self->clock));
}

void
luukku_adapter_fixture_check_addresses (LuukkuAdapterFixture *self, const char *secret)
{
  GPtrArray *requests = luukku_fake_transport_get_requests (self->net);

  for (guint i = 0; i < requests->len; i++)
    g_assert_null (strstr (luukku_request_get_url (g_ptr_array_index (requests, i)), secret));
}

void
luukku_adapter_fixture_restart (LuukkuAdapterFixture *self)
{
  luukku_adapter_close (self->adapter);
  g_assert_finalize_object (g_steal_pointer (&self->adapter));
  self->adapter =
      luukku_adapter_fixture_create (self, self->subject->account, self->subject->token, NULL, &self->error);
  g_assert_no_error (self->error);
}

/* --- calls */

/* Runs until the result is there; the clock moves only when a call waits for its turn. Returns: (transfer full). */
static GAsyncResult *
await (LuukkuAdapterFixture *self)
{
  g_clear_error (&self->error);
  while (luukku_test_wait (&self->result) == NULL) {
    gint64 next = luukku_manual_clock_next (self->clock);

    g_assert_cmpint (next, >=, 0);
    luukku_manual_clock_advance (self->clock, next);
  }
  return g_steal_pointer (&self->result);
}

char *
luukku_adapter_fixture_open (LuukkuAdapterFixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  luukku_adapter_open_async (self->adapter, NULL, luukku_test_got_result, &self->result);
  result = await (self);
  return luukku_adapter_open_finish (self->adapter, result, &self->error);
}

LuukkuBatch *
luukku_adapter_fixture_fetch (LuukkuAdapterFixture *self, const char *cursor)
{
  g_autoptr (GAsyncResult) result = NULL;

  luukku_adapter_fetch_async (self->adapter, cursor, NULL, luukku_test_got_result, &self->result);
  result = await (self);
  return luukku_adapter_fetch_finish (self->adapter, result, &self->error);
}

LuukkuBatch *
luukku_adapter_fixture_fetch_on (LuukkuAdapterFixture *self)
{
  LuukkuBatch *batch = luukku_adapter_fixture_fetch (self, self->cursor);

  if (batch != NULL && batch->cursor != NULL) {
    g_free (self->cursor);
    self->cursor = g_strdup (batch->cursor);
  }
  return batch;
}

char *
luukku_adapter_fixture_send (LuukkuAdapterFixture *self, const LuukkuSendRequestInit *reply)
{
  g_autoptr (LuukkuSendRequest) request = luukku_send_request_new (reply);
  g_autoptr (GAsyncResult) result = NULL;

  luukku_adapter_send_async (self->adapter, request, NULL, luukku_test_got_result, &self->result);
  result = await (self);
  return luukku_adapter_send_finish (self->adapter, result, &self->error);
}

char *
luukku_adapter_fixture_find_sent (LuukkuAdapterFixture *self, const LuukkuSendRequestInit *reply)
{
  g_autoptr (LuukkuSendRequest) request = luukku_send_request_new (reply);
  g_autoptr (GAsyncResult) result = NULL;

  luukku_adapter_find_sent_async (self->adapter, request, NULL, luukku_test_got_result, &self->result);
  result = await (self);
  return luukku_adapter_find_sent_finish (self->adapter, result, &self->error);
}

gboolean
luukku_adapter_fixture_act (LuukkuAdapterFixture *self, const LuukkuActInit *act)
{
  g_autoptr (LuukkuAct) what = luukku_act_new (act);
  g_autoptr (GAsyncResult) result = NULL;

  luukku_adapter_act_async (self->adapter, what, NULL, luukku_test_got_result, &self->result);
  result = await (self);
  return luukku_adapter_act_finish (self->adapter, result, &self->error);
}

GBytes *
luukku_adapter_fixture_attachment (LuukkuAdapterFixture *self, const char *url, gint64 size)
{
  LuukkuAttachment *attachment = luukku_attachment_new ("kuva.jpg", "image/jpeg", url, size);
  g_autoptr (GAsyncResult) result = NULL;

  luukku_adapter_fetch_attachment_async (self->adapter, attachment, NULL, luukku_test_got_result, &self->result);
  luukku_attachment_free (attachment); /* only needed for the call */
  result = await (self);
  return luukku_adapter_fetch_attachment_finish (self->adapter, result, &self->error);
}

/* --- what went over the wire, and what came */

LuukkuRequest *
luukku_adapter_fixture_request (LuukkuAdapterFixture *self)
{
  GPtrArray *requests = luukku_fake_transport_get_requests (self->net);

  g_assert_cmpuint (requests->len, >, 0);
  return g_ptr_array_index (requests, requests->len - 1);
}

char *
luukku_adapter_fixture_body (LuukkuAdapterFixture *self)
{
  GBytes *body = luukku_request_get_body (luukku_adapter_fixture_request (self));
  gsize size = 0;
  const char *bytes = body != NULL ? g_bytes_get_data (body, &size) : "";

  return g_strndup (bytes, size);
}

LuukkuMessage *
luukku_batch_find_message (LuukkuBatch *batch, const char *platform_id)
{
  for (guint i = 0; i < batch->messages->len; i++) {
    if (g_str_equal (luukku_message_get_platform_id (batch->messages->pdata[i]), platform_id))
      return batch->messages->pdata[i];
  }
  return NULL;
}

const LuukkuThread *
luukku_batch_find_thread (LuukkuBatch *batch, const char *conversation_id)
{
  for (guint i = 0; i < batch->threads->len; i++) {
    const LuukkuThread *thread = g_ptr_array_index (batch->threads, i);

    if (g_str_equal (thread->conversation_id, conversation_id))
      return thread;
  }
  return NULL;
}
