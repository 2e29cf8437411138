/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-pick.h: the messages of a sender with a tick for what a record is about and a tick for what
 * is beside it. */
#pragma once

#include <gtk/gtk.h>

#include "inbox/luukku-inbox.h"

G_BEGIN_DECLS

typedef struct _LuukkuPidginPick LuukkuPidginPick;

/* Packs the list of all conversations of the sender of @item into @box and lives as long as it. Ticked are
 * the messages with a label (or all of the resident in the case), the rest of the case beside them. NULL with
 * @error. */
LuukkuPidginPick *luukku_pidgin_pick_new (GtkWidget *box, LuukkuInbox *inbox, LuukkuCase *item,
                                          GError **error) G_GNUC_NON_NULL (1, 2, 3);
/* *@ret_objects, *@ret_context: (out) (transfer full): gint64, the store's numbers. */
void luukku_pidgin_pick_get (LuukkuPidginPick *self, GArray **ret_objects, GArray **ret_context)
    G_GNUC_NON_NULL (1, 2, 3);
/* The words of what is ticked are shown now: each covered message is counted once. */
gboolean luukku_pidgin_pick_note_exposure (LuukkuPidginPick *self, GError **error) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): the language that the resident wrote last, "fi" or "sv"; "fi" for any other. */
const char *luukku_pidgin_pick_get_language (LuukkuPidginPick *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): the list, to give it the focus. */
GtkWidget *luukku_pidgin_pick_get_view (LuukkuPidginPick *self) G_GNUC_NON_NULL (1);

G_END_DECLS
