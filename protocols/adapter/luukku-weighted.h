/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-weighted.h: how long a text is where letters weigh differently and every link counts the same. Pure.
 *
 * Source: the public configuration 3 of twitter-text (scale 100, most letters of European scripts 100, others
 * 200, an emoji as a whole 200, an address 23 whole characters). */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_WEIGHTED_LINK 23

/* Returns: the length of @text (UTF-8) in whole characters, rounded up. In doubt it says more than the
 * platform counts: an address without "https://" counts as what is longer, its letters or a link. */
guint luukku_weighted_length (const char *text) G_GNUC_NON_NULL (1);

G_END_DECLS
