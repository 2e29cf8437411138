/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-fetch.c: what is new: one sync, which waits at the server until something comes; then the
 * state of rooms that are not known, whose message an edit of an unknown one is, invitations, and some pages
 * of the holes that are still open.
 *
 *   sync ─→ rooms ─→ messages, threads, holes ─→ edits ─→ invitations ─→ pages of holes ─→ batch and cursor
 *
 * Holes are part of the cursor: new messages never wait for old ones, and a restart goes on filling. */
#define G_LOG_DOMAIN "luukku"

#include "matrix/luukku-matrix-private.h"

#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"
#include "matrix/luukku-matrix-error.h"

#define WAIT_MS 25000 /* below the transport's time-out */
#define PAGES 4       /* of holes in one fetch */
#define ROOMS 20      /* whose state is asked for in one call */
#define PAST_DAYS 30  /* of what was written before we came */
#define TIMELINE 50
#define FIRST_TIMELINE 10 /* of every room at once: the rest comes page by page */

#define STATE_TYPES                                                                                          \
  "\"m.room.create\",\"m.room.member\",\"m.room.encryption\",\"m.room.join_rules\","                         \
  "\"m.room.history_visibility\",\"m.room.name\",\"m.room.canonical_alias\",\"m.room.tombstone\""
#define MESSAGE_TYPES "\"m.room.message\",\"m.room.encrypted\",\"m.room.redaction\",\"m.sticker\""
#define NOTHING "{\"not_types\":[\"*\"]}"

typedef struct {
  LuukkuMatrixCursor *cursor; /* (owned) */
  LuukkuMatrixPlace place;
  JsonNode *root;     /* (owned) (nullable): the answer to sync */
  char *next;         /* (nullable): its next_batch */
  GPtrArray *unknown; /* of char *: rooms whose state is to be asked for */
  GPtrArray *asked;   /* of char *: by the present call */
  GPtrArray *invites; /* of char *: to be joined, the last one first (nullable: not yet looked for) */
  guint pages;
  gboolean pauses; /* a hole could not be gone on with: not at once again */
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  luukku_matrix_place_end (&fetch->place);
  g_clear_pointer (&fetch->cursor, luukku_matrix_cursor_free);
  g_clear_pointer (&fetch->root, json_node_unref);
  g_clear_pointer (&fetch->unknown, g_ptr_array_unref);
  g_clear_pointer (&fetch->asked, g_ptr_array_unref);
  g_clear_pointer (&fetch->invites, g_ptr_array_unref);
  g_free (fetch->next);
  g_free (fetch);
}

static void next_rooms (GTask *task);
static void next_edit (GTask *task);
static void next_invite (GTask *task);
static void next_page (GTask *task);
static void sync_now (GTask *task);

/* --- ends */

static void
end (GTask *task)
{
  LuukkuMatrix *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  LuukkuBatch *batch = g_steal_pointer (&fetch->place.batch);

  luukku_batch_sort (batch);
  batch->cursor = luukku_matrix_cursor_write (fetch->cursor);
  batch->more = fetch->cursor->gaps->len > 0 && !fetch->pauses;
  self->waits = TRUE;
  g_task_return_pointer (task, batch, (GDestroyNotify) luukku_batch_free);
}

/* @error: (transfer full). */
static void
fail (GTask *task, GError *error)
{
  LuukkuMatrix *self = g_task_get_source_object (task);

  self->waits = FALSE;
  g_task_return_error (task, error);
}

/* @cause: (transfer full) (nullable). */
static void
fail_unreadable (GTask *task, GError *cause)
{
  GError *error = NULL;

  luukku_fault_table_set_unreadable (LUUKKU_MATRIX_NAME, cause, FALSE, &error);
  fail (task, error);
}

static JsonNode *
finish (GObject *source, GAsyncResult *result, GError **error)
{
  return luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, error);
}

/* A single thing that the server does not give must not hold up everything else. Returns: whether @error
 * ends the fetch. */
static gboolean
ends_all (const GError *error)
{
  const LuukkuFaultInfo *info = luukku_fault_get_info (error);

  return luukku_fault_is_cancelled (error) || info->needs_reauth || info->retryable;
}

/* --- holes: one page after the other, a few in each fetch */

