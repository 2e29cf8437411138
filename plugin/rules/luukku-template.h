/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-template.h: help for who writes an answer: texts in the resident's language with everything filled
 * in, the signature, and which parts of a good answer are still missing. Pure. */
#pragma once

#include "rules/luukku-rules.h"

G_BEGIN_DECLS

/* The longest text that a filled template may be, characters. */
#define LUUKKU_TEMPLATE_MAX_CHARACTERS 4000

/* @id: of a group [Template ID]. @language: the resident's (nullable: not known); a language that the
 * template has no text in becomes the pack's base language, whatever the interface speaks.
 * @values: (nullable): name, value, …, NULL: "cause", "the plough broke down"; {secure-service} and
 * {feedback-form} come from [Pack] when they are not among them.
 * Returns: (transfer full): NULL with NOT_FOUND when there is no such template, INVALID_INPUT (which names
 * the placeholder) when something to be filled in is empty. */
LUUKKU_API char *luukku_template_fill (const LuukkuPack *pack, const char *id, const char *language,
                                       const char *const *values, GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): the language that luukku_template_fill() would speak. */
LUUKKU_API char *luukku_template_language (const LuukkuPack *pack, const char *id, const char *language)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): the names in braces that @values must give, NULL-terminated. */
LUUKKU_API char **luukku_template_placeholders (const LuukkuPack *pack, const char *id)
    G_GNUC_NON_NULL (1, 2);

/* Fills {title}, {first-name}, {last-name} and {unit} of a signature's template with who writes.
 * Returns: (transfer full) (nullable): NULL when one of them is not known. */
LUUKKU_API char *luukku_template_sign (const char *template, const LuukkuRuleContext *context)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full) (nullable): the signature by the pack's rule of the check "signature"; "title
 * first name" when the pack has none. */
LUUKKU_API char *luukku_template_signature (const LuukkuPack *pack, const LuukkuRuleContext *context)
    G_GNUC_NON_NULL (1, 2);

/* The four parts of an answer to criticism: @parts are "thanks", "cause", "fix", "sorry".
 * @language: of @text (nullable: guessed, then all are tried). Returns: (transfer full): those of @parts that
 * @text does not have, in their order, NULL-terminated. */
LUUKKU_API char **luukku_template_missing_parts (const char *text, const char *language,
                                                 const char *const *parts) G_GNUC_NON_NULL (1, 3);
/* Returns: (transfer none) (nullable): words with which @part can begin, in @language (nullable), English
 * when there are none in it; a cause and a fix end where the writer goes on. */
LUUKKU_API const char *luukku_template_part_text (const char *part, const char *language) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): what @part is called in the interface language. */
LUUKKU_API const char *luukku_template_part_name (const char *part) G_GNUC_NON_NULL (1);

G_END_DECLS
