/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-evidence.c: rows of the evidence log, blobs and records: written once, guarded by the schema's
 * triggers. It hashes nothing of the chain and judges nothing. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-evidence.h"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "store/luukku-store-private.h"

#define NO_HASH "0000000000000000000000000000000000000000000000000000000000000000"

void
luukku_log_header_free (LuukkuLogHeader *self)
{
  if (self == NULL)
    return;
  g_free (self->at);
  g_free (self->leaf);
  g_free (self->prev);
  g_free (self->hash);
  g_free (self);
}

/* --- the log */

static LuukkuLogHeader *
copy_header (const LuukkuLogHeader *from)
{
  LuukkuLogHeader *to = g_new0 (LuukkuLogHeader, 1);

  to->seq = from->seq;
  to->at = g_strdup (from->at);
  to->leaf = g_strdup (from->leaf);
  to->prev = g_strdup (from->prev);
  to->hash = g_strdup (from->hash);
  return to;
}

static LuukkuLogHeader *
ask_log_head (LuukkuStore *self, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self),
                        "SELECT seq, at, leaf, prev, hash FROM log_header ORDER BY seq DESC LIMIT 1");
  g_autoptr (LuukkuLogHeader) header = NULL;

  if (luukku_query_next (query)) {
    header = g_new0 (LuukkuLogHeader, 1);
    header->seq = luukku_query_get_int (query, 0);
    header->at = luukku_query_dup_text (query, 1);
    header->leaf = luukku_query_dup_text (query, 2);
    header->prev = luukku_query_dup_text (query, 3);
    header->hash = luukku_query_dup_text (query, 4);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&header) : NULL;
}

LuukkuLogHeader *
luukku_store_get_log_head (LuukkuStore *self, GError **error)
{
  const LuukkuLogHeader *known = luukku_store_peek_log_end (self);

  return known != NULL ? copy_header (known) : ask_log_head (self, error);
}

static gboolean
check_follows (LuukkuStore *self, const LuukkuLogHeader *header, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (LuukkuLogHeader) head = luukku_store_get_log_head (self, &problem);

  if (problem != NULL) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  if (header->seq == (head != NULL ? head->seq : 0) + 1 &&
      g_strcmp0 (header->prev, head != NULL ? head->hash : NO_HASH) == 0)
    return TRUE;
  luukku_set_error (
      error, LUUKKU_ERROR_REFUSED,
      N_ ("This entry does not follow the newest one of the evidence log, so nothing was written. Try "
          "again; another program may have written in between."));
  return FALSE;
}

static gboolean
insert_header (LuukkuStore *self, const LuukkuLogHeader *header, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self),
                        "INSERT INTO log_header (seq, at, leaf, prev, hash) VALUES (?, ?, ?, ?, ?)");

  luukku_query_bind_int (query, 1, header->seq);
  luukku_query_bind_text (query, 2, header->at);
  luukku_query_bind_text (query, 3, header->leaf);
  luukku_query_bind_text (query, 4, header->prev);
  luukku_query_bind_text (query, 5, header->hash);
  return luukku_query_run (query, error);
}

static gboolean
insert_entry (LuukkuStore *self, gint64 seq, const LuukkuLogEntry *entry, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "INSERT INTO log_entry (seq, case_number, kind, actor, bytes) VALUES (?, ?, ?, ?, ?)");

  luukku_query_bind_int (query, 1, seq);
  luukku_query_bind_text (query, 2, entry->case_number);
  luukku_query_bind_text (query, 3, entry->kind);
  luukku_query_bind_text (query, 4, entry->actor);
  luukku_query_bind_bytes (query, 5, entry->bytes);
  return luukku_query_run (query, error);
}

