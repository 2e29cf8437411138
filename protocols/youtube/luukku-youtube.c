/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-youtube.c: the adapter of the comments on a YouTube channel: settings, signing in, opening, calls.
 */
#define G_LOG_DOMAIN "luukku"

#include "youtube/luukku-youtube.h"

#include <string.h>

#include "base/luukku-error.h"
#include "youtube/luukku-youtube-error.h"
#include "youtube/luukku-youtube-private.h"

#define ID "youtube"
#define APP_SECRET "app"
#define MAX_HANDLE 64

G_DEFINE_FINAL_TYPE (LuukkuYoutube, luukku_youtube, LUUKKU_TYPE_HTTP_ADAPTER)

static const LuukkuAdapterOption options[] = {
  { LUUKKU_OPTION_STRING, "client-id", N_ ("Client id of the town's app at Google"), "", 0 },
  { LUUKKU_OPTION_INT, "callback-port", N_ ("Port for signing in"), NULL, 28118 },
  { LUUKKU_OPTION_STRING, "api-base", N_ ("Address of the YouTube API"), "https://youtube.googleapis.com",
    0 },
  { LUUKKU_OPTION_STRING, "token-base", N_ ("Address of Google's sign-in"), "https://oauth2.googleapis.com",
    0 },
  { LUUKKU_OPTION_INT, "poll-interval-ms", N_ ("Look for new messages every (milliseconds)"), NULL, 180000 },
  { 0 },
};
#define OPTION_CLIENT_ID (&options[0])
#define OPTION_PORT (&options[1])
#define OPTION_API_BASE (&options[2])
#define OPTION_TOKEN_BASE (&options[3])

/* RFC 8252 section 8.5 calls the secret of a program that many have no secret. This one belongs to the town's
 * own app: who has it can spend the units of its project, and ask people for their consent in its name. */
static const LuukkuAdapterSecret secrets[] = {
  { NULL, N_ ("What Google gave when somebody signed in"), FALSE, FALSE },
  { APP_SECRET, N_ ("Client secret of the town's app at Google"), FALSE, FALSE },
  { 0 },
};

/* prompt=consent: without it Google gives a refresh token the first time only. */
static const LuukkuOauthService service = {
  .name = LUUKKU_YOUTUBE_NAME,
  .authorize = "https://accounts.google.com/o/oauth2/v2/auth",
  .token = "/token",
  .scopes = "https://www.googleapis.com/auth/youtube.force-ssl",
  .redirect = "/luukku/youtube",
  .check = luukku_youtube_check_token,
  .extra = "access_type=offline&prompt=consent",
};

static const char no_token[] =
    N_ ("Nobody has signed in to YouTube for this account yet. Enable the account, and sign in in the "
        "browser.");

/* --- describe */

static LuukkuCapabilities
luukku_youtube_get_capabilities (LuukkuAdapter *adapter)
{
  return LUUKKU_CAN_POLL | LUUKKU_CAN_FIND_SENT | LUUKKU_CAN_HIDE | LUUKKU_CAN_DELETE | LUUKKU_CAN_BAN;
}

static gint64
luukku_youtube_get_token_expiry (LuukkuAdapter *adapter)
{
  return luukku_oauth_session_get_end (LUUKKU_YOUTUBE (adapter)->session);
}

static char *
luukku_youtube_get_usage (LuukkuAdapter *adapter)
{
  LuukkuYoutube *self = LUUKKU_YOUTUBE (adapter);
  guint used = luukku_youtube_quota_count (&self->quota, 0, luukku_clock_now (self->base.clock));

  /* TRANSLATORS: what Google gives for a day, and how much of it the calls have cost. */
  return g_strdup_printf (luukku_tr (N_ ("%u of today's %u units used")), used, self->terms.daily);
}

/* --- calls */

void
luukku_youtube_call (LuukkuYoutube *self, const LuukkuHttpCall *call, GTask *task,
                     GAsyncReadyCallback callback)
{
  gboolean reads = call->method == NULL && call->body == NULL;

  luukku_youtube_quota_count (&self->quota, reads ? self->terms.read_price : self->terms.write_price,
                              luukku_clock_now (self->base.clock));
  luukku_oauth_session_call_async (self->session, self->base.http, call, g_task_get_cancellable (task),
                                   callback, g_object_ref (task));
}

JsonNode *
luukku_youtube_call_finish (LuukkuYoutube *self, GAsyncResult *result, GError **error)
{
  GError *failed = NULL;
  JsonNode *root = luukku_oauth_session_call_finish (self->session, result, NULL, &failed);

  if (luukku_youtube_is_used_up (failed)) /* others use the same project */
    self->quota.used = MAX (self->quota.used, self->terms.daily);
  if (failed != NULL)
    g_propagate_error (error, failed);
  return root;
}

