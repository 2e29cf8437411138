/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-training.c: the training channel: scripted residents who write by themselves and answer to replies.
 *
 * It behaves like any platform (cursor, idempotency key, attachments, limits) and needs no network, so that
 * new staff practise on the real windows, gate and records. What has been said is a function of the cursor, a
 * GVariant (xua{su}) as text: when the script started, the first scripted line that was not given yet, and
 * how many answers each resident has given. A batch that could not be stored is therefore given again, the
 * same. */
#define G_LOG_DOMAIN "luukku"

#include "training/luukku-training.h"

#include <gio/gio.h>
#include <string.h>

#include "base/luukku-canonical.h"
#include "base/luukku-error.h"
#include "base/luukku-files.h"
#include "training/luukku-training-script.h"

#define PICTURE_SCHEME "training:"
#define DEFAULT_PACE_SECONDS 20
#define MAX_SENT 1000

enum { OPTION_SEED, OPTION_PACE, OPTION_INTERVAL, OPTION_END };

static const LuukkuAdapterOption options[] = {
  [OPTION_SEED] = { LUUKKU_OPTION_INT, "seed", N_ ("Order of the residents (0: as in the script)"), NULL, 0 },
  [OPTION_PACE] = { LUUKKU_OPTION_INT, "pace", N_ ("Seconds between the residents' messages"), NULL,
                    DEFAULT_PACE_SECONDS },
  [OPTION_INTERVAL] = { LUUKKU_OPTION_INT, "poll-interval-ms", N_ ("Time between two fetches (milliseconds)"),
                        NULL, 1000 },
  [OPTION_END] = { 0 },
};

/* A reply of ours that "arrived". */
typedef struct {
  char *key; /* idempotency key */
  char *id;
  char *resident;
  gint64 at;
} Sent;

#define LUUKKU_TYPE_TRAINING (luukku_training_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuTraining, luukku_training, LUUKKU, TRAINING, LuukkuAdapter)

struct _LuukkuTraining {
  LuukkuAdapter parent_instance;
  LuukkuClock *clock;           /* (ref) */
  LuukkuChannelLimits *limits;  /* (owned) */
  LuukkuTrainingScript *script; /* (owned) */
  char *account;
  gint64 pace;
  GPtrArray *sent; /* Sent (owned), oldest first */
  gboolean closed;
};

G_DEFINE_FINAL_TYPE (LuukkuTraining, luukku_training, LUUKKU_TYPE_ADAPTER)

static void
sent_free (Sent *self)
{
  g_free (self->key);
  g_free (self->id);
  g_free (self->resident);
  g_free (self);
}

/* --- cursor */

typedef struct {
  gint64 started;
  guint next;
  GHashTable *answered; /* resident (owned) → count */
} Cursor;

static void
cursor_clear (Cursor *self)
{
  g_clear_pointer (&self->answered, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cursor, cursor_clear)

/* The cursor is a GVariant in text form: our own words, read back by GLib's parser. */
static void
cursor_read (Cursor *self, const char *text, gint64 now)
{
  g_autoptr (GVariant) value = NULL;
  g_autoptr (GVariantIter) answered = NULL;
  const char *resident;
  guint count;

  self->started = now;
  self->next = 0;
  self->answered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (text == NULL)
    return;
  value = g_variant_parse (G_VARIANT_TYPE ("(xua{su})"), text, NULL, NULL, NULL);
  if (value == NULL)
    return;
  g_variant_get (value, "(xua{su})", &self->started, &self->next, &answered);
  while (g_variant_iter_loop (answered, "{&su}", &resident, &count))
    g_hash_table_insert (self->answered, g_strdup (resident), GUINT_TO_POINTER (count));
}

static char *
cursor_write (const Cursor *self)
{
  g_autoptr (GList) residents = g_list_sort (g_hash_table_get_keys (self->answered), (GCompareFunc) strcmp);
  g_autoptr (GVariant) value = NULL;
  GVariantBuilder answered;

  g_variant_builder_init (&answered, G_VARIANT_TYPE ("a{su}"));
  for (GList *l = residents; l != NULL; l = l->next) {
    guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->answered, l->data));

    g_variant_builder_add (&answered, "{su}", (const char *) l->data, count);
  }
  value = g_variant_ref_sink (g_variant_new ("(xua{su})", self->started, self->next, &answered));
  return g_variant_print (value, TRUE);
}

/* --- what is said */

