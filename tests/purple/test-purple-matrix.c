/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-matrix.c: an account at a Matrix server in a real libpurple, the server on loopback: the
 * password is given once and not kept; a resident's invitation waits until a person has it before her, and is
 * accepted by that, or by an answer. */
#include "luukku-headless.h"

#include <libsoup/soup.h>
#include <string.h>

#define ACCOUNT "@kirjaamo:kunta.example"
#define MATTI "@matti:resident.example"
#define ROOM "!dm:resident.example"
#define PASSWORD "kissa istuu ikkunalla"
#define SIGNATURE "Palveluneuvoja Minna"
#define V3 "/_matrix/client/v3"

typedef struct {
  PurpleAccount *account;
} Fixture;

/* The server's memory. */
static SoupServer *server;
static char *base;
static gboolean invited, joined;
static gboolean told_invitation, told_room;
static guint syncs, logins, marks;
static GString *sent; /* bodies of events, one a line */
static gboolean focused;

static gboolean
has_focus (PurpleConversation *conv)
{
  return focused;
}

/* --- the server */

#define MEMBER(user, name, membership, id)                                                                   \
  "{\"type\":\"m.room.member\",\"state_key\":\"" user "\",\"sender\":\"" MATTI "\",\"event_id\":\"" id       \
  "\",\"origin_server_ts\":1795168800000,\"content\":{\"membership\":\"" membership                          \
  "\",\"displayname\":\"" name "\",\"is_direct\":true}}"

static char *
answer_sync (void)
{
  const char *rooms = "";

  if (invited && !joined && !told_invitation) {
    told_invitation = TRUE;
    rooms = "\"invite\":{\"" ROOM "\":{\"invite_state\":{\"events\":[" MEMBER (
        MATTI, "Matti", "join", "$j0") "," MEMBER (ACCOUNT, "Kirjaamo", "invite", "$inv") "]}}}";
  } else if (joined && !told_room) {
    told_room = TRUE;
    rooms = "\"join\":{\"" ROOM "\":{\"state\":{\"events\":[]},\"timeline\":{\"limited\":false,\"events\":["
            "{\"type\":\"m.room.create\",\"state_key\":\"\",\"sender\":\"" MATTI
            "\",\"event_id\":\"$c\",\"origin_server_ts\":1795168800000,\"content\":{}}," MEMBER (
                MATTI, "Matti", "join", "$j1") ","
                                               "{\"type\":\"m.room.message\",\"sender\":\"" MATTI
                                               "\",\"event_id\":\"$m1\",\"origin_server_ts\":1795168860000,"
                                               "\"content\":{\"msgtype\":\"m.text\","
                                               "\"body\":\"Milloin kirjasto aukeaa?\"}}," MEMBER (
                                                   ACCOUNT, "Kirjaamo", "join",
                                                   "$j2") "]},\"summary\":{\"m.joined_member_count\":2}}}";
  }
  return g_strdup_printf ("{\"next_batch\":\"s%u\",\"rooms\":{%s}}", ++syncs, rooms);
}

/* *@ret_status: 200 unless it says otherwise. Returns: (transfer full). */
static char *
answer_post (const char *path, const char *body, guint *ret_status)
{
  if (g_str_has_suffix (path, "/login")) {
    logins++;
    if (strstr (body, "\"password\":\"" PASSWORD "\"") != NULL)
      return g_strdup ("{\"user_id\":\"" ACCOUNT
                       "\",\"access_token\":\"tokenOne\",\"device_id\":\"LUUKKU\"}");
    *ret_status = 403;
    return g_strdup ("{\"errcode\":\"M_FORBIDDEN\",\"error\":\"Invalid username or password\"}");
  }
  if (g_str_has_suffix (path, "/join")) {
    joined = TRUE;
    return g_strdup ("{\"room_id\":\"" ROOM "\"}");
  }
  if (!joined) {
    *ret_status = 403;
    return g_strdup ("{\"errcode\":\"M_FORBIDDEN\",\"error\":\"User not in room\"}");
  }
  if (strstr (path, "/send/m.room.message/luukku-") != NULL)
    g_string_append_printf (sent, "%s\n", body);
  if (strstr (path, "/receipt/m.read/") != NULL)
    marks++;
  return g_strdup ("{\"event_id\":\"$sent\"}");
}

static char *
answer_get (const char *path, guint *ret_status)
{
  if (g_str_has_suffix (path, "/versions"))
    return g_strdup ("{\"versions\":[\"v1.11\"]}");
  if (g_str_has_suffix (path, "/whoami"))
    return g_strdup ("{\"user_id\":\"" ACCOUNT "\",\"device_id\":\"LUUKKU\"}");
  if (g_str_has_suffix (path, "/sync"))
    return answer_sync ();
  if (g_str_has_suffix (path, "/joined_members"))
    return g_strdup ("{\"joined\":{\"" ACCOUNT "\":{},\"" MATTI "\":{}}}");
  if (strstr (path, "/m.room.encryption/") != NULL && !joined) {
    *ret_status = 403;
    return g_strdup ("{\"errcode\":\"M_FORBIDDEN\",\"error\":\"User not in room\"}");
  }
  *ret_status = 404;
  return g_strdup ("{\"errcode\":\"M_NOT_FOUND\",\"error\":\"Not found\"}");
}

