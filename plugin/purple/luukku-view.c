/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-view.c: life of the windows: which conversation gets one, its title, logging kept off, texts given
 * back. What is written into them is luukku-view-lines.c's business. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-view.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-alarm.h"
#include "purple/luukku-alarm.h"
#include "purple/luukku-ask.h"
#include "purple/luukku-core.h"
#include "purple/luukku-foreign-room.h"
#include "purple/luukku-foreign.h"
#include "purple/luukku-forward-form.h"
#include "purple/luukku-handling.h"
#include "purple/luukku-writing.h"

#include "purple/luukku-i18n.h"

#define VIEW_KEY "luukku-view"
#define MAX_RETURNS 100 /* texts waiting for one entry */

static GPtrArray *views;         /* LuukkuView, no ref: each lives as long as its conversation */
static guint arrivals;           /* see luukku_view_take_arrivals() */
static gboolean opening_unasked; /* the window that is being made was not asked for */

LuukkuView *
luukku_view_of (PurpleConversation *conv)
{
  return purple_conversation_get_data (conv, VIEW_KEY);
}

LuukkuView *
luukku_view_find (PurpleAccount *account, const char *who)
{
  PurpleConversation *conv = purple_find_conversation_with_account (PURPLE_CONV_TYPE_IM, who, account);

  if (conv == NULL)
    conv = purple_find_conversation_with_account (PURPLE_CONV_TYPE_CHAT, who, account);
  return conv != NULL ? luukku_view_of (conv) : NULL;
}

LuukkuView *
luukku_view_find_conversation (gint64 conversation)
{
  for (guint i = 0; views != NULL && conversation != 0 && i < views->len; i++) {
    LuukkuView *self = g_ptr_array_index (views, i);

    if (self->about.id == conversation)
      return self;
  }
  return NULL;
}

guint
luukku_view_count_unasked (void)
{
  guint n = 0;

  for (guint i = 0; views != NULL && i < views->len; i++)
    n += ((LuukkuView *) g_ptr_array_index (views, i))->unasked ? 1 : 0;
  return n;
}

guint
luukku_view_take_arrivals (void)
{
  guint n = arrivals;

  arrivals = 0;
  return n;
}

void
luukku_view_refresh (LuukkuView *self)
{
  const LuukkuUiOps *ops = luukku_core_get_ui_ops ();

  if (ops->refresh != NULL)
    ops->refresh (self->conv);
}

/* --- make and free */
static LuukkuConversation *
find_stored (LuukkuView *self)
{
  g_autoptr (GError) error = NULL;
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  LuukkuConversation *stored;

  if (inbox == NULL)
    return NULL;
  stored = luukku_store_find_conversation (luukku_inbox_get_store (inbox), self->about.channel,
                                           self->about.conversation, &error);
  if (error != NULL)
    g_debug ("conversation cannot be looked up: code %d", error->code);
  return stored;
}

void
luukku_view_set_title (LuukkuView *self)
{
  g_autoptr (LuukkuConversation) stored = find_stored (self);
  g_autofree char *channel = NULL;
  g_autofree char *shown = NULL;
  const char *name;

  if (stored == NULL)
    return;
  self->about.id = luukku_conversation_peek (stored)->id;
  self->about.is_public = luukku_conversation_peek (stored)->is_public;
  if (self->about.weaker)
    return; /* its title is that prpl's business */
  name = luukku_conversation_peek (stored)->resident_name;
  channel = luukku_view_channel_name (self->about.channel);
  g_free (self->title);
  shown = luukku_inbox_mask (name != NULL && *name != '\0' ? name
                             : self->about.is_public       ? _ ("Unknown person")
                                                           : self->about.conversation);
  if (g_str_has_prefix (self->about.conversation, LUUKKU_PRIVATE_CONVERSATION))
    /* TRANSLATORS: title of a window in which a public comment is answered privately: name, channel. */
    self->title = g_strdup_printf (_ ("%s, privately – %s"), shown, channel);
  else
    /* TRANSLATORS: title of a conversation window: the resident's name, then the channel. */
    self->title = g_strdup_printf (_ ("%s – %s"), shown, channel);
  if (g_strcmp0 (purple_conversation_get_title (self->conv), self->title) != 0)
    purple_conversation_set_title (self->conv, self->title);
}

