/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench-gate.c: the gate on a reply of 500 characters and on one of 2,000, with every rule of the pack. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-gate.h"

#include "detect/luukku-detect.h"

#include <malloc.h>
#include <string.h>

#include "luukku-bench.h"

#define RUNS 200

static char *
make_text (guint length)
{
  const char *sentence =
      "Hei, kiitos viestistänne. Katu on kunnossapitoluokassa 2 ja aurataan 4 tunnin kuluessa. ";
  GString *text = g_string_new (NULL);

  while ((guint) g_utf8_strlen (text->str, -1) < length)
    g_string_append_printf (text, "%u. %s", (guint) text->len, sentence);
  return g_string_free (text, FALSE);
}

static void
measure (LuukkuGate *gate, guint length)
{
  const LuukkuRuleContext context = { .channel = "training:bench",
                                      .is_reply = TRUE,
                                      .sender_title = "Palveluneuvoja",
                                      .sender_first_name = "Minna",
                                      .interface_language = "fi" };
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *text = make_text (length);
  g_autofree char *name = g_strdup_printf ("gate, %u characters", length);

  for (guint i = 0; i < RUNS; i++) {
    gint64 before = (luukku_detect_forget (), bench_clock ());
    g_autoptr (LuukkuVerdict) verdict = luukku_gate_check (gate, &context, text);
    gint64 took = bench_clock () - before;

    g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, LUUKKU_SEVERITY_CONFIRM);
    g_array_append_val (values, took);
  }
  bench_report (name, values);
}

/* The longest step of a live check of a text near the longest. */
static void
measure_steps (LuukkuGate *gate, guint length)
{
  const LuukkuRuleContext context = { .channel = "training:bench",
                                      .is_reply = TRUE,
                                      .interface_language = "fi" };
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *text = make_text (length);
  g_autofree char *name = g_strdup_printf ("longest step of a live check, %u characters", length);

  for (guint i = 0; i < 20; i++) {
    g_autoptr (LuukkuRulesWalk) walk = luukku_rules_walk_new (luukku_gate_get_pack (gate), &context, text);
    gint64 longest = 0;
    gboolean more = TRUE;

    luukku_detect_forget ();
    while (more) {
      gint64 before = bench_clock ();

      more = luukku_rules_walk_step (walk);
      longest = MAX (longest, bench_clock () - before);
    }
    g_array_append_val (values, longest);
  }
  bench_report (name, values);
}

static void
check_once (LuukkuGate *gate)
{
  const LuukkuRuleContext context = { .channel = "training:bench",
                                      .is_reply = TRUE,
                                      .interface_language = "fi" };
  g_autofree char *text = make_text (500);
  g_autoptr (LuukkuVerdict) verdict = luukku_gate_check (gate, &context, text);

  g_assert_nonnull (luukku_verdict_get_findings (verdict));
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuPack) pack = NULL;
  g_autoptr (LuukkuGate) gate = luukku_gate_new ();
  gint64 before = bench_clock ();
  size_t heap = 0;

  pack = luukku_pack_find ("rautalampi", NULL, &error);
  g_assert_no_error (error);
  g_print ("pack load: %.3f ms\n", (double) (bench_clock () - before) / 1e3);
  luukku_gate_set_pack (gate, pack);
  heap = mallinfo2 ().uordblks;
  check_once (gate); /* reads the word lists */
  g_print ("word lists in memory: %.1f MB\n", (double) (mallinfo2 ().uordblks - heap) / 1e6);
  measure (gate, 500);
  measure (gate, 2000);
  measure (gate, 19000);
  measure_steps (gate, 19000);
  return 0;
}
