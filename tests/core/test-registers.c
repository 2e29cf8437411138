/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-registers.c: what the gate learns from the registers, what is refused, and what the check tells. The
 * scenarios are in the order Given, When, Then. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-registers.h"

#include "inbox/luukku-inbox-private.h"
#include "luukku-inbox-fixture.h"
#include "language/luukku-language.h"

/* FIXTURE_NOW is 2026-11-18 in Finland. */
#define TODAY "2026-11-18"

/* @fields: "field", "value", …, NULL. */
static gboolean
try_put (Fixture *f, const char *registry, const char *key, const char *const *fields, GError **error)
{
  g_autoptr (LuukkuEntry) entry = luukku_store_get_entry (f->store, registry, key, NULL);

  if (entry == NULL)
    entry = luukku_entry_new (registry, key);
  for (guint i = 0; fields[i] != NULL; i += 2)
    luukku_entry_set (entry, fields[i], fields[i + 1]);
  return luukku_registers_put (f->inbox, entry, NULL, error);
}

static void
put_fields (Fixture *f, const char *registry, const char *key, const char *const *fields)
{
  g_autoptr (GError) error = NULL;

  try_put (f, registry, key, fields, &error);
  g_assert_no_error (error);
}

#define put(f, registry, key, ...) put_fields (f, registry, key, (const char *const[]){ __VA_ARGS__, NULL })

static Fixture *
with_pack (const char *pack)
{
  Fixture *f = fixture_new ();
  g_autoptr (GError) error = NULL;

  fixture_sign_in (f);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "Hei, miten tämä asia oikein etenee?");
  g_assert_true (luukku_inbox_load_pack (f->inbox, pack, &error));
  g_assert_no_error (error);
  return f;
}

/* Returns: severity of the finding of @rule on @text; PASS when there is none. */
static LuukkuSeverity
severity_of (Fixture *f, const char *rule, const char *text, char **ret_message)
{
  g_autoptr (LuukkuVerdict) verdict = luukku_inbox_check (f->inbox, FIXTURE_CHANNEL, "t1", text);
  GPtrArray *findings = luukku_verdict_get_findings (verdict);

  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (findings->pdata[i]);

    if (!g_str_equal (finding->rule, rule))
      continue;
    if (ret_message != NULL)
      *ret_message = g_strdup (finding->message);
    return finding->severity;
  }
  return LUUKKU_SEVERITY_PASS;
}

/* Of a post or of a conversation that is not there yet. */
static LuukkuSeverity
severity_at (Fixture *f, const char *where, const char *rule, const char *text)
{
  g_autoptr (LuukkuVerdict) verdict = luukku_inbox_check (f->inbox, FIXTURE_CHANNEL, where, text);
  GPtrArray *findings = luukku_verdict_get_findings (verdict);

  for (guint i = 0; i < findings->len; i++) {
    const LuukkuFindingInit *finding = luukku_finding_peek (findings->pdata[i]);

    if (g_str_equal (finding->rule, rule))
      return finding->severity;
  }
  return LUUKKU_SEVERITY_PASS;
}

/* --- scenarios */

/* S20: a project's account without both decisions. */
static void
test_project_account (void)
{
  const char *text = "Hei ja kiitos kysymyksestä! t. palveluneuvoja Minna";
  g_autofree char *message = NULL;

  /* Given an account of kind project with one decision of two, and a user on its list */
  g_autoptr (Fixture) f = with_pack ("rautalampi");
  luukku_inbox_set_language (f->inbox, "en");
  put (f, "accounts", "project", "channel", FIXTURE_CHANNEL, "kind", "project", "approvals",
       "sector-management-group | 2026-11-02");
  put (f, "users", "minna", "name", "Minna Esimerkki", "accounts", "project", "supervisor-agreement",
       "2026-10-01");

  /* When the user tries to send, then it is blocked, and the missing decision is named */
  g_assert_cmpint (severity_of (f, "sender-approved", text, &message), ==, LUUKKU_SEVERITY_BLOCK);
  g_test_message ("%s", message);
  g_assert_nonnull (strstr (message, "missing: Management group."));
  g_assert_null (strstr (message, "of the sector"));

  /* When the second decision is entered, then the same message is sent */
  put (f, "accounts", "project", "approvals",
       "sector-management-group | 2026-11-02\nmunicipal-management-group | " TODAY);
  g_assert_cmpint (severity_of (f, "sender-approved", text, NULL), ==, LUUKKU_SEVERITY_PASS);
  g_assert_cmpint (severity_of (f, "sender-authorised", text, NULL), ==, LUUKKU_SEVERITY_PASS);

  /* When a user who is not on the list tries, then it is blocked */
  put (f, "users", "minna", "accounts", "other");
  put (f, "users", "olli", "name", "Olli", "accounts", "project");
  g_assert_cmpint (severity_of (f, "sender-authorised", text, NULL), ==, LUUKKU_SEVERITY_BLOCK);
}

