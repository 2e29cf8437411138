/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-guide.h: the window of the first steps. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Shows the one window. Returns: TRUE. */
gboolean luukku_pidgin_guide_show (void);
void luukku_pidgin_guide_shutdown (void);

G_END_DECLS
