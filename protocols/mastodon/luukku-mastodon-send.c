/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mastodon-send.c: one reply to one resident, always private; blocking, muting and reporting.
 *
 * The visibility of what is posted stands in one place, as a constant. Should a server publish it all the
 * same, the status is deleted at once and the send has failed. */
#define G_LOG_DOMAIN "luukku"

#include "mastodon/luukku-mastodon-private.h"

#include <string.h>

#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"
#include "mastodon/luukku-mastodon-error.h"

#define VISIBILITY "direct"

/* --- sending */

/* Without the mention nobody gets it. Returns: (transfer full). */
static char *
with_mention (const LuukkuSendRequestInit *reply)
{
  g_autofree char *mention = g_strconcat ("@", reply->resident_id, NULL);

  if (strstr (reply->text, mention) != NULL)
    return g_strdup (reply->text);
  return g_strconcat (mention, " ", reply->text, NULL);
}

static gboolean
is_acct (const char *acct)
{
  for (const char *p = acct; p != NULL && *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p) && strchr ("_-.@:", *p) == NULL)
      return FALSE;
  }
  return acct != NULL && *acct != '\0' && *acct != '@';
}

static gboolean
check_reply (LuukkuMastodon *self, const LuukkuSendRequestInit *reply, GError **error)
{
  if (!is_acct (reply->resident_id)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_RECIPIENT, NULL,
        N_ ("It is not known who this resident is on Mastodon, so nothing was sent. Answer in the "
            "account itself."));
    return FALSE;
  }
  return luukku_channel_limits_check_text (self->base.limits, reply->text, error);
}

static GBytes *
build_status (const LuukkuSendRequestInit *reply, const char *text)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_add_string (builder, "status", text);
  luukku_json_add_string (builder, "visibility", VISIBILITY);
  if (luukku_mastodon_is_id (reply->reply_to))
    luukku_json_add_string (builder, "in_reply_to_id", reply->reply_to);
  return luukku_json_end (builder);
}

static void
on_withdrawn (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) failed = NULL;
  g_autoptr (JsonNode) root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &failed);
  GError *error = NULL;

  if (root != NULL)
    luukku_fault_set (
        &error, LUUKKU_FAULT_PERMISSION, &(LuukkuFaultInfo){ .permission = TRUE },
        N_ ("The server wanted to publish this reply instead of sending it privately, so it was deleted "
            "there at once. Ask the server's administrator before you send it again."));
  else
    luukku_fault_set (
        &error, LUUKKU_FAULT_PERMISSION, &(LuukkuFaultInfo){ .permission = TRUE },
        N_ ("The server has published this reply instead of sending it privately, and it could not be "
            "deleted. Delete it in the account itself now, and tell the server's administrator."));
  g_task_return_error (task, error);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMastodon *self = g_task_get_source_object (task);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *id = NULL;
  g_autofree char *path = NULL;
  gboolean is_private = FALSE;
  GError *error = NULL, *cause = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root != NULL) {
    id = luukku_mastodon_parse_sent (root, &is_private, &cause);
    if (id == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_MASTODON_NAME, cause, TRUE, &error);
  }
  if (id == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (is_private) {
    g_task_return_pointer (task, g_steal_pointer (&id), g_free);
    return;
  }
  path = g_strconcat ("/api/v1/statuses/", id, NULL);
  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .method = "DELETE", .path = path }, task, on_withdrawn);
}

void
luukku_mastodon_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  LuukkuMastodon *self = LUUKKU_MASTODON (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_mastodon_send_async);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;

  if (!check_reply (self, reply, &error)) {
    g_task_return_error (task, error);
    return;
  }
  text = with_mention (reply);
  body = build_status (reply, text);
  luukku_http_adapter_call (
      self,
      &(LuukkuHttpCall){ .path = "/api/v1/statuses",
                         .body = body,
                         .sending = TRUE,
                         .idempotent = TRUE,
                         .headers = { "Idempotency-Key", reply->idempotency_key, NULL } },
      task, on_sent);
}

/* --- looking it up among our own newest statuses */

/* Returns: (transfer none) (nullable): the id. The server writes the mention in its own way, so the end
 * counts. */
