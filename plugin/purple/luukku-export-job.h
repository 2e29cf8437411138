/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-export-job.h: the one way on which a record is exported from any window: full check in a worker, time
 * stamp over the network, package and hand-over in a worker. */
#pragma once

#include "purple/luukku-ui-ops.h"

G_BEGIN_DECLS

/* As LuukkuPurpleApi's. */
gboolean luukku_export_job_start (const LuukkuExportOrder *order, const LuukkuExportWatch *watch,
                                  GError **error) G_GNUC_NON_NULL (1);
void luukku_export_job_cancel (void);
void luukku_export_job_forget (gpointer data);
/* Returns: (transfer full): where the hand-over sheet of the package @output goes. */
char *luukku_export_job_sheet_path (const char *output) G_GNUC_NON_NULL (1);
void luukku_export_job_shutdown (void);

G_END_DECLS
