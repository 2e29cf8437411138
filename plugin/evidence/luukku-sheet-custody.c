/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sheet-custody.c: who had the evidence before this record, and the signed checkpoint of the log, as
 * they stand on the sheets. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-sheet-private.h"

#include "base/luukku-clock.h"

#include <string.h>

#define SIGNATURE_LINE 76 /* characters of base64 */

/* Returns: (transfer full): "Handed over · recipient … · purpose …". */
static char *
what_of (LuukkuSheet *self, const LuukkuCustodyItem *item)
{
  const struct {
    const char *key, *value;
  } parts[] = {
    { "custody-record", item->record },       { "custody-file", item->file },
    { "custody-recipient", item->recipient }, { "custody-purpose", item->purpose },
    { "custody-digest", item->sha256 },
  };
  g_autofree char *key = g_strconcat ("custody-", item->kind, NULL);
  const char *word = luukku_words_look (self->words, key);
  GString *text = g_string_new (word ? word : item->kind);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *value = luukku_sheet_shown (parts[i].value, LUUKKU_RECORD_MAX_NAME);

    if (*value)
      g_string_append_printf (text, " · %s %s", WORD (parts[i].key), value);
  }
  return g_string_free (text, FALSE);
}

static void
add_item (LuukkuSheet *self, const LuukkuCustodyItem *item)
{
  g_autofree char *what = what_of (self, item);
  g_autofree char *actor = luukku_sheet_name_or (self, item->actor, "not-given");
  gint64 at = 0;

  luukku_time_from_iso8601 (item->at, &at, NULL);
  luukku_document_add (self->document, LUUKKU_BLOCK_ROW, luukku_words_time_short (self->words, at),
                       luukku_words_fill (self->words, "step", "what", what, "actor", actor, NULL));
}

void
luukku_sheet_add_custody (LuukkuSheet *self)
{
  const GPtrArray *list = self->record->custody;
  guint from = list->len > LUUKKU_RECORD_MAX_STEPS ? list->len - LUUKKU_RECORD_MAX_STEPS : 0;
  g_autofree char *left = g_strdup_printf ("%u", from);

  luukku_sheet_add_heading (self, "heading-custody");
  if (from)
    luukku_sheet_add (self, LUUKKU_BLOCK_NOTE,
                      luukku_words_fill (self->words, "steps-left", "count", left, NULL));
  for (guint i = from; i < list->len; i++)
    add_item (self, list->pdata[i]);
  if (!list->len)
    luukku_sheet_add (self, LUUKKU_BLOCK_TEXT, g_strdup (WORD ("custody-none")));
  luukku_sheet_add (self, LUUKKU_BLOCK_NOTE, g_strdup (WORD ("custody-explained")));
}

void
luukku_sheet_add_checkpoint (LuukkuSheet *self)
{
  const LuukkuCheckpointRow *row = self->record->checkpoint;
  g_autofree char *base64 = NULL;
  GString *lines = NULL;
  gsize length;
  const char *der;

  if (!row) {
    luukku_sheet_add_row (self, "row-checkpoint", g_strdup (WORD ("checkpoint-none")));
    return;
  }
  der = g_bytes_get_data (row->signature, &length);
  base64 = g_base64_encode ((const guchar *) der, length);
  lines = g_string_new (row->line);
  for (const char *at = base64; *at; at += MIN (strlen (at), SIGNATURE_LINE)) {
    if (at != base64)
      g_string_append_c (lines, '\n');
    g_string_append_len (lines, at, (gssize) MIN (strlen (at), SIGNATURE_LINE));
  }
  luukku_sheet_add (self, LUUKKU_BLOCK_LABEL, g_strdup (WORD ("checkpoint-explained")));
  luukku_sheet_add (self, LUUKKU_BLOCK_CODE, g_string_free (lines, FALSE));
}
