/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-channels.c: the town's channels with their cursors and gaps, and the conversations on them.
 * Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-messages.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "store/luukku-store-private.h"

#define SCHEMA_THREADS 4 /* titles and public threads */

/* --- channels */

gboolean
luukku_store_find_channel_id (LuukkuStore *self, const char *channel, gint64 *ret_id, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), "SELECT id FROM channel WHERE key = ?");

  luukku_query_bind_text (query, 1, channel);
  return luukku_query_run_int (query, 0, ret_id, error);
}

gboolean
luukku_store_ensure_channel (LuukkuStore *self, const char *channel, gint64 *ret_id, GError **error)
{
  LuukkuSqlite *db = luukku_store_get_db (self);
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 id;

  if (!luukku_store_take_name (channel, error) || !luukku_store_find_channel_id (self, channel, &id, error))
    return FALSE;
  if (id == 0) {
    query = luukku_query_new (db, "INSERT INTO channel (key) VALUES (?) RETURNING id");
    luukku_query_bind_text (query, 1, channel);
    if (!luukku_query_run_int (query, 0, &id, error))
      return FALSE;
  }
  *ret_id = id;
  return TRUE;
}

static gboolean
put_channel (LuukkuStore *self, const char *channel, const char *name, const char *unit, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 id;

  if (!luukku_store_take_optional (name, error) || !luukku_store_take_optional (unit, error) ||
      !luukku_store_ensure_channel (self, channel, &id, error))
    return FALSE;
  query = luukku_query_new (
      luukku_store_get_db (self),
      "UPDATE channel SET name = coalesce (?1, name), unit = coalesce (?2, unit) WHERE id = ?3");
  luukku_query_bind_text (query, 1, name);
  luukku_query_bind_text (query, 2, unit);
  luukku_query_bind_int (query, 3, id);
  return luukku_query_run (query, error);
}

gboolean
luukku_store_put_channel (LuukkuStore *self, const char *channel, const char *name, const char *unit,
                          GError **error)
{
  if (!luukku_store_begin (self, error))
    return FALSE;
  return luukku_store_end (self, put_channel (self, channel, name, unit, error), error);
}

static char *
get_channel_text (LuukkuStore *self, const char *sql, const char *channel, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (luukku_store_get_db (self), sql);
  char *text = NULL;

  luukku_query_bind_text (query, 1, channel);
  return luukku_query_run_text (query, &text, error) ? text : NULL;
}

char *
luukku_store_get_channel_name (LuukkuStore *self, const char *channel, GError **error)
{
  return get_channel_text (self, "SELECT name FROM channel WHERE key = ?", channel, error);
}

char *
luukku_store_get_channel_unit (LuukkuStore *self, const char *channel, GError **error)
{
  return get_channel_text (self, "SELECT unit FROM channel WHERE key = ?", channel, error);
}

char *
luukku_store_get_cursor (LuukkuStore *self, const char *channel, GError **error)
{
  return get_channel_text (self, "SELECT cursor FROM channel WHERE key = ?", channel, error);
}

static gboolean
set_cursor (LuukkuStore *self, const char *channel, const char *cursor, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 id;

  if (!luukku_store_take_text (cursor, error) || !luukku_store_ensure_channel (self, channel, &id, error))
    return FALSE;
  query = luukku_query_new (luukku_store_get_db (self), "UPDATE channel SET cursor = ? WHERE id = ?");
  luukku_query_bind_text (query, 1, cursor);
  luukku_query_bind_int (query, 2, id);
  return luukku_query_run (query, error);
}

gboolean
luukku_store_set_cursor (LuukkuStore *self, const char *channel, const char *cursor, GError **error)
{
  if (!luukku_store_begin (self, error))
    return FALSE;
  return luukku_store_end (self, set_cursor (self, channel, cursor, error), error);
}

/* --- gaps */

void
luukku_gap_free (LuukkuGap *self)
{
  if (self == NULL)
    return;
  g_free (self->reason);
  g_free (self);
}

static LuukkuGap *
read_gap (LuukkuQuery *query)
{
  LuukkuGap *gap = g_new0 (LuukkuGap, 1);

  gap->id = luukku_query_get_int (query, 0);
  gap->from = luukku_query_get_int (query, 1);
  gap->until = luukku_query_get_int (query, 2);
  gap->reason = luukku_query_dup_text (query, 3);
  return gap;
}

