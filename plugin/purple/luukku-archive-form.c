/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-archive-form.c: archiving a case in libpurple's forms, for Finch and for whoever knows the number of
 * a case: first the case and what it is kept as, then a list of its messages. The record is made in a worker.
 */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-archive-form.h"

#include <purple.h>

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "evidence/luukku-archive.h"
#include "inbox/luukku-archive-job.h"
#include "inbox/luukku-inbox-alarm.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"
#include "store/luukku-store-messages.h"
#include "store/luukku-store-retention.h"

#include "purple/luukku-i18n.h"

#define MAX_MESSAGES 100 /* newest of each conversation that are offered */
#define MAX_LINE 60      /* characters of a message */

/* What the first form asked; freed when the second has ended. */
typedef struct {
  gint64 conversation;
  char *number;
  const char *kind;
  char *note; /* (nullable) */
} Choice;

static void
choice_free (Choice *self)
{
  g_free (self->number);
  g_free (self->note);
  g_free (self);
}

static const char *
kind_label (const char *kind)
{
  if (g_str_equal (kind, "threat"))
    return _ ("a threat");
  if (g_str_equal (kind, "removal"))
    return _ ("a removal request");
  if (g_str_equal (kind, "harassment"))
    return _ ("harassment");
  return _ ("another reason");
}

/* --- the record */

static void
on_archived (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *record = luukku_inbox_archive_finish (LUUKKU_INBOX (source), result, &error);
  g_autofree char *sentence = NULL;

  if (record == NULL) {
    luukku_core_notify_error (error->message);
    return;
  }
  /* TRANSLATORS: %s is the number of an evidence record, "LUU-2026-000123-v1". */
  sentence = g_strdup_printf (_ ("Archived as record %s."), record);
  luukku_core_notify_info (sentence);
}

/* Returns: (transfer full): gint64 of the messages that are selected in @id. */
static GArray *
selected (PurpleRequestFields *fields, const char *id)
{
  PurpleRequestField *list = purple_request_fields_get_field (fields, id);
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (GList *l = purple_request_field_list_get_selected (list); l != NULL; l = l->next) {
    gint64 number = GPOINTER_TO_SIZE (purple_request_field_list_get_data (list, l->data));

    g_array_append_val (numbers, number);
  }
  return numbers;
}

static void
on_messages_ok (Choice *self, PurpleRequestFields *fields)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (GArray) objects = selected (fields, "objects");
  g_autoptr (GArray) context = selected (fields, "context");
  const LuukkuArchiveChoice choice = {
    .kind = self->kind, .note = self->note, .objects = objects, .context = context
  };

  /* What is both is what the record is about. */
  for (guint i = context->len; i > 0; i--)
    for (guint k = 0; k < objects->len; k++)
      if (g_array_index (context, gint64, i - 1) == g_array_index (objects, gint64, k)) {
        g_array_remove_index (context, i - 1);
        break;
      }
  if (inbox != NULL)
    luukku_inbox_archive_async (inbox, self->conversation, &choice, NULL, NULL, NULL, on_archived, NULL);
  choice_free (self);
}

static void
on_messages_cancel (Choice *self, PurpleRequestFields *fields)
{
  choice_free (self);
}

/* --- which messages */

static char *
line_of (LuukkuInbox *inbox, const LuukkuStoredMessage *stored, guint n)
{
  g_autofree char *cover = luukku_inbox_get_cover (inbox, stored->id);
  g_autofree char *masked = luukku_inbox_mask (luukku_message_get_text (stored->message));
  g_autofree char *line = luukku_text_first_line (masked, MAX_LINE);
  g_autofree char *time = luukku_words_time (luukku_message_get_sent_at (stored->message),
                                             luukku_clock_now (luukku_inbox_get_clock (inbox)));
  gboolean resident = luukku_message_get_direction (stored->message) == LUUKKU_DIRECTION_IN;

  return g_strdup_printf ("%u. %s %s: %s", n, time,
                          resident ? C_ ("who wrote", "resident") : C_ ("who wrote", "municipality"),
                          cover != NULL ? luukku_words_cover (cover) : line);
}

