/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sqlite.c: connection, statements, transactions and errors of SQLite. It knows no table. Store layer.
 */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-sqlite.h"

#include "base/luukku-error.h"

#include <errno.h>

struct _LuukkuSqlite {
  sqlite3 *db;
  char *path;
  GHashTable *idle; /* SQL -> sqlite3_stmt (owned): prepared and not in use */
  guint depth;      /* open transactions, savepoints counted */
  int lost;         /* why SQLite undid the whole transaction by itself; SQLITE_OK when it did not */
};

struct _LuukkuQuery {
  LuukkuSqlite *owner; /* no ref: lives longer */
  sqlite3_stmt *stmt;  /* (nullable): after a failed preparation */
  int rc;              /* the first error, or SQLITE_OK */
  gboolean ended;      /* all rows were seen: another step would start anew */
};

/* --- connection */

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

/* An absolute name is never taken for an URI, which only a file in a folder without write access needs. */
static char *
name_for (const char *path, LuukkuSqliteMode mode)
{
  g_autofree char *absolute = NULL;
  g_autofree char *uri = NULL;

  if (g_str_equal (path, ":memory:"))
    return g_strdup (path);
  absolute = g_canonicalize_filename (path, NULL);
  if (mode != LUUKKU_SQLITE_IMMUTABLE)
    return g_steal_pointer (&absolute);
  uri = g_filename_to_uri (absolute, NULL, NULL);
  return g_strconcat (uri != NULL ? uri : path, "?immutable=1", NULL);
}

LuukkuSqlite *
luukku_sqlite_open (const char *path, LuukkuSqliteMode mode, GError **error)
{
  g_autoptr (LuukkuSqlite) self = g_new0 (LuukkuSqlite, 1);
  g_autofree char *name = name_for (path, mode);
  int flags = mode == LUUKKU_SQLITE_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  int rc;

  self->path = g_strdup (path);
  self->idle = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, finalize_statement);
  if (mode == LUUKKU_SQLITE_IMMUTABLE)
    flags |= SQLITE_OPEN_URI;
  /* One thread a connection: a lock around each of its calls would only cost. */
  rc = sqlite3_open_v2 (name, &self->db, flags | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX, NULL);
  if (rc != SQLITE_OK) {
    luukku_sqlite_fail (self, rc, error);
    return NULL;
  }
  /* Text in double quotes is never taken for a value, and SQL cannot damage the file from inside. */
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  return g_steal_pointer (&self);
}

void
luukku_sqlite_close (LuukkuSqlite *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->idle, g_hash_table_unref);
  sqlite3_close (self->db);
  g_free (self->path);
  g_free (self);
}

sqlite3 *
luukku_sqlite_get_handle (LuukkuSqlite *self)
{
  return self->db;
}

gboolean
luukku_sqlite_exec (LuukkuSqlite *self, const char *script, GError **error)
{
  int rc = sqlite3_exec (self->db, script, NULL, NULL, NULL);

  if (rc == SQLITE_OK)
    return TRUE;
  g_debug ("store: a script failed with code %d", rc);
  return luukku_sqlite_fail (self, rc, error);
}

/* --- errors */

static gboolean
fail_disk_full (LuukkuSqlite *self, GError **error)
{
  luukku_set_error (error, LUUKKU_ERROR_DISK_FULL,
                    N_ ("The disk is full and nothing was stored in %s. Free some space, then try again."),
                    self->path);
  return FALSE;
}

static gboolean
fail_input_output (LuukkuSqlite *self, int rc, GError **error)
{
  int code = self->db != NULL ? sqlite3_system_errno (self->db) : 0;

  if (code == ENOSPC || code == EDQUOT)
    return fail_disk_full (self, error);
  luukku_set_error (
      error, LUUKKU_ERROR_FAILED,
      N_ ("The store %s could not be read or written (code %d). Check the disk, or ask your ICT "
          "support."),
      self->path, rc);
  return FALSE;
}

static gboolean
fail_cannot_open (LuukkuSqlite *self, GError **error)
{
  int code = self->db != NULL ? sqlite3_system_errno (self->db) : 0;
  LuukkuError kind = LUUKKU_ERROR_FAILED;

  if (code == ENOSPC || code == EDQUOT)
    return fail_disk_full (self, error);
  if (code == ENOENT)
    kind = LUUKKU_ERROR_NOT_FOUND;
  else if (code == EACCES || code == EPERM || code == EROFS)
    kind = LUUKKU_ERROR_READ_ONLY;
  luukku_set_error (
      error, kind,
      N_ ("The store %s cannot be opened (%s). Check that its folder exists and that you may write "
          "there."),
      self->path, g_strerror (code));
  return FALSE;
}

