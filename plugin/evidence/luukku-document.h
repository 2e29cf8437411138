/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-document.h: a document as a list of blocks. Pure values; how they look on paper is luukku-print.h's
 * business. */
#pragma once

#include "base/luukku-macros.h"

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  LUUKKU_BLOCK_TITLE,
  LUUKKU_BLOCK_HEADING,
  LUUKKU_BLOCK_TEXT,
  LUUKKU_BLOCK_LABEL,      /* stays with what follows it */
  LUUKKU_BLOCK_NOTE,       /* small, stays with what is before it */
  LUUKKU_BLOCK_ALARM,      /* bold in a frame */
  LUUKKU_BLOCK_ROW,        /* label and value */
  LUUKKU_BLOCK_QUOTE,      /* somebody else's words: grey with a bar */
  LUUKKU_BLOCK_CODE,       /* as it stands, narrow letters */
  LUUKKU_BLOCK_SIGNATURES, /* two lines to sign on, with what is asked below each */
} LuukkuBlockKind;

typedef struct {
  LuukkuBlockKind kind;
  char *text;    /* valid UTF-8, nothing in it that luukku_visible_text() would change */
  char *second;  /* ROW: value; SIGNATURES: right side (nullable) */
  gsize printed; /* QUOTE: bytes of @text that go on paper; the text form has all */
} LuukkuBlock;

typedef struct {
  char *title;
  char *author;
  char *subject;
  char *language;  /* "fi" */
  char *head_left; /* on every sheet */
  char *head_right;
  char *foot; /* up to three lines */
  gint64 created_at;
  GPtrArray *blocks; /* of LuukkuBlock (owned) */
} LuukkuDocument;

LuukkuDocument *luukku_document_new (const char *language) G_GNUC_NON_NULL (1);
void luukku_document_free (LuukkuDocument *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuDocument, luukku_document_free)
/* @text, @second: (transfer full). Returns: (transfer none): the block. */
LuukkuBlock *luukku_document_add (LuukkuDocument *self, LuukkuBlockKind kind, char *text, char *second)
    G_GNUC_NON_NULL (1, 3);

/* Returns: (transfer full): UTF-8 in logical order. */
GBytes *luukku_document_to_text (const LuukkuDocument *document) G_GNUC_NON_NULL (1);

G_END_DECLS
