/* SPDX-License-Identifier: GPL-2.0-or-later */
/* contract-bluesky.c: the real Bluesky adapter on the real transport, to a scenario server that holds every
 * request and answer against the lexicons. */
#define G_LOG_DOMAIN "luukku"

#include "contract-kit.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "bluesky/luukku-bluesky-error.h"
#include "bluesky/luukku-bluesky.h"
#include "model/luukku-conversation.h"

#define ACCOUNT "kaupunki.example"
#define MATTI "did:plc:matti2222222222222222222"
#define REPLY "Hei & kiitos, ks. https://kuopio.fi/kirjasto ä."

/* Returns: (transfer full): the member @member of what was written. */
static char *
resident_does (Town *town, const char *what, const char *name, const char *text, const char *member)
{
  g_autofree char *body = g_strdup_printf ("{\"from\":\"%s\",\"text\":\"%s\"}", name, text);
  g_autoptr (JsonNode) root = town_control (town, what, body);

  return g_strdup (json_object_get_string_member (json_node_get_object (root), member));
}

static void
steer (Town *town, const char *what, const char *id)
{
  g_autofree char *body = g_strdup_printf ("{\"id\":\"%s\",\"from\":\"matti\",\"value\":\"👍\"}", id);

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

static gint64
count_member (Town *town, const char *member)
{
  g_autoptr (JsonNode) root = town_control (town, "sent", NULL);

  return json_object_get_int_member (json_node_get_object (root), member);
}

static LuukkuSendRequest *
reply_new (Town *town, const char *conversation, const char *text, const char *reply_to)
{
  return luukku_send_request_new (
      &(LuukkuSendRequestInit){ .channel = town->channel,
                                .conversation_id = conversation,
                                .resident_id = MATTI,
                                .text = text,
                                .idempotency_key = text,
                                .reply_to = reply_to,
                                .queued_at = luukku_clock_now (town->clock) - 3 * G_TIME_SPAN_HOUR });
}

/* Before the first look: 250 messages of three people, over several pages; each once. */
static void
check_backlog (Town *town, char **ret_convo)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean more = TRUE;

  for (guint i = 0; i < 250; i++) {
    g_autofree char *text = g_strdup_printf ("viesti %u", i);

    g_free (*ret_convo);
    *ret_convo = resident_does (town, "message", i % 5 == 0 ? "aino" : "matti", text, "convo");
  }
  while (more) {
    g_autoptr (LuukkuBatch) batch = town_fetch_well (town);

    more = batch->more;
    for (guint n = 0; n < batch->messages->len; n++)
      g_assert_true (
          g_hash_table_add (seen, g_strdup (luukku_message_get_platform_id (batch->messages->pdata[n]))));
  }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 250);
}

static void
check_reading (Town *town, const char *convo, char **ret_post)
{
  g_autofree char *message = resident_does (town, "message", "matti", "Katuvalo on pimeänä 💡", "id");
  g_autofree char *deleted = resident_does (town, "message", "matti", "Tämän poistan", "id");
  g_autofree char *post = resident_does (town, "post", "matti", "Miksi halli on kiinni?", "id");
  g_autofree char *reaction = g_strdup_printf ("reaction:%s:" MATTI ":👍", message);
  g_autoptr (LuukkuBatch) batch = town_fetch_well (town);
  g_autoptr (LuukkuBatch) changed = NULL, nothing = NULL;

  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_cmpstr (luukku_message_get_text (town_find (batch, message)), ==, "Katuvalo on pimeänä 💡");
  g_assert_cmpstr (luukku_message_get_conversation_id (town_find (batch, message)), ==, convo);
  g_assert_true (g_str_has_suffix (luukku_message_get_conversation_id (town_find (batch, post)), "#" MATTI));
  steer (town, "react", message);
  steer (town, "delete", deleted);
  changed = town_fetch_well (town);
  g_assert_nonnull (town_find (changed, reaction));
  g_assert_cmpuint (changed->gone->len, ==, 1);
  g_assert_cmpstr (changed->gone->pdata[0], ==, deleted);
  nothing = town_fetch_well (town);
  g_assert_cmpuint (nothing->messages->len, ==, 0);
  g_assert_null (nothing->cursor);
  *ret_post = g_steal_pointer (&post);
}

