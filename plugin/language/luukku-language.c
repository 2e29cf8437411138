/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-language.c: which language a text is in, by its script, its letters and its function words.
 * Residents' messages are short, so a guess that is not clearly ahead is no guess: NULL is a right answer. */
#define G_LOG_DOMAIN "luukku"

#include "language/luukku-language.h"
#include "language/luukku-lemma-private.h"

#include <string.h>

/* The beginning of a text tells its language; more would only cost time. */
#define MAX_TOKENS 200
/* Words that Voikko is asked about, 12 µs each. */
#define MAX_SPELLED 40
/* Points a language needs, and by what factor it must lead: LEAD_NUMERATOR / LEAD_DENOMINATOR. */
#define MIN_SCORE 3
#define LEAD_NUMERATOR 3
#define LEAD_DENOMINATOR 2
/* So many Cyrillic letters without one of the four that only Ukrainian has are Russian in all likelihood. */
#define RUSSIAN_LETTERS 16

typedef enum {
  FI,
  SV,
  EN,
  ET,
  RU,
  UK,
  N_LANGUAGES,
} Language;

static const char *const codes[N_LANGUAGES] = { "fi", "sv", "en", "et", "ru", "uk" };

typedef struct {
  const char *words; /* separated by single spaces, with one at each end */
  guint points;
} WordList;

/* Greetings and thanks are often the whole message, so each alone decides; function words need company. A
 * word may stand in several languages: it then moves neither ahead. */
static const WordList strong_words[N_LANGUAGES] = {
  [FI] = { " kiitos kiitoksia moi moikka moro terve huomenta päivää iltaa anteeksi ole olkaa hyvä terveisin "
           "miten "
           "missä milloin mistä mihin minkä miksi paljonko kiitti tervehdys ",
           3 },
  [SV] = { " hej tack tjena goddag godmorgon hejsan ursäkta varför hälsningar snälla hur varifrån tackar ",
           3 },
  [EN] = { " hello thanks thank please sorry regards the what where when why how dear morning ", 3 },
  [ET] = { " tere aitäh tänan palun tervist tervitades kuidas kas miks millal vabandust ", 3 },
  [RU] = { " спасибо здравствуйте привет пожалуйста что как где когда почему добрый ", 3 },
  [UK] = { " дякую вітаю привіт будь що як де коли чому добрий доброго ", 3 },
};
static const WordList function_words[N_LANGUAGES] = {
  [FI] = { " ja on ei että se en oli ovat olen olet voi voin voiko onko kun niin mutta myös tai sekä jos "
           "minä sinä "
           "hän me te he tämä tuo nyt vielä vain kuin mitä mikä joka jotka minun meidän teidän teille teiltä "
           "saa "
           "saako pitää pitäisi olisi olla ollut eikä koska siis sitten täällä siellä tässä tulee ette emme "
           "mä sä "
           "mun sun oon oot meille mulle kyllä jo hei sitä sen ne kanssa ennen jälkeen asti ihan aina "
           "teijät ",
           2 },
  [SV] = { " och är att det jag du han hon ni inte på för med som en ett av har kan till om så men vi den "
           "var från "
           "när vad vem mitt min din ert er era vill ska skall finns sig de dem mig dig oss också bara eller "
           "här "
           "där nu bli blir mycket hos vid under efter utan än sin sina denna detta kommer fick få får går "
           "hej ",
           2 },
  [EN] = { " and is are to of a in that it you i for on with this my your we can have not be do does at from "
           "or if "
           "would will has was there they our but an no any me need want could should about been he she him "
           "her "
           "his who which who's i'm don't it's ",
           2 },
  [ET] = { " ja on ei et see ma mul mina sina meie teie ta oli või ning kui mis kes kus ka aga siis olen "
           "oled olete "
           "saab saan peab pole minu sinu teil meil nii veel juba seda selle mida oma kuni pärast enne väga ",
           2 },
  [RU] = { " и в не на я с он она они мы вы это то у за по из от до для или но если есть был была были ли же "
           "бы "
           "мне меня вас нас вам нам мой моя ваш наш можно нужно надо только уже ещё еще кто чтобы эти этот ",
           2 },
  [UK] = { " і й в у не на я з із він вона вони ми ви це то за по від до для або але якщо є був була були чи "
           "ж би "
           "мені мене вас нас вам нам мій моя ваш наш можна треба потрібно тільки вже ще хто щоб цей ця ",
           2 },
};

/* Letters that only some of the languages write, counted once a word. "ä" and "ö" tell nothing between fi,
 * sv, et. */
static const struct {
  Language language;
  const char *letters;
  guint points;
} telling_letters[] = {
  { SV, "å", 2 },
  { ET, "õü", 2 },
  { RU, "ыэъё", 3 },
  { UK, "іїєґ", 3 },
};

/* Parts of words. Long vowels and these endings are frequent in Finnish and rare elsewhere. */
static const struct {
  Language language;
  const char *part;
} telling_parts[] = {
  { FI, "ssa" },  { FI, "ssä" },   { FI, "sta" },   { FI, "stä" }, { FI, "lla" },  { FI, "llä" },
  { FI, "lle" },  { FI, "ksi" },   { FI, "tta" },   { FI, "ttä" }, { FI, "nne" },  { FI, "mme" },
  { FI, "ilta" }, { FI, "iltä" },  { FI, "vät" },   { FI, "iin" }, { FI, "ään" },  { FI, "uun" },
  { FI, "yy" },   { FI, "sivat" }, { FI, "isten" }, { SV, "het" }, { SV, "ning" }, { SV, "arna" },
  { SV, "erna" }, { SV, "sch" },   { SV, "skt" },   { SV, "ck" },  { EN, "ing" },  { EN, "tion" },
  { EN, "th" },   { EN, "wh" },    { EN, "ould" },  { EN, "ed" },  { ET, "sse" },  { ET, "ga" },
  { ET, "dega" }, { ET, "mine" },  { ET, "vad" },
};

