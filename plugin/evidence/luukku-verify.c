/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-verify.c: checks a package and says of every file what is wrong with it. Works from the outside in,
 * and goes on after a fault, so that one report names all of them. The package may come from anybody: names,
 * sizes and numbers in it are looked at before they are used, and only safe names reach a sentence. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-package.h"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "evidence/luukku-bag.h"
#include "evidence/luukku-chain.h"
#include "evidence/luukku-fast-digest.h"
#include "evidence/luukku-log-entry.h"
#include "evidence/luukku-package-reader.h"
#include "evidence/luukku-signer.h"
#include "evidence/luukku-stamp.h"
#include "evidence/luukku-zip.h"

#include <string.h>

#define MAX_SMALL (64 * 1024 * 1024) /* manifests, headers, leaves, certificate */

typedef struct {
  GHashTable *files;   /* name -> GBytes: no ref, the reader's */
  GHashTable *listed;  /* of manifest: name -> digest (owned) (nullable) */
  GHashTable *headers; /* seq (owned gint64) -> leaf digest (owned) */
  gboolean stamped;    /* the package promises a time stamp */
  LuukkuPackageReport *report;
} Check;

void
luukku_package_report_free (LuukkuPackageReport *self)
{
  if (!self)
    return;
  g_free (self->record);
  g_free (self->fingerprint);
  g_clear_pointer (&self->faults, g_ptr_array_unref);
  g_free (self);
}

/* @format: a sentence with one %s for the file's name. */
static void
add_fault (Check *self, const char *format, const char *name)
{
  g_autoptr (GError) fault = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  luukku_set_error (&fault, LUUKKU_ERROR_UNVERIFIED, format, name);
#pragma GCC diagnostic pop
  g_ptr_array_add (self->report->faults, g_strdup (fault->message));
}

#define FAULT_MISSING N_ ("%s is missing.")
#define FAULT_CHANGED N_ ("%s is not the file that was signed: its digest differs.")
#define FAULT_UNLISTED N_ ("%s does not belong to the package: no manifest lists it.")
#define FAULT_FORM N_ ("%s is not as Luukku writes it.")
#define FAULT_CERTIFICATE                                                                                    \
  N_ ("%s is not the certificate on the printed record: somebody else made this package.")
#define FAULT_CHAIN N_ ("%s: the entries of the log do not follow each other.")
#define FAULT_LOG N_ ("%s is not the file that the log names.")
#define FAULT_STAMP N_ ("%s is no time stamp of this package by the authority whose certificate is in it.")

/* Returns: (transfer none) (nullable): a small file; told when it is missing or too large. */
static GBytes *
need (Check *self, const char *name)
{
  GBytes *bytes = g_hash_table_lookup (self->files, name);

  if (!bytes)
    add_fault (self, FAULT_MISSING, name);
  else if (g_bytes_get_size (bytes) > MAX_SMALL)
    add_fault (self, FAULT_FORM, name);
  return bytes && g_bytes_get_size (bytes) <= MAX_SMALL ? bytes : NULL;
}

static gboolean
is_text (GBytes *bytes, const char *text)
{
  g_autofree char *found = luukku_bag_text (bytes);

  return g_bytes_get_size (bytes) == strlen (text) && g_str_equal (found, text);
}

static gboolean
is_payload (const char *name)
{
  return g_str_has_prefix (name, "data/");
}

static GList *
sorted_names (GHashTable *table)
{
  return g_list_sort (g_hash_table_get_keys (table), (GCompareFunc) strcmp);
}

/* --- manifests */

static guint
check_listed (Check *self, GHashTable *listed)
{
  g_autoptr (GList) names = sorted_names (listed);
  guint good = 0;

  for (GList *at = names; at; at = at->next) {
    GBytes *bytes = g_hash_table_lookup (self->files, at->data);
    g_autofree char *digest = bytes ? luukku_fast_digest_bytes (bytes) : NULL;

    if (!bytes)
      add_fault (self, FAULT_MISSING, at->data);
    else if (!g_str_equal (digest, g_hash_table_lookup (listed, at->data)))
      add_fault (self, FAULT_CHANGED, at->data);
    else
      good++;
  }
  return good;
}

