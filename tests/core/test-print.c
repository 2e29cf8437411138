/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-print.c: what goes on paper: text made visible, sheets, PDF/A structure, the same bytes on every desk.
 * Run with
 * --digest it prints the digest of the sample and ends: the test calls itself so under other settings. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-print.h"
#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "evidence/luukku-pdfa.h"
#include "evidence/luukku-visible.h"
#include "evidence/luukku-words.h"
#include "support/luukku-lsan.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include <locale.h>
#include <string.h>

#define MADE_AT G_GINT64_CONSTANT (1795174882000000)
#define FOOT "Sisältötiiviste 9f2c41ab 77d003e5\nLokikohta 48190\nLUU-2026-000123-v1"

static const char *self_path;

/* --- words */

static GKeyFile *
load_words (void)
{
  GKeyFile *file = g_key_file_new ();
  g_autoptr (GBytes) bytes = luukku_evidence_data ("templates/record.ini");
  g_autoptr (GError) error = NULL;

  g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_KEEP_TRANSLATIONS, &error);
  g_assert_no_error (error);
  return file;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Returns: (transfer full): the places in @text, sorted and joined. */
static char *
places_of (const char *text)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GRegex) regex = g_regex_new ("\\{[a-z]+\\}", 0, 0, NULL);
  g_autoptr (GMatchInfo) info = NULL;

  for (g_regex_match (regex, text, 0, &info); g_match_info_matches (info); g_match_info_next (info, NULL))
    g_ptr_array_add (places, g_match_info_fetch (info, 0));
  g_ptr_array_sort (places, compare_places);
  g_ptr_array_add (places, NULL);
  return g_strjoinv (" ", (char **) places->pdata);
}

static void
test_words_complete (void)
{
  static const char *const languages[] = { "fi", "sv" };
  g_autoptr (GKeyFile) file = load_words ();
  g_auto (GStrv) keys = g_key_file_get_keys (file, "record", NULL, NULL);
  guint count = 0;

  for (char **key = keys; *key; key++) {
    g_autofree char *english = NULL, *places = NULL;

    if (strchr (*key, '['))
      continue;
    count++;
    english = g_key_file_get_string (file, "record", *key, NULL);
    places = places_of (english);
    for (gsize i = 0; i < G_N_ELEMENTS (languages); i++) {
      g_autofree char *name = g_strdup_printf ("%s[%s]", *key, languages[i]);
      g_autofree char *text = g_key_file_get_string (file, "record", name, NULL);
      g_autofree char *found = text ? places_of (text) : NULL;

      if (!text || !*text || g_strcmp0 (found, places) != 0)
        g_error ("record.ini: %s is missing or has other places than the English words", name);
    }
  }
  g_assert_cmpuint (count, >, 80);
  g_assert_cmpuint (g_strv_length (keys), ==, 3 * count);
}

