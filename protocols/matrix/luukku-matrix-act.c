/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-act.c: read marks, accepting an invitation, deleting, reporting, and keeping somebody away.
 *
 * In a conversation of two nobody can be banned usefully: both have the same power, or the room is the
 * resident's. There the server is told to hand nothing of this person over any more (m.ignored_user_list),
 * which is also what muting is. In a room of several it is a ban from the room, if our power suffices. */
#define G_LOG_DOMAIN "luukku"

#include "matrix/luukku-matrix-private.h"

#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"
#include "matrix/luukku-matrix-error.h"

#define LIST "m.ignored_user_list"

typedef struct {
  LuukkuAct *act; /* (ref) */
  char *room;
  char *person; /* (nullable) */
} Deed;

static void
deed_free (gpointer data)
{
  Deed *self = data;

  luukku_act_unref (self->act);
  g_free (self->room);
  g_free (self->person);
  g_free (self);
}

static const LuukkuActInit *
act_of (GTask *task)
{
  const Deed *deed = g_task_get_task_data (task);

  return luukku_act_peek (deed->act);
}

static JsonNode *
finish (GObject *source, GAsyncResult *result, GError **error)
{
  return luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, error);
}

static void
fail_unknown (GTask *task)
{
  GError *error = NULL;

  luukku_fault_set (
      &error, LUUKKU_FAULT_BAD_REQUEST, NULL,
      N_ ("It is not known which message or person at Matrix is meant, so nothing was done. Do it "
          "in Element."));
  g_task_return_error (task, error);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (JsonNode) root = finish (source, result, &error);

  luukku_task_return_done (task, error);
}

/* @body: (transfer full). */
static void
do_it (GTask *task, const char *method, const char *path, GBytes *body)
{
  luukku_matrix_call (g_task_get_source_object (task),
                      &(LuukkuHttpCall){ .method = method, .path = path, .body = body }, task, on_done);
  g_bytes_unref (body);
}

static GBytes *
write_one (const char *name, const char *value)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_add_string (builder, name, value);
  return luukku_json_end (builder);
}

/* --- reading */

/* An invitation is no message yet: who reads it wants to see what is behind it. */
static void
join (GTask *task)
{
  const Deed *deed = g_task_get_task_data (task);
  g_autofree char *path = luukku_matrix_room_path (deed->room, "join", NULL);

  do_it (task, NULL, path, luukku_matrix_empty_body ());
}

/* We are not in the room: it is the invitation that was read. */
static void
on_marked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (JsonNode) root = finish (source, result, &error);

  if (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION) ||
      g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) {
    g_error_free (error);
    join (task);
    return;
  }
  luukku_task_return_done (task, error);
}

static void
mark_read (GTask *task)
{
  LuukkuMatrix *self = g_task_get_source_object (task);
  const Deed *deed = g_task_get_task_data (task);
  const LuukkuActInit *act = act_of (task);
  const LuukkuMatrixRoom *room = g_hash_table_lookup (self->rooms, deed->room);
  const char *kind = self->marks == LUUKKU_MATRIX_READ_PRIVATE ? "m.read.private" : "m.read";
  g_autofree char *path = NULL;
  g_autoptr (GBytes) body = luukku_matrix_empty_body ();

  if (self->marks == LUUKKU_MATRIX_READ_NONE && room != NULL && room->joined) {
    luukku_task_return_done (task, NULL);
    return;
  }
  if (self->marks == LUUKKU_MATRIX_READ_NONE || !luukku_matrix_is_event (act->message_id)) {
    join (task); /* where we are already it changes nothing */
    return;
  }
  path = luukku_matrix_room_path (deed->room, "receipt", kind, act->message_id, NULL);
  luukku_matrix_call (self, &(LuukkuHttpCall){ .path = path, .body = body }, task, on_marked);
}

/* --- deleting and reporting */

static void
on_redacted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (JsonNode) root = finish (source, result, &error);

  if (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) /* gone already: done */
    g_clear_error (&error);
  luukku_task_return_done (task, error);
}

static void
redact (GTask *task)
{
  const Deed *deed = g_task_get_task_data (task);
  const LuukkuActInit *act = act_of (task);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, act->message_id, -1);
  g_autofree char *txn = g_strconcat ("luukku-delete-", digest, NULL);
  g_autofree char *path = luukku_matrix_room_path (deed->room, "redact", act->message_id, txn, NULL);
  g_autoptr (GBytes) body = luukku_matrix_empty_body ();

  luukku_matrix_call (g_task_get_source_object (task),
                      &(LuukkuHttpCall){ .method = "PUT", .path = path, .body = body, .idempotent = TRUE },
                      task, on_redacted);
}

static void
report (GTask *task)
{
  const Deed *deed = g_task_get_task_data (task);
  const LuukkuActInit *act = act_of (task);
  g_autofree char *path = luukku_matrix_room_path (deed->room, "report", act->message_id, NULL);

  do_it (task, NULL, path, write_one ("reason", act->note != NULL ? act->note : ""));
}

/* --- ignoring: the list is read, changed and written back */

