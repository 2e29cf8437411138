/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-live.h: looks at the entry while somebody types: marks what the rules find there, and keeps
 * the draft. */
#pragma once

#include "pidgin/luukku-pidgin-pane.h"

G_BEGIN_DECLS

#define LUUKKU_PIDGIN_CHECK_AFTER (150 * G_TIME_SPAN_MILLISECOND) /* of quiet, before the text is checked */
#define LUUKKU_PIDGIN_CHECK_AT_ONCE 2000 /* characters; a longer text is checked in steps */
#define LUUKKU_PIDGIN_CHECK_BREATH (1 * G_TIME_SPAN_MILLISECOND) /* between the steps of a check */
#define LUUKKU_PIDGIN_DRAFT_AFTER (3 * G_TIME_SPAN_SECOND)       /* of quiet, before the draft is written */

/* @pane: (no ref), with its banner. Returns: (transfer full). */
LuukkuPidginLive *luukku_pidgin_live_new (LuukkuPidginPane *pane) G_GNUC_NON_NULL (1);
/* Keeps what stands in the entry as a draft and takes the marks away. */
void luukku_pidgin_live_free (LuukkuPidginLive *self);
/* Puts the stored draft into an empty entry. */
void luukku_pidgin_live_restore_draft (LuukkuPidginLive *self) G_GNUC_NON_NULL (1);
/* The entry will be empty because its text was handed on, not because somebody deleted it: the draft is not
 * ours to drop. */
void luukku_pidgin_live_note_sent (LuukkuPidginLive *self) G_GNUC_NON_NULL (1);
/* Shows the places of @verdict in the entry, or none. */
void luukku_pidgin_live_mark (LuukkuPidginLive *self, const LuukkuVerdict *verdict) G_GNUC_NON_NULL (1, 2);
/* Before Pidgin turns the entry into markup: it takes every tag for formatting. */
void luukku_pidgin_live_unmark (LuukkuPidginLive *self) G_GNUC_NON_NULL (1);

G_END_DECLS
