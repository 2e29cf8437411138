/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph.c: see the header. Only what the adapter asks for is answered; anything else is a 400. */
#define G_LOG_DOMAIN "luukku-test"

#include "luukku-graph.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <string.h>

typedef struct {
  char *id;
  char *text;
  gboolean from_resident;
  gint64 at;
} Message;

typedef struct {
  char *id;
  char *resident;
  char *resident_id;
  GPtrArray *messages; /* Message, oldest first */
  gint64 updated_at;
} Thread;

struct _LuukkuGraph {
  SoupServer *server;
  LuukkuClock *clock;
  char *base, *token, *page;
  GPtrArray *threads;
  GPtrArray *comments; /* char *: JSON, newest first */
  GPtrArray *sent;
  GString *bodies;
  GPtrArray *hanging; /* SoupServerMessage (ref) */
  gboolean hang;
  char *fail_method, *fail_body;
  guint fail_times, fail_status, gets, last_id;
  void (*seen) (const char *method, const char *comment);
};

static void
message_free (gpointer data)
{
  Message *self = data;

  g_free (self->id);
  g_free (self->text);
  g_free (self);
}

static void
thread_free (gpointer data)
{
  Thread *self = data;

  g_free (self->id);
  g_free (self->resident);
  g_free (self->resident_id);
  g_ptr_array_unref (self->messages);
  g_free (self);
}

/* --- JSON */
static char *
format_time (gint64 time)
{
  return luukku_time_format_local (time, "UTC", "%Y-%m-%dT%H:%M:%S+0000");
}

static void
add_string (JsonBuilder *b, const char *name, const char *value)
{
  json_builder_set_member_name (b, name);
  json_builder_add_string_value (b, value);
}

static void
add_person (JsonBuilder *b, const char *name, const char *id)
{
  json_builder_begin_object (b);
  add_string (b, "name", name);
  add_string (b, "id", id);
  json_builder_end_object (b);
}

static void
begin_data (JsonBuilder *b)
{
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "data");
  json_builder_begin_array (b);
}

static void
end_data (JsonBuilder *b)
{
  json_builder_end_array (b);
  json_builder_end_object (b);
}

static void
reply (LuukkuGraph *self, SoupServerMessage *msg, guint status, char *body)
{
  gint64 now = luukku_clock_now (self->clock);
  g_autofree char *date = luukku_time_format_local (now, "UTC", "%a, %d %b %Y %H:%M:%S GMT");

  soup_message_headers_replace (soup_server_message_get_response_headers (msg), "Date", date);
  soup_server_message_set_status (msg, status, NULL);
  soup_server_message_set_response (msg, "application/json", SOUP_MEMORY_TAKE, body, strlen (body));
}

static void
reply_builder (LuukkuGraph *self, SoupServerMessage *msg, JsonBuilder *b)
{
  g_autoptr (JsonNode) root = json_builder_get_root (b);

  reply (self, msg, 200, json_to_string (root, FALSE));
}

static void
reply_error (LuukkuGraph *self, SoupServerMessage *msg, guint status, int code)
{
  reply (self, msg, status,
         g_strdup_printf ("{\"error\":{\"message\":\"x\",\"type\":\"OAuthException\",\"code\":%d}}", code));
}

/* --- calls */
static gint
compare_threads (gconstpointer a, gconstpointer b)
{
  const Thread *one = *(Thread *const *) a;
  const Thread *other = *(Thread *const *) b;

  return one->updated_at < other->updated_at ? 1 : one->updated_at > other->updated_at ? -1 : 0;
}

