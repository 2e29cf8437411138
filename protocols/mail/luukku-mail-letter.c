/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-letter.c: one letter as values, by GMime. Pure.
 *
 * What is text and what is an attachment: text without a file name is read, in the plain form where there is
 * a choice; everything else is listed, whole letters inside a letter as well. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-letter.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/luukku-digest.h"
#include "base/luukku-text.h"
#include "mail/luukku-mail-text.h"
#include "mail/luukku-mail-thread.h"

#define DIGEST_DIGITS 16
#define MAX_HEADER 2000 /* bytes of a subject or a name that are kept */
/* GMime goes down a letter's parts by recursion; more of these words than so cannot be honest. */
#define MAX_STRUCTURE_WORDS 500

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeMessage, g_object_unref)

typedef struct {
  GString *text;
  GPtrArray *parts;  /* GMimeObject (ref): the attachments */
  GPtrArray *listed; /* LuukkuAttachment (owned) */
  GString *digests;  /* of the attachments, one a line */
  guint unlisted;
  char *bounced; /* (nullable) */
} Parts;

void
luukku_mail_letter_free (LuukkuMailLetter *self)
{
  if (self == NULL)
    return;
  g_free (self->message_id);
  g_ptr_array_unref (self->parents);
  g_free (self->from);
  g_free (self->from_name);
  g_free (self->answer_to);
  g_free (self->answer_name);
  g_free (self->to);
  g_free (self->to_name);
  g_free (self->subject);
  g_free (self->bounced);
  g_free (self->text);
  g_ptr_array_unref (self->attachments);
  g_free (self->digest);
  g_free (self);
}

/* --- GMime */

static GMimeParserOptions *
parser_options (void)
{
  static GMimeParserOptions *options;
  const char *charsets[] = { "utf-8", "windows-1252", NULL };

  if (options == NULL) {
    g_mime_init ();
    options = g_mime_parser_options_new ();
    g_mime_parser_options_set_fallback_charsets (options, charsets);
  }
  return options;
}

static gboolean
ends_with_word (const char *start, const char *end, const char *word)
{
  gsize length = strlen (word);

  return (gsize) (end - start) >= length && g_ascii_strncasecmp (end - length, word, length) == 0;
}

/* Counts what makes parts in parts: "boundary=", "multipart/", "message/", also with spaces, a number
 * ("boundary*0*=") or a comment between. Quick over base64. */
static guint
count_structure (const char *data, gsize size)
{
  static const char marks[] = "=/(";
  static const char *const words[] = { "boundary", "multipart", "message" };
  const char *end = data + size;
  guint count = 0;

  for (const char *mark = marks; *mark != '\0'; mark++) {
    for (const char *p = memchr (data, *mark, size); p != NULL;
         p = memchr (p + 1, *mark, (gsize) (end - p - 1))) {
      const char *last = p;

      while (last > data && p - last < 20 &&
             (g_ascii_isspace (last[-1]) || last[-1] == '*' || last[-1] == '0'))
        last--;
      for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        count += ends_with_word (data, last, words[i]) ? 1 : 0;
    }
  }
  return count;
}

static gsize
header_size (const char *data, gsize size)
{
  const char *one = g_strstr_len (data, (gssize) size, "\n\r\n");
  const char *other = g_strstr_len (data, (gssize) size, "\n\n");

  if (one == NULL || (other != NULL && other < one))
    return other != NULL ? (gsize) (other - data) + 2 : size;
  return (gsize) (one - data) + 3;
}

/* Returns: (transfer full) (nullable): NULL when GMime finds nothing. @ret_flat: only the header was read. */
static GMimeMessage *
read_message (GBytes *bytes, gboolean *ret_flat)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  GMimeParserOptions *options = parser_options ();
  GMimeStream *stream;
  GMimeParser *parser;
  GMimeMessage *message;

  *ret_flat = count_structure (data, size) > MAX_STRUCTURE_WORDS;
  stream = g_mime_stream_mem_new_with_buffer (data, *ret_flat ? header_size (data, size) : size);
  parser = g_mime_parser_new_with_stream (stream);
  message = g_mime_parser_construct_message (parser, options);
  g_object_unref (parser);
  g_object_unref (stream);
  return message;
}

