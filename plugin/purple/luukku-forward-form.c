/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-forward-form.c: the form by which a person forwards a message into the feedback system. One is open
 * at a time; what a person has handed in or cancelled stays until it has been forwarded. What may leave is
 * the inbox's business. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-forward-form.h"

#include <string.h>

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-forward.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"
#include "purple/luukku-writing.h"

#include "purple/luukku-i18n.h"

#define MAX_LOOKED_AT 200
#define MAX_PICTURES 12

/* What is asked about. */
typedef struct {
  gint64 conversation;
  char *channel;
  GPtrArray *services; /* LuukkuService (owned) (nullable): not known yet */
  GArray *pictures;    /* gint64: of the choice, behind "none" */
  char **channels;     /* (nullable): of the question which system */
} Form;

static Form *form;       /* (owned) (nullable): open, or waiting for its services */
static GHashTable *kept; /* (nullable): conversation (gint64) → char *: typed and not forwarded yet */

static void
form_free (Form *self)
{
  g_free (self->channel);
  g_clear_pointer (&self->services, g_ptr_array_unref);
  g_array_unref (self->pictures);
  g_strfreev (self->channels);
  g_free (self);
}

static void
close_form (void)
{
  purple_request_close_with_handle (&form);
  g_clear_pointer (&form, form_free);
}

