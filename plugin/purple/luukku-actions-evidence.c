/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-actions-evidence.c: the manager's entries of the plugin's menu. Each opens one libpurple form and
 * hands its fields to the inbox; the check of the log runs in a worker, tells how far it is and can be
 * cancelled. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-actions-evidence.h"

#include "base/luukku-text.h"
#include "inbox/luukku-inbox-evidence.h"
#include "purple/luukku-actions.h"
#include "purple/luukku-core.h"
#include "purple/luukku-passphrase.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

/* The one check that runs. */
static struct {
  GCancellable *cancellable; /* (owned) (nullable): NULL: none runs */
  void *request;             /* (nullable): libpurple's, with the button that cancels */
  guint shown;               /* quarters */
} check;

static LuukkuInbox *
need_inbox (void)
{
  g_autoptr (GError) error = NULL;

  if (luukku_core_ensure (&error))
    return luukku_core_get_inbox ();
  luukku_core_notify_error (error->message);
  return NULL;
}

static void
show_form (const char *title, const char *primary, PurpleRequestFields *fields, GCallback on_ok)
{
  purple_request_fields (luukku_core_get_handle (), title, primary, NULL, fields, luukku_label (_ ("_OK")),
                         on_ok, luukku_label (_ ("_Cancel")), NULL, NULL, NULL, NULL, NULL);
}

typedef struct {
  const char *id, *label;
} Field;

static PurpleRequestFields *
new_fields (const Field *list, gsize count, PurpleRequestFieldGroup **ret_group)
{
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);

  purple_request_fields_add_group (fields, group);
  for (gsize i = 0; i < count; i++) {
    PurpleRequestField *field = purple_request_field_string_new (list[i].id, list[i].label, NULL, FALSE);

    purple_request_field_set_required (field, TRUE);
    purple_request_field_group_add_field (group, field);
  }
  *ret_group = group;
  return fields;
}

static void
tell (const GError *error, const char *sentence)
{
  if (error != NULL)
    luukku_core_notify_error (error->message);
  else
    luukku_core_notify_info (sentence);
}

/* --- check of the log */

static void
close_request (void)
{
  if (check.request != NULL)
    purple_request_close (PURPLE_REQUEST_ACTION, check.request);
  check.request = NULL;
}

static void
on_check_cancel (gpointer data, int action)
{
  check.request = NULL; /* libpurple closes it */
  if (check.cancellable != NULL)
    g_cancellable_cancel (check.cancellable);
}

static void
show_progress (gint64 entries, gint64 total)
{
  /* TRANSLATORS: so many of so many entries of the evidence log */
  g_autofree char *sentence =
      g_strdup_printf (_ ("%u of %u entries are checked."), (guint) entries, (guint) total);

  close_request ();
  check.request = purple_request_action (luukku_core_get_handle (), _ ("Check of the evidence log"),
                                         _ ("The evidence log is being checked."), sentence, 0, NULL, NULL,
                                         NULL, NULL, 1, luukku_label (_ ("_Cancel")), on_check_cancel);
}

static void
on_check_progress (gint64 entries, gint64 total, gpointer data)
{
  guint quarter = total > 0 ? (guint) (4 * entries / total) : 0;

  if (quarter <= check.shown)
    return;
  check.shown = quarter;
  show_progress (entries, total);
}

static void
on_check_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_auto (LuukkuChainReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  gboolean fits = luukku_audit_finish (result, &report, &error);

  if (data != check.cancellable)
    return; /* the program ends */
  close_request ();
  g_clear_object (&check.cancellable);
  if (!fits) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      luukku_core_notify_error (error->message);
    return;
  }
  sentence = g_strdup_printf (
      ngettext ("The log verifies: %u entry.\n", "The log verifies: %u entries.\n", (gulong) report.entries),
      (guint) report.entries);
  luukku_core_notify_info (sentence);
}

static void
on_check (PurplePluginAction *action)
{
  LuukkuInbox *inbox = need_inbox ();

  if (inbox == NULL || check.cancellable != NULL || luukku_actions_show_evidence ("log"))
    return;
  check.cancellable = g_cancellable_new ();
  check.shown = 0;
  show_progress (0, MAX (0, luukku_store_count_log (luukku_inbox_get_store (inbox), NULL)));
  luukku_audit_async (luukku_store_get_path (luukku_inbox_get_store (inbox)), luukku_inbox_get_clock (inbox),
                      NULL, on_check_progress, NULL, check.cancellable, on_check_done, check.cancellable);
}

void
luukku_actions_evidence_shutdown (void)
{
  if (check.cancellable != NULL)
    g_cancellable_cancel (check.cancellable);
  check.request = NULL;
  g_clear_object (&check.cancellable);
}

/* --- checkpoint */

