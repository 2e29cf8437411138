/* SPDX-License-Identifier: GPL-2.0-or-later */
/* contract-matrix.c: the real Matrix adapter on the real transport: through a proxy that checks every request
 * and answer against the contract, to a scenario server; and what a real Synapse once answered, when that is
 * here. */
#define G_LOG_DOMAIN "luukku"

#include "contract-kit.h"

#include <string.h>

#include "matrix/luukku-matrix-error.h"
#include "matrix/luukku-matrix-parse.h"
#include "matrix/luukku-matrix.h"

#define ACCOUNT "@kirjaamo:kunta.example"
#define MATTI "@matti:asukas.example"
#define REPLY "Hei & kiitos, kirjasto on auki klo 9–20."
#define BACKLOG 150

/* Returns: (transfer full): the id of the room or the event. */
static char *
resident_does (Town *town, const char *what, const char *name, const char *room, const char *text,
               guint count)
{
  g_autofree char *body = g_strdup_printf ("{\"from\":\"%s\",\"room\":\"%s\",\"text\":\"%s\",\"count\":%u}",
                                           name, room, text, count);
  g_autoptr (JsonNode) root = town_control (town, what, body);
  JsonObject *object = json_node_get_object (root);

  return json_object_has_member (object, "id") ? g_strdup (json_object_get_string_member (object, "id"))
                                               : NULL;
}

static void
steer (Town *town, const char *what, const char *name, const char *room, const char *id, const char *text)
{
  g_autofree char *body = g_strdup_printf ("{\"from\":\"%s\",\"room\":\"%s\",\"id\":\"%s\",\"text\":\"%s\"}",
                                           name, room, id, text);

  json_node_unref (town_control (town, what, body));
}

static guint
count_seen (Town *town, const char *member, const char *text)
{
  g_autoptr (JsonNode) root = town_control (town, "sent", NULL);
  JsonArray *texts = json_object_get_array_member (json_node_get_object (root), member);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (texts); i++)
    count += strstr (json_array_get_string_element (texts, i), text) != NULL;
  return count;
}

static LuukkuSendRequest *
reply_new (Town *town, const char *conversation, const char *text, GPtrArray *files)
{
  return luukku_send_request_new (
      &(LuukkuSendRequestInit){ .channel = town->channel,
                                .conversation_id = conversation,
                                .resident_id = MATTI,
                                .text = text,
                                .files = files,
                                .idempotency_key = text,
                                .queued_at = luukku_clock_now (town->clock) - 2 * G_TIME_SPAN_HOUR });
}

static gboolean
act (Town *town, LuukkuActKind kind, const char *conversation, const char *message, const char *person)
{
  return town_act (town, &(LuukkuActInit){ .kind = kind,
                                           .channel = town->channel,
                                           .conversation_id = conversation,
                                           .message_id = message,
                                           .resident_id = person,
                                           .note = "Uhkaus" });
}

/* A resident opens a conversation and has written already; a person opens it. Returns: (transfer full): it.
 */
static char *
check_invitation (Town *town)
{
  g_autofree char *room = resident_does (town, "invite", "matti", "", "", 1);
  g_autofree char *id = resident_does (town, "message", "matti", room, "Katuvalo on pimeänä", 1);
  g_autoptr (LuukkuBatch) request = town_fetch_well (town);
  g_autoptr (LuukkuBatch) batch = NULL;
  LuukkuMessage *invitation;

  g_assert_cmpuint (request->messages->len, ==, 1);
  invitation = request->messages->pdata[0];
  g_assert_cmpstr (luukku_message_get_conversation_id (invitation), ==, room);
  g_assert_true (act (town, LUUKKU_ACT_MARK_READ, room, luukku_message_get_platform_id (invitation), MATTI));
  batch = town_fetch_well (town);
  g_assert_nonnull (town_find (batch, id)); /* what was written before we came */
  g_assert_true (act (town, LUUKKU_ACT_MARK_READ, room, id, MATTI));
  return g_steal_pointer (&room);
}

