/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mastodon-private.h: what the files of this folder share. Included by this folder only. */
#pragma once

#include "adapter/luukku-adapter-type.h"
#include "adapter/luukku-http.h"
#include "mastodon/luukku-mastodon-parse.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_MASTODON (luukku_mastodon_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuMastodon, luukku_mastodon, LUUKKU, MASTODON, LuukkuAdapter)

struct _LuukkuMastodon {
  LuukkuAdapter parent_instance;

  LuukkuHttp *http;            /* (owned) */
  LuukkuClock *clock;          /* (ref) */
  LuukkuChannelLimits *limits; /* (owned): max_text is the server's once it is open */
  LuukkuMastodonSelf self;     /* all NULL before it is open */
  char *user;                  /* local part of the account's name */
  char *channel;               /* "mastodon:user@host" */
  gboolean has_token;
  guint fetches; /* since the account was opened */
};

/* Returns: (transfer full). */
GTask *luukku_mastodon_task_new (LuukkuMastodon *self, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data, gpointer source_tag)
    G_GNUC_NON_NULL (1);
/* Calls with @task's cancellable and hands @task (ref) to @callback. */
void luukku_mastodon_call (LuukkuMastodon *self, const LuukkuHttpCall *call, GTask *task,
                           GAsyncReadyCallback callback) G_GNUC_NON_NULL (1, 2, 3, 4);

/* --- the functions of the class, by file */
/* luukku-mastodon-fetch.c */
void luukku_mastodon_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer data);
LuukkuBatch *luukku_mastodon_fetch_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error);
/* luukku-mastodon-send.c */
void luukku_mastodon_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
void luukku_mastodon_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data);
void luukku_mastodon_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
char *luukku_mastodon_send_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error);
gboolean luukku_mastodon_act_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error);

G_END_DECLS
