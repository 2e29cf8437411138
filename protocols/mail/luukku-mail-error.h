/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-error.h: what mail servers refuse, and what happens to connections, as faults. Pure. The words
 * of a server are never shown or logged: they may repeat an address. */
#pragma once

#include "adapter/luukku-fault-table.h"
#include "mail/luukku-mail-imap-parse.h"

G_BEGIN_DECLS

/* How far a submission had come. */
typedef enum {
  LUUKKU_MAIL_SMTP_HELLO, /* greeting, EHLO, STARTTLS */
  LUUKKU_MAIL_SMTP_AUTH,
  LUUKKU_MAIL_SMTP_FROM,
  LUUKKU_MAIL_SMTP_TO,
  LUUKKU_MAIL_SMTP_DATA, /* the answer to DATA */
  LUUKKU_MAIL_SMTP_END,  /* the answer to the letter itself */
} LuukkuMailSmtpStep;

/* @response: NO, BAD or BYE. @signing_in: it answers AUTHENTICATE or LOGIN. */
void luukku_mail_set_imap_fault (const LuukkuMailResponse *response, gboolean signing_in, GError **error)
    G_GNUC_NON_NULL (1);
/* @code: 421, 550 …; @enhanced: RFC 3463, "5.1.1" (nullable). */
void luukku_mail_set_smtp_fault (LuukkuMailSmtpStep step, guint code, const char *enhanced, GError **error);

/* A connection that failed or broke. @cause: (transfer full): GIO's. @timed_out: we gave up. @sending: a
 * letter may have been taken. */
void luukku_mail_set_network_fault (GError *cause, gboolean timed_out, gboolean sending, GError **error)
    G_GNUC_NON_NULL (1);
/* What no mail server says. @cause: (transfer full) (nullable). */
void luukku_mail_set_unreadable (GError *cause, gboolean sending, GError **error);

G_END_DECLS
