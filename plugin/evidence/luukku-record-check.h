/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-record-check.h: whether the files of each record are still the ones that the log names. The log
 * itself is luukku-audit.h's. In a worker, through a connection of its own that only reads. */
#pragma once

#include "store/luukku-store-evidence.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  LUUKKU_RECORD_UNKNOWN, /* not looked at */
  LUUKKU_RECORD_FITS,    /* every file has the digest that the log names */
  LUUKKU_RECORD_ERASED,  /* by a decision */
  LUUKKU_RECORD_WRONG,   /* a file is missing or is another one */
} LuukkuRecordState;

/* *@ret_fault: (out) (transfer full) (nullable): the path of the first file that is wrong. */
LUUKKU_API LuukkuRecordState luukku_record_check (LuukkuStore *store, const LuukkuRecordRow *row,
                                                  char **ret_fault) G_GNUC_NON_NULL (1, 2, 3);

/* In the main context of the caller. */
typedef void (*LuukkuRecordChecked) (const char *record, LuukkuRecordState state, const char *fault,
                                     guint done, guint total, gpointer data);

/* All records, newest first; @checked is called for each. */
LUUKKU_API void luukku_record_check_all_async (const char *store_path, LuukkuClock *clock,
                                               LuukkuRecordChecked checked, gpointer checked_data,
                                               GCancellable *cancellable, GAsyncReadyCallback callback,
                                               gpointer data) G_GNUC_NON_NULL (1, 2, 3);
/* Returns: how many do not fit, -1 with @error (G_IO_ERROR_CANCELLED too). */
LUUKKU_API gssize luukku_record_check_all_finish (GAsyncResult *result, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
