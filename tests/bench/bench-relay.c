/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench-relay.c: 1,000 deliveries a second for a minute, each confirmed after it is on the disk; some of them
 * are sent a second time, and forged ones come between. Then a desk fetches them all. Asserts that nothing is
 * lost, nothing doubled and nothing forged let in; the times are only printed. LUUKKU_BENCH_SECONDS: another
 * length. */
#define G_LOG_DOMAIN "luukku-relay"

#include "luukku-relay-load.h"
#include "luukku-relay-process.h"

#include <stdlib.h>
#include <string.h>

#define PER_SECOND 1000
#define SECONDS 60
#define AGAIN 20
#define FORGED 100
#define BEFORE_NUMBER "{\"delivery\":"

static void
note_bodies (GHashTable *seen, const RelayAnswer *page)
{
  g_autoptr (GPtrArray) bodies = relay_answer_bodies (page);

  for (guint i = 0; i < bodies->len; i++) {
    const char *body = g_ptr_array_index (bodies, i);

    g_assert_true (g_str_has_prefix (body, BEFORE_NUMBER));
    g_assert_null (strstr (body, "\"kind\":1"));
    g_assert_true (
        g_hash_table_add (seen, GUINT_TO_POINTER (strtoul (body + strlen (BEFORE_NUMBER), NULL, 10))));
  }
}

/* Returns: the numbers of the deliveries; each came once. */
static GHashTable *
fetch_all (RelayKit *kit)
{
  g_autofree char *path = g_strdup ("/v1/endpoints/meta/deliveries?limit=500");
  GHashTable *seen = g_hash_table_new (NULL, NULL);
  gboolean more = TRUE;

  while (more) {
    g_autoptr (RelayAnswer) page = relay_kit_call (kit, "GET", path, KIT_TOKEN_A, NULL, NULL);

    note_bodies (seen, page);
    more = relay_answer_boolean (page, "more");
    g_free (path);
    path = g_strdup_printf ("/v1/endpoints/meta/deliveries?limit=500&after=%s",
                            relay_answer_string (page, "cursor"));
  }
  return seen;
}

static void
print_load (void)
{
  g_autofree char *text = NULL;

  if (g_file_get_contents ("/proc/loadavg", &text, NULL, NULL))
    g_print ("load average %.14s, %u processors\n", text, g_get_num_processors ());
}

int
main (int argc, char **argv)
{
  const char *seconds = g_getenv ("LUUKKU_BENCH_SECONDS");
  RelayKit *kit = relay_kit_new ("listen=127.0.0.1:0\nrate=100000");
  GSubprocess *relay = relay_process_start (kit);
  const RelayLoadPlan plan = {
    .port = kit->port,
    .secret = KIT_SECRET,
    .total = PER_SECOND * (seconds != NULL ? (guint) atoi (seconds) : SECONDS),
    .per_second = PER_SECOND,
    .again_every = AGAIN,
    .forged_every = FORGED,
  };
  RelayLoadResult result;
  g_autoptr (GHashTable) seen = NULL;
  gint64 fetching;

  print_load ();
  result = relay_load_run (&plan);
  g_print ("%u deliveries in %.1f s: %u confirmed, %u of them twice; %u forged, %u of them refused; %u other "
           "answers\n",
           plan.total, result.seconds, result.confirmed, result.confirmed_again, result.forged,
           result.forged_refused, result.refused);
  g_print ("from due to the answer: %.1f ms median, %.1f ms at 99 %%, %.1f ms at the most\n", result.median,
           result.at_99, result.longest);
  fetching = g_get_monotonic_time ();
  seen = fetch_all (kit);
  g_print ("fetched %u in %.1f s\n", g_hash_table_size (seen),
           (double) (g_get_monotonic_time () - fetching) / G_USEC_PER_SEC);
  print_load ();
  g_assert_cmpuint (result.confirmed, ==, plan.total);
  g_assert_cmpuint (result.forged_refused, ==, result.forged);
  g_assert_cmpuint (result.refused, ==, 0);
  g_assert_cmpuint (g_hash_table_size (seen), ==, plan.total);
  relay_process_stop (relay);
  relay_kit_free (kit);
  return 0;
}
