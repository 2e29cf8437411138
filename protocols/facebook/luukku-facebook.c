/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-facebook.c: a Facebook Page's messages: what sets them apart from the other platforms behind the
 * Graph API. README.md says what it needs at the platform. */
#define G_LOG_DOMAIN "luukku"

#include "facebook/luukku-facebook.h"

#include "base/luukku-error.h"
#include "graph/luukku-graph-platform.h"

#define NAME "Facebook"

static gboolean
check_answer (const LuukkuHttpAnswer *answer, GError **error)
{
  return luukku_graph_check (answer, NAME, error);
}

static const LuukkuGraphPlatform platform = {
  .id = "facebook",
  .name = NAME,
  .listed = "messenger",
  .message_fields = "id,created_time,from,to,message,attachments,sticker,reply_to,is_unsupported",
  .check = check_answer,
};

static LuukkuAdapter *
luukku_facebook_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                        GError **error)
{
  return luukku_graph_create_direct (&platform, settings, transport, clock, error);
}

static const LuukkuAdapterOption options[] = {
  LUUKKU_GRAPH_OPTION_API_BASE,
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
  .token_label = N_ ("Page access token"),
  .options = options,
  .create = luukku_facebook_create,
  .needs_network = TRUE,
};
