/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky.c: the adapter of an account at Bluesky: settings, the session, opening, calls.
 *
 * Signing in goes to the address of the settings; everything else to the server that keeps the account, which
 * the account's own document names. The chat is reached through that server, by a header. */
#define G_LOG_DOMAIN "luukku"

#include "bluesky/luukku-bluesky.h"

#include <string.h>

#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"
#include "bluesky/luukku-bluesky-error.h"
#include "bluesky/luukku-bluesky-posts.h"
#include "bluesky/luukku-bluesky-private.h"
#include "bluesky/luukku-bluesky-text.h"

#define ID "bluesky"
#define SERVICES "Services"
#define PASSWORD "&password="
#define MAX_PASSWORD 256

G_DEFINE_FINAL_TYPE (LuukkuBluesky, luukku_bluesky, LUUKKU_TYPE_HTTP_ADAPTER)

static const LuukkuAdapterOption options[] = {
  { LUUKKU_OPTION_STRING, "api-base", N_ ("Address that signs the account in"), "https://bsky.social", 0 },
  { LUUKKU_OPTION_BOOL, "public", N_ ("Also public posts that name, answer or quote the account"), "yes", 0 },
  { LUUKKU_OPTION_INT, "poll-interval-ms", N_ ("Look for new messages every (milliseconds)"), NULL, 20000 },
  { 0 },
};
#define OPTION_API_BASE (&options[0])
#define OPTION_PUBLIC (&options[1])

static const LuukkuOauthWire wire = {
  .login = "/xrpc/com.atproto.server.createSession",
  .parse = luukku_bluesky_parse_tokens,
};

static const LuukkuOauthService service = {
  .name = LUUKKU_BLUESKY_NAME,
  .token = "/xrpc/com.atproto.server.refreshSession",
  .check = luukku_bluesky_check,
  .wire = &wire,
};

static const char no_token[] = N_ ("This account has no app password yet. Make one at Bluesky (Settings, "
                                   "Privacy and security, App passwords), "
                                   "tick that it may read direct messages, and give it to the account.");

/* --- describe */

static LuukkuCapabilities
luukku_bluesky_get_capabilities (LuukkuAdapter *adapter)
{
  return LUUKKU_CAN_POLL | LUUKKU_CAN_FIND_SENT | LUUKKU_CAN_FETCH_ATTACHMENT | LUUKKU_CAN_HIDE |
         LUUKKU_CAN_BAN | LUUKKU_CAN_MUTE | LUUKKU_CAN_REPORT | LUUKKU_CAN_MARK_READ |
         LUUKKU_CAN_ANSWER_PRIVATELY;
}

/* --- calls */

void
luukku_bluesky_call (LuukkuBluesky *self, LuukkuHttp *http, const LuukkuHttpCall *call, GTask *task,
                     GAsyncReadyCallback callback)
{
  luukku_oauth_session_call_async (self->session, http, call, g_task_get_cancellable (task), callback,
                                   g_object_ref (task));
}

JsonNode *
luukku_bluesky_call_finish (GObject *source, GAsyncResult *result, GError **error)
{
  return luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, error);
}

gboolean
luukku_bluesky_check_open (LuukkuBluesky *self, GTask *task)
{
  GError *error = NULL;

  if (self->pds != NULL)
    return TRUE;
  luukku_fault_set (&error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                    N_ ("The account is not open yet. Enable it again in Pidgin's accounts."));
  g_task_return_error (task, error);
  return FALSE;
}

void
luukku_bluesky_note_convo (LuukkuBluesky *self, LuukkuBlueskyConvo *convo)
{
  if (convo->is_request)
    g_hash_table_add (self->requests, g_strdup (convo->id));
  else
    g_hash_table_remove (self->requests, convo->id);
  g_hash_table_insert (self->convos, g_strdup (convo->id), convo);
}

char *
luukku_bluesky_path (const char *name, ...)
{
  GString *path = g_string_new ("/xrpc/");
  const char *key;
  char mark = '?';
  va_list list;

  g_string_append (path, name);
  va_start (list, name);
  while ((key = va_arg (list, const char *)) != NULL) {
    const char *value = va_arg (list, const char *);
    g_autofree char *escaped = value != NULL ? g_uri_escape_string (value, ":/", FALSE) : NULL;

    if (escaped == NULL)
      continue;
    g_string_append_printf (path, "%c%s=%s", mark, key, escaped);
    mark = '&';
  }
  va_end (list);
  return g_string_free (path, FALSE);
}

char *
luukku_bluesky_posts_path (GPtrArray *uris, guint first, guint count)
{
  GString *path = g_string_new ("/xrpc/app.bsky.feed.getPosts");

  for (guint i = first; i < uris->len && i < first + count; i++) {
    g_autofree char *escaped = g_uri_escape_string (uris->pdata[i], ":/", FALSE);

    g_string_append_printf (path, "%curis=%s", i == first ? '?' : '&', escaped);
  }
  return g_string_free (path, FALSE);
}

