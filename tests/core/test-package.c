/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-package.c: a package that anybody can check with unzip, sha256sum and openssl, and in which every
 * change is found: by luukku_package_verify() and by the script inside. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-package.h"
#include "evidence/luukku-chain.h"
#include "evidence/luukku-facts.h"
#include "evidence/luukku-handover.h"
#include "evidence/luukku-package-reader.h"
#include "evidence/luukku-signer.h"
#include "evidence/luukku-zip.h"
#include "store/luukku-store-retention.h"
#include "support/luukku-evidence-fixture.h"

#include <gio/gio.h>

#include <sys/stat.h>
#include <unistd.h>

#define BALLAST (1536 * 1024) /* bytes */

/* --- helpers */

/* Returns: (transfer full): path inside the fixture's folder. */
static char *
path_in (EvidenceFixture *f, const char *name)
{
  return g_build_filename (f->folder, name, NULL);
}

/* Returns: (transfer full): the record's number. */
static char *
export_to (EvidenceFixture *f, const char *output)
{
  char *number = evidence_archive (f);
  g_autoptr (GError) error = NULL;

  luukku_package_export (f->store, number, output, f->keys, "M. Esimerkki", &error);
  g_assert_no_error (error);
  return number;
}

static char *
fingerprint_of (EvidenceFixture *f)
{
  g_autoptr (GError) error = NULL;
  char *fingerprint = NULL;

  luukku_signer_ensure (f->keys, NULL, f->clock, &fingerprint, &error);
  g_assert_no_error (error);
  return fingerprint;
}

/* Runs @argv in @folder. Returns: its exit status; *@ret_output: (out) (optional) (transfer full). */
static int
run_in (const char *folder, const char *const *argv, char **ret_output)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;

  g_subprocess_launcher_set_cwd (launcher, folder);
  process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  if (ret_output)
    *ret_output = g_steal_pointer (&output);
  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
}

static gboolean
verifies (const char *path, const char *fingerprint)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuPackageReport) report = luukku_package_verify (path, fingerprint, &error);

  g_assert_true ((report != NULL) != (error != NULL));
  return report && report->faults->len == 0;
}

/* Returns: whether a fault names @file, or nothing can be looked at at all. */
static gboolean
is_named (const char *path, const char *file)
{
  g_autoptr (LuukkuPackageReport) report = luukku_package_verify (path, NULL, NULL);

  for (guint i = 0; report && i < report->faults->len; i++)
    if (strstr (report->faults->pdata[i], file))
      return TRUE;
  return report == NULL;
}

static GHashTable *
load (const char *path)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *top = NULL;
  GHashTable *files = luukku_package_read (path, &top, faults, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (faults->len, ==, 0);
  return files;
}

static void
write_bytes (const char *path, gconstpointer data, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, size, &error);
  g_assert_no_error (error);
}

/* --- what an outsider does */

static const char *const by_hand[][20] = {
  { "sha256sum", "--strict", "-c", "manifest-sha256.txt", NULL },
  { "sha256sum", "--strict", "-c", "tagmanifest-sha256.txt", NULL },
  { "openssl",
    "cms",
    "-verify",
    "-binary",
    "-inform",
    "DER",
    "-in",
    "signature/tagmanifest.p7s",
    "-content",
    "tagmanifest-sha256.txt",
    "-nointern",
    "-certfile",
    "signature/signer.pem",
    "-CAfile",
    "signature/signer.pem",
    "-purpose",
    "any",
    "-out",
    "/dev/null",
    NULL },
  { "openssl", "x509", "-in", "signature/signer.pem", "-noout", "-fingerprint", "-sha256", NULL },
};

