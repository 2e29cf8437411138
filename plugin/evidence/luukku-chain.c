/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-chain.c: makes and checks the bytes of the evidence log; the byte layout and the invariants stand in
 * the header. The JSON of an entry is
 *
 *   {"actor":A,"case_id":C,"content":{…},"format":"luukku-log-entry-1","kind":K}
 *
 * so that the leaf also binds what the store keeps in columns of its own. Must not know what a record is. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-chain.h"

#include "base/luukku-canonical.h"
#include "base/luukku-error.h"
#include "evidence/luukku-fast-digest.h"
#include "evidence/luukku-log-content.h"
#include "store/luukku-store-retention.h"

#include <gio/gio.h>
#include <gnutls/crypto.h>

#include <string.h>

#define ENTRY_FORMAT "luukku-log-entry-1"
#define SALT_SIZE 32
#define ENTRIES_BETWEEN_WORDS 1000 /* about progress */

/* --- pure */

GBytes *
luukku_chain_entry_bytes (const char *salt_hex, const char *content)
{
  char *text = g_strconcat (salt_hex, "\n", content, "\n", NULL);

  return g_bytes_new_take (text, strlen (text));
}

char *
luukku_chain_header_line (const LuukkuLogHeader *header)
{
  char seq[32];

  g_snprintf (seq, sizeof seq, "%" G_GINT64_FORMAT, header->seq);
  return g_strconcat ("luukku-log-1 ", seq, " ", header->at, " ", header->leaf, " ", header->prev, "\n",
                      NULL);
}

static char *
header_hash (const LuukkuLogHeader *header)
{
  g_autofree char *line = luukku_chain_header_line (header);

  return luukku_fast_digest_text (line);
}

/* --- appending */

static char *
new_salt (GError **error)
{
  guint8 salt[SALT_SIZE];

  if (gnutls_rnd (GNUTLS_RND_RANDOM, salt, sizeof salt) < 0) {
    luukku_set_error (
        error, LUUKKU_ERROR_FAILED,
        N_ ("The computer gives no random numbers; nothing was archived, restart it and try again."));
    return NULL;
  }
  return luukku_hex_encode (salt, sizeof salt);
}

/* As RFC 8785 writes a string; the fast way of luukku_canonical_json() for one value. */
static void
append_json_string (GString *out, const char *text)
{
  static const char shorts[] = "btnvfr"; /* from U+0008 on; 'v' has no short form in JSON */

  g_string_append_c (out, '"');
  for (const char *at = text; *at; at++) {
    guchar c = *at;

    if (c == '"' || c == '\\')
      g_string_append_printf (out, "\\%c", c);
    else if (c >= 0x08 && c <= 0x0D && c != 0x0B)
      g_string_append_printf (out, "\\%c", shorts[c - 0x08]);
    else if (c < 0x20)
      g_string_append_printf (out, "\\u%04x", c);
    else
      g_string_append_c (out, c);
  }
  g_string_append_c (out, '"');
}

/* What stands before and behind the content of an entry: its names rise as RFC 8785 asks. */
static void
append_shell_start (GString *out, const char *case_number, const char *actor)
{
  g_string_append (out, "{\"actor\":");
  append_json_string (out, actor);
  g_string_append (out, ",\"case_id\":");
  append_json_string (out, case_number);
  g_string_append (out, ",\"content\":");
}

static void
append_shell_end (GString *out, const char *kind)
{
  g_string_append (out, ",\"format\":\"" ENTRY_FORMAT "\",\"kind\":");
  append_json_string (out, kind);
  g_string_append (out, "}");
}

/* Only the content is a value; a dictionary around it would cost more than all the rest of the bytes. */
static GBytes *
entry_bytes (const LuukkuLogEntry *entry, const char *salt, GVariant *content, GError **error)
{
  g_autofree char *json = luukku_canonical_json (content, error);
  g_autoptr (GString) all = NULL;

  if (json == NULL)
    return NULL;
  all = g_string_sized_new (strlen (json) + 512);
  append_shell_start (all, entry->case_number, entry->actor);
  g_string_append (all, json);
  append_shell_end (all, entry->kind);
  return luukku_chain_entry_bytes (salt, all->str);
}

void
luukku_chain_entry_free (LuukkuChainEntry *self)
{
  if (self == NULL)
    return;
  luukku_log_header_free (self->header);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->case_number);
  g_free (self->kind);
  g_free (self->actor);
  g_free (self);
}

