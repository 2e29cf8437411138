/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-overview.h: all conversations of all channels as one list, what must be done first on top: views,
 * filter, search. It follows the inbox: what changes moves one row, not the list. A front end draws it.
 *
 * Signals; @index is a place in the list as it is shown:
 *   "reset"    ()               everything may be different
 *   "inserted" (guint index)    a row came
 *   "removed"  (guint index)    a row went, which was there
 *   "changed"  (guint index)    a row says something else and stays where it is
 *   "tick"     ()               a minute has gone: spans in words may be different */
#pragma once

#include "inbox/luukku-due.h"

G_BEGIN_DECLS

/* At most so many rows are read; the newest and most urgent ones. */
#define LUUKKU_OVERVIEW_MAX 50000

/* Kept in the store's settings by name (luukku_overview_kind_to_string()): append only. */
typedef enum {
  LUUKKU_OVERVIEW_OPEN,       /* everything that is not closed */
  LUUKKU_OVERVIEW_UNANSWERED, /* somebody waits */
  LUUKKU_OVERVIEW_OVERDUE,
  LUUKKU_OVERVIEW_CLOSING, /* the platform closes soon */
  LUUKKU_OVERVIEW_ALARMS,
  LUUKKU_OVERVIEW_MINE,    /* who sits here has taken it */
  LUUKKU_OVERVIEW_NOBODYS, /* nobody has taken it */
  LUUKKU_OVERVIEW_ALL,     /* also what is closed */
} LuukkuOverviewKind;
#define LUUKKU_OVERVIEW_KINDS (LUUKKU_OVERVIEW_ALL + 1)

/* Which conversations are listed. */
typedef struct {
  LuukkuOverviewKind kind;
  const char *channel; /* key (nullable): of all channels */
  const char *unit;    /* (nullable): of all units */
} LuukkuOverviewView;

/* A row, until the next signal. */
typedef struct {
  const LuukkuInboxRow *row;
  const char *unit; /* (nullable): of the channel, as the registers say it */
  LuukkuDue due;
  LuukkuUrgency urgency;
  gint64 found; /* the message by which a search found it, 0: the row's own words */
} LuukkuOverviewItem;

#define LUUKKU_TYPE_OVERVIEW (luukku_overview_get_type ())
LUUKKU_API
G_DECLARE_FINAL_TYPE (LuukkuOverview, luukku_overview, LUUKKU, OVERVIEW, GObject)

/* @inbox: (transfer none), kept. Returns: (transfer full): everything that is open; on an error it is empty
 * and says why. */
LUUKKU_API LuukkuOverview *luukku_overview_new (LuukkuInbox *inbox) G_GNUC_NON_NULL (1);
LUUKKU_API guint luukku_overview_get_length (LuukkuOverview *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none): the row at @index, which must be there. */
LUUKKU_API const LuukkuOverviewItem *luukku_overview_get_item (LuukkuOverview *self, guint index)
    G_GNUC_NON_NULL (1);
/* Returns: where the case @case_id is shown, -1: it is not. */
LUUKKU_API int luukku_overview_find (LuukkuOverview *self, gint64 case_id) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): the sentence why the list could not be read. */
LUUKKU_API const char *luukku_overview_get_trouble (LuukkuOverview *self) G_GNUC_NON_NULL (1);

/* Lists what @view wants; emits "reset". */
LUUKKU_API void luukku_overview_set_view (LuukkuOverview *self, const LuukkuOverviewView *view)
    G_GNUC_NON_NULL (1, 2);
LUUKKU_API void luukku_overview_get_view (LuukkuOverview *self, LuukkuOverviewView *ret_view)
    G_GNUC_NON_NULL (1, 2);
/* Lists only rows that have every word of @text somewhere; (nullable) or "": all. Forgets a search; emits
 * "reset" when something is different. */
LUUKKU_API void luukku_overview_set_filter (LuukkuOverview *self, const char *text) G_GNUC_NON_NULL (1);
/* Adds the conversations in whose messages, old and closed ones too, the words of the filter stand in any
 * inflected form; emits "reset". *@ret_complete: (out) (optional): FALSE: older messages are still being put
 * into the search. */
LUUKKU_API gboolean luukku_overview_search (LuukkuOverview *self, gboolean *ret_complete, GError **error)
    G_GNUC_NON_NULL (1);
/* Whether the list is that of a search. */
LUUKKU_API gboolean luukku_overview_has_searched (LuukkuOverview *self) G_GNUC_NON_NULL (1);
/* @ret_counts: of each kind, with the channel and unit of the view and without the filter; ALL counts what
 * has been read. */
LUUKKU_API void luukku_overview_count (LuukkuOverview *self, guint ret_counts[LUUKKU_OVERVIEW_KINDS])
    G_GNUC_NON_NULL (1);
/* Returns: (transfer full): the line by which a search found @item, masked; NULL: the row's own line says it,
 * or it is covered. */
LUUKKU_API char *luukku_overview_dup_found (LuukkuOverview *self, const LuukkuOverviewItem *item)
    G_GNUC_NON_NULL (1, 2);
/* Brings what changed into the list at once instead of a moment later. */
LUUKKU_API void luukku_overview_flush (LuukkuOverview *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): keys of the channels, and names of the units, that have rows; sorted. */
LUUKKU_API char **luukku_overview_list_channels (LuukkuOverview *self) G_GNUC_NON_NULL (1);
LUUKKU_API char **luukku_overview_list_units (LuukkuOverview *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full) (nullable): the unit of @channel: the registers' name of it, else the store's. */
LUUKKU_API char *luukku_inbox_dup_unit (LuukkuInbox *inbox, const char *channel) G_GNUC_NON_NULL (1, 2);

/* --- views that a person keeps, in the store's settings: no words of a filter, which may be a name */
#define LUUKKU_SAVED_VIEWS_MAX 50

typedef struct {
  char *name;
  LuukkuOverviewKind kind;
  char *channel; /* (nullable) */
  char *unit;    /* (nullable) */
} LuukkuSavedView;

LUUKKU_API void luukku_saved_view_free (LuukkuSavedView *self);
/* Returns: (transfer full): LuukkuSavedView by name. */
LUUKKU_API GPtrArray *luukku_saved_views_list (LuukkuInbox *inbox) G_GNUC_NON_NULL (1);
/* One of that name is replaced. */
LUUKKU_API gboolean luukku_saved_views_put (LuukkuInbox *inbox, const char *name,
                                            const LuukkuOverviewView *view, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
LUUKKU_API gboolean luukku_saved_views_remove (LuukkuInbox *inbox, const char *name, GError **error)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
