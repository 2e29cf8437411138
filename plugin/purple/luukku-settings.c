/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-settings.c: the table of settings, where each is kept and what it can be. Draws nothing. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-settings.h"

#include "base/luukku-error.h"
#include "base/luukku-files.h"
#include "evidence/luukku-checkpoint.h"
#include "inbox/luukku-inbox-writing.h"
#include "luukku-registry.h"
#include "purple/luukku-core.h"
#include "purple/luukku-guide.h"

#include "purple/luukku-i18n.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define PAGE_YOU N_ ("You")
#define PAGE_GUIDELINE N_ ("Guideline")
#define PAGE_WINDOWS N_ ("Windows")
#define PAGE_EVIDENCE N_ ("Evidence")

#define MAX_PEM (256 * 1024) /* bytes of a certificate file */
#define MAX_PATH_BYTES 4000

static const LuukkuSetting settings[] = {
  { "staff-name", LUUKKU_SETTING_TEXT, PAGE_YOU, N_ ("_Name"),
    N_ ("Signs your replies and stands in records and logs."), NULL, 0, 0 },
  { "staff-title", LUUKKU_SETTING_TEXT, PAGE_YOU, N_ ("_Title"), NULL, NULL, 0, 0 },
  { "staff-unit", LUUKKU_SETTING_TEXT, PAGE_YOU, N_ ("_Unit"), NULL, NULL, 0, 0 },
  { "staff-organisation", LUUKKU_SETTING_TEXT, PAGE_YOU, N_ ("Or_ganisation"),
    N_ ("The municipality, as it is to stand in records."), NULL, 0, 0 },
  { "pack", LUUKKU_SETTING_CHOICE, PAGE_GUIDELINE, N_ ("_Guideline pack"),
    N_ ("The rules, clocks and ready texts of your municipality. It counts at once."), LUUKKU_PREF_PACK, 0,
    0 },
  { "undo-seconds", LUUKKU_SETTING_NUMBER, PAGE_WINDOWS, N_ ("Seconds in which a reply can be _taken back"),
    N_ ("A reply waits so long before it leaves. 0: it leaves at once."), LUUKKU_PREF_UNDO, 0,
    LUUKKU_INBOX_MAX_UNDO / G_TIME_SPAN_SECOND },
  { "unasked-windows", LUUKKU_SETTING_NUMBER, PAGE_WINDOWS,
    N_ ("_Windows that new messages may open by themselves"),
    N_ ("The rest waits in the inbox. 0: none opens by itself."), LUUKKU_PREF_UNASKED, 0,
    LUUKKU_UNASKED_MAX },
  { "inbox-at-start", LUUKKU_SETTING_TICK, PAGE_WINDOWS, N_ ("Show the _inbox at the start"), NULL,
    LUUKKU_PREF_INBOX_AT_START, 0, 0 },
  { "notices", LUUKKU_SETTING_TICK, PAGE_WINDOWS, N_ ("Tell of new messages on the _desktop"),
    N_ ("A notice has the channel and the labels, never a resident's words or name."), LUUKKU_PREF_NOTICES, 0,
    0 },
  { "record-language", LUUKKU_SETTING_CHOICE, PAGE_EVIDENCE, N_ ("_Language of records"), NULL, NULL, 0, 0 },
  { "export-folder", LUUKKU_SETTING_FOLDER, PAGE_EVIDENCE, N_ ("_Folder for exports"),
    N_ ("Offered when a record is exported. Empty: your home folder."), LUUKKU_PREF_EXPORT_FOLDER, 0, 0 },
  { "checkpoint-folder", LUUKKU_SETTING_FOLDER, PAGE_EVIDENCE, N_ ("Folder for chec_kpoints"),
    N_ ("A checkpoint of the evidence log is written there at each start. Choose a folder outside this "
        "computer. Empty: none is written."),
    NULL, 0, 0 },
  { "stamp-address", LUUKKU_SETTING_TEXT, PAGE_EVIDENCE, N_ ("_Web address of the time stamp authority"),
    N_ ("Exported packages get its time stamp. Only a checksum is sent. Empty: none."),
    LUUKKU_PREF_STAMP_ADDRESS, 0, 0 },
  { "stamp-certificate", LUUKKU_SETTING_FILE, PAGE_EVIDENCE, N_ ("C_ertificate of the authority (PEM file)"),
    NULL, LUUKKU_PREF_STAMP_CERTIFICATE, 0, 0 },
};

