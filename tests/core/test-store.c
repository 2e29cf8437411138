/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-store.c: messages, versions, attachments, channels and transactions of the store. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-talk.h"
#include "luukku-store-fixture.h"

#include <string.h>

/* --- messages */

static LuukkuMessage *
message_with_everything (void)
{
  g_autoptr (GPtrArray) attachments =
      g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  g_autoptr (GBytes) raw = g_bytes_new_static ("{\"id\":\"m_1\",\"a\":\"\\u0000\0\"}", 26);
  LuukkuMessageInit init = {
    .channel = FIXTURE_CHANNEL,
    .conversation_id = FIXTURE_THREAD,
    .platform_id = "m_1",
    .direction = LUUKKU_DIRECTION_IN,
    .author_id = FIXTURE_RESIDENT,
    .author_name = "Aino Ääkkönen",
    .text = "Hei!\nMilloin kirjasto on auki? 😀",
    .sent_at = FIXTURE_NOW - 5,
    .fetched_at = FIXTURE_NOW,
    .reply_to = "m_0",
    .attachments = attachments,
    .raw = raw,
    .raw_type = "application/json",
  };

  g_ptr_array_add (attachments,
                   luukku_attachment_new ("../../etc/passwd", "image/png", "https://cdn.example/a?sig=1", 4));
  g_ptr_array_add (attachments, luukku_attachment_new (NULL, NULL, NULL, -1));
  return luukku_message_new (&init);
}

static void
test_round_trip (StoreFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuMessage) sent = message_with_everything ();
  g_autoptr (LuukkuStoredMessage) row = NULL;
  g_autoptr (GError) error = NULL;
  const LuukkuAttachment *attachment;
  LuukkuIngest what;
  gint64 id;

  g_assert_true (luukku_store_put_message (f->store, sent, "fi", &what, &id, &error));
  g_assert_no_error (error);
  fixture_reopen (f);
  row = luukku_store_get_message (f->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (luukku_message_get_channel (row->message), ==, FIXTURE_CHANNEL);
  g_assert_cmpstr (luukku_message_get_conversation_id (row->message), ==, FIXTURE_THREAD);
  g_assert_cmpstr (luukku_message_get_platform_id (row->message), ==, "m_1");
  g_assert_cmpint (luukku_message_get_direction (row->message), ==, LUUKKU_DIRECTION_IN);
  g_assert_cmpstr (luukku_message_get_author_id (row->message), ==, FIXTURE_RESIDENT);
  g_assert_cmpstr (luukku_message_get_author_name (row->message), ==, "Aino Ääkkönen");
  g_assert_cmpstr (luukku_message_get_text (row->message), ==, luukku_message_get_text (sent));
  g_assert_cmpint (luukku_message_get_sent_at (row->message), ==, FIXTURE_NOW - 5);
  g_assert_cmpint (luukku_message_get_fetched_at (row->message), ==, FIXTURE_NOW);
  g_assert_cmpstr (luukku_message_get_reply_to (row->message), ==, "m_0");
  g_assert_true (g_bytes_equal (luukku_message_get_raw (row->message), luukku_message_get_raw (sent)));
  g_assert_cmpstr (luukku_message_get_raw_type (row->message), ==, "application/json");
  g_assert_cmpstr (row->language, ==, "fi");
  g_assert_cmpuint (luukku_message_get_attachments (row->message)->len, ==, 2);
  attachment = g_ptr_array_index (luukku_message_get_attachments (row->message), 0);
  g_assert_cmpstr (attachment->name, ==, "../../etc/passwd");
  g_assert_cmpint (attachment->size, ==, 4);
  g_assert_null (luukku_store_get_message (f->store, id + 1, &error));
  g_assert_no_error (error);
}

