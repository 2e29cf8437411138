/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-view-state.c: states, times and gaps in words, and the archive act of a window. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-view.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-health.h"
#include "model/luukku-proposal.h"
#include "purple/luukku-connection.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"
#include "store/luukku-store-labels.h"

#include "purple/luukku-i18n.h"

#include <string.h>

char *
luukku_view_channel_name (const char *channel)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autofree char *name =
      inbox != NULL ? luukku_store_get_channel_name (luukku_inbox_get_store (inbox), channel, NULL) : NULL;

  if (name != NULL && *name != '\0')
    return g_steal_pointer (&name);
  return g_strdup (channel);
}

/* The bar has room for two lines: of two times it says the one by which somebody must have answered, /due
 * says both. */
char *
luukku_view_due (LuukkuCase *item)
{
  gint64 now = luukku_clock_now (luukku_core_get_clock ());
  LuukkuDue due;
  LuukkuDeadline *deadline = &due.deadline;

  luukku_inbox_get_due (luukku_core_get_inbox (), item, &due);
  if (deadline->answer_by > now && deadline->answer_by < deadline->duty_due &&
      (deadline->closes == 0 || deadline->duty_due <= deadline->closes)) {
    deadline->duty_due = deadline->answer_by;
    deadline->answer_by = 0;
  }
  return luukku_words_due (&due, now);
}

static const char *
gap_reason (const char *reason)
{
  static const struct {
    const char *kind;
    const char *words;
  } table[] = {
    { "auth", N_ ("the access token had expired") },
    { "network", N_ ("there was no connection to the channel") },
    { "tls", N_ ("the channel's certificate was not acceptable") },
    { "server", N_ ("the channel was out of order") },
    { "throttled", N_ ("the channel asked to slow down") },
    { "permission", N_ ("the account had lost a permission") },
    { "settings", N_ ("the account's settings were not right") },
  };

  for (guint i = 0; reason != NULL && i < G_N_ELEMENTS (table); i++) {
    if (g_str_equal (table[i].kind, reason))
      return _ (table[i].words);
  }
  return _ ("the channel could not be read");
}

char *
luukku_view_gap_sentence (const LuukkuGap *gap)
{
  gint64 now = luukku_clock_now (luukku_core_get_clock ());
  g_autofree char *from = luukku_words_time (gap->from, now);
  g_autofree char *until = luukku_words_time (gap->until != 0 ? gap->until : now, now);

  if (g_strcmp0 (gap->reason, LUUKKU_INBOX_MISSED) == 0)
    /* TRANSLATORS: %s is a time like "07:45". */
    return g_strdup_printf (
        _ ("Messages from before %s may be missing: the service does not give them any more. Look "
           "at the channel itself."),
        from);
  if (g_strcmp0 (gap->reason, LUUKKU_INBOX_AWAY) == 0)
    /* TRANSLATORS: times like "03:10" and "07:45". */
    return g_strdup_printf (_ ("The account had no connection %s–%s. Not every service brings later what was "
                               "written in that time; look at the channel itself."),
                            from, until);
  /* TRANSLATORS: times like "03:10" and "07:45", then a reason like "the access token had expired". */
  return g_strdup_printf (
      _ ("No messages could be received %s–%s: %s. What came in that time is fetched now."), from, until,
      gap_reason (gap->reason));
}

/* --- state line */
/* The channel, and whose it is. */
static char *
channel_words (LuukkuInbox *inbox, const char *channel)
{
  g_autofree char *name = luukku_view_channel_name (channel);
  g_autofree char *unit =
      inbox != NULL ? luukku_store_get_channel_unit (luukku_inbox_get_store (inbox), channel, NULL) : NULL;

  return unit != NULL && *unit != '\0' ? g_strdup_printf ("%s, %s", name, unit) : g_steal_pointer (&name);
}

static void
add_labels (LuukkuView *self, LuukkuInbox *inbox, GPtrArray *parts)
{
  g_autofree char *names =
      luukku_store_get_conversation_labels (luukku_inbox_get_store (inbox), self->about.id, NULL);
  g_auto (GStrv) labels = luukku_labels_split (names);

  for (guint i = 0; labels[i] != NULL; i++) {
    char *title = luukku_inbox_label_title (inbox, labels[i]);

    g_free (labels[i]);
    labels[i] = title;
  }
  if (labels[0] != NULL)
    g_ptr_array_add (parts, g_strjoinv (", ", labels));
}

static void
add_handling (const LuukkuCaseInit *item, GPtrArray *parts)
{
  if (item->handler != NULL)
    /* TRANSLATORS: %s is a person's name; a phrase in a list of states. */
    g_ptr_array_add (parts, g_strdup_printf (_ ("with %s"), item->handler));
  else if (item->state != LUUKKU_CASE_CLOSED)
    /* TRANSLATORS: a phrase in a list of states. */
    g_ptr_array_add (parts, g_strdup (_ ("nobody has taken it")));
  if (item->later_at != 0)
    g_ptr_array_add (parts,
                     luukku_words_put_off (item->later_at, luukku_clock_now (luukku_core_get_clock ())));
}

/* The request that must be decided first. */
static void
add_request (LuukkuView *self, LuukkuInbox *inbox, gint64 case_id, GPtrArray *parts)
{
  g_autoptr (GPtrArray) rows =
      luukku_store_list_removals (luukku_inbox_get_store (inbox), self->about.id, TRUE, NULL);

  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const LuukkuRemoval *row = g_ptr_array_index (rows, i);
    g_autofree char *due = NULL;

    if (row->case_id != case_id)
      continue;
    due = luukku_words_time (row->due_at, luukku_clock_now (luukku_core_get_clock ()));
    /* TRANSLATORS: %s: a time; a phrase in a list of states. */
    g_ptr_array_add (parts, g_strdup_printf (_ ("request to remove: to be decided by %s"), due));
    return;
  }
}

