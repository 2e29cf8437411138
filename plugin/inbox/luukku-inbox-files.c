/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-files.c: files that go along with a reply: read once, kept beside the draft as they were then,
 * and told to the rules by their sort. Nothing leaves from here; the outbox takes them with the reply. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-files.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-private.h"
#include "model/luukku-by-hand.h"

#include <gio/gio.h>

/* --- reading */
static gboolean
fail_too_large (const char *name, guint64 limit, GError **error)
{
  g_autofree char *size = g_format_size (limit);

  luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                    /* TRANSLATORS: name of a file, and a size: "25 MB" */
                    N_ ("“%s” is too large: at most %s. Make it smaller or leave it out."), name, size);
  return FALSE;
}

/* Looks before anything is read: a device or a folder is not. */
static gboolean
is_fit (GFile *file, const char *name, guint64 limit, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                         G_FILE_QUERY_INFO_NONE, NULL, &local);

  if (info == NULL) {
    luukku_error_take_gio (error, g_steal_pointer (&local),
                           N_ ("“%s” cannot be read. Look whether it is there and may be read."), name);
    return FALSE;
  }
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("“%s” is not an ordinary file. Give a file as the attachment."), name);
    return FALSE;
  }
  return (guint64) g_file_info_get_size (info) <= limit || fail_too_large (name, limit, error);
}

GBytes *
luukku_inbox_read_file (const char *path, guint64 limit, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GError) local = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  g_autofree char *buffer = NULL;
  gsize length = 0;

  if (!is_fit (file, name, limit, error))
    return NULL;
  stream = g_file_read (file, NULL, &local);
  if (stream != NULL) {
    buffer = g_malloc (limit + 1); /* one more tells a file that grew meanwhile */
    g_input_stream_read_all (G_INPUT_STREAM (stream), buffer, limit + 1, &length, NULL, &local);
  }
  if (local != NULL) {
    luukku_error_take_gio (error, g_steal_pointer (&local),
                           N_ ("“%s” cannot be read. Look whether it is there and may be read."), name);
    return NULL;
  }
  if (length > limit) {
    fail_too_large (name, limit, error);
    return NULL;
  }
  return g_bytes_new (buffer, length);
}

char *
luukku_inbox_media_type (const char *name, GBytes *bytes)
{
  gsize size = 0;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  g_autofree char *type = g_content_type_guess (name, data, size, NULL);
  char *media_type = g_content_type_get_mime_type (type);

  return media_type != NULL ? media_type : g_strdup ("application/octet-stream");
}

/* --- what rules ask about */
static const char *
kind_of (const char *media_type)
{
  static const char *const kinds[] = { "image", "video", "audio" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (g_str_has_prefix (media_type, kinds[i]))
      return kinds[i];
  }
  return "document";
}

void
luukku_occasion_add_files (LuukkuOccasion *self, LuukkuInbox *inbox, gboolean has_picture)
{
  g_autoptr (GStrvBuilder) kinds = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) digests = g_strv_builder_new ();

  if (self->files == NULL && self->conversation != NULL)
    self->files =
        luukku_store_list_files (inbox->store, luukku_conversation_peek (self->conversation)->id, 0, NULL);
  if (has_picture)
    g_strv_builder_add (kinds, "image");
  for (guint i = 0; self->files != NULL && i < self->files->len; i++) {
    const LuukkuReplyFile *file = g_ptr_array_index (self->files, i);

    g_strv_builder_add (kinds, kind_of (file->media_type));
    g_strv_builder_add (digests, file->sha256);
  }
  g_strfreev (self->attachments);
  g_strfreev (self->digests);
  self->attachments = g_strv_builder_end (kinds);
  self->digests = g_strv_builder_end (digests);
  self->context.attachments = (const char *const *) self->attachments;
  self->context.files = (const char *const *) self->digests;
}

/* --- what the channel takes */

/* Returns: (transfer none) (nullable): of a channel that is up. */
static LuukkuSender *
sender_of (LuukkuInbox *self, const char *channel)
{
  LuukkuInboxChannel *entry = luukku_inbox_find_channel (self, channel);

  return entry != NULL ? entry->sender : NULL;
}

static gboolean
check_file (LuukkuInbox *self, const LuukkuConversationInit *to, const char *name, const char *media_type,
            guint64 size, GError **error)
{
  LuukkuSender *sender = sender_of (self, to->channel);
  LuukkuSenderInterface *iface = sender != NULL ? LUUKKU_SENDER_GET_IFACE (sender) : NULL;

  return iface == NULL || iface->check_file == NULL ||
         iface->check_file (sender, name, media_type, size, to->last_resident_at, error);
}

gboolean
luukku_occasion_check_files (const LuukkuOccasion *self, LuukkuInbox *inbox, GError **error)
{
  const LuukkuConversationInit *to = luukku_conversation_peek (self->conversation);

  for (guint i = 0; self->files != NULL && i < self->files->len; i++) {
    const LuukkuReplyFile *file = g_ptr_array_index (self->files, i);

    if (!check_file (inbox, to, file->name, file->media_type, (guint64) file->size, error))
      return FALSE;
  }
  return TRUE;
}

void
luukku_occasion_plan_files (const LuukkuOccasion *self, LuukkuInbox *inbox, const char *text)
{
  LuukkuSender *sender = sender_of (inbox, luukku_conversation_peek (self->conversation)->channel);
  LuukkuSenderInterface *iface = sender != NULL ? LUUKKU_SENDER_GET_IFACE (sender) : NULL;
  guint turn = 0;

  for (guint i = 0; self->files != NULL && i < self->files->len; i++) {
    LuukkuReplyFile *file = g_ptr_array_index (self->files, i);
    int caption = iface != NULL && iface->get_max_caption != NULL
                      ? iface->get_max_caption (sender, file->media_type)
                      : -1;

    if (caption >= 0 && (i > 0 || luukku_text_length (text) > (guint) caption))
      turn++;
    file->turn = turn;
  }
}

