/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-forward.c: a message of any channel goes into the town's feedback system. Into the log first,
 * once, and what is in doubt is looked up before it is sent again. Decides nothing: a person has written and
 * ticked it. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-forward.h"

#include <string.h>

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "detect/luukku-detect.h"
#include "inbox/luukku-inbox-private.h"

#define MAX_TEXT 20000     /* characters; the channel's own limit is the adapter's business */
#define MAX_LOOKED_AT 200  /* newest messages */
#define MAX_NAME_BYTES 200 /* of a person, of a contact */

/* Whoever opens the feedback system can read what stands there. */
static const char *const never[] = { "HETU", "FOREIGN_ID", "EE_IK",  "SE_PNR", "TAX_NO", "DOC_ID",
                                     "CARD", "IBAN",       "SECRET", "DOB",    NULL };
static const char *const sensitive[] = { "SENSITIVE", NULL };
static const char *const contacts[] = { "EMAIL", "PHONE", NULL };

/* --- channels and services */

static LuukkuInboxChannel *
find_able (LuukkuInbox *self, const char *channel)
{
  LuukkuInboxChannel *entry = luukku_inbox_find_channel (self, channel);
  LuukkuSenderInterface *iface =
      entry != NULL && entry->sender != NULL ? LUUKKU_SENDER_GET_IFACE (entry->sender) : NULL;

  return iface != NULL && iface->can_forward != NULL && iface->can_forward (entry->sender) ? entry : NULL;
}

char **
luukku_inbox_list_feedback (LuukkuInbox *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (self->channels), (GCompareFunc) strcmp);

  for (GList *key = keys; key != NULL; key = key->next) {
    if (find_able (self, key->data) != NULL)
      g_strv_builder_add (builder, key->data);
  }
  return g_strv_builder_end (builder);
}

static void
set_no_channel (GError **error)
{
  luukku_set_error (
      error, LUUKKU_ERROR_NOT_FOUND,
      N_ ("No feedback system that takes new requests is connected here. Add its account with a key for "
          "writing, or enter the matter in the feedback system itself."));
}

static void
on_services (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GPtrArray *services =
      LUUKKU_SENDER_GET_IFACE (source)->list_services_finish (LUUKKU_SENDER (source), result, &error);

  if (services != NULL)
    g_task_return_pointer (task, services, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
luukku_inbox_list_services_async (LuukkuInbox *self, const char *channel, GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  LuukkuInboxChannel *entry = find_able (self, channel);
  GError *error = NULL;

  g_task_set_source_tag (task, luukku_inbox_list_services_async);
  if (entry == NULL) {
    set_no_channel (&error);
    g_task_return_error (task, error);
    return;
  }
  LUUKKU_SENDER_GET_IFACE (entry->sender)
      ->list_services_async (entry->sender, entry->acts, on_services, g_steal_pointer (&task));
}

GPtrArray *
luukku_inbox_list_services_finish (LuukkuInbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- what may leave */

static gboolean
has_kind (LuukkuInbox *self, const char *text, const char *const *kinds)
{
  const LuukkuDetectOptions options = { .kinds = kinds, .allow_list = self->contacts };
  g_autoptr (GArray) hits = NULL;

  luukku_detect_full (text, &options, &hits);
  return hits->len > 0;
}

static gboolean
has_code (LuukkuInbox *self, const char *text)
{
  g_autoptr (GArray) mistyped = luukku_detect_masked (text);

  return mistyped->len > 0 || has_kind (self, text, never);
}

static gboolean
check_contact (const LuukkuForward *forward, GError **error)
{
  const char *fields[] = { forward->name, forward->contact };

  if (!forward->with_contact)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    if (fields[i] == NULL || (strlen (fields[i]) <= MAX_NAME_BYTES && strpbrk (fields[i], "\r\n") == NULL &&
                              g_utf8_validate (fields[i], -1, NULL)))
      continue;
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("Write the name and one mail address or telephone number, each in one line."));
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_length (const char *text, GError **error)
{
  g_autofree char *bare = NULL;

  if (!g_utf8_validate (text, -1, NULL) || luukku_text_length (text) > MAX_TEXT) {
    luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                      N_ ("The text is too long for the feedback system. Make it shorter."));
    return FALSE;
  }
  bare = g_strstrip (g_strdup (text));
  if (luukku_text_length (bare) >= LUUKKU_FORWARD_MIN_TEXT)
    return TRUE;
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_INPUT,
      N_ ("The feedback system takes a description of at least %d characters. Write what is the matter and "
          "where."),
      LUUKKU_FORWARD_MIN_TEXT);
  return FALSE;
}

gboolean
luukku_inbox_check_forward (LuukkuInbox *self, const LuukkuForward *forward, GError **error)
{
  if (!check_length (forward->text, error) || !check_contact (forward, error))
    return FALSE;
  if (has_code (self, forward->text) ||
      (forward->with_contact && forward->name != NULL && has_code (self, forward->name)))
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("An identity code, a date of birth, a card or account number or a password stands "
                          "in the text. It "
                          "never goes into the feedback system: take it out."));
  else if (has_kind (self, forward->text, sensitive))
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("The text tells of somebody's health, welfare or crime. Everyone may read the "
                          "feedback system: take "
                          "it out, or handle the matter another way."));
  else if (!forward->with_contact && has_kind (self, forward->text, contacts))
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("A mail address or a telephone number stands in the text. Take it out, or tick "
                          "that the resident's "
                          "contact data goes along."));
  else
    return TRUE;
  return FALSE;
}

