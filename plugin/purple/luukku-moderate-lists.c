/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-moderate-lists.c: the manager's lists: bans to review, labels that people corrected, who has seen
 * threats. Nothing of a resident's words stands in them. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-moderate.h"

#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-sanctions.h"
#include "inbox/luukku-report.h"
#include "purple/luukku-core.h"
#include "purple/luukku-table.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#define MAX_ROWS 200
#define EXPOSURE_SPAN (30 * G_TIME_SPAN_DAY)

/* Returns: (nullable): NULL after a sentence was shown. */
static LuukkuInbox *
need_inbox (void)
{
  g_autoptr (GError) error = NULL;

  if (luukku_core_ensure (&error))
    return luukku_core_get_inbox ();
  luukku_core_notify_error (error->message);
  return NULL;
}

static char *
time_of (gint64 at)
{
  return luukku_words_time (at, luukku_clock_now (luukku_core_get_clock ()));
}

/* --- corrections */
void
luukku_moderate_on_corrections (PurplePluginAction *action)
{
  LuukkuInbox *inbox = need_inbox ();
  g_autoptr (GPtrArray) rows = NULL;
  LuukkuTable *table = NULL;

  if (inbox == NULL)
    return;
  table = luukku_table_new (
      _ ("Labels that people corrected"),
      _ ("What the program took a message for and a person did not, or the other way round."),
      _ ("Nobody has corrected a label yet."));
  luukku_table_add_column (table, C_ ("column", "Time"));
  luukku_table_add_column (table, C_ ("column", "Case"));
  luukku_table_add_column (table, C_ ("column", "Label"));
  luukku_table_add_column (table, C_ ("column", "What"));
  luukku_table_add_column (table, C_ ("column", "Who"));
  luukku_table_add_column (table, C_ ("column", "Rules"));
  rows = luukku_store_list_corrections (luukku_inbox_get_store (inbox), MAX_ROWS, NULL);
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const LuukkuCorrection *row = g_ptr_array_index (rows, i);
    g_autofree char *when = time_of (row->at);
    g_autofree char *title = luukku_inbox_label_title (inbox, row->name);

    luukku_table_add_row (table, when, row->case_number, title,
                          row->kind == LUUKKU_LABEL_REJECTED ? _ ("taken away") : _ ("added"), row->actor,
                          row->rule);
  }
  luukku_table_show (table);
}

/* --- exposure */
void
luukku_moderate_on_exposure (PurplePluginAction *action)
{
  LuukkuInbox *inbox = need_inbox ();
  g_autoptr (GPtrArray) rows = NULL;
  LuukkuTable *table = NULL;

  if (inbox == NULL)
    return;
  table =
      luukku_table_new (_ ("Who has read threats and hate in the last 30 days"),
                        luukku_inbox_may_manage (inbox)
                            ? _ ("Covered messages that a person opened. Share the load, and offer help.")
                            : _ ("Covered messages that you opened. Those who may manage, by the register of "
                                 "users, see everybody's."),
                        _ ("Nobody has read a covered message."));
  luukku_table_add_column (table, C_ ("column", "Who"));
  luukku_table_add_column (table, C_ ("column", "Messages"));
  rows =
      luukku_inbox_list_exposure (inbox, luukku_clock_now (luukku_core_get_clock ()) - EXPOSURE_SPAN, NULL);
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const LuukkuExposure *row = g_ptr_array_index (rows, i);
    g_autofree char *count = g_strdup_printf ("%u", row->count);

    luukku_table_add_row (table, row->actor, count);
  }
  luukku_table_show (table);
}

/* --- figures */
static void
add_figure (LuukkuTable *table, const char *label, guint value)
{
  g_autofree char *count = g_strdup_printf ("%u", value);

  luukku_table_add_row (table, label, count);
}

static void
add_exposure (LuukkuTable *table, LuukkuInbox *inbox, gint64 from)
{
  g_autoptr (GPtrArray) seen = luukku_inbox_list_exposure (inbox, from, NULL);

  for (guint i = 0; seen != NULL && i < seen->len; i++) {
    const LuukkuExposure *row = g_ptr_array_index (seen, i);
    /* TRANSLATORS: %s is a person's name. */
    g_autofree char *label = g_strdup_printf (_ ("threats and hate read by %s"), row->actor);

    add_figure (table, label, row->count);
  }
}