/* @done: there is nothing more to ask for. */
static void
shorten_gap (Fetch *fetch, char *end_token, gboolean done)
{
  LuukkuMatrixGap *gap = fetch->cursor->gaps->pdata[0];

  gap->pages--;
  done = done || g_strcmp0 (end_token, gap->from) == 0; /* old servers say so that there is no more */
  if (end_token != NULL && !done && gap->pages > 0) {
    g_free (gap->from);
    gap->from = end_token;
    return;
  }
  if (end_token != NULL && !done && gap->to != NULL) /* too much: what is left out is told */
    fetch->place.batch->missed = TRUE;
  g_free (end_token);
  g_ptr_array_remove_index (fetch->cursor->gaps, 0);
}

/* The server does not give it any more. @error: (transfer full). */
static void
give_up_page (GTask *task, GError *error)
{
  Fetch *fetch = g_task_get_task_data (task);
  LuukkuMatrixGap *gap = fetch->cursor->gaps->pdata[0];

  if (luukku_fault_is_cancelled (error) || luukku_fault_get_info (error)->needs_reauth) {
    fail (task, error);
    return;
  }
  if (luukku_fault_get_info (error)->retryable && --gap->pages > 0) {
    g_error_free (error); /* what is new is handed over, the hole is tried again later */
    fetch->pauses = TRUE;
    end (task);
    return;
  }
  g_error_free (error);
  fetch->place.batch->missed = fetch->place.batch->missed || gap->to != NULL;
  g_ptr_array_remove_index (fetch->cursor->gaps, 0);
  next_page (task);
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  const LuukkuMatrixGap *gap = fetch->cursor->gaps->pdata[0];
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL, *cause = NULL;
  gint64 oldest = 0, enough = fetch->place.fetched_at - PAST_DAYS * G_TIME_SPAN_DAY;
  char *end_token = NULL;

  root = finish (source, result, &error);
  if (root != NULL && !luukku_matrix_parse_page (root, &fetch->place, gap->room, &end_token, &oldest, &cause))
    luukku_fault_table_set_unreadable (LUUKKU_MATRIX_NAME, cause, FALSE, &error);
  if (error != NULL) {
    give_up_page (task, error);
    return;
  }
  shorten_gap (fetch, end_token, gap->to == NULL && oldest > 0 && oldest < enough);
  next_edit (task); /* those of this page; then the next page */
}

static void
next_page (GTask *task)
{
  LuukkuMatrix *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  const LuukkuMatrixGap *gap;
  g_autofree char *path = NULL, *query = NULL, *place = NULL;

  if (fetch->cursor->gaps->len == 0 || fetch->pages >= PAGES) {
    end (task);
    return;
  }
  fetch->pages++;
  gap = fetch->cursor->gaps->pdata[0];
  place = luukku_matrix_room_path (gap->room, "messages", NULL);
  query = luukku_oauth_form ("dir", "b", "from", gap->from, "to", gap->to, "filter",
                             "{\"lazy_load_members\":true,\"types\":[" MESSAGE_TYPES "]}", NULL);
  path = g_strdup_printf ("%s?%s&limit=%d", place, query, LUUKKU_MATRIX_PAGE);
  luukku_matrix_call (self, &(LuukkuHttpCall){ .path = path }, task, on_page);
}

/* --- invitations */

static void
take_invite (Fetch *fetch)
{
  g_ptr_array_set_size (fetch->invites, (gint) fetch->invites->len - 1);
}

static void
on_joined (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonNode) root = finish (source, result, &error);

  if (root == NULL && (luukku_fault_is_cancelled (error) || luukku_fault_get_info (error)->needs_reauth)) {
    fail (task, error);
    return;
  }
  if (root == NULL) /* then a person is asked */
    luukku_matrix_sync_read_invite (fetch->root, &fetch->place,
                                    fetch->invites->pdata[fetch->invites->len - 1]);
  g_clear_error (&error);
  take_invite (fetch);
  next_invite (task);
}

static gboolean
is_direct (const Fetch *fetch, const char *user, const char *room)
{
  g_autoptr (GPtrArray) direct = luukku_matrix_sync_list_invites (fetch->root, user, TRUE);

  return g_ptr_array_find_with_equal_func (direct, room, g_str_equal, NULL);
}

