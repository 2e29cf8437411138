/* SPDX-License-Identifier: GPL-2.0-or-later */
/* matrix-fixture.h: an account at a Matrix server that is open, and its first sync, for the tests of the
 * adapter. */
#pragma once

#include "matrix/luukku-matrix.h"

#include "luukku-adapter-fixture.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND) /* 2026-11-20T10:30:00Z */
#define ACCOUNT "@kirjaamo:kunta.example"
#define CHANNEL "matrix:" ACCOUNT
#define TOKEN "access=secret-access"
#define MATTI "@matti:resident.example"
#define DM "!dm:resident.example"
#define AINO_IN_PUBLIC "!pub:kunta.example @aino:resident.example"
#define PEKKA_IN_PUBLIC "!pub:kunta.example @pekka:other.example"

typedef LuukkuAdapterFixture Fixture;

static const char *const server[] = { "api-base", "https://hs.example", NULL };
static const LuukkuAdapterSubject subject = { &luukku_matrix_type, ACCOUNT, TOKEN, "matrix", NOW, server };

static inline void
expect_open (Fixture *f)
{
  luukku_fake_transport_expect (f->net, "GET", "https://hs.example/_matrix/client/versions", "versions.json");
  luukku_fake_transport_expect (f->net, "GET", "/_matrix/client/v3/account/whoami", "self.json");
  luukku_fake_transport_expect (f->net, "GET", "/_matrix/client/v3/profile/%40kirjaamo%3Akunta.example",
                                "profile.json");
}

/* An account that is open; the fixture of most tests. @data: who (nullable). */
static inline void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *name = NULL;

  luukku_adapter_fixture_begin (f, data != NULL ? data : &subject);
  expect_open (f);
  name = luukku_adapter_fixture_open (f);
  g_assert_no_error (f->error);
  g_assert_cmpstr (name, ==, "Esimerkkikunnan kirjaamo");
}

static inline void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_adapter_fixture_check_addresses (f, "secret");
  luukku_adapter_fixture_check_addresses (f, "kissa");
  luukku_adapter_fixture_end (f);
}

static inline LuukkuBatch *
fetch (Fixture *f, const char *part, const char *file)
{
  LuukkuBatch *batch;

  luukku_fake_transport_expect (f->net, "GET", part, file);
  batch = luukku_adapter_fixture_fetch_on (f);
  g_assert_no_error (f->error);
  return batch;
}

/* The first sync, of which most tests go on. */
static inline void
fetch_first (Fixture *f)
{
  luukku_batch_free (fetch (f, "/_matrix/client/v3/sync?", "sync.json"));
}

static inline LuukkuActInit
act_on (LuukkuActKind kind, const char *conversation, const char *message, const char *person)
{
  return (LuukkuActInit){ .kind = kind,
                          .channel = CHANNEL,
                          .conversation_id = conversation,
                          .message_id = message,
                          .resident_id = person,
                          .note = "Uhkaus" };
}

static inline gboolean
act (Fixture *f, LuukkuActKind kind, const char *conversation, const char *message, const char *person)
{
  const LuukkuActInit init = act_on (kind, conversation, message, person);

  return luukku_adapter_fixture_act (f, &init);
}
