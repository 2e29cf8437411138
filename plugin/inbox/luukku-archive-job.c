/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-archive-job.c: archives in a thread that opens the store anew; the caller's store and inbox are not
 * touched there. A store in memory has no second door, so its record is made at once. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-archive-job.h"

#include "inbox/luukku-inbox-private.h"

#define IN_MEMORY ":memory:"

typedef struct {
  gint64 conversation;
  LuukkuArchiving archiving;
  char *kind, *language, *note;
  GArray *objects, *context; /* (owned) (nullable) */
  guint dpi, max_pages, pages;
  char *path;
  LuukkuClock *clock;     /* (ref) */
  GMainContext *caller;   /* (ref) */
  LuukkuArchiveTold told; /* (nullable) */
  gpointer told_data;
} Job;

static void
job_free (Job *self)
{
  luukku_archiving_clear (&self->archiving);
  g_free (self->kind);
  g_free (self->language);
  g_free (self->note);
  g_clear_pointer (&self->objects, g_array_unref);
  g_clear_pointer (&self->context, g_array_unref);
  g_free (self->path);
  g_object_unref (self->clock);
  g_main_context_unref (self->caller);
  g_free (self);
}

static GArray *
copy_numbers (const GArray *numbers)
{
  GArray *copy = NULL;

  if (numbers != NULL) {
    copy = g_array_sized_new (FALSE, FALSE, sizeof (gint64), numbers->len);
    g_array_append_vals (copy, numbers->data, numbers->len);
  }
  return copy;
}

/* --- how far it is */

typedef struct {
  GTask *task; /* (ref) */
  guint done, total;
} Word;

static void
word_free (gpointer data)
{
  Word *self = data;

  g_object_unref (self->task);
  g_free (self);
}

static gboolean
say (gpointer data)
{
  const Word *word = data;
  const Job *self = g_task_get_task_data (word->task);

  if (!g_task_get_completed (word->task) && !g_cancellable_is_cancelled (g_task_get_cancellable (word->task)))
    self->told (word->done, word->total, self->told_data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_progress (guint done, guint total, gpointer data)
{
  GTask *task = data;
  const Job *self = g_task_get_task_data (task);
  g_autoptr (GSource) source = NULL;
  Word *word;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return FALSE;
  if (self->told == NULL)
    return TRUE;
  word = g_new0 (Word, 1);
  word->task = g_object_ref (task);
  word->done = done;
  word->total = total;
  source = g_idle_source_new ();
  g_source_set_priority (source, g_task_get_priority (task)); /* never said after the end */
  g_source_set_callback (source, say, word, word_free);
  g_source_attach (source, self->caller);
  return TRUE;
}

/* --- the work */

static void
make (GTask *task, LuukkuStore *store)
{
  Job *self = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer made;

  if (self->max_pages > 0)
    made = luukku_archive_preview (store, &self->archiving.request, self->dpi, self->max_pages, &self->pages,
                                   &error);
  else
    made = luukku_archive_make (store, &self->archiving.request, &error);
  if (made == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, made, self->max_pages > 0 ? (GDestroyNotify) g_ptr_array_unref : g_free);
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *self = data;
  GError *error = NULL;
  g_autoptr (LuukkuStore) store =
      luukku_store_open (self->path, LUUKKU_STORE_READ_WRITE, self->clock, &error);

  if (store != NULL)
    make (task, store);
  else
    g_task_return_error (task, error);
}

/* Returns: (transfer full) (nullable): NULL: the task has ended with an error. */
static GTask *
begin (LuukkuInbox *self, gint64 conversation, const LuukkuArchiveChoice *choice, LuukkuArchiveTold told,
       gpointer told_data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Job *job = g_new0 (Job, 1);
  LuukkuArchiveChoice own = *choice;
  GError *error = NULL;

  /* A record that was made is told of, even when somebody cancelled just then. */
  g_task_set_check_cancellable (task, FALSE);
  job->conversation = conversation;
  own.kind = job->kind = g_strdup (choice->kind);
  own.language = job->language = g_strdup (choice->language);
  own.note = job->note = g_strdup (choice->note);
  own.objects = job->objects = copy_numbers (choice->objects);
  own.context = job->context = copy_numbers (choice->context);
  job->path = g_strdup (luukku_store_get_path (self->store));
  job->clock = g_object_ref (self->clock);
  job->caller = g_main_context_ref_thread_default ();
  job->told = told;
  job->told_data = told_data;
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  if (!luukku_archiving_prepare (self, conversation, &own, &job->archiving, &error)) {
    g_task_return_error (task, error);
    return NULL;
  }
  job->archiving.request.progress = on_progress;
  job->archiving.request.progress_data = task;
  return g_steal_pointer (&task);
}

static void
work (LuukkuInbox *self, GTask *task)
{
  const Job *job = g_task_get_task_data (task);

  if (g_str_equal (job->path, IN_MEMORY))
    make (task, self->store);
  else
    g_task_run_in_thread (task, run);
}

/* --- public */

void
luukku_inbox_archive_async (LuukkuInbox *self, gint64 conversation, const LuukkuArchiveChoice *choice,
                            LuukkuArchiveTold told, gpointer told_data, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = begin (self, conversation, choice, told, told_data, cancellable, callback, data);

  if (task == NULL)
    return;
  g_task_set_source_tag (task, luukku_inbox_archive_async);
  work (self, task);
}

char *
luukku_inbox_archive_finish (LuukkuInbox *self, GAsyncResult *result, GError **error)
{
  const Job *job = g_task_get_task_data (G_TASK (result));
  char *record = g_task_propagate_pointer (G_TASK (result), error);

  if (record != NULL)
    luukku_inbox_emit_case (self, job->conversation);
  return record;
}

void
luukku_inbox_preview_async (LuukkuInbox *self, gint64 conversation, const LuukkuArchiveChoice *choice,
                            guint dpi, guint max_pages, LuukkuArchiveTold told, gpointer told_data,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = begin (self, conversation, choice, told, told_data, cancellable, callback, data);
  Job *job;

  if (task == NULL)
    return;
  g_task_set_source_tag (task, luukku_inbox_preview_async);
  job = g_task_get_task_data (task);
  job->dpi = dpi;
  job->max_pages = MAX (max_pages, 1);
  work (self, task);
}

GPtrArray *
luukku_inbox_preview_finish (LuukkuInbox *self, GAsyncResult *result, guint *ret_pages, GError **error)
{
  const Job *job = g_task_get_task_data (G_TASK (result));
  GPtrArray *pictures = g_task_propagate_pointer (G_TASK (result), error);

  if (pictures != NULL)
    *ret_pages = job->pages;
  return pictures;
}
