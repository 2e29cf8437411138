/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-transport-soup.h: the real transport on libsoup 3. */
#pragma once

#include "adapter/luukku-transport.h"

G_BEGIN_DECLS

#define LUUKKU_TYPE_TRANSPORT_SOUP (luukku_transport_soup_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuTransportSoup, luukku_transport_soup, LUUKKU, TRANSPORT_SOUP, LuukkuTransport)

/* libsoup 3 aborts the process when libsoup 2 is mapped: ask before the first use of it.
 * Returns: FALSE with UNSUPPORTED and a sentence when it is. */
gboolean luukku_transport_soup_is_usable (GError **error);

typedef struct {
  GProxyResolver *proxy; /* (transfer none) (nullable): the system's */
  const char *ca_file;   /* PEM for servers of the town's own (nullable): the system's authorities */
  gint64 timeout;        /* µs, 0: LUUKKU_TRANSPORT_TIMEOUT */
} LuukkuTransportSoupOptions;

/* @options: (nullable). Returns: (transfer full): NULL with SETTINGS when the CA file cannot be read. */
LuukkuTransport *luukku_transport_soup_new (LuukkuClock *clock, const LuukkuTransportSoupOptions *options,
                                            GError **error)
    G_GNUC_NON_NULL (1);

G_END_DECLS
