/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky-text.h: names, addresses and annotated texts of the AT protocol. Pure.
 *
 *   DID      did:plc:ewvi7nxzyoun6zhxrhs64oiz      who
 *   handle   kaupunki.example                      what people call them
 *   at-uri   at://DID/app.bsky.feed.post/RKEY      a post; its record key is a time (TID) or any text
 *   facet    {"index":{"byteStart","byteEnd"},"features":[…]}: a link or mention, counted in bytes
 *
 * Sources: atproto.com/specs (did, handle, at-uri-scheme, tid) and the lexicon app.bsky.richtext.facet. */
#pragma once

#include <json-glib/json-glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_BLUESKY_POST "app.bsky.feed.post"
#define LUUKKU_BLUESKY_GATE "app.bsky.feed.threadgate"

/* --- names */
gboolean luukku_bluesky_is_did (const char *text);
gboolean luukku_bluesky_is_handle (const char *text);
/* Ids of conversations and messages, record keys, revisions: what may stand in a query after escaping. */
gboolean luukku_bluesky_is_id (const char *text);

/* An at-uri of a record. */
typedef struct {
  char *did;
  char *collection;
  char *rkey;
} LuukkuBlueskyUri;

/* Returns: FALSE when @text is no at-uri with a DID, a collection and a record key. */
gboolean luukku_bluesky_uri_parse (const char *text, LuukkuBlueskyUri *ret_uri) G_GNUC_NON_NULL (2);
void luukku_bluesky_uri_clear (LuukkuBlueskyUri *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LuukkuBlueskyUri, luukku_bluesky_uri_clear)
gboolean luukku_bluesky_is_post (const char *text);
/* Returns: (transfer full) (nullable): where a browser shows the post; NULL when @uri is none. */
char *luukku_bluesky_post_address (const char *uri);

/* --- public conversations of ours: one thread and one person, "ROOT#DID" */
/* Returns: (transfer full). */
char *luukku_bluesky_thread_id (const char *root, const char *did) G_GNUC_NON_NULL (1, 2);
/* Returns: FALSE when @conversation is none of them. *@ret_root, *@ret_did: (transfer full). */
gboolean luukku_bluesky_thread_parse (const char *conversation, char **ret_root, char **ret_did)
    G_GNUC_NON_NULL (2, 3);

/* --- record keys */
/* The same for the same reply: 13 letters that sort by @time, UTC µs. Returns: (transfer full). */
char *luukku_bluesky_make_tid (gint64 time, const char *seed) G_GNUC_NON_NULL (2);
gboolean luukku_bluesky_is_tid (const char *text);

/* --- texts */
/* @text with the whole address behind every link whose letters are not the address. @facets: (nullable). What
 * cannot be read in it is counted in *@skipped. Returns: (transfer full). */
char *luukku_bluesky_expand (const char *text, JsonArray *facets, guint *skipped) G_GNUC_NON_NULL (1, 3);
/* Adds the facets of the addresses in @text as the member "facets"; nothing when there are none. */
void luukku_bluesky_add_facets (JsonBuilder *builder, const char *text) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
