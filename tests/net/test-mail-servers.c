/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-mail-servers.c: the mailbox adapter against real servers on loopback, started and killed by
 * mail_servers.py: Dovecot, aiosmtpd and a token service. What comes in goes into the real store, and is
 * counted there. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail.h"

#include <glib/gstdio.h>
#include <string.h>

#include "luukku-fake-transport.h"
#include "luukku-inbox-fixture.h"
#include "mail/luukku-mail-letter.h"
#include "adapter/luukku-transport-soup.h"

#define ACCOUNT "kirjaamo@kuopio.example"
#define CHANNEL "mail:" ACCOUNT
#define PATIENCE (60 * G_TIME_SPAN_SECOND) /* only ends a test that has failed */
#define LETTERS 60

enum {
  PORT_IMAP,
  PORT_IMAPS,
  PORT_LMTP,
  PORT_SUBMISSION,
  PORT_SUBMISSIONS,
  PORT_RELAY,
  PORT_DIRECT,
  PORT_TOKENS,
  N_PORTS
};

static struct {
  GSubprocess *process;
  GDataInputStream *out;
  GOutputStream *in;
  char *authority;
  char *ports[N_PORTS];
  char *folder; /* of letters that are delivered */
  guint delivered;
} servers;

static const char password[] = "sala sana ä";

/* --- the servers */

static char *
read_answer (void)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (servers.out, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

static char *
ask (const char *format, ...)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  g_autofree char *ended = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  ended = g_strconcat (line, "\n", NULL);
  g_output_stream_write_all (servers.in, ended, strlen (ended), NULL, NULL, &error);
  g_assert_no_error (error);
  return read_answer ();
}

#define tell(...)                                                                                            \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_autofree char *answer_ = ask (__VA_ARGS__);                                                            \
    g_assert_cmpstr (answer_, ==, "ok");                                                                     \
  }                                                                                                          \
  G_STMT_END

static void
start_servers (void)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "net", "mail_servers.py", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  g_auto (GStrv) words = NULL;

  servers.process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                      "/usr/bin/python3", "-u", script, NULL);
  g_assert_no_error (error);
  servers.out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (servers.process));
  servers.in = g_subprocess_get_stdin_pipe (servers.process);
  servers.folder = g_dir_make_tmp ("luukku-letters-XXXXXX", NULL);
  line = read_answer ();
  words = g_strsplit (line, " ", -1);
  g_test_message ("%s", line);
  g_assert_cmpstr (words[0], ==, "ready");
  servers.authority = g_strdup (words[1]);
  for (guint i = 0; i < N_PORTS; i++)
    servers.ports[i] = g_strdup (words[2 + i]);
}

static void
stop_servers (void)
{
  g_output_stream_close (servers.in, NULL, NULL);
  g_subprocess_wait (servers.process, NULL, NULL);
  g_object_unref (servers.out);
  g_object_unref (servers.process);
  fixture_remove_folder (servers.folder);
  g_free (servers.folder);
  g_free (servers.authority);
  for (guint i = 0; i < N_PORTS; i++)
    g_free (servers.ports[i]);
}

static void
deliver (const char *letter)
{
  g_autofree char *name = g_strdup_printf ("%u.eml", ++servers.delivered);
  g_autofree char *path = g_build_filename (servers.folder, name, NULL);

  g_assert_true (g_file_set_contents (path, letter, -1, NULL));
  tell ("deliver %s", path);
}

static void
deliver_numbered (guint n)
{
  g_autofree char *letter = g_strdup_printf ("From: Resident %u <r%u@resident.example>\n"
                                             "To: " ACCOUNT "\n"
                                             "Subject: Letter %u\n"
                                             "Message-ID: <n%u@resident.example>\n"
                                             "Date: Fri, 20 Nov 2026 10:00:00 +0200\n\n"
                                             "Text of letter %u.\n",
                                             n, n, n, n, n);

  deliver (letter);
}

/* --- the adapter */

typedef struct {
  Fixture *inbox;
  LuukkuClock *clock;
  LuukkuAdapter *adapter;
  GAsyncResult *result;
  LuukkuTransport *net; /* (ref) (nullable): to the token service */
  char *refresh_token;  /* (nullable): as the newest "token-changed" told it */
} Desk;

