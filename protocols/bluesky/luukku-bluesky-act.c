/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky-act.c: blocking, muting, reporting, marking as read, and hiding (luukku-bluesky-hide.c).
 *
 * A block is a public record of the account: everyone can see whom the town has blocked. What others wrote
 * can neither be deleted nor hidden. */
#define G_LOG_DOMAIN "luukku"

#include "bluesky/luukku-bluesky-private.h"

#include <string.h>

#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"
#include "bluesky/luukku-bluesky-error.h"
#include "bluesky/luukku-bluesky-posts.h"
#include "bluesky/luukku-bluesky-text.h"
#include "model/luukku-conversation.h"

#define BLOCK "app.bsky.graph.block"

/* What is done, and about whom. */
typedef struct {
  LuukkuAct *act; /* (ref) */
  char *convo;    /* (nullable): of a direct message */
  char *person;   /* (nullable): DID */
  char *root;     /* (nullable): of a public thread */
} Deed;

static void
deed_free (Deed *self)
{
  luukku_act_unref (self->act);
  g_free (self->convo);
  g_free (self->person);
  g_free (self->root);
  g_free (self);
}

static Deed *
deed_new (LuukkuBluesky *self, LuukkuAct *act)
{
  const LuukkuActInit *what = luukku_act_peek (act);
  const char *conversation = what->conversation_id;
  Deed *deed = g_new0 (Deed, 1);
  const LuukkuBlueskyConvo *known;

  if (g_str_has_prefix (conversation, LUUKKU_PRIVATE_CONVERSATION))
    conversation += strlen (LUUKKU_PRIVATE_CONVERSATION);
  deed->act = luukku_act_ref (act);
  if (!luukku_bluesky_thread_parse (conversation, &deed->root, &deed->person) &&
      luukku_bluesky_is_id (conversation))
    deed->convo = g_strdup (conversation);
  if (luukku_bluesky_is_did (what->resident_id)) {
    g_free (deed->person);
    deed->person = g_strdup (what->resident_id);
  }
  known = deed->convo != NULL ? g_hash_table_lookup (self->convos, deed->convo) : NULL;
  if (deed->person == NULL && known != NULL)
    deed->person = g_strdup (known->other);
  return deed;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);

  luukku_task_return_done (task, error);
}

/* @builder: (transfer none): the body, not ended yet. */
static void
post (GTask *task, LuukkuHttp *http, const char *path, JsonBuilder *builder)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  g_autoptr (GBytes) body = luukku_json_end (builder);

  luukku_bluesky_call (self, http, &(LuukkuHttpCall){ .path = path, .body = body }, task, on_done);
}

/* --- blocking: whether there is a block, then the other thing */

static void
write_block (GTask *task, const char *person)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  g_autofree char *time = luukku_time_to_iso8601 (luukku_clock_now (self->base.clock));
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_add_string (builder, "repo", self->self.did);
  luukku_json_add_string (builder, "collection", BLOCK);
  luukku_json_open (builder, "record");
  luukku_json_add_string (builder, "$type", BLOCK);
  luukku_json_add_string (builder, "subject", person);
  luukku_json_add_string (builder, "createdAt", time);
  luukku_json_close (builder);
  post (task, self->pds, "/xrpc/com.atproto.repo.createRecord", builder);
}

static void
remove_block (GTask *task, const char *block)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  g_auto (LuukkuBlueskyUri) uri = { 0 };
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  GError *error = NULL;

  if (!luukku_bluesky_uri_parse (block, &uri) || !g_str_equal (uri.collection, BLOCK) ||
      !g_str_equal (uri.did, self->self.did)) {
    luukku_fault_table_set_unreadable (LUUKKU_BLUESKY_NAME, NULL, FALSE, &error);
    g_task_return_error (task, error);
    return;
  }
  luukku_json_add_string (builder, "repo", self->self.did);
  luukku_json_add_string (builder, "collection", BLOCK);
  luukku_json_add_string (builder, "rkey", uri.rkey);
  post (task, self->pds, "/xrpc/com.atproto.repo.deleteRecord", builder);
}

static void
on_relationship (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Deed *deed = g_task_get_task_data (task);
  gboolean wanted = luukku_act_peek (deed->act)->kind == LUUKKU_ACT_BAN;
  g_autofree char *block = NULL;
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);

  if (root != NULL && !luukku_bluesky_parse_block (root, &block, &cause))
    luukku_fault_table_set_unreadable (LUUKKU_BLUESKY_NAME, cause, FALSE, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (wanted == (block != NULL)) /* it is so already */
    luukku_task_return_done (task, NULL);
  else if (wanted)
    write_block (task, deed->person);
  else
    remove_block (task, block);
}

static void
ask_relationship (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  const Deed *deed = g_task_get_task_data (task);
  g_autofree char *path = luukku_bluesky_path ("app.bsky.graph.getRelationships", "actor", self->self.did,
                                               "others", deed->person, NULL);

  luukku_bluesky_call (self, self->pds, &(LuukkuHttpCall){ .path = path }, task, on_relationship);
}

/* --- muting: a conversation, or of public posts their writer */

static void
mute (GTask *task, gboolean on)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  const Deed *deed = g_task_get_task_data (task);
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  if (deed->convo != NULL) {
    luukku_json_add_string (builder, "convoId", deed->convo);
    post (task, self->chat, on ? "/xrpc/chat.bsky.convo.muteConvo" : "/xrpc/chat.bsky.convo.unmuteConvo",
          builder);
  } else {
    luukku_json_add_string (builder, "actor", deed->person);
    post (task, self->pds, on ? "/xrpc/app.bsky.graph.muteActor" : "/xrpc/app.bsky.graph.unmuteActor",
          builder);
  }
}

/* --- reporting: a message, a post, or a person */

