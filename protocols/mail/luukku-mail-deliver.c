/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-deliver.c: a letter as a message of a conversation, and how far the folders were read. Pure.
 *
 * Only the folder of sent letters is believed to hold the town's own: anybody can write the town's address
 * into From. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-deliver.h"

#include <string.h>

#include "mail/luukku-mail-text.h"
#include "mail/luukku-mail-thread.h"

#define NOBODY "unknown@invalid"
#define CUT_MARK "\n\n[…]"
#define CURSOR_HEAD "mail1"
#define CURSOR_NUMBERS 4

static char *
find_conversation (const LuukkuMailLetter *letter, const LuukkuMailPlace *place, const char *correspondent,
                   gboolean *ret_ours)
{
  const char *root = letter->message_id;
  char *conversation = NULL;

  if (letter->sort == LUUKKU_MAIL_BOUNCE && letter->bounced != NULL)
    conversation = luukku_mail_conversation_of_own (letter->bounced, place->own_address, NULL);
  if (conversation == NULL && place->folder == LUUKKU_MAIL_SENT && letter->message_id != NULL)
    conversation = luukku_mail_conversation_of_own (letter->message_id, place->own_address, NULL);
  for (guint i = letter->parents->len; i > 0 && conversation == NULL; i--)
    conversation = luukku_mail_conversation_of_own (g_ptr_array_index (letter->parents, i - 1),
                                                    place->own_address, correspondent);
  *ret_ours = conversation != NULL;
  if (conversation != NULL)
    return conversation;
  if (letter->parents->len > 0)
    root = g_ptr_array_index (letter->parents, 0);
  return luukku_mail_conversation_id (root != NULL ? root : letter->digest, correspondent);
}

/* Who will get the answer, with its address where that is not where the letter came from. */
static char *
name_resident (const LuukkuMailLetter *letter)
{
  const char *name = letter->from_name != NULL ? letter->from_name : letter->from;

  if (letter->answer_to == NULL || g_strcmp0 (letter->answer_to, letter->from) == 0)
    return g_strdup (name);
  return g_strdup_printf ("%s → %s", name != NULL ? name : "", letter->answer_to);
}

static LuukkuThread *
make_thread (const LuukkuMailLetter *letter, const LuukkuMailPlace *place, const char *conversation,
             gboolean ours)
{
  LuukkuThread *thread = luukku_thread_new (conversation);

  thread->window_from = G_MAXINT64;
  if (place->folder == LUUKKU_MAIL_SENT) {
    thread->resident_id = g_strdup (letter->to);
    thread->resident_name = g_strdup (letter->to_name != NULL ? letter->to_name : letter->to);
    thread->can_reply = letter->to != NULL;
  } else if (ours && (letter->sort == LUUKKU_MAIL_AUTO || letter->sort == LUUKKU_MAIL_BOUNCE)) {
    return thread; /* a holiday notice or a bounce says nothing new about who is written to */
  } else {
    thread->resident_id = g_strdup (letter->answer_to);
    thread->resident_name = name_resident (letter);
    thread->can_reply = letter->sort == LUUKKU_MAIL_PERSONAL && letter->answer_to != NULL;
  }
  thread->title = luukku_mail_title (letter->subject);
  if (*thread->title == '\0')
    g_clear_pointer (&thread->title, g_free);
  return thread;
}

/* Quotations are folded in answers only: what a first letter quotes or passes on is what it is about. The
 * subject of a first letter is a part of what was said. */
static char *
make_text (const LuukkuMailLetter *letter, const LuukkuMailPlace *place, gboolean own)
{
  guint folded = 0;
  gboolean answer = letter->parents->len > 0;
  g_autofree char *text =
      own || !answer ? g_strdup (letter->text) : luukku_mail_text_fold (letter->text, &folded);
  const char *end = place->cut > 0 ? CUT_MARK : "";

  if (own || letter->subject == NULL || (answer && *text != '\0'))
    return g_strconcat (text, end, NULL);
  return g_strconcat (letter->subject, *text != '\0' ? "\n\n" : "", text, end, NULL);
}

static GPtrArray *
make_attachments (const LuukkuMailLetter *letter, const LuukkuMailPlace *place)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);

  for (guint i = 0; i < letter->attachments->len; i++) {
    const LuukkuAttachment *source = g_ptr_array_index (letter->attachments, i);
    g_autofree char *url =
        g_strdup_printf ("mail:%d:%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT ":%u:%s", (int) place->folder,
                         place->validity, place->uid, i, letter->digest);

    g_ptr_array_add (list, luukku_attachment_new (source->name, source->media_type, url,
                                                  place->cut > 0 ? (gint64) place->cut : source->size));
  }
  return list;
}

