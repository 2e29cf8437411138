/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-transport-soup.c: the real transport. One SoupSession per account; no cookies, no cache, no logger.
 *
 * Life of a call: send → answer's head → body in pieces up to the request's limit → response. One timer
 * guards it: a call without progress for `timeout`, or longer than MAX_TIMEOUTS of them in all, ends with
 * NETWORK. Redirects are followed by us, for GET and HEAD only and never to another scheme, host or port, so
 * that no token leaves to somebody else. A fault says ambiguous_send as soon as the request may have been
 * written. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-transport-soup.h"

#include "adapter/luukku-transport-soup-api.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "luukku-config.h"

#include <string.h>

#define PIECE (64 * 1024)
#define MAX_TIMEOUTS 10
#define MAX_HEADERS 200
#define IDLE_CONNECTION_SECONDS 60

struct _LuukkuTransportSoup {
  LuukkuTransport parent_instance;
  const LuukkuSoupApi *api;
  SoupSession *session; /* (ref) */
  LuukkuClock *clock;   /* (ref) */
  gint64 timeout;
};

G_DEFINE_FINAL_TYPE (LuukkuTransportSoup, luukku_transport_soup, LUUKKU_TYPE_TRANSPORT)

/* One call; owned by its GTask. */
typedef struct {
  LuukkuRequest *request; /* (ref) */
  GUri *uri;              /* (ref): where we are now, after redirects */
  SoupMessage *message;   /* (ref) */
  GInputStream *stream;   /* (ref) (nullable) */
  GByteArray *body;
  GCancellable *cancellable; /* (ref): ours: the caller's and the timer's */
  gulong outer_handler;
  guint timer;
  gint64 give_up_at;
  guint redirects;
  gboolean started; /* the request may have been written */
  gboolean timed_out;
} Call;

static void start_message (GTask *task);

static Call *
call_new (LuukkuRequest *request, gint64 give_up_at)
{
  Call *call = g_new0 (Call, 1);

  call->request = luukku_request_ref (request);
  call->body = g_byte_array_new ();
  call->cancellable = g_cancellable_new ();
  call->give_up_at = give_up_at;
  return call;
}

/* libsoup may hold the message longer than we do. */
static void
drop_message (Call *call)
{
  if (call->message != NULL)
    g_signal_handlers_disconnect_by_data (call->message, call);
  g_clear_object (&call->message);
}

static void
call_free (gpointer data)
{
  Call *call = data;

  drop_message (call);
  luukku_request_unref (call->request);
  g_clear_pointer (&call->uri, g_uri_unref);
  g_clear_object (&call->stream);
  g_byte_array_unref (call->body);
  g_clear_object (&call->cancellable);
  g_free (call);
}

static void
log_end (const Call *call, const char *what, guint status)
{
  g_autofree char *shown = luukku_redact_url (luukku_request_get_url (call->request));

  g_debug ("%s %s: %s %u, %u bytes", luukku_request_get_method (call->request), shown, what, status,
           call->body->len);
}

/* --- the end of a call */

static void
stop_guards (LuukkuTransportSoup *self, GTask *task)
{
  Call *call = g_task_get_task_data (task);

  luukku_clock_clear_timeout (self->clock, &call->timer);
  if (call->outer_handler != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), call->outer_handler);
  call->outer_handler = 0;
}

