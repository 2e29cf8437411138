/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-cms.c: writes DER. Must not sign, read files or know a clock.
 *
 *   ContentInfo { signedData, [0] SignedData { 1, { sha256 }, { data }, { SignerInfo } } }
 *   SignerInfo  { 1, { issuer, serial }, sha256, [0] { contentType, signingTime, messageDigest },
 * ecdsa-with-SHA256, value }
 *
 * The attributes stand in DER's order for a SET OF, which here is the order of their lengths. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-cms.h"

#define DER_INTEGER 0x02
#define DER_OCTETS 0x04
#define DER_OID 0x06
#define DER_UTC_TIME 0x17
#define DER_GENERAL_TIME 0x18
#define DER_SEQUENCE 0x30
#define DER_SET 0x31
#define DER_CONTEXT_0 0xA0

static const guint8 oid_signed_data[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02 };
static const guint8 oid_data[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01 };
static const guint8 oid_content_type[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x03 };
static const guint8 oid_digest[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x04 };
static const guint8 oid_time[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x05 };
static const guint8 oid_sha256[] = { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01 };
static const guint8 oid_ecdsa_sha256[] = { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02 };

#define OID(name) der (DER_OID, name, sizeof name)

/* Returns: (transfer full): one DER value. */
static GByteArray *
der (guint8 tag, gconstpointer data, gsize size)
{
  GByteArray *out = g_byte_array_sized_new (size + 6);
  guint8 head[6] = { tag };
  guint used = 2;

  if (size < 0x80) {
    head[1] = size;
  } else {
    guint bytes = size > 0xFFFF ? 3 : size > 0xFF ? 2 : 1;

    head[1] = 0x80 | bytes;
    for (guint i = 0; i < bytes; i++)
      head[used++] = (size >> (8 * (bytes - 1 - i))) & 0xFF;
  }
  g_byte_array_append (out, head, used);
  if (size)
    g_byte_array_append (out, data, size);
  return out;
}

/* @...: (transfer full): GByteArray parts, NULL at the end. Returns: (transfer full). */
static GByteArray *G_GNUC_NULL_TERMINATED
der_of (guint tag, ...)
{
  g_autoptr (GByteArray) inside = g_byte_array_new ();
  GByteArray *part;
  va_list list;

  va_start (list, tag);
  while ((part = va_arg (list, GByteArray *))) {
    g_byte_array_append (inside, part->data, part->len);
    g_byte_array_unref (part);
  }
  va_end (list);
  return der ((guint8) tag, inside->data, inside->len);
}

static GByteArray *
der_bytes (guint8 tag, GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  return der (tag, data, size);
}

static GByteArray *
plain (GBytes *bytes)
{
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return out;
}

static GByteArray *
der_time (gint64 at)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (at / G_USEC_PER_SEC);
  gboolean late = g_date_time_get_year (time) >= 2050; /* RFC 5652 section 11.3 */
  g_autofree char *text = g_date_time_format (time, late ? "%Y%m%d%H%M%SZ" : "%y%m%d%H%M%SZ");

  return der (late ? DER_GENERAL_TIME : DER_UTC_TIME, text, strlen (text));
}

static GByteArray *
attribute (GByteArray *oid, GByteArray *value)
{
  return der_of (DER_SEQUENCE, oid, der_of (DER_SET, value, NULL), NULL);
}

static GByteArray *
attributes (guint8 tag, const LuukkuCms *cms)
{
  return der_of (tag, attribute (OID (oid_content_type), OID (oid_data)),
                 attribute (OID (oid_time), der_time (cms->at)),
                 attribute (OID (oid_digest), der_bytes (DER_OCTETS, cms->digest)), NULL);
}

GBytes *
luukku_cms_attributes (const LuukkuCms *cms)
{
  return g_byte_array_free_to_bytes (attributes (DER_SET, cms));
}

static GByteArray *
sha256_name (void)
{
  return der_of (DER_SEQUENCE, OID (oid_sha256), NULL);
}

static GByteArray *
one (void)
{
  return der (DER_INTEGER, "\x01", 1);
}

GBytes *
luukku_cms_build (const LuukkuCms *cms, GBytes *value)
{
  GByteArray *signer =
      der_of (DER_SEQUENCE, one (),
              der_of (DER_SEQUENCE, plain (cms->issuer), der_bytes (DER_INTEGER, cms->serial), NULL),
              sha256_name (), attributes (DER_CONTEXT_0, cms),
              der_of (DER_SEQUENCE, OID (oid_ecdsa_sha256), NULL), der_bytes (DER_OCTETS, value), NULL);
  GByteArray *data =
      der_of (DER_SEQUENCE, one (), der_of (DER_SET, sha256_name (), NULL),
              der_of (DER_SEQUENCE, OID (oid_data), NULL), der_of (DER_SET, signer, NULL), NULL);

  return g_byte_array_free_to_bytes (
      der_of (DER_SEQUENCE, OID (oid_signed_data), der_of (DER_CONTEXT_0, data, NULL), NULL));
}
