/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-tell.c: the ready text leaves by a mail channel, and answers of those who were told are heard.
 * A step is entered when the server has taken the letter, not before; what fails leaves it open. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"

#include <string.h>

#define CASE_PREFIX "LUU-"
#define CASE_LENGTH (sizeof "LUU-2026-000000" - 1)
#define TEXT "supervisor"

/* --- by mail */

LuukkuInboxChannel *
luukku_inbox_find_mail (LuukkuInbox *self, const char **ret_key)
{
  GHashTableIter iter;
  gpointer key = NULL, value = NULL;

  g_hash_table_iter_init (&iter, self->channels);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    LuukkuInboxChannel *entry = value;
    LuukkuSenderInterface *iface = entry->sender != NULL ? LUUKKU_SENDER_GET_IFACE (entry->sender) : NULL;

    if (iface == NULL || iface->can_write_first == NULL || !iface->can_write_first (entry->sender) ||
        entry->link_error != NULL)
      continue;
    *ret_key = key;
    return entry;
  }
  return NULL;
}

void
luukku_inbox_send_letter (LuukkuInbox *self, LuukkuInboxChannel *entry, const char *channel,
                          const LuukkuInboxLetter *letter, GAsyncReadyCallback callback, gpointer data)
{
  const LuukkuSendRequestInit init = {
    .channel = channel,
    .conversation_id = letter->key,
    .idempotency_key = letter->key,
    .resident_id = letter->address,
    .resident_name = letter->name,
    .title = letter->title,
    .text = letter->text,
    .queued_at = luukku_clock_now (self->clock),
  };
  g_autoptr (LuukkuSendRequest) request = luukku_send_request_new (&init);

  LUUKKU_SENDER_GET_IFACE (entry->sender)->send_async (entry->sender, request, entry->acts, callback, data);
}

gboolean
luukku_inbox_can_tell_by_mail (LuukkuInbox *self)
{
  const char *key = NULL;

  return luukku_inbox_find_mail (self, &key) != NULL;
}

typedef struct {
  gint64 conversation;
  guint place;
  char *address;
} Telling;

static void
telling_free (Telling *self)
{
  g_free (self->address);
  g_free (self);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuInbox *self = g_task_get_source_object (task);
  const Telling *telling = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *id =
      LUUKKU_SENDER_GET_IFACE (source)->send_finish (LUUKKU_SENDER (source), result, &error);
  const LuukkuStepAct act = {
    .kind = LUUKKU_STEP_ACT_DONE,
    .whom = telling->address,
    .how = "e-mail",
  };

  if (id == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (luukku_inbox_act_on_step (self, telling->conversation, telling->place, &act, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
check_contact (const LuukkuAlarmContact *contact, GError **error)
{
  if (contact->confirmed_by != NULL)
    return TRUE;
  luukku_set_error (
      error, LUUKKU_ERROR_REFUSED,
      N_ ("Nobody has confirmed the contact %s. Make sure that it is right, then write /escalate "
          "confirm."),
      contact->address);
  return FALSE;
}

/* The same letter has the same name however often it is tried; a step that was done gets another one.
 * Returns: (transfer full) (nullable). */
static char *
make_key (LuukkuInbox *self, gint64 conversation, guint place, GError **error)
{
  g_autoptr (GPtrArray) steps = luukku_inbox_list_steps (self, conversation, error);
  const LuukkuStep *step = NULL;

  if (steps == NULL)
    return NULL;
  if (place == 0 || place > steps->len) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("This case has no step with that number. Write /escalate to see its steps."));
    return NULL;
  }
  step = g_ptr_array_index (steps, place - 1);
  return g_strdup_printf ("alarm-%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, step->id, step->done_at);
}

/* Returns: (transfer full) (nullable): title and text of the letter. */
static char *
make_text (LuukkuInbox *self, gint64 conversation, char **ret_title, GError **error)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (self->store, conversation, error);
  char *text = item != NULL ? luukku_inbox_ready_text (self, conversation, TEXT, NULL, error) : NULL;

  if (text != NULL)
    *ret_title = g_strdup (luukku_case_peek (item)->number);
  return text;
}

void
luukku_inbox_tell_by_mail_async (LuukkuInbox *self, gint64 conversation, guint place,
                                 const LuukkuAlarmContact *contact, GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  Telling *telling = g_new0 (Telling, 1);
  const char *channel = NULL;
  LuukkuInboxChannel *entry = luukku_inbox_find_mail (self, &channel);
  GError *error = NULL;
  g_autofree char *key = NULL, *text = NULL, *title = NULL;

  g_task_set_source_tag (task, luukku_inbox_tell_by_mail_async);
  telling->conversation = conversation;
  telling->place = place;
  telling->address = g_strdup (contact->address);
  g_task_set_task_data (task, telling, (GDestroyNotify) telling_free);
  if (check_contact (contact, &error))
    key = make_key (self, conversation, place, &error);
  if (key != NULL)
    text = make_text (self, conversation, &title, &error);
  if (text != NULL && entry == NULL)
    luukku_set_error (
        &error, LUUKKU_ERROR_NOT_FOUND,
        N_ ("No mailbox is connected here that could send it. Call instead, then enter the step."));
  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  luukku_inbox_send_letter (self, entry, channel,
                            &(LuukkuInboxLetter){ key, contact->address, contact->name, title, text },
                            on_sent, g_steal_pointer (&task));
}

gboolean
luukku_inbox_tell_by_mail_finish (LuukkuInbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- answers */

/* The first step that waits for a word of @address. Returns: its number, 0: none. */
static guint
find_awaited (LuukkuInbox *self, gint64 conversation, const char *address)
{
  g_autoptr (GPtrArray) steps = luukku_inbox_list_steps (self, conversation, NULL);

  for (guint i = 0; steps != NULL && i < steps->len; i++) {
    const LuukkuStep *step = g_ptr_array_index (steps, i);
    g_autoptr (GPtrArray) contacts = NULL;

    if (step->role == NULL || step->acknowledged_at != 0 || step->done_at == 0 ||
        !(step->needs & LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT))
      continue;
    contacts = luukku_inbox_list_alarm_contacts (self, conversation, step->role);
    for (guint k = 0; k < contacts->len; k++) {
      const LuukkuAlarmContact *contact = g_ptr_array_index (contacts, k);

      if (contact->confirmed_by != NULL && g_ascii_strcasecmp (contact->address, address) == 0)
        return i + 1;
    }
  }
  return 0;
}

gint64
luukku_inbox_hear_contact (LuukkuInbox *self, const char *address, const char *text)
{
  const char *at = strstr (text, CASE_PREFIX);
  g_autofree char *number = at != NULL ? g_strndup (at, CASE_LENGTH) : NULL;
  g_autoptr (LuukkuCase) item = number != NULL ? luukku_store_get_case (self->store, number, NULL) : NULL;
  LuukkuStepAct act = { .kind = LUUKKU_STEP_ACT_ACKNOWLEDGED, .whom = address, .how = "message" };
  guint place = 0;

  if (item == NULL || luukku_store_is_read_only (self->store))
    return 0;
  place = find_awaited (self, luukku_case_peek (item)->conversation, address);
  if (place == 0 ||
      !luukku_inbox_act_on_step (self, luukku_case_peek (item)->conversation, place, &act, NULL))
    return 0;
  return luukku_case_peek (item)->conversation;
}