/* Where the servers are and who we are there. */
static GHashTable *
make_options (const char *security, gboolean direct)
{
  GHashTable *options = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean tls = g_str_equal (security, "tls");

  g_hash_table_insert (options, (gpointer) "imap-host", (gpointer) "127.0.0.1");
  g_hash_table_insert (options, (gpointer) "imap-port", servers.ports[tls ? PORT_IMAPS : PORT_IMAP]);
  g_hash_table_insert (options, (gpointer) "imap-security", (gpointer) security);
  g_hash_table_insert (options, (gpointer) "smtp-host", (gpointer) "localhost");
  g_hash_table_insert (options, (gpointer) "smtp-port",
                       servers.ports[direct ? PORT_DIRECT
                                     : tls  ? PORT_SUBMISSIONS
                                            : PORT_SUBMISSION]);
  g_hash_table_insert (options, (gpointer) "smtp-security", (gpointer) (direct ? "starttls" : security));
  g_hash_table_insert (options, (gpointer) "user", (gpointer) "kirjaamo");
  g_hash_table_insert (options, (gpointer) "from-name", (gpointer) "Kuopion kaupunki, kirjaamo");
  g_hash_table_insert (options, (gpointer) "first-days", (gpointer) "3650");
  return options;
}

static LuukkuAdapter *
make_adapter (LuukkuClock *clock, const char *security, gboolean direct, const char *secret, gboolean oauth2,
              const char *authority)
{
  g_autoptr (GHashTable) options = make_options (security, direct);
  const LuukkuAdapterSettings settings = { ACCOUNT, secret, options, NULL };
  g_autoptr (GError) error = NULL;
  LuukkuAdapter *adapter;

  g_hash_table_insert (options, (gpointer) "sign-in", (gpointer) (oauth2 ? "oauth2" : "password"));
  if (authority != NULL)
    g_hash_table_insert (options, (gpointer) "ca-file", (gpointer) authority);
  adapter = luukku_mail_type.create (&settings, NULL, clock, &error);
  g_assert_no_error (error);
  return adapter;
}

static void
desk_connect (Desk *self, const char *security, gboolean direct)
{
  self->adapter = make_adapter (self->clock, security, direct, password, FALSE, servers.authority);
}

static void
desk_disconnect (Desk *self)
{
  luukku_adapter_close (self->adapter);
  fixture_settle ();
  g_clear_object (&self->result);
  g_assert_finalize_object (g_steal_pointer (&self->adapter));
}

static void
desk_set_up (Desk *self, gconstpointer data)
{
  self->inbox = fixture_new_in_file ();
  self->clock = luukku_clock_new_system ();
}

static void
desk_tear_down (Desk *self, gconstpointer data)
{
  if (self->adapter != NULL)
    desk_disconnect (self);
  g_clear_object (&self->net);
  g_free (self->refresh_token);
  g_clear_object (&self->clock);
  fixture_free (self->inbox);
}

static GAsyncResult *
await (Desk *self)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  while (self->result == NULL) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    g_main_context_iteration (NULL, TRUE);
  }
  return self->result;
}

static void
start_fetch (Desk *self)
{
  g_autofree char *cursor = luukku_store_get_cursor (self->inbox->store, CHANNEL, NULL);

  g_clear_object (&self->result);
  luukku_adapter_fetch_async (self->adapter, cursor, NULL, luukku_test_got_result, &self->result);
}

static void
receive (Desk *self, LuukkuBatch *batch)
{
  g_autoptr (GError) error = NULL;

  luukku_inbox_receive (self->inbox->inbox, CHANNEL, batch, &error);
  g_assert_no_error (error);
}

/* Returns: FALSE with a fault. */
static gboolean
end_fetch (Desk *self, gboolean *ret_more, GError **error)
{
  g_autoptr (LuukkuBatch) batch = luukku_adapter_fetch_finish (self->adapter, await (self), error);

  if (batch == NULL)
    return FALSE;
  *ret_more = batch->more || batch->messages->len > 0;
  receive (self, batch);
  return TRUE;
}

