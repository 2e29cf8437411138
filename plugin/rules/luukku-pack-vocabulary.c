/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pack-vocabulary.c: every group, key and check type that a guideline pack may have, as data. A new
 * key is a row here; what it may hold is checked in luukku-pack-value.c. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-retention.h"
#include "rules/luukku-pack-private.h"

#include <string.h>

/* clang-format off */
#define TEXT(name, required) { name, LUUKKU_VALUE_TEXT, required, NULL }
#define LINE(name) { name, LUUKKU_VALUE_LINE, FALSE, NULL }
#define NAMES(name) { name, LUUKKU_VALUE_NAMES, FALSE, NULL }
#define NAMES_NEEDED(name) { name, LUUKKU_VALUE_NAMES, TRUE, NULL }
#define CHOICE(name, allowed) { name, LUUKKU_VALUE_CHOICE, FALSE, allowed }
#define CHOICE_NEEDED(name, allowed) { name, LUUKKU_VALUE_CHOICE, TRUE, allowed }
#define CHOICES(name, allowed) { name, LUUKKU_VALUE_CHOICES, FALSE, allowed }
#define DURATION(name) { name, LUUKKU_VALUE_DURATION, FALSE, NULL }
#define NUMBER(name) { name, LUUKKU_VALUE_NUMBER, FALSE, NULL }
#define YES_NO(name) CHOICE (name, "yes;no")
#define REFERENCE(name, type) { name, LUUKKU_VALUE_REFERENCE, FALSE, type }
#define CITATION { "Citation", LUUKKU_VALUE_CITATION, TRUE, NULL }
/* Where a group comes from; the citation itself is separate because [Checklist] has one an item. */
#define ORIGIN \
  LINE ("Section"), LINE ("Requirement"), LINE ("Note"), CHOICE ("Basis", "stated;derived;product;context")
#define END { NULL, LUUKKU_VALUE_LINE, FALSE, NULL }
/* clang-format on */

static const LuukkuPackKeySpec pack_keys[] = {
  CHOICE_NEEDED ("Format", "1"),
  { "Id", LUUKKU_VALUE_NAME, TRUE, NULL },
  TEXT ("Name", TRUE),
  TEXT ("Title", FALSE),
  LINE ("SourceDocument"),
  LINE ("SourceTitle"),
  { "SourceLanguage", LUUKKU_VALUE_LANGUAGE, FALSE, NULL },
  { "BaseLanguage", LUUKKU_VALUE_LANGUAGE, TRUE, NULL },
  LINE ("Version"),
  CHOICES ("Scope", "staff;elected;residents"),
  LINE ("HandledBy"),
  LINE ("ApprovedBy"),
  { "ApprovedOn", LUUKKU_VALUE_DATE, FALSE, NULL },
  CHOICE ("Status", "example;draft;approved"),
  { "ReviewBefore", LUUKKU_VALUE_DATE, FALSE, NULL },
  { "TimeZone", LUUKKU_VALUE_ZONE, FALSE, NULL },
  { "ServiceLanguages", LUUKKU_VALUE_LANGUAGES, FALSE, NULL },
  LINE ("ServiceHours"),
  LINE ("ClosedDays"),
  { "Holidays", LUUKKU_VALUE_NAMES, FALSE, NULL },
  { "OwnHosts", LUUKKU_VALUE_HOSTS, FALSE, NULL },
  { "TrustedHosts", LUUKKU_VALUE_HOSTS, FALSE, NULL },
  LINE ("SecureService"),
  LINE ("FeedbackForm"),
  { "Citation", LUUKKU_VALUE_CITATION, FALSE, NULL },
  ORIGIN,
  END,
};

