/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky-send.c: one reply, as a direct message or as a public answer to a post, and the look whether
 * a reply in doubt has arrived.
 *
 *   direct        (accept a stranger's conversation) ─→ sendMessage; no key makes a repeat the same: it is
 * looked up privately     the conversation with the writer ─→ as above public        the post that is
 * answered, for what an answer must name ─→ putRecord under a key that we choose from the reply: a repeat
 * writes the same record */
#define G_LOG_DOMAIN "luukku"

#include "bluesky/luukku-bluesky-private.h"

#include <string.h>

#include "adapter/luukku-find-sent.h"
#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"
#include "bluesky/luukku-bluesky-error.h"
#include "bluesky/luukku-bluesky-posts.h"
#include "bluesky/luukku-bluesky-text.h"
#include "model/luukku-conversation.h"

typedef enum { DIRECT, PRIVATELY, PUBLIC, NOWHERE } Kind;

/* One reply, as long as it is on its way. */
typedef struct {
  LuukkuSendRequest *request; /* (ref) */
  Kind kind;
  char *convo;     /* (nullable): of DIRECT, and of PRIVATELY when it is known */
  char *person;    /* (nullable): DID */
  char *root;      /* (nullable): of PUBLIC */
  char *parent;    /* (nullable): of PUBLIC: the post that is answered */
  char *rkey;      /* (nullable): of PUBLIC */
  gboolean accept; /* nobody of the town has accepted the conversation yet */
  gboolean find;   /* nothing is sent, it is only looked for */
} Reply;

static void
reply_free (Reply *self)
{
  luukku_send_request_unref (self->request);
  g_free (self->convo);
  g_free (self->person);
  g_free (self->root);
  g_free (self->parent);
  g_free (self->rkey);
  g_free (self);
}

static Reply *
reply_new (LuukkuBluesky *self, LuukkuSendRequest *request, gboolean find)
{
  const LuukkuSendRequestInit *init = luukku_send_request_peek (request);
  gboolean private_one = g_str_has_prefix (init->conversation_id, LUUKKU_PRIVATE_CONVERSATION);
  const char *conversation = init->conversation_id + (private_one ? strlen (LUUKKU_PRIVATE_CONVERSATION) : 0);
  Reply *reply = g_new0 (Reply, 1);

  reply->request = luukku_send_request_ref (request);
  reply->find = find;
  reply->kind = NOWHERE;
  if (luukku_bluesky_thread_parse (conversation, &reply->root, &reply->person)) {
    reply->kind = private_one ? PRIVATELY : PUBLIC;
    reply->parent = g_strdup (luukku_bluesky_is_post (init->reply_to) ? init->reply_to : reply->root);
    reply->rkey =
        luukku_bluesky_make_tid (init->queued_at, init->idempotency_key != NULL ? init->idempotency_key : "");
  } else if (!private_one && luukku_bluesky_is_id (conversation)) {
    reply->kind = DIRECT;
    reply->convo = g_strdup (conversation);
    reply->accept = g_hash_table_contains (self->requests, conversation);
  }
  return reply;
}

static gboolean
check_reply (LuukkuBluesky *self, const Reply *reply, GError **error)
{
  const char *text = luukku_send_request_peek (reply->request)->text;

  if (reply->kind == NOWHERE) {
    luukku_fault_set (
        error, LUUKKU_FAULT_RECIPIENT, NULL,
        N_ ("It is not known who this is at Bluesky, so nothing was sent. Answer in Bluesky itself."));
    return FALSE;
  }
  return reply->kind == PUBLIC ? luukku_channel_limits_check_public (self->base.limits, text, error)
                               : luukku_channel_limits_check_text (self->base.limits, text, error);
}

/* --- a direct message */

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuBluesky *self = g_task_get_source_object (task);
  const Reply *reply = g_task_get_task_data (task);
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);
  char *id = NULL;

  if (root != NULL) {
    id = luukku_bluesky_parse_sent (root, &cause);
    if (id == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_BLUESKY_NAME, cause, TRUE, &error);
    else
      g_hash_table_remove (self->requests, reply->convo);
  }
  luukku_task_return (task, id, g_free, error);
}

static void
send_message (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  const Reply *reply = g_task_get_task_data (task);
  const char *text = luukku_send_request_peek (reply->request)->text;
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (GBytes) body = NULL;

  luukku_json_add_string (builder, "convoId", reply->convo);
  luukku_json_open (builder, "message");
  luukku_json_add_string (builder, "text", text);
  luukku_bluesky_add_facets (builder, text);
  luukku_json_close (builder);
  body = luukku_json_end (builder);
  luukku_bluesky_call (
      self, self->chat,
      &(LuukkuHttpCall){ .path = "/xrpc/chat.bsky.convo.sendMessage", .body = body, .sending = TRUE }, task,
      on_sent);
}

