/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-by-hand.c: reads the list of by-hand channels when it is asked for; a damaged list leaves the names
 * as they are, since a letter must come in all the same. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-by-hand.h"

#include "base/luukku-error.h"
#include "base/luukku-files.h"

#include <string.h>

#define LIST "channels/by-hand.ini"
#define MAX_LISTED 100

gboolean
luukku_by_hand_is_channel (const char *channel)
{
  return g_str_has_prefix (channel, LUUKKU_BY_HAND_PREFIX);
}

gboolean
luukku_by_hand_carries_replies (const char *channel)
{
  return luukku_by_hand_is_channel (channel) || g_str_has_prefix (channel, LUUKKU_BY_HAND_FORM_PREFIX) ||
         g_str_has_prefix (channel, LUUKKU_BY_HAND_DROP_PREFIX);
}

gboolean
luukku_by_hand_is_name (const char *name)
{
  gsize length = strlen (name);

  return length >= 1 && length <= LUUKKU_BY_HAND_MAX_NAME &&
         strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

/* Returns: (transfer full) (nullable). */
static GKeyFile *
read_list (void)
{
  g_autofree char *path = luukku_data_file (LIST, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return NULL;
  if (g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_TRANSLATIONS, &error))
    return g_steal_pointer (&file);
  g_debug ("list of by-hand channels cannot be read: code %d", error->code);
  return NULL;
}

char **
luukku_by_hand_list (void)
{
  g_autoptr (GKeyFile) file = read_list ();
  g_auto (GStrv) groups = file != NULL ? g_key_file_get_groups (file, NULL) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; groups != NULL && groups[i] != NULL && names->len < MAX_LISTED; i++) {
    if (luukku_by_hand_is_name (groups[i]))
      g_ptr_array_add (names, g_strdup (groups[i]));
  }
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

char *
luukku_by_hand_describe (const char *name)
{
  g_autoptr (GKeyFile) file = read_list ();
  g_autofree char *words =
      file != NULL ? g_key_file_get_locale_string (file, name, "Name", NULL, NULL) : NULL;

  if (words != NULL && *words != '\0')
    return g_steal_pointer (&words);
  /* TRANSLATORS: %s is the short name of a channel without an interface, "pigeon": people carry its messages
   * in and out. */
  return g_strdup_printf (luukku_tr (N_ ("%s, by hand")), name);
}

char *
luukku_by_hand_explain (const char *name)
{
  g_autoptr (GKeyFile) file = read_list ();
  g_autofree char *why = file != NULL ? g_key_file_get_locale_string (file, name, "Why", NULL, NULL) : NULL;

  return why != NULL && *why != '\0' ? g_steal_pointer (&why) : NULL;
}
