/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-layout.c: text to lines, blocks to rows, rows to sheets. Draws nothing; must not read clock, locale
 * or settings. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-layout.h"

#include "base/luukku-error.h"
#include "evidence/luukku-fonts.h"
#include "evidence/luukku-visible.h"

#include <string.h>

#define LABEL_WIDTH 140.0
#define MAX_CHUNK 1000    /* characters of one paragraph in one layout: Pango is quadratic in it */
#define WHOLE_ROW_LINES 4 /* table rows up to this stay on one sheet */
#define SIGNATURE_SPACE 44.0
#define FONT_LABEL LUUKKU_FONTS_SANS " 8.5"

typedef struct {
  const char *font;
  double before, after;
  double indent;
  gboolean keep;
} Style;

static const Style styles[] = {
  [LUUKKU_BLOCK_TITLE] = { LUUKKU_FONTS_SANS " Bold 16", 0, 6, 0, TRUE },
  [LUUKKU_BLOCK_HEADING] = { LUUKKU_FONTS_SANS " Bold 11", 12, 4, 0, TRUE },
  [LUUKKU_BLOCK_TEXT] = { LUUKKU_FONTS_SANS " 9.5", 2, 3, 0, FALSE },
  [LUUKKU_BLOCK_LABEL] = { LUUKKU_FONTS_SANS " 9.5", 5, 1, 0, TRUE },
  [LUUKKU_BLOCK_NOTE] = { LUUKKU_FONTS_SANS " 8", 1, 1, 10, FALSE },
  [LUUKKU_BLOCK_ALARM] = { LUUKKU_FONTS_SANS " Bold 10", 5 + LUUKKU_SHEET_PAD, 5 + LUUKKU_SHEET_PAD, 10,
                           FALSE },
  [LUUKKU_BLOCK_ROW] = { LUUKKU_FONTS_SANS " 9.5", 2, 2, 0, FALSE },
  [LUUKKU_BLOCK_QUOTE] = { LUUKKU_FONTS_SANS " 10.5", 2 + LUUKKU_SHEET_PAD, 3 + LUUKKU_SHEET_PAD, 10, FALSE },
  [LUUKKU_BLOCK_CODE] = { LUUKKU_FONTS_MONO " 7.5", 2, 3, 6, FALSE },
  [LUUKKU_BLOCK_SIGNATURES] = { LUUKKU_FONTS_SANS " 8", SIGNATURE_SPACE, 2, 0, FALSE },
};

/* --- text to lines */

/* Letters that do not write the document's language get a language of their script; otherwise Pango would ask
 * the environment, and digits or letter forms would differ from desk to desk. */
static const char *
language_of (gunichar c)
{
  switch ((int) g_unichar_get_script (c)) {
  case G_UNICODE_SCRIPT_ARABIC:
    return "ar";
  case G_UNICODE_SCRIPT_HEBREW:
    return "he";
  case G_UNICODE_SCRIPT_CYRILLIC:
    return "ru";
  case G_UNICODE_SCRIPT_GREEK:
    return "el";
  case G_UNICODE_SCRIPT_DEVANAGARI:
    return "hi";
  case G_UNICODE_SCRIPT_BENGALI:
    return "bn";
  case G_UNICODE_SCRIPT_TAMIL:
    return "ta";
  case G_UNICODE_SCRIPT_THAI:
    return "th";
  case G_UNICODE_SCRIPT_HAN:
    return "zh";
  case G_UNICODE_SCRIPT_HIRAGANA:
  case G_UNICODE_SCRIPT_KATAKANA:
    return "ja";
  case G_UNICODE_SCRIPT_HANGUL:
    return "ko";
  default:
    return NULL;
  }
}

static void
add_language (PangoAttrList *list, const char *language, gsize start, gsize end)
{
  PangoAttribute *attribute = pango_attr_language_new (pango_language_from_string (language));

  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_change (list, attribute);
}

static PangoAttrList *
attributes_of (const char *text, gsize size, const char *language)
{
  PangoAttrList *list = pango_attr_list_new ();
  const char *run = NULL;
  gsize start = 0;

  /* Pango adds a hyphen where it breaks a word: never in identifiers, digests or quoted text. */
  pango_attr_list_insert (list, pango_attr_insert_hyphens_new (FALSE));
  add_language (list, language, 0, G_MAXUINT);
  for (const char *at = text; at <= text + size; at = g_utf8_next_char (at)) {
    const char *now = at < text + size ? language_of (g_utf8_get_char (at)) : NULL;

    if (now == run)
      continue;
    if (run)
      add_language (list, run, start, at - text);
    run = now;
    start = at - text;
    if (at == text + size)
      break;
  }
  if (run)
    add_language (list, run, start, size);
  return list;
}