static void
check_payload (Check *self)
{
  GBytes *manifest = need (self, LUUKKU_BAG_MANIFEST);
  g_autoptr (GList) names = sorted_names (self->files);
  gboolean inside = TRUE;

  self->listed = manifest ? luukku_bag_parse (manifest) : NULL;
  if (!self->listed) {
    if (manifest)
      add_fault (self, FAULT_FORM, LUUKKU_BAG_MANIFEST);
    return;
  }
  self->report->files = check_listed (self, self->listed);
  for (GList *at = names; at; at = at->next)
    if (is_payload (at->data) && !g_hash_table_contains (self->listed, at->data))
      add_fault (self, FAULT_UNLISTED, at->data);
  g_clear_pointer (&names, g_list_free);
  names = sorted_names (self->listed);
  for (GList *at = names; at; at = at->next)
    inside = inside && is_payload (at->data);
  if (!inside)
    add_fault (self, FAULT_FORM, LUUKKU_BAG_MANIFEST);
}

/* What may stand there besides: the authority of a time stamp, changes of the key. */
static void
check_other_tags (Check *self, GHashTable *listed)
{
  g_autoptr (GList) names = sorted_names (listed);

  for (GList *at = names; at; at = at->next)
    if (!g_strv_contains (luukku_bag_tags, at->data) && !g_str_equal (at->data, LUUKKU_BAG_STAMP_AUTHORITY) &&
        !g_str_has_prefix (at->data, LUUKKU_BAG_ROTATION))
      add_fault (self, FAULT_FORM, LUUKKU_BAG_TAG_MANIFEST);
}

static void
check_tags (Check *self)
{
  GBytes *manifest = need (self, LUUKKU_BAG_TAG_MANIFEST);
  g_autoptr (GHashTable) listed = manifest ? luukku_bag_parse (manifest) : NULL;
  g_autoptr (GList) names = sorted_names (self->files);

  if (!listed) {
    if (manifest)
      add_fault (self, FAULT_FORM, LUUKKU_BAG_TAG_MANIFEST);
    return;
  }
  check_listed (self, listed);
  for (guint i = 0; luukku_bag_tags[i]; i++)
    if (!g_hash_table_contains (listed, luukku_bag_tags[i]))
      add_fault (self, FAULT_FORM, LUUKKU_BAG_TAG_MANIFEST);
  check_other_tags (self, listed);
  for (GList *at = names; at; at = at->next)
    if (!is_payload (at->data) && !g_hash_table_contains (listed, at->data) &&
        !g_str_equal (at->data, LUUKKU_BAG_TAG_MANIFEST) && !g_str_equal (at->data, LUUKKU_BAG_SIGNATURE) &&
        !(self->stamped && g_str_equal (at->data, LUUKKU_BAG_STAMP)))
      add_fault (self, FAULT_UNLISTED, at->data);
}

/* --- signatures */

static char *
plain_fingerprint (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *at = text; *at; at++)
    if (g_ascii_isxdigit (*at))
      g_string_append_c (out, g_ascii_toupper (*at));
  return g_string_free (out, FALSE);
}

static void
check_signature (Check *self, GBytes *certificate, const char *content, const char *signature)
{
  GBytes *content_bytes = g_hash_table_lookup (self->files, content),
         *signature_bytes = need (self, signature);

  g_autoptr (GError) fault = NULL;

  if (!content_bytes || !signature_bytes ||
      luukku_signer_verify (certificate, content_bytes, signature_bytes, NULL))
    return;
  luukku_set_error (&fault, LUUKKU_ERROR_UNVERIFIED,
                    N_ ("The signature %s does not fit: it, %s or the certificate was changed."), signature,
                    content);
  g_ptr_array_add (self->report->faults, g_strdup (fault->message));
}

