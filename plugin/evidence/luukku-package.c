/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-package.c: writes the package of one record. The chain is verified first; every file is compared
 * with the digest its log entry names while it is written; the whole appears under its final name at the end
 * or not at all. The export is in the log before the package has its name: an export that is not logged must
 * not exist. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-package.h"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "evidence/luukku-bag.h"
#include "evidence/luukku-chain.h"
#include "evidence/luukku-log-entry.h"
#include "evidence/luukku-package-sink.h"
#include "evidence/luukku-record.h"
#include "evidence/luukku-signer.h"
#include "luukku-config.h"

#include <stdlib.h>
#include <string.h>

/* A file of the package: @bytes, or a blob of the case that is read when its turn comes. */
typedef struct {
  char *name;
  char *sha256;
  gint64 size;
  GBytes *bytes; /* (nullable) */
} PackageFile;

typedef struct {
  LuukkuStore *store; /* no ref: the caller's */
  const char *actor;
  LuukkuRecordRow *row;
  LuukkuLogFiles *record, *render;
  LuukkuChainReport chain;
  LuukkuSigner *signer;
  gint64 now;
  GPtrArray *files; /* of PackageFile (owned) */
  char *digest;     /* SHA-256 of the tag manifest: what the log calls the package */
} Package;

static void
package_file_free (PackageFile *file)
{
  g_free (file->name);
  g_free (file->sha256);
  g_clear_pointer (&file->bytes, g_bytes_unref);
  g_free (file);
}

static void
package_clear (Package *self)
{
  luukku_record_row_free (self->row);
  luukku_log_files_free (self->record);
  luukku_log_files_free (self->render);
  luukku_chain_report_clear (&self->chain);
  luukku_signer_free (self->signer);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_free (self->digest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Package, package_clear)

/* @bytes: (transfer full). */
static void
add_bytes (Package *self, const char *name, GBytes *bytes)
{
  PackageFile *file = g_new0 (PackageFile, 1);

  file->name = g_strdup (name);
  file->sha256 = luukku_digest_bytes (bytes);
  file->size = g_bytes_get_size (bytes);
  file->bytes = bytes;
  g_ptr_array_add (self->files, file);
}

/* @text: (transfer full). */
static void
add_text (Package *self, const char *name, char *text)
{
  add_bytes (self, name, g_bytes_new_take (text, strlen (text)));
}

static void
add_blobs (Package *self, const LuukkuLogFiles *entry)
{
  for (guint i = 0; i < entry->files->len; i++) {
    const LuukkuLogFile *from = entry->files->pdata[i];
    PackageFile *file = g_new0 (PackageFile, 1);

    file->name = g_strdup (from->path);
    file->sha256 = g_strdup (from->sha256);
    file->size = from->size;
    g_ptr_array_add (self->files, file);
  }
}

/* --- the log's part */

static gboolean
append_header (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  g_autofree char *line = luukku_chain_header_line (header);

  g_string_append (data, line);
  return TRUE;
}

static void
add_leaf (Package *self, const LuukkuLogFiles *entry)
{
  g_autofree char *name = g_strdup_printf ("data/log/%" G_GINT64_FORMAT ".leaf", entry->header->seq);

  add_bytes (self, name, g_bytes_ref (entry->bytes));
}

static gboolean
add_log (Package *self, GError **error)
{
  GString *headers = g_string_new (NULL);
  g_autofree char *at = luukku_time_to_iso8601 (self->now);
  g_autofree char *checkpoint = g_strdup_printf (LUUKKU_BAG_CHECKPOINT_WORD " %" G_GINT64_FORMAT " %s %s\n",
                                                 self->chain.entries, at, self->chain.head);
  g_autoptr (GBytes) bytes = g_bytes_new (checkpoint, strlen (checkpoint));
  GBytes *signature;
  gboolean done = luukku_store_walk_log (self->store, self->row->record_seq, self->chain.entries,
                                         append_header, headers, error);

  add_text (self, LUUKKU_BAG_HEADERS, g_string_free (headers, FALSE));
  if (!done || !(signature = luukku_signer_sign (self->signer, bytes, self->now, error)))
    return FALSE;
  add_leaf (self, self->record);
  add_leaf (self, self->render);
  add_bytes (self, LUUKKU_BAG_CHECKPOINT, g_bytes_ref (bytes));
  add_bytes (self, LUUKKU_BAG_CHECKPOINT_SIGNATURE, signature);
  return TRUE;
}

/* --- the files about the package */

static gboolean
add_readme (Package *self, const char *name, const char *language, GError **error)
{
  g_autoptr (LuukkuWords) words = luukku_words_new (language, error);
  g_autofree char *title = NULL, *what = NULL, *commands = NULL;
  g_auto (GStrv) lines = g_strsplit (luukku_record_commands (), "\n", -1);

  if (!words)
    return FALSE;
  title = luukku_words_fill (words, "readme-title", "record", self->row->number, NULL);
  what = luukku_words_fill (words, "readme-what", "organisation",
                            self->record->organisation ? self->record->organisation
                                                       : luukku_words_get (words, "organisation-unknown"),
                            "case", self->row->case_number, NULL);
  commands = g_strjoinv ("\n  ", lines);
  add_text (self, name,
            g_strdup_printf (
                "%s\n\n%s\n\n%s\n\n%s\n\n  %s\n\n%s\n\n%s\n", title, what,
                luukku_words_get (words, "readme-files"), luukku_words_get (words, "readme-check"), commands,
                luukku_words_get (words, "readme-fingerprint"), luukku_words_get (words, "readme-proves")));
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const PackageFile *const *) a)->name, (*(const PackageFile *const *) b)->name);
}

