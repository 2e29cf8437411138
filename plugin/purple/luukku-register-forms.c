/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-register-forms.c: the registers in libpurple's forms: which one, which entry, its fields. A form
 * that is closed by its X calls nobody, so each form carries what the next one needs in fields that are not
 * shown. What was typed and refused stands in the form that opens again. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-register-forms.h"

#include <purple.h>
#include <string.h>

#include "base/luukku-error.h"
#include "inbox/luukku-registers.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#define MAX_LINES 20 /* of a notice */
#define CONFIRM "confirm-entry"
#define HIDDEN_REGISTER "register-id"
#define HIDDEN_KEY "entry-key"

enum { DO_LIST, DO_ADD, DO_IMPORT, DO_CHECK };
enum { ENTRY_CHANGE, ENTRY_CONFIRM, ENTRY_END, ENTRY_RENEW, ENTRY_HISTORY };

static void open_entry (const LuukkuEntry *entry, gboolean all, gboolean is_new);

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
show (const char *title, const char *primary, const char *secondary, PurpleRequestFields *fields,
      GCallback on_ok)
{
  purple_request_fields (luukku_core_get_handle (), title, primary, secondary, fields,
                         luukku_label (_ ("_OK")), on_ok, luukku_label (_ ("_Cancel")), NULL, NULL, NULL,
                         NULL, NULL);
}

static PurpleRequestFieldGroup *
add_group (PurpleRequestFields *fields)
{
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);

  purple_request_fields_add_group (fields, group);
  return group;
}

static void
add_hidden (PurpleRequestFieldGroup *group, const char *id, const char *value)
{
  PurpleRequestField *field = purple_request_field_string_new (id, "", value, FALSE);

  purple_request_field_set_visible (field, FALSE);
  purple_request_field_group_add_field (group, field);
}

static const char *
get_text (PurpleRequestFields *fields, const char *id)
{
  const char *value = purple_request_fields_get_string (fields, id);

  return value != NULL ? value : "";
}

static LuukkuPack *
pack_of (LuukkuInbox *inbox)
{
  return luukku_gate_get_pack (luukku_inbox_get_gate (inbox));
}

/* --- one entry */

