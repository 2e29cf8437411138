/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-fonts.h: the fonts of the printed record. */
#pragma once

#include "base/luukku-macros.h"

#include <pango/pangocairo.h>

G_BEGIN_DECLS

#define LUUKKU_FONTS_SANS "Noto Sans, DejaVu Sans"
#define LUUKKU_FONTS_MONO "DejaVu Sans Mono, Noto Sans Mono"

/* Returns: (transfer none): a font map that knows only our fonts and none of the machine's or user's
 * settings. One for the life of the process: looking for the files costs more than a record, and Pango sorts
 * fonts in a thread of its own that outlives a map. Main thread only. */
PangoFontMap *luukku_fonts_get (void);

G_END_DECLS
