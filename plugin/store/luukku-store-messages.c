/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-messages.c: messages, inserted once; what the platform shows of them later is a version beside
 * the first text, never in its place (the schema's triggers say so too). Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-messages.h"

#include "base/luukku-error.h"
#include "store/luukku-store-private.h"
#include "store/luukku-store-retention.h"

void
luukku_stored_message_free (LuukkuStoredMessage *self)
{
  if (self == NULL)
    return;
  luukku_message_unref (self->message);
  g_free (self->latest_text);
  g_free (self);
}

void
luukku_message_version_free (LuukkuMessageVersion *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self);
}

/* --- inserting and comparing */

/* What the store has under a platform's id. */
typedef struct {
  gint64 id; /* 0: nothing */
  gint64 conversation;
  LuukkuDirection direction;
  char *text; /* the newest one */
  gboolean disappeared;
  gboolean withdrawn; /* its words were taken out and do not come back */
} Known;

static void
known_clear (Known *self)
{
  g_free (self->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Known, known_clear)

static gboolean
find_known (LuukkuStore *self, gint64 channel, const char *platform_id, Known *ret_known, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT m.id, m.conversation, m.direction, coalesce ((SELECT text FROM message_version "
      "WHERE message = m.id AND kind = 0 ORDER BY id DESC LIMIT 1), m.text), "
      "(SELECT kind FROM message_version WHERE message = m.id AND kind <> 0 ORDER BY id DESC LIMIT 1) "
      "FROM message m WHERE m.channel = ? AND m.platform_id = ?");

  luukku_query_bind_int (query, 1, channel);
  luukku_query_bind_text (query, 2, platform_id);
  if (luukku_query_next (query)) {
    ret_known->id = luukku_query_get_int (query, 0);
    ret_known->conversation = luukku_query_get_int (query, 1);
    ret_known->direction = (LuukkuDirection) luukku_query_get_int (query, 2);
    ret_known->text = luukku_query_dup_text (query, 3);
    ret_known->disappeared = luukku_query_get_int (query, 4) == LUUKKU_VERSION_DISAPPEARED;
  }
  if (!luukku_query_finish (query, error))
    return FALSE;
  ret_known->withdrawn = ret_known->id != 0 && luukku_store_is_withdrawn (self, ret_known->id);
  return TRUE;
}

static gboolean
check_limits (LuukkuMessage *message, const char *language, GError **error)
{
  return luukku_store_take_name (luukku_message_get_platform_id (message), error) &&
         luukku_store_take_optional (luukku_message_get_author_id (message), error) &&
         luukku_store_take_optional (luukku_message_get_author_name (message), error) &&
         luukku_store_take_optional (luukku_message_get_reply_to (message), error) &&
         luukku_store_take_optional (luukku_message_get_raw_type (message), error) &&
         luukku_store_take_optional (language, error) &&
         luukku_store_take_text (luukku_message_get_text (message), error) &&
         luukku_store_take_bytes (luukku_message_get_raw (message), error);
}

static gboolean
insert_message (LuukkuStore *self, gint64 channel, gint64 conversation, LuukkuMessage *message,
                const char *language, gint64 *ret_id, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "INSERT INTO message (channel, conversation, platform_id, direction, sent_at, fetched_at, author_id, "
      "author_name, language, reply_to, text, raw_type, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "RETURNING id");

  luukku_query_bind_int (query, 1, channel);
  luukku_query_bind_int (query, 2, conversation);
  luukku_query_bind_text (query, 3, luukku_message_get_platform_id (message));
  luukku_query_bind_int (query, 4, luukku_message_get_direction (message));
  luukku_query_bind_int (query, 5, luukku_message_get_sent_at (message));
  luukku_query_bind_int (query, 6, luukku_message_get_fetched_at (message));
  luukku_query_bind_text (query, 7, luukku_message_get_author_id (message));
  luukku_query_bind_text (query, 8, luukku_message_get_author_name (message));
  luukku_query_bind_text (query, 9, language);
  luukku_query_bind_text (query, 10, luukku_message_get_reply_to (message));
  luukku_query_bind_text (query, 11, luukku_message_get_text (message));
  luukku_query_bind_text (query, 12, luukku_message_get_raw_type (message));
  luukku_query_bind_bytes (query, 13, luukku_message_get_raw (message));
  return luukku_query_run_int (query, 0, ret_id, error);
}

static gboolean
add_version (LuukkuStore *self, gint64 message, LuukkuVersionKind kind, const char *text, gint64 seen_at,
             GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self),
                        "INSERT INTO message_version (message, kind, text, seen_at) VALUES (?, ?, ?, ?)");

  luukku_query_bind_int (query, 1, message);
  luukku_query_bind_int (query, 2, kind);
  luukku_query_bind_text (query, 3, text);
  luukku_query_bind_int (query, 4, seen_at);
  return luukku_query_run (query, error);
}

