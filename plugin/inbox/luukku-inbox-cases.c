/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-cases.c: what happens to a case besides messages and replies: a person's steps, the time an
 * answer is due, the record. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "evidence/luukku-archive.h"
#include "inbox/luukku-inbox-private.h"
#include "inbox/luukku-inbox-writing.h"

gboolean
luukku_case_note (LuukkuStore *store, gint64 conversation, LuukkuCaseEvent event, const LuukkuCaseNote *note,
                  gboolean *ret_moved, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (LuukkuCase) item = luukku_store_find_case (store, conversation, &local);
  g_autoptr (LuukkuCase) after = NULL;
  LuukkuCaseState next = LUUKKU_CASE_NEW;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (item != NULL && luukku_case_next_state (luukku_case_peek (item)->state, event, &next)) {
    after = luukku_store_case_event (store, conversation, event, note, error);
    if (after == NULL)
      return FALSE;
  }
  if (ret_moved != NULL)
    *ret_moved = after != NULL;
  return TRUE;
}

gboolean
luukku_delivery_note (LuukkuStore *store, gint64 conversation, const char *actor, gint64 at,
                      gboolean *ret_moved, GError **error)
{
  const LuukkuCaseNote note = { .actor = actor, .at = at };
  g_autoptr (GError) local = NULL;
  g_autoptr (LuukkuCase) item = luukku_store_find_case (store, conversation, &local);

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (item == NULL || luukku_case_peek (item)->waiting_since > at) {
    if (ret_moved != NULL)
      *ret_moved = FALSE;
    return TRUE;
  }
  return luukku_case_note (store, conversation, LUUKKU_CASE_EVENT_REPLY_DELIVERED, &note, ret_moved, error);
}

LuukkuSlaState
luukku_inbox_get_sla (LuukkuInbox *self, LuukkuCase *item, gint64 *ret_due)
{
  LuukkuPackClocks *clocks = luukku_inbox_get_clocks (self);
  g_autofree char *names = NULL;
  g_auto (GStrv) labels = NULL;

  *ret_due = 0;
  if (clocks == NULL)
    return LUUKKU_SLA_NONE;
  names = luukku_store_get_case_labels (self->store, luukku_case_peek (item)->id, NULL, NULL);
  labels = luukku_labels_split (names);
  return luukku_pack_clocks_answer_state (clocks, (const char *const *) labels,
                                          luukku_case_peek (item)->waiting_since,
                                          luukku_clock_now (self->clock), ret_due);
}

/* After an alarm: not before what the guideline demands has been done; nor over an undecided request. */
static gboolean
may_close (LuukkuInbox *self, gint64 conversation, GError **error)
{
  g_autofree char *obstacle = luukku_inbox_get_obstacle (self, conversation);

  if (obstacle == NULL)
    obstacle = luukku_inbox_get_open_request (self, conversation);
  if (obstacle != NULL)
    g_set_error_literal (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED, obstacle);
  return obstacle == NULL;
}

/* Who is in need is no threat, whatever button was pressed. */
static gboolean
may_archive_as (LuukkuInbox *self, LuukkuCase *item, const char *kind, GError **error)
{
  g_autofree char *labels =
      luukku_store_get_case_labels (self->store, luukku_case_peek (item)->id, NULL, NULL);
  g_autofree char *threat = luukku_labels_find (labels, luukku_label_is_threat);

  if (!g_str_equal (kind, "threat") || threat != NULL || !luukku_labels_have (labels, "self-harm"))
    return TRUE;
  luukku_set_error (
      error, LUUKKU_ERROR_REFUSED,
      N_ ("The writer may be in danger; that is not archived as a threat. Read the help text, and "
          "archive for another reason if a record is needed."));
  return FALSE;
}

gboolean
luukku_inbox_case_event (LuukkuInbox *self, gint64 conversation, LuukkuCaseEvent event, const char *detail,
                         GError **error)
{
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  const LuukkuCaseNote note = { .actor = actor, .detail = detail, .at = luukku_clock_now (self->clock) };
  g_autoptr (LuukkuCase) after = NULL;

  /* The answer clock belongs to messages and to deliveries; no button and no script starts or stops it. */
  if (event == LUUKKU_CASE_EVENT_MESSAGE_IN || event == LUUKKU_CASE_EVENT_REPLY_DELIVERED) {
    luukku_set_error (
        error, LUUKKU_ERROR_REFUSED,
        N_ ("The answer clock cannot be set by hand. It follows messages and delivered replies; close "
            "the case when nothing more is to be done."));
    return FALSE;
  }
  if (event == LUUKKU_CASE_EVENT_CLOSED && !may_close (self, conversation, error))
    return FALSE;
  after = luukku_store_case_event (self->store, conversation, event, &note, error);
  if (after == NULL)
    return FALSE;
  luukku_inbox_emit_case (self, conversation);
  return TRUE;
}