static gboolean
pack_asks (LuukkuInbox *inbox, const LuukkuRegister *registry, const LuukkuField *field)
{
  g_autofree char *group = g_strdup_printf ("Register %s", registry->id);
  g_auto (GStrv) required =
      pack_of (inbox) != NULL ? luukku_pack_get_list (pack_of (inbox), group, "Required") : NULL;

  for (guint i = 0; required != NULL && required[i] != NULL; i++) {
    if (strcmp (luukku_register_field_of (registry->id, required[i]), field->id) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
add_choice (PurpleRequestFieldGroup *group, const char *id, const char *label, const char *choices,
            const char *value)
{
  PurpleRequestField *field = purple_request_field_choice_new (id, label, 0);
  g_auto (GStrv) words = g_strsplit (choices, ";", -1);

  purple_request_field_choice_add (field, "–");
  for (guint i = 0; words[i] != NULL; i++) {
    purple_request_field_choice_add (field, luukku_register_choice_label (words[i]));
    if (g_strcmp0 (value, words[i]) == 0) {
      purple_request_field_choice_set_default_value (field, (int) i + 1);
      purple_request_field_choice_set_value (field, (int) i + 1);
    }
  }
  purple_request_field_group_add_field (group, field);
}

static const char *
choices_of (const LuukkuField *field)
{
  return field->kind == LUUKKU_FIELD_YES_NO ? "yes;no" : field->choices;
}

static void
add_field (PurpleRequestFieldGroup *group, const LuukkuField *field, const char *id, const char *value)
{
  const char *language = strchr (id, '[');
  gboolean lines = field->kind == LUUKKU_FIELD_TEXT || field->kind == LUUKKU_FIELD_APPROVALS;
  g_autofree char *label = NULL;

  label = g_strdup_printf ("%s%s%s%s", luukku_tr (field->label), language != NULL ? " " : "",
                           language != NULL ? language : "",
                           field->kind == LUUKKU_FIELD_DATE ? " (2026-12-31)" : "");
  if (field->kind == LUUKKU_FIELD_CHOICE || field->kind == LUUKKU_FIELD_YES_NO)
    add_choice (group, id, label, choices_of (field), value);
  else
    purple_request_field_group_add_field (group, purple_request_field_string_new (id, label, value, lines));
}

/* The field, and its translations where the entry has some. */
static void
add_fields_of (PurpleRequestFieldGroup *group, const LuukkuEntry *entry, const LuukkuField *field)
{
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (entry->fields), (GCompareFunc) strcmp);
  g_autofree char *prefix = g_strconcat (field->id, "[", NULL);

  add_field (group, field, field->id, luukku_entry_get (entry, field->id));
  for (GList *l = ids; l != NULL; l = l->next) {
    if (g_str_has_prefix (l->data, prefix))
      add_field (group, field, l->data, luukku_entry_get (entry, l->data));
  }
}

/* Takes what was typed into @entry. */
static void
take_field (PurpleRequestFields *fields, const LuukkuField *spec, const char *id, LuukkuEntry *entry)
{
  g_auto (GStrv) words = NULL;
  int chosen;

  if (!purple_request_fields_exists (fields, id))
    return;
  if (spec->kind != LUUKKU_FIELD_CHOICE && spec->kind != LUUKKU_FIELD_YES_NO) {
    luukku_entry_set (entry, id, purple_request_fields_get_string (fields, id));
    return;
  }
  words = g_strsplit (choices_of (spec), ";", -1);
  chosen = purple_request_fields_get_choice (fields, id);
  luukku_entry_set (entry, id,
                    chosen > 0 && chosen <= (int) g_strv_length (words) ? words[chosen - 1] : NULL);
}

static void
take_fields (PurpleRequestFields *fields, const LuukkuRegister *registry, LuukkuEntry *entry)
{
  for (GList *g = purple_request_fields_get_groups (fields); g != NULL; g = g->next) {
    for (GList *l = purple_request_field_group_get_fields (g->data); l != NULL; l = l->next) {
      const char *id = purple_request_field_get_id (l->data);
      const LuukkuField *spec = luukku_register_find_field (registry, id);

      if (spec != NULL)
        take_field (fields, spec, id, entry);
    }
  }
}

static gboolean
save (LuukkuInbox *inbox, PurpleRequestFields *fields, LuukkuEntry *entry, GError **error)
{
  if (!luukku_registers_put (inbox, entry, NULL, error))
    return FALSE;
  return !purple_request_fields_exists (fields, CONFIRM) ||
         !purple_request_fields_get_bool (fields, CONFIRM) ||
         luukku_registers_confirm (inbox, entry->registry, entry->key, error);
}

/* A new entry must not become a change of another one that has the name already. */
static gboolean
check_name (LuukkuInbox *inbox, const LuukkuEntry *entry, GError **error)
{
  g_autoptr (LuukkuEntry) other =
      luukku_store_get_entry (luukku_inbox_get_store (inbox), entry->registry, entry->key, NULL);

  if (other == NULL)
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_EXISTS,
                    N_ ("There is an entry %s already. Choose another name, or change that entry."),
                    entry->key);
  return FALSE;
}

static void
on_entry_ok (gpointer data, PurpleRequestFields *fields)
{
  LuukkuInbox *inbox = need_inbox ();
  const LuukkuRegister *registry = luukku_register_find (get_text (fields, HIDDEN_REGISTER));
  gboolean is_new = *get_text (fields, HIDDEN_KEY) == '\0';
  const char *key = is_new && purple_request_fields_exists (fields, "key") ? get_text (fields, "key")
                                                                           : get_text (fields, HIDDEN_KEY);
  g_autoptr (LuukkuEntry) entry = NULL;
  g_autoptr (GError) error = NULL;

  if (inbox == NULL || registry == NULL)
    return;
  if (!is_new)
    entry = luukku_store_get_entry (luukku_inbox_get_store (inbox), registry->id, key, &error);
  if (entry == NULL)
    entry = luukku_entry_new (registry->id, key);
  take_fields (fields, registry, entry);
  if (error == NULL && (!is_new || check_name (inbox, entry, &error)) &&
      save (inbox, fields, entry, &error)) {
    /* TRANSLATORS: short name of an entry of a register */
    g_autofree char *sentence = g_strdup_printf (_ ("The entry %s is in the register."), entry->key);

    luukku_core_notify_info (sentence);
    return;
  }
  open_entry (entry, FALSE, is_new);
  luukku_core_notify_error (error->message);
}

static void
open_entry (const LuukkuEntry *entry, gboolean all, gboolean is_new)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  const LuukkuRegister *registry = luukku_register_find (entry->registry);
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = add_group (fields);

  add_hidden (group, HIDDEN_REGISTER, registry->id);
  add_hidden (group, HIDDEN_KEY, is_new ? "" : entry->key);
  if (is_new && registry->key_label != NULL)
    purple_request_field_group_add_field (
        group, purple_request_field_string_new ("key", luukku_tr (registry->key_label), entry->key, FALSE));
  for (const LuukkuField *field = registry->fields; field->id != NULL; field++) {
    if (all || field->main || luukku_entry_get (entry, field->id) != NULL ||
        pack_asks (inbox, registry, field))
      add_fields_of (group, entry, field);
  }
  if (!is_new && entry->confirmed_at == 0)
    purple_request_field_group_add_field (
        group,
        purple_request_field_bool_new (CONFIRM, _ ("I have checked this entry, and it is right"), FALSE));
  show (luukku_tr (registry->title), is_new ? _ ("A new entry") : entry->key,
        !is_new && entry->confirmed_at == 0 ? _ ("Nobody has confirmed this entry; no check leans on it.")
                                            : NULL,
        fields, G_CALLBACK (on_entry_ok));
}

