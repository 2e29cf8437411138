/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pack-outgoing.c: whether an outgoing rule says something that its check can carry out: the keys it
 * reads, words that mean something, word lists and roles that there are, a severity that it can bear. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-pack-private.h"

#include "base/luukku-error.h"
#include "language/luukku-wordlist.h"

#include <string.h>

/* Keys that an outgoing rule of any check may have. */
#define COMMON_KEYS                                                                                          \
  "Check;Severity;Locked;Reason;Applies;Title;Warning;Citation;Section;Requirement;Basis;Note;Channels;"     \
  "Scope;Report"

static gboolean
reads_key (const LuukkuPackCheckSpec *check, const LuukkuPackGroup *group, const char *key)
{
  const LuukkuPackKeySpec *spec = luukku_pack_key_spec (group->spec, key);

  return spec == NULL || luukku_pack_list_contains (COMMON_KEYS, key) ||
         luukku_pack_list_contains (check->keys, spec->name);
}

/* --- words of a list */

static gboolean
is_known_word (const char *key, const char *word, const char *words, gboolean lists)
{
  g_autofree char *topic = g_strconcat ("topic-", word, NULL);

  if (strcmp (key, "Topics") == 0)
    return luukku_wordlist_exists (topic);
  return luukku_pack_list_contains (words, word) || (lists && luukku_wordlist_exists (word));
}

static void
add_unknown_word (LuukkuPackChecker *checker, const LuukkuPackGroup *group, const LuukkuPackEntry *entry,
                  const char *word, const char *words)
{
  g_auto (GStrv) allowed = g_strsplit (words != NULL ? words : "", ";", -1);
  g_autofree char *list = g_strjoinv (", ", allowed);
  g_autofree char *sentence = NULL;

  if (*list == '\0')
    sentence = luukku_pack_sentence (N_ ("There is no word list for “%s”. Correct the name."), word);
  else
    sentence = luukku_pack_sentence (
        N_ ("“%s” is not known here, nor is there a word list of that name. Use one of: %s."), word, list);
  luukku_pack_problem_add_for (checker, group, entry, sentence);
}

static void
check_words (LuukkuPackChecker *checker, const LuukkuPackGroup *group, const LuukkuPackEntry *entry,
             const LuukkuPackCheckSpec *check)
{
  gboolean lists = FALSE;
  gboolean topics = strcmp (entry->name, "Topics") == 0;
  const char *words = luukku_pack_words_of (check->name, entry->name, &lists);
  g_auto (GStrv) list = g_strsplit (entry->value, ";", -1);

  for (guint i = 0; (words != NULL || topics) && list[i] != NULL; i++) {
    const char *word = g_strstrip (list[i]);

    if (*word != '\0' && !is_known_word (entry->name, word, words, lists)) {
      add_unknown_word (checker, group, entry, word, words);
      return;
    }
  }
}

/* The roles of Approvers, GrantedBy and Report are groups of the pack. */
static void
check_roles (LuukkuPackChecker *checker, const LuukkuPackGroup *group, const LuukkuPackEntry *entry)
{
  g_auto (GStrv) list = NULL;

  if (!luukku_pack_list_contains ("Approvers;GrantedBy;Report", entry->name))
    return;
  list = g_strsplit (entry->value, ";", -1);
  for (guint i = 0; list[i] != NULL; i++) {
    const char *role = g_strstrip (list[i]);
    g_autofree char *sentence = NULL;

    if (*role == '\0' || luukku_pack_find_group (checker->groups, "Role", role) != NULL)
      continue;
    sentence = luukku_pack_sentence (
        N_ ("There is no group [%s %s] in this pack. Add it or correct the name."), "Role", role);
    luukku_pack_problem_add_for (checker, group, entry, sentence);
    return;
  }
}

static void
check_entries (LuukkuPackChecker *checker, const LuukkuPackGroup *group, const LuukkuPackCheckSpec *check)
{
  for (guint i = 0; i < group->entries->len; i++) {
    const LuukkuPackEntry *entry = g_ptr_array_index (group->entries, i);
    g_autofree char *sentence = NULL;

    if (reads_key (check, group, entry->name)) {
      check_words (checker, group, entry, check);
      check_roles (checker, group, entry);
      continue;
    }
    sentence =
        luukku_pack_sentence (N_ ("This version of Luukku does not use %s with the check “%s”, so the rule "
                                  "would not be carried out as written. Take the line out."),
                              entry->name, check->name);
    luukku_pack_problem_add_for (checker, group, entry, sentence);
  }
}

/* --- the rule as a whole */

static void
check_needed (LuukkuPackChecker *checker, const LuukkuPackGroup *group, const LuukkuPackCheckSpec *check)
{
  g_auto (GStrv) needed = g_strsplit (check->required, ";", -1);

  for (guint i = 0; needed[i] != NULL && !checker->has_gaps; i++) {
    if (luukku_pack_group_value (group, needed[i]) == NULL)
      luukku_pack_problem_add (checker->problems, group->line, group->name, needed[i],
                               N_ ("The check “%s” needs the key %s. Add it."), check->name, needed[i]);
  }
}

