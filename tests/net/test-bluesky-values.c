/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-bluesky-values.c: the pure parts of the Bluesky adapter: errors by their names, the cursor, names and
 * keys, annotated texts, and the count of graphemes. */
#define G_LOG_DOMAIN "luukku"

#include "bluesky/luukku-bluesky-error.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "adapter/luukku-json-write.h"
#include "adapter/luukku-weighted.h"
#include "bluesky/luukku-bluesky-cursor.h"
#include "bluesky/luukku-bluesky-parse.h"
#include "bluesky/luukku-bluesky-text.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND) /* 2026-11-20T10:30:00Z */
#define ME "did:plc:esimerkkikaupunki2222222"
#define MAIJA "did:plc:maijaesimerkki2222222222"
#define CONVO_1 "3mzadpbys222b"
#define LOG_0 "3n2qdbe7m222b"
#define LOG_1 "3n2qdkccus22b"
#define ROOT "at://" ME "/app.bsky.feed.post/3n2nziz7g222b"
#define ANSWER "at://" MAIJA "/app.bsky.feed.post/3n2q4krr2222b"
#define PUBLIC ROOT "#" MAIJA

/* --- values */

/* The errors by their names: the status says little here. */
static void
test_errors (void)
{
  static const struct {
    guint status;
    const char *name, *message;
    LuukkuFaultKind kind;
    gboolean reauth, retry, permission;
  } cases[] = {
    { 400, "ExpiredToken", "Token has expired", LUUKKU_FAULT_AUTH, TRUE, FALSE, FALSE },
    { 400, "InvalidToken", "Token could not be verified", LUUKKU_FAULT_AUTH, TRUE, FALSE, FALSE },
    { 400, "InvalidToken", "Bad token method", LUUKKU_FAULT_AUTH, TRUE, FALSE, TRUE },
    { 401, "AuthenticationRequired", "Invalid identifier or password", LUUKKU_FAULT_AUTH, TRUE, FALSE,
      FALSE },
    { 401, "AuthFactorTokenRequired", "", LUUKKU_FAULT_AUTH, TRUE, FALSE, TRUE },
    { 400, "AccountTakedown", "", LUUKKU_FAULT_PERMISSION, FALSE, FALSE, TRUE },
    { 429, "RateLimitExceeded", "", LUUKKU_FAULT_THROTTLED, FALSE, TRUE, FALSE },
    { 400, "InvalidRequest", "limit can not be greater than 100", LUUKKU_FAULT_BAD_REQUEST, FALSE, FALSE,
      FALSE },
    { 400, "InvalidConvo", "", LUUKKU_FAULT_GONE, FALSE, FALSE, FALSE },
    { 400, "MessagesDisabled", "", LUUKKU_FAULT_RECIPIENT, FALSE, FALSE, FALSE },
    { 502, "UpstreamFailure", "", LUUKKU_FAULT_SERVER, FALSE, TRUE, FALSE },
    { 500, "InternalServerError", "", LUUKKU_FAULT_SERVER, FALSE, TRUE, FALSE },
    { 400, "SomethingNew", "", LUUKKU_FAULT_BAD_REQUEST, FALSE, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text =
        g_strdup_printf ("{\"error\":\"%s\",\"message\":\"%s\"}", cases[i].name, cases[i].message);
    g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
    g_autoptr (JsonNode) root = luukku_json_parse (body, NULL);
    g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (LuukkuResponse) response = NULL;
    g_autoptr (GError) error = NULL;
    LuukkuHttpAnswer answer = { .root = root, .status = cases[i].status, .now = NOW };

    g_hash_table_insert (headers, (gpointer) "RateLimit-Reset", (gpointer) "1795170690");
    answer.response = response = luukku_response_new (cases[i].status, headers, body, NOW);
    g_test_message ("%s", cases[i].name);
    g_assert_false (luukku_bluesky_check (&answer, &error));
    g_assert_error (error, LUUKKU_FAULT, (int) cases[i].kind);
    g_assert_cmpint (luukku_fault_get_info (error)->needs_reauth, ==, cases[i].reauth);
    g_assert_cmpint (luukku_fault_get_info (error)->retryable, ==, cases[i].retry);
    g_assert_cmpint (luukku_fault_get_info (error)->permission, ==, cases[i].permission);
    g_assert_cmpint (luukku_fault_get_info (error)->retry_after, ==,
                     cases[i].status == 429 ? 90 * G_TIME_SPAN_SECOND : 0);
    if (*cases[i].message != '\0')
      g_assert_null (strstr (error->message, cases[i].message));
  }
}

static void
test_cursor (void)
{
  static const char *const foreign[] = {
    "", "{", "m1 7 8 9", "b2&log=x", "b1&phase=nowhere&convos=a/b,../c&recent=x&top=-5&mentions=x&=&log"
  };
  g_autoptr (LuukkuBlueskyCursor) cursor = luukku_bluesky_cursor_read (NULL);
  g_autoptr (LuukkuBlueskyCursor) again = NULL;
  g_autofree char *text = NULL, *other = NULL, *empty = luukku_bluesky_cursor_write (cursor);

  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++) {
    g_autoptr (LuukkuBlueskyCursor) read = luukku_bluesky_cursor_read (foreign[i]);
    g_autofree char *written = luukku_bluesky_cursor_write (read);

    g_assert_cmpstr (written, ==, empty);
  }
  cursor->log = g_strdup (LOG_0);
  cursor->page = g_strdup ("page/+=& ä");
  luukku_bluesky_cursor_begin_walk (cursor, LOG_1);
  g_assert_null (cursor->page);
  cursor->older = g_strdup ("a&b=c,d");
  cursor->mentions = NOW;
  g_ptr_array_add (cursor->convos, g_strdup (CONVO_1));
  for (guint i = 0; i < 2 * LUUKKU_BLUESKY_RECENT; i++) {
    g_autofree char *uri = g_strdup_printf ("at://" MAIJA "/app.bsky.feed.post/%u", i);

    luukku_bluesky_cursor_note_post (cursor, uri, FALSE);
    luukku_bluesky_cursor_note_post (cursor, uri, FALSE);
  }
  luukku_bluesky_cursor_note_post (cursor, ANSWER, TRUE); /* no room for an older one */
  text = luukku_bluesky_cursor_write (cursor);
  g_assert_null (strstr (text, ANSWER));
  again = luukku_bluesky_cursor_read (text);
  other = luukku_bluesky_cursor_write (again);
  g_assert_cmpstr (text, ==, other);
  g_assert_cmpuint (again->recent->len, ==, LUUKKU_BLUESKY_RECENT);
  g_assert_cmpstr (again->older, ==, "a&b=c,d");
  g_assert_cmpint (again->phase, ==, LUUKKU_BLUESKY_PHASE_ACCEPTED);
  luukku_bluesky_cursor_begin_walk (again, LOG_0); /* under way: what it looks for stays */
  g_assert_cmpstr (again->since, ==, LOG_1);
}