static char *
channel_key (LuukkuTraining *self)
{
  return g_strdup_printf ("training:%s", self->account);
}

/* The payload that a platform would have sent, so that records of practice look like records. */
static GBytes *
make_raw (const LuukkuResident *resident, const char *id, const char *text, gint64 at)
{
  g_autofree char *time = luukku_time_to_iso8601 (at);
  g_autofree char *json = NULL;
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "id", "s", id);
  g_variant_dict_insert (&dict, "from", "s", resident->name);
  g_variant_dict_insert (&dict, "created_time", "s", time);
  g_variant_dict_insert (&dict, "message", "s", text);
  json = luukku_canonical_json (g_variant_dict_end (&dict), NULL);
  if (json == NULL)
    return g_bytes_new_static ("{}", 2);
  return g_bytes_new_take (g_strdup (json), strlen (json));
}

static GPtrArray *
make_attachments (const LuukkuResident *resident)
{
  GPtrArray *attachments;
  g_autofree char *url = NULL;

  if (resident->picture == NULL)
    return NULL;
  attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  url = g_strconcat (PICTURE_SCHEME, resident->picture, NULL);
  g_ptr_array_add (attachments, luukku_attachment_new (resident->picture, "image/png", url, -1));
  return attachments;
}

static void
say (LuukkuTraining *self, LuukkuBatch *batch, const LuukkuResident *resident, const char *id,
     const char *text, gint64 at, gboolean with_picture)
{
  g_autofree char *channel = channel_key (self);
  g_autoptr (GBytes) raw = make_raw (resident, id, text, at);
  g_autoptr (GPtrArray) attachments = with_picture ? make_attachments (resident) : NULL;
  LuukkuThread *thread = luukku_thread_new (resident->id);

  g_ptr_array_add (batch->messages, luukku_message_new (&(LuukkuMessageInit){
                                        .channel = channel,
                                        .conversation_id = resident->id,
                                        .platform_id = id,
                                        .direction = LUUKKU_DIRECTION_IN,
                                        .author_id = resident->id,
                                        .author_name = resident->name,
                                        .text = text,
                                        .sent_at = at,
                                        .fetched_at = luukku_clock_now (self->clock),
                                        .attachments = attachments,
                                        .raw = raw,
                                        .raw_type = "application/json",
                                    }));
  thread->resident_id = g_strdup (resident->id);
  thread->resident_name = g_strdup (resident->name);
  thread->updated_at = at;
  g_ptr_array_add (batch->threads, thread);
}

static void
say_due_lines (LuukkuTraining *self, Cursor *cursor, gint64 now, LuukkuBatch *batch)
{
  GArray *lines = self->script->lines;

  while (cursor->next < lines->len) {
    const LuukkuLine *line = &g_array_index (lines, LuukkuLine, cursor->next);
    gint64 at = cursor->started + line->after;
    g_autofree char *id = NULL;

    if (at > now)
      break;
    id = g_strdup_printf ("training-%s-%u", line->resident->id, line->text + 1);
    say (self, batch, line->resident, id, line->resident->texts->pdata[line->text], at, line->text == 0);
    cursor->next++;
  }
}

/* The n-th reply to a resident gets the n-th answer, half a pace later. */
static void
say_due_answers (LuukkuTraining *self, Cursor *cursor, gint64 now, LuukkuBatch *batch)
{
  g_autoptr (GHashTable) replies = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->sent->len; i++) {
    Sent *sent = self->sent->pdata[i];
    const LuukkuResident *resident = luukku_training_script_find (self->script, sent->resident);
    guint nth = GPOINTER_TO_UINT (g_hash_table_lookup (replies, sent->resident)) + 1;
    guint answered = GPOINTER_TO_UINT (g_hash_table_lookup (cursor->answered, sent->resident));
    gint64 at = sent->at + self->pace / 2;
    g_autofree char *id = NULL;

    g_hash_table_insert (replies, sent->resident, GUINT_TO_POINTER (nth));
    if (resident == NULL || nth <= answered || answered >= resident->answers->len || at > now)
      continue;
    id = g_strdup_printf ("training-%s-answer-%u", resident->id, answered + 1);
    say (self, batch, resident, id, resident->answers->pdata[answered], at, FALSE);
    g_hash_table_insert (cursor->answered, g_strdup (resident->id), GUINT_TO_POINTER (answered + 1));
  }
}

/* --- vfuncs */

