/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-inbox-search.c: messages found by words in any form, through the inbox on a real store. */
#define G_LOG_DOMAIN "luukku"

#include "language/luukku-language.h"
#include "luukku-inbox-fixture.h"

static GArray *
search (Fixture *f, const char *question)
{
  g_autoptr (GError) error = NULL;
  gboolean complete = FALSE;
  GArray *hits = luukku_inbox_search (f->inbox, question, 100, &complete, &error);

  g_assert_no_error (error);
  g_assert_true (complete);
  return hits;
}

static void
assert_hits (Fixture *f, const char *question, guint count)
{
  g_autoptr (GArray) hits = search (f, question);

  g_test_message ("%s", question);
  g_assert_cmpuint (hits->len, ==, count);
}

static Fixture *
with_messages (void)
{
  Fixture *f = fixture_new ();

  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "Hei, Harjukadun katuvaloissa on ollut vika jo viikon.");
  fixture_receive (f, "t2", "m2", LUUKKU_DIRECTION_IN, "Hej, när öppnar biblioteken på lördagar?");
  fixture_receive (f, "t3", "m3", LUUKKU_DIRECTION_IN, "Когда откроется детская библиотека?");
  fixture_receive (f, "t4", "m4", LUUKKU_DIRECTION_IN, "The street lights were repaired quickly, thank you!");
  return f;
}

static void
test_inflected (void)
{
  g_autoptr (Fixture) f = with_messages ();

  assert_hits (f, "katuvalo", 1);
  assert_hits (f, "katuvalot", 1);
  assert_hits (f, "KATUVALOISTA", 1);
  assert_hits (f, "vikoja", luukku_language_has_voikko () ? 1 : 0); /* the stem alone does not reach it */
  assert_hits (f, "bibliotek", 1);
  assert_hits (f, "lördag", 1);
  assert_hits (f, "библиотеки", 1);
  assert_hits (f, "light repair", 1);
  assert_hits (f, "uimahalli", 0);
}

static void
test_all_words (void)
{
  g_autoptr (Fixture) f = with_messages ();
  g_autoptr (GArray) hits = search (f, "katuvalo viikko");

  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_cmpint (g_array_index (hits, LuukkuSearchHit, 0).sent_at, >, 0);
  assert_hits (f, "katuvalo biblioteken", 0);
  assert_hits (f, "Harjuk", 1); /* the last word may be unfinished */
  assert_hits (f, "Harjuk katuvalo", 0);
  assert_hits (f, "", 0);
  assert_hits (f, "\" OR * NEAR(", 0); /* nothing that is typed is an operator */
  assert_hits (f, "words:vika", 0);
}

static void
test_edited (void)
{
  g_autoptr (Fixture) f = with_messages ();

  assert_hits (f, "katuvalo", 1);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "Hei, suojatiellä on kuoppa.");
  assert_hits (f, "katuvalo", 0);
  assert_hits (f, "kuopat", 1);
}

/* An edit of a message that is not in the search yet must not hide those before it. */
static void
test_edited_early (void)
{
  g_autoptr (Fixture) f = with_messages ();

  fixture_receive (f, "t4", "m4", LUUKKU_DIRECTION_IN, "The street lamps were repaired.");
  assert_hits (f, "katuvalo", 1);
  assert_hits (f, "lamp", 1);
  assert_hits (f, "lights", 0);
}

static void
test_masked (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "Tunnukseni on 131052-308T, soittakaa.");
  assert_hits (f, "soittaa", 1);
  assert_hits (f, "131052-308T", 0);
  assert_hits (f, "131052308t", 0);
  assert_hits (f, "308T", 0);
}

static void
test_forgotten (void)
{
  g_autoptr (Fixture) f = with_messages ();
  g_autoptr (GArray) hits = search (f, "katuvalo");
  g_autoptr (GError) error = NULL;

  g_assert_true (luukku_store_forget_search (f->store, g_array_index (hits, LuukkuSearchHit, 0).message, &error));
  g_assert_no_error (error);
  assert_hits (f, "katuvalo", 0);
  assert_hits (f, "bibliotek", 1);
}

/* Without anybody searching, the idle loop fills it, a few at a time. */
static void
test_idle (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GPtrArray) left = NULL;

  for (guint i = 0; i < 50; i++) {
    g_autofree char *id = g_strdup_printf ("m%u", i);

    fixture_receive (f, "t1", id, LUUKKU_DIRECTION_IN, "katuvalo");
  }
  left = luukku_store_list_unsearched (f->store, 100, NULL);
  g_assert_cmpuint (left->len, ==, 50);
  g_clear_pointer (&left, g_ptr_array_unref);
  g_main_context_iteration (NULL, FALSE);
  left = luukku_store_list_unsearched (f->store, 100, NULL);
  g_assert_cmpuint (left->len, >, 0); /* not all at once */
  g_clear_pointer (&left, g_ptr_array_unref);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  left = luukku_store_list_unsearched (f->store, 100, NULL);
  g_assert_cmpuint (left->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inbox/search/inflected", test_inflected);
  g_test_add_func ("/inbox/search/all-words", test_all_words);
  g_test_add_func ("/inbox/search/edited", test_edited);
  g_test_add_func ("/inbox/search/edited-early", test_edited_early);
  g_test_add_func ("/inbox/search/masked", test_masked);
  g_test_add_func ("/inbox/search/forgotten", test_forgotten);
  g_test_add_func ("/inbox/search/idle", test_idle);
  return g_test_run ();
}