/* The log has been thrown away meanwhile: what it held is read out of the conversations. */
static void
check_forgotten (Town *town)
{
  g_autofree char *message = resident_does (town, "message", "matti", "Unohtuiko tämä?", "id");
  g_autoptr (LuukkuBatch) batch = NULL, nothing = NULL;

  town_set_mode (town, "forgotten");
  batch = town_fetch_well (town);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  g_assert_nonnull (town_find (batch, message));
  nothing = town_fetch_well (town);
  g_assert_cmpuint (nothing->messages->len, ==, 0);
}

/* Posts are looked at again now and then; what is not shown any more has been deleted. */
static void
check_deleted_post (Town *town)
{
  g_autofree char *post = resident_does (town, "post", "aino", "Tämän julkaisun poistan", "id");
  g_autoptr (LuukkuBatch) batch = town_fetch_well (town);
  guint gone = 0;

  g_assert_nonnull (town_find (batch, post));
  steer (town, "delete", post);
  for (guint i = 0; i < 20; i++) {
    g_autoptr (LuukkuBatch) again = town_fetch_well (town);

    gone += again->gone->len;
    if (again->gone->len > 0)
      g_assert_cmpstr (again->gone->pdata[0], ==, post);
  }
  g_assert_cmpuint (gone, ==, 1);
}

