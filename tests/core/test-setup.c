/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-setup.c: the towns' directories as channels that wait to be set up: what each still needs, what was
 * decided and is there, and that it can be gone on with another day. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-inbox-fixture.h"

#include "inbox/luukku-registers.h"
#include "inbox/luukku-setup.h"

static const char *const nobody[] = { NULL };

static Fixture *
with_directory (const char *id)
{
  Fixture *f = fixture_new_in_file ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuDirectory) directory = luukku_directory_load (id, NULL, &error);

  fixture_sign_in (f);
  g_assert_no_error (error);
  g_assert_true (luukku_registers_import (f->inbox, directory, NULL, NULL, &error));
  return f;
}

static GPtrArray *
list (Fixture *f, const char *const *there)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = luukku_setup_list (f->inbox, there, &error);

  g_assert_no_error (error);
  return rows;
}

static const LuukkuSetupRow *
find (GPtrArray *rows, const char *entry, const char *channel)
{
  for (guint i = 0; i < rows->len; i++) {
    const LuukkuSetupRow *row = g_ptr_array_index (rows, i);

    if (g_str_equal (row->entry, entry) && g_str_equal (row->channel, channel))
      return row;
  }
  g_error ("no row %s %s", entry, channel);
}

static gboolean
needs (const LuukkuSetupRow *row, const char *need)
{
  return g_strv_contains ((const char *const *) row->needs, need);
}

static guint
count_open (GPtrArray *rows, gint64 since)
{
  guint count = 0;

  for (guint i = 0; i < rows->len; i++)
    count += luukku_setup_is_open (rows->pdata[i], since) ? 1 : 0;
  return count;
}

/* Every entry of each directory is in the list, unit after unit, with a channel or with a sentence. */
static void
test_towns (void)
{
  static const struct {
    const char *id;
    guint entries, rows;
  } towns[] = { { "hanko", 2, 3 }, { "kuopio", 75, 133 }, { "rautalampi", 4, 8 } };

  for (guint i = 0; i < G_N_ELEMENTS (towns); i++) {
    g_autoptr (Fixture) f = with_directory (towns[i].id);
    g_autoptr (GPtrArray) rows = list (f, nobody);
    g_autoptr (GPtrArray) entries = luukku_store_list_entries (f->store, "accounts", FALSE, NULL);
    const char *last = "";
    g_autoptr (GHashTable) units = g_hash_table_new (g_str_hash, g_str_equal);

    g_test_message ("%s: %u entries, %u rows", towns[i].id, entries->len, rows->len);
    g_assert_cmpuint (entries->len, ==, towns[i].entries);
    g_assert_cmpuint (rows->len, ==, towns[i].rows);
    g_assert_cmpuint (count_open (rows, FIXTURE_NOW), ==, rows->len);
    for (guint j = 0; j < rows->len; j++) {
      const LuukkuSetupRow *row = g_ptr_array_index (rows, j);

      g_assert_true (g_strv_length (row->needs) > 0 || row->trouble != NULL);
      if (!g_str_equal (row->unit, last))
        g_assert_true (g_hash_table_add (units, row->unit)); /* one unit is not left and come back to */
      last = row->unit;
    }
  }
}

static void
test_needs (void)
{
  g_autoptr (Fixture) f = with_directory ("rautalampi");
  g_autoptr (GPtrArray) rows = list (f, nobody);
  const LuukkuSetupRow *x = find (rows, "rautalampi.municipality-twitter", "x");
  const LuukkuSetupRow *page = find (rows, "rautalampi.municipality-facebook", "facebook");
  const LuukkuSetupRow *mail = find (rows, "rautalampi.tourism", "mail");

  g_assert_cmpstr (x->account, ==, "rautalampi");
  g_assert_true (needs (x, "sign-in") && needs (x, "client-id") && needs (x, "holder"));
  g_assert_false (needs (x, "name"));
  g_assert_cmpstr (page->account, ==, NULL);
  g_assert_cmpstr (page->handle, ==, "rautalamminkunta");
  g_assert_cmpstr (page->title, ==, "Facebook: Municipality of Rautalampi (rautalamminkunta)");
  g_assert_true (needs (page, "page-id") && needs (page, "approval") && needs (page, "token"));
  g_assert_cmpstr (mail->account, ==, "matkailu@rautalampi.fi");
  g_assert_true (needs (mail, "password"));
  for (guint i = 0; i < rows->len; i++) {
    const LuukkuSetupRow *row = g_ptr_array_index (rows, i);

    for (guint j = 0; row->needs[j] != NULL; j++)
      g_assert_cmpstr (luukku_setup_need_sentence (row->needs[j]), !=, row->needs[j]);
  }
}

/* By hand only, and what no program may read beside what one may. */
static void
test_by_hand (void)
{
  g_autoptr (Fixture) f = with_directory ("kuopio");
  const char *const there[] = { "manual:tiktok", NULL };
  g_autoptr (GPtrArray) rows = list (f, there);

  g_assert_true (find (rows, "kuopio.city-tiktok", "manual:tiktok")->by_hand);
  g_assert_cmpstr (find (rows, "kuopio.city-tiktok", "manual:tiktok")->existing, ==, "manual:tiktok");
  g_assert_cmpstr (find (rows, "kuopio.city-tiktok", "tiktok")->existing, ==, NULL);
  g_assert_cmpstr (find (rows, "kuopio.city-linkedin", "manual:linkedin")->existing, ==, NULL);
}