static void
next_invite (GTask *task)
{
  LuukkuMatrix *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  if (fetch->invites == NULL)
    fetch->invites = luukku_matrix_sync_list_invites (fetch->root, self->user, FALSE);
  for (; fetch->invites->len > 0; take_invite (fetch)) {
    const char *room = fetch->invites->pdata[fetch->invites->len - 1];

    if (self->accepts && is_direct (fetch, self->user, room)) {
      g_autofree char *path = luukku_matrix_room_path (room, "join", NULL);
      g_autoptr (GBytes) body = luukku_matrix_empty_body ();

      luukku_matrix_call (self, &(LuukkuHttpCall){ .path = path, .body = body }, task, on_joined);
      return;
    }
    luukku_matrix_sync_read_invite (fetch->root, &fetch->place, room);
  }
  next_page (task);
}

/* --- edits of messages that are not known: only their author's count */

static void
on_original (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonNode) root = finish (source, result, &error);

  if (root == NULL && ends_all (error)) {
    fail (task, error);
    return;
  }
  g_clear_error (&error);
  if (root != NULL)
    luukku_matrix_parse_original (root, &fetch->place, fetch->place.edits->pdata[0]);
  else
    fetch->place.batch->skipped++;
  g_ptr_array_remove_index (fetch->place.edits, 0);
  next_edit (task);
}

static void
next_edit (GTask *task)
{
  LuukkuMatrix *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  const LuukkuMatrixEdit *edit;
  g_autofree char *path = NULL;

  while (fetch->place.edits->len > 0 && luukku_matrix_take_edit (&fetch->place, fetch->place.edits->pdata[0]))
    g_ptr_array_remove_index (fetch->place.edits, 0);
  if (fetch->place.edits->len == 0) {
    next_invite (task);
    return;
  }
  edit = fetch->place.edits->pdata[0];
  path = luukku_matrix_room_path (edit->room, "event", edit->target, NULL);
  luukku_matrix_call (self, &(LuukkuHttpCall){ .path = path }, task, on_original);
}

/* --- rooms */

static void
read_all (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  luukku_matrix_sync_read (fetch->root, &fetch->place, fetch->cursor);
  g_free (fetch->cursor->since);
  fetch->cursor->since = g_steal_pointer (&fetch->next);
  next_edit (task);
}

static void
on_rooms (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL, *cause = NULL;

  root = finish (source, result, &error);
  if (root == NULL)
    fail (task, error);
  else if (!luukku_matrix_sync_learn_whole (root, &fetch->place, fetch->asked, &cause))
    fail_unreadable (task, cause);
  else
    next_rooms (task);
}

/* Returns: (transfer full): the filter for the state of @rooms and next to nothing else. */
static char *
write_rooms_filter (GPtrArray *rooms)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (JsonNode) node = NULL;
  const char *const nothing[] = { "*", NULL };

  for (guint i = 0; i < rooms->len; i++)
    g_ptr_array_add (ids, rooms->pdata[i]);
  g_ptr_array_add (ids, NULL);
  luukku_json_open (builder, "room");
  luukku_json_add_strings (builder, "rooms", (const char *const *) ids->pdata);
  luukku_json_open (builder, "state");
  luukku_json_add_boolean (builder, "lazy_load_members", TRUE);
  luukku_json_close (builder);
  luukku_json_open (builder, "timeline");
  luukku_json_add_int (builder, "limit", 1);
  luukku_json_close (builder);
  luukku_json_close (builder);
  luukku_json_open (builder, "presence");
  luukku_json_add_strings (builder, "not_types", nothing);
  luukku_json_close (builder);
  node = luukku_json_end_node (builder);
  return json_to_string (node, FALSE);
}

/* A restart knows of no room more than what changes: their whole state is asked for once. */
static void
next_rooms (GTask *task)
{
  LuukkuMatrix *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autofree char *filter = NULL, *query = NULL, *path = NULL;

  if (fetch->unknown->len == 0) {
    read_all (task);
    return;
  }
  g_clear_pointer (&fetch->asked, g_ptr_array_unref);
  fetch->asked = g_ptr_array_new_with_free_func (g_free);
  while (fetch->unknown->len > 0 && fetch->asked->len < ROOMS)
    g_ptr_array_add (fetch->asked, g_ptr_array_steal_index (fetch->unknown, fetch->unknown->len - 1));
  filter = write_rooms_filter (fetch->asked);
  query = luukku_oauth_form ("filter", filter, "full_state", "true", "set_presence", "offline", "timeout",
                             "0", "since", fetch->cursor->since, NULL);
  path = g_strconcat (LUUKKU_MATRIX_V3 "/sync?", query, NULL);
  luukku_matrix_call (self, &(LuukkuHttpCall){ .path = path }, task, on_rooms);
}

