/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-imap.c: one command at a time on one connection, and the steps of signing in.
 *
 *   connect → greeting → [CAPABILITY → STARTTLS → TLS] → CAPABILITY → AUTHENTICATE or LOGIN → CAPABILITY
 *
 * What was said before TLS counts for nothing afterwards, and bytes that came with the answer to STARTTLS end
 * the connection: somebody in between may have put them there. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-imap.h"

#include <string.h>

#include "adapter/luukku-fault-table.h"
#include "adapter/luukku-http.h"
#include "adapter/luukku-task.h"
#include "base/luukku-error.h"
#include "mail/luukku-mail-compose.h"
#include "mail/luukku-mail-error.h"

#define READ_LIMIT (60 * G_TIME_SPAN_SECOND)
#define MAX_UNTAGGED 200000 /* of one command */

/* One command on its way. */
typedef struct {
  char *tag;        /* NULL: the greeting */
  GQueue chunks;    /* GBytes (ref): go out one by one, each when the server asks */
  gboolean signing; /* its answers are about who we are */
  gboolean idle;
  gboolean idling;    /* the server has agreed */
  gboolean done;      /* DONE has been said */
  gint64 idle_limit;  /* µs */
  guint timer;        /* of the idling */
  LuukkuClock *clock; /* (ref) */
  LuukkuMailAnswer *answer;
} Command;

typedef enum {
  STEP_CONNECT,
  STEP_GREETING,
  STEP_FIRST_CAPABILITY,
  STEP_STARTTLS,
  STEP_HANDSHAKE,
  STEP_CAPABILITY,
  STEP_SIGN_IN,
  STEP_LAST_CAPABILITY,
} OpenStep;

struct _LuukkuMailImap {
  GObject parent_instance;

  LuukkuMailServer *server; /* (ref) */
  LuukkuClock *clock;       /* (ref) */
  LuukkuMailStream *stream; /* (ref) (nullable) */
  LuukkuMailReader *reader; /* (owned) (nullable) */
  gsize max_letter;
  GHashTable *capabilities; /* set of words in upper case */
  guint tags;
  OpenStep step;
  gboolean open;
  GTask *running; /* no ref: its callback's; the command that is answered now (nullable) */
};

G_DEFINE_FINAL_TYPE (LuukkuMailImap, luukku_mail_imap, G_TYPE_OBJECT)

static void read_on (GTask *task);

/* --- answers */

void
luukku_mail_answer_free (LuukkuMailAnswer *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->untagged);
  luukku_mail_response_free (self->final);
  g_free (self);
}

static LuukkuMailAnswer *
answer_new (void)
{
  LuukkuMailAnswer *self = g_new0 (LuukkuMailAnswer, 1);

  self->untagged = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_mail_response_free);
  return self;
}

const LuukkuMailResponse *
luukku_mail_answer_find (const LuukkuMailAnswer *self, guint n, const char *word)
{
  for (guint i = 0; i < self->untagged->len; i++) {
    if (luukku_mail_response_is (g_ptr_array_index (self->untagged, i), n, word))
      return g_ptr_array_index (self->untagged, i);
  }
  return NULL;
}

static guint64
code_number (const LuukkuMailResponse *response, const char *code)
{
  guint64 number = 0;

  if (response->code == NULL || response->argument == NULL || g_ascii_strcasecmp (response->code, code) != 0)
    return 0;
  return g_ascii_string_to_unsigned (response->argument, 10, 0, G_MAXINT64, &number, NULL) ? number : 0;
}

guint64
luukku_mail_answer_code_number (const LuukkuMailAnswer *self, const char *code)
{
  for (guint i = 0; i < self->untagged->len; i++) {
    guint64 number = code_number (g_ptr_array_index (self->untagged, i), code);

    if (number != 0)
      return number;
  }
  return self->final != NULL ? code_number (self->final, code) : 0;
}

/* --- one command */

static void
command_free (Command *self)
{
  luukku_clock_clear_timeout (self->clock, &self->timer);
  g_object_unref (self->clock);
  g_free (self->tag);
  g_queue_clear_full (&self->chunks, (GDestroyNotify) g_bytes_unref);
  luukku_mail_answer_free (self->answer);
  g_free (self);
}

