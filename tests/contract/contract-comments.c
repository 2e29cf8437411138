/* SPDX-License-Identifier: GPL-2.0-or-later */
/* contract-comments.c: a real adapter of comments that are only listed (YouTube, Vimeo) on the real
 * transport: through a proxy that checks every request and answer against the contract, to a scenario server.
 */
#define G_LOG_DOMAIN "luukku"

#include "contract-kit.h"

#include <string.h>

#include "vimeo/luukku-vimeo.h"
#include "youtube/luukku-youtube.h"

#define REPLY "Hei & kiitos, kirjasto on auki klo 9–20."
#define BACKLOG 150

static gboolean
is_youtube (void)
{
  return g_str_equal (CONTRACT_TYPE.id, "youtube");
}

/* Returns: (transfer full): the id of what was written. */
static char *
resident_does (Town *town, const char *what, const char *name, const char *text, const char *more)
{
  g_autofree char *body =
      g_strdup_printf ("{\"from\":\"%s\",\"text\":\"%s\",\"video\":1001%s}", name, text, more);
  g_autoptr (JsonNode) root = town_control (town, what, body);

  return g_strdup (json_object_get_string_member (json_node_get_object (root), "id"));
}

static char *
resident_replies (Town *town, const char *name, const char *text, const char *to)
{
  g_autofree char *more = g_strdup_printf (",\"to\":\"%s\"", to);

  return resident_does (town, "reply", name, text, more);
}

static void
steer (Town *town, const char *what, const char *id, const char *text)
{
  g_autofree char *body = g_strdup_printf ("{\"id\":\"%s\",\"text\":\"%s\"}", id, text);

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

/* Hours have gone by: everything is looked through again. */
static void
pass_hours (Town *town)
{
  g_autoptr (GRegex) regex = g_regex_new ("\"looked\":[0-9]+", 0, 0, NULL);
  g_autofree char *before = g_steal_pointer (&town->cursor);

  town->cursor = g_regex_replace_literal (regex, before, -1, 0, "\"looked\":1", 0, NULL);
  g_assert_cmpstr (town->cursor, !=, before);
}

/* A comment, more replies to it than a list of threads shows, and a second look that brings nothing. */
static char *
check_reading (Town *town)
{
  g_autofree char *comment =
      resident_does (town, "comment", "matti", "Katuvalo on pimeänä 💡 &amp; rikki", "");
  g_autoptr (GPtrArray) replies = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (LuukkuBatch) batch = NULL, again = NULL;

  for (guint i = 0; i < 5; i++)
    g_ptr_array_add (replies, resident_replies (town, "aino", "Niin on.", comment));
  batch = town_fetch_well (town);
  g_assert_cmpuint (batch->messages->len, ==, 6);
  g_assert_cmpstr (luukku_message_get_text (town_find (batch, comment)), ==,
                   "Katuvalo on pimeänä 💡 &amp; rikki");
  for (guint i = 0; i < replies->len; i++)
    g_assert_cmpstr (luukku_message_get_conversation_id (town_find (batch, replies->pdata[i])), ==, comment);
  again = town_fetch_well (town);
  g_assert_cmpuint (again->messages->len, ==, 0);
  return g_steal_pointer (&comment);
}

/* More than a page: walked to its end, each comment once. */
static void
check_backlog (Town *town)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < BACKLOG; i++)
    g_free (resident_does (town, "comment", "matti", "Kommentti", ""));
  for (guint i = 0; i < 2; i++) {
    g_autoptr (LuukkuBatch) batch = town_fetch_well (town);

    for (guint n = 0; n < batch->messages->len; n++)
      g_assert_true (
          g_hash_table_add (seen, g_strdup (luukku_message_get_platform_id (batch->messages->pdata[n]))));
    g_assert_cmpuint (batch->gone->len, ==, 0);
  }
  g_assert_cmpuint (g_hash_table_size (seen), ==, BACKLOG);
}

static void
check_changes (Town *town, const char *comment)
{
  g_autofree char *deleted = resident_does (town, "comment", "matti", "Tämän poistan", "");
  g_autofree char *reply = resident_replies (town, "matti", "Tämänkin poistan", comment);
  g_autoptr (LuukkuBatch) first = town_fetch_well (town);
  g_autoptr (LuukkuBatch) batch = NULL;

  steer (town, "edit", comment, "Katuvalo on yhä pimeänä");
  steer (town, "delete", deleted, "");
  steer (town, "delete", reply, "");
  pass_hours (town);
  batch = town_fetch_well (town);
  g_assert_cmpstr (luukku_message_get_text (town_find (batch, comment)), ==, "Katuvalo on yhä pimeänä");
  g_assert_cmpuint (batch->gone->len, ==, 2);
  g_assert_true (g_ptr_array_find_with_equal_func (batch->gone, deleted, g_str_equal, NULL));
  g_assert_true (g_ptr_array_find_with_equal_func (batch->gone, reply, g_str_equal, NULL));
}

