/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-linkedin-parse.h: the answers of LinkedIn's Community Management API as our values. Pure: a document
 * in, values out; no clock, no network, nothing global.
 *
 * A conversation is a comment at the top and what answers it (there are two levels only), named by the top
 * comment; or a post of somebody else that mentions the page, named by the post. Tolerant on purpose: what
 * cannot be read is left out and counted, never the list around it. */
#pragma once

#include <json-glib/json-glib.h>

#include "linkedin/luukku-linkedin-urn.h"
#include "model/luukku-batch.h"

G_BEGIN_DECLS

#define LUUKKU_LINKEDIN_MAX_ITEMS 200
#define LUUKKU_LINKEDIN_TITLE_LENGTH 80 /* characters of a post that stand for it */

/* Where messages go: one batch, each message once. */
typedef struct {
  const char *organization; /* our name: urn:li:organization:123 */
  const char *channel;      /* "linkedin:123" */
  gint64 fetched_at;
  LuukkuBatch *batch;
  GHashTable *seen; /* set of char * (owned): ids in the batch */
} LuukkuLinkedinPlace;

/* Returns: (transfer full): the page's name; NULL with INVALID_DATA. */
char *luukku_linkedin_parse_self (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);

typedef enum {
  LUUKKU_LINKEDIN_COMMENT, /* written or edited, by anybody */
  LUUKKU_LINKEDIN_DELETED,
  LUUKKU_LINKEDIN_MENTION,
} LuukkuLinkedinWhat;

/* That something has happened. */
typedef struct {
  char *id;
  LuukkuLinkedinWhat what;
  char *urn;  /* of the comment, or of the post that mentions us */
  char *post; /* under which it stands (nullable) */
  gint64 at;  /* UTC µs */
} LuukkuLinkedinNews;

/* Returns: (transfer full): NULL when it would make no sense. */
LuukkuLinkedinNews *luukku_linkedin_news_new (const char *id, LuukkuLinkedinWhat what, const char *urn,
                                              const char *post, gint64 at);
void luukku_linkedin_news_free (LuukkuLinkedinNews *self);

/* A page of notifications. *@ret_count: elements in it, whatever they are. Returns: (transfer full):
 * LuukkuLinkedinNews (owned); NULL with INVALID_DATA. */
GPtrArray *luukku_linkedin_parse_news (JsonNode *root, guint *ret_count, guint *skipped, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
/* One comment goes into the batch. @title: of its post (nullable). Returns: FALSE with INVALID_DATA when
 * @root is none. */
gboolean luukku_linkedin_parse_comment (JsonNode *root, const char *title, LuukkuLinkedinPlace *place,
                                        GError **error) G_GNUC_NON_NULL (1, 3);
/* A page of comments goes into the batch. *@ret_count: elements in it. */
gboolean luukku_linkedin_parse_comments (JsonNode *root, LuukkuLinkedinPlace *place, guint *ret_count,
                                         GError **error) G_GNUC_NON_NULL (1, 2, 3);
/* Returns: (transfer full): who wrote the comment; NULL with INVALID_DATA. */
char *luukku_linkedin_parse_actor (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): the first line of a post; NULL with INVALID_DATA. */
char *luukku_linkedin_parse_title (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);
/* A post that mentions us goes into the batch. */
gboolean luukku_linkedin_parse_mention (JsonNode *root, const char *urn, LuukkuLinkedinPlace *place,
                                        GError **error) G_GNUC_NON_NULL (1, 2, 3);
/* The same for one that LinkedIn does not show to programs: a line says that it is there. */
void luukku_linkedin_add_unseen_mention (const LuukkuLinkedinNews *news, LuukkuLinkedinPlace *place)
    G_GNUC_NON_NULL (1, 2);
/* What a reply was confirmed with: the header x-restli-id (nullable), else the body. @object: under which it
 * was written. Returns: (transfer full): the name of the new comment; NULL with INVALID_DATA. */
char *luukku_linkedin_read_sent (const char *header, JsonNode *root, const char *object, GError **error)
    G_GNUC_NON_NULL (2, 3);

G_END_DECLS