PangoLayout *
luukku_sheets_new_layout (LuukkuSheets *self, const char *text, gsize size, const char *font, double width,
                          PangoDirection direction)
{
  PangoContext *context = direction == PANGO_DIRECTION_RTL ? self->right : self->left;
  PangoLayout *layout = pango_layout_new (context);
  PangoFontDescription *description = pango_font_description_from_string (font);
  PangoAttrList *attributes = attributes_of (text, size, self->language);

  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_text (layout, text, size);
  g_ptr_array_add (self->layouts, layout);
  return layout;
}

static PangoDirection
direction_of (const char *text, gsize size)
{
  return luukku_visible_is_right_to_left (text, size) ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR;
}

/* Returns: where to cut a paragraph that is too long for one layout: after a space when there is one near. */
static const char *
chunk_end (const char *start, const char *end)
{
  const char *at = start, *space = NULL;
  guint count = 0;

  while (at < end && count < MAX_CHUNK) {
    if (*at == ' ' && count > MAX_CHUNK - 200)
      space = at + 1;
    at = g_utf8_next_char (at);
    count++;
  }
  if (at == end)
    return end;
  if (space)
    return space;
  for (guint i = 0; i < 64 && at < end; i++) {
    gunichar c = g_utf8_get_char (at);

    if (!g_unichar_ismark (c) && c != 0x200D)
      break;
    at = g_utf8_next_char (at);
  }
  return at;
}

/* Calls @function with each line's layout of [@text, @size), paragraph by paragraph, until it returns FALSE.
 */
typedef gboolean (*LineFunc) (LuukkuSheets *self, PangoLayout *layout, PangoLayoutLine *line, gsize offset,
                              gpointer data);

/* @open: the paragraph goes on behind the layout's text, so its last line is not full: it is left out.
 * *@ret_used: bytes of the layout's text in the lines that were called with. */
static gboolean
each_line_of (LuukkuSheets *self, PangoLayout *layout, gsize offset, gboolean open, gsize *ret_used,
              LineFunc function, gpointer data)
{
  GSList *lines = pango_layout_get_lines_readonly (layout);

  *ret_used = strlen (pango_layout_get_text (layout));
  for (; lines; lines = lines->next) {
    PangoLayoutLine *line = lines->data;

    if (open && !lines->next && line->start_index > 0) {
      *ret_used = line->start_index;
      break;
    }
    if (!function (self, layout, line, offset, data))
      return FALSE;
  }
  return TRUE;
}

static void
each_line (LuukkuSheets *self, const char *text, gsize size, const Style *style, double width,
           LineFunc function, gpointer data)
{
  const char *at = text, *end = text + size;

  for (;;) {
    const char *newline = memchr (at, '\n', end - at);
    const char *stop = newline ? newline : end;
    PangoDirection direction = direction_of (at, stop - at);

    do {
      const char *cut = chunk_end (at, stop);
      PangoLayout *layout = luukku_sheets_new_layout (self, at, cut - at, style->font, width, direction);

      gsize used;

      if (!each_line_of (self, layout, at - text, cut < stop, &used, function, data))
        return;
      at += used;
    } while (at < stop);
    if (!newline)
      return;
    at = newline + 1;
  }
}

void
luukku_sheets_line_size (PangoLayoutLine *line, double *ret_width, double *ret_height, double *ret_baseline)
{
  PangoRectangle area;

  pango_layout_line_get_extents (line, NULL, &area);
  *ret_width = (double) area.width / PANGO_SCALE;
  *ret_height = (double) area.height / PANGO_SCALE;
  *ret_baseline = (double) -area.y / PANGO_SCALE;
}

static void
clear_row (LuukkuRow *row)
{
  for (int i = 0; i < 2; i++)
    g_clear_pointer (&row->cells[i], pango_layout_line_unref);
}

static void
set_cell (LuukkuRow *row, int cell, PangoLayout *layout, PangoLayoutLine *line, double x)
{
  double width, height, baseline, drop;

  luukku_sheets_line_size (line, &width, &height, &baseline);
  row->cells[cell] = pango_layout_line_ref (line);
  row->x[cell] = x;
  if (pango_context_get_base_dir (pango_layout_get_context (layout)) == PANGO_DIRECTION_RTL)
    row->x[cell] += (double) pango_layout_get_width (layout) / PANGO_SCALE - width;
  drop = MAX (height - baseline, row->height - row->baseline);
  row->baseline = MAX (row->baseline, baseline);
  row->height = row->baseline + drop;
}

/* --- blocks to rows */

typedef struct {
  const LuukkuBlock *block;
  const Style *style;
  double x;
} Filling;

