/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-read.c: residents are told that a message was read when a person has it before her, once, and
 * in no other case: a WhatsApp number and its relay on loopback, windows of libpurple that have the focus or
 * not. And files of a reply there, each a message of its own: the window tells what left and what did not. */
#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-health.h"
#include "luukku-headless.h"

#include <libsoup/soup.h>
#include <string.h>

#define THREAT "Tulen sinne ja hakkaan sinut."
#define MAIJA "FI.134900000001"

typedef struct {
  PurpleAccount *account;
} Fixture;

static SoupServer *server;
static char *base;
static GPtrArray *deliveries; /* char *: JSON */
static GPtrArray *marks;      /* char *: platform ids of messages */
static guint refuse;          /* status of answers to read marks, 0: taken */
static gboolean focused;
static GString *sent; /* kinds of the messages that went out: "document text " */
static guint uploads;
static const char *refused_file; /* (nullable): the kind of message that is not taken */

static gboolean
has_focus (PurpleConversation *conv)
{
  return focused;
}

/* --- the number and its relay */
static char *
answer_deliveries (GHashTable *query)
{
  const char *cursor = query != NULL ? g_hash_table_lookup (query, "cursor") : NULL;
  guint from = cursor != NULL && strchr (cursor, '.') != NULL ? (guint) atoi (strchr (cursor, '.') + 1) : 0;
  g_autoptr (GString) json = g_string_new ("{\"deliveries\":[");

  for (guint i = from; i < deliveries->len; i++)
    g_string_append_printf (json, "%s%s", i > from ? "," : "", (char *) deliveries->pdata[i]);
  g_string_append_printf (json, "],\"cursor\":\"ab.%u\",\"more\":false,\"gap\":false}", deliveries->len);
  return g_strdup (json->str);
}

static void
take_mark (const char *text)
{
  const char *id = strstr (text, "\"message_id\":\"");

  g_assert_nonnull (id);
  id += strlen ("\"message_id\":\"");
  g_ptr_array_add (marks, g_strndup (id, strcspn (id, "\"")));
}

/* Returns: (transfer full): the answer to a reply. */
static char *
take_reply (const char *text, guint *ret_status)
{
  g_autofree char *kind = g_strdup (strstr (text, "\"type\":\"") + strlen ("\"type\":\""));

  kind[strcspn (kind, "\"")] = '\0';
  if (g_strcmp0 (kind, refused_file) == 0) {
    *ret_status = 400;
    return g_strdup ("{\"error\":{\"code\":131053,\"message\":\"x\"}}");
  }
  g_string_append_printf (sent, "%s%s ", kind, strstr (text, "\"caption\"") != NULL ? "+caption" : "");
  return g_strdup_printf ("{\"messages\":[{\"id\":\"wamid.out%u\"}]}", (guint) sent->len);
}

static char *
take_message (SoupServerMessage *msg, guint *ret_status)
{
  SoupMessageBody *body = soup_server_message_get_request_body (msg);
  g_autofree char *text = g_strndup (body->data, (gsize) body->length);

  if (strstr (text, "\"status\":\"read\"") == NULL)
    return take_reply (text, ret_status);
  take_mark (text);
  if (refuse == 0)
    return g_strdup ("{\"success\":true}");
  *ret_status = refuse;
  return g_strdup ("{\"error\":{\"code\":100,\"message\":\"x\"}}");
}