static void
test_inserted_once (StoreFixture *f, gconstpointer data)
{
  gint64 first = fixture_put_in (f->store, "m_1", "Hei", FIXTURE_NOW);

  g_assert_cmpint (
      fixture_put (f->store, "m_1", LUUKKU_DIRECTION_IN, "Hei", FIXTURE_NOW, LUUKKU_INGEST_KNOWN), ==, first);
  fixture_reopen (f);
  g_assert_cmpint (
      fixture_put (f->store, "m_1", LUUKKU_DIRECTION_IN, "Hei", FIXTURE_NOW, LUUKKU_INGEST_KNOWN), ==, first);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 1);
  g_assert_cmpint (fixture_ask (f->store, "SELECT count (*) FROM message_version"), ==, 0);
}

static void
assert_version (GPtrArray *versions, guint index, LuukkuVersionKind kind, const char *text)
{
  const LuukkuMessageVersion *version;

  g_assert_cmpuint (index, <, versions->len);
  version = g_ptr_array_index (versions, index);
  g_assert_cmpint (version->kind, ==, kind);
  g_assert_cmpstr (version->text, ==, text);
}

static void
test_edited (StoreFixture *f, gconstpointer data)
{
  gint64 id = fixture_put_in (f->store, "m_1", "Uhkaan teitä", FIXTURE_NOW);
  g_autoptr (LuukkuStoredMessage) row = NULL;
  g_autoptr (GPtrArray) versions = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("The first text stays; a later one is a version, also the first text written again.");
  fixture_put (f->store, "m_1", LUUKKU_DIRECTION_IN, "Kiitos", FIXTURE_NOW, LUUKKU_INGEST_CHANGED);
  fixture_put (f->store, "m_1", LUUKKU_DIRECTION_IN, "Kiitos", FIXTURE_NOW, LUUKKU_INGEST_KNOWN);
  fixture_put (f->store, "m_1", LUUKKU_DIRECTION_IN, "Uhkaan teitä", FIXTURE_NOW, LUUKKU_INGEST_CHANGED);
  fixture_put (f->store, "m_1", LUUKKU_DIRECTION_IN, "Hei hei", FIXTURE_NOW, LUUKKU_INGEST_CHANGED);
  row = luukku_store_get_message (f->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (luukku_message_get_text (row->message), ==, "Uhkaan teitä");
  g_assert_cmpstr (row->latest_text, ==, "Hei hei");
  g_assert_cmpuint (row->versions, ==, 3);
  g_assert_false (row->disappeared);
  versions = luukku_store_list_versions (f->store, id, &error);
  g_assert_cmpuint (versions->len, ==, 3);
  assert_version (versions, 0, LUUKKU_VERSION_EDITED, "Kiitos");
  assert_version (versions, 1, LUUKKU_VERSION_EDITED, "Uhkaan teitä");
  assert_version (versions, 2, LUUKKU_VERSION_EDITED, "Hei hei");
}

static guint
mark (StoreFixture *f, gint64 window_from, const char *seen_id)
{
  g_autoptr (LuukkuThread) thread = luukku_thread_new (FIXTURE_THREAD);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GError) error = NULL;

  thread->window_from = window_from;
  if (seen_id != NULL)
    g_hash_table_add (seen, (gpointer) seen_id);
  luukku_store_mark_disappeared (f->store, FIXTURE_CHANNEL, thread, seen, &ids, &error);
  g_assert_no_error (error);
  return ids->len;
}

