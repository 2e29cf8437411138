/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-facebook-private.h: what the files of this folder share: the adapter object and one call to the
 * Graph API. Included by this folder only. */
#pragma once

#include <json-glib/json-glib.h>

#include "adapter/luukku-adapter-type.h"
#include "facebook/luukku-facebook-parse.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_FACEBOOK (luukku_facebook_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuFacebook, luukku_facebook, LUUKKU, FACEBOOK, LuukkuAdapter)

struct _LuukkuFacebook {
  LuukkuAdapter parent_instance;

  LuukkuTransport *transport;  /* (ref) */
  LuukkuClock *clock;          /* (ref) */
  LuukkuChannelLimits *limits; /* (owned) */
  char *base;                  /* "https://graph.facebook.com/v25.0", no slash at the end */
  char *page_id;
  char *channel;         /* "facebook:PAGE" */
  char *token;           /* (nullable) */
  GCancellable *closing; /* (ref): cancelled by close */
  gint64 server_ahead;   /* the platform's clock minus ours, µs */
  guint fetches;         /* since the account was opened */
};

/* Returns: UTC µs by the platform's clock, as its last answer showed it. */
gint64 luukku_facebook_now (LuukkuFacebook *self) G_GNUC_NON_NULL (1);

/* Returns: (transfer full): a task whose cancellable (never NULL) ends with @cancellable (nullable) or with
 * close, and that holds a reference on @self. */
GTask *luukku_facebook_task_new (LuukkuFacebook *self, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data, gpointer source_tag)
    G_GNUC_NON_NULL (1);

/* Calls the Graph API. @path: after the base, with its query. @body: (nullable): JSON; with it the call is a
 * POST that sends: an unclear end is ambiguous_send. @cancellable: a task's. Result: (transfer full) the
 * answer, which is JSON and no error; otherwise a LUUKKU_FAULT. */
void luukku_facebook_call_async (LuukkuFacebook *self, const char *path, GBytes *body,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
    G_GNUC_NON_NULL (1, 2);
JsonNode *luukku_facebook_call_finish (LuukkuFacebook *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* Reads the newest messages of one thread. Result: (transfer full). */
void luukku_facebook_read_thread_async (LuukkuFacebook *self, const char *thread_id,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer data) G_GNUC_NON_NULL (1, 2);
LuukkuFacebookMessages *luukku_facebook_read_thread_finish (LuukkuFacebook *self, GAsyncResult *result,
                                                            GError **error) G_GNUC_NON_NULL (1, 2);

/* Sets @error to CANCELLED. @started: something had left already. */
void luukku_facebook_set_cancelled (gboolean started, GError **error);

/* --- the functions of the class, by file */
/* luukku-facebook-fetch.c */
void luukku_facebook_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer data);
LuukkuBatch *luukku_facebook_fetch_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error);
/* luukku-facebook-send.c */
void luukku_facebook_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
char *luukku_facebook_send_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error);
void luukku_facebook_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
char *luukku_facebook_find_sent_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error);
/* luukku-facebook-attachment.c */
void luukku_facebook_fetch_attachment_async (LuukkuAdapter *adapter, const LuukkuAttachment *attachment,
                                             GCancellable *cancellable, GAsyncReadyCallback callback,
                                             gpointer data);
GBytes *luukku_facebook_fetch_attachment_finish (LuukkuAdapter *adapter, GAsyncResult *result,
                                                 GError **error);

G_END_DECLS
