/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-profanity.c: swear words, graded; masked, spaced and leet spellings are found, too. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-family.h"

/* TRANSLATORS: what was seen in a message; shown to the clerk below the label, so that she can judge herself
 */
static const LuukkuModRule rules[] = {
  { "profanity.strong", 2, 2, 0, { "swear-word", NULL }, N_ ("A strong swear word.") },
  { "profanity.mild", 2, 1, 0, { "swear-word", NULL }, N_ ("A mild swear word.") },
};

void
luukku_family_profanity (LuukkuModScan *scan)
{
  luukku_mod_scan_rules (scan, LUUKKU_LABEL_PROFANITY, rules, G_N_ELEMENTS (rules));
}
