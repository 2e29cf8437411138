/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-removal.c: a request to remove leaves for the platform's contact by a mail channel. Record and
 * log come first; it counts as sent when the server has taken it, not before. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "evidence/luukku-facts.h"
#include "evidence/luukku-removal.h"
#include "inbox/luukku-inbox-evidence.h"
#include "inbox/luukku-inbox-private.h"
#include "model/luukku-fault.h"

#include <string.h>

#define MAX_ADDRESS 254 /* characters, RFC 5321 */
#define CONTACT "removal.contact-email"

typedef struct {
  char *case_number, *actor, *record;
} Leaving;

static void
leaving_free (Leaving *self)
{
  g_free (self->case_number);
  g_free (self->actor);
  g_free (self->record);
  g_free (self);
}

/* One plain address: what follows a line break or a comma would be another header or another receiver. */
static gboolean
check_address (const char *address, GError **error)
{
  const char *at = strrchr (address, '@');
  gboolean fits = at != NULL && at != address && strchr (at, '.') != NULL &&
                  strlen (address) <= MAX_ADDRESS && strpbrk (address, " ,;<>\"'()[]") == NULL &&
                  g_utf8_validate (address, -1, NULL);

  for (const char *c = address; fits && *c != '\0'; c++)
    fits = !g_ascii_iscntrl (*c);
  if (!fits)
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("Write one e-mail address of the platform's contact, for example "
                          "dsa@platform.example."));
  return fits;
}

/* The title of the letter: the request's own first line and our number. */
static char *
title_of (const char *notice, const char *case_number)
{
  g_autofree char *first = g_strndup (notice, strcspn (notice, "\n"));

  return g_strdup_printf ("%s – %s", first, case_number);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuInbox *self = g_task_get_source_object (task);
  const Leaving *leaving = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *id =
      LUUKKU_SENDER_GET_IFACE (source)->send_finish (LUUKKU_SENDER (source), result, &error);
  g_autoptr (LuukkuCase) item = luukku_store_get_case (self->store, leaving->case_number, NULL);

  if (id != NULL && luukku_removal_left (self->store, leaving->case_number, leaving->actor, leaving->record,
                                         TRUE, &error)) {
    if (item != NULL)
      luukku_inbox_emit_case (self, luukku_case_peek (item)->conversation);
    g_task_return_boolean (task, TRUE);
    return;
  }
  /* Where nobody knows whether it arrived the log does not say that it did not. */
  if (id == NULL && !luukku_fault_get_info (error)->ambiguous_send)
    luukku_removal_left (self->store, leaving->case_number, leaving->actor, leaving->record, FALSE, NULL);
  g_task_return_error (task, error);
}

static gboolean
state_contact (LuukkuInbox *self, const char *case_number, const char *actor, const char *address,
               GError **error)
{
  const LuukkuStatement fact = { 0, 0, (char *) CONTACT, (char *) address, 0, (char *) actor };
  g_autoptr (LuukkuFacts) facts = luukku_facts_load (self->store, case_number, error);

  return facts != NULL && (g_strcmp0 (luukku_facts_get (facts, 0, 0, CONTACT), address) == 0 ||
                           luukku_facts_set (self->store, case_number, &fact, error));
}

void
luukku_inbox_send_removal_async (LuukkuInbox *self, const char *case_number, const char *address,
                                 GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  Leaving *leaving = g_new0 (Leaving, 1);
  const char *channel = NULL;
  LuukkuInboxChannel *entry = luukku_inbox_find_mail (self, &channel);
  GError *error = NULL;
  g_autofree char *notice = NULL, *key = NULL, *title = NULL;

  g_task_set_source_tag (task, luukku_inbox_send_removal_async);
  g_task_set_task_data (task, leaving, (GDestroyNotify) leaving_free);
  leaving->case_number = g_strdup (case_number);
  leaving->actor = luukku_inbox_dup_actor (self);
  if (entry == NULL)
    luukku_set_error (
        &error, LUUKKU_ERROR_NOT_FOUND,
        N_ ("No mailbox is connected here that could send it. Copy the text into the platform's form."));
  else if (check_address (address, &error) &&
           state_contact (self, case_number, leaving->actor, address, &error))
    luukku_removal_leave (self->store, case_number, leaving->actor, address, &leaving->record, &notice,
                          &error);
  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  key = g_strconcat ("removal-", leaving->record, NULL);
  title = title_of (notice, case_number);
  luukku_inbox_send_letter (self, entry, channel, &(LuukkuInboxLetter){ key, address, NULL, title, notice },
                            on_sent, g_steal_pointer (&task));
}

gboolean
luukku_inbox_send_removal_finish (LuukkuInbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
