/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-rows.h: the list of inbox/luukku-overview.h as a GtkTreeModel, for one tree view. Nothing is
 * copied: a cell's words are made when it is drawn. */
#pragma once

#include <gtk/gtk.h>

#include "inbox/luukku-overview.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_ROWS_STATE,   /* string: what is to be done */
  LUUKKU_ROWS_CHANNEL, /* string, as all down to NUMBER */
  LUUKKU_ROWS_UNIT,
  LUUKKU_ROWS_RESIDENT,
  LUUKKU_ROWS_LINE,
  LUUKKU_ROWS_AGE,
  LUUKKU_ROWS_DUE,
  LUUKKU_ROWS_LABELS,
  LUUKKU_ROWS_HANDLER,
  LUUKKU_ROWS_NUMBER,
  LUUKKU_ROWS_STATE_ICON, /* string: name of a stock icon */
  LUUKKU_ROWS_ICON,       /* GdkPixbuf (nullable) of the channel */
  LUUKKU_ROWS_WEIGHT,     /* int: bold while somebody waits */
  LUUKKU_ROWS_COLUMNS,
} LuukkuRowsColumn;

#define LUUKKU_TYPE_PIDGIN_ROWS (luukku_pidgin_rows_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuPidginRows, luukku_pidgin_rows, LUUKKU, PIDGIN_ROWS, GObject)

/* @inbox, @overview: (transfer none), kept. Returns: (transfer full). */
LuukkuPidginRows *luukku_pidgin_rows_new (LuukkuInbox *inbox, LuukkuOverview *overview);
/* Returns: (transfer full): the words of a cell. */
char *luukku_pidgin_rows_dup_words (LuukkuPidginRows *self, guint index, LuukkuRowsColumn column)
    G_GNUC_NON_NULL (1);

G_END_DECLS