static void
send_report (GTask *task, const LuukkuBlueskyRef *post_ref)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  const Deed *deed = g_task_get_task_data (task);
  const LuukkuActInit *what = luukku_act_peek (deed->act);
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_add_string (builder, "reasonType", "com.atproto.moderation.defs#reasonOther");
  luukku_json_add_string (builder, "reason", what->note);
  luukku_json_open (builder, "subject");
  if (post_ref != NULL) {
    luukku_json_add_string (builder, "$type", "com.atproto.repo.strongRef");
    luukku_json_add_string (builder, "uri", post_ref->uri);
    luukku_json_add_string (builder, "cid", post_ref->cid);
  } else if (deed->convo != NULL && luukku_bluesky_is_id (what->message_id)) {
    luukku_json_add_string (builder, "$type", "chat.bsky.convo.defs#messageRef");
    luukku_json_add_string (builder, "did", deed->person);
    luukku_json_add_string (builder, "convoId", deed->convo);
    luukku_json_add_string (builder, "messageId", what->message_id);
  } else {
    luukku_json_add_string (builder, "$type", "com.atproto.admin.defs#repoRef");
    luukku_json_add_string (builder, "did", deed->person);
  }
  luukku_json_close (builder);
  post (task, self->pds, "/xrpc/com.atproto.moderation.createReport", builder);
}

static void
on_reported_post (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Deed *deed = g_task_get_task_data (task);
  g_auto (LuukkuBlueskyRef) ref = { NULL, NULL }, root_ref = { NULL, NULL };
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);

  if (root == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (luukku_bluesky_parse_refs (root, luukku_act_peek (deed->act)->message_id, &ref, &root_ref, &cause))
    send_report (task, &ref);
  else
    send_report (task, NULL); /* the post has gone: its writer */
  g_clear_error (&cause);
}

static void
report (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  const Deed *deed = g_task_get_task_data (task);
  const char *message = luukku_act_peek (deed->act)->message_id;
  g_autofree char *path = NULL;

  if (!luukku_bluesky_is_post (message)) {
    send_report (task, NULL);
    return;
  }
  path = luukku_bluesky_path ("app.bsky.feed.getPosts", "uris", message, NULL);
  luukku_bluesky_call (self, self->pds, &(LuukkuHttpCall){ .path = path }, task, on_reported_post);
}

/* --- what a person has read */

static void
mark_read (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  const Deed *deed = g_task_get_task_data (task);
  const char *message = luukku_act_peek (deed->act)->message_id;
  g_autoptr (JsonBuilder) builder = NULL;

  if (deed->convo == NULL) { /* Bluesky counts posts for the whole account, not one by one */
    luukku_task_return_done (task, NULL);
    return;
  }
  builder = luukku_json_begin ();
  luukku_json_add_string (builder, "convoId", deed->convo);
  if (luukku_bluesky_is_id (message) && !g_str_has_prefix (message, LUUKKU_BLUESKY_REACTION))
    luukku_json_add_string (builder, "messageId", message);
  post (task, self->chat, "/xrpc/chat.bsky.convo.updateRead", builder);
}

/* --- which one */

/* Only below the account's own posts. */
static gboolean
can_hide (LuukkuBluesky *self, const Deed *deed)
{
  g_auto (LuukkuBlueskyUri) uri = { 0 };

  return luukku_bluesky_uri_parse (deed->root, &uri) && g_str_equal (uri.did, self->self.did) &&
         luukku_bluesky_is_post (luukku_act_peek (deed->act)->message_id) &&
         !g_str_equal (deed->root, luukku_act_peek (deed->act)->message_id);
}

static gboolean
is_possible (LuukkuBluesky *self, const Deed *deed)
{
  switch (luukku_act_peek (deed->act)->kind) {
  case LUUKKU_ACT_HIDE:
  case LUUKKU_ACT_UNHIDE:
    return can_hide (self, deed);
  case LUUKKU_ACT_BAN:
  case LUUKKU_ACT_UNBAN:
  case LUUKKU_ACT_REPORT:
    return deed->person != NULL;
  case LUUKKU_ACT_MUTE:
  case LUUKKU_ACT_UNMUTE:
    return deed->convo != NULL || deed->person != NULL;
  case LUUKKU_ACT_MARK_READ:
    return TRUE;
  case LUUKKU_ACT_DELETE:
  default:
    return FALSE;
  }
}

void
luukku_bluesky_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data)
{
  LuukkuBluesky *self = LUUKKU_BLUESKY (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_bluesky_act_async);
  LuukkuActKind kind = luukku_act_peek (act)->kind;
  Deed *deed = deed_new (self, act);
  GError *error = NULL;

  g_task_set_task_data (task, deed, (GDestroyNotify) deed_free);
  if (!luukku_bluesky_check_open (self, task))
    return;
  if (!is_possible (self, deed)) {
    luukku_fault_set (&error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                      N_ ("Bluesky can only hide answers to the account's own posts, and block, mute or "
                          "report somebody who is "
                          "known, so nothing was done. Do it in Bluesky itself."));
    g_task_return_error (task, error);
  } else if (kind == LUUKKU_ACT_HIDE || kind == LUUKKU_ACT_UNHIDE) {
    luukku_bluesky_hide (task, deed->root, luukku_act_peek (act)->message_id, kind == LUUKKU_ACT_HIDE);
  } else if (kind == LUUKKU_ACT_BAN || kind == LUUKKU_ACT_UNBAN) {
    ask_relationship (task);
  } else if (kind == LUUKKU_ACT_REPORT) {
    report (task);
  } else if (kind == LUUKKU_ACT_MARK_READ) {
    mark_read (task);
  } else {
    mute (task, kind == LUUKKU_ACT_MUTE);
  }
}
