/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-signer.h: the unit's key and certificate at work: detached CMS signatures that `openssl cms -verify`
 * accepts. Making and placing of the key: luukku-package.h. ECDSA P-256 with SHA-256 (an Ed25519 CMS of
 * GnuTLS is refused by OpenSSL 3.0). */
#pragma once

#include "evidence/luukku-package.h"

G_BEGIN_DECLS

typedef struct _LuukkuSigner LuukkuSigner;

/* Loads key and certificate from @key_dir. Returns: (transfer full): NULL with NOT_FOUND, DAMAGED or REFUSED.
 */
LuukkuSigner *luukku_signer_load (const char *key_dir, GError **error) G_GNUC_NON_NULL (1);
void luukku_signer_free (LuukkuSigner *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuSigner, luukku_signer_free)
/* Returns: (transfer none): the certificate as PEM. */
GBytes *luukku_signer_get_certificate (LuukkuSigner *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): DER, with the signing time @at (UTC µs), without a copy of the certificate. */
GBytes *luukku_signer_sign (LuukkuSigner *self, GBytes *content, gint64 at, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* --- rotation: a new key takes over, and says so with the old one */

/* One step from an older key to the next. */
typedef struct {
  GBytes *statement;   /* "luukku-key-rotation-1 <at> <old fingerprint> <new fingerprint>\n" */
  GBytes *signature;   /* CMS by the older key */
  GBytes *certificate; /* PEM of the older key */
} LuukkuRotation;

void luukku_rotation_free (LuukkuRotation *self);
/* Returns: (transfer full): LuukkuRotation, oldest first; NULL with DAMAGED. */
GPtrArray *luukku_signer_list_rotations (const char *key_dir, GError **error) G_GNUC_NON_NULL (1);
/* Pure. Whether @steps lead, each signed by the older key, to the certificate @fingerprint, and begin or pass
 * at @wanted (nullable). FALSE with UNVERIFIED. */
gboolean luukku_rotations_lead (GPtrArray *steps, const char *fingerprint, const char *wanted, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* --- checking; no key needed */

/* Returns: (transfer full): "AB:CD:…" of a PEM certificate, NULL with DAMAGED. */
char *luukku_signer_fingerprint (GBytes *certificate, GError **error) G_GNUC_NON_NULL (1);
/* Returns: whether @signature (DER) was made over @content with the key of @certificate (PEM), and is written
 * in the one way we write it; UNVERIFIED or DAMAGED otherwise. */
gboolean luukku_signer_verify (GBytes *certificate, GBytes *content, GBytes *signature, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
