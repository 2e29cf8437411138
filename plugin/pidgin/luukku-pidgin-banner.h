/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-banner.h: the place just above the entry where Luukku speaks: a held reply with its findings
 * and the ways on, an offer to undo, a sentence. It shows and asks; it never
 * touches the text. */
#pragma once

#include <gtk/gtk.h>

#include "model/luukku-finding.h"
#include "pidgin/luukku-pidgin-pane.h"
#include "pidgin/luukku-pidgin-ticks.h"
#include "purple/luukku-ui-ops.h"

G_BEGIN_DECLS

/* @reason: (nullable): what was written into the field. */
typedef void (*LuukkuPidginChoose) (LuukkuChoice choice, const char *reason, gpointer data);
/* @undo: bring the text back; FALSE: the offer was closed. */
typedef void (*LuukkuPidginBannerUndo) (gboolean undo, gpointer data);
/* A key that belongs to the text was pressed while a button had the focus. */
typedef void (*LuukkuPidginKey) (GdkEventKey *event, gpointer data);

/* The alarm of @verdict is wrong, says the person. */
typedef void (*LuukkuPidginReport) (LuukkuVerdict *verdict, gpointer data);
/* Returns: (transfer full): LuukkuTick of @verdict, maybe empty. */
typedef GPtrArray *(*LuukkuPidginListTicks) (LuukkuVerdict *verdict, gpointer data);

typedef struct {
  LuukkuPidginChoose choose;
  LuukkuPidginBannerUndo undo;
  LuukkuPidginKey key;
  LuukkuPidginReport report;
  LuukkuPidginListTicks list_ticks;
  LuukkuPidginTicked ticked;
} LuukkuPidginBannerCallbacks;

/* Returns: (transfer full): hidden. */
LuukkuPidginBanner *luukku_pidgin_banner_new (void);
void luukku_pidgin_banner_free (LuukkuPidginBanner *self);
/* Returns: (transfer none). */
GtkWidget *luukku_pidgin_banner_get_widget (LuukkuPidginBanner *self) G_GNUC_NON_NULL (1);
/* @callbacks: static. */
void luukku_pidgin_banner_set_callbacks (LuukkuPidginBanner *self,
                                         const LuukkuPidginBannerCallbacks *callbacks, gpointer data)
    G_GNUC_NON_NULL (1, 2);

/* A reply was held: shows @verdict (CONFIRM or BLOCK) and moves the focus to "Edit". */
void luukku_pidgin_banner_hold (LuukkuPidginBanner *self, LuukkuVerdict *verdict) G_GNUC_NON_NULL (1, 2);
/* The text in the entry is another one now: a held reply's findings follow it, and go when nothing is left to
 * mend. */
void luukku_pidgin_banner_follow (LuukkuPidginBanner *self, LuukkuVerdict *verdict) G_GNUC_NON_NULL (1, 2);
/* Boxes were ticked: @verdict is what the same text gets now. The boxes stay; what nothing stops any more can
 * be sent. */
void luukku_pidgin_banner_ticked (LuukkuPidginBanner *self, LuukkuVerdict *verdict) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer none) (nullable): what is held now. */
LuukkuVerdict *luukku_pidgin_banner_get_held (LuukkuPidginBanner *self) G_GNUC_NON_NULL (1);
/* "The text was thrown away": with Undo. */
void luukku_pidgin_banner_offer_undo (LuukkuPidginBanner *self) G_GNUC_NON_NULL (1);
/* Something went wrong; the sentence says what to do. */
void luukku_pidgin_banner_tell (LuukkuPidginBanner *self, const char *sentence) G_GNUC_NON_NULL (1, 2);
void luukku_pidgin_banner_hide (LuukkuPidginBanner *self) G_GNUC_NON_NULL (1);

G_END_DECLS