LuukkuYoutubePlace
luukku_youtube_place (LuukkuYoutube *self)
{
  return (LuukkuYoutubePlace){ &self->self, self->base.channel, luukku_clock_now (self->base.clock) };
}

/* The new tokens are in memory and on their way into the keyring before the old ones are forgotten. */
static void
keep_tokens (const char *text, gpointer data)
{
  luukku_adapter_token_changed (LUUKKU_ADAPTER (data), text);
}

/* --- open */

static gboolean
is_account (const LuukkuYoutube *self)
{
  return g_str_equal (self->self.id, self->account) ||
         (self->self.handle != NULL && g_ascii_strcasecmp (self->self.handle, self->account) == 0);
}

static gboolean
take_self (LuukkuYoutube *self, JsonNode *root, GError **error)
{
  const LuukkuFaultInfo info = { .needs_reauth = TRUE };
  GError *cause = NULL;

  luukku_youtube_self_clear (&self->self);
  if (!luukku_youtube_parse_self (root, &self->self, &cause)) {
    luukku_youtube_self_clear (&self->self);
    if (!g_error_matches (cause, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND)) {
      luukku_fault_table_set_unreadable (LUUKKU_YOUTUBE_NAME, cause, FALSE, error);
      return FALSE;
    }
    luukku_fault_set (error, LUUKKU_FAULT_AUTH, &info, "%s", cause->message);
    g_error_free (cause);
    return FALSE;
  }
  if (is_account (self))
    return TRUE;
  luukku_youtube_self_clear (&self->self);
  /* AUTH: these tokens are forgotten, so that the right ones can be asked for */
  luukku_fault_set (
      error, LUUKKU_FAULT_AUTH, &info,
      N_ ("Whoever signed in manages another channel than the account's name says. Sign in again, and "
          "choose the town's channel in the list that the browser shows."));
  return FALSE;
}

static void
on_self (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuYoutube *self = g_task_get_source_object (task);
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL;

  root = luukku_youtube_call_finish (self, result, &error);
  if (root == NULL || !take_self (self, root, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_strdup (self->self.name), g_free);
}

static void
luukku_youtube_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer data)
{
  LuukkuYoutube *self = LUUKKU_YOUTUBE (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_youtube_open_async);

  luukku_youtube_call (
      self, &(LuukkuHttpCall){ .path = LUUKKU_YOUTUBE_PATH "channels?part=snippet&mine=true&maxResults=1" },
      task, on_self);
}

/* --- the object */

static void
luukku_youtube_close (LuukkuAdapter *adapter)
{
  luukku_oauth_session_close (LUUKKU_YOUTUBE (adapter)->session);
  LUUKKU_ADAPTER_CLASS (luukku_youtube_parent_class)->close (adapter);
}

static void
luukku_youtube_finalize (GObject *object)
{
  LuukkuYoutube *self = LUUKKU_YOUTUBE (object);

  g_clear_object (&self->session);
  luukku_youtube_self_clear (&self->self);
  g_hash_table_unref (self->titles);
  g_free (self->account);
  G_OBJECT_CLASS (luukku_youtube_parent_class)->finalize (object);
}

static void
luukku_youtube_class_init (LuukkuYoutubeClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_youtube_finalize;
  adapter->get_capabilities = luukku_youtube_get_capabilities;
  adapter->get_token_expiry = luukku_youtube_get_token_expiry;
  adapter->get_usage = luukku_youtube_get_usage;
  adapter->open_async = luukku_youtube_open_async;
  adapter->fetch_async = luukku_youtube_fetch_async;
  adapter->send_async = luukku_youtube_send_async;
  adapter->find_sent_async = luukku_youtube_find_sent_async;
  adapter->act_async = luukku_youtube_act_async;
  adapter->fetch_attachment_async = NULL; /* comments have no files */
  adapter->close = luukku_youtube_close;
}

