/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-print.h: a document as PDF/A-2u. The same document makes the same bytes under any locale, time zone
 * and font settings (with the same font files installed). It knows nothing of records. */
#pragma once

#include "evidence/luukku-document.h"

G_BEGIN_DECLS

#define LUUKKU_PRINT_MAX_PAGES 400
#define LUUKKU_PRINT_PAGE_HEIGHT 690 /* points of text that a sheet takes, for reckoning */

typedef struct _LuukkuPrinter LuukkuPrinter;

/* Looks for our fonts (Noto Sans and its scripts, Symbola, DejaVu) in the system's folders; with none of them
 * there it takes what is there. Returns: (transfer full). */
LuukkuPrinter *luukku_printer_new (void);
void luukku_printer_free (LuukkuPrinter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuPrinter, luukku_printer_free)

typedef struct {
  gsize printed;        /* bytes that fit */
  guint unknown_glyphs; /* characters in what fits that no font of ours has */
  double height;        /* points */
} LuukkuPrintExtent;

/* How much of @text fits a QUOTE of at most @max_height points. */
void luukku_printer_measure (LuukkuPrinter *self, const char *text, const char *language, double max_height,
                             LuukkuPrintExtent *ret_extent) G_GNUC_NON_NULL (1, 2, 3, 5);
/* *@ret_pages: (out) (optional). Returns: (transfer full): NULL with TOO_LARGE or UNSUPPORTED. */
GBytes *luukku_printer_make_pdf (LuukkuPrinter *self, const LuukkuDocument *document, guint *ret_pages,
                                 GError **error) G_GNUC_NON_NULL (1, 2);
/* The same sheets for a screen. *@ret_pages: (out) (optional): of the whole document. Returns: (transfer
 * full): GBytes (PNG) of the first @max_pages; NULL with TOO_LARGE. */
GPtrArray *luukku_printer_make_pictures (LuukkuPrinter *self, const LuukkuDocument *document, guint dpi,
                                         guint max_pages, guint *ret_pages, GError **error)
    G_GNUC_NON_NULL (1, 2);
G_END_DECLS
