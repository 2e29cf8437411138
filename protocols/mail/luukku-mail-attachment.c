/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-attachment.c: the bytes of one part of a letter. The letter is fetched once for all its parts
 * and checked by its digest: after a folder was renumbered another letter may stand in its place. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-private.h"

#include "base/luukku-error.h"

typedef struct {
  LuukkuMailPart part;
  LuukkuMailImap *session; /* (ref) (nullable) */
} Want;

static void
want_free (Want *self)
{
  g_clear_object (&self->session);
  g_free (self);
}

static void
set_gone (GError **error)
{
  const LuukkuFaultInfo info = { .gone = TRUE };

  luukku_fault_set (
      error, LUUKKU_FAULT_GONE, &info,
      N_ ("The letter is no longer where it was in the mailbox, so its attachment was not fetched. Look "
          "for it in the mailbox itself."));
}

static void
set_too_long (LuukkuMail *self, GError **error)
{
  g_autofree char *limit = g_format_size (self->limits->max_attachment);

  /* TRANSLATORS: %s is a size, e.g. "25 MB" */
  luukku_fault_set (
      error, LUUKKU_FAULT_TOO_LONG, NULL,
      N_ ("The attachment is larger than the limit of %s and was not fetched. Open it in the mailbox "
          "itself if it is needed."),
      limit);
}

/* Returns: whether the letter in hand is the one of @part. */
static gboolean
is_in_hand (LuukkuMail *self, const LuukkuMailPart *part)
{
  return self->letter != NULL && g_strcmp0 (self->letter_digest, part->digest) == 0;
}

static void
give_part (GTask *task)
{
  LuukkuMail *self = g_task_get_source_object (task);
  Want *want = g_task_get_task_data (task);
  GBytes *bytes = luukku_mail_letter_get_part (self->letter, want->part.part);
  GError *error = NULL;

  if (bytes == NULL) {
    set_gone (&error);
  } else if (g_bytes_get_size (bytes) > self->limits->max_attachment) {
    g_clear_pointer (&bytes, g_bytes_unref);
    set_too_long (self, &error);
  }
  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
take_letter (LuukkuMail *self, GBytes *bytes)
{
  g_autoptr (LuukkuMailLetter) letter = luukku_mail_letter_parse (bytes);

  g_clear_pointer (&self->letter, g_bytes_unref);
  g_free (self->letter_digest);
  self->letter = g_bytes_ref (bytes);
  self->letter_digest = g_strdup (letter->digest);
}

static void
on_letter (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMail *self = g_task_get_source_object (task);
  Want *want = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (LuukkuMailAnswer) answer =
      luukku_mail_imap_run_finish (LUUKKU_MAIL_IMAP (source), result, &error);
  g_autoptr (GBytes) bytes = NULL;

  if (answer == NULL) {
    g_task_return_error (task, error);
    return;
  }
  luukku_mail_imap_close (want->session);
  bytes = luukku_mail_read_body (answer, want->part.uid);
  if (bytes != NULL)
    take_letter (self, bytes);
  if (bytes != NULL && is_in_hand (self, &want->part)) {
    give_part (task);
    return;
  }
  set_gone (&error);
  g_task_return_error (task, error);
}

static void
on_folder (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Want *want = g_task_get_task_data (task);
  g_autofree char *command = NULL;
  guint64 validity = 0;
  GError *error = NULL;

  want->session = luukku_mail_open_folder_finish (LUUKKU_MAIL (source), result, &validity, &error);
  if (want->session == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (validity != want->part.validity) {
    set_gone (&error);
    g_task_return_error (task, error);
    return;
  }
  command = g_strdup_printf ("UID FETCH %" G_GUINT64_FORMAT " (UID BODY.PEEK[])", want->part.uid);
  luukku_mail_imap_run_async (want->session, command, NULL, g_task_get_cancellable (task), on_letter,
                              g_object_ref (task));
}

void
luukku_mail_fetch_attachment_async (LuukkuAdapter *adapter, const LuukkuAttachment *attachment,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  LuukkuMail *self = LUUKKU_MAIL (adapter);
  g_autoptr (GTask) task =
      luukku_mail_task_new (self, cancellable, callback, data, luukku_mail_fetch_attachment_async);
  Want *want = g_new0 (Want, 1);
  GError *error = NULL;

  g_task_set_task_data (task, want, (GDestroyNotify) want_free);
  if (!luukku_mail_part_parse (attachment->url, &want->part)) {
    set_gone (&error);
    g_task_return_error (task, error);
  } else if (attachment->size > 0 && (guint64) attachment->size > self->limits->max_attachment) {
    set_too_long (self, &error);
    g_task_return_error (task, error);
  } else if (is_in_hand (self, &want->part)) {
    give_part (task);
  } else {
    luukku_mail_open_folder_async (self, want->part.folder, g_task_get_cancellable (task), on_folder,
                                   g_object_ref (task));
  }
}

GBytes *
luukku_mail_fetch_attachment_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
