/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-oauth-session.c: calls with an access token that counts, made once more when a server refuses it. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-oauth-session.h"

#include "adapter/luukku-oauth-renewal.h"

struct _LuukkuOauthSession {
  GObject parent_instance;
  LuukkuOauthRenewal *renewal; /* (owned) */
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
  char *content_type; /* (nullable) */
  GBytes *body;       /* (ref) (nullable) */
  gboolean sending, idempotent;
  char *token;      /* (nullable): that it was made with */
  gboolean refused; /* once already */
  LuukkuResponse *response;
} Call;

static void
call_free (Call *self)
{
  g_object_unref (self->http);
  g_free (self->method);
  g_free (self->path);
  g_free (self->content_type);
  luukku_http_forget (self->token);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->response, luukku_response_unref);
  g_free (self);
}

static void go_on (GTask *task);

/* --- calls */

/* The token has ended, and not what it may do. */
static gboolean
is_refusal (const GError *error)
{
  const LuukkuFaultInfo *info = luukku_fault_get_info (error);

  return g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH) && !info->permission &&
         (info->http_status == 401 || info->http_status == 400);
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
  if (is_refusal (error) && !call->refused && luukku_oauth_renewal_refuse (self->renewal, call->token)) {
    call->refused = TRUE;
    go_on (task);
    return;
  }
  g_task_return_error (task, g_steal_pointer (&error));
}

/* @token: (transfer full). */
static void
use (GTask *task, char *token)
{
  Call *call = g_task_get_task_data (task);

  luukku_http_forget (call->token);
  call->token = token;
  luukku_http_set_bearer (call->http, token);
  if (call->ready_only) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  luukku_http_call_async (call->http,
                          &(LuukkuHttpCall){ .method = call->method,
                                             .path = call->path,
                                             .content_type = call->content_type,
                                             .body = call->body,
                                             .sending = call->sending,
                                             .idempotent = call->idempotent },
                          g_task_get_cancellable (task), on_answer, g_object_ref (task));
}

static void
on_token (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  char *token = luukku_oauth_renewal_get_finish (LUUKKU_OAUTH_RENEWAL (source), result, &error);

  if (token == NULL)
    g_task_return_error (task, error);
  else
    use (task, token);
}

static void
go_on (GTask *task)
{
  LuukkuOauthSession *self = g_task_get_source_object (task);
  const char *token = luukku_oauth_renewal_peek (self->renewal);

  if (token != NULL)
    use (task, g_strdup (token));
  else
    luukku_oauth_renewal_get_async (self->renewal, g_task_get_cancellable (task), on_token,
                                    g_object_ref (task));
}

/* @call: (transfer full). @task: (transfer full). */
static void
begin (Call *call, GTask *task)
{
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  go_on (task);
  g_object_unref (task);
}

void
luukku_oauth_session_call_async (LuukkuOauthSession *self, LuukkuHttp *http, const LuukkuHttpCall *what,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task;
  Call *call;

  g_return_if_fail (what->headers[0] == NULL);

  task = luukku_http_task_new (http, self, cancellable, callback, data, luukku_oauth_session_call_async);
  call = g_new0 (Call, 1);
  call->http = g_object_ref (http);
  call->method = g_strdup (what->method);
  call->path = g_strdup (what->path);
  call->body = what->body != NULL ? g_bytes_ref (what->body) : NULL;
  call->content_type = g_strdup (what->content_type);
  call->sending = what->sending;
  call->idempotent = what->idempotent;
  begin (call, task);
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
  begin (call,
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
on_renewed (const LuukkuOauthTokens *tokens, gboolean refresh_changed, gpointer data)
{
  LuukkuOauthSession *self = data;
  char *text = luukku_oauth_tokens_write (tokens);

  self->keep (text, self->data);
  luukku_http_forget (text);
}

static void
luukku_oauth_session_finalize (GObject *object)
{
  LuukkuOauthSession *self = LUUKKU_OAUTH_SESSION (object);

  luukku_oauth_renewal_close (self->renewal);
  g_clear_object (&self->renewal);
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
}

/* What differs from one platform to the other. */
static LuukkuOauthRenewalInit
describe (const LuukkuOauthService *service, const char *base, const char *no_token)
{
  return (LuukkuOauthRenewalInit){ .name = service->name,
                                   .base = base,
                                   .path = service->token,
                                   .check = service->check,
                                   .no_token = no_token,
                                   .wire = service->wire };
}

static LuukkuOauthSession *
session_new (const LuukkuOauthRenewalInit *init, LuukkuTransport *transport, LuukkuClock *clock,
             LuukkuOauthTokens *tokens, LuukkuOauthKeep keep, gpointer data)
{
  LuukkuOauthSession *self = g_object_new (LUUKKU_TYPE_OAUTH_SESSION, NULL);

  self->keep = keep;
  self->data = data;
  self->renewal = luukku_oauth_renewal_new (init, transport, clock, tokens, on_renewed, self);
  return self;
}

LuukkuOauthSession *
luukku_oauth_session_new (const LuukkuOauthService *service, LuukkuTransport *transport, LuukkuClock *clock,
                          const char *base, const char *client_id, const char *client_secret,
                          LuukkuOauthTokens *tokens, const char *no_token, LuukkuOauthKeep keep,
                          gpointer data)
{
  LuukkuOauthRenewalInit init = describe (service, base, no_token);

  init.client_id = client_id;
  init.client_secret = client_secret;
  return session_new (&init, transport, clock, tokens, keep, data);
}

LuukkuOauthSession *
luukku_oauth_session_new_with_login (const LuukkuOauthService *service, LuukkuTransport *transport,
                                     LuukkuClock *clock, const char *base, GBytes *login_body,
                                     LuukkuOauthTokens *tokens, const char *no_token, LuukkuOauthKeep keep,
                                     gpointer data)
{
  LuukkuOauthRenewalInit init = describe (service, base, no_token);

  init.login_body = login_body;
  return session_new (&init, transport, clock, tokens, keep, data);
}

void
luukku_oauth_session_close (LuukkuOauthSession *self)
{
  luukku_oauth_renewal_close (self->renewal);
}

gint64
luukku_oauth_session_get_end (LuukkuOauthSession *self)
{
  return luukku_oauth_renewal_get_end (self->renewal);
}
