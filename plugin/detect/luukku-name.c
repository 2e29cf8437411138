/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-name.c: full names of private persons. Two or three capitalised words in a row, a first and a last
 * name, and something beside them that private people are, do or own:
 *
 *   naapurinne Kalevi Nurmi      a person: neighbour, applicant, your son
 *   Kalevi Nurmi soitti meille   a deed
 *   Kalevi Nurmen hakemus        a thing
 *   Hei Kalevi Nurmi,            a greeting
 *   vastasimme Kalevi Nurmelle   a case that only receivers and senders have
 *
 * Not told: who signs, holds an office, has written a book; whom a street, school or firm is named after; a
 * first name alone. Never surer than likely. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-person.h"

#include <string.h>

#include "language/luukku-language.h"

/* Tokens. */
#define CUE_REACH 6
#define CLOSING_REACH 12
#define OFFICE_BEFORE 2
#define OFFICE_AFTER 3
/* Bytes: "puh. ", "rekisterinumero ". */
#define DATA_AFTER 24
#define DATA_BEFORE 4
/* How often Voikko is asked about one text: no letter has so many names, and it is dear. */
#define MAX_VOIKKO_WORDS 300

typedef struct {
  LuukkuScan *scan;
  guint voikko_words;
  guint looked_at; /* token + 1 whose kinds are known */
  LuukkuPersonKinds kinds;
} Search;

typedef struct {
  guint first, last; /* tokens */
  LuukkuPersonWindow window;
  gboolean known;  /* the first name is one for sure */
  gboolean hidden; /* no word beside it makes it a private person's */
  const char *cue; /* (nullable): why it is */
} Name;

static const LuukkuScanToken *
token_at (LuukkuScan *scan, guint index)
{
  return &g_array_index (luukku_scan_tokens (scan), LuukkuScanToken, index);
}

/* Whether the token may be written as a name: a capital letter, or Arabic, which has none. */
static gboolean
looks_like_name (LuukkuScan *scan, guint index)
{
  const LuukkuScanToken *token = token_at (scan, index);
  gunichar c = luukku_scan_character_at (scan, token->start);

  return !(token->flags & LUUKKU_TOKEN_DIGIT) && token->end - token->start > 1 &&
         ((token->flags & LUUKKU_TOKEN_UPPER) || (c >= 0x0620 && c <= 0x064a));
}

/* Whether just one space stands between tokens @index and @index + 1 and the latter looks like a name, too.
 */
static gboolean
continues (LuukkuScan *scan, guint index)
{
  guint end = token_at (scan, index)->end;

  return index + 1 < luukku_scan_tokens (scan)->len && token_at (scan, index + 1)->start == end + 1 &&
         luukku_scan_character_at (scan, end) == ' ' && looks_like_name (scan, index + 1);
}

/* The last answer is kept: neighbours are looked at twice. */
static LuukkuPersonKinds
kinds_of (Search *self, guint index)
{
  if (self->looked_at != index + 1) {
    self->kinds = luukku_person_kinds (self->scan, index, self->voikko_words < MAX_VOIKKO_WORDS);
    self->voikko_words++;
    self->looked_at = index + 1;
  }
  return self->kinds;
}

/* Whether Finnish has the word, inflected and with its capital letter, as something else than a name. */
static gboolean
is_common_word (LuukkuScan *scan, guint index)
{
  const LuukkuScanToken *token = token_at (scan, index);
  g_autofree char *word = g_strndup (luukku_scan_text (scan) + token->start, token->end - token->start);

  return (luukku_name_kinds (word) & LUUKKU_NAME_OTHER) != 0;
}

/* Whether no word of Finnish, in a Finnish text. */
static gboolean
is_foreign (LuukkuScan *scan, guint index)
{
  return luukku_language_has_voikko () && g_strcmp0 (luukku_scan_language (scan), "fi") == 0 &&
         !is_common_word (scan, index);
}

/* "Hakija Thomas Okafor", "Oppilas Nguyen Thi Lan": right behind a word for one person, words that nobody
 * knows are a name when they are no place's or house's. */
