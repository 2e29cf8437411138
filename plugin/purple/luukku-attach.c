/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-attach.c: hands files to the inbox and says what became of them. A channel that takes none says so
 * before anybody has chosen a file. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-attach.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-files.h"
#include "model/luukku-by-hand.h"
#include "purple/luukku-core.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define REMOVE_WORD "remove"
#define LIST_WORD "list"

/* --- lines */
static GPtrArray *
list_files (LuukkuView *self)
{
  return luukku_inbox_list_files (luukku_core_get_inbox (), self->about.channel, self->about.conversation);
}

static void
tell_list (LuukkuView *self)
{
  g_autoptr (GPtrArray) files = list_files (self);
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < files->len; i++) {
    const LuukkuReplyFile *file = g_ptr_array_index (files, i);
    g_autofree char *size = g_format_size ((guint64) file->size);

    g_string_append_printf (lines, "\n%u. %s (%s)", i + 1, file->name, size);
  }
  if (files->len == 0)
    g_string_append (lines, _ ("No file goes along with the next reply. Write /file to choose one."));
  else
    g_string_prepend (lines, _ ("With the next reply go along (/file remove 1 leaves the first one out):"));
  luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, lines->str);
}

/* Where no bar shows it. */
static void
tell_changed (LuukkuView *self)
{
  if (luukku_core_get_ui_ops ()->refresh == NULL)
    tell_list (self);
}

/* --- adding */
static gboolean
add (LuukkuView *self, const char *path, GError **error)
{
  if (!luukku_inbox_add_file (luukku_core_get_inbox (), self->about.channel, self->about.conversation, path,
                              error))
    return FALSE;
  tell_changed (self);
  return TRUE;
}

/* The window may be gone by then. */
static void
on_chosen (gpointer number, const char *path)
{
  LuukkuView *view = luukku_core_get_inbox () != NULL
                         ? luukku_view_find_conversation ((gint64) GPOINTER_TO_SIZE (number))
                         : NULL;
  g_autoptr (GError) error = NULL;

  if (view != NULL && path != NULL && *path != '\0' && !add (view, path, &error))
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
}

static gboolean
can_attach (LuukkuView *self, GError **error)
{
  if (luukku_core_get_inbox () == NULL || self->about.id == 0) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("This conversation is not in the inbox. Open it from the inbox and try again."));
    return FALSE;
  }
  return luukku_inbox_can_add_file (luukku_core_get_inbox (), self->about.channel, self->about.conversation,
                                    error);
}

gboolean
luukku_attach_file (LuukkuView *self, const char *path, GError **error)
{
  if (!can_attach (self, error))
    return FALSE;
  if (path != NULL)
    return add (self, path, error);
  purple_request_file (&self->about, _ ("A file that goes along with the reply"), NULL, FALSE,
                       G_CALLBACK (on_chosen), NULL, purple_conversation_get_account (self->conv), NULL,
                       self->conv, GSIZE_TO_POINTER ((gsize) self->about.id));
  return TRUE;
}

/* --- the command */
static gboolean
remove_file (LuukkuView *self, const char *number, GError **error)
{
  g_autoptr (GPtrArray) files = list_files (self);
  guint64 place = 0;

  if (!g_ascii_string_to_unsigned (number, 10, 1, MAX (files->len, 1), &place, NULL) || files->len == 0) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("No file with that number goes along. /file list shows them."));
    return FALSE;
  }
  if (!luukku_inbox_remove_file (luukku_core_get_inbox (), self->about.channel, self->about.conversation,
                                 ((const LuukkuReplyFile *) files->pdata[place - 1])->id, error))
    return FALSE;
  tell_changed (self);
  return TRUE;
}

gboolean
luukku_attach_command (LuukkuView *self, const char *rest, GError **error)
{
  g_auto (GStrv) words = g_strsplit (rest, " ", 2);

  if (*rest == '\0')
    return luukku_attach_file (self, NULL, error);
  if (luukku_core_get_inbox () != NULL && g_str_equal (rest, LIST_WORD)) {
    tell_list (self);
    return TRUE;
  }
  if (luukku_core_get_inbox () != NULL && g_str_equal (words[0], REMOVE_WORD) && words[1] != NULL)
    return remove_file (self, g_strstrip (words[1]), error);
  if (g_path_is_absolute (rest))
    return luukku_attach_file (self, rest, error);
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_INPUT,
      N_ ("Write /file alone to choose a file, /file list, /file remove 1, or /file and the whole "
          "path of the file, which begins with “/”."));
  return FALSE;
}