static gboolean
open_gap (LuukkuStore *self, const char *channel, gint64 from, const char *reason, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  gint64 id;

  if (!luukku_store_take_name (reason, error) || !luukku_store_ensure_channel (self, channel, &id, error))
    return FALSE;
  query = luukku_query_new (luukku_store_get_db (self),
                            "INSERT INTO gap (channel, from_at, reason) SELECT ?1, ?2, ?3 "
                            "WHERE NOT EXISTS (SELECT 1 FROM gap WHERE channel = ?1 AND until_at = 0)");
  luukku_query_bind_int (query, 1, id);
  luukku_query_bind_int (query, 2, from);
  luukku_query_bind_text (query, 3, reason);
  return luukku_query_run (query, error);
}

gboolean
luukku_store_open_gap (LuukkuStore *self, const char *channel, gint64 from, const char *reason,
                       GError **error)
{
  if (!luukku_store_begin (self, error))
    return FALSE;
  return luukku_store_end (self, open_gap (self, channel, from, reason, error), error);
}

gboolean
luukku_store_close_gap (LuukkuStore *self, const char *channel, gint64 until, LuukkuGap **ret_gap,
                        GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  LuukkuGap *gap = NULL;

  if (!luukku_store_can_write (self, error))
    return FALSE;
  /* A clock that was put back must not make a gap that ends before it began. */
  query = luukku_query_new (luukku_store_get_db (self),
                            "UPDATE gap SET until_at = max (?1, from_at, 1) WHERE until_at = 0 "
                            "AND channel = (SELECT id FROM channel WHERE key = ?2) "
                            "RETURNING id, from_at, until_at, reason");
  luukku_query_bind_int (query, 1, until);
  luukku_query_bind_text (query, 2, channel);
  if (luukku_query_next (query))
    gap = read_gap (query);
  if (!luukku_query_run (query, error)) {
    luukku_gap_free (gap);
    return FALSE;
  }
  if (ret_gap != NULL)
    *ret_gap = gap;
  else
    luukku_gap_free (gap);
  return TRUE;
}

GPtrArray *
luukku_store_list_gaps (LuukkuStore *self, const char *channel, gint64 from, gint64 until, GError **error)
{
  g_autoptr (GPtrArray) gaps = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_gap_free);
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT id, from_at, until_at, reason FROM gap WHERE channel = (SELECT id FROM channel WHERE key = ?1) "
      "AND from_at <= ?3 AND (until_at = 0 OR until_at >= ?2) ORDER BY from_at, id");

  luukku_query_bind_text (query, 1, channel);
  luukku_query_bind_int (query, 2, from);
  luukku_query_bind_int (query, 3, until);
  while (luukku_query_next (query))
    g_ptr_array_add (gaps, read_gap (query));
  return luukku_query_finish (query, error) ? g_steal_pointer (&gaps) : NULL;
}

/* --- conversations */

gboolean
luukku_store_ensure_conversation (LuukkuStore *self, gint64 channel, const char *platform_id, gint64 *ret_id,
                                  GError **error)
{
  LuukkuSqlite *db = luukku_store_get_db (self);
  g_autoptr (LuukkuQuery) find =
      luukku_query_new (db, "SELECT id FROM conversation WHERE channel = ? AND platform_id = ?");
  g_autoptr (LuukkuQuery) insert = NULL;
  gint64 id;

  if (!luukku_store_take_name (platform_id, error))
    return FALSE;
  luukku_query_bind_int (find, 1, channel);
  luukku_query_bind_text (find, 2, platform_id);
  if (!luukku_query_run_int (find, 0, &id, error))
    return FALSE;
  if (id == 0) {
    insert =
        luukku_query_new (db, "INSERT INTO conversation (channel, platform_id) VALUES (?, ?) RETURNING id");
    luukku_query_bind_int (insert, 1, channel);
    luukku_query_bind_text (insert, 2, platform_id);
    if (!luukku_query_run_int (insert, 0, &id, error))
      return FALSE;
  }
  *ret_id = id;
  return TRUE;
}

/* What the platform leaves out stays as it was. *@ret_renamed: the folded text is out of date. */
static gboolean
update_thread (LuukkuStore *self, gint64 id, const LuukkuThread *thread, gboolean *ret_renamed,
               GError **error)
{
  LuukkuSqlite *db = luukku_store_get_db (self);
  g_autoptr (LuukkuQuery) find = luukku_query_new (db, "SELECT resident_name FROM conversation WHERE id = ?");
  g_autoptr (LuukkuQuery) update = luukku_query_new (
      db, "UPDATE conversation SET resident_id = coalesce (?1, resident_id), "
          "resident_name = coalesce (?2, resident_name), can_reply = ?3, updated_at = max (updated_at, ?4), "
          "title = coalesce (?6, title), is_public = ?7 WHERE id = ?5");
  g_autofree char *name = NULL;

  luukku_query_bind_int (find, 1, id);
  if (!luukku_query_run_text (find, &name, error))
    return FALSE;
  luukku_query_bind_text (update, 1, thread->resident_id);
  luukku_query_bind_text (update, 2, thread->resident_name);
  luukku_query_bind_int (update, 3, thread->can_reply ? 1 : 0);
  luukku_query_bind_int (update, 4, thread->updated_at);
  luukku_query_bind_int (update, 5, id);
  luukku_query_bind_text (update, 6, thread->title);
  luukku_query_bind_int (update, 7, thread->is_public ? 1 : 0);
  *ret_renamed = thread->resident_name != NULL && g_strcmp0 (name, thread->resident_name) != 0;
  return luukku_query_run (update, error);
}