/* --- what the keyring keeps: the tokens, and the app password for when they have died */

/* "access=…&refresh=…&until=0&password=…", or what a person typed. Returns: (transfer full) (nullable): for
 * luukku_http_forget(). *@ret_tokens: (transfer full) (nullable). */
static char *
read_secret (const char *text, LuukkuOauthTokens **ret_tokens)
{
  const char *mark = text != NULL ? strstr (text, PASSWORD) : NULL;

  *ret_tokens = luukku_oauth_tokens_read (text);
  if (*ret_tokens != NULL)
    return mark != NULL ? g_uri_unescape_string (mark + strlen (PASSWORD), NULL) : NULL;
  return text != NULL && strlen (text) <= MAX_PASSWORD ? luukku_http_clean_token (text) : NULL;
}

/* The new tokens are in memory and on their way into the keyring before the old ones are forgotten. */
static void
keep_tokens (const char *text, gpointer data)
{
  LuukkuBluesky *self = data;
  char *escaped = self->password != NULL ? g_uri_escape_string (self->password, NULL, FALSE) : NULL;
  char *whole = escaped != NULL ? g_strconcat (text, PASSWORD, escaped, NULL) : g_strdup (text);

  luukku_adapter_token_changed (LUUKKU_ADAPTER (self), whole);
  luukku_http_forget (whole);
  luukku_http_forget (escaped);
}

/* Returns: (transfer full) (nullable). */
static GBytes *
build_login (const char *account, const char *password)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (password == NULL)
    return NULL;
  builder = luukku_json_begin ();
  luukku_json_add_string (builder, "identifier", account);
  luukku_json_add_string (builder, "password", password);
  return luukku_json_end (builder);
}

/* --- open */

static gboolean
is_local (const char *base)
{
  return g_str_has_prefix (base, "http://");
}

static void
connect_servers (LuukkuBluesky *self)
{
  const char *base = self->self.pds != NULL ? self->self.pds : luukku_http_get_base (self->base.http);

  g_clear_object (&self->pds);
  g_clear_object (&self->chat);
  self->pds = luukku_http_new (self->transport, self->base.clock, base, luukku_bluesky_check);
  self->chat = luukku_http_new (self->transport, self->base.clock, base, luukku_bluesky_check);
  luukku_http_set_header (self->chat, "atproto-proxy", self->chat_service);
}

static gboolean
take_self (LuukkuBluesky *self, JsonNode *root, GError **error)
{
  GError *cause = NULL;

  luukku_bluesky_self_clear (&self->self);
  if (luukku_bluesky_parse_self (root, is_local (luukku_http_get_base (self->base.http)), &self->self,
                                 &cause))
    return TRUE;
  luukku_fault_table_set_unreadable (LUUKKU_BLUESKY_NAME, cause, FALSE, error);
  return FALSE;
}

static void
on_self (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuBluesky *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);

  if (root == NULL || !take_self (self, root, &error)) {
    g_task_return_error (task, error);
    return;
  }
  connect_servers (self);
  g_task_return_pointer (task, g_strconcat ("@", self->self.handle, NULL), g_free);
}

static void
luukku_bluesky_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer data)
{
  LuukkuBluesky *self = LUUKKU_BLUESKY (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_bluesky_open_async);

  luukku_bluesky_call (self, self->base.http,
                       &(LuukkuHttpCall){ .path = "/xrpc/com.atproto.server.getSession" }, task, on_self);
}

/* --- the object */

static void
luukku_bluesky_close (LuukkuAdapter *adapter)
{
  LuukkuBluesky *self = LUUKKU_BLUESKY (adapter);

  luukku_oauth_session_close (self->session);
  if (self->pds != NULL) {
    luukku_http_close (self->pds);
    luukku_http_close (self->chat);
  }
  LUUKKU_ADAPTER_CLASS (luukku_bluesky_parent_class)->close (adapter);
}

static void
luukku_bluesky_finalize (GObject *object)
{
  LuukkuBluesky *self = LUUKKU_BLUESKY (object);

  g_clear_object (&self->session);
  g_clear_object (&self->pds);
  g_clear_object (&self->chat);
  g_clear_object (&self->transport);
  luukku_http_forget (self->password);
  luukku_bluesky_self_clear (&self->self);
  g_free (self->chat_service);
  g_hash_table_unref (self->people);
  g_hash_table_unref (self->convos);
  g_hash_table_unref (self->requests);
  g_hash_table_unref (self->titles);
  G_OBJECT_CLASS (luukku_bluesky_parent_class)->finalize (object);
}

