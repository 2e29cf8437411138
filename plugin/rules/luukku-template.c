/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-template.c: fills texts of the pack and looks for the parts of an answer. A text with an empty place
 * in it is never made: a resident would read the braces, or nothing where an address should be. */
#define G_LOG_DOMAIN "luukku"

#include "rules/luukku-template.h"
#include "rules/luukku-pack-private.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "language/luukku-language.h"
#include "language/luukku-wordlist.h"

#include <string.h>

static gboolean
is_blank (const char *text)
{
  return text == NULL || text[strspn (text, " \t\r\n")] == '\0';
}

/* --- templates */

static char *
group_of (const char *id)
{
  return g_strdup_printf ("Template %s", id);
}

/* Returns: (transfer full) (nullable): what goes into {@name}. */
static char *
value_of (const LuukkuPack *pack, const char *name, const char *const *values)
{
  static const char *const of_pack[][2] = {
    { "secure-service", "SecureService" },
    { "feedback-form", "FeedbackForm" },
  };
  char *value = NULL;

  for (guint i = 0; values != NULL && values[i] != NULL; i += 2) {
    if (strcmp (values[i], name) == 0)
      value = g_strdup (values[i + 1]);
  }
  for (guint i = 0; value == NULL && i < G_N_ELEMENTS (of_pack); i++) {
    if (strcmp (of_pack[i][0], name) == 0)
      value = luukku_pack_get_text (pack, "Pack", of_pack[i][1], "");
  }
  if (is_blank (value))
    g_clear_pointer (&value, g_free);
  return value != NULL ? g_strstrip (value) : NULL;
}

/* Returns: (transfer full) (nullable): @text with every {name} filled in, from left to right: braces in a
 * value stay what they are. */
static char *
fill_text (const LuukkuPack *pack, const char *text, const char *const *values, GError **error)
{
  g_autoptr (GString) filled = g_string_new (NULL);

  for (const char *p = text; *p != '\0';) {
    const char *end = *p == '{' ? strchr (p, '}') : NULL;
    g_autofree char *name = NULL;
    g_autofree char *value = NULL;

    if (end == NULL) {
      g_string_append_c (filled, *p++);
      continue;
    }
    name = g_strndup (p + 1, (gsize) (end - p - 1));
    value = value_of (pack, name, values);
    if (value == NULL) {
      luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                        /* TRANSLATORS: %s is a placeholder such as secure-service */
                        N_ ("This text needs {%s}, and nothing is known to put there. Fill it in, or choose "
                            "another text."),
                        name);
      return NULL;
    }
    g_string_append (filled, value);
    p = end + 1;
  }
  if (luukku_text_length (filled->str) > LUUKKU_TEMPLATE_MAX_CHARACTERS) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("The filled text is longer than %d characters. Shorten what you filled in."),
                      LUUKKU_TEMPLATE_MAX_CHARACTERS);
    return NULL;
  }
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

char *
luukku_template_fill (const LuukkuPack *pack, const char *id, const char *language, const char *const *values,
                      GError **error)
{
  g_autofree char *group = group_of (id);
  g_autofree char *text = luukku_pack_get_text (pack, group, "Text", language != NULL ? language : "");

  if (text == NULL) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("The guideline in use has no text called “%s”. Choose another one."), id);
    return NULL;
  }
  return fill_text (pack, text, values, error);
}

char *
luukku_template_language (const LuukkuPack *pack, const char *id, const char *language)
{
  g_autofree char *group = group_of (id);
  g_autofree char *base = luukku_pack_get_text (pack, "Pack", "BaseLanguage", "");
  g_autofree char *code =
      g_strndup (language != NULL ? language : "", strcspn (language != NULL ? language : "", "_-.@"));
  g_autofree char *plain = luukku_pack_get_text (pack, group, "Text", "");
  g_autofree char *ours = luukku_pack_get_text (pack, group, "Text", code);

  return g_strcmp0 (plain, ours) == 0 ? g_steal_pointer (&base) : g_steal_pointer (&code);
}

char **
luukku_template_placeholders (const LuukkuPack *pack, const char *id)
{
  g_autofree char *group = group_of (id);
  g_autofree char *text = luukku_pack_get_text (pack, group, "Text", "");

  return luukku_pack_placeholders_of (text != NULL ? text : "");
}

/* --- the signature */

