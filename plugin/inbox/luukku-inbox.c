/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox.c: the object itself: who sits here, which pack is in force, which channels are up. The ways
 * in and out are in luukku-inbox-in.c and luukku-inbox-out.c. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "base/luukku-files.h"
#include "inbox/luukku-inbox-private.h"

#include <string.h>

enum {
  SIGNAL_MESSAGE,
  SIGNAL_REPLY,
  SIGNAL_CASE,
  SIGNAL_CHANNEL,
  SIGNAL_PACK,
  SIGNAL_ALARM,
  SIGNAL_SANCTION,
  SIGNAL_ACTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LuukkuInbox, luukku_inbox, G_TYPE_OBJECT)

/* Where a field of LuukkuStaff is kept. */
static const struct {
  const char *setting;
  gsize offset;
} staff_fields[] = {
  { "staff-name", G_STRUCT_OFFSET (LuukkuStaff, name) },
  { "staff-first-name", G_STRUCT_OFFSET (LuukkuStaff, first_name) },
  { "staff-title", G_STRUCT_OFFSET (LuukkuStaff, title) },
  { "staff-unit", G_STRUCT_OFFSET (LuukkuStaff, unit) },
  { "staff-organisation", G_STRUCT_OFFSET (LuukkuStaff, organisation) },
};

static char **
staff_field (const LuukkuStaff *staff, guint i)
{
  return G_STRUCT_MEMBER_P (staff, staff_fields[i].offset);
}

/* --- signals */
void
luukku_inbox_emit_message (LuukkuInbox *self, gint64 conversation, gint64 message, LuukkuIngest what)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, conversation, message, (int) what);
}

void
luukku_inbox_emit_reply (LuukkuInbox *self, gint64 reply)
{
  g_signal_emit (self, signals[SIGNAL_REPLY], 0, reply);
}

void
luukku_inbox_emit_case (LuukkuInbox *self, gint64 conversation)
{
  g_signal_emit (self, signals[SIGNAL_CASE], 0, conversation);
}

void
luukku_inbox_emit_channel (LuukkuInbox *self, const char *channel)
{
  g_signal_emit (self, signals[SIGNAL_CHANNEL], 0, channel);
}

void
luukku_inbox_emit_alarm (LuukkuInbox *self, gint64 conversation)
{
  g_signal_emit (self, signals[SIGNAL_ALARM], 0, conversation);
}

void
luukku_inbox_emit_sanction (LuukkuInbox *self, gint64 sanction)
{
  g_signal_emit (self, signals[SIGNAL_SANCTION], 0, sanction);
}

void
luukku_inbox_emit_acted (LuukkuInbox *self, gint64 conversation, int kind, int state)
{
  g_signal_emit (self, signals[SIGNAL_ACTED], 0, conversation, kind, state);
}

static void
on_outbox_reply (LuukkuOutbox *outbox, gint64 reply, gpointer data)
{
  LuukkuInbox *self = data;
  g_autoptr (LuukkuReply) row = luukku_store_get_reply (self->store, reply, NULL);

  if (row != NULL && row->state == LUUKKU_REPLY_FAILED)
    luukku_inbox_return_draft (self, row);
  if (row != NULL && row->state == LUUKKU_REPLY_SENT)
    luukku_inbox_carry_out_bans (self);
  luukku_inbox_emit_reply (self, reply);
}

static void
on_outbox_case (LuukkuOutbox *outbox, gint64 conversation, gpointer data)
{
  luukku_inbox_emit_case (data, conversation);
}

static void
on_fetched (LuukkuFetcher *fetcher, gint64 message, gpointer data)
{
  LuukkuInbox *self = data;
  g_autoptr (LuukkuStoredMessage) stored = luukku_store_get_message (self->store, message, NULL);
  g_autoptr (LuukkuConversation) conversation = NULL;

  if (stored == NULL)
    return;
  conversation = luukku_store_find_conversation (self->store, luukku_message_get_channel (stored->message),
                                                 luukku_message_get_conversation_id (stored->message), NULL);
  if (conversation != NULL)
    luukku_inbox_emit_message (self, luukku_conversation_peek (conversation)->id, message,
                               LUUKKU_INGEST_KNOWN);
}

