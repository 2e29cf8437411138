/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-commands.c: commands of the conversation windows and the window's own menu. Both only hand on. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-commands.h"

#include "evidence/luukku-archive.h"
#include "purple/luukku-actions.h"
#include "purple/luukku-core.h"
#include "purple/luukku-foreign.h"
#include "purple/luukku-writing.h"

#include "purple/luukku-i18n.h"

static PurpleCmdId ids[11];

static LuukkuView *
view_or_error (PurpleConversation *conv, char **error)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view == NULL)
    *error = g_strdup (_ ("This is not a window of the municipality's inbox."));
  return view;
}

static PurpleCmdRet
cmd_archive (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = view_or_error (conv, error);
  const char *kind = args[0] != NULL ? args[0] : "";
  const char *note = args[0] != NULL ? args[1] : NULL;
  g_autoptr (GError) failure = NULL;
  g_autofree char *record = NULL;

  if (view == NULL)
    return PURPLE_CMD_RET_FAILED;
  if (!g_strv_contains (luukku_archive_get_kinds (), kind)) {
    g_autofree char *kinds = g_strjoinv (", ", (char **) luukku_archive_get_kinds ());

    /* TRANSLATORS: %s is a list of words that are typed as they are: "threat, removal". */
    *error = g_strdup_printf (_ ("Say what it is archived as: /archive KIND. KIND is one of: %s."), kinds);
    return PURPLE_CMD_RET_FAILED;
  }
  record = luukku_view_archive (view, kind, note, &failure);
  if (record == NULL) {
    *error = g_markup_escape_text (failure->message, -1);
    return PURPLE_CMD_RET_FAILED;
  }
  return PURPLE_CMD_RET_OK;
}

static PurpleCmdRet
cmd_earlier (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = view_or_error (conv, error);
  g_autoptr (GError) failure = NULL;

  if (view != NULL && luukku_view_show_earlier (view, &failure))
    return PURPLE_CMD_RET_OK;
  if (failure != NULL)
    *error = g_markup_escape_text (failure->message, -1);
  return PURPLE_CMD_RET_FAILED;
}

static PurpleCmdRet
cmd_inbox (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  luukku_actions_show_inbox ();
  return PURPLE_CMD_RET_OK;
}

static PurpleCmdRet
cmd_draft (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = view_or_error (conv, error);
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autofree char *draft = NULL;

  if (view == NULL)
    return PURPLE_CMD_RET_FAILED;
  if (view->about.weaker)
    draft = luukku_foreign_get_kept (view->about.channel, view->about.conversation);
  else if (inbox != NULL)
    draft = luukku_inbox_get_draft (inbox, view->about.channel, view->about.conversation);
  if (draft == NULL || *draft == '\0') {
    *error = g_strdup (_ ("There is no draft for this conversation."));
    return PURPLE_CMD_RET_FAILED;
  }
  luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, draft);
  return PURPLE_CMD_RET_OK;
}

static PurpleCmdRet
cmd_city_channel (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  PurpleAccount *account = purple_conversation_get_account (conv);
  gboolean on = g_strcmp0 (args[0], "on") == 0;

  if (luukku_core_is_ours (account) || (!on && g_strcmp0 (args[0], "off") != 0)) {
    *error = g_strdup (
        _ ("Write /citychannel on or /citychannel off in a window of an account that is not a Luukku "
           "channel already."));
    return PURPLE_CMD_RET_FAILED;
  }
  luukku_foreign_set_marked (account, on);
  return PURPLE_CMD_RET_OK;
}

static PurpleCmdRet
cmd_original (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = view_or_error (conv, error);
  g_autoptr (GError) failure = NULL;

  if (view == NULL)
    return PURPLE_CMD_RET_FAILED;
  if (luukku_view_ask_original (view, &failure))
    return PURPLE_CMD_RET_OK;
  *error = g_markup_escape_text (failure->message, -1);
  return PURPLE_CMD_RET_FAILED;
}

static PurpleCmdRet
cmd_report (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = view_or_error (conv, error);
  const char *kind = args[0] != NULL ? args[0] : "";
  const char *note = args[0] != NULL ? args[1] : NULL;
  gboolean missed = g_str_equal (kind, "missed");
  g_autoptr (GError) failure = NULL;

  if (view == NULL)
    return PURPLE_CMD_RET_FAILED;
  if (!missed && !g_str_equal (kind, "false")) {
    *error = g_strdup (
        _ ("Write /report false NOTE when the check was wrong, or /report missed NOTE when it missed "
           "something."));
    return PURPLE_CMD_RET_FAILED;
  }
  if (luukku_view_report_check (view, NULL, missed, note, &failure))
    return PURPLE_CMD_RET_OK;
  *error = g_markup_escape_text (failure->message, -1);
  return PURPLE_CMD_RET_FAILED;
}

static PurpleCmdRet
cmd_private (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = view_or_error (conv, error);
  g_autoptr (GError) failure = NULL;

  if (view == NULL)
    return PURPLE_CMD_RET_FAILED;
  if (luukku_view_answer_privately (view, &failure))
    return PURPLE_CMD_RET_OK;
  *error = g_markup_escape_text (failure->message, -1);
  return PURPLE_CMD_RET_FAILED;
}

/* --- replies that a person sends outside Luukku */
static PurpleCmdRet
finish (gboolean done, const GError *failure, char **error)
{
  if (!done && failure != NULL)
    *error = g_markup_escape_text (failure->message, -1);
  return done ? PURPLE_CMD_RET_OK : PURPLE_CMD_RET_FAILED;
}

static PurpleCmdRet
cmd_sent (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = view_or_error (conv, error);
  g_autoptr (GError) failure = NULL;

  return view != NULL ? finish (luukku_view_mark_sent (view, args[0], &failure), failure, error)
                      : PURPLE_CMD_RET_FAILED;
}