static char *
list_path (LuukkuMatrix *self)
{
  g_autofree char *user = g_uri_escape_string (self->user, NULL, FALSE);

  return g_strconcat (LUUKKU_MATRIX_V3 "/user/", user, "/account_data/" LIST, NULL);
}

static void
on_list (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMatrix *self = g_task_get_source_object (task);
  const Deed *deed = g_task_get_task_data (task);
  LuukkuActKind kind = act_of (task)->kind;
  GError *error = NULL;
  g_autoptr (JsonNode) root = finish (source, result, &error);
  g_autofree char *path = list_path (self);

  if (root == NULL && !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) {
    g_task_return_error (task, error);
    return;
  }
  g_clear_error (&error); /* nobody is on it yet */
  do_it (task, "PUT", path,
         luukku_matrix_write_ignored (root, deed->person, kind == LUUKKU_ACT_BAN || kind == LUUKKU_ACT_MUTE));
}

static void
ignore (GTask *task)
{
  LuukkuMatrix *self = g_task_get_source_object (task);
  g_autofree char *path = list_path (self);

  luukku_matrix_call (self, &(LuukkuHttpCall){ .path = path }, task, on_list);
}

/* --- banning from a room of several */

static void
on_powers (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMatrix *self = g_task_get_source_object (task);
  const Deed *deed = g_task_get_task_data (task);
  const LuukkuFaultInfo info = { .permission = TRUE };
  GError *error = NULL;
  g_autoptr (JsonNode) root = finish (source, result, &error);
  g_autofree char *path = luukku_matrix_room_path (deed->room, "ban", NULL);

  if (root == NULL && !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) {
    g_task_return_error (task, error);
    return;
  }
  g_clear_error (&error);
  if (root == NULL || !luukku_matrix_may_ban (root, self->user, deed->person)) {
    luukku_fault_set (
        &error, LUUKKU_FAULT_PERMISSION, &info,
        N_ ("The account has not enough power in this room of Matrix to ban this person. Ask one of "
            "the room's administrators, or mute the person: then nothing more comes from her."));
    g_task_return_error (task, error);
    return;
  }
  do_it (task, NULL, path, write_one ("user_id", deed->person));
}

static void
ban (GTask *task)
{
  const Deed *deed = g_task_get_task_data (task);
  g_autofree char *powers = luukku_matrix_room_path (deed->room, "state", "m.room.power_levels", NULL);
  g_autofree char *path = g_strconcat (powers, "/", NULL); /* the state key is empty */
  g_autofree char *unban = luukku_matrix_room_path (deed->room, "unban", NULL);

  if (act_of (task)->kind == LUUKKU_ACT_UNBAN)
    do_it (task, NULL, unban, write_one ("user_id", deed->person));
  else
    luukku_matrix_call (g_task_get_source_object (task), &(LuukkuHttpCall){ .path = path }, task, on_powers);
}

/* --- which one */

static void
act_on_person (GTask *task, const LuukkuActInit *act, gboolean in_room)
{
  const Deed *deed = g_task_get_task_data (task);

  if (deed->person == NULL)
    fail_unknown (task);
  else if (in_room && (act->kind == LUUKKU_ACT_BAN || act->kind == LUUKKU_ACT_UNBAN))
    ban (task);
  else
    ignore (task);
}

static void
begin (GTask *task, const LuukkuActInit *act, gboolean in_room)
{
  switch (act->kind) {
  case LUUKKU_ACT_MARK_READ:
    mark_read (task);
    break;
  case LUUKKU_ACT_DELETE:
  case LUUKKU_ACT_REPORT:
    if (!luukku_matrix_is_event (act->message_id))
      fail_unknown (task);
    else if (act->kind == LUUKKU_ACT_DELETE)
      redact (task);
    else
      report (task);
    break;
  case LUUKKU_ACT_BAN:
  case LUUKKU_ACT_UNBAN:
  case LUUKKU_ACT_MUTE:
  case LUUKKU_ACT_UNMUTE:
    act_on_person (task, act, in_room);
    break;
  case LUUKKU_ACT_HIDE:
  case LUUKKU_ACT_UNHIDE:
  default:
    fail_unknown (task);
    break;
  }
}

void
luukku_matrix_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (adapter, cancellable, callback, data, luukku_matrix_act_async);
  const LuukkuActInit *what = luukku_act_peek (act);
  g_autofree char *person = NULL;
  g_autofree char *room = luukku_matrix_conversation_read (what->conversation_id, &person);
  gboolean in_room = person != NULL;
  Deed *deed;

  if (room == NULL) {
    fail_unknown (task);
    return;
  }
  if (luukku_matrix_is_user (what->resident_id)) {
    g_free (person);
    person = g_strdup (what->resident_id);
  }
  deed = g_new0 (Deed, 1);
  deed->act = luukku_act_ref (act);
  deed->room = g_steal_pointer (&room);
  deed->person = g_steal_pointer (&person);
  g_task_set_task_data (task, deed, deed_free);
  begin (task, what, in_room);
}
