/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mastodon.c: the adapter of an account on a Mastodon server: settings, opening. */
#define G_LOG_DOMAIN "luukku"

#include "mastodon/luukku-mastodon.h"

#include <string.h>

#include "base/luukku-error.h"
#include "mastodon/luukku-mastodon-error.h"
#include "mastodon/luukku-mastodon-private.h"

#define ID "mastodon"
#define MAX_USER 64
#define MENTION 32 /* characters: "@", a user name of at most 30, a space; the server part is not counted */

G_DEFINE_FINAL_TYPE (LuukkuMastodon, luukku_mastodon, LUUKKU_TYPE_HTTP_ADAPTER)

static const LuukkuAdapterOption options[] = {
  { LUUKKU_OPTION_STRING, "api-base", N_ ("Address of the server (empty: from the account's name)"), "", 0 },
  { LUUKKU_OPTION_INT, "poll-interval-ms", N_ ("Look for new messages every (milliseconds)"), NULL, 15000 },
  { 0 },
};
#define OPTION_API_BASE (&options[0])

/* --- describe */

static LuukkuCapabilities
luukku_mastodon_get_capabilities (LuukkuAdapter *adapter)
{
  return LUUKKU_CAN_POLL | LUUKKU_CAN_FIND_SENT | LUUKKU_CAN_FETCH_ATTACHMENT | LUUKKU_CAN_BAN |
         LUUKKU_CAN_MUTE | LUUKKU_CAN_REPORT;
}

/* --- open */

/* A server that does not say its limit has the usual one. */
static void
on_instance (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMastodon *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  guint limit = root != NULL ? luukku_mastodon_parse_limit (root) : 0;

  if (error != NULL && luukku_fault_is_cancelled (error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (limit > MENTION)
    self->base.limits->max_text = limit - MENTION;
  g_task_return_pointer (task, g_strdup (self->self.name), g_free);
}

static gboolean
take_self (LuukkuMastodon *self, JsonNode *root, GError **error)
{
  GError *cause = NULL;

  luukku_mastodon_self_clear (&self->self);
  if (!luukku_mastodon_parse_self (root, &self->self, &cause)) {
    luukku_fault_table_set_unreadable (LUUKKU_MASTODON_NAME, cause, FALSE, error);
    return FALSE;
  }
  if (g_ascii_strncasecmp (self->self.acct, self->user, strlen (self->user)) == 0 &&
      (self->self.acct[strlen (self->user)] == '\0' || self->self.acct[strlen (self->user)] == '@'))
    return TRUE;
  luukku_fault_set (
      error, LUUKKU_FAULT_SETTINGS, NULL,
      N_ ("The access token belongs to another account of this server. Give the token of the account "
          "whose name is the account's name."));
  return FALSE;
}

static void
on_self (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMastodon *self = g_task_get_source_object (task);
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root == NULL || !take_self (self, root, &error)) {
    g_task_return_error (task, error);
    return;
  }
  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .path = "/api/v2/instance" }, task, on_instance);
}

static void
luukku_mastodon_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer data)
{
  LuukkuMastodon *self = LUUKKU_MASTODON (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_mastodon_open_async);

  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .path = "/api/v1/accounts/verify_credentials" }, task,
                            on_self);
}

/* --- the object */

static void
luukku_mastodon_finalize (GObject *object)
{
  LuukkuMastodon *self = LUUKKU_MASTODON (object);

  luukku_mastodon_self_clear (&self->self);
  g_free (self->user);
  G_OBJECT_CLASS (luukku_mastodon_parent_class)->finalize (object);
}

static void
luukku_mastodon_class_init (LuukkuMastodonClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_mastodon_finalize;
  adapter->get_capabilities = luukku_mastodon_get_capabilities;
  adapter->open_async = luukku_mastodon_open_async;
  adapter->fetch_async = luukku_mastodon_fetch_async;
  adapter->send_async = luukku_mastodon_send_async;
  adapter->find_sent_async = luukku_mastodon_find_sent_async;
  adapter->act_async = luukku_mastodon_act_async;
}

static void
luukku_mastodon_init (LuukkuMastodon *self)
{
}

/* --- settings */

/* "kaupunki@mastodon.example", a leading "@" allowed. *@ret_server: (transfer full): its address. Returns:
 * (transfer full) (nullable): the local part. */
static char *
read_account (const char *text, char **ret_server)
{
  const char *rest = *text == '@' ? text + 1 : text;
  const char *at = strchr (rest, '@');
  gsize length = at != NULL ? (gsize) (at - rest) : 0;

  if (length == 0 || length > MAX_USER || at[1] == '\0')
    return NULL;
  for (const char *p = rest; p < at; p++) {
    if (!g_ascii_isalnum (*p) && *p != '_' && *p != '-' && *p != '.')
      return NULL;
  }
  if (at[1 + strcspn (at + 1, "@/?# ")] != '\0')
    return NULL;
  *ret_server = g_strconcat ("https://", at + 1, NULL);
  return g_strndup (rest, length);
}

static const LuukkuHttpPlatform platform = {
  .id = ID,
  .name = LUUKKU_MASTODON_NAME,
  .check = luukku_mastodon_check,
  .no_token =
      N_ ("This account has no access token yet. Make one in the server's settings under Development, "
          "and give it to the account."),
};

static LuukkuAdapter *
luukku_mastodon_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                        GError **error)
{
  LuukkuMastodon *self;
  const char *given = luukku_adapter_settings_get_string (settings, OPTION_API_BASE);
  g_autofree char *server = NULL;
  g_autofree char *user = read_account (settings->account, &server);

  if (user == NULL) {
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL,
                      N_ ("The account's name must be the address of the Mastodon account, such as "
                          "kaupunki@mastodon.example."));
    return NULL;
  }
  self = luukku_http_adapter_new (LUUKKU_TYPE_MASTODON, &platform, settings,
                                  given != NULL && *given != '\0' ? given : server, transport, clock, error);
  if (self == NULL)
    return NULL;
  self->user = g_steal_pointer (&user);
  return LUUKKU_ADAPTER (self);
}

const LuukkuAdapterType luukku_mastodon_type = {
  .id = ID,
  .protocol_id = "prpl-luukku-mastodon",
  .name = N_ ("Mastodon (Luukku)"),
  .icon = "luukku-mastodon",
  .account_label = N_ ("Account (user@server)"),
  .needs_token = TRUE,
  .token_label = N_ ("Access token"),
  .options = options,
  .create = luukku_mastodon_create,
  .needs_network = TRUE,
};
