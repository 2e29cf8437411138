/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-requests.c: what residents, the town and its units ask to be removed: object, ground, clock
 * and decision of each, and that no case is closed over an undecided one. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"
#include "store/luukku-store-facts.h"

guint
luukku_removal_days (LuukkuRemovalKind kind)
{
  switch (kind) {
  case LUUKKU_REMOVAL_BY_TOWN:
    return 1; /* KAU-102: within a day (Step3Within of its guideline) */
  case LUUKKU_REMOVAL_OF_PAGE:
    return 30;
  case LUUKKU_REMOVAL_BY_RESIDENT:
  default:
    return 30; /* General Data Protection Regulation, article 12(3): one month */
  }
}

/* A month that ends while the office is closed ends for whoever works there when it was last open: over
 * Christmas nobody is reminded before it is too late. */
static gint64
due_of (LuukkuInbox *self, LuukkuRemovalKind kind, gint64 from)
{
  LuukkuPackClocks *clocks = luukku_inbox_get_clocks (self);
  gint64 due = from + luukku_removal_days (kind) * G_TIME_SPAN_DAY;
  gint64 open = kind != LUUKKU_REMOVAL_BY_TOWN && clocks != NULL
                    ? luukku_calendar_last_open (luukku_pack_clocks_get_calendar (clocks), due)
                    : 0;

  return open > from ? open : due;
}

/* Returns: (transfer full) (nullable): the newest request of the conversation's newest case. */
static LuukkuRemoval *
find_request (LuukkuInbox *self, gint64 conversation, LuukkuRemovalKind kind)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (self->store, conversation, NULL);

  return item != NULL ? luukku_store_get_removal (self->store, luukku_case_peek (item)->id, kind, NULL)
                      : NULL;
}

/* What is asked after a decision is a request of its own, with its own clock. */
static gboolean
begins_anew (const LuukkuRemoval *before, const char *object, const char *ground, const char *decision)
{
  return before->decision != NULL && decision == NULL && (object != NULL || ground == NULL);
}

gboolean
luukku_inbox_put_removal (LuukkuInbox *self, gint64 conversation, LuukkuRemovalKind kind, const char *object,
                          const char *ground, const char *decision, GError **error)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (self->store, conversation, error);
  g_autoptr (LuukkuRemoval) before = NULL;
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  LuukkuRemoval row = { .kind = kind, .actor = actor, .at = luukku_clock_now (self->clock) };

  if (item == NULL) {
    if (error != NULL && *error == NULL)
      luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("This conversation has no case to enter it in."));
    return FALSE;
  }
  row.case_id = luukku_case_peek (item)->id;
  before = luukku_store_get_removal (self->store, row.case_id, kind, NULL);
  if (before != NULL && begins_anew (before, object, ground, decision))
    g_clear_pointer (&before, luukku_removal_free);
  else if (before != NULL && object == NULL && ground == NULL && decision == NULL)
    return TRUE; /* asked again */
  row.due_at = before != NULL ? before->due_at : due_of (self, kind, row.at);
  row.object = (char *) (object != NULL || before == NULL ? object : before->object);
  row.ground = (char *) (ground != NULL || before == NULL ? ground : before->ground);
  row.decision = (char *) (decision != NULL || before == NULL ? decision : before->decision);
  if (decision != NULL &&
      (row.object == NULL || *row.object == '\0' || row.ground == NULL || *row.ground == '\0')) {
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("Enter first what is to be removed and on what ground, then the decision."));
    return FALSE;
  }
  if (!luukku_store_put_removal (self->store, &row, error))
    return FALSE;
  luukku_inbox_emit_case (self, conversation);
  return TRUE;
}

/* --- what follows from the label */
void
luukku_inbox_enter_request (LuukkuInbox *self, gint64 conversation)
{
  g_autoptr (GError) error = NULL;

  if (!luukku_inbox_put_removal (self, conversation, LUUKKU_REMOVAL_BY_RESIDENT, NULL, NULL, NULL, &error))
    g_debug ("request to remove not entered: code %d", error->code);
}