void
luukku_moderate_on_figures (PurplePluginAction *action)
{
  LuukkuInbox *inbox = need_inbox ();
  gint64 now = luukku_clock_now (luukku_core_get_clock ());
  g_autoptr (GError) error = NULL;
  LuukkuTable *table = NULL;
  LuukkuReport report;

  if (inbox == NULL)
    return;
  if (!luukku_inbox_report (inbox, now - EXPOSURE_SPAN, now + 1, &report, &error)) {
    luukku_core_notify_error (error->message);
    return;
  }
  table = luukku_table_new (_ ("Threats and safety in the last 30 days"), NULL, "");
  luukku_table_add_column (table, C_ ("column", "What"));
  luukku_table_add_column (table, C_ ("column", "How many"));
  add_figure (table, _ ("messages that may be threats"), report.threats);
  add_figure (table, _ ("messages that may be hate"), report.hate);
  add_figure (table, _ ("writers who may harm themselves"), report.self_harm);
  add_figure (table, _ ("requests to remove something"), report.removal_requests);
  add_figure (table, _ ("reports of danger or of an unsafe discussion"), report.safety_reports);
  if (report.safety_handled != 0) {
    g_autofree char *span = luukku_words_span (report.safety_handled);

    luukku_table_add_row (table, _ ("until such reports were handled, on average"), span);
  }
  add_figure (table, _ ("labels that people corrected"), report.corrections);
  add_figure (table, _ ("bans that began"), report.bans);
  add_exposure (table, inbox, now - EXPOSURE_SPAN);
  luukku_table_show (table);
}

/* --- requests to remove */
void
luukku_moderate_on_requests (PurplePluginAction *action)
{
  LuukkuInbox *inbox = need_inbox ();
  g_autoptr (GPtrArray) rows = NULL;
  LuukkuTable *table = NULL;

  if (inbox == NULL)
    return;
  table = luukku_table_new (
      _ ("Requests to remove"),
      _ ("What residents ask of us, what we ask of those who run a service, and pages that units close. What "
         "must be decided first stands first."),
      _ ("Nobody has asked for anything to be removed."));
  luukku_table_add_column (table, C_ ("column", "Kind"));
  luukku_table_add_column (table, C_ ("column", "Case"));
  luukku_table_add_column (table, C_ ("column", "What is to go"));
  luukku_table_add_column (table, C_ ("column", "Ground"));
  luukku_table_add_column (table, C_ ("column", "Decide by"));
  luukku_table_add_column (table, C_ ("column", "Decision"));
  luukku_table_add_column (table, C_ ("column", "Who"));
  luukku_table_add_column (table, C_ ("column", "Time"));
  rows = luukku_store_list_all_removals (luukku_inbox_get_store (inbox), MAX_ROWS, NULL);
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const LuukkuRemoval *row = g_ptr_array_index (rows, i);
    g_autofree char *due = time_of (row->due_at);
    g_autofree char *at = time_of (row->at);
    g_autofree char *object = luukku_inbox_mask (row->object);
    g_autofree char *ground = luukku_inbox_mask (row->ground);

    luukku_table_add_row (table, luukku_moderate_request_kind (row->kind), row->case_number, object, ground,
                          due, row->decision, row->actor, at);
  }
  luukku_table_show (table);
}

/* --- bans */
/* Returns: 0: none. */
static gint64
selected_id (PurpleRequestFields *fields)
{
  PurpleRequestField *list = purple_request_fields_get_field (fields, "ban");
  GList *selected = purple_request_field_list_get_selected (list);

  return selected != NULL ? GPOINTER_TO_SIZE (purple_request_field_list_get_data (list, selected->data)) : 0;
}

static void
on_bans_ok (gpointer data, PurpleRequestFields *fields)
{
  LuukkuInbox *inbox = need_inbox ();
  gint64 id = selected_id (fields);
  const char *note = purple_request_fields_get_string (fields, "note");
  gboolean lift = purple_request_fields_get_bool (fields, "lift");
  g_autoptr (GError) error = NULL;

  if (inbox == NULL)
    return;
  if (id == 0) {
    luukku_core_notify_error (_ ("Choose a ban in the list first."));
    return;
  }
  if (!luukku_inbox_review_ban (inbox, id, note, &error) ||
      (lift && !luukku_inbox_lift_ban (inbox, id, note, &error)))
    luukku_core_notify_error (error->message);
}

static char *
describe_ban (const LuukkuSanction *row)
{
  g_autofree char *end = time_of (row->end_at);
  g_autofree char *review = time_of (row->review_at);
  g_autofree char *name = row->resident_name != NULL ? luukku_inbox_mask (row->resident_name) : NULL;

  /* TRANSLATORS: end of a ban, who is banned, why, who decided, when to look at it again, number of a record.
   */
  return g_strdup_printf (_ ("Until %s: %s. %s (%s), review %s, %s"), end,
                          name != NULL ? name : row->resident_id, row->reason, row->decided_by, review,
                          row->record);
}

