/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-actions.c: the plugin's menu: inbox, archive, export, pack, who sits here, city channels. Each opens
 * one libpurple form and hands its fields to the inbox. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-actions.h"

#include "base/luukku-error.h"
#include "evidence/luukku-archive.h"
#include "evidence/luukku-package.h"
#include "model/luukku-by-hand.h"
#include "purple/luukku-actions-disclosure.h"
#include "purple/luukku-actions-evidence.h"
#include "purple/luukku-archive-form.h"
#include "purple/luukku-connection.h"
#include "purple/luukku-core.h"
#include "purple/luukku-export-job.h"
#include "purple/luukku-foreign.h"
#include "purple/luukku-guide.h"
#include "purple/luukku-intake-form.h"
#include "purple/luukku-moderate.h"
#include "purple/luukku-register-forms.h"
#include "purple/luukku-settings.h"
#include "purple/luukku-setup-form.h"
#include "purple/luukku-words.h"
#include "purple/luukku-writing.h"
#include "store/luukku-store-evidence.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define MAX_RECORDS 50 /* newest records offered for export */

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

static void
show_form (const char *title, const char *primary, PurpleRequestFields *fields, GCallback on_ok)
{
  purple_request_fields (luukku_core_get_handle (), title, primary, NULL, fields, luukku_label (_ ("_OK")),
                         on_ok, luukku_label (_ ("_Cancel")), NULL, NULL, NULL, NULL, NULL);
}

static PurpleRequestFieldGroup *
add_group (PurpleRequestFields *fields)
{
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);

  purple_request_fields_add_group (fields, group);
  return group;
}

static void
add_string (PurpleRequestFieldGroup *group, const char *id, const char *label, const char *value)
{
  purple_request_field_group_add_field (group, purple_request_field_string_new (id, label, value, FALSE));
}

