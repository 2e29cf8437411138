/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-entry.c: one entry of a register as a plain value. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-entry.h"

#include <string.h>

LuukkuEntry *
luukku_entry_new (const char *registry, const char *key)
{
  LuukkuEntry *self = g_new0 (LuukkuEntry, 1);

  self->registry = g_strdup (registry);
  self->key = g_strstrip (g_strdup (key));
  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

LuukkuEntry *
luukku_entry_copy (const LuukkuEntry *self)
{
  LuukkuEntry *copy = luukku_entry_new (self->registry, self->key);
  GHashTableIter iter;
  gpointer field, value;

  g_hash_table_iter_init (&iter, self->fields);
  while (g_hash_table_iter_next (&iter, &field, &value))
    luukku_entry_set (copy, field, value);
  copy->id = self->id;
  copy->source = g_strdup (self->source);
  copy->confirmed_by = g_strdup (self->confirmed_by);
  copy->confirmed_at = self->confirmed_at;
  copy->ended_by = g_strdup (self->ended_by);
  copy->ended_at = self->ended_at;
  copy->line = self->line;
  return copy;
}

void
luukku_entry_free (LuukkuEntry *self)
{
  if (self == NULL)
    return;
  g_free (self->registry);
  g_free (self->key);
  g_clear_pointer (&self->fields, g_hash_table_unref);
  g_free (self->source);
  g_free (self->confirmed_by);
  g_free (self->ended_by);
  g_free (self);
}

const char *
luukku_entry_get (const LuukkuEntry *self, const char *field)
{
  return g_hash_table_lookup (self->fields, field);
}

void
luukku_entry_set (LuukkuEntry *self, const char *field, const char *value)
{
  g_autofree char *text = g_strstrip (g_strdup (value != NULL ? value : ""));

  if (*text == '\0')
    g_hash_table_remove (self->fields, field);
  else
    g_hash_table_insert (self->fields, g_strdup (field), g_steal_pointer (&text));
}

char **
luukku_entry_get_list (const LuukkuEntry *self, const char *field)
{
  const char *value = luukku_entry_get (self, field);
  g_auto (GStrv) parts = g_strsplit (value != NULL ? value : "", ";", -1);
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++) {
    if (*g_strstrip (parts[i]) != '\0')
      g_strv_builder_add (list, parts[i]);
  }
  return g_strv_builder_end (list);
}

gboolean
luukku_entry_lists (const LuukkuEntry *self, const char *field, const char *item)
{
  g_auto (GStrv) list = luukku_entry_get_list (self, field);

  return g_strv_contains ((const char *const *) list, item);
}

const char *
luukku_entry_get_name (const LuukkuEntry *self, const char *language)
{
  g_autofree char *field = language != NULL ? g_strdup_printf ("name[%s]", language) : NULL;
  const char *name = field != NULL ? luukku_entry_get (self, field) : NULL;

  if (name == NULL)
    name = luukku_entry_get (self, "name");
  return name != NULL ? name : self->key;
}

gboolean
luukku_entry_counts (const LuukkuEntry *self)
{
  return self->ended_at == 0 && self->confirmed_at > 0;
}

/* Days of ISO 8601 are in order as texts. */
gboolean
luukku_entry_covers (const LuukkuEntry *self, const char *from, const char *until, const char *day)
{
  const char *first = luukku_entry_get (self, from);
  const char *last = luukku_entry_get (self, until);

  return (first == NULL || strcmp (first, day) <= 0) && (last == NULL || strcmp (day, last) <= 0);
}
