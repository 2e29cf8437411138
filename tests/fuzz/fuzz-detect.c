/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-detect.c: the whole pipeline on any bytes: every hit is of a known kind, inside the text, has a
 * reason, and none overlaps the one before; the same bytes as a list of contact points give a list or an
 * error. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-text.h"
#include "detect/luukku-detect.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_hits (GArray *hits, guint length)
{
  guint end = 0;

  for (guint i = 0; i < hits->len; i++) {
    const LuukkuHit *hit = &g_array_index (hits, LuukkuHit, i);

    g_assert_true (g_strv_contains (luukku_detect_kinds (), hit->kind));
    g_assert_cmpuint (hit->start, >=, end);
    g_assert_cmpuint (hit->start, <, hit->end);
    g_assert_cmpuint (hit->end, <=, length);
    g_assert_nonnull (hit->cue);
    end = hit->end;
  }
}

/* In slices, from nothing: what the check in one go has found. */
static void
check_sliced (const char *bytes, const LuukkuDetectOptions *options, GArray *whole)
{
  g_autoptr (GArray) sliced = NULL;

  luukku_detect_forget ();
  while (!luukku_detect_ahead (bytes, options, 1))
    ;
  luukku_detect_full (bytes, options, &sliced);
  g_assert_cmpuint (sliced->len, ==, whole->len);
  for (guint i = 0; i < whole->len; i++)
    g_assert_cmpuint (g_array_index (sliced, LuukkuHit, i).start, ==,
                      g_array_index (whole, LuukkuHit, i).start);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *bytes = g_strndup ((const char *) data, size);
  g_autofree char *text = luukku_text_make_valid (bytes, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuAllowList) list =
      luukku_allow_list_parse ("fuzz", size > 0 ? (const char *) data : "", size, &error);
  const LuukkuDetectOptions options = { .allow_list = list };
  g_autoptr (GArray) hits = NULL;
  g_autoptr (GArray) all = luukku_detect (bytes, NULL);

  g_assert_true ((list == NULL) == (error != NULL));
  luukku_detect_full (bytes, &options, &hits);
  check_hits (hits, luukku_text_length (text));
  check_sliced (bytes, &options, hits);
  check_hits (all, luukku_text_length (text));
  return 0;
}
