/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-oauth-session.c: calls with an access token that is renewed in time, by one renewal for all of them.
 */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-oauth-session.h"

#include <string.h>

#include "adapter/luukku-task.h"
#include "base/luukku-error.h"

#define MARGIN (2 * G_TIME_SPAN_MINUTE) /* a token that ends so soon is renewed first */

struct _LuukkuOauthSession {
  GObject parent_instance;
  const LuukkuOauthService *service; /* static */
  LuukkuHttp *http;                  /* (owned): of the token calls; has no bearer */
  LuukkuClock *clock;                /* (ref) */
  char *client_id;                   /* (nullable) */
  const char *no_token;              /* static */
  LuukkuOauthTokens *tokens;         /* (owned) (nullable) */
  guint serial;                      /* of the tokens */
  gboolean renewing;
  GQueue waiting; /* of GTask (ref) */
  LuukkuOauthKeep keep;
  gpointer data; /* no ref: owns us */
};

G_DEFINE_FINAL_TYPE (LuukkuOauthSession, luukku_oauth_session, G_TYPE_OBJECT)

/* One call, as long as it may have to be made again. */
typedef struct {
  LuukkuHttp *http; /* (ref) */
  gboolean ready_only;
  char *method; /* (nullable) */
  char *path;
  GBytes *body; /* (ref) (nullable) */
  gboolean sending;
  gboolean renewed; /* a renewal has been asked for already */
  guint serial;     /* of the tokens that it was made with */
  LuukkuResponse *response;
} Call;

static void
call_free (Call *self)
{
  g_object_unref (self->http);
  g_free (self->method);
  g_free (self->path);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->response, luukku_response_unref);
  g_free (self);
}

static void go_on (LuukkuOauthSession *self, GTask *task);

/* --- the renewal */

static void
take_tokens (LuukkuOauthSession *self, LuukkuOauthTokens *tokens)
{
  g_autoptr (LuukkuOauthTokens) old = self->tokens;
  char *text;

  if (tokens->refresh == NULL) /* RFC 6749 section 6: then the old one goes on counting */
    tokens->refresh = g_strdup (old->refresh);
  self->tokens = tokens;
  self->serial++;
  text = luukku_oauth_tokens_write (tokens);
  self->keep (text, self->data);
  luukku_http_forget (text);
}

static void
on_renewed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LuukkuOauthSession) self = data;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  GQueue waiting = self->waiting;
  LuukkuOauthTokens *tokens = NULL;
  GError *cause = NULL;
  GTask *task;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root != NULL) {
    tokens = luukku_oauth_tokens_parse (root, luukku_clock_now (self->clock), &cause);
    if (tokens == NULL)
      luukku_fault_table_set_unreadable (self->service->name, cause, FALSE, &error);
  }
  self->renewing = FALSE;
  g_queue_init (&self->waiting);
  if (tokens != NULL)
    take_tokens (self, tokens);
  while ((task = g_queue_pop_head (&waiting)) != NULL) {
    if (tokens != NULL)
      go_on (self, task);
    else
      g_task_return_error (task, g_error_copy (error));
    g_object_unref (task);
  }
}

/* Only the first one that asks makes the call. */
static void
renew (LuukkuOauthSession *self, GTask *task)
{
  char *form;
  g_autoptr (GBytes) body = NULL;

  g_queue_push_tail (&self->waiting, g_object_ref (task));
  if (self->renewing)
    return;
  self->renewing = TRUE;
  form = luukku_oauth_form ("grant_type", "refresh_token", "refresh_token", self->tokens->refresh,
                            "client_id", self->client_id, NULL);
  body = g_bytes_new_with_free_func (form, strlen (form), (GDestroyNotify) luukku_http_forget, form);
  luukku_http_call_async (self->http,
                          &(LuukkuHttpCall){ .path = self->service->token,
                                             .content_type = "application/x-www-form-urlencoded",
                                             .body = body },
                          NULL, on_renewed, g_object_ref (self));
}

/* --- calls */

static gboolean
can_renew (LuukkuOauthSession *self, const Call *call)
{
  return !call->renewed && self->tokens->refresh != NULL;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuOauthSession *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  JsonNode *root = luukku_http_call_finish (LUUKKU_HTTP (source), result, &call->response, &error);

  if (root != NULL) {
    g_task_return_pointer (task, root, (GDestroyNotify) json_node_unref);
    return;
  }
  if (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH) &&
      luukku_fault_get_info (error)->http_status == 401 && can_renew (self, call)) {
    call->renewed = TRUE;
    if (call->serial != self->serial) /* renewed meanwhile */
      go_on (self, task);
    else
      renew (self, task);
    return;
  }
  g_task_return_error (task, g_steal_pointer (&error));
}

