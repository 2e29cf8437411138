/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-retention.c: holds and the erasure of one case, whose bytes leave the file and the engine's
 * log beside it. Every step is guarded by the schema (sql/version-007.sql). Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-retention.h"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "store/luukku-store-private.h"
#include "store/luukku-store-search.h"

#define SETTING_SALT "erasure-salt"

/* The part of a conversation that belongs to case i. */
#define FROM_AT                                                                                              \
  "iif (EXISTS (SELECT 1 FROM case_item e WHERE e.conversation = i.conversation "                            \
  "AND (e.opened_at, e.id) < (i.opened_at, i.id)), i.opened_at, -9223372036854775807)"
#define UNTIL_AT                                                                                             \
  "coalesce ((SELECT min (e.opened_at) FROM case_item e WHERE e.conversation = i.conversation "              \
  "AND (e.opened_at, e.id) > (i.opened_at, i.id)), 9223372036854775807)"

/* Messages of the span ?1 (conversation), ?2 (from), ?3 (until). */
#define IN_SPAN "(SELECT id FROM message WHERE conversation = ?1 AND sent_at >= ?2 AND sent_at < ?3)"

void
luukku_kept_case_free (LuukkuKeptCase *self)
{
  if (self == NULL)
    return;
  g_free (self->number);
  g_free (self->kind);
  g_free (self->channel);
  g_free (self);
}

/* --- holds */

gboolean
luukku_store_place_hold (LuukkuStore *self, const char *case_number, gint64 seq, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "INSERT INTO hold (case_number, placed_seq) VALUES (?, ?)");

  luukku_query_bind_text (query, 1, case_number);
  luukku_query_bind_int (query, 2, seq);
  return luukku_store_can_write (self, error) && luukku_query_run (query, error);
}

gboolean
luukku_store_release_hold (LuukkuStore *self, const char *case_number, gint64 seq, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), "UPDATE hold SET released_seq = ? WHERE case_number = ? "
                                                    "AND released_seq IS NULL RETURNING id");
  gint64 id;

  luukku_query_bind_int (query, 1, seq);
  luukku_query_bind_text (query, 2, case_number);
  if (!luukku_store_can_write (self, error) || !luukku_query_run_int (query, 0, &id, error))
    return FALSE;
  return id != 0 || luukku_store_not_found (error);
}

/* --- what there is */

GPtrArray *
luukku_store_list_kept (LuukkuStore *self, const char *case_number, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_kept_case_free);
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT i.conversation, i.number, i.kind, c.key, i.state, i.opened_at, "
      "coalesce ((SELECT max (at) FROM case_step WHERE case_id = i.id AND event = 3), 0), "
      "coalesce ((SELECT max (m.sent_at) FROM message m WHERE m.conversation = i.conversation "
      "AND m.sent_at >= " FROM_AT " AND m.sent_at < " UNTIL_AT "), i.opened_at), "
      "(SELECT count (*) FROM record WHERE case_number = i.number), "
      "EXISTS (SELECT 1 FROM hold WHERE case_number = i.number AND released_seq IS NULL), "
      "EXISTS (SELECT 1 FROM erased_case WHERE case_id = i.id) "
      "FROM case_item i JOIN conversation v ON v.id = i.conversation JOIN channel c ON c.id = v.channel "
      "WHERE ?1 IS NULL OR i.number = ?1 ORDER BY i.opened_at, i.id");

  luukku_query_bind_text (query, 1, case_number);
  while (luukku_query_next (query)) {
    LuukkuKeptCase *row = g_new0 (LuukkuKeptCase, 1);

    row->conversation = luukku_query_get_int (query, 0);
    row->number = luukku_query_dup_text (query, 1);
    row->kind = luukku_query_dup_text (query, 2);
    row->channel = luukku_query_dup_text (query, 3);
    row->state = (LuukkuCaseState) luukku_query_get_int (query, 4);
    row->opened_at = luukku_query_get_int (query, 5);
    row->closed_at = row->state == LUUKKU_CASE_CLOSED ? luukku_query_get_int (query, 6) : 0;
    row->last_at = luukku_query_get_int (query, 7);
    row->records = (guint) luukku_query_get_int (query, 8);
    row->held = luukku_query_get_int (query, 9) != 0;
    row->erased = luukku_query_get_int (query, 10) != 0;
    g_ptr_array_add (list, row);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&list) : NULL;
}

