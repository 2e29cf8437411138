/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-detect-pieces.c: a long text while somebody types: only what changed is looked at again, in slices of
 * bounded work, and what is found is what a check from nothing finds. Work is counted in characters. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-detect.h"

#include <string.h>

#include "language/luukku-language.h"

#define EDITS 150
#define LENGTH 6000

static const char *const parts[] = {
  "Hei, kiitos viestistänne. ",
  "Lapsenne hakemus on käsitelty ja päätös lähetetään osoitteeseen Koivukuja 3 B 12. ",
  "Voitte soittaa numeroon 044 987 6543 tai kirjoittaa anna.esimerkki@example.org. ",
  "Naapurinne Matti Virtanen soitti!\n",
  "\n\n",
  "Ajoneuvo ABC-123 siirretään, jos se on tiellä. ",
  "Tunnus on 131052-308T",
  "Laskun viite 12345 67898 ",
  "Äitinne muistisairaus on kirjattu. ",
  "Ваш сосед Иван Петров подал жалобу. ",
  "Er dotters diabetes har noterats, ring 050 123 4567. ",
  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "FI21 1234 5600 0007 85 ",
  "\u200b",
  "4",
};

static void
append_part (GString *text)
{
  g_string_append (text, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
}

static GString *
make_text (guint characters)
{
  GString *text = g_string_new (NULL);

  while (g_utf8_strlen (text->str, -1) < (glong) characters)
    append_part (text);
  return text;
}

/* Something goes out, something comes in. */
static void
edit (GString *text)
{
  glong length = g_utf8_strlen (text->str, -1);
  gint32 at = g_test_rand_int_range (0, (gint32) length);
  gint32 some = g_test_rand_int_range (0, 60);
  gint32 cut = MIN (some, (gint32) length - at);
  const char *from = g_utf8_offset_to_pointer (text->str, at);
  const char *to = g_utf8_offset_to_pointer (from, cut);
  gssize place = from - text->str;

  g_string_erase (text, place, to - from);
  g_string_insert (text, place, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
}

static void
assert_same (GArray *left, GArray *right)
{
  g_assert_cmpuint (left->len, ==, right->len);
  for (guint i = 0; i < left->len; i++) {
    const LuukkuHit *a = &g_array_index (left, LuukkuHit, i);
    const LuukkuHit *b = &g_array_index (right, LuukkuHit, i);

    g_assert_cmpstr (a->kind, ==, b->kind);
    g_assert_cmpuint (a->start, ==, b->start);
    g_assert_cmpuint (a->end, ==, b->end);
    g_assert_cmpint (a->confidence, ==, b->confidence);
    g_assert_cmpstr (a->cue, ==, b->cue);
  }
}

static GArray *
check (const char *text)
{
  GArray *hits = NULL;

  g_assert_cmpint (luukku_detect_full (text, NULL, &hits), ==, LUUKKU_DETECT_CHECKED);
  return hits;
}

static void
test_edits (void)
{
  GString *text = make_text (LENGTH);
  guint found = 0;

  for (guint i = 0; i < EDITS; i++) {
    g_autoptr (GArray) kept = NULL;
    g_autoptr (GArray) fresh = NULL;

    edit (text);
    kept = check (text->str);
    luukku_detect_forget ();
    fresh = check (text->str);
    assert_same (kept, fresh);
    found += kept->len;
    edit (text);
    g_array_unref (check (text->str));
  }
  g_assert_cmpuint (found, >, EDITS);
  g_string_free (text, TRUE);
}

/* What a text of that length costs when one letter of it changes. */
static void
test_work_of_an_edit (void)
{
  GString *text = make_text (LUUKKU_DETECT_MAX_CHARACTERS - 3000);
  guint64 most = 0;
  guint64 all;

  g_array_unref (check (text->str));
  for (guint i = 0; i < 40; i++) {
    guint64 before = luukku_detect_get_work ();

    edit (text);
    g_array_unref (check (text->str));
    most = MAX (most, luukku_detect_get_work () - before);
    before = luukku_detect_get_work ();
    g_array_unref (check (text->str));
    g_assert_cmpuint (luukku_detect_get_work (), ==, before); /* nothing changed: nothing is done */
  }
  luukku_detect_forget ();
  all = luukku_detect_get_work ();
  g_array_unref (check (text->str));
  all = luukku_detect_get_work () - all;
  g_test_message ("dearest edit %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " characters", most, all);
  g_assert_cmpuint (most * 3, <, all);
  g_string_free (text, TRUE);
}

static void
test_slices (void)
{
  GString *text = make_text (LUUKKU_DETECT_MAX_CHARACTERS - 3000);
  g_autoptr (GArray) sliced = NULL;
  g_autoptr (GArray) fresh = NULL;
  gboolean complete = FALSE;
  guint64 before;
  guint slices = 0;

  luukku_detect_forget ();
  while (!complete) {
    before = luukku_detect_get_work ();
    complete = luukku_detect_ahead (text->str, NULL, 2000);
    g_assert_cmpuint (luukku_detect_get_work () - before, <=, 2000 + LUUKKU_DETECT_SLICE);
    slices++;
  }
  g_assert_cmpuint (slices, >, 8);
  before = luukku_detect_get_work ();
  sliced = check (text->str);
  g_assert_cmpuint (luukku_detect_get_work (), ==, before);
  luukku_detect_forget ();
  fresh = check (text->str);
  assert_same (sliced, fresh);
  g_string_free (text, TRUE);
}

static char *
text_around (const char *cue, guint lead)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lead; i++)
    g_string_append (text, i % 7 == 6 ? " " : "o");
  g_string_append_printf (text, " %s\nKLM-321 jne.", cue);
  for (guint i = 0; i < 300; i++)
    g_string_append (text, " ooooooo");
  return g_string_free (text, FALSE);
}

/* The word that decides stands in the piece before: when it changes, the unchanged piece is looked at again.
 */
static void
test_context (void)
{
  guint found = 0;

  for (guint lead = 200; lead < 800; lead += 9) {
    g_autofree char *with = text_around ("Auton rekisterinumero on", lead);
    g_autofree char *without = text_around ("Aamun ruokalistalla onko", lead);
    const LuukkuDetectOptions options = { .language = "fi" };
    g_autoptr (GArray) first = NULL;
    g_autoptr (GArray) second = NULL;

    luukku_detect_full (with, &options, &first);
    luukku_detect_full (without, &options, &second);
    found += first->len;
    g_assert_cmpuint (second->len, ==, 0);
  }
  g_assert_cmpuint (found, ==, 67);
}

/* The same text for another municipality is another check. */
static void
test_options (void)
{
  const char *text = "Soittakaa 044 987 6543.";
  const char *list = "phone\t044 987 6543\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuAllowList) allow_list = luukku_allow_list_parse ("list", list, strlen (list), &error);
  const LuukkuDetectOptions options = { .allow_list = allow_list };
  g_autoptr (GArray) alone = check (text);
  g_autoptr (GArray) allowed = NULL;
  g_autoptr (GArray) again = NULL;

  g_assert_no_error (error);
  luukku_detect_full (text, &options, &allowed);
  again = check (text);
  g_assert_cmpuint (alone->len, ==, 1);
  g_assert_cmpuint (allowed->len, ==, 0);
  g_assert_cmpuint (again->len, ==, 1);
}

/* A name, a code and a number on every possible border. */
static void
test_borders (void)
{
  static const char *const wanted[] = { "131052-308T", "044 987 6543", "anna.esimerkki@example.org" };

  for (guint lead = 0; lead < 900; lead += 13) {
    GString *text = g_string_new (NULL);
    g_autoptr (GArray) hits = NULL;

    for (guint i = 0; i < lead; i++)
      g_string_append (text, i % 7 == 6 ? " " : "o");
    for (guint i = 0; i < 40; i++) {
      g_string_append_printf (text, " %s", wanted[i % G_N_ELEMENTS (wanted)]);
      for (guint j = 0; j < 8; j++)
        g_string_append (text, " ooooooo");
    }
    hits = check (text->str);
    g_assert_cmpuint (hits->len, ==, 40);
    g_string_free (text, TRUE);
  }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/detect/pieces/edits", test_edits);
  g_test_add_func ("/detect/pieces/work-of-an-edit", test_work_of_an_edit);
  g_test_add_func ("/detect/pieces/slices", test_slices);
  g_test_add_func ("/detect/pieces/context", test_context);
  g_test_add_func ("/detect/pieces/options", test_options);
  g_test_add_func ("/detect/pieces/borders", test_borders);
  status = g_test_run ();
  luukku_detect_shutdown ();
  luukku_language_shutdown ();
  return status;
}
