/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-register-fields.c: the registers and their fields, as data. The names of fields are those of the
 * guideline packs where a pack has one. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-register.h"

#include "base/luukku-error.h"

#include <string.h>

#define LINE(id, label)                                                                                      \
  {                                                                                                          \
    id, LUUKKU_FIELD_LINE, FALSE, label, NULL                                                                \
  }
#define MAIN(id, label)                                                                                      \
  {                                                                                                          \
    id, LUUKKU_FIELD_LINE, TRUE, label, NULL                                                                 \
  }
#define DATE(id, label)                                                                                      \
  {                                                                                                          \
    id, LUUKKU_FIELD_DATE, FALSE, label, NULL                                                                \
  }
#define MAIN_DATE(id, label)                                                                                 \
  {                                                                                                          \
    id, LUUKKU_FIELD_DATE, TRUE, label, NULL                                                                 \
  }
#define CHOICE(id, label, words)                                                                             \
  {                                                                                                          \
    id, LUUKKU_FIELD_CHOICE, TRUE, label, words                                                              \
  }
#define LIST(id, label)                                                                                      \
  {                                                                                                          \
    id, LUUKKU_FIELD_LIST, TRUE, label, NULL                                                                 \
  }
#define YES_NO(id, label)                                                                                    \
  {                                                                                                          \
    id, LUUKKU_FIELD_YES_NO, FALSE, label, NULL                                                              \
  }
#define NOTE                                                                                                 \
  {                                                                                                          \
    "note", LUUKKU_FIELD_TEXT, TRUE, N_ ("Note"), NULL                                                       \
  }
#define CITATION LINE ("citation", N_ ("Source"))
#define END                                                                                                  \
  {                                                                                                          \
    NULL, LUUKKU_FIELD_LINE, FALSE, NULL, NULL                                                               \
  }

#define KINDS_OF_ACCOUNT                                                                                     \
  "main;official;umbrella;organisation;sector;unit;service-area;working-group;theme;event;programme;"        \
  "project;campaign;expert;work-profile;personal"

static const LuukkuField account_fields[] = {
  MAIN ("name", N_ ("Name")),
  MAIN ("channel", N_ ("Channel in Luukku")),
  MAIN ("platform", N_ ("Service")),
  MAIN ("address", N_ ("Address on the web")),
  LINE ("handle", N_ ("Name in the service")),
  CHOICE ("kind", N_ ("Kind"), KINDS_OF_ACCOUNT),
  MAIN ("unit", N_ ("Unit")),
  CHOICE ("unit-kind", N_ ("Kind of unit"), "school;day-care;youth;other"),
  { "public", LUUKKU_FIELD_YES_NO, TRUE, N_ ("Everyone can read it"), NULL },
  CHOICE ("state", N_ ("State"), "planned;active;closing;closed"),
  { "approvals", LUUKKU_FIELD_APPROVALS, TRUE, N_ ("Decisions (role | date | who | reference)"), NULL },
  MAIN ("holder", N_ ("Holder (a user)")),
  LIST ("substitutes", N_ ("Substitutes (users)")),
  { "role-email", LUUKKU_FIELD_EMAIL, TRUE, N_ ("Shared e-mail address"), NULL },
  MAIN_DATE ("password-changed", N_ ("Password changed on")),
  DATE ("last-update", N_ ("Last updated on")),
  DATE ("last-visit", N_ ("Last looked at on")),
  LINE ("role-name", N_ ("Name of the shared role")),
  { "term", LUUKKU_FIELD_CHOICE, FALSE, N_ ("How long"), "permanent;fixed" },
  DATE ("end-date", N_ ("Ends on")),
  LINE ("need", N_ ("Why it is needed")),
  LINE ("target-group", N_ ("For whom")),
  LINE ("goals", N_ ("Goals")),
  LINE ("aims", N_ ("Aims of the unit")),
  LINE ("purpose", N_ ("Purpose")),
  LINE ("content", N_ ("Content")),
  LINE ("topics", N_ ("Topics")),
  LINE ("benefits", N_ ("Benefits")),
  LINE ("plan", N_ ("Plan")),
  LINE ("strategy-link", N_ ("Part of which strategy")),
  { "resources-hours", LUUKKU_FIELD_NUMBER, FALSE, N_ ("Hours a week reserved"), NULL },
  LINE ("interaction-style", N_ ("Style of interaction")),
  LINE ("audience", N_ ("Audience")),
  LINE ("responsible-updater", N_ ("Responsible updater")),
  LINE ("proposed-by", N_ ("Proposed by")),
  DATE ("agreement-date", N_ ("Agreed on")),
  DATE ("maintainer-stated", N_ ("Page names the municipality, checked on")),
  LINE ("linked-unit-page", N_ ("Linked from the unit's page")),
  LINE ("linked-collection-page", N_ ("Linked from the collection page")),
  LINE ("listed-on-web", N_ ("Listed on the web")),
  LINE ("links-to-web", N_ ("Links to the web pages")),
  YES_NO ("open-to-all", N_ ("Open to people without an account")),
  DATE ("terms-read", N_ ("Terms of use read on")),
  LINE ("provider-rights", N_ ("Rights of the service provider")),
  DATE ("risk-review", N_ ("Risks gone through on")),
  LINE ("reported-to", N_ ("Reported to")),
  DATE ("reported-on", N_ ("Reported on")),
  CITATION,
  NOTE,
  END,
};

