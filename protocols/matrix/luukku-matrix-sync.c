/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-sync.c: GET /sync and the pages of a room: what they say of rooms, what was written in them,
 * where something is missing. Pure. */
#define G_LOG_DOMAIN "luukku"

#include "matrix/luukku-matrix-parse.h"

#include "adapter/luukku-json-read.h"
#include "base/luukku-error.h"

#define MAX_EVENTS 1000 /* of one room in one answer */
#define MAX_ROOMS 5000  /* in one answer */

/* TRANSLATORS: an entry in the place of a message; the resident has opened a conversation in Matrix, and it
 * is accepted when a person opens it in the inbox or answers */
static const char invited[] =
    N_ ("wants to start a conversation: it is accepted when this is read, and then shows what was written");
/* TRANSLATORS: %s is the name of a room in Matrix */
static const char invited_to[] = N_ ("invites to the room “%s”: it is joined when this is read");

static void
set_odd (GError **error)
{
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_DATA,
      N_ ("The Matrix server's answer does not have what it should have; it is asked again later."));
}

static void
room_free (gpointer data)
{
  luukku_matrix_room_free (data);
}

GHashTable *
luukku_matrix_rooms_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, room_free);
}

static LuukkuMatrixRoom *
ensure_room (LuukkuMatrixPlace *place, const char *id)
{
  LuukkuMatrixRoom *room = g_hash_table_lookup (place->rooms, id);

  if (room == NULL) {
    room = luukku_matrix_room_new (id);
    g_hash_table_insert (place->rooms, room->id, room);
  }
  return room;
}

/* --- walking through an answer */

typedef void (*Visit) (LuukkuMatrixPlace *place, const char *id, const LuukkuJsonAt *room, gpointer data);

/* Every room of "rooms"/@part. */
static void
visit_rooms (JsonNode *root, LuukkuMatrixPlace *place, const char *part, Visit visit, gpointer data)
{
  guint odd = 0;
  guint *skipped = place->batch != NULL ? &place->batch->skipped : &odd;
  LuukkuJsonAt at = { json_node_get_object (root), "" }, rooms = { NULL, "rooms" }, list = { NULL, part };
  g_autoptr (GList) ids = NULL;
  guint count = 0;

  if (!luukku_json_read_object (&at, "rooms", &rooms, skipped) ||
      !luukku_json_read_object (&rooms, part, &list, skipped))
    return;
  ids = json_object_get_members (list.object);
  for (GList *id = ids; id != NULL && count < MAX_ROOMS; id = id->next, count++) {
    LuukkuJsonAt room = { NULL, id->data };

    if (luukku_matrix_is_room (id->data) && luukku_json_read_object (&list, id->data, &room, skipped))
      visit (place, id->data, &room, data);
    else
      (*skipped)++;
  }
}

/* Returns: (transfer none) (nullable): the events of @part of @room. */
static JsonArray *
events_of (const LuukkuJsonAt *room, const char *part, guint *skipped)
{
  LuukkuJsonAt at = { NULL, part };

  return luukku_json_read_object (room, part, &at, skipped) ? luukku_json_read_array (&at, "events", skipped)
                                                            : NULL;
}

static gboolean
event_at (JsonArray *events, guint i, LuukkuJsonAt *ret_at)
{
  JsonNode *node = json_array_get_element (events, i);

  ret_at->object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  ret_at->path = "event";
  return ret_at->object != NULL;
}

static guint
count_of (JsonArray *events)
{
  return events != NULL ? MIN (json_array_get_length (events), MAX_EVENTS) : 0;
}

/* --- what it says of rooms */

static void
learn_events (LuukkuMatrixPlace *place, LuukkuMatrixRoom *room, JsonArray *events)
{
  LuukkuJsonAt at;

  for (guint i = 0; i < count_of (events); i++) {
    if (event_at (events, i, &at))
      luukku_matrix_room_learn (room, &at, place->user);
  }
}

static void
learn_room (LuukkuMatrixPlace *place, LuukkuMatrixRoom *room, const LuukkuJsonAt *at)
{
  LuukkuJsonAt summary = { NULL, "summary" };
  guint odd = 0; /* counted when it is read */

  learn_events (place, room, events_of (at, "state", &odd));
  learn_events (place, room, events_of (at, "timeline", &odd));
  if (luukku_json_read_object (at, "summary", &summary, &odd))
    luukku_matrix_room_count (room, &summary, place->user);
}

