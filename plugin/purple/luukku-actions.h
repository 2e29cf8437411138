/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-actions.h: menu entries of the plugin (Tools) and of an account (Accounts), made of libpurple
 * requests so that Pidgin and Finch have them alike. */
#pragma once

#include <purple.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

GList *luukku_actions_of_plugin (PurplePlugin *plugin, gpointer context);
GList *luukku_actions_of_account (PurplePlugin *plugin, gpointer context);
/* TRUE: the user interface has shown its window of the evidence at @page (luukku-ui-ops.h). */
gboolean luukku_actions_show_evidence (const char *page) G_GNUC_NON_NULL (1);
/* The user interface's inbox, or a list of libpurple's. */
void luukku_actions_show_inbox (void);
/* The manager's list of reports about the checks (luukku-actions-reports.c). The inbox must be open. */
void luukku_actions_show_reports (void);

/* luukku-inbox-list.c */
void luukku_inbox_list_show (void);

/* How each channel fares (luukku-health-list.c). */
void luukku_health_list_show (void);

G_END_DECLS
