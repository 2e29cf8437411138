/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-writing.c: ready texts, signature and checklist as commands, menu items and forms of libpurple. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-writing.h"

#include "base/luukku-text.h"
#include "inbox/luukku-aids.h"
#include "inbox/luukku-due.h"
#include "purple/luukku-core.h"
#include "purple/luukku-table.h"
#include "purple/luukku-words.h"
#include "rules/luukku-template.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define MAX_WARNINGS 200 /* newest ones that are listed */
#define PREVIEW 60       /* characters of a text in a list */

static PurpleCmdId ids[5];

/* A command is being carried out: what stands in the entry is the command, and the user interface empties it
 * afterwards. */
static gboolean in_command;

/* --- the entry */
/* Returns: (transfer full): what stands in the entry, else the draft, else "". */
static char *
dup_text (LuukkuView *view)
{
  const LuukkuUiOps *ops = luukku_core_get_ui_ops ();
  g_autofree char *text = NULL;

  if (ops->get_text != NULL && !in_command)
    text = ops->get_text (view->conv);
  else if (!view->about.weaker)
    text = luukku_inbox_get_draft (luukku_core_get_inbox (), view->about.channel, view->about.conversation);
  return text != NULL && *text != '/' ? g_steal_pointer (&text) : g_strdup ("");
}

void
luukku_writing_insert (LuukkuView *view, const char *text)
{
  const LuukkuUiOps *ops = luukku_core_get_ui_ops ();

  if (in_command || ops->insert == NULL || !ops->insert (view->conv, text))
    luukku_view_give_back (view, text);
}

/* --- a form for what only the writer knows */
static void
on_form_ok (LuukkuView *view, PurpleRequestFields *fields)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) values = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; view->text_places[i] != NULL; i++) {
    const char *value = purple_request_fields_get_string (fields, view->text_places[i]);

    g_strv_builder_add (builder, view->text_places[i]);
    g_strv_builder_add (builder, value != NULL ? value : "");
  }
  values = g_strv_builder_end (builder);
  text = luukku_aids_fill_text (luukku_core_get_inbox (), view->about.channel, view->about.conversation,
                                view->text_id, (const char *const *) values, &error);
  if (text != NULL)
    luukku_writing_insert (view, text);
  else
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
}

void
luukku_writing_abort (LuukkuView *view)
{
  purple_request_close_with_handle (&view->text_id);
  g_clear_pointer (&view->text_id, g_free);
  g_clear_pointer (&view->text_places, g_strfreev);
}

/* @places: (transfer full). */
static void
ask_places (LuukkuView *view, const char *id, char **places)
{
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);

  luukku_writing_abort (view);
  view->text_id = g_strdup (id);
  view->text_places = places;
  purple_request_fields_add_group (fields, group);
  for (guint i = 0; places[i] != NULL; i++) {
    g_autofree char *label = luukku_aids_place_name (places[i]);
    PurpleRequestField *field = purple_request_field_string_new (places[i], label, NULL, FALSE);

    purple_request_field_set_required (field, TRUE);
    purple_request_field_group_add_field (group, field);
  }
  purple_request_fields (&view->text_id, _ ("Reply template"),
                         _ ("Fill in what only you know. The text goes into the reply box; nothing is sent."),
                         NULL, fields, luukku_label (_ ("_Insert")), G_CALLBACK (on_form_ok),
                         luukku_label (_ ("_Cancel")), NULL, purple_conversation_get_account (view->conv),
                         NULL, view->conv, view);
}

gboolean
luukku_writing_use_text (LuukkuView *view, const char *id, GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_auto (GStrv) open = luukku_aids_open_places (inbox, view->about.channel, view->about.conversation, id);
  g_autofree char *text = NULL;

  if (open[0] != NULL) {
    ask_places (view, id, g_steal_pointer (&open));
    return TRUE;
  }
  text = luukku_aids_fill_text (inbox, view->about.channel, view->about.conversation, id, NULL, error);
  if (text == NULL)
    return FALSE;
  luukku_writing_insert (view, text);
  return TRUE;
}

/* --- the list */
static void
on_list_ok (LuukkuView *view, PurpleRequestFields *fields)
{
  PurpleRequestField *field = purple_request_fields_get_field (fields, "text");
  GList *selected = purple_request_field_list_get_selected (field);
  const char *id = selected != NULL ? purple_request_field_list_get_data (field, selected->data) : NULL;
  g_autoptr (GError) error = NULL;

  if (id != NULL && !luukku_writing_use_text (view, id, &error))
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
}

