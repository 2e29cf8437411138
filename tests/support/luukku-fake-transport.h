/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-fake-transport.h: a transport that plays what a test wrote down. Calls are answered in the order of the
 * expectations, from an idle source; a call that was not expected fails the test, and so does one that never came. */
#pragma once

#include "adapter/luukku-transport.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_FAKE_TRANSPORT (luukku_fake_transport_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuFakeTransport, luukku_fake_transport, LUUKKU, FAKE_TRANSPORT, LuukkuTransport)

/* @folder: below tests/data, for the files named in expectations. */
LuukkuFakeTransport *luukku_fake_transport_new (LuukkuClock *clock, const char *folder);

/* The next call must be @method and its URL (path and query) must contain @part; it gets @file (relative to the
 * folder) with status 200. Headers of the answer, when needed, follow by luukku_fake_transport_with_header(). */
void luukku_fake_transport_expect (LuukkuFakeTransport *self, const char *method, const char *part, const char *file);
void luukku_fake_transport_expect_status (LuukkuFakeTransport *self, const char *method, const char *part, guint status,
                                          const char *file);
void luukku_fake_transport_expect_body (LuukkuFakeTransport *self, const char *method, const char *part, guint status,
                                        const char *body);
/* The call fails with a fault of @kind. */
void luukku_fake_transport_expect_fault (LuukkuFakeTransport *self, const char *method, const char *part,
                                         LuukkuFaultKind kind);
/* The newest expectation's fault says that the request may have left (ambiguous_send). */
void luukku_fake_transport_with_ambiguous (LuukkuFakeTransport *self);
/* The call is never answered until it is cancelled. */
void luukku_fake_transport_expect_hang (LuukkuFakeTransport *self, const char *method, const char *part);
/* Adds a header to the newest expectation's answer. */
void luukku_fake_transport_with_header (LuukkuFakeTransport *self, const char *name, const char *value);
/* Asserts that every expectation was met. */
void luukku_fake_transport_verify (LuukkuFakeTransport *self);
/* Returns: (transfer none): the requests seen, of LuukkuRequest. */
GPtrArray *luukku_fake_transport_get_requests (LuukkuFakeTransport *self);

/* Runs the default main context until @result is set or nothing is left to do; used with luukku_test_got_result(). */
void luukku_test_got_result (GObject *source, GAsyncResult *result, gpointer data); /* data: GAsyncResult ** */
GAsyncResult *luukku_test_wait (GAsyncResult **result);

G_END_DECLS
