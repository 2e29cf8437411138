/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-check-personal.c: rules about personal data: identity codes, contact details, names, children. What
 * is personal data is found in plugin/detect; here is what the guideline makes of it. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-run-private.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "detect/luukku-detect.h"

#include <gio/gio.h>
#include <string.h>

/* How Kinds= of a pack names what the detectors know, and what a finding says of it after the pack's own
 * Warning. The first four are what contact-details may name. */
static const struct {
  const char *name;
  const char *kind;
  const char *hint; /* N_() */
} detected_kinds[] = {
  { "phone", "PHONE", N_ ("Found: a phone number that is not a service number.") },
  { "email", "EMAIL", N_ ("Found: somebody's e-mail address.") },
  { "street-address", "ADDRESS", N_ ("Found: what may be somebody's home address.") },
  { "bank-account", "IBAN", N_ ("Found: a bank account number; its check digits are right.") },
  { "swedish-identity", "SE_PNR",
    N_ ("Found: a Swedish personal identity number; its check digit is right.") },
  { "estonian-identity", "EE_IK",
    N_ ("Found: an Estonian personal identification code; its check digit is right.") },
  { "foreign-identity", "FOREIGN_ID", N_ ("Found: a personal number of another country.") },
  { "tax-number", "TAX_NO", N_ ("Found: a tax number.") },
  { "payment-card", "CARD", N_ ("Found: a payment card number; its check digit is right.") },
  { "document-number", "DOC_ID", N_ ("Found: the number of a passport or an identity card.") },
  { "plate", "PLATE", N_ ("Found: a vehicle's registration number.") },
  { "birth-date", "DOB", N_ ("Found: a date of birth.") },
  { "name", "NAME", N_ ("Found: the full name of what may be a private person.") },
  { "sensitive", "SENSITIVE",
    N_ ("Found: somebody's health, family, money or legal matters, tied to the person you write to.") },
  { "secret", "SECRET", N_ ("Found: a password or a PIN in clear.") },
  { "ip-address", "IP", N_ ("Found: an IP address.") },
};

static const char *
hint_of (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (detected_kinds); i++) {
    if (strcmp (detected_kinds[i].kind, kind) == 0)
      return luukku_tr (detected_kinds[i].hint);
  }
  return NULL;
}

static void
add_hit (LuukkuRun *run, const LuukkuRule *rule, const LuukkuHit *hit)
{
  LuukkuFindingInit init = {
    .kind = hit->kind,
    .confidence = hit->confidence,
    .start = hit->start,
    .end = hit->end,
    .cues = hit->cues,
  };

  /* "Kirjastotie 4" alone may be anybody's: it is shown and stops nothing. */
  if (hit->confidence == LUUKKU_CONFIDENCE_POSSIBLE && rule->severity != LUUKKU_SEVERITY_BLOCK)
    init.severity = LUUKKU_SEVERITY_ADVICE;
  luukku_run_add (run, rule, &init, NULL, hint_of (hit->kind));
}

static GArray *
detect (const LuukkuRun *run, const char *const *kinds)
{
  const LuukkuDetectOptions options = {
    .kinds = kinds,
    .allow_list = run->context->allow_list,
    .language = run->language,
  };
  GArray *hits = NULL;

  luukku_detect_full (run->text, &options, &hits);
  return hits;
}

void
luukku_check_identity_code (LuukkuRun *run, const LuukkuRule *rule)
{
  static const char *const kinds[] = { "HETU", NULL };
  g_autoptr (GArray) hits = luukku_detect (run->text, kinds);

  for (guint i = 0; i < hits->len; i++) {
    const LuukkuHit *hit = &g_array_index (hits, LuukkuHit, i);
    LuukkuFindingInit init = { .kind = hit->kind,
                               .confidence = hit->confidence,
                               .start = hit->start,
                               .end = hit->end,
                               .cues = hit->cues };

    /* Only an exact test may stop a reply. */
    if (hit->confidence == LUUKKU_CONFIDENCE_POSSIBLE) {
      init.severity = LUUKKU_SEVERITY_ADVICE;
      luukku_run_add (
          run, rule, &init, NULL,
          luukku_tr (N_ ("Found: what is nearly an identity code; its check character is wrong.")));
    } else {
      add_hit (run, rule, hit);
    }
  }
}

/* --- contact details */

static char *
fold (const char *text)
{
  g_autoptr (LuukkuFolded) folded = luukku_folded_new (text);

  return g_strdup (luukku_folded_get_text (folded));
}

/* Addresses under the municipality's own name are the municipality's. */
static gboolean
is_own_address (const LuukkuRun *run, const char *value)
{
  const char *at = strrchr (value, '@');
  g_autofree char *host = at != NULL ? g_hostname_to_ascii (at + 1) : NULL;
  g_auto (GStrv) hosts = luukku_pack_get_list (run->pack, "Pack", "OwnHosts");

  return host != NULL && luukku_host_is_of (host, (const char *const *) hosts);
}

/* Whether @value is one of our public contact points, or of the resident's own in a private conversation. */
static gboolean
is_excepted (const LuukkuRun *run, const LuukkuRule *rule, const char *value)
{
  const char *const *public = run->context->public_contacts;
  const char *resident = run->context->resident_text;
  g_autofree char *folded = fold (value);
  gboolean directory = luukku_has ((const char *const *) rule->except, "directory");

  if (directory && is_own_address (run, folded))
    return TRUE;
  for (guint i = 0; directory && public != NULL && public[i] != NULL; i++) {
    if (luukku_contact_find (folded, public[i], NULL))
      return TRUE;
  }
  if (!luukku_has ((const char *const *) rule->except, "sender-own") || run->context->is_public ||
      resident == NULL || !g_utf8_validate (resident, -1, NULL))
    return FALSE;
  g_free (folded);
  folded = fold (resident);
  return luukku_contact_find (folded, value, NULL);
}

