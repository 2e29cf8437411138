/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sheet-alarm.c: the steps after an alarm on paper, in the language of the record: who was told, when,
 * how, under which reference, and who acknowledged it. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-sheet-private.h"

/* The ways that the program itself writes down; a person may have written another one. */
static char *
way_shown (LuukkuSheet *self, const char *how)
{
  static const struct {
    const char *how;
    const char *key;
  } ways[] = {
    { "phone", "alarm-how-phone" },
    { "message", "alarm-how-message" },
    { "e-mail", "alarm-how-mail" },
    { "face to face", "alarm-how-in-person" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    if (g_strcmp0 (how, ways[i].how) == 0)
      return g_strdup (WORD (ways[i].key));
  }
  return g_strcmp0 (how, "by hand") == 0 ? g_strdup ("") : luukku_sheet_shown (how, LUUKKU_RECORD_MAX_NAME);
}

static void
add_part (LuukkuSheet *self, GString *line, const char *key, const char *value, const char *time)
{
  g_autofree char *part = NULL;

  if (value == NULL || *value == '\0')
    return;
  part = luukku_words_fill (self->words, key, "value", value, "time", time != NULL ? time : "", NULL);
  g_string_append_printf (line, " · %s", part);
}

static char *
describe (LuukkuSheet *self, const LuukkuStep *step)
{
  g_autofree char *text = luukku_sheet_shown (step->text, LUUKKU_RECORD_MAX_NAME);
  g_autofree char *whom = luukku_sheet_shown (step->whom, LUUKKU_RECORD_MAX_NAME);
  g_autofree char *how = way_shown (self, step->how);
  g_autofree char *reference = luukku_sheet_shown (step->reference, LUUKKU_RECORD_MAX_NAME);
  g_autofree char *note = luukku_sheet_shown (step->note, LUUKKU_RECORD_MAX_NAME);
  g_autofree char *by =
      luukku_sheet_shown (g_strcmp0 (step->done_by, "program") == 0 ? WORD ("alarm-program") : step->done_by,
                          LUUKKU_RECORD_MAX_NAME);
  g_autofree char *heard = luukku_sheet_shown (
      step->acknowledged_by != NULL ? step->acknowledged_by : step->whom, LUUKKU_RECORD_MAX_NAME);
  g_autofree char *heard_at =
      step->acknowledged_at != 0 ? luukku_words_time_short (self->words, step->acknowledged_at) : NULL;
  g_autofree char *why = luukku_sheet_shown (step->waive_reason, LUUKKU_RECORD_MAX_NAME);
  g_autofree char *left_by = luukku_sheet_shown (step->waived_by, LUUKKU_RECORD_MAX_NAME);
  GString *line = g_string_new (NULL);

  g_string_append_printf (line, "%u. %s", step->place, text);
  add_part (self, line, "alarm-whom", whom, NULL);
  add_part (self, line, "alarm-how", how, NULL);
  add_part (self, line, "alarm-reference", reference, NULL);
  add_part (self, line, "alarm-note", note, NULL);
  add_part (self, line, "alarm-by", by, NULL);
  if (heard_at != NULL)
    add_part (self, line, *heard != '\0' ? "alarm-acknowledged" : "alarm-acknowledged-at",
              *heard != '\0' ? heard : heard_at, heard_at);
  add_part (self, line, "alarm-left-out", why, NULL);
  if (step->waived_at != 0)
    add_part (self, line, "alarm-by", left_by, NULL);
  return g_string_free (line, FALSE);
}

void
luukku_sheet_add_alarm (LuukkuSheet *self)
{
  GPtrArray *steps = self->record->alarm;

  if (steps->len == 0)
    return;
  luukku_sheet_add (self, LUUKKU_BLOCK_NOTE, g_strdup (WORD ("alarm-steps")));
  for (guint i = 0; i < steps->len; i++) {
    const LuukkuStep *step = g_ptr_array_index (steps, i);
    gint64 at = step->done_at != 0 ? step->done_at : step->waived_at;

    luukku_document_add (self->document, LUUKKU_BLOCK_ROW,
                         at != 0 ? luukku_words_time_short (self->words, at) : g_strdup (WORD ("alarm-open")),
                         describe (self, step));
  }
}
