/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-layout.h: blocks as lines, lines as sheets; what luukku-print.c draws. Every line of every block is
 * one row; a sheet is a run of rows, so a long text breaks anywhere and a table row of up to four lines stays
 * whole. */
#pragma once

#include "evidence/luukku-print.h"

#include <pango/pangocairo.h>

G_BEGIN_DECLS

/* A4 in points; the left margin is for punching. */
#define LUUKKU_PAGE_WIDTH 595.276
#define LUUKKU_PAGE_HEIGHT 841.890
#define LUUKKU_SHEET_LEFT 56.7
#define LUUKKU_SHEET_RIGHT 42.5
#define LUUKKU_SHEET_TOP 62.0
#define LUUKKU_SHEET_BOTTOM 70.0
#define LUUKKU_SHEET_WIDTH (LUUKKU_PAGE_WIDTH - LUUKKU_SHEET_LEFT - LUUKKU_SHEET_RIGHT)
#define LUUKKU_SHEET_PAD 5.0 /* inside boxes */

typedef struct {
  const LuukkuBlock *block;
  PangoLayoutLine *cells[2]; /* (ref) (nullable) */
  double x[2];
  double before;   /* space above, not at the top of a sheet */
  double baseline; /* from the row's top */
  double height;
  double after;
  gboolean keep; /* stays with the next row */
  guint page;
  double y;
} LuukkuRow;

typedef struct {
  PangoContext *left;  /* no ref: the printer's, text that runs left to right */
  PangoContext *right; /* no ref: right to left */
  const char *language;
  GPtrArray *layouts; /* of PangoLayout (ref): lines need them for the text behind the glyphs */
  GArray *rows;       /* of LuukkuRow */
  guint pages;
} LuukkuSheets;

/* @left, @right: contexts that outlive @self. */
void luukku_sheets_open (LuukkuSheets *self, PangoContext *left, PangoContext *right, const char *language)
    G_GNUC_NON_NULL (1, 2, 3, 4);
void luukku_sheets_close (LuukkuSheets *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LuukkuSheets, luukku_sheets_close)

void luukku_sheets_add (LuukkuSheets *self, const LuukkuBlock *block) G_GNUC_NON_NULL (1, 2);
/* Gives every row its sheet and place. FALSE with TOO_LARGE. */
gboolean luukku_sheets_paginate (LuukkuSheets *self, GError **error) G_GNUC_NON_NULL (1);
/* How much of @text fits a quote of @max_height points. */
void luukku_sheets_measure (LuukkuSheets *self, const char *text, double max_height,
                            LuukkuPrintExtent *ret_extent) G_GNUC_NON_NULL (1, 2, 4);

/* Returns: (transfer none): lives as long as @self. */
PangoLayout *luukku_sheets_new_layout (LuukkuSheets *self, const char *text, gsize size, const char *font,
                                       double width, PangoDirection direction) G_GNUC_NON_NULL (1, 2, 4);
void luukku_sheets_line_size (PangoLayoutLine *line, double *ret_width, double *ret_height,
                              double *ret_baseline) G_GNUC_NON_NULL (1, 2, 3, 4);
gboolean luukku_row_is_box (const LuukkuRow *row) G_GNUC_NON_NULL (1);

G_END_DECLS