/* Returns: (transfer full): the decoded bytes of a leaf, or a whole letter as it stands. */
static GBytes *
content_of (GMimeObject *object)
{
  GMimeStream *stream = g_mime_stream_mem_new ();
  GByteArray *array = g_byte_array_new ();
  GMimeDataWrapper *content = GMIME_IS_PART (object) ? g_mime_part_get_content (GMIME_PART (object)) : NULL;

  g_mime_stream_mem_set_byte_array (GMIME_STREAM_MEM (stream), array);
  if (content != NULL)
    g_mime_data_wrapper_write_to_stream (content, stream);
  else if (GMIME_IS_MESSAGE_PART (object) &&
           g_mime_message_part_get_message (GMIME_MESSAGE_PART (object)) != NULL)
    g_mime_object_write_to_stream (
        GMIME_OBJECT (g_mime_message_part_get_message (GMIME_MESSAGE_PART (object))), NULL, stream);
  g_object_unref (stream);
  return g_byte_array_free_to_bytes (array);
}

static char *
clean (const char *text)
{
  g_autofree char *valid = text != NULL ? luukku_text_make_valid (text, -1) : NULL;

  if (valid == NULL)
    return NULL;
  for (char *p = valid; *p != '\0'; p++) {
    if (g_ascii_iscntrl (*p))
      *p = ' ';
  }
  g_strstrip (valid);
  if (strlen (valid) > MAX_HEADER) {
    g_autofree char *cut = g_strndup (valid, MAX_HEADER);

    return luukku_text_make_valid (cut, -1);
  }
  return *valid != '\0' ? g_steal_pointer (&valid) : NULL;
}

/* --- parts */

static gboolean
is_type (GMimeObject *object, const char *type, const char *subtype)
{
  return g_mime_content_type_is_type (g_mime_object_get_content_type (object), type, subtype);
}

static const char *
file_name (GMimeObject *object)
{
  return GMIME_IS_PART (object) ? g_mime_part_get_filename (GMIME_PART (object)) : NULL;
}

/* Text that is to be read, not a file. */
static gboolean
is_text (GMimeObject *object)
{
  const char *disposition = g_mime_object_get_disposition (object);

  return GMIME_IS_PART (object) && file_name (object) == NULL &&
         (disposition == NULL || g_ascii_strcasecmp (disposition, "attachment") != 0) &&
         (is_type (object, "text", "plain") || is_type (object, "text", "html") ||
          is_type (object, "text", "enriched") || is_type (object, "text", "x-amp-html"));
}

static char *
text_of (GMimeObject *object)
{
  g_autoptr (GBytes) bytes = content_of (object);
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *format = g_mime_object_get_content_type_parameter (object, "format");
  const char *delsp = g_mime_object_get_content_type_parameter (object, "delsp");
  g_autofree char *text =
      luukku_mail_text_decode (size > 0 ? data : "", MIN (size, LUUKKU_MAIL_MAX_TEXT),
                               g_mime_object_get_content_type_parameter (object, "charset"));

  if (is_type (object, "text", "html"))
    return luukku_mail_text_from_html (text);
  if (format != NULL && g_ascii_strcasecmp (format, "flowed") == 0)
    return luukku_mail_text_unflow (text, delsp != NULL && g_ascii_strcasecmp (delsp, "yes") == 0);
  return g_steal_pointer (&text);
}

static void
add_text (Parts *self, GMimeObject *object)
{
  g_autofree char *text = text_of (object);
  g_autofree char *tidy = luukku_mail_text_tidy (text);

  if (*tidy == '\0' || self->text->len >= LUUKKU_MAIL_MAX_TEXT)
    return;
  if (self->text->len > 0)
    g_string_append (self->text, "\n\n");
  g_string_append (self->text, tidy);
}

static char *
name_of (GMimeObject *object)
{
  char *name = clean (file_name (object));
  GMimeMessage *inner =
      GMIME_IS_MESSAGE_PART (object) ? g_mime_message_part_get_message (GMIME_MESSAGE_PART (object)) : NULL;

  if (name == NULL && inner != NULL) {
    g_autofree char *subject = clean (g_mime_message_get_subject (inner));

    return g_strconcat (subject != NULL ? subject : "message", ".eml", NULL);
  }
  return name;
}