static void
on_accepted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);

  if (root != NULL)
    send_message (task);
  else
    g_task_return_error (task, error);
}

static void
accept (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  const Reply *reply = g_task_get_task_data (task);
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (GBytes) body = NULL;

  if (!reply->accept) {
    send_message (task);
    return;
  }
  luukku_json_add_string (builder, "convoId", reply->convo);
  body = luukku_json_end (builder);
  luukku_bluesky_call (self, self->chat,
                       &(LuukkuHttpCall){ .path = "/xrpc/chat.bsky.convo.acceptConvo", .body = body }, task,
                       on_accepted);
}

/* --- looking a direct message up among the newest of the conversation */

static void
on_messages (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuBluesky *self = g_task_get_source_object (task);
  const Reply *reply = g_task_get_task_data (task);
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  LuukkuBlueskyPlace place = { self->self.did, self->base.channel, 0, batch, seen, self->people };
  g_autofree char *next = NULL, *id = NULL;
  gboolean at_end = FALSE;
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);

  if (root != NULL &&
      luukku_bluesky_parse_messages (root, reply->convo, NULL, &place, &next, &at_end, &cause) < 0)
    luukku_fault_table_set_unreadable (LUUKKU_BLUESKY_NAME, cause, FALSE, &error);
  if (error == NULL) {
    id = g_strdup (luukku_find_own_message (batch, luukku_send_request_peek (reply->request)));
    if (id == NULL && batch->skipped > 0) /* what could not be read may be it */
      luukku_fault_table_set_uncertain (LUUKKU_BLUESKY_NAME, &error);
  }
  luukku_task_return (task, error == NULL ? g_steal_pointer (&id) : NULL, g_free, error);
}

static void
look_up_message (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  const Reply *reply = g_task_get_task_data (task);
  g_autofree char *path =
      luukku_bluesky_path ("chat.bsky.convo.getMessages", "convoId", reply->convo, "limit", "100", NULL);

  luukku_bluesky_call (self, self->chat, &(LuukkuHttpCall){ .path = path }, task, on_messages);
}

/* --- the conversation with the writer of a post */

static void
on_convo (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuBluesky *self = g_task_get_source_object (task);
  Reply *reply = g_task_get_task_data (task);
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  LuukkuBlueskyPlace place = { self->self.did, self->base.channel, 0, batch, NULL, self->people };
  g_autoptr (GPtrArray) convos = NULL;
  const LuukkuBlueskyConvo *convo;
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);

  if (root != NULL)
    convos = luukku_bluesky_parse_convos (root, &place, NULL, &cause);
  if (convos == NULL || convos->len != 1) {
    if (root != NULL)
      luukku_fault_table_set_unreadable (LUUKKU_BLUESKY_NAME, cause, FALSE, &error);
    g_task_return_error (task, error);
    return;
  }
  convo = convos->pdata[0];
  reply->convo = g_strdup (convo->id);
  reply->accept = convo->is_request;
  if (reply->find)
    look_up_message (task);
  else
    accept (task);
}

static void
find_convo (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  const Reply *reply = g_task_get_task_data (task);
  g_autofree char *path =
      luukku_bluesky_path ("chat.bsky.convo.getConvoForMembers", "members", reply->person, NULL);

  luukku_bluesky_call (self, self->chat, &(LuukkuHttpCall){ .path = path }, task, on_convo);
}

/* --- a public answer */

static void
on_posted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);
  char *uri = NULL;

  if (root != NULL) {
    uri = luukku_bluesky_parse_record (root, &cause);
    if (uri == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_BLUESKY_NAME, cause, TRUE, &error);
  }
  luukku_task_return (task, uri, g_free, error);
}

static void
add_ref (JsonBuilder *builder, const char *name, const LuukkuBlueskyRef *ref)
{
  luukku_json_open (builder, name);
  luukku_json_add_string (builder, "uri", ref->uri);
  luukku_json_add_string (builder, "cid", ref->cid);
  luukku_json_close (builder);
}

