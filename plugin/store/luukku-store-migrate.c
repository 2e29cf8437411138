/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-migrate.c: the schema's version, the numbered files that raise it, checks of the whole file
 * and verified copies. Each numbered file runs in one transaction together with the user_version that it
 * sets, so a store is always exactly one version. Nothing here deletes a store. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-private.h"

#include "base/luukku-copies.h"
#include "base/luukku-error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* Made by the build from luukku-store.gresource.xml. */
#include "luukku-store-resources.h"

#define SCRIPT_NAME "/luukku/store/sql/version-%03d.sql"

gboolean
luukku_schema_get (LuukkuSqlite *db, int *ret_version, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (db, "PRAGMA user_version");
  gint64 version;

  if (!luukku_query_run_int (query, 0, &version, error))
    return FALSE;
  *ret_version = (int) version;
  return TRUE;
}

/* --- checks */

static gboolean
fail_damaged (LuukkuSqlite *db, GError **error)
{
  return luukku_sqlite_fail (db, SQLITE_CORRUPT, error);
}

/* @query answers "ok" and nothing else. */
static gboolean
run_check (LuukkuSqlite *db, LuukkuQuery *query, GError **error)
{
  gboolean fine = luukku_query_next (query) && g_strcmp0 (luukku_query_peek_text (query, 0), "ok") == 0;

  if (!luukku_query_finish (query, error))
    return FALSE;
  return fine || fail_damaged (db, error);
}

gboolean
luukku_schema_check (LuukkuSqlite *db, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (db, "PRAGMA quick_check(1)");

  return run_check (db, query, error);
}

static gboolean
check_references (LuukkuSqlite *db, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (db, "PRAGMA foreign_key_check");
  gboolean broken = luukku_query_next (query);

  if (!luukku_query_finish (query, error))
    return FALSE;
  return !broken || fail_damaged (db, error);
}

gboolean
luukku_store_check (LuukkuStore *self, GError **error)
{
  LuukkuSqlite *db = luukku_store_get_db (self);
  g_autoptr (LuukkuQuery) query = luukku_query_new (db, "PRAGMA integrity_check(1)");

  return run_check (db, query, error) && check_references (db, error);
}

/* --- migration */

static GBytes *
load_script (int version, GError **error)
{
  g_autofree char *name = g_strdup_printf (SCRIPT_NAME, version);
  g_autoptr (GError) problem = NULL;
  GBytes *script;

  script =
      g_resource_lookup_data (luukku_store_get_resource (), name, G_RESOURCE_LOOKUP_FLAGS_NONE, &problem);
  if (script == NULL)
    luukku_error_take_gio (error, g_steal_pointer (&problem),
                           N_ ("This Luukku is not complete. Install it again, then try again."));
  return script;
}

/* Inside a transaction: another process may have been faster. */
static gboolean
raise_version (LuukkuSqlite *db, int version, GError **error)
{
  g_autoptr (GBytes) script = NULL;
  g_autofree char *text = NULL;
  int before, after;

  if (!luukku_schema_get (db, &before, error))
    return FALSE;
  if (before >= version)
    return TRUE;
  script = load_script (version, error);
  if (script == NULL)
    return FALSE;
  text = g_strndup (g_bytes_get_data (script, NULL), g_bytes_get_size (script));
  if (!luukku_sqlite_exec (db, text, error) || !luukku_schema_get (db, &after, error))
    return FALSE;
  if (after == version)
    return TRUE;
  return luukku_sqlite_fail (db, SQLITE_ERROR, error);
}

gboolean
luukku_schema_migrate (LuukkuSqlite *db, int version, GError **error)
{
  int current;

  if (!luukku_schema_get (db, &current, error))
    return FALSE;
  for (int next = current + 1; next <= version; next++) {
    if (!luukku_sqlite_begin (db, error))
      return FALSE;
    if (!luukku_sqlite_end (db, raise_version (db, next, error), error))
      return FALSE;
    g_debug ("store: schema is now version %d", next);
  }
  return TRUE;
}

/* --- copies */

static gboolean
get_application_id (LuukkuSqlite *db, gint64 *ret_id, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (db, "PRAGMA application_id");

  return luukku_query_run_int (query, 0, ret_id, error);
}

