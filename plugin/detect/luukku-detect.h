/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-detect.h: personal data in a text that is about to leave. One file a family, one table; a detector
 * knows nothing of packs or severities: the rule that asks for a kind decides what a hit means. Pure, linear
 * time. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"
#include "base/luukku-text.h"
#include "model/luukku-finding.h"

G_BEGIN_DECLS

typedef struct {
  const char *kind; /* static: "HETU" */
  guint start, end; /* code points of the text as typed */
  LuukkuConfidence confidence;
  const char *cue; /* static: what made it sure, "check-character" */
} LuukkuHit;

/* One family. Appends LuukkuHit to @hits; @folded is the comparable form of the text. */
typedef void (*LuukkuDetector) (const LuukkuFolded *folded, GArray *hits);

/* @kinds: (nullable): only these families' kinds, NULL-terminated; NULL is all.
 * Returns: (transfer full): GArray of LuukkuHit, by place, without overlaps (the surer, then the longer
 * wins). */
LUUKKU_API GArray *luukku_detect (const char *text, const char *const *kinds) G_GNUC_NON_NULL (1);

/* Finnish personal identity code (henkilötunnus): valid date, century sign of the 2023 decree (+, -, Y X W V
 * U, A B C D E F), serial 002-999 (900-999 are temporary), check character modulo 31. */
LUUKKU_API void luukku_detect_hetu (const LuukkuFolded *folded, GArray *hits) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
