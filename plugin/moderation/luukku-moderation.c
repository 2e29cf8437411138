/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-moderation.c: runs the table of families over one message and settles what they told. A new family
 * is a file of its own and a row here. Pure: no file, no clock, no pack. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-moderation.h"

#include <string.h>

#include "base/luukku-text.h"
#include "language/luukku-language.h"
#include "moderation/luukku-family.h"
#include "moderation/luukku-link-lists.h"
#include "moderation/luukku-wording.h"

/* Words before a hit among which a denial counts. */
#define NEGATION_WORDS 2
/* Words behind a hit within which "he said" makes it a report. */
#define REPORT_AFTER 2
/* Reasons of one message that are told. */
#define MAX_REASONS 64

struct _LuukkuModScan {
  LuukkuModText *text;
  const LuukkuModerationContext *context;
  GArray *findings; /* LuukkuModFinding */
};

struct _LuukkuClassification {
  GArray *reasons;   /* LuukkuReason */
  GPtrArray *labels; /* static, NULL-terminated */
  const char *language, *protection;
  char *lexicons; /* (owned) */
  gboolean truncated;
};

/* In no order that matters but for the last: swearing looks at nobody. */
static void (*const families[]) (LuukkuModScan *scan) = {
  luukku_family_threat, luukku_family_premises,   luukku_family_self_harm, luukku_family_safety,
  luukku_family_hate,   luukku_family_harassment, luukku_family_phishing,  luukku_family_removal,
  luukku_family_spam,   luukku_family_profanity,
};

/* --- what a family may ask and tell */

LuukkuModText *
luukku_mod_scan_text (LuukkuModScan *self)
{
  return self->text;
}

const LuukkuModerationContext *
luukku_mod_scan_context (LuukkuModScan *self)
{
  return self->context;
}

void
luukku_mod_scan_add (LuukkuModScan *self, const LuukkuModFinding *finding)
{
  if (self->findings->len < MAX_REASONS)
    g_array_append_val (self->findings, *finding);
}

guint
luukku_mod_scan_points (LuukkuModScan *self, const char *label)
{
  guint points = 0;

  for (guint i = 0; i < self->findings->len; i++) {
    const LuukkuModFinding *finding = &g_array_index (self->findings, LuukkuModFinding, i);

    points += g_str_equal (finding->label, label) ? finding->points : 0;
  }
  return points;
}

void
luukku_mod_scan_drop (LuukkuModScan *self, const char *label, const char *keep_rule)
{
  for (guint i = self->findings->len; i > 0; i--) {
    const LuukkuModFinding *finding = &g_array_index (self->findings, LuukkuModFinding, i - 1);

    if (g_str_equal (finding->label, label) && g_strcmp0 (finding->rule, keep_rule) != 0)
      g_array_remove_index (self->findings, i - 1);
  }
}

void
luukku_mod_scan_doubt (LuukkuModScan *self, const char *label)
{
  guint points = 1;

  for (guint i = 0; i < self->findings->len; i++) {
    LuukkuModFinding *finding = &g_array_index (self->findings, LuukkuModFinding, i);

    if (!g_str_equal (finding->label, label))
      continue;
    finding->points = points;
    points = 0;
  }
}

gboolean
luukku_mod_scan_mentions (LuukkuModScan *self, const char *class_name)
{
  for (guint i = 0; i < luukku_mod_text_count (self->text); i++) {
    if (luukku_mod_text_is (self->text, i, class_name))
      return TRUE;
  }
  return FALSE;
}

/* The words of the sentence of @hit, [ret_first, ret_end). */
static void
sentence_of (LuukkuModScan *self, const LuukkuModHit *hit, guint *ret_first, guint *ret_end)
{
  guint sentence = luukku_mod_text_word (self->text, hit->first)->sentence;
  guint first = hit->first, end = hit->first + 1;

  while (first > 0 && luukku_mod_text_word (self->text, first - 1)->sentence == sentence)
    first--;
  while (end < luukku_mod_text_count (self->text) &&
         luukku_mod_text_word (self->text, end)->sentence == sentence)
    end++;
  *ret_first = first;
  *ret_end = end;
}

/* Whether a word of @class_name in the row's language stands in the sentence of @hit. */
static gboolean
sentence_has (LuukkuModScan *self, const LuukkuModHit *hit, const char *class_name, gboolean outside)
{
  guint symbol = luukku_mod_lexicon_symbol (class_name, (LuukkuModLanguage) hit->row->language);
  guint first, end;

  sentence_of (self, hit, &first, &end);
  for (guint i = first; symbol != LUUKKU_MOD_NO_SYMBOL && i < end; i++) {
    if ((!outside || i < hit->first || i > hit->last) && luukku_mod_text_has (self->text, i, symbol))
      return TRUE;
  }
  return FALSE;
}

