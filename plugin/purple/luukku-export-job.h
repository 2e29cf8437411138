/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-export-job.h: the export of a record from the menu: full check in a worker, time stamp over the
 * network, package, hand-over. */
#pragma once

#include "base/luukku-macros.h"

#include <glib.h>

G_BEGIN_DECLS

/* Begins to export @record to @output (a .zip) and tells the person how it ends; a button cancels it.
 * @recipient,
 * @purpose: (nullable): both or none; logged as a hand-over. FALSE with @error when nothing was begun. */
gboolean luukku_export_job_start (const char *record, const char *output, const char *recipient,
                                  const char *purpose, GError **error) G_GNUC_NON_NULL (1, 2);
void luukku_export_job_shutdown (void);

G_END_DECLS