static void
reply_threads (LuukkuGraph *self, SoupServerMessage *msg)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();

  g_ptr_array_sort (self->threads, compare_threads);
  begin_data (b);
  for (guint i = 0; i < self->threads->len; i++) {
    Thread *thread = g_ptr_array_index (self->threads, i);
    g_autofree char *updated = format_time (thread->updated_at);

    json_builder_begin_object (b);
    add_string (b, "id", thread->id);
    add_string (b, "updated_time", updated);
    json_builder_set_member_name (b, "participants");
    begin_data (b);
    add_person (b, thread->resident, thread->resident_id);
    add_person (b, LUUKKU_GRAPH_NAME, self->page);
    end_data (b);
    json_builder_set_member_name (b, "can_reply");
    json_builder_add_boolean_value (b, TRUE);
    json_builder_end_object (b);
  }
  end_data (b);
  reply_builder (self, msg, b);
}

static void
reply_messages (LuukkuGraph *self, SoupServerMessage *msg, Thread *thread)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();

  begin_data (b);
  for (guint i = thread->messages->len; i > 0 && i + 20 > thread->messages->len; i--) {
    Message *message = g_ptr_array_index (thread->messages, i - 1);
    g_autofree char *created = format_time (message->at);

    json_builder_begin_object (b);
    add_string (b, "id", message->id);
    add_string (b, "created_time", created);
    json_builder_set_member_name (b, "from");
    if (message->from_resident)
      add_person (b, thread->resident, thread->resident_id);
    else
      add_person (b, LUUKKU_GRAPH_NAME, self->page);
    add_string (b, "message", message->text);
    json_builder_end_object (b);
  }
  end_data (b);
  reply_builder (self, msg, b);
}

static Message *
add_message (LuukkuGraph *self, Thread *thread, const char *text, gboolean from_resident)
{
  Message *message = g_new0 (Message, 1);

  message->id = g_strdup_printf ("m_%u", ++self->last_id);
  message->text = g_strdup (text);
  message->from_resident = from_resident;
  message->at = luukku_clock_now (self->clock);
  thread->updated_at = message->at;
  g_ptr_array_add (thread->messages, message);
  return message;
}

static Thread *
find_thread (LuukkuGraph *self, const char *id, const char *resident_id)
{
  for (guint i = 0; i < self->threads->len; i++) {
    Thread *thread = g_ptr_array_index (self->threads, i);

    if ((id != NULL && g_str_equal (thread->id, id)) ||
        (resident_id != NULL && g_str_equal (thread->resident_id, resident_id)))
      return thread;
  }
  return NULL;
}

static void
take_reply (LuukkuGraph *self, SoupServerMessage *msg)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (msg));
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize size;
  const char *data = g_bytes_get_data (body, &size);
  JsonObject *root;
  Thread *thread;
  const char *text;

  g_string_append_len (self->bodies, data, (gssize) size);
  g_string_append_c (self->bodies, '\n');
  g_assert_true (json_parser_load_from_data (parser, data, (gssize) size, NULL));
  root = json_node_get_object (json_parser_get_root (parser));
  thread = find_thread (self, NULL,
                        json_object_get_string_member_with_default (
                            json_object_get_object_member (root, "recipient"), "id", NULL));
  text = json_object_get_string_member (json_object_get_object_member (root, "message"), "text");
  g_ptr_array_add (self->sent, g_strdup (text));
  if (thread == NULL) { /* a private answer to a comment */
    g_assert_true (json_object_has_member (json_object_get_object_member (root, "recipient"), "comment_id"));
    reply (self, msg, 200, g_strdup_printf ("{\"message_id\":\"m_private_%u\"}", ++self->last_id));
    return;
  }
  if (self->hang) {
    g_ptr_array_add (self->hanging, g_object_ref (msg));
    soup_server_message_pause (msg);
    return;
  }
  reply (self, msg, 200,
         g_strdup_printf ("{\"recipient_id\":\"%s\",\"message_id\":\"%s\"}", thread->resident_id,
                          add_message (self, thread, text, FALSE)->id));
}

