/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sign-in.c: a person signs in at a platform in a browser, once. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-sign-in.h"

#include <string.h>

#include "adapter/luukku-loopback.h"
#include "adapter/luukku-task.h"
#include "base/luukku-error.h"

#define MAX_PASTED 8192 /* bytes */
#define MAX_CODE 2048

struct _LuukkuSignIn {
  GObject parent_instance;
  const LuukkuOauthService *service; /* static */
  LuukkuHttp *http;                  /* (owned) */
  LuukkuClock *clock;                /* (ref) */
  LuukkuLoopback *loopback;          /* (owned) (nullable): until the browser has come back */
  char *client_id;
  char *client_secret; /* (nullable); wiped */
  char *redirect;
  char *state;
  char *verifier; /* (nullable): without PKCE */
  char *address;
  char *code;  /* (nullable): what the browser brought */
  gboolean no; /* the person said no there */
  gboolean pasted;
  GTask *waiting; /* (ref) (nullable) */
  GSource *cancelled;
  guint timer;
};

G_DEFINE_FINAL_TYPE (LuukkuSignIn, luukku_sign_in, G_TYPE_OBJECT)

static void
stop_waiting (LuukkuSignIn *self)
{
  luukku_clock_clear_timeout (self->clock, &self->timer);
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  g_clear_pointer (&self->loopback, luukku_loopback_free);
}

/* @error: (transfer full). */
static void
fail (LuukkuSignIn *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->waiting);

  stop_waiting (self);
  if (task != NULL)
    g_task_return_error (task, error);
  else
    g_error_free (error);
}

/* --- the code for tokens */

static void
on_tokens (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuSignIn *self = g_task_get_source_object (task);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (LuukkuOauthTokens) tokens = NULL;
  GError *error = NULL, *cause = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root != NULL) {
    tokens =
        luukku_oauth_tokens_parse_wire (self->service->wire, root, luukku_clock_now (self->clock), &cause);
    if (tokens == NULL)
      luukku_fault_table_set_unreadable (self->service->name, cause, FALSE, &error);
  }
  luukku_task_return (task, tokens != NULL ? luukku_oauth_tokens_write (tokens) : NULL,
                      (GDestroyNotify) luukku_http_forget, error);
}

/* A code lives for half a minute only, so this is done at once. */
static void
change_code (LuukkuSignIn *self)
{
  GTask *task = g_steal_pointer (&self->waiting);
  const LuukkuOauthWire *wire = self->service->wire;

  luukku_oauth_call_async (self->http, wire, self->service->token, g_task_get_cancellable (task), on_tokens,
                           task, "grant_type", "authorization_code",
                           wire != NULL && wire->code_name != NULL ? wire->code_name : "code", self->code,
                           "redirect_uri", self->redirect, "client_id", self->client_id, "client_secret",
                           self->client_secret, "code_verifier", self->verifier, NULL);
}

/* --- the browser comes back */

/* Constant in time over equal lengths. */
static gboolean
is_ours (const char *one, const char *other)
{
  gsize length = strlen (one);
  guint8 difference = 0;

  if (other == NULL || strlen (other) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    difference |= (guint8) (one[i] ^ other[i]);
  return difference == 0;
}

static char *
on_visited (GHashTable *query, guint *ret_status, gpointer data)
{
  LuukkuSignIn *self = data;
  const char *code = g_hash_table_lookup (query, "code");

  if (!is_ours (self->state, g_hash_table_lookup (query, "state"))) {
    *ret_status = 400;
    return g_strdup (luukku_tr (N_ ("This does not belong to the signing in that Luukku began, so nothing "
                                    "was done. Begin again in Pidgin.")));
  }
  if (self->code != NULL || self->no) {
    *ret_status = 400;
    return g_strdup (luukku_tr (N_ ("This has been used already. You can close this page.")));
  }
  if (g_hash_table_lookup (query, "error") != NULL || code == NULL || *code == '\0') {
    self->no = TRUE;
    return g_strdup (
        luukku_tr (N_ ("The account was not signed in. You can close this page; Pidgin says how to go on.")));
  }
  self->code = g_strdup (code);
  return g_strdup (luukku_tr (N_ ("Thank you. You can close this page; Luukku goes on in Pidgin.")));
}

/* Goes on with what the browser, or the person, has brought. */
static void
on_answered (gpointer data)
{
  g_autoptr (LuukkuSignIn) self = g_object_ref (data);
  const LuukkuFaultInfo info = { .needs_reauth = TRUE };
  GError *error = NULL;

  if (self->waiting == NULL || (self->code == NULL && !self->no))
    return;
  if (self->no) {
    luukku_fault_set (&error, LUUKKU_FAULT_AUTH, &info,
                      N_ ("%s was told in the browser not to let Luukku in. Enable the account again and "
                          "allow it there."),
                      self->service->name);
    fail (self, error);
    return;
  }
  stop_waiting (self);
  change_code (self);
}

static const LuukkuLoopbackCallbacks callbacks = { on_visited, on_answered };

/* --- the person brings it */

/* Returns: (transfer full) (nullable): what stands in @text, an address or its query, as names and values. */
static GHashTable *
read_address (const char *text)
{
  const char *query = strchr (text, '?');
  g_autofree char *bare = NULL;

  query = query != NULL ? query + 1 : text;
  if (strchr (query, '=') == NULL)
    return NULL;
  bare = g_strndup (query, strcspn (query, "#"));
  return g_uri_parse_params (bare, -1, "&", G_URI_PARAMS_NONE, NULL);
}

/* Returns: (transfer full) (nullable). */
static char *
read_bare_code (const char *text)
{
  char *code = strchr (text, '%') != NULL ? g_uri_unescape_string (text, NULL) : g_strdup (text);
  gsize length = code != NULL ? strlen (code) : 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isgraph (code[i]))
      length = 0;
  }
  if (length > 0 && length <= MAX_CODE && strstr (code, "://") == NULL)
    return code;
  luukku_http_forget (code);
  return NULL;
}