/* Until nothing is new. */
static void
fetch_all (Desk *self)
{
  gboolean more = TRUE;

  while (more) {
    g_autoptr (GError) error = NULL;

    start_fetch (self);
    end_fetch (self, &more, &error);
    g_assert_no_error (error);
  }
}

static gint64
count_messages (Desk *self)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self->inbox->store), "SELECT count (*) FROM message");
  gint64 count = -1;

  luukku_query_run_int (query, 0, &count, NULL);
  return count;
}

static guint
count_sent (void)
{
  g_autofree char *answer = ask ("count");

  return (guint) g_ascii_strtoull (answer, NULL, 10);
}

/* Returns: (transfer full): the value of @name in Dovecot's status of @folder. */
static guint
status (const char *folder, const char *name)
{
  g_autofree char *answer = ask ("doveadm mailbox status -u kirjaamo all %s", folder);
  g_autofree char *wanted = g_strconcat (name, "=", NULL);
  const char *at = strstr (answer, wanted);

  g_assert_nonnull (at);
  return (guint) g_ascii_strtoull (at + strlen (wanted), NULL, 10);
}

static void
empty_mailbox (void)
{
  g_autofree char *inbox = ask ("doveadm expunge -u kirjaamo mailbox INBOX all");
  g_autofree char *sent = ask ("doveadm expunge -u kirjaamo mailbox Lähetetyt all");

  g_assert_cmpuint (status ("INBOX", "messages"), ==, 0);
}

/* --- signing in */

static char *
try_open (Desk *self, GError **error)
{
  g_clear_object (&self->result);
  luukku_adapter_open_async (self->adapter, NULL, luukku_test_got_result, &self->result);
  return luukku_adapter_open_finish (self->adapter, await (self), error);
}

static void
test_open (Desk *self, gconstpointer security)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  desk_connect (self, security, FALSE);
  name = try_open (self, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, ACCOUNT);
}

