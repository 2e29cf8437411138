/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-detect-score.c: all families over the labelled lines of tests/data/detect, and the least they must
 * reach. A line is id, lang, text, expected, optional, tags; a span is KIND:start-end in code points of the
 * unescaped text. A hit is right when kind and place agree (intersection over union at least one half); one
 * that touches an optional span is neither right nor wrong. Only what would be warned about counts: certain
 * and likely. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-detect.h"

#include <string.h>

#include "language/luukku-language.h"

#define MAX_KINDS 32
#define MAX_PAIRS 200 /* of kind and language */
#define MAX_ERRORS 200

typedef struct {
  char *kind; /* (owned) */
  guint start, end;
  gboolean used;
} Span;

typedef struct {
  char name[24];
  guint right, wrong, missed;
} Count;

typedef struct {
  Count kinds[MAX_KINDS];
  Count languages[MAX_KINDS];
  Count pairs[MAX_PAIRS]; /* "HETU fi" */
  Count all;
  guint clean, flagged, lines, errors;
  LuukkuAllowList *allow_list;
} Score;

/* Thousandths: of what was told, how much was right; of what was there, how much was told. */
static const struct {
  const char *kind;
  guint precision, recall;
} floors[] = {
  { "HETU", 1000, 985 },     { "SE_PNR", 950, 950 }, { "EE_IK", 950, 950 },  { "FOREIGN_ID", 900, 850 },
  { "TAX_NO", 900, 850 },    { "IBAN", 1000, 1000 }, { "CARD", 1000, 1000 }, { "DOC_ID", 900, 850 },
  { "IP", 950, 950 },        { "SECRET", 900, 850 }, { "PHONE", 950, 970 },  { "EMAIL", 1000, 950 },
  { "ADDRESS", 950, 900 },   { "PLATE", 950, 950 },  { "DOB", 950, 900 },    { "NAME", 850, 700 },
  { "SENSITIVE", 900, 750 },
};
/* The same for all kinds of one language. Few lines are Estonian, Ukrainian and Arabic: one moves them most.
 */
static const struct {
  const char *language;
  guint precision, recall;
} language_floors[] = {
  { "fi", 970, 950 }, { "sv", 970, 950 }, { "en", 970, 950 }, { "ru", 970, 950 },
  { "et", 950, 900 }, { "uk", 950, 900 }, { "ar", 950, 900 },
};
/* Of the lines without personal data, thousandths that may be flagged. */
#define MAX_FLAGGED 17

static char *
unescape (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '\\' && p[1] != '\0') {
      p++;
      g_string_append_c (plain, *p == 'n' ? '\n' : *p == 't' ? '\t' : *p);
    } else {
      g_string_append_c (plain, *p);
    }
  }
  return g_string_free (plain, FALSE);
}

static void
clear_span (gpointer data)
{
  g_free (((Span *) data)->kind);
}

static GArray *
parse_spans (const char *cell)
{
  GArray *spans = g_array_new (FALSE, TRUE, sizeof (Span));
  g_auto (GStrv) parts = g_strsplit (cell, ";", -1);

  g_array_set_clear_func (spans, clear_span);
  for (guint i = 0; parts[i] != NULL; i++) {
    char *colon = strrchr (parts[i], ':');
    char *end = NULL;
    Span span = { NULL };

    if (*parts[i] == '\0')
      continue;
    g_assert_nonnull (colon);
    *colon = '\0';
    span.kind = g_strdup (parts[i]);
    span.start = (guint) g_ascii_strtoull (colon + 1, &end, 10);
    g_assert_cmpint (*end, ==, '-');
    span.end = (guint) g_ascii_strtoull (end + 1, NULL, 10);
    g_assert_cmpuint (span.start, <, span.end);
    g_array_append_val (spans, span);
  }
  return spans;
}

static Count *
find_count (Count *counts, guint n_counts, const char *name)
{
  guint i = 0;

  while (i < n_counts - 1 && counts[i].name[0] != '\0' && !g_str_equal (counts[i].name, name))
    i++;
  g_strlcpy (counts[i].name, name, sizeof counts[i].name);
  return &counts[i];
}

static Count *
count_of (Count *counts, const char *name)
{
  return find_count (counts, MAX_KINDS, name);
}

/* What one judgement adds to: kind, language, both, all. */
static void
add_to (Score *score, const char *kind, const char *language, gsize member)
{
  g_autofree char *pair = g_strdup_printf ("%s %s", kind, language);
  Count *counts[] = { count_of (score->kinds, kind), count_of (score->languages, language),
                      find_count (score->pairs, MAX_PAIRS, pair), &score->all };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    G_STRUCT_MEMBER (guint, counts[i], member)++;
}

static guint
overlap (guint start, guint end, const Span *span)
{
  guint from = MAX (start, span->start);
  guint to = MIN (end, span->end);

  return to > from ? to - from : 0;
}

static gboolean
agrees (const LuukkuHit *hit, const Span *span)
{
  guint common = overlap (hit->start, hit->end, span);

  return !span->used && g_str_equal (hit->kind, span->kind) &&
         common * 2 >= (hit->end - hit->start) + (span->end - span->start) - common;
}

static void
report (Score *score, const char *what, const char *kind, char **cells)
{
  if (score->errors++ < MAX_ERRORS)
    g_printerr ("# %s %s %s: %s\n", what, kind, cells[0], cells[2]);
}