static char *
manifest_of (GPtrArray *files, guint from, gint64 *ret_bytes)
{
  GString *manifest = g_string_new (NULL);

  *ret_bytes = 0;
  for (guint i = from; i < files->len; i++) {
    const PackageFile *file = files->pdata[i];

    luukku_bag_append (manifest, file->sha256, file->name);
    *ret_bytes += file->size;
  }
  return g_string_free (manifest, FALSE);
}

/* One line of bag-info.txt: what comes from outside must not begin another line. */
static char *
info_value (const char *text)
{
  char *value = g_strdup (text ? text : "-");

  g_strdelimit (value, "\r\n\t", ' ');
  return value;
}

static void
add_info (Package *self, gint64 bytes, guint count)
{
  g_autofree char *organisation = info_value (self->record->organisation);
  g_autofree char *at = luukku_time_to_iso8601 (self->now);

  add_text (self, "bag-info.txt",
            g_strdup_printf ("Source-Organization: %s\nExternal-Identifier: %s\nBagging-Date: %.10s\n"
                             "Payload-Oxum: %" G_GINT64_FORMAT
                             ".%u\nBag-Software-Agent: Luukku " LUUKKU_VERSION "\nLuukku-Timestamp: no\n",
                             organisation, self->row->number, at, bytes, count));
}

static gboolean
add_tags (Package *self, GError **error)
{
  guint count = self->files->len;
  g_autofree char *manifest = NULL, *tags = NULL;
  g_autoptr (GBytes) tags_bytes = NULL;
  GBytes *signature;
  gint64 bytes;

  g_ptr_array_sort (self->files, compare_names);
  manifest = manifest_of (self->files, 0, &bytes);
  add_info (self, bytes, count);
  add_text (self, LUUKKU_BAG_MANIFEST, g_steal_pointer (&manifest));
  add_text (self, "bagit.txt", g_strdup (LUUKKU_BAG_DECLARATION));
  add_bytes (self, "verify.sh", luukku_evidence_data ("templates/verify.sh"));
  add_bytes (self, LUUKKU_BAG_CERTIFICATE, g_bytes_ref (luukku_signer_get_certificate (self->signer)));
  if (!add_readme (self, "LUE-MINUT.txt", "fi", error) || !add_readme (self, "LAS-MIG.txt", "sv", error) ||
      !add_readme (self, "README.txt", "en", error))
    return FALSE;
  qsort (self->files->pdata + count, self->files->len - count, sizeof (gpointer), compare_names);
  tags = manifest_of (self->files, count, &bytes);
  tags_bytes = g_bytes_new (tags, strlen (tags));
  if (!(signature = luukku_signer_sign (self->signer, tags_bytes, self->now, error)))
    return FALSE;
  self->digest = luukku_digest_bytes (tags_bytes);
  add_bytes (self, LUUKKU_BAG_TAG_MANIFEST, g_steal_pointer (&tags_bytes));
  add_bytes (self, LUUKKU_BAG_SIGNATURE, signature);
  g_ptr_array_sort (self->files, compare_names);
  return TRUE;
}