static const LuukkuPackKeySpec outgoing_keys[] = {
  { "Check", LUUKKU_VALUE_NAME, TRUE, NULL },
  CHOICE_NEEDED ("Severity", "block;confirm;advice"),
  YES_NO ("Locked"),
  CHOICE ("Reason", "required;optional;consent-reference;guardian-consent-reference;decided-by"),
  CHOICES ("Applies", "reply;post"),
  { "Template", LUUKKU_VALUE_SIGNATURE, FALSE, NULL },
  TEXT ("Title", TRUE),
  TEXT ("Warning", TRUE),
  TEXT ("Tick#", FALSE),
  CITATION,
  ORIGIN,
  NAMES ("Lexicons"),
  NAMES ("With"),
  NUMBER ("WithNeeded"),
  NAMES ("Kinds"),
  NAMES ("Except"),
  CHOICES ("Channels", "public;private"),
  NAMES ("Units"),
  CHOICES ("Scope", "staff;elected;residents"),
  NAMES ("Report"),
  REFERENCE ("Register", "Register"),
  { "TicksNeeded", LUUKKU_VALUE_NAME, FALSE, NULL },
  NUMBER ("MaxWords"),
  NAMES ("Abbreviations"),
  NAMES ("After"),
  DURATION ("Within"),
  NUMBER ("CapsPercent"),
  NUMBER ("MinLetters"),
  NUMBER ("ExclamationMarks"),
  NUMBER ("QuoteMinChars"),
  CHOICE ("Mode", "match-sender;both"),
  { "Languages", LUUKKU_VALUE_LANGUAGES, FALSE, NULL },
  NAMES ("Require"),
  NAMES ("Approvers"),
  NUMBER ("ApproversNeeded"),
  NAMES ("GrantedBy"),
  NAMES ("Parts"),
  NUMBER ("Replies"),
  NAMES ("Subject"),
  NAMES ("Topics"),
  NAMES ("Suggest"),
  END,
};

static const LuukkuPackKeySpec incoming_keys[] = {
  { "Check", LUUKKU_VALUE_NAME, TRUE, NULL },
  CHOICE_NEEDED ("Severity", "alarm;queue;label"),
  { "Class", LUUKKU_VALUE_NAME, FALSE, NULL },
  YES_NO ("Locked"),
  TEXT ("Title", TRUE),
  TEXT ("Warning", TRUE),
  CITATION,
  ORIGIN,
  NAMES ("Lexicons"),
  NAMES ("With"),
  NAMES ("Kinds"),
  NAMES ("Except"),
  CHOICES ("Channels", "public;private"),
  CHOICE ("Target", "person;site"),
  REFERENCE ("Escalation", "Escalation"),
  REFERENCE ("Template", "Template"),
  REFERENCE ("Checklist", "Checklist"),
  REFERENCE ("Register", "Register"),
  YES_NO ("Protect"),
  YES_NO ("Archive"),
  YES_NO ("Mask"),
  YES_NO ("Clickable"),
  CHOICE ("Receive", "refuse;accept"),
  NAMES ("Accept"),
  { "Same", LUUKKU_VALUE_REPEAT, FALSE, NULL },
  NUMBER ("Breaches"),
  DURATION ("Within"),
  { "Repeat", LUUKKU_VALUE_REPEAT, FALSE, NULL },
  END,
};

static const LuukkuPackKeySpec moderation_keys[] = {
  CHOICE_NEEDED ("HoldBack", "never"),
  NAMES ("RemovalNotice"),
  NAMES ("Moderators"),
  LINE ("Bans"),
  CITATION,
  ORIGIN,
  END,
};

static const LuukkuPackKeySpec escalation_keys[] = {
  LINE ("CloseNeeds"),
  LINE ("NotifySender"),
  TEXT ("Step#", FALSE),
  NAMES ("Step#Role"),
  DURATION ("Step#Within"),
  NAMES ("Step#Record"),
  CHOICE ("Step#Else", "reason"),
  CITATION,
  ORIGIN,
  END,
};

static const LuukkuPackKeySpec clock_keys[] = {
  { "Starts", LUUKKU_VALUE_NAME, TRUE, NULL },
  DURATION ("Target"),
  { "WarnAt", LUUKKU_VALUE_DURATIONS, FALSE, NULL },
  CHOICE ("Counting", "elapsed;service-hours;service-days"),
  NAMES ("Applies"),
  YES_NO ("SortFirst"),
  NUMBER ("Minimum"),
  DURATION ("Every"),
  DURATION ("RepeatEvery"),
  DURATION ("MaxLength"),
  LINE ("Platforms"),
  LINE ("Documents"),
  YES_NO ("PerAccount"),
  TEXT ("Title", TRUE),
  TEXT ("Message", TRUE),
  CITATION,
  ORIGIN,
  END,
};

static const LuukkuPackKeySpec quiet_keys[] = {
  NAMES ("OutsideServiceHours"), NAMES ("Alarms"), CITATION, ORIGIN, END,
};

