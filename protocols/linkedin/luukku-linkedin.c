/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-linkedin.c: the adapter of an organisation's page at LinkedIn: settings, signing in, opening, calls.
 */
#define G_LOG_DOMAIN "luukku"

#include "linkedin/luukku-linkedin.h"

#include <string.h>

#include "base/luukku-error.h"
#include "linkedin/luukku-linkedin-error.h"
#include "linkedin/luukku-linkedin-private.h"

#define ID "linkedin"
#define MAX_ACCOUNT 19
#define APP_SECRET "app"

G_DEFINE_FINAL_TYPE (LuukkuLinkedin, luukku_linkedin, LUUKKU_TYPE_HTTP_ADAPTER)

static const LuukkuAdapterOption options[] = {
  { LUUKKU_OPTION_STRING, "client-id", N_ ("Client id of the town's app at LinkedIn (empty: with a token)"),
    "", 0 },
  { LUUKKU_OPTION_STRING, "redirect", N_ ("Page of the town where the browser ends (as told to LinkedIn)"),
    "", 0 },
  { LUUKKU_OPTION_STRING, "api-version",
    N_ ("Version of LinkedIn's interface (year and month; empty: as delivered)"), "", 0 },
  { LUUKKU_OPTION_STRING, "api-base", N_ ("Address of the LinkedIn API"), "https://api.linkedin.com", 0 },
  { LUUKKU_OPTION_STRING, "oauth-base", N_ ("Address of LinkedIn's signing in"), "https://www.linkedin.com",
    0 },
  { LUUKKU_OPTION_INT, "poll-interval-ms", N_ ("Look for new messages every (milliseconds)"), NULL, 300000 },
  { 0 },
};
#define OPTION_CLIENT_ID (&options[0])
#define OPTION_REDIRECT (&options[1])
#define OPTION_VERSION (&options[2])
#define OPTION_API_BASE (&options[3])
#define OPTION_OAUTH_BASE (&options[4])

static const LuukkuAdapterSecret with_token[] = {
  { NULL, N_ ("Access token (from LinkedIn's token generator)"), FALSE, FALSE },
  { 0 },
};
static const LuukkuAdapterSecret with_app[] = {
  { NULL, N_ ("What LinkedIn gave when somebody signed in"), FALSE, FALSE },
  { APP_SECRET, N_ ("Client secret of the town's app at LinkedIn"), FALSE, FALSE },
  { 0 },
};

static const LuukkuOauthWire wire = { .no_pkce = TRUE };

static const LuukkuOauthService service = {
  .name = LUUKKU_LINKEDIN_NAME,
  .authorize = "https://www.linkedin.com/oauth/v2/authorization",
  .token = "/oauth/v2/accessToken",
  .scopes = "r_organization_social w_organization_social rw_organization_admin",
  .check = luukku_linkedin_check_token,
  .wire = &wire,
};

static const char no_token[] =
    N_ ("Nobody has signed in to LinkedIn for this account yet, or that has ended. Enable the "
        "account and sign in, or give a new token.");

/* --- describe */

static LuukkuCapabilities
luukku_linkedin_get_capabilities (LuukkuAdapter *adapter)
{
  return LUUKKU_CAN_POLL | LUUKKU_CAN_FIND_SENT | LUUKKU_CAN_FETCH_ATTACHMENT | LUUKKU_CAN_DELETE;
}

static gint64
luukku_linkedin_get_token_expiry (LuukkuAdapter *adapter)
{
  return luukku_oauth_session_get_end (LUUKKU_LINKEDIN (adapter)->session);
}

/* --- calls */

void
luukku_linkedin_call (LuukkuLinkedin *self, const char *method, const char *path, GBytes *body,
                      gboolean sending, GTask *task, GAsyncReadyCallback callback)
{
  luukku_oauth_session_call_async (
      self->session, self->base.http,
      &(LuukkuHttpCall){ .method = method, .path = path, .body = body, .sending = sending },
      g_task_get_cancellable (task), callback, g_object_ref (task));
}

char *
luukku_linkedin_comments_path (const char *urn)
{
  g_autofree char *escaped = luukku_linkedin_urn_escape (urn);

  return g_strdup_printf ("/rest/socialActions/%s/comments", escaped);
}

char *
luukku_linkedin_comment_path (const char *comment)
{
  g_autofree char *object = NULL, *id = NULL, *comments = NULL;

  if (!luukku_linkedin_urn_split_comment (comment, &object, &id))
    return NULL;
  comments = luukku_linkedin_comments_path (object);
  return g_strdup_printf ("%s/%s", comments, id);
}

