/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-occasion.c: who writes to whom, as far as the store knows it, for the rules: the sender, the
 * resident's newest words, our earlier replies, the town's own contact points. Gathered anew for every check,
 * so that nothing is stale. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-private.h"

#include <string.h>

#define MAX_MESSAGES 50 /* newest ones that are looked at */

/* The last word of a name of several; Hanko signs with it. */
static const char *
last_name (const LuukkuStaff *staff)
{
  const char *space = staff->name != NULL ? strrchr (staff->name, ' ') : NULL;

  return space != NULL && space[1] != '\0' ? space + 1 : NULL;
}

/* Newest first: the resident's newest text, and the times of what we have sent. */
static void
read_messages (LuukkuOccasion *self, GPtrArray *messages)
{
  LuukkuRuleContext *context = &self->context;

  for (guint i = messages->len; i-- > 0;) {
    const LuukkuStoredMessage *stored = messages->pdata[i];
    gint64 sent_at = luukku_message_get_sent_at (stored->message);

    if (luukku_message_get_direction (stored->message) != LUUKKU_DIRECTION_IN) {
      g_array_append_val (self->sent, sent_at);
    } else if (context->message_at == 0) {
      const char *text =
          stored->latest_text != NULL ? stored->latest_text : luukku_message_get_text (stored->message);

      context->message_at = sent_at;
      context->resident_text = self->resident_text = g_strdup (text);
    }
  }
}

static void
read_conversation (LuukkuOccasion *self, LuukkuInbox *inbox)
{
  const LuukkuConversationInit *of = luukku_conversation_peek (self->conversation);
  LuukkuRuleContext *context = &self->context;
  g_autoptr (GPtrArray) messages = luukku_store_list_messages (inbox->store, of->id, MAX_MESSAGES, NULL);

  context->is_reply = of->last_resident_at > 0;
  context->language = of->language;
  context->is_public = of->is_public;
  if (messages == NULL)
    return;
  read_messages (self, messages);
  self->replies.times = (gint64 *) (gpointer) self->sent->data;
  self->replies.count = self->sent->len;
  context->replies = &self->replies;
}

LuukkuOccasion *
luukku_occasion_new (LuukkuInbox *inbox, const char *channel, const char *conversation)
{
  LuukkuOccasion *self = g_new0 (LuukkuOccasion, 1);
  LuukkuRuleContext *context = &self->context;

  self->channel = g_strdup (channel);
  self->sent = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->staff = luukku_inbox_get_staff (inbox);
  self->conversation = luukku_store_find_conversation (inbox->store, channel, conversation, NULL);
  self->unit = self->staff->unit == NULL ? luukku_store_get_channel_unit (inbox->store, channel, NULL) : NULL;
  self->contacts = inbox->contacts != NULL ? luukku_allow_list_ref (inbox->contacts) : NULL;
  context->channel = self->channel;
  context->sender_title = self->staff->title;
  context->sender_first_name = self->staff->first_name;
  context->sender_last_name = last_name (self->staff);
  context->unit = self->staff->unit != NULL ? self->staff->unit : self->unit;
  context->interface_language = inbox->language;
  context->now = luukku_clock_now (inbox->clock);
  context->allow_list = self->contacts;
  if (self->conversation != NULL)
    read_conversation (self, inbox);
  return self;
}

void
luukku_occasion_free (LuukkuOccasion *self)
{
  if (self == NULL)
    return;
  luukku_staff_free (self->staff);
  g_clear_pointer (&self->conversation, luukku_conversation_unref);
  g_clear_pointer (&self->contacts, luukku_allow_list_unref);
  g_array_unref (self->sent);
  g_free (self->resident_text);
  g_free (self->channel);
  g_free (self->unit);
  g_strfreev (self->ticks);
  g_free (self);
}
