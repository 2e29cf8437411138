/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-login.c: the steps of a login: inbox, secrets (luukku-login-secrets.c), adapter, open. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-connection-private.h"

#include "adapter/luukku-transport-soup.h"
#include "purple/luukku-core.h"

#include "purple/luukku-i18n.h"

#define LOGIN_STEPS 4
#define RETRY_FIRST (5 * G_TIME_SPAN_SECOND)
#define RETRY_LAST (10 * G_TIME_SPAN_MINUTE)
#define RETRY_TRIES 150 /* about a day */

static PurpleAccount *
account_of (LuukkuConnection *self)
{
  return purple_connection_get_account (self->gc);
}

/* --- open */
static gboolean
on_retry (gpointer data)
{
  LuukkuConnection *self = data;

  self->retry_id = 0;
  luukku_login_open (self);
  return G_SOURCE_REMOVE;
}

void
luukku_login_try_now (LuukkuConnection *self)
{
  if (self->gc == NULL || self->adapter == NULL || !self->down)
    return;
  if (self->retry_id == 0 && self->tries < RETRY_TRIES)
    return; /* it is being opened */
  luukku_clock_clear_timeout (luukku_core_get_clock (), &self->retry_id);
  self->tries = 0;
  luukku_login_open (self);
}

static void
retry_later (LuukkuConnection *self, const GError *error)
{
  gint64 wait = MIN (RETRY_FIRST << MIN (self->tries, 7), RETRY_LAST);

  wait = MAX (wait, luukku_fault_get_info (error)->retry_after);
  if (++self->tries >= RETRY_TRIES) {
    luukku_connection_link_down (self, error, 0); /* a person, or a network that comes back */
    return;
  }
  self->retry_id = luukku_clock_add_timeout (luukku_core_get_clock (), wait, on_retry, self);
  luukku_connection_link_down (self, error, luukku_clock_now (luukku_core_get_clock ()) + wait);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LuukkuConnection) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = luukku_adapter_open_finish (LUUKKU_ADAPTER (source), result, &error);

  if (self->gc == NULL || (error != NULL && luukku_fault_is_cancelled (error)))
    return;
  if (error == NULL) {
    self->tries = 0;
    luukku_connection_opened (self, name);
  } else if (luukku_fault_get_info (error)->retryable && !luukku_fault_get_info (error)->needs_reauth) {
    retry_later (self, error);
  } else {
    luukku_connection_fail (self, error);
  }
}

/* Pidgin's proxy settings do not reach libsoup by themselves.
 * Returns: (transfer full) (nullable): NULL: as the system is set. */
static GProxyResolver *
make_proxy (PurpleAccount *account)
{
  PurpleProxyInfo *info = purple_proxy_get_setup (account);
  const char *scheme;
  g_autofree char *user = NULL;
  g_autofree char *uri = NULL;

  switch (info != NULL ? purple_proxy_info_get_type (info) : PURPLE_PROXY_USE_ENVVAR) {
  case PURPLE_PROXY_NONE:
    return g_simple_proxy_resolver_new ("direct://", NULL);
  case PURPLE_PROXY_HTTP:
    scheme = "http";
    break;
  case PURPLE_PROXY_SOCKS4:
    scheme = "socks4";
    break;
  case PURPLE_PROXY_SOCKS5:
  case PURPLE_PROXY_TOR:
    scheme = "socks5";
    break;
  case PURPLE_PROXY_USE_GLOBAL:
  case PURPLE_PROXY_USE_ENVVAR:
  default:
    return NULL;
  }
  if (purple_proxy_info_get_host (info) == NULL || *purple_proxy_info_get_host (info) == '\0')
    return NULL;
  if (purple_proxy_info_get_username (info) != NULL && *purple_proxy_info_get_username (info) != '\0') {
    const char *password = purple_proxy_info_get_password (info);
    g_autofree char *name = g_uri_escape_string (purple_proxy_info_get_username (info), NULL, TRUE);
    g_autofree char *secret = g_uri_escape_string (password != NULL ? password : "", NULL, TRUE);

    user = g_strdup_printf ("%s:%s@", name, secret);
  }
  uri = g_strdup_printf ("%s://%s%s:%d", scheme, user != NULL ? user : "", purple_proxy_info_get_host (info),
                         purple_proxy_info_get_port (info));
  return g_simple_proxy_resolver_new (uri, NULL);
}

