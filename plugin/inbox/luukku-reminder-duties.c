/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-reminder-duties.c: what waits for a person because of labels, bans, acts at a platform and requests
 * to remove, as dates for the reminders. Clocks of the pack come first; where it has none, ours. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "evidence/luukku-removal.h"
#include "inbox/luukku-inbox-private.h"
#include "inbox/luukku-inbox-sanctions.h"
#include "inbox/luukku-reminders.h"

#define REPEAT_BY_HAND (2 * G_TIME_SPAN_HOUR)
#define ZONE "Europe/Helsinki"

/* Whether the pack in force has a clock that @starts. */
static gboolean
has_clock (LuukkuInbox *inbox, const char *starts)
{
  LuukkuPackClocks *clocks = luukku_inbox_get_clocks (inbox);
  GPtrArray *all = clocks != NULL ? luukku_pack_clocks_get_all (clocks) : NULL;

  for (guint i = 0; all != NULL && i < all->len; i++) {
    if (g_str_equal (((const LuukkuPackClock *) g_ptr_array_index (all, i))->starts, starts))
      return TRUE;
  }
  return FALSE;
}

static LuukkuReminderDate *
add (GPtrArray *list, gint64 conversation, gint64 at)
{
  LuukkuReminderDate *date = g_new0 (LuukkuReminderDate, 1);

  date->conversation = conversation;
  date->at = at;
  g_ptr_array_add (list, date);
  return date;
}

/* Due at once, and said again every @repeat until it is done. */
static void
add_at_once (GPtrArray *list, gint64 conversation, gint64 at, gint64 repeat, const char *sentence)
{
  LuukkuReminderDate *date = add (list, conversation, at);

  date->duty.has_target = TRUE;
  date->duty.repeat_every = repeat;
  date->sentence = g_strdup (sentence);
}

static const char *
act_sentence (const LuukkuOpenAct *act)
{
  switch (act->what) {
  case LUUKKU_ACT_DELETE:
    return luukku_tr (
        N_ ("A message waits to be deleted by hand at the channel. Do it there, then write /done."));
  case LUUKKU_ACT_BAN:
    return luukku_tr (
        N_ ("A ban waits to be carried out by hand at the channel. Do it there, then write /done."));
  case LUUKKU_ACT_UNBAN:
    return luukku_tr (
        N_ ("A ban has ended and waits to be ended by hand at the channel. Do it there, then write "
            "/done."));
  case LUUKKU_ACT_UNHIDE:
    return luukku_tr (
        N_ ("A hidden message waits to be shown again by hand at the channel. Do it there, then write "
            "/done."));
  case LUUKKU_ACT_MUTE:
    return luukku_tr (
        N_ ("A muting waits to be carried out by hand at the channel. Do it there, then write /done."));
  case LUUKKU_ACT_UNMUTE:
    return luukku_tr (
        N_ ("A muting waits to be ended by hand at the channel. Do it there, then write /done."));
  case LUUKKU_ACT_HIDE:
  case LUUKKU_ACT_MARK_READ:
  case LUUKKU_ACT_REPORT:
  default:
    return luukku_tr (
        N_ ("A message waits to be hidden by hand at the channel. Do it there, then write /done."));
  }
}

static void
add_acts (LuukkuInbox *inbox, GPtrArray *list)
{
  g_autoptr (GPtrArray) open = luukku_inbox_list_open_acts (inbox, 0, NULL);

  for (guint i = 0; open != NULL && i < open->len; i++) {
    const LuukkuOpenAct *act = g_ptr_array_index (open, i);

    add_at_once (list, act->conversation, act->since, REPEAT_BY_HAND, act_sentence (act));
  }
}

/* Bans that run: looked at before they end. */
static void
add_bans (LuukkuInbox *inbox, GPtrArray *list)
{
  g_autoptr (GPtrArray) running = luukku_store_list_sanctions (inbox->store, TRUE, NULL);
  gboolean by_pack = has_clock (inbox, "ban-start");

  for (guint i = 0; running != NULL && i < running->len; i++) {
    const LuukkuSanction *ban = g_ptr_array_index (running, i);
    g_autofree char *name = ban->resident_name != NULL ? luukku_inbox_mask (ban->resident_name) : NULL;
    LuukkuReminderDate *date = NULL;

    if (ban->reviewed_at != 0)
      continue;
    if (!by_pack) {
      add_at_once (list, ban->conversation, ban->review_at, 0,
                   luukku_tr (N_ ("A ban ends soon: look at it again under Bans.")));
      continue;
    }
    date = add (list, ban->conversation, ban->end_at);
    date->starts = g_strdup ("ban-start");
    date->subject = g_strdup (name);
  }
}

