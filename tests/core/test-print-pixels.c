/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-print-pixels.c: what the screen shows before a record is made is what its PDF shows, sheet by sheet,
 * by another program's eyes (poppler's pdftocairo); and veraPDF agrees that it is PDF/A-2u where it is
 * installed. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-print.h"

#include <cairo.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define DPI 96
#define BLOCK 6           /* pixels: two rasterisers place a glyph's edge differently, never the glyph */
#define MOST_IN_BLOCK 24  /* of 255, mean of one block */
#define MOST_ON_SHEET 1.5 /* of 255, mean of a sheet */

static LuukkuDocument *
new_sheets (void)
{
  LuukkuDocument *document = luukku_document_new ("fi");

  document->title = g_strdup ("Koe");
  document->author = g_strdup ("Esimerkkilän kunta");
  document->subject = g_strdup ("LUU-2026-000123");
  document->head_left = g_strdup ("Esimerkkilän kunta");
  document->head_right = g_strdup ("LUU-2026-000123 v1");
  document->foot = g_strdup ("sha256 9f2c41ab 77d003e5\nsisältää henkilötietoja");
  luukku_document_add (document, LUUKKU_BLOCK_TITLE, g_strdup ("Todistetallenne: uhkausviesti"), NULL);
  luukku_document_add (document, LUUKKU_BLOCK_ALARM, g_strdup ("Välitön vaara: soita 112."), NULL);
  luukku_document_add (document, LUUKKU_BLOCK_HEADING, g_strdup ("1  Tiivistelmä"), NULL);
  for (guint i = 0; i < 40; i++)
    luukku_document_add (document, LUUKKU_BLOCK_ROW, g_strdup ("Tapahtuma-aika"),
                         g_strdup ("20.11.2026 klo 13.41.22"));
  luukku_document_add (document, LUUKKU_BLOCK_TEXT, g_strdup ("Вы там все за это ответите. Ёлки-палки №7."),
                       NULL);
  luukku_document_add (document, LUUKKU_BLOCK_TEXT, g_strdup ("سوف تندمون على ذلك يوم الجمعة 040-1234567"),
                       NULL);
  luukku_document_add (document, LUUKKU_BLOCK_CODE, g_strdup ("sha256sum -c manifest-sha256.txt"), NULL);
  luukku_document_add (document, LUUKKU_BLOCK_SIGNATURES, g_strdup ("Laatija"), g_strdup ("Vastaanottaja"));
  return document;
}

typedef struct {
  char *folder, *path;
  LuukkuPrinter *printer;
  LuukkuDocument *document;
  guint pages;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = NULL;

  f->folder = g_dir_make_tmp ("luukku-pixels-XXXXXX", &error);
  g_assert_no_error (error);
  f->path = g_build_filename (f->folder, "sheets.pdf", NULL);
  f->printer = luukku_printer_new ();
  f->document = new_sheets ();
  pdf = luukku_printer_make_pdf (f->printer, f->document, &f->pages, &error);
  g_assert_no_error (error);
  g_assert_true (
      g_file_set_contents (f->path, g_bytes_get_data (pdf, NULL), (gssize) g_bytes_get_size (pdf), NULL));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (f->folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (f->folder);
  g_free (f->folder);
  g_free (f->path);
  luukku_printer_free (f->printer);
  luukku_document_free (f->document);
}

static int
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);

  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  return g_subprocess_get_exit_status (process);
}

typedef struct {
  const guint8 *data;
  gsize size;
} Reading;

static cairo_status_t
read_bytes (void *data, unsigned char *to, unsigned int length)
{
  Reading *reading = data;

  if (length > reading->size)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (to, reading->data, length);
  reading->data += length;
  reading->size -= length;
  return CAIRO_STATUS_SUCCESS;
}

/* How light a pixel is, 0 to 255. */
static int
light (cairo_surface_t *picture, int x, int y)
{
  const guint8 *row = cairo_image_surface_get_data (picture) + y * cairo_image_surface_get_stride (picture);

  return (row[4 * x] + row[4 * x + 1] + row[4 * x + 2]) / 3;
}

