/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-youtube-act.c: holding a comment back and publishing it again, removing it, banning its writer.
 *
 * YouTube bans somebody only together with the removal of one of the person's comments, and has no call that
 * ends a ban. A comment of others is not deleted but rejected; before either it is asked for by id, so that
 * nobody else is banned and nothing of our own is rejected. */
#define G_LOG_DOMAIN "luukku"

#include "youtube/luukku-youtube-private.h"

#include <string.h>

#include "base/luukku-error.h"
#include "youtube/luukku-youtube-error.h"

/* --- carrying out */

static void
on_acted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_youtube_call_finish (g_task_get_source_object (task), result, &error);

  /* what is gone is done, unless it should be shown */
  if (error != NULL && g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE) &&
      luukku_act_peek (g_task_get_task_data (task))->kind == LUUKKU_ACT_DELETE)
    g_clear_error (&error);
  luukku_task_return_done (task, error);
}

static void
moderate (GTask *task, const char *id, const char *status)
{
  g_autofree char *path = g_strdup_printf (
      LUUKKU_YOUTUBE_PATH "comments/setModerationStatus?id=%s&moderationStatus=%s", id, status);

  luukku_youtube_call (g_task_get_source_object (task), &(LuukkuHttpCall){ .method = "POST", .path = path },
                       task, on_acted);
}

static void
delete_own (GTask *task, const char *id)
{
  g_autofree char *path = g_strdup_printf (LUUKKU_YOUTUBE_PATH "comments?id=%s", id);

  luukku_youtube_call (g_task_get_source_object (task), &(LuukkuHttpCall){ .method = "DELETE", .path = path },
                       task, on_acted);
}

/* --- whose comment is it? */

/* Returns: (transfer none) (nullable): the comment that @act is about. */
static const char *
target_of (const LuukkuActInit *act)
{
  const char *id = act->message_id != NULL ? act->message_id : act->conversation_id;

  return luukku_youtube_is_id (id) ? id : NULL;
}

/* @comment: (nullable): YouTube does not show it any more. */
static void
go_on (GTask *task, const LuukkuYoutubeComment *comment)
{
  LuukkuYoutube *self = g_task_get_source_object (task);
  const LuukkuActInit *act = luukku_act_peek (g_task_get_task_data (task));
  gboolean ours = comment != NULL && g_strcmp0 (comment->author, self->self.id) == 0;
  GError *error = NULL;

  if (act->kind == LUUKKU_ACT_DELETE && comment == NULL)
    g_task_return_boolean (task, TRUE);
  else if (act->kind == LUUKKU_ACT_DELETE && ours)
    delete_own (task, comment->id);
  else if (act->kind == LUUKKU_ACT_DELETE)
    moderate (task, comment->id, "rejected");
  else if (comment == NULL || ours || comment->author == NULL ||
           (act->resident_id != NULL && !g_str_equal (comment->author, act->resident_id))) {
    luukku_fault_set (
        &error, LUUKKU_FAULT_BAD_REQUEST, NULL,
        N_ ("YouTube bans somebody only with one of the person's own comments, and that is not shown "
            "any more, so nobody was banned. Hide the person from the channel in YouTube Studio."));
    g_task_return_error (task, error);
  } else
    moderate (task, comment->id, "rejected&banAuthor=true");
}

static void
on_comment (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuYoutube *self = g_task_get_source_object (task);
  const char *id = target_of (luukku_act_peek (g_task_get_task_data (task)));
  const LuukkuYoutubePlace place = luukku_youtube_place (self);
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_youtube_call_finish (self, result, &error);
  g_autoptr (LuukkuYoutubePage) page = NULL;
  const LuukkuYoutubeComment *found = NULL;

  if (root == NULL && g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) {
    g_error_free (error);
    go_on (task, NULL);
    return;
  }
  if (root != NULL) {
    page = luukku_youtube_parse_comments (root, &place, &cause);
    if (page == NULL || page->skipped > 0)
      luukku_fault_table_set_unreadable (LUUKKU_YOUTUBE_NAME, cause, FALSE, &error);
  }
  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  for (guint i = 0; page != NULL && i < page->comments->len; i++) {
    const LuukkuYoutubeComment *comment = page->comments->pdata[i];

    if (g_str_equal (comment->id, id))
      found = comment;
  }
  go_on (task, found);
}

static void
look (GTask *task, const char *id)
{
  g_autofree char *path =
      g_strdup_printf (LUUKKU_YOUTUBE_PATH "comments?part=snippet&id=%s&textFormat=plainText", id);

  luukku_youtube_call (g_task_get_source_object (task), &(LuukkuHttpCall){ .path = path }, task, on_comment);
}

/* --- the acts */

static void
set_impossible (LuukkuActKind kind, GError **error)
{
  if (kind == LUUKKU_ACT_UNBAN)
    luukku_fault_set (
        error, LUUKKU_FAULT_PERMISSION, &(LuukkuFaultInfo){ .permission = TRUE },
        N_ ("YouTube lets no program end a ban. Lift it in YouTube Studio: Settings, Community, “Hidden "
            "users”; then say here that it is done."));
  else
    luukku_fault_set (
        error, LUUKKU_FAULT_BAD_REQUEST, NULL,
        N_ ("YouTube cannot do this, or it is not known which comment is meant, so nothing was done. Do "
            "it in YouTube Studio."));
}

void
luukku_youtube_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data)
{
  LuukkuYoutube *self = LUUKKU_YOUTUBE (adapter);
  const LuukkuActInit *what = luukku_act_peek (act);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_youtube_act_async);
  const char *id = target_of (what);
  gboolean known = id != NULL && self->self.id != NULL;
  GError *error = NULL;

  g_task_set_task_data (task, luukku_act_ref (act), (GDestroyNotify) luukku_act_unref);
  if (known && what->kind == LUUKKU_ACT_HIDE)
    moderate (task, id, "heldForReview");
  else if (known && what->kind == LUUKKU_ACT_UNHIDE)
    moderate (task, id, "published");
  else if (known && (what->kind == LUUKKU_ACT_DELETE || what->kind == LUUKKU_ACT_BAN))
    look (task, id);
  else {
    set_impossible (what->kind, &error);
    g_task_return_error (task, error);
  }
}
