/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fill-inbox.c: "fill-inbox FILE COUNT": a store with COUNT conversations on four channels, for the walks and
 * measurements in real Pidgin. Every fourth one is answered, every hundredth names a sauna. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-cases.h"
#include "store/luukku-store-labels.h"
#include "store/luukku-store-messages.h"

#include <string.h>

static const char *const channels[][3] = {
  { "training:harjoittelu", "Harjoituskanava", NULL },
  { "facebook:100", "Facebook", "Kirjasto" },
  { "instagram:200", "Instagram", "Nuoriso" },
  { "mail:neuvonta@example.org", "Neuvonta", "Neuvonta" },
};

static const char *const texts[] = {
  "Hei, milloin kotikatumme aurataan? Lunta on jo polviin asti.",
  "Hej! Var hittar jag blanketten för dagvårdsansökan på svenska?",
  "Hello, is the swimming hall open during the holidays?",
  "Kiitos hyvästä palvelusta, asia hoitui heti.",
};

typedef struct {
  guint count;
  gint64 now;
} Plan;

static gboolean
put_one (LuukkuStore *store, guint i, gint64 at, GError **error)
{
  const char *channel = channels[i % G_N_ELEMENTS (channels)][0];
  g_autofree char *resident = g_strdup_printf ("resident-%05u", i);
  g_autofree char *name = g_strdup_printf ("Asukas %05u", i);
  g_autofree char *id = g_strdup_printf ("message-%05u", i);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (LuukkuThread) thread = luukku_thread_new (resident);
  g_autoptr (LuukkuMessage) message = NULL;
  g_autoptr (LuukkuCase) item = NULL;
  const LuukkuCaseNote note = { .actor = "resident", .at = at };
  LuukkuIngest what;
  gint64 conversation = 0, number = 0;

  thread->resident_id = g_strdup (resident);
  thread->resident_name = g_strdup (name);
  message = luukku_message_new (&(LuukkuMessageInit){
      .channel = channel,
      .conversation_id = resident,
      .platform_id = id,
      .direction = LUUKKU_DIRECTION_IN,
      .author_id = resident,
      .author_name = name,
      .text = i % 100 == 0 ? "Saunassa oli kylmä, korjaatteko kiukaan?" : texts[i / 4 % G_N_ELEMENTS (texts)],
      .sent_at = at,
      .fetched_at = at,
  });
  if (!luukku_store_put_thread (store, channel, thread, &conversation, error) ||
      !luukku_store_put_message (store, message, "fi", &what, &number, error) ||
      !luukku_store_add_labels (store, number, none, "fill-inbox", FALSE, error))
    return FALSE;
  item = luukku_store_case_event (store, conversation, LUUKKU_CASE_EVENT_MESSAGE_IN, &note, error);
  if (item != NULL && i % 4 == 3) {
    g_autoptr (LuukkuCase) answered =
        luukku_store_case_event (store, conversation, LUUKKU_CASE_EVENT_REPLY_DELIVERED, &note, error);

    return answered != NULL;
  }
  return item != NULL;
}

/* LuukkuStoreFunc */
static gboolean
put_all (LuukkuStore *store, gpointer data, GError **error)
{
  const Plan *plan = data;

  for (guint i = 0; i < G_N_ELEMENTS (channels); i++) {
    if (!luukku_store_put_channel (store, channels[i][0], channels[i][1], channels[i][2], error))
      return FALSE;
  }
  for (guint i = 0; i < plan->count; i++) {
    if (!put_one (store, i, plan->now - (i + 1) * G_TIME_SPAN_MINUTE, error))
      return FALSE;
  }
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuClock) clock = luukku_clock_new_system ();
  g_autoptr (LuukkuStore) store = NULL;
  Plan plan = { .now = luukku_clock_now (clock) };

  if (argc == 3)
    store = luukku_store_open (argv[1], LUUKKU_STORE_READ_WRITE, clock, &error);
  if (store == NULL || !g_ascii_string_to_unsigned (argv[2], 10, 0, 100000, NULL, &error)) {
    g_printerr ("fill-inbox FILE COUNT: %s\n", error != NULL ? error->message : "two words");
    return 2;
  }
  plan.count = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  if (luukku_store_transaction (store, put_all, &plan, &error))
    return 0;
  g_printerr ("fill-inbox: %s\n", error->message);
  return 1;
}
