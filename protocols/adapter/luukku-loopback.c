/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-loopback.c: a small server on this machine to which a browser comes back after signing in. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-loopback.h"

#include <string.h>

#include "adapter/luukku-transport-soup-api.h"
#include "base/luukku-error.h"

#define MAX_QUERY 4096
#define MAX_VISITS 100

struct _LuukkuLoopback {
  const LuukkuSoupApi *api;
  SoupServer *server; /* (ref) */
  char *path;
  char *host; /* "127.0.0.1:28117" */
  const LuukkuLoopbackCallbacks *callbacks;
  gpointer data;
  GPtrArray *messages; /* of SoupServerMessage (ref): that we listen to */
  guint answered;      /* idle source; 0: none */
};

/* --- one visit */

/* The address that the browser shows has the code in it: it must not go on to anybody. */
static void
answer (LuukkuLoopback *self, SoupServerMessage *message, guint status, const char *sentence)
{
  SoupMessageHeaders *headers = self->api->soup_server_message_get_response_headers (message);
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);
  g_autofree char *page =
      g_strdup_printf ("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>Luukku</title></head>\n"
                       "<body><p>%s</p></body></html>\n",
                       escaped);

  self->api->soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  self->api->soup_message_headers_replace (headers, "Cache-Control", "no-store");
  self->api->soup_message_headers_replace (headers, "Content-Security-Policy", "default-src 'none'");
  self->api->soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  self->api->soup_message_headers_replace (headers, "Connection", "close");
  self->api->soup_server_message_set_status (message, status, NULL);
  self->api->soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_COPY, page,
                                               strlen (page));
}

static gboolean
on_answered (gpointer data)
{
  LuukkuLoopback *self = data;

  self->answered = 0;
  self->callbacks->answered (self->data);
  return G_SOURCE_REMOVE;
}

/* The server must not be given up in here. */
static void
on_finished (SoupServerMessage *message, LuukkuLoopback *self)
{
  if (self->answered == 0)
    self->answered = g_idle_add (on_answered, self);
}

/* Libsoup lets a connection live on for a while after its server. */
static void
watch (LuukkuLoopback *self, SoupServerMessage *message)
{
  g_ptr_array_add (self->messages, g_object_ref (message));
  g_signal_connect (message, "finished", G_CALLBACK (on_finished), self);
}

/* Another page in the same browser may know our port, but reaches us under a name of its own. */
static gboolean
is_for_us (LuukkuLoopback *self, SoupServerMessage *message)
{
  const char *host = self->api->soup_message_headers_get_one (
      self->api->soup_server_message_get_request_headers (message), "Host");
  GUri *uri = self->api->soup_server_message_get_uri (message);

  return g_strcmp0 (host, self->host) == 0 && g_strcmp0 (g_uri_get_path (uri), self->path) == 0 &&
         (g_uri_get_query (uri) == NULL || strlen (g_uri_get_query (uri)) <= MAX_QUERY);
}

/* Before a body is read. */
static void
on_visit (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  LuukkuLoopback *self = data;
  g_autoptr (GHashTable) empty = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *sentence = NULL;
  guint status = 200;

  if (g_strcmp0 (self->api->soup_server_message_get_method (message), "GET") != 0) {
    answer (self, message, 405, luukku_tr (N_ ("Luukku answers nothing else here.")));
    return;
  }
  if (!is_for_us (self, message)) {
    answer (self, message, 404, luukku_tr (N_ ("Luukku answers nothing else here.")));
    return;
  }
  if (self->messages->len >= MAX_VISITS) {
    answer (self, message, 429, luukku_tr (N_ ("Luukku answers nothing else here.")));
    return;
  }
  sentence = self->callbacks->visited (query != NULL ? query : empty, &status, self->data);
  answer (self, message, status, sentence);
  watch (self, message);
}

/* --- the server */

static gboolean
start_listening (LuukkuLoopback *self, guint port, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, (guint16) port);
  g_autoptr (GError) cause = NULL;
  GSList *uris;

  if (!self->api->soup_server_listen (self->server, address, 0, &cause)) {
    luukku_set_error (
        error, LUUKKU_ERROR_BUSY,
        N_ ("Port %u of this computer is taken by another program, so nobody can sign in now. Close the "
            "other "
            "Pidgin that is signing in, or choose another port on the account's Advanced page and at the "
            "service."),
        port);
    return FALSE;
  }
  uris = self->api->soup_server_get_uris (self->server);
  self->host = g_strdup_printf ("127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return TRUE;
}

LuukkuLoopback *
luukku_loopback_new (guint port, const char *path, const LuukkuLoopbackCallbacks *callbacks, gpointer data,
                     GError **error)
{
  const LuukkuSoupApi *api = luukku_soup_api_get (error);
  g_autoptr (LuukkuLoopback) self = NULL;

  if (api == NULL)
    return NULL;
  self = g_new0 (LuukkuLoopback, 1);
  self->api = api;
  self->path = g_strdup (path);
  self->callbacks = callbacks;
  self->data = data;
  self->messages = g_ptr_array_new_with_free_func (g_object_unref);
  self->server = api->soup_server_new (NULL, NULL);
  api->soup_server_add_early_handler (self->server, NULL, on_visit, self, NULL);
  if (!start_listening (self, port, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
luukku_loopback_free (LuukkuLoopback *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->messages->len; i++)
    g_signal_handlers_disconnect_by_data (self->messages->pdata[i], self);
  g_ptr_array_unref (self->messages);
  if (self->answered != 0)
    g_source_remove (self->answered);
  if (self->server != NULL)
    self->api->soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_free (self->path);
  g_free (self->host);
  g_free (self);
}

char *
luukku_loopback_get_address (LuukkuLoopback *self)
{
  return g_strconcat ("http://", self->host, self->path, NULL);
}
