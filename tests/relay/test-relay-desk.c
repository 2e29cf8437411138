/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-relay-desk.c: the whole way of a webhook: a platform delivers to a real relay process, and the adapter
 * at the desk fetches it over real HTTP, with restarts on both sides. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-transport-soup.h"
#include "form/luukku-form.h"
#include "whatsapp/luukku-whatsapp.h"

#include "luukku-fake-transport.h"
#include "luukku-relay-kit.h"
#include "luukku-relay-process.h"

#define NUMBER "106540352242922"

typedef struct {
  RelayKit *kit;
  GSubprocess *relay;
  LuukkuClock *clock;
  LuukkuTransport *net;
  LuukkuAdapter *adapter;
  char *cursor; /* (nullable): what is stored */
} Fixture;

static void
start_desk_of (Fixture *f, const LuukkuAdapterType *type, const char *account, const char *token,
               const char *endpoint)
{
  g_autoptr (GHashTable) options = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  const LuukkuAdapterSettings settings = { account, token, options, options };
  g_autoptr (GError) error = NULL;

  g_hash_table_insert (options, (gpointer) "relay-base",
                       g_strdup_printf ("http://127.0.0.1:%u", f->kit->port));
  g_hash_table_insert (options, (gpointer) "relay-endpoint", g_strdup (endpoint));
  g_hash_table_insert (options, (gpointer) "relay", g_strdup (KIT_TOKEN_A));
  f->net = luukku_transport_soup_new (f->clock, NULL, &error);
  g_assert_no_error (error);
  f->adapter = type->create (&settings, f->net, f->clock, &error);
  g_assert_no_error (error);
}

static void
start_desk (Fixture *f)
{
  start_desk_of (f, &luukku_whatsapp_type, NUMBER, "EAAGtoken", "meta");
}

static void
stop_desk (Fixture *f)
{
  luukku_adapter_close (f->adapter);
  g_clear_object (&f->adapter);
  g_clear_object (&f->net);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->kit = relay_kit_new ("listen=127.0.0.1:0\nkeep-days=0");
  relay_kit_configure (f->kit, "listen=127.0.0.1:0\nkeep-days=0",
                       "[endpoint meta]\nkind=meta\nsecret-file=meta.secret\n[desk "
                       "a]\nendpoints=meta\ntoken-sha256=" KIT_DIGEST_A "\n");
  f->relay = relay_process_start (f->kit);
  f->clock = luukku_clock_new_system ();
  start_desk (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  stop_desk (f);
  relay_process_stop (f->relay);
  relay_kit_free (f->kit);
  g_object_unref (f->clock);
  g_free (f->cursor);
}

static void
deliver (Fixture *f, guint number)
{
  g_autofree char *body =
      g_strdup_printf ("{\"entry\":[{\"changes\":[{\"value\":{\"metadata\":{\"phone_number_id\":\"" NUMBER
                       "\"},\"messages\":[{\"from\":"
                       "\"358401112222\",\"id\":\"wamid.%u\",\"timestamp\":\"1795168801\",\"type\":\"text\","
                       "\"text\":{\"body\":\"Hyv\\u00e4\\u00e4 "
                       "p\\u00e4iv\\u00e4\\u00e4 %u\"}}]}}]}]}",
                       number, number);
  g_autoptr (RelayAnswer) answer = relay_kit_deliver (f->kit, body);

  g_assert_cmpuint (answer->status, ==, 200);
}

static LuukkuBatch *
fetch (Fixture *f)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  LuukkuBatch *batch;

  luukku_adapter_fetch_async (f->adapter, f->cursor, NULL, luukku_test_got_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  batch = luukku_adapter_fetch_finish (f->adapter, result, &error);
  g_assert_no_error (error);
  g_object_unref (result);
  return batch;
}

static void
store (Fixture *f, LuukkuBatch *batch)
{
  g_free (f->cursor);
  f->cursor = g_strdup (batch->cursor);
}

static guint
kept (Fixture *f)
{
  g_autoptr (RelayAnswer) page =
      relay_kit_call (f->kit, "GET", "/v1/endpoints/meta/deliveries", KIT_TOKEN_A, NULL, NULL);
  g_autoptr (GPtrArray) bodies = relay_answer_bodies (page);

  return bodies->len;
}

static void
test_way (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, second = NULL;

  deliver (f, 1);
  deliver (f, 2);
  first = fetch (f);
  g_assert_cmpuint (first->messages->len, ==, 2);
  g_assert_cmpstr (luukku_message_get_text (first->messages->pdata[0]), ==, "Hyvää päivää 1");
  g_assert_cmpuint (kept (f), ==, 2); /* given, not acknowledged */
  store (f, first);
  deliver (f, 3);
  second = fetch (f);
  g_assert_cmpuint (second->messages->len, ==, 1);
  g_assert_cmpuint (kept (f), ==, 1); /* what was stored is gone there */
}

static void
test_desk_dies (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) lost = NULL, again = NULL;

  deliver (f, 1);
  lost = fetch (f);
  stop_desk (f); /* before the commit */
  start_desk (f);
  again = fetch (f);
  g_assert_cmpuint (again->messages->len, ==, 1);
}

