/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-http.c: the calls of one adapter over HTTP: credentials, cancelling, the platform's clock, JSON.
 *
 * Must not send credentials to another host than the base's, and must not log an answer. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-http.h"

#include <stdio.h>
#include <string.h>

#include "adapter/luukku-json.h"
#include "adapter/luukku-task.h"
#include "base/luukku-error.h"

#define MAX_TOKEN 4096
#define MAX_HEADERS 8

struct _LuukkuHttp {
  GObject parent_instance;

  LuukkuTransport *transport; /* (ref) */
  LuukkuClock *clock;         /* (ref) */
  char *base;
  GUri *base_uri;
  LuukkuHttpCheck check;
  char *bearer;             /* (nullable) */
  const char *token_header; /* static (nullable): instead of Authorization */
  GPtrArray *headers;       /* of char * (owned): name, value, … */
  GCancellable *closing;    /* (ref): cancelled by close */
  gint64 server_ahead;      /* the platform's clock minus ours, µs */
};

G_DEFINE_FINAL_TYPE (LuukkuHttp, luukku_http, G_TYPE_OBJECT)

/* --- what a person gave */

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_ascii_strcasecmp (host, "localhost") == 0 ||
         (address != NULL && g_inet_address_get_is_loopback (address));
}

static gboolean
has_host_alone (GUri *uri)
{
  return uri != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0' &&
         g_uri_get_userinfo (uri) == NULL && g_uri_get_query (uri) == NULL &&
         g_uri_get_fragment (uri) == NULL;
}

char *
luukku_http_clean_base (const char *text)
{
  g_autofree char *base = g_strstrip (g_strdup (text != NULL ? text : ""));
  g_autoptr (GUri) uri = NULL;
  gsize length = strlen (base);

  while (length > 0 && base[length - 1] == '/')
    base[--length] = '\0';
  uri = g_uri_parse (base, G_URI_FLAGS_ENCODED, NULL);
  if (!has_host_alone (uri))
    return NULL;
  if (g_str_equal (g_uri_get_scheme (uri), "https"))
    return g_steal_pointer (&base);
  if (g_str_equal (g_uri_get_scheme (uri), "http") && is_loopback (g_uri_get_host (uri)))
    return g_steal_pointer (&base);
  return NULL;
}

char *
luukku_http_clean_token (const char *text)
{
  g_autofree char *token = g_strstrip (g_strdup (text != NULL ? text : ""));

  if (*token == '\0' || strlen (token) > MAX_TOKEN)
    return NULL;
  for (const char *p = token; *p != '\0'; p++) {
    if (!g_ascii_isgraph (*p))
      return NULL;
  }
  return g_steal_pointer (&token);
}

void
luukku_http_forget (char *secret)
{
  if (secret != NULL)
    memset (secret, 0, strlen (secret));
  g_free (secret);
}

/* --- small parts */

GBytes *
luukku_http_json_body (JsonNode *root)
{
  char *text = json_to_string (root, FALSE);

  return g_bytes_new_take (text, strlen (text));
}

gint64
luukku_http_parse_date (const char *text)
{
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) date = NULL;
  char name[4] = "";
  int year = 0, day = 0, hour = 0, minute = 0, second = 0;

  if (text == NULL || sscanf (text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT", &day, name, &year,
                              &hour, &minute, &second) != 6)
    return 0;
  for (int i = 0; i < (int) G_N_ELEMENTS (months); i++) {
    if (g_str_equal (months[i], name))
      date = g_date_time_new_utc (year, i + 1, day, hour, minute, MIN (second, 59));
  }
  return date == NULL ? 0 : g_date_time_to_unix (date) * G_TIME_SPAN_SECOND;
}

/* --- the object */

static void
luukku_http_finalize (GObject *object)
{
  LuukkuHttp *self = LUUKKU_HTTP (object);

  g_clear_object (&self->transport);
  g_clear_object (&self->clock);
  g_clear_object (&self->closing);
  g_clear_pointer (&self->base_uri, g_uri_unref);
  g_clear_pointer (&self->headers, g_ptr_array_unref);
  luukku_http_forget (self->bearer);
  g_free (self->base);
  G_OBJECT_CLASS (luukku_http_parent_class)->finalize (object);
}

static void
luukku_http_class_init (LuukkuHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = luukku_http_finalize;
}

static void
luukku_http_init (LuukkuHttp *self)
{
  self->closing = g_cancellable_new ();
  self->headers = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_http_forget);
}

