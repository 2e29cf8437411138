/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tiktok.c: the adapter of a business account at TikTok: settings, signing in, opening, calls. */
#define G_LOG_DOMAIN "luukku"

#include "tiktok/luukku-tiktok.h"

#include <string.h>

#include "base/luukku-error.h"
#include "tiktok/luukku-tiktok-error.h"
#include "tiktok/luukku-tiktok-private.h"

#define ID "tiktok"
#define API "/open_api/v1.3/"
#define MAX_USERNAME 24
#define APP_SECRET "app"

G_DEFINE_FINAL_TYPE (LuukkuTiktok, luukku_tiktok, LUUKKU_TYPE_HTTP_ADAPTER)

static const LuukkuAdapterOption options[] = {
  { LUUKKU_OPTION_STRING, "authorize-address", N_ ("Authorization address of the town's app (from TikTok)"),
    "", 0 },
  { LUUKKU_OPTION_STRING, "api-base", N_ ("Address of the TikTok API"), "https://business-api.tiktok.com",
    0 },
  { LUUKKU_OPTION_INT, "poll-interval-ms", N_ ("Look for new messages every (milliseconds)"), NULL, 120000 },
  { LUUKKU_OPTION_BOOL, "direct-messages",
    N_ ("Experimental: look for private messages too (TikTok may give none in Finland)"), "no", 0 },
  { 0 },
};
#define OPTION_AUTHORIZE (&options[0])
#define OPTION_API_BASE (&options[1])
#define OPTION_DIRECT (&options[3])

static const LuukkuAdapterSecret secrets[] = {
  { NULL, N_ ("What TikTok gave when somebody signed in"), FALSE, FALSE },
  { APP_SECRET, N_ ("Secret of the town's app at TikTok"), FALSE, FALSE },
  { 0 },
};

static const LuukkuOauthWire wire = {
  .json = TRUE,
  .no_pkce = TRUE,
  .renewal = API "tt_user/oauth2/refresh_token/",
  .code_name = "auth_code",
  .inside = "data",
  .subject = "open_id",
};

static const LuukkuOauthService service = {
  .name = LUUKKU_TIKTOK_NAME,
  .token = API "tt_user/oauth2/token/",
  .check = luukku_tiktok_check_token,
  .wire = &wire,
};

static const char no_token[] = N_ (
    "Nobody has signed in to TikTok for this account yet. Enable the account, and sign in in the browser.");

/* --- describe */

static LuukkuCapabilities
luukku_tiktok_get_capabilities (LuukkuAdapter *adapter)
{
  return LUUKKU_CAN_POLL | LUUKKU_CAN_FIND_SENT | LUUKKU_CAN_FETCH_ATTACHMENT | LUUKKU_CAN_HIDE |
         LUUKKU_CAN_DELETE;
}

static gint64
luukku_tiktok_get_token_expiry (LuukkuAdapter *adapter)
{
  return luukku_oauth_session_get_end (LUUKKU_TIKTOK (adapter)->session);
}

/* --- calls */

void
luukku_tiktok_call (LuukkuTiktok *self, const char *path, GBytes *body, gboolean sending, GTask *task,
                    GAsyncReadyCallback callback)
{
  g_autofree char *whole = g_strconcat (API, path, NULL);

  luukku_oauth_session_call_async (self->session, self->base.http,
                                   &(LuukkuHttpCall){ .path = whole, .body = body, .sending = sending },
                                   g_task_get_cancellable (task), callback, g_object_ref (task));
}

char *
luukku_tiktok_business_query (LuukkuTiktok *self)
{
  g_autofree char *escaped = g_uri_escape_string (self->business, NULL, FALSE);

  return g_strconcat ("business_id=", escaped, NULL);
}

/* The new tokens are in memory and on their way into the keyring before the old ones are forgotten. */
static void
keep_tokens (const char *text, gpointer data)
{
  luukku_adapter_token_changed (LUUKKU_ADAPTER (data), text);
}

/* --- open */