/* S16: an employee's own number is not given out, the office's number is. */
static void
test_own_number (void)
{
  /* Given the register has an employee's private number and the unit's public one */
  g_autoptr (Fixture) f = with_pack ("kauhava");
  put (f, "contacts", "", "kind", "phone", "value", "+358 40 000 1234", "whose", "private", "person", "Sari");
  put (f, "contacts", "", "kind", "phone", "value", "06 000 0000", "whose", "public");

  /* When the draft has the private number in another form, then it is blocked */
  g_assert_cmpint (
      severity_of (f, "staff-private", "Asiassa auttaa Sari, hänen oma numeronsa on 040 000 1234.", NULL), ==,
      LUUKKU_SEVERITY_BLOCK);
  /* When it has the office's number, then no warning about contact details is shown */
  g_assert_cmpint (
      severity_of (f, "staff-private", "Asiassa auttaa asiakaspalvelu, numero on 06 000 0000.", NULL), ==,
      LUUKKU_SEVERITY_PASS);
  g_assert_cmpint (
      severity_of (f, "contact-details", "Asiassa auttaa asiakaspalvelu, numero on 06 000 0000.", NULL), ==,
      LUUKKU_SEVERITY_PASS);
}

/* Whoever agreed to be named can be named, until it is withdrawn. */
static void
test_named_with_consent (void)
{
  const char *text = "Asiakas Matti Virtanen on valittanut asiasta.";
  g_autoptr (Fixture) f = with_pack ("kauhava");

  put (f, "accounts", "page", "channel", FIXTURE_CHANNEL, "kind", "organisation", "public", "yes");
  g_assert_cmpint (severity_at (f, "page", "person-name", text), ==, LUUKKU_SEVERITY_CONFIRM);
  put (f, "consents", "c1", "person", "Matti Virtanen", "subject", "customer", "value", "given", "data-kinds",
       "picture", "given-on", "2026-11-02");
  g_assert_cmpint (severity_at (f, "page", "person-name", text), ==, LUUKKU_SEVERITY_CONFIRM);
  put (f, "consents", "c1", "data-kinds", "name;picture");
  g_assert_cmpint (severity_at (f, "page", "person-name", text), ==, LUUKKU_SEVERITY_PASS);
  put (f, "consents", "c1", "channel", "fake:2");
  g_assert_cmpint (severity_at (f, "page", "person-name", text), ==, LUUKKU_SEVERITY_CONFIRM);
  put (f, "consents", "c1", "channel", FIXTURE_CHANNEL, "withdrawn-on", TODAY);
  g_assert_cmpint (severity_at (f, "page", "person-name", text), ==, LUUKKU_SEVERITY_CONFIRM);
}

