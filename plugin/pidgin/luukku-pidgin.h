/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin.h: what the files of this folder share: the glue's offer, a clock, names for screen readers.
 */
#pragma once

#include <gtk/gtk.h>

#include "purple/luukku-ui-ops.h"

G_BEGIN_DECLS

/* Returns: (transfer none) (not nullable) while the module is loaded. */
const LuukkuPurpleApi *luukku_pidgin_get_api (void);
/* Returns: (transfer none): the inbox's clock; the same one until the module is unloaded. */
LuukkuClock *luukku_pidgin_get_clock (void);
/* Returns: (transfer full): who sits here, for the log of the archive. */
char *luukku_pidgin_dup_actor (void);
/* Returns: (transfer full) (nullable): the small icon of @channel, a key; NULL: its account is not in this
 * Pidgin. */
GdkPixbuf *luukku_pidgin_dup_channel_icon (const char *channel) G_GNUC_NON_NULL (1);
/* Gives @widget the name that a screen reader says. */
void luukku_pidgin_set_name (GtkWidget *widget, const char *name) G_GNUC_NON_NULL (1, 2);
/* Hides @window now and destroys it when the handlers that run have ended: a screen reader's press goes on
 * using the button after its handler (gail would read freed memory). */
void luukku_pidgin_close (GtkWidget *window) G_GNUC_NON_NULL (1);

G_END_DECLS