static void
on_checkpoint_ok (gpointer data, PurpleRequestFields *fields)
{
  LuukkuInbox *inbox = need_inbox ();
  const char *folder = purple_request_fields_get_string (fields, "folder");
  gboolean always = purple_request_fields_get_bool (fields, "always");
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *sentence = NULL;

  if (inbox == NULL)
    return;
  if (luukku_inbox_write_checkpoint (inbox, folder, "folder", &path, &error) && always)
    luukku_store_set_setting (luukku_inbox_get_store (inbox), LUUKKU_CHECKPOINT_FOLDER, folder, &error);
  /* TRANSLATORS: %s is the path of a file */
  sentence = g_strdup_printf (
      _ ("The checkpoint is in %s. Mail it to the registry, or keep it outside this computer."),
      path != NULL ? path : "-");
  tell (error, sentence);
}

static void
on_checkpoint (PurplePluginAction *action)
{
  const Field list[] = { { "folder", luukku_label (_ ("_Folder")) } };
  PurpleRequestFieldGroup *group;
  PurpleRequestFields *fields;

  if (luukku_actions_show_evidence ("log"))
    return;
  fields = new_fields (list, G_N_ELEMENTS (list), &group);
  purple_request_field_group_add_field (
      group,
      purple_request_field_bool_new ("always", luukku_box_label (_ ("_Write one there at each start")), FALSE));
  show_form (
      _ ("Checkpoint of the evidence log"),
      _ ("A signed line that shows later that nothing in the log was changed or left out up to now. Choose a "
         "folder outside this computer."),
      fields, G_CALLBACK (on_checkpoint_ok));
}

/* --- holds and erasure */

enum { ACT_HOLD, ACT_RELEASE, ACT_ERASE };

static void
erase (LuukkuInbox *inbox, const char *number, const char *decided_by, const char *ground)
{
  g_auto (LuukkuErasureResult) result = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *sentence = NULL;

  if (!luukku_inbox_erase (inbox, number, decided_by, ground, &result, &error)) {
    luukku_core_notify_error (error->message);
    return;
  }
  rest = luukku_inbox_erasure_to_text (&result);
  /* TRANSLATORS: %s is the number of a case; what follows is what is left to do, maybe nothing */
  sentence = g_strdup_printf (_ ("Case %s is erased.\n%s"), number, rest);
  luukku_core_notify_info (sentence);
}

static void
on_retain_ok (gpointer data, PurpleRequestFields *fields)
{
  LuukkuInbox *inbox = need_inbox ();
  const char *number = purple_request_fields_get_string (fields, "case");
  const char *ground = purple_request_fields_get_string (fields, "ground");
  const char *decided_by = purple_request_fields_get_string (fields, "decided-by");
  int act = purple_request_fields_get_choice (fields, "act");
  g_autoptr (GError) error = NULL;

  if (inbox == NULL || number == NULL)
    return;
  if (act == ACT_ERASE) {
    erase (inbox, number, decided_by, ground);
    return;
  }
  luukku_inbox_set_hold (inbox, number, act == ACT_HOLD, ground, &error);
  tell (error, act == ACT_HOLD ? _ ("The case is on hold and is not erased.")
                               : _ ("The case is released from its hold."));
}

static void
on_retain (PurplePluginAction *action)
{
  const Field list[] = { { "case", luukku_label (_ ("Case nu_mber")) },
                         { "ground", luukku_label (_ ("_Ground, without the resident's name")) },
                         { "decided-by", luukku_label (_ ("_Decided by")) } };
  PurpleRequestFieldGroup *group;
  PurpleRequestFields *fields = new_fields (list, G_N_ELEMENTS (list), &group);
  PurpleRequestField *act = purple_request_field_choice_new ("act", luukku_label (_ ("_Act")), ACT_HOLD);

  purple_request_field_choice_add (act, _ ("put on hold"));
  purple_request_field_choice_add (act, _ ("release from the hold"));
  purple_request_field_choice_add (act, _ ("erase for good"));
  purple_request_field_group_add_field (group, act);
  show_form (
      _ ("Hold or erase"),
      _ ("A case on hold is not erased. Erasing takes the text, names and files of a closed case away for "
         "good; a manager decides it."),
      fields, G_CALLBACK (on_retain_ok));
}

static void
on_due (PurplePluginAction *action)
{
  LuukkuInbox *inbox = need_inbox ();
  g_autoptr (GPtrArray) rules = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *html = NULL;

  if (inbox == NULL || luukku_actions_show_evidence ("retention"))
    return;
  if ((rules = luukku_inbox_load_plan (inbox, NULL, &error)) == NULL ||
      (lines = luukku_retention_propose (luukku_inbox_get_store (inbox), rules, &error)) == NULL) {
    luukku_core_notify_error (error->message);
    return;
  }
  if (rules->len == 0) {
    luukku_core_notify_info (
        _ ("Neither the municipality's plan nor the pack says how long anything is kept, so "
           "nothing is proposed."));
    return;
  }
  text = luukku_retention_to_text (lines, luukku_clock_now (luukku_inbox_get_clock (inbox)));
  html = luukku_text_to_html (text);
  purple_notify_formatted (luukku_core_get_handle (), _ ("Luukku"), _ ("What may be erased"), NULL, html,
                           NULL, NULL);
}