/* --- notices */

/* @lines: char*. */
static void
tell_lines (GPtrArray *lines)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len && i < MAX_LINES; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (const char *) lines->pdata[i]);
  if (lines->len > MAX_LINES)
    g_string_append_printf (text, "\n%s", _ ("There is more: the command luukku register shows all."));
  luukku_core_notify_info (text->str);
  g_string_free (text, TRUE);
}

static const char *
change_label (const char *what)
{
  if (g_str_equal (what, LUUKKU_CHANGE_ADDED))
    return _ ("added");
  if (g_str_equal (what, LUUKKU_CHANGE_CONFIRMED))
    return _ ("confirmed");
  if (g_str_equal (what, LUUKKU_CHANGE_ENDED))
    return _ ("put out of force");
  if (g_str_equal (what, LUUKKU_CHANGE_RENEWED))
    return _ ("put into force again");
  return _ ("changed");
}

static const char *
field_label (const LuukkuRegister *registry, const char *id)
{
  const LuukkuField *field = luukku_register_find_field (registry, id);

  return field != NULL ? luukku_tr (field->label) : id;
}

static void
tell_history (LuukkuInbox *inbox, const LuukkuRegister *registry, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) changes =
      luukku_store_list_entry_changes (luukku_inbox_get_store (inbox), registry->id, key, &error);

  if (changes == NULL) {
    luukku_core_notify_error (error->message);
    return;
  }
  for (guint i = changes->len; i-- > 0;) {
    const LuukkuEntryChange *change = changes->pdata[i];
    g_autofree char *time = luukku_time_format_local (change->at, "Europe/Helsinki", "%-d.%-m.%Y %H:%M");
    g_autofree char *what = g_strdup (change_label (change->what));

    if (change->field != NULL) {
      g_free (what);
      what =
          g_strdup_printf ("%s: %s → %s", field_label (registry, change->field),
                           change->old != NULL ? change->old : "–", change->now != NULL ? change->now : "–");
    }
    g_ptr_array_add (lines, g_strdup_printf ("%s  %s  %s", time, change->actor, what));
  }
  tell_lines (lines);
}

static void
tell_check (LuukkuInbox *inbox)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) concerns = luukku_registers_check (inbox, &error);
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();

  if (concerns == NULL) {
    luukku_core_notify_error (error->message);
    return;
  }
  for (guint i = 0; i < concerns->len; i++)
    g_ptr_array_add (lines, ((LuukkuConcern *) concerns->pdata[i])->sentence);
  if (lines->len == 0)
    luukku_core_notify_info (_ ("Nothing is open in the registers."));
  else
    tell_lines (lines);
}

/* --- the entries of a register */

static gboolean
do_entry (LuukkuInbox *inbox, const LuukkuRegister *registry, const char *key, int what, GError **error)
{
  switch (what) {
  case ENTRY_CONFIRM:
    return luukku_registers_confirm (inbox, registry->id, key, error);
  case ENTRY_END:
    return luukku_registers_end (inbox, registry->id, key, NULL, error);
  case ENTRY_RENEW:
    return luukku_registers_renew (inbox, registry->id, key, error);
  default:
    return TRUE;
  }
}

