/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-harassment.c: insults of persons, sexual messages, stalking, wishes of death, calls to swamp a
 * worker. An insult of the service or of a decision is criticism. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-family.h"

#include <string.h>

/* TRANSLATORS: what was seen in a message; shown to the clerk below the label, so that she can judge herself
 */
static const LuukkuModRule rules[] = {
  { "harass.insult",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_JOKING,
    { "insult", "person", NULL },
    N_ ("A person is insulted.") },
  { "harass.sexual",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED,
    { "sexual", "person", NULL },
    N_ ("A sexual message to a person.") },
  { "harass.stalking",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED,
    { "followed", NULL },
    N_ ("Somebody follows or watches a person.") },
  { "harass.wish",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED | LUUKKU_MOD_CHECK_NEGATED,
    { "wish-of-death", NULL },
    N_ ("Death or illness is wished on a person.") },
  { "harass.mass",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_REPORTED,
    { "call-to-swamp", NULL },
    N_ ("Others are called to swamp a person with messages or visits.") },
};

/* So many times one word in capital letters is hammering. */
#define HAMMERED 4

static const char *const hammer_cues[] = { "repeated", NULL };

/* VASTATKAA VASTATKAA VASTATKAA: one demand shouted again and again. */
static void
add_hammering (LuukkuModScan *scan)
{
  LuukkuModText *text = luukku_mod_scan_text (scan);
  guint run = 0;

  for (guint i = 0; i < luukku_mod_text_count (text); i++) {
    const LuukkuModWord *word = luukku_mod_text_word (text, i);
    gboolean again = i > 0 && strcmp (word->form, word[-1].form) == 0;

    run = (word->flags & LUUKKU_MOD_WORD_ALL_UPPER) == 0 ? 0 : again ? run + 1 : 1;
    if (run == HAMMERED) {
      luukku_mod_scan_add (scan,
                           &(LuukkuModFinding){ .label = LUUKKU_LABEL_HARASSMENT,
                                                .rule = "harass.repeat",
                                                .start = word->start,
                                                .end = word->end,
                                                .points = LUUKKU_MOD_POINTS_SET,
                                                .cues = hammer_cues,
                                                .sentence = N_ ("One demand is shouted again and again.") });
      return;
    }
  }
}

void
luukku_family_harassment (LuukkuModScan *scan)
{
  luukku_mod_scan_rules (scan, LUUKKU_LABEL_HARASSMENT, rules, G_N_ELEMENTS (rules));
  add_hammering (scan);
}