static const LuukkuPackKeySpec register_keys[] = {
  TEXT ("Title", TRUE),
  NAMES_NEEDED ("Fields"),
  NAMES ("Required"),
  NAMES ("Kinds"),
  NAMES ("Roles"),
  NAMES ("HowValues"),
  NAMES ("Values"),
  NAMES ("Subjects"),
  NAMES ("Classes"),
  LINE ("Covers"),
  LINE ("PublicList"),
  LINE ("PublicListAddress"),
  LINE ("Directory"),
  NAMES ("GrantedBy"),
  NUMBER ("MinAdmins"),
  NUMBER ("MinUpdaters"),
  LINE ("PersonalEmail"),
  LINE ("RoleEmailExample"),
  NAMES ("ReportTo"),
  LINE ("WorkEmail"),
  LINE ("PersonalAccountsMunicipalEmail"),
  LINE ("OneMainPerPlatform"),
  LINE ("AllMayModerate"),
  LINE ("OnLeaving"),
  CITATION,
  ORIGIN,
  END,
};

static const LuukkuPackKeySpec credentials_keys[] = {
  NAMES ("DifferentPerService"),
  NAMES ("DifferentFromNetwork"),
  NAMES ("Complex"),
  DURATION ("MaxAge"),
  NAMES ("Store"),
  NAMES ("BrowserStore"),
  CITATION,
  ORIGIN,
  END,
};

static const LuukkuPackKeySpec assignment_keys[] = {
  NAMES ("Owner"), NAMES ("HandOver"), NAMES ("Umbrella"), CITATION, ORIGIN, END,
};

static const LuukkuPackKeySpec evidence_keys[] = {
  TEXT ("Title", TRUE),
  YES_NO ("Required"),
  NAMES ("Contents"),
  NAMES ("SnapshotBeforeRemoval"),
  CHOICE ("Print", "offered;required"),
  DURATION ("Retention"),
  CHOICE ("Unsend", "withdraw;keep"),
  CITATION,
  ORIGIN,
  END,
};

static const LuukkuPackKeySpec retention_keys[] = {
  TEXT ("Title", TRUE),
  { "Classes", LUUKKU_VALUE_CHOICES, TRUE, LUUKKU_RETENTION_CLASSES },
  { "Keep", LUUKKU_VALUE_DURATION, TRUE, NULL },
  CHOICE_NEEDED ("From", "closed;last-message"),
  CITATION,
  ORIGIN,
  END,
};

static const LuukkuPackKeySpec checklist_keys[] = {
  { "When", LUUKKU_VALUE_NAMES, TRUE, NULL },
  TEXT ("Title", TRUE),
  TEXT ("Item#", FALSE),
  { "Item#Citation", LUUKKU_VALUE_CITATION, FALSE, NULL },
  { "Citation", LUUKKU_VALUE_CITATION, FALSE, NULL },
  ORIGIN,
  END,
};

static const LuukkuPackKeySpec template_keys[] = {
  TEXT ("Title", TRUE),
  TEXT ("Text", TRUE),
  { "Languages", LUUKKU_VALUE_LANGUAGES, FALSE, NULL },
  LINE ("Service"),
  CITATION,
  ORIGIN,
  END,
};

static const LuukkuPackKeySpec role_keys[] = {
  TEXT ("Title", TRUE), LINE ("Person"), LINE ("Mailbox"), CITATION, ORIGIN, END,
};

static const LuukkuPackKeySpec contact_keys[] = {
  LINE ("Role"),
  LINE ("Name"),
  LINE ("Phone"),
  LINE ("Email"),
  LINE ("EmailNote"),
  YES_NO ("Verified"),
  CITATION,
  ORIGIN,
  END,
};

static const LuukkuPackKeySpec metric_keys[] = {
  TEXT ("Title", TRUE),
  REFERENCE ("Clock", "Clock"),
  NAMES ("By"),
  CHOICE ("Counting", "elapsed;service-hours;service-days"),
  CITATION,
  ORIGIN,
  END,
};

static const LuukkuPackKeySpec excluded_keys[] = {
  { "Reason", LUUKKU_VALUE_LINE, TRUE, NULL },
  CITATION,
  ORIGIN,
  END,
};

static const LuukkuPackGroupSpec groups[] = {
  { "Pack", FALSE, pack_keys },
  { "Outgoing", TRUE, outgoing_keys },
  { "Incoming", TRUE, incoming_keys },
  { "Moderation", FALSE, moderation_keys },
  { "Escalation", TRUE, escalation_keys },
  { "Clock", TRUE, clock_keys },
  { "Quiet", FALSE, quiet_keys },
  { "Register", TRUE, register_keys },
  { "Credentials", FALSE, credentials_keys },
  { "Assignment", FALSE, assignment_keys },
  { "Evidence", FALSE, evidence_keys },
  { "Retention", TRUE, retention_keys },
  { "Checklist", TRUE, checklist_keys },
  { "Template", TRUE, template_keys },
  { "Role", TRUE, role_keys },
  { "Contact", TRUE, contact_keys },
  { "Metric", TRUE, metric_keys },
  { "Excluded", TRUE, excluded_keys },
  { NULL, FALSE, NULL },
};

