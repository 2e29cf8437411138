/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-facebook.c: a Facebook Page's messages and comments: what sets them apart from the other platforms
 * behind the Graph API. README.md says what it needs at the platform. */
#define G_LOG_DOMAIN "luukku"

#include "facebook/luukku-facebook.h"

#include "base/luukku-error.h"
#include "graph/luukku-graph-platform.h"

#define NAME "Facebook"
#define COMMENT                                                                                              \
  "id,message,created_time,from,parent{id,parent{id}},is_hidden,can_hide,can_remove,can_comment,attachment"

static gboolean
check_answer (const LuukkuHttpAnswer *answer, GError **error)
{
  return luukku_graph_check (answer, NAME, error);
}

static const LuukkuGraphPlatform platform = {
  .http = { "facebook", NAME, check_answer, LUUKKU_GRAPH_NO_TOKEN, NULL, NULL },
  .ban = "block_user",
  .unban = "unblock_user",
  .listed = "messenger",
  .message_fields = "id,created_time,from,to,message,attachments,sticker,reply_to,is_unsupported",
};

static LuukkuAdapter *
luukku_facebook_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                        GError **error)
{
  return luukku_graph_create_direct (&platform, settings, transport, clock, error);
}

static const LuukkuAdapterOption options[] = {
  LUUKKU_GRAPH_OPTION_API_BASE,
  LUUKKU_GRAPH_OPTIONS_RELAY,
  { LUUKKU_OPTION_INT, "poll-interval-ms", N_ ("Look for new messages every (milliseconds)"), NULL, 15000 },
  { 0 },
};

const LuukkuAdapterType luukku_facebook_type = {
  .id = "facebook",
  .protocol_id = "prpl-luukku-facebook",
  .name = N_ ("Facebook (Luukku)"),
  .icon = "luukku-facebook",
  .account_label = N_ ("Page id"),
  .needs_token = TRUE,
  .get_secrets = luukku_graph_get_secrets,
  .options = options,
  .create = luukku_facebook_create,
  .needs_network = TRUE,
};

/* --- the comments under its posts */

static const LuukkuGraphDialect dialect = {
  .feed = "feed",
  .post_fields = "id,message",
  .post_text = "message",
  .text = "message",
  .time = "created_time",
  .hidden = "is_hidden",
  .hide = "is_hidden",
  .replies = "comments",
  .has_can = TRUE,
  .comments = "comments.filter(stream).order(reverse_chronological).limit(25)",
  .comments_query = "&filter=stream&order=reverse_chronological",
  .comment_fields = COMMENT,
  .reply_fields = COMMENT,
};

static const LuukkuGraphPlatform comments_platform = {
  .http = { "facebook-comments", NAME, check_answer, LUUKKU_GRAPH_NO_TOKEN, NULL, NULL },
  .ban = "ban_user",
  .unban = "unban_user",
  .dialect = &dialect,
};

static LuukkuAdapter *
luukku_facebook_comments_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport,
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

const LuukkuAdapterType luukku_facebook_comments_type = {
  .id = "facebook-comments",
  .protocol_id = "prpl-luukku-facebook-comments",
  .name = N_ ("Facebook comments (Luukku)"),
  .icon = "luukku-facebook",
  .account_label = N_ ("Page id"),
  .needs_token = TRUE,
  .get_secrets = luukku_graph_get_secrets,
  .options = comment_options,
  .create = luukku_facebook_comments_create,
  .needs_network = TRUE,
};