static void
on_call (SoupServer *self, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  SoupMessageBody *body = soup_server_message_get_request_body (msg);
  g_autofree char *text = g_strndup (body->data != NULL ? body->data : "", (gsize) body->length);
  const char *token =
      soup_message_headers_get_one (soup_server_message_get_request_headers (msg), "Authorization");
  gboolean open = g_str_has_suffix (path, "/versions") || g_str_has_suffix (path, "/login");
  guint status = 200;
  char *answer;

  g_assert_cmpstr (token, ==, open ? NULL : "Bearer tokenOne");
  if (g_str_equal (soup_server_message_get_method (msg), "GET"))
    answer = answer_get (path, &status);
  else
    answer = answer_post (path, text, &status);
  soup_server_message_set_status (msg, status, NULL);
  soup_server_message_set_response (msg, "application/json", SOUP_MEMORY_TAKE, answer, strlen (answer));
}

static void
start_server (void)
{
  GSList *uris = NULL;

  server = soup_server_new (NULL, NULL);
  soup_server_add_handler (server, NULL, on_call, NULL, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

/* --- the fixture */

static void
set_up (Fixture *f, gconstpointer data)
{
  static guint n;
  g_autofree char *store = g_strdup_printf ("matrix-%u", ++n);

  g_free (luukku_headless_new_store (store));
  luukku_headless_reset ();
  invited = joined = told_invitation = told_room = focused = FALSE;
  syncs = logins = marks = 0;
  g_string_truncate (sent, 0);
  f->account = luukku_headless_account ("prpl-luukku-matrix", ACCOUNT);
  purple_account_set_string (f->account, "api-base", base);
  luukku_headless_answer (PASSWORD);
  luukku_headless_enable (f->account);
  luukku_headless_until (purple_account_is_connected (f->account));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_headless_drop (f->account);
}

static PurpleConversation *
receive_invitation (Fixture *f)
{
  invited = TRUE;
  luukku_headless_until (luukku_headless_has ("wants to start a conversation"));
  return luukku_headless_conv (f->account, ROOM);
}

/* --- the tests */

/* The password goes to the server once; after a restart of the account the tokens are enough. */
static void
test_password (Fixture *f, gconstpointer data)
{
  g_assert_true (luukku_headless_was_masked ());
  g_assert_cmpuint (logins, ==, 1);
  g_assert_null (purple_account_get_password (f->account));
  purple_account_disconnect (f->account);
  purple_account_connect (f->account);
  luukku_headless_until (purple_account_is_connected (f->account));
  g_assert_cmpuint (logins, ==, 1);
  g_assert_null (strstr (luukku_headless_log (), "kissa"));
  g_assert_null (strstr (luukku_headless_log (), "tokenOne"));
}

/* Nobody has looked: nothing is accepted. Then somebody has it before her. */
static void
test_opened (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive_invitation (f);

  luukku_headless_pass (5 * G_TIME_SPAN_SECOND);
  g_assert_false (joined);
  purple_conversation_get_ui_ops (conv)->has_focus = has_focus;
  focused = TRUE;
  purple_conversation_update (conv, PURPLE_CONV_UPDATE_UNSEEN);
  luukku_headless_until (luukku_headless_has ("Milloin kirjasto aukeaa?"));
  g_assert_true (joined);
  purple_conversation_update (conv, PURPLE_CONV_UPDATE_UNSEEN);
  luukku_headless_until (marks == 1); /* and what was written has been read, too */
}

static void
test_answered (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive_invitation (f);

  purple_conv_im_send (PURPLE_CONV_IM (conv), "Hei! Kirjoittakaa asianne t&auml;h&auml;n.<br>" SIGNATURE);
  luukku_headless_until (luukku_headless_has ("S|"));
  g_assert_true (joined);
  g_assert_nonnull (strstr (sent->str, "Kirjoittakaa asianne tähän."));
  luukku_headless_until (luukku_headless_has ("Milloin kirjasto aukeaa?"));
  g_assert_cmpuint (luukku_headless_count ("S|"), ==, 1);
}

int
main (int argc, char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  luukku_headless_start ();
  purple_prefs_set_string ("/plugins/core/luukku/pack", "rautalampi");
  purple_prefs_set_string ("/plugins/core/luukku/staff/name", "Minna Malli");
  purple_prefs_set_string ("/plugins/core/luukku/staff/title", "Palveluneuvoja");
  sent = g_string_new (NULL);
  start_server ();
  g_test_add ("/purple/matrix/password", Fixture, NULL, set_up, test_password, tear_down);
  g_test_add ("/purple/matrix/opened", Fixture, NULL, set_up, test_opened, tear_down);
  g_test_add ("/purple/matrix/answered", Fixture, NULL, set_up, test_answered, tear_down);
  status = g_test_run ();
  soup_server_disconnect (server);
  g_object_unref (server);
  g_string_free (sent, TRUE);
  g_free (base);
  return luukku_headless_stop (status);
}