/* Returns: (transfer full): the changes of the key in the package, oldest first. */
static GPtrArray *
find_rotations (Check *self)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_rotation_free);
  g_autoptr (GList) names = sorted_names (self->files);

  for (GList *at = names; at; at = at->next) {
    g_autofree char *statement = g_strdup_printf (LUUKKU_BAG_ROTATION "%03u.txt", steps->len + 1);
    g_autofree char *signature = g_strconcat (statement, ".p7s", NULL);
    g_autofree char *certificate = g_strdup_printf (LUUKKU_BAG_ROTATION "%03u.pem", steps->len + 1);
    GBytes *parts[3];
    LuukkuRotation *step;

    if (!g_hash_table_contains (self->files, statement))
      break;
    parts[0] = need (self, statement);
    parts[1] = need (self, signature);
    parts[2] = need (self, certificate);
    if (!parts[0] || !parts[1] || !parts[2])
      break;
    step = g_new0 (LuukkuRotation, 1);
    step->statement = g_bytes_ref (parts[0]);
    step->signature = g_bytes_ref (parts[1]);
    step->certificate = g_bytes_ref (parts[2]);
    g_ptr_array_add (steps, step);
  }
  return steps;
}

/* The fingerprint on paper is the certificate's, or an older one whose key has handed over. */
static void
check_certificate (Check *self, const char *fingerprint)
{
  g_autofree char *wanted = fingerprint ? plain_fingerprint (fingerprint) : NULL;
  g_autoptr (GPtrArray) steps = find_rotations (self);
  g_autoptr (GString) parted = g_string_new (NULL);

  for (const char *at = wanted; at && *at; at++)
    g_string_append_printf (parted, "%s%c", at != wanted && (at - wanted) % 2 == 0 ? ":" : "", *at);
  if (!luukku_rotations_lead (steps, self->report->fingerprint, wanted ? parted->str : NULL, NULL))
    add_fault (self, FAULT_CERTIFICATE, LUUKKU_BAG_CERTIFICATE);
  self->report->rotations = steps->len;
}

static void
check_stamp (Check *self)
{
  GBytes *stamp, *authority, *tags = g_hash_table_lookup (self->files, LUUKKU_BAG_TAG_MANIFEST);

  if (!self->stamped)
    return;
  stamp = need (self, LUUKKU_BAG_STAMP);
  authority = need (self, LUUKKU_BAG_STAMP_AUTHORITY);
  if (stamp && authority && tags &&
      !luukku_stamp_check (stamp, tags, 0, authority, &self->report->stamped_at, NULL))
    add_fault (self, FAULT_STAMP, LUUKKU_BAG_STAMP);
}

static void
check_signatures (Check *self, const char *fingerprint)
{
  GBytes *certificate = need (self, LUUKKU_BAG_CERTIFICATE);

  if (!certificate)
    return;
  self->report->fingerprint = luukku_signer_fingerprint (certificate, NULL);
  if (!self->report->fingerprint) {
    add_fault (self, FAULT_FORM, LUUKKU_BAG_CERTIFICATE);
    return;
  }
  check_certificate (self, fingerprint);
  check_signature (self, certificate, LUUKKU_BAG_TAG_MANIFEST, LUUKKU_BAG_SIGNATURE);
  check_signature (self, certificate, LUUKKU_BAG_CHECKPOINT, LUUKKU_BAG_CHECKPOINT_SIGNATURE);
}

/* --- what the package says of itself */

static char *
info_of (GBytes *info, const char *key)
{
  g_autofree char *text = luukku_bag_text (info);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 64);
  gsize length = strlen (key);

  for (char **line = lines; *line; line++)
    if (strncmp (*line, key, length) == 0 && strncmp (*line + length, ": ", 2) == 0)
      return g_strdup (*line + length + 2);
  return NULL;
}

