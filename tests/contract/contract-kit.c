/* SPDX-License-Identifier: GPL-2.0-or-later */
/* contract-kit.c: the real adapter on the real transport and clock, against a counterpart that the runner has
 * started. */
#define G_LOG_DOMAIN "luukku"

#include "contract-kit.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "adapter/luukku-transport-soup.h"

/* --- a transport that looks for violations in what the real one brings */

#define WATCHING_TYPE_TRANSPORT (watching_transport_get_type ())
G_DECLARE_FINAL_TYPE (WatchingTransport, watching_transport, WATCHING, TRANSPORT, LuukkuTransport)

struct _WatchingTransport {
  LuukkuTransport parent_instance;
  LuukkuTransport *real; /* (ref) */
  guint calls;
};

G_DEFINE_FINAL_TYPE (WatchingTransport, watching_transport, LUUKKU_TYPE_TRANSPORT)

/* Of a contract that tells far more than our scenario server only what we ask counts. */
static gboolean
counts (const char *violations)
{
  return g_strcmp0 (g_getenv ("LUUKKU_CONTRACT_SIDE"), "request") != 0 ||
         strstr (violations, "\"location\":[\"request\"") != NULL;
}

static void
on_real_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  LuukkuResponse *response = luukku_transport_send_finish (LUUKKU_TRANSPORT (source), result, &error);
  const char *violations;

  if (response == NULL) {
    g_task_return_error (task, error);
    return;
  }
  violations = luukku_response_get_header (response, "sl-violations");
  if (violations != NULL && counts (violations)) {
    g_test_message ("the contract was broken: %s", violations);
    g_test_fail ();
  }
  g_task_return_pointer (task, response, (GDestroyNotify) luukku_response_unref);
}

static void
watching_transport_real_send_async (LuukkuTransport *transport, LuukkuRequest *request,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  WatchingTransport *self = WATCHING_TRANSPORT (transport);

  self->calls++;
  luukku_transport_send_async (self->real, request, cancellable, on_real_answer,
                               g_task_new (self, NULL, callback, data));
}

static LuukkuResponse *
watching_transport_real_send_finish (LuukkuTransport *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
watching_transport_finalize (GObject *object)
{
  g_clear_object (&WATCHING_TRANSPORT (object)->real);
  G_OBJECT_CLASS (watching_transport_parent_class)->finalize (object);
}

static void
watching_transport_class_init (WatchingTransportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = watching_transport_finalize;
  LUUKKU_TRANSPORT_CLASS (klass)->send_async = watching_transport_real_send_async;
  LUUKKU_TRANSPORT_CLASS (klass)->send_finish = watching_transport_real_send_finish;
}

static void
watching_transport_init (WatchingTransport *self)
{
}

/* --- waiting */

static void
got_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static gboolean
on_waited (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
town_wait_a_second (Town *town)
{
  gboolean waited = FALSE;

  luukku_clock_add_timeout (town->clock, G_TIME_SPAN_SECOND, on_waited, &waited);
  while (!waited)
    g_main_context_iteration (NULL, TRUE);
}

/* --- the adapter */

/* A platform that only pushes comes through a relay, which the scenario server is, too. */
static void
add_relay (GHashTable *options, GHashTable *secrets)
{
  const char *base = g_getenv ("LUUKKU_CONTRACT_RELAY");

  if (base == NULL)
    return;
  g_hash_table_insert (options, (gpointer) "relay-base", (gpointer) base);
  g_hash_table_insert (options, (gpointer) "relay-endpoint", (gpointer) "town");
  g_hash_table_insert (options, (gpointer) "media-base", (gpointer) base);
  g_hash_table_insert (options, (gpointer) "late-template", (gpointer) "vastaus");
  g_hash_table_insert (secrets, (gpointer) "relay", (gpointer) "contract-relay-token");
}

/* NAME=VALUE;… of the account, where it is set to something for a contract. Returns: (transfer full): what
 * the table points to. */
static char **
add_options (GHashTable *options)
{
  const char *text = g_getenv ("LUUKKU_CONTRACT_OPTIONS");
  char **pairs = g_strsplit (text != NULL ? text : "", ";", -1);

  for (guint i = 0; pairs[i] != NULL; i++) {
    char *value = strchr (pairs[i], '=');

    if (value == NULL)
      continue;
    *value = '\0';
    g_hash_table_insert (options, pairs[i], value + 1);
  }
  return pairs;
}

Town *
town_new (const LuukkuAdapterType *type, const char *account)
{
  return town_new_with (type, account, NULL);
}

Town *
town_new_with (const LuukkuAdapterType *type, const char *account, const char *const *given)
{
  g_autoptr (GHashTable) options = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) secrets = g_hash_table_new (g_str_hash, g_str_equal);
  LuukkuAdapterSettings settings = { account, g_getenv ("LUUKKU_CONTRACT_TOKEN"), options, secrets };
  g_auto (GStrv) pairs = add_options (options);
  Town *town = g_new0 (Town, 1);
  g_autoptr (GError) error = NULL;

  g_hash_table_insert (options, (gpointer) "api-base", (gpointer) g_getenv ("LUUKKU_CONTRACT_BASE"));
  add_relay (options, secrets);
  for (guint i = 0; given != NULL && given[i] != NULL; i += 2) {
    g_hash_table_insert (options, (gpointer) given[i], (gpointer) given[i + 1]);
    g_hash_table_insert (secrets, (gpointer) given[i], (gpointer) given[i + 1]);
  }
  town->type = type;
  town->channel = g_strconcat (type->id, ":", account, NULL);
  town->clock = luukku_clock_new_system ();
  town->net = g_object_new (WATCHING_TYPE_TRANSPORT, NULL);
  town->net->real = luukku_transport_soup_new (town->clock, NULL, &error);
  g_assert_no_error (error);
  town->control = luukku_transport_soup_new (town->clock, NULL, &error);
  g_assert_no_error (error);
  town->adapter = type->create (&settings, LUUKKU_TRANSPORT (town->net), town->clock, &error);
  g_assert_no_error (error);
  return town;
}

void
town_free (Town *town)
{
  luukku_adapter_close (town->adapter);
  g_object_unref (town->adapter);
  g_object_unref (town->net);
  g_object_unref (town->control);
  g_object_unref (town->clock);
  g_clear_error (&town->error);
  g_free (town->cursor);
  g_free (town->channel);
  g_free (town);
}

guint
town_get_calls (Town *town)
{
  return town->net->calls;
}

JsonNode *
town_control (Town *town, const char *address, const char *body)
{
  g_autofree char *url = strstr (address, "://") != NULL
                             ? g_strdup (address)
                             : g_strconcat (g_getenv ("LUUKKU_CONTRACT_CONTROL"), "/", address, NULL);
  g_autoptr (LuukkuRequest) request = luukku_request_new (body == NULL ? "GET" : "POST", url);
  g_autoptr (LuukkuResponse) response = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  const char *token = g_getenv ("LUUKKU_CONTRACT_RESIDENT");
  JsonNode *root;

  if (body != NULL) {
    bytes = g_bytes_new (body, strlen (body));
    luukku_request_set_body (request, "application/json", bytes);
  }
  if (token != NULL) {
    g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);

    luukku_request_set_header (request, "Authorization", bearer);
  }
  luukku_transport_send_async (town->control, request, NULL, got_result, &result);
  response = luukku_transport_send_finish (town->control, wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (luukku_response_get_status (response), ==, 200);
  root = luukku_json_parse (luukku_response_get_body (response), &error);
  g_assert_no_error (error);
  return root;
}

void
town_set_mode (Town *town, const char *name)
{
  g_autofree char *body = g_strdup_printf ("{\"name\":\"%s\"}", name);

  json_node_unref (town_control (town, "mode", body));
}

char *
town_open (Town *town)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_clear_error (&town->error);
  luukku_adapter_open_async (town->adapter, NULL, got_result, &result);
  return luukku_adapter_open_finish (town->adapter, wait_for (&result), &town->error);
}

