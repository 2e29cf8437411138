/* SPDX-License-Identifier: GPL-2.0-or-later */
/* contract-linkedin.c: the real LinkedIn adapter on the real transport: through a proxy that checks every
 * request and answer against the contract, to a scenario server. */
#define G_LOG_DOMAIN "luukku"

#include "contract-kit.h"

#include <string.h>

#include "linkedin/luukku-linkedin-parse.h"
#include "linkedin/luukku-linkedin.h"

#define URN "urn:li:comment:(urn:li:activity:6001,%s)"

/* Returns: (transfer full): the id in the answer (nullable). */
static char *steer (Town *town, const char *what, const char *format, ...) G_GNUC_PRINTF (3, 4);
static char *
steer (Town *town, const char *what, const char *format, ...)
{
  g_autofree char *body = NULL;
  g_autoptr (JsonNode) root = NULL;
  va_list list;

  va_start (list, format);
  body = g_strdup_vprintf (format, list);
  va_end (list);
  root = town_control (town, what, body);
  if (!json_object_has_member (json_node_get_object (root), "id"))
    return NULL;
  return g_strdup (json_object_get_string_member (json_node_get_object (root), "id"));
}

static char *
comment (Town *town, const char *parent, const char *text)
{
  return steer (town, "comment", "{\"from\":\"matti\",\"text\":\"%s\",\"parent\":\"%s\"}", text, parent);
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
reply_new (Town *town, const char *conversation, const char *text)
{
  return luukku_send_request_new (
      &(LuukkuSendRequestInit){ .channel = town->channel,
                                .conversation_id = conversation,
                                .text = text,
                                .idempotency_key = text,
                                .is_public = TRUE,
                                .queued_at = luukku_clock_now (town->clock) - G_TIME_SPAN_HOUR });
}

static LuukkuMessage *
find (LuukkuBatch *batch, const char *id)
{
  g_autofree char *urn = g_strdup_printf (URN, id);

  return town_find (batch, urn);
}

static char *
check_reading (Town *town)
{
  g_autofree char *top = comment (town, "", "Milloin halli aukeaa? 💡");
  g_autofree char *reply = comment (town, top, "Sama kysymys");
  g_autofree char *mention =
      steer (town, "mention", "{\"from\":\"aino\",\"text\":\"Kiitos @[Kaupunki](%s)!\"}",
             "urn:li:organization:12345678");
  g_autofree char *urn = g_strdup_printf (URN, top);
  g_autoptr (LuukkuBatch) batch = town_fetch_well (town);
  g_autoptr (LuukkuBatch) again = town_fetch_well (town);

  g_assert_cmpuint (batch->messages->len, ==, 3);
  g_assert_cmpstr (luukku_message_get_conversation_id (find (batch, reply)), ==, urn);
  g_assert_cmpstr (luukku_message_get_text (town_find (batch, mention)), ==, "Kiitos Kaupunki!");
  g_assert_cmpuint (again->messages->len, ==, 0);
  return g_steal_pointer (&top);
}

/* More than one fetch has room for: it goes on at once, each once. */
static void
check_backlog (Town *town)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean more = TRUE;

  for (guint i = 0; i < 25; i++)
    g_free (comment (town, "", "Toinen asia"));
  town_set_mode (town, "urn"); /* "$URN" means the same as "commentUrn" */
  while (more) {
    g_autoptr (LuukkuBatch) batch = town_fetch_well (town);

    for (guint n = 0; n < batch->messages->len; n++)
      g_assert_true (
          g_hash_table_add (seen, g_strdup (luukku_message_get_platform_id (batch->messages->pdata[n]))));
    more = batch->more;
  }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 25);
  town_set_mode (town, "");
}

static void
check_changes (Town *town, const char *top)
{
  g_autofree char *gone = comment (town, "", "Tämän poistan"), *urn = g_strdup_printf (URN, gone);
  g_autoptr (LuukkuBatch) first = town_fetch_well (town);
  g_autoptr (LuukkuBatch) batch = NULL;

  steer (town, "edit", "{\"id\":\"%s\",\"text\":\"Milloin uimahalli aukeaa?\"}", top);
  steer (town, "delete", "{\"id\":\"%s\"}", gone);
  batch = town_fetch_well (town);
  g_assert_cmpstr (luukku_message_get_text (find (batch, top)), ==, "Milloin uimahalli aukeaa?");
  g_assert_cmpuint (batch->gone->len, ==, 1);
  g_assert_cmpstr (batch->gone->pdata[0], ==, urn);
}

