/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-open311-private.h: what the files of this folder share. Included by this folder only. */
#pragma once

#include "adapter/luukku-http-adapter.h"
#include "open311/luukku-open311-compose.h"
#include "open311/luukku-open311-cursor.h"
#include "open311/luukku-open311-parse.h"

G_BEGIN_DECLS

#define LUUKKU_OPEN311_NO_REPLY                                                                              \
  N_ ("The feedback system takes no answers from other programs. Write the answer in the feedback system "   \
      "itself, or to "                                                                                       \
      "the address that the resident gave there.")

#define LUUKKU_TYPE_OPEN311 (luukku_open311_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuOpen311, luukku_open311, LUUKKU, OPEN311, LuukkuHttpAdapter)

struct _LuukkuOpen311 {
  LuukkuHttpAdapter base;

  char *name;                /* the account's */
  char *jurisdiction;        /* (nullable) */
  char *key;                 /* for writing (nullable): a secret */
  gboolean by_dates;         /* the server knows start_date and end_date only, not updated_after */
  gboolean replies;          /* it knows servicerequestupdates, and there is a key */
  gboolean updates;          /* it knows servicerequestupdates */
  gboolean in_xml;           /* it gives no JSON; found out at open */
  gint64 first;              /* so far back an account without a cursor reads, µs */
  LuukkuOpen311Words *words; /* (owned) */
  GHashTable *states;        /* id → "open" or "closed": what was read since the start (owned strings) */
  guint fetches;             /* since the account was opened */
};

/* "/NAME.json" with the jurisdiction. Returns: (transfer full). */
GString *luukku_open311_path (LuukkuOpen311 *self, const char *name) G_GNUC_NON_NULL (1, 2);
/* As luukku_http_adapter_call(), for a service that needs no token. */
void luukku_open311_call (LuukkuOpen311 *self, const LuukkuHttpCall *call, GTask *task,
                          GAsyncReadyCallback callback) G_GNUC_NON_NULL (1, 2, 3, 4);
/* Returns: (transfer full): the answer, whether it was JSON or XML; NULL with a fault. *@ret_response: (out)
 * (optional) (transfer full). */
JsonNode *luukku_open311_call_finish (GObject *source, GAsyncResult *result, gboolean sending,
                                      LuukkuResponse **ret_response, GError **error) G_GNUC_NON_NULL (1, 2);

/* --- the functions of the class, by file */
/* luukku-open311-fetch.c */
void luukku_open311_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data);
/* luukku-open311-send.c */
void luukku_open311_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data);
void luukku_open311_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

G_END_DECLS