static void
add_comment (LuukkuGraph *self, const char *id, const char *parent, const char *from, const char *text)
{
  g_autofree char *created = format_time (luukku_clock_now (self->clock));
  g_autofree char *above = parent != NULL ? g_strdup_printf (",\"parent\":{\"id\":\"%s\"}", parent) : NULL;

  /* in the words of both platforms */
  g_ptr_array_insert (self->comments, 0,
                      g_strdup_printf ("{\"id\":\"%s\",\"created_time\":\"%s\",\"timestamp\":\"%s\","
                                       "\"message\":\"%s\",\"text\":\"%s\"%s%s}",
                                       id, created, created, text, text, from != NULL ? from : "",
                                       above != NULL ? above : ""));
}

static void
reply_feed (LuukkuGraph *self, SoupServerMessage *msg)
{
  g_autofree char *list = NULL;

  g_ptr_array_add (self->comments, NULL);
  list = g_strjoinv (",", (char **) self->comments->pdata);
  g_ptr_array_set_size (self->comments, (int) self->comments->len - 1);
  reply (self, msg, 200,
         g_strdup_printf ("{\"data\":[{\"id\":\"post_1\",\"message\":\"Uimahalli avataan\","
                          "\"caption\":\"Uimahalli avataan\","
                          "\"comments\":{\"data\":[%s]}}]}",
                          list));
}

static void
take_comment (LuukkuGraph *self, SoupServerMessage *msg, const char *comment)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (msg));
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *id = g_strdup_printf ("%s_reply_%u", comment, ++self->last_id);
  g_autofree char *from =
      g_strdup_printf (",\"from\":{\"name\":\"%s\",\"id\":\"%s\"}", LUUKKU_GRAPH_NAME, self->page);
  gsize size;
  const char *data = g_bytes_get_data (body, &size);
  const char *text;

  g_assert_true (json_parser_load_from_data (parser, data, (gssize) size, NULL));
  text = json_object_get_string_member (json_node_get_object (json_parser_get_root (parser)), "message");
  g_ptr_array_add (self->sent, g_strdup (text));
  add_comment (self, id, comment, from, text);
  reply (self, msg, 200, g_strdup_printf ("{\"id\":\"%s\"}", id));
}

/* A comment by itself: what may be done with it, and the doing. */
static void
take_act (LuukkuGraph *self, SoupServerMessage *msg, const char *comment)
{
  const char *method = soup_server_message_get_method (msg);
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (msg));
  gsize size;
  const char *data = g_bytes_get_data (body, &size);

  if (g_str_equal (method, "GET")) {
    reply (self, msg, 200,
           g_strdup_printf (
               "{\"id\":\"%s\",\"is_hidden\":false,\"hidden\":false,\"can_hide\":true,\"can_remove\":true}",
               comment));
    return;
  }
  g_string_append_len (self->bodies, data != NULL ? data : "", (gssize) size);
  g_string_append_c (self->bodies, '\n');
  if (self->seen != NULL)
    self->seen (method, comment);
  reply (self, msg, 200, g_strdup ("{\"success\":true}"));
}

void
luukku_graph_watch_acts (LuukkuGraph *self, void (*seen) (const char *method, const char *comment))
{
  self->seen = seen;
}

static gboolean
is_allowed (LuukkuGraph *self, SoupServerMessage *msg)
{
  const char *header =
      soup_message_headers_get_one (soup_server_message_get_request_headers (msg), "Authorization");
  g_autofree char *wanted = g_strdup_printf ("Bearer %s", self->token != NULL ? self->token : "");

  return self->token != NULL && g_strcmp0 (header, wanted) == 0;
}

static gboolean
fail_if_asked (LuukkuGraph *self, SoupServerMessage *msg)
{
  if (self->fail_times == 0 || !g_str_equal (soup_server_message_get_method (msg), self->fail_method))
    return FALSE;
  self->fail_times--;
  reply (self, msg, self->fail_status, g_strdup (self->fail_body));
  return TRUE;
}

static gboolean
asks_account (GHashTable *query)
{
  const char *fields = query != NULL ? g_hash_table_lookup (query, "fields") : NULL;

  return fields != NULL && strstr (fields, "instagram_business_account") != NULL;
}

