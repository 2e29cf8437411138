/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky-parse.h: sessions, and the answers of the chat service, as our values. Pure: a document in,
 * values out; no clock, no network, nothing global. Source of the format: the lexicons com.atproto.server and
 * chat.bsky.convo.
 *
 * Tolerant on purpose: kinds of a union that are not known are passed over, what cannot be read is left out
 * and counted, never the list around it. */
#pragma once

#include <json-glib/json-glib.h>

#include "adapter/luukku-json-read.h"
#include "adapter/luukku-oauth.h"
#include "model/luukku-batch.h"

G_BEGIN_DECLS

#define LUUKKU_BLUESKY_REACTION "reaction:"

/* --- the session */

/* Who we are: the answer to getSession. */
typedef struct {
  char *did;
  char *handle;
  char *pds; /* (nullable): cleaned address of the server that keeps the account */
} LuukkuBlueskySelf;

/* @local: whether an address on this machine may be taken. Returns: FALSE with LUUKKU_ERROR_INVALID_DATA. */
gboolean luukku_bluesky_parse_self (JsonNode *root, gboolean local, LuukkuBlueskySelf *ret_self,
                                    GError **error) G_GNUC_NON_NULL (1, 3);
void luukku_bluesky_self_clear (LuukkuBlueskySelf *self);
/* LuukkuOauthParse of createSession and refreshSession. The tokens are opaque: when they end is not known. */
LuukkuOauthTokens *luukku_bluesky_parse_tokens (JsonNode *root, gint64 now, GError **error)
    G_GNUC_NON_NULL (1);

/* --- where messages go: one batch, each message once */
typedef struct {
  const char *self_did;
  const char *channel; /* "bluesky:kaupunki.example" */
  gint64 fetched_at;
  LuukkuBatch *batch;
  GHashTable *seen;   /* set of char * (owned): ids in the batch */
  GHashTable *people; /* char * (owned) → char * (owned): DIDs and names */
} LuukkuBlueskyPlace;

/* --- conversations */
typedef struct {
  char *id;
  char *rev;        /* grows with every change */
  char *other;      /* DID (nullable): of a group, or not said */
  char *group_name; /* (nullable): it is a group */
  gboolean is_request;
  gboolean can_reply;
} LuukkuBlueskyConvo;

void luukku_bluesky_convo_free (LuukkuBlueskyConvo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuBlueskyConvo, luukku_bluesky_convo_free)

/* The answer to listConvos, listConvoRequests (member "requests"), getConvo and getConvoForMembers (member
 * "convo", one). Returns: (transfer full): of LuukkuBlueskyConvo; NULL with @error. *@ret_cursor: (transfer
 * full) (nullable) (optional): where the next page begins. */
GPtrArray *luukku_bluesky_parse_convos (JsonNode *root, LuukkuBlueskyPlace *place, char **ret_cursor,
                                        GError **error) G_GNUC_NON_NULL (1, 2);
/* Adds the thread of @convo to the batch. */
void luukku_bluesky_add_convo (LuukkuBlueskyPlace *place, const LuukkuBlueskyConvo *convo)
    G_GNUC_NON_NULL (1, 2);

/* --- messages */

/* The answer to getLog: what was written, deleted and reacted to. Returns: how many entries there were, of
 * any kind; -1 with @error. *@ret_cursor: (transfer full) (nullable). @changed: set of char * (owned):
 * conversations that were begun, accepted, locked or opened are added. */
int luukku_bluesky_parse_log (JsonNode *root, LuukkuBlueskyPlace *place, GHashTable *changed,
                              char **ret_cursor, GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);
/* The answer to getMessages, newest first. @since: (nullable): messages with this revision and older ones are
 * known.
 * *@ret_end: one of those was met. Returns: how many there were; -1 with @error. */
int luukku_bluesky_parse_messages (JsonNode *root, const char *convo, const char *since,
                                   LuukkuBlueskyPlace *place, char **ret_cursor, gboolean *ret_end,
                                   GError **error) G_GNUC_NON_NULL (1, 2, 4, 5, 6);
/* The answer to sendMessage. Returns: (transfer full): the message's id; NULL with @error. */
char *luukku_bluesky_parse_sent (JsonNode *root, GError **error) G_GNUC_NON_NULL (1);

/* --- parts that posts have too */
/* A profile: notes the name of its DID. Returns: (transfer full) (nullable): the DID. */
char *luukku_bluesky_read_person (const LuukkuJsonAt *at, const char *name, LuukkuBlueskyPlace *place)
    G_GNUC_NON_NULL (1, 2, 3);
/* Adds what @embed (a view) shows: pictures as files, the rest as lines below *@text. */
void luukku_bluesky_read_embed (const LuukkuJsonAt *embed, LuukkuBlueskyPlace *place, GString *text,
                                GPtrArray *files) G_GNUC_NON_NULL (1, 2, 3, 4);
/* Returns: FALSE with LUUKKU_ERROR_INVALID_DATA when @root is no object. */
gboolean luukku_bluesky_root_at (JsonNode *root, LuukkuJsonAt *ret_at, GError **error) G_GNUC_NON_NULL (1, 2);
gboolean luukku_bluesky_element_at (JsonArray *list, guint i, const char *path, LuukkuJsonAt *ret_at)
    G_GNUC_NON_NULL (1, 3, 4);

G_END_DECLS
