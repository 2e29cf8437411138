/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-document.c: keeps the blocks, and writes them as plain text. Must not draw. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-document.h"

#include <string.h>

LuukkuDocument *
luukku_document_new (const char *language)
{
  LuukkuDocument *self = g_new0 (LuukkuDocument, 1);

  self->language = g_strdup (language);
  self->blocks = g_ptr_array_new ();
  return self;
}

static void
block_free (LuukkuBlock *block)
{
  g_free (block->text);
  g_free (block->second);
  g_free (block);
}

void
luukku_document_free (LuukkuDocument *self)
{
  if (!self)
    return;
  g_ptr_array_foreach (self->blocks, (GFunc) (void (*) (void)) block_free, NULL);
  g_ptr_array_unref (self->blocks);
  g_free (self->title);
  g_free (self->author);
  g_free (self->subject);
  g_free (self->language);
  g_free (self->head_left);
  g_free (self->head_right);
  g_free (self->foot);
  g_free (self);
}

LuukkuBlock *
luukku_document_add (LuukkuDocument *self, LuukkuBlockKind kind, char *text, char *second)
{
  LuukkuBlock *block = g_new0 (LuukkuBlock, 1);

  block->kind = kind;
  block->text = text;
  block->second = second;
  block->printed = strlen (text);
  g_ptr_array_add (self->blocks, block);
  return block;
}

static void
append_quoted (GString *out, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (char **line = lines; *line; line++)
    g_string_append_printf (out, "| %s\n", *line);
}

GBytes *
luukku_document_to_text (const LuukkuDocument *document)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, "%s\n%s\n", document->head_left ? document->head_left : "",
                          document->head_right ? document->head_right : "");
  for (guint i = 0; i < document->blocks->len; i++) {
    const LuukkuBlock *block = document->blocks->pdata[i];

    if (block->kind == LUUKKU_BLOCK_HEADING || block->kind == LUUKKU_BLOCK_TITLE ||
        block->kind == LUUKKU_BLOCK_LABEL)
      g_string_append_c (out, '\n');
    if (block->kind == LUUKKU_BLOCK_QUOTE)
      append_quoted (out, block->text);
    else if (block->kind == LUUKKU_BLOCK_ROW)
      g_string_append_printf (out, "%s: %s\n", block->text, block->second);
    else if (block->kind == LUUKKU_BLOCK_SIGNATURES)
      g_string_append_printf (out, "\n%s: ____________________\n\n%s: ____________________\n", block->text,
                              block->second ? block->second : "");
    else
      g_string_append_printf (out, "%s\n", block->text);
  }
  if (document->foot)
    g_string_append_printf (out, "\n%s\n", document->foot);
  return g_bytes_new (out->str, out->len);
}
