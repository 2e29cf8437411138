/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-parts.h: what the evidence windows are put together from; every part has the name that a
 * screen reader says. */
#pragma once

#include <gtk/gtk.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Packs a label that wraps into @box (a GtkVBox). @text: (nullable): hidden until
 * luukku_pidgin_parts_tell() has something to say. Returns: (transfer none): the label. */
GtkWidget *luukku_pidgin_parts_words (GtkWidget *box, const char *text) G_GNUC_NON_NULL (1);
/* Shows @sentence in a label; "" hides it. */
void luukku_pidgin_parts_tell (GtkWidget *label, const char *sentence) G_GNUC_NON_NULL (1, 2);
/* A line of a form: @label (with its mnemonic) before @input, which is named by it. @row: of the table. */
void luukku_pidgin_parts_row (GtkWidget *table, guint row, const char *label, GtkWidget *input)
    G_GNUC_NON_NULL (1, 3, 4);
/* Returns: (transfer floating): a scrolled text of some lines. *@ret_view: (out). */
GtkWidget *luukku_pidgin_parts_text (guint lines, GtkWidget **ret_view) G_GNUC_NON_NULL (2);
/* Returns: (transfer full): what stands in the text, without blanks around it. */
char *luukku_pidgin_parts_get_text (GtkWidget *view) G_GNUC_NON_NULL (1);
void luukku_pidgin_parts_set_text (GtkWidget *view, const char *text) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none): packed into @box; @label with its mnemonic. */
GtkWidget *luukku_pidgin_parts_button (GtkWidget *box, const char *label, GCallback clicked, gpointer data)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none): a column of text. @width: in digits. */
GtkTreeViewColumn *luukku_pidgin_parts_column (GtkWidget *view, const char *title, int column, int width,
                                               gboolean expand) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer floating): @view with bars and a frame. */
GtkWidget *luukku_pidgin_parts_scroll (GtkWidget *view) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): a dialog with Pidgin's manners: role, border, no wider than the screen. */
GtkWidget *luukku_pidgin_parts_dialog (const char *title, const char *role, GtkWindow *parent, int width,
                                       int height) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none): the box of @dialog's contents. */
GtkWidget *luukku_pidgin_parts_get_box (GtkWidget *dialog) G_GNUC_NON_NULL (1);
/* A file is chosen for @entry, which gets its path. @name: (nullable): the name to begin with. @action: save
 * or a folder. */
void luukku_pidgin_parts_choose (GtkWidget *entry, const char *title, GtkFileChooserAction action,
                                 const char *name) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none): a folder to begin with. */
const char *luukku_pidgin_parts_first_folder (void);

/* --- how far some work is */
typedef struct _LuukkuPidginProgress LuukkuPidginProgress;

/* A hidden row with a bar and a button that cancels; lives as long as @box, into which it is packed. */
LuukkuPidginProgress *luukku_pidgin_progress_new (GtkWidget *box, GCallback cancel, gpointer data)
    G_GNUC_NON_NULL (1, 2);
/* @part: 0…1; below 0: unknown. */
void luukku_pidgin_progress_show (LuukkuPidginProgress *self, const char *sentence, double part)
    G_GNUC_NON_NULL (1, 2);
void luukku_pidgin_progress_hide (LuukkuPidginProgress *self) G_GNUC_NON_NULL (1);
gboolean luukku_pidgin_progress_is_shown (LuukkuPidginProgress *self) G_GNUC_NON_NULL (1);

G_END_DECLS
