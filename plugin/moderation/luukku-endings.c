/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-endings.c: the endings of nouns and verbs, so that lists name a stem once ("toimisto~", "hakkaa+").
 * Tables, no dictionary. Verbs have no past here: who tells what happened does not announce it. Finnish
 * endings are taken off in layers: clitic, possessive, case and number. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-mod-lexicon.h"

#include <string.h>

static const char *const finnish_clitics[] = { "kin", "kaan",  "kään",  "han", "hän", "ko",  "kö",  "pa",
                                               "pä",  "kohan", "köhän", "pas", "päs", "kos", "kös", NULL };
static const char *const finnish_possessives[] = { "ni", "si", "nsa", "nsä", "mme", "nne",
                                                   "an", "än", "en",  "s",   "in",  NULL };
static const char *const finnish_cases[] = {
  "",      "n",     "t",     "a",     "ä",     "ta",    "tä",    "tta",   "ttä",   "na",    "nä",
  "ksi",   "kse",   "ssa",   "ssä",   "sta",   "stä",   "lla",   "llä",   "lta",   "ltä",   "lle",
  "ien",   "jen",   "den",   "iden",  "itten", "in",    "ja",    "jä",    "ia",    "iä",    "ita",
  "itä",   "oita",  "öitä",  "issa",  "issä",  "ista",  "istä",  "illa",  "illä",  "ilta",  "iltä",
  "ille",  "ina",   "inä",   "iksi",  "ihin",  "iin",   "seen",  "siin",  "een",   "hin",   "hun",
  "hyn",   "han",   "hän",   "hon",   "hön",   "hen",   "s",     "ssä",   "lt",    "st",    "ks",
  "ineen", "oille", "öille", "oilla", "oissa", "öissä", "oista", "oihin", "oiden", "öiden", "öihin",
  "aa",    "ää",    "oo",    "öö",    "ee",    "uu",    "yy",    "ii",    "aan",   "ään",   "oon",
  "öön",   "uun",   "yyn",   "i",     "e",     "ssani", "ssäni", "lleni", "kse",   "ys",    NULL,
};
static const char *const swedish[] = {
  "",   "s",    "n",    "en",   "et",  "ns",    "ens",   "ets",   "t",   "ts",  "a",  "ar",  "er", "or", "r",
  "na", "arna", "erna", "orna", "rna", "arnas", "ernas", "ornas", "ars", "ers", "an", "ans", "ne", "e",  NULL,
};
static const char *const english[] = { "", "s", "es", "ies", "ss", NULL };
static const char *const russian[] = {
  "",   "а",  "я",   "у",   "ю",   "е",    "и",   "ы",   "о",   "ой",  "ей",  "ою",  "ею",  "ом",
  "ем", "ём", "ов",  "ев",  "ам",  "ям",   "ах",  "ях",  "ами", "ями", "ь",   "ью",  "ий",  "ия",
  "ию", "ии", "ием", "иям", "иях", "иями", "ий",  "ые",  "ый",  "ая",  "ое",  "ого", "ому", "ым",
  "ую", "ых", "ыми", "ие",  "их",  "им",   "ими", "его", "ему", "яя",  "юю",  "ее",  "й",   "ей",
  "ёв", "і",  "ї",   "ів",  "їв",  "ою",   "єю",  "ові", "еві", "ями", "ами", "ах",  NULL,
};
static const char *const estonian[] = {
  "",    "i",    "u",    "a",    "e",    "d",   "t",   "s",    "st",   "sse", "le",  "lt",
  "l",   "ks",   "ga",   "ta",   "na",   "ni",  "te",  "de",   "id",   "is",  "it",  "ile",
  "ed",  "ad",   "ud",   "eid",  "isse", "ist", "ust", "ast",  "est",  "uga", "aga", "ega",
  "iga", "usse", "asse", "esse", "ule",  "ale", "ele", "ul",   "al",   "el",  "il",  "us",
  "as",  "es",   "tele", "dele", "ide",  "ute", "ate", "test", "dest", "sid", NULL,
};
static const char *const arabic[] = {
  "", "ه", "ها", "هم", "ك", "كم", "ي", "نا", "ين", "ون", "ات", "ا", NULL
};

static const char *const *const tables[LUUKKU_MOD_LANGUAGES] = {
  [LUUKKU_MOD_FI] = finnish_cases, [LUUKKU_MOD_SV] = swedish,  [LUUKKU_MOD_EN] = english,
  [LUUKKU_MOD_RU] = russian,       [LUUKKU_MOD_ET] = estonian, [LUUKKU_MOD_UK] = russian,
  [LUUKKU_MOD_AR] = arabic,
};