/* Whether the clause of word @i hangs on the one before: "he said that", "he wrote:", "he shouted, ". */
static gboolean
is_reported_clause (LuukkuModScan *self, const LuukkuModHit *hit, guint i)
{
  guint clause = luukku_mod_text_word (self->text, hit->first)->clause;
  guint first = hit->first;
  const LuukkuModWord *before;

  while (first > 0 && luukku_mod_text_word (self->text, first - 1)->clause == clause)
    first--;
  if (first == 0 ||
      luukku_mod_text_word (self->text, i)->clause != luukku_mod_text_word (self->text, first - 1)->clause)
    return FALSE;
  before = luukku_mod_text_word (self->text, first - 1);
  return i + 1 == first || luukku_mod_text_is (self->text, first, "that") ||
         memchr (luukku_mod_text_get_folded (self->text) + before->end, ':',
                 luukku_mod_text_word (self->text, first)->start - before->end) != NULL;
}

/* Whether the clause of @hit tells what another said or did: a word of telling in it, close by, or in the
 * clause that it hangs on, or at the beginning of the next one ("... , he said"). */
static gboolean
is_reported (LuukkuModScan *self, const LuukkuModHit *hit)
{
  guint symbol = luukku_mod_lexicon_symbol ("reported", (LuukkuModLanguage) hit->row->language);
  guint first, end;

  sentence_of (self, hit, &first, &end);
  for (guint i = first; symbol != LUUKKU_MOD_NO_SYMBOL && i < end; i++) {
    guint clause = luukku_mod_text_word (self->text, i)->clause;

    if ((i >= hit->first && i <= hit->last) || !luukku_mod_text_has (self->text, i, symbol) ||
        (i > first && luukku_mod_text_is (self->text, i - 1, "relative")))
      continue; /* "the one who wrote" tells of a person, not of words */
    if ((clause >= luukku_mod_text_word (self->text, hit->first)->clause &&
         clause <= luukku_mod_text_word (self->text, hit->last)->clause) ||
        (i > hit->last && i <= hit->last + REPORT_AFTER) || is_reported_clause (self, hit, i))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_negated (LuukkuModScan *self, const LuukkuModHit *hit)
{
  guint symbol = luukku_mod_lexicon_symbol ("negation", (LuukkuModLanguage) hit->row->language);
  guint first = hit->first > NEGATION_WORDS ? hit->first - NEGATION_WORDS : 0;
  const LuukkuModWord *word = luukku_mod_text_word (self->text, hit->first);

  for (guint i = first; symbol != LUUKKU_MOD_NO_SYMBOL && i <= hit->last; i++) {
    if (luukku_mod_text_word (self->text, i)->clause == word->clause &&
        luukku_mod_text_has (self->text, i, symbol))
      return TRUE;
  }
  return FALSE;
}

guint
luukku_mod_scan_points_of (LuukkuModScan *self, const LuukkuModRule *rule, const LuukkuModHit *hit)
{
  guint points = hit->row->strong ? rule->strong : rule->weak;
  guint checks = rule->checks;

  if ((checks & LUUKKU_MOD_CHECK_NEGATED) != 0 && is_negated (self, hit))
    return 0;
  if ((checks & LUUKKU_MOD_CHECK_REPORTED) != 0 && is_reported (self, hit))
    return 0;
  if ((checks & LUUKKU_MOD_CHECK_FICTION) != 0 && sentence_has (self, hit, "fiction", FALSE))
    return 0;
  if ((checks & LUUKKU_MOD_CHECK_COUNTER) != 0 && sentence_has (self, hit, "counter", TRUE))
    return 0;
  if ((checks & LUUKKU_MOD_CHECK_ASKED) != 0 && luukku_mod_scan_mentions (self, "question"))
    return 0;
  if ((checks & LUUKKU_MOD_CHECK_QUOTED) != 0 &&
      (luukku_mod_text_word (self->text, hit->first)->flags & LUUKKU_MOD_WORD_QUOTED) != 0)
    points /= 3;
  if ((checks & LUUKKU_MOD_CHECK_LEGAL) != 0 && sentence_has (self, hit, "legal", TRUE))
    points /= 2;
  if ((checks & LUUKKU_MOD_CHECK_JOKING) != 0 && sentence_has (self, hit, "joking", TRUE))
    points /= 3;
  if (points > 0 && (checks & LUUKKU_MOD_CHECK_RAISED) != 0 && sentence_has (self, hit, "condition", FALSE))
    points++;
  return points;
}

/* Hits of one rule that share words are one: the strongest stays. */
static void
add_rule (LuukkuModScan *self, const char *label, const LuukkuModRule *rule)
{
  const GArray *hits = luukku_mod_text_get_hits (self->text);
  guint class_id = luukku_mod_lexicon_class (rule->rule);
  guint last_word = 0;
  LuukkuModFinding *last = NULL;

  for (guint i = 0; class_id != LUUKKU_MOD_NO_SYMBOL && i < hits->len; i++) {
    const LuukkuModHit *hit = &g_array_index (hits, LuukkuModHit, i);
    LuukkuModFinding finding = {
      .label = label, .rule = rule->rule, .cues = rule->cues, .sentence = rule->sentence
    };

    if (hit->row->class_id != class_id)
      continue;
    finding.points = luukku_mod_scan_points_of (self, rule, hit);
    if (finding.points == 0)
      continue;
    finding.start = luukku_mod_text_word (self->text, hit->first)->start;
    finding.end = luukku_mod_text_word (self->text, hit->last)->end;
    if (last != NULL && hit->first <= last_word) {
      last->points = MAX (last->points, finding.points);
      last->end = MAX (last->end, finding.end);
    } else {
      if (self->findings->len >= MAX_REASONS)
        return;
      luukku_mod_scan_add (self, &finding);
      last = &g_array_index (self->findings, LuukkuModFinding, self->findings->len - 1);
    }
    last_word = MAX (last_word, hit->last);
  }
}

void
luukku_mod_scan_rules (LuukkuModScan *self, const char *label, const LuukkuModRule *rules, guint n_rules)
{
  for (guint i = 0; i < n_rules; i++)
    add_rule (self, label, &rules[i]);
}

/* --- settling */

/* Whether a finding of @label covers a part of [@start, @end). */
static gboolean
covers (LuukkuModScan *self, const char *label, guint start, guint end)
{
  for (guint i = 0; i < self->findings->len; i++) {
    const LuukkuModFinding *finding = &g_array_index (self->findings, LuukkuModFinding, i);

    if (g_str_equal (finding->label, label) && finding->points >= LUUKKU_MOD_POINTS_SET &&
        finding->start < end && finding->end > start)
      return TRUE;
  }
  return FALSE;
}

/* Takes findings of @label back where @stronger tells the same words. */
static void
yield_to (LuukkuModScan *self, const char *label, const char *stronger)
{
  for (guint i = self->findings->len; i > 0; i--) {
    const LuukkuModFinding finding = g_array_index (self->findings, LuukkuModFinding, i - 1);

    if (g_str_equal (finding.label, label) && covers (self, stronger, finding.start, finding.end))
      g_array_remove_index (self->findings, i - 1);
  }
}

/* The wording may not accuse a link in which no rule saw anything: "log in and confirm" is what towns say. */
static void
clear_links (LuukkuModScan *self)
{
  gboolean has_link = FALSE;

  for (guint i = 0; i < luukku_mod_text_count (self->text); i++)
    has_link = has_link || (luukku_mod_text_word (self->text, i)->flags & LUUKKU_MOD_WORD_LINK) != 0;
  for (guint i = 0; has_link && i < self->findings->len; i++) {
    const LuukkuModFinding *finding = &g_array_index (self->findings, LuukkuModFinding, i);

    if (g_str_equal (finding->label, LUUKKU_LABEL_PHISHING) && g_strcmp0 (finding->cues[0], "link") == 0)
      return;
  }
  for (guint i = self->findings->len; has_link && i > 0; i--) {
    if (g_str_equal (g_array_index (self->findings, LuukkuModFinding, i - 1).rule,
                     luukku_wording_rule (LUUKKU_WORDING_PHISHING)))
      g_array_remove_index (self->findings, i - 1);
  }
}

static void
settle (LuukkuModScan *self)
{
  clear_links (self);
  yield_to (self, LUUKKU_LABEL_THREAT_PERSON, LUUKKU_LABEL_SELF_HARM);
  yield_to (self, LUUKKU_LABEL_THREAT_PERSON, LUUKKU_LABEL_SAFETY);
  yield_to (self, LUUKKU_LABEL_SAFETY, LUUKKU_LABEL_THREAT_PERSON);
  yield_to (self, LUUKKU_LABEL_SAFETY, LUUKKU_LABEL_THREAT_PREMISES);
  yield_to (self, LUUKKU_LABEL_SAFETY, LUUKKU_LABEL_SELF_HARM);
  yield_to (self, LUUKKU_LABEL_THREAT_PERSON, LUUKKU_LABEL_THREAT_PREMISES);
  yield_to (self, LUUKKU_LABEL_HARASSMENT, LUUKKU_LABEL_HATE);
  if (luukku_mod_scan_points (self, LUUKKU_LABEL_PHISHING) >= LUUKKU_MOD_POINTS_SET)
    luukku_mod_scan_drop (self, LUUKKU_LABEL_SPAM, NULL);
}

static LuukkuConfidence
confidence_of (guint points)
{
  if (points >= LUUKKU_MOD_POINTS_CERTAIN)
    return LUUKKU_CONFIDENCE_CERTAIN;
  return points >= LUUKKU_MOD_POINTS_SET ? LUUKKU_CONFIDENCE_LIKELY : LUUKKU_CONFIDENCE_POSSIBLE;
}

static void
tell_label (LuukkuClassification *result, LuukkuModScan *scan, const char *label)
{
  guint points = luukku_mod_scan_points (scan, label);

  if (points >= LUUKKU_MOD_POINTS_SET)
    g_ptr_array_add (result->labels, (gpointer) label);
  for (guint i = 0; i < scan->findings->len; i++) {
    const LuukkuModFinding *finding = &g_array_index (scan->findings, LuukkuModFinding, i);
    LuukkuReason reason = { .label = label, .rule = finding->rule, .sentence = finding->sentence };

    if (!g_str_equal (finding->label, label))
      continue;
    reason.confidence = confidence_of (points);
    luukku_mod_text_map (scan->text, finding->start, finding->end, &reason.start, &reason.end);
    for (guint k = 0; k < LUUKKU_REASON_MAX_CUES && finding->cues != NULL && finding->cues[k] != NULL; k++)
      reason.cues[k] = finding->cues[k];
    g_array_append_val (result->reasons, reason);
  }
}

static gboolean
only_swearing (const LuukkuClassification *result)
{
  return result->labels->len == 0 ||
         (result->labels->len == 1 && g_str_equal (result->labels->pdata[0], LUUKKU_LABEL_PROFANITY));
}

/* --- the answer */

static LuukkuClassification *
classify_valid (const LuukkuModerationContext *context, const char *text)
{
  LuukkuClassification *result = g_new0 (LuukkuClassification, 1);
  LuukkuModScan scan = { .context = context };
  guint n_labels;
  const LuukkuLabelInfo *labels = luukku_moderation_labels (&n_labels);

  result->language =
      context->language != NULL ? g_intern_string (context->language) : luukku_language_guess (text);
  result->reasons = g_array_new (FALSE, FALSE, sizeof (LuukkuReason));
  result->labels = g_ptr_array_new ();
  result->lexicons =
      g_strconcat (luukku_mod_lexicon_version (), luukku_language_has_voikko () ? " voikko" : NULL, NULL);
  scan.text = luukku_mod_text_new (text, result->language);
  scan.findings = g_array_new (FALSE, FALSE, sizeof (LuukkuModFinding));
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    families[i](&scan);
  luukku_mod_scan_wording (&scan);
  settle (&scan);
  for (guint i = 0; i < n_labels; i++)
    tell_label (result, &scan, labels[i].name);
  if (only_swearing (result))
    result->protection = luukku_mod_criticism (&scan);
  g_ptr_array_add (result->labels, NULL);
  luukku_mod_text_free (scan.text);
  g_array_unref (scan.findings);
  return result;
}

LuukkuClassification *
luukku_moderation_classify (const LuukkuModerationContext *context, const char *text)
{
  static const LuukkuModerationContext nothing = { NULL };
  g_autofree char *valid = luukku_text_make_valid (text, -1);
  gboolean truncated = luukku_text_length (valid) > LUUKKU_MODERATION_MAX_CHARACTERS;
  LuukkuClassification *result;

  if (truncated)
    *g_utf8_offset_to_pointer (valid, LUUKKU_MODERATION_MAX_CHARACTERS) = '\0';
  result = classify_valid (context != NULL ? context : &nothing, valid);
  result->truncated = truncated;
  return result;
}

void
luukku_classification_free (LuukkuClassification *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->reasons);
  g_ptr_array_unref (self->labels);
  g_free (self->lexicons);
  g_free (self);
}

const char *const *
luukku_classification_get_labels (const LuukkuClassification *self)
{
  return (const char *const *) self->labels->pdata;
}

gboolean
luukku_classification_has (const LuukkuClassification *self, const char *label)
{
  return g_strv_contains (luukku_classification_get_labels (self), label);
}

GArray *
luukku_classification_get_reasons (const LuukkuClassification *self)
{
  return self->reasons;
}

const char *
luukku_classification_get_language (const LuukkuClassification *self)
{
  return self->language;
}

const char *
luukku_classification_get_lexicons (const LuukkuClassification *self)
{
  return self->lexicons;
}

const char *
luukku_classification_get_protection (const LuukkuClassification *self)
{
  return self->protection;
}

gboolean
luukku_classification_is_truncated (const LuukkuClassification *self)
{
  return self->truncated;
}

void
luukku_moderation_shutdown (void)
{
  luukku_link_lists_shutdown ();
  luukku_mod_lexicon_shutdown ();
  luukku_wording_shutdown ();
}