/* An account that is there is matched whatever the capitals; one that was made by the import is known by what
 * was written down, and asked about again when somebody has taken it away. */
static void
test_there (void)
{
  g_autoptr (Fixture) f = with_directory ("rautalampi");
  const char *const there[] = { "x:Rautalampi", "facebook:104455667788990", NULL };
  g_autoptr (GPtrArray) before = list (f, there);
  g_autoptr (GPtrArray) after = NULL, gone = NULL;
  g_autoptr (LuukkuEntry) entry = NULL;
  g_autoptr (GError) error = NULL;
  const LuukkuSetupRow *page = find (before, "rautalampi.municipality-facebook", "facebook");

  g_assert_nonnull (find (before, "rautalampi.municipality-twitter", "x")->existing);
  g_assert_cmpstr (page->existing, ==, NULL); /* whose page it is nobody has said */
  g_assert_true (luukku_setup_choose (f->inbox, page, LUUKKU_SETUP_MADE, "facebook:104455667788990", &error));
  after = list (f, there);
  g_assert_cmpstr (find (after, "rautalampi.municipality-facebook", "facebook")->existing, ==,
                   "facebook:104455667788990");
  g_assert_cmpstr (find (after, "rautalampi.municipality-facebook", "facebook-comments")->account, ==,
                   "104455667788990");
  g_assert_cmpstr (find (after, "rautalampi.municipality-instagram", "instagram")->account, ==,
                   "104455667788990");
  g_assert_cmpstr (find (after, "rautalampi.world-map-facebook", "facebook")->account, ==, NULL);
  entry = luukku_store_get_entry (f->store, "accounts", "rautalampi.municipality-facebook", NULL);
  g_assert_cmpstr (luukku_entry_get (entry, "channel"), ==, "facebook:104455667788990");
  gone = list (f, nobody);
  g_assert_true (luukku_setup_is_open (find (gone, "rautalampi.municipality-facebook", "facebook"), 0));
}

/* Put off is asked again in the next run, not in this one; the rest stays decided, also after the program has
 * ended. */
static void
test_gone_on_with (void)
{
  g_autoptr (Fixture) f = with_directory ("rautalampi");
  g_autoptr (GPtrArray) rows = list (f, nobody), again = NULL;
  guint all = rows->len;
  gint64 next;

  g_assert_true (luukku_setup_choose (f->inbox, rows->pdata[0], LUUKKU_SETUP_LATER, NULL, NULL));
  g_assert_true (luukku_setup_choose (f->inbox, rows->pdata[1], LUUKKU_SETUP_NOT_OURS, NULL, NULL));
  g_assert_true (luukku_setup_choose (f->inbox, rows->pdata[2], LUUKKU_SETUP_BY_HAND, NULL, NULL));
  fixture_close (f);
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_HOUR);
  next = luukku_clock_now (LUUKKU_CLOCK (f->clock));
  fixture_open (f);
  again = list (f, nobody);
  g_assert_cmpuint (count_open (again, FIXTURE_NOW), ==, all - 3);
  g_assert_cmpuint (count_open (again, next), ==, all - 2);
  g_assert_cmpstr (luukku_setup_state_sentence (again->pdata[0]), ==, "put off");
  g_assert_cmpstr (luukku_setup_state_sentence (again->pdata[1]), ==, "not ours");
  g_assert_cmpstr (luukku_setup_state_sentence (again->pdata[2]), ==, "by hand only");
}

/* An entry that says two things, or a service that nobody knows. */
static void
test_trouble (void)
{
  g_autoptr (Fixture) f = with_directory ("hanko");
  g_autoptr (LuukkuEntry) wrong = luukku_entry_new ("accounts", "wrong"),
                          odd = luukku_entry_new ("accounts", "odd");
  g_autoptr (GPtrArray) rows = NULL;

  luukku_entry_set (wrong, "platform", "facebook");
  luukku_entry_set (wrong, "kind", "unit");
  luukku_entry_set (wrong, "address", "https://twitter.com/hanko");
  luukku_entry_set (odd, "platform", "orkut");
  luukku_entry_set (odd, "kind", "unit");
  g_assert_true (luukku_registers_put (f->inbox, wrong, NULL, NULL));
  g_assert_true (luukku_registers_put (f->inbox, odd, NULL, NULL));
  rows = list (f, nobody);
  g_assert_nonnull (
      strstr (find (rows, "wrong", "facebook")->trouble, "is an address of X, but the entry says"));
  g_assert_nonnull (strstr (find (rows, "odd", "unknown")->trouble, "does not know this service"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/setup/towns", test_towns);
  g_test_add_func ("/setup/needs", test_needs);
  g_test_add_func ("/setup/by-hand", test_by_hand);
  g_test_add_func ("/setup/there", test_there);
  g_test_add_func ("/setup/gone-on-with", test_gone_on_with);
  g_test_add_func ("/setup/trouble", test_trouble);
  return g_test_run ();
}
