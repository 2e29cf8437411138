/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-private.h: what the files of this folder share: the adapter object and opening a folder.
 * Included by this folder only. */
#pragma once

#include "adapter/luukku-adapter-type.h"
#include "mail/luukku-mail-deliver.h"
#include "mail/luukku-mail-imap.h"
#include "mail/luukku-mail-oauth.h"
#include "mail/luukku-mail-smtp.h"

G_BEGIN_DECLS

#define LUUKKU_MAIL_MAX_LETTER (40 * 1024 * 1024) /* bytes of a letter that is fetched whole */

#define LUUKKU_TYPE_MAIL (luukku_mail_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuMail, luukku_mail, LUUKKU, MAIL, LuukkuAdapter)

struct _LuukkuMail {
  LuukkuAdapter parent_instance;

  LuukkuClock *clock;                   /* (ref) */
  LuukkuChannelLimits *limits;          /* (owned) */
  char *address;                        /* of the mailbox, in lower case */
  char *channel;                        /* "mail:ADDRESS" */
  char *from_name;                      /* (nullable) */
  LuukkuMailServer *imap;               /* (ref) */
  LuukkuMailServer *smtp;               /* (ref) */
  LuukkuOauthRenewal *oauth;               /* (owned) (nullable): gives the secret of both servers */
  char *folders[LUUKKU_MAIL_N_FOLDERS]; /* as IMAP writes them; NULL: to be found out, then "" when there is
                                           none */
  gint64 first_span;                    /* µs of old letters that are read at first */
  GCancellable *closing;                /* (ref): cancelled by close */

  /* luukku-mail-fetch.c */
  LuukkuMailImap *session; /* (ref) (nullable): kept between fetches */
  gboolean rested;         /* a fetch on this session has said that nothing is new: the next one may wait */
  guint64 stuck_uid;       /* a letter that could not be fetched … */
  guint stuck_tries;       /* … so often */
  /* luukku-mail-attachment.c: the letter whose parts are fetched one after another */
  GBytes *letter; /* (ref) (nullable) */
  char *letter_digest;
};

/* Returns: (transfer full): a task whose cancellable ends with @cancellable or with close. */
GTask *luukku_mail_task_new (LuukkuMail *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer data, gpointer source_tag) G_GNUC_NON_NULL (1);

/* --- luukku-mail-sign-in.c */
/* luukku_mail_imap_open_async() and luukku_mail_smtp_send_async() with a secret that holds: an access token
 * that a server refuses is renewed once. */
void luukku_mail_sign_in_async (LuukkuMail *self, LuukkuMailImap *session, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1, 2);
gboolean luukku_mail_sign_in_finish (LuukkuMail *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
void luukku_mail_submit_async (LuukkuMail *self, const LuukkuMailEnvelope *envelope,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
    G_GNUC_NON_NULL (1, 2);
gboolean luukku_mail_submit_finish (LuukkuMail *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* A connection that was signed in ended with @error. Returns: whether it ended with its access token, so that
 * signing in again at once helps. */
gboolean luukku_mail_has_ended (LuukkuMail *self, const GError *error) G_GNUC_NON_NULL (1, 2);

/* --- luukku-mail-folder.c */
/* Learns from the server which folder holds sent letters, when the settings do not say. Result: TRUE. */
void luukku_mail_find_sent_folder_async (LuukkuMail *self, LuukkuMailImap *session, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1, 2);
gboolean luukku_mail_find_sent_folder_finish (LuukkuMail *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* A connection of its own, signed in, @folder opened for reading only: nothing is marked or removed. Result:
 * (transfer full). */
void luukku_mail_open_folder_async (LuukkuMail *self, LuukkuMailFolder folder, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1);
/* *@ret_validity: (out) (optional): UIDVALIDITY. */
LuukkuMailImap *luukku_mail_open_folder_finish (LuukkuMail *self, GAsyncResult *result, guint64 *ret_validity,
                                                GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): "EXAMINE …". */
char *luukku_mail_examine_command (LuukkuMail *self, LuukkuMailFolder folder) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): the numbers of "* SEARCH …", ascending, as guint64. */
GArray *luukku_mail_read_search (const LuukkuMailAnswer *answer) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): "UID SEARCH HEADER Message-ID …". */
char *luukku_mail_search_command (const char *message_id) G_GNUC_NON_NULL (1);
/* Returns: (transfer full) (nullable): the literal of BODY[…] for @uid. */
GBytes *luukku_mail_read_body (const LuukkuMailAnswer *answer, guint64 uid) G_GNUC_NON_NULL (1);

/* --- the functions of the class, by file */
/* luukku-mail-open.c */
void luukku_mail_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer data);
char *luukku_mail_open_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error);
/* luukku-mail-fetch.c */
void luukku_mail_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer data);
LuukkuBatch *luukku_mail_fetch_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error);
/* luukku-mail-send.c */
void luukku_mail_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data);
char *luukku_mail_send_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error);
void luukku_mail_find_sent_async (LuukkuAdapter *adapter, LuukkuSendRequest *request,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
char *luukku_mail_find_sent_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error);
/* luukku-mail-attachment.c */
void luukku_mail_fetch_attachment_async (LuukkuAdapter *adapter, const LuukkuAttachment *attachment,
                                         GCancellable *cancellable, GAsyncReadyCallback callback,
                                         gpointer data);
GBytes *luukku_mail_fetch_attachment_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error);

G_END_DECLS
