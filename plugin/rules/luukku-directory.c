/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-directory.c: a municipality's directory as a file: [Directory], then [Unit …], [Account …],
 * [Contact …] and [Service …]. As strict as a guideline pack, with file, line and key; what becomes an entry
 * of a register must be one that a form would take, too. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-directory.h"

#include "base/luukku-error.h"
#include "base/luukku-files.h"
#include "model/luukku-register.h"
#include "rules/luukku-pack-private.h"

#include <gio/gio.h>
#include <string.h>

#define FORMAT "1"
#define END                                                                                                  \
  {                                                                                                          \
    NULL, LUUKKU_VALUE_LINE, FALSE, NULL                                                                     \
  }
#define TEXT(name, required)                                                                                 \
  {                                                                                                          \
    name, LUUKKU_VALUE_TEXT, required, NULL                                                                  \
  }
#define LINE(name)                                                                                           \
  {                                                                                                          \
    name, LUUKKU_VALUE_LINE, FALSE, NULL                                                                     \
  }

struct _LuukkuDirectory {
  char *municipality;
  char *version;
  GPtrArray *entries; /* LuukkuEntry (owned) */
};

static const LuukkuPackKeySpec directory_keys[] = {
  { "Format", LUUKKU_VALUE_CHOICE, TRUE, FORMAT },
  { "Municipality", LUUKKU_VALUE_NAME, TRUE, NULL },
  { "Version", LUUKKU_VALUE_LINE, TRUE, NULL },
  LINE ("PublicList"),
  LINE ("Citation"),
  LINE ("Note"),
  END,
};

static const LuukkuPackKeySpec unit_keys[] = {
  TEXT ("Name", TRUE), { "Kind", LUUKKU_VALUE_NAME, FALSE, NULL },
  LINE ("Topics"),     TEXT ("Words", FALSE),
  LINE ("Phone"),      LINE ("Email"),
  LINE ("Address"),    LINE ("Citation"),
  LINE ("Note"),       END,
};

static const LuukkuPackKeySpec account_keys[] = {
  { "Unit", LUUKKU_VALUE_REFERENCE, TRUE, "Unit" },
  { "Platform", LUUKKU_VALUE_NAME, TRUE, NULL },
  { "Kind", LUUKKU_VALUE_NAME, TRUE, NULL },
  LINE ("Name"),
  LINE ("Address"),
  LINE ("Handle"),
  LINE ("Holder"),
  LINE ("Citation"),
  LINE ("Note"),
  END,
};

static const LuukkuPackKeySpec contact_keys[] = {
  { "Name", LUUKKU_VALUE_LINE, TRUE, NULL },
  { "Unit", LUUKKU_VALUE_REFERENCE, FALSE, "Unit" },
  { "Whose", LUUKKU_VALUE_CHOICE, TRUE, "public;staff;private" },
  LINE ("Phone"),
  LINE ("Email"),
  LINE ("Domain"),
  LINE ("StreetAddress"),
  LINE ("Roles"),
  LINE ("Citation"),
  LINE ("Note"),
  END,
};

static const LuukkuPackKeySpec service_keys[] = {
  TEXT ("Name", TRUE), LINE ("Operator"),     LINE ("Languages"),
  LINE ("Topics"),     TEXT ("Words", FALSE), LINE ("Phone"),
  LINE ("Email"),      LINE ("Address"),      { "ReviewBefore", LUUKKU_VALUE_DATE, FALSE, NULL },
  LINE ("Citation"),   LINE ("Note"),         END,
};

static const LuukkuPackGroupSpec groups_of_directories[] = {
  { "Directory", FALSE, directory_keys }, { "Unit", TRUE, unit_keys },
  { "Account", TRUE, account_keys },      { "Contact", TRUE, contact_keys },
  { "Service", TRUE, service_keys },      { NULL, FALSE, NULL },
};

/* Which field a key becomes; those of a contact point become entries of their own. */
static const struct {
  const char *key;
  const char *field;
} fields_of_keys[] = {
  { "Name", "name" },       { "Kind", "kind" },         { "Topics", "topics" },
  { "Words", "words" },     { "Phone", "phone" },       { "Email", "email" },
  { "Address", "address" }, { "Citation", "citation" }, { "Note", "note" },
  { "Unit", "unit" },       { "Platform", "platform" }, { "Handle", "handle" },
  { "Holder", "holder" },   { "Operator", "operator" }, { "Languages", "languages" },
  { "Whose", "whose" },     { "Roles", "roles" },       { "ReviewBefore", "review-before" },
};