static void
check_sending (Town *town, const char *conversation)
{
  g_autoptr (LuukkuSendRequest) plain = reply_new (town, conversation, "Halli aukeaa maanantaina.");
  g_autoptr (LuukkuSendRequest) lost = reply_new (town, conversation, "Vastaus kulki, kuittaus ei.");
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autofree char *id = town_send (town, plain), *found = NULL;
  LuukkuActInit act = { .kind = LUUKKU_ACT_DELETE,
                        .channel = town->channel,
                        .conversation_id = conversation };

  g_assert_no_error (town->error);
  town_set_mode (town, "lost-answer");
  g_assert_null (town_send (town, lost));
  g_assert_true (luukku_fault_get_info (town->error)->ambiguous_send);
  town_set_mode (town, "");
  found = town_find_sent (town, lost);
  g_assert_no_error (town->error);
  g_assert_nonnull (found);
  g_assert_cmpuint (count_seen (town, "texts", "kuittaus ei"), ==, 1);
  batch = town_fetch_well (town); /* the same name as the confirmation gave */
  g_assert_cmpint (luukku_message_get_direction (town_find (batch, id)), ==, LUUKKU_DIRECTION_OUT_OTHER);
  act.message_id = id;
  g_assert_true (town_act (town, &act));
  g_assert_cmpuint (count_seen (town, "acts", "DELETE:"), ==, 1);
  act.message_id = conversation; /* a resident's */
  g_assert_false (town_act (town, &act));
  g_assert_error (town->error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
}

static void
check_faults (Town *town)
{
  static const struct {
    const char *mode;
    LuukkuFaultKind kind;
  } faults[] = {
    { "throttled", LUUKKU_FAULT_THROTTLED },
    { "sunset", LUUKKU_FAULT_SETTINGS },
    { "dead-token", LUUKKU_FAULT_AUTH },
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    town_set_mode (town, faults[i].mode);
    g_assert_null (town_fetch (town));
    g_assert_error (town->error, LUUKKU_FAULT, (int) faults[i].kind);
  }
  town_set_mode (town, "");
}

static void
test_scenarios (void)
{
  Town *town = town_new (&luukku_linkedin_type, "12345678");
  g_autofree char *name = town_open (town);
  g_autofree char *top = NULL, *conversation = NULL;

  g_assert_no_error (town->error);
  g_assert_cmpstr (name, ==, "Esimerkkikaupunki");
  top = check_reading (town);
  conversation = g_strdup_printf (URN, top);
  check_backlog (town);
  check_changes (town, top);
  check_sending (town, conversation);
  check_faults (town);
  g_assert_cmpuint (town_get_calls (town), >, 50);
  town_free (town);
}

/* What others have put together of LinkedIn's answers. */
static void
test_examples (void)
{
  g_autoptr (JsonNode) examples = town_read_examples ("linkedin/linkedin-examples.assembled.json");
  g_autoptr (JsonNode) comments = NULL, notifications = NULL;
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  LuukkuLinkedinPlace place = { "urn:li:organization:123", "linkedin:123", 1, batch, seen };
  g_autoptr (GPtrArray) news = NULL;
  guint count = 0;

  if (examples == NULL) {
    g_test_message ("the assembled examples are not here");
    return;
  }
  comments = town_get_example (examples, "comments");
  notifications = town_get_example (examples, "notifications");
  g_assert_true (luukku_linkedin_parse_comments (comments, &place, &count, NULL));
  g_assert_cmpuint (batch->messages->len, ==, 1);
  news = luukku_linkedin_parse_news (notifications, &count, &batch->skipped, NULL);
  g_assert_cmpuint (news->len, ==, 1);
  g_assert_cmpstr (((LuukkuLinkedinNews *) news->pdata[0])->id, ==, "4711");
  g_assert_cmpuint (batch->skipped, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (g_getenv ("LUUKKU_CONTRACT_BASE"));
  g_test_add_func ("/contract/linkedin/examples", test_examples);
  g_test_add_func ("/contract/linkedin/scenarios", test_scenarios);
  return g_test_run ();
}
