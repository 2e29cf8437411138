/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pack-check.c: whether the groups of a pack say something that Luukku can carry out. Strict on
 * purpose: a rule that is silently not carried out is worse than a pack that is refused, because everybody
 * trusts in it. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-pack-private.h"

#include <string.h>

typedef LuukkuPackChecker Checker;

void
luukku_pack_problem_add_for (LuukkuPackChecker *checker, const LuukkuPackGroup *group,
                             const LuukkuPackEntry *entry, const char *sentence)
{
  g_autofree char *key = NULL;

  key = entry->language != NULL ? g_strdup_printf ("%s[%s]", entry->name, entry->language)
                                : g_strdup (entry->name);
  luukku_pack_problem_add (checker->problems, entry->line, group->name, key, "%s", sentence);
}

/* --- one entry */

static void
check_reference (Checker *checker, const LuukkuPackGroup *group, const LuukkuPackEntry *entry,
                 const char *type)
{
  g_autofree char *sentence = NULL;

  if (luukku_pack_find_group (checker->groups, type, entry->value) != NULL)
    return;
  sentence = luukku_pack_sentence (N_ ("There is no group [%s %s] in this pack. Add it or correct the name."),
                                   type, entry->value);
  luukku_pack_problem_add_for (checker, group, entry, sentence);
}

static void
check_translation (Checker *checker, const LuukkuPackGroup *group, const LuukkuPackEntry *entry)
{
  const LuukkuPackEntry *base = luukku_pack_group_get (group, entry->name);
  g_autofree char *sentence = NULL;
  g_auto (GStrv) ours = luukku_pack_placeholders_of (entry->value);
  g_auto (GStrv) theirs = base != NULL ? luukku_pack_placeholders_of (base->value) : NULL;

  if (base == NULL) {
    sentence =
        luukku_pack_sentence (N_ ("There is a translation but no %s without [%s]. Write the text in the "
                                  "pack's base language too."),
                              entry->name, entry->language);
  } else if (g_strcmp0 (entry->language, checker->base_language) == 0) {
    sentence =
        luukku_pack_sentence (N_ ("The base language of this pack is “%s” already: write this text as %s "
                                  "without [%s]."),
                              entry->language, entry->name, entry->language);
  } else if (!g_strv_equal ((const char *const *) ours, (const char *const *) theirs)) {
    g_autofree char *list = g_strjoinv ("}, {", theirs);

    sentence =
        luukku_pack_sentence (N_ ("The placeholders in braces differ from those of the base text on line %u. "
                                  "Use the same ones: {%s}."),
                              base->line, list);
  }
  if (sentence != NULL)
    luukku_pack_problem_add_for (checker, group, entry, sentence);
}

static void
check_entry (Checker *checker, const LuukkuPackGroup *group, const LuukkuPackEntry *entry)
{
  const LuukkuPackKeySpec *spec = luukku_pack_key_spec (group->spec, entry->name);
  g_autofree char *sentence = NULL;

  if (spec == NULL) {
    g_autofree char *allowed = luukku_pack_keys_of (group->spec);

    sentence = luukku_pack_sentence (N_ ("A group [%s] has no key “%s”. Use one of: %s."), group->spec->type,
                                     entry->name, allowed);
  } else if (entry->language != NULL && spec->kind != LUUKKU_VALUE_TEXT) {
    sentence = luukku_pack_sentence (N_ ("%s is not translated. Write it without [%s]."), entry->name,
                                     entry->language);
  } else {
    sentence = luukku_pack_value_problem (spec, entry->value);
  }
  if (sentence != NULL)
    luukku_pack_problem_add_for (checker, group, entry, sentence);
  else if (entry->language != NULL)
    check_translation (checker, group, entry);
  else if (spec != NULL && spec->kind == LUUKKU_VALUE_REFERENCE)
    check_reference (checker, group, entry, spec->allowed);
}

/* --- one group */

static void
check_required (Checker *checker, const LuukkuPackGroup *group)
{
  for (const LuukkuPackKeySpec *spec = group->spec->keys; spec->name != NULL; spec++) {
    if (spec->required && luukku_pack_group_get (group, spec->name) == NULL)
      luukku_pack_problem_add (checker->problems, group->line, group->name, spec->name,
                               N_ ("The group [%s] needs the key %s. Add it."), group->name, spec->name);
  }
}

static void
check_incoming (Checker *checker, const LuukkuPackGroup *group)
{
  const LuukkuPackEntry *entry = luukku_pack_group_get (group, "Check");
  const LuukkuPackCheckSpec *check = entry != NULL ? luukku_pack_check_spec (entry->value) : NULL;
  g_autofree char *allowed = NULL;
  g_autofree char *sentence = NULL;

  if (entry == NULL || *entry->value == '\0' || (check != NULL && check->incoming))
    return;
  allowed = luukku_pack_checks_of (FALSE);
  sentence = luukku_pack_sentence (
      N_ ("There is no check called “%s” for incoming messages. Use one of: %s."), entry->value, allowed);
  luukku_pack_problem_add_for (checker, group, entry, sentence);
}

static void
check_group (Checker *checker, const LuukkuPackGroup *group)
{
  guint before = checker->problems->len;

  for (guint i = 0; i < group->entries->len; i++)
    check_entry (checker, group, g_ptr_array_index (group->entries, i));
  if (!checker->has_gaps)
    check_required (checker, group);
  if (strcmp (group->spec->type, "Outgoing") == 0)
    luukku_pack_check_outgoing (checker, group);
  else if (strcmp (group->spec->type, "Incoming") == 0)
    check_incoming (checker, group);
  else if (strcmp (group->spec->type, "Retention") == 0)
    luukku_pack_check_retention (checker, group);
  /* How long a time is and what it is counted in are asked only of a group whose values have the right form.
   */
  if (checker->problems->len == before)
    luukku_pack_check_clocks (group, checker->problems);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const LuukkuPackProblem *left = *(const LuukkuPackProblem *const *) a;
  const LuukkuPackProblem *right = *(const LuukkuPackProblem *const *) b;

  return left->line < right->line ? -1 : left->line > right->line;
}

void
luukku_pack_check_groups (GPtrArray *groups, GPtrArray *problems)
{
  Checker checker = { .groups = groups, .problems = problems, .has_gaps = problems->len > 0 };
  const LuukkuPackGroup *pack = luukku_pack_find_group (groups, "Pack", NULL);

  if (pack == NULL && !checker.has_gaps)
    luukku_pack_problem_add (
        problems, 0, NULL, NULL,
        N_ ("The group [Pack] is missing. Begin with it: it says whose guideline this is."));
  if (pack != NULL)
    checker.base_language = luukku_pack_group_value (pack, "BaseLanguage");
  for (guint i = 0; i < groups->len && problems->len < LUUKKU_PACK_MAX_PROBLEMS; i++)
    check_group (&checker, g_ptr_array_index (groups, i));
  g_ptr_array_sort (problems, compare_lines);
}
