/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x-parse.h: the answers of the X API v2 as our values. Pure: a document in, values out; no clock, no
 * network, nothing global. Source of the format: X's published description of the interface, versions 2.159
 * to 2.167; where they differ in names, both are understood.
 *
 * Tolerant on purpose: what cannot be read is left out and counted, never the list around it. Ids have 19
 * digits and are texts. Links of X's shortener are written out by what X says about them; the payload keeps
 * the original. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/luukku-batch.h"

G_BEGIN_DECLS

/* Heads of the ids of what is told about encrypted conversations; X's id follows. */
#define LUUKKU_X_ENCRYPTED "xchat:"
/* The id of the notice that X does not even list them. */
#define LUUKKU_X_ENCRYPTED_UNKNOWN LUUKKU_X_ENCRYPTED "unknown"

/* Who we are. */
typedef struct {
  char *id;
  char *username;
  char *name;
} LuukkuXSelf;

gboolean luukku_x_parse_self (JsonNode *root, LuukkuXSelf *ret_self, GError **error) G_GNUC_NON_NULL (1, 2);
void luukku_x_self_clear (LuukkuXSelf *self);

/* Where messages go: one batch, each message once. */
typedef struct {
  const LuukkuXSelf *self;
  const char *channel; /* "x:kaupunki" */
  gint64 fetched_at;
  LuukkuBatch *batch;
  GHashTable *seen; /* set of char * (owned): ids in the batch */
} LuukkuXPlace;

/* One thing on a page. */
typedef struct {
  char *id;
  char *first;        /* of a post: the id of its first edition; of a direct message: the same as @id */
  char *newest;       /* of a post: the id of its newest edition */
  char *conversation; /* ours */
  LuukkuMessage
      *message; /* (ref) (nullable): not the newest edition, or the town's own that answers nobody */
} LuukkuXItem;

typedef struct {
  GPtrArray *items;      /* of LuukkuXItem, in X's order: newest first */
  GPtrArray *missing;    /* of char *: asked for by id, and X says that there is no such thing */
  char *next;            /* token of the next page (nullable) */
  char *newest, *oldest; /* ids (nullable: an empty page) */
  guint skipped;
} LuukkuXPage;

void luukku_x_page_free (LuukkuXPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuXPage, luukku_x_page_free)

/* A page of direct messages, or of posts (mentions, our own, by id). Threads go into the batch of @place,
 * messages stay in the page until luukku_x_page_take(). Returns: (transfer full): NULL with INVALID_DATA. */
LuukkuXPage *luukku_x_parse_dms (JsonNode *root, LuukkuXPlace *place, GError **error) G_GNUC_NON_NULL (1, 2);
LuukkuXPage *luukku_x_parse_posts (JsonNode *root, LuukkuXPlace *place, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Puts @item's message (nullable) and its thread into the batch, unless it is there already. */
void luukku_x_item_take (const LuukkuXItem *item, LuukkuXPlace *place) G_GNUC_NON_NULL (1, 2);

/* An encrypted conversation: who, not what. */
typedef struct {
  char *id;
  char *other_id;   /* (nullable): a group, or X does not say */
  char *other_name; /* (nullable) */
  gint64 updated_at;
} LuukkuXChat;

/* Those changed after @since, oldest first. Returns: (transfer full): of LuukkuXChat; NULL with INVALID_DATA.
 */
GPtrArray *luukku_x_parse_chats (JsonNode *root, const LuukkuXSelf *self, gint64 since, guint *ret_skipped,
                                 GError **error) G_GNUC_NON_NULL (1, 2, 4);
void luukku_x_chat_free (LuukkuXChat *self);
/* The events of @chat after @since: a message without words for each. Returns: FALSE with INVALID_DATA. */
gboolean luukku_x_parse_chat_events (JsonNode *root, const LuukkuXChat *chat, gint64 since,
                                     LuukkuXPlace *place, GError **error) G_GNUC_NON_NULL (1, 2, 4);
/* One message without words at the time of @chat's change: X does not list its events. */
void luukku_x_add_chat (const LuukkuXChat *chat, LuukkuXPlace *place) G_GNUC_NON_NULL (1, 2);
/* X lists no encrypted conversations for us: that is told once. */
void luukku_x_add_unknown_chats (LuukkuXPlace *place) G_GNUC_NON_NULL (1);

/* The answer to a reply; @name: "dm_event_id" or "id". Returns: (transfer full): NULL with INVALID_DATA. */
char *luukku_x_parse_sent (JsonNode *root, const char *name, GError **error) G_GNUC_NON_NULL (1, 2);
/* The answer to an act, such as {"data":{"hidden":true}}. Returns: whether it says @wanted. */
gboolean luukku_x_parse_done (JsonNode *root, const char *name, gboolean wanted) G_GNUC_NON_NULL (1, 2);

/* --- conversations of ours: "1-2" (direct), "12345" (a group's direct), "ROOT:PERSON" (public), "xchat:1-2"
 */
typedef enum {
  LUUKKU_X_DIRECT,
  LUUKKU_X_PUBLIC,
  LUUKKU_X_UNREADABLE,
  LUUKKU_X_NOTHING, /* none of ours */
} LuukkuXKind;

/* *@ret_person: (transfer full) (nullable): the other one's id. *@ret_root: (transfer full) (nullable): of
 * PUBLIC, the post at its beginning. */
LuukkuXKind luukku_x_conversation_kind (const char *conversation, const char *self_id, char **ret_person,
                                        char **ret_root) G_GNUC_NON_NULL (3, 4);
/* "https://ton.x.com/1.1/ton/data/dm/1/2/abc.jpg": a picture in a direct message, which only the API gives
 * out. Returns: (transfer full) (nullable): its path there, "/2/dm_conversations/media/1/2/abc.jpg"; NULL for
 * any other address. */
char *luukku_x_media_path (const char *url);

G_END_DECLS