static void
drop (LuukkuMailImap *self)
{
  self->open = FALSE;
  if (self->stream != NULL)
    luukku_mail_stream_close (self->stream);
}

/* The connection is of no use any more. @error: (transfer full). */
static void
break_off (GTask *task, GError *error)
{
  LuukkuMailImap *self = g_task_get_source_object (task);

  if (self->running != task) { /* ended already: a late write */
    g_error_free (error);
    return;
  }
  self->running = NULL;
  drop (self);
  g_task_return_error (task, error);
}

static void
break_unreadable (GTask *task, GError *cause)
{
  GError *error = NULL;

  luukku_mail_set_unreadable (cause, FALSE, &error);
  break_off (task, error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!luukku_mail_stream_finish (LUUKKU_MAIL_STREAM (source), result, &error))
    break_off (task, error);
}

/* @bytes: (transfer full). */
static void
write_bytes (GTask *task, GBytes *bytes)
{
  LuukkuMailImap *self = g_task_get_source_object (task);

  luukku_mail_stream_write_async (self->stream, bytes, g_task_get_cancellable (task), on_written,
                                  g_object_ref (task));
  g_bytes_unref (bytes);
}

static void
say_done (GTask *task)
{
  Command *command = g_task_get_task_data (task);

  if (command->done)
    return;
  command->done = TRUE;
  luukku_clock_clear_timeout (command->clock, &command->timer);
  write_bytes (task, g_bytes_new_static ("DONE\r\n", 6));
}

static gboolean
on_idle_limit (gpointer data)
{
  GTask *task = data;

  ((Command *) g_task_get_task_data (task))->timer = 0;
  say_done (task);
  return G_SOURCE_REMOVE;
}

static void
handle_continuation (GTask *task)
{
  Command *command = g_task_get_task_data (task);

  if (command->idle && !command->idling) {
    command->idling = TRUE;
    if (luukku_mail_answer_find (command->answer, 1, "EXISTS") != NULL)
      say_done (task);
    else
      command->timer = luukku_clock_add_timeout (command->clock, command->idle_limit, on_idle_limit, task);
  } else if (!g_queue_is_empty (&command->chunks)) {
    write_bytes (task, g_queue_pop_head (&command->chunks));
  } else if (!command->idle) {
    write_bytes (task, g_bytes_new_static ("*\r\n", 3)); /* of signing in: we have nothing more to say */
  }
}

/* @response: (transfer full): tagged, or the greeting. */
static void
handle_final (GTask *task, LuukkuMailResponse *response)
{
  LuukkuMailImap *self = g_task_get_source_object (task);
  Command *command = g_task_get_task_data (task);
  GError *error = NULL;

  luukku_clock_clear_timeout (self->clock, &command->timer);
  command->answer->final = response;
  if (luukku_mail_response_is (response, 0, "OK") || luukku_mail_response_is (response, 0, "PREAUTH")) {
    self->running = NULL;
    g_task_return_pointer (task, g_steal_pointer (&command->answer),
                           (GDestroyNotify) luukku_mail_answer_free);
    return;
  }
  luukku_mail_set_imap_fault (response, command->signing, &error);
  if (luukku_mail_response_is (response, 0, "BYE")) {
    break_off (task, error);
    return;
  }
  self->running = NULL;
  g_task_return_error (task, error);
}

/* @response: (transfer full). Returns: FALSE when the command has ended. */
static gboolean
handle_response (GTask *task, LuukkuMailResponse *response)
{
  Command *command = g_task_get_task_data (task);
  g_autoptr (LuukkuMailResponse) mine = response;

  if (g_str_equal (response->tag, "+")) {
    handle_continuation (task);
    return TRUE;
  }
  if (!g_str_equal (response->tag, "*")) {
    if (g_strcmp0 (response->tag, command->tag) != 0) {
      break_unreadable (task, NULL);
      return FALSE;
    }
    handle_final (task, g_steal_pointer (&mine));
    return FALSE;
  }
  if (command->tag == NULL || luukku_mail_response_is (response, 0, "BYE")) {
    handle_final (task, g_steal_pointer (&mine));
    return FALSE;
  }
  if (command->idling && luukku_mail_response_is (response, 1, "EXISTS"))
    say_done (task);
  if (command->answer->untagged->len >= MAX_UNTAGGED) {
    break_unreadable (task, NULL);
    return FALSE;
  }
  g_ptr_array_add (command->answer->untagged, g_steal_pointer (&mine));
  return TRUE;
}

