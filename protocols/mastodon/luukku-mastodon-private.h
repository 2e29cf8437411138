/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mastodon-private.h: what the files of this folder share. Included by this folder only. */
#pragma once

#include "adapter/luukku-http-adapter.h"
#include "mastodon/luukku-mastodon-parse.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_MASTODON (luukku_mastodon_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuMastodon, luukku_mastodon, LUUKKU, MASTODON, LuukkuHttpAdapter)

struct _LuukkuMastodon {
  LuukkuHttpAdapter base; /* limits->max_text is the server's once it is open */

  LuukkuMastodonSelf self; /* all NULL before it is open */
  char *user;              /* local part of the account's name */
  guint fetches;           /* since the account was opened */
};

/* --- the functions of the class, by file */
/* luukku-mastodon-fetch.c */
void luukku_mastodon_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer data);
/* luukku-mastodon-send.c */
void luukku_mastodon_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
void luukku_mastodon_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data);
void luukku_mastodon_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
