/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-server.c: listens, finds what is asked for, and refuses before a body is read what cannot be
 * taken. */
#define G_LOG_DOMAIN "luukku-relay"

#include "relay/luukku-relay-private.h"

#include "base/luukku-error.h"

#include <string.h>

#define HOOKS "/hooks/"
#define ENDPOINTS "/v1/endpoints/"
#define HEALTH "/health"
#define BACKLOG 1024
#define WRONG_TOKENS 10 /* a minute and address */
#define PRUNE_INTERVAL G_TIME_SPAN_HOUR

/* Where a path leads. */
typedef struct {
  const LuukkuRelayEndpoint *endpoint; /* (nullable) */
  const char *what;                    /* of a desk: "deliveries" or "acknowledgements"; NULL: a hook */
  gboolean known;
} Route;

/* --- answers */

void
relay_answer_json (SoupServerMessage *message, guint status, JsonNode *node)
{
  g_autoptr (JsonNode) root = node;
  g_autofree char *text = json_to_string (root, FALSE);
  gsize size = strlen (text);

  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Cache-Control",
                                "no-store");
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE, g_steal_pointer (&text),
                                    size);
  soup_server_message_set_status (message, status, NULL);
}

void
relay_answer_error (SoupServerMessage *message, guint status, const char *code, const char *sentence)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "error");
  json_builder_add_string_value (builder, code);
  json_builder_set_member_name (builder, "message");
  json_builder_add_string_value (builder, sentence);
  json_builder_end_object (builder);
  relay_answer_json (message, status, json_builder_get_root (builder));
}

/* Only the last hop that the proxy itself wrote counts: what stands before it anybody can write. */
char *
relay_address_of (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *forwarded = soup_message_headers_get_list (headers, "X-Forwarded-For");
  GSocketAddress *remote = soup_server_message_get_remote_address (message);
  GInetAddress *address = G_IS_INET_SOCKET_ADDRESS (remote)
                              ? g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote))
                              : NULL;
  const char *comma;

  if (address == NULL)
    return g_strdup ("?");
  if (forwarded == NULL || !g_inet_address_get_is_loopback (address))
    return g_inet_address_to_string (address);
  comma = strrchr (forwarded, ',');
  return g_strstrip (g_strndup (comma != NULL ? comma + 1 : forwarded, 64));
}

/* --- ways */

static Route
find_route (LuukkuRelayServer *self, const char *path)
{
  Route route = { NULL, NULL, FALSE };
  g_auto (GStrv) parts = NULL;

  if (g_str_has_prefix (path, HOOKS)) {
    route.endpoint = luukku_relay_config_find_endpoint (self->config, path + strlen (HOOKS));
    route.known = route.endpoint != NULL;
  } else if (g_str_has_prefix (path, ENDPOINTS)) {
    parts = g_strsplit (path + strlen (ENDPOINTS), "/", 3);
    if (g_strv_length (parts) != 2)
      return route;
    if (g_str_equal (parts[1], "deliveries"))
      route.what = "deliveries";
    else if (g_str_equal (parts[1], "acknowledgements"))
      route.what = "acknowledgements";
    route.endpoint = luukku_relay_config_find_endpoint (self->config, parts[0]);
    route.known = route.what != NULL;
  }
  return route;
}

static gboolean
is_method (SoupServerMessage *message, const char *method)
{
  return g_strcmp0 (soup_server_message_get_method (message), method) == 0;
}

static gboolean
may_use_method (const Route *route, SoupServerMessage *message)
{
  if (route->what == NULL)
    return is_method (message, "GET") || is_method (message, "POST");
  return is_method (message, g_str_equal (route->what, "deliveries") ? "GET" : "POST");
}

/* Reads nothing of a body that would be refused anyway. */
static gboolean
admit_body (LuukkuRelayServer *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (!is_method (message, "POST"))
    return TRUE;
  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH)
    relay_answer_error (message, 411, "length-required", "Send the length of the body.");
  else if ((guint64) soup_message_headers_get_content_length (headers) > self->config->max_body)
    relay_answer_error (message, 413, "too-large", "The body is larger than this relay takes.");
  else
    return TRUE;
  return FALSE;
}

static void
on_early (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  LuukkuRelayServer *self = data;
  Route route = find_route (self, path);
  gboolean admitted = FALSE;

  /* libsoup ends after its answer what it has not accepted itself: senders are told. */
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection", "close");
  if (g_str_equal (path, HEALTH))
    return;
  if (!route.known)
    relay_answer_error (message, 404, "not-found", "There is nothing at this address.");
  else if (!may_use_method (&route, message))
    relay_answer_error (message, 405, "method", "This address does not take that method.");
  else if (admit_body (self, message))
    admitted = route.what == NULL ? relay_hooks_admit (self, route.endpoint, message)
                                  : relay_desks_admit (self, route.endpoint, message);
  if (!admitted)
    soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
}

