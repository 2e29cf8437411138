/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-direct.c: the adapter of a Page's direct messages: its class, and the newest messages of one
 * thread, which both fetching and looking up a reply read. */
#define G_LOG_DOMAIN "luukku"

#include "graph/luukku-graph-direct.h"

#define LUUKKU_TYPE_GRAPH_DIRECT (luukku_graph_direct_get_type ())

typedef LuukkuGraphAccount LuukkuGraphDirect;
typedef LuukkuGraphAccountClass LuukkuGraphDirectClass;

static GType luukku_graph_direct_get_type (void);
G_DEFINE_TYPE (LuukkuGraphDirect, luukku_graph_direct, LUUKKU_TYPE_GRAPH_ACCOUNT)

/* --- the newest messages of a thread */

static void
on_messages (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (source);
  const LuukkuGraphPlace place = luukku_graph_account_place (self, g_task_get_task_data (task));
  g_autoptr (JsonNode) root = NULL;
  LuukkuGraphMessages *messages = NULL;
  GError *error = NULL, *cause = NULL;

  root = luukku_graph_account_call_finish (self, result, &error);
  if (root != NULL) {
    messages = luukku_graph_parse_messages (root, &place, &cause);
    if (messages == NULL)
      luukku_fault_table_set_unreadable (self->platform->http.name, cause, FALSE, &error);
  }
  if (messages != NULL)
    g_task_return_pointer (task, messages, (GDestroyNotify) luukku_graph_messages_free);
  else
    g_task_return_error (task, error);
}

void
luukku_graph_read_thread_async (LuukkuGraphAccount *self, const char *thread_id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  g_autofree char *escaped = g_uri_escape_string (thread_id, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/%s/messages?fields=%s&limit=%d", escaped,
                                           self->platform->message_fields, LUUKKU_GRAPH_WINDOW);

  g_task_set_source_tag (task, luukku_graph_read_thread_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_strdup (thread_id), g_free);
  luukku_graph_account_call_async (self, NULL, path, NULL, FALSE, cancellable, on_messages, task);
}

LuukkuGraphMessages *
luukku_graph_read_thread_finish (LuukkuGraphAccount *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the class */

static LuukkuCapabilities
luukku_graph_direct_get_capabilities (LuukkuAdapter *adapter)
{
  return LUUKKU_CAN_FIND_SENT | LUUKKU_CAN_FETCH_ATTACHMENT | LUUKKU_CAN_POLL | LUUKKU_CAN_BAN;
}

static void
luukku_graph_direct_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data)
{
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (adapter);

  luukku_graph_account_moderate (
      self, luukku_act_peek (act),
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_graph_direct_act_async));
}

static void
luukku_graph_direct_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data)
{
  luukku_graph_relay_fetch (adapter, luukku_graph_fetch_async, cursor, cancellable, callback, data);
}

static void
luukku_graph_direct_class_init (LuukkuGraphDirectClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  adapter->get_capabilities = luukku_graph_direct_get_capabilities;
  adapter->fetch_async = luukku_graph_direct_fetch_async;
  adapter->send_async = luukku_graph_send_async;
  adapter->find_sent_async = luukku_graph_find_sent_async;
  adapter->act_async = luukku_graph_direct_act_async;
}

static void
luukku_graph_direct_init (LuukkuGraphDirect *self)
{
}

LuukkuAdapter *
luukku_graph_create_direct (const LuukkuGraphPlatform *platform, const LuukkuAdapterSettings *settings,
                            LuukkuTransport *transport, LuukkuClock *clock, GError **error)
{
  return luukku_graph_account_new (LUUKKU_TYPE_GRAPH_DIRECT, platform, settings, transport, clock, error);
}
