/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-smtp.c: one letter to a submission server, step by step:
 *
 *   connect → 220 → EHLO → [STARTTLS → 220 → TLS → EHLO] → AUTH → MAIL → RCPT → DATA → 354 → letter → 250
 *
 * Nothing is in doubt before the letter's last byte has left; everything is until the answer to it is read.
 */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-smtp.h"

#include <string.h>

#include "adapter/luukku-http.h"
#include "adapter/luukku-task.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "mail/luukku-mail-compose.h"
#include "mail/luukku-mail-error.h"

#define READ_LIMIT (5 * G_TIME_SPAN_MINUTE) /* RFC 5321 section 4.5.3.2 */
#define MAX_REPLY 65536
#define MAX_LINES 200

typedef enum {
  STEP_GREETING,
  STEP_HELLO,
  STEP_STARTTLS,
  STEP_AUTH,
  STEP_CHALLENGE, /* XOAUTH2 was refused; the reason follows an empty line */
  STEP_FROM,
  STEP_TO,
  STEP_DATA,
  STEP_LETTER,
} Step;

typedef struct {
  LuukkuMailServer *server; /* (ref) */
  LuukkuMailStream *stream; /* (ref) */
  GByteArray *buffer;
  char *from, *to;
  GBytes *letter; /* (ref) (nullable) */
  Step step;
  gboolean secure;
} Call;

static void read_on (GTask *task);

static void
call_free (Call *self)
{
  luukku_mail_stream_close (self->stream);
  g_object_unref (self->stream);
  luukku_mail_server_unref (self->server);
  g_byte_array_unref (self->buffer);
  g_free (self->from);
  g_free (self->to);
  g_clear_pointer (&self->letter, g_bytes_unref);
  g_free (self);
}

/* --- replies */

void
luukku_mail_reply_free (LuukkuMailReply *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->lines);
  g_free (self);
}

