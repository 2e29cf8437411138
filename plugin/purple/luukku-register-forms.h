/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-register-forms.h: the registers in libpurple's forms, in Pidgin and Finch alike. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Asks which register and what to do; the other forms follow from there. */
void luukku_register_forms_show (void);

G_END_DECLS