static void
test_outsider (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *zip = path_in (f, "package.zip"), *number = export_to (f, zip);
  g_autofree char *folder = path_in (f, number), *fingerprint = fingerprint_of (f), *output = NULL;
  const char *const unzip[] = { "unzip", "-q", zip, NULL };
  const char *const script[] = { "sh", "verify.sh", fingerprint, NULL };
  const char *const stranger[] = { "sh", "verify.sh", "AA:BB", NULL };

  g_assert_cmpint (run_in (f->folder, unzip, NULL), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (by_hand); i++) {
    g_clear_pointer (&output, g_free);
    g_assert_cmpint (run_in (folder, by_hand[i], &output), ==, 0);
  }
  g_assert_nonnull (strstr (output, fingerprint)); /* of the last one */
  g_assert_cmpint (run_in (folder, script, NULL), ==, 0);
  g_assert_cmpint (run_in (folder, stranger, NULL), ==, 1);
  g_assert_true (verifies (folder, fingerprint));
  g_assert_true (verifies (zip, fingerprint));
  g_assert_false (verifies (zip, "AA:BB"));
}

/* The commands on paper and in the read-me files are the ones that were just run. */
static void
test_readme (EvidenceFixture *f, gconstpointer data)
{
  static const char *const names[] = { "LUE-MINUT.txt", "LAS-MIG.txt", "README.txt", "data/record.txt" };
  g_autofree char *zip = path_in (f, "package.zip"), *number = export_to (f, zip);
  g_autoptr (GHashTable) files = load (zip);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    GBytes *bytes = g_hash_table_lookup (files, names[i]);
    g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    g_autoptr (GString) plain = g_string_new (text);

    g_assert_null (strchr (text, '{'));
    for (gsize k = 0; k < G_N_ELEMENTS (by_hand); k++)
      for (gsize n = 0; by_hand[k][n]; n++)
        if (!g_str_equal (by_hand[k][n], "--strict"))
          g_assert_nonnull (strstr (plain->str, by_hand[k][n]));
  }
}

static void
test_contents (EvidenceFixture *f, gconstpointer data)
{
  static const char *const names[] = {
    "bagit.txt",
    "data/attachments/0001.jpg",
    "data/log/1.leaf",
    "data/log/2.leaf",
    "data/log/checkpoint.txt",
    "data/messages/0001/raw.json",
    "data/messages/0001/version-01.txt",
    "data/record.pdf",
    "signature/tagmanifest.p7s",
  };
  g_autofree char *zip = path_in (f, "package.zip"), *number = export_to (f, zip);
  g_autoptr (GHashTable) files = load (zip);
  g_autoptr (LuukkuPackageReport) report = luukku_package_verify (zip, NULL, NULL);
  GBytes *info = g_hash_table_lookup (files, "bag-info.txt");

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (g_hash_table_contains (files, names[i]));
  g_assert_cmpstr (report->record, ==, number);
  g_assert_cmpuint (report->files, ==, 19);
  g_assert_nonnull (
      g_strstr_len (g_bytes_get_data (info, NULL), g_bytes_get_size (info), "Luukku-Timestamp: no\n"));
}

/* --- every change is found */

typedef enum { FLIP_FIRST, FLIP_MIDDLE, FLIP_LAST, CUT, EMPTY, GROW, REMOVE, N_CHANGES } Change;

/* Changes @path. Returns: FALSE when there is nothing to change that way. */
static gboolean
change (const char *path, GBytes *bytes, Change how)
{
  gsize size = g_bytes_get_size (bytes);
  g_autofree guint8 *data = g_malloc (size + 1);

  if (size)
    memcpy (data, g_bytes_get_data (bytes, NULL), size);
  data[size] = '\n';
  if (how == REMOVE) {
    g_assert_cmpint (g_unlink (path), ==, 0);
    return TRUE;
  }
  if (size == 0 && how != GROW)
    return FALSE;
  if (how == FLIP_FIRST || how == FLIP_MIDDLE || how == FLIP_LAST)
    data[how == FLIP_FIRST ? 0 : how == FLIP_MIDDLE ? size / 2 : size - 1] ^= 0x04;
  write_bytes (path, data, how == CUT ? size - 1 : how == EMPTY ? 0 : how == GROW ? size + 1 : size);
  return TRUE;
}

/* Mapped bytes would change with the file. */
static GHashTable *
copy_of (const char *folder)
{
  g_autoptr (GHashTable) files = load (folder);
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  GHashTableIter iter;
  gpointer name, bytes;

  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, &name, &bytes))
    g_hash_table_insert (copy, g_strdup (name),
                         g_bytes_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
  return copy;
}

