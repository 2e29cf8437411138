/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-drop.c: the adapter of a web form whose submissions come as files in a folder: settings, what is
 * new, waiting for more. A submission is put away only when its cursor has come back, that is after the store
 * has it. */
#define G_LOG_DOMAIN "luukku"

#include "drop/luukku-drop.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "adapter/luukku-json-write.h"
#include "adapter/luukku-task.h"
#include "base/luukku-error.h"
#include "drop/luukku-drop-folder.h"
#include "form/luukku-form-parse.h"
#include "model/luukku-by-hand.h"
#include "model/luukku-fault.h"

#define ID "drop"
#define SCHEME "drop:"
#define SWEEP G_TIME_SPAN_MINUTE /* a monitor may miss what comes over a network drive */
#define MAX_FILES 20

#define LUUKKU_TYPE_DROP (luukku_drop_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuDrop, luukku_drop, LUUKKU, DROP, LuukkuAdapter)

struct _LuukkuDrop {
  LuukkuAdapter parent_instance;

  LuukkuClock *clock;          /* (ref) */
  LuukkuChannelLimits *limits; /* (owned) */
  LuukkuDropFolder *folder;    /* (owned) */
  char *path, *name, *channel;
  GCancellable *closing; /* (owned) */
};

G_DEFINE_FINAL_TYPE (LuukkuDrop, luukku_drop, LUUKKU_TYPE_ADAPTER)

static const LuukkuAdapterOption options[] = {
  { LUUKKU_OPTION_STRING, "folder", N_ ("Folder of the submissions (its whole path)"), "", 0 },
  { 0 },
};
#define OPTION_FOLDER (&options[0])

/* --- describe */

static LuukkuCapabilities
luukku_drop_get_capabilities (LuukkuAdapter *adapter)
{
  return LUUKKU_CAN_POLL | LUUKKU_CAN_WAIT | LUUKKU_CAN_FETCH_ATTACHMENT;
}

static const LuukkuChannelLimits *
luukku_drop_get_limits (LuukkuAdapter *adapter)
{
  return LUUKKU_DROP (adapter)->limits;
}

static GTask *
task_new (LuukkuDrop *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data,
          gpointer tag)
{
  return luukku_task_new (self, self->closing, cancellable, callback, data, tag);
}

/* Returns: whether @task was ended because nobody waits for it any more. */
static gboolean
end_if_cancelled (GTask *task)
{
  GError *error = NULL;

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return FALSE;
  luukku_fault_set (&error, LUUKKU_FAULT_CANCELLED, NULL,
                    N_ ("The call was cancelled because the account was closed. Connect the account again."));
  g_task_return_error (task, error);
  return TRUE;
}

/* --- open */

static void
luukku_drop_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer data)
{
  LuukkuDrop *self = LUUKKU_DROP (adapter);
  g_autoptr (GTask) task = task_new (self, cancellable, callback, data, luukku_drop_open_async);
  GError *error = NULL;

  if (end_if_cancelled (task))
    return;
  luukku_drop_folder_check (self->folder, &error);
  luukku_task_return (task, error == NULL ? g_strdup (self->name) : NULL, g_free, error);
}

