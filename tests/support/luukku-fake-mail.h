/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-fake-mail.h: mail servers in memory: the mailbox adapter's connections end in this process and are
 * answered from transcripts, without a network and without threads.
 *
 * A transcript (tests/data/mail/NAME.session) is blocks of one "C:" line and "S:" lines: when the client's
 * line holds the words of the first block that fits, its lines are the answer. "%t" is the client's tag,
 * "@FILE" the file as a literal. "C: (greeting)" comes by itself; "S: (close)" breaks the connection off; "S:
 * (hang)" says nothing. */
#pragma once

#include <gio/gio.h>

#define LUUKKU_FAKE_IMAP_PORT 143
#define LUUKKU_FAKE_SMTP_PORT 587

/* From now on connections of the adapter end here. */
void luukku_fake_mail_start (void);
/* The transcripts that answer from now on, also on connections that are open. NULL: as it was. */
void luukku_fake_mail_play (const char *imap, const char *smtp);
/* The same with the text of the IMAP transcript itself. */
void luukku_fake_mail_play_text (const char *imap, const char *smtp);
/* A client's line with these words is not answered; NULL: all are. */
void luukku_fake_mail_hang_at (const char *words);
/* An IMAP server says @line unasked on every connection. */
void luukku_fake_mail_tell (const char *line);
/* Returns: what the clients have said since the last look. */
char *luukku_fake_mail_said (void);
void luukku_fake_mail_stop (void);
