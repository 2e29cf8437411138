/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-instagram.c: an Instagram account's messages and comments through the linked Page: what sets them
 * apart from the other platforms behind the Graph API. README.md says what it needs at the platform. */
#define G_LOG_DOMAIN "luukku"

#include "instagram/luukku-instagram.h"

#include "base/luukku-error.h"
#include "graph/luukku-graph-platform.h"

#define NAME "Instagram"
#define REPLY "id,text,timestamp,username,from{id,username},hidden,parent_id"

static gboolean
check_answer (const LuukkuHttpAnswer *answer, GError **error)
{
  return luukku_graph_check (answer, NAME, error);
}

static const LuukkuGraphPlatform platform = {
  .http = { "instagram", NAME, check_answer, LUUKKU_GRAPH_NO_TOKEN, NULL, NULL },
  .ban = "block_user",
  .unban = "unblock_user",
  .listed = "instagram",
  .message_fields = "id,created_time,from,to,message,attachments,story,is_unsupported",
  .has_account = TRUE,
};

static LuukkuAdapter *
luukku_instagram_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport,
                         LuukkuClock *clock, GError **error)
{
  return luukku_graph_create_direct (&platform, settings, transport, clock, error);
}

static const LuukkuAdapterOption options[] = {
  LUUKKU_GRAPH_OPTION_API_BASE,
  LUUKKU_GRAPH_OPTIONS_RELAY,
  { LUUKKU_OPTION_INT, "poll-interval-ms", N_ ("Look for new messages every (milliseconds)"), NULL, 15000 },
  { 0 },
};

const LuukkuAdapterType luukku_instagram_type = {
  .id = "instagram",
  .protocol_id = "prpl-luukku-instagram",
  .name = N_ ("Instagram (Luukku)"),
  .icon = "luukku-instagram",
  .account_label = N_ ("Id of the linked Page"),
  .needs_token = TRUE,
  .get_secrets = luukku_graph_get_secrets,
  .options = options,
  .create = luukku_instagram_create,
  .needs_network = TRUE,
};

/* --- the comments under its posts */

static const LuukkuGraphDialect dialect = {
  .feed = "media",
  .post_fields = "id,caption",
  .post_text = "caption",
  .text = "text",
  .time = "timestamp",
  .hidden = "hidden",
  .hide = "hide",
  .replies = "replies",
  .nested = TRUE,
  .comments = "comments.limit(50)",
  .comments_query = "",
  .comment_fields =
      "id,text,timestamp,username,from{id,username},hidden,parent_id,replies.limit(50){" REPLY "}",
  .reply_fields = REPLY,
};

static const LuukkuGraphPlatform comments_platform = {
  .http = { "instagram-comments", NAME, check_answer, LUUKKU_GRAPH_NO_TOKEN, NULL, NULL },
  .ban = "block_user",
  .unban = "unblock_user",
  .has_account = TRUE,
  .dialect = &dialect,
};

static LuukkuAdapter *
luukku_instagram_comments_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport,
                                  LuukkuClock *clock, GError **error)
{
  return luukku_graph_create_comments (&comments_platform, settings, transport, clock, error);
}

static const LuukkuAdapterOption comment_options[] = {
  LUUKKU_GRAPH_OPTION_API_BASE,
  LUUKKU_GRAPH_OPTIONS_RELAY,
  { LUUKKU_OPTION_INT, "poll-interval-ms", N_ ("Look for new comments every (milliseconds)"), NULL, 60000 },
  { 0 },
};

const LuukkuAdapterType luukku_instagram_comments_type = {
  .id = "instagram-comments",
  .protocol_id = "prpl-luukku-instagram-comments",
  .name = N_ ("Instagram comments (Luukku)"),
  .icon = "luukku-instagram",
  .account_label = N_ ("Id of the linked Page"),
  .needs_token = TRUE,
  .get_secrets = luukku_graph_get_secrets,
  .options = comment_options,
  .create = luukku_instagram_comments_create,
  .needs_network = TRUE,
};