/* From now on its disappearance means something. */
static gboolean
note_met_again (LuukkuStore *self, gint64 message, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), "UPDATE reply SET met_again = 1 WHERE message = ?");

  luukku_query_bind_int (query, 1, message);
  return luukku_query_run (query, error);
}

static gboolean
compare_known (LuukkuStore *self, const Known *known, LuukkuMessage *message, LuukkuIngest *ret_what,
               GError **error)
{
  gboolean own = known->direction == LUUKKU_DIRECTION_OUT;
  const char *text = luukku_message_get_text (message);
  gint64 seen_at = luukku_message_get_fetched_at (message);
  /* A platform may tidy up what we sent: that is no edit. */
  gboolean edited = !own && g_strcmp0 (known->text, text) != 0;

  *ret_what = LUUKKU_INGEST_KNOWN;
  if (known->withdrawn)
    return TRUE;
  if (own && !note_met_again (self, known->id, error))
    return FALSE;
  if (!luukku_store_put_attachments (self, known->id, luukku_message_get_attachments (message), error))
    return FALSE;
  if (known->disappeared && !add_version (self, known->id, LUUKKU_VERSION_RETURNED, NULL, seen_at, error))
    return FALSE;
  if (edited && (!add_version (self, known->id, LUUKKU_VERSION_EDITED, text, seen_at, error) ||
                 !luukku_store_refresh_line (self, known->conversation, error)))
    return FALSE;
  if (known->disappeared || edited)
    *ret_what = LUUKKU_INGEST_CHANGED;
  else
    *ret_what = own ? LUUKKU_INGEST_OWN : LUUKKU_INGEST_KNOWN;
  return TRUE;
}

static gboolean
insert_new (LuukkuStore *self, gint64 channel, LuukkuMessage *message, const char *language, gint64 *ret_id,
            GError **error)
{
  gint64 conversation;

  return luukku_store_ensure_conversation (self, channel, luukku_message_get_conversation_id (message),
                                           &conversation, error) &&
         insert_message (self, channel, conversation, message, language, ret_id, error) &&
         luukku_store_put_attachments (self, *ret_id, luukku_message_get_attachments (message), error) &&
         luukku_store_note_message (self, conversation, *ret_id, message, language, error);
}

static gboolean
put_message (LuukkuStore *self, LuukkuMessage *message, const char *language, LuukkuIngest *ret_what,
             gint64 *ret_id, GError **error)
{
  g_auto (Known) known = { 0 };
  gboolean erased = FALSE;
  gint64 channel;

  if (!check_limits (message, language, error) ||
      !luukku_store_ensure_channel (self, luukku_message_get_channel (message), &channel, error) ||
      !find_known (self, channel, luukku_message_get_platform_id (message), &known, error))
    return FALSE;
  *ret_id = known.id;
  if (known.id != 0)
    return compare_known (self, &known, message, ret_what, error);
  if (!luukku_store_was_erased (self, channel, luukku_message_get_platform_id (message), &erased, error))
    return FALSE;
  *ret_what = erased ? LUUKKU_INGEST_KNOWN : LUUKKU_INGEST_NEW;
  return erased || insert_new (self, channel, message, language, ret_id, error);
}

gboolean
luukku_store_put_message (LuukkuStore *self, LuukkuMessage *message, const char *language,
                          LuukkuIngest *ret_what, gint64 *ret_id, GError **error)
{
  LuukkuIngest what = LUUKKU_INGEST_KNOWN;
  gint64 id = 0;

  if (!luukku_store_begin (self, error))
    return FALSE;
  if (!luukku_store_end (self, put_message (self, message, language, &what, &id, error), error))
    return FALSE;
  *ret_what = what;
  if (ret_id != NULL)
    *ret_id = id;
  return TRUE;
}

/* --- disappearing */

