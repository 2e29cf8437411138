/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-retention-plan.c: the [Retention …] groups of a pack, and of the municipality's own plan before it.
 * Knows no years of its own. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-retention-plan.h"

#include "base/luukku-error.h"
#include "base/luukku-files.h"
#include "rules/luukku-pack-private.h"

#include <string.h>

#define MAX_YEARS 200
#define GROUP "Retention "

/* Longer than other spans of a pack may be. Returns: FALSE for hours, "before" and nothing at all. */
static gboolean
read_keep (const char *text, LuukkuSpan *ret_span)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint64 count;

  if (g_strv_length (words) != 2 ||
      !g_ascii_string_to_unsigned (words[0], 10, 1, MAX_YEARS * 366, &count, NULL))
    return FALSE;
  *ret_span = (LuukkuSpan){ .count = (guint) count };
  if (g_str_has_prefix (words[1], "year")) {
    ret_span->unit = LUUKKU_UNIT_MONTHS;
    ret_span->count *= 12;
  } else if (g_str_has_prefix (words[1], "month")) {
    ret_span->unit = LUUKKU_UNIT_MONTHS;
  } else if (g_str_has_prefix (words[1], "week")) {
    ret_span->unit = LUUKKU_UNIT_DAYS;
    ret_span->count *= 7;
  } else if (g_str_has_prefix (words[1], "day")) {
    ret_span->unit = LUUKKU_UNIT_DAYS;
  } else {
    return FALSE;
  }
  return ret_span->unit != LUUKKU_UNIT_MONTHS || ret_span->count <= MAX_YEARS * 12;
}

void
luukku_pack_check_retention (LuukkuPackChecker *checker, const LuukkuPackGroup *group)
{
  const LuukkuPackEntry *keep = luukku_pack_group_get (group, "Keep");
  const LuukkuPackEntry *classes = luukku_pack_group_get (group, "Classes");
  LuukkuSpan span;

  if (keep != NULL && !read_keep (keep->value, &span)) {
    g_autofree char *sentence =
        luukku_pack_sentence (N_ ("Write how long it is kept in days, months or years, such as 5 years."));

    luukku_pack_problem_add_for (checker, group, keep, sentence);
  }
  for (guint i = 0; classes != NULL && i < checker->groups->len; i++) {
    const LuukkuPackGroup *other = checker->groups->pdata[i];
    const char *theirs = luukku_pack_group_value (other, "Classes");
    g_auto (GStrv) words = g_strsplit (classes->value, ";", -1);

    if (other == group)
      break;
    if (theirs == NULL || strcmp (other->spec->type, "Retention") != 0)
      continue;
    for (guint w = 0; words[w] != NULL; w++) {
      if (*words[w] != '\0' && luukku_pack_list_contains (theirs, words[w])) {
        g_autofree char *sentence = luukku_pack_sentence (
            N_ ("The class %s has a time to keep in [%s] already. Leave it in one of them."), words[w],
            other->name);

        luukku_pack_problem_add_for (checker, group, classes, sentence);
      }
    }
  }
}

static void
add_rules (GPtrArray *rules, const LuukkuPack *pack, const char *language)
{
  g_auto (GStrv) groups = g_key_file_get_groups (luukku_pack_peek_keys (pack), NULL);

  for (guint i = 0; groups[i] != NULL; i++) {
    g_autofree char *keep = NULL;
    g_autofree char *from = NULL;
    LuukkuRetentionRule *rule;
    LuukkuSpan span;

    if (!g_str_has_prefix (groups[i], GROUP))
      continue;
    keep = g_key_file_get_string (luukku_pack_peek_keys (pack), groups[i], "Keep", NULL);
    from = g_key_file_get_string (luukku_pack_peek_keys (pack), groups[i], "From", NULL);
    if (keep == NULL || !read_keep (keep, &span))
      continue;
    rule = g_new0 (LuukkuRetentionRule, 1);
    rule->id = g_strdup (groups[i] + strlen (GROUP));
    rule->title = luukku_pack_get_text (pack, groups[i], "Title", language);
    rule->classes = luukku_pack_get_list (pack, groups[i], "Classes");
    rule->keep = span;
    rule->from =
        g_strcmp0 (from, "closed") == 0 ? LUUKKU_RETENTION_FROM_CLOSED : LUUKKU_RETENTION_FROM_LAST_MESSAGE;
    rule->citation = g_key_file_get_string (luukku_pack_peek_keys (pack), groups[i], "Citation", NULL);
    g_ptr_array_add (rules, rule);
  }
}

GPtrArray *
luukku_retention_plan_load (const LuukkuPack *pack, const char *plan_file, const char *language,
                            GError **error)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_retention_rule_free);
  g_autofree char *path =
      plan_file != NULL ? g_strdup (plan_file) : luukku_data_file (LUUKKU_RETENTION_PLAN, NULL);
  g_autoptr (LuukkuPack) plan = path != NULL ? luukku_pack_load (path, NULL, error) : NULL;

  if (path != NULL && plan == NULL)
    return NULL;
  if (plan != NULL)
    add_rules (rules, plan, language);
  if (pack != NULL)
    add_rules (rules, pack, language);
  return g_steal_pointer (&rules);
}

gboolean
luukku_retention_withdraws_unsent (const LuukkuPack *pack)
{
  g_autofree char *value =
      pack != NULL ? g_key_file_get_string (luukku_pack_peek_keys (pack), "Evidence", "Unsend", NULL) : NULL;

  return g_strcmp0 (value, "withdraw") == 0;
}