/* A number that is a private one of the register's is exact; a number that looks like one is not. */
static gboolean
may_block (const LuukkuPackGroup *group, const LuukkuPackCheckSpec *check)
{
  return check->exact || (strcmp (check->name, "contact-details") == 0 &&
                          g_strcmp0 (luukku_pack_group_value (group, "Subject"), "staff-private") == 0);
}

static void
check_severity (LuukkuPackChecker *checker, const LuukkuPackGroup *group, const LuukkuPackCheckSpec *check)
{
  const LuukkuPackEntry *severity = luukku_pack_group_get (group, "Severity");
  const LuukkuPackEntry *reason = luukku_pack_group_get (group, "Reason");
  g_autofree char *sentence = NULL;

  if (severity == NULL)
    return;
  if (strcmp (severity->value, "block") == 0 && !may_block (group, check)) {
    sentence =
        luukku_pack_sentence (N_ ("Only an exact check may block, and “%s” can be wrong. Use confirm or "
                                  "advice."),
                              check->name);
    luukku_pack_problem_add_for (checker, group, severity, sentence);
  } else if (strcmp (severity->value, "confirm") != 0 && reason != NULL) {
    sentence =
        luukku_pack_sentence (N_ ("A reason is asked only with Severity=confirm. Take the line out or change "
                                  "the severity."));
    luukku_pack_problem_add_for (checker, group, reason, sentence);
  }
}

static void
check_signature (LuukkuPackChecker *checker, const LuukkuPackGroup *group)
{
  const LuukkuPackEntry *template = luukku_pack_group_get (group, "Template");
  g_auto (GStrv) names = template != NULL ? luukku_pack_placeholders_of (template->value) : NULL;
  g_autofree char *sentence = NULL;

  if (template == NULL && !checker->has_gaps) {
    luukku_pack_problem_add (checker->problems, group->line, group->name, "Template",
                             N_ ("A signature needs a Template with at least one placeholder, such as "
                                 "Template={title} {first-name}. Add it."));
  } else if (template != NULL && names[0] == NULL && *template->value != '\0') {
    sentence = luukku_pack_sentence (N_ ("The template names nobody. Write at least one placeholder, such as "
                                         "{title} {first-name}."));
    luukku_pack_problem_add_for (checker, group, template, sentence);
  }
}

/* What the check does not fill in would reach the reader as braces. */
static void
check_unfilled (LuukkuPackChecker *checker, const LuukkuPackGroup *group, const LuukkuPackCheckSpec *check)
{
  static const char *const keys[] = { "Title", "Warning" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    const LuukkuPackEntry *entry = luukku_pack_group_get (group, keys[i]);
    g_auto (GStrv) names = entry != NULL ? luukku_pack_placeholders_of (entry->value) : NULL;

    for (guint j = 0; names != NULL && names[j] != NULL; j++) {
      g_autofree char *sentence = NULL;

      if (i > 0 && luukku_pack_list_contains (check->fills, names[j]))
        continue;
      sentence = luukku_pack_sentence (
          N_ ("This version of Luukku fills no {%s} into this text. Write the text without "
              "placeholders."),
          names[j]);
      luukku_pack_problem_add_for (checker, group, entry, sentence);
      break;
    }
  }
}

/* "all", "any" or how many boxes, of those that there are. */
static void
check_ticks (LuukkuPackChecker *checker, const LuukkuPackGroup *group)
{
  const LuukkuPackEntry *entry = luukku_pack_group_get (group, "TicksNeeded");
  g_autofree char *sentence = NULL;

  if (entry == NULL || *entry->value == '\0' || strcmp (entry->value, "all") == 0 ||
      strcmp (entry->value, "any") == 0)
    return;
  if (entry->value[0] >= '1' && entry->value[0] <= '9' && entry->value[1] == '\0') {
    char key[] = { 'T', 'i', 'c', 'k', entry->value[0], '\0' };

    if (luukku_pack_group_value (group, key) != NULL || checker->has_gaps)
      return;
  }
  sentence = luukku_pack_sentence (
      N_ ("Write all, any, or a number that is not larger than the number of Tick lines of this group."));
  luukku_pack_problem_add_for (checker, group, entry, sentence);
}

void
luukku_pack_check_outgoing (LuukkuPackChecker *checker, const LuukkuPackGroup *group)
{
  const LuukkuPackEntry *entry = luukku_pack_group_get (group, "Check");
  const LuukkuPackCheckSpec *check = entry != NULL ? luukku_pack_check_spec (entry->value) : NULL;
  g_autofree char *allowed = NULL;
  g_autofree char *sentence = NULL;

  if (entry == NULL || *entry->value == '\0')
    return;
  if (check == NULL || !check->outgoing) {
    allowed = luukku_pack_checks_of (TRUE);
    sentence = luukku_pack_sentence (N_ ("There is no check called “%s” for outgoing texts. Use one of: %s."),
                                     entry->value, allowed);
    luukku_pack_problem_add_for (checker, group, entry, sentence);
    return;
  }
  check_entries (checker, group, check);
  check_needed (checker, group, check);
  check_severity (checker, group, check);
  check_unfilled (checker, group, check);
  check_ticks (checker, group);
  if (strcmp (check->name, "signature") == 0)
    check_signature (checker, group);
}
