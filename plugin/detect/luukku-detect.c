/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-detect.c: runs the table of families over one scan. A new family is a file of its own and a row
 * here. Pure: no file, no clock, no pack. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-detect.h"

#include "base/luukku-text.h"
#include "detect/luukku-lexicon.h"
#include "detect/luukku-pieces.h"
#include "detect/luukku-scan.h"

/* In order of strength: what is told by a check digit, what is told by a word beside it, what is harmless and
 * only claims its place, what is told by its shape and its surroundings. A row sees the claims of those above
 * it and wins no tie against them. */
static const struct {
  const char *kind; /* NULL: told to nobody */
  void (*detect) (LuukkuScan *scan);
} families[] = {
  { "HETU", luukku_detect_hetu },         { "SE_PNR", luukku_detect_personnummer },
  { "EE_IK", luukku_detect_isikukood },   { "FOREIGN_ID", luukku_detect_foreign_id },
  { "TAX_NO", luukku_detect_tax_number }, { "IBAN", luukku_detect_iban },
  { "CARD", luukku_detect_card },         { "DOC_ID", luukku_detect_doc_id },
  { "EMAIL", luukku_detect_email },       { "IP", luukku_detect_ip },
  { "SECRET", luukku_detect_secret },     { "DOB", luukku_detect_dob },
  { NULL, luukku_detect_harmless },       { "PHONE", luukku_detect_phone },
  { "PLATE", luukku_detect_plate },       { "ADDRESS", luukku_detect_address },
  { "NAME", luukku_detect_name },         { "SENSITIVE", luukku_detect_sensitive },
};

const char *const *
luukku_detect_kinds (void)
{
  static const char *kinds[G_N_ELEMENTS (families) + 1];

  for (guint i = 0, n = 0; i < G_N_ELEMENTS (families); i++) {
    if (families[i].kind != NULL)
      kinds[n++] = families[i].kind;
  }
  return kinds;
}

/* Returns: how many rows may change what is told about @kinds: those up to the last wanted one. */
static guint
count_rows (const char *const *kinds)
{
  guint count = G_N_ELEMENTS (families);

  while (kinds != NULL && count > 0 &&
         (families[count - 1].kind == NULL || !g_strv_contains (kinds, families[count - 1].kind)))
    count--;
  return count;
}

static GArray *
run (const char *text, const LuukkuDetectOptions *options)
{
  g_autoptr (LuukkuScan) scan = luukku_scan_new (text, options);
  guint count = count_rows (options->kinds);

  for (guint i = 0; i < count; i++) {
    families[i].detect (scan);
    luukku_scan_settle (scan);
  }
  return luukku_scan_take_hits (scan, options->kinds);
}

/* --- the checked way: bytes made valid, length bounded, pieces remembered */

static gboolean
is_unwanted (const LuukkuHit *hit, const char *const *kinds)
{
  return kinds != NULL && !g_strv_contains (kinds, hit->kind);
}

/* Returns: whether all of @text is known. */
static gboolean
look (const char *text, const LuukkuDetectOptions *options, guint64 budget, GArray **ret_hits)
{
  if (!luukku_pieces_look (text, options, run, budget, ret_hits))
    return FALSE;
  if (ret_hits == NULL)
    return TRUE;
  for (guint i = (*ret_hits)->len; i > 0; i--) {
    if (is_unwanted (&g_array_index (*ret_hits, LuukkuHit, i - 1), options->kinds))
      g_array_remove_index (*ret_hits, i - 1);
  }
  return TRUE;
}

/* @text: whatever it is. *@ret_copy: (out) (transfer full) (nullable): what is looked at instead of @text. */
static LuukkuDetectStatus
prepare_text (const char *text, char **ret_copy)
{
  LuukkuDetectStatus status = LUUKKU_DETECT_CHECKED;
  g_autofree char *valid = NULL;

  *ret_copy = NULL;
  if (!g_utf8_validate (text, -1, NULL)) {
    text = valid = luukku_text_make_valid (text, -1);
    status = LUUKKU_DETECT_NOT_TEXT;
  }
  if (luukku_text_length (text) > LUUKKU_DETECT_MAX_CHARACTERS) {
    *ret_copy = g_utf8_substring (text, 0, LUUKKU_DETECT_MAX_CHARACTERS);
    return status == LUUKKU_DETECT_CHECKED ? LUUKKU_DETECT_TOO_LONG : status;
  }
  *ret_copy = g_steal_pointer (&valid);
  return status;
}

static const LuukkuDetectOptions default_options = { NULL };

LuukkuDetectStatus
luukku_detect_full (const char *text, const LuukkuDetectOptions *options, GArray **ret_hits)
{
  g_autofree char *copy = NULL;
  LuukkuDetectStatus status = prepare_text (text, &copy);

  look (copy != NULL ? copy : text, options != NULL ? options : &default_options, G_MAXUINT64, ret_hits);
  return status;
}

gboolean
luukku_detect_ahead (const char *text, const LuukkuDetectOptions *options, guint characters)
{
  g_autofree char *copy = NULL;

  prepare_text (text, &copy);
  return look (copy != NULL ? copy : text, options != NULL ? options : &default_options, characters, NULL);
}

guint64
luukku_detect_get_work (void)
{
  return luukku_pieces_get_work ();
}

void
luukku_detect_forget (void)
{
  luukku_pieces_forget ();
}

GArray *
luukku_detect (const char *text, const char *const *kinds)
{
  return run (text, &(LuukkuDetectOptions){ .kinds = kinds });
}

GArray *
luukku_detect_masked (const char *text)
{
  static const char *const kinds[] = { "HETU", "SE_PNR", "EE_IK", NULL };

  return run (text, &(LuukkuDetectOptions){ .kinds = kinds, .mistyped = TRUE });
}

void
luukku_detect_shutdown (void)
{
  luukku_pieces_forget ();
  luukku_lexicon_shutdown ();
}