/* Handles what is there. Returns: whether more is needed. */
static gboolean
handle_buffer (GTask *task)
{
  LuukkuMailImap *self = g_task_get_source_object (task);

  for (;;) {
    g_autoptr (GError) cause = NULL;
    LuukkuMailResponse *response = luukku_mail_reader_next (self->reader, &cause);

    if (response == NULL && cause == NULL)
      return TRUE;
    if (response == NULL) {
      break_unreadable (task, g_steal_pointer (&cause));
      return FALSE;
    }
    if (!handle_response (task, response))
      return FALSE;
    if (self->running != task)
      return FALSE;
  }
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMailImap *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = luukku_mail_stream_read_finish (LUUKKU_MAIL_STREAM (source), result, &error);
  gsize size = 0;
  const guint8 *piece;

  if (bytes == NULL) {
    break_off (task, error);
    return;
  }
  if (self->running != task)
    return;
  piece = g_bytes_get_data (bytes, &size);
  luukku_mail_reader_push (self->reader, piece, size);
  if (handle_buffer (task))
    read_on (task);
}

/* While the server idles it may be silent until we say DONE, and a little longer. */
static void
read_on (GTask *task)
{
  LuukkuMailImap *self = g_task_get_source_object (task);
  Command *command = g_task_get_task_data (task);
  gint64 limit = command->idling && !command->done ? command->idle_limit + READ_LIMIT : READ_LIMIT;

  luukku_mail_stream_read_async (self->stream, limit, g_task_get_cancellable (task), on_read,
                                 g_object_ref (task));
}

static GTask *
command_new (LuukkuMailImap *self, gboolean greeting, GCancellable *cancellable, GAsyncReadyCallback callback,
             gpointer data)
{
  GTask *task = luukku_task_new (self, NULL, cancellable, callback, data, command_new);
  Command *command = g_new0 (Command, 1);

  command->clock = g_object_ref (self->clock);
  command->answer = answer_new ();
  if (!greeting)
    command->tag = g_strdup_printf ("a%u", ++self->tags);
  g_queue_init (&command->chunks);
  g_task_set_task_data (task, command, (GDestroyNotify) command_free);
  return task;
}

static void
command_start (LuukkuMailImap *self, GTask *task, const char *text)
{
  Command *command = g_task_get_task_data (task);
  GError *error = NULL;

  if (self->stream == NULL || self->running != NULL) {
    luukku_mail_set_network_fault (g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "closed"),
                                   FALSE, FALSE, &error);
    g_task_return_error (task, error);
    return;
  }
  self->running = task;
  if (command->tag != NULL) {
    g_autofree char *line = g_strdup_printf ("%s %s\r\n", command->tag, text);

    write_bytes (task, g_bytes_new (line, strlen (line)));
    memset (line, 0, strlen (line));
  }
  if (self->running == task && handle_buffer (task))
    read_on (task);
}

void
luukku_mail_imap_run_async (LuukkuMailImap *self, const char *text, GBytes *literal,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = command_new (self, FALSE, cancellable, callback, data);
  Command *command = g_task_get_task_data (task);

  if (literal != NULL) {
    gsize size = 0;
    const char *bytes = g_bytes_get_data (literal, &size);
    g_autoptr (GByteArray) all = g_byte_array_sized_new ((guint) size + 2);

    g_byte_array_append (all, (const guint8 *) bytes, (guint) size);
    g_byte_array_append (all, (const guint8 *) "\r\n", 2);
    g_queue_push_tail (&command->chunks, g_byte_array_free_to_bytes (g_steal_pointer (&all)));
  }
  command_start (self, task, text);
}

void
luukku_mail_imap_idle_async (LuukkuMailImap *self, gint64 limit, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = command_new (self, FALSE, cancellable, callback, data);
  Command *command = g_task_get_task_data (task);

  command->idle = TRUE;
  command->idle_limit = limit;
  command_start (self, task, "IDLE");
}

