/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-facebook.c: the adapter of a Facebook Page: settings, life, capabilities. The calls are in the other
 * files of this folder; README.md says what it needs at the platform. */
#define G_LOG_DOMAIN "luukku"

#include "facebook/luukku-facebook.h"

#include <string.h>

#include "base/luukku-error.h"
#include "facebook/luukku-facebook-error.h"
#include "facebook/luukku-facebook-private.h"

#define ID "facebook"
#define MAX_PAGE_ID 32
#define MAX_TOKEN 4096

static const LuukkuAdapterOption options[] = {
  { LUUKKU_OPTION_STRING, "api-base", N_ ("Address of the Graph API"), "https://graph.facebook.com/v25.0",
    0 },
  { LUUKKU_OPTION_INT, "poll-interval-ms", N_ ("Look for new messages every (milliseconds)"), NULL, 15000 },
  { 0 },
};
#define OPTION_API_BASE (&options[0])

G_DEFINE_TYPE (LuukkuFacebook, luukku_facebook, LUUKKU_TYPE_ADAPTER)

/* --- describe */

static LuukkuCapabilities
luukku_facebook_get_capabilities (LuukkuAdapter *adapter)
{
  return LUUKKU_CAN_FIND_SENT | LUUKKU_CAN_FETCH_ATTACHMENT | LUUKKU_CAN_POLL;
}

static const LuukkuChannelLimits *
luukku_facebook_get_limits (LuukkuAdapter *adapter)
{
  return LUUKKU_FACEBOOK (adapter)->limits;
}

/* --- open and close */

/* Asking for a Page that does not exist, or is not the token's, is a matter of settings. */
static GError *
as_settings (GError *error)
{
  const LuukkuFaultInfo *info = luukku_fault_get_info (error);
  GError *fault = NULL;

  if (!g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE) &&
      !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST))
    return error;
  luukku_fault_set (
      &fault, LUUKKU_FAULT_SETTINGS, info,
      N_ ("Facebook does not know this Page, or the access token is not for it. Check the Page id in the "
          "account's settings and that the token belongs to the same Page."));
  g_error_free (error);
  return fault;
}

static char *
read_page (LuukkuFacebook *self, JsonNode *root, GError **error)
{
  g_autofree char *name = NULL;
  gboolean same = FALSE;
  GError *cause = NULL;

  if (!luukku_facebook_parse_page (root, self->page_id, &name, &same, &cause)) {
    luukku_facebook_set_unreadable (cause, FALSE, error);
    return NULL;
  }
  if (!same) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The access token belongs to another Page. Give the token of the Page whose id is the "
            "account's name."));
    return NULL;
  }
  return g_steal_pointer (&name);
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuFacebook *self = LUUKKU_FACEBOOK (source);
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL;
  char *name = NULL;

  root = luukku_facebook_call_finish (self, result, &error);
  if (root != NULL)
    name = read_page (self, root, &error);
  else
    error = as_settings (error);
  if (name != NULL)
    g_task_return_pointer (task, name, g_free);
  else
    g_task_return_error (task, error);
}

static void
luukku_facebook_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer data)
{
  LuukkuFacebook *self = LUUKKU_FACEBOOK (adapter);
  g_autoptr (GTask) task =
      luukku_facebook_task_new (self, cancellable, callback, data, luukku_facebook_open_async);
  g_autofree char *path = g_strdup_printf ("/%s?fields=id,name", self->page_id);

  luukku_facebook_call_async (self, path, NULL, g_task_get_cancellable (task), on_page, g_object_ref (task));
}

static char *
luukku_facebook_open_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
luukku_facebook_close (LuukkuAdapter *adapter)
{
  g_cancellable_cancel (LUUKKU_FACEBOOK (adapter)->closing);
}

/* --- the object */

static void
luukku_facebook_finalize (GObject *object)
{
  LuukkuFacebook *self = LUUKKU_FACEBOOK (object);

  g_clear_object (&self->transport);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->limits, luukku_channel_limits_free);
  g_free (self->base);
  g_free (self->page_id);
  g_free (self->channel);
  if (self->token != NULL)
    memset (self->token, 0, strlen (self->token));
  g_free (self->token);
  g_clear_object (&self->closing);
  G_OBJECT_CLASS (luukku_facebook_parent_class)->finalize (object);
}