static Form *
form_new (gint64 conversation, const char *channel)
{
  Form *self = g_new0 (Form, 1);

  self->conversation = conversation;
  self->channel = g_strdup (channel);
  self->pictures = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

static void
keep (gint64 conversation, const char *text)
{
  if (kept == NULL)
    kept = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_hash_table_replace (kept, g_memdup2 (&conversation, sizeof conversation), g_strdup (text));
}

/* The window may be gone. */
static void
say (gint64 conversation, PurpleMessageFlags flags, const char *sentence)
{
  LuukkuView *view = luukku_view_find_conversation (conversation);

  if (view != NULL)
    luukku_view_tell (view, flags, sentence);
  else
    luukku_core_notify_info (sentence);
}

/* --- what became of it */

typedef struct {
  gint64 conversation;
  char *channel;
  char *service;
} Sent;

static void
sent_free (Sent *self)
{
  g_free (self->channel);
  g_free (self->service);
  g_free (self);
}

/* The draft stands in the reply box; nothing is sent. */
static void
tell_resident (const Sent *sent, const char *number)
{
  LuukkuView *view = luukku_view_find_conversation (sent->conversation);
  g_autofree char *text =
      luukku_inbox_forward_reply (luukku_core_get_inbox (), sent->conversation, sent->channel, number, NULL);

  if (view != NULL && text != NULL)
    luukku_writing_insert (view, text);
}

static void
on_forwarded (GObject *source, GAsyncResult *result, gpointer data)
{
  Sent *sent = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *number = luukku_inbox_forward_finish (LUUKKU_INBOX (source), result, &error);
  g_autofree char *sentence = NULL;

  if (luukku_core_get_inbox () == NULL || (error != NULL && luukku_fault_is_cancelled (error))) {
    sent_free (sent);
    return;
  }
  if (number == NULL)
    /* TRANSLATORS: %s is a whole sentence that says why. */
    sentence =
        g_strdup_printf (_ ("%s Your text is kept: write /feedback to go on with it."), error->message);
  else if (g_str_has_prefix (number, LUUKKU_FORWARD_TOKEN))
    sentence = g_strdup_printf (_ ("Forwarded to the feedback system: %s. It has no number yet. Its receipt "
                                   "is %s; /feedback asks for the number later. A "
                                   "text for the resident is in the reply box."),
                                sent->service, number + strlen (LUUKKU_FORWARD_TOKEN));
  else
    /* TRANSLATORS: the first %s is a service ("Traffic signs"), the second the number of the request. */
    sentence =
        g_strdup_printf (_ ("Forwarded to the feedback system: %s, number %s. A text for the resident is in "
                            "the reply box."),
                         sent->service, number);
  say (sent->conversation, number != NULL ? PURPLE_MESSAGE_SYSTEM : PURPLE_MESSAGE_ERROR, sentence);
  if (number != NULL) {
    if (kept != NULL)
      g_hash_table_remove (kept, &sent->conversation);
    tell_resident (sent, number);
  }
  sent_free (sent);
}

/* --- the form */

static const char *
text_of (PurpleRequestFields *fields, const char *id)
{
  const char *text = purple_request_fields_get_string (fields, id);

  return text != NULL ? text : "";
}

/* Returns: (transfer none) (nullable). */
static const LuukkuService *
chosen_service (PurpleRequestFields *fields)
{
  PurpleRequestField *list = purple_request_fields_get_field (fields, "service");
  GList *selected = purple_request_field_list_get_selected (list);
  guint place =
      selected != NULL ? GPOINTER_TO_UINT (purple_request_field_list_get_data (list, selected->data)) : 0;

  return place > 0 && place <= form->services->len ? form->services->pdata[place - 1] : NULL;
}

static gint64
chosen_picture (PurpleRequestFields *fields)
{
  guint place = purple_request_fields_exists (fields, "picture")
                    ? (guint) purple_request_fields_get_choice (fields, "picture")
                    : 0;

  return place > 0 && place <= form->pictures->len ? g_array_index (form->pictures, gint64, place - 1) : 0;
}

static void
on_ok (gpointer data, PurpleRequestFields *fields)
{
  const LuukkuService *service = chosen_service (fields);
  const char *name = text_of (fields, "name"), *contact = text_of (fields, "contact");
  const LuukkuForward what = {
    .channel = form->channel,
    .service = service != NULL ? service->code : NULL,
    .service_name = service != NULL ? service->name : NULL,
    .text = text_of (fields, "text"),
    .name = *name != '\0' ? name : NULL,
    .contact = *contact != '\0' ? contact : NULL,
    .with_contact = purple_request_fields_get_bool (fields, "with-contact"),
    .picture = chosen_picture (fields),
    .again =
        purple_request_fields_exists (fields, "again") && purple_request_fields_get_bool (fields, "again"),
  };
  Sent *sent;

  keep (form->conversation, what.text);
  if (service == NULL) {
    say (form->conversation, PURPLE_MESSAGE_ERROR,
         _ ("Choose the service first. Your text is kept: write /feedback to go on with it."));
  } else {
    sent = g_new0 (Sent, 1);
    sent->conversation = form->conversation;
    sent->channel = g_strdup (form->channel);
    sent->service = g_strdup (service->name);
    luukku_inbox_forward_async (luukku_core_get_inbox (), form->conversation, &what, on_forwarded, sent);
  }
  g_clear_pointer (&form, form_free);
}

static void
on_cancel (gpointer data, PurpleRequestFields *fields)
{
  keep (form->conversation, text_of (fields, "text"));
  g_clear_pointer (&form, form_free);
}

static void
add_text (PurpleRequestFieldGroup *group, const char *id, const char *label, const char *value,
          gboolean long_one)
{
  purple_request_field_group_add_field (
      group, purple_request_field_string_new (id, luukku_label (label), value, long_one));
}

static void
add_services (PurpleRequestFieldGroup *group)
{
  PurpleRequestField *list = purple_request_field_list_new ("service", luukku_label (_ ("_Service")));

  for (guint i = 0; i < form->services->len; i++) {
    const LuukkuService *service = form->services->pdata[i];
    g_autofree char *name = service->group != NULL ? g_strdup_printf ("%s: %s", service->group, service->name)
                                                   : g_strdup (service->name);
    /* TRANSLATORS: %s is a service ("Traffic signs") for which the feedback system has fields of its own. */
    g_autofree char *more =
        service->wants_more ? g_strdup_printf (_ ("%s (has fields of its own there)"), name) : NULL;

    purple_request_field_list_add_icon (list, more != NULL ? more : name, NULL, GUINT_TO_POINTER (i + 1));
  }
  purple_request_field_group_add_field (group, list);
}

/* Pictures that the resident sent and that are stored here. */
static void
add_pictures (PurpleRequestFieldGroup *group)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  LuukkuStore *store = luukku_inbox_get_store (inbox);
  PurpleRequestField *choice = purple_request_field_choice_new ("picture", luukku_label (_ ("_Picture")), 0);
  g_autoptr (GPtrArray) messages =
      luukku_store_list_messages (store, form->conversation, MAX_LOOKED_AT, NULL);

  purple_request_field_choice_add (choice, _ ("No picture"));
  for (guint i = messages != NULL ? messages->len : 0; i > 0; i--) {
    const LuukkuStoredMessage *stored = messages->pdata[i - 1];
    g_autoptr (GPtrArray) files = luukku_store_list_attachments (store, stored->id, NULL);

    if (luukku_inbox_is_hidden (inbox, stored->id))
      continue;
    for (guint j = 0; files != NULL && j < files->len && form->pictures->len < MAX_PICTURES; j++) {
      const LuukkuStoredAttachment *file = files->pdata[j];
      const char *type = file->attachment->media_type;

      if (file->state != LUUKKU_ATTACHMENT_STORED || (type != NULL && !g_str_has_prefix (type, "image/")))
        continue;
      g_array_append_val (form->pictures, file->id);
      purple_request_field_choice_add (choice, file->attachment->name != NULL ? file->attachment->name
                                                                              : _ ("a picture"));
    }
  }
  if (form->pictures->len > 0)
    purple_request_field_group_add_field (group, choice);
  else
    purple_request_field_destroy (choice);
}