static const LuukkuSetting *
list (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (settings);
  return settings;
}

const LuukkuSetting *
luukku_settings_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++) {
    if (g_str_equal (settings[i].id, id))
      return &settings[i];
  }
  return NULL;
}

/* --- options */
static void
option_free (gpointer data)
{
  LuukkuSettingOption *option = data;

  g_free (option->value);
  g_free (option->title);
  g_free (option->help);
  g_free (option);
}

static void
add_option (GPtrArray *options, const char *value, const char *title, const char *help)
{
  LuukkuSettingOption *option = g_new0 (LuukkuSettingOption, 1);

  option->value = g_strdup (value);
  option->title = g_strdup (title);
  option->help = g_strdup (help);
  g_ptr_array_add (options, option);
}

/* Returns: (transfer full): the language in which a pack speaks to this person: "fi". */
static char *
dup_language (void)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  const char *name = inbox != NULL ? luukku_inbox_get_language (inbox) : g_get_language_names ()[0];

  return g_strndup (name, strcspn (name, "_.@"));
}

static void
add_pack (GPtrArray *options, const char *name)
{
  g_autoptr (LuukkuPack) pack = luukku_pack_find (name, NULL, NULL);
  g_autofree char *language = dup_language ();
  g_autofree char *town = pack != NULL ? luukku_pack_get_text (pack, "Pack", "Name", language) : NULL;
  g_autofree char *title = pack != NULL ? luukku_pack_get_text (pack, "Pack", "Title", language) : NULL;
  g_autofree char *help = NULL;
  guint rules;

  if (pack == NULL) {
    add_option (options, name, name, _ ("This file cannot be read as a guideline pack."));
    return;
  }
  rules = luukku_pack_get_outgoing (pack)->len;
  /* TRANSLATORS: %s is the title of a municipality's guideline. */
  help = g_strdup_printf (ngettext ("%s. %u rule for replies.", "%s. %u rules for replies.", rules),
                          title != NULL ? title : luukku_pack_get_id (pack), rules);
  add_option (options, name, town != NULL ? town : name, help);
}

static GPtrArray *
list_packs (void)
{
  GPtrArray *options = g_ptr_array_new_with_free_func (option_free);
  const char *now = purple_prefs_get_string (LUUKKU_PREF_PACK);
  g_auto (GStrv) names = luukku_data_list ("packs", ".pack");

  for (guint i = 0; names[i] != NULL; i++)
    add_pack (options, names[i]);
  if (now != NULL && *now != '\0' && !g_strv_contains ((const char *const *) names, now))
    add_pack (options, now); /* a file elsewhere, or one that is not there any more */
  return options;
}

static GPtrArray *
list_options (const char *id)
{
  GPtrArray *options;

  if (g_str_equal (id, "pack"))
    return list_packs ();
  options = g_ptr_array_new_with_free_func (option_free);
  if (g_str_equal (id, "record-language")) {
    add_option (options, "fi", _ ("Finnish"), NULL);
    add_option (options, "sv", _ ("Swedish"), NULL);
    add_option (options, "en", _ ("English"), NULL);
  }
  return options;
}

/* --- reading */
/* Returns: (transfer none) (nullable): the field of @staff that @id is about. */
static char **
staff_field (LuukkuStaff *staff, const char *id)
{
  if (g_str_equal (id, "staff-name"))
    return &staff->name;
  if (g_str_equal (id, "staff-title"))
    return &staff->title;
  if (g_str_equal (id, "staff-unit"))
    return &staff->unit;
  return g_str_equal (id, "staff-organisation") ? &staff->organisation : NULL;
}