/* A value that looks like a place is not looked through again. */
static void
test_words_fill (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuWords) words = luukku_words_new ("fi", &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = luukku_words_fill (words, "sender", "name", "{id}", "id", "7", NULL);
  g_assert_cmpstr (text, ==, "Näyttönimi «{id}» (lähettäjän itse antama) · alustan tunniste 7");
  g_assert_null (luukku_words_new ("ru", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
}

static void
test_words_time (void)
{
  g_autoptr (LuukkuWords) words = luukku_words_new ("fi", NULL);
  g_autofree char *winter = luukku_words_time (words, MADE_AT);
  g_autofree char *summer = luukku_words_time (words, MADE_AT - 150 * G_TIME_SPAN_DAY);

  g_assert_cmpstr (winter, ==, "20.11.2026 klo 13.41.22 Suomen aikaa (UTC+02:00) = 2026-11-20T11:41:22.000Z");
  g_assert_cmpstr (summer, ==, "23.6.2026 klo 14.41.22 Suomen aikaa (UTC+03:00) = 2026-06-23T11:41:22.000Z");
}

/* --- visible text */

typedef struct {
  const char *bytes;
  gsize size;
  const char *visible;
  LuukkuVisibleCounts counts;
} Visible;

#define BYTES(text) text, sizeof text - 1

static const Visible visibles[] = {
  { BYTES ("åäö ÅÄÖ šž € ёй"), "åäö ÅÄÖ šž € ёй", { 0 } },
  { BYTES ("a\r\nb\tc"), "a\nb\tc", { 0 } },
  { BYTES ("maksu\xE2\x80\xAEgnp.exe\xE2\x80\xAC"), "maksu⟦U+202E⟧gnp.exe⟦U+202C⟧", { .bidi = 2 } },
  { BYTES ("pii\xE2\x80\x8Blo"), "pii⟦U+200B⟧lo", { .zero = 1 } },
  { BYTES ("nolla\0tavu\a"), "nolla⟦U+0000⟧tavu⟦U+0007⟧", { .ctrl = 2 } },
  { BYTES ("rikki\xC3("), "rikki⟦0xC3⟧(", { .invalid_bytes = 1 } },
  { BYTES ("\xEF\xBF\xBD \xE2\x90\x80"), "\xEF\xBF\xBD \xE2\x90\x80", { .invalid_bytes = 2 } },
  { BYTES ("\xED\xA0\x80"), "⟦0xED⟧⟦0xA0⟧⟦0x80⟧", { .invalid_bytes = 3 } },
  { BYTES ("H\xCC\x80\xCC\x81\xCC\x82\xCC\x83\xCC\x84\xCC\x85"),
    "H\xCC\x80\xCC\x81\xCC\x82\xCC\x83⟦+2⟧",
    { .cut_marks = 2 } },
  { BYTES ("a\xF3\xA0\x81\xA1"), "a⟦U+E0061⟧", { .other = 1 } },
  { BYTES ("\xEE\x80\x80"), "⟦U+E000⟧", { .other = 1 } },
  { BYTES ("a\xE2\x80\x8D"
           "b"),
    "a⟦U+200D⟧b",
    { .zero = 1 } },
  { BYTES ("\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9"),
    "\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9",
    { 0 } },
};

static void
test_visible (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (visibles); i++) {
    LuukkuVisibleCounts counts;
    g_autofree char *text = luukku_visible_text (visibles[i].bytes, visibles[i].size, &counts);

    g_assert_cmpstr (text, ==, visibles[i].visible);
    g_assert_cmpmem (&counts, sizeof counts, &visibles[i].counts, sizeof counts);
  }
}

static void
test_helper_lines (void)
{
  guint count;
  g_autofree char *codes = luukku_visible_pictures ("Hei 😡🔪!", 10, &count);
  g_autofree char *few = luukku_visible_pictures ("😡🔪", 1, &count);
  g_autofree char *none = luukku_visible_pictures ("Hei!", 10, &count);
  g_autofree char *order = luukku_visible_typing_order ("رقم (Kirkkokatu 1). الهاتف 040-1234567");
  g_autofree char *latin = luukku_visible_typing_order ("Kirkkokatu 1");

  g_assert_cmpstr (codes, ==, "U+1F621 U+1F52A");
  g_assert_cmpstr (few, ==, "U+1F621 …");
  g_assert_null (none);
  g_assert_cmpuint (count, ==, 0);
  g_assert_cmpstr (order, ==, "«Kirkkokatu 1» «040-1234567»");
  g_assert_null (latin);
  {
    g_autofree char *mixed = luukku_visible_typing_order ("Kirkkokatu 1\nرقم 040\nHei 2");

    g_assert_cmpstr (mixed, ==, "«040»"); /* only of the paragraphs that are reordered */
  }
}

/* --- sheets */

static void
add_quote (LuukkuPrinter *printer, LuukkuDocument *document, const char *bytes, gsize size)
{
  LuukkuVisibleCounts counts;
  char *visible = luukku_visible_text (bytes, size, &counts);
  LuukkuPrintExtent extent;
  LuukkuBlock *block;

  luukku_printer_measure (printer, visible, "fi", 8.0 * LUUKKU_PRINT_PAGE_HEIGHT, &extent);
  luukku_document_add (document, LUUKKU_BLOCK_LABEL, g_strdup ("Viesti lähettäjältä"), NULL);
  block = luukku_document_add (document, LUUKKU_BLOCK_QUOTE, visible, NULL);
  block->printed = extent.printed;
}

static LuukkuDocument *
new_document (void)
{
  LuukkuDocument *document = luukku_document_new ("fi");

  document->title = g_strdup ("Todistetallenne LUU-2026-000123");
  document->author = g_strdup ("Esimerkkilän kaupunki & <muut>");
  document->subject = g_strdup ("LUU-2026-000123-v1");
  document->head_left = g_strdup ("Esimerkkilän kaupunki");
  document->head_right = g_strdup ("Todistetallenne LUU-2026-000123");
  document->foot = g_strdup (FOOT);
  document->created_at = MADE_AT;
  return document;
}

static GBytes *
sample_pdf (guint *ret_pages)
{
  static const char *const quotes[] = {
    "Sulkekaa se kirjasto tai käy huonosti, Äijälän Öykkäri!! 😡🔪 – åäö ÅÄÖ šž €",
    "Вы там все за это ответите. Ёлки-палки, объявление №7.",
    "سوف تندمون على ذلك يوم الجمعة الساعة ١٢:٣٠ (Kirkkokatu 1) 040-1234567",
    "שלום עולם 12:30",
    "日本 ไทย हिन्दी 👨‍👩‍👧‍👦 🏴‍☠️ ☠️ ✌️ 5️⃣",
    "maksu\xE2\x80\xAEgnp.exe rikki\xC3( H\xCC\x80\xCC\x81\xCC\x82\xCC\x83\xCC\x84",
  };
  g_autoptr (LuukkuPrinter) printer = luukku_printer_new ();
  g_autoptr (LuukkuDocument) document = new_document ();
  g_autoptr (GError) error = NULL;
  GBytes *pdf;

  luukku_document_add (document, LUUKKU_BLOCK_TITLE, g_strdup ("Todistetallenne: uhkausviesti"), NULL);
  luukku_document_add (document, LUUKKU_BLOCK_ALARM, g_strdup ("Välitön vaara: soita 112."), NULL);
  luukku_document_add (document, LUUKKU_BLOCK_HEADING, g_strdup ("1  Tiivistelmä"), NULL);
  for (guint i = 0; i < 40; i++)
    luukku_document_add (document, LUUKKU_BLOCK_ROW, g_strdup ("Tapahtuma-aika"),
                         g_strdup ("20.11.2026 klo 13.41.22"));
  for (gsize i = 0; i < G_N_ELEMENTS (quotes); i++)
    add_quote (printer, document, quotes[i], strlen (quotes[i]));
  luukku_document_add (document, LUUKKU_BLOCK_NOTE, g_strdup ("Kuvamerkit koodeina: U+1F621"), NULL);
  luukku_document_add (document, LUUKKU_BLOCK_CODE, g_strdup ("sha256sum -c manifest-sha256.txt"), NULL);
  luukku_document_add (document, LUUKKU_BLOCK_SIGNATURES, g_strdup ("Laatija"), g_strdup ("Vastaanottaja"));
  pdf = luukku_printer_make_pdf (printer, document, ret_pages, &error);
  g_assert_no_error (error);
  return pdf;
}

/* Returns: (transfer full): what pdftotext reads in @pdf. */
static char *
text_of (GBytes *pdf)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("luukku-print-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "record.pdf", NULL);
  g_autoptr (GSubprocess) process = NULL;
  char *text = NULL;

  g_assert_no_error (error);
  g_file_set_contents (path, g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf), &error);
  g_assert_no_error (error);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "pdftotext", "-enc", "UTF-8", path, "-",
                              NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_remove (folder), ==, 0);
  return text;
}

