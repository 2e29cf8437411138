/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-view.h: what we hang on a libpurple conversation window: which conversation of the inbox it shows,
 * what was written into it, what waits to be decided. Views are opened on demand; those that nobody asked for
 * are capped, the rest waits in the inbox list. Buddies are never made. */
#pragma once

#include <purple.h>

#include "inbox/luukku-inbox.h"
#include "purple/luukku-ui-ops.h"

G_BEGIN_DECLS

#define LUUKKU_VIEW_HISTORY 30 /* newest messages shown when a window opens */

typedef struct _LuukkuHeld LuukkuHeld; /* luukku-ask.h */

typedef struct {
  PurpleConversation *conv; /* no ref: owns us */
  LuukkuWindow about;       /* strings owned */
  char *title;              /* (nullable) */
  gboolean greeted;         /* see luukku_view_greet() */
  gboolean unasked;         /* opened by a message, nobody has worked in it yet */
  GHashTable *shown;        /* set of message ids (gint64) */
  GHashTable *uncovered;    /* (nullable): set of message ids (gint64) that somebody asked to see */
  GHashTable *told;         /* reply id (gint64) -> LuukkuReplyState told last */
  gboolean link_told;       /* "no connection" stands in the window */
  gint64 opened_at;         /* UTC µs; gaps that ended before are the history's business */
  gint64 alarm_told;        /* UTC µs: when the steps of an alarm were written last */
  guint earlier;            /* messages that somebody asked for beyond LUUKKU_VIEW_HISTORY */
  gboolean has_earlier;     /* there are more than are shown */
  gint64 gap_told;          /* id of the newest gap told */
  GQueue returns;           /* of char * (owned): texts on their way back to the entry */
  guint return_id;          /* idle source, 0: none */
  guint read_id;            /* idle source, 0: none: see luukku_view_note_looked_at() */
  LuukkuHeld *held;         /* (ref) (nullable): the question that is open */
  LuukkuInboxCheck *ahead;  /* (owned) (nullable): of ahead_text, while somebody types */
  char *ahead_text;         /* (nullable) */
  char *text_id;            /* (nullable): the ready text whose form is open */
  char **text_places;       /* (nullable): what the form asks */
  LuukkuCase *known;        /* (ref) (nullable): as its changes were told last */
  char *labels;             /* (nullable): of the case, as they were told last */
  gint64 labelled;          /* newest message of the resident then */
  gint64 undo_told;         /* the reply of which the window says that it can be taken back */
  LuukkuVerdict *checked;   /* (ref) (nullable): on the newest text, for reports about the check */
} LuukkuView;

/* --- life */
void luukku_view_hook (void);
void luukku_view_follow (LuukkuInbox *inbox) G_GNUC_NON_NULL (1);
void luukku_view_shutdown (void);

/* Returns: (transfer none) (nullable): NULL when @conv is not ours and not a city channel. */
LuukkuView *luukku_view_of (PurpleConversation *conv) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): of an open window. */
LuukkuView *luukku_view_find (PurpleAccount *account, const char *who) G_GNUC_NON_NULL (1, 2);
LuukkuView *luukku_view_find_conversation (gint64 conversation);
/* As luukku_view_find(), opening the window of a conversation that the inbox knows. */
LuukkuView *luukku_view_need (PurpleAccount *account, const char *who) G_GNUC_NON_NULL (1, 2);
/* Makes the view of a window whose account has just been marked as a city channel. */
LuukkuView *luukku_view_attach (PurpleConversation *conv) G_GNUC_NON_NULL (1);
/* Says once what becomes of what is written here, and shows the newest messages: when the window is made, in
 * a room when the account is in it. */
void luukku_view_greet (LuukkuView *self) G_GNUC_NON_NULL (1);
/* Its conversation is in the store now: @self learns its number. For accounts of other prpls. */
void luukku_view_note_stored (LuukkuView *self) G_GNUC_NON_NULL (1);
/* Returns: whether the line that is being written comes from us. */
gboolean luukku_view_is_writing (void);
/* A person asked for it. FALSE: the account is not online here. */
gboolean luukku_view_open (const char *channel, const char *conversation) G_GNUC_NON_NULL (1, 2);
/* Somebody works in this window: it does not count for the cap any more. */
void luukku_view_set_asked (PurpleAccount *account, const char *who) G_GNUC_NON_NULL (1, 2);
guint luukku_view_count_unasked (void);
/* Returns: residents' messages that came since the last call. */
guint luukku_view_take_arrivals (void);
void luukku_view_refresh (LuukkuView *self) G_GNUC_NON_NULL (1);
void luukku_view_set_title (LuukkuView *self) G_GNUC_NON_NULL (1);

/* --- texts back to the entry */
/* After the user interface has cleared its entry. @text: plain. */
void luukku_view_give_back (LuukkuView *self, const char *text) G_GNUC_NON_NULL (1, 2);
/* Nothing was queued: says why and gives the text back. */
void luukku_view_tell_refused (PurpleAccount *account, const char *who, const char *sentence,
                               const char *text) G_GNUC_NON_NULL (1, 2, 3, 4);

/* --- lines (luukku-view-lines.c) */
/* @sentence: plain. @flags: PURPLE_MESSAGE_SYSTEM or _ERROR. */
void luukku_view_tell (LuukkuView *self, PurpleMessageFlags flags, const char *sentence)
    G_GNUC_NON_NULL (1, 3);
