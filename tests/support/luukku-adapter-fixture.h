/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-adapter-fixture.h: one adapter on a fake network and a manual clock, and its calls as plain functions
 * that return when the answer is there. A test file names who it tests and wraps what it repeats:
 *
 *   static const LuukkuAdapterSubject subject = { &luukku_example_type, "account", "token", "folder", NOW };
 *   static void set_up (Fixture *f, gconstpointer data) { luukku_adapter_fixture_begin (f, &subject); }
 *   … luukku_adapter_fixture_end (f); */
#pragma once

#include "adapter/luukku-adapter-type.h"
#include "luukku-fake-transport.h"

G_BEGIN_DECLS

/* Who is tested; static. */
typedef struct {
  const LuukkuAdapterType *type;
  const char *account;
  const char *token;
  const char *folder; /* of the transcripts, below tests/data */
  gint64 now;         /* where the clock stands at the beginning, UTC µs */
  const char *const *options; /* of the account, and its secrets: name, value, …; ends with NULL (nullable) */
} LuukkuAdapterSubject;

typedef struct {
  const LuukkuAdapterSubject *subject;
  LuukkuManualClock *clock;
  LuukkuFakeTransport *net;
  LuukkuAdapter *adapter;
  GAsyncResult *result;
  GError *error; /* (nullable): of the newest call */
  char *cursor;  /* (nullable): as the newest batch left it */
} LuukkuAdapterFixture;

/* Not open yet. */
void luukku_adapter_fixture_begin (LuukkuAdapterFixture *self, const LuukkuAdapterSubject *subject);
/* Asserts that every expected call came and that nothing outlives the adapter. */
void luukku_adapter_fixture_end (LuukkuAdapterFixture *self);
/* Asserts that no address of a request holds @secret. */
void luukku_adapter_fixture_check_addresses (LuukkuAdapterFixture *self, const char *secret);
/* A second one of the same kind. @base: the option api-base (nullable). Returns: (transfer full) (nullable). */
LuukkuAdapter *luukku_adapter_fixture_create (LuukkuAdapterFixture *self, const char *account, const char *token,
                                              const char *base, GError **error);
/* A program that ends and starts again: another adapter, the same platform; the cursor stays. */
void luukku_adapter_fixture_restart (LuukkuAdapterFixture *self);

/* The calls. Returns: (transfer full) (nullable); self->error says why NULL. */
char *luukku_adapter_fixture_open (LuukkuAdapterFixture *self);
LuukkuBatch *luukku_adapter_fixture_fetch (LuukkuAdapterFixture *self, const char *cursor);
/* From self->cursor, which moves as the receiver would move it. */
LuukkuBatch *luukku_adapter_fixture_fetch_on (LuukkuAdapterFixture *self);
char *luukku_adapter_fixture_send (LuukkuAdapterFixture *self, const LuukkuSendRequestInit *reply);
char *luukku_adapter_fixture_find_sent (LuukkuAdapterFixture *self, const LuukkuSendRequestInit *reply);
gboolean luukku_adapter_fixture_act (LuukkuAdapterFixture *self, const LuukkuActInit *act);
GBytes *luukku_adapter_fixture_attachment (LuukkuAdapterFixture *self, const char *url, gint64 size);

/* Returns: (transfer none): the newest call. */
LuukkuRequest *luukku_adapter_fixture_request (LuukkuAdapterFixture *self);
/* Returns: (transfer full): its body as text; "" without one. */
char *luukku_adapter_fixture_body (LuukkuAdapterFixture *self);
/* Returns: (transfer none) (nullable). */
LuukkuMessage *luukku_batch_find_message (LuukkuBatch *batch, const char *platform_id);
const LuukkuThread *luukku_batch_find_thread (LuukkuBatch *batch, const char *conversation_id);
/* "2026-11-20T10:05:00Z". Returns: UTC µs. */
gint64 luukku_test_time (const char *text);

G_END_DECLS