void
luukku_writing_show_texts (LuukkuView *view)
{
  const LuukkuUiOps *ops = luukku_core_get_ui_ops ();
  g_autoptr (GPtrArray) texts = NULL;
  PurpleRequestFields *fields;
  PurpleRequestFieldGroup *group;
  PurpleRequestField *list;

  if (ops->show_texts != NULL && ops->show_texts (view->conv))
    return;
  texts =
      luukku_aids_list_texts (luukku_core_get_inbox (), view->about.channel, view->about.conversation, NULL);
  if (texts->len == 0) {
    luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, _ ("The guideline in use has no reply templates."));
    return;
  }
  fields = purple_request_fields_new ();
  group = purple_request_field_group_new (NULL);
  list = purple_request_field_list_new ("text", luukku_label (_ ("_Text")));
  for (guint i = 0; i < texts->len; i++) {
    const LuukkuReadyText *text = g_ptr_array_index (texts, i);
    g_autofree char *line = luukku_text_first_line (text->text, PREVIEW);
    g_autofree char *label = g_strdup_printf ("%s (%s): %s", text->title, text->language, line);

    purple_request_field_list_add_icon (list, label, NULL, (gpointer) g_intern_string (text->id));
  }
  purple_request_fields_add_group (fields, group);
  purple_request_field_group_add_field (group, list);
  luukku_writing_abort (view);
  purple_request_fields (&view->text_id, _ ("Reply templates"),
                         _ ("Choose a template. It goes into the reply box; nothing is sent."), NULL, fields,
                         luukku_label (_ ("_Insert")), G_CALLBACK (on_list_ok), luukku_label (_ ("_Cancel")),
                         NULL, purple_conversation_get_account (view->conv), NULL, view->conv, view);
}

/* --- signature and parts */
gboolean
luukku_writing_sign (LuukkuView *view, GError **error)
{
  g_autofree char *text = dup_text (view);
  g_autofree char *signature =
      luukku_aids_sign (luukku_core_get_inbox (), view->about.channel, view->about.conversation, text, error);
  g_autofree char *signed_text = NULL;

  if (signature == NULL)
    return FALSE;
  if (*signature == '\0') {
    luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, _ ("The reply is signed already."));
    return TRUE;
  }
  /* A command has emptied the entry: draft and signature go back together. */
  signed_text =
      in_command && *text != '\0' ? g_strdup_printf ("%s\n%s", text, signature) : g_strdup (signature);
  luukku_writing_insert (view, signed_text);
  return TRUE;
}

void
luukku_writing_tell_parts (LuukkuView *view)
{
  g_autofree char *text = dup_text (view);
  g_auto (GStrv) missing = luukku_aids_missing_parts (luukku_core_get_inbox (), view->about.channel,
                                                      view->about.conversation, text, TRUE);
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *sentence = NULL;

  for (guint i = 0; missing[i] != NULL; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", luukku_template_part_name (missing[i]));
  if (missing[0] == NULL)
    sentence = g_strdup (_ ("The answer has all its parts: thanks, the cause, how it is put right, regret."));
  else
    /* TRANSLATORS: %s is a list of the parts of an answer to criticism: "the cause, regret" */
    sentence = g_strdup_printf (_ ("Still missing in the answer: %s."), list->str);
  luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, sentence);
}

/* --- warnings that were passed */
static void
add_decisions (LuukkuTable *table, LuukkuInbox *inbox, const char *outcome, const char *what)
{
  gint64 now = luukku_clock_now (luukku_core_get_clock ());
  g_autoptr (GPtrArray) rows =
      luukku_store_list_decisions (luukku_inbox_get_store (inbox), outcome, MAX_WARNINGS, NULL);

  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const LuukkuDecisionRow *row = g_ptr_array_index (rows, i);
    g_autofree char *time = luukku_words_time (row->at, now);

    luukku_table_add_row (table, time, row->actor,
                          row->case_number != NULL ? row->case_number : _ ("no case"), what, row->rules,
                          row->reason);
  }
}

void
luukku_writing_show_warnings (void)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  LuukkuTable *table = NULL;

  if (inbox == NULL)
    return;
  table = luukku_table_new (_ ("Passed warnings"),
                            _ ("For the supervisor: who sent a reply although a rule asked, and why."),
                            _ ("No warning has been passed."));
  luukku_table_add_column (table, C_ ("column", "Time"));
  luukku_table_add_column (table, C_ ("column", "Who"));
  luukku_table_add_column (table, C_ ("column", "Case"));
  luukku_table_add_column (table, C_ ("column", "What"));
  luukku_table_add_column (table, C_ ("column", "Rules"));
  luukku_table_add_column (table, C_ ("column", "Reason"));
  add_decisions (table, inbox, "passed", _ ("warning passed"));
  add_decisions (table, inbox, "ticked", _ ("boxes ticked"));
  luukku_table_show (table);
}

/* --- commands */
static LuukkuView *
view_or_error (PurpleConversation *conv, char **error)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view == NULL || luukku_core_get_inbox () == NULL) {
    *error = g_strdup (_ ("This is not a window of the municipality's inbox."));
    return NULL;
  }
  return view;
}

static PurpleCmdRet
finish (GError *failure, char **error)
{
  in_command = FALSE;
  if (failure == NULL)
    return PURPLE_CMD_RET_OK;
  *error = g_markup_escape_text (failure->message, -1);
  return PURPLE_CMD_RET_FAILED;
}

