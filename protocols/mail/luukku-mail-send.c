/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-send.c: one reply as a letter, and the look whether it arrived.
 *
 *   the resident's letter's header ─→ may it be answered? ─→ SMTP ─→ a copy among the sent letters
 *
 * The letter's name rests on the reply's idempotency key, so every try has the same one: servers and programs
 * that meet it twice show it once, and the look-up searches the sent letters for it. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-private.h"

#include <string.h>

#include "adapter/luukku-fault-table.h"
#include "base/luukku-error.h"
#include "mail/luukku-mail-compose.h"
#include "mail/luukku-mail-thread.h"

#define FIRST_BYTES (256 * 1024) /* of the letter that is answered */

typedef struct {
  LuukkuSendRequest *request; /* (ref) */
  char *message_id;           /* of our letter */
  char *answered;             /* message id of the resident's newest letter (nullable) */
  char *in_reply_to;          /* (nullable) */
  GPtrArray *references;      /* char * */
  char *title;                /* (nullable) */
  LuukkuMailImap *session;    /* (ref) (nullable) */
  GBytes *letter;             /* (ref) (nullable) */
  gboolean created;           /* the folder of sent letters was made */
} Send;

static void append_copy (GTask *task);

static void
send_free (Send *self)
{
  luukku_send_request_unref (self->request);
  g_free (self->message_id);
  g_free (self->answered);
  g_free (self->in_reply_to);
  g_clear_pointer (&self->references, g_ptr_array_unref);
  g_free (self->title);
  g_clear_object (&self->session);
  g_clear_pointer (&self->letter, g_bytes_unref);
  g_free (self);
}

static GTask *
send_task_new (LuukkuMail *self, LuukkuSendRequest *request, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = luukku_mail_task_new (self, cancellable, callback, data, send_task_new);
  const LuukkuSendRequestInit *of = luukku_send_request_peek (request);
  Send *send = g_new0 (Send, 1);

  send->request = luukku_send_request_ref (request);
  send->message_id = luukku_mail_own_id (of->idempotency_key, of->conversation_id,
                                         of->resident_id != NULL ? of->resident_id : "", self->address);
  if (of->reply_to != NULL)
    send->answered = luukku_mail_letter_message_id_of (of->reply_to);
  if (send->answered != NULL && *send->answered == '\0')
    g_clear_pointer (&send->answered, g_free);
  send->references = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, send, (GDestroyNotify) send_free);
  return task;
}

/* --- a copy among the sent letters: what goes wrong here does not make the letter unsent */

static void
succeed (GTask *task)
{
  Send *send = g_task_get_task_data (task);

  if (send->session != NULL)
    luukku_mail_imap_close (send->session);
  g_task_return_pointer (task, g_strdup (send->message_id), g_free);
}

static void
on_created (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuMailAnswer) answer =
      luukku_mail_imap_run_finish (LUUKKU_MAIL_IMAP (source), result, &error);

  if (answer != NULL)
    append_copy (task);
  else
    succeed (task);
}

static void
on_appended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMail *self = g_task_get_source_object (task);
  Send *send = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuMailAnswer) answer =
      luukku_mail_imap_run_finish (LUUKKU_MAIL_IMAP (source), result, &error);

  if (answer == NULL && g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS) && !send->created) {
    g_autofree char *name = luukku_mail_quote (self->folders[LUUKKU_MAIL_SENT]);
    g_autofree char *command = g_strconcat ("CREATE ", name, NULL);

    send->created = TRUE;
    luukku_mail_imap_run_async (send->session, command, NULL, g_task_get_cancellable (task), on_created,
                                g_object_ref (task));
    return;
  }
  if (answer == NULL)
    g_debug ("mail: no copy among the sent letters: code %d", error->code);
  succeed (task);
}

static void
append_copy (GTask *task)
{
  LuukkuMail *self = g_task_get_source_object (task);
  Send *send = g_task_get_task_data (task);
  g_autofree char *name = luukku_mail_quote (self->folders[LUUKKU_MAIL_SENT]);
  g_autofree char *command =
      g_strdup_printf ("APPEND %s (\\Seen) {%" G_GSIZE_FORMAT "}", name, g_bytes_get_size (send->letter));

  luukku_mail_imap_run_async (send->session, command, send->letter, g_task_get_cancellable (task),
                              on_appended, g_object_ref (task));
}

/* Some servers keep what they send by themselves. */
static void
on_copy_searched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuMailAnswer) answer =
      luukku_mail_imap_run_finish (LUUKKU_MAIL_IMAP (source), result, &error);
  g_autoptr (GArray) found = answer != NULL ? luukku_mail_read_search (answer) : NULL;

  if (found != NULL && found->len > 0)
    succeed (task);
  else
    append_copy (task);
}

static void
on_sent_examined (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Send *send = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuMailAnswer) answer =
      luukku_mail_imap_run_finish (LUUKKU_MAIL_IMAP (source), result, &error);
  g_autofree char *command = luukku_mail_search_command (send->message_id);

  if (answer == NULL)
    append_copy (task); /* no such folder yet */
  else
    luukku_mail_imap_run_async (send->session, command, NULL, g_task_get_cancellable (task), on_copy_searched,
                                g_object_ref (task));
}

