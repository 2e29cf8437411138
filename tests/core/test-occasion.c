/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-occasion.c: what the gate is told of an occasion: the last name, the town's own contact points, and
 * that a damaged list of them leaves what is in force. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-inbox-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* A data folder with the holidays and a list of contact points; packs are named by their path. */
static char *
make_data_folder (const char *contacts)
{
  g_autofree char *folder = g_dir_make_tmp ("luukku-data-XXXXXX", NULL);
  g_autofree char *holidays = g_build_filename (folder, "holidays", NULL);
  g_autofree char *from =
      g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "holidays", "finland.ini", NULL);
  g_autofree char *to = g_build_filename (holidays, "finland.ini", NULL);
  g_autofree char *list = g_build_filename (folder, LUUKKU_INBOX_CONTACTS, NULL);
  g_autofree char *bytes = NULL;

  g_assert_cmpint (g_mkdir (holidays, 0700), ==, 0);
  g_assert_true (g_file_get_contents (from, &bytes, NULL, NULL));
  g_assert_true (g_file_set_contents (to, bytes, -1, NULL));
  if (contacts != NULL)
    g_assert_true (g_file_set_contents (list, contacts, -1, NULL));
  return g_steal_pointer (&folder);
}

static void
remove_data_folder (const char *folder)
{
  const char *const names[] = { "holidays/finland.ini", "holidays", LUUKKU_INBOX_CONTACTS };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);

    g_remove (path);
  }
  g_rmdir (folder);
}

static Fixture *
with_message (void)
{
  Fixture *f = fixture_new ();

  fixture_sign_in (f);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "Mistä numerosta saan teidät kiinni?");
  return f;
}

static gboolean
load (Fixture *f, const char *pack, const char *folder, GError **error)
{
  g_autofree char *name = g_strconcat (pack, ".pack", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", name, NULL);
  g_autofree char *kept = g_strdup (g_getenv ("LUUKKU_DATA_DIR"));
  gboolean loaded;

  g_setenv ("LUUKKU_DATA_DIR", folder, TRUE);
  loaded = luukku_inbox_load_pack (f->inbox, path, error);
  g_setenv ("LUUKKU_DATA_DIR", kept, TRUE);
  return loaded;
}

/* Returns: (transfer none) (nullable): the finding of @rule on @text. */
static const LuukkuFindingInit *
find (LuukkuVerdict *verdict, const char *rule)
{
  GPtrArray *findings = luukku_verdict_get_findings (verdict);

  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (findings->pdata[i]);

    if (g_str_equal (finding->rule, rule))
      return finding;
  }
  return NULL;
}

static void
test_contacts (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autofree char *folder = make_data_folder ("# ours\nphone\t040 123 4567\n");
  g_autofree char *empty = make_data_folder (NULL);
  const char *text = "Soittakaa numeroon 040 123 4567. Palveluneuvoja Minna";
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuVerdict) strange = NULL;
  g_autoptr (LuukkuVerdict) ours = NULL;

  g_assert_true (load (f, "rautalampi", empty, &error));
  strange = luukku_inbox_check (f->inbox, FIXTURE_CHANNEL, "t1", text);
  g_assert_nonnull (find (strange, "contact-details"));
  g_assert_true (load (f, "rautalampi", folder, &error));
  ours = luukku_inbox_check (f->inbox, FIXTURE_CHANNEL, "t1", text);
  g_assert_null (find (ours, "contact-details"));
  remove_data_folder (folder);
  remove_data_folder (empty);
}

static void
test_damaged_contacts (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autofree char *folder = make_data_folder ("telephone 040\n");
  LuukkuPack *before = luukku_gate_get_pack (luukku_inbox_get_gate (f->inbox));
  g_autoptr (GError) error = NULL;

  g_assert_false (load (f, "rautalampi", folder, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_assert_true (luukku_gate_get_pack (luukku_inbox_get_gate (f->inbox)) == before);
  remove_data_folder (folder);
}

static void
test_last_name (void)
{
  g_autoptr (Fixture) f = with_message ();
  g_autofree char *folder = make_data_folder (NULL);
  const LuukkuStaff staff = { .name = (char *) "Minna Esimerkki", .unit = (char *) "Neuvonta" };
  const LuukkuFindingInit *finding;
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuVerdict) verdict = NULL;

  g_assert_true (luukku_inbox_set_staff (f->inbox, &staff, &error));
  g_assert_true (load (f, "hanko", folder, &error));
  verdict = luukku_inbox_check (f->inbox, FIXTURE_CHANNEL, "t1", "Hei, palaan asiaan huomenna.");
  finding = find (verdict, "signature");
  g_assert_nonnull (finding);
  g_assert_cmpstr (finding->fix, ==, "\nMinna Esimerkki, Neuvonta");
  remove_data_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/occasion/contacts", test_contacts);
  g_test_add_func ("/occasion/damaged-contacts", test_damaged_contacts);
  g_test_add_func ("/occasion/last-name", test_last_name);
  return g_test_run ();
}
