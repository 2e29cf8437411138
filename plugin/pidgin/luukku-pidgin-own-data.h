/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-pidgin-own-data.h: everything that is kept of one resident, for the resident who asks for it. */
#pragma once

#include <gtk/gtk.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* @case_number: any case of the resident. */
void luukku_pidgin_own_data_show (const char *case_number, GtkWindow *parent) G_GNUC_NON_NULL (1);

G_END_DECLS
