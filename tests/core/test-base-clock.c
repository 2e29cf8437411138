/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-base-clock.c: the manual clock, the machine's clock as far as it goes without waiting, times in words.
 */
#include "base/luukku-clock.h"

#include <string.h>

#include "base/luukku-error.h"

#define START G_GINT64_CONSTANT (1700000000000000)

typedef struct {
  LuukkuManualClock *manual;
  LuukkuClock *clock; /* no ref: the same */
  GString *log;       /* what ran, with the time that it saw */
  guint id;
  guint other_id;
  guint left; /* runs before it stops itself */
  const char *name;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->manual = luukku_manual_clock_new (START);
  f->clock = LUUKKU_CLOCK (f->manual);
  f->log = g_string_new (NULL);
  f->name = "a";
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->manual);
  g_string_free (f->log, TRUE);
}

static void
note (Fixture *f, const char *name)
{
  g_string_append_printf (f->log, "%s%" G_GINT64_FORMAT " ", name,
                          (luukku_clock_now (f->clock) - START) / G_TIME_SPAN_SECOND);
}

static gboolean
on_once (gpointer data)
{
  Fixture *f = data;

  note (f, f->name);
  return G_SOURCE_REMOVE;
}

static gboolean
on_again (gpointer data)
{
  note (data, "r");
  return G_SOURCE_CONTINUE;
}

