/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-fetch.c: what is new in the mailbox. One connection is kept.
 *
 *   sign in ─→ EXAMINE inbox ─→ something new? ─yes→ letters, at most a handful ─→ batch
 *                  ↑                 │ no
 *                  │             STATUS sent ─→ something new? ─yes→ EXAMINE sent → letters ─→ batch
 *                  │                 │ no
 *                  └── IDLE ←────────┴─→ first time on this connection, or no IDLE: empty batch
 *
 * A folder whose UIDVALIDITY is another one was renumbered: what came lately is read again, and the letters'
 * ids, which do not rest on the numbers, tell what is known. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-private.h"

#include <string.h>

#include "adapter/luukku-fault-table.h"
#include "mail/luukku-mail-error.h"

#define MAX_LETTERS 20               /* in one batch */
#define MAX_BATCH (16 * 1024 * 1024) /* bytes in one batch, unless one letter has more */
#define FIRST_BYTES (1024 * 1024)    /* of a letter that is too large */
#define MAX_TRIES 3                  /* of a letter that cannot be fetched */
#define IDLE_SPAN                                                                                            \
  (9 * G_TIME_SPAN_MINUTE) /* below the 10 minutes after which routers forget a connection                   \
                            */
#define RENUMBERED_SPAN (14 * G_TIME_SPAN_DAY) /* read again before the newest letter known */

/* A letter that is to be fetched. */
typedef struct {
  guint64 uid;
  guint64 size;       /* RFC822.SIZE */
  gint64 received_at; /* UTC µs */
} Wanted;

typedef struct {
  LuukkuMailCursor cursor;
  LuukkuMailFolder folder;
  guint64 validity, modseq, uid_next; /* of the folder that is open; 0: not told */
  GArray *wanted;                     /* Wanted, ascending */
  guint next;                         /* of wanted */
  gboolean more;                      /* there are more letters than wanted */
  guint64 bytes;                      /* in the batch */
  LuukkuBatch *batch;
  gboolean
      moved; /* the folder got letters while something else was asked: the server does not say so again */
  gboolean again; /* signed in once more, since the access token had ended */
} Fetch;

static void begin (GTask *task);
static void examine (GTask *task, LuukkuMailFolder folder);
static void fetch_next (GTask *task);

static void
fetch_free (Fetch *self)
{
  g_array_unref (self->wanted);
  luukku_batch_free (self->batch);
  g_free (self);
}

static void
run (GTask *task, const char *command, GAsyncReadyCallback callback)
{
  LuukkuMail *self = g_task_get_source_object (task);

  luukku_mail_imap_run_async (self->session, command, NULL, g_task_get_cancellable (task), callback,
                              g_object_ref (task));
}

static void
drop_session (LuukkuMail *self)
{
  if (self->session != NULL)
    luukku_mail_imap_close (self->session);
  g_clear_object (&self->session);
}

/* @error: (transfer full). */
static void
fail (GTask *task, GError *error)
{
  LuukkuMail *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  drop_session (self);
  if (fetch->again || !luukku_mail_has_ended (self, error)) {
    g_task_return_error (task, error);
    return;
  }
  g_error_free (error);
  fetch->again = TRUE;
  begin (task);
}

/* Returns: (transfer full) (nullable): NULL: the command failed and so did the fetch. */
static LuukkuMailAnswer *
take (GTask *task, GObject *source, GAsyncResult *result)
{
  GError *error = NULL;
  LuukkuMailAnswer *answer = luukku_mail_imap_run_finish (LUUKKU_MAIL_IMAP (source), result, &error);

  if (answer == NULL)
    fail (task, error);
  else if (luukku_mail_answer_find (answer, 1, "EXISTS") != NULL)
    ((Fetch *) g_task_get_task_data (task))->moved = TRUE;
  return answer;
}

/* --- the end of a fetch */

static void
give_batch (GTask *task)
{
  LuukkuMail *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  luukku_batch_sort (fetch->batch);
  fetch->batch->cursor = luukku_mail_cursor_to_string (&fetch->cursor);
  fetch->batch->more = fetch->more;
  if (fetch->batch->messages->len == 0 && !fetch->more)
    self->rested = TRUE;
  g_task_return_pointer (task, g_steal_pointer (&fetch->batch), (GDestroyNotify) luukku_batch_free);
}

