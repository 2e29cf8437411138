/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-smtp.h: hands one letter to a submission server (RFC 6409), on a connection of its own. */
#pragma once

#include "mail/luukku-mail-stream.h"

G_BEGIN_DECLS

typedef struct {
  const char *from; /* address */
  const char *to;   /* address */
  GBytes *letter;   /* CRLF line ends, 7 bit (nullable): only sign in and leave */
} LuukkuMailEnvelope;

/* @envelope: copied. Result: TRUE when the server has taken the letter. A LUUKKU_FAULT with ambiguous_send
 * when it may have: only between the last byte of the letter and the server's answer to it. */
void luukku_mail_smtp_send_async (LuukkuMailServer *server, LuukkuClock *clock,
                                  const LuukkuMailEnvelope *envelope, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer data) G_GNUC_NON_NULL (1, 2, 3);
gboolean luukku_mail_smtp_send_finish (GAsyncResult *result, GError **error) G_GNUC_NON_NULL (1);

/* --- pure */

/* One reply, of one line or several (RFC 5321 section 4.2). */
typedef struct {
  guint code;
  char enhanced[12]; /* RFC 2034, "" when there is none */
  GPtrArray *lines;  /* char *: the texts behind the code */
} LuukkuMailReply;

/* Cuts the first whole reply off @buffer. Returns: (transfer full) (nullable): NULL without @error: more
 * bytes are needed; with @error INVALID_DATA it is no SMTP. */
LuukkuMailReply *luukku_mail_reply_take (GByteArray *buffer, GError **error) G_GNUC_NON_NULL (1);
void luukku_mail_reply_free (LuukkuMailReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuMailReply, luukku_mail_reply_free)
/* Of an answer to EHLO. Returns: whether @keyword is offered; with @argument (nullable) also that word behind
 * it. */
gboolean luukku_mail_reply_offers (const LuukkuMailReply *self, const char *keyword, const char *argument)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