static gboolean
fail_constraint (LuukkuSqlite *self, int rc, GError **error)
{
  if (rc == SQLITE_CONSTRAINT_FOREIGNKEY)
    luukku_set_error (
        error, LUUKKU_ERROR_NOT_FOUND,
        N_ ("The store has no such conversation, case or message. Refresh the list and try again."));
  else
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("The store refused a change that its rules do not allow (code %d) and nothing was "
                          "changed. Tell your ICT support what you were doing."),
                      rc);
  return FALSE;
}

gboolean
luukku_sqlite_fail (LuukkuSqlite *self, int rc, GError **error)
{
  switch (rc & 0xff) {
  case SQLITE_FULL:
    return fail_disk_full (self, error);
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    luukku_set_error (
        error, LUUKKU_ERROR_BUSY,
        N_ ("Another program is writing to the store %s. Wait a moment and try again, or close the "
            "other program."),
        self->path);
    return FALSE;
  case SQLITE_READONLY:
  case SQLITE_PERM:
    luukku_set_error (
        error, LUUKKU_ERROR_READ_ONLY,
        N_ ("The store %s may only be read. Ask for the right to write it, or choose another store."),
        self->path);
    return FALSE;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    luukku_set_error (
        error, LUUKKU_ERROR_DAMAGED,
        N_ ("The store %s is damaged. Nothing in it was changed. Restore a backup copy of it, or ask "
            "your ICT support."),
        self->path);
    return FALSE;
  case SQLITE_IOERR:
    return fail_input_output (self, rc, error);
  case SQLITE_CANTOPEN:
    return fail_cannot_open (self, error);
  case SQLITE_CONSTRAINT:
    return fail_constraint (self, rc, error);
  case SQLITE_TOOBIG:
    luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                      N_ ("The store cannot hold anything that large. Make it smaller and try again."));
    return FALSE;
  default:
    luukku_set_error (error, LUUKKU_ERROR_FAILED,
                      N_ ("The store %s did not carry out a request (code %d). Try again, and tell your ICT "
                          "support if it stays so."),
                      self->path, rc);
    return FALSE;
  }
}

/* --- statements */

LuukkuQuery *
luukku_query_new (LuukkuSqlite *self, const char *sql)
{
  LuukkuQuery *query = g_new0 (LuukkuQuery, 1);

  query->owner = self;
  if (self->depth > 0 && sqlite3_get_autocommit (self->db)) {
    query->rc = self->lost != SQLITE_OK ? self->lost : SQLITE_ABORT;
    return query;
  }
  if (g_hash_table_steal_extended (self->idle, sql, NULL, (gpointer *) &query->stmt))
    return query;
  query->rc = sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &query->stmt, NULL);
  return query;
}

void
luukku_query_free (LuukkuQuery *self)
{
  if (self == NULL)
    return;
  if (self->stmt != NULL) {
    /* the statement's own copy of its words: the caller's may be gone */
    const char *sql = sqlite3_sql (self->stmt);

    sqlite3_reset (self->stmt);
    sqlite3_clear_bindings (self->stmt);
    /* another one with the same words goes: its words were the key */
    g_hash_table_replace (self->owner->idle, (gpointer) sql, self->stmt);
  }
  g_free (self);
}

static void
keep_first (LuukkuQuery *self, int rc)
{
  if (self->rc == SQLITE_OK && rc != SQLITE_OK)
    self->rc = rc;
}

void
luukku_query_bind_int (LuukkuQuery *self, int place, gint64 value)
{
  if (self->rc == SQLITE_OK)
    keep_first (self, sqlite3_bind_int64 (self->stmt, place, value));
}

