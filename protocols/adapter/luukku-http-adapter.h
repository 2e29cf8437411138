/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-http-adapter.h: the base of every adapter that speaks to its platform over HTTP: settings, token,
 * calls, closing, the bytes behind attachments, and every _finish. A platform brings a table and the
 * functions that differ:
 *
 *   struct _LuukkuExample { LuukkuHttpAdapter base; … };
 *   G_DEFINE_FINAL_TYPE (LuukkuExample, luukku_example, LUUKKU_TYPE_HTTP_ADAPTER)
 *
 *   create       checks the account's name, then luukku_http_adapter_new()
 *   class_init   get_capabilities, open_async, fetch_async, send_async, and what it can besides
 *   x_async      luukku_http_adapter_task_new(), then luukku_http_adapter_call() once or several times, then
 *                luukku_task_return() or luukku_task_return_done() (adapter/luukku-task.h)
 *
 * open, fetch, send and find_sent end their task with a pointer, act with a boolean. Main thread only. */
#pragma once

#include "adapter/luukku-adapter-type.h"
#include "adapter/luukku-http.h"
#include "adapter/luukku-task.h"

G_BEGIN_DECLS

/* A platform shows a reply with an earlier time than the one at which we queued it: clocks differ. */
#define LUUKKU_FIND_MARGIN (60 * G_TIME_SPAN_SECOND)

/* What sets a platform apart; static. */
typedef struct {
  const char *id;         /* channel file, head of the channel key */
  const char *name;       /* for people: "Telegram" */
  LuukkuHttpCheck check;  /* its answers */
  const char *no_token;   /* N_(): what to do when the account has no token that can be one */
  const char *path_token; /* what stands before a token that is part of every address, "/bot"; NULL: the
                           * token goes into the header Authorization */
  gboolean (*is_token) (const char *token); /* NULL: whatever luukku_http_clean_token() lets pass */
} LuukkuHttpPlatform;

#define LUUKKU_TYPE_HTTP_ADAPTER (luukku_http_adapter_get_type ())
#define LUUKKU_HTTP_ADAPTER(object)                                                                          \
  (G_TYPE_CHECK_INSTANCE_CAST ((object), LUUKKU_TYPE_HTTP_ADAPTER, LuukkuHttpAdapter))

/* The fields are read by the platform's files, and set only here. */
typedef struct {
  LuukkuAdapter parent_instance;

  const LuukkuHttpPlatform *platform; /* static */
  LuukkuHttp *http;                   /* (owned) */
  LuukkuClock *clock;                 /* (ref) */
  LuukkuChannelLimits *limits;        /* (owned): a platform that says its own may change it at open */
  char *channel;                      /* "telegram:NAME" */
  gboolean has_token;
} LuukkuHttpAdapter;

typedef LuukkuAdapterClass LuukkuHttpAdapterClass;

GType luukku_http_adapter_get_type (void);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuHttpAdapter, g_object_unref)

/* @type: a subclass. @base: the platform's address as a person or the table of options gave it; NULL with
 * SETTINGS when it is none. The channel's key is made of @settings->account. Returns: (transfer full). */
gpointer luukku_http_adapter_new (GType type, const LuukkuHttpPlatform *platform,
                                  const LuukkuAdapterSettings *settings, const char *base,
                                  LuukkuTransport *transport, LuukkuClock *clock, GError **error)
    G_GNUC_NON_NULL (2, 3, 4, 5, 6);

/* Returns: (transfer full): a task whose cancellable (never NULL) ends with @cancellable (nullable) or with
 * close, and that holds a reference on @self (any adapter of this base). */
GTask *luukku_http_adapter_task_new (gpointer self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer data, gpointer source_tag) G_GNUC_NON_NULL (1);
/* Calls with @task's cancellable; @callback's source is the LuukkuHttp, its data @task (ref, to be dropped),
 * and luukku_http_call_finish() gives the answer. Without a token @task ends at once with AUTH and @callback
 * is not called. */
void luukku_http_adapter_call (gpointer self, const LuukkuHttpCall *call, GTask *task,
                               GAsyncReadyCallback callback) G_GNUC_NON_NULL (1, 2, 3, 4);
/* The bytes behind @url (nullable: the address has expired) end @task as fetch_attachment wants; @size: as
 * claimed, -1: not said. */
void luukku_http_adapter_get_bytes (gpointer self, const char *url, gint64 size, GTask *task)
    G_GNUC_NON_NULL (1, 4);
/* The platform has renewed the token: the next call has it, and the signal "token-changed" keeps it. Not for
 * tokens in the address. */
void luukku_http_adapter_renew_token (gpointer self, const char *token) G_GNUC_NON_NULL (1, 2);
/* BAD_ANSWER: the answer is not what the platform promises. @cause: (transfer full) (nullable). */
void luukku_http_adapter_set_unreadable (gpointer self, GError *cause, gboolean sending, GError **error)
    G_GNUC_NON_NULL (1);

G_END_DECLS
