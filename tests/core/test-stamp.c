/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-stamp.c: time stamps by a local authority made of openssl ts, good ones and every bad one; and the
 * signing key's passphrase and change. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-stamp-file.h"
#include "evidence/luukku-stamp.h"

#include "base/luukku-digest.h"
#include "evidence/luukku-package.h"
#include "evidence/luukku-signer.h"
#include "support/luukku-authority.h"
#include "support/luukku-evidence-fixture.h"

#include <gio/gio.h>

#include <sys/stat.h>

static gboolean
verifies (const char *path, gint64 *ret_stamped)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuPackageReport) report = luukku_package_verify (path, NULL, &error);

  g_assert_no_error (error);
  *ret_stamped = report->stamped_at;
  return report->faults->len == 0;
}

static int
run_script (const char *folder, const char *fingerprint)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;

  g_subprocess_launcher_set_cwd (launcher, folder);
  process = g_subprocess_launcher_spawn (launcher, NULL, "sh", "verify.sh", fingerprint, NULL);
  g_subprocess_wait (process, NULL, NULL);
  return g_subprocess_get_exit_status (process);
}

/* --- the whole way */

static void
test_stamped_package (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = evidence_archive (f), *folder = g_build_filename (f->folder, "bag", NULL);
  g_autofree char *token = g_build_filename (folder, "signature", "tagmanifest.tsr", NULL);
  g_autofree char *info = g_build_filename (folder, "bag-info.txt", NULL), *text = NULL;
  g_autoptr (LuukkuExport) export = NULL;
  g_autoptr (GBytes) authority = NULL, request = NULL, reply = NULL;
  g_autoptr (GError) error = NULL;
  gint64 stamped;

  authority_make (f, "tsa", "3000");
  authority = authority_load (f, "ca.pem");
  export = luukku_export_new (f->store, number, f->keys, "M", &error);
  g_assert_no_error (error);
  request = luukku_export_get_stamp_request (export, authority, &error);
  g_assert_no_error (error);
  reply = authority_ask (f, request);
  luukku_export_take_stamp (export, reply, &error);
  g_assert_no_error (error);
  luukku_export_write (export, folder, &error);
  g_assert_no_error (error);
  g_assert_true (verifies (folder, &stamped));
  g_assert_cmpint (stamped, >, EVIDENCE_NOW);
  g_assert_cmpint (run_script (folder, NULL), ==, 0);
  g_file_get_contents (info, &text, NULL, NULL);
  g_assert_nonnull (strstr (text, "Luukku-Timestamp: yes\n"));
  /* the promise stands under the signature: a token taken away is seen */
  g_assert_cmpint (g_unlink (token), ==, 0);
  g_assert_false (verifies (folder, &stamped));
  g_assert_cmpint (run_script (folder, NULL), ==, 1);
}

