/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-desks.c: hands deliveries to desks, page by page, and forgets them when all desks have them.
 */
#define G_LOG_DOMAIN "luukku-relay"

#include "relay/luukku-relay-private.h"

#include "base/luukku-error.h"

#include <string.h>

#define DEFAULT_LIMIT 100
#define MAX_LIMIT 500
#define MAX_PAGE (2 * 1024 * 1024) /* bytes of bodies in one answer, about: desks take 8 MB */
#define MAX_WAIT 55                /* seconds: below the minute at which reverse proxies give up */
#define BEARER "Bearer "

/* A desk that asked for what is not there yet. */
typedef struct {
  LuukkuRelayServer *server;  /* no ref: owns us */
  SoupServerMessage *message; /* (ref), paused */
  char *endpoint;
  char *cursor; /* (nullable) */
  guint limit;
  guint timeout_id;
} Waiter;

/* --- who asks */

static const LuukkuRelayDesk *
desk_of (LuukkuRelayServer *self, SoupServerMessage *message)
{
  const char *given =
      soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization");

  if (given == NULL || g_ascii_strncasecmp (given, BEARER, strlen (BEARER)) != 0)
    return NULL;
  return luukku_relay_config_find_desk (self->config, given + strlen (BEARER));
}

/* All desks of a town may come from one address: one with an old token does not lock the others out. */
static void
refuse_stranger (LuukkuRelayServer *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *address = relay_address_of (message);

  if (!luukku_relay_buckets_take (self->strangers, address, luukku_clock_now (self->clock))) {
    soup_message_headers_replace (headers, "Retry-After", "60");
    relay_answer_error (message, 429, "too-many",
                        "Too many wrong tokens came from this address. Wait a minute.");
    return;
  }
  g_message ("a desk with an unknown token was refused");
  soup_message_headers_replace (headers, "WWW-Authenticate", "Bearer");
  relay_answer_error (message, 401, "token", "The token is not known here.");
}

gboolean
relay_desks_admit (LuukkuRelayServer *self, const LuukkuRelayEndpoint *endpoint, SoupServerMessage *message)
{
  const LuukkuRelayDesk *desk = desk_of (self, message);

  if (desk == NULL)
    refuse_stranger (self, message);
  else if (endpoint == NULL || !luukku_relay_desk_may_read (desk, endpoint->name))
    relay_answer_error (message, 403, "endpoint", "This token may not read that endpoint.");
  else
    return TRUE;
  return FALSE;
}

/* --- a page */

static void
add_delivery (JsonBuilder *builder, const LuukkuRelayDelivery *delivery)
{
  gsize size;
  const guchar *data = g_bytes_get_data (delivery->body, &size);
  g_autofree char *body = g_base64_encode (data, size);
  g_autofree char *received = luukku_time_to_iso8601 (delivery->received);
  g_autoptr (JsonNode) headers = json_from_string (delivery->headers, NULL);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "number");
  json_builder_add_int_value (builder, delivery->number);
  json_builder_set_member_name (builder, "received");
  json_builder_add_string_value (builder, received);
  json_builder_set_member_name (builder, "headers");
  if (headers != NULL)
    json_builder_add_value (builder, g_steal_pointer (&headers));
  else
    json_builder_add_null_value (builder);
  json_builder_set_member_name (builder, "body");
  json_builder_add_string_value (builder, body);
  json_builder_end_object (builder);
}

static void
answer_page (LuukkuRelayServer *self, SoupServerMessage *message, const LuukkuRelayPage *page)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *cursor = luukku_relay_spool_cursor (self->spool, page->last);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "deliveries");
  json_builder_begin_array (builder);
  for (guint i = 0; i < page->deliveries->len; i++)
    add_delivery (builder, g_ptr_array_index (page->deliveries, i));
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "cursor");
  json_builder_add_string_value (builder, cursor);
  json_builder_set_member_name (builder, "more");
  json_builder_add_boolean_value (builder, page->more);
  json_builder_set_member_name (builder, "gap");
  json_builder_add_boolean_value (builder, page->gap);
  json_builder_end_object (builder);
  relay_answer_json (message, 200, json_builder_get_root (builder));
}

static void
answer_failure (SoupServerMessage *message, const GError *error)
{
  if (g_error_matches (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND))
    relay_answer_error (message, 410, "cursor", error->message);
  else if (g_error_matches (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT))
    relay_answer_error (message, 400, "cursor", error->message);
  else {
    g_warning ("%s", error->message);
    relay_answer_error (message, 503, "spool", "The spool cannot be read now. Ask again later.");
  }
}

/* --- waiting */

static void
free_waiter (Waiter *waiter)
{
  luukku_clock_clear_timeout (waiter->server->clock, &waiter->timeout_id);
  g_signal_handlers_disconnect_by_data (waiter->message, waiter);
  g_object_unref (waiter->message);
  g_free (waiter->endpoint);
  g_free (waiter->cursor);
  g_free (waiter);
}

static void
end_wait (Waiter *waiter)
{
  LuukkuRelayServer *self = waiter->server;
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuRelayPage) page = luukku_relay_spool_read (self->spool, waiter->endpoint, waiter->cursor,
                                                              waiter->limit, MAX_PAGE, &error);

  self->waiters = g_list_remove (self->waiters, waiter);
  if (page != NULL)
    answer_page (self, waiter->message, page);
  else
    answer_failure (waiter->message, error);
  soup_server_message_unpause (waiter->message);
  free_waiter (waiter);
}

static gboolean
on_wait_over (gpointer data)
{
  Waiter *waiter = data;

  waiter->timeout_id = 0;
  end_wait (waiter);
  return G_SOURCE_REMOVE;
}

