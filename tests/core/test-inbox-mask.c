/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-inbox-mask.c: identity codes of residents out of sight, looked at only on purpose, whole in the store
 * and in records; reports about the checks without what they are about. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-inbox-fixture.h"

#include "evidence/luukku-archive.h"

#define HETU "131052-308T"
#define HIDDEN "•••••••••••"
#define TEXT "Hei! Tunnukseni on " HETU ", kiitos."
#define MASKED "Hei! Tunnukseni on " HIDDEN ", kiitos."

static void
assert_mask (const char *text, const char *expected)
{
  g_autofree char *masked = luukku_inbox_mask (text);

  g_assert_cmpstr (masked, ==, expected);
}

static void
test_mask (void)
{
  assert_mask ("", "");
  assert_mask ("Milloin kirjasto on auki? Soita 040 123 4567.",
               "Milloin kirjasto on auki? Soita 040 123 4567.");
  assert_mask (TEXT, MASKED);
  assert_mask (HETU " ja " HETU, HIDDEN " ja " HIDDEN);
  assert_mask ("Mitt personnummer är 811218-9876.", "Mitt personnummer är •••••••••••.");
  assert_mask ("Minu isikukood on 37605030299.", "Minu isikukood on •••••••••••.");
}

static char *
dup_first_line (Fixture *f, const char *filter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = luukku_store_list_inbox (f->store, filter, TRUE, 100, &error);

  g_assert_no_error (error);
  return rows->len == 1 ? g_strdup (((LuukkuInboxRow *) rows->pdata[0])->first_line) : NULL;
}

static void
assert_listed (Fixture *f, const char *filter, const char *expected)
{
  g_autofree char *line = dup_first_line (f, filter);

  g_assert_cmpstr (line, ==, expected);
}

static void
assert_masked_list (Fixture *f)
{
  assert_listed (f, NULL, MASKED);
  assert_listed (f, "kiitos", MASKED);
  assert_listed (f, "testaaja", MASKED);
  assert_listed (f, "LUU-2026", MASKED);
  assert_listed (f, HETU, NULL);
  assert_listed (f, "308t", NULL);
  assert_listed (f, "131052", NULL);
}

static void
assert_whole (Fixture *f, guint at, const char *text)
{
  g_autoptr (GPtrArray) messages =
      luukku_store_list_messages (f->store, fixture_conversation (f, "t1"), 0, NULL);
  const LuukkuStoredMessage *stored = g_ptr_array_index (messages, at);

  g_assert_cmpstr (luukku_message_get_text (stored->message), ==, text);
}

static void
test_list (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, TEXT);
  assert_masked_list (f);
  assert_whole (f, 0, TEXT);
}

/* The first line is masked before it is cut. */
static void
test_list_cut (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autofree char *filler = g_strnfill (112, 'x');
  g_autofree char *text = g_strconcat (filler, " " HETU, NULL);
  g_autofree char *line = NULL;

  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, text);
  line = dup_first_line (f, NULL);
  g_assert_nonnull (line);
  g_assert_null (strpbrk (line, "0123456789"));
}

/* Lines that an older Luukku wrote. */
static void
make_bare (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, TEXT);
  luukku_sqlite_exec (luukku_store_get_db (f->store),
                      "UPDATE conversation SET preview = '" TEXT "', folded = lower ('testaaja " TEXT "');"
                      "DELETE FROM setting WHERE name = 'names-masked'",
                      &error);
  g_assert_no_error (error);
}

static void
test_older_lines (void)
{
  g_autoptr (Fixture) f = fixture_new_in_file ();

  make_bare (f);
  assert_listed (f, "131052", TEXT);
  fixture_close (f);
  fixture_open (f);
  assert_masked_list (f);
  assert_whole (f, 0, TEXT);
}

static void
test_older_lines_read_only (void)
{
  g_autoptr (Fixture) f = fixture_new_in_file ();
  g_autoptr (GError) error = NULL;

  make_bare (f);
  fixture_close (f);
  f->store = luukku_store_open (f->path, LUUKKU_STORE_READ_ONLY, LUUKKU_CLOCK (f->clock), &error);
  g_assert_no_error (error);
  f->inbox = luukku_inbox_new (f->store, LUUKKU_CLOCK (f->clock));
  assert_masked_list (f);
}

