/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-message.h: one message as a channel gave it; immutable, ref-counted.
 *
 * A message is named by (channel, platform_id). The text is exactly what the platform sent (valid UTF-8;
 * broken bytes replaced, the raw payload keeps them). Later texts are versions in the store, never a change
 * of this. */
#pragma once

#include <glib-object.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Stored on disk: append only, never renumber. */
typedef enum {
  LUUKKU_DIRECTION_IN = 0,        /* from the resident */
  LUUKKU_DIRECTION_OUT = 1,       /* sent by us through the outbox */
  LUUKKU_DIRECTION_OUT_OTHER = 2, /* the town's own reply, written elsewhere (Business Suite, a phone) */
} LuukkuDirection;

/* Stored on disk: append only, never renumber. */
typedef enum {
  LUUKKU_ATTACHMENT_LISTED = 0,  /* known, not fetched yet */
  LUUKKU_ATTACHMENT_STORED = 1,  /* bytes are in the store */
  LUUKKU_ATTACHMENT_REFUSED = 2, /* will not be fetched: reason says why (too large, program file, gone) */
} LuukkuAttachmentState;

typedef struct {
  char *name;       /* as received (nullable); never used as a file name */
  char *media_type; /* as claimed (nullable) */
  char *url;        /* signed and short-lived (nullable); a secret: never logged */
  gint64 size;      /* bytes as claimed, -1 when the platform does not say */
} LuukkuAttachment;

/* Returns: (transfer full). Strings are copied and may be NULL. */
LUUKKU_API LuukkuAttachment *luukku_attachment_new (const char *name, const char *media_type, const char *url,
                                                    gint64 size);
LUUKKU_API void luukku_attachment_free (LuukkuAttachment *self);

typedef struct _LuukkuMessage LuukkuMessage;

/* What a message is made of; every pointer is copied (bytes: a reference). */
typedef struct {
  const char *channel;         /* key of the channel, "facebook:104455667788990"; required */
  const char *conversation_id; /* the platform's id of the thread; required */
  const char *platform_id;     /* the platform's id of the message; required */
  LuukkuDirection direction;
  const char *author_id;   /* the platform's id of the author; NULL when it does not say */
  const char *author_name; /* given by the sender; NULL when unknown */
  const char *text;        /* NULL is the same as "" */
  gint64 sent_at;          /* the platform's time, UTC µs */
  gint64 fetched_at;       /* when the answer that held it arrived, UTC µs */
  const char *reply_to;    /* platform id of the message it answers (nullable) */
  GPtrArray *attachments;  /* of LuukkuAttachment, (transfer none) (nullable) */
  GBytes *raw;             /* this message's own payload as received, secrets removed (nullable) */
  const char *raw_type;    /* media type of @raw, "application/json" */
} LuukkuMessageInit;

#define LUUKKU_TYPE_MESSAGE (luukku_message_get_type ())
LUUKKU_API GType luukku_message_get_type (void);
/* Returns: (transfer full). */
LUUKKU_API LuukkuMessage *luukku_message_new (const LuukkuMessageInit *init) G_GNUC_NON_NULL (1);
LUUKKU_API LuukkuMessage *luukku_message_ref (LuukkuMessage *self) G_GNUC_NON_NULL (1);
LUUKKU_API void luukku_message_unref (LuukkuMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuMessage, luukku_message_unref)

/* Everything below: (transfer none), nullable as in LuukkuMessageInit, text never NULL. */
LUUKKU_API const char *luukku_message_get_channel (const LuukkuMessage *self) G_GNUC_NON_NULL (1);
LUUKKU_API const char *luukku_message_get_conversation_id (const LuukkuMessage *self) G_GNUC_NON_NULL (1);
LUUKKU_API const char *luukku_message_get_platform_id (const LuukkuMessage *self) G_GNUC_NON_NULL (1);
LUUKKU_API LuukkuDirection luukku_message_get_direction (const LuukkuMessage *self) G_GNUC_NON_NULL (1);
LUUKKU_API const char *luukku_message_get_author_id (const LuukkuMessage *self) G_GNUC_NON_NULL (1);
LUUKKU_API const char *luukku_message_get_author_name (const LuukkuMessage *self) G_GNUC_NON_NULL (1);
LUUKKU_API const char *luukku_message_get_text (const LuukkuMessage *self) G_GNUC_NON_NULL (1);
LUUKKU_API gint64 luukku_message_get_sent_at (const LuukkuMessage *self) G_GNUC_NON_NULL (1);
LUUKKU_API gint64 luukku_message_get_fetched_at (const LuukkuMessage *self) G_GNUC_NON_NULL (1);
LUUKKU_API const char *luukku_message_get_reply_to (const LuukkuMessage *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (not nullable): LuukkuAttachment, maybe none. */
LUUKKU_API GPtrArray *luukku_message_get_attachments (const LuukkuMessage *self) G_GNUC_NON_NULL (1);
LUUKKU_API GBytes *luukku_message_get_raw (const LuukkuMessage *self) G_GNUC_NON_NULL (1);
LUUKKU_API const char *luukku_message_get_raw_type (const LuukkuMessage *self) G_GNUC_NON_NULL (1);

G_END_DECLS
