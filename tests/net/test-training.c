/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-training.c: the training channel is deterministic, keeps its pace, answers replies and brings its
 * picture. */
#define G_LOG_DOMAIN "luukku"

#include "training/luukku-training.h"

#include <string.h>

#include "luukku-fake-transport.h"

#define START (G_GINT64_CONSTANT (1763715600) * G_USEC_PER_SEC)
#define RESIDENTS 8

typedef struct {
  LuukkuManualClock *clock;
  LuukkuAdapter *adapter;
} Fixture;

static LuukkuAdapter *
make_adapter (LuukkuManualClock *clock, const char *seed)
{
  g_autoptr (GHashTable) options = g_hash_table_new (g_str_hash, g_str_equal);
  LuukkuAdapterSettings settings = { .account = "desk", .options = options };
  g_autoptr (GError) error = NULL;
  LuukkuAdapter *adapter;

  g_hash_table_insert (options, (gpointer) "pace", (gpointer) "10");
  g_hash_table_insert (options, (gpointer) "seed", (gpointer) seed);
  adapter = luukku_training_type.create (&settings, NULL, LUUKKU_CLOCK (clock), &error);
  g_assert_no_error (error);
  return adapter;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->clock = luukku_manual_clock_new (START);
  f->adapter = make_adapter (f->clock, "0");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_adapter_close (f->adapter);
  g_assert_finalize_object (f->adapter);
  g_assert_finalize_object (f->clock);
}

static LuukkuBatch *
fetch (LuukkuAdapter *adapter, const char *cursor)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LuukkuBatch *batch;

  luukku_adapter_fetch_async (adapter, cursor, NULL, luukku_test_got_result, &result);
  batch = luukku_adapter_fetch_finish (adapter, luukku_test_wait (&result), &error);
  g_assert_no_error (error);
  return batch;
}

static char *
send_reply (LuukkuAdapter *adapter, const char *resident, const char *key, const char *text, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LuukkuSendRequest) request = luukku_send_request_new (&(LuukkuSendRequestInit){
      .channel = "training:desk",
      .conversation_id = resident,
      .text = text,
      .idempotency_key = key,
      .last_resident_at = START,
      .queued_at = START,
  });

  luukku_adapter_send_async (adapter, request, NULL, luukku_test_got_result, &result);
  return luukku_adapter_send_finish (adapter, luukku_test_wait (&result), error);
}

/* Ids of a batch in order, "a b c". */
static char *
ids (LuukkuBatch *batch)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < batch->messages->len; i++)
    g_string_append_printf (list, "%s%s", i == 0 ? "" : " ",
                            luukku_message_get_platform_id (batch->messages->pdata[i]));
  return g_string_free (list, FALSE);
}

static void
test_pace (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = fetch (f->adapter, NULL);
  g_autoptr (LuukkuBatch) again = NULL;
  g_autoptr (LuukkuBatch) second = NULL;
  g_autoptr (LuukkuBatch) rest = NULL;
  g_autofree char *first_ids = ids (first);
  g_autofree char *again_ids = NULL;
  g_autofree char *second_ids = NULL;

  g_assert_cmpstr (first_ids, ==, "training-maija-1");
  luukku_manual_clock_advance (f->clock, 9 * G_TIME_SPAN_SECOND);
  again = fetch (f->adapter, first->cursor);
  again_ids = ids (again);
  g_assert_cmpstr (again_ids, ==, "");
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_SECOND);
  second = fetch (f->adapter, first->cursor);
  second_ids = ids (second);
  g_assert_cmpstr (second_ids, ==, "training-johan-1");
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  rest = fetch (f->adapter, second->cursor);
  g_assert_cmpuint (rest->messages->len, ==, RESIDENTS - 2);
}

static void
test_same_cursor_same_messages (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = fetch (f->adapter, NULL);
  g_autoptr (LuukkuBatch) one = NULL;
  g_autoptr (LuukkuBatch) two = NULL;
  g_autofree char *one_ids = NULL;
  g_autofree char *two_ids = NULL;

  luukku_manual_clock_advance (f->clock, 35 * G_TIME_SPAN_SECOND);
  one = fetch (f->adapter, first->cursor);
  two = fetch (f->adapter, first->cursor);
  one_ids = ids (one);
  two_ids = ids (two);
  g_assert_cmpstr (one_ids, ==, "training-johan-1 training-raimo-1 training-jorma-1");
  g_assert_cmpstr (two_ids, ==, one_ids);
}

static char *
order_with_seed (const char *seed)
{
  g_autoptr (LuukkuManualClock) clock = luukku_manual_clock_new (START);
  g_autoptr (LuukkuAdapter) adapter = make_adapter (clock, seed);
  g_autoptr (LuukkuBatch) first = fetch (adapter, NULL);
  g_autoptr (LuukkuBatch) rest = NULL;

  luukku_manual_clock_advance (clock, G_TIME_SPAN_HOUR);
  rest = fetch (adapter, first->cursor);
  luukku_adapter_close (adapter);
  return ids (rest);
}