static gboolean
is_stranger (Search *self, guint index, LuukkuPersonKinds first, LuukkuPersonKinds second, Name *ret_name)
{
  LuukkuScan *scan = self->scan;
  const LuukkuScanToken *before = index > 0 ? token_at (scan, index - 1) : NULL;

  if (before == NULL || before->end + 1 != token_at (scan, index)->start ||
      !luukku_scan_token_is (scan, index - 1, "name-person") ||
      luukku_scan_token_is (scan, index + 1, "name-place") ||
      luukku_scan_token_is (scan, index + 1, "name-not") || luukku_scan_token_is (scan, index, "name-not"))
    return FALSE;
  /* one of the two is known, or neither is a word of the language */
  if (!(first & LUUKKU_PERSON_FIRST) &&
      (first != 0 || second != 0 || !is_foreign (scan, index) || !is_foreign (scan, index + 1)))
    return FALSE;
  /* behind a word for one person and a first name, a capital letter makes a name of any word: "naapurini
   * Pentti Esimerkki" */
  if (is_common_word (scan, index + 1) && !(first & LUUKKU_PERSON_FIRST))
    return FALSE;
  if (continues (scan, index + 1) && !luukku_scan_token_is (scan, index + 2, "name-place") &&
      !is_common_word (scan, index + 2))
    ret_name->last = index + 2;
  return TRUE;
}

/* Finds a name that begins at token @index and sets its tokens. */
static gboolean
read_name (Search *self, guint index, Name *ret_name)
{
  const LuukkuPersonKinds any_last = LUUKKU_PERSON_LAST | LUUKKU_PERSON_LAST_SHAPE;
  LuukkuPersonKinds first, second;

  if (!looks_like_name (self->scan, index) || !continues (self->scan, index))
    return FALSE;
  first = kinds_of (self, index);
  /* "Vuokralainen Mohammed": a word for a person in the shape of a last name */
  if (!(first & LUUKKU_PERSON_FIRST) && luukku_scan_token_is (self->scan, index, "name-person"))
    return FALSE;
  second = kinds_of (self, index + 1);
  /* "Elsa Kahvila" */
  if (!(second & LUUKKU_PERSON_LAST) && luukku_scan_token_is (self->scan, index + 1, "name-place"))
    return FALSE;
  *ret_name = (Name){ .first = index, .last = index + 1, .known = TRUE };
  if (first & LUUKKU_PERSON_FIRST) {
    /* "Juha Pekka Virtanen" */
    if (second & LUUKKU_PERSON_FIRST && continues (self->scan, index + 1) &&
        kinds_of (self, index + 2) & any_last) {
      ret_name->last = index + 2;
      return TRUE;
    }
    if (second & any_last)
      return TRUE;
  }
  if (first & any_last && second & LUUKKU_PERSON_FIRST) {
    /* "Leiriläinen Eemeli Harjula": the name begins at the next word */
    return !continues (self->scan, index + 1) || !(kinds_of (self, index + 2) & any_last);
  }
  if (is_stranger (self, index, first, second, ret_name))
    return TRUE;
  ret_name->known = FALSE;
  /* a first name that nobody knows, but never "Hakija Virtanen" or "Hei Virtanen" */
  return first == 0 && (second & any_last) != 0 && !luukku_scan_token_is (self->scan, index, "name-not") &&
         !is_common_word (self->scan, index) &&
         !luukku_person_has (self->scan, "name-person", index, index + 1) &&
         !luukku_person_has (self->scan, "name-act", index, index + 1) &&
         !luukku_person_has (self->scan, "name-greeting", index, index + 1);
}

/* "naapuri kalevi nurmi": in small letters only right behind a word for a person, and only words of the
 * lists.
 */
static gboolean
read_small_name (Search *self, guint index, Name *ret_name)
{
  LuukkuScan *scan = self->scan;

  if (index == 0 || index + 1 >= luukku_scan_tokens (scan)->len ||
      !luukku_scan_token_is (scan, index, "first-name") ||
      !luukku_scan_token_is (scan, index - 1, "name-person") ||
      token_at (scan, index)->start != token_at (scan, index - 1)->end + 1 ||
      token_at (scan, index + 1)->start != token_at (scan, index)->end + 1 ||
      luukku_scan_character_at (scan, token_at (scan, index)->end) != ' ' ||
      (token_at (scan, index + 1)->flags & LUUKKU_TOKEN_DIGIT) ||
      !(kinds_of (self, index + 1) & LUUKKU_PERSON_LAST))
    return FALSE;
  *ret_name = (Name){ .first = index, .last = index + 1, .known = TRUE };
  return TRUE;
}

/* Whether the name has a line of its own that is not the first, as in a signature. */
static gboolean
is_alone_on_line (LuukkuScan *scan, const Name *name)
{
  const char *text = luukku_scan_text (scan);
  guint start = token_at (scan, name->first)->start;
  guint end = token_at (scan, name->last)->end;

  return start > 1 && text[start - 1] == '\n' && text[start - 2] != ':' &&
         (text[end] == '\0' || text[end] == '\n' || text[end] == ',');
}

