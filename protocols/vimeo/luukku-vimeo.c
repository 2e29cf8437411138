/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-vimeo.c: the adapter of the comments under an account's videos at Vimeo: settings, opening. */
#define G_LOG_DOMAIN "luukku"

#include "vimeo/luukku-vimeo.h"

#include <string.h>

#include "adapter/luukku-oauth.h"
#include "base/luukku-error.h"
#include "vimeo/luukku-vimeo-error.h"
#include "vimeo/luukku-vimeo-private.h"

#define ID "vimeo"
#define APP_SECRET "app"
#define MAX_ACCOUNT 64
#define MAX_LISTS 1000
#define MAX_PAGES 50 /* of one list */

G_DEFINE_FINAL_TYPE (LuukkuVimeo, luukku_vimeo, LUUKKU_TYPE_HTTP_ADAPTER)

static const LuukkuAdapterOption options[] = {
  { LUUKKU_OPTION_STRING, "client-id", N_ ("Client id of the town's app at Vimeo (empty: with a token)"), "",
    0 },
  { LUUKKU_OPTION_STRING, "redirect", N_ ("Page of the town where the browser ends (as told to Vimeo)"), "",
    0 },
  { LUUKKU_OPTION_STRING, "api-base", N_ ("Address of the Vimeo API"), "https://api.vimeo.com", 0 },
  { LUUKKU_OPTION_INT, "poll-interval-ms", N_ ("Look for new messages every (milliseconds)"), NULL, 300000 },
  { 0 },
};
#define OPTION_CLIENT_ID (&options[0])
#define OPTION_REDIRECT (&options[1])
#define OPTION_API_BASE (&options[2])

static const LuukkuAdapterSecret with_token[] = {
  { NULL, N_ ("Access token"), FALSE, FALSE },
  { 0 },
};
static const LuukkuAdapterSecret with_app[] = {
  { NULL, N_ ("What Vimeo gave when somebody signed in"), FALSE, FALSE },
  { APP_SECRET, N_ ("Client secret of the town's app at Vimeo"), FALSE, FALSE },
  { 0 },
};

static const LuukkuOauthWire wire = { .basic = TRUE, .no_pkce = TRUE };

/* The access token that comes back does not end by itself, and there is no refresh token. */
static const LuukkuOauthService service = {
  .name = LUUKKU_VIMEO_NAME,
  .authorize = "https://api.vimeo.com/oauth/authorize",
  .token = "/oauth/access_token",
  .scopes = "public private interact delete",
  .check = luukku_vimeo_check_token,
  .wire = &wire,
};

/* --- describe */

static LuukkuCapabilities
luukku_vimeo_get_capabilities (LuukkuAdapter *adapter)
{
  return LUUKKU_CAN_POLL | LUUKKU_CAN_FIND_SENT | LUUKKU_CAN_DELETE;
}

LuukkuVimeoPlace
luukku_vimeo_place (LuukkuVimeo *self)
{
  return (LuukkuVimeoPlace){ &self->self, self->base.channel, luukku_clock_now (self->base.clock) };
}

JsonNode *
luukku_vimeo_call_finish (LuukkuVimeo *self, GObject *source, GAsyncResult *result, GError **error)
{
  g_autoptr (LuukkuResponse) response = NULL;
  JsonNode *root = luukku_http_call_finish (LUUKKU_HTTP (source), result, &response, error);

  if (response != NULL)
    self->not_before = luukku_vimeo_read_limit (response, luukku_clock_now (self->base.clock));
  return root;
}

/* --- open */

static gboolean
take_self (LuukkuVimeo *self, JsonNode *root, GError **error)
{
  GError *cause = NULL;

  luukku_vimeo_self_clear (&self->self);
  if (!luukku_vimeo_parse_self (root, &self->self, &cause)) {
    luukku_fault_table_set_unreadable (LUUKKU_VIMEO_NAME, cause, FALSE, error);
    return FALSE;
  }
  if (g_str_equal (self->self.id, self->account) ||
      (self->self.link != NULL && g_ascii_strcasecmp (self->self.link, self->account) == 0))
    return TRUE;
  luukku_vimeo_self_clear (&self->self);
  luukku_fault_set (
      error, LUUKKU_FAULT_SETTINGS, NULL,
      N_ ("The access token belongs to another account at Vimeo than the account's name says. Give the "
          "token of that account, or correct the name."));
  return FALSE;
}

