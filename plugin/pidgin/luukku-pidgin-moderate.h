/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-moderate.h: the submenu of the conversation window for what is done about a message or its
 * writer. */
#pragma once

#include <gtkconv.h>
#include <gtkconvwin.h>

/* Returns: (transfer none): floating: an item with a submenu. @run: does a command of the active
 * conversation, as if it had been typed. */
GtkWidget *luukku_pidgin_moderate_item_new (PidginWindow *window,
                                            void (*run) (PidginWindow *window, const char *command));
