/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-proposal.c: what follows from a label's name alone, in one table; packs may have names of their own.
 */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-proposal.h"

#include "model/luukku-dup.h"

#define OTHERS "" /* what has no row of its own */

enum { THREAT = 1 << 0, COVERED = 1 << 1, PROTECTED = 1 << 2, URGENT = 1 << 3, PLAIN = 1 << 4 };

/* The gravest first; what stands in no row comes between the two halves. */
static const struct {
  const char *name;
  guint what;
} facts[] = {
  { "threat-site", THREAT | COVERED | URGENT },
  { "threat-person", THREAT | COVERED | URGENT },
  { "incitement", THREAT | COVERED | URGENT },
  { "self-harm", PROTECTED | URGENT },
  { "unsafe-report", PROTECTED | URGENT },
  { "hate", COVERED },
  { "discriminatory", COVERED },
  { "harassment", COVERED },
  { "removal-request", PLAIN },
  { "security-incident", 0 },
  { OTHERS, 0 },
  { "discrimination-told", PROTECTED },
  { "negative", PROTECTED },
  { "idea", PLAIN },
  { "question", PLAIN },
  { "feedback", PLAIN },
  { "newcomer", PLAIN },
};

static const char *const names[] = {
  "threat-person",
  "threat-site",
  "harassment",
  "hate",
  "inappropriate",
  "spam",
  "security-incident",
  "unsafe-link",
  "self-harm",
  "unsafe-report",
  "removal-request",
  "contains-names",
  "privacy",
  "defamation",
  "disinformation",
  "negative",
  "idea",
  "question",
  "feedback",
  "newcomer",
  NULL,
};

static gboolean
has (const char *name, guint what)
{
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++) {
    if (g_str_equal (facts[i].name, name))
      return (facts[i].what & what) != 0;
  }
  return FALSE;
}

gboolean
luukku_label_is_threat (const char *name)
{
  return has (name, THREAT);
}

gboolean
luukku_label_is_covered (const char *name)
{
  return has (name, COVERED);
}

gboolean
luukku_label_is_protected (const char *name)
{
  return has (name, PROTECTED);
}

gboolean
luukku_label_is_urgent (const char *name)
{
  return has (name, URGENT);
}

gboolean
luukku_label_is_ground (const char *name)
{
  return !has (name, PROTECTED | PLAIN);
}

guint
luukku_label_get_rank (const char *name)
{
  guint others = 0;

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++) {
    if (g_str_equal (facts[i].name, name))
      return i;
    if (g_str_equal (facts[i].name, OTHERS))
      others = i;
  }
  return others;
}

const char *const *
luukku_label_get_names (void)
{
  return names;
}

char *
luukku_labels_find (const char *labels, gboolean (*test) (const char *name))
{
  g_auto (GStrv) parts = g_strsplit (labels != NULL ? labels : "", ";", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    if (test (parts[i]))
      return g_strdup (parts[i]);
  }
  return NULL;
}

char **
luukku_labels_split (const char *labels)
{
  return g_strsplit (labels != NULL ? labels : "", ";", -1);
}

gboolean
luukku_labels_have (const char *labels, const char *name)
{
  g_auto (GStrv) parts = luukku_labels_split (labels);

  return g_strv_contains ((const char *const *) parts, name);
}

LuukkuProposal *
luukku_proposal_new (const char *name, const char *rule, LuukkuAlarm alarm)
{
  LuukkuProposal *self = g_new0 (LuukkuProposal, 1);

  self->name = luukku_dup_valid (name);
  self->rule = luukku_dup_valid (rule);
  self->alarm = alarm;
  self->confidence = 1000;
  return self;
}

void
luukku_proposal_free (LuukkuProposal *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->rule);
  g_free (self);
}