static void
test_seed (void)
{
  g_autofree char *script = order_with_seed ("0");
  g_autofree char *seven = order_with_seed ("7");
  g_autofree char *seven_again = order_with_seed ("7");
  g_autofree char *eight = order_with_seed ("8");

  g_assert_cmpstr (seven, ==, seven_again);
  g_assert_cmpstr (seven, !=, script);
  g_assert_cmpstr (seven, !=, eight);
  g_assert_cmpuint (strlen (seven), ==, strlen (script));
}

static void
test_answers (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuBatch) first = fetch (f->adapter, NULL);
  g_autofree char *id = send_reply (f->adapter, "maija", "key-1", "Maanantaista alkaen.", &error);
  g_autofree char *same = NULL;
  g_autofree char *batch_ids = NULL;
  g_autoptr (LuukkuBatch) early = NULL;
  g_autoptr (LuukkuBatch) answer = NULL;

  g_assert_no_error (error);
  same = send_reply (f->adapter, "maija", "key-1", "Maanantaista alkaen.", &error);
  g_assert_cmpstr (same, ==, id);
  early = fetch (f->adapter, first->cursor);
  g_assert_cmpuint (early->messages->len, ==, 0);
  luukku_manual_clock_advance (f->clock, 5 * G_TIME_SPAN_SECOND);
  answer = fetch (f->adapter, early->cursor);
  batch_ids = ids (answer);
  g_assert_cmpstr (batch_ids, ==, "training-maija-answer-1");
}

static void
test_find_sent (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = send_reply (f->adapter, "maija", "key-1", "Hei", &error);
  const char *keys[] = { "key-1", "key-2" };

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autoptr (GAsyncResult) result = NULL;
    g_autofree char *found = NULL;
    g_autoptr (LuukkuSendRequest) request = luukku_send_request_new (&(LuukkuSendRequestInit){
        .channel = "training:desk", .conversation_id = "maija", .text = "Hei", .idempotency_key = keys[i] });

    luukku_adapter_find_sent_async (f->adapter, request, NULL, luukku_test_got_result, &result);
    found = luukku_adapter_find_sent_finish (f->adapter, luukku_test_wait (&result), &error);
    g_assert_no_error (error);
    g_assert_cmpstr (found, ==, i == 0 ? id : NULL);
  }
}

static void
test_refuses (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) unknown = NULL;
  g_autoptr (GError) too_long = NULL;
  g_autofree char *text = g_strnfill (2001, 'a');

  g_assert_null (send_reply (f->adapter, "nobody", "key-1", "Hei", &unknown));
  g_assert_error (unknown, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  g_assert_null (send_reply (f->adapter, "maija", "key-2", text, &too_long));
  g_assert_error (too_long, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
}

static void
test_languages_and_picture (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = fetch (f->adapter, NULL);
  g_autoptr (LuukkuBatch) rest = NULL;
  guint pictures = 0;
  gboolean russian = FALSE;

  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  rest = fetch (f->adapter, first->cursor);
  for (guint i = 0; i < rest->messages->len; i++) {
    GPtrArray *attachments = luukku_message_get_attachments (rest->messages->pdata[i]);
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;

    russian = russian || strstr (luukku_message_get_text (rest->messages->pdata[i]), "Здравствуйте") != NULL;
    if (attachments->len == 0)
      continue;
    pictures++;
    luukku_adapter_fetch_attachment_async (f->adapter, attachments->pdata[0], NULL, luukku_test_got_result,
                                           &result);
    bytes = luukku_adapter_fetch_attachment_finish (f->adapter, luukku_test_wait (&result), &error);
    g_assert_no_error (error);
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), 4, "\x89PNG", 4);
  }
  g_assert_cmpuint (pictures, ==, 1);
  g_assert_true (russian);
}

static void
test_hostile_address (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = fetch (f->adapter, NULL);
  const char *urls[] = { "training:../../../etc/passwd", "file:///etc/passwd", "training:", NULL };

  g_assert_cmpuint (first->messages->len, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++) {
    LuukkuAttachment *attachment = luukku_attachment_new ("x.png", "image/png", urls[i], -1);
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;

    luukku_adapter_fetch_attachment_async (f->adapter, attachment, NULL, luukku_test_got_result, &result);
    bytes = luukku_adapter_fetch_attachment_finish (f->adapter, luukku_test_wait (&result), &error);
    g_assert_null (bytes);
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE);
    luukku_attachment_free (attachment);
  }
}

static void
test_broken_cursor (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = fetch (f->adapter, "{broken");
  g_autofree char *batch_ids = ids (batch);

  g_assert_cmpstr (batch_ids, ==, "training-maija-1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/training/seed", test_seed);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/training/pace", test_pace);
  ADD ("/training/same-cursor-same-messages", test_same_cursor_same_messages);
  ADD ("/training/answers", test_answers);
  ADD ("/training/find-sent", test_find_sent);
  ADD ("/training/refuses", test_refuses);
  ADD ("/training/languages-and-picture", test_languages_and_picture);
  ADD ("/training/hostile-address", test_hostile_address);
  ADD ("/training/broken-cursor", test_broken_cursor);
#undef ADD
  return g_test_run ();
}