/* --- channels */
static void
channel_close (LuukkuInboxChannel *self)
{
  g_autoptr (LuukkuOutbox) outbox = g_steal_pointer (&self->outbox);
  g_autoptr (LuukkuFetcher) fetcher = g_steal_pointer (&self->fetcher);

  if (self->acts != NULL)
    g_cancellable_cancel (self->acts);
  g_clear_object (&self->acts);
  g_clear_object (&self->sender);
  if (fetcher != NULL)
    luukku_fetcher_close (fetcher);
  if (outbox != NULL)
    luukku_outbox_close (outbox);
}

void
luukku_inbox_channel_free (LuukkuInboxChannel *self)
{
  channel_close (self);
  g_clear_pointer (&self->health, luukku_health_free);
  g_free (self->link_error);
  g_free (self);
}

LuukkuInboxChannel *
luukku_inbox_find_channel (LuukkuInbox *self, const char *channel)
{
  return g_hash_table_lookup (self->channels, channel);
}

LuukkuInboxChannel *
luukku_inbox_need_channel (LuukkuInbox *self, const char *channel)
{
  LuukkuInboxChannel *found = luukku_inbox_find_channel (self, channel);

  if (found == NULL) {
    found = g_new0 (LuukkuInboxChannel, 1);
    g_hash_table_insert (self->channels, g_strdup (channel), found);
  }
  return found;
}

/* --- GObject */
static void
luukku_inbox_dispose (GObject *object)
{
  LuukkuInbox *self = LUUKKU_INBOX (object);

  g_clear_handle_id (&self->search_id, g_source_remove);
  g_clear_handle_id (&self->news_id, g_source_remove);
  luukku_inbox_look_at_all (self, (LuukkuNews *) (gpointer) self->news->data, self->news->len);
  g_array_set_size (self->news, 0);
  g_hash_table_remove_all (self->channels);
  G_OBJECT_CLASS (luukku_inbox_parent_class)->dispose (object);
}

static void
luukku_inbox_finalize (GObject *object)
{
  LuukkuInbox *self = LUUKKU_INBOX (object);

  g_array_unref (self->news);
  g_hash_table_unref (self->channels);
  g_hash_table_unref (self->drafts);
  g_hash_table_unref (self->writing);
  g_clear_pointer (&self->book, luukku_register_book_free);
  g_clear_pointer (&self->contacts, luukku_allow_list_unref);
  g_clear_pointer (&self->clocks, luukku_pack_clocks_unref);
  g_clear_pointer (&self->incoming, g_ptr_array_unref);
  g_clear_object (&self->gate);
  g_clear_object (&self->clock);
  g_clear_object (&self->store);
  g_hash_table_unref (self->ticks);
  g_hash_table_unref (self->bans_asked);
  g_free (self->language);
  g_free (self->approval);
  G_OBJECT_CLASS (luukku_inbox_parent_class)->finalize (object);
}

static guint
signal_new (const char *name, guint n_params, GType first, GType second, GType third)
{
  return g_signal_new (name, LUUKKU_TYPE_INBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, n_params,
                       first, second, third);
}

static void
luukku_inbox_class_init (LuukkuInboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = luukku_inbox_dispose;
  object_class->finalize = luukku_inbox_finalize;
  signals[SIGNAL_MESSAGE] = signal_new ("message", 3, G_TYPE_INT64, G_TYPE_INT64, G_TYPE_INT);
  signals[SIGNAL_REPLY] = signal_new ("reply", 1, G_TYPE_INT64, G_TYPE_NONE, G_TYPE_NONE);
  signals[SIGNAL_CASE] = signal_new ("case", 1, G_TYPE_INT64, G_TYPE_NONE, G_TYPE_NONE);
  signals[SIGNAL_CHANNEL] = signal_new ("channel", 1, G_TYPE_STRING, G_TYPE_NONE, G_TYPE_NONE);
  signals[SIGNAL_PACK] = signal_new ("pack", 0, G_TYPE_NONE, G_TYPE_NONE, G_TYPE_NONE);
  signals[SIGNAL_ALARM] = signal_new ("alarm", 1, G_TYPE_INT64, G_TYPE_NONE, G_TYPE_NONE);
  signals[SIGNAL_SANCTION] = signal_new ("sanction", 1, G_TYPE_INT64, G_TYPE_NONE, G_TYPE_NONE);
  signals[SIGNAL_ACTED] = signal_new ("acted", 3, G_TYPE_INT64, G_TYPE_INT, G_TYPE_INT);
}

