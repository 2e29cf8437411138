/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-platform.c: which account an address of a directory names, and what is said of one that names none. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-platform.h"

#include "base/luukku-error.h"

#include <string.h>

static GPtrArray *
load (void)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *platforms = luukku_platforms_load (&error);

  g_assert_no_error (error);
  return platforms;
}

/* @hint: the directory's word, NULL: it says none. @is_account: can be an account's name in Luukku as it is.
 */
static const struct {
  const char *address, *hint, *platform, *name;
  gboolean is_account;
} named[] = {
  { "https://www.facebook.com/rautalamminkunta", "facebook", "facebook", "rautalamminkunta", FALSE },
  { "https://www.facebook.com/rautalampitakaisinmaailmankartalle/", NULL, "facebook",
    "rautalampitakaisinmaailmankartalle", FALSE },
  { "https://www.facebook.com/profile.php?id=100064000000001", NULL, "facebook", "100064000000001", TRUE },
  { "facebook.com/pages/Kunta/104455667788990", NULL, "facebook", "104455667788990", TRUE },
  { "https://fi-fi.facebook.com/kunta?ref=page", NULL, "facebook", "kunta", FALSE },
  { "https://twitter.com/rautalampi", "twitter", "x", "rautalampi", TRUE },
  { "http://mobile.twitter.com/@rautalampi/", NULL, "x", "rautalampi", TRUE },
  { "https://x.com/kuopio/status/17", NULL, "x", "kuopio", TRUE },
  { "@kuopio", "twitter", "x", "kuopio", TRUE },
  { "kuopio", "Twitter", "x", "kuopio", TRUE },
  { "https://www.instagram.com/rautalampi/", "instagram", "instagram", "rautalampi", FALSE },
  { "https://www.youtube.com/channel/UC1234567890123456789012", NULL, "youtube", "UC1234567890123456789012",
    TRUE },
  { "https://www.youtube.com/@kuopionkaupunki/videos", NULL, "youtube", "@kuopionkaupunki", TRUE },
  { "https://www.linkedin.com/company/kuopion-kaupunki/about/", NULL, "linkedin", "kuopion-kaupunki", FALSE },
  { "https://www.linkedin.com/company/1234567", NULL, "linkedin", "1234567", TRUE },
  { "https://www.tiktok.com/@kuopio", NULL, "tiktok", "kuopio", TRUE },
  { "https://vimeo.com/user123", NULL, "vimeo", "user123", TRUE },
  { "https://mastodon.social/@kuopio", NULL, "mastodon", "kuopio@mastodon.social", TRUE },
  { "https://some.kuopio.example/@kaupunki", "mastodon", "mastodon", "kaupunki@some.kuopio.example", TRUE },
  { "@kaupunki@some.kuopio.example", "mastodon", "mastodon", "kaupunki@some.kuopio.example", TRUE },
  { "https://bsky.app/profile/kuopio.fi", NULL, "bluesky", "kuopio.fi", TRUE },
  { "kuopio.fi", "bluesky", "bluesky", "kuopio.fi", TRUE },
  { "https://matrix.to/#/@kuopio:server.example", NULL, "matrix", "@kuopio:server.example", TRUE },
  { "https://t.me/kuopio_bot", NULL, "telegram", "kuopio_bot", TRUE },
  { "https://www.snapchat.com/add/kuopio", NULL, "snapchat", "kuopio", TRUE },
  { " matkailu@rautalampi.fi ", NULL, "mail", "matkailu@rautalampi.fi", TRUE },
};

static void
test_named (void)
{
  g_autoptr (GPtrArray) platforms = load ();

  for (guint i = 0; i < G_N_ELEMENTS (named); i++) {
    const LuukkuPlatform *platform = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *name = luukku_platforms_read_address (
        platforms, named[i].address, luukku_platforms_find (platforms, named[i].hint), &platform, &error);

    g_test_message ("%s", named[i].address);
    g_assert_no_error (error);
    g_assert_cmpstr (platform->id, ==, named[i].platform);
    g_assert_cmpstr (name, ==, named[i].name);
    g_assert_cmpint (luukku_platform_is_account (platform, name), ==, named[i].is_account);
  }
}

/* What is not understood is said with the address in the sentence, never guessed. */
static void
test_not_named (void)
{
  static const struct {
    const char *address, *hint;
  } odd[] = {
    { "", "facebook" },
    { "kuopio", NULL },
    { "https://www.kuopio.fi/some", NULL },
    { "https://www.kuopio.fi/some", "facebook" },
    { "https://www.facebook.com/", "facebook" },
    { "https://facebook.com.evil.example/kuopio", NULL },
    { "https://notfacebook.com/kuopio", NULL },
    { "https://user:secret@facebook.com/kuopio", "facebook" },
    { "javascript://facebook.com/kuopio", "facebook" },
    { "@kuopio", "mastodon" },
    { "two words", "twitter" },
    { "https://x.com/%0Akuopio", NULL },
  };
  g_autoptr (GPtrArray) platforms = load ();

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++) {
    const LuukkuPlatform *platform = NULL;
    g_autoptr (GError) error = NULL;

    g_test_message ("%s", odd[i].address);
    g_assert_null (luukku_platforms_read_address (
        platforms, odd[i].address, luukku_platforms_find (platforms, odd[i].hint), &platform, &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
    g_assert_nonnull (strstr (error->message, odd[i].address));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/named", test_named);
  g_test_add_func ("/platform/not-named", test_not_named);
  return g_test_run ();
}
