/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-print.h: sends the archived bytes of a record to a printer that a person chooses. */
#pragma once

#include <gtk/gtk.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Writes the file to print, and logs the print. Returns: (transfer full): its path; NULL with @error. */
typedef char *(*LuukkuPidginPrintFile) (gpointer data, GError **error);
/* What became of it, as a sentence. */
typedef void (*LuukkuPidginPrintTell) (const char *sentence, gpointer data);

/* Asks for a printer. @file is called when the person has chosen, @tell with the outcome. @destroy: of @data,
 * when neither is called any more. */
void luukku_pidgin_print (const char *title, GtkWindow *parent, LuukkuPidginPrintFile file,
                          LuukkuPidginPrintTell tell, gpointer data, GDestroyNotify destroy)
    G_GNUC_NON_NULL (1, 3, 4);

G_END_DECLS