/* --- giving away */

static void
on_give_ok (gpointer data, PurpleRequestFields *fields)
{
  LuukkuInbox *inbox = need_inbox ();
  g_autoptr (GError) error = NULL;

  if (inbox == NULL)
    return;
  luukku_inbox_hand_over (inbox, purple_request_fields_get_string (fields, "record"),
                          purple_request_fields_get_string (fields, "recipient"),
                          purple_request_fields_get_string (fields, "purpose"), NULL, &error);
  tell (error, _ ("The hand-over is written into the evidence log."));
}

static void
on_give (PurplePluginAction *action)
{
  const Field list[] = { { "record", luukku_label (_ ("_Record")) },
                         { "recipient", luukku_label (_ ("_Recipient")) },
                         { "purpose", luukku_label (_ ("_Purpose")) } };
  PurpleRequestFieldGroup *group;
  PurpleRequestFields *fields = new_fields (list, G_N_ELEMENTS (list), &group);

  show_form (_ ("Hand over a record"),
             _ ("Who gets the record and what for? Both are written into the evidence log."), fields,
             G_CALLBACK (on_give_ok));
}

static void
on_own_ok (gpointer data, PurpleRequestFields *fields)
{
  LuukkuInbox *inbox = need_inbox ();
  const char *folder = purple_request_fields_get_string (fields, "folder");
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (inbox == NULL)
    return;
  luukku_inbox_export_subject (inbox, purple_request_fields_get_string (fields, "case"), folder,
                               purple_request_fields_get_string (fields, "recipient"),
                               purple_request_fields_get_string (fields, "purpose"), &error);
  /* TRANSLATORS: %s is a folder */
  sentence = g_strdup_printf (_ ("What is kept of the resident is in %s."), folder);
  tell (error, sentence);
}

static void
on_own (PurplePluginAction *action)
{
  const Field list[] = { { "case", luukku_label (_ ("Case nu_mber")) },
                         { "folder", luukku_label (_ ("_Folder")) },
                         { "recipient", luukku_label (_ ("_Recipient")) },
                         { "purpose", luukku_label (_ ("_Purpose")) } };
  PurpleRequestFieldGroup *group;
  PurpleRequestFields *fields = new_fields (list, G_N_ELEMENTS (list), &group);

  show_form (_ ("A resident's own data"),
             _ ("Everything that is kept of one resident, for the resident who asks for it."), fields,
             G_CALLBACK (on_own_ok));
}

/* --- material that must not be copied */

static void
on_no_copy_ok (gpointer data, PurpleRequestFields *fields)
{
  LuukkuInbox *inbox = need_inbox ();
  gboolean all = purple_request_fields_get_choice (fields, "which") == 1, in_record = FALSE;
  g_autoptr (GError) error = NULL;

  if (inbox == NULL)
    return;
  luukku_inbox_not_copied (inbox, purple_request_fields_get_string (fields, "case"), NULL, all,
                           purple_request_fields_get_string (fields, "address"), &in_record, &error);
  tell (error, luukku_withdraw_advice ());
  if (error == NULL && in_record)
    luukku_core_notify_error (
        _ ("A record has the material already: do not print or export it, and ask the police "
           "what to do with it."));
}

static void
on_no_copy (PurplePluginAction *action)
{
  const Field list[] = { { "case", luukku_label (_ ("Case nu_mber")) } };
  PurpleRequestFieldGroup *group;
  PurpleRequestFields *fields = new_fields (list, G_N_ELEMENTS (list), &group);
  PurpleRequestField *which =
      purple_request_field_choice_new ("which", luukku_label (_ ("_Which messages")), 0);

  purple_request_field_choice_add (which, _ ("the resident's newest message"));
  purple_request_field_choice_add (which, _ ("all messages of the resident in the conversation"));
  purple_request_field_group_add_field (group, which);
  purple_request_field_group_add_field (
      group, purple_request_field_string_new ("address", luukku_label (_ ("_Address where it is seen")), NULL,
                                              FALSE));
  show_form (
      _ ("Material that must not be copied"),
      _ ("For suspected sexual abuse of a child. Only the id, the address and the time are kept; text and "
         "files are taken away for good."),
      fields, G_CALLBACK (on_no_copy_ok));
}

GList *
luukku_actions_evidence_append (GList *list)
{
  const struct {
    const char *label;
    void (*run) (PurplePluginAction *action);
  } entries[] = {
    { _ ("Hand over a record…"), on_give },
    { _ ("Check the evidence log"), on_check },
    { _ ("Write a checkpoint…"), on_checkpoint },
    { _ ("Hold or erase…"), on_retain },
    { _ ("What may be erased"), on_due },
    { _ ("A resident's own data…"), on_own },
    { _ ("Material that must not be copied…"), on_no_copy },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    list = g_list_append (list, purple_plugin_action_new (entries[i].label, entries[i].run));
  return luukku_passphrase_append (list);
}