static gboolean
write_copy (LuukkuSqlite *db, const char *path, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (db, "VACUUM INTO ?");

  luukku_query_bind_text (query, 1, path);
  return luukku_query_run (query, error);
}

static gboolean
verify_copy (LuukkuSqlite *db, const char *path, GError **error)
{
  g_autoptr (LuukkuSqlite) copy = luukku_sqlite_open (path, LUUKKU_SQLITE_READ, error);
  g_autoptr (LuukkuQuery) check = NULL;
  gint64 id = 0;
  int ours = 0;
  int theirs = 0;

  if (copy == NULL)
    return FALSE;
  check = luukku_query_new (copy, "PRAGMA integrity_check(1)");
  if (!run_check (copy, check, error) || !get_application_id (copy, &id, error))
    return FALSE;
  if (!luukku_schema_get (db, &ours, error) || !luukku_schema_get (copy, &theirs, error))
    return FALSE;
  if (id == LUUKKU_STORE_APPLICATION_ID && ours == theirs)
    return TRUE;
  luukku_set_error (
      error, LUUKKU_ERROR_UNVERIFIED,
      N_ ("The backup copy of the store does not match it. Check the disk and its free space, then try "
          "again."));
  return FALSE;
}

static gboolean
fail_errno (const char *path, int code, GError **error)
{
  LuukkuError kind = LUUKKU_ERROR_FAILED;

  if (code == ENOSPC || code == EDQUOT)
    kind = LUUKKU_ERROR_DISK_FULL;
  else if (code == EACCES || code == EPERM || code == EROFS)
    kind = LUUKKU_ERROR_READ_ONLY;
  else if (code == EEXIST)
    kind = LUUKKU_ERROR_EXISTS;
  else if (code == ENOENT)
    kind = LUUKKU_ERROR_NOT_FOUND;
  luukku_set_error (
      error, kind,
      N_ ("The backup copy %s cannot be written (%s). Choose another name or folder, or free some "
          "space."),
      path, g_strerror (code));
  return FALSE;
}

/* VACUUM INTO leaves it to us to get the bytes to the disk. */
static gboolean
sync_path (const char *path)
{
  int file = open (path, O_RDONLY | O_CLOEXEC);
  int result;

  if (file < 0)
    return FALSE;
  result = fsync (file);
  close (file);
  return result == 0;
}

/* Gives the finished copy its name; never writes over a file. */
static gboolean
name_copy (const char *made, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (!sync_path (made))
    return fail_errno (path, errno, error);
  if (renameat2 (AT_FDCWD, made, AT_FDCWD, path, RENAME_NOREPLACE) != 0) {
    if (errno != EINVAL && errno != ENOSYS)
      return fail_errno (path, errno, error);
    /* This file system knows no such rename. */
    if (g_file_test (path, G_FILE_TEST_EXISTS))
      return fail_errno (path, EEXIST, error);
    if (g_rename (made, path) != 0)
      return fail_errno (path, errno, error);
  }
  sync_path (folder);
  return TRUE;
}

gboolean
luukku_schema_copy (LuukkuSqlite *db, const char *path, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *made = g_strconcat (absolute, ".XXXXXX", NULL);
  const char *store_path = sqlite3_db_filename (luukku_sqlite_get_handle (db), "main");
  g_autoptr (LuukkuUnfinished) note = NULL;
  int file;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return fail_errno (path, EEXIST, error);
  file = g_mkstemp_full (made, O_RDWR | O_CLOEXEC, 0600); /* residents' data: for this user only */
  if (file < 0)
    return fail_errno (path, errno, error);
  close (file);
  if (store_path != NULL && *store_path != '\0')
    note = luukku_unfinished_new (store_path, made, NULL); /* a folder that may only be read notes nothing */
  if (write_copy (db, made, error) && verify_copy (db, made, error) && name_copy (made, path, error))
    return TRUE;
  g_unlink (made); /* our own unfinished copy */
  return FALSE;
}

gboolean
luukku_store_backup (LuukkuStore *self, const char *path, GError **error)
{
  return luukku_schema_copy (luukku_store_get_db (self), path, error);
}