static void
answer_health (LuukkuRelayServer *self, SoupServerMessage *message)
{
  const LuukkuRelayEndpoint *first = g_ptr_array_index (self->config->endpoints, 0);
  g_autoptr (LuukkuRelayPage) page = luukku_relay_spool_read (self->spool, first->name, NULL, 1, 1, NULL);

  if (page == NULL)
    relay_answer_error (message, 503, "spool", "The spool cannot be read.");
  else
    soup_server_message_set_status (message, 200, NULL);
}

static void
on_request (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  LuukkuRelayServer *self = data;
  Route route = find_route (self, path);

  if (g_str_equal (path, HEALTH))
    answer_health (self, message);
  else if (route.what == NULL)
    relay_hooks_handle (self, route.endpoint, message, query);
  else
    relay_desks_handle (self, route.endpoint, route.what, message, query);
}

/* --- life */

static gboolean
on_prune (gpointer data)
{
  relay_desks_prune (data);
  return G_SOURCE_CONTINUE;
}

/* A socket of our own: GSocketListener lets only ten connections wait, and a burst of webhooks is then reset;
 * who is accepted is luukku-relay-connections.c's. */
static GSocket *
new_socket (const LuukkuRelayConfig *config, GError **error)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (config->host, config->port);
  g_autoptr (GSocket) socket = NULL;
  GError *source = NULL;

  socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                         &source);
  if (socket != NULL) {
    g_socket_set_listen_backlog (socket, BACKLOG);
    if (g_socket_bind (socket, address, TRUE, &source) && g_socket_listen (socket, &source))
      return g_steal_pointer (&socket);
  }
  luukku_error_take_gio (error, source, N_ ("The relay cannot listen at %s, port %u."), config->host,
                         config->port);
  return NULL;
}

static guint16
port_of (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, NULL);

  return address != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}

static gboolean
start_listening (LuukkuRelayServer *self, GError **error)
{
  g_autoptr (GSocket) socket = new_socket (self->config, error);

  if (socket == NULL)
    return FALSE;
  self->soup = soup_server_new ("server-header", "luukku-relay", NULL);
  soup_server_add_early_handler (self->soup, NULL, on_early, self, NULL);
  soup_server_add_handler (self->soup, NULL, on_request, self, NULL);
  self->port = port_of (socket);
  self->connections =
      luukku_relay_connections_new (self->soup, socket, self->config->connections, self->clock);
  return TRUE;
}

LuukkuRelayServer *
luukku_relay_server_new (LuukkuRelayConfig *config, LuukkuClock *clock, GError **error)
{
  g_autoptr (LuukkuRelayServer) self = g_new0 (LuukkuRelayServer, 1);

  self->config = config;
  self->clock = g_object_ref (clock);
  self->strangers = luukku_relay_buckets_new (WRONG_TOKENS, G_TIME_SPAN_MINUTE);
  self->rates = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->complaints = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->pending = g_ptr_array_new_with_free_func (g_object_unref);
  self->fresh = g_hash_table_new (g_str_hash, g_str_equal);
  self->spool = luukku_relay_spool_open (config->spool, config->max_spool, error);
  if (self->spool == NULL || !start_listening (self, error))
    return NULL;
  self->prune_id = luukku_clock_add_timeout (clock, PRUNE_INTERVAL, on_prune, self);
  return g_steal_pointer (&self);
}

void
luukku_relay_server_free (LuukkuRelayServer *self)
{
  if (self == NULL)
    return;
  if (self->soup != NULL) {
    relay_hooks_flush (self);
    relay_desks_drop_all (self);
    luukku_relay_connections_free (self->connections);
    soup_server_disconnect (self->soup);
  }
  g_clear_object (&self->soup);
  luukku_clock_clear_timeout (self->clock, &self->prune_id);
  g_clear_handle_id (&self->commit_id, g_source_remove);
  luukku_relay_spool_free (self->spool);
  g_ptr_array_unref (self->pending);
  g_hash_table_unref (self->fresh);
  g_hash_table_unref (self->rates);
  g_hash_table_unref (self->complaints);
  luukku_relay_buckets_free (self->strangers);
  luukku_relay_config_free (self->config);
  g_object_unref (self->clock);
  g_free (self);
}

guint16
luukku_relay_server_get_port (LuukkuRelayServer *self)
{
  return self->port;
}