static void
add_file (Parts *self, GMimeObject *object)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = NULL;
  g_autofree char *type = NULL;
  g_autofree char *digest = NULL;

  if (self->listed->len >= LUUKKU_MAIL_MAX_PARTS) {
    self->unlisted++;
    return;
  }
  bytes = content_of (object);
  name = name_of (object);
  type = g_mime_content_type_get_mime_type (g_mime_object_get_content_type (object));
  g_ptr_array_add (self->listed, luukku_attachment_new (name, type, NULL, (gint64) g_bytes_get_size (bytes)));
  g_ptr_array_add (self->parts, g_object_ref (object));
  digest = luukku_digest_bytes (bytes);
  g_string_append_printf (self->digests, "%s\n", digest);
}

/* The letter that a report is about, whole or its header only. */
static void
note_bounced (Parts *self, GMimeObject *object)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GMimeMessage) message = NULL;
  gboolean flat = FALSE;

  if (self->bounced != NULL)
    return;
  if (GMIME_IS_MESSAGE_PART (object)) {
    GMimeMessage *inner = g_mime_message_part_get_message (GMIME_MESSAGE_PART (object));

    self->bounced = inner != NULL ? clean (g_mime_message_get_message_id (inner)) : NULL;
  } else if (is_type (object, "text", "rfc822-headers")) {
    bytes = content_of (object);
    message = read_message (bytes, &flat);
    self->bounced = message != NULL ? clean (g_mime_message_get_message_id (message)) : NULL;
  }
}

static void walk (Parts *self, GMimeObject *object, guint level, gboolean files_only);

/* Returns: which child of an alternative is read: the plain one unless it is empty, else the one with HTML.
 */
static int
choose_alternative (GMimeMultipart *multipart)
{
  int count = g_mime_multipart_get_count (multipart), other = -1;

  for (int i = 0; i < count; i++) {
    GMimeObject *child = g_mime_multipart_get_part (multipart, i);

    if (is_text (child) && is_type (child, "text", "plain")) {
      g_autofree char *text = text_of (child);

      if (*g_strstrip (text) != '\0')
        return i;
    } else if (is_text (child) || GMIME_IS_MULTIPART (child)) {
      other = i;
    }
  }
  return other >= 0 ? other : count - 1;
}

static void
walk_multipart (Parts *self, GMimeMultipart *multipart, guint level, gboolean files_only)
{
  int count = g_mime_multipart_get_count (multipart);
  gboolean alternative = is_type (GMIME_OBJECT (multipart), "multipart", "alternative");
  int chosen = alternative ? choose_alternative (multipart) : -1;

  for (int i = 0; i < count; i++)
    walk (self, g_mime_multipart_get_part (multipart, i), level + 1,
          files_only || (alternative && i != chosen));
  if (count == 0 && !files_only && g_mime_multipart_get_prologue (multipart) != NULL) {
    const char *prologue =
        g_mime_multipart_get_prologue (multipart); /* its boundary is wrong: the words stay */
    g_autofree char *text = luukku_mail_text_decode (prologue, strlen (prologue), NULL);
    g_autofree char *tidy = luukku_mail_text_tidy (text);

    g_string_append (self->text, tidy);
  }
}

static void
walk (Parts *self, GMimeObject *object, guint level, gboolean files_only)
{
  if (object == NULL)
    return;
  if (GMIME_IS_MULTIPART (object) && level < LUUKKU_MAIL_MAX_LEVELS) {
    walk_multipart (self, GMIME_MULTIPART (object), level, files_only);
    return;
  }
  if (is_text (object)) {
    if (!files_only)
      add_text (self, object);
    return;
  }
  note_bounced (self, object);
  add_file (self, object);
}

static void
parts_clear (Parts *self)
{
  g_string_free (self->text, TRUE);
  g_string_free (self->digests, TRUE);
  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->listed);
  g_free (self->bounced);
}

static void
parts_read (Parts *self, GMimeMessage *message)
{
  self->text = g_string_new (NULL);
  self->digests = g_string_new (NULL);
  self->parts = g_ptr_array_new_with_free_func (g_object_unref);
  self->listed = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  if (message != NULL)
    walk (self, g_mime_message_get_mime_part (message), 0, FALSE);
}

/* --- the header */

