/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix.c: the adapter of an account at a Matrix homeserver: settings, secrets, calls. */
#define G_LOG_DOMAIN "luukku"

#include "matrix/luukku-matrix.h"

#include <string.h>

#include "base/luukku-error.h"
#include "matrix/luukku-matrix-error.h"
#include "matrix/luukku-matrix-private.h"

#define ID "matrix"

G_DEFINE_FINAL_TYPE (LuukkuMatrix, luukku_matrix, LUUKKU_TYPE_HTTP_ADAPTER)

static const LuukkuAdapterOption options[] = {
  { LUUKKU_OPTION_CHOICE, "sign-in", N_ ("Sign in with"), "password", 0 },
  { LUUKKU_OPTION_STRING, "api-base", N_ ("Address of the server (empty: from the account's name)"), "", 0 },
  { LUUKKU_OPTION_BOOL, "accept-invitations", N_ ("Accept conversations that residents start at once"), "no",
    0 },
  { LUUKKU_OPTION_CHOICE, "read-marks", N_ ("Tell that messages were read"), "public", 0 },
  { 0 },
};
#define OPTION_SIGN_IN (&options[0])
#define OPTION_API_BASE (&options[1])
#define OPTION_ACCEPT (&options[2])
#define OPTION_READ_MARKS (&options[3])

static const LuukkuAdapterChoice choices[] = {
  { "sign-in", "password", N_ ("Password") },
  { "sign-in", "token", N_ ("Access token") },
  { "read-marks", "public", N_ ("to residents, when a person has read them") },
  { "read-marks", "private", N_ ("only to the account's other programs") },
  { "read-marks", "none", N_ ("to nobody") },
  { 0 },
};

static const char no_token[] =
    N_ ("This account has no password or access token yet. Enable the account again and give it.");

static const LuukkuOauthWire wire = { .json = TRUE };

static const LuukkuOauthService service = {
  .name = LUUKKU_MATRIX_NAME,
  .token = LUUKKU_MATRIX_V3 "/refresh",
  .check = luukku_matrix_check_sign_in,
  .wire = &wire,
};

/* --- describe */

static LuukkuCapabilities
luukku_matrix_get_capabilities (LuukkuAdapter *adapter)
{
  /* MARK_READ also without read marks: who opens an invitation accepts it */
  return LUUKKU_CAN_POLL | LUUKKU_CAN_WAIT | LUUKKU_CAN_FIND_SENT | LUUKKU_CAN_FETCH_ATTACHMENT |
         LUUKKU_CAN_SEND_FILES | LUUKKU_CAN_DELETE | LUUKKU_CAN_BAN | LUUKKU_CAN_MUTE | LUUKKU_CAN_REPORT |
         LUUKKU_CAN_MARK_READ;
}

static gint64
luukku_matrix_get_token_expiry (LuukkuAdapter *adapter)
{
  LuukkuMatrix *self = LUUKKU_MATRIX (adapter);

  return self->session != NULL ? luukku_oauth_session_get_end (self->session) : 0;
}

/* --- calls */

void
luukku_matrix_call (LuukkuMatrix *self, const LuukkuHttpCall *call, GTask *task, GAsyncReadyCallback callback)
{
  const LuukkuFaultInfo info = { .needs_reauth = TRUE };
  GError *error = NULL;

  if (self->session == NULL) {
    luukku_fault_set (&error, LUUKKU_FAULT_AUTH, &info, "%s", luukku_tr (no_token));
    g_task_return_error (task, error);
    return;
  }
  luukku_oauth_session_call_async (self->session, self->base.http, call, g_task_get_cancellable (task),
                                   callback, g_object_ref (task));
}

GBytes *
luukku_matrix_empty_body (void)
{
  return g_bytes_new_static ("{}", 2);
}

char *
luukku_matrix_room_path (const char *room, ...)
{
  g_autoptr (GString) path = g_string_new (LUUKKU_MATRIX_V3 "/rooms/");
  const char *part;
  va_list parts;

  g_string_append_uri_escaped (path, room, NULL, FALSE);
  va_start (parts, room);
  for (part = va_arg (parts, const char *); part != NULL; part = va_arg (parts, const char *)) {
    g_string_append_c (path, '/');
    g_string_append_uri_escaped (path, part, NULL, FALSE);
  }
  va_end (parts);
  return g_string_free (g_steal_pointer (&path), FALSE);
}

/* The new tokens are in memory and on their way into the keyring before the old ones are forgotten. */
static void
keep_tokens (const char *text, gpointer data)
{
  luukku_adapter_token_changed (LUUKKU_ADAPTER (data), text);
}

void
luukku_matrix_begin_session (LuukkuMatrix *self, LuukkuOauthTokens *tokens)
{
  self->session = luukku_oauth_session_new (&service, self->transport, self->base.clock,
                                            luukku_http_get_base (self->base.http), NULL, NULL, tokens,
                                            no_token, keep_tokens, self);
}

/* --- the object */

static void
luukku_matrix_close (LuukkuAdapter *adapter)
{
  LuukkuMatrix *self = LUUKKU_MATRIX (adapter);

  if (self->session != NULL)
    luukku_oauth_session_close (self->session);
  LUUKKU_ADAPTER_CLASS (luukku_matrix_parent_class)->close (adapter);
}

