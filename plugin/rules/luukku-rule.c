/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-rule.c: one [Outgoing …] group as a value. Everything has been checked before; what cannot be read
 * here is what the pack does not say. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-pack-private.h"

#include <stdlib.h>
#include <string.h>

void
luukku_rule_free (LuukkuRule *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->check);
  g_free (self->template);
  g_free (self->citation);
  g_free (self->section);
  g_free (self->requirement);
  g_strfreev (self->lexicons);
  g_strfreev (self->with);
  g_strfreev (self->kinds);
  g_strfreev (self->except);
  g_strfreev (self->scope);
  g_strfreev (self->report);
  g_strfreev (self->units);
  g_strfreev (self->after);
  g_strfreev (self->languages);
  g_strfreev (self->require);
  g_strfreev (self->approvers);
  g_strfreev (self->parts);
  g_strfreev (self->topics);
  g_free (self->subject);
  g_free (self->registry);
  g_free (self->mode);
  g_free (self->ticks_needed);
  g_free (self);
}

char **
luukku_rule_read_list (GKeyFile *keys, const char *group, const char *key)
{
  g_autofree char *value = g_key_file_get_value (keys, group, key, NULL);
  g_auto (GStrv) words = g_strsplit (value != NULL ? value : "", ";", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++) {
    g_strstrip (words[i]);
    if (*words[i] != '\0')
      g_strv_builder_add (builder, words[i]);
  }
  return g_strv_builder_end (builder);
}

static char *
read_value (GKeyFile *keys, const char *group, const char *key)
{
  g_autofree char *value = g_key_file_get_string (keys, group, key, NULL);

  return value != NULL && *value != '\0' ? g_steal_pointer (&value) : NULL;
}

static guint
read_number (const LuukkuPackGroup *group, const char *key)
{
  const char *value = luukku_pack_group_value (group, key);

  return value != NULL ? (guint) strtoul (value, NULL, 10) : 0;
}

static LuukkuSeverity
severity_of (const char *word)
{
  if (g_strcmp0 (word, "block") == 0)
    return LUUKKU_SEVERITY_BLOCK;
  return g_strcmp0 (word, "advice") == 0 ? LUUKKU_SEVERITY_ADVICE : LUUKKU_SEVERITY_CONFIRM;
}

/* A reference ("consent-reference") is a reason that must be written. */
static LuukkuReasonNeed
reason_of (const char *word)
{
  if (word == NULL)
    return LUUKKU_REASON_NONE;
  return strcmp (word, "optional") == 0 ? LUUKKU_REASON_OPTIONAL : LUUKKU_REASON_REQUIRED;
}

/* Who answers is asked in answers: a signature applies to replies even when the pack does not say it. */
static void
read_applies (LuukkuRule *rule, const LuukkuPackGroup *group)
{
  const char *applies = luukku_pack_group_value (group, "Applies");

  if (applies == NULL) {
    rule->reply_only = g_strcmp0 (luukku_pack_group_value (group, "Check"), "signature") == 0;
    return;
  }
  rule->reply_only = !luukku_pack_list_contains (applies, "post");
  rule->post_only = !luukku_pack_list_contains (applies, "reply");
}

static void
read_lists (LuukkuRule *rule, GKeyFile *keys, const char *group)
{
  const struct {
    const char *key;
    char ***list;
  } lists[] = {
    { "Lexicons", &rule->lexicons }, { "With", &rule->with },           { "Kinds", &rule->kinds },
    { "Except", &rule->except },     { "Scope", &rule->scope },         { "Report", &rule->report },
    { "Units", &rule->units },       { "After", &rule->after },         { "Languages", &rule->languages },
    { "Require", &rule->require },   { "Approvers", &rule->approvers }, { "Parts", &rule->parts },
    { "Topics", &rule->topics },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    *lists[i].list = luukku_rule_read_list (keys, group, lists[i].key);
}

static void
read_numbers (LuukkuRule *rule, const LuukkuPackGroup *group)
{
  const struct {
    const char *key;
    guint *number;
  } numbers[] = {
    { "WithNeeded", &rule->with_needed },
    { "ApproversNeeded", &rule->approvers_needed },
    { "Replies", &rule->replies },
    { "MaxWords", &rule->max_words },
    { "CapsPercent", &rule->caps_percent },
    { "MinLetters", &rule->min_letters },
    { "ExclamationMarks", &rule->exclamation_marks },
    { "QuoteMinChars", &rule->quote_min_chars },
  };
  const char *within = luukku_pack_group_value (group, "Within");

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    *numbers[i].number = read_number (group, numbers[i].key);
  if (within != NULL && !luukku_pack_first_span (within, &rule->within, NULL))
    rule->within = 0;
}

static guint
count_ticks (const LuukkuPackGroup *group)
{
  guint count = 0;

  for (char key[] = "Tick1"; key[4] <= '9' && luukku_pack_group_value (group, key) != NULL; key[4]++)
    count++;
  return count;
}

LuukkuRule *
luukku_rule_new (GKeyFile *keys, const LuukkuPackGroup *group)
{
  LuukkuRule *rule = g_new0 (LuukkuRule, 1);
  const char *channels = luukku_pack_group_value (group, "Channels");

  rule->id = g_strdup (group->id);
  rule->check = read_value (keys, group->name, "Check");
  rule->severity = severity_of (luukku_pack_group_value (group, "Severity"));
  rule->reason = reason_of (luukku_pack_group_value (group, "Reason"));
  rule->locked = g_strcmp0 (luukku_pack_group_value (group, "Locked"), "yes") == 0;
  rule->public_only = channels != NULL && !luukku_pack_list_contains (channels, "private");
  read_applies (rule, group);
  rule->template = read_value (keys, group->name, "Template");
  rule->citation = read_value (keys, group->name, "Citation");
  rule->section = read_value (keys, group->name, "Section");
  rule->requirement = read_value (keys, group->name, "Requirement");
  rule->subject = read_value (keys, group->name, "Subject");
  rule->registry = read_value (keys, group->name, "Register");
  rule->mode = read_value (keys, group->name, "Mode");
  rule->ticks_needed = read_value (keys, group->name, "TicksNeeded");
  rule->n_ticks = count_ticks (group);
  rule->explain_abbreviations = g_strcmp0 (luukku_pack_group_value (group, "Abbreviations"), "explain") == 0;
  read_lists (rule, keys, group->name);
  read_numbers (rule, group);
  return rule;
}
