/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-hooks.c: the handshake, and deliveries: signature over the raw bytes, then the spool, then the
 * answer.
 *
 * Many deliveries share one commit: each is put into the open batch and its answer held back; when nothing
 * else is to be read, or BATCH are waiting, the batch is committed and all are answered. A commit that fails
 * takes the whole batch with it, and every sender of it is told to come again. */
#define G_LOG_DOMAIN "luukku-relay"

#include "relay/luukku-relay-private.h"

#include "base/luukku-digest.h"
#include "relay/luukku-relay-signature.h"

#include <string.h>

#define BATCH 256
#define RETRY_AFTER "30"
#define COMPLAINT_SPAN G_TIME_SPAN_MINUTE
#define MAX_CHALLENGE 256

/* What goes into the spool beside the body. */
static const char *const kept_headers[] = {
  "Content-Type",      "User-Agent", "X-Hub-Signature-256", "Webhook-Id", "Webhook-Timestamp",
  "Webhook-Signature", NULL
};

typedef struct {
  LuukkuRelayBucket bucket;
  guint unsaid;
} Complaint;

/* --- strangers */

/* Says at most once a minute and endpoint that somebody knocks without the right signature. */
static void
complain (LuukkuRelayServer *self, const LuukkuRelayEndpoint *endpoint, const char *why)
{
  Complaint *complaint = g_hash_table_lookup (self->complaints, endpoint->name);

  if (complaint == NULL) {
    complaint = g_new0 (Complaint, 1);
    g_hash_table_insert (self->complaints, endpoint->name, complaint);
  }
  complaint->unsaid++;
  if (!luukku_relay_bucket_take (&complaint->bucket, 1, COMPLAINT_SPAN, luukku_clock_now (self->clock)))
    return;
  g_message ("%s: %u deliveries refused (%s); is the secret still the platform's?", endpoint->name,
             complaint->unsaid, why);
  complaint->unsaid = 0;
}

static void
say_later (SoupServerMessage *message, guint status, const char *code, const char *sentence)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After",
                                RETRY_AFTER);
  relay_answer_error (message, status, code, sentence);
}

/* --- the handshake */

static void
answer_handshake (LuukkuRelayServer *self, const LuukkuRelayEndpoint *endpoint, SoupServerMessage *message,
                  GHashTable *query)
{
  const char *mode = query != NULL ? g_hash_table_lookup (query, "hub.mode") : NULL;
  const char *token = query != NULL ? g_hash_table_lookup (query, "hub.verify_token") : NULL;
  const char *challenge = query != NULL ? g_hash_table_lookup (query, "hub.challenge") : NULL;

  if (endpoint->kind != LUUKKU_RELAY_META || g_strcmp0 (mode, "subscribe") != 0 || challenge == NULL ||
      strlen (challenge) > MAX_CHALLENGE) {
    relay_answer_error (message, 400, "handshake", "This is not a subscription handshake.");
    return;
  }
  if (!luukku_relay_is_same_secret (endpoint->verify_token, token)) {
    complain (self, endpoint, "handshake with another verify token");
    relay_answer_error (message, 403, "verify-token", "The verify token is another one.");
    return;
  }
  g_message ("%s: the platform's handshake was answered", endpoint->name);
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, challenge, strlen (challenge));
}

/* --- the batch */

static gboolean
on_commit (gpointer data)
{
  LuukkuRelayServer *self = data;

  self->commit_id = 0;
  relay_hooks_flush (self);
  return G_SOURCE_REMOVE;
}

/* The sender has gone: it will come again, and then it is known. */
static void
on_gone (SoupServerMessage *message, gpointer data)
{
  LuukkuRelayServer *self = data;

  g_signal_handlers_disconnect_by_func (message, on_gone, self);
  g_ptr_array_remove_fast (self->pending, message);
}

static void
hold_answer (LuukkuRelayServer *self, SoupServerMessage *message)
{
  g_ptr_array_add (self->pending, g_object_ref (message));
  g_signal_connect (message, "disconnected", G_CALLBACK (on_gone), self);
  soup_server_message_pause (message);
  if (self->pending->len >= BATCH)
    relay_hooks_flush (self);
  else if (self->commit_id == 0)
    self->commit_id = g_idle_add (on_commit, self);
}

static void
answer_pending (LuukkuRelayServer *self, gboolean stored)
{
  g_autoptr (GPtrArray) pending = g_steal_pointer (&self->pending);

  self->pending = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < pending->len; i++) {
    SoupServerMessage *message = g_ptr_array_index (pending, i);

    g_signal_handlers_disconnect_by_func (message, on_gone, self);
    if (stored)
      soup_server_message_set_status (message, 200, NULL);
    else
      say_later (message, 503, "not-stored", "The delivery could not be stored. Send it again later.");
    soup_server_message_unpause (message);
  }
}

/* After the answers: a desk that waits may be slow to write to. */
static void
wake_desks (LuukkuRelayServer *self)
{
  g_autoptr (GHashTable) fresh = g_steal_pointer (&self->fresh);
  GHashTableIter iter;
  gpointer name;

  self->fresh = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_iter_init (&iter, fresh);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    relay_desks_wake (self, name);
}

