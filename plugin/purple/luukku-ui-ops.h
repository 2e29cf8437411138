/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-ui-ops.h: what the glue asks of a user interface, and what it offers to one. The module
 * luukku-pidgin (or luukku-finch) fetches the offer by libpurple's IPC and sets its ops; without it libpurple
 * requests do the same in Pidgin, Finch and tests:
 *
 *   const LuukkuPurpleApi *api = purple_plugin_ipc_call (purple_plugins_find_with_id (LUUKKU_CORE_PLUGIN_ID),
 *                                                        LUUKKU_PURPLE_API_CALL, &ok); */
#pragma once

#include <purple.h>

#include "inbox/luukku-inbox.h"
#include "purple/luukku-settings.h"
#include "purple/luukku-table.h"

G_BEGIN_DECLS

#define LUUKKU_CORE_PLUGIN_ID "core-luukku"
#define LUUKKU_PURPLE_API_CALL "luukku-api"
#define LUUKKU_PURPLE_API_VERSION 8

#define LUUKKU_PREF_ROOT "/plugins/core/luukku"
#define LUUKKU_PREF_STAMP_ADDRESS                                                                            \
  LUUKKU_PREF_ROOT "/stamp-address" /* URL of a time stamp authority, empty: none */
/* bool: the inbox is shown when the user interface starts; notices on the desktop */
#define LUUKKU_PREF_INBOX_AT_START LUUKKU_PREF_ROOT "/inbox-at-start"
#define LUUKKU_PREF_NOTICES LUUKKU_PREF_ROOT "/notices"

typedef enum {
  LUUKKU_CHOICE_EDIT,    /* back to the entry */
  LUUKKU_CHOICE_SEND,    /* send anyway, with the reason */
  LUUKKU_CHOICE_FIX,     /* add what the finding's fix says, check again, send */
  LUUKKU_CHOICE_DISCARD, /* throw the text away */
} LuukkuChoice;

/* @reason: (nullable). Called at most once; closing a question without an answer is EDIT. */
typedef void (*LuukkuChoiceFunc) (LuukkuChoice choice, const char *reason, gpointer data);

typedef struct {
  guint version; /* LUUKKU_PURPLE_API_VERSION */
  /* MAY: asks about a held text. The UI keeps the text visible. @markup: as it was typed. It must answer
   * through
   * @answer, or with EDIT when the conversation closes. FALSE: cannot (no window): libpurple requests ask
   * instead. */
  gboolean (*ask) (PurpleConversation *conv, LuukkuVerdict *verdict, const char *markup,
                   LuukkuChoiceFunc answer, gpointer data);
  /* MAY: puts @text (plain) back into the entry of @conv, in front of what is there. FALSE: cannot. */
  gboolean (*give_back) (PurpleConversation *conv, const char *text);
  /* MAY: state, clock, link or delivery of @conv changed: draw the bar again. */
  void (*refresh) (PurpleConversation *conv);
  /* MAY: shows the inbox list. */
  gboolean (*show_inbox) (void);
  /* MAY: puts @text (plain) behind what stands in the entry of @conv. FALSE: cannot. */
  gboolean (*insert) (PurpleConversation *conv, const char *text);
  /* MAY: (transfer full) (nullable): what stands in the entry of @conv, plain. */
  char *(*get_text) (PurpleConversation *conv);
  /* MAY: shows the ready texts for @conv. FALSE: cannot. */
  gboolean (*show_texts) (PurpleConversation *conv);
  /* MAY: puts @text (plain) onto the clipboard of the desktop. FALSE: cannot. */
  gboolean (*copy) (PurpleConversation *conv, const char *text);
  /* MAY: shows the window of settings; FALSE: cannot, a form asks. */
  gboolean (*show_settings) (void);
  /* MAY: shows the first steps; FALSE: cannot, a form asks. */
  gboolean (*show_guide) (void);
  /* MAY: shows the window of the evidence at "records", "retention" or "log". FALSE: cannot. */
  gboolean (*show_evidence) (const char *page);
  /* MAY: shows the form of a request to remove a message of a case. FALSE: there is no such case. */
  gboolean (*show_removal) (const char *case_number);
  /* MAY: shows a list; copies what it keeps. FALSE: cannot. */
  gboolean (*show_table) (const LuukkuTable *table);
} LuukkuUiOps;

/* What a conversation window is about. */
typedef struct {
  const char *channel;      /* (owned by the glue) key */
  const char *conversation; /* the platform's id */
  gint64 id;                /* the store's number, 0: not in the store (an account of another prpl) */
  gboolean weaker;          /* account of another prpl: the gate works through a signal only */
  gboolean is_public;       /* everyone can read what is written there */
} LuukkuWindow;

/* An export that a person wants. */
typedef struct {
  const char *record;
  const char *output;    /* a .zip */
  const char *recipient; /* (nullable): with @purpose: it is handed over, which is logged */
  const char *purpose;   /* (nullable) */
  gboolean sheet;        /* a hand-over sheet (PDF) is written beside @output; only with @recipient */
  gboolean without_appendix;
} LuukkuExportOrder;

/* Who follows an export; NULL functions: libpurple's requests and notices say it. */
typedef struct {
  /* @part: 0…1, below 0: unknown. */
  void (*progress) (const char *sentence, double part, gpointer data);
  /* Once. @good: the package is there. */
  void (*done) (const char *sentence, gboolean good, gpointer data);
  gpointer data;
} LuukkuExportWatch;

