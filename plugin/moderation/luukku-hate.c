/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-hate.c: contempt or violence against a protected group. A group alone, or in a neutral or kind
 * sentence, never counts. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-family.h"

/* TRANSLATORS: what was seen in a message; shown to the clerk below the label, so that she can judge herself
 */
static const LuukkuModRule rules[] = {
  { "hate.slur",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_COUNTER,
    { "slur", NULL },
    N_ ("A word that puts down a group of people.") },
  { "hate.dehumanise",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_COUNTER,
    { "group", "contempt", NULL },
    N_ ("A group of people is called less than human.") },
  { "hate.exclude",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_COUNTER,
    { "group", "exclusion", NULL },
    N_ ("A group of people is to be driven away or shut out.") },
  { "hate.violence",
    3,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_COUNTER,
    { "group", "violence", NULL },
    N_ ("Violence against a group of people.") },
  { "hate.generalise",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_COUNTER,
    { "group", "generalisation", NULL },
    N_ ("A whole group of people is blamed.") },
};

void
luukku_family_hate (LuukkuModScan *scan)
{
  luukku_mod_scan_rules (scan, LUUKKU_LABEL_HATE, rules, G_N_ELEMENTS (rules));
}
