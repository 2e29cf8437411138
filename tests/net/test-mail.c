/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-mail.c: the mailbox adapter against transcripts in memory: what it says to servers, when it waits, and
 * what becomes of servers that lie, break off or fall silent. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail.h"

#include <string.h>

#include "luukku-fake-mail.h"
#include "luukku-fake-transport.h"
#include "mail/luukku-mail-stream.h"

#define NOW (G_GINT64_CONSTANT (1795170600) * G_TIME_SPAN_SECOND) /* 2026-11-20T10:30:00Z */
#define ACCOUNT "kirjaamo@kuopio.example"
#define SECRET "sala\"sana"

typedef struct {
  LuukkuManualClock *clock;
  GHashTable *options;
  LuukkuAdapter *adapter;
  GAsyncResult *result;
} Fixture;

static GString *logged; /* everything that reached the log */

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++) {
    if (g_str_equal (fields[i].key, "MESSAGE"))
      g_string_append_printf (logged, "%s\n", (const char *) fields[i].value);
  }
  return g_log_writer_default (level, fields, n_fields, data);
}

static void
set_option (Fixture *f, const char *name, const char *value)
{
  g_hash_table_insert (f->options, (gpointer) name, (gpointer) value);
}

static LuukkuAdapter *
create (Fixture *f, const char *account, GError **error)
{
  const LuukkuAdapterSettings settings = { account, SECRET, f->options, NULL };

  return luukku_mail_type.create (&settings, NULL, LUUKKU_CLOCK (f->clock), error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->clock = luukku_manual_clock_new (NOW);
  f->options = g_hash_table_new (g_str_hash, g_str_equal);
  set_option (f, "imap-host", "127.0.0.1");
  set_option (f, "imap-security", "none");
  set_option (f, "smtp-host", "127.0.0.1");
  set_option (f, "smtp-security", "none");
  luukku_fake_mail_start ();
  luukku_fake_mail_play (data, "smtp-ok");
  f->adapter = create (f, ACCOUNT, NULL);
}

static void
run_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
drop_adapter (Fixture *f)
{
  luukku_adapter_close (f->adapter);
  run_loop ();
  g_clear_object (&f->result);
  g_assert_finalize_object (g_steal_pointer (&f->adapter));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  drop_adapter (f);
  luukku_fake_mail_stop ();
  g_hash_table_unref (f->options);
  g_assert_cmpint (luukku_manual_clock_next (f->clock), ==, -1);
  g_assert_finalize_object (f->clock);
}

static void
start_fetch (Fixture *f, const char *cursor)
{
  g_clear_object (&f->result);
  luukku_adapter_fetch_async (f->adapter, cursor, NULL, luukku_test_got_result, &f->result);
  run_loop ();
}

static LuukkuBatch *
end_fetch (Fixture *f, GError **error)
{
  g_assert_nonnull (f->result);
  return luukku_adapter_fetch_finish (f->adapter, f->result, error);
}

static LuukkuBatch *
fetch (Fixture *f, const char *cursor, GError **error)
{
  start_fetch (f, cursor);
  return end_fetch (f, error);
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *p = strstr (text, part); p != NULL; p = strstr (p + 1, part))
    n++;
  return n;
}

/* --- reading */

/* Nothing that changes a mailbox is ever said. */
static void
test_reads_only (Fixture *f, gconstpointer data)
{
  static const char *const words[] = { " SELECT", " STORE",  " EXPUNGE", " MOVE",
                                       " CLOSE",  " DELETE", " COPY",    " RENAME" };
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuBatch) batch = fetch (f, NULL, &error);
  g_autofree char *said = luukku_fake_mail_said ();

  g_assert_no_error (error);
  g_assert_cmpuint (batch->messages->len, ==, 2);
  g_assert_true (batch->more);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_null (strstr (said, words[i]));
  g_assert_cmpuint (count (said, "BODY"), ==, count (said, "BODY.PEEK["));
  g_assert_nonnull (
      strstr (said, "UID SEARCH SINCE 12-Nov-2026")); /* seven days, and one for the time zones */
}

static void
test_order (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = fetch (f, NULL, NULL);
  LuukkuMessage *first = batch->messages->pdata[0], *second = batch->messages->pdata[1];

  /* the one with the higher number came to the server earlier */
  g_assert_cmpstr (luukku_message_get_text (first), ==, "Katuvalo\n\nЗдравствуйте, фонарь не горит");
  g_assert_cmpint (luukku_message_get_sent_at (first), <, luukku_message_get_sent_at (second));
  g_assert_cmpstr (luukku_message_get_raw_type (first), ==, "message/rfc822");
  g_assert_cmpuint (batch->threads->len, ==, 2);
}

/* --- waiting */

