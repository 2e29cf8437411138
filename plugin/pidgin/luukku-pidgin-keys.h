/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-keys.h: the sheet that lists our keys, made of the table that binds them
 * (luukku-pidgin-menu.c). */
#pragma once

#include <gtk/gtk.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* @parent: the conversation's window. */
void luukku_pidgin_keys_show (GtkWindow *parent) G_GNUC_NON_NULL (1);
void luukku_pidgin_keys_shutdown (void);

G_END_DECLS