/* --- one forwarding */

typedef struct {
  gint64 conversation;
  char *case_number, *actor, *key, *digest;
  char *channel, *service, *service_name, *text, *name, *contact;
  gboolean again;
  gboolean leaving;        /* the call that may leave something is under way */
  gint64 at;               /* when it left first, UTC µs */
  LuukkuSendFile *picture; /* (owned) (nullable) */
} Forwarding;

static void
forwarding_free (gpointer data)
{
  Forwarding *self = data;

  g_free (self->case_number);
  g_free (self->actor);
  g_free (self->key);
  g_free (self->digest);
  g_free (self->channel);
  g_free (self->service);
  g_free (self->service_name);
  g_free (self->text);
  g_free (self->name);
  g_free (self->contact);
  g_clear_pointer (&self->picture, luukku_send_file_free);
  g_free (self);
}

static LuukkuSendRequest *
build_request (const Forwarding *self)
{
  g_autofree char *conversation = g_strconcat (LUUKKU_FORWARD_CONVERSATION, self->service, NULL);
  g_autoptr (GPtrArray) files = NULL;
  LuukkuSendRequestInit init = {
    .channel = self->channel,
    .conversation_id = conversation,
    .resident_id = self->contact,
    .resident_name = self->name,
    .text = self->text,
    .idempotency_key = self->key,
    .queued_at = self->at,
  };

  if (self->picture != NULL) {
    files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_send_file_free);
    g_ptr_array_add (
        files, luukku_send_file_new (self->picture->name, self->picture->media_type, self->picture->bytes));
    init.files = files;
  }
  return luukku_send_request_new (&init);
}

/* The log knows what the feedback system has said; then everybody else does. */
static void
take (GTask *task, const char *number)
{
  LuukkuInbox *self = g_task_get_source_object (task);
  const Forwarding *f = g_task_get_task_data (task);
  GError *error = NULL;

  if (!luukku_forwarding_settle (self->store, f->case_number, f->actor, f->key, number, &error)) {
    g_task_return_error (task, error);
    return;
  }
  luukku_inbox_emit_case (self, f->conversation);
  g_task_return_pointer (task, g_strdup (number), g_free);
}

/* @error: (transfer full). */
static void
fail (GTask *task, GError *error)
{
  LuukkuInbox *self = g_task_get_source_object (task);
  const Forwarding *f = g_task_get_task_data (task);

  if (f->leaving)
    luukku_forwarding_settle (self->store, f->case_number, f->actor, f->key, NULL, NULL);
  g_task_return_error (task, error);
}

static void
set_doubt (GError **error)
{
  luukku_set_error (error, LUUKKU_ERROR_BUSY,
                    N_ ("Nobody knows whether the feedback system has the text: the confirmation was lost. "
                        "Look there; if it "
                        "is not there, tick “Send it although it may be there” in the form."));
}

static void send_it (GTask *task);

