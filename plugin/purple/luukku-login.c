/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-login.c: the steps of a login: inbox, token, adapter, open. A token comes from the keyring or from a
 * masked question; it goes to the adapter and nowhere else. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-connection-private.h"

#include "adapter/luukku-transport-soup.h"
#include "base/luukku-error.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define LOGIN_STEPS 4
#define TOKEN_MAX_BYTES 4096
#define RETRY_FIRST (5 * G_TIME_SPAN_SECOND)
#define RETRY_LAST (10 * G_TIME_SPAN_MINUTE)

static void open_adapter (LuukkuConnection *self);

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
  open_adapter (self);
  return G_SOURCE_REMOVE;
}

static void
retry_later (LuukkuConnection *self, const GError *error)
{
  gint64 wait = MIN (RETRY_FIRST << MIN (self->tries, 7), RETRY_LAST);

  wait = MAX (wait, luukku_fault_get_info (error)->retry_after);
  self->tries++;
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

static LuukkuTransport *
make_transport (LuukkuConnection *self, GError **error)
{
  g_autoptr (GProxyResolver) proxy = make_proxy (account_of (self));
  LuukkuTransportSoupOptions options = { .proxy = proxy };
  const char *ca_file = purple_account_get_string (account_of (self), "ca-file", NULL);

  if (ca_file != NULL && *ca_file != '\0')
    options.ca_file = ca_file;
  return luukku_transport_soup_new (luukku_core_get_clock (), &options, error);
}

static GHashTable *
collect_options (LuukkuConnection *self)
{
  GHashTable *options = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  PurpleAccount *account = account_of (self);

  for (const LuukkuAdapterOption *o = self->type->options; o != NULL && o->name != NULL; o++) {
    char *value = o->kind == LUUKKU_OPTION_INT
                      ? g_strdup_printf ("%d", purple_account_get_int (account, o->name, o->default_int))
                      : g_strdup (purple_account_get_string (account, o->name, o->default_string));

    if (value != NULL && *value != '\0')
      g_hash_table_insert (options, (gpointer) o->name, value);
    else
      g_free (value);
  }
  return options;
}

static void
on_token_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LuukkuConnection) self = data;
  g_autoptr (GError) error = NULL;

  if (!luukku_tokens_store_finish (LUUKKU_TOKENS (source), result, &error) && self->gc != NULL &&
      !luukku_fault_is_cancelled (error))
    luukku_core_notify_info (error->message);
}

static void
store_token (LuukkuConnection *self, const char *token)
{
  luukku_tokens_store_async (luukku_core_get_tokens (), self->type->protocol_id,
                             purple_account_get_username (account_of (self)), token, NULL, on_token_stored,
                             g_object_ref (self));
}

/* The platform gave another one in the place of ours, which may be dead now. */
static void
on_token_changed (LuukkuAdapter *adapter, const char *token, LuukkuConnection *self)
{
  if (self->gc == NULL)
    return;
  g_free (self->token);
  self->token = g_strdup (token);
  store_token (self, token);
}

static gboolean
make_adapter (LuukkuConnection *self, GError **error)
{
  g_autoptr (GHashTable) options = collect_options (self);
  g_autoptr (LuukkuTransport) transport = NULL;
  LuukkuAdapterSettings settings = {
    .account = purple_account_get_username (account_of (self)),
    .token = self->token,
    .options = options,
  };

  if (self->type->needs_network) {
    transport = make_transport (self, error);
    if (transport == NULL)
      return FALSE;
  }
  self->adapter = self->type->create (&settings, transport, luukku_core_get_clock (), error);
  if (self->adapter != NULL)
    g_signal_connect_object (self->adapter, "token-changed", G_CALLBACK (on_token_changed), self, 0);
  return self->adapter != NULL;
}

static void
open_adapter (LuukkuConnection *self)
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

/* --- token */
static void
fail_without_token (LuukkuConnection *self)
{
  g_autoptr (GError) error = NULL;

  luukku_fault_set (&error, LUUKKU_FAULT_AUTH, NULL,
                    N_ ("No access token was given. Enable the account again and give the token."));
  luukku_connection_fail (self, error);
}

/* A password may have spaces and letters of any script; a token that was copied with a line break is wrong.
 */
static gboolean
is_token (const LuukkuAdapterType *type, const char *token)
{
  gsize length = strlen (token);

  if (length == 0 || length > TOKEN_MAX_BYTES || !g_utf8_validate (token, -1, NULL))
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (type->token_is_password ? g_ascii_iscntrl (token[i]) : !g_ascii_isgraph (token[i]))
      return FALSE;
  }
  return TRUE;
}

static gboolean
on_login_again (gpointer data)
{
  PurpleAccount *account = data;

  if (g_list_find (purple_accounts_get_all (), account) != NULL &&
      purple_account_get_connection (account) != NULL) {
    purple_account_disconnect (account);
    purple_account_connect (account);
  }
  return G_SOURCE_REMOVE;
}

static void
on_token_given (gpointer data, const char *text)
{
  LuukkuConnection *self = data;
  g_autofree char *token = g_strstrip (g_strdup (text != NULL ? text : ""));

  if (!is_token (self->type, token)) {
    if (self->adapter == NULL)
      fail_without_token (self);
    return;
  }
  store_token (self, token);
  if (self->adapter != NULL) {
    /* A change while online: from the beginning, after libpurple has closed the question. */
    g_idle_add (on_login_again, account_of (self));
    return;
  }
  self->token = g_steal_pointer (&token);
  open_adapter (self);
}

static void
on_token_refused (gpointer data, const char *text)
{
  LuukkuConnection *self = data;

  if (self->adapter == NULL)
    fail_without_token (self);
}

void
luukku_login_ask_token (LuukkuConnection *self, const char *why)
{
  const char *label =
      self->type->token_label != NULL ? luukku_tr (self->type->token_label) : _ ("Access token");

  purple_request_input (self, self->type->token_is_password ? _ ("Password") : _ ("Access token"), label,
                        why != NULL ? why : _ ("It is kept in your keyring, never in Pidgin's files."), NULL,
                        FALSE, TRUE, NULL, luukku_label (_ ("_Save")), G_CALLBACK (on_token_given),
                        luukku_label (_ ("_Cancel")), G_CALLBACK (on_token_refused), account_of (self), NULL,
                        NULL, self);
}

static void
on_token_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LuukkuConnection) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = luukku_tokens_lookup_finish (LUUKKU_TOKENS (source), result, &error);

  if (self->gc == NULL || (error != NULL && luukku_fault_is_cancelled (error)))
    return;
  if (token == NULL) {
    luukku_login_ask_token (self, error != NULL ? error->message : NULL);
    return;
  }
  self->token = g_steal_pointer (&token);
  open_adapter (self);
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
  if (self->type->needs_token)
    luukku_tokens_lookup_async (luukku_core_get_tokens (), self->type->protocol_id,
                                purple_account_get_username (account_of (self)), self->cancellable,
                                on_token_found, g_object_ref (self));
  else
    open_adapter (self);
}