static const struct {
  const char *key;
  const char *kind;
} kinds_of_contacts[] = {
  { "Phone", "phone" },
  { "Email", "email" },
  { "Domain", "domain" },
  { "StreetAddress", "address" },
};

static const struct {
  const char *type;
  const char *registry;
} registers_of_groups[] = {
  { "Unit", "units" },
  { "Account", "accounts" },
  { "Contact", "contacts" },
  { "Service", "services" },
};

/* --- checking what the file says */

static void
add_problem (GPtrArray *problems, const LuukkuPackGroup *group, const LuukkuPackEntry *entry,
             const char *sentence)
{
  g_autofree char *key = entry->language != NULL ? g_strdup_printf ("%s[%s]", entry->name, entry->language)
                                                 : g_strdup (entry->name);

  luukku_pack_problem_add (problems, entry->line, group->name, key, "%s", sentence);
}

/* Returns: (transfer full) (nullable): what is wrong with the line. */
static char *
problem_of (GPtrArray *groups, const LuukkuPackGroup *group, const LuukkuPackEntry *entry)
{
  const LuukkuPackKeySpec *spec = luukku_pack_key_spec (group->spec, entry->name);
  char *sentence;

  if (spec == NULL) {
    g_autofree char *allowed = luukku_pack_keys_of (group->spec);

    return luukku_pack_sentence (N_ ("A group [%s] has no key “%s”. Use one of: %s."), group->spec->type,
                                 entry->name, allowed);
  }
  if (entry->language != NULL && spec->kind != LUUKKU_VALUE_TEXT)
    return luukku_pack_sentence (N_ ("%s is not translated. Write it without [%s]."), entry->name,
                                 entry->language);
  if (*entry->value == '\0' && !spec->required)
    return NULL; /* left for the municipality to fill in */
  sentence = luukku_pack_value_problem (spec, entry->value);
  if (sentence == NULL && spec->kind == LUUKKU_VALUE_REFERENCE &&
      luukku_pack_find_group (groups, spec->allowed, entry->value) == NULL)
    sentence =
        luukku_pack_sentence (N_ ("There is no group [%s %s] in this directory. Add it or correct the name."),
                              spec->allowed, entry->value);
  return sentence;
}

static void
check_group (GPtrArray *groups, const LuukkuPackGroup *group, GPtrArray *problems)
{
  for (guint i = 0; i < group->entries->len; i++) {
    const LuukkuPackEntry *entry = g_ptr_array_index (group->entries, i);
    g_autofree char *sentence = problem_of (groups, group, entry);

    if (sentence != NULL)
      add_problem (problems, group, entry, sentence);
  }
  for (const LuukkuPackKeySpec *spec = group->spec->keys; spec->name != NULL; spec++) {
    if (spec->required && luukku_pack_group_get (group, spec->name) == NULL)
      luukku_pack_problem_add (problems, group->line, group->name, spec->name,
                               N_ ("The group [%s] needs the key %s. Add it."), group->name, spec->name);
  }
}

/* --- entries */

static const char *
field_of (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields_of_keys); i++) {
    if (strcmp (fields_of_keys[i].key, key) == 0)
      return fields_of_keys[i].field;
  }
  return NULL;
}

static const char *
registry_of (const LuukkuPackGroup *group)
{
  for (guint i = 0; i < G_N_ELEMENTS (registers_of_groups); i++) {
    if (strcmp (registers_of_groups[i].type, group->spec->type) == 0)
      return registers_of_groups[i].registry;
  }
  return NULL;
}