GArray *
luukku_store_list_same_resident (LuukkuStore *self, const char *case_number, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT o.id FROM case_item i JOIN conversation v ON v.id = i.conversation "
      "JOIN conversation o ON o.id = v.id OR (o.channel = v.channel AND o.resident_id = v.resident_id) "
      "WHERE i.number = ? ORDER BY o.id");

  luukku_query_bind_text (query, 1, case_number);
  while (luukku_query_next (query)) {
    gint64 id = luukku_query_get_int (query, 0);

    g_array_append_val (ids, id);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&ids) : NULL;
}

/* --- erasing */

typedef struct {
  LuukkuStore *store; /* no ref: the caller's */
  const char *number;
  gint64 case_id, conversation, channel;
  gint64 from, until;
  gint64 by_seq;
  LuukkuErasedCounts counts;
} Erasing;

/* The span ends where the next case begins, or behind what there is: a later message is another matter. */
static gboolean
find_span (Erasing *self, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self->store),
      "SELECT s.id, s.conversation, s.channel, s.from_at, iif (s.until_at < 9223372036854775807, s.until_at, "
      "1 + max (s.opened_at, coalesce ((SELECT max (at) FROM case_step WHERE case_id = s.id), 0), "
      "coalesce ((SELECT max (sent_at) FROM message WHERE conversation = s.conversation), 0))) "
      "FROM (SELECT i.id, i.conversation, v.channel, i.opened_at, " FROM_AT " AS from_at, " UNTIL_AT
      " AS until_at FROM case_item i JOIN conversation v ON v.id = i.conversation WHERE i.number = ?1) s");
  gboolean found;

  luukku_query_bind_text (query, 1, self->number);
  found = luukku_query_next (query);
  if (found) {
    self->case_id = luukku_query_get_int (query, 0);
    self->conversation = luukku_query_get_int (query, 1);
    self->channel = luukku_query_get_int (query, 2);
    self->from = luukku_query_get_int (query, 3);
    self->until = luukku_query_get_int (query, 4);
  }
  return luukku_query_finish (query, error) && (found || luukku_store_not_found (error));
}

static LuukkuQuery *
query_span (Erasing *self, const char *sql)
{
  LuukkuQuery *query = luukku_query_new (luukku_store_get_db (self->store), sql);

  luukku_query_bind_int (query, 1, self->conversation);
  luukku_query_bind_int (query, 2, self->from);
  luukku_query_bind_int (query, 3, self->until);
  return query;
}

static gboolean
run_span (Erasing *self, const char *sql, GError **error)
{
  g_autoptr (LuukkuQuery) query = query_span (self, sql);

  return luukku_query_run (query, error);
}

static gboolean
count_span (Erasing *self, const char *sql, guint *ret_count, GError **error)
{
  g_autoptr (LuukkuQuery) query = query_span (self, sql);
  gint64 count;

  if (!luukku_query_run_int (query, 0, &count, error))
    return FALSE;
  *ret_count = (guint) count;
  return TRUE;
}

static gboolean
note_erased (Erasing *self, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!count_span (self, "SELECT count (*) FROM message WHERE id IN " IN_SPAN " AND direction = 0",
                   &self->counts.messages_in, error) ||
      !count_span (self, "SELECT count (*) FROM message WHERE id IN " IN_SPAN " AND direction <> 0",
                   &self->counts.messages_out, error) ||
      !count_span (self, "SELECT count (*) FROM attachment WHERE message IN " IN_SPAN,
                   &self->counts.attachments, error))
    return FALSE;
  query = query_span (self, "INSERT INTO erased_case (conversation, from_at, until_at, case_id, by_seq, "
                            "messages_in, messages_out, attachments) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  luukku_query_bind_int (query, 4, self->case_id);
  luukku_query_bind_int (query, 5, self->by_seq);
  luukku_query_bind_int (query, 6, self->counts.messages_in);
  luukku_query_bind_int (query, 7, self->counts.messages_out);
  luukku_query_bind_int (query, 8, self->counts.attachments);
  return luukku_query_run (query, error);
}

static char *
digest_of (const char *salt, const char *platform_id)
{
  g_autofree char *text = g_strconcat (salt, "\n", platform_id, NULL);

  return luukku_digest_text (text);
}