LuukkuBatch *
town_fetch (Town *town)
{
  g_autoptr (GAsyncResult) result = NULL;
  LuukkuBatch *batch;

  g_clear_error (&town->error);
  luukku_adapter_fetch_async (town->adapter, town->cursor, NULL, got_result, &result);
  batch = luukku_adapter_fetch_finish (town->adapter, wait_for (&result), &town->error);
  if (batch != NULL && batch->cursor != NULL) {
    g_free (town->cursor);
    town->cursor = g_strdup (batch->cursor);
  }
  return batch;
}

LuukkuBatch *
town_fetch_well (Town *town)
{
  LuukkuBatch *batch = town_fetch (town);

  g_assert_no_error (town->error);
  g_assert_cmpuint (batch->skipped, ==, 0);
  return batch;
}

char *
town_send (Town *town, LuukkuSendRequest *reply)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_clear_error (&town->error);
  luukku_adapter_send_async (town->adapter, reply, NULL, got_result, &result);
  return luukku_adapter_send_finish (town->adapter, wait_for (&result), &town->error);
}

char *
town_find_sent (Town *town, LuukkuSendRequest *reply)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_clear_error (&town->error);
  luukku_adapter_find_sent_async (town->adapter, reply, NULL, got_result, &result);
  return luukku_adapter_find_sent_finish (town->adapter, wait_for (&result), &town->error);
}

GBytes *
town_get_attachment (Town *town, const char *url)
{
  LuukkuAttachment *attachment = luukku_attachment_new (NULL, NULL, url, -1);
  g_autoptr (GAsyncResult) result = NULL;
  GBytes *bytes;

  g_clear_error (&town->error);
  luukku_adapter_fetch_attachment_async (town->adapter, attachment, NULL, got_result, &result);
  bytes = luukku_adapter_fetch_attachment_finish (town->adapter, wait_for (&result), &town->error);
  luukku_attachment_free (attachment);
  return bytes;
}

gboolean
town_act (Town *town, const LuukkuActInit *init)
{
  g_autoptr (LuukkuAct) act = luukku_act_new (init);
  g_autoptr (GAsyncResult) result = NULL;

  g_clear_error (&town->error);
  luukku_adapter_act_async (town->adapter, act, NULL, got_result, &result);
  return luukku_adapter_act_finish (town->adapter, wait_for (&result), &town->error);
}

LuukkuMessage *
town_find (LuukkuBatch *batch, const char *id)
{
  for (guint i = 0; i < batch->messages->len; i++) {
    LuukkuMessage *message = g_ptr_array_index (batch->messages, i);

    if (g_str_equal (luukku_message_get_platform_id (message), id))
      return message;
  }
  return NULL;
}

JsonNode *
town_read_examples (const char *file)
{
  const char *folder = g_getenv ("LUUKKU_CONTRACT_DATA");
  g_autofree char *path = folder != NULL && *folder != '\0' ? g_build_filename (folder, file, NULL) : NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;

  if (path == NULL || !g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  bytes = g_bytes_new (text, length);
  return luukku_json_parse (bytes, NULL);
}

JsonNode *
town_get_example (JsonNode *examples, const char *name)
{
  JsonObject *example = json_object_get_object_member (json_node_get_object (examples), name);

  g_assert_nonnull (example);
  return json_node_copy (json_object_get_member (example, "response"));
}
