/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x-send.c: one reply, as a direct message or as a public answer to a post, and the look whether a
 * reply in doubt has arrived.
 *
 * Must not repeat a send: X takes no key that would make a repeat the same act. */
#define G_LOG_DOMAIN "luukku"

#include "x/luukku-x-private.h"

#include <string.h>

#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"
#include "model/luukku-conversation.h"
#include "x/luukku-x-error.h"
#include "x/luukku-x-text.h"

#define FIND_LIMIT 20

/* Where a reply goes. */
typedef struct {
  LuukkuXKind kind;
  char *person;       /* (nullable): a group has none */
  char *root;         /* (nullable): of PUBLIC */
  char *conversation; /* of a group (nullable) */
} Target;

static void
target_clear (Target *self)
{
  g_free (self->person);
  g_free (self->root);
  g_free (self->conversation);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Target, target_clear)

/* A private answer to a public post is a direct message to its writer. */
static void
find_target (LuukkuX *self, const LuukkuSendRequestInit *reply, Target *ret_target)
{
  gboolean private_one = g_str_has_prefix (reply->conversation_id, LUUKKU_PRIVATE_CONVERSATION);
  const char *conversation =
      reply->conversation_id + (private_one ? strlen (LUUKKU_PRIVATE_CONVERSATION) : 0);

  ret_target->kind =
      luukku_x_conversation_kind (conversation, self->self.id, &ret_target->person, &ret_target->root);
  if (private_one && ret_target->kind == LUUKKU_X_PUBLIC)
    ret_target->kind = LUUKKU_X_DIRECT;
  if (ret_target->kind == LUUKKU_X_DIRECT && ret_target->person == NULL)
    ret_target->conversation = g_strdup (conversation);
  if (g_strcmp0 (ret_target->person, "0") == 0 && ret_target->kind == LUUKKU_X_DIRECT)
    ret_target->kind = LUUKKU_X_NOTHING; /* X did not say whose post it is */
}

static gboolean
check_reply (LuukkuX *self, const LuukkuSendRequestInit *reply, const Target *target, GError **error)
{
  switch (target->kind) {
  case LUUKKU_X_UNREADABLE:
    luukku_fault_set (error, LUUKKU_FAULT_RECIPIENT, NULL,
                      N_ ("This conversation is encrypted, so nothing was sent. Open X and answer there."));
    return FALSE;
  case LUUKKU_X_NOTHING:
    luukku_fault_set (error, LUUKKU_FAULT_RECIPIENT, NULL,
                      N_ ("It is not known who this is at X, so nothing was sent. Answer in X itself."));
    return FALSE;
  case LUUKKU_X_PUBLIC:
    return luukku_channel_limits_check_public (self->base.limits, reply->text, error);
  case LUUKKU_X_DIRECT:
  default:
    return luukku_channel_limits_check_text (self->base.limits, reply->text, error);
  }
}

static GBytes *
build_body (const LuukkuSendRequestInit *reply, const Target *target)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_add_string (builder, "text", reply->text);
  if (target->kind == LUUKKU_X_PUBLIC) {
    luukku_json_open (builder, "reply");
    luukku_json_add_string (builder, "in_reply_to_tweet_id",
                            luukku_x_is_id (reply->reply_to) ? reply->reply_to : target->root);
    luukku_json_close (builder);
  }
  return luukku_json_end (builder);
}

static char *
build_path (const Target *target)
{
  if (target->kind == LUUKKU_X_PUBLIC)
    return g_strdup ("/2/tweets");
  if (target->conversation != NULL)
    return g_strdup_printf ("/2/dm_conversations/%s/messages", target->conversation);
  return g_strdup_printf ("/2/dm_conversations/with/%s/messages", target->person);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuX *self = g_task_get_source_object (task);
  const char *name = g_task_get_task_data (task);
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL, *cause = NULL;
  char *id = NULL;

  root = luukku_x_call_finish (self, LUUKKU_X_CALLS_REST, result, &error);
  if (root != NULL) {
    id = luukku_x_parse_sent (root, name, &cause);
    if (id == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_X_NAME, cause, TRUE, &error);
  }
  luukku_task_return (task, id, g_free, error);
}

