/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-account.c: one Page with its token at the Graph API: settings, opening, closing, calls,
 * attachments, banning.
 *
 * Must not put the token into an address, and must not follow an address that an answer names. */
#define G_LOG_DOMAIN "luukku"

#include "graph/luukku-graph-account.h"

#include <string.h>

#include "base/luukku-error.h"

#define MAX_PAGE_ID 32

static const LuukkuAdapterOption option_api_base = LUUKKU_GRAPH_OPTION_API_BASE;

G_DEFINE_ABSTRACT_TYPE (LuukkuGraphAccount, luukku_graph_account, LUUKKU_TYPE_ADAPTER)

/* --- calls */

GTask *
luukku_graph_account_task_new (LuukkuGraphAccount *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data, gpointer source_tag)
{
  return luukku_http_task_new (self->http, self, cancellable, callback, data, source_tag);
}

LuukkuGraphPlace
luukku_graph_account_place (LuukkuGraphAccount *self, const char *thread_id)
{
  return (LuukkuGraphPlace){
    .channel = self->channel,
    .page_id = self->page_id,
    .thread_id = thread_id,
    .fetched_at = luukku_clock_now (self->clock),
    .own_id = self->own_id,
  };
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  JsonNode *root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);

  if (root != NULL)
    g_task_return_pointer (task, root, (GDestroyNotify) json_node_unref);
  else
    g_task_return_error (task, error);
}

void
luukku_graph_account_call_async (LuukkuGraphAccount *self, const char *method, const char *path,
                                 JsonNode *body, gboolean sending, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data)
{
  const LuukkuFaultInfo info = { .needs_reauth = TRUE };
  g_autoptr (JsonNode) root = body;
  g_autoptr (GBytes) bytes = root != NULL ? luukku_http_json_body (root) : NULL;
  const LuukkuHttpCall call = { .method = method, .path = path, .body = bytes, .sending = sending };
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  GError *error = NULL;

  g_task_set_source_tag (task, luukku_graph_account_call_async);
  g_task_set_check_cancellable (task, FALSE);
  if (!self->has_token) {
    luukku_fault_set (
        &error, LUUKKU_FAULT_AUTH, &info,
        N_ ("This account has no access token yet. Give it the Page access token from Meta's business "
            "settings."));
    g_task_return_error (task, error);
    return;
  }
  luukku_http_call_async (self->http, &call, cancellable, on_answer, g_object_ref (task));
}

JsonNode *
luukku_graph_account_call_finish (LuukkuGraphAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- open and close */

static const LuukkuChannelLimits *
luukku_graph_account_get_limits (LuukkuAdapter *adapter)
{
  return LUUKKU_GRAPH_ACCOUNT (adapter)->limits;
}

/* Asking for a Page that does not exist, or is not the token's, is a matter of settings. */
static GError *
as_settings (LuukkuGraphAccount *self, GError *error)
{
  const LuukkuFaultInfo *info = luukku_fault_get_info (error);
  GError *fault = NULL;

  if (!g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE) &&
      !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST))
    return error;
  /* TRANSLATORS: %s is "Facebook" or "Instagram" */
  luukku_fault_set (
      &fault, LUUKKU_FAULT_SETTINGS, info,
      N_ ("%s does not know this Page, or the access token is not for it. Check the Page id in the "
          "account's settings and that the token belongs to the same Page."),
      self->platform->name);
  g_error_free (error);
  return fault;
}

static char *
read_page (LuukkuGraphAccount *self, JsonNode *root, GError **error)
{
  g_auto (LuukkuGraphPage) page = { 0 };
  GError *cause = NULL;

  if (!luukku_graph_parse_page (root, &page, &cause)) {
    luukku_fault_table_set_unreadable (self->platform->name, cause, FALSE, error);
    return NULL;
  }
  if (!g_str_equal (page.id, self->page_id)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The access token belongs to another Page. Give the token of the Page whose id is the "
            "account's name."));
    return NULL;
  }
  if (!self->platform->has_account)
    return g_steal_pointer (&page.name);
  if (page.account_id == NULL) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("No Instagram account is linked to this Page, or the access token does not cover it. Link a "
            "professional account to the Page in Meta's business settings and make a new token."));
    return NULL;
  }
  g_free (self->own_id);
  self->own_id = g_strdup (page.account_id);
  return page.account_name != NULL ? g_steal_pointer (&page.account_name) : g_steal_pointer (&page.name);
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (source);
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL;
  char *name = NULL;

  root = luukku_graph_account_call_finish (self, result, &error);
  if (root != NULL)
    name = read_page (self, root, &error);
  else
    error = as_settings (self, error);
  if (name != NULL)
    g_task_return_pointer (task, name, g_free);
  else
    g_task_return_error (task, error);
}

static void
luukku_graph_account_open_async (LuukkuAdapter *adapter, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data)
{
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (adapter);
  g_autoptr (GTask) task =
      luukku_graph_account_task_new (self, cancellable, callback, data, luukku_graph_account_open_async);
  g_autofree char *path =
      g_strdup_printf ("/%s?fields=id,name%s", self->page_id,
                       self->platform->has_account ? ",instagram_business_account{id,username}" : "");

  luukku_graph_account_call_async (self, NULL, path, NULL, FALSE, g_task_get_cancellable (task), on_page,
                                   g_object_ref (task));
}

static char *
luukku_graph_account_open_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
luukku_graph_account_close (LuukkuAdapter *adapter)
{
  luukku_http_close (LUUKKU_GRAPH_ACCOUNT (adapter)->http);
}