/* Nothing imported counts before a person has confirmed it. */
static void
test_import (void)
{
  const char *text = "Soittakaa numeroon 040 220 3211. Minna Esimerkki, neuvonta";
  const char *file = "[Directory]\nFormat=1\nMunicipality=kunta\nVersion=1\n"
                     "[Contact desk]\nName=Desk\nWhose=public\nPhone=040 220 3211\n";
  g_autoptr (LuukkuDirectory) directory = luukku_directory_parse ("k", file, strlen (file), NULL, NULL);
  g_autoptr (LuukkuDirectory) hanko = luukku_directory_load ("hanko", NULL, NULL);
  g_autoptr (GPtrArray) concerns = NULL;
  g_autoptr (LuukkuEntry) entry = NULL;
  guint added = 0, known = 0;

  /* Given a directory with a public number was imported */
  g_autoptr (Fixture) f = with_pack ("rautalampi");
  g_assert_cmpint (severity_of (f, "contact-details", text, NULL), !=, LUUKKU_SEVERITY_PASS);
  g_assert_true (luukku_registers_import (f->inbox, directory, &added, &known, NULL));
  g_assert_cmpuint (added, ==, 1);
  g_assert_cmpuint (known, ==, 0);
  /* Then the number is still a finding, and the check tells that nobody has confirmed it */
  g_assert_cmpint (severity_of (f, "contact-details", text, NULL), !=, LUUKKU_SEVERITY_PASS);
  concerns = luukku_registers_check (f->inbox, NULL);
  g_assert_cmpuint (concerns->len, ==, 1);
  g_assert_cmpstr (((LuukkuConcern *) concerns->pdata[0])->kind, ==, LUUKKU_CONCERN_NOT_CONFIRMED);
  /* When a person changes it, then it still is; when a person confirms it, then it is no finding */
  put (f, "contacts", "kunta.desk-phone", "unit", "Neuvonta");
  g_assert_cmpint (severity_of (f, "contact-details", text, NULL), !=, LUUKKU_SEVERITY_PASS);
  g_assert_true (luukku_registers_confirm (f->inbox, "contacts", "kunta.desk-phone", NULL));
  g_assert_cmpint (severity_of (f, "contact-details", text, NULL), ==, LUUKKU_SEVERITY_PASS);
  /* When it is imported again, then what was entered stays */
  g_assert_true (luukku_registers_import (f->inbox, directory, &added, &known, NULL));
  g_assert_cmpuint (added, ==, 0);
  g_assert_cmpuint (known, ==, 1);
  entry = luukku_store_get_entry (f->store, "contacts", "kunta.desk-phone", NULL);
  g_assert_cmpstr (luukku_entry_get (entry, "unit"), ==, "Neuvonta");
  /* When it is ended, then it is a finding again */
  g_assert_true (luukku_registers_end (f->inbox, "contacts", "kunta.desk-phone", NULL, NULL));
  g_assert_cmpint (severity_of (f, "contact-details", text, NULL), !=, LUUKKU_SEVERITY_PASS);
  g_assert_true (luukku_registers_import (f->inbox, hanko, &added, &known, NULL));
  g_assert_cmpuint (added, ==, 4);
}

/* --- the context */

