/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-incoming.c: the packs' own labels of incoming messages. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-incoming.h"

#include "language/luukku-language.h"

static const LuukkuPackLabel *
find (GPtrArray *labels, const char *name)
{
  for (guint i = 0; i < labels->len; i++) {
    const LuukkuPackLabel *label = labels->pdata[i];

    if (g_strcmp0 (label->name, name) == 0)
      return label;
  }
  return NULL;
}

static GPtrArray *
classify (const char *pack_id, const char *const *known, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuPack) pack = luukku_pack_find (pack_id, NULL, &error);

  g_assert_no_error (error);
  return luukku_incoming_labels (
      pack, &(LuukkuIncomingContext){ .interface_language = "fi", .labels = known, .is_public = TRUE }, text);
}

static void
test_words (void)
{
  g_autoptr (GPtrArray) labels = classify ("hanko", NULL, "Palvelu on surkeaa. Minulla on ehdotus.");
  const LuukkuPackLabel *negative = find (labels, "negative");

  g_assert_true (negative != NULL && negative->protect && negative->end > negative->start);
  g_assert_cmpstr (negative != NULL ? negative->rule : NULL, ==, "criticism");
  g_assert_nonnull (find (labels, "idea"));
  g_assert_null (find (labels, "threat-person"));
}

static void
test_classified (void)
{
  static const char *const threats[] = { "THREAT_PERSON", "REMOVAL", NULL };
  g_autoptr (GPtrArray) labels = classify ("hanko", threats, "x");
  const LuukkuPackLabel *threat;

  threat = find (labels, "threat-person");
  g_assert_true (threat != NULL && g_strcmp0 (threat->severity, "alarm") == 0 && threat->escalation != NULL);
  g_assert_null (find (labels, "threat-site"));
}

/* The classification knows the grammar of criticism; the pack's list of words need not know the words. */
static void
test_criticism (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuPack) pack = luukku_pack_find ("hanko", NULL, &error);
  const char *text = "Ette kuuntele kuntalaisia ollenkaan.";
  g_autoptr (GPtrArray) told = NULL, silent = NULL;
  const LuukkuPackLabel *negative;

  g_assert_no_error (error);
  told = luukku_incoming_labels (pack, &(LuukkuIncomingContext){ .is_criticism = TRUE }, text);
  silent = luukku_incoming_labels (pack, &(LuukkuIncomingContext){ NULL }, text);
  negative = find (told, "negative");
  g_assert_true (negative != NULL && negative->protect);
  g_assert_null (find (silent, "negative"));
}

static void
test_plain (void)
{
  g_autoptr (GPtrArray) labels = classify ("neutral", NULL, "Kirjasto aukeaa kello kahdeksan.");

  g_assert_cmpuint (labels->len, ==, 0);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/incoming/words", test_words);
  g_test_add_func ("/incoming/classified", test_classified);
  g_test_add_func ("/incoming/plain", test_plain);
  g_test_add_func ("/incoming/criticism", test_criticism);
  status = g_test_run ();
  luukku_language_shutdown ();
  return status;
}