static void
on_call (SoupServer *self, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  g_autofree char *date = luukku_time_format_local (
      luukku_clock_now (LUUKKU_CLOCK (luukku_headless_clock ())), "UTC", "%a, %d %b %Y %H:%M:%S GMT");
  char *answer = NULL;
  guint status = 200;

  if (g_str_has_suffix (path, "/deliveries")) {
    answer = answer_deliveries (query);
  } else if (g_str_has_suffix (path, "/messages")) {
    answer = take_message (msg, &status);
  } else if (g_str_has_suffix (path, "/media")) {
    answer = g_strdup_printf ("{\"id\":\"90%u\"}", ++uploads);
  } else if (g_str_has_suffix (path, "/acknowledgements")) {
    answer = g_strdup ("{}");
  } else {
    answer =
        g_strdup_printf ("{\"id\":\"%s\",\"display_phone_number\":\"+358 800 1\",\"verified_name\":\"K\"}",
                         strrchr (path, '/') + 1);
  }
  soup_message_headers_replace (soup_server_message_get_response_headers (msg), "Date", date);
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
static gboolean
say (LuukkuInbox *inbox, LuukkuStoredMessage *message, GPtrArray *proposals, char **ret_engine, gpointer data,
     GError **error)
{
  *ret_engine = g_strdup ("test 1");
  if (g_str_equal (luukku_message_get_text (message->message), THREAT))
    g_ptr_array_add (proposals, luukku_proposal_new ("threat-person", "test.rule", LUUKKU_ALARM_NONE));
  return TRUE;
}

static void
fill_tokens (PurpleRequestFields *fields)
{
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "token"), "EAAGone");
  purple_request_field_string_set_value (purple_request_fields_get_field (fields, "relay"),
                                         "0123456789abcdefRELAY");
}

static void
set_up (Fixture *f, gconstpointer data)
{
  static guint n;
  g_autofree char *number = g_strdup_printf ("1065403%u", 10000 + ++n);

  luukku_headless_reset ();
  focused = FALSE;
  refuse = 0;
  refused_file = NULL;
  uploads = 0;
  g_string_truncate (sent, 0);
  g_ptr_array_set_size (deliveries, 0);
  g_ptr_array_set_size (marks, 0);
  f->account = luukku_headless_account ("prpl-luukku-whatsapp", number);
  purple_account_set_string (f->account, "api-base", base);
  purple_account_set_string (f->account, "relay-base", base);
  purple_account_set_string (f->account, "relay-endpoint", "town");
  if (data != NULL)
    purple_account_set_bool (f->account, "read-marks", FALSE);
  luukku_headless_fill_form (fill_tokens);
  luukku_headless_enable (f->account);
  luukku_headless_until (purple_account_is_connected (f->account));
  luukku_inbox_set_classifier (luukku_headless_api ()->get_inbox (), say, NULL);
}

static void
set_up_files (Fixture *f, gconstpointer data)
{
  set_up (f, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  luukku_headless_drop (f->account);
}

/* Comes to the relay; returns when the window shows @shown. */
static PurpleConversation *
receive (Fixture *f, const char *id, const char *text, const char *shown)
{
  const char *number = purple_account_get_username (f->account);
  gint64 at = luukku_clock_now (LUUKKU_CLOCK (luukku_headless_clock ())) / G_TIME_SPAN_SECOND;
  g_autofree char *hook = g_strdup_printf (
      "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"4\",\"changes\":[{\"field\":"
      "\"messages\","
      "\"value\":{\"messaging_product\":\"whatsapp\",\"metadata\":{\"phone_number_id\":\"%s\"},\"contacts\":["
      "{\"profile\":{\"name\":\"Maija\"},\"wa_id\":\"358401112222\",\"user_id\":\"" MAIJA
      "\"}],\"messages\":["
      "{\"id\":\"%s\",\"timestamp\":\"%" G_GINT64_FORMAT
      "\",\"from\":\"358401112222\",\"from_user_id\":\"" MAIJA
      "\",\"type\":\"text\",\"text\":{\"body\":\"%s\"}}]}}]}]}",
      number, id, at, text);
  g_autofree char *body = g_base64_encode ((const guchar *) hook, strlen (hook));

  g_ptr_array_add (deliveries,
                   g_strdup_printf ("{\"number\":%u,\"received\":\"2026-11-20T10:00:00.000Z\",\"headers\":{},"
                                    "\"body\":\"%s\"}",
                                    deliveries->len + 1, body));
  luukku_headless_until (luukku_headless_has (shown));
  return luukku_headless_conv (f->account, MAIJA);
}

/* As Pidgin and Finch tell of it: before the window has the focus. */
static void
come_to_front (PurpleConversation *conv)
{
  purple_conversation_get_ui_ops (conv)->has_focus = has_focus;
  purple_conversation_update (conv, PURPLE_CONV_UPDATE_UNSEEN);
  focused = TRUE;
}

static void
assert_marks (const char *expected)
{
  g_autofree char *all = NULL;

  luukku_headless_pass (5 * G_TIME_SPAN_SECOND);
  g_ptr_array_add (marks, NULL);
  all = g_strjoinv (" ", (char **) marks->pdata);
  g_ptr_array_remove_index (marks, marks->len - 1);
  g_assert_cmpstr (all, ==, expected);
}

/* --- the tests */
static void
test_focus (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "wamid.1", "Hei!", "Hei!");

  /* It opened by itself; another window comes and goes. */
  assert_marks ("");
  purple_conversation_get_ui_ops (conv)->has_focus = has_focus;
  purple_conversation_update (conv, PURPLE_CONV_UPDATE_UNSEEN);
  receive (f, "wamid.2", "Vielä yksi", "Vielä yksi");
  assert_marks ("");
  come_to_front (conv);
  assert_marks ("wamid.2");
  /* Looked at again: told already. */
  come_to_front (conv);
  assert_marks ("wamid.2");
  /* Before her when it comes. */
  receive (f, "wamid.3", "Kolmas", "Kolmas");
  assert_marks ("wamid.2 wamid.3");
}