static void
test_changes (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *folder = path_in (f, "bag"), *number = export_to (f, folder);
  g_autoptr (GHashTable) files = copy_of (folder);
  GHashTableIter iter;
  gpointer name, bytes;
  guint changes = 0;

  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, &name, &bytes))
    for (Change how = 0; how < N_CHANGES; how++) {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!change (path, bytes, how))
        continue;
      if (!is_named (folder, name))
        g_error ("change %d of %s was not found", how, (char *) name);
      write_bytes (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      changes++;
    }
  g_assert_true (verifies (folder, NULL));
  g_assert_cmpuint (changes, >, 180);
}

/* The script finds a change in every file as well: once a file, it runs thirty programs. */
static void
test_script_changes (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *folder = path_in (f, "bag"), *number = export_to (f, folder),
                  *script = path_in (f, "verify.sh");
  g_autofree char *fingerprint = fingerprint_of (f);
  g_autoptr (GHashTable) files = copy_of (folder);
  GBytes *script_bytes = g_hash_table_lookup (files, "verify.sh");
  const char *const argv[] = { "sh", script, fingerprint, NULL };
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (files), (GCompareFunc) strcmp);
  guint turn = 0;

  write_bytes (script, g_bytes_get_data (script_bytes, NULL), g_bytes_get_size (script_bytes));
  g_assert_cmpint (run_in (folder, argv, NULL), ==, 0);
  for (GList *at = names; at; at = at->next) {
    static const Change changes[] = { FLIP_MIDDLE, REMOVE, GROW, CUT };
    g_autofree char *path = g_build_filename (folder, at->data, NULL);
    GBytes *bytes = g_hash_table_lookup (files, at->data);
    Change how = changes[turn++ % G_N_ELEMENTS (changes)];

    if (!change (path, bytes, how))
      g_assert_true (change (path, bytes, how = GROW));
    if (run_in (folder, argv, NULL) == 0)
      g_error ("the script did not find change %d of %s", how, (char *) at->data);
    write_bytes (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  }
  g_assert_cmpint (run_in (folder, argv, NULL), ==, 0);
}

static const char *const additions[] = {
  "data/more.txt",       "more.txt", "signature/tagmanifest.tsr", "data/log/3.leaf",
  "signature/other.pem", ".hidden"
};

static void
test_additions (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *folder = path_in (f, "bag"), *number = export_to (f, folder), *link = NULL;
  const char *const script[] = { "sh", "verify.sh", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (additions); i++) {
    g_autofree char *path = g_build_filename (folder, additions[i], NULL);

    write_bytes (path, "x", 1);
    g_assert_false (verifies (folder, NULL));
    g_assert_cmpint (run_in (folder, script, NULL), ==, 1);
    g_assert_cmpint (g_unlink (path), ==, 0);
  }
  link = g_build_filename (folder, "data", "link", NULL);
  g_assert_cmpint (symlink ("/etc/passwd", link), ==, 0);
  g_assert_false (verifies (folder, NULL));
  g_assert_cmpint (run_in (folder, script, NULL), ==, 1);
}

