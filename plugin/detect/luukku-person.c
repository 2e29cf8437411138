/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-person.c: sentences around a place, and whether an inflected word is somebody's name.
 *
 * A name's base forms are guessed by a table of endings and, for Finnish, of the changes in the stem
 * ("Mäen" ← "Mäki", "Lahdelle" ← "Lahti", "Virtasen" ← "Virtanen"); the lexicons say which guess is a name.
 * Guessing too much does no harm: only what is in the lists counts. Pure but for Voikko. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-person.h"

#include <string.h>

#include "detect/luukku-lexicon.h"
#include "language/luukku-language.h"

/* Bytes; longer words are nobody's name. */
#define MAX_NAME_BYTES 60
#define MIN_BASE_BYTES 3
/* The word as it stands, which comes first: "Bo". */
#define MIN_WORD_BYTES 2
/* Most base forms that one word is tried as. */
#define MAX_BASES 160

typedef struct {
  const char *ending, *instead;
} Change;

/* Endings of the seven languages; "instead" is put in their place. */
static const Change endings[] = {
  /* Finnish, after a vowel */
  { "n", "" },
  { "lle", "" },
  { "lla", "" },
  { "llä", "" },
  { "lta", "" },
  { "ltä", "" },
  { "ssa", "" },
  { "ssä", "" },
  { "sta", "" },
  { "stä", "" },
  { "a", "" },
  { "ä", "" },
  { "ta", "" },
  { "tä", "" },
  { "ksi", "" },
  { "na", "" },
  { "nä", "" },
  { "an", "" },
  { "en", "" },
  { "in", "" },
  { "on", "" },
  { "un", "" },
  { "än", "" },
  { "ön", "" },
  { "yn", "" },
  { "kin", "" },
  { "han", "" },
  /* after a consonant: "Lindholmin" */
  { "ille", "" },
  { "illa", "" },
  { "illä", "" },
  { "ilta", "" },
  { "iltä", "" },
  { "issa", "" },
  { "ista", "" },
  { "istä", "" },
  { "ia", "" },
  { "iä", "" },
  { "iin", "" },
  { "iksi", "" },
  { "ina", "" },
  /* -nen */
  { "sen", "nen" },
  { "selle", "nen" },
  { "sella", "nen" },
  { "sellä", "nen" },
  { "selta", "nen" },
  { "seltä", "nen" },
  { "sesta", "nen" },
  { "sestä", "nen" },
  { "sessa", "nen" },
  { "seen", "nen" },
  { "seksi", "nen" },
  { "sena", "nen" },
  { "senä", "nen" },
  { "sta", "nen" },
  { "stä", "nen" },
  { "set", "nen" },
  { "sten", "nen" },
  { "sille", "nen" },
  { "silta", "nen" },
  { "siltä", "nen" },
  { "sia", "nen" },
  { "siä", "nen" },
  /* -as, -es, -is, -us */
  { "ksen", "s" },
  { "kselle", "s" },
  { "kselta", "s" },
  { "kseltä", "s" },
  { "kseen", "s" },
  { "ksesta", "s" },
  { "sta", "s" },
  { "aan", "as" },
  { "aalle", "as" },
  { "aalta", "as" },
  { "ään", "äs" },
  /* Swedish, English */
  { "s", "" },
  { "'s", "" },
  { "’s", "" },
  /* Estonian */
  { "le", "" },
  { "lt", "" },
  { "ga", "" },
  { "st", "" },
  { "ele", "" },
  { "elt", "" },
  { "ega", "" },
  { "i", "" },
  { "e", "" },
  { "u", "" },
  { "e", "i" },
  { "ile", "" },
  { "ilt", "" },
  { "iga", "" },
  { "ale", "" },
  { "alt", "" },
  { "aga", "" },
  { "ule", "" },
  { "ult", "" },
  /* Russian and Ukrainian */
  { "а", "" },
  { "у", "" },
  { "ом", "" },
  { "ым", "" },
  { "им", "" },
  { "е", "" },
  { "ой", "" },
  { "ою", "" },
  { "ы", "" },
  { "ою", "а" },
  { "ой", "а" },
  { "у", "а" },
  { "ы", "а" },
  { "и", "а" },
  { "е", "а" },
  { "і", "а" },
  { "я", "й" },
  { "ю", "й" },
  { "ем", "й" },
  { "єм", "й" },
  { "я", "ь" },
  { "ю", "ь" },
  { "ем", "ь" },
  { "и", "ь" },
  { "ью", "ь" },
  { "и", "я" },
  { "ю", "я" },
  { "е", "я" },
  { "ей", "я" },
  { "ії", "ія" },
  { "ії", "я" },
  { "єю", "я" },
  { "ію", "ія" },
  { "у", "о" },
  { "ом", "о" },
  { "а", "о" },
  { "ла", "ел" },
  { "лу", "ел" },
  { "ві", "в" },
  { "ові", "" },
  { "ові", "о" },
  { "еві", "й" },
};