static void
luukku_youtube_init (LuukkuYoutube *self)
{
  self->titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* --- settings */

/* "UC…" (24 letters) or "@kaupunki". */
static gboolean
is_account_name (const char *text)
{
  gsize length = strlen (text);

  if (*text == '@')
    return length > 1 && length <= MAX_HANDLE && strpbrk (text, " /?#") == NULL;
  return g_str_has_prefix (text, "UC") && length == 24 && luukku_youtube_is_id (text);
}

static gboolean
check_app (const LuukkuAdapterSettings *settings, GError **error)
{
  int port = luukku_adapter_settings_get_int (settings, OPTION_PORT);

  if (luukku_oauth_is_client_id (luukku_adapter_settings_get_string (settings, OPTION_CLIENT_ID)) &&
      port >= 1024 && port <= G_MAXUINT16)
    return TRUE;
  luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL,
                    N_ ("To sign in to YouTube the account needs the client id of the town's app at Google "
                        "(console.cloud.google.com, “Desktop app”), and a port between 1024 and 65535. Give "
                        "them on the account's Advanced page."));
  return FALSE;
}

static const LuukkuHttpPlatform platform = {
  .id = ID,
  .name = LUUKKU_YOUTUBE_NAME,
  .check = luukku_youtube_check,
  .no_token = no_token,
};

/* Returns: (transfer full) (nullable). */
static char *
token_base (const LuukkuAdapterSettings *settings)
{
  return luukku_http_clean_base (luukku_adapter_settings_get_string (settings, OPTION_TOKEN_BASE));
}

static LuukkuYoutube *
make (const LuukkuAdapterSettings *settings, const LuukkuOauthTokens *tokens, LuukkuTransport *transport,
      LuukkuClock *clock, GError **error)
{
  const LuukkuAdapterSettings inner = { .account = settings->account,
                                        .token = tokens != NULL ? tokens->access : NULL,
                                        .options = settings->options };
  LuukkuYoutubeTerms terms = { 0 };
  g_autoptr (GError) cause = NULL;
  LuukkuYoutube *self;

  if (!is_account_name (settings->account)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The account's name must be the channel's id, which begins with UC, or its handle, such "
            "as @kaupunki. YouTube Studio shows both under Settings and Customisation."));
    return NULL;
  }
  if (tokens == NULL && !check_app (settings, error)) /* before the secret is asked for */
    return NULL;
  if (!luukku_youtube_terms_load (&terms, &cause)) {
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL, "%s", cause->message);
    return NULL;
  }
  self = luukku_http_adapter_new (LUUKKU_TYPE_YOUTUBE, &platform, &inner,
                                  luukku_adapter_settings_get_string (settings, OPTION_API_BASE), transport,
                                  clock, error);
  if (self == NULL)
    return NULL;
  self->account = g_strdup (settings->account);
  self->terms = terms;
  return self;
}

static LuukkuAdapter *
luukku_youtube_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                       GError **error)
{
  LuukkuOauthTokens *tokens = luukku_oauth_tokens_read (settings->token);
  g_autofree char *base = token_base (settings);
  LuukkuYoutube *self = NULL;

  if (base != NULL)
    self = make (settings, tokens, transport, clock, error);
  else
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The address of Google's sign-in on the account's Advanced page cannot be right. It is "
            "https://oauth2.googleapis.com."));
  if (self == NULL) {
    luukku_oauth_tokens_free (tokens);
    return NULL;
  }
  self->session = luukku_oauth_session_new (
      &service, transport, clock, base, luukku_adapter_settings_get_string (settings, OPTION_CLIENT_ID),
      luukku_adapter_settings_get_secret (settings, APP_SECRET), tokens, no_token, keep_tokens, self);
  return LUUKKU_ADAPTER (self);
}

static LuukkuSignIn *
luukku_youtube_sign_in (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                        GError **error)
{
  g_autofree char *base = token_base (settings);

  if (!check_app (settings, error))
    return NULL;
  if (base == NULL) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The address of Google's sign-in on the account's Advanced page cannot be right. It is "
            "https://oauth2.googleapis.com."));
    return NULL;
  }
  return luukku_sign_in_new (&service, transport, clock, base,
                             luukku_adapter_settings_get_string (settings, OPTION_CLIENT_ID),
                             luukku_adapter_settings_get_secret (settings, APP_SECRET),
                             (guint) luukku_adapter_settings_get_int (settings, OPTION_PORT), error);
}

static const LuukkuAdapterSecret *
luukku_youtube_get_secrets (const LuukkuAdapterSettings *settings)
{
  return secrets;
}

const LuukkuAdapterType luukku_youtube_type = {
  .id = ID,
  .protocol_id = "prpl-luukku-youtube",
  .name = N_ ("YouTube (Luukku)"),
  .icon = "luukku-youtube",
  .account_label = N_ ("Channel id or handle"),
  .needs_token = TRUE,
  .get_secrets = luukku_youtube_get_secrets,
  .options = options,
  .create = luukku_youtube_create,
  .sign_in = luukku_youtube_sign_in,
  .needs_network = TRUE,
};
