/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-address.c: home addresses: a street by its last word and a house number, with a flat, a postcode or
 * home wording. A venue is no home, nor is a street and number alone: nothing is told of those.
 *
 *   NAME number[letter] [range] [flat] [postcode town]     "Koivukatu 14 C 27, 70100 Kuopio"
 *   NAME  a street ("Koivukatu", "Aleksis Kiven katu"), an abbreviation ("Koivuk."), a street behind its
 *         type ("ул. Ленина"), or any name behind a word for address when flat or postcode follow
 *   PL number                                              a post-office box of a person */
#define G_LOG_DOMAIN "luukku"

#include <string.h>

#include "detect/luukku-contact.h"

#define MAX_NAME_WORDS 3
#define MAX_HOUSE_DIGITS 4
#define MAX_FLAT_DIGITS 3
#define HOME_BEFORE 45
#define HOME_AFTER 35
#define VENUE_BEFORE 45
#define VENUE_AFTER 40
#define WORD_BEFORE 30
/* A venue named so near before a flat is where the flat is, whatever is said of homes. */
#define VENUE_TOUCHES 20

typedef struct {
  guint start, end;
  gboolean flat, postcode;
  gboolean weak;  /* any name at all */
  gboolean small; /* the name begins with a small letter */
} Address;

/* @index: of a token there is. */
static const LuukkuScanToken *
known_token (LuukkuScan *scan, guint index)
{
  return &g_array_index (luukku_scan_tokens (scan), LuukkuScanToken, index);
}

/* Returns: (nullable): the token, NULL behind the last one. */
static const LuukkuScanToken *
token_of (LuukkuScan *scan, guint index)
{
  GArray *tokens = luukku_scan_tokens (scan);

  return index < tokens->len ? &g_array_index (tokens, LuukkuScanToken, index) : NULL;
}

static guint
skip_any (const char *text, guint i, const char *characters, guint most)
{
  for (guint n = 0; n < most && text[i] != '\0' && strchr (characters, text[i]) != NULL; n++)
    i++;
  return i;
}

static guint
count_digits (const char *text, guint i)
{
  return (guint) strspn (text + i, "0123456789");
}

static gboolean
is_letter_at (LuukkuScan *scan, guint i)
{
  return g_unichar_isalnum (luukku_scan_character_at (scan, i));
}

/* Returns: the token that begins right at @i; the number of tokens when none does. */
static guint
token_begins_at (LuukkuScan *scan, guint i)
{
  guint index = luukku_scan_token_at (scan, i);
  const LuukkuScanToken *token = token_of (scan, index);

  return token != NULL && token->start == i ? index : luukku_scan_tokens (scan)->len;
}

/* --- what follows the name */

/* Skips a word of @class, its point and the blanks behind it. */
static guint
skip_word (LuukkuScan *scan, guint i, const char *class)
{
  const char *text = luukku_scan_text (scan);
  guint index = token_begins_at (scan, i);
  const LuukkuScanToken *token = token_of (scan, index);

  return token != NULL && luukku_scan_token_is (scan, index, class) ? skip_any (text, token->end, ". :", 2)
                                                                    : i;
}

static guint
read_flat_number (LuukkuScan *scan, guint i)
{
  const char *text = luukku_scan_text (scan);
  guint digits = count_digits (text, i);
  guint end = i + digits;

  if (digits == 0 || digits > MAX_FLAT_DIGITS)
    return 0;
  if (g_ascii_isalpha (text[end]) && !is_letter_at (scan, end + 1))
    end++;
  return is_letter_at (scan, end) ? 0 : end;
}

/* "A", "A 12", "a12". Returns: its end, 0 when there is none. */
static guint
read_staircase (LuukkuScan *scan, guint i, gboolean *ret_flat)
{
  const char *text = luukku_scan_text (scan);
  gunichar c = luukku_scan_character_at (scan, i);
  guint end = i + (guint) g_unichar_to_utf8 (c, NULL);
  guint flat;

  if (!g_unichar_isalpha (c) || g_unichar_isalpha (luukku_scan_character_at (scan, end)))
    return 0;
  if (!g_unichar_isupper (c) && (c < 'a' || c > 'h'))
    return 0;
  flat = read_flat_number (scan, text[end] == ' ' ? end + 1 : end);
  if (flat != 0) {
    *ret_flat = TRUE;
    return flat;
  }
  return g_unichar_isupper (c) ? end : 0;
}

