/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-adapter.h: what one platform must be able to do, and what it may.
 *
 * An adapter speaks to one account on one platform. It knows messages and faults, nothing of the store, the
 * inbox or libpurple. All calls on the main thread. Errors are LUUKKU_FAULT. After luukku_adapter_close()
 * every pending call finishes with CANCELLED and nothing is called back later. */
#pragma once

#include "adapter/luukku-transport.h"
#include "base/luukku-clock.h"
#include "model/luukku-act.h"
#include "model/luukku-batch.h"
#include "model/luukku-send-request.h"
#include "model/luukku-service.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_CAN_FIND_SENT = 1 << 0,        /* find_sent: an ambiguous send can be looked up */
  LUUKKU_CAN_FETCH_ATTACHMENT = 1 << 1, /* fetch_attachment */
  LUUKKU_CAN_HIDE = 1 << 2,             /* act: HIDE and UNHIDE */
  LUUKKU_CAN_DELETE = 1 << 3,           /* act: DELETE */
  LUUKKU_CAN_BAN = 1 << 4,              /* act: BAN and UNBAN */
  LUUKKU_CAN_MARK_READ = 1 << 5,        /* act: MARK_READ, only when a person has read */
  LUUKKU_CAN_POLL =
      1 << 6, /* fetch is called again and again; without it the adapter pushes nothing by itself */
  LUUKKU_CAN_REPORT = 1 << 7, /* act: REPORT */
  LUUKKU_CAN_WAIT = 1 << 8,   /* fetch itself waits at the platform until something comes (long polling, IDLE)
                               * and   ends by itself after some minutes: it is called again at once */
  LUUKKU_CAN_MUTE = 1 << 9,   /* act: MUTE and UNMUTE */
  LUUKKU_CAN_FORWARD = 1 << 13,     /* send: a new request (model/luukku-service.h); list_services */
  LUUKKU_CAN_SEND_FILES = 1 << 12,  /* send: files of a request, together at most max_attachment */
  LUUKKU_CAN_WRITE_FIRST = 1 << 11, /* send: to an address as resident_id that has not written before */
  LUUKKU_CAN_ANSWER_PRIVATELY =
      1 << 10, /* send: a conversation "private:COMMENT" (LUUKKU_PRIVATE_CONVERSATION) */
} LuukkuCapabilities;

/* Differences between channels that are data: data/channels/ID.ini, group [Channel]. */
typedef struct {
  char *id;
  guint max_text;             /* in text_unit; 0: no limit */
  gboolean max_text_in_bytes; /* otherwise Unicode code points */
  gboolean in_graphemes;      /* both limits count as luukku_grapheme_length() */
  guint max_bytes;            /* besides @max_text, where both hold; 0: no such limit */
  guint max_public;           /* of what everyone can read, where that has a limit of its own; 0: max_text */
  guint max_public_bytes;     /* besides @max_public; 0: no such limit */
  gboolean public_weighted;   /* @max_public counts as luukku_weighted_length() */
  gint64 reply_window;        /* µs after the resident's last message; 0: none */
  gint64 late_window;         /* a human answer is still possible until then; 0: none */
  guint calls;                /* ceiling: at most this many calls … */
  gint64 calls_span;          /* … in this span, µs */
  guint64 max_attachment;     /* bytes; larger ones are listed, not fetched, and not sent */
  gint64 poll_interval;       /* µs, default */
  gint64 idle_interval;       /* µs, when nothing has come for long */
  char *ban_note;        /* what a ban does here besides, for whoever decides it, in the interface's language
                          * (nullable) */
  GPtrArray *file_kinds; /* of LuukkuFileKind (owned) (nullable): each file is a message of its own and must
                          * be one of these; NULL: text and files are one message, of any sort */
  gboolean late_files;   /* files are taken in the late window, too */
} LuukkuChannelLimits;

/* A sort of files that a channel takes: group [Files ID]. */
typedef struct {
  char *id;          /* "image" */
  char **types;      /* "image/jpeg" */
  guint64 max_size;  /* bytes */
  guint max_caption; /* characters of text that may go in the same message, 0: none */
} LuukkuFileKind;

/* A file that is to go out. */
typedef struct {
  const char *name;        /* for sentences */
  const char *media_type;  /* "image/jpeg" */
  guint64 size;            /* bytes */
  gint64 last_resident_at; /* the resident's newest message, UTC µs */
  gint64 now;              /* UTC µs, 0: the window is not looked at */
} LuukkuFileFacts;