static void
on_idled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (LuukkuMailAnswer) answer = take (task, source, result);

  if (answer != NULL)
    examine (task, LUUKKU_MAIL_INBOX);
}

static void
on_ready_to_idle (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMail *self = g_task_get_source_object (task);
  g_autoptr (LuukkuMailAnswer) answer = take (task, source, result);

  if (answer != NULL)
    luukku_mail_imap_idle_async (self->session, IDLE_SPAN, g_task_get_cancellable (task), on_idled,
                                 g_object_ref (task));
}

/* All is read. Letters that came since the folder was opened were told with some answer, or are when IDLE
 * begins. */
static void
rest (GTask *task)
{
  LuukkuMail *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  if (fetch->moved) {
    examine (task, LUUKKU_MAIL_INBOX);
    return;
  }
  if (!self->rested || !luukku_mail_imap_can (self->session, "IDLE")) {
    give_batch (task);
    return;
  }
  if (fetch->folder == LUUKKU_MAIL_INBOX) {
    luukku_mail_imap_idle_async (self->session, IDLE_SPAN, g_task_get_cancellable (task), on_idled,
                                 g_object_ref (task));
  } else {
    g_autofree char *command = luukku_mail_examine_command (self, LUUKKU_MAIL_INBOX);

    fetch->folder = LUUKKU_MAIL_INBOX;
    run (task, command, on_ready_to_idle);
  }
}

/* --- letters */

static void
move_mark (Fetch *fetch, const Wanted *wanted)
{
  LuukkuMailMark *mark = &fetch->cursor.marks[fetch->folder];

  mark->uid = MAX (mark->uid, wanted->uid);
  mark->newest = MAX (mark->newest, wanted->received_at);
}

static gboolean
has_thread (const LuukkuBatch *batch, const char *conversation, guint *ret_at)
{
  for (guint i = 0; i < batch->threads->len; i++) {
    if (g_str_equal (((LuukkuThread *) g_ptr_array_index (batch->threads, i))->conversation_id,
                     conversation)) {
      *ret_at = i;
      return TRUE;
    }
  }
  return FALSE;
}

/* A later letter's view of its thread wins, unless it says nothing about the correspondent. */
static void
add_thread (LuukkuBatch *batch, LuukkuThread *thread)
{
  guint at = 0;

  if (!has_thread (batch, thread->conversation_id, &at)) {
    g_ptr_array_add (batch->threads, thread);
  } else if (thread->resident_id == NULL) {
    luukku_thread_free (thread);
  } else {
    luukku_thread_free (g_ptr_array_index (batch->threads, at));
    g_ptr_array_index (batch->threads, at) = thread;
  }
}

static void
add_letter (GTask *task, GBytes *bytes, const Wanted *wanted)
{
  LuukkuMail *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (LuukkuMailLetter) letter = luukku_mail_letter_parse (bytes);
  LuukkuThread *thread = NULL;
  const LuukkuMailPlace place = {
    .channel = self->channel,
    .own_address = self->address,
    .folder = fetch->folder,
    .validity = fetch->validity,
    .uid = wanted->uid,
    .received_at = wanted->received_at,
    .fetched_at = luukku_clock_now (self->clock),
    .cut = wanted->size > LUUKKU_MAIL_MAX_LETTER ? wanted->size : 0,
  };

  fetch->bytes += g_bytes_get_size (bytes);
  if (fetch->folder == LUUKKU_MAIL_SENT && letter->parents->len == 0)
    return; /* it answers nobody: the town's other letters are not our business */
  g_ptr_array_add (fetch->batch->messages, luukku_mail_deliver (letter, bytes, &place, &thread));
  add_thread (fetch->batch, thread);
}

/* A letter that the server will not give: after some tries the others go on. */
static gboolean
skip_stuck (GTask *task, const Wanted *wanted, const GError *error)
{
  LuukkuMail *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  if (luukku_fault_is_cancelled (error) || g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_NETWORK))
    return FALSE;
  self->stuck_tries = self->stuck_uid == wanted->uid ? self->stuck_tries + 1 : 1;
  self->stuck_uid = wanted->uid;
  if (self->stuck_tries < MAX_TRIES)
    return FALSE;
  g_debug ("mail: a letter cannot be fetched and is left out");
  self->stuck_tries = 0;
  fetch->batch->skipped++;
  return TRUE;
}

