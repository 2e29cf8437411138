/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-package.c: writes the package of one record. The chain is verified first; every file is compared
 * with the digest its log entry names while it is written; the whole appears under its final name at the end
 * or not at all. The export is in the log before the package has its name: an export that is not logged must
 * not exist. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-package.h"

#include "base/luukku-error.h"
#include "evidence/luukku-bag.h"
#include "evidence/luukku-chain.h"
#include "evidence/luukku-fast-digest.h"
#include "evidence/luukku-log-entry.h"
#include "evidence/luukku-package-sink.h"
#include "evidence/luukku-record.h"
#include "evidence/luukku-signer.h"
#include "evidence/luukku-stamp.h"
#include "luukku-config.h"

#include <gio/gio.h>
#include <string.h>

/* A file of the package: @bytes, or a blob of the case that is read when its turn comes. */
typedef struct {
  char *name;
  char *sha256;
  gint64 size;
  GBytes *bytes; /* (nullable) */
} PackageFile;

struct _LuukkuExport {
  LuukkuStore *store; /* no ref: the caller's */
  const char *actor;  /* no ref */
  LuukkuRecordRow *row;
  LuukkuLogFiles *record, *render;
  LuukkuChainReport chain;
  LuukkuSigner *signer;
  gint64 now;
  GPtrArray *rotations; /* of LuukkuRotation (owned) */
  GPtrArray *payload;   /* of PackageFile (owned) */
  GPtrArray *files;     /* of PackageFile (owned): everything else, made anew with or without a stamp */
  GBytes *tags;         /* (owned): the tag manifest */
  GBytes *authority;    /* (owned) (nullable): certificate of the time stamp authority */
  GBytes *stamp;        /* (owned) (nullable) */
  guint64 nonce;
  gboolean no_appendix;
  LuukkuExportProgress progress; /* (nullable) */
  gpointer progress_data;
  gboolean promised; /* the stamp is put in later */
  char *digest;      /* SHA-256 of the tag manifest: what the log calls the package */
};

static void
package_file_free (PackageFile *file)
{
  g_free (file->name);
  g_free (file->sha256);
  g_clear_pointer (&file->bytes, g_bytes_unref);
  g_free (file);
}

void
luukku_export_free (LuukkuExport *self)
{
  if (!self)
    return;
  luukku_record_row_free (self->row);
  luukku_log_files_free (self->record);
  luukku_log_files_free (self->render);
  luukku_chain_report_clear (&self->chain);
  luukku_signer_free (self->signer);
  g_clear_pointer (&self->rotations, g_ptr_array_unref);
  g_clear_pointer (&self->payload, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->tags, g_bytes_unref);
  g_clear_pointer (&self->authority, g_bytes_unref);
  g_clear_pointer (&self->stamp, g_bytes_unref);
  g_free (self->digest);
  g_free (self);
}

/* @bytes: (transfer full). */
static void
add_bytes (LuukkuExport *self, const char *name, GBytes *bytes)
{
  PackageFile *file = g_new0 (PackageFile, 1);

  file->name = g_strdup (name);
  file->sha256 = luukku_fast_digest_bytes (bytes);
  file->size = g_bytes_get_size (bytes);
  file->bytes = bytes;
  g_ptr_array_add (g_str_has_prefix (name, "data/") ? self->payload : self->files, file);
}

/* @text: (transfer full). */
static void
add_text (LuukkuExport *self, const char *name, char *text)
{
  add_bytes (self, name, g_bytes_new_take (text, strlen (text)));
}

static void
add_blobs (LuukkuExport *self, const LuukkuLogFiles *entry)
{
  for (guint i = 0; i < entry->files->len; i++) {
    const LuukkuLogFile *from = entry->files->pdata[i];
    PackageFile *file;

    if (self->no_appendix && g_str_has_prefix (from->path, LUUKKU_BAG_APPENDIX))
      continue;
    file = g_new0 (PackageFile, 1);
    file->name = g_strdup (from->path);
    file->sha256 = g_strdup (from->sha256);
    file->size = from->size;
    g_ptr_array_add (self->payload, file);
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
add_leaf (LuukkuExport *self, const LuukkuLogFiles *entry)
{
  g_autofree char *name = g_strdup_printf ("data/log/%" G_GINT64_FORMAT ".leaf", entry->header->seq);

  add_bytes (self, name, g_bytes_ref (entry->bytes));
}

static gboolean
add_log (LuukkuExport *self, GError **error)
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
add_readme (LuukkuExport *self, const char *name, const char *language, GError **error)
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
                "%s\n\n%s\n\n%s\n\n%s\n\n  %s\n\n%s\n\n%s\n%s\n", title, what,
                luukku_words_get (words, "readme-files"), luukku_words_get (words, "readme-check"), commands,
                luukku_words_get (words, "readme-fingerprint"), luukku_words_get (words, "readme-proves"),
                luukku_words_get (words, self->authority ? "readme-stamped" : "readme-not-stamped")));
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const PackageFile *const *) a)->name, (*(const PackageFile *const *) b)->name);
}