static gboolean
take_query (LuukkuSignIn *self, GHashTable *query, GError **error)
{
  const char *code = g_hash_table_lookup (query, "code");

  if (code == NULL)
    code = g_hash_table_lookup (query, "auth_code");
  if (!is_ours (self->state, g_hash_table_lookup (query, "state"))) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("This address does not belong to the signing in that Luukku has just begun. Open "
                          "the address once more and copy the new one."));
    return FALSE;
  }
  self->no = code == NULL || *code == '\0' || strlen (code) > MAX_CODE;
  self->code = self->no ? NULL : g_strdup (code);
  return TRUE;
}

gboolean
luukku_sign_in_paste (LuukkuSignIn *self, const char *text, GError **error)
{
  g_autoptr (GHashTable) query = NULL;
  char *clean;

  g_return_val_if_fail (self->pasted, FALSE);

  if (self->waiting == NULL || self->code != NULL || self->no) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT, N_ ("This has been used already."));
    return FALSE;
  }
  clean = g_strstrip (g_strndup (text, MAX_PASTED));
  query = read_address (clean);
  if (query == NULL)
    self->code = read_bare_code (clean);
  luukku_http_forget (clean);
  if (query != NULL && !take_query (self, query, error))
    return FALSE;
  if (self->code == NULL && !self->no) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("This is neither an address with a code in it nor a code. Copy the whole line at the top of "
            "the browser after you have allowed Luukku."));
    return FALSE;
  }
  on_answered (self);
  return TRUE;
}

/* --- waiting */

static gboolean
on_patience (gpointer data)
{
  LuukkuSignIn *self = data;
  const LuukkuFaultInfo info = { .needs_reauth = TRUE };
  GError *error = NULL;

  self->timer = 0;
  luukku_fault_set (&error, LUUKKU_FAULT_AUTH, &info,
                    N_ ("Nobody has signed in at %s within ten minutes. Enable the account again to try once "
                        "more."),
                    self->service->name);
  fail (self, error);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  GError *error = NULL;

  luukku_fault_table_set_cancelled (FALSE, &error);
  fail (data, error);
  return G_SOURCE_REMOVE;
}

void
luukku_sign_in_wait_async (LuukkuSignIn *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer data)
{
  g_return_if_fail (LUUKKU_IS_SIGN_IN (self) && self->waiting == NULL &&
                    (self->loopback != NULL || self->pasted));

  self->waiting =
      luukku_http_task_new (self->http, self, cancellable, callback, data, luukku_sign_in_wait_async);
  self->timer = luukku_clock_add_timeout (self->clock, LUUKKU_SIGN_IN_PATIENCE, on_patience, self);
  self->cancelled = g_cancellable_source_new (g_task_get_cancellable (self->waiting));
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancelled, NULL);
}

