/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-escalation.c: the groups [Incoming …] and [Escalation …] of a pack as values. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-escalation.h"

#include "rules/luukku-pack-private.h"

#include <string.h>

#define INCOMING "Incoming "
#define ESCALATION "Escalation "
#define MAX_STEPS 9

void
luukku_incoming_rule_free (LuukkuIncomingRule *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->check);
  g_free (self->name);
  g_free (self->target);
  g_free (self->escalation);
  g_free (self->template);
  g_free (self);
}

/* Returns: (transfer full) (nullable): NULL also when it is empty. */
static char *
get_value (const LuukkuPack *pack, const char *group, const char *key)
{
  g_autofree char *value = g_key_file_get_value (luukku_pack_peek_keys (pack), group, key, NULL);

  if (value == NULL || *g_strstrip (value) == '\0')
    return NULL;
  return g_steal_pointer (&value);
}

static gboolean
is_yes (const LuukkuPack *pack, const char *group, const char *key)
{
  g_autofree char *value = get_value (pack, group, key);

  return g_strcmp0 (value, "yes") == 0;
}

static LuukkuAlarm
alarm_of (const LuukkuPack *pack, const char *group)
{
  g_autofree char *severity = get_value (pack, group, "Severity");

  if (g_strcmp0 (severity, "alarm") == 0)
    return LUUKKU_ALARM_RAISED;
  return g_strcmp0 (severity, "queue") == 0 ? LUUKKU_ALARM_QUEUE : LUUKKU_ALARM_LABEL;
}

static gboolean
is_only (char **list, const char *word, const char *other)
{
  return g_strv_contains ((const char *const *) list, word) &&
         !g_strv_contains ((const char *const *) list, other);
}

LuukkuIncomingRule *
luukku_pack_read_incoming (const LuukkuPack *pack, const char *id)
{
  g_autofree char *group = g_strconcat (INCOMING, id, NULL);
  LuukkuIncomingRule *rule = g_new0 (LuukkuIncomingRule, 1);
  g_auto (GStrv) channels = NULL;

  rule->id = g_strdup (id);
  rule->check = get_value (pack, group, "Check");
  rule->name = get_value (pack, group, "Class");
  if (rule->name == NULL)
    rule->name = g_strdup (rule->id);
  rule->alarm = alarm_of (pack, group);
  rule->target = get_value (pack, group, "Target");
  rule->escalation = get_value (pack, group, "Escalation");
  rule->template = get_value (pack, group, "Template");
  rule->archive = is_yes (pack, group, "Archive");
  rule->protect = is_yes (pack, group, "Protect");
  channels = luukku_pack_get_list (pack, group, "Channels");
  rule->public_only = is_only (channels, "public", "private");
  rule->private_only = is_only (channels, "private", "public");
  return rule;
}

GPtrArray *
luukku_pack_list_incoming (const LuukkuPack *self)
{
  GPtrArray *rules = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_incoming_rule_free);
  g_auto (GStrv) groups = g_key_file_get_groups (luukku_pack_peek_keys (self), NULL);

  for (guint i = 0; groups[i] != NULL; i++) {
    if (g_str_has_prefix (groups[i], INCOMING))
      g_ptr_array_add (rules, luukku_pack_read_incoming (self, groups[i] + strlen (INCOMING)));
  }
  return rules;
}

const LuukkuIncomingRule *
luukku_incoming_find (GPtrArray *rules, const char *name)
{
  for (guint i = 0; i < rules->len; i++) {
    const LuukkuIncomingRule *rule = g_ptr_array_index (rules, i);

    if (g_str_equal (rule->name, name))
      return rule;
  }
  return NULL;
}

const LuukkuIncomingRule *
luukku_incoming_find_in (GPtrArray *rules, const char *name, gboolean is_public)
{
  for (guint i = 0; i < rules->len; i++) {
    const LuukkuIncomingRule *rule = g_ptr_array_index (rules, i);

    if (g_str_equal (rule->name, name) && !(is_public ? rule->private_only : rule->public_only))
      return rule;
  }
  return luukku_incoming_find (rules, name);
}

