/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-alarm.c: what follows from labels at once: the record, then the pack's steps in its order. The
 * record comes before anybody is told, so that nobody can act on a threat that is not kept. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "evidence/luukku-archive.h"
#include "inbox/luukku-inbox-private.h"
#include "model/luukku-calendar.h"
#include "store/luukku-store-evidence.h"

#include <string.h>

/* For a town whose pack has no steps for threats; no pack has any for somebody in need. */
#define OWN_STEPS_PERSON "luukku-threat-person"
#define OWN_STEPS_SITE "luukku-threat-site"
#define OWN_STEPS_NEED "luukku-self-harm"
#define OWN_STEPS_UNSAFE "luukku-unsafe-report"

static const struct {
  const char *escalation;
  const char *text;
  const char *role;
  guint needs;
  gint64 within;      /* 0: at once */
  gboolean is_advice; /* reminds, and does not keep the case open */
} own_steps[] = {
  { OWN_STEPS_PERSON, N_ ("Keep the message and what is known of it as evidence (Luukku does it)"), "system",
    LUUKKU_STEP_NEEDS_TIME, 0, FALSE },
  { OWN_STEPS_PERSON, N_ ("Tell your supervisor"), "supervisor",
    LUUKKU_STEP_NEEDS_TIME | LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT, 0, FALSE },
  { OWN_STEPS_SITE, N_ ("Keep the message and what is known of it as evidence (Luukku does it)"), "system",
    LUUKKU_STEP_NEEDS_TIME, 0, FALSE },
  { OWN_STEPS_SITE, N_ ("Call the authorities; enter the time and the reference"), "supervisor",
    LUUKKU_STEP_NEEDS_TIME | LUUKKU_STEP_NEEDS_REFERENCE, 0, FALSE },
  { OWN_STEPS_SITE, N_ ("Tell your supervisor"), "supervisor",
    LUUKKU_STEP_NEEDS_TIME | LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT, 0, FALSE },
  { OWN_STEPS_NEED,
    N_ ("If life is in danger now, call 112 first. Read the help, answer in your own words, and enter what "
        "was done"),
    "updater", LUUKKU_STEP_NEEDS_TIME, 0, TRUE },
  { OWN_STEPS_UNSAFE, N_ ("Look at once at what the resident tells of, and answer; enter what was done"),
    "updater", LUUKKU_STEP_NEEDS_TIME, G_TIME_SPAN_HOUR, TRUE },
};

static GPtrArray *
list_own_steps (const char *escalation)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_step_free);

  for (guint i = 0; i < G_N_ELEMENTS (own_steps); i++) {
    LuukkuStep *step = NULL;

    if (!g_str_equal (own_steps[i].escalation, escalation))
      continue;
    step = g_new0 (LuukkuStep, 1);
    step->place = steps->len + 1;
    step->text = g_strdup (luukku_tr (own_steps[i].text));
    step->role = g_strdup (own_steps[i].role);
    step->needs = own_steps[i].needs;
    step->within = own_steps[i].within;
    step->mandatory = !own_steps[i].is_advice;
    g_ptr_array_add (steps, step);
  }
  return steps;
}

/* Returns: (transfer full) (nullable): which steps a label asks for. */
static char *
escalation_of (LuukkuInbox *self, const char *name, gboolean is_public)
{
  const LuukkuIncomingRule *rule = luukku_inbox_find_incoming_in (self, name, is_public);

  if (rule != NULL && rule->escalation != NULL)
    return g_strdup (rule->escalation);
  if (g_str_equal (name, "self-harm"))
    return g_strdup (OWN_STEPS_NEED);
  if (g_str_equal (name, "unsafe-report"))
    return g_strdup (OWN_STEPS_UNSAFE);
  if (!luukku_label_is_threat (name))
    return NULL;
  return g_strdup (g_str_equal (name, "threat-site") ? OWN_STEPS_SITE : OWN_STEPS_PERSON);
}

/* --- the record */

/* Whether the first of the steps is that we keep the message. */
static gboolean
has_own_step (LuukkuInbox *self, const char *escalation)
{
  LuukkuPack *pack = luukku_gate_get_pack (self->gate);
  g_autoptr (GPtrArray) steps = pack != NULL && escalation != NULL
                                    ? luukku_pack_list_escalation (pack, escalation, self->language)
                                    : NULL;

  for (guint i = 0; steps != NULL && i < steps->len; i++) {
    if (g_strcmp0 (((const LuukkuStep *) g_ptr_array_index (steps, i))->role, "system") == 0)
      return TRUE;
  }
  return FALSE;
}