static void
read_flat (LuukkuScan *scan, Address *address)
{
  const char *text = luukku_scan_text (scan);
  guint i = skip_any (text, address->end, ", ", 2);
  guint end = i > address->end || g_ascii_isalpha (text[i]) ? read_staircase (scan, i, &address->flat) : 0;
  guint after;

  if (end != 0)
    address->end = end;
  if (address->flat)
    return;
  i = skip_any (text, address->end, ", ", 2);
  after = skip_word (scan, i, "address-flat");
  end = after > i ? read_flat_number (scan, after) : 0;
  if (end != 0) {
    address->end = end;
    address->flat = TRUE;
  }
}

/* "70100 Kuopio", "FI-70100 Kuopio", "902 36 Umeå" */
static void
read_postcode (LuukkuScan *scan, Address *address)
{
  const char *text = luukku_scan_text (scan);
  guint i = skip_any (text, address->end, ", \n", 3);
  guint digits, index;
  const LuukkuScanToken *town;

  if (i == address->end)
    return;
  if (g_ascii_isalpha (text[i]) && g_ascii_isalpha (text[i + 1]) && text[i + 2] == '-')
    i += 3;
  digits = count_digits (text, i);
  if (digits == 3 && text[i + 3] == ' ' && count_digits (text, i + 4) == 2)
    i += 6;
  else if (digits == 5 || digits == 6)
    i += digits;
  else
    return;
  index = token_begins_at (scan, skip_any (text, i, ", ", 2));
  town = token_of (scan, index);
  if (text[i] != ' ' || town == NULL || (town->flags & LUUKKU_TOKEN_DIGIT) != 0 ||
      ((town->flags & LUUKKU_TOKEN_UPPER) == 0 && !address->small &&
       g_unichar_islower (luukku_scan_character_at (scan, town->start))))
    return;
  address->postcode = TRUE;
  address->end = town->end;
}

/* ":ssa", "-14" behind a house number. */
static guint
skip_suffix (LuukkuScan *scan, guint i, gboolean *ret_range)
{
  const char *text = luukku_scan_text (scan);

  if (text[i] == '-' && g_ascii_isdigit (text[i + 1])) {
    guint digits = count_digits (text, i + 1);

    *ret_range = digits <= MAX_FLAT_DIGITS;
    i += 1 + digits;
  }
  if (text[i] == ':' && g_unichar_isalpha (luukku_scan_character_at (scan, i + 1))) {
    const LuukkuScanToken *token = token_of (scan, token_begins_at (scan, i + 1));

    i = token != NULL ? token->end : i;
  }
  return i;
}

/* Reads a house number behind the name that ends at address->end. */
static gboolean
read_house (LuukkuScan *scan, Address *address)
{
  const char *text = luukku_scan_text (scan);
  guint i = skip_any (text, address->end, ",. ", 3);
  gboolean range = FALSE;
  guint digits;

  i = skip_word (scan, i, "address-house");
  digits = count_digits (text, i);
  if (digits == 0 || digits > MAX_HOUSE_DIGITS || text[i] == '0')
    return FALSE;
  i += digits;
  if (g_ascii_isalpha (text[i]) && !g_unichar_isalpha (luukku_scan_character_at (scan, i + 1)))
    i += !g_ascii_isdigit (text[i + 1]);
  i = skip_suffix (scan, i, &range);
  if (strchr (".,:/", text[i]) != NULL && text[i] != '\0' && g_ascii_isdigit (text[i + 1]))
    return FALSE;
  address->end = i;
  address->flat = range && g_strcmp0 (luukku_scan_language (scan), "et") == 0;
  if (!address->flat)
    read_flat (scan, address);
  if (is_letter_at (scan, address->end))
    return FALSE;
  read_postcode (scan, address);
  return TRUE;
}

/* --- the name */

static gboolean
is_upper (LuukkuScan *scan, guint index)
{
  return (known_token (scan, index)->flags & (LUUKKU_TOKEN_UPPER | LUUKKU_TOKEN_DIGIT)) == LUUKKU_TOKEN_UPPER;
}

static gboolean
is_next_to (LuukkuScan *scan, guint left, guint right)
{
  const char *text = luukku_scan_text (scan);
  guint end = known_token (scan, left)->end;

  return known_token (scan, right)->start == end + 1 && text[end] == ' ';
}

/* Words that begin a sentence about an address, not a street's name. */
static gboolean
is_wording (LuukkuScan *scan, guint index)
{
  return luukku_scan_token_is (scan, index, "address-home") ||
         luukku_scan_token_is (scan, index, "address-word") ||
         luukku_scan_token_is (scan, index, "address-venue") ||
         luukku_scan_token_is (scan, index, "address-own");
}