static char *
dup_field (PurpleRequestFields *fields, const char *id)
{
  const char *value = purple_request_fields_get_string (fields, id);
  g_autofree char *text = g_strstrip (g_strdup (value != NULL ? value : ""));

  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

/* --- inbox */
void
luukku_actions_show_inbox (void)
{
  const LuukkuUiOps *ops = luukku_core_get_ui_ops ();

  if (ops->show_inbox == NULL || !ops->show_inbox ())
    luukku_inbox_list_show ();
}

gboolean
luukku_actions_show_evidence (const char *page)
{
  const LuukkuUiOps *ops = luukku_core_get_ui_ops ();

  return ops->show_evidence != NULL && ops->show_evidence (page);
}

static void
on_inbox (PurplePluginAction *action)
{
  luukku_actions_show_inbox ();
}

/* --- channels */
static void
on_health (PurplePluginAction *action)
{
  luukku_health_list_show ();
}

/* --- intake */
static void
on_intake (PurplePluginAction *action)
{
  luukku_intake_form_show ();
}

/* --- archive */
static void
on_archive (PurplePluginAction *action)
{
  if (need_inbox () != NULL)
    luukku_archive_form_show ();
}

/* --- export */
static void
on_export_ok (gpointer data, PurpleRequestFields *fields)
{
  PurpleRequestField *list = purple_request_fields_get_field (fields, "record");
  GList *selected = purple_request_field_list_get_selected (list);
  const char *folder = purple_request_fields_get_string (fields, "folder");
  g_autofree char *recipient = dup_field (fields, "recipient");
  g_autofree char *purpose = dup_field (fields, "purpose");
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  LuukkuExportOrder order = { .recipient = recipient, .purpose = purpose };

  if (selected == NULL || folder == NULL) {
    luukku_core_notify_error (_ ("Choose a record and a folder to export it to."));
    return;
  }
  name = g_strdup_printf ("%s.zip", (const char *) selected->data);
  path = g_build_filename (folder, name, NULL);
  order.record = selected->data;
  order.output = path;
  order.sheet = purple_request_fields_get_bool (fields, "sheet");
  order.without_appendix = purple_request_fields_get_bool (fields, "no-names");
  if (!luukku_export_job_start (&order, NULL, &error))
    luukku_core_notify_error (error->message);
}

static void
on_export (PurplePluginAction *action)
{
  LuukkuInbox *inbox = need_inbox ();
  g_autoptr (GPtrArray) records = NULL;
  PurpleRequestFields *fields;
  PurpleRequestFieldGroup *group;
  PurpleRequestField *list;

  if (inbox == NULL || luukku_actions_show_evidence ("records"))
    return;
  records = luukku_store_list_records (luukku_inbox_get_store (inbox), NULL, NULL);
  if (records == NULL || records->len == 0) {
    luukku_core_notify_info (_ ("Nothing has been archived yet. Archive a conversation first."));
    return;
  }
  fields = purple_request_fields_new ();
  group = add_group (fields);
  list = purple_request_field_list_new ("record", luukku_label (_ ("_Record")));
  for (guint i = 0; i < records->len && i < MAX_RECORDS; i++) {
    const LuukkuRecordRow *row = g_ptr_array_index (records, i);

    /* Finch tells them apart by the number; the newest is proposed */
    purple_request_field_list_add_icon (list, row->number, NULL, GUINT_TO_POINTER (i + 1));
    if (i == 0)
      purple_request_field_list_add_selected (list, row->number);
  }
  purple_request_field_group_add_field (group, list);
  add_string (group, "folder", luukku_label (_ ("_Folder")), luukku_core_get_export_folder ());
  add_string (group, "recipient", luukku_label (_ ("_Recipient, if it is handed over now")), NULL);
  add_string (group, "purpose", luukku_label (_ ("_Purpose")), NULL);
  purple_request_field_group_add_field (
      group, purple_request_field_bool_new (
                 "sheet", luukku_box_label (_ ("_Hand-over sheet (PDF) beside the package")), FALSE));
  purple_request_field_group_add_field (
      group, purple_request_field_bool_new (
                 "no-names", luukku_box_label (_ ("Leave out the appendix with _names")), FALSE));
  show_form (_ ("Export record"), _ ("Export a record for an authority"), fields, G_CALLBACK (on_export_ok));
}

/* --- pack */
static void
on_pack (PurplePluginAction *action)
{
  LuukkuInbox *inbox = need_inbox ();
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  LuukkuPack *pack;

  if (inbox == NULL)
    return;
  if (!luukku_core_load_pack (&error)) {
    pack = luukku_gate_get_pack (luukku_inbox_get_gate (inbox));
    sentence =
        pack == NULL
            ? g_strdup (error->message)
            : g_strdup_printf ("%s\n\n%s", error->message,
                               _ ("Until it is corrected, the guideline as it was read before stays in "
                                  "force."));
    luukku_core_notify_error (sentence);
    return;
  }
  pack = luukku_gate_get_pack (luukku_inbox_get_gate (inbox));
  /* TRANSLATORS: name and version of a guideline pack. */
  sentence = g_strdup_printf (_ ("The guideline pack %s, version %s, is in force."),
                              luukku_pack_get_id (pack), luukku_pack_get_version (pack));
  if (luukku_inbox_get_approval_problem (inbox) != NULL) {
    g_autofree char *in_force = g_steal_pointer (&sentence);

    sentence = g_strdup_printf ("%s\n\n%s", in_force, luukku_inbox_get_approval_problem (inbox));
  }
  luukku_core_notify_info (sentence);
}

/* --- reports */
static void
on_reports (PurplePluginAction *action)
{
  if (need_inbox () != NULL)
    luukku_actions_show_reports ();
}

/* --- passed warnings */
static void
on_warnings (PurplePluginAction *action)
{
  if (need_inbox () != NULL)
    luukku_writing_show_warnings ();
}

/* --- about you */
static void
on_about_ok (gpointer data, PurpleRequestFields *fields)
{
  LuukkuInbox *inbox = need_inbox ();
  g_autoptr (LuukkuStaff) staff = g_new0 (LuukkuStaff, 1);
  g_autoptr (GError) error = NULL;

  if (inbox == NULL)
    return;
  staff->name = dup_field (fields, "name");
  staff->first_name = staff->name != NULL ? g_strndup (staff->name, strcspn (staff->name, " ")) : NULL;
  staff->title = dup_field (fields, "title");
  staff->unit = dup_field (fields, "unit");
  staff->organisation = dup_field (fields, "organisation");
  if (!luukku_inbox_set_staff (inbox, staff, &error))
    luukku_core_notify_error (error->message);
}

static void
on_about (PurplePluginAction *action)
{
  LuukkuInbox *inbox = need_inbox ();
  g_autoptr (LuukkuStaff) staff = NULL;
  PurpleRequestFields *fields;
  PurpleRequestFieldGroup *group;

  if (inbox == NULL)
    return;
  staff = luukku_inbox_get_staff (inbox);
  fields = purple_request_fields_new ();
  group = add_group (fields);
  add_string (group, "name", luukku_label (_ ("_Name")), staff->name);
  add_string (group, "title", luukku_label (_ ("_Title")), staff->title);
  add_string (group, "unit", luukku_label (_ ("_Unit")), staff->unit);
  add_string (group, "organisation", luukku_label (_ ("Or_ganisation")), staff->organisation);
  show_form (_ ("About you"), _ ("Who answers here: it signs replies and stands in records"), fields,
             G_CALLBACK (on_about_ok));
}

/* --- city channels */
static void
on_channels_ok (gpointer data, PurpleRequestFields *fields)
{
  for (GList *l = purple_accounts_get_all (); l != NULL; l = l->next) {
    PurpleAccount *account = l->data;
    g_autofree char *key = luukku_core_channel_of (account);

    if (purple_request_fields_exists (fields, key))
      luukku_foreign_set_marked (account, purple_request_fields_get_bool (fields, key));
  }
}

static void
on_channels (PurplePluginAction *action)
{
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = add_group (fields);
  guint n = 0;

  for (GList *l = purple_accounts_get_all (); l != NULL; l = l->next) {
    PurpleAccount *account = l->data;
    g_autofree char *key = luukku_core_channel_of (account);
    g_autofree char *label = NULL;

    if (luukku_core_is_ours (account))
      continue;
    label = g_strdup_printf ("%s (%s)", purple_account_get_username (account),
                             purple_account_get_protocol_name (account));
    purple_request_field_group_add_field (
        group, purple_request_field_bool_new (key, label, luukku_foreign_is_marked (account)));
    n++;
  }
  if (n == 0) {
    purple_request_fields_destroy (fields);
    luukku_core_notify_info (_ ("There is no account of another protocol here."));
    return;
  }
  show_form (_ ("City channels"),
             _ ("Replies of these accounts are checked before they are sent. This is weaker than for the "
                "accounts of "
                "Luukku itself."),
             fields, G_CALLBACK (on_channels_ok));
}

static void
on_registers (PurplePluginAction *action)
{
  luukku_register_forms_show ();
}

static void
on_setup (PurplePluginAction *action)
{
  luukku_setup_form_open ();
}

/* --- help */
static void
on_settings (PurplePluginAction *action)
{
  luukku_settings_show ();
}

static void
on_guide (PurplePluginAction *action)
{
  luukku_guide_show ();
}

static void
on_manual (PurplePluginAction *action)
{
  luukku_about_show_manual ();
}

static void
on_program (PurplePluginAction *action)
{
  luukku_about_show ();
}

static GList *
append_help (GList *list)
{
  list = g_list_append (list, purple_plugin_action_new (_ ("Preferences…"), on_settings));
  list = g_list_append (list, purple_plugin_action_new (_ ("First steps…"), on_guide));
  list = g_list_append (list, purple_plugin_action_new (_ ("Users' guide"), on_manual));
  return g_list_append (list, purple_plugin_action_new (_ ("About Luukku…"), on_program));
}

GList *
luukku_actions_of_plugin (PurplePlugin *plugin, gpointer context)
{
  GList *list = NULL;

  list = g_list_append (list, purple_plugin_action_new (_ ("Inbox…"), on_inbox));
  list = g_list_append (list, purple_plugin_action_new (_ ("Take in a message…"), on_intake));
  list = g_list_append (list, purple_plugin_action_new (_ ("Channels…"), on_health));
  list = g_list_append (list, purple_plugin_action_new (_ ("Archive…"), on_archive));
  list = g_list_append (list, purple_plugin_action_new (_ ("Export record…"), on_export));
  list = luukku_actions_disclosure_append (list);
  list = luukku_actions_evidence_append (list);
  list = g_list_append (list, purple_plugin_action_new (_ ("Bans…"), luukku_moderate_on_bans));
  list =
      g_list_append (list, purple_plugin_action_new (_ ("Register of bans…"), luukku_moderate_on_register));
  list =
      g_list_append (list, purple_plugin_action_new (_ ("Requests to remove…"), luukku_moderate_on_requests));
  list = g_list_append (list,
                        purple_plugin_action_new (_ ("Corrected labels…"), luukku_moderate_on_corrections));
  list = g_list_append (list,
                        purple_plugin_action_new (_ ("Who has seen threats…"), luukku_moderate_on_exposure));
  list =
      g_list_append (list, purple_plugin_action_new (_ ("Threats and safety…"), luukku_moderate_on_figures));
  list = g_list_append (list, purple_plugin_action_new (_ ("Re-read guideline pack"), on_pack));
  list = g_list_append (list, purple_plugin_action_new (_ ("Registers…"), on_registers));
  list = g_list_append (list, purple_plugin_action_new (_ ("Set up channels from the directory…"), on_setup));
  list = g_list_append (list, purple_plugin_action_new (_ ("Reports about the checks…"), on_reports));
  list = g_list_append (list, purple_plugin_action_new (_ ("Passed warnings…"), on_warnings));
  list = g_list_append (list, purple_plugin_action_new (_ ("About you…"), on_about));
  list = g_list_append (list, purple_plugin_action_new (_ ("City channels…"), on_channels));
  return append_help (list);
}

/* --- of an account */
static void
on_fetch (PurplePluginAction *action)
{
  PurpleConnection *gc = action->context;

  if (gc->proto_data != NULL)
    luukku_connection_poke (gc->proto_data);
}

static void
on_token (PurplePluginAction *action)
{
  PurpleConnection *gc = action->context;

  if (gc->proto_data != NULL)
    luukku_connection_change_token (gc->proto_data);
}

static gboolean
is_by_hand (const PurpleConnection *gc)
{
  g_autofree char *channel =
      gc != NULL ? luukku_core_channel_of (purple_connection_get_account ((PurpleConnection *) gc)) : NULL;

  return channel != NULL && luukku_by_hand_is_channel (channel);
}

GList *
luukku_actions_of_account (PurplePlugin *plugin, gpointer context)
{
  const PurpleConnection *gc = context;
  gboolean signs_in = gc != NULL && gc->proto_data != NULL && luukku_connection_signs_in (gc->proto_data);
  GList *list = NULL;

  list = g_list_append (list, purple_plugin_action_new (_ ("Inbox…"), on_inbox));
  if (is_by_hand (context))
    return g_list_append (list, purple_plugin_action_new (_ ("Take in a message…"), on_intake));
  list = g_list_append (list, purple_plugin_action_new (_ ("Fetch messages now"), on_fetch));
  return g_list_append (
      list,
      purple_plugin_action_new (signs_in ? _ ("Sign in again…") : _ ("Change the access token…"), on_token));
}
