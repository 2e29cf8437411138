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
#define TIME "%-d.%-m.%Y %H.%M"

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

/* Returns: (transfer full) (nullable): the newest of @messages from outside whose labels have one of which
 * @test holds; NULL for @test: the newest. */
static LuukkuStoredMessage *
find_labelled (LuukkuInbox *self, GPtrArray *messages, gboolean (*test) (const char *name))
{
  for (guint i = messages->len; i > 0; i--) {
    const LuukkuStoredMessage *stored = g_ptr_array_index (messages, i - 1);
    g_autofree char *labels = NULL;
    g_autofree char *label = NULL;

    if (luukku_message_get_direction (stored->message) != LUUKKU_DIRECTION_IN)
      continue;
    labels = test != NULL ? luukku_store_get_message_labels (self->store, stored->id, NULL) : NULL;
    label = test != NULL ? luukku_labels_find (labels, test) : NULL;
    if (test == NULL || label != NULL)
      return luukku_store_get_message (self->store, stored->id, NULL);
  }
  return NULL;
}

/* The message for which the alarm is: the newest one with the gravest label. */
static LuukkuStoredMessage *
find_message (LuukkuInbox *self, gint64 conversation)
{
  gboolean (*const tests[]) (const char *) = { luukku_label_is_threat, luukku_label_is_covered,
                                               luukku_label_is_urgent, NULL };
  g_autoptr (GPtrArray) messages = luukku_store_list_messages (self->store, conversation, 200, NULL);
  LuukkuStoredMessage *found = NULL;

  for (guint i = 0; messages != NULL && found == NULL && i < G_N_ELEMENTS (tests); i++)
    found = find_labelled (self, messages, tests[i]);
  return found;
}

/* What a label is called in the language of the text, not of the interface. Returns: (transfer full). */
static char *
title_in (LuukkuInbox *self, const char *label, const char *language)
{
  const LuukkuIncomingRule *rule = luukku_inbox_find_incoming (self, label);
  g_autofree char *group = rule != NULL ? g_strconcat ("Incoming ", rule->id, NULL) : NULL;
  g_autofree char *own = g_strconcat ("label ", label, NULL);
  char *title = NULL;

  if (group != NULL)
    title = luukku_pack_get_text (luukku_gate_get_pack (self->gate), group, "Title",
                                  language != NULL ? language : "");
  if (title == NULL)
    title = load_text (own, language);
  return title != NULL ? title : luukku_inbox_label_title (self, label);
}

/* Returns: (transfer full): one of the sentences about what became of a message, with its time. */
static char *
words_of_version (const LuukkuMessageVersion *version, const char *which, const char *language)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autofree char *time = luukku_time_format_local (version->seen_at, ZONE, TIME);
  g_autofree char *text = load_text (which, language);

  put (values, "time", time);
  return fill (text != NULL ? text : "{time}", values);
}

/* Word for word as it came, what it was changed into, and whether it is gone. */
static char *
words_of (LuukkuInbox *self, const LuukkuStoredMessage *stored, const char *language)
{
  g_autoptr (GPtrArray) versions = luukku_store_list_versions (self->store, stored->id, NULL);
  const LuukkuMessageVersion *last = NULL;
  GString *words = g_string_new (luukku_message_get_text (stored->message));

  for (guint i = 0; versions != NULL && i < versions->len; i++) {
    const LuukkuMessageVersion *version = g_ptr_array_index (versions, i);
    g_autofree char *line = NULL;

    if (version->kind != LUUKKU_VERSION_EDITED)
      last = version;
    if (version->kind != LUUKKU_VERSION_EDITED || version->text == NULL)
      continue;
    line = words_of_version (version, "changed", language);
    g_string_append_printf (words, "\n%s\n%s", line, version->text);
  }
  if (last != NULL && last->kind == LUUKKU_VERSION_DISAPPEARED) {
    g_autofree char *line = words_of_version (last, "gone", language);

    g_string_append_printf (words, "\n%s", line);
  }
  return g_string_free (words, FALSE);
}

static void
put_message (LuukkuInbox *self, GHashTable *values, gint64 conversation, const char *language)
{
  g_autoptr (LuukkuStoredMessage) stored = find_message (self, conversation);
  g_autofree char *words = NULL;
  g_autofree char *time = NULL;
  g_autofree char *labels = NULL;
  g_autofree char *first = NULL;
  g_autofree char *title = NULL;

  if (stored == NULL)
    return;
  time = luukku_time_format_local (luukku_message_get_sent_at (stored->message), ZONE, TIME);
  words = words_of (self, stored, language);
  labels = luukku_store_get_message_labels (self->store, stored->id, NULL);
  first = labels != NULL ? g_strndup (labels, strcspn (labels, ";")) : NULL;
  title = first != NULL && *first != '\0' ? title_in (self, first, language) : NULL;
  put (values, "time", time);
  put (values, "label", title);
  put (values, "sender", luukku_message_get_author_name (stored->message));
  put (values, "sender-id", luukku_message_get_author_id (stored->message));
  put (values, "message", words);
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

static gboolean
is_one_of (const char *language, const char *const *known)
{
  return language != NULL && g_strv_contains (known, language);
}

/* The help is for the clerk; what a resident is told is in the resident's language; the others go to somebody
 * of the service: in the language of the case when the service works in it, else in the clerk's. */
static char *
language_of (LuukkuInbox *self, gint64 conversation, const char *which, const char *language)
{
  static const char *const official[] = { "fi", "sv", NULL };
  static const char *const written[] = { "fi", "sv", "en", NULL };
  g_autoptr (LuukkuConversation) of = luukku_store_get_conversation (self->store, conversation, NULL);
  const char *spoken = of != NULL ? luukku_conversation_peek (of)->language : NULL;
  g_autofree char *clerk = self->language != NULL ? g_strndup (self->language, 2) : NULL;

  if (language != NULL)
    return g_strdup (language);
  if (g_str_equal (which, "help"))
    return g_steal_pointer (&clerk);
  if (g_str_equal (which, "ban") || g_str_has_prefix (which, "forwarded"))
    return g_strdup (spoken != NULL ? spoken : "fi");
  if (is_one_of (spoken, official))
    return g_strdup (spoken);
  return g_strdup (spoken != NULL && is_one_of (clerk, written) ? clerk : "fi");
}

char *
luukku_inbox_ready_text (LuukkuInbox *self, gint64 conversation, const char *which, const char *language,
                         GError **error)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (self->store, conversation, error);
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autofree char *spoken = language_of (self, conversation, which, language);
  g_autofree char *text = load_text (which, spoken);

  if (item == NULL || text == NULL) {
    if (error != NULL && *error == NULL)
      luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                        N_ ("There is no such ready text for this conversation. It needs a case."));
    return NULL;
  }
  put_case (self, values, item);
  put_message (self, values, conversation, spoken);
  return fill (text, values);
}