/* @task: (transfer full). */
static void
finish_fault (GTask *task, LuukkuFaultKind kind, gboolean retryable, const char *sentence)
{
  Call *call = g_task_get_task_data (task);
  const LuukkuFaultInfo info = { .retryable = retryable, .ambiguous_send = call->started };
  GError *error = NULL;

  stop_guards (g_task_get_source_object (task), task);
  g_cancellable_cancel (call->cancellable); /* drops what is still being read */
  log_end (call, luukku_fault_kind_to_string (kind), 0);
  luukku_fault_set (&error, kind, &info, "%s", luukku_tr (sentence));
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
finish_too_large (GTask *task)
{
  finish_fault (
      task, LUUKKU_FAULT_BAD_ANSWER, FALSE,
      N_ ("The answer of the server was larger than allowed and was not read. Nothing is lost; open the "
          "platform's own page to see what is there."));
}

/* What went wrong with the certificate needs a person; a peer that talks no TLS may be a passing trouble. */
static void
finish_tls (GTask *task, int code)
{
  if (code == G_TLS_ERROR_UNAVAILABLE)
    finish_fault (
        task, LUUKKU_FAULT_TLS, FALSE,
        N_ ("This machine has no TLS support for Luukku. Install the package glib-networking and start "
            "again."));
  else if (code == G_TLS_ERROR_BAD_CERTIFICATE || code == G_TLS_ERROR_CERTIFICATE_REQUIRED)
    finish_fault (
        task, LUUKKU_FAULT_TLS, FALSE,
        N_ ("The certificate of the server cannot be trusted, so nothing was sent. Check the address in the "
            "account's settings and the date of this machine, and ask who looks after the network."));
  else
    finish_fault (
        task, LUUKKU_FAULT_TLS, TRUE,
        N_ ("No secure connection to the server could be made. Luukku tries again by itself; if this goes "
            "on, check the address in the account's settings and the network."));
}

/* @task: (transfer full). @error: (transfer full). */
static void
finish_error (GTask *task, GError *error)
{
  g_autoptr (GError) cause = error;
  LuukkuTransportSoup *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    finish_fault (task, LUUKKU_FAULT_CANCELLED, FALSE,
                  N_ ("The call was cancelled because the account was closed. Connect the account again."));
  else if (call->timed_out)
    finish_fault (
        task, LUUKKU_FAULT_NETWORK, TRUE,
        N_ ("The server did not answer in time. Luukku tries again by itself; if this goes on, check the "
            "network."));
  else if (cause->domain == G_TLS_ERROR && cause->code != G_TLS_ERROR_EOF && cause->code != G_TLS_ERROR_MISC)
    finish_tls (task, cause->code);
  else if (cause->domain == self->api->soup_session_error_quark ())
    finish_fault (
        task, LUUKKU_FAULT_BAD_ANSWER, FALSE,
        N_ ("The server did not answer as a web server does. Check the address in the account's settings."));
  else if (cause->domain == G_RESOLVER_ERROR)
    finish_fault (
        task, LUUKKU_FAULT_NETWORK, TRUE,
        N_ ("The server was not found. Luukku tries again by itself; if this goes on, check the network and "
            "the address in the account's settings."));
  else if (call->started)
    finish_fault (
        task, LUUKKU_FAULT_NETWORK, TRUE,
        N_ ("The connection broke. Luukku tries again by itself; if this goes on, check the network."));
  else
    finish_fault (
        task, LUUKKU_FAULT_NETWORK, TRUE,
        N_ ("No connection to the server could be made. Luukku tries again by itself; if this goes on, check "
            "the network."));
}

static void
add_header (const char *name, const char *value, gpointer data)
{
  GHashTable *headers = data;
  g_autofree char *key = g_ascii_strdown (name, -1);

  if (g_hash_table_size (headers) < MAX_HEADERS && !g_hash_table_contains (headers, key))
    g_hash_table_insert (headers, g_steal_pointer (&key), luukku_text_make_valid (value, -1));
}

/* @task: (transfer full). */
static void
finish_response (GTask *task)
{
  LuukkuTransportSoup *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  g_autoptr (GHashTable) headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GBytes) body = NULL;
  guint status = self->api->soup_message_get_status (call->message);

  stop_guards (self, task);
  self->api->soup_message_headers_foreach (self->api->soup_message_get_response_headers (call->message),
                                           add_header, headers);
  log_end (call, "status", status);
  body = g_bytes_new (call->body->data, call->body->len);
  g_task_return_pointer (task, luukku_response_new (status, headers, body, luukku_clock_now (self->clock)),
                         (GDestroyNotify) luukku_response_unref);
  g_object_unref (task);
}

/* --- time */

static gboolean
on_time_out (gpointer data)
{
  Call *call = g_task_get_task_data (data);

  call->timer = 0;
  call->timed_out = TRUE;
  g_cancellable_cancel (call->cancellable);
  return G_SOURCE_REMOVE;
}

/* Something came: the guard starts anew, but never past the end of the whole call. */
static void
note_progress (LuukkuTransportSoup *self, GTask *task)
{
  Call *call = g_task_get_task_data (task);
  gint64 left = call->give_up_at - luukku_clock_now (self->clock);

  luukku_clock_clear_timeout (self->clock, &call->timer);
  call->timer = luukku_clock_add_timeout (self->clock, CLAMP (left, 1, self->timeout), on_time_out, task);
}

static void
on_outer_cancelled (GCancellable *outer, gpointer data)
{
  g_cancellable_cancel (data);
}

/* --- where a call may go */

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_ascii_strcasecmp (host, "localhost") == 0 ||
         (address != NULL && g_inet_address_get_is_loopback (address));
}

