/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky-hide.c: hiding an answer to a post of the account, and showing it again: a list in the
 * record beside that post. The record is read, changed in this one point, and written back only if nobody has
 * changed it meanwhile. */
#define G_LOG_DOMAIN "luukku"

#include "bluesky/luukku-bluesky-private.h"

#include "adapter/luukku-json-write.h"
#include "bluesky/luukku-bluesky-error.h"
#include "bluesky/luukku-bluesky-posts.h"
#include "bluesky/luukku-bluesky-text.h"

/* One change. */
typedef struct {
  char *root, *reply;
  char *rkey; /* of both the post and the record beside it */
  gboolean hide;
} Change;

static void
change_free (Change *self)
{
  g_free (self->root);
  g_free (self->reply);
  g_free (self->rkey);
  g_free (self);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);

  luukku_task_return_done (task, error);
}

/* @record: (transfer full). @cid: (nullable): of the record as it was read; NULL: there was none. */
static void
write_gate (GTask *task, const Change *change, JsonNode *record, const char *cid)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (GBytes) body = NULL;

  luukku_json_add_string (builder, "repo", self->self.did);
  luukku_json_add_string (builder, "collection", LUUKKU_BLUESKY_GATE);
  luukku_json_add_string (builder, "rkey", change->rkey);
  json_builder_set_member_name (builder, "record");
  json_builder_add_value (builder, record);
  json_builder_set_member_name (builder, "swapRecord");
  if (cid != NULL)
    json_builder_add_string_value (builder, cid);
  else
    json_builder_add_null_value (builder);
  body = luukku_json_end (builder);
  luukku_bluesky_call (self, self->pds,
                       &(LuukkuHttpCall){ .path = "/xrpc/com.atproto.repo.putRecord", .body = body }, task,
                       on_written);
}

static void
on_gate (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuBluesky *self = g_task_get_source_object (task);
  const Change *change = g_task_get_task_data (task);
  g_autofree char *now = luukku_time_to_iso8601 (luukku_clock_now (self->base.clock));
  g_autofree char *cid = NULL;
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);
  JsonNode *record = NULL;

  if (root == NULL && !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) {
    g_task_return_error (task, error);
    return;
  }
  g_clear_error (&error); /* there is none beside this post yet */
  record = luukku_bluesky_edit_gate (root, change->root, change->reply, change->hide, now, &cid, &cause);
  if (record != NULL) {
    write_gate (task, change, record, cid);
    return;
  }
  if (cause != NULL)
    luukku_fault_table_set_unreadable (LUUKKU_BLUESKY_NAME, cause, FALSE, &error);
  luukku_task_return_done (task, error); /* without a fault: it is so already */
}

void
luukku_bluesky_hide (GTask *task, const char *root, const char *reply, gboolean hide)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  g_auto (LuukkuBlueskyUri) uri = { 0 };
  g_autofree char *path = NULL;
  Change *change = g_new0 (Change, 1);

  luukku_bluesky_uri_parse (root, &uri); /* whoever calls has done it */
  change->root = g_strdup (root);
  change->reply = g_strdup (reply);
  change->rkey = g_strdup (uri.rkey);
  change->hide = hide;
  g_task_set_task_data (task, change, (GDestroyNotify) change_free);
  path = luukku_bluesky_path ("com.atproto.repo.getRecord", "repo", self->self.did, "collection",
                              LUUKKU_BLUESKY_GATE, "rkey", change->rkey, NULL);
  luukku_bluesky_call (self, self->pds, &(LuukkuHttpCall){ .path = path }, task, on_gate);
}