/* The first person of a list, groups included. */
static InternetAddressMailbox *
first_mailbox (InternetAddressList *list, guint depth)
{
  int count = list != NULL ? internet_address_list_length (list) : 0;

  for (int i = 0; i < count; i++) {
    InternetAddress *address = internet_address_list_get_address (list, i);
    InternetAddressMailbox *inner;

    if (INTERNET_ADDRESS_IS_MAILBOX (address) &&
        luukku_mail_is_address (internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (address))))
      return INTERNET_ADDRESS_MAILBOX (address);
    if (!INTERNET_ADDRESS_IS_GROUP (address) || depth > 3)
      continue;
    inner = first_mailbox (internet_address_group_get_members (INTERNET_ADDRESS_GROUP (address)), depth + 1);
    if (inner != NULL)
      return inner;
  }
  return NULL;
}

static void
take_person (InternetAddressList *list, char **ret_address, char **ret_name)
{
  InternetAddressMailbox *person = first_mailbox (list, 0);

  if (person == NULL)
    return;
  *ret_address = luukku_mail_fold_address (internet_address_mailbox_get_addr (person));
  *ret_name = clean (internet_address_get_name (INTERNET_ADDRESS (person)));
}

static gboolean
header_is (GMimeObject *message, const char *name, const char *value)
{
  const char *text = g_mime_object_get_header (message, name);

  return text != NULL && g_ascii_strncasecmp (text, value, strlen (value)) == 0;
}

static gboolean
has_header (GMimeObject *message, const char *name)
{
  return g_mime_object_get_header (message, name) != NULL;
}

static LuukkuMailSort
sort_of (GMimeMessage *message, const char *from)
{
  GMimeObject *object = GMIME_OBJECT (message);
  GMimeObject *root = g_mime_message_get_mime_part (message);
  g_autofree char *path = g_strdup (g_mime_object_get_header (object, "Return-Path"));

  if (root != NULL && is_type (root, "multipart", "report")) {
    const char *type = g_mime_object_get_content_type_parameter (root, "report-type");

    return type != NULL && g_ascii_strcasecmp (type, "delivery-status") == 0 ? LUUKKU_MAIL_BOUNCE
                                                                             : LUUKKU_MAIL_AUTO;
  }
  if (from != NULL && g_str_has_prefix (from, "mailer-daemon@"))
    return LUUKKU_MAIL_BOUNCE;
  if (has_header (object, "Auto-Submitted") && !header_is (object, "Auto-Submitted", "no"))
    return LUUKKU_MAIL_AUTO;
  if (has_header (object, "X-Autoreply") || has_header (object, "X-Autorespond") ||
      header_is (object, "Precedence", "auto_reply"))
    return LUUKKU_MAIL_AUTO;
  if (has_header (object, "List-Id") || has_header (object, "List-Post") ||
      header_is (object, "Precedence", "list"))
    return LUUKKU_MAIL_LIST;
  if (header_is (object, "Precedence", "bulk") || header_is (object, "Precedence", "junk"))
    return LUUKKU_MAIL_BULK;
  return path != NULL && g_str_equal (g_strstrip (path), "<>") ? LUUKKU_MAIL_BOUNCE : LUUKKU_MAIL_PERSONAL;
}

static gboolean
has_id (GPtrArray *ids, const char *id)
{
  for (guint i = 0; i < ids->len; i++) {
    if (g_str_equal (g_ptr_array_index (ids, i), id))
      return TRUE;
  }
  return FALSE;
}

static GPtrArray *
read_parents (GMimeObject *message)
{
  GPtrArray *parents = luukku_mail_ids_parse (g_mime_object_get_header (message, "References"));
  g_autoptr (GPtrArray) answered = luukku_mail_ids_parse (g_mime_object_get_header (message, "In-Reply-To"));

  for (guint i = 0; i < answered->len; i++) {
    if (!has_id (parents, g_ptr_array_index (answered, i)))
      g_ptr_array_add (parents, g_strdup (g_ptr_array_index (answered, i)));
  }
  return parents;
}

