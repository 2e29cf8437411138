/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-relay-signature.c: signatures over the bytes as received, with the published vector of Standard
 * Webhooks. */
#define G_LOG_DOMAIN "luukku-relay"

#include "relay/luukku-relay-limit.h"
#include "relay/luukku-relay-signature.h"

#include <string.h>

#define META_SECRET "an-app-secret-of-32-hex-digits!!"
/* as the platform writes it: letters that are not ASCII are escaped. The digest is openssl's. */
#define META_BODY "{\"entry\":[{\"text\":\"Hyv\\u00e4\\u00e4 p\\u00e4iv\\u00e4\\u00e4\"}]}"
#define META_DIGEST "adaad183aad7739e38ba6ac24d4548eade3e8dce4c9dfb141d8dba5004c2667f"
/* The vector that the Standard Webhooks libraries share. */
#define STANDARD_SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define STANDARD_ID "msg_p5jXN8AQM9LWM0D4loKWxJek"
#define STANDARD_TIME "1614265330"
#define STANDARD_NOW (G_GINT64_CONSTANT (1614265330) * G_TIME_SPAN_SECOND)
#define STANDARD_BODY "{\"test\": 2432232314}"
#define STANDARD_SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

static GBytes *
bytes (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

static LuukkuRelayVerdict
meta (const char *signature, const char *body)
{
  g_autoptr (GBytes) data = bytes (body);

  return luukku_relay_check_meta (META_SECRET, signature, data);
}

static LuukkuRelayVerdict
standard (const char *id, const char *time, const char *signatures, const char *body, gint64 now)
{
  g_autoptr (GBytes) data = bytes (body);

  return luukku_relay_check_standard (STANDARD_SECRET, id, time, signatures, data, now);
}

static void
test_meta (void)
{
  g_assert_cmpint (meta ("sha256=" META_DIGEST, META_BODY), ==, LUUKKU_RELAY_GENUINE);
  g_assert_cmpint (meta (NULL, META_BODY), ==, LUUKKU_RELAY_UNSIGNED);
  g_assert_cmpint (meta (META_DIGEST, META_BODY), ==, LUUKKU_RELAY_UNSIGNED);
  g_assert_cmpint (meta ("sha1=" META_DIGEST, META_BODY), ==, LUUKKU_RELAY_UNSIGNED);
  g_assert_cmpint (meta ("sha256=", META_BODY), ==, LUUKKU_RELAY_FORGED);
  g_assert_cmpint (meta ("sha256=" META_DIGEST "00", META_BODY), ==, LUUKKU_RELAY_FORGED);
  g_assert_cmpint (meta ("sha256=" META_DIGEST, META_BODY " "), ==, LUUKKU_RELAY_FORGED);
}

static void
test_meta_bytes (void)
{
  g_test_summary (
      "The same JSON with its letters unescaped is another delivery: bytes are signed, not meaning.");
  g_assert_cmpint (meta ("sha256=" META_DIGEST, "{\"entry\":[{\"text\":\"Hyvää päivää\"}]}"), ==,
                   LUUKKU_RELAY_FORGED);
}

static void
test_standard (void)
{
  g_assert_cmpint (standard (STANDARD_ID, STANDARD_TIME, STANDARD_SIGNATURE, STANDARD_BODY, STANDARD_NOW), ==,
                   LUUKKU_RELAY_GENUINE);
  g_assert_cmpint (standard (STANDARD_ID, STANDARD_TIME, "v1a,AAAA v1,BBBB " STANDARD_SIGNATURE,
                             STANDARD_BODY, STANDARD_NOW),
                   ==, LUUKKU_RELAY_GENUINE);
  g_assert_cmpint (standard ("msg_other", STANDARD_TIME, STANDARD_SIGNATURE, STANDARD_BODY, STANDARD_NOW), ==,
                   LUUKKU_RELAY_FORGED);
  g_assert_cmpint (standard (STANDARD_ID, "1614265331", STANDARD_SIGNATURE, STANDARD_BODY, STANDARD_NOW), ==,
                   LUUKKU_RELAY_FORGED);
  g_assert_cmpint (standard (STANDARD_ID, STANDARD_TIME, STANDARD_SIGNATURE + 3, STANDARD_BODY, STANDARD_NOW),
                   ==, LUUKKU_RELAY_FORGED);
  g_assert_cmpint (standard (NULL, STANDARD_TIME, STANDARD_SIGNATURE, STANDARD_BODY, STANDARD_NOW), ==,
                   LUUKKU_RELAY_UNSIGNED);
  g_assert_cmpint (standard (STANDARD_ID, "yesterday", STANDARD_SIGNATURE, STANDARD_BODY, STANDARD_NOW), ==,
                   LUUKKU_RELAY_UNSIGNED);
  g_assert_cmpint (
      standard (STANDARD_ID, "99999999999999999999", STANDARD_SIGNATURE, STANDARD_BODY, STANDARD_NOW), ==,
      LUUKKU_RELAY_UNSIGNED);
}

/* On letters that are not ASCII; npm's standardwebhooks and openssl agree on it. */
static void
test_standard_letters (void)
{
  g_assert_cmpint (standard ("msg_1", "1795187431", "v1,NnFfT+6HnAkG7VpNmHbiqE3PV54UXqd7gvlR3Dl/5kE=",
                             "{\"viesti\":\"Hei, katuvalo on pimeänä\"}",
                             G_GINT64_CONSTANT (1795187431) * G_TIME_SPAN_SECOND),
                   ==, LUUKKU_RELAY_GENUINE);
  g_assert_cmpint (standard ("msg_1", "1795187431", "v1,NnFfT+6HnAkG7VpNmHbiqE3PV54UXqd7gvlR3Dl/5kE=",
                             "{\"viesti\":\"Hei, katuvalo on pime\\u00e4n\\u00e4\"}",
                             G_GINT64_CONSTANT (1795187431) * G_TIME_SPAN_SECOND),
                   ==, LUUKKU_RELAY_FORGED);
}

static void
test_standard_time (void)
{
  const gint64 edge = LUUKKU_RELAY_TOLERANCE;

  g_assert_cmpint (
      standard (STANDARD_ID, STANDARD_TIME, STANDARD_SIGNATURE, STANDARD_BODY, STANDARD_NOW + edge), ==,
      LUUKKU_RELAY_GENUINE);
  g_assert_cmpint (
      standard (STANDARD_ID, STANDARD_TIME, STANDARD_SIGNATURE, STANDARD_BODY, STANDARD_NOW + edge + 1), ==,
      LUUKKU_RELAY_STALE);
  g_assert_cmpint (
      standard (STANDARD_ID, STANDARD_TIME, STANDARD_SIGNATURE, STANDARD_BODY, STANDARD_NOW - edge - 1), ==,
      LUUKKU_RELAY_STALE);
}

static void
test_standard_secret (void)
{
  g_assert_true (luukku_relay_is_standard_secret (STANDARD_SECRET));
  g_assert_true (luukku_relay_is_standard_secret ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  g_assert_false (luukku_relay_is_standard_secret ("whsec_short"));
  g_assert_false (luukku_relay_is_standard_secret (""));
}

static void
test_bucket (void)
{
  LuukkuRelayBucket bucket = { 0, 0 };
  gint64 now = STANDARD_NOW;

  for (guint i = 0; i < 3; i++)
    g_assert_true (luukku_relay_bucket_take (&bucket, 3, G_TIME_SPAN_SECOND, now));
  g_assert_false (luukku_relay_bucket_take (&bucket, 3, G_TIME_SPAN_SECOND, now));
  g_assert_false (luukku_relay_bucket_take (&bucket, 3, G_TIME_SPAN_SECOND, now - G_TIME_SPAN_HOUR));
  g_assert_true (
      luukku_relay_bucket_take (&bucket, 3, G_TIME_SPAN_SECOND, now - G_TIME_SPAN_HOUR + G_TIME_SPAN_SECOND));
}

static void
test_buckets (void)
{
  g_autoptr (LuukkuRelayBuckets) buckets = luukku_relay_buckets_new (1, G_TIME_SPAN_MINUTE);

  g_assert_true (luukku_relay_buckets_take (buckets, "192.0.2.1", STANDARD_NOW));
  g_assert_false (luukku_relay_buckets_take (buckets, "192.0.2.1", STANDARD_NOW));
  g_assert_true (luukku_relay_buckets_take (buckets, "192.0.2.2", STANDARD_NOW));
  g_assert_true (luukku_relay_buckets_take (buckets, "192.0.2.1", STANDARD_NOW + G_TIME_SPAN_MINUTE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/relay/signature/meta", test_meta);
  g_test_add_func ("/relay/signature/meta/bytes", test_meta_bytes);
  g_test_add_func ("/relay/signature/standard", test_standard);
  g_test_add_func ("/relay/signature/standard/letters", test_standard_letters);
  g_test_add_func ("/relay/signature/standard/time", test_standard_time);
  g_test_add_func ("/relay/signature/standard/secret", test_standard_secret);
  g_test_add_func ("/relay/limit/bucket", test_bucket);
  g_test_add_func ("/relay/limit/buckets", test_buckets);
  return g_test_run ();
}