static PurpleCmdRet
cmd_template (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = view_or_error (conv, error);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) failure = NULL;

  if (view == NULL)
    return PURPLE_CMD_RET_FAILED;
  in_command = TRUE;
  if (args[0] == NULL || *args[0] == '\0') {
    luukku_writing_show_texts (view);
    return finish (NULL, error);
  }
  found = luukku_aids_list_texts (luukku_core_get_inbox (), view->about.channel, view->about.conversation,
                                  args[0]);
  if (found->len == 0) {
    in_command = FALSE;
    *error = g_strdup (_ ("No reply template has these words. Write /template alone to see all of them."));
    return PURPLE_CMD_RET_FAILED;
  }
  luukku_writing_use_text (view, ((LuukkuReadyText *) g_ptr_array_index (found, 0))->id, &failure);
  return finish (failure, error);
}

static PurpleCmdRet
cmd_sign (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = view_or_error (conv, error);
  g_autoptr (GError) failure = NULL;

  if (view == NULL)
    return PURPLE_CMD_RET_FAILED;
  in_command = TRUE;
  luukku_writing_sign (view, &failure);
  return finish (failure, error);
}

static PurpleCmdRet
cmd_parts (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = view_or_error (conv, error);

  if (view == NULL)
    return PURPLE_CMD_RET_FAILED;
  in_command = TRUE;
  luukku_writing_tell_parts (view);
  return finish (NULL, error);
}

static PurpleCmdRet
cmd_service (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = view_or_error (conv, error);
  gboolean confirmed = FALSE;
  g_autofree char *service = NULL;
  g_autofree char *sentence = NULL;

  if (view == NULL)
    return PURPLE_CMD_RET_FAILED;
  service = luukku_aids_suggest_service (luukku_core_get_inbox (), view->about.channel,
                                         view->about.conversation, &confirmed);
  if (service == NULL) {
    *error = g_strdup (_ ("No service of the registers fits the resident's words."));
    return PURPLE_CMD_RET_FAILED;
  }
  sentence =
      confirmed
          ? g_strdup_printf (_ ("Right service: %s"), service)
          : g_strdup_printf (_ ("Right service: %s (not confirmed: check it before you send it)"), service);
  luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, sentence);
  in_command = TRUE;
  luukku_writing_insert (view, service);
  return finish (NULL, error);
}

/* What the line above the conversation says where there is one, and which approval is missing. */
static PurpleCmdRet
cmd_due (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = view_or_error (conv, error);
  g_autofree char *line = NULL;
  const char *approval;

  if (view == NULL)
    return PURPLE_CMD_RET_FAILED;
  line = luukku_view_state_line (view);
  luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, line);
  approval = luukku_inbox_get_approval_problem (luukku_core_get_inbox ());
  if (approval != NULL)
    luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, approval);
  return PURPLE_CMD_RET_OK;
}

void
luukku_writing_add_commands (void)
{
  const PurpleCmdFlag flags = PURPLE_CMD_FLAG_IM | PURPLE_CMD_FLAG_CHAT | PURPLE_CMD_FLAG_ALLOW_WRONG_ARGS;

  ids[0] = purple_cmd_register (
      "template", "s", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_template,
      _ ("template [words]: puts a reply template of the guideline into the reply box; alone: shows all"),
      NULL);
  ids[1] = purple_cmd_register ("sign", "", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_sign,
                                _ ("sign: puts your signature into the reply box"), NULL);
  ids[2] = purple_cmd_register ("parts", "", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_parts,
                                _ ("parts: tells what an answer to criticism still lacks"), NULL);
  ids[4] = purple_cmd_register (
      "service", "", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_service,
      _ ("service: puts the service that fits the resident's words into the reply box"), NULL);
  ids[3] = purple_cmd_register (
      "due", "", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_due,
      _ ("due: tells until when to answer and until when the channel takes an answer"), NULL);
}

void
luukku_writing_remove_commands (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    purple_cmd_unregister (ids[i]);
}

/* --- the window's menu */
static void
on_texts (PurpleConversation *conv, gpointer data)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view != NULL && luukku_core_get_inbox () != NULL)
    luukku_writing_show_texts (view);
}

static void
on_sign (PurpleConversation *conv, gpointer data)
{
  LuukkuView *view = luukku_view_of (conv);
  g_autoptr (GError) error = NULL;

  if (view != NULL && luukku_core_get_inbox () != NULL && !luukku_writing_sign (view, &error))
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
}

static void
on_parts (PurpleConversation *conv, gpointer data)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view != NULL && luukku_core_get_inbox () != NULL)
    luukku_writing_tell_parts (view);
}

GList *
luukku_writing_add_menu (LuukkuView *view, GList *list)
{
  list = g_list_append (
      list, purple_menu_action_new (_ ("Reply templates…"), PURPLE_CALLBACK (on_texts), NULL, NULL));
  list = g_list_append (list,
                        purple_menu_action_new (_ ("Sign the reply"), PURPLE_CALLBACK (on_sign), NULL, NULL));
  return g_list_append (list, purple_menu_action_new (_ ("What does the answer lack?"),
                                                      PURPLE_CALLBACK (on_parts), NULL, NULL));
}
