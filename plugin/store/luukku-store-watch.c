/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-watch.c: the quick check of a whole store in a worker, through a connection of its own that
 * only reads, so that a start does not wait for it. Touches no other connection. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "store/luukku-store-private.h"

#define STEPS_BETWEEN_LOOKS 1000 /* instructions of the engine */

struct _LuukkuStoreWatch {
  GThread *thread;
  GSource *told; /* (owned): tells the owner from the main loop */
  char *path;
  int busy_ms;
  int state;   /* atomic: LuukkuWatchState */
  int stopped; /* atomic */
};

static int
on_progress (void *data)
{
  LuukkuStoreWatch *self = data;

  return g_atomic_int_get (&self->stopped);
}

static LuukkuWatchState
look (LuukkuStoreWatch *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuSqlite) db = luukku_sqlite_open (self->path, LUUKKU_SQLITE_READ, &error);

  if (db != NULL) {
    sqlite3_busy_timeout (luukku_sqlite_get_handle (db), self->busy_ms);
    sqlite3_progress_handler (luukku_sqlite_get_handle (db), STEPS_BETWEEN_LOOKS, on_progress, self);
    if (luukku_sqlite_exec (db, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;", &error) &&
        luukku_schema_check (db, &error))
      return LUUKKU_WATCH_SOUND;
  }
  if (g_error_matches (error, LUUKKU_ERROR, LUUKKU_ERROR_DAMAGED))
    return LUUKKU_WATCH_DAMAGED;
  g_debug ("store: the quick check could not be done: code %d", error->code);
  return LUUKKU_WATCH_UNKNOWN;
}

static gpointer
run (gpointer data)
{
  LuukkuStoreWatch *self = data;

  g_atomic_int_set (&self->state, look (self));
  g_source_set_ready_time (self->told, 0);
  return NULL;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs told_funcs = { .dispatch = dispatch };

LuukkuStoreWatch *
luukku_store_watch_new (const char *path, int busy_ms, GSourceFunc told, gpointer data)
{
  LuukkuStoreWatch *self = g_new0 (LuukkuStoreWatch, 1);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->path = g_strdup (path);
  self->busy_ms = busy_ms;
  self->told = g_source_new (&told_funcs, sizeof (GSource));
  g_source_set_callback (self->told, told, data, NULL);
  g_source_attach (self->told, context);
  self->thread = g_thread_new ("luukku-check", run, self);
  return self;
}

LuukkuWatchState
luukku_store_watch_get_state (LuukkuStoreWatch *self)
{
  return (LuukkuWatchState) g_atomic_int_get (&self->state);
}

LuukkuWatchState
luukku_store_watch_wait (LuukkuStoreWatch *self)
{
  g_clear_pointer (&self->thread, g_thread_join);
  return luukku_store_watch_get_state (self);
}

void
luukku_store_watch_free (LuukkuStoreWatch *self)
{
  if (self == NULL)
    return;
  g_atomic_int_set (&self->stopped, 1);
  luukku_store_watch_wait (self);
  g_source_destroy (self->told);
  g_source_unref (self->told);
  g_free (self->path);
  g_free (self);
}