static gboolean
is_person_beside (LuukkuScan *scan, const Name *name)
{
  guint from = name->first > name->window.begin ? name->first - 1 : name->first;

  /* "Kimmo Suhonen -niminen mies" */
  return luukku_person_has (scan, "name-person", from, name->first) ||
         luukku_person_has (scan, "name-named", name->last + 1, MIN (name->window.end, name->last + 2));
}

/* Whether @index is a year before 1900, or one of the 1900s in "vuonna 1962" in a sentence about no birth:
 * the name is history. */
static gboolean
is_old_year (LuukkuScan *scan, guint index)
{
  const LuukkuScanToken *token = token_at (scan, index);
  const char *year;

  /* "040 765 1234" is no year */
  if (!(token->flags & LUUKKU_TOKEN_DIGIT) || token->end - token->start < 4 ||
      luukku_scan_has_told (scan, token->start, token->end))
    return FALSE;
  year = luukku_scan_text (scan) + token->end - 4;
  if (year[0] != '1' || !g_ascii_isdigit (year[1]) || !g_ascii_isdigit (year[2]) ||
      !g_ascii_isdigit (year[3]))
    return FALSE;
  if (token->end - token->start > 4)
    return year[-1] == '.' && year[1] < '9';
  return year[1] < '9' || (index > 0 && luukku_scan_token_is (scan, index - 1, "name-year"));
}

static gboolean
is_history (LuukkuScan *scan, const Name *name)
{
  for (guint i = name->window.begin; i < name->window.end; i++) {
    if (is_old_year (scan, i))
      return TRUE;
  }
  return luukku_scan_token_is (scan, name->first, "name-famous");
}

/* "Timo Parvelan Ella": a work by somebody. */
static gboolean
is_author (LuukkuScan *scan, const Name *name)
{
  return luukku_person_ends (scan, name->last, "n") && !luukku_person_ends (scan, name->last, "nen") &&
         continues (scan, name->last);
}

/* Whether one of the @reach words right after the name, with nothing but blanks between, makes it a street's,
 * a school's, a firm's or a book's. */
static gboolean
is_before_place (LuukkuScan *scan, const Name *name, guint reach)
{
  for (guint i = name->last + 1; i < name->window.end && i <= name->last + reach; i++) {
    if (token_at (scan, i)->start != token_at (scan, i - 1)->end + 1)
      return FALSE;
    if (luukku_scan_token_is (scan, i, "name-place"))
      return TRUE;
  }
  return FALSE;
}

/* Whether a number, an address or the like of a person stands right beside: "Salla Pitkänen, 050 123 8765",
 * or on the next line. */
static gboolean
has_data_beside (LuukkuScan *scan, const Name *name)
{
  guint start = token_at (scan, name->first)->start;
  guint end = token_at (scan, name->last)->end;

  return luukku_scan_has_told (scan, end, MIN (end + DATA_AFTER, luukku_scan_size (scan))) ||
         luukku_scan_has_told (scan, start > DATA_BEFORE ? start - DATA_BEFORE : 0, start);
}

/* A case of receivers and senders. Russian and Ukrainian: a man's dative. */
static gboolean
is_receiver (LuukkuScan *scan, guint index)
{
  static const char *const endings[] = { "lle", "lta", "ltä", "ову", "еву", "ину", "ському", "скому" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    if (luukku_person_ends (scan, index, endings[i]))
      return TRUE;
  }
  return FALSE;
}

/* What no word beside the name makes good. */
static gboolean
is_public (LuukkuScan *scan, const Name *name)
{
  guint closing = name->first > CLOSING_REACH ? name->first - CLOSING_REACH : 0;
  guint office = MAX (name->window.begin, name->first > OFFICE_BEFORE ? name->first - OFFICE_BEFORE : 0);
  guint after = MIN (name->window.end, name->last + 1 + OFFICE_AFTER);

  /* "antakaa terveisiä Onni Rinteelle" */
  if ((luukku_person_has (scan, "name-closing", closing, name->first) && !is_receiver (scan, name->last)) ||
      (is_alone_on_line (scan, name) && !has_data_beside (scan, name)) || is_history (scan, name) ||
      is_before_place (scan, name, 1))
    return TRUE;
  /* "illan vieras Jari Tervo" */
  if (luukku_person_has (scan, "name-star", name->window.begin, name->window.end))
    return TRUE;
  if (is_person_beside (scan, name))
    return FALSE;
  /* "Kirsi Mäki kaupungin kirjaamosta" */
  if (luukku_person_has (scan, "name-town", name->last + 1, MIN (name->window.end, name->last + 2)))
    return TRUE;
  return luukku_person_has (scan, "name-office", office, name->first) || is_author (scan, name) ||
         luukku_person_has (scan, "name-office", name->last + 1, after) || is_before_place (scan, name, 2) ||
         luukku_person_has (scan, "name-public", name->window.begin, name->window.end) ||
         luukku_person_has (scan, "name-contact", name->window.begin, name->first);
}

