/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-open.c: does the account work: signs in at both servers and opens the folder of incoming
 * letters. A server for outgoing mail that does not answer now stops nobody from reading. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-private.h"

#include "adapter/luukku-fault-table.h"

static gboolean
needs_a_person (const GError *error)
{
  const LuukkuFaultInfo *info = luukku_fault_get_info (error);

  return luukku_fault_is_cancelled (error) || info->needs_reauth || !info->retryable;
}

static void
on_smtp (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMail *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!luukku_mail_submit_finish (self, result, &error)) {
    if (needs_a_person (error)) {
      g_task_return_error (task, error);
      return;
    }
    g_debug ("mail: no outgoing mail now: code %d", error->code);
    g_error_free (error);
  }
  g_task_return_pointer (task, g_strdup (self->address), g_free);
}

static void
on_folder (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMail *self = LUUKKU_MAIL (source);
  GError *error = NULL;
  g_autoptr (LuukkuMailImap) session = luukku_mail_open_folder_finish (self, result, NULL, &error);
  const LuukkuMailEnvelope envelope = { .from = self->address, .to = self->address };

  if (session == NULL) {
    g_task_return_error (task, error);
    return;
  }
  luukku_mail_imap_close (session);
  luukku_mail_submit_async (self, &envelope, g_task_get_cancellable (task), on_smtp, g_object_ref (task));
}

void
luukku_mail_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer data)
{
  LuukkuMail *self = LUUKKU_MAIL (adapter);
  g_autoptr (GTask) task = luukku_mail_task_new (self, cancellable, callback, data, luukku_mail_open_async);

  luukku_mail_open_folder_async (self, LUUKKU_MAIL_INBOX, g_task_get_cancellable (task), on_folder,
                                 g_object_ref (task));
}

char *
luukku_mail_open_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