static void
do_one (LuukkuInbox *inbox, const LuukkuRegister *registry, const char *key, int what, gboolean all)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuEntry) entry = NULL;

  if (what == ENTRY_HISTORY) {
    tell_history (inbox, registry, key);
    return;
  }
  entry = luukku_store_get_entry (luukku_inbox_get_store (inbox), registry->id, key, &error);
  if (entry != NULL)
    open_entry (entry, all, FALSE);
  else
    luukku_core_notify_error (error->message);
}

static void
on_list_ok (gpointer data, PurpleRequestFields *fields)
{
  LuukkuInbox *inbox = need_inbox ();
  const LuukkuRegister *registry = luukku_register_find (get_text (fields, HIDDEN_REGISTER));
  PurpleRequestField *list = purple_request_fields_get_field (fields, "entries");
  GList *selected = purple_request_field_list_get_selected (list);
  int what = purple_request_fields_get_choice (fields, "what");
  g_autoptr (GError) error = NULL;
  guint done = 0;

  if (inbox == NULL || registry == NULL)
    return;
  if (selected == NULL) {
    luukku_core_notify_error (_ ("Choose an entry of the list."));
    return;
  }
  if (what == ENTRY_CHANGE || what == ENTRY_HISTORY) {
    do_one (inbox, registry, purple_request_field_list_get_data (list, selected->data), what,
            purple_request_fields_get_bool (fields, "all"));
    return;
  }
  for (GList *l = selected; l != NULL && error == NULL; l = l->next) {
    if (do_entry (inbox, registry, purple_request_field_list_get_data (list, l->data), what, &error))
      done++;
  }
  if (error != NULL) {
    luukku_core_notify_error (error->message);
  } else {
    g_autofree char *sentence =
        g_strdup_printf (ngettext ("Done for %u entry.", "Done for %u entries.", done), done);

    luukku_core_notify_info (sentence);
  }
}

/* "[not confirmed] town: City of Hanko": the state in front, where a narrow list shows it. */
static char *
describe (const LuukkuEntry *entry)
{
  const char *state = NULL;
  const char *name = luukku_entry_get (entry, "name");
  const char *value = luukku_entry_get (entry, "value");

  if (entry->ended_at > 0)
    state = C_ ("entry", "ended");
  else if (entry->confirmed_at == 0)
    state = C_ ("entry", "not confirmed");
  return g_strdup_printf ("%s%s%s%s%s%s%s%s", state != NULL ? "[" : "", state != NULL ? state : "",
                          state != NULL ? "] " : "", entry->key, name != NULL ? ": " : "",
                          name != NULL ? name : "", value != NULL ? " " : "", value != NULL ? value : "");
}

static void
open_list (LuukkuInbox *inbox, const LuukkuRegister *registry)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries =
      luukku_store_list_entries (luukku_inbox_get_store (inbox), registry->id, TRUE, &error);
  PurpleRequestFields *fields;
  PurpleRequestFieldGroup *group;
  PurpleRequestField *list, *what;

  if (entries == NULL || entries->len == 0) {
    luukku_core_notify_info (
        entries != NULL ? _ ("The register is empty. Add an entry, or import a directory.") : error->message);
    return;
  }
  fields = purple_request_fields_new ();
  group = add_group (fields);
  add_hidden (group, HIDDEN_REGISTER, registry->id);
  list = purple_request_field_list_new ("entries", luukku_label (_ ("_Entries")));
  purple_request_field_list_set_multi_select (list, TRUE);
  for (guint i = 0; i < entries->len; i++) {
    const LuukkuEntry *entry = g_ptr_array_index (entries, i);
    g_autofree char *line = describe (entry);

    /* The form may live longer than this list; keys are few and tell nothing. */
    purple_request_field_list_add_icon (list, line, NULL, (gpointer) g_intern_string (entry->key));
  }
  purple_request_field_group_add_field (group, list);
  what = purple_request_field_choice_new ("what", luukku_label (_ ("_What to do")), ENTRY_CHANGE);
  purple_request_field_choice_add (what, _ ("change"));
  purple_request_field_choice_add (what, _ ("confirm: I have checked them, they are right"));
  purple_request_field_choice_add (what, _ ("put out of force"));
  purple_request_field_choice_add (what, _ ("put into force again"));
  purple_request_field_choice_add (what, _ ("show the history"));
  purple_request_field_group_add_field (group, what);
  purple_request_field_group_add_field (group,
                                        purple_request_field_bool_new ("all", _ ("Show all fields"), FALSE));
  show (luukku_tr (registry->title), luukku_tr (registry->title), NULL, fields, G_CALLBACK (on_list_ok));
}

