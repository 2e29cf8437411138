/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-check-sender.c: who may send from this account, by the registers. What the registers say is exact,
 * so it may block; what they do not say yet is told once a text, as advice, whatever the pack says. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-run-private.h"

#include "base/luukku-error.h"

#include <string.h>

/* Kinds of accounts that are not the organisation's own. */
static const char *const personal_kinds[] = { "personal", "expert", "work-profile", NULL };

/* Requirements that are kinds of accounts: one of them is enough. */
static const struct {
  const char *requirement;
  const char *kind; /* (nullable): any kind that is not a person's */
} kind_requirements[] = {
  { "organisation-account", NULL },
  { "expert-account", "expert" },
  { "work-profile", "work-profile" },
};

static LuukkuFact
fact_of (gboolean yes)
{
  return yes ? LUUKKU_FACT_YES : LUUKKU_FACT_NO;
}

/* Returns: whether the account is of one of the kinds that @rule asks for; YES when it asks for none. */
static LuukkuFact
check_kind (const LuukkuRun *run, const LuukkuRule *rule)
{
  const char *kind = run->context->account_kind;
  gboolean asked = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (kind_requirements); i++) {
    const char *wanted = kind_requirements[i].kind;

    if (!luukku_has ((const char *const *) rule->require, kind_requirements[i].requirement))
      continue;
    asked = TRUE;
    if (kind != NULL && (wanted != NULL ? strcmp (kind, wanted) == 0 : !luukku_has (personal_kinds, kind)))
      return LUUKKU_FACT_YES;
  }
  if (!asked)
    return LUUKKU_FACT_YES;
  return kind == NULL ? LUUKKU_FACT_UNKNOWN : LUUKKU_FACT_NO;
}

/* Returns: (transfer full): the roles whose decision is missing, as a reader calls them. */
static char *
missing_approvers (const LuukkuRun *run, const LuukkuRule *rule, guint *ret_given)
{
  const char *language = run->context->interface_language != NULL ? run->context->interface_language : "";
  GString *missing = g_string_new (NULL);

  *ret_given = 0;
  for (guint i = 0; rule->approvers[i] != NULL; i++) {
    g_autofree char *group = g_strdup_printf ("Role %s", rule->approvers[i]);
    g_autofree char *title = luukku_pack_get_text (run->pack, group, "Title", language);

    if (luukku_has (run->context->account_approvals, rule->approvers[i])) {
      (*ret_given)++;
      continue;
    }
    g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "",
                            title != NULL ? title : rule->approvers[i]);
  }
  return g_string_free (missing, FALSE);
}

/* *@ret_missing: (transfer full). */
static LuukkuFact
check_approval (const LuukkuRun *run, const LuukkuRule *rule, char **ret_missing)
{
  guint given = 0;
  guint needed = rule->approvers_needed;

  *ret_missing = missing_approvers (run, rule, &given);
  if (run->context->account_approvals == NULL)
    return LUUKKU_FACT_UNKNOWN;
  if (rule->approvers[0] == NULL)
    return fact_of (run->context->account_approvals[0] != NULL);
  if (needed == 0)
    needed = g_strv_length (rule->approvers);
  return fact_of (given >= MIN (needed, g_strv_length (rule->approvers)));
}

/* --- what is not known */

static void
note_unknown (LuukkuRun *run, const LuukkuRule *rule, const char *what)
{
  if (run->unknown_rule == NULL)
    run->unknown_rule = rule;
  if (run->unknown->len > 0)
    g_string_append (run->unknown, ", ");
  g_string_append (run->unknown, what);
}

void
luukku_check_sender (LuukkuRun *run, const LuukkuRule *rule)
{
  g_autofree char *missing = NULL;
  const char *values[] = { "approver", "", NULL };
  const struct {
    const char *requirement;
    LuukkuFact fact;
    const char *what;
  } facts[] = {
    { NULL, check_kind (run, rule), N_ ("the kind of the account") },
    { "account-approved", check_approval (run, rule, &missing), N_ ("the decision to open the account") },
    { "user-on-account", run->context->user_on_account, N_ ("who may write from the account") },
    { "user-inducted", run->context->user_inducted, N_ ("your induction") },
    { "supervisor-agreement", run->context->supervisor_agreement, N_ ("your supervisor's agreement") },
  };
  const LuukkuFindingInit init = {
    .kind = "SENDER",
    .confidence = LUUKKU_CONFIDENCE_CERTAIN,
    .start = run->length,
    .end = run->length,
  };

  for (guint i = 0; run->context->has_registers && i < G_N_ELEMENTS (facts); i++) {
    if (facts[i].requirement != NULL &&
        !luukku_has ((const char *const *) rule->require, facts[i].requirement))
      continue;
    if (facts[i].fact == LUUKKU_FACT_NO) {
      values[1] = missing;
      luukku_run_add (run, rule, &init, values, NULL);
      return;
    }
    if (facts[i].fact == LUUKKU_FACT_UNKNOWN)
      note_unknown (run, rule, luukku_tr (facts[i].what));
  }
}
