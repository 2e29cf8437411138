/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-mail-imap.c: what IMAP and SMTP servers say, in whole and in pieces, good and hostile, and what it
 * means. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-error.h"
#include "mail/luukku-mail-imap-parse.h"
#include "mail/luukku-mail-smtp.h"

#include <string.h>

#include "base/luukku-error.h"

#define MAX_LITERAL 1000

static LuukkuMailReader *
reader_with (const char *text)
{
  LuukkuMailReader *reader = luukku_mail_reader_new (MAX_LITERAL);

  luukku_mail_reader_push (reader, (const guint8 *) text, strlen (text));
  return reader;
}

static LuukkuMailResponse *
read_one (const char *text)
{
  g_autoptr (LuukkuMailReader) reader = reader_with (text);
  g_autoptr (GError) error = NULL;
  LuukkuMailResponse *response = luukku_mail_reader_next (reader, &error);

  g_assert_no_error (error);
  g_assert_nonnull (response);
  return response;
}

static const char fetch[] =
    "* 12 FETCH (FLAGS (\\Seen $x) UID 4 RFC822.SIZE 44 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" "
    "BODY[HEADER.FIELDS (DATE)] {6}\r\na)(\"\r\n BODY[]<0> \"q\\\"uo\\\\ted\" X NIL)\r\n";

static void
assert_fetch (const LuukkuMailResponse *response)
{
  g_autofree char *body = luukku_mail_value_text (luukku_mail_response_fetched (response, "BODY[]<"));
  g_autofree char *first = luukku_mail_value_text (luukku_mail_response_fetched (response, "BODY["));
  g_autofree char *date = luukku_mail_value_text (luukku_mail_response_fetched (response, "INTERNALDATE"));

  g_assert_true (luukku_mail_response_is (response, 1, "fetch"));
  g_assert_cmpuint (luukku_mail_value_number (luukku_mail_response_fetched (response, "UID"), NULL), ==, 4);
  g_assert_cmpstr (first, ==, "a)(\"\r\n");
  g_assert_null (body); /* ends with '<': no section */
  g_assert_cmpint (luukku_mail_parse_internal_date (date), ==,
                   G_GINT64_CONSTANT (837596665) * G_TIME_SPAN_SECOND);
  g_assert_null (luukku_mail_value_text (luukku_mail_response_fetched (response, "X")));
}

static void
test_fetch (void)
{
  g_autoptr (LuukkuMailResponse) response = read_one (fetch);

  assert_fetch (response);
}

/* Byte by byte it is the same. */
static void
test_pieces (void)
{
  g_autoptr (LuukkuMailReader) reader = luukku_mail_reader_new (MAX_LITERAL);
  g_autoptr (LuukkuMailResponse) response = NULL;

  for (gsize i = 0; i < strlen (fetch); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (response);
    luukku_mail_reader_push (reader, (const guint8 *) fetch + i, 1);
    response = luukku_mail_reader_next (reader, &error);
    g_assert_no_error (error);
  }
  g_assert_nonnull (response);
  assert_fetch (response);
  g_assert_cmpuint (luukku_mail_reader_pending (reader), ==, 0);
}

static void
test_status (void)
{
  g_autoptr (LuukkuMailResponse) code = read_one ("a7 NO [UIDVALIDITY 38 x] go \"away\" (now\r\n");
  g_autoptr (LuukkuMailResponse) plain = read_one ("* BYE\r\n");
  g_autoptr (LuukkuMailResponse) more = read_one ("+ \r\n");
  g_autoptr (LuukkuMailResponse) empty = read_one ("* SEARCH\r\n");

  g_assert_cmpstr (code->tag, ==, "a7");
  g_assert_cmpstr (code->code, ==, "UIDVALIDITY");
  g_assert_cmpstr (code->argument, ==, "38 x");
  g_assert_cmpstr (code->text, ==, "go \"away\" (now");
  g_assert_true (luukku_mail_response_is (plain, 0, "BYE"));
  g_assert_null (plain->code);
  g_assert_cmpstr (more->tag, ==, "+");
  g_assert_cmpuint (empty->values->len, ==, 1);
}

static const struct {
  const char *text;
  LuukkuError code;
} bad[] = {
  { "HTTP/1.1 200 OK\n", LUUKKU_ERROR_INVALID_DATA },
  { "\r\n", LUUKKU_ERROR_INVALID_DATA },
  { "*\r\n", LUUKKU_ERROR_INVALID_DATA },
  { "* 1 FETCH (UID 1\r\n", LUUKKU_ERROR_INVALID_DATA },
  { "* 1 FETCH UID 1)\r\n", LUUKKU_ERROR_INVALID_DATA },
  { "* X \"open\r\n", LUUKKU_ERROR_INVALID_DATA },
  { "* X {x}\r\n)\r\n", LUUKKU_ERROR_INVALID_DATA },
  { "* X {1001}\r\n", LUUKKU_ERROR_TOO_LARGE },
  { "* X {9999999999}\r\n", LUUKKU_ERROR_TOO_LARGE },
  { "* X {600}\r\n", LUUKKU_ERROR_FAILED }, /* more is needed */
  { "* X ((((((((((((((((((((((((((((((((((((((((((\r\n", LUUKKU_ERROR_TOO_LARGE },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (LuukkuMailReader) reader = reader_with (bad[i].text);
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", bad[i].text);
    g_assert_null (luukku_mail_reader_next (reader, &error));
    if (bad[i].code == LUUKKU_ERROR_FAILED)
      g_assert_no_error (error);
    else
      g_assert_error (error, LUUKKU_ERROR, (int) bad[i].code);
  }
}

