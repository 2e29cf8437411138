/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x.c: the adapter of an account at X: settings, signing in, opening, calls. */
#define G_LOG_DOMAIN "luukku"

#include "x/luukku-x.h"

#include <string.h>

#include "adapter/luukku-paced-transport.h"
#include "base/luukku-error.h"
#include "x/luukku-x-error.h"
#include "x/luukku-x-private.h"

#define ID "x"
#define MAX_USERNAME 15

G_DEFINE_FINAL_TYPE (LuukkuX, luukku_x, LUUKKU_TYPE_HTTP_ADAPTER)

static const LuukkuAdapterOption options[] = {
  { LUUKKU_OPTION_STRING, "client-id", N_ ("Client id of the town's app at X"), "", 0 },
  { LUUKKU_OPTION_INT, "callback-port", N_ ("Port for signing in (as in the app's callback address)"), NULL,
    28117 },
  { LUUKKU_OPTION_STRING, "api-base", N_ ("Address of the X API"), "https://api.x.com", 0 },
  { LUUKKU_OPTION_INT, "poll-interval-ms", N_ ("Look for new messages every (milliseconds)"), NULL, 120000 },
  { 0 },
};
#define OPTION_CLIENT_ID (&options[0])
#define OPTION_PORT (&options[1])
#define OPTION_API_BASE (&options[2])

static const LuukkuOauthService service = {
  .name = LUUKKU_X_NAME,
  .authorize = "https://x.com/i/oauth2/authorize",
  .token = "/2/oauth2/token",
  .scopes = "tweet.read tweet.write tweet.moderate.write users.read dm.read dm.write mute.read mute.write "
            "offline.access",
  .redirect = "/luukku/x",
  .check = luukku_x_check_token,
};

static const char no_token[] =
    N_ ("Nobody has signed in to X for this account yet. Enable the account, and sign in in the browser.");

/* --- describe */

static LuukkuCapabilities
luukku_x_get_capabilities (LuukkuAdapter *adapter)
{
  return LUUKKU_CAN_POLL | LUUKKU_CAN_FIND_SENT | LUUKKU_CAN_FETCH_ATTACHMENT | LUUKKU_CAN_HIDE |
         LUUKKU_CAN_BAN | LUUKKU_CAN_MUTE | LUUKKU_CAN_ANSWER_PRIVATELY;
}

static gint64
luukku_x_get_token_expiry (LuukkuAdapter *adapter)
{
  return luukku_oauth_session_get_end (LUUKKU_X (adapter)->session);
}

/* --- calls */

void
luukku_x_call (LuukkuX *self, LuukkuXCalls calls, const LuukkuHttpCall *call, GTask *task,
               GAsyncReadyCallback callback)
{
  luukku_oauth_session_call_async (self->session,
                                   calls == LUUKKU_X_CALLS_DMS ? self->dm_http : self->base.http, call,
                                   g_task_get_cancellable (task), callback, g_object_ref (task));
}

JsonNode *
luukku_x_call_finish (LuukkuX *self, LuukkuXCalls calls, GAsyncResult *result, GError **error)
{
  g_autoptr (LuukkuResponse) response = NULL;
  JsonNode *root = luukku_oauth_session_call_finish (self->session, result, &response, error);

  if (response != NULL)
    self->not_before[calls] = luukku_x_read_limit (response, luukku_clock_now (self->base.clock));
  return root;
}

/* The new tokens are in memory and on their way into the keyring before the old ones are forgotten. */
static void
keep_tokens (const char *text, gpointer data)
{
  luukku_adapter_token_changed (LUUKKU_ADAPTER (data), text);
}

/* --- open */

