/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-wrap.h: a label whose lines are as long as its place is wide, and that never keeps a window
 * from being made narrower. GTK 2's own wrapping labels do neither. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Returns: (transfer floating): the widget to pack. *@ret_label: (out): the label in it, for its text. */
GtkWidget *luukku_pidgin_wrap_new (GtkWidget **ret_label);

G_END_DECLS
