/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-open.c: where the server is, whether it has the calls, signing in, whose account it is.
 *
 *   /.well-known/matrix/client ─→ /versions ─→ /login (once, with the password) ─→ /account/whoami ─→
 * /profile
 *
 * The password is used once: the tokens take its place in the keyring. The device is named after this
 * computer and its user, so that another sign-in is no other device. */
#define G_LOG_DOMAIN "luukku"

#include "matrix/luukku-matrix-private.h"

#include <string.h>

#include "adapter/luukku-json-write.h"
#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "matrix/luukku-matrix-error.h"

#define DEVICE_NAME "Luukku"
#define DEVICE_DIGITS 12 /* of the digest */

static void ask_versions (GTask *task);
static void ask_who (GTask *task);

/* A call without a token. */
static void
call_open (GTask *task, const LuukkuHttpCall *call, GAsyncReadyCallback callback)
{
  LuukkuMatrix *self = g_task_get_source_object (task);

  luukku_http_call_async (self->base.http, call, g_task_get_cancellable (task), callback,
                          g_object_ref (task));
}

/* @cause: (transfer full) (nullable). */
static void
fail_unreadable (GTask *task, GError *cause)
{
  GError *error = NULL;

  luukku_fault_table_set_unreadable (LUUKKU_MATRIX_NAME, cause, FALSE, &error);
  g_task_return_error (task, error);
}

static void
fail_settings (GTask *task, const char *sentence)
{
  GError *error = NULL;

  luukku_fault_set (&error, LUUKKU_FAULT_SETTINGS, NULL, "%s", luukku_tr (sentence));
  g_task_return_error (task, error);
}

/* --- the name for the window */

static void
on_profile (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMatrix *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);
  g_autofree char *name = root != NULL ? luukku_matrix_parse_string (root, "displayname", NULL) : NULL;

  if (error != NULL && (luukku_fault_is_cancelled (error) || luukku_fault_get_info (error)->needs_reauth)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  self->opened = TRUE;
  g_task_return_pointer (task, name != NULL ? g_steal_pointer (&name) : g_strdup (self->user), g_free);
}

static void
on_who (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMatrix *self = g_task_get_source_object (task);
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);
  g_autofree char *user = root != NULL ? luukku_matrix_parse_string (root, "user_id", &cause) : NULL;
  g_autofree char *escaped = g_uri_escape_string (self->user, NULL, FALSE);
  g_autofree char *path = g_strconcat (LUUKKU_MATRIX_V3 "/profile/", escaped, NULL);

  if (root == NULL) {
    g_task_return_error (task, error);
  } else if (user == NULL) {
    fail_unreadable (task, cause);
  } else if (!g_str_equal (user, self->user)) { /* AUTH: it is forgotten, the right one can be asked for */
    luukku_fault_set (&error, LUUKKU_FAULT_AUTH, &(LuukkuFaultInfo){ .needs_reauth = TRUE },
                      N_ ("The access token belongs to another account at Matrix. Give the token of the "
                          "account whose address is the account's name."));
    g_task_return_error (task, error);
  } else {
    luukku_matrix_call (self, &(LuukkuHttpCall){ .path = path }, task, on_profile);
  }
}

static void
ask_who (GTask *task)
{
  luukku_matrix_call (g_task_get_source_object (task),
                      &(LuukkuHttpCall){ .path = LUUKKU_MATRIX_V3 "/account/whoami" }, task, on_who);
}

/* --- signing in with the password, once */

/* Returns: (transfer full): the same on this computer for this user of it and this account. */
static char *
name_device (const LuukkuMatrix *self)
{
  g_autofree char *place = g_strconcat (self->user, "\n", g_get_host_name (), "\n", g_get_user_name (), NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, place, -1);
  g_autofree char *digits = g_strndup (digest, DEVICE_DIGITS);
  g_autofree char *upper = g_ascii_strup (digits, -1);

  return g_strconcat ("LUUKKU", upper, NULL);
}

