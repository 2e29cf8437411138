/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-intake-form.h: "Take in a message…": a letter, a call, a message of a service without an interface
 * comes in by hand, with pictures. */
#pragma once

#include "base/luukku-macros.h"

#include <glib.h>

G_BEGIN_DECLS

/* Shows the form, with what was typed before when it was closed unfinished. */
void luukku_intake_form_show (void);
/* Forgets what was not finished. */
void luukku_intake_form_shutdown (void);

G_END_DECLS