static gboolean
has_writing (const LuukkuJsonAt *at)
{
  guint odd = 0;
  JsonArray *events = events_of (at, "timeline", &odd);
  LuukkuJsonAt event;

  for (guint i = 0; i < count_of (events); i++) {
    if (event_at (events, i, &event) && !json_object_has_member (event.object, "state_key"))
      return TRUE;
  }
  return FALSE;
}

static void
learn_joined (LuukkuMatrixPlace *place, const char *id, const LuukkuJsonAt *at, gpointer unknown)
{
  LuukkuMatrixRoom *room = ensure_room (place, id);
  gboolean was_known = room->complete;

  room->changed = FALSE;
  learn_room (place, room, at);
  room->joined = TRUE;
  room->changed = room->changed && was_known;
  if (!room->complete && has_writing (at))
    g_ptr_array_add (unknown, g_strdup (id));
}

static void
learn_left (LuukkuMatrixPlace *place, const char *id, const LuukkuJsonAt *at, gpointer unknown)
{
  LuukkuMatrixRoom *room = g_hash_table_lookup (place->rooms, id);

  if (room == NULL && !has_writing (at))
    return;
  room = ensure_room (place, id);
  learn_room (place, room, at);
  room->changed = room->complete;
  room->joined = FALSE;
  room->complete = TRUE; /* more of it is not to be had */
}

static gboolean
read_next (JsonNode *root, char **ret_next, GError **error)
{
  *ret_next = luukku_matrix_parse_string (root, "next_batch", error);
  return *ret_next != NULL;
}

gboolean
luukku_matrix_sync_learn (JsonNode *root, LuukkuMatrixPlace *place, char **ret_next, GPtrArray **ret_unknown,
                          GError **error)
{
  g_autoptr (GPtrArray) unknown = NULL;

  if (!read_next (root, ret_next, error))
    return FALSE;
  unknown = g_ptr_array_new_with_free_func (g_free);
  visit_rooms (root, place, "join", learn_joined, unknown);
  visit_rooms (root, place, "leave", learn_left, unknown);
  *ret_unknown = g_steal_pointer (&unknown);
  return TRUE;
}

static void
learn_whole (LuukkuMatrixPlace *place, const char *id, const LuukkuJsonAt *at, gpointer data)
{
  LuukkuMatrixRoom *room = ensure_room (place, id);

  learn_room (place, room, at);
  room->complete = TRUE;
}

gboolean
luukku_matrix_sync_learn_whole (JsonNode *root, LuukkuMatrixPlace *place, GPtrArray *rooms, GError **error)
{
  g_autofree char *next = NULL;

  if (!read_next (root, &next, error))
    return FALSE;
  visit_rooms (root, place, "join", learn_whole, NULL);
  for (guint i = 0; i < rooms->len; i++) {
    LuukkuMatrixRoom *room = ensure_room (place, rooms->pdata[i]);

    if (!room->complete) /* left meanwhile: nothing may be written there */
      room->joined = FALSE;
    room->complete = TRUE;
  }
  return TRUE;
}

/* --- what was written */

/* Did we come into the room just now, or does the timeline begin with the room itself? */
static gboolean
is_new_to_us (const LuukkuMatrixPlace *place, JsonArray *events, gboolean *ret_whole)
{
  gboolean fresh = FALSE;
  LuukkuJsonAt at;

  *ret_whole = FALSE;
  for (guint i = 0; i < count_of (events); i++) {
    LuukkuJsonAt content = { NULL, "content" }, aside = { NULL, "unsigned" },
                 before = { NULL, "prev_content" };
    g_autofree char *type = NULL, *key = NULL, *now = NULL, *then = NULL;
    guint odd = 0;

    if (!event_at (events, i, &at))
      continue;
    type = luukku_json_read_string (&at, "type", &odd);
    key = luukku_json_read_string (&at, "state_key", &odd);
    *ret_whole = *ret_whole || (key != NULL && g_strcmp0 (type, "m.room.create") == 0);
    if (g_strcmp0 (type, "m.room.member") != 0 || g_strcmp0 (key, place->user) != 0 ||
        !luukku_json_read_object (&at, "content", &content, &odd))
      continue;
    now = luukku_json_read_string (&content, "membership", &odd);
    if (luukku_json_read_object (&at, "unsigned", &aside, &odd) &&
        luukku_json_read_object (&aside, "prev_content", &before, &odd))
      then = luukku_json_read_string (&before, "membership", &odd);
    fresh = fresh || (g_strcmp0 (now, "join") == 0 && g_strcmp0 (then, "join") != 0);
  }
  return fresh;
}

