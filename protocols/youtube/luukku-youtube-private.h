/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-youtube-private.h: what the files of this folder share. Included by this folder only. */
#pragma once

#include "adapter/luukku-http-adapter.h"
#include "adapter/luukku-oauth-session.h"
#include "youtube/luukku-youtube-cursor.h"
#include "youtube/luukku-youtube-parse.h"
#include "youtube/luukku-youtube-terms.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_YOUTUBE (luukku_youtube_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuYoutube, luukku_youtube, LUUKKU, YOUTUBE, LuukkuHttpAdapter)

#define LUUKKU_YOUTUBE_PATH "/youtube/v3/"
#define LUUKKU_YOUTUBE_PAGE 100

struct _LuukkuYoutube {
  LuukkuHttpAdapter base;

  LuukkuOauthSession *session; /* (owned) */
  LuukkuYoutubeTerms terms;
  LuukkuYoutubeSelf self;   /* all NULL before it is open */
  LuukkuYoutubeQuota quota; /* of today; what no cursor tells is in it, too */
  gboolean knows_day;       /* what the cursor knew of it is in it */
  GHashTable *titles;       /* id of a video → its title (owned); "" when YouTube does not say */
  char *account;            /* "UC…" or "@kaupunki" */
};

/* luukku-youtube.c: a call with a token that counts, by @task's cancellable; its price is counted.
 * @callback's source is the session, its data @task (ref). */
void luukku_youtube_call (LuukkuYoutube *self, const LuukkuHttpCall *call, GTask *task,
                          GAsyncReadyCallback callback) G_GNUC_NON_NULL (1, 2, 3, 4);
/* Returns: as luukku_http_call_finish(). */
JsonNode *luukku_youtube_call_finish (LuukkuYoutube *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
LuukkuYoutubePlace luukku_youtube_place (LuukkuYoutube *self) G_GNUC_NON_NULL (1);

/* --- the functions of the class */
void luukku_youtube_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data);
/* luukku-youtube-send.c */
void luukku_youtube_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data);
void luukku_youtube_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* luukku-youtube-act.c */
void luukku_youtube_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