/* --- public */
guint64
luukku_inbox_get_max_files (LuukkuInbox *self, const char *channel)
{
  LuukkuSender *sender = sender_of (self, channel);
  LuukkuSenderInterface *iface = sender != NULL ? LUUKKU_SENDER_GET_IFACE (sender) : NULL;

  return iface != NULL && iface->get_max_files != NULL ? iface->get_max_files (sender) : 0;
}

/* Returns: how many bytes more may go along; 0 with the sentence why none. */
static guint64
find_room (LuukkuInbox *self, const char *channel, GPtrArray *files, GError **error)
{
  LuukkuInboxChannel *entry = luukku_inbox_find_channel (self, channel);
  guint64 most = luukku_inbox_get_max_files (self, channel);
  guint64 sum = 0;

  if (most == 0 && (entry == NULL || entry->sender == NULL) && !luukku_by_hand_is_channel (channel) &&
      !luukku_inbox_is_foreign (channel)) {
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("The account is not connected, so the file was not attached. Attach it when the "
                          "connection is back."));
    return 0;
  }
  if (most == 0) {
    luukku_set_error (
        error, LUUKKU_ERROR_REFUSED,
        N_ ("Luukku sends only texts in this channel, so the file was not attached. Send it in the "
            "channel's own service, or put the address of the page where it can be read into the "
            "reply."));
    return 0;
  }
  if (files->len >= LUUKKU_INBOX_MAX_FILES) {
    luukku_set_error (
        error, LUUKKU_ERROR_TOO_LARGE,
        N_ ("There are too many files: at most %d with one reply. Send the rest with the next one."),
        LUUKKU_INBOX_MAX_FILES);
    return 0;
  }
  for (guint i = 0; i < files->len; i++)
    sum += (guint64) ((const LuukkuReplyFile *) files->pdata[i])->size;
  if (sum < most)
    return most - sum;
  luukku_set_error (
      error, LUUKKU_ERROR_TOO_LARGE,
      N_ ("The files that go along are as large as this channel allows. Send this one with the next "
          "reply."));
  return 0;
}

/* What was ticked or decided was about other files. */
static void
forget_decisions (LuukkuInbox *self, const char *channel, const char *conversation)
{
  luukku_inbox_drop_ticks (self, channel, conversation);
  luukku_gate_forget (self->gate, channel, conversation);
}

/* Returns: (transfer full): NULL with @error also when it is not in the inbox. */
static LuukkuConversation *
need_conversation (LuukkuInbox *self, const char *channel, const char *conversation, GError **error)
{
  g_autoptr (GError) local = NULL;
  LuukkuConversation *found = luukku_store_find_conversation (self->store, channel, conversation, &local);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (found == NULL)
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("This conversation is not in the inbox. Open it from the inbox and try again."));
  return found;
}

gboolean
luukku_inbox_can_add_file (LuukkuInbox *self, const char *channel, const char *conversation, GError **error)
{
  g_autoptr (GPtrArray) files = luukku_inbox_list_files (self, channel, conversation);

  return find_room (self, channel, files, error) > 0;
}

gboolean
luukku_inbox_add_file (LuukkuInbox *self, const char *channel, const char *conversation, const char *path,
                       GError **error)
{
  g_autoptr (LuukkuConversation) found = need_conversation (self, channel, conversation, error);
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *media_type = NULL;
  guint64 room = 0;
  gint64 id = 0;

  if (found == NULL)
    return FALSE;
  id = luukku_conversation_peek (found)->id;
  files = luukku_store_list_files (self->store, id, 0, error);
  if (files == NULL || (room = find_room (self, channel, files, error)) == 0 ||
      (bytes = luukku_inbox_read_file (path, room, error)) == NULL)
    return FALSE;
  if (g_bytes_get_size (bytes) == 0) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("“%s” is empty, so it was not attached. Choose another file."), name);
    return FALSE;
  }
  media_type = luukku_inbox_media_type (name, bytes);
  if (!check_file (self, luukku_conversation_peek (found), name, media_type, g_bytes_get_size (bytes), error))
    return FALSE;
  if (luukku_store_add_file (self->store, id, name, media_type, bytes, error) == 0)
    return FALSE;
  forget_decisions (self, channel, conversation);
  luukku_inbox_emit_case (self, id);
  return TRUE;
}

GPtrArray *
luukku_inbox_list_files (LuukkuInbox *self, const char *channel, const char *conversation)
{
  g_autoptr (LuukkuConversation) found =
      luukku_store_find_conversation (self->store, channel, conversation, NULL);
  GPtrArray *files =
      found != NULL ? luukku_store_list_files (self->store, luukku_conversation_peek (found)->id, 0, NULL)
                    : NULL;

  return files != NULL ? files : g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_reply_file_free);
}

gboolean
luukku_inbox_remove_file (LuukkuInbox *self, const char *channel, const char *conversation, gint64 file,
                          GError **error)
{
  g_autoptr (LuukkuConversation) found = need_conversation (self, channel, conversation, error);

  if (found == NULL || !luukku_store_drop_file (self->store, file, error))
    return FALSE;
  forget_decisions (self, channel, conversation);
  luukku_inbox_emit_case (self, luukku_conversation_peek (found)->id);
  return TRUE;
}
