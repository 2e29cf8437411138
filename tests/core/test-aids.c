/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-aids.c: what helps who writes an answer: ready texts in the resident's language with everything filled
 * in, the signature, the parts of an answer, boxes to tick, and whether the guideline is approved. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-inbox-fixture.h"

#include "inbox/luukku-aids.h"
#include "inbox/luukku-due.h"

static Fixture *
with_message (const char *text)
{
  Fixture *f = fixture_new ();

  fixture_sign_in (f);
  luukku_inbox_set_language (f->inbox, "fi");
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, text);
  return f;
}

static char *
pack_bytes (const char *town)
{
  g_autofree char *name = g_strconcat (town, ".pack", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", name, NULL);
  char *bytes = NULL;

  g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
  return bytes;
}

/* The town's own copy, with @from, @to pairs changed in it. */
static void
load (Fixture *f, const char *town, const char *const *changes, GError **error)
{
  g_autofree char *bytes = pack_bytes (town);
  g_autofree char *folder = g_dir_make_tmp ("luukku-pack-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "own.pack", NULL);
  g_autoptr (GString) text = g_string_new (bytes);

  for (guint i = 0; changes != NULL && changes[i] != NULL; i += 2)
    g_assert_cmpuint (g_string_replace (text, changes[i], changes[i + 1], 1), ==, 1);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  luukku_inbox_load_pack (f->inbox, path, error);
  g_remove (path);
  g_rmdir (folder);
}

static const LuukkuReadyText *
find_text (GPtrArray *list, const char *id)
{
  for (guint i = 0; i < list->len; i++) {
    const LuukkuReadyText *text = g_ptr_array_index (list, i);

    if (g_str_equal (text->id, id))
      return text;
  }
  g_assert_not_reached ();
}

static void
test_list (void)
{
  g_autoptr (Fixture) f = with_message ("Hej, när öppnar biblioteket i morgon och var är det?");
  g_autoptr (GPtrArray) all = NULL, found = NULL, none = NULL;
  const LuukkuReadyText *thanks;

  load (f, "rautalampi", NULL, NULL);
  all = luukku_aids_list_texts (f->inbox, FIXTURE_CHANNEL, "t1", NULL);
  g_assert_cmpuint (all->len, ==, 5);
  thanks = find_text (all, "thanks");
  g_assert_cmpstr (thanks->language, ==, "sv");
  g_test_message ("%s", thanks->text);
  g_assert_nonnull (strstr (thanks->text, "Palveluneuvoja Minna"));
  g_assert_null (strchr (thanks->text, '{'));
  found = luukku_aids_list_texts (f->inbox, FIXTURE_CHANNEL, "t1", "SUOJATUS palvel");
  g_assert_cmpstr (((LuukkuReadyText *) found->pdata[0])->id, ==, "secure");
  none = luukku_aids_list_texts (f->inbox, FIXTURE_CHANNEL, "t1", "zzz");
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_places (void)
{
  g_autoptr (Fixture) f = with_message ("Tämä on ihan surkeaa palvelua, tie on auraamatta.");
  const char *const values[] = { "cause", "kalusto rikkoutui", "fix", "tie aurataan tänään", NULL };
  const char *const half[] = { "cause", "kalusto rikkoutui", "fix", "  ", NULL };
  g_auto (GStrv) open = NULL;
  g_autofree char *text = NULL, *refused = NULL, *secure = NULL;
  g_autoptr (GError) error = NULL;

  load (f, "rautalampi", NULL, NULL);
  open = luukku_aids_open_places (f->inbox, FIXTURE_CHANNEL, "t1", "negative");
  g_assert_cmpuint (g_strv_length (open), ==, 2);
  text = luukku_aids_fill_text (f->inbox, FIXTURE_CHANNEL, "t1", "negative", values, NULL);
  g_assert_nonnull (strstr (text, "kalusto rikkoutui"));
  g_assert_true (g_str_has_suffix (text, "Palveluneuvoja Minna"));
  refused = luukku_aids_fill_text (f->inbox, FIXTURE_CHANNEL, "t1", "negative", half, &error);
  g_assert_null (refused);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_assert_nonnull (strstr (error->message, "{fix}"));
  g_clear_error (&error);
  secure = luukku_aids_fill_text (f->inbox, FIXTURE_CHANNEL, "t1", "secure", NULL, &error);
  g_assert_null (secure); /* the pack names no secure service */
  g_assert_nonnull (strstr (error->message, "{secure-service}"));
}

static void
test_moment (void)
{
  g_autoptr (Fixture) f = with_message ("Uhkaava viesti, joka pitää poistaa täältä heti.");
  const char *const values[] = { "link", "https://example.invalid/1", NULL };
  g_autofree char *text = NULL;

  luukku_manual_clock_set (f->clock, FIXTURE_NOW + 3 * G_TIME_SPAN_DAY);
  load (f, "kauhava", NULL, NULL);
  text = luukku_aids_fill_text (f->inbox, FIXTURE_CHANNEL, "t1", "platform-removal", values, NULL);
  g_assert_nonnull (text);
  g_assert_nonnull (strstr (text, "https://example.invalid/1"));
  g_assert_nonnull (strstr (text, "18.11.2026 klo 13.06")); /* when it was sent, not today, in Finnish */
}

static void
test_sign (void)
{
  g_autoptr (Fixture) f = with_message ("Milloin kirjasto aukeaa?");
  g_autofree char *fresh = NULL, *signed_already = NULL, *nobody = NULL;
  const LuukkuStaff empty = { .name = NULL };
  g_autoptr (GError) error = NULL;

  load (f, "rautalampi", NULL, NULL);
  fresh = luukku_aids_sign (f->inbox, FIXTURE_CHANNEL, "t1", "Kymmeneltä.", NULL);
  g_assert_cmpstr (fresh, ==, "Palveluneuvoja Minna");
  signed_already =
      luukku_aids_sign (f->inbox, FIXTURE_CHANNEL, "t1", "Kymmeneltä. t. Minna, palveluneuvoja", NULL);
  g_assert_cmpstr (signed_already, ==, "");
  g_assert_true (luukku_inbox_set_staff (f->inbox, &empty, NULL));
  nobody = luukku_aids_sign (f->inbox, FIXTURE_CHANNEL, "t1", "Kymmeneltä.", &error);
  g_assert_null (nobody);
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
}

static void
test_parts (void)
{
  g_autoptr (Fixture) f = with_message ("Todella surkeaa toimintaa! Tie on ollut auraamatta kolme päivää.");
  g_autoptr (Fixture) calm = with_message ("Hei, milloin kirjasto aukeaa?");
  g_auto (GStrv) missing = NULL, unasked = NULL, by_itself = NULL;
  g_autofree char *begin = NULL;

  load (f, "rautalampi", NULL, NULL);
  load (calm, "rautalampi", NULL, NULL);
  unasked = luukku_aids_missing_parts (calm->inbox, FIXTURE_CHANNEL, "t1", "", FALSE);
  g_assert_null (unasked); /* nobody has called it negative */
  by_itself = luukku_aids_missing_parts (f->inbox, FIXTURE_CHANNEL, "t1", "", FALSE);
  g_assert_cmpuint (g_strv_length (by_itself), ==, 4);
  missing = luukku_aids_missing_parts (f->inbox, FIXTURE_CHANNEL, "t1",
                                       "Kiitos palautteesta. Pahoittelemme tapahtunutta.", TRUE);
  g_assert_cmpuint (g_strv_length (missing), ==, 2);
  g_assert_cmpstr (missing[0], ==, "cause");
  g_assert_cmpstr (missing[1], ==, "fix");
  begin = luukku_aids_part_text (f->inbox, FIXTURE_CHANNEL, "t1", "cause");
  g_assert_true (g_str_has_prefix (begin, "Tämä johtui"));
}

/* What the buttons insert counts as that part, in every language. */
static void
test_part_texts (void)
{
  static const char *const letters[] = { "Todella surkeaa toimintaa, tie on ollut auraamatta.",
                                         "Det här är riktigt dåligt, vägen är inte plogad.",
                                         "This is really bad, the road has not been ploughed.",
                                         "Это очень плохо, дорогу никто не чистит." };
  static const char *const parts[] = { "thanks", "cause", "fix", "sorry" };

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++) {
    g_autoptr (Fixture) f = with_message (letters[i]);
    g_autoptr (GString) text = g_string_new (NULL);
    g_auto (GStrv) missing = NULL;

    load (f, "rautalampi", NULL, NULL);
    for (guint j = 0; j < G_N_ELEMENTS (parts); j++) {
      g_autofree char *part = luukku_aids_part_text (f->inbox, FIXTURE_CHANNEL, "t1", parts[j]);

      g_string_append_printf (text, "%s\n", part);
    }
    missing = luukku_aids_missing_parts (f->inbox, FIXTURE_CHANNEL, "t1", text->str, TRUE);
    g_test_message ("%s %s", text->str, missing[0] != NULL ? missing[0] : "");
    g_assert_cmpuint (g_strv_length (missing), ==, 0);
  }
}

static void
test_language (void)
{
  g_autoptr (Fixture) f = with_message ("Здравствуйте! Куда обратиться, чтобы записаться на курсы?");
  g_autofree char *empty = NULL, *finnish = NULL, *russian = NULL;

  load (f, "kuopio", NULL, NULL);
  empty = luukku_aids_language_hint (f->inbox, FIXTURE_CHANNEL, "t1", "");
  finnish =
      luukku_aids_language_hint (f->inbox, FIXTURE_CHANNEL, "t1", "Kurssitiedot löytyvät verkkosivuilta.");
  russian = luukku_aids_language_hint (f->inbox, FIXTURE_CHANNEL, "t1", "Информация о курсах есть на сайте.");
  g_assert_cmpstr (empty, ==, "ru");
  g_assert_cmpstr (finnish, ==, "ru");
  g_assert_null (russian);
}

/* --- boxes */
#define LONG_QUOTE                                                                                                \
  "Lehdessä luki näin: \"Kaupunginhallitus käsitteli asiaa pitkään ja perusteellisesti, ja puheenjohtaja "   \
  "totesi lopuksi, että päätös tehdään vasta keväällä, kun kaikki selvitykset on saatu ja asukkaita on " \
  "kuultu kahdessa tilaisuudessa, joista ensimmäinen pidetään tammikuussa ja toinen helmikuussa.\" "           \
  "Palveluneuvoja Minna"

static void
test_ticks (void)
{
  g_autoptr (Fixture) f = with_message ("Mitä lehti kirjoitti?");
  g_autoptr (LuukkuVerdict) held = NULL, passed = NULL, other = NULL;
  g_autoptr (GPtrArray) boxes = NULL, decisions = NULL;
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) ticks = NULL;
  const char *const wrong[] = { "no-such:1", NULL };
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  load (f, "kauhava", NULL, NULL);
  held = luukku_inbox_check (f->inbox, FIXTURE_CHANNEL, "t1", LONG_QUOTE);
  g_assert_cmpint (luukku_verdict_get_severity (held), ==, LUUKKU_SEVERITY_CONFIRM);
  boxes = luukku_aids_list_ticks (f->inbox, FIXTURE_CHANNEL, "t1", held);
  g_assert_cmpuint (boxes->len, >=, 1);
  for (guint i = 0; i < boxes->len; i++) {
    const LuukkuTick *box = g_ptr_array_index (boxes, i);

    g_assert_false (box->ticked);
    g_assert_cmpstr (box->rule, ==, "copyright");
    g_strv_builder_add (ids, box->id);
  }
  ticks = g_strv_builder_end (ids);
  g_assert_false (luukku_aids_set_ticks (f->inbox, FIXTURE_CHANNEL, "t1", LONG_QUOTE, wrong, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_assert_true (
      luukku_aids_set_ticks (f->inbox, FIXTURE_CHANNEL, "t1", LONG_QUOTE, (const char *const *) ticks, NULL));
  passed = luukku_inbox_check (f->inbox, FIXTURE_CHANNEL, "t1", LONG_QUOTE);
  g_assert_cmpint (luukku_verdict_get_severity (passed), <, LUUKKU_SEVERITY_CONFIRM);
  other = luukku_inbox_check (f->inbox, FIXTURE_CHANNEL, "t1", LONG_QUOTE "!");
  g_assert_cmpint (luukku_verdict_get_severity (other), ==, LUUKKU_SEVERITY_CONFIRM); /* another text */

  fixture_go_up (f, FALSE);
  id = fixture_submit (f, "t1", LONG_QUOTE);
  decisions = luukku_store_list_decisions (f->store, "ticked", 10, NULL);
  g_assert_cmpuint (decisions->len, ==, 1);
  g_assert_true (g_str_has_prefix (((LuukkuDecisionRow *) decisions->pdata[0])->rules, "copyright:1"));
  g_assert_nonnull (((LuukkuDecisionRow *) decisions->pdata[0])->case_number);
  fake_answer_id (f->sender, "own-1");
  {
    g_autoptr (LuukkuReply) row = luukku_store_get_reply (f->store, id, NULL);
    g_autoptr (LuukkuVerdict) again = luukku_inbox_check (f->inbox, FIXTURE_CHANNEL, "t1", LONG_QUOTE);

    g_assert_nonnull (strstr (row->permit, "\"ticks\":[\"copyright:1\""));
    g_assert_cmpint (luukku_verdict_get_severity (again), ==, LUUKKU_SEVERITY_CONFIRM); /* once */
  }
}

/* A picture in the entry is seen by the rules although no text shows it. */
static void
test_picture (void)
{
  g_autoptr (Fixture) f = with_message ("Onko teillä kuvia retkestä?");
  const char *markup = "Tässä kuva, Palveluneuvoja Minna <IMG ID=\"3\">";
  const char *text = "Tässä kuva, Palveluneuvoja Minna ";
  const char *const ticks[] = { "image:1", "image:2", "copyright:1", NULL };
  g_autoptr (LuukkuVerdict) held = NULL, passed = NULL;

  load (f, "kauhava", NULL, NULL);
  held = luukku_inbox_check (f->inbox, FIXTURE_CHANNEL, "t1", markup);
  g_assert_cmpint (luukku_verdict_get_severity (held), ==, LUUKKU_SEVERITY_BLOCK);
  g_assert_true (luukku_aids_set_ticks (f->inbox, FIXTURE_CHANNEL, "t1", text, ticks, NULL));
  passed = luukku_inbox_check (f->inbox, FIXTURE_CHANNEL, "t1", markup);
  g_assert_cmpint (luukku_verdict_get_severity (passed), <, LUUKKU_SEVERITY_BLOCK);
}

/* --- approval */
static void
test_approval (void)
{
  g_autoptr (Fixture) f = with_message ("Hei!");
  const char *const approved[] = { "ApprovedBy=\nApprovedOn=",
                                   "ApprovedBy=Kunnanhallitus\nApprovedOn=2026-11-02", NULL };
  const char *const changed[] = { "ApprovedBy=\nApprovedOn=",
                                  "ApprovedBy=Kunnanhallitus\nApprovedOn=2026-11-02", "Target=48 hours",
                                  "Target=24 hours", NULL };
  const char *const renewed[] = { "ApprovedBy=\nApprovedOn=",
                                  "ApprovedBy=Kunnanhallitus\nApprovedOn=2026-11-20", "Target=48 hours",
                                  "Target=24 hours", NULL };
  const char *const half[] = { "ApprovedBy=\n", "ApprovedBy=Kunnanhallitus\n", NULL };

  load (f, "rautalampi", NULL, NULL);
  g_assert_nonnull (strstr (luukku_inbox_get_approval_problem (f->inbox), "ApprovedBy, ApprovedOn"));
  load (f, "rautalampi", half, NULL);
  g_assert_null (strstr (luukku_inbox_get_approval_problem (f->inbox), "ApprovedBy"));
  load (f, "rautalampi", approved, NULL);
  g_assert_null (luukku_inbox_get_approval_problem (f->inbox));
  load (f, "rautalampi", changed, NULL);
  g_assert_nonnull (strstr (luukku_inbox_get_approval_problem (f->inbox), "2026-11-02"));
  load (f, "rautalampi", renewed, NULL);
  g_assert_null (luukku_inbox_get_approval_problem (f->inbox));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/aids/list", test_list);
  g_test_add_func ("/aids/places", test_places);
  g_test_add_func ("/aids/moment", test_moment);
  g_test_add_func ("/aids/sign", test_sign);
  g_test_add_func ("/aids/parts", test_parts);
  g_test_add_func ("/aids/part-texts", test_part_texts);
  g_test_add_func ("/aids/language", test_language);
  g_test_add_func ("/aids/ticks", test_ticks);
  g_test_add_func ("/aids/picture", test_picture);
  g_test_add_func ("/aids/approval", test_approval);
  return g_test_run ();
}
