/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-pack.c: guideline packs that are right, and one damaged file for every thing that can be wrong. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-pack.h"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

static char *
test_file (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "data", "packs", name, NULL);
}

static char *
shipped_file (const char *name)
{
  return g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", name, NULL);
}

static LuukkuPack *
load_good (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  LuukkuPack *pack = luukku_pack_load (path, &problems, &error);

  g_assert_no_error (error);
  g_assert_nonnull (pack);
  g_assert_cmpuint (problems->len, ==, 0);
  return pack;
}

static void
check_text (const LuukkuPack *pack, const char *group, const char *key, const char *language,
            const char *expected)
{
  g_autofree char *text = luukku_pack_get_text (pack, group, key, language);

  g_assert_cmpstr (text, ==, expected);
}

static const LuukkuRule *
get_rule (const LuukkuPack *pack, const char *id)
{
  GPtrArray *rules = luukku_pack_get_outgoing (pack);

  for (guint i = 0; i < rules->len; i++) {
    const LuukkuRule *rule = g_ptr_array_index (rules, i);

    if (strcmp (rule->id, id) == 0)
      return rule;
  }
  g_assert_not_reached ();
}

static void
test_rautalampi (void)
{
  g_autofree char *path = shipped_file ("rautalampi.pack");
  g_autoptr (LuukkuPack) pack = load_good (path);
  const LuukkuRule *code, *signature;
  LuukkuSla sla;

  g_assert_cmpstr (luukku_pack_get_id (pack), ==, "rautalampi");
  g_assert_false (luukku_pack_is_approved (pack));
  g_assert_true (luukku_digest_is_valid (luukku_pack_get_digest (pack)));
  code = get_rule (pack, "identity-code");
  g_assert_cmpstr (code->check, ==, "identity-code");
  g_assert_cmpint (code->severity, ==, LUUKKU_SEVERITY_BLOCK);
  g_assert_true (code->locked);
  g_assert_cmpstr (code->citation, ==, "004:169-171");
  signature = get_rule (pack, "signature");
  g_assert_cmpint (signature->severity, ==, LUUKKU_SEVERITY_CONFIRM);
  g_assert_cmpint (signature->reason, ==, LUUKKU_REASON_OPTIONAL);
  g_assert_true (signature->reply_only);
  g_assert_cmpstr (signature->template, ==, "{title} {first-name}");
  g_assert_cmpstr (signature->citation, ==, "004:196-197");
  luukku_pack_get_reply_sla (pack, &sla);
  g_assert_cmpint (sla.target, ==, 48 * G_TIME_SPAN_HOUR);
  g_assert_cmpint (sla.warn_at, ==, 24 * G_TIME_SPAN_HOUR);
}

static void
test_neutral (void)
{
  g_autofree char *path = shipped_file ("neutral.pack");
  g_autoptr (LuukkuPack) pack = load_good (path);
  LuukkuSla sla;

  g_assert_cmpuint (luukku_pack_get_outgoing (pack)->len, >=, 2);
  for (guint i = 0; i < luukku_pack_get_outgoing (pack)->len; i++) {
    const LuukkuRule *rule = g_ptr_array_index (luukku_pack_get_outgoing (pack), i);

    g_assert_cmpstr (rule->citation, ==, "product");
  }
  luukku_pack_get_reply_sla (pack, &sla);
  g_assert_cmpint (sla.target, ==, 0);
}

static const char *const shipped[] = { "hanko", "kauhava", "kuopio", "neutral", "rautalampi" };

static void
test_shipped (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (shipped); i++) {
    g_autofree char *name = g_strconcat (shipped[i], ".pack", NULL);
    g_autofree char *path = shipped_file (name);
    g_autoptr (LuukkuPack) pack = load_good (path);

    g_assert_cmpstr (luukku_pack_get_id (pack), ==, shipped[i]);
    g_assert_false (luukku_pack_is_approved (pack));
    g_assert_cmpstr (get_rule (pack, "identity-code")->check, ==, "identity-code");
    g_assert_true (get_rule (pack, "identity-code")->locked);
  }
}