static const LuukkuField user_fields[] = {
  MAIN ("name", N_ ("Name")),
  MAIN ("title", N_ ("Title")),
  MAIN ("first-name", N_ ("First name")),
  MAIN ("last-name", N_ ("Last name")),
  CHOICE ("role", N_ ("Role"), "staff;elected"),
  MAIN ("unit", N_ ("Unit")),
  { "email", LUUKKU_FIELD_EMAIL, FALSE, N_ ("E-mail"), NULL },
  LIST ("accounts", N_ ("Accounts")),
  { "rights", LUUKKU_FIELD_CHOICES, FALSE, N_ ("Rights"), "publish;moderate;manage" },
  { "acts-as", LUUKKU_FIELD_CHOICE, FALSE, N_ ("Writes as"), "organisation;expert;work-profile" },
  MAIN_DATE ("inducted", N_ ("Inducted on")),
  LINE ("inducted-by", N_ ("Inducted by")),
  MAIN ("supervisor", N_ ("Supervisor")),
  MAIN_DATE ("supervisor-agreement", N_ ("Supervisor agreed on")),
  LINE ("granted-by", N_ ("Right given by")),
  LINE ("named-by", N_ ("Named by")),
  DATE ("agreement-date", N_ ("Agreed on")),
  DATE ("delivered-to-manager", N_ ("Told to the manager on")),
  YES_NO ("also-elected", N_ ("Also an elected official")),
  MAIN_DATE ("from", N_ ("From")),
  MAIN_DATE ("until", N_ ("Until")),
  DATE ("away-from", N_ ("Away from")),
  DATE ("away-until", N_ ("Away until")),
  NOTE,
  END,
};

static const LuukkuField consent_fields[] = {
  MAIN ("person", N_ ("Person or group")),
  CHOICE ("subject", N_ ("Who it is"),
          "customer;child;pupil;participant;organiser;colleague;staff;staff-private"),
  { "data-kinds", LUUKKU_FIELD_CHOICES, TRUE, N_ ("For what"),
    "name;picture;recording;contact-details;location;other" },
  CHOICE ("value", N_ ("Answer"), "given;refused;not-asked"),
  MAIN ("scope", N_ ("Where it may be used")),
  LINE ("channel", N_ ("Channel in Luukku")),
  CHOICE ("how", N_ ("How it was given"), "written;spoken;other"),
  MAIN ("guardian", N_ ("Guardian")),
  MAIN_DATE ("given-on", N_ ("Given on")),
  MAIN_DATE ("until", N_ ("Until")),
  MAIN_DATE ("withdrawn-on", N_ ("Withdrawn on")),
  YES_NO ("no-account-on-service", N_ ("Has no account in the service")),
  MAIN ("reference", N_ ("Where the paper is")),
  NOTE,
  END,
};

static const LuukkuField contact_fields[] = {
  CHOICE ("kind", N_ ("Kind"), "phone;email;account;domain;iban;address;business-id"),
  MAIN ("value", N_ ("Number or address")),
  CHOICE ("whose", N_ ("Whose it is"), "public;staff;private"),
  /* TRANSLATORS: roles of the guideline, "supervisor;ict" */
  LIST ("roles", N_ ("Told after an alarm as (supervisor, ict …)")),
  MAIN ("name", N_ ("Name")),
  MAIN ("unit", N_ ("Unit")),
  MAIN ("person", N_ ("Person")),
  CITATION,
  NOTE,
  END,
};