static void
test_context_is_complete (void)
{
  g_autoptr (Fixture) f = fixture_new ();
  const LuukkuRuleContext *c;
  LuukkuOccasion *occasion;
  const char *channel = FIXTURE_CHANNEL;

  fixture_go_up (f, FALSE);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "Kenelle maksan veroa ja milloin se pitää maksaa?");
  fixture_receive (f, "t1", "m2", LUUKKU_DIRECTION_OUT_OTHER, "Palaamme asiaan.");
  luukku_inbox_set_language (f->inbox, "fi");
  g_assert_true (luukku_store_set_setting (f->store, "lowered-rules", "shouting;opinion", NULL));
  put (f, "units", "nursery", "name", "Day care", "name[fi]", "Päiväkoti", "kind", "day-care");
  put (f, "accounts", "page", "channel", channel, "kind", "unit", "unit", "nursery", "public", "yes",
       "approvals", "hr-director | " TODAY, "holder", g_get_user_name ());
  put (f, "users", g_get_user_name (), "name", "Sari Malli", "first-name", "Sari", "last-name", "Malli",
       "title", "hoitaja", "role", "elected", "inducted", TODAY, "supervisor-agreement", TODAY);
  put (f, "contacts", "", "kind", "phone", "value", "06 000 0000", "whose", "public");
  put (f, "contacts", "", "kind", "phone", "value", "06 000 0001", "whose", "staff");
  put (f, "contacts", "", "kind", "email", "value", "oma@example.fi", "whose", "private");
  put (f, "services", "tax", "name", "Tax office", "name[fi]", "Verotoimisto", "words[fi]", "vero", "phone",
       "029 000 0000");

  occasion = luukku_occasion_new (f->inbox, channel, "t1");
  c = &occasion->context;
  g_assert_cmpstr (c->channel, ==, channel);
  g_assert_true (c->is_reply);
  g_assert_false (c->is_public); /* the conversation is a private one */
  g_assert_false (c->is_post);
  g_assert_cmpstr (c->sender_title, ==, "hoitaja");
  g_assert_cmpstr (c->sender_first_name, ==, "Sari");
  g_assert_cmpstr (c->sender_last_name, ==, "Malli");
  g_assert_cmpstr (c->unit, ==, "Päiväkoti");
  g_assert_cmpstr (c->unit_kind, ==, "day-care");
  g_assert_cmpstr (c->language, ==, "fi");
  g_assert_cmpstr (c->interface_language, ==, "fi");
  g_assert_cmpstr (c->user_role, ==, "elected");
  g_assert_cmpuint (c->replies->count, ==, 1);
  g_assert_cmpint (c->now, >=, FIXTURE_NOW);
  g_assert_cmpint (c->message_at, >, 0);
  g_assert_nonnull (strstr (c->resident_text, "veroa"));
  g_assert_cmpstr (c->service, ==, "Verotoimisto, 029 000 0000");
  g_assert_true (luukku_allow_list_has_phone (c->allow_list, "060000000"));
  g_assert_false (luukku_allow_list_has_phone (c->allow_list, "060000001"));
  g_assert_cmpstr (c->public_contacts[0], ==, "06 000 0000");
  g_assert_cmpstr (c->staff_contacts[0], ==, "06 000 0001");
  g_assert_cmpstr (c->private_contacts[0], ==, "oma@example.fi");
  g_assert_true (c->has_registers);
  g_assert_cmpstr (c->account_kind, ==, "unit");
  g_assert_cmpstr (c->account_approvals[0], ==, "hr-director");
  g_assert_cmpint (c->user_on_account, ==, LUUKKU_FACT_YES);
  g_assert_cmpint (c->user_inducted, ==, LUUKKU_FACT_YES);
  g_assert_cmpint (c->supervisor_agreement, ==, LUUKKU_FACT_YES);
  g_assert_cmpstr (c->lowered[1], ==, "opinion");
  luukku_occasion_free (occasion);

  /* nobody has written here, and everyone reads it: a post */
  occasion = luukku_occasion_new (f->inbox, channel, "page-itself");
  g_assert_true (occasion->context.is_public);
  g_assert_true (occasion->context.is_post);
  luukku_occasion_free (occasion);
}

static LuukkuRuleContext
look (Fixture *f)
{
  LuukkuOccasion *occasion = luukku_occasion_new (f->inbox, FIXTURE_CHANNEL, "t1");
  LuukkuRuleContext context = occasion->context;

  luukku_occasion_free (occasion); /* facts and counts only are read afterwards */
  return context;
}

static void
test_unknown (void)
{
  g_autoptr (Fixture) f = with_pack ("rautalampi");
  const char *file = "[Directory]\nFormat=1\nMunicipality=k\nVersion=1\n[Unit u]\nName=U\n"
                     "[Account "
                     "a]\nUnit=u\nPlatform=x\nKind=personal\n";
  g_autoptr (LuukkuDirectory) directory = luukku_directory_parse ("k", file, strlen (file), NULL, NULL);

  g_assert_false (look (f).has_registers); /* a town that has not begun is not told at each reply */
  g_assert_true (luukku_registers_import (f->inbox, directory, NULL, NULL, NULL));
  put (f, "accounts", "k.a", "channel", FIXTURE_CHANNEL);
  g_assert_true (look (f).has_registers);
  g_assert_null (look (f).account_kind); /* not confirmed */
  g_assert_cmpint (look (f).user_on_account, ==, LUUKKU_FACT_UNKNOWN);
  g_assert_cmpint (look (f).user_inducted, ==, LUUKKU_FACT_UNKNOWN);
  g_assert_true (luukku_registers_confirm (f->inbox, "accounts", "k.a", NULL));
  g_assert_nonnull (look (f).account_kind);
  g_assert_cmpint (look (f).user_on_account, ==, LUUKKU_FACT_UNKNOWN); /* nobody is entered for it */
}