static void
test_names (void)
{
  static const char *const dids[] = { ME, "did:web:kaupunki.example", "did:web:localhost%3A3000" };
  static const char *const none[] = {
    "did:", "did:plc", "did:plc:", "did:PLC:x", "x", "", "did:web:a/b", NULL
  };
  g_autofree char *tid = luukku_bluesky_make_tid (NOW, "key-7");
  g_autofree char *again = luukku_bluesky_make_tid (NOW, "key-7");
  g_autofree char *later = luukku_bluesky_make_tid (NOW + 1, "key-7");
  g_autofree char *address = luukku_bluesky_post_address (ANSWER);
  g_autofree char *root = NULL, *did = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (dids); i++)
    g_assert_true (luukku_bluesky_is_did (dids[i]));
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_false (luukku_bluesky_is_did (none[i]));
  g_assert_true (luukku_bluesky_is_tid (tid));
  g_assert_cmpstr (tid, ==, again);
  g_assert_cmpstr (tid, <, later);
  g_assert_cmpstr (tid, >, LOG_1);
  g_assert_cmpstr (address, ==, "https://bsky.app/profile/" MAIJA "/post/3n2q4krr2222b");
  g_assert_true (luukku_bluesky_thread_parse (PUBLIC, &root, &did));
  g_assert_cmpstr (root, ==, ROOT);
  g_assert_cmpstr (did, ==, MAIJA);
  g_assert_true (
      luukku_bluesky_is_id ("3n2quhbnkhc2c123456")); /* record keys of other lengths are text, too */
  g_assert_false (luukku_bluesky_is_id (".."));
  g_assert_false (luukku_bluesky_is_id ("a/b"));
  g_assert_false (luukku_bluesky_is_handle ("a..b"));
}

/* --- annotated texts: counted in bytes */

static JsonNode *
read_json (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  JsonNode *node = luukku_json_parse (bytes, &error);

  g_assert_no_error (error);
  return node;
}

