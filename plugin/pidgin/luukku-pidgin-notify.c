/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-notify.c: what came in within a moment becomes one notice, an alarm one of its own. A notice
 * lies open on the desk and goes over the session bus: it says where and what kind, not what was written. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-notify.h"

#include <gio/gio.h>

#include "inbox/luukku-inbox-alarm.h"
#include "pidgin/luukku-pidgin-inbox.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#define SERVICE "org.freedesktop.Notifications"
#define OBJECT "/org/freedesktop/Notifications"
#define TOGETHER (2 * G_TIME_SPAN_SECOND) /* what comes within it is one notice */
#define CALL_TIMEOUT 5000                 /* ms */
#define MAX_LINES 6                       /* channels that a notice names */

/* As the desktop's rules number it. */
enum { URGENCY_NORMAL = 1, URGENCY_CRITICAL = 2 };

/* A notice that is on the desktop. */
typedef struct {
  guint32 id;          /* the desktop's number, 0: none */
  gint64 conversation; /* that it opens, 0: the inbox */
} Notice;

static LuukkuInbox *inbox;      /* (ref) (nullable) */
static GDBusConnection *bus;    /* (ref) (nullable) */
static GCancellable *cancelled; /* (nullable) */
static GHashTable *waiting;     /* gint64 (owned): conversations of which is to be told */
static guint messages;          /* in them */
static guint timer;
static guint subscription;
static Notice news, alarms;

/* --- words */

/* Returns: (transfer full): what the newest messages may be: "Criticism, Feedback"; "" when nothing is said.
 */
static char *
label_words (gint64 conversation)
{
  g_autofree char *labels =
      luukku_store_get_conversation_labels (luukku_inbox_get_store (inbox), conversation, NULL);
  g_auto (GStrv) names = luukku_labels_split (labels);
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    g_autofree char *title = luukku_inbox_label_title (inbox, names[i]);

    g_string_append_printf (words, "%s%s", i > 0 ? ", " : "", title);
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* Returns: (transfer full): the name of the channel that @conversation is on. */
static char *
channel_words (gint64 conversation)
{
  LuukkuStore *store = luukku_inbox_get_store (inbox);
  g_autoptr (LuukkuConversation) found = luukku_store_get_conversation (store, conversation, NULL);
  const char *channel = found != NULL ? luukku_conversation_peek (found)->channel : "";
  char *name = *channel != '\0' ? luukku_store_get_channel_name (store, channel, NULL) : NULL;

  return name != NULL ? name : g_strdup (channel);
}

/* Returns: (transfer full): "Criticism · LUU-2026-000123". */
static char *
case_words (gint64 conversation)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (luukku_inbox_get_store (inbox), conversation, NULL);
  g_autofree char *labels = label_words (conversation);
  const char *number = item != NULL ? luukku_case_peek (item)->number : "";

  return g_strdup_printf ("%s%s%s", labels, *labels != '\0' && *number != '\0' ? " · " : "", number);
}

/* Returns: (transfer full): "Facebook: 2" a line. */
static char *
lines_of_channels (void)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) lines = g_string_new (NULL);
  GHashTableIter iter;
  gpointer key = NULL, value = NULL;
  guint count = 0;

  g_hash_table_iter_init (&iter, waiting);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    char *name = channel_words (*(gint64 *) key);
    guint before = GPOINTER_TO_UINT (g_hash_table_lookup (counts, name));

    g_hash_table_replace (counts, name, GUINT_TO_POINTER (before + 1));
  }
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &key, &value) && count++ < MAX_LINES)
    g_string_append_printf (lines, "%s%s: %u", lines->len > 0 ? "\n" : "", (char *) key,
                            GPOINTER_TO_UINT (value));
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

/* --- the desktop */
static void
on_notified (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  Notice *notice = data;

  if (answer != NULL)
    g_variant_get (answer, "(u)", &notice->id);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("no notice on the desktop: code %d", error->code);
}

/* A notice takes the place of the one before it of its sort. */
static void
show (Notice *notice, const char *summary, const char *body, guchar urgency)
{
  GVariantBuilder actions, hints;
  g_autofree char *escaped = g_markup_escape_text (body, -1);

  if (bus == NULL)
    return;
  g_variant_builder_init (&actions, G_VARIANT_TYPE ("as"));
  g_variant_builder_add (&actions, "s", "default");
  g_variant_builder_add (&actions, "s", _ ("Open"));
  g_variant_builder_init (&hints, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&hints, "{sv}", "urgency", g_variant_new_byte (urgency));
  g_dbus_connection_call (bus, SERVICE, OBJECT, SERVICE, "Notify",
                          g_variant_new ("(susssasa{sv}i)", "Luukku", notice->id, "pidgin", summary, escaped,
                                         &actions, &hints, -1),
                          G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, CALL_TIMEOUT, cancelled,
                          on_notified, notice);
}

