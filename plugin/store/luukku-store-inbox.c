/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-inbox.c: the rows of the inbox list in one query. What a row shows of its newest message is
 * kept in the conversation's row, so that 10,000 cases list without reading their messages. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-cases.h"

#include "store/luukku-store-private.h"

#include <string.h>

void
luukku_inbox_row_free (LuukkuInboxRow *self)
{
  if (self == NULL)
    return;
  luukku_case_unref (self->item);
  g_free (self->channel);
  g_free (self->channel_name);
  g_free (self->conversation);
  g_free (self->resident);
  g_free (self->first_line);
  g_free (self->labels);
  g_free (self->unit);
  g_free (self->folded);
  g_free (self);
}

static LuukkuInboxRow *
read_row (LuukkuQuery *query)
{
  LuukkuInboxRow *row = g_new0 (LuukkuInboxRow, 1);
  LuukkuCaseInit init = {
    .id = luukku_query_get_int (query, 0),
    .number = luukku_query_peek_text (query, 1),
    .conversation = luukku_query_get_int (query, 2),
    .state = (LuukkuCaseState) luukku_query_get_int (query, 3),
    .handler = luukku_query_peek_text (query, 4),
    .kind = luukku_query_peek_text (query, 5),
    .opened_at = luukku_query_get_int (query, 6),
    .waiting_since = luukku_query_get_int (query, 7),
    .answered_at = luukku_query_get_int (query, 8),
    .later_at = luukku_query_get_int (query, 18),
  };

  row->item = luukku_case_new (&init);
  row->channel = luukku_query_dup_text (query, 9);
  row->channel_name = luukku_query_dup_text (query, 10);
  row->conversation = luukku_query_dup_text (query, 11);
  row->resident = luukku_query_dup_text (query, 12);
  row->first_line = luukku_query_dup_text (query, 13);
  row->last_at = luukku_query_get_int (query, 14);
  row->last_resident_at = luukku_query_get_int (query, 15);
  row->labels = luukku_query_dup_text (query, 16);
  row->alarm = (LuukkuAlarm) luukku_query_get_int (query, 17);
  row->unit = luukku_query_dup_text (query, 19);
  row->folded = luukku_query_dup_text (query, 20);
  return row;
}

/* A display name is the resident's text, too; the conversation itself keeps it whole. */
static void
mask_name (LuukkuStore *self, LuukkuInboxRow *row)
{
  g_autofree char *bare = g_steal_pointer (&row->resident);

  row->resident = bare != NULL ? luukku_store_mask (self, bare) : NULL;
}

/* A line that did not go through the mask when it was written: what it hides is neither shown nor found.
 * Returns: whether the row still answers to @folded (nullable). */
static gboolean
mask_row (LuukkuStore *self, LuukkuInboxRow *row, const char *folded)
{
  g_autofree char *bare = g_steal_pointer (&row->first_line);
  g_autofree char *both = NULL;
  g_autofree char *words = NULL;

  row->first_line = luukku_store_mask (self, bare != NULL ? bare : "");
  g_free (row->folded);
  row->folded = luukku_store_fold (row->first_line);
  if (folded == NULL)
    return TRUE;
  both = g_strjoin ("\n", row->resident != NULL ? row->resident : "", row->first_line,
                    luukku_case_peek (row->item)->number, NULL);
  words = luukku_store_fold (both);
  return strstr (words, folded) != NULL;
}

/* Enough of the newest text to filter rows by; the search knows the rest. */
#define FOLDED "400"

/* 3 is LUUKKU_CASE_CLOSED: what is closed does not wait, even when nobody answered it. Alarms (3) come first.
 */
/* The newest line belongs to the newest case: beside an older one, whose labels do not cover it, it is left
 * out.
 */
#define PREVIEW                                                                                              \
  "iif (i.state = 3 AND EXISTS (SELECT 1 FROM case_item n WHERE n.conversation = i.conversation "            \
  "AND n.id > i.id), '', v.preview)"

#define SELECT_ROWS(LABELS)                                                                                  \
  "SELECT i.id, i.number, i.conversation, i.state, i.handler, i.kind, i.opened_at, i.waiting_since, "        \
  "i.answered_at, c.key, c.name, v.platform_id, v.resident_name, " PREVIEW ", v.last_message_at, "           \
  "v.last_resident_at, " LABELS ", c.unit, substr (v.folded, 1, " FOLDED ") FROM case_item i "               \
  "JOIN conversation v ON v.id = i.conversation JOIN channel c ON c.id = v.channel "

#define SELECT_UNORDERED(LABELS)                                                                             \
  SELECT_ROWS (LABELS)                                                                                       \
  "WHERE (?1 <> 0 OR i.state <> 3) "                                                                         \
  "AND (?2 IS NULL OR instr (v.folded, ?2) > 0 OR instr (lower (i.number), ?2) > 0) "
#define SELECT_INBOX(LABELS, FIRST)                                                                          \
  SELECT_UNORDERED (LABELS)                                                                                  \
  "ORDER BY " FIRST "iif (i.waiting_since > 0 AND i.state <> 3, i.waiting_since, 9223372036854775807), "     \
  "v.last_message_at DESC, i.id DESC LIMIT ?3"