static void
luukku_inbox_init (LuukkuInbox *self)
{
  self->news = g_array_new (FALSE, FALSE, sizeof (LuukkuNews));
  self->channels =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) luukku_inbox_channel_free);
  self->drafts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->writing = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->ticks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->bans_asked = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->gate = luukku_gate_new ();
}

LuukkuInbox *
luukku_inbox_new (LuukkuStore *store, LuukkuClock *clock)
{
  LuukkuInbox *self = g_object_new (LUUKKU_TYPE_INBOX, NULL);
  g_autoptr (GError) error = NULL;

  self->store = g_object_ref (store);
  self->clock = g_object_ref (clock);
  luukku_inbox_set_language (self, NULL);
  luukku_inbox_set_classifier (self, luukku_inbox_classify, NULL);
  if (!luukku_store_set_mask (store, luukku_inbox_mask, &error))
    g_debug ("inbox: lines from before are masked while listing: code %d", error->code);
  luukku_inbox_fill_search_soon (self);
  return self;
}

LuukkuStore *
luukku_inbox_get_store (LuukkuInbox *self)
{
  return self->store;
}

LuukkuClock *
luukku_inbox_get_clock (LuukkuInbox *self)
{
  return self->clock;
}

LuukkuGate *
luukku_inbox_get_gate (LuukkuInbox *self)
{
  return self->gate;
}

/* A town without such a file has no contact points of its own; a damaged one is told. */
static gboolean
load_contacts (LuukkuAllowList **ret_contacts, GError **error)
{
  g_autofree char *path = luukku_data_file (LUUKKU_INBOX_CONTACTS, NULL);

  *ret_contacts = path != NULL ? luukku_allow_list_load (path, error) : NULL;
  return path == NULL || *ret_contacts != NULL;
}

gboolean
luukku_inbox_load_pack (LuukkuInbox *self, const char *id_or_file, GError **error)
{
  g_autoptr (LuukkuPack) pack = luukku_pack_find (id_or_file, NULL, error);
  LuukkuPackClocks *clocks = pack != NULL ? luukku_pack_clocks_new (pack, error) : NULL;
  LuukkuAllowList *contacts = NULL;

  if (clocks == NULL)
    return FALSE;
  if (!load_contacts (&contacts, error)) {
    luukku_pack_clocks_unref (clocks);
    return FALSE;
  }
  g_clear_pointer (&self->clocks, luukku_pack_clocks_unref);
  self->clocks = clocks;
  g_clear_pointer (&self->contacts, luukku_allow_list_unref);
  self->contacts = contacts;
  luukku_gate_set_pack (self->gate, pack);
  luukku_inbox_note_approval (self, pack);
  g_signal_emit (self, signals[SIGNAL_PACK], 0);
  return TRUE;
}

/* --- who sits here */
void
luukku_staff_free (LuukkuStaff *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (staff_fields); i++)
    g_free (*staff_field (self, i));
  g_free (self);
}

LuukkuStaff *
luukku_inbox_get_staff (LuukkuInbox *self)
{
  LuukkuStaff *staff = g_new0 (LuukkuStaff, 1);

  for (guint i = 0; i < G_N_ELEMENTS (staff_fields); i++) {
    g_autofree char *value = luukku_store_get_setting (self->store, staff_fields[i].setting, NULL);

    if (value != NULL && *value != '\0')
      *staff_field (staff, i) = g_steal_pointer (&value);
  }
  if (staff->first_name == NULL && staff->name != NULL)
    staff->first_name = g_strndup (staff->name, strcspn (staff->name, " "));
  return staff;
}

/* Returns: (transfer full): one line without spaces around it, NULL with @error when it is no name of
 * anything. */
static char *
clean_field (const char *value, GError **error)
{
  g_autofree char *clean = luukku_text_make_valid (value != NULL ? value : "", -1);

  g_strstrip (clean);
  if (luukku_text_length (clean) > LUUKKU_INBOX_MAX_STAFF_FIELD) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("A name or title is too long: at most %d characters. Write it shorter."),
                      LUUKKU_INBOX_MAX_STAFF_FIELD);
    return NULL;
  }
  for (const char *at = clean; *at != '\0'; at = g_utf8_next_char (at)) {
    if (g_unichar_iscntrl (g_utf8_get_char (at))) {
      luukku_set_error (
          error, LUUKKU_ERROR_INVALID_INPUT,
          N_ ("A name or title has a line break or a control character in it. Write it on one line."));
      return NULL;
    }
  }
  return g_steal_pointer (&clean);
}