char *
luukku_sign_in_wait_finish (LuukkuSignIn *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the object */

static void
luukku_sign_in_finalize (GObject *object)
{
  LuukkuSignIn *self = LUUKKU_SIGN_IN (object);

  if (self->clock != NULL)
    stop_waiting (self);
  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_free (self->client_id);
  luukku_http_forget (self->client_secret);
  g_free (self->redirect);
  luukku_http_forget (self->state);
  luukku_http_forget (self->verifier);
  luukku_http_forget (self->code);
  g_free (self->address);
  G_OBJECT_CLASS (luukku_sign_in_parent_class)->finalize (object);
}

static void
luukku_sign_in_class_init (LuukkuSignInClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = luukku_sign_in_finalize;
}

static void
luukku_sign_in_init (LuukkuSignIn *self)
{
}

const char *
luukku_sign_in_get_address (LuukkuSignIn *self)
{
  return self->address;
}

gboolean
luukku_sign_in_is_pasted (LuukkuSignIn *self)
{
  return self->pasted;
}

static gboolean
make_secrets (LuukkuSignIn *self, GError **error)
{
  gboolean pkce = self->service->wire == NULL || !self->service->wire->no_pkce;

  self->state = luukku_oauth_make_secret (error);
  if (self->state != NULL && pkce)
    self->verifier = luukku_oauth_make_secret (error);
  return self->state != NULL && (!pkce || self->verifier != NULL);
}

static void
make_address (LuukkuSignIn *self)
{
  g_autofree char *challenge = self->verifier != NULL ? luukku_oauth_challenge (self->verifier) : NULL;
  g_autofree char *query = luukku_oauth_form (
      "response_type", "code", "client_id", self->client_id, "redirect_uri", self->redirect, "scope",
      self->service->scopes, "state", self->state, "code_challenge", challenge, "code_challenge_method",
      challenge != NULL ? "S256" : NULL, NULL);

  self->address = g_strconcat (self->service->authorize, "?", query,
                               self->service->extra != NULL ? "&" : NULL, self->service->extra, NULL);
}

static gboolean
prepare (LuukkuSignIn *self, guint port, GError **error)
{
  if (!make_secrets (self, error))
    return FALSE;
  self->loopback = luukku_loopback_new (port, self->service->redirect, &callbacks, self, error);
  if (self->loopback == NULL)
    return FALSE;
  self->redirect = luukku_loopback_get_address (self->loopback);
  make_address (self);
  return TRUE;
}

/* The platform has given the whole address, in which only our state is missing; a state that stands there is
 * an example. */
static void
complete_address (LuukkuSignIn *self, const char *given)
{
  g_autofree char *bare = g_strndup (given, strcspn (given, "#"));
  g_auto (GStrv) parts = g_strsplit (strchr (bare, '?') != NULL ? strchr (bare, '?') + 1 : "", "&", -1);
  GString *address = g_string_new_len (bare, (gssize) strcspn (bare, "?"));

  g_string_append_printf (address, "?state=%s", self->state);
  for (guint i = 0; parts[i] != NULL; i++) {
    if (*parts[i] != '\0' && !g_str_has_prefix (parts[i], "state="))
      g_string_append_printf (address, "&%s", parts[i]);
  }
  self->address = g_string_free (address, FALSE);
}

LuukkuSignIn *
luukku_sign_in_new (const LuukkuOauthService *service, LuukkuTransport *transport, LuukkuClock *clock,
                    const char *base, const char *client_id, const char *client_secret, guint port,
                    GError **error)
{
  g_autoptr (LuukkuSignIn) self = g_object_new (LUUKKU_TYPE_SIGN_IN, NULL);
  g_autoptr (GError) cause = NULL;

  self->service = service;
  self->clock = g_object_ref (clock);
  self->http = luukku_http_new (transport, clock, base, service->check);
  self->client_id = g_strdup (client_id);
  self->client_secret = g_strdup (client_secret);
  if (!prepare (self, port, &cause)) {
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL, "%s", cause->message);
    return NULL;
  }
  return g_steal_pointer (&self);
}

LuukkuSignIn *
luukku_sign_in_new_pasted (const LuukkuOauthService *service, LuukkuTransport *transport, LuukkuClock *clock,
                           const char *base, const char *client_id, const char *client_secret,
                           const char *address, const char *redirect, GError **error)
{
  g_autoptr (LuukkuSignIn) self = g_object_new (LUUKKU_TYPE_SIGN_IN, NULL);
  g_autoptr (GError) cause = NULL;

  self->service = service;
  self->clock = g_object_ref (clock);
  self->http = luukku_http_new (transport, clock, base, service->check);
  self->client_id = g_strdup (client_id);
  self->client_secret = g_strdup (client_secret);
  self->redirect = g_strdup (redirect);
  self->pasted = TRUE;
  if (!make_secrets (self, &cause)) {
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL, "%s", cause->message);
    return NULL;
  }
  if (address != NULL)
    complete_address (self, address);
  else
    make_address (self);
  return g_steal_pointer (&self);
}
