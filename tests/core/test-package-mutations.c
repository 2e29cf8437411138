/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-package-mutations.c: the matrix of changes to a whole package (stamped, with a changed key, names, a
 * removal request and a picture): each file times each kind of change. What is not found is counted and
 * explained. And: what must be in no output; an outsider with nothing but unzip, sha256sum and openssl. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-facts.h"
#include "evidence/luukku-package-reader.h"
#include "evidence/luukku-package.h"
#include "evidence/luukku-screenshot.h"
#include "support/luukku-authority.h"
#include "support/luukku-evidence-fixture.h"

#include <gio/gio.h>

#include <unistd.h>

#define PLACES 7 /* flips in one file */
#define CANARY "KANARIALINTU"

static void
state (EvidenceFixture *f, const char *field, const char *value)
{
  const LuukkuStatement statement = { 0, 0, (char *) field, (char *) value, 0, (char *) "M" };
  g_autoptr (GError) error = NULL;

  luukku_facts_set (f->store, f->case_number, &statement, &error);
  g_assert_no_error (error);
}

static void
add_picture (EvidenceFixture *f)
{
  static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR....\0\0\0\0IEND\xae\x42\x60\x82";
  g_autoptr (GBytes) bytes = g_bytes_new_static (png, sizeof png - 1);
  g_autoptr (GError) error = NULL;

  luukku_screenshot_add (f->store, f->case_number, bytes, "Profiili", "M", &error);
  g_assert_no_error (error);
}

/* Everything that a package can have. */
static void
export_all (EvidenceFixture *f, const char *output)
{
  g_autoptr (LuukkuExport) export = NULL;
  g_autoptr (GBytes) authority = NULL, request = NULL, reply = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL, *number = NULL;

  state (f, "target.person", "Maija Kohde");
  add_picture (f);
  first = evidence_archive_as (f, "removal", "fi");
  number = evidence_archive (f);
  luukku_signer_rotate (f->store, f->keys, NULL, "M", NULL, &error);
  g_assert_no_error (error);
  authority_make (f, "tsa", "3000");
  authority = authority_load (f, "ca.pem");
  export = luukku_export_new (f->store, number, f->keys, "M", &error);
  g_assert_no_error (error);
  request = luukku_export_get_stamp_request (export, authority, &error);
  reply = authority_ask (f, request);
  luukku_export_take_stamp (export, reply, &error);
  g_assert_no_error (error);
  luukku_export_write (export, output, &error);
  g_assert_no_error (error);
}

static gboolean
verifies (const char *path)
{
  g_autoptr (LuukkuPackageReport) report = luukku_package_verify (path, NULL, NULL);

  return report && report->faults->len == 0;
}

static void
put (const char *path, gconstpointer data, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, (gssize) size, &error);
  g_assert_no_error (error);
}

/* Returns: (transfer full): sorted names; bytes are copies. */
static GHashTable *
copy_of (const char *folder, GPtrArray *names)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *top = NULL;
  g_autoptr (GHashTable) files = luukku_package_read (folder, &top, faults, NULL);
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (files), (GCompareFunc) strcmp);

  for (GList *at = keys; at; at = at->next) {
    GBytes *bytes = g_hash_table_lookup (files, at->data);
    char *name = g_strdup (at->data);

    g_hash_table_insert (copy, name, g_bytes_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
    g_ptr_array_add (names, name);
  }
  return copy;
}

typedef enum { EMPTIED = PLACES, CUT, GROWN, LINE_ADDED, REMOVED, EXCHANGED, CASE_CLASH, N_KINDS } Kind;

/* Makes the change. Returns: FALSE when there is none of this kind for this file. */
static gboolean
change (const char *folder, GHashTable *files, GPtrArray *names, guint n, guint kind)
{
  const char *name = names->pdata[n], *other = names->pdata[(n + 1) % names->len];
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GBytes *bytes = g_hash_table_lookup (files, name), *other_bytes = g_hash_table_lookup (files, other);
  gsize size = g_bytes_get_size (bytes);
  g_autofree guint8 *data = g_malloc (size + 2);

  memcpy (data, size ? g_bytes_get_data (bytes, NULL) : "", size);
  if (kind < PLACES) {
    if (size < PLACES)
      return FALSE;
    data[(size - 1) * kind / (PLACES - 1)] ^= 0x04;
    put (path, data, size);
  } else if (kind == EMPTIED) {
    if (!size)
      return FALSE;
    put (path, "", 0);
  } else if (kind == CUT) {
    if (!size)
      return FALSE;
    put (path, data, size - 1);
  } else if (kind == GROWN || kind == LINE_ADDED) {
    data[size] = kind == GROWN ? 0 : '\n';
    put (path, data, size + 1);
  } else if (kind == REMOVED) {
    g_assert_cmpint (g_unlink (path), ==, 0);
  } else if (kind == EXCHANGED) {
    if (g_bytes_equal (bytes, other_bytes))
      return FALSE;
    put (path, g_bytes_get_data (other_bytes, NULL), g_bytes_get_size (other_bytes));
  } else {
    g_autofree char *base = g_path_get_basename (path), *dir = g_path_get_dirname (path);
    g_autofree char *upper = g_ascii_strup (base, -1), *clash = g_build_filename (dir, upper, NULL);

    if (g_str_equal (upper, base))
      return FALSE;
    put (clash, data, size);
  }
  return TRUE;
}