static gboolean
on_counted (gpointer data)
{
  Fixture *f = data;

  note (f, "c");
  return --f->left > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
on_remove_self (gpointer data)
{
  Fixture *f = data;

  note (f, "x");
  luukku_clock_clear_timeout (f->clock, &f->id);
  return G_SOURCE_CONTINUE; /* too late to matter */
}

static gboolean
on_replace_self (gpointer data)
{
  Fixture *f = data;

  note (f, "y");
  luukku_clock_clear_timeout (f->clock, &f->id);
  f->id = luukku_clock_add_timeout (f->clock, 3 * G_TIME_SPAN_SECOND, on_once, f);
  return G_SOURCE_REMOVE; /* must not take the new one away */
}

static gboolean
on_remove_other (gpointer data)
{
  Fixture *f = data;

  note (f, "o");
  luukku_clock_clear_timeout (f->clock, &f->other_id);
  return G_SOURCE_REMOVE;
}

static gboolean
on_advance (gpointer data)
{
  Fixture *f = data;

  note (f, "n");
  luukku_manual_clock_advance (f->manual, 5 * G_TIME_SPAN_SECOND);
  return G_SOURCE_REMOVE;
}

static gboolean
on_drop_clock (gpointer data)
{
  Fixture *f = data;

  g_string_append (f->log, "gone ");
  g_clear_object (&f->manual);
  return G_SOURCE_CONTINUE;
}

static guint
add (Fixture *f, gint64 seconds, GSourceFunc function)
{
  return luukku_clock_add_timeout (f->clock, seconds * G_TIME_SPAN_SECOND, function, f);
}

static void
advance (Fixture *f, gint64 seconds)
{
  luukku_manual_clock_advance (f->manual, seconds * G_TIME_SPAN_SECOND);
}

static void
test_now (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (luukku_clock_now (f->clock), ==, START);
  advance (f, 7);
  g_assert_cmpint (luukku_clock_now (f->clock), ==, START + 7 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (luukku_manual_clock_next (f->manual), ==, -1);
}

static void
test_order (Fixture *f, gconstpointer data)
{
  add (f, 3, on_again);
  add (f, 5, on_once);
  f->left = 2;
  add (f, 1, on_counted);
  g_assert_cmpint (luukku_manual_clock_next (f->manual), ==, G_TIME_SPAN_SECOND);
  advance (f, 10);
  g_assert_cmpstr (f->log->str, ==, "c1 c2 r3 a5 r6 r9 ");
  g_assert_cmpint (luukku_clock_now (f->clock), ==, START + 10 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (luukku_manual_clock_next (f->manual), ==, 2 * G_TIME_SPAN_SECOND);
}

static void
test_exact (Fixture *f, gconstpointer data)
{
  add (f, 3, on_once);
  luukku_manual_clock_advance (f->manual, 3 * G_TIME_SPAN_SECOND - 1);
  g_assert_cmpstr (f->log->str, ==, "");
  luukku_manual_clock_advance (f->manual, 1);
  g_assert_cmpstr (f->log->str, ==, "a3 ");
}

static void
test_same_time (Fixture *f, gconstpointer data)
{
  add (f, 2, on_again);
  add (f, 2, on_once);
  add (f, 0, on_once);
  advance (f, 0);
  g_assert_cmpstr (f->log->str, ==, "a0 ");
  advance (f, 2);
  g_assert_cmpstr (f->log->str, ==, "a0 r2 a2 ");
}

static void
test_remove (Fixture *f, gconstpointer data)
{
  guint id = add (f, 1, on_once);

  luukku_clock_remove_timeout (f->clock, id);
  luukku_clock_remove_timeout (f->clock, id);
  luukku_clock_remove_timeout (f->clock, 0);
  luukku_clock_remove_timeout (f->clock, 12345);
  f->id = 0;
  luukku_clock_clear_timeout (f->clock, &f->id);
  advance (f, 10);
  g_assert_cmpstr (f->log->str, ==, "");
}

static void
test_inside (Fixture *f, gconstpointer data)
{
  f->id = add (f, 1, on_remove_self);
  advance (f, 5);
  g_assert_cmpuint (f->id, ==, 0);
  g_assert_cmpstr (f->log->str, ==, "x1 ");

  f->id = add (f, 1, on_replace_self);
  advance (f, 10);
  g_assert_cmpstr (f->log->str, ==, "x1 y6 a9 ");

  add (f, 1, on_remove_other);
  f->other_id = add (f, 1, on_again);
  advance (f, 10);
  g_assert_cmpstr (f->log->str, ==, "x1 y6 a9 o16 ");
  g_assert_cmpint (luukku_manual_clock_next (f->manual), ==, -1);
}

static void
test_nested (Fixture *f, gconstpointer data)
{
  add (f, 1, on_advance);
  add (f, 4, on_again);
  advance (f, 2);
  g_assert_cmpstr (f->log->str, ==, "n1 r4 ");
  g_assert_cmpint (luukku_clock_now (f->clock), ==, START + 6 * G_TIME_SPAN_SECOND);
}

static void
test_unique (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < 500; i++) {
    guint id = add (f, 1, on_again);

    g_assert_cmpuint (id, !=, 0);
    g_assert_true (g_hash_table_add (seen, GUINT_TO_POINTER (id)));
    if (i % 2 == 0)
      luukku_clock_remove_timeout (f->clock, id);
  }
}

/* Putting the computer's time right runs no timer and delays none. */
static void
test_set (Fixture *f, gconstpointer data)
{
  add (f, 5, on_once);
  luukku_manual_clock_set (f->manual, START + 3600 * G_TIME_SPAN_SECOND);
  g_assert_cmpstr (f->log->str, ==, "");
  g_assert_cmpint (luukku_manual_clock_next (f->manual), ==, 5 * G_TIME_SPAN_SECOND);
  luukku_manual_clock_set (f->manual, START - 3600 * G_TIME_SPAN_SECOND);
  advance (f, 5);
  g_assert_cmpstr (f->log->str, ==, "a-3595 ");
}

static void
test_limits (Fixture *f, gconstpointer data)
{
  luukku_clock_add_timeout (f->clock, G_MAXINT64, on_once, f);
  luukku_clock_add_timeout (f->clock, G_MININT64, on_once, f); /* the past is now */
  f->left = 5;
  luukku_clock_add_timeout (f->clock, 0, on_counted, f); /* comes again, but not for ever in one moment */
  advance (f, 1);
  g_assert_cmpstr (f->log->str, ==, "a0 c0 c0 c0 c0 c0 ");
}

static void
test_dropped (Fixture *f, gconstpointer data)
{
  add (f, 1, on_drop_clock);
  advance (f, 10);
  g_assert_null (f->manual);
  g_assert_cmpstr (f->log->str, ==, "gone gone gone gone gone gone gone gone gone gone ");
}

/* --- the machine's clock: timers of no span, so that nothing waits */

static gboolean
on_main_context (gpointer data)
{
  guint *left = data;

  return --*left > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
on_never (gpointer data)
{
  g_assert_not_reached ();
}

static gboolean
on_drop_system (gpointer data)
{
  g_clear_object ((LuukkuClock **) data);
  return G_SOURCE_CONTINUE;
}

static void
test_system (void)
{
  LuukkuClock *clock = luukku_clock_new_system ();
  guint once = 1;
  guint removed, foreign;

  g_assert_cmpint (luukku_clock_now (clock), >, START);
  luukku_clock_add_timeout (clock, 0, on_main_context, &once);
  removed = luukku_clock_add_timeout (clock, 0, on_never, NULL);
  g_assert_cmpuint (removed, !=, 0);
  luukku_clock_clear_timeout (clock, &removed);
  g_assert_cmpuint (removed, ==, 0);
  luukku_clock_add_timeout (clock, G_MAXINT64, on_never, NULL);
  while (once > 0)
    g_main_context_iteration (NULL, TRUE);

  foreign = g_idle_add (on_never, NULL); /* an id that is not ours is left alone */
  luukku_clock_remove_timeout (clock, foreign);
  g_assert_true (g_source_remove (foreign));

  luukku_clock_add_timeout (clock, 0, on_never, NULL);
  g_object_unref (clock); /* takes its timers along */
  g_main_context_iteration (NULL, FALSE);
}

static void
test_system_dropped (void)
{
  LuukkuClock *clock = luukku_clock_new_system ();

  luukku_clock_add_timeout (clock, 0, on_drop_system, &clock);
  while (clock != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_main_context_iteration (NULL, FALSE);
}

/* --- times in words */

static void
test_to_iso8601 (void)
{
  static const struct {
    gint64 time;
    const char *expected;
  } cases[] = {
    { 0, "1970-01-01T00:00:00.000Z" },
    { G_GINT64_CONSTANT (1795174882004000), "2026-11-20T11:41:22.004Z" },
    { G_GINT64_CONSTANT (1795174882004999), "2026-11-20T11:41:22.004Z" },
    { -1, "1969-12-31T23:59:59.999Z" },
    { G_GINT64_CONSTANT (951782400000000), "2000-02-29T00:00:00.000Z" },
    { G_GINT64_CONSTANT (-62135596800000000), "0001-01-01T00:00:00.000Z" },
    { G_GINT64_CONSTANT (253402300799999999), "9999-12-31T23:59:59.999Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = luukku_time_to_iso8601 (cases[i].time);

    g_assert_cmpstr (text, ==, cases[i].expected);
  }
}

static void
test_out_of_range (void)
{
  g_autofree char *late = luukku_time_to_iso8601 (G_MAXINT64);
  g_autofree char *early = luukku_time_to_iso8601 (G_MININT64);
  g_autofree char *local = luukku_time_format_local (G_MAXINT64, "Europe/Helsinki", "%Y");

  g_assert_true (g_str_has_prefix (late, "9999-12-31T23:59:59."));
  g_assert_true (g_str_has_prefix (early, "0001-01-01T00:00:00."));
  g_assert_nonnull (local);
}

static void
test_from_iso8601 (void)
{
  static const struct {
    const char *text;
    gint64 expected;
  } cases[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "2026-11-20T11:41:22.004Z", G_GINT64_CONSTANT (1795174882004000) },
    { "2026-11-20T11:41:22+0000", G_GINT64_CONSTANT (1795174882000000) },
    { "2026-11-20T11:41:22+00:00", G_GINT64_CONSTANT (1795174882000000) },
    { "2026-11-20T13:41:22+02:00", G_GINT64_CONSTANT (1795174882000000) },
    { "2026-11-20T13:41:22+02", G_GINT64_CONSTANT (1795174882000000) },
    { "2026-11-20T06:11:22-0530", G_GINT64_CONSTANT (1795174882000000) },
    { "2026-11-20t11:41:22.123456789z", G_GINT64_CONSTANT (1795174882123456) },
    { "2026-11-20 11:41:22,5Z", G_GINT64_CONSTANT (1795174882500000) },
    { "2026-11-20T11:41Z", G_GINT64_CONSTANT (1795174860000000) },
    { "2016-12-31T23:59:60Z", G_GINT64_CONSTANT (1483228800000000) },
    { "1969-12-31T23:59:59.999999Z", -1 },
    { "2000-02-29T00:00:00Z", G_GINT64_CONSTANT (951782400000000) },
    { "0001-01-01T00:00:00Z", G_GINT64_CONSTANT (-62135596800000000) },
    { "9999-12-31T23:59:59.999999Z", G_GINT64_CONSTANT (253402300799999999) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gint64 time = 12345;

    g_assert_true (luukku_time_from_iso8601 (cases[i].text, &time, &error));
    g_assert_no_error (error);
    g_assert_cmpint (time, ==, cases[i].expected);
  }
}

static void
test_from_iso8601_refused (void)
{
  static const char *const texts[] = {
    "",
    "tomorrow",
    "2026",
    "2026-11-20",
    "2026-11-20T11:41:22",
    "2026-11-20T11:41:22 Z",
    "2026-11-20T11:41:22Zulu",
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "2026-11-31T00:00:00Z",
    "2026-11-20T24:00:00Z",
    "2026-11-20T11:60:00Z",
    "2026-11-20T11:41:61Z",
    "2026-11-20T11:41:22.Z",
    "2026-11-20T11:41:22+2",
    "2026-11-20T11:41:22+02:",
    "2026-11-20T11:41:22+02:6",
    "2026-11-20T11:41:22+0299",
    "+2026-11-20T11:41:22Z",
    "-026-11-20T11:41:22Z",
    "2026-11-20T11:41:22.00000000000000000000000000000000000000000000000000000000Z",
    "\xef\xbc\x92\xef\xbc\x90\xef\xbc\x92\xef\xbc\x96-11-20T11:41:22Z",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    gint64 time = 12345;

    g_assert_false (luukku_time_from_iso8601 (texts[i], &time, &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
    g_assert_cmpint (time, ==, 12345);
    g_assert_false (luukku_time_from_iso8601 (texts[i], &time, NULL));
  }
  g_assert_false (luukku_time_from_iso8601 (NULL, NULL, NULL));
}

static void
test_round_trip (void)
{
  for (guint round = 0; round < 2000; round++) {
    gint64 milliseconds = (gint64) (g_test_rand_double () * 4e12) - G_GINT64_CONSTANT (1000000000000);
    g_autofree char *text = luukku_time_to_iso8601 (milliseconds * 1000);
    gint64 again;

    g_assert_true (luukku_time_from_iso8601 (text, &again, NULL));
    g_assert_cmpint (again, ==, milliseconds * 1000);
  }
}

static void
test_local (void)
{
  static const struct {
    const char *utc;
    const char *zone;
    const char *pattern;
    const char *expected;
  } cases[] = {
    { "2026-11-20T11:41:22Z", "Europe/Helsinki", "%d.%m.%Y %H:%M:%S %z", "20.11.2026 13:41:22 +0200" },
    { "2026-07-01T11:41:22Z", "Europe/Helsinki", "%H:%M %:z", "14:41 +03:00" },
    { "2026-10-25T00:59:59Z", "Europe/Helsinki", "%H:%M:%S%z",
      "03:59:59+0300" }, /* the hour that comes twice */
    { "2026-10-25T01:00:00Z", "Europe/Helsinki", "%H:%M:%S%z", "03:00:00+0200" },
    { "2026-12-31T22:00:00Z", "Europe/Helsinki", "%Y-%m-%d", "2027-01-01" },
    { "2026-11-20T11:41:22Z", "UTC", "%H:%M%z", "11:41+0000" },
    { "2026-11-20T11:41:22Z", "Nowhere/Town", "%H:%M%z", "11:41+0000" },
    { "2026-11-20T11:41:22Z", NULL, "%H:%M%z", "11:41+0000" },
    { "2026-11-20T11:41:22Z", "Europe/Helsinki", NULL, "2026-11-20T11:41:22.000Z" },
    { "2026-11-20T11:41:22Z", "Europe/Helsinki", "\xff", "2026-11-20T11:41:22.000Z" },
    { "2026-11-20T11:41:22.250Z", "Europe/Helsinki", "%f", "250000" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *words = NULL;
    gint64 time;

    g_assert_true (luukku_time_from_iso8601 (cases[i].utc, &time, NULL));
    words = luukku_time_format_local (time, cases[i].zone, cases[i].pattern);
    g_assert_cmpstr (words, ==, cases[i].expected);
  }
}

static void
test_parse_local (void)
{
  static const struct {
    const char *text;
    const char *time; /* NULL: refused */
  } cases[] = {
    { "14:05", "2026-11-21T12:05:00.000000Z" },
    { " 9.30 ", "2026-11-21T07:30:00.000000Z" },
    { "20.11. 14:05", "2026-11-20T12:05:00.000000Z" },
    { "24.12. 14:05", "2025-12-24T12:05:00.000000Z" }, /* would be in the future */
    { "1.7.2026 14:05", "2026-07-01T11:05:00.000000Z" },
    { "2026-07-01 14:05", "2026-07-01T11:05:00.000000Z" },
    { "2026-07-01T14:05", "2026-07-01T11:05:00.000000Z" },
    { "", "2026-11-21T13:00:00.000000Z" },
    { "25:00", NULL },
    { "31.2. 10:00", NULL },
    { "14:05 or so", NULL },
    { "yesterday", NULL },
    { "20.11.", NULL },
  };
  gint64 now = 0;

  g_assert_true (luukku_time_from_iso8601 ("2026-11-21T13:00:00Z", &now, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gint64 time = 0, expected = 0;
    gboolean read = luukku_time_parse_local (cases[i].text, "Europe/Helsinki", now, &time, &error);

    g_test_message ("%s", cases[i].text);
    if (cases[i].time == NULL) {
      g_assert_false (read);
      g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
      continue;
    }
    g_assert_no_error (error);
    g_assert_true (luukku_time_from_iso8601 (cases[i].time, &expected, NULL));
    g_assert_cmpint (time, ==, expected);
  }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/base/clock/manual/now", test_now);
  ADD ("/base/clock/manual/order", test_order);
  ADD ("/base/clock/manual/exact", test_exact);
  ADD ("/base/clock/manual/same-time", test_same_time);
  ADD ("/base/clock/manual/remove", test_remove);
  ADD ("/base/clock/manual/inside", test_inside);
  ADD ("/base/clock/manual/nested", test_nested);
  ADD ("/base/clock/manual/unique", test_unique);
  ADD ("/base/clock/manual/set", test_set);
  ADD ("/base/clock/manual/limits", test_limits);
  ADD ("/base/clock/manual/dropped", test_dropped);
  g_test_add_func ("/base/clock/system/timers", test_system);
  g_test_add_func ("/base/clock/system/dropped", test_system_dropped);
  g_test_add_func ("/base/time/to-iso8601", test_to_iso8601);
  g_test_add_func ("/base/time/out-of-range", test_out_of_range);
  g_test_add_func ("/base/time/from-iso8601", test_from_iso8601);
  g_test_add_func ("/base/time/from-iso8601-refused", test_from_iso8601_refused);
  g_test_add_func ("/base/time/round-trip", test_round_trip);
  g_test_add_func ("/base/time/local", test_local);
  g_test_add_func ("/base/time/parse-local", test_parse_local);
  return g_test_run ();
}
