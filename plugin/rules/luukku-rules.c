/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-rules.c: a pack's outgoing rules on one text. One function a check type, in one table; the functions
 * are in luukku-check-*.c, what they share in luukku-run-private.h. A text that cannot be checked is told as
 * such, never as clean. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-rules.h"
#include "rules/luukku-pack-private.h"
#include "rules/luukku-run-private.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "detect/luukku-detect.h"
#include "language/luukku-language.h"

#include "luukku-config.h"

#include <libintl.h>
#include <string.h>

static const struct {
  const char *name;
  LuukkuCheck check;
} checks[] = {
  { "identity-code", luukku_check_identity_code },
  { "signature", luukku_check_signature },
  { "sender", luukku_check_sender },
  { "contact-details", luukku_check_contact_details },
  { "personal-data", luukku_check_personal_data },
  { "person-name", luukku_check_person_name },
  { "minor", luukku_check_minor },
  { "minor-location", luukku_check_minor_location },
  { "attachment", luukku_check_attachment },
  { "attachment-or-quote", luukku_check_attachment_or_quote },
  { "lexicon", luukku_check_lexicon },
  { "lexicon-near", luukku_check_lexicon_near },
  { "link", luukku_check_link },
  { "shouting", luukku_check_shouting },
  { "politeness", luukku_check_politeness },
  { "clarity", luukku_check_clarity },
  { "facts", luukku_check_facts },
  { "language", luukku_check_language },
  { "reply-parts", luukku_check_reply_parts },
  { "reply-count", luukku_check_reply_count },
  { "answer-speed", luukku_check_answer_speed },
  { "topic", luukku_check_topic },
  { "always", luukku_check_always },
};

/* Whom and where a rule binds. */
static gboolean
applies (const LuukkuRun *run, const LuukkuRule *rule)
{
  const LuukkuRuleContext *context = run->context;

  if ((rule->reply_only && !context->is_reply) || (rule->post_only && !context->is_post) ||
      (rule->public_only && !context->is_public))
    return FALSE;
  return rule->scope[0] == NULL || context->user_role == NULL ||
         luukku_has ((const char *const *) rule->scope, context->user_role);
}

static void
run_rule (LuukkuRun *run, const LuukkuRule *rule)
{
  if (!applies (run, rule))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    if (strcmp (checks[i].name, rule->check) == 0)
      checks[i].check (run, rule);
  }
}

/* One advice about all that the registers do not say: several would hide the findings about the text. */
static void
tell_unknown (LuukkuRun *run)
{
  const LuukkuRule *rule = run->unknown_rule;
  g_autofree char *message = NULL;
  LuukkuFindingInit init = {
    .kind = "SENDER-UNKNOWN",
    .severity = LUUKKU_SEVERITY_ADVICE,
    .confidence = LUUKKU_CONFIDENCE_POSSIBLE,
    .start = run->length,
    .end = run->length,
  };

  if (rule == NULL)
    return;
  /* TRANSLATORS: %s is a list such as "your induction, the kind of the account" */
  message =
      luukku_pack_sentence (N_ ("The registers do not say yet: %s. Ask for it to be entered; until then "
                                "Luukku cannot check it."),
                            run->unknown->str);
  init.rule = rule->id;
  init.citation = rule->citation;
  init.section = rule->section;
  init.title = luukku_tr (N_ ("Not in the registers"));
  init.message = message;
  g_ptr_array_add (run->findings, luukku_finding_new (&init));
}

/* The answer may not fit any more. A town's guideline has no say in it. */
static void
tell_newer (LuukkuRun *run)
{
  guint count = run->context->newer_messages;
  g_autofree char *rule = g_strdup_printf ("newer-messages-%u", count);
  g_autofree char *message = NULL;
  LuukkuFindingInit init = {
    .rule = rule,
    .kind = LUUKKU_RULES_NEWER_KIND,
    .severity = LUUKKU_SEVERITY_CONFIRM,
    .confidence = LUUKKU_CONFIDENCE_CERTAIN,
    .reason = LUUKKU_REASON_NONE,
    .start = run->length,
    .end = run->length,
  };

  if (count == 0)
    return;
  message = g_strdup_printf (
      dngettext (LUUKKU_DOMAIN,
                 "%u new message has come since you began to write. Read it, and see whether "
                 "your answer still fits.",
                 "%u new messages have come since you began to write. Read them, and see "
                 "whether your answer still fits.",
                 count),
      count);
  init.title = luukku_tr (N_ ("The resident has written more"));
  init.message = message;
  g_ptr_array_add (run->findings, luukku_finding_new (&init));
}

/* --- the text */

/* Word lists are looked at in the language of the text, or in all of the pack's when it is not clear. */
static char **
languages_of (const LuukkuPack *pack, const char *language)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (language == NULL || luukku_wordlist_get (language, "thanks") == NULL)
    return luukku_pack_get_list (pack, "Pack", "ServiceLanguages");
  g_strv_builder_add (builder, language);
  return g_strv_builder_end (builder);
}

