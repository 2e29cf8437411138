/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-guide.h: the first steps: guideline, who sits here, first channel or practice; and the pages that
 * tell how to work. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Shows the first steps when nobody has seen them and there is no channel yet; from an idle source, so that
 * the user interface is there. Never in the way of anything. */
void luukku_guide_offer (void);
/* The user interface's window, or forms of libpurple's. */
void luukku_guide_show (void);
void luukku_guide_shutdown (void);

/* Makes the practice channel's account and enables it. FALSE: there was one already; it is enabled. */
gboolean luukku_guide_start_practice (void);
/* See LuukkuSettingsApi. */
void luukku_guide_check_keyring (void (*answer) (const char *trouble, gpointer data), gpointer data);

/* --- luukku-about.c */
void luukku_about_show (void);
/* Opens the users' guide in the language of the interface; says where it should be when it is not there. */
void luukku_about_show_manual (void);

G_END_DECLS