char *
luukku_template_sign (const char *template, const LuukkuRuleContext *context)
{
  const struct {
    const char *placeholder;
    const char *value;
  } fields[] = {
    { "{title}", context->sender_title },
    { "{first-name}", context->sender_first_name },
    { "{last-name}", context->sender_last_name },
    { "{unit}", context->unit },
  };
  g_autoptr (GString) filled = g_string_new (NULL);

  for (const char *p = template; *p != '\0';) {
    guint i = 0;

    while (i < G_N_ELEMENTS (fields) && !g_str_has_prefix (p, fields[i].placeholder))
      i++;
    if (i < G_N_ELEMENTS (fields)) {
      g_autofree char *value = is_blank (fields[i].value) ? NULL : g_strstrip (g_strdup (fields[i].value));

      if (value == NULL)
        return NULL;
      g_string_append (filled, value);
      p += strlen (fields[i].placeholder);
    } else {
      g_string_append_c (filled, *p++);
    }
  }
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

char *
luukku_template_signature (const LuukkuPack *pack, const LuukkuRuleContext *context)
{
  GPtrArray *rules = luukku_pack_get_outgoing (pack);

  for (guint i = 0; i < rules->len; i++) {
    const LuukkuRule *rule = g_ptr_array_index (rules, i);

    if (strcmp (rule->check, "signature") == 0)
      return luukku_template_sign (rule->template, context);
  }
  return luukku_template_sign ("{title} {first-name}", context);
}

/* --- the parts of an answer */

static gboolean
has_part (LuukkuWordText *words, const char *language, const char *part)
{
  static const char *const all[] = { "fi", "sv", "en", "ru", NULL };
  const char *const one[] = { language, NULL };
  const char *const *languages = language != NULL ? one : all;

  for (guint i = 0; languages[i] != NULL; i++) {
    const LuukkuWordlist *list = luukku_wordlist_get (languages[i], part);
    g_autoptr (GArray) hits = list != NULL ? luukku_wordlist_match (list, words) : NULL;

    if (hits != NULL && hits->len > 0)
      return TRUE;
  }
  return FALSE;
}

char **
luukku_template_missing_parts (const char *text, const char *language, const char *const *parts)
{
  g_autofree char *valid = luukku_text_make_valid (text, -1);
  g_autoptr (LuukkuWordText) words = luukku_word_text_new (valid);
  g_autoptr (GStrvBuilder) missing = g_strv_builder_new ();

  if (language == NULL)
    language = luukku_language_guess (valid);
  if (language != NULL && luukku_wordlist_get (language, "thanks") == NULL)
    language = NULL;
  for (guint i = 0; parts[i] != NULL; i++) {
    if (!has_part (words, language, parts[i]))
      g_strv_builder_add (missing, parts[i]);
  }
  return g_strv_builder_end (missing);
}

const char *
luukku_template_part_text (const char *part, const char *language)
{
  /* What a resident reads does not follow the interface language. */
  static const struct {
    const char *part, *fi, *sv, *en, *ru;
  } texts[] = {
    { "thanks", "Kiitos palautteestasi.", "Tack för din återkoppling.", "Thank you for your feedback.",
      "Спасибо за ваш отзыв." },
    { "cause", "Tämä johtui siitä, että ", "Detta berodde på att ", "This happened because ",
      "Это произошло потому, что " },
    { "fix", "Korjaamme asian näin: ", "Vi rättar till saken så här: ", "We put it right like this: ",
      "Мы исправим это так: " },
    { "sorry", "Olemme pahoillamme tapahtuneesta.", "Vi beklagar det inträffade.",
      "We are sorry for the trouble.", "Приносим извинения за случившееся." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    if (strcmp (texts[i].part, part) != 0)
      continue;
    if (g_strcmp0 (language, "fi") == 0)
      return texts[i].fi;
    if (g_strcmp0 (language, "sv") == 0)
      return texts[i].sv;
    return g_strcmp0 (language, "ru") == 0 ? texts[i].ru : texts[i].en;
  }
  return NULL;
}

const char *
luukku_template_part_name (const char *part)
{
  static const struct {
    const char *part;
    const char *name;
  } names[] = {
    /* TRANSLATORS: parts of an answer to criticism, in a list: "Still missing: the cause, regret" */
    { "thanks", N_ ("thanks") },
    { "cause", N_ ("the cause") },
    { "fix", N_ ("how it is put right") },
    { "sorry", N_ ("regret") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (strcmp (names[i].part, part) == 0)
      return luukku_tr (names[i].name);
  }
  return part;
}