/* "Aleksis Kiven katu": the names before a street's type. Returns: index of the first one. */
static guint
find_name_start (LuukkuScan *scan, guint index)
{
  guint first = index;

  while (first > 0 && index - first < MAX_NAME_WORDS && is_next_to (scan, first - 1, first) &&
         is_upper (scan, first - 1) && !is_wording (scan, first - 1))
    first--;
  return first;
}

static gboolean
read_street (LuukkuScan *scan, guint index, Address *ret_address)
{
  const LuukkuScanToken *token = known_token (scan, index);
  guint first = index;

  if (luukku_scan_token_is (scan, index, "address-street-word")) {
    first = find_name_start (scan, index);
    if (first == index)
      return FALSE;
  } else if (!luukku_scan_token_is (scan, index, "address-street")) {
    return FALSE;
  } else if (index > 0 && is_next_to (scan, index - 1, index) && is_upper (scan, index - 1) &&
             luukku_scan_token_is (scan, index - 1, "address-adj")) {
    first--;
  }
  ret_address->start = known_token (scan, first)->start;
  ret_address->end = token->end;
  ret_address->small = (known_token (scan, first)->flags & LUUKKU_TOKEN_UPPER) == 0;
  return read_house (scan, ret_address);
}

/* "ул. Ленина, д. 5": the type stands first. */
static gboolean
read_typed_street (LuukkuScan *scan, guint index, Address *ret_address)
{
  const char *text = luukku_scan_text (scan);

  if (!luukku_scan_token_is (scan, index, "address-prefix"))
    return FALSE;
  ret_address->start = known_token (scan, index)->start;
  for (guint i = 1; i <= MAX_NAME_WORDS; i++) {
    const LuukkuScanToken *word = token_of (scan, index + i);

    if (word == NULL || (word->flags & LUUKKU_TOKEN_DIGIT) != 0 ||
        word->start - known_token (scan, index + i - 1)->end > 2 ||
        luukku_scan_token_is (scan, index + i, "address-house"))
      return FALSE;
    ret_address->end = word->end;
    ret_address->small = FALSE;
    if (text[word->end] != '\0' && read_house (scan, ret_address))
      return TRUE;
  }
  return FALSE;
}

/* "Koivuk. 14 C 27": the type is cut to its first letter. */
static gboolean
read_cut_street (LuukkuScan *scan, guint index, Address *ret_address)
{
  const char *text = luukku_scan_text (scan);
  const LuukkuScanToken *token = known_token (scan, index);

  if (!is_upper (scan, index) || token->end - token->start < 5 || text[token->end] != '.' ||
      strchr ("ktr", text[token->end - 1]) == NULL)
    return FALSE;
  ret_address->start = token->start;
  ret_address->end = token->end;
  return read_house (scan, ret_address) && (ret_address->flat || ret_address->postcode);
}

/* Any name, where a word for address or home says so. */
static gboolean
read_any_name (LuukkuScan *scan, guint index, Address *ret_address)
{
  const char *text = luukku_scan_text (scan);
  const LuukkuScanToken *token = known_token (scan, index);

  if (!is_upper (scan, index) || token->end - token->start < 4 || text[token->end] != ' ' ||
      !g_ascii_isdigit (text[token->end + 1]) || is_wording (scan, index))
    return FALSE;
  ret_address->start = token->start;
  ret_address->end = token->end;
  ret_address->weak = TRUE;
  return read_house (scan, ret_address) && (ret_address->flat || ret_address->postcode);
}

/* "PL 45, 62201 Kauhava" */
static gboolean
read_box (LuukkuScan *scan, guint index, Address *ret_address)
{
  const char *text = luukku_scan_text (scan);
  const LuukkuScanToken *token = known_token (scan, index);
  const char *name = text + token->start;
  guint digits;

  if (token->end - token->start != 2 || (strncmp (name, "PL", 2) != 0 && strncmp (name, "PB", 2) != 0) ||
      text[token->end] != ' ')
    return FALSE;
  digits = count_digits (text, token->end + 1);
  if (digits == 0 || digits > 5)
    return FALSE;
  ret_address->start = token->start;
  ret_address->end = token->end + 1 + digits;
  ret_address->weak = TRUE;
  read_postcode (scan, ret_address);
  return TRUE;
}

/* --- whose address */

/* "lapsenne osoite": a word for address with a person right before it. Returns: bytes to it or G_MAXUINT. */
static guint
own_address_distance (LuukkuScan *scan, const Address *address)
{
  const LuukkuScanToken *word = luukku_contact_before (scan, "address-word", address->start, WORD_BEFORE);

  if (word == NULL || luukku_scan_near_tokens (scan, "address-own", word->start, word->end, 2, 0) == NULL)
    return G_MAXUINT;
  return address->start - MIN (word->end, address->start);
}

