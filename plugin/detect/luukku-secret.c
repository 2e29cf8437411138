/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-secret.c: a password or PIN given in clear: its name, then the value at once ("salasana Koivu2024"),
 * behind a linking word ("lösenordet är …", "PIN on nyt …") or behind a colon. A password needs a digit or
 * mixed case, a PIN four to eight digits, so that sentences about passwords stay quiet. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-scan.h"

#include <string.h>

/* How many pieces between blanks are looked at behind the name. */
#define MAX_PIECES 7
/* How many of them may follow a colon, or a linking word, until the value stands there. */
#define REACH_COLON 3
#define REACH_WORD 1
#define MIN_LENGTH 4
#define MIN_BESIDE 6
#define MAX_DIGITS 12
#define MAX_PIN_DIGITS 8
#define MAX_LENGTH 64

typedef struct {
  guint start, end; /* without quotation marks and punctuation around it */
  guint full_end;
  gboolean links; /* ends in ':' or '=', or is a dash */
  gboolean ends;  /* ends a sentence or a line */
} Piece;

typedef struct {
  guint digits, letters, symbols;
  gboolean mixed; /* a capital letter behind a small one, or both orders */
} Shape;

static const char around[] = "\"'()[]<>“”„«»‘’`*_";

static gboolean
is_around (gunichar c)
{
  return g_utf8_strchr (around, -1, c) != NULL;
}

/* Reads the piece at or behind @p. Returns: FALSE at the end of the text. */
static gboolean
read_piece (LuukkuScan *scan, guint p, Piece *piece)
{
  const char *text = luukku_scan_text (scan);
  guint i;

  while (text[p] == ' ' || text[p] == '\n')
    p++;
  if (text[p] == '\0')
    return FALSE;
  for (i = p; text[i] != '\0' && text[i] != ' ' && text[i] != '\n' && i - p <= 2 * MAX_LENGTH;)
    i = (guint) (g_utf8_next_char (text + i) - text);
  *piece = (Piece){ .start = p, .end = i, .full_end = i };
  piece->links = text[i - 1] == ':' || text[i - 1] == '=' || (i - p == 1 && text[p] == '-');
  piece->ends = text[i] == '\n' || strchr (".!?;", text[i - 1]) != NULL;
  while (piece->start < piece->end && is_around (luukku_scan_character_at (scan, piece->start)))
    piece->start = (guint) (g_utf8_next_char (text + piece->start) - text);
  while (piece->start < piece->end) {
    const char *last = g_utf8_prev_char (text + piece->end);

    if (!is_around (g_utf8_get_char (last)) && strchr (".,;:?", *last) == NULL)
      break;
    piece->end = (guint) (last - text);
  }
  return TRUE;
}

static Shape
shape_of (const char *text, const Piece *piece)
{
  Shape shape = { 0 };
  gboolean small = FALSE;

  for (const char *p = text + piece->start; p < text + piece->end; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    shape.digits += g_unichar_isdigit (c) ? 1 : 0;
    shape.letters += g_unichar_isalpha (c) ? 1 : 0;
    shape.symbols += strchr ("!#$%&@?+^~", (int) (c < 0x80 ? c : '.')) != NULL && c != '.' ? 1 : 0;
    shape.mixed = shape.mixed || (small && g_unichar_isupper (c));
    small = small || g_unichar_islower (c);
  }
  return shape;
}

/* "12-merkkinen", "8 tecken", "24/7", "12.5.2024", "10:30", "https://…": digits that are no secret. */
static gboolean
is_plain_words (LuukkuScan *scan, const Piece *piece)
{
  const char *text = luukku_scan_text (scan);
  const char *p = text + piece->start;
  const char *end = text + piece->end;
  gboolean number = TRUE;

  if (g_strstr_len (p, end - p, "://") != NULL || luukku_scan_is_claimed (scan, piece->start, piece->end))
    return TRUE;
  for (const char *q = p; q < end; q++)
    number = number && (g_ascii_isdigit (*q) || strchr (".:/-%", *q) != NULL);
  if (number)
    return TRUE;
  while (p < end && g_ascii_isdigit (*p))
    p++;
  if (p == text + piece->start || p == end || (*p != '-' && *p != ':'))
    return FALSE;
  for (p++; p < end; p = g_utf8_next_char (p)) {
    if (!g_unichar_islower (g_utf8_get_char (p)))
      return FALSE;
  }
  return TRUE;
}

/* How the name leads to a piece. */
typedef enum {
  APART,  /* not at all */
  BESIDE, /* it is the first one behind the name */
  LINKED, /* behind a linking word or colon, with another piece between */
  LED_TO, /* right behind a linking word or colon */
} Lead;