static LuukkuCapabilities
training_get_capabilities (LuukkuAdapter *adapter)
{
  return LUUKKU_CAN_POLL | LUUKKU_CAN_FIND_SENT | LUUKKU_CAN_FETCH_ATTACHMENT | LUUKKU_CAN_SEND_FILES;
}

static const LuukkuChannelLimits *
training_get_limits (LuukkuAdapter *adapter)
{
  return LUUKKU_TRAINING (adapter)->limits;
}

/* Returns: (nullable): a task that is already finished with CANCELLED is not returned. */
static GTask *
begin (LuukkuTraining *self, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback,
       gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, tag);
  if (!self->closed && !g_cancellable_is_cancelled (cancellable))
    return task;
  g_task_return_new_error (task, LUUKKU_FAULT, LUUKKU_FAULT_CANCELLED, "closed");
  g_object_unref (task);
  return NULL;
}

static void
training_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer data)
{
  g_autoptr (GTask) task =
      begin (LUUKKU_TRAINING (adapter), training_open_async, cancellable, callback, data);

  if (task != NULL)
    g_task_return_pointer (task, g_strdup (luukku_tr (N_ ("Training channel"))), g_free);
}

static char *
training_open_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
training_fetch_async (LuukkuAdapter *adapter, const char *text, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data)
{
  LuukkuTraining *self = LUUKKU_TRAINING (adapter);
  g_autoptr (GTask) task = begin (self, training_fetch_async, cancellable, callback, data);
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  gint64 now = luukku_clock_now (self->clock);
  g_auto (Cursor) cursor = { 0 };

  if (task == NULL)
    return;
  cursor_read (&cursor, text, now);
  say_due_lines (self, &cursor, now, batch);
  say_due_answers (self, &cursor, now, batch);
  batch->cursor = cursor_write (&cursor);
  g_task_return_pointer (task, g_steal_pointer (&batch), (GDestroyNotify) luukku_batch_free);
}

static LuukkuBatch *
training_fetch_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static Sent *
find_sent (LuukkuTraining *self, const char *key)
{
  for (guint i = 0; i < self->sent->len; i++) {
    Sent *sent = self->sent->pdata[i];

    if (g_str_equal (sent->key, key))
      return sent;
  }
  return NULL;
}

static Sent *
add_sent (LuukkuTraining *self, const LuukkuSendRequestInit *request)
{
  Sent *sent = g_new0 (Sent, 1);

  if (self->sent->len >= MAX_SENT)
    g_ptr_array_remove_index (self->sent, 0);
  sent->key = g_strdup (request->idempotency_key);
  sent->id = g_strdup_printf ("training-reply-%s", request->idempotency_key);
  sent->resident = g_strdup (request->conversation_id);
  sent->at = luukku_clock_now (self->clock);
  g_ptr_array_add (self->sent, sent);
  return sent;
}

static void
training_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer data)
{
  LuukkuTraining *self = LUUKKU_TRAINING (adapter);
  g_autoptr (GTask) task = begin (self, training_send_async, cancellable, callback, data);
  const LuukkuSendRequestInit *init = luukku_send_request_peek (request);
  GError *error = NULL;
  Sent *sent;

  if (task == NULL)
    return;
  if (!luukku_channel_limits_check_text (self->limits, init->text, &error)) {
    g_task_return_error (task, error);
    return;
  }
  if (luukku_training_script_find (self->script, init->conversation_id) == NULL) {
    luukku_fault_set (
        &error, LUUKKU_FAULT_RECIPIENT, NULL,
        N_ ("This resident is not in the training script. Choose a conversation from the inbox."));
    g_task_return_error (task, error);
    return;
  }
  sent = find_sent (self, init->idempotency_key);
  if (sent == NULL)
    sent = add_sent (self, init);
  g_task_return_pointer (task, g_strdup (sent->id), g_free);
}

static char *
training_send_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
training_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data)
{
  LuukkuTraining *self = LUUKKU_TRAINING (adapter);
  g_autoptr (GTask) task = begin (self, training_find_sent_async, cancellable, callback, data);
  Sent *sent;

  if (task == NULL)
    return;
  sent = find_sent (self, luukku_send_request_peek (request)->idempotency_key);
  g_task_return_pointer (task, sent == NULL ? NULL : g_strdup (sent->id), g_free);
}

/* Only a file that the script names, by its base name: the address comes from our own message, but a cursor
 * or a store may be old. */
