/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-thread.h: which letters belong together, and what our own letters are called. Pure.
 *
 * A conversation is one thread with one correspondent: its id is "t" and 20 hex digits of SHA-256 over the
 * first message id of the thread (RFC 5322 section 3.6.4: References, else In-Reply-To, else its own), a line
 * feed and the correspondent's address in lower case. Nobody can get into another resident's conversation by
 * quoting its ids.
 *
 * Our own letters are called "KEY.CONVERSATION.CHECK@DOMAIN": 24 hex digits of SHA-256 over the reply's
 * idempotency key, so that every try has the same name; the conversation, so that an answer that only says
 * In-Reply-To finds it; 8 hex digits of SHA-256 over conversation, line feed and the correspondent's address.
 */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_MAIL_MAX_IDS 100     /* of a References header; the first and the newest count */
#define LUUKKU_MAIL_MAX_ID 250      /* bytes of one message id */
#define LUUKKU_MAIL_MAX_ADDRESS 254 /* RFC 5321 section 4.5.3.1.3 */

/* @header: (nullable): of References or In-Reply-To. Returns: (transfer full): char *, without brackets, in
 * order. */
GPtrArray *luukku_mail_ids_parse (const char *header);
/* Returns: whether @text can be an address of one person: name@domain, visible ASCII without brackets, or
 * UTF-8. */
gboolean luukku_mail_is_address (const char *text);
/* Returns: (transfer full): the form in which addresses are compared. */
char *luukku_mail_fold_address (const char *address) G_GNUC_NON_NULL (1);

/* Returns: (transfer full): see above. */
char *luukku_mail_conversation_id (const char *root, const char *address) G_GNUC_NON_NULL (1, 2);
/* @own_address: the mailbox, whose domain is used. Returns: (transfer full): without brackets. */
char *luukku_mail_own_id (const char *idempotency_key, const char *conversation_id, const char *address,
                          const char *own_address) G_GNUC_NON_NULL (1, 2, 3, 4);
gboolean luukku_mail_is_own_id (const char *id, const char *own_address) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full) (nullable): the conversation that our letter @id belongs to; NULL when @id is none
 * of ours.
 * @address: (nullable): whose answer it is; NULL also when the letter went to somebody else. */
char *luukku_mail_conversation_of_own (const char *id, const char *own_address, const char *address)
    G_GNUC_NON_NULL (1, 2);

/* Returns: (transfer full): @subject without "Re:", "VS:", "SV:" and the like in front; in one line. */
char *luukku_mail_title (const char *subject);

G_END_DECLS