/* Returns: (transfer full). */
static LuukkuEntry *
entry_new (const LuukkuDirectory *self, const LuukkuPackGroup *group, const char *suffix)
{
  g_autofree char *key = g_strconcat (self->municipality, ".", group->id, suffix, NULL);
  LuukkuEntry *entry = luukku_entry_new (registry_of (group), key);
  const LuukkuRegister *registry = luukku_register_find (entry->registry);

  entry->source = g_strdup_printf ("directory:%s %s", self->municipality, self->version);
  entry->line = group->line;
  for (guint i = 0; i < group->entries->len; i++) {
    const LuukkuPackEntry *line = g_ptr_array_index (group->entries, i);
    const char *field = field_of (line->name);
    g_autofree char *named = NULL;
    g_autofree char *unit = NULL;

    if (field == NULL || luukku_register_find_field (registry, field) == NULL)
      continue;
    named = line->language != NULL ? g_strdup_printf ("%s[%s]", field, line->language) : g_strdup (field);
    unit = strcmp (field, "unit") == 0 && *line->value != '\0'
               ? g_strconcat (self->municipality, ".", line->value, NULL)
               : NULL;
    luukku_entry_set (entry, named, unit != NULL ? unit : line->value);
  }
  return entry;
}

/* @entry: (transfer full). What a form would refuse is refused here, with the line of the group's key. */
static void
take_entry (LuukkuDirectory *self, const LuukkuPackGroup *group, LuukkuEntry *entry, GPtrArray *problems)
{
  g_autoptr (LuukkuEntry) owned = entry;
  g_autoptr (GError) error = NULL;
  const char *field = NULL;

  if (luukku_register_check_entry (owned, &field, &error)) {
    g_ptr_array_add (self->entries, g_steal_pointer (&owned));
    return;
  }
  for (guint i = 0; field != NULL && i < group->entries->len; i++) {
    const LuukkuPackEntry *line = g_ptr_array_index (group->entries, i);

    if (g_strcmp0 (field_of (line->name), field) == 0 && line->language == NULL) {
      add_problem (problems, group, line, error->message);
      return;
    }
  }
  luukku_pack_problem_add (problems, group->line, group->name, NULL, "%s", error->message);
}

/* A contact point may have a number and an address: an entry each. */
static void
take_contacts (LuukkuDirectory *self, const LuukkuPackGroup *group, GPtrArray *problems)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds_of_contacts); i++) {
    const char *value = luukku_pack_group_value (group, kinds_of_contacts[i].key);
    g_autofree char *suffix = g_strconcat ("-", kinds_of_contacts[i].kind, NULL);
    LuukkuEntry *entry;

    if (value == NULL)
      continue;
    entry = entry_new (self, group, suffix);
    luukku_entry_set (entry, "kind", kinds_of_contacts[i].kind);
    luukku_entry_set (entry, "value", value);
    take_entry (self, group, entry, problems);
  }
}

static void
take_group (LuukkuDirectory *self, const LuukkuPackGroup *group, GPtrArray *problems)
{
  const char *registry = registry_of (group);

  if (registry == NULL)
    return;
  if (strcmp (registry, "contacts") == 0)
    take_contacts (self, group, problems);
  else
    take_entry (self, group, entry_new (self, group, ""), problems);
}

/* --- the whole */

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const LuukkuPackProblem *left = *(const LuukkuPackProblem *const *) a;
  const LuukkuPackProblem *right = *(const LuukkuPackProblem *const *) b;

  return left->line < right->line ? -1 : left->line > right->line;
}

/* Returns: (transfer full) (nullable): NULL exactly when @problems got something. */
static LuukkuDirectory *
parse_checked (const char *text, gsize size, GPtrArray *problems)
{
  g_autoptr (LuukkuDirectory) self = g_new0 (LuukkuDirectory, 1);
  gsize bom = size >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  g_autoptr (GPtrArray) groups = NULL;
  const LuukkuPackGroup *head;

  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_entry_free);
  if (size > LUUKKU_DIRECTORY_MAX_BYTES) {
    luukku_pack_problem_add (
        problems, 0, NULL, NULL,
        N_ ("The file is larger than %d bytes. A directory is a short text: check that it "
            "is the right file."),
        LUUKKU_DIRECTORY_MAX_BYTES);
    return NULL;
  }
  groups = luukku_pack_read_lines (groups_of_directories, text + bom, size - bom, problems);
  head = luukku_pack_find_group (groups, "Directory", NULL);
  if (head == NULL && problems->len == 0)
    luukku_pack_problem_add (
        problems, 0, NULL, NULL,
        N_ ("The group [Directory] is missing. Begin with it: it says whose directory this "
            "is."));
  for (guint i = 0; i < groups->len && problems->len < LUUKKU_PACK_MAX_PROBLEMS; i++)
    check_group (groups, g_ptr_array_index (groups, i), problems);
  if (problems->len > 0)
    return NULL;
  self->municipality = g_strdup (luukku_pack_group_value (head, "Municipality"));
  self->version = g_strdup (luukku_pack_group_value (head, "Version"));
  for (guint i = 0; i < groups->len && problems->len < LUUKKU_PACK_MAX_PROBLEMS; i++)
    take_group (self, g_ptr_array_index (groups, i), problems);
  return problems->len == 0 ? g_steal_pointer (&self) : NULL;
}