static char *
luukku_drop_finish_text (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the cursor: what was given and is to be put away when it comes back */

typedef struct {
  char *name, *digest;
  GPtrArray *files; /* of char * */
} Taken;

static void
taken_free (gpointer data)
{
  Taken *self = data;

  g_free (self->name);
  g_free (self->digest);
  g_ptr_array_unref (self->files);
  g_free (self);
}

static Taken *
taken_new (const char *name, const char *digest)
{
  Taken *self = g_new0 (Taken, 1);

  self->name = g_strdup (name);
  self->digest = g_strdup (digest);
  self->files = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
read_files (const LuukkuJsonAt *at, GPtrArray *files)
{
  guint skipped = 0;
  JsonArray *list = luukku_json_read_array (at, "files", &skipped);

  for (guint i = 0; list != NULL && i < MIN (json_array_get_length (list), MAX_FILES); i++) {
    JsonNode *node = json_array_get_element (list, i);

    if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
      g_ptr_array_add (files, json_node_dup_string (node));
  }
}

/* Returns: (transfer full): of Taken; none when @text (nullable) is no cursor of ours. */
static GPtrArray *
cursor_read (const char *text)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func (taken_free);
  g_autoptr (GBytes) bytes = g_bytes_new (text, text != NULL ? strlen (text) : 0);
  g_autoptr (JsonNode) root = luukku_json_parse (bytes, NULL);
  LuukkuJsonAt at = { NULL, "cursor" };
  JsonArray *list = NULL;
  guint skipped = 0;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return taken;
  at.object = json_node_get_object (root);
  list = luukku_json_read_array (&at, "taken", &skipped);
  for (guint i = 0; list != NULL && i < MIN (json_array_get_length (list), 2 * LUUKKU_DROP_MAX_BATCH); i++) {
    JsonNode *node = json_array_get_element (list, i);
    LuukkuJsonAt item = { JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL, "taken" };
    g_autofree char *name = item.object != NULL ? luukku_json_read_string (&item, "name", &skipped) : NULL;
    g_autofree char *digest =
        item.object != NULL ? luukku_json_read_string (&item, "digest", &skipped) : NULL;
    Taken *one;

    if (!luukku_drop_is_name (name) || digest == NULL)
      continue;
    one = taken_new (name, digest);
    read_files (&item, one->files);
    g_ptr_array_add (taken, one);
  }
  return taken;
}

static char *
cursor_write (GPtrArray *taken)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (GBytes) bytes = NULL;

  json_builder_set_member_name (builder, "taken");
  json_builder_begin_array (builder);
  for (guint i = 0; i < taken->len; i++) {
    Taken *one = taken->pdata[i];

    json_builder_begin_object (builder);
    luukku_json_add_string (builder, "name", one->name);
    luukku_json_add_string (builder, "digest", one->digest);
    g_ptr_array_add (one->files, NULL);
    luukku_json_add_strings (builder, "files", (const char *const *) one->files->pdata);
    g_ptr_array_set_size (one->files, (gint) one->files->len - 1);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  bytes = luukku_json_end (builder);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* --- submissions */

/* "kuva.jpg", or {"file": "kuva.jpg", "name": "Kuva", "type": "image/jpeg"}: a file beside the submission.
 * Anything else (an address) is told and not fetched. */
static LuukkuAttachment *
file_of (JsonNode *entry, gpointer data)
{
  Taken *taken = data;
  g_autofree char *file = NULL, *name = NULL, *type = NULL, *url = NULL;
  guint skipped = 0;

  if (JSON_NODE_HOLDS_OBJECT (entry)) {
    const LuukkuJsonAt at = { json_node_get_object (entry), "attachments" };

    file = luukku_json_read_string (&at, "file", &skipped);
    name = luukku_json_read_string (&at, "name", &skipped);
    type = luukku_json_read_string (&at, "type", &skipped);
  } else if (JSON_NODE_HOLDS_VALUE (entry) && json_node_get_value_type (entry) == G_TYPE_STRING) {
    file = json_node_dup_string (entry);
  }
  if (!luukku_drop_is_name (file) || g_str_has_suffix (file, ".json"))
    return NULL;
  g_ptr_array_add (taken->files, g_strdup (file));
  url = g_strconcat (SCHEME, taken->digest, "/", file, NULL);
  return luukku_attachment_new (name != NULL ? name : file, type, url, -1);
}

/* The submission's own, else the file's name. Returns: (transfer full). */
static char *
id_of (const LuukkuDropFile *file)
{
  g_autoptr (JsonNode) root = luukku_json_parse (file->bytes, NULL);
  guint skipped = 0;
  char *id = NULL;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root)) {
    const LuukkuJsonAt at = { json_node_get_object (root), "submission" };

    id = luukku_json_read_string (&at, "id", &skipped);
  }
  if (id != NULL && *id != '\0')
    return id;
  g_free (id);
  return g_strndup (file->name, strlen (file->name) - strlen (".json"));
}

