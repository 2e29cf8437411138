/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-detect.c: runs the table of families over one scan. A new family is a file of its own and a row
 * here. Pure: no file, no clock, no pack. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-detect.h"

#include "base/luukku-text.h"
#include "detect/luukku-lexicon.h"
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

LuukkuDetectStatus
luukku_detect_full (const char *text, const LuukkuDetectOptions *options, GArray **ret_hits)
{
  static const LuukkuDetectOptions defaults = { NULL };
  g_autofree char *head = NULL;

  if (options == NULL)
    options = &defaults;
  if (!g_utf8_validate (text, -1, NULL)) {
    g_autofree char *valid = luukku_text_make_valid (text, -1);

    luukku_detect_full (valid, options, ret_hits);
    return LUUKKU_DETECT_NOT_TEXT;
  }
  if (luukku_text_length (text) <= LUUKKU_DETECT_MAX_CHARACTERS) {
    *ret_hits = run (text, options);
    return LUUKKU_DETECT_CHECKED;
  }
  head = g_utf8_substring (text, 0, LUUKKU_DETECT_MAX_CHARACTERS);
  *ret_hits = run (head, options);
  return LUUKKU_DETECT_TOO_LONG;
}

GArray *
luukku_detect (const char *text, const char *const *kinds)
{
  return run (text, &(LuukkuDetectOptions){ .kinds = kinds });
}

void
luukku_detect_shutdown (void)
{
  luukku_lexicon_shutdown ();
}