static void
test_disappeared (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) versions = NULL;
  g_autoptr (LuukkuStoredMessage) row = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  fixture_put_in (f->store, "m_old", "outside", FIXTURE_NOW);
  fixture_put_in (f->store, "m_edge", "at the edge", FIXTURE_NOW + 10);
  id = fixture_put_in (f->store, "m_gone", "inside", FIXTURE_NOW + 11);
  fixture_put_in (f->store, "m_here", "inside and shown", FIXTURE_NOW + 12);
  g_assert_cmpuint (mark (f, G_MAXINT64, NULL), ==, 0);
  g_assert_cmpuint (mark (f, FIXTURE_NOW + 10, "m_here"), ==, 1);
  g_assert_cmpuint (mark (f, FIXTURE_NOW + 10, "m_here"), ==, 0);
  row = luukku_store_get_message (f->store, id, &error);
  g_assert_true (row->disappeared);
  g_assert_cmpstr (luukku_message_get_text (row->message), ==, "inside");
  fixture_put (f->store, "m_gone", LUUKKU_DIRECTION_IN, "and mended", FIXTURE_NOW + 11,
               LUUKKU_INGEST_CHANGED);
  g_assert_cmpuint (mark (f, FIXTURE_NOW + 10, "m_here"), ==, 1);
  versions = luukku_store_list_versions (f->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (versions->len, ==, 4);
  assert_version (versions, 0, LUUKKU_VERSION_DISAPPEARED, NULL);
  assert_version (versions, 1, LUUKKU_VERSION_RETURNED, NULL);
  assert_version (versions, 2, LUUKKU_VERSION_EDITED, "and mended");
  assert_version (versions, 3, LUUKKU_VERSION_DISAPPEARED, NULL);
}

static void
test_order (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) newest = NULL;
  g_autoptr (GError) error = NULL;
  const LuukkuStoredMessage *row;

  fixture_put_in (f->store, "m_3", "three", FIXTURE_NOW + 3);
  fixture_put_in (f->store, "m_1", "one", FIXTURE_NOW + 1);
  fixture_put_in (f->store, "m_2", "two", FIXTURE_NOW + 2);
  all = luukku_store_list_messages (f->store, fixture_conversation (f->store), 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 3);
  row = g_ptr_array_index (all, 0);
  g_assert_cmpstr (luukku_message_get_platform_id (row->message), ==, "m_1");
  newest = luukku_store_list_messages (f->store, fixture_conversation (f->store), 2, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (newest->len, ==, 2);
  row = g_ptr_array_index (newest, 0);
  g_assert_cmpstr (luukku_message_get_platform_id (row->message), ==, "m_2");
  row = g_ptr_array_index (newest, 1);
  g_assert_cmpstr (luukku_message_get_platform_id (row->message), ==, "m_3");
}

/* What the rules ask for: the resident's newest words as they are now, and when we have written. */
static void
test_talk (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GArray) sent = g_array_new (FALSE, FALSE, sizeof (gint64)),
                     fewer = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL, *none = NULL;
  gint64 at, conversation;

  fixture_put (f->store, "o_1", LUUKKU_DIRECTION_OUT, "Vastaus", FIXTURE_NOW + 1, LUUKKU_INGEST_NEW);
  fixture_put_in (f->store, "m_3", "Uusin", FIXTURE_NOW + 3);
  fixture_put_in (f->store, "m_2", "Vanhempi", FIXTURE_NOW + 2);
  fixture_put (f->store, "o_4", LUUKKU_DIRECTION_OUT, "Toinen", FIXTURE_NOW + 4, LUUKKU_INGEST_NEW);
  fixture_put (f->store, "m_3", LUUKKU_DIRECTION_IN, "Korjattu", FIXTURE_NOW + 3, LUUKKU_INGEST_CHANGED);
  conversation = fixture_conversation (f->store);
  g_assert_true (luukku_store_read_talk (f->store, conversation, 50, &at, &text, sent, &error));
  g_assert_no_error (error);
  g_assert_cmpint (at, ==, FIXTURE_NOW + 3);
  g_assert_cmpstr (text, ==, "Korjattu");
  g_assert_cmpuint (sent->len, ==, 2);
  g_assert_cmpint (g_array_index (sent, gint64, 0), ==, FIXTURE_NOW + 4); /* newest first */
  g_assert_cmpint (g_array_index (sent, gint64, 1), ==, FIXTURE_NOW + 1);
  g_assert_true (luukku_store_read_talk (f->store, conversation, 1, &at, &none, fewer, &error));
  g_assert_cmpint (at, ==, 0);
  g_assert_null (none);
  g_assert_cmpuint (fewer->len, ==, 1);
}