/* Reads data/channels/@id.ini. Returns: (transfer full): NULL with @error that names file and key. */
LuukkuChannelLimits *luukku_channel_limits_load (const char *id, GError **error) G_GNUC_NON_NULL (1);
void luukku_channel_limits_free (LuukkuChannelLimits *self);
/* The whole file, for the groups that only one platform has. *@ret_path: (transfer full): for sentences.
 * Returns: (transfer full): NULL with @error. */
GKeyFile *luukku_channel_file_load (const char *id, char **ret_path, GError **error) G_GNUC_NON_NULL (1, 2);
/* A whole number in such a group. */
typedef struct {
  const char *group;
  const char *key;
  guint lowest, highest; /* both allowed */
  guint *ret_number;
} LuukkuChannelNumber;

/* Returns: FALSE with @error that names file, key and group: each of @numbers must be there. */
gboolean luukku_channel_file_read_numbers (const char *id, const LuukkuChannelNumber *numbers, gsize count,
                                           GError **error) G_GNUC_NON_NULL (1, 2);
/* The same error for what else is missing or not right. Returns: FALSE. */
gboolean luukku_channel_file_fail (const char *path, const char *group, const char *key, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuChannelLimits, luukku_channel_limits_free)

#define LUUKKU_TYPE_ADAPTER (luukku_adapter_get_type ())
G_DECLARE_DERIVABLE_TYPE (LuukkuAdapter, luukku_adapter, LUUKKU, ADAPTER, GObject)

struct _LuukkuAdapterClass {
  GObjectClass parent_class;

  /* MUST: static description of what this adapter can do. */
  LuukkuCapabilities (*get_capabilities) (LuukkuAdapter *self);
  /* MUST: (transfer none): the channel's limits. */
  const LuukkuChannelLimits *(*get_limits) (LuukkuAdapter *self);

  /* MUST: checks that account and token belong together. Result: (transfer full) the account's own name, for
   * the window; AUTH, SETTINGS or PERMISSION when it can never work. */
  void (*open_async) (LuukkuAdapter *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer data);
  char *(*open_finish) (LuukkuAdapter *self, GAsyncResult *result, GError **error);

  /* MUST: what is new since @cursor (NULL: from the beginning, as far back as the platform shows). Never
   * marks anything read at the platform. */
  void (*fetch_async) (LuukkuAdapter *self, const char *cursor, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer data);
  LuukkuBatch *(*fetch_finish) (LuukkuAdapter *self, GAsyncResult *result, GError **error);

  /* MUST: sends once; refuses before anything leaves when the text is too long or the window has closed. A
   * request with files comes only with LUUKKU_CAN_SEND_FILES: text and files arrive together or not at all.
   * Where each file is a message of its own a request has at most one, its text may be empty, and no text
   * that is longer than the file's caption comes with it. Result: (transfer full) the platform's id of the
   * message; never NULL without @error. */
  void (*send_async) (LuukkuAdapter *self, LuukkuSendRequest *request, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data);
  char *(*send_finish) (LuukkuAdapter *self, GAsyncResult *result, GError **error);

  /* MUST: cancels what is pending; idempotent; called before the last unref. */
  void (*close) (LuukkuAdapter *self);

  /* MAY (LUUKKU_CAN_FIND_SENT): did @request, sent at about queued_at, arrive? Result: (transfer full) its
   * platform id; NULL without @error when it certainly is not there. */
  void (*find_sent_async) (LuukkuAdapter *self, LuukkuSendRequest *request, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);
  char *(*find_sent_finish) (LuukkuAdapter *self, GAsyncResult *result, GError **error);