static void
test_user_facts (void)
{
  g_autoptr (Fixture) f = with_pack ("kauhava");

  put (f, "accounts", "a", "channel", FIXTURE_CHANNEL, "kind", "sector");
  put (f, "users", "minna", "name", "Minna Esimerkki", "accounts", "a", "inducted", "2026-11-19");
  g_assert_cmpint (look (f).user_on_account, ==, LUUKKU_FACT_YES);
  g_assert_cmpint (look (f).user_inducted, ==, LUUKKU_FACT_NO); /* tomorrow */
  g_assert_cmpint (look (f).supervisor_agreement, ==, LUUKKU_FACT_NO);
  put (f, "inductions", "", "person", "minna", "on", TODAY, "by", "Maija");
  g_assert_cmpint (look (f).user_inducted, ==, LUUKKU_FACT_YES);
  put (f, "users", "minna", "until", TODAY);
  g_assert_cmpint (look (f).user_on_account, ==, LUUKKU_FACT_YES); /* the last day */
  put (f, "users", "minna", "until", "2026-11-17");
  g_assert_cmpint (look (f).user_on_account, ==, LUUKKU_FACT_NO);
  put (f, "users", "minna", "until", NULL, "from", "2026-11-19");
  g_assert_cmpint (look (f).user_on_account, ==, LUUKKU_FACT_NO);
  /* the same day goes on at midnight of the town's own clock */
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_DAY);
  g_assert_cmpint (look (f).user_on_account, ==, LUUKKU_FACT_YES);
}

static void
test_staff_consent (void)
{
  g_autoptr (Fixture) f = with_pack ("kauhava");
  const char *text = "Sarin työnumero on 06 000 0001.";

  put (f, "contacts", "", "kind", "phone", "value", "06 000 0001", "whose", "staff", "person", "Sari");
  g_assert_cmpint (severity_of (f, "staff-contact", text, NULL), !=, LUUKKU_SEVERITY_PASS);
  put (f, "consents", "", "person", "Sari", "subject", "staff", "value", "given", "given-on", TODAY);
  g_assert_cmpint (severity_of (f, "staff-contact", text, NULL), ==, LUUKKU_SEVERITY_PASS);
  put (f, "consents", "consents-1", "withdrawn-on", TODAY);
  g_assert_cmpint (severity_of (f, "staff-contact", text, NULL), !=, LUUKKU_SEVERITY_PASS);
}

static void
test_consents (void)
{
  static const struct {
    const char *field, *value;
    gboolean holds;
  } cases[] = {
    { "note", "x", TRUE },
    { "value", "refused", FALSE },
    { "until", "2026-11-17", FALSE },
    { "until", TODAY, TRUE },
    { "given-on", "2026-11-19", FALSE },
    { "withdrawn-on", TODAY, FALSE },
    { "withdrawn-on", "2026-11-19", TRUE },
    { "data-kinds", "name;picture", TRUE },
    { "data-kinds", "name", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (LuukkuEntry) consent = luukku_entry_new ("consents", "c");

    consent->confirmed_at = 1;
    luukku_entry_set (consent, "value", "given");
    luukku_entry_set (consent, cases[i].field, cases[i].value);
    g_test_message ("%s=%s", cases[i].field, cases[i].value);
    g_assert_cmpint (luukku_consent_is_in_force (consent, "picture", TODAY), ==, cases[i].holds);
    consent->confirmed_at = 0;
    g_assert_false (luukku_consent_is_in_force (consent, "picture", TODAY));
  }
}

/* --- what is refused */

#define assert_refused(f, code, registry, key, ...)                                                          \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_autoptr (GError) error_ = NULL;                                                                        \
    const char *const fields_[] = { __VA_ARGS__, NULL };                                                     \
    g_assert_false (try_put (f, registry, key, fields_, &error_));                                           \
    g_assert_error (error_, LUUKKU_ERROR, code);                                                             \
  }                                                                                                          \
  G_STMT_END

