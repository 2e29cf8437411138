/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-platform.h: what sets the platforms behind the Graph API apart: a platform's folder fills this
 * table and has the rest from here. */
#pragma once

#include "adapter/luukku-http-adapter.h"
#include "graph/luukku-graph-comments-parse.h"

G_BEGIN_DECLS

#define LUUKKU_GRAPH_API "https://graph.facebook.com/v25.0"

typedef struct {
  LuukkuHttpPlatform http; /* check: luukku_graph_check() with the name */
  const char *ban, *unban; /* actions of moderate_conversations */
  /* for direct messages */
  const char *listed; /* the value of "platform" in the list of conversations */
  const char *message_fields;
  gboolean has_account; /* a professional account linked to the Page; its id is the town's own, too */
  const LuukkuGraphDialect *dialect; /* for comments */
} LuukkuGraphPlatform;

#define LUUKKU_GRAPH_NO_TOKEN                                                                                \
  N_ ("This account has no access token yet. Give it the Page access token from Meta's business settings.")

/* The first option of every account: the address of the API. */
#define LUUKKU_GRAPH_OPTION_API_BASE                                                                         \
  {                                                                                                          \
    LUUKKU_OPTION_STRING, "api-base", N_ ("Address of the Graph API"), LUUKKU_GRAPH_API, 0                   \
  }

/* Two more of every account: the town's relay, when it keeps the webhooks of this account. */
#define LUUKKU_GRAPH_OPTIONS_RELAY                                                                           \
  { LUUKKU_OPTION_STRING, "relay-base", N_ ("Address of the town's relay, if there is one"), "", 0 },        \
  {                                                                                                          \
    LUUKKU_OPTION_STRING, "relay-endpoint", N_ ("Endpoint at the relay"), "", 0                              \
  }
#define LUUKKU_GRAPH_RELAY_SECRET "relay"

/* LuukkuAdapterType.get_secrets of every account: the relay's token too, when there is a relay. */
const LuukkuAdapterSecret *luukku_graph_get_secrets (const LuukkuAdapterSettings *settings)
    G_GNUC_NON_NULL (1);

/* What LuukkuAdapterType.create does, for the direct messages of @platform (static). */
LuukkuAdapter *luukku_graph_create_direct (const LuukkuGraphPlatform *platform,
                                           const LuukkuAdapterSettings *settings, LuukkuTransport *transport,
                                           LuukkuClock *clock, GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);

/* The same for the comments under its posts. */
LuukkuAdapter *luukku_graph_create_comments (const LuukkuGraphPlatform *platform,
                                             const LuukkuAdapterSettings *settings,
                                             LuukkuTransport *transport, LuukkuClock *clock, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4);

/* Pure: the platform's answer to a call; @platform: its name, for the sentences. */
gboolean luukku_graph_check (const LuukkuHttpAnswer *answer, const char *platform, GError **error)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