static int
mean_of_block (cairo_surface_t *picture, int x, int y)
{
  int sum = 0;

  for (int k = 0; k < BLOCK * BLOCK; k++)
    sum += light (picture, x + k % BLOCK, y + k / BLOCK);
  return sum / (BLOCK * BLOCK);
}

static void
compare (cairo_surface_t *shown, cairo_surface_t *printed)
{
  int width = cairo_image_surface_get_width (shown), height = cairo_image_surface_get_height (shown);
  int worst = 0, dark = 0;
  gint64 sum = 0, blocks = 0;

  g_assert_cmpint (abs (cairo_image_surface_get_width (printed) - width), <=, 1);
  g_assert_cmpint (abs (cairo_image_surface_get_height (printed) - height), <=, 1);
  for (int y = 0; y + BLOCK < height; y += BLOCK) {
    for (int x = 0; x + BLOCK < width; x += BLOCK) {
      int a = mean_of_block (shown, x, y), difference = abs (a - mean_of_block (printed, x, y));

      worst = MAX (worst, difference);
      dark += a < 250;
      sum += difference;
      blocks++;
    }
  }
  g_test_message ("worst block %d, mean %.3f, %d blocks with ink", worst, (double) sum / (double) blocks,
                  dark);
  g_assert_cmpint (dark, >, 100);
  g_assert_cmpint (worst, <=, MOST_IN_BLOCK);
  g_assert_cmpfloat ((double) sum / (double) blocks, <=, MOST_ON_SHEET);
}

static void
test_same_sheets (Fixture *f, gconstpointer data)
{
  g_autofree char *prefix = g_build_filename (f->folder, "sheet", NULL);
  g_autofree char *dpi = g_strdup_printf ("%d", DPI);
  const char *const argv[] = { "pdftocairo", "-png", "-r", dpi, f->path, prefix, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pictures =
      luukku_printer_make_pictures (f->printer, f->document, DPI, 9, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (pictures->len, ==, f->pages);
  g_assert_cmpuint (f->pages, >=, 2);
  g_assert_cmpint (run (argv), ==, 0);
  for (guint i = 0; i < f->pages; i++) {
    g_autofree char *path = g_strdup_printf ("%s-%u.png", prefix, i + 1);
    Reading reading = { g_bytes_get_data (pictures->pdata[i], NULL), g_bytes_get_size (pictures->pdata[i]) };
    cairo_surface_t *shown = cairo_image_surface_create_from_png_stream (read_bytes, &reading);
    cairo_surface_t *printed = cairo_image_surface_create_from_png (path);

    g_assert_cmpint (cairo_surface_status (shown), ==, CAIRO_STATUS_SUCCESS);
    g_assert_cmpint (cairo_surface_status (printed), ==, CAIRO_STATUS_SUCCESS);
    compare (shown, printed);
    cairo_surface_destroy (shown);
    cairo_surface_destroy (printed);
  }
}

/* The word counts, not the exit status: some versions end with 0 whatever they found. */
static void
test_verapdf (Fixture *f, gconstpointer data)
{
  const char *const argv[] = { data, "--flavour", "2u", "--format", "text", f->path, NULL };
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;

  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, &error));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  g_assert_true (g_str_has_prefix (said, "PASS ") || strstr (said, "\nPASS ") != NULL);
  g_assert_null (strstr (said, "FAIL "));
}

int
main (int argc, char **argv)
{
  g_autofree char *verapdf = g_find_program_in_path ("verapdf");

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/print/same-sheets", Fixture, NULL, set_up, test_same_sheets, tear_down);
  if (verapdf != NULL) /* the structure is checked by /print/pdfa in any case */
    g_test_add ("/print/verapdf", Fixture, verapdf, set_up, test_verapdf, tear_down);
  return g_test_run ();
}
