/* SPDX-License-Identifier: GPL-2.0-or-later */
/* facebook-fixture.h: one Facebook adapter on a fake network and a manual clock, and its calls as plain
 * functions. */
#pragma once

#include "facebook/luukku-facebook.h"

#include <string.h>

#include "luukku-adapter-fixture.h"

#define PAGE "104455667788990"
#define RESIDENT "7001002003004005"
#define TOKEN "EAAsecretPageToken"
#define REPLY "Hei, kiitos viestistä."

typedef LuukkuAdapterFixture Fixture;

static inline void
set_up (Fixture *f, gconstpointer data)
{
  static LuukkuAdapterSubject subject = { &luukku_facebook_type, PAGE, TOKEN, "facebook", 0, NULL };

  subject.now = luukku_test_time ("2026-11-20T10:05:00Z");
  luukku_adapter_fixture_begin (f, &subject);
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
  check_requests (f);
  luukku_adapter_fixture_end (f);
}

/* Fetches and moves *@cursor on, as the receiver does. */
static inline LuukkuBatch *
fetch_on (Fixture *f, char **cursor)
{
  LuukkuBatch *batch = luukku_adapter_fixture_fetch (f, *cursor);

  g_assert_no_error (f->error);
  g_assert_nonnull (batch);
  if (batch->cursor != NULL) {
    g_free (*cursor);
    *cursor = g_strdup (batch->cursor);
  }
  return batch;
}

static inline LuukkuSendRequestInit
reply_of (Fixture *f, gint64 age, const char *text)
{
  LuukkuSendRequestInit init = { 0 };

  init.channel = "facebook:" PAGE;
  init.conversation_id = "t_1";
  init.resident_id = RESIDENT;
  init.text = text;
  init.idempotency_key = "key-1";
  init.queued_at = luukku_clock_now (LUUKKU_CLOCK (f->clock));
  init.last_resident_at = init.queued_at - age;
  return init;
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
