/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-folder.c: folders of the mailbox: which one is which, and opening one for reading only. EXAMINE
 * instead of SELECT: a folder that is opened so cannot be changed by us, not even a letter marked as read. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-private.h"

#include <string.h>

#include "adapter/luukku-fault-table.h"

char *
luukku_mail_examine_command (LuukkuMail *self, LuukkuMailFolder folder)
{
  g_autofree char *name = luukku_mail_quote (self->folders[folder] != NULL ? self->folders[folder] : "");

  return g_strconcat ("EXAMINE ", name,
                      luukku_mail_imap_can (self->session, "CONDSTORE") ? " (CONDSTORE)" : "", NULL);
}

char *
luukku_mail_search_command (const char *message_id)
{
  g_autofree char *bracketed = g_strdup_printf ("<%s>", message_id);
  g_autofree char *quoted = luukku_mail_quote (bracketed);

  return g_strconcat ("UID SEARCH HEADER Message-ID ", quoted, NULL);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint64 one = *(const guint64 *) a, other = *(const guint64 *) b;

  return one < other ? -1 : one > other;
}

GArray *
luukku_mail_read_search (const LuukkuMailAnswer *answer)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < answer->untagged->len; i++) {
    const LuukkuMailResponse *response = g_ptr_array_index (answer->untagged, i);

    for (guint n = 1; luukku_mail_response_is (response, 0, "SEARCH") && n < response->values->len; n++) {
      guint64 number = luukku_mail_value_number (g_ptr_array_index (response->values, n), NULL);

      if (number > 0)
        g_array_append_val (numbers, number);
    }
  }
  g_array_sort (numbers, compare_numbers);
  return numbers;
}

GBytes *
luukku_mail_read_body (const LuukkuMailAnswer *answer, guint64 uid)
{
  for (guint i = 0; i < answer->untagged->len; i++) {
    const LuukkuMailResponse *response = g_ptr_array_index (answer->untagged, i);
    const LuukkuMailValue *body = luukku_mail_response_fetched (response, "BODY[");

    if (body != NULL && body->kind == LUUKKU_MAIL_VALUE_STRING &&
        luukku_mail_value_number (luukku_mail_response_fetched (response, "UID"), NULL) == uid)
      return g_bytes_ref (body->bytes);
  }
  return NULL;
}

/* --- where sent letters are */

static gboolean
has_flag (const LuukkuMailResponse *response, const char *flag)
{
  const LuukkuMailValue *flags = response->values->len > 3 ? g_ptr_array_index (response->values, 1) : NULL;

  for (guint i = 0; flags != NULL && flags->list != NULL && i < flags->list->len; i++) {
    g_autofree char *word = luukku_mail_value_text (g_ptr_array_index (flags->list, i));

    if (word != NULL && g_ascii_strcasecmp (word, flag) == 0)
      return TRUE;
  }
  return FALSE;
}

/* "* LIST (\HasNoChildren \Sent) "/" "Sent Items"": RFC 6154; without it the names that servers and programs
 * use. */