/* word -> guint[N_LANGUAGES], points in each */
static GHashTable *list_points;

static void
add_list (GHashTable *table, const WordList *list, Language language)
{
  g_auto (GStrv) words = g_strsplit (list->words, " ", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    guint *points = g_hash_table_lookup (table, words[i]);

    if (*words[i] == '\0')
      continue;
    if (points == NULL) {
      points = g_new0 (guint, N_LANGUAGES);
      g_hash_table_insert (table, g_strdup (words[i]), points);
    }
    points[language] = MAX (points[language], list->points);
  }
}

/* Returns: (transfer none) (nullable): points of @word in each language. */
static const guint *
points_of (const char *word)
{
  if (list_points == NULL) {
    list_points = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < N_LANGUAGES; i++) {
      add_list (list_points, &strong_words[i], i);
      add_list (list_points, &function_words[i], i);
    }
  }
  return g_hash_table_lookup (list_points, word);
}

void
luukku_language_forget (void)
{
  g_clear_pointer (&list_points, g_hash_table_unref);
}

static gboolean
has_letter_of (const char *word, const char *letters)
{
  for (const char *p = letters; *p != '\0'; p = g_utf8_next_char (p)) {
    if (g_utf8_strchr (word, -1, g_utf8_get_char (p)) != NULL)
      return TRUE;
  }
  return FALSE;
}

static void
score_word (const char *word, guint *scores)
{
  const guint *points = points_of (word);

  for (guint i = 0; points != NULL && i < N_LANGUAGES; i++)
    scores[i] += points[i];
  for (guint i = 0; i < G_N_ELEMENTS (telling_letters); i++) {
    if (has_letter_of (word, telling_letters[i].letters))
      scores[telling_letters[i].language] += telling_letters[i].points;
  }
  if (strlen (word) < 5)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (telling_parts); i++) {
    if (strstr (word, telling_parts[i].part) != NULL)
      scores[telling_parts[i].language] += 1;
  }
}

typedef struct {
  guint latin, cyrillic, arabic, other;
  gboolean foreign; /* letters of a language in these scripts that we do not know: Persian, Belarusian, … */
} Scripts;

static void
count_scripts (const char *text, Scripts *scripts)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!g_unichar_isalpha (c))
      continue;
    switch ((int) g_unichar_get_script (c)) {
    case G_UNICODE_SCRIPT_LATIN:
      scripts->latin++;
      break;
    case G_UNICODE_SCRIPT_CYRILLIC:
      scripts->cyrillic++;
      break;
    case G_UNICODE_SCRIPT_ARABIC:
      scripts->arabic++;
      break;
    default:
      scripts->other++;
    }
    /* Persian and Sorani پ چ ژ گ ڤ ۆ ێ ک ی, Belarusian ў, Serbian and Macedonian ј љ њ */
    if (g_utf8_strchr ("پچژگڤۆێکیўјљњ", -1, c) != NULL)
      scripts->foreign = TRUE;
  }
}

static const char *
best_of (const guint *scores, Language first, Language last)
{
  guint best = first;
  guint second = 0;

  for (guint i = first; i <= last; i++) {
    if (scores[i] > scores[best])
      best = i;
  }
  for (guint i = first; i <= last; i++) {
    if (i != best)
      second = MAX (second, scores[i]);
  }
  if (scores[best] < MIN_SCORE || scores[best] * LEAD_DENOMINATOR < second * LEAD_NUMERATOR)
    return NULL;
  return codes[best];
}

/* Host names, numbers and names say nothing about the language; Voikko knows inflected Finnish words. */
static void
score_text (const char *text, guint *scores)
{
  g_autoptr (GArray) tokens = luukku_tokens (text);
  guint spelled = 0;

  for (guint i = 0; i < MIN (tokens->len, MAX_TOKENS); i++) {
    const LuukkuToken *token = &g_array_index (tokens, LuukkuToken, i);
    gsize length = token->end - token->start;
    g_autofree char *word = g_utf8_strdown (text + token->start, length);

    if (strpbrk (word, ".0123456789") != NULL)
      continue;
    score_word (word, scores);
    if (length >= 5 && !g_unichar_isupper (g_utf8_get_char (text + token->start)) &&
        spelled++ < MAX_SPELLED && luukku_lemma_knows_finnish (word))
      scores[FI] += 2;
  }
}

const char *
luukku_language_guess (const char *text)
{
  g_autofree char *valid = NULL;
  Scripts scripts = { 0 };
  guint scores[N_LANGUAGES] = { 0 };
  guint letters;

  valid = g_utf8_make_valid (text, -1);
  count_scripts (valid, &scripts);
  letters = scripts.latin + scripts.cyrillic + scripts.arabic + scripts.other;
  if (letters < 2 || scripts.foreign)
    return NULL;
  if (scripts.arabic * 2 > letters)
    return "ar";
  score_text (valid, scores);
  if (scripts.cyrillic >= RUSSIAN_LETTERS && scores[UK] == 0)
    scores[RU] += MIN_SCORE;
  if (scripts.cyrillic * 2 > letters)
    return best_of (scores, RU, UK);
  if (scripts.latin * 2 > letters)
    return best_of (scores, FI, ET);
  return NULL;
}