/* What the end of a Finnish stem may have been before inflection changed it. */
static const Change stems[] = {
  { "e", "i" },   /* Lehte-: Lehti */
  { "de", "ti" }, /* Lahde- */
  { "da", "ta" }, /* Laida- */
  { "dä", "tä" },    { "do", "to" },    { "du", "tu" },     { "dy", "ty" },    { "di", "ti" },
  { "mäe", "mäki" }, { "joe", "joki" }, { "väe", "väki" },  { "noe", "noki" }, { "reiä", "reikä" },
  { "nna", "nta" },  { "nno", "nto" },  { "nnu", "ntu" },   { "nnä", "ntä" },  { "nne", "nti" },
  { "nni", "ntti" }, { "nni", "nti" },  { "lla", "lta" },   { "llo", "lto" },  { "lle", "lti" },
  { "rra", "rta" },  { "rro", "rto" },  { "rri", "rtti" },  { "mmi", "mpi" },  { "mme", "mpi" },
  { "mma", "mpa" },  { "nga", "nka" },  { "ngo", "nko" },   { "ngi", "nki" },  { "va", "pa" },
  { "vo", "po" },    { "vi", "pi" },    { "ti", "tti" },    { "ta", "tta" },   { "to", "tto" },
  { "tu", "ttu" },   { "te", "tti" },   { "tä", "ttä" },    { "ty", "tty" },   { "ki", "kki" },
  { "ka", "kka" },   { "ko", "kko" },   { "ku", "kku" },    { "kö", "kkö" },   { "ky", "kky" },
  { "kä", "kkä" },   { "pi", "ppi" },   { "pa", "ppa" },    { "po", "ppo" },   { "pu", "ppu" },
  { "pä", "ppä" },   { "ho", "hko" },   { "alo", "alko" },  { "are", "arki" }, { "aa", "as" },
  { "ää", "äs" },    { "kaa", "gas" },  { "nkaa", "ngas" }, { "kse", "s" },
};

/* What a last name of no list ends in, in its base form. Long enough that few words share them. */
static const char *const shapes[] = {
  "nen",   "sson",  "ström", "qvist", "kvist", "lund", "berg",  "gren",  "blom",  "holm",  "roos",  "mäki",
  "niemi", "lahti", "järvi", "koski", "salo",  "maa",  "ranta", "saari", "vaara", "vuori", "harju", "luoma",
  "pelto", "talo",  "ов",    "ова",   "ев",    "ева",  "ин",    "ина",   "ын",    "ский",  "ская",  "цкий",
  "цкая",  "енко",  "чук",   "юк",    "ський", "ська", "цький", "ova",   "tala",  "kala",  "mala",  "pala",
  "sala",  "vala",  "nala",  "rala",  "hela",  "tela", "mela",  "kela",  "pela",  "sela",  "vela",  "nela",
  "tila",  "kila",  "mila",  "pila",  "sila",  "vila", "nila",  "rila",  "tola",  "kola",  "mola",  "pola",
  "sola",  "vola",  "nola",  "hola",  "tula",  "kula", "sula",  "älä",   "elä",   "ilä",   "ölä",   "ylä",
  "eva",   "enko",  "vich",  "вич",   "швили", "дзе",  "ян",
};

typedef struct {
  GString *text;  /* the guesses with blanks between them */
  GArray *tokens; /* LuukkuScanToken */
} Bases;

typedef struct {
  guint first_class, last_class;
  LuukkuPersonKinds kinds;
} Found;

static void
add_base (Bases *bases, const char *stem, gsize length, const char *instead)
{
  LuukkuScanToken token = { .start = (guint) bases->text->len };

  if (length + strlen (instead) < (bases->tokens->len == 0 ? MIN_WORD_BYTES : MIN_BASE_BYTES) ||
      bases->tokens->len >= MAX_BASES)
    return;
  g_string_append_len (bases->text, stem, (gssize) length);
  g_string_append (bases->text, instead);
  token.end = (guint) bases->text->len;
  g_string_append_c (bases->text, ' ');
  g_array_append_val (bases->tokens, token);
}

static gboolean
ends_in (const char *word, gsize length, const char *ending)
{
  gsize ending_length = strlen (ending);

  return length >= ending_length && memcmp (word + length - ending_length, ending, ending_length) == 0;
}

static void
add_stems (Bases *bases, const char *word, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (stems); i++) {
    if (ends_in (word, length, stems[i].ending))
      add_base (bases, word, length - strlen (stems[i].ending), stems[i].instead);
  }
}

static void
add_bases (Bases *bases, const char *word, gsize length)
{
  gboolean latin = (guchar) word[0] < 0xcd;

  add_base (bases, word, length, "");
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    gsize rest = length - strlen (endings[i].ending);

    if (!ends_in (word, length, endings[i].ending))
      continue;
    add_base (bases, word, rest, endings[i].instead);
    if (latin && *endings[i].instead == '\0')
      add_stems (bases, word, rest);
  }
}

static void
on_class (guint token, guint class_id, gpointer user_data)
{
  Found *found = user_data;

  if (class_id == found->first_class)
    found->kinds |= LUUKKU_PERSON_FIRST;
  else if (class_id == found->last_class)
    found->kinds |= LUUKKU_PERSON_LAST;
}

