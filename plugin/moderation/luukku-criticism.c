/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-criticism.c: tells criticism of the town's work, so that it is protected from removal however harsh
 * it is. Guides of Hanko (criticism is welcome) and Kuopio say the same. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-family.h"

/* TRANSLATORS: shown beside a harsh message: why it stays */
static const char protected_sentence[] = N_ (
    "This is criticism of our work. It must not be removed because it is harsh: everybody may say what they "
    "think of how the town is run. Answer it.");

const char *
luukku_mod_criticism (LuukkuModScan *scan)
{
  return luukku_mod_scan_mentions (scan, "criticism") ? protected_sentence : NULL;
}
