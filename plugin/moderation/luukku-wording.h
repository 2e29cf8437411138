/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-wording.h: how much the wording of a message resembles that of the messages a label was learnt from;
 * inside this folder and for the program that learns (tests/core/train-wording.c).
 *
 * A stretch of a message is taken apart into pieces; each piece has a weight for each label, and the weights
 * are added up. The weights stand in data/lexicons/wording.tsv, which anybody can read; they are compiled in
 * (luukku-wording-table.h). They are whole numbers, so the same text with the same file has the same sum
 * everywhere:
 *
 *   _tapa    letters in a row of one word, "_" is its edge     =tapan      a word
 *   =se loppuu   two words in a row                            &place      the class of a word in the lists
 *   @sign.kill   a rule or a sign of the lists                 @kill+you   two signs in one stretch
 *   ?  ?milloin  a question, and how it begins           &link       a link, whatever it leads to
 *   ~me~hit      what two words near each other are, in this order (luukku-wording-shapes.c)
 *
 * Rows that begin with "!" hold what is added to every sum, from where on a label is set or noted, and where
 * a label that rules told must at least be to be kept.
 * A sum is divided by the root of the number of pieces, so that long stretches do not weigh more. */
#pragma once

#include "moderation/luukku-family.h"
#include "moderation/luukku-wording-table.h"

G_BEGIN_DECLS

/* One of a weight in the file. */
#define LUUKKU_WORDING_UNIT 32
/* What the lists tell stands for many words, and a word for many letters: they count so many times. */
#define LUUKKU_WORDING_LIST_FACTOR 2
#define LUUKKU_WORDING_WORD_FACTOR 3
#define LUUKKU_WORDING_SHAPE_FACTOR 1

/* A stretch: one sentence and the next one, or a part of a long one. Words [first, end). */
typedef struct {
  guint first, end;
} LuukkuWordingStretch;

/* @word: where the piece begins. */
typedef void (*LuukkuWordingFound) (const char *piece, gsize length, guint word, gpointer user_data);

/* Returns: (transfer none): the label's name, LUUKKU_LABEL_…. */
const char *luukku_wording_label (LuukkuWording wording);
/* Returns: (transfer none): the id of its reasons: "threat.wording". */
const char *luukku_wording_rule (LuukkuWording wording);
/* Returns: (transfer full): of LuukkuWordingStretch. */
GArray *luukku_wording_stretches (LuukkuModText *text) G_GNUC_NON_NULL (1);
/* Calls @found for every piece of @stretch, repeated ones too. */
void luukku_wording_take_apart (LuukkuModText *text, const LuukkuWordingStretch *stretch,
                                LuukkuWordingFound found, gpointer user_data) G_GNUC_NON_NULL (1, 2, 3);
/* Whether words of the class @name (nullable) stand in pairs: rules have pieces of their own, and what sells
 * things or stands beside links does nothing to people. */
gboolean luukku_wording_is_class (const char *name);
/* The same for the pairs of what its words are. luukku-wording-shapes.c */
void luukku_wording_take_shapes (LuukkuModText *text, const LuukkuWordingStretch *stretch,
                                 LuukkuWordingFound found, gpointer user_data) G_GNUC_NON_NULL (1, 2, 3);
/* Returns: how often @piece counts. */
gint luukku_wording_factor (const char *piece) G_GNUC_NON_NULL (1);
/* Returns: what is taken from the highest score of a text of @n_stretches: among many, one is high by chance.
 */
double luukku_wording_cost (guint n_stretches);
/* Returns: whether a sum over @n_pieces pieces may tell anything. */
gboolean luukku_wording_may_tell (guint n_pieces);
/* Adds what the wording tells to every label, and makes a note of what rules told against it. */
void luukku_mod_scan_wording (LuukkuModScan *scan) G_GNUC_NON_NULL (1);

/* Returns: (transfer none): the weights in force, until the next one of the following calls. */
const LuukkuWordingTable *luukku_wording_get_table (void);
/* Puts @text, rows as in the file, in the place of the file. For the program that learns. */
void luukku_wording_replace (const char *text) G_GNUC_NON_NULL (1);
void luukku_wording_shutdown (void);

G_END_DECLS
