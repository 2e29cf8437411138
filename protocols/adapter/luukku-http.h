/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-http.h: the calls of one adapter over HTTP: its base address, its credentials in every request, the
 * platform's clock, JSON in and out, the bytes behind an attachment, and one close that ends everything. What
 * an answer means is the adapter's: it brings a check.
 *
 * Errors are LUUKKU_FAULT. Main thread only. */
#pragma once

#include <json-glib/json-glib.h>

#include "adapter/luukku-fault-table.h"
#include "adapter/luukku-transport.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_HTTP (luukku_http_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuHttp, luukku_http, LUUKKU, HTTP, GObject)

/* An answer, before anything is concluded from it. */
typedef struct {
  LuukkuResponse *response; /* (transfer none) */
  JsonNode *root;           /* (transfer none) (nullable): the body when it is JSON, or may be empty */
  guint status;
  gint64 retry_after; /* from Retry-After, µs, 0 when absent */
  gint64 now;         /* our clock, UTC µs */
  gboolean sending;   /* it answers a call that sends: in doubt it may have been done */
} LuukkuHttpAnswer;

/* Pure. FALSE with a LUUKKU_FAULT when @answer is an error of the platform, or not what it promises. */
typedef gboolean (*LuukkuHttpCheck) (const LuukkuHttpAnswer *answer, GError **error);

/* One call; nothing is kept after luukku_http_call_async() returns. */
typedef struct {
  const char *method; /* NULL: GET, or POST with a body */
  const char
      *path; /* after the base, with its query; or, with "://" in it, a whole address of the same host */
  const char *content_type; /* NULL: application/json */
  GBytes *body;             /* (nullable) */
  gboolean sending;         /* an unclear end is ambiguous_send */
  gboolean idempotent;      /* the platform takes a repeat for the same act (an idempotency key) */
  const char *headers[8];   /* name, value, …; ends with NULL (nullable) */
} LuukkuHttpCall;

/* @transport, @clock: (transfer none), kept. @base: cleaned by luukku_http_clean_base(). @check: static.
 * Returns: (transfer full). */
LuukkuHttp *luukku_http_new (LuukkuTransport *transport, LuukkuClock *clock, const char *base,
                             LuukkuHttpCheck check) G_GNUC_NON_NULL (1, 2, 3, 4);
/* The service is at another address than was thought. @base: as in luukku_http_new(); no call may be under
 * way. */
void luukku_http_set_base (LuukkuHttp *self, const char *base) G_GNUC_NON_NULL (1, 2);
/* "Authorization: Bearer @token" in every call to the base's host; NULL: none. The copy is wiped when it
 * goes. */
void luukku_http_set_bearer (LuukkuHttp *self, const char *token) G_GNUC_NON_NULL (1);
/* The token goes into the header @name as it is, instead of "Authorization: Bearer". @name: static. */
void luukku_http_set_token_header (LuukkuHttp *self, const char *name) G_GNUC_NON_NULL (1, 2);
/* A header in every call to the base's host, such as an API version. @value: taken for a secret. */
void luukku_http_set_header (LuukkuHttp *self, const char *name, const char *value) G_GNUC_NON_NULL (1, 2, 3);
/* Ends every pending call with CANCELLED; idempotent. */
void luukku_http_close (LuukkuHttp *self) G_GNUC_NON_NULL (1);
/* Returns: UTC µs by the platform's clock, as the Date of its last answer showed it. */
gint64 luukku_http_now (LuukkuHttp *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none). */
const char *luukku_http_get_base (LuukkuHttp *self) G_GNUC_NON_NULL (1);

/* Returns: (transfer full): a task of @source whose cancellable (never NULL) ends with @cancellable
 * (nullable) or with luukku_http_close(); cancelling gives our fault, not GIO's error. */
GTask *luukku_http_task_new (LuukkuHttp *self, gpointer source, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data, gpointer source_tag)
    G_GNUC_NON_NULL (1, 2);

/* The callback's source is @self. */
void luukku_http_call_async (LuukkuHttp *self, const LuukkuHttpCall *call, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): the answer's JSON after the check; a null node when the body was empty and the
 * check let it pass. *@ret_response: (out) (optional) (transfer full): for headers. */
JsonNode *luukku_http_call_finish (LuukkuHttp *self, GAsyncResult *result, LuukkuResponse **ret_response,
                                   GError **error) G_GNUC_NON_NULL (1, 2);

/* The bytes behind an address that a platform gave. https only, or the base's own scheme, host and port; only
 * there does the server see the credentials. @size: as claimed, -1: not said. @max: bytes. Errors: TOO_LONG
 * over @max, GONE when the address has expired (@url NULL too), BAD_ANSWER when it is not safe to open.
 * @platform: its name, for the sentences. */
void luukku_http_get_bytes_async (LuukkuHttp *self, const char *platform, const char *url, gint64 size,
                                  guint64 max, GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer data) G_GNUC_NON_NULL (1, 2);
GBytes *luukku_http_get_bytes_finish (LuukkuHttp *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* --- what a person gave; pure */
/* Returns: (transfer full) (nullable): @text without the slash at its end; NULL when it is no https address
 * without user, query and fragment. Plain http only to this machine: a token must not travel readable. */
char *luukku_http_clean_base (const char *text);
/* Returns: (transfer full) (nullable): without what was pasted around it; NULL when it is empty or cannot be
 * a token. */
char *luukku_http_clean_token (const char *text);
/* Overwrites and frees @secret (nullable). */
void luukku_http_forget (char *secret);

/* --- small parts of requests; pure */
/* Returns: (transfer full): @root as bytes. */
GBytes *luukku_http_json_body (JsonNode *root) G_GNUC_NON_NULL (1);
/* "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7). Returns: UTC µs, 0 when it is none. */
gint64 luukku_http_parse_date (const char *text);

G_END_DECLS