static gboolean
put_thread (LuukkuStore *self, const char *channel, const LuukkuThread *thread, gint64 *ret_id,
            GError **error)
{
  gint64 channel_id, id;
  gboolean renamed = FALSE;

  if (!luukku_store_take_optional (thread->resident_id, error) ||
      !luukku_store_take_optional (thread->resident_name, error) ||
      !luukku_store_take_optional (thread->title, error))
    return FALSE;
  if (!luukku_store_ensure_channel (self, channel, &channel_id, error) ||
      !luukku_store_ensure_conversation (self, channel_id, thread->conversation_id, &id, error) ||
      !update_thread (self, id, thread, &renamed, error))
    return FALSE;
  if (renamed && !luukku_store_refresh_line (self, id, error))
    return FALSE;
  if (ret_id != NULL)
    *ret_id = id;
  return TRUE;
}

gboolean
luukku_store_put_thread (LuukkuStore *self, const char *channel, const LuukkuThread *thread, gint64 *ret_id,
                         GError **error)
{
  if (!luukku_store_begin (self, error))
    return FALSE;
  return luukku_store_end (self, put_thread (self, channel, thread, ret_id, error), error);
}

static LuukkuConversation *
read_conversation (LuukkuQuery *query)
{
  LuukkuConversationInit init = {
    .id = luukku_query_get_int (query, 0),
    .channel = luukku_query_peek_text (query, 1),
    .platform_id = luukku_query_peek_text (query, 2),
    .resident_id = luukku_query_peek_text (query, 3),
    .resident_name = luukku_query_peek_text (query, 4),
    .can_reply = luukku_query_get_int (query, 5) != 0,
    .language = luukku_query_peek_text (query, 6),
    .last_resident_at = luukku_query_get_int (query, 7),
    .last_message_at = luukku_query_get_int (query, 8),
    .title = luukku_query_peek_text (query, 9),
    .is_public = luukku_query_get_int (query, 10) != 0,
  };

  return luukku_conversation_new (&init);
}

static LuukkuConversation *
run_conversation (LuukkuQuery *query, GError **error)
{
  g_autoptr (LuukkuConversation) conversation = NULL;

  if (luukku_query_next (query))
    conversation = read_conversation (query);
  return luukku_query_finish (query, error) ? g_steal_pointer (&conversation) : NULL;
}

/* A store that is only read may be older than title and is_public. @where: after "WHERE". */
static LuukkuQuery *
select_conversation (LuukkuStore *self, const char *where)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT v.id, c.key, v.platform_id, v.resident_id, v.resident_name, v.can_reply, v.language, "
      "v.last_resident_at, v.last_message_at, %s FROM conversation v JOIN channel c ON c.id = v.channel "
      "WHERE %s",
      luukku_store_get_schema (self) < SCHEMA_THREADS ? "NULL, 0" : "v.title, v.is_public", where);

  /* A kept statement goes by its words' address: they must stay. */
  return luukku_query_new (luukku_store_get_db (self), g_intern_string (sql));
}

LuukkuConversation *
luukku_store_find_conversation (LuukkuStore *self, const char *channel, const char *platform_id,
                                GError **error)
{
  g_autoptr (LuukkuQuery) query = select_conversation (self, "c.key = ? AND v.platform_id = ?");

  luukku_query_bind_text (query, 1, channel);
  luukku_query_bind_text (query, 2, platform_id);
  return run_conversation (query, error);
}

LuukkuConversation *
luukku_store_get_conversation (LuukkuStore *self, gint64 id, GError **error)
{
  g_autoptr (LuukkuQuery) query = select_conversation (self, "v.id = ?");

  luukku_query_bind_int (query, 1, id);
  return run_conversation (query, error);
}

char *
luukku_store_get_newest_in (LuukkuStore *self, gint64 conversation, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "SELECT platform_id FROM message WHERE conversation = ? AND "
                                  "direction = 0 ORDER BY sent_at DESC, id DESC LIMIT 1");
  char *id = NULL;

  luukku_query_bind_int (query, 1, conversation);
  return luukku_query_run_text (query, &id, error) ? id : NULL;
}

