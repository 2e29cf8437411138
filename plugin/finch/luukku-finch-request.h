/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-finch-request.h: choices in Finch's forms mean what they say, and their words can be read. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Between the two every form that Finch builds is mended. Idempotent. */
void luukku_finch_request_start (void);
/* Closes the forms that are open. */
void luukku_finch_request_stop (void);

G_END_DECLS
