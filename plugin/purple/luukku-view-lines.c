/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-view-lines.c: what is written into a window: the resident's words escaped and their identity codes
 * masked, our replies when they are delivered, later versions beside the first text, states and gaps as
 * sentences. What a message says as it was written is luukku-view-original.c's business. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-view.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-files.h"
#include "inbox/luukku-inbox-health.h"
#include "model/luukku-by-hand.h"
#include "purple/luukku-connection.h"
#include "luukku-registry.h"
#include "purple/luukku-core.h"
#include "purple/luukku-foreign.h"

#include "purple/luukku-i18n.h"

#define EARLIER_STEP 100
#define MAX_EARLIER 2000 /* lines cost Pidgin a millisecond each */

static LuukkuStore *
get_store (void)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();

  return inbox != NULL ? luukku_inbox_get_store (inbox) : NULL;
}

static gboolean writing;

gboolean
luukku_view_is_writing (void)
{
  return writing;
}

static void
write_html (LuukkuView *self, const char *who, const char *html, PurpleMessageFlags flags, gint64 at)
{
  gboolean was_writing = writing;
  time_t when = at != 0 ? (time_t) (at / G_TIME_SPAN_SECOND) : luukku_core_get_time ();

  writing = TRUE;
  if (purple_conversation_get_type (self->conv) == PURPLE_CONV_TYPE_IM &&
      (flags & (PURPLE_MESSAGE_SEND | PURPLE_MESSAGE_RECV)))
    purple_conv_im_write (PURPLE_CONV_IM (self->conv), who, html, flags, when);
  else
    purple_conversation_write (self->conv, who, html, flags, when);
  writing = was_writing;
}

void
luukku_view_tell (LuukkuView *self, PurpleMessageFlags flags, const char *sentence)
{
  g_autofree char *html = luukku_text_to_html (sentence);

  write_html (self, NULL, html, flags | PURPLE_MESSAGE_NO_LOG, 0);
}

/* A sentence of ours with a resident's or our own text below it, identity codes masked. */
static void
tell_text (LuukkuView *self, const char *sentence, const char *text)
{
  g_autofree char *masked = luukku_inbox_mask (text);
  g_autofree char *whole = g_strdup_printf ("%s\n%s", sentence, masked);

  luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, whole);
}

/* --- messages */
static void
write_attachments (LuukkuView *self, gint64 message, gboolean is_received)
{
  g_autoptr (GPtrArray) list = luukku_store_list_attachments (get_store (), message, NULL);

  for (guint i = 0; list != NULL && i < list->len; i++) {
    const LuukkuStoredAttachment *item = g_ptr_array_index (list, i);
    const LuukkuAttachment *a = item->attachment;
    g_autofree char *whole = luukku_inbox_mask (
        a->name != NULL && *a->name != '\0' ? a->name
                                            : (a->media_type != NULL ? a->media_type : _ ("without a name")));
    g_autofree char *name = luukku_text_first_line (whole, 80);
    gboolean is_picture = a->media_type != NULL && g_str_has_prefix (a->media_type, "image/");
    g_autofree char *sentence =
        item->state == LUUKKU_ATTACHMENT_REFUSED
            /* TRANSLATORS: %s is the name of a file that a resident sent. */
            ? g_strdup_printf (_ ("Attachment that was not fetched: %s"), name)
            : is_picture && is_received
                  /* TRANSLATORS: %s is the name of a picture that a resident sent. */
                  ? g_strdup_printf (_ ("Picture: %s. It is not drawn until you ask for it: /picture"), name)
                  /* TRANSLATORS: %s is the name of a file that was received or sent; it is kept in the inbox.
                   */
                  : g_strdup_printf (_ ("Attachment: %s"), name);

    luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, sentence);
  }
}

/* What came during a ban is kept out of sight. */
static gboolean
is_hidden (gint64 message)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();

  return inbox != NULL && luukku_inbox_is_hidden (inbox, message);
}

static void
write_change (LuukkuView *self, LuukkuStoredMessage *stored)
{
  g_autofree char *masked = NULL;
  g_autofree char *head = NULL;

  if ((stored->disappeared || stored->latest_text != NULL) && luukku_view_cover (self, stored->id))
    return;
  if (stored->withdrawn) {
    luukku_view_tell (
        self, PURPLE_MESSAGE_SYSTEM,
        _ ("The words of this message are not kept: its sender took it back, or it must not be copied."));
  } else if (stored->disappeared) {
    /* Before it is cut, so that half a code cannot stay. */
    masked = luukku_inbox_mask (luukku_message_get_text (stored->message));
    head = luukku_text_first_line (masked, 60);
    tell_text (self, _ ("The channel does not show this message any more; the inbox keeps it:"), head);
  } else if (stored->latest_text != NULL) {
    tell_text (self, _ ("A message was changed at the channel. It now reads:"), stored->latest_text);
  }
}

