/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bench.h: what the measuring programs share. They print figures and assert no time. */
#pragma once

#include "store/luukku-store-messages.h"

/* Microseconds of a steady clock, for measuring only. */
gint64 bench_clock (void);

/* Microseconds of processor time of this process: what a busy machine does not change much. */
gint64 bench_processor (void);

/* Prints "name: median (minimum to maximum)" of @values (gint64 µs). */
void bench_report (const char *name, GArray *values);

/* Returns: (transfer full): a folder in the temporary directory. */
char *bench_dir (void);
/* Removes @dir and what is in it. */
void bench_clean (const char *dir);

/* Returns: (transfer full): @count messages of @residents residents in one batch, from number @first on. */
LuukkuBatch *bench_batch (guint first, guint count, guint residents);
