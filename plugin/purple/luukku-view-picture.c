/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-view-picture.c: a picture is drawn when a person asks for it, and it is counted who did. Where there
 * are several, the person chooses one first: what is on the others need not be seen. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-view.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-alarm.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define MAX_LOOKED_AT 500              /* newest messages */
#define MAX_OFFERED 30                 /* a list of more is not read */
#define MAX_PICTURE (10 * 1024 * 1024) /* bytes that a window draws */
#define NAME_LENGTH 40                 /* characters */
#define PICTURE "picture"

typedef struct {
  gint64 message, attachment;
  gint64 sent_at;
  gboolean ours;
  char *name; /* as received (nullable) */
} Picture;

static void
picture_clear (Picture *picture)
{
  g_free (picture->name);
}

static gboolean
is_picture (const LuukkuStoredAttachment *item)
{
  return item->state == LUUKKU_ATTACHMENT_STORED && item->attachment->media_type != NULL &&
         g_str_has_prefix (item->attachment->media_type, "image/");
}

/* Returns: (transfer full): Picture, the newest first. */
static GArray *
list_pictures (LuukkuView *self, GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  LuukkuStore *store = inbox != NULL ? luukku_inbox_get_store (inbox) : NULL;
  GArray *pictures = g_array_new (FALSE, FALSE, sizeof (Picture));
  g_autoptr (GPtrArray) messages = NULL;

  g_array_set_clear_func (pictures, (GDestroyNotify) picture_clear);
  if (store != NULL && self->about.id != 0)
    messages = luukku_store_list_messages (store, self->about.id, MAX_LOOKED_AT, error);
  for (guint i = messages != NULL ? messages->len : 0; i > 0 && pictures->len < MAX_OFFERED; i--) {
    const LuukkuStoredMessage *stored = g_ptr_array_index (messages, i - 1);
    g_autoptr (GPtrArray) list = luukku_inbox_is_hidden (inbox, stored->id)
                                     ? NULL
                                     : luukku_store_list_attachments (store, stored->id, NULL);

    for (guint k = 0; list != NULL && k < list->len && pictures->len < MAX_OFFERED; k++) {
      const LuukkuStoredAttachment *item = g_ptr_array_index (list, k);
      const Picture picture = {
        .message = stored->id,
        .attachment = item->id,
        .sent_at = luukku_message_get_sent_at (stored->message),
        .ours = luukku_message_get_direction (stored->message) == LUUKKU_DIRECTION_OUT,
        .name = g_strdup (item->attachment->name),
      };

      if (is_picture (item))
        g_array_append_val (pictures, picture);
      else
        g_free (picture.name);
    }
  }
  return pictures;
}

static gboolean
show (LuukkuView *self, const Picture *picture, GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (GBytes) bytes =
      luukku_store_get_attachment_bytes (luukku_inbox_get_store (inbox), picture->attachment, error);
  g_autofree char *html = NULL;
  gsize size = bytes != NULL ? g_bytes_get_size (bytes) : 0;
  int id = 0;

  if (bytes == NULL)
    return FALSE;
  if (size == 0 || size > MAX_PICTURE) {
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("The picture is too large for this window. It is kept with the case."));
    return FALSE;
  }
  /* Counted before it is seen. */
  if (!luukku_inbox_note_exposure (inbox, picture->message, PICTURE, error))
    return FALSE;
  id = purple_imgstore_add_with_id (g_memdup2 (g_bytes_get_data (bytes, NULL), size), size, NULL);
  if (id == 0)
    return FALSE;
  html = g_strdup_printf ("<IMG ID=\"%d\">", id);
  purple_conversation_write (self->conv, NULL, html,
                             PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_NO_LOG | PURPLE_MESSAGE_IMAGES,
                             luukku_core_get_time ());
  purple_imgstore_unref_by_id (id);
  return TRUE;
}

/* --- choosing */