/* Returns: FALSE: there is nothing in it that a person could read. */
static gboolean
take (LuukkuDrop *self, const LuukkuDropFile *file, Taken *taken, LuukkuBatch *batch)
{
  guint before = batch->messages->len;
  g_autofree char *id = id_of (file);

  luukku_form_parse_with_files (file->bytes, id, file->written, self->channel, luukku_clock_now (self->clock),
                                file_of, taken, batch);
  return batch->messages->len > before;
}

/* --- fetch */

typedef struct {
  char *cursor;          /* (nullable) */
  GFileMonitor *monitor; /* (owned) (nullable) */
  GSource *cancelled;    /* (owned) (nullable): while it waits */
  guint sweep;           /* timer, 0: none */
  LuukkuClock *clock;
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_free (fetch->cursor);
  g_clear_object (&fetch->monitor);
  luukku_clock_clear_timeout (fetch->clock, &fetch->sweep);
  g_object_unref (fetch->clock);
  g_free (fetch);
}

/* The wait is over, by whatever it was. */
static void
stop_waiting (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (fetch->monitor != NULL) {
    g_signal_handlers_disconnect_by_data (fetch->monitor, task);
    g_file_monitor_cancel (fetch->monitor);
    g_clear_object (&fetch->monitor);
  }
  if (fetch->cancelled != NULL) {
    g_source_destroy (fetch->cancelled);
    g_clear_pointer (&fetch->cancelled, g_source_unref);
  }
  luukku_clock_clear_timeout (fetch->clock, &fetch->sweep);
}

static void
end_waiting (GTask *task)
{
  stop_waiting (task);
  g_task_return_pointer (task, luukku_batch_new (), (GDestroyNotify) luukku_batch_free);
  g_object_unref (task); /* of the wait */
}

static gboolean
on_sweep (gpointer data)
{
  Fetch *fetch = g_task_get_task_data (data);

  fetch->sweep = 0;
  end_waiting (data);
  return G_SOURCE_REMOVE;
}

/* Only what may be a new submission: we move files ourselves. */
static void
on_changed (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  g_autofree char *name =
      g_file_get_basename (event == G_FILE_MONITOR_EVENT_RENAMED && other != NULL ? other : file);

  if (!g_str_has_suffix (name, ".json"))
    return;
  if (event == G_FILE_MONITOR_EVENT_CREATED || event == G_FILE_MONITOR_EVENT_RENAMED ||
      event == G_FILE_MONITOR_EVENT_MOVED_IN || event == G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT)
    end_waiting (data);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  stop_waiting (data);
  end_if_cancelled (data);
  g_object_unref (data); /* of the wait */
  return G_SOURCE_REMOVE;
}

/* Until something comes, at most a minute. */
static void
wait_for_more (LuukkuDrop *self, GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GFile) folder = g_file_new_for_path (self->path);

  g_object_ref (task);
  fetch->sweep = luukku_clock_add_timeout (self->clock, SWEEP, on_sweep, task);
  fetch->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (fetch->monitor != NULL) /* otherwise the sweep finds it */
    g_signal_connect (fetch->monitor, "changed", G_CALLBACK (on_changed), task);
  fetch->cancelled = g_cancellable_source_new (g_task_get_cancellable (task));
  g_source_set_callback (fetch->cancelled, G_SOURCE_FUNC (on_cancelled), task, NULL);
  g_source_attach (fetch->cancelled, NULL);
}

/* What came back with the cursor is stored: it goes to "done". Returns: (transfer full): of Taken: what could
 * not be moved; @error: (transfer none): why. */
static GPtrArray *
put_away (LuukkuDrop *self, GPtrArray *taken, GError **error)
{
  GPtrArray *left = g_ptr_array_new_with_free_func (taken_free);

  while (taken->len > 0) {
    Taken *one = g_ptr_array_steal_index (taken, 0);
    g_autoptr (GError) local = NULL;

    g_ptr_array_add (one->files, NULL);
    if (luukku_drop_folder_done (self->folder, one->name, one->digest,
                                 (const char *const *) one->files->pdata, &local)) {
      taken_free (one);
      continue;
    }
    g_ptr_array_set_size (one->files, (gint) one->files->len - 1);
    g_ptr_array_add (left, one);
    if (error != NULL && *error == NULL)
      *error = g_steal_pointer (&local);
  }
  return left;
}