/* Shown before, inside the window, and not a reply of ours that the platform has yet to show. */
static GArray *
find_missing (LuukkuStore *self, const char *channel, const LuukkuThread *thread, GHashTable *seen,
              GError **error)
{
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT m.id, m.platform_id FROM message m WHERE m.conversation = (SELECT v.id FROM conversation v "
      "JOIN channel c ON c.id = v.channel WHERE c.key = ? AND v.platform_id = ?) AND m.sent_at > ? "
      "AND NOT EXISTS (SELECT 1 FROM reply r WHERE r.message = m.id AND r.met_again = 0) "
      "AND coalesce ((SELECT kind FROM message_version WHERE message = m.id AND kind <> 0 "
      "ORDER BY id DESC LIMIT 1), 2) <> 1 ORDER BY m.sent_at, m.id");

  luukku_query_bind_text (query, 1, channel);
  luukku_query_bind_text (query, 2, thread->conversation_id);
  luukku_query_bind_int (query, 3, thread->window_from);
  while (luukku_query_next (query)) {
    gint64 id = luukku_query_get_int (query, 0);

    if (!g_hash_table_contains (seen, luukku_query_peek_text (query, 1)))
      g_array_append_val (missing, id);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&missing) : NULL;
}

static gboolean
add_disappearances (LuukkuStore *self, GArray *missing, GError **error)
{
  gint64 now = luukku_clock_now (luukku_store_get_clock (self));

  for (guint i = 0; i < missing->len; i++) {
    if (!add_version (self, g_array_index (missing, gint64, i), LUUKKU_VERSION_DISAPPEARED, NULL, now, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
luukku_store_mark_disappeared (LuukkuStore *self, const char *channel, const LuukkuThread *thread,
                               GHashTable *seen, GArray **ret_ids, GError **error)
{
  g_autoptr (GArray) missing = NULL;

  if (!luukku_store_begin (self, error))
    return FALSE;
  missing = find_missing (self, channel, thread, seen, error);
  if (!luukku_store_end (self, missing != NULL && add_disappearances (self, missing, error), error))
    return FALSE;
  *ret_ids = g_steal_pointer (&missing);
  return TRUE;
}

static gboolean
mark_gone (LuukkuStore *self, const char *channel, const char *platform_id, Known *ret_known, GError **error)
{
  gint64 channel_id = 0;

  if (!luukku_store_ensure_channel (self, channel, &channel_id, error) ||
      !find_known (self, channel_id, platform_id, ret_known, error))
    return FALSE;
  if (ret_known->id == 0 || ret_known->disappeared)
    return TRUE;
  return add_version (self, ret_known->id, LUUKKU_VERSION_DISAPPEARED, NULL,
                      luukku_clock_now (luukku_store_get_clock (self)), error);
}

gboolean
luukku_store_mark_gone (LuukkuStore *self, const char *channel, const char *platform_id,
                        gint64 *ret_conversation, gint64 *ret_id, GError **error)
{
  g_auto (Known) known = { 0 };

  if (!luukku_store_begin (self, error) ||
      !luukku_store_end (self, mark_gone (self, channel, platform_id, &known, error), error))
    return FALSE;
  *ret_id = known.disappeared ? 0 : known.id;
  *ret_conversation = known.disappeared ? 0 : known.conversation;
  return TRUE;
}

/* --- reading */

#define MESSAGE_COLUMNS                                                                                      \
  "m.id, c.key, v.platform_id, m.platform_id, m.direction, m.sent_at, m.fetched_at, m.author_id, "           \
  "m.author_name, "                                                                                          \
  "m.language, m.reply_to, m.text, m.raw_type, m.raw, "                                                      \
  "(SELECT count (*) FROM message_version n WHERE n.message = m.id), "                                       \
  "(SELECT n.text FROM message_version n WHERE n.message = m.id AND n.kind = 0 ORDER BY n.id DESC LIMIT "    \
  "1), "                                                                                                     \
  "(SELECT n.kind FROM message_version n WHERE n.message = m.id AND n.kind <> 0 ORDER BY n.id DESC LIMIT "   \
  "1), "                                                                                                     \
  "EXISTS (SELECT 1 FROM attachment a WHERE a.message = m.id) "
#define MESSAGE_JOINS "JOIN conversation v ON v.id = m.conversation JOIN channel c ON c.id = m.channel "

static LuukkuStoredMessage *
read_message (LuukkuStore *self, LuukkuQuery *query, GError **error)
{
  g_autoptr (LuukkuStoredMessage) row = g_new0 (LuukkuStoredMessage, 1);
  g_autoptr (GBytes) raw = luukku_query_dup_bytes (query, 13);
  g_autoptr (GPtrArray) attachments = NULL;
  LuukkuMessageInit init = {
    .channel = luukku_query_peek_text (query, 1),
    .conversation_id = luukku_query_peek_text (query, 2),
    .platform_id = luukku_query_peek_text (query, 3),
    .direction = (LuukkuDirection) luukku_query_get_int (query, 4),
    .sent_at = luukku_query_get_int (query, 5),
    .fetched_at = luukku_query_get_int (query, 6),
    .author_id = luukku_query_peek_text (query, 7),
    .author_name = luukku_query_peek_text (query, 8),
    .reply_to = luukku_query_peek_text (query, 10),
    .text = luukku_query_peek_text (query, 11),
    .raw_type = luukku_query_peek_text (query, 12),
    .raw = raw,
  };

  row->id = luukku_query_get_int (query, 0);
  row->language = g_intern_string (luukku_query_peek_text (query, 9));
  row->versions = (guint) luukku_query_get_int (query, 14);
  row->latest_text = luukku_query_dup_text (query, 15);
  row->disappeared = luukku_query_get_int (query, 16) == LUUKKU_VERSION_DISAPPEARED;
  row->withdrawn = *luukku_query_peek_text (query, 11) == '\0' && luukku_store_is_withdrawn (self, row->id);
  if (luukku_query_get_int (query, 17) != 0) {
    attachments = luukku_store_load_attachments (self, row->id, error);
    if (attachments == NULL)
      return NULL;
    init.attachments = attachments;
  }
  row->message = luukku_message_new (&init);
  return g_steal_pointer (&row);
}

GPtrArray *
luukku_store_list_messages (LuukkuStore *self, gint64 conversation, guint limit, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_stored_message_free);
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT " MESSAGE_COLUMNS "FROM (SELECT id AS newest FROM message WHERE conversation = ? "
      "ORDER BY sent_at DESC, id DESC LIMIT ?) JOIN message m ON m.id = newest " MESSAGE_JOINS
      "ORDER BY m.sent_at, m.id");

  luukku_query_bind_int (query, 1, conversation);
  luukku_query_bind_int (query, 2, limit == 0 ? -1 : (gint64) limit);
  while (luukku_query_next (query)) {
    LuukkuStoredMessage *row = read_message (self, query, error);

    if (row == NULL)
      return NULL;
    g_ptr_array_add (list, row);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&list) : NULL;
}

LuukkuStoredMessage *
luukku_store_get_message (LuukkuStore *self, gint64 id, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "SELECT " MESSAGE_COLUMNS "FROM message m " MESSAGE_JOINS "WHERE m.id = ?");

  luukku_query_bind_int (query, 1, id);
  if (luukku_query_next (query))
    return read_message (self, query, error);
  luukku_query_finish (query, error);
  return NULL;
}

GPtrArray *
luukku_store_list_versions (LuukkuStore *self, gint64 message, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_message_version_free);
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self),
                        "SELECT kind, text, seen_at FROM message_version WHERE message = ? ORDER BY id");

  luukku_query_bind_int (query, 1, message);
  while (luukku_query_next (query)) {
    LuukkuMessageVersion *version = g_new0 (LuukkuMessageVersion, 1);

    version->kind = (LuukkuVersionKind) luukku_query_get_int (query, 0);
    version->text = luukku_query_dup_text (query, 1);
    version->seen_at = luukku_query_get_int (query, 2);
    g_ptr_array_add (list, version);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&list) : NULL;
}

gint64
luukku_store_count_messages (LuukkuStore *self, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), "SELECT count (*) FROM message");
  gint64 count;

  return luukku_query_run_int (query, 0, &count, error) ? count : -1;
}

gboolean
luukku_store_count_contacts (LuukkuStore *self, const char *channel, const char *resident_id,
                             guint *ret_count, gint64 *ret_first, gint64 *ret_last, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT count (*), coalesce (min (sent_at), 0), coalesce (max (sent_at), 0) FROM message "
      "WHERE direction = 0 AND channel = (SELECT id FROM channel WHERE key = ?) AND author_id = ?");
  guint count = 0;
  gint64 first = 0;
  gint64 last = 0;

  luukku_query_bind_text (query, 1, channel);
  luukku_query_bind_text (query, 2, resident_id);
  if (luukku_query_next (query)) {
    count = (guint) luukku_query_get_int (query, 0);
    first = luukku_query_get_int (query, 1);
    last = luukku_query_get_int (query, 2);
  }
  if (!luukku_query_finish (query, error))
    return FALSE;
  if (ret_count != NULL)
    *ret_count = count;
  if (ret_first != NULL)
    *ret_first = first;
  if (ret_last != NULL)
    *ret_last = last;
  return TRUE;
}
