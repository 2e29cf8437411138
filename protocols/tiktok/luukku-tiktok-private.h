/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tiktok-private.h: what the files of this folder share. Included by this folder only. */
#pragma once

#include "adapter/luukku-http-adapter.h"
#include "adapter/luukku-oauth-session.h"
#include "tiktok/luukku-tiktok-cursor.h"
#include "tiktok/luukku-tiktok-parse.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_TIKTOK (luukku_tiktok_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuTiktok, luukku_tiktok, LUUKKU, TIKTOK, LuukkuHttpAdapter)

struct _LuukkuTiktok {
  LuukkuHttpAdapter base;

  LuukkuOauthSession *session; /* (owned) */
  char *account;               /* the user name, without "@" */
  char *business;              /* (nullable): our id; comes with the tokens */
  gboolean is_open;            /* the tokens are the account's */
  gboolean direct;             /* private messages are looked for: experimental */
};

/* luukku-tiktok.c: a call with a token that counts, by @task's cancellable. @callback's source is the
 * session, its data @task (ref). @path: after ".../v1.3/", with its closing slash and query. */
void luukku_tiktok_call (LuukkuTiktok *self, const char *path, GBytes *body, gboolean sending, GTask *task,
                         GAsyncReadyCallback callback) G_GNUC_NON_NULL (1, 2, 5, 6);
/* "business_id=…". Returns: (transfer full): for a query. */
char *luukku_tiktok_business_query (LuukkuTiktok *self) G_GNUC_NON_NULL (1);

/* One fetch, shared by luukku-tiktok-fetch.c and luukku-tiktok-talks.c. */
typedef struct {
  LuukkuTiktokCursor *cursor; /* (owned) */
  char *before;               /* the cursor as it was given (nullable) */
  LuukkuBatch *batch;         /* (owned) */
  LuukkuTiktokPlace place;
  GQueue videos; /* of LuukkuTiktokVideo (owned): whose comments are to be looked at */
  char *sweep;   /* the page behind the one of the sweep that was read (nullable) */
  gboolean is_sweep, has_swept;
  guint calls;
  GPtrArray *talks; /* of LuukkuTiktokTalk (owned): changed ones (nullable: not asked yet) */
  guint talk_list;  /* which kind of conversations is asked for */
  char *talk_page;  /* (nullable) */
} LuukkuTiktokFetch;

#define LUUKKU_TIKTOK_MAX_CALLS 15 /* of one fetch */

/* luukku-tiktok-fetch.c: the end of a fetch. @more: it goes on at once. */
void luukku_tiktok_fetch_end (GTask *task, gboolean more) G_GNUC_NON_NULL (1);
/* luukku-tiktok-talks.c: private messages, then the end. */
void luukku_tiktok_fetch_talks (GTask *task) G_GNUC_NON_NULL (1);

/* --- the functions of the class */
void luukku_tiktok_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data);
/* luukku-tiktok-send.c */
void luukku_tiktok_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data);
void luukku_tiktok_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* luukku-tiktok-act.c */
void luukku_tiktok_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
