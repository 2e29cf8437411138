/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-print.c: draws the sheets of luukku-layout.c as a PDF (cairo) and has it made PDF/A. Must not read
 * clock, locale, settings or the store. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-print.h"

#include "base/luukku-clock.h"
#include "base/luukku-error.h"
#include "evidence/luukku-fonts.h"
#include "evidence/luukku-layout.h"
#include "evidence/luukku-pdfa.h"
#include "evidence/luukku-words.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <string.h>

#define FONT_HEAD LUUKKU_FONTS_SANS " 8"
#define FONT_FOOT LUUKKU_FONTS_SANS " 7.5"

struct _LuukkuPrinter {
  PangoFontMap *map;   /* (ref) */
  PangoContext *left;  /* (owned): text that runs left to right */
  PangoContext *right; /* (owned): right to left */
};

/* --- the printer */

static PangoContext *
new_context (PangoFontMap *map, PangoDirection direction)
{
  PangoContext *context = pango_font_map_create_context (map);
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_context_set_base_dir (context, direction);
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_context_set_language (context, pango_language_from_string ("fi"));
  return context;
}

LuukkuPrinter *
luukku_printer_new (void)
{
  LuukkuPrinter *self = g_new0 (LuukkuPrinter, 1);

  self->map = g_object_ref (luukku_fonts_get ());
  self->left = new_context (self->map, PANGO_DIRECTION_LTR);
  self->right = new_context (self->map, PANGO_DIRECTION_RTL);
  return self;
}

void
luukku_printer_free (LuukkuPrinter *self)
{
  if (!self)
    return;
  g_clear_object (&self->left);
  g_clear_object (&self->right);
  g_clear_object (&self->map);
  g_free (self);
}

/* --- drawing */

static void
draw_box (cairo_t *cr, const LuukkuRow *first, const LuukkuRow *last)
{
  double top = first->y - LUUKKU_SHEET_PAD, height = last->y + last->height + LUUKKU_SHEET_PAD - top;

  cairo_save (cr);
  if (first->block->kind == LUUKKU_BLOCK_QUOTE) {
    cairo_set_source_rgb (cr, 0.95, 0.95, 0.95);
    cairo_rectangle (cr, LUUKKU_SHEET_LEFT, top, LUUKKU_SHEET_WIDTH, height);
    cairo_fill (cr);
    cairo_set_source_rgb (cr, 0, 0, 0);
    cairo_rectangle (cr, LUUKKU_SHEET_LEFT, top, 2.5, height);
    cairo_fill (cr);
  } else {
    cairo_set_line_width (cr, 1.5);
    cairo_rectangle (cr, LUUKKU_SHEET_LEFT + 0.75, top, LUUKKU_SHEET_WIDTH - 1.5, height);
    cairo_stroke (cr);
  }
  cairo_restore (cr);
}