static gboolean
append (LuukkuStore *self, const LuukkuLogHeader *header, const LuukkuLogEntry *entry, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (!luukku_store_take_name (entry->case_number, error) || !luukku_store_take_name (entry->kind, error) ||
      !luukku_store_take_name (entry->actor, error) || !luukku_store_take_bytes (entry->bytes, error) ||
      !luukku_store_take_digest (header->leaf, error) || !luukku_store_take_digest (header->hash, error))
    return FALSE;
  /* The schema's trigger looks too: only when it refuses is it worth finding out why. */
  if (!insert_header (self, header, &problem)) {
    if (g_error_matches (problem, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED) && !check_follows (self, header, error))
      return FALSE;
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  if (insert_entry (self, header->seq, entry, error)) {
    luukku_store_take_log_end (self, copy_header (header));
    return TRUE;
  }
  /* A header without its entry would never verify again. */
  luukku_store_take_log_end (self, NULL);
  luukku_sqlite_give_up (luukku_store_get_db (self));
  return FALSE;
}

/* No savepoint inside a transaction: it costs as much as the two rows (measured: 5 µs), and the one case that
 * needs it ends the transaction instead. */
gboolean
luukku_store_append_log (LuukkuStore *self, const LuukkuLogHeader *header, const LuukkuLogEntry *entry,
                         GError **error)
{
  if (luukku_sqlite_in_transaction (luukku_store_get_db (self)))
    return append (self, header, entry, error);
  if (!luukku_store_begin (self, error))
    return FALSE;
  return luukku_store_end (self, append (self, header, entry, error), error);
}

#define SELECT_LOG                                                                                           \
  "SELECT h.seq, h.at, h.leaf, h.prev, h.hash, e.case_number, e.kind, e.actor, e.bytes FROM log_header h "

static gboolean
walk (LuukkuQuery *query, LuukkuLogFunc function, gpointer data, GError **error)
{
  while (luukku_query_next (query)) {
    g_autoptr (GBytes) bytes = luukku_query_dup_bytes (query, 8);
    LuukkuLogHeader header = {
      .seq = luukku_query_get_int (query, 0),
      .at = (char *) luukku_query_peek_text (query, 1),
      .leaf = (char *) luukku_query_peek_text (query, 2),
      .prev = (char *) luukku_query_peek_text (query, 3),
      .hash = (char *) luukku_query_peek_text (query, 4),
    };
    LuukkuLogEntry entry = {
      .case_number = luukku_query_peek_text (query, 5),
      .kind = luukku_query_peek_text (query, 6),
      .actor = luukku_query_peek_text (query, 7),
      .bytes = bytes,
    };

    if (!function (&header, &entry, data, error))
      return FALSE;
  }
  return luukku_query_finish (query, error);
}

gboolean
luukku_store_walk_log (LuukkuStore *self, gint64 from_seq, gint64 to_seq, LuukkuLogFunc function,
                       gpointer data, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), SELECT_LOG
                        "LEFT JOIN log_entry e ON e.seq = h.seq WHERE h.seq BETWEEN ? AND ? ORDER BY h.seq");

  luukku_query_bind_int (query, 1, from_seq);
  luukku_query_bind_int (query, 2, to_seq > 0 ? to_seq : G_MAXINT64);
  return walk (query, function, data, error);
}

gboolean
luukku_store_walk_case_log (LuukkuStore *self, const char *case_number, LuukkuLogFunc function, gpointer data,
                            GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), SELECT_LOG
                        "JOIN log_entry e ON e.seq = h.seq WHERE e.case_number = ? ORDER BY h.seq");

  luukku_query_bind_text (query, 1, case_number);
  return walk (query, function, data, error);
}

gint64
luukku_store_count_log (LuukkuStore *self, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), "SELECT count (*) FROM log_header");
  gint64 count;

  return luukku_query_run_int (query, 0, &count, error) ? count : -1;
}

GArray *
luukku_store_list_log_erasures (LuukkuStore *self, GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (LuukkuLogErasure));
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "SELECT seq, by_seq FROM log_erasure ORDER BY by_seq, seq");

  while (luukku_query_next (query)) {
    LuukkuLogErasure one = { luukku_query_get_int (query, 0), luukku_query_get_int (query, 1) };

    g_array_append_val (list, one);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&list) : NULL;
}

/* --- blobs */

gboolean
luukku_store_put_known_blob (LuukkuStore *self, const char *case_number, const char *media_type,
                             const char *sha256, GBytes *bytes, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_can_write (self, error) || !luukku_store_take_name (case_number, error) ||
      !luukku_store_take_name (media_type, error) || !luukku_store_take_digest (sha256, error) ||
      !luukku_store_take_bytes (bytes, error))
    return FALSE;
  /* The same digest is the same bytes: they are there already. */
  query = luukku_query_new (
      luukku_store_get_db (self),
      "INSERT INTO case_blob (case_number, sha256, media_type, bytes) SELECT ?1, ?2, ?3, ?4 "
      "WHERE NOT EXISTS (SELECT 1 FROM case_blob WHERE case_number = ?1 AND sha256 = ?2)");
  luukku_query_bind_text (query, 1, case_number);
  luukku_query_bind_text (query, 2, sha256);
  luukku_query_bind_text (query, 3, media_type);
  luukku_query_bind_bytes (query, 4, bytes);
  return luukku_query_run (query, error);
}

gboolean
luukku_store_put_attachment_blob (LuukkuStore *self, const char *case_number, const char *media_type,
                                  const char *sha256, gint64 attachment, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_can_write (self, error) || !luukku_store_take_name (case_number, error) ||
      !luukku_store_take_name (media_type, error) || !luukku_store_take_digest (sha256, error))
    return FALSE;
  query = luukku_query_new (
      luukku_store_get_db (self),
      "INSERT INTO case_blob (case_number, sha256, media_type, bytes) SELECT ?1, ?2, ?3, bytes "
      "FROM attachment_bytes WHERE attachment = ?4 "
      "AND NOT EXISTS (SELECT 1 FROM case_blob WHERE case_number = ?1 AND sha256 = ?2)");
  luukku_query_bind_text (query, 1, case_number);
  luukku_query_bind_text (query, 2, sha256);
  luukku_query_bind_text (query, 3, media_type);
  luukku_query_bind_int (query, 4, attachment);
  return luukku_query_run (query, error);
}