void
luukku_x_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer data)
{
  LuukkuX *self = LUUKKU_X (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_x_send_async);
  g_auto (Target) target = { .kind = LUUKKU_X_NOTHING };
  g_autofree char *path = NULL;
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;

  find_target (self, reply, &target);
  if (!check_reply (self, reply, &target, &error)) {
    g_task_return_error (task, error);
    return;
  }
  path = build_path (&target);
  body = build_body (reply, &target);
  g_task_set_task_data (task, (gpointer) (target.kind == LUUKKU_X_PUBLIC ? "id" : "dm_event_id"), NULL);
  luukku_x_call (self, LUUKKU_X_CALLS_REST, &(LuukkuHttpCall){ .path = path, .body = body, .sending = TRUE },
                 task, on_sent);
}

/* --- looking it up among what the account has written */

static LuukkuXPage *
parse_either (JsonNode *root, gboolean is_public, LuukkuXPlace *place, GError **error)
{
  return is_public ? luukku_x_parse_posts (root, place, error) : luukku_x_parse_dms (root, place, error);
}

/* *@ret_others: something of ours stands there from that time with other words. Returns: (transfer none)
 * (nullable). */
static const char *
find_reply (const LuukkuXPage *page, const LuukkuSendRequestInit *reply, const Target *target,
            gboolean *ret_others)
{
  for (guint i = 0; i < page->items->len; i++) {
    const LuukkuXItem *item = page->items->pdata[i];

    if (item->message == NULL || luukku_message_get_direction (item->message) != LUUKKU_DIRECTION_OUT_OTHER ||
        luukku_message_get_sent_at (item->message) < reply->queued_at - LUUKKU_FIND_MARGIN ||
        (target->kind == LUUKKU_X_PUBLIC && !g_str_equal (item->conversation, reply->conversation_id)))
      continue;
    if (luukku_x_is_same_text (luukku_message_get_text (item->message), reply->text))
      return item->id;
    *ret_others = TRUE;
  }
  return NULL;
}

static void
on_own (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuX *self = g_task_get_source_object (task);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (g_task_get_task_data (task));
  g_auto (Target) target = { .kind = LUUKKU_X_NOTHING };
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  LuukkuXPlace place = { &self->self, self->base.channel, 0, batch, seen };
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (LuukkuXPage) page = NULL;
  const char *id = NULL;
  gboolean others = FALSE;
  GError *error = NULL, *cause = NULL;

  find_target (self, reply, &target);
  root = luukku_x_call_finish (self, LUUKKU_X_CALLS_REST, result, &error);
  if (root != NULL) {
    page = parse_either (root, target.kind == LUUKKU_X_PUBLIC, &place, &cause);
    if (page == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_X_NAME, cause, FALSE, &error);
  }
  if (page != NULL)
    id = find_reply (page, reply, &target, &others);
  /* an address may have been rewritten; what could not be read may be it */
  if (page != NULL && id == NULL && (page->skipped > 0 || (others && luukku_x_may_have_link (reply->text))))
    luukku_fault_table_set_uncertain (LUUKKU_X_NAME, &error);
  luukku_task_return (task, error == NULL ? g_strdup (id) : NULL, g_free, error);
}

void
luukku_x_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data)
{
  LuukkuX *self = LUUKKU_X (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_x_find_sent_async);
  g_auto (Target) target = { .kind = LUUKKU_X_NOTHING };
  gboolean is_public;
  g_autofree char *path = NULL;
  GError *error = NULL;

  find_target (self, reply, &target);
  is_public = target.kind == LUUKKU_X_PUBLIC;
  if (self->self.id == NULL || reply->text == NULL || (!is_public && target.kind != LUUKKU_X_DIRECT)) {
    luukku_fault_table_set_uncertain (LUUKKU_X_NAME, &error);
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, luukku_send_request_ref (request), (GDestroyNotify) luukku_send_request_unref);
  if (is_public)
    path = g_strdup_printf ("/2/users/%s/tweets?max_results=%d&%s", self->self.id, FIND_LIMIT,
                            self->terms->post_query);
  else
    path = g_strdup_printf ("/2/dm_conversations/%s%s/dm_events?event_types=MessageCreate&max_results=%d&%s",
                            target.conversation == NULL ? "with/" : "",
                            target.conversation == NULL ? target.person : target.conversation, FIND_LIMIT,
                            self->terms->dm_query);
  luukku_x_call (self, LUUKKU_X_CALLS_REST, &(LuukkuHttpCall){ .path = path }, task, on_own);
}
