/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-run-private.h: one text under the eyes of all rules; inside this folder only.
 *
 * A check is one function luukku_check_NAME (LuukkuRun *, const LuukkuRule *), declared at the end of this
 * header and named in the table of luukku-rules.c. What a rule says to a person comes from the pack. */
#pragma once

#include "language/luukku-wordlist.h"
#include "rules/luukku-rules.h"

G_BEGIN_DECLS

typedef struct {
  const LuukkuPack *pack;
  const LuukkuRuleContext *context;
  const char *text;
  guint length;                   /* of @text in code points */
  LuukkuWordText *words;          /* of @text */
  const char *language;           /* of @text (nullable): not clear */
  char **languages;               /* in which word lists are looked at: @language, else those of the pack */
  GHashTable *found;              /* name -> GArray of LuukkuSpot: what luukku_run_find() found */
  GPtrArray *findings;            /* LuukkuFinding (owned) */
  GString *unknown;               /* register facts that are not known, as words for a person */
  const LuukkuRule *unknown_rule; /* the first that asked for one (nullable) */
  const char *group_type;         /* "Outgoing" or "Incoming": where the words of a rule are */
  gboolean is_criticism;          /* incoming: the classification says so, no list needs to */
  gboolean is_false_name;         /* incoming: who wrote has a name of ours, and no account of ours */
} LuukkuRun;

/* A place in the folded text, luukku_word_text_get_text(). */
typedef struct {
  gsize start, end;
  guint first;            /* the word it begins with */
  const char *class_name; /* of a word list's row, else "" */
} LuukkuSpot;

/* --- luukku-rules.c */

/* Makes @run ready; pack, context and text are set. */
void luukku_run_init (LuukkuRun *run);
void luukku_run_clear (LuukkuRun *run);

/* --- luukku-run.c */

/* Fills in what every finding of @rule has and adds it. @init: kind, confidence and what else is known.
 * @values: (nullable): name, value, …, NULL for the placeholders of the Warning. @hint: (nullable): a
 * sentence after it. */
void luukku_run_add (LuukkuRun *run, const LuukkuRule *rule, const LuukkuFindingInit *init,
                     const char *const *values, const char *hint);
/* One finding at @spot. @kind: static. @cue: (nullable). */
void luukku_run_add_spot (LuukkuRun *run, const LuukkuRule *rule, const char *kind, const LuukkuSpot *spot,
                          const char *cue);
/* A finding about the text as a whole. */
void luukku_run_add_whole (LuukkuRun *run, const LuukkuRule *rule, const char *kind,
                           const char *const *values);
/* The bytes of @spot as code points of the text as typed. */
void luukku_run_map (const LuukkuRun *run, const LuukkuSpot *spot, LuukkuFindingInit *init);
/* Returns: whether @list (nullable) has @word (nullable). */
gboolean luukku_has (const char *const *list, const char *word);
/* Returns: whether the conversation has one of the labels of After=, or the rule has none. */
gboolean luukku_run_has_label (const LuukkuRun *run, const LuukkuRule *rule);

/* --- luukku-cues.c: words of lists and what else the keys Lexicons and With name */

/* Returns: (transfer none): GArray of LuukkuSpot by place: what @name stands for in the text. */
const GArray *luukku_run_find (LuukkuRun *run, const char *name);
/* Returns: whether @name is there in the sentence @sentence, or for what has no place at all. */
gboolean luukku_run_is_near (LuukkuRun *run, const char *name, guint sentence);
/* Returns: whether @spot stands between quotation marks. */
gboolean luukku_run_is_quoted (const LuukkuRun *run, const LuukkuSpot *spot);
/* The words that the code points [@start, @end) of the text as typed touch. */
void luukku_run_spot_at (const LuukkuRun *run, guint start, guint end, LuukkuSpot *ret_spot);
/* Returns: the sentence that @spot begins in. */
guint luukku_run_sentence_of (const LuukkuRun *run, const LuukkuSpot *spot);

/* --- luukku-shapes.c: what is known by its shape. @text: folded.
 * Returns: (transfer full): GArray of LuukkuSpot: "date", "time", "price", "decision-number", "age",
 * "class-name", "link". */
GArray *luukku_shapes_find (const char *text, const char *kind);
/* Returns: (transfer full): the host of a link in small ASCII letters, NULL for none. */
char *luukku_shapes_host (const char *text, const LuukkuSpot *spot);

/* --- luukku-contacts.c */

/* Returns: whether @text (folded) has the contact point @contact in any way of writing it; @ret_spot: (out)
 * (optional): where. */
gboolean luukku_contact_find (const char *text, const char *contact, LuukkuSpot *ret_spot);

/* Returns: whether @host (ASCII) is one of @hosts or a name under one of them. */
gboolean luukku_host_is_of (const char *host, const char *const *hosts);

/* --- the checks */
typedef void (*LuukkuCheck) (LuukkuRun *run, const LuukkuRule *rule);

void luukku_check_identity_code (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_contact_details (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_personal_data (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_person_name (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_minor (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_minor_location (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_signature (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_sender (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_attachment (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_attachment_or_quote (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_lexicon (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_lexicon_near (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_link (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_shouting (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_politeness (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_clarity (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_facts (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_language (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_reply_parts (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_reply_count (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_answer_speed (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_topic (LuukkuRun *run, const LuukkuRule *rule);
void luukku_check_always (LuukkuRun *run, const LuukkuRule *rule);

/* Whether the text shouts, by the numbers of @rule or the usual ones. */
gboolean luukku_run_shouts (const LuukkuRun *run, const LuukkuRule *rule);

G_END_DECLS
