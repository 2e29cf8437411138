/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-account.c: one Page with its token at the Graph API: settings, opening, calls, banning.
 *
 * Must not put the token into an address, and must not follow an address that an answer names. */
#define G_LOG_DOMAIN "luukku"

#include "graph/luukku-graph-account.h"

#include <string.h>

#include "base/luukku-error.h"

#define MAX_PAGE_ID 32

static const LuukkuAdapterOption option_api_base = LUUKKU_GRAPH_OPTION_API_BASE;

G_DEFINE_ABSTRACT_TYPE (LuukkuGraphAccount, luukku_graph_account, LUUKKU_TYPE_HTTP_ADAPTER)

/* --- calls */

LuukkuGraphPlace
luukku_graph_account_place (LuukkuGraphAccount *self, const char *thread_id)
{
  return (LuukkuGraphPlace){
    .channel = self->base.channel,
    .page_id = self->page_id,
    .thread_id = thread_id,
    .fetched_at = luukku_clock_now (self->base.clock),
    .own_id = self->own_id,
  };
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  JsonNode *root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);

  luukku_task_return (task, root, (GDestroyNotify) json_node_unref, error);
}

void
luukku_graph_account_call_async (LuukkuGraphAccount *self, const char *method, const char *path,
                                 JsonNode *body, gboolean sending, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (JsonNode) root = body;
  g_autoptr (GBytes) bytes = root != NULL ? luukku_http_json_body (root) : NULL;
  const LuukkuHttpCall call = { .method = method, .path = path, .body = bytes, .sending = sending };
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, luukku_graph_account_call_async);
  g_task_set_check_cancellable (task, FALSE);
  luukku_http_adapter_call (self, &call, task, on_answer);
}

JsonNode *
luukku_graph_account_call_finish (LuukkuGraphAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- open */

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
      self->platform->http.name);
  g_error_free (error);
  return fault;
}

static char *
read_page (LuukkuGraphAccount *self, JsonNode *root, GError **error)
{
  g_auto (LuukkuGraphPage) page = { 0 };
  GError *cause = NULL;

  if (!luukku_graph_parse_page (root, &page, &cause)) {
    luukku_fault_table_set_unreadable (self->platform->http.name, cause, FALSE, error);
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
  luukku_task_return (task, name, g_free, error);
}

static void
luukku_graph_account_open_async (LuukkuAdapter *adapter, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data)
{
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_graph_account_open_async);
  g_autofree char *path =
      g_strdup_printf ("/%s?fields=id,name%s", self->page_id,
                       self->platform->has_account ? ",instagram_business_account{id,username}" : "");

  luukku_graph_account_call_async (self, NULL, path, NULL, FALSE, g_task_get_cancellable (task), on_page,
                                   g_object_ref (task));
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
    luukku_fault_table_set_unreadable (self->platform->http.name, NULL, FALSE, &error);
  luukku_task_return_done (task, error);
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
                      self->platform->http.name);
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

/* --- the object */

static void
luukku_graph_account_close (LuukkuAdapter *adapter)
{
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (adapter);

  if (self->relay != NULL)
    luukku_graph_relay_close (self->relay);
  LUUKKU_ADAPTER_CLASS (luukku_graph_account_parent_class)->close (adapter);
}

static void
luukku_graph_account_finalize (GObject *object)
{
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (object);

  g_free (self->page_id);
  g_free (self->own_id);
  luukku_graph_relay_free (self->relay);
  G_OBJECT_CLASS (luukku_graph_account_parent_class)->finalize (object);
}

static void
luukku_graph_account_class_init (LuukkuGraphAccountClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_graph_account_finalize;
  adapter->open_async = luukku_graph_account_open_async;
  adapter->close = luukku_graph_account_close;
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

LuukkuAdapter *
luukku_graph_account_new (GType type, const LuukkuGraphPlatform *platform,
                          const LuukkuAdapterSettings *settings, LuukkuTransport *transport,
                          LuukkuClock *clock, GError **error)
{
  LuukkuGraphAccount *self;
  LuukkuGraphRelay *relay = NULL;

  if (!is_page_id (settings->account)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The account's name must be the Page's id, digits only. It is shown in Meta's business "
            "settings and in the Page's own details."));
    return NULL;
  }
  if (!luukku_graph_relay_open (settings, transport, clock, &relay, error))
    return NULL;
  self = luukku_http_adapter_new (type, &platform->http, settings,
                                  luukku_adapter_settings_get_string (settings, &option_api_base), transport,
                                  clock, error);
  if (self == NULL) {
    luukku_graph_relay_free (relay);
    return NULL;
  }
  self->relay = relay;
  self->platform = platform;
  self->page_id = g_strdup (settings->account);
  return LUUKKU_ADAPTER (self);
}
