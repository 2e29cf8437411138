/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-linkedin-private.h: what the files of this folder share. Included by this folder only. */
#pragma once

#include "adapter/luukku-http-adapter.h"
#include "adapter/luukku-oauth-session.h"
#include "linkedin/luukku-linkedin-cursor.h"
#include "linkedin/luukku-linkedin-parse.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_LINKEDIN (luukku_linkedin_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuLinkedin, luukku_linkedin, LUUKKU, LINKEDIN, LuukkuHttpAdapter)

struct _LuukkuLinkedin {
  LuukkuHttpAdapter base;

  LuukkuOauthSession *session; /* (owned) */
  char *id;                    /* the organisation's number */
  char *organization;          /* urn:li:organization:ID */
};

/* luukku-linkedin.c: a call with a token that counts, by @task's cancellable. @callback's source is the
 * session, its data @task (ref). @method: (nullable). */
void luukku_linkedin_call (LuukkuLinkedin *self, const char *method, const char *path, GBytes *body,
                           gboolean sending, GTask *task, GAsyncReadyCallback callback)
    G_GNUC_NON_NULL (1, 3, 6, 7);
/* "/rest/socialActions/OBJECT/comments/ID" of a comment. Returns: (transfer full) (nullable). */
char *luukku_linkedin_comment_path (const char *comment) G_GNUC_NON_NULL (1);
/* "/rest/socialActions/URN/comments". Returns: (transfer full). */
char *luukku_linkedin_comments_path (const char *urn) G_GNUC_NON_NULL (1);

/* --- the functions of the class */
/* luukku-linkedin-fetch.c */
void luukku_linkedin_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer data);
/* luukku-linkedin-send.c */
void luukku_linkedin_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
void luukku_linkedin_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
void luukku_linkedin_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
