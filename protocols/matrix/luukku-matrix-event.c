/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-event.c: events of a room as messages, later versions and deletions. Pure.
 *
 * An edit is an event of its own that anybody in the room could send for anybody's message: it counts only
 * when both have one author (Matrix client-server API, "Validity of replacement events"). */
#define G_LOG_DOMAIN "luukku"

#include "matrix/luukku-matrix-parse.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "base/luukku-error.h"
#include "matrix/luukku-matrix-text.h"

#define MAX_KNOWN 50000 /* messages whose authors are kept; an edit of another one is looked up */

/* TRANSLATORS: Element is a program for Matrix */
static const char encrypted_title[] = N_ ("Encrypted: open Element");
static const char encrypted[] = N_ (
    "an encrypted message: open Element to read and answer it, and take it in by hand if it must be kept");

/* --- what is known of messages */

static void
known_free (gpointer data)
{
  LuukkuMatrixKnown *self = data;

  g_free (self->author);
  g_free (self->root);
  g_free (self);
}

GHashTable *
luukku_matrix_known_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
}

static void
remember (LuukkuMatrixPlace *place, const char *id, const char *author, const char *root, gint64 sent_at)
{
  LuukkuMatrixKnown *known = g_new0 (LuukkuMatrixKnown, 1);

  if (g_hash_table_size (place->known) >= MAX_KNOWN)
    g_hash_table_remove_all (place->known);
  known->author = g_strdup (author);
  known->root = g_strdup (root);
  known->sent_at = sent_at;
  g_hash_table_replace (place->known, g_strdup (id), known);
}

void
luukku_matrix_edit_free (LuukkuMatrixEdit *self)
{
  if (self == NULL)
    return;
  g_free (self->room);
  g_free (self->target);
  json_object_unref (self->event);
  g_free (self);
}

void
luukku_matrix_place_begin (LuukkuMatrixPlace *place)
{
  place->batch = luukku_batch_new ();
  place->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  place->edits = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_matrix_edit_free);
}

void
luukku_matrix_place_end (LuukkuMatrixPlace *place)
{
  g_clear_pointer (&place->batch, luukku_batch_free);
  g_clear_pointer (&place->told, g_hash_table_unref);
  g_clear_pointer (&place->edits, g_ptr_array_unref);
}

/* --- threads */

/* Returns: (transfer full) (nullable): where it stands, for what others read too. */
static char *
title_of (const LuukkuMatrixRoom *room)
{
  if (room->encrypted)
    return g_strdup (luukku_tr (encrypted_title));
  if (!luukku_matrix_room_is_public (room))
    return NULL;
  if (room->name != NULL || room->alias != NULL)
    return g_strdup (room->name != NULL ? room->name : room->alias);
  return g_strdup (luukku_tr (N_ ("a room in Matrix without a name")));
}

void
luukku_matrix_tell_thread (LuukkuMatrixPlace *place, const LuukkuMatrixRoom *room, const char *user)
{
  g_autofree char *id = luukku_matrix_conversation_write (room, user);
  const char *name = luukku_matrix_room_name_of (room, user);
  LuukkuThread *thread;

  if (!g_hash_table_add (place->told, g_strdup (id)))
    return;
  thread = luukku_thread_new (id);
  thread->resident_id = g_strdup (user);
  thread->resident_name = g_strdup (name != NULL ? name : user);
  thread->can_reply = luukku_matrix_room_takes_answer (room);
  thread->is_public = luukku_matrix_room_is_public (room);
  thread->title = title_of (room);
  g_ptr_array_add (place->batch->threads, thread);
}

/* --- messages */

typedef struct {
  char *type;
  char *id;
  char *author;
  char *answered; /* (nullable): the message that it answers */
  char *root;     /* (nullable): of its thread */
  char *replaced; /* (nullable): the message that it edits */
  gint64 sent_at;
  LuukkuJsonAt content; /* its object is never NULL */
} Event;

static void
event_clear (Event *self)
{
  g_free (self->type);
  g_free (self->id);
  g_free (self->author);
  g_free (self->answered);
  g_free (self->root);
  g_free (self->replaced);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Event, event_clear)

/* Returns: (transfer full) (nullable). */
static char *
take_event_id (const LuukkuJsonAt *at, const char *name, guint *skipped)
{
  g_autofree char *id = luukku_json_read_string (at, name, skipped);

  return luukku_matrix_is_event (id) ? g_steal_pointer (&id) : NULL;
}

static void
read_relation (Event *event, guint *skipped)
{
  LuukkuJsonAt relates = { NULL, "m.relates_to" }, answered = { NULL, "m.in_reply_to" };
  g_autofree char *kind = NULL;

  if (!luukku_json_read_object (&event->content, "m.relates_to", &relates, skipped))
    return;
  kind = luukku_json_read_string (&relates, "rel_type", skipped);
  if (g_strcmp0 (kind, "m.replace") == 0)
    event->replaced = take_event_id (&relates, "event_id", skipped);
  else if (g_strcmp0 (kind, "m.thread") == 0)
    event->root = take_event_id (&relates, "event_id", skipped);
  if (luukku_json_read_object (&relates, "m.in_reply_to", &answered, skipped))
    event->answered = take_event_id (&answered, "event_id", skipped);
}

