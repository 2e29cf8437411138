/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pack-check.c: whether the groups of a pack say something that Luukku can carry out. Strict on
 * purpose: a rule that is silently not carried out is worse than a pack that is refused, because everybody
 * trusts in it. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-pack-private.h"

#include <string.h>

/* Keys that an outgoing rule of any check may have. */
#define COMMON_OUTGOING_KEYS                                                                                 \
  "Check;Severity;Locked;Reason;Applies;Title;Warning;Citation;Section;Requirement;Basis;Note"

typedef struct {
  GPtrArray *groups;         /* no ref */
  GPtrArray *problems;       /* no ref */
  const char *base_language; /* (nullable): [Pack] does not say */
  gboolean has_gaps;         /* lines could not be read: what seems to be missing may stand there */
} Checker;

static void
add_for_entry (Checker *checker, const LuukkuPackGroup *group, const LuukkuPackEntry *entry,
               const char *sentence)
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
  add_for_entry (checker, group, entry, sentence);
}

static char **
placeholders_of (const char *text)
{
  g_autofree char *problem = NULL;

  return luukku_pack_placeholders (text, "", &problem);
}

static void
check_translation (Checker *checker, const LuukkuPackGroup *group, const LuukkuPackEntry *entry)
{
  const LuukkuPackEntry *base = luukku_pack_group_get (group, entry->name);
  g_autofree char *sentence = NULL;
  g_auto (GStrv) ours = placeholders_of (entry->value);
  g_auto (GStrv) theirs = base != NULL ? placeholders_of (base->value) : NULL;

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
    add_for_entry (checker, group, entry, sentence);
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
    add_for_entry (checker, group, entry, sentence);
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

/* The keys that narrow or widen a rule must be ones that its check reads. */
static void
check_outgoing_keys (Checker *checker, const LuukkuPackGroup *group, const LuukkuPackCheckSpec *check)
{
  for (guint i = 0; i < group->entries->len; i++) {
    const LuukkuPackEntry *entry = g_ptr_array_index (group->entries, i);
    g_autofree char *sentence = NULL;

    if (luukku_pack_key_spec (group->spec, entry->name) == NULL ||
        luukku_pack_list_contains (COMMON_OUTGOING_KEYS, entry->name) ||
        luukku_pack_list_contains (check->carried_out, entry->name))
      continue;
    sentence =
        luukku_pack_sentence (N_ ("This version of Luukku does not use %s with the check “%s”, so the rule "
                                  "would not be carried out as written. Take the line out."),
                              entry->name, check->name);
    add_for_entry (checker, group, entry, sentence);
  }
}

static void
check_severity (Checker *checker, const LuukkuPackGroup *group, const LuukkuPackCheckSpec *check)
{
  const LuukkuPackEntry *severity = luukku_pack_group_get (group, "Severity");
  const LuukkuPackEntry *reason = luukku_pack_group_get (group, "Reason");
  g_autofree char *sentence = NULL;

  if (severity == NULL)
    return;
  if (strcmp (severity->value, "block") == 0 && !check->exact) {
    sentence =
        luukku_pack_sentence (N_ ("Only an exact check may block, and “%s” can be wrong. Use confirm or "
                                  "advice."),
                              check->name);
    add_for_entry (checker, group, severity, sentence);
  } else if (strcmp (severity->value, "confirm") != 0 && reason != NULL) {
    sentence =
        luukku_pack_sentence (N_ ("A reason is asked only with Severity=confirm. Take the line out or change "
                                  "the severity."));
    add_for_entry (checker, group, reason, sentence);
  }
}

static void
check_signature (Checker *checker, const LuukkuPackGroup *group)
{
  const LuukkuPackEntry *template = luukku_pack_group_get (group, "Template");
  g_auto (GStrv) names = template != NULL ? placeholders_of (template->value) : NULL;
  g_autofree char *sentence = NULL;

  if (template == NULL && !checker->has_gaps) {
    luukku_pack_problem_add (checker->problems, group->line, group->name, "Template",
                             N_ ("A signature needs a Template with at least one placeholder, such as "
                                 "Template={title} {first-name}. Add it."));
  } else if (template != NULL && names[0] == NULL && *template->value != '\0') {
    sentence = luukku_pack_sentence (N_ ("The template names nobody. Write at least one placeholder, such as "
                                         "{title} {first-name}."));
    add_for_entry (checker, group, template, sentence);
  }
}

/* Nothing is filled into the texts of the checks of today: a reader would see the braces. */
static void
check_unfilled (Checker *checker, const LuukkuPackGroup *group)
{
  static const char *const keys[] = { "Title", "Warning" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    const LuukkuPackEntry *entry = luukku_pack_group_get (group, keys[i]);
    g_auto (GStrv) names = entry != NULL ? placeholders_of (entry->value) : NULL;
    g_autofree char *sentence = NULL;

    if (names == NULL || names[0] == NULL)
      continue;
    sentence = luukku_pack_sentence (
        N_ ("This version of Luukku fills no {%s} into this text. Write the text without "
            "placeholders."),
        names[0]);
    add_for_entry (checker, group, entry, sentence);
  }
}

static void
check_outgoing (Checker *checker, const LuukkuPackGroup *group)
{
  const LuukkuPackEntry *entry = luukku_pack_group_get (group, "Check");
  const LuukkuPackEntry *applies = luukku_pack_group_get (group, "Applies");
  const LuukkuPackCheckSpec *check = entry != NULL ? luukku_pack_check_spec (entry->value) : NULL;
  g_autofree char *allowed = luukku_pack_checks_of (TRUE);
  g_autofree char *sentence = NULL;

  if (entry == NULL || *entry->value == '\0')
    return;
  if (check == NULL || !check->outgoing) {
    sentence = luukku_pack_sentence (N_ ("There is no check called “%s” for outgoing texts. Use one of: %s."),
                                     entry->value, allowed);
    add_for_entry (checker, group, entry, sentence);
    return;
  }
  if (check->carried_out == NULL) {
    sentence = luukku_pack_sentence (
        N_ ("This version of Luukku cannot carry out the check “%s”. Take the group out "
            "or use a newer Luukku; the checks here are: %s."),
        entry->value, allowed);
    add_for_entry (checker, group, entry, sentence);
    return;
  }
  check_outgoing_keys (checker, group, check);
  check_severity (checker, group, check);
  check_unfilled (checker, group);
  if (strcmp (check->name, "signature") == 0)
    check_signature (checker, group);
  if (applies != NULL && strcmp (applies->value, "post") == 0) {
    sentence =
        luukku_pack_sentence (N_ ("This version of Luukku sends no posts of its own. Write Applies=reply or "
                                  "take the line out."));
    add_for_entry (checker, group, applies, sentence);
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
  add_for_entry (checker, group, entry, sentence);
}

static gboolean
has_right_form (const LuukkuPackGroup *group, const LuukkuPackEntry *entry)
{
  g_autofree char *problem =
      luukku_pack_value_problem (luukku_pack_key_spec (group->spec, entry->name), entry->value);

  return problem == NULL;
}

/* [Clock reply] is carried out now: only elapsed time, only spans that have a fixed length. */
static void
check_reply_clock (Checker *checker, const LuukkuPackGroup *group)
{
  static const char *const keys[] = { "Target", "WarnAt" };
  const LuukkuPackEntry *counting = luukku_pack_group_get (group, "Counting");
  gint64 spans[G_N_ELEMENTS (keys)] = { 0 };
  g_autofree char *sentence = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    const LuukkuPackEntry *entry = luukku_pack_group_get (group, keys[i]);
    g_autoptr (GError) error = NULL;

    if (entry != NULL && has_right_form (group, entry) &&
        !luukku_pack_first_span (entry->value, &spans[i], &error) && error != NULL)
      add_for_entry (checker, group, entry, error->message);
  }
  if (spans[0] > 0 && spans[1] >= spans[0]) {
    sentence = luukku_pack_sentence (
        N_ ("The warning would come when the answer is late already. Use a shorter time "
            "than Target."));
    add_for_entry (checker, group, luukku_pack_group_get (group, "WarnAt"), sentence);
  } else if (spans[0] > 0 && counting != NULL && strcmp (counting->value, "elapsed") != 0) {
    sentence = luukku_pack_sentence (
        N_ ("This version of Luukku counts the time for answers only as Counting=elapsed. "
            "Change it, or leave Target empty."));
    add_for_entry (checker, group, counting, sentence);
  }
}

static void
check_group (Checker *checker, const LuukkuPackGroup *group)
{
  for (guint i = 0; i < group->entries->len; i++)
    check_entry (checker, group, g_ptr_array_index (group->entries, i));
  if (!checker->has_gaps)
    check_required (checker, group);
  if (strcmp (group->spec->type, "Outgoing") == 0)
    check_outgoing (checker, group);
  else if (strcmp (group->spec->type, "Incoming") == 0)
    check_incoming (checker, group);
  else if (strcmp (group->name, "Clock reply") == 0)
    check_reply_clock (checker, group);
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