/* Entries of a register that the text has: exact. */
static void
check_registered (LuukkuRun *run, const LuukkuRule *rule, const char *const *contacts)
{
  const char *text = luukku_word_text_get_text (run->words);

  for (guint i = 0; contacts != NULL && contacts[i] != NULL; i++) {
    static const char *const cues[] = { "register", NULL };
    LuukkuFindingInit init = { .kind = "CONTACT", .confidence = LUUKKU_CONFIDENCE_CERTAIN, .cues = cues };
    LuukkuSpot spot;

    if (!luukku_contact_find (text, contacts[i], &spot))
      continue;
    if (spot.end > spot.start)
      luukku_run_map (run, &spot, &init);
    luukku_run_add (run, rule, &init, NULL, NULL);
  }
}

static void
check_detected (LuukkuRun *run, const LuukkuRule *rule)
{
  const char *kinds[G_N_ELEMENTS (detected_kinds) + 1] = { NULL };
  g_autoptr (GArray) hits = NULL;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (detected_kinds); i++) {
    if (luukku_has ((const char *const *) rule->kinds, detected_kinds[i].name))
      kinds[n++] = detected_kinds[i].kind;
  }
  hits = detect (run, kinds);
  for (guint i = 0; i < hits->len; i++) {
    const LuukkuHit *hit = &g_array_index (hits, LuukkuHit, i);
    const char *start = g_utf8_offset_to_pointer (run->text, hit->start);
    g_autofree char *value =
        g_strndup (start, (gsize) (g_utf8_offset_to_pointer (start, hit->end - hit->start) - start));

    if (!is_excepted (run, rule, value))
      add_hit (run, rule, hit);
  }
}

void
luukku_check_contact_details (LuukkuRun *run, const LuukkuRule *rule)
{
  if (g_strcmp0 (rule->subject, "staff-private") == 0)
    check_registered (run, rule, run->context->private_contacts);
  else if (g_strcmp0 (rule->subject, "staff") == 0)
    check_registered (run, rule, run->context->staff_contacts);
  else
    check_detected (run, rule);
}

void
luukku_check_personal_data (LuukkuRun *run, const LuukkuRule *rule)
{
  check_detected (run, rule);
}

/* --- names */

/* Whether somebody of the register of consents stands at @spot, in the very form of the register: a name
 * that is only alike may be another person's. */
static gboolean
has_consent (const LuukkuRun *run, const LuukkuRule *rule, const LuukkuSpot *spot)
{
  const char *const *names = run->context->named_with_consent;
  const char *text = luukku_word_text_get_text (run->words);

  for (guint i = 0; g_strcmp0 (rule->registry, "consents") == 0 && names != NULL && names[i] != NULL; i++) {
    g_autofree char *name = fold (names[i]);

    if (strlen (name) == spot->end - spot->start && memcmp (name, text + spot->start, strlen (name)) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Names are never sure: what the detectors call possible counts here, too, and a person decides. */
void
luukku_check_person_name (LuukkuRun *run, const LuukkuRule *rule)
{
  const GArray *names = luukku_run_find (run, "person-name");
  gboolean skip_office = luukku_has ((const char *const *) rule->except, "public-office");

  for (guint i = 0; i < names->len; i++) {
    const LuukkuSpot *spot = &g_array_index (names, LuukkuSpot, i);
    guint sentence = luukku_run_sentence_of (run, spot);

    if (has_consent (run, rule, spot))
      continue;
    if (!skip_office || !luukku_run_is_near (run, "public-office", sentence))
      luukku_run_add_spot (run, rule, "NAME", spot, NULL);
  }
}

/* --- children */

static guint
count_anywhere (LuukkuRun *run, const LuukkuRule *rule)
{
  guint count = 0;

  for (guint i = 0; rule->with[i] != NULL; i++) {
    if (strcmp (rule->with[i], "image") == 0 ? luukku_run_is_near (run, "image", 0)
                                             : luukku_run_find (run, rule->with[i])->len > 0)
      count++;
  }
  return count;
}

static guint
count_near (LuukkuRun *run, const LuukkuRule *rule, guint sentence)
{
  guint count = 0;

  for (guint i = 0; rule->with[i] != NULL; i++)
    count += luukku_run_is_near (run, rule->with[i], sentence) ? 1 : 0;
  return count;
}

/* A word of childhood anywhere, and anywhere what would tell which child. */
void
luukku_check_minor (LuukkuRun *run, const LuukkuRule *rule)
{
  if (count_anywhere (run, rule) < MAX (rule->with_needed, 1))
    return;
  for (guint i = 0; rule->lexicons[i] != NULL; i++) {
    const GArray *spots = luukku_run_find (run, rule->lexicons[i]);

    if (spots->len == 0)
      continue;
    luukku_run_add_spot (run, rule, "MINOR", &g_array_index (spots, LuukkuSpot, 0), rule->lexicons[i]);
    return;
  }
}

/* In one sentence: children, and enough to find them by. */
void
luukku_check_minor_location (LuukkuRun *run, const LuukkuRule *rule)
{
  for (guint i = 0; rule->lexicons[i] != NULL; i++) {
    const GArray *spots = luukku_run_find (run, rule->lexicons[i]);

    for (guint j = 0; j < spots->len; j++) {
      const LuukkuSpot *spot = &g_array_index (spots, LuukkuSpot, j);

      if (count_near (run, rule, luukku_run_sentence_of (run, spot)) < MAX (rule->with_needed, 1))
        continue;
      luukku_run_add_spot (run, rule, "MINOR", spot, rule->lexicons[i]);
      return;
    }
  }
}