static void
test_endless_line (void)
{
  g_autoptr (LuukkuMailReader) reader = luukku_mail_reader_new (MAX_LITERAL);
  g_autofree char *piece = g_strnfill (65536, 'x');
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i <= LUUKKU_MAIL_MAX_LINES / 65536 && error == NULL; i++) {
    luukku_mail_reader_push (reader, (const guint8 *) piece, 65536);
    g_assert_null (luukku_mail_reader_next (reader, &error));
  }
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_TOO_LARGE);
}

/* --- parts of commands */

static void
test_commands (void)
{
  static const struct {
    const char *name, *encoded;
  } folders[] = {
    { "INBOX", "INBOX" },
    { "Lähetetyt", "L&AOQ-hetetyt" },
    { "~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-" }, /* RFC 3501 section 5.1.3 */
    { "A & B", "A &- B" },
  };
  g_autofree char *quoted = luukku_mail_quote ("a\"b\\c");
  g_autofree char *refused = luukku_mail_quote ("a\r\nb DELETE INBOX");
  g_autofree char *day = luukku_mail_search_day (G_GINT64_CONSTANT (837596665) * G_TIME_SPAN_SECOND);

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++) {
    g_autofree char *encoded = luukku_mail_folder_encode (folders[i].name);

    g_assert_cmpstr (encoded, ==, folders[i].encoded);
  }
  g_assert_cmpstr (quoted, ==, "\"a\\\"b\\\\c\"");
  g_assert_cmpstr (refused, ==, "\"\"");
  g_assert_cmpstr (day, ==, "16-Jul-1996");
  g_assert_cmpint (luukku_mail_parse_internal_date (" 7-Jul-1996 02:44:25 +0000"), !=, 0);
  g_assert_cmpint (luukku_mail_parse_internal_date ("17-Jux-1996 02:44:25 -0700"), ==, 0);
  g_assert_cmpint (luukku_mail_parse_internal_date ("99-Jul-1996 02:44:25 -0700"), ==, 0);
  g_assert_cmpint (luukku_mail_parse_internal_date (NULL), ==, 0);
}

/* --- SMTP */

