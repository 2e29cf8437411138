/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store.c: opening a store safely, transactions, the program's own settings. What is in it is in the
 * other luukku-store-*.c. Store layer: model and base below, no other engine than SQLite. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store.h"

#include "base/luukku-error.h"
#include "store/luukku-store-private.h"

#include <glib/gstdio.h>

#define IN_MEMORY ":memory:"
#define MAX_BACKUP_NAMES 100 /* tries at a free name */

#define SETTING_MASKED "names-masked" /* every line and name has gone through the mask in force */
#define AUTO_CHECKPOINT_PAGES 1000    /* SQLite's own */

struct _LuukkuStore {
  GObject parent_instance;
  LuukkuSqlite *db;
  LuukkuClock *clock; /* (ref) */
  GTimeZone *zone;    /* held so that GLib keeps it: reading it anew for each case number costs 0.2 ms */
  char *path;
  LuukkuLogHeader *log_end; /* (owned) (nullable): what this transaction has appended last to the log */
  char *notice;             /* (nullable) */
  LuukkuStoreMaskFunc mask; /* (nullable) */
  gboolean bare_lines;      /* lines may be there that did not go through the mask */
  LuukkuStoreWatch *watch;  /* (nullable): the check in a worker */
  int schema;
  gboolean read_only;
};

static guint signal_damaged;

G_DEFINE_FINAL_TYPE (LuukkuStore, luukku_store, G_TYPE_OBJECT)

static const LuukkuStoreTuning product_tuning = { .busy_ms = LUUKKU_STORE_BUSY_MS,
                                                  .schema = LUUKKU_STORE_SCHEMA };

/* Nothing goes from the log into the file before the file is known to be sound. */
static void
hold_back_log (LuukkuStore *self, gboolean hold)
{
  sqlite3 *handle = luukku_sqlite_get_handle (self->db);

  sqlite3_db_config (handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, hold ? 1 : 0, NULL);
  sqlite3_wal_autocheckpoint (handle, hold ? 0 : AUTO_CHECKPOINT_PAGES);
}

static LuukkuWatchState
settle (LuukkuStore *self)
{
  LuukkuWatchState state = luukku_store_watch_get_state (self->watch);

  if (state == LUUKKU_WATCH_SOUND)
    hold_back_log (self, FALSE);
  return state;
}

static gboolean
on_checked (gpointer data)
{
  LuukkuStore *self = data;

  if (settle (self) == LUUKKU_WATCH_DAMAGED)
    g_signal_emit (self, signal_damaged, 0);
  return G_SOURCE_REMOVE;
}

static void
luukku_store_finalize (GObject *object)
{
  LuukkuStore *self = LUUKKU_STORE (object);

  if (self->watch != NULL)
    settle (self);
  g_clear_pointer (&self->watch, luukku_store_watch_free);
  g_clear_pointer (&self->db, luukku_sqlite_close);
  g_clear_pointer (&self->log_end, luukku_log_header_free);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->path);
  g_free (self->notice);
  G_OBJECT_CLASS (luukku_store_parent_class)->finalize (object);
}

