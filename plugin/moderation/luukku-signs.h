/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-signs.h: signs that say little alone and much together; inside this folder only.
 *
 * A sign is a row of the lists with the class "sign.NAME". A combination says which signs of one sentence, or
 * of two that follow each other, are a reason together, in whatever order they stand. */
#pragma once

#include "moderation/luukku-family.h"

G_BEGIN_DECLS

#define LUUKKU_MOD_MAX_NEEDS 5

typedef struct {
  LuukkuModRule rule;                      /* its checks are made on the first need */
  const char *needs[LUUKKU_MOD_MAX_NEEDS]; /* each "one|other": names without "sign." */
  const char *bars;                        /* (nullable): "one|other": none of them in the same sentences */
  gboolean across;                         /* the next sentence counts, too */
  guint64 need_masks[LUUKKU_MOD_MAX_NEEDS], bar_mask; /* filled in at the first use */
} LuukkuModCombination;

/* Adds what @combinations tell of the text to @label, the first one of each sentence, unless @label is set
 * already. */
void luukku_mod_scan_combine (LuukkuModScan *scan, const char *label, LuukkuModCombination *combinations,
                              guint n_combinations) G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