/* The connection broke: what was read before is handed over, the rest comes with the next connection. @error:
 * (transfer full). */
static void
give_in_hand (GTask *task, GError *error)
{
  LuukkuMail *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  if (fetch->batch->messages->len == 0 || luukku_fault_is_cancelled (error)) {
    fail (task, error);
    return;
  }
  g_error_free (error);
  luukku_mail_imap_close (self->session);
  fetch->more = TRUE;
  give_batch (task);
}

static void
on_letter (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  const Wanted *wanted = &g_array_index (fetch->wanted, Wanted, fetch->next);
  GError *error = NULL;
  g_autoptr (LuukkuMailAnswer) answer =
      luukku_mail_imap_run_finish (LUUKKU_MAIL_IMAP (source), result, &error);
  g_autoptr (GBytes) bytes = NULL;

  if (answer == NULL && !skip_stuck (task, wanted, error)) {
    give_in_hand (task, error);
    return;
  }
  if (answer != NULL)
    bytes = luukku_mail_read_body (answer, wanted->uid);
  if (bytes != NULL)
    add_letter (task, bytes, wanted);
  else if (answer != NULL && luukku_mail_answer_find (answer, 1, "FETCH") != NULL)
    fetch->batch->skipped++; /* there, but without its text; otherwise it has been removed meanwhile */
  move_mark (fetch, wanted);
  fetch->next++;
  if (answer == NULL) { /* the connection may be gone, what was read is kept */
    g_error_free (error);
    fetch->more = TRUE;
    give_batch (task);
    return;
  }
  fetch_next (task);
}

static void
fetch_next (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  const Wanted *wanted;
  g_autofree char *command = NULL;

  if (fetch->next == fetch->wanted->len) {
    if (!fetch->more)
      fetch->cursor.marks[fetch->folder].modseq = fetch->modseq;
    /* the other folder is looked at in the next round */
    fetch->more = TRUE;
    give_batch (task);
    return;
  }
  wanted = &g_array_index (fetch->wanted, Wanted, fetch->next);
  if (fetch->bytes > 0 && fetch->bytes + wanted->size > MAX_BATCH) {
    fetch->more = TRUE;
    give_batch (task);
    return;
  }
  if (wanted->size > LUUKKU_MAIL_MAX_LETTER)
    command =
        g_strdup_printf ("UID FETCH %" G_GUINT64_FORMAT " (UID BODY.PEEK[]<0.%d>)", wanted->uid, FIRST_BYTES);
  else
    command = g_strdup_printf ("UID FETCH %" G_GUINT64_FORMAT " (UID BODY.PEEK[])", wanted->uid);
  run (task, command, on_letter);
}

static void
read_wanted (Fetch *fetch, const LuukkuMailAnswer *answer)
{
  for (guint i = 0; i < answer->untagged->len; i++) {
    const LuukkuMailResponse *response = g_ptr_array_index (answer->untagged, i);
    guint64 uid = luukku_mail_value_number (luukku_mail_response_fetched (response, "UID"), NULL);
    g_autofree char *date = luukku_mail_value_text (luukku_mail_response_fetched (response, "INTERNALDATE"));

    for (guint n = 0; n < fetch->wanted->len; n++) {
      Wanted *wanted = &g_array_index (fetch->wanted, Wanted, n);

      if (wanted->uid != uid)
        continue;
      wanted->size = luukku_mail_value_number (luukku_mail_response_fetched (response, "RFC822.SIZE"), NULL);
      wanted->received_at = luukku_mail_parse_internal_date (date);
    }
  }
}

static void
on_sizes (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (LuukkuMailAnswer) answer = take (task, source, result);

  if (answer == NULL)
    return;
  read_wanted (g_task_get_task_data (task), answer);
  fetch_next (task);
}

/* --- what is new in a folder */

static void go_to_sent (GTask *task);

static void
folder_done (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  fetch->cursor.marks[fetch->folder].modseq = fetch->modseq;
  if (fetch->folder == LUUKKU_MAIL_INBOX)
    go_to_sent (task);
  else
    rest (task);
}

/* Nothing newer than the mark, or than the day from which on letters are taken: the older ones are passed
 * over. */
