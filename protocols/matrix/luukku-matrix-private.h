/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-private.h: what the files of this folder share. Included by this folder only. */
#pragma once

#include "adapter/luukku-http-adapter.h"
#include "adapter/luukku-oauth-session.h"
#include "matrix/luukku-matrix-parse.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_MATRIX (luukku_matrix_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuMatrix, luukku_matrix, LUUKKU, MATRIX, LuukkuHttpAdapter)

#define LUUKKU_MATRIX_V3 "/_matrix/client/v3"

typedef enum {
  LUUKKU_MATRIX_READ_PUBLIC,  /* residents see that their messages were read */
  LUUKKU_MATRIX_READ_PRIVATE, /* only the account's other programs do */
  LUUKKU_MATRIX_READ_NONE,
} LuukkuMatrixReadMarks;

struct _LuukkuMatrix {
  LuukkuHttpAdapter base; /* its http: all calls; it has no token before it is signed in */

  LuukkuTransport *transport;  /* (ref) */
  char *user;                  /* "@kirjaamo:kuopio.example" */
  char *password;              /* (nullable): until it is signed in; wiped */
  LuukkuOauthTokens *tokens;   /* (owned) (nullable): until the session has them */
  LuukkuOauthSession *session; /* (owned) (nullable): once the server is found */
  char *server;     /* "https://" and the account's own domain, which tells the address; NULL: it was given */
  gboolean opened;  /* the account is ours */
  gboolean waits;   /* the next fetch waits at the server until something comes */
  gboolean accepts; /* conversations of two are joined at once */
  LuukkuMatrixReadMarks marks;
  GHashTable *rooms; /* as LuukkuMatrixPlace */
  GHashTable *known;
};

/* luukku-matrix.c: a call with a token that counts, by @task's cancellable. @callback's source is the
 * session, its data @task (ref); luukku_oauth_session_call_finish() gives the answer. Before the account is
 * signed in
 * @task ends with AUTH. */
void luukku_matrix_call (LuukkuMatrix *self, const LuukkuHttpCall *call, GTask *task,
                         GAsyncReadyCallback callback) G_GNUC_NON_NULL (1, 2, 3, 4);
/* @tokens: (transfer full): the session begins. */
void luukku_matrix_begin_session (LuukkuMatrix *self, LuukkuOauthTokens *tokens) G_GNUC_NON_NULL (1, 2);
/* "/_matrix/client/v3/rooms/" with each further part escaped; ends with NULL. Returns: (transfer full). */
char *luukku_matrix_room_path (const char *room, ...) G_GNUC_NON_NULL (1) G_GNUC_NULL_TERMINATED;

/* "{}". Returns: (transfer full). */
GBytes *luukku_matrix_empty_body (void);

/* --- the functions of the class, by file */
/* luukku-matrix-open.c */
void luukku_matrix_open_async (LuukkuAdapter *adapter, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data);
/* luukku-matrix-fetch.c */
void luukku_matrix_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data);
/* luukku-matrix-send.c */
void luukku_matrix_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data);
void luukku_matrix_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* luukku-matrix-media.c */
void luukku_matrix_fetch_attachment_async (LuukkuAdapter *adapter, const LuukkuAttachment *attachment,
                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                           gpointer data);
/* luukku-matrix-act.c */
void luukku_matrix_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
