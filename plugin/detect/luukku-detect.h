/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-detect.h: personal data in a text that is about to leave. A detector knows nothing of packs or
 * severities: the rule that asks for a kind decides what a hit means. Pure, linear time; main thread only
 * (base forms). How a family is written: luukku-scan.h. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"
#include "detect/luukku-allow-list.h"
#include "model/luukku-finding.h"

G_BEGIN_DECLS

/* Longest text that luukku_detect_full() looks at, code points. */
#define LUUKKU_DETECT_MAX_CHARACTERS 20000
/* Most characters that one part of a longer text costs, see luukku_detect_ahead(); a text of up to twice as
 * many is one part. */
#define LUUKKU_DETECT_SLICE 1020
/* Most reasons a hit tells. */
#define LUUKKU_HIT_MAX_CUES 4

typedef struct {
  const char *kind; /* static: "HETU" */
  guint start, end; /* code points of the text as typed */
  LuukkuConfidence confidence;
  union {
    const char *cue;                           /* the first of the cues */
    const char *cues[LUUKKU_HIT_MAX_CUES + 1]; /* static, NULL-terminated: what made it sure,
                                                  "check-character" */
  };
} LuukkuHit;

/* Whether a text could be looked at. What could not be is never told as clean. */
typedef enum {
  LUUKKU_DETECT_CHECKED,
  LUUKKU_DETECT_TOO_LONG, /* over LUUKKU_DETECT_MAX_CHARACTERS: only its beginning was looked at */
  LUUKKU_DETECT_NOT_TEXT, /* no valid UTF-8: broken bytes were passed over */
} LuukkuDetectStatus;

typedef struct {
  const char *const *kinds;          /* (nullable): only these, NULL-terminated; NULL is all */
  const LuukkuAllowList *allow_list; /* (nullable): the municipality's own contact points */
  const char *language;              /* (nullable): of the text, "fi"; NULL is guessed when a family asks */
  gboolean mistyped;                 /* only luukku_detect_masked() sets it */
} LuukkuDetectOptions;

/* @options: (nullable). @ret_hits: (out) (transfer full): GArray of LuukkuHit, by place, without overlaps
 * (the surer wins, then the longer, then the family that stands first). */
LUUKKU_API LuukkuDetectStatus luukku_detect_full (const char *text, const LuukkuDetectOptions *options,
                                                  GArray **ret_hits) G_GNUC_NON_NULL (1, 3);

/* The same work in slices, for texts that somebody types: what was found in unchanged parts of a text is
 * kept, and a later luukku_detect_full() with the same text and options (kinds apart) is quick. Looks at some
 * @characters more, at least at one part (at most LUUKKU_DETECT_SLICE characters).
 * Returns: whether nothing is left to look at. */
LUUKKU_API gboolean luukku_detect_ahead (const char *text, const LuukkuDetectOptions *options,
                                         guint characters) G_GNUC_NON_NULL (1);
/* Returns: characters that were looked at since the start: the measure of work. */
LUUKKU_API guint64 luukku_detect_get_work (void);

/* Forgets what was found in texts; the next check looks at everything again. */
LUUKKU_API void luukku_detect_forget (void);

/* The whole of @text whatever its length, without an allow-list. Returns: (transfer full): as above. */
LUUKKU_API GArray *luukku_detect (const char *text, const char *const *kinds) G_GNUC_NON_NULL (1);

/* Identity codes in what somebody else has written, to be hidden from eyes that need not see them: also those
 * with one wrong character anywhere in the text, because nearly all of the code stands there. Whole, whatever
 * the length. Returns: (transfer full): as above. */
LUUKKU_API GArray *luukku_detect_masked (const char *text) G_GNUC_NON_NULL (1);

/* Returns: (transfer none): every kind there is, NULL-terminated. */
LUUKKU_API const char *const *luukku_detect_kinds (void);

/* Frees what the look-ups keep; for the end of the process and leak checks. */
LUUKKU_API void luukku_detect_shutdown (void);

G_END_DECLS
