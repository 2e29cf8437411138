/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-graph-parse.c: the pure parts of the adapters behind the Graph API: answers, error table, cursor. */
#define G_LOG_DOMAIN "luukku"

#include "graph/luukku-graph-cursor.h"
#include "graph/luukku-graph-error.h"
#include "graph/luukku-graph-parse.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "base/luukku-clock.h"
#include "base/luukku-error.h"

#define PAGE "104455667788990"
#define RESIDENT "7001002003004005"
#define FETCHED G_GINT64_CONSTANT (1795169400000000) /* 2026-11-20T10:10:00Z */

static const LuukkuGraphPlace place = { "facebook:" PAGE, PAGE, "t_1", FETCHED, NULL };

static gint64
at (const char *text)
{
  g_autoptr (GError) error = NULL;
  gint64 time = 0;

  g_assert_true (luukku_time_from_iso8601 (text, &time, &error));
  return time;
}

static JsonNode *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  JsonNode *root = luukku_json_parse (bytes, &error);

  g_assert_no_error (error);
  return root;
}

static JsonNode *
load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "facebook", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  return parse (text);
}

static LuukkuGraphMessages *
load_messages (const char *name)
{
  g_autoptr (JsonNode) root = load (name);
  g_autoptr (GError) error = NULL;
  LuukkuGraphMessages *page = luukku_graph_parse_messages (root, &place, &error);

  g_assert_no_error (error);
  return page;
}

static LuukkuMessage *
find (LuukkuGraphMessages *page, const char *id)
{
  for (guint i = 0; i < page->messages->len; i++) {
    LuukkuMessage *message = g_ptr_array_index (page->messages, i);

    if (g_str_equal (luukku_message_get_platform_id (message), id))
      return message;
  }
  g_assert_not_reached ();
  return NULL;
}

/* --- conversations */