/* Whether @key is one that a person reads, and of the English base. */
static gboolean
is_text_key (const char *key)
{
  static const char *const plain[] = { "Title", "Warning", "Message", "Text", NULL };
  static const char *const numbered[] = { "Step", "Tick", "Item" };

  if (g_strv_contains (plain, key))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (numbered); i++) {
    if (g_str_has_prefix (key, numbered[i]) && strlen (key) == strlen (numbered[i]) + 1)
      return TRUE;
  }
  return FALSE;
}

static void
check_translated (GKeyFile *keys, const char *group, const char *key, const char *language)
{
  g_autofree char *translated = g_strdup_printf ("%s[%s]", key, language);
  g_autofree char *text = g_key_file_get_string (keys, group, translated, NULL);

  g_test_message ("[%s] %s", group, translated);
  g_assert_nonnull (text);
  g_assert_cmpstr (text, !=, "");
}

/* Every text of the packs that we ship is there in Finnish and Swedish, what a resident reads in Russian too.
 */
static void
check_all_translated (const char *name)
{
  g_autofree char *path = shipped_file (name);
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_auto (GStrv) groups = NULL;

  g_assert_true (g_key_file_load_from_file (keys, path, G_KEY_FILE_KEEP_TRANSLATIONS, NULL));
  groups = g_key_file_get_groups (keys, NULL);
  for (guint i = 0; groups[i] != NULL; i++) {
    g_auto (GStrv) all = g_key_file_get_keys (keys, groups[i], NULL, NULL);

    for (guint j = 0; all[j] != NULL; j++) {
      if (!is_text_key (all[j]))
        continue;
      check_translated (keys, groups[i], all[j], "fi");
      check_translated (keys, groups[i], all[j], "sv");
      if (strcmp (all[j], "Text") == 0)
        check_translated (keys, groups[i], all[j], "ru");
    }
  }
}

static void
test_shipped_are_translated (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (shipped); i++) {
    g_autofree char *name = g_strconcat (shipped[i], ".pack", NULL);

    check_all_translated (name);
  }
}

/* A clerk who opens a pack finds in it how to change it, in three languages. */
static void
test_shipped_explain_themselves (void)
{
  static const char *const words[] = { "# How to change it.", "# Näin muutat pakettia.",
                                       "# Så ändrar du paketet." };

  for (guint i = 0; i < G_N_ELEMENTS (shipped); i++) {
    g_autofree char *name = g_strconcat (shipped[i], ".pack", NULL);
    g_autofree char *path = shipped_file (name);
    g_autofree char *text = NULL;

    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    for (guint j = 0; j < G_N_ELEMENTS (words) && strcmp (shipped[i], "neutral") != 0; j++)
      g_assert_nonnull (strstr (text, words[j]));
  }
}

static void
test_every_group (void)
{
  g_autofree char *path = test_file ("every-group.pack");
  g_autoptr (LuukkuPack) pack = load_good (path);

  g_assert_true (luukku_pack_is_approved (pack));
  g_assert_cmpuint (luukku_pack_get_outgoing (pack)->len, ==, 2);
  check_text (pack, "Outgoing identity-code", "Title", "fi", "Tunnus");
  check_text (pack, "Outgoing identity-code", "Title", "fi_FI.UTF-8", "Tunnus");
  check_text (pack, "Outgoing identity-code", "Title", "sv", "Code");
  check_text (pack, "Outgoing identity-code", "Title", "en", "Code");
  check_text (pack, "Outgoing identity-code", "Title", "", "Code");
  check_text (pack, "Escalation threat", "Step1", "fi", "Tallenna viesti");
  check_text (pack, "Template secure", "Text", "sv", "Fortsätt på {secure-service}.\n{signature}");
  check_text (pack, "Role supervisor", "Person", "fi", NULL);
  check_text (pack, "Outgoing nobody", "Title", "fi", NULL);
}

/* A pack that is written in Finnish from the start needs no English. */
static void
test_base_language (void)
{
  const char *bytes = "[Pack]\nFormat=1\nId=oma\nName=Oma kunta\nName[sv]=Egen kommun\nBaseLanguage=fi\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuPack) pack = luukku_pack_parse ("oma.pack", bytes, strlen (bytes), NULL, &error);

  g_assert_no_error (error);
  check_text (pack, "Pack", "Name", "fi", "Oma kunta");
  check_text (pack, "Pack", "Name", "sv", "Egen kommun");
  check_text (pack, "Pack", "Name", "en", "Oma kunta");
  g_assert_cmpuint (luukku_pack_get_outgoing (pack)->len, ==, 0);
  g_assert_cmpstr (luukku_pack_get_version (pack), ==, "");
}