void luukku_view_write_history (LuukkuView *self) G_GNUC_NON_NULL (1);
/* Writes the window anew with more of its messages. FALSE: there are none, or it would be too many. */
gboolean luukku_view_show_earlier (LuukkuView *self, GError **error) G_GNUC_NON_NULL (1);
void luukku_view_write_message (LuukkuView *self, LuukkuStoredMessage *message, LuukkuIngest what)
    G_GNUC_NON_NULL (1, 2);
void luukku_view_write_reply (LuukkuView *self, const LuukkuReply *reply) G_GNUC_NON_NULL (1, 2);
void luukku_view_write_link (LuukkuView *self) G_GNUC_NON_NULL (1);

/* Writes a message whole that was covered. */
void luukku_view_write_again (LuukkuView *self, LuukkuStoredMessage *message) G_GNUC_NON_NULL (1, 2);

/* --- covered messages (luukku-view-cover.c) */
/* Whether it stands behind a sentence in this window. */
gboolean luukku_view_is_covered (LuukkuView *self, gint64 message) G_GNUC_NON_NULL (1);
/* Writes the sentence in the message's place when it is one to be covered. FALSE: write the message. */
gboolean luukku_view_cover (LuukkuView *self, gint64 message) G_GNUC_NON_NULL (1);
/* A person asks for the newest one that is covered, or for the newest picture; counted, then shown. */
gboolean luukku_view_show_covered (LuukkuView *self, GError **error) G_GNUC_NON_NULL (1);
/* @which: a number, 1 is the newest; "": the only one, or a form to choose. luukku-view-picture.c */
gboolean luukku_view_show_picture (LuukkuView *self, const char *which, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* --- what a person has read (luukku-view-read.c) */
/* The window may have come before a person, or something new into it: looked at as soon as the main loop has
 * time, since Pidgin tells of the focus before the window has it. */
void luukku_view_note_looked_at (LuukkuView *self) G_GNUC_NON_NULL (1);

/* --- replies that a person sends outside Luukku (luukku-view-by-hand.c) */
/* Returns: (transfer full) (nullable): the oldest reply of this window about which a person has to say
 * something. */
LuukkuReply *luukku_view_find_unticked (LuukkuView *self) G_GNUC_NON_NULL (1);
/* Copies @reply and says what to do with it. */
void luukku_view_tell_by_hand (LuukkuView *self, const LuukkuReply *reply) G_GNUC_NON_NULL (1, 2);
gboolean luukku_view_copy_again (LuukkuView *self, GError **error) G_GNUC_NON_NULL (1);
/* @time: as people write it; (nullable) or "": now. */
gboolean luukku_view_mark_sent (LuukkuView *self, const char *time, GError **error) G_GNUC_NON_NULL (1);
gboolean luukku_view_mark_not_sent (LuukkuView *self, GError **error) G_GNUC_NON_NULL (1);
/* Asks whether and when; FALSE: nothing waits here. */
gboolean luukku_view_ask_sent (LuukkuView *self, GError **error) G_GNUC_NON_NULL (1);

/* --- words as they were written (luukku-view-original.c) */
/* Asks whether masked identity codes are to be shown; FALSE: there are none. */
gboolean luukku_view_ask_original (LuukkuView *self, GError **error) G_GNUC_NON_NULL (1);

/* A check that is under way is not wanted any more. */
void luukku_view_drop_check (LuukkuView *self) G_GNUC_NON_NULL (1);

/* --- reports about the check (luukku-view-report.c) */
/* @verdict: (nullable): the newest in this window, unless it is of a command. */
void luukku_view_remember (LuukkuView *self, LuukkuVerdict *verdict) G_GNUC_NON_NULL (1);
/* @verdict: (nullable): the one remembered. @note: (nullable). Writes a line when it is reported. */
gboolean luukku_view_report_check (LuukkuView *self, LuukkuVerdict *verdict, gboolean missed,
                                   const char *note, GError **error) G_GNUC_NON_NULL (1);

/* --- public conversations and private answers (luukku-view-public.c) */
/* Says who can read what is written here, when that is not the usual. */
void luukku_view_write_audience (LuukkuView *self) G_GNUC_NON_NULL (1);
/* Returns: whether this conversation is public and can be answered privately. */
gboolean luukku_view_can_answer_privately (LuukkuView *self) G_GNUC_NON_NULL (1);
/* Opens the window in which only the one who began this public conversation is answered. */
gboolean luukku_view_answer_privately (LuukkuView *self, GError **error) G_GNUC_NON_NULL (1);

/* --- changes of the case (luukku-view-case.c) */
/* Writes a line for each change since the last call. @silent: only looks. */
void luukku_view_note_case (LuukkuView *self, gboolean silent) G_GNUC_NON_NULL (1);

/* --- state in words (luukku-view-state.c) */
/* Returns: (transfer full): the channel's name for people. */
char *luukku_view_channel_name (const char *channel) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): channel, case, due, link. */
char *luukku_view_state_line (LuukkuView *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): "answer by 14:00", "" when nothing waits. */
char *luukku_view_due (LuukkuCase *item) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): a sentence about a time in which nothing could be received. */
char *luukku_view_gap_sentence (const LuukkuGap *gap) G_GNUC_NON_NULL (1);

/* Writes the line of a new record. */
void luukku_view_tell_archived (LuukkuView *self, const char *record) G_GNUC_NON_NULL (1, 2);
/* Archives the conversation and writes the line. Returns: (transfer full): the record's number. */
char *luukku_view_archive (LuukkuView *self, const char *kind, const char *note, GError **error)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
