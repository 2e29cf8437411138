/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-mail-letter.c: letters as they come: charsets, HTML, quotations, threads, what nobody should answer,
 * and our own letters. Everything here is pure. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-compose.h"
#include "mail/luukku-mail-deliver.h"
#include "mail/luukku-mail-letter.h"
#include "mail/luukku-mail-text.h"
#include "mail/luukku-mail-thread.h"

#include <string.h>

#define OWN "kirjaamo@kuopio.example"
#define RESIDENT "maija@resident.example"

static GBytes *
read_data (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "mail", name, NULL);
  g_autoptr (GError) error = NULL;
  char *data = NULL;
  gsize size = 0;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}

static LuukkuMailLetter *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return luukku_mail_letter_parse (bytes);
}

/* --- texts */

static void
test_text (gconstpointer data)
{
  g_autofree char *letter_name = g_strconcat (data, ".eml", NULL);
  g_autofree char *text_name = g_strconcat (data, ".txt", NULL);
  g_autoptr (GBytes) bytes = read_data (letter_name);
  g_autoptr (GBytes) expected = read_data (text_name);
  g_autoptr (LuukkuMailLetter) letter = luukku_mail_letter_parse (bytes);
  g_autofree char *ended = g_strconcat (letter->text, "\n", NULL);
  g_autofree char *wanted = g_strndup (g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));

  g_assert_cmpstr (ended, ==, wanted);
}

/* As many levels as a letter may claim; GMime goes down by recursion. */
static void
test_nested (void)
{
  g_autoptr (GBytes) bytes = read_data ("nested.eml");
  g_autoptr (LuukkuMailLetter) letter = luukku_mail_letter_parse (bytes);

  g_assert_cmpstr (letter->from, ==, RESIDENT);
  g_assert_nonnull (strstr (letter->text, "bottom"));
}

/* Nothing that is typed in HTML takes longer than its length allows. */
static void
test_html_hostile (void)
{
  static const char *const pieces[] = { "<a ", "<!--",         "<a href=\"", "<a <a '",
                                        "&#",  "<blockquote>", "<p>",        "<script>" };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++) {
    g_autoptr (GString) html = g_string_new (NULL);
    g_autofree char *text = NULL;

    while (html->len < 300000)
      g_string_append (html, pieces[i]);
    g_string_append (html, "END");
    text = luukku_mail_text_from_html (html->str);
    g_test_message ("%s", pieces[i]);
    g_assert_nonnull (strstr (text, "END"));
    g_assert_cmpuint (strlen (text), <, 3 * html->len);
  }
}

static const struct {
  const char *name, *text, *folded;
} folds[] = {
  { "nothing", "Hei.\n\nKiitos.", "Hei.\n\nKiitos." },
  { "bottom", "Kiitos!\n\nPe 20.11.2026 klo 9.14 Kirjaamo kirjoitti:\n> Hei\n> Valo korjataan.",
    "Kiitos!\n\n> […]" },
  { "bottom-two-line-attribution",
    "Tack!\n\nDen fre 20 nov. 2026 kl 09:14\nskrev Kuopio <k@kuopio.example>:\n> Hej", "Tack!\n\n> […]" },
  { "top", "Pe 20.11. Kirjaamo kirjoitti:\n> Valo korjataan.\n\nKoska?", "Koska?\n> […]" },
  { "between", "> Missä?\nTie 1.\n> Milloin?\nEilen.", "> Missä?\nTie 1.\n> Milloin?\nEilen." },
  { "only-quotation", "> Uhkaus lainattuna.", "> Uhkaus lainattuna." },
  { "outlook", "Kiitos.\n\n________________________________\nFrom: Kirjaamo\nSent: perjantai\n\nVanha kirje",
    "Kiitos.\n\n> […]" },
  { "original-message", "Kiitos.\n-----Alkuperäinen viesti-----\nLähettäjä: Kirjaamo\nVanha",
    "Kiitos.\n> […]" },
  { "ornament", "Yksi\n________________________________\nKaksi",
    "Yksi\n________________________________\nKaksi" },
};

static void
test_fold (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (folds); i++) {
    guint count = 0;
    g_autofree char *folded = luukku_mail_text_fold (folds[i].text, &count);

    g_test_message ("%s", folds[i].name);
    g_assert_cmpstr (folded, ==, folds[i].folded);
    g_assert_true ((count > 0) == !g_str_equal (folds[i].text, folds[i].folded));
  }
}