static void
check_info (Check *self)
{
  GBytes *declaration = need (self, "bagit.txt"), *info = need (self, "bag-info.txt");
  g_autofree char *record = info ? info_of (info, "External-Identifier") : NULL;
  g_autofree char *oxum = info ? info_of (info, "Payload-Oxum") : NULL;
  g_autofree char *stamp = info ? info_of (info, "Luukku-Timestamp") : NULL;
  g_autofree char *appendix = info ? info_of (info, "Luukku-Appendix") : NULL;
  g_autofree char *counted = NULL;
  g_autoptr (GList) names = sorted_names (self->files);
  guint64 bytes = 0;
  guint count = 0;

  if (declaration && !is_text (declaration, LUUKKU_BAG_DECLARATION))
    add_fault (self, FAULT_FORM, "bagit.txt");
  for (GList *at = names; at; at = at->next) {
    if (!is_payload (at->data))
      continue;
    bytes += g_bytes_get_size (g_hash_table_lookup (self->files, at->data));
    count++;
  }
  counted = g_strdup_printf ("%" G_GUINT64_FORMAT ".%u", bytes, count);
  if (info && (g_strcmp0 (oxum, counted) != 0 || !record || !luukku_zip_is_safe_name (record)))
    add_fault (self, FAULT_FORM, "bag-info.txt");
  else
    self->report->record = g_steal_pointer (&record);
  self->stamped = g_strcmp0 (stamp, "yes") == 0;
  self->report->without_appendix = g_strcmp0 (appendix, "left out") == 0;
  if (info && g_strcmp0 (stamp, "no") != 0 && !self->stamped)
    add_fault (self, FAULT_FORM, "bag-info.txt");
}

/* --- the log's part */

static gboolean
parse_header (const char *line, LuukkuLogHeader *header)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", 6);
  g_autofree char *again = NULL;
  g_autofree char *with_newline = g_strconcat (line, "\n", NULL);

  if (g_strv_length (parts) != 5)
    return FALSE;
  header->seq = g_ascii_strtoll (parts[1], NULL, 10);
  header->at = g_steal_pointer (&parts[2]);
  header->leaf = g_steal_pointer (&parts[3]);
  header->prev = g_steal_pointer (&parts[4]);
  g_free (parts[1]);
  g_free (parts[0]);
  parts[0] = NULL;
  again = luukku_chain_header_line (header);
  header->hash = luukku_fast_digest_text (again);
  return header->seq > 0 && g_str_equal (again, with_newline) && luukku_digest_is_valid (header->leaf) &&
         luukku_digest_is_valid (header->prev);
}

/* Returns: (transfer full) (nullable): the last header; NULL when the lines do not follow each other. */
static LuukkuLogHeader *
walk_headers (Check *self, GBytes *bytes)
{
  g_autofree char *text = luukku_bag_text (bytes);
  g_auto (GStrv) lines = NULL;
  g_autoptr (LuukkuLogHeader) before = NULL;

  if (strlen (text) != g_bytes_get_size (bytes) || !g_str_has_suffix (text, "\n"))
    return NULL;
  text[strlen (text) - 1] = '\0';
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line; line++) {
    g_autoptr (LuukkuLogHeader) header = g_new0 (LuukkuLogHeader, 1);

    if (!parse_header (*line, header) ||
        (before && (header->seq != before->seq + 1 || !g_str_equal (header->prev, before->hash))))
      return NULL;
    g_hash_table_insert (self->headers, g_memdup2 (&header->seq, sizeof header->seq),
                         g_strdup (header->leaf));
    g_clear_pointer (&before, luukku_log_header_free);
    before = g_steal_pointer (&header);
  }
  return g_steal_pointer (&before);
}

static void
check_checkpoint (Check *self, const LuukkuLogHeader *head)
{
  GBytes *bytes = need (self, LUUKKU_BAG_CHECKPOINT);
  g_autofree char *text = NULL, *again = NULL;
  g_auto (GStrv) parts = NULL;

  if (!bytes)
    return;
  text = luukku_bag_text (bytes);
  parts = g_strsplit (text, " ", 5);
  if (g_strv_length (parts) == 4) /* the time is free, everything else is known */
    again = g_strdup_printf (LUUKKU_BAG_CHECKPOINT_WORD " %" G_GINT64_FORMAT " %s %s\n", head->seq, parts[2],
                             head->hash);
  if (!again || !is_text (bytes, again))
    add_fault (self, FAULT_FORM, LUUKKU_BAG_CHECKPOINT);
}