static void
open_notice (const Notice *notice)
{
  g_autoptr (LuukkuConversation) found =
      notice->conversation != 0
          ? luukku_store_get_conversation (luukku_inbox_get_store (inbox), notice->conversation, NULL)
          : NULL;

  if (found == NULL || !luukku_pidgin_inbox_open (luukku_conversation_peek (found)->channel,
                                                  luukku_conversation_peek (found)->platform_id))
    luukku_pidgin_inbox_show ();
}

static void
on_action (GDBusConnection *connection, const char *sender, const char *path, const char *interface,
           const char *signal, GVariant *parameters, gpointer data)
{
  guint32 id = 0;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(us)")))
    return;
  g_variant_get (parameters, "(u&s)", &id, NULL);
  if (id != 0 && id == news.id)
    open_notice (&news);
  else if (id != 0 && id == alarms.id)
    open_notice (&alarms);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *found = g_bus_get_finish (result, &error);

  if (found == NULL) {
    g_debug ("no session bus: code %d", error->code);
    return;
  }
  bus = found;
  subscription = g_dbus_connection_signal_subscribe (bus, SERVICE, SERVICE, "ActionInvoked", OBJECT, NULL,
                                                     G_DBUS_SIGNAL_FLAGS_NONE, on_action, NULL, NULL);
}

/* --- what the inbox tells */
static gboolean
is_wanted (gint64 conversation)
{
  return purple_prefs_get_bool (LUUKKU_PREF_NOTICES) && !luukku_pidgin_inbox_is_seen (conversation);
}

static gboolean
on_together (gpointer data)
{
  g_autofree char *summary = NULL;
  g_autofree char *body = NULL;
  GHashTableIter iter;
  gpointer key = NULL;

  timer = 0;
  news.conversation = 0;
  g_hash_table_iter_init (&iter, waiting);
  if (g_hash_table_size (waiting) == 1 && g_hash_table_iter_next (&iter, &key, NULL)) {
    g_autofree char *channel = channel_words (*(gint64 *) key);

    news.conversation = *(gint64 *) key;
    /* TRANSLATORS: %s is a channel, "Facebook"; title of a notice on the desktop. */
    summary = g_strdup_printf (_ ("New message: %s"), channel);
    body = case_words (news.conversation);
  } else {
    /* TRANSLATORS: title of a notice on the desktop. */
    summary = g_strdup_printf (ngettext ("%u new message", "%u new messages", messages), messages);
    body = lines_of_channels ();
  }
  g_hash_table_remove_all (waiting);
  messages = 0;
  show (&news, summary, body, URGENCY_NORMAL);
  return G_SOURCE_REMOVE;
}

static void
on_message (LuukkuInbox *from, gint64 conversation, gint64 message, int what, gpointer data)
{
  g_autoptr (LuukkuStoredMessage) stored = NULL;

  if (what != LUUKKU_INGEST_NEW || !is_wanted (conversation))
    return;
  stored = luukku_store_get_message (luukku_inbox_get_store (from), message, NULL);
  if (stored == NULL || luukku_message_get_direction (stored->message) != LUUKKU_DIRECTION_IN)
    return;
  messages++;
  g_hash_table_add (waiting, g_memdup2 (&conversation, sizeof conversation));
  if (timer == 0)
    timer = luukku_clock_add_timeout (luukku_inbox_get_clock (inbox), TOGETHER, on_together, NULL);
}

static void
on_alarm (LuukkuInbox *from, gint64 conversation, gpointer data)
{
  g_autofree char *channel = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *body = NULL;

  if (!purple_prefs_get_bool (LUUKKU_PREF_NOTICES))
    return;
  channel = channel_words (conversation);
  /* TRANSLATORS: %s is a channel, "Facebook"; title of a notice on the desktop. */
  summary = g_strdup_printf (_ ("Alarm: %s"), channel);
  body = case_words (conversation);
  alarms.conversation = conversation;
  show (&alarms, summary, body, URGENCY_CRITICAL);
}

/* --- life */
void
luukku_pidgin_notify_start (void)
{
  if (luukku_pidgin_get_api ()->get_inbox () == NULL)
    return;
  inbox = g_object_ref (luukku_pidgin_get_api ()->get_inbox ());
  waiting = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  cancelled = g_cancellable_new ();
  g_signal_connect (inbox, "message", G_CALLBACK (on_message), NULL);
  g_signal_connect (inbox, "alarm", G_CALLBACK (on_alarm), NULL);
  g_bus_get (G_BUS_TYPE_SESSION, cancelled, on_bus, NULL);
}

void
luukku_pidgin_notify_stop (void)
{
  if (inbox == NULL)
    return;
  g_cancellable_cancel (cancelled);
  g_clear_object (&cancelled);
  if (subscription != 0)
    g_dbus_connection_signal_unsubscribe (bus, subscription);
  subscription = 0;
  luukku_clock_clear_timeout (luukku_inbox_get_clock (inbox), &timer);
  g_signal_handlers_disconnect_by_func (inbox, on_message, NULL);
  g_signal_handlers_disconnect_by_func (inbox, on_alarm, NULL);
  g_clear_pointer (&waiting, g_hash_table_unref);
  messages = 0;
  news = alarms = (Notice){ 0 };
  g_clear_object (&bus);
  g_clear_object (&inbox);
}