/* --- what nobody should answer */

static const struct {
  const char *header;
  LuukkuMailSort sort;
} sorts[] = {
  { "X-Mailer: x", LUUKKU_MAIL_PERSONAL },
  { "Auto-Submitted: no", LUUKKU_MAIL_PERSONAL },
  { "Auto-Submitted: auto-replied", LUUKKU_MAIL_AUTO },
  { "auto-submitted: auto-generated; owner=x", LUUKKU_MAIL_AUTO },
  { "X-Autoreply: yes", LUUKKU_MAIL_AUTO },
  { "Precedence: auto_reply", LUUKKU_MAIL_AUTO },
  { "Precedence: Bulk", LUUKKU_MAIL_BULK },
  { "Precedence: list", LUUKKU_MAIL_LIST },
  { "List-Id: <news.example>", LUUKKU_MAIL_LIST },
  { "List-Post: NO", LUUKKU_MAIL_LIST },
  { "Return-Path: <>", LUUKKU_MAIL_BOUNCE },
  { "Return-Path: <maija@resident.example>", LUUKKU_MAIL_PERSONAL },
  { "Content-Type: multipart/report; report-type=delivery-status; boundary=b", LUUKKU_MAIL_BOUNCE },
  { "Content-Type: multipart/report; report-type=disposition-notification; boundary=b", LUUKKU_MAIL_AUTO },
};

static void
test_sorts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++) {
    g_autofree char *text = g_strdup_printf (
        "From: " RESIDENT "\r\nMessage-ID: <1@r>\r\n%s\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n", sorts[i].header);
    g_autoptr (LuukkuMailLetter) letter = parse (text);

    g_test_message ("%s", sorts[i].header);
    g_assert_cmpint (letter->sort, ==, sorts[i].sort);
  }
}

/* --- conversations */

static const LuukkuMailPlace inbox = { "mail:" OWN,      OWN, LUUKKU_MAIL_INBOX, 7, 11, 1795170600000000,
                                       1795170700000000, 0 };
static const LuukkuMailPlace sent = { "mail:" OWN,      OWN, LUUKKU_MAIL_SENT, 7, 11, 1795170600000000,
                                      1795170700000000, 0 };

static LuukkuMessage *
deliver (const char *text, const LuukkuMailPlace *place, LuukkuThread **ret_thread)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (LuukkuMailLetter) letter = luukku_mail_letter_parse (bytes);

  return luukku_mail_deliver (letter, bytes, place, ret_thread);
}

/* Returns: (transfer full): the conversation of a letter with @header. */
static char *
conversation_of (const char *from, const char *header)
{
  g_autofree char *text =
      g_strdup_printf ("From: %s\r\nSubject: Re: Valo\r\nMessage-ID: <x@r>\r\n%s\r\n\r\nHei", from, header);
  g_autoptr (LuukkuThread) thread = NULL;
  g_autoptr (LuukkuMessage) message = deliver (text, &inbox, &thread);

  return g_strdup (luukku_message_get_conversation_id (message));
}

static void
test_threads (void)
{
  g_autofree char *root = luukku_mail_conversation_id ("root@r", RESIDENT);
  g_autofree char *own = luukku_mail_own_id ("key", root, RESIDENT, OWN);
  g_autofree char *only_ours = g_strdup_printf ("In-Reply-To: <%s>", own);
  g_autofree char *by_references = conversation_of (RESIDENT, "References: <root@r> <two@r>");
  g_autofree char *by_answer = conversation_of (RESIDENT, "In-Reply-To: <root@r>");
  g_autofree char *by_ours = conversation_of ("Maija <MAIJA@resident.example>", only_ours);
  g_autofree char *stranger = conversation_of ("eve@evil.example", "References: <root@r> <two@r>");
  g_autofree char *stranger_ours = conversation_of ("eve@evil.example", only_ours);
  g_autofree char *other = conversation_of (RESIDENT, "X-Nothing: x");

  g_assert_cmpstr (by_references, ==, root);
  g_assert_cmpstr (by_answer, ==, root);
  g_assert_cmpstr (by_ours, ==, root);
  g_assert_cmpstr (stranger, !=, root);
  g_assert_cmpstr (stranger_ours, !=, root);
  g_assert_cmpstr (other, !=, root);
  g_assert_true (luukku_mail_is_own_id (own, OWN));
  g_assert_false (luukku_mail_is_own_id (own, "x@elsewhere.example"));
}

