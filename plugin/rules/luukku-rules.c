/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-rules.c: a pack's outgoing rules on one text. One function a check type, in one table; what a rule
 * says to a person comes from the pack. Pure. A text that cannot be checked is told as such, never as clean.
 */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-rules.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "detect/luukku-detect.h"

#include <string.h>

/* Where a signature is looked for: the end of the reply, in characters. */
#define SIGNATURE_CHARACTERS 200

typedef struct {
  const LuukkuPack *pack;
  const LuukkuRuleContext *context;
  const char *text;
  guint length;        /* of @text in code points */
  GPtrArray *findings; /* LuukkuFinding (owned) */
} Run;

typedef void (*Check) (Run *run, const LuukkuRule *rule);

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[strspn (text, " \t\r\n")] == '\0';
}

/* Fills in what every finding of @rule has and adds it. @message: (nullable): instead of the pack's Warning.
 */
static void
add_finding (Run *run, const LuukkuRule *rule, LuukkuFindingInit *init, const char *message)
{
  const char *language = run->context->interface_language != NULL ? run->context->interface_language : "";
  g_autofree char *group = g_strdup_printf ("Outgoing %s", rule->id);
  g_autofree char *title = luukku_pack_get_text (run->pack, group, "Title", language);
  g_autofree char *warning = luukku_pack_get_text (run->pack, group, "Warning", language);
  g_autofree char *both = NULL;

  if (message != NULL)
    both = g_strdup_printf ("%s %s", warning, message);
  init->rule = rule->id;
  init->severity = rule->severity;
  init->reason = rule->severity == LUUKKU_SEVERITY_CONFIRM ? rule->reason : LUUKKU_REASON_NONE;
  init->citation = rule->citation;
  init->section = rule->section;
  init->title = title;
  init->message = both != NULL ? both : warning;
  g_ptr_array_add (run->findings, luukku_finding_new (init));
}

/* --- identity-code */

static void
check_identity_code (Run *run, const LuukkuRule *rule)
{
  static const char *const kinds[] = { "HETU", NULL };
  g_autoptr (GArray) hits = luukku_detect (run->text, kinds);

  for (guint i = 0; i < hits->len; i++) {
    const LuukkuHit *hit = &g_array_index (hits, LuukkuHit, i);
    const char *const cues[] = { hit->cue, NULL };
    LuukkuFindingInit init = {
      .kind = hit->kind,
      .confidence = hit->confidence,
      .start = hit->start,
      .end = hit->end,
      .cues = cues,
    };

    add_finding (run, rule, &init, NULL);
  }
}

/* --- signature */

typedef struct {
  const char *placeholder; /* with its braces */
  const char *value;       /* (nullable): not known */
} Field;

#define N_FIELDS 3

static void
get_fields (const LuukkuRuleContext *context, Field *fields)
{
  fields[0] = (Field){ "{title}", context->sender_title };
  fields[1] = (Field){ "{first-name}", context->sender_first_name };
  fields[2] = (Field){ "{unit}", context->unit };
}

static char *
fold (const char *text)
{
  g_autoptr (LuukkuFolded) folded = luukku_folded_new (text);

  return g_utf8_casefold (luukku_folded_get_text (folded), -1);
}

static gboolean
is_part_of_word (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c);
}

/* Both are folded. Whether @needle stands in @text as words of its own. */
static gboolean
has_words (const char *text, const char *needle)
{
  for (const char *p = strstr (text, needle); p != NULL; p = strstr (g_utf8_next_char (p), needle)) {
    const char *end = p + strlen (needle);

    if ((p == text || !is_part_of_word (g_utf8_get_char (g_utf8_prev_char (p)))) &&
        !is_part_of_word (g_utf8_get_char (end)))
      return TRUE;
  }
  return FALSE;
}