static const LuukkuField unit_fields[] = {
  MAIN ("name", N_ ("Name")),
  MAIN ("kind", N_ ("Kind")),
  LIST ("topics", N_ ("Topics")),
  LIST ("words", N_ ("Words residents use")),
  MAIN ("phone", N_ ("Phone")),
  { "email", LUUKKU_FIELD_EMAIL, TRUE, N_ ("E-mail"), NULL },
  MAIN ("address", N_ ("Address on the web")),
  CITATION,
  NOTE,
  END,
};

static const LuukkuField service_fields[] = {
  MAIN ("name", N_ ("Name")),
  MAIN ("operator", N_ ("Run by")),
  LIST ("languages", N_ ("Languages")),
  LIST ("topics", N_ ("Topics")),
  LIST ("words", N_ ("Words residents use")),
  MAIN ("phone", N_ ("Phone")),
  { "email", LUUKKU_FIELD_EMAIL, TRUE, N_ ("E-mail"), NULL },
  MAIN ("address", N_ ("Address on the web")),
  DATE ("review-before", N_ ("Check again before")),
  CITATION,
  NOTE,
  END,
};

static const LuukkuField substitute_fields[] = {
  MAIN ("for", N_ ("For whom (a user)")),
  MAIN ("who", N_ ("Substitute (a user)")),
  MAIN_DATE ("from", N_ ("From")),
  MAIN_DATE ("until", N_ ("Until")),
  NOTE,
  END,
};

static const LuukkuField expert_fields[] = {
  MAIN ("topic", N_ ("Topic")),
  MAIN ("person", N_ ("Person")),
  MAIN ("unit", N_ ("Unit")),
  MAIN ("substitute", N_ ("Substitute")),
  NOTE,
  END,
};

static const LuukkuField induction_fields[] = {
  MAIN ("person", N_ ("Person (a user)")),
  MAIN ("kind", N_ ("Kind")),
  MAIN_DATE ("on", N_ ("Date")),
  MAIN ("by", N_ ("Held by")),
  MAIN_DATE ("next", N_ ("Next on")),
  NOTE,
  END,
};

static const LuukkuField incident_fields[] = {
  CHOICE ("class", N_ ("What happened"),
          "leak;wrong-information;stolen-credentials;threat;phishing;malware;spam"),
  MAIN_DATE ("found-on", N_ ("Found on")),
  MAIN ("by", N_ ("Found by")),
  MAIN ("reported-to", N_ ("Reported to")),
  MAIN ("outcome", N_ ("Outcome")),
  NOTE,
  END,
};

static const LuukkuField document_fields[] = {
  MAIN ("document", N_ ("Document")),
  MAIN_DATE ("valid-from", N_ ("From")),
  MAIN_DATE ("valid-until", N_ ("Until")),
  MAIN ("owner", N_ ("Owner")),
  NOTE,
  END,
};

static const LuukkuRegister registers[] = {
  { "accounts", N_ ("Accounts in social media"), N_ ("Short name"), "kind", FALSE, account_fields },
  { "users", N_ ("Users"), N_ ("Login name"), "name", FALSE, user_fields },
  { "contacts", N_ ("Contact points"), NULL, "kind;value;whose", FALSE, contact_fields },
  { "consents", N_ ("Consents"), NULL, "person;value", FALSE, consent_fields },
  { "units", N_ ("Units"), N_ ("Short name"), "name", TRUE, unit_fields },
  { "services", N_ ("Services for residents"), N_ ("Short name"), "name", TRUE, service_fields },
  { "substitutes", N_ ("Substitutes"), NULL, "for;who", FALSE, substitute_fields },
  { "experts", N_ ("Experts who answer"), NULL, "topic;person", FALSE, expert_fields },
  { "inductions", N_ ("Inductions and courses"), NULL, "person", FALSE, induction_fields },
  { "incidents", N_ ("Incidents"), NULL, "class;found-on", FALSE, incident_fields },
  { "documents", N_ ("Documents we lean on"), NULL, "document;valid-until", FALSE, document_fields },
  { NULL, NULL, NULL, NULL, FALSE, NULL },
};

