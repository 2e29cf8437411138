/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-facts.c: what people state about a case: kept with who and when, checked, printed, never guessed;
 * removal requests that leave only complete and archived; pictures of the screen; secrets taken out of
 * payloads. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-facts.h"

#include "base/luukku-digest.h"
#include "evidence/luukku-log-entry.h"
#include "evidence/luukku-record.h"
#include "evidence/luukku-removal.h"
#include "evidence/luukku-screenshot.h"
#include "evidence/luukku-scrub.h"
#include "support/luukku-evidence-fixture.h"

static gboolean
try_set (EvidenceFixture *f, gint64 message, guint item, const char *field, const char *value, GError **error)
{
  const LuukkuStatement fact = { message, item, (char *) field, (char *) value, 0, (char *) "M. Esimerkki" };

  return luukku_facts_set (f->store, f->case_number, &fact, error);
}

static void
set (EvidenceFixture *f, gint64 message, guint item, const char *field, const char *value)
{
  g_autoptr (GError) error = NULL;

  try_set (f, message, item, field, value, &error);
  g_assert_no_error (error);
}

static char *
read_text (EvidenceFixture *f, const char *record, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = luukku_archive_read (f->store, record, file, "M. Esimerkki", &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

#define HAS(text, words) g_assert_nonnull (strstr (text, words))
#define HAS_NOT(text, words) g_assert_null (strstr (text, words))

/* --- values */

typedef struct {
  const char *field, *value, *kept; /* NULL: refused */
} Value;

static const Value values[] = {
  { "emergency-call.at", "20.11.2024 14.30", "2024-11-20T12:30:00.000Z" },
  { "emergency-call.at", "1.7.2024 9:05", "2024-07-01T06:05:00.000Z" },
  { "emergency-call.at", "20.11.2024", "2024-11-19T22:00:00.000Z" },
  { "emergency-call.at", "2024-11-20T14:30:00+02:00", "2024-11-20T12:30:00.000Z" },
  { "emergency-call.at", "31.2.2024 10.00", NULL },
  { "emergency-call.at", "eilen", NULL },
  { "emergency-call.at", "20.11.2024 14.30 tai niin", NULL },
  { "emergency-call.made", "yes", "yes" },
  { "emergency-call.made", "kyllä", NULL },
  { "target.kind", " premises ", "premises" },
  { "target.kind", "crime", NULL },
  { "message.url", "https://example.fi/p/1", "https://example.fi/p/1" },
  { "message.url", "javascript:alert(1)", NULL },
  { "message.url", "example.fi", NULL },
  { "target.premises", "", "" },
  { "target.premises", "\xff", NULL },
};

static void
test_values (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    const LuukkuFactField *field = luukku_fact_field_find (values[i].field);
    g_autoptr (GError) error = NULL;
    g_autofree char *kept = luukku_fact_normalise (field, values[i].value, &error);

    g_assert_cmpstr (kept, ==, values[i].kept);
    g_assert_cmpint (error != NULL, ==, values[i].kept == NULL);
  }
}

/* Every field and choice has words in all three languages: no key ever stands on paper. */
static void
test_words (void)
{
  static const char *const languages[] = { "fi", "sv", "en" };
  guint count;
  const LuukkuFactField *fields = luukku_fact_fields (&count);

  g_assert_cmpuint (count, >, 50);
  for (guint i = 0; i < count; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (languages); k++) {
      g_autofree char *label = luukku_fact_field_label (&fields[i], languages[k]);

      g_assert_cmpstr (label, !=, fields[i].key);
      g_assert_true (fields[i].choices || fields[i].max > 0);
      for (const char *const *choice = fields[i].choices; choice && *choice; choice++) {
        g_autofree char *words = luukku_fact_value_label (&fields[i], *choice, languages[k]);

        g_assert_true (g_str_equal (languages[k], "en") || !g_str_equal (words, *choice));
      }
    }
}

static void
test_refused (EvidenceFixture *f, gconstpointer data)
{
  static const struct {
    gboolean of_message;
    guint item;
    const char *field;
  } wrong[] = {
    { FALSE, 0, "no-such-field" },   { TRUE, 0, "target.kind" },      { FALSE, 1, "target.kind" },
    { FALSE, 0, "notified.name" },   { FALSE, 100, "notified.name" }, { FALSE, 0, "message.url" },
    { FALSE, 0, "removal.sent-at" }, { FALSE, 1, "screenshot.type" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (
        try_set (f, wrong[i].of_message ? f->messages[0] : 0, wrong[i].item, wrong[i].field, "x", &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  }
}

/* The newest statement counts, an empty one takes back, none is lost. */
static void
test_newest (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuFacts) facts = NULL;

  set (f, 0, 0, "target.premises", "Kirjasto");
  set (f, 0, 0, "target.premises", "Pääkirjasto");
  set (f, 0, 2, "notified.name", "Virtanen");
  set (f, 0, 0, "checked.by", "K. Malli");
  set (f, 0, 0, "checked.by", "");
  facts = luukku_facts_load (f->store, f->case_number, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (facts->statements, ==, 5);
  g_assert_cmpuint (facts->current->len, ==, 2);
  g_assert_cmpstr (luukku_facts_get (facts, 0, 0, "target.premises"), ==, "Pääkirjasto");
  g_assert_null (luukku_facts_get (facts, 0, 0, "checked.by"));
  g_assert_cmpuint (luukku_facts_last_item (facts, "notified."), ==, 2);
  g_assert_cmpstr (luukku_facts_find (facts, 0, 0, "target.premises")->actor, ==, "M. Esimerkki");
}

/* --- in records */

static void
state_threat (EvidenceFixture *f)
{
  set (f, 0, 0, "urgency", "immediate-danger");
  set (f, 0, 0, "emergency-call.made", "yes");
  set (f, 0, 0, "emergency-call.at", "20.11.2024 14.30");
  set (f, 0, 0, "target.kind", "premises");
  set (f, 0, 0, "target.premises", "Pääkirjasto");
  set (f, 0, 0, "target.knows", "unknown");
  set (f, 0, 0, "target.person", "Maija Kohde, kirjastonhoitaja");
  set (f, 0, 0, "target.fear-statement", "Pelkään kulkea töihin.");
  set (f, 0, 1, "notified.to-role", "esihenkilö");
  set (f, 0, 1, "notified.name", "P. Päällikkö");
  set (f, 0, 1, "notified.at", "20.11.2024 14.35");
  set (f, f->messages[1], 0, "translation.text", "Te kaikki vastaatte tästä.");
  set (f, f->messages[1], 0, "translation.kind", "machine");
  set (f, f->messages[1], 0, "translation.by", "Kääntäjä 1.0");
  set (f, f->messages[0], 0, "message.url", "https://example.fi/viesti/1");
  set (f, f->messages[0], 0, "message.sender-profile-url", "https://example.fi/testi");
}

static void
test_in_record (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = NULL, *json = NULL, *text = NULL;

  state_threat (f);
  number = evidence_archive (f);
  json = read_text (f, number, "record.json");
  text = read_text (f, number, "record.txt");
  HAS (json, "\"urgency\":\"immediate-danger\"");
  HAS (json, "\"emergency_call\":{\"at\":\"2024-11-20T12:30:00.000Z\",\"made\":true}");
  HAS (json, "\"knows\":\"unknown\"");
  HAS (json, "\"to_role\":\"esihenkilö\"");
  HAS (json, "\"url\":\"https://example.fi/viesti/1\"");
  HAS (json, "\"kind\":\"machine\"");
  HAS (json, "\"what\":\"target.kind\"");
  HAS (json, "\"sent_at_platform_helsinki\":\"2024-11-20T13:41:22+02:00\"");
  HAS (text, "välitön vaara");
  HAS (text, "Pääkirjasto");
  HAS (text, "Ilmoitettu (1): tehtävä tai viranomainen: esihenkilö");
  HAS (text, "Viestin 2 käännös, tekijä: kone (Kääntäjä 1.0). Se ei korvaa");
  HAS (text, "Te kaikki vastaatte tästä.");
  HAS (text, "20.11.2024 14.30.00");
  HAS (text, "Julkisuus arvioimatta");
}

/* The name of who is threatened and the own statement stand in appendix E1 and nowhere else. */
static void
test_appendix (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = NULL, *json = NULL, *text = NULL, *pdf = NULL;
  g_autoptr (GError) error = NULL;

  number = evidence_archive (f);
  g_assert_null (luukku_archive_read (f->store, number, "E1.pdf", "M", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_clear_pointer (&number, g_free);
  state_threat (f);
  number = evidence_archive (f);
  json = read_text (f, number, "record.json");
  text = read_text (f, number, "record.txt");
  pdf = read_text (f, number, "E1.pdf");
  HAS_NOT (json, "Maija Kohde");
  HAS_NOT (text, "Maija Kohde");
  HAS_NOT (json, "fear");
  HAS_NOT (text, "Pelkään");
  HAS (text, "data/appendix/E1.pdf");
  g_assert_true (g_str_has_prefix (pdf, "%PDF-1.4"));
}

/* A state of publicity without a named person does not count. */
static void
test_publicity (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *first = NULL, *second = NULL, *json = NULL, *text = NULL, *newer = NULL;

  set (f, 0, 0, "publicity.state", "secret");
  first = evidence_archive (f);
  json = read_text (f, first, "record.json");
  HAS (json, "\"publicity\":{\"state\":\"not-assessed\"}");
  set (f, 0, 0, "publicity.decided-by", "H. Johtaja");
  set (f, 0, 0, "publicity.ground", "JulkL 24 § 1 mom.");
  set (f, 0, 0, "correction", "Julkisuus arvioitu.");
  second = evidence_archive (f);
  newer = read_text (f, second, "record.json");
  text = read_text (f, second, "record.txt");
  HAS (newer, "\"decided_by\":\"H. Johtaja\"");
  HAS (newer, "\"state\":\"secret\"");
  HAS (newer, "\"supersedes\":1");
  HAS (text, "julkisuus: salassa pidettävä");
  HAS (text, "Päättänyt H. Johtaja");
  HAS (text, "Julkisuus arvioitu.");
}

/* What a threat record has does not stand in a record of another kind. */
static void
test_kinds_apart (EvidenceFixture *f, gconstpointer data)
{
  g_autofree char *number = NULL, *json = NULL;

  state_threat (f);
  set (f, 0, 0, "removal.reasons", "Loukkaava.");
  number = evidence_archive_as (f, "other", "fi");
  json = read_text (f, number, "record.json");
  HAS_NOT (json, "urgency");
  HAS_NOT (json, "Loukkaava");
  HAS_NOT (json, "target.kind");
}

static void
test_context (EvidenceFixture *f, gconstpointer data)
{
  LuukkuArchiveRequest request = { .case_number = f->case_number,
                                   .kind = "removal",
                                   .actor = "M",
                                   .message = f->messages[2],
                                   .before = 1,
                                   .after = 9 };
  g_autoptr (GError) error = NULL;
  g_autofree char *number = luukku_archive_make (f->store, &request, &error), *json = NULL, *text = NULL;

  g_assert_no_error (error);
  json = read_text (f, number, "record.json");
  text = read_text (f, number, "record.txt");
  HAS (json, "\"selection\":\"message-with-context\"");
  HAS (json, "\"messages_left_out\":1");
  HAS_NOT (json, "\"message_id\":\"m_1\"");
  HAS (json, "\"message_id\":\"m_5\"");
  HAS (json, "\"role\":\"context\"");
  HAS (text, "Tämä viesti on valittu mukaan taustaksi.");
  HAS (text, "m_3, viesti 2 kohdassa 2");
  request.before = LUUKKU_ARCHIVE_MAX_CONTEXT + 1;
  g_assert_null (luukku_archive_make (f->store, &request, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
}

/* --- removal requests */

static const char *const request_fields[][3] = {
  { "removal.reasons", "Viesti uhkaa kirjaston henkilökuntaa.", "a" },
  { "removal.locations", "https://example.fi/p/1", "b" },
  { "removal.notifier-name", "Esimerkkilän kunta", "c" },
  { "removal.notifier-email", "kirjaamo@esimerkkila.fi", "c" },
  { "removal.bona-fide-by", "H. Johtaja", "d" },
};

static char *
archive_removal (EvidenceFixture *f)
{
  LuukkuArchiveRequest request = {
    .case_number = f->case_number, .kind = "removal", .actor = "M", .message = f->messages[0]
  };
  g_autoptr (GError) error = NULL;
  char *number = luukku_archive_make (f->store, &request, &error);

  g_assert_no_error (error);
  return number;
}

/* With any of the four empty nothing leaves, and the sentence is about that one. */
static void
test_removal_elements (EvidenceFixture *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (request_fields); i++)
    set (f, 0, 0, request_fields[i][0], request_fields[i][1]);
  for (gsize i = 0; i < G_N_ELEMENTS (request_fields); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (LuukkuFacts) facts = NULL;
    g_autoptr (LuukkuRemovalWatch) watch = NULL;
    g_autofree char *number = NULL, *text = NULL;

    set (f, 0, 0, request_fields[i][0], "");
    number = archive_removal (f);
    text = read_text (f, number, "record.txt");
    HAS (text, "EI VIELÄ KIRJATTU");
    facts = luukku_facts_load (f->store, f->case_number, &error);
    g_assert_cmpstr (luukku_removal_missing (facts), ==, request_fields[i][2]);
    g_assert_false (luukku_removal_submit (f->store, f->case_number, "M", NULL, &error));
    g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
    g_clear_error (&error);
    watch = luukku_store_get_removal_watch (f->store, f->case_number, &error);
    g_assert_null (watch);
    set (f, 0, 0, request_fields[i][0], request_fields[i][1]);
  }
}

/* The record holds both, and it is made before the request leaves; a changed request needs a new record. */
static void
test_removal_pair (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *number = NULL, *second = NULL, *json = NULL, *text = NULL, *notice = NULL, *digest = NULL;
  g_autofree char *named = NULL;
  g_autoptr (LuukkuRemovalWatch) watch = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (request_fields); i++)
    set (f, 0, 0, request_fields[i][0], request_fields[i][1]);
  g_assert_false (luukku_removal_submit (f->store, f->case_number, "M", NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  set (f, 0, 0, "removal.contact-email", "dsa@alusta.example");
  number = archive_removal (f);
  json = read_text (f, number, "record.json");
  text = read_text (f, number, "record.txt");
  HAS (json, "\"message_id\":\"m_1\"");
  HAS (json, "\"reasons\":\"Viesti uhkaa kirjaston henkilökuntaa.\"");
  HAS (text, "6  Poistamispyyntö");
  HAS (text, "(d) Vahvistaa vilpittömässä mielessä");
  HAS (text, "Pyyntöä ei ollut lähetetty");
  HAS (text, "dsa@alusta.example");
  HAS_NOT (text, "EI VIELÄ KIRJATTU");
  set (f, 0, 0, "removal.reasons", "Viesti uhkaa kirjastoa.");
  g_assert_false (luukku_removal_submit (f->store, f->case_number, "M", NULL, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  second = archive_removal (f);
  luukku_removal_submit (f->store, f->case_number, "M", &notice, &error);
  g_assert_no_error (error);
  HAS (notice, "Viesti uhkaa kirjastoa.");
  HAS (notice, "(b) Tarkka sijainti\nhttps://example.fi/p/1");
  digest = luukku_digest_text (notice);
  g_clear_pointer (&json, g_free);
  json = read_text (f, second, "record.json");
  named = g_strdup_printf ("\"notice_sha256\":\"%s\"", digest);
  HAS (json, named);
  watch = luukku_store_get_removal_watch (f->store, f->case_number, &error);
  g_assert_cmpint (watch->remind_at, ==, watch->sent_at + 7 * G_TIME_SPAN_DAY);
}

static guint
count_due (EvidenceFixture *f, gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) due = luukku_store_list_due_removals (f->store, now, &error);

  g_assert_no_error (error);
  return due->len;
}

/* Silence is reminded of every week until the platform decides; a receipt is no decision. */
static void
test_removal_reminder (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL, *second = NULL, *json = NULL, *text = NULL;
  gint64 now = luukku_clock_now (f->clock);

  for (gsize i = 0; i < G_N_ELEMENTS (request_fields); i++)
    set (f, 0, 0, request_fields[i][0], request_fields[i][1]);
  first = archive_removal (f);
  luukku_removal_submit (f->store, f->case_number, "M", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_due (f, now + 6 * G_TIME_SPAN_DAY), ==, 0);
  g_assert_cmpuint (count_due (f, now + 7 * G_TIME_SPAN_DAY), ==, 1);
  set (f, 0, 0, "removal.receipt-at", "21.11.2024 9.00");
  g_assert_true (luukku_removal_update_watch (f->store, f->case_number, TRUE, &error));
  g_assert_cmpuint (count_due (f, now + 13 * G_TIME_SPAN_DAY), ==, 0);
  g_assert_cmpuint (count_due (f, now + 14 * G_TIME_SPAN_DAY), ==, 1);
  set (f, 0, 0, "removal.decision", "kept");
  set (f, 0, 0, "removal.informed-at", "30.8.2024 9.00");
  g_assert_true (luukku_removal_update_watch (f->store, f->case_number, FALSE, &error));
  g_assert_cmpuint (count_due (f, now + 1000 * G_TIME_SPAN_DAY), ==, 0);
  second = archive_removal (f);
  json = read_text (f, second, "record.json");
  text = read_text (f, second, "record.txt");
  HAS (json, "\"complaint_until_estimate\":\"2025-02-28T07:00:00.000Z\"");
  HAS (text, "Arvio: tarkista alustan omat ehdot.");
  HAS (text, "jätetty näkyviin");
  HAS_NOT (text, "Alustan vastausta ei ollut kirjattu");
}

/* Over the change to winter time the wall clock counts; the end of a short month is kept. */
static void
test_complaint_date (void)
{
  g_autofree char *until = NULL;
  gint64 informed;

  g_assert_true (luukku_time_from_iso8601 ("2026-08-31T09:00:00+03:00", &informed, NULL));
  until = luukku_time_to_iso8601 (luukku_removal_complaint_until (informed));
  g_assert_cmpstr (until, ==, "2027-02-28T07:00:00.000Z");
  g_assert_cmpint (luukku_removal_next_reminder (0, 0, FALSE), ==, 0);
  g_assert_cmpint (luukku_removal_next_reminder (5, 1, TRUE), ==, 0);
}

/* --- pictures of the screen */

static GBytes *
make_png (guint8 fill)
{
  static const char head[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
  static const char tail[] = "\0\0\0\0IEND\xae\x42\x60\x82";
  guint8 data[16 + 40 + 12];

  memcpy (data, head, 16);
  memset (data + 16, fill, 40);
  memcpy (data + 56, tail, 12);
  return g_bytes_new (data, sizeof data);
}

static void
test_screenshot (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = make_png (1), cut = g_bytes_new_from_bytes (png, 0, 60);
  g_autoptr (GBytes) html = g_bytes_new_static ("<html><script>", 14);
  g_autoptr (GError) error = NULL;
  g_autofree char *number = NULL, *json = NULL, *text = NULL, *digest = luukku_digest_bytes (png);

  g_assert_false (luukku_screenshot_add (f->store, f->case_number, html, NULL, "M", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (luukku_screenshot_add (f->store, f->case_number, cut, NULL, "M", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_REFUSED);
  g_clear_error (&error);
  luukku_screenshot_add (f->store, f->case_number, png, "Profiilisivu", "M", &error);
  g_assert_no_error (error);
  g_assert_false (luukku_screenshot_add (f->store, f->case_number, png, NULL, "M", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_EXISTS);
  g_clear_error (&error);
  for (guint i = 2; i <= LUUKKU_SCREENSHOT_MAX + 1; i++) {
    g_autoptr (GBytes) other = make_png (i);

    g_assert_cmpint (luukku_screenshot_add (f->store, f->case_number, other, NULL, "M", NULL), ==,
                     i <= LUUKKU_SCREENSHOT_MAX);
  }
  number = evidence_archive (f);
  json = read_text (f, number, "record.json");
  text = read_text (f, number, "record.txt");
  HAS (json, "data/screenshots/0001.png");
  HAS (json, digest);
  HAS (text, "data/screenshots/0001.png. Esittää: Profiilisivu");
}

static void
test_screenshot_size (EvidenceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) large =
      g_bytes_new_take (g_malloc0 (LUUKKU_SCREENSHOT_MAX_SIZE + 1), LUUKKU_SCREENSHOT_MAX_SIZE + 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (luukku_screenshot_add (f->store, f->case_number, large, NULL, "M", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_TOO_LARGE);
}

/* --- secrets */

static const char *const payloads[][2] = {
  { "{\"access_token\":\"CANARY\",\"message\":\"hei\"}",
    "{\"access_token\":\"[removed]\",\"message\":\"hei\"}" },
  { "{\"Access_Token\" : \"CAN\\\"ARY\"}", "{\"Access_Token\" : \"[removed]\"}" },
  { "{\"next\":\"https:\\/\\/g.fi\\/v?limit=2&access_token=CANARY&after=x\"}",
    "{\"next\":\"https:\\/\\/g.fi\\/v?limit=2&access_token=[removed]&after=x\"}" },
  { "{\"u\":\"https://g.fi/a.jpg?x=1\\u0026oh=CANARY\\u0026oe=CANARY\"}",
    "{\"u\":\"https://g.fi/a.jpg?x=1\\u0026oh=[removed]\\u0026oe=[removed]\"}" },
  { "From: a\r\nAuthorization: Bearer CANARY\r\nCookie: s=CANARY; t=2\r\n\r\nHei",
    "From: a\r\nAuthorization: [removed]\r\nCookie: [removed]\r\n\r\nHei" },
  /* a resident's own words stay as they are */
  { "{\"message\":\"salasana password: kissa, access_token=x\"}", NULL },
  { "{\"token\":\"2\",\"oh\":\"hoh\"}", NULL },
  { "{\"access_token\":", NULL },
  { "{\"access_token\":\"", NULL },
  { "access_token", NULL },
  { "", NULL },
};

static void
test_scrub (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (payloads); i++) {
    g_autoptr (GBytes) before = g_bytes_new_static (payloads[i][0], strlen (payloads[i][0]));
    guint count;
    g_autoptr (GBytes) after = luukku_scrub_payload (before, &count);
    g_autofree char *text = g_strndup (g_bytes_get_data (after, NULL), g_bytes_get_size (after));

    g_assert_cmpstr (text, ==, payloads[i][1] ? payloads[i][1] : payloads[i][0]);
    g_assert_cmpint (count > 0, ==, payloads[i][1] != NULL);
  }
}

#define ADD(path, function)                                                                                  \
  g_test_add (path, EvidenceFixture, NULL, evidence_set_up, function, evidence_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/facts/values", test_values);
  g_test_add_func ("/facts/words", test_words);
  ADD ("/facts/refused", test_refused);
  ADD ("/facts/newest", test_newest);
  ADD ("/facts/in-record", test_in_record);
  ADD ("/facts/appendix", test_appendix);
  ADD ("/facts/publicity", test_publicity);
  ADD ("/facts/kinds-apart", test_kinds_apart);
  ADD ("/facts/context", test_context);
  ADD ("/facts/removal/elements", test_removal_elements);
  ADD ("/facts/removal/pair", test_removal_pair);
  ADD ("/facts/removal/reminder", test_removal_reminder);
  g_test_add_func ("/facts/removal/complaint-date", test_complaint_date);
  ADD ("/facts/screenshot", test_screenshot);
  ADD ("/facts/screenshot-size", test_screenshot_size);
  g_test_add_func ("/facts/scrub", test_scrub);
  return g_test_run ();
}