static gboolean
is_official (LuukkuScan *scan, const Address *address)
{
  const LuukkuAllowList *allow_list = luukku_scan_allow_list (scan);
  g_autofree char *span = NULL;

  if (allow_list == NULL)
    return FALSE;
  span = g_strndup (luukku_scan_text (scan) + address->start, address->end - address->start);
  return luukku_allow_list_has_address (allow_list, span);
}

/* "Kotiseutumuseo, Museotie 7": the word nearest before says both home and venue. */
static gboolean
is_both (LuukkuScan *scan, const Address *address)
{
  const LuukkuScanToken *venue = luukku_contact_before (scan, "address-venue", address->start, VENUE_BEFORE);

  return venue != NULL && venue == luukku_contact_before (scan, "address-home", address->start, HOME_BEFORE);
}

/* Returns: whether a home is told; *@ret_home: whether a word says so. */
static gboolean
is_home (LuukkuScan *scan, const Address *address, gboolean *ret_home)
{
  const LuukkuScanToken place = { .start = address->start, .end = address->end };
  guint venue = luukku_contact_distance (scan, "address-venue", &place, VENUE_BEFORE, VENUE_AFTER);
  guint home = luukku_contact_distance (scan, "address-home", &place, HOME_BEFORE, HOME_AFTER);
  gboolean strong = address->flat || address->postcode;

  home = MIN (home, own_address_distance (scan, address));
  /* offices move, too */
  if (home == G_MAXUINT && venue == G_MAXUINT)
    home = luukku_contact_distance (scan, "address-move", &place, HOME_BEFORE, HOME_AFTER);
  *ret_home = home != G_MAXUINT;
  if ((venue < home || (venue != G_MAXUINT && is_both (scan, address))) &&
      !(address->flat && *ret_home && venue > VENUE_TOUCHES))
    return FALSE;
  if (address->weak)
    return *ret_home ||
           (strong && luukku_contact_before (scan, "address-word", address->start, WORD_BEFORE) != NULL);
  /* "Hakemukset: Kauppatie 109, 62200 Kauhava" is an office's */
  if (!*ret_home && !address->flat &&
      luukku_contact_distance (scan, "address-office", &place, VENUE_BEFORE, VENUE_AFTER) != G_MAXUINT)
    return FALSE;
  return *ret_home ||
         (strong && (!address->small ||
                     luukku_contact_before (scan, "address-word", address->start, WORD_BEFORE) != NULL));
}

/* "Koivukadulla 5 vuotta" */
static gboolean
counts_something (LuukkuScan *scan, const Address *address)
{
  guint index = luukku_scan_token_at (scan, address->end);

  return !address->flat && !address->postcode && token_of (scan, index) != NULL &&
         known_token (scan, index)->start - address->end <= 1 &&
         luukku_scan_token_is (scan, index, "address-unit");
}

/* Returns: byte behind the address, 0 when there is none. */
static guint
look_at (LuukkuScan *scan, guint index)
{
  gboolean (*const readers[]) (LuukkuScan *, guint, Address *) = {
    read_street, read_typed_street, read_cut_street, read_box, read_any_name,
  };
  Address address = { 0 };
  gboolean found = FALSE;
  gboolean home;

  for (guint i = 0; i < G_N_ELEMENTS (readers) && !found; i++) {
    address = (Address){ 0 };
    found = readers[i](scan, index, &address);
  }
  if (!found || counts_something (scan, &address))
    return 0;
  if (is_official (scan, &address)) {
    luukku_contact_claim (scan, address.start, address.end);
    return address.end;
  }
  if (!is_home (scan, &address, &home))
    return 0;
  luukku_scan_add (scan, &(LuukkuFound){ .kind = "ADDRESS",
                                         .start = address.start,
                                         .end = address.end,
                                         .confidence = home && (address.flat || address.postcode)
                                                           ? LUUKKU_CONFIDENCE_CERTAIN
                                                           : LUUKKU_CONFIDENCE_LIKELY,
                                         .cues = { home           ? "home-word"
                                                   : address.flat ? "flat"
                                                                  : "postcode" } });
  return address.end;
}

void
luukku_detect_address (LuukkuScan *scan)
{
  GArray *tokens = luukku_scan_tokens (scan);
  guint next = 0;

  for (guint i = 0; i < tokens->len; i++) {
    if (g_array_index (tokens, LuukkuScanToken, i).start >= next &&
        (g_array_index (tokens, LuukkuScanToken, i).flags & LUUKKU_TOKEN_LETTER) != 0)
      next = MAX (next, look_at (scan, i));
  }
}
