/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-vimeo-private.h: what the files of this folder share. Included by this folder only. */
#pragma once

#include "adapter/luukku-http-adapter.h"
#include "vimeo/luukku-vimeo-cursor.h"
#include "vimeo/luukku-vimeo-parse.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_VIMEO (luukku_vimeo_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuVimeo, luukku_vimeo, LUUKKU, VIMEO, LuukkuHttpAdapter)

#define LUUKKU_VIMEO_PAGE 100
/* What is asked for of a comment: less costs less of Vimeo's rate. */
#define LUUKKU_VIMEO_FIELDS "fields=uri,text,created_on,user.uri,user.name,metadata.connections.replies.total"

struct _LuukkuVimeo {
  LuukkuHttpAdapter base;

  LuukkuVimeoSelf self; /* all NULL before it is open */
  char *account;        /* digits, or the last part of the profile's address */
  LuukkuCommentLimits window;
  gint64 look_through; /* span between looks at all comments of a video, µs */
  gint64 not_before;   /* Vimeo has no calls left until then, UTC µs; 0: it has */
};

/* luukku-vimeo.c: notes the rate limit. Returns: as luukku_http_call_finish(). */
JsonNode *luukku_vimeo_call_finish (LuukkuVimeo *self, GObject *source, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
LuukkuVimeoPlace luukku_vimeo_place (LuukkuVimeo *self) G_GNUC_NON_NULL (1);

/* --- the functions of the class */
void luukku_vimeo_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data);
/* luukku-vimeo-send.c */
void luukku_vimeo_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data);
void luukku_vimeo_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
void luukku_vimeo_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
