/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-detect.c: runs the table of detectors and settles overlaps. A new family is a file of its own and a
 * row here. Pure: no file, no clock, no pack. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-detect.h"

static const struct {
  const char *kind;
  LuukkuDetector detect;
} detectors[] = {
  { "HETU", luukku_detect_hetu },
};

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const LuukkuHit *left = a;
  const LuukkuHit *right = b;

  if (left->start != right->start)
    return left->start < right->start ? -1 : 1;
  return left->end < right->end ? -1 : left->end > right->end;
}

/* The surer, then the longer; the earlier one stays when both are equal. */
static gboolean
wins (const LuukkuHit *challenger, const LuukkuHit *holder)
{
  if (challenger->confidence != holder->confidence)
    return challenger->confidence > holder->confidence;
  return challenger->end - challenger->start > holder->end - holder->start;
}

/* @hits are sorted. One pass: a hit can only overlap what was kept last. */
static void
drop_overlaps (GArray *hits)
{
  guint kept = 0;

  for (guint i = 0; i < hits->len; i++) {
    LuukkuHit hit = g_array_index (hits, LuukkuHit, i);

    while (kept > 0 && hit.start < g_array_index (hits, LuukkuHit, kept - 1).end &&
           wins (&hit, &g_array_index (hits, LuukkuHit, kept - 1)))
      kept--;
    if (kept == 0 || hit.start >= g_array_index (hits, LuukkuHit, kept - 1).end)
      g_array_index (hits, LuukkuHit, kept++) = hit;
  }
  g_array_set_size (hits, kept);
}

GArray *
luukku_detect (const char *text, const char *const *kinds)
{
  GArray *hits = g_array_new (FALSE, FALSE, sizeof (LuukkuHit));
  g_autoptr (LuukkuFolded) folded = luukku_folded_new (text);

  for (guint i = 0; i < G_N_ELEMENTS (detectors); i++) {
    if (kinds == NULL || g_strv_contains (kinds, detectors[i].kind))
      detectors[i].detect (folded, hits);
  }
  g_array_sort (hits, compare_places);
  drop_overlaps (hits);
  return hits;
}