static void
note_empty (Fetch *fetch)
{
  LuukkuMailMark *mark = &fetch->cursor.marks[fetch->folder];

  if (fetch->uid_next > 0)
    mark->uid = MAX (mark->uid, fetch->uid_next - 1);
  else if (mark->uid == 0)
    mark->validity = 0; /* by day again the next time */
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (LuukkuMailAnswer) answer = take (task, source, result);
  g_autoptr (GArray) uids = NULL;
  g_autoptr (GString) list = NULL;
  g_autofree char *command = NULL;

  if (answer == NULL)
    return;
  uids = luukku_mail_read_search (answer);
  list = g_string_new (NULL);
  g_array_set_size (fetch->wanted, 0);
  fetch->next = 0;
  for (guint i = 0; i < uids->len; i++) {
    Wanted wanted = { .uid = g_array_index (uids, guint64, i) };

    if (wanted.uid <= fetch->cursor.marks[fetch->folder].uid)
      continue; /* "n:*" always names the last one */
    if (fetch->wanted->len == MAX_LETTERS) {
      fetch->more = TRUE;
      break;
    }
    g_array_append_val (fetch->wanted, wanted);
    g_string_append_printf (list, "%s%" G_GUINT64_FORMAT, list->len > 0 ? "," : "", wanted.uid);
  }
  if (fetch->wanted->len == 0) {
    note_empty (fetch);
    folder_done (task);
    return;
  }
  command = g_strdup_printf ("UID FETCH %s (UID RFC822.SIZE INTERNALDATE)", list->str);
  run (task, command, on_sizes);
}

/* Another numbering, or the first time: from a day on. */
static void
search_from_day (GTask *task, gint64 from)
{
  g_autofree char *day = luukku_mail_search_day (from);
  Fetch *fetch = g_task_get_task_data (task);
  LuukkuMailMark *mark = &fetch->cursor.marks[fetch->folder];
  g_autofree char *command = NULL;

  mark->validity = fetch->validity;
  mark->uid = 0;
  mark->modseq = 0;
  command = g_strdup_printf ("UID SEARCH SINCE %s", day);
  run (task, command, on_found);
}

static void
look_at_folder (GTask *task, const LuukkuMailAnswer *answer)
{
  LuukkuMail *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  const LuukkuMailMark *mark = &fetch->cursor.marks[fetch->folder];
  g_autofree char *command = NULL;
  GError *error = NULL;

  fetch->uid_next = luukku_mail_answer_code_number (answer, "UIDNEXT");
  fetch->validity = luukku_mail_answer_code_number (answer, "UIDVALIDITY");
  fetch->modseq = luukku_mail_answer_code_number (answer, "HIGHESTMODSEQ");
  if (fetch->validity == 0) {
    luukku_mail_set_unreadable (NULL, FALSE, &error);
    fail (task, error);
  } else if (mark->validity == 0) {
    search_from_day (task, luukku_clock_now (self->clock) - self->first_span);
  } else if (mark->validity != fetch->validity) {
    search_from_day (task, mark->newest > 0 ? mark->newest - RENUMBERED_SPAN
                                            : luukku_clock_now (self->clock) - self->first_span);
  } else if (fetch->uid_next != 0 && fetch->uid_next <= mark->uid + 1) {
    folder_done (task);
  } else {
    command = g_strdup_printf ("UID SEARCH UID %" G_GUINT64_FORMAT ":*", mark->uid + 1);
    run (task, command, on_found);
  }
}

static void
on_examined (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (LuukkuMailAnswer) answer = take (task, source, result);

  if (answer == NULL)
    return;
  ((Fetch *) g_task_get_task_data (task))->moved = FALSE; /* EXISTS is a part of this answer */
  look_at_folder (task, answer);
}

static void
examine (GTask *task, LuukkuMailFolder folder)
{
  LuukkuMail *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autofree char *command = luukku_mail_examine_command (self, folder);

  fetch->folder = folder;
  run (task, command, on_examined);
}

/* --- the folder of sent letters is only opened when its numbers have moved */

static guint64
status_number (const LuukkuMailResponse *response, const char *word)
{
  const LuukkuMailValue *list = response->values->len > 2 ? g_ptr_array_index (response->values, 2) : NULL;

  for (guint i = 0; list != NULL && list->list != NULL && i + 1 < list->list->len; i += 2) {
    g_autofree char *name = luukku_mail_value_text (g_ptr_array_index (list->list, i));

    if (name != NULL && g_ascii_strcasecmp (name, word) == 0)
      return luukku_mail_value_number (g_ptr_array_index (list->list, i + 1), NULL);
  }
  return 0;
}

