/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-signer.c: makes, keeps and uses the unit's signing key (GnuTLS). The key never leaves its folder; a
 * key or certificate that is there is never written over: its fingerprint stands on paper. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-signer-private.h"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "base/luukku-files.h"
#include "evidence/luukku-cms.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/pkcs7.h>
#include <gnutls/x509.h>

#include <string.h>

#define KEY_FILE LUUKKU_SIGNER_KEY
#define CERTIFICATE_FILE LUUKKU_SIGNER_CERTIFICATE
#define VALID_YEARS 30
#define MAX_ORGANISATION 60 /* characters; X.520 allows 64 */
#define MAX_KEY_FILE LUUKKU_SIGNER_MAX_FILE
#define MAX_SIGNATURE 65536

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_privkey_t, gnutls_x509_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_crt_t, gnutls_x509_crt_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_privkey_t, gnutls_privkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_pubkey_t, gnutls_pubkey_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_pkcs7_t, gnutls_pkcs7_deinit, NULL)

struct _LuukkuSigner {
  gnutls_privkey_t key;          /* (owned) */
  gnutls_x509_crt_t certificate; /* (owned) */
  GBytes *pem;                   /* (owned): the certificate as it stands in its file */
};

static gnutls_datum_t
datum (GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  gnutls_datum_t out = { (unsigned char *) data, size };

  return out;
}

static GBytes *
take_datum (gnutls_datum_t *datum_)
{
  GBytes *bytes = g_bytes_new (datum_->data, datum_->size);

  gnutls_free (datum_->data);
  return bytes;
}

static gboolean
tls_failed (GError **error, int code)
{
  luukku_set_error (error, LUUKKU_ERROR_FAILED,
                    N_ ("The signing key could not be used (%s); check the installation of GnuTLS."),
                    gnutls_strerror (code));
  return FALSE;
}

/* --- making */

static int
describe_certificate (gnutls_x509_crt_t certificate, const char *organisation, gint64 now)
{
  static const char name[] = "Luukku evidence signature";
  g_autofree char *unit =
      g_utf8_substring (organisation, 0, MIN (g_utf8_strlen (organisation, -1), MAX_ORGANISATION));
  guint8 serial[16];
  time_t from = now / G_USEC_PER_SEC - 24 * 3600; /* a checker's clock may be a little behind ours */
  int code;

  if ((code = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial)) < 0)
    return code;
  serial[0] = (serial[0] & 0x3F) | 0x40; /* positive, and no leading zero that DER would drop */
  if ((code = gnutls_x509_crt_set_version (certificate, 3)) < 0 ||
      (code = gnutls_x509_crt_set_serial (certificate, serial, sizeof serial)) < 0 ||
      (code = gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                             strlen (name))) < 0)
    return code;
  if (*unit && (code = gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_ORGANIZATION_NAME, 0, unit,
                                                      strlen (unit))) < 0)
    return code;
  if ((code = gnutls_x509_crt_set_activation_time (certificate, from)) < 0 ||
      (code = gnutls_x509_crt_set_expiration_time (
           certificate, from + (time_t) VALID_YEARS * 365 * 24 * 3600 + 8 * 24 * 3600)) < 0 ||
      (code = gnutls_x509_crt_set_basic_constraints (certificate, 1, -1)) < 0)
    return code;
  return gnutls_x509_crt_set_key_usage (
      certificate, GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_NON_REPUDIATION | GNUTLS_KEY_KEY_CERT_SIGN);
}