/* Nothing came, or nothing good: the package is made all the same, and says so. */
static void
test_no_answer (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = evidence_archive (f), *folder = g_build_filename (f->folder, "bag", NULL);
  g_autofree char *info = g_build_filename (folder, "bag-info.txt", NULL), *text = NULL;
  g_autoptr (LuukkuExport) export = NULL;
  g_autoptr (GBytes) authority = NULL, request = NULL;
  g_autoptr (GError) error = NULL;
  gint64 stamped;

  authority_make (f, "tsa", "3000");
  authority = authority_load (f, "ca.pem");
  export = luukku_export_new (f->store, number, f->keys, "M", &error);
  request = luukku_export_get_stamp_request (export, authority, &error);
  g_assert_no_error (error);
  g_assert_false (luukku_export_take_stamp (export, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_UNVERIFIED);
  g_clear_error (&error);
  luukku_export_write (export, folder, &error);
  g_assert_no_error (error);
  g_assert_true (verifies (folder, &stamped));
  g_assert_cmpint (stamped, ==, 0);
  g_assert_cmpint (run_script (folder, NULL), ==, 0);
  g_file_get_contents (info, &text, NULL, NULL);
  g_assert_nonnull (strstr (text, "Luukku-Timestamp: no\n"));
}

/* --- one answer after another */

static void
check (GBytes *reply, GBytes *content, guint64 nonce, GBytes *authority, int code)
{
  g_autoptr (GError) error = NULL;
  gboolean good = luukku_stamp_check (reply, content, nonce, authority, NULL, &error);

  if (code < 0) {
    g_assert_no_error (error);
    g_assert_true (good);
  } else {
    g_assert_error (error, LUUKKU_ERROR, code);
    g_assert_false (good);
  }
}

static void
test_answers (EvidenceFixture *f, gconstpointer data)
{
  static const guint64 nonces[] = { 1, 0x7f, 0x80, 0x1234567890abcdef, 0xfedcba9876543210 };
  g_autoptr (GBytes) content = g_bytes_new_static ("abc", 3), other = g_bytes_new_static ("abd", 3);
  g_autoptr (GBytes) authority = NULL, wrong = NULL,
                     large = g_bytes_new_take (g_malloc0 (10 << 20), 10 << 20);
  g_autoptr (GBytes) refused = g_bytes_new_static ("\x30\x05\x30\x03\x02\x01\x02", 7);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0), web = g_bytes_new_static ("<html>", 6);

  authority_make (f, "tsa", "3000");
  authority = authority_load (f, "ca.pem");
  authority_shell (
      f, "openssl req -x509 -config c.cnf -extensions ca -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
         " -keyout other.key -out other.pem -subj /CN=Muu -days 3000");
  wrong = authority_load (f, "other.pem");
  for (gsize i = 0; i < G_N_ELEMENTS (nonces); i++) {
    g_autoptr (GBytes) request = luukku_stamp_request (content, nonces[i]),
                       reply = authority_ask (f, request);

    check (reply, content, nonces[i], authority, -1);
    check (reply, content, 0, authority, -1);
    check (reply, content, nonces[i] + 1, authority, LUUKKU_ERROR_UNVERIFIED);
    check (reply, other, nonces[i], authority, LUUKKU_ERROR_UNVERIFIED);
    check (reply, content, nonces[i], wrong, LUUKKU_ERROR_UNVERIFIED);
  }
  check (refused, content, 1, authority, LUUKKU_ERROR_UNVERIFIED);
  check (empty, content, 1, authority, LUUKKU_ERROR_UNVERIFIED);
  check (web, content, 1, authority, LUUKKU_ERROR_UNVERIFIED);
  check (large, content, 1, authority, LUUKKU_ERROR_TOO_LARGE);
}

/* No byte changed or cut away does harm, and every changed byte of what is signed is found. */
static void
test_mutated_answer (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("abc", 3), authority = NULL, request = NULL, reply = NULL;
  gsize size;
  guint found = 0;

  authority_make (f, "tsa", "3000");
  authority = authority_load (f, "ca.pem");
  request = luukku_stamp_request (content, 77);
  reply = authority_ask (f, request);
  size = g_bytes_get_size (reply);
  for (gsize i = 0; i < size; i++) {
    g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (reply, NULL), size);
    g_autoptr (GBytes) changed = NULL, cut = g_bytes_new_from_bytes (reply, 0, i);

    copy[i] ^= 0x01;
    changed = g_bytes_new (copy, size);
    found += !luukku_stamp_check (changed, content, 77, authority, NULL, NULL);
    g_assert_false (luukku_stamp_check (cut, content, 77, authority, NULL, NULL));
  }
  /* what may change unseen lies in the copies of certificates that the answer carries */
  g_test_message ("%u of %" G_GSIZE_FORMAT " changed bytes found", found, size);
  g_assert_cmpuint (found * 100, >, size * 60);
}

/* Another certificate of the same key and name is not the authority that was set. */
static void
test_other_certificate (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("abc", 3), authority = NULL, request = NULL, reply = NULL;

  authority_make (f, "tsa", "3000");
  request = luukku_stamp_request (content, 5);
  reply = authority_ask (f, request);

  authority_shell (
      f, "openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3000 -extfile c.cnf"
         " -extensions web -out web.pem");
  authority = authority_load (f, "web.pem");
  check (reply, content, 5, authority, LUUKKU_ERROR_UNVERIFIED);
}