  /* MAY (LUUKKU_CAN_FETCH_ATTACHMENT): the bytes behind @attachment; TOO_LONG over max_attachment, GONE when
   * the address has expired. */
  void (*fetch_attachment_async) (LuukkuAdapter *self, const LuukkuAttachment *attachment,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
  GBytes *(*fetch_attachment_finish) (LuukkuAdapter *self, GAsyncResult *result, GError **error);

  /* MAY (LUUKKU_CAN_HIDE and so on): does @act once. Doing it again is no error: what is hidden, gone or
   * banned already counts as done. PERMISSION when the platform does not let this account do it. */
  void (*act_async) (LuukkuAdapter *self, LuukkuAct *act, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer data);
  gboolean (*act_finish) (LuukkuAdapter *self, GAsyncResult *result, GError **error);

  /* MAY (LUUKKU_CAN_FORWARD): what new requests may be about, asked anew. Result: (transfer full)
   * LuukkuService. */
  void (*list_services_async) (LuukkuAdapter *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer data);
  GPtrArray *(*list_services_finish) (LuukkuAdapter *self, GAsyncResult *result, GError **error);

  /* MAY: when the token ends, UTC µs; 0: never, or not known. */
  gint64 (*get_token_expiry) (LuukkuAdapter *self);

  /* MAY: how much of what the platform allows for a time has been used, in words: "37 of 10,000 units
   * today". (transfer full) (nullable): nothing to say. */
  char *(*get_usage) (LuukkuAdapter *self);
};

/* Signal "token-changed" (const char *token): the platform has given another token (a refresh); keep it in
 * the keyring instead of the old one before the next call. */
void luukku_adapter_token_changed (LuukkuAdapter *self, const char *token) G_GNUC_NON_NULL (1, 2);

/* Wrappers; an optional call that is missing finishes with BAD_REQUEST, so look at the capabilities first. */
LuukkuCapabilities luukku_adapter_get_capabilities (LuukkuAdapter *self) G_GNUC_NON_NULL (1);
const LuukkuChannelLimits *luukku_adapter_get_limits (LuukkuAdapter *self) G_GNUC_NON_NULL (1);
void luukku_adapter_open_async (LuukkuAdapter *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer data) G_GNUC_NON_NULL (1);
char *luukku_adapter_open_finish (LuukkuAdapter *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
void luukku_adapter_fetch_async (LuukkuAdapter *self, const char *cursor, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1);
LuukkuBatch *luukku_adapter_fetch_finish (LuukkuAdapter *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
void luukku_adapter_send_async (LuukkuAdapter *self, LuukkuSendRequest *request, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1, 2);
char *luukku_adapter_send_finish (LuukkuAdapter *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
void luukku_adapter_find_sent_async (LuukkuAdapter *self, LuukkuSendRequest *request,
                                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
    G_GNUC_NON_NULL (1, 2);
char *luukku_adapter_find_sent_finish (LuukkuAdapter *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
void luukku_adapter_fetch_attachment_async (LuukkuAdapter *self, const LuukkuAttachment *attachment,
                                            GCancellable *cancellable, GAsyncReadyCallback callback,
                                            gpointer data) G_GNUC_NON_NULL (1, 2);
GBytes *luukku_adapter_fetch_attachment_finish (LuukkuAdapter *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
void luukku_adapter_act_async (LuukkuAdapter *self, LuukkuAct *act, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1, 2);
gboolean luukku_adapter_act_finish (LuukkuAdapter *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
void luukku_adapter_list_services_async (LuukkuAdapter *self, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1);
GPtrArray *luukku_adapter_list_services_finish (LuukkuAdapter *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Which capability @kind needs. */
LuukkuCapabilities luukku_adapter_capability_of (LuukkuActKind kind);
gint64 luukku_adapter_get_token_expiry (LuukkuAdapter *self) G_GNUC_NON_NULL (1);
char *luukku_adapter_get_usage (LuukkuAdapter *self) G_GNUC_NON_NULL (1);
void luukku_adapter_close (LuukkuAdapter *self) G_GNUC_NON_NULL (1);

/* Bytes that the files of one reply may have together: max_attachment, or a limit of our own. */
guint64 luukku_channel_limits_get_max_files (const LuukkuChannelLimits *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer none) (nullable): the sort of @media_type, NULL when the channel takes none or all. */
const LuukkuFileKind *luukku_channel_limits_find_kind (const LuukkuChannelLimits *self,
                                                       const char *media_type) G_GNUC_NON_NULL (1, 2);
/* Refuses a file that the channel does not take. Returns: FALSE with BAD_REQUEST, TOO_LONG or WINDOW. */
gboolean luukku_channel_limits_check_file (const LuukkuChannelLimits *self, const LuukkuFileFacts *file,
                                           GError **error) G_GNUC_NON_NULL (1, 2);
/* Refuses @text (nullable) before it is sent. Returns: FALSE with BAD_REQUEST when there is none, or with
 * TOO_LONG, the limit and the length in the sentence. */
gboolean luukku_channel_limits_check_text (const LuukkuChannelLimits *self, const char *text, GError **error)
    G_GNUC_NON_NULL (1);
/* The same for what everyone will be able to read. */
gboolean luukku_channel_limits_check_public (const LuukkuChannelLimits *self, const char *text,
                                             GError **error) G_GNUC_NON_NULL (1);
/* Returns: how long @text is as the channel counts; *@ret_limit: how long it may be, 0: no limit;
 * *@ret_in_bytes: whether both are bytes. Where two limits hold it is the one that @text breaks. */
guint luukku_channel_limits_measure (const LuukkuChannelLimits *self, const char *text, gboolean is_public,
                                     guint *ret_limit, gboolean *ret_in_bytes) G_GNUC_NON_NULL (1, 2, 4, 5);

G_END_DECLS