LuukkuMessage *
luukku_mail_deliver (const LuukkuMailLetter *letter, GBytes *raw, const LuukkuMailPlace *place,
                     LuukkuThread **ret_thread)
{
  gboolean sent = place->folder == LUUKKU_MAIL_SENT;
  gboolean own =
      sent && letter->message_id != NULL && luukku_mail_is_own_id (letter->message_id, place->own_address);
  const char *other = sent ? letter->to : letter->answer_to;
  const char *correspondent = other != NULL ? other : NOBODY;
  gboolean ours = FALSE;
  g_autofree char *conversation = find_conversation (letter, place, correspondent, &ours);
  g_autofree char *id = own ? g_strdup (letter->message_id) : luukku_mail_letter_id (letter);
  g_autofree char *text = make_text (letter, place, own);
  g_autoptr (GPtrArray) attachments = make_attachments (letter, place);
  g_autoptr (GBytes) kept = luukku_mail_letter_trim (raw, LUUKKU_MAIL_MAX_RAW);
  gint64 at = place->received_at > 0 ? place->received_at
              : letter->date > 0     ? letter->date
                                     : place->fetched_at;
  const LuukkuMessageInit init = {
    .channel = place->channel,
    .conversation_id = conversation,
    .platform_id = id,
    .direction = sent ? LUUKKU_DIRECTION_OUT_OTHER : LUUKKU_DIRECTION_IN,
    .author_id = letter->from,
    .author_name = letter->from_name,
    .text = text,
    .sent_at = at,
    .fetched_at = place->fetched_at,
    .reply_to =
        letter->parents->len > 0 ? g_ptr_array_index (letter->parents, letter->parents->len - 1) : NULL,
    .attachments = attachments,
    .raw = kept,
    .raw_type = "message/rfc822",
  };

  *ret_thread = make_thread (letter, place, conversation, ours);
  return luukku_message_new (&init);
}

gboolean
luukku_mail_part_parse (const char *url, LuukkuMailPart *ret_part)
{
  g_auto (GStrv) words = g_strsplit (url != NULL ? url : "", ":", 7);
  guint64 folder = 0, part = 0;

  if (g_strv_length (words) != 6 || !g_str_equal (words[0], "mail") || strlen (words[5]) != 16 ||
      !g_ascii_string_to_unsigned (words[1], 10, 0, LUUKKU_MAIL_N_FOLDERS - 1, &folder, NULL) ||
      !g_ascii_string_to_unsigned (words[2], 10, 0, G_MAXUINT32, &ret_part->validity, NULL) ||
      !g_ascii_string_to_unsigned (words[3], 10, 1, G_MAXUINT32, &ret_part->uid, NULL) ||
      !g_ascii_string_to_unsigned (words[4], 10, 0, LUUKKU_MAIL_MAX_PARTS, &part, NULL))
    return FALSE;
  ret_part->folder = (LuukkuMailFolder) folder;
  ret_part->part = (guint) part;
  g_strlcpy (ret_part->digest, words[5], sizeof ret_part->digest);
  return TRUE;
}

/* --- how far */

void
luukku_mail_cursor_parse (const char *text, LuukkuMailCursor *ret_cursor)
{
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", 16);
  guint64 numbers[LUUKKU_MAIL_N_FOLDERS * CURSOR_NUMBERS] = { 0 };

  memset (ret_cursor, 0, sizeof *ret_cursor);
  if (g_strv_length (words) != 1 + G_N_ELEMENTS (numbers) || !g_str_equal (words[0], CURSOR_HEAD))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    if (!g_ascii_string_to_unsigned (words[i + 1], 10, 0, G_MAXINT64, &numbers[i], NULL))
      return;
  }
  for (guint i = 0; i < LUUKKU_MAIL_N_FOLDERS; i++) {
    LuukkuMailMark *mark = &ret_cursor->marks[i];
    const guint64 *from = numbers + (gsize) i * CURSOR_NUMBERS;

    mark->validity = from[0];
    mark->uid = from[1];
    mark->modseq = from[2];
    mark->newest = (gint64) from[3];
  }
}

char *
luukku_mail_cursor_to_string (const LuukkuMailCursor *self)
{
  GString *text = g_string_new (CURSOR_HEAD);

  for (guint i = 0; i < LUUKKU_MAIL_N_FOLDERS; i++) {
    const LuukkuMailMark *mark = &self->marks[i];

    g_string_append_printf (
        text, " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT,
        mark->validity, mark->uid, mark->modseq, mark->newest);
  }
  return g_string_free (text, FALSE);
}
