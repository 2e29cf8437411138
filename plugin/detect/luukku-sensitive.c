/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-sensitive.c: health, addiction, social welfare, child protection, special support, crime, debt,
 * asylum and non-disclosure, when the text ties them to the receiver or somebody near to them:
 *
 *   masennuksenne, toimeentulotukesi       the word says so itself
 *   lapsenne autismi, Your son's epilepsy  a relative, or "your" near by
 *   hakemuksenne perhetyöstä               a case of theirs
 *   Aino Kettunen sairastaa dementiaa      somebody by name
 *
 * A condition ("jos lapsenne…"), advice ("voitte hakea…"), a service, an association or an event is nobody's
 * secret, and neither is an answer to a question about one. The hit is the word itself. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-person.h"

#include <string.h>

/* Tokens between the circumstance and whom it is tied to. */
#define REACH 6
#define YOU_REACH 3
#define SERVICE_REACH 2
#define WEAK_AFTER 3
#define TOPIC_REACH 3

typedef struct {
  LuukkuScan *scan;
  guint first, last; /* tokens of the circumstance */
  LuukkuPersonWindow window;
  gboolean service; /* a service, a group of people, an event by its name */
} Circumstance;

/* "-nne", Arabic "-k"; "-si" not in "diagnoosi" and "raskaudeksi". */
static gboolean
is_possessed (LuukkuScan *scan, guint index)
{
  static const char *const others[] = { "oosi", "ksi", "yysi", "uusi", "iisi", "aasi" };

  if (luukku_person_ends (scan, index, "nne"))
    return TRUE;
  if (luukku_person_ends (scan, index, "ksesi") || luukku_person_ends (scan, index, "ك") ||
      luukku_person_ends (scan, index, "كم"))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    if (luukku_person_ends (scan, index, others[i]))
      return FALSE;
  }
  return luukku_person_ends (scan, index, "si");
}

/* "lapsenne" */
static gboolean
is_relative (LuukkuScan *scan, guint index)
{
  /* "poikas" */
  if (luukku_scan_token_is (scan, index, "sensitive-your-relative"))
    return TRUE;
  return luukku_scan_token_is (scan, index, "sensitive-relative") && is_possessed (scan, index) &&
         !luukku_scan_token_is (scan, index, "sensitive-not-anchor");
}

/* Whether "your" at @index has to do with a thing that ties nobody: "your question". */
static gboolean
is_harmless_you (LuukkuScan *scan, guint index, guint end)
{
  return luukku_person_has (scan, "sensitive-not-anchor", index, MIN (index + 3, end)) ||
         luukku_person_has (scan, "sensitive-modal", index + 1, MIN (index + 3, end));
}

/* "Autismi-info on avoin, tervetuloa perheenne kanssa": another clause begins before token @index. */
static gboolean
is_next_clause (const Circumstance *self, guint index)
{
  GArray *tokens = luukku_scan_tokens (self->scan);
  guint from = g_array_index (tokens, LuukkuScanToken, self->last).end;
  guint to = g_array_index (tokens, LuukkuScanToken, index).start;

  return index > self->last && memchr (luukku_scan_text (self->scan) + from, ',', to - from) != NULL;
}

/* "the city's debt" */
static gboolean
is_another_owner (const Circumstance *self)
{
  guint owner = self->first - 1;

  return self->first > self->window.begin &&
         (luukku_person_ends (self->scan, owner, "'s") || luukku_person_ends (self->scan, owner, "’s")) &&
         !(owner > self->window.begin && luukku_scan_token_is (self->scan, owner - 1, "sensitive-you"));
}

/* Somebody near to the receiver, or "your" right in front; a service must follow at once: "poikanne
 * terapiapalvelut". Returns: (nullable): the reason. */
static const char *
find_strong (const Circumstance *self)
{
  guint first = self->window.begin;
  guint end = self->service ? self->first : self->window.end;

  if (self->service && self->first > first + SERVICE_REACH)
    first = self->first - SERVICE_REACH;
  for (guint i = first; i < end; i++) {
    gboolean before = i < self->first;
    guint distance = before ? self->first - i : i > self->last ? i - self->last : 0;

    if (is_next_clause (self, i))
      break;
    /* "lapsenne koulun ruokalista": the school's, not the child's */
    if (distance > 0 && is_relative (self->scan, i) &&
        !(i + 1 < self->first && luukku_scan_token_is (self->scan, i + 1, "sensitive-place")))
      return "relative";
    if (distance > 0 && distance <= (self->service ? 1 : YOU_REACH) &&
        luukku_scan_token_is (self->scan, i, "sensitive-you") &&
        !is_harmless_you (self->scan, i, before ? self->first : self->window.end))
      return "possessive";
  }
  return NULL;
}

/* A case of the receiver's, or "to you". Returns: (nullable): the reason. */
static const char *
find_weak (const Circumstance *self)
{
  guint end = MIN (self->window.end, self->last + 1 + WEAK_AFTER);

  for (guint i = self->window.begin; i < end; i++) {
    if (i >= self->first && i <= self->last)
      continue;
    if (luukku_scan_token_is (self->scan, i, "sensitive-to-you"))
      return "addressed";
    if (luukku_scan_token_is (self->scan, i, "sensitive-you") &&
        !is_harmless_you (self->scan, i, i < self->first ? self->first : self->window.end))
      return "possessive";
    if (luukku_scan_token_is (self->scan, i, "sensitive-case") && luukku_person_ends (self->scan, i, "nne") &&
        !is_harmless_you (self->scan, i, i < self->first ? self->first : self->window.end))
      return "case";
  }
  return NULL;
}