static void
test_expired (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("abc", 3), authority = NULL, request = NULL, reply = NULL;

  authority_make (f, "tsa", "3000");
  authority_shell (
      f,
      "mkdir -p demo && : > demo/index && echo 10 > demo/serial && printf '[ca]\\ndefault_ca=d\\n[d]\\n"
      "new_certs_dir=demo\\ndatabase=demo/index\\nserial=demo/serial\\ndefault_md=sha256\\npolicy=p\\n"
      "x509_extensions=tsa\\n[p]\\ncommonName=supplied\\n[tsa]\\nextendedKeyUsage=critical,timeStamping\\n'"
      " > ca.cnf && openssl ca -batch -config ca.cnf -in tsa.csr -cert ca.pem -keyfile ca.key -startdate"
      " 20200101000000Z -enddate 20210101000000Z -out tsa.pem -notext");
  authority = authority_load (f, "ca.pem");
  request = luukku_stamp_request (content, 5);
  reply = authority_ask (f, request);
  check (reply, content, 5, authority, LUUKKU_ERROR_UNVERIFIED);
}

/* --- the key: passphrase and change */

static void
test_passphrase (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = evidence_archive (f), *zip = g_build_filename (f->folder, "p.zip", NULL);
  g_autofree char *path = g_build_filename (f->keys, "unit.key", NULL), *text = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;
  gint64 stamped;

  luukku_signer_protect (f->keys, "salainen lause", &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_nonnull (strstr (text, "BEGIN ENCRYPTED PRIVATE KEY"));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  luukku_signer_set_passphrase (NULL);
  g_assert_false (luukku_package_export (f->store, number, zip, f->keys, "M", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_assert_null (strstr (error->message, "salainen"));
  g_clear_error (&error);
  luukku_signer_set_passphrase ("väärä");
  g_assert_false (luukku_package_export (f->store, number, zip, f->keys, "M", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  luukku_signer_set_passphrase ("salainen lause");
  luukku_package_export (f->store, number, zip, f->keys, "M", &error);
  g_assert_no_error (error);
  g_assert_true (verifies (zip, &stamped));
  g_assert_true (luukku_signer_protect (f->keys, NULL, &error));
}

/* A locked key keeps nobody from archiving; a wrong passphrase changes nothing; a new key is under the same
 * one. */
static void
test_locked (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *zip = g_build_filename (f->folder, "p.zip", NULL), *number = NULL, *fingerprint = NULL;
  g_autofree char *before = NULL, *path = g_build_filename (f->keys, "unit.key", NULL), *text = NULL;
  g_autoptr (GError) error = NULL;
  gint64 stamped;

  g_assert_true (luukku_signer_ensure (f->keys, NULL, f->clock, &before, NULL));
  g_assert_false (luukku_signer_is_protected (f->keys));
  g_assert_true (luukku_signer_protect (f->keys, "salainen lause", NULL));
  g_assert_true (luukku_signer_is_protected (f->keys));
  g_assert_false (luukku_signer_is_locked (f->keys));
  luukku_signer_set_passphrase (NULL);
  g_assert_true (luukku_signer_is_locked (f->keys));
  g_assert_true (luukku_signer_ensure (f->keys, NULL, f->clock, &fingerprint, &error));
  g_assert_cmpstr (fingerprint, ==, before);
  number = evidence_archive (f);
  g_assert_false (luukku_package_export (f->store, number, zip, f->keys, "M", &error));
  g_assert_nonnull (strstr (error->message, "has not been given yet"));
  g_clear_error (&error);
  g_assert_false (luukku_signer_unlock (f->keys, "väärä", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "does not open it"));
  g_assert_null (strstr (error->message, "väärä"));
  g_clear_error (&error);
  g_assert_true (luukku_signer_is_locked (f->keys));
  g_assert_true (luukku_signer_unlock (f->keys, "salainen lause", &error));
  g_assert_false (luukku_signer_unlock (f->keys, "väärä", NULL));
  g_assert_false (luukku_signer_is_locked (f->keys));
  luukku_signer_rotate (f->store, f->keys, NULL, "M", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "BEGIN ENCRYPTED PRIVATE KEY"));
  luukku_package_export (f->store, number, zip, f->keys, "M", &error);
  g_assert_no_error (error);
  g_assert_true (verifies (zip, &stamped));
  g_assert_true (luukku_signer_protect (f->keys, NULL, &error));
  g_assert_false (luukku_signer_is_protected (f->keys));
}

/* --- a time stamp that a person carries */

static void
test_by_hand (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = evidence_archive (f), *first = g_build_filename (f->folder, data, NULL);
  g_autofree char *second = g_build_filename (f->folder, "stamped.zip", NULL);
  g_autofree char *third = g_build_filename (f->folder, "other", NULL);
  g_autoptr (LuukkuExport) export = NULL;
  g_autoptr (GBytes) authority = NULL, request = NULL, other = NULL, reply = NULL;
  g_autoptr (GError) error = NULL;
  gint64 stamped = 0, at = 0;

  authority_make (f, "tsa", "3000");
  authority = authority_load (f, "ca.pem");
  export = luukku_export_new (f->store, number, f->keys, "M", &error);
  g_assert_no_error (error);
  luukku_export_promise_stamp (export, authority);
  g_assert_true (luukku_export_write (export, first, &error));
  g_assert_false (verifies (first, &stamped)); /* it promises what it has not */
  request = luukku_stamp_file_request (first, &error);
  other = luukku_stamp_file_request (first, &error);
  g_assert_no_error (error);
  reply = authority_ask (f, request);
  g_assert_false (luukku_stamp_file_put (first, other, reply, second, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_UNVERIFIED);
  g_clear_error (&error);
  g_assert_false (luukku_stamp_file_put (first, authority, reply, second, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_false (g_file_test (second, G_FILE_TEST_EXISTS));
  g_assert_true (luukku_stamp_file_put (first, request, reply, second, &at, &error));
  g_assert_no_error (error);
  g_assert_true (verifies (second, &stamped));
  g_assert_cmpint (stamped, ==, at);
  g_assert_cmpint (stamped, >, 0);
  g_assert_null (luukku_stamp_file_request (second, &error)); /* it has one */
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  luukku_package_export (f->store, number, third, f->keys, "M", &error);
  g_assert_no_error (error);
  g_assert_null (luukku_stamp_file_request (third, &error)); /* it promises none */
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
}

static char *
rotate (EvidenceFixture *f)
{
  g_autoptr (GError) error = NULL;
  char *fingerprint = NULL;

  luukku_signer_rotate (f->store, f->keys, "Esimerkkilän kunta", "M", &fingerprint, &error);
  g_assert_no_error (error);
  return fingerprint;
}

static gboolean
fits (const char *path, const char *fingerprint)
{
  g_autoptr (LuukkuPackageReport) report = luukku_package_verify (path, fingerprint, NULL);

  return report && report->faults->len == 0;
}

/* Paper of the first key, a package of the third: the statements in it lead from one to the other. A
 * stranger's key is still a stranger's. */
static void
test_rotation (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = evidence_archive (f), *before = g_build_filename (f->folder, "before", NULL);
  g_autofree char *after = g_build_filename (f->folder, "after", NULL), *first = NULL, *second = NULL,
                  *third = NULL;
  g_autofree char *statement = g_build_filename (after, "signature", "rotation", "001.txt", NULL);
  g_autofree char *stranger_dir = g_build_filename (f->folder, "stranger", NULL), *stranger = NULL;
  g_autofree char *left = g_strconcat (f->keys, ".XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint folders = 0;

  luukku_signer_ensure (f->keys, NULL, f->clock, &first, &error);
  luukku_package_export (f->store, number, before, f->keys, "M", &error);
  g_assert_no_error (error);
  second = rotate (f);
  third = rotate (f);
  g_assert_cmpstr (first, !=, second);
  luukku_package_export (f->store, number, after, f->keys, "M", &error);
  g_assert_no_error (error);
  luukku_signer_ensure (stranger_dir, NULL, f->clock, &stranger, &error);
  g_assert_no_error (error);
  g_assert_true (fits (before, first));
  g_assert_true (fits (after, first));
  g_assert_true (fits (after, second));
  g_assert_true (fits (after, third));
  g_assert_false (fits (after, stranger));
  g_assert_false (fits (before, second));
  g_assert_cmpint (run_script (after, first), ==, 0);
  g_assert_cmpint (run_script (after, second), ==, 0);
  g_assert_cmpint (run_script (after, third), ==, 0);
  g_assert_cmpint (run_script (after, stranger), ==, 1);
  g_assert_cmpint (run_script (before, second), ==, 1);
  g_assert_true (g_file_set_contents (statement, "luukku-key-rotation-1 a b c\n", -1, NULL));
  g_assert_false (fits (after, NULL));
  g_assert_cmpint (run_script (after, NULL), ==, 1);
  dir = g_dir_open (f->folder, 0, NULL);
  {
    g_autofree char *store_dir = g_path_get_dirname (f->keys);
    g_autoptr (GDir) beside = g_dir_open (store_dir, 0, NULL);

    while ((name = g_dir_read_name (beside)))
      folders += g_str_has_prefix (name, "keys"); /* the old key is gone */
  }
  g_assert_cmpuint (folders, ==, 1);
}

/* A statement that the older key never signed leads nowhere. */
static void
test_forged_rotation (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *other_dir = g_build_filename (f->folder, "other", NULL), *first = NULL, *other = NULL,
                  *text = NULL;
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_rotation_free);
  g_autoptr (LuukkuSigner) ours = NULL, theirs = NULL;
  g_autoptr (GError) error = NULL;
  LuukkuRotation *step = g_new0 (LuukkuRotation, 1);

  luukku_signer_ensure (f->keys, NULL, f->clock, &first, &error);
  luukku_signer_ensure (other_dir, NULL, f->clock, &other, &error);
  ours = luukku_signer_load (f->keys, &error);
  theirs = luukku_signer_load (other_dir, &error);
  g_assert_no_error (error);
  text = g_strdup_printf ("luukku-key-rotation-1 2024-11-20T11:41:22.000Z %s %s\n", first, other);
  step->statement = g_bytes_new (text, strlen (text));
  step->certificate = g_bytes_ref (luukku_signer_get_certificate (ours));
  step->signature = luukku_signer_sign (theirs, step->statement, EVIDENCE_NOW, &error);
  g_ptr_array_add (steps, step);
  g_assert_false (luukku_rotations_lead (steps, other, first, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_UNVERIFIED);
  g_clear_error (&error);
  g_bytes_unref (step->signature);
  step->signature = luukku_signer_sign (ours, step->statement, EVIDENCE_NOW, &error);
  g_assert_true (luukku_rotations_lead (steps, other, first, &error));
  g_assert_false (luukku_rotations_lead (steps, first, first, NULL));
}

#define ADD(path, function)                                                                                  \
  g_test_add (path, EvidenceFixture, NULL, evidence_set_up, function, evidence_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/stamp/package", test_stamped_package);
  ADD ("/stamp/no-answer", test_no_answer);
  ADD ("/stamp/answers", test_answers);
  ADD ("/stamp/mutated", test_mutated_answer);
  ADD ("/stamp/other-certificate", test_other_certificate);
  ADD ("/stamp/expired", test_expired);
  ADD ("/signer/passphrase", test_passphrase);
  ADD ("/signer/locked", test_locked);
  g_test_add ("/stamp/by-hand/zip", EvidenceFixture, "place.zip", evidence_set_up, test_by_hand,
              evidence_tear_down);
  g_test_add ("/stamp/by-hand/folder", EvidenceFixture, "place", evidence_set_up, test_by_hand,
              evidence_tear_down);
  ADD ("/signer/rotation", test_rotation);
  ADD ("/signer/forged-rotation", test_forged_rotation);
  return g_test_run ();
}
