/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sheet-private.h: what the files that write the sheets of a record share. */
#pragma once

#include "evidence/luukku-record.h"

G_BEGIN_DECLS

typedef struct {
  const LuukkuRecord *record;   /* no ref */
  LuukkuWords *words;           /* no ref */
  LuukkuDocument *document;     /* no ref */
  const LuukkuLogHeader *entry; /* no ref */
  guint heading;
} LuukkuSheet;

#define WORD(key) luukku_words_get (self->words, key)

/* Returns: (transfer full): @text on one line, harmless, at most @max characters. */
char *luukku_sheet_shown (const char *text, guint max);
/* Returns: (transfer full): the same, or the words of @key for an empty one. */
char *luukku_sheet_name_or (LuukkuSheet *self, const char *text, const char *key);
/* @text, @value: (transfer full). */
void luukku_sheet_add (LuukkuSheet *self, LuukkuBlockKind kind, char *text);
void luukku_sheet_add_row (LuukkuSheet *self, const char *label, char *value);
/* Adds the next numbered heading. */
void luukku_sheet_add_heading (LuukkuSheet *self, const char *key);
/* What stands on every sheet. */
void luukku_sheet_set_frame (LuukkuSheet *self, const char *digest);

/* --- what people stated (luukku-sheet-stated.c) */
/* Rows of the summary. */
void luukku_sheet_add_stated (LuukkuSheet *self);
void luukku_sheet_add_publicity (LuukkuSheet *self);
/* Returns: (transfer full) (nullable): the state of publicity that a named person decided. */
char *luukku_sheet_publicity (LuukkuSheet *self);
/* Lines below one message. */
void luukku_sheet_add_message_stated (LuukkuSheet *self, const LuukkuRecordMessage *message, const char *n);
void luukku_sheet_add_screenshots (LuukkuSheet *self);
/* The section of a removal request. */
void luukku_sheet_add_removal (LuukkuSheet *self);

/* --- labels (luukku-sheet-labels.c) */
/* Below one message: what the program proposed, then what people decided. */
void luukku_sheet_add_labels (LuukkuSheet *self, const LuukkuRecordMessage *message);
/* Returns: (transfer full): the label in the words of paper; one that a pack made has its own name only. */
char *luukku_sheet_label (LuukkuSheet *self, const char *name);

/* --- history (luukku-sheet-history.c) */
/* Returns: (transfer full): the detail of @step; what the program wrote there is in the words of paper. */
char *luukku_sheet_detail (LuukkuSheet *self, const LuukkuCaseStep *step);

/* --- steps after an alarm (luukku-sheet-alarm.c) */
/* Who was told of the alarm, when, how, and who acknowledged it; nothing when there was none. */
void luukku_sheet_add_alarm (LuukkuSheet *self);

/* --- who had it (luukku-sheet-custody.c) */
/* Who saw, printed, exported or got the case's evidence; a sentence when nobody did. */
void luukku_sheet_add_custody (LuukkuSheet *self);
/* The signed line that leaves on this paper; a sentence when there is none. */
void luukku_sheet_add_checkpoint (LuukkuSheet *self);

G_END_DECLS