static void
check_changes (Town *town, const char *room)
{
  g_autofree char *edited = resident_does (town, "message", "matti", room, "Ensimmäinen muoto", 1);
  g_autofree char *deleted = resident_does (town, "message", "matti", room, "Tämän poistan", 1);
  g_autoptr (LuukkuBatch) batch = NULL;

  luukku_batch_free (town_fetch_well (town));
  steer (town, "edit", "matti", room, edited, "Toinen muoto");
  steer (town, "edit", "pekka", room, edited, "Vieraan muoto");
  steer (town, "delete", "matti", room, deleted, "");
  batch = town_fetch_well (town);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  g_assert_cmpstr (luukku_message_get_text (town_find (batch, edited)), ==, "Toinen muoto");
  g_assert_cmpuint (batch->gone->len, ==, 1);
  g_assert_cmpstr (batch->gone->pdata[0], ==, deleted);
}

/* More than a sync gives; in the middle of it the program ends and starts again. */
static void
check_backlog (Town *town, const char *room)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean more = TRUE;
  guint fetches = 0;

  g_free (resident_does (town, "message", "matti", room, "Taas", BACKLOG));
  for (; more; fetches++) {
    g_autoptr (LuukkuBatch) batch = town_fetch_well (town);

    for (guint i = 0; i < batch->messages->len; i++)
      g_hash_table_add (seen, g_strdup (luukku_message_get_platform_id (batch->messages->pdata[i])));
    more = batch->more;
    g_assert_false (batch->missed);
  }
  g_assert_cmpuint (g_hash_table_size (seen), ==, BACKLOG);
  g_assert_cmpuint (fetches, >, 1);
}

static void
check_public (Town *town)
{
  g_autofree char *room = resident_does (town, "room", "aino", "", "", 1);
  g_autofree char *id = resident_does (town, "message", "pekka", room, "Milloin aukeaa?", 1);
  g_autofree char *conversation = g_strconcat (room, " @pekka:asukas.example", NULL);
  g_autoptr (LuukkuBatch) batch = town_fetch_well (town);
  g_autoptr (LuukkuSendRequest) wrong = reply_new (town, room, "Yksityinen vastaus.", NULL);
  g_autoptr (LuukkuSendRequest) right = reply_new (town, conversation, "Julkinen vastaus.", NULL);
  g_autofree char *sent = NULL;

  g_assert_cmpstr (luukku_message_get_conversation_id (town_find (batch, id)), ==, conversation);
  g_assert_null (town_send (town, wrong));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  sent = town_send (town, right);
  g_assert_no_error (town->error);
  g_assert_cmpuint (count_seen (town, "texts", "Yksityinen"), ==, 0);
  g_assert_cmpuint (count_seen (town, "texts", "Julkinen"), ==, 1);
  g_assert_true (act (town, LUUKKU_ACT_BAN, conversation, NULL, "@pekka:asukas.example"));
  g_assert_true (act (town, LUUKKU_ACT_UNBAN, conversation, NULL, "@pekka:asukas.example"));
  g_assert_false (act (town, LUUKKU_ACT_BAN, conversation, NULL, "@aino:asukas.example")); /* as much power */
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
  g_assert_true (act (town, LUUKKU_ACT_DELETE, conversation, id, NULL));
  g_assert_true (act (town, LUUKKU_ACT_REPORT, conversation, id, NULL));
  g_assert_cmpuint (count_seen (town, "acts", "ban:@pekka"), ==, 2);
  g_assert_cmpuint (count_seen (town, "acts", "ban:@aino"), ==, 0);
  g_assert_cmpuint (count_seen (town, "acts", "redact:"), ==, 1);
}

