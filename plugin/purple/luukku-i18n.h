/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-i18n.h: the interface catalogue for this folder; lower layers only mark with N_() and use
 * luukku_tr(). Only for .c files, after the other headers. */
#pragma once

#include "luukku-config.h"

#define GETTEXT_PACKAGE LUUKKU_DOMAIN
#include <glib/gi18n-lib.h>

/* glib/gi18n-lib.h leaves ngettext() to the program's own catalogue, and that is Pidgin's. */
#undef ngettext
#define ngettext(singular, plural, count) g_dngettext (GETTEXT_PACKAGE, singular, plural, count)
