/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-send.c: one reply, and looking it up.
 *
 *   encrypted? ─→ alone with the resident? ─→ upload each file ─→ an event for each file ─→ the text
 *
 * Each event has a transaction id that comes from the reply's own key: the server takes a repeat for the same
 * event, before and after a restart. The text is the last one: its id says that everything arrived. */
#define G_LOG_DOMAIN "luukku"

#include "matrix/luukku-matrix-private.h"

#include <string.h>

#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"
#include "matrix/luukku-matrix-error.h"

#define TXN "luukku-" /* the reply's key follows */

typedef struct {
  LuukkuSendRequest *request; /* (ref) */
  char *room;
  char *person;       /* (nullable): in a room that others read */
  GPtrArray *uploads; /* of char *: addresses of files, in their order */
  guint sent;         /* events of files */
  gboolean joined;    /* the invitation was accepted on the way */
} Send;

static void
send_free (gpointer data)
{
  Send *self = data;

  luukku_send_request_unref (self->request);
  g_clear_pointer (&self->uploads, g_ptr_array_unref);
  g_free (self->room);
  g_free (self->person);
  g_free (self);
}

static void check_encryption (GTask *task);
static void next_file (GTask *task);

static void
fail_recipient (GTask *task, const char *sentence)
{
  GError *error = NULL;

  luukku_fault_set (&error, LUUKKU_FAULT_RECIPIENT, NULL, "%s", luukku_tr (sentence));
  g_task_return_error (task, error);
}

static JsonNode *
finish (GObject *source, GAsyncResult *result, GError **error)
{
  return luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, error);
}

static const LuukkuSendRequestInit *
reply_of (GTask *task)
{
  const Send *send = g_task_get_task_data (task);

  return luukku_send_request_peek (send->request);
}

/* --- what is written */

/* @part: -1: the text. Returns: (transfer full). */
static char *
write_txn (const LuukkuSendRequestInit *reply, int part)
{
  if (part < 0)
    return g_strconcat (TXN, reply->idempotency_key, NULL);
  return g_strdup_printf (TXN "%s-%d", reply->idempotency_key, part);
}

/* In a thread of the room it goes into the thread; where others write too it names what it answers. */
static void
add_relation (const LuukkuMatrix *self, const Send *send, const LuukkuSendRequestInit *reply,
              JsonBuilder *builder)
{
  const LuukkuMatrixKnown *known =
      reply->reply_to != NULL ? g_hash_table_lookup (self->known, reply->reply_to) : NULL;
  const char *root = known != NULL ? known->root : NULL;

  if (!luukku_matrix_is_event (reply->reply_to) || (root == NULL && send->person == NULL))
    return;
  luukku_json_open (builder, "m.relates_to");
  if (root != NULL) {
    luukku_json_add_string (builder, "rel_type", "m.thread");
    luukku_json_add_string (builder, "event_id", root);
    luukku_json_add_boolean (builder, "is_falling_back", TRUE);
  }
  luukku_json_open (builder, "m.in_reply_to");
  luukku_json_add_string (builder, "event_id", reply->reply_to);
  luukku_json_close (builder);
  luukku_json_close (builder);
}

static GBytes *
write_text (const LuukkuMatrix *self, const Send *send, const LuukkuSendRequestInit *reply)
{
  const char *const people[] = { send->person, NULL };
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_add_string (builder, "msgtype", "m.text");
  luukku_json_add_string (builder, "body", reply->text);
  if (send->person != NULL) {
    luukku_json_open (builder, "m.mentions");
    luukku_json_add_strings (builder, "user_ids", people);
    luukku_json_close (builder);
  }
  add_relation (self, send, reply, builder);
  return luukku_json_end (builder);
}

static const char *
kind_of (const LuukkuSendFile *file)
{
  if (g_str_has_prefix (file->media_type, "image/"))
    return "m.image";
  if (g_str_has_prefix (file->media_type, "video/"))
    return "m.video";
  return g_str_has_prefix (file->media_type, "audio/") ? "m.audio" : "m.file";
}