/* --- import */

static void
on_import_ok (gpointer data, PurpleRequestFields *fields)
{
  LuukkuInbox *inbox = need_inbox ();
  const char *file = get_text (fields, "file");
  int chosen = purple_request_fields_get_choice (fields, "directory");
  g_auto (GStrv) ids = luukku_directory_list_ids ();
  const char *id = chosen >= 0 && chosen < (int) g_strv_length (ids) ? ids[chosen] : "";
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuDirectory) directory = NULL;
  guint added = 0;

  if (inbox == NULL)
    return;
  directory = luukku_directory_load (*file != '\0' ? file : id, NULL, &error);
  if (directory == NULL || !luukku_registers_import (inbox, directory, &added, NULL, &error)) {
    luukku_core_notify_error (error->message);
  } else {
    g_autofree char *sentence = g_strdup_printf (
        ngettext ("%u entry was added. It does not count before somebody has confirmed it.",
                  "%u entries were added. They do not count before somebody has confirmed them.", added),
        added);

    luukku_core_notify_info (sentence);
  }
}

static void
open_import (void)
{
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = add_group (fields);
  PurpleRequestField *directory =
      purple_request_field_choice_new ("directory", luukku_label (_ ("_Directory")), 0);
  g_auto (GStrv) ids = luukku_directory_list_ids ();

  for (guint i = 0; ids[i] != NULL; i++)
    purple_request_field_choice_add (directory, ids[i]);
  purple_request_field_group_add_field (group, directory);
  purple_request_field_group_add_field (
      group,
      purple_request_field_string_new ("file", luukku_label (_ ("_Or a file of your own")), NULL, FALSE));
  show (_ ("Registers"), _ ("Import a directory"),
        _ ("Nothing of it counts before a person has confirmed it."), fields, G_CALLBACK (on_import_ok));
}

/* --- the first form */

static void
on_registers_ok (gpointer data, PurpleRequestFields *fields)
{
  LuukkuInbox *inbox = need_inbox ();
  const LuukkuRegister *registry =
      &luukku_register_get_all ()[MAX (purple_request_fields_get_choice (fields, "register"), 0)];
  g_autoptr (LuukkuEntry) entry = NULL;

  if (inbox == NULL)
    return;
  switch (purple_request_fields_get_choice (fields, "what")) {
  case DO_ADD:
    entry = luukku_entry_new (registry->id, "");
    open_entry (entry, FALSE, TRUE);
    break;
  case DO_IMPORT:
    open_import ();
    break;
  case DO_CHECK:
    tell_check (inbox);
    break;
  default:
    open_list (inbox, registry);
    break;
  }
}

void
luukku_register_forms_show (void)
{
  PurpleRequestFields *fields;
  PurpleRequestFieldGroup *group;
  PurpleRequestField *registers, *what;

  if (need_inbox () == NULL)
    return;
  fields = purple_request_fields_new ();
  group = add_group (fields);
  registers = purple_request_field_choice_new ("register", luukku_label (_ ("_Register")), 0);
  for (const LuukkuRegister *item = luukku_register_get_all (); item->id != NULL; item++)
    purple_request_field_choice_add (registers, luukku_tr (item->title));
  purple_request_field_group_add_field (group, registers);
  what = purple_request_field_choice_new ("what", luukku_label (_ ("_What to do")), DO_LIST);
  purple_request_field_choice_add (what, _ ("list entries and change them"));
  purple_request_field_choice_add (what, _ ("add an entry"));
  purple_request_field_choice_add (what, _ ("import a directory"));
  purple_request_field_choice_add (what, _ ("check: who has left, what is missing"));
  purple_request_field_group_add_field (group, what);
  show (_ ("Registers"), _ ("Accounts, users, consents, contact points and services"), NULL, fields,
        G_CALLBACK (on_registers_ok));
}
