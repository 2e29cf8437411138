/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-premises.c: threats against an office, a school or another place. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-family.h"

/* TRANSLATORS: what was seen in a message; shown to the clerk below the label, so that she can judge herself
 */
static const LuukkuModRule rules[] = {
  { "premises.bomb",
    3,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION | LUUKKU_MOD_CHECK_NEGATED,
    { "bomb", "place", NULL },
    N_ ("A bomb or an explosion in a place of ours.") },
  { "premises.fire",
    3,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION | LUUKKU_MOD_CHECK_NEGATED,
    { "fire", "place", NULL },
    N_ ("Burning down a place.") },
  { "premises.shoot",
    3,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION | LUUKKU_MOD_CHECK_NEGATED,
    { "weapon", "place", NULL },
    N_ ("Shooting, or coming armed, to a place.") },
  { "premises.vehicle",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION | LUUKKU_MOD_CHECK_NEGATED,
    { "vehicle", "place", NULL },
    N_ ("Driving a vehicle into a place.") },
  { "premises.damage",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION | LUUKKU_MOD_CHECK_NEGATED,
    { "damage", "place", NULL },
    N_ ("Wrecking a place.") },
  { "premises.veiled",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_FICTION,
    { "veiled", "place", NULL },
    N_ ("A veiled warning that something may happen to a place.") },
};

void
luukku_family_premises (LuukkuModScan *scan)
{
  luukku_mod_scan_rules (scan, LUUKKU_LABEL_THREAT_PREMISES, rules, G_N_ELEMENTS (rules));
}