/* Returns: (transfer none) (nullable): as what a message with this label is kept; NULL: it is not. */
static const char *
kind_of (LuukkuInbox *self, const char *name, gboolean is_public)
{
  const LuukkuIncomingRule *rule = luukku_inbox_find_incoming_in (self, name, is_public);

  if (luukku_label_is_threat (name))
    return "threat";
  if (rule == NULL || (!rule->archive && !has_own_step (self, rule->escalation)))
    return NULL;
  if (g_str_equal (name, "harassment"))
    return "harassment";
  return g_str_equal (name, "removal-request") ? "removal" : "other";
}

gboolean
luukku_inbox_add_history (LuukkuInbox *self, gint64 conversation, LuukkuCaseEvent event, const char *actor,
                          const char *detail, GError **error)
{
  const LuukkuCaseNote note = { .actor = actor, .detail = detail, .at = luukku_clock_now (self->clock) };

  return luukku_case_note (self->store, conversation, event, &note, NULL, error);
}

static char *
make_record (LuukkuInbox *self, LuukkuCase *item, gint64 message, const char *kind, const char *rules,
             GError **error)
{
  g_autoptr (LuukkuStaff) staff = luukku_inbox_get_staff (self);
  const LuukkuArchiveRequest request = {
    .case_number = luukku_case_peek (item)->number,
    .kind = kind,
    .actor = LUUKKU_INBOX_PROGRAM_ACTOR,
    .organisation = staff->organisation,
    .message = message,
    .proposed_by = rules,
  };

  return luukku_archive_make (self->store, &request, error);
}

gint64
luukku_inbox_came_at (LuukkuInbox *self, const LuukkuStoredMessage *stored)
{
  g_autoptr (GPtrArray) versions = luukku_store_list_versions (self->store, stored->id, NULL);
  gint64 at = luukku_message_get_fetched_at (stored->message);

  for (guint i = 0; versions != NULL && i < versions->len; i++) {
    const LuukkuMessageVersion *version = g_ptr_array_index (versions, i);

    if (version->kind == LUUKKU_VERSION_EDITED)
      at = MAX (at, version->seen_at);
  }
  return at;
}

char *
luukku_inbox_need_record (LuukkuInbox *self, gint64 conversation, gint64 message, const char *kind,
                          GError **error)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (self->store, conversation, error);
  g_autoptr (GPtrArray) records = NULL;

  if (item == NULL) {
    if (error != NULL && *error == NULL)
      luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                        N_ ("This conversation has no case yet. Wait for a message from the resident."));
    return NULL;
  }
  records = luukku_store_list_records (self->store, luukku_case_peek (item)->number, error);
  if (records == NULL)
    return NULL;
  for (guint i = 0; i < records->len; i++) {
    const LuukkuRecordRow *row = g_ptr_array_index (records, i);
    g_autoptr (LuukkuStoredMessage) stored = luukku_store_get_message (self->store, message, NULL);

    /* One that was made before the message came, or before it was edited, does not show it; nor does one
     * about another message of the conversation, such as the record of a threat. */
    if (stored == NULL || (row->made_at >= luukku_inbox_came_at (self, stored) &&
                           luukku_archive_shows (self->store, row, stored->message)))
      return g_strdup (row->number);
  }
  return make_record (self, item, message, kind, NULL, error);
}

/* The step that Luukku does itself. */
static gboolean
fill_own_step (LuukkuInbox *self, gint64 case_id, const char *record, GError **error)
{
  g_autoptr (GPtrArray) steps = luukku_store_list_alarm_steps (self->store, case_id, error);

  for (guint i = 0; steps != NULL && i < steps->len; i++) {
    const LuukkuStep *step = g_ptr_array_index (steps, i);
    const LuukkuStepAct act = {
      .step = step->id,
      .kind = LUUKKU_STEP_ACT_DONE,
      .at = luukku_clock_now (self->clock),
      .actor = LUUKKU_INBOX_PROGRAM_ACTOR,
      .reference = record,
    };

    if (g_strcmp0 (step->role, "system") != 0 || step->done_at != 0)
      continue;
    if (!luukku_store_add_step_act (self->store, &act, error))
      return FALSE;
  }
  return steps != NULL;
}

/* --- the steps */

/* A name of the store's: "threat-person", and "threat-person#2" when the alarm was raised a second time. */
#define ROUND '#'

static guint
round_of (const char *escalation)
{
  const char *mark = strchr (escalation, ROUND);

  return mark != NULL ? (guint) g_ascii_strtoull (mark + 1, NULL, 10) : 1;
}