/* Returns: (transfer full) (nullable): NULL when a call may not go there. */
static GUri *
parse_address (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' || g_uri_get_userinfo (uri) != NULL)
    return NULL;
  if (g_str_equal (g_uri_get_scheme (uri), "https") ||
      (g_str_equal (g_uri_get_scheme (uri), "http") && is_loopback (host)))
    return g_steal_pointer (&uri);
  return NULL;
}

static int
effective_port (GUri *uri)
{
  if (g_uri_get_port (uri) > 0)
    return g_uri_get_port (uri);
  return g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;
}

static gboolean
is_same_server (GUri *a, GUri *b)
{
  return g_str_equal (g_uri_get_scheme (a), g_uri_get_scheme (b)) && g_uri_get_host (b) != NULL &&
         g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0 &&
         effective_port (a) == effective_port (b) && g_uri_get_userinfo (b) == NULL;
}

/* Returns: (transfer none) (nullable): where the answer sends a call that may be sent on. */
static const char *
get_redirect (LuukkuTransportSoup *self, const Call *call)
{
  static const guint statuses[] = { 301, 302, 303, 307, 308 };
  const char *method = luukku_request_get_method (call->request);
  guint status = self->api->soup_message_get_status (call->message);

  if (!g_str_equal (method, "GET") && !g_str_equal (method, "HEAD"))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    if (statuses[i] == status)
      return self->api->soup_message_headers_get_one (
          self->api->soup_message_get_response_headers (call->message), "Location");
  }
  return NULL;
}

/* @task: (transfer full). */
static void
follow_redirect (GTask *task, const char *location)
{
  Call *call = g_task_get_task_data (task);
  g_autoptr (GUri) next = g_uri_parse_relative (call->uri, location, SOUP_HTTP_URI_FLAGS, NULL);

  if (next == NULL || !is_same_server (call->uri, next)) {
    finish_fault (
        task, LUUKKU_FAULT_BAD_ANSWER, FALSE,
        N_ ("The server pointed to another server, and Luukku does not follow there. Check the address in "
            "the account's settings."));
    return;
  }
  if (call->redirects++ >= LUUKKU_TRANSPORT_MAX_REDIRECTS) {
    finish_fault (
        task, LUUKKU_FAULT_BAD_ANSWER, FALSE,
        N_ ("The server only pointed from one address to the next. Check the address in the account's "
            "settings."));
    return;
  }
  g_clear_pointer (&call->uri, g_uri_unref);
  call->uri = g_steal_pointer (&next);
  g_clear_object (&call->stream);
  start_message (task);
}

/* --- the answer */

static void read_on (GTask *task);

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Call *call = g_task_get_task_data (task);
  g_autoptr (GBytes) piece = NULL;
  GError *error = NULL;
  gsize size;

  piece = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (piece == NULL) {
    finish_error (task, error);
    return;
  }
  size = g_bytes_get_size (piece);
  if (size == 0) {
    finish_response (task);
    return;
  }
  if (size > luukku_request_get_max_body (call->request) - call->body->len) {
    finish_too_large (task);
    return;
  }
  g_byte_array_append (call->body, g_bytes_get_data (piece, NULL), (guint) size);
  note_progress (g_task_get_source_object (task), task);
  read_on (task);
}

/* @task: (transfer full). */
static void
read_on (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (call->stream, PIECE, G_PRIORITY_DEFAULT, call->cancellable, on_read, task);
}

static void
on_head (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  LuukkuTransportSoup *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  SoupMessageHeaders *headers;
  const char *location;
  GError *error = NULL;

  call->stream = self->api->soup_session_send_finish (self->session, result, &error);
  if (call->stream == NULL) {
    finish_error (task, error);
    return;
  }
  location = get_redirect (self, call);
  if (location != NULL) {
    follow_redirect (task, location);
    return;
  }
  headers = self->api->soup_message_get_response_headers (call->message);
  if (self->api->soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
      !g_str_equal (luukku_request_get_method (call->request), "HEAD") &&
      self->api->soup_message_headers_get_content_length (headers) >
          (goffset) MIN (luukku_request_get_max_body (call->request), G_MAXINT64)) {
    finish_too_large (task);
    return;
  }
  note_progress (self, task);
  read_on (task);
}

/* --- the request */

static void
on_starting (SoupMessage *message, gpointer data)
{
  Call *call = data;

  call->started = TRUE;
}