static void
test_text_comes_out (void)
{
  static const char *const parts[] = { "Äijälän Öykkäri!!", "åäö ÅÄÖ šž €", "Вы там все за это ответите",
                                       "Ёлки-палки",        "⟦U+202E⟧",     "Välitön vaara: soita 112." };
  guint pages = 0;
  g_autoptr (GBytes) pdf = sample_pdf (&pages);
  g_autofree char *text = text_of (pdf);
  g_auto (GStrv) sheets = g_strsplit (text, "\f", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    g_assert_nonnull (strstr (text, parts[i]));
  g_assert_cmpuint (pages, ==, 2);
  g_assert_cmpuint (g_strv_length (sheets), ==, pages + 1);
  for (guint i = 0; i < pages; i++) {
    g_autofree char *number = g_strdup_printf ("%u (%u)", i + 1, pages);

    g_assert_nonnull (strstr (sheets[i], "9f2c41ab 77d003e5"));
    g_assert_nonnull (strstr (sheets[i], "Lokikohta 48190"));
    g_assert_nonnull (strstr (sheets[i], "Todistetallenne LUU-2026-000123"));
    g_assert_nonnull (strstr (sheets[i], number));
  }
}

/* --- PDF/A */

/* Returns: (transfer full): object number -> newest text of it. */
static GHashTable *
objects_of (const char *data, gsize size)
{
  GHashTable *objects = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  const char *at = data;

  while ((at = memmem (at, data + size - at, " 0 obj\n", 7))) {
    const char *digits = at, *end = memmem (at, data + size - at, "endobj", 6);

    while (g_ascii_isdigit (digits[-1]))
      digits--;
    g_assert_nonnull (end);
    g_hash_table_insert (objects, GUINT_TO_POINTER ((guint) g_ascii_strtoull (digits, NULL, 10)),
                         g_strndup (at + 7, end - at - 7));
    at = end;
  }
  return objects;
}

static void
check_object (const char *text, guint *fonts, guint *catalogs)
{
  if (strstr (text, "/Type /FontDescriptor"))
    g_assert_true (strstr (text, "/FontFile") != NULL);
  if (strstr (text, "/Type /Font\n") && !strstr (text, "/CIDFontType")) {
    g_assert_nonnull (strstr (text, "/ToUnicode"));
    (*fonts)++;
  }
  if (strstr (text, "/CIDFontType2"))
    g_assert_nonnull (strstr (text, "/CIDToGIDMap /Identity"));
  if (strstr (text, "/Type /Catalog")) {
    g_assert_nonnull (strstr (text, "/OutputIntents"));
    g_assert_nonnull (strstr (text, "/Metadata"));
    g_assert_nonnull (strstr (text, "/Lang (fi)"));
    (*catalogs)++;
  }
}

static void
test_pdfa_structure (void)
{
  g_autoptr (GBytes) pdf = sample_pdf (NULL);
  gsize size;
  const char *data = g_bytes_get_data (pdf, &size);
  g_autoptr (GHashTable) objects = objects_of (data, size);
  GHashTableIter iter;
  gpointer text;
  guint fonts = 0, catalogs = 0;

  g_assert_cmpint (strncmp (data, "%PDF-1.4\n", 9), ==, 0);
  g_assert_cmpint (strncmp (data + size - 6, "%%EOF\n", 6), ==, 0);
  g_assert_nonnull (memmem (data, size, "<pdfaid:part>2</pdfaid:part>", 28));
  g_assert_nonnull (memmem (data, size, "<pdfaid:conformance>U</pdfaid:conformance>", 42));
  g_assert_nonnull (memmem (data, size, "Esimerkkilän kaupunki &amp; &lt;muut&gt;", 41));
  g_assert_nonnull (memmem (data, size, "/S /GTS_PDFA1", 13));
  g_assert_nonnull (memmem (data, size, "/ID [ <", 7));
  g_assert_null (memmem (data, size, "/Interpolate true", 17));
  g_assert_null (memmem (data, size, "/Encrypt", 8));
  g_assert_null (memmem (data, size, "/JavaScript", 11));
  g_assert_null (memmem (data, size, "/EmbeddedFile", 13));
  g_hash_table_iter_init (&iter, objects);
  while (g_hash_table_iter_next (&iter, NULL, &text))
    check_object (text, &fonts, &catalogs);
  g_assert_cmpuint (fonts, >=, 3);
  g_assert_cmpuint (catalogs, ==, 1);
}

/* Every place in both cross-reference sections is where its object begins. */
static void
test_pdfa_offsets (void)
{
  g_autoptr (GBytes) pdf = sample_pdf (NULL);
  gsize size;
  const char *data = g_bytes_get_data (pdf, &size);
  guint checked = 0;

  for (const char *at = data; (at = memmem (at, data + size - at, " 00000 n \n", 10)); at += 10) {
    gsize offset = g_ascii_strtoull (at - 10, NULL, 10);

    g_assert_cmpuint (offset, <, size);
    g_assert_true (g_ascii_isdigit (data[offset]));
    g_assert_nonnull (g_strstr_len (data + offset, 16, " 0 obj\n"));
    checked++;
  }
  g_assert_cmpuint (checked, >, 20);
}

static const char *const strange_pdfs[] = {
  "",
  "%PDF-1.4\n",
  "%PDF-1.5\n1 0 obj\n<< /Type /Catalog >>\nendobj\n2 0 obj\n<< /Type /XRef /W [1 2 1] /Root 1 0 R /Size 3 "
  ">>\n"
  "stream\nx\nendstream\nendobj\nstartxref\n48\n%%EOF\n",
  "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\ntrailer\n<< /Size 2 /Root 1 0 R /Info 1 0 R "
  "/Encrypt 1 0 R"
  " >>\nstartxref\n50\n%%EOF\n",
  "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\ntrailer\n<< /Size 2 /Root 9 0 R /Info 1 0 R "
  ">>\n"
  "startxref\n46\n%%EOF\n",
  "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\ntrailer\n<< /Size 2 /Root 1 0 R /Info 1 0 R "
  ">>\n"
  "startxref\n999999\n%%EOF\n",
};

/* A cairo that writes another kind of file must be noticed, not papered over. */
static void
test_pdfa_refuses (void)
{
  static const LuukkuPdfaInfo info = { "t", "a", "s", "c", "p", "fi", 0 };
  g_autoptr (GBytes) icc = luukku_evidence_data ("icc/sRGB.icc");

  for (gsize i = 0; i < G_N_ELEMENTS (strange_pdfs); i++) {
    g_autoptr (GBytes) pdf = g_bytes_new_static (strange_pdfs[i], strlen (strange_pdfs[i]));
    g_autoptr (GError) error = NULL;

    g_assert_null (luukku_pdfa_make (pdf, icc, &info, &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_UNSUPPORTED);
  }
}

/* --- the same bytes */

static char *
sample_digest (void)
{
  g_autoptr (GBytes) pdf = sample_pdf (NULL);

  return luukku_digest_bytes (pdf);
}

static void
test_deterministic (void)
{
  static const char *const settings[][2] = {
    { "LC_ALL", "ru_RU.UTF-8" },
    { "LANG", "ar_SA.UTF-8" },
    { "LANGUAGE", "fa:ar" },
    { "PANGO_LANGUAGE", "fa:zh" },
    { "TZ", "Asia/Tokyo" },
    { "HOME", "/nonexistent" },
    { "FONTCONFIG_FILE", "/nonexistent" },
    { "XDG_CONFIG_HOME", "/none" },
    { "XDG_CACHE_HOME", "/nonexistent" },
  };
  g_autofree char *here = sample_digest (), *again = sample_digest (), *there = NULL;
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    g_subprocess_launcher_setenv (launcher, settings[i][0], settings[i][1], TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, self_path, "--digest", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &there, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (here, ==, again);
  g_assert_cmpstr (here, ==, g_strstrip (there));
}

/* --- hostile sizes */

static char *
hostile (guint i, gsize *ret_size)
{
  GRand *random = g_rand_new_with_seed (7);
  GString *text = g_string_new (NULL);

  switch (i) {
  case 0: /* one word of 64 k letters */
    for (guint k = 0; k < 65536; k++)
      g_string_append_c (text, 'a' + k % 26);
    break;
  case 1: /* 200 kB of anything */
    for (guint k = 0; k < 200000; k++)
      g_string_append_c (text, g_rand_int_range (random, 0, 256));
    break;
  case 2: /* line ends only */
    for (guint k = 0; k < 100000; k++)
      g_string_append_c (text, '\n');
    break;
  default: /* marks upon marks */
    for (guint k = 0; k < 20000; k++)
      g_string_append (text, "e\xCC\x80\xCC\x81\xCC\x82\xCC\x83\xCC\x84\xCC\x85\xCC\x86");
    break;
  }
  g_rand_free (random);
  *ret_size = text->len;
  return g_string_free (text, FALSE);
}

static void
test_hostile_sizes (void)
{
  for (guint i = 0; i < 4; i++) {
    g_autoptr (LuukkuPrinter) printer = luukku_printer_new ();
    g_autoptr (LuukkuDocument) document = new_document ();
    g_autoptr (GBytes) pdf = NULL;
    g_autoptr (GError) error = NULL;
    gsize size;
    g_autofree char *text = hostile (i, &size);
    const LuukkuBlock *block;
    guint pages = 0;

    add_quote (printer, document, text, size);
    block = document->blocks->pdata[1];
    if (i > 0)
      g_assert_cmpuint (block->printed, <, strlen (block->text));
    g_assert_true (g_utf8_validate (block->text, block->printed, NULL));
    pdf = luukku_printer_make_pdf (printer, document, &pages, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (pages, <=, 10);
  }
}

/* A document without end is refused with a sentence, not printed for a day. */
static void
test_page_limit (void)
{
  g_autoptr (LuukkuPrinter) printer = luukku_printer_new ();
  g_autoptr (LuukkuDocument) document = new_document ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 13 * (LUUKKU_PRINT_MAX_PAGES + 1); i++)
    luukku_document_add (document, LUUKKU_BLOCK_SIGNATURES, g_strdup ("L"), NULL);
  g_assert_null (luukku_printer_make_pdf (printer, document, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_TOO_LARGE);
}

/* Characters without a glyph are counted, not hidden. */
static void
test_unknown_glyphs (void)
{
  g_autoptr (LuukkuPrinter) printer = luukku_printer_new ();
  LuukkuPrintExtent extent;

  luukku_printer_measure (printer, "abc åäö", "fi", 100, &extent);
  g_assert_cmpuint (extent.unknown_glyphs, ==, 0);
  g_assert_cmpuint (extent.printed, ==, strlen ("abc åäö"));
  luukku_printer_measure (printer, "\xF0\x93\x80\x80\xF0\x92\x80\x80", "fi", 100,
                          &extent); /* hieroglyph, cuneiform */
  g_assert_cmpuint (extent.unknown_glyphs, ==, 2);
}

static void
test_as_text (void)
{
  g_autoptr (LuukkuDocument) document = new_document ();
  g_autoptr (GBytes) bytes = NULL;
  LuukkuBlock *block;

  luukku_document_add (document, LUUKKU_BLOCK_ROW, g_strdup ("Yksikkö"), g_strdup ("Kirjasto"));
  block = luukku_document_add (document, LUUKKU_BLOCK_QUOTE, g_strdup ("yksi\nkaksi"), NULL);
  block->printed = 2;
  bytes = luukku_document_to_text (document);
  g_assert_cmpmem (
      g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
      "Esimerkkilän kaupunki\nTodistetallenne LUU-2026-000123\nYksikkö: Kirjasto\n| yksi\n| kaksi\n\n" FOOT
      "\n",
      strlen ("Esimerkkilän kaupunki\nTodistetallenne LUU-2026-000123\nYksikkö: Kirjasto\n| yksi\n| "
              "kaksi\n\n" FOOT "\n"));
}

int
main (int argc, char **argv)
{
  self_path = argv[0];
  if (argc == 2 && g_str_equal (argv[1], "--digest")) {
    g_autofree char *digest = NULL;

    setlocale (LC_ALL, "");
    digest = sample_digest ();
    g_print ("%s\n", digest);
    return 0;
  }
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/print/words/complete", test_words_complete);
  g_test_add_func ("/print/words/fill", test_words_fill);
  g_test_add_func ("/print/words/time", test_words_time);
  g_test_add_func ("/print/visible/text", test_visible);
  g_test_add_func ("/print/visible/helper-lines", test_helper_lines);
  g_test_add_func ("/print/text-comes-out", test_text_comes_out);
  g_test_add_func ("/print/pdfa/structure", test_pdfa_structure);
  g_test_add_func ("/print/pdfa/offsets", test_pdfa_offsets);
  g_test_add_func ("/print/pdfa/refuses", test_pdfa_refuses);
  g_test_add_func ("/print/deterministic", test_deterministic);
  g_test_add_func ("/print/hostile-sizes", test_hostile_sizes);
  g_test_add_func ("/print/page-limit", test_page_limit);
  g_test_add_func ("/print/unknown-glyphs", test_unknown_glyphs);
  g_test_add_func ("/print/as-text", test_as_text);
  return g_test_run ();
}