static GBytes *
write_file (const LuukkuMatrix *self, const Send *send, const LuukkuSendRequestInit *reply, guint i)
{
  const LuukkuSendFile *file = reply->files->pdata[i];
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_add_string (builder, "msgtype", kind_of (file));
  luukku_json_add_string (builder, "body", file->name);
  luukku_json_add_string (builder, "filename", file->name);
  luukku_json_add_string (builder, "url", send->uploads->pdata[i]);
  luukku_json_open (builder, "info");
  luukku_json_add_string (builder, "mimetype", file->media_type);
  luukku_json_add_int (builder, "size", (gint64) g_bytes_get_size (file->bytes));
  luukku_json_close (builder);
  add_relation (self, send, reply, builder);
  return luukku_json_end (builder);
}

/* --- sending */

/* A no of the server is about this room, not about the account. @error: (transfer full). */
static void
fail_sending (GTask *task, GError *error)
{
  if (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION) ||
      g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) {
    g_error_free (error);
    fail_recipient (task,
                    N_ ("The account may not write in this conversation at Matrix any more: it was closed, "
                        "or the town was removed from it. Answer by another channel."));
    return;
  }
  g_task_return_error (task, error);
}

static void
put_event (GTask *task, GBytes *body, int part, GAsyncReadyCallback callback)
{
  LuukkuMatrix *self = g_task_get_source_object (task);
  const Send *send = g_task_get_task_data (task);
  g_autofree char *txn = write_txn (reply_of (task), part);
  g_autofree char *path = luukku_matrix_room_path (send->room, "send", "m.room.message", txn, NULL);

  luukku_matrix_call (
      self,
      &(LuukkuHttpCall){ .method = "PUT", .path = path, .body = body, .sending = TRUE, .idempotent = TRUE },
      task, callback);
}

static void
on_text_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = finish (source, result, &error);
  g_autofree char *id = root != NULL ? luukku_matrix_parse_string (root, "event_id", &cause) : NULL;

  if (root == NULL) {
    fail_sending (task, error);
    return;
  }
  if (id == NULL || !luukku_matrix_is_event (id)) {
    luukku_fault_table_set_unreadable (LUUKKU_MATRIX_NAME, cause, TRUE, &error);
    g_task_return_error (task, error);
    return;
  }
  g_task_return_pointer (task, g_steal_pointer (&id), g_free);
}

static void
on_file_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Send *send = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonNode) root = finish (source, result, &error);

  if (root == NULL) {
    fail_sending (task, error);
    return;
  }
  send->sent++;
  next_file (task);
}

static void
on_uploaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Send *send = g_task_get_task_data (task);
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = finish (source, result, &error);
  char *url = root != NULL ? luukku_matrix_parse_string (root, "content_uri", &cause) : NULL;

  if (root == NULL) {
    g_task_return_error (task, error);
  } else if (url == NULL) {
    luukku_fault_table_set_unreadable (LUUKKU_MATRIX_NAME, cause, FALSE, &error);
    g_task_return_error (task, error);
  } else {
    g_ptr_array_add (send->uploads, url);
    next_file (task);
  }
}

static void
upload (GTask *task, const LuukkuSendFile *file)
{
  g_autofree char *query = luukku_oauth_form ("filename", file->name, NULL);
  g_autofree char *path = g_strconcat ("/_matrix/media/v3/upload?", query, NULL);

  luukku_matrix_call (
      g_task_get_source_object (task),
      &(LuukkuHttpCall){ .path = path, .content_type = file->media_type, .body = file->bytes }, task,
      on_uploaded);
}

/* Uploaded files are seen by nobody: only when all are there does something go into the room. */
static void
next_file (GTask *task)
{
  LuukkuMatrix *self = g_task_get_source_object (task);
  const Send *send = g_task_get_task_data (task);
  const LuukkuSendRequestInit *reply = reply_of (task);
  guint files = reply->files != NULL ? reply->files->len : 0;
  g_autoptr (GBytes) body = NULL;

  if (send->uploads->len < files) {
    upload (task, reply->files->pdata[send->uploads->len]);
  } else if (send->sent < files) {
    body = write_file (self, send, reply, send->sent);
    put_event (task, body, (int) send->sent, on_file_sent);
  } else {
    body = write_text (self, send, reply);
    put_event (task, body, -1, on_text_sent);
  }
}

/* --- before anything leaves */

static void
on_members (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (JsonNode) root = finish (source, result, &error);

  if (root == NULL)
    fail_sending (task, error);
  else if (luukku_matrix_parse_member_count (root) > 2)
    fail_recipient (task,
                    N_ ("Others have come into this conversation at Matrix and would read the reply, so "
                        "nothing was sent. Answer in the room's own conversation, or by another channel."));
  else
    next_file (task);
}

