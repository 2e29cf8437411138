/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-overview-private.h: what the two files of the overview share. */
#pragma once

#include "inbox/luukku-overview.h"

G_BEGIN_DECLS

typedef struct {
  LuukkuOverviewItem pub; /* first: what the front end sees is the item */
  LuukkuInboxRow *owned;  /* the same as pub.row */
  char *folded;           /* (nullable): number, handler, channel, unit for the filter */
  gint64 computed_at;     /* UTC µs: when pub.due was looked at whole, 0: not yet */
  gint64 changes_at;      /* UTC µs: when its place may be another one */
  gint64 due;             /* UTC µs: by which it was put into its place */
  gboolean extra;         /* only a search has brought it */
} Item;

struct _LuukkuOverview {
  GObject parent_instance;
  LuukkuInbox *inbox; /* (ref) */
  GPtrArray *all;     /* Item (owned), in order */
  GPtrArray *shown;   /* Item, no ref: those of all that are shown, in the same order */
  GHashTable *dirty;  /* gint64 (owned): conversations that changed */
  GHashTable *units;  /* channel -> name of its unit (nullable) */
  GHashTable *hits;   /* (nullable): gint64 conversation -> gint64 message (owned): of a search */
  char *asked;        /* (nullable): the filter, folded */
  char **words;       /* (nullable): its words */
  LuukkuOverviewKind kind;
  char *channel;        /* (nullable) */
  char *unit;           /* (nullable) */
  char *me;             /* who sits here, as handlers are written */
  char *trouble;        /* (nullable) */
  gboolean with_closed; /* closed ones have been read, too */
  guint flush_timer;
  guint tick_timer;
};

/* What the filter shows now, whole; emits "reset". */
void luukku_overview_show (LuukkuOverview *self);
void luukku_overview_sort (LuukkuOverview *self);
/* @row: (transfer full). Behind the others: sort afterwards. */
Item *luukku_overview_add_extra (LuukkuOverview *self, LuukkuInboxRow *row);
/* The rows that only a search has brought go. */
void luukku_overview_forget_search (LuukkuOverview *self);

G_END_DECLS