/* A mail address or a number; ids of platforms are nobody's business. */
static const char *
contact_of (const char *resident_id)
{
  gboolean number = resident_id != NULL && *resident_id == '+';

  return resident_id != NULL && (number || strchr (resident_id, '@') != NULL) ? resident_id : NULL;
}

static void
add_contact (PurpleRequestFieldGroup *group)
{
  LuukkuStore *store = luukku_inbox_get_store (luukku_core_get_inbox ());
  g_autoptr (LuukkuConversation) conversation =
      luukku_store_get_conversation (store, form->conversation, NULL);
  const LuukkuConversationInit *of = conversation != NULL ? luukku_conversation_peek (conversation) : NULL;

  add_text (group, "name", _ ("_Name of the resident"), of != NULL ? of->resident_name : NULL, FALSE);
  add_text (group, "contact", _ ("_Mail address or telephone number"),
            of != NULL ? contact_of (of->resident_id) : NULL, FALSE);
  purple_request_field_group_add_field (
      group, purple_request_field_bool_new ("with-contact",
                                            _ ("Give name and contact along (the resident agrees)"), FALSE));
}

/* Only where an earlier one is in doubt. */
static void
add_again (PurpleRequestFieldGroup *group)
{
  LuukkuStore *store = luukku_inbox_get_store (luukku_core_get_inbox ());
  g_autoptr (LuukkuCase) item = luukku_store_find_case (store, form->conversation, NULL);
  g_autoptr (GPtrArray) rows =
      item != NULL ? luukku_forwarding_list (store, luukku_case_peek (item)->number, NULL) : NULL;
  gboolean doubt = FALSE;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    doubt = doubt || ((const LuukkuForwarding *) rows->pdata[i])->state == LUUKKU_FORWARDING_OPEN;
  if (doubt)
    purple_request_field_group_add_field (
        group, purple_request_field_bool_new ("again", _ ("Send it although it may be there"), FALSE));
}

static void
show_form (LuukkuView *view)
{
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);
  const char *typed = kept != NULL ? g_hash_table_lookup (kept, &form->conversation) : NULL;
  g_autofree char *words = luukku_inbox_forward_words (luukku_core_get_inbox (), form->conversation);

  purple_request_fields_add_group (fields, group);
  add_services (group);
  add_text (group, "text", _ ("_Description"), typed != NULL && *typed != '\0' ? typed : words, TRUE);
  add_pictures (group);
  add_contact (group);
  add_again (group);
  purple_request_fields (
      &form, _ ("Forward to the feedback system"), _ ("Forward to the feedback system"),
      _ ("Everyone may be able to read it there. Write what is the matter and where; leave out who "
         "the resident is."),
      fields, luukku_label (_ ("_Forward")), G_CALLBACK (on_ok), luukku_label (_ ("_Cancel")),
      G_CALLBACK (on_cancel), purple_conversation_get_account (view->conv), NULL, view->conv, NULL);
}

/* --- which system, which services */

static void
on_services (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree gint64 *conversation = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) services = luukku_inbox_list_services_finish (LUUKKU_INBOX (source), result, &error);
  LuukkuView *view = luukku_core_get_inbox () != NULL ? luukku_view_find_conversation (*conversation) : NULL;

  if (view == NULL || form == NULL || form->conversation != *conversation || form->services != NULL)
    return; /* the window went, or another form was asked for */
  if (services == NULL || services->len == 0) {
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR,
                      error != NULL ? error->message : _ ("The feedback system lists no service."));
    g_clear_pointer (&form, form_free);
    return;
  }
  form->services = g_steal_pointer (&services);
  show_form (view);
}

