/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-log.c: the full check of the evidence log in a worker, and checkpoints that leave the
 * computer, with what their age means. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-evidence.h"
#include "pidgin/luukku-pidgin-evidence.h"
#include "pidgin/luukku-pidgin-parts.h"
#include "pidgin/luukku-pidgin.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

typedef struct {
  LuukkuInbox *inbox; /* (ref) */
  GtkWidget *age, *folder, *always, *outcome;
  LuukkuPidginProgress *progress; /* no ref: of the page */
  GCancellable *check;            /* (owned) (nullable): NULL: none runs */
} Log;

static GSList *all; /* of Log: that are still there */

static void
log_free (gpointer data)
{
  Log *self = data;

  all = g_slist_remove (all, self);
  if (self->check != NULL)
    g_cancellable_cancel (self->check);
  g_clear_object (&self->check);
  g_object_unref (self->inbox);
  g_free (self);
}

static LuukkuStore *
store_of (Log *self)
{
  return luukku_inbox_get_store (self->inbox);
}

/* --- the check */

static void
on_progress (gint64 entries, gint64 total, gpointer data)
{
  Log *self = g_slist_find (all, data) != NULL ? data : NULL;
  g_autofree char *sentence =
      g_strdup_printf (_ ("%u of %u entries are checked."), (guint) entries, (guint) total);

  if (self != NULL && self->check != NULL)
    luukku_pidgin_progress_show (self->progress, sentence, total > 0 ? (double) entries / (double) total : 1);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_auto (LuukkuChainReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean fits = luukku_audit_finish (result, &report, &error);
  Log *self = g_slist_find (all, data) != NULL ? data : NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *time = NULL;
  gint64 now;

  if (self == NULL)
    return;
  g_clear_object (&self->check);
  luukku_pidgin_progress_hide (self->progress);
  now = luukku_clock_now (luukku_inbox_get_clock (self->inbox));
  time = luukku_words_time (now, now);
  if (fits)
    /* TRANSLATORS: a number of entries and a time of day. */
    sentence = g_strdup_printf (ngettext ("✓ The whole log verifies: %u entry. Checked at %s.",
                                          "✓ The whole log verifies: %u entries. Checked at %s.",
                                          (gulong) report.entries),
                                (guint) report.entries, time);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sentence = g_strdup (_ ("The check was stopped."));
  else
    sentence = g_strdup_printf ("✗ %s", error->message);
  luukku_pidgin_parts_tell (self->outcome, sentence);
}

static void
on_check (GtkWidget *button, gpointer data)
{
  Log *self = data;

  if (self->check != NULL)
    return;
  self->check = g_cancellable_new ();
  luukku_pidgin_progress_show (self->progress, _ ("The evidence log is being checked."), 0);
  luukku_audit_async (luukku_store_get_path (store_of (self)), luukku_inbox_get_clock (self->inbox), NULL,
                      on_progress, self, self->check, on_done, self);
}

static void
on_stop (GtkWidget *button, gpointer data)
{
  Log *self = data;

  if (self->check != NULL)
    g_cancellable_cancel (self->check);
}

/* --- checkpoints */

static void
tell_age (Log *self)
{
  g_autofree char *notice = luukku_checkpoint_get_notice (store_of (self));
  g_autoptr (GPtrArray) newest = luukku_store_list_checkpoints (store_of (self), 1, NULL);
  g_autofree char *time = NULL;
  g_autofree char *sentence = NULL;

  if (notice != NULL) {
    sentence = g_strdup_printf ("⚠ %s", notice);
  } else if (newest != NULL && newest->len > 0) {
    time = luukku_words_time (((const LuukkuCheckpointRow *) newest->pdata[0])->at,
                              luukku_clock_now (luukku_inbox_get_clock (self->inbox)));
    /* TRANSLATORS: %s is a time. */
    sentence = g_strdup_printf (_ ("The newest checkpoint is from %s."), time);
  }
  luukku_pidgin_parts_tell (
      self->age, sentence != NULL ? sentence : _ ("The log is empty: there is nothing to secure yet."));
}

static void
on_write (GtkWidget *button, gpointer data)
{
  Log *self = data;
  const char *folder = gtk_entry_get_text (GTK_ENTRY (self->folder));
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *sentence = NULL;

  if (*folder == '\0') {
    luukku_pidgin_parts_tell (self->outcome, _ ("Choose a folder outside this computer first."));
    gtk_widget_grab_focus (self->folder);
    return;
  }
  if (!luukku_inbox_write_checkpoint (self->inbox, folder, "folder", &path, &error) ||
      !luukku_store_set_setting (
          store_of (self), LUUKKU_CHECKPOINT_FOLDER,
          gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->always)) ? folder : "", &error)) {
    luukku_pidgin_parts_tell (self->outcome, error->message);
    return;
  }
  sentence = g_strdup_printf (
      _ ("The checkpoint is in %s. Mail it to the registry, or keep it outside this computer."), path);
  luukku_pidgin_parts_tell (self->outcome, sentence);
  tell_age (self);
}