static void
test_threads (void)
{
  g_autoptr (JsonNode) root = load ("threads-page-1.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuGraphThreads) page = luukku_graph_parse_threads (root, &place, &error);
  const LuukkuThread *thread;

  g_assert_no_error (error);
  g_assert_cmpuint (page->threads->len, ==, 2);
  g_assert_cmpuint (page->skipped, ==, 0);
  g_assert_cmpstr (page->after, ==, "UEFHRTI=");
  thread = g_ptr_array_index (page->threads, 0);
  g_assert_cmpstr (thread->conversation_id, ==, "t_1");
  g_assert_cmpstr (thread->resident_id, ==, RESIDENT);
  g_assert_cmpstr (thread->resident_name, ==, "Aino Esimerkki");
  g_assert_true (thread->can_reply);
  g_assert_cmpint (thread->updated_at, ==, at ("2026-11-20T10:00:00Z"));
  g_assert_cmpint (thread->window_from, ==, G_MAXINT64);
}

static void
test_threads_last_page (void)
{
  g_autoptr (JsonNode) root = load ("threads-page-2.json");
  g_autoptr (LuukkuGraphThreads) page = luukku_graph_parse_threads (root, &place, NULL);

  g_test_summary (
      "cursors.after stands on the last page too; only paging.next says that there is another one");
  g_assert_null (page->after);
  g_assert_false (((LuukkuThread *) g_ptr_array_index (page->threads, 1))->can_reply);
}

static void
test_threads_odd (void)
{
  g_autoptr (JsonNode) root = load ("threads-odd.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuGraphThreads) page = luukku_graph_parse_threads (root, &place, &error);
  const LuukkuThread *thread;

  g_assert_no_error (error);
  g_assert_cmpuint (page->threads->len, ==, 2);
  g_assert_cmpuint (page->skipped, ==, 8); /* four threads; "x", participants, can_reply, paging */
  thread = g_ptr_array_index (page->threads, 0);
  g_assert_cmpstr (thread->conversation_id, ==, "5001");
  g_assert_cmpstr (thread->resident_id, ==, "7005");
  g_assert_false (thread->can_reply);
  thread = g_ptr_array_index (page->threads, 1);
  g_assert_null (thread->resident_id);
  g_assert_true (thread->can_reply);
}

static void
test_not_a_list (void)
{
  const char *const texts[] = { "[]", "{}", "{\"data\":{}}", "{\"data\":[1,2]}", "\"x\"", "{\"data\":\"\"}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (JsonNode) root = parse (texts[i]);
    g_autoptr (GError) threads_error = NULL;
    g_autoptr (GError) messages_error = NULL;

    g_assert_null (luukku_graph_parse_threads (root, &place, &threads_error));
    g_assert_error (threads_error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_DATA);
    g_assert_null (luukku_graph_parse_messages (root, &place, &messages_error));
    g_assert_error (messages_error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_DATA);
  }
}

static void
test_too_many (void)
{
  g_autoptr (GString) text = g_string_new ("{\"data\":[");
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (LuukkuGraphThreads) page = NULL;

  for (guint i = 0; i < LUUKKU_GRAPH_MAX_ITEMS + 5; i++)
    g_string_append_printf (text, "%s{\"id\":\"t_%u\",\"updated_time\":%u}", i == 0 ? "" : ",", i,
                            1700000000 - i);
  g_string_append (text, "]}");
  root = parse (text->str);
  page = luukku_graph_parse_threads (root, &place, NULL);
  g_assert_cmpuint (page->threads->len, ==, LUUKKU_GRAPH_MAX_ITEMS);
  g_assert_cmpuint (page->skipped, ==, 5);
}

/* --- messages */

static void
test_messages (void)
{
  g_autoptr (LuukkuGraphMessages) page = load_messages ("messages-three.json");
  LuukkuMessage *first = g_ptr_array_index (page->messages, 0);
  LuukkuMessage *own = g_ptr_array_index (page->messages, 1);
  gsize size = 0;

  g_assert_cmpuint (page->messages->len, ==, 3);
  g_assert_cmpuint (page->skipped, ==, 0);
  g_assert_cmpstr (luukku_message_get_platform_id (first), ==, "m_1");
  g_assert_cmpstr (luukku_message_get_channel (first), ==, "facebook:" PAGE);
  g_assert_cmpstr (luukku_message_get_conversation_id (first), ==, "t_1");
  g_assert_cmpint (luukku_message_get_direction (first), ==, LUUKKU_DIRECTION_IN);
  g_assert_cmpstr (luukku_message_get_author_id (first), ==, RESIDENT);
  g_assert_cmpstr (luukku_message_get_author_name (first), ==, "Aino Esimerkki");
  g_assert_cmpstr (luukku_message_get_text (first), ==, "Milloin kirjasto on auki? 📚");
  g_assert_cmpint (luukku_message_get_sent_at (first), ==, at ("2026-11-20T09:40:00Z"));
  g_assert_cmpint (luukku_message_get_fetched_at (first), ==, FETCHED);
  g_assert_cmpstr (luukku_message_get_raw_type (first), ==, "application/json");
  g_assert_nonnull (g_bytes_get_data (luukku_message_get_raw (first), &size));
  g_assert_cmpuint (size, >, 20);
  g_assert_cmpint (luukku_message_get_direction (own), ==, LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpstr (luukku_message_get_reply_to (own), ==, "m_1");
}

static void
test_window (void)
{
  g_autoptr (LuukkuGraphMessages) whole = load_messages ("messages-three.json");
  g_autoptr (LuukkuGraphMessages) twenty = load_messages ("messages-twenty.json");
  g_autoptr (LuukkuGraphMessages) empty = load_messages ("messages-empty.json");

  g_test_summary (
      "only what was read may be missed: an older message is outside, an empty answer proves nothing");
  g_assert_cmpint (whole->window_from, ==, G_MININT64);
  g_assert_cmpuint (twenty->messages->len, ==, LUUKKU_GRAPH_WINDOW);
  g_assert_cmpint (twenty->window_from, ==, at ("2026-11-20T09:21:00Z"));
  g_assert_cmpint (empty->window_from, ==, G_MAXINT64);
}

static void
test_attachments (void)
{
  g_autoptr (LuukkuGraphMessages) page = load_messages ("messages-attachments.json");
  GPtrArray *list = luukku_message_get_attachments (find (page, "m_image"));
  const LuukkuAttachment *image = g_ptr_array_index (list, 0);
  const LuukkuAttachment *file = g_ptr_array_index (list, 1);
  const LuukkuAttachment *template = g_ptr_array_index (list, 2);
  const LuukkuAttachment *video =
      g_ptr_array_index (luukku_message_get_attachments (find (page, "m_video")), 0);
  const LuukkuAttachment *sticker =
      g_ptr_array_index (luukku_message_get_attachments (find (page, "m_sticker")), 0);

  g_assert_cmpuint (page->skipped, ==, 0);
  g_assert_cmpstr (image->url, ==, "https://scontent.example.net/kuva.jpg?sig=3");
  g_assert_cmpstr (image->media_type, ==, "image/jpeg");
  g_assert_cmpint (image->size, ==, -1);
  g_assert_cmpstr (file->url, ==, "https://cdn.example.net/lista.txt?sig=4");
  g_assert_cmpstr (file->name, ==, "lista.txt");
  g_assert_cmpint (file->size, ==, 324);
  g_assert_null (template->url);
  g_assert_cmpstr (video->url, ==, "https://video.example.net/kuoppa.mp4?sig=2");
  g_assert_cmpint (video->size, ==, 1017695);
  g_assert_cmpstr (sticker->url, ==, "https://scontent.example.net/s.png?sig=1");
  g_assert_cmpuint (luukku_message_get_attachments (find (page, "m_both"))->len, ==, 1);
  g_assert_cmpstr (luukku_message_get_text (find (page, "m_unsupported")), ==, "");
  g_assert_cmpuint (luukku_message_get_attachments (find (page, "m_unsupported"))->len, ==, 1);
}

static void
test_odd (void)
{
  g_autoptr (LuukkuGraphMessages) page = load_messages ("messages-odd.json");
  LuukkuMessage *nofrom = find (page, "m_nofrom");
  LuukkuMessage *wrong = find (page, "m_wrong");

  g_test_summary ("a message needs only its id; what is odd beside it is counted");
  g_assert_cmpuint (page->messages->len, ==, 5);
  g_assert_cmpuint (page->lost, ==, 0);
  g_assert_cmpuint (page->skipped, ==, 5); /* from, message, attachments, reply_to; created_time */
  g_assert_cmpstr (luukku_message_get_author_id (find (page, "17")), ==, RESIDENT);
  g_assert_cmpstr (luukku_message_get_text (find (page, "17")), ==, "12345");
  g_assert_null (luukku_message_get_author_id (nofrom));
  g_assert_cmpint (luukku_message_get_direction (nofrom), ==, LUUKKU_DIRECTION_IN);
  g_assert_cmpstr (luukku_message_get_text (nofrom), ==, "Kuka minä olen?");
  g_assert_cmpstr (luukku_message_get_text (wrong), ==, "");
  g_assert_cmpint (luukku_message_get_sent_at (find (page, "m_notime")), ==, FETCHED);
  g_assert_cmpstr (luukku_message_get_text (find (page, "98765432109876543210")), ==, "Iso numero");
  g_assert_cmpint (page->window_from, ==, G_MAXINT64);
}

static void
test_one_unreadable (void)
{
  g_autoptr (LuukkuGraphMessages) page = load_messages ("messages-one-unreadable.json");

  g_test_summary ("the rest is shown; nobody may conclude that the unreadable one has disappeared");
  g_assert_cmpuint (page->messages->len, ==, 2);
  g_assert_cmpuint (page->lost, ==, 2);
  g_assert_cmpuint (page->skipped, ==, 2);
  g_assert_cmpint (page->window_from, ==, G_MAXINT64);
}

static void
test_all_unreadable (void)
{
  g_autoptr (JsonNode) root = load ("messages-all-unreadable.json");
  g_autoptr (GError) error = NULL;

  g_assert_null (luukku_graph_parse_messages (root, &place, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_DATA);
}

static void
test_raw_without_secrets (void)
{
  g_autoptr (LuukkuGraphMessages) page = load_messages ("messages-attachments.json");
  GBytes *raw = luukku_message_get_raw (find (page, "m_video"));
  gsize size = 0;
  const char *text = g_bytes_get_data (raw, &size);

  g_assert_nonnull (g_strstr_len (text, (gssize) size, "Katsokaa"));
  g_assert_null (g_strstr_len (text, (gssize) size, "sig=2"));
}

static void
test_ids (void)
{
  g_autofree char *longest = g_strnfill (LUUKKU_GRAPH_MAX_ID, 'a');
  g_autofree char *longer = g_strnfill (LUUKKU_GRAPH_MAX_ID + 1, 'a');

  g_assert_true (luukku_graph_is_id ("t_10"));
  g_assert_true (luukku_graph_is_id ("m_mid.1:2=/+ä"));
  g_assert_true (luukku_graph_is_id (longest));
  g_assert_false (luukku_graph_is_id (longer));
  g_assert_false (luukku_graph_is_id (NULL));
  g_assert_false (luukku_graph_is_id (""));
  g_assert_false (luukku_graph_is_id (".."));
  g_assert_false (luukku_graph_is_id ("a\nb"));
}

static void
test_page_and_sent (void)
{
  g_autoptr (JsonNode) page = load ("page.json");
  g_autoptr (JsonNode) sent = load ("sent-ok.json");
  g_autoptr (JsonNode) no_id = load ("sent-no-id.json");
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_auto (LuukkuGraphPage) read = { 0 };

  g_assert_true (luukku_graph_parse_page (page, &read, NULL));
  g_assert_cmpstr (read.id, ==, PAGE);
  g_assert_cmpstr (read.name, ==, "Esimerkkikaupunki");
  g_assert_null (read.account_id);
  id = luukku_graph_parse_sent (sent, NULL);
  g_assert_cmpstr (id, ==, "m_sent");
  g_assert_null (luukku_graph_parse_sent (no_id, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_DATA);
}

/* --- errors */

typedef struct {
  guint http_status;
  int code, subcode;
  const char *message;
  LuukkuFaultKind kind;
  const char *flags; /* r retryable, a needs_reauth, p permission, g gone, s ambiguous when sending */
} ErrorCase;

static const ErrorCase error_cases[] = {
  { 400, 190, 463, "", LUUKKU_FAULT_AUTH, "a" },
  { 401, 190, 0, "", LUUKKU_FAULT_AUTH, "a" },
  { 400, 102, 0, "", LUUKKU_FAULT_AUTH, "a" },
  { 400, 450, 0, "", LUUKKU_FAULT_AUTH, "a" },
  { 400, 452, 0, "", LUUKKU_FAULT_AUTH, "a" },
  { 400, 2500, 0, "", LUUKKU_FAULT_AUTH, "a" },
  { 400, 10, 2018278, "", LUUKKU_FAULT_WINDOW, "" },
  { 400, 10, 2534022, "", LUUKKU_FAULT_WINDOW, "" },
  { 400, 10, 1893063, "", LUUKKU_FAULT_PERMISSION, "p" },
  { 403, 10, 0, "", LUUKKU_FAULT_PERMISSION, "p" },
  { 400, 100, 2018001, "", LUUKKU_FAULT_RECIPIENT, "" },
  { 400, 100, 33, "", LUUKKU_FAULT_GONE, "g" },
  { 400, 100, 0, "", LUUKKU_FAULT_BAD_REQUEST, "" },
  { 400, 551, 0, "", LUUKKU_FAULT_RECIPIENT, "" },
  { 400, 230, 0, "", LUUKKU_FAULT_RECIPIENT, "" },
  { 400, 200, 0, "(#200) This person isn't receiving messages from you right now.", LUUKKU_FAULT_RECIPIENT,
    "" },
  { 403, 200, 0, "(#200) Requires pages_messaging", LUUKKU_FAULT_PERMISSION, "p" },
  { 400, 4, 0, "", LUUKKU_FAULT_THROTTLED, "r" },
  { 403, 17, 0, "", LUUKKU_FAULT_THROTTLED, "r" },
  { 400, 32, 0, "", LUUKKU_FAULT_THROTTLED, "r" },
  { 400, 613, 0, "", LUUKKU_FAULT_THROTTLED, "r" },
  { 403, 80006, 0, "", LUUKKU_FAULT_THROTTLED, "r" },
  { 403, 100, 2446079, "", LUUKKU_FAULT_THROTTLED, "r" },
  { 500, 1, 1357046, "", LUUKKU_FAULT_SERVER, "rs" },
  { 500, 1, 0, "", LUUKKU_FAULT_SERVER, "rs" },
  { 503, 2, 0, "", LUUKKU_FAULT_SERVER, "rs" },
  { 400, 368, 0, "", LUUKKU_FAULT_PERMISSION, "p" },
  { 400, 999999, 0, "", LUUKKU_FAULT_BAD_REQUEST, "" },
  { 500, 999999, 0, "", LUUKKU_FAULT_SERVER, "rs" },
  { 401, 999999, 0, "", LUUKKU_FAULT_AUTH, "a" },
  { 404, 999999, 0, "", LUUKKU_FAULT_GONE, "g" },
  { 200, 190, 0, "", LUUKKU_FAULT_AUTH, "a" },
};

static void
check_flags (const GError *error, const char *flags, gboolean sending)
{
  const LuukkuFaultInfo *info = luukku_fault_get_info (error);

  g_assert_cmpint (info->retryable, ==, strchr (flags, 'r') != NULL);
  g_assert_cmpint (info->needs_reauth, ==, strchr (flags, 'a') != NULL);
  g_assert_cmpint (info->permission, ==, strchr (flags, 'p') != NULL);
  g_assert_cmpint (info->gone, ==, strchr (flags, 'g') != NULL);
  g_assert_cmpint (info->ambiguous_send, ==, sending && strchr (flags, 's') != NULL);
}

static void
test_error_table (void)
{
  for (guint i = 0; i < 2 * G_N_ELEMENTS (error_cases); i++) {
    const ErrorCase *c = &error_cases[i / 2];
    const LuukkuGraphAnswer answer = { c->http_status, 0, NULL, i % 2 == 1, "Facebook" };
    g_autofree char *text = g_strdup_printf (
        "{\"error\":{\"message\":\"%s\",\"code\":%d,\"error_subcode\":%d}}", c->message, c->code, c->subcode);
    g_autoptr (JsonNode) root = parse (text);
    g_autoptr (GError) error = NULL;

    g_test_message ("code %d, subcode %d, HTTP %u", c->code, c->subcode, c->http_status);
    g_assert_true (luukku_graph_is_error (root));
    luukku_graph_set_fault (&answer, root, &error);
    g_assert_error (error, LUUKKU_FAULT, (int) c->kind);
    check_flags (error, c->flags, answer.sending);
    g_assert_cmpint (luukku_fault_get_info (error)->platform_code, ==, c->code);
    g_assert_cmpint (luukku_fault_get_info (error)->platform_subcode, ==, c->subcode);
    g_assert_cmpuint (luukku_fault_get_info (error)->http_status, ==, c->http_status);
    g_assert_cmpuint (strlen (error->message), >, 30);
  }
}

static void
test_error_without_json (void)
{
  static const struct {
    guint http_status;
    LuukkuFaultKind kind;
    const char *flags;
  } cases[] = {
    { 302, LUUKKU_FAULT_BAD_ANSWER, "rs" }, { 401, LUUKKU_FAULT_BAD_ANSWER, "rs" },
    { 403, LUUKKU_FAULT_BAD_ANSWER, "rs" }, { 404, LUUKKU_FAULT_BAD_ANSWER, "rs" },
    { 429, LUUKKU_FAULT_THROTTLED, "r" },   { 502, LUUKKU_FAULT_SERVER, "rs" },
  };

  g_test_summary ("a network's own page must not be taken for a dead token");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const LuukkuGraphAnswer answer = { cases[i].http_status, 0, NULL, TRUE, "Facebook" };
    g_autoptr (GError) error = NULL;

    luukku_graph_set_fault (&answer, NULL, &error);
    g_assert_error (error, LUUKKU_FAULT, (int) cases[i].kind);
    check_flags (error, cases[i].flags, TRUE);
  }
}

static void
test_error_odd_types (void)
{
  const LuukkuGraphAnswer answer = { 400, 0, NULL, FALSE, "Facebook" };
  g_autoptr (JsonNode) text_code = parse ("{\"error\":{\"code\":\"190\",\"message\":7}}");
  g_autoptr (JsonNode) list_code = parse ("{\"error\":{\"code\":[],\"is_transient\":\"true\"}}");
  g_autoptr (JsonNode) null_error = parse ("{\"error\":null}");
  g_autoptr (GError) dead = NULL;
  g_autoptr (GError) transient = NULL;

  luukku_graph_set_fault (&answer, text_code, &dead);
  g_assert_error (dead, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  luukku_graph_set_fault (&answer, list_code, &transient);
  g_assert_error (transient, LUUKKU_FAULT, LUUKKU_FAULT_SERVER);
  g_assert_false (luukku_graph_is_error (null_error));
}

static void
test_regain_time (void)
{
  const char *usage =
      "{\"1\":[{\"estimated_time_to_regain_access\":3},{\"estimated_time_to_regain_access\":\"7\"}],"
      "\"2\":{\"estimated_time_to_regain_access\":90},\"3\":[1,{}]}";
  const LuukkuGraphAnswer answer = { 400, 30 * G_TIME_SPAN_SECOND, usage, FALSE, "Facebook" };
  const LuukkuGraphAnswer longer = { 400, 20 * G_TIME_SPAN_MINUTE, usage, FALSE, "Facebook" };
  g_autoptr (JsonNode) root = load ("error-613.json");
  g_autoptr (GError) by_usage = NULL;
  g_autoptr (GError) by_header = NULL;

  g_assert_cmpint (luukku_graph_get_regain_time (usage), ==, 7 * G_TIME_SPAN_MINUTE);
  g_assert_cmpint (luukku_graph_get_regain_time (NULL), ==, 0);
  g_assert_cmpint (luukku_graph_get_regain_time ("7"), ==, 0);
  g_assert_cmpint (luukku_graph_get_regain_time ("{\"1\":[{\"estimated_time_to_regain_access\":-5}]}"), ==,
                   0);
  g_assert_cmpint (luukku_graph_get_regain_time ("{\"1\":[{\"estimated_time_to_regain_access\":99999999}]}"),
                   ==, G_TIME_SPAN_DAY);
  luukku_graph_set_fault (&answer, root, &by_usage);
  g_assert_cmpint (luukku_fault_get_info (by_usage)->retry_after, ==, 7 * G_TIME_SPAN_MINUTE);
  luukku_graph_set_fault (&longer, root, &by_header);
  g_assert_cmpint (luukku_fault_get_info (by_header)->retry_after, ==, 20 * G_TIME_SPAN_MINUTE);
}

static void
test_error_tells_nothing_private (void)
{
  const LuukkuGraphAnswer answer = { 400, 0, NULL, FALSE, "Facebook" };
  g_autoptr (JsonNode) root = load ("error-190.json");
  g_autoptr (GError) error = NULL;

  luukku_graph_set_fault (&answer, root, &error);
  g_assert_null (strstr (error->message, "Aino"));
}

/* --- cursor */

static void
test_cursor_round_trip (void)
{
  g_autoptr (LuukkuGraphCursor) cursor = luukku_graph_cursor_parse (NULL, NULL);
  g_autoptr (LuukkuGraphCursor) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *same = NULL;
  LuukkuGraphWalk *walk = luukku_graph_walk_new (500);

  g_assert_cmpint (luukku_graph_cursor_get_floor (cursor), ==, 0);
  cursor->watermark = FETCHED;
  luukku_graph_cursor_add_seen (cursor, "t_1", FETCHED);
  luukku_graph_cursor_add_seen (cursor, "t_2", FETCHED - 1);
  g_assert_true (luukku_graph_cursor_add_retry (cursor, "t_3", 7, TRUE));
  g_assert_true (luukku_graph_walk_next_page (walk, "QVFJ=\"&"));
  luukku_graph_marks_add (walk->done, "t_4", 9, 0);
  luukku_graph_cursor_keep_walk (cursor, walk);
  text = luukku_graph_cursor_to_string (cursor);
  again = luukku_graph_cursor_parse (text, &error);
  g_assert_no_error (error);
  same = luukku_graph_cursor_to_string (again);
  g_assert_cmpstr (text, ==, same);
  g_assert_true (luukku_graph_cursor_has_seen (again, "t_1", FETCHED));
  g_assert_false (luukku_graph_cursor_has_seen (again, "t_1", FETCHED + 1));
  g_assert_cmpstr (again->backfill->after, ==, "QVFJ=\"&");
  g_assert_true (luukku_graph_marks_have (again->backfill->done, "t_4", 9));
  g_assert_cmpint (luukku_graph_cursor_get_floor (again), ==, FETCHED - LUUKKU_GRAPH_OVERLAP);
}

static void
test_cursor_not_ours (void)
{
  const char *const texts[] = {
    "",
    "17",
    "{}",
    "{\"version\":2,\"watermark\":1}",
    "{\"version\":1,\"watermark\":-1}",
    "{\"version\":1,\"watermark\":1,\"seen\":[{\"id\":\"..\",\"at\":1}]}",
    "{\"version\":1,\"watermark\":1,\"retry\":{}}",
    "{\"version\":1,\"watermark\":1,\"backfill\":{\"floor\":-1}}",
    "{\"version\":1,\"watermark\":1,\"backfill\":[]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (luukku_graph_cursor_parse (texts[i], &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_DATA);
  }
}

static void
test_cursor_is_bounded (void)
{
  g_autoptr (LuukkuGraphCursor) cursor = luukku_graph_cursor_parse (NULL, NULL);

  g_test_summary ("with the list of seen threads full, the floor rises to the oldest one remembered, equal "
                  "time included");
  cursor->watermark = 5000;
  for (int i = 0; i < 2 * LUUKKU_GRAPH_MAX_SEEN; i++) {
    g_autofree char *id = g_strdup_printf ("t_%d", i);

    luukku_graph_cursor_add_seen (cursor, id, 4000 + i);
  }
  g_assert_cmpuint (cursor->seen->len, ==, LUUKKU_GRAPH_MAX_SEEN);
  g_assert_false (luukku_graph_cursor_has_seen (cursor, "t_0", 4000));
  g_assert_cmpint (luukku_graph_cursor_get_floor (cursor), ==, 4000 + LUUKKU_GRAPH_MAX_SEEN - 1);
}

static void
test_cursor_retries (void)
{
  g_autoptr (LuukkuGraphCursor) cursor = luukku_graph_cursor_parse (NULL, NULL);

  for (int i = 1; i < LUUKKU_GRAPH_MAX_TRIES; i++) {
    g_assert_true (luukku_graph_cursor_add_retry (cursor, "t_1", 7, TRUE));
    g_assert_cmpuint (cursor->retry->len, ==, 1);
  }
  g_assert_true (luukku_graph_cursor_add_retry (cursor, "t_1", 7, TRUE));
  g_assert_cmpuint (cursor->retry->len, ==, 0);
  for (int i = 0; i < LUUKKU_GRAPH_MAX_RETRY; i++) {
    g_autofree char *id = g_strdup_printf ("t_%d", i);

    g_assert_true (luukku_graph_cursor_add_retry (cursor, id, 7, TRUE));
  }
  g_assert_false (luukku_graph_cursor_add_retry (cursor, "one more", 7, TRUE));
  for (int i = 0; i < 2 * LUUKKU_GRAPH_MAX_TRIES; i++) /* a lost connection is no try */
    g_assert_true (luukku_graph_cursor_add_retry (cursor, "t_1", 7, FALSE));
  g_assert_cmpuint (cursor->retry->len, ==, LUUKKU_GRAPH_MAX_RETRY);
  luukku_graph_cursor_drop_retry (cursor, "t_0");
  g_assert_true (luukku_graph_cursor_add_retry (cursor, "one more", 7, TRUE));
}

static void
test_walks (void)
{
  g_autoptr (LuukkuGraphCursor) cursor = luukku_graph_cursor_parse (NULL, NULL);
  LuukkuGraphWalk *older = luukku_graph_walk_new (10);
  LuukkuGraphWalk *newer = luukku_graph_walk_new (50);

  g_assert_true (luukku_graph_walk_next_page (older, "a"));
  g_assert_false (luukku_graph_walk_next_page (older, "a")); /* a circle */
  g_assert_false (luukku_graph_walk_next_page (older, NULL));
  older->pages = LUUKKU_GRAPH_MAX_WALK_PAGES;
  g_assert_false (luukku_graph_walk_next_page (older, "b"));
  luukku_graph_cursor_keep_walk (cursor, older);
  luukku_graph_cursor_keep_walk (cursor, newer);
  g_assert_true (cursor->backfill == newer);
  g_assert_cmpint (newer->floor, ==, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/graph/parse/threads", test_threads);
  g_test_add_func ("/graph/parse/threads-last-page", test_threads_last_page);
  g_test_add_func ("/graph/parse/threads-odd", test_threads_odd);
  g_test_add_func ("/graph/parse/not-a-list", test_not_a_list);
  g_test_add_func ("/graph/parse/too-many", test_too_many);
  g_test_add_func ("/graph/parse/messages", test_messages);
  g_test_add_func ("/graph/parse/window", test_window);
  g_test_add_func ("/graph/parse/attachments", test_attachments);
  g_test_add_func ("/graph/parse/odd", test_odd);
  g_test_add_func ("/graph/parse/one-unreadable", test_one_unreadable);
  g_test_add_func ("/graph/parse/all-unreadable", test_all_unreadable);
  g_test_add_func ("/graph/parse/raw-without-secrets", test_raw_without_secrets);
  g_test_add_func ("/graph/parse/ids", test_ids);
  g_test_add_func ("/graph/parse/page-and-sent", test_page_and_sent);
  g_test_add_func ("/graph/error/table", test_error_table);
  g_test_add_func ("/graph/error/without-json", test_error_without_json);
  g_test_add_func ("/graph/error/odd-types", test_error_odd_types);
  g_test_add_func ("/graph/error/regain-time", test_regain_time);
  g_test_add_func ("/graph/error/tells-nothing-private", test_error_tells_nothing_private);
  g_test_add_func ("/graph/cursor/round-trip", test_cursor_round_trip);
  g_test_add_func ("/graph/cursor/not-ours", test_cursor_not_ours);
  g_test_add_func ("/graph/cursor/is-bounded", test_cursor_is_bounded);
  g_test_add_func ("/graph/cursor/retries", test_cursor_retries);
  g_test_add_func ("/graph/cursor/walks", test_walks);
  return g_test_run ();
}
