/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-base-canonical.c: the bytes that records are hashed over, and the digests. Samples of RFC 8785 and
 * FIPS 180-4 stand here as they do there. */
#include "base/luukku-canonical.h"

#include <string.h>

#include "base/luukku-digest.h"
#include "base/luukku-error.h"

static void
check_json (GVariant *value, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = luukku_canonical_json (value, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (json, ==, expected);
}

/* @value: floating, so that the call must release it on failure, too. */
static void
check_refused (GVariant *value, LuukkuError code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = luukku_canonical_json (value, &error);

  g_assert_null (json);
  g_assert_error (error, LUUKKU_ERROR, (int) code);
  g_assert_cmpuint (strlen (error->message), >, 20);
}

static void
test_strings (void)
{
  static const struct {
    const char *text;
    const char *expected;
  } cases[] = {
    { "", "\"\"" },
    { "\u20ac$\x0f\nA'B\"\\\\\"/", "\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"" }, /* RFC 8785 3.2.2 */
    { "\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\"" },
    { "\x01\x1f\x0b\x1b", "\"\\u0001\\u001f\\u000b\\u001b\"" },
    { "\x7f</script>", "\"\x7f</script>\"" },
    { "\xc2\x80\u2028\ufeff", "\"\xc2\x80\u2028\ufeff\"" },
    { "a\u0308 \U0001f600", "\"a\u0308 \U0001f600\"" }, /* no normalisation */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check_json (g_variant_new_string (cases[i].text), cases[i].expected);
}

static void
test_integers (void)
{
  check_json (g_variant_new_int64 (0), "0");
  check_json (g_variant_new_int64 (-1), "-1");
  check_json (g_variant_new_int64 (G_GINT64_CONSTANT (9007199254740991)), "9007199254740991");
  check_json (g_variant_new_int64 (G_GINT64_CONSTANT (-9007199254740991)), "-9007199254740991");
  check_json (g_variant_new_int32 (G_MININT32), "-2147483648");
  check_json (g_variant_new_uint32 (G_MAXUINT32), "4294967295");
  check_json (g_variant_new_uint64 (7), "7");
  check_json (g_variant_new_int16 (-5), "-5");
  check_json (g_variant_new_uint16 (65535), "65535");
  check_json (g_variant_new_byte (255), "255");
  check_refused (g_variant_new_int64 (G_GINT64_CONSTANT (9007199254740992)), LUUKKU_ERROR_INVALID_INPUT);
  check_refused (g_variant_new_int64 (G_GINT64_CONSTANT (-9007199254740992)), LUUKKU_ERROR_INVALID_INPUT);
  check_refused (g_variant_new_int64 (G_MININT64), LUUKKU_ERROR_INVALID_INPUT);
  check_refused (g_variant_new_uint64 (G_MAXUINT64), LUUKKU_ERROR_INVALID_INPUT);
}

static void
test_others (void)
{
  check_json (g_variant_new_boolean (TRUE), "true");
  check_json (g_variant_new_boolean (FALSE), "false");
  check_json (g_variant_new_maybe (G_VARIANT_TYPE_STRING, NULL), "null");
  check_json (g_variant_new_maybe (NULL, g_variant_new_string ("x")), "\"x\"");
  check_json (g_variant_new_maybe (G_VARIANT_TYPE_VARIANT, NULL), "null");
  check_json (g_variant_new_variant (g_variant_new_variant (g_variant_new_int32 (1))), "1");
  check_json (g_variant_new_parsed ("@a{sv} {}"), "{}");
  check_json (g_variant_new_parsed ("@av []"), "[]");
  check_json (g_variant_new_parsed ("@as []"), "[]");
  check_json (g_variant_new_parsed ("['b', 'a']"), "[\"b\",\"a\"]");
  check_json (g_variant_new_parsed ("[<1>, <'a'>, <@av [<true>]>, <@mv nothing>]"), "[1,\"a\",[true],null]");
}

/* RFC 8785 3.2.2, with the numbers that we can have */
static void
test_sample (void)
{
  GVariant *value = g_variant_new_parsed ("{'numbers': <[<333333333>, <4>, <%x>]>, 'string': <%s>, "
                                          "'literals': <[<@mv nothing>, <true>, <false>]>}",
                                          G_GINT64_CONSTANT (-27), "\u20ac$\x0f\nA'B\"\\\\\"/");

  check_json (value, "{\"literals\":[null,true,false],\"numbers\":[333333333,4,-27],"
                     "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

/* RFC 8785 3.2.3: an emoji (surrogates) sorts before U+FB33. */
static void
test_order (void)
{
  static const char *const pairs[][2] = {
    { "\u20ac", "Euro Sign" },
    { "\r", "Carriage Return" },
    { "\ufb33", "Hebrew Letter Dalet With Dagesh" },
    { "1", "One" },
    { "\U0001f600", "Emoji: Grinning Face" },
    { "\xc2\x80", "Control" },
    { "\u00f6", "Latin Small Letter O With Diaeresis" },
  };
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_variant_builder_add (&builder, "{sv}", pairs[i][0], g_variant_new_string (pairs[i][1]));
  check_json (g_variant_builder_end (&builder),
              "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
              "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
              "\"\U0001f600\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
}

static void
test_order_prefixes (void)
{
  check_json (g_variant_new_parsed (
                  "{'ab': <1>, 'a': <2>, '': <3>, 'B': <4>, 'a\\U0001f601': <5>, 'a\\U0001f600': <6>}"),
              "{\"\":3,\"B\":4,\"a\":2,\"ab\":1,\"a\U0001f600\":6,\"a\U0001f601\":5}");
}

static void
test_refused (void)
{
  check_refused (g_variant_new_double (1), LUUKKU_ERROR_UNSUPPORTED);
  check_refused (g_variant_new_parsed ("(1, 2)"), LUUKKU_ERROR_UNSUPPORTED);
  check_refused (g_variant_new_parsed ("@ai [1]"), LUUKKU_ERROR_UNSUPPORTED);
  check_refused (g_variant_new_parsed ("@a{ss} {'a': 'b'}"), LUUKKU_ERROR_UNSUPPORTED);
  check_refused (g_variant_new_object_path ("/a"), LUUKKU_ERROR_UNSUPPORTED);
  check_refused (g_variant_new_parsed ("{'a': <1.5>}"), LUUKKU_ERROR_UNSUPPORTED);
  check_refused (g_variant_new_parsed ("{'a': <1>, 'b': <2>, 'a': <1>}"), LUUKKU_ERROR_INVALID_INPUT);
}

static GVariant *
nest (guint depth)
{
  GVariant *value = g_variant_new_string ("x");

  for (guint i = 0; i < depth; i++) {
    GVariant *boxed = g_variant_new_variant (value);

    value = g_variant_new_array (G_VARIANT_TYPE_VARIANT, &boxed, 1);
  }
  return value;
}

static void
test_nesting (void)
{
  g_autofree char *json = luukku_canonical_json (nest (30), NULL);

  g_assert_true (g_str_has_prefix (json, "[[[[[["));
  check_refused (nest (40), LUUKKU_ERROR_TOO_LARGE);
  check_refused (nest (1000), LUUKKU_ERROR_TOO_LARGE);
}

static void
test_size (void)
{
  g_autofree char *fits = g_strnfill (64 * 1024 * 1024 - 2, 'x');
  g_autofree char *json = luukku_canonical_json (g_variant_new_string (fits), NULL);

  g_assert_cmpuint (strlen (json), ==, 64 * 1024 * 1024);
  check_refused (g_variant_new_take_string (g_strconcat (fits, "x", NULL)), LUUKKU_ERROR_TOO_LARGE);
}

/* What was hashed once must be the same bytes when it comes back from a file. */
static void
test_serialised (void)
{
  g_autoptr (GVariant) value =
      g_variant_ref_sink (g_variant_new_parsed ("{'b': <@as ['x']>, 'a': <@ms 'y'>}"));
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (value);
  g_autoptr (GVariant) again =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, bytes, FALSE));
  g_autofree char *first = luukku_canonical_json (value, NULL);
  g_autofree char *second = luukku_canonical_json (again, NULL);

  g_assert_cmpstr (first, ==, "{\"a\":\"y\",\"b\":[\"x\"]}");
  g_assert_cmpstr (first, ==, second);
}

/* --- digests */

static void
test_digest_samples (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a\0b", 3);
  g_autofree char *nothing = luukku_digest_data (NULL, 0);
  g_autofree char *abc = luukku_digest_text ("abc");
  g_autofree char *two_blocks =
      luukku_digest_text ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
  g_autofree char *with_nul = luukku_digest_bytes (bytes);

  g_assert_cmpstr (nothing, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  g_assert_cmpstr (abc, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_cmpstr (two_blocks, ==, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  g_assert_cmpstr (with_nul, ==, "59b271ae1bbcb1d31d41929817f4b16fb439eb4f31520b5ad1d5ce98920a7138");
}

static void
test_digest_forms (void)
{
  g_autofree char *abc = luukku_digest_text ("abc");
  g_autofree char *grouped = luukku_digest_group (abc);
  g_autofree char *upper = g_ascii_strup (abc, -1);
  g_autofree char *longer = g_strconcat (abc, "0", NULL);
  g_autofree char *shorter = g_strndup (abc, LUUKKU_DIGEST_HEX_LENGTH - 1);
  g_autofree char *odd = luukku_digest_group ("123456789");
  g_autofree char *empty = luukku_digest_group ("");
  g_autofree char *hex = luukku_hex_encode ("\x00\x7f\xff", 3);
  g_autofree char *no_hex = luukku_hex_encode (NULL, 0);

  g_assert_cmpstr (grouped, ==, "ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c b410ff61 f20015ad");
  g_assert_cmpstr (odd, ==, "12345678 9");
  g_assert_cmpstr (empty, ==, "");
  g_assert_true (luukku_digest_is_valid (abc));
  g_assert_false (luukku_digest_is_valid (upper));
  g_assert_false (luukku_digest_is_valid (longer));
  g_assert_false (luukku_digest_is_valid (shorter));
  g_assert_false (luukku_digest_is_valid (grouped));
  g_assert_false (luukku_digest_is_valid (""));
  g_assert_cmpstr (hex, ==, "007fff");
  g_assert_cmpstr (no_hex, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/canonical/strings", test_strings);
  g_test_add_func ("/base/canonical/integers", test_integers);
  g_test_add_func ("/base/canonical/others", test_others);
  g_test_add_func ("/base/canonical/sample", test_sample);
  g_test_add_func ("/base/canonical/order", test_order);
  g_test_add_func ("/base/canonical/order-prefixes", test_order_prefixes);
  g_test_add_func ("/base/canonical/refused", test_refused);
  g_test_add_func ("/base/canonical/nesting", test_nesting);
  g_test_add_func ("/base/canonical/size", test_size);
  g_test_add_func ("/base/canonical/serialised", test_serialised);
  g_test_add_func ("/base/digest/samples", test_digest_samples);
  g_test_add_func ("/base/digest/forms", test_digest_forms);
  return g_test_run ();
}
