/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-deliver.h: a letter as a message of a conversation. Pure. */
#pragma once

#include "mail/luukku-mail-letter.h"
#include "model/luukku-batch.h"

G_BEGIN_DECLS

#define LUUKKU_MAIL_MAX_RAW (1024 * 1024) /* bytes of a letter that are kept as its raw payload */

typedef enum {
  LUUKKU_MAIL_INBOX,
  LUUKKU_MAIL_SENT,
  LUUKKU_MAIL_N_FOLDERS,
} LuukkuMailFolder;

/* Where a letter was found. */
typedef struct {
  const char *channel;
  const char *own_address; /* of the mailbox, in lower case */
  LuukkuMailFolder folder;
  guint64 validity;   /* UIDVALIDITY */
  guint64 uid;        /* UID */
  gint64 received_at; /* INTERNALDATE, UTC µs; 0: take the letter's own date */
  gint64 fetched_at;  /* UTC µs */
  guint64 cut;        /* bytes of the whole letter when only its beginning is here; 0: it is whole */
} LuukkuMailPlace;

/* @raw: the letter's bytes. Returns: (transfer full); *@ret_thread: (transfer full). */
LuukkuMessage *luukku_mail_deliver (const LuukkuMailLetter *letter, GBytes *raw, const LuukkuMailPlace *place,
                                    LuukkuThread **ret_thread) G_GNUC_NON_NULL (1, 2, 3, 4);

/* Where the bytes of an attachment are. */
typedef struct {
  LuukkuMailFolder folder;
  guint64 validity, uid;
  guint part;
  char digest[17]; /* of the letter: another one may have its place after the folder was renumbered */
} LuukkuMailPart;

/* Reads an attachment's url as luukku_mail_deliver() made it. Returns: FALSE when it is none. */
gboolean luukku_mail_part_parse (const char *url, LuukkuMailPart *ret_part) G_GNUC_NON_NULL (2);

/* --- how far the folders were read */
typedef struct {
  guint64 validity; /* UIDVALIDITY, 0: never read */
  guint64 uid;      /* the last one read */
  guint64 modseq;   /* HIGHESTMODSEQ when all was read (RFC 7162), 0: the server has none */
  gint64 newest;    /* INTERNALDATE of the newest letter read, UTC µs */
} LuukkuMailMark;

typedef struct {
  LuukkuMailMark marks[LUUKKU_MAIL_N_FOLDERS];
} LuukkuMailCursor;

/* @text: (nullable). What is none of ours is the beginning. */
void luukku_mail_cursor_parse (const char *text, LuukkuMailCursor *ret_cursor) G_GNUC_NON_NULL (2);
/* Returns: (transfer full). */
char *luukku_mail_cursor_to_string (const LuukkuMailCursor *self) G_GNUC_NON_NULL (1);

G_END_DECLS