/* What a pack calls by another name. */
static const struct {
  const char *registry;
  const char *pack;
  const char *field;
} names[] = {
  { "accounts", "owner-unit", "unit" },
  { "accounts", "owner", "holder" },
  { "accounts", "approved-by", "approvals" },
  { "accounts", "approved-on", "approvals" },
  { "accounts", "sector-group-decision", "approvals" },
  { "accounts", "municipal-group-decision", "approvals" },
  { "users", "person", "name" },
  { "users", "account", "accounts" },
  { "users", "role", "acts-as" },
  { "consents", "person-or-group", "person" },
  { "consents", "file", "reference" },
};

static const struct {
  const char *word;
  const char *label;
} choices[] = {
  { "account", N_ ("contact in Pidgin") },
  { "active", N_ ("in use") },
  { "address", N_ ("street address") },
  { "business-id", N_ ("business ID") },
  { "campaign", N_ ("campaign") },
  { "child", N_ ("child") },
  { "closed", N_ ("closed") },
  { "closing", N_ ("being closed") },
  { "colleague", N_ ("colleague") },
  { "contact-details", N_ ("contact details") },
  { "customer", N_ ("customer") },
  { "day-care", N_ ("day care") },
  { "domain", N_ ("domain name") },
  { "elected", N_ ("elected official") },
  { "email", N_ ("e-mail address") },
  { "event", N_ ("event") },
  { "expert", N_ ("expert under own name") },
  { "fixed", N_ ("for a fixed time") },
  { "given", N_ ("given") },
  { "iban", N_ ("bank account number") },
  { "leak", N_ ("leak of data") },
  { "location", N_ ("location") },
  { "main", N_ ("main account") },
  { "malware", N_ ("malware") },
  { "manage", N_ ("manage") },
  { "moderate", N_ ("moderate") },
  { "name", N_ ("name") },
  { "no", N_ ("no") },
  { "not-asked", N_ ("not asked") },
  { "official", N_ ("official account") },
  { "organisation", N_ ("the organisation") },
  { "organiser", N_ ("organiser") },
  { "other", N_ ("other") },
  { "participant", N_ ("participant") },
  { "permanent", N_ ("permanent") },
  { "personal", N_ ("personal account") },
  { "phishing", N_ ("phishing") },
  { "phone", N_ ("phone number") },
  { "picture", N_ ("picture") },
  { "planned", N_ ("planned") },
  { "private", N_ ("an employee's own") },
  { "programme", N_ ("programme") },
  { "project", N_ ("project") },
  { "public", N_ ("the municipality's, for everyone") },
  { "publish", N_ ("publish") },
  { "pupil", N_ ("pupil") },
  { "recording", N_ ("recording") },
  { "refused", N_ ("refused") },
  { "school", N_ ("school") },
  { "sector", N_ ("sector") },
  { "service-area", N_ ("service area") },
  { "spam", N_ ("spam") },
  { "spoken", N_ ("spoken") },
  { "staff", N_ ("an employee's, at work") },
  { "staff-private", N_ ("employee, private") },
  { "stolen-credentials", N_ ("stolen password") },
  { "theme", N_ ("theme") },
  { "threat", N_ ("threat") },
  { "umbrella", N_ ("umbrella account") },
  { "unit", N_ ("unit") },
  { "work-profile", N_ ("work profile") },
  { "working-group", N_ ("working group") },
  { "written", N_ ("written") },
  { "wrong-information", N_ ("wrong information") },
  { "yes", N_ ("yes") },
  { "youth", N_ ("youth work") },
};

const LuukkuRegister *
luukku_register_get_all (void)
{
  return registers;
}

const LuukkuRegister *
luukku_register_find (const char *id)
{
  for (const LuukkuRegister *item = registers; item->id != NULL; item++) {
    if (strcmp (item->id, id) == 0)
      return item;
  }
  return NULL;
}

const char *
luukku_register_field_of (const char *registry, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (strcmp (names[i].registry, registry) == 0 && strcmp (names[i].pack, name) == 0)
      return names[i].field;
  }
  return name;
}

const char *
luukku_register_choice_label (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++) {
    if (strcmp (choices[i].word, word) == 0)
      return luukku_tr (choices[i].label);
  }
  return word;
}
