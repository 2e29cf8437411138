/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-stamp.c: writes time stamp requests and reads the answers (RFC 3161). The few structures are read by
 * hand, strictly; signature and chain are GnuTLS's business. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-stamp.h"

#include "base/luukku-error.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/pkcs7.h>
#include <gnutls/x509.h>

#include <string.h>

#define TAG_BOOLEAN 0x01
#define TAG_INTEGER 0x02
#define TAG_OCTETS 0x04
#define TAG_OID 0x06
#define TAG_TIME 0x18
#define TAG_SEQUENCE 0x30
#define DIGEST_SIZE 32
#define OID_TST_INFO "1.2.840.113549.1.9.16.1.4"

/* AlgorithmIdentifier of SHA-256, with NULL parameters. */
static const guint8 sha256_algorithm[] = { 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                           0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00 };
static const guint8 sha256_oid[] = { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01 };

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_pkcs7_t, gnutls_pkcs7_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (gnutls_x509_crt_t, gnutls_x509_crt_deinit, NULL)

static void
digest_of (GBytes *content, guint8 *digest)
{
  gnutls_hash_fast (GNUTLS_DIG_SHA256, g_bytes_get_data (content, NULL), g_bytes_get_size (content), digest);
}

GBytes *
luukku_stamp_request (GBytes *content, guint64 nonce)
{
  static const guint8 version[] = { TAG_INTEGER, 1, 1 };
  static const guint8 certificates[] = { TAG_BOOLEAN, 1, 0xff };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint8 digest[DIGEST_SIZE], number[2 + 9] = { TAG_INTEGER, 9, 0 };
  guint8 head[2] = { TAG_SEQUENCE, 0 },
         imprint[2] = { TAG_SEQUENCE, sizeof sha256_algorithm + 2 + DIGEST_SIZE };
  guint8 octets[2] = { TAG_OCTETS, DIGEST_SIZE };
  guint first = 0;

  digest_of (content, digest);
  for (guint i = 0; i < 8; i++)
    number[3 + i] = (guint8) (nonce >> (56 - 8 * i));
  while (first < 8 && number[2 + first] == 0 && number[3 + first] < 0x80) /* DER: no needless zero */
    first++;
  number[1] = (guint8) (9 - first);
  head[1] = (guint8) (sizeof version + 2 + imprint[1] + 2 + number[1] + sizeof certificates);
  g_byte_array_append (out, head, 2);
  g_byte_array_append (out, version, sizeof version);
  g_byte_array_append (out, imprint, 2);
  g_byte_array_append (out, sha256_algorithm, sizeof sha256_algorithm);
  g_byte_array_append (out, octets, 2);
  g_byte_array_append (out, digest, DIGEST_SIZE);
  g_byte_array_append (out, number, 2);
  g_byte_array_append (out, number + 2 + first, number[1]);
  g_byte_array_append (out, certificates, sizeof certificates);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

guint64
luukku_stamp_new_nonce (void)
{
  guint64 nonce = 0;

  if (gnutls_rnd (GNUTLS_RND_NONCE, &nonce, sizeof nonce) < 0 || nonce == 0)
    return 1;
  return nonce;
}

/* --- reading DER */

typedef struct {
  const guint8 *data;
  gsize size;
} Der;

/* Takes the next value of @tag off @from. *@ret_whole: (out) (optional): with its head. */
static gboolean
take (Der *from, guint8 tag, Der *ret_value, Der *ret_whole)
{
  gsize length, head = 2;

  if (from->size < 2 || from->data[0] != tag)
    return FALSE;
  length = from->data[1];
  if (length >= 0x80) {
    gsize count = length & 0x7f;

    if (count == 0 || count > 3 || from->size < 2 + count)
      return FALSE;
    length = 0;
    for (gsize i = 0; i < count; i++)
      length = length << 8 | from->data[2 + i];
    head += count;
  }
  if (length > from->size - head)
    return FALSE;
  if (ret_whole)
    *ret_whole = (Der){ from->data, head + length };
  *ret_value = (Der){ from->data + head, length };
  from->data += head + length;
  from->size -= head + length;
  return TRUE;
}

static gboolean
read_number (Der value, guint64 *ret_number)
{
  if (value.size == 0 || value.size > 9 || (value.size == 9 && value.data[0] != 0) || (value.data[0] & 0x80))
    return FALSE;
  *ret_number = 0;
  for (gsize i = 0; i < value.size; i++)
    *ret_number = *ret_number << 8 | value.data[i];
  return TRUE;
}

gboolean
luukku_stamp_read_nonce (GBytes *request, guint64 *ret_nonce)
{
  Der all, body, value;

  all.data = g_bytes_get_data (request, &all.size);
  return take (&all, TAG_SEQUENCE, &body, NULL) && take (&body, TAG_INTEGER, &value, NULL) &&
         take (&body, TAG_SEQUENCE, &value, NULL) && take (&body, TAG_INTEGER, &value, NULL) &&
         read_number (value, ret_nonce);
}

/* GeneralizedTime in UTC, fractions left away. */
static gboolean
read_time (Der value, gint64 *ret_time)
{
  g_autofree char *text = g_strndup ((const char *) value.data, value.size);
  g_autofree char *iso = NULL;

  if (strlen (text) != value.size || value.size < 15 || text[value.size - 1] != 'Z')
    return FALSE;
  for (guint i = 0; i < 14; i++)
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  iso = g_strdup_printf ("%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", text, text + 4, text + 6, text + 8, text + 10,
                         text + 12);
  {
    g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (iso, NULL);

    if (!time)
      return FALSE;
    *ret_time = g_date_time_to_unix (time) * G_USEC_PER_SEC;
  }
  return TRUE;
}

typedef struct {
  Der imprint;
  guint64 nonce;
  gboolean has_nonce;
  gint64 time;
} TstInfo;

static gboolean
read_info (Der all, TstInfo *info)
{
  Der body, value, imprint, algorithm, oid;

  if (!take (&all, TAG_SEQUENCE, &body, NULL) || !take (&body, TAG_INTEGER, &value, NULL) ||
      !take (&body, TAG_OID, &value, NULL) || !take (&body, TAG_SEQUENCE, &imprint, NULL) ||
      !take (&imprint, TAG_SEQUENCE, &algorithm, NULL) || !take (&algorithm, TAG_OID, &oid, NULL) ||
      oid.size != sizeof sha256_oid || memcmp (oid.data, sha256_oid, oid.size) != 0 ||
      !take (&imprint, TAG_OCTETS, &info->imprint, NULL) || !take (&body, TAG_INTEGER, &value, NULL) ||
      !take (&body, TAG_TIME, &value, NULL) || !read_time (value, &info->time))
    return FALSE;
  take (&body, TAG_SEQUENCE, &value, NULL); /* accuracy */
  take (&body, TAG_BOOLEAN, &value, NULL);  /* ordering */
  info->has_nonce = take (&body, TAG_INTEGER, &value, NULL) && read_number (value, &info->nonce);
  return TRUE;
}

/* --- the token */

/* The chain is judged at the time of the stamp: a package is checked years later. */
static gboolean
is_signed (gnutls_pkcs7_t token, GBytes *authority, gint64 at)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (authority, &size);
  gnutls_datum_t pem = { (unsigned char *) data, (unsigned int) size };
  gnutls_typed_vdata_st purpose = { GNUTLS_DT_KEY_PURPOSE_OID, (unsigned char *) GNUTLS_KP_TIME_STAMPING, 0 };
  gnutls_x509_trust_list_t trusted;
  gboolean good, in_time = gnutls_pkcs7_get_crt_count (token) > 0;

  if (gnutls_x509_trust_list_init (&trusted, 0) < 0)
    return FALSE;
  good = gnutls_x509_trust_list_add_trust_mem (trusted, &pem, NULL, GNUTLS_X509_FMT_PEM, 0, 0) > 0 &&
         gnutls_pkcs7_verify (token, trusted, &purpose, 1, 0, NULL, GNUTLS_VERIFY_DISABLE_TIME_CHECKS) >= 0;
  gnutls_x509_trust_list_deinit (trusted, 1);
  for (int i = 0; i < gnutls_pkcs7_get_crt_count (token); i++) {
    g_auto (gnutls_x509_crt_t) certificate = NULL;
    gnutls_datum_t raw = { NULL, 0 };

    if (gnutls_pkcs7_get_crt_raw2 (token, (unsigned) i, &raw) < 0 ||
        gnutls_x509_crt_init (&certificate) < 0 ||
        gnutls_x509_crt_import (certificate, &raw, GNUTLS_X509_FMT_DER) < 0 ||
        at / G_USEC_PER_SEC < gnutls_x509_crt_get_activation_time (certificate) ||
        at / G_USEC_PER_SEC > gnutls_x509_crt_get_expiration_time (certificate))
      in_time = FALSE;
    gnutls_free (raw.data);
  }
  return good && in_time;
}