/* Whether what may have left has arrived. */
static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuInbox *self = g_task_get_source_object (task);
  Forwarding *f = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *number =
      LUUKKU_SENDER_GET_IFACE (source)->find_sent_finish (LUUKKU_SENDER (source), result, &error);

  if (number != NULL) {
    take (task, number);
  } else if (error != NULL) {
    g_clear_error (&error);
    set_doubt (&error);
    g_task_return_error (task, error); /* the log leaves it open */
  } else if (f->leaving) {
    luukku_set_error (&error, LUUKKU_ERROR_FAILED,
                      N_ ("The feedback system does not have the text. Nothing was forwarded; try again."));
    fail (task, error);
  } else if (luukku_forwarding_settle (self->store, f->case_number, f->actor, f->key, NULL, &error)) {
    send_it (task); /* an earlier try did not arrive */
  } else {
    g_task_return_error (task, error);
  }
}

static gboolean
look_up (GTask *task)
{
  LuukkuInbox *self = g_task_get_source_object (task);
  const Forwarding *f = g_task_get_task_data (task);
  LuukkuInboxChannel *entry = find_able (self, f->channel);
  g_autoptr (LuukkuSendRequest) request = NULL;

  if (entry == NULL || LUUKKU_SENDER_GET_IFACE (entry->sender)->find_sent_async == NULL)
    return FALSE;
  request = build_request (f);
  LUUKKU_SENDER_GET_IFACE (entry->sender)
      ->find_sent_async (entry->sender, request, entry->acts, on_found, g_object_ref (task));
  return TRUE;
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autofree char *number =
      LUUKKU_SENDER_GET_IFACE (source)->send_finish (LUUKKU_SENDER (source), result, &error);

  if (number != NULL) {
    take (task, number);
    return;
  }
  if (!luukku_fault_get_info (error)->ambiguous_send) {
    fail (task, error);
    return;
  }
  g_clear_error (&error);
  if (look_up (task))
    return;
  set_doubt (&error);
  g_task_return_error (task, error);
}

/* Into the log, then out. */
static void
send_it (GTask *task)
{
  LuukkuInbox *self = g_task_get_source_object (task);
  Forwarding *f = g_task_get_task_data (task);
  LuukkuInboxChannel *entry = find_able (self, f->channel);
  g_autofree char *picture = f->picture != NULL ? luukku_digest_bytes (f->picture->bytes) : NULL;
  LuukkuForwardingInit init = {
    .case_number = f->case_number,
    .actor = f->actor,
    .channel = f->channel,
    .service = f->service,
    .service_name = f->service_name,
    .text = f->text,
    .contact = f->contact != NULL || f->name != NULL,
    .picture = picture,
  };
  g_autoptr (LuukkuSendRequest) request = NULL;
  GError *error = NULL;

  g_free (f->key);
  f->key = g_uuid_string_random ();
  f->at = luukku_clock_now (self->clock);
  init.key = f->key;
  if (entry == NULL)
    set_no_channel (&error);
  else
    luukku_forwarding_leave (self->store, &init, &error);
  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  f->leaving = TRUE;
  request = build_request (f);
  LUUKKU_SENDER_GET_IFACE (entry->sender)
      ->send_async (entry->sender, request, entry->acts, on_sent, g_object_ref (task));
}

/* --- before it leaves */

/* Returns: (transfer full) (nullable): the newest forwarding of the same text into the same system. */
static LuukkuForwarding *
find_before (GPtrArray *list, const Forwarding *f)
{
  for (guint i = list->len; i > 0; i--) {
    LuukkuForwarding *row = g_ptr_array_index (list, i - 1);

    if (g_strcmp0 (row->digest, f->digest) == 0 && g_strcmp0 (row->channel, f->channel) == 0)
      return g_ptr_array_steal_index (list, i - 1);
  }
  return NULL;
}

