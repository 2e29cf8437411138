/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-mail.c: the mailbox's parsers on any bytes, as a letter, as a server's answers and as a cursor: what
 * comes out keeps what the headers promise. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-deliver.h"
#include "mail/luukku-mail-imap-parse.h"
#include "mail/luukku-mail-letter.h"
#include "mail/luukku-mail-smtp.h"
#include "mail/luukku-mail-text.h"
#include "mail/luukku-mail-thread.h"

#include <stdint.h>
#include <string.h>

#define OWN "kirjaamo@kuopio.example"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
read_letter (GBytes *bytes)
{
  g_autoptr (LuukkuMailLetter) letter = luukku_mail_letter_parse (bytes);
  g_autoptr (GBytes) part = luukku_mail_letter_get_part (bytes, 0);
  g_autoptr (GBytes) trimmed = luukku_mail_letter_trim (bytes, 64);

  g_assert_true (g_utf8_validate (letter->text, -1, NULL));
  g_assert_cmpuint (strlen (letter->digest), ==, 16);
  g_assert_true ((part != NULL) == (letter->attachments->len > 0));
  for (guint i = 0; i < LUUKKU_MAIL_N_FOLDERS; i++) {
    const LuukkuMailPlace place = { "mail:" OWN, OWN, (LuukkuMailFolder) i, 1, 2, 0, 1795170700000000, 0 };
    g_autoptr (LuukkuThread) thread = NULL;
    g_autoptr (LuukkuMessage) message = luukku_mail_deliver (letter, bytes, &place, &thread);

    g_assert_cmpstr (thread->conversation_id, ==, luukku_message_get_conversation_id (message));
    g_assert_true (g_utf8_validate (luukku_message_get_platform_id (message), -1, NULL));
    g_assert_cmpuint (strlen (luukku_message_get_platform_id (message)), <, 300);
    if (thread->resident_id != NULL)
      g_assert_true (luukku_mail_is_address (thread->resident_id));
  }
}

static void
read_responses (const uint8_t *data, size_t size)
{
  g_autoptr (LuukkuMailReader) reader = luukku_mail_reader_new (4096);

  luukku_mail_reader_push (reader, data, size);
  for (;;) {
    g_autoptr (LuukkuMailResponse) response = luukku_mail_reader_next (reader, NULL);

    if (response == NULL)
      return;
    g_assert_nonnull (response->tag);
    luukku_mail_response_fetched (response, "BODY[");
  }
}

static void
read_replies (const uint8_t *data, size_t size)
{
  g_autoptr (GByteArray) buffer = g_byte_array_new ();

  g_byte_array_append (buffer, data, (guint) size);
  for (;;) {
    g_autoptr (LuukkuMailReply) reply = luukku_mail_reply_take (buffer, NULL);

    if (reply == NULL)
      return;
    g_assert_true (reply->code >= 200 && reply->code < 600);
  }
}

static void
read_texts (const char *text)
{
  g_autofree char *html = luukku_mail_text_from_html (text);
  g_autofree char *valid = luukku_mail_text_decode (text, strlen (text), "utf-8");
  g_autofree char *flowed = luukku_mail_text_unflow (valid, TRUE);
  g_autofree char *tidy = luukku_mail_text_tidy (valid);
  guint folded = 0;
  g_autofree char *fold = luukku_mail_text_fold (tidy, &folded);
  LuukkuMailCursor cursor = { 0 }, again = { 0 };
  LuukkuMailPart part;
  g_autofree char *one = NULL;

  g_assert_true (g_utf8_validate (html, -1, NULL));
  g_assert_true (*tidy == '\0' || *fold != '\0');
  luukku_mail_part_parse (valid, &part);
  luukku_mail_cursor_parse (valid, &cursor);
  one = luukku_mail_cursor_to_string (&cursor);
  luukku_mail_cursor_parse (one, &again);
  g_assert_cmpmem (&cursor, sizeof cursor, &again, sizeof again);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);

  read_letter (bytes);
  read_responses (data, size);
  read_replies (data, size);
  read_texts (text);
  return 0;
}
