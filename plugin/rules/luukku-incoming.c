/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-incoming.c: carries out the [Incoming …] groups: word lists and personal data with the checks that
 * outgoing rules use, threats and the like by the labels of the classification. A check that needs what is no
 * text and not told (duplicates, sanctions) is silent here. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-incoming.h"

#include <string.h>

#include "base/luukku-text.h"
#include "rules/luukku-escalation.h"
#include "rules/luukku-run-private.h"

/* Word lists of packs whose work the classification does: it knows grammar, a list does not. */
static const struct {
  const char *list;
  const char *label;
} classified[] = {
  { "removal-request", "REMOVAL" }, { "harassment", "HARASSMENT" }, { "phishing", "PHISHING" },
  { "unsafe-report", "SAFETY" },    { "insult", "HARASSMENT" },     { "spam", "SPAM" },
};

/* The words of somebody who wants to be a friend or to go on elsewhere. */
static void
check_contact_request (LuukkuRun *run, const LuukkuRule *rule)
{
  const GArray *spots = luukku_run_find (run, "contact-request");

  if (spots->len > 0)
    luukku_run_add_spot (run, rule, "WORD", &g_array_index (spots, LuukkuSpot, 0), "contact-request");
}

static const struct {
  const char *name;
  LuukkuCheck check;
} checks[] = {
  { "identity-code", luukku_check_identity_code },
  { "person-name", luukku_check_person_name },
  { "lexicon", luukku_check_lexicon },
  { "lexicon-near", luukku_check_lexicon_near },
  { "link", luukku_check_link },
  { "contact-request", check_contact_request },
};

void
luukku_pack_label_free (LuukkuPackLabel *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->rule);
  g_free (self->severity);
  g_free (self->citation);
  g_free (self->title);
  g_free (self->message);
  g_free (self->escalation);
  g_free (self);
}

static const char *
severity_word (LuukkuAlarm alarm)
{
  if (alarm == LUUKKU_ALARM_RAISED)
    return "alarm";
  return alarm == LUUKKU_ALARM_QUEUE ? "queue" : "label";
}

static void
add_label (GPtrArray *labels, LuukkuRun *run, const LuukkuRule *rule, guint start, guint end)
{
  g_autofree char *group = g_strdup_printf ("Incoming %s", rule->id);
  g_autoptr (LuukkuIncomingRule) said = luukku_pack_read_incoming (run->pack, rule->id);
  const char *language = run->context->interface_language != NULL ? run->context->interface_language : "";
  LuukkuPackLabel *label = g_new0 (LuukkuPackLabel, 1);

  label->name = g_steal_pointer (&said->name);
  label->rule = g_strdup (rule->id);
  label->severity = g_strdup (severity_word (said->alarm));
  label->start = start;
  label->end = end;
  label->citation = g_strdup (rule->citation);
  label->title = luukku_pack_get_text (run->pack, group, "Title", language);
  label->message = luukku_pack_get_text (run->pack, group, "Warning", language);
  label->escalation = g_steal_pointer (&said->escalation);
  label->protect = said->protect;
  g_ptr_array_add (labels, label);
}

/* Whether the classification says what the rule looks for. */
static gboolean
is_classified (const LuukkuRun *run, const LuukkuRule *rule)
{
  if (strcmp (rule->check, "threat") == 0) {
    g_autoptr (LuukkuIncomingRule) said = luukku_pack_read_incoming (run->pack, rule->id);

    return luukku_has (run->context->labels,
                       g_strcmp0 (said->target, "site") == 0 ? "THREAT_PREMISES" : "THREAT_PERSON");
  }
  if (strcmp (rule->check, "impersonation") == 0)
    return run->is_false_name;
  if (run->is_criticism && luukku_has ((const char *const *) rule->lexicons, "negative"))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (classified); i++) {
    if (luukku_has ((const char *const *) rule->lexicons, classified[i].list) &&
        luukku_has (run->context->labels, classified[i].label))
      return TRUE;
  }
  return FALSE;
}

static gboolean
has_file (const LuukkuRun *run, const LuukkuRule *rule)
{
  if (strcmp (rule->check, "attachment") != 0)
    return FALSE;
  for (guint i = 0; rule->kinds[i] != NULL; i++) {
    if (luukku_has (run->context->attachments, rule->kinds[i]))
      return TRUE;
  }
  return FALSE;
}

/* A rule is told once, at its first place. */
static void
run_rule (GPtrArray *labels, LuukkuRun *run, const LuukkuRule *rule)
{
  if (rule->public_only && !run->context->is_public)
    return;
  if (is_classified (run, rule) || has_file (run, rule)) {
    add_label (labels, run, rule, run->length, run->length);
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    if (strcmp (checks[i].name, rule->check) == 0)
      checks[i].check (run, rule);
  }
  if (run->findings->len > 0) {
    const LuukkuFindingInit *finding = luukku_finding_peek (run->findings->pdata[0]);

    add_label (labels, run, rule, finding->start, finding->end);
    g_ptr_array_set_size (run->findings, 0);
  }
}

GPtrArray *
luukku_incoming_labels (const LuukkuPack *pack, const LuukkuIncomingContext *context, const char *text)
{
  GPtrArray *labels = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_pack_label_free);
  GPtrArray *rules = luukku_pack_get_incoming (pack);
  const LuukkuRuleContext known = {
    .interface_language = context->interface_language,
    .labels = context->labels,
    .attachments = context->attachments,
    .allow_list = context->allow_list,
    .public_contacts = context->public_contacts,
    .is_public = context->is_public,
  };
  LuukkuRun run = { .pack = pack,
                    .context = &known,
                    .text = text,
                    .group_type = "Incoming",
                    .is_criticism = context->is_criticism,
                    .is_false_name = context->is_false_name };

  if (!g_utf8_validate (text, -1, NULL) || luukku_text_length (text) > LUUKKU_RULES_MAX_CHARACTERS)
    return labels;
  run.length = luukku_text_length (text);
  luukku_run_init (&run);
  for (guint i = 0; i < rules->len; i++)
    run_rule (labels, &run, rules->pdata[i]);
  luukku_run_clear (&run);
  return labels;
}
