/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-self-harm.c: somebody may hurt themselves: the writer, or a person whom the writer names. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-family.h"

/* TRANSLATORS: what was seen in a message; shown to the clerk below the label, so that she can judge herself
 */
static const LuukkuModRule rules[] = {
  { "selfharm.direct",
    3,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_JOKING,
    { "self-violence", NULL },
    N_ ("Violence against oneself.") },
  { "selfharm.wish",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_JOKING,
    { "wish-to-die", NULL },
    N_ ("Somebody does not want to live.") },
  { "selfharm.hopeless",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_JOKING | LUUKKU_MOD_CHECK_LEGAL,
    { "hopeless", NULL },
    N_ ("Life is called pointless.") },
  { "selfharm.burden",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_JOKING,
    { "burden", NULL },
    N_ ("The writer thinks that others would be better off without them.") },
  { "selfharm.goodbye",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_JOKING,
    { "goodbye", NULL },
    N_ ("A farewell.") },
  { "selfharm.other",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED,
    { "somebody-else", NULL },
    N_ ("Somebody near to the writer may hurt themselves.") },
};

void
luukku_family_self_harm (LuukkuModScan *scan)
{
  luukku_mod_scan_rules (scan, LUUKKU_LABEL_SELF_HARM, rules, G_N_ELEMENTS (rules));
}