/* --- escalations */

/* "all-steps"; "steps 1,2"; nothing said: all. */
static gboolean
is_mandatory (const char *close_needs, guint place)
{
  const char *at = close_needs;

  if (close_needs == NULL || !g_str_has_prefix (close_needs, "steps"))
    return TRUE;
  for (; *at != '\0'; at++) {
    if (g_ascii_isdigit (*at) && (guint) g_ascii_digit_value (*at) == place)
      return TRUE;
  }
  return FALSE;
}

static guint
read_needs (const LuukkuPack *pack, const char *group, const char *record_key, const char *else_key)
{
  static const struct {
    const char *word;
    LuukkuStepNeeds need;
  } words[] = {
    { "time", LUUKKU_STEP_NEEDS_TIME },
    { "reference", LUUKKU_STEP_NEEDS_REFERENCE },
    { "acknowledged", LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT },
    { "decision", LUUKKU_STEP_NEEDS_TEXT },
    { "text", LUUKKU_STEP_NEEDS_TEXT },
  };
  g_auto (GStrv) list = luukku_pack_get_list (pack, group, record_key);
  g_autofree char *instead = get_value (pack, group, else_key);
  guint needs = g_strcmp0 (instead, "reason") == 0 ? LUUKKU_STEP_TAKES_REASON : 0;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_strv_contains ((const char *const *) list, words[i].word))
      needs |= words[i].need;
  }
  return needs;
}

static LuukkuStep *
read_step (const LuukkuPack *pack, const char *group, guint place, const char *language)
{
  g_autofree char *key = g_strdup_printf ("Step%u", place);
  g_autofree char *role = g_strconcat (key, "Role", NULL);
  g_autofree char *within = g_strconcat (key, "Within", NULL);
  g_autofree char *record = g_strconcat (key, "Record", NULL);
  g_autofree char *instead = g_strconcat (key, "Else", NULL);
  g_autofree char *text = luukku_pack_get_text (pack, group, key, language);
  g_autofree char *span = get_value (pack, group, within);
  g_autofree char *close_needs = get_value (pack, group, "CloseNeeds");
  LuukkuStep *step = NULL;

  if (text == NULL)
    return NULL;
  step = g_new0 (LuukkuStep, 1);
  step->place = place;
  step->escalation = g_strdup (group + strlen (ESCALATION));
  step->text = g_steal_pointer (&text);
  step->role = get_value (pack, group, role);
  step->within = LUUKKU_STEP_WITHIN_UNSET;
  if (span != NULL && !luukku_sla_parse_span (span, &step->within, NULL))
    step->within = LUUKKU_STEP_WITHIN_UNSET;
  step->needs = read_needs (pack, group, record, instead);
  step->mandatory = is_mandatory (close_needs, place);
  return step;
}

GPtrArray *
luukku_pack_list_escalation (const LuukkuPack *self, const char *name, const char *language)
{
  g_autofree char *group = g_strconcat (ESCALATION, name, NULL);
  g_autoptr (GPtrArray) steps = NULL;

  if (!g_key_file_has_group (luukku_pack_peek_keys (self), group))
    return NULL;
  steps = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_step_free);
  for (guint place = 1; place <= MAX_STEPS; place++) {
    LuukkuStep *step = read_step (self, group, place, language);

    if (step != NULL)
      g_ptr_array_add (steps, step);
  }
  return g_steal_pointer (&steps);
}

char *
luukku_pack_get_step_text (const LuukkuPack *self, const char *name, guint place, const char *language)
{
  g_autofree char *group = g_strconcat (ESCALATION, name, NULL);
  g_autofree char *key = g_strdup_printf ("Step%u", place);

  return luukku_pack_get_text (self, group, key, language);
}

gboolean
luukku_pack_announces_removal (const LuukkuPack *self)
{
  g_autofree char *notice = get_value (self, "Moderation", "RemovalNotice");

  return g_strcmp0 (notice, "none") != 0;
}
