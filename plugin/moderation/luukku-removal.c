/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-removal.c: requests to take down a picture, a text or personal data of the writer or somebody near.
 */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-family.h"

/* TRANSLATORS: what was seen in a message; shown to the clerk below the label, so that she can judge herself
 */
static const LuukkuModRule rules[] = {
  { "removal.own",
    3,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED,
    { "remove", "own", NULL },
    N_ ("Something of the writer or a child is to be removed.") },
  { "removal.object",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED,
    { "remove", "object", NULL },
    N_ ("A picture, a text or data is to be removed.") },
  { "removal.take",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED,
    { "take-down", "object", NULL },
    N_ ("A picture, a text or data is to be taken down.") },
  { "removal.permission",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED,
    { "no-permission", NULL },
    N_ ("Something was published without permission.") },
  { "removal.law",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED,
    { "data-protection", NULL },
    N_ ("The right to have personal data removed.") },
  { "removal.consent",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED,
    { "consent-withdrawn", NULL },
    N_ ("A consent is taken back.") },
  { "removal.wish",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED,
    { "not-public", NULL },
    N_ ("Somebody does not want to be shown.") },
};

void
luukku_family_removal (LuukkuModScan *scan)
{
  luukku_mod_scan_rules (scan, LUUKKU_LABEL_REMOVAL, rules, G_N_ELEMENTS (rules));
}