LuukkuHttp *
luukku_http_new (LuukkuTransport *transport, LuukkuClock *clock, const char *base, LuukkuHttpCheck check)
{
  LuukkuHttp *self = g_object_new (LUUKKU_TYPE_HTTP, NULL);

  self->transport = g_object_ref (transport);
  self->clock = g_object_ref (clock);
  self->check = check;
  luukku_http_set_base (self, base);
  return self;
}

void
luukku_http_set_base (LuukkuHttp *self, const char *base)
{
  g_clear_pointer (&self->base_uri, g_uri_unref);
  g_free (self->base);
  self->base = g_strdup (base);
  self->base_uri = g_uri_parse (base, G_URI_FLAGS_ENCODED, NULL);
}

void
luukku_http_set_bearer (LuukkuHttp *self, const char *token)
{
  luukku_http_forget (self->bearer);
  self->bearer = g_strdup (token);
}

void
luukku_http_set_token_header (LuukkuHttp *self, const char *name)
{
  self->token_header = name;
}

void
luukku_http_set_header (LuukkuHttp *self, const char *name, const char *value)
{
  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));
}

void
luukku_http_close (LuukkuHttp *self)
{
  g_cancellable_cancel (self->closing);
}

gint64
luukku_http_now (LuukkuHttp *self)
{
  return luukku_clock_now (self->clock) + self->server_ahead;
}

const char *
luukku_http_get_base (LuukkuHttp *self)
{
  return self->base;
}

/* --- tasks */

GTask *
luukku_http_task_new (LuukkuHttp *self, gpointer source, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data, gpointer source_tag)
{
  return luukku_task_new (source, self->closing, cancellable, callback, data, source_tag);
}

/* --- one call */

typedef struct {
  gboolean sending;
  LuukkuResponse *response; /* (ref) (nullable): of an answer that passed the check */
} Pending;

static void
pending_free (Pending *self)
{
  g_clear_pointer (&self->response, luukku_response_unref);
  g_free (self);
}

/* A send whose answer was refused (too large, a redirect) may have been done. Returns: (transfer full). */
static GError *
doubt_send (GError *error)
{
  LuukkuFaultInfo info = *luukku_fault_get_info (error);
  GError *doubt = NULL;

  if (!g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER) || info.ambiguous_send)
    return error;
  info.ambiguous_send = TRUE;
  luukku_fault_set (&doubt, LUUKKU_FAULT_BAD_ANSWER, &info, "%s", error->message);
  g_error_free (error);
  return doubt;
}

/* Windows and expiries are the platform's: they are measured by its clock, whatever this machine's says. */
static void
note_server_time (LuukkuHttp *self, LuukkuResponse *response)
{
  gint64 date = luukku_http_parse_date (luukku_response_get_header (response, "date"));

  if (date > 0)
    self->server_ahead = date - luukku_response_get_received_at (response);
}

/* Returns: (transfer full): NULL with a fault. */
static JsonNode *
read_answer (LuukkuHttp *self, LuukkuResponse *response, gboolean sending, GError **error)
{
  g_autoptr (JsonNode) root = luukku_json_parse (luukku_response_get_body (response), NULL);
  const LuukkuHttpAnswer answer = {
    .response = response,
    .root = root,
    .status = luukku_response_get_status (response),
    .retry_after = luukku_response_get_retry_after (response, luukku_clock_now (self->clock)),
    .now = luukku_clock_now (self->clock),
    .sending = sending,
  };

  if (!self->check (&answer, error))
    return NULL;
  return root != NULL ? g_steal_pointer (&root) : json_node_new (JSON_NODE_NULL);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuHttp *self = g_task_get_source_object (task);
  Pending *pending = g_task_get_task_data (task);
  g_autoptr (LuukkuResponse) response = NULL;
  GError *error = NULL;
  JsonNode *root = NULL;

  response = luukku_transport_send_finish (LUUKKU_TRANSPORT (source), result, &error);
  if (response != NULL && g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    luukku_fault_table_set_cancelled (pending->sending, &error);
  } else if (response != NULL) {
    note_server_time (self, response);
    root = read_answer (self, response, pending->sending, &error);
  } else if (pending->sending) {
    error = doubt_send (error);
  }
  if (root == NULL) {
    g_task_return_error (task, error);
    return;
  }
  pending->response = g_steal_pointer (&response);
  g_task_return_pointer (task, root, (GDestroyNotify) json_node_unref);
}