static char *
take_self (LuukkuTiktok *self, JsonNode *root, GError **error)
{
  g_autofree char *username = NULL, *name = NULL;
  GError *cause = NULL;

  if (!luukku_tiktok_parse_self (root, &username, &name, &cause)) {
    luukku_fault_table_set_unreadable (LUUKKU_TIKTOK_NAME, cause, FALSE, error);
    return NULL;
  }
  if (g_ascii_strcasecmp (username, self->account) == 0) {
    self->is_open = TRUE;
    return g_steal_pointer (&name);
  }
  /* AUTH: these tokens are forgotten, so that the right ones can be asked for */
  luukku_fault_set (error, LUUKKU_FAULT_AUTH, &(LuukkuFaultInfo){ .needs_reauth = TRUE },
                    N_ ("Somebody else than the account's name is signed in to TikTok. Sign in there as the "
                        "account, in the browser that Luukku opens."));
  return NULL;
}

static void
on_self (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuTiktok *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);
  char *name = root != NULL ? take_self (self, root, &error) : NULL;

  luukku_task_return (task, name, g_free, error);
}

static void
luukku_tiktok_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer data)
{
  LuukkuTiktok *self = LUUKKU_TIKTOK (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_tiktok_open_async);
  g_autofree char *business = NULL, *path = NULL;
  GError *error = NULL;

  if (self->business == NULL) {
    luukku_fault_set (&error, LUUKKU_FAULT_AUTH, &(LuukkuFaultInfo){ .needs_reauth = TRUE }, "%s",
                      luukku_tr (no_token));
    g_task_return_error (task, error);
    return;
  }
  business = luukku_tiktok_business_query (self);
  path =
      g_strdup_printf ("business/get/?%s&fields=%%5B%%22username%%22%%2C%%22display_name%%22%%5D", business);
  luukku_tiktok_call (self, path, NULL, FALSE, task, on_self);
}

/* --- the object */

static void
luukku_tiktok_close (LuukkuAdapter *adapter)
{
  luukku_oauth_session_close (LUUKKU_TIKTOK (adapter)->session);
  LUUKKU_ADAPTER_CLASS (luukku_tiktok_parent_class)->close (adapter);
}

static void
luukku_tiktok_finalize (GObject *object)
{
  LuukkuTiktok *self = LUUKKU_TIKTOK (object);

  g_clear_object (&self->session);
  g_free (self->account);
  g_free (self->business);
  G_OBJECT_CLASS (luukku_tiktok_parent_class)->finalize (object);
}

static void
luukku_tiktok_class_init (LuukkuTiktokClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_tiktok_finalize;
  adapter->get_capabilities = luukku_tiktok_get_capabilities;
  adapter->get_token_expiry = luukku_tiktok_get_token_expiry;
  adapter->open_async = luukku_tiktok_open_async;
  adapter->fetch_async = luukku_tiktok_fetch_async;
  adapter->send_async = luukku_tiktok_send_async;
  adapter->find_sent_async = luukku_tiktok_find_sent_async;
  adapter->act_async = luukku_tiktok_act_async;
  adapter->close = luukku_tiktok_close;
}

static void
luukku_tiktok_init (LuukkuTiktok *self)
{
}

/* --- settings */

/* "@kaupunki" or "kaupunki": letters, digits, "_" and ".". Returns: (transfer full) (nullable). */
static char *
read_account (const char *text)
{
  const char *name = *text == '@' ? text + 1 : text;
  gsize length = strlen (name);

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (name[i]) && name[i] != '_' && name[i] != '.')
      return NULL;
  }
  return length > 0 && length <= MAX_USERNAME ? g_strdup (name) : NULL;
}

static gboolean
read_app (const LuukkuAdapterSettings *settings, LuukkuTiktokApp *ret_app, GError **error)
{
  const char *address = luukku_adapter_settings_get_string (settings, OPTION_AUTHORIZE);

  if (luukku_tiktok_read_address (address, ret_app))
    return TRUE;
  luukku_fault_set (
      error, LUUKKU_FAULT_SETTINGS, NULL,
      N_ ("To sign in to TikTok the account needs the authorization address that TikTok shows for the "
          "town's app (business-api.tiktok.com, “TikTok account holder authorization URL”). Copy it "
          "whole to the account's Advanced page."));
  return FALSE;
}