static gboolean
write_staff (LuukkuStore *store, gpointer data, GError **error)
{
  const LuukkuStaff *staff = data;

  for (guint i = 0; i < G_N_ELEMENTS (staff_fields); i++) {
    g_autofree char *clean = clean_field (*staff_field (staff, i), error);

    if (clean == NULL || !luukku_store_set_setting (store, staff_fields[i].setting, clean, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
luukku_inbox_set_staff (LuukkuInbox *self, const LuukkuStaff *staff, GError **error)
{
  return luukku_store_transaction (self->store, write_staff, (gpointer) staff, error);
}

char *
luukku_inbox_dup_actor (LuukkuInbox *self)
{
  g_autofree char *name = luukku_store_get_setting (self->store, "staff-name", NULL);

  if (name != NULL && *name != '\0')
    return g_steal_pointer (&name);
  return luukku_text_make_valid (g_get_user_name (), -1);
}

void
luukku_inbox_set_language (LuukkuInbox *self, const char *language)
{
  const char *name = language != NULL ? language : g_get_language_names ()[0];

  g_free (self->language);
  if (g_ascii_isalpha (name[0]) && g_ascii_isalpha (name[1]) && !g_ascii_isalpha (name[2])) {
    g_autofree char *head = g_strndup (name, 2);

    self->language = g_ascii_strdown (head, -1);
  } else {
    self->language = g_strdup ("en"); /* "C", "POSIX" */
  }
}

const char *
luukku_inbox_get_language (LuukkuInbox *self)
{
  return self->language;
}

/* --- channels */
gboolean
luukku_inbox_is_foreign (const char *channel)
{
  return g_str_has_prefix (channel, "prpl-");
}

gboolean
luukku_inbox_add_channel (LuukkuInbox *self, const char *channel, const char *name, LuukkuSender *sender,
                          GError **error)
{
  LuukkuInboxChannel *entry = NULL;
  g_autoptr (LuukkuOutbox) outbox = NULL;
  g_autoptr (LuukkuFetcher) fetcher = NULL;

  luukku_inbox_remove_channel (self, channel);
  if (!luukku_store_put_channel (self->store, channel, name, NULL, error))
    return FALSE;
  if (sender == NULL)
    return TRUE;
  outbox = luukku_outbox_new (self->store, self->clock, channel, sender);
  fetcher = luukku_fetcher_new (self->store, self->clock, channel, sender);
  g_signal_connect_object (outbox, "reply", G_CALLBACK (on_outbox_reply), self, 0);
  g_signal_connect_object (outbox, "case", G_CALLBACK (on_outbox_case), self, 0);
  g_signal_connect_object (fetcher, "fetched", G_CALLBACK (on_fetched), self, 0);
  entry = luukku_inbox_need_channel (self, channel);
  entry->outbox = g_object_ref (outbox);
  entry->fetcher = g_object_ref (fetcher);
  entry->sender = g_object_ref (sender);
  entry->acts = g_cancellable_new ();
  if (!luukku_inbox_recover_undo (self, channel, error) || !luukku_outbox_open (outbox, error)) {
    luukku_inbox_remove_channel (self, channel);
    return FALSE;
  }
  luukku_fetcher_kick (fetcher);
  luukku_inbox_resume_acts (self, channel);
  return TRUE;
}

void
luukku_inbox_remove_channel (LuukkuInbox *self, const char *channel)
{
  LuukkuInboxChannel *entry = luukku_inbox_find_channel (self, channel);
  gboolean was_down = FALSE;

  if (entry == NULL)
    return;
  was_down = entry->link_error != NULL;
  /* An account that is closed has no link: the next word about it begins anew and closes the gap. */
  g_clear_pointer (&entry->link_error, g_free);
  entry->link_known = FALSE;
  channel_close (entry);
  if (was_down)
    luukku_inbox_emit_channel (self, channel);
}