static void
test_covered (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "wamid.1", THREAT, "covered here");
  char *error = NULL;

  come_to_front (conv);
  assert_marks ("");
  /* WhatsApp would take the covered one for read with it. */
  receive (f, "wamid.2", "Vastaatko?", "Vastaatko?");
  assert_marks ("");
  g_assert_cmpint (purple_cmd_do_command (conv, "show", "show", &error), ==, PURPLE_CMD_STATUS_OK);
  assert_marks ("wamid.2");
}

static void
test_restart (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "wamid.1", "Hei!", "Hei!");

  come_to_front (conv);
  assert_marks ("wamid.1");
  purple_conversation_destroy (conv);
  purple_account_disconnect (f->account);
  purple_account_connect (f->account);
  luukku_headless_until (purple_account_is_connected (f->account));
  luukku_headless_pass (5 * G_TIME_SPAN_SECOND);
  conv = purple_conversation_new (PURPLE_CONV_TYPE_IM, f->account, MAIJA);
  come_to_front (conv);
  assert_marks ("wamid.1");
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  LuukkuStore *store = luukku_inbox_get_store (luukku_headless_api ()->get_inbox ());
  g_autofree char *channel = g_strdup_printf ("whatsapp:%s", purple_account_get_username (f->account));
  PurpleConversation *conv = receive (f, "wamid.1", "Hei!", "Hei!");
  g_autoptr (GPtrArray) health = NULL;
  g_autoptr (GPtrArray) after = NULL;
  guint errors = luukku_headless_count ("E|");

  refuse = 400;
  come_to_front (conv);
  assert_marks ("wamid.1");
  health = luukku_store_list_health (store, channel, NULL);
  g_assert_nonnull (((LuukkuHealth *) health->pdata[0])->read_trouble);
  g_assert_null (((LuukkuHealth *) health->pdata[0])->trouble);
  g_assert_cmpuint (luukku_headless_count ("E|"), ==, errors);
  come_to_front (conv);
  assert_marks ("wamid.1");
  refuse = 0;
  receive (f, "wamid.2", "Kiitos", "Kiitos");
  assert_marks ("wamid.1 wamid.2");
  after = luukku_store_list_health (store, channel, NULL);
  g_assert_null (((LuukkuHealth *) after->pdata[0])->read_trouble);
}

static void
test_not_wanted (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "wamid.1", "Hei!", "Hei!");

  come_to_front (conv);
  assert_marks ("");
}

/* --- files */
static void
attach (PurpleConversation *conv, const char *name, const char *bytes)
{
  g_autofree char *path = g_build_filename (luukku_headless_home (), name, NULL);
  g_autofree char *command = g_strdup_printf ("file %s", path);
  g_autofree char *error = NULL;

  g_assert_true (g_file_set_contents (path, bytes, -1, NULL));
  g_assert_cmpint (purple_cmd_do_command (conv, command, command, &error), ==, PURPLE_CMD_STATUS_OK);
}