static const char *
find_reply (const LuukkuBatch *batch, const LuukkuSendRequestInit *reply)
{
  g_autofree char *text = g_strstrip (g_strdup (reply->text));

  for (guint i = batch->messages->len; i > 0; i--) {
    LuukkuMessage *message = batch->messages->pdata[i - 1];

    if (luukku_message_get_sent_at (message) >= reply->queued_at - LUUKKU_FIND_MARGIN &&
        g_str_equal (luukku_message_get_conversation_id (message), reply->conversation_id) &&
        g_str_has_suffix (luukku_message_get_text (message), text))
      return luukku_message_get_platform_id (message);
  }
  return NULL;
}

static void
on_own (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuMastodon *self = g_task_get_source_object (task);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (g_task_get_task_data (task));
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  LuukkuMastodonPlace place = { &self->self, self->base.channel, 0, batch, seen };
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL, *cause = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root != NULL && !luukku_mastodon_parse_statuses (root, &place, &cause))
    luukku_fault_table_set_unreadable (LUUKKU_MASTODON_NAME, cause, FALSE, &error);
  else if (root != NULL && batch->messages->len == 0) /* snac2 lists no private ones: that proves nothing */
    luukku_fault_table_set_uncertain (LUUKKU_MASTODON_NAME, &error);
  luukku_task_return (task, error == NULL ? g_strdup (find_reply (batch, reply)) : NULL, g_free, error);
}

void
luukku_mastodon_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  LuukkuMastodon *self = LUUKKU_MASTODON (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_mastodon_find_sent_async);
  g_autofree char *path = NULL;
  GError *error = NULL;

  if (self->self.id == NULL || luukku_send_request_peek (request)->text == NULL) {
    luukku_fault_table_set_uncertain (LUUKKU_MASTODON_NAME, &error);
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, luukku_send_request_ref (request), (GDestroyNotify) luukku_send_request_unref);
  path = g_strdup_printf ("/api/v1/accounts/%s/statuses?limit=%d&exclude_reblogs=true", self->self.id,
                          LUUKKU_MASTODON_PAGE);
  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .path = path }, task, on_own);
}

/* --- acts */

static void
on_acted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);

  luukku_task_return_done (task, error);
}

static GBytes *
build_report (const LuukkuActInit *act)
{
  const char *const statuses[] = { act->message_id, NULL };
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_add_string (builder, "account_id", act->conversation_id);
  if (luukku_mastodon_is_id (act->message_id))
    luukku_json_add_strings (builder, "status_ids", statuses);
  luukku_json_add_string (builder, "comment", act->note);
  return luukku_json_end (builder);
}

/* Returns: (transfer none) (nullable): the last part of the address of an act on an account. */
static const char *
verb_of (LuukkuActKind kind)
{
  switch (kind) {
  case LUUKKU_ACT_BAN:
    return "block";
  case LUUKKU_ACT_UNBAN:
    return "unblock";
  case LUUKKU_ACT_MUTE:
    return "mute";
  case LUUKKU_ACT_UNMUTE:
    return "unmute";
  case LUUKKU_ACT_HIDE:
  case LUUKKU_ACT_UNHIDE:
  case LUUKKU_ACT_DELETE:
  case LUUKKU_ACT_MARK_READ:
  case LUUKKU_ACT_REPORT:
  default:
    return NULL;
  }
}

void
luukku_mastodon_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
  LuukkuMastodon *self = LUUKKU_MASTODON (adapter);
  const LuukkuActInit *what = luukku_act_peek (act);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_mastodon_act_async);
  const char *verb = verb_of (what->kind);
  g_autofree char *path = NULL;
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;

  if (!luukku_mastodon_is_id (what->conversation_id) || (verb == NULL && what->kind != LUUKKU_ACT_REPORT)) {
    luukku_fault_set (&error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                      N_ ("It is not known which account of Mastodon is meant, so nothing was done."));
    g_task_return_error (task, error);
    return;
  }
  if (verb != NULL) {
    path = g_strdup_printf ("/api/v1/accounts/%s/%s", what->conversation_id, verb);
  } else {
    path = g_strdup ("/api/v1/reports");
    body = build_report (what);
  }
  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .method = "POST", .path = path, .body = body }, task,
                            on_acted);
}