/* Somebody rewrites a text, every manifest and signs with a key of their own. */
static void
forge (const char *folder, const char *keys, LuukkuClock *clock)
{
  static const char *const shell[] = {
    "sh", "-c",
    "printf forged > data/messages/0001/text.txt && "
    "find data -type f | LC_ALL=C sort | xargs sha256sum > manifest-sha256.txt && "
    "sed -i \"s/^Payload-Oxum: .*/Payload-Oxum: $(find data -type f -exec cat {} + | wc -c).$(find data "
    "-type f | wc -l)/\""
    " bag-info.txt && cut -c67- tagmanifest-sha256.txt | xargs sha256sum > t && mv t tagmanifest-sha256.txt",
    NULL
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuSigner) signer = NULL;
  g_autofree char *certificate = g_build_filename (folder, "signature/signer.pem", NULL);
  static const char *const signed_files[][2] = {
    { "tagmanifest-sha256.txt", "signature/tagmanifest.p7s" },
    { "data/log/checkpoint.txt", "data/log/checkpoint.txt.p7s" },
  };
  GBytes *pem;

  luukku_signer_ensure (keys, "Joku muu", clock, NULL, &error);
  g_assert_no_error (error);
  signer = luukku_signer_load (keys, &error);
  g_assert_no_error (error);
  pem = luukku_signer_get_certificate (signer);
  write_bytes (certificate, g_bytes_get_data (pem, NULL), g_bytes_get_size (pem));
  for (int i = 1; i >= 0; i--) {
    g_autofree char *content_path = g_build_filename (folder, signed_files[i][0], NULL);
    g_autofree char *path = g_build_filename (folder, signed_files[i][1], NULL), *content = NULL;
    g_autoptr (GBytes) bytes = NULL, signature = NULL;
    gsize size;

    if (i == 0)
      g_assert_cmpint (run_in (folder, shell, NULL), ==, 0);
    g_file_get_contents (content_path, &content, &size, &error);
    g_assert_no_error (error);
    bytes = g_bytes_new (content, size);
    signature = luukku_signer_sign (signer, bytes, EVIDENCE_NOW, &error);
    g_assert_no_error (error);
    write_bytes (path, g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
  }
}

/* The forger's text is not the one in the log entry; and the certificate is not the one on paper. */
static void
test_forged (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *folder = path_in (f, "bag"), *number = export_to (f, folder),
                  *keys = path_in (f, "other-keys");
  g_autofree char *fingerprint = fingerprint_of (f);

  forge (folder, keys, f->clock);
  g_assert_true (is_named (folder, "data/messages/0001/text.txt"));
  g_assert_false (is_named (folder, "tagmanifest"));
  g_assert_false (is_named (folder, "signer.pem"));
  {
    g_autoptr (LuukkuPackageReport) report = luukku_package_verify (folder, fingerprint, NULL);
    gboolean told = FALSE;

    for (guint i = 0; i < report->faults->len; i++)
      told = told || strstr (report->faults->pdata[i], "signature/signer.pem");
    g_assert_true (told);
  }
}

/* --- the ZIP */

/* Every single byte of the container counts: flipped, the package does not verify. */
static void
test_zip_flips (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *zip = path_in (f, "package.zip"), *number = export_to (f, zip), *bytes = NULL;
  gsize size, from;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (zip, &bytes, &size, &error);
  g_assert_no_error (error);
  from = size - 400; /* central directory and end record, then a sample of the rest */
  for (gsize at = 0; at < size; at += at < from ? size / 150 : 3) {
    bytes[at] ^= 0x01;
    write_bytes (zip, bytes, size);
    if (verifies (zip, NULL))
      g_error ("byte %" G_GSIZE_FORMAT " can be changed unseen", at);
    bytes[at] ^= 0x01;
  }
  write_bytes (zip, bytes, size);
  g_assert_true (verifies (zip, NULL));
}

static GBytes *
small_zip (const char *const *names)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (LuukkuZipWriter) writer = luukku_zip_writer_new (stream);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("abc", 3);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; names[i]; i++) {
    luukku_zip_writer_add (writer, names[i], bytes, &error);
    g_assert_no_error (error);
  }
  luukku_zip_writer_finish (writer, &error);
  g_assert_no_error (error);
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

/* Overwrites @from (a name of the same length) in both headers of a ZIP. */
static GBytes *
rename_in (GBytes *zip, const char *from, const char *to)
{
  gsize size = g_bytes_get_size (zip);
  char *data = g_memdup2 (g_bytes_get_data (zip, NULL), size);
  char *at;

  g_assert_cmpuint (strlen (from), ==, strlen (to));
  while ((at = memmem (data, size, from, strlen (from))))
    memcpy (at, to, strlen (to));
  return g_bytes_new_take (data, size);
}

