/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-connections.c: accepts connections up to a limit, and ends those that do not get on. */
#define G_LOG_DOMAIN "luukku-relay"

#include "relay/luukku-relay-connections.h"

#include <string.h>

#define AT_ONCE 64                            /* accepted before anything else gets its turn */
#define PAUSE (100 * G_TIME_SPAN_MILLISECOND) /* after a connection that this machine could not take */
#define MAX_LINGERING 256
#define REFUSAL                                                                                              \
  "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

struct _LuukkuRelayConnections {
  SoupServer *soup;   /* no ref: outlives us */
  GSocket *socket;    /* (ref): listens */
  LuukkuClock *clock; /* (ref) */
  guint most;
  GHashTable *connections; /* GSocketAddress of the other side (ref of the value) → Connection (owned) */
  guint ending;            /* of these, told to end */
  guint64 came;            /* how many there have been */
  GQueue lingering;        /* GSource (ref): refused, but not gone yet */
  GSource *accepting;      /* (ref) (nullable) */
  guint resume_id;
  guint end_id;
  gint64 told_at; /* UTC µs: that somebody was refused */
};

typedef struct {
  LuukkuRelayConnections *owner; /* no ref: owns us */
  GSocketAddress *remote;        /* (ref): libsoup hands out the very same one */
  GIOStream *stream;             /* weak: libsoup's */
  GSocket *socket;               /* (ref) */
  gint64 until;                  /* UTC µs */
  guint64 number;                /* the how many-th it is */
  gboolean asks;                 /* a whole request is there, its answer is not */
  gboolean ends;                 /* libsoup closes it when it reads the end */
} Connection;

static void start_accepting (LuukkuRelayConnections *self);

/* --- one connection */

static void
on_closed (gpointer data, GObject *where_the_stream_was)
{
  Connection *connection = data;

  connection->stream = NULL;
  connection->owner->ending -= connection->ends ? 1 : 0;
  g_hash_table_remove (connection->owner->connections, connection->remote);
}

static void
free_connection (gpointer data)
{
  Connection *self = data;

  if (self->stream != NULL)
    g_object_weak_unref (G_OBJECT (self->stream), on_closed, self);
  g_object_unref (self->socket);
  g_object_unref (self->remote);
  g_free (self);
}

static void
note (LuukkuRelayConnections *self, SoupServerMessage *message, gboolean asks)
{
  Connection *connection =
      g_hash_table_lookup (self->connections, soup_server_message_get_remote_address (message));

  if (connection == NULL)
    return;
  connection->asks = asks;
  connection->until =
      luukku_clock_now (self->clock) + (asks ? LUUKKU_RELAY_ANSWER_PATIENCE : LUUKKU_RELAY_PATIENCE);
}

static void
on_request_read (SoupServer *soup, SoupServerMessage *message, LuukkuRelayConnections *self)
{
  note (self, message, TRUE);
}

static void
on_request_over (SoupServer *soup, SoupServerMessage *message, LuukkuRelayConnections *self)
{
  note (self, message, FALSE);
}

/* --- those that do not get on */

static void
end (LuukkuRelayConnections *self, Connection *connection)
{
  if (connection->ends)
    return;
  connection->ends = TRUE;
  self->ending++;
  g_socket_shutdown (connection->socket, TRUE, TRUE, NULL);
}

static gboolean on_end (gpointer data);

static void
arm (LuukkuRelayConnections *self, gint64 span)
{
  if (self->end_id == 0)
    self->end_id = luukku_clock_add_timeout (self->clock, span, on_end, self);
}

static gboolean
on_end (gpointer data)
{
  LuukkuRelayConnections *self = data;
  gint64 now = luukku_clock_now (self->clock);
  gint64 next = G_MAXINT64;
  guint ended = 0;
  GHashTableIter iter;
  Connection *connection;

  self->end_id = 0;
  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &connection)) {
    if (connection->ends)
      continue;
    if (connection->until <= now) {
      end (self, connection);
      ended++;
    } else {
      next = MIN (next, connection->until);
    }
  }
  if (ended > 0)
    g_message ("%u connections ended that sent nothing whole in time", ended);
  if (next != G_MAXINT64)
    arm (self, MAX (next - now, G_TIME_SPAN_SECOND));
  return G_SOURCE_REMOVE;
}

/* --- accepting */