static void
go_on (GTask *task, const LuukkuForwarding *before)
{
  Forwarding *f = g_task_get_task_data (task);
  GError *error = NULL;

  if (before == NULL || before->state == LUUKKU_FORWARDING_NOT_TAKEN ||
      (before->state == LUUKKU_FORWARDING_OPEN && f->again)) {
    send_it (task);
    return;
  }
  if (before->state == LUUKKU_FORWARDING_TAKEN) {
    luukku_set_error (&error, LUUKKU_ERROR_EXISTS,
                      /* TRANSLATORS: %s is the number of a request in the feedback system. */
                      N_ ("The same text is in the feedback system already, under the number %s."),
                      before->number);
    g_task_return_error (task, error);
    return;
  }
  f->key = g_strdup (before->key);
  if (!luukku_time_from_iso8601 (before->at, &f->at, NULL) || !look_up (task)) {
    set_doubt (&error);
    g_task_return_error (task, error);
  }
}

/* Returns: FALSE with @error: it is no picture of this conversation that is stored. */
static gboolean
load_picture (LuukkuInbox *self, gint64 conversation, gint64 picture, Forwarding *f, GError **error)
{
  g_autoptr (GPtrArray) messages =
      luukku_store_list_messages (self->store, conversation, MAX_LOOKED_AT, error);

  for (guint i = 0; messages != NULL && i < messages->len; i++) {
    const LuukkuStoredMessage *stored = g_ptr_array_index (messages, i);
    g_autoptr (GPtrArray) files = luukku_store_list_attachments (self->store, stored->id, NULL);

    for (guint j = 0; files != NULL && j < files->len; j++) {
      const LuukkuStoredAttachment *file = g_ptr_array_index (files, j);
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *type = NULL;
      const char *name = file->attachment->name != NULL ? file->attachment->name : "kuva";

      if (file->id != picture)
        continue;
      bytes = luukku_store_get_attachment_bytes (self->store, picture, NULL);
      type = bytes != NULL ? luukku_inbox_media_type (name, bytes) : NULL;
      if (type == NULL || !g_str_has_prefix (type, "image/"))
        break;
      f->picture = luukku_send_file_new (name, type, bytes);
      return TRUE;
    }
  }
  if (error != NULL && *error == NULL)
    luukku_set_error (
        error, LUUKKU_ERROR_NOT_FOUND,
        N_ ("The picture is not stored here, so nothing was forwarded. Choose another one, or none."));
  return FALSE;
}

static Forwarding *
forwarding_new (LuukkuInbox *self, gint64 conversation, const LuukkuForward *forward)
{
  Forwarding *f = g_new0 (Forwarding, 1);

  f->conversation = conversation;
  f->actor = luukku_inbox_dup_actor (self);
  f->digest = luukku_digest_text (forward->text);
  f->channel = g_strdup (forward->channel);
  f->service = g_strdup (forward->service);
  f->service_name = g_strdup (forward->service_name);
  f->text = g_strdup (forward->text);
  f->name = forward->with_contact ? g_strdup (forward->name) : NULL;
  f->contact = forward->with_contact ? g_strdup (forward->contact) : NULL;
  f->again = forward->again;
  return f;
}

void
luukku_inbox_forward_async (LuukkuInbox *self, gint64 conversation, const LuukkuForward *forward,
                            GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  Forwarding *f = forwarding_new (self, conversation, forward);
  g_autoptr (LuukkuCase) item = NULL;
  g_autoptr (GPtrArray) list = NULL;
  LuukkuForwarding *before = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, luukku_inbox_forward_async);
  g_task_set_task_data (task, f, forwarding_free);
  if (find_able (self, forward->channel) == NULL)
    set_no_channel (&error);
  else if (luukku_inbox_check_forward (self, forward, &error))
    item = luukku_store_find_case (self->store, conversation, &error);
  if (error == NULL && item == NULL)
    luukku_set_error (&error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("This conversation has no case yet, so there is nothing to forward."));
  if (item != NULL &&
      (forward->picture == 0 || load_picture (self, conversation, forward->picture, f, &error))) {
    f->case_number = g_strdup (luukku_case_peek (item)->number);
    list = luukku_forwarding_list (self->store, f->case_number, &error);
  }
  if (list == NULL) {
    g_task_return_error (task, error);
    return;
  }
  before = find_before (list, f);
  go_on (task, before);
  if (before != NULL)
    luukku_forwarding_free (before);
}

