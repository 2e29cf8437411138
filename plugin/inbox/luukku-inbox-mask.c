/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-mask.c: what must not meet every eye: identity codes in residents' words and names, and the
 * act of looking at them all the same. The store keeps messages whole, and so do records. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "detect/luukku-detect.h"
#include "inbox/luukku-inbox-private.h"

/* The span becomes as many "•" as it had code points, so that the places of the others stay right. */
void
luukku_inbox_mask_span (char **text, guint start, guint end)
{
  char *masked;

  if (end <= start)
    return;
  masked = luukku_text_mask (*text, start, end);
  g_free (*text);
  *text = masked;
}

void
luukku_inbox_mask_kinds (char **text, const char *const *kinds)
{
  g_autoptr (GArray) hits = luukku_detect (*text, kinds);

  for (guint i = 0; i < hits->len; i++) {
    const LuukkuHit *hit = &g_array_index (hits, LuukkuHit, i);

    luukku_inbox_mask_span (text, hit->start, hit->end);
  }
}

static gboolean
has_digit (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    if (g_unichar_isdigit (g_utf8_get_char (text)))
      return TRUE;
  }
  return FALSE;
}

char *
luukku_inbox_mask (const char *text)
{
  g_autoptr (GArray) hits = NULL;
  char *masked = g_strdup (text);

  if (!has_digit (text)) /* nearly every name in the list */
    return masked;
  hits = luukku_detect_masked (text);
  for (guint i = 0; i < hits->len; i++) {
    const LuukkuHit *hit = &g_array_index (hits, LuukkuHit, i);

    luukku_inbox_mask_span (&masked, hit->start, hit->end);
  }
  return masked;
}

gboolean
luukku_inbox_note_original (LuukkuInbox *self, gint64 conversation, GError **error)
{
  return luukku_inbox_case_event (self, conversation, LUUKKU_CASE_EVENT_ORIGINAL_SHOWN, NULL, error);
}
