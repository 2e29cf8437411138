/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-oauth-renewal.c: access tokens for a refresh token, one request for all who wait.
 *
 *   asked ─→ one that holds: given at once
 *         ├→ POST grant_type=refresh_token ─→ new tokens are told ─→ the access token for all who wait
 *         │        └ it is dead, and there is a password ↓
 *         └→ POST name and password ─→ (the same)
 *
 * What the service says in words is neither shown nor logged: it may name the account. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-oauth-renewal.h"

#include <string.h>

#include "adapter/luukku-fault-table.h"
#include "adapter/luukku-task.h"
#include "base/luukku-error.h"

#define MARGIN (2 * G_TIME_SPAN_MINUTE) /* a token that ends sooner is not begun with */

struct _LuukkuOauthRenewal {
  GObject parent_instance;

  const char *name;   /* static */
  LuukkuHttp *http;   /* (owned): of the token calls; has no bearer */
  LuukkuClock *clock; /* (ref) */
  char *path;
  char *client_id;             /* (nullable) */
  char *client_secret;         /* (nullable); wiped */
  const char *no_token;        /* static */
  const LuukkuOauthWire *wire; /* static (nullable) */
  GBytes *login_body;          /* (ref) (nullable) */
  LuukkuOauthTokens *tokens;   /* (owned) (nullable) */
  gboolean refused;            /* a server did not take the access token */
  GQueue waiting;              /* of GTask (ref) */
  gboolean asking;
  gboolean logging_in;        /* the question on its way has the password */
  LuukkuOauthRenewed renewed; /* (nullable) */
  gpointer data;              /* no ref: owns us */
};

G_DEFINE_FINAL_TYPE (LuukkuOauthRenewal, luukku_oauth_renewal, G_TYPE_OBJECT)

/* --- an answer */

/* @tokens: (transfer full). */
static void
take (LuukkuOauthRenewal *self, LuukkuOauthTokens *tokens)
{
  g_autoptr (LuukkuOauthTokens) old = self->tokens;
  const char *refresh = old != NULL ? old->refresh : NULL;
  gboolean changed = tokens->refresh != NULL && g_strcmp0 (tokens->refresh, refresh) != 0;

  if (tokens->refresh == NULL) /* RFC 6749 section 6: then the old one goes on counting */
    tokens->refresh = g_strdup (refresh);
  if (tokens->subject == NULL && old != NULL)
    tokens->subject = g_strdup (old->subject);
  self->tokens = tokens;
  self->refused = FALSE;
  if (self->renewed != NULL)
    self->renewed (tokens, changed, self->data);
}

/* @error: (transfer none) (nullable): NULL: there is an access token. */
static void
answer_all (LuukkuOauthRenewal *self, const GError *error)
{
  GQueue waiting = self->waiting;

  g_queue_init (&self->waiting);
  for (GTask *task = g_queue_pop_head (&waiting); task != NULL; task = g_queue_pop_head (&waiting)) {
    if (error != NULL)
      g_task_return_error (task, g_error_copy (error));
    else
      g_task_return_pointer (task, g_strdup (self->tokens->access), (GDestroyNotify) luukku_http_forget);
    g_object_unref (task);
  }
}

static void log_in (LuukkuOauthRenewal *self);

/* Returns: whether the refresh token is dead and a password is there to be used instead. */
static gboolean
falls_back (LuukkuOauthRenewal *self, const GError *error)
{
  if (!g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH) || self->login_body == NULL ||
      self->logging_in)
    return FALSE;
  log_in (self);
  return TRUE;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LuukkuOauthRenewal) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  LuukkuOauthTokens *tokens = NULL;
  GError *cause = NULL;

  if (falls_back (self, error))
    return;
  self->asking = FALSE;
  if (root != NULL) {
    tokens = luukku_oauth_tokens_parse_wire (self->wire, root, luukku_clock_now (self->clock), &cause);
    if (tokens == NULL)
      luukku_fault_table_set_unreadable (luukku_tr (self->name), cause, FALSE, &error);
    else
      take (self, tokens);
  }
  answer_all (self, error);
}

/* --- a question */

static void
log_in (LuukkuOauthRenewal *self)
{
  LuukkuHttpCall call = { .path = self->wire->login, .body = self->login_body };

  self->asking = TRUE;
  self->logging_in = TRUE;
  luukku_http_set_bearer (self->http, NULL);
  luukku_http_call_async (self->http, &call, NULL, on_answer, g_object_ref (self));
}

/* The refresh token in the header. */
static void
ask_in_header (LuukkuOauthRenewal *self)
{
  LuukkuHttpCall call = { .method = "POST", .path = self->path };

  luukku_http_set_bearer (self->http, self->tokens->refresh);
  luukku_http_call_async (self->http, &call, NULL, on_answer, g_object_ref (self));
}