static gboolean
is_password (LuukkuScan *scan, const Piece *piece, Lead lead)
{
  const char *text = luukku_scan_text (scan);
  Shape shape = shape_of (text, piece);
  guint length = piece->end - piece->start;

  if (lead == APART || length < MIN_LENGTH || length > MAX_LENGTH || (shape.digits == 0 && !shape.mixed))
    return FALSE;
  if (shape.digits == 0 && lead != LED_TO)
    return FALSE;
  if (lead == BESIDE && length >= MIN_BESIDE && shape.digits > 0 && shape.mixed &&
      !is_plain_words (scan, piece))
    return TRUE;
  if (shape.digits == length)
    return lead == LED_TO && length <= MAX_DIGITS;
  if (is_plain_words (scan, piece) || shape.letters == 0)
    return FALSE;
  return lead != BESIDE || (length >= MIN_BESIDE && shape.digits > 0 &&
                            (g_ascii_isdigit (text[piece->end - 1]) || shape.symbols > 0));
}

static gboolean
is_pin (LuukkuScan *scan, const Piece *piece, Lead lead)
{
  const char *text = luukku_scan_text (scan);
  guint length = piece->end - piece->start;

  for (guint i = piece->start; i < piece->end; i++) {
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  }
  return lead != APART && length >= MIN_LENGTH && length <= MAX_PIN_DIGITS;
}

static gboolean
is_link (LuukkuScan *scan, const Piece *piece)
{
  guint token = luukku_scan_token_at (scan, piece->start);
  GArray *tokens = luukku_scan_tokens (scan);

  return token < tokens->len && g_array_index (tokens, LuukkuScanToken, token).start < piece->end &&
         luukku_scan_token_is (scan, token, "secret-link");
}

/* What follows makes a number a measure: "1234 €". */
static gboolean
is_measured (LuukkuScan *scan, const Piece *piece)
{
  guint token = luukku_scan_token_at (scan, piece->full_end);
  gunichar c = luukku_scan_character_at (scan, piece->full_end + 1);

  return c == 0x20ac || luukku_scan_token_is (scan, token, "measure");
}

/* @end: of the name. Returns: where the first piece begins; *@ret_colon whether ":" or "=" ends the name,
 * which may be inflected or have more in front of it: "PIN-koodi", "salasana:n". */
static guint
end_of_name (const char *text, guint end, gboolean *ret_colon)
{
  guint p = end;

  *ret_colon = FALSE;
  while (text[p] != '\0' && text[p] != ' ' && text[p] != '\n' && !*ret_colon) {
    *ret_colon = text[p] == ':' || text[p] == '=';
    p++;
  }
  return p;
}

/* "Pin-merkit", not "PIN-koodi" nor "PIN-numero". @lower: the token, in small letters. */
static gboolean
is_other_compound (const char *lower)
{
  static const char *const heads[] = { "kood", "kod", "code", "num", "tunn", "код", "номер" };

  if (!g_str_has_prefix (lower, "pin-"))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++) {
    if (g_str_has_prefix (lower + strlen ("pin-"), heads[i]))
      return FALSE;
  }
  return TRUE;
}

/* @end: of the name. Looks for the value behind it. */
static void
look_behind (LuukkuScan *scan, guint end, gboolean pin)
{
  gboolean colon;
  guint p = end_of_name (luukku_scan_text (scan), end, &colon);
  guint reach = colon ? REACH_COLON : 0;
  Lead lead = colon ? LED_TO : BESIDE;
  Piece piece;

  for (guint i = 0; i < MAX_PIECES && read_piece (scan, p, &piece); i++) {
    if ((pin ? is_pin : is_password) (scan, &piece, lead) && !is_measured (scan, &piece)) {
      const LuukkuFound found = {
        .kind = "SECRET",
        .start = piece.start,
        .end = piece.end,
        .confidence = LUUKKU_CONFIDENCE_LIKELY,
        .cues = { pin ? "pin-word" : "password-word", lead >= LINKED ? "link-word" : NULL },
      };

      luukku_scan_add (scan, &found);
      return;
    }
    if (piece.links || is_link (scan, &piece)) {
      reach = piece.links ? REACH_COLON : MAX (reach, REACH_WORD);
      lead = LED_TO;
    } else if (piece.ends) {
      return;
    } else {
      lead = reach > 0 ? LINKED : APART;
      reach -= reach > 0 ? 1 : 0;
    }
    p = piece.full_end;
  }
}

void
luukku_detect_secret (LuukkuScan *scan)
{
  GArray *tokens = luukku_scan_tokens (scan);

  for (guint i = 0; i < tokens->len; i++) {
    guint last = i;
    gboolean pin = luukku_scan_token_begins (scan, i, "pin", &last);

    if (pin &&
        is_other_compound (luukku_scan_lower (scan) + g_array_index (tokens, LuukkuScanToken, i).start))
      continue;
    if (pin || luukku_scan_token_begins (scan, i, "password", &last))
      look_behind (scan, g_array_index (tokens, LuukkuScanToken, last).end, pin);
  }
}