static void
on_letter (GtkWidget *button, gpointer data)
{
  luukku_pidgin_get_api ()->show_letter ();
  tell_age (data);
}

static void
on_browse (GtkWidget *button, gpointer data)
{
  luukku_pidgin_parts_choose (((Log *) data)->folder, _ ("Folder for checkpoints"),
                              GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL);
}

/* --- page */

static void
add_checkpoint (Log *self, GtkWidget *box)
{
  g_autofree char *setting = luukku_store_get_setting (store_of (self), LUUKKU_CHECKPOINT_FOLDER, NULL);
  GtkWidget *table = gtk_table_new (1, 2, FALSE), *row = gtk_hbox_new (FALSE, 6),
            *buttons = gtk_hbox_new (FALSE, 6);

  self->folder = gtk_entry_new ();
  gtk_entry_set_text (GTK_ENTRY (self->folder), setting != NULL ? setting : "");
  gtk_box_pack_start (GTK_BOX (row), self->folder, TRUE, TRUE, 0);
  luukku_pidgin_parts_button (row, _ ("_Browse…"), G_CALLBACK (on_browse), self);
  g_object_set_data (G_OBJECT (row), "luukku-view", self->folder);
  luukku_pidgin_parts_row (table, 0, _ ("_Folder:"), row);
  gtk_box_pack_start (GTK_BOX (box), table, FALSE, FALSE, 0);
  self->always = gtk_check_button_new_with_mnemonic (_ ("_Write one there at each start"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->always), setting != NULL && *setting != '\0');
  gtk_box_pack_start (GTK_BOX (box), self->always, FALSE, FALSE, 0);
  luukku_pidgin_parts_button (buttons, _ ("Write a check_point now"), G_CALLBACK (on_write), self);
  luukku_pidgin_parts_button (buttons, _ ("Letter _to the registry"), G_CALLBACK (on_letter), self);
  gtk_box_pack_start (GTK_BOX (box), buttons, FALSE, FALSE, 0);
}

void
luukku_pidgin_log_new (GtkWidget *box)
{
  Log *self = g_new0 (Log, 1);
  GtkWidget *buttons = gtk_hbox_new (FALSE, 6);

  self->inbox = g_object_ref (luukku_pidgin_get_api ()->get_inbox ());
  all = g_slist_prepend (all, self);
  g_object_set_data_full (G_OBJECT (box), "luukku-log", self, log_free);
  luukku_pidgin_parts_words (
      box, _ ("Every record, view, print and hand-over is an entry of the evidence log. The check "
              "shows whether an entry was changed or taken out."));
  luukku_pidgin_parts_button (buttons, _ ("_Check the whole log"), G_CALLBACK (on_check), self);
  gtk_box_pack_start (GTK_BOX (box), buttons, FALSE, FALSE, 0);
  self->progress = luukku_pidgin_progress_new (box, G_CALLBACK (on_stop), self);
  gtk_box_pack_start (GTK_BOX (box), gtk_hseparator_new (), FALSE, FALSE, 6);
  luukku_pidgin_parts_words (
      box, _ ("A checkpoint is a signed line that shows later that nothing in the log was changed or "
              "left out up to now. It helps only when it is kept outside this computer."));
  self->age = luukku_pidgin_parts_words (box, NULL);
  add_checkpoint (self, box);
  self->outcome = luukku_pidgin_parts_words (box, NULL);
  tell_age (self);
}