void
luukku_view_note_stored (LuukkuView *self)
{
  luukku_view_set_title (self);
  luukku_view_refresh (self);
}

static void
give_draft_back (LuukkuView *self)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autofree char *draft = NULL;

  if (self->about.weaker)
    draft = luukku_foreign_get_kept (self->about.channel, self->about.conversation);
  else if (inbox != NULL && self->about.id != 0)
    draft = luukku_inbox_get_draft (inbox, self->about.channel, self->about.conversation);
  if (draft != NULL && *draft != '\0')
    luukku_view_give_back (self, draft);
}

/* libpurple writes nothing into the window of a room before the account is in it. */
static gboolean
can_write (PurpleConversation *conv)
{
  PurpleConnection *gc = purple_conversation_get_gc (conv);

  return purple_conversation_get_type (conv) != PURPLE_CONV_TYPE_CHAT ||
         (gc != NULL && g_slist_find (gc->buddy_chats, conv) != NULL);
}

void
luukku_view_greet (LuukkuView *self)
{
  if (self->greeted || !can_write (self->conv))
    return;
  self->greeted = TRUE;
  if (self->about.weaker) {
    luukku_view_tell (
        self, PURPLE_MESSAGE_SYSTEM,
        _ ("Replies of this account are checked before they are sent. This is the weaker way: the check "
           "ends when the Luukku plugin is switched off, and other programs can write past it."));
    luukku_view_tell (
        self, PURPLE_MESSAGE_SYSTEM,
        purple_conversation_get_type (self->conv) == PURPLE_CONV_TYPE_CHAT
            ? _ ("This is a room: everyone in it can read what you write. What is said here while you are in "
                 "the room is kept in the inbox as one public conversation, each message with its writer's "
                 "name, and is not logged here as well.")
            : _ ("This conversation is kept in the inbox and is not logged here as well. A reply counts as "
                 "sent when the account has taken it; nobody confirms that it was delivered."));
    luukku_view_set_title (self);
    luukku_view_write_history (self);
    luukku_alarm_greet (self);
    return;
  }
  luukku_view_set_title (self);
  luukku_view_tell (
      self, PURPLE_MESSAGE_SYSTEM,
      _ ("This conversation is kept in the inbox. It is not logged here as well, so that residents' "
         "messages do not lie in a second place."));
  luukku_view_write_history (self);
  luukku_view_write_audience (self);
  luukku_view_write_link (self);
  luukku_alarm_greet (self);
}

/* Of many messages that came at once some may wait for the engine: those of this window do not. Telling of
 * them may open the window. */
static void
look_before_showing (PurpleConversation *conv)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autofree char *channel = luukku_core_channel_of (purple_conversation_get_account (conv));
  g_autoptr (LuukkuConversation) stored = NULL;

  if (inbox != NULL)
    stored = luukku_store_find_conversation (luukku_inbox_get_store (inbox), channel,
                                             purple_conversation_get_name (conv), NULL);
  if (stored != NULL)
    luukku_inbox_look_now (inbox, luukku_conversation_peek (stored)->id);
}

LuukkuView *
luukku_view_attach (PurpleConversation *conv)
{
  PurpleAccount *account = purple_conversation_get_account (conv);
  LuukkuView *self = luukku_view_of (conv);
  gboolean ours = luukku_core_is_ours (account);

  if (self != NULL)
    return self;
  if (!ours && !luukku_foreign_is_marked (account))
    return NULL;
  look_before_showing (conv);
  self = luukku_view_of (conv);
  if (self != NULL)
    return self;
  self = g_new0 (LuukkuView, 1);
  self->conv = conv;
  self->about.channel = luukku_core_channel_of (account);
  /* Another prpl's name of a person may have a resource in it, which changes. */
  self->about.conversation = g_strdup (ours || purple_conversation_get_type (conv) != PURPLE_CONV_TYPE_IM
                                           ? purple_conversation_get_name (conv)
                                           : purple_normalize (account, purple_conversation_get_name (conv)));
  self->about.weaker = !ours;
  self->unasked = opening_unasked;
  self->opened_at = luukku_clock_now (luukku_core_get_clock ());
  self->shown = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->told = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_queue_init (&self->returns);
  purple_conversation_set_data (conv, VIEW_KEY, self);
  if (views == NULL)
    views = g_ptr_array_new ();
  g_ptr_array_add (views, self);
  purple_conversation_set_logging (conv, FALSE);
  luukku_view_greet (self);
  luukku_view_note_case (self, TRUE);
  give_draft_back (self);
  luukku_view_refresh (self);
  return self;
}