static char *
manifest_of (GPtrArray *files, gint64 *ret_bytes)
{
  GString *manifest = g_string_new (NULL);

  *ret_bytes = 0;
  for (guint i = 0; i < files->len; i++) {
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
add_info (LuukkuExport *self, gint64 bytes)
{
  g_autofree char *organisation = info_value (self->record->organisation);
  g_autofree char *at = luukku_time_to_iso8601 (self->now);

  add_text (self, "bag-info.txt",
            g_strdup_printf ("Source-Organization: %s\nExternal-Identifier: %s\nBagging-Date: %.10s\n"
                             "Payload-Oxum: %" G_GINT64_FORMAT
                             ".%u\nBag-Software-Agent: Luukku " LUUKKU_VERSION "\nLuukku-Timestamp: %s\n%s",
                             organisation, self->row->number, at, bytes, self->payload->len,
                             self->authority ? "yes" : "no",
                             self->no_appendix ? "Luukku-Appendix: left out\n" : ""));
}

/* Each older key's word that the next one takes over: a fingerprint on older paper leads to this one. */
static void
add_rotations (LuukkuExport *self)
{
  for (guint i = 0; i < self->rotations->len; i++) {
    const LuukkuRotation *step = self->rotations->pdata[i];
    GBytes *const parts[] = { step->statement, step->signature, step->certificate };
    static const char *const endings[] = { "txt", "txt.p7s", "pem" };

    for (gsize k = 0; k < G_N_ELEMENTS (parts); k++) {
      g_autofree char *name = g_strdup_printf (LUUKKU_BAG_ROTATION "%03u.%s", i + 1, endings[k]);

      add_bytes (self, name, g_bytes_ref (parts[k]));
    }
  }
}

/* Everything but the payload, up to the tag manifest. */
static gboolean
build_tags (LuukkuExport *self, GError **error)
{
  g_autofree char *manifest = NULL, *tags = NULL;
  gint64 bytes;

  g_ptr_array_set_size (self->files, 0);
  g_ptr_array_sort (self->payload, compare_names);
  manifest = manifest_of (self->payload, &bytes);
  add_info (self, bytes);
  add_text (self, LUUKKU_BAG_MANIFEST, g_steal_pointer (&manifest));
  add_text (self, "bagit.txt", g_strdup (LUUKKU_BAG_DECLARATION));
  add_bytes (self, "verify.sh", luukku_evidence_data ("templates/verify.sh"));
  add_bytes (self, LUUKKU_BAG_CERTIFICATE, g_bytes_ref (luukku_signer_get_certificate (self->signer)));
  add_rotations (self);
  if (self->authority)
    add_bytes (self, LUUKKU_BAG_STAMP_AUTHORITY, g_bytes_ref (self->authority));
  if (!add_readme (self, "LUE-MINUT.txt", "fi", error) || !add_readme (self, "LAS-MIG.txt", "sv", error) ||
      !add_readme (self, "README.txt", "en", error))
    return FALSE;
  g_ptr_array_sort (self->files, compare_names);
  tags = manifest_of (self->files, &bytes);
  g_clear_pointer (&self->tags, g_bytes_unref);
  self->tags = g_bytes_new (tags, strlen (tags));
  return TRUE;
}

static gboolean
add_signature (LuukkuExport *self, GError **error)
{
  GBytes *signature = luukku_signer_sign (self->signer, self->tags, self->now, error);

  if (!signature)
    return FALSE;
  g_free (self->digest);
  self->digest = luukku_fast_digest_bytes (self->tags);
  add_bytes (self, LUUKKU_BAG_TAG_MANIFEST, g_bytes_ref (self->tags));
  add_bytes (self, LUUKKU_BAG_SIGNATURE, signature);
  if (self->stamp)
    add_bytes (self, LUUKKU_BAG_STAMP, g_bytes_ref (self->stamp));
  g_ptr_array_sort (self->files, compare_names);
  return TRUE;
}

/* --- writing */

static gboolean
write_file (LuukkuExport *self, const PackageFile *file, LuukkuPackageSink *sink, GError **error)
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
  digest = luukku_fast_digest_bytes (bytes);
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
append_export (LuukkuExport *self, const char *kind, GError **error)
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
check_chain (LuukkuExport *self, const LuukkuChainReport *checked, GError **error)
{
  if (!checked)
    return luukku_chain_verify (self->store, &self->chain, error);
  self->chain = *checked;
  self->chain.head = g_strdup (checked->head);
  return TRUE;
}

static gboolean
load (LuukkuExport *self, const char *record, const char *key_dir, const LuukkuChainReport *checked,
      GError **error)
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
  if (!check_chain (self, checked, error) ||
      !(self->record = luukku_log_files_load (self->store, self->row->record_seq, error)) ||
      !(self->render = luukku_log_files_load (self->store, self->row->render_seq, error)))
    return FALSE;
  return luukku_signer_ensure (key_dir, self->record->organisation, luukku_store_get_clock (self->store),
                               NULL, error) &&
         (self->signer = luukku_signer_load (key_dir, error)) != NULL &&
         (self->rotations = luukku_signer_list_rotations (key_dir, error)) != NULL;
}

LuukkuExport *
luukku_export_new_checked (LuukkuStore *store, const char *record, const char *key_dir, const char *actor,
                           const LuukkuChainReport *checked, GError **error)
{
  g_autoptr (LuukkuExport) self = g_new0 (LuukkuExport, 1);

  self->store = store;
  self->actor = actor;
  self->payload = g_ptr_array_new_with_free_func ((GDestroyNotify) package_file_free);
  return load (self, record, key_dir, checked, error) ? g_steal_pointer (&self) : NULL;
}

LuukkuExport *
luukku_export_new (LuukkuStore *store, const char *record, const char *key_dir, const char *actor,
                   GError **error)
{
  return luukku_export_new_checked (store, record, key_dir, actor, NULL, error);
}

void
luukku_export_leave_out_appendix (LuukkuExport *self)
{
  self->no_appendix = TRUE;
}

void
luukku_export_set_progress (LuukkuExport *self, LuukkuExportProgress progress, gpointer data)
{
  self->progress = progress;
  self->progress_data = data;
}

/* The payload is listed once. */
static gboolean
list_payload (LuukkuExport *self, GError **error)
{
  if (self->payload->len)
    return TRUE;
  add_blobs (self, self->record);
  add_blobs (self, self->render);
  return add_log (self, error);
}

GBytes *
luukku_export_get_stamp_request (LuukkuExport *self, GBytes *authority, GError **error)
{
  g_clear_pointer (&self->authority, g_bytes_unref);
  self->authority = g_bytes_ref (authority);
  self->nonce = luukku_stamp_new_nonce ();
  if (!list_payload (self, error) || !build_tags (self, error)) {
    g_clear_pointer (&self->authority, g_bytes_unref);
    return NULL;
  }
  return luukku_stamp_request (self->tags, self->nonce);
}

gboolean
luukku_export_take_stamp (LuukkuExport *self, GBytes *reply, GError **error)
{
  if (!self->authority || !reply)
    luukku_set_error (
        error, LUUKKU_ERROR_UNVERIFIED,
        N_ ("The time stamp authority did not answer; the package is made without a time stamp."));
  else if (luukku_stamp_check (reply, self->tags, self->nonce, self->authority, NULL, error)) {
    self->stamp = g_bytes_ref (reply);
    return TRUE;
  }
  g_clear_pointer (&self->authority, g_bytes_unref);
  return FALSE;
}

void
luukku_export_promise_stamp (LuukkuExport *self, GBytes *authority)
{
  g_clear_pointer (&self->authority, g_bytes_unref);
  self->authority = g_bytes_ref (authority);
  self->promised = TRUE;
}

static gboolean
write_each (LuukkuExport *self, GPtrArray *all, LuukkuPackageSink *sink, GError **error)
{
  for (guint i = 0; i < all->len; i++) {
    if (self->progress && !self->progress (i, all->len, self->progress_data)) {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
      return FALSE;
    }
    if (!write_file (self, all->pdata[i], sink, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_files (LuukkuExport *self, LuukkuPackageSink *sink, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  gboolean done;

  for (guint i = 0; i < self->payload->len; i++)
    g_ptr_array_add (all, self->payload->pdata[i]);
  for (guint i = 0; i < self->files->len; i++)
    g_ptr_array_add (all, self->files->pdata[i]);
  g_ptr_array_sort (all, compare_names);
  luukku_store_set_mapped (self->store, TRUE);
  done = write_each (self, all, sink, error);
  luukku_store_set_mapped (self->store, FALSE);
  return done;
}

gboolean
luukku_export_write (LuukkuExport *self, const char *output, GError **error)
{
  g_autoptr (LuukkuPackageSink) sink = NULL;

  if (!self->stamp && !self->promised) /* none asked for, or none came */
    g_clear_pointer (&self->authority, g_bytes_unref);
  if (!list_payload (self, error) || (!self->stamp && !build_tags (self, error)) ||
      !add_signature (self, error) ||
      !(sink = luukku_package_sink_new (output, self->row->number, luukku_store_get_path (self->store),
                                        error)) ||
      !write_files (self, sink, error) || !luukku_package_sink_close (sink, error) ||
      !luukku_store_transaction (self->store, log_export, self, error))
    return FALSE;
  if (luukku_package_sink_publish (sink, error))
    return TRUE;
  if (!luukku_store_transaction (self->store, log_export_undone, self, NULL))
    g_debug ("an export that failed at the last step could not be marked in the log");
  return FALSE;
}

gboolean
luukku_package_export (LuukkuStore *store, const char *record, const char *output, const char *key_dir,
                       const char *actor, GError **error)
{
  g_autoptr (LuukkuExport) self = luukku_export_new (store, record, key_dir, actor, error);

  return self && luukku_export_write (self, output, error);
}