static void
restore (const char *folder, GHashTable *files, GPtrArray *names, guint n)
{
  const char *name = names->pdata[n];
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *base = g_path_get_basename (path), *dir = g_path_get_dirname (path);
  g_autofree char *upper = g_ascii_strup (base, -1), *clash = g_build_filename (dir, upper, NULL);
  GBytes *bytes = g_hash_table_lookup (files, name);

  if (!g_str_equal (upper, base))
    g_unlink (clash);
  put (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* At least 160 of 165, that is 97 of 100. What may pass unseen: bytes of a time stamp that no signature
 * covers (the copies of certificates in it beside the one that signs). */
static void
test_matrix (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (f->folder, "bag", NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GHashTable) files = NULL;
  guint made = 0, found = 0;

  export_all (f, folder);
  g_assert_true (verifies (folder));
  files = copy_of (folder, names);
  for (guint n = 0; n < names->len; n++) {
    for (guint kind = 0; kind < N_KINDS; kind++) {
      gboolean seen;

      if (!change (folder, files, names, n, kind))
        continue;
      seen = !verifies (folder);
      made++;
      found += seen;
      if (!seen && !g_str_equal (names->pdata[n], "signature/tagmanifest.tsr"))
        g_error ("change %u of %s was not found", kind, (char *) names->pdata[n]);
      restore (folder, files, names, n);
    }
  }
  g_assert_true (verifies (folder));
  g_test_message ("%u of %u changes found in %u files", found, made, names->len);
  g_assert_cmpuint (names->len, >, 35);
  g_assert_cmpuint (made, >, 400);
  g_assert_cmpuint (found * 165, >=, made * 160);
}

/* --- what must be in no output */

/* Whether any file below @path has @words in it. */
static gboolean
has_words (const char *path, const char *words)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  if (!dir) {
    g_autofree char *data = NULL;
    gsize size;

    return g_file_get_contents (path, &data, &size, NULL) &&
           memmem (data, size, words, strlen (words)) != NULL;
  }
  while ((name = g_dir_read_name (dir))) {
    g_autofree char *inside = g_build_filename (path, name, NULL);

    if (has_words (inside, words))
      return TRUE;
  }
  return FALSE;
}

/* A payload that an adapter forgot to clean: the store may have it, no record, package or log entry has. */
static void
test_canary (EvidenceFixture *f, gconstpointer data)
{
  static const char raw[] =
      "{\"message\":\"hei\",\"access_token\":\"" CANARY "\",\"next\":\"https://g.fi/?a=1&access_token=" CANARY
      "\",\"u\":\"https://g.fi/a.jpg?x=1\\u0026oh=" CANARY "\"}";
  g_autofree char *folder = g_build_filename (f->folder, "bag", NULL), *number = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static (raw, sizeof raw - 1);
  LuukkuMessageInit init = {
    .channel = EVIDENCE_CHANNEL,
    .conversation_id = EVIDENCE_THREAD,
    .platform_id = "m_99",
    .author_id = "7788112233445566",
    .text = "hei",
    .sent_at = EVIDENCE_NOW + G_TIME_SPAN_HOUR,
    .fetched_at = EVIDENCE_NOW + G_TIME_SPAN_HOUR,
    .raw = bytes,
    .raw_type = "application/json",
  };
  g_autoptr (LuukkuMessage) message = luukku_message_new (&init);
  g_autoptr (GError) error = NULL;
  LuukkuIngest what;

  luukku_store_put_message (f->store, message, "fi", &what, NULL, &error);
  g_assert_no_error (error);
  number = evidence_archive (f);
  luukku_package_export (f->store, number, folder, f->keys, "M", &error);
  g_assert_no_error (error);
  g_assert_false (has_words (folder, CANARY));
  g_assert_true (has_words (folder, "\"raw_secrets_removed\":3"));
  g_assert_true (has_words (folder, "[removed]"));
}

/* --- an outsider: a PATH with the tools of a small container and nothing of ours */

static void
link_tools (const char *dir)
{
  static const char *const tools[] = { "awk", "cat", "cmp", "cut",   "echo",      "find", "grep", "mktemp",
                                       "od",  "rm",  "sed", "sh",    "sha256sum", "sort", "tail", "test",
                                       "tr",  "wc",  "cp",  "unzip", "openssl",   "env" };

  g_assert_cmpint (g_mkdir (dir, 0700), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (tools); i++) {
    g_autofree char *found = g_find_program_in_path (tools[i]),
                    *link = g_build_filename (dir, tools[i], NULL);

    if (found)
      g_assert_cmpint (symlink (found, link), ==, 0);
  }
}

static int
run_bare (EvidenceFixture *f, const char *path, const char *line)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *shell = g_build_filename (path, "sh", NULL),
                  *environment = g_strconcat ("PATH=", path, NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *const alone[] = { environment, (char *) "HOME=/nonexistent", NULL };

  g_subprocess_launcher_set_cwd (launcher, f->folder);
  g_subprocess_launcher_set_environ (launcher, (char **) alone);
  process = g_subprocess_launcher_spawn (launcher, &error, shell, "-c", line, NULL);
  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, NULL);
  return g_subprocess_get_exit_status (process);
}