gboolean
luukku_signer_make_pair (const char *organisation, gint64 now, GBytes **ret_key, GBytes **ret_certificate,
                         GError **error)
{
  g_auto (gnutls_x509_privkey_t) key = NULL;
  g_auto (gnutls_x509_crt_t) certificate = NULL;
  gnutls_datum_t key_pem = { NULL, 0 }, pem = { NULL, 0 };
  guint8 id[64];
  size_t id_size = sizeof id;
  g_autoptr (LuukkuSecret) passphrase = luukku_signer_dup_passphrase ();
  int code;

  if ((code = gnutls_x509_privkey_init (&key)) < 0 || (code = gnutls_x509_crt_init (&certificate)) < 0 ||
      (code = gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA,
                                            GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0)) < 0 ||
      (code = describe_certificate (certificate, organisation, now)) < 0 ||
      (code = gnutls_x509_crt_set_key (certificate, key)) < 0 ||
      (code = gnutls_x509_crt_get_key_id (certificate, 0, id, &id_size)) < 0 ||
      (code = gnutls_x509_crt_set_subject_key_id (certificate, id, id_size)) < 0 ||
      (code = gnutls_x509_crt_sign2 (certificate, certificate, key, GNUTLS_DIG_SHA256, 0)) < 0 ||
      (code = gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, passphrase,
                                                 passphrase ? GNUTLS_PKCS_PBES2_AES_256 : GNUTLS_PKCS_PLAIN,
                                                 &key_pem)) < 0)
    return tls_failed (error, code);
  *ret_key = take_datum (&key_pem);
  if ((code = gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &pem)) < 0) {
    g_clear_pointer (ret_key, g_bytes_unref);
    return tls_failed (error, code);
  }
  *ret_certificate = take_datum (&pem);
  return TRUE;
}

gboolean
luukku_signer_write (const char *dir, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/* Key and certificate appear together or not at all: they are made in a folder beside, which is then renamed.
 * Another process that was faster wins: rename() does not replace a folder with something in it. */
static gboolean
make_folder (const char *key_dir, const char *organisation, LuukkuClock *clock, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (key_dir);
  g_autofree char *temporary = g_strconcat (key_dir, ".XXXXXX", NULL);
  g_autoptr (GBytes) key = NULL, certificate = NULL;
  g_autoptr (GError) local = NULL;
  gboolean done;

  if (!luukku_make_private_dir (parent, error) ||
      !luukku_signer_make_pair (organisation, luukku_clock_now (clock), &key, &certificate, error))
    return FALSE;
  if (!g_mkdtemp_full (temporary, 0700)) {
    luukku_set_error (error, LUUKKU_ERROR_FAILED,
                      N_ ("The folder for the signing key cannot be made in %s; check its permissions."),
                      parent);
    return FALSE;
  }
  done = luukku_signer_write (temporary, KEY_FILE, key, &local) &&
         luukku_signer_write (temporary, CERTIFICATE_FILE, certificate, &local) &&
         (g_rename (temporary, key_dir) == 0 || g_file_test (key_dir, G_FILE_TEST_IS_DIR));
  if (g_file_test (temporary, G_FILE_TEST_IS_DIR)) {
    g_autofree char *key_path = g_build_filename (temporary, KEY_FILE, NULL);
    g_autofree char *certificate_path = g_build_filename (temporary, CERTIFICATE_FILE, NULL);

    g_unlink (key_path);
    g_unlink (certificate_path);
    g_rmdir (temporary);
  }
  if (done)
    return TRUE;
  if (local)
    return luukku_error_take_gio (error, g_steal_pointer (&local),
                                  N_ ("The signing key could not be saved; check the disk and try again."));
  luukku_set_error (error, LUUKKU_ERROR_FAILED,
                    N_ ("The signing key could not be saved; check the folder %s."), key_dir);
  return FALSE;
}

gboolean
luukku_signer_ensure (const char *key_dir, const char *organisation, LuukkuClock *clock,
                      char **ret_fingerprint, GError **error)
{
  g_autofree char *key_path = g_build_filename (key_dir, KEY_FILE, NULL);
  g_autofree char *certificate_path = g_build_filename (key_dir, CERTIFICATE_FILE, NULL);
  g_autoptr (LuukkuSigner) signer = NULL;
  g_autoptr (GBytes) certificate = NULL;
  g_autofree char *fingerprint = NULL;

  if (!g_file_test (key_path, G_FILE_TEST_EXISTS) && !g_file_test (certificate_path, G_FILE_TEST_EXISTS) &&
      !make_folder (key_dir, organisation ? organisation : "", clock, error))
    return FALSE;
  /* A key that is locked shows its certificate all the same: a record is made without it. */
  if (luukku_signer_is_locked (key_dir))
    certificate = luukku_signer_read (key_dir, CERTIFICATE_FILE, error);
  else if ((signer = luukku_signer_load (key_dir, error)) != NULL)
    certificate = g_bytes_ref (signer->pem);
  if (certificate == NULL || !(fingerprint = luukku_signer_fingerprint (certificate, error)))
    return FALSE;
  if (ret_fingerprint)
    *ret_fingerprint = g_steal_pointer (&fingerprint);
  return TRUE;
}

char *
luukku_signer_default_dir (const char *store_path)
{
  g_autofree char *dir = g_path_get_dirname (store_path);

  return g_build_filename (dir, "keys", NULL);
}

/* --- loading */

GBytes *
luukku_signer_read (const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *data = NULL;
  g_autoptr (GError) local = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, &local)) {
    gboolean missing = g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT);

    luukku_set_error (
        error, missing ? LUUKKU_ERROR_NOT_FOUND : LUUKKU_ERROR_FAILED,
        N_ ("The signing key in %s is not complete or cannot be read; put back both files from a backup."),
        dir);
    return NULL;
  }
  if (size > MAX_KEY_FILE) {
    luukku_set_error (error, LUUKKU_ERROR_DAMAGED,
                      N_ ("The signing key in %s is damaged; put it back from a backup."), dir);
    return NULL;
  }
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