/* name, outgoing, incoming, exact, keys that the outgoing check reads, those it needs, what Warning may hold
 */
static const LuukkuPackCheckSpec checks[] = {
  { "identity-code", TRUE, TRUE, TRUE, "", "", "" },
  { "signature", TRUE, FALSE, FALSE, "Template", "", "" },
  { "sender", TRUE, FALSE, TRUE, "Require;Approvers;ApproversNeeded;GrantedBy", "Require", "approver" },
  { "contact-details", TRUE, FALSE, FALSE, "Kinds;Except;Register;Subject", "Kinds", "" },
  { "personal-data", TRUE, FALSE, FALSE, "Kinds;Except", "Kinds", "" },
  { "person-name", TRUE, TRUE, FALSE, "Except;Register", "", "" },
  { "minor", TRUE, FALSE, FALSE, "Lexicons;With;Register", "Lexicons;With", "" },
  { "minor-location", TRUE, FALSE, FALSE, "Lexicons;With;WithNeeded", "Lexicons;With", "" },
  { "attachment", TRUE, TRUE, FALSE, "Kinds;Lexicons;Units;TicksNeeded;Tick#", "Kinds", "" },
  { "attachment-or-quote", TRUE, FALSE, FALSE, "Kinds;QuoteMinChars;TicksNeeded;Tick#", "", "" },
  { "lexicon", TRUE, TRUE, FALSE, "Lexicons;Except", "Lexicons", "" },
  { "lexicon-near", TRUE, TRUE, FALSE, "Lexicons;With;Except", "Lexicons;With", "" },
  { "link", TRUE, TRUE, FALSE, "Except", "", "" },
  { "shouting", TRUE, FALSE, FALSE, "CapsPercent;MinLetters;ExclamationMarks", "", "" },
  { "politeness", TRUE, FALSE, FALSE, "Lexicons", "Lexicons", "" },
  { "clarity", TRUE, FALSE, FALSE, "Lexicons;MaxWords;Abbreviations", "", "" },
  { "facts", TRUE, FALSE, FALSE, "Kinds", "Kinds", "" },
  { "language", TRUE, FALSE, FALSE, "Mode;Languages", "Mode;Languages", "language" },
  { "reply-parts", TRUE, FALSE, FALSE, "Parts;After", "Parts", "missing" },
  { "reply-count", TRUE, FALSE, FALSE, "Replies;Within;After", "Replies;Within", "" },
  { "answer-speed", TRUE, FALSE, FALSE, "After;Within;With", "Within", "" },
  { "topic", TRUE, FALSE, FALSE, "Topics;Suggest", "Topics", "service" },
  { "always", TRUE, FALSE, FALSE, "Topics", "", "" },
  { "threat", FALSE, TRUE, FALSE, "", "", "" },
  { "impersonation", FALSE, TRUE, FALSE, "", "", "" },
  { "duplicate", FALSE, TRUE, FALSE, "", "", "" },
  { "contact-request", FALSE, TRUE, FALSE, "", "", "" },
  { "repeat-offender", FALSE, TRUE, FALSE, "", "", "" },
  { "manual", FALSE, TRUE, FALSE, "", "", "" },
};

/* What else than the name of a word list may stand near a word: luukku-cues.c finds it. */
#define CUES                                                                                                 \
  "person-name;sender-own;identity-code;link;price;date;time;decision-number;age;class-name;image;"          \
  "street-address;phone;email;shouting"