static void
test_idle (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuBatch) first = fetch (f, NULL, &error);
  g_autofree char *before = luukku_fake_mail_said ();
  g_autofree char *waiting = NULL;
  g_autofree char *renewed = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (first->messages->len, ==, 0);
  g_assert_null (strstr (before, "IDLE")); /* the first look says that the link works */
  start_fetch (f, first->cursor);
  waiting = luukku_fake_mail_said ();
  g_assert_null (f->result);
  g_assert_nonnull (strstr (waiting, "IDLE"));
  luukku_manual_clock_advance (f->clock, 9 * G_TIME_SPAN_MINUTE);
  run_loop ();
  renewed = luukku_fake_mail_said ();
  g_assert_nonnull (strstr (renewed, "DONE"));
  g_assert_nonnull (strstr (renewed, "STATUS"));
  g_assert_nonnull (strstr (renewed, "IDLE"));
  g_assert_null (f->result);
}

static void
test_wakes (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = fetch (f, NULL, NULL);
  g_autoptr (LuukkuBatch) second = NULL;

  start_fetch (f, first->cursor);
  luukku_fake_mail_tell ("* OK still here");
  run_loop ();
  g_assert_null (f->result);
  luukku_fake_mail_play ("imap-wakes", NULL);
  luukku_fake_mail_tell ("* 3 EXISTS");
  run_loop ();
  second = end_fetch (f, NULL);
  g_assert_cmpuint (second->messages->len, ==, 1);
}

static void
test_no_idle (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) first = fetch (f, NULL, NULL);
  g_autoptr (LuukkuBatch) second = fetch (f, first->cursor, NULL);

  g_assert_cmpuint (second->messages->len, ==, 0);
  g_assert_false (second->more);
}

/* "12:*" names the last letter even when there is none so new. */
static void
test_last_again (Fixture *f, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  gboolean more = TRUE;
  guint rounds = 0, letters = 0;

  for (; more; rounds++) {
    g_autoptr (LuukkuBatch) batch = fetch (f, cursor, NULL);

    g_assert_nonnull (batch);
    g_assert_cmpuint (rounds, <, 4);
    letters += batch->messages->len;
    more = batch->more;
    g_free (cursor);
    cursor = g_strdup (batch->cursor);
  }
  g_assert_cmpuint (letters, ==, 2);
}

/* --- servers that break off */

static void
test_breaks (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuBatch) first = fetch (f, NULL, &error);
  g_autoptr (LuukkuBatch) second = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (first->messages->len, ==, 1); /* what was whole is not thrown away */
  g_assert_true (first->more);
  luukku_fake_mail_play ("imap-two", NULL);
  second = fetch (f, first->cursor, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (second->messages->len, ==, 1);
  g_assert_cmpstr (luukku_message_get_platform_id (first->messages->pdata[0]), !=,
                   luukku_message_get_platform_id (second->messages->pdata[0]));
}

static void
test_bye (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fetch (f, NULL, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SERVER);
  g_assert_true (luukku_fault_get_info (error)->retryable);
}

static void
test_silent (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  luukku_fake_mail_hang_at ("EXAMINE");
  start_fetch (f, NULL);
  g_assert_null (f->result);
  luukku_manual_clock_advance (f->clock, 59 * G_TIME_SPAN_SECOND);
  run_loop ();
  g_assert_null (f->result);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_SECOND);
  run_loop ();
  g_assert_null (end_fetch (f, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_NETWORK);
}

/* A letter that the server cannot read holds up nobody else's for ever. */
static void
test_stuck (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;

  for (guint i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (fetch (f, NULL, &error));
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SERVER);
  }
  batch = fetch (f, NULL, NULL);
  g_assert_nonnull (batch);
  g_assert_cmpuint (batch->skipped, ==, 1);
  g_assert_true (batch->more);
}

/* --- signing in */

static void
test_login (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = fetch (f, NULL, NULL);
  g_autofree char *said = luukku_fake_mail_said ();

  g_assert_nonnull (batch);
  g_assert_nonnull (strstr (said, "LOGIN \"" ACCOUNT "\" \"sala\\\"sana\"\n"));
}

/* Without STARTTLS, or with bytes in front of TLS, nothing secret is said. */
static void
test_starttls (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;

  drop_adapter (f);
  set_option (f, "imap-security", "starttls");
  f->adapter = create (f, ACCOUNT, NULL);
  g_assert_null (fetch (f, NULL, &error));
  if (g_str_equal (data, "imap-injects"))
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER);
  else
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_TLS);
  said = luukku_fake_mail_said ();
  g_assert_null (strstr (said, "AUTHENTICATE"));
  g_assert_null (strstr (said, "LOGIN"));
}

static void
test_settings (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *account, *name, *value;
  } bad[] = {
    { "kirjaamo", "user", "x" },
    { "kirjaamo@kuopio.example\r\nx", "user", "x" },
    { ACCOUNT, "imap-host", "https://imap.kuopio.example/" },
    { ACCOUNT, "smtp-host", "smtp kuopio" },
    { ACCOUNT, "imap-host", "imap.kuopio.example" }, /* without TLS */
    { ACCOUNT, "ca-file", "/nowhere/ca.pem" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    const char *before = g_hash_table_lookup (f->options, bad[i].name);

    set_option (f, bad[i].name, bad[i].value);
    g_assert_null (create (f, bad[i].account, &error));
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS);
    g_assert_true (g_str_has_suffix (error->message, "."));
    set_option (f, bad[i].name, before);
  }
}

/* --- out */

