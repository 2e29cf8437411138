/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-check-signature.c: whether the resident can see who answers. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-run-private.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "rules/luukku-template.h"

#include <string.h>

/* Where a signature is looked for: the end of the reply, in characters. */
#define SIGNATURE_CHARACTERS 200

typedef struct {
  const char *placeholder; /* with its braces */
  const char *value;       /* (nullable): not known */
} Field;

#define N_FIELDS 4

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[strspn (text, " \t\r\n")] == '\0';
}

static void
get_fields (const LuukkuRuleContext *context, Field *fields)
{
  fields[0] = (Field){ "{title}", context->sender_title };
  fields[1] = (Field){ "{first-name}", context->sender_first_name };
  fields[2] = (Field){ "{last-name}", context->sender_last_name };
  fields[3] = (Field){ "{unit}", context->unit };
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

/* Returns: (transfer full): the last characters of the reply, folded. */
static char *
fold_end (const LuukkuRun *run)
{
  g_autofree char *stripped = g_strchomp (g_strdup (run->text));
  guint length = luukku_text_length (stripped);
  guint from = length > SIGNATURE_CHARACTERS ? length - SIGNATURE_CHARACTERS : 0;

  return fold (g_utf8_offset_to_pointer (stripped, from));
}

static gboolean
names_person (const char *template)
{
  return strstr (template, "{first-name}") != NULL || strstr (template, "{last-name}") != NULL;
}

/* The unit is added to a name, but who wrote her name without it has said who answers.
 * Returns: whether the end of the reply has every other field of the template; *@ret_known whether all these
 * are known. */
static gboolean
is_signed (const LuukkuRun *run, const char *template, gboolean *ret_known)
{
  g_autofree char *end = fold_end (run);
  Field fields[N_FIELDS];
  gboolean found = TRUE;

  get_fields (run->context, fields);
  *ret_known = TRUE;
  for (guint i = 0; i < N_FIELDS; i++) {
    g_autofree char *stripped = NULL;
    g_autofree char *needle = NULL;

    if (strstr (template, fields[i].placeholder) == NULL ||
        (g_str_equal (fields[i].placeholder, "{unit}") && names_person (template)))
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

void
luukku_check_signature (LuukkuRun *run, const LuukkuRule *rule)
{
  gboolean known;
  g_autofree char *signature = NULL;
  g_autofree char *fix = NULL;
  const char *hint = NULL;
  LuukkuFindingInit init = {
    .kind = "SIGNATURE",
    .confidence = LUUKKU_CONFIDENCE_LIKELY,
    .start = run->length,
    .end = run->length,
  };

  if (is_signed (run, rule->template, &known))
    return;
  signature = known ? luukku_template_sign (rule->template, run->context) : NULL;
  if (signature != NULL)
    init.fix = fix = g_strconcat ("\n", signature, NULL);
  else
    hint = luukku_tr (
        N_ ("Luukku does not know who you are yet: write your title, first name and unit in the settings of "
            "Luukku, and it can add the signature."));
  luukku_run_add (run, rule, &init, NULL, hint);
}
