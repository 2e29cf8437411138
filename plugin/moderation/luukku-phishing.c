/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-phishing.c: links that lead elsewhere than they say, and words that lure. A link to a known host is
 * never flagged; an unknown link alone is only a note (Kuopio: it is not known to be safe). */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-family.h"

#include <string.h>

#include "moderation/luukku-link-lists.h"
#include "moderation/luukku-link.h"

/* TRANSLATORS: what was seen in a message; shown to the clerk below the label, so that she can judge herself
 */
static const LuukkuModRule rules[] = {
  { "phishing.act",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "asks-for-login", NULL },
    N_ ("People are asked to log in or to confirm something.") },
  { "phishing.closed",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "account-closed", NULL },
    N_ ("An account or parcel is said to be closed or held back.") },
  { "phishing.fee",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "small-fee", NULL },
    N_ ("A small fee is asked for.") },
  { "phishing.parcel",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "parcel", NULL },
    N_ ("A parcel that waits for something.") },
  { "phishing.deadline",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "deadline", NULL },
    N_ ("A short deadline.") },
  { "phishing.benefit",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "benefit", NULL },
    N_ ("Money back or a benefit is promised in the name of an authority.") },
  { "phishing.secret",
    3,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "asks-for-secret", NULL },
    N_ ("A password, a code or card numbers are asked for.") },
  { "phishing.family",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "false-relative", NULL },
    N_ ("Somebody pretends to be a relative with a new number.") },
  { "phishing.page",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "page-rules", NULL },
    N_ ("A page or an account is said to break rules.") },
  { "phishing.boss",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "false-superior", NULL },
    N_ ("Somebody who says to be a superior wants a payment in a hurry.") },
  { "phishing.support",
    2,
    1,
    LUUKKU_MOD_CHECK_QUOTED | LUUKKU_MOD_CHECK_ASKED,
    { "false-support", NULL },
    N_ ("Somebody who says to be the IT support wants something.") },
};

/* Returns: (transfer full): @host with the letters that its figures stand for. */
static char *
without_figures (const char *host)
{
  char *letters = g_strdup (host);

  for (char *p = letters; *p != '\0'; p++)
    *p = *p == '0' ? 'o' : *p == '1' ? 'l' : *p == '3' ? 'e' : *p == '5' ? 's' : *p;
  return letters;
}

/* Whether a label of @host, cut at hyphens, is a brand's name. */
static gboolean
bears_brand (const char *host)
{
  g_autofree char *letters = without_figures (host);
  g_auto (GStrv) labels = g_strsplit_set (letters, ".-_", -1);
  const char *const *brands = luukku_link_list (LUUKKU_LINK_BRANDS);

  for (guint i = 0; labels[i] != NULL; i++) {
    for (guint k = 0; brands[k] != NULL; k++) {
      gsize length = strlen (brands[k]);

      if (strcmp (labels[i], brands[k]) == 0 || (length >= 5 && strstr (labels[i], brands[k]) != NULL))
        return TRUE;
    }
  }
  return strstr (host, "suomi-fi") != NULL || strstr (host, "s-pankki") != NULL ||
         strstr (host, "op-fi") != NULL;
}

static gboolean
has_any (const char *text, const char *const *words, gboolean at_end)
{
  for (guint i = 0; words[i] != NULL; i++) {
    if (at_end ? g_str_has_suffix (text, words[i]) : strstr (text, words[i]) != NULL)
      return TRUE;
  }
  return FALSE;
}

typedef struct {
  guint points;
  const char *rule, *sentence;
} Judgement;

static Judgement
judge (const LuukkuLink *link, const char *text)
{
  if (link->is_number)
    return (Judgement){ 3, "phishing.number", N_ ("The link has a number instead of a name.") };
  if (link->userinfo)
    return (Judgement){ 3, "phishing.userinfo", N_ ("The link names one site and leads to another.") };
  if (link->is_mixed)
    return (Judgement){ 3, "phishing.letters",
                        N_ ("The link has letters of another script that look alike.") };
  if (bears_brand (link->host) || (link->plain != NULL && bears_brand (link->plain)))
    return (Judgement){ 3, "phishing.brand",
                        N_ ("The link has a well-known name but leads to another site.") };
  if (link->is_program)
    return (Judgement){ 2, "phishing.program", N_ ("Behind the link is a program or a packed file.") };
  if (has_any (link->host, luukku_link_list (LUUKKU_LINK_ENDINGS), TRUE))
    return (Judgement){ has_any (text, luukku_link_list (LUUKKU_LINK_LURES), FALSE) ? 2 : 1,
                        "phishing.ending",
                        N_ ("The link leads to a kind of address that is often used for fraud.") };
  if (g_strv_contains (luukku_link_list (LUUKKU_LINK_SHORTENERS), link->domain))
    return (Judgement){ 1, "phishing.shortened", N_ ("The link hides where it leads.") };
  return (Judgement){ 0, NULL, NULL };
}

static void
look_at_link (LuukkuModScan *scan, const LuukkuModWord *word)
{
  static const char *const cues[] = { "link", NULL };
  const char *folded = luukku_mod_text_get_folded (luukku_mod_scan_text (scan));
  g_autoptr (LuukkuLink) link = luukku_link_new (folded + word->start, word->end - word->start);
  g_autofree char *lower = g_utf8_strdown (folded + word->start, (gssize) (word->end - word->start));
  Judgement judgement;

  if (!link->userinfo && (luukku_link_is_below (link, luukku_link_list (LUUKKU_LINK_TRUSTED)) ||
                          luukku_link_is_below (link, luukku_mod_scan_context (scan)->trusted_hosts)))
    return;
  judgement = judge (link, lower);
  if (luukku_mod_scan_mentions (scan, "question"))
    judgement.points = MIN (judgement.points, 1);
  else if (judgement.points == 1 && luukku_mod_scan_mentions (scan, "pretext"))
    judgement.points = 2;
  if (judgement.points > 0)
    luukku_mod_scan_add (scan, &(LuukkuModFinding){ .label = LUUKKU_LABEL_PHISHING,
                                                    .rule = judgement.rule,
                                                    .start = word->start,
                                                    .end = word->end,
                                                    .points = judgement.points,
                                                    .cues = cues,
                                                    .sentence = judgement.sentence });
}

void
luukku_family_phishing (LuukkuModScan *scan)
{
  LuukkuModText *text = luukku_mod_scan_text (scan);

  luukku_mod_scan_rules (scan, LUUKKU_LABEL_PHISHING, rules, G_N_ELEMENTS (rules));
  for (guint i = 0; i < luukku_mod_text_count (text); i++) {
    if ((luukku_mod_text_word (text, i)->flags & LUUKKU_MOD_WORD_LINK) != 0)
      look_at_link (scan, luukku_mod_text_word (text, i));
  }
}
