/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-form-parse.h: what a web form sent as one message and its conversation; pure.
 *
 *   {"timestamp": "2026-11-20T10:05:00Z", "data": {"name", "contact", "subject", "text", …}}
 *
 * The members may stand at the top, too, without "data". Whatever else is in there is shown below the text,
 * by its name: a town's form has fields of its own. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/luukku-batch.h"

G_BEGIN_DECLS

/* A file that a submission names, as an attachment. @entry: what stands in the list "attachments" or "files".
 * Returns: (transfer full) (nullable): NULL: it is told and never fetched. */
typedef LuukkuAttachment *(*LuukkuFormFile) (JsonNode *entry, gpointer data);

/* The same as luukku_form_parse(), where files lie beside the submission. @file: (nullable). */
void luukku_form_parse_with_files (GBytes *body, const char *id, gint64 received, const char *channel,
                                   gint64 fetched_at, LuukkuFormFile file, gpointer data, LuukkuBatch *batch)
    G_GNUC_NON_NULL (1, 4, 8);
/* Adds one message and its conversation to @batch, or counts it as skipped. @id: (nullable): the delivery's
 * own; without one what was sent is its name. @received: when the relay had it, UTC µs. */
void luukku_form_parse (GBytes *body, const char *id, gint64 received, const char *channel, gint64 fetched_at,
                        LuukkuBatch *batch) G_GNUC_NON_NULL (1, 4, 6);

G_END_DECLS