static gboolean
add_line (LuukkuSheets *self, PangoLayout *layout, PangoLayoutLine *line, gsize offset, gpointer data)
{
  const Filling *filling = data;
  LuukkuRow row = { .block = filling->block, .keep = filling->style->keep };

  set_cell (&row, 0, layout, line, filling->x);
  g_array_append_val (self->rows, row);
  return TRUE;
}

/* Space above the first and below the last of the rows from @first on, and which of them stay together. */
static void
finish_block (LuukkuSheets *self, guint first, const Style *style, guint whole)
{
  guint count = self->rows->len - first;

  for (guint i = first; i < self->rows->len; i++) {
    LuukkuRow *row = &g_array_index (self->rows, LuukkuRow, i);

    if (count <= whole && i + 1 < self->rows->len)
      row->keep = TRUE; /* the last row's is the style's */
  }
  if (count) {
    g_array_index (self->rows, LuukkuRow, first).before = style->before;
    g_array_index (self->rows, LuukkuRow, self->rows->len - 1).after = style->after;
  }
}

static void
add_table_row (LuukkuSheets *self, const LuukkuBlock *block)
{
  PangoDirection direction = direction_of (block->second, strlen (block->second));
  PangoLayout *label = luukku_sheets_new_layout (self, block->text, strlen (block->text), FONT_LABEL,
                                                 LABEL_WIDTH - 8, PANGO_DIRECTION_LTR);
  PangoLayout *value =
      luukku_sheets_new_layout (self, block->second, strlen (block->second), styles[block->kind].font,
                                LUUKKU_SHEET_WIDTH - LABEL_WIDTH, direction);
  GSList *left = pango_layout_get_lines_readonly (label), *right = pango_layout_get_lines_readonly (value);

  while (left || right) {
    LuukkuRow row = { .block = block };

    if (left)
      set_cell (&row, 0, label, left->data, LUUKKU_SHEET_LEFT);
    if (right)
      set_cell (&row, 1, value, right->data, LUUKKU_SHEET_LEFT + LABEL_WIDTH);
    left = left ? left->next : NULL;
    right = right ? right->next : NULL;
    g_array_append_val (self->rows, row);
  }
}

static void
add_signatures (LuukkuSheets *self, const LuukkuBlock *block)
{
  const char *const texts[] = { block->text, block->second ? block->second : "" };
  PangoLayout *layouts[2];
  int lines = 0;

  for (int i = 0; i < 2; i++) {
    layouts[i] = luukku_sheets_new_layout (self, texts[i], strlen (texts[i]), styles[block->kind].font,
                                           LUUKKU_SHEET_WIDTH / 2 - 10, PANGO_DIRECTION_LTR);
    lines = MAX (lines, pango_layout_get_line_count (layouts[i]));
  }
  for (int line = 0; line < lines; line++) {
    LuukkuRow row = { .block = block };

    for (int i = 0; i < 2; i++)
      if (line < pango_layout_get_line_count (layouts[i]))
        set_cell (&row, i, layouts[i], pango_layout_get_line_readonly (layouts[i], line),
                  LUUKKU_SHEET_LEFT + i * (LUUKKU_SHEET_WIDTH / 2 + 10));
    g_array_append_val (self->rows, row);
  }
}

void
luukku_sheets_add (LuukkuSheets *self, const LuukkuBlock *block)
{
  const Style *style = &styles[block->kind];
  Filling filling = { block, style, LUUKKU_SHEET_LEFT + style->indent };
  guint first = self->rows->len;
  double width = LUUKKU_SHEET_WIDTH - style->indent - (style->indent > 0 ? LUUKKU_SHEET_PAD : 0);

  switch (block->kind) {
  case LUUKKU_BLOCK_ROW:
    add_table_row (self, block);
    finish_block (self, first, style, WHOLE_ROW_LINES);
    break;
  case LUUKKU_BLOCK_SIGNATURES:
    add_signatures (self, block);
    finish_block (self, first, style, WHOLE_ROW_LINES);
    break;
  case LUUKKU_BLOCK_NOTE:
    if (first) /* as much as possible: the line above comes along */
      g_array_index (self->rows, LuukkuRow, first - 1).keep = TRUE;
    G_GNUC_FALLTHROUGH;
  case LUUKKU_BLOCK_TITLE:
  case LUUKKU_BLOCK_HEADING:
  case LUUKKU_BLOCK_TEXT:
  case LUUKKU_BLOCK_LABEL:
  case LUUKKU_BLOCK_ALARM:
  case LUUKKU_BLOCK_CODE:
  case LUUKKU_BLOCK_QUOTE:
  default:
    each_line (self, block->text, block->printed, style, width, add_line, &filling);
    finish_block (self, first, style, WHOLE_ROW_LINES);
    break;
  }
}