static const LuukkuHttpPlatform platform = {
  .id = ID,
  .name = LUUKKU_TIKTOK_NAME,
  .check = luukku_tiktok_check,
  .no_token = no_token,
};

/* @tokens: (transfer full) (nullable). */
static void
connect_session (LuukkuTiktok *self, const LuukkuAdapterSettings *settings, const LuukkuTiktokApp *app,
                 LuukkuOauthTokens *tokens, LuukkuTransport *transport, LuukkuClock *clock)
{
  self->business = tokens != NULL ? g_strdup (tokens->subject) : NULL;
  self->direct = luukku_adapter_settings_get_bool (settings, OPTION_DIRECT);
  luukku_http_set_token_header (self->base.http, "Access-Token");
  self->session = luukku_oauth_session_new (
      &service, transport, clock, luukku_http_get_base (self->base.http), app->client,
      luukku_adapter_settings_get_secret (settings, APP_SECRET), tokens, no_token, keep_tokens, self);
}

static LuukkuAdapter *
luukku_tiktok_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                      GError **error)
{
  LuukkuOauthTokens *tokens = luukku_oauth_tokens_read (settings->token);
  const LuukkuAdapterSettings inner = { .account = settings->account,
                                        .token = tokens != NULL ? tokens->access : NULL,
                                        .options = settings->options };
  g_autofree char *account = read_account (settings->account);
  LuukkuTiktokApp app = { 0 };
  LuukkuTiktok *self = NULL;

  if (account == NULL)
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The account's name must be the user name at TikTok, such as kaupunki, without a space."));
  else if (read_app (settings, &app, error))
    self = luukku_http_adapter_new (LUUKKU_TYPE_TIKTOK, &platform, &inner,
                                    luukku_adapter_settings_get_string (settings, OPTION_API_BASE), transport,
                                    clock, error);
  if (self == NULL) {
    luukku_oauth_tokens_free (tokens);
    luukku_tiktok_app_clear (&app);
    return NULL;
  }
  self->account = g_steal_pointer (&account);
  connect_session (self, settings, &app, tokens, transport, clock);
  luukku_tiktok_app_clear (&app);
  return LUUKKU_ADAPTER (self);
}

static LuukkuSignIn *
luukku_tiktok_sign_in (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                       GError **error)
{
  g_autofree char *base =
      luukku_http_clean_base (luukku_adapter_settings_get_string (settings, OPTION_API_BASE));
  LuukkuTiktokApp app = { 0 };
  LuukkuSignIn *sign_in;

  if (!read_app (settings, &app, error))
    return NULL;
  if (base == NULL) {
    luukku_tiktok_app_clear (&app);
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The address of the service must begin with https:// and have no query. Correct it on the "
            "account's Advanced page, or leave it empty."));
    return NULL;
  }
  sign_in = luukku_sign_in_new_pasted (
      &service, transport, clock, base, app.client, luukku_adapter_settings_get_secret (settings, APP_SECRET),
      luukku_adapter_settings_get_string (settings, OPTION_AUTHORIZE), app.redirect, error);
  luukku_tiktok_app_clear (&app);
  return sign_in;
}

static const LuukkuAdapterSecret *
luukku_tiktok_get_secrets (const LuukkuAdapterSettings *settings)
{
  return secrets;
}

const LuukkuAdapterType luukku_tiktok_type = {
  .id = ID,
  .protocol_id = "prpl-luukku-tiktok",
  .name = N_ ("TikTok (Luukku)"),
  .icon = "luukku-tiktok",
  .account_label = N_ ("User name at TikTok"),
  .needs_token = TRUE,
  .get_secrets = luukku_tiktok_get_secrets,
  .options = options,
  .create = luukku_tiktok_create,
  .sign_in = luukku_tiktok_sign_in,
  .needs_network = TRUE,
};
