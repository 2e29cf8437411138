/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-saved-views.c: views of the list of conversations that a person keeps by name, as one key file in
 * the store's settings. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-overview.h"

#include "base/luukku-error.h"

#define SETTING "inbox-views"
#define MAX_NAME 60 /* characters */

/* On disk: append only. */
static const char *const kinds[LUUKKU_OVERVIEW_KINDS] = {
  [LUUKKU_OVERVIEW_OPEN] = "open",       [LUUKKU_OVERVIEW_UNANSWERED] = "unanswered",
  [LUUKKU_OVERVIEW_OVERDUE] = "overdue", [LUUKKU_OVERVIEW_CLOSING] = "closing",
  [LUUKKU_OVERVIEW_ALARMS] = "alarms",   [LUUKKU_OVERVIEW_MINE] = "mine",
  [LUUKKU_OVERVIEW_NOBODYS] = "nobodys", [LUUKKU_OVERVIEW_ALL] = "all",
};

void
luukku_saved_view_free (LuukkuSavedView *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->channel);
  g_free (self->unit);
  g_free (self);
}

static GKeyFile *
read_file (LuukkuInbox *inbox)
{
  g_autofree char *text = luukku_store_get_setting (luukku_inbox_get_store (inbox), SETTING, NULL);
  GKeyFile *file = g_key_file_new ();

  if (text != NULL && !g_key_file_load_from_data (file, text, (gsize) -1, G_KEY_FILE_NONE, NULL))
    g_debug ("the saved views cannot be read");
  return file;
}

static gboolean
write_file (LuukkuInbox *inbox, GKeyFile *file, GError **error)
{
  g_autofree char *text = g_key_file_to_data (file, NULL, NULL);

  return luukku_store_set_setting (luukku_inbox_get_store (inbox), SETTING, text, error);
}

static LuukkuOverviewKind
kind_of (GKeyFile *file, const char *group)
{
  g_autofree char *word = g_key_file_get_string (file, group, "Kind", NULL);

  for (guint i = 0; i < LUUKKU_OVERVIEW_KINDS; i++) {
    if (g_strcmp0 (kinds[i], word) == 0)
      return (LuukkuOverviewKind) i;
  }
  return LUUKKU_OVERVIEW_OPEN;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate ((*(LuukkuSavedView *const *) a)->name, (*(LuukkuSavedView *const *) b)->name);
}

GPtrArray *
luukku_saved_views_list (LuukkuInbox *inbox)
{
  g_autoptr (GKeyFile) file = read_file (inbox);
  g_auto (GStrv) names = g_key_file_get_groups (file, NULL);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_saved_view_free);

  for (guint i = 0; names[i] != NULL && i < LUUKKU_SAVED_VIEWS_MAX; i++) {
    LuukkuSavedView *view = g_new0 (LuukkuSavedView, 1);

    view->name = g_strdup (names[i]);
    view->kind = kind_of (file, names[i]);
    view->channel = g_key_file_get_string (file, names[i], "Channel", NULL);
    view->unit = g_key_file_get_string (file, names[i], "Unit", NULL);
    g_ptr_array_add (list, view);
  }
  g_ptr_array_sort (list, compare_names);
  return list;
}

/* Returns: (transfer full): a name that a key file can have as a group; "" when nothing is left of it. */
static char *
clean_name (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *cut = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), MAX_NAME));

  for (char *p = cut; *p != '\0'; p++) {
    if (*p == '[' || *p == ']' || (guchar) *p < ' ')
      *p = ' ';
  }
  return g_strdup (g_strstrip (cut));
}

gboolean
luukku_saved_views_put (LuukkuInbox *inbox, const char *name, const LuukkuOverviewView *view, GError **error)
{
  g_autoptr (GKeyFile) file = read_file (inbox);
  g_autofree char *group = clean_name (name);
  g_auto (GStrv) names = g_key_file_get_groups (file, NULL);

  if (*group == '\0') {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT, N_ ("Write a name for the view."));
    return FALSE;
  }
  if (g_strv_length (names) >= LUUKKU_SAVED_VIEWS_MAX && !g_key_file_has_group (file, group)) {
    luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                      N_ ("There are as many saved views as can be kept. Remove one first."));
    return FALSE;
  }
  g_key_file_remove_group (file, group, NULL);
  g_key_file_set_string (file, group, "Kind", kinds[view->kind]);
  if (view->channel != NULL)
    g_key_file_set_string (file, group, "Channel", view->channel);
  if (view->unit != NULL)
    g_key_file_set_string (file, group, "Unit", view->unit);
  return write_file (inbox, file, error);
}

gboolean
luukku_saved_views_remove (LuukkuInbox *inbox, const char *name, GError **error)
{
  g_autoptr (GKeyFile) file = read_file (inbox);

  if (!g_key_file_remove_group (file, name, NULL)) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("There is no saved view of that name."));
    return FALSE;
  }
  return write_file (inbox, file, error);
}
