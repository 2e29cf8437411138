/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-setup-form.h: channels of the town's directory become accounts, one unit after another. */
#pragma once

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Asks what to do: go on with the next unit, bring a directory in, show or save what is missing. */
void luukku_setup_form_open (void);

G_END_DECLS
