/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-aids.h: help for who writes an answer, in one conversation: texts of the pack with everything filled
 * in that is known, the signature, the parts of a good answer, the resident's language, the boxes to tick.
 * Nothing here sends anything. @channel, @conversation: key and the platform's id, as for
 * luukku_inbox_check(). */
#pragma once

#include "inbox/luukku-inbox.h"

G_BEGIN_DECLS

/* A ready text of the pack. */
typedef struct {
  char *id;    /* "secure" */
  char *title; /* in the interface language */
  char
      *text; /* in the language in which it would be inserted; what only the writer knows stands as {cause} */
  char *language; /* of @text: the resident's, whatever the interface speaks */
} LuukkuReadyText;

LUUKKU_API void luukku_ready_text_free (LuukkuReadyText *self);

/* @search: (nullable): words that all must stand in title, text or id. Returns: (transfer full):
 * LuukkuReadyText in the pack's order, those whose title has the words first; without words the one that the
 * labels of the case ask for (luukku_inbox_get_offered_template()) stands on top. */
LUUKKU_API GPtrArray *luukku_aids_list_texts (LuukkuInbox *inbox, const char *channel,
                                              const char *conversation, const char *search)
    G_GNUC_NON_NULL (1, 2, 3);
/* Returns: (transfer full) (nullable): title of the text that the labels of the case ask for, in the
 * interface language; NULL: they ask for none, or nobody waits for an answer. */
LUUKKU_API char *luukku_aids_offered_title (LuukkuInbox *inbox, const char *channel, const char *conversation)
    G_GNUC_NON_NULL (1, 2, 3);
/* Returns: (transfer full): the places of a text that only the writer can fill, NULL-terminated. */
LUUKKU_API char **luukku_aids_open_places (LuukkuInbox *inbox, const char *channel, const char *conversation,
                                           const char *id) G_GNUC_NON_NULL (1, 2, 3, 4);
/* Returns: (transfer full): what a place is called for who fills it in: "the cause". */
LUUKKU_API char *luukku_aids_place_name (const char *place) G_GNUC_NON_NULL (1);
/* @values: (nullable): name, value, …, NULL: what the writer filled in. Returns: (transfer full): the text;
 * NULL with the sentence which place is empty, or NOT_FOUND. */
LUUKKU_API char *luukku_aids_fill_text (LuukkuInbox *inbox, const char *channel, const char *conversation,
                                        const char *id, const char *const *values, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4);

/* Returns: (transfer full): what to put behind @text so that it is signed; "" when it is signed already; NULL
 * with the sentence what is not known of the writer. */
LUUKKU_API char *luukku_aids_sign (LuukkuInbox *inbox, const char *channel, const char *conversation,
                                   const char *text, GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);

/* The parts that an answer to criticism should have and @text lacks. @always: also when the case is not
 * marked as negative. Returns: (transfer full) (nullable): names for luukku_template_part_name() in the order
 * of the pack's rule, NULL-terminated, maybe empty; NULL: the pack asks for no parts here. */
LUUKKU_API char **luukku_aids_missing_parts (LuukkuInbox *inbox, const char *channel,
                                             const char *conversation, const char *text, gboolean always)
    G_GNUC_NON_NULL (1, 2, 3, 4);
/* Returns: (transfer full) (nullable): the beginning of that part in the resident's language. */
LUUKKU_API char *luukku_aids_part_text (LuukkuInbox *inbox, const char *channel, const char *conversation,
                                        const char *part) G_GNUC_NON_NULL (1, 2, 3, 4);
/* Returns: (transfer full) (nullable): code of the language that the resident writes ("ru"), when @text
 * (maybe empty) is not in it and it is not the interface's. */
LUUKKU_API char *luukku_aids_language_hint (LuukkuInbox *inbox, const char *channel, const char *conversation,
                                            const char *text) G_GNUC_NON_NULL (1, 2, 3, 4);

/* Returns: (transfer full) (nullable): name of the service that fits the resident's newest words, with its
 * contact when a person has confirmed it; *@ret_confirmed: FALSE: say so beside it. */
LUUKKU_API char *luukku_aids_suggest_service (LuukkuInbox *inbox, const char *channel,
                                              const char *conversation, gboolean *ret_confirmed)
    G_GNUC_NON_NULL (1, 2, 3, 4);

/* --- boxes to tick (luukku-ticks.c) */
typedef struct {
  char *id;    /* "image:1"; "image:1;copyright:1" where rules ask for the same in the same words: one box */
  char *rule;  /* "image", the first of them */
  char *label; /* in the interface language */
  gboolean ticked;
} LuukkuTick;

LUUKKU_API void luukku_tick_free (LuukkuTick *self);
/* Returns: (transfer full): LuukkuTick of the rules of @verdict that have boxes, maybe empty. */
LUUKKU_API GPtrArray *luukku_aids_list_ticks (LuukkuInbox *inbox, const char *channel,
                                              const char *conversation, LuukkuVerdict *verdict)
    G_GNUC_NON_NULL (1, 2, 3, 4);
/* The writer ticked @ticks (NULL-terminated) for exactly @text (plain): they hold for one sending of it and
 * are logged with it. FALSE: one of them is no box of the pack. */
LUUKKU_API gboolean luukku_aids_set_ticks (LuukkuInbox *inbox, const char *channel, const char *conversation,
                                           const char *text, const char *const *ticks, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4, 5);

G_END_DECLS
