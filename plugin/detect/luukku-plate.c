/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-plate.c: registration plates of vehicles. Forms, roads and standards have the same shape, so a word
 * for a vehicle must stand within NEAR characters, and nothing right before that names something else.
 *
 *   FI  KLM-456, AB-7      SE  KLM 456, KLM 45D      EE  456 KLM
 *   RU  A123BC 178         UA  AA 1234 BB            (Cyrillic letters count as their Latin twins) */
#define G_LOG_DOMAIN "luukku"

#include <string.h>

#include "detect/luukku-contact.h"

#define NEAR 45
#define MAX_SIGNS 9

typedef struct {
  char letters[MAX_SIGNS + 1]; /* capitals; Å Ä Ö and Cyrillic as "?" */
  char shape[MAX_SIGNS + 1];   /* 'L' and 'D' */
  guint ends[MAX_SIGNS];       /* byte behind each sign */
  char marks[MAX_SIGNS];       /* before each sign: ' ', '-' or 0 */
  guint length;
  guint first_small; /* index of the first small letter, MAX_SIGNS for none */
  guint start;
} Signs;

static const struct {
  const char *shape;
  gboolean finnish;
} shapes[] = {
  { "LDDDLLDDD", FALSE }, { "LDDDLLDD", FALSE }, { "LLDDDDLL", FALSE }, { "LDDDLL", FALSE },
  { "LLLDDL", FALSE },    { "DDDLLL", FALSE },   { "LLLDDD", TRUE },    { "LLLDD", TRUE },
  { "LLDDD", TRUE },      { "LLLD", TRUE },      { "LLDD", TRUE },      { "LLD", TRUE },
};

/* Letters before a number that are no plate: roads, standards, models, abbreviations and small words. */
static const char *const other_letters[] = {
  "ABS", "ADR", "AI",  "AS",  "BAC", "CD",  "CLA", "CLS", "CO",  "COM", "CX",  "DIN", "EI",  "EN",
  "EQA", "EQB", "EQC", "ETA", "EU",  "EV",  "FI",  "GB",  "GLA", "GLB", "GLC", "GLE", "GLK", "GLS",
  "GPS", "HSL", "HV",  "ICE", "ID",  "IS",  "ISO", "JA",  "JO",  "KB",  "KG",  "KL",  "KLO", "KM",
  "KPL", "KT",  "LED", "LVI", "MB",  "MP",  "MT",  "MX",  "NO",  "NOX", "NR",  "NRO", "NUM", "NX",
  "OF",  "OM",  "ON",  "OR",  "PL",  "PM",  "RAV", "RF",  "RV",  "RX",  "SAE", "SE",  "SFS", "SLK",
  "ST",  "STV", "SUV", "TAI", "TB",  "THE", "TO",  "TV",  "UX",  "VAI", "VT",  "XC",  "YT",  "ZE",
};

/* Returns: the letter as a capital, '?' for one outside ASCII, 0 for what stands on no plate. */
static char
plate_letter (gunichar c)
{
  GUnicodeScript script;

  if (c < 0x80)
    return g_ascii_isalpha (c) ? g_ascii_toupper (c) : 0;
  script = g_unichar_get_script (c);
  if (!g_unichar_isalpha (c) || (script != G_UNICODE_SCRIPT_CYRILLIC && script != G_UNICODE_SCRIPT_LATIN))
    return 0;
  return '?';
}

static void
read_signs (LuukkuScan *scan, guint start, Signs *ret_signs)
{
  const char *text = luukku_scan_text (scan);
  const char *p = text + start;

  memset (ret_signs, 0, sizeof *ret_signs);
  ret_signs->start = start;
  ret_signs->first_small = MAX_SIGNS;
  while (ret_signs->length < MAX_SIGNS) {
    guint n = ret_signs->length;
    char mark = n > 0 && (*p == ' ' || *p == '-') ? *p : 0;
    gunichar c = g_utf8_get_char (p + (mark != 0));
    char letter = plate_letter (c);
    char shape = letter != 0 ? 'L' : 'D';

    if (letter == 0 && !(c < 0x80 && g_ascii_isdigit (c)))
      break;
    /* groups change from letters to digits or back */
    if (mark != 0 && ret_signs->shape[n - 1] == shape)
      break;
    if (g_unichar_islower (c))
      ret_signs->first_small = MIN (ret_signs->first_small, n);
    ret_signs->letters[n] = letter != 0 ? letter : (char) c;
    ret_signs->shape[n] = shape;
    ret_signs->marks[n] = mark;
    p = g_utf8_next_char (p + (mark != 0));
    ret_signs->ends[n] = (guint) (p - text);
    ret_signs->length++;
  }
}

static gboolean
ends_here (LuukkuScan *scan, guint end)
{
  gunichar c = luukku_scan_character_at (scan, end);
  gunichar next = luukku_scan_character_at (scan, end + 1);

  if (g_unichar_isalnum (c) || g_unichar_ismark (c) || c == '/' || c == '_')
    return FALSE;
  return (c != '-' && c != '.' && c != ',') || !g_unichar_isdigit (next);
}

/* Returns: number of signs of the plate, 0 for none. */
static guint
match_shape (LuukkuScan *scan, const Signs *signs, gboolean *ret_finnish)
{
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++) {
    guint length = (guint) strlen (shapes[i].shape);
    guint digits = (guint) strcspn (shapes[i].shape, "D");

    if (length > signs->length || strncmp (signs->shape, shapes[i].shape, length) != 0 ||
        !ends_here (scan, signs->ends[length - 1]))
      continue;
    if (shapes[i].finnish && signs->letters[digits] == '0')
      continue;
    *ret_finnish = shapes[i].finnish;
    return length;
  }
  return 0;
}