static void
write_first_text (LuukkuView *self, LuukkuStoredMessage *stored, PurpleMessageFlags extra)
{
  LuukkuMessage *message = stored->message;
  LuukkuDirection direction = luukku_message_get_direction (message);
  g_autofree char *masked = luukku_inbox_mask (luukku_message_get_text (message));
  g_autofree char *html = luukku_text_to_html (masked);
  const char *name = luukku_message_get_author_name (message);
  g_autofree char *who = luukku_inbox_mask (name != NULL && *name != '\0' ? name
                                            : self->about.is_public       ? _ ("Unknown person")
                                                                          : self->about.conversation);

  if (direction == LUUKKU_DIRECTION_IN && luukku_view_cover (self, stored->id))
    return;
  if (direction == LUUKKU_DIRECTION_OUT_OTHER)
    luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM,
                      _ ("The municipality's own reply, written elsewhere and not through this inbox:"));
  if (*html != '\0')
    write_html (self, who, html,
                (direction == LUUKKU_DIRECTION_IN ? PURPLE_MESSAGE_RECV : PURPLE_MESSAGE_SEND) | extra,
                luukku_message_get_sent_at (message));
  write_attachments (self, stored->id, direction == LUUKKU_DIRECTION_IN);
}

static gboolean
mark_shown (LuukkuView *self, gint64 message)
{
  return g_hash_table_add (self->shown, g_memdup2 (&message, sizeof message));
}

void
luukku_view_write_message (LuukkuView *self, LuukkuStoredMessage *stored, LuukkuIngest what)
{
  if (what == LUUKKU_INGEST_CHANGED)
    write_change (self, stored);
  else if (mark_shown (self, stored->id))
    write_first_text (self, stored, 0);
}

void
luukku_view_write_again (LuukkuView *self, LuukkuStoredMessage *message)
{
  write_first_text (self, message, PURPLE_MESSAGE_DELAYED);
  write_change (self, message);
}

/* --- history */
static GPtrArray *
list_gaps (LuukkuView *self, gint64 from)
{
  return luukku_store_list_gaps (get_store (), self->about.channel, from,
                                 luukku_clock_now (luukku_core_get_clock ()), NULL);
}

/* Gaps that begin before @until are told, oldest first; the index goes on. */
static void
write_gaps (LuukkuView *self, GPtrArray *gaps, guint *index, gint64 until)
{
  while (gaps != NULL && *index < gaps->len) {
    const LuukkuGap *gap = g_ptr_array_index (gaps, *index);
    g_autofree char *sentence = NULL;

    if (gap->from > until)
      return;
    (*index)++;
    if (gap->until == 0 || gap->id <= self->gap_told)
      continue;
    self->gap_told = gap->id;
    sentence = luukku_view_gap_sentence (gap);
    luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, sentence);
  }
}

/* Returns: (transfer full): its text, or the names of the files when it is nothing else. */
static char *
words_of (const LuukkuReply *reply)
{
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GString) names = g_string_new (reply->text);

  if (names->len == 0)
    files = luukku_store_list_files (get_store (), reply->conversation, reply->id, NULL);
  for (guint i = 0; files != NULL && i < files->len; i++)
    g_string_append_printf (names, i > 0 ? ", %s" : "%s", ((const LuukkuReplyFile *) files->pdata[i])->name);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static void
write_unsent (LuukkuView *self)
{
  g_autoptr (GPtrArray) replies = luukku_store_list_unsent (get_store (), self->about.id, NULL);

  for (guint i = 0; replies != NULL && i < replies->len; i++) {
    const LuukkuReply *reply = g_ptr_array_index (replies, i);
    g_autofree char *words = words_of (reply);

    if (reply->state == LUUKKU_REPLY_UNCERTAIN)
      tell_text (
          self,
          _ ("It is not certain that this reply arrived. When you have looked in the service itself, say "
             "it here: button “Sent?”, /sent or /notsent:"),
          words);
    else if (reply->state != LUUKKU_REPLY_FAILED && luukku_by_hand_carries_replies (reply->channel))
      tell_text (self,
                 _ ("This reply waits for you to send it yourself. /copy copies it, /sent says that it was "
                    "sent:"),
                 words);
    else if (reply->state != LUUKKU_REPLY_FAILED)
      tell_text (self, _ ("This reply is waiting to be sent:"), words);
  }
}