static void
test_zip_names (void)
{
  static const char *const names[] = { "top/aaaa.txt", "top/bbbb.txt", NULL };
  static const char *const bad[] = { "/op/aaaa.txt",  "../aaaaa.txt",       "top/../a.txt", "top//aaa.txt",
                                     "top\\aaaa.txt", "C:/aaaaa.txt",       "top/bbbb.txt", "TOP/BBBB.TXT",
                                     "top/aa a.txt",  "top/aa\xC3\xA4.txt", "top/aaaa.tx/", "./p/aaaa.txt" };
  g_autoptr (GBytes) zip = small_zip (names);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) files = luukku_zip_read (zip, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (files), ==, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GBytes) changed = rename_in (zip, "top/aaaa.txt", bad[i]);
    g_autoptr (GError) refused = NULL;

    g_assert_null (luukku_zip_read (changed, &refused));
    g_assert_error (refused, LUUKKU_ERROR, LUUKKU_ERROR_DAMAGED);
  }
}

/* Bytes before, between and behind the files, and every kind of cut. */
static void
test_zip_shape (void)
{
  static const char *const names[] = { "top/aaaa.txt", "top/bbbb.txt", NULL };
  g_autoptr (GBytes) zip = small_zip (names), again = small_zip (names);
  gsize size = g_bytes_get_size (zip);
  const char *data = g_bytes_get_data (zip, NULL);

  g_assert_true (g_bytes_equal (zip, again));
  for (gsize cut = 0; cut < size; cut++) {
    g_autoptr (GBytes) shorter = g_bytes_new (data, cut);

    g_assert_null (luukku_zip_read (shorter, NULL));
  }
  for (gsize at = 0; at <= size; at++) {
    g_autoptr (GByteArray) longer = g_byte_array_new ();
    g_autoptr (GBytes) bytes = NULL;

    g_byte_array_append (longer, (const guint8 *) data, at);
    g_byte_array_append (longer, (const guint8 *) "", 1);
    g_byte_array_append (longer, (const guint8 *) data + at, size - at);
    bytes = g_byte_array_free_to_bytes (g_steal_pointer (&longer));
    g_assert_null (luukku_zip_read (bytes, NULL));
  }
  for (gsize bit = 0; bit < size * 8; bit++) {
    g_autofree char *copy = g_memdup2 (data, size);
    g_autoptr (GBytes) bytes = NULL;

    copy[bit / 8] ^= 1 << bit % 8;
    bytes = g_bytes_new_take (g_steal_pointer (&copy), size);
    g_assert_null (luukku_zip_read (bytes, NULL));
  }
}