/* What was written for one person must not be read by others who came in meanwhile. */
static void
check_members (GTask *task)
{
  const Send *send = g_task_get_task_data (task);
  g_autofree char *path = luukku_matrix_room_path (send->room, "joined_members", NULL);

  if (send->person != NULL) {
    next_file (task);
    return;
  }
  luukku_matrix_call (g_task_get_source_object (task), &(LuukkuHttpCall){ .path = path }, task, on_members);
}

static void
on_joined (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (JsonNode) root = finish (source, result, &error);

  if (root == NULL)
    fail_sending (task, error);
  else
    check_encryption (task);
}

/* 404: the room is not encrypted; 403: we are not in it, maybe only invited. */
static void
on_encryption (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Send *send = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonNode) root = finish (source, result, &error);
  g_autofree char *path = luukku_matrix_room_path (send->room, "join", NULL);
  g_autoptr (GBytes) body = luukku_matrix_empty_body ();

  if (root != NULL) {
    fail_recipient (
        task, N_ ("This conversation is encrypted, so nothing was sent. Open Element and answer there."));
  } else if (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) {
    g_error_free (error);
    check_members (task);
  } else if (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION) && !send->joined) {
    g_error_free (error);
    send->joined = TRUE;
    luukku_matrix_call (g_task_get_source_object (task), &(LuukkuHttpCall){ .path = path, .body = body },
                        task, on_joined);
  } else {
    fail_sending (task, error);
  }
}

/* Asked each time: a room may have become encrypted a moment ago, and never plain text goes into one. */
static void
check_encryption (GTask *task)
{
  const Send *send = g_task_get_task_data (task);
  g_autofree char *place = luukku_matrix_room_path (send->room, "state", "m.room.encryption", NULL);
  g_autofree char *path = g_strconcat (place, "/", NULL); /* the state key is empty */

  luukku_matrix_call (g_task_get_source_object (task), &(LuukkuHttpCall){ .path = path }, task,
                      on_encryption);
}

/* Returns: FALSE with @task ended. */
static gboolean
begin (GTask *task, LuukkuSendRequest *request)
{
  LuukkuMatrix *self = g_task_get_source_object (task);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autofree char *person = NULL;
  g_autofree char *room = luukku_matrix_conversation_read (reply->conversation_id, &person);
  Send *send;
  GError *error = NULL;

  if (room == NULL) {
    fail_recipient (task,
                    N_ ("It is not known to which conversation at Matrix this reply belongs, so nothing was "
                        "sent. Answer in Element."));
    return FALSE;
  }
  if (!luukku_channel_limits_check_text (self->base.limits, reply->text, &error)) {
    g_task_return_error (task, error);
    return FALSE;
  }
  send = g_new0 (Send, 1);
  send->request = luukku_send_request_ref (request);
  send->room = g_steal_pointer (&room);
  send->person = g_steal_pointer (&person);
  send->uploads = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, send, send_free);
  return TRUE;
}

void
luukku_matrix_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (adapter, cancellable, callback, data, luukku_matrix_send_async);

  if (begin (task, request))
    check_encryption (task);
}

/* --- looking it up among the newest of the room */

static void
on_newest (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMatrix *self = g_task_get_source_object (task);
  const LuukkuSendRequestInit *reply = reply_of (task);
  g_autofree char *txn = write_txn (reply, -1);
  GError *error = NULL;
  g_autoptr (JsonNode) root = finish (source, result, &error);
  gboolean far_enough = FALSE;
  char *id = NULL;

  if (root != NULL)
    id = luukku_matrix_find_sent (root, self->user, txn, reply->text, reply->queued_at, &far_enough);
  if (root != NULL && id == NULL && !far_enough)
    luukku_fault_table_set_uncertain (LUUKKU_MATRIX_NAME, &error);
  luukku_task_return (task, id, g_free, error);
}

void
luukku_matrix_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data)
{
  LuukkuMatrix *self = LUUKKU_MATRIX (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_matrix_find_sent_async);
  const Send *send;
  g_autofree char *place = NULL, *path = NULL;

  if (!begin (task, request))
    return;
  send = g_task_get_task_data (task);
  place = luukku_matrix_room_path (send->room, "messages", NULL);
  path = g_strdup_printf ("%s?dir=b&limit=%d", place, LUUKKU_MATRIX_PAGE);
  luukku_matrix_call (self, &(LuukkuHttpCall){ .path = path }, task, on_newest);
}
