/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pack-lines.c: the lines of a pack or a directory as groups and entries. GKeyFile merges double
 * groups and keys without a word and names no line, so this reader comes first and tells what a person can
 * find in an editor. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-pack-private.h"

#include <string.h>

typedef struct {
  GPtrArray *groups;                /* LuukkuPackGroup (owned) */
  GPtrArray *problems;              /* no ref */
  const LuukkuPackGroupSpec *specs; /* what groups there are; ends with a NULL type */
  LuukkuPackGroup *current;         /* no ref (nullable): keys are dropped, the group had a problem */
  gboolean in_group;
  guint keys;
} Reader;

static void
entry_free (LuukkuPackEntry *self)
{
  g_free (self->name);
  g_free (self->language);
  g_free (self->value);
  g_free (self);
}

static void
group_free (LuukkuPackGroup *self)
{
  g_free (self->name);
  g_free (self->id);
  g_ptr_array_unref (self->entries);
  g_hash_table_unref (self->index);
  g_free (self);
}

static LuukkuPackGroup *
group_new (const char *name, const LuukkuPackGroupSpec *spec, const char *id, guint line)
{
  LuukkuPackGroup *self = g_new0 (LuukkuPackGroup, 1);

  self->name = g_strdup (name);
  self->id = g_strdup (id);
  self->spec = spec;
  self->line = line;
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  self->index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

const LuukkuPackEntry *
luukku_pack_group_get (const LuukkuPackGroup *group, const char *key)
{
  return g_hash_table_lookup (group->index, key);
}

const char *
luukku_pack_group_value (const LuukkuPackGroup *group, const char *key)
{
  const LuukkuPackEntry *entry = luukku_pack_group_get (group, key);

  return entry != NULL && *entry->value != '\0' ? entry->value : NULL;
}

LuukkuPackGroup *
luukku_pack_find_group (GPtrArray *groups, const char *type, const char *id)
{
  for (guint i = 0; i < groups->len; i++) {
    LuukkuPackGroup *group = g_ptr_array_index (groups, i);

    if (strcmp (group->spec->type, type) == 0 && g_strcmp0 (group->id, id) == 0)
      return group;
  }
  return NULL;
}

static const LuukkuPackGroup *
find_by_name (Reader *reader, const char *name)
{
  for (guint i = 0; i < reader->groups->len; i++) {
    const LuukkuPackGroup *group = g_ptr_array_index (reader->groups, i);

    if (strcmp (group->name, name) == 0)
      return group;
  }
  return NULL;
}

static gboolean
is_id (const char *id)
{
  static const LuukkuPackKeySpec spec = { "Id", LUUKKU_VALUE_NAME, TRUE, NULL };
  g_autofree char *problem = luukku_pack_value_problem (&spec, id);

  return problem == NULL;
}

/* "Outgoing identity-code". Returns: the group's spec, NULL with a problem. */
static const LuukkuPackGroupSpec *
check_group_name (Reader *reader, guint line, const char *name)
{
  const char *space = strchr (name, ' ');
  g_autofree char *type = space != NULL ? g_strndup (name, space - name) : g_strdup (name);
  const LuukkuPackGroupSpec *spec = luukku_pack_group_spec (reader->specs, type);
  const LuukkuPackGroup *first = find_by_name (reader, name);

  if (spec == NULL) {
    g_autofree char *allowed = luukku_pack_group_types (reader->specs);

    luukku_pack_problem_add (reader->problems, line, name, NULL,
                             N_ ("There is no kind of group called “%s”. Use one of: %s."), type, allowed);
    return NULL;
  }
  if (spec->has_id != (space != NULL) || (space != NULL && !is_id (space + 1))) {
    if (spec->has_id)
      luukku_pack_problem_add (
          reader->problems, line, name, NULL,
          N_ ("Write the group as [%s name] with a name of small letters a-z, digits and "
              "hyphens, at most 64 of them."),
          type);
    else
      luukku_pack_problem_add (reader->problems, line, name, NULL,
                               N_ ("Write the group as [%s] without a name."), type);
    return NULL;
  }
  if (first != NULL) {
    luukku_pack_problem_add (
        reader->problems, line, name, NULL,
        N_ ("The group [%s] is there already, on line %u. Put its keys together under one "
            "heading, or give this one another name."),
        name, first->line);
    return NULL;
  }
  return spec;
}

static void
read_group (Reader *reader, guint line, const char *text)
{
  gsize length = strlen (text);
  g_autofree char *name = NULL;
  const char *space;
  const LuukkuPackGroupSpec *spec;

  reader->in_group = TRUE;
  reader->current = NULL;
  if (text[length - 1] != ']' || length < 3 || memchr (text + 1, ']', length - 2) != NULL ||
      memchr (text + 1, '[', length - 2) != NULL) {
    luukku_pack_problem_add (reader->problems, line, NULL, NULL,
                             N_ ("A heading is written as [Outgoing name], alone on its line."));
    return;
  }
  if (reader->groups->len >= LUUKKU_PACK_MAX_GROUPS) {
    luukku_pack_problem_add (reader->problems, line, NULL, NULL,
                             N_ ("The file has more than %d groups. Divide it into smaller ones."),
                             LUUKKU_PACK_MAX_GROUPS);
    return;
  }
  name = g_strndup (text + 1, length - 2);
  spec = check_group_name (reader, line, name);
  if (spec == NULL)
    return;
  space = strchr (name, ' ');
  reader->current = group_new (name, spec, space != NULL ? space + 1 : NULL, line);
  g_ptr_array_add (reader->groups, reader->current);
}

/* "Title[fi]" → "Title", "fi". Returns: FALSE when it is neither that nor "Title". */
static gboolean
split_key (const char *key, char **ret_name, char **ret_language)
{
  const char *p = key;
  const char *bracket;
  gsize length;

  while (g_ascii_isalnum (*p))
    p++;
  if (p == key || !g_ascii_isalpha (*key))
    return FALSE;
  bracket = p;
  if (*p == '[') {
    for (p++; g_ascii_islower (*p); p++)
      ;
    length = p - bracket - 1;
    if (length < 2 || length > 3 || strcmp (p, "]") != 0)
      return FALSE;
    *ret_language = g_strndup (bracket + 1, length);
  } else if (*p != '\0') {
    return FALSE;
  }
  *ret_name = g_strndup (key, bracket - key);
  return TRUE;
}

static void
add_entry (Reader *reader, guint line, const char *key, const char *value)
{
  g_autofree char *name = NULL;
  g_autofree char *language = NULL;
  const LuukkuPackEntry *first = luukku_pack_group_get (reader->current, key);
  LuukkuPackEntry *entry;

  if (!split_key (key, &name, &language)) {
    luukku_pack_problem_add (
        reader->problems, line, reader->current->name, key,
        N_ ("“%s” is no key. Keys are written as Title or, for a translation, as Title[fi]."), key);
    return;
  }
  if (first != NULL) {
    luukku_pack_problem_add (reader->problems, line, reader->current->name, key,
                             N_ ("The key %s is there already, on line %u. Keep only one of them."), key,
                             first->line);
    return;
  }
  entry = g_new0 (LuukkuPackEntry, 1);
  entry->name = g_steal_pointer (&name);
  entry->language = g_steal_pointer (&language);
  entry->value = g_strdup (value);
  entry->line = line;
  g_ptr_array_add (reader->current->entries, entry);
  g_hash_table_insert (reader->current->index, g_strdup (key), entry);
}

/* @text: changed. */
static void
read_key (Reader *reader, guint line, char *text)
{
  char *equals = strchr (text, '=');

  if (!reader->in_group) {
    luukku_pack_problem_add (reader->problems, line, NULL, NULL,
                             N_ ("This line stands before the first group. Begin the file with [%s]."),
                             reader->specs->type);
    return;
  }
  if (reader->current == NULL)
    return;
  if (equals == NULL) {
    luukku_pack_problem_add (
        reader->problems, line, reader->current->name, NULL,
        N_ ("This line has no “=”. Write Key=value, begin a comment with #, and keep a text on "
            "one line."));
    return;
  }
  if (++reader->keys > LUUKKU_PACK_MAX_KEYS) {
    if (reader->keys == LUUKKU_PACK_MAX_KEYS + 1)
      luukku_pack_problem_add (reader->problems, line, NULL, NULL,
                               N_ ("The file has more than %d keys. Divide it into smaller ones."),
                               LUUKKU_PACK_MAX_KEYS);
    return;
  }
  *equals = '\0';
  add_entry (reader, line, g_strchomp (text), g_strstrip (equals + 1));
}

/* Returns: FALSE with a problem when the bytes of the line cannot be text. */
static gboolean
check_bytes (Reader *reader, guint line, const char *bytes, gsize length)
{
  const char *group = reader->current != NULL ? reader->current->name : NULL;

  if (length > LUUKKU_PACK_MAX_LINE_BYTES) {
    luukku_pack_problem_add (reader->problems, line, group, NULL,
                             N_ ("This line is longer than %d bytes. Shorten it."),
                             LUUKKU_PACK_MAX_LINE_BYTES);
    return FALSE;
  }
  for (gsize i = 0; i < length; i++) {
    if ((g_ascii_iscntrl (bytes[i]) && bytes[i] != '\t')) {
      luukku_pack_problem_add (
          reader->problems, line, group, NULL,
          N_ ("This line has a control character. Write the line anew, or save the file as "
              "plain text in UTF-8."));
      return FALSE;
    }
  }
  if (!g_utf8_validate (bytes, length, NULL)) {
    luukku_pack_problem_add (
        reader->problems, line, group, NULL,
        N_ ("This line is not in UTF-8. Choose the encoding UTF-8 when you save the file."));
    return FALSE;
  }
  return TRUE;
}

static void
read_line (Reader *reader, guint line, const char *bytes, gsize length)
{
  g_autofree char *text = NULL;

  if (length > 0 && bytes[length - 1] == '\r')
    length--;
  if (!check_bytes (reader, line, bytes, length))
    return;
  text = g_strndup (bytes, length);
  g_strstrip (text);
  if (*text == '[')
    read_group (reader, line, text);
  else if (*text != '\0' && *text != '#')
    read_key (reader, line, text);
}

GPtrArray *
luukku_pack_read_lines (const LuukkuPackGroupSpec *specs, const char *bytes, gsize length,
                        GPtrArray *problems)
{
  Reader reader = { .problems = problems, .specs = specs };
  const char *end = bytes + length;
  guint line = 0;

  reader.groups = g_ptr_array_new_with_free_func ((GDestroyNotify) group_free);
  for (const char *p = bytes; p < end && problems->len < LUUKKU_PACK_MAX_PROBLEMS;) {
    const char *newline = memchr (p, '\n', end - p);
    const char *stop = newline != NULL ? newline : end;

    read_line (&reader, ++line, p, stop - p);
    p = stop + 1;
  }
  return reader.groups;
}
