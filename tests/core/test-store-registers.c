/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-store-registers.c: entries of registers: nothing is written over in silence, nothing is deleted. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-registers.h"

#include "luukku-store-fixture.h"

static LuukkuEntry *
user (const char *title)
{
  LuukkuEntry *entry = luukku_entry_new ("users", "minna");

  luukku_entry_set (entry, "name", "Minna Esimerkki");
  luukku_entry_set (entry, "title", title);
  return entry;
}

static void
put (StoreFixture *f, const LuukkuEntry *entry, const char *actor, gboolean changes)
{
  g_autoptr (GError) error = NULL;
  gboolean changed = !changes;

  g_assert_true (luukku_store_put_entry (f->store, entry, actor, &changed, &error));
  g_assert_no_error (error);
  g_assert_cmpint (changed, ==, changes);
}

static void
assert_change (GPtrArray *changes, guint i, const char *actor, const char *what, const char *old,
               const char *now)
{
  const LuukkuEntryChange *change = g_ptr_array_index (changes, i);

  g_assert_cmpstr (change->actor, ==, actor);
  g_assert_cmpstr (change->what, ==, what);
  g_assert_cmpstr (change->old, ==, old);
  g_assert_cmpstr (change->now, ==, now);
  g_assert_cmpint (change->at, ==, FIXTURE_NOW);
}

static void
test_history (StoreFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuEntry) first = user ("neuvoja");
  g_autoptr (LuukkuEntry) second = user (NULL);
  g_autoptr (LuukkuEntry) read = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  gint64 version;

  f->store = fixture_open (f);
  g_assert_cmpint (luukku_store_get_register_version (f->store), ==, 0);
  put (f, first, "Maija", TRUE);
  version = luukku_store_get_register_version (f->store);
  put (f, first, "Pekka", FALSE);
  g_assert_cmpint (luukku_store_get_register_version (f->store), ==, version);
  put (f, second, "Pekka", TRUE);
  g_assert_cmpint (luukku_store_get_register_version (f->store), >, version);

  read = luukku_store_get_entry (f->store, "users", "minna", NULL);
  g_assert_cmpstr (luukku_entry_get (read, "name"), ==, "Minna Esimerkki");
  g_assert_null (luukku_entry_get (read, "title"));
  g_assert_cmpstr (read->confirmed_by, ==, "Maija"); /* who entered it */
  changes = luukku_store_list_entry_changes (f->store, "users", "minna", NULL);
  g_assert_cmpuint (changes->len, ==, 5);
  assert_change (changes, 0, "Maija", "added", NULL, "person");
  assert_change (changes, 1, "Maija", "confirmed", NULL, NULL);
  assert_change (changes, 2, "Maija", "set", NULL, "Minna Esimerkki");
  assert_change (changes, 3, "Maija", "set", NULL, "neuvoja");
  assert_change (changes, 4, "Pekka", "set", "neuvoja", NULL);
}

static void
test_imported (StoreFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuEntry) entry = user ("neuvoja");
  g_autoptr (LuukkuEntry) changed = user ("johtaja");
  g_autoptr (LuukkuEntry) read = NULL;
  g_autoptr (GError) error = NULL;

  f->store = fixture_open (f);
  entry->source = g_strdup ("directory:hanko 1");
  put (f, entry, "Maija", TRUE);
  put (f, changed, "Pekka", TRUE); /* a change confirms nothing */
  read = luukku_store_get_entry (f->store, "users", "minna", NULL);
  g_assert_cmpstr (read->source, ==, "directory:hanko 1");
  g_assert_false (luukku_entry_counts (read));
  luukku_entry_free (g_steal_pointer (&read));

  g_assert_true (luukku_store_confirm_entry (f->store, "users", "minna", "Pekka", &error));
  read = luukku_store_get_entry (f->store, "users", "minna", NULL);
  g_assert_true (luukku_entry_counts (read));
  g_assert_cmpstr (read->confirmed_by, ==, "Pekka");
  g_assert_cmpint (read->confirmed_at, ==, FIXTURE_NOW);
  g_assert_false (luukku_store_confirm_entry (f->store, "users", "nobody", "Pekka", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
}

static void
test_ended (StoreFixture *f, gconstpointer data)
{
  g_autoptr (LuukkuEntry) entry = user ("neuvoja");
  g_autoptr (GPtrArray) in_force = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) error = NULL;

  f->store = fixture_open (f);
  put (f, entry, "Maija", TRUE);
  g_assert_true (luukku_store_end_entry (f->store, "users", "minna", "Pekka", "lähti", &error));
  g_assert_true (luukku_store_end_entry (f->store, "users", "minna", "Pekka", "lähti", &error));
  in_force = luukku_store_list_entries (f->store, "users", FALSE, NULL);
  all = luukku_store_list_entries (f->store, "users", TRUE, NULL);
  g_assert_cmpuint (in_force->len, ==, 0);
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpstr (luukku_entry_get (all->pdata[0], "title"), ==, "neuvoja");
  g_assert_cmpint (luukku_store_count_entries (f->store, "users", NULL), ==, 0);
  luukku_entry_set (entry, "title", "johtaja");
  g_assert_false (luukku_store_put_entry (f->store, entry, "Maija", NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_assert_true (luukku_store_renew_entry (f->store, "users", "minna", "Maija", NULL));
  put (f, entry, "Maija", TRUE);
  changes = luukku_store_list_entry_changes (f->store, "users", "minna", NULL);
  assert_change (changes, 4, "Pekka", "ended", NULL, "lähti");
  assert_change (changes, 5, "Maija", "renewed", NULL, NULL);
}

/* Values of many entries go to their own entry. */
static void
test_many (StoreFixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) all = NULL;

  f->store = fixture_open (f);
  for (guint i = 0; i < 40; i++) {
    g_autofree char *key = g_strdup_printf ("u%02u", (i * 7) % 40);
    g_autoptr (LuukkuEntry) entry = luukku_entry_new ("users", key);

    luukku_entry_set (entry, "name", key);
    put (f, entry, "Maija", TRUE);
    if (i % 3 == 0)
      g_assert_true (luukku_store_end_entry (f->store, "users", key, "Maija", NULL, NULL));
  }
  all = luukku_store_list_entries (f->store, "users", FALSE, NULL);
  g_assert_cmpuint (all->len, ==, 26);
  for (guint i = 0; i < all->len; i++) {
    const LuukkuEntry *entry = g_ptr_array_index (all, i);

    g_assert_cmpstr (luukku_entry_get (entry, "name"), ==, entry->key);
  }
}

/* The schema itself refuses, whoever writes. */
static void
test_schema_guards (StoreFixture *f, gconstpointer data)
{
  static const char *const statements[] = {
    "DELETE FROM register_entry",
    "UPDATE register_entry SET key = 'x'",
    "DELETE FROM register_change",
    "UPDATE register_change SET actor = 'x'",
    "INSERT OR REPLACE INTO register_change (id, entry, at, actor, what) VALUES (1, 1, 1, 'x', 'set')",
  };
  g_autoptr (LuukkuEntry) entry = user ("neuvoja");

  f->store = fixture_open (f);
  put (f, entry, "Maija", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++) {
    g_test_message ("%s", statements[i]);
    g_assert_false (luukku_sqlite_exec (luukku_store_get_db (f->store), statements[i], NULL));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, StoreFixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/store/registers/history", test_history);
  ADD ("/store/registers/imported", test_imported);
  ADD ("/store/registers/ended", test_ended);
  ADD ("/store/registers/many", test_many);
  ADD ("/store/registers/schema-guards", test_schema_guards);
#undef ADD
  return g_test_run ();
}
