/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-link-lists.c: reads the list of hosts and words by which links are judged, once. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-link-lists.h"

#include <gio/gio.h>
#include <string.h>

#include "luukku-moderation-resources.h"

#define PATH "/org/luukku/moderation/links.tsv"

static const char *const kinds[LUUKKU_LINK_LISTS] = {
  [LUUKKU_LINK_TRUSTED] = "trusted",      [LUUKKU_LINK_BRANDS] = "brand", [LUUKKU_LINK_ENDINGS] = "ending",
  [LUUKKU_LINK_SHORTENERS] = "shortener", [LUUKKU_LINK_LURES] = "lure",
};

static struct {
  GPtrArray *lists[LUUKKU_LINK_LISTS]; /* of char, NULL-terminated (owned) */
  guint problems;
} known;

static gboolean
read_row (const char *line)
{
  g_auto (GStrv) cells = g_strsplit (line, "\t", -1);

  if (g_strv_length (cells) != 2 || *cells[0] == '\0')
    return FALSE;
  for (guint i = 0; i < LUUKKU_LINK_LISTS; i++) {
    if (strcmp (cells[1], kinds[i]) == 0) {
      g_ptr_array_add (known.lists[i], g_strdup (cells[0]));
      return TRUE;
    }
  }
  return FALSE;
}

static void
ensure_lists (void)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (known.lists[0] != NULL)
    return;
  bytes =
      g_resource_lookup_data (luukku_moderation_get_resource (), PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; i < LUUKKU_LINK_LISTS; i++)
    known.lists[i] = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (*lines[i] != '\0' && *lines[i] != '#' && !read_row (lines[i]))
      known.problems++;
  }
  for (guint i = 0; i < LUUKKU_LINK_LISTS; i++)
    g_ptr_array_add (known.lists[i], NULL);
}

const char *const *
luukku_link_list (LuukkuLinkList list)
{
  ensure_lists ();
  return (const char *const *) known.lists[list]->pdata;
}

guint
luukku_link_lists_problems (void)
{
  ensure_lists ();
  return known.problems;
}

void
luukku_link_lists_shutdown (void)
{
  for (guint i = 0; i < LUUKKU_LINK_LISTS; i++)
    g_clear_pointer (&known.lists[i], g_ptr_array_unref);
  known.problems = 0;
}
