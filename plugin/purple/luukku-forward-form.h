/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-forward-form.h: a resident's message goes into the town's feedback system: the form, the command
 * /feedback, and the draft that tells the resident where it went. */
#pragma once

#include "purple/luukku-view.h"

G_BEGIN_DECLS

/* Asks the feedback system what it takes, then a person by a form. @args: short name of its account; "": the
 * only one, or asks which. FALSE with @error: none is connected. */
gboolean luukku_forward_command (LuukkuView *view, const char *args, GError **error) G_GNUC_NON_NULL (1, 2);
/* The window of @view goes: its form closes. */
void luukku_forward_abort (LuukkuView *view) G_GNUC_NON_NULL (1);
void luukku_forward_shutdown (void);

G_END_DECLS
