/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench-idle.c: 20 channels in one real libpurple without a window, none of which has anything new: processor
 * time and wake-ups of a minute, after they have slowed down. The channels are training channels, which fetch
 * every ten seconds when idle and need no network; a platform's channel fetches every two minutes then. */
#include "luukku-bench.h"
#include "luukku-headless.h"

#define CHANNELS 20
#define SLOWING_DOWN (75 * G_TIME_SPAN_SECOND)
#define MEASURED (60 * G_TIME_SPAN_SECOND)
#define NOBODY_WRITES 1000000 /* seconds between two residents */

static guint wake_ups;

static gint
count_poll (GPollFD *fds, guint n, gint timeout)
{
  if (timeout != 0)
    wake_ups++;
  return g_poll (fds, n, timeout);
}

static void
run_for (gint64 span)
{
  gint64 end = bench_clock () + span;

  while (bench_clock () < end)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  g_autoptr (LuukkuClock) clock = luukku_clock_new_system ();
  PurpleAccount *accounts[CHANNELS];
  gint64 processor;

  g_test_init (&argc, &argv, NULL);
  luukku_headless_start ();
  luukku_headless_hooks ()->set_clock (clock);
  for (guint i = 0; i < CHANNELS; i++) {
    g_autofree char *name = g_strdup_printf ("idle-%u", i);

    accounts[i] = purple_account_new (name, "prpl-luukku-training");
    purple_accounts_add (accounts[i]);
    purple_account_set_int (accounts[i], "pace", NOBODY_WRITES);
    luukku_headless_enable (accounts[i]);
  }
  g_main_context_set_poll_func (NULL, count_poll);
  run_for (SLOWING_DOWN);
  wake_ups = 0;
  processor = bench_processor ();
  run_for (MEASURED);
  g_print ("%u idle channels, one minute: %.1f ms of processor time, %u wake-ups\n", CHANNELS,
           (double) (bench_processor () - processor) / 1000.0, wake_ups);
  g_main_context_set_poll_func (NULL, NULL);
  for (guint i = 0; i < CHANNELS; i++)
    luukku_headless_drop (accounts[i]);
  return luukku_headless_stop (0);
}
