/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-whatsapp-parse.h: webhooks and answers of the Cloud API as our values. Pure: a document in, values
 * out. Source of the format: Meta's published description of the Cloud API v23.0 and its examples.
 *
 * Every level of a webhook may hold several parts; all are read. A part that cannot be read is left out and
 * counted, never the parts around it. Members that are unknown do not matter.
 *
 * A person is named by the business-scoped user id when there is one ("FI.1349…"), otherwise by the phone
 * number: since 2026 people with user names write without one. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/luukku-batch.h"

G_BEGIN_DECLS

/* An attachment has no address of its own, only the id of a medium: "whatsapp-media:ID". */
#define LUUKKU_WHATSAPP_MEDIA "whatsapp-media:"

/* Adds what one webhook brought for the number @number (its id, not its digits) to @batch; what it brought
 * for other numbers of the same app is none of ours. @channel: "whatsapp:NUMBER". */
void luukku_whatsapp_parse_webhook (JsonNode *root, const char *number, const char *channel,
                                    gint64 fetched_at, LuukkuBatch *batch) G_GNUC_NON_NULL (1, 2, 3, 5);
/* The answer to a message. Returns: (transfer full): its id. */
char *luukku_whatsapp_parse_sent (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);
/* The answer to an upload. Returns: (transfer full): the file's id, for messages. */
char *luukku_whatsapp_parse_uploaded (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);
/* The answer to the number's own page. Returns: (transfer full): the verified name, or the number. */
char *luukku_whatsapp_parse_number (JsonNode *root, const char *number, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* The answer about a medium. Returns: (transfer full): where it is for five minutes; a secret. */
char *luukku_whatsapp_parse_media (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);
/* The answer to blocking: people for whom it failed have errors of their own. FALSE with a LUUKKU_FAULT. */
gboolean luukku_whatsapp_parse_blocked (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);

/* Whether @id (nullable) is a phone number in digits, or a user id. */
gboolean luukku_whatsapp_is_phone (const char *id);
gboolean luukku_whatsapp_is_user (const char *id);

G_END_DECLS
