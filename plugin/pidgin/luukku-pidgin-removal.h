/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-removal.h: the form of a request that a platform remove a message: Regulation (EU) 2022/2065
 * (Digital Services Act), article 16(2). */
#pragma once

#include <gtk/gtk.h>

#include "inbox/luukku-inbox.h"

G_BEGIN_DECLS

/* One window a case. @parent: (nullable). FALSE: there is no such case. */
gboolean luukku_pidgin_removal_show (const char *case_number, GtkWindow *parent) G_GNUC_NON_NULL (1);
void luukku_pidgin_removal_shutdown (void);

/* --- luukku-pidgin-removal-answer.c: what the platform answered */
typedef struct _LuukkuPidginRemovalAnswer LuukkuPidginRemovalAnswer;

/* Packs the page into @box and lives as long as it. */
LuukkuPidginRemovalAnswer *luukku_pidgin_removal_answer_new (GtkWidget *box, const char *case_number)
    G_GNUC_NON_NULL (1, 2);
/* The request has left, or an answer was saved: dates and the reminder are told anew. */
void luukku_pidgin_removal_answer_refresh (LuukkuPidginRemovalAnswer *self) G_GNUC_NON_NULL (1);

G_END_DECLS