static void
on_self (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuVimeo *self = g_task_get_source_object (task);
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL;

  root = luukku_vimeo_call_finish (self, source, result, &error);
  if (root == NULL || !take_self (self, root, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_strdup (self->self.name), g_free);
}

static void
luukku_vimeo_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer data)
{
  LuukkuVimeo *self = LUUKKU_VIMEO (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_vimeo_open_async);

  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .path = "/me?fields=uri,name,link" }, task, on_self);
}

/* --- the object */

static void
luukku_vimeo_finalize (GObject *object)
{
  LuukkuVimeo *self = LUUKKU_VIMEO (object);

  luukku_vimeo_self_clear (&self->self);
  g_free (self->account);
  G_OBJECT_CLASS (luukku_vimeo_parent_class)->finalize (object);
}

static void
luukku_vimeo_class_init (LuukkuVimeoClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_vimeo_finalize;
  adapter->get_capabilities = luukku_vimeo_get_capabilities;
  adapter->open_async = luukku_vimeo_open_async;
  adapter->fetch_async = luukku_vimeo_fetch_async;
  adapter->send_async = luukku_vimeo_send_async;
  adapter->find_sent_async = luukku_vimeo_find_sent_async;
  adapter->act_async = luukku_vimeo_act_async;
  adapter->fetch_attachment_async = NULL; /* comments have no files */
}

static void
luukku_vimeo_init (LuukkuVimeo *self)
{
}

/* --- settings */

/* The version of the interface is part of a header; Vimeo's next one needs another line in the channel file
 * only.
 */
static gboolean
read_version (char **ret_accept, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GKeyFile) file = luukku_channel_file_load (ID, &path, error);
  g_autofree char *version = file != NULL ? g_key_file_get_string (file, "Api", "Version", NULL) : NULL;

  if (file == NULL)
    return FALSE;
  if (version == NULL || *g_strstrip (version) == '\0' || strspn (version, "0123456789.") != strlen (version))
    return luukku_channel_file_fail (path, "Api", "Version", error);
  *ret_accept = g_strconcat ("application/vnd.vimeo.*+json;version=", version, NULL);
  return TRUE;
}

static gboolean
read_terms (LuukkuCommentLimits *ret_window, gint64 *ret_look_through, char **ret_accept, GError **error)
{
  guint look_through = 0, days = 0, comments = 0;
  const LuukkuChannelNumber numbers[] = {
    { "Window", "LookThroughMinutes", 5, 100000, &look_through },
    { "Window", "Days", 1, 36500, &days },
    { "Window", "Comments", 100, 5000, &comments },
  };

  if (!luukku_channel_file_read_numbers (ID, numbers, G_N_ELEMENTS (numbers), error) ||
      !read_version (ret_accept, error))
    return FALSE;
  *ret_look_through = look_through * G_TIME_SPAN_MINUTE;
  *ret_window = (LuukkuCommentLimits){ .max_comments = comments,
                                       .max_lists = MAX_LISTS,
                                       .max_pages = MAX_PAGES,
                                       .max_age = days * G_TIME_SPAN_DAY,
                                       .gone_after = 1 };
  return TRUE;
}

static gboolean
is_account_name (const char *text)
{
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (text[i]) && text[i] != '_' && text[i] != '-')
      return FALSE;
  }
  return length > 0 && length <= MAX_ACCOUNT;
}

static const LuukkuHttpPlatform platform = {
  .id = ID,
  .name = LUUKKU_VIMEO_NAME,
  .check = luukku_vimeo_check,
  .no_token = N_ ("This account has no access token yet. Make one at developer.vimeo.com with “Public”, "
                  "“Private”, “Interact” and "
                  "“Delete”, and give it to the account."),
};

static gboolean
luukku_vimeo_signs_in (const LuukkuAdapterSettings *settings)
{
  return *luukku_adapter_settings_get_string (settings, OPTION_CLIENT_ID) != '\0';
}

