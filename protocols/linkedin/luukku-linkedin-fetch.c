/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-linkedin-fetch.c: what is new at a page: notifications of a span, then each comment or post that
 * they tell of.
 *
 * Must not mark anything read. */
#define G_LOG_DOMAIN "luukku"

#include "linkedin/luukku-linkedin-private.h"

#include "base/luukku-error.h"
#include "linkedin/luukku-linkedin-error.h"

#define PAGE 50
#define MAX_CALLS 20 /* of one fetch */

typedef struct {
  LuukkuLinkedinCursor *cursor; /* (owned) */
  char *before;                 /* the cursor as it was given (nullable) */
  LuukkuBatch *batch;           /* (owned) */
  LuukkuLinkedinPlace place;
  guint calls;
  gboolean has_asked; /* for notifications, up to now */
} Fetch;

static void go_on (GTask *task);

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_clear_pointer (&fetch->cursor, luukku_linkedin_cursor_free);
  g_clear_pointer (&fetch->batch, luukku_batch_free);
  g_hash_table_unref (fetch->place.seen);
  g_free (fetch->before);
  g_free (fetch);
}

static void
end (GTask *task, gboolean more)
{
  Fetch *fetch = g_task_get_task_data (task);
  LuukkuBatch *batch = g_steal_pointer (&fetch->batch);
  g_autofree char *cursor = luukku_linkedin_cursor_write (fetch->cursor);

  if (g_strcmp0 (cursor, fetch->before) != 0)
    batch->cursor = g_steal_pointer (&cursor);
  batch->more = more;
  luukku_batch_sort (batch);
  g_debug ("linkedin: %u messages of %u threads, %u gone, %u parts left out, %u calls", batch->messages->len,
           batch->threads->len, batch->gone->len, batch->skipped, fetch->calls);
  g_task_return_pointer (task, batch, (GDestroyNotify) luukku_batch_free);
}

/* What has been read is not thrown away; what has not waits in the cursor. @error: (transfer full). */
static void
fail (GTask *task, GError *error)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (luukku_fault_is_cancelled (error) ||
      (fetch->batch->messages->len == 0 && fetch->batch->gone->len == 0)) {
    g_task_return_error (task, error);
    return;
  }
  g_debug ("linkedin: a fetch ends early: code %d", error->code);
  g_error_free (error);
  end (task, FALSE);
}

/* It does not exist any more, or is not for us: others wait behind it. */
static gboolean
is_no_use (const GError *error)
{
  return error->code == LUUKKU_FAULT_GONE || error->code == LUUKKU_FAULT_BAD_REQUEST ||
         error->code == LUUKKU_FAULT_PERMISSION;
}

/* --- notifications */

static void
on_news (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);
  g_autoptr (GPtrArray) news = NULL;
  guint count = 0;

  if (root != NULL) {
    news = luukku_linkedin_parse_news (root, &count, &fetch->batch->skipped, &cause);
    if (news == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_LINKEDIN_NAME, cause, FALSE, &error);
  }
  if (news == NULL) {
    fail (task, error);
    return;
  }
  if (luukku_linkedin_cursor_take (fetch->cursor, news, count, PAGE))
    fetch->has_asked = fetch->cursor->from + LUUKKU_LINKEDIN_OVERLAP > fetch->place.fetched_at;
  go_on (task);
}

static void
read_news (GTask *task)
{
  LuukkuLinkedin *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autofree char *organization = luukku_linkedin_urn_escape (self->organization);
  g_autofree char *path = NULL;
  gint64 start = 0, until = 0;
  gboolean missed = FALSE;

  luukku_linkedin_cursor_span (fetch->cursor, fetch->place.fetched_at, &start, &until, &missed);
  fetch->batch->missed = fetch->batch->missed || missed;
  path =
      g_strdup_printf ("/rest/organizationalEntityNotifications?q=criteria&organizationalEntity=%s"
                       "&actions=List(COMMENT,COMMENT_EDIT,COMMENT_DELETE,ADMIN_COMMENT,SHARE_MENTION)"
                       "&timeRange=(start:%" G_GINT64_FORMAT ",end:%" G_GINT64_FORMAT ")&start=%u&count=%d",
                       organization, start / 1000, until / 1000, fetch->cursor->start, PAGE);
  luukku_linkedin_call (self, NULL, path, NULL, FALSE, task, on_news);
}

