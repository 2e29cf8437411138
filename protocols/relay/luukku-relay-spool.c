/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-spool.c: deliveries in SQLite until every desk has them. It knows no signature and no network.
 */
#define G_LOG_DOMAIN "luukku-relay"

#include "relay/luukku-relay-spool.h"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "store/luukku-sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define SCHEMA 1
#define EPOCH_BYTES 8
#define PAGE_SIZE 4096
#define RESERVE 256  /* pages kept back, so that a full spool can still be acknowledged and emptied */
#define SEEN_DAYS 45 /* Meta tries again for up to a week; ours is longer than any known sender's */

struct _LuukkuRelaySpool {
  LuukkuSqlite *db;
  char *epoch;
  guint64 max_pages;
  gboolean in_batch;
};

static const char schema[] =
    "CREATE TABLE spool (one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL);"
    "CREATE TABLE delivery (number INTEGER PRIMARY KEY AUTOINCREMENT, endpoint TEXT NOT NULL,"
    " received INTEGER NOT NULL, headers TEXT NOT NULL, body BLOB NOT NULL);"
    "CREATE INDEX delivery_by_endpoint ON delivery (endpoint, number);"
    /* what came, for longer than the delivery itself stays */
    "CREATE TABLE seen (endpoint TEXT NOT NULL, key TEXT NOT NULL, received INTEGER NOT NULL,"
    " PRIMARY KEY (endpoint, key)) WITHOUT ROWID;"
    "CREATE INDEX seen_by_age ON seen (received);"
    "CREATE TABLE acknowledged (endpoint TEXT NOT NULL, desk TEXT NOT NULL, number INTEGER NOT NULL,"
    " at INTEGER NOT NULL, PRIMARY KEY (endpoint, desk)) WITHOUT ROWID;"
    /* the highest number that was deleted: who asks from before it has missed something */
    "CREATE TABLE pruned (endpoint TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;"
    "PRAGMA user_version = 1;";

/* --- opening */

static gboolean
touch (const char *path, GError **error)
{
  int fd = open (path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd >= 0) {
    close (fd);
    return TRUE;
  }
  luukku_set_error (
      error, LUUKKU_ERROR_FAILED,
      N_ ("The relay's spool %s cannot be opened (%s). Check that its folder exists and that the "
          "relay's user may write there."),
      path, g_strerror (errno));
  return FALSE;
}

static char *
new_epoch (GError **error)
{
  guchar bytes[EPOCH_BYTES];

  if (getrandom (bytes, sizeof bytes, 0) == (gssize) sizeof bytes)
    return luukku_hex_encode (bytes, sizeof bytes);
  luukku_set_error (error, LUUKKU_ERROR_FAILED,
                    N_ ("This machine gives no random numbers. Ask your ICT support."));
  return NULL;
}

static gboolean
insert_epoch (LuukkuRelaySpool *self, GError **error)
{
  g_autofree char *epoch = new_epoch (error);
  g_autoptr (LuukkuQuery) query = NULL;

  if (epoch == NULL)
    return FALSE;
  query = luukku_query_new (self->db, "INSERT INTO spool (one, epoch) VALUES (1, ?)");
  luukku_query_bind_text (query, 1, epoch);
  return luukku_query_run (query, error);
}

static gboolean
make_schema (LuukkuRelaySpool *self, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (self->db, "PRAGMA user_version");
  gint64 version;

  if (!luukku_query_run_int (query, 0, &version, error))
    return FALSE;
  if (version == SCHEMA)
    return TRUE;
  if (version > SCHEMA) {
    luukku_set_error (error, LUUKKU_ERROR_NEWER,
                      N_ ("The relay's spool was made by a newer relay. Install that version again."));
    return FALSE;
  }
  if (!luukku_sqlite_begin (self->db, error))
    return FALSE;
  return luukku_sqlite_end (
      self->db, luukku_sqlite_exec (self->db, schema, error) && insert_epoch (self, error), error);
}