/* With the tokens there are, or after a renewal. */
static void
go_on (LuukkuOauthSession *self, GTask *task)
{
  Call *call = g_task_get_task_data (task);

  if (self->renewing || (can_renew (self, call) && self->tokens->until > 0 &&
                         luukku_clock_now (self->clock) >= self->tokens->until - MARGIN)) {
    call->renewed = call->renewed || !self->renewing;
    renew (self, task);
    return;
  }
  call->serial = self->serial;
  luukku_http_set_bearer (call->http, self->tokens->access);
  if (call->ready_only) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  luukku_http_call_async (
      call->http,
      &(LuukkuHttpCall){
          .method = call->method, .path = call->path, .body = call->body, .sending = call->sending },
      g_task_get_cancellable (task), on_answer, g_object_ref (task));
}

/* @call: (transfer full). @task: (transfer full). */
static void
begin (LuukkuOauthSession *self, Call *call, GTask *task)
{
  const LuukkuFaultInfo info = { .needs_reauth = TRUE };
  GError *error = NULL;

  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  if (self->tokens != NULL) {
    go_on (self, task);
  } else {
    luukku_fault_set (&error, LUUKKU_FAULT_AUTH, &info, "%s", luukku_tr (self->no_token));
    g_task_return_error (task, error);
  }
  g_object_unref (task);
}

void
luukku_oauth_session_call_async (LuukkuOauthSession *self, LuukkuHttp *http, const LuukkuHttpCall *what,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task =
      luukku_http_task_new (http, self, cancellable, callback, data, luukku_oauth_session_call_async);
  Call *call = g_new0 (Call, 1);

  g_return_if_fail (what->headers[0] == NULL && what->content_type == NULL);

  call->http = g_object_ref (http);
  call->method = g_strdup (what->method);
  call->path = g_strdup (what->path);
  call->body = what->body != NULL ? g_bytes_ref (what->body) : NULL;
  call->sending = what->sending;
  begin (self, call, task);
}

JsonNode *
luukku_oauth_session_call_finish (LuukkuOauthSession *self, GAsyncResult *result,
                                  LuukkuResponse **ret_response, GError **error)
{
  Call *call;
  JsonNode *root;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  call = g_task_get_task_data (G_TASK (result));
  root = g_task_propagate_pointer (G_TASK (result), error);
  if (ret_response != NULL)
    *ret_response = root != NULL ? luukku_response_ref (call->response) : NULL;
  return root;
}

void
luukku_oauth_session_ready_async (LuukkuOauthSession *self, LuukkuHttp *http, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer data)
{
  Call *call = g_new0 (Call, 1);

  call->http = g_object_ref (http);
  call->ready_only = TRUE;
  begin (self, call,
         luukku_http_task_new (http, self, cancellable, callback, data, luukku_oauth_session_ready_async));
}

gboolean
luukku_oauth_session_ready_finish (LuukkuOauthSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- the object */

static void
luukku_oauth_session_finalize (GObject *object)
{
  LuukkuOauthSession *self = LUUKKU_OAUTH_SESSION (object);

  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->tokens, luukku_oauth_tokens_free);
  g_free (self->client_id);
  G_OBJECT_CLASS (luukku_oauth_session_parent_class)->finalize (object);
}

static void
luukku_oauth_session_class_init (LuukkuOauthSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = luukku_oauth_session_finalize;
}

static void
luukku_oauth_session_init (LuukkuOauthSession *self)
{
  g_queue_init (&self->waiting);
}

LuukkuOauthSession *
luukku_oauth_session_new (const LuukkuOauthService *service, LuukkuTransport *transport, LuukkuClock *clock,
                          const char *base, const char *client_id, LuukkuOauthTokens *tokens,
                          const char *no_token, LuukkuOauthKeep keep, gpointer data)
{
  LuukkuOauthSession *self = g_object_new (LUUKKU_TYPE_OAUTH_SESSION, NULL);

  self->service = service;
  self->http = luukku_http_new (transport, clock, base, service->check);
  self->clock = g_object_ref (clock);
  self->client_id = g_strdup (client_id);
  self->tokens = tokens;
  self->no_token = no_token;
  self->keep = keep;
  self->data = data;
  return self;
}

void
luukku_oauth_session_close (LuukkuOauthSession *self)
{
  luukku_http_close (self->http);
}

gint64
luukku_oauth_session_get_end (LuukkuOauthSession *self)
{
  return self->tokens != NULL && self->tokens->refresh == NULL ? self->tokens->until : 0;
}
