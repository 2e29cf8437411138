/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-texts.c: ready texts after an alarm, filled from the case. Sends nothing. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-inbox-resources.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"
#include "store/luukku-store-evidence.h"

#include <string.h>

#define TEXTS "/luukku/inbox/templates/alarm.ini"
#define ZONE "Europe/Helsinki"

static char *
load_text (const char *which, const char *language)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (luukku_inbox_get_resource (), TEXTS, 0, NULL);
  g_autoptr (GKeyFile) keys = g_key_file_new ();

  if (bytes == NULL || !g_key_file_load_from_bytes (keys, bytes, G_KEY_FILE_KEEP_TRANSLATIONS, NULL))
    return NULL;
  return g_key_file_get_locale_string (keys, which, "Text", language, NULL);
}

/* One pass, so that braces in a resident's words stay as they are. */
static char *
fill (const char *text, GHashTable *values)
{
  GString *out = g_string_new (NULL);

  for (const char *at = text; *at != '\0';) {
    const char *end = *at == '{' ? strchr (at, '}') : NULL;
    g_autofree char *name = end != NULL ? g_strndup (at + 1, (gsize) (end - at - 1)) : NULL;
    const char *value = name != NULL ? g_hash_table_lookup (values, name) : NULL;

    if (value != NULL) {
      g_string_append (out, value);
      at = end + 1;
    } else {
      g_string_append_c (out, *at++);
    }
  }
  return g_string_free (out, FALSE);
}

static void
put (GHashTable *values, const char *name, const char *value)
{
  g_hash_table_insert (values, (gpointer) name, g_strdup (value != NULL && *value != '\0' ? value : "–"));
}

/* The message for which the alarm is: the newest one with the gravest label. */
static LuukkuStoredMessage *
find_message (LuukkuInbox *self, gint64 conversation)
{
  g_autoptr (GPtrArray) messages = luukku_store_list_messages (self->store, conversation, 200, NULL);
  gint64 found = 0;

  for (guint i = messages != NULL ? messages->len : 0; i > 0 && found == 0; i--) {
    const LuukkuStoredMessage *stored = g_ptr_array_index (messages, i - 1);
    g_autofree char *labels = NULL;
    g_autofree char *threat = NULL;

    if (luukku_message_get_direction (stored->message) != LUUKKU_DIRECTION_IN)
      continue;
    labels = luukku_store_get_message_labels (self->store, stored->id, NULL);
    threat = luukku_labels_find (labels, luukku_label_is_threat);
    if (threat != NULL)
      found = stored->id;
  }
  for (guint i = messages != NULL ? messages->len : 0; i > 0 && found == 0; i--) {
    const LuukkuStoredMessage *stored = g_ptr_array_index (messages, i - 1);

    if (luukku_message_get_direction (stored->message) == LUUKKU_DIRECTION_IN)
      found = stored->id;
  }
  return found != 0 ? luukku_store_get_message (self->store, found, NULL) : NULL;
}

static void
put_message (LuukkuInbox *self, GHashTable *values, gint64 conversation)
{
  g_autoptr (LuukkuStoredMessage) stored = find_message (self, conversation);
  g_autofree char *time = NULL;
  g_autofree char *labels = NULL;
  g_autofree char *first = NULL;
  g_autofree char *title = NULL;

  if (stored == NULL)
    return;
  time = luukku_time_format_local (luukku_message_get_sent_at (stored->message), ZONE, "%-d.%-m.%Y %H.%M");
  labels = luukku_store_get_message_labels (self->store, stored->id, NULL);
  first = labels != NULL ? g_strndup (labels, strcspn (labels, ";")) : NULL;
  title = first != NULL && *first != '\0' ? luukku_inbox_label_title (self, first) : NULL;
  put (values, "time", time);
  put (values, "label", title);
  put (values, "sender", luukku_message_get_author_name (stored->message));
  put (values, "sender-id", luukku_message_get_author_id (stored->message));
  put (values, "message", luukku_message_get_text (stored->message));
}

static void
put_case (LuukkuInbox *self, GHashTable *values, LuukkuCase *item)
{
  g_autoptr (LuukkuStaff) staff = luukku_inbox_get_staff (self);
  g_autoptr (LuukkuConversation) conversation =
      luukku_store_get_conversation (self->store, luukku_case_peek (item)->conversation, NULL);
  g_autoptr (GPtrArray) records =
      luukku_store_list_records (self->store, luukku_case_peek (item)->number, NULL);
  g_autofree char *name = conversation != NULL
                              ? luukku_store_get_channel_name (
                                    self->store, luukku_conversation_peek (conversation)->channel, NULL)
                              : NULL;
  const LuukkuRecordRow *record = records != NULL && records->len > 0 ? g_ptr_array_index (records, 0) : NULL;

  put (values, "case", luukku_case_peek (item)->number);
  put (values, "record", record != NULL ? record->number : NULL);
  put (values, "channel",
       name != NULL || conversation == NULL ? name : luukku_conversation_peek (conversation)->channel);
  put (values, "name", staff->name);
  put (values, "title", staff->title);
  put (values, "unit", staff->unit);
  put (values, "organisation", staff->organisation);
}

/* The help is for the clerk, the others for somebody of the service. */
static const char *
language_of (LuukkuInbox *self, const char *which, const char *language)
{
  if (language != NULL)
    return language;
  return g_str_equal (which, "help") ? self->language : "fi";
}

char *
luukku_inbox_ready_text (LuukkuInbox *self, gint64 conversation, const char *which, const char *language,
                         GError **error)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (self->store, conversation, error);
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autofree char *text = load_text (which, language_of (self, which, language));

  if (item == NULL || text == NULL) {
    if (error != NULL && *error == NULL)
      luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                        N_ ("There is no such ready text for this conversation. It needs a case."));
    return NULL;
  }
  put_case (self, values, item);
  put_message (self, values, conversation);
  return fill (text, values);
}