static void
test_record_is_whole (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *record = NULL;
  g_autofree char *text = NULL;

  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, TEXT);
  g_assert_true (luukku_inbox_note_original (f->inbox, fixture_conversation (f, "t1"), &error));
  record = luukku_inbox_archive (f->inbox, fixture_conversation (f, "t1"), 0, "threat", "en", NULL, &error);
  g_assert_no_error (error);
  bytes = luukku_archive_read (f->store, record, "record.txt", "Minna", &error);
  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_nonnull (strstr (text, HETU));
  g_assert_nonnull (strstr (text, "Masked identity codes shown"));
}

/* --- looking on purpose */

static guint
count_shown (Fixture *f, char **ret_actor)
{
  g_autoptr (LuukkuCase) item = fixture_case (f, "t1");
  g_autoptr (GPtrArray) steps = luukku_store_list_steps (f->store, luukku_case_peek (item)->id, NULL);
  guint n = 0;

  for (guint i = 0; i < steps->len; i++) {
    const LuukkuCaseStep *step = g_ptr_array_index (steps, i);

    if (step->event != LUUKKU_CASE_EVENT_ORIGINAL_SHOWN)
      continue;
    n++;
    g_free (*ret_actor);
    *ret_actor = g_strdup (step->actor);
  }
  return n;
}

static void
test_original (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (LuukkuCase) item = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *actor = NULL;
  gint64 conversation;

  fixture_sign_in (f);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, TEXT);
  conversation = fixture_conversation (f, "t1");
  g_assert_cmpuint (count_shown (f, &actor), ==, 0);
  g_assert_true (luukku_inbox_note_original (f->inbox, conversation, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_shown (f, &actor), ==, 1);
  g_assert_cmpstr (actor, ==, "Minna Esimerkki");

  /* A closed case stays closed, and the step is there all the same. */
  g_assert_true (luukku_inbox_case_event (f->inbox, conversation, LUUKKU_CASE_EVENT_CLOSED, NULL, NULL));
  g_assert_true (luukku_inbox_note_original (f->inbox, conversation, &error));
  item = fixture_case (f, "t1");
  g_assert_cmpint (luukku_case_peek (item)->state, ==, LUUKKU_CASE_CLOSED);
  g_assert_cmpuint (count_shown (f, &actor), ==, 2);

  g_assert_false (luukku_inbox_note_original (f->inbox, 4711, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
}

/* A display name with a code in it: hidden in the list and not found by it, whole in the store. */
static void
test_names (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  const LuukkuMessageInit init = {
    .channel = FIXTURE_CHANNEL,
    .conversation_id = "t1",
    .platform_id = "m1",
    .direction = LUUKKU_DIRECTION_IN,
    .author_id = "resident-1",
    .author_name = "Aino " HETU,
    .text = "Hei",
    .sent_at = FIXTURE_NOW,
    .fetched_at = FIXTURE_NOW,
  };

  g_ptr_array_add (batch->messages, luukku_message_new (&init));
  luukku_inbox_receive (f->inbox, FIXTURE_CHANNEL, batch, &error);
  g_assert_no_error (error);
  rows = luukku_store_list_inbox (f->store, "aino", TRUE, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpstr (((LuukkuInboxRow *) rows->pdata[0])->resident, ==, "Aino " HIDDEN);
  assert_listed (f, HETU, NULL);
  assert_listed (f, "308t", NULL);
  messages = luukku_store_list_messages (f->store, fixture_conversation (f, "t1"), 0, NULL);
  g_assert_cmpstr (luukku_message_get_author_name (((LuukkuStoredMessage *) messages->pdata[0])->message), ==,
                   "Aino " HETU);
}

/* One wrong character hides nothing: nearly all of the code stands there. No date, no code. */
static void
test_mistyped (void)
{
  assert_mask ("Olen 131052-308X, auttakaa.", "Olen •••••••••••, auttakaa.");
  assert_mask ("Tilaus 991399-308X ja 12345-678.", "Tilaus 991399-308X ja 12345-678.");
}

/* --- reports */

static void
report (Fixture *f, const char *text, gboolean missed, const char *note)
{
  g_autoptr (LuukkuVerdict) verdict = luukku_inbox_check (f->inbox, FIXTURE_CHANNEL, "t1", text);
  g_autoptr (GError) error = NULL;

  g_assert_true (luukku_inbox_report_check (f->inbox, verdict, missed, note, &error));
  g_assert_no_error (error);
}

static void
test_report (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) reports = NULL;
  const LuukkuCheckReport *row;

  fixture_sign_in (f);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "Hei");
  report (f, "Tunnus " HETU " on väärä." FIXTURE_SIGNATURE, FALSE, "Ei ole " HETU);
  report (f, "Ovi on 1234, a@example.org." FIXTURE_SIGNATURE, TRUE, NULL);
  reports = luukku_store_list_check_reports (f->store, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (reports->len, ==, 2);

  row = g_ptr_array_index (reports, 1);
  g_assert_cmpstr (row->kind, ==, "false-alarm");
  g_assert_cmpstr (row->actor, ==, "Minna Esimerkki");
  g_assert_cmpstr (row->rules, ==, "identity-code");
  g_assert_true (g_str_has_prefix (row->text, "Tunnus " HIDDEN " on väärä."));
  g_assert_cmpstr (row->note, ==, "Ei ole " HIDDEN);
  g_assert_cmpstr (row->pack, ==, "testtown 2026-11-21.1");
  g_assert_cmpuint (strlen (row->pack_digest), ==, 64);
  g_assert_cmpint (row->at, ==, FIXTURE_NOW);

  row = g_ptr_array_index (reports, 0);
  g_assert_cmpstr (row->kind, ==, "miss");
  g_assert_cmpstr (row->rules, ==, "");
  g_assert_null (row->note);
  g_assert_null (strpbrk (row->text, "0123456789@"));
  g_assert_true (g_str_has_prefix (row->text, "Ovi on ••••, "));
}

static void
test_report_table (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *empty = luukku_inbox_check_reports_to_tsv (f->inbox, &error);
  g_autofree char *table = NULL;
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) cells = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (empty, ==, "at\tkind\trules\tpack\tpack-digest\tactor\ttext\tnote\n");
  fixture_sign_in (f);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "Hei");
  report (f, "Tunnus\n" HETU " \\ on väärä." FIXTURE_SIGNATURE, FALSE, "Ei\tole");
  table = luukku_inbox_check_reports_to_tsv (f->inbox, &error);
  g_assert_no_error (error);
  lines = g_strsplit (table, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3); /* the last one is empty */
  cells = g_strsplit (lines[1], "\t", -1);
  g_assert_cmpuint (g_strv_length (cells), ==, 8);
  g_assert_cmpstr (cells[1], ==, "false-alarm");
  g_assert_cmpstr (cells[2], ==, "identity-code");
  g_assert_true (g_str_has_prefix (cells[6], "Tunnus\\n" HIDDEN " \\\\ on väärä."));
  g_assert_cmpstr (cells[7], ==, "Ei\\tole");
  g_assert_null (strstr (table, "308T"));
}