/* The new tokens are in memory and on their way into the keyring before the old ones are forgotten. */
static void
keep_tokens (const char *text, gpointer data)
{
  luukku_adapter_token_changed (LUUKKU_ADAPTER (data), text);
}

/* --- open */

static void
on_self (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);
  char *name = root != NULL ? luukku_linkedin_parse_self (root, &cause) : NULL;

  if (root != NULL && name == NULL)
    luukku_fault_table_set_unreadable (LUUKKU_LINKEDIN_NAME, cause, FALSE, &error);
  luukku_task_return (task, name, g_free, error);
}

static void
luukku_linkedin_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer data)
{
  LuukkuLinkedin *self = LUUKKU_LINKEDIN (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_linkedin_open_async);
  g_autofree char *path = g_strconcat ("/rest/organizations/", self->id, NULL);

  luukku_linkedin_call (self, NULL, path, NULL, FALSE, task, on_self);
}

/* --- the object */

static void
luukku_linkedin_close (LuukkuAdapter *adapter)
{
  luukku_oauth_session_close (LUUKKU_LINKEDIN (adapter)->session);
  LUUKKU_ADAPTER_CLASS (luukku_linkedin_parent_class)->close (adapter);
}

static void
luukku_linkedin_finalize (GObject *object)
{
  LuukkuLinkedin *self = LUUKKU_LINKEDIN (object);

  g_clear_object (&self->session);
  g_free (self->id);
  g_free (self->organization);
  G_OBJECT_CLASS (luukku_linkedin_parent_class)->finalize (object);
}

static void
luukku_linkedin_class_init (LuukkuLinkedinClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_linkedin_finalize;
  adapter->get_capabilities = luukku_linkedin_get_capabilities;
  adapter->get_token_expiry = luukku_linkedin_get_token_expiry;
  adapter->open_async = luukku_linkedin_open_async;
  adapter->fetch_async = luukku_linkedin_fetch_async;
  adapter->send_async = luukku_linkedin_send_async;
  adapter->find_sent_async = luukku_linkedin_find_sent_async;
  adapter->act_async = luukku_linkedin_act_async;
  adapter->close = luukku_linkedin_close;
}

static void
luukku_linkedin_init (LuukkuLinkedin *self)
{
}

/* --- settings */

static gboolean
is_digits (const char *text, gsize least, gsize most)
{
  gsize length = text != NULL ? strlen (text) : 0;

  return length >= least && length <= most && strspn (text, "0123456789") == length;
}

/* "123" or its whole name. Returns: (transfer none) (nullable). */
static const char *
read_account (const char *text)
{
  static const char head[] = "urn:li:organization:";
  const char *id = g_str_has_prefix (text, head) ? text + strlen (head) : text;

  return is_digits (id, 1, MAX_ACCOUNT) ? id : NULL;
}

/* The account's, or the one in the channel file. Returns: (transfer full): NULL with SETTINGS. */
static char *
read_version (const LuukkuAdapterSettings *settings, GError **error)
{
  g_autofree char *version = g_strdup (luukku_adapter_settings_get_string (settings, OPTION_VERSION));
  g_autofree char *path = NULL;
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (GError) cause = NULL;

  if (*version == '\0') {
    file = luukku_channel_file_load (ID, &path, &cause);
    g_free (version);
    version = file != NULL ? g_key_file_get_string (file, "Interface", "Version", NULL) : NULL;
  }
  if (version != NULL && is_digits (g_strstrip (version), 6, 6))
    return g_steal_pointer (&version);
  luukku_fault_set (
      error, LUUKKU_FAULT_SETTINGS, NULL,
      N_ ("The version of LinkedIn's interface must be a year and a month such as 202610. Correct it on the "
          "account's Advanced page, or leave it empty."));
  return NULL;
}

static const LuukkuHttpPlatform platform = {
  .id = ID,
  .name = LUUKKU_LINKEDIN_NAME,
  .check = luukku_linkedin_check,
  .no_token = no_token,
};

/* What signing in gave, or a token of the generator. Returns: (transfer full) (nullable). */
static LuukkuOauthTokens *
read_tokens (const char *text)
{
  LuukkuOauthTokens *tokens = luukku_oauth_tokens_read (text);
  char *bare = tokens == NULL ? luukku_http_clean_token (text) : NULL;

  if (bare == NULL)
    return tokens;
  tokens = g_new0 (LuukkuOauthTokens, 1);
  tokens->access = bare;
  return tokens;
}

