/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-open311-parse.h: the answers of GeoReport v2 as our values; pure. XML has become JSON before
 * (luukku-open311-xml.h). Servers differ: items may stand alone or in {"request":…}, additions at the top or
 * in "extended_attributes". */
#pragma once

#include "adapter/luukku-json-read.h"
#include "model/luukku-batch.h"
#include "model/luukku-service.h"

G_BEGIN_DECLS

/* Words that become part of a stored text. They come from the channel file and not from the catalogue: a desk
 * in another language must not make a new version of every text. */
typedef struct {
  char *address; /* "Osoite" */
  char *closed;  /* "Käsitelty" */
} LuukkuOpen311Words;

/* @file: data/channels/open311.ini. Returns: (transfer full). */
LuukkuOpen311Words *luukku_open311_words_new (GKeyFile *file) G_GNUC_NON_NULL (1);
void luukku_open311_words_free (LuukkuOpen311Words *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuOpen311Words, luukku_open311_words_free)

/* Where parsed requests go. */
typedef struct {
  const char *channel;
  gint64 fetched_at;
  gboolean can_reply;
  const LuukkuOpen311Words *words;
  LuukkuBatch *batch;
  GHashTable *states; /* id → "open" or "closed" (owned strings): every request that was read */
} LuukkuOpen311Place;

/* An id that can stand in an address and in a key. */
gboolean luukku_open311_is_id (const char *id);
/* Adds the requests that @place has not yet. Returns: how many there were; -1 with INVALID_DATA when @root is
 * no list of requests. */
int luukku_open311_parse_requests (JsonNode *root, LuukkuOpen311Place *place, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* The town's answers in the extension servicerequestupdates. Returns: FALSE with INVALID_DATA. */
gboolean luukku_open311_parse_updates (JsonNode *root, LuukkuOpen311Place *place, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* Returns: (transfer full): of LuukkuService, in the server's order; NULL with INVALID_DATA. */
GPtrArray *luukku_open311_parse_services (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);

/* The answer to a request or an update that was sent. Both out-parameters: (transfer full) (nullable).
 * Returns: FALSE with INVALID_DATA when it has neither. @name: "service_request_id" or "update_id". */
gboolean luukku_open311_parse_sent (JsonNode *root, const char *name, char **ret_id, char **ret_token,
                                    GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);
/* Among @root's requests (or updates: @name "update_id") the one whose description is @text and that is not
 * older than @since; with @request (nullable) only of that request. Returns: (transfer full) (nullable): its
 * id. */
char *luukku_open311_find_text (JsonNode *root, const char *name, const char *request, const char *text,
                                gint64 since) G_GNUC_NON_NULL (1, 2, 4);

G_END_DECLS