static void
test_report_limits (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  g_autoptr (LuukkuVerdict) clean = luukku_verdict_new ("Hei", NULL);
  g_autoptr (GPtrArray) reports = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strnfill (100000, 'x');
  const LuukkuCheckReport *row;

  g_assert_false (luukku_inbox_report_check (f->inbox, clean, FALSE, NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "Hei");
  report (f, text, TRUE, text);
  reports = luukku_store_list_check_reports (f->store, 10, &error);
  g_assert_cmpuint (reports->len, ==, 1);
  row = g_ptr_array_index (reports, 0);
  g_assert_cmpuint (strlen (row->text), ==, 2000);
  g_assert_cmpuint (strlen (row->note), ==, 500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inbox/mask/text", test_mask);
  g_test_add_func ("/inbox/mask/list", test_list);
  g_test_add_func ("/inbox/mask/list-cut", test_list_cut);
  g_test_add_func ("/inbox/mask/older-lines", test_older_lines);
  g_test_add_func ("/inbox/mask/older-lines-read-only", test_older_lines_read_only);
  g_test_add_func ("/inbox/mask/record-is-whole", test_record_is_whole);
  g_test_add_func ("/inbox/mask/original", test_original);
  g_test_add_func ("/inbox/mask/report", test_report);
  g_test_add_func ("/inbox/mask/table", test_report_table);
  g_test_add_func ("/inbox/mask/names-masked", test_names);
  g_test_add_func ("/inbox/mask/mistyped-masked", test_mistyped);
  g_test_add_func ("/inbox/mask/report-limits", test_report_limits);
  return g_test_run ();
}
