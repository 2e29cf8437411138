/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-view-original.c: a conversation's messages as they were written, with their identity codes: only
 * after a person has said so, and never before the case's history says who it was. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-view.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-alarm.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#define MAX_LOOKED_AT 500 /* newest messages */

/* Adds @text when something of it is masked in the window. */
static void
collect (GPtrArray *texts, const char *text)
{
  g_autofree char *masked = text != NULL ? luukku_inbox_mask (text) : NULL;

  if (masked != NULL && !g_str_equal (masked, text))
    g_ptr_array_add (texts, g_strdup (text));
}

/* Returns: (transfer full) (nullable): of char *, oldest first, without messages that stand whole in the
 * window already. NULL with @error: there is nothing to show. */
static GPtrArray *
list_originals (LuukkuView *self, GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) messages = NULL;
  LuukkuInbox *inbox = luukku_core_get_inbox ();

  if (inbox != NULL && self->about.id != 0) {
    messages =
        luukku_store_list_messages (luukku_inbox_get_store (inbox), self->about.id, MAX_LOOKED_AT, error);
    if (messages == NULL)
      return NULL;
  }
  for (guint i = 0; messages != NULL && i < messages->len; i++) {
    const LuukkuStoredMessage *stored = g_ptr_array_index (messages, i);

    if (luukku_view_is_covered (self, stored->id) || luukku_inbox_is_hidden (inbox, stored->id))
      continue;
    if (i == 0)
      collect (texts, luukku_message_get_author_name (stored->message));
    collect (texts, luukku_message_get_text (stored->message));
    collect (texts, stored->latest_text);
  }
  if (texts->len > 0)
    return g_steal_pointer (&texts);
  luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                    N_ ("No identity code is masked in this conversation; its messages stand here as they "
                        "were written."));
  return NULL;
}

static void
show (LuukkuView *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) texts = list_originals (self, &error);

  /* Logged before it is seen: what cannot be logged is not shown. */
  if (texts == NULL || !luukku_inbox_note_original (luukku_core_get_inbox (), self->about.id, &error)) {
    luukku_view_tell (self, PURPLE_MESSAGE_ERROR, error->message);
    return;
  }
  luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM,
                    _ ("Identity codes as they were written. The history of the case tells that you have "
                       "looked at them."));
  for (guint i = 0; i < texts->len; i++)
    luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, g_ptr_array_index (texts, i));
}

static void
on_show (gpointer data, int action)
{
  LuukkuView *self = luukku_view_of (data);

  if (self != NULL)
    show (self);
}

gboolean
luukku_view_ask_original (LuukkuView *self, GError **error)
{
  g_autoptr (GPtrArray) texts = list_originals (self, error);
  PurpleConversation *conv = self->conv;

  if (texts == NULL)
    return FALSE;
  /* The handle is the conversation: libpurple closes the question with the window. */
  purple_request_action (
      conv, _ ("Show identity codes"), _ ("Show the identity codes of this conversation?"),
      _ ("Do it only when the matter needs it. Your name and the time go into the history of the case."), 1,
      purple_conversation_get_account (conv), NULL, conv, conv, 2, luukku_label (_ ("_Show")),
      G_CALLBACK (on_show), luukku_label (_ ("_Cancel")), NULL);
  return TRUE;
}