LuukkuChainEntry *
luukku_chain_prepare (LuukkuStore *store, const LuukkuLogHeader *after, const char *case_number,
                      const char *kind, const char *actor, GVariant *content, GError **error)
{
  g_autoptr (GVariant) kept = g_variant_ref_sink (content);
  g_autoptr (LuukkuChainEntry) self = g_new0 (LuukkuChainEntry, 1);
  LuukkuLogHeader *header = self->header = g_new0 (LuukkuLogHeader, 1);
  const LuukkuLogEntry entry = { case_number, kind, actor, NULL };
  g_autofree char *salt = new_salt (error);

  g_return_val_if_fail (g_utf8_validate (case_number, -1, NULL) && g_utf8_validate (kind, -1, NULL) &&
                            g_utf8_validate (actor, -1, NULL),
                        NULL);
  if (salt == NULL || (self->bytes = entry_bytes (&entry, salt, kept, error)) == NULL)
    return NULL;
  self->case_number = g_strdup (case_number);
  self->kind = g_strdup (kind);
  self->actor = g_strdup (actor);
  header->seq = after ? after->seq + 1 : 1;
  header->at = luukku_time_to_iso8601 (luukku_clock_now (luukku_store_get_clock (store)));
  header->leaf = luukku_fast_digest_bytes (self->bytes);
  header->prev = g_strdup (after ? after->hash : LUUKKU_CHAIN_ZERO);
  header->hash = header_hash (header);
  return g_steal_pointer (&self);
}

gboolean
luukku_chain_put (LuukkuStore *store, const LuukkuChainEntry *entry, GError **error)
{
  const LuukkuLogEntry row = { entry->case_number, entry->kind, entry->actor, entry->bytes };

  return luukku_store_append_log (store, entry->header, &row, error);
}

gboolean
luukku_chain_append (LuukkuStore *store, const char *case_number, const char *kind, const char *actor,
                     GVariant *content, LuukkuLogHeader **ret_header, GError **error)
{
  g_autoptr (GVariant) kept = g_variant_ref_sink (content);
  g_autoptr (GError) local = NULL;
  g_autoptr (LuukkuLogHeader) head = luukku_store_get_log_head (store, &local);
  g_autoptr (LuukkuChainEntry) entry = NULL;

  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  entry = luukku_chain_prepare (store, head, case_number, kind, actor, kept, error);
  if (!entry || !luukku_chain_put (store, entry, error))
    return FALSE;
  if (ret_header)
    *ret_header = g_steal_pointer (&entry->header);
  return TRUE;
}

/* --- verifying */

typedef struct {
  LuukkuChainReport report;     /* head: hash of the entry before */
  GString *shell;               /* what an entry's JSON starts with, made anew for each */
  GArray *gone;                 /* gint64: entries without content, rising */
  LuukkuChainProgress progress; /* (nullable) */
  gpointer data;
} Walk;

static gboolean
does_not_fit (GError **error, gint64 seq, const char *what)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, seq);

  g_debug ("log entry %s does not fit: %s", number, what);
  luukku_set_error (
      error, LUUKKU_ERROR_UNVERIFIED,
      N_ ("Entry %s of the evidence log does not fit: the log was changed outside Luukku. Keep the "
          "store as it is and tell your supervisor and IT."),
      number);
  return FALSE;
}

/* The columns the store keeps beside the bytes must say what the bytes say. */
static gboolean
entry_fits_columns (Walk *walk, const LuukkuLogEntry *entry)
{
  gsize size, used = 2 * SALT_SIZE + 1;
  const char *data = g_bytes_get_data (entry->bytes, &size);
  GString *shell = walk->shell;

  g_string_truncate (shell, 0);
  append_shell_start (shell, entry->case_number ? entry->case_number : "", entry->actor ? entry->actor : "");
  if (size < used + shell->len || memcmp (data + used, shell->str, shell->len) != 0)
    return FALSE;
  used += shell->len;
  g_string_truncate (shell, 0);
  append_shell_end (shell, entry->kind ? entry->kind : "");
  g_string_append_c (shell, '\n');
  return size >= used + shell->len && memcmp (data + size - shell->len, shell->str, shell->len) == 0;
}

static gboolean
check_one (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  Walk *walk = data;
  LuukkuChainReport *report = &walk->report;
  g_autofree char *hash = header_hash (header);

  if (walk->progress != NULL && header->seq % ENTRIES_BETWEEN_WORDS == 0 &&
      !walk->progress (header->seq, walk->data)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
    return FALSE;
  }
  if (header->seq != report->entries + 1)
    return does_not_fit (error, report->entries + 1, "it is missing");
  if (g_strcmp0 (header->prev, report->head ? report->head : LUUKKU_CHAIN_ZERO) != 0)
    return does_not_fit (error, header->seq, "link to the one before");
  if (g_strcmp0 (header->hash, hash) != 0)
    return does_not_fit (error, header->seq, "digest of the header");
  if (entry && entry->bytes) {
    g_autofree char *leaf = luukku_fast_digest_bytes (entry->bytes);

    if (g_strcmp0 (header->leaf, leaf) != 0)
      return does_not_fit (error, header->seq, "digest of the content");
    if (!entry_fits_columns (walk, entry))
      return does_not_fit (error, header->seq, "case, kind or actor");
  } else {
    report->erased++;
    g_array_append_val (walk->gone, header->seq);
  }
  report->entries = header->seq;
  g_free (report->head);
  report->head = g_steal_pointer (&hash);
  return TRUE;
}

void
luukku_chain_report_clear (LuukkuChainReport *self)
{
  g_clear_pointer (&self->head, g_free);
}

