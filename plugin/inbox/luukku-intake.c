/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-intake.c: a message seen elsewhere comes in by hand. Nothing of it can be fetched again later, so
 * its files are read and stored at once, and the same message given twice is told, never stored twice. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-private.h"
#include "language/luukku-language.h"
#include "model/luukku-by-hand.h"

#include <gio/gio.h>

#include <string.h>

#define MAX_SENDER 200 /* characters */
#define MAX_FILES 20

/* What was read and found fit. */
typedef struct {
  LuukkuInbox *inbox; /* (no ref) */
  char *channel;      /* "manual:letter" */
  char *sender;
  char *sender_name; /* (nullable) */
  char *text;
  char *platform_id;
  gint64 sent_at;
  GPtrArray *attachments; /* LuukkuAttachment (owned) */
  GPtrArray *contents;    /* GBytes (owned), one for each attachment */
  gint64 conversation;    /* out */
  gint64 message;         /* out */
  char *number;           /* out: of the case */
} Letter;

static void
letter_free (Letter *self)
{
  g_free (self->channel);
  g_free (self->sender);
  g_free (self->sender_name);
  g_free (self->text);
  g_free (self->platform_id);
  g_free (self->number);
  g_ptr_array_unref (self->attachments);
  g_ptr_array_unref (self->contents);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Letter, letter_free)

/* --- checking what was given */

/* Returns: (transfer full): one line without spaces around it; NULL with @error. */
static char *
clean_sender (const char *value, GError **error)
{
  g_autofree char *clean = luukku_text_make_valid (value, -1);

  g_strstrip (clean);
  for (const char *at = clean; *at != '\0'; at = g_utf8_next_char (at)) {
    if (g_unichar_iscntrl (g_utf8_get_char (at))) {
      luukku_set_error (
          error, LUUKKU_ERROR_INVALID_INPUT,
          N_ ("The sender has a line break or a control character. Write the sender on one line."));
      return NULL;
    }
  }
  if (luukku_text_length (clean) > MAX_SENDER) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("The sender is too long: at most %d characters. Write a name or a number only."),
                      MAX_SENDER);
    return NULL;
  }
  return g_steal_pointer (&clean);
}

static gboolean
take_sender (Letter *self, const LuukkuIntake *intake, GError **error)
{
  self->sender = clean_sender (intake->sender != NULL ? intake->sender : "", error);
  if (self->sender == NULL)
    return FALSE;
  if (*self->sender == '\0') {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("The sender is missing. Give a name, a number or an address that stays the same."));
    return FALSE;
  }
  if (intake->sender_name == NULL)
    return TRUE;
  self->sender_name = clean_sender (intake->sender_name, error);
  return self->sender_name != NULL;
}

static gboolean
take_text (Letter *self, const LuukkuIntake *intake, GError **error)
{
  const char *text = intake->text != NULL ? intake->text : "";
  guint files = intake->attachments != NULL ? intake->attachments->len : 0;

  if (strlen (text) > LUUKKU_INTAKE_MAX_TEXT) {
    luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                      N_ ("The text is too long: at most %d kilobytes. Give the rest as an attachment."),
                      LUUKKU_INTAKE_MAX_TEXT / 1024);
    return FALSE;
  }
  if (*text == '\0' && files == 0) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("The message is empty. Give its text, or a file as an attachment."));
    return FALSE;
  }
  if (files > MAX_FILES) {
    luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                      N_ ("There are too many attachments: at most %d. Take the message in parts."),
                      MAX_FILES);
    return FALSE;
  }
  self->text = luukku_text_make_valid (text, -1);
  return TRUE;
}

static gboolean
take_channel_and_time (Letter *self, const LuukkuIntake *intake, GError **error)
{
  gint64 now = luukku_clock_now (self->inbox->clock);

  if (intake->channel == NULL || !luukku_by_hand_is_name (intake->channel)) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("The channel needs a short name of small letters a–z, digits and hyphens, at most %d, for "
            "example “letter” or “phone”."),
        LUUKKU_BY_HAND_MAX_NAME);
    return FALSE;
  }
  if (intake->sent_at < 0 || intake->sent_at > now) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_INPUT,
        N_ ("The time of the message cannot be right: it is in the future or before 1970. Give the "
            "time at which it was sent."));
    return FALSE;
  }
  self->channel = g_strconcat (LUUKKU_BY_HAND_PREFIX, intake->channel, NULL);
  self->sent_at = intake->sent_at != 0 ? intake->sent_at : now;
  return TRUE;
}

/* --- files */

static gboolean
take_file (Letter *self, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = luukku_inbox_read_file (path, LUUKKU_INTAKE_MAX_FILE, error);
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *media_type = NULL;

  if (bytes == NULL)
    return FALSE;
  media_type = luukku_inbox_media_type (name, bytes);
  g_ptr_array_add (self->attachments,
                   luukku_attachment_new (name, media_type, NULL, (gint64) g_bytes_get_size (bytes)));
  g_ptr_array_add (self->contents, g_steal_pointer (&bytes));
  return TRUE;
}

/* The name of the message: the same intake has the same one. Without a time of its own the day it was given
 * stands for the time, so that a command run twice is noticed. */
