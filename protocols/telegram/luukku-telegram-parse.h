/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-telegram-parse.h: the Bot API's answers as our values. Pure: a document in, values out; no clock, no
 * network, nothing global. Source of the format: core.telegram.org/bots/api, version 10.1.
 *
 * Tolerant on purpose: an update that cannot be read is left out and counted, never the updates around it;
 * its number still moves the offset, because Telegram would give it again for ever. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/luukku-batch.h"

G_BEGIN_DECLS

#define LUUKKU_TELEGRAM_UPDATES 100 /* the most that one call gives */

/* An attachment has no address of its own, only the id of a file: "telegram-file:ID". */
#define LUUKKU_TELEGRAM_FILE "telegram-file:"

/* The answer to getUpdates. @channel: "telegram:NAME". Returns: (transfer full): messages, threads and what
 * was deleted; *@ret_next: (inout): raised over every update that was read or left out. NULL with
 * LUUKKU_ERROR_INVALID_DATA when @root is no such answer. */
LuukkuBatch *luukku_telegram_parse_updates (JsonNode *root, const char *channel, gint64 fetched_at,
                                            gint64 *ret_next, GError **error) G_GNUC_NON_NULL (1, 2, 4);
/* The answer to getMe. Returns: (transfer full): the bot's user name without "@"; *@ret_name: (transfer
 * full): its display name. */
char *luukku_telegram_parse_me (JsonNode *root, char **ret_name, GError **error) G_GNUC_NON_NULL (1, 2);
/* The answer to sendMessage. Returns: (transfer full): the message's id as luukku_telegram_message_id() makes
 * it. */
char *luukku_telegram_parse_sent (JsonNode *root, const char *conversation_id, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* The answer to getFile. Returns: (transfer full): a path that may be put behind the file address. */
char *luukku_telegram_parse_file (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);

/* A private chat is named by its number, a chat of a business account "CONNECTION/NUMBER". *@ret_business:
 * (transfer full) (nullable). Returns: FALSE when @conversation_id is neither. */
gboolean luukku_telegram_read_conversation (const char *conversation_id, char **ret_business,
                                            gint64 *ret_chat) G_GNUC_NON_NULL (2, 3);
/* "CONVERSATION:NUMBER": a message's number means something in its chat only. *@ret_number. Returns: FALSE
 * when it is no such id of @conversation_id. */
gboolean luukku_telegram_read_message (const char *message_id, const char *conversation_id,
                                       gint64 *ret_number) G_GNUC_NON_NULL (2, 3);

/* --- the cursor: up to where updates are confirmed, and when the last one came */
typedef struct {
  gint64 next; /* number of the first update that we do not have, 0: not known */
  gint64 at;   /* UTC µs */
} LuukkuTelegramCursor;

/* A text that is none of ours counts as the beginning: what is not confirmed is given again. */
void luukku_telegram_cursor_read (const char *text, LuukkuTelegramCursor *ret_cursor) G_GNUC_NON_NULL (2);
/* Returns: (transfer full). */
char *luukku_telegram_cursor_write (const LuukkuTelegramCursor *cursor) G_GNUC_NON_NULL (1);
/* The offset to ask from at @now, 0: none. After a week without updates Telegram begins at another, maybe
 * lower, number; an old offset would then confirm updates that nobody has read. */
gint64 luukku_telegram_cursor_offset (const LuukkuTelegramCursor *cursor, gint64 now) G_GNUC_NON_NULL (1);

G_END_DECLS
