/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-menu.h: everything that can be done in a conversation window, as one table: our menu, the
 * keys, the sheet of keys and the buttons of the bar are made of it. And the one item of Pidgin's that must
 * stay off. */
#pragma once

#include <gtkconv.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_PIDGIN_TAKE,
  LUUKKU_PIDGIN_HAND_OVER,
  LUUKKU_PIDGIN_LATER,
  LUUKKU_PIDGIN_CLOSE_CASE,
  LUUKKU_PIDGIN_REOPEN,
  LUUKKU_PIDGIN_ARCHIVE,
  LUUKKU_PIDGIN_REMOVAL,
  LUUKKU_PIDGIN_EVIDENCE,
  LUUKKU_PIDGIN_LABELS,
  LUUKKU_PIDGIN_WRONG_LABEL,
  LUUKKU_PIDGIN_NOTES,
  LUUKKU_PIDGIN_TEXTS,
  LUUKKU_PIDGIN_SIGN,
  LUUKKU_PIDGIN_PARTS,
  LUUKKU_PIDGIN_NEXT_FINDING,
  LUUKKU_PIDGIN_PREVIOUS_FINDING,
  LUUKKU_PIDGIN_TAKE_BACK,
  LUUKKU_PIDGIN_SEND_NOW,
  LUUKKU_PIDGIN_SENT,
  LUUKKU_PIDGIN_FILE,
  LUUKKU_PIDGIN_FORWARD,
  LUUKKU_PIDGIN_EARLIER,
  LUUKKU_PIDGIN_COVERED,
  LUUKKU_PIDGIN_PICTURE,
  LUUKKU_PIDGIN_ORIGINAL,
  LUUKKU_PIDGIN_STEPS,
  LUUKKU_PIDGIN_FROM_ME,
  LUUKKU_PIDGIN_WRONG_ALARM,
  LUUKKU_PIDGIN_MISSED,
  LUUKKU_PIDGIN_INBOX,
  LUUKKU_PIDGIN_KEYS,
  LUUKKU_PIDGIN_N_ACTIONS
} LuukkuPidginAction;

typedef struct {
  const char *label; /* with its mnemonic, translated */
  guint key;         /* 0: none */
  GdkModifierType modifiers;
} LuukkuPidginActionInfo;

void luukku_pidgin_menu_describe (LuukkuPidginAction action, LuukkuPidginActionInfo *ret_info)
    G_GNUC_NON_NULL (2);
/* Does it in the conversation on top of @window, when that is ours. */
void luukku_pidgin_menu_do (PidginWindow *window, LuukkuPidginAction action) G_GNUC_NON_NULL (1);

/* Makes the menu of @window when it is needed, shows it for our conversations only. */
void luukku_pidgin_menu_refresh (PidginWindow *window) G_GNUC_NON_NULL (1);
/* Takes the menus out of all windows. */
void luukku_pidgin_menu_shutdown (void);

G_END_DECLS