static void
view_free (LuukkuView *self)
{
  luukku_ask_abort (self);
  luukku_writing_abort (self);
  luukku_handling_abort (self);
  luukku_forward_abort (self);
  purple_conversation_set_data (self->conv, VIEW_KEY, NULL);
  if (self->return_id != 0)
    g_source_remove (self->return_id);
  if (self->read_id != 0)
    g_source_remove (self->read_id);
  g_queue_clear_full (&self->returns, g_free);
  g_hash_table_unref (self->shown);
  g_hash_table_unref (self->told);
  g_clear_pointer (&self->uncovered, g_hash_table_unref);
  g_free ((char *) self->about.channel);
  g_free ((char *) self->about.conversation);
  luukku_view_drop_check (self);
  g_clear_pointer (&self->checked, luukku_verdict_unref);
  g_clear_pointer (&self->known, luukku_case_unref);
  g_free (self->labels);
  g_free (self->title);
  g_free (self);
}

/* --- opening */
LuukkuView *
luukku_view_need (PurpleAccount *account, const char *who)
{
  g_autoptr (LuukkuConversation) stored = NULL;
  g_autofree char *channel = NULL;
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  LuukkuView *self = luukku_view_find (account, who);
  PurpleConversation *conv;

  if (self != NULL || inbox == NULL || purple_account_get_connection (account) == NULL)
    return self;
  channel = luukku_core_channel_of (account);
  stored = luukku_store_find_conversation (luukku_inbox_get_store (inbox), channel, who, NULL);
  if (stored == NULL || (luukku_conversation_peek (stored)->is_public && !luukku_core_is_ours (account)))
    return NULL; /* a room has to be entered */
  conv = purple_conversation_new (PURPLE_CONV_TYPE_IM, account, who);
  return conv != NULL ? luukku_view_attach (conv) : NULL;
}

gboolean
luukku_view_open (const char *channel, const char *conversation)
{
  PurpleAccount *account = luukku_core_need_account (channel);
  LuukkuView *self = account != NULL ? luukku_view_need (account, conversation) : NULL;

  if (self == NULL)
    return account != NULL && luukku_foreign_room_enter (account, conversation);
  self->unasked = FALSE;
  purple_conversation_present (self->conv);
  return TRUE;
}

void
luukku_view_set_asked (PurpleAccount *account, const char *who)
{
  LuukkuView *self = luukku_view_find (account, who);

  if (self != NULL)
    self->unasked = FALSE;
}

static gboolean
waits_for_answer (LuukkuInbox *inbox, gint64 conversation)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (luukku_inbox_get_store (inbox), conversation, NULL);

  return item != NULL && luukku_case_peek (item)->waiting_since != 0;
}

static void
open_unasked (LuukkuInbox *inbox, PurpleAccount *account, gint64 conversation, const char *who)
{
  int cap = CLAMP (purple_prefs_get_int (LUUKKU_PREF_UNASKED), 0, LUUKKU_UNASKED_MAX);

  if (luukku_view_count_unasked () >= (guint) cap || !waits_for_answer (inbox, conversation))
    return;
  opening_unasked = TRUE;
  luukku_view_need (account, who);
  opening_unasked = FALSE;
}

