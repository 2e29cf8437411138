/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-imap.h: one signed-in IMAP connection (RFC 3501) with one command at a time. Errors are
 * LUUKKU_FAULT; after one of the kinds NETWORK, TLS, BAD_ANSWER or CANCELLED, and after BYE, the connection
 * is gone: make another one. */
#pragma once

#include "mail/luukku-mail-imap-parse.h"
#include "mail/luukku-mail-stream.h"

G_BEGIN_DECLS

/* What came for one command. */
typedef struct {
  GPtrArray *untagged;       /* LuukkuMailResponse (owned), in order */
  LuukkuMailResponse *final; /* (owned): the tagged OK */
} LuukkuMailAnswer;

void luukku_mail_answer_free (LuukkuMailAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuMailAnswer, luukku_mail_answer_free)
/* Returns: (transfer none) (nullable): the first untagged response whose value @n is the atom @word. */
const LuukkuMailResponse *luukku_mail_answer_find (const LuukkuMailAnswer *self, guint n, const char *word)
    G_GNUC_NON_NULL (1, 3);
/* Returns: the number in "[CODE 123]" of an untagged or the final status, 0 when there is none. */
guint64 luukku_mail_answer_code_number (const LuukkuMailAnswer *self, const char *code)
    G_GNUC_NON_NULL (1, 2);

#define LUUKKU_TYPE_MAIL_IMAP (luukku_mail_imap_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuMailImap, luukku_mail_imap, LUUKKU, MAIL_IMAP, GObject)

/* @max_letter: bytes of the largest literal. Returns: (transfer full). */
LuukkuMailImap *luukku_mail_imap_new (LuukkuMailServer *server, LuukkuClock *clock, gsize max_letter)
    G_GNUC_NON_NULL (1, 2);
/* Connects, sees to TLS, signs in. */
void luukku_mail_imap_open_async (LuukkuMailImap *self, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1);
gboolean luukku_mail_imap_open_finish (LuukkuMailImap *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* @command: without tag and line end. @literal: (nullable): goes out when the server asks for it. Result:
 * (transfer full); a fault for NO and BAD. */
void luukku_mail_imap_run_async (LuukkuMailImap *self, const char *command, GBytes *literal,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
    G_GNUC_NON_NULL (1, 2);
LuukkuMailAnswer *luukku_mail_imap_run_finish (LuukkuMailImap *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* IDLE (RFC 2177): ends when the folder gets letters, or after @limit µs. Result as of run. */
void luukku_mail_imap_idle_async (LuukkuMailImap *self, gint64 limit, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1);

/* Known after open. */
gboolean luukku_mail_imap_can (LuukkuMailImap *self, const char *capability) G_GNUC_NON_NULL (1, 2);
/* Returns: whether it is signed in and nothing has broken. */
gboolean luukku_mail_imap_is_open (LuukkuMailImap *self) G_GNUC_NON_NULL (1);
/* Drops the connection. */
void luukku_mail_imap_close (LuukkuMailImap *self) G_GNUC_NON_NULL (1);

G_END_DECLS