static gboolean
is_private (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, KEY_FILE, NULL);
  GStatBuf info;

  if (g_stat (path, &info) == 0 && (info.st_mode & 077) == 0)
    return TRUE;
  luukku_set_error (
      error, LUUKKU_ERROR_REFUSED,
      N_ ("Others can read the signing key %s; run: chmod 600 on it, and think of making a new key."), path);
  return FALSE;
}

/* The certificate must be of this key: a signature is tried. */
static gboolean
is_pair (LuukkuSigner *self, GError **error)
{
  static const char text[] = "luukku";
  g_autoptr (GBytes) content = g_bytes_new_static (text, strlen (text));
  g_autoptr (GBytes) signature = luukku_signer_sign (self, content, 0, error);
  g_autoptr (GError) local = NULL;

  if (!signature)
    return FALSE;
  if (luukku_signer_verify (self->pem, content, signature, &local))
    return TRUE;
  luukku_set_error (
      error, LUUKKU_ERROR_DAMAGED,
      N_ ("The signing key and its certificate do not belong together; put back both from one backup."));
  return FALSE;
}

static gboolean
is_protected (GBytes *key)
{
  static const char mark[] = "BEGIN ENCRYPTED PRIVATE KEY";

  return g_strstr_len (g_bytes_get_data (key, NULL), (gssize) g_bytes_get_size (key), mark) != NULL;
}

gboolean
luukku_signer_is_protected (const char *key_dir)
{
  g_autoptr (GBytes) key = luukku_signer_read (key_dir, KEY_FILE, NULL);

  return key != NULL && is_protected (key);
}

static LuukkuSigner *
load (const char *key_dir, const char *passphrase, GError **error)
{
  g_autoptr (LuukkuSigner) self = NULL;
  g_autoptr (GBytes) key = luukku_signer_read (key_dir, KEY_FILE, error);
  g_autoptr (GBytes) certificate = key ? luukku_signer_read (key_dir, CERTIFICATE_FILE, error) : NULL;
  gnutls_datum_t key_datum, certificate_datum;
  int code;

  if (!certificate || !is_private (key_dir, error))
    return NULL;
  key_datum = datum (key);
  certificate_datum = datum (certificate);
  self = g_new0 (LuukkuSigner, 1);
  self->pem = g_bytes_ref (certificate);
  if ((code = gnutls_privkey_init (&self->key)) < 0 ||
      (code = gnutls_x509_crt_init (&self->certificate)) < 0 ||
      (code = gnutls_privkey_import_x509_raw (self->key, &key_datum, GNUTLS_X509_FMT_PEM, passphrase, 0)) <
          0 ||
      (code = gnutls_x509_crt_import (self->certificate, &certificate_datum, GNUTLS_X509_FMT_PEM)) < 0) {
    if (passphrase == NULL && is_protected (key))
      luukku_set_error (
          error, LUUKKU_ERROR_REFUSED,
          N_ ("The signing key is protected by a passphrase that has not been given yet. Give it, then try "
              "again."));
    else if (code == GNUTLS_E_DECRYPTION_FAILED || is_protected (key))
      luukku_set_error (
          error, LUUKKU_ERROR_REFUSED,
          N_ ("The signing key is protected by a passphrase and the one given does not open it; "
              "give the passphrase of the signing key."));
    else
      luukku_set_error (error, LUUKKU_ERROR_DAMAGED,
                        N_ ("The signing key in %s is damaged; put it back from a backup."), key_dir);
    return NULL;
  }
  return is_pair (self, error) ? g_steal_pointer (&self) : NULL;
}