/* Everything the entry names must be in the package as it names it. */
static void
check_entry (Check *self, const char *name, LuukkuLogFiles *entry, GHashTable *named)
{
  if (g_strcmp0 (entry->record, self->report->record) != 0)
    add_fault (self, FAULT_LOG, name);
  for (guint i = 0; i < entry->files->len; i++) {
    const LuukkuLogFile *file = entry->files->pdata[i];
    const char *digest = g_hash_table_lookup (self->listed, file->path);

    if (!digest && self->report->without_appendix && g_str_has_prefix (file->path, LUUKKU_BAG_APPENDIX))
      continue; /* disclosed separately, and said so under the signature */
    if (g_strcmp0 (digest, file->sha256) != 0)
      add_fault (self, digest ? FAULT_LOG : FAULT_MISSING, file->path);
    g_hash_table_add (named, file->path);
  }
}

static void
check_leaf (Check *self, const char *name, GHashTable *named, GPtrArray *entries)
{
  GBytes *bytes = g_hash_table_lookup (self->files, name);
  g_autofree char *digest = luukku_fast_digest_bytes (bytes);
  gint64 seq = g_ascii_strtoll (name + strlen ("data/log/"), NULL, 10);
  g_autofree char *again = g_strdup_printf ("data/log/%" G_GINT64_FORMAT ".leaf", seq);
  const char *leaf = g_hash_table_lookup (self->headers, &seq);
  LuukkuLogFiles *entry;

  if (!g_str_equal (again, name) || g_strcmp0 (leaf, digest) != 0) {
    add_fault (self, FAULT_LOG, name);
    return;
  }
  if (!(entry = luukku_log_files_parse (bytes, NULL))) {
    add_fault (self, FAULT_FORM, name);
    return;
  }
  g_ptr_array_add (entries, entry);
  check_entry (self, name, entry, named);
}

static void
check_log (Check *self)
{
  GBytes *bytes = need (self, LUUKKU_BAG_HEADERS);
  g_autoptr (LuukkuLogHeader) head = bytes ? walk_headers (self, bytes) : NULL;
  g_autoptr (GHashTable) named = g_hash_table_new (g_str_hash, g_str_equal); /* paths: of entries */
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_log_files_free);
  g_autoptr (GList) names = sorted_names (self->files);

  if (!head) {
    if (bytes)
      add_fault (self, FAULT_CHAIN, LUUKKU_BAG_HEADERS);
    return;
  }
  check_checkpoint (self, head);
  for (GList *at = names; at; at = at->next)
    if (g_str_has_prefix (at->data, "data/log/") && g_str_has_suffix (at->data, ".leaf") && self->listed)
      check_leaf (self, at->data, named, entries);
  if (self->listed && entries->len != 2)
    add_fault (self, FAULT_CHAIN, LUUKKU_BAG_HEADERS);
  for (GList *at = names; at && self->listed; at = at->next)
    if (is_payload (at->data) && !g_str_has_prefix (at->data, "data/log/") &&
        !g_hash_table_contains (named, at->data))
      add_fault (self, FAULT_LOG, at->data);
}

LuukkuPackageReport *
luukku_package_verify (const char *path, const char *fingerprint, GError **error)
{
  g_autoptr (LuukkuPackageReport) report = g_new0 (LuukkuPackageReport, 1);
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) files = NULL;
  g_autofree char *top = NULL;
  Check self = { NULL, NULL, NULL, FALSE, report };

  report->faults = g_ptr_array_ref (faults);
  if (!(files = luukku_package_read (path, &top, report->faults, error)))
    return NULL;
  if (report->faults->len) /* the container itself is not to be trusted */
    return g_steal_pointer (&report);
  self.files = files;
  self.headers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  check_info (&self);
  check_payload (&self);
  check_tags (&self);
  check_signatures (&self, fingerprint);
  check_stamp (&self);
  check_log (&self);
  if (top && g_strcmp0 (top, report->record) != 0)
    add_fault (&self, FAULT_FORM, "bag-info.txt");
  g_clear_pointer (&self.listed, g_hash_table_unref);
  g_clear_pointer (&self.headers, g_hash_table_unref);
  return g_steal_pointer (&report);
}