static void
read_header (LuukkuMailLetter *self, GMimeMessage *message)
{
  GMimeObject *object = GMIME_OBJECT (message);
  const char *id = g_mime_object_get_header (object, "Message-Id");
  GDateTime *date = g_mime_message_get_date (message);
  g_autoptr (GPtrArray) ids = luukku_mail_ids_parse (id);

  if (ids->len > 0)
    self->message_id = g_strdup (g_ptr_array_index (ids, 0));
  g_ptr_array_unref (self->parents);
  self->parents = read_parents (object);
  take_person (g_mime_message_get_from (message), &self->from, &self->from_name);
  take_person (g_mime_message_get_reply_to (message), &self->answer_to, &self->answer_name);
  take_person (g_mime_message_get_to (message), &self->to, &self->to_name);
  if (self->answer_to == NULL || g_strcmp0 (self->answer_to, self->from) == 0) {
    g_free (self->answer_to);
    g_free (self->answer_name);
    self->answer_to = g_strdup (self->from);
    self->answer_name = g_strdup (self->from_name);
  }
  self->subject = clean (g_mime_message_get_subject (message));
  if (date != NULL)
    self->date = g_date_time_to_unix (date) * G_TIME_SPAN_SECOND;
  self->sort = sort_of (message, self->from);
}

/* --- the letter */

static char *
make_digest (const LuukkuMailLetter *self, const Parts *parts, GBytes *bytes)
{
  g_autoptr (GString) all = g_string_new (NULL);
  char *digest;

  g_string_append_printf (all, "%s\n%" G_GINT64_FORMAT "\n%s\n%s\n", self->from != NULL ? self->from : "",
                          self->date, self->subject != NULL ? self->subject : "", self->text);
  g_string_append (all, parts->digests->str);
  if (self->message_id == NULL && self->date == 0) { /* nothing else tells two of them apart */
    g_autofree char *whole = luukku_digest_bytes (bytes);

    g_string_append (all, whole);
  }
  digest = luukku_digest_text (all->str);
  digest[DIGEST_DIGITS] = '\0';
  return digest;
}

/* What is not MIME as it should be: the body as it stands. */
static void
take_flat (Parts *parts, GBytes *bytes)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  gsize from = header_size (data, size);
  g_autofree char *text = NULL;
  g_autofree char *tidy = NULL;

  if (from == size)
    from = 0;
  text = luukku_mail_text_decode (data + from, MIN (size - from, LUUKKU_MAIL_MAX_TEXT), NULL);
  tidy = luukku_mail_text_tidy (text);
  g_string_assign (parts->text, tidy);
}

LuukkuMailLetter *
luukku_mail_letter_parse (GBytes *bytes)
{
  LuukkuMailLetter *self = g_new0 (LuukkuMailLetter, 1);
  g_autoptr (GMimeMessage) message = NULL;
  gboolean flat = FALSE;
  Parts parts = { 0 };

  self->parents = g_ptr_array_new_with_free_func (g_free);
  if (g_bytes_get_size (bytes) > 0)
    message = read_message (bytes, &flat);
  if (message != NULL)
    read_header (self, message);
  parts_read (&parts, flat ? NULL : message);
  if (g_bytes_get_size (bytes) > 0 && (flat || message == NULL))
    take_flat (&parts, bytes);
  self->bounced = g_strdup (parts.bounced);
  if (parts.text->len > LUUKKU_MAIL_MAX_TEXT) {
    g_string_truncate (parts.text, LUUKKU_MAIL_MAX_TEXT);
    self->text = luukku_text_make_valid (parts.text->str, -1);
  } else {
    self->text = g_strdup (parts.text->str);
  }
  self->unlisted = parts.unlisted;
  self->digest = make_digest (self, &parts, bytes);
  self->attachments = g_ptr_array_ref (parts.listed);
  parts_clear (&parts);
  return self;
}

GBytes *
luukku_mail_letter_get_part (GBytes *bytes, guint n)
{
  g_autoptr (GMimeMessage) message = NULL;
  gboolean flat = FALSE;
  Parts parts = { 0 };
  GBytes *content = NULL;

  if (g_bytes_get_size (bytes) > 0)
    message = read_message (bytes, &flat);
  parts_read (&parts, flat ? NULL : message);
  if (n < parts.parts->len)
    content = content_of (g_ptr_array_index (parts.parts, n));
  parts_clear (&parts);
  return content;
}

char *
luukku_mail_letter_id (const LuukkuMailLetter *self)
{
  return g_strconcat (self->message_id != NULL ? self->message_id : "", "#", self->digest, NULL);
}

char *
luukku_mail_letter_message_id_of (const char *id)
{
  const char *mark = strrchr (id, '#');

  return mark != NULL ? g_strndup (id, (gsize) (mark - id)) : g_strdup (id);
}