static void
drop_source (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

static gboolean
on_more (GSocket *socket, GIOCondition condition, gpointer data)
{
  LuukkuRelayConnections *self = data;
  GSource *source = g_main_current_source ();
  char unread[4096];

  if (g_socket_receive (socket, unread, sizeof unread, NULL, NULL) > 0)
    return G_SOURCE_CONTINUE;
  g_queue_remove (&self->lingering, source);
  g_source_unref (source);
  return G_SOURCE_REMOVE;
}

/* Closed at once, over a request that is still coming, it would be a reset, and the refusal lost. */
static void
linger (LuukkuRelayConnections *self, GSocket *socket)
{
  GSource *source = g_socket_create_source (socket, G_IO_IN, NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (on_more), self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  g_queue_push_tail (&self->lingering, source);
  if (g_queue_get_length (&self->lingering) > MAX_LINGERING)
    drop_source (g_queue_pop_head (&self->lingering));
}

/* Says at most once a minute that the limit is reached. */
static void
refuse (LuukkuRelayConnections *self, GSocket *socket)
{
  gint64 now = luukku_clock_now (self->clock);

  g_socket_set_blocking (socket, FALSE);
  g_socket_send (socket, REFUSAL, strlen (REFUSAL), NULL, NULL);
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  linger (self, socket);
  if (self->told_at != 0 && now - self->told_at < G_TIME_SPAN_MINUTE)
    return;
  self->told_at = now;
  g_message ("%u connections at once: further ones are told to come later", self->most);
}

static gboolean
is_older (const Connection *one, const Connection *other)
{
  return one->until < other->until || (one->until == other->until && one->number < other->number);
}

/* The one that has said nothing for the longest time gives its place up, unless it has only just come.
 * Returns: FALSE when there is none: everybody waits for an answer, or a crowd has come at once. */
static gboolean
make_room (LuukkuRelayConnections *self)
{
  Connection *oldest = NULL;
  GHashTableIter iter;
  Connection *connection;

  if (g_hash_table_size (self->connections) - self->ending < self->most)
    return TRUE;
  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &connection)) {
    if (!connection->asks && !connection->ends && (oldest == NULL || is_older (connection, oldest)))
      oldest = connection;
  }
  if (oldest == NULL ||
      oldest->until - LUUKKU_RELAY_PATIENCE + LUUKKU_RELAY_QUIET > luukku_clock_now (self->clock))
    return FALSE;
  end (self, oldest);
  return TRUE;
}

static void
hand_over (LuukkuRelayConnections *self, GSocket *socket)
{
  g_autoptr (GSocketAddress) remote = g_socket_get_remote_address (socket, NULL);
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, NULL);
  g_autoptr (GSocketConnection) stream = NULL;
  Connection *connection;

  if (remote == NULL || local == NULL)
    return; /* gone already */
  stream = g_socket_connection_factory_create_connection (socket);
  connection = g_new0 (Connection, 1);
  connection->owner = self;
  connection->remote = g_object_ref (remote);
  connection->stream = G_IO_STREAM (stream);
  connection->socket = g_object_ref (socket);
  connection->number = ++self->came;
  connection->until = luukku_clock_now (self->clock) + LUUKKU_RELAY_PATIENCE;
  g_object_weak_ref (G_OBJECT (stream), on_closed, connection);
  g_hash_table_insert (self->connections, connection->remote, connection);
  soup_server_accept_iostream (self->soup, G_IO_STREAM (stream), local, remote, NULL);
  arm (self, LUUKKU_RELAY_PATIENCE);
}

static gboolean
on_resume (gpointer data)
{
  LuukkuRelayConnections *self = data;

  self->resume_id = 0;
  start_accepting (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_knock (GSocket *listening, GIOCondition condition, gpointer data)
{
  LuukkuRelayConnections *self = data;

  for (guint i = 0; i < AT_ONCE; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GSocket) socket = g_socket_accept (listening, NULL, &error);

    if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
      return G_SOURCE_CONTINUE;
    if (socket == NULL) { /* no descriptor left: not in a circle */
      g_warning ("a connection cannot be taken: %s", error->message);
      g_clear_pointer (&self->accepting, g_source_unref);
      self->resume_id = luukku_clock_add_timeout (self->clock, PAUSE, on_resume, self);
      return G_SOURCE_REMOVE;
    }
    if (make_room (self))
      hand_over (self, socket);
    else
      refuse (self, socket);
  }
  return G_SOURCE_CONTINUE;
}

static void
start_accepting (LuukkuRelayConnections *self)
{
  self->accepting = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->accepting, G_SOURCE_FUNC (on_knock), self, NULL);
  g_source_attach (self->accepting, g_main_context_get_thread_default ());
}

/* --- life */

LuukkuRelayConnections *
luukku_relay_connections_new (SoupServer *soup, GSocket *socket, guint most, LuukkuClock *clock)
{
  LuukkuRelayConnections *self = g_new0 (LuukkuRelayConnections, 1);

  self->soup = soup;
  self->socket = g_object_ref (socket);
  self->clock = g_object_ref (clock);
  self->most = most;
  self->connections = g_hash_table_new_full (NULL, NULL, NULL, free_connection);
  g_socket_set_blocking (socket, FALSE);
  g_signal_connect (soup, "request-read", G_CALLBACK (on_request_read), self);
  g_signal_connect (soup, "request-finished", G_CALLBACK (on_request_over), self);
  g_signal_connect (soup, "request-aborted", G_CALLBACK (on_request_over), self);
  g_queue_init (&self->lingering);
  start_accepting (self);
  return self;
}

void
luukku_relay_connections_free (LuukkuRelayConnections *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->soup, self);
  if (self->accepting != NULL)
    g_source_destroy (self->accepting);
  g_clear_pointer (&self->accepting, g_source_unref);
  luukku_clock_clear_timeout (self->clock, &self->resume_id);
  luukku_clock_clear_timeout (self->clock, &self->end_id);
  g_queue_clear_full (&self->lingering, drop_source);
  g_hash_table_unref (self->connections);
  g_socket_close (self->socket, NULL);
  g_object_unref (self->socket);
  g_object_unref (self->clock);
  g_free (self);
}

guint
luukku_relay_connections_get_count (LuukkuRelayConnections *self)
{
  return g_hash_table_size (self->connections);
}