static gboolean
check_app (const LuukkuAdapterSettings *settings, GError **error)
{
  const char *redirect = luukku_adapter_settings_get_string (settings, OPTION_REDIRECT);

  if (luukku_oauth_is_client_id (luukku_adapter_settings_get_string (settings, OPTION_CLIENT_ID)) &&
      g_str_has_prefix (redirect, "https://") && luukku_oauth_is_client_id (redirect))
    return TRUE;
  luukku_fault_set (
      error, LUUKKU_FAULT_SETTINGS, NULL,
      N_ ("To sign in to Vimeo the account needs the client id of the town's app there, and the page of the "
          "town (https://…) that the app names as its callback URL. Give them on the account's Advanced "
          "page, "
          "or leave both empty and give an access token."));
  return FALSE;
}

static LuukkuSignIn *
luukku_vimeo_sign_in (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                      GError **error)
{
  g_autofree char *base = NULL;

  if (!check_app (settings, error))
    return NULL;
  base = luukku_http_clean_base (luukku_adapter_settings_get_string (settings, OPTION_API_BASE));
  if (base == NULL) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The address of the service must begin with https:// and have no query. Correct it on the "
            "account's Advanced page, or leave it empty."));
    return NULL;
  }
  return luukku_sign_in_new_pasted (&service, transport, clock, base,
                                    luukku_adapter_settings_get_string (settings, OPTION_CLIENT_ID),
                                    luukku_adapter_settings_get_secret (settings, APP_SECRET), NULL,
                                    luukku_adapter_settings_get_string (settings, OPTION_REDIRECT), error);
}

static const LuukkuAdapterSecret *
luukku_vimeo_get_secrets (const LuukkuAdapterSettings *settings)
{
  return luukku_vimeo_signs_in (settings) ? with_app : with_token;
}

/* With the token of the app's page, or with the one that signing in gave. */
static LuukkuVimeo *
build (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock, GError **error)
{
  g_autoptr (LuukkuOauthTokens) tokens = luukku_oauth_tokens_read (settings->token);
  const LuukkuAdapterSettings inner = { .account = settings->account,
                                        .token = tokens != NULL ? tokens->access : settings->token,
                                        .options = settings->options };

  return luukku_http_adapter_new (LUUKKU_TYPE_VIMEO, &platform, &inner,
                                  luukku_adapter_settings_get_string (settings, OPTION_API_BASE), transport,
                                  clock, error);
}

static LuukkuAdapter *
luukku_vimeo_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                     GError **error)
{
  LuukkuCommentLimits window = { 0 };
  gint64 look_through = 0;
  g_autofree char *accept = NULL;
  g_autoptr (GError) cause = NULL;
  LuukkuVimeo *self;

  if (!is_account_name (settings->account)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The account's name must be the last part of the profile's address at Vimeo, such as kaupunki "
            "in vimeo.com/kaupunki, or the account's number."));
    return NULL;
  }
  if (!read_terms (&window, &look_through, &accept, &cause)) {
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL, "%s", cause->message);
    return NULL;
  }
  if (settings->token == NULL && luukku_vimeo_signs_in (settings) && !check_app (settings, error))
    return NULL; /* before the secret is asked for */
  self = build (settings, transport, clock, error);
  if (self == NULL)
    return NULL;
  luukku_http_set_header (self->base.http, "Accept", accept);
  self->account = g_strdup (settings->account);
  self->window = window;
  self->look_through = look_through;
  return LUUKKU_ADAPTER (self);
}

const LuukkuAdapterType luukku_vimeo_type = {
  .id = ID,
  .protocol_id = "prpl-luukku-vimeo",
  .name = N_ ("Vimeo (Luukku)"),
  .icon = "luukku-vimeo",
  .account_label = N_ ("Profile's name or number"),
  .needs_token = TRUE,
  .get_secrets = luukku_vimeo_get_secrets,
  .options = options,
  .create = luukku_vimeo_create,
  .sign_in = luukku_vimeo_sign_in,
  .signs_in = luukku_vimeo_signs_in,
  .needs_network = TRUE,
};
