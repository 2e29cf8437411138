/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sqlite.h: the one small wrapper around SQLite: a connection with its prepared statements and
 * transactions, statements that clean up after themselves, and the translation of SQLite's codes into our
 * errors. Only store/ and the relay's spool may include it.
 *
 * SQL is made of literals only; every value is bound. A statement's first error sticks: binding and reading
 * go on harmlessly and luukku_query_run() or luukku_query_finish() tells it. */
#pragma once

#include <sqlite3.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_SQLITE_WRITE,     /* the file must exist already */
  LUUKKU_SQLITE_READ,      /* nothing is written */
  LUUKKU_SQLITE_IMMUTABLE, /* the same for a folder that cannot be written and a file without a log beside it
                            */
} LuukkuSqliteMode;

typedef struct _LuukkuSqlite LuukkuSqlite;

/* Returns: (transfer full): NULL with @error. */
LuukkuSqlite *luukku_sqlite_open (const char *path, LuukkuSqliteMode mode, GError **error)
    G_GNUC_NON_NULL (1);
void luukku_sqlite_close (LuukkuSqlite *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuSqlite, luukku_sqlite_close)

/* Returns: (transfer none). */
sqlite3 *luukku_sqlite_get_handle (LuukkuSqlite *self) G_GNUC_NON_NULL (1);

/* Runs a script of constant statements: set-up and the numbered files. */
gboolean luukku_sqlite_exec (LuukkuSqlite *self, const char *script, GError **error) G_GNUC_NON_NULL (1, 2);

/* Says what @rc means for a person. Returns: FALSE always. */
gboolean luukku_sqlite_fail (LuukkuSqlite *self, int rc, GError **error) G_GNUC_NON_NULL (1);

/* --- transactions: the outermost is BEGIN IMMEDIATE, inner ones are savepoints. When SQLite has undone the
 * whole transaction by itself (disk full, I/O error) every later statement fails until the outermost end, so
 * that nothing is committed piecemeal. */
gboolean luukku_sqlite_begin (LuukkuSqlite *self, GError **error) G_GNUC_NON_NULL (1);
/* @keep FALSE undoes and returns FALSE with @error as it is. */
gboolean luukku_sqlite_end (LuukkuSqlite *self, gboolean keep, GError **error) G_GNUC_NON_NULL (1);
gboolean luukku_sqlite_in_transaction (LuukkuSqlite *self) G_GNUC_NON_NULL (1);
/* Until the end all that is read is one state; nobody who writes waits for it. No transaction may begin in
 * between. */
gboolean luukku_sqlite_begin_reading (LuukkuSqlite *self, GError **error) G_GNUC_NON_NULL (1);
void luukku_sqlite_end_reading (LuukkuSqlite *self) G_GNUC_NON_NULL (1);
/* Undoes the whole transaction, whatever its callers think of it: for what half done must never stay. */
void luukku_sqlite_give_up (LuukkuSqlite *self) G_GNUC_NON_NULL (1);

/* --- statements */
typedef struct _LuukkuQuery LuukkuQuery;

/* Returns: (transfer full) (not nullable): a cached or new statement, not longer lived than @self. @sql: a
 * literal. */
LuukkuQuery *luukku_query_new (LuukkuSqlite *self, const char *sql) G_GNUC_NON_NULL (1, 2);
void luukku_query_free (LuukkuQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuQuery, luukku_query_free)

/* @place: 1 is the first. */
void luukku_query_bind_int (LuukkuQuery *self, int place, gint64 value) G_GNUC_NON_NULL (1);
void luukku_query_bind_text (LuukkuQuery *self, int place, const char *value) G_GNUC_NON_NULL (1);
void luukku_query_bind_bytes (LuukkuQuery *self, int place, GBytes *value) G_GNUC_NON_NULL (1);

/* Returns: TRUE when there is a row; FALSE at the end and after an error. */
gboolean luukku_query_next (LuukkuQuery *self) G_GNUC_NON_NULL (1);
/* Ends the statement. Returns: FALSE with @error when anything went wrong in it. */
gboolean luukku_query_finish (LuukkuQuery *self, GError **error) G_GNUC_NON_NULL (1);
/* Goes through to the end. */
gboolean luukku_query_run (LuukkuQuery *self, GError **error) G_GNUC_NON_NULL (1);
/* For one number: *@ret_value is @otherwise without a row or with NULL. */
gboolean luukku_query_run_int (LuukkuQuery *self, gint64 otherwise, gint64 *ret_value, GError **error)
    G_GNUC_NON_NULL (1, 3);
/* For one text. *@ret_value: (transfer full) (nullable). */
gboolean luukku_query_run_text (LuukkuQuery *self, char **ret_value, GError **error) G_GNUC_NON_NULL (1, 2);

/* @column: 0 is the first. */
gint64 luukku_query_get_int (LuukkuQuery *self, int column) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): until the next step. */
const char *luukku_query_peek_text (LuukkuQuery *self, int column) G_GNUC_NON_NULL (1);
/* Returns: (transfer full) (nullable). */
char *luukku_query_dup_text (LuukkuQuery *self, int column) G_GNUC_NON_NULL (1);
/* Returns: (transfer full) (nullable): NULL for NULL, empty bytes for an empty blob. */
GBytes *luukku_query_dup_bytes (LuukkuQuery *self, int column) G_GNUC_NON_NULL (1);

G_END_DECLS