static void
test_same_id_elsewhere (StoreFixture *f, gconstpointer data)
{
  LuukkuMessageInit init = {
    .channel = "facebook:2", .conversation_id = "t_9", .platform_id = "m_1", .text = "other channel"
  };
  g_autoptr (LuukkuMessage) other = luukku_message_new (&init);
  g_autoptr (GError) error = NULL;
  LuukkuIngest what;

  fixture_put_in (f->store, "m_1", "Hei", FIXTURE_NOW);
  g_assert_true (luukku_store_put_message (f->store, other, NULL, &what, NULL, &error));
  g_assert_cmpint (what, ==, LUUKKU_INGEST_NEW);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 2);
}

static void
test_attacks (StoreFixture *f, gconstpointer data)
{
  static const char *const attacks[] = {
    "UPDATE message SET text = 'x'",
    "UPDATE message SET raw = x'00'",
    "UPDATE message SET sent_at = 1",
    "UPDATE message SET direction = 1",
    "UPDATE message SET id = 99",
    "DELETE FROM message",
    "INSERT OR REPLACE INTO message (id, channel, conversation, platform_id, direction, sent_at, fetched_at, "
    "text) "
    "SELECT id, channel, conversation, platform_id, 0, 1, 1, 'x' FROM message",
    "INSERT OR REPLACE INTO message (channel, conversation, platform_id, direction, sent_at, fetched_at, "
    "text) "
    "SELECT channel, conversation, platform_id, 0, 1, 1, 'x' FROM message",
    "INSERT OR REPLACE INTO message (id, channel, conversation, platform_id, direction, sent_at, fetched_at, "
    "text) "
    "SELECT id, channel, conversation, 'other', 0, 1, 1, 'x' FROM message",
    "INSERT INTO message (channel, conversation, platform_id, direction, sent_at, fetched_at, text) "
    "SELECT channel, conversation, platform_id, 0, 1, 1, 'x' FROM message WHERE TRUE "
    "ON CONFLICT DO UPDATE SET text = 'x'",
    "UPDATE OR REPLACE message SET platform_id = 'm_1'",
    "UPDATE message_version SET text = 'x'",
    "DELETE FROM message_version",
    "INSERT OR REPLACE INTO message_version SELECT id, message, kind, seen_at, 'x' FROM message_version",
    "INSERT INTO message_version SELECT id, message, kind, seen_at, 'x' FROM message_version WHERE TRUE "
    "ON CONFLICT DO UPDATE SET text = 'x'",
    "UPDATE attachment_bytes SET bytes = x'00'",
    "DELETE FROM attachment_bytes",
    "INSERT OR REPLACE INTO attachment_bytes SELECT attachment, x'00' FROM attachment_bytes",
  };
  g_autoptr (LuukkuMessage) message = message_with_everything ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("PNG!", 4);
  g_autoptr (GError) error = NULL;
  LuukkuIngest what;

  g_test_summary (
      "Neither UPDATE, DELETE, REPLACE nor UPSERT gets at what was received, without our settings.");
  g_assert_true (luukku_store_put_message (f->store, message, "fi", &what, NULL, &error));
  fixture_put (f->store, "m_1", LUUKKU_DIRECTION_IN, "changed", FIXTURE_NOW, LUUKKU_INGEST_CHANGED);
  g_assert_true (luukku_store_put_attachment_bytes (f->store, 1, bytes, &error));
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (attacks); i++) {
    g_test_message ("%s", attacks[i]);
    g_assert_cmpint (fixture_attack (f->path, attacks[i]), ==, SQLITE_CONSTRAINT_TRIGGER);
  }
  g_assert_cmpint (fixture_attack (f->path,
                                   "INSERT INTO message (channel, conversation, platform_id, direction, "
                                   "sent_at, fetched_at, text) VALUES (1, 1, 'm_2', 0, 'soon', 1, 'x')"),
                   ==, SQLITE_CONSTRAINT_DATATYPE);
  g_assert_cmpint (
      fixture_ask (f->store, "SELECT count (*) FROM message WHERE text LIKE 'Hei!%' AND raw IS NOT NULL"), ==,
      1);
}