static void
draw_rule (cairo_t *cr, double x, double y, double width, double grey, double thickness)
{
  cairo_save (cr);
  cairo_set_source_rgb (cr, grey, grey, grey);
  cairo_set_line_width (cr, thickness);
  cairo_move_to (cr, x, y);
  cairo_rel_line_to (cr, width, 0);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_row (cairo_t *cr, const LuukkuRow *row)
{
  if (row->block->kind == LUUKKU_BLOCK_ROW && row->before > 0)
    draw_rule (cr, LUUKKU_SHEET_LEFT, row->y - 1, LUUKKU_SHEET_WIDTH, 0.75, 0.4);
  if (row->block->kind == LUUKKU_BLOCK_SIGNATURES && row->before > 0)
    for (int i = 0; i < 2; i++)
      draw_rule (cr, LUUKKU_SHEET_LEFT + i * (LUUKKU_SHEET_WIDTH / 2 + 10), row->y - 2,
                 LUUKKU_SHEET_WIDTH / 2 - 10, 0, 0.6);
  for (int i = 0; i < 2; i++) {
    if (!row->cells[i])
      continue;
    cairo_move_to (cr, row->x[i], row->y + row->baseline);
    pango_cairo_show_layout_line (cr, row->cells[i]);
  }
}

static void
draw_line_of_text (LuukkuSheets *self, cairo_t *cr, const char *text, const char *font, double y,
                   gboolean at_right)
{
  PangoLayout *layout = luukku_sheets_new_layout (self, text, strlen (text), font,
                                                  at_right ? LUUKKU_SHEET_WIDTH / 2 : LUUKKU_SHEET_WIDTH - 40,
                                                  PANGO_DIRECTION_LTR);
  PangoLayoutLine *line = pango_layout_get_line_readonly (layout, 0);
  double width, height, baseline;

  luukku_sheets_line_size (line, &width, &height, &baseline);
  cairo_move_to (cr, at_right ? LUUKKU_PAGE_WIDTH - LUUKKU_SHEET_RIGHT - width : LUUKKU_SHEET_LEFT,
                 y + baseline);
  pango_cairo_show_layout_line (cr, line);
}

/* LuukkuSheets get separated: each says what it belongs to. */
static void
draw_frame (LuukkuSheets *self, cairo_t *cr, const LuukkuDocument *document, guint page)
{
  g_autofree char *number = g_strdup_printf ("%u (%u)", page + 1, self->pages);
  g_auto (GStrv) foot = g_strsplit (document->foot ? document->foot : "", "\n", 3);
  double y = LUUKKU_PAGE_HEIGHT - LUUKKU_SHEET_BOTTOM + 16;

  cairo_set_source_rgb (cr, 0, 0, 0);
  draw_line_of_text (self, cr, document->head_left ? document->head_left : "", FONT_HEAD, 32, FALSE);
  draw_line_of_text (self, cr, document->head_right ? document->head_right : "", FONT_HEAD, 32, TRUE);
  draw_rule (cr, LUUKKU_SHEET_LEFT, 48, LUUKKU_SHEET_WIDTH, 0, 0.6);
  draw_rule (cr, LUUKKU_SHEET_LEFT, y - 4, LUUKKU_SHEET_WIDTH, 0, 0.6);
  draw_line_of_text (self, cr, number, FONT_HEAD, y, TRUE);
  for (char **line = foot; *line; line++, y += 10.5)
    draw_line_of_text (self, cr, *line, FONT_FOOT, y, FALSE);
}

/* *@next: (inout): first row of the page, then of the one after it. */
static void
draw_sheet (LuukkuSheets *self, cairo_t *cr, const LuukkuDocument *document, guint page, guint *next)
{
  guint i = *next;

  draw_frame (self, cr, document, page);
  while (i < self->rows->len && g_array_index (self->rows, LuukkuRow, i).page == page) {
    const LuukkuRow *row = &g_array_index (self->rows, LuukkuRow, i);
    guint last = i;

    while (last + 1 < self->rows->len && g_array_index (self->rows, LuukkuRow, last + 1).page == page &&
           g_array_index (self->rows, LuukkuRow, last + 1).block == row->block)
      last++;
    if (luukku_row_is_box (row))
      draw_box (cr, row, &g_array_index (self->rows, LuukkuRow, last));
    for (; i <= last; i++)
      draw_row (cr, &g_array_index (self->rows, LuukkuRow, i));
  }
  *next = i;
}

static void
draw_sheets (LuukkuSheets *self, cairo_t *cr, const LuukkuDocument *document)
{
  guint next = 0;

  for (guint page = 0; page < self->pages; page++) {
    draw_sheet (self, cr, document, page, &next);
    cairo_show_page (cr);
  }
}

/* --- public */

void
luukku_printer_measure (LuukkuPrinter *self, const char *text, const char *language, double max_height,
                        LuukkuPrintExtent *ret_extent)
{
  g_auto (LuukkuSheets) sheets = { 0 };

  luukku_sheets_open (&sheets, self->left, self->right, language);
  luukku_sheets_measure (&sheets, text, max_height, ret_extent);
}

static cairo_status_t
on_bytes (void *data, const unsigned char *bytes, unsigned int size)
{
  g_byte_array_append (data, bytes, size);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
new_surface (GByteArray *out, const LuukkuDocument *document)
{
  cairo_surface_t *surface =
      cairo_pdf_surface_create_for_stream (on_bytes, out, LUUKKU_PAGE_WIDTH, LUUKKU_PAGE_HEIGHT);
  g_autofree char *iso = luukku_time_to_iso8601 (document->created_at);
  g_autofree char *created = g_strdup_printf ("%.19sZ", iso);

  cairo_pdf_surface_restrict_to_version (surface, CAIRO_PDF_VERSION_1_4);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, document->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_AUTHOR, document->author);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT, document->subject);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Luukku");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
  return surface;
}

static gboolean
lay_out (LuukkuPrinter *self, const LuukkuDocument *document, LuukkuSheets *sheets, GError **error)
{
  luukku_sheets_open (sheets, self->left, self->right, document->language);
  for (guint i = 0; i < document->blocks->len; i++)
    luukku_sheets_add (sheets, document->blocks->pdata[i]);
  return luukku_sheets_paginate (sheets, error);
}

static GBytes *
make_picture (LuukkuSheets *sheets, const LuukkuDocument *document, guint page, double scale, guint *next)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int) (LUUKKU_PAGE_WIDTH * scale + 0.5), (int) (LUUKKU_PAGE_HEIGHT * scale + 0.5));
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  draw_sheet (sheets, cr, document, page, next);
  cairo_destroy (cr);
  if (cairo_surface_write_to_png_stream (surface, on_bytes, out) != CAIRO_STATUS_SUCCESS)
    g_debug ("a page could not be drawn");
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

GPtrArray *
luukku_printer_make_pictures (LuukkuPrinter *self, const LuukkuDocument *document, guint dpi, guint max_pages,
                              guint *ret_pages, GError **error)
{
  g_auto (LuukkuSheets) sheets = { 0 };
  GPtrArray *pictures;
  guint next = 0;

  if (!lay_out (self, document, &sheets, error))
    return NULL;
  pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint page = 0; page < sheets.pages && page < max_pages; page++)
    g_ptr_array_add (pictures, make_picture (&sheets, document, page, dpi / 72.0, &next));
  if (ret_pages)
    *ret_pages = sheets.pages;
  return pictures;
}

GBytes *
luukku_printer_make_pdf (LuukkuPrinter *self, const LuukkuDocument *document, guint *ret_pages,
                         GError **error)
{
  g_auto (LuukkuSheets) sheets = { 0 };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) icc = luukku_evidence_data ("icc/sRGB.icc");
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *producer =
      g_strdup_printf ("cairo %s (https://cairographics.org)", cairo_version_string ());
  LuukkuPdfaInfo info = { document->title, document->author,   document->subject,   "Luukku",
                          producer,        document->language, document->created_at };
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  if (!lay_out (self, document, &sheets, error))
    return NULL;
  surface = new_surface (out, document);
  cr = cairo_create (surface);
  draw_sheets (&sheets, cr, document);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = status ? status : cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status) {
    luukku_set_error (error, LUUKKU_ERROR_FAILED,
                      N_ ("The record could not be drawn (%s); check that fonts-noto-core is installed."),
                      cairo_status_to_string (status));
    return NULL;
  }
  pdf = g_byte_array_free_to_bytes (g_steal_pointer (&out));
  if (ret_pages)
    *ret_pages = sheets.pages;
  return luukku_pdfa_make (pdf, icc, &info, error);
}