/* Returns: FALSE when it is no event that can be told. */
static gboolean
read_head (const LuukkuJsonAt *at, Event *ret_event, guint *skipped)
{
  gint64 ms;

  ret_event->type = luukku_json_read_string (at, "type", skipped);
  ret_event->id = take_event_id (at, "event_id", skipped);
  ret_event->author = luukku_json_read_string (at, "sender", skipped);
  ms = luukku_json_read_int (at, "origin_server_ts", skipped);
  ret_event->sent_at = ms > 0 && ms < G_MAXINT64 / 1000 ? ms * 1000 : 0;
  return ret_event->type != NULL && ret_event->id != NULL && luukku_matrix_is_user (ret_event->author) &&
         luukku_json_read_object (at, "content", &ret_event->content, skipped);
}

/* In whose conversation it stands: its author's, or of ours that of whom it answers. Returns: (transfer none)
 * (nullable). */
static const char *
partner_of (const LuukkuMatrixPlace *place, const LuukkuMatrixRoom *room, const Event *event)
{
  const LuukkuMatrixKnown *answered;

  if (!g_str_equal (event->author, place->user))
    return event->author;
  if (!luukku_matrix_room_is_public (room))
    return room->partner;
  answered = event->answered != NULL ? g_hash_table_lookup (place->known, event->answered) : NULL;
  return answered != NULL && !g_str_equal (answered->author, place->user) ? answered->author : NULL;
}

/* Returns: FALSE when there is nobody with whom it could be a conversation. */
static gboolean
begin_message (LuukkuMatrixPlace *place, const LuukkuMatrixRoom *room, const Event *event,
               LuukkuMessageInit *ret_init, char **ret_conversation)
{
  const char *partner = partner_of (place, room, event);
  gboolean ours = g_str_equal (event->author, place->user);

  if (partner == NULL && luukku_matrix_room_is_public (room))
    return FALSE;
  *ret_conversation =
      partner != NULL ? luukku_matrix_conversation_write (room, partner) : g_strdup (room->id);
  if (partner != NULL)
    luukku_matrix_tell_thread (place, room, partner);
  ret_init->channel = place->channel;
  ret_init->conversation_id = *ret_conversation;
  ret_init->direction = ours ? LUUKKU_DIRECTION_OUT_OTHER : LUUKKU_DIRECTION_IN;
  ret_init->author_id = event->author;
  ret_init->author_name = luukku_matrix_room_name_of (room, event->author);
  ret_init->fetched_at = place->fetched_at;
  ret_init->reply_to = event->answered != NULL ? event->answered : event->root;
  ret_init->raw_type = "application/json";
  return TRUE;
}

static GBytes *
raw_of (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  return luukku_json_raw (node);
}

/* @content: of the message, or the new one of an edit of @id. */
static void
add_message (LuukkuMatrixPlace *place, const LuukkuMatrixRoom *room, const Event *event, const char *id,
             const LuukkuJsonAt *content, gint64 sent_at, JsonObject *whole)
{
  g_autofree char *conversation = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GBytes) raw = raw_of (whole);
  LuukkuMessageInit init = { .platform_id = id, .sent_at = sent_at, .raw = raw };

  text = luukku_matrix_text_read (content, luukku_matrix_room_name_of (room, event->author),
                                  &place->batch->skipped);
  if (text == NULL || !begin_message (place, room, event, &init, &conversation))
    return;
  files = luukku_matrix_text_list_files (content, &place->batch->skipped);
  init.text = text;
  init.attachments = files;
  g_ptr_array_add (place->batch->messages, luukku_message_new (&init));
}

void
luukku_matrix_add_label (LuukkuMatrixPlace *place, const LuukkuMatrixRoom *room,
                         const LuukkuMessageInit *init, const char *label)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  LuukkuMessageInit labelled = *init;

  g_ptr_array_add (files, luukku_attachment_new (label, NULL, NULL, -1));
  labelled.attachments = files;
  g_ptr_array_add (place->batch->messages, luukku_message_new (&labelled));
}

static void
add_encrypted (LuukkuMatrixPlace *place, const LuukkuMatrixRoom *room, const Event *event, JsonObject *whole)
{
  g_autofree char *conversation = NULL;
  g_autoptr (GBytes) raw = raw_of (whole);
  LuukkuMessageInit init = { .platform_id = event->id, .sent_at = event->sent_at, .raw = raw };

  if (begin_message (place, room, event, &init, &conversation))
    luukku_matrix_add_label (place, room, &init, luukku_tr (encrypted));
}

/* --- edits */

/* @event: the edit; @known: what it edits. */
static void
apply_edit (LuukkuMatrixPlace *place, const LuukkuMatrixRoom *room, const Event *event, const char *target,
            const LuukkuMatrixKnown *known, JsonObject *whole)
{
  LuukkuJsonAt content = { NULL, "m.new_content" };

  if (!g_str_equal (known->author, event->author)) /* somebody else's words would be put into a mouth */
    return;
  if (luukku_json_read_object (&event->content, "m.new_content", &content, &place->batch->skipped))
    add_message (place, room, event, target, &content, known->sent_at, whole);
}