static gboolean
fail (GError **error, const char *sentence)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-security"
  luukku_set_error (error, LUUKKU_ERROR_UNVERIFIED, sentence);
#pragma GCC diagnostic pop
  return FALSE;
}

static gboolean
check_info (const TstInfo *info, GBytes *content, guint64 nonce, GError **error)
{
  guint8 digest[DIGEST_SIZE];

  digest_of (content, digest);
  if (info->imprint.size != DIGEST_SIZE || memcmp (info->imprint.data, digest, DIGEST_SIZE) != 0)
    return fail (error, N_ ("The time stamp is of something else; the package is made without one."));
  if (nonce && (!info->has_nonce || info->nonce != nonce))
    return fail (error, N_ ("The time stamp does not answer our request; the package is made without one."));
  return TRUE;
}

static gboolean
check_token (Der token, GBytes *content, guint64 nonce, GBytes *authority, gint64 *ret_time, GError **error)
{
  g_auto (gnutls_pkcs7_t) parsed = NULL;
  gnutls_datum_t der = { (unsigned char *) token.data, (unsigned int) token.size }, inside = { NULL, 0 };
  const char *type;
  TstInfo info = { 0 };
  gboolean done = FALSE;

  if (gnutls_pkcs7_init (&parsed) < 0 || gnutls_pkcs7_import (parsed, &der, GNUTLS_X509_FMT_DER) < 0 ||
      gnutls_pkcs7_get_signature_count (parsed) != 1 ||
      !(type = gnutls_pkcs7_get_embedded_data_oid (parsed)) || !g_str_equal (type, OID_TST_INFO) ||
      gnutls_pkcs7_get_embedded_data (parsed, 0, &inside) < 0)
    return fail (error, N_ ("The time stamp cannot be read; the package is made without one."));
  if (!read_info ((Der){ inside.data, inside.size }, &info))
    fail (error, N_ ("The time stamp cannot be read; the package is made without one."));
  else if (check_info (&info, content, nonce, error)) {
    done = is_signed (parsed, authority, info.time);
    if (!done)
      fail (error, N_ ("The time stamp is not signed by the authority that is set; the package is made "
                       "without one."));
  }
  gnutls_free (inside.data);
  if (done && ret_time)
    *ret_time = info.time;
  return done;
}

