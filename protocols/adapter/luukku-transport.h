/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-transport.h: HTTP as adapters see it. luukku-transport-soup.[ch] is the real one (the only file with
 * libsoup), tests/support has one that plays transcripts.
 *
 * A transport answers any HTTP status as a response; an error is a LUUKKU_FAULT (no connection, bad certificate,
 * too large, redirect to another host, time-out, cancelled). It keeps the ceiling of calls per second and logs
 * method, redacted address, status and sizes, never headers, bodies or queries. Main thread only. */
#pragma once

#include <gio/gio.h>

#include "base/luukku-clock.h"
#include "model/luukku-fault.h"

G_BEGIN_DECLS

#define LUUKKU_TRANSPORT_MAX_BODY (8 * 1024 * 1024) /* default limit of an answer */
#define LUUKKU_TRANSPORT_TIMEOUT (30 * G_TIME_SPAN_SECOND)
#define LUUKKU_TRANSPORT_MAX_REDIRECTS 3

/* --- request: built by one adapter, used once */
typedef struct _LuukkuRequest LuukkuRequest;

/* Returns: (transfer full). @url: absolute, http or https. */
LuukkuRequest *luukku_request_new (const char *method, const char *url) G_GNUC_NON_NULL (1, 2);
LuukkuRequest *luukku_request_ref (LuukkuRequest *self) G_GNUC_NON_NULL (1);
void luukku_request_unref (LuukkuRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuRequest, luukku_request_unref)
/* The value is taken for a secret and never logged. */
void luukku_request_set_header (LuukkuRequest *self, const char *name, const char *value) G_GNUC_NON_NULL (1, 2, 3);
/* Sets "Authorization: Bearer @token". */
void luukku_request_set_bearer (LuukkuRequest *self, const char *token) G_GNUC_NON_NULL (1, 2);
void luukku_request_set_body (LuukkuRequest *self, const char *content_type, GBytes *body) G_GNUC_NON_NULL (1, 2, 3);
void luukku_request_set_max_body (LuukkuRequest *self, gsize max_bytes) G_GNUC_NON_NULL (1);
/* The server treats a repeat as the same act (idempotency key): the connection may be reused and the call repeated. */
void luukku_request_set_idempotent (LuukkuRequest *self, gboolean idempotent) G_GNUC_NON_NULL (1);
const char *luukku_request_get_method (const LuukkuRequest *self) G_GNUC_NON_NULL (1);
const char *luukku_request_get_url (const LuukkuRequest *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable). */
const char *luukku_request_get_header (const LuukkuRequest *self, const char *name) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none): names in lower case → values. */
GHashTable *luukku_request_get_headers (const LuukkuRequest *self) G_GNUC_NON_NULL (1);
const char *luukku_request_get_content_type (const LuukkuRequest *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable). */
GBytes *luukku_request_get_body (const LuukkuRequest *self) G_GNUC_NON_NULL (1);
gsize luukku_request_get_max_body (const LuukkuRequest *self) G_GNUC_NON_NULL (1);
gboolean luukku_request_get_idempotent (const LuukkuRequest *self) G_GNUC_NON_NULL (1);

/* --- response: immutable */
typedef struct _LuukkuResponse LuukkuResponse;

/* @headers: (transfer none) (nullable): names in any case → values. @body: (transfer none). */
LuukkuResponse *luukku_response_new (guint status, GHashTable *headers, GBytes *body, gint64 received_at)
    G_GNUC_NON_NULL (3);
LuukkuResponse *luukku_response_ref (LuukkuResponse *self) G_GNUC_NON_NULL (1);
void luukku_response_unref (LuukkuResponse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuResponse, luukku_response_unref)
guint luukku_response_get_status (const LuukkuResponse *self) G_GNUC_NON_NULL (1);
GBytes *luukku_response_get_body (const LuukkuResponse *self) G_GNUC_NON_NULL (1);
gint64 luukku_response_get_received_at (const LuukkuResponse *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable); @name in any case. */
const char *luukku_response_get_header (const LuukkuResponse *self, const char *name) G_GNUC_NON_NULL (1, 2);
/* Retry-After as seconds or HTTP date (RFC 9110 section 10.2.3). Returns: a span in µs, 0 when absent or broken;
 * at most a day. */
gint64 luukku_response_get_retry_after (const LuukkuResponse *self, gint64 now) G_GNUC_NON_NULL (1);

/* --- transport */
#define LUUKKU_TYPE_TRANSPORT (luukku_transport_get_type ())
G_DECLARE_DERIVABLE_TYPE (LuukkuTransport, luukku_transport, LUUKKU, TRANSPORT, GObject)

struct _LuukkuTransportClass {
  GObjectClass parent_class;
  /* MUST; main thread; called when the ceiling allows. */
  void (*send_async) (LuukkuTransport *self, LuukkuRequest *request, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data);
  LuukkuResponse *(*send_finish) (LuukkuTransport *self, GAsyncResult *result, GError **error); /* MUST */
};

/* Waits until the ceiling allows, then sends. @cancellable: (nullable): also ends the waiting. */
void luukku_transport_send_async (LuukkuTransport *self, LuukkuRequest *request, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): NULL with a LUUKKU_FAULT. */
LuukkuResponse *luukku_transport_send_finish (LuukkuTransport *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* At most @calls calls start in any @span microseconds; 0 calls: no ceiling. @clock: (transfer none), kept. */
void luukku_transport_set_ceiling (LuukkuTransport *self, LuukkuClock *clock, guint calls, gint64 span)
    G_GNUC_NON_NULL (1, 2);

/* Returns: (transfer full): what may stand in a log: scheme, host and the path with every segment of more than 16
 * characters or of digits as "…", no user part, no query, no fragment. */
char *luukku_redact_url (const char *url) G_GNUC_NON_NULL (1);

G_END_DECLS
