/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-messages.h: channels, conversations, messages with their later versions and attachments. */
#pragma once

#include "model/luukku-batch.h"
#include "model/luukku-conversation.h"
#include "store/luukku-store.h"

G_BEGIN_DECLS

/* Stored on disk: append only, never renumber. */
typedef enum {
  LUUKKU_VERSION_EDITED = 0,      /* the text differs from the newest one we had */
  LUUKKU_VERSION_DISAPPEARED = 1, /* not shown by the platform any more, inside a window that was read */
  LUUKKU_VERSION_RETURNED = 2,    /* shown again */
} LuukkuVersionKind;

/* What became of one message of a batch. */
typedef enum {
  LUUKKU_INGEST_NEW,     /* inserted */
  LUUKKU_INGEST_KNOWN,   /* nothing changed */
  LUUKKU_INGEST_CHANGED, /* a version was added */
  LUUKKU_INGEST_OWN,     /* a reply of ours came back: platform id known from the outbox; nothing inserted */
} LuukkuIngest;

/* A row of the messages table with what the store adds. */
typedef struct {
  gint64 id;              /* the store's number */
  LuukkuMessage *message; /* (owned): as first received */
  const char *language;   /* (nullable): interned */
  guint versions;         /* later versions */
  char *latest_text;      /* (owned) (nullable): newest edited text, NULL when there is none */
  gboolean disappeared;   /* the platform does not show it any more */
  gboolean withdrawn;     /* its words were taken out: unsent by the sender, or not to be copied */
} LuukkuStoredMessage;

LUUKKU_API void luukku_stored_message_free (LuukkuStoredMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuStoredMessage, luukku_stored_message_free)

typedef struct {
  LuukkuVersionKind kind;
  char *text;     /* (nullable) */
  gint64 seen_at; /* UTC µs */
} LuukkuMessageVersion;

LUUKKU_API void luukku_message_version_free (LuukkuMessageVersion *self);

typedef struct {
  gint64 id; /* the store's number */
  gint64 message;
  LuukkuAttachment *attachment; /* (owned): as listed */
  LuukkuAttachmentState state;
  char *sha256; /* (nullable): of the stored bytes */
  gint64 stored_size;
  char *reason; /* (nullable): why refused */
} LuukkuStoredAttachment;

LUUKKU_API void luukku_stored_attachment_free (LuukkuStoredAttachment *self);

/* --- channels: the key is "PROTOCOL:ACCOUNT" */
LUUKKU_API gboolean luukku_store_put_channel (LuukkuStore *self, const char *channel, const char *name,
                                              const char *unit, GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full) (nullable): the channel's own name / unit. */
LUUKKU_API char *luukku_store_get_channel_name (LuukkuStore *self, const char *channel, GError **error)
    G_GNUC_NON_NULL (1, 2);
LUUKKU_API char *luukku_store_get_channel_unit (LuukkuStore *self, const char *channel, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full) (nullable): the adapter's cursor. */
LUUKKU_API char *luukku_store_get_cursor (LuukkuStore *self, const char *channel, GError **error)
    G_GNUC_NON_NULL (1, 2);
LUUKKU_API gboolean luukku_store_set_cursor (LuukkuStore *self, const char *channel, const char *cursor,
                                             GError **error) G_GNUC_NON_NULL (1, 2);

/* --- gaps: times in which nothing could be received, told in the windows */
typedef struct {
  gint64 id, from, until; /* UTC µs; until 0: still open */
  char *reason;           /* a fault kind's name, "auth" */
} LuukkuGap;

LUUKKU_API void luukku_gap_free (LuukkuGap *self);
/* Opens a gap unless one is open. */
LUUKKU_API gboolean luukku_store_open_gap (LuukkuStore *self, const char *channel, gint64 from,
                                           const char *reason, GError **error) G_GNUC_NON_NULL (1, 2, 4);
/* Closes the open gap. *@ret_gap: (out) (optional) (transfer full) (nullable): what was closed. */
LUUKKU_API gboolean luukku_store_close_gap (LuukkuStore *self, const char *channel, gint64 until,
                                            LuukkuGap **ret_gap, GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): LuukkuGap that overlap [@from, @until], oldest first. */
LUUKKU_API GPtrArray *luukku_store_list_gaps (LuukkuStore *self, const char *channel, gint64 from,
                                              gint64 until, GError **error) G_GNUC_NON_NULL (1, 2);