static void
test_zip_writer_refuses (void)
{
  static const char *const bad[] = { "",   "/a",   "../a", "a/../b",   "a/./b", "a//b",
                                     "a/", "a\\b", "a b",  "\xC3\xA4", "a\nb" };
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (LuukkuZipWriter) writer = luukku_zip_writer_new (stream);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("abc", 3);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_assert_false (luukku_zip_writer_add (writer, bad[i], bytes, &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
    g_clear_error (&error);
  }
  g_assert_true (luukku_zip_writer_add (writer, "a/b.txt", bytes, &error));
  g_assert_false (luukku_zip_writer_add (writer, "A/B.txt", bytes, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_EXISTS);
}

/* --- the signature */

static void
test_signature (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *fingerprint = fingerprint_of (f), *again = fingerprint_of (f);
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuSigner) signer = luukku_signer_load (f->keys, &error);
  g_autoptr (GBytes) content = g_bytes_new_static ("hello\n", 6), other = g_bytes_new_static ("hallo\n", 6);
  g_autoptr (GBytes) signature = NULL;
  GBytes *certificate;
  gsize size;

  g_assert_no_error (error);
  g_assert_cmpstr (fingerprint, ==, again);
  g_assert_cmpuint (strlen (fingerprint), ==, 32 * 3 - 1);
  certificate = luukku_signer_get_certificate (signer);
  signature = luukku_signer_sign (signer, content, EVIDENCE_NOW, &error);
  g_assert_no_error (error);
  g_assert_true (luukku_signer_verify (certificate, content, signature, NULL));
  g_assert_false (luukku_signer_verify (certificate, other, signature, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_UNVERIFIED);
  size = g_bytes_get_size (signature);
  for (gsize bit = 0; bit < size * 8; bit += 3) {
    guint8 *copy = g_memdup2 (g_bytes_get_data (signature, NULL), size);
    g_autoptr (GBytes) changed = NULL;

    copy[bit / 8] ^= 1 << bit % 8;
    changed = g_bytes_new_take (copy, size);
    if (luukku_signer_verify (certificate, content, changed, NULL))
      g_error ("bit %" G_GSIZE_FORMAT " of the signature can be changed unseen", bit);
  }
}

static void
test_key_files (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *fingerprint = fingerprint_of (f), *key = g_build_filename (f->keys, "unit.key", NULL);
  g_autofree char *certificate = g_build_filename (f->keys, "unit.pem", NULL), *text = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  g_assert_cmpint (g_stat (key, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (f->keys, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0700);
  g_file_get_contents (key, &text, NULL, NULL);
  g_assert_true (g_str_has_prefix (text, "-----BEGIN PRIVATE KEY-----"));

  g_assert_cmpint (g_chmod (key, 0644), ==, 0);
  g_assert_false (luukku_signer_ensure (f->keys, NULL, f->clock, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpint (g_chmod (key, 0600), ==, 0);

  /* A certificate that is gone is not made anew: another fingerprint would stand on the next record. */
  g_assert_cmpint (g_unlink (certificate), ==, 0);
  g_assert_false (luukku_signer_ensure (f->keys, NULL, f->clock, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_clear_error (&error);
  write_bytes (certificate, "not a certificate", 17);
  g_assert_false (luukku_signer_ensure (f->keys, NULL, f->clock, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_DAMAGED);
}

/* --- exporting */

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint count = 0;

  while (dir && g_dir_read_name (dir))
    count++;
  return count;
}

static void
test_same_bytes (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *zip = path_in (f, "one"), *number = export_to (f, zip), *again = path_in (f, "two");
  g_autoptr (GHashTable) first = load (zip), second = NULL;
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer name, bytes;

  luukku_package_export (f->store, number, again, f->keys, "M", &error);
  g_assert_no_error (error);
  second = load (again);
  g_assert_cmpuint (g_hash_table_size (first), ==, g_hash_table_size (second));
  g_hash_table_iter_init (&iter, first);
  while (g_hash_table_iter_next (&iter, &name, &bytes)) {
    gboolean moves =
        strstr (name, "data/log/") || strstr (name, "manifest") || g_str_equal (name, "bag-info.txt");

    if (!moves) /* the log is longer by the first export */
      g_assert_true (g_bytes_equal (bytes, g_hash_table_lookup (second, name)));
  }
}

/* Nothing is written over, nothing is left behind, and nothing is exported that is not in the log. */
static void
test_export_refused (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *zip = path_in (f, "package.zip"), *full = path_in (f, "full"),
                  *inside = path_in (f, "full/file");
  g_autofree char *nowhere = path_in (f, "none/package.zip"), *number = evidence_archive (f), *text = NULL;
  const char *const outputs[] = { zip, full, nowhere };
  static const int codes[] = { LUUKKU_ERROR_EXISTS, LUUKKU_ERROR_EXISTS, LUUKKU_ERROR_FAILED };
  guint before;

  write_bytes (zip, "mine", 4);
  g_assert_cmpint (g_mkdir (full, 0700), ==, 0);
  write_bytes (inside, "mine", 4);
  before = count_files (f->folder);
  for (gsize i = 0; i < G_N_ELEMENTS (outputs); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (LuukkuLogHeader) head = NULL;

    g_assert_false (luukku_package_export (f->store, number, outputs[i], f->keys, "M", &error));
    g_assert_error (error, LUUKKU_ERROR, codes[i]);
    head = luukku_store_get_log_head (f->store, NULL);
    g_assert_cmpint (head->seq, ==, 2);
  }
  g_assert_cmpuint (count_files (f->folder), ==, before);
  g_assert_cmpuint (count_files (full), ==, 1);
  g_file_get_contents (zip, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, "mine");
  {
    g_autoptr (GError) error = NULL;

    g_assert_false (luukku_package_export (f->store, "LUU-2024-000009-v1", nowhere, f->keys, "M", &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  }
}

static gboolean
last_kind (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  g_string_append_printf (data, "%s ", entry->kind);
  return TRUE;
}

static void
test_export_is_logged (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *folder = path_in (f, "bag"), *number = NULL;
  g_autoptr (GString) kinds = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  LuukkuChainReport report = { 0 };

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0); /* an empty folder may be filled */
  number = export_to (f, folder);
  luukku_store_walk_log (f->store, 1, G_MAXINT64, last_kind, kinds, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kinds->str, ==, "record render export ");
  luukku_chain_verify (f->store, &report, &error);
  g_assert_no_error (error);
  luukku_chain_report_clear (&report);
  g_assert_true (verifies (folder, NULL));
}

/* The sheet names the package by its digest; recipient and purpose are asked for, and logged. */
static void
test_handover (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *zip = path_in (f, "package.zip"), *number = export_to (f, zip);
  LuukkuHandover handover = { .package = zip, .recipient = "Poliisi", .actor = "M. Esimerkki" };
  g_autoptr (GString) kinds = g_string_new (NULL);
  g_autoptr (GBytes) pdf = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (luukku_handover_make (f->store, &handover, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  handover.purpose = "Rikosilmoitus";
  pdf = luukku_handover_make (f->store, &handover, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_get_size (pdf) > 1000);
  luukku_store_walk_log (f->store, 1, G_MAXINT64, last_kind, kinds, &error);
  g_assert_cmpstr (kinds->str, ==, "record render export handover ");
  /* the same hand-over once more: the entry stays one, and only the new sheet is told */
  g_clear_pointer (&pdf, g_bytes_unref);
  pdf = luukku_handover_make (f->store, &handover, &error);
  g_assert_no_error (error);
  g_string_truncate (kinds, 0);
  luukku_store_walk_log (f->store, 1, G_MAXINT64, last_kind, kinds, &error);
  g_assert_cmpstr (kinds->str, ==, "record render export handover print ");
  write_bytes (zip, "PK", 2);
  g_clear_pointer (&pdf, g_bytes_unref);
  pdf = luukku_handover_make (f->store, &handover, &error);
  g_assert_null (pdf);
  g_assert_nonnull (error);
}

/* Names are disclosed separately: the package without them verifies and says so. */
static void
test_without_appendix (EvidenceFixture *f, gconstpointer data)
{
  const LuukkuStatement person = { 0, 0, (char *) "target.person", (char *) "Maija Kohde", 0, (char *) "M" };
  g_autofree char *whole = path_in (f, "whole"), *less = path_in (f, "less"), *number = NULL;
  g_autofree char *inside = g_build_filename (whole, "data", "appendix", "E1.pdf", NULL);
  g_autofree char *outside = g_build_filename (less, "data", "appendix", "E1.pdf", NULL);
  g_autoptr (LuukkuExport) export = NULL;
  g_autoptr (GError) error = NULL;
  const char *const script[] = { "sh", "verify.sh", NULL };

  luukku_facts_set (f->store, f->case_number, &person, &error);
  g_assert_no_error (error);
  number = export_to (f, whole);
  g_assert_true (g_file_test (inside, G_FILE_TEST_EXISTS));
  g_assert_true (verifies (whole, NULL));
  export = luukku_export_new (f->store, number, f->keys, "M", &error);
  luukku_export_leave_out_appendix (export);
  luukku_export_write (export, less, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (outside, G_FILE_TEST_EXISTS));
  g_assert_true (verifies (less, NULL));
  g_assert_cmpint (run_in (less, script, NULL), ==, 0);
  g_assert_cmpint (g_unlink (inside), ==, 0); /* without saying so it is a missing file */
  g_assert_false (verifies (whole, NULL));
}

static void
test_no_package (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *nothing = path_in (f, "nothing.zip"), *empty = path_in (f, "empty.zip");
  g_autofree char *junk = path_in (f, "junk.zip");
  const char *const paths[] = { nothing, empty, f->folder };

  write_bytes (empty, "", 0);
  write_bytes (junk, "This is a letter, not a package.", 32);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (luukku_package_verify (paths[i], NULL, &error));
    g_assert_nonnull (error);
    g_assert_true (error->domain == LUUKKU_ERROR);
  }
  g_assert_false (verifies (junk, NULL));
}

/* Whether the store's file is in this process's memory. */
static gboolean
is_mapped (LuukkuStore *store)
{
  g_autofree char *maps = NULL, *name = g_path_get_basename (luukku_store_get_path (store)),
                  *ending = g_strdup_printf ("/%s\n", name);

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  return strstr (maps, ending) != NULL;
}

typedef struct {
  LuukkuStore *store;
  gboolean seen;
} Mapped;

/* Breaks off as soon as it is. */
static gboolean
note_mapped (guint done, guint count, gpointer data)
{
  Mapped *mapped = data;

  mapped->seen = is_mapped (mapped->store);
  return !mapped->seen;
}

/* More than the engine's cache holds, so that what it has read once is read again. */
static gboolean
put_ballast (LuukkuStore *store, gpointer case_number, GError **error)
{
  for (guint8 i = 0; i < 6; i++) {
    g_autofree guint8 *data = g_malloc (BALLAST);
    g_autoptr (GBytes) bytes = NULL;

    memset (data, i, BALLAST);
    bytes = g_bytes_new_take (g_steal_pointer (&data), BALLAST);
    if (!luukku_store_put_blob (store, case_number, "image/png", bytes, error))
      return FALSE;
  }
  return TRUE;
}

/* The file is mapped while a package is written and no longer, also when the writing is broken off. */
static void
test_mapped (EvidenceFixture *f, gconstpointer unused)
{
  g_autofree char *number = evidence_archive (f), *output = path_in (f, "p.zip");
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store = NULL;
  g_autoptr (LuukkuExport) export = NULL;
  Mapped mapped = { NULL, FALSE };
  gboolean pending;

  luukku_store_transaction (f->store, put_ballast, f->case_number, &error);
  g_assert_no_error (error);
  luukku_store_finish_erasure (f->store, &pending, &error); /* out of the engine's log, into the file */
  g_assert_no_error (error);
  store = luukku_store_open (luukku_store_get_path (f->store), LUUKKU_STORE_READ_WRITE, f->clock, &error);
  g_assert_no_error (error);
  mapped.store = store;
  export = luukku_export_new (store, number, f->keys, "M. Esimerkki", &error);
  g_assert_no_error (error);
  luukku_export_set_progress (export, note_mapped, &mapped);
  g_assert_false (luukku_export_write (export, output, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (mapped.seen);
  g_assert_false (is_mapped (store));
}

#define ADD(path, function)                                                                                  \
  g_test_add (path, EvidenceFixture, NULL, evidence_set_up, function, evidence_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/package/outsider", test_outsider);
  ADD ("/package/readme", test_readme);
  ADD ("/package/contents", test_contents);
  ADD ("/package/changes", test_changes);
  ADD ("/package/script-changes", test_script_changes);
  ADD ("/package/additions", test_additions);
  ADD ("/package/forged", test_forged);
  ADD ("/package/zip/flips", test_zip_flips);
  g_test_add_func ("/package/zip/names", test_zip_names);
  g_test_add_func ("/package/zip/shape", test_zip_shape);
  g_test_add_func ("/package/zip/writer-refuses", test_zip_writer_refuses);
  ADD ("/package/signer/signature", test_signature);
  ADD ("/package/signer/key-files", test_key_files);
  ADD ("/package/export/same-bytes", test_same_bytes);
  ADD ("/package/export/mapped", test_mapped);
  ADD ("/package/export/refused", test_export_refused);
  ADD ("/package/export/is-logged", test_export_is_logged);
  ADD ("/package/handover", test_handover);
  ADD ("/package/without-appendix", test_without_appendix);
  ADD ("/package/no-package", test_no_package);
  return g_test_run ();
}