static char *
choose_sent (const LuukkuMailAnswer *answer)
{
  static const char *const names[] = { "Sent",       "Sent Items",    "Sent Messages", "INBOX.Sent",
                                       "INBOX/Sent", "L&AOQ-hetetyt", "Skickat" };
  guint best = G_N_ELEMENTS (names);

  for (guint i = 0; i < answer->untagged->len; i++) {
    const LuukkuMailResponse *response = g_ptr_array_index (answer->untagged, i);
    g_autofree char *name = NULL;

    if (!luukku_mail_response_is (response, 0, "LIST") || response->values->len < 4)
      continue;
    name = luukku_mail_value_text (g_ptr_array_index (response->values, 3));
    if (name != NULL && has_flag (response, "\\Sent"))
      return g_steal_pointer (&name);
    for (guint n = 0; name != NULL && n < best; n++) {
      if (g_ascii_strcasecmp (name, names[n]) == 0)
        best = n;
    }
  }
  return g_strdup (best < G_N_ELEMENTS (names) ? names[best] : "");
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMail *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (LuukkuMailAnswer) answer =
      luukku_mail_imap_run_finish (LUUKKU_MAIL_IMAP (source), result, &error);

  if (answer == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_free (self->folders[LUUKKU_MAIL_SENT]);
  self->folders[LUUKKU_MAIL_SENT] = choose_sent (answer);
  g_task_return_boolean (task, TRUE);
}

void
luukku_mail_find_sent_folder_async (LuukkuMail *self, LuukkuMailImap *session, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task =
      luukku_mail_task_new (self, cancellable, callback, data, luukku_mail_find_sent_folder_async);

  if (self->folders[LUUKKU_MAIL_SENT] != NULL)
    g_task_return_boolean (task, TRUE);
  else
    luukku_mail_imap_run_async (session, "LIST \"\" \"*\"", NULL, g_task_get_cancellable (task), on_listed,
                                g_object_ref (task));
}

gboolean
luukku_mail_find_sent_folder_finish (LuukkuMail *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- a connection for one purpose */

typedef struct {
  LuukkuMailFolder folder;
  LuukkuMailImap *session; /* (ref) */
  guint64 validity;
} Opening;

static void
opening_free (Opening *self)
{
  g_clear_object (&self->session);
  g_free (self);
}

static void
on_examined (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Opening *opening = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (LuukkuMailAnswer) answer =
      luukku_mail_imap_run_finish (LUUKKU_MAIL_IMAP (source), result, &error);

  if (answer == NULL) {
    g_task_return_error (task, error);
    return;
  }
  opening->validity = luukku_mail_answer_code_number (answer, "UIDVALIDITY");
  g_task_return_pointer (task, g_object_ref (opening->session), g_object_unref);
}

static void
on_folder_known (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMail *self = LUUKKU_MAIL (source);
  Opening *opening = g_task_get_task_data (task);
  g_autofree char *name = NULL;
  g_autofree char *command = NULL;
  GError *error = NULL;

  if (!luukku_mail_find_sent_folder_finish (self, result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  name = luukku_mail_quote (self->folders[opening->folder]);
  command = g_strconcat ("EXAMINE ", name, NULL);
  luukku_mail_imap_run_async (opening->session, command, NULL, g_task_get_cancellable (task), on_examined,
                              g_object_ref (task));
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Opening *opening = g_task_get_task_data (task);
  GError *error = NULL;

  if (!luukku_mail_sign_in_finish (LUUKKU_MAIL (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }
  luukku_mail_find_sent_folder_async (LUUKKU_MAIL (source), opening->session, g_task_get_cancellable (task),
                                      on_folder_known, g_object_ref (task));
}

void
luukku_mail_open_folder_async (LuukkuMail *self, LuukkuMailFolder folder, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task =
      luukku_mail_task_new (self, cancellable, callback, data, luukku_mail_open_folder_async);
  Opening *opening = g_new0 (Opening, 1);
  GError *error = NULL;

  opening->folder = folder;
  opening->session = luukku_mail_imap_new (self->imap, self->clock, LUUKKU_MAIL_MAX_LETTER);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    luukku_fault_table_set_cancelled (FALSE, &error);
    g_task_return_error (task, error);
    return;
  }
  luukku_mail_sign_in_async (self, opening->session, g_task_get_cancellable (task), on_signed_in,
                             g_object_ref (task));
}

LuukkuMailImap *
luukku_mail_open_folder_finish (LuukkuMail *self, GAsyncResult *result, guint64 *ret_validity, GError **error)
{
  Opening *opening = g_task_get_task_data (G_TASK (result));

  if (ret_validity != NULL)
    *ret_validity = opening->validity;
  return g_task_propagate_pointer (G_TASK (result), error);
}