/* --- requests to remove */
static char *
removal_sentence (const LuukkuRemoval *removal)
{
  g_autofree char *day = luukku_time_format_local (removal->due_at, ZONE, "%-d.%-m.%Y");
  g_autoptr (GError) words = NULL; /* translated and filled in */

  switch (removal->kind) {
  case LUUKKU_REMOVAL_BY_TOWN:
    luukku_set_error (
        &words, LUUKKU_ERROR_FAILED,
        N_ ("A request to those who run the service has not been sent yet. Send it, or enter what was "
            "decided: /removal platform."));
    break;
  case LUUKKU_REMOVAL_OF_PAGE:
    /* TRANSLATORS: %s: a day */
    luukku_set_error (
        &words, LUUKKU_ERROR_FAILED,
        N_ ("A page of a unit is to be closed by %s. Close it, or enter what was decided: /removal "
            "page."),
        day);
    break;
  case LUUKKU_REMOVAL_BY_RESIDENT:
  default:
    /* TRANSLATORS: %s: a day */
    luukku_set_error (&words, LUUKKU_ERROR_FAILED,
                      N_ ("A resident's request to remove something is to be decided by %s: /removal."), day);
    break;
  }
  return g_strdup (words->message);
}

static void
add_removals (LuukkuInbox *inbox, GPtrArray *list)
{
  g_autoptr (GPtrArray) rows = luukku_store_list_removals (inbox->store, 0, TRUE, NULL);

  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const LuukkuRemoval *removal = g_ptr_array_index (rows, i);
    const LuukkuSpan week = { .count = 7, .unit = LUUKKU_UNIT_DAYS, .before = TRUE };
    guint days = luukku_removal_days (removal->kind);
    LuukkuReminderDate *date = NULL;

    if (removal->kind == LUUKKU_REMOVAL_BY_TOWN && luukku_inbox_was_request_sent (inbox, removal))
      continue; /* the next list has it */
    date = add (list, removal->conversation, removal->due_at - days * G_TIME_SPAN_DAY);
    date->duty.has_target = TRUE;
    date->duty.target = (LuukkuSpan){ .count = days, .unit = LUUKKU_UNIT_DAYS };
    date->duty.repeat_every = G_TIME_SPAN_DAY;
    if (days > week.count)
      date->duty.warnings[date->duty.warning_count++] = week;
    date->sentence = removal_sentence (removal);
  }
}

/* Requests that were sent and not answered. */
static void
add_silent_platforms (LuukkuInbox *inbox, GPtrArray *list)
{
  g_autoptr (GPtrArray) watches = luukku_store_list_due_removals (inbox->store, G_MAXINT64, NULL);
  gboolean by_pack = has_clock (inbox, "request-sent");

  for (guint i = 0; watches != NULL && i < watches->len; i++) {
    const LuukkuRemovalWatch *watch = g_ptr_array_index (watches, i);
    g_autoptr (LuukkuCase) item = luukku_store_get_case (inbox->store, watch->case_number, NULL);
    gint64 conversation = item != NULL ? luukku_case_peek (item)->conversation : 0;
    LuukkuReminderDate *date = NULL;

    if (conversation == 0)
      continue;
    if (by_pack) {
      date = add (list, conversation, watch->sent_at);
      date->starts = g_strdup ("request-sent");
      continue;
    }
    add_at_once (
        list, conversation, watch->sent_at + LUUKKU_REMOVAL_REMIND_DAYS * G_TIME_SPAN_DAY,
        LUUKKU_REMOVAL_REMIND_DAYS * G_TIME_SPAN_DAY,
        luukku_tr (N_ ("Our request to remove a message is still without an answer. Ask again, or enter the "
                       "answer.")));
  }
}

/* KAU-41, HAN-45: somebody decides whether a message stays, when the pack has a clock for it. */
static void
add_queued (LuukkuInbox *inbox, GPtrArray *list)
{
  g_autoptr (GArray) rows = NULL;

  if (!has_clock (inbox, "queued"))
    return;
  rows = luukku_store_list_queued (inbox->store, NULL);
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const LuukkuQueued *row = &g_array_index (rows, LuukkuQueued, i);
    LuukkuReminderDate *date = add (list, row->conversation, row->since);

    date->starts = g_strdup ("queued");
  }
}

GPtrArray *
luukku_reminders_list_duties (LuukkuInbox *inbox, gpointer data)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_reminder_date_free);

  add_acts (inbox, list);
  add_bans (inbox, list);
  add_removals (inbox, list);
  add_silent_platforms (inbox, list);
  add_queued (inbox, list);
  return list;
}