/* Returns: (transfer full): wiped when it goes. */
static GBytes *
write_login (const LuukkuMatrix *self)
{
  g_autofree char *device = name_device (self);
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (JsonNode) node = NULL;
  char *text;

  luukku_json_add_string (builder, "type", "m.login.password");
  luukku_json_open (builder, "identifier");
  luukku_json_add_string (builder, "type", "m.id.user");
  luukku_json_add_string (builder, "user", self->user);
  luukku_json_close (builder);
  luukku_json_add_string (builder, "password", self->password);
  luukku_json_add_string (builder, "device_id", device);
  luukku_json_add_string (builder, "initial_device_display_name", DEVICE_NAME);
  luukku_json_add_boolean (builder, "refresh_token", TRUE);
  node = luukku_json_end_node (builder);
  text = json_to_string (node, FALSE);
  return g_bytes_new_with_free_func (text, strlen (text), (GDestroyNotify) luukku_http_forget, text);
}

static void
on_login (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMatrix *self = g_task_get_source_object (task);
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  LuukkuOauthTokens *tokens;
  char *text;

  if (root == NULL) {
    g_task_return_error (task, error);
    return;
  }
  tokens = luukku_oauth_tokens_parse (root, luukku_clock_now (self->base.clock), &cause);
  if (tokens == NULL) {
    fail_unreadable (task, cause);
    return;
  }
  luukku_http_forget (g_steal_pointer (&self->password));
  text = luukku_oauth_tokens_write (tokens);
  luukku_adapter_token_changed (LUUKKU_ADAPTER (self), text);
  luukku_http_forget (text);
  luukku_matrix_begin_session (self, tokens);
  ask_who (task);
}

static void
sign_in (GTask *task)
{
  LuukkuMatrix *self = g_task_get_source_object (task);
  g_autoptr (LuukkuHttp) http = NULL;
  g_autoptr (GBytes) body = NULL;

  if (self->session == NULL && self->tokens != NULL)
    luukku_matrix_begin_session (self, g_steal_pointer (&self->tokens));
  if (self->session != NULL || self->password == NULL) {
    ask_who (task);
    return;
  }
  http = luukku_http_new (self->transport, self->base.clock, luukku_http_get_base (self->base.http),
                          luukku_matrix_check_sign_in);
  body = write_login (self);
  luukku_http_call_async (http, &(LuukkuHttpCall){ .path = LUUKKU_MATRIX_V3 "/login", .body = body },
                          g_task_get_cancellable (task), on_login, g_object_ref (task));
}

/* --- the server */

static void
on_versions (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);

  if (root == NULL)
    g_task_return_error (task, error);
  else if (!luukku_matrix_parse_versions (root))
    fail_settings (task, N_ ("The Matrix server is too old for Luukku, or there is none at this address. Ask "
                             "whoever runs it, or correct the address on the account's Advanced page."));
  else
    sign_in (task);
}

static void
ask_versions (GTask *task)
{
  call_open (task, &(LuukkuHttpCall){ .path = "/_matrix/client/versions" }, on_versions);
}

/* Plain http, which only leads to this computer, is taken from a person, never from a page on the network. */
static gboolean
take_server (LuukkuMatrix *self, JsonNode *root)
{
  g_autofree char *base = luukku_matrix_parse_homeserver (root);

  if (base == NULL || !g_str_has_prefix (base, "https://"))
    return FALSE;
  luukku_http_set_base (self->base.http, base);
  return TRUE;
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMatrix *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);

  if (root == NULL && !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) {
    g_task_return_error (task, error);
    return;
  }
  g_clear_error (&error); /* nothing is told there: the server has the account's own name */
  if (root != NULL && !take_server (self, root)) {
    fail_settings (task,
                   N_ ("The address that the account's domain gives for its Matrix server cannot be used. "
                       "Give the server's address on the account's Advanced page."));
    return;
  }
  if (root == NULL)
    luukku_http_set_base (self->base.http, self->server);
  ask_versions (task);
}

void
luukku_matrix_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer data)
{
  LuukkuMatrix *self = LUUKKU_MATRIX (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_matrix_open_async);
  g_autoptr (LuukkuHttp) http = NULL;

  self->waits = FALSE; /* the first answer says at once that the link works */
  if (self->session == NULL && self->tokens == NULL && self->password == NULL) {
    ask_who (task); /* which says that something is to be given first */
    return;
  }
  if (self->server == NULL) {
    ask_versions (task);
    return;
  }
  http = luukku_http_new (self->transport, self->base.clock, self->server, luukku_matrix_check_discovery);
  luukku_http_call_async (http, &(LuukkuHttpCall){ .path = "/.well-known/matrix/client" },
                          g_task_get_cancellable (task), on_found, g_object_ref (task));
}