/* Selected are the resident's messages of the case as objects, ours beside them. */
static gboolean
add_messages (LuukkuInbox *inbox, const Choice *choice, PurpleRequestField *objects,
              PurpleRequestField *context, GError **error)
{
  LuukkuStore *store = luukku_inbox_get_store (inbox);
  g_autoptr (GArray) ids = luukku_store_list_same_resident (store, choice->number, error);
  guint n = 0;

  for (guint i = 0; ids != NULL && i < ids->len; i++) {
    gint64 id = g_array_index (ids, gint64, i);
    g_autoptr (GPtrArray) messages = luukku_store_list_messages (store, id, MAX_MESSAGES, error);

    if (messages == NULL)
      return FALSE;
    for (guint k = 0; k < messages->len; k++) {
      const LuukkuStoredMessage *stored = messages->pdata[k];
      g_autofree char *line = line_of (inbox, stored, ++n);
      gboolean resident = luukku_message_get_direction (stored->message) == LUUKKU_DIRECTION_IN;
      gpointer number = GSIZE_TO_POINTER ((gsize) stored->id);

      purple_request_field_list_add_icon (objects, line, NULL, number);
      purple_request_field_list_add_icon (context, line, NULL, number);
      if (id == choice->conversation)
        purple_request_field_list_add_selected (resident ? objects : context, line);
    }
  }
  return ids != NULL;
}

static PurpleRequestField *
new_list (const char *id, const char *label)
{
  PurpleRequestField *list = purple_request_field_list_new (id, label);

  purple_request_field_list_set_multi_select (list, TRUE);
  return list;
}

static void
show_messages (LuukkuInbox *inbox, Choice *choice)
{
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);
  PurpleRequestField *objects = new_list ("objects", luukku_label (_ ("_What the record is about")));
  PurpleRequestField *context = new_list ("context", luukku_label (_ ("_Background")));
  g_autoptr (GError) error = NULL;

  purple_request_fields_add_group (fields, group);
  purple_request_field_group_add_field (group, objects);
  purple_request_field_group_add_field (group, context);
  if (!add_messages (inbox, choice, objects, context, &error)) {
    luukku_core_notify_error (error->message);
    purple_request_fields_destroy (fields);
    choice_free (choice);
    return;
  }
  purple_request_fields (luukku_core_get_handle (), _ ("Archive"), _ ("Which messages does the record have?"),
                         NULL, fields, luukku_label (_ ("_Archive")), G_CALLBACK (on_messages_ok),
                         luukku_label (_ ("_Cancel")), G_CALLBACK (on_messages_cancel), NULL, NULL, NULL,
                         choice);
}

/* --- which case */

static void
on_case_ok (gpointer data, PurpleRequestFields *fields)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  const char *number = purple_request_fields_get_string (fields, "case");
  const char *note = purple_request_fields_get_string (fields, "note");
  int kind = purple_request_fields_get_choice (fields, "kind");
  g_autoptr (LuukkuCase) item = NULL;
  g_autoptr (GError) error = NULL;
  Choice *choice;

  if (inbox != NULL && number != NULL)
    item = luukku_store_get_case (luukku_inbox_get_store (inbox), number, &error);
  if (item == NULL) {
    luukku_core_notify_error (
        error != NULL ? error->message : _ ("There is no case with that number. Look it up in the inbox."));
    return;
  }
  choice = g_new0 (Choice, 1);
  choice->conversation = luukku_case_peek (item)->conversation;
  choice->number = g_strdup (number);
  choice->kind = luukku_archive_get_kinds ()[MAX (kind, 0)];
  choice->note = note != NULL && *note != '\0' ? g_strdup (note) : NULL;
  show_messages (inbox, choice);
}

void
luukku_archive_form_show (void)
{
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);
  PurpleRequestField *kind = purple_request_field_choice_new ("kind", luukku_label (_ ("_Archive as")), 0);
  const char *const *kinds = luukku_archive_get_kinds ();

  purple_request_fields_add_group (fields, group);
  purple_request_field_group_add_field (
      group, purple_request_field_string_new ("case", luukku_label (_ ("Case nu_mber")), NULL, FALSE));
  for (guint i = 0; kinds[i] != NULL; i++)
    purple_request_field_choice_add (kind, kind_label (kinds[i]));
  purple_request_field_group_add_field (group, kind);
  purple_request_field_group_add_field (
      group, purple_request_field_string_new ("note", luukku_label (_ ("_Note")), NULL, FALSE));
  purple_request_fields (luukku_core_get_handle (), _ ("Archive"), _ ("Archive a case as evidence"), NULL,
                         fields, luukku_label (_ ("_OK")), G_CALLBACK (on_case_ok),
                         luukku_label (_ ("_Cancel")), NULL, NULL, NULL, NULL, NULL);
}
