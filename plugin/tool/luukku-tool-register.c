/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tool-register.c: `luukku register`: the registers from the command line. Fields come from a file or
 * standard input, so that no name of a resident has to stand on a command line. */
#define G_LOG_DOMAIN "luukku"

#include "tool/luukku-tool.h"

#include "base/luukku-error.h"
#include "inbox/luukku-registers.h"

#include <string.h>

typedef struct {
  char *store;
  char *format;
  char *pack;
  char *reason;
  char **fields; /* "FIELD=VALUE" (nullable) */
  gboolean all;
  gboolean as_json;
  LuukkuInbox *inbox; /* (owned) */
} Options;

typedef struct {
  const char *name;
  int min, max; /* words after the name */
  gboolean writes;
  int (*run) (Options *options, int argc, char **argv); /* argv[0] is the name */
} Action;

static void
options_clear (Options *self)
{
  g_free (self->store);
  g_free (self->format);
  g_free (self->pack);
  g_free (self->reason);
  g_strfreev (self->fields);
  g_clear_object (&self->inbox);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static LuukkuStore *
store_of (const Options *options)
{
  return luukku_inbox_get_store (options->inbox);
}

/* --- printing */

static const char *
state_of (const LuukkuEntry *entry)
{
  if (entry->ended_at > 0)
    return "ended";
  return entry->confirmed_at > 0 ? "confirmed" : "not-confirmed";
}

static const char *
state_label (const LuukkuEntry *entry)
{
  if (entry->ended_at > 0)
    return C_ ("entry", "ended");
  return entry->confirmed_at > 0 ? C_ ("entry", "confirmed") : C_ ("entry", "not confirmed");
}

/* Returns: (transfer container): ids of the fields in order. */
static GList *
fields_of (const LuukkuEntry *entry)
{
  return g_list_sort (g_hash_table_get_keys (entry->fields), (GCompareFunc) strcmp);
}

static GVariant *
entry_to_variant (const LuukkuEntry *entry)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_auto (GVariantDict) values = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GList) fields = fields_of (entry);

  for (GList *l = fields; l != NULL; l = l->next)
    g_variant_dict_insert (&values, l->data, "s", luukku_entry_get (entry, l->data));
  g_variant_dict_insert (&dict, "register", "s", entry->registry);
  g_variant_dict_insert (&dict, "key", "s", entry->key);
  g_variant_dict_insert (&dict, "state", "s", state_of (entry));
  g_variant_dict_insert (&dict, "source", "s", entry->source);
  g_variant_dict_insert (&dict, "confirmed_by", "ms", entry->confirmed_by);
  g_variant_dict_insert_value (&dict, "fields", g_variant_dict_end (&values));
  return g_variant_dict_end (&dict);
}

static void
print_entry_line (const LuukkuEntry *entry)
{
  const char *value = luukku_entry_get (entry, "value");
  const char *name = luukku_entry_get_name (entry, NULL);

  g_print ("%s\t%s\t%s\t%s%s%s\n", entry->registry, entry->key, state_label (entry), name,
           value != NULL ? "\t" : "", value != NULL ? value : "");
}

/* --- looking */

static gboolean
list_register (Options *options, const char *registry, GVariantBuilder *json, GError **error)
{
  g_autoptr (GPtrArray) entries =
      luukku_store_list_entries (store_of (options), registry, options->all, error);

  for (guint i = 0; entries != NULL && i < entries->len; i++) {
    if (options->as_json)
      g_variant_builder_add (json, "v", entry_to_variant (entries->pdata[i]));
    else
      print_entry_line (entries->pdata[i]);
  }
  return entries != NULL;
}

static int
run_list (Options *options, int argc, char **argv)
{
  g_auto (GVariantBuilder) json = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));
  g_autoptr (GError) error = NULL;

  for (const LuukkuRegister *item = luukku_register_get_all (); item->id != NULL; item++) {
    if ((argc < 2 || strcmp (item->id, argv[1]) == 0) && !list_register (options, item->id, &json, &error))
      return tool_fail (error);
  }
  if (options->as_json)
    tool_print_json (g_variant_builder_end (&json));
  return TOOL_OK;
}

