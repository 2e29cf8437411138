/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-table.h: a list for people to read, made by the glue and shown by whichever user interface there is:
 * a window with columns in Pidgin and Finch, a page of text elsewhere. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

typedef struct {
  char *title;
  char *intro;        /* a sentence: what the list is for (nullable) */
  char *empty;        /* a sentence: it has no rows */
  GPtrArray *columns; /* of char *: titles */
  GPtrArray *rows;    /* of char **: a cell for each column */
} LuukkuTable;

/* Returns: (transfer full): with no column and no row. */
LuukkuTable *luukku_table_new (const char *title, const char *intro, const char *empty)
    G_GNUC_NON_NULL (1, 3);
void luukku_table_free (LuukkuTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuTable, luukku_table_free)
void luukku_table_add_column (LuukkuTable *self, const char *title) G_GNUC_NON_NULL (1, 2);
/* @...: a const char * (nullable) for each column. */
void luukku_table_add_row (LuukkuTable *self, ...) G_GNUC_NON_NULL (1);
/* Shows it. @self: (transfer full). */
void luukku_table_show (LuukkuTable *self) G_GNUC_NON_NULL (1);

G_END_DECLS