void
relay_hooks_flush (LuukkuRelayServer *self)
{
  g_autoptr (GError) error = NULL;
  gboolean stored = luukku_relay_spool_commit (self->spool, &error);

  g_clear_handle_id (&self->commit_id, g_source_remove);
  if (!stored)
    g_warning ("%s", error->message);
  answer_pending (self, stored);
  if (stored)
    wake_desks (self);
  else
    g_hash_table_remove_all (self->fresh);
}

/* --- a delivery */

gboolean
relay_hooks_admit (LuukkuRelayServer *self, const LuukkuRelayEndpoint *endpoint, SoupServerMessage *message)
{
  LuukkuRelayBucket *bucket = g_hash_table_lookup (self->rates, endpoint->name);

  if (bucket == NULL) {
    bucket = g_new0 (LuukkuRelayBucket, 1);
    g_hash_table_insert (self->rates, endpoint->name, bucket);
  }
  if (luukku_relay_bucket_take (bucket, self->config->rate, G_TIME_SPAN_SECOND,
                                luukku_clock_now (self->clock)))
    return TRUE;
  say_later (message, 429, "too-many", "Too many deliveries at once. Send it again later.");
  return FALSE;
}

static LuukkuRelayVerdict
verdict_on (LuukkuRelayServer *self, const LuukkuRelayEndpoint *endpoint, SoupMessageHeaders *headers,
            GBytes *body)
{
  if (endpoint->kind == LUUKKU_RELAY_META)
    return luukku_relay_check_meta (endpoint->secret,
                                    soup_message_headers_get_one (headers, "X-Hub-Signature-256"), body);
  return luukku_relay_check_standard (endpoint->secret, soup_message_headers_get_one (headers, "Webhook-Id"),
                                      soup_message_headers_get_one (headers, "Webhook-Timestamp"),
                                      soup_message_headers_get_one (headers, "Webhook-Signature"), body,
                                      luukku_clock_now (self->clock));
}

static gboolean
is_genuine (LuukkuRelayServer *self, const LuukkuRelayEndpoint *endpoint, SoupServerMessage *message,
            GBytes *body)
{
  switch (verdict_on (self, endpoint, soup_server_message_get_request_headers (message), body)) {
  case LUUKKU_RELAY_GENUINE:
    return TRUE;
  case LUUKKU_RELAY_UNSIGNED:
    complain (self, endpoint, "no signature");
    relay_answer_error (message, 401, "unsigned", "The delivery has no signature that can be read.");
    return FALSE;
  case LUUKKU_RELAY_STALE:
    complain (self, endpoint, "time too far from ours");
    relay_answer_error (message, 403, "stale", "The delivery was signed too long ago or in the future.");
    return FALSE;
  case LUUKKU_RELAY_FORGED:
  default:
    complain (self, endpoint, "wrong signature");
    relay_answer_error (message, 403, "forged", "The signature does not match the body.");
    return FALSE;
  }
}

static char *
headers_to_json (SoupMessageHeaders *headers)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_node_take_object (root, object);
  for (guint i = 0; kept_headers[i] != NULL; i++) {
    const char *value = soup_message_headers_get_one (headers, kept_headers[i]);
    g_autofree char *name = g_ascii_strdown (kept_headers[i], -1);
    g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

    if (valid != NULL)
      json_object_set_string_member (object, name, valid);
  }
  return json_to_string (root, FALSE);
}

/* What makes two deliveries the same: the platform sends the very same bytes again; a form gives an id. */
static char *
key_of (const LuukkuRelayEndpoint *endpoint, SoupMessageHeaders *headers, GBytes *body)
{
  if (endpoint->kind == LUUKKU_RELAY_META)
    return luukku_digest_bytes (body);
  return luukku_digest_text (soup_message_headers_get_one (headers, "Webhook-Id"));
}

static void
take_in (LuukkuRelayServer *self, const LuukkuRelayEndpoint *endpoint, SoupServerMessage *message,
         GBytes *body)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autofree char *key = key_of (endpoint, headers, body);
  g_autofree char *kept = headers_to_json (headers);
  g_autoptr (GError) error = NULL;
  gboolean is_new = FALSE;

  if (!luukku_relay_spool_add (self->spool, endpoint->name, key, kept, body, luukku_clock_now (self->clock),
                               &is_new, &error)) {
    g_warning ("%s", error->message);
    g_hash_table_remove_all (self->fresh);
    answer_pending (self, FALSE);
    say_later (message, 503, "not-stored", "The delivery could not be stored. Send it again later.");
    return;
  }
  if (is_new)
    g_hash_table_add (self->fresh, endpoint->name);
  hold_answer (self, message);
}

void
relay_hooks_handle (LuukkuRelayServer *self, const LuukkuRelayEndpoint *endpoint, SoupServerMessage *message,
                    GHashTable *query)
{
  g_autoptr (GBytes) body = NULL;

  if (g_str_equal (soup_server_message_get_method (message), "GET")) {
    answer_handshake (self, endpoint, message, query);
    return;
  }
  body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  if (is_genuine (self, endpoint, message, body))
    take_in (self, endpoint, message, body);
}
