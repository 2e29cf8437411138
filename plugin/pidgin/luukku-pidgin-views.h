/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-views.h: which conversations the inbox lists: the choice of a view with its counts, of a
 * channel or unit, and the views that a person keeps. */
#pragma once

#include <gtk/gtk.h>

#include "inbox/luukku-overview.h"

G_BEGIN_DECLS

typedef struct _LuukkuPidginViews LuukkuPidginViews;

/* @inbox, @overview: (transfer none), kept. @parent: (transfer none): window of its questions. */
LuukkuPidginViews *luukku_pidgin_views_new (LuukkuInbox *inbox, LuukkuOverview *overview, GtkWidget *parent);
void luukku_pidgin_views_free (LuukkuPidginViews *self);
/* Returns: (transfer none): the row of widgets. */
GtkWidget *luukku_pidgin_views_get_widget (LuukkuPidginViews *self);
/* Counts and channels may be different. */
void luukku_pidgin_views_refresh (LuukkuPidginViews *self) G_GNUC_NON_NULL (1);

G_END_DECLS
