/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-step-form.c: the form in which a person says what was done about a step of an alarm: whom she told,
 * how, when, which reference was given, and whether it was acknowledged. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-tell.h"

#include "base/luukku-error.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

/* As they stand in the record. */
static const struct {
  const char *word;
  const char *label;
} ways[] = {
  { "phone", N_ ("I called") },
  { "face to face", N_ ("I said it face to face") },
  { "e-mail", N_ ("By e-mail") },
  { "message", N_ ("By a message") },
};

typedef struct {
  gint64 conversation;
  guint place;
} Question;

static const char *
text_of (PurpleRequestFields *fields, const char *id)
{
  const char *text =
      purple_request_fields_exists (fields, id) ? purple_request_fields_get_string (fields, id) : NULL;

  return text != NULL && *text != '\0' ? text : NULL;
}

static gboolean
enter (const Question *question, PurpleRequestFields *fields, GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  gint64 now = luukku_clock_now (luukku_core_get_clock ());
  gboolean told = purple_request_fields_exists (fields, "how");
  guint way = told ? (guint) purple_request_fields_get_choice (fields, "how") : 0;
  LuukkuStepAct act = {
    .kind = LUUKKU_STEP_ACT_DONE,
    .whom = text_of (fields, "whom"),
    .reference = text_of (fields, "reference"),
    .note = text_of (fields, "note"),
    .how = told ? ways[MIN (way, G_N_ELEMENTS (ways) - 1)].word : NULL,
  };

  if (!luukku_words_parse_time (text_of (fields, "time"), now, &act.at, error) ||
      !luukku_inbox_act_on_step (inbox, question->conversation, question->place, &act, error))
    return FALSE;
  if (!purple_request_fields_exists (fields, "acknowledged") ||
      !purple_request_fields_get_bool (fields, "acknowledged"))
    return TRUE;
  act.kind = LUUKKU_STEP_ACT_ACKNOWLEDGED;
  return luukku_inbox_act_on_step (inbox, question->conversation, question->place, &act, error);
}

static void
on_ok (Question *question, PurpleRequestFields *fields)
{
  LuukkuView *view = luukku_view_find_conversation (question->conversation);
  g_autoptr (GError) error = NULL;

  if (luukku_core_get_inbox () != NULL && !enter (question, fields, &error)) {
    if (view != NULL)
      luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
    else
      luukku_core_notify_error (error->message);
  } else if (view != NULL) {
    luukku_view_refresh (view);
  }
  g_free (question);
}

static void
on_cancel (Question *question, PurpleRequestFields *fields)
{
  g_free (question);
}

static void
add_text (PurpleRequestFieldGroup *group, const char *id, const char *label, const char *value)
{
  purple_request_field_group_add_field (
      group, purple_request_field_string_new (id, luukku_label (label), value, FALSE));
}

/* Somebody hears of it in this step; in the others a person only does something. */
static gboolean
tells_somebody (const LuukkuStep *step)
{
  return (step->needs & (LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT | LUUKKU_STEP_NEEDS_REFERENCE)) != 0;
}

static void
add_whom (PurpleRequestFieldGroup *group, const LuukkuStep *step, const LuukkuAlarmContact *contact)
{
  PurpleRequestField *how = purple_request_field_choice_new ("how", luukku_label (_ ("_How")), 0);
  PurpleRequestField *field = NULL;
  const char *whom = step->whom;

  /* The role of the others is who does it: nobody is told by an authority's number. */
  if (whom == NULL && (step->needs & LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT) && contact != NULL &&
      contact->confirmed_by != NULL)
    whom = contact->name != NULL ? contact->name : contact->address;
  field = purple_request_field_string_new ("whom", luukku_label (_ ("_Who was told")), whom, FALSE);
  purple_request_field_set_required (field, TRUE);
  purple_request_field_group_add_field (group, field);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    purple_request_field_choice_add (how, _ (ways[i].label));
  purple_request_field_group_add_field (group, how);
}

static PurpleRequestFields *
make_fields (const LuukkuStep *step, const LuukkuAlarmContact *contact)
{
  gint64 now = luukku_clock_now (luukku_core_get_clock ());
  g_autofree char *time = luukku_words_time (step->done_at != 0 ? step->done_at : now, now);
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);

  purple_request_fields_add_group (fields, group);
  if (tells_somebody (step))
    add_whom (group, step, contact);
  /* TRANSLATORS: label of a field: the time at which somebody was told. */
  add_text (group, "time", _ ("_When"), time);
  if (step->needs & LUUKKU_STEP_NEEDS_REFERENCE)
    add_text (group, "reference", _ ("_Reference number, if one was given"), step->reference);
  add_text (group, "note", _ ("_Note"), step->note);
  if (step->needs & LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT)
    purple_request_field_group_add_field (
        group, purple_request_field_bool_new ("acknowledged", luukku_box_label (_ ("They have _acknowledged it")),
                                              FALSE));
  return fields;
}

gboolean
luukku_step_form_open (LuukkuView *view, guint place, GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (GPtrArray) steps = luukku_inbox_list_steps (inbox, view->about.id, error);
  g_autoptr (GPtrArray) contacts = NULL;
  const LuukkuStep *step = NULL;
  Question *question = NULL;

  if (steps == NULL)
    return FALSE;
  if (place == 0 || place > steps->len) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("This case has no step with that number. Write /escalate to see its steps."));
    return FALSE;
  }
  step = g_ptr_array_index (steps, place - 1);
  if (step->role != NULL)
    contacts = luukku_inbox_list_alarm_contacts (inbox, view->about.id, step->role);
  question = g_new0 (Question, 1);
  question->conversation = view->about.id;
  question->place = place;
  purple_request_fields (
      view->conv, _ ("What was done?"), step->text, _ ("Write 14:05, or 21.11. 14:05 for another day."),
      make_fields (step, contacts != NULL && contacts->len > 0 ? g_ptr_array_index (contacts, 0) : NULL),
      luukku_label (_ ("_Enter")), G_CALLBACK (on_ok), luukku_label (_ ("_Cancel")), G_CALLBACK (on_cancel),
      purple_conversation_get_account (view->conv), NULL, view->conv, question);
  return TRUE;
}
