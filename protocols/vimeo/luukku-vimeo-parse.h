/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-vimeo-parse.h: the answers of the Vimeo API as our values. Pure: a document in, values out. Source
 * of the format: Vimeo's published description of the interface, and recorded answers: lists come in an
 * envelope, the description shows bare ones; both are taken.
 *
 * An id is only in the address of a thing: a comment's id here is "VIDEO/COMMENT". */
#pragma once

#include <json-glib/json-glib.h>

#include "model/luukku-message.h"

G_BEGIN_DECLS

/* Who we are. */
typedef struct {
  char *id;   /* digits */
  char *link; /* the last part of the profile's address (nullable) */
  char *name;
} LuukkuVimeoSelf;

gboolean luukku_vimeo_parse_self (JsonNode *root, LuukkuVimeoSelf *ret_self, GError **error)
    G_GNUC_NON_NULL (1, 2);
void luukku_vimeo_self_clear (LuukkuVimeoSelf *self);

/* Whose comments they are. */
typedef struct {
  const LuukkuVimeoSelf *self;
  const char *channel; /* "vimeo:kaupunki" */
  gint64 fetched_at;
} LuukkuVimeoPlace;

typedef struct {
  char *id; /* digits */
  char *name;
  gint64 comments; /* as Vimeo counts them, -1: it does not say */
} LuukkuVimeoVideo;

typedef struct {
  char *id;               /* "VIDEO/COMMENT" */
  char *author;           /* (nullable): the account is no more */
  char *author_name;      /* (nullable) */
  LuukkuMessage *message; /* (ref) */
  char *digest;
  gint64 at; /* UTC µs */
  gint64 replies;
} LuukkuVimeoComment;

typedef struct {
  GPtrArray *videos;   /* of LuukkuVimeoVideo */
  GPtrArray *comments; /* of LuukkuVimeoComment */
  gboolean has_next;
  guint skipped;
} LuukkuVimeoPage;

/* @size: how many were asked for. Returns: (transfer full): NULL with INVALID_DATA. */
LuukkuVimeoPage *luukku_vimeo_parse_videos (JsonNode *root, guint size, GError **error) G_GNUC_NON_NULL (1);
/* @video: their video. @parent: (nullable): "VIDEO/COMMENT" that they answer. */
LuukkuVimeoPage *luukku_vimeo_parse_comments (JsonNode *root, const LuukkuVimeoPlace *place,
                                              const char *video, const char *parent, guint size,
                                              GError **error) G_GNUC_NON_NULL (1, 2, 3);
void luukku_vimeo_page_free (LuukkuVimeoPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuVimeoPage, luukku_vimeo_page_free)
/* The answer to a reply. Returns: (transfer full): "VIDEO/COMMENT"; NULL with INVALID_DATA. */
char *luukku_vimeo_parse_sent (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);

/* Digits. */
gboolean luukku_vimeo_is_id (const char *text);
/* "VIDEO/COMMENT". *@ret_video, *@ret_comment: (transfer full). Returns: FALSE when it is none. */
gboolean luukku_vimeo_split (const char *text, char **ret_video, char **ret_comment) G_GNUC_NON_NULL (2, 3);

G_END_DECLS