static gboolean
is_round_of (const char *escalation, const char *name)
{
  gsize length = strlen (name);

  return strncmp (escalation, name, length) == 0 &&
         (escalation[length] == '\0' || escalation[length] == ROUND);
}

/* Whether a person did something of @step before @at. */
static gboolean
was_acted_on (const LuukkuStep *step, gint64 at)
{
  const gint64 acts[] = { step->done_at, step->acknowledged_at, step->waived_at };

  for (guint i = 0; i < G_N_ELEMENTS (acts) && g_strcmp0 (step->role, "system") != 0; i++) {
    if (acts[i] != 0 && acts[i] < at)
      return TRUE;
  }
  return FALSE;
}

/* Who was told of an earlier message does not know of one that came afterwards: the steps begin again.
 * Returns: (transfer full) (nullable): the name under which the steps for @message stand. */
static char *
name_round (LuukkuInbox *self, gint64 case_id, gint64 message, const char *escalation)
{
  g_autoptr (GPtrArray) steps = luukku_store_list_alarm_steps (self->store, case_id, NULL);
  g_autoptr (LuukkuStoredMessage) stored = luukku_store_get_message (self->store, message, NULL);
  gint64 came_at = stored != NULL ? luukku_inbox_came_at (self, stored) : 0;
  guint newest = 1;
  gboolean acted = FALSE;

  for (guint i = 0; steps != NULL && i < steps->len; i++) {
    const LuukkuStep *step = g_ptr_array_index (steps, i);

    if (!is_round_of (step->escalation, escalation))
      continue;
    if (round_of (step->escalation) > newest) {
      newest = round_of (step->escalation);
      acted = FALSE;
    }
    acted = acted || (round_of (step->escalation) == newest && was_acted_on (step, came_at));
  }
  if (acted)
    newest++;
  return newest == 1 ? g_strdup (escalation) : g_strdup_printf ("%s%c%u", escalation, ROUND, newest);
}

static gboolean
open_steps (LuukkuInbox *self, const LuukkuCaseInit *item, gint64 message, const char *name,
            gboolean *ret_opened, GError **error)
{
  LuukkuPack *pack = luukku_gate_get_pack (self->gate);
  gboolean is_public = luukku_inbox_is_public (self, item->conversation);
  g_autofree char *escalation = escalation_of (self, name, is_public);
  g_autofree char *round = NULL;
  g_autofree char *source =
      pack != NULL ? g_strdup_printf ("%s %s", luukku_pack_get_id (pack), luukku_pack_get_version (pack))
                   : g_strdup ("luukku");
  g_autoptr (GPtrArray) steps = NULL;

  *ret_opened = FALSE;
  if (escalation == NULL)
    return TRUE;
  if (pack != NULL)
    steps = luukku_pack_list_escalation (pack, escalation, self->language);
  if (steps == NULL)
    steps = list_own_steps (escalation);
  round = luukku_inbox_alarm_of (self, name, is_public) >= LUUKKU_ALARM_QUEUE
              ? name_round (self, item->id, message, escalation)
              : g_strdup (escalation);
  return luukku_store_open_escalation (self->store, item->id, round, source, steps, ret_opened, error);
}

/* Rules that proposed what holds of @message, for the record. */
static char *
list_rules (LuukkuInbox *self, gint64 message)
{
  g_autoptr (GPtrArray) labels = luukku_store_list_labels (self->store, message, NULL);
  GString *rules = g_string_new (NULL);

  for (guint i = 0; labels != NULL && i < labels->len; i++) {
    const LuukkuStoredLabel *label = g_ptr_array_index (labels, i);

    if (*label->rule == '\0' || rules->len + strlen (label->rule) > 900)
      continue;
    g_string_append_printf (rules, "%s%s", rules->len > 0 ? ", " : "", label->rule);
  }
  return g_string_free (rules, FALSE);
}

static gboolean
keep (LuukkuInbox *self, LuukkuCase *item, gint64 message, const char *const *labels, GError **error)
{
  g_autofree char *rules = NULL;
  g_autofree char *record = NULL;
  const char *kind = NULL;
  gboolean is_public = luukku_inbox_is_public (self, luukku_case_peek (item)->conversation);

  for (guint i = 0; kind == NULL && labels[i] != NULL; i++)
    kind = kind_of (self, labels[i], is_public);
  if (kind == NULL)
    return TRUE;
  rules = list_rules (self, message);
  record = make_record (self, item, message, kind, *rules != '\0' ? rules : NULL, error);
  return record != NULL && fill_own_step (self, luukku_case_peek (item)->id, record, error);
}

