/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-family.h: one message under the eyes of all families; inside this folder only.
 *
 * A family is one file with one function luukku_family_NAME (LuukkuModScan *), declared at the end of this
 * header and named in the table of luukku-moderation.c. Most of it is a table: which rule (the class of the
 * rows in data/lexicons/LANGUAGE/mod-NAME.tsv) is worth how much, what takes it back, and the sentence that
 * tells it. What no list can say (hosts of links, shouting) is code of the family.
 *
 * Points of one label are added up: two set it, four make it certain; one alone is a note. */
#pragma once

#include "moderation/luukku-mod-text.h"
#include "moderation/luukku-moderation.h"

G_BEGIN_DECLS

#define LUUKKU_MOD_POINTS_SET 2
#define LUUKKU_MOD_POINTS_CERTAIN 4

/* What lowers a hit to a note or takes it back. */
typedef enum {
  LUUKKU_MOD_CHECK_QUOTED = 1 << 0,   /* between quotation marks: half */
  LUUKKU_MOD_CHECK_REPORTED = 1 << 1, /* the clause tells what another said or did: nothing */
  LUUKKU_MOD_CHECK_NEGATED = 1 << 2,  /* a word of denial right before: nothing */
  LUUKKU_MOD_CHECK_LEGAL = 1 << 3,    /* the sentence is about courts, complaints, elections: half */
  LUUKKU_MOD_CHECK_COUNTER = 1 << 4,  /* the sentence speaks against such talk: nothing */
  LUUKKU_MOD_CHECK_JOKING = 1 << 5,   /* laughter in the sentence: half */
  LUUKKU_MOD_CHECK_ASKED = 1 << 6,    /* the message asks whether such a thing is genuine: nothing */
  LUUKKU_MOD_CHECK_FICTION = 1 << 7,  /* the sentence is about a book, a game, cooking: nothing */
  LUUKKU_MOD_CHECK_RAISED = 1 << 8,   /* the sentence has a condition ("unless"): a point more */
} LuukkuModChecks;

typedef struct {
  const char *rule; /* class of the rows */
  guint strong, weak;
  guint checks;         /* LuukkuModChecks */
  const char *cues[3];  /* what the rule stands on */
  const char *sentence; /* msgid */
} LuukkuModRule;

typedef struct {
  const char *label;
  const char *rule;
  guint start, end; /* bytes of the folded text */
  guint points;
  const char *const *cues; /* static, NULL-terminated */
  const char *sentence;    /* static */
} LuukkuModFinding;

typedef struct _LuukkuModScan LuukkuModScan;

LuukkuModText *luukku_mod_scan_text (LuukkuModScan *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): never NULL. */
const LuukkuModerationContext *luukku_mod_scan_context (LuukkuModScan *self) G_GNUC_NON_NULL (1);
/* Adds what @rules tell of the text to @label. */
void luukku_mod_scan_rules (LuukkuModScan *self, const char *label, const LuukkuModRule *rules, guint n_rules)
    G_GNUC_NON_NULL (1, 2, 3);
/* Returns: what @hit is worth under @rule after its checks; 0 when one takes it back. */
guint luukku_mod_scan_points_of (LuukkuModScan *self, const LuukkuModRule *rule, const LuukkuModHit *hit)
    G_GNUC_NON_NULL (1, 2, 3);
/* @finding: copied. */
void luukku_mod_scan_add (LuukkuModScan *self, const LuukkuModFinding *finding) G_GNUC_NON_NULL (1, 2);
/* Returns: points of @label so far. */
guint luukku_mod_scan_points (LuukkuModScan *self, const char *label) G_GNUC_NON_NULL (1, 2);
/* Takes all findings of @label back that do not come from @keep_rule (nullable). */
void luukku_mod_scan_drop (LuukkuModScan *self, const char *label, const char *keep_rule)
    G_GNUC_NON_NULL (1, 2);
/* Leaves of all findings of @label a note. */
void luukku_mod_scan_doubt (LuukkuModScan *self, const char *label) G_GNUC_NON_NULL (1, 2);
/* Returns: whether any word of the text is of @class_name. */
gboolean luukku_mod_scan_mentions (LuukkuModScan *self, const char *class_name) G_GNUC_NON_NULL (1, 2);

/* --- the families */

void luukku_family_harassment (LuukkuModScan *scan);
void luukku_family_hate (LuukkuModScan *scan);
void luukku_family_phishing (LuukkuModScan *scan);
void luukku_family_premises (LuukkuModScan *scan);
void luukku_family_profanity (LuukkuModScan *scan);
void luukku_family_removal (LuukkuModScan *scan);
void luukku_family_safety (LuukkuModScan *scan);
void luukku_family_self_harm (LuukkuModScan *scan);
void luukku_family_spam (LuukkuModScan *scan);
void luukku_family_threat (LuukkuModScan *scan);

/* Returns: (nullable): msgid of the sentence that protects criticism; NULL when the text is none. */
const char *luukku_mod_criticism (LuukkuModScan *scan) G_GNUC_NON_NULL (1);

G_END_DECLS