static void
luukku_bluesky_class_init (LuukkuBlueskyClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_bluesky_finalize;
  adapter->get_capabilities = luukku_bluesky_get_capabilities;
  adapter->open_async = luukku_bluesky_open_async;
  adapter->fetch_async = luukku_bluesky_fetch_async;
  adapter->send_async = luukku_bluesky_send_async;
  adapter->find_sent_async = luukku_bluesky_find_sent_async;
  adapter->act_async = luukku_bluesky_act_async;
  adapter->close = luukku_bluesky_close;
}

static void
luukku_bluesky_init (LuukkuBluesky *self)
{
  self->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->convos =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) luukku_bluesky_convo_free);
  self->requests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* --- settings */

/* "@kaupunki.example", "kaupunki.example" or a DID. Returns: (transfer none) (nullable): what signs in. */
static const char *
read_account (const char *text)
{
  const char *name = *text == '@' ? text + 1 : text;

  return luukku_bluesky_is_handle (name) || luukku_bluesky_is_did (name) ? name : NULL;
}

/* "did:web:api.bsky.chat#bsky_chat". Returns: (transfer full): NULL with @error. */
static char *
load_chat_service (GError **error)
{
  g_autofree char *path = NULL, *service_id = NULL, *did = NULL;
  g_autoptr (GKeyFile) file = luukku_channel_file_load (ID, &path, error);
  const char *mark;

  if (file == NULL)
    return NULL;
  service_id = g_key_file_get_string (file, SERVICES, "Chat", NULL);
  mark = service_id != NULL ? strchr (g_strstrip (service_id), '#') : NULL;
  did = mark != NULL ? g_strndup (service_id, (gsize) (mark - service_id)) : NULL;
  if (luukku_bluesky_is_did (did) && luukku_bluesky_is_id (mark + 1))
    return g_steal_pointer (&service_id);
  /* TRANSLATORS: a file, a key in it, a group in it */
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_INPUT,
      N_ ("The channel file %s cannot be used: the key %s in the group [%s] is missing or not right. "
          "Correct the file, or remove your own copy of it."),
      path, "Chat", SERVICES);
  return NULL;
}

static const LuukkuHttpPlatform platform = {
  .id = ID,
  .name = LUUKKU_BLUESKY_NAME,
  .check = luukku_bluesky_check,
  .no_token = no_token,
};

/* @settings: checked ones, without the token. */
static LuukkuAdapter *
create_checked (const LuukkuAdapterSettings *settings, const char *token, LuukkuTransport *transport,
                LuukkuClock *clock, GError **error)
{
  LuukkuBluesky *self = luukku_http_adapter_new (
      LUUKKU_TYPE_BLUESKY, &platform, settings,
      luukku_adapter_settings_get_string (settings, OPTION_API_BASE), transport, clock, error);
  LuukkuOauthTokens *tokens = NULL;
  g_autoptr (GBytes) login = NULL;

  if (self == NULL)
    return NULL;
  self->transport = g_object_ref (transport);
  self->reads_public = luukku_adapter_settings_get_bool (settings, OPTION_PUBLIC);
  self->password = read_secret (token, &tokens);
  login = build_login (read_account (settings->account), self->password);
  self->session =
      luukku_oauth_session_new_with_login (&service, transport, clock, luukku_http_get_base (self->base.http),
                                           login, tokens, no_token, keep_tokens, self);
  return LUUKKU_ADAPTER (self);
}

static LuukkuAdapter *
luukku_bluesky_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                       GError **error)
{
  const LuukkuAdapterSettings inner = { .account = settings->account, .options = settings->options };
  g_autoptr (GError) cause = NULL;
  g_autofree char *chat = NULL;
  LuukkuAdapter *adapter;

  if (read_account (settings->account) == NULL) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The account's name must be the account's name at Bluesky, such as kaupunki.bsky.social or "
            "kaupunki.example, or its DID."));
    return NULL;
  }
  chat = load_chat_service (&cause);
  if (chat == NULL) {
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL, "%s", cause->message);
    return NULL;
  }
  adapter = create_checked (&inner, settings->token, transport, clock, error);
  if (adapter != NULL)
    LUUKKU_BLUESKY (adapter)->chat_service = g_steal_pointer (&chat);
  return adapter;
}

const LuukkuAdapterType luukku_bluesky_type = {
  .id = ID,
  .protocol_id = "prpl-luukku-bluesky",
  .name = N_ ("Bluesky (Luukku)"),
  .icon = "luukku-bluesky",
  .account_label = N_ ("Name at Bluesky"),
  .needs_token = TRUE,
  .token_label = N_ ("App password (with access to direct messages)"),
  .options = options,
  .create = luukku_bluesky_create,
  .needs_network = TRUE,
};