static void
on_call (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  LuukkuGraph *self = data;
  g_auto (GStrv) parts = g_strsplit (path, "/", 4); /* "", "v25.0"?, id, edge */
  const char *id = parts[1] != NULL ? parts[1] : "";
  const char *edge = parts[1] != NULL ? parts[2] : NULL;
  gboolean is_get = g_str_equal (soup_server_message_get_method (msg), "GET");
  Thread *thread = find_thread (self, id, NULL);

  self->gets += is_get ? 1 : 0;
  if (fail_if_asked (self, msg))
    return;
  if (!is_allowed (self, msg))
    reply_error (self, msg, 400, 190);
  else if (!is_get && g_str_equal (id, self->page) && g_strcmp0 (edge, "messages") == 0)
    take_reply (self, msg);
  else if (is_get && g_str_equal (id, self->page) && edge == NULL)
    reply (
        self, msg, 200,
        g_strdup_printf ("{\"name\":\"%s\",\"id\":\"%s\"%s}", LUUKKU_GRAPH_NAME, self->page,
                         asks_account (query) ? ",\"instagram_business_account\":{\"id\":\"17841\"}" : ""));
  else if (is_get && g_str_equal (id, self->page) && g_strcmp0 (edge, "conversations") == 0)
    reply_threads (self, msg);
  else if (is_get && (g_strcmp0 (edge, "feed") == 0 || g_strcmp0 (edge, "media") == 0))
    reply_feed (self, msg);
  else if (!is_get && g_str_equal (id, self->page) && g_strcmp0 (edge, "moderate_conversations") == 0)
    take_act (self, msg, "person");
  else if (!is_get && g_strcmp0 (edge, "comments") == 0)
    take_comment (self, msg, id);
  else if (edge == NULL && g_str_has_prefix (id, "c_"))
    take_act (self, msg, id);
  else if (is_get && thread != NULL && g_strcmp0 (edge, "messages") == 0)
    reply_messages (self, msg, thread);
  else
    reply_error (self, msg, 400, 100);
}

