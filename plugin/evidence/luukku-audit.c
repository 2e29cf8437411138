/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-audit.c: runs the full verification in a thread. The thread opens its own store and touches nothing
 * of the caller but the words about progress, which are said in the caller's main context. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-audit.h"

#include "base/luukku-error.h"

typedef struct {
  char *path;
  char *checkpoint; /* (nullable) */
  LuukkuClock *clock;
  GMainContext *context; /* (ref) */
  LuukkuAuditProgress progress;
  gpointer progress_data;
  GCancellable *cancellable; /* (ref) (nullable) */
  gint64 total;
} Audit;

static void
audit_free (Audit *self)
{
  g_free (self->path);
  g_free (self->checkpoint);
  g_clear_object (&self->clock);
  g_main_context_unref (self->context);
  g_clear_object (&self->cancellable);
  g_free (self);
}

static void
report_free (LuukkuChainReport *self)
{
  luukku_chain_report_clear (self);
  g_free (self);
}

typedef struct {
  GTask *task; /* (ref) */
  gint64 entries;
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
  Word *word = data;
  Audit *self = g_task_get_task_data (word->task);

  if (!g_task_get_completed (word->task) && !g_cancellable_is_cancelled (self->cancellable))
    self->progress (word->entries, self->total, self->progress_data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_progress (gint64 entries, gpointer data)
{
  GTask *task = data;
  Audit *self = g_task_get_task_data (task);
  g_autoptr (GSource) source = NULL;
  Word *word;

  if (g_cancellable_is_cancelled (self->cancellable))
    return FALSE;
  if (self->progress == NULL)
    return TRUE;
  word = g_new0 (Word, 1);
  word->task = g_object_ref (task);
  word->entries = entries;
  source = g_idle_source_new ();
  g_source_set_priority (source, g_task_get_priority (task)); /* never said after the end */
  g_source_set_callback (source, say, word, word_free);
  g_source_attach (source, self->context);
  return TRUE;
}

static gboolean
audit (LuukkuStore *store, const char *checkpoint, LuukkuChainProgress progress, gpointer data,
       LuukkuChainReport *ret_report, GError **error)
{
  return luukku_chain_verify_with_progress (store, progress, data, ret_report, error) &&
         (checkpoint == NULL || luukku_chain_meets_checkpoint (store, checkpoint, error));
}

gboolean
luukku_audit_run (LuukkuStore *store, const char *checkpoint, LuukkuChainReport *ret_report, GError **error)
{
  g_auto (LuukkuChainReport) report = { 0 };

  if (!luukku_store_check (store, error) || !audit (store, checkpoint, NULL, NULL, &report, error))
    return FALSE;
  *ret_report = report;
  report = (LuukkuChainReport){ 0 };
  return TRUE;
}

static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Audit *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = luukku_store_open (self->path, LUUKKU_STORE_READ_ONLY, self->clock, &error);
  g_auto (LuukkuChainReport) report = { 0 };

  if (store != NULL && luukku_store_check (store, &error) &&
      (self->total = luukku_store_count_log (store, &error)) >= 0 && on_progress (0, task) &&
      audit (store, self->checkpoint, on_progress, task, &report, &error)) {
    g_task_return_pointer (task, g_memdup2 (&report, sizeof report), (GDestroyNotify) report_free);
    report = (LuukkuChainReport){ 0 };
    return;
  }
  if (error == NULL)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  g_task_return_error (task, g_steal_pointer (&error));
}

void
luukku_audit_async (const char *store_path, LuukkuClock *clock, const char *checkpoint,
                    LuukkuAuditProgress progress, gpointer progress_data, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Audit *self = g_new0 (Audit, 1);

  g_task_set_source_tag (task, luukku_audit_async);
  self->path = g_strdup (store_path);
  self->checkpoint = g_strdup (checkpoint);
  self->clock = g_object_ref (clock);
  self->context = g_main_context_ref_thread_default ();
  self->progress = progress;
  self->progress_data = progress_data;
  g_set_object (&self->cancellable, cancellable);
  g_task_set_task_data (task, self, (GDestroyNotify) audit_free);
  g_task_run_in_thread (task, run);
}

gboolean
luukku_audit_finish (GAsyncResult *result, LuukkuChainReport *ret_report, GError **error)
{
  LuukkuChainReport *report = g_task_propagate_pointer (G_TASK (result), error);

  if (report == NULL)
    return FALSE;
  *ret_report = *report;
  g_free (report);
  return TRUE;
}
