/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-paper.c: the archived bytes of a record in the desktop's own viewer or on a printer, from a
 * copy in a private folder that is removed when Pidgin quits. Draws nothing anew. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-paper.h"

#include "base/luukku-error.h"
#include "evidence/luukku-archive.h"
#include "pidgin/luukku-pidgin-parts.h"
#include "pidgin/luukku-pidgin-print.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

#include <glib/gstdio.h>

static char *copies_dir;  /* (nullable): 0700, made on first use */
static GPtrArray *copies; /* of char * (owned) (nullable) */

/* Returns: (transfer full): the path of the copy; NULL with @error. */
static char *
write_copy (const char *record, gboolean for_print, GError **error)
{
  LuukkuInbox *inbox = luukku_pidgin_get_api ()->get_inbox ();
  g_autofree char *actor = luukku_pidgin_dup_actor ();
  g_autofree char *name = g_strconcat (record, ".pdf", NULL);
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (inbox == NULL) {
    luukku_set_error (error, LUUKKU_ERROR_FAILED,
                      N_ ("The inbox is not open. Enable the account and try again."));
    return NULL;
  }
  bytes = (for_print ? luukku_archive_read_for_print : luukku_archive_read) (
      luukku_inbox_get_store (inbox), record, "record.pdf", actor, error);
  if (bytes == NULL)
    return NULL;
  if (copies_dir == NULL)
    copies_dir = g_dir_make_tmp ("luukku-XXXXXX", error);
  if (copies_dir == NULL)
    return NULL;
  path = g_build_filename (copies_dir, name, NULL);
  if (!g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                 G_FILE_SET_CONTENTS_NONE, 0600, error))
    return NULL;
  if (copies == NULL)
    copies = g_ptr_array_new_with_free_func (g_free);
  if (!g_ptr_array_find_with_equal_func (copies, path, g_str_equal, NULL))
    g_ptr_array_add (copies, g_strdup (path));
  return g_steal_pointer (&path);
}

const char *
luukku_pidgin_paper_open (const char *record, GtkWidget *widget, GError **error)
{
  g_autofree char *path = write_copy (record, FALSE, error);
  g_autofree char *uri = NULL;
  g_autoptr (GError) problem = NULL;

  if (path == NULL)
    return NULL;
  uri = g_filename_to_uri (path, NULL, NULL);
  if (uri != NULL && gtk_show_uri (gtk_widget_get_screen (widget), uri, GDK_CURRENT_TIME, &problem))
    return _ ("The record was opened in your PDF viewer.");
  g_debug ("no viewer: code %d", problem != NULL ? problem->code : 0);
  return _ ("No program that shows PDF files could be started. Install one, or export the package and "
            "open the "
            "record from there.");
}

/* --- the printer: the archived bytes go to it as they are */

typedef struct {
  char *record;
  GtkWidget *outcome; /* weak (nullable) */
} Printing;

static void
printing_free (gpointer data)
{
  Printing *self = data;

  if (self->outcome != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->outcome), (gpointer *) &self->outcome);
  g_free (self->record);
  g_free (self);
}

static void
on_printed (const char *sentence, gpointer data)
{
  Printing *self = data;

  if (self->outcome != NULL)
    luukku_pidgin_parts_tell (self->outcome, sentence);
}

static char *
on_print_file (gpointer data, GError **error)
{
  return write_copy (((Printing *) data)->record, TRUE, error);
}

void
luukku_pidgin_paper_print (const char *record, GtkWindow *parent, GtkWidget *outcome)
{
  Printing *self = g_new0 (Printing, 1);

  self->record = g_strdup (record);
  self->outcome = outcome;
  g_object_add_weak_pointer (G_OBJECT (outcome), (gpointer *) &self->outcome);
  luukku_pidgin_print (record, parent, on_print_file, on_printed, self, printing_free);
}

void
luukku_pidgin_paper_shutdown (void)
{
  for (guint i = 0; copies != NULL && i < copies->len; i++)
    g_unlink (g_ptr_array_index (copies, i));
  g_clear_pointer (&copies, g_ptr_array_unref);
  if (copies_dir != NULL)
    g_rmdir (copies_dir);
  g_clear_pointer (&copies_dir, g_free);
}