static GBytes *
read_picture (LuukkuTraining *self, const LuukkuAttachment *attachment, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) local = NULL;
  char *bytes;
  gsize size;

  if (attachment->url != NULL && g_str_has_prefix (attachment->url, PICTURE_SCHEME)) {
    g_autofree char *base = g_path_get_basename (attachment->url + strlen (PICTURE_SCHEME));

    name = g_build_filename ("training", base, NULL);
    path = luukku_data_file (name, NULL);
  }
  if (path == NULL || !g_file_get_contents (path, &bytes, &size, &local)) {
    luukku_fault_set (error, LUUKKU_FAULT_GONE, &(LuukkuFaultInfo){ .gone = TRUE },
                      N_ ("The picture of the training script is missing. Install Luukku again."));
    return NULL;
  }
  if (self->limits->max_attachment > 0 && size > self->limits->max_attachment) {
    g_free (bytes);
    luukku_fault_set (error, LUUKKU_FAULT_TOO_LONG, NULL,
                      N_ ("The attachment is larger than this channel allows and was not stored."));
    return NULL;
  }
  return g_bytes_new_take (bytes, size);
}

static void
training_fetch_attachment_async (LuukkuAdapter *adapter, const LuukkuAttachment *attachment,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  LuukkuTraining *self = LUUKKU_TRAINING (adapter);
  g_autoptr (GTask) task = begin (self, training_fetch_attachment_async, cancellable, callback, data);
  GError *error = NULL;
  GBytes *bytes;

  if (task == NULL)
    return;
  bytes = read_picture (self, attachment, &error);
  if (bytes == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
}

static GBytes *
training_fetch_attachment_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
training_close (LuukkuAdapter *adapter)
{
  LUUKKU_TRAINING (adapter)->closed = TRUE;
}

static void
luukku_training_finalize (GObject *object)
{
  LuukkuTraining *self = LUUKKU_TRAINING (object);

  g_clear_object (&self->clock);
  g_clear_pointer (&self->limits, luukku_channel_limits_free);
  g_clear_pointer (&self->script, luukku_training_script_free);
  g_clear_pointer (&self->sent, g_ptr_array_unref);
  g_clear_pointer (&self->account, g_free);
  G_OBJECT_CLASS (luukku_training_parent_class)->finalize (object);
}

static void
luukku_training_class_init (LuukkuTrainingClass *klass)
{
  LuukkuAdapterClass *adapter_class = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_training_finalize;
  adapter_class->get_capabilities = training_get_capabilities;
  adapter_class->get_limits = training_get_limits;
  adapter_class->open_async = training_open_async;
  adapter_class->open_finish = training_open_finish;
  adapter_class->fetch_async = training_fetch_async;
  adapter_class->fetch_finish = training_fetch_finish;
  adapter_class->send_async = training_send_async;
  adapter_class->send_finish = training_send_finish;
  adapter_class->find_sent_async = training_find_sent_async;
  adapter_class->find_sent_finish = training_send_finish;
  adapter_class->fetch_attachment_async = training_fetch_attachment_async;
  adapter_class->fetch_attachment_finish = training_fetch_attachment_finish;
  adapter_class->close = training_close;
}

static void
luukku_training_init (LuukkuTraining *self)
{
  self->sent = g_ptr_array_new_with_free_func ((GDestroyNotify) sent_free);
}

static LuukkuAdapter *
training_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                 GError **error)
{
  g_autoptr (LuukkuTraining) self = g_object_new (LUUKKU_TYPE_TRAINING, NULL);
  int seed = luukku_adapter_settings_get_int (settings, &options[OPTION_SEED]);
  int pace = luukku_adapter_settings_get_int (settings, &options[OPTION_PACE]);

  self->clock = g_object_ref (clock);
  self->account = g_strdup (settings->account);
  self->pace = pace * G_TIME_SPAN_SECOND;
  self->limits = luukku_channel_limits_load ("training", error);
  if (self->limits == NULL)
    return NULL;
  self->script = luukku_training_script_load ((guint32) MAX (seed, 0), self->pace, error);
  if (self->script == NULL)
    return NULL;
  return LUUKKU_ADAPTER (g_steal_pointer (&self));
}

const LuukkuAdapterType luukku_training_type = {
  .id = "training",
  .protocol_id = "prpl-luukku-training",
  .name = N_ ("Training (Luukku)"),
  .icon = "luukku-training",
  .account_label = N_ ("Name of the practice account"),
  .needs_token = FALSE,
  .options = options,
  .create = training_create,
  .needs_network = FALSE,
};