static void
test_deliver (void)
{
  g_autoptr (LuukkuThread) thread = NULL;
  g_autoptr (LuukkuMessage) message = deliver (
      "From: =?utf-8?q?Matti_M=C3=B6?= <matti@r.example>\r\nReply-To: office@r.example\r\n"
      "Subject: VS: Re: Valo\r\nMessage-ID: <1@r>\r\nDate: Fri, 20 Nov 2026 10:00:00 +0200\r\n\r\nPimeä.\r\n",
      &inbox, &thread);

  g_assert_cmpstr (luukku_message_get_text (message), ==,
                   "VS: Re: Valo\n\nPimeä."); /* the first of its thread */
  g_assert_cmpstr (luukku_message_get_author_id (message), ==, "matti@r.example");
  g_assert_cmpstr (luukku_message_get_author_name (message), ==, "Matti Mö");
  g_assert_cmpint (luukku_message_get_sent_at (message), ==, inbox.received_at);
  g_assert_true (g_str_has_prefix (luukku_message_get_platform_id (message), "1@r#"));
  g_assert_cmpstr (thread->resident_id, ==, "office@r.example"); /* who gets the answer is said */
  g_assert_cmpstr (thread->resident_name, ==, "Matti Mö → office@r.example");
  g_assert_cmpstr (thread->title, ==, "Valo");
  g_assert_true (thread->can_reply);
  g_assert_cmpint (thread->window_from, ==, G_MAXINT64);
}

/* Somebody else's letter under the same name is not a later version of the first one. */
static void
test_ids (void)
{
  const char *letter =
      "From: a@r.example\r\nMessage-ID: <1@r>\r\nDate: Fri, 20 Nov 2026 10:00:00 +0200\r\n\r\nOne\r\n";
  const char *again = "Received: by x\r\nFrom: a@r.example\r\nMessage-ID: <1@r>\r\n"
                      "Date: Fri, 20 Nov 2026 10:00:00 +0200\r\n\r\nOne\r\n";
  const char *forged =
      "From: b@r.example\r\nMessage-ID: <1@r>\r\nDate: Fri, 20 Nov 2026 10:00:00 +0200\r\n\r\nTwo\r\n";
  g_autoptr (LuukkuMailLetter) one = parse (letter), two = parse (again), three = parse (forged);
  g_autofree char *first = luukku_mail_letter_id (one);
  g_autofree char *second = luukku_mail_letter_id (two);
  g_autofree char *third = luukku_mail_letter_id (three);
  g_autofree char *name = luukku_mail_letter_message_id_of (first);

  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (first, !=, third);
  g_assert_cmpstr (name, ==, "1@r");
}