LuukkuMailAnswer *
luukku_mail_imap_run_finish (LuukkuMailImap *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- signing in */

gboolean
luukku_mail_imap_can (LuukkuMailImap *self, const char *capability)
{
  return g_hash_table_contains (self->capabilities, capability);
}

static void
take_capabilities (LuukkuMailImap *self, const LuukkuMailAnswer *answer)
{
  const LuukkuMailResponse *response = luukku_mail_answer_find (answer, 0, "CAPABILITY");

  g_hash_table_remove_all (self->capabilities);
  for (guint i = 1; response != NULL && i < response->values->len; i++) {
    g_autofree char *word = luukku_mail_value_text (g_ptr_array_index (response->values, i));

    if (word != NULL)
      g_hash_table_add (self->capabilities, g_ascii_strup (word, -1));
  }
}

static void on_step (GObject *source, GAsyncResult *result, gpointer data);

/* @task: the one of open. */
static void
ask (GTask *task, OpenStep step, const char *command)
{
  LuukkuMailImap *self = g_task_get_source_object (task);

  self->step = step;
  luukku_mail_imap_run_async (self, command, NULL, g_task_get_cancellable (task), on_step,
                              g_object_ref (task));
}

static void
fail_open (GTask *task, GError *error)
{
  drop (g_task_get_source_object (task));
  g_task_return_error (task, error);
}

static void
sign_in (GTask *task)
{
  LuukkuMailImap *self = g_task_get_source_object (task);
  const char *secret = self->server->secret != NULL ? self->server->secret : "";
  g_autofree char *response = self->server->oauth2 ? luukku_mail_sasl_xoauth2 (self->server->user, secret)
                                                   : luukku_mail_sasl_plain (self->server->user, secret);
  g_autoptr (GTask) command = NULL;
  const char *mechanism = self->server->oauth2 ? "XOAUTH2" : "PLAIN";
  g_autofree char *wanted = g_strconcat ("AUTH=", mechanism, NULL);
  GError *error = NULL;

  if (!luukku_mail_imap_can (self, wanted) && self->server->oauth2) {
    luukku_fault_set (
        &error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The mail server does not take OAuth tokens. Choose the password in the account's settings."));
    fail_open (task, error);
    return;
  }
  self->step = STEP_SIGN_IN;
  command = command_new (self, FALSE, g_task_get_cancellable (task), on_step, g_object_ref (task));
  ((Command *) g_task_get_task_data (command))->signing = TRUE;
  if (luukku_mail_imap_can (self, wanted)) {
    Command *of = g_task_get_task_data (command);
    g_autofree char *line = g_strconcat (response, "\r\n", NULL);
    g_autofree char *text = g_strconcat ("AUTHENTICATE ", mechanism, NULL);

    g_queue_push_tail (&of->chunks, g_bytes_new (line, strlen (line)));
    if (self->server->oauth2) /* the server says in a challenge why not, and waits for an empty line */
      g_queue_push_tail (&of->chunks, g_bytes_new_static ("\r\n", 2));
    memset (line, 0, strlen (line));
    command_start (self, command, text);
  } else {
    g_autofree char *user = luukku_mail_quote (self->server->user);
    g_autofree char *quoted = luukku_mail_quote (secret);
    g_autofree char *text = g_strdup_printf ("LOGIN %s %s", user, quoted);

    command_start (self, command, text);
    memset (text, 0, strlen (text));
    memset (quoted, 0, strlen (quoted));
  }
  memset (response, 0, strlen (response));
}

static void
on_secure (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!luukku_mail_stream_finish (LUUKKU_MAIL_STREAM (source), result, &error))
    fail_open (task, error);
  else
    ask (task, STEP_CAPABILITY, "CAPABILITY");
}

static void
begin_tls (GTask *task)
{
  LuukkuMailImap *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (luukku_mail_reader_pending (self->reader) > 0) {
    luukku_mail_set_unreadable (NULL, FALSE, &error);
    fail_open (task, error);
    return;
  }
  self->step = STEP_HANDSHAKE;
  luukku_mail_stream_start_tls_async (self->stream, g_task_get_cancellable (task), on_secure,
                                      g_object_ref (task));
}

static void
ask_for_tls (GTask *task)
{
  LuukkuMailImap *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (luukku_mail_imap_can (self, "STARTTLS")) {
    ask (task, STEP_STARTTLS, "STARTTLS");
    return;
  }
  luukku_fault_set (
      &error, LUUKKU_FAULT_TLS, NULL,
      N_ ("The mail server offers no STARTTLS here, so nothing was sent. Choose TLS and its port in the "
          "account's settings, or ask who looks after the mail."));
  fail_open (task, error);
}

static void
on_step (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMailImap *self = LUUKKU_MAIL_IMAP (source);
  GError *error = NULL;
  g_autoptr (LuukkuMailAnswer) answer = luukku_mail_imap_run_finish (self, result, &error);

  if (answer == NULL) {
    fail_open (task, error);
    return;
  }
  switch (self->step) {
  case STEP_GREETING:
    ask (task, self->server->security == LUUKKU_MAIL_STARTTLS ? STEP_FIRST_CAPABILITY : STEP_CAPABILITY,
         "CAPABILITY");
    break;
  case STEP_FIRST_CAPABILITY:
    take_capabilities (self, answer);
    ask_for_tls (task);
    break;
  case STEP_STARTTLS:
    begin_tls (task);
    break;
  case STEP_CAPABILITY:
    take_capabilities (self, answer);
    sign_in (task);
    break;
  case STEP_SIGN_IN:
    ask (task, STEP_LAST_CAPABILITY, "CAPABILITY");
    break;
  case STEP_LAST_CAPABILITY:
    take_capabilities (self, answer);
    self->open = TRUE;
    g_task_return_boolean (task, TRUE);
    break;
  case STEP_CONNECT:
  case STEP_HANDSHAKE:
  default:
    g_assert_not_reached ();
  }
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMailImap *self = g_task_get_source_object (task);
  g_autoptr (GTask) greeting = NULL;
  GError *error = NULL;

  if (!luukku_mail_stream_finish (LUUKKU_MAIL_STREAM (source), result, &error)) {
    fail_open (task, error);
    return;
  }
  self->step = STEP_GREETING;
  greeting = command_new (self, TRUE, g_task_get_cancellable (task), on_step, g_object_ref (task));
  command_start (self, greeting, NULL);
}

void
luukku_mail_imap_open_async (LuukkuMailImap *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task =
      luukku_task_new (self, NULL, cancellable, callback, data, luukku_mail_imap_open_async);

  g_clear_object (&self->stream);
  g_clear_pointer (&self->reader, luukku_mail_reader_free);
  self->stream = luukku_mail_stream_new (self->server, self->clock);
  self->reader = luukku_mail_reader_new (self->max_letter);
  self->step = STEP_CONNECT;
  luukku_mail_stream_connect_async (self->stream, g_task_get_cancellable (task), on_connected,
                                    g_object_ref (task));
}

gboolean
luukku_mail_imap_open_finish (LuukkuMailImap *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- the object */

gboolean
luukku_mail_imap_is_open (LuukkuMailImap *self)
{
  return self->open;
}

void
luukku_mail_imap_close (LuukkuMailImap *self)
{
  drop (self);
}

static void
luukku_mail_imap_finalize (GObject *object)
{
  LuukkuMailImap *self = LUUKKU_MAIL_IMAP (object);

  g_clear_object (&self->stream);
  g_clear_pointer (&self->reader, luukku_mail_reader_free);
  g_clear_pointer (&self->capabilities, g_hash_table_unref);
  g_clear_object (&self->clock);
  luukku_mail_server_unref (self->server);
  G_OBJECT_CLASS (luukku_mail_imap_parent_class)->finalize (object);
}

static void
luukku_mail_imap_class_init (LuukkuMailImapClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = luukku_mail_imap_finalize;
}

static void
luukku_mail_imap_init (LuukkuMailImap *self)
{
  self->capabilities = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

LuukkuMailImap *
luukku_mail_imap_new (LuukkuMailServer *server, LuukkuClock *clock, gsize max_letter)
{
  LuukkuMailImap *self = g_object_new (LUUKKU_TYPE_MAIL_IMAP, NULL);

  self->server = luukku_mail_server_ref (server);
  self->clock = g_object_ref (clock);
  self->max_letter = max_letter;
  return self;
}
