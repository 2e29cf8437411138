/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-weighted.c: lengths where letters weigh differently, and channels with a limit of their own for what
 * is public. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-weighted.h"

#include <string.h>

#include "adapter/luukku-adapter.h"
#include "adapter/luukku-paced-transport.h"
#include "luukku-fake-transport.h"

static void
test_length (void)
{
  static const struct {
    const char *text;
    guint length;
  } cases[] = {
    { "", 0 },
    { "Hei!", 4 },
    { "äöåÄÖÅ", 6 },
    { "Привет", 6 },
    { "“lainaus” – ja…", 16 }, /* "…" is heavy */
    { "a\xcc\x88", 1 },        /* composed first */
    { "日本", 4 },
    { "€", 2 },
    { "😀", 2 },
    { "👍🏽", 2 },                  /* with a skin tone */
    { "👨‍👩‍👧‍👦", 2 }, /* a family */
    { "🇫🇮", 2 },
    { "1️⃣", 2 },
    { "❤️", 2 },
    { "🏳️‍🌈", 2 },
    { "12", 2 },
    { "https://www.kuopio.fi/", 23 },
    { "https://www.kuopio.fi/a/very/long/path/to/a/page?with=a&query=too#and-more", 23 },
    { "http://t.co", 23 },
    { "Katso https://kuopio.fi.", 6 + 23 + 1 },
    { "(https://kuopio.fi)", 1 + 23 + 1 },
    { "https://kuopio.fi ja https://hanko.fi", 23 + 4 + 23 },
    { "kuopio.fi", 23 },                              /* X makes a link of it */
    { "www.asuminen-ja-rakentaminen.kuopio.fi", 38 }, /* or not: then the letters count */
    { "maija@kuopio.fi", 15 },
    { "klo 9.30", 8 },
    { "Kiitos.Hyvä", 23 }, /* in doubt the longer */
    { "1.2.2026", 8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].text);
    g_assert_cmpuint (luukku_weighted_length (cases[i].text), ==, cases[i].length);
  }
}

/* Nothing that is no text may stop it or make it read on. */
static void
test_odd (void)
{
  static const char *const odd[] = { "\xff\xfe", "http://",      "https://https://", "...", ".a", "a.",
                                     "\xf0\x9f", "\xe2\x80\x8d", "1\xef\xb8\x8f",    "🇫",   "@.", "a..b",
                                     "-.-" };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    g_assert_cmpuint (luukku_weighted_length (odd[i]), <=, 2 * LUUKKU_WEIGHTED_LINK);
}

static void
test_limits (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuChannelLimits) limits = luukku_channel_limits_load ("x", &error);
  g_autoptr (LuukkuChannelLimits) other = luukku_channel_limits_load ("facebook", NULL);
  g_autofree char *long_text = g_strnfill (281, 'a');
  guint limit = 0;
  gboolean in_bytes = TRUE;

  g_assert_no_error (error);
  g_assert_true (luukku_channel_limits_check_text (limits, long_text, NULL));
  g_assert_false (luukku_channel_limits_check_public (limits, long_text, &error));
  g_assert_error (error, LUUKKU_FAULT, LUUKKU_FAULT_TOO_LONG);
  long_text[280] = '\0';
  g_assert_true (luukku_channel_limits_check_public (limits, long_text, NULL));
  g_assert_cmpuint (luukku_channel_limits_measure (limits, "日本", TRUE, &limit, &in_bytes), ==, 4);
  g_assert_cmpuint (limit, ==, 280);
  g_assert_false (in_bytes);
  g_assert_cmpuint (luukku_channel_limits_measure (limits, "日本", FALSE, &limit, &in_bytes), ==, 2);
  g_assert_cmpuint (limit, ==, 10000);
  g_assert_cmpuint (luukku_channel_limits_measure (other, "日本", TRUE, &limit, &in_bytes), ==, 2);
  g_assert_cmpuint (limit, ==, 2000); /* one limit for both */
}

/* --- a ceiling in front of a transport */

static void
test_paced (void)
{
  g_autoptr (LuukkuManualClock) clock = luukku_manual_clock_new (0);
  g_autoptr (LuukkuFakeTransport) net = luukku_fake_transport_new (LUUKKU_CLOCK (clock), "x");
  g_autoptr (LuukkuTransport) paced = luukku_paced_transport_new (LUUKKU_TRANSPORT (net));
  g_autoptr (LuukkuRequest) request = luukku_request_new ("GET", "https://x.example/dm");
  GAsyncResult *results[3] = { NULL };

  luukku_transport_set_ceiling (paced, LUUKKU_CLOCK (clock), 2, G_TIME_SPAN_MINUTE);
  for (guint i = 0; i < 3; i++) {
    luukku_fake_transport_expect_body (net, "GET", "/dm", 200, "{}");
    luukku_transport_send_async (paced, request, NULL, luukku_test_got_result, &results[i]);
  }
  luukku_test_wait (&results[1]);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (results[2]);
  luukku_manual_clock_advance (clock, G_TIME_SPAN_MINUTE);
  luukku_test_wait (&results[2]);
  for (guint i = 0; i < 3; i++) {
    g_autoptr (LuukkuResponse) response = luukku_transport_send_finish (paced, results[i], NULL);

    g_assert_cmpuint (luukku_response_get_status (response), ==, 200);
    g_object_unref (results[i]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/weighted/length", test_length);
  g_test_add_func ("/net/weighted/odd", test_odd);
  g_test_add_func ("/net/weighted/limits", test_limits);
  g_test_add_func ("/net/weighted/paced", test_paced);
  return g_test_run ();
}