static gboolean
same_place (GUri *one, GUri *other)
{
  return g_str_equal (g_uri_get_scheme (one), g_uri_get_scheme (other)) &&
         g_ascii_strcasecmp (g_uri_get_host (one), g_uri_get_host (other)) == 0 &&
         g_uri_get_port (one) == g_uri_get_port (other);
}

/* Only for requests to the base's own place. */
static void
add_credentials (LuukkuHttp *self, LuukkuRequest *request)
{
  if (self->bearer != NULL && self->token_header != NULL)
    luukku_request_set_header (request, self->token_header, self->bearer);
  else if (self->bearer != NULL)
    luukku_request_set_bearer (request, self->bearer);
  for (guint i = 0; i + 1 < self->headers->len; i += 2)
    luukku_request_set_header (request, self->headers->pdata[i], self->headers->pdata[i + 1]);
}

/* An address in an answer (the next page) is followed on the base's own place only. Returns: (transfer full).
 */
static char *
address_of (LuukkuHttp *self, const char *path, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  if (strstr (path, "://") == NULL || *path == '/')
    return g_strconcat (self->base, path, NULL);
  uri = g_uri_parse (path, G_URI_FLAGS_ENCODED, NULL);
  if (uri != NULL && g_uri_get_host (uri) != NULL && g_uri_get_userinfo (uri) == NULL &&
      same_place (uri, self->base_uri))
    return g_strdup (path);
  luukku_fault_set (error, LUUKKU_FAULT_BAD_ANSWER, NULL,
                    N_ ("An answer points to another server than the account's, so it was not followed."));
  return NULL;
}

static LuukkuRequest *
build_request (LuukkuHttp *self, const LuukkuHttpCall *call, GError **error)
{
  g_autofree char *url = address_of (self, call->path, error);
  const char *method = call->method != NULL ? call->method : call->body != NULL ? "POST" : "GET";
  LuukkuRequest *request;

  if (url == NULL)
    return NULL;
  request = luukku_request_new (method, url);
  luukku_request_set_header (request, "Accept", "application/json");
  add_credentials (self, request); /* with the platform's own headers, which may be another Accept */
  for (guint i = 0; i + 1 < MAX_HEADERS && call->headers[i] != NULL; i += 2)
    luukku_request_set_header (request, call->headers[i], call->headers[i + 1]);
  if (call->body != NULL)
    luukku_request_set_body (request, call->content_type != NULL ? call->content_type : "application/json",
                             call->body);
  luukku_request_set_idempotent (request, call->idempotent);
  return request;
}

void
luukku_http_call_async (LuukkuHttp *self, const LuukkuHttpCall *call, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task =
      luukku_http_task_new (self, self, cancellable, callback, data, luukku_http_call_async);
  g_autoptr (LuukkuRequest) request = NULL;
  Pending *pending = g_new0 (Pending, 1);
  GError *error = NULL;

  pending->sending = call->sending;
  g_task_set_task_data (task, pending, (GDestroyNotify) pending_free);
  request = build_request (self, call, &error);
  if (request == NULL) {
    g_task_return_error (task, error);
    return;
  }
  luukku_transport_send_async (self->transport, request, g_task_get_cancellable (task), on_answer,
                               g_object_ref (task));
}

JsonNode *
luukku_http_call_finish (LuukkuHttp *self, GAsyncResult *result, LuukkuResponse **ret_response,
                         GError **error)
{
  Pending *pending;
  JsonNode *root;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  pending = g_task_get_task_data (G_TASK (result));
  root = g_task_propagate_pointer (G_TASK (result), error);
  if (ret_response != NULL)
    *ret_response = root != NULL ? luukku_response_ref (pending->response) : NULL;
  return root;
}

/* --- bytes behind an address */

typedef struct {
  char *platform;
  guint64 max;
} Wanted;

static void
wanted_free (Wanted *self)
{
  g_free (self->platform);
  g_free (self);
}

static void
set_too_large (const Wanted *wanted, GError **error)
{
  g_autofree char *limit = g_format_size (wanted->max);

  /* TRANSLATORS: the first %s is a size ("25 MB"), the second the name of a service */
  luukku_fault_set (
      error, LUUKKU_FAULT_TOO_LONG, NULL,
      N_ ("The attachment is larger than the limit of %s, or its server points elsewhere, so it was not "
          "fetched. Open it in %s itself if it is needed."),
      limit, wanted->platform);
}