/* --- what they tell of */

static void
on_comment (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  const LuukkuLinkedinNews *news = fetch->cursor->news->pdata[0];
  const char *title =
      news->post != NULL ? luukku_linkedin_cursor_get_title (fetch->cursor, news->post) : NULL;
  GError *error = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);
  gboolean read = FALSE;

  if (root != NULL && news->what == LUUKKU_LINKEDIN_MENTION)
    read = luukku_linkedin_parse_mention (root, news->urn, &fetch->place, NULL);
  else if (root != NULL)
    read = luukku_linkedin_parse_comment (root, title, &fetch->place, NULL);
  if (root == NULL && !is_no_use (error)) {
    fail (task, error);
    return;
  }
  if (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION) && news->what == LUUKKU_LINKEDIN_MENTION)
    luukku_linkedin_add_unseen_mention (news, &fetch->place);
  else if (!read && !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE))
    fetch->batch->skipped++;
  if (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) /* written and deleted since */
    g_ptr_array_add (fetch->batch->gone, g_strdup (news->urn));
  g_clear_error (&error);
  luukku_linkedin_cursor_drop (fetch->cursor);
  go_on (task);
}

static void
on_title (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  const LuukkuLinkedinNews *news = fetch->cursor->news->pdata[0];
  GError *error = NULL;
  g_autoptr (JsonNode) root =
      luukku_oauth_session_call_finish (LUUKKU_OAUTH_SESSION (source), result, NULL, &error);
  g_autofree char *title = root != NULL ? luukku_linkedin_parse_title (root, NULL) : NULL;

  if (root == NULL && !is_no_use (error)) {
    fail (task, error);
    return;
  }
  g_clear_error (&error);
  luukku_linkedin_cursor_set_title (fetch->cursor, news->post, title != NULL ? title : "");
  go_on (task);
}

static void
read_post (GTask *task, const char *post, GAsyncReadyCallback callback)
{
  LuukkuLinkedin *self = g_task_get_source_object (task);
  g_autofree char *urn = luukku_linkedin_urn_escape (post);
  g_autofree char *path = g_strconcat ("/rest/posts/", urn, NULL);

  luukku_linkedin_call (self, NULL, path, NULL, FALSE, task, callback);
}

static void
read_first (GTask *task)
{
  LuukkuLinkedin *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  const LuukkuLinkedinNews *news = fetch->cursor->news->pdata[0];
  g_autofree char *path = NULL;

  if (news->what == LUUKKU_LINKEDIN_DELETED) {
    g_ptr_array_add (fetch->batch->gone, g_strdup (news->urn));
    luukku_linkedin_cursor_drop (fetch->cursor);
    fetch->calls--;
    go_on (task);
  } else if (news->what == LUUKKU_LINKEDIN_MENTION) {
    read_post (task, news->urn, on_comment);
  } else if (news->post != NULL && luukku_linkedin_cursor_get_title (fetch->cursor, news->post) == NULL) {
    read_post (task, news->post, on_title);
  } else {
    path = luukku_linkedin_comment_path (news->urn);
    luukku_linkedin_call (self, NULL, path, NULL, FALSE, task, on_comment);
  }
}

/* --- what comes next */

static void
go_on (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  gboolean in_span = fetch->cursor->until != 0;

  if (fetch->calls >= MAX_CALLS) {
    end (task, TRUE);
    return;
  }
  fetch->calls++;
  if (fetch->cursor->news->len > 0 && !in_span)
    read_first (task);
  else if (!fetch->has_asked)
    read_news (task);
  else
    end (task, FALSE);
}

void
luukku_linkedin_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data)
{
  LuukkuLinkedin *self = LUUKKU_LINKEDIN (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_linkedin_fetch_async);
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->cursor = luukku_linkedin_cursor_read (cursor);
  fetch->before = g_strdup (cursor);
  fetch->batch = luukku_batch_new ();
  fetch->place = (LuukkuLinkedinPlace){
    .organization = self->organization,
    .channel = self->base.channel,
    .fetched_at = luukku_clock_now (self->base.clock),
    .batch = fetch->batch,
    .seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };
  g_task_set_task_data (task, fetch, fetch_free);
  go_on (task);
}