static void
print_changes (GPtrArray *changes)
{
  for (guint i = 0; i < changes->len; i++) {
    const LuukkuEntryChange *change = changes->pdata[i];
    g_autofree char *time = tool_time (change->at);

    g_print ("%s  %s  %s", time, change->actor, change->what);
    if (change->field != NULL)
      g_print ("  %s: %s → %s", change->field, change->old != NULL ? change->old : "-",
               change->now != NULL ? change->now : "-");
    else if (change->now != NULL)
      g_print ("  %s", change->now);
    g_print ("\n");
  }
}

static GVariant *
changes_to_variant (GPtrArray *changes)
{
  g_auto (GVariantBuilder) list = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));

  for (guint i = 0; i < changes->len; i++) {
    const LuukkuEntryChange *change = changes->pdata[i];
    g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
    g_autofree char *time = luukku_time_to_iso8601 (change->at);

    g_variant_dict_insert (&dict, "at", "s", time);
    g_variant_dict_insert (&dict, "actor", "s", change->actor);
    g_variant_dict_insert (&dict, "what", "s", change->what);
    g_variant_dict_insert (&dict, "field", "ms", change->field);
    g_variant_dict_insert (&dict, "old", "ms", change->old);
    g_variant_dict_insert (&dict, "now", "ms", change->now);
    g_variant_builder_add (&list, "v", g_variant_dict_end (&dict));
  }
  return g_variant_builder_end (&list);
}

static int
run_show (Options *options, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuEntry) entry = luukku_store_get_entry (store_of (options), argv[1], argv[2], &error);
  g_autoptr (GPtrArray) changes =
      entry != NULL ? luukku_store_list_entry_changes (store_of (options), argv[1], argv[2], &error) : NULL;
  g_autoptr (GList) fields = NULL;

  if (changes == NULL)
    return tool_fail (error);
  if (options->as_json) {
    g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

    g_variant_dict_insert_value (&dict, "entry", entry_to_variant (entry));
    g_variant_dict_insert_value (&dict, "changes", changes_to_variant (changes));
    tool_print_json (g_variant_dict_end (&dict));
    return TOOL_OK;
  }
  print_entry_line (entry);
  fields = fields_of (entry);
  for (GList *l = fields; l != NULL; l = l->next)
    g_print ("%s=%s\n", (const char *) l->data, luukku_entry_get (entry, l->data));
  g_print ("\n");
  print_changes (changes);
  return TOOL_OK;
}

/* --- entering */

/* "FIELD=VALUE"; \n in a value is a new line. */
static gboolean
set_field (LuukkuEntry *entry, const char *line, GError **error)
{
  const char *equals = strchr (line, '=');
  g_autofree char *field = NULL;
  g_autofree char *value = NULL;
  g_auto (GStrv) lines = NULL;

  if (equals == NULL) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("Write each field as FIELD=VALUE, on a line of its own."));
    return FALSE;
  }
  field = g_strstrip (g_strndup (line, (gsize) (equals - line)));
  lines = g_strsplit (equals + 1, "\\n", -1);
  value = g_strjoinv ("\n", lines);
  luukku_entry_set (entry, field, value);
  return TRUE;
}

/* From --set=, else from @path or standard input. */
static gboolean
read_fields (const Options *options, LuukkuEntry *entry, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (options->fields != NULL && strcmp (entry->registry, "consents") == 0) {
    luukku_set_error (
        error, LUUKKU_ERROR_REFUSED,
        N_ ("Other users of this computer can read a command line. Give the fields of a consent on "
            "standard input or in a file."));
    return FALSE;
  }
  for (guint i = 0; options->fields != NULL && options->fields[i] != NULL; i++) {
    if (!set_field (entry, options->fields[i], error))
      return FALSE;
  }
  if (options->fields != NULL && path == NULL)
    return TRUE;
  text = tool_read_text (path, error);
  lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++) {
    g_strstrip (lines[i]);
    if (*lines[i] != '\0' && *lines[i] != '#' && !set_field (entry, lines[i], error))
      return FALSE;
  }
  return lines != NULL;
}