static void
ask_with_form (LuukkuOauthRenewal *self)
{
  const char *path = self->wire != NULL && self->wire->renewal != NULL ? self->wire->renewal : self->path;

  luukku_oauth_call_async (self->http, self->wire, path, NULL, on_answer, g_object_ref (self), "grant_type",
                           "refresh_token", "refresh_token", self->tokens->refresh, "client_id",
                           self->client_id, "client_secret", self->client_secret, NULL);
}

static gboolean
has_refresh (const LuukkuOauthRenewal *self)
{
  return self->tokens != NULL && self->tokens->refresh != NULL;
}

static gboolean
can_renew (const LuukkuOauthRenewal *self)
{
  return has_refresh (self) || self->login_body != NULL;
}

static void
ask (LuukkuOauthRenewal *self)
{
  self->asking = TRUE;
  self->logging_in = FALSE;
  if (!has_refresh (self))
    log_in (self);
  else if (self->wire != NULL && self->wire->login != NULL)
    ask_in_header (self);
  else
    ask_with_form (self);
}

const char *
luukku_oauth_renewal_peek (LuukkuOauthRenewal *self)
{
  if (self->tokens == NULL || self->asking)
    return NULL;
  if (can_renew (self) && (self->refused || luukku_oauth_renewal_has_ended (self)))
    return NULL;
  return self->tokens->access;
}

void
luukku_oauth_renewal_get_async (LuukkuOauthRenewal *self, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task =
      luukku_http_task_new (self->http, self, cancellable, callback, data, luukku_oauth_renewal_get_async);
  const LuukkuFaultInfo info = { .needs_reauth = TRUE };
  GError *error = NULL;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    luukku_fault_table_set_cancelled (FALSE, &error);
    g_task_return_error (task, error);
  } else if (luukku_oauth_renewal_peek (self) != NULL) {
    g_task_return_pointer (task, g_strdup (self->tokens->access), (GDestroyNotify) luukku_http_forget);
  } else if (!can_renew (self)) {
    luukku_fault_set (&error, LUUKKU_FAULT_AUTH, &info, "%s", luukku_tr (self->no_token));
    g_task_return_error (task, error);
  } else {
    g_queue_push_tail (&self->waiting, g_steal_pointer (&task));
    if (!self->asking)
      ask (self);
  }
}

char *
luukku_oauth_renewal_get_finish (LuukkuOauthRenewal *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
luukku_oauth_renewal_refuse (LuukkuOauthRenewal *self, const char *token)
{
  if (self->tokens == NULL)
    return FALSE;
  if (g_strcmp0 (self->tokens->access, token) != 0)
    return TRUE;
  self->refused = TRUE;
  return can_renew (self);
}

gboolean
luukku_oauth_renewal_has_ended (LuukkuOauthRenewal *self)
{
  return self->tokens != NULL && self->tokens->until != 0 &&
         luukku_clock_now (self->clock) >= self->tokens->until - MARGIN;
}

gint64
luukku_oauth_renewal_get_end (LuukkuOauthRenewal *self)
{
  return self->tokens != NULL && self->tokens->refresh == NULL ? self->tokens->until : 0;
}

/* --- the object */

void
luukku_oauth_renewal_close (LuukkuOauthRenewal *self)
{
  self->renewed = NULL;
  luukku_http_close (self->http);
}

static void
luukku_oauth_renewal_finalize (GObject *object)
{
  LuukkuOauthRenewal *self = LUUKKU_OAUTH_RENEWAL (object);

  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_free (self->path);
  g_free (self->client_id);
  luukku_http_forget (self->client_secret);
  g_clear_pointer (&self->login_body, g_bytes_unref);
  g_clear_pointer (&self->tokens, luukku_oauth_tokens_free);
  G_OBJECT_CLASS (luukku_oauth_renewal_parent_class)->finalize (object);
}

static void
luukku_oauth_renewal_class_init (LuukkuOauthRenewalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = luukku_oauth_renewal_finalize;
}

static void
luukku_oauth_renewal_init (LuukkuOauthRenewal *self)
{
  g_queue_init (&self->waiting);
}

LuukkuOauthRenewal *
luukku_oauth_renewal_new (const LuukkuOauthRenewalInit *init, LuukkuTransport *transport, LuukkuClock *clock,
                          LuukkuOauthTokens *tokens, LuukkuOauthRenewed renewed, gpointer data)
{
  LuukkuOauthRenewal *self = g_object_new (LUUKKU_TYPE_OAUTH_RENEWAL, NULL);

  self->name = init->name;
  self->http = luukku_http_new (transport, clock, init->base, init->check);
  self->clock = g_object_ref (clock);
  self->path = g_strdup (init->path);
  self->client_id = g_strdup (init->client_id);
  self->client_secret = g_strdup (init->client_secret);
  self->no_token = init->no_token;
  self->wire = init->wire;
  self->login_body = init->login_body != NULL ? g_bytes_ref (init->login_body) : NULL;
  self->tokens = tokens;
  self->renewed = renewed;
  self->data = data;
  return self;
}
