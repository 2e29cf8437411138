/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-run.c: makes findings: the rule's words in the reader's language with everything filled in, and a
 * severity that settings can only lower where the pack lets them. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-run-private.h"

#include "rules/luukku-template.h"

#include <string.h>

gboolean
luukku_has (const char *const *list, const char *word)
{
  return list != NULL && word != NULL && g_strv_contains (list, word);
}

gboolean
luukku_run_has_label (const LuukkuRun *run, const LuukkuRule *rule)
{
  for (guint i = 0; rule->after[i] != NULL; i++) {
    if (luukku_has (run->context->labels, rule->after[i]))
      return TRUE;
  }
  return rule->after[0] == NULL;
}

/* A desk may make a rule one step milder, but never one that the pack locks. */
static LuukkuSeverity
severity_of (const LuukkuRun *run, const LuukkuRule *rule, LuukkuSeverity severity)
{
  if (rule->locked || !luukku_has (run->context->lowered, rule->id) || severity == LUUKKU_SEVERITY_ADVICE)
    return severity;
  return severity == LUUKKU_SEVERITY_BLOCK ? LUUKKU_SEVERITY_CONFIRM : LUUKKU_SEVERITY_ADVICE;
}

/* A block that a desk made milder is passed with a reason and never in silence. */
static LuukkuReasonNeed
reason_of (const LuukkuRule *rule, LuukkuSeverity severity)
{
  if (severity != LUUKKU_SEVERITY_CONFIRM)
    return LUUKKU_REASON_NONE;
  return rule->severity == LUUKKU_SEVERITY_BLOCK ? LUUKKU_REASON_REQUIRED : rule->reason;
}

static char *
fill (const char *text, const char *const *values)
{
  GString *filled = g_string_new (text);

  for (guint i = 0; values != NULL && values[i] != NULL; i += 2) {
    g_autofree char *placeholder = g_strdup_printf ("{%s}", values[i]);

    g_string_replace (filled, placeholder, values[i + 1], 0);
  }
  return g_string_free (filled, FALSE);
}

void
luukku_run_add (LuukkuRun *run, const LuukkuRule *rule, const LuukkuFindingInit *init,
                const char *const *values, const char *hint)
{
  const char *language = run->context->interface_language != NULL ? run->context->interface_language : "";
  g_autofree char *group = g_strdup_printf ("%s %s", run->group_type, rule->id);
  g_autofree char *title = luukku_pack_get_text (run->pack, group, "Title", language);
  g_autofree char *warning = luukku_pack_get_text (run->pack, group, "Warning", language);
  g_autofree char *filled = fill (warning, values);
  g_autofree char *both = hint != NULL ? g_strdup_printf ("%s %s", filled, hint) : NULL;
  LuukkuFindingInit whole = *init;

  whole.rule = rule->id;
  whole.severity =
      severity_of (run, rule, init->severity != LUUKKU_SEVERITY_PASS ? init->severity : rule->severity);
  whole.reason = reason_of (rule, whole.severity);
  whole.citation = rule->citation;
  whole.section = rule->section;
  whole.title = title;
  whole.message = both != NULL ? both : filled;
  g_ptr_array_add (run->findings, luukku_finding_new (&whole));
}

void
luukku_run_map (const LuukkuRun *run, const LuukkuSpot *spot, LuukkuFindingInit *init)
{
  luukku_word_text_map (run->words, spot->start, spot->end, &init->start, &init->end);
}

void
luukku_run_add_spot (LuukkuRun *run, const LuukkuRule *rule, const char *kind, const LuukkuSpot *spot,
                     const char *cue)
{
  const char *cues[3] = { NULL, NULL, NULL };
  guint n = 0;
  LuukkuFindingInit init = { .kind = kind, .confidence = LUUKKU_CONFIDENCE_POSSIBLE, .cues = cues };

  if (cue != NULL)
    cues[n++] = cue;
  if (*spot->class_name != '\0')
    cues[n++] = spot->class_name;
  luukku_run_map (run, spot, &init);
  luukku_run_add (run, rule, &init, NULL, NULL);
}

void
luukku_run_add_whole (LuukkuRun *run, const LuukkuRule *rule, const char *kind, const char *const *values)
{
  const LuukkuFindingInit init = {
    .kind = kind,
    .confidence = LUUKKU_CONFIDENCE_LIKELY,
    .start = run->length,
    .end = run->length,
  };

  luukku_run_add (run, rule, &init, values, NULL);
}
