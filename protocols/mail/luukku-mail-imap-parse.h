/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-imap-parse.h: what an IMAP server says, as values. Pure: bytes go in as they come, whole
 * responses come out. RFC 3501 section 9, with the literals of section 4.3; a literal8 (RFC 3516) is read
 * like a literal. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Limits of one response. */
#define LUUKKU_MAIL_MAX_LINES (4 * 1024 * 1024) /* bytes outside of literals */
#define LUUKKU_MAIL_MAX_DEPTH 32                /* lists in lists */
#define LUUKKU_MAIL_MAX_VALUES 400000

typedef enum {
  LUUKKU_MAIL_VALUE_ATOM,   /* NIL too; what stands in brackets belongs to it: "BODY[HEADER]" */
  LUUKKU_MAIL_VALUE_STRING, /* quoted or literal */
  LUUKKU_MAIL_VALUE_LIST,
} LuukkuMailValueKind;

typedef struct {
  LuukkuMailValueKind kind;
  GBytes *bytes;   /* (nullable): ATOM and STRING; not NUL-terminated, any bytes */
  GPtrArray *list; /* (nullable): LIST: LuukkuMailValue (owned) */
} LuukkuMailValue;

/* "a3 OK [READ-ONLY] EXAMINE completed", "* 12 EXISTS", "* 4 FETCH (…)", "+ idling". */
typedef struct {
  char *tag;         /* "*", "+" or ours */
  GPtrArray *values; /* LuukkuMailValue (owned): all after the tag; of a status only its word */
  char *code;        /* of a status (nullable): "READ-ONLY", "UIDVALIDITY" */
  char *argument;    /* what follows the code in the brackets (nullable) */
  char *text;        /* of a status or a continuation: valid UTF-8, a machine's words, never shown */
} LuukkuMailResponse;

void luukku_mail_response_free (LuukkuMailResponse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuMailResponse, luukku_mail_response_free)
/* Returns: whether value @n is the atom @word, ASCII letter case ignored. */
gboolean luukku_mail_response_is (const LuukkuMailResponse *self, guint n, const char *word)
    G_GNUC_NON_NULL (1, 3);
/* Returns: value @n as a number, or 0 with FALSE in *@ret_ok (nullable). */
guint64 luukku_mail_value_number (const LuukkuMailValue *value, gboolean *ret_ok);
/* Returns: (transfer full) (nullable): an atom or a string as valid UTF-8; NULL for a list or the atom NIL.
 */
char *luukku_mail_value_text (const LuukkuMailValue *value);
/* Of "* n FETCH (KEY value …)". @key: the item's name, or its beginning when it ends with '['. Returns:
 * (transfer none) (nullable). */
const LuukkuMailValue *luukku_mail_response_fetched (const LuukkuMailResponse *self, const char *key)
    G_GNUC_NON_NULL (1, 2);

typedef struct _LuukkuMailReader LuukkuMailReader;

/* @max_literal: bytes. Returns: (transfer full). */
LuukkuMailReader *luukku_mail_reader_new (gsize max_literal);
void luukku_mail_reader_free (LuukkuMailReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuMailReader, luukku_mail_reader_free)
void luukku_mail_reader_push (LuukkuMailReader *self, const guint8 *data, gsize size) G_GNUC_NON_NULL (1);
/* Returns: (transfer full) (nullable): the next whole response; NULL without @error: more bytes are needed.
 * With
 * @error (INVALID_DATA, TOO_LARGE) the connection is of no use any more. */
LuukkuMailResponse *luukku_mail_reader_next (LuukkuMailReader *self, GError **error) G_GNUC_NON_NULL (1);
/* Returns: bytes pushed and not given out: must be 0 when TLS begins. */
gsize luukku_mail_reader_pending (LuukkuMailReader *self) G_GNUC_NON_NULL (1);

/* --- small parts of commands; pure */

/* Returns: (transfer full): @text as a quoted string, "" when it cannot be one (line breaks, NUL, 8 bit). */
char *luukku_mail_quote (const char *text) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): a folder's name as IMAP writes it, modified UTF-7 (RFC 3501 section 5.1.3). */
char *luukku_mail_folder_encode (const char *name) G_GNUC_NON_NULL (1);
/* "17-Jul-1996 02:44:25 -0700". Returns: UTC µs, 0 when it is none. */
gint64 luukku_mail_parse_internal_date (const char *text);
/* Returns: (transfer full): the day before @time as SEARCH takes it, "16-Jul-1996". */
char *luukku_mail_search_day (gint64 time);

G_END_DECLS