static gboolean
limit_pages (LuukkuRelaySpool *self, guint64 pages, GError **error)
{
  g_autofree char *limit =
      g_strdup_printf ("PRAGMA max_page_count = %" G_GUINT64_FORMAT, MIN (pages, G_MAXINT32));

  return luukku_sqlite_exec (self->db, limit, error);
}

static gboolean
set_up (LuukkuRelaySpool *self, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_sqlite_exec (self->db,
                           "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                           "PRAGMA secure_delete = ON; PRAGMA busy_timeout = 2000;",
                           error) ||
      !limit_pages (self, self->max_pages, error) || !make_schema (self, error))
    return FALSE;
  query = luukku_query_new (self->db, "SELECT epoch FROM spool");
  return luukku_query_run_text (query, &self->epoch, error);
}

LuukkuRelaySpool *
luukku_relay_spool_open (const char *path, guint64 max_size, GError **error)
{
  g_autoptr (LuukkuRelaySpool) self = g_new0 (LuukkuRelaySpool, 1);

  if (!touch (path, error))
    return NULL;
  self->db = luukku_sqlite_open (path, LUUKKU_SQLITE_WRITE, error);
  self->max_pages = max_size / PAGE_SIZE + 1;
  if (self->db == NULL || !set_up (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
luukku_relay_spool_free (LuukkuRelaySpool *self)
{
  if (self == NULL)
    return;
  if (self->in_batch)
    luukku_relay_spool_commit (self, NULL);
  luukku_sqlite_close (self->db);
  g_free (self->epoch);
  g_free (self);
}

/* --- adding */

static gboolean
note_seen (LuukkuRelaySpool *self, const char *endpoint, const char *key, gint64 now, gboolean *ret_new,
           GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (self->db, "INSERT INTO seen (endpoint, key, received) VALUES (?, ?, ?)"
                                  " ON CONFLICT DO NOTHING");

  luukku_query_bind_text (query, 1, endpoint);
  luukku_query_bind_text (query, 2, key);
  luukku_query_bind_int (query, 3, now);
  if (!luukku_query_run (query, error))
    return FALSE;
  *ret_new = sqlite3_changes (luukku_sqlite_get_handle (self->db)) == 1;
  return TRUE;
}

static gboolean
insert_delivery (LuukkuRelaySpool *self, const char *endpoint, const char *headers, GBytes *body, gint64 now,
                 GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      self->db, "INSERT INTO delivery (endpoint, received, headers, body) VALUES (?, ?, ?, ?)");

  luukku_query_bind_text (query, 1, endpoint);
  luukku_query_bind_int (query, 2, now);
  luukku_query_bind_text (query, 3, headers);
  luukku_query_bind_bytes (query, 4, body);
  return luukku_query_run (query, error);
}

gboolean
luukku_relay_spool_add (LuukkuRelaySpool *self, const char *endpoint, const char *key, const char *headers,
                        GBytes *body, gint64 now, gboolean *ret_new, GError **error)
{
  gboolean is_new = FALSE;

  if (!self->in_batch && !luukku_sqlite_begin (self->db, error))
    return FALSE;
  self->in_batch = TRUE;
  if (!note_seen (self, endpoint, key, now, &is_new, error) ||
      (is_new && !insert_delivery (self, endpoint, headers, body, now, error))) {
    self->in_batch = FALSE;
    return luukku_sqlite_end (self->db, FALSE, error);
  }
  *ret_new = is_new;
  return TRUE;
}

gboolean
luukku_relay_spool_commit (LuukkuRelaySpool *self, GError **error)
{
  if (!self->in_batch)
    return TRUE;
  self->in_batch = FALSE;
  return luukku_sqlite_end (self->db, TRUE, error);
}

/* --- cursors */

char *
luukku_relay_spool_cursor (LuukkuRelaySpool *self, gint64 number)
{
  return g_strdup_printf ("%s.%" G_GINT64_FORMAT, self->epoch, number);
}

static gboolean
parse_cursor (LuukkuRelaySpool *self, const char *cursor, gint64 *ret_number, GError **error)
{
  gsize length = strlen (self->epoch);
  guint64 number;

  if (strncmp (cursor, self->epoch, length) != 0 || cursor[length] != '.' ||
      !g_ascii_string_to_unsigned (cursor + length + 1, 10, 0, G_MAXINT64, &number, NULL)) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("The relay has begun anew since it was last asked and does not know that place."));
    return FALSE;
  }
  *ret_number = (gint64) number;
  return TRUE;
}

