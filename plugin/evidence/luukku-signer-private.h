/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-signer-private.h: what the files that handle the signing key share. */
#pragma once

#include "evidence/luukku-signer.h"

G_BEGIN_DECLS

#define LUUKKU_SIGNER_KEY "unit.key"
#define LUUKKU_SIGNER_CERTIFICATE "unit.pem"
#define LUUKKU_SIGNER_ROTATIONS "rotations"
#define LUUKKU_SIGNER_MAX_FILE 65536

/* Makes key and certificate. The key is under the passphrase in force. */
gboolean luukku_signer_make_pair (const char *organisation, gint64 now, GBytes **ret_key,
                                  GBytes **ret_certificate, GError **error) G_GNUC_NON_NULL (1, 3, 4);
/* 0600, on disk. */
gboolean luukku_signer_write (const char *dir, const char *name, GBytes *bytes, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
/* Returns: (transfer full): one of the files of the key; NULL with NOT_FOUND, DAMAGED or FAILED. */
GBytes *luukku_signer_read (const char *dir, const char *name, GError **error) G_GNUC_NON_NULL (1, 2);
/* Text that is overwritten before it is freed. */
typedef char LuukkuSecret;
void luukku_secret_free (LuukkuSecret *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuSecret, luukku_secret_free)
/* Returns: (transfer full) (nullable): the passphrase in force. From any thread: records and packages are
 * made in workers. */
LuukkuSecret *luukku_signer_dup_passphrase (void);

G_END_DECLS