static void
test_open_wrong_password (Desk *self, gconstpointer security)
{
  g_autoptr (GError) error = NULL;

  self->adapter = make_adapter (self->clock, security, FALSE, "wrong", FALSE, servers.authority);
  g_assert_null (try_open (self, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  g_assert_true (luukku_fault_get_info (error)->needs_reauth);
}

static void
test_open_unknown_authority (Desk *self, gconstpointer security)
{
  g_autoptr (GError) error = NULL;

  self->adapter = make_adapter (self->clock, security, FALSE, password, FALSE, NULL);
  g_assert_null (try_open (self, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_TLS);
  g_assert_false (luukku_fault_get_info (error)->retryable);
}

static void
test_open_oauth2 (Desk *self, gconstpointer data)
{
  const char *token = data;
  gboolean good = g_str_equal (token, "ya29.test-token");
  g_autoptr (GError) error = NULL;
  gboolean more = FALSE;

  self->adapter = make_adapter (self->clock, "tls", FALSE, token, TRUE, servers.authority);
  start_fetch (self);
  g_assert_true (end_fetch (self, &more, &error) == good);
  if (!good) {
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
    g_assert_true (luukku_fault_get_info (error)->needs_reauth);
  }
}

/* --- in */

static void
test_receive (Desk *self, gconstpointer data)
{
  empty_mailbox ();
  for (guint i = 0; i < 25; i++)
    deliver_numbered (i);
  desk_connect (self, "tls", FALSE);
  fetch_all (self);
  g_assert_cmpint (count_messages (self), ==, 25);
  g_assert_cmpuint (status ("INBOX", "unseen"), ==, 25); /* nothing was marked as read */
  desk_disconnect (self);
  deliver_numbered (25);
  desk_connect (self, "starttls", FALSE); /* goes on at the stored cursor */
  fetch_all (self);
  g_assert_cmpint (count_messages (self), ==, 26);
}

static void
test_idle (Desk *self, gconstpointer data)
{
  gboolean more = FALSE;
  g_autoptr (GError) error = NULL;

  empty_mailbox ();
  desk_connect (self, "starttls", FALSE);
  fetch_all (self);
  start_fetch (self); /* waits */
  fixture_settle ();
  g_assert_null (self->result);
  deliver_numbered (100);
  g_assert_true (end_fetch (self, &more, &error));
  g_assert_cmpint (count_messages (self), ==, 1);
}

/* The folder gets other numbers: nothing is doubled, nothing is missed. */
static void
test_renumbered (Desk *self, gconstpointer data)
{
  empty_mailbox ();
  for (guint i = 200; i < 205; i++)
    deliver_numbered (i);
  desk_connect (self, "tls", FALSE);
  fetch_all (self);
  desk_disconnect (self);
  tell ("renumber");
  deliver_numbered (205);
  desk_connect (self, "tls", FALSE);
  fetch_all (self);
  g_assert_cmpint (count_messages (self), ==, 6);
}

/* The server is killed again and again, each time a little later in what is being fetched. */
static void
test_killed (Desk *self, gconstpointer data)
{
  empty_mailbox ();
  for (guint i = 0; i < LETTERS; i++)
    deliver_numbered (300 + i);
  for (guint turns = 3; turns < 200; turns = turns * 2) {
    g_autoptr (GError) error = NULL;
    gboolean more = FALSE;

    desk_connect (self, "starttls", FALSE);
    start_fetch (self);
    for (guint i = 0; i < turns && self->result == NULL; i++)
      g_main_context_iteration (NULL, TRUE);
    tell ("kill-dovecot");
    if (!end_fetch (self, &more, &error)) {
      g_assert_cmpint (error->domain, ==, LUUKKU_FAULT);
      g_assert_true (luukku_fault_get_info (error)->retryable);
    }
    tell ("start-dovecot");
    desk_disconnect (self);
  }
  desk_connect (self, "starttls", FALSE);
  fetch_all (self);
  g_assert_cmpint (count_messages (self), ==, LETTERS);
  start_fetch (self); /* waits; then the server dies under it, and is back */
  fixture_settle ();
  tell ("kill-dovecot");
  {
    g_autoptr (GError) error = NULL;
    gboolean more = FALSE;

    g_assert_false (end_fetch (self, &more, &error));
    g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_NETWORK);
  }
  tell ("start-dovecot");
  deliver_numbered (400);
  fetch_all (self);
  g_assert_cmpint (count_messages (self), ==, LETTERS + 1);
}

static const char letter_with_files[] =
    "From: Maija <maija@resident.example>\n"
    "To: " ACCOUNT "\n"
    "Subject: Kuva\n"
    "Message-ID: <files@resident.example>\n"
    "MIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=b\n\n"
    "--b\nContent-Type: text/plain\n\nKatso kuvaa.\n"
    "--b\nContent-Type: image/png; name=valo.png\n"
    "Content-Transfer-Encoding: base64\n\naGVs\nbG8=\n"
    "--b\nContent-Type: application/pdf\n"
    "Content-Disposition: attachment; filename=kartta.pdf\n\nPDF\n--b--\n";

static void
test_attachments (Desk *self, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  GPtrArray *files;

  empty_mailbox ();
  deliver (letter_with_files);
  desk_connect (self, "tls", FALSE);
  start_fetch (self);
  batch = luukku_adapter_fetch_finish (self->adapter, await (self), NULL);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  files = luukku_message_get_attachments (batch->messages->pdata[0]);
  g_assert_cmpuint (files->len, ==, 2);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes = NULL;

    g_clear_object (&self->result);
    luukku_adapter_fetch_attachment_async (self->adapter, files->pdata[i], NULL, luukku_test_got_result,
                                           &self->result);
    bytes = luukku_adapter_fetch_attachment_finish (self->adapter, await (self), &error);
    g_assert_no_error (error);
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), 3, i == 0 ? "hel" : "PDF", 3);
  }
}

/* --- out */

static LuukkuSendRequest *
make_reply (const LuukkuThread *thread, const char *reply_to, const char *key)
{
  const LuukkuSendRequestInit init = {
    .channel = CHANNEL,
    .conversation_id = thread->conversation_id,
    .resident_id = thread->resident_id,
    .resident_name = thread->resident_name,
    .title = thread->title,
    .text = "Hei!\n.\nKatuvalo korjataan tänään.",
    .idempotency_key = key,
    .reply_to = reply_to,
  };

  return luukku_send_request_new (&init);
}