static void
luukku_store_class_init (LuukkuStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = luukku_store_finalize;
  signal_damaged =
      g_signal_new ("damaged", LUUKKU_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
luukku_store_init (LuukkuStore *self)
{
  self->zone = g_time_zone_new_identifier (LUUKKU_STORE_ZONE);
}

/* --- opening */

static gboolean
is_in_memory (const LuukkuStore *self)
{
  return g_str_equal (self->path, IN_MEMORY);
}

/* Every connection, before anything else is asked. */
static gboolean
set_up_connection (LuukkuStore *self, int busy_ms, GError **error)
{
  sqlite3_busy_timeout (luukku_sqlite_get_handle (self->db), busy_ms);
  return luukku_sqlite_exec (self->db,
                             "PRAGMA trusted_schema = OFF;"
                             "PRAGMA cell_size_check = ON;"
                             "PRAGMA foreign_keys = ON;"
                             "PRAGMA recursive_triggers = ON;"
                             "PRAGMA secure_delete = ON;"
                             "PRAGMA temp_store = MEMORY;"
                             "PRAGMA synchronous = FULL;",
                             error);
}

static gboolean
set_up_log (LuukkuStore *self, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (self->db, "PRAGMA journal_mode = WAL");
  g_autofree char *mode = NULL;

  if (!luukku_query_run_text (query, &mode, error))
    return FALSE;
  if (is_in_memory (self) || g_strcmp0 (mode, "wal") == 0)
    return TRUE;
  luukku_set_error (
      error, LUUKKU_ERROR_UNSUPPORTED,
      N_ ("The disk that holds the store %s is not fit for it. Choose a folder on this computer's own "
          "disk."),
      self->path);
  return FALSE;
}

static gboolean
connect_store (LuukkuStore *self, LuukkuSqliteMode mode, int busy_ms, GError **error)
{
  g_clear_pointer (&self->db, luukku_sqlite_close);
  self->db = luukku_sqlite_open (self->path, mode, error);
  return self->db != NULL && set_up_connection (self, busy_ms, error) &&
         luukku_schema_get (self->db, &self->schema, error);
}

static gboolean
has_log_beside (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  GStatBuf status;

  return g_stat (log, &status) == 0 && status.st_size > 0;
}

/* A store in a folder that cannot be written (a CD, a mounted backup) has no place for the engine's shared
 * memory. */
static gboolean
connect_for_reading (LuukkuStore *self, int busy_ms, GError **error)
{
  g_autoptr (GError) problem = NULL;

  self->read_only = TRUE;
  if (connect_store (self, LUUKKU_SQLITE_READ, busy_ms, &problem))
    return TRUE;
  if (!g_error_matches (problem, LUUKKU_ERROR, LUUKKU_ERROR_DAMAGED) &&
      !g_error_matches (problem, LUUKKU_ERROR, LUUKKU_ERROR_BUSY) && !has_log_beside (self->path) &&
      connect_store (self, LUUKKU_SQLITE_IMMUTABLE, busy_ms, NULL))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static gboolean
connect_newer (LuukkuStore *self, int busy_ms, GError **error)
{
  g_clear_pointer (&self->notice, g_free);
  self->notice =
      g_strdup_printf (luukku_tr (N_ ("The store %s was made by a newer Luukku and can only be read here. "
                                      "Install the newer Luukku to answer messages.")),
                       self->path);
  return connect_for_reading (self, busy_ms, error) && luukku_schema_check (self->db, error);
}

static char *
choose_backup_path (LuukkuStore *self, GError **error)
{
  g_autofree char *day = luukku_time_format_local (luukku_clock_now (self->clock), "UTC", "%Y%m%dT%H%M%SZ");

  for (guint i = 1; i <= MAX_BACKUP_NAMES; i++) {
    g_autofree char *path = g_strdup_printf ("%s.version-%d.%s-%u.backup", self->path, self->schema, day, i);

    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      return g_steal_pointer (&path);
  }
  luukku_set_error (
      error, LUUKKU_ERROR_EXISTS,
      N_ ("There are too many backup copies beside the store %s. Move old ones to another folder."),
      self->path);
  return NULL;
}

static gboolean
migrate (LuukkuStore *self, int schema, GError **error)
{
  g_autofree char *backup = NULL;

  if (self->schema >= schema)
    return TRUE;
  if (self->schema > 0) {
    backup = choose_backup_path (self, error);
    if (backup == NULL || !luukku_schema_copy (self->db, backup, error))
      return FALSE;
  }
  if (!luukku_schema_migrate (self->db, schema, error) || !luukku_schema_get (self->db, &self->schema, error))
    return FALSE;
  if (backup != NULL)
    self->notice = g_strdup_printf (
        luukku_tr (N_ ("The store was brought up to date for this Luukku. A copy of it as it was is in %s.")),
        backup);
  return TRUE;
}

static gboolean
open_for_writing (LuukkuStore *self, LuukkuStoreFlags flags, const LuukkuStoreTuning *tuning, gboolean is_new,
                  GError **error)
{
  gboolean later = (flags & LUUKKU_STORE_CHECK_LATER) != 0 && !is_new && !is_in_memory (self);
  sqlite3 *handle;

  if (is_new && !is_in_memory (self) && !luukku_place_create (self->path, error))
    return FALSE;
  if (!connect_store (self, LUUKKU_SQLITE_WRITE, tuning->busy_ms, error))
    return FALSE;
  handle = luukku_sqlite_get_handle (self->db);
  /* Until it is known to be sound and ours to write, closing leaves even its log as it is. */
  hold_back_log (self, TRUE);
  if (self->schema > tuning->schema)
    return connect_newer (self, tuning->busy_ms, error);
  if (sqlite3_db_readonly (handle, "main") == 1) {
    self->read_only = TRUE;
    self->notice =
        g_strdup_printf (luukku_tr (N_ ("The store %s may only be read. Ask your ICT support for the "
                                        "right to write it.")),
                         self->path);
    return luukku_schema_check (self->db, error);
  }
  if (later && self->schema == tuning->schema) {
    hold_back_log (self, TRUE);
    if (!set_up_log (self, error))
      return FALSE;
    self->watch = luukku_store_watch_new (self->path, tuning->busy_ms, on_checked, self);
    return TRUE;
  }
  if (!is_new && !luukku_schema_check (self->db, error))
    return FALSE;
  hold_back_log (self, FALSE);
  return migrate (self, tuning->schema, error) && set_up_log (self, error);
}

static gboolean
open_for_reading (LuukkuStore *self, const LuukkuStoreTuning *tuning, gboolean is_new, GError **error)
{
  if (is_new) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("There is no store at %s. Check the name of the file."), self->path);
    return FALSE;
  }
  if (!connect_for_reading (self, tuning->busy_ms, error))
    return FALSE;
  if (self->schema > tuning->schema)
    return connect_newer (self, tuning->busy_ms, error);
  return luukku_schema_check (self->db, error);
}

LuukkuStore *
luukku_store_open_tuned (const char *path, LuukkuStoreFlags flags, LuukkuClock *clock,
                         const LuukkuStoreTuning *tuning, GError **error)
{
  g_autoptr (LuukkuStore) self = NULL;
  LuukkuPlace place = LUUKKU_PLACE_MISSING;
  gboolean is_open;

  g_return_val_if_fail (LUUKKU_IS_CLOCK (clock), NULL);
  if (!luukku_store_take_name (path, error))
    return NULL;
  self = g_object_new (LUUKKU_TYPE_STORE, NULL);
  self->path = g_strdup (path);
  self->clock = g_object_ref (clock);
  if (!is_in_memory (self) && !luukku_place_examine (path, &place, error))
    return NULL;
  if ((flags & LUUKKU_STORE_READ_ONLY) != 0)
    is_open = open_for_reading (self, tuning, place == LUUKKU_PLACE_MISSING, error);
  else
    is_open = open_for_writing (self, flags, tuning, place == LUUKKU_PLACE_MISSING, error);
  return is_open ? g_steal_pointer (&self) : NULL;
}

LuukkuStore *
luukku_store_open (const char *path, LuukkuStoreFlags flags, LuukkuClock *clock, GError **error)
{
  return luukku_store_open_tuned (path, flags, clock, &product_tuning, error);
}

const char *
luukku_store_get_path (LuukkuStore *self)
{
  return self->path;
}

void
luukku_store_set_mapped (LuukkuStore *self, gboolean mapped)
{
  g_autoptr (GError) error = NULL;

  if (!luukku_sqlite_exec (self->db, mapped ? "PRAGMA mmap_size = 1073741824" : "PRAGMA mmap_size = 0",
                           &error))
    g_debug ("the store is read without a map");
}

LuukkuClock *
luukku_store_get_clock (LuukkuStore *self)
{
  return self->clock;
}

gboolean
luukku_store_is_read_only (LuukkuStore *self)
{
  return self->read_only;
}

const char *
luukku_store_get_notice (LuukkuStore *self)
{
  return self->notice;
}

/* --- for the other files of store/ */

LuukkuSqlite *
luukku_store_get_db (LuukkuStore *self)
{
  return self->db;
}

int
luukku_store_get_schema (LuukkuStore *self)
{
  return self->schema;
}

gboolean
luukku_store_can_write (LuukkuStore *self, GError **error)
{
  if (self->read_only)
    return luukku_sqlite_fail (self->db, SQLITE_READONLY, error);
  return self->watch == NULL || luukku_store_watch_get_state (self->watch) != LUUKKU_WATCH_DAMAGED ||
         luukku_sqlite_fail (self->db, SQLITE_CORRUPT, error);
}

gboolean
luukku_store_wait_checked (LuukkuStore *self, GError **error)
{
  if (self->watch != NULL) {
    luukku_store_watch_wait (self->watch);
    settle (self);
  }
  return self->read_only || luukku_store_can_write (self, error);
}

gboolean
luukku_store_begin (LuukkuStore *self, GError **error)
{
  return luukku_store_can_write (self, error) && luukku_sqlite_begin (self->db, error);
}

gboolean
luukku_store_end (LuukkuStore *self, gboolean keep, GError **error)
{
  g_clear_pointer (&self->log_end, luukku_log_header_free);
  return luukku_sqlite_end (self->db, keep, error);
}

void
luukku_store_take_log_end (LuukkuStore *self, LuukkuLogHeader *header)
{
  g_clear_pointer (&self->log_end, luukku_log_header_free);
  self->log_end = header;
}

const LuukkuLogHeader *
luukku_store_peek_log_end (LuukkuStore *self)
{
  return luukku_sqlite_in_transaction (self->db) ? self->log_end : NULL;
}

gboolean
luukku_store_transaction (LuukkuStore *self, LuukkuStoreFunc function, gpointer data, GError **error)
{
  if (!luukku_store_begin (self, error))
    return FALSE;
  return luukku_store_end (self, function (self, data, error), error);
}

gboolean
luukku_store_in_transaction (LuukkuStore *self)
{
  return luukku_sqlite_in_transaction (self->db);
}

gboolean
luukku_store_read (LuukkuStore *self, LuukkuStoreFunc function, gpointer data, GError **error)
{
  gboolean done;

  if (luukku_sqlite_in_transaction (self->db))
    return function (self, data, error);
  if (!luukku_sqlite_begin_reading (self->db, error))
    return FALSE;
  done = function (self, data, error);
  luukku_sqlite_end_reading (self->db);
  return done;
}

/* --- the mask of lines */

char *
luukku_store_mask (LuukkuStore *self, const char *text)
{
  return self->mask != NULL ? self->mask (text) : g_strdup (text);
}

gboolean
luukku_store_has_bare_lines (LuukkuStore *self)
{
  return self->bare_lines;
}

static gboolean
mask_lines (LuukkuStore *self, gpointer data, GError **error)
{
  return luukku_store_refresh_lines (self, error) &&
         luukku_store_set_setting (self, SETTING_MASKED, "1", error);
}

gboolean
luukku_store_set_mask (LuukkuStore *self, LuukkuStoreMaskFunc mask, GError **error)
{
  g_autofree char *masked = luukku_store_get_setting (self, SETTING_MASKED, NULL);

  self->mask = mask;
  self->bare_lines = masked == NULL;
  if (!self->bare_lines)
    return TRUE;
  if (!luukku_store_transaction (self, mask_lines, NULL, error))
    return FALSE;
  self->bare_lines = FALSE;
  return TRUE;
}

/* --- settings */

char *
luukku_store_get_setting (LuukkuStore *self, const char *name, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (self->db, "SELECT value FROM setting WHERE name = ?");
  char *value = NULL;

  luukku_query_bind_text (query, 1, name);
  return luukku_query_run_text (query, &value, error) ? value : NULL;
}

gboolean
luukku_store_set_setting (LuukkuStore *self, const char *name, const char *value, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_can_write (self, error) || !luukku_store_take_name (name, error) ||
      !luukku_store_take_text (value, error))
    return FALSE;
  if (value == NULL)
    query = luukku_query_new (self->db, "DELETE FROM setting WHERE name = ?");
  else
    query = luukku_query_new (self->db, "INSERT INTO setting (name, value) VALUES (?, ?) "
                                        "ON CONFLICT (name) DO UPDATE SET value = excluded.value");
  luukku_query_bind_text (query, 1, name);
  if (value != NULL)
    luukku_query_bind_text (query, 2, value);
  return luukku_query_run (query, error);
}