static void
luukku_facebook_class_init (LuukkuFacebookClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_facebook_finalize;
  adapter->get_capabilities = luukku_facebook_get_capabilities;
  adapter->get_limits = luukku_facebook_get_limits;
  adapter->open_async = luukku_facebook_open_async;
  adapter->open_finish = luukku_facebook_open_finish;
  adapter->fetch_async = luukku_facebook_fetch_async;
  adapter->fetch_finish = luukku_facebook_fetch_finish;
  adapter->send_async = luukku_facebook_send_async;
  adapter->send_finish = luukku_facebook_send_finish;
  adapter->close = luukku_facebook_close;
  adapter->find_sent_async = luukku_facebook_find_sent_async;
  adapter->find_sent_finish = luukku_facebook_find_sent_finish;
  adapter->fetch_attachment_async = luukku_facebook_fetch_attachment_async;
  adapter->fetch_attachment_finish = luukku_facebook_fetch_attachment_finish;
}

static void
luukku_facebook_init (LuukkuFacebook *self)
{
  self->closing = g_cancellable_new ();
}

/* --- settings */

static gboolean
is_page_id (const char *text)
{
  gsize length = text == NULL ? 0 : strlen (text);

  return length > 0 && length <= MAX_PAGE_ID && strspn (text, "0123456789") == length;
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_ascii_strcasecmp (host, "localhost") == 0 ||
         (address != NULL && g_inet_address_get_is_loopback (address));
}

/* Returns: (transfer full) (nullable): without the slash at the end. Plain http only to this machine: a token
 * must not travel readable. */
static char *
clean_base (const char *text)
{
  g_autofree char *base = g_strstrip (g_strdup (text));
  g_autoptr (GUri) uri = NULL;
  gsize length = strlen (base);

  while (length > 0 && base[length - 1] == '/')
    base[--length] = '\0';
  uri = g_uri_parse (base, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return NULL;
  if (g_str_equal (g_uri_get_scheme (uri), "https"))
    return g_steal_pointer (&base);
  if (g_str_equal (g_uri_get_scheme (uri), "http") && is_loopback (g_uri_get_host (uri)))
    return g_steal_pointer (&base);
  return NULL;
}

/* Returns: (transfer full) (nullable): NULL when there is none; what was pasted around it is cut off. */
static char *
clean_token (const char *text)
{
  g_autofree char *token = text == NULL ? NULL : g_strstrip (g_strdup (text));

  if (token == NULL || *token == '\0' || strlen (token) > MAX_TOKEN)
    return NULL;
  for (const char *p = token; *p != '\0'; p++) {
    if (!g_ascii_isgraph (*p))
      return NULL;
  }
  return g_steal_pointer (&token);
}

static LuukkuAdapter *
luukku_facebook_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                        GError **error)
{
  g_autoptr (LuukkuFacebook) self = NULL;
  g_autofree char *base = NULL;
  g_autoptr (LuukkuChannelLimits) limits = NULL;
  g_autoptr (GError) cause = NULL;

  g_return_val_if_fail (LUUKKU_IS_TRANSPORT (transport), NULL);

  if (!is_page_id (settings->account)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The account's name must be the Page's id, digits only. It is shown in Meta's business "
            "settings and in the Page's own details."));
    return NULL;
  }
  base = clean_base (luukku_adapter_settings_get_string (settings, OPTION_API_BASE));
  if (base == NULL) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The address of the Graph API must begin with https:// and have no query. Correct it on the "
            "account's Advanced page, or leave it empty."));
    return NULL;
  }
  limits = luukku_channel_limits_load (ID, &cause);
  if (limits == NULL) {
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL, "%s", cause->message);
    return NULL;
  }
  self = g_object_new (LUUKKU_TYPE_FACEBOOK, NULL);
  self->transport = g_object_ref (transport);
  self->clock = g_object_ref (clock);
  self->base = g_steal_pointer (&base);
  self->page_id = g_strdup (settings->account);
  self->channel = g_strconcat (ID ":", settings->account, NULL);
  self->token = clean_token (settings->token);
  luukku_transport_set_ceiling (transport, clock, limits->calls, limits->calls_span);
  self->limits = g_steal_pointer (&limits);
  return LUUKKU_ADAPTER (g_steal_pointer (&self));
}

const LuukkuAdapterType luukku_facebook_type = {
  .id = ID,
  .protocol_id = "prpl-luukku-facebook",
  .name = N_ ("Facebook (Luukku)"),
  .icon = "luukku-facebook",
  .account_label = N_ ("Page id"),
  .needs_token = TRUE,
  .token_label = N_ ("Page access token"),
  .options = options,
  .create = luukku_facebook_create,
  .needs_network = TRUE,
};
