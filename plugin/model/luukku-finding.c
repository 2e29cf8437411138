/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-finding.c: a finding, and the verdict that several findings make. Holds places and rule names, never
 * the found text; the verdict holds the whole checked text, because a permit is for exactly that text. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-finding.h"

#include "model/luukku-dup.h"

struct _LuukkuFinding {
  gatomicrefcount refs;
  LuukkuFindingInit init; /* strings and cues owned by us */
};

struct _LuukkuVerdict {
  gatomicrefcount refs;
  char *text;
  GPtrArray *findings; /* LuukkuFinding (ref), by place */
  LuukkuSeverity severity;
  LuukkuReasonNeed reason;
};

G_DEFINE_BOXED_TYPE (LuukkuFinding, luukku_finding, luukku_finding_ref, luukku_finding_unref)
G_DEFINE_BOXED_TYPE (LuukkuVerdict, luukku_verdict, luukku_verdict_ref, luukku_verdict_unref)

/* --- finding */

LuukkuFinding *
luukku_finding_new (const LuukkuFindingInit *init)
{
  LuukkuFinding *self = g_new0 (LuukkuFinding, 1);

  g_atomic_ref_count_init (&self->refs);
  self->init = *init;
  self->init.end = MAX (init->start, init->end);
  self->init.rule = luukku_dup_valid (init->rule);
  self->init.kind = luukku_dup_valid (init->kind);
  self->init.cues = (const char *const *) g_strdupv ((char **) init->cues);
  self->init.citation = luukku_dup_valid (init->citation);
  self->init.section = luukku_dup_valid (init->section);
  self->init.title = luukku_dup_valid (init->title);
  self->init.message = luukku_dup_valid (init->message);
  self->init.fix = luukku_dup_valid (init->fix);
  return self;
}

LuukkuFinding *
luukku_finding_ref (LuukkuFinding *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
luukku_finding_unref (LuukkuFinding *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_free ((char *) self->init.rule);
  g_free ((char *) self->init.kind);
  g_strfreev ((char **) self->init.cues);
  g_free ((char *) self->init.citation);
  g_free ((char *) self->init.section);
  g_free ((char *) self->init.title);
  g_free ((char *) self->init.message);
  g_free ((char *) self->init.fix);
  g_free (self);
}

const LuukkuFindingInit *
luukku_finding_peek (const LuukkuFinding *self)
{
  return &self->init;
}

/* --- verdict */

/* By place; at the same place the graver first, then by rule, so that the order never depends on the finder.
 */
static int
compare_findings (gconstpointer a, gconstpointer b)
{
  const LuukkuFindingInit *x = &(*(LuukkuFinding *const *) a)->init;
  const LuukkuFindingInit *y = &(*(LuukkuFinding *const *) b)->init;

  if (x->start != y->start)
    return x->start < y->start ? -1 : 1;
  if (x->end != y->end)
    return x->end < y->end ? -1 : 1;
  if (x->severity != y->severity)
    return x->severity > y->severity ? -1 : 1;
  return g_strcmp0 (x->rule, y->rule);
}

static void
take_account (LuukkuVerdict *self, const LuukkuFindingInit *finding)
{
  self->severity = MAX (self->severity, finding->severity);
  if (finding->severity == LUUKKU_SEVERITY_CONFIRM)
    self->reason = MAX (self->reason, finding->reason);
}

LuukkuVerdict *
luukku_verdict_new (const char *text, GPtrArray *findings)
{
  LuukkuVerdict *self = g_new0 (LuukkuVerdict, 1);

  g_atomic_ref_count_init (&self->refs);
  self->text = g_strdup (text);
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_finding_unref);
  for (guint i = 0; findings != NULL && i < findings->len; i++) {
    LuukkuFinding *finding = findings->pdata[i];

    g_ptr_array_add (self->findings, luukku_finding_ref (finding));
    take_account (self, &finding->init);
  }
  g_ptr_array_sort (self->findings, compare_findings);
  return self;
}

LuukkuVerdict *
luukku_verdict_ref (LuukkuVerdict *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
luukku_verdict_unref (LuukkuVerdict *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->text);
  g_ptr_array_unref (self->findings);
  g_free (self);
}

LuukkuSeverity
luukku_verdict_get_severity (const LuukkuVerdict *self)
{
  return self->severity;
}

LuukkuReasonNeed
luukku_verdict_get_reason_need (const LuukkuVerdict *self)
{
  return self->reason;
}

GPtrArray *
luukku_verdict_get_findings (const LuukkuVerdict *self)
{
  return self->findings;
}

const char *
luukku_verdict_get_text (const LuukkuVerdict *self)
{
  return self->text;
}

const char *
luukku_severity_to_string (LuukkuSeverity severity)
{
  static const char *const names[] = { "pass", "advice", "confirm", "block" };

  return (guint) severity < G_N_ELEMENTS (names) ? names[severity] : "unknown";
}

const char *
luukku_confidence_to_string (LuukkuConfidence confidence)
{
  static const char *const names[] = { "possible", "likely", "certain" };

  return (guint) confidence < G_N_ELEMENTS (names) ? names[confidence] : "unknown";
}