static char *
send (Fixture *f, const char *reply_to, GError **error)
{
  const LuukkuSendRequestInit init = {
    .channel = "mail:" ACCOUNT,
    .conversation_id = "t0123456789abcdef0123",
    .resident_id = "maija@resident.example",
    .text = "Hei!",
    .idempotency_key = "key",
    .reply_to = reply_to,
  };
  g_autoptr (LuukkuSendRequest) request = luukku_send_request_new (&init);

  g_clear_object (&f->result);
  luukku_adapter_send_async (f->adapter, request, NULL, luukku_test_got_result, &f->result);
  run_loop ();
  g_assert_nonnull (f->result);
  return luukku_adapter_send_finish (f->adapter, f->result, error);
}

static void
test_automatic (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;

  g_assert_null (send (f, "auto@resident.example#0123456789abcdef", &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  said = luukku_fake_mail_said ();
  g_assert_null (strstr (said, "EHLO"));
}

/* A report about our letter is not answered either, but our next letter goes on after the one before it. */
static void
test_after_bounce (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = send (f, "bounce@mx.example#0123456789abcdef", &error);

  g_assert_no_error (error);
  g_assert_nonnull (id);
}

static void
test_copy (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = send (f, NULL, &error);
  g_autofree char *again = NULL;
  g_autofree char *said = NULL;

  g_assert_no_error (error);
  said = luukku_fake_mail_said ();
  g_assert_nonnull (strstr (said, "APPEND \"L&AOQ-hetetyt\" (\\Seen) {"));
  g_assert_nonnull (strstr (said, "MAIL FROM:<" ACCOUNT ">\n"));
  g_assert_nonnull (strstr (said, "RCPT TO:<maija@resident.example>\n"));
  again = send (f, NULL, &error);
  g_assert_cmpstr (again, ==, id); /* every try has the same name */
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  luukku_mail_stream_finish (LUUKKU_MAIL_STREAM (source), result, &error);
  g_assert_no_error (error);
  ++*(guint *) data;
}

/* Two writes at once go out one after another. */
static void
test_writes (Fixture *f, gconstpointer data)
{
  g_autoptr (LuukkuMailServer) server = luukku_mail_server_new ();
  g_autoptr (LuukkuMailStream) stream = NULL;
  g_autoptr (GBytes) first = g_bytes_new_static ("a1 CAPABILITY\r\n", 15);
  g_autoptr (GBytes) second = g_bytes_new_static ("a2 LIST\r\n", 9);
  g_autofree char *said = NULL;
  guint done = 0;

  server->host = g_strdup ("127.0.0.1");
  server->port = LUUKKU_FAKE_IMAP_PORT;
  server->security = LUUKKU_MAIL_OPEN;
  stream = luukku_mail_stream_new (server, LUUKKU_CLOCK (f->clock));
  luukku_mail_stream_connect_async (stream, NULL, on_done, &done);
  luukku_mail_stream_write_async (stream, first, NULL, on_done, &done);
  luukku_mail_stream_write_async (stream, second, NULL, on_done, &done);
  run_loop ();
  g_assert_cmpuint (done, ==, 3);
  said = luukku_fake_mail_said ();
  g_assert_cmpstr (said, ==, "a1 CAPABILITY\na2 LIST\n");
}

/* What the program says to itself holds no secret, no address, no text. */
static void
test_log (void)
{
  static const char *const words[] = { "sala", "c2FsYS", "AGtpcm", "maija", "Katuvalo", "Hei!", "kirjaamo@" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_null (strstr (logged->str, words[i]));
  g_assert_cmpuint (logged->len, >, 0);
}

int
main (int argc, char **argv)
{
  int failed;

  g_test_init (&argc, &argv, NULL);
  logged = g_string_new (NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
#define ADD(path, data, test) g_test_add ("/net/mail/" path, Fixture, data, set_up, test, tear_down)
  ADD ("in/reads-only", "imap-two", test_reads_only);
  ADD ("in/order", "imap-two", test_order);
  ADD ("in/idle", "imap-quiet", test_idle);
  ADD ("in/no-idle", "imap-no-idle", test_no_idle);
  ADD ("in/last-again", "imap-no-uidnext", test_last_again);
  ADD ("in/breaks", "imap-breaks", test_breaks);
  ADD ("in/bye", "imap-bye", test_bye);
  ADD ("in/silent", "imap-two", test_silent);
  ADD ("in/stuck", "imap-stuck", test_stuck);
  ADD ("in/wakes", "imap-quiet", test_wakes);
  ADD ("sign-in/login", "imap-login", test_login);
  ADD ("sign-in/no-starttls", "imap-two", test_starttls);
  ADD ("sign-in/injects", "imap-injects", test_starttls);
  ADD ("settings", "imap-two", test_settings);
  ADD ("out/automatic", "imap-answered", test_automatic);
  ADD ("writes", "imap-two", test_writes);
  ADD ("out/after-bounce", "imap-bounced", test_after_bounce);
  ADD ("out/copy", "imap-two", test_copy);
  failed = g_test_run ();
  test_log ();
  g_string_free (logged, TRUE);
  return failed;
}