static void
test_reply (void)
{
  g_autoptr (GByteArray) buffer = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuMailReply) hello = NULL, refused = NULL;
  static const char text[] = "250-mx.example\r\n250-SIZE 1000\r\n250-AUTH=PLAIN LOGIN\r\n250 STARTTLS\r\n"
                             "550 5.1.1 no such user\r\n25";

  g_byte_array_append (buffer, (const guint8 *) text, sizeof text - 1);
  hello = luukku_mail_reply_take (buffer, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hello->code, ==, 250);
  g_assert_true (luukku_mail_reply_offers (hello, "auth", "plain"));
  g_assert_false (luukku_mail_reply_offers (hello, "AUTH", "XOAUTH2"));
  g_assert_true (luukku_mail_reply_offers (hello, "STARTTLS", NULL));
  g_assert_false (luukku_mail_reply_offers (hello, "mx.example", NULL)); /* the greeting is no keyword */
  refused = luukku_mail_reply_take (buffer, &error);
  g_assert_cmpuint (refused->code, ==, 550);
  g_assert_cmpstr (refused->enhanced, ==, "5.1.1");
  g_assert_null (luukku_mail_reply_take (buffer, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (buffer->len, ==, 2);
}

static void
test_reply_bad (void)
{
  static const char *const texts[] = { "HTTP/1.1 400\r\n", "999 x\r\n", "250-a\r\n550 b\r\n", "25\r\n",
                                       "250x\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GByteArray) buffer = g_byte_array_new ();
    g_autoptr (GError) error = NULL;

    g_byte_array_append (buffer, (const guint8 *) texts[i], (guint) strlen (texts[i]));
    g_assert_null (luukku_mail_reply_take (buffer, &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_DATA);
  }
}

/* --- faults */

static const struct {
  const char *response;
  gboolean signing_in;
  LuukkuFaultKind kind;
  gboolean retryable, reauth;
} imap_faults[] = {
  { "a1 NO [AUTHENTICATIONFAILED] x\r\n", TRUE, LUUKKU_FAULT_AUTH, FALSE, TRUE },
  { "a1 NO no\r\n", TRUE, LUUKKU_FAULT_AUTH, FALSE, TRUE },
  { "a1 NO [UNAVAILABLE] x\r\n", TRUE, LUUKKU_FAULT_SERVER, TRUE, FALSE },
  { "a1 NO [ALERT] Too many simultaneous connections\r\n", TRUE, LUUKKU_FAULT_THROTTLED, TRUE, FALSE },
  { "a1 NO [PRIVACYREQUIRED] x\r\n", TRUE, LUUKKU_FAULT_SETTINGS, FALSE, FALSE },
  { "a1 NO [NONEXISTENT] x\r\n", FALSE, LUUKKU_FAULT_SETTINGS, FALSE, FALSE },
  { "a1 NO Mailbox doesn't exist: X\r\n", FALSE, LUUKKU_FAULT_SETTINGS, FALSE, FALSE },
  { "a1 NO [NOPERM] x\r\n", FALSE, LUUKKU_FAULT_PERMISSION, FALSE, FALSE },
  { "a1 NO [SERVERBUG] x\r\n", FALSE, LUUKKU_FAULT_SERVER, TRUE, FALSE },
  { "a1 BAD x\r\n", FALSE, LUUKKU_FAULT_BAD_REQUEST, FALSE, FALSE },
  { "* BYE idle too long\r\n", FALSE, LUUKKU_FAULT_SERVER, TRUE, FALSE },
};

static void
test_imap_faults (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (imap_faults); i++) {
    g_autoptr (LuukkuMailResponse) response = read_one (imap_faults[i].response);
    g_autoptr (GError) error = NULL;

    luukku_mail_set_imap_fault (response, imap_faults[i].signing_in, &error);
    g_test_message ("%s", imap_faults[i].response);
    g_assert_error (error, LUUKKU_FAULT, (int) imap_faults[i].kind);
    g_assert_true (luukku_fault_get_info (error)->retryable == imap_faults[i].retryable);
    g_assert_true (luukku_fault_get_info (error)->needs_reauth == imap_faults[i].reauth);
    g_assert_null (strstr (error->message, "%s"));
    g_assert_true (g_str_has_suffix (error->message, "."));
  }
}

static const struct {
  LuukkuMailSmtpStep step;
  guint code;
  const char *enhanced;
  LuukkuFaultKind kind;
} smtp_faults[] = {
  { LUUKKU_MAIL_SMTP_HELLO, 421, NULL, LUUKKU_FAULT_SERVER },
  { LUUKKU_MAIL_SMTP_HELLO, 554, NULL, LUUKKU_FAULT_PERMISSION },
  { LUUKKU_MAIL_SMTP_AUTH, 535, "5.7.8", LUUKKU_FAULT_AUTH },
  { LUUKKU_MAIL_SMTP_AUTH, 454, "4.7.0", LUUKKU_FAULT_SERVER },
  { LUUKKU_MAIL_SMTP_FROM, 553, "5.7.1", LUUKKU_FAULT_PERMISSION },
  { LUUKKU_MAIL_SMTP_FROM, 552, "5.3.4", LUUKKU_FAULT_TOO_LONG },
  { LUUKKU_MAIL_SMTP_TO, 550, "5.1.1", LUUKKU_FAULT_RECIPIENT },
  { LUUKKU_MAIL_SMTP_TO, 450, NULL, LUUKKU_FAULT_SERVER },
  { LUUKKU_MAIL_SMTP_END, 451, "4.7.0", LUUKKU_FAULT_THROTTLED },
  { LUUKKU_MAIL_SMTP_END, 554, "5.6.0", LUUKKU_FAULT_BAD_REQUEST },
};

static void
test_smtp_faults (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (smtp_faults); i++) {
    g_autoptr (GError) error = NULL;

    luukku_mail_set_smtp_fault (smtp_faults[i].step, smtp_faults[i].code, smtp_faults[i].enhanced, &error);
    g_test_message ("%u", smtp_faults[i].code);
    g_assert_error (error, LUUKKU_FAULT, (int) smtp_faults[i].kind);
    g_assert_true (luukku_fault_get_info (error)->retryable == (smtp_faults[i].code < 500));
    g_assert_false (luukku_fault_get_info (error)->ambiguous_send); /* an answer is clear */
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/mail-imap/fetch", test_fetch);
  g_test_add_func ("/net/mail-imap/pieces", test_pieces);
  g_test_add_func ("/net/mail-imap/status", test_status);
  g_test_add_func ("/net/mail-imap/bad", test_bad);
  g_test_add_func ("/net/mail-imap/endless-line", test_endless_line);
  g_test_add_func ("/net/mail-imap/commands", test_commands);
  g_test_add_func ("/net/mail-imap/faults", test_imap_faults);
  g_test_add_func ("/net/mail-smtp/reply", test_reply);
  g_test_add_func ("/net/mail-smtp/reply-bad", test_reply_bad);
  g_test_add_func ("/net/mail-smtp/faults", test_smtp_faults);
  return g_test_run ();
}
