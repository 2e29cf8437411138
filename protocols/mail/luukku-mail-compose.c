/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-compose.c: our letters. The text is what passed the gate, word for word: no signature, no
 * quotation of the resident's letter is added. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-compose.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/luukku-digest.h"
#include "base/luukku-text.h"

#define MAX_REFERENCES 20 /* the root and the newest */

/* A line break in a header would begin another header. */
static char *
one_line (const char *text)
{
  char *line = text != NULL ? luukku_text_make_valid (text, -1) : NULL;

  for (char *p = line; p != NULL && *p != '\0'; p++) {
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  }
  return line;
}

static void
set_references (GMimeObject *message, const LuukkuMailDraft *draft)
{
  g_autoptr (GString) line = g_string_new (NULL);
  guint count = draft->references != NULL ? draft->references->len : 0;

  for (guint i = 0; i < count; i++) {
    if (i == 0 || i + MAX_REFERENCES > count)
      g_string_append_printf (line, "%s<%s>", line->len > 0 ? " " : "",
                              (char *) g_ptr_array_index (draft->references, i));
  }
  if (line->len > 0)
    g_mime_object_set_header (message, "References", line->str, NULL);
  if (draft->in_reply_to != NULL) {
    g_autofree char *id = g_strdup_printf ("<%s>", draft->in_reply_to);

    g_mime_object_set_header (message, "In-Reply-To", id, NULL);
  }
}

static GMimeObject *
make_text (const char *text)
{
  GMimeTextPart *part = g_mime_text_part_new_with_subtype ("plain");
  g_autofree char *valid = luukku_text_make_valid (text, -1);
  g_autofree char *ended = g_strconcat (valid, g_str_has_suffix (valid, "\n") ? "" : "\n", NULL);

  g_mime_text_part_set_charset (part, "utf-8");
  g_mime_text_part_set_text (part, ended);
  g_mime_part_set_content_encoding (GMIME_PART (part), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return GMIME_OBJECT (part);
}

/* What is no "type/subtype" would make a header that nobody can read. */
static GMimePart *
make_part (const char *media_type)
{
  const char *slash = media_type != NULL ? strchr (media_type, '/') : NULL;
  g_autofree char *type = slash != NULL ? g_strndup (media_type, (gsize) (slash - media_type)) : NULL;

  if (slash == NULL || slash == media_type || slash[1] == '\0')
    return g_mime_part_new_with_type ("application", "octet-stream");
  return g_mime_part_new_with_type (type, slash + 1);
}

static GMimeObject *
make_file (const LuukkuSendFile *file)
{
  GMimePart *part = make_part (file->media_type);
  g_autofree char *name = one_line (file->name);
  gsize size = 0;
  const char *data = g_bytes_get_data (file->bytes, &size);
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer (data, size);
  GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream (stream, GMIME_CONTENT_ENCODING_DEFAULT);

  g_mime_part_set_content (part, content);
  g_mime_part_set_content_encoding (part, GMIME_CONTENT_ENCODING_BASE64);
  g_mime_object_set_disposition (GMIME_OBJECT (part), GMIME_DISPOSITION_ATTACHMENT);
  g_mime_part_set_filename (part, name);
  g_object_unref (content);
  g_object_unref (stream);
  return GMIME_OBJECT (part);
}

/* The boundary rests on the letter's name: another try is the same letter, byte for byte. */
static GMimeObject *
make_body (const LuukkuMailDraft *draft)
{
  GMimeObject *text = make_text (draft->text);
  g_autofree char *digest = NULL;
  g_autofree char *boundary = NULL;
  GMimeMultipart *all;

  if (draft->files == NULL || draft->files->len == 0)
    return text;
  digest = luukku_digest_text (draft->message_id);
  boundary = g_strdup_printf ("=-luukku-%.32s", digest);
  all = g_mime_multipart_new_with_subtype ("mixed");
  g_mime_multipart_set_boundary (all, boundary);
  g_mime_multipart_add (all, text);
  g_object_unref (text);
  for (guint i = 0; i < draft->files->len; i++) {
    GMimeObject *part = make_file (g_ptr_array_index (draft->files, i));

    g_mime_multipart_add (all, part);
    g_object_unref (part);
  }
  return GMIME_OBJECT (all);
}

GBytes *
luukku_mail_compose (const LuukkuMailDraft *draft)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (draft->date / G_TIME_SPAN_SECOND);
  g_autofree char *from_name = one_line (draft->from_name);
  g_autofree char *to_name = one_line (draft->to_name);
  g_autofree char *title = one_line (draft->title);
  g_autofree char *subject = g_strconcat (draft->first ? "" : "Re: ", title != NULL ? title : "", NULL);
  GMimeMessage *message;
  GMimeObject *body;
  GMimeFormatOptions *format;
  GMimeStream *stream;
  GByteArray *array = g_byte_array_new ();

  g_mime_init ();
  message = g_mime_message_new (TRUE);
  g_mime_message_add_mailbox (message, GMIME_ADDRESS_TYPE_FROM, from_name, draft->from);
  g_mime_message_add_mailbox (message, GMIME_ADDRESS_TYPE_TO, to_name, draft->to);
  g_mime_message_set_subject (message, g_strchomp (subject), "utf-8");
  g_mime_message_set_date (message, date);
  g_mime_message_set_message_id (message, draft->message_id);
  set_references (GMIME_OBJECT (message), draft);
  body = make_body (draft);
  g_mime_message_set_mime_part (message, body);
  g_object_unref (body);
  format = g_mime_format_options_new ();
  g_mime_format_options_set_newline_format (format, GMIME_NEWLINE_FORMAT_DOS);
  stream = g_mime_stream_mem_new ();
  g_mime_stream_mem_set_byte_array (GMIME_STREAM_MEM (stream), array);
  g_mime_object_write_to_stream (GMIME_OBJECT (message), format, stream);
  g_object_unref (stream);
  g_mime_format_options_free (format);
  g_object_unref (message);
  return g_byte_array_free_to_bytes (array);
}

/* --- SASL */

char *
luukku_mail_sasl_plain (const char *user, const char *password)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  char *response;

  g_byte_array_append (bytes, (const guint8 *) "", 1);
  g_byte_array_append (bytes, (const guint8 *) user, (guint) strlen (user) + 1);
  g_byte_array_append (bytes, (const guint8 *) password, (guint) strlen (password));
  response = g_base64_encode (bytes->data, bytes->len);
  memset (bytes->data, 0, bytes->len);
  return response;
}

char *
luukku_mail_sasl_xoauth2 (const char *user, const char *token)
{
  g_autofree char *plain = g_strdup_printf ("user=%s\001auth=Bearer %s\001\001", user, token);
  char *response = g_base64_encode ((const guchar *) plain, strlen (plain));

  memset (plain, 0, strlen (plain));
  return response;
}

/* --- DATA */

GBytes *
luukku_mail_stuff (GBytes *letter)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (letter, &size);
  GString *out = g_string_sized_new (size + 64);
  gsize length;

  for (gsize i = 0; i < size; i++) {
    if (data[i] == '.' && (i == 0 || data[i - 1] == '\n'))
      g_string_append_c (out, '.');
    g_string_append_c (out, data[i]);
  }
  if (size == 0 || data[size - 1] != '\n')
    g_string_append (out, "\r\n");
  g_string_append (out, ".\r\n");
  length = out->len;
  return g_bytes_new_take (g_string_free (out, FALSE), length);
}