static void
on_desk_gone (SoupServerMessage *message, gpointer data)
{
  Waiter *waiter = data;

  waiter->server->waiters = g_list_remove (waiter->server->waiters, waiter);
  free_waiter (waiter);
}

static void
start_wait (LuukkuRelayServer *self, SoupServerMessage *message, const char *endpoint, const char *cursor,
            guint limit, guint seconds)
{
  Waiter *waiter = g_new0 (Waiter, 1);

  waiter->server = self;
  waiter->message = g_object_ref (message);
  waiter->endpoint = g_strdup (endpoint);
  waiter->cursor = g_strdup (cursor);
  waiter->limit = limit;
  waiter->timeout_id =
      luukku_clock_add_timeout (self->clock, seconds * G_TIME_SPAN_SECOND, on_wait_over, waiter);
  g_signal_connect (message, "disconnected", G_CALLBACK (on_desk_gone), waiter);
  self->waiters = g_list_append (self->waiters, waiter);
  soup_server_message_pause (message);
}

void
relay_desks_wake (LuukkuRelayServer *self, const char *endpoint)
{
  for (GList *next = self->waiters, *l; (l = next) != NULL;) {
    Waiter *waiter = l->data;

    next = l->next;
    if (g_str_equal (waiter->endpoint, endpoint))
      end_wait (waiter);
  }
}

void
relay_desks_drop_all (LuukkuRelayServer *self)
{
  while (self->waiters != NULL)
    end_wait (self->waiters->data);
}

/* --- the two calls */

static guint
number_in (GHashTable *query, const char *name, guint otherwise, guint most)
{
  const char *text = query != NULL ? g_hash_table_lookup (query, name) : NULL;
  guint64 number;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &number, NULL))
    return otherwise;
  return (guint) MIN (number, most);
}

static void
give_deliveries (LuukkuRelayServer *self, const LuukkuRelayEndpoint *endpoint, SoupServerMessage *message,
                 GHashTable *query)
{
  const char *cursor = query != NULL ? g_hash_table_lookup (query, "after") : NULL;
  guint limit = MAX (number_in (query, "limit", DEFAULT_LIMIT, MAX_LIMIT), 1);
  guint wait = number_in (query, "wait", 0, MAX_WAIT);
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuRelayPage) page = NULL;

  relay_hooks_flush (self); /* nothing is given out that is not on the disk */
  page = luukku_relay_spool_read (self->spool, endpoint->name, cursor, limit, MAX_PAGE, &error);
  if (page == NULL)
    answer_failure (message, error);
  else if (page->deliveries->len == 0 && !page->gap && wait > 0)
    start_wait (self, message, endpoint->name, cursor, limit, wait);
  else
    answer_page (self, message, page);
}

/* Returns: (transfer full) (nullable): the member "cursor" of the body. */
static char *
cursor_in (SoupServerMessage *message)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize size;
  const char *data = g_bytes_get_data (body, &size);
  JsonNode *root;
  JsonNode *member;

  if (size == 0 || !json_parser_load_from_data (parser, data, (gssize) size, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  member = json_object_get_member (json_node_get_object (root), "cursor");
  if (member == NULL || !JSON_NODE_HOLDS_VALUE (member) || json_node_get_value_type (member) != G_TYPE_STRING)
    return NULL;
  return g_strdup (json_node_get_string (member));
}

static void
prune_endpoint (LuukkuRelayServer *self, const char *endpoint)
{
  g_autoptr (GPtrArray) desks = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < self->config->desks->len; i++) {
    const LuukkuRelayDesk *desk = g_ptr_array_index (self->config->desks, i);

    if (luukku_relay_desk_may_read (desk, endpoint))
      g_ptr_array_add (desks, desk->name);
  }
  g_ptr_array_add (desks, NULL);
  if (!luukku_relay_spool_prune (self->spool, endpoint, (const char *const *) desks->pdata,
                                 self->config->keep, luukku_clock_now (self->clock), &error))
    g_warning ("%s", error->message);
}

void
relay_desks_prune (LuukkuRelayServer *self)
{
  relay_hooks_flush (self);
  for (guint i = 0; i < self->config->endpoints->len; i++) {
    const LuukkuRelayEndpoint *endpoint = g_ptr_array_index (self->config->endpoints, i);

    prune_endpoint (self, endpoint->name);
  }
}

static void
take_acknowledgement (LuukkuRelayServer *self, const LuukkuRelayEndpoint *endpoint,
                      SoupServerMessage *message)
{
  const LuukkuRelayDesk *desk = desk_of (self, message);
  g_autofree char *cursor = cursor_in (message);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) error = NULL;
  gint64 waiting;

  if (cursor == NULL) {
    relay_answer_error (message, 400, "cursor", "Send {\"cursor\": …} as the last page gave it.");
    return;
  }
  relay_hooks_flush (self);
  if (!luukku_relay_spool_acknowledge (self->spool, endpoint->name, desk->name, cursor,
                                       luukku_clock_now (self->clock), &error) ||
      !luukku_relay_spool_count (self->spool, endpoint->name, desk->name, &waiting, &error)) {
    answer_failure (message, error);
    return;
  }
  prune_endpoint (self, endpoint->name);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "waiting");
  json_builder_add_int_value (builder, waiting);
  json_builder_end_object (builder);
  relay_answer_json (message, 200, json_builder_get_root (builder));
}

void
relay_desks_handle (LuukkuRelayServer *self, const LuukkuRelayEndpoint *endpoint, const char *what,
                    SoupServerMessage *message, GHashTable *query)
{
  if (g_str_equal (what, "deliveries"))
    give_deliveries (self, endpoint, message, query);
  else
    take_acknowledgement (self, endpoint, message);
}
