/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky-private.h: what the files of this folder share. Included by this folder only. */
#pragma once

#include "adapter/luukku-http-adapter.h"
#include "adapter/luukku-oauth-session.h"
#include "bluesky/luukku-bluesky-cursor.h"
#include "bluesky/luukku-bluesky-parse.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_BLUESKY (luukku_bluesky_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuBluesky, luukku_bluesky, LUUKKU, BLUESKY, LuukkuHttpAdapter)

struct _LuukkuBluesky {
  LuukkuHttpAdapter base; /* its http: signing in, and whose account it is */

  LuukkuTransport *transport;  /* (ref) */
  LuukkuOauthSession *session; /* (owned) */
  char *password;              /* (nullable): the app password; wiped */
  char *chat_service;          /* "did:web:api.bsky.chat#bsky_chat" */
  gboolean reads_public;
  LuukkuBlueskySelf self; /* all NULL before it is open */

  /* made when it is known which server keeps the account: the same address, and for the chat another header
   */
  LuukkuHttp *pds, *chat; /* (owned) (nullable) */

  GHashTable *people;   /* char * → char *: DIDs and names */
  GHashTable *convos;   /* char * → LuukkuBlueskyConvo: known in this run */
  GHashTable *requests; /* set of char *: conversations that nobody of the town has accepted */
  GHashTable *titles;   /* char * → char *: first lines of posts */
  guint fetches;        /* since the account was opened */
};

/* luukku-bluesky.c: a call with a token that counts, by @task's cancellable. @http: self->pds or self->chat.
 * @callback's source is the session, its data @task (ref); the answer comes by luukku_bluesky_call_finish().
 */
void luukku_bluesky_call (LuukkuBluesky *self, LuukkuHttp *http, const LuukkuHttpCall *call, GTask *task,
                          GAsyncReadyCallback callback) G_GNUC_NON_NULL (1, 2, 3, 4, 5);
JsonNode *luukku_bluesky_call_finish (GObject *source, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Ends @task with BAD_REQUEST unless the account is open. Returns: whether it is. */
gboolean luukku_bluesky_check_open (LuukkuBluesky *self, GTask *task) G_GNUC_NON_NULL (1, 2);
/* Notes a conversation for this run. @convo: (transfer full). */
void luukku_bluesky_note_convo (LuukkuBluesky *self, LuukkuBlueskyConvo *convo) G_GNUC_NON_NULL (1, 2);
/* "/xrpc/NAME?a=b&c=d" of name, value, …; ends with NULL; a NULL value is left out with its name. Returns:
 * (transfer full). */
char *luukku_bluesky_path (const char *name, ...) G_GNUC_NULL_TERMINATED G_GNUC_NON_NULL (1);
/* The path of getPosts for @uris. Returns: (transfer full). */
char *luukku_bluesky_posts_path (GPtrArray *uris, guint first, guint count) G_GNUC_NON_NULL (1);

/* One fetch, shared by luukku-bluesky-fetch.c and luukku-bluesky-public.c. */
typedef struct {
  LuukkuBlueskyCursor *cursor; /* (owned) */
  char *before;                /* the cursor as it was given (nullable) */
  LuukkuBatch *batch;          /* (owned) */
  LuukkuBlueskyPlace place;
  GError *error;       /* (nullable): what the chat service failed with */
  guint calls;         /* of the present step */
  GPtrArray *wanted;   /* of char *: conversations about which nothing is known, or posts to be fetched */
  guint asked;         /* of @wanted */
  gboolean goes_back;  /* a walk over the mentions goes on where an earlier fetch left it */
  GPtrArray *mentions; /* of LuukkuBlueskyMention */
  GHashTable *posts;   /* char * → JsonObject: fetched ones */
} LuukkuBlueskyFetch;

/* luukku-bluesky-fetch.c: @error: (transfer full): ends the fetch with it, or with what has been read before.
 */
void luukku_bluesky_fetch_fail (GTask *task, GError *error) G_GNUC_NON_NULL (1, 2);
void luukku_bluesky_fetch_unreadable (GTask *task, GError *cause) G_GNUC_NON_NULL (1);
void luukku_bluesky_fetch_end (GTask *task) G_GNUC_NON_NULL (1);
/* luukku-bluesky-public.c: the steps behind the chat; end in luukku_bluesky_fetch_end() or _fail(). */
void luukku_bluesky_fetch_public (GTask *task) G_GNUC_NON_NULL (1);

/* luukku-bluesky-hide.c: hides @reply, an answer to @root, a post of the account, or shows it again; ends
 * @task with a boolean. */
void luukku_bluesky_hide (GTask *task, const char *root, const char *reply, gboolean hide)
    G_GNUC_NON_NULL (1, 2, 3);

/* --- the functions of the class, by file */
/* luukku-bluesky-fetch.c */
void luukku_bluesky_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data);
/* luukku-bluesky-send.c */
void luukku_bluesky_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data);
void luukku_bluesky_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* luukku-bluesky-act.c */
void luukku_bluesky_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