/* --- reading */

static void
free_delivery (gpointer data)
{
  LuukkuRelayDelivery *self = data;

  g_free (self->headers);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

void
luukku_relay_page_free (LuukkuRelayPage *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->deliveries);
  g_free (self);
}

static gboolean
find_gap (LuukkuRelaySpool *self, const char *endpoint, gint64 after, gboolean *ret_gap, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (self->db, "SELECT number FROM pruned WHERE endpoint = ?");
  gint64 pruned;

  luukku_query_bind_text (query, 1, endpoint);
  if (!luukku_query_run_int (query, 0, &pruned, error))
    return FALSE;
  *ret_gap = after < pruned;
  return TRUE;
}

static gboolean
read_rows (LuukkuRelaySpool *self, const char *endpoint, guint limit, gsize max_bytes, LuukkuRelayPage *page,
           GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (self->db, "SELECT number, received, headers, body FROM delivery"
                                  " WHERE endpoint = ? AND number > ? ORDER BY number LIMIT ?");
  gsize bytes = 0;

  luukku_query_bind_text (query, 1, endpoint);
  luukku_query_bind_int (query, 2, page->last);
  luukku_query_bind_int (query, 3, (gint64) limit + 1);
  while (luukku_query_next (query)) {
    LuukkuRelayDelivery *delivery;

    if (page->deliveries->len == limit || (bytes >= max_bytes && page->deliveries->len > 0)) {
      page->more = TRUE;
      break;
    }
    delivery = g_new0 (LuukkuRelayDelivery, 1);
    delivery->number = page->last = luukku_query_get_int (query, 0);
    delivery->received = luukku_query_get_int (query, 1);
    delivery->headers = luukku_query_dup_text (query, 2);
    delivery->body = luukku_query_dup_bytes (query, 3);
    bytes += g_bytes_get_size (delivery->body);
    g_ptr_array_add (page->deliveries, delivery);
  }
  return luukku_query_finish (query, error);
}

LuukkuRelayPage *
luukku_relay_spool_read (LuukkuRelaySpool *self, const char *endpoint, const char *cursor, guint limit,
                         gsize max_bytes, GError **error)
{
  g_autoptr (LuukkuRelayPage) page = g_new0 (LuukkuRelayPage, 1);

  page->deliveries = g_ptr_array_new_with_free_func (free_delivery);
  if ((cursor != NULL && !parse_cursor (self, cursor, &page->last, error)) ||
      !find_gap (self, endpoint, page->last, &page->gap, error) ||
      !read_rows (self, endpoint, limit, max_bytes, page, error))
    return NULL;
  if (cursor == NULL)
    page->gap = FALSE; /* who never read has missed nothing of his own */
  return g_steal_pointer (&page);
}

/* --- acknowledging and deleting */

static gboolean
newest (LuukkuRelaySpool *self, gint64 *ret_number, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (self->db, "SELECT seq FROM sqlite_sequence WHERE name = 'delivery'");

  return luukku_query_run_int (query, 0, ret_number, error);
}

static gboolean
put_acknowledged (LuukkuRelaySpool *self, const char *endpoint, const char *desk, gint64 number, gint64 now,
                  GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      self->db, "INSERT INTO acknowledged (endpoint, desk, number, at) VALUES (?1, ?2, ?3, ?4)"
                " ON CONFLICT DO UPDATE SET number = ?3, at = ?4 WHERE ?3 > number");

  luukku_query_bind_text (query, 1, endpoint);
  luukku_query_bind_text (query, 2, desk);
  luukku_query_bind_int (query, 3, number);
  luukku_query_bind_int (query, 4, now);
  return luukku_query_run (query, error);
}

