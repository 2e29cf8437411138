/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-forward.c: a resident's message goes into the feedback system by a form: the services are the
 * server's, a code never leaves, contact data only when ticked, and the resident's answer stands in the reply
 * box. */
#include "purple-fixture.h"

#include <libsoup/soup.h>

#define KEY "api-avain-1"

static GString *posted; /* the newest body of a POST */
static guint posts;
static const char *text, *service;
static gboolean with_contact;

static void
on_call (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  const char *answer = "[]";

  if (g_str_equal (soup_server_message_get_method (message), "POST")) {
    g_string_assign (posted, "");
    g_string_append_len (posted, body->data, (gssize) body->length);
    posts++;
    answer = "[{\"service_request_id\":\"abc123\"}]";
  } else if (g_str_has_suffix (path, "/services.json")) {
    answer = "[{\"service_code\":\"180\",\"service_name\":\"Muu korjattava\",\"metadata\":\"true\"},"
             "{\"service_code\":\"198\",\"service_name\":\"Liikennemerkit\",\"group\":\"Liikenne\"}]";
  }
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, answer, strlen (answer));
}

static SoupServer *
start_system (PurpleAccount *account)
{
  SoupServer *server = soup_server_new (NULL, NULL);
  GSList *uris;
  g_autofree char *base = NULL;

  soup_server_add_handler (server, NULL, on_call, NULL, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  base = g_strdup_printf ("http://127.0.0.1:%d/rest/v1", g_uri_get_port (uris->data));
  purple_account_set_string (account, "api-base", base);
  purple_account_set_bool (account, "write", TRUE);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return server;
}

static void
fill (PurpleRequestFields *fields)
{
  PurpleRequestField *list = purple_request_fields_get_field (fields, "service");
  PurpleRequestField *field = purple_request_fields_get_field (fields, "text");

  purple_request_field_list_add_selected (list, service);
  if (text != NULL)
    purple_request_field_string_set_value (field, text);
  purple_request_field_bool_set_value (purple_request_fields_get_field (fields, "with-contact"),
                                       with_contact);
}

static void
ask (PurpleConversation *conv, const char *words, gboolean contact)
{
  g_autofree char *error = NULL;

  text = words;
  with_contact = contact;
  luukku_headless_fill_form (fill);
  g_assert_cmpint (purple_cmd_do_command (conv, "feedback", "feedback", &error), ==, PURPLE_CMD_STATUS_OK);
}

static void
test_forward (Fixture *f, gconstpointer data)
{
  PurpleAccount *account = luukku_headless_account ("prpl-luukku-open311", "palaute");
  g_autoptr (SoupServer) server = start_system (account);
  PurpleConversation *conv;
  g_autofree char *error = NULL;

  posted = g_string_new (NULL);
  conv = fixture_receive (f, "t_1", "Maija Esimerkki",
                          "Liikennemerkki on kaatunut Torikadulla, tunnukseni " HETU ".");
  g_assert_cmpint (purple_cmd_do_command (conv, "feedback", "feedback", &error), ==,
                   PURPLE_CMD_STATUS_FAILED);
  g_assert_nonnull (strstr (error, "No feedback system"));
  luukku_headless_answer (KEY);
  luukku_headless_enable (account);
  luukku_headless_until (purple_account_is_connected (account));
  service = "Liikenne: Liikennemerkit";
  ask (conv, "Liikennemerkki on kaatunut, tunnukseni on " HETU ".", FALSE); /* typed all the same */
  luukku_headless_until (luukku_headless_has ("never goes into the feedback system"));
  ask (conv, "Liikennemerkki on kaatunut, soita 040 123 4567.", FALSE);
  luukku_headless_until (luukku_headless_has ("tick that the resident"));
  g_assert_cmpuint (posts, ==, 0);
  ask (conv, "Liikennemerkki on kaatunut Torikadulla.", FALSE);
  luukku_headless_until (luukku_headless_has ("number abc123"));
  g_assert_cmpuint (posts, ==, 1);
  g_assert_cmpstr (posted->str, ==,
                   "api_key=" KEY
                   "&service_code=198&description=Liikennemerkki%20on%20kaatunut%20Torikadulla.");
  luukku_headless_until (strstr (luukku_headless_given_back (), "abc123") != NULL);
  g_assert_nonnull (strstr (luukku_headless_given_back (), "palautejärjestelmäämme"));
  g_assert_cmpuint (luukku_graph_count_sent (graph), ==,
                    0); /* the resident hears it when a person sends it */
  ask (conv, "Liikennemerkki on kaatunut Torikadulla.", FALSE);
  luukku_headless_until (luukku_headless_has ("is in the feedback system already"));
  ask (conv, "Merkki on kaatunut myös Puijonkadulla.", TRUE);
  luukku_headless_until (posts == 2);
  g_assert_nonnull (strstr (posted->str, "&first_name=Maija&last_name=Esimerkki"));
  g_assert_null (strstr (luukku_headless_log (), "Torikadulla"));
  g_assert_null (strstr (luukku_headless_log (), KEY));
  luukku_headless_drop (account);
  soup_server_disconnect (server);
  g_string_free (posted, TRUE);
}

/* The form has what the resident wrote, without the code. */
static char *first_words;

static void
look (PurpleRequestFields *fields)
{
  first_words = g_strdup (purple_request_fields_get_string (fields, "text"));
}

static void
test_words (Fixture *f, gconstpointer data)
{
  PurpleAccount *account = luukku_headless_account ("prpl-luukku-open311", "palaute");
  g_autoptr (SoupServer) server = start_system (account);
  PurpleConversation *conv =
      fixture_receive (f, "t_1", "Maija Esimerkki", "Kaatunut merkki, tunnukseni " HETU ".");
  g_autofree char *error = NULL;

  luukku_headless_answer (KEY);
  luukku_headless_enable (account);
  luukku_headless_until (purple_account_is_connected (account));
  luukku_headless_fill_form (look);
  g_assert_cmpint (purple_cmd_do_command (conv, "feedback", "feedback palaute", &error), ==,
                   PURPLE_CMD_STATUS_OK);
  luukku_headless_until (first_words != NULL);
  g_assert_nonnull (strstr (first_words, "Kaatunut merkki"));
  g_assert_null (strstr (first_words, HETU));
  g_free (first_words);
  luukku_headless_drop (account);
  soup_server_disconnect (server);
}

int
main (int argc, char **argv)
{
  fixture_start (&argc, &argv);
  fixture_add ("/purple/forward/form", test_forward);
  fixture_add ("/purple/forward/words", test_words);
  return fixture_run ();
}
