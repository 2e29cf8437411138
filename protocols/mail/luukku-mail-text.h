/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-text.h: from the bytes of a letter's text to what a person reads. Pure; linear in the input. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Bytes in @charset as the letter names it (nullable: it names none). What letters name wrongly is read as
 * what they mean: valid UTF-8 is UTF-8 where a Western charset or none was named, "iso-8859-1" means
 * windows-1252; an unknown charset, too. What cannot be read becomes U+FFFD. Returns: (transfer full): valid
 * UTF-8, line ends as "\n". */
char *luukku_mail_text_decode (const char *bytes, gsize size, const char *charset) G_GNUC_NON_NULL (1);

/* A letter in HTML. Quotations get "> ", links whose words are not their address get it behind them; nothing
 * is fetched, nothing that a reader would see is left out. Returns: (transfer full). */
char *luukku_mail_text_from_html (const char *html) G_GNUC_NON_NULL (1);

/* Soft line ends of format=flowed (RFC 3676) made one line. Returns: (transfer full). */
char *luukku_mail_text_unflow (const char *text, gboolean delsp) G_GNUC_NON_NULL (1);

/* The new text; a quotation of the earlier letters before or after it becomes one line "> […]". Quotations
 * between new lines stay, because the answers make no sense without them, and so does everything when there
 * would be nothing new.
 * *@ret_folded: how many lines were folded. Returns: (transfer full). */
char *luukku_mail_text_fold (const char *text, guint *ret_folded) G_GNUC_NON_NULL (1, 2);

/* Returns: (transfer full): without spaces at the ends of lines, with at most two empty lines in a row, none
 * around. */
char *luukku_mail_text_tidy (const char *text) G_GNUC_NON_NULL (1);

G_END_DECLS