gboolean
luukku_store_put_blob (LuukkuStore *self, const char *case_number, const char *media_type, GBytes *bytes,
                       GError **error)
{
  g_autofree char *sha256 = luukku_digest_bytes (bytes);

  return luukku_store_put_known_blob (self, case_number, media_type, sha256, bytes, error);
}

GBytes *
luukku_store_get_blob (LuukkuStore *self, const char *case_number, const char *sha256, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "SELECT bytes FROM case_blob WHERE case_number = ? AND sha256 = ?");
  g_autoptr (GBytes) bytes = NULL;

  luukku_query_bind_text (query, 1, case_number);
  luukku_query_bind_text (query, 2, sha256);
  if (luukku_query_next (query))
    bytes = luukku_query_dup_bytes (query, 0);
  return luukku_query_finish (query, error) ? g_steal_pointer (&bytes) : NULL;
}

/* --- records */

void
luukku_record_row_free (LuukkuRecordRow *self)
{
  if (self == NULL)
    return;
  g_free (self->number);
  g_free (self->case_number);
  g_free (self->kind);
  g_free (self);
}

#define SELECT_RECORD                                                                                        \
  "SELECT number, case_number, version, kind, record_seq, render_seq, made_at FROM record "

static LuukkuRecordRow *
read_record (LuukkuQuery *query)
{
  LuukkuRecordRow *row = g_new0 (LuukkuRecordRow, 1);

  row->number = luukku_query_dup_text (query, 0);
  row->case_number = luukku_query_dup_text (query, 1);
  row->version = (guint) luukku_query_get_int (query, 2);
  row->kind = luukku_query_dup_text (query, 3);
  row->record_seq = luukku_query_get_int (query, 4);
  row->render_seq = luukku_query_get_int (query, 5);
  row->made_at = luukku_query_get_int (query, 6);
  return row;
}

LuukkuRecordRow *
luukku_store_find_record (LuukkuStore *self, const char *number, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), SELECT_RECORD "WHERE number = ?");
  g_autoptr (LuukkuRecordRow) row = NULL;

  luukku_query_bind_text (query, 1, number);
  if (luukku_query_next (query))
    row = read_record (query);
  return luukku_query_finish (query, error) ? g_steal_pointer (&row) : NULL;
}

GPtrArray *
luukku_store_list_records (LuukkuStore *self, const char *case_number, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_record_row_free);
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), SELECT_RECORD
                        "WHERE ?1 IS NULL OR case_number = ?1 ORDER BY record_seq DESC, version DESC");

  luukku_query_bind_text (query, 1, case_number);
  while (luukku_query_next (query))
    g_ptr_array_add (rows, read_record (query));
  return luukku_query_finish (query, error) ? g_steal_pointer (&rows) : NULL;
}

static gboolean
insert_record (LuukkuStore *self, const LuukkuRecordRow *row, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self),
                        "INSERT INTO record (number, case_number, version, kind, record_seq, render_seq, "
                        "made_at) VALUES (?, ?, ?, ?, ?, ?, ?)");

  luukku_query_bind_text (query, 1, row->number);
  luukku_query_bind_text (query, 2, row->case_number);
  luukku_query_bind_int (query, 3, row->version);
  luukku_query_bind_text (query, 4, row->kind);
  luukku_query_bind_int (query, 5, row->record_seq);
  luukku_query_bind_int (query, 6, row->render_seq);
  luukku_query_bind_int (query, 7, row->made_at);
  return luukku_query_run (query, error);
}

static gboolean
add_record (LuukkuStore *self, const LuukkuRecordRow *row, GError **error)
{
  g_autoptr (LuukkuRecordRow) before = NULL;
  g_autoptr (GError) problem = NULL;

  if (!luukku_store_take_name (row->number, error) || !luukku_store_take_name (row->case_number, error) ||
      !luukku_store_take_name (row->kind, error))
    return FALSE;
  before = luukku_store_find_record (self, row->number, &problem);
  if (problem != NULL) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  if (before == NULL)
    return insert_record (self, row, error);
  luukku_set_error (error, LUUKKU_ERROR_EXISTS,
                    N_ ("There is a record with this number already. Make the next version of it."));
  return FALSE;
}

gboolean
luukku_store_add_record (LuukkuStore *self, const LuukkuRecordRow *row, GError **error)
{
  if (!luukku_store_begin (self, error))
    return FALSE;
  return luukku_store_end (self, add_record (self, row, error), error);
}
