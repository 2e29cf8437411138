/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-ticks.h: the boxes that a rule wants ticked before a picture, a recording or a long quotation
 * leaves, in the banner. */
#pragma once

#include <gtk/gtk.h>

#include "inbox/luukku-aids.h"

G_BEGIN_DECLS

typedef struct _LuukkuPidginTicks LuukkuPidginTicks;

/* @ids: NULL-terminated: all that are ticked now. */
typedef void (*LuukkuPidginTicked) (const char *const *ids, gpointer data);

/* Returns: (transfer full): empty and hidden. */
LuukkuPidginTicks *luukku_pidgin_ticks_new (LuukkuPidginTicked ticked, gpointer data) G_GNUC_NON_NULL (1);
void luukku_pidgin_ticks_free (LuukkuPidginTicks *self);
/* Returns: (transfer none). */
GtkWidget *luukku_pidgin_ticks_get_widget (LuukkuPidginTicks *self) G_GNUC_NON_NULL (1);
/* @boxes: (nullable): of LuukkuTick; hidden when there are none. */
void luukku_pidgin_ticks_show (LuukkuPidginTicks *self, GPtrArray *boxes) G_GNUC_NON_NULL (1);

G_END_DECLS
