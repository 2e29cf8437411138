/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-preview.h: the sheets of a record before it is made. */
#pragma once

#include <gtk/gtk.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_PIDGIN_PREVIEW_DPI 96
#define LUUKKU_PIDGIN_PREVIEW_PAGES 12

/* @pictures: of GBytes (PNG). @pages: of the whole record. Returns: (transfer none): its window; GTK_RESPONSE_OK
 * of it: the person wants to archive. */
GtkWidget *luukku_pidgin_preview_show (GPtrArray *pictures, guint pages, GtkWindow *parent) G_GNUC_NON_NULL (1);

G_END_DECLS