static LuukkuMailReply *
reply_new (void)
{
  LuukkuMailReply *self = g_new0 (LuukkuMailReply, 1);

  self->lines = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
set_no_smtp (GError **error)
{
  luukku_set_error (error, LUUKKU_ERROR_INVALID_DATA,
                    N_ ("The mail server's answer cannot be read. Luukku tries again by itself."));
}

/* "5.1.1 No such user" */
static void
take_enhanced (LuukkuMailReply *self, const char *text)
{
  gsize length = strspn (text, "0123456789.");

  if (self->enhanced[0] != '\0' || length < 5 || length >= sizeof self->enhanced || text[1] != '.' ||
      (text[length] != ' ' && text[length] != '\0'))
    return;
  g_strlcpy (self->enhanced, text, length + 1);
}

/* @line without its CRLF. Returns: whether it is the last one; -1: it is none. */
static int
take_line (LuukkuMailReply *self, const char *line, gsize size)
{
  guint code = 0;

  if (size < 3 || !g_ascii_isdigit (line[0]) || !g_ascii_isdigit (line[1]) || !g_ascii_isdigit (line[2]) ||
      (size > 3 && line[3] != ' ' && line[3] != '-'))
    return -1;
  code = (guint) ((line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0'));
  if (code < 200 || code > 599 || (self->code != 0 && self->code != code) || self->lines->len >= MAX_LINES)
    return -1;
  self->code = code;
  g_ptr_array_add (self->lines,
                   luukku_text_make_valid (size > 4 ? line + 4 : "", size > 4 ? (gssize) size - 4 : 0));
  take_enhanced (self, g_ptr_array_index (self->lines, self->lines->len - 1));
  return size == 3 || line[3] == ' ' ? 1 : 0;
}

LuukkuMailReply *
luukku_mail_reply_take (GByteArray *buffer, GError **error)
{
  g_autoptr (LuukkuMailReply) reply = reply_new ();
  const char *data = (const char *) buffer->data;
  gsize at = 0;

  while (at < buffer->len) {
    const char *newline = memchr (data + at, '\n', buffer->len - at);
    gsize size = newline != NULL ? (gsize) (newline - data) - at : 0;
    int last;

    if (newline == NULL)
      break;
    last = take_line (reply, data + at, size > 0 && newline[-1] == '\r' ? size - 1 : size);
    if (last < 0) {
      set_no_smtp (error);
      return NULL;
    }
    at += size + 1;
    if (last > 0) {
      g_byte_array_remove_range (buffer, 0, (guint) at);
      return g_steal_pointer (&reply);
    }
  }
  if (buffer->len > MAX_REPLY)
    set_no_smtp (error);
  return NULL;
}

gboolean
luukku_mail_reply_offers (const LuukkuMailReply *self, const char *keyword, const char *argument)
{
  for (guint i = 1; i < self->lines->len; i++) {
    g_auto (GStrv) words = g_strsplit_set (g_ptr_array_index (self->lines, i), " =", -1);

    if (words[0] == NULL || g_ascii_strcasecmp (words[0], keyword) != 0)
      continue;
    for (guint n = 1; argument != NULL && words[n] != NULL; n++) {
      if (g_ascii_strcasecmp (words[n], argument) == 0)
        return TRUE;
    }
    if (argument == NULL)
      return TRUE;
  }
  return FALSE;
}

/* --- the call */

static LuukkuMailSmtpStep
fault_step (Step step)
{
  switch (step) {
  case STEP_AUTH:
  case STEP_CHALLENGE:
    return LUUKKU_MAIL_SMTP_AUTH;
  case STEP_FROM:
    return LUUKKU_MAIL_SMTP_FROM;
  case STEP_TO:
    return LUUKKU_MAIL_SMTP_TO;
  case STEP_DATA:
    return LUUKKU_MAIL_SMTP_DATA;
  case STEP_LETTER:
    return LUUKKU_MAIL_SMTP_END;
  case STEP_GREETING:
  case STEP_HELLO:
  case STEP_STARTTLS:
  default:
    return LUUKKU_MAIL_SMTP_HELLO;
  }
}

/* The same fault, but the letter may have been taken. */
static GError *
as_ambiguous (GError *error)
{
  LuukkuFaultInfo info = *luukku_fault_get_info (error);
  GError *fault = NULL;

  info.ambiguous_send = TRUE;
  luukku_fault_set (&fault, (LuukkuFaultKind) error->code, &info, "%s", error->message);
  g_error_free (error);
  return fault;
}

/* @error: (transfer full). */
static void
fail (GTask *task, GError *error)
{
  Call *call = g_task_get_task_data (task);

  if (g_task_get_completed (task) || call->from == NULL) {
    g_error_free (error);
    return;
  }
  if (call->step == STEP_LETTER)
    error = as_ambiguous (error);
  g_clear_pointer (&call->from, g_free); /* ended */
  luukku_mail_stream_close (call->stream);
  g_task_return_error (task, error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!luukku_mail_stream_finish (LUUKKU_MAIL_STREAM (source), result, &error))
    fail (task, error);
}

static void
write_bytes (GTask *task, GBytes *bytes)
{
  Call *call = g_task_get_task_data (task);

  luukku_mail_stream_write_async (call->stream, bytes, g_task_get_cancellable (task), on_written,
                                  g_object_ref (task));
}

static void say (GTask *task, Step step, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
say (GTask *task, Step step, const char *format, ...)
{
  Call *call = g_task_get_task_data (task);
  g_autofree char *line = NULL;
  g_autofree char *ended = NULL;
  g_autoptr (GBytes) bytes = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  ended = g_strconcat (line, "\r\n", NULL);
  bytes = g_bytes_new (ended, strlen (ended));
  memset (line, 0, strlen (line));
  memset (ended, 0, strlen (ended));
  call->step = step;
  write_bytes (task, bytes);
}

static void
say_hello (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  g_autofree char *name = luukku_mail_stream_dup_own_name (call->stream);

  say (task, STEP_HELLO, "EHLO %s", name);
}

static void
succeed (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  g_clear_pointer (&call->from, g_free); /* ended */
  luukku_mail_stream_close (
      call->stream); /* the server forgives a missing QUIT; a letter that was taken stays so */
  g_task_return_boolean (task, TRUE);
}

static void
sign_in (GTask *task, const LuukkuMailReply *reply)
{
  Call *call = g_task_get_task_data (task);
  const LuukkuMailServer *server = call->server;
  const char *mechanism = server->oauth2 ? "XOAUTH2" : "PLAIN";
  const char *secret = server->secret != NULL ? server->secret : "";
  g_autofree char *response = NULL;
  GError *error = NULL;

  if (!luukku_mail_reply_offers (reply, "AUTH", mechanism)) {
    luukku_fault_set (
        &error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The server for outgoing mail does not let this account sign in as its settings say. Check the "
            "port, the security and the way to sign in there."));
    fail (task, error);
    return;
  }
  response = server->oauth2 ? luukku_mail_sasl_xoauth2 (server->user, secret)
                            : luukku_mail_sasl_plain (server->user, secret);
  say (task, STEP_AUTH, "AUTH %s %s", mechanism, response);
  memset (response, 0, strlen (response));
}

static void
on_secure (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  if (!luukku_mail_stream_finish (LUUKKU_MAIL_STREAM (source), result, &error)) {
    fail (task, error);
    return;
  }
  call->secure = TRUE;
  say_hello (task);
  read_on (task);
}

static void
handle_hello (GTask *task, const LuukkuMailReply *reply)
{
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;

  if (call->server->security != LUUKKU_MAIL_STARTTLS || call->secure) {
    sign_in (task, reply);
  } else if (luukku_mail_reply_offers (reply, "STARTTLS", NULL)) {
    say (task, STEP_STARTTLS, "STARTTLS");
  } else {
    luukku_fault_set (
        &error, LUUKKU_FAULT_TLS, NULL,
        N_ ("The mail server offers no STARTTLS here, so nothing was sent. Choose TLS and its port in the "
            "account's settings, or ask who looks after the mail."));
    fail (task, error);
  }
}

static void
send_letter (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  g_autoptr (GBytes) stuffed = luukku_mail_stuff (call->letter);

  call->step = STEP_LETTER;
  write_bytes (task, stuffed);
}

static gboolean
is_expected (Step step, guint code)
{
  switch (step) {
  case STEP_GREETING:
  case STEP_STARTTLS:
    return code == 220;
  case STEP_HELLO:
  case STEP_FROM:
  case STEP_LETTER:
    return code == 250;
  case STEP_AUTH:
    return code == 235;
  case STEP_TO:
    return code == 250 || code == 251;
  case STEP_DATA:
    return code == 354;
  case STEP_CHALLENGE:
  default:
    return FALSE;
  }
}

/* Returns: FALSE when nothing is to be read now. */
static gboolean
go_on (GTask *task, const LuukkuMailReply *reply)
{
  Call *call = g_task_get_task_data (task);

  switch (call->step) {
  case STEP_GREETING:
    say_hello (task);
    break;
  case STEP_HELLO:
    handle_hello (task, reply);
    break;
  case STEP_STARTTLS:
    luukku_mail_stream_start_tls_async (call->stream, g_task_get_cancellable (task), on_secure,
                                        g_object_ref (task));
    return FALSE;
  case STEP_AUTH:
    if (call->letter == NULL) {
      succeed (task);
      return FALSE;
    }
    say (task, STEP_FROM, "MAIL FROM:<%s>", call->from);
    break;
  case STEP_FROM:
    say (task, STEP_TO, "RCPT TO:<%s>", call->to);
    break;
  case STEP_TO:
    say (task, STEP_DATA, "DATA");
    break;
  case STEP_DATA:
    send_letter (task);
    break;
  case STEP_LETTER:
    succeed (task);
    return FALSE;
  case STEP_CHALLENGE:
  default:
    break;
  }
  return call->from != NULL;
}

/* Returns: FALSE when nothing is to be read now. */
static gboolean
handle_reply (GTask *task, const LuukkuMailReply *reply)
{
  Call *call = g_task_get_task_data (task);
  Step step = call->step;
  GError *error = NULL;

  if (step == STEP_AUTH && reply->code == 334) {
    say (task, STEP_CHALLENGE, "%s", "");
    return TRUE;
  }
  if (step == STEP_STARTTLS && call->buffer->len > 0) { /* put there by somebody in between */
    luukku_mail_set_unreadable (NULL, FALSE, &error);
    fail (task, error);
    return FALSE;
  }
  if (is_expected (step, reply->code))
    return go_on (task, reply);
  if (reply->code < 400)
    luukku_mail_set_unreadable (NULL, FALSE, &error);
  else
    luukku_mail_set_smtp_fault (fault_step (step), reply->code,
                                *reply->enhanced != '\0' ? reply->enhanced : NULL, &error);
  if (step == STEP_LETTER && reply->code >= 400)
    call->step = STEP_DATA; /* a clear no: nothing is in doubt */
  fail (task, error);
  return FALSE;
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = luukku_mail_stream_read_finish (LUUKKU_MAIL_STREAM (source), result, &error);
  gsize size = 0;
  const guint8 *piece;

  if (bytes == NULL) {
    fail (task, error);
    return;
  }
  piece = g_bytes_get_data (bytes, &size);
  g_byte_array_append (call->buffer, piece, (guint) size);
  while (call->from != NULL) {
    g_autoptr (GError) cause = NULL;
    g_autoptr (LuukkuMailReply) reply = luukku_mail_reply_take (call->buffer, &cause);

    if (cause != NULL) {
      luukku_mail_set_unreadable (g_steal_pointer (&cause), FALSE, &error);
      fail (task, error);
      return;
    }
    if (reply == NULL) {
      read_on (task);
      return;
    }
    if (!handle_reply (task, reply))
      return;
  }
}

static void
read_on (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  luukku_mail_stream_read_async (call->stream, READ_LIMIT, g_task_get_cancellable (task), on_read,
                                 g_object_ref (task));
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!luukku_mail_stream_finish (LUUKKU_MAIL_STREAM (source), result, &error))
    fail (task, error);
  else
    read_on (task);
}

void
luukku_mail_smtp_send_async (LuukkuMailServer *server, LuukkuClock *clock, const LuukkuMailEnvelope *envelope,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task =
      luukku_task_new (NULL, NULL, cancellable, callback, data, luukku_mail_smtp_send_async);
  Call *call = g_new0 (Call, 1);

  call->server = luukku_mail_server_ref (server);
  call->stream = luukku_mail_stream_new (server, clock);
  call->buffer = g_byte_array_new ();
  call->from = g_strdup (envelope->from);
  call->to = g_strdup (envelope->to);
  call->letter = envelope->letter != NULL ? g_bytes_ref (envelope->letter) : NULL;
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  luukku_mail_stream_connect_async (call->stream, g_task_get_cancellable (task), on_connected,
                                    g_object_ref (task));
}

gboolean
luukku_mail_smtp_send_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