static int
put (Options *options, LuukkuEntry *entry, const char *path)
{
  g_autoptr (GError) error = NULL;

  if (!read_fields (options, entry, path, &error) ||
      !luukku_registers_put (options->inbox, entry, NULL, &error))
    return tool_fail (error);
  g_print ("%s\n", entry->key);
  return TOOL_OK;
}

/* add REGISTER KEY [FILE]; "-" for KEY where the register names its entries itself. */
static int
run_add (Options *options, int argc, char **argv)
{
  gboolean own = strcmp (argv[2], "-") != 0;
  g_autoptr (LuukkuEntry) entry = luukku_entry_new (argv[1], own ? argv[2] : "");
  g_autoptr (LuukkuEntry) before =
      own ? luukku_store_get_entry (store_of (options), argv[1], argv[2], NULL) : NULL;

  if (before != NULL)
    return tool_fail_usage (_ ("There is an entry %s already. Change it with luukku register set."), argv[2]);
  return put (options, entry, argc > 3 ? argv[3] : NULL);
}

static int
run_set (Options *options, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuEntry) entry = luukku_store_get_entry (store_of (options), argv[1], argv[2], &error);

  return entry != NULL ? put (options, entry, argc > 3 ? argv[3] : NULL) : tool_fail (error);
}

static int
run_confirm (Options *options, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  for (int i = 2; i < argc; i++) {
    if (!luukku_registers_confirm (options->inbox, argv[1], argv[i], &error))
      return tool_fail (error);
  }
  return TOOL_OK;
}

static int
run_end (Options *options, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  return luukku_registers_end (options->inbox, argv[1], argv[2], options->reason, &error) ? TOOL_OK
                                                                                          : tool_fail (error);
}

static int
run_renew (Options *options, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  return luukku_registers_renew (options->inbox, argv[1], argv[2], &error) ? TOOL_OK : tool_fail (error);
}

/* --- import and check */

static int
run_import (Options *options, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (LuukkuDirectory) directory = luukku_directory_load (argv[1], &problems, &error);
  guint added = 0, known = 0;

  for (guint i = 0; problems != NULL && i < problems->len; i++) {
    const LuukkuPackProblem *problem = problems->pdata[i];

    g_print ("%s:%u: %s %s: %s\n", argv[1], problem->line, problem->group != NULL ? problem->group : "",
             problem->key != NULL ? problem->key : "", problem->message);
  }
  if (directory == NULL || !luukku_registers_import (options->inbox, directory, &added, &known, &error))
    return tool_fail (error);
  g_print (ngettext ("%u entry was added.", "%u entries were added.", added), added);
  g_print (" ");
  g_print (ngettext ("%u was there already and stays as it is.",
                     "%u were there already and stay as they are.", known),
           known);
  g_print (
      "\n%s\n",
      _ ("Nothing of it counts before a person has confirmed it: luukku register confirm REGISTER KEY."));
  return TOOL_OK;
}