#define SCHEMA_LABELS 9
#define LABELS_NOW "i.labels, i.alarm, i.later_at"
#define LABELS_ONLY "i.labels, i.alarm, 0"
#define LABELS_BEFORE "'', 0, 0"
#define ALARMS_FIRST "iif (i.alarm = 3 AND i.state <> 3, 0, 1), "
#define OF_CONVERSATION "WHERE i.conversation = ?1 ORDER BY i.id DESC"
static const char select_inbox[] = SELECT_INBOX (LABELS_NOW, ALARMS_FIRST);
static const char select_inbox_labels[] = SELECT_INBOX (LABELS_ONLY, ALARMS_FIRST);
static const char select_inbox_before[] = SELECT_INBOX (LABELS_BEFORE, "");
static const char select_all[] = SELECT_UNORDERED (LABELS_NOW) "LIMIT ?3";
static const char select_all_labels[] = SELECT_UNORDERED (LABELS_ONLY) "LIMIT ?3";
static const char select_all_before[] = SELECT_UNORDERED (LABELS_BEFORE) "LIMIT ?3";
static const char select_of[] = SELECT_ROWS (LABELS_NOW) OF_CONVERSATION;
static const char select_of_labels[] = SELECT_ROWS (LABELS_ONLY) OF_CONVERSATION;
static const char select_of_before[] = SELECT_ROWS (LABELS_BEFORE) OF_CONVERSATION;

/* Returns: which of three statements a store of this age can answer. */
static const char *
choose (LuukkuStore *self, const char *now, const char *labels, const char *before)
{
  int schema = luukku_store_get_schema (self);

  return schema < SCHEMA_LABELS ? before : schema < LUUKKU_STORE_SCHEMA_WRITING ? labels : now;
}

/* @folded: (nullable). */
static GPtrArray *
run_list (LuukkuStore *self, const char *sql, const char *folded, gboolean with_closed, guint limit,
          GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_inbox_row_free);
  g_autoptr (LuukkuQuery) query = luukku_query_new (luukku_store_get_db (self), sql);

  luukku_query_bind_int (query, 1, with_closed ? 1 : 0);
  luukku_query_bind_text (query, 2, folded);
  luukku_query_bind_int (query, 3, limit);
  while (luukku_query_next (query)) {
    LuukkuInboxRow *row = read_row (query);

    mask_name (self, row);
    if (luukku_store_has_bare_lines (self) && !mask_row (self, row, folded))
      luukku_inbox_row_free (row);
    else
      g_ptr_array_add (rows, row);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&rows) : NULL;
}

GPtrArray *
luukku_store_list_inbox (LuukkuStore *self, const char *filter, gboolean with_closed, guint limit,
                         GError **error)
{
  g_autofree char *folded = NULL;

  if (!luukku_store_take_optional (filter, error))
    return NULL;
  if (filter != NULL && *filter != '\0')
    folded = luukku_store_fold (filter);
  return run_list (self, choose (self, select_inbox, select_inbox_labels, select_inbox_before), folded,
                   with_closed, limit, error);
}

/* The engine carries whole rows through its sorting: of 10,000 that takes as long as reading them. */
GPtrArray *
luukku_store_list_inbox_unordered (LuukkuStore *self, gboolean with_closed, guint limit, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), "SELECT count (*) FROM case_item");
  gint64 count = 0;

  if (!luukku_query_run_int (query, 0, &count, error))
    return NULL;
  if (count > (gint64) limit)
    return luukku_store_list_inbox (self, NULL, with_closed, limit, error);
  return run_list (self, choose (self, select_all, select_all_labels, select_all_before), NULL, with_closed,
                   limit, error);
}

GPtrArray *
luukku_store_list_inbox_of (LuukkuStore *self, gint64 conversation, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_inbox_row_free);
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), choose (self, select_of, select_of_labels, select_of_before));

  luukku_query_bind_int (query, 1, conversation);
  while (luukku_query_next (query)) {
    LuukkuInboxRow *row = read_row (query);

    mask_name (self, row);
    if (luukku_store_has_bare_lines (self))
      mask_row (self, row, NULL);
    g_ptr_array_add (rows, row);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&rows) : NULL;
}

/* --- what waits */

void
luukku_waiting_free (LuukkuWaiting *self)
{
  if (self == NULL)
    return;
  g_free (self->channel);
  g_free (self->labels);
  g_free (self);
}

#define SELECT_WAITING(LABELS)                                                                               \
  "SELECT i.conversation, c.key, i.waiting_since, v.last_resident_at, " LABELS " FROM case_item i "          \
  "JOIN conversation v ON v.id = i.conversation JOIN channel c ON c.id = v.channel "                         \
  "WHERE i.waiting_since > 0 AND i.state <> 3 ORDER BY i.waiting_since, i.id"

GPtrArray *
luukku_store_list_waiting (LuukkuStore *self, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_waiting_free);
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      luukku_store_get_schema (self) < SCHEMA_LABELS ? SELECT_WAITING ("''") : SELECT_WAITING ("i.labels"));

  while (luukku_query_next (query)) {
    LuukkuWaiting *waiting = g_new0 (LuukkuWaiting, 1);

    waiting->conversation = luukku_query_get_int (query, 0);
    waiting->channel = luukku_query_dup_text (query, 1);
    waiting->waiting_since = luukku_query_get_int (query, 2);
    waiting->last_resident_at = luukku_query_get_int (query, 3);
    waiting->labels = luukku_query_dup_text (query, 4);
    g_ptr_array_add (list, waiting);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&list) : NULL;
}