/* Rooms with holes from before a restart must be known too. */
static void
add_gap_rooms (LuukkuMatrix *self, Fetch *fetch)
{
  for (guint i = 0; i < fetch->cursor->gaps->len; i++) {
    const LuukkuMatrixGap *gap = fetch->cursor->gaps->pdata[i];
    const LuukkuMatrixRoom *room = g_hash_table_lookup (self->rooms, gap->room);

    if ((room == NULL || !room->complete) &&
        !g_ptr_array_find_with_equal_func (fetch->unknown, gap->room, g_str_equal, NULL))
      g_ptr_array_add (fetch->unknown, g_strdup (gap->room));
  }
}

/* --- sync */

/* The server has forgotten its own word (it was set up anew, or from a copy). @error: (transfer none). */
static gboolean
forgets_cursor (Fetch *fetch, const GError *error)
{
  if (fetch->cursor->since == NULL || !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST))
    return FALSE;
  g_clear_pointer (&fetch->cursor->since, g_free);
  g_ptr_array_set_size (fetch->cursor->gaps, 0);
  fetch->place.batch->missed = TRUE;
  return TRUE;
}

static void
on_synced (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMatrix *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL, *cause = NULL;

  fetch->root = finish (source, result, &error);
  if (fetch->root == NULL && forgets_cursor (fetch, error)) {
    g_error_free (error);
    sync_now (task);
  } else if (fetch->root == NULL) {
    fail (task, error);
  } else if (!luukku_matrix_sync_learn (fetch->root, &fetch->place, &fetch->next, &fetch->unknown, &cause)) {
    fail_unreadable (task, cause);
  } else {
    add_gap_rooms (self, fetch);
    next_rooms (task);
  }
}

/* Returns: (transfer full). */
static char *
write_filter (gboolean first)
{
  return g_strdup_printf ("{\"presence\":" NOTHING ",\"account_data\":" NOTHING
                          ",\"room\":{\"account_data\":" NOTHING ",\"ephemeral\":" NOTHING
                          ",\"state\":{\"lazy_load_members\":true,\"include_redundant_members\":true,"
                          "\"types\":[" STATE_TYPES "]},"
                          "\"timeline\":{\"limit\":%d,\"types\":[" MESSAGE_TYPES "," STATE_TYPES "]}}}",
                          first ? FIRST_TIMELINE : TIMELINE);
}

static void
sync_now (GTask *task)
{
  LuukkuMatrix *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  gboolean waits = self->waits && fetch->cursor->since != NULL && fetch->cursor->gaps->len == 0;
  g_autofree char *timeout = g_strdup_printf ("%d", waits ? WAIT_MS : 0);
  g_autofree char *filter = write_filter (fetch->cursor->since == NULL);
  g_autofree char *query = luukku_oauth_form ("filter", filter, "set_presence", "offline", "timeout", timeout,
                                              "since", fetch->cursor->since, NULL);
  g_autofree char *path = g_strconcat (LUUKKU_MATRIX_V3 "/sync?", query, NULL);

  luukku_matrix_call (self, &(LuukkuHttpCall){ .path = path }, task, on_synced);
}

void
luukku_matrix_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
  LuukkuMatrix *self = LUUKKU_MATRIX (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_matrix_fetch_async);
  Fetch *fetch;
  GError *error = NULL;

  if (!self->opened) { /* nothing is read with a token that may be somebody else's */
    luukku_fault_set (&error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                      N_ ("The account is not open yet. Enable it again in Pidgin's accounts."));
    g_task_return_error (task, error);
    return;
  }
  fetch = g_new0 (Fetch, 1);
  fetch->cursor = luukku_matrix_cursor_read (cursor);
  fetch->place = (LuukkuMatrixPlace){ .user = self->user,
                                      .channel = self->base.channel,
                                      .fetched_at = luukku_clock_now (self->base.clock),
                                      .rooms = self->rooms,
                                      .known = self->known };
  luukku_matrix_place_begin (&fetch->place);
  g_task_set_task_data (task, fetch, fetch_free);
  sync_now (task);
}