static void
keep_copy (GTask *task)
{
  LuukkuMail *self = g_task_get_source_object (task);
  Send *send = g_task_get_task_data (task);
  g_autofree char *name = NULL;
  g_autofree char *command = NULL;

  if (self->folders[LUUKKU_MAIL_SENT] == NULL || *self->folders[LUUKKU_MAIL_SENT] == '\0') {
    g_free (self->folders[LUUKKU_MAIL_SENT]);
    self->folders[LUUKKU_MAIL_SENT] = g_strdup ("Sent");
  }
  name = luukku_mail_quote (self->folders[LUUKKU_MAIL_SENT]);
  command = g_strconcat ("EXAMINE ", name, NULL);
  luukku_mail_imap_run_async (send->session, command, NULL, g_task_get_cancellable (task), on_sent_examined,
                              g_object_ref (task));
}

/* --- the letter */

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (luukku_mail_submit_finish (LUUKKU_MAIL (source), result, &error))
    keep_copy (task);
  else
    g_task_return_error (task, error);
}

static void
submit (GTask *task)
{
  LuukkuMail *self = g_task_get_source_object (task);
  Send *send = g_task_get_task_data (task);
  const LuukkuSendRequestInit *of = luukku_send_request_peek (send->request);
  const LuukkuMailDraft draft = {
    .message_id = send->message_id,
    .from = self->address,
    .from_name = self->from_name,
    .to = of->resident_id,
    .first = of->reply_to == NULL,
    .title = send->title != NULL ? send->title : of->title,
    .in_reply_to = send->in_reply_to,
    .references = send->references,
    .text = of->text,
    .date = luukku_clock_now (self->clock),
    .files = of->files,
  };
  LuukkuMailEnvelope envelope = { .from = self->address, .to = of->resident_id };

  send->letter = luukku_mail_compose (&draft);
  envelope.letter = send->letter;
  luukku_mail_submit_async (self, &envelope, g_task_get_cancellable (task), on_sent, g_object_ref (task));
}

/* --- what is answered */

static const char *
refusal (LuukkuMailSort sort)
{
  switch (sort) {
  case LUUKKU_MAIL_AUTO:
    return N_ ("The resident's letter was written by a program (an automatic reply), and nobody reads "
               "answers to it. "
               "Write to the person by another way if that is needed.");
  case LUUKKU_MAIL_LIST:
    return N_ (
        "This letter came through a mailing list: an answer would go to everybody on the list. Write to the "
        "person from an ordinary mail program if that is needed.");
  case LUUKKU_MAIL_BULK:
    return N_ ("This letter is a mass mailing, and nobody reads answers to it. Write to the sender by "
               "another way if "
               "that is needed.");
  case LUUKKU_MAIL_BOUNCE:
    return N_ ("This is a report of a mail server, not a letter of a person, and nobody reads answers to it. "
               "Check the "
               "resident's address and write by another way.");
  case LUUKKU_MAIL_PERSONAL:
  default:
    return NULL;
  }
}

static gboolean
answers_us (const LuukkuMail *self, const LuukkuMailLetter *letter)
{
  for (guint i = 0; i < letter->parents->len; i++) {
    if (luukku_mail_is_own_id (g_ptr_array_index (letter->parents, i), self->address))
      return TRUE;
  }
  return letter->bounced != NULL && luukku_mail_is_own_id (letter->bounced, self->address);
}

/* Sets what our letter refers to. A holiday notice or a bounce that came after a letter of ours is not
 * answered: our letter follows the one before it. */
static gboolean
refer_to (GTask *task, const LuukkuMailLetter *letter, GError **error)
{
  LuukkuMail *self = g_task_get_source_object (task);
  Send *send = g_task_get_task_data (task);
  const char *why = refusal (letter->sort);
  gboolean notice =
      (letter->sort == LUUKKU_MAIL_AUTO || letter->sort == LUUKKU_MAIL_BOUNCE) && answers_us (self, letter);

  if (why != NULL && !notice) {
    luukku_fault_set (error, LUUKKU_FAULT_RECIPIENT, NULL, "%s", luukku_tr (why));
    return FALSE;
  }
  for (guint i = 0; i < letter->parents->len; i++)
    g_ptr_array_add (send->references, g_strdup (g_ptr_array_index (letter->parents, i)));
  if (notice && letter->bounced != NULL && send->references->len == 0)
    g_ptr_array_add (send->references, g_strdup (letter->bounced));
  if (!notice && letter->message_id != NULL)
    g_ptr_array_add (send->references, g_strdup (letter->message_id));
  if (send->references->len > 0)
    send->in_reply_to = g_strdup (g_ptr_array_index (send->references, send->references->len - 1));
  if (!notice && letter->subject != NULL)
    send->title = luukku_mail_title (letter->subject);
  return TRUE;
}

