/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-core.h: what all accounts and windows share in this process: store, inbox, gate, tokens, the user
 * interface's ops. Made on first need (a login, a ticked plugin), so that the gate stands whether or not
 * core-luukku is ticked; it goes when libpurple destroys the module. */
#pragma once

#include <purple.h>

#include "adapter/luukku-tokens.h"
#include "inbox/luukku-inbox.h"
#include "purple/luukku-ui-ops.h"

G_BEGIN_DECLS

#define LUUKKU_PREF_PACK LUUKKU_PREF_ROOT "/pack"               /* id of a guideline pack, or a file */
#define LUUKKU_PREF_UNASKED LUUKKU_PREF_ROOT "/unasked-windows" /* int */
#define LUUKKU_PREF_CITY_CHANNELS                                                                            \
  LUUKKU_PREF_ROOT "/city-channels" /* list of "PROTOCOL:ACCOUNT" of other prpls */
/* Who sits here, for a prepared profile: read once, when the store knows nobody yet. */
#define LUUKKU_PREF_STAMP_CERTIFICATE LUUKKU_PREF_ROOT "/stamp-certificate" /* path of a PEM file */
#define LUUKKU_PREF_EXPORT_FOLDER LUUKKU_PREF_ROOT "/export-folder"         /* path, empty: home */
#define LUUKKU_PREF_GUIDE_SEEN LUUKKU_PREF_ROOT "/guide-seen"               /* bool */
#define LUUKKU_PREF_STAFF LUUKKU_PREF_ROOT "/staff"
#define LUUKKU_PREF_STAFF_NAME LUUKKU_PREF_STAFF "/name"
#define LUUKKU_PREF_STAFF_TITLE LUUKKU_PREF_STAFF "/title"
#define LUUKKU_PREF_STAFF_UNIT LUUKKU_PREF_STAFF "/unit"
#define LUUKKU_PREF_STAFF_ORGANISATION LUUKKU_PREF_STAFF "/organisation"

#define LUUKKU_PREF_UNDO LUUKKU_PREF_ROOT "/undo-seconds" /* int, 0: replies leave at once */

#define LUUKKU_UNDO_DEFAULT 5
#define LUUKKU_UNASKED_DEFAULT 5
#define LUUKKU_UNASKED_MAX 50

/* At the module's start: defaults of the preferences, catalogue. */
void luukku_core_add_prefs (void);
/* Opens store, inbox and pack unless they are open. Returns: FALSE with the sentence why there is no inbox.
 */
gboolean luukku_core_ensure (GError **error);
/* As luukku_core_ensure(), and the store can be written. */
gboolean luukku_core_ensure_writable (GError **error);
/* Closes store and inbox; all accounts are offline already. */
void luukku_core_close_inbox (void);
/* Closes everything at the program's end. */
void luukku_core_shutdown (void);

/* Returns: (transfer none) (nullable): NULL when the store could not be opened. */
LuukkuInbox *luukku_core_get_inbox (void);
/* Returns: (transfer none): the machine's clock, or the one a test set. */
LuukkuClock *luukku_core_get_clock (void);
LuukkuTokens *luukku_core_get_tokens (void);
/* Returns: seconds, for libpurple. */
time_t luukku_core_get_time (void);
/* Returns: (transfer none): the handle for libpurple's signals, requests and notices. */
void *luukku_core_get_handle (void);
/* Reads the pack that the preference names. FALSE: the pack in force stays; the sentence is in @error. */
gboolean luukku_core_load_pack (GError **error);

/* Returns: (transfer none) (not nullable): a member that is NULL is not offered. */
const LuukkuUiOps *luukku_core_get_ui_ops (void);
void luukku_core_set_ui_ops (const LuukkuUiOps *ops);

/* The key of an account's channel, (transfer full): "facebook:104…" for ours, "PROTOCOL:ACCOUNT" for others.
 */
char *luukku_core_channel_of (PurpleAccount *account) G_GNUC_NON_NULL (1);
/* Returns: whether @account belongs to one of our prpls. */
gboolean luukku_core_is_ours (PurpleAccount *account) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): the account with that channel key. */
PurpleAccount *luukku_core_find_account (const char *channel) G_GNUC_NON_NULL (1);

/* As luukku_core_find_account(); the account of a by-hand channel is made and enabled when there is none yet.
 */
PurpleAccount *luukku_core_need_account (const char *channel) G_GNUC_NON_NULL (1);

/* Returns: (transfer none): the folder that is offered for exports. */
const char *luukku_core_get_export_folder (void);

/* A sentence for a person, outside any window. */
void luukku_core_notify_error (const char *sentence) G_GNUC_NON_NULL (1);
void luukku_core_notify_info (const char *sentence) G_GNUC_NON_NULL (1);

/* --- tests; before luukku_core_ensure(). @clock: (transfer none), kept. */
void luukku_core_set_clock (LuukkuClock *clock);
void luukku_core_set_tokens (LuukkuTokens *tokens);

G_END_DECLS