static void
check_sending (Town *town, const char *room)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_send_file_free);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("%PDF-1.4", 8);
  g_autoptr (LuukkuSendRequest) reply = reply_new (town, room, REPLY, files);
  g_autoptr (LuukkuSendRequest) lost = reply_new (town, room, "Vastaus kulki, kuittaus ei.", NULL);
  g_autoptr (LuukkuSendRequest) other = reply_new (town, room, "Tätä ei lähetetty.", NULL);
  g_autofree char *id = NULL, *again = NULL, *found = NULL, *repeated = NULL;

  g_ptr_array_add (files, luukku_send_file_new ("lomake.pdf", "application/pdf", bytes));
  id = town_send (town, reply);
  g_assert_no_error (town->error);
  again = town_send (town, reply); /* the same key: the server does it once */
  g_assert_cmpstr (again, ==, id);
  g_assert_cmpuint (count_seen (town, "texts", REPLY), ==, 1);
  g_assert_cmpuint (count_seen (town, "texts", "lomake.pdf"), ==, 1);
  town_set_mode (town, "lost-answer");
  g_assert_null (town_send (town, lost));
  g_assert_true (luukku_fault_get_info (town->error)->ambiguous_send);
  town_set_mode (town, "");
  found = town_find_sent (town, lost);
  g_assert_nonnull (found);
  repeated = town_send (town, lost);
  g_assert_cmpstr (repeated, ==, found);
  g_assert_cmpuint (count_seen (town, "texts", "kuittaus ei"), ==, 1);
  g_assert_null (town_find_sent (town, other));
}

static void
check_files_and_people (Town *town, const char *room)
{
  g_autofree char *id = resident_does (town, "picture", "matti", room, "", 1);
  g_autoptr (LuukkuBatch) batch = town_fetch_well (town);
  const LuukkuAttachment *file = luukku_message_get_attachments (town_find (batch, id))->pdata[0];
  g_autoptr (GBytes) bytes = town_get_attachment (town, file->url);

  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 4);
  g_assert_true (act (town, LUUKKU_ACT_BAN, room, NULL, MATTI));
  g_assert_true (act (town, LUUKKU_ACT_MUTE, room, NULL, "@aino:asukas.example"));
  g_assert_cmpuint (count_seen (town, "acts", "ignore:@aino:asukas.example," MATTI), ==, 1);
  g_assert_true (act (town, LUUKKU_ACT_UNBAN, room, NULL, MATTI));
}

/* A room that becomes encrypted while a reply waits. */
static void
check_encrypted (Town *town, const char *room)
{
  g_autoptr (LuukkuSendRequest) reply = reply_new (town, room, "Selväkielinen.", NULL);
  g_autoptr (LuukkuBatch) batch = NULL;

  steer (town, "encrypt", "matti", room, "", "");
  g_assert_null (town_send (town, reply));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  g_assert_cmpuint (count_seen (town, "texts", "Selväkielinen"), ==, 0);
  batch = town_fetch_well (town);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  g_assert_false (((const LuukkuThread *) batch->threads->pdata[0])->can_reply);
}

static void
check_faults (Town *town)
{
  g_autoptr (LuukkuBatch) renewed = NULL, again = NULL;

  town_set_mode (town, "throttled");
  g_assert_null (town_fetch (town));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  g_assert_cmpint (luukku_fault_get_info (town->error)->retry_after, ==, 3 * G_TIME_SPAN_MINUTE);
  town_set_mode (town, "old-token"); /* renewed once, and the call made again */
  renewed = town_fetch_well (town);
  town_set_mode (town, "forgotten");
  again = town_fetch (town);
  g_assert_no_error (town->error);
  g_assert_true (again->missed);
  town_set_mode (town, "dead-token");
  g_assert_null (town_fetch (town));
  g_assert_true (luukku_fault_get_info (town->error)->needs_reauth);
}

static void
test_scenarios (void)
{
  Town *town = town_new (&luukku_matrix_type, ACCOUNT);
  g_autofree char *name = town_open (town);
  g_autofree char *room = NULL;

  g_assert_no_error (town->error);
  g_assert_cmpstr (name, ==, "Esimerkkikunnan kirjaamo");
  g_assert_cmpuint (count_seen (town, "logins", "LUUKKU"), ==, 1);
  room = check_invitation (town);
  check_changes (town, room);
  check_backlog (town, room);
  check_public (town);
  check_sending (town, room);
  check_files_and_people (town, room);
  check_encrypted (town, room);
  check_faults (town);
  g_assert_cmpuint (town_get_calls (town), >, 60);
  town_free (town);
}