LuukkuSigner *
luukku_signer_load (const char *key_dir, GError **error)
{
  g_autoptr (LuukkuSecret) passphrase = luukku_signer_dup_passphrase ();

  return load (key_dir, passphrase, error);
}

gboolean
luukku_signer_is_locked (const char *key_dir)
{
  g_autoptr (LuukkuSigner) signer =
      luukku_signer_is_protected (key_dir) ? luukku_signer_load (key_dir, NULL) : NULL;

  return signer == NULL && luukku_signer_is_protected (key_dir);
}

gboolean
luukku_signer_unlock (const char *key_dir, const char *passphrase, GError **error)
{
  g_autoptr (LuukkuSigner) signer = load (key_dir, passphrase, error);

  if (signer != NULL)
    luukku_signer_set_passphrase (passphrase);
  return signer != NULL;
}

void
luukku_signer_free (LuukkuSigner *self)
{
  if (!self)
    return;
  if (self->key)
    gnutls_privkey_deinit (self->key);
  if (self->certificate)
    gnutls_x509_crt_deinit (self->certificate);
  g_clear_pointer (&self->pem, g_bytes_unref);
  g_free (self);
}

GBytes *
luukku_signer_get_certificate (LuukkuSigner *self)
{
  return self->pem;
}

/* --- signing and checking */

static GBytes *
digest_of (GBytes *content)
{
  guint8 digest[32];

  gnutls_hash_fast (GNUTLS_DIG_SHA256, g_bytes_get_data (content, NULL), g_bytes_get_size (content), digest);
  return g_bytes_new (digest, sizeof digest);
}

static gboolean
describe_cms (gnutls_x509_crt_t certificate, GBytes *content, gint64 at, LuukkuCms *cms)
{
  gnutls_datum_t issuer = { NULL, 0 };
  guint8 serial[64];
  size_t serial_size = sizeof serial;

  if (gnutls_x509_crt_get_serial (certificate, serial, &serial_size) < 0 ||
      gnutls_x509_crt_get_raw_issuer_dn (certificate, &issuer) < 0)
    return FALSE;
  cms->issuer = take_datum (&issuer);
  cms->serial = g_bytes_new (serial, serial_size);
  cms->digest = digest_of (content);
  cms->at = at;
  return TRUE;
}

