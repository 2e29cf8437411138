/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-view-by-hand.c: replies that a person sends outside Luukku: copied, then ticked as sent at a time,
 * or given back. Also for replies of which nobody knows whether they arrived: a person has looked. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-view.h"

#include "base/luukku-error.h"
#include "model/luukku-by-hand.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#include <string.h>

LuukkuReply *
luukku_view_find_unticked (LuukkuView *self)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();

  return inbox != NULL && self->about.id != 0 ? luukku_inbox_find_unticked (inbox, self->about.id) : NULL;
}

/* Returns: (transfer full): NULL with @error when nothing waits in this window. */
static LuukkuReply *
need_unticked (LuukkuView *self, GError **error)
{
  LuukkuReply *reply = luukku_view_find_unticked (self);

  if (reply == NULL)
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("No reply of this conversation waits for you to send it. Write the reply first."));
  return reply;
}

/* --- the copy */
static gboolean
copy (LuukkuView *self, const char *text)
{
  const LuukkuUiOps *ops = luukku_core_get_ui_ops ();

  return ops->copy != NULL && ops->copy (self->conv, text);
}

/* Returns: (transfer full): where the reply goes: the channel, and on a web form the address that was given
 * there. */
static char *
where_to (LuukkuView *self, const LuukkuReply *reply)
{
  g_autofree char *channel = luukku_view_channel_name (reply->channel);
  g_autoptr (LuukkuConversation) conversation = NULL;

  if (luukku_by_hand_is_channel (reply->channel))
    return g_steal_pointer (&channel);
  conversation =
      luukku_store_get_conversation (luukku_inbox_get_store (luukku_core_get_inbox ()), self->about.id, NULL);
  if (conversation == NULL || luukku_conversation_peek (conversation)->resident_id == NULL)
    return g_steal_pointer (&channel);
  return g_strdup_printf ("%s, %s", channel, luukku_conversation_peek (conversation)->resident_id);
}

void
luukku_view_tell_by_hand (LuukkuView *self, const LuukkuReply *reply)
{
  g_autofree char *channel = where_to (self, reply);
  gboolean copied = copy (self, reply->text);
  g_autofree char *sentence =
      copied
          /* TRANSLATORS: %s is a channel, "Snapchat, by hand". "/sent" is typed as it is. */
          ? g_strdup_printf (_ ("The reply was checked and is on the clipboard (%s). Send it there yourself, "
                                "then say so: button “Sent?”, or /sent. The clock runs until then:"),
                             channel)
          /* TRANSLATORS: %s is a channel, "Snapchat, by hand". "/sent" is typed as it is. */
          : g_strdup_printf (
                _ ("The reply was checked. Copy it from here and send it yourself (%s), then say so: "
                   "/sent. The clock runs until then:"),
                channel);
  g_autofree char *masked = luukku_inbox_mask (reply->text);
  g_autofree char *whole = g_strdup_printf ("%s\n%s", sentence, masked);

  luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, whole);
}

gboolean
luukku_view_copy_again (LuukkuView *self, GError **error)
{
  g_autoptr (LuukkuReply) reply = need_unticked (self, error);

  if (reply == NULL)
    return FALSE;
  if (reply->state == LUUKKU_REPLY_UNCERTAIN) {
    luukku_set_error (
        error, LUUKKU_ERROR_REFUSED,
        N_ ("Nobody knows whether this reply has arrived. Look in the service itself first, then "
            "say it here: /sent or /notsent."));
    return FALSE;
  }
  luukku_view_tell_by_hand (self, reply);
  return TRUE;
}

/* --- the tick */
gboolean
luukku_view_mark_sent (LuukkuView *self, const char *time, GError **error)
{
  g_autoptr (LuukkuReply) reply = need_unticked (self, error);
  gint64 at = 0;

  return reply != NULL &&
         luukku_words_parse_time (time, luukku_clock_now (luukku_core_get_clock ()), &at, error) &&
         luukku_inbox_mark_sent (luukku_core_get_inbox (), reply->id, at, error);
}

