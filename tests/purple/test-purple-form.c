/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-purple-form.c: a web form's submission comes into a window; the reply is checked, is shown with the
 * address that the resident gave, and waits until a person says that it was sent. */
#include "purple-fixture.h"

#include <libsoup/soup.h>

#define TOKEN "0123456789abcdef"
#define REPLY "Valo korjataan tänään.<br>" SIGNATURE

static const char submission[] =
    "{\"data\":{\"name\":\"Maija Esimerkki\",\"contact\":\"maija@example.org\",\"text\":\"Katuvalo on "
    "rikki.\"}}";
static const char anonymous[] = "{\"data\":{\"text\":\"Nimetön palaute\"}}";

static void
add_delivery (GString *page, const char *id, const char *body)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) body, strlen (body));

  g_string_append_printf (page,
                          "%s{\"number\":1,\"received\":\"2026-11-20T10:05:00.000Z\",\"headers\":{"
                          "\"webhook-id\":\"%s\"},\"body\":\"%s\"}",
                          g_str_has_suffix (page->str, "[") ? "" : ",", id, encoded);
}

/* The relay has two submissions; who asks for more waits. */
static void
on_call (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  g_autoptr (GString) page = g_string_new ("{\"deliveries\":[");
  const char *token =
      soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization");

  g_assert_cmpstr (token, ==, "Bearer " TOKEN);
  if (g_str_has_suffix (path, "/acknowledgements")) {
    g_string_assign (page, "{\"waiting\":0}");
  } else if (query != NULL && g_hash_table_contains (query, "after")) {
    soup_server_message_pause (message);
    return;
  } else {
    add_delivery (page, "msg_1", submission);
    add_delivery (page, "msg_2", anonymous);
    g_string_append (page, "],\"cursor\":\"ab.2\",\"more\":false}");
  }
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, page->str, page->len);
}

static SoupServer *
start_relay (PurpleAccount *account)
{
  SoupServer *server = soup_server_new (NULL, NULL);
  GSList *uris;
  g_autofree char *base = NULL;

  soup_server_add_handler (server, NULL, on_call, NULL, NULL);
  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (server);
  base = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  purple_account_set_string (account, "relay-base", base);
  purple_account_set_string (account, "relay-endpoint", "town-form");
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return server;
}

static void
test_form (Fixture *f, gconstpointer data)
{
  PurpleAccount *account = luukku_headless_account ("prpl-luukku-form", "palaute");
  g_autoptr (SoupServer) server = start_relay (account);
  PurpleConversation *conv;
  g_autofree char *error = NULL;

  luukku_headless_answer (TOKEN);
  luukku_headless_enable (account);
  luukku_headless_until (luukku_headless_conv (account, "msg_1") != NULL && luukku_headless_has ("Katuvalo"));
  conv = luukku_headless_conv (account, "msg_1");
  g_assert_nonnull (strstr (purple_conversation_get_title (conv), "Maija Esimerkki"));
  fixture_send (conv, REPLY);
  luukku_headless_until (luukku_headless_has ("(palaute, maija@example.org)"));
  g_assert_true (luukku_headless_has ("Valo korjataan tänään."));
  g_assert_cmpint (purple_cmd_do_command (conv, "sent", "sent", &error), ==, PURPLE_CMD_STATUS_OK);
  luukku_headless_until (luukku_headless_has ("S|"));
  luukku_headless_until (luukku_headless_conv (account, "msg_2") != NULL);
  g_assert_true (luukku_headless_has ("The channel takes no answer in this conversation"));
  luukku_headless_drop (account);
  soup_server_disconnect (server);
}

int
main (int argc, char **argv)
{
  fixture_start (&argc, &argv);
  fixture_add_offline ("/purple/form/reply", test_form);
  return fixture_run ();
}
