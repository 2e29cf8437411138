/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-facts.h: a form of what people state about a case. */
#pragma once

#include <gtk/gtk.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* @kind: of the record that is to be made ("threat", "removal", …): its fields are shown. */
void luukku_pidgin_facts_show (const char *case_number, const char *kind, GtkWindow *parent)
    G_GNUC_NON_NULL (1, 2);

/* Returns: (transfer none): "fi", "sv" or "en": in which language fields are called here. */
const char *luukku_pidgin_facts_language (void);

G_END_DECLS