static void
test_refused (void)
{
  g_autoptr (Fixture) f = with_pack ("kauhava");

  put (f, "accounts", "main", "kind", "main", "platform", "facebook");
  put (f, "users", "sari", "name", "Sari Malli", "email", "sari.malli@kauhava.fi");
  assert_refused (f, LUUKKU_ERROR_REFUSED, "accounts", "second", "kind", "main", "platform", "facebook");
  assert_refused (f, LUUKKU_ERROR_REFUSED, "accounts", "a", "kind", "sector", "role-email",
                  "sari.malli@kauhava.fi");
  assert_refused (f, LUUKKU_ERROR_REFUSED, "accounts", "a", "kind", "personal", "role-email",
                  "matkailu@kauhava.fi");
  assert_refused (f, LUUKKU_ERROR_INVALID_INPUT, "accounts", "a", "kind", "huge");
  assert_refused (f, LUUKKU_ERROR_INVALID_INPUT, "accounts", "a", "name", "no kind");
  assert_refused (f, LUUKKU_ERROR_INVALID_INPUT, "accounts", "", "kind", "sector");
  assert_refused (f, LUUKKU_ERROR_INVALID_INPUT, "users", "a", "colour", "red");
  assert_refused (f, LUUKKU_ERROR_INVALID_INPUT, "nothing", "a", "name", "x");
  assert_refused (f, LUUKKU_ERROR_INVALID_INPUT, "contacts", "", "kind", "phone", "value", "call me", "whose",
                  "public");
  put (f, "accounts", "main", "platform", "facebook", "state", "closed");
  put (f, "accounts", "second", "kind", "main", "platform", "facebook", "role-email", "matkailu@kauhava.fi");
}

/* The same contact point is one entry. */
static void
test_contact_once (void)
{
  g_autoptr (Fixture) f = with_pack ("kauhava");

  put (f, "contacts", "", "kind", "phone", "value", "06 000 0000", "whose", "public");
  put (f, "contacts", "", "kind", "phone", "value", "06 000 0000", "whose", "staff");
  g_assert_cmpint (luukku_store_count_entries (f->store, "contacts", NULL), ==, 1);
}

/* --- the check */

static gboolean
has_concern (Fixture *f, const char *kind, const char *key, const char *part)
{
  g_autoptr (GPtrArray) concerns = luukku_registers_check (f->inbox, NULL);

  for (guint i = 0; i < concerns->len; i++) {
    const LuukkuConcern *concern = g_ptr_array_index (concerns, i);

    if (g_str_equal (concern->kind, kind) && g_str_equal (concern->key, key) &&
        strstr (concern->sentence, part) != NULL)
      return TRUE;
  }
  return FALSE;
}

static void
test_leavers (void)
{
  g_autoptr (Fixture) f = with_pack ("kauhava");

  put (f, "users", "pekka", "name", "Pekka", "accounts", "a");
  put (f, "users", "sari", "name", "Sari", "accounts", "a");
  put (f, "accounts", "a", "kind", "sector", "holder", "pekka", "substitutes", "sari", "end-date", TODAY);
  g_assert_false (has_concern (f, LUUKKU_CONCERN_HOLDER_LEFT, "a", ""));
  g_assert_false (has_concern (f, LUUKKU_CONCERN_NO_SUBSTITUTE, "a", ""));
  g_assert_false (has_concern (f, LUUKKU_CONCERN_FEW_USERS, "a", ""));
  g_assert_false (has_concern (f, LUUKKU_CONCERN_OVER, "a", ""));
  g_assert_true (has_concern (f, LUUKKU_CONCERN_MISSING, "a", ""));

  /* When the holder's last day passes */
  put (f, "users", "pekka", "until", "2026-11-17");
  g_assert_true (has_concern (f, LUUKKU_CONCERN_HOLDER_LEFT, "a", "pekka"));
  g_assert_true (has_concern (f, LUUKKU_CONCERN_ACCESS_LEFT, "pekka", "2026-11-17"));
  g_assert_true (has_concern (f, LUUKKU_CONCERN_FEW_USERS, "a", "2")); /* the pack's MinUpdaters */
  /* When the entry is ended */
  g_assert_true (luukku_registers_end (f->inbox, "users", "pekka", "lähti", NULL));
  g_assert_true (has_concern (f, LUUKKU_CONCERN_HOLDER_LEFT, "a", "pekka"));
  g_assert_false (has_concern (f, LUUKKU_CONCERN_ACCESS_LEFT, "pekka", ""));
  /* When the substitute leaves, too */
  g_assert_true (luukku_registers_end (f->inbox, "users", "sari", NULL, NULL));
  g_assert_true (has_concern (f, LUUKKU_CONCERN_SUBSTITUTE_LEFT, "a", "sari"));
  put (f, "accounts", "a", "holder", NULL, "substitutes", NULL);
  g_assert_true (has_concern (f, LUUKKU_CONCERN_NO_HOLDER, "a", ""));
  g_assert_true (has_concern (f, LUUKKU_CONCERN_NO_SUBSTITUTE, "a", ""));
  /* the day after the end of the account */
  luukku_manual_clock_advance (f->clock, G_TIME_SPAN_DAY);
  g_assert_true (has_concern (f, LUUKKU_CONCERN_OVER, "a", TODAY));
  put (f, "accounts", "a", "state", "closed");
  g_assert_false (has_concern (f, LUUKKU_CONCERN_NO_HOLDER, "a", ""));
}