typedef struct {
  gint64 conversation;
} Question;

static void
on_cancel (Question *question, PurpleRequestFields *fields)
{
  g_free (question);
}

/* Pictures may have come since: the chosen one is known by its own number. */
static void
on_chosen (Question *question, PurpleRequestFields *fields)
{
  LuukkuView *view = luukku_view_find_conversation (question->conversation);
  PurpleRequestField *list = purple_request_fields_get_field (fields, PICTURE);
  GList *selected = purple_request_field_list_get_selected (list);
  gint64 chosen =
      selected != NULL ? GPOINTER_TO_SIZE (purple_request_field_list_get_data (list, selected->data)) : 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) pictures = view != NULL ? list_pictures (view, &error) : NULL;

  for (guint i = 0; pictures != NULL && i < pictures->len; i++) {
    const Picture *picture = &g_array_index (pictures, Picture, i);

    if (picture->attachment == chosen)
      show (view, picture, &error);
  }
  if (view != NULL && error != NULL)
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
  g_free (question);
}

/* Returns: (transfer full): "2. 20 November 10.05  kuoppa.jpg"; the name as its sender wrote it, masked. */
static char *
line_of (LuukkuInbox *inbox, const Picture *picture, guint number)
{
  g_autofree char *time = luukku_words_time (picture->sent_at, luukku_clock_now (luukku_core_get_clock ()));
  g_autofree char *masked = luukku_inbox_mask (picture->name != NULL ? picture->name : "");
  g_autofree char *name = luukku_text_first_line (masked, NAME_LENGTH);

  if (picture->ours)
    /* TRANSLATORS: number, time and name of a picture that the town sent itself. */
    return g_strdup_printf (_ ("%u.  %s  %s (sent from here)"), number, time, name);
  return g_strdup_printf ("%u.  %s  %s", number, time, name);
}

static void
ask_which (LuukkuView *self, const GArray *pictures)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);
  PurpleRequestField *list = purple_request_field_list_new (PICTURE, luukku_label (_ ("_Picture")));
  Question *question = g_new0 (Question, 1);

  question->conversation = self->about.id;
  for (guint i = 0; i < pictures->len; i++) {
    const Picture *picture = &g_array_index (pictures, Picture, i);
    g_autofree char *line = line_of (inbox, picture, i + 1);

    purple_request_field_list_add_icon (list, line, NULL, GSIZE_TO_POINTER ((gsize) picture->attachment));
    if (i == 0)
      purple_request_field_list_add_selected (list, line);
  }
  purple_request_field_group_add_field (group, list);
  purple_request_fields_add_group (fields, group);
  purple_request_fields (self->conv, _ ("Show a picture"), _ ("Show a picture"),
                         _ ("Several pictures have come in this conversation. Choose the one that you want "
                            "to see; the newest stands first. It is counted that you have seen it."),
                         fields, luukku_label (_ ("_Show")), G_CALLBACK (on_chosen),
                         luukku_label (_ ("_Cancel")), G_CALLBACK (on_cancel),
                         purple_conversation_get_account (self->conv), NULL, self->conv, question);
}

gboolean
luukku_view_show_picture (LuukkuView *self, const char *which, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (GArray) pictures = list_pictures (self, &failed);
  guint64 number = 1;

  if (failed != NULL) {
    g_propagate_error (error, g_steal_pointer (&failed));
    return FALSE;
  }
  if (pictures->len == 0) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("No picture has come in this conversation."));
    return FALSE;
  }
  if (*which == '\0' && pictures->len > 1) {
    ask_which (self, pictures);
    return TRUE;
  }
  if (*which != '\0' && !g_ascii_string_to_unsigned (which, 10, 1, pictures->len, &number, NULL)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("There is no picture of that number. Write /picture to choose from a list; number "
                          "1 is the newest."));
    return FALSE;
  }
  return show (self, &g_array_index (pictures, Picture, number - 1), error);
}