static void
check_sending (Town *town, const char *convo, const char *post)
{
  g_autofree char *public_id = g_strconcat ("at://did:plc:esimerkkikaupunki2222222/", NULL);
  g_autofree char *thread = NULL, *private_one = NULL, *id = NULL, *found = NULL, *posted = NULL,
                  *again = NULL, *privately = NULL;
  g_autoptr (LuukkuSendRequest) direct = reply_new (town, convo, REPLY, NULL);
  g_autoptr (LuukkuSendRequest) lost = reply_new (town, convo, "Vastaus kulki, kuittaus ei.", NULL);
  g_autoptr (LuukkuSendRequest) never = reply_new (town, convo, "Tätä ei lähetetty.", NULL);
  g_autoptr (LuukkuSendRequest) public = NULL, private_answer = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;

  id = town_send (town, direct);
  g_assert_no_error (town->error);
  g_assert_cmpuint (count_seen (town, "acts", "accept"), ==, 1);
  town_set_mode (town, "lost-answer");
  g_assert_null (town_send (town, lost));
  g_assert_true (luukku_fault_get_info (town->error)->ambiguous_send);
  town_set_mode (town, "");
  found = town_find_sent (town, lost);
  g_assert_no_error (town->error);
  g_assert_nonnull (found);
  g_assert_null (town_find_sent (town, never));
  g_assert_no_error (town->error);
  g_assert_cmpuint (count_seen (town, "texts", "kuittaus ei"), ==, 1);
  g_assert_cmpuint (count_seen (town, "acts", "accept"), ==, 1); /* once */

  batch = town_fetch_well (town);
  g_assert_cmpint (luukku_message_get_direction (town_find (batch, id)), ==, LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpstr (luukku_message_get_text (town_find (batch, id)), ==, REPLY);

  /* the thread as the message had it */
  thread = g_strconcat (g_object_get_data (G_OBJECT (town->adapter), "root"), "#" MATTI, NULL);
  public = reply_new (town, thread, "Halli avataan https://kuopio.fi huomenna.", post);
  town_set_mode (town, "lost-answer");
  g_assert_null (town_send (town, public));
  town_set_mode (town, "");
  again = town_find_sent (town, public);
  g_assert_no_error (town->error);
  g_assert_nonnull (again);
  posted = town_send (town, public); /* a repeat is the same post */
  g_assert_cmpstr (posted, ==, again);
  g_assert_true (g_str_has_prefix (posted, public_id));
  private_one = g_strconcat (LUUKKU_PRIVATE_CONVERSATION, thread, NULL);
  private_answer = reply_new (town, private_one, "Tässä yksityisesti.", NULL);
  privately = town_send (town, private_answer);
  g_assert_no_error (town->error);
  g_assert_nonnull (privately);
}

static void
check_acts (Town *town, const char *convo, const char *post)
{
  g_autofree char *thread =
      g_strconcat (g_object_get_data (G_OBJECT (town->adapter), "root"), "#" MATTI, NULL);
  const struct {
    LuukkuActKind kind;
    const char *conversation, *message, *seen;
  } cases[] = {
    { LUUKKU_ACT_HIDE, thread, post, "hidden:1" },
    { LUUKKU_ACT_HIDE, thread, post, "hidden:1" }, /* it is so already */
    { LUUKKU_ACT_UNHIDE, thread, post, "hidden:0" },
    { LUUKKU_ACT_BAN, convo, NULL, "block:" MATTI },
    { LUUKKU_ACT_BAN, convo, NULL, "block:" MATTI }, /* it is so already */
    { LUUKKU_ACT_UNBAN, thread, NULL, "unblock:" MATTI },
    { LUUKKU_ACT_UNBAN, thread, NULL, "unblock:" MATTI },
    { LUUKKU_ACT_MUTE, convo, NULL, "muteConvo:" },
    { LUUKKU_ACT_UNMUTE, convo, NULL, "unmuteConvo:" },
    { LUUKKU_ACT_MUTE, thread, NULL, "muteActor:" MATTI },
    { LUUKKU_ACT_UNMUTE, thread, NULL, "unmuteActor:" MATTI },
    { LUUKKU_ACT_MARK_READ, convo, "3n2q7w2yd222b", "updateRead:3n2q7w2yd222b" },
    { LUUKKU_ACT_REPORT, convo, "3n2q7w2yd222b", "report:chat.bsky.convo.defs#messageRef" },
    { LUUKKU_ACT_REPORT, thread, post, "report:com.atproto.repo.strongRef" },
    { LUUKKU_ACT_REPORT, convo, NULL, "report:com.atproto.admin.defs#repoRef" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("act %u", i);
    g_assert_true (town_act (town, &(LuukkuActInit){ .kind = cases[i].kind,
                                                     .channel = town->channel,
                                                     .conversation_id = cases[i].conversation,
                                                     .message_id = cases[i].message,
                                                     .resident_id = MATTI,
                                                     .note = "Uhkaus" }));
    g_assert_no_error (town->error);
    g_assert_cmpuint (count_seen (town, "acts", cases[i].seen), >=, 1);
  }
  g_assert_cmpuint (count_seen (town, "acts", "block:" MATTI), ==, 2); /* one of them is "unblock:" */
}

static void
on_token (LuukkuAdapter *adapter, const char *token, GString *kept)
{
  g_string_assign (kept, token);
}

static void
check_session (Town *town)
{
  g_autoptr (GString) kept = g_string_new (NULL);
  g_autoptr (LuukkuBatch) renewed = NULL, signed_in = NULL;
  gulong handler = g_signal_connect (town->adapter, "token-changed", G_CALLBACK (on_token), kept);

  g_assert_cmpint (count_member (town, "logins"), ==, 1);
  town_set_mode (town, "expired");
  renewed = town_fetch_well (town);
  g_assert_cmpstr (kept->str, ==,
                   "access=access-1-1&refresh=refresh-1-1&until=0&password=abcd-efgh-ijkl-mnop");
  town_set_mode (town, "dead-refresh"); /* the password signs in again, once */
  signed_in = town_fetch_well (town);
  g_assert_cmpint (count_member (town, "logins"), ==, 2);
  g_assert_nonnull (strstr (kept->str, "access-2-1"));
  town_set_mode (town, "no-chat-right");
  g_assert_null (town_fetch (town));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  g_assert_cmpint (count_member (town, "renewals"), ==, 1); /* nothing was renewed for it */
  town_set_mode (town, "");
  g_signal_handler_disconnect (town->adapter, handler);
}

static void
check_trouble (Town *town)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autofree char *post = NULL;

  town_set_mode (town, "throttled");
  g_assert_null (town_fetch (town));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  g_assert_cmpint (luukku_fault_get_info (town->error)->retry_after, >, 2 * G_TIME_SPAN_MINUTE);
  town_set_mode (town, "chat-down"); /* posts come all the same */
  post = resident_does (town, "post", "aino", "Entä kuntosali?", "id");
  batch = town_fetch_well (town);
  g_assert_nonnull (town_find (batch, post));
  g_assert_null (town_fetch (town));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_SERVER);
  town_set_mode (town, "");
}