static void
note_gap (LuukkuMatrixPlace *place, const LuukkuMatrixRoom *room, const LuukkuJsonAt *at,
          LuukkuMatrixCursor *cursor)
{
  guint *skipped = &place->batch->skipped;
  JsonArray *events = events_of (at, "timeline", skipped);
  LuukkuJsonAt timeline = { NULL, "timeline" };
  g_autofree char *from = NULL;
  gboolean limited = FALSE, whole = FALSE, fresh;

  if (!luukku_json_read_object (at, "timeline", &timeline, skipped) ||
      !luukku_json_get_boolean (&timeline, "limited", FALSE, &limited, NULL) || !limited)
    return;
  fresh = is_new_to_us (place, events, &whole);
  if (whole)
    return;
  from = luukku_json_read_string (&timeline, "prev_batch", skipped);
  if (from == NULL || !luukku_matrix_cursor_add_gap (cursor, room->id, from, fresh ? NULL : cursor->since))
    place->batch->missed = place->batch->missed || (!fresh && cursor->since != NULL);
}

static void
read_room (LuukkuMatrixPlace *place, const char *id, const LuukkuJsonAt *at, gpointer data)
{
  const LuukkuMatrixRoom *room = g_hash_table_lookup (place->rooms, id);
  JsonArray *events = events_of (at, "timeline", &place->batch->skipped);
  LuukkuJsonAt event;

  if (room == NULL)
    return;
  for (guint i = 0; i < count_of (events); i++) {
    if (event_at (events, i, &event))
      luukku_matrix_read_event (place, room, &event);
    else
      place->batch->skipped++;
  }
  if (room->changed && room->partner != NULL && !luukku_matrix_room_is_public (room))
    luukku_matrix_tell_thread (place, room, room->partner);
  note_gap (place, room, at, data);
}

void
luukku_matrix_sync_read (JsonNode *root, LuukkuMatrixPlace *place, LuukkuMatrixCursor *cursor)
{
  visit_rooms (root, place, "join", read_room, cursor);
  visit_rooms (root, place, "leave", read_room, cursor);
}

/* Who was in the room then proves nothing about now. */
static void
learn_names (LuukkuMatrixRoom *room, JsonArray *events)
{
  LuukkuJsonAt at;

  for (guint i = 0; i < count_of (events); i++) {
    if (event_at (events, i, &at))
      luukku_matrix_room_learn_name (room, &at);
  }
}

gboolean
luukku_matrix_parse_page (JsonNode *root, LuukkuMatrixPlace *place, const char *id, char **ret_end,
                          gint64 *ret_oldest, GError **error)
{
  LuukkuJsonAt at = { JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL, "" }, event;
  LuukkuMatrixRoom *room;
  JsonArray *chunk = NULL;

  *ret_end = NULL;
  *ret_oldest = 0;
  if (at.object == NULL || !luukku_json_get_array (&at, "chunk", TRUE, &chunk, NULL)) {
    set_odd (error);
    return FALSE;
  }
  *ret_end = luukku_json_read_string (&at, "end", &place->batch->skipped);
  room = ensure_room (place, id);
  learn_names (room, luukku_json_read_array (&at, "state", &place->batch->skipped));
  for (guint i = count_of (chunk); i > 0; i--) { /* the newest stands first */
    if (!event_at (chunk, i - 1, &event)) {
      place->batch->skipped++;
      continue;
    }
    if (*ret_oldest == 0 && luukku_json_get_int (&event, "origin_server_ts", FALSE, ret_oldest, NULL))
      *ret_oldest = CLAMP (*ret_oldest, 0, G_MAXINT64 / 1000) * 1000;
    luukku_matrix_read_event (place, room, &event);
  }
  return TRUE;
}

/* --- invitations */

typedef struct {
  GPtrArray *ids;
  const char *user;
  gboolean direct_only;
} Invites;

