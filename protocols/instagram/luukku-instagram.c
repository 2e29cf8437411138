/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-instagram.c: an Instagram account's messages through the linked Page: what sets them apart from the
 * other platforms behind the Graph API. README.md says what it needs at the platform. */
#define G_LOG_DOMAIN "luukku"

#include "instagram/luukku-instagram.h"

#include "base/luukku-error.h"
#include "graph/luukku-graph-platform.h"

#define NAME "Instagram"

static gboolean
check_answer (const LuukkuHttpAnswer *answer, GError **error)
{
  return luukku_graph_check (answer, NAME, error);
}

static const LuukkuGraphPlatform platform = {
  .id = "instagram",
  .name = NAME,
  .listed = "instagram",
  .message_fields = "id,created_time,from,to,message,attachments,story,is_unsupported",
  .has_account = TRUE,
  .check = check_answer,
};

static LuukkuAdapter *
luukku_instagram_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport,
                         LuukkuClock *clock, GError **error)
{
  return luukku_graph_create_direct (&platform, settings, transport, clock, error);
}

static const LuukkuAdapterOption options[] = {
  LUUKKU_GRAPH_OPTION_API_BASE,
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
  .token_label = N_ ("Page access token"),
  .options = options,
  .create = luukku_instagram_create,
  .needs_network = TRUE,
};
