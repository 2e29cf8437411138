/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-finding.h: something a check found in a text, and the verdict that several findings make; immutable,
 * ref-counted. A finding never holds the found text itself, only where it stands. */
#pragma once

#include <glib-object.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* In rising order; the verdict is the highest of its findings. Stored on disk: append only, never renumber.
 */
typedef enum {
  LUUKKU_SEVERITY_PASS = 0,    /* only as a verdict: nothing was found */
  LUUKKU_SEVERITY_ADVICE = 1,  /* shown, stops nothing */
  LUUKKU_SEVERITY_CONFIRM = 2, /* a person decides, with a reason when the rule wants one */
  LUUKKU_SEVERITY_BLOCK = 3,   /* cannot be sent; only exact tests may block */
} LuukkuSeverity;

typedef enum {
  LUUKKU_CONFIDENCE_POSSIBLE,
  LUUKKU_CONFIDENCE_LIKELY,
  LUUKKU_CONFIDENCE_CERTAIN,
} LuukkuConfidence;

typedef enum {
  LUUKKU_REASON_NONE,     /* no reason is asked */
  LUUKKU_REASON_OPTIONAL, /* asked, may stay empty */
  LUUKKU_REASON_REQUIRED,
} LuukkuReasonNeed;

typedef struct {
  const char *rule; /* id of the rule in the pack, "identity-code" */
  const char *kind; /* what was found, "HETU", "SIGNATURE" */
  LuukkuSeverity severity;
  LuukkuConfidence confidence;
  LuukkuReasonNeed reason; /* what passing it needs (CONFIRM only) */
  guint start, end;        /* code points of the checked plain text; equal when the finding has no place */
  const char *const *cues; /* what made it sure, NULL-terminated (nullable); rule names, never found text */
  const char *citation;    /* "004:196-197" (nullable) */
  const char *section;     /* heading or number in the guide (nullable) */
  const char *title;       /* one line in the reader's language */
  const char *message;     /* sentence: what is wrong and what to do instead */
  const char *fix;         /* text that, added at the end of the reply, settles the finding (nullable) */
} LuukkuFindingInit;

typedef struct _LuukkuFinding LuukkuFinding;

#define LUUKKU_TYPE_FINDING (luukku_finding_get_type ())
LUUKKU_API GType luukku_finding_get_type (void);
LUUKKU_API LuukkuFinding *luukku_finding_new (const LuukkuFindingInit *init) G_GNUC_NON_NULL (1);
LUUKKU_API LuukkuFinding *luukku_finding_ref (LuukkuFinding *self) G_GNUC_NON_NULL (1);
LUUKKU_API void luukku_finding_unref (LuukkuFinding *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuFinding, luukku_finding_unref)
/* Returns: (transfer none): valid as long as @self. */
LUUKKU_API const LuukkuFindingInit *luukku_finding_peek (const LuukkuFinding *self) G_GNUC_NON_NULL (1);

/* --- verdict: the findings about one exact text */
typedef struct _LuukkuVerdict LuukkuVerdict;

#define LUUKKU_TYPE_VERDICT (luukku_verdict_get_type ())
LUUKKU_API GType luukku_verdict_get_type (void);
/* @text: the plain text that was checked. @findings: (transfer none) (nullable): of LuukkuFinding, copied by
 * reference, sorted by place. Returns: (transfer full). */
LUUKKU_API LuukkuVerdict *luukku_verdict_new (const char *text, GPtrArray *findings) G_GNUC_NON_NULL (1);
LUUKKU_API LuukkuVerdict *luukku_verdict_ref (LuukkuVerdict *self) G_GNUC_NON_NULL (1);
LUUKKU_API void luukku_verdict_unref (LuukkuVerdict *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuVerdict, luukku_verdict_unref)
LUUKKU_API LuukkuSeverity luukku_verdict_get_severity (const LuukkuVerdict *self) G_GNUC_NON_NULL (1);
/* Returns: the strongest need among the findings that must be confirmed. */
LUUKKU_API LuukkuReasonNeed luukku_verdict_get_reason_need (const LuukkuVerdict *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): of LuukkuFinding. */
LUUKKU_API GPtrArray *luukku_verdict_get_findings (const LuukkuVerdict *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): the plain text that was checked. */
LUUKKU_API const char *luukku_verdict_get_text (const LuukkuVerdict *self) G_GNUC_NON_NULL (1);

/* Returns: (transfer none): "pass", "advice", "confirm", "block". */
LUUKKU_API const char *luukku_severity_to_string (LuukkuSeverity severity);
LUUKKU_API const char *luukku_confidence_to_string (LuukkuConfidence confidence);

G_END_DECLS
