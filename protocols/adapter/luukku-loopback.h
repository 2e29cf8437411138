/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-loopback.h: a small server on this machine (127.0.0.1, one port, one path) to which a browser comes
 * back after somebody has signed in at a platform. libsoup, opened at run time as the transport's.
 *
 * It answers GET alone, to its own address alone, and nothing that it hears is logged. Main thread only. */
#pragma once

#include <gio/gio.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

typedef struct _LuukkuLoopback LuukkuLoopback;

typedef struct {
  /* @query: (transfer none): names and values, decoded. *@ret_status: of the answer. Returns: (transfer
   * full): the sentence that the page shows. */
  char *(*visited) (GHashTable *query, guint *ret_status, gpointer data);
  /* The browser has got its page: the place where a server may be given up. */
  void (*answered) (gpointer data);
} LuukkuLoopbackCallbacks;

/* @port: 0: any; a fixed one is best below 32768, where Linux begins to give ports to whoever asks for any
 * (ip_local_port_range). @callbacks: static. Returns: (transfer full): NULL with BUSY when another program
 * has the port. */
LuukkuLoopback *luukku_loopback_new (guint port, const char *path, const LuukkuLoopbackCallbacks *callbacks,
                                     gpointer data, GError **error) G_GNUC_NON_NULL (2, 3);
/* Not inside `visited`. */
void luukku_loopback_free (LuukkuLoopback *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuLoopback, luukku_loopback_free)
/* Returns: (transfer full): "http://127.0.0.1:28117/x". */
char *luukku_loopback_get_address (LuukkuLoopback *self) G_GNUC_NON_NULL (1);

G_END_DECLS