static gboolean
ensure_salt (LuukkuStore *store, char **ret_salt, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (store), "INSERT INTO setting (name, value) SELECT '" SETTING_SALT "', "
                                   "lower (hex (randomblob (32))) WHERE NOT EXISTS (SELECT 1 FROM setting "
                                   "WHERE name = '" SETTING_SALT "')");

  if (!luukku_query_run (query, error))
    return FALSE;
  *ret_salt = luukku_store_get_setting (store, SETTING_SALT, error);
  return *ret_salt != NULL;
}

static gboolean
remember_id (Erasing *self, const char *digest, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self->store),
                        "INSERT OR IGNORE INTO erased_message (channel, digest) VALUES (?, ?)");

  luukku_query_bind_int (query, 1, self->channel);
  luukku_query_bind_text (query, 2, digest);
  return luukku_query_run (query, error);
}

static gboolean
remember_ids (Erasing *self, GError **error)
{
  g_autoptr (LuukkuQuery) query = query_span (self, "SELECT platform_id FROM message WHERE id IN " IN_SPAN);
  g_autoptr (GPtrArray) digests = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *salt = NULL;

  if (!ensure_salt (self->store, &salt, error))
    return FALSE;
  while (luukku_query_next (query))
    g_ptr_array_add (digests, digest_of (salt, luukku_query_peek_text (query, 0)));
  if (!luukku_query_finish (query, error))
    return FALSE;
  for (guint i = 0; i < digests->len; i++) {
    if (!remember_id (self, digests->pdata[i], error))
      return FALSE;
  }
  return TRUE;
}

gboolean
luukku_store_was_erased (LuukkuStore *self, gint64 channel, const char *platform_id, gboolean *ret_erased,
                         GError **error)
{
  g_autoptr (LuukkuQuery) any = NULL;
  g_autoptr (LuukkuQuery) query = NULL;
  g_autofree char *salt = NULL;
  g_autofree char *digest = NULL;
  gint64 found;

  *ret_erased = FALSE;
  if (luukku_store_get_schema (self) < LUUKKU_STORE_SCHEMA_RETENTION)
    return TRUE;
  any = luukku_query_new (luukku_store_get_db (self), "SELECT 1 FROM erased_message LIMIT 1");
  if (!luukku_query_run_int (any, 0, &found, error))
    return FALSE;
  if (found == 0)
    return TRUE;
  salt = luukku_store_get_setting (self, SETTING_SALT, NULL);
  digest = digest_of (salt != NULL ? salt : "", platform_id);
  query = luukku_query_new (luukku_store_get_db (self),
                            "SELECT 1 FROM erased_message WHERE channel = ? AND digest = ?");
  luukku_query_bind_int (query, 1, channel);
  luukku_query_bind_text (query, 2, digest);
  if (!luukku_query_run_int (query, 0, &found, error))
    return FALSE;
  *ret_erased = found != 0;
  return TRUE;
}