/* --- attachments: the addresses are signed, short-lived and on other hosts, which never see the token */

static void
on_bytes (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GBytes *bytes = luukku_http_get_bytes_finish (LUUKKU_HTTP (source), result, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
luukku_graph_account_fetch_attachment_async (LuukkuAdapter *adapter, const LuukkuAttachment *attachment,
                                             GCancellable *cancellable, GAsyncReadyCallback callback,
                                             gpointer data)
{
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (adapter);
  GTask *task = luukku_graph_account_task_new (self, cancellable, callback, data,
                                               luukku_graph_account_fetch_attachment_async);

  luukku_http_get_bytes_async (self->http, self->platform->name, attachment->url, attachment->size,
                               self->limits->max_attachment, g_task_get_cancellable (task), on_bytes, task);
}

static GBytes *
luukku_graph_account_fetch_attachment_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- banning */

static void
on_moderated (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (source);
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL;

  root = luukku_graph_account_call_finish (self, result, &error);
  if (root != NULL && !luukku_graph_parse_success (root))
    luukku_fault_table_set_unreadable (self->platform->name, NULL, FALSE, &error);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static JsonNode *
build_moderation (const char *person, const char *action)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "user_ids");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_string_value (builder, person);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "actions");
  json_builder_begin_array (builder);
  json_builder_add_string_value (builder, action);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

void
luukku_graph_account_moderate (LuukkuGraphAccount *self, const LuukkuActInit *act, GTask *task)
{
  g_autofree char *path = g_strdup_printf ("/%s/moderate_conversations", self->page_id);
  GError *error = NULL;

  if (!luukku_graph_is_id (act->resident_id) ||
      (act->kind != LUUKKU_ACT_BAN && act->kind != LUUKKU_ACT_UNBAN)) {
    luukku_fault_set (&error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                      N_ ("%s has not told who this person is, so nothing was done. Do it in the service "
                          "itself."),
                      self->platform->name);
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  luukku_graph_account_call_async (self, NULL, path,
                                   build_moderation (act->resident_id, act->kind == LUUKKU_ACT_BAN
                                                                           ? self->platform->ban
                                                                           : self->platform->unban),
                                   FALSE, g_task_get_cancellable (task), on_moderated, task);
}

static gboolean
luukku_graph_account_act_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- the object */

static void
luukku_graph_account_finalize (GObject *object)
{
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (object);

  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->limits, luukku_channel_limits_free);
  g_free (self->page_id);
  g_free (self->own_id);
  g_free (self->channel);
  G_OBJECT_CLASS (luukku_graph_account_parent_class)->finalize (object);
}

static void
luukku_graph_account_class_init (LuukkuGraphAccountClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_graph_account_finalize;
  adapter->get_limits = luukku_graph_account_get_limits;
  adapter->open_async = luukku_graph_account_open_async;
  adapter->open_finish = luukku_graph_account_open_finish;
  adapter->close = luukku_graph_account_close;
  adapter->fetch_attachment_async = luukku_graph_account_fetch_attachment_async;
  adapter->fetch_attachment_finish = luukku_graph_account_fetch_attachment_finish;
  adapter->act_finish = luukku_graph_account_act_finish;
}

static void
luukku_graph_account_init (LuukkuGraphAccount *self)
{
}

/* --- settings */

static gboolean
is_page_id (const char *text)
{
  gsize length = text == NULL ? 0 : strlen (text);

  return length > 0 && length <= MAX_PAGE_ID && strspn (text, "0123456789") == length;
}

static gboolean
check_settings (const LuukkuAdapterSettings *settings, const char *base, GError **error)
{
  if (!is_page_id (settings->account)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The account's name must be the Page's id, digits only. It is shown in Meta's business "
            "settings and in the Page's own details."));
    return FALSE;
  }
  if (base == NULL) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The address of the Graph API must begin with https:// and have no query. Correct it on the "
            "account's Advanced page, or leave it empty."));
    return FALSE;
  }
  return TRUE;
}

LuukkuAdapter *
luukku_graph_account_new (GType type, const LuukkuGraphPlatform *platform,
                          const LuukkuAdapterSettings *settings, LuukkuTransport *transport,
                          LuukkuClock *clock, GError **error)
{
  g_autofree char *base =
      luukku_http_clean_base (luukku_adapter_settings_get_string (settings, &option_api_base));
  char *token = luukku_http_clean_token (settings->token);
  g_autoptr (LuukkuGraphAccount) self = NULL;
  g_autoptr (LuukkuChannelLimits) limits = NULL;
  g_autoptr (GError) cause = NULL;

  g_return_val_if_fail (LUUKKU_IS_TRANSPORT (transport), NULL);

  if (check_settings (settings, base, error)) {
    limits = luukku_channel_limits_load (platform->id, &cause);
    if (limits == NULL)
      luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL, "%s", cause->message);
  }
  if (limits == NULL) {
    luukku_http_forget (token);
    return NULL;
  }
  self = g_object_new (type, NULL);
  self->platform = platform;
  self->clock = g_object_ref (clock);
  self->http = luukku_http_new (transport, clock, base, platform->check);
  self->has_token = token != NULL;
  luukku_http_set_bearer (self->http, token != NULL ? token : "");
  luukku_http_forget (token);
  self->page_id = g_strdup (settings->account);
  self->channel = g_strconcat (platform->id, ":", settings->account, NULL);
  luukku_transport_set_ceiling (transport, clock, limits->calls, limits->calls_span);
  self->limits = g_steal_pointer (&limits);
  return LUUKKU_ADAPTER (g_steal_pointer (&self));
}