char *
luukku_inbox_forward_finish (LuukkuInbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- a number that comes later */

static void
on_number (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autofree char *number =
      LUUKKU_SENDER_GET_IFACE (source)->find_sent_finish (LUUKKU_SENDER (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (number == NULL || g_str_has_prefix (number, LUUKKU_FORWARD_TOKEN))
    g_task_return_pointer (task, NULL, NULL);
  else
    take (task, number);
}

/* Returns: (transfer none) (nullable): the newest one that has only a token. */
static const LuukkuForwarding *
find_waiting (GPtrArray *list)
{
  for (guint i = list->len; i > 0; i--) {
    const LuukkuForwarding *row = list->pdata[i - 1];

    if (row->state == LUUKKU_FORWARDING_TAKEN && row->number != NULL &&
        g_str_has_prefix (row->number, LUUKKU_FORWARD_TOKEN))
      return row;
  }
  return NULL;
}

void
luukku_inbox_ask_number_async (LuukkuInbox *self, gint64 conversation, GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  g_autoptr (LuukkuCase) item = luukku_store_find_case (self->store, conversation, NULL);
  g_autoptr (GPtrArray) list =
      item != NULL ? luukku_forwarding_list (self->store, luukku_case_peek (item)->number, NULL) : NULL;
  const LuukkuForwarding *row = list != NULL ? find_waiting (list) : NULL;
  LuukkuInboxChannel *entry = row != NULL ? find_able (self, row->channel) : NULL;
  g_autoptr (LuukkuSendRequest) request = NULL;
  g_autofree char *to = NULL;
  LuukkuSendRequestInit init = { 0 };
  Forwarding *f;

  g_task_set_source_tag (task, luukku_inbox_ask_number_async);
  if (entry == NULL || LUUKKU_SENDER_GET_IFACE (entry->sender)->find_sent_async == NULL) {
    g_task_return_pointer (task, NULL, NULL);
    return;
  }
  f = g_new0 (Forwarding, 1);
  f->conversation = conversation;
  f->case_number = g_strdup (luukku_case_peek (item)->number);
  f->actor = luukku_inbox_dup_actor (self);
  f->key = g_strdup (row->key);
  g_task_set_task_data (task, f, forwarding_free);
  to = g_strconcat (LUUKKU_FORWARD_CONVERSATION, row->service, NULL);
  init.channel = row->channel;
  init.conversation_id = to;
  init.text = "";
  init.idempotency_key = row->key;
  init.reply_to = row->number;
  request = luukku_send_request_new (&init);
  LUUKKU_SENDER_GET_IFACE (entry->sender)
      ->find_sent_async (entry->sender, request, entry->acts, on_number, g_steal_pointer (&task));
}

char *
luukku_inbox_ask_number_finish (LuukkuInbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- words */

char *
luukku_inbox_forward_words (LuukkuInbox *self, gint64 conversation)
{
  g_autoptr (GPtrArray) messages =
      luukku_store_list_messages (self->store, conversation, MAX_LOOKED_AT, NULL);

  for (guint i = messages != NULL ? messages->len : 0; i > 0; i--) {
    const LuukkuStoredMessage *stored = g_ptr_array_index (messages, i - 1);

    if (luukku_message_get_direction (stored->message) == LUUKKU_DIRECTION_IN &&
        !luukku_inbox_is_hidden (self, stored->id) && *luukku_message_get_text (stored->message) != '\0')
      return luukku_inbox_mask (luukku_message_get_text (stored->message));
  }
  return g_strdup ("");
}

char *
luukku_inbox_forward_reply (LuukkuInbox *self, gint64 conversation, const char *channel, const char *number,
                            GError **error)
{
  gboolean is_number = number != NULL && !g_str_has_prefix (number, LUUKKU_FORWARD_TOKEN);
  g_autofree char *name = luukku_store_get_channel_name (self->store, channel, NULL);
  g_autofree char *text = luukku_inbox_ready_text (
      self, conversation, is_number ? "forwarded" : "forwarded-waiting", NULL, error);
  GString *whole;

  if (text == NULL)
    return NULL;
  whole = g_string_new (text);
  g_string_replace (whole, "{system}", name != NULL ? name : channel, 0);
  g_string_replace (whole, "{number}", is_number ? number : "", 0);
  return g_string_free (whole, FALSE);
}