/* What Windows editors make of a file: a byte order mark, CRLF, no end of line at the end. */
static void
test_bom_and_crlf (void)
{
  g_autofree char *path = test_file ("every-group.pack");
  g_autofree char *text = NULL;
  g_autoptr (GString) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuPack) pack = NULL;
  g_autofree char *digest = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  bytes = g_string_new (g_strchomp (text));
  g_string_replace (bytes, "\n", "\r\n", 0);
  g_string_prepend (bytes, "\xef\xbb\xbf");
  pack = luukku_pack_parse ("windows.pack", bytes->str, bytes->len, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (luukku_pack_get_id (pack), ==, "every-group");
  check_text (pack, "Outgoing identity-code", "Warning", "en", "Take it out.");
  digest = luukku_digest_text (bytes->str);
  g_assert_cmpstr (luukku_pack_get_digest (pack), ==, digest);
}

/* --- damaged packs: tests/data/packs/damaged/LINE-words-of-the-message.pack */

/* "The key Title[fi] is …" → "the-key-title-fi-is" */
static char *
slug (const char *text)
{
  GString *words = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++) {
    if (g_ascii_isalnum (*p))
      g_string_append_c (words, g_ascii_tolower (*p));
    else if (words->len > 0 && words->str[words->len - 1] != '-')
      g_string_append_c (words, '-');
  }
  return g_string_free (words, FALSE);
}

static gboolean
has_problem (GPtrArray *problems, guint line, const char *words)
{
  for (guint i = 0; i < problems->len; i++) {
    const LuukkuPackProblem *problem = g_ptr_array_index (problems, i);
    g_autofree char *message = slug (problem->message);

    g_test_message ("  line %u [%s] %s: %s", problem->line, problem->group, problem->key, problem->message);
    if (problem->line == line && strstr (message, words) != NULL)
      return TRUE;
  }
  return FALSE;
}

static void
test_damaged (gconstpointer data)
{
  const char *name = data;
  g_autofree char *file = g_build_filename ("damaged", name, NULL);
  g_autofree char *path = test_file (file);
  g_autofree char *words = g_strndup (name + 3, strlen (name) - 3 - strlen (".pack"));
  guint line = strtoul (name, NULL, 10);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  LuukkuPack *pack = luukku_pack_load (path, &problems, &error);

  g_assert_null (pack);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_assert_nonnull (strstr (error->message, name));
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_true (has_problem (problems, line, words));
}

static void
add_damaged (void)
{
  g_autofree char *folder = test_file ("damaged");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_strdup_printf ("/pack/damaged/%s", name);

    g_test_add_data_func_full (path, g_strdup (name), test_damaged, g_free);
  }
}

static void
test_all_problems_at_once (void)
{
  const char *bytes = "[Pack]\nFormat=2\nColour=red\nFormat=1\nId=x\nName=X\n[Nothing]\nKey=ignored\n";
  const guint lines[] = { 2, 3, 4, 7 };
  g_autoptr (GPtrArray) problems = NULL;

  g_assert_null (luukku_pack_parse ("many.pack", bytes, strlen (bytes), &problems, NULL));
  g_assert_cmpuint (problems->len, ==, G_N_ELEMENTS (lines));
  for (guint i = 0; i < problems->len; i++)
    g_assert_cmpuint (((LuukkuPackProblem *) g_ptr_array_index (problems, i))->line, ==, lines[i]);
}

static void
test_problem_names_its_place (void)
{
  const char *bytes = "[Pack]\nFormat=1\nId=x\nName=X\nName[fi]=\nBaseLanguage=en\n";
  g_autoptr (GPtrArray) problems = NULL;
  const LuukkuPackProblem *problem;

  g_assert_null (luukku_pack_parse ("x.pack", bytes, strlen (bytes), &problems, NULL));
  g_assert_cmpuint (problems->len, ==, 1);
  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpuint (problem->line, ==, 5);
  g_assert_cmpstr (problem->group, ==, "Pack");
  g_assert_cmpstr (problem->key, ==, "Name[fi]");
}