static char *
send (Desk *self, LuukkuSendRequest *request, GError **error)
{
  g_clear_object (&self->result);
  luukku_adapter_send_async (self->adapter, request, NULL, luukku_test_got_result, &self->result);
  return luukku_adapter_send_finish (self->adapter, await (self), error);
}

static char *
find_sent (Desk *self, LuukkuSendRequest *request, GError **error)
{
  g_clear_object (&self->result);
  luukku_adapter_find_sent_async (self->adapter, request, NULL, luukku_test_got_result, &self->result);
  return luukku_adapter_find_sent_finish (self->adapter, await (self), error);
}

static const char letter_to_answer[] =
    "From: =?utf-8?q?Maija_Meik=C3=A4l=C3=A4inen?= <Maija@resident.example>\n"
    "To: " ACCOUNT "\n"
    "Subject: =?iso-8859-1?q?Re:_Katuvalo_pime=E4n=E4?=\n"
    "References: <root@resident.example>\n"
    "Message-ID: <second@resident.example>\n"
    "Date: Fri, 20 Nov 2026 10:00:00 +0200\n"
    "Content-Type: text/plain; charset=iso-8859-1\n"
    "Content-Transfer-Encoding: quoted-printable\n\n"
    "Katuvalo on yh=E4 pime=E4n=E4.\n";

/* Returns: (transfer full): the batch with the one letter that is to be answered. */
static LuukkuBatch *
receive_letter (Desk *self, const char *letter)
{
  LuukkuBatch *batch;

  empty_mailbox ();
  deliver (letter);
  start_fetch (self);
  batch = luukku_adapter_fetch_finish (self->adapter, await (self), NULL);
  g_assert_nonnull (batch);
  g_assert_cmpuint (batch->messages->len, ==, 1);
  receive (self, batch);
  return batch;
}

static LuukkuMailLetter *
read_last_sent (void)
{
  g_autofree char *path = ask ("last");
  char *data = NULL;
  gsize size = 0;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  bytes = g_bytes_new_take (data, size);
  return luukku_mail_letter_parse (bytes);
}

static void
test_reply (Desk *self, gconstpointer security)
{
  guint before = count_sent ();
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuSendRequest) request = NULL;
  g_autoptr (LuukkuMailLetter) letter = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *found = NULL;

  desk_connect (self, security, FALSE);
  batch = receive_letter (self, letter_to_answer);
  request = make_reply (batch->threads->pdata[0], luukku_message_get_platform_id (batch->messages->pdata[0]),
                        "key-1");
  id = send (self, request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_sent (), ==, before + 1);
  letter = read_last_sent ();
  g_assert_cmpstr (letter->message_id, ==, id);
  g_assert_cmpstr (letter->from, ==, ACCOUNT);
  g_assert_cmpstr (letter->from_name, ==, "Kuopion kaupunki, kirjaamo");
  g_assert_cmpstr (letter->to, ==, "maija@resident.example");
  g_assert_cmpstr (letter->subject, ==, "Re: Katuvalo pimeänä");
  g_assert_cmpuint (letter->parents->len, ==, 2);
  g_assert_cmpstr (letter->parents->pdata[0], ==, "root@resident.example");
  g_assert_cmpstr (letter->parents->pdata[1], ==, "second@resident.example");
  g_assert_cmpstr (letter->text, ==, "Hei!\n.\nKatuvalo korjataan tänään.");
  g_assert_cmpuint (status ("Lähetetyt", "messages"), ==, 1);
  found = find_sent (self, request, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, id);
  fetch_all (self); /* the copy among the sent letters is the same message in the same conversation */
  g_assert_cmpint (count_messages (self), ==, 2);
  {
    g_autoptr (LuukkuQuery) query = luukku_query_new (
        luukku_store_get_db (self->inbox->store), "SELECT count (*) FROM message WHERE platform_id = ? AND "
                                                  "conversation = (SELECT min (id) FROM conversation)");
    gint64 count = 0;

    luukku_query_bind_text (query, 1, id);
    luukku_query_run_int (query, 0, &count, NULL);
    g_assert_cmpint (count, ==, 1);
  }
}