static const LuukkuMatrixRoom *
room_of (LuukkuMatrixPlace *place, const char *id)
{
  return g_hash_table_lookup (place->rooms, id);
}

gboolean
luukku_matrix_take_edit (LuukkuMatrixPlace *place, const LuukkuMatrixEdit *edit)
{
  const LuukkuMatrixKnown *known = g_hash_table_lookup (place->known, edit->target);
  const LuukkuMatrixRoom *room = room_of (place, edit->room);
  const LuukkuJsonAt at = { edit->event, "" };
  g_auto (Event) event = { 0 };

  if (known == NULL)
    return FALSE;
  if (room != NULL && read_head (&at, &event, &place->batch->skipped))
    apply_edit (place, room, &event, edit->target, known, edit->event);
  return TRUE;
}

static void
keep_edit (LuukkuMatrixPlace *place, const LuukkuMatrixRoom *room, const Event *event, JsonObject *whole)
{
  LuukkuMatrixEdit *edit = g_new0 (LuukkuMatrixEdit, 1);

  edit->room = g_strdup (room->id);
  edit->target = g_strdup (event->replaced);
  edit->event = json_object_ref (whole);
  if (luukku_matrix_take_edit (place, edit))
    luukku_matrix_edit_free (edit);
  else
    g_ptr_array_add (place->edits, edit);
}

/* The server gives the newest edit along with the message. */
static void
read_bundled (LuukkuMatrixPlace *place, const LuukkuMatrixRoom *room, const LuukkuJsonAt *unsigned_at,
              const Event *original)
{
  const LuukkuMatrixKnown *known = g_hash_table_lookup (place->known, original->id);
  LuukkuJsonAt relations = { NULL, "m.relations" }, edit = { NULL, "m.replace" };
  g_auto (Event) event = { 0 };
  guint odd = 0;

  if (unsigned_at->object == NULL ||
      !luukku_json_read_object (unsigned_at, "m.relations", &relations, &odd) ||
      !luukku_json_read_object (&relations, "m.replace", &edit, &odd) || !read_head (&edit, &event, &odd))
    return;
  apply_edit (place, room, &event, original->id, known, edit.object);
}

/* --- one event */

static void
add_gone (LuukkuMatrixPlace *place, const char *id)
{
  g_ptr_array_add (place->batch->gone, g_strdup (id));
}

/* Before room version 11 the deleted message is named at the top, afterwards in the content. */
static void
read_redaction (LuukkuMatrixPlace *place, const LuukkuJsonAt *at, const Event *event)
{
  guint *skipped = &place->batch->skipped;
  g_autofree char *target = take_event_id (at, "redacts", skipped);

  if (target == NULL)
    target = take_event_id (&event->content, "redacts", skipped);
  if (target != NULL)
    add_gone (place, target);
  else
    (*skipped)++;
}

static gboolean
is_message (const char *type)
{
  return g_str_equal (type, "m.room.message") || g_str_equal (type, "m.sticker");
}

void
luukku_matrix_read_event (LuukkuMatrixPlace *place, const LuukkuMatrixRoom *room, const LuukkuJsonAt *at)
{
  guint *skipped = &place->batch->skipped;
  LuukkuJsonAt aside = { NULL, "unsigned" };
  g_auto (Event) event = { 0 };

  if (!read_head (at, &event, skipped)) {
    (*skipped)++;
    return;
  }
  luukku_json_read_object (at, "unsigned", &aside, skipped);
  if (g_str_equal (event.type, "m.room.redaction")) {
    read_redaction (place, at, &event);
    return;
  }
  if (!is_message (event.type) && !g_str_equal (event.type, "m.room.encrypted"))
    return;
  if (aside.object != NULL && json_object_has_member (aside.object, "redacted_because")) {
    add_gone (place, event.id);
    return;
  }
  if (event.sent_at == 0) {
    (*skipped)++;
    return;
  }
  read_relation (&event, skipped);
  if (event.replaced != NULL) {
    keep_edit (place, room, &event, at->object);
    return;
  }
  remember (place, event.id, event.author, event.root, event.sent_at);
  if (g_str_equal (event.type, "m.room.encrypted")) {
    add_encrypted (place, room, &event, at->object);
    return;
  }
  add_message (place, room, &event, event.id, &event.content, event.sent_at, at->object);
  read_bundled (place, room, &aside, &event);
}

void
luukku_matrix_parse_original (JsonNode *root, LuukkuMatrixPlace *place, const LuukkuMatrixEdit *edit)
{
  LuukkuJsonAt at = { JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL, "" };
  g_auto (Event) event = { 0 };

  if (at.object == NULL || !read_head (&at, &event, &place->batch->skipped) ||
      !g_str_equal (event.id, edit->target) || event.sent_at == 0) {
    place->batch->skipped++;
    return;
  }
  remember (place, event.id, event.author, NULL, event.sent_at);
  luukku_matrix_take_edit (place, edit);
}