static void
luukku_matrix_finalize (GObject *object)
{
  LuukkuMatrix *self = LUUKKU_MATRIX (object);

  g_clear_object (&self->session);
  g_clear_object (&self->transport);
  g_clear_pointer (&self->tokens, luukku_oauth_tokens_free);
  g_clear_pointer (&self->rooms, g_hash_table_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
  luukku_http_forget (self->password);
  g_free (self->user);
  g_free (self->server);
  G_OBJECT_CLASS (luukku_matrix_parent_class)->finalize (object);
}

static void
luukku_matrix_class_init (LuukkuMatrixClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_matrix_finalize;
  adapter->get_capabilities = luukku_matrix_get_capabilities;
  adapter->get_token_expiry = luukku_matrix_get_token_expiry;
  adapter->open_async = luukku_matrix_open_async;
  adapter->fetch_async = luukku_matrix_fetch_async;
  adapter->send_async = luukku_matrix_send_async;
  adapter->find_sent_async = luukku_matrix_find_sent_async;
  adapter->fetch_attachment_async = luukku_matrix_fetch_attachment_async;
  adapter->act_async = luukku_matrix_act_async;
  adapter->close = luukku_matrix_close;
}

static void
luukku_matrix_init (LuukkuMatrix *self)
{
  self->rooms = luukku_matrix_rooms_new ();
  self->known = luukku_matrix_known_new ();
}

/* --- settings */

/* "@kirjaamo:kuopio.example", the "@" may be left out. *@ret_server: (transfer full): where its address is
 * told. Returns: (transfer full) (nullable). */
static char *
read_account (const char *text, char **ret_server)
{
  g_autofree char *user = g_strstrip (g_strconcat (*text == '@' ? "" : "@", text, NULL));
  const char *server = strchr (user, ':');
  g_autofree char *host = NULL;

  if (!luukku_matrix_is_user (user) || server[1 + strcspn (server + 1, "@/?#%\\")] != '\0')
    return NULL;
  /* a port is that of talking among servers: the address is told at the name alone */
  host = server[1] == '[' ? g_strdup (server + 1) : g_strndup (server + 1, strcspn (server + 1, ":"));
  *ret_server = g_strconcat ("https://", host, NULL);
  return g_steal_pointer (&user);
}

static gboolean
wants_password (const LuukkuAdapterSettings *settings)
{
  return g_strcmp0 (luukku_adapter_settings_get_string (settings, OPTION_SIGN_IN), "token") != 0;
}

static LuukkuMatrixReadMarks
read_marks (const LuukkuAdapterSettings *settings)
{
  const char *marks = luukku_adapter_settings_get_string (settings, OPTION_READ_MARKS);

  if (g_strcmp0 (marks, "none") == 0)
    return LUUKKU_MATRIX_READ_NONE;
  return g_strcmp0 (marks, "private") == 0 ? LUUKKU_MATRIX_READ_PRIVATE : LUUKKU_MATRIX_READ_PUBLIC;
}

static const LuukkuHttpPlatform platform = {
  .id = ID,
  .name = LUUKKU_MATRIX_NAME,
  .check = luukku_matrix_check,
  .no_token = no_token,
};

/* What was kept is the tokens of an earlier sign-in, or else what a person gave. */
static void
take_secret (LuukkuMatrix *self, const LuukkuAdapterSettings *settings)
{
  self->tokens = luukku_oauth_tokens_read (settings->token);
  if (self->tokens != NULL || settings->token == NULL || *settings->token == '\0')
    return;
  if (wants_password (settings)) {
    self->password = g_strdup (settings->token);
    return;
  }
  self->tokens = g_new0 (LuukkuOauthTokens, 1);
  self->tokens->access = luukku_http_clean_token (settings->token);
  if (self->tokens->access == NULL)
    g_clear_pointer (&self->tokens, luukku_oauth_tokens_free);
}

static LuukkuAdapter *
luukku_matrix_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                      GError **error)
{
  const LuukkuAdapterSettings inner = { .account = settings->account, .options = settings->options };
  const char *given = luukku_adapter_settings_get_string (settings, OPTION_API_BASE);
  g_autofree char *server = NULL;
  g_autofree char *user = read_account (settings->account, &server);
  LuukkuMatrix *self;

  if (user == NULL) {
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL,
                      N_ ("The account's name must be the address of the Matrix account, such as "
                          "@kirjaamo:kunta.example."));
    return NULL;
  }
  self = luukku_http_adapter_new (LUUKKU_TYPE_MATRIX, &platform, &inner,
                                  given != NULL && *given != '\0' ? given : server, transport, clock, error);
  if (self == NULL)
    return NULL;
  self->transport = g_object_ref (transport);
  if (given == NULL || *given == '\0')
    self->server = g_steal_pointer (&server);
  self->user = g_steal_pointer (&user);
  self->accepts = luukku_adapter_settings_get_bool (settings, OPTION_ACCEPT);
  self->marks = read_marks (settings);
  take_secret (self, settings);
  return LUUKKU_ADAPTER (self);
}

static const LuukkuAdapterSecret password[] = {
  { NULL, N_ ("Password of the account at Matrix"), TRUE, FALSE },
  { 0 },
};

static const LuukkuAdapterSecret access_token[] = {
  { NULL, N_ ("Access token of the account at Matrix"), FALSE, FALSE },
  { 0 },
};

static const LuukkuAdapterSecret *
luukku_matrix_get_secrets (const LuukkuAdapterSettings *settings)
{
  return wants_password (settings) ? password : access_token;
}

const LuukkuAdapterType luukku_matrix_type = {
  .id = ID,
  .protocol_id = "prpl-luukku-matrix",
  .name = N_ ("Matrix (Luukku)"),
  .icon = "luukku-matrix",
  .account_label = N_ ("Address (@user:server)"),
  .needs_token = TRUE,
  .get_secrets = luukku_matrix_get_secrets,
  .options = options,
  .choices = choices,
  .create = luukku_matrix_create,
  .needs_network = TRUE,
};