/* A cut tail leaves a chain that fits; the records' rows still name their entries. */
static gboolean
has_all_records (LuukkuStore *store, const LuukkuChainReport *report, GError **error)
{
  g_autoptr (GPtrArray) records = luukku_store_list_records (store, NULL, error);

  for (guint i = 0; records && i < records->len; i++) {
    const LuukkuRecordRow *row = records->pdata[i];

    if (MAX (row->record_seq, row->render_seq) > report->entries)
      return does_not_fit (error, report->entries + 1, "it is missing, a record names it");
  }
  return records != NULL;
}

/* --- contents that are gone */

static gboolean
on_decision (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  LuukkuLogContent **content = data;

  if (entry->bytes != NULL && g_strcmp0 (entry->kind, "erasure") == 0)
    *content = luukku_log_content_new (entry->bytes);
  return TRUE;
}

/* Each is named by the decision that its row points to, and each decision's rows are gone indeed. */
static gboolean
gone_by_decision (LuukkuStore *store, Walk *walk, GError **error)
{
  g_autoptr (GArray) erasures = luukku_store_list_log_erasures (store, error);
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (LuukkuLogContent) content = NULL;
  gint64 decision = 0;

  for (guint i = 0; erasures != NULL && i < erasures->len; i++) {
    const LuukkuLogErasure *one = &g_array_index (erasures, LuukkuLogErasure, i);

    if (one->by_seq != decision) {
      g_clear_pointer (&content, luukku_log_content_free);
      decision = one->by_seq;
      if (!luukku_store_walk_log (store, decision, decision, on_decision, &content, error))
        return FALSE;
    }
    if (content != NULL && luukku_log_content_has_number (content, "entries", one->seq))
      g_hash_table_add (named, g_memdup2 (&one->seq, sizeof one->seq));
  }
  for (guint i = 0; erasures != NULL && i < walk->gone->len; i++) {
    const gint64 *seq = &g_array_index (walk->gone, gint64, i);

    if (!g_hash_table_contains (named, seq))
      return does_not_fit (error, *seq, "its content is gone and no decision says why");
  }
  return erasures != NULL;
}

/* --- checkpoints */

char *
luukku_chain_checkpoint_line (gint64 seq, const char *at, const char *hash)
{
  return g_strdup_printf (LUUKKU_CHAIN_CHECKPOINT_WORD " %" G_GINT64_FORMAT " %s %s\n", seq, at, hash);
}

static gboolean
on_checkpoint (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  char **hash = data;

  *hash = g_strdup (header->hash);
  return TRUE;
}

gboolean
luukku_chain_meets_checkpoint (LuukkuStore *store, const char *line, GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  g_autofree char *hash = NULL;
  gint64 seq;

  if (g_strv_length (words) != 4 || !g_str_equal (words[0], LUUKKU_CHAIN_CHECKPOINT_WORD) ||
      !g_ascii_string_to_signed (words[1], 10, 0, G_MAXINT64, &seq, NULL) ||
      !luukku_digest_is_valid (g_strchomp (words[3]))) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("That is no checkpoint of an evidence log. Give the line as it was printed or mailed."));
    return FALSE;
  }
  if (seq == 0)
    return TRUE;
  if (!luukku_store_walk_log (store, seq, seq, on_checkpoint, &hash, error))
    return FALSE;
  if (g_strcmp0 (hash, words[3]) == 0)
    return TRUE;
  return does_not_fit (error, seq, "a checkpoint names another one");
}

/* Our own rows; who cuts the log cuts them too, unless he forgets. */
static gboolean
meets_own_checkpoints (LuukkuStore *store, GError **error)
{
  g_autoptr (GPtrArray) rows = luukku_store_list_checkpoints (store, 0, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const LuukkuCheckpointRow *row = rows->pdata[i];

    if (!luukku_chain_meets_checkpoint (store, row->line, error))
      return FALSE;
  }
  return rows != NULL;
}

static gboolean
verify (LuukkuStore *store, LuukkuChainProgress progress, gpointer data, LuukkuChainReport *ret_report,
        GError **error)
{
  Walk walk = {
    { 0, 0, NULL }, g_string_new (NULL), g_array_new (FALSE, FALSE, sizeof (gint64)), progress, data
  };
  gboolean fits = luukku_store_walk_log (store, 1, G_MAXINT64, check_one, &walk, error) &&
                  has_all_records (store, &walk.report, error) && gone_by_decision (store, &walk, error) &&
                  meets_own_checkpoints (store, error);

  g_string_free (walk.shell, TRUE);
  g_array_unref (walk.gone);
  if (!fits) {
    luukku_chain_report_clear (&walk.report);
    return FALSE;
  }
  *ret_report = walk.report;
  return TRUE;
}

gboolean
luukku_chain_verify (LuukkuStore *store, LuukkuChainReport *ret_report, GError **error)
{
  return verify (store, NULL, NULL, ret_report, error);
}

gboolean
luukku_chain_verify_with_progress (LuukkuStore *store, LuukkuChainProgress progress, gpointer data,
                                   LuukkuChainReport *ret_report, GError **error)
{
  return verify (store, progress, data, ret_report, error);
}