static void
test_too_large (void)
{
  g_autofree char *bytes = g_strnfill (LUUKKU_PACK_MAX_BYTES + 1, '#');
  g_autoptr (GError) error = NULL;

  g_assert_null (luukku_pack_parse ("large.pack", bytes, LUUKKU_PACK_MAX_BYTES + 1, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_assert_nonnull (strstr (error->message, "larger than"));
}

/* A megabyte of groups and of keys: told once, and read in linear time. */
static void
test_too_many (void)
{
  g_autoptr (GString) groups = g_string_new ("[Pack]\nFormat=1\nId=x\nName=X\nBaseLanguage=en\n");
  g_autoptr (GString) keys = g_string_new (groups->str);
  g_autoptr (GPtrArray) group_problems = NULL;
  g_autoptr (GPtrArray) key_problems = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (groups, "[Role r%u]\nTitle=T\nCitation=product\n", i);
  while (keys->len < LUUKKU_PACK_MAX_BYTES - 16)
    g_string_append_printf (keys, "K%" G_GSIZE_FORMAT "=\n", keys->len);
  g_assert_null (luukku_pack_parse ("groups.pack", groups->str, groups->len, &group_problems, NULL));
  g_assert_null (luukku_pack_parse ("keys.pack", keys->str, keys->len, &key_problems, NULL));
  g_assert_cmpuint (group_problems->len, >, 0);
  g_assert_cmpuint (group_problems->len, <=, 100);
  g_assert_cmpuint (key_problems->len, <=, 100);
}

static void
test_load_missing (void)
{
  g_autofree char *missing = test_file ("there-is-no-such-file.pack");
  g_autofree char *folder = test_file ("damaged");
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) folder_error = NULL;

  g_assert_null (luukku_pack_load (missing, &problems, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_null (luukku_pack_load (folder, NULL, &folder_error));
  g_assert_error (folder_error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
}

static void
test_find (void)
{
  static const char *const nothing[] = { "", "../rautalampi", "/etc/passwd", "Rautalampi", "a b" };
  g_autofree char *data = g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", NULL);
  g_autofree char *before = g_strdup (g_getenv ("LUUKKU_DATA_DIR"));
  g_autofree char *path = shipped_file ("neutral.pack");
  g_autoptr (LuukkuPack) by_file = luukku_pack_find (path, NULL, NULL);
  g_autoptr (LuukkuPack) by_id = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("LUUKKU_DATA_DIR", data, TRUE);
  by_id = luukku_pack_find ("neutral", NULL, NULL);
  g_assert_cmpstr (luukku_pack_get_digest (by_id), ==, luukku_pack_get_digest (by_file));
  g_assert_null (luukku_pack_find ("no-such-town", NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  for (guint i = 0; i < G_N_ELEMENTS (nothing); i++) {
    g_autoptr (GError) wrong = NULL;

    g_assert_null (luukku_pack_find (nothing[i], NULL, &wrong));
    g_assert_error (wrong, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  }
  if (before != NULL)
    g_setenv ("LUUKKU_DATA_DIR", before, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pack/shipped/rautalampi", test_rautalampi);
  g_test_add_func ("/pack/shipped/neutral", test_neutral);
  g_test_add_func ("/pack/shipped/all", test_shipped);
  g_test_add_func ("/pack/shipped/translated", test_shipped_are_translated);
  g_test_add_func ("/pack/shipped/explain-themselves", test_shipped_explain_themselves);
  g_test_add_func ("/pack/parse/every-group", test_every_group);
  g_test_add_func ("/pack/parse/base-language", test_base_language);
  g_test_add_func ("/pack/parse/bom-and-crlf", test_bom_and_crlf);
  g_test_add_func ("/pack/problems/all-at-once", test_all_problems_at_once);
  g_test_add_func ("/pack/problems/place", test_problem_names_its_place);
  g_test_add_func ("/pack/problems/too-large", test_too_large);
  g_test_add_func ("/pack/problems/too-many", test_too_many);
  g_test_add_func ("/pack/load/missing", test_load_missing);
  g_test_add_func ("/pack/load/find", test_find);
  add_damaged ();
  return g_test_run ();
}
