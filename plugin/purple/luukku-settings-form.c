/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-settings-form.c: the table of settings as a form of libpurple's (Finch), and as the page of the
 * plugin list. What is wrong is said and the form comes back as it was filled in. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-settings.h"

#include "base/luukku-error.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

static void show_form (GHashTable *typed);

/* --- the form */
/* Returns: (transfer none) (nullable): what was typed before, else what is set now in *@ret_now. */
static const char *
value_of (const LuukkuSetting *setting, GHashTable *typed, char **ret_now)
{
  const char *value = typed != NULL ? g_hash_table_lookup (typed, setting->id) : NULL;

  if (value != NULL)
    return value;
  *ret_now = luukku_settings_api.get (setting->id);
  return *ret_now;
}

static PurpleRequestField *
make_choice (const LuukkuSetting *setting, const char *label, const char *value)
{
  g_autoptr (GPtrArray) options = luukku_settings_api.list_options (setting->id);
  PurpleRequestField *field = purple_request_field_choice_new (setting->id, label, 0);

  for (guint i = 0; i < options->len; i++) {
    const LuukkuSettingOption *option = options->pdata[i];

    purple_request_field_choice_add (field, option->title);
    if (g_str_equal (option->value, value)) {
      purple_request_field_choice_set_default_value (field, (int) i);
      purple_request_field_choice_set_value (field, (int) i);
    }
  }
  return field;
}

static PurpleRequestField *
make_field (const LuukkuSetting *setting, GHashTable *typed)
{
  const char *label = luukku_label (luukku_tr (setting->title));
  g_autofree char *now = NULL;
  const char *value = value_of (setting, typed, &now);

  switch (setting->kind) {
  case LUUKKU_SETTING_TICK:
    return purple_request_field_bool_new (setting->id, label, g_str_equal (value, "1"));
  case LUUKKU_SETTING_CHOICE:
    return make_choice (setting, label, value);
  case LUUKKU_SETTING_TEXT:
  case LUUKKU_SETTING_NUMBER: /* as text: libpurple's integer knows no limits */
  case LUUKKU_SETTING_FOLDER:
  case LUUKKU_SETTING_FILE:
  default:
    return purple_request_field_string_new (setting->id, label, value, FALSE);
  }
}

/* Returns: (transfer full): what stands in the form. */
static char *
take_value (const LuukkuSetting *setting, PurpleRequestFields *fields)
{
  g_autoptr (GPtrArray) options = NULL;
  const char *text;
  int chosen;

  if (setting->kind == LUUKKU_SETTING_TICK)
    return g_strdup (purple_request_fields_get_bool (fields, setting->id) ? "1" : "0");
  if (setting->kind == LUUKKU_SETTING_CHOICE) {
    options = luukku_settings_api.list_options (setting->id);
    chosen = purple_request_fields_get_choice (fields, setting->id);
    return g_strdup (chosen >= 0 && chosen < (int) options->len
                         ? ((const LuukkuSettingOption *) options->pdata[chosen])->value
                         : "");
  }
  text = purple_request_fields_get_string (fields, setting->id);
  return g_strstrip (g_strdup (text != NULL ? text : ""));
}

static void
on_ok (gpointer data, PurpleRequestFields *fields)
{
  const LuukkuSettingsApi *api = &luukku_settings_api;
  g_autoptr (GHashTable) typed = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (GError) error = NULL;
  guint n;
  const LuukkuSetting *settings = api->list (&n);

  for (guint i = 0; i < n; i++)
    g_hash_table_insert (typed, (gpointer) settings[i].id, take_value (&settings[i], fields));
  /* Nothing is kept unless all of it can be. */
  for (guint i = 0; error == NULL && i < n; i++)
    api->check (settings[i].id, g_hash_table_lookup (typed, settings[i].id), &error);
  for (guint i = 0; error == NULL && i < n; i++)
    api->set (settings[i].id, g_hash_table_lookup (typed, settings[i].id), &error);
  if (error == NULL)
    return;
  luukku_core_notify_error (error->message);
  show_form (typed);
}

static void
show_form (GHashTable *typed)
{
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = NULL;
  const char *page = NULL;
  guint n;
  const LuukkuSetting *settings = luukku_settings_api.list (&n);

  for (guint i = 0; i < n; i++) {
    if (page == NULL || !g_str_equal (page, settings[i].page)) {
      page = settings[i].page;
      group = purple_request_field_group_new (luukku_tr (page));
      purple_request_fields_add_group (fields, group);
    }
    purple_request_field_group_add_field (group, make_field (&settings[i], typed));
  }
  purple_request_fields (luukku_core_get_handle (), _ ("Preferences of Luukku"), _ ("Preferences of Luukku"),
                         NULL, fields, luukku_label (_ ("_Save")), G_CALLBACK (on_ok),
                         luukku_label (_ ("_Cancel")), NULL, NULL, NULL, NULL, NULL);
}

void
luukku_settings_show (void)
{
  const LuukkuUiOps *ops = luukku_core_get_ui_ops ();

  if (ops->show_settings == NULL || !ops->show_settings ())
    show_form (NULL);
}

/* --- the page of the plugin list */
static PurplePluginPref *
make_pref (const LuukkuSetting *setting)
{
  /* Pidgin and Finch show "_" of these labels as it stands. */
  g_autofree char *label = purple_text_strip_mnemonic (luukku_tr (setting->title));
  PurplePluginPref *pref = purple_plugin_pref_new_with_name_and_label (setting->pref, label);
  g_autoptr (GPtrArray) options = NULL;

  if (setting->kind == LUUKKU_SETTING_NUMBER)
    purple_plugin_pref_set_bounds (pref, setting->min, setting->max);
  if (setting->kind != LUUKKU_SETTING_CHOICE)
    return pref;
  options = luukku_settings_api.list_options (setting->id);
  purple_plugin_pref_set_type (pref, PURPLE_PLUGIN_PREF_CHOICE);
  for (guint i = 0; i < options->len; i++) {
    const LuukkuSettingOption *option = options->pdata[i];

    /* libpurple keeps the pointer of the value for as long as the program runs. */
    purple_plugin_pref_add_choice (pref, option->title, (gpointer) g_intern_string (option->value));
  }
  return pref;
}

gpointer
luukku_settings_make_frame (void)
{
  PurplePluginPrefFrame *frame = purple_plugin_pref_frame_new ();
  const char *page = NULL;
  guint n;
  const LuukkuSetting *settings = luukku_settings_api.list (&n);

  for (guint i = 0; i < n; i++) {
    if (settings[i].pref == NULL)
      continue;
    if (page == NULL || !g_str_equal (page, settings[i].page)) {
      page = settings[i].page;
      purple_plugin_pref_frame_add (frame, purple_plugin_pref_new_with_label (luukku_tr (page)));
    }
    purple_plugin_pref_frame_add (frame, make_pref (&settings[i]));
  }
  purple_plugin_pref_frame_add (
      frame, purple_plugin_pref_new_with_label (
                 _ ("Your name, the language of records and the rest: Tools, Luukku, Preferences")));
  return frame;
}