static gboolean
is_one_of (const char *const *table, const char *rest, gsize length)
{
  for (guint i = 0; table[i] != NULL; i++) {
    if (strlen (table[i]) == length && memcmp (table[i], rest, length) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Whether @rest is a case ending with one of @tails behind it, or without. */
static gboolean
is_case (const char *rest, gsize length, const char *const *tails)
{
  if (is_one_of (finnish_cases, rest, length))
    return TRUE;
  for (guint i = 0; tails[i] != NULL; i++) {
    gsize tail = strlen (tails[i]);

    if (length >= tail && memcmp (rest + length - tail, tails[i], tail) == 0 &&
        (tails == finnish_possessives ? is_one_of (finnish_cases, rest, length - tail)
                                      : is_case (rest, length - tail, finnish_possessives)))
      return TRUE;
  }
  return FALSE;
}

gboolean
luukku_mod_is_ending (LuukkuModLanguage language, const char *stem, gsize stem_length, const char *rest,
                      gsize rest_length)
{
  if (rest_length == 0)
    return TRUE;
  if (language != LUUKKU_MOD_FI)
    return is_one_of (tables[language], rest, rest_length);
  return is_case (rest, rest_length, finnish_possessives) || is_case (rest, rest_length, finnish_clitics);
}

/* --- verbs */

static const char *const finnish_verb[] = {
  "",         "n",       "t",       "mme",    "tte",  "vat",   "vät",   "mma",      "a",        "ä",
  "e",        "o",       "ö",       "u",      "y",    "isi",   "isin",  "isit",     "isimme",   "isitte",
  "isivat",   "isivät",  "is",      "taan",   "tään", "daan",  "dään",  "laan",     "lään",     "taa",
  "tää",      "aan",     "ään",     "an",     "än",   "tahan", "tähän", "ttaisiin", "ttäisiin", "taisiin",
  "täisiin",  "ttais",   "ttäis",   "tais",   "täis", "ttava", "ttävä", "tava",     "tävä",     "ttavaksi",
  "ttäväksi", "ttavaks", "ttäväks", "tavaks", "maan", "mään",  "massa", "mässä",    "maa",      "mää",
  "mahan",    "mähän",   "mas",     "mäs",    "maha", "kaa",   "kää",   "koon",     "köön",     "kaamme",
  "ta",       "tä",      "da",      "dä",     "la",   "lä",    "oo",    "öö",       "ee",       "nki",
  "s",        NULL,
};
static const char *const swedish_verb[] = { "", "r", "er", "ar", "a", "as", "es", "s", "ande", NULL };
static const char *const english_verb[] = { "", "s", "es", "ing", "in", "e", NULL };
static const char *const russian_verb[] = {
  "",    "у",    "ю",    "ешь",  "ет",   "ем",    "ете",   "ут",  "ют",  "ишь", "ит",   "им",  "ите", "ят",
  "ат",  "ить",  "ать",  "ять",  "еть",  "уть",   "ти",    "ть",  "и",   "ь",   "й",    "йте", "ься", "юсь",
  "усь", "ется", "ится", "утся", "ятся", "иться", "аться", "ємо", "емо", "еш",  "є",    "є",   "ити", "ати",
  "яти", "іть",  "иш",   "имо",  "уть",  "ють",   "ять",   "ить", "е",   "ти",  "ться", NULL,
};
static const char *const estonian_verb[] = {
  "",   "n",  "d",  "b",  "me", "te", "vad", "ma", "mas", "da",  "ta",  "takse", "takse", "ksin", "ks", "ke",
  "ge", "an", "en", "in", "ab", "ad", "eb",  "ib", "ame", "ama", "ema", "ima",   "ada",   "ida",  NULL,
};

static const char *const *const verb_tables[LUUKKU_MOD_LANGUAGES] = {
  [LUUKKU_MOD_FI] = finnish_verb, [LUUKKU_MOD_SV] = swedish_verb,  [LUUKKU_MOD_EN] = english_verb,
  [LUUKKU_MOD_RU] = russian_verb, [LUUKKU_MOD_ET] = estonian_verb, [LUUKKU_MOD_UK] = russian_verb,
  [LUUKKU_MOD_AR] = arabic,
};

gboolean
luukku_mod_is_verb_ending (LuukkuModLanguage language, const char *rest, gsize rest_length)
{
  if (rest_length == 0 || is_one_of (verb_tables[language], rest, rest_length))
    return TRUE;
  for (guint i = 0; language == LUUKKU_MOD_FI && finnish_clitics[i] != NULL; i++) {
    gsize tail = strlen (finnish_clitics[i]);

    if (rest_length >= tail && memcmp (rest + rest_length - tail, finnish_clitics[i], tail) == 0 &&
        is_one_of (finnish_verb, rest, rest_length - tail))
      return TRUE;
  }
  return FALSE;
}