gboolean
luukku_view_mark_not_sent (LuukkuView *self, GError **error)
{
  g_autoptr (LuukkuReply) reply = need_unticked (self, error);

  return reply != NULL && luukku_inbox_mark_not_sent (luukku_core_get_inbox (), reply->id, error);
}

/* --- the question: libpurple's form, in Pidgin and Finch */
typedef enum {
  ANSWER_SENT,
  ANSWER_NOT_SENT,
  ANSWER_DROPPED,
} Answer;

/* Not sent, and not to be sent any more: the text that would come back into the box stays away. */
static gboolean
drop (LuukkuView *self, GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (LuukkuReply) reply = need_unticked (self, error);
  guint before = g_queue_get_length (&self->returns);

  if (reply == NULL || !luukku_inbox_mark_dropped (inbox, reply->id, error))
    return FALSE;
  while (g_queue_get_length (&self->returns) > before)
    g_free (g_queue_pop_tail (&self->returns));
  return luukku_inbox_save_draft (inbox, self->about.channel, self->about.conversation, "", error);
}

static void
on_sent_ok (gpointer data, PurpleRequestFields *fields)
{
  LuukkuView *self = luukku_view_find_conversation ((gint64) GPOINTER_TO_SIZE (data));
  g_autoptr (GError) error = NULL;

  if (self == NULL)
    return; /* the window was closed: the reply still waits */
  if (purple_request_fields_get_choice (fields, "answer") == ANSWER_NOT_SENT)
    luukku_view_mark_not_sent (self, &error);
  else if (purple_request_fields_get_choice (fields, "answer") == ANSWER_DROPPED)
    drop (self, &error);
  else
    luukku_view_mark_sent (self, purple_request_fields_get_string (fields, "time"), &error);
  if (error != NULL)
    luukku_view_tell (self, PURPLE_MESSAGE_ERROR, error->message);
}

gboolean
luukku_view_ask_sent (LuukkuView *self, GError **error)
{
  g_autoptr (LuukkuReply) reply = need_unticked (self, error);
  gint64 now = luukku_clock_now (luukku_core_get_clock ());
  g_autofree char *time = luukku_words_time (now, now);
  gboolean in_doubt = FALSE;
  PurpleRequestFields *fields;
  PurpleRequestFieldGroup *group;
  PurpleRequestField *field;

  if (reply == NULL)
    return FALSE;
  in_doubt = reply->state == LUUKKU_REPLY_UNCERTAIN;
  fields = purple_request_fields_new ();
  group = purple_request_field_group_new (NULL);
  purple_request_fields_add_group (fields, group);
  field = purple_request_field_choice_new ("answer", _ ("The reply"), ANSWER_SENT);
  purple_request_field_choice_add (field, in_doubt ? _ ("arrived: I have seen it in the service")
                                                   : _ ("I have sent it"));
  purple_request_field_choice_add (
      field, in_doubt ? _ ("did not arrive: give me the text back, so that I can send it again")
                      : _ ("was not sent after all: give me the text back"));
  if (in_doubt)
    purple_request_field_choice_add (field, _ ("did not arrive and is not needed any more"));
  purple_request_field_group_add_field (group, field);
  /* TRANSLATORS: label of a field; the time at which a person sent a reply. */
  purple_request_field_group_add_field (
      group, purple_request_field_string_new ("time", luukku_label (_ ("Sent _at")), time, FALSE));
  purple_request_fields (
      self->conv, _ ("Was the reply sent?"),
      in_doubt ? _ ("Look in the service itself, and say what became of the reply")
               : _ ("Say when you sent the reply yourself"),
      _ ("The answer clock stops at this time. Write 14:05, or 21.11. 14:05 for another day."), fields,
      luukku_label (_ ("_OK")), G_CALLBACK (on_sent_ok), luukku_label (_ ("_Cancel")), NULL,
      purple_conversation_get_account (self->conv), NULL, self->conv,
      GSIZE_TO_POINTER ((gsize) self->about.id));
  return TRUE;
}
