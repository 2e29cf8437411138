/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-fonts.c: a private fontconfig set-up. The machine's own settings (aliases, hinting, language
 * preferences) would make the same record different bytes on two desks, so the few rules that are needed
 * stand here. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-fonts.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>

#include <string.h>

#define MAX_DEPTH 4
#define MAX_NAMES 50000

/* In the order of preference; a file name is looked for in every folder below. */
static const char *const files[] = {
  "NotoSans-Regular.ttf",
  "NotoSans-Bold.ttf",
  "DejaVuSans.ttf",
  "DejaVuSans-Bold.ttf",
  "DejaVuSansMono.ttf",
  "NotoSansArabic-Regular.ttf",
  "NotoSansHebrew-Regular.ttf",
  "NotoSansDevanagari-Regular.ttf",
  "NotoSansBengali-Regular.ttf",
  "NotoSansTamil-Regular.ttf",
  "NotoSansThai-Regular.ttf",
  "NotoSansEthiopic-Regular.ttf",
  "NotoSansGeorgian-Regular.ttf",
  "NotoSansArmenian-Regular.ttf",
  "NotoSansMyanmar-Regular.ttf",
  "NotoSansKhmer-Regular.ttf",
  "NotoSansSinhala-Regular.ttf",
  "NotoSansTibetan-Regular.ttf",
  "NotoSansCJK-Regular.ttc",
  "Symbola_hint.ttf",
  "Symbola.ttf",
  "NotoSansSymbols-Regular.ttf",
  "NotoSansSymbols2-Regular.ttf",
  "NotoSansMath-Regular.ttf",
};

static const char *const folders[] = { "/usr/share/fonts", "/usr/local/share/fonts" };

/* No hinting: outlines only. Pango asks for the family "emoji": the outline font, because a colour font
 * becomes pictures of 14 pixels in a PDF, without text. Pictures that are scaled all the same (a machine
 * without Symbola): to the size. */
static const char rules[] =
    "<?xml version=\"1.0\"?><fontconfig>"
    "<match target=\"font\"><edit name=\"hinting\" mode=\"assign\"><bool>false</bool></edit>"
    "<edit name=\"autohint\" mode=\"assign\"><bool>false</bool></edit></match>"
    "<match target=\"font\"><test name=\"outline\" compare=\"eq\"><bool>false</bool></test>"
    "<edit name=\"pixelsizefixupfactor\" mode=\"assign\"><divide><name target=\"pattern\">pixelsize</name>"
    "<name target=\"font\">pixelsize</name></divide></edit>"
    "<edit name=\"matrix\" "
    "mode=\"assign\"><times><name>matrix</name><matrix><name>pixelsizefixupfactor</name>"
    "<double>0</double><double>0</double><name>pixelsizefixupfactor</name></matrix></times></edit></match>"
    "<match><test name=\"family\"><string>emoji</string></test>"
    "<edit name=\"family\" mode=\"prepend\" binding=\"strong\"><string>Symbola</string>"
    "<string>Noto Sans Symbols2</string></edit></match>"
    "</fontconfig>";

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Fills @found: file name -> path, the first one in the order of the alphabet. */
static void
look_into (const char *folder, guint depth, GHashTable *found, guint *budget)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)) && *budget) {
    (*budget)--;
    g_ptr_array_add (names, g_strdup (name));
  }
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
    gboolean known = g_hash_table_contains (found, names->pdata[i]);

    if (known && !g_hash_table_lookup (found, names->pdata[i]))
      g_hash_table_insert (found, g_strdup (names->pdata[i]), g_steal_pointer (&path));
    else if (!known && depth && !strchr (names->pdata[i], '.') && g_file_test (path, G_FILE_TEST_IS_DIR))
      look_into (path, depth - 1, found, budget);
  }
}

static PangoFontMap *
make_map (void)
{
  PangoFontMap *map = pango_cairo_font_map_new_for_font_type (CAIRO_FONT_TYPE_FT);
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  FcConfig *config = FcConfigCreate ();
  guint budget = MAX_NAMES, count = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    g_hash_table_insert (found, g_strdup (files[i]), NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    look_into (folders[i], MAX_DEPTH, found, &budget);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    const char *path = g_hash_table_lookup (found, files[i]);

    if (path && FcConfigAppFontAddFile (config, (const FcChar8 *) path))
      count++;
  }
  if (!count) {
    g_debug ("none of the record's fonts is installed; taking what is there");
    for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
      FcConfigAppFontAddDir (config, (const FcChar8 *) folders[i]);
  }
  FcConfigParseAndLoadFromMemory (config, (const FcChar8 *) rules, FcTrue);
  pango_fc_font_map_set_config (PANGO_FC_FONT_MAP (map), config);
  FcConfigDestroy (config);
  pango_cairo_font_map_set_resolution (PANGO_CAIRO_FONT_MAP (map), 72.0);
  return map;
}

PangoFontMap *
luukku_fonts_get (void)
{
  static gsize map = 0;

  if (g_once_init_enter (&map))
    g_once_init_leave (&map, (gsize) make_map ());
  return (PangoFontMap *) map;
}