/* --- what the inbox tells */
static void
on_message (LuukkuInbox *inbox, gint64 conversation, gint64 message, int what, gpointer data)
{
  g_autoptr (LuukkuStoredMessage) stored = NULL;
  LuukkuDirection direction;
  LuukkuView *self;
  PurpleAccount *account;
  const char *who;

  if (what != LUUKKU_INGEST_NEW && what != LUUKKU_INGEST_CHANGED)
    return;
  stored = luukku_store_get_message (luukku_inbox_get_store (inbox), message, NULL);
  if (stored == NULL)
    return;
  direction = luukku_message_get_direction (stored->message);
  account = luukku_core_find_account (luukku_message_get_channel (stored->message));
  if (account != NULL && !luukku_core_is_ours (account))
    return; /* libpurple writes into the windows of other prpls, and makes its sounds */
  if (what == LUUKKU_INGEST_NEW && direction == LUUKKU_DIRECTION_IN)
    arrivals++;
  if (account == NULL || (what == LUUKKU_INGEST_NEW && direction == LUUKKU_DIRECTION_OUT))
    return;
  who = luukku_message_get_conversation_id (stored->message);
  self = luukku_view_find (account, who);
  if (self != NULL) {
    luukku_view_set_title (self);
    luukku_view_note_case (self, self->known == NULL);
    luukku_view_write_message (self, stored, what);
    luukku_view_note_looked_at (self);
    luukku_view_refresh (self);
  } else if (what == LUUKKU_INGEST_NEW && direction == LUUKKU_DIRECTION_IN) {
    open_unasked (inbox, account, conversation, who);
  }
}

static void
on_reply (LuukkuInbox *inbox, gint64 id, gpointer data)
{
  LuukkuStore *store = luukku_inbox_get_store (inbox);
  g_autoptr (LuukkuReply) reply = luukku_store_get_reply (store, id, NULL);
  g_autoptr (LuukkuConversation) conversation = NULL;
  LuukkuView *self;

  if (reply == NULL)
    return;
  self = luukku_view_find_conversation (reply->conversation);
  if (self == NULL && reply->state == LUUKKU_REPLY_FAILED) {
    /* The window was closed meanwhile; a reply that did not leave must not go unseen. */
    conversation = luukku_store_get_conversation (store, reply->conversation, NULL);
    if (conversation != NULL &&
        luukku_view_open (reply->channel, luukku_conversation_peek (conversation)->platform_id))
      self = luukku_view_find_conversation (reply->conversation);
  }
  if (self == NULL)
    return;
  luukku_view_write_reply (self, reply);
  luukku_view_refresh (self);
}

static void
on_case (LuukkuInbox *inbox, gint64 conversation, gpointer data)
{
  LuukkuView *self = luukku_view_find_conversation (conversation);

  if (self == NULL)
    return;
  luukku_view_note_case (self, FALSE);
  luukku_view_refresh (self);
}

static void
on_channel (LuukkuInbox *inbox, const char *channel, gpointer data)
{
  for (guint i = 0; views != NULL && i < views->len; i++) {
    LuukkuView *self = g_ptr_array_index (views, i);

    if (!g_str_equal (self->about.channel, channel))
      continue;
    luukku_view_write_link (self);
    luukku_view_refresh (self);
  }
}

static void
on_pack (LuukkuInbox *inbox, gpointer data)
{
  for (guint i = 0; views != NULL && i < views->len; i++)
    luukku_view_refresh (g_ptr_array_index (views, i));
}

void
luukku_view_follow (LuukkuInbox *inbox)
{
  g_signal_connect (inbox, "message", G_CALLBACK (on_message), NULL);
  g_signal_connect (inbox, "reply", G_CALLBACK (on_reply), NULL);
  g_signal_connect (inbox, "case", G_CALLBACK (on_case), NULL);
  g_signal_connect (inbox, "channel", G_CALLBACK (on_channel), NULL);
  g_signal_connect (inbox, "pack", G_CALLBACK (on_pack), NULL);
}

/* --- what libpurple tells */
static void
on_conversation_created (PurpleConversation *conv, gpointer data)
{
  luukku_view_attach (conv);
}

static void
on_conversation_deleting (PurpleConversation *conv, gpointer data)
{
  LuukkuView *self = luukku_view_of (conv);

  if (self == NULL)
    return;
  g_ptr_array_remove (views, self);
  view_free (self);
}