static void
on_header (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (LuukkuMailAnswer) answer =
      luukku_mail_imap_run_finish (LUUKKU_MAIL_IMAP (source), result, &error);
  g_autoptr (LuukkuMailLetter) letter = NULL;

  if (answer == NULL) {
    g_task_return_error (task, error);
    return;
  }
  for (guint i = 0; i < answer->untagged->len && letter == NULL; i++) {
    const LuukkuMailValue *body =
        luukku_mail_response_fetched (g_ptr_array_index (answer->untagged, i), "BODY[");

    if (body != NULL && body->kind == LUUKKU_MAIL_VALUE_STRING)
      letter = luukku_mail_letter_parse (body->bytes);
  }
  if (letter == NULL || refer_to (task, letter, &error))
    submit (task);
  else
    g_task_return_error (task, error);
}

static void
on_original (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Send *send = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (LuukkuMailAnswer) answer =
      luukku_mail_imap_run_finish (LUUKKU_MAIL_IMAP (source), result, &error);
  g_autoptr (GArray) uids = NULL;
  g_autofree char *command = NULL;

  if (answer == NULL) {
    g_task_return_error (task, error);
    return;
  }
  uids = luukku_mail_read_search (answer);
  if (uids->len == 0) { /* filed away by somebody: its name is enough */
    g_ptr_array_add (send->references, g_strdup (send->answered));
    send->in_reply_to = g_strdup (send->answered);
    submit (task);
    return;
  }
  /* the beginning of its body, too: there a report names the letter that it is about */
  command = g_strdup_printf ("UID FETCH %" G_GUINT64_FORMAT " (UID BODY.PEEK[]<0.%d>)",
                             g_array_index (uids, guint64, 0), FIRST_BYTES);
  luukku_mail_imap_run_async (send->session, command, NULL, g_task_get_cancellable (task), on_header,
                              g_object_ref (task));
}

static void
on_inbox (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMail *self = LUUKKU_MAIL (source);
  Send *send = g_task_get_task_data (task);
  g_autofree char *command = NULL;
  GError *error = NULL;

  send->session = luukku_mail_open_folder_finish (self, result, NULL, &error);
  if (send->session == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (send->answered == NULL) {
    submit (task);
    return;
  }
  command = luukku_mail_search_command (send->answered);
  luukku_mail_imap_run_async (send->session, command, NULL, g_task_get_cancellable (task), on_original,
                              g_object_ref (task));
}

static gboolean
check_request (LuukkuMail *self, const LuukkuSendRequestInit *of, GError **error)
{
  if (!luukku_channel_limits_check_text (self->limits, of->text, error))
    return FALSE;
  if (of->resident_id != NULL && luukku_mail_is_address (of->resident_id))
    return TRUE;
  luukku_fault_set (
      error, LUUKKU_FAULT_RECIPIENT, NULL,
      N_ ("The letter has no address that could be answered. Look at it in the mailbox itself."));
  return FALSE;
}

void
luukku_mail_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  LuukkuMail *self = LUUKKU_MAIL (adapter);
  g_autoptr (GTask) task = send_task_new (self, request, cancellable, callback, data);
  GError *error = NULL;

  if (!check_request (self, luukku_send_request_peek (request), &error)) {
    g_task_return_error (task, error);
    return;
  }
  luukku_mail_open_folder_async (self, LUUKKU_MAIL_INBOX, g_task_get_cancellable (task), on_inbox,
                                 g_object_ref (task));
}

char *
luukku_mail_send_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- did it arrive */

static void
on_searched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Send *send = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (LuukkuMailAnswer) answer =
      luukku_mail_imap_run_finish (LUUKKU_MAIL_IMAP (source), result, &error);
  g_autoptr (GArray) found = NULL;

  if (answer == NULL) {
    g_task_return_error (task, error);
    return;
  }
  found = luukku_mail_read_search (answer);
  g_task_return_pointer (task, found->len > 0 ? g_strdup (send->message_id) : NULL, g_free);
}

static void
on_sent_folder (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Send *send = g_task_get_task_data (task);
  g_autofree char *command = luukku_mail_search_command (send->message_id);
  GError *error = NULL;

  send->session = luukku_mail_open_folder_finish (LUUKKU_MAIL (source), result, NULL, &error);
  if (send->session != NULL)
    luukku_mail_imap_run_async (send->session, command, NULL, g_task_get_cancellable (task), on_searched,
                                g_object_ref (task));
  else if (g_error_matches (error, LUUKKU_FAULT,
                            LUUKKU_FAULT_SETTINGS)) { /* no such folder: no copy either */
    g_error_free (error);
    g_task_return_pointer (task, NULL, NULL);
  } else {
    g_task_return_error (task, error);
  }
}

void
luukku_mail_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = send_task_new (LUUKKU_MAIL (adapter), request, cancellable, callback, data);

  luukku_mail_open_folder_async (LUUKKU_MAIL (adapter), LUUKKU_MAIL_SENT, g_task_get_cancellable (task),
                                 on_sent_folder, g_object_ref (task));
}

char *
luukku_mail_find_sent_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