static char *
get_stored (const char *id)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (LuukkuStaff) staff = inbox != NULL ? luukku_inbox_get_staff (inbox) : NULL;
  g_autofree char *value = NULL;
  char **field = NULL;

  if (inbox == NULL)
    return g_strdup ("");
  field = staff_field (staff, id);
  if (field != NULL)
    return g_strdup (*field != NULL ? *field : "");
  if (g_str_equal (id, "record-language")) {
    value = luukku_store_get_setting (luukku_inbox_get_store (inbox), LUUKKU_INBOX_RECORD_LANGUAGE, NULL);
    return g_strdup (value != NULL && *value != '\0' ? value : "fi");
  }
  value = luukku_store_get_setting (luukku_inbox_get_store (inbox), LUUKKU_CHECKPOINT_FOLDER, NULL);
  return value != NULL ? g_steal_pointer (&value) : g_strdup ("");
}

static char *
get (const char *id)
{
  const LuukkuSetting *setting = luukku_settings_find (id);
  const char *value;

  g_return_val_if_fail (setting != NULL, g_strdup (""));
  if (setting->pref == NULL)
    return get_stored (id);
  switch (setting->kind) {
  case LUUKKU_SETTING_NUMBER:
    return g_strdup_printf ("%d", purple_prefs_get_int (setting->pref));
  case LUUKKU_SETTING_TICK:
    return g_strdup (purple_prefs_get_bool (setting->pref) ? "1" : "0");
  case LUUKKU_SETTING_TEXT:
  case LUUKKU_SETTING_CHOICE:
  case LUUKKU_SETTING_FOLDER:
  case LUUKKU_SETTING_FILE:
  default:
    value = purple_prefs_get_string (setting->pref);
    return g_strdup (value != NULL ? value : "");
  }
}

/* --- checking */
static gboolean
check_number (const LuukkuSetting *setting, const char *value, GError **error)
{
  gint64 number = 0;

  if (g_ascii_string_to_signed (value, 10, setting->min, setting->max, &number, NULL))
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT, N_ ("Write a number from %d to %d here."),
                    setting->min, setting->max);
  return FALSE;
}

static gboolean
check_folder (const char *value, GError **error)
{
  if (strlen (value) <= MAX_PATH_BYTES && g_path_is_absolute (value) &&
      g_file_test (value, G_FILE_TEST_IS_DIR)) {
    if (g_access (value, W_OK) == 0)
      return TRUE;
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("Nothing can be written into the folder “%s”. Choose another one, or ask your ICT "
                          "support for the right to write there."),
                      value);
    return FALSE;
  }
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    N_ ("There is no folder “%s”. Choose one that exists; a memory stick or a network folder "
                        "must be connected first."),
                    value);
  return FALSE;
}

static gboolean
check_certificate (const char *value, GError **error)
{
  g_autofree char *text = NULL;
  GStatBuf status;

  if (g_stat (value, &status) != 0 || status.st_size > MAX_PEM ||
      !g_file_get_contents (value, &text, NULL, NULL)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("The file “%s” cannot be read. Choose the certificate file that the time stamp "
                          "authority gave you."),
                      value);
    return FALSE;
  }
  if (strstr (text, "-----BEGIN CERTIFICATE-----") != NULL)
    return TRUE;
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_INPUT,
      N_ ("The file “%s” has no certificate in it. It must be a PEM file: text that begins with "
          "BEGIN CERTIFICATE."),
      value);
  return FALSE;
}

static gboolean
check_address (const char *value, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (value, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";

  if ((g_str_equal (scheme, "http") || g_str_equal (scheme, "https")) && g_uri_get_host (uri) != NULL &&
      *g_uri_get_host (uri) != '\0')
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                    N_ ("“%s” is no web address. It begins with https:// or http://, for example "
                        "https://stamp.example.fi/."),
                    value);
  return FALSE;
}

static gboolean
check_pack (const char *value, GError **error)
{
  g_autoptr (LuukkuPack) pack = luukku_pack_find (value, NULL, error);

  return pack != NULL;
}

static gboolean
check_choice (const LuukkuSetting *setting, const char *value, GError **error)
{
  g_autoptr (GPtrArray) options = list_options (setting->id);

  if (g_str_equal (setting->id, "pack"))
    return check_pack (value, error);
  for (guint i = 0; i < options->len; i++) {
    if (g_str_equal (((const LuukkuSettingOption *) options->pdata[i])->value, value))
      return TRUE;
  }
  luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT, N_ ("Choose one from the list."));
  return FALSE;
}

