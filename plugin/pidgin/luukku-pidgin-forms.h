/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-forms.h: what Pidgin's own windows for forms and notices lack for a screen reader and for
 * large letters. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void luukku_pidgin_forms_hook (void);
void luukku_pidgin_forms_shutdown (void);

G_END_DECLS
