/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-letter.h: one letter (RFC 5322, MIME) as values. Pure: bytes in, nothing is fetched, nothing
 * opened.
 *
 * A letter's id is its message id, '#' and 16 hex digits of SHA-256 over who wrote it, its date and its
 * parts: the same letter that came twice, or again after the folder was renumbered, is one; another letter
 * with the same message id, which anybody can write, is another. Our own letters are called by their message
 * id alone. */
#pragma once

#include "model/luukku-message.h"

G_BEGIN_DECLS

#define LUUKKU_MAIL_MAX_TEXT (1024 * 1024) /* bytes of a letter's text that are shown */
#define LUUKKU_MAIL_MAX_PARTS 200          /* attachments that are listed */
#define LUUKKU_MAIL_MAX_LEVELS 30          /* parts in parts */

/* Why nobody should answer. */
typedef enum {
  LUUKKU_MAIL_PERSONAL, /* a person wrote it, as far as it says */
  LUUKKU_MAIL_AUTO,     /* Auto-Submitted (RFC 3834) and what programs used before it */
  LUUKKU_MAIL_LIST,     /* a mailing list (RFC 2919, RFC 2369) */
  LUUKKU_MAIL_BULK,     /* Precedence: bulk, junk */
  LUUKKU_MAIL_BOUNCE,   /* a report about delivery (RFC 3464) or an empty Return-Path */
} LuukkuMailSort;

typedef struct {
  char *message_id;   /* without brackets (nullable) */
  GPtrArray *parents; /* char *: References, then In-Reply-To when it is not among them; maybe none */
  char *from;         /* address (nullable) */
  char *from_name;    /* (nullable) */
  char *answer_to;    /* address: Reply-To, or From (nullable) */
  char *answer_name;  /* (nullable) */
  char *to;           /* first address of To (nullable) */
  char *to_name;      /* (nullable) */
  char *subject;      /* (nullable) */
  char *bounced;      /* of a report: message id of the letter it is about (nullable) */
  gint64 date;        /* as the sender's machine says, UTC µs, 0 when it does not */
  LuukkuMailSort sort;
  char *text;             /* all that is to be read, tidy, not folded */
  GPtrArray *attachments; /* LuukkuAttachment (owned), without url; the order is that of
                             luukku_mail_letter_get_part() */
  guint unlisted;         /* attachments over LUUKKU_MAIL_MAX_PARTS */
  char *digest;           /* 16 hex digits, see above */
} LuukkuMailLetter;

/* Never fails: what is no letter is text. Returns: (transfer full). */
LuukkuMailLetter *luukku_mail_letter_parse (GBytes *bytes) G_GNUC_NON_NULL (1);
void luukku_mail_letter_free (LuukkuMailLetter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuMailLetter, luukku_mail_letter_free)

/* Returns: (transfer full) (nullable): the bytes of attachment @n, decoded; NULL when there is none. */
GBytes *luukku_mail_letter_get_part (GBytes *bytes, guint n) G_GNUC_NON_NULL (1);

/* Returns: (transfer full): see above. */
char *luukku_mail_letter_id (const LuukkuMailLetter *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): the message id in such an id. */
char *luukku_mail_letter_message_id_of (const char *id) G_GNUC_NON_NULL (1);

/* Returns: (transfer full): @bytes for the archive: long runs of base64, which are kept as attachments,
 * become one line that says how many bytes are left out and their SHA-256, and a rest over @max bytes is cut.
 * Unchanged when it is small. */
GBytes *luukku_mail_letter_trim (GBytes *bytes, gsize max) G_GNUC_NON_NULL (1);

G_END_DECLS