static void
tick_all (PurpleRequestFields *fields)
{
  for (GList *g = purple_request_fields_get_groups (fields); g != NULL; g = g->next) {
    for (GList *l = purple_request_field_group_get_fields (g->data); l != NULL; l = l->next) {
      if (purple_request_field_get_type (l->data) == PURPLE_REQUEST_FIELD_BOOLEAN)
        purple_request_field_bool_set_value (l->data, TRUE);
    }
  }
}

static void
test_files (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "wamid.1", "Onko lomaketta?", "Onko lomaketta?");

  refused_file = data;
  attach (conv, "kartta.png", "\x89PNG\r\n\x1a\n");
  attach (conv, "lomake.pdf", "%PDF-1.4 x");
  luukku_headless_reset ();
  luukku_headless_fill_form (tick_all);
  purple_conv_im_send (PURPLE_CONV_IM (conv), "Tässä ne ovat. Terveisin Minna Malli, palveluneuvoja");
  luukku_headless_until (
      luukku_headless_has (data == NULL ? "Attachment: lomake.pdf" : "but a file was not"));
  g_assert_true (luukku_headless_has ("Attachment: kartta.png"));
  g_assert_cmpuint (luukku_headless_count ("S|"), ==, 1); /* a file alone is no empty line */
  g_assert_cmpuint (uploads, ==, 2);
  g_assert_cmpstr (sent->str, ==, data == NULL ? "image+caption document " : "image+caption ");
  g_assert_true (luukku_headless_has ("Save it anew as PDF") == (data != NULL));
  g_assert_cmpstr (luukku_headless_given_back (), ==, "");
}

/* What WhatsApp does not take is said when it is chosen. */
static void
test_files_refused (Fixture *f, gconstpointer data)
{
  PurpleConversation *conv = receive (f, "wamid.1", "Onko lomaketta?", "Onko lomaketta?");
  g_autofree char *path = g_build_filename (luukku_headless_home (), "lomake.zip", NULL);

  g_assert_true (g_file_set_contents (path, "PK\x03\x04zip", -1, NULL));
  serv_send_file (purple_account_get_connection (f->account), MAIJA, path);
  luukku_headless_until (luukku_headless_has ("“lomake.zip” cannot go along"));
  g_assert_true (luukku_headless_has ("Save it as PDF"));
  purple_conversation_destroy (conv);
}

int
main (int argc, char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  luukku_headless_start ();
  purple_prefs_set_string ("/plugins/core/luukku/pack", "kauhava");
  purple_prefs_set_string ("/plugins/core/luukku/staff/name", "Minna Malli");
  deliveries = g_ptr_array_new_with_free_func (g_free);
  marks = g_ptr_array_new_with_free_func (g_free);
  sent = g_string_new (NULL);
  start_server ();
  g_test_add ("/purple/read/focus", Fixture, NULL, set_up, test_focus, tear_down);
  g_test_add ("/purple/read/covered", Fixture, NULL, set_up, test_covered, tear_down);
  g_test_add ("/purple/read/restart", Fixture, NULL, set_up, test_restart, tear_down);
  g_test_add ("/purple/read/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/purple/read/not-wanted", Fixture, "off", set_up, test_not_wanted, tear_down);
  g_test_add ("/purple/files/each", Fixture, NULL, set_up_files, test_files, tear_down);
  g_test_add ("/purple/files/partly", Fixture, "document", set_up_files, test_files, tear_down);
  g_test_add ("/purple/files/refused", Fixture, NULL, set_up_files, test_files_refused, tear_down);
  status = g_test_run ();
  g_string_free (sent, TRUE);
  soup_server_disconnect (server);
  g_object_unref (server);
  g_ptr_array_unref (marks);
  g_ptr_array_unref (deliveries);
  g_free (base);
  return luukku_headless_stop (status);
}