static gboolean
check (const char *id, const char *value, GError **error)
{
  const LuukkuSetting *setting = luukku_settings_find (id);

  g_return_val_if_fail (setting != NULL, FALSE);
  if (setting->kind == LUUKKU_SETTING_NUMBER)
    return check_number (setting, value, error);
  if (setting->kind == LUUKKU_SETTING_CHOICE)
    return check_choice (setting, value, error);
  if (*value == '\0' || setting->kind == LUUKKU_SETTING_TICK)
    return TRUE;
  if (setting->kind == LUUKKU_SETTING_FOLDER)
    return check_folder (value, error);
  if (setting->kind == LUUKKU_SETTING_FILE)
    return check_certificate (value, error);
  return !g_str_equal (id, "stamp-address") || check_address (value, error);
}

/* --- keeping */
static gboolean
set_stored (const char *id, const char *value, GError **error)
{
  g_autoptr (LuukkuStaff) staff = NULL;
  LuukkuInbox *inbox;
  char **field;

  if (!luukku_core_ensure_writable (error))
    return FALSE;
  inbox = luukku_core_get_inbox ();
  staff = luukku_inbox_get_staff (inbox);
  field = staff_field (staff, id);
  if (field == NULL)
    return luukku_store_set_setting (luukku_inbox_get_store (inbox),
                                     g_str_equal (id, "record-language") ? LUUKKU_INBOX_RECORD_LANGUAGE
                                                                         : LUUKKU_CHECKPOINT_FOLDER,
                                     value, error);
  g_free (*field);
  *field = *value != '\0' ? g_strdup (value) : NULL;
  if (field == &staff->name) {
    g_free (staff->first_name);
    staff->first_name = staff->name != NULL ? g_strndup (staff->name, strcspn (staff->name, " ")) : NULL;
  }
  return luukku_inbox_set_staff (inbox, staff, error);
}

static gboolean
set (const char *id, const char *text, GError **error)
{
  const LuukkuSetting *setting = luukku_settings_find (id);
  g_autofree char *value = g_strstrip (g_strdup (text));
  g_autofree char *before = get (id);

  g_return_val_if_fail (setting != NULL, FALSE);
  if (g_str_equal (before, value))
    return TRUE;
  if (!check (id, value, error))
    return FALSE;
  if (setting->pref == NULL)
    return set_stored (id, value, error);
  switch (setting->kind) {
  case LUUKKU_SETTING_NUMBER:
    purple_prefs_set_int (setting->pref, (int) g_ascii_strtoll (value, NULL, 10));
    break;
  case LUUKKU_SETTING_TICK:
    purple_prefs_set_bool (setting->pref, g_str_equal (value, "1"));
    break;
  case LUUKKU_SETTING_TEXT:
  case LUUKKU_SETTING_CHOICE:
  case LUUKKU_SETTING_FOLDER:
  case LUUKKU_SETTING_FILE:
  default:
    purple_prefs_set_string (setting->pref, value);
    break;
  }
  return TRUE;
}

/* --- the start */
static char *
describe_trouble (void)
{
  g_autoptr (GError) error = NULL;

  return luukku_core_ensure_writable (&error) ? NULL : g_strdup (error->message);
}

static GPtrArray *
list_channels (void)
{
  const LuukkuAdapterType *const *types = luukku_registry_get_types ();
  GPtrArray *options = g_ptr_array_new_with_free_func (option_free);

  for (guint i = 0; types[i] != NULL; i++) {
    if (types[i]->needs_token || types[i]->replies_by_hand)
      add_option (options, types[i]->protocol_id, luukku_tr (types[i]->name), NULL);
  }
  return options;
}

const LuukkuSettingsApi luukku_settings_api = {
  .list = list,
  .list_options = list_options,
  .get = get,
  .check = check,
  .set = set,
  .describe_trouble = describe_trouble,
  .list_channels = list_channels,
  .start_practice = luukku_guide_start_practice,
  .check_keyring = luukku_guide_check_keyring,
};