static void
test_relay_dies (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = NULL, second = NULL;

  deliver (f, 1);
  first = fetch (f);
  store (f, first);
  relay_process_kill (f->relay);
  f->relay = relay_process_start (f->kit);
  stop_desk (f);
  start_desk (f); /* the port is another one */
  deliver (f, 2);
  second = fetch (f);
  g_assert_false (second->missed);
  g_assert_cmpuint (second->messages->len, ==, 1);
  g_assert_cmpstr (luukku_message_get_platform_id (second->messages->pdata[0]), ==, "wamid.2");
}

/* --- a web form, signed as Standard Webhooks have it */

static guint
submit (Fixture *f, const char *id, const char *text)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, luukku_clock_now (f->clock) / G_USEC_PER_SEC);
  g_autofree char *body = g_strdup_printf ("{\"data\":{\"text\":\"%s\"}}", text);
  g_autofree char *content = g_strdup_printf ("%s.%s.%s", id, now, body);
  g_autofree char *encoded = NULL;
  g_autofree char *signature = NULL;
  gsize size = 0;
  g_autofree guchar *key = g_base64_decode (KIT_FORM_SECRET + strlen ("whsec_"), &size);
  guint8 digest[32];
  gsize length = sizeof digest;
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, key, size);
  g_autoptr (RelayAnswer) answer = NULL;

  g_hmac_update (hmac, (const guchar *) content, (gssize) strlen (content));
  g_hmac_get_digest (hmac, digest, &length);
  g_hmac_unref (hmac);
  encoded = g_base64_encode (digest, length);
  signature = g_strconcat ("v1,", encoded, NULL);
  answer = relay_kit_call (f->kit, "POST", "/hooks/form", NULL,
                           (const char *const[]){ "webhook-id", id, "webhook-timestamp", now,
                                                  "webhook-signature", signature, NULL },
                           body);
  return answer->status;
}

static void
test_form (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  relay_kit_configure (f->kit, "listen=127.0.0.1:0\nkeep-days=0", NULL);
  relay_process_stop (f->relay);
  f->relay = relay_process_start (f->kit);
  stop_desk (f);
  start_desk_of (f, &luukku_form_type, "palaute", KIT_TOKEN_A, "form");
  g_assert_cmpuint (submit (f, "msg_1", "Katuvalo ei pala"), ==, 200);
  g_assert_cmpuint (submit (f, "msg_1", "Katuvalo ei pala"), ==, 200); /* the web site tries again */
  batch = fetch (f);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  g_assert_cmpstr (luukku_message_get_platform_id (batch->messages->pdata[0]), ==, "msg_1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/relay/desk/way", Fixture, NULL, set_up, test_way, tear_down);
  g_test_add ("/relay/desk/desk-dies", Fixture, NULL, set_up, test_desk_dies, tear_down);
  g_test_add ("/relay/desk/relay-dies", Fixture, NULL, set_up, test_relay_dies, tear_down);
  g_test_add ("/relay/desk/form", Fixture, NULL, set_up, test_form, tear_down);
  return g_test_run ();
}