/* Returns: NULL with SETTINGS. */
static LuukkuLinkedin *
build (const LuukkuAdapterSettings *settings, const char *token, LuukkuTransport *transport,
       LuukkuClock *clock, GError **error)
{
  const char *id = read_account (settings->account);
  const LuukkuAdapterSettings inner = { .account = settings->account,
                                        .token = token,
                                        .options = settings->options };
  g_autofree char *version = NULL;
  LuukkuLinkedin *self;

  if (id == NULL) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The account's name must be the number of the page at LinkedIn, such as 12345678. It stands in "
            "the address of the page when you manage it."));
    return NULL;
  }
  version = read_version (settings, error);
  if (version == NULL)
    return NULL;
  self = luukku_http_adapter_new (LUUKKU_TYPE_LINKEDIN, &platform, &inner,
                                  luukku_adapter_settings_get_string (settings, OPTION_API_BASE), transport,
                                  clock, error);
  if (self == NULL)
    return NULL;
  self->id = g_strdup (id);
  self->organization = g_strconcat ("urn:li:organization:", id, NULL);
  luukku_http_set_header (self->base.http, "LinkedIn-Version", version);
  luukku_http_set_header (self->base.http, "X-Restli-Protocol-Version", "2.0.0");
  return self;
}

/* Returns: (transfer full) (nullable). */
static char *
read_oauth_base (const LuukkuAdapterSettings *settings, GError **error)
{
  char *base = luukku_http_clean_base (luukku_adapter_settings_get_string (settings, OPTION_OAUTH_BASE));

  if (base == NULL)
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The address of the service must begin with https:// and have no query. Correct it on the "
            "account's Advanced page, or leave it empty."));
  return base;
}

static LuukkuAdapter *
luukku_linkedin_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                        GError **error)
{
  g_autofree char *oauth = read_oauth_base (settings, error);
  LuukkuOauthTokens *tokens = oauth != NULL ? read_tokens (settings->token) : NULL;
  LuukkuLinkedin *self =
      oauth != NULL ? build (settings, tokens != NULL ? tokens->access : NULL, transport, clock, error)
                    : NULL;

  if (self == NULL) {
    luukku_oauth_tokens_free (tokens);
    return NULL;
  }
  self->session = luukku_oauth_session_new (
      &service, transport, clock, oauth, luukku_adapter_settings_get_string (settings, OPTION_CLIENT_ID),
      luukku_adapter_settings_get_secret (settings, APP_SECRET), tokens, no_token, keep_tokens, self);
  return LUUKKU_ADAPTER (self);
}

static gboolean
luukku_linkedin_signs_in (const LuukkuAdapterSettings *settings)
{
  return *luukku_adapter_settings_get_string (settings, OPTION_CLIENT_ID) != '\0';
}

static LuukkuSignIn *
luukku_linkedin_sign_in (const LuukkuAdapterSettings *settings, LuukkuTransport *transport,
                         LuukkuClock *clock, GError **error)
{
  const char *client = luukku_adapter_settings_get_string (settings, OPTION_CLIENT_ID);
  const char *redirect = luukku_adapter_settings_get_string (settings, OPTION_REDIRECT);
  g_autofree char *oauth = NULL;

  if (!luukku_oauth_is_client_id (client) || !g_str_has_prefix (redirect, "https://") ||
      !luukku_oauth_is_client_id (redirect)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("To sign in to LinkedIn the account needs the client id of the town's app there, and the page of "
            "the town (https://…) that was told to LinkedIn as its redirect URL. Give them on the account's "
            "Advanced page."));
    return NULL;
  }
  oauth = read_oauth_base (settings, error);
  if (oauth == NULL)
    return NULL;
  return luukku_sign_in_new_pasted (&service, transport, clock, oauth, client,
                                    luukku_adapter_settings_get_secret (settings, APP_SECRET), NULL, redirect,
                                    error);
}

static const LuukkuAdapterSecret *
luukku_linkedin_get_secrets (const LuukkuAdapterSettings *settings)
{
  return luukku_linkedin_signs_in (settings) ? with_app : with_token;
}

const LuukkuAdapterType luukku_linkedin_type = {
  .id = ID,
  .protocol_id = "prpl-luukku-linkedin",
  .name = N_ ("LinkedIn (Luukku)"),
  .icon = "luukku-linkedin",
  .account_label = N_ ("Number of the page at LinkedIn"),
  .needs_token = TRUE,
  .get_secrets = luukku_linkedin_get_secrets,
  .options = options,
  .create = luukku_linkedin_create,
  .sign_in = luukku_linkedin_sign_in,
  .signs_in = luukku_linkedin_signs_in,
  .needs_network = TRUE,
};
