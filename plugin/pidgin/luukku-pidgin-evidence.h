/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-evidence.h: the window of who looks after the evidence: records, what may be erased, the log.
 */
#pragma once

#include <gtk/gtk.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* @page: "records", "retention" or "log". FALSE: there is no inbox. */
gboolean luukku_pidgin_evidence_show (const char *page) G_GNUC_NON_NULL (1);
void luukku_pidgin_evidence_shutdown (void);

/* --- its pages; each packs itself into @box and lives as long as it */
void luukku_pidgin_records_new (GtkWidget *box) G_GNUC_NON_NULL (1);
void luukku_pidgin_retention_new (GtkWidget *box) G_GNUC_NON_NULL (1);
void luukku_pidgin_log_new (GtkWidget *box) G_GNUC_NON_NULL (1);

G_END_DECLS
