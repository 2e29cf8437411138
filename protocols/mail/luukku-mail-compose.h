/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-compose.h: our letters, and what goes with them. Pure. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"
#include "model/luukku-send-request.h"

G_BEGIN_DECLS

typedef struct {
  const char *message_id;  /* without brackets */
  const char *from;        /* the mailbox's address */
  const char *from_name;   /* (nullable) */
  const char *to;          /* address */
  const char *to_name;     /* (nullable) */
  gboolean first;          /* begins the thread: nothing is answered */
  const char *title;       /* of the thread, without "Re:" (nullable) */
  const char *in_reply_to; /* message id (nullable) */
  GPtrArray *references;   /* char *: message ids, oldest first (nullable) */
  const char *text;        /* plain text; goes out as it is, nothing is added */
  gint64 date;             /* UTC µs */
  GPtrArray *files;        /* of LuukkuSendFile, parts behind the text (nullable) */
} LuukkuMailDraft;

/* Returns: (transfer full): the letter with CRLF line ends, 7 bit. */
GBytes *luukku_mail_compose (const LuukkuMailDraft *draft) G_GNUC_NON_NULL (1);

/* SASL responses, base64. RFC 4616. Returns: (transfer full). */
char *luukku_mail_sasl_plain (const char *user, const char *password) G_GNUC_NON_NULL (1, 2);
/* "user=…^Aauth=Bearer …^A^A", as Google and Microsoft describe it. Returns: (transfer full). */
char *luukku_mail_sasl_xoauth2 (const char *user, const char *token) G_GNUC_NON_NULL (1, 2);

/* Returns: (transfer full): @letter for DATA: dots at line starts doubled, "." line at the end (RFC
 * 5321 4.5.2). */
GBytes *luukku_mail_stuff (GBytes *letter) G_GNUC_NON_NULL (1);

G_END_DECLS
