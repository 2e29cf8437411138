/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pdfa.h: makes PDF/A-2u of a PDF that cairo wrote, by an incremental update. Pure and deterministic.
 */
#pragma once

#include "base/luukku-macros.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *title;
  const char *author;
  const char *subject;
  const char *creator;
  const char *producer; /* exactly what the file's own Info says */
  const char *language; /* "fi" */
  gint64 created_at;    /* UTC µs; whole seconds */
} LuukkuPdfaInfo;

/* @pdf: fonts embedded with ToUnicode, device colours only, a classic cross-reference table, no encryption:
 * what cairo writes when asked for PDF 1.4. Adds sRGB output intent (@icc), XMP, file ID and CIDToGIDMap, and
 * takes back image interpolation. Returns: (transfer full): NULL with UNSUPPORTED when @pdf is built
 * otherwise (a cross-reference stream). */
GBytes *luukku_pdfa_make (GBytes *pdf, GBytes *icc, const LuukkuPdfaInfo *info, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