static gboolean
take_self (LuukkuX *self, JsonNode *root, GError **error)
{
  GError *cause = NULL;

  luukku_x_self_clear (&self->self);
  if (!luukku_x_parse_self (root, &self->self, &cause)) {
    luukku_fault_table_set_unreadable (LUUKKU_X_NAME, cause, FALSE, error);
    return FALSE;
  }
  if (g_ascii_strcasecmp (self->self.username, self->account) == 0)
    return TRUE;
  luukku_x_self_clear (&self->self);
  /* AUTH: these tokens are forgotten, so that the right ones can be asked for */
  luukku_fault_set (
      error, LUUKKU_FAULT_AUTH, &(LuukkuFaultInfo){ .needs_reauth = TRUE },
      N_ ("Somebody else than the account's name is signed in to X. Sign in there as the account, "
          "in the browser that Luukku opens."));
  return FALSE;
}

static void
on_self (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuX *self = g_task_get_source_object (task);
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL;

  root = luukku_x_call_finish (self, LUUKKU_X_CALLS_REST, result, &error);
  if (root == NULL || !take_self (self, root, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_strdup (self->self.name), g_free);
}

static void
luukku_x_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer data)
{
  LuukkuX *self = LUUKKU_X (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_x_open_async);
  g_autofree char *path = g_strconcat ("/2/users/me?", self->terms->self_query, NULL);

  luukku_x_call (self, LUUKKU_X_CALLS_REST, &(LuukkuHttpCall){ .path = path }, task, on_self);
}

/* --- files: a picture in a direct message is given out by the API only, to a token that counts */

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuX *self = g_task_get_source_object (task);
  const LuukkuAttachment *wanted = g_task_get_task_data (task);
  GError *error = NULL;

  if (luukku_oauth_session_ready_finish (LUUKKU_OAUTH_SESSION (source), result, &error))
    luukku_http_adapter_get_bytes (self, wanted->url, wanted->size, task);
  else
    g_task_return_error (task, error);
}

static void
luukku_x_fetch_attachment_async (LuukkuAdapter *adapter, const LuukkuAttachment *attachment,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  LuukkuX *self = LUUKKU_X (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_x_fetch_attachment_async);
  g_autofree char *path = luukku_x_media_path (attachment->url);
  g_autofree char *url = path != NULL ? g_strconcat (luukku_http_get_base (self->base.http), path, NULL)
                                      : g_strdup (attachment->url);

  g_task_set_task_data (task, luukku_attachment_new (NULL, NULL, url, attachment->size),
                        (GDestroyNotify) luukku_attachment_free);
  if (path == NULL) {
    luukku_http_adapter_get_bytes (self, url, attachment->size, task);
    return;
  }
  luukku_oauth_session_ready_async (self->session, self->base.http, g_task_get_cancellable (task), on_ready,
                                    g_object_ref (task));
}

/* --- the object */

static void
luukku_x_close (LuukkuAdapter *adapter)
{
  LuukkuX *self = LUUKKU_X (adapter);

  luukku_oauth_session_close (self->session);
  luukku_http_close (self->dm_http);
  LUUKKU_ADAPTER_CLASS (luukku_x_parent_class)->close (adapter);
}

static void
luukku_x_finalize (GObject *object)
{
  LuukkuX *self = LUUKKU_X (object);

  g_clear_object (&self->session);
  g_clear_object (&self->dm_http);
  g_clear_pointer (&self->terms, luukku_x_terms_free);
  luukku_x_self_clear (&self->self);
  g_free (self->account);
  G_OBJECT_CLASS (luukku_x_parent_class)->finalize (object);
}

static void
luukku_x_class_init (LuukkuXClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_x_finalize;
  adapter->get_capabilities = luukku_x_get_capabilities;
  adapter->get_token_expiry = luukku_x_get_token_expiry;
  adapter->open_async = luukku_x_open_async;
  adapter->fetch_async = luukku_x_fetch_async;
  adapter->send_async = luukku_x_send_async;
  adapter->find_sent_async = luukku_x_find_sent_async;
  adapter->fetch_attachment_async = luukku_x_fetch_attachment_async;
  adapter->act_async = luukku_x_act_async;
  adapter->close = luukku_x_close;
}

static void
luukku_x_init (LuukkuX *self)
{
}