#define LINK(start, end, uri)                                                                                \
  "{\"index\":{\"byteStart\":" #start ",\"byteEnd\":" #end                                                   \
  "},\"features\":[{\"$type\":\"app.bsky.richtext.facet#tag\",\"tag\":\"x\"},{\"$type\":"                    \
  "\"app.bsky.richtext.facet#link\",\"uri\":\"" uri "\"}]}"

static void
test_expand (void)
{
  static const struct {
    const char *text, *facets, *whole;
    guint skipped;
  } cases[] = {
    { "Ä: täältä", "[" LINK (4, 13, "https://x.example/") "]", "Ä: täältä (https://x.example/)", 0 },
    { "kuopio.fi ja x", "[" LINK (0, 9, "https://kuopio.fi") "]", "kuopio.fi ja x", 0 },
    /* in any order; one inside another is left out */
    { "a b", "[" LINK (2, 3, "https://b.example") "," LINK (0, 1, "https://a.example") "]",
      "a (https://a.example) b (https://b.example)", 0 },
    { "abc", "[" LINK (0, 3, "https://a.example") "," LINK (1, 2, "https://b.example") "]",
      "abc (https://a.example)", 0 },
    /* in the midst of a letter, behind the end, backwards, no object */
    { "äb", "[" LINK (1, 2, "https://x.example") "]", "äb", 1 },
    { "äb", "[" LINK (0, 4, "https://x.example") "]", "äb", 1 },
    { "äb", "[" LINK (2, 0, "https://x.example") ",7]", "äb", 1 },
    { "@maija",
      "[{\"index\":{\"byteStart\":0,\"byteEnd\":6},\"features\":[{\"$type\":\"app.bsky.richtext.facet#"
      "mention\"}]}]",
      "@maija", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonNode) facets = read_json (cases[i].facets);
    guint skipped = 0;
    g_autofree char *whole = luukku_bluesky_expand (cases[i].text, json_node_get_array (facets), &skipped);

    g_assert_cmpstr (whole, ==, cases[i].whole);
    g_assert_cmpuint (skipped, ==, cases[i].skipped);
  }
}

static void
test_facets (void)
{
  static const struct {
    const char *text, *wanted;
  } cases[] = {
    { "Ei osoitetta", "{}" },
    { "https://", "{}" },
    { "ä https://a.example/ö?b=1). Ja (http://b.example)", "\"byteStart\":3,\"byteEnd\":27" },
    { "ä https://a.example/ö?b=1). Ja (http://b.example)", "\"uri\":\"http://b.example\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonBuilder) builder = luukku_json_begin ();
    g_autoptr (GBytes) body = NULL;
    g_autofree char *text = NULL;

    luukku_bluesky_add_facets (builder, cases[i].text);
    body = luukku_json_end (builder);
    text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
    g_test_message ("%s", text);
    g_assert_nonnull (strstr (text, cases[i].wanted));
  }
}

/* Unicode Standard Annex 29, in doubt more. */
static void
test_graphemes (void)
{
  static const struct {
    const char *text;
    guint length;
  } cases[] = {
    { "", 0 },
    { "abc", 3 },
    { "äö", 2 },
    { "a\xCC\x88o\xCC\x88", 2 }, /* the same with marks of their own */
    { "a\r\nb", 3 },             /* a line's end is one */
    { "\n\xCC\x88", 2 },         /* a mark needs a letter */
    { "\xCC\x88", 1 },
    { "👍🏽", 1 },                  /* with a tone of skin */
    { "👨‍👩‍👧‍👦", 1 }, /* a family */
    { "🇫🇮🇸🇪", 2 },
    { "🇫🇮🇸", 2 },
    { "❤️", 1 },
    { "1️⃣", 1 },
    { "日本", 2 },
    { "\xff\xfe", 2 }, /* no text: bytes */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%u", i);
    g_assert_cmpuint (luukku_grapheme_length (cases[i].text), ==, cases[i].length);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/bluesky-values/errors", test_errors);
  g_test_add_func ("/net/bluesky-values/cursor", test_cursor);
  g_test_add_func ("/net/bluesky-values/names", test_names);
  g_test_add_func ("/net/bluesky-values/expand", test_expand);
  g_test_add_func ("/net/bluesky-values/facets", test_facets);
  g_test_add_func ("/net/bluesky-values/graphemes", test_graphemes);
  return g_test_run ();
}