static gboolean
is_other_word (const Signs *signs)
{
  g_autofree char *head = g_strndup (signs->letters, strspn (signs->shape, "L"));

  for (guint i = 0; i < G_N_ELEMENTS (other_letters); i++) {
    if (g_str_equal (head, other_letters[i]))
      return TRUE;
  }
  return FALSE;
}

/* Whether one of the two words before @index names something that is no vehicle. */
static gboolean
is_vetoed (LuukkuScan *scan, guint index)
{
  for (guint back = 1; back <= 2 && back <= index; back++) {
    if (luukku_scan_token_is (scan, index - back, "plate-word"))
      return FALSE;
    if (luukku_scan_token_is (scan, index - back, "plate-veto"))
      return TRUE;
    if (luukku_scan_token_is (scan, index - back, "plate-vehicle"))
      return FALSE;
  }
  return FALSE;
}

/* "paikat AB-12 ja AC-14": what is said of the first is said of the second. */
static gboolean
continues_veto (LuukkuScan *scan, guint index)
{
  const LuukkuScanToken *tokens = (const LuukkuScanToken *) (gpointer) luukku_scan_tokens (scan)->data;

  return index > 1 && (tokens[index - 2].flags & LUUKKU_TOKEN_DIGIT) &&
         (tokens[index - 2].flags & LUUKKU_TOKEN_ALL_UPPER) &&
         !(tokens[index - 1].flags & LUUKKU_TOKEN_DIGIT) &&
         tokens[index - 1].end - tokens[index - 1].start <= 4 && is_vetoed (scan, index - 2);
}

/* "Volvo PV-544", "Honda CB-500": a make with a model of two letters behind it. */
static gboolean
is_model (LuukkuScan *scan, guint index, const Signs *signs)
{
  return strspn (signs->shape, "L") == 2 && index > 0 && luukku_scan_token_is (scan, index - 1, "plate-make");
}

/* Small letters and blanks are written beside a word for the plate itself; "on 12" and "klo 9" are not. */
static gboolean
is_well_written (LuukkuScan *scan, const Signs *signs, guint length, gboolean finnish)
{
  gboolean blank = memchr (signs->marks, ' ', length) != NULL;
  gboolean hyphen = memchr (signs->marks, '-', length) != NULL;
  gboolean small = signs->first_small < length;
  gboolean full = length >= 6 && signs->letters[0] != '?';

  if (!small && (!blank || !finnish || length == 6))
    return TRUE;
  if (small && hyphen)
    return TRUE;
  if (luukku_contact_before (scan, "plate-word", signs->start, 20) != NULL)
    return length >= 4 || !small;
  return (small && !blank && (full || length >= 5)) ||
         (!small && luukku_contact_before (scan, "plate-vehicle", signs->start, 12) != NULL);
}

static const char *
find_cue (LuukkuScan *scan, guint start, guint end)
{
  if (luukku_contact_before (scan, "plate-word", start, NEAR) != NULL ||
      luukku_contact_after (scan, "plate-word", end, NEAR) != NULL)
    return "plate-word";
  if (luukku_contact_before (scan, "plate-vehicle", start, NEAR) != NULL ||
      luukku_contact_after (scan, "plate-vehicle", end, NEAR) != NULL)
    return "vehicle-word";
  return NULL;
}

/* Returns: byte behind the plate that begins with token @index, 0 when there is none. */
static guint
look_at (LuukkuScan *scan, guint index)
{
  guint start = g_array_index (luukku_scan_tokens (scan), LuukkuScanToken, index).start;
  gunichar before = luukku_scan_character_before (scan, start);
  gboolean finnish = FALSE;
  const char *cue;
  Signs signs;
  guint length, end;

  if (before == '/' || before == '_' || before == '#' || before == '@' ||
      (before == '-' && g_unichar_isalnum (luukku_scan_character_before (scan, start - 1))))
    return 0;
  read_signs (scan, start, &signs);
  length = signs.length >= 3 ? match_shape (scan, &signs, &finnish) : 0;
  if (length == 0)
    return 0;
  end = signs.ends[length - 1];
  if (is_other_word (&signs) || (signs.first_small < length && !finnish))
    return 0;
  cue = find_cue (scan, start, end);
  /* "номер 456" is claimed as some number, too */
  if (cue == NULL || (*cue != 'p' && luukku_scan_is_claimed (scan, start, end)) || is_vetoed (scan, index) ||
      continues_veto (scan, index) || is_model (scan, index, &signs) ||
      !is_well_written (scan, &signs, length, finnish))
    return 0;
  luukku_scan_add (scan, &(LuukkuFound){ .kind = "PLATE",
                                         .start = start,
                                         .end = end,
                                         .confidence = LUUKKU_CONFIDENCE_LIKELY,
                                         .cues = { cue } });
  return end;
}

void
luukku_detect_plate (LuukkuScan *scan)
{
  GArray *tokens = luukku_scan_tokens (scan);
  guint next = 0;

  for (guint i = 0; i < tokens->len; i++) {
    if (g_array_index (tokens, LuukkuScanToken, i).start >= next)
      next = MAX (next, look_at (scan, i));
  }
}
