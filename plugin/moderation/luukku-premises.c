/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-premises.c: threats against an office, a school or another place. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-signs.h"

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

#define CHECKS (LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_NEGATED)
#define BARS "asking|past|joking|told|health|everyday"

#define PLACE_FIRE                                                                                           \
  {                                                                                                          \
    "premises.burning", 1, 1, CHECKS, { "fire", "place", NULL },                                             \
        N_ ("Fire is spoken of together with a place and a time, a condition or an intent.")                 \
  }
#define PLACE_VIOLENCE                                                                                       \
  {                                                                                                          \
    "premises.violence", 1, 1, CHECKS, { "weapon", "place", NULL },                                          \
        N_ ("Violence or a bomb is spoken of together with a place.")                                        \
  }
#define PLACE_HINT                                                                                           \
  {                                                                                                          \
    "premises.hint", 1, 1, CHECKS, { "veiled", "place", NULL },                                              \
        N_ ("Several hints together: a place, and that something will happen there.")                        \
  }

/* What may be said in any order and in any words. Not constant: the bits are kept in it. */
static LuukkuModCombination combinations[] = {
  { PLACE_FIRE, { "fire", "place", "cond|soon|intent|should" }, BARS, FALSE, { 0 }, 0 },
  { PLACE_FIRE, { "fire", "place", "tinder" }, BARS, TRUE, { 0 }, 0 },
  { PLACE_FIRE,
    { "tinder", "place", "fire|cond|soon", "intent|cond|never|soon|think|fire" },
    BARS,
    TRUE,
    { 0 },
    0 },
  { PLACE_VIOLENCE, { "bomb", "place", "soon|cond|intent|left|should" }, BARS, FALSE, { 0 }, 0 },
  { PLACE_VIOLENCE, { "massacre", "place", "soon|cond|intent|think" }, BARS, TRUE, { 0 }, 0 },
  { PLACE_VIOLENCE, { "mekill|kill", "place", "soon" }, BARS "|thing|people", FALSE, { 0 }, 0 },
  { PLACE_VIOLENCE, { "weapon", "place", "intent", "soon|cond" }, BARS "|thing|people", FALSE, { 0 }, 0 },
  { PLACE_VIOLENCE, { "blood", "place", "soon|cond" }, BARS, FALSE, { 0 }, 0 },
  { PLACE_VIOLENCE, { "vehicle", "through", "place|you", "intent|cond" }, BARS, FALSE, { 0 }, 0 },
  { PLACE_VIOLENCE, { "wreck", "place", "intent|cond", "soon|cond|you" }, BARS "|legal", FALSE, { 0 }, 0 },
  { PLACE_VIOLENCE, { "poison", "place", "intent|cond|advise|should" }, BARS, FALSE, { 0 }, 0 },
  { PLACE_HINT, { "parcel", "place", "left" }, BARS, TRUE, { 0 }, 0 },
  { PLACE_HINT,
    { "keepaway", "place", "soon|cond", "event|advise|parcel|fire|bomb|kill|beware|dead" },
    BARS "|legal",
    TRUE,
    { 0 },
    0 },
  { PLACE_HINT, { "keepaway", "place", "soon" }, BARS "|legal", FALSE, { 0 }, 0 },
  { PLACE_HINT, { "event", "place", "soon", "never|keepaway" }, BARS "|legal", TRUE, { 0 }, 0 },
};

void
luukku_family_premises (LuukkuModScan *scan)
{
  luukku_mod_scan_rules (scan, LUUKKU_LABEL_THREAT_PREMISES, rules, G_N_ELEMENTS (rules));
  luukku_mod_scan_combine (scan, LUUKKU_LABEL_THREAT_PREMISES, combinations, G_N_ELEMENTS (combinations));
}