/* What had only a receipt has a number now. */
static void
on_numbered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree gint64 *conversation = data;
  g_autofree char *number = luukku_inbox_ask_number_finish (LUUKKU_INBOX (source), result, NULL);
  g_autofree char *sentence = NULL;

  if (number == NULL || luukku_core_get_inbox () == NULL)
    return;
  /* TRANSLATORS: %s is the number of a request in the feedback system. */
  sentence = g_strdup_printf (_ ("What was forwarded has the number %s now."), number);
  say (*conversation, PURPLE_MESSAGE_SYSTEM, sentence);
}

static void
load_services (gint64 conversation, const char *channel)
{
  luukku_inbox_ask_number_async (luukku_core_get_inbox (), conversation, on_numbered,
                                 g_memdup2 (&conversation, sizeof conversation));
  close_form ();
  form = form_new (conversation, channel);
  luukku_inbox_list_services_async (luukku_core_get_inbox (), channel, on_services,
                                    g_memdup2 (&conversation, sizeof conversation));
}

static void
on_system (gpointer data, PurpleRequestFields *fields)
{
  guint place = (guint) purple_request_fields_get_choice (fields, "system");
  g_autofree char *channel = place < g_strv_length (form->channels) ? g_strdup (form->channels[place]) : NULL;
  gint64 conversation = form->conversation;

  g_clear_pointer (&form, form_free);
  if (channel != NULL)
    load_services (conversation, channel);
}

static void
on_no_system (gpointer data, PurpleRequestFields *fields)
{
  g_clear_pointer (&form, form_free);
}

/* @channels: (transfer full). */
static void
ask_system (LuukkuView *view, char **channels)
{
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);
  PurpleRequestField *choice =
      purple_request_field_choice_new ("system", luukku_label (_ ("_Feedback system")), 0);

  close_form ();
  form = form_new (view->about.id, NULL);
  form->channels = channels;
  for (guint i = 0; channels[i] != NULL; i++) {
    g_autofree char *name = luukku_view_channel_name (channels[i]);

    purple_request_field_choice_add (choice, name);
  }
  purple_request_field_group_add_field (group, choice);
  purple_request_fields_add_group (fields, group);
  purple_request_fields (&form, _ ("Forward to the feedback system"), _ ("Forward to the feedback system"),
                         NULL, fields, luukku_label (_ ("_Go on")), G_CALLBACK (on_system),
                         luukku_label (_ ("_Cancel")), G_CALLBACK (on_no_system),
                         purple_conversation_get_account (view->conv), NULL, view->conv, NULL);
}

/* Returns: (transfer none) (nullable): the system that is called @name. */
static const char *
find_system (char **channels, const char *name)
{
  for (guint i = 0; channels[i] != NULL; i++) {
    const char *account = strchr (channels[i], ':');

    if (g_str_equal (channels[i], name) || (account != NULL && g_str_equal (account + 1, name)))
      return channels[i];
  }
  return NULL;
}

gboolean
luukku_forward_command (LuukkuView *view, const char *args, GError **error)
{
  g_auto (GStrv) channels = luukku_inbox_list_feedback (luukku_core_get_inbox ());
  guint count = g_strv_length (channels);
  const char *channel = *args != '\0' ? find_system (channels, args) : count == 1 ? channels[0] : NULL;

  if (channel != NULL) {
    load_services (view->about.id, channel);
    return TRUE;
  }
  if (*args == '\0' && count > 1) {
    ask_system (view, g_steal_pointer (&channels));
    return TRUE;
  }
  luukku_set_error (
      error, LUUKKU_ERROR_NOT_FOUND,
      N_ ("No feedback system that takes new requests is connected here. Add its account with a key for "
          "writing, or enter the matter in the feedback system itself."));
  return FALSE;
}

void
luukku_forward_abort (LuukkuView *view)
{
  if (form != NULL && form->conversation == view->about.id)
    close_form ();
}

void
luukku_forward_shutdown (void)
{
  close_form ();
  g_clear_pointer (&kept, g_hash_table_unref);
}