static void
set_expired (const Wanted *wanted, guint status, GError **error)
{
  const LuukkuFaultInfo info = { .gone = TRUE, .http_status = status };

  luukku_fault_set (error, LUUKKU_FAULT_GONE, &info,
                    N_ ("%s no longer gives this attachment out. Look at it in the service itself."),
                    wanted->platform);
}

/* Returns: (transfer full): NULL with a fault when the address may not be used. */
static LuukkuRequest *
build_bytes_request (LuukkuHttp *self, const Wanted *wanted, const char *url, gint64 size, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  LuukkuRequest *request;

  if (url == NULL) {
    set_expired (wanted, 0, error);
    return NULL;
  }
  if (wanted->max == 0 || (size > 0 && (guint64) size > wanted->max)) {
    set_too_large (wanted, error);
    return NULL;
  }
  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      g_uri_get_userinfo (uri) != NULL ||
      (!g_str_equal (g_uri_get_scheme (uri), "https") && !same_place (uri, self->base_uri))) {
    luukku_fault_set (
        error, LUUKKU_FAULT_BAD_ANSWER, NULL,
        N_ ("%s gave an address for the attachment that is not safe to open, so it was not fetched. Look "
            "at it in the service itself."),
        wanted->platform);
    return NULL;
  }
  request = luukku_request_new ("GET", url);
  luukku_request_set_max_body (request, (gsize) wanted->max);
  if (same_place (uri, self->base_uri))
    add_credentials (self, request);
  return request;
}

/* Returns: (transfer full): NULL with a fault. */
static GBytes *
read_bytes (LuukkuHttp *self, const Wanted *wanted, LuukkuResponse *response, GError **error)
{
  static const LuukkuFaultRow rows[] = {
    { 400, 428, NULL, NULL, LUUKKU_FAULT_BAD_ANSWER, LUUKKU_ROW_RETRY, NULL },
    { .kind = LUUKKU_ROWS_END },
  };
  const LuukkuFaultFacts facts = {
    .platform = wanted->platform,
    .status = luukku_response_get_status (response),
    .retry_after = luukku_response_get_retry_after (response, luukku_clock_now (self->clock)),
  };
  GBytes *body = luukku_response_get_body (response);

  if (facts.status == 403 || facts.status == 404 || facts.status == 410)
    set_expired (wanted, facts.status, error);
  else if (facts.status != 200)
    luukku_fault_table_set (rows, &facts, error);
  else if (g_bytes_get_size (body) > wanted->max)
    set_too_large (wanted, error);
  else
    return g_bytes_ref (body);
  return NULL;
}

static void
on_bytes (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuHttp *self = g_task_get_source_object (task);
  const Wanted *wanted = g_task_get_task_data (task);
  g_autoptr (LuukkuResponse) response = NULL;
  GBytes *bytes = NULL;
  GError *error = NULL;

  response = luukku_transport_send_finish (LUUKKU_TRANSPORT (source), result, &error);
  /* The transport refuses a body over the limit, and a redirect to another host, with the same kind. */
  if (response == NULL && g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER)) {
    g_clear_error (&error);
    set_too_large (wanted, &error);
  } else if (response != NULL && g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    luukku_fault_table_set_cancelled (FALSE, &error);
  } else if (response != NULL) {
    bytes = read_bytes (self, wanted, response, &error);
  }
  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

void
luukku_http_get_bytes_async (LuukkuHttp *self, const char *platform, const char *url, gint64 size,
                             guint64 max, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task =
      luukku_http_task_new (self, self, cancellable, callback, data, luukku_http_get_bytes_async);
  g_autoptr (LuukkuRequest) request = NULL;
  Wanted *wanted = g_new0 (Wanted, 1);
  GError *error = NULL;

  wanted->platform = g_strdup (luukku_tr (platform));
  wanted->max = max;
  g_task_set_task_data (task, wanted, (GDestroyNotify) wanted_free);
  request = build_bytes_request (self, wanted, url, size, &error);
  if (request == NULL) {
    g_task_return_error (task, error);
    return;
  }
  luukku_transport_send_async (self->transport, request, g_task_get_cancellable (task), on_bytes,
                               g_object_ref (task));
}

GBytes *
luukku_http_get_bytes_finish (LuukkuHttp *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
