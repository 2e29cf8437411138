/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-archive-form.h: archiving a case in libpurple's forms: as what, then which messages. */
#pragma once

#include "base/luukku-macros.h"

#include <glib.h>

G_BEGIN_DECLS

void luukku_archive_form_show (void);

G_END_DECLS
