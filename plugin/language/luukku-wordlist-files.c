/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-wordlist-files.c: finds the lists and keeps them. They are compiled in, so that no list can be
 * missing at run time; a copy in the data folders wins. */
#define G_LOG_DOMAIN "luukku"

#include "language/luukku-wordlist.h"
#include "language/luukku-wordlist-private.h"

#include "base/luukku-files.h"
#include "language/luukku-lemma-private.h"
#include "luukku-language-resources.h"

#include <gio/gio.h>

#define RESOURCE "/org/luukku/lexicons"

static GHashTable *lists; /* "fi/profanity" -> LuukkuWordlist (owned) or NULL: there is none */

static const char *const languages[] = { "fi", "sv", "en", "ru" };

static char *
read_resource (const char *file)
{
  g_autofree char *path = g_strconcat (RESOURCE "/", file, NULL);
  g_autoptr (GBytes) bytes = NULL;
  gsize size;
  const char *data;

  bytes = g_resource_lookup_data (luukku_language_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  return g_strndup (data, size);
}

static char *
read_own (const char *file)
{
  g_autofree char *name = g_strconcat ("lexicons/", file, NULL);
  g_autofree char *path = luukku_data_file (name, NULL);
  char *text = NULL;
  gsize length;

  if (path == NULL || !g_file_get_contents (path, &text, &length, NULL))
    return NULL;
  if (length > LUUKKU_WORDLIST_MAX_BYTES)
    g_clear_pointer (&text, g_free);
  return text;
}

char *
luukku_wordlist_read_file (const char *language, const char *name)
{
  g_autofree char *file = g_strdup_printf ("%s/rules-%s.tsv", language, name);
  char *text = read_own (file);

  return text != NULL ? text : read_resource (file);
}

/* A copy of the municipality's that cannot be read must not switch the rule off: ours is taken then. */
static LuukkuWordlist *
load (const char *language, const char *name)
{
  g_autofree char *file = g_strdup_printf ("%s/rules-%s.tsv", language, name);
  g_autofree char *own = read_own (file);
  g_autofree char *ours = NULL;
  g_autoptr (GError) error = NULL;
  LuukkuWordlist *list = own != NULL ? luukku_wordlist_parse (file, language, own, &error) : NULL;

  if (error != NULL)
    g_debug ("the list %s cannot be used: %s", file, error->message);
  if (list != NULL)
    return list;
  ours = read_resource (file);
  return ours != NULL ? luukku_wordlist_parse (file, language, ours, NULL) : NULL;
}

const LuukkuWordlist *
luukku_wordlist_get (const char *language, const char *name)
{
  g_autofree char *key = g_strdup_printf ("%s/%s", language, name);
  gpointer list = NULL;

  if (lists == NULL)
    lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) luukku_wordlist_free);
  if (!g_hash_table_lookup_extended (lists, key, NULL, &list)) {
    list = load (language, name);
    g_hash_table_insert (lists, g_steal_pointer (&key), list);
  }
  return list;
}

gboolean
luukku_wordlist_exists (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++) {
    if (luukku_wordlist_get (languages[i], name) != NULL)
      return TRUE;
  }
  return FALSE;
}

void
luukku_wordlist_forget (void)
{
  g_clear_pointer (&lists, g_hash_table_unref);
}
