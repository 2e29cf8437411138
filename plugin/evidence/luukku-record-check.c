/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-record-check.c: takes the digest of every stored file of a record and compares it with the one in
 * the log. Changes nothing and tells no contents. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-record-check.h"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "evidence/luukku-log-entry.h"

static LuukkuRecordState
check_entry (LuukkuStore *store, const LuukkuRecordRow *row, gint64 seq, char **ret_fault)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuLogFiles) files = luukku_log_files_load (store, seq, &error);

  if (files == NULL)
    return g_error_matches (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND) ? LUUKKU_RECORD_ERASED
                                                                         : LUUKKU_RECORD_WRONG;
  for (guint i = 0; i < files->files->len; i++) {
    const LuukkuLogFile *file = files->files->pdata[i];
    g_autoptr (GBytes) bytes = luukku_store_get_blob (store, row->case_number, file->sha256, NULL);
    g_autofree char *digest = bytes != NULL ? luukku_digest_bytes (bytes) : NULL;

    if (g_strcmp0 (digest, file->sha256) == 0)
      continue;
    *ret_fault = g_strdup (file->path);
    return LUUKKU_RECORD_WRONG;
  }
  return LUUKKU_RECORD_FITS;
}

LuukkuRecordState
luukku_record_check (LuukkuStore *store, const LuukkuRecordRow *row, char **ret_fault)
{
  LuukkuRecordState state;

  *ret_fault = NULL;
  state = check_entry (store, row, row->record_seq, ret_fault);
  return state == LUUKKU_RECORD_FITS ? check_entry (store, row, row->render_seq, ret_fault) : state;
}

/* --- all of them */

typedef struct {
  char *path;
  LuukkuClock *clock;   /* (ref) */
  GMainContext *caller; /* (ref) */
  LuukkuRecordChecked checked;
  gpointer checked_data;
} Check;

static void
check_free (Check *self)
{
  g_free (self->path);
  g_object_unref (self->clock);
  g_main_context_unref (self->caller);
  g_free (self);
}

typedef struct {
  GTask *task; /* (ref) */
  char *record, *fault;
  LuukkuRecordState state;
  guint done, total;
} Word;

static void
word_free (gpointer data)
{
  Word *self = data;

  g_object_unref (self->task);
  g_free (self->record);
  g_free (self->fault);
  g_free (self);
}

static gboolean
say (gpointer data)
{
  const Word *word = data;
  const Check *self = g_task_get_task_data (word->task);

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (word->task)))
    self->checked (word->record, word->state, word->fault, word->done, word->total, self->checked_data);
  return G_SOURCE_REMOVE;
}

/* With the same priority as the answer of the task, and before it: each is told before the end is. */
static void
tell (GTask *task, Word *word)
{
  const Check *self = g_task_get_task_data (task);
  g_autoptr (GSource) source = g_idle_source_new ();

  word->task = g_object_ref (task);
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, say, word, word_free);
  g_source_attach (source, self->caller);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Check *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = luukku_store_open (self->path, LUUKKU_STORE_READ_ONLY, self->clock, &error);
  g_autoptr (GPtrArray) rows = store != NULL ? luukku_store_list_records (store, NULL, &error) : NULL;
  gssize wrong = 0;

  for (guint i = 0; rows != NULL && i < rows->len && !g_cancellable_is_cancelled (cancellable); i++) {
    const LuukkuRecordRow *row = rows->pdata[i];
    Word *word = g_new0 (Word, 1);

    word->record = g_strdup (row->number);
    word->state = luukku_record_check (store, row, &word->fault);
    word->done = i + 1;
    word->total = rows->len;
    wrong += word->state == LUUKKU_RECORD_WRONG;
    tell (task, word);
  }
  if (rows == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_int (task, wrong);
}

void
luukku_record_check_all_async (const char *store_path, LuukkuClock *clock, LuukkuRecordChecked checked,
                               gpointer checked_data, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Check *self = g_new0 (Check, 1);

  g_task_set_source_tag (task, luukku_record_check_all_async);
  self->path = g_strdup (store_path);
  self->clock = g_object_ref (clock);
  self->caller = g_main_context_ref_thread_default ();
  self->checked = checked;
  self->checked_data = checked_data;
  g_task_set_task_data (task, self, (GDestroyNotify) check_free);
  g_task_run_in_thread (task, run);
}

gssize
luukku_record_check_all_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