static void
test_bare_machine (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *zip = g_build_filename (f->folder, "p.zip", NULL), *tools = NULL, *text = NULL;

  tools = g_build_filename (f->folder, "tools", NULL);
  link_tools (tools);
  export_all (f, zip);
  g_assert_cmpint (run_bare (f, tools, "unzip -q p.zip && cd LUU-* && sh verify.sh"), ==, 0);
  /* the steps as they are printed */
  g_assert_cmpint (
      run_bare (f, tools,
                "cd LUU-* && sha256sum -c manifest-sha256.txt && sha256sum -c tagmanifest-sha256.txt && "
                "openssl cms -verify -binary -inform DER -in signature/tagmanifest.p7s -content "
                "tagmanifest-sha256.txt -nointern -certfile signature/signer.pem -CAfile "
                "signature/signer.pem -purpose any -out /dev/null && openssl ts -verify -no_check_time "
                "-in signature/tagmanifest.tsr -data tagmanifest-sha256.txt -CAfile signature/tsa-ca.pem"),
      ==, 0);
  g_assert_cmpint (run_bare (f, tools, "cd LUU-* && echo x >> data/record.txt && sh verify.sh"), ==, 1);
}

/* --- an outsider's machine: a root of its own with a few tools and nothing else */

#define MAKE_ROOT                                                                                            \
  "mkdir -p root/bin root/tmp root/dev root/work && : > root/dev/null && "                                   \
  "for tool in awk cat cmp cut find grep mktemp od rm sed sh sha256sum sort tail tr wc unzip openssl; do "   \
  "  path=$(readlink -f \"$(command -v $tool)\") && cp \"$path\" root/bin/$tool || exit 1; "                 \
  "  for library in $(ldd \"$path\" | grep -o '/[^ )]*'); do "                                               \
  "    mkdir -p root$(dirname $library) && cp -L -n $library root$library || exit 1; "                       \
  "  done; "                                                                                                 \
  "done; cp p.zip root/work/"
#define IN_ROOT                                                                                              \
  "PATH=/bin; export PATH; cd /work && unzip -q p.zip && cd LUU-* && sh verify.sh && "                       \
  "sha256sum -c manifest-sha256.txt > /dev/null && echo x >> data/record.txt && ! sh verify.sh"

static int
run_line (EvidenceFixture *f, const char *const *argv)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;

  g_subprocess_launcher_set_cwd (launcher, f->folder);
  process = g_subprocess_launcher_spawnv (launcher, argv, NULL);
  if (process == NULL)
    return -1;
  g_subprocess_wait (process, NULL, NULL);
  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
}

static void
test_container (EvidenceFixture *f, gconstpointer data)
{
  static const char *const make[] = { "sh", "-c", MAKE_ROOT, NULL };
  static const char *const verify[] = { "unshare", "-r", "--root=root", "/bin/sh", "-c", IN_ROOT, NULL };
  g_autofree char *zip = g_build_filename (f->folder, "p.zip", NULL);

  g_test_summary (
      "a fresh machine with unzip, sha256sum and openssl verifies the package, and finds a change");
  export_all (f, zip);
  g_assert_cmpint (run_line (f, make), ==, 0);
  g_assert_cmpint (run_line (f, verify), ==, 0);
}

#define ADD(path, function)                                                                                  \
  g_test_add (path, EvidenceFixture, NULL, evidence_set_up, function, evidence_tear_down)

int
main (int argc, char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  ADD ("/package/mutations/matrix", test_matrix);
  ADD ("/package/canary", test_canary);
  ADD ("/package/bare-machine", test_bare_machine);
  /* where the kernel lets nobody have a root of his own, the bare machine above is all there is */
  if (g_spawn_command_line_sync ("unshare -r true", NULL, NULL, &status, NULL) && status == 0)
    ADD ("/package/container", test_container);
  return g_test_run ();
}
