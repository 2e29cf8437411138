/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench-detect.c: personal data in one line of 500 characters and in a text of 2,000, all families on; what
 * the first look costs in time and memory. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-detect.h"

#include <string.h>
#include <unistd.h>

#include "luukku-bench.h"

#define RUNS 500

static const char sentences[] =
    "Hei, kiitos viestistänne. Lapsenne hakemus 12345/2026 on käsitelty ja päätös lähetetään 15.2.2026 "
    "mennessä osoitteeseen Koivukuja 3 B 12. Voitte soittaa numeroon 044 987 6543 tai kirjoittaa "
    "osoitteeseen "
    "anna.esimerkki@example.org. Lasku 89,00 € maksetaan tilille FI21 1234 5600 0007 85 viitteellä 12345 "
    "67898. "
    "Ajoneuvo ABC-123 siirretään, jos naapurinne Matti Virtanen ei ole paikalla. Vi återkommer till er så "
    "snart "
    "ärendet är färdigt. ";

static char *
make_text (guint length)
{
  GString *text = g_string_new (NULL);
  char *cut;

  while ((guint) g_utf8_strlen (text->str, -1) < length)
    g_string_append_printf (text, "%u. %s", (guint) text->len, sentences); /* no two parts are the same */
  cut = g_utf8_substring (text->str, 0, length);
  g_string_free (text, TRUE);
  return cut;
}

/* Resident memory of the process, kilobytes. */
static guint64
resident (void)
{
  g_autofree char *line = NULL;
  const char *second;

  if (!g_file_get_contents ("/proc/self/statm", &line, NULL, NULL))
    return 0;
  second = strchr (line, ' ');
  return second != NULL ? g_ascii_strtoull (second, NULL, 10) * (guint64) sysconf (_SC_PAGESIZE) / 1024 : 0;
}

static void
measure (guint length, guint runs, const char *what)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *text = make_text (length);
  g_autofree char *name = g_strdup_printf ("detect, %u characters%s", length, what);

  for (guint i = 0; i < runs; i++) {
    gint64 before;
    g_autoptr (GArray) hits = NULL;
    gint64 took;

    luukku_detect_forget ();
    before = bench_clock ();
    g_assert_cmpint (luukku_detect_full (text, NULL, &hits), ==, LUUKKU_DETECT_CHECKED);
    took = bench_clock () - before;
    g_assert_cmpuint (hits->len, >, 0);
    g_array_append_val (values, took);
  }
  bench_report (name, values);
}

/* What was made to be dear, the same piece over and over: one slice of the live check, and the longest text.
 */
static const char *const hostile[] = {
  "1",
  "1 ",
  "0-",
  "12.",
  "1:",
  "fe80::1 ",
  "FI58",
  "FI 58 ",
  "salasana on ",
  "PIN: ",
  "viite 1 ",
  "a",
  "4111 ",
  "+358",
  "040 ",
  "010203-945H",
  "A B C ",
  "Aa Bb ",
  "Virtanen ",
  "Pekka Virtanen ",
  "tie 1 ",
  "Mäkitie 1 A ",
  "auto ABC-1 ",
  "at dot ",
  "a@",
  "s. 1.1.2000 ",
  "lapsenne ",
  "sairaus ",
  "а1a ",
  "(0",
  "asiakas nen ",
  "Sillanpäänkadunmäennimellensä ",
};

static gint64
time_hostile (const char *part, guint length)
{
  GString *text = g_string_new (NULL);
  g_autofree char *cut = NULL;
  g_autoptr (GArray) hits = NULL;
  gint64 best = G_MAXINT64;

  while ((guint) g_utf8_strlen (text->str, -1) < length)
    g_string_append (text, part);
  cut = g_utf8_substring (text->str, 0, length);
  g_string_free (text, TRUE);
  for (guint i = 0; i < 3; i++) {
    gint64 before = bench_clock ();

    luukku_detect_forget ();
    g_clear_pointer (&hits, g_array_unref);
    luukku_detect_full (cut, NULL, &hits);
    best = MIN (best, bench_clock () - before);
  }
  return best;
}

static void
measure_hostile (guint length)
{
  const char *worst = "";
  gint64 most = 0;

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++) {
    gint64 took = time_hostile (hostile[i], length);

    if (took > most) {
      most = took;
      worst = hostile[i];
    }
    if (g_getenv ("LUUKKU_BENCH_ALL") != NULL)
      g_print ("  “%s” %u: %.3f ms\n", hostile[i], length, (double) took / 1e3);
  }
  g_print ("worst hostile text of %u characters: %.3f ms (“%s”)\n", length, (double) most / 1e3, worst);
}

int
main (void)
{
  guint64 before = resident ();

  measure (500, 1, ", the first time");
  measure (500, RUNS, "");
  measure (2000, RUNS, "");
  measure (LUUKKU_DETECT_MAX_CHARACTERS, 20, "");
  g_print ("memory: %" G_GUINT64_FORMAT " kB more than before\n", resident () - before);
  measure_hostile (LUUKKU_DETECT_SLICE);
  measure_hostile (LUUKKU_DETECT_MAX_CHARACTERS);
  luukku_detect_shutdown ();
  return 0;
}