/* The town's address in From counts among the sent letters only. */
static void
test_own_address_forged (void)
{
  const char *letter =
      "From: " OWN "\r\nTo: " RESIDENT "\r\nMessage-ID: <f@r>\r\nReferences: <root@r>\r\n\r\nHei\r\n";
  g_autoptr (LuukkuThread) thread = NULL, sent_thread = NULL;
  g_autoptr (LuukkuMessage) message = deliver (letter, &inbox, &thread);
  g_autoptr (LuukkuMessage) true_one = deliver (letter, &sent, &sent_thread);
  g_autofree char *root = luukku_mail_conversation_id ("root@r", RESIDENT);

  g_assert_cmpint (luukku_message_get_direction (message), ==, LUUKKU_DIRECTION_IN);
  g_assert_cmpint (luukku_message_get_direction (true_one), ==, LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpstr (luukku_message_get_conversation_id (true_one), ==, root);
}

/* A report about a letter of ours stands in the conversation of that letter, and changes nothing about it. */
static void
test_bounce (void)
{
  g_autofree char *root = luukku_mail_conversation_id ("root@r", RESIDENT);
  g_autofree char *own = luukku_mail_own_id ("key", root, RESIDENT, OWN);
  g_autofree char *text = g_strdup_printf (
      "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered\r\nMessage-ID: <b@mx>\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
      "--b\r\nContent-Type: text/plain\r\n\r\nNo such user.\r\n"
      "--b\r\nContent-Type: message/delivery-status\r\n\r\nStatus: 5.1.1\r\n\r\n"
      "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <%s>\r\nSubject: x\r\n\r\n--b--\r\n",
      own);
  g_autoptr (LuukkuThread) thread = NULL;
  g_autoptr (LuukkuMessage) message = deliver (text, &inbox, &thread);

  g_assert_cmpstr (luukku_message_get_conversation_id (message), ==, root);
  g_assert_nonnull (strstr (luukku_message_get_text (message), "No such user."));
  g_assert_null (thread->resident_id);
  g_assert_null (thread->title);
  g_assert_true (thread->can_reply);
}

static void
test_parts (void)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) part = NULL;
  g_autoptr (LuukkuMailLetter) letter = NULL;
  g_autoptr (LuukkuThread) thread = NULL;
  g_autoptr (LuukkuMessage) message = NULL;
  LuukkuMailPart found = { 0 };
  const LuukkuAttachment *attachment;
  static const char text[] =
      "From: a@r.example\r\nMessage-ID: <1@r>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; "
      "boundary=b\r\n\r\n"
      "--b\r\nContent-Type: text/plain\r\n\r\nHei\r\n"
      "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: Inner\r\nFrom: x@y.z\r\n\r\nInner text\r\n"
      "--b\r\nContent-Type: application/x; name=\"../../etc/passwd\"\r\nContent-Transfer-Encoding: "
      "base64\r\n\r\naGVsbG8=\r\n"
      "--b--\r\n";

  bytes = g_bytes_new_static (text, sizeof text - 1);
  letter = luukku_mail_letter_parse (bytes);
  g_assert_cmpstr (letter->text, ==, "Hei"); /* a letter in a letter is a file */
  g_assert_cmpuint (letter->attachments->len, ==, 2);
  message = luukku_mail_deliver (letter, bytes, &inbox, &thread);
  attachment = luukku_message_get_attachments (message)->pdata[1];
  g_assert_cmpint (attachment->size, ==, 5);
  g_assert_true (luukku_mail_part_parse (attachment->url, &found));
  g_assert_cmpuint (found.part, ==, 1);
  g_assert_cmpuint (found.uid, ==, 11);
  g_assert_cmpuint (found.validity, ==, 7);
  g_assert_cmpstr (found.digest, ==, letter->digest);
  part = luukku_mail_letter_get_part (bytes, 1);
  g_assert_cmpmem (g_bytes_get_data (part, NULL), g_bytes_get_size (part), "hello", 5);
  g_assert_null (luukku_mail_letter_get_part (bytes, 2));
  g_assert_false (luukku_mail_part_parse ("mail:9:7:11:1:0123456789abcdef", &found));
  g_assert_false (luukku_mail_part_parse ("https://evil.example/", &found));
  g_assert_false (luukku_mail_part_parse (NULL, &found));
}

static void
test_trim (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: x\r\n\r\nHei\r\n");
  g_autoptr (GBytes) large = NULL;
  g_autoptr (GBytes) trimmed = NULL;
  g_autofree char *kept = NULL;
  gsize size = 0;

  for (guint i = 0; i < 1000; i++)
    g_string_append (text,
                     "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0\r\n");
  g_string_append (text, "--end\r\n");
  large = g_bytes_new (text->str, text->len);
  trimmed = luukku_mail_letter_trim (large, 1000);
  size = g_bytes_get_size (trimmed);
  kept = g_strndup (g_bytes_get_data (trimmed, NULL), size);
  g_assert_cmpuint (size, <, 300);
  g_assert_true (g_str_has_prefix (kept, "Subject: x\r\n\r\nHei\r\n[Luukku: 78000 bytes left out, SHA-256 "));
  g_assert_true (g_str_has_suffix (kept, "]\r\n--end\r\n"));
}

/* --- our letters */

