/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-pictures.h: pictures of the screen that staff add to a case, by a button or by dropping them.
 */
#pragma once

#include <gtk/gtk.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Packs a row into @box, and takes files that are dropped anywhere on @target. */
void luukku_pidgin_pictures_new (GtkWidget *box, GtkWidget *target, const char *case_number)
    G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