static void
clear_cms (LuukkuCms *cms)
{
  g_clear_pointer (&cms->issuer, g_bytes_unref);
  g_clear_pointer (&cms->serial, g_bytes_unref);
  g_clear_pointer (&cms->digest, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LuukkuCms, clear_cms)

GBytes *
luukku_signer_sign (LuukkuSigner *self, GBytes *content, gint64 at, GError **error)
{
  g_auto (LuukkuCms) cms = { NULL, NULL, NULL, 0 };
  g_autoptr (GBytes) attributes = NULL, value = NULL;
  gnutls_datum_t data, signature = { NULL, 0 };
  int code;

  if (!describe_cms (self->certificate, content, at, &cms)) {
    tls_failed (error, GNUTLS_E_CERTIFICATE_ERROR);
    return NULL;
  }
  attributes = luukku_cms_attributes (&cms);
  data = datum (attributes);
  if ((code = gnutls_privkey_sign_data (self->key, GNUTLS_DIG_SHA256, 0, &data, &signature)) < 0) {
    tls_failed (error, code);
    return NULL;
  }
  value = take_datum (&signature);
  return luukku_cms_build (&cms, value);
}

static gboolean
import_certificate (GBytes *pem, gnutls_x509_crt_t *ret_certificate, GError **error)
{
  gnutls_datum_t data = datum (pem);

  if (g_bytes_get_size (pem) <= MAX_KEY_FILE && gnutls_x509_crt_init (ret_certificate) >= 0 &&
      gnutls_x509_crt_import (*ret_certificate, &data, GNUTLS_X509_FMT_PEM) >= 0)
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_DAMAGED,
                    N_ ("The certificate cannot be read; ask for the package again."));
  return FALSE;
}

char *
luukku_signer_fingerprint (GBytes *certificate, GError **error)
{
  g_auto (gnutls_x509_crt_t) parsed = NULL;
  guint8 digest[32];
  size_t size = sizeof digest;
  GString *out;

  if (!import_certificate (certificate, &parsed, error))
    return NULL;
  if (gnutls_x509_crt_get_fingerprint (parsed, GNUTLS_DIG_SHA256, digest, &size) < 0) {
    tls_failed (error, GNUTLS_E_CERTIFICATE_ERROR);
    return NULL;
  }
  out = g_string_new (NULL);
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (out, "%s%02X", i ? ":" : "", digest[i]);
  return g_string_free (out, FALSE);
}

/* Reads the signing time and the value out of @signature, then builds the one form again and compares. */
static GBytes *
value_of (GBytes *signature, gnutls_x509_crt_t certificate, GBytes *content, LuukkuCms *cms)
{
  g_auto (gnutls_pkcs7_t) parsed = NULL;
  g_autoptr (GBytes) value = NULL, again = NULL;
  gnutls_datum_t data = datum (signature);
  gnutls_pkcs7_signature_info_st info;

  if (gnutls_pkcs7_init (&parsed) < 0 || gnutls_pkcs7_import (parsed, &data, GNUTLS_X509_FMT_DER) < 0 ||
      gnutls_pkcs7_get_signature_count (parsed) != 1 ||
      gnutls_pkcs7_get_signature_info (parsed, 0, &info) < 0)
    return NULL;
  value = g_bytes_new (info.sig.data, info.sig.size);
  if (describe_cms (certificate, content, (gint64) info.signing_time * G_USEC_PER_SEC, cms))
    again = luukku_cms_build (cms, value);
  gnutls_pkcs7_signature_info_deinit (&info);
  return again && g_bytes_equal (again, signature) ? g_steal_pointer (&value) : NULL;
}

gboolean
luukku_signer_verify (GBytes *certificate, GBytes *content, GBytes *signature, GError **error)
{
  g_auto (gnutls_x509_crt_t) parsed = NULL;
  g_auto (gnutls_pubkey_t) key = NULL;
  g_auto (LuukkuCms) cms = { NULL, NULL, NULL, 0 };
  g_autoptr (GBytes) value = NULL, attributes = NULL;
  gnutls_datum_t data, value_datum;

  if (!import_certificate (certificate, &parsed, error))
    return FALSE;
  if (g_bytes_get_size (signature) <= MAX_SIGNATURE)
    value = value_of (signature, parsed, content, &cms);
  if (value) {
    attributes = luukku_cms_attributes (&cms);
    data = datum (attributes);
    value_datum = datum (value);
    if (gnutls_pubkey_init (&key) >= 0 && gnutls_pubkey_import_x509 (key, parsed, 0) >= 0 &&
        gnutls_pubkey_verify_data2 (key, GNUTLS_SIGN_ECDSA_SHA256, 0, &data, &value_datum) >= 0)
      return TRUE;
  }
  luukku_set_error (error, LUUKKU_ERROR_UNVERIFIED,
                    N_ ("The signature does not fit; do not rely on this package, ask for it again."));
  return FALSE;
}
