/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-criticism.c: tells criticism of the town's work, so that it is protected from removal however harsh
 * it is. Guides of Hanko (criticism is welcome) and Kuopio say the same. It is asked only of a message
 * without a label besides swearing; then the grammar of reproach is enough: who serves or decides with what
 * fails, a reproaching question, a refusal; or a word of criticism. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-family.h"

/* TRANSLATORS: shown beside a harsh message: why it stays */
static const char protected_sentence[] = N_ (
    "This is criticism of our work. It must not be removed because it is harsh: everybody may say what they "
    "think of how the town is run. Answer it.");

/* Whether a row of "criticism.frame" was found outside of quotation marks. */
static gboolean
has_frame (LuukkuModScan *scan)
{
  LuukkuModText *text = luukku_mod_scan_text (scan);
  const GArray *hits = luukku_mod_text_get_hits (text);
  guint class_id = luukku_mod_lexicon_class ("criticism.frame");

  for (guint i = 0; i < hits->len; i++) {
    const LuukkuModHit *hit = &g_array_index (hits, LuukkuModHit, i);

    if (hit->row->class_id == class_id &&
        (luukku_mod_text_word (text, hit->first)->flags & LUUKKU_MOD_WORD_QUOTED) == 0)
      return TRUE;
  }
  return FALSE;
}

const char *
luukku_mod_criticism (LuukkuModScan *scan)
{
  return has_frame (scan) || luukku_mod_scan_mentions (scan, "criticism") ? protected_sentence : NULL;
}