static void
test_compose (void)
{
  g_autoptr (GPtrArray) references = g_ptr_array_new ();
  LuukkuMailDraft draft = {
    .message_id = "k.t.c@kuopio.example",
    .from = OWN,
    .from_name = "Kuopio\r\nBcc: eve@evil.example",
    .to = RESIDENT,
    .to_name = "Maija",
    .title = "Valo\nX-Evil: 1",
    .in_reply_to = "two@r",
    .references = references,
    .text = "Hei ä!\n.\nFrom me.",
    .date = 1795170600000000,
  };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) stuffed = NULL;
  g_autoptr (LuukkuMailLetter) letter = NULL;
  g_autofree char *text = NULL;
  g_autofree char *data = NULL;

  g_ptr_array_add (references, (gpointer) "root@r");
  g_ptr_array_add (references, (gpointer) "two@r");
  bytes = luukku_mail_compose (&draft);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_null (strstr (text, "\nBcc"));
  g_assert_null (strstr (text, "\nX-Evil"));
  for (const char *p = text; *p != '\0'; p++)
    g_assert_true ((guchar) *p < 0x80 && (*p != '\n' || p[-1] == '\r'));
  letter = luukku_mail_letter_parse (bytes);
  g_assert_cmpstr (letter->text, ==, draft.text);
  g_assert_cmpstr (letter->message_id, ==, draft.message_id);
  g_assert_cmpint (letter->date, ==, draft.date);
  g_assert_cmpuint (letter->parents->len, ==, 2);
  stuffed = luukku_mail_stuff (bytes);
  data = g_strndup (g_bytes_get_data (stuffed, NULL), g_bytes_get_size (stuffed));
  g_assert_nonnull (strstr (data, "\r\n..\r\n"));
  g_assert_true (g_str_has_suffix (data, "\r\n.\r\n"));
}

static void
assert_subject (gboolean first, const char *title, const char *wanted)
{
  const LuukkuMailDraft draft = { .message_id = "k.t.c@kuopio.example",
                                  .from = OWN,
                                  .to = RESIDENT,
                                  .first = first,
                                  .title = title,
                                  .text = "Hei",
                                  .date = 1795170600000000 };
  g_autoptr (GBytes) bytes = luukku_mail_compose (&draft);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_assert_nonnull (strstr (text, wanted));
}

static void
test_compose_subject (void)
{
  assert_subject (FALSE, "Valo", "\r\nSubject: Re: Valo\r\n");
  assert_subject (TRUE, "Valo", "\r\nSubject: Valo\r\n"); /* nobody has written before */
}

/* The resident's program finds the text first, then each file, whole and under its own name. */
static void
test_compose_files (void)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_send_file_free);
  g_autoptr (GBytes) picture = g_bytes_new_static ("\x89PNG\0\n.\n", 8);
  g_autoptr (GBytes) odd = g_bytes_new_static ("x", 1);
  const LuukkuMailDraft draft = {
    .message_id = "k.t.c@kuopio.example",
    .from = OWN,
    .to = RESIDENT,
    .title = "Kartta",
    .text = "Kartta on liitteenä.",
    .date = 1795170600000000,
    .files = files,
  };
  g_autoptr (GBytes) bytes = NULL, again = NULL, part = NULL;
  g_autoptr (LuukkuMailLetter) letter = NULL;
  g_autofree char *text = NULL;

  g_ptr_array_add (files, luukku_send_file_new ("käyntikartta.png", "image/png", picture));
  g_ptr_array_add (files, luukku_send_file_new ("a\r\nBcc: eve@evil.example", "nonsense", odd));
  bytes = luukku_mail_compose (&draft);
  again = luukku_mail_compose (&draft);
  g_assert_true (g_bytes_equal (bytes, again)); /* another try is the same letter */
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_null (strstr (text, "\nBcc"));
  for (const char *p = text; *p != '\0'; p++)
    g_assert_true ((guchar) *p < 0x80 && (*p != '\n' || p[-1] == '\r'));
  letter = luukku_mail_letter_parse (bytes);
  g_assert_cmpstr (letter->text, ==, draft.text);
  g_assert_cmpuint (letter->attachments->len, ==, 2);
  g_assert_cmpstr (((LuukkuAttachment *) letter->attachments->pdata[0])->name, ==, "käyntikartta.png");
  g_assert_cmpstr (((LuukkuAttachment *) letter->attachments->pdata[0])->media_type, ==, "image/png");
  part = luukku_mail_letter_get_part (bytes, 0);
  g_assert_true (g_bytes_equal (part, picture));
}

static void
test_sasl (void)
{
  g_autofree char *plain = luukku_mail_sasl_plain ("tim", "tanstaaftanstaaf"); /* RFC 4616 section 4 */
  g_autofree char *token =
      luukku_mail_sasl_xoauth2 ("someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg");

  g_assert_cmpstr (plain, ==, "AHRpbQB0YW5zdGFhZnRhbnN0YWFm");
  g_assert_cmpstr (
      token, ==,
      "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJo"
      "ZG1semRHRXVZMjl0Q2cBAQ==");
}

