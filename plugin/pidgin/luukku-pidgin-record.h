/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-record.h: what can be done with a record that has just been made. */
#pragma once

#include <gtk/gtk.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Shows a window for the record of that number. @parent: (nullable). */
void luukku_pidgin_record_show (const char *record, GtkWindow *parent) G_GNUC_NON_NULL (1);
/* Closes the windows and removes the copies that were opened. */
void luukku_pidgin_record_shutdown (void);

G_END_DECLS
