/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x-act.c: hiding answers to the account's own posts, blocking somebody's direct messages, muting. */
#define G_LOG_DOMAIN "luukku"

#include "x/luukku-x-private.h"

#include <string.h>

#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"
#include "x/luukku-x-error.h"

/* How an act is done, and what X's answer says then. */
typedef struct {
  const char *method;
  char *path;
  GBytes *body; /* (nullable) */
  const char *name;
  gboolean wanted;
} Deed;

static void
deed_free (Deed *self)
{
  g_free (self->path);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

static GBytes *
build_target (const char *person)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_add_string (builder, "target_user_id", person);
  return luukku_json_end (builder);
}

static GBytes *
build_hidden (gboolean hidden)
{
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  luukku_json_add_boolean (builder, "hidden", hidden);
  return luukku_json_end (builder);
}

/* @person: (nullable). Returns: (transfer full) (nullable): NULL when it is not known whom or what it is
 * about. */
static Deed *
plan (LuukkuX *self, const LuukkuActInit *act, LuukkuXKind kind, const char *person)
{
  gboolean on = act->kind == LUUKKU_ACT_HIDE || act->kind == LUUKKU_ACT_BAN || act->kind == LUUKKU_ACT_MUTE;
  Deed *deed;

  if (act->kind == LUUKKU_ACT_HIDE || act->kind == LUUKKU_ACT_UNHIDE) {
    if (kind != LUUKKU_X_PUBLIC || !luukku_x_is_id (act->message_id))
      return NULL;
    deed = g_new0 (Deed, 1);
    deed->method = "PUT";
    deed->path = g_strdup_printf ("/2/tweets/%s/hidden", act->message_id);
    deed->body = build_hidden (on);
    deed->name = "hidden";
    deed->wanted = on;
    return deed;
  }
  if (!luukku_x_is_id (person) || g_str_equal (person, "0"))
    return NULL;
  deed = g_new0 (Deed, 1);
  deed->wanted = on;
  deed->method = act->kind == LUUKKU_ACT_UNMUTE ? "DELETE" : "POST";
  if (act->kind == LUUKKU_ACT_BAN || act->kind == LUUKKU_ACT_UNBAN) {
    deed->path = g_strdup_printf ("/2/users/%s/dm/%s", person, on ? "block" : "unblock");
    deed->name = "blocked";
  } else {
    deed->path = on ? g_strdup_printf ("/2/users/%s/muting", self->self.id)
                    : g_strdup_printf ("/2/users/%s/muting/%s", self->self.id, person);
    deed->body = on ? build_target (person) : NULL;
    deed->name = "muting";
  }
  return deed;
}

static void
on_acted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuX *self = g_task_get_source_object (task);
  const Deed *deed = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_x_call_finish (self, LUUKKU_X_CALLS_REST, result, &error);

  if (root != NULL && !luukku_x_parse_done (root, deed->name, deed->wanted))
    luukku_fault_table_set_unreadable (LUUKKU_X_NAME, NULL, FALSE, &error);
  luukku_task_return_done (task, error);
}

void
luukku_x_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer data)
{
  LuukkuX *self = LUUKKU_X (adapter);
  const LuukkuActInit *what = luukku_act_peek (act);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_x_act_async);
  const char *conversation = what->conversation_id;
  g_autofree char *person = NULL, *root = NULL;
  LuukkuXKind kind;
  Deed *deed;
  GError *error = NULL;

  if (g_str_has_prefix (conversation,
                        LUUKKU_X_ENCRYPTED)) /* its people can be blocked and muted all the same */
    conversation += strlen (LUUKKU_X_ENCRYPTED);
  kind = luukku_x_conversation_kind (conversation, self->self.id, &person, &root);
  deed = plan (self, what, kind, luukku_x_is_id (what->resident_id) ? what->resident_id : person);
  if (deed == NULL) {
    luukku_fault_set (
        &error, LUUKKU_FAULT_BAD_REQUEST, NULL,
        N_ ("X can only hide answers to the account's own posts, and block or mute somebody who is known, "
            "so nothing was done. Do it in X itself."));
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, deed, (GDestroyNotify) deed_free);
  luukku_x_call (self, LUUKKU_X_CALLS_REST,
                 &(LuukkuHttpCall){ .method = deed->method, .path = deed->path, .body = deed->body }, task,
                 on_acted);
}