/* The same for the same reply: also its time is the one at which it was queued. */
static GBytes *
build_record (LuukkuBluesky *self, const Reply *reply, const LuukkuBlueskyRef *root,
              const LuukkuBlueskyRef *parent)
{
  const LuukkuSendRequestInit *init = luukku_send_request_peek (reply->request);
  g_autofree char *time = luukku_time_to_iso8601 (init->queued_at);
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_add_string (builder, "repo", self->self.did);
  luukku_json_add_string (builder, "collection", LUUKKU_BLUESKY_POST);
  luukku_json_add_string (builder, "rkey", reply->rkey);
  luukku_json_open (builder, "record");
  luukku_json_add_string (builder, "$type", LUUKKU_BLUESKY_POST);
  luukku_json_add_string (builder, "text", init->text);
  luukku_bluesky_add_facets (builder, init->text);
  luukku_json_open (builder, "reply");
  add_ref (builder, "root", root);
  add_ref (builder, "parent", parent);
  luukku_json_close (builder);
  luukku_json_add_string (builder, "createdAt", time);
  luukku_json_close (builder);
  return luukku_json_end (builder);
}

static void
set_no_parent (GError **error)
{
  luukku_fault_set (
      error, LUUKKU_FAULT_GONE, &(LuukkuFaultInfo){ .gone = TRUE },
      N_ ("The post that was to be answered is not there any more, so nothing was sent. Answer by "
          "another channel, or in Bluesky itself."));
}

static void
on_parent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuBluesky *self = g_task_get_source_object (task);
  const Reply *reply = g_task_get_task_data (task);
  g_auto (LuukkuBlueskyRef) parent = { NULL, NULL }, top = { NULL, NULL };
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);

  if (root != NULL && !luukku_bluesky_parse_refs (root, reply->parent, &parent, &top, &cause)) {
    if (cause != NULL)
      luukku_fault_table_set_unreadable (LUUKKU_BLUESKY_NAME, cause, FALSE, &error);
    else
      set_no_parent (&error);
  }
  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  body = build_record (self, reply, &top, &parent);
  luukku_bluesky_call (
      self, self->pds,
      &(LuukkuHttpCall){
          .path = "/xrpc/com.atproto.repo.putRecord", .body = body, .sending = TRUE, .idempotent = TRUE },
      task, on_posted);
}

static void
ask_parent (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  const Reply *reply = g_task_get_task_data (task);
  g_autofree char *path = luukku_bluesky_path ("app.bsky.feed.getPosts", "uris", reply->parent, NULL);

  luukku_bluesky_call (self, self->pds, &(LuukkuHttpCall){ .path = path }, task, on_parent);
}

void
luukku_bluesky_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
  LuukkuBluesky *self = LUUKKU_BLUESKY (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_bluesky_send_async);
  Reply *reply = reply_new (self, request, FALSE);
  GError *error = NULL;

  g_task_set_task_data (task, reply, (GDestroyNotify) reply_free);
  if (!check_reply (self, reply, &error)) {
    g_task_return_error (task, error);
    return;
  }
  if (!luukku_bluesky_check_open (self, task))
    return;
  if (reply->kind == PUBLIC)
    ask_parent (task);
  else if (reply->kind == PRIVATELY)
    find_convo (task);
  else
    accept (task);
}

/* --- looking it up */

/* Our record is there, or it certainly is not. */
static void
on_record (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);
  char *uri = NULL;

  if (root == NULL && g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE))
    g_clear_error (&error);
  if (root != NULL) {
    uri = luukku_bluesky_parse_record (root, &cause);
    if (uri == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_BLUESKY_NAME, cause, FALSE, &error);
  }
  luukku_task_return (task, uri, g_free, error);
}

static void
look_up_record (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  const Reply *reply = g_task_get_task_data (task);
  g_autofree char *path = luukku_bluesky_path ("com.atproto.repo.getRecord", "repo", self->self.did,
                                               "collection", LUUKKU_BLUESKY_POST, "rkey", reply->rkey, NULL);

  luukku_bluesky_call (self, self->pds, &(LuukkuHttpCall){ .path = path }, task, on_record);
}

void
luukku_bluesky_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data)
{
  LuukkuBluesky *self = LUUKKU_BLUESKY (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_bluesky_find_sent_async);
  Reply *reply = reply_new (self, request, TRUE);
  GError *error = NULL;

  g_task_set_task_data (task, reply, (GDestroyNotify) reply_free);
  if (reply->kind == NOWHERE || self->pds == NULL || luukku_send_request_peek (request)->text == NULL) {
    luukku_fault_table_set_uncertain (LUUKKU_BLUESKY_NAME, &error);
    g_task_return_error (task, error);
  } else if (reply->kind == PUBLIC) {
    look_up_record (task);
  } else if (reply->kind == PRIVATELY) {
    find_convo (task);
  } else {
    look_up_message (task);
  }
}
