/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tiktok-act.c: hiding comments and showing them again, deleting the account's own. */
#define G_LOG_DOMAIN "luukku"

#include "tiktok/luukku-tiktok-private.h"

#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"

static GBytes *
build_body (LuukkuTiktok *self, const LuukkuActInit *act, const char *video)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_add_string (builder, "business_id", self->business);
  luukku_json_add_string (builder, "comment_id", act->message_id);
  if (act->kind != LUUKKU_ACT_DELETE) {
    luukku_json_add_string (builder, "video_id", video);
    luukku_json_add_string (builder, "action", act->kind == LUUKKU_ACT_HIDE ? "HIDE" : "UNHIDE");
  }
  return luukku_json_end (builder);
}

static void
on_acted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuActKind kind = (LuukkuActKind) GPOINTER_TO_INT (g_task_get_task_data (task));
  GError *error = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);

  if (kind == LUUKKU_ACT_DELETE && g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE))
    g_clear_error (&error); /* gone already: done */
  if (kind == LUUKKU_ACT_DELETE && error != NULL &&
      (error->code == LUUKKU_FAULT_BAD_REQUEST || error->code == LUUKKU_FAULT_PERMISSION)) {
    g_clear_error (&error);
    luukku_fault_set (
        &error, LUUKKU_FAULT_PERMISSION, &(LuukkuFaultInfo){ .permission = TRUE },
        N_ ("TikTok lets programs delete only what the account itself has written. Hide the comment, "
            "or delete it in TikTok's own app."));
  }
  luukku_task_return_done (task, error);
}

void
luukku_tiktok_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  LuukkuTiktok *self = LUUKKU_TIKTOK (adapter);
  const LuukkuActInit *what = luukku_act_peek (act);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_tiktok_act_async);
  g_autofree char *video = NULL, *comment = NULL;
  g_autoptr (GBytes) body = NULL;
  gboolean is_known =
      what->kind == LUUKKU_ACT_HIDE || what->kind == LUUKKU_ACT_UNHIDE || what->kind == LUUKKU_ACT_DELETE;
  GError *error = NULL;

  if (!is_known || self->business == NULL || !luukku_tiktok_is_id (what->message_id) ||
      !luukku_tiktok_split (what->conversation_id, &video, &comment)) {
    luukku_fault_set (
        &error, LUUKKU_FAULT_BAD_REQUEST, NULL,
        N_ ("TikTok can only hide or delete comments under the account's own videos, so nothing was "
            "done. Do it in TikTok's own app."));
    g_task_return_error (task, error);
    return;
  }
  body = build_body (self, what, video);
  g_task_set_task_data (task, GINT_TO_POINTER ((int) what->kind), NULL);
  luukku_tiktok_call (self,
                      what->kind == LUUKKU_ACT_DELETE ? "business/comment/delete/" : "business/comment/hide/",
                      body, FALSE, task, on_acted);
}
