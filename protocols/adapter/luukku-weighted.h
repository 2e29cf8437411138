/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-weighted.h: how long a text is where letters weigh differently and every link counts the same, and
 * where what a reader takes for one letter counts as one. Pure.
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

/* Returns: the length of @text (UTF-8) in graphemes: a letter with its marks, an emoji as a whole, a line's
 * end count one each (Unicode Standard Annex 29). In doubt it says more than the platform counts: marks that
 * take room of their own and the parts of Hangul letters count by themselves. */
guint luukku_grapheme_length (const char *text) G_GNUC_NON_NULL (1);

/* @at: a place in @text. Returns: (transfer none) (nullable): behind the address with "https://" or "http://"
 * that begins at @at, without the full stop of the sentence; NULL when none does. */
const char *luukku_address_skip (const char *text, const char *at) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