/* @left: of Taken, (transfer none): what was taken in already; what is taken in now comes behind. Returns:
 * (transfer full): NULL with
 * @error. */
static LuukkuBatch *
take_all (LuukkuDrop *self, GPtrArray *left, GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GPtrArray) files = NULL;

  for (guint i = 0; i < left->len; i++)
    g_hash_table_add (known, ((Taken *) left->pdata[i])->digest);
  files = luukku_drop_folder_list (self->folder, known, &batch->more, error);
  for (guint i = 0; files != NULL && i < files->len; i++) {
    const LuukkuDropFile *file = files->pdata[i];
    Taken *taken = taken_new (file->name, file->digest);

    if (take (self, file, taken, batch)) {
      g_ptr_array_add (left, taken);
      continue;
    }
    luukku_drop_folder_reject (
        self->folder, file->name, file->digest,
        luukku_tr (N_ ("This submission has no text and no file, so it was not taken in.")), NULL);
    taken_free (taken);
  }
  if (files == NULL)
    return NULL;
  luukku_batch_sort (batch);
  return g_steal_pointer (&batch);
}

static gboolean
on_scan (gpointer data)
{
  GTask *task = data;
  LuukkuDrop *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GPtrArray) taken = cursor_read (fetch->cursor);
  gboolean moved = taken->len > 0;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (GError) trouble = NULL;
  GError *error = NULL;

  if (end_if_cancelled (task))
    return G_SOURCE_REMOVE;
  left = put_away (self, taken, &trouble);
  moved = moved && left->len == 0;
  batch = take_all (self, left, &error);
  if (error == NULL && batch->messages->len == 0 && trouble != NULL)
    error = g_steal_pointer (&trouble); /* new messages come first; then somebody hears of it */
  if (error != NULL) {
    g_task_return_error (task, error);
    return G_SOURCE_REMOVE;
  }
  if (batch->messages->len == 0 && batch->skipped == 0 && !batch->more && !moved && fetch->cursor != NULL) {
    wait_for_more (self, task);
    return G_SOURCE_REMOVE;
  }
  batch->cursor = cursor_write (left);
  g_task_return_pointer (task, g_steal_pointer (&batch), (GDestroyNotify) luukku_batch_free);
  return G_SOURCE_REMOVE;
}

static void
luukku_drop_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  LuukkuDrop *self = LUUKKU_DROP (adapter);
  g_autoptr (GTask) task = task_new (self, cancellable, callback, data, luukku_drop_fetch_async);
  g_autoptr (GSource) source = g_idle_source_new ();
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->cursor = g_strdup (cursor);
  fetch->clock = g_object_ref (self->clock);
  g_task_set_task_data (task, fetch, fetch_free);
  g_task_attach_source (task, source, on_scan);
}

static LuukkuBatch *
luukku_drop_fetch_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- attachments */

static void
luukku_drop_fetch_attachment_async (LuukkuAdapter *adapter, const LuukkuAttachment *attachment,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  LuukkuDrop *self = LUUKKU_DROP (adapter);
  g_autoptr (GTask) task = task_new (self, cancellable, callback, data, luukku_drop_fetch_attachment_async);
  const char *place = attachment->url != NULL && g_str_has_prefix (attachment->url, SCHEME)
                          ? attachment->url + strlen (SCHEME)
                          : NULL;
  const char *name = place != NULL ? strchr (place, '/') : NULL;
  g_autofree char *digest = name != NULL ? g_strndup (place, (gsize) (name - place)) : NULL;
  GBytes *bytes = NULL;
  GError *error = NULL;

  if (end_if_cancelled (task))
    return;
  if (name == NULL)
    luukku_fault_set (&error, LUUKKU_FAULT_GONE, &(LuukkuFaultInfo){ .gone = TRUE },
                      N_ ("A file that the submission names is not in the folder, or may not be read."));
  else
    bytes = luukku_drop_folder_read (self->folder, name + 1, digest, self->limits->max_attachment, &error);
  luukku_task_return (task, bytes, (GDestroyNotify) g_bytes_unref, error);
}

static GBytes *
luukku_drop_fetch_attachment_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- send: never, people carry replies out */