/* The fixture's root: of the town's only post, as the first answer to it says. */
static void
note_root (Town *town)
{
  g_autofree char *post = resident_does (town, "post", "ville", "Hyvä uutinen!", "id");
  g_autoptr (LuukkuBatch) batch = town_fetch_well (town);
  const char *conversation = luukku_message_get_conversation_id (town_find (batch, post));

  g_object_set_data_full (G_OBJECT (town->adapter), "root",
                          g_strndup (conversation, strcspn (conversation, "#")), g_free);
}

static void
test_scenarios (void)
{
  Town *town = town_new (&luukku_bluesky_type, ACCOUNT);
  g_autofree char *name = town_open (town);
  g_autofree char *post = NULL, *convo = NULL;

  g_assert_no_error (town->error);
  g_assert_cmpstr (name, ==, "@kaupunki.example");
  check_backlog (town, &convo);
  note_root (town);
  check_reading (town, convo, &post);
  check_forgotten (town);
  check_deleted_post (town);
  check_sending (town, convo, post);
  check_acts (town, convo, post);
  check_session (town);
  check_trouble (town);
  g_assert_cmpuint (town_get_calls (town), >, 50);
  town_free (town);
}

/* The answers of a real server of accounts, as they were recorded. */
static void
test_capture (void)
{
  static const struct {
    const char *name;
    LuukkuFaultKind kind;
    gboolean reauth, good;
  } cases[] = {
    { "bad_login", LUUKKU_FAULT_AUTH, TRUE, FALSE },
    { "chat_with_unprivileged_app_password", LUUKKU_FAULT_AUTH, TRUE, FALSE },
    { "bad_token", LUUKKU_FAULT_AUTH, TRUE, FALSE },
    { "limit_too_big", LUUKKU_FAULT_BAD_REQUEST, FALSE, FALSE },
    { "block_record", LUUKKU_FAULT_AUTH, FALSE, TRUE },
  };
  const char *path = g_getenv ("LUUKKU_CONTRACT_CAPTURE");
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) capture = NULL;
  gsize size = 0;

  if (path == NULL || *path == '\0') {
    g_test_message ("the recorded answers are not in the data folder");
    return;
  }
  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  bytes = g_bytes_new (text, size);
  capture = luukku_json_parse (bytes, NULL);
  g_assert_nonnull (capture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    JsonObject *one = json_object_get_object_member (json_node_get_object (capture), cases[i].name);
    guint status = (guint) json_object_get_int_member (one, "status");
    g_autoptr (LuukkuResponse) response = luukku_response_new (status, NULL, bytes, 0);
    const LuukkuHttpAnswer answer = { .response = response,
                                      .root = json_object_get_member (one, "body"),
                                      .status = status };
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", cases[i].name);
    g_assert_cmpint (luukku_bluesky_check (&answer, &error), ==, cases[i].good);
    if (cases[i].good)
      continue;
    g_assert_error (error, LUUKKU_FAULT, (int) cases[i].kind);
    g_assert_cmpint (luukku_fault_get_info (error)->needs_reauth, ==, cases[i].reauth);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (g_getenv ("LUUKKU_CONTRACT_BASE"));
  g_test_add_func ("/contract/bluesky/scenarios", test_scenarios);
  g_test_add_func ("/contract/bluesky/capture", test_capture);
  return g_test_run ();
}
