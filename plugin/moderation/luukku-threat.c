/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-threat.c: threats against persons: a finite verb of violence with a human object, fixed phrases,
 * weapons, veiled and conditional menaces. A past tense, a participle or a thing as the object is none. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-family.h"

/* TRANSLATORS: what was seen in a message; shown to the clerk below the label, so that she can judge herself
 */
static const LuukkuModRule rules[] = {
  { "threat.direct",
    3,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION | LUUKKU_MOD_CHECK_NEGATED,
    { "violent-verb", "human-object", NULL },
    N_ ("A verb of violence is aimed at a person.") },
  { "threat.phrase",
    3,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION | LUUKKU_MOD_CHECK_NEGATED,
    { "threat-phrase", NULL },
    N_ ("A phrase that threatens with violence.") },
  { "threat.weapon",
    3,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION | LUUKKU_MOD_CHECK_NEGATED,
    { "weapon", "approach", NULL },
    N_ ("Somebody says that they come with a weapon.") },
  { "threat.veiled",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION | LUUKKU_MOD_CHECK_LEGAL,
    { "veiled", NULL },
    N_ ("A veiled warning: that they know where a person is, or that something may happen.") },
  { "threat.conditional",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION,
    { "condition", "harm", NULL },
    N_ ("Harm is promised unless something is done.") },
  { "threat.outcome",
    3,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION | LUUKKU_MOD_CHECK_LEGAL |
        LUUKKU_MOD_CHECK_RAISED,
    { "harm", "condition", NULL },
    N_ ("What is told to become of a person is harm.") },
  { "threat.emoji",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION,
    { "weapon-picture", NULL },
    N_ ("Pictures of weapons beside words to a person.") },
};

void
luukku_family_threat (LuukkuModScan *scan)
{
  luukku_mod_scan_rules (scan, LUUKKU_LABEL_THREAT_PERSON, rules, G_N_ELEMENTS (rules));
}
