/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-paper.h: the paper of a record: opened in the desktop's viewer, printed; each is logged. */
#pragma once

#include <gtk/gtk.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Opens the archived PDF of @record from a copy in a private folder, which goes when Pidgin quits. Returns:
 * (transfer none): what became of it, as a sentence in the interface language; NULL with @error. */
const char *luukku_pidgin_paper_open (const char *record, GtkWidget *widget, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Asks for a printer. The outcome is told in @outcome (a label of luukku_pidgin_parts_words()) when it is
 * still there. */
void luukku_pidgin_paper_print (const char *record, GtkWindow *parent, GtkWidget *outcome)
    G_GNUC_NON_NULL (1, 3);
/* The copies are removed. */
void luukku_pidgin_paper_shutdown (void);

G_END_DECLS
