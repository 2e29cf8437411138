/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-prpl.c: the protocols as libpurple sees them: tables, options, and calls handed on to
 * luukku-connection.c. A slot is filled only when it works. Not filled on purpose: send_typing (nothing may
 * tell a resident that somebody types), chats, buddies on the server. send_file takes what is
 * dropped onto a window, or says why it cannot: without it such a file vanishes without a word. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-prpl.h"

#include "base/luukku-error.h"
#include "luukku-registry.h"
#include "purple/luukku-actions.h"
#include "purple/luukku-attach.h"
#include "purple/luukku-connection.h"

#include "purple/luukku-i18n.h"

/* libpurple's list_icon and get_account_text_table may come without an account, so each protocol needs
 * functions of its own. */
#define MAX_PROTOCOLS 24

/* Pidgin takes icons from its own folder only and is not ready for one that is missing: an uninstalled
 * Luukku, or one under another prefix, borrows an icon that Pidgin always has. */
#define BORROWED_ICON "simple"

static const char *
icon_of (guint n)
{
  const char *name = luukku_registry_get_types ()[n]->icon;
  g_autofree char *file = g_strdup_printf ("%s.png", name);
  g_autofree char *path = g_build_filename (LUUKKU_PIDGIN_ICONS, "16", file, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? name : BORROWED_ICON;
}

#define ICON(n)                                                                                              \
  static const char *icon_##n (PurpleAccount *account, PurpleBuddy *buddy)                                   \
  {                                                                                                          \
    return icon_of (n);                                                                                      \
  }
/* clang-format off */
ICON (0) ICON (1) ICON (2) ICON (3) ICON (4) ICON (5) ICON (6) ICON (7)
ICON (8) ICON (9) ICON (10) ICON (11) ICON (12) ICON (13) ICON (14) ICON (15)
ICON (16) ICON (17) ICON (18) ICON (19) ICON (20) ICON (21) ICON (22) ICON (23)

typedef const char *(*IconFunc) (PurpleAccount *account, PurpleBuddy *buddy);
/* clang-format on */

static const IconFunc icons[MAX_PROTOCOLS] = {
  icon_0,  icon_1,  icon_2,  icon_3,  icon_4,  icon_5,  icon_6,  icon_7,  icon_8,  icon_9,  icon_10, icon_11,
  icon_12, icon_13, icon_14, icon_15, icon_16, icon_17, icon_18, icon_19, icon_20, icon_21, icon_22, icon_23,
};

static PurplePluginInfo infos[MAX_PROTOCOLS];
static PurplePluginProtocolInfo protocols[MAX_PROTOCOLS];

static GList *
status_types (PurpleAccount *account)
{
  GList *list = NULL;

  list = g_list_append (
      list, purple_status_type_new_full (PURPLE_STATUS_AVAILABLE, "available", NULL, TRUE, TRUE, FALSE));
  list =
      g_list_append (list, purple_status_type_new_full (PURPLE_STATUS_AWAY, "away", NULL, TRUE, TRUE, FALSE));
  return g_list_append (
      list, purple_status_type_new_full (PURPLE_STATUS_OFFLINE, "offline", NULL, TRUE, TRUE, FALSE));
}

/* Pidgin asks without an account when one is being added. */
static GHashTable *
text_table_of (guint n)
{
  GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);
  const LuukkuAdapterType *type = luukku_registry_get_types ()[n];

  if (type->account_label != NULL)
    g_hash_table_insert (table, (gpointer) "login_label", (gpointer) luukku_tr (type->account_label));
  return table;
}

#define TEXTS(n)                                                                                             \
  static GHashTable *texts_##n (PurpleAccount *account)                                                      \
  {                                                                                                          \
    return text_table_of (n);                                                                                \
  }
/* clang-format off */
TEXTS (0) TEXTS (1) TEXTS (2) TEXTS (3) TEXTS (4) TEXTS (5) TEXTS (6) TEXTS (7)
TEXTS (8) TEXTS (9) TEXTS (10) TEXTS (11) TEXTS (12) TEXTS (13) TEXTS (14) TEXTS (15)
TEXTS (16) TEXTS (17) TEXTS (18) TEXTS (19) TEXTS (20) TEXTS (21) TEXTS (22) TEXTS (23)

typedef GHashTable *(*TextsFunc) (PurpleAccount *account);
/* clang-format on */