/* A colleague answers from another program. */
static void
test_answered_elsewhere (Desk *self, gconstpointer data)
{
  static const char answer[] = "From: " ACCOUNT "\nTo: maija@resident.example\nSubject: Re: Katuvalo\n"
                               "Message-ID: <elsewhere@kuopio.example>\n"
                               "References: <root@resident.example> <second@resident.example>\n\nKorjattu.\n";
  static const char other[] = "From: " ACCOUNT "\nTo: somebody@else.example\nSubject: Kokous\n"
                              "Message-ID: <other@kuopio.example>\n\nMuuta asiaa.\n";
  g_autofree char *path = g_build_filename (servers.folder, "answer.eml", NULL);
  g_autofree char *other_path = g_build_filename (servers.folder, "other.eml", NULL);
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuBatch) later = NULL;

  desk_connect (self, "tls", FALSE);
  batch = receive_letter (self, letter_to_answer);
  fetch_all (self);
  desk_disconnect (self);
  g_assert_true (g_file_set_contents (path, answer, -1, NULL));
  g_assert_true (g_file_set_contents (other_path, other, -1, NULL));
  tell ("save Lähetetyt %s", path);
  tell ("save Lähetetyt %s", other_path); /* answers nobody: it is not taken */
  g_assert_cmpuint (status ("Lähetetyt", "messages"), ==, 2);
  desk_connect (self, "tls", FALSE);
  start_fetch (self);
  later = luukku_adapter_fetch_finish (self->adapter, await (self), NULL);
  g_assert_cmpuint (later->messages->len, ==, 1);
  g_assert_cmpint (luukku_message_get_direction (later->messages->pdata[0]), ==, LUUKKU_DIRECTION_OUT_OTHER);
  g_assert_cmpstr (luukku_message_get_conversation_id (later->messages->pdata[0]), ==,
                   luukku_message_get_conversation_id (batch->messages->pdata[0]));
}

static void
test_automatic (Desk *self, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuSendRequest) request = NULL;
  g_autoptr (GError) error = NULL;
  guint before = count_sent ();

  desk_connect (self, "tls", FALSE);
  batch = receive_letter (self,
                          "From: robot@resident.example\nSubject: Out of office\nMessage-ID: <r@r.example>\n"
                          "Auto-Submitted: auto-replied\n\nI am away.\n");
  g_assert_false (((LuukkuThread *) batch->threads->pdata[0])->can_reply);
  request = make_reply (batch->threads->pdata[0], luukku_message_get_platform_id (batch->messages->pdata[0]),
                        "key-auto");
  g_assert_null (send (self, request, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  g_assert_cmpuint (count_sent (), ==, before);
}

static void
test_refused (Desk *self, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuSendRequest) request = NULL;
  g_autoptr (GError) error = NULL;

  tell ("stop-sink direct");
  tell ("start-sink direct refuse");
  desk_connect (self, "tls", TRUE);
  batch = receive_letter (self, letter_to_answer);
  request = make_reply (batch->threads->pdata[0], NULL, "key-refused");
  g_assert_null (send (self, request, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT);
  g_assert_false (luukku_fault_get_info (error)->ambiguous_send);
  tell ("stop-sink direct");
  tell ("start-sink direct take");
}

/* The server dies with the letter in its hands. @data: whether it had kept it. */
static void
test_dies_in_letter (Desk *self, gconstpointer data)
{
  gboolean kept = GPOINTER_TO_INT (data);
  guint before = count_sent ();
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuSendRequest) request = NULL;
  g_autoptr (LuukkuMailLetter) first = NULL, second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  tell ("stop-sink direct");
  tell (kept ? "start-sink direct die-after" : "start-sink direct die-before");
  desk_connect (self, "tls", TRUE);
  batch = receive_letter (self, letter_to_answer);
  request = make_reply (batch->threads->pdata[0], NULL, kept ? "key-kept" : "key-lost");
  g_assert_null (send (self, request, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_NETWORK);
  g_assert_true (luukku_fault_get_info (error)->ambiguous_send);
  g_clear_error (&error);
  tell ("stop-sink direct");
  g_assert_null (send (self, request, &error)); /* nobody there: nothing is in doubt */
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_NETWORK);
  g_assert_false (luukku_fault_get_info (error)->ambiguous_send);
  g_clear_error (&error);
  tell ("start-sink direct take");
  g_assert_null (find_sent (self, request, &error));
  g_assert_no_error (error);
  if (kept)
    first = read_last_sent ();
  id = send (self, request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_sent (), ==, before + (kept ? 2 : 1));
  second = read_last_sent ();
  g_assert_cmpstr (second->message_id, ==, id);
  if (kept) /* the same name: who has it already shows it once */
    g_assert_cmpstr (first->message_id, ==, second->message_id);
}

