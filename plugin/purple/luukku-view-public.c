/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-view-public.c: windows of public conversations, which say so in words, and the private answer to
 * one; windows of by-hand conversations say why. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-view.h"

#include "base/luukku-error.h"
#include "model/luukku-by-hand.h"
#include "purple/luukku-connection.h"
#include "purple/luukku-core.h"

#include "purple/luukku-i18n.h"

#include <string.h>

/* *@ret_closed: the channel takes no answer. */
static char *
find_title (LuukkuView *self, gboolean *ret_closed)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (LuukkuConversation) stored = NULL;
  const char *title;

  if (inbox != NULL)
    stored = luukku_store_find_conversation (luukku_inbox_get_store (inbox), self->about.channel,
                                             self->about.conversation, NULL);
  title = stored != NULL ? luukku_conversation_peek (stored)->title : NULL;
  *ret_closed = stored != NULL && !luukku_conversation_peek (stored)->can_reply;
  return luukku_inbox_mask (title != NULL ? title : "");
}

void
luukku_view_write_audience (LuukkuView *self)
{
  gboolean closed = FALSE;
  g_autofree char *title = find_title (self, &closed);
  g_autofree char *sentence = NULL;

  if (g_str_has_prefix (self->about.conversation, LUUKKU_PRIVATE_CONVERSATION))
    sentence = g_strdup (_ ("What you write here goes as a private message to the person who wrote the "
                            "comment. The platform takes "
                            "one such answer for each comment; what comes back stands among the messages."));
  else if (self->about.is_public && *title != '\0')
    /* TRANSLATORS: %s is the headline of a post. */
    sentence = g_strdup_printf (_ ("Everyone can read this conversation, and your reply too. These are "
                                   "comments under the post “%s”."),
                                title);
  else if (self->about.is_public)
    sentence = g_strdup (
        _ ("Everyone can read this conversation, and your reply too. These are comments under a post."));
  else if (closed && *title != '\0') /* where no answer is taken it says why */
    /* TRANSLATORS: %s is a headline, such as "Held back for review, only the town sees it: …". */
    sentence = g_strdup_printf (_ ("The headline of this conversation: “%s”."), title);
  else if (luukku_by_hand_is_channel (self->about.channel))
    sentence = luukku_by_hand_explain (self->about.channel + strlen (LUUKKU_BY_HAND_PREFIX));
  if (sentence != NULL)
    luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, sentence);
}

gboolean
luukku_view_can_answer_privately (LuukkuView *self)
{
  LuukkuConnection *connection = luukku_connection_of (purple_conversation_get_account (self->conv));

  return self->about.is_public && connection != NULL && luukku_connection_can_answer_privately (connection);
}

gboolean
luukku_view_answer_privately (LuukkuView *self, GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autofree char *id = NULL;

  if (inbox == NULL || !luukku_view_can_answer_privately (self)) {
    luukku_set_error (
        error, LUUKKU_ERROR_NOT_FOUND,
        N_ ("There is nothing to answer privately here: the conversation is no public one, the channel "
            "has no private answers, or the account is offline."));
    return FALSE;
  }
  id = luukku_inbox_begin_private (inbox, self->about.channel, self->about.conversation, error);
  return id != NULL && luukku_view_open (self->about.channel, id);
}