/* --- life */
LuukkuGraph *
luukku_graph_new (LuukkuClock *clock)
{
  LuukkuGraph *self = g_new0 (LuukkuGraph, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->clock = g_object_ref (clock);
  self->token = g_strdup (LUUKKU_GRAPH_TOKEN);
  self->page = g_strdup (LUUKKU_GRAPH_PAGE);
  self->threads = g_ptr_array_new_with_free_func (thread_free);
  self->comments = g_ptr_array_new_with_free_func (g_free);
  self->sent = g_ptr_array_new_with_free_func (g_free);
  self->hanging = g_ptr_array_new_with_free_func (g_object_unref);
  self->bodies = g_string_new (NULL);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, on_call, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return self;
}

void
luukku_graph_free (LuukkuGraph *self)
{
  luukku_graph_release (self);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_object_unref (self->clock);
  g_ptr_array_unref (self->threads);
  g_ptr_array_unref (self->comments);
  g_ptr_array_unref (self->sent);
  g_ptr_array_unref (self->hanging);
  g_string_free (self->bodies, TRUE);
  g_free (self->base);
  g_free (self->token);
  g_free (self->page);
  g_free (self->fail_method);
  g_free (self->fail_body);
  g_free (self);
}

const char *
luukku_graph_get_base (LuukkuGraph *self)
{
  return self->base;
}

void
luukku_graph_set_token (LuukkuGraph *self, const char *token)
{
  g_free (self->token);
  self->token = g_strdup (token);
}

void
luukku_graph_set_page (LuukkuGraph *self, const char *page)
{
  g_free (self->page);
  self->page = g_strdup (page);
}

/* --- what is there */
const char *
luukku_graph_say (LuukkuGraph *self, const char *id, const char *resident, const char *text)
{
  Thread *thread = find_thread (self, id, NULL);

  if (thread == NULL) {
    thread = g_new0 (Thread, 1);
    thread->id = g_strdup (id);
    thread->resident = g_strdup (resident);
    thread->resident_id = g_strdup_printf ("700%u", g_str_hash (id));
    thread->messages = g_ptr_array_new_with_free_func (message_free);
    g_ptr_array_add (self->threads, thread);
  }
  return add_message (self, thread, text, TRUE)->id;
}

void
luukku_graph_comment (LuukkuGraph *self, const char *comment, const char *resident, const char *text)
{
  g_autofree char *from =
      resident != NULL ? g_strdup_printf (",\"from\":{\"name\":\"%s\",\"username\":\"%s\",\"id\":\"700%u\"}",
                                          resident, resident, g_str_hash (resident))
                       : NULL;

  add_comment (self, comment, NULL, from, text);
}

const char *
luukku_graph_say_elsewhere (LuukkuGraph *self, const char *id, const char *text)
{
  return add_message (self, find_thread (self, id, NULL), text, FALSE)->id;
}

static Message *
find_message (LuukkuGraph *self, const char *id, Thread **ret_thread)
{
  for (guint i = 0; i < self->threads->len; i++) {
    *ret_thread = g_ptr_array_index (self->threads, i);
    for (guint j = 0; j < (*ret_thread)->messages->len; j++) {
      Message *message = g_ptr_array_index ((*ret_thread)->messages, j);

      if (g_str_equal (message->id, id))
        return message;
    }
  }
  g_assert_not_reached ();
}

void
luukku_graph_edit (LuukkuGraph *self, const char *id, const char *text)
{
  Thread *thread;
  Message *message = find_message (self, id, &thread);

  g_free (message->text);
  message->text = g_strdup (text);
  thread->updated_at = luukku_clock_now (self->clock);
}

void
luukku_graph_remove (LuukkuGraph *self, const char *id)
{
  Thread *thread;
  Message *message = find_message (self, id, &thread);

  g_ptr_array_remove (thread->messages, message);
  thread->updated_at = luukku_clock_now (self->clock);
}

void
luukku_graph_clear (LuukkuGraph *self)
{
  g_ptr_array_set_size (self->threads, 0);
  g_ptr_array_set_size (self->comments, 0);
  g_ptr_array_set_size (self->sent, 0);
  g_string_truncate (self->bodies, 0);
  self->fail_times = 0;
}

/* --- faults */
void
luukku_graph_fail (LuukkuGraph *self, const char *method, guint times, guint status, const char *body)
{
  g_free (self->fail_method);
  g_free (self->fail_body);
  self->fail_method = g_strdup (method);
  self->fail_body = g_strdup (body);
  self->fail_times = times;
  self->fail_status = status;
}

void
luukku_graph_hang (LuukkuGraph *self)
{
  self->hang = TRUE;
}

guint
luukku_graph_count_hanging (LuukkuGraph *self)
{
  return self->hanging->len;
}

void
luukku_graph_release (LuukkuGraph *self)
{
  self->hang = FALSE;
  for (guint i = 0; i < self->hanging->len; i++) {
    SoupServerMessage *msg = g_ptr_array_index (self->hanging, i);

    reply (self, msg, 500, g_strdup ("{}"));
    soup_server_message_unpause (msg);
  }
  g_ptr_array_set_size (self->hanging, 0);
}

/* --- what came */
guint
luukku_graph_count_sent (LuukkuGraph *self)
{
  return self->sent->len;
}

const char *
luukku_graph_get_sent (LuukkuGraph *self, guint n)
{
  g_assert_cmpuint (n, <, self->sent->len);
  return g_ptr_array_index (self->sent, n);
}

guint
luukku_graph_count_gets (LuukkuGraph *self)
{
  return self->gets;
}

const char *
luukku_graph_get_bodies (LuukkuGraph *self)
{
  return self->bodies->str;
}