gboolean
luukku_inbox_raise (LuukkuInbox *self, gint64 conversation, gint64 message)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (self->store, conversation, NULL);
  g_autofree char *names = luukku_store_get_message_labels (self->store, message, NULL);
  g_auto (GStrv) labels = g_strsplit (names != NULL ? names : "", ";", -1);
  LuukkuAlarm alarm = LUUKKU_ALARM_NONE;
  g_autoptr (GError) error = NULL;

  if (item == NULL || labels[0] == NULL || luukku_case_peek (item)->state == LUUKKU_CASE_CLOSED)
    return FALSE;
  for (guint i = 0; labels[i] != NULL; i++) {
    gboolean opened = FALSE;
    g_autoptr (GError) local = NULL;

    if (!open_steps (self, luukku_case_peek (item), message, labels[i], &opened, &local))
      g_debug ("steps not opened: code %d", local->code);
    else if (opened)
      luukku_inbox_add_history (self, conversation, LUUKKU_CASE_EVENT_ALARM_STEP, LUUKKU_INBOX_PROGRAM_ACTOR,
                                labels[i], NULL);
  }
  /* What fails is tried again with the next reminder: its step is not filled. */
  if (!keep (self, item, message, (const char *const *) labels, &error))
    g_debug ("no record of the message: code %d", error->code);
  g_free (luukku_store_get_case_labels (self->store, luukku_case_peek (item)->id, &alarm, NULL));
  return alarm == LUUKKU_ALARM_RAISED;
}

/* Whether a label that holds still asks for these steps: a corrected label takes them away. */
static gboolean
is_asked_for (LuukkuInbox *self, const char *const *labels, const char *escalation, gboolean is_public)
{
  for (guint i = 0; labels[i] != NULL; i++) {
    g_autofree char *asked = escalation_of (self, labels[i], is_public);

    if (asked != NULL && is_round_of (escalation, asked))
      return TRUE;
  }
  return FALSE;
}

/* Returns: (transfer full) (nullable): of a step of ours. */
static char *
own_step_text (const char *escalation, guint place)
{
  g_autoptr (GPtrArray) steps = list_own_steps (escalation);

  if (place == 0 || place > steps->len)
    return NULL;
  return g_strdup (((const LuukkuStep *) g_ptr_array_index (steps, place - 1))->text);
}

/* In the language of who looks, while the pack still has the step. The steps of a later message say so. */
static void
translate (LuukkuInbox *self, LuukkuStep *step)
{
  LuukkuPack *pack = luukku_gate_get_pack (self->gate);
  g_autofree char *name = g_strndup (step->escalation, strcspn (step->escalation, "#"));
  g_autofree char *time = NULL;
  char *text = pack != NULL ? luukku_pack_get_step_text (pack, name, step->place, self->language) : NULL;

  if (text == NULL)
    text = own_step_text (name, step->place);
  if (text != NULL) {
    g_free (step->text);
    step->text = text;
  }
  if (round_of (step->escalation) == 1)
    return;
  time = luukku_time_format_local (step->opened_at, LUUKKU_CALENDAR_DEFAULT_ZONE, "%-d.%-m. %H.%M");
  /* TRANSLATORS: a step that was done once already, then the time of a later message for which it is to be
   * done again: "Tell your supervisor (again: message of 21.11. 14.05)". */
  text = g_strdup_printf (luukku_tr (N_ ("%s (again: message of %s)")), step->text, time);
  g_free (step->text);
  step->text = text;
}

GPtrArray *
luukku_inbox_list_steps (LuukkuInbox *self, gint64 conversation, GError **error)
{
  g_autoptr (LuukkuCase) item = luukku_store_find_case (self->store, conversation, NULL);
  g_autoptr (GPtrArray) steps = NULL;
  g_autofree char *names = NULL;
  g_auto (GStrv) labels = NULL;
  gboolean is_public = luukku_inbox_is_public (self, conversation);

  if (item == NULL)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_step_free);
  steps = luukku_store_list_alarm_steps (self->store, luukku_case_peek (item)->id, error);
  names = luukku_store_get_case_labels (self->store, luukku_case_peek (item)->id, NULL, error);
  if (steps == NULL || names == NULL)
    return NULL;
  labels = g_strsplit (names, ";", -1);
  for (guint i = steps->len; i > 0; i--) {
    LuukkuStep *step = g_ptr_array_index (steps, i - 1);

    if (is_asked_for (self, (const char *const *) labels, step->escalation, is_public))
      translate (self, step);
    else
      g_ptr_array_remove_index (steps, i - 1);
  }
  return g_steal_pointer (&steps);
}