LuukkuDirectory *
luukku_directory_parse (const char *name, const char *text, gsize size, GPtrArray **ret_problems,
                        GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_pack_problem_free);
  LuukkuDirectory *self = parse_checked (text, size, problems);

  g_ptr_array_sort (problems, compare_lines);
  if (self == NULL) {
    const LuukkuPackProblem *first = g_ptr_array_index (problems, 0);
    const char *group = first->group != NULL ? first->group : "";
    const char *key = first->key != NULL ? first->key : "";

    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      /* TRANSLATORS: a file, the number of a line, "Account town" or nothing, "Kind" or
                       * nothing, a whole sentence */
                      N_ ("The directory %s cannot be used. Line %u [%s] %s: %s"), name, first->line, group,
                      key, first->message);
  }
  if (ret_problems != NULL)
    *ret_problems = g_steal_pointer (&problems);
  return self;
}

void
luukku_directory_free (LuukkuDirectory *self)
{
  if (self == NULL)
    return;
  g_free (self->municipality);
  g_free (self->version);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_free (self);
}

/* --- files */

static char *
read_file (const char *path, gsize *ret_size, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autofree char *bytes = NULL;
  GError *problem = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR)) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT, N_ ("%s is not a file. Name a directory file."),
                      path);
    return NULL;
  }
  stream = g_file_read (file, NULL, &problem);
  if (stream != NULL) {
    bytes = g_malloc (LUUKKU_DIRECTORY_MAX_BYTES + 1); /* one byte more: a huge file is told, not read */
    g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, LUUKKU_DIRECTORY_MAX_BYTES + 1, ret_size, NULL,
                             &problem);
  }
  if (problem == NULL)
    return g_steal_pointer (&bytes);
  luukku_error_take_gio (error, problem,
                         N_ ("The directory %s cannot be read. Check its name and your right to read it."),
                         path);
  return NULL;
}

LuukkuDirectory *
luukku_directory_load (const char *id_or_file, GPtrArray **ret_problems, GError **error)
{
  gboolean is_id = strchr (id_or_file, '/') == NULL && !g_str_has_suffix (id_or_file, ".directory");
  g_autofree char *name = is_id ? g_strdup_printf ("directories/%s.directory", id_or_file) : NULL;
  g_autofree char *path = is_id ? luukku_data_file (name, error) : g_strdup (id_or_file);
  g_autofree char *bytes = NULL;
  g_autofree char *base = NULL;
  gsize size = 0;

  if (ret_problems != NULL)
    *ret_problems = NULL;
  if (path != NULL)
    bytes = read_file (path, &size, error);
  if (bytes != NULL) {
    base = g_path_get_basename (path);
    return luukku_directory_parse (base, bytes, size, ret_problems, error);
  }
  if (ret_problems != NULL)
    *ret_problems = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_pack_problem_free);
  return NULL;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char **
luukku_directory_list_ids (void)
{
  g_autofree char *folder = luukku_data_file ("directories", NULL);
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_suffix (name, ".directory"))
      g_ptr_array_add (ids, g_strndup (name, strlen (name) - strlen (".directory")));
  }
  g_ptr_array_sort (ids, compare_ids);
  g_ptr_array_add (ids, NULL);
  return (char **) g_ptr_array_steal (ids, NULL);
}

const char *
luukku_directory_get_municipality (const LuukkuDirectory *self)
{
  return self->municipality;
}

const char *
luukku_directory_get_version (const LuukkuDirectory *self)
{
  return self->version;
}

GPtrArray *
luukku_directory_get_entries (const LuukkuDirectory *self)
{
  return self->entries;
}