/* *@ret_at: our own membership, when it is an invitation. */
static gboolean
find_invite (JsonArray *events, const char *user, LuukkuJsonAt *ret_at, LuukkuJsonAt *ret_content)
{
  for (guint i = 0; i < count_of (events); i++) {
    g_autofree char *type = NULL, *key = NULL, *membership = NULL;
    guint odd = 0;

    if (!event_at (events, i, ret_at))
      continue;
    type = luukku_json_read_string (ret_at, "type", &odd);
    key = luukku_json_read_string (ret_at, "state_key", &odd);
    if (g_strcmp0 (type, "m.room.member") != 0 || g_strcmp0 (key, user) != 0 ||
        !luukku_json_read_object (ret_at, "content", ret_content, &odd))
      continue;
    membership = luukku_json_read_string (ret_content, "membership", &odd);
    if (g_strcmp0 (membership, "invite") == 0)
      return TRUE;
  }
  return FALSE;
}

static void
list_invite (LuukkuMatrixPlace *place, const char *id, const LuukkuJsonAt *room, gpointer data)
{
  Invites *invites = data;
  guint odd = 0;
  LuukkuJsonAt at, content = { NULL, "content" };
  gboolean direct = FALSE;

  if (!find_invite (events_of (room, "invite_state", &odd), invites->user, &at, &content) ||
      !luukku_json_get_boolean (&content, "is_direct", FALSE, &direct, NULL))
    return;
  if (direct || !invites->direct_only)
    g_ptr_array_add (invites->ids, g_strdup (id));
}

GPtrArray *
luukku_matrix_sync_list_invites (JsonNode *root, const char *user, gboolean direct_only)
{
  Invites invites = { g_ptr_array_new_with_free_func (g_free), user, direct_only };
  LuukkuMatrixPlace nobody = { .user = user };

  visit_rooms (root, &nobody, "invite", list_invite, &invites);
  return invites.ids;
}

static void
add_invite (LuukkuMatrixPlace *place, LuukkuMatrixRoom *room, const LuukkuJsonAt *at, gboolean direct)
{
  guint *skipped = &place->batch->skipped;
  g_autofree char *author = luukku_json_read_string (at, "sender", skipped);
  g_autofree char *id = luukku_json_read_string (at, "event_id", skipped);
  g_autofree char *own = g_strconcat ("invite:", room->id, NULL);
  g_autofree char *label = NULL;
  gint64 ms = luukku_json_read_int (at, "origin_server_ts", skipped);
  LuukkuThread *thread;
  LuukkuMessageInit init = { .channel = place->channel,
                             .conversation_id = room->id,
                             .platform_id = luukku_matrix_is_event (id) ? id : own,
                             .author_id = author,
                             .author_name = luukku_matrix_room_name_of (room, author),
                             .fetched_at = place->fetched_at };

  if (!luukku_matrix_is_user (author)) {
    (*skipped)++;
    return;
  }
  init.sent_at = ms > 0 && ms < G_MAXINT64 / 1000 ? ms * 1000 : place->fetched_at;
  label = direct || (room->name == NULL && room->alias == NULL)
              ? g_strdup (luukku_tr (invited))
              : g_strdup_printf (luukku_tr (invited_to), room->name != NULL ? room->name : room->alias);
  thread = luukku_thread_new (room->id);
  thread->resident_id = g_strdup (author);
  thread->resident_name = g_strdup (init.author_name != NULL ? init.author_name : author);
  g_ptr_array_add (place->batch->threads, thread);
  luukku_matrix_add_label (place, room, &init, label);
}

static void
read_invite (LuukkuMatrixPlace *place, const char *id, const LuukkuJsonAt *at, gpointer wanted)
{
  JsonArray *events = events_of (at, "invite_state", &place->batch->skipped);
  g_autoptr (LuukkuMatrixRoom) room = NULL;
  LuukkuJsonAt member, content = { NULL, "content" };
  gboolean direct = FALSE;

  if (!g_str_equal (id, wanted))
    return;
  room = luukku_matrix_room_new (id);
  learn_events (place, room, events);
  if (find_invite (events, place->user, &member, &content)) {
    luukku_json_get_boolean (&content, "is_direct", FALSE, &direct, NULL);
    add_invite (place, room, &member, direct);
  }
}

void
luukku_matrix_sync_read_invite (JsonNode *root, LuukkuMatrixPlace *place, const char *room)
{
  visit_rooms (root, place, "invite", read_invite, (gpointer) room);
}