gboolean
luukku_relay_spool_acknowledge (LuukkuRelaySpool *self, const char *endpoint, const char *desk,
                                const char *cursor, gint64 now, GError **error)
{
  gint64 number, last;
  gboolean put;

  if (!parse_cursor (self, cursor, &number, error) || !newest (self, &last, error))
    return FALSE;
  if (number > last) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("The relay never gave out that place and keeps everything."));
    return FALSE;
  }
  if (!luukku_relay_spool_commit (self, error) || !limit_pages (self, self->max_pages + RESERVE, error))
    return FALSE;
  put = put_acknowledged (self, endpoint, desk, number, now, error);
  return limit_pages (self, self->max_pages, put ? error : NULL) && put;
}

static gboolean
acknowledged_by (LuukkuRelaySpool *self, const char *endpoint, const char *desk, gint64 *ret_number,
                 GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (self->db, "SELECT number FROM acknowledged WHERE endpoint = ? AND desk = ?");

  luukku_query_bind_text (query, 1, endpoint);
  luukku_query_bind_text (query, 2, desk);
  return luukku_query_run_int (query, 0, ret_number, error);
}

static gboolean
run_prune (LuukkuRelaySpool *self, const char *sql, const char *endpoint, gint64 number, gint64 before,
           GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (self->db, sql);

  luukku_query_bind_text (query, 1, endpoint);
  luukku_query_bind_int (query, 2, number);
  luukku_query_bind_int (query, 3, before);
  return luukku_query_run (query, error);
}

/* The newest that goes is written down first: it is found among what is still there. */
static gboolean
prune_up_to (LuukkuRelaySpool *self, const char *endpoint, gint64 number, gint64 before, GError **error)
{
  return run_prune (self,
                    "INSERT INTO pruned (endpoint, number) SELECT endpoint, max (number) FROM delivery"
                    " WHERE endpoint = ?1 AND number <= ?2 AND received <= ?3 GROUP BY endpoint"
                    " ON CONFLICT DO UPDATE SET number = max (number, excluded.number)",
                    endpoint, number, before, error) &&
         run_prune (self, "DELETE FROM delivery WHERE endpoint = ?1 AND number <= ?2 AND received <= ?3",
                    endpoint, number, before, error);
}

static gboolean
forget_seen (LuukkuRelaySpool *self, gint64 now, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (self->db, "DELETE FROM seen WHERE received < ?");

  luukku_query_bind_int (query, 1, now - SEEN_DAYS * G_TIME_SPAN_DAY);
  return luukku_query_run (query, error);
}

gboolean
luukku_relay_spool_prune (LuukkuRelaySpool *self, const char *endpoint, const char *const *desks, gint64 keep,
                          gint64 now, GError **error)
{
  gint64 lowest = G_MAXINT64;
  gboolean pruned = FALSE;

  if (desks[0] == NULL)
    return TRUE;
  for (guint i = 0; desks[i] != NULL; i++) {
    gint64 number;

    if (!acknowledged_by (self, endpoint, desks[i], &number, error))
      return FALSE;
    lowest = MIN (lowest, number);
  }
  if (!luukku_relay_spool_commit (self, error) || !limit_pages (self, self->max_pages + RESERVE, error))
    return FALSE;
  if (luukku_sqlite_begin (self->db, error))
    pruned = luukku_sqlite_end (
        self->db, prune_up_to (self, endpoint, lowest, now - keep, error) && forget_seen (self, now, error),
        error);
  return limit_pages (self, self->max_pages, pruned ? error : NULL) && pruned;
}

gboolean
luukku_relay_spool_count (LuukkuRelaySpool *self, const char *endpoint, const char *desk, gint64 *ret_count,
                          GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (self->db, "SELECT count (*) FROM delivery WHERE endpoint = ?1 AND number >"
                                  " coalesce ((SELECT number FROM acknowledged"
                                  " WHERE endpoint = ?1 AND desk = ?2), 0)");

  luukku_query_bind_text (query, 1, endpoint);
  luukku_query_bind_text (query, 2, desk);
  return luukku_query_run_int (query, 0, ret_count, error);
}