/* --- rows to sheets */

gboolean
luukku_row_is_box (const LuukkuRow *row)
{
  return row->block->kind == LUUKKU_BLOCK_QUOTE || row->block->kind == LUUKKU_BLOCK_ALARM;
}

/* Returns: what the rows from @first need that must stand on one sheet; *@ret_next: the row after them. */
static double
chain_height (LuukkuSheets *self, guint first, guint *ret_next)
{
  double height = 0;
  guint i = first;

  for (; i < self->rows->len; i++) {
    const LuukkuRow *row = &g_array_index (self->rows, LuukkuRow, i);

    height += (i == first ? 0 : row->before) + row->height + row->after;
    if (luukku_row_is_box (row) && row->after == 0 && !row->keep)
      height += LUUKKU_SHEET_PAD; /* a box that goes on overleaf is closed here */
    if (!row->keep)
      break;
  }
  *ret_next = i + 1;
  return height;
}

gboolean
luukku_sheets_paginate (LuukkuSheets *self, GError **error)
{
  const double bottom = LUUKKU_PAGE_HEIGHT - LUUKKU_SHEET_BOTTOM;
  double y = LUUKKU_SHEET_TOP;
  guint next = 0;

  self->pages = 1;
  for (guint i = 0; i < self->rows->len; i++) {
    LuukkuRow *row = &g_array_index (self->rows, LuukkuRow, i);
    double before = y > LUUKKU_SHEET_TOP ? row->before : luukku_row_is_box (row) ? LUUKKU_SHEET_PAD : 0;
    double need = i >= next ? chain_height (self, i, &next)
                            : row->height + (luukku_row_is_box (row) ? LUUKKU_SHEET_PAD : 0);

    if (need > bottom - LUUKKU_SHEET_TOP - LUUKKU_SHEET_PAD)
      need = row->height + LUUKKU_SHEET_PAD; /* longer than a sheet: break where it must */
    if (y > LUUKKU_SHEET_TOP && y + before + need > bottom) {
      self->pages++;
      y = LUUKKU_SHEET_TOP;
      before = luukku_row_is_box (row) ? LUUKKU_SHEET_PAD : 0;
    }
    if (self->pages > LUUKKU_PRINT_MAX_PAGES) {
      luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                        N_ ("The record would be longer than %d sheets; archive single messages instead."),
                        LUUKKU_PRINT_MAX_PAGES);
      return FALSE;
    }
    row->page = self->pages - 1;
    row->y = y + before;
    y = row->y + row->height + row->after;
  }
  return TRUE;
}

/* --- public */

void
luukku_sheets_open (LuukkuSheets *self, PangoContext *left, PangoContext *right, const char *language)
{
  memset (self, 0, sizeof *self);
  self->left = left;
  self->right = right;
  self->language = language;
  self->layouts = g_ptr_array_new_with_free_func (g_object_unref);
  self->rows = g_array_new (FALSE, FALSE, sizeof (LuukkuRow));
  g_array_set_clear_func (self->rows, (GDestroyNotify) clear_row);
}

void
luukku_sheets_close (LuukkuSheets *self)
{
  g_array_unref (self->rows);
  g_ptr_array_unref (self->layouts);
}

typedef struct {
  LuukkuPrintExtent *extent;
  double max_height;
} Measuring;

static gboolean
measure_line (LuukkuSheets *self, PangoLayout *layout, PangoLayoutLine *line, gsize offset, gpointer data)
{
  Measuring *measuring = data;
  double width, height, baseline;

  luukku_sheets_line_size (line, &width, &height, &baseline);
  if (measuring->extent->height + height > measuring->max_height) {
    measuring->extent->printed = offset + line->start_index;
    return FALSE;
  }
  measuring->extent->height += height;
  for (GSList *run = line->runs; run; run = run->next) {
    const PangoGlyphString *glyphs = ((const PangoGlyphItem *) run->data)->glyphs;

    for (int i = 0; i < glyphs->num_glyphs; i++)
      measuring->extent->unknown_glyphs += (glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0;
  }
  return TRUE;
}

void
luukku_sheets_measure (LuukkuSheets *self, const char *text, double max_height, LuukkuPrintExtent *ret_extent)
{
  const Style *style = &styles[LUUKKU_BLOCK_QUOTE];
  Measuring measuring = { ret_extent, max_height };
  double width = LUUKKU_SHEET_WIDTH - style->indent - LUUKKU_SHEET_PAD;
  gsize size = strlen (text);

  memset (ret_extent, 0, sizeof *ret_extent);
  ret_extent->printed = size;
  each_line (self, text, size, style, width, measure_line, &measuring);
}