/* --- access tokens that end */

static void
on_token_changed (LuukkuAdapter *adapter, const char *token, Desk *self)
{
  g_free (self->refresh_token);
  self->refresh_token = g_strdup (token);
}

/* As a town's registration with a secret. */
static void
desk_connect_renewed (Desk *self, const char *refresh_token)
{
  g_autoptr (GHashTable) options = make_options ("tls", FALSE);
  g_autoptr (GHashTable) secrets = g_hash_table_new (g_str_hash, g_str_equal);
  const LuukkuAdapterSettings settings = { ACCOUNT, refresh_token, options, secrets };
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%s/token", servers.ports[PORT_TOKENS]);
  g_autoptr (GError) error = NULL;

  g_hash_table_insert (options, (gpointer) "sign-in", (gpointer) "oauth2");
  g_hash_table_insert (options, (gpointer) "oauth-client", (gpointer) "luukku-test");
  g_hash_table_insert (options, (gpointer) "oauth-url", url);
  g_hash_table_insert (options, (gpointer) "ca-file", servers.authority);
  g_hash_table_insert (secrets, (gpointer) "client-secret", (gpointer) "s3cret");
  g_assert_true (luukku_mail_type.needs_transport (&settings));
  if (self->net == NULL)
    self->net = luukku_transport_soup_new (self->clock, NULL, &error);
  g_assert_no_error (error);
  self->adapter = luukku_mail_type.create (&settings, self->net, self->clock, &error);
  g_assert_no_error (error);
  g_signal_connect (self->adapter, "token-changed", G_CALLBACK (on_token_changed), self);
}

static void
desk_begin_renewed (Desk *self)
{
  empty_mailbox ();
  tell ("tokens begin");
  desk_connect_renewed (self, "refresh-0");
}

static void
assert_asked (const char *times)
{
  g_autofree char *asked = ask ("tokens asked");

  g_assert_cmpstr (asked, ==, times);
}

/* Signs in at both servers with one access token; the next start goes on with the refresh token that came. */
static void
test_renewed (Desk *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  desk_begin_renewed (self);
  name = try_open (self, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, ACCOUNT);
  deliver_numbered (1);
  fetch_all (self);
  g_assert_cmpint (count_messages (self), ==, 1);
  assert_asked ("1");
  g_assert_cmpstr (self->refresh_token, ==, "refresh-1");
  desk_disconnect (self);
  desk_connect_renewed (self, self->refresh_token);
  deliver_numbered (2);
  fetch_all (self);
  g_assert_cmpint (count_messages (self), ==, 2);
  assert_asked ("2");
}

/* The access token ends while the connection waits for letters, and the server drops the connection. */
static void
test_ends_in_session (Desk *self, gconstpointer data)
{
  g_autoptr (LuukkuBatch) batch = NULL;
  g_autoptr (LuukkuSendRequest) request = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  gint64 before;

  desk_begin_renewed (self);
  batch = receive_letter (self, letter_to_answer);
  tell ("tokens end-access");
  request = make_reply (batch->threads->pdata[0], NULL, "key-ended");
  id = send (self, request, &error); /* IMAP and SMTP refuse the token that had been good */
  g_assert_no_error (error);
  g_assert_nonnull (id);
  assert_asked ("2");
  fetch_all (self);
  before = count_messages (self);
  tell ("drop-sessions");
  tell ("tokens end-access");
  deliver_numbered (3);
  while (count_messages (self) == before) {
    gboolean more = FALSE;

    g_clear_error (&error);
    start_fetch (self);
    if (!end_fetch (self, &more, &error))
      g_assert_true (luukku_fault_get_info (error)->retryable); /* the dropped connection */
  }
  assert_asked ("3");
}