LuukkuTransport *
luukku_login_make_transport (LuukkuConnection *self, GError **error)
{
  g_autoptr (GProxyResolver) proxy = make_proxy (account_of (self));
  LuukkuTransportSoupOptions options = { .proxy = proxy };
  const char *ca_file = purple_account_get_string (account_of (self), "ca-file", NULL);

  if (ca_file != NULL && *ca_file != '\0')
    options.ca_file = ca_file;
  return luukku_transport_soup_new (luukku_core_get_clock (), &options, error);
}

/* Returns: (transfer full) (nullable): as text. */
static char *
dup_option (PurpleAccount *account, const LuukkuAdapterOption *option)
{
  switch (option->kind) {
  case LUUKKU_OPTION_INT:
    return g_strdup_printf ("%d", purple_account_get_int (account, option->name, option->default_int));
  case LUUKKU_OPTION_BOOL:
    return g_strdup (
        purple_account_get_bool (account, option->name, g_strcmp0 (option->default_string, "yes") == 0)
            ? "yes"
            : "no");
  case LUUKKU_OPTION_STRING:
  case LUUKKU_OPTION_CHOICE:
  default:
    return g_strdup (purple_account_get_string (account, option->name, option->default_string));
  }
}

GHashTable *
luukku_login_collect_options (LuukkuConnection *self)
{
  GHashTable *options = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  PurpleAccount *account = account_of (self);

  for (const LuukkuAdapterOption *o = self->type->options; o != NULL && o->name != NULL; o++) {
    char *value = dup_option (account, o);

    if (value != NULL && *value != '\0')
      g_hash_table_insert (options, (gpointer) o->name, value);
    else
      g_free (value);
  }
  return options;
}

/* The platform gave another one in the place of ours, which may be dead now. */
static void
on_token_changed (LuukkuAdapter *adapter, const char *token, LuukkuConnection *self)
{
  if (self->gc == NULL)
    return;
  luukku_login_store_token (self, token);
}

static gboolean
make_adapter (LuukkuConnection *self, GError **error)
{
  g_autoptr (GHashTable) options = luukku_login_collect_options (self);
  g_autoptr (LuukkuTransport) transport = NULL;
  LuukkuAdapterSettings settings = {
    .account = purple_account_get_username (account_of (self)),
    .token = self->token,
    .options = options,
    .secrets = self->secrets,
  };

  if (self->type->needs_network ||
      (self->type->needs_transport != NULL && self->type->needs_transport (&settings))) {
    transport = luukku_login_make_transport (self, error);
    if (transport == NULL)
      return FALSE;
  }
  self->adapter = self->type->create (&settings, transport, luukku_core_get_clock (), error);
  if (self->adapter != NULL)
    g_signal_connect_object (self->adapter, "token-changed", G_CALLBACK (on_token_changed), self, 0);
  return self->adapter != NULL;
}

gboolean
luukku_login_check_settings (LuukkuConnection *self, GError **error)
{
  if (!make_adapter (self, error))
    return FALSE;
  luukku_adapter_close (self->adapter);
  g_clear_object (&self->adapter);
  return TRUE;
}

void
luukku_login_open (LuukkuConnection *self)
{
  g_autoptr (GError) error = NULL;

  if (self->adapter == NULL && !make_adapter (self, &error)) {
    luukku_connection_fail (self, error);
    return;
  }
  if (purple_connection_get_state (self->gc) != PURPLE_CONNECTED)
    purple_connection_update_progress (self->gc, _ ("Connecting to the channel"), 3, LOGIN_STEPS);
  luukku_adapter_open_async (self->adapter, self->cancellable, on_opened, g_object_ref (self));
}

void
luukku_login_start (LuukkuConnection *self)
{
  g_autoptr (GError) error = NULL;

  if ((self->type->needs_network && !luukku_transport_soup_is_usable (&error)) ||
      !luukku_core_ensure_writable (&error)) {
    luukku_connection_fail (self, error);
    return;
  }
  purple_connection_update_progress (self->gc, _ ("Looking for the access token"), 1, LOGIN_STEPS);
  if (self->type->by_hand)
    luukku_connection_opened (self, NULL);
  else if (self->type->needs_token)
    luukku_login_find_secrets (self);
  else
    luukku_login_open (self);
}
