/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-settings.h: the window of settings. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Shows the one window. Returns: TRUE. */
gboolean luukku_pidgin_settings_show (void);
void luukku_pidgin_settings_shutdown (void);

G_END_DECLS