static void
fill_message (LuukkuTransportSoup *self, Call *call)
{
  SoupMessageHeaders *headers = self->api->soup_message_get_request_headers (call->message);
  GBytes *body = luukku_request_get_body (call->request);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, luukku_request_get_headers (call->request));
  while (g_hash_table_iter_next (&iter, &name, &value))
    self->api->soup_message_headers_replace (headers, name, value);
  if (body != NULL)
    self->api->soup_message_set_request_body_from_bytes (
        call->message, luukku_request_get_content_type (call->request), body);
  self->api->soup_message_set_flags (
      call->message, SOUP_MESSAGE_NO_REDIRECT |
                         (luukku_request_get_idempotent (call->request) ? SOUP_MESSAGE_IDEMPOTENT : 0));
}

/* @task: (transfer full). */
static void
start_message (GTask *task)
{
  LuukkuTransportSoup *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  drop_message (call);
  call->message = self->api->soup_message_new_from_uri (luukku_request_get_method (call->request), call->uri);
  fill_message (self, call);
  g_signal_connect (call->message, "starting", G_CALLBACK (on_starting), call);
  note_progress (self, task);
  self->api->soup_session_send_async (self->session, call->message, G_PRIORITY_DEFAULT, call->cancellable,
                                      on_head, task);
}

static void
luukku_transport_soup_real_send_async (LuukkuTransport *transport, LuukkuRequest *request,
                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  LuukkuTransportSoup *self = LUUKKU_TRANSPORT_SOUP (transport);
  GTask *task = g_task_new (self, cancellable, callback, data);
  Call *call = call_new (request, luukku_clock_now (self->clock) + MAX_TIMEOUTS * self->timeout);

  g_task_set_source_tag (task, luukku_transport_soup_real_send_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, call, call_free);
  call->uri = parse_address (luukku_request_get_url (request));
  if (call->uri == NULL) {
    finish_fault (
        task, LUUKKU_FAULT_SETTINGS, FALSE,
        N_ ("The server's address cannot be used: it must begin with https:// and name a server (http:// "
            "only on this machine itself). Correct it in the account's settings."));
    return;
  }
  if (cancellable != NULL)
    call->outer_handler = g_cancellable_connect (cancellable, G_CALLBACK (on_outer_cancelled),
                                                 g_object_ref (call->cancellable), g_object_unref);
  start_message (task);
}

static LuukkuResponse *
luukku_transport_soup_real_send_finish (LuukkuTransport *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
luukku_transport_soup_finalize (GObject *object)
{
  LuukkuTransportSoup *self = LUUKKU_TRANSPORT_SOUP (object);

  if (self->session != NULL)
    self->api->soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (luukku_transport_soup_parent_class)->finalize (object);
}

static void
luukku_transport_soup_class_init (LuukkuTransportSoupClass *klass)
{
  LuukkuTransportClass *transport_class = LUUKKU_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_transport_soup_finalize;
  transport_class->send_async = luukku_transport_soup_real_send_async;
  transport_class->send_finish = luukku_transport_soup_real_send_finish;
}

static void
luukku_transport_soup_init (LuukkuTransportSoup *self)
{
}

gboolean
luukku_transport_soup_is_usable (GError **error)
{
  return luukku_soup_api_get (error) != NULL;
}

static gboolean
use_authorities (SoupSession *session, const char *file, GError **error)
{
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) cause = NULL;

  database = g_tls_file_database_new (file, &cause);
  if (database == NULL) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The file of certificate authorities %s cannot be used. Check that it is there, is readable "
            "and holds PEM certificates."),
        file);
    return FALSE;
  }
  g_object_set (session, "tls-database", database, NULL);
  return TRUE;
}

LuukkuTransport *
luukku_transport_soup_new (LuukkuClock *clock, const LuukkuTransportSoupOptions *options, GError **error)
{
  g_autoptr (LuukkuTransportSoup) self = NULL;
  const LuukkuSoupApi *api = luukku_soup_api_get (error);

  if (api == NULL)
    return NULL;
  self = g_object_new (LUUKKU_TYPE_TRANSPORT_SOUP, NULL);
  self->api = api;
  self->clock = g_object_ref (clock);
  self->timeout = options != NULL && options->timeout > 0 ? options->timeout : LUUKKU_TRANSPORT_TIMEOUT;
  self->session = api->soup_session_new_with_options ("user-agent", "Luukku/" LUUKKU_VERSION, "timeout", 0,
                                                      "idle-timeout", IDLE_CONNECTION_SECONDS, NULL);
  if (options != NULL && options->proxy != NULL)
    g_object_set (self->session, "proxy-resolver", options->proxy, NULL);
  if (options != NULL && options->ca_file != NULL &&
      !use_authorities (self->session, options->ca_file, error))
    return NULL;
  return LUUKKU_TRANSPORT (g_steal_pointer (&self));
}