/* Whether a full name begins at token @index. */
static gboolean
is_full_name (LuukkuScan *scan, guint index)
{
  const LuukkuScanToken *first = &g_array_index (luukku_scan_tokens (scan), LuukkuScanToken, index);
  const LuukkuScanToken *last = first + 1;

  return (first->flags & LUUKKU_TOKEN_UPPER) && (last->flags & LUUKKU_TOKEN_UPPER) &&
         last->start == first->end + 1 &&
         (luukku_person_kinds (scan, index, TRUE) & LUUKKU_PERSON_FIRST) != 0 &&
         (luukku_person_kinds (scan, index + 1, TRUE) & (LUUKKU_PERSON_LAST | LUUKKU_PERSON_LAST_SHAPE)) != 0;
}

/* "Aino Kettunen sairastaa dementiaa"; not who speaks of dementia or works with it. */
static gboolean
is_named_person (const Circumstance *self)
{
  static const char *const others[] = { "name-office",  "name-public", "name-contact",
                                        "name-closing", "name-famous", "name-place" };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    if (luukku_person_has (self->scan, others[i], self->window.begin, self->window.end))
      return FALSE;
  }
  for (guint i = self->window.begin; i + 1 < self->first; i++) {
    if (is_full_name (self->scan, i))
      return TRUE;
  }
  return FALSE;
}

/* "jos …", "om …"; but "ansökan om utkomststöd", where the same Swedish word says what a paper is about. */
static gboolean
is_conditional (const Circumstance *self)
{
  for (guint i = self->window.begin; i < self->first; i++) {
    if (luukku_scan_token_is (self->scan, i, "sensitive-if") &&
        !(i > self->window.begin && luukku_scan_token_is (self->scan, i - 1, "sensitive-paper")))
      return TRUE;
  }
  return FALSE;
}

/* "puhe mielenterveydestä", "speech about autism": what somebody has spoken or written about. */
static gboolean
is_topic (const Circumstance *self)
{
  guint begin =
      self->first > self->window.begin + TOPIC_REACH ? self->first - TOPIC_REACH : self->window.begin;
  gboolean about = luukku_person_ends (self->scan, self->last, "sta") ||
                   luukku_person_ends (self->scan, self->last, "stä") ||
                   luukku_person_has (self->scan, "sensitive-about", begin, self->first);

  return about && luukku_person_has (self->scan, "sensitive-talk", begin, self->first);
}

/* Returns: (nullable): why it is the receiver's or a relative's. */
static const char *
find_anchor (const Circumstance *self)
{
  LuukkuScan *scan = self->scan;
  const char *strong;

  if (is_conditional (self) || is_topic (self) || is_another_owner (self))
    return NULL;
  for (guint i = self->first; i <= self->last; i++) {
    if (is_possessed (scan, i))
      return "possessive";
  }
  if (luukku_person_has (scan, "sensitive-advice", self->window.begin, self->window.end))
    return NULL;
  strong = find_strong (self);
  if (strong != NULL || self->service)
    return strong;
  if (luukku_person_has (scan, "sensitive-info", self->window.begin, self->window.end) ||
      luukku_person_has (scan, "sensitive-not-anchor", self->window.begin, self->window.end))
    return NULL;
  return is_named_person (self) ? "named-person" : find_weak (self);
}

/* "HIV status", "cancer treatment": English writes compounds apart. */
static void
take_head (Circumstance *self)
{
  GArray *tokens = luukku_scan_tokens (self->scan);
  guint end = g_array_index (tokens, LuukkuScanToken, self->last).end;

  if (self->last + 1 < self->window.end &&
      g_array_index (tokens, LuukkuScanToken, self->last + 1).start == end + 1 &&
      luukku_scan_token_is (self->scan, self->last + 1, "sensitive-head"))
    self->last++;
}

static void
look_at (Circumstance *self)
{
  GArray *tokens = luukku_scan_tokens (self->scan);
  LuukkuFound found = { .kind = "SENSITIVE", .confidence = LUUKKU_CONFIDENCE_LIKELY };

  self->window = luukku_person_window (self->scan, self->first, self->last, REACH, REACH);
  self->service = luukku_person_has (self->scan, "sensitive-service", self->first,
                                     MIN (self->last + 2, self->window.end));
  take_head (self);
  found.cues[0] = "sensitive-word";
  found.cues[1] = find_anchor (self);
  found.start = g_array_index (tokens, LuukkuScanToken, self->first).start;
  found.end = g_array_index (tokens, LuukkuScanToken, self->last).end;
  if (found.cues[1] != NULL && !luukku_scan_is_claimed (self->scan, found.start, found.end))
    luukku_scan_add (self->scan, &found);
}

void
luukku_detect_sensitive (LuukkuScan *scan)
{
  guint count = luukku_scan_tokens (scan)->len;

  for (guint i = 0; i < count; i++) {
    Circumstance circumstance = { .scan = scan, .first = i };

    /* "poikanne sijoitus", "teidän velkanne": everyday words unless they stand right beside the person */
    if (!luukku_scan_token_begins (scan, i, "sensitive", &circumstance.last) &&
        !(i > 0 && luukku_scan_token_begins (scan, i, "sensitive-beside", &circumstance.last) &&
          is_relative (scan, i - 1)))
      continue;
    look_at (&circumstance);
    i = circumstance.last;
  }
}