static gboolean
is_genitive (LuukkuScan *scan, guint index)
{
  return luukku_person_ends (scan, index, "n") || luukku_person_ends (scan, index, "s") ||
         luukku_scan_character_at (scan, token_at (scan, index)->start) >= 0x0400;
}

/* "Todistus on Milja Ruokosen": whose the thing before is. */
static gboolean
is_owner (LuukkuScan *scan, const Name *name)
{
  return name->first > name->window.begin && luukku_person_ends (scan, name->last, "n") &&
         !luukku_person_ends (scan, name->last, "nen") &&
         luukku_scan_token_is (scan, name->first - 1, "name-is") &&
         luukku_person_has (scan, "name-thing", name->window.begin, name->first);
}

/* Returns: (nullable): why the name is a private person's. */
static const char *
find_cue (LuukkuScan *scan, const Name *name)
{
  const LuukkuPersonWindow *window = &name->window;

  if (is_person_beside (scan, name))
    return "person-word";
  if (!name->known)
    return NULL;
  if (has_data_beside (scan, name))
    return "data-beside";
  if (name->first > window->begin && luukku_person_has (scan, "name-greeting", name->first - 1, name->first))
    return "greeting";
  if (luukku_person_has (scan, "name-person", window->begin, name->first) ||
      luukku_person_has (scan, "name-person", name->last + 1, MIN (window->end, name->last + 4)))
    return "person-word";
  if (name->first > window->begin && luukku_person_has (scan, "name-before", name->first - 1, name->first))
    return "receiver";
  if (luukku_person_has (scan, "name-act", window->begin, window->end))
    return "deed";
  if (luukku_person_has (scan, "name-paper", window->begin, window->end))
    return "paper";
  if (is_genitive (scan, name->last) &&
      luukku_person_has (scan, "name-thing", name->last + 1, MIN (window->end, name->last + 3)))
    return "possession";
  if (is_receiver (scan, name->last))
    return "receiver";
  if (luukku_person_has (scan, "sensitive", name->last + 1, window->end))
    return "circumstance";
  return is_owner (scan, name) ? "possession" : NULL;
}

static void
look_at (Search *self, Name *name)
{
  LuukkuScan *scan = self->scan;

  name->window = luukku_person_window (scan, name->first, name->last, CUE_REACH, CUE_REACH);
  name->hidden =
      luukku_scan_is_claimed (scan, token_at (scan, name->first)->start, token_at (scan, name->last)->end) ||
      is_public (scan, name);
  name->cue = name->hidden ? NULL : find_cue (scan, name);
}

/* "Aila Koivula ja Reijo Nikula": what is told of one of a pair is told of the other. */
static void
join_pairs (LuukkuScan *scan, GArray *names)
{
  for (guint i = 0; i + 1 < names->len; i++) {
    Name *one = &g_array_index (names, Name, i);
    Name *other = &g_array_index (names, Name, i + 1);

    if (other->first != one->last + 2 || !luukku_scan_token_is (scan, one->last + 1, "name-and"))
      continue;
    if (one->hidden || other->hidden)
      one->cue = other->cue = NULL;
    else if (one->cue == NULL && one->known)
      one->cue = other->cue != NULL ? "pair" : NULL;
    else if (other->cue == NULL && other->known)
      other->cue = "pair";
  }
}

static void
tell (LuukkuScan *scan, const Name *name)
{
  const LuukkuFound found = { .kind = "NAME",
                              .start = token_at (scan, name->first)->start,
                              .end = token_at (scan, name->last)->end,
                              .confidence = LUUKKU_CONFIDENCE_LIKELY,
                              .cues = { "full-name", name->cue } };

  if (name->cue != NULL)
    luukku_scan_add (scan, &found);
}

void
luukku_detect_name (LuukkuScan *scan)
{
  Search search = { .scan = scan };
  guint count = luukku_scan_tokens (scan)->len;
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (Name));

  for (guint i = 0; i + 1 < count; i++) {
    Name name;

    if (!read_name (&search, i, &name) && !read_small_name (&search, i, &name))
      continue;
    look_at (&search, &name);
    g_array_append_val (names, name);
    i = name.last;
  }
  join_pairs (scan, names);
  for (guint i = 0; i < names->len; i++)
    tell (scan, &g_array_index (names, Name, i));
}