static void
add_language (LuukkuView *self, LuukkuInbox *inbox, GPtrArray *parts)
{
  g_autoptr (LuukkuConversation) stored =
      luukku_store_get_conversation (luukku_inbox_get_store (inbox), self->about.id, NULL);
  const char *language = stored != NULL ? luukku_conversation_peek (stored)->language : NULL;

  if (language != NULL)
    g_ptr_array_add (parts, g_strdup (luukku_words_language (language)));
}

static void
add_case (LuukkuView *self, LuukkuInbox *inbox, GPtrArray *parts)
{
  LuukkuStore *store = luukku_inbox_get_store (inbox);
  g_autoptr (LuukkuCase) item = luukku_store_find_case (store, self->about.id, NULL);
  g_autoptr (GPtrArray) unsent = luukku_store_list_unsent (store, self->about.id, NULL);
  g_autofree char *due = NULL;
  guint waiting = 0;

  if (item != NULL) {
    /* TRANSLATORS: number of a case and its state, "LUU-2026-000123 (open)". */
    g_ptr_array_add (parts, g_strdup_printf (_ ("%s (%s)"), luukku_case_peek (item)->number,
                                             luukku_words_case_state (luukku_case_peek (item)->state)));
    due = luukku_view_due (item);
    if (*due != '\0')
      g_ptr_array_add (parts, g_steal_pointer (&due));
    add_handling (luukku_case_peek (item), parts);
    add_labels (self, inbox, parts);
    add_request (self, inbox, luukku_case_peek (item)->id, parts);
  }
  add_language (self, inbox, parts);
  for (guint i = 0; unsent != NULL && i < unsent->len; i++)
    waiting += ((LuukkuReply *) g_ptr_array_index (unsent, i))->state != LUUKKU_REPLY_FAILED ? 1 : 0;
  if (waiting > 0)
    /* TRANSLATORS: %u is how many replies are in the outbox of this conversation. */
    g_ptr_array_add (parts, g_strdup_printf (ngettext ("%u reply is waiting to be sent",
                                                       "%u replies are waiting to be sent", waiting),
                                             waiting));
}

static void
add_link (LuukkuView *self, LuukkuInbox *inbox, GPtrArray *parts)
{
  LuukkuConnection *connection = luukku_connection_of (purple_conversation_get_account (self->conv));
  g_autofree char *time = NULL;
  gint64 next;

  if (connection == NULL) {
    g_ptr_array_add (parts, g_strdup (_ ("the account is offline")));
    if (luukku_inbox_get_health (inbox, self->about.channel)->trouble != NULL)
      g_ptr_array_add (parts, g_strdup (luukku_inbox_get_health (inbox, self->about.channel)->trouble));
    return;
  }
  if (luukku_inbox_get_link_error (inbox, self->about.channel) == NULL)
    return;
  next = luukku_connection_get_next_try (connection);
  if (next == 0) {
    g_ptr_array_add (parts, g_strdup (_ ("no connection to the channel")));
    return;
  }
  time = luukku_words_time (next, luukku_clock_now (luukku_core_get_clock ()));
  /* TRANSLATORS: %s is a time. */
  g_ptr_array_add (parts, g_strdup_printf (_ ("no connection to the channel, next try at %s"), time));
}

char *
luukku_view_state_line (LuukkuView *self)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  LuukkuInbox *inbox = luukku_core_get_inbox ();

  g_ptr_array_add (parts, channel_words (inbox, self->about.channel));
  if (self->about.is_public)
    g_ptr_array_add (parts, g_strdup (_ ("everyone can read this reply")));
  if (inbox == NULL)
    g_ptr_array_add (parts, g_strdup (_ ("the inbox could not be opened")));
  else if (self->about.weaker) {
    if (self->about.id != 0)
      add_case (self, inbox, parts);
    g_ptr_array_add (parts, g_strdup (_ ("checked in the weaker way")));
  } else {
    if (self->about.id != 0)
      add_case (self, inbox, parts);
    add_link (self, inbox, parts);
  }
  if (inbox != NULL && luukku_inbox_get_approval_problem (inbox) != NULL)
    /* TRANSLATORS: a phrase in a list of states; which approval is missing a hint and /due say. */
    g_ptr_array_add (parts, g_strdup (_ ("guideline not approved")));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

/* --- archive */
void
luukku_view_tell_archived (LuukkuView *self, const char *record)
{
  /* TRANSLATORS: %s is the number of an evidence record, "LUU-2026-000123-v1". */
  g_autofree char *sentence = g_strdup_printf (_ ("Archived as record %s."), record);

  luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, sentence);
  luukku_view_refresh (self);
}

char *
luukku_view_archive (LuukkuView *self, const char *kind, const char *note, GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autofree char *record = NULL;

  if (inbox == NULL || self->about.id == 0) {
    luukku_set_error (
        error, LUUKKU_ERROR_NOT_FOUND,
        N_ ("This conversation has no case in the inbox, so there is nothing to archive. Enter the message "
            "by hand with the command \"luukku intake\"."));
    return NULL;
  }
  record = luukku_inbox_archive (inbox, self->about.id, 0, kind, NULL, note, error);
  if (record == NULL)
    return NULL;
  luukku_view_tell_archived (self, record);
  return g_steal_pointer (&record);
}