static gboolean
is_optional (const LuukkuHit *hit, GArray *optional)
{
  for (guint i = 0; i < optional->len; i++) {
    if (overlap (hit->start, hit->end, &g_array_index (optional, Span, i)) > 0)
      return TRUE;
  }
  return FALSE;
}

/* Returns: whether @hit is a false alarm. */
static gboolean
judge_hit (Score *score, const LuukkuHit *hit, GArray *expected, GArray *optional, char **cells)
{
  for (guint i = 0; i < expected->len; i++) {
    Span *span = &g_array_index (expected, Span, i);

    if (agrees (hit, span)) {
      span->used = TRUE;
      add_to (score, hit->kind, cells[1], G_STRUCT_OFFSET (Count, right));
      return FALSE;
    }
  }
  if (is_optional (hit, optional))
    return FALSE;
  add_to (score, hit->kind, cells[1], G_STRUCT_OFFSET (Count, wrong));
  report (score, "false alarm", hit->kind, cells);
  return TRUE;
}

static void
judge_line (Score *score, char **cells)
{
  const char *empty = "";
  guint n_cells = g_strv_length (cells);
  const LuukkuDetectOptions options = { .allow_list = score->allow_list, .language = cells[1] };
  g_autofree char *text = unescape (cells[2]);
  g_autoptr (GArray) expected = parse_spans (n_cells > 3 ? cells[3] : empty);
  g_autoptr (GArray) optional = parse_spans (n_cells > 4 ? cells[4] : empty);
  g_autoptr (GArray) hits = NULL;
  gboolean flagged = FALSE;

  g_assert_cmpint (luukku_detect_full (text, &options, &hits), ==, LUUKKU_DETECT_CHECKED);
  for (guint i = 0; i < hits->len; i++) {
    const LuukkuHit *hit = &g_array_index (hits, LuukkuHit, i);

    if (hit->confidence >= LUUKKU_CONFIDENCE_LIKELY)
      flagged = judge_hit (score, hit, expected, optional, cells) || flagged;
  }
  for (guint i = 0; i < expected->len; i++) {
    const Span *span = &g_array_index (expected, Span, i);

    if (span->used || !g_strv_contains (luukku_detect_kinds (), span->kind))
      continue;
    add_to (score, span->kind, cells[1], G_STRUCT_OFFSET (Count, missed));
    report (score, "missed", span->kind, cells);
  }
  score->lines++;
  if (expected->len == 0 && optional->len == 0) {
    score->clean++;
    score->flagged += flagged;
  }
}

static void
judge_file (Score *score, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);

    if (*lines[i] == '\0')
      continue;
    g_assert_cmpuint (g_strv_length (cells), >=, 3);
    judge_line (score, cells);
  }
}

static guint
thousandths (guint part, guint other)
{
  return part + other == 0 ? 1000 : part * 1000 / (part + other);
}

static void
print_count (const Count *count, const char *name)
{
  g_test_message ("%-13s right %4u wrong %3u missed %3u precision %4u recall %4u", name, count->right,
                  count->wrong, count->missed, thousandths (count->right, count->wrong),
                  thousandths (count->right, count->missed));
}

static void
test_floors (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "detect", NULL);
  g_autofree char *official = g_build_filename (folder, "official.list", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuAllowList) allow_list = luukku_allow_list_load (official, &error);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  Score score = { .allow_list = allow_list };
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_str_has_suffix (name, ".tsv"))
      judge_file (&score, path);
  }
  for (guint i = 0; i < MAX_KINDS && score.kinds[i].name[0] != '\0'; i++)
    print_count (&score.kinds[i], score.kinds[i].name);
  for (guint i = 0; i < MAX_KINDS && score.languages[i].name[0] != '\0'; i++)
    print_count (&score.languages[i], score.languages[i].name);
  for (guint i = 0; i < MAX_PAIRS && score.pairs[i].name[0] != '\0'; i++)
    print_count (&score.pairs[i], score.pairs[i].name);
  print_count (&score.all, "all");
  g_test_message ("%u lines, %u clean, %u of them flagged, Voikko %s", score.lines, score.clean,
                  score.flagged, luukku_language_has_voikko () ? "yes" : "no");
  g_assert_cmpuint (score.lines, >, 0);
  for (guint i = 0; i < G_N_ELEMENTS (floors); i++) {
    const Count *count = count_of (score.kinds, floors[i].kind);

    g_assert_cmpuint (thousandths (count->right, count->wrong), >=, floors[i].precision);
    g_assert_cmpuint (thousandths (count->right, count->missed), >=, floors[i].recall);
  }
  for (guint i = 0; i < G_N_ELEMENTS (language_floors); i++) {
    const Count *count = count_of (score.languages, language_floors[i].language);

    g_assert_cmpuint (count->right, >, 0);
    g_assert_cmpuint (thousandths (count->right, count->wrong), >=, language_floors[i].precision);
    g_assert_cmpuint (thousandths (count->right, count->missed), >=, language_floors[i].recall);
  }
  g_assert_cmpuint (score.flagged * 1000, <=, score.clean * MAX_FLAGGED);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/detect/score/floors", test_floors);
  status = g_test_run ();
  luukku_detect_shutdown ();
  luukku_language_shutdown ();
  return status;
}