void
luukku_inbox_drop_request (LuukkuInbox *self, gint64 conversation)
{
  g_autofree char *labels = luukku_store_get_conversation_labels (self->store, conversation, NULL);
  g_autoptr (LuukkuRemoval) row = find_request (self, conversation, LUUKKU_REMOVAL_BY_RESIDENT);
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  g_autoptr (GError) error = NULL;

  /* What a person has written into it is a request, whatever the label says. */
  if (row == NULL || row->decision != NULL || *row->object != '\0' || *row->ground != '\0' ||
      luukku_labels_have (labels, "removal-request"))
    return;
  g_free (row->actor);
  row->actor = g_steal_pointer (&actor);
  row->at = luukku_clock_now (self->clock);
  row->decision = g_strdup (luukku_tr (N_ ("No request: the label was wrong.")));
  if (!luukku_store_put_removal (self->store, row, &error))
    g_debug ("request to remove not dropped: code %d", error->code);
}

/* --- a case that is to be closed */
gboolean
luukku_inbox_was_request_sent (LuukkuInbox *self, const LuukkuRemoval *request)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (self->store, request->conversation, NULL);
  g_autoptr (LuukkuRemovalWatch) watch =
      item != NULL ? luukku_store_get_removal_watch (self->store, luukku_case_peek (item)->number, NULL)
                   : NULL;

  return watch != NULL;
}

static const char *
obstacle_words (LuukkuRemovalKind kind)
{
  switch (kind) {
  case LUUKKU_REMOVAL_BY_TOWN:
    return luukku_tr (
        N_ ("The case cannot be closed yet: a request to those who run the service has neither been "
            "sent nor given up. Send it, or enter what was decided: /removal platform."));
  case LUUKKU_REMOVAL_OF_PAGE:
    return luukku_tr (N_ ("The case cannot be closed yet: a unit's page waits to be closed. Enter what was "
                          "decided: /removal page."));
  case LUUKKU_REMOVAL_BY_RESIDENT:
  default:
    return luukku_tr (
        N_ ("The case cannot be closed yet: a resident's request to remove something is not decided. "
            "Enter what was decided, also that it was taken back: /removal. If it is no such "
            "request, take the label away."));
  }
}

char *
luukku_inbox_get_open_request (LuukkuInbox *self, gint64 conversation)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (self->store, conversation, NULL);
  g_autoptr (GPtrArray) rows = luukku_store_list_removals (self->store, conversation, TRUE, NULL);

  for (guint i = 0; item != NULL && rows != NULL && i < rows->len; i++) {
    const LuukkuRemoval *row = g_ptr_array_index (rows, i);

    if (row->case_id != luukku_case_peek (item)->id ||
        (row->kind == LUUKKU_REMOVAL_BY_TOWN && luukku_inbox_was_request_sent (self, row)))
      continue;
    return g_strdup (obstacle_words (row->kind));
  }
  return NULL;
}

/* --- export */
#define MAX_EXPORTED 100000

char *
luukku_inbox_requests_to_tsv (LuukkuInbox *self, GError **error)
{
  static const char *const kinds[] = { "resident", "platform", "page" };
  g_autoptr (GPtrArray) rows = luukku_store_list_all_removals (self->store, MAX_EXPORTED, error);
  GString *table = NULL;

  if (rows == NULL)
    return NULL;
  table = g_string_new ("kind\tcase\tobject\tground\tdecide-by\tdecision\tactor\tat\n");
  for (guint i = 0; i < rows->len; i++) {
    const LuukkuRemoval *row = g_ptr_array_index (rows, i);
    g_autofree char *due = luukku_time_to_iso8601 (row->due_at);
    g_autofree char *at = luukku_time_to_iso8601 (row->at);
    const char *const cells[] = {
      kinds[MIN ((guint) row->kind, G_N_ELEMENTS (kinds) - 1)],
      row->case_number,
      row->object,
      row->ground,
      due,
      row->decision,
      row->actor,
      at,
    };

    for (guint k = 0; k < G_N_ELEMENTS (cells); k++)
      luukku_inbox_append_cell (table, cells[k], k + 1 < G_N_ELEMENTS (cells) ? '\t' : '\n');
  }
  return g_string_free (table, FALSE);
}