/* --- writing */

static gboolean
write_file (Package *self, const PackageFile *file, LuukkuPackageSink *sink, GError **error)
{
  g_autoptr (GBytes) bytes = file->bytes ? g_bytes_ref (file->bytes) : NULL;
  g_autofree char *digest = NULL;
  g_autoptr (GError) local = NULL;

  if (!bytes &&
      !(bytes = luukku_store_get_blob (self->store, self->row->case_number, file->sha256, &local))) {
    if (local)
      g_propagate_error (error, g_steal_pointer (&local));
    else
      luukku_set_error (
          error, LUUKKU_ERROR_NOT_FOUND,
          N_ ("The file %s of the record has been erased; the record cannot be exported any more."),
          file->name);
    return FALSE;
  }
  digest = luukku_digest_bytes (bytes);
  if (!g_str_equal (digest, file->sha256) || (gint64) g_bytes_get_size (bytes) != file->size) {
    luukku_set_error (
        error, LUUKKU_ERROR_UNVERIFIED,
        N_ ("The file %s is not the one that was archived; keep the store as it is and tell your "
            "supervisor and IT."),
        file->name);
    return FALSE;
  }
  return luukku_package_sink_write (sink, file->name, bytes, error);
}

static gboolean
append_export (Package *self, const char *kind, GError **error)
{
  GVariantBuilder content;

  g_variant_builder_init (&content, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&content, "{sv}", "record", g_variant_new_string (self->row->number));
  g_variant_builder_add (&content, "{sv}", "tagmanifest_sha256", g_variant_new_string (self->digest));
  return luukku_chain_append (self->store, self->row->case_number, kind, self->actor,
                              g_variant_builder_end (&content), NULL, error);
}

static gboolean
log_export (LuukkuStore *store, gpointer data, GError **error)
{
  return append_export (data, "export", error);
}

static gboolean
log_export_undone (LuukkuStore *store, gpointer data, GError **error)
{
  return append_export (data, "export-undone", error);
}

static gboolean
load (Package *self, const char *record, const char *key_dir, GError **error)
{
  g_autoptr (GError) local = NULL;

  self->row = luukku_store_find_record (self->store, record, &local);
  if (!self->row) {
    if (local)
      g_propagate_error (error, g_steal_pointer (&local));
    else
      luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                        N_ ("There is no such record; look at the list of records."));
    return FALSE;
  }
  self->now = luukku_clock_now (luukku_store_get_clock (self->store));
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) package_file_free);
  if (!luukku_chain_verify (self->store, &self->chain, error) ||
      !(self->record = luukku_log_files_load (self->store, self->row->record_seq, error)) ||
      !(self->render = luukku_log_files_load (self->store, self->row->render_seq, error)))
    return FALSE;
  return luukku_signer_ensure (key_dir, self->record->organisation, luukku_store_get_clock (self->store),
                               NULL, error) &&
         (self->signer = luukku_signer_load (key_dir, error)) != NULL;
}

gboolean
luukku_package_export (LuukkuStore *store, const char *record, const char *output, const char *key_dir,
                       const char *actor, GError **error)
{
  g_auto (Package) self = { .store = store, .actor = actor };
  g_autoptr (LuukkuPackageSink) sink = NULL;

  if (!load (&self, record, key_dir, error))
    return FALSE;
  add_blobs (&self, self.record);
  add_blobs (&self, self.render);
  if (!add_log (&self, error) || !add_tags (&self, error) ||
      !(sink = luukku_package_sink_new (output, self.row->number, error)))
    return FALSE;
  for (guint i = 0; i < self.files->len; i++)
    if (!write_file (&self, self.files->pdata[i], sink, error))
      return FALSE;
  if (!luukku_package_sink_close (sink, error) || !luukku_store_transaction (store, log_export, &self, error))
    return FALSE;
  if (luukku_package_sink_publish (sink, error))
    return TRUE;
  if (!luukku_store_transaction (store, log_export_undone, &self, NULL))
    g_debug ("an export that failed at the last step could not be marked in the log");
  return FALSE;
}
