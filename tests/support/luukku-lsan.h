/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-lsan.h: include it in one file of a test that prints records. Fontconfig keeps offsets where others keep
 * pointers, so the leak checker takes the patterns of a living font map for lost; Pango 1.50 besides never lets go
 * of those of pango_fc_font_map_set_config(). Nothing of ours is named here. */
#pragma once

const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig.so\n";
}
