/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-canonical.h: JSON bytes that are the same everywhere (RFC 8785, JCS).
 *
 * Input is a GVariant: a{sv} object, av or as array, s string, x/i/u/t/n/q/y integer (|n| < 2^53), b boolean,
 * mv or ms maybe (nothing is null), v is looked through. No floating point: evidence has none, so number
 * formatting needs no dtoa. Keys are ordered by UTF-16 code units, as RFC 8785 section 3.2.3 says. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* @value: (transfer none), a floating one is sunk and released.
 * Returns: (transfer full): UTF-8 without a trailing newline, or NULL with LUUKKU_ERROR_UNSUPPORTED for a
 * type outside the list, INVALID_INPUT for a number out of range or a double key. */
LUUKKU_API char *luukku_canonical_json (GVariant *value, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