static void
on_conversation_updated (PurpleConversation *conv, PurpleConvUpdateType type, gpointer data)
{
  LuukkuView *self = luukku_view_of (conv);

  if (self == NULL)
    return;
  if (type == PURPLE_CONV_UPDATE_UNSEEN)
    luukku_view_note_looked_at (self); /* Pidgin and Finch: the window or its tab has come to the front */
  if (type == PURPLE_CONV_UPDATE_LOGGING && purple_conversation_is_logging (conv)) {
    /* Options > Enable Logging, and Pidgin itself when it changes the active conversation of a tab. */
    purple_conversation_set_logging (conv, FALSE);
    luukku_view_tell (
        self, PURPLE_MESSAGE_SYSTEM,
        _ ("Logging stays off: the inbox keeps this conversation, and a second copy in plain files is not "
           "allowed."));
  } else if (type == PURPLE_CONV_UPDATE_TITLE && self->title != NULL &&
             g_strcmp0 (purple_conversation_get_title (conv), self->title) != 0) {
    purple_conversation_set_title (conv, self->title);
  }
}

/* A person may add a resident to the buddy list by hand: for this run only, never into blist.xml. */
static void
on_buddy_added (PurpleBuddy *buddy, gpointer data)
{
  PurpleBlistNode *node = PURPLE_BLIST_NODE (buddy);

  if (!luukku_core_is_ours (purple_buddy_get_account (buddy)))
    return;
  purple_blist_node_set_flags (node, PURPLE_BLIST_NODE_FLAG_NO_SAVE);
  if (purple_blist_node_get_parent (node) != NULL)
    purple_blist_node_set_flags (purple_blist_node_get_parent (node), PURPLE_BLIST_NODE_FLAG_NO_SAVE);
}

void
luukku_view_hook (void)
{
  void *conversations = purple_conversations_get_handle ();
  void *handle = luukku_core_get_handle ();

  purple_signal_connect_priority (conversations, "conversation-created", handle,
                                  PURPLE_CALLBACK (on_conversation_created), NULL,
                                  PURPLE_SIGNAL_PRIORITY_LOWEST);
  purple_signal_connect (conversations, "deleting-conversation", handle,
                         PURPLE_CALLBACK (on_conversation_deleting), NULL);
  purple_signal_connect (conversations, "conversation-updated", handle,
                         PURPLE_CALLBACK (on_conversation_updated), NULL);
  purple_signal_connect (purple_blist_get_handle (), "buddy-added", handle, PURPLE_CALLBACK (on_buddy_added),
                         NULL);
  for (GList *l = purple_get_conversations (); l != NULL; l = l->next)
    luukku_view_attach (l->data);
}

void
luukku_view_shutdown (void)
{
  while (views != NULL && views->len > 0)
    view_free (g_ptr_array_steal_index (views, views->len - 1));
  g_clear_pointer (&views, g_ptr_array_unref);
}

/* --- texts back to the entry */
static gboolean
return_one (LuukkuView *self, const char *text)
{
  const LuukkuUiOps *ops = luukku_core_get_ui_ops ();
  PurpleConversationUiOps *conv_ops = purple_conversation_get_ui_ops (self->conv);
  g_autofree char *html = NULL;

  if (ops->give_back != NULL && ops->give_back (self->conv, text))
    return TRUE;
  /* Only when the user interface has it: libpurple's own fall-back asks a question and keeps our pointer. */
  if (conv_ops == NULL || conv_ops->send_confirm == NULL)
    return FALSE;
  html = luukku_text_to_html (text);
  purple_conv_send_confirm (self->conv, html);
  return TRUE;
}

static gboolean
on_return_texts (gpointer data)
{
  LuukkuView *self = data;
  char *text;

  self->return_id = 0;
  while ((text = g_queue_pop_head (&self->returns)) != NULL) {
    if (!return_one (self, text))
      luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM,
                        _ ("The text is kept as a draft. Write /draft to see it again."));
    g_free (text);
  }
  return G_SOURCE_REMOVE;
}

void
luukku_view_give_back (LuukkuView *self, const char *text)
{
  if (g_queue_get_length (&self->returns) >= MAX_RETURNS)
    return;
  g_queue_push_tail (&self->returns, g_strdup (text));
  if (self->return_id == 0)
    self->return_id = g_idle_add (on_return_texts, self);
}

void
luukku_view_tell_refused (PurpleAccount *account, const char *who, const char *sentence, const char *text)
{
  LuukkuView *self = luukku_view_need (account, who);

  if (self == NULL) {
    luukku_core_notify_error (sentence);
    return;
  }
  luukku_view_tell (self, PURPLE_MESSAGE_ERROR, sentence);
  luukku_view_give_back (self, text);
}
