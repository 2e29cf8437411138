/* SPDX-License-Identifier: GPL-2.0-or-later */
/* other-protocol.h: a small protocol that is not ours; header only. */
#pragma once

#include <purple.h>

/* --- a small protocol that is not ours: what it is given to send is written down */
static GString *sent;
static int other_answer = 1; /* of send_im */

static const char *
other_icon (PurpleAccount *account, PurpleBuddy *buddy)
{
  return "other";
}

static GList *
other_status_types (PurpleAccount *account)
{
  GList *types = NULL;

  types = g_list_append (types, purple_status_type_new (PURPLE_STATUS_AVAILABLE, "available", NULL, TRUE));
  return g_list_append (types, purple_status_type_new (PURPLE_STATUS_OFFLINE, "offline", NULL, TRUE));
}

static void
other_login (PurpleAccount *account)
{
  purple_connection_set_state (purple_account_get_connection (account), PURPLE_CONNECTED);
}

static void
other_close (PurpleConnection *gc)
{
}

static int
other_send_im (PurpleConnection *gc, const char *who, const char *message, PurpleMessageFlags flags)
{
  g_string_append_printf (sent, "%s: %s\n", who, message);
  return other_answer;
}

static int
other_chat_send (PurpleConnection *gc, int id, const char *message, PurpleMessageFlags flags)
{
  g_string_append_printf (sent, "#%d: %s\n", id, message);
  return 1;
}

static PurplePluginProtocolInfo other_protocol = {
  .options = OPT_PROTO_NO_PASSWORD,
  .list_icon = other_icon,
  .status_types = other_status_types,
  .login = other_login,
  .close = other_close,
  .send_im = other_send_im,
  .chat_send = other_chat_send,
  .struct_size = sizeof (PurplePluginProtocolInfo),
};

static PurplePluginInfo other_info = {
  .magic = PURPLE_PLUGIN_MAGIC,
  .major_version = PURPLE_MAJOR_VERSION,
  .minor_version = PURPLE_MINOR_VERSION,
  .type = PURPLE_PLUGIN_PROTOCOL,
  .id = (char *) "prpl-other",
  .name = (char *) "Other",
  .version = (char *) "1",
  .extra_info = &other_protocol,
};

static inline void
add_other_protocol (void)
{
  PurplePlugin *plugin = purple_plugin_new (TRUE, NULL);

  plugin->info = &other_info;
  purple_plugin_register (plugin);
  purple_plugins_probe (G_MODULE_SUFFIX);
  g_assert_nonnull (purple_find_prpl ("prpl-other"));
}