/* --- what a real Synapse 1.160 answered */

/* Returns: (transfer full) (nullable). */
static JsonNode *
read_capture (const char *name)
{
  const char *data = g_getenv ("LUUKKU_CONTRACT_DATA");
  g_autofree char *file = g_strconcat ("matrix-synapse-1.160-", name, ".json", NULL);
  g_autofree char *path = g_build_filename (data != NULL ? data : "", "captures", file, NULL);
  g_autofree char *text = NULL;

  if (data == NULL || *data == '\0' || !g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  return json_from_string (text, NULL);
}

static void
read_sync (JsonNode *root, LuukkuMatrixPlace *place, LuukkuMatrixCursor *cursor)
{
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) unknown = NULL;

  g_assert_true (luukku_matrix_sync_learn (root, place, &next, &unknown, NULL));
  g_assert_cmpuint (unknown->len, ==, 0);
  luukku_matrix_sync_read (root, place, cursor);
  g_free (cursor->since);
  cursor->since = g_steal_pointer (&next);
}

static void
check_captures (JsonNode *invite, JsonNode *join, JsonNode *longpoll, LuukkuMatrixPlace *place)
{
  g_autoptr (LuukkuMatrixCursor) cursor = luukku_matrix_cursor_read (NULL);
  g_autoptr (GPtrArray) invites = luukku_matrix_sync_list_invites (invite, place->user, TRUE);
  GPtrArray *messages = place->batch->messages;

  g_assert_cmpuint (invites->len, ==, 1);
  luukku_matrix_sync_read_invite (invite, place, invites->pdata[0]);
  g_assert_cmpint (luukku_message_get_sent_at (messages->pdata[0]), ==, 1795188013319000);
  read_sync (join, place, cursor);
  g_assert_cmpuint (messages->len, ==, 2);
  g_assert_cmpstr (luukku_message_get_text (messages->pdata[1]), ==, "Hei, katuvalo on pimeänä");
  g_assert_cmpstr (luukku_message_get_author_name (messages->pdata[1]), ==, "matti");
  g_assert_cmpstr (luukku_message_get_conversation_id (messages->pdata[1]), ==, invites->pdata[0]);
  g_assert_cmpuint (cursor->gaps->len, ==, 0); /* "limited", but it begins with the room itself */
  read_sync (longpoll, place, cursor);
  g_assert_cmpstr (luukku_message_get_text (messages->pdata[2]), ==, "toinen");
  g_assert_cmpuint (place->batch->skipped, ==, 0);
}

static void
test_captures (void)
{
  g_autoptr (JsonNode) invite = read_capture ("sync-invite");
  g_autoptr (JsonNode) join = read_capture ("sync-join");
  g_autoptr (JsonNode) longpoll = read_capture ("sync-longpoll");
  g_autoptr (JsonNode) throttled = read_capture ("429");
  g_autoptr (GHashTable) rooms = luukku_matrix_rooms_new ();
  g_autoptr (GHashTable) known = luukku_matrix_known_new ();
  g_autoptr (GError) error = NULL;
  LuukkuMatrixPlace place = { .user = "@kirjaamo:kuopio.test",
                              .channel = "matrix:x",
                              .fetched_at = 1795188015000000,
                              .rooms = rooms,
                              .known = known };
  const LuukkuHttpAnswer answer = { .root = throttled, .status = 429 };

  if (invite == NULL || join == NULL || longpoll == NULL || throttled == NULL) {
    g_test_message ("the captures are not here");
    return;
  }
  luukku_matrix_place_begin (&place);
  check_captures (invite, join, longpoll, &place);
  luukku_matrix_place_end (&place);
  g_assert_false (luukku_matrix_check (&answer, &error));
  g_assert_cmpint (luukku_fault_get_info (error)->retry_after, ==, 327687 * G_TIME_SPAN_MILLISECOND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (g_getenv ("LUUKKU_CONTRACT_BASE"));
  g_test_add_func ("/contract/matrix/scenarios", test_scenarios);
  g_test_add_func ("/contract/matrix/captures", test_captures);
  return g_test_run ();
}
