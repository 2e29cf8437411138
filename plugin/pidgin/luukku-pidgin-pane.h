/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-pane.h: what we add to one conversation tab of Pidgin, and the few things that its parts do
 * with the entry. A tab may hold several conversations in turn: always ask for the active one. */
#pragma once

#include <gtk/gtk.h>
#include <gtkconv.h>

#include "base/luukku-macros.h"
#include "purple/luukku-ui-ops.h"

G_BEGIN_DECLS

typedef struct _LuukkuPidginAids LuukkuPidginAids;
typedef struct _LuukkuPidginAlarm LuukkuPidginAlarm;
typedef struct _LuukkuPidginBanner LuukkuPidginBanner;
typedef struct _LuukkuPidginBar LuukkuPidginBar;
typedef struct _LuukkuPidginFiles LuukkuPidginFiles;
typedef struct _LuukkuPidginFinding LuukkuPidginFinding;
typedef struct _LuukkuPidginHold LuukkuPidginHold;
typedef struct _LuukkuPidginLive LuukkuPidginLive;
typedef struct _LuukkuPidginUndo LuukkuPidginUndo;

typedef struct {
  PidginConversation *gtkconv;  /* no ref: owns our widgets */
  LuukkuPidginBar *bar;         /* (owned) */
  LuukkuPidginAlarm *alarm;     /* (owned) */
  LuukkuPidginBanner *banner;   /* (owned) */
  LuukkuPidginAids *aids;       /* (owned) */
  LuukkuPidginFiles *files;     /* (owned) */
  LuukkuPidginUndo *undo;       /* (owned) */
  LuukkuPidginFinding *finding; /* (owned) */
  LuukkuPidginHold *hold;       /* (owned) */
  LuukkuPidginLive *live;       /* (owned) */
} LuukkuPidginPane;

/* Returns: (transfer none) (nullable): NULL when @conv is not ours or is not shown by Pidgin. */
LuukkuPidginPane *luukku_pidgin_pane_of (PurpleConversation *conv) G_GNUC_NON_NULL (1);
/* Makes the pane of @gtkconv when its active conversation is ours, or draws it anew. */
void luukku_pidgin_pane_attach (PidginConversation *gtkconv) G_GNUC_NON_NULL (1);
/* Takes everything away that attach has made. Safe when there is nothing. */
void luukku_pidgin_pane_detach (PidginConversation *gtkconv) G_GNUC_NON_NULL (1);

/* Returns: (transfer none). */
PurpleConversation *luukku_pidgin_pane_get_conversation (const LuukkuPidginPane *self) G_GNUC_NON_NULL (1);
/* FALSE: the tab shows a conversation that is not ours now. */
gboolean luukku_pidgin_pane_describe (const LuukkuPidginPane *self, LuukkuWindow *ret_window)
    G_GNUC_NON_NULL (1, 2);

/* --- the entry */
/* Returns: (transfer full): as Pidgin will send it; the marks must be off. */
char *luukku_pidgin_pane_get_markup (const LuukkuPidginPane *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): one character for each place of the buffer. */
char *luukku_pidgin_pane_get_text (const LuukkuPidginPane *self) G_GNUC_NON_NULL (1);
gboolean luukku_pidgin_pane_is_empty (const LuukkuPidginPane *self) G_GNUC_NON_NULL (1);
/* Puts @text in front of what is there; nothing happens when it stands there already. */
void luukku_pidgin_pane_give_back (LuukkuPidginPane *self, const char *text) G_GNUC_NON_NULL (1, 2);
/* Puts @text behind what is there; blanks at the end go. */
void luukku_pidgin_pane_append (LuukkuPidginPane *self, const char *text) G_GNUC_NON_NULL (1, 2);
/* Puts @text where the next sentence would begin: behind what is there, on a line of its own when that does
 * not end in a blank. */
void luukku_pidgin_pane_insert (LuukkuPidginPane *self, const char *text) G_GNUC_NON_NULL (1, 2);
/* Focus to the entry, the caret behind the code point @offset and what stands up to @end selected. */
void luukku_pidgin_pane_edit_at (LuukkuPidginPane *self, guint start, guint end) G_GNUC_NON_NULL (1);
/* Focus to the entry, the caret before the code point @offset, nothing selected. */
void luukku_pidgin_pane_go_to (LuukkuPidginPane *self, guint offset) G_GNUC_NON_NULL (1);
/* As if the person had pressed Enter. */
void luukku_pidgin_pane_send (LuukkuPidginPane *self) G_GNUC_NON_NULL (1);

G_END_DECLS