static void
test_absence (void)
{
  g_autoptr (Fixture) f = with_pack ("rautalampi");

  put (f, "users", "pekka", "name", "Pekka", "away-from", "2026-11-16", "away-until", TODAY);
  put (f, "users", "sari", "name", "Sari");
  g_assert_true (has_concern (f, LUUKKU_CONCERN_AWAY, "pekka", ""));
  put (f, "substitutes", "", "for", "pekka", "who", "nobody");
  g_assert_true (has_concern (f, LUUKKU_CONCERN_AWAY, "pekka", ""));
  put (f, "substitutes", "", "for", "pekka", "who", "sari");
  g_assert_false (has_concern (f, LUUKKU_CONCERN_AWAY, "pekka", ""));
  put (f, "services", "s", "name", "S", "review-before", "2026-11-17");
  g_assert_true (has_concern (f, LUUKKU_CONCERN_OVER, "s", "2026-11-17"));
}

static void
test_suggest (void)
{
  g_autoptr (Fixture) f = with_pack ("kuopio");
  g_autoptr (LuukkuDirectory) kuopio = luukku_directory_load ("kuopio", NULL, NULL);
  g_autoptr (GPtrArray) found = NULL;

  g_assert_true (luukku_registers_import (f->inbox, kuopio, NULL, NULL, NULL));
  put (f, "services", "kuopio.navigaattori", "phone", "017 000 0000");
  found = luukku_registers_suggest (f->inbox, "Mistä löydän kielikurssin tai koulutuksen?", "fi", 2);
  g_assert_cmpstr (((LuukkuSuggestion *) found->pdata[0])->name, ==, "Navigaattori");
  g_assert_null (((LuukkuSuggestion *) found->pdata[0])->contact);
  g_clear_pointer (&found, g_ptr_array_unref);
  g_assert_true (luukku_registers_confirm (f->inbox, "services", "kuopio.navigaattori", NULL));
  found = luukku_registers_suggest (f->inbox, "Mistä löydän kielikurssin tai koulutuksen?", "fi", 2);
  g_assert_cmpstr (((LuukkuSuggestion *) found->pdata[0])->contact, ==, "017 000 0000");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/registers/S20-project-account", test_project_account);
  g_test_add_func ("/registers/S16-own-number", test_own_number);
  g_test_add_func ("/registers/named-with-consent", test_named_with_consent);
  g_test_add_func ("/registers/import", test_import);
  g_test_add_func ("/registers/context-is-complete", test_context_is_complete);
  g_test_add_func ("/registers/unknown", test_unknown);
  g_test_add_func ("/registers/user-facts", test_user_facts);
  g_test_add_func ("/registers/staff-consent", test_staff_consent);
  g_test_add_func ("/registers/consents", test_consents);
  g_test_add_func ("/registers/refused", test_refused);
  g_test_add_func ("/registers/contact-once", test_contact_once);
  g_test_add_func ("/registers/leavers", test_leavers);
  g_test_add_func ("/registers/absence", test_absence);
  g_test_add_func ("/registers/suggest", test_suggest);
  result = g_test_run ();
  luukku_language_shutdown ();
  return result;
}