/* Returns: whether the folder is as it was read: the same numbering, no letter more, and no change at all
 * when the server counts changes. */
static gboolean
is_unmoved (const LuukkuMailResponse *status, const LuukkuMailMark *mark)
{
  guint64 modseq = status_number (status, "HIGHESTMODSEQ");

  if (status_number (status, "UIDVALIDITY") != mark->validity)
    return FALSE;
  if (modseq != 0 && modseq == mark->modseq)
    return TRUE;
  return status_number (status, "UIDNEXT") <= mark->uid + 1;
}

static void
on_status (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (LuukkuMailAnswer) answer =
      luukku_mail_imap_run_finish (LUUKKU_MAIL_IMAP (source), result, &error);
  const LuukkuMailResponse *status = answer != NULL ? luukku_mail_answer_find (answer, 0, "STATUS") : NULL;

  if (answer == NULL && !luukku_mail_imap_is_open (LUUKKU_MAIL_IMAP (source))) {
    fail (task, error);
    return;
  }
  if (answer != NULL && luukku_mail_answer_find (answer, 1, "EXISTS") != NULL)
    fetch->moved = TRUE;
  g_clear_error (&error); /* no such folder: nothing was sent from elsewhere */
  if (status == NULL || is_unmoved (status, &fetch->cursor.marks[LUUKKU_MAIL_SENT]))
    rest (task);
  else
    examine (task, LUUKKU_MAIL_SENT);
}

static void
go_to_sent (GTask *task)
{
  LuukkuMail *self = g_task_get_source_object (task);
  const char *folder = self->folders[LUUKKU_MAIL_SENT];
  g_autofree char *name = luukku_mail_quote (folder != NULL ? folder : "");
  g_autofree char *command = NULL;

  if (folder == NULL || *folder == '\0') {
    rest (task);
    return;
  }
  command = g_strdup_printf ("STATUS %s (UIDVALIDITY UIDNEXT%s)", name,
                             luukku_mail_imap_can (self->session, "CONDSTORE") ? " HIGHESTMODSEQ" : "");
  run (task, command, on_status);
}

/* --- the connection */

static void
on_folders_known (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (!luukku_mail_find_sent_folder_finish (LUUKKU_MAIL (source), result, &error))
    fail (task, error);
  else
    examine (task, LUUKKU_MAIL_INBOX);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMail *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (luukku_mail_sign_in_finish (self, result, &error)) {
    luukku_mail_find_sent_folder_async (self, self->session, g_task_get_cancellable (task), on_folders_known,
                                        g_object_ref (task));
    return;
  }
  drop_session (self);
  g_task_return_error (task, error);
}

/* On a connection that is made now. */
static void
begin (GTask *task)
{
  LuukkuMail *self = g_task_get_source_object (task);

  g_clear_object (&self->session);
  self->session = luukku_mail_imap_new (self->imap, self->clock, LUUKKU_MAIL_MAX_LETTER + FIRST_BYTES);
  self->rested = FALSE;
  luukku_mail_sign_in_async (self, self->session, g_task_get_cancellable (task), on_signed_in,
                             g_object_ref (task));
}

void
luukku_mail_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  LuukkuMail *self = LUUKKU_MAIL (adapter);
  g_autoptr (GTask) task = luukku_mail_task_new (self, cancellable, callback, data, luukku_mail_fetch_async);
  Fetch *fetch = g_new0 (Fetch, 1);
  GError *error = NULL;

  luukku_mail_cursor_parse (cursor, &fetch->cursor);
  fetch->wanted = g_array_new (FALSE, TRUE, sizeof (Wanted));
  fetch->batch = luukku_batch_new ();
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    luukku_fault_table_set_cancelled (FALSE, &error);
    g_task_return_error (task, error);
    return;
  }
  if (self->session != NULL && luukku_mail_imap_is_open (self->session)) {
    examine (task, LUUKKU_MAIL_INBOX);
    return;
  }
  begin (task);
}

LuukkuBatch *
luukku_mail_fetch_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
