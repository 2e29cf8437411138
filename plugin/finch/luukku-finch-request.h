/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-finch-request.h: choices in Finch's forms mean what they say, and their words can be read. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Between the two every form that Finch builds is mended. Idempotent. */
void luukku_finch_request_start (void);
/* Finch breaks a line at the edge of the screen, in the middle of a word. @text: (nullable). Returns:
 * (transfer full) (nullable): @text broken between words. */
char *luukku_finch_wrap (const char *text);
/* Closes the forms that are open. */
void luukku_finch_request_stop (void);

G_END_DECLS