/* Where to answer instead, if the platform has a way of its own. */
static const char *
closed_sentence (const char *channel)
{
  PurpleAccount *account = luukku_core_find_account (channel);
  const LuukkuAdapterType *type =
      account != NULL ? luukku_registry_find_protocol (purple_account_get_protocol_id (account)) : NULL;

  if (type != NULL && type->no_reply != NULL)
    return luukku_tr (type->no_reply);
  return _ ("The channel takes no answer in this conversation now: the person may have blocked the "
            "town or closed the discussion, the time for answering may have run out, or the message "
            "is an automatic one. Answer by another channel.");
}

/* Before a person has written an answer in vain. */
static void
write_closed (LuukkuView *self)
{
  g_autoptr (LuukkuConversation) conversation =
      luukku_store_get_conversation (get_store (), self->about.id, NULL);

  if (conversation == NULL || self->about.weaker || luukku_by_hand_is_channel (self->about.channel) ||
      luukku_conversation_peek (conversation)->can_reply)
    return;
  luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, closed_sentence (self->about.channel));
}

/* The messages that the window shows, oldest first; whether there are earlier ones is noted. */
static GPtrArray *
list_shown (LuukkuView *self)
{
  guint limit = LUUKKU_VIEW_HISTORY + self->earlier;
  GPtrArray *messages = luukku_store_list_messages (get_store (), self->about.id, limit + 1, NULL);

  self->has_earlier = messages != NULL && messages->len > limit;
  if (self->has_earlier) {
    g_ptr_array_remove_index (messages, 0);
    luukku_view_tell (
        self, PURPLE_MESSAGE_SYSTEM,
        _ ("There are earlier messages in this conversation. Write /earlier to see more of them."));
  }
  return messages;
}

void
luukku_view_write_history (LuukkuView *self)
{
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GPtrArray) gaps = NULL;
  guint gap = 0;

  if (get_store () == NULL || self->about.id == 0)
    return;
  messages = list_shown (self);
  for (guint i = 0; messages != NULL && i < messages->len; i++) {
    LuukkuStoredMessage *stored = g_ptr_array_index (messages, i);
    gint64 at = luukku_message_get_sent_at (stored->message);

    if (self->about.weaker && stored->id == luukku_foreign_get_arrived ())
      continue; /* libpurple writes it in a moment */
    if (i == 0)
      gaps = list_gaps (self, at);
    write_gaps (self, gaps, &gap, at);
    if (is_hidden (stored->id))
      continue;
    mark_shown (self, stored->id);
    write_first_text (self, stored, PURPLE_MESSAGE_DELAYED);
    write_change (self, stored);
  }
  write_gaps (self, gaps, &gap, G_MAXINT64);
  write_unsent (self);
  write_closed (self);
}

gboolean
luukku_view_show_earlier (LuukkuView *self, GError **error)
{
  if (!self->has_earlier) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("There are no earlier messages in this conversation."));
    return FALSE;
  }
  if (self->earlier >= MAX_EARLIER) {
    luukku_set_error (
        error, LUUKKU_ERROR_TOO_LARGE,
        N_ ("A window shows no more messages than these. Search the inbox for older ones, or archive "
            "the conversation to have all of them."));
    return FALSE;
  }
  /* A window can only be written at its end: it is written anew. */
  self->earlier += EARLIER_STEP;
  self->gap_told = 0;
  g_hash_table_remove_all (self->shown);
  purple_conversation_clear_message_history (self->conv);
  luukku_view_write_history (self);
  return TRUE;
}

/* --- our replies */
static gboolean
mark_told (LuukkuView *self, const LuukkuReply *reply)
{
  gpointer value = GINT_TO_POINTER ((int) reply->state + 1);

  if (g_hash_table_lookup (self->told, &reply->id) == value)
    return FALSE;
  g_hash_table_insert (self->told, g_memdup2 (&reply->id, sizeof reply->id), value);
  return TRUE;
}