static gboolean
has_shape (const Bases *bases)
{
  for (guint i = 0; i < bases->tokens->len; i++) {
    const LuukkuScanToken *token = &g_array_index (bases->tokens, LuukkuScanToken, i);

    for (guint j = 0; j < G_N_ELEMENTS (shapes); j++) {
      if (token->end - token->start >= strlen (shapes[j]) + 2 &&
          ends_in (bases->text->str + token->start, token->end - token->start, shapes[j]))
        return TRUE;
    }
  }
  return FALSE;
}

static LuukkuPersonKinds
kinds_by_lists (const char *word, gsize length)
{
  Bases bases = { g_string_new (NULL), g_array_new (FALSE, TRUE, sizeof (LuukkuScanToken)) };
  Found found = { luukku_lexicon_class ("first-name"), luukku_lexicon_class ("last-name"), 0 };
  LuukkuLexiconText text;

  add_bases (&bases, word, length);
  text.text = bases.text->str;
  text.tokens = bases.tokens;
  for (guint i = 0; i < bases.tokens->len; i++)
    luukku_lexicon_look_up (&text, i, on_class, &found);
  if (!(found.kinds & LUUKKU_PERSON_LAST) && has_shape (&bases))
    found.kinds |= LUUKKU_PERSON_LAST_SHAPE;
  g_string_free (bases.text, TRUE);
  g_array_unref (bases.tokens);
  return found.kinds;
}

static LuukkuPersonKinds
kinds_by_voikko (const char *word, gsize length)
{
  g_autofree char *copy = g_strndup (word, length);
  LuukkuNameKinds kinds = luukku_name_kinds (copy);
  LuukkuPersonKinds found = 0;

  if (kinds & LUUKKU_NAME_FIRST)
    found |= LUUKKU_PERSON_FIRST;
  if (kinds & (LUUKKU_NAME_LAST | LUUKKU_NAME_PLACE))
    found |= LUUKKU_PERSON_LAST;
  return found;
}

LuukkuPersonKinds
luukku_person_kinds (LuukkuScan *scan, guint index, gboolean use_voikko)
{
  const LuukkuScanToken *token = &g_array_index (luukku_scan_tokens (scan), LuukkuScanToken, index);
  const char *lower = luukku_scan_lower (scan);
  guint start = token->start;
  LuukkuPersonKinds kinds;

  if (token->end - token->start > MAX_NAME_BYTES)
    return 0;
  /* "Anna-Liisa", "Mäki-Korhonen": the last part is inflected */
  for (guint i = token->end; i > token->start; i--) {
    if (lower[i - 1] == '-') {
      start = i;
      break;
    }
  }
  kinds = kinds_by_lists (lower + start, token->end - start);
  /* "Ann-Britt": one half is enough for a first name */
  if (start > token->start + 1)
    kinds |= kinds_by_lists (lower + token->start, start - 1 - token->start) & LUUKKU_PERSON_FIRST;
  if (use_voikko && !(kinds & (LUUKKU_PERSON_FIRST | LUUKKU_PERSON_LAST)))
    kinds |= kinds_by_voikko (luukku_scan_text (scan) + start, token->end - start);
  return kinds;
}

/* --- sentences */

/* Whether a sentence ends between tokens @index and @index + 1. */
static gboolean
ends_sentence (LuukkuScan *scan, guint index)
{
  GArray *tokens = luukku_scan_tokens (scan);
  const char *text = luukku_scan_text (scan);
  guint from = g_array_index (tokens, LuukkuScanToken, index).end;
  guint to = g_array_index (tokens, LuukkuScanToken, index + 1).start;
  guint length = from - g_array_index (tokens, LuukkuScanToken, index).start;

  for (guint i = from; i < to; i++) {
    if (text[i] == '\n' || text[i] == '!' || text[i] == '?')
      return TRUE;
    if (text[i] == '.' && length > 3) /* "puh.", "rva." end none */
      return TRUE;
  }
  return FALSE;
}

LuukkuPersonWindow
luukku_person_window (LuukkuScan *scan, guint first, guint last, guint before, guint after)
{
  LuukkuPersonWindow window = { first, last + 1 };
  guint count = luukku_scan_tokens (scan)->len;

  while (window.begin > 0 && first - window.begin < before && !ends_sentence (scan, window.begin - 1))
    window.begin--;
  while (window.end < count && window.end - last <= after && !ends_sentence (scan, window.end - 1))
    window.end++;
  return window;
}

gboolean
luukku_person_has (LuukkuScan *scan, const char *class, guint begin, guint end)
{
  end = MIN (end, luukku_scan_tokens (scan)->len);
  for (guint i = begin; i < end; i++) {
    if (luukku_scan_token_is (scan, i, class))
      return TRUE;
  }
  return FALSE;
}

gboolean
luukku_person_ends (LuukkuScan *scan, guint index, const char *suffix)
{
  const LuukkuScanToken *token = &g_array_index (luukku_scan_tokens (scan), LuukkuScanToken, index);

  return token->end - token->start > strlen (suffix) &&
         ends_in (luukku_scan_lower (scan) + token->start, token->end - token->start, suffix);
}