void
luukku_run_init (LuukkuRun *run)
{
  run->words = luukku_word_text_new (run->text);
  run->language = luukku_language_guess (run->text);
  run->languages = languages_of (run->pack, run->language);
  run->found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  run->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_finding_unref);
  run->unknown = g_string_new (NULL);
}

void
luukku_run_clear (LuukkuRun *run)
{
  luukku_word_text_free (run->words);
  g_strfreev (run->languages);
  g_hash_table_unref (run->found);
  g_ptr_array_unref (run->findings);
  g_string_free (run->unknown, TRUE);
}

/* Returns: (transfer full): the only finding about a text that no rule could look at. */
static LuukkuVerdict *
unchecked (const char *text, const char *message)
{
  g_autofree char *valid = luukku_text_make_valid (text, -1);
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_finding_unref);
  LuukkuFindingInit init = {
    .rule = "unchecked",
    .kind = "UNCHECKED",
    .severity = LUUKKU_SEVERITY_CONFIRM,
    .confidence = LUUKKU_CONFIDENCE_CERTAIN,
    .reason = LUUKKU_REASON_REQUIRED,
    .title = luukku_tr (N_ ("The text could not be checked")),
    .message = message,
  };

  g_ptr_array_add (findings, luukku_finding_new (&init));
  return luukku_verdict_new (valid, findings);
}

/* --- the walk through the rules */

struct _LuukkuRulesWalk {
  LuukkuPack *pack; /* (ref) */
  char *text;       /* (owned) */
  LuukkuRun run;
  LuukkuVerdict *verdict; /* (ref) (nullable): not ready yet */
  gboolean begun;         /* run is made */
  gboolean detected;      /* the detectors are through */
  guint next;             /* rule */
};

LuukkuRulesWalk *
luukku_rules_walk_new (const LuukkuPack *pack, const LuukkuRuleContext *context, const char *text)
{
  LuukkuRulesWalk *self = g_new0 (LuukkuRulesWalk, 1);

  self->pack = luukku_pack_ref ((LuukkuPack *) pack);
  self->text = g_strdup (text);
  self->run =
      (LuukkuRun){ .pack = self->pack, .context = context, .text = self->text, .group_type = "Outgoing" };
  if (!g_utf8_validate (text, -1, NULL)) {
    self->verdict = unchecked (
        text, luukku_tr (N_ ("The text has characters that cannot be read, so Luukku could not check it. "
                             "Write the broken places anew, or give a reason for sending it as it "
                             "is.")));
    return self;
  }
  self->run.length = luukku_text_length (text);
  if (self->run.length > LUUKKU_RULES_MAX_CHARACTERS)
    self->verdict = unchecked (
        text, luukku_tr (N_ ("The text is too long to be checked. Divide it into shorter messages, or "
                             "give a reason for sending it as it is.")));
  return self;
}

void
luukku_rules_walk_free (LuukkuRulesWalk *self)
{
  if (self == NULL)
    return;
  if (self->begun)
    luukku_run_clear (&self->run);
  g_clear_pointer (&self->verdict, luukku_verdict_unref);
  luukku_pack_unref (self->pack);
  g_free (self->text);
  g_free (self);
}

/* Returns: whether a slice of the detectors' work was still to do. Their findings stay in their memory. */
static gboolean
detect_slice (LuukkuRulesWalk *self)
{
  const LuukkuDetectOptions options = {
    .allow_list = self->run.context->allow_list,
    .language = self->run.language,
  };

  if (self->detected)
    return FALSE;
  self->detected = luukku_detect_ahead (self->text, &options, LUUKKU_DETECT_SLICE);
  return TRUE;
}

gboolean
luukku_rules_walk_step (LuukkuRulesWalk *self)
{
  GPtrArray *rules = luukku_pack_get_outgoing (self->pack);

  if (self->verdict != NULL)
    return FALSE;
  if (!self->begun) {
    luukku_run_init (&self->run);
    self->begun = TRUE;
  } else if (!detect_slice (self) && self->next < rules->len) {
    run_rule (&self->run, g_ptr_array_index (rules, self->next++));
  }
  if (!self->detected || self->next < rules->len)
    return TRUE;
  tell_unknown (&self->run);
  tell_newer (&self->run);
  self->verdict = luukku_verdict_new (self->text, self->run.findings);
  return FALSE;
}

LuukkuVerdict *
luukku_rules_walk_finish (LuukkuRulesWalk *self)
{
  while (luukku_rules_walk_step (self))
    ;
  return luukku_verdict_ref (self->verdict);
}

LuukkuVerdict *
luukku_rules_check (const LuukkuPack *pack, const LuukkuRuleContext *context, const char *text)
{
  g_autoptr (LuukkuRulesWalk) walk = luukku_rules_walk_new (pack, context, text);

  return luukku_rules_walk_finish (walk);
}
