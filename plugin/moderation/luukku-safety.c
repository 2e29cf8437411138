/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-safety.c: reports of a danger, of violence suffered, of a discussion that feels unsafe. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-family.h"

/* TRANSLATORS: what was seen in a message; shown to the clerk below the label, so that she can judge herself
 */
static const LuukkuModRule rules[] = {
  { "safety.fear",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_JOKING,
    { "fear", NULL },
    N_ ("Somebody says that they are afraid.") },
  { "safety.violence",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED,
    { "violence-suffered", NULL },
    N_ ("Somebody tells of violence or threats that they or others have met.") },
  { "safety.hazard", 2, 1, LUUKKU_MOD_CHECK_QUOTED, { "hazard", NULL }, N_ ("A dangerous place or thing.") },
  { "safety.suspicious",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED,
    { "suspicious-person", NULL },
    N_ ("A suspicious person near children.") },
  { "safety.discussion",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED,
    { "discussion", NULL },
    N_ ("A discussion that feels unsafe.") },
};

void
luukku_family_safety (LuukkuModScan *scan)
{
  luukku_mod_scan_rules (scan, LUUKKU_LABEL_SAFETY, rules, G_N_ELEMENTS (rules));
}