static void
test_cursor (void)
{
  static const char *const foreign[] = {
    "", "mail1", "mail1 1 2 3", "{}", "mail1 1 2 3 4 5 6 7 x", "mail2 1 2 3 4 5 6 7 8"
  };
  LuukkuMailCursor cursor = { 0 };
  g_autofree char *text = NULL;

  luukku_mail_cursor_parse ("mail1 1 2 3 4 5 6 7 8", &cursor);
  g_assert_cmpuint (cursor.marks[LUUKKU_MAIL_INBOX].uid, ==, 2);
  g_assert_cmpuint (cursor.marks[LUUKKU_MAIL_SENT].modseq, ==, 7);
  text = luukku_mail_cursor_to_string (&cursor);
  g_assert_cmpstr (text, ==, "mail1 1 2 3 4 5 6 7 8");
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++) {
    luukku_mail_cursor_parse (foreign[i], &cursor);
    g_assert_cmpuint (cursor.marks[LUUKKU_MAIL_INBOX].validity, ==, 0);
    g_assert_cmpuint (cursor.marks[LUUKKU_MAIL_SENT].uid, ==, 0);
  }
}

static void
test_headers (void)
{
  g_autoptr (LuukkuMailLetter) raw =
      parse ("From: \"M\xe4kinen\" <m@r.example>\r\nSubject: P\xc3\xa4iv\xc3\xa4\xc3\xa4\r\n\r\nx");
  g_autoptr (LuukkuMailLetter) group = parse ("From: people: a@r.example, b@r.example;\r\n\r\nx");
  g_autoptr (LuukkuMailLetter) nobody = parse ("From: undisclosed\r\nMessage-ID: <bad id@x> junk\r\n\r\nx");
  g_autofree char *title = luukku_mail_title ("Re: VS: Sv:  Valo\r\n pimeänä");

  g_assert_cmpstr (raw->from_name, ==, "Mäkinen");
  g_assert_cmpstr (raw->subject, ==, "Päivää");
  g_assert_cmpstr (group->from, ==, "a@r.example");
  g_assert_null (nobody->from);
  g_assert_null (nobody->message_id);
  g_assert_cmpstr (title, ==, "Valo   pimeänä");
}

int
main (int argc, char **argv)
{
  static const char *const texts[] = {
    "alternative",
    "alternative-empty-plain",
    "charset-ascii-lies",
    "charset-koi8",
    "charset-latin1",
    "charset-latin9",
    "charset-mislabelled",
    "charset-missing-latin1",
    "charset-missing-utf8",
    "charset-unknown",
    "charset-utf16",
    "charset-utf8-broken",
    "charset-utf8-in-latin1",
    "charset-windows-1252",
    "flowed",
    "html",
    "no-boundary",
    "not-a-letter",
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *path = g_strconcat ("/net/mail-letter/text/", texts[i], NULL);

    g_test_add_data_func (path, texts[i], test_text);
  }
  g_test_add_func ("/net/mail-letter/text/nested", test_nested);
  g_test_add_func ("/net/mail-letter/text/html-hostile", test_html_hostile);
  g_test_add_func ("/net/mail-letter/text/fold", test_fold);
  g_test_add_func ("/net/mail-letter/sorts", test_sorts);
  g_test_add_func ("/net/mail-letter/threads", test_threads);
  g_test_add_func ("/net/mail-letter/deliver", test_deliver);
  g_test_add_func ("/net/mail-letter/ids", test_ids);
  g_test_add_func ("/net/mail-letter/own-address-forged", test_own_address_forged);
  g_test_add_func ("/net/mail-letter/bounce", test_bounce);
  g_test_add_func ("/net/mail-letter/parts", test_parts);
  g_test_add_func ("/net/mail-letter/trim", test_trim);
  g_test_add_func ("/net/mail-letter/compose", test_compose);
  g_test_add_func ("/net/mail-letter/compose-files", test_compose_files);
  g_test_add_func ("/net/mail-letter/compose-subject", test_compose_subject);
  g_test_add_func ("/net/mail-letter/sasl", test_sasl);
  g_test_add_func ("/net/mail-letter/cursor", test_cursor);
  g_test_add_func ("/net/mail-letter/headers", test_headers);
  return g_test_run ();
}