void
luukku_query_bind_text (LuukkuQuery *self, int place, const char *value)
{
  if (self->rc == SQLITE_OK && value != NULL)
    keep_first (
        self, sqlite3_bind_text64 (self->stmt, place, value, strlen (value), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void
luukku_query_bind_bytes (LuukkuQuery *self, int place, GBytes *value)
{
  gsize size;
  gconstpointer data;

  if (self->rc != SQLITE_OK || value == NULL)
    return;
  data = g_bytes_get_data (value, &size);
  if (size == 0)
    keep_first (self, sqlite3_bind_zeroblob (self->stmt, place, 0));
  else
    keep_first (self, sqlite3_bind_blob64 (self->stmt, place, data, size, SQLITE_TRANSIENT));
}

gboolean
luukku_query_next (LuukkuQuery *self)
{
  LuukkuSqlite *owner = self->owner;
  int rc;

  if (self->rc != SQLITE_OK || self->ended)
    return FALSE;
  rc = sqlite3_step (self->stmt);
  if (rc == SQLITE_ROW)
    return TRUE;
  self->ended = TRUE;
  if (rc != SQLITE_DONE) {
    self->rc = rc;
    if (owner->depth > 0 && owner->lost == SQLITE_OK && sqlite3_get_autocommit (owner->db))
      owner->lost = rc;
  }
  return FALSE;
}

gboolean
luukku_query_finish (LuukkuQuery *self, GError **error)
{
  if (self->rc != SQLITE_OK)
    luukku_sqlite_fail (self->owner, self->rc, error);
  if (self->stmt != NULL)
    sqlite3_reset (self->stmt);
  self->ended = TRUE;
  return self->rc == SQLITE_OK;
}

gboolean
luukku_query_run (LuukkuQuery *self, GError **error)
{
  while (luukku_query_next (self))
    ;
  return luukku_query_finish (self, error);
}

gboolean
luukku_query_run_int (LuukkuQuery *self, gint64 otherwise, gint64 *ret_value, GError **error)
{
  gint64 value = otherwise;

  if (luukku_query_next (self) && sqlite3_column_type (self->stmt, 0) != SQLITE_NULL)
    value = luukku_query_get_int (self, 0);
  if (!luukku_query_run (self, error))
    return FALSE;
  *ret_value = value;
  return TRUE;
}

gboolean
luukku_query_run_text (LuukkuQuery *self, char **ret_value, GError **error)
{
  g_autofree char *value = NULL;

  if (luukku_query_next (self))
    value = luukku_query_dup_text (self, 0);
  if (!luukku_query_run (self, error))
    return FALSE;
  *ret_value = g_steal_pointer (&value);
  return TRUE;
}

gint64
luukku_query_get_int (LuukkuQuery *self, int column)
{
  return sqlite3_column_int64 (self->stmt, column);
}

const char *
luukku_query_peek_text (LuukkuQuery *self, int column)
{
  return (const char *) sqlite3_column_text (self->stmt, column);
}

char *
luukku_query_dup_text (LuukkuQuery *self, int column)
{
  return g_strdup (luukku_query_peek_text (self, column));
}

GBytes *
luukku_query_dup_bytes (LuukkuQuery *self, int column)
{
  gconstpointer data;

  if (sqlite3_column_type (self->stmt, column) == SQLITE_NULL)
    return NULL;
  data = sqlite3_column_blob (self->stmt, column);
  return g_bytes_new (data, (gsize) sqlite3_column_bytes (self->stmt, column));
}

/* --- transactions */

static gboolean
run_plain (LuukkuSqlite *self, const char *sql, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (self, sql);

  return luukku_query_run (query, error);
}

gboolean
luukku_sqlite_begin (LuukkuSqlite *self, GError **error)
{
  if (!run_plain (self, self->depth == 0 ? "BEGIN IMMEDIATE" : "SAVEPOINT part", error))
    return FALSE;
  if (self->depth++ == 0)
    self->lost = SQLITE_OK;
  return TRUE;
}

gboolean
luukku_sqlite_begin_reading (LuukkuSqlite *self, GError **error)
{
  return run_plain (self, "BEGIN DEFERRED", error);
}

void
luukku_sqlite_end_reading (LuukkuSqlite *self)
{
  sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
}

static gboolean
undo (LuukkuSqlite *self)
{
  guint depth = self->depth--;

  if (sqlite3_get_autocommit (self->db))
    return FALSE; /* there is nothing left to undo */
  if (depth == 1)
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  else
    sqlite3_exec (self->db, "ROLLBACK TO part; RELEASE part", NULL, NULL, NULL);
  return FALSE;
}

gboolean
luukku_sqlite_end (LuukkuSqlite *self, gboolean keep, GError **error)
{
  if (!keep)
    return undo (self);
  if (!run_plain (self, self->depth == 1 ? "COMMIT" : "RELEASE part", error))
    return undo (self);
  self->depth--;
  return TRUE;
}

gboolean
luukku_sqlite_in_transaction (LuukkuSqlite *self)
{
  return self->depth > 0;
}

void
luukku_sqlite_give_up (LuukkuSqlite *self)
{
  if (self->depth == 0 || sqlite3_get_autocommit (self->db))
    return;
  self->lost = SQLITE_ABORT;
  sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
}
