/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-occasion.c: who writes to whom, as far as the store knows it, for the rules: the sender, the
 * resident's newest words, our earlier replies, what the registers say. Gathered anew for every check, so
 * that nothing is stale. Ticks and topics of one draft its window adds. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-private.h"
#include "language/luukku-language.h"
#include "model/luukku-proposal.h"
#include "model/luukku-register.h"
#include "store/luukku-store-labels.h"
#include "store/luukku-store-talk.h"

#include <string.h>

#define MAX_MESSAGES 50                 /* newest ones that are looked at */
#define SETTING_LOWERED "lowered-rules" /* of the store: ids with ";" */

/* The last word of a name of several; Hanko signs with it. */
static const char *
last_name (const LuukkuStaff *staff)
{
  const char *space = staff->name != NULL ? strrchr (staff->name, ' ') : NULL;

  return space != NULL && space[1] != '\0' ? space + 1 : NULL;
}

static void
read_conversation (LuukkuOccasion *self, LuukkuInbox *inbox)
{
  const LuukkuConversationInit *of = luukku_conversation_peek (self->conversation);
  LuukkuRuleContext *context = &self->context;

  context->is_reply = of->last_resident_at > 0;
  context->language = of->language;
  context->is_public = of->is_public;
  context->newer_messages = luukku_inbox_count_newer (inbox, of->id);
  if (!luukku_store_read_talk (inbox->store, of->id, MAX_MESSAGES, &context->message_at, &self->resident_text,
                               self->sent, NULL))
    return;
  context->resident_text = self->resident_text;
  self->replies.times = (gint64 *) (gpointer) self->sent->data;
  self->replies.count = self->sent->len;
  context->replies = &self->replies;
}

/* Labels of the newest case that hold: "negative", "threat-person". What a person rejected is none. */
static char **
read_labels (LuukkuInbox *inbox, LuukkuConversation *conversation)
{
  g_autofree char *names =
      luukku_store_get_conversation_labels (inbox->store, luukku_conversation_peek (conversation)->id, NULL);

  return luukku_labels_split (names);
}

/* What the settings of this desk make one step milder; the pack decides whether they may. */
static char **
read_lowered (LuukkuInbox *inbox)
{
  g_autofree char *list = luukku_store_get_setting (inbox->store, SETTING_LOWERED, NULL);

  return list != NULL && *list != '\0' ? g_strsplit (list, ";", -1) : NULL;
}

/* The account, the person and the contact points, by what people have confirmed. */
static void
read_registers (LuukkuOccasion *self, LuukkuInbox *inbox)
{
  LuukkuRuleContext *context = &self->context;
  LuukkuRegisterBook *book = luukku_register_book_get (inbox);
  const LuukkuEntry *account = luukku_register_book_find_account (book, self->channel);
  const LuukkuEntry *user = luukku_register_book_find_user (book, self->staff->name, g_get_user_name ());
  g_autofree char *actor = luukku_inbox_dup_actor (inbox);

  g_clear_pointer (&self->contacts, luukku_allow_list_unref);
  self->contacts = book->allow_list != NULL ? luukku_allow_list_ref (book->allow_list) : NULL;
  context->allow_list = self->contacts;
  context->public_contacts = (const char *const *) book->public_contacts;
  context->staff_contacts = (const char *const *) book->staff_contacts;
  context->private_contacts = (const char *const *) book->private_contacts;
  self->named = luukku_register_book_list_named (book, self->channel);
  context->named_with_consent = (const char *const *) self->named;
  /* A town that has not begun with its registers is not told at every reply that they are empty. */
  context->has_registers = book->accounts->len > 0 || book->users->len > 0;
  context->user_inducted = luukku_register_book_is_inducted (book, user);
  context->supervisor_agreement = luukku_register_book_has_agreement (book, user);
  if (account != NULL) {
    self->approvals = luukku_register_list_approvals (account, book->day);
    context->account_approvals = (const char *const *) self->approvals;
    context->account_kind = luukku_entry_get (account, "kind");
    context->user_on_account = luukku_register_book_may_write (book, account, user, actor);
    context->unit_kind = luukku_register_book_unit_kind (book, account);
    /* A message to a public page is private all the same: the channel knows it of each conversation. */
    if (self->conversation == NULL)
      context->is_public = g_strcmp0 (luukku_entry_get (account, "public"), "yes") == 0;
  }
  if (user != NULL) {
    context->user_role = luukku_entry_get (user, "role");
    if (context->sender_title == NULL)
      context->sender_title = luukku_entry_get (user, "title");
    if (context->sender_first_name == NULL)
      context->sender_first_name = luukku_entry_get (user, "first-name");
    if (context->sender_last_name == NULL)
      context->sender_last_name = luukku_entry_get (user, "last-name");
    if (context->unit == NULL)
      context->unit = luukku_entry_get (user, "unit");
  }
  if (context->unit == NULL && account != NULL)
    context->unit = luukku_register_book_unit_name (book, account, inbox->language);
  if (context->unit == NULL)
    context->unit = self->unit;
  if (self->resident_text != NULL)
    context->service = luukku_register_book_service (book, self->resident_text, inbox->language);
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
  context->channel = self->channel;
  context->sender_title = self->staff->title;
  context->sender_first_name = self->staff->first_name;
  context->sender_last_name = last_name (self->staff);
  context->unit = self->staff->unit;
  context->interface_language = inbox->language;
  context->now = luukku_clock_now (inbox->clock);
  self->lowered = read_lowered (inbox);
  context->lowered = (const char *const *) self->lowered;
  if (self->conversation != NULL) {
    read_conversation (self, inbox);
    self->labels = read_labels (inbox, self->conversation);
    context->labels = (const char *const *) self->labels;
    luukku_occasion_add_files (self, inbox, FALSE);
  }
  read_registers (self, inbox);
  /* Nobody has written, and everybody will read it. */
  context->is_post = context->is_public && !context->is_reply;
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
  g_strfreev (self->approvals);
  g_strfreev (self->named);
  g_strfreev (self->labels);
  g_strfreev (self->lowered);
  g_free (self->resident_text);
  g_free (self->channel);
  g_free (self->unit);
  g_strfreev (self->ticks);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_strfreev (self->attachments);
  g_strfreev (self->digests);
  g_free (self);
}
