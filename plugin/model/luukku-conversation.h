/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-conversation.h: all messages between one channel and one resident; a snapshot as the store had it,
 * immutable, ref-counted. */
#pragma once

#include <glib-object.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Head of the platform's id of a conversation in which one public comment is answered privately; the comment's id
 * follows. Adapters with LUUKKU_CAN_ANSWER_PRIVATELY send there. */
#define LUUKKU_PRIVATE_CONVERSATION "private:"

typedef struct {
  gint64 id;                 /* the store's number */
  const char *channel;       /* key of the channel */
  const char *platform_id;   /* the platform's id of the thread */
  const char *resident_id;   /* (nullable) */
  const char *resident_name; /* (nullable) */
  gboolean can_reply;        /* the platform lets us answer */
  const char *language;      /* "fi", "sv", … of the resident's latest message; NULL when not known */
  gint64 last_resident_at;   /* UTC µs, 0 when none */
  gint64 last_message_at;    /* UTC µs, 0 when none */
  const char *title;         /* subject of a letter, headline of the post (nullable) */
  gboolean is_public;        /* everyone can read it: comments under a post */
} LuukkuConversationInit;

typedef struct _LuukkuConversation LuukkuConversation;

#define LUUKKU_TYPE_CONVERSATION (luukku_conversation_get_type ())
LUUKKU_API GType luukku_conversation_get_type (void);
LUUKKU_API LuukkuConversation *luukku_conversation_new (const LuukkuConversationInit *init)
    G_GNUC_NON_NULL (1);
LUUKKU_API LuukkuConversation *luukku_conversation_ref (LuukkuConversation *self) G_GNUC_NON_NULL (1);
LUUKKU_API void luukku_conversation_unref (LuukkuConversation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuConversation, luukku_conversation_unref)

/* Returns: (transfer none): valid as long as @self. */
LUUKKU_API const LuukkuConversationInit *luukku_conversation_peek (const LuukkuConversation *self)
    G_GNUC_NON_NULL (1);

G_END_DECLS