static int
run_check (Options *options, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) concerns = NULL;
  g_auto (GVariantBuilder) json = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));

  if (options->pack != NULL && !luukku_inbox_load_pack (options->inbox, options->pack, &error))
    return tool_fail (error);
  concerns = luukku_registers_check (options->inbox, &error);
  if (concerns == NULL)
    return tool_fail (error);
  for (guint i = 0; i < concerns->len; i++) {
    const LuukkuConcern *concern = concerns->pdata[i];
    g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

    if (!options->as_json) {
      g_print ("%s\t%s\t%s\t%s\n", concern->registry, concern->key, concern->kind, concern->sentence);
      continue;
    }
    g_variant_dict_insert (&dict, "kind", "s", concern->kind);
    g_variant_dict_insert (&dict, "register", "s", concern->registry);
    g_variant_dict_insert (&dict, "key", "s", concern->key);
    g_variant_dict_insert (&dict, "message", "s", concern->sentence);
    g_variant_builder_add (&json, "v", g_variant_dict_end (&dict));
  }
  if (options->as_json)
    tool_print_json (g_variant_builder_end (&json));
  return concerns->len == 0 ? TOOL_OK : TOOL_FOUND;
}

/* --- the command */

static const Action actions[] = {
  { "add", 2, 3, TRUE, run_add },
  { "check", 0, 0, FALSE, run_check },
  { "confirm", 2, G_MAXINT, TRUE, run_confirm },
  { "end", 2, 2, TRUE, run_end },
  { "import", 1, 1, TRUE, run_import },
  { "list", 0, 1, FALSE, run_list },
  { "renew", 2, 2, TRUE, run_renew },
  { "set", 2, 3, TRUE, run_set },
  { "show", 2, 2, FALSE, run_show },
};

static const Action *
find_action (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    if (strcmp (actions[i].name, name) == 0)
      return &actions[i];
  }
  return NULL;
}

/* Returns: TOOL_OK, or what to exit with after a sentence. */
static int
open_inbox (Options *options, const Action *action)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuStore) store =
      tool_open_store (options->store, !action->writes,
                       action->writes ? LUUKKU_STORE_READ_WRITE : LUUKKU_STORE_READ_ONLY, &error);

  if (store == NULL)
    return tool_fail (error);
  options->inbox = luukku_inbox_new (store, luukku_store_get_clock (store));
  return TOOL_OK;
}

static int
check_words (const Action *action, int words, char **argv)
{
  gboolean names_register = action->run != run_import && action->run != run_check;

  if (words < action->min || words > action->max)
    return tool_fail_usage (_ ("Too few or too many words after “%s”. luukku register --help shows how."),
                            argv[0]);
  if (names_register && words > 0 && luukku_register_find (argv[1]) == NULL)
    return tool_fail_usage (_ ("There is no register called “%s”. luukku register --help lists them."),
                            argv[1]);
  return TOOL_OK;
}

int
tool_register (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &options.store, N_ ("the inbox file"), N_ ("FILE") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options.format, N_ ("text or json"), N_ ("FORMAT") },
    { "all", 0, 0, G_OPTION_ARG_NONE, &options.all, N_ ("list: entries out of force, too"), NULL },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.fields, N_ ("add, set: one field"),
      N_ ("FIELD=VALUE") },
    { "reason", 0, 0, G_OPTION_ARG_STRING, &options.reason, N_ ("end: why"), N_ ("TEXT") },
    { "pack", 0, 0, G_OPTION_ARG_STRING, &options.pack, N_ ("check: the guideline, its id or a file"),
      N_ ("ID_OR_FILE") },
    G_OPTION_ENTRY_NULL,
  };
  const Action *action;
  int result;

  if (!tool_parse ("register", entries, &argc, &argv))
    return TOOL_USAGE;
  action = argc > 1 ? find_action (argv[1]) : NULL;
  if (action == NULL)
    return tool_fail_usage (
        _ ("Say what to do: list, show, add, set, confirm, end, renew, import or check."));
  options.as_json = g_strcmp0 (options.format, "json") == 0;
  if (options.format != NULL && !options.as_json && strcmp (options.format, "text") != 0)
    return tool_fail_usage (_ ("--format takes text or json."));
  result = check_words (action, argc - 2, argv + 1);
  if (result == TOOL_OK)
    result = open_inbox (&options, action);
  if (result == TOOL_OK)
    result = action->run (&options, argc - 1, argv + 1);
  return result;
}