static char *
letter_name (const Letter *self, gint64 given_at)
{
  g_auto (GVariantBuilder) digests = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);
  g_autoptr (GVariant) value = NULL;
  g_autofree char *when = given_at != 0
                              ? luukku_time_to_iso8601 (given_at)
                              : luukku_time_format_local (self->sent_at, "Europe/Helsinki", "%Y-%m-%d");
  g_autofree char *json = NULL;

  for (guint i = 0; i < self->contents->len; i++) {
    g_autofree char *digest = luukku_digest_bytes (g_ptr_array_index (self->contents, i));

    g_variant_builder_add (&digests, "s", digest);
  }
  value = g_variant_ref_sink (g_variant_new ("(ssss@as)", self->channel, self->sender, when, self->text,
                                             g_variant_builder_end (&digests)));
  json = g_variant_print (value, FALSE);
  return luukku_digest_text (json);
}

static Letter *
letter_new (LuukkuInbox *inbox, const LuukkuIntake *intake, GError **error)
{
  g_autoptr (Letter) self = g_new0 (Letter, 1);

  self->inbox = inbox;
  self->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  self->contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  if (!take_channel_and_time (self, intake, error) || !take_sender (self, intake, error) ||
      !take_text (self, intake, error))
    return NULL;
  for (guint i = 0; intake->attachments != NULL && i < intake->attachments->len; i++) {
    if (!take_file (self, g_ptr_array_index (intake->attachments, i), error))
      return NULL;
  }
  self->platform_id = letter_name (self, intake->sent_at);
  return g_steal_pointer (&self);
}

/* --- writing, one transaction */
static gboolean
put_files (LuukkuStore *store, const Letter *self, GError **error)
{
  g_autoptr (GPtrArray) listed = luukku_store_list_attachments (store, self->message, error);

  if (listed == NULL)
    return FALSE;
  for (guint i = 0; i < listed->len && i < self->contents->len; i++) {
    const LuukkuStoredAttachment *attachment = g_ptr_array_index (listed, i);

    if (!luukku_store_put_attachment_bytes (store, attachment->id, g_ptr_array_index (self->contents, i),
                                            error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
tell_known (LuukkuStore *store, const Letter *self, GError **error)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (store, self->conversation, error);

  if (item != NULL)
    luukku_set_error (
        error, LUUKKU_ERROR_EXISTS,
        N_ ("This message was taken in before, as case %s. If it came a second time, give the time at "
            "which it was sent."),
        luukku_case_peek (item)->number);
  else if (error != NULL && *error == NULL)
    luukku_set_error (
        error, LUUKKU_ERROR_EXISTS,
        N_ ("This message was taken in before. If it came a second time, give the time at which it was "
            "sent."));
  return FALSE;
}

static LuukkuMessage *
message_of (const Letter *self)
{
  const LuukkuMessageInit init = {
    .channel = self->channel,
    .conversation_id = self->sender,
    .platform_id = self->platform_id,
    .direction = LUUKKU_DIRECTION_IN,
    .author_id = self->sender,
    .author_name = self->sender_name,
    .text = self->text,
    .sent_at = self->sent_at,
    .fetched_at = luukku_clock_now (self->inbox->clock),
    .attachments = self->attachments,
  };

  return luukku_message_new (&init);
}

static gboolean
open_case (LuukkuStore *store, Letter *self, GError **error)
{
  const LuukkuCaseNote note = { .actor = LUUKKU_INBOX_RESIDENT_ACTOR, .at = self->sent_at };
  g_autoptr (LuukkuCase) item =
      luukku_store_case_event (store, self->conversation, LUUKKU_CASE_EVENT_MESSAGE_IN, &note, error);

  if (item == NULL)
    return FALSE;
  self->number = g_strdup (luukku_case_peek (item)->number);
  return TRUE;
}

static gboolean
write_letter (LuukkuStore *store, gpointer data, GError **error)
{
  Letter *self = data;
  g_autoptr (LuukkuThread) thread = luukku_thread_new (self->sender);
  g_autoptr (LuukkuMessage) message = message_of (self);
  g_autofree char *name = luukku_by_hand_describe (self->channel + strlen (LUUKKU_BY_HAND_PREFIX));
  LuukkuIngest what = LUUKKU_INGEST_KNOWN;

  thread->resident_id = g_strdup (self->sender);
  thread->resident_name = g_strdup (self->sender_name);
  thread->can_reply = FALSE; /* the answer leaves by another way */
  if (!luukku_store_put_channel (store, self->channel, name, NULL, error) ||
      !luukku_store_put_thread (store, self->channel, thread, &self->conversation, error) ||
      !luukku_store_put_message (store, message, luukku_language_guess (self->text), &what, &self->message,
                                 error))
    return FALSE;
  if (what != LUUKKU_INGEST_NEW)
    return tell_known (store, self, error);
  return put_files (store, self, error) && open_case (store, self, error);
}

char *
luukku_inbox_intake (LuukkuInbox *self, const LuukkuIntake *intake, GError **error)
{
  g_autoptr (Letter) letter = letter_new (self, intake, error);
  gboolean alarm = FALSE;

  if (letter == NULL || !luukku_store_transaction (self->store, write_letter, letter, error))
    return NULL;
  alarm = luukku_inbox_look_at (self, letter->conversation, letter->message);
  luukku_inbox_fill_search_soon (self);
  luukku_inbox_emit_message (self, letter->conversation, letter->message, LUUKKU_INGEST_NEW);
  luukku_inbox_emit_case (self, letter->conversation);
  if (alarm)
    luukku_inbox_emit_alarm (self, letter->conversation);
  return g_steal_pointer (&letter->number);
}
