/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-paper.c: the archived bytes of a record in the desktop's own viewer or on a printer, from a
 * copy in a private folder beside the store (base/luukku-copies.h) that is removed when Pidgin quits, or at
 * the next start when it could not. Draws nothing anew. */
#define G_LOG_DOMAIN "luukku"

#include "pidgin/luukku-pidgin-paper.h"

#include "base/luukku-copies.h"
#include "base/luukku-error.h"
#include "evidence/luukku-archive.h"
#include "inbox/luukku-inbox-alarm.h"
#include "pidgin/luukku-pidgin-parts.h"
#include "pidgin/luukku-pidgin-print.h"
#include "pidgin/luukku-pidgin.h"

#include "purple/luukku-i18n.h"

static GPtrArray *copies; /* of char * (owned) (nullable): names */
static char *store_path;  /* (nullable): of the store they are beside */

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
  /* Counted before it is seen. */
  if (bytes == NULL || !luukku_inbox_note_exposure_of_record (inbox, record, error))
    return NULL;
  path = luukku_copies_put (luukku_store_get_path (luukku_inbox_get_store (inbox)), name, bytes, error);
  if (path == NULL)
    return NULL;
  if (copies == NULL)
    copies = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (copies, g_steal_pointer (&name));
  g_free (store_path);
  store_path = g_strdup (luukku_store_get_path (luukku_inbox_get_store (inbox)));
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
    g_strfreev (luukku_copies_sweep (store_path, g_ptr_array_index (copies, i)));
  g_clear_pointer (&copies, g_ptr_array_unref);
  g_clear_pointer (&store_path, g_free);
}