static void
luukku_drop_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task =
      task_new (LUUKKU_DROP (adapter), cancellable, callback, data, luukku_drop_send_async);
  GError *error = NULL;

  if (end_if_cancelled (task))
    return;
  luukku_fault_set (
      &error, LUUKKU_FAULT_BAD_REQUEST, NULL,
      N_ ("A web form takes no answer. Send the reply yourself to the address that the resident "
          "gave."));
  g_task_return_error (task, error);
}

/* --- the object */

static void
luukku_drop_close (LuukkuAdapter *adapter)
{
  g_cancellable_cancel (LUUKKU_DROP (adapter)->closing);
}

static void
luukku_drop_finalize (GObject *object)
{
  LuukkuDrop *self = LUUKKU_DROP (object);

  g_clear_object (&self->clock);
  g_clear_object (&self->closing);
  g_clear_pointer (&self->limits, luukku_channel_limits_free);
  g_clear_pointer (&self->folder, luukku_drop_folder_free);
  g_free (self->path);
  g_free (self->name);
  g_free (self->channel);
  G_OBJECT_CLASS (luukku_drop_parent_class)->finalize (object);
}

static void
luukku_drop_class_init (LuukkuDropClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_drop_finalize;
  adapter->get_capabilities = luukku_drop_get_capabilities;
  adapter->get_limits = luukku_drop_get_limits;
  adapter->open_async = luukku_drop_open_async;
  adapter->open_finish = luukku_drop_finish_text;
  adapter->fetch_async = luukku_drop_fetch_async;
  adapter->fetch_finish = luukku_drop_fetch_finish;
  adapter->send_async = luukku_drop_send_async;
  adapter->send_finish = luukku_drop_finish_text;
  adapter->fetch_attachment_async = luukku_drop_fetch_attachment_async;
  adapter->fetch_attachment_finish = luukku_drop_fetch_attachment_finish;
  adapter->close = luukku_drop_close;
}

static void
luukku_drop_init (LuukkuDrop *self)
{
  self->closing = g_cancellable_new ();
}

/* --- settings */

static gboolean
check_settings (const LuukkuAdapterSettings *settings, GError **error)
{
  const char *folder = luukku_adapter_settings_get_string (settings, OPTION_FOLDER);

  if (!luukku_by_hand_is_name (settings->account)) {
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL,
                      N_ ("The account's name is a short name of the form: small letters a–z, digits and "
                          "hyphens, at most 32 of them, such as “palaute”."));
    return FALSE;
  }
  if (folder != NULL && g_path_is_absolute (folder) && strcmp (folder, "/") != 0)
    return TRUE;
  luukku_fault_set (
      error, LUUKKU_FAULT_SETTINGS, NULL,
      N_ ("Give the whole path of the folder into which the web form puts its submissions, on the account's "
          "Advanced page, such as /srv/lomakkeet/palaute."));
  return FALSE;
}

static LuukkuAdapter *
luukku_drop_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                    GError **error)
{
  g_autoptr (LuukkuChannelLimits) limits = NULL;
  g_autoptr (GError) cause = NULL;
  LuukkuDrop *self;

  if (!check_settings (settings, error))
    return NULL;
  limits = luukku_channel_limits_load (ID, &cause);
  if (limits == NULL) {
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL, "%s", cause->message);
    return NULL;
  }
  self = g_object_new (LUUKKU_TYPE_DROP, NULL);
  self->clock = g_object_ref (clock);
  self->limits = g_steal_pointer (&limits);
  self->path = g_strdup (luukku_adapter_settings_get_string (settings, OPTION_FOLDER));
  self->folder = luukku_drop_folder_new (self->path, clock);
  self->name = g_strdup (settings->account);
  self->channel = g_strconcat (ID, ":", settings->account, NULL);
  return LUUKKU_ADAPTER (self);
}

const LuukkuAdapterType luukku_drop_type = {
  .id = ID,
  .protocol_id = "prpl-luukku-drop",
  .name = N_ ("Web form, folder (Luukku)"),
  .icon = "luukku-drop",
  .account_label = N_ ("Short name of the form, such as palaute"),
  .options = options,
  .create = luukku_drop_create,
  .replies_by_hand = TRUE,
};