/* --- settings */

/* "@kaupunki" or "kaupunki". Returns: (transfer full) (nullable). */
static char *
read_account (const char *text)
{
  const char *name = *text == '@' ? text + 1 : text;
  gsize length = strlen (name);

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (name[i]) && name[i] != '_')
      return NULL;
  }
  return length > 0 && length <= MAX_USERNAME ? g_strdup (name) : NULL;
}

static const LuukkuHttpPlatform platform = {
  .id = ID,
  .name = LUUKKU_X_NAME,
  .check = luukku_x_check,
  .no_token = no_token,
};

/* @tokens: (transfer full) (nullable). */
static void
connect_session (LuukkuX *self, const LuukkuAdapterSettings *settings, LuukkuOauthTokens *tokens,
                 LuukkuTransport *transport, LuukkuClock *clock)
{
  g_autoptr (LuukkuTransport) paced = luukku_paced_transport_new (transport);
  const char *base = luukku_http_get_base (self->base.http);

  luukku_transport_set_ceiling (paced, clock, self->terms->dm_calls, self->terms->dm_span);
  self->dm_http = luukku_http_new (paced, clock, base, luukku_x_check);
  self->session = luukku_oauth_session_new (&service, transport, clock, base,
                                            luukku_adapter_settings_get_string (settings, OPTION_CLIENT_ID),
                                            NULL, tokens, no_token, keep_tokens, self);
}

static LuukkuAdapter *
luukku_x_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                 GError **error)
{
  LuukkuOauthTokens *tokens = luukku_oauth_tokens_read (settings->token);
  const LuukkuAdapterSettings inner = { .account = settings->account,
                                        .token = tokens != NULL ? tokens->access : NULL,
                                        .options = settings->options };
  g_autofree char *account = read_account (settings->account);
  g_autoptr (LuukkuXTerms) terms = NULL;
  g_autoptr (GError) cause = NULL;
  LuukkuX *self = NULL;

  terms = luukku_x_terms_load (&cause);
  if (account == NULL)
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The account's name must be the user name at X, such as kaupunki, without a space."));
  else if (terms == NULL)
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL, "%s", cause->message);
  else
    self = luukku_http_adapter_new (LUUKKU_TYPE_X, &platform, &inner,
                                    luukku_adapter_settings_get_string (settings, OPTION_API_BASE), transport,
                                    clock, error);
  if (self == NULL) {
    luukku_oauth_tokens_free (tokens);
    return NULL;
  }
  self->account = g_steal_pointer (&account);
  self->terms = g_steal_pointer (&terms);
  connect_session (self, settings, tokens, transport, clock);
  return LUUKKU_ADAPTER (self);
}

static LuukkuSignIn *
luukku_x_sign_in (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                  GError **error)
{
  const char *client = luukku_adapter_settings_get_string (settings, OPTION_CLIENT_ID);
  int port = luukku_adapter_settings_get_int (settings, OPTION_PORT);
  g_autofree char *base =
      luukku_http_clean_base (luukku_adapter_settings_get_string (settings, OPTION_API_BASE));

  if (!luukku_oauth_is_client_id (client) || base == NULL || port < 1024 || port > G_MAXUINT16) {
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL,
                      N_ ("To sign in to X the account needs the client id of the town's app there "
                          "(developer.x.com, “Native App”), "
                          "and a port between 1024 and 65535. Give them on the account's Advanced page."));
    return NULL;
  }
  return luukku_sign_in_new (&service, transport, clock, base, client, NULL, (guint) port, error);
}

const LuukkuAdapterType luukku_x_type = {
  .id = ID,
  .protocol_id = "prpl-luukku-x",
  .name = N_ ("X (Luukku)"),
  .icon = "luukku-x",
  .account_label = N_ ("User name at X"),
  .needs_token = TRUE,
  .options = options,
  .create = luukku_x_create,
  .sign_in = luukku_x_sign_in,
  .needs_network = TRUE,
};
