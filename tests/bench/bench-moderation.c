/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench-moderation.c: all families over one message of 500 characters and one of 2,000; what the first costs.
 */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-moderation.h"

#include <string.h>

#include "luukku-bench.h"

#define RUNS 500

static const char sentences[] = "Hei, meidän tie on ollut auraamatta jo viikon ja mummoni kaatui portaissa. "
                                "Soitin teille kolme kertaa eikä "
                                "kukaan vastannut, ihan perseestä koko touhu. Jos asia ei hoidu maanantaihin "
                                "mennessä, teen kantelun ja otan "
                                "yhteyttä lehteen. Voisitteko myös poistaa lapseni kuvan sivuiltanne? Kiitos "
                                "kuitenkin kirjaston väelle, he "
                                "tekevät hyvää työtä. Terveisin pitkään odottanut asukas. ";

static void
measure (guint length, guint runs, const char *what)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *cut = NULL, *name = g_strdup_printf ("moderation, %u characters%s", length, what);

  while ((guint) g_utf8_strlen (text->str, -1) < length)
    g_string_append (text, sentences);
  cut = g_utf8_substring (text->str, 0, length);
  for (guint i = 0; i < runs; i++) {
    gint64 before = bench_clock ();
    g_autoptr (LuukkuClassification) found = luukku_moderation_classify (NULL, cut);
    gint64 took = bench_clock () - before;

    g_assert_true (luukku_classification_has (found, LUUKKU_LABEL_PROFANITY));
    g_array_append_val (values, took);
  }
  bench_report (name, values);
}

int
main (void)
{
  measure (500, 1, ", the first time");
  measure (500, RUNS, "");
  measure (2000, RUNS, "");
  luukku_moderation_shutdown ();
  return 0;
}