/* The words of lists whose meaning is built in. A check of NULL is any check. */
static const struct {
  const char *check; /* (nullable) */
  const char *key;
  const char *words;
  gboolean lists; /* names of word lists too */
} words_of[] = {
  { NULL, "Lexicons", "class-name", TRUE },
  { NULL, "With", CUES, TRUE },
  { NULL, "Parts", "thanks;cause;fix;sorry", FALSE },
  { NULL, "Subject", "staff;staff-private", FALSE },
  { NULL, "Abbreviations", "explain;any", FALSE },
  { NULL, "Require",
    "account-approved;user-on-account;user-inducted;supervisor-agreement;organisation-account;expert-account;"
    "work-profile",
    FALSE },
  { "contact-details", "Kinds", "phone;email;street-address;bank-account", FALSE },
  { "personal-data", "Kinds",
    "phone;email;street-address;bank-account;swedish-identity;estonian-identity;foreign-identity;tax-number;"
    "payment-card;"
    "document-number;plate;birth-date;name;sensitive;secret;ip-address",
    FALSE },
  { "attachment", "Kinds", "image;video;audio;document;program", FALSE },
  { "attachment-or-quote", "Kinds", "image;video;audio;document;program", FALSE },
  { "facts", "Kinds", "date;time;price;decision-number", FALSE },
  { "contact-details", "Except", "directory;sender-own", FALSE },
  { "personal-data", "Except", "directory;sender-own", FALSE },
  { "person-name", "Except", "sender-own;signature;public-office", FALSE },
  { "lexicon", "Except", "quotation", FALSE },
  { "lexicon-near", "Except", "quotation", FALSE },
  { "link", "Except", "own-hosts;trusted-hosts", FALSE },
};

const LuukkuPackGroupSpec *
luukku_pack_groups (void)
{
  return groups;
}

const LuukkuPackGroupSpec *
luukku_pack_group_spec (const LuukkuPackGroupSpec *specs, const char *type)
{
  for (const LuukkuPackGroupSpec *spec = specs; spec->type != NULL; spec++) {
    if (strcmp (spec->type, type) == 0)
      return spec;
  }
  return NULL;
}

/* '#' in the pattern stands for one digit from 1 to 9. */
static gboolean
key_matches (const char *pattern, const char *key)
{
  for (; *pattern != '\0'; pattern++, key++) {
    if (*pattern == '#' ? *key < '1' || *key > '9' : *key != *pattern)
      return FALSE;
  }
  return *key == '\0';
}

const LuukkuPackKeySpec *
luukku_pack_key_spec (const LuukkuPackGroupSpec *group, const char *key)
{
  for (const LuukkuPackKeySpec *spec = group->keys; spec->name != NULL; spec++) {
    if (key_matches (spec->name, key))
      return spec;
  }
  return NULL;
}

const LuukkuPackCheckSpec *
luukku_pack_check_spec (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    if (strcmp (checks[i].name, name) == 0)
      return &checks[i];
  }
  return NULL;
}

const char *
luukku_pack_words_of (const char *check, const char *key, gboolean *ret_lists)
{
  for (guint i = 0; i < G_N_ELEMENTS (words_of); i++) {
    if (strcmp (words_of[i].key, key) != 0 ||
        (words_of[i].check != NULL && strcmp (words_of[i].check, check) != 0))
      continue;
    *ret_lists = words_of[i].lists;
    return words_of[i].words;
  }
  return NULL;
}

gboolean
luukku_pack_list_contains (const char *list, const char *word)
{
  gsize length = strlen (word);

  for (const char *p = list; p != NULL && *p != '\0';) {
    const char *end = strchrnul (p, ';');

    if ((gsize) (end - p) == length && memcmp (p, word, length) == 0)
      return TRUE;
    p = *end == ';' ? end + 1 : NULL;
  }
  return FALSE;
}

static void
append_name (GString *list, const char *name)
{
  if (list->len > 0)
    g_string_append (list, ", ");
  g_string_append (list, name);
}

char *
luukku_pack_group_types (const LuukkuPackGroupSpec *specs)
{
  GString *list = g_string_new (NULL);

  for (const LuukkuPackGroupSpec *spec = specs; spec->type != NULL; spec++)
    append_name (list, spec->type);
  return g_string_free (list, FALSE);
}

char *
luukku_pack_keys_of (const LuukkuPackGroupSpec *group)
{
  GString *list = g_string_new (NULL);

  for (const LuukkuPackKeySpec *spec = group->keys; spec->name != NULL; spec++) {
    const char *mark = strchr (spec->name, '#');
    g_autofree char *name = NULL;

    if (mark == NULL)
      name = g_strdup (spec->name);
    else
      name = g_strdup_printf ("%.*s1%s", (int) (mark - spec->name), spec->name, mark + 1);
    append_name (list, name);
  }
  return g_string_free (list, FALSE);
}

char *
luukku_pack_checks_of (gboolean outgoing)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    if (outgoing ? checks[i].outgoing : checks[i].incoming)
      append_name (list, checks[i].name);
  }
  return g_string_free (list, FALSE);
}
