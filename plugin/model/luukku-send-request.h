/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-send-request.h: one reply on its way to one resident; immutable, ref-counted. Made by the outbox
 * from a row that passed the gate; read by adapters. */
#pragma once

#include <glib-object.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* A file that goes along. */
typedef struct {
  char *name;       /* as its sender called it */
  char *media_type; /* "image/jpeg" */
  GBytes *bytes;
} LuukkuSendFile;

/* Returns: (transfer full). */
LUUKKU_API LuukkuSendFile *luukku_send_file_new (const char *name, const char *media_type, GBytes *bytes)
    G_GNUC_NON_NULL (1, 2, 3);
LUUKKU_API void luukku_send_file_free (LuukkuSendFile *self);

typedef struct {
  const char *channel;         /* key of the channel */
  const char *conversation_id; /* the platform's id of the thread */
  const char *resident_id;     /* the platform's id of the person (nullable) */
  const char *text;            /* plain text */
  const char *idempotency_key; /* the same for every try of this reply */
  gint64 last_resident_at;     /* the resident's newest message, UTC µs; 0 when none */
  gint64 queued_at;            /* UTC µs */
  const char *resident_name;   /* (nullable) */
  const char *title;           /* subject of a letter, headline of the post (nullable) */
  const char *reply_to;        /* the platform's id of the resident's newest message (nullable) */
  gboolean is_public;          /* everyone will be able to read it */
  GPtrArray *files;            /* of LuukkuSendFile, kept, not changed any more (nullable): none */
} LuukkuSendRequestInit;

typedef struct _LuukkuSendRequest LuukkuSendRequest;

#define LUUKKU_TYPE_SEND_REQUEST (luukku_send_request_get_type ())
LUUKKU_API GType luukku_send_request_get_type (void);
LUUKKU_API LuukkuSendRequest *luukku_send_request_new (const LuukkuSendRequestInit *init) G_GNUC_NON_NULL (1);
LUUKKU_API LuukkuSendRequest *luukku_send_request_ref (LuukkuSendRequest *self) G_GNUC_NON_NULL (1);
LUUKKU_API void luukku_send_request_unref (LuukkuSendRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuSendRequest, luukku_send_request_unref)

/* Returns: (transfer none): valid as long as @self. */
LUUKKU_API const LuukkuSendRequestInit *luukku_send_request_peek (const LuukkuSendRequest *self)
    G_GNUC_NON_NULL (1);

G_END_DECLS