gboolean
luukku_stamp_check (GBytes *reply, GBytes *content, guint64 nonce, GBytes *authority, gint64 *ret_time,
                    GError **error)
{
  gsize size;
  Der all = { g_bytes_get_data (reply, &size), 0 }, body, status, value, token_value, token;
  guint64 number;

  if (size > LUUKKU_STAMP_MAX_REPLY) {
    luukku_set_error (
        error, LUUKKU_ERROR_TOO_LARGE,
        N_ ("The answer of the time stamp authority is too large; the package is made without a "
            "time stamp."));
    return FALSE;
  }
  all.size = size;
  if (!take (&all, TAG_SEQUENCE, &body, NULL) || all.size || !take (&body, TAG_SEQUENCE, &status, NULL) ||
      !take (&status, TAG_INTEGER, &value, NULL) || !read_number (value, &number))
    return fail (error, N_ ("The time stamp cannot be read; the package is made without one."));
  if (number > 1) /* 0 granted, 1 granted with changes (section 2.4.2) */
    return fail (error, N_ ("The time stamp authority refused; the package is made without a time stamp."));
  if (!take (&body, TAG_SEQUENCE, &token_value, &token) || body.size)
    return fail (error, N_ ("The time stamp cannot be read; the package is made without one."));
  return check_token (token, content, nonce, authority, ret_time, error);
}