gboolean
luukku_inbox_put_off (LuukkuInbox *self, gint64 conversation, gint64 at, GError **error)
{
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  gint64 now = luukku_clock_now (self->clock);
  g_autofree char *detail = at != 0 ? luukku_time_to_iso8601 (at) : NULL;
  const LuukkuCaseNote note = { .actor = actor, .detail = detail, .at = now, .until = at };
  g_autoptr (LuukkuCase) after = NULL;

  if (at != 0 && (at <= now || at - now > LUUKKU_INBOX_MAX_LATER)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("Give a time that is still to come, within a year."));
    return FALSE;
  }
  after = luukku_store_case_event (self->store, conversation, LUUKKU_CASE_EVENT_PUT_OFF, &note, error);
  if (after == NULL)
    return FALSE;
  luukku_inbox_emit_case (self, conversation);
  return TRUE;
}

void
luukku_archiving_clear (LuukkuArchiving *self)
{
  g_clear_pointer (&self->staff, luukku_staff_free);
  g_clear_pointer (&self->item, luukku_case_unref);
  g_free (self->actor);
  g_free (self->language);
}

gboolean
luukku_archiving_prepare (LuukkuInbox *self, gint64 conversation, const LuukkuArchiveChoice *choice,
                          LuukkuArchiving *archiving, GError **error)
{
  g_autoptr (GError) local = NULL;

  archiving->item = luukku_store_find_case (self->store, conversation, &local);
  if (archiving->item == NULL) {
    if (local != NULL)
      g_propagate_error (error, g_steal_pointer (&local));
    else
      luukku_set_error (
          error, LUUKKU_ERROR_NOT_FOUND,
          N_ ("This conversation has no case yet, so there is nothing to archive. Wait for a message "
              "from the resident."));
    return FALSE;
  }
  if (!may_archive_as (self, archiving->item, choice->kind, error))
    return FALSE;
  archiving->staff = luukku_inbox_get_staff (self);
  archiving->actor = luukku_inbox_dup_actor (self);
  archiving->language = luukku_store_get_setting (self->store, LUUKKU_INBOX_RECORD_LANGUAGE, NULL);
  if (archiving->language != NULL && *archiving->language == '\0')
    g_clear_pointer (&archiving->language, g_free);
  archiving->request = (LuukkuArchiveRequest){
    .case_number = luukku_case_peek (archiving->item)->number,
    .kind = choice->kind,
    .language = choice->language != NULL ? choice->language : archiving->language,
    .actor = archiving->actor,
    .role = archiving->staff->title,
    .organisation = archiving->staff->organisation,
    .note = choice->note,
    .message = choice->message,
    .before = choice->before,
    .after = choice->after,
    .objects = choice->objects,
    .context = choice->context,
  };
  return TRUE;
}

char *
luukku_inbox_archive_chosen (LuukkuInbox *self, gint64 conversation, const LuukkuArchiveChoice *choice,
                             GError **error)
{
  g_auto (LuukkuArchiving) archiving = { 0 };
  char *record = NULL;

  if (!luukku_archiving_prepare (self, conversation, choice, &archiving, error))
    return NULL;
  record = luukku_archive_make (self->store, &archiving.request, error);
  if (record != NULL)
    luukku_inbox_emit_case (self, conversation);
  return record;
}

GPtrArray *
luukku_inbox_preview (LuukkuInbox *self, gint64 conversation, const LuukkuArchiveChoice *choice, guint dpi,
                      guint max_pages, guint *ret_pages, GError **error)
{
  g_auto (LuukkuArchiving) archiving = { 0 };

  if (!luukku_archiving_prepare (self, conversation, choice, &archiving, error))
    return NULL;
  return luukku_archive_preview (self->store, &archiving.request, dpi, max_pages, ret_pages, error);
}

char *
luukku_inbox_archive (LuukkuInbox *self, gint64 conversation, gint64 message, const char *kind,
                      const char *language, const char *note, GError **error)
{
  const LuukkuArchiveChoice choice = { .kind = kind, .language = language, .note = note, .message = message };

  return luukku_inbox_archive_chosen (self, conversation, &choice, error);
}

char *
luukku_inbox_begin_private (LuukkuInbox *self, const char *channel, const char *conversation, GError **error)
{
  g_autofree char *id = g_strconcat (LUUKKU_PRIVATE_CONVERSATION, conversation, NULL);
  g_autoptr (LuukkuConversation) found = NULL;
  g_autoptr (LuukkuThread) thread = NULL;
  g_autoptr (GError) local = NULL;
  const LuukkuConversationInit *of;

  found = luukku_store_find_conversation (self->store, channel, conversation, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  of = found != NULL ? luukku_conversation_peek (found) : NULL;
  if (of == NULL || !of->is_public) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("Only a public comment can be answered privately. Write the answer here: this "
                          "conversation is private already."));
    return NULL;
  }
  thread = luukku_thread_new (id);
  thread->resident_id = g_strdup (of->resident_id);
  thread->resident_name = g_strdup (of->resident_name);
  thread->title = g_strdup (of->title);
  if (!luukku_store_put_thread (self->store, channel, thread, NULL, error))
    return NULL;
  return g_steal_pointer (&id);
}
