/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-words.h: states, times and labels as all our windows say them; built into each of our modules. */
#pragma once

#include "inbox/luukku-due.h"
#include "model/luukku-case.h"
#include "store/luukku-store-cases.h"

G_BEGIN_DECLS

/* Makes the catalogue known: once, from a module's init. */
void luukku_words_bind (void);
/* Returns: (transfer none): @label with its mnemonic in Pidgin, without it where "_" would be shown as it
 * stands. */
const char *luukku_label (const char *label) G_GNUC_NON_NULL (1);
/* The same for a box that is ticked in a form of libpurple: it has no mnemonic in Pidgin either. */
const char *luukku_box_label (const char *label) G_GNUC_NON_NULL (1);
/* Returns: whether there is little room: Finch, whose forms do not scroll. */
gboolean luukku_words_in_terminal (void);
/* Returns: (transfer none): "new", "open", … */
const char *luukku_words_case_state (LuukkuCaseState state);
/* Returns: (transfer none): the name of a language, "Finnish" of "fi"; @code itself when it has none here. */
const char *luukku_words_language (const char *code) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): the newest line of a row of the inbox list, or the sentence of what it may be
 * when it is covered. */
char *luukku_words_row_line (const LuukkuInboxRow *row) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): what a covered message may be, for lists. */
const char *luukku_words_cover (const char *label) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): what comes before everything else when a case has such labels (";"
 * between). */
const char *luukku_words_danger (const char *labels) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): the clock of the service; with the day when it is not today. */
char *luukku_words_time (gint64 time, gint64 now);
/* Returns: (transfer full): as it is said: "today 14:05", "Saturday 14:05", "4.12. 14:05". */
char *luukku_words_when (gint64 time, gint64 now);
/* Returns: (transfer full): a span in the unit that a person would use: "36 hours". */
char *luukku_words_span (gint64 span);
/* Returns: (transfer full): until when to answer and until when one can: "closes Saturday 14:05, answer by
 * Friday 16:00"; "" when nothing waits. A phrase in a list of states. */
char *luukku_words_due (const LuukkuDue *due, gint64 now) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): "put off until Monday 9:00", @later_at in UTC µs. A phrase in a list of states.
 */
char *luukku_words_put_off (gint64 later_at, gint64 now);
/* Returns: (transfer full): @due, words about when to answer, behind until when it was put off, unless
 * @later_at is 0. */
char *luukku_words_with_put_off (const char *due, gint64 later_at, gint64 now) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): the same as a sentence for a window that closes, or has closed. */
char *luukku_words_window (const LuukkuDeadline *deadline, gint64 now) G_GNUC_NON_NULL (1);
/* As luukku_time_parse_local(), on the clock of the service. */
gboolean luukku_words_parse_time (const char *text, gint64 now, gint64 *ret_time, GError **error);

G_END_DECLS