/* The words of the search; merging its segments once takes them out of all. */
static gboolean
erase_search (Erasing *self, GError **error)
{
  g_autoptr (LuukkuQuery) query = query_span (self, "SELECT id FROM message WHERE id IN " IN_SPAN);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  while (luukku_query_next (query)) {
    gint64 id = luukku_query_get_int (query, 0);

    g_array_append_val (ids, id);
  }
  if (!luukku_query_finish (query, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++) {
    if (!luukku_store_forget_search (self->store, g_array_index (ids, gint64, i), error))
      return FALSE;
  }
  return TRUE;
}

/* What hangs on the messages, then the messages. */
static gboolean
erase_messages (Erasing *self, GError **error)
{
  static const char *const steps[] = {
    "UPDATE conversation SET last_message = NULL WHERE id = ?1 AND last_message IN " IN_SPAN,
    "DELETE FROM attachment_bytes WHERE attachment IN (SELECT id FROM attachment WHERE message IN " IN_SPAN
    ")",
    "DELETE FROM attachment WHERE message IN " IN_SPAN,
    "DELETE FROM message_version WHERE message IN " IN_SPAN,
    "DELETE FROM reply_file WHERE reply IN (SELECT id FROM reply WHERE conversation = ?1 AND (queued_at >= "
    "?2 "
    "AND queued_at < ?3 OR message IN " IN_SPAN "))",
    "DELETE FROM reply WHERE conversation = ?1 AND (queued_at >= ?2 AND queued_at < ?3 OR message IN " IN_SPAN
    ")",
    "DELETE FROM withdrawal WHERE message IN " IN_SPAN,
    "DELETE FROM label_decision WHERE message IN " IN_SPAN,
    "DELETE FROM label WHERE message IN " IN_SPAN,
    "DELETE FROM classified WHERE message IN " IN_SPAN,
    "DELETE FROM out_of_sight WHERE message IN " IN_SPAN,
    "DELETE FROM platform_act WHERE message IN " IN_SPAN,
    "DELETE FROM read_mark WHERE message IN " IN_SPAN,
    "DELETE FROM exposure WHERE message IN " IN_SPAN,
    "DELETE FROM message WHERE id IN " IN_SPAN,
    /* The engine may give a number again: what gets it is neither in the search nor classified yet. */
    "UPDATE setting SET value = min (cast (value AS INTEGER), coalesce ((SELECT max (id) FROM message), 0)) "
    "WHERE name IN ('search-done', 'classify-after') AND ?1 <> 0 AND ?2 <= ?3",
    "UPDATE decision SET reason = NULL WHERE conversation = ?1 AND at >= ?2 AND at < ?3 "
    "AND reason IS NOT NULL",
  };

  if (!erase_search (self, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (!run_span (self, steps[i], error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
run_numbered (Erasing *self, const char *sql, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (luukku_store_get_db (self->store), sql);

  luukku_query_bind_int (query, 1, self->case_id);
  luukku_query_bind_text (query, 2, self->number);
  luukku_query_bind_int (query, 3, self->by_seq);
  return luukku_query_run (query, error);
}

#define SANCTIONS                                                                                            \
  "(SELECT s.id FROM sanction s JOIN record r ON r.number = s.record WHERE r.case_number = ?2)"
#define ESCALATIONS "(SELECT id FROM escalation WHERE case_id = ?1)"
/* Who saw it, who got it and who decided stays. */
#define STAYING "('erasure', 'view', 'print', 'export', 'export-undone', 'handover')"

static gboolean
erase_case (Erasing *self, GError **error)
{
  static const char *const steps[] = {
    "UPDATE case_step SET actor = '', detail = NULL WHERE case_id = ?1 AND ?2 IS NOT NULL AND ?3 > 0",
    "DELETE FROM note_search WHERE rowid IN (SELECT id FROM note WHERE case_id = ?1) AND ?2 IS NOT NULL "
    "AND ?3 > 0",
    "DELETE FROM note WHERE case_id = ?1 AND ?2 IS NOT NULL AND ?3 > 0",
    "INSERT INTO note_search (note_search) SELECT 'optimize' WHERE ?1 > 0 AND ?2 IS NOT NULL AND ?3 > 0",
    "UPDATE case_item SET later_at = 0 WHERE id = ?1 AND ?2 IS NOT NULL AND ?3 > 0",
    "UPDATE case_item SET handler = NULL WHERE id = ?1 AND ?2 IS NOT NULL AND ?3 > 0",
    "INSERT INTO log_erasure (seq, by_seq) SELECT seq, ?3 FROM log_entry WHERE case_number = ?2 "
    "AND kind NOT IN " STAYING " AND ?1 > 0",
    "DELETE FROM log_entry WHERE case_number = ?2 AND kind NOT IN " STAYING " AND ?1 > 0 AND ?3 > 0",
    "DELETE FROM case_blob WHERE case_number = ?2 AND ?1 > 0 AND ?3 > 0",
    "DELETE FROM case_fact WHERE case_number = ?2 AND ?1 > 0 AND ?3 > 0",
    "DELETE FROM removal_watch WHERE case_number = ?2 AND ?1 > 0 AND ?3 > 0",
    "DELETE FROM removal WHERE case_id = ?1 AND ?2 IS NOT NULL AND ?3 > 0",
    "DELETE FROM escalation_act WHERE step IN (SELECT id FROM escalation_step WHERE escalation "
    "IN " ESCALATIONS ") AND ?2 IS NOT NULL AND ?3 > 0",
    "DELETE FROM escalation_step WHERE escalation IN " ESCALATIONS " AND ?2 IS NOT NULL AND ?3 > 0",
    "DELETE FROM escalation WHERE case_id = ?1 AND ?2 IS NOT NULL AND ?3 > 0",
    "DELETE FROM out_of_sight WHERE sanction IN " SANCTIONS " AND ?1 > 0 AND ?3 > 0",
    "DELETE FROM sanction_act WHERE sanction IN " SANCTIONS " AND ?1 > 0 AND ?3 > 0",
    "DELETE FROM sanction WHERE id IN " SANCTIONS " AND ?1 > 0 AND ?3 > 0",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (!run_numbered (self, steps[i], error))
      return FALSE;
  }
  return TRUE;
}

/* A conversation without messages says nothing of a person any more; another one goes on without its past. */
static gboolean
erase_conversation (Erasing *self, GError **error)
{
  guint left;

  if (!count_span (self, "SELECT count (*) FROM message WHERE conversation = ?1 AND ?2 <= ?3", &left, error))
    return FALSE;
  if (left > 0)
    return run_span (self,
                     "UPDATE conversation SET last_message = (SELECT id FROM message WHERE conversation = ?1 "
                     "ORDER BY sent_at DESC, id DESC LIMIT 1) WHERE id = ?1 AND ?2 <= ?3",
                     error) &&
           luukku_store_refresh_line (self->store, self->conversation, error);
  return run_span (self, "DELETE FROM draft WHERE conversation = ?1 AND ?2 <= ?3", error) &&
         run_span (self, "DELETE FROM reply_file WHERE conversation = ?1 AND ?2 <= ?3", error) &&
         run_span (
             self,
             "UPDATE conversation SET platform_id = 'erased:' || id, resident_id = NULL, "
             "resident_name = NULL, can_reply = 0, language = NULL, title = NULL, preview = '', folded = '', "
             "last_message = NULL WHERE id = ?1 AND ?2 <= ?3",
             error);
}

gboolean
luukku_store_erase_case (LuukkuStore *self, const char *case_number, gint64 by_seq,
                         LuukkuErasedCounts *ret_counts, GError **error)
{
  Erasing erasing = { .store = self, .number = case_number, .by_seq = by_seq };
  gboolean done;

  if (!luukku_store_begin (self, error))
    return FALSE;
  done = find_span (&erasing, error) && note_erased (&erasing, error) && remember_ids (&erasing, error) &&
         erase_messages (&erasing, error) && erase_case (&erasing, error) &&
         erase_conversation (&erasing, error);
  if (!luukku_store_end (self, done, error))
    return FALSE;
  *ret_counts = erasing.counts;
  return TRUE;
}

int
luukku_store_count_pending_erasures (LuukkuStore *self, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), "SELECT count (*) FROM erased_case WHERE pending = 1");
  gint64 count;

  return luukku_query_run_int (query, 0, &count, error) ? (int) count : -1;
}

static gboolean
truncate_log (LuukkuStore *self, gboolean *ret_busy, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), "PRAGMA wal_checkpoint (TRUNCATE)");
  gint64 busy = 0;

  /* The first column tells: with a reader open the call succeeds and the text stays. */
  if (!luukku_query_run_int (query, 0, &busy, error))
    return FALSE;
  *ret_busy = busy != 0;
  return TRUE;
}

gboolean
luukku_store_finish_erasure (LuukkuStore *self, gboolean *ret_pending, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gboolean busy = FALSE;
  int waiting = luukku_store_count_pending_erasures (self, error);

  if (waiting < 0)
    return FALSE;
  *ret_pending = FALSE;
  if (waiting == 0)
    return TRUE;
  if (!luukku_store_can_write (self, error) || !truncate_log (self, &busy, error))
    return FALSE;
  *ret_pending = busy;
  if (busy)
    return TRUE;
  query =
      luukku_query_new (luukku_store_get_db (self), "UPDATE erased_case SET pending = 0 WHERE pending = 1");
  return luukku_query_run (query, error);
}

char **
luukku_store_list_copies (LuukkuStore *self)
{
  const char *path = luukku_store_get_path (self);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *prefix = g_strconcat (name, ".version-", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GStrvBuilder) copies = g_strv_builder_new ();
  const char *entry;

  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_prefix (entry, prefix) && g_str_has_suffix (entry, ".backup")) {
      g_autofree char *copy = g_build_filename (folder, entry, NULL);

      g_strv_builder_add (copies, copy);
    }
  }
  return g_strv_builder_end (copies);
}