/* --- the line in the inbox list */

static gboolean
write_line (LuukkuStore *self, gint64 conversation, const char *name, const char *text, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "UPDATE conversation SET preview = ?, folded = ? WHERE id = ?");
  g_autofree char *masked = luukku_store_mask (self, text);
  g_autofree char *preview = luukku_text_first_line (masked, LUUKKU_STORE_PREVIEW);
  g_autofree char *shown = luukku_store_mask (self, name);
  g_autofree char *both = g_strconcat (shown, "\n", masked, NULL);
  g_autofree char *folded = luukku_store_fold (both);

  luukku_query_bind_text (query, 1, preview);
  luukku_query_bind_text (query, 2, folded);
  luukku_query_bind_int (query, 3, conversation);
  return luukku_query_run (query, error);
}

#define SELECT_LINE(LAST)                                                                                    \
  "SELECT coalesce (v.resident_name, ''), coalesce ((SELECT n.text FROM message_version n "                  \
  "WHERE n.message = m.id AND n.kind = 0 ORDER BY n.id DESC LIMIT 1), m.text, '') "                          \
  "FROM conversation v LEFT JOIN message m ON m.id = " LAST " WHERE v.id = ?"

/* What came during a ban stands in no list; an older store knows no bans. */
#define SCHEMA_BANS 9
static const char select_line_before[] = SELECT_LINE ("v.last_message");
static const char select_line[] = SELECT_LINE (
    "iif (EXISTS (SELECT 1 FROM out_of_sight o WHERE o.message = v.last_message), "
    "(SELECT x.id FROM message x WHERE x.conversation = v.id AND NOT EXISTS (SELECT 1 FROM out_of_sight o "
    "WHERE o.message = x.id) ORDER BY x.sent_at DESC, x.id DESC LIMIT 1), v.last_message)");

gboolean
luukku_store_refresh_line (LuukkuStore *self, gint64 conversation, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self),
                        luukku_store_get_schema (self) < SCHEMA_BANS ? select_line_before : select_line);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  luukku_query_bind_int (query, 1, conversation);
  if (luukku_query_next (query)) {
    name = luukku_query_dup_text (query, 0);
    text = luukku_query_dup_text (query, 1);
  }
  if (!luukku_query_finish (query, error))
    return FALSE;
  return name == NULL || write_line (self, conversation, name, text, error);
}

gboolean
luukku_store_refresh_lines (LuukkuStore *self, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), "SELECT id FROM conversation");
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  while (luukku_query_next (query)) {
    gint64 id = luukku_query_get_int (query, 0);

    g_array_append_val (ids, id);
  }
  if (!luukku_query_finish (query, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++) {
    if (!luukku_store_refresh_line (self, g_array_index (ids, gint64, i), error))
      return FALSE;
  }
  return TRUE;
}

/* A resident's newest message also tells the language and, in a conversation met for the first time, the
 * person. */
gboolean
luukku_store_note_message (LuukkuStore *self, gint64 conversation, gint64 id, LuukkuMessage *message,
                           const char *language, GError **error)
{
  LuukkuSqlite *db = luukku_store_get_db (self);
  g_autoptr (LuukkuQuery) newest =
      luukku_query_new (db, "UPDATE conversation SET last_message = ?1, last_message_at = ?2 WHERE id = ?3 "
                            "AND (last_message IS NULL OR last_message_at <= ?2)");
  g_autoptr (LuukkuQuery) resident =
      luukku_query_new (db, "UPDATE conversation SET resident_id = coalesce (resident_id, ?1), "
                            "resident_name = coalesce (resident_name, ?2), "
                            "language = iif (last_resident_at <= ?3, coalesce (?4, language), language), "
                            "last_resident_at = max (last_resident_at, ?3) WHERE id = ?5");
  gint64 sent_at = luukku_message_get_sent_at (message);

  luukku_query_bind_int (newest, 1, id);
  luukku_query_bind_int (newest, 2, sent_at);
  luukku_query_bind_int (newest, 3, conversation);
  if (!luukku_query_run (newest, error))
    return FALSE;
  if (luukku_message_get_direction (message) == LUUKKU_DIRECTION_IN) {
    luukku_query_bind_text (resident, 1, luukku_message_get_author_id (message));
    luukku_query_bind_text (resident, 2, luukku_message_get_author_name (message));
    luukku_query_bind_int (resident, 3, sent_at);
    luukku_query_bind_text (resident, 4, language);
    luukku_query_bind_int (resident, 5, conversation);
    if (!luukku_query_run (resident, error))
      return FALSE;
  }
  return luukku_store_refresh_line (self, conversation, error);
}