static PurpleCmdRet
cmd_not_sent (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = view_or_error (conv, error);
  g_autoptr (GError) failure = NULL;

  return view != NULL ? finish (luukku_view_mark_not_sent (view, &failure), failure, error)
                      : PURPLE_CMD_RET_FAILED;
}

static PurpleCmdRet
cmd_copy (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = view_or_error (conv, error);
  g_autoptr (GError) failure = NULL;

  return view != NULL ? finish (luukku_view_copy_again (view, &failure), failure, error)
                      : PURPLE_CMD_RET_FAILED;
}

/* --- the window's menu */
static void
on_private_menu (PurpleConversation *conv, gpointer data)
{
  LuukkuView *view = luukku_view_of (conv);
  g_autoptr (GError) error = NULL;

  if (view != NULL && !luukku_view_answer_privately (view, &error))
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
}

static void
on_sent_menu (PurpleConversation *conv, gpointer data)
{
  LuukkuView *view = luukku_view_of (conv);
  g_autoptr (GError) error = NULL;

  if (view != NULL && !luukku_view_ask_sent (view, &error))
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
}

static void
on_original_menu (PurpleConversation *conv, gpointer data)
{
  LuukkuView *view = luukku_view_of (conv);
  g_autoptr (GError) error = NULL;

  if (view != NULL && !luukku_view_ask_original (view, &error))
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
}

static void
on_archive_menu (PurpleConversation *conv, gpointer data)
{
  LuukkuView *view = luukku_view_of (conv);
  g_autoptr (GError) error = NULL;
  g_autofree char *record = view != NULL ? luukku_view_archive (view, data, NULL, &error) : NULL;

  if (view != NULL && record == NULL)
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
}

static void
on_extended_menu (PurpleConversation *conv, GList **list)
{
  LuukkuView *view = luukku_view_of (conv);
  g_autoptr (LuukkuReply) waiting = NULL;
  const struct {
    const char *kind;
    const char *label;
  } items[] = {
    { "threat", _ ("Archive as a threat") },
    { "removal", _ ("Archive as a removal request") },
    { "harassment", _ ("Archive as harassment") },
    { "other", _ ("Archive for another reason") },
  };

  if (view != NULL)
    *list = luukku_writing_add_menu (view, *list);
  if (view == NULL || (view->about.weaker && view->about.id == 0))
    return;
  if (luukku_view_can_answer_privately (view))
    *list = g_list_append (*list, purple_menu_action_new (_ ("Answer privately…"),
                                                          PURPLE_CALLBACK (on_private_menu), NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    *list = g_list_append (*list, purple_menu_action_new (items[i].label, PURPLE_CALLBACK (on_archive_menu),
                                                          (gpointer) items[i].kind, NULL));
  *list = g_list_append (*list, purple_menu_action_new (_ ("Show identity codes…"),
                                                        PURPLE_CALLBACK (on_original_menu), NULL, NULL));
  waiting = luukku_view_find_unticked (view);
  if (waiting != NULL)
    *list = g_list_append (*list, purple_menu_action_new (_ ("Was the reply sent?…"),
                                                          PURPLE_CALLBACK (on_sent_menu), NULL, NULL));
}

void
luukku_commands_add (void)
{
  const PurpleCmdFlag flags = PURPLE_CMD_FLAG_IM | PURPLE_CMD_FLAG_CHAT | PURPLE_CMD_FLAG_ALLOW_WRONG_ARGS;

  ids[0] =
      purple_cmd_register ("archive", "ws", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_archive,
                           _ ("archive KIND [note]: archives this conversation as evidence; KIND is threat, "
                              "removal, harassment or other"),
                           NULL);
  ids[1] = purple_cmd_register ("inbox", "", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_inbox,
                                _ ("inbox: shows the municipality's inbox"), NULL);
  ids[2] = purple_cmd_register ("draft", "", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_draft,
                                _ ("draft: shows the text that was held back or not sent here"), NULL);
  ids[3] = purple_cmd_register (
      "citychannel", "w", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_city_channel,
      _ ("citychannel on|off: replies of this account pass the municipality's check"), NULL);
  ids[4] = purple_cmd_register (
      "original", "", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_original,
      _ ("original: shows the identity codes that residents sent; the history of the case tells it"), NULL);
  ids[5] = purple_cmd_register ("report", "ws", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_report,
                                _ ("report false|missed [note]: tells the manager that the newest check was "
                                   "wrong or missed something"),
                                NULL);
  ids[9] = purple_cmd_register (
      "private", "", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_private,
      _ ("private: answers a public comment only to the person who wrote it, in a window of its own"), NULL);
  ids[10] = purple_cmd_register ("earlier", "", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_earlier,
                                 _ ("earlier: shows earlier messages of this conversation"), NULL);
  luukku_writing_add_commands ();
  ids[6] = purple_cmd_register (
      "sent", "s", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_sent,
      _ ("sent [time]: you have sent the waiting reply yourself, now or at 14:05, as you write it"), NULL);
  ids[7] = purple_cmd_register ("notsent", "", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_not_sent,
                                _ ("notsent: the waiting reply was not sent after all; its text comes back"),
                                NULL);
  ids[8] = purple_cmd_register ("copy", "", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_copy,
                                _ ("copy: copies the reply that waits for you to send it"), NULL);
  purple_signal_connect (purple_conversations_get_handle (), "conversation-extended-menu",
                         luukku_core_get_handle (), PURPLE_CALLBACK (on_extended_menu), NULL);
}

void
luukku_commands_remove (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    purple_cmd_unregister (ids[i]);
  luukku_writing_remove_commands ();
}
