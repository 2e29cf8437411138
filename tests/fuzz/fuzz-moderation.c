/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz-moderation.c: the whole classifier on any bytes: every reason is of a known label, inside the text and
 * has a sentence; a label that is set has a reason. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-text.h"
#include "moderation/luukku-moderation.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *bytes = g_strndup ((const char *) data, size);
  g_autofree char *text = luukku_text_make_valid (bytes, -1);
  g_autoptr (LuukkuClassification) found = luukku_moderation_classify (NULL, bytes);
  const char *const *labels = luukku_classification_get_labels (found);
  GArray *reasons = luukku_classification_get_reasons (found);

  for (guint i = 0; i < reasons->len; i++) {
    const LuukkuReason *reason = &g_array_index (reasons, LuukkuReason, i);

    g_assert_nonnull (luukku_moderation_label (reason->label));
    g_assert_cmpuint (reason->start, <=, reason->end);
    g_assert_cmpuint (reason->end, <=, luukku_text_length (text));
    g_assert_nonnull (reason->rule);
    g_assert_nonnull (reason->sentence);
  }
  for (guint i = 0; labels[i] != NULL; i++) {
    gboolean has_reason = FALSE;

    for (guint k = 0; k < reasons->len; k++)
      has_reason = has_reason || g_str_equal (g_array_index (reasons, LuukkuReason, k).label, labels[i]);
    g_assert_true (has_reason);
  }
  return 0;
}