/* What has become of a ban. Returns: (transfer full). */
static char *
state_of (const LuukkuSanction *row)
{
  g_autofree char *ended = row->lifted_at != 0 ? time_of (row->lifted_at) : NULL;

  if (ended == NULL)
    return g_strdup (row->there_at != 0 ? C_ ("ban", "runs")
                     : row->by_hand     ? C_ ("ban", "runs; still to be done at the channel")
                                        : C_ ("ban", "runs; the channel has not done it yet"));
  if (row->lifted_why != NULL && *row->lifted_why != '\0')
    /* TRANSLATORS: when a ban ended, and why before its time. */
    return g_strdup_printf (_ ("ended %s: %s"), ended, row->lifted_why);
  /* TRANSLATORS: %s is when a ban ended. */
  return g_strdup_printf (_ ("ended %s"), ended);
}

static void
add_ban (LuukkuTable *table, const LuukkuSanction *row)
{
  g_autofree char *name = row->resident_name != NULL ? luukku_inbox_mask (row->resident_name) : NULL;
  g_autofree char *channel = luukku_view_channel_name (row->channel);
  g_autofree char *start = time_of (row->start_at);
  g_autofree char *end = time_of (row->end_at);
  g_autofree char *state = state_of (row);
  g_autofree char *reviewed = row->reviewed_at != 0 ? time_of (row->reviewed_at) : NULL;

  luukku_table_add_row (table, name != NULL ? name : row->resident_id, channel, row->reason, row->decided_by,
                        start, end, state, reviewed, row->record, row->notice);
}

void
luukku_moderate_on_register (PurplePluginAction *action)
{
  LuukkuInbox *inbox = need_inbox ();
  g_autoptr (GPtrArray) rows = NULL;
  LuukkuTable *table = NULL;

  if (inbox == NULL)
    return;
  table = luukku_table_new (_ ("Register of bans"),
                            _ ("Bans that run and bans that have ended, each with its record."),
                            _ ("Nobody has been banned."));
  luukku_table_add_column (table, C_ ("column", "Who"));
  luukku_table_add_column (table, C_ ("column", "Channel"));
  luukku_table_add_column (table, C_ ("column", "Reason"));
  luukku_table_add_column (table, C_ ("column", "Decided by"));
  luukku_table_add_column (table, C_ ("column", "Begins"));
  luukku_table_add_column (table, C_ ("column", "Ends"));
  luukku_table_add_column (table, C_ ("column", "State"));
  luukku_table_add_column (table, C_ ("column", "Reviewed"));
  luukku_table_add_column (table, C_ ("column", "Record"));
  luukku_table_add_column (table, C_ ("column", "What the resident was told"));
  rows = luukku_store_list_sanctions (luukku_inbox_get_store (inbox), FALSE, NULL);
  for (guint i = rows != NULL ? rows->len : 0; i > 0; i--)
    add_ban (table, g_ptr_array_index (rows, i - 1));
  luukku_table_show (table);
}

void
luukku_moderate_on_bans (PurplePluginAction *action)
{
  LuukkuInbox *inbox = need_inbox ();
  g_autoptr (GPtrArray) rows = NULL;
  PurpleRequestFields *fields = NULL;
  PurpleRequestFieldGroup *group = NULL;
  PurpleRequestField *list = NULL;

  if (inbox == NULL)
    return;
  rows = luukku_store_list_sanctions (luukku_inbox_get_store (inbox), TRUE, NULL);
  if (rows == NULL || rows->len == 0) {
    luukku_core_notify_info (_ ("Nobody is banned."));
    return;
  }
  fields = purple_request_fields_new ();
  group = purple_request_field_group_new (NULL);
  purple_request_fields_add_group (fields, group);
  list = purple_request_field_list_new ("ban", luukku_label (_ ("_Ban")));
  for (guint i = 0; i < rows->len; i++) {
    const LuukkuSanction *row = g_ptr_array_index (rows, i);
    g_autofree char *line = describe_ban (row);

    purple_request_field_list_add_icon (list, line, NULL, GSIZE_TO_POINTER ((gsize) row->id));
    if (rows->len == 1)
      purple_request_field_list_add_selected (list, line);
  }
  purple_request_field_group_add_field (group, list);
  purple_request_field_group_add_field (
      group, purple_request_field_string_new ("note", luukku_label (_ ("_Note of the review")), NULL, FALSE));
  purple_request_field_group_add_field (
      group, purple_request_field_bool_new ("lift", luukku_box_label (_ ("_End this ban now")), FALSE));
  purple_request_fields (luukku_core_get_handle (), _ ("Bans"), _ ("Bans that run, the first to end first"),
                         NULL, fields, luukku_label (_ ("_Reviewed")), G_CALLBACK (on_bans_ok),
                         luukku_label (_ ("_Cancel")), NULL, NULL, NULL, NULL, NULL);
}