/* Returns: (transfer full): the last characters of the reply, folded, blanks joined. */
static char *
fold_end (const Run *run)
{
  g_autofree char *stripped = g_strchomp (g_strdup (run->text));
  guint length = luukku_text_length (stripped);
  guint from = length > SIGNATURE_CHARACTERS ? length - SIGNATURE_CHARACTERS : 0;

  return fold (g_utf8_offset_to_pointer (stripped, from));
}

/* Returns: whether the end of the reply has every field of the template; *@ret_known whether all are known.
 */
static gboolean
is_signed (const Run *run, const char *template, const Field *fields, gboolean *ret_known)
{
  g_autofree char *end = fold_end (run);
  gboolean found = TRUE;

  *ret_known = TRUE;
  for (guint i = 0; i < N_FIELDS; i++) {
    g_autofree char *stripped = NULL;
    g_autofree char *needle = NULL;

    if (strstr (template, fields[i].placeholder) == NULL)
      continue;
    if (is_blank (fields[i].value)) {
      *ret_known = FALSE;
      continue;
    }
    stripped = g_strstrip (g_strdup (fields[i].value));
    needle = fold (stripped);
    found = found && *needle != '\0' && has_words (end, needle);
  }
  return found && *ret_known;
}

/* Returns: (transfer full): a new line and the template with everything filled in. */
static char *
fill_template (const char *template, const Field *fields)
{
  GString *filled = g_string_new ("\n");

  for (const char *p = template; *p != '\0';) {
    guint i = 0;

    while (i < N_FIELDS && !g_str_has_prefix (p, fields[i].placeholder))
      i++;
    if (i < N_FIELDS) {
      g_autofree char *value = g_strstrip (g_strdup (fields[i].value));

      g_string_append (filled, value);
      p += strlen (fields[i].placeholder);
    } else {
      g_string_append_c (filled, *p++);
    }
  }
  return g_string_free (filled, FALSE);
}

static void
check_signature (Run *run, const LuukkuRule *rule)
{
  Field fields[N_FIELDS];
  gboolean known;
  g_autofree char *fix = NULL;
  const char *hint = NULL;
  LuukkuFindingInit init = {
    .kind = "SIGNATURE",
    .confidence = LUUKKU_CONFIDENCE_LIKELY,
    .start = run->length,
    .end = run->length,
  };

  get_fields (run->context, fields);
  if (is_signed (run, rule->template, fields, &known))
    return;
  if (known)
    init.fix = fix = fill_template (rule->template, fields);
  else
    hint = luukku_tr (
        N_ ("Luukku does not know who you are yet: write your title, first name and unit in the settings of "
            "Luukku, and it can add the signature."));
  add_finding (run, rule, &init, hint);
}

/* --- the run */

static const struct {
  const char *name;
  Check check;
} checks[] = {
  { "identity-code", check_identity_code },
  { "signature", check_signature },
};

static void
run_rule (Run *run, const LuukkuRule *rule)
{
  if (rule->reply_only && !run->context->is_reply)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    if (strcmp (checks[i].name, rule->check) == 0)
      checks[i].check (run, rule);
  }
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

LuukkuVerdict *
luukku_rules_check (const LuukkuPack *pack, const LuukkuRuleContext *context, const char *text)
{
  GPtrArray *rules = luukku_pack_get_outgoing (pack);
  Run run = { .pack = pack, .context = context, .text = text };
  g_autoptr (GPtrArray) findings = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    return unchecked (
        text, luukku_tr (N_ ("The text has characters that cannot be read, so Luukku could not check it. "
                             "Write the broken places anew, or give a reason for sending it as it "
                             "is.")));
  run.length = luukku_text_length (text);
  if (run.length > LUUKKU_RULES_MAX_CHARACTERS)
    return unchecked (
        text, luukku_tr (N_ ("The text is too long to be checked. Divide it into shorter messages, or "
                             "give a reason for sending it as it is.")));
  findings = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_finding_unref);
  run.findings = findings;
  for (guint i = 0; i < rules->len; i++)
    run_rule (&run, g_ptr_array_index (rules, i));
  return luukku_verdict_new (text, findings);
}