static void
test_limits (StoreFixture *f, gconstpointer data)
{
  g_autofree char *huge = g_malloc (LUUKKU_STORE_MAX_TEXT + 2);
  g_autoptr (LuukkuMessage) long_text = NULL;
  g_autoptr (LuukkuMessage) long_id = NULL;
  g_autoptr (GError) error = NULL;
  LuukkuIngest what;

  memset (huge, 'a', LUUKKU_STORE_MAX_TEXT + 1);
  huge[LUUKKU_STORE_MAX_TEXT + 1] = '\0';
  long_text = fixture_message ("m_1", LUUKKU_DIRECTION_IN, huge, FIXTURE_NOW);
  g_assert_false (luukku_store_put_message (f->store, long_text, NULL, &what, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_TOO_LARGE);
  g_clear_error (&error);
  huge[LUUKKU_STORE_MAX_NAME + 1] = '\0';
  long_id = fixture_message (huge, LUUKKU_DIRECTION_IN, "x", FIXTURE_NOW);
  g_assert_false (luukku_store_put_message (f->store, long_id, NULL, &what, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_false (luukku_store_set_cursor (f->store, "", "c", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 0);
}

/* --- conversations */

static void
test_conversation (StoreFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuThread) thread = luukku_thread_new (FIXTURE_THREAD);
  g_autoptr (LuukkuConversation) conversation = NULL;
  g_autoptr (GError) error = NULL;
  const LuukkuConversationInit *init;
  g_autofree char *newest = NULL;
  gint64 id, again;

  thread->resident_id = g_strdup (FIXTURE_RESIDENT);
  thread->resident_name = g_strdup ("Aino");
  thread->updated_at = 7;
  thread->title = g_strdup ("Katuvalot");
  thread->is_public = TRUE;
  g_assert_true (luukku_store_put_thread (f->store, FIXTURE_CHANNEL, thread, &id, &error));
  g_clear_pointer (&thread->resident_name, g_free);
  g_clear_pointer (&thread->title, g_free);
  thread->can_reply = FALSE;
  g_assert_true (luukku_store_put_thread (f->store, FIXTURE_CHANNEL, thread, &again, &error));
  g_assert_cmpint (id, ==, again);
  fixture_put_in (f->store, "m_2", "uudempi", FIXTURE_NOW + 2);
  fixture_put (f->store, "m_9", LUUKKU_DIRECTION_OUT_OTHER, "vastaus", FIXTURE_NOW + 9, LUUKKU_INGEST_NEW);
  fixture_put_in (f->store, "m_1", "vanhempi", FIXTURE_NOW + 1);
  conversation = luukku_store_get_conversation (f->store, id, &error);
  g_assert_no_error (error);
  init = luukku_conversation_peek (conversation);
  g_assert_cmpstr (init->channel, ==, FIXTURE_CHANNEL);
  g_assert_cmpstr (init->platform_id, ==, FIXTURE_THREAD);
  g_assert_cmpstr (init->resident_id, ==, FIXTURE_RESIDENT);
  g_assert_cmpstr (init->resident_name, ==, "Aino");
  g_assert_cmpstr (init->title, ==, "Katuvalot");
  g_assert_true (init->is_public);
  g_assert_false (init->can_reply);
  g_assert_cmpstr (init->language, ==, "fi");
  g_assert_cmpint (init->last_resident_at, ==, FIXTURE_NOW + 2);
  g_assert_cmpint (init->last_message_at, ==, FIXTURE_NOW + 9);
  newest = luukku_store_get_newest_in (f->store, id, &error);
  g_assert_cmpstr (newest, ==, "m_2"); /* not our own, not the older one */
  g_assert_null (luukku_store_get_newest_in (f->store, id + 1, &error));
  g_assert_null (luukku_store_find_conversation (f->store, FIXTURE_CHANNEL, "t_2", &error));
  g_assert_null (luukku_store_get_conversation (f->store, id + 1, &error));
  g_assert_no_error (error);
}

static void
test_contacts (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint count;
  gint64 first, last;

  g_assert_true (luukku_store_count_contacts (f->store, FIXTURE_CHANNEL, FIXTURE_RESIDENT, &count, &first,
                                              &last, &error));
  g_assert_cmpuint (count, ==, 0);
  g_assert_cmpint (first, ==, 0);
  fixture_put_in (f->store, "m_2", "b", FIXTURE_NOW + 2);
  fixture_put_in (f->store, "m_1", "a", FIXTURE_NOW + 1);
  fixture_put (f->store, "m_3", LUUKKU_DIRECTION_OUT_OTHER, "c", FIXTURE_NOW + 3, LUUKKU_INGEST_NEW);
  g_assert_true (luukku_store_count_contacts (f->store, FIXTURE_CHANNEL, FIXTURE_RESIDENT, &count, &first,
                                              &last, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count, ==, 2);
  g_assert_cmpint (first, ==, FIXTURE_NOW + 1);
  g_assert_cmpint (last, ==, FIXTURE_NOW + 2);
}

/* --- attachments */

static void
test_attachments (StoreFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuMessage) message = message_with_everything ();
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("PNG\0", 4);
  g_autoptr (GBytes) others = g_bytes_new_static ("other", 5);
  g_autoptr (GBytes) stored = NULL;
  g_autoptr (GError) error = NULL;
  const LuukkuStoredAttachment *row;
  LuukkuIngest what;
  gint64 id, first, second;

  g_assert_true (luukku_store_put_message (f->store, message, "fi", &what, &id, &error));
  open = luukku_store_list_unfetched (f->store, FIXTURE_CHANNEL, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (open->len, ==, 2);
  first = ((LuukkuStoredAttachment *) g_ptr_array_index (open, 0))->id;
  second = ((LuukkuStoredAttachment *) g_ptr_array_index (open, 1))->id;
  g_assert_null (luukku_store_get_attachment_bytes (f->store, first, &error));
  g_assert_true (luukku_store_put_attachment_bytes (f->store, first, bytes, &error));
  g_assert_true (luukku_store_put_attachment_bytes (f->store, first, bytes, &error));
  g_assert_no_error (error);
  g_assert_false (luukku_store_put_attachment_bytes (f->store, first, others, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (luukku_store_refuse_attachment (f->store, first, "too large", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (luukku_store_refuse_attachment (f->store, second, "too large", &error));
  g_assert_false (luukku_store_refuse_attachment (f->store, 99, "too large", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_clear_error (&error);
  all = luukku_store_list_attachments (f->store, id, &error);
  g_assert_cmpuint (all->len, ==, 2);
  row = g_ptr_array_index (all, 0);
  g_assert_cmpint (row->state, ==, LUUKKU_ATTACHMENT_STORED);
  g_assert_cmpint (row->stored_size, ==, 4);
  g_assert_cmpuint (strlen (row->sha256), ==, 64);
  g_assert_null (row->attachment->url);
  row = g_ptr_array_index (all, 1);
  g_assert_cmpint (row->state, ==, LUUKKU_ATTACHMENT_REFUSED);
  g_assert_cmpstr (row->reason, ==, "too large");
  stored = luukku_store_get_attachment_bytes (f->store, first, &error);
  g_assert_true (g_bytes_equal (stored, bytes));
  g_clear_pointer (&open, g_ptr_array_unref);
  open = luukku_store_list_unfetched (f->store, FIXTURE_CHANNEL, 10, &error);
  g_assert_cmpuint (open->len, ==, 0);
}

static void
test_fresh_address (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) attachments =
      g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GError) error = NULL;
  const LuukkuStoredAttachment *row;
  LuukkuMessageInit init = { .channel = FIXTURE_CHANNEL,
                             .conversation_id = FIXTURE_THREAD,
                             .platform_id = "m_1",
                             .attachments = attachments };
  LuukkuIngest what;

  g_test_summary ("Addresses expire: the same message listed again brings a new one, the rest stays.");
  for (guint i = 0; i < 2; i++) {
    g_autoptr (LuukkuMessage) message = NULL;

    g_ptr_array_set_size (attachments, 0);
    g_ptr_array_add (attachments, luukku_attachment_new (i == 0 ? "a.png" : "b.png", "image/png",
                                                         i == 0 ? "https://x/1" : "https://x/2", 1));
    message = luukku_message_new (&init);
    g_assert_true (luukku_store_put_message (f->store, message, NULL, &what, NULL, &error));
  }
  open = luukku_store_list_unfetched (f->store, FIXTURE_CHANNEL, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (open->len, ==, 1);
  row = g_ptr_array_index (open, 0);
  g_assert_cmpstr (row->attachment->url, ==, "https://x/2");
  g_assert_cmpstr (row->attachment->name, ==, "a.png");
}

/* --- channels and gaps */

static void
test_channel (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *unit = NULL;
  g_autofree char *cursor = NULL;

  g_assert_null (luukku_store_get_cursor (f->store, FIXTURE_CHANNEL, &error));
  g_assert_no_error (error);
  g_assert_true (luukku_store_set_cursor (f->store, FIXTURE_CHANNEL, "{\"a\":1}", &error));
  g_assert_true (luukku_store_put_channel (f->store, FIXTURE_CHANNEL, "Rautalampi", "Viestintä", &error));
  g_assert_true (luukku_store_put_channel (f->store, FIXTURE_CHANNEL, "Rautalammin kunta", NULL, &error));
  fixture_reopen (f);
  name = luukku_store_get_channel_name (f->store, FIXTURE_CHANNEL, &error);
  unit = luukku_store_get_channel_unit (f->store, FIXTURE_CHANNEL, &error);
  cursor = luukku_store_get_cursor (f->store, FIXTURE_CHANNEL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, "Rautalammin kunta");
  g_assert_cmpstr (unit, ==, "Viestintä");
  g_assert_cmpstr (cursor, ==, "{\"a\":1}");
}

static void
test_gaps (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) gaps = NULL;
  g_autoptr (GError) error = NULL;
  LuukkuGap *closed = NULL;

  g_assert_true (luukku_store_close_gap (f->store, FIXTURE_CHANNEL, 5, &closed, &error));
  g_assert_null (closed);
  g_assert_true (luukku_store_open_gap (f->store, FIXTURE_CHANNEL, 100, "auth", &error));
  g_assert_true (luukku_store_open_gap (f->store, FIXTURE_CHANNEL, 150, "network", &error));
  g_assert_true (luukku_store_close_gap (f->store, FIXTURE_CHANNEL, 200, &closed, &error));
  g_assert_nonnull (closed);
  g_assert_cmpint (closed->from, ==, 100);
  g_assert_cmpint (closed->until, ==, 200);
  g_assert_cmpstr (closed->reason, ==, "auth");
  luukku_gap_free (closed);
  g_assert_true (luukku_store_open_gap (f->store, FIXTURE_CHANNEL, 300, "network", &error));
  gaps = luukku_store_list_gaps (f->store, FIXTURE_CHANNEL, 200, 299, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (gaps->len, ==, 1);
  g_clear_pointer (&gaps, g_ptr_array_unref);
  gaps = luukku_store_list_gaps (f->store, FIXTURE_CHANNEL, 201, 1000, &error);
  g_assert_cmpuint (gaps->len, ==, 1);
  g_assert_cmpint (((LuukkuGap *) g_ptr_array_index (gaps, 0))->until, ==, 0);
}

/* --- transactions and settings */

static gboolean
put_and_fail (LuukkuStore *store, gpointer data, GError **error)
{
  fixture_put_in (store, data, "inner", FIXTURE_NOW);
  luukku_set_error (error, LUUKKU_ERROR_FAILED, "The test wants it so.");
  return FALSE;
}

static gboolean
put_and_go_on (LuukkuStore *store, gpointer data, GError **error)
{
  fixture_put_in (store, "m_outer", "outer", FIXTURE_NOW);
  g_assert_false (luukku_store_transaction (store, put_and_fail, (gpointer) "m_inner", NULL));
  return luukku_store_set_cursor (store, FIXTURE_CHANNEL, "moved", error);
}

static void
test_transaction (StoreFixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (luukku_store_transaction (f->store, put_and_fail, (gpointer) "m_1", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 0);
  g_assert_null (luukku_store_find_conversation (f->store, FIXTURE_CHANNEL, FIXTURE_THREAD, NULL));
  g_assert_true (luukku_store_transaction (f->store, put_and_go_on, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (luukku_store_count_messages (f->store, NULL), ==, 1);
  cursor = luukku_store_get_cursor (f->store, FIXTURE_CHANNEL, &error);
  g_assert_cmpstr (cursor, ==, "moved");
}

static void
test_settings (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *value = NULL;

  g_assert_null (luukku_store_get_setting (f->store, "unit-name", &error));
  g_assert_no_error (error);
  g_assert_true (luukku_store_set_setting (f->store, "unit-name", "Viestintä", &error));
  g_assert_true (luukku_store_set_setting (f->store, "unit-name", "Sivistys", &error));
  value = luukku_store_get_setting (f->store, "unit-name", &error);
  g_assert_cmpstr (value, ==, "Sivistys");
  g_assert_true (luukku_store_set_setting (f->store, "unit-name", NULL, &error));
  g_assert_null (luukku_store_get_setting (f->store, "unit-name", &error));
  g_assert_no_error (error);
}

static void
test_in_memory (void)
{
  g_autoptr (LuukkuManualClock) clock = luukku_manual_clock_new (FIXTURE_NOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store =
      luukku_store_open (":memory:", LUUKKU_STORE_READ_WRITE, LUUKKU_CLOCK (clock), &error);

  g_assert_no_error (error);
  fixture_put_in (store, "m_1", "Hei", FIXTURE_NOW);
  g_assert_cmpint (luukku_store_count_messages (store, NULL), ==, 1);
  g_assert_false (g_file_test (":memory:", G_FILE_TEST_EXISTS));
}

#define ADD(path, function)                                                                                  \
  g_test_add ("/store/" path, StoreFixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("messages/round-trip", test_round_trip);
  ADD ("messages/inserted-once", test_inserted_once);
  ADD ("messages/edited", test_edited);
  ADD ("messages/disappeared", test_disappeared);
  ADD ("messages/order", test_order);
  ADD ("messages/talk", test_talk);
  ADD ("messages/same-id-elsewhere", test_same_id_elsewhere);
  ADD ("messages/attacks", test_attacks);
  ADD ("messages/limits", test_limits);
  ADD ("conversations/thread", test_conversation);
  ADD ("conversations/contacts", test_contacts);
  ADD ("attachments/states", test_attachments);
  ADD ("attachments/fresh-address", test_fresh_address);
  ADD ("channels/values", test_channel);
  ADD ("channels/gaps", test_gaps);
  ADD ("transaction/nested", test_transaction);
  ADD ("settings/values", test_settings);
  g_test_add_func ("/store/open/in-memory", test_in_memory);
  return g_test_run ();
}
