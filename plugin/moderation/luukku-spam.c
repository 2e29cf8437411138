/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-spam.c: advertising and get-rich: two signs are needed. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-family.h"

#include <string.h>

/* TRANSLATORS: what was seen in a message; shown to the clerk below the label, so that she can judge herself
 */
static const LuukkuModRule rules[] = {
  { "spam.money",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "easy-money", NULL },
    N_ ("Easy money is promised.") },
  { "spam.loan",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "loan", NULL },
    N_ ("A loan is offered.") },
  { "spam.crypto",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "investment", NULL },
    N_ ("An investment or crypto money is offered.") },
  { "spam.contact",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "contact-app", NULL },
    N_ ("People are asked to write in another application.") },
  { "spam.discount",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "discount", NULL },
    N_ ("A discount or a special offer.") },
  { "spam.prize",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "prize", NULL },
    N_ ("A prize is promised.") },
  { "spam.gamble",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "gambling", NULL },
    N_ ("Gambling is advertised.") },
  { "spam.seo",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "visibility", NULL },
    N_ ("Visibility in searches, followers or likes are sold.") },
  { "spam.product",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "product", NULL },
    N_ ("A product is advertised.") },
  { "spam.dating",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "dating", NULL },
    N_ ("Company is advertised.") },
  { "spam.offer",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "offer", NULL },
    N_ ("A service or goods are offered.") },
  { "spam.follow",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "follow", NULL },
    N_ ("People are asked to follow a page or channel.") },
};

/* Fewest exclamation marks, and fewest pictures, that are one sign of advertising. */
#define MANY_MARKS 3
#define MANY_PICTURES 3

static const char *const no_cues[] = { "shouting", NULL };
static const char *const link_cues[] = { "link", NULL };
static const char *const seen_cues[] = { "seen-before", NULL };

/* Exclamation marks, pictures and an unknown link say nothing alone: they add to what the lists found. */
static void
add_manner (LuukkuModScan *scan)
{
  LuukkuModText *text = luukku_mod_scan_text (scan);
  const char *folded = luukku_mod_text_get_folded (text);
  guint marks = 0, pictures = 0, links = 0;
  LuukkuModFinding finding = { .label = LUUKKU_LABEL_SPAM, .points = 1 };

  for (const char *p = folded; *p != '\0'; p++)
    marks += *p == '!';
  for (guint i = 0; i < luukku_mod_text_count (text); i++) {
    pictures += (luukku_mod_text_word (text, i)->flags & LUUKKU_MOD_WORD_EMOJI) != 0;
    links += (luukku_mod_text_word (text, i)->flags & LUUKKU_MOD_WORD_LINK) != 0;
  }
  finding.end = (guint) strlen (folded);
  if (marks >= MANY_MARKS || pictures >= MANY_PICTURES) {
    finding.rule = "spam.shout";
    finding.cues = no_cues;
    finding.sentence = N_ ("Many exclamation marks or pictures.");
    luukku_mod_scan_add (scan, &finding);
  }
  if (links > 0) {
    finding.rule = "spam.link";
    finding.cues = link_cues;
    finding.sentence = N_ ("A link.");
    luukku_mod_scan_add (scan, &finding);
  }
}

void
luukku_family_spam (LuukkuModScan *scan)
{
  luukku_mod_scan_rules (scan, LUUKKU_LABEL_SPAM, rules, G_N_ELEMENTS (rules));
  if (luukku_mod_scan_points (scan, LUUKKU_LABEL_SPAM) > 0)
    add_manner (scan);
  if (luukku_mod_scan_context (scan)->seen_from_others)
    luukku_mod_scan_add (scan, &(LuukkuModFinding){ .label = LUUKKU_LABEL_SPAM,
                                                    .rule = "spam.seen",
                                                    .points = 1,
                                                    .cues = seen_cues,
                                                    .sentence = N_ ("Others have sent the same text.") });
}
