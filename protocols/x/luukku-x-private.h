/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x-private.h: what the files of this folder share. Included by this folder only. */
#pragma once

#include "adapter/luukku-http-adapter.h"
#include "adapter/luukku-oauth-session.h"
#include "x/luukku-x-cursor.h"
#include "x/luukku-x-parse.h"
#include "x/luukku-x-terms.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_X (luukku_x_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuX, luukku_x, LUUKKU, X, LuukkuHttpAdapter)

/* Calls that X counts apart. */
typedef enum {
  LUUKKU_X_CALLS_DMS,
  LUUKKU_X_CALLS_MENTIONS,
  LUUKKU_X_CALLS_OWN,
  LUUKKU_X_CALLS_AGAIN,
  LUUKKU_X_CALLS_CHATS,
  LUUKKU_X_CALLS_REST,
  LUUKKU_X_N_CALLS,
} LuukkuXCalls;

struct _LuukkuX {
  LuukkuHttpAdapter base; /* its http: all calls but those for direct messages */

  LuukkuOauthSession *session; /* (owned) */
  LuukkuHttp *dm_http;         /* (owned): behind a ceiling of its own */
  LuukkuXTerms *terms;         /* (owned) */
  LuukkuXSelf self;            /* all NULL before it is open */
  char *account;               /* the user name, without "@" */

  gint64 not_before[LUUKKU_X_N_CALLS]; /* X has no calls left until then, UTC µs; 0: it has */
  guint chat_troubles; /* fetches in a row in which encrypted conversations could not be listed */
  guint month, reads;  /* read in this month, also what no cursor tells */
};

/* luukku-x.c: a call with a token that counts, by @task's cancellable. @callback's source is the session, its
 * data @task (ref). */
void luukku_x_call (LuukkuX *self, LuukkuXCalls calls, const LuukkuHttpCall *call, GTask *task,
                    GAsyncReadyCallback callback) G_GNUC_NON_NULL (1, 3, 4, 5);
/* Notes the rate limit. Returns: as luukku_http_call_finish(). */
JsonNode *luukku_x_call_finish (LuukkuX *self, LuukkuXCalls calls, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 3);

/* One fetch, shared by luukku-x-fetch.c and luukku-x-chats.c. */
typedef struct {
  LuukkuXCursor *cursor; /* (owned) */
  char *before;          /* the cursor as it was given (nullable) */
  LuukkuBatch *batch;    /* (owned) */
  LuukkuXPlace place;
  guint step;
  guint pages; /* of the present step */
  GPtrArray
      *ids; /* of char *: direct messages that were shown, from the top on (nullable: not from the top) */
  GPtrArray *fresh;   /* of LuukkuXShown: what takes the place of cursor->shown (nullable) */
  GPtrArray *chats;   /* of LuukkuXChat (nullable): changed ones, oldest first */
  gint64 chats_since; /* UTC µs */
} LuukkuXFetch;

/* luukku-x-fetch.c: goes on with the step behind the present one. */
void luukku_x_fetch_next (GTask *task) G_GNUC_NON_NULL (1);
/* @error: (transfer full): ends the fetch with it, or with what has been read before it. */
void luukku_x_fetch_fail (GTask *task, GError *error) G_GNUC_NON_NULL (1, 2);
/* luukku-x-chats.c: the step of encrypted conversations; ends in luukku_x_fetch_next() or _fail(). */
void luukku_x_fetch_chats (GTask *task) G_GNUC_NON_NULL (1);

/* --- the functions of the class */
void luukku_x_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);
/* luukku-x-send.c */
void luukku_x_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data);
void luukku_x_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data);
/* luukku-x-act.c */
void luukku_x_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
