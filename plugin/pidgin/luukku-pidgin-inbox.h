/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-inbox.h: the list of all conversations of all channels, what must be done first on top. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Shows the window or brings it to the front. FALSE: there is no inbox. */
gboolean luukku_pidgin_inbox_show (void);
/* The module is unloaded. */
void luukku_pidgin_inbox_shutdown (void);

G_END_DECLS
