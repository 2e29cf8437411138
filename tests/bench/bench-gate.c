/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench-gate.c: every pack's loading, memory and check of a reply of 500 and of 2,000 characters with all its
 * rules, in processor time; and the same through the inbox with its store and registers. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-gate.h"
#include "inbox/luukku-inbox.h"

#include "detect/luukku-detect.h"
#include "inbox/luukku-registers.h"

#include <malloc.h>
#include <string.h>

#include "luukku-bench.h"

#define RUNS 200
#define CHANNEL "training:bench"

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

/* What an inbox knows of an answer to somebody angry: no rule is silent for want of facts. */
static const char *const labels[] = { "negative", NULL };
static const char *const names[] = { "Matti Malli", "Maija Malli", NULL };
static gint64 sent[] = { 1, 2 };
static const LuukkuReplyTimes replies = { sent, G_N_ELEMENTS (sent) };
static const LuukkuRuleContext full = {
  .channel = CHANNEL,
  .is_reply = TRUE,
  .is_public = TRUE,
  .sender_title = "Palveluneuvoja",
  .sender_first_name = "Minna",
  .sender_last_name = "Malli",
  .unit = "Neuvonta",
  .interface_language = "fi",
  .language = "fi",
  .labels = labels,
  .replies = &replies,
  .named_with_consent = names,
  .has_registers = TRUE,
  .account_kind = "organisation",
  .resident_text = "Todella surkeaa toimintaa! Tie on ollut auraamatta kolme päivää.",
};

static void
measure (LuukkuGate *gate, guint length)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *text = make_text (length);
  g_autofree char *name = g_strdup_printf ("%s, %u characters, processor time",
                                           luukku_pack_get_id (luukku_gate_get_pack (gate)), length);

  for (guint i = 0; i < RUNS; i++) {
    gint64 before = (luukku_detect_forget (), bench_processor ());
    g_autoptr (LuukkuVerdict) verdict = luukku_gate_check (gate, &full, text);
    gint64 took = bench_processor () - before;

    g_assert_cmpint (luukku_verdict_get_severity (verdict), >=, LUUKKU_SEVERITY_ADVICE);
    g_array_append_val (values, took);
  }
  bench_report (name, values);
}

/* The longest step of a live check of a text near the longest. */
static void
measure_steps (LuukkuGate *gate, guint length)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *text = make_text (length);
  g_autofree char *name = g_strdup_printf ("longest step of a live check, %u characters", length);

  for (guint i = 0; i < 20; i++) {
    g_autoptr (LuukkuRulesWalk) walk = luukku_rules_walk_new (luukku_gate_get_pack (gate), &full, text);
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
put (LuukkuInbox *inbox, const char *registry, const char *key, const char *const *fields)
{
  g_autoptr (LuukkuEntry) entry = luukku_entry_new (registry, key);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; fields[i] != NULL; i += 2)
    luukku_entry_set (entry, fields[i], fields[i + 1]);
  luukku_registers_put (inbox, entry, NULL, &error);
  g_assert_no_error (error);
}

/* 50 messages, 200 contact points, an account and a user: what a window asks at each pause in typing. */
static LuukkuInbox *
make_inbox (LuukkuPack *pack, LuukkuStore *store, LuukkuClock *clock)
{
  LuukkuInbox *inbox = luukku_inbox_new (store, clock);
  g_autoptr (LuukkuBatch) batch = bench_batch (0, 50, 1);
  g_autoptr (GError) error = NULL;

  luukku_gate_set_pack (luukku_inbox_get_gate (inbox), pack);
  luukku_inbox_receive (inbox, CHANNEL, batch, &error);
  g_assert_no_error (error);
  put (inbox, "accounts", "page", (const char *const[]){ "channel", CHANNEL, "kind", "organisation", NULL });
  put (inbox, "users", "minna", (const char *const[]){ "name", "Minna Malli", "accounts", "page", NULL });
  for (guint i = 0; i < 200; i++) {
    g_autofree char *value = g_strdup_printf ("06 000 0%03u", i);
    const char *const fields[] = { "kind", "phone", "value", value, "whose", "public", NULL };

    put (inbox, "contacts", "", fields);
  }
  return inbox;
}

static void
measure_inbox (LuukkuPack *pack, guint length)
{
  g_autoptr (LuukkuClock) clock = luukku_clock_new_system ();
  g_autoptr (LuukkuStore) store = luukku_store_open (":memory:", LUUKKU_STORE_READ_WRITE, clock, NULL);
  g_autoptr (LuukkuInbox) inbox = make_inbox (pack, store, clock);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *text = make_text (length);
  g_autofree char *name = g_strdup_printf ("%s through the inbox, %u characters, processor time",
                                           luukku_pack_get_id (pack), length);

  for (guint i = 0; i < RUNS; i++) {
    gint64 before = (luukku_detect_forget (), bench_processor ());
    g_autoptr (LuukkuVerdict) verdict = luukku_inbox_check (inbox, CHANNEL, "resident-00000", text);
    gint64 took = bench_processor () - before;

    g_array_append_val (values, took);
  }
  bench_report (name, values);
}

static size_t
heap_used (void)
{
  return mallinfo2 ().uordblks;
}

static void
measure_pack (const char *id)
{
  g_autoptr (LuukkuGate) gate = luukku_gate_new ();
  g_autoptr (GArray) loads = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *name = g_strdup_printf ("%s, load", id);
  g_autofree char *text = make_text (500);
  g_autoptr (LuukkuPack) pack = NULL;
  g_autoptr (LuukkuVerdict) first = NULL;
  g_autoptr (GError) error = NULL;
  size_t heap = 0;

  for (guint i = 0; i < 20; i++) {
    gint64 before = bench_processor ();
    gint64 took;

    g_clear_pointer (&pack, luukku_pack_unref);
    pack = luukku_pack_find (id, NULL, &error);
    g_assert_no_error (error);
    took = bench_processor () - before;
    g_array_append_val (loads, took);
  }
  bench_report (name, loads);
  luukku_gate_set_pack (gate, pack);
  heap = heap_used ();
  first = luukku_gate_check (gate, &full, text); /* reads the word lists that no pack before has asked for */
  g_print ("%s, %u outgoing rules, word lists: %.2f MB more\n", id, luukku_pack_get_outgoing (pack)->len,
           (double) (heap_used () - heap) / 1e6);
  measure (gate, 500);
  measure (gate, 2000);
  measure_inbox (pack, 500);
  measure_inbox (pack, 2000);
  measure_steps (gate, 19000);
}

int
main (int argc, char **argv)
{
  /* the largest first: its word lists are counted whole */
  static const char *const packs[] = { "kauhava", "hanko", "rautalampi", "kuopio", "neutral" };

  for (guint i = 0; i < G_N_ELEMENTS (packs); i++)
    measure_pack (packs[i]);
  return 0;
}