static void
test_dead_refresh_token (Desk *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean more = FALSE;

  desk_begin_renewed (self);
  fetch_all (self);
  tell ("tokens end-access");
  tell ("tokens dead");
  tell ("drop-sessions");
  do {
    g_clear_error (&error);
    start_fetch (self);
    g_assert_false (end_fetch (self, &more, &error));
  } while (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_SERVER) ||
           g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_NETWORK));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  g_assert_true (luukku_fault_get_info (error)->needs_reauth);
  g_assert_nonnull (strstr (error->message, "refresh token"));
  g_assert_null (strstr (error->message, "kirjaamo")); /* the service's own words */
  assert_asked ("2");
}

/* A token service out of order is no reason to ask a person. */
static void
test_token_service_down (Desk *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean more = FALSE;

  desk_begin_renewed (self);
  tell ("tokens down");
  start_fetch (self);
  g_assert_false (end_fetch (self, &more, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_SERVER);
  g_assert_true (luukku_fault_get_info (error)->retryable);
  g_assert_false (luukku_fault_get_info (error)->needs_reauth);
  tell ("tokens good");
  fetch_all (self);
}

/* Tokens that the mail server never takes: twice, then a person; no storm. */
static void
test_useless_tokens (Desk *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean more = FALSE;

  desk_begin_renewed (self);
  tell ("tokens useless");
  start_fetch (self);
  g_assert_false (end_fetch (self, &more, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
  g_assert_true (luukku_fault_get_info (error)->needs_reauth);
  assert_asked ("2");
}

int
main (int argc, char **argv)
{
  int failed;

  g_test_init (&argc, &argv, NULL);
  start_servers ();
#define ADD(path, data, test)                                                                                \
  g_test_add ("/net/mail-servers/" path, Desk, data, desk_set_up, test, desk_tear_down)
  ADD ("open/tls", "tls", test_open);
  ADD ("open/starttls", "starttls", test_open);
  ADD ("open/wrong-password", "tls", test_open_wrong_password);
  ADD ("open/unknown-authority", "tls", test_open_unknown_authority);
  ADD ("open/unknown-authority-starttls", "starttls", test_open_unknown_authority);
  ADD ("open/oauth2", "ya29.test-token", test_open_oauth2);
  ADD ("open/oauth2-dead", "ya29.dead-token", test_open_oauth2);
  ADD ("oauth2/renewed", NULL, test_renewed);
  ADD ("oauth2/ends-in-session", NULL, test_ends_in_session);
  ADD ("oauth2/dead-refresh-token", NULL, test_dead_refresh_token);
  ADD ("oauth2/service-down", NULL, test_token_service_down);
  ADD ("oauth2/useless", NULL, test_useless_tokens);
  ADD ("in/all-unread", NULL, test_receive);
  ADD ("in/idle", NULL, test_idle);
  ADD ("in/renumbered", NULL, test_renumbered);
  ADD ("in/killed", NULL, test_killed);
  ADD ("in/attachments", NULL, test_attachments);
  ADD ("out/reply-tls", "tls", test_reply);
  ADD ("out/reply-starttls", "starttls", test_reply);
  ADD ("out/elsewhere", NULL, test_answered_elsewhere);
  ADD ("out/automatic", NULL, test_automatic);
  ADD ("out/refused", NULL, test_refused);
  ADD ("out/dies-before", GINT_TO_POINTER (FALSE), test_dies_in_letter);
  ADD ("out/dies-after", GINT_TO_POINTER (TRUE), test_dies_in_letter);
  failed = g_test_run ();
  stop_servers ();
  return failed;
}