static const TextsFunc texts[MAX_PROTOCOLS] = {
  texts_0,  texts_1,  texts_2,  texts_3,  texts_4,  texts_5,  texts_6,  texts_7,
  texts_8,  texts_9,  texts_10, texts_11, texts_12, texts_13, texts_14, texts_15,
  texts_16, texts_17, texts_18, texts_19, texts_20, texts_21, texts_22, texts_23,
};

/* libpurple takes the list and frees it with the option. */
static PurpleAccountOption *
make_choice (const LuukkuAdapterType *type, const LuukkuAdapterOption *option)
{
  GList *list = NULL;

  for (const LuukkuAdapterChoice *choice = type->choices; choice->option != NULL; choice++) {
    PurpleKeyValuePair *pair;

    if (!g_str_equal (choice->option, option->name))
      continue;
    pair = g_new0 (PurpleKeyValuePair, 1);
    pair->key = g_strdup (luukku_tr (choice->label));
    pair->value = g_strdup (choice->value);
    list = g_list_append (list, pair);
  }
  return purple_account_option_list_new (luukku_tr (option->label), option->name, list);
}

static PurpleAccountOption *
make_option (const LuukkuAdapterType *type, const LuukkuAdapterOption *option)
{
  const char *label = luukku_tr (option->label);

  switch (option->kind) {
  case LUUKKU_OPTION_INT:
    return purple_account_option_int_new (label, option->name, option->default_int);
  case LUUKKU_OPTION_CHOICE:
    return make_choice (type, option);
  case LUUKKU_OPTION_BOOL:
    return purple_account_option_bool_new (label, option->name,
                                           g_strcmp0 (option->default_string, "yes") == 0);
  case LUUKKU_OPTION_STRING:
  default:
    return purple_account_option_string_new (label, option->name,
                                             option->default_string != NULL ? option->default_string : "");
  }
}

static GList *
make_options (const LuukkuAdapterType *type)
{
  GList *list = NULL;

  for (const LuukkuAdapterOption *o = type->options; o != NULL && o->name != NULL; o++)
    list = g_list_append (list, make_option (type, o));
  return list;
}

/* --- files */
static gboolean
can_receive_file (PurpleConnection *gc, const char *who)
{
  return TRUE; /* where files cannot go along send_file says why */
}

static void
send_file (PurpleConnection *gc, const char *who, const char *filename)
{
  LuukkuView *view = luukku_view_need (purple_connection_get_account (gc), who);
  g_autoptr (GError) error = NULL;

  if (view != NULL && !luukku_attach_file (view, filename, &error))
    luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, error->message);
}

static void
register_one (const LuukkuAdapterType *type, guint n)
{
  PurplePlugin *plugin = purple_plugin_new (TRUE, NULL);

  protocols[n] = (PurplePluginProtocolInfo){
    .options = OPT_PROTO_NO_PASSWORD | OPT_PROTO_SLASH_COMMANDS_NATIVE,
    .protocol_options = make_options (type), /* a list of its own: libpurple frees it with the plugin */
    .icon_spec = NO_BUDDY_ICONS,
    .list_icon = icons[n],
    .status_types = status_types,
    .login = luukku_connection_login,
    .close = luukku_connection_close,
    .send_im = luukku_connection_send_im,
    .can_receive_file = can_receive_file,
    .send_file = send_file,
    .get_account_text_table = texts[n],
    .struct_size = sizeof (PurplePluginProtocolInfo),
  };
  infos[n] = (PurplePluginInfo){
    .magic = PURPLE_PLUGIN_MAGIC,
    .major_version = PURPLE_MAJOR_VERSION,
    .minor_version = PURPLE_MINOR_VERSION,
    .type = PURPLE_PLUGIN_PROTOCOL,
    .priority = PURPLE_PRIORITY_DEFAULT,
    .id = (char *) type->protocol_id,
    .name = (char *) luukku_tr (type->name),
    .version = (char *) LUUKKU_VERSION,
    .summary = (char *) _ ("A channel of the municipality's inbox"),
    .description = (char *) _ ("A channel of the municipality's inbox"),
    .author = (char *) "Luukku",
    .homepage = (char *) "",
    .extra_info = &protocols[n],
    .actions = luukku_actions_of_account,
  };
  plugin->info = &infos[n];
  purple_plugin_register (plugin);
}

void
luukku_prpl_register_all (void)
{
  const LuukkuAdapterType *const *types = luukku_registry_get_types ();

  for (guint i = 0; types[i] != NULL; i++) {
    g_return_if_fail (i < MAX_PROTOCOLS); /* one that were left out would take its accounts with it */
    register_one (types[i], i);
  }
}