static void
tell_waiting (LuukkuView *self, const LuukkuReply *reply)
{
  const char *why = reply->error != NULL
                        ? reply->error
                        : luukku_inbox_get_link_error (luukku_core_get_inbox (), reply->channel);
  g_autofree char *sentence = NULL;

  /* The ordinary case, a moment later: not worth a line. */
  if ((reply->tries == 0 && why == NULL) || !mark_told (self, reply))
    return;
  /* TRANSLATORS: %s is a whole sentence that says why, or empty. */
  sentence = g_strdup_printf (_ ("The reply is queued and will be sent as soon as it can. %s"),
                              why != NULL ? why : "");
  luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, g_strchomp (sentence));
}

static void
tell_failed (LuukkuView *self, const LuukkuReply *reply)
{
  const char *why = reply->error != NULL ? reply->error : "";
  g_autofree char *sentence = NULL;

  if (!mark_told (self, reply))
    return;
  if (*reply->text == '\0')
    sentence = g_strdup_printf (
        /* TRANSLATORS: %s is a whole sentence that says why and what to do. */
        _ ("The text of the reply was sent, but a file was not. The files that are missing go along with the "
           "next reply; /file list shows them. %s"),
        why);
  else
    /* TRANSLATORS: %s is a whole sentence that says why and what to do. */
    sentence = g_strdup_printf (_ ("The reply was not sent. %s"), why);
  luukku_view_tell (self, PURPLE_MESSAGE_ERROR, g_strchomp (sentence));
  /* The outbox has put it into the draft already. */
  if (*reply->text != '\0')
    luukku_view_give_back (self, reply->text);
}

/* Where no bar says it and counts. */
static void
tell_undo (LuukkuView *self, const LuukkuReply *reply)
{
  gint64 left = reply->undo_until - luukku_clock_now (luukku_core_get_clock ());
  guint seconds = (guint) CLAMP ((left + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND, 1, 3600);
  g_autofree char *sentence = NULL;

  if (luukku_core_get_ui_ops ()->refresh != NULL || self->undo_told == reply->id)
    return;
  self->undo_told = reply->id;
  sentence =
      g_strdup_printf (ngettext ("The reply leaves in %u second. Write /undo to take it back.",
                                 "The reply leaves in %u seconds. Write /undo to take it back.", seconds),
                       seconds);
  luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, sentence);
}

void
luukku_view_write_reply (LuukkuView *self, const LuukkuReply *reply)
{
  g_autofree char *masked = NULL;
  g_autofree char *html = NULL;

  switch (reply->state) {
  case LUUKKU_REPLY_QUEUED:
    if (reply->undo_until != 0)
      tell_undo (self, reply);
    else if (!luukku_by_hand_carries_replies (reply->channel))
      tell_waiting (self, reply);
    else if (mark_told (self, reply))
      luukku_view_tell_by_hand (self, reply);
    break;
  case LUUKKU_REPLY_SENT:
    if (!mark_told (self, reply) || self->about.weaker)
      break; /* libpurple has written what another prpl has taken */
    masked = luukku_inbox_mask (reply->text);
    html = luukku_text_to_html (masked);
    if (*html != '\0')
      write_html (self, NULL, html, PURPLE_MESSAGE_SEND, reply->changed_at);
    write_attachments (self, luukku_store_get_reply_message (get_store (), reply->id), FALSE);
    break;
  case LUUKKU_REPLY_FAILED:
    tell_failed (self, reply);
    break;
  case LUUKKU_REPLY_UNCERTAIN:
    if (mark_told (self, reply))
      luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM,
                        reply->error != NULL
                            ? reply->error
                            : _ ("It is not certain that the reply arrived. It is being looked up at the "
                                 "channel; do not send "
                                 "it again yet."));
    break;
  case LUUKKU_REPLY_SENDING:
  default:
    break;
  }
}

/* --- the link */
void
luukku_view_write_link (LuukkuView *self)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  const char *error;
  g_autoptr (GPtrArray) gaps = NULL;
  guint index = 0;

  if (inbox == NULL)
    return;
  error = self->about.weaker ? luukku_inbox_get_health (inbox, self->about.channel)->trouble
                             : luukku_inbox_get_link_error (inbox, self->about.channel);
  if (error == NULL) {
    self->link_told = FALSE;
    gaps = list_gaps (self, self->opened_at);
    write_gaps (self, gaps, &index, G_MAXINT64);
  } else if (!self->link_told) {
    self->link_told = TRUE;
    luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, error);
  }
}