static LuukkuSendRequest *
reply_new (Town *town, const char *conversation, const char *text)
{
  return luukku_send_request_new (
      &(LuukkuSendRequestInit){ .channel = town->channel,
                                .conversation_id = conversation,
                                .text = text,
                                .idempotency_key = text,
                                .is_public = TRUE,
                                .queued_at = luukku_clock_now (town->clock) - 2 * G_TIME_SPAN_HOUR });
}

static void
check_sending (Town *town)
{
  g_autofree char *comment = resident_does (town, "comment", "aino", "Milloin kirjasto on auki?", "");
  g_autofree char *other = resident_does (town, "comment", "aino", "Entä uimahalli?", "");
  g_autofree char *silent = resident_does (town, "comment", "aino", "Entä jäähalli?", "");
  g_autoptr (LuukkuSendRequest) reply = reply_new (town, comment, REPLY);
  g_autoptr (LuukkuSendRequest) lost = reply_new (town, other, "Vastaus kulki, kuittaus ei.");
  g_autoptr (LuukkuSendRequest) never = reply_new (town, silent, "Tätä ei lähetetty.");
  g_autofree char *id = town_send (town, reply);
  g_autofree char *found = NULL, *again = NULL;

  g_assert_no_error (town->error);
  found = town_find_sent (town, reply);
  g_assert_cmpstr (found, ==, id);
  town_set_mode (town, "lost-answer");
  g_assert_null (town_send (town, lost));
  g_assert_true (luukku_fault_get_info (town->error)->ambiguous_send);
  town_set_mode (town, "");
  again = town_find_sent (town, lost);
  g_assert_no_error (town->error);
  g_assert_nonnull (again);
  g_assert_null (town_find_sent (town, never));
  g_assert_no_error (town->error);
  g_assert_cmpuint (count_seen (town, "texts", "kuittaus ei"), ==, 1);
}

static void
check_act (Town *town, LuukkuActKind kind, const char *comment, const char *seen)
{
  g_autofree char *wanted = g_strconcat (seen, comment, NULL);

  g_assert_true (town_act (
      town, &(LuukkuActInit){
                .kind = kind, .channel = town->channel, .conversation_id = comment, .message_id = comment }));
  g_assert_no_error (town->error);
  g_assert_cmpuint (count_seen (town, "acts", wanted), ==, 1);
}

/* What is held back comes as such; holding, publishing, rejecting, banning. */
static void
check_moderation (Town *town)
{
  g_autofree char *held = resident_does (town, "comment", "matti", "Odottaa", ",\"state\":\"heldForReview\"");
  g_autofree char *spam = resident_does (town, "comment", "matti", "Osta", ",\"state\":\"likelySpam\"");
  g_autofree char *rude = resident_does (town, "comment", "matti", "Rumasti sanottu", "");
  g_autoptr (LuukkuBatch) batch = town_fetch_well (town);

  g_assert_nonnull (town_find (batch, held));
  g_assert_nonnull (town_find (batch, spam));
  for (guint i = 0; i < batch->threads->len; i++) {
    const LuukkuThread *thread = batch->threads->pdata[i];

    if (g_str_equal (thread->conversation_id, held) || g_str_equal (thread->conversation_id, spam))
      g_assert_false (thread->is_public || thread->can_reply);
  }
  check_act (town, LUUKKU_ACT_UNHIDE, held, "published:");
  check_act (town, LUUKKU_ACT_HIDE, rude, "heldForReview:");
  check_act (town, LUUKKU_ACT_DELETE, rude, "rejected:");
  check_act (town, LUUKKU_ACT_BAN, spam, "rejected:ban:");
}

static void
check_deleting (Town *town)
{
  g_autofree char *rude = resident_does (town, "comment", "matti", "Rumasti sanottu", "");

  check_act (town, LUUKKU_ACT_DELETE, rude, "delete:");
  g_assert_true (town_act (town, &(LuukkuActInit){ .kind = LUUKKU_ACT_DELETE, /* again: gone is done */
                                                   .channel = town->channel,
                                                   .conversation_id = rude,
                                                   .message_id = rude }));
}

static void
check_faults (Town *town)
{
  town_set_mode (town, "dead-token");
  g_assert_null (town_fetch (town));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  town_set_mode (town, is_youtube () ? "used-up" : "throttled");
  g_assert_null (town_fetch (town));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED);
  g_assert_cmpint (luukku_fault_get_info (town->error)->retry_after, >, 0);
  town_set_mode (town, "");
}

static void
test_scenarios (void)
{
  Town *town = town_new (&CONTRACT_TYPE, is_youtube () ? "UCkaupunkikaupunkikaupu1" : "kaupunki");
  g_autofree char *name = town_open (town);
  g_autofree char *comment = NULL;

  g_assert_no_error (town->error);
  g_assert_cmpstr (name, ==, "Esimerkkikaupunki");
  comment = check_reading (town);
  check_backlog (town);
  check_changes (town, comment);
  check_sending (town);
  if (is_youtube ())
    check_moderation (town);
  else
    check_deleting (town);
  check_faults (town);
  g_assert_cmpuint (town_get_calls (town), >, 20);
  town_free (town);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (g_getenv ("LUUKKU_CONTRACT_BASE"));
  g_test_add_func ("/contract/comments/scenarios", test_scenarios);
  return g_test_run ();
}