/* --- conversations */
/* Inserts or updates what the platform says of the thread. *@ret_id: the store's number. */
LUUKKU_API gboolean luukku_store_put_thread (LuukkuStore *self, const char *channel,
                                             const LuukkuThread *thread, gint64 *ret_id, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
/* Returns: (transfer full) (nullable): NULL without @error when there is none. */
LUUKKU_API LuukkuConversation *luukku_store_find_conversation (LuukkuStore *self, const char *channel,
                                                               const char *platform_id, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
LUUKKU_API LuukkuConversation *luukku_store_get_conversation (LuukkuStore *self, gint64 id, GError **error)
    G_GNUC_NON_NULL (1);

/* --- messages */
/* Inserts @message with its attachments once, or compares it with what is there. @language: (nullable).
 * *@ret_id: (optional): the store's number of the message. */
LUUKKU_API gboolean luukku_store_put_message (LuukkuStore *self, LuukkuMessage *message, const char *language,
                                              LuukkuIngest *ret_what, gint64 *ret_id, GError **error)
    G_GNUC_NON_NULL (1, 2, 4);
/* Marks as disappeared what @thread's window should show and @seen (set of platform ids) does not have;
 * messages of ours that are still on their way are left alone. *@ret_ids: (out) (transfer full): GArray of
 * gint64. */
LUUKKU_API gboolean luukku_store_mark_disappeared (LuukkuStore *self, const char *channel,
                                                   const LuukkuThread *thread, GHashTable *seen,
                                                   GArray **ret_ids, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4, 5);
/* Marks @platform_id as disappeared because the platform says so. *@ret_id, *@ret_conversation: 0 when the
 * store does not have it, or knew already. */
LUUKKU_API gboolean luukku_store_mark_gone (LuukkuStore *self, const char *channel, const char *platform_id,
                                            gint64 *ret_conversation, gint64 *ret_id, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4, 5);
/* Returns: (transfer full): LuukkuStoredMessage, oldest first (by sent_at, then id); the newest @limit ones;
 * 0: all. */
LUUKKU_API GPtrArray *luukku_store_list_messages (LuukkuStore *self, gint64 conversation, guint limit,
                                                  GError **error) G_GNUC_NON_NULL (1);
/* Returns: (transfer full) (nullable). */
LUUKKU_API LuukkuStoredMessage *luukku_store_get_message (LuukkuStore *self, gint64 id, GError **error)
    G_GNUC_NON_NULL (1);
/* Returns: (transfer full): LuukkuMessageVersion, oldest first. */
LUUKKU_API GPtrArray *luukku_store_list_versions (LuukkuStore *self, gint64 message, GError **error)
    G_GNUC_NON_NULL (1);
/* Returns: (transfer full): the platform's id of the resident's newest message; NULL without @error when
 * there is none. */
LUUKKU_API char *luukku_store_get_newest_in (LuukkuStore *self, gint64 conversation, GError **error)
    G_GNUC_NON_NULL (1);
/* Returns: how many messages the store has, -1 with @error. */
LUUKKU_API gint64 luukku_store_count_messages (LuukkuStore *self, GError **error) G_GNUC_NON_NULL (1);
/* Earlier contacts of a resident on a channel: count, first and last time (UTC µs, 0 when none). */
LUUKKU_API gboolean luukku_store_count_contacts (LuukkuStore *self, const char *channel,
                                                 const char *resident_id, guint *ret_count, gint64 *ret_first,
                                                 gint64 *ret_last, GError **error) G_GNUC_NON_NULL (1, 2, 3);

/* --- attachments */
/* Returns: (transfer full): LuukkuStoredAttachment of @message in their order. */
LUUKKU_API GPtrArray *luukku_store_list_attachments (LuukkuStore *self, gint64 message, GError **error)
    G_GNUC_NON_NULL (1);
/* Returns: (transfer full): LuukkuStoredAttachment still LISTED on @channel, oldest first, at most @limit. */
LUUKKU_API GPtrArray *luukku_store_list_unfetched (LuukkuStore *self, const char *channel, guint limit,
                                                   GError **error) G_GNUC_NON_NULL (1, 2);
LUUKKU_API gboolean luukku_store_put_attachment_bytes (LuukkuStore *self, gint64 attachment, GBytes *bytes,
                                                       GError **error) G_GNUC_NON_NULL (1, 3);
LUUKKU_API gboolean luukku_store_refuse_attachment (LuukkuStore *self, gint64 attachment, const char *reason,
                                                    GError **error) G_GNUC_NON_NULL (1, 3);
/* Returns: (transfer full) (nullable): NULL without @error when they are not stored. */
LUUKKU_API GBytes *luukku_store_get_attachment_bytes (LuukkuStore *self, gint64 attachment, GError **error)
    G_GNUC_NON_NULL (1);

G_END_DECLS
