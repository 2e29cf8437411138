/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-forward.h: a message of any channel goes into the town's feedback system in a person's name.
 * Into the evidence log first; sent once; what is in doubt is looked up before it is sent again. */
#pragma once

#include "evidence/luukku-forwarding.h"
#include "inbox/luukku-inbox.h"
#include "model/luukku-service.h"

G_BEGIN_DECLS

#define LUUKKU_FORWARD_MIN_TEXT 10 /* characters; the Finnish cities take no shorter description */

/* Returns: (transfer full): keys of the channels that are up and take new requests, in their order. */
LUUKKU_API char **luukku_inbox_list_feedback (LuukkuInbox *self) G_GNUC_NON_NULL (1);
/* What @channel takes, asked anew. Result: (transfer full): of LuukkuService. */
LUUKKU_API void luukku_inbox_list_services_async (LuukkuInbox *self, const char *channel,
                                                  GAsyncReadyCallback callback, gpointer data)
    G_GNUC_NON_NULL (1, 2);
LUUKKU_API GPtrArray *luukku_inbox_list_services_finish (LuukkuInbox *self, GAsyncResult *result,
                                                         GError **error) G_GNUC_NON_NULL (1, 2);

typedef struct {
  const char *channel;      /* of the feedback system */
  const char *service;      /* code */
  const char *service_name; /* for people */
  const char *text;         /* plain */
  const char *name;         /* of the resident (nullable): only when @with_contact */
  const char *contact;      /* mail address or telephone number (nullable): the same */
  gboolean with_contact;    /* a person has ticked that they go along */
  gint64 picture;           /* stored attachment of the conversation, 0: none */
  gboolean again;           /* although nobody knows what became of the same text before */
} LuukkuForward;

/* Whether @forward may leave: long enough, no identity code, card, account or password in it, mail addresses
 * and telephone numbers only when contact goes along. FALSE with REFUSED or INVALID_INPUT. */
LUUKKU_API gboolean luukku_inbox_check_forward (LuukkuInbox *self, const LuukkuForward *forward,
                                                GError **error) G_GNUC_NON_NULL (1, 2);
/* Result: (transfer full): the number of the request, or LUUKKU_FORWARD_TOKEN and a token while it has none.
 * EXISTS: it is there already (the sentence has its number). BUSY: nobody knows whether the same text arrived
 * before. */
LUUKKU_API void luukku_inbox_forward_async (LuukkuInbox *self, gint64 conversation,
                                            const LuukkuForward *forward, GAsyncReadyCallback callback,
                                            gpointer data) G_GNUC_NON_NULL (1, 3);
LUUKKU_API char *luukku_inbox_forward_finish (LuukkuInbox *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* Asks for the number of what was forwarded from @conversation and has only a token so far. Result: (transfer
 * full) (nullable): the number, into the log with it; NULL without @error: there is none yet, or nothing to
 * ask. */
LUUKKU_API void luukku_inbox_ask_number_async (LuukkuInbox *self, gint64 conversation,
                                               GAsyncReadyCallback callback, gpointer data)
    G_GNUC_NON_NULL (1);
LUUKKU_API char *luukku_inbox_ask_number_finish (LuukkuInbox *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full) (nullable): what the resident may be told, in the resident's language; a person
 * changes it and sends it like any reply. @number: (nullable): it has none yet. */
LUUKKU_API char *luukku_inbox_forward_reply (LuukkuInbox *self, gint64 conversation, const char *channel,
                                             const char *number, GError **error) G_GNUC_NON_NULL (1, 3);
/* Returns: (transfer full): the resident's newest words, with identity codes masked; "" when there are none.
 */
LUUKKU_API char *luukku_inbox_forward_words (LuukkuInbox *self, gint64 conversation) G_GNUC_NON_NULL (1);

G_END_DECLS
