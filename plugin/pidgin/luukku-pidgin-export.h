/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-export.h: asks where a record's package goes, who gets it and what for, and shows how far the
 * export is. */
#pragma once

#include <gtk/gtk.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* @parent: (nullable). A second call brings the same dialog of @record to the front. */
void luukku_pidgin_export_show (const char *record, GtkWindow *parent) G_GNUC_NON_NULL (1);
/* Closes them; an export that runs goes on. */
void luukku_pidgin_export_shutdown (void);

G_END_DECLS