/* What can be asked about a case by a form of libpurple. */
typedef enum {
  LUUKKU_QUESTION_LATER,
  LUUKKU_QUESTION_HAND_OVER,
  LUUKKU_QUESTION_LABELS,
} LuukkuQuestion;

/* How long a reply is, as its channel counts. */
typedef struct {
  guint length;
  guint limit; /* 0: the channel has none */
  gboolean in_bytes;
} LuukkuLength;

typedef struct {
  guint version;
  LuukkuInbox *(*get_inbox) (void);            /* (transfer none) (nullable): NULL when there is no store */
  void (*set_ui_ops) (const LuukkuUiOps *ops); /* static; NULL: back to libpurple requests */
  gboolean (*describe) (PurpleConversation *conv, LuukkuWindow *ret_window); /* FALSE: not ours */
  /* (transfer full): the verdict on what stands in the entry. */
  LuukkuVerdict *(*check) (PurpleConversation *conv, const char *text);
  /* Does one short step of the check of what stands in the entry, so that a long text never holds the window.
   * Returns: whether there is more to do; then check() with the same text is quick. */
  gboolean (*check_ahead) (PurpleConversation *conv, const char *text);
  /* The text of @verdict was held before it left the entry: kept as a draft and logged like any held reply.
   */
  gboolean (*hold) (PurpleConversation *conv, LuukkuVerdict *verdict, GError **error);
  /* A person's decision about @verdict: EDIT keeps a draft, SEND approves once (then send the text), DISCARD
   * drops. */
  gboolean (*decide) (PurpleConversation *conv, LuukkuVerdict *verdict, LuukkuChoice choice,
                      const char *reason, GError **error);
  /* Archives and writes the line into the window. (transfer full): the record's number. */
  char *(*archive) (PurpleConversation *conv, const char *kind, const char *note, GError **error);
  /* Who had the evidence of a case; the letter with a checkpoint: each in a window of libpurple's. */
  void (*show_custody) (const char *case_number);
  void (*show_letter) (void);
  /* A record of @conv was made: writes the line into the window. */
  void (*tell_archived) (PurpleConversation *conv, const char *record);
  /* Begins an export: full check, time stamp, package, hand-over, in steps that hold no window. @watch:
   * (nullable). FALSE with @error: nothing was begun. */
  gboolean (*export_record) (const LuukkuExportOrder *order, const LuukkuExportWatch *watch, GError **error);
  void (*cancel_export) (void);
  /* Who followed with @data has gone; libpurple says how it ends. */
  void (*forget_export) (gpointer data);
  /* Opens (or shows) the window of a conversation. FALSE: the channel's account is not in this Pidgin. */
  gboolean (*open) (const char *channel, const char *conversation);
  /* (transfer full): the state line of @conv in words: channel, case, due, link. */
  char *(*state_line) (PurpleConversation *conv);
  /* Whether a reply of @conv waits for a person to send it outside Luukku and to say so. */
  gboolean (*has_unticked) (PurpleConversation *conv);
  /* Asks whether and when it was sent. FALSE: nothing waits. */
  gboolean (*ask_sent) (PurpleConversation *conv, GError **error);
  /* Asks whether the identity codes that are masked in @conv are to be shown there; showing them is a step of
   * the case. FALSE: there are none. */
  gboolean (*ask_original) (PurpleConversation *conv, GError **error);
  /* For the manager's list: @verdict (nullable: the newest of @conv) is a false alarm, or @missed something.
   * @note: (nullable). Masked, and told in the window. */
  gboolean (*report_check) (PurpleConversation *conv, LuukkuVerdict *verdict, gboolean missed,
                            const char *note, GError **error);
  /* Puts the ready text @id into the entry of @conv, after a form for what only the writer knows. */
  gboolean (*use_text) (PurpleConversation *conv, const char *id, GError **error);
  /* Somebody has begun to write in @conv; on: goes on after having been told of newer messages; off: the
   * entry was emptied. Until then messages that come are asked about before the text leaves. */
  void (*begin_writing) (PurpleConversation *conv);
  void (*note_read) (PurpleConversation *conv);
  void (*end_writing) (PurpleConversation *conv);
  /* Returns: until when the newest reply of @conv can be taken back, UTC µs, 0: none can. */
  gint64 (*get_undo) (PurpleConversation *conv);
  gboolean (*take_back) (PurpleConversation *conv, GError **error);
  gboolean (*send_now) (PurpleConversation *conv, GError **error);
  /* Asks by a form. */
  gboolean (*ask_case) (PurpleConversation *conv, LuukkuQuestion question, GError **error);
  /* Attaches the file at @path (nullable: asks for one) to the next reply. */
  gboolean (*attach) (PurpleConversation *conv, const char *path, GError **error);
  void (*measure) (PurpleConversation *conv, const char *text, LuukkuLength *ret_length);
  const LuukkuSettingsApi *settings; /* static */
  /* (transfer none) (nullable): the account behind @channel, a key; also of another prpl. */
  PurpleAccount *(*find_account) (const char *channel);
  /* Whether the entry @label of the plugin's menu is for managers. */
  gboolean (*is_for_manager) (const char *label);
} LuukkuPurpleApi;

G_END_DECLS
