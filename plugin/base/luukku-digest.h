/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-digest.h: SHA-256 (FIPS 180-4) as 64 lower-case hex digits. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_DIGEST_HEX_LENGTH 64

/* Returns: (transfer full): the digest of @size bytes at @data (nullable when @size is 0). */
LUUKKU_API char *luukku_digest_data (gconstpointer data, gsize size);
LUUKKU_API char *luukku_digest_bytes (GBytes *bytes) G_GNUC_NON_NULL (1);
LUUKKU_API char *luukku_digest_text (const char *text) G_GNUC_NON_NULL (1);

/* Returns: (transfer full): @hex in groups of eight for paper, "9f2c41ab 77d003e5 …". */
LUUKKU_API char *luukku_digest_group (const char *hex) G_GNUC_NON_NULL (1);

/* Returns: whether @text is 64 lower-case hex digits. */
LUUKKU_API gboolean luukku_digest_is_valid (const char *text) G_GNUC_NON_NULL (1);

/* Returns: (transfer full): @size bytes as lower-case hex. */
LUUKKU_API char *luukku_hex_encode (gconstpointer data, gsize size);

G_END_DECLS
