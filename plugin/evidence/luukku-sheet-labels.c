/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sheet-labels.c: below a message on paper: what the program proposed, by which rules and word lists,
 * and what people decided. A proposal is called one; without a decision of a person paper says so. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-sheet-private.h"

#define MAX_RULES 200 /* characters of the rules of one proposal */

char *
luukku_sheet_label (LuukkuSheet *self, const char *name)
{
  g_autofree char *key = g_strconcat ("label-", name, NULL);
  const char *words = luukku_words_look (self->words, key);

  return words != NULL ? g_strdup (words) : luukku_sheet_shown (name, LUUKKU_RECORD_MAX_NAME);
}

static void
add_proposal (LuukkuSheet *self, const LuukkuLook *look, const LuukkuProposal *proposal)
{
  g_autofree char *label = luukku_sheet_label (self, proposal->name);
  g_autofree char *rules = luukku_sheet_shown (proposal->rule, MAX_RULES);
  g_autofree char *lists = luukku_sheet_shown (look->engine, LUUKKU_RECORD_MAX_NAME);
  g_autofree char *time = luukku_words_time_short (self->words, look->at);

  luukku_sheet_add (self, LUUKKU_BLOCK_NOTE,
                    luukku_words_fill (self->words, "label-proposed", "label", label, "rules", rules, "lists",
                                       lists, "time", time, NULL));
}

static void
add_word (LuukkuSheet *self, const LuukkuLabelWord *word)
{
  g_autofree char *key = g_strconcat ("label-", luukku_record_decision (word->kind), NULL);
  g_autofree char *label = luukku_sheet_label (self, word->name);
  g_autofree char *actor = luukku_sheet_shown (word->actor, LUUKKU_RECORD_MAX_NAME);
  g_autofree char *time = luukku_words_time_short (self->words, word->at);

  luukku_sheet_add (self, LUUKKU_BLOCK_NOTE,
                    luukku_words_fill (self->words, key, "label", label, "actor", actor, "time", time, NULL));
}

/* What people said of a text that was edited later is no word about the one that stands there now. */
static gboolean
is_decided (const LuukkuRecordMessage *message, const LuukkuLook *look)
{
  for (guint i = 0; i < message->words->len; i++) {
    if (((const LuukkuLabelWord *) g_ptr_array_index (message->words, i))->at >= look->at)
      return TRUE;
  }
  return FALSE;
}

void
luukku_sheet_add_labels (LuukkuSheet *self, const LuukkuRecordMessage *message)
{
  const LuukkuLook *newest = NULL;

  if (message->looks == NULL || message->looks->len == 0)
    return;
  /* Earlier looks are in record.json. */
  newest = g_ptr_array_index (message->looks, message->looks->len - 1);
  for (guint i = 0; i < newest->proposals->len; i++)
    add_proposal (self, newest, g_ptr_array_index (newest->proposals, i));
  for (guint i = 0; i < message->words->len; i++)
    add_word (self, g_ptr_array_index (message->words, i));
  if (newest->proposals->len > 0 && !is_decided (message, newest))
    luukku_sheet_add (self, LUUKKU_BLOCK_NOTE, g_strdup (WORD ("label-undecided")));
}
