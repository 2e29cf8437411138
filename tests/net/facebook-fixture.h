/* SPDX-License-Identifier: GPL-2.0-or-later */
/* facebook-fixture.h: one Facebook adapter on a fake network and a manual clock, and its calls as plain
 * functions. */
#pragma once

#include "facebook/luukku-facebook.h"

#include <string.h>

#include "luukku-fake-transport.h"

#define PAGE "104455667788990"
#define RESIDENT "7001002003004005"
#define TOKEN "EAAsecretPageToken"
#define REPLY "Hei, kiitos viestistä."

typedef struct {
  LuukkuManualClock *clock;
  LuukkuFakeTransport *net;
  LuukkuAdapter *adapter;
  GAsyncResult *result;
  GError *error;
} Fixture;

static inline gint64
at (const char *text)
{
  gint64 time = 0;

  g_assert_true (luukku_time_from_iso8601 (text, &time, NULL));
  return time;
}

static inline LuukkuAdapter *
create (Fixture *f, const char *account, const char *token, const char *base, GError **error)
{
  g_autoptr (GHashTable) options = g_hash_table_new (g_str_hash, g_str_equal);
  const LuukkuAdapterSettings settings = { account, token, options };

  if (base != NULL)
    g_hash_table_insert (options, (gpointer) "api-base", (gpointer) base);
  return luukku_facebook_type.create (&settings, LUUKKU_TRANSPORT (f->net), LUUKKU_CLOCK (f->clock), error);
}

static inline void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->clock = luukku_manual_clock_new (at ("2026-11-20T10:05:00Z"));
  f->net = luukku_fake_transport_new (LUUKKU_CLOCK (f->clock), "facebook");
  f->adapter = create (f, PAGE, TOKEN, NULL, &error);
  g_assert_no_error (error);
}

/* What went over the wire, whatever the test was: the token in its header and nowhere else. */
static inline void
check_requests (Fixture *f)
{
  GPtrArray *requests = luukku_fake_transport_get_requests (f->net);

  for (guint i = 0; i < requests->len; i++) {
    LuukkuRequest *request = g_ptr_array_index (requests, i);

    g_assert_null (strstr (luukku_request_get_url (request), "oken"));
    g_assert_null (strstr (luukku_request_get_url (request), "SECRET"));
    if (g_str_has_prefix (luukku_request_get_url (request), "https://graph.facebook.com/v25.0/"))
      g_assert_cmpstr (luukku_request_get_header (request, "Authorization"), ==, "Bearer " TOKEN);
    else
      g_assert_null (luukku_request_get_header (request, "Authorization"));
  }
}

static inline void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_fake_transport_verify (f->net);
  check_requests (f);
  luukku_adapter_close (f->adapter);
  g_clear_error (&f->error);
  g_assert_finalize_object (g_steal_pointer (&f->adapter));
  g_assert_finalize_object (g_steal_pointer (&f->net));
  g_assert_finalize_object (g_steal_pointer (&f->clock));
}

/* Runs until the result is there; the clock moves only when a call waits for its turn. */
static inline void
wait_for_result (Fixture *f)
{
  while (luukku_test_wait (&f->result) == NULL) {
    gint64 next = luukku_manual_clock_next (f->clock);

    g_assert_cmpint (next, >=, 0);
    luukku_manual_clock_advance (f->clock, next);
  }
  g_clear_error (&f->error);
}

static inline char *
open_page (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;

  luukku_adapter_open_async (f->adapter, NULL, luukku_test_got_result, &f->result);
  wait_for_result (f);
  result = g_steal_pointer (&f->result);
  return luukku_adapter_open_finish (f->adapter, result, &f->error);
}

static inline LuukkuBatch *
fetch (Fixture *f, const char *cursor)
{
  g_autoptr (GAsyncResult) result = NULL;

  luukku_adapter_fetch_async (f->adapter, cursor, NULL, luukku_test_got_result, &f->result);
  wait_for_result (f);
  result = g_steal_pointer (&f->result);
  return luukku_adapter_fetch_finish (f->adapter, result, &f->error);
}

/* Fetches and moves *@cursor on, as the receiver does. */
static inline LuukkuBatch *
fetch_on (Fixture *f, char **cursor)
{
  LuukkuBatch *batch = fetch (f, *cursor);

  g_assert_no_error (f->error);
  g_assert_nonnull (batch);
  if (batch->cursor != NULL) {
    g_free (*cursor);
    *cursor = g_strdup (batch->cursor);
  }
  return batch;
}

static inline LuukkuSendRequest *
reply_new (Fixture *f, gint64 age, const char *text)
{
  LuukkuSendRequestInit init = { 0 };

  init.channel = "facebook:" PAGE;
  init.conversation_id = "t_1";
  init.resident_id = RESIDENT;
  init.text = text;
  init.idempotency_key = "key-1";
  init.queued_at = luukku_clock_now (LUUKKU_CLOCK (f->clock));
  init.last_resident_at = init.queued_at - age;
  return luukku_send_request_new (&init);
}

static inline char *
send_reply (Fixture *f, LuukkuSendRequest *reply)
{
  g_autoptr (GAsyncResult) result = NULL;

  luukku_adapter_send_async (f->adapter, reply, NULL, luukku_test_got_result, &f->result);
  wait_for_result (f);
  result = g_steal_pointer (&f->result);
  return luukku_adapter_send_finish (f->adapter, result, &f->error);
}

static inline char *
find_sent (Fixture *f, LuukkuSendRequest *reply)
{
  g_autoptr (GAsyncResult) result = NULL;

  luukku_adapter_find_sent_async (f->adapter, reply, NULL, luukku_test_got_result, &f->result);
  wait_for_result (f);
  result = g_steal_pointer (&f->result);
  return luukku_adapter_find_sent_finish (f->adapter, result, &f->error);
}

static inline GBytes *
fetch_attachment (Fixture *f, const char *url, gint64 size)
{
  LuukkuAttachment *attachment = luukku_attachment_new ("kuva.jpg", "image/jpeg", url, size);
  g_autoptr (GAsyncResult) result = NULL;

  luukku_adapter_fetch_attachment_async (f->adapter, attachment, NULL, luukku_test_got_result, &f->result);
  luukku_attachment_free (attachment); /* only needed for the call */
  wait_for_result (f);
  result = g_steal_pointer (&f->result);
  return luukku_adapter_fetch_attachment_finish (f->adapter, result, &f->error);
}

static inline const LuukkuFaultInfo *
assert_fault (Fixture *f, LuukkuFaultKind kind)
{
  g_assert_error (f->error, LUUKKU_FAULT, (int) kind);
  g_assert_cmpuint (strlen (f->error->message), >, 10);
  return luukku_fault_get_info (f->error);
}

/* Runs @cases, each with a fixture of its own. */
typedef struct {
  const char *path;
  void (*run) (Fixture *f, gconstpointer data);
} Case;

static inline int
run_cases (const Case *cases, guint count)
{
  for (guint i = 0; i < count; i++)
    g_test_add (cases[i].path, Fixture, NULL, set_up, cases[i].run, tear_down);
  return g_test_run ();
}
