/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-package.h: a record exported so that an outsider can verify it with unzip, sha256sum and openssl:
 * BagIt 1.0 (RFC 8493), manifests in the form of sha256sum -c, tag manifest signed (detached CMS, ECDSA
 * P-256). */
#pragma once

#include "store/luukku-store.h"

G_BEGIN_DECLS

/* The unit's signing key and certificate in a folder (0600), made on first use.
 * *@ret_fingerprint: (out) (optional) (transfer full): SHA-256 of the certificate, "AB:CD:…". */
LUUKKU_API gboolean luukku_signer_ensure (const char *key_dir, const char *organisation, LuukkuClock *clock,
                                          char **ret_fingerprint, GError **error) G_GNUC_NON_NULL (1, 3);
/* Returns: (transfer full): where keys live beside the store @store_path. */
LUUKKU_API char *luukku_signer_default_dir (const char *store_path) G_GNUC_NON_NULL (1);

/* @output: a name that ends in ".zip", or a folder (made; must not exist or be empty). The whole chain is
 * verified first. Writing is all or nothing (temporary name, then rename). The export is a logged act of
 * @actor. Returns: FALSE with @error; nothing is left behind then. */
LUUKKU_API gboolean luukku_package_export (LuukkuStore *store, const char *record, const char *output,
                                           const char *key_dir, const char *actor, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4, 5);

typedef struct {
  char *record;      /* (nullable): number found in it */
  char *fingerprint; /* (nullable): of the certificate inside */
  guint files;       /* payload files whose digest matched */
  GPtrArray *faults; /* of char *: sentences, each names the file and what is wrong; empty: it verifies */
} LuukkuPackageReport;

LUUKKU_API void luukku_package_report_free (LuukkuPackageReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuPackageReport, luukku_package_report_free)

/* @path: ZIP or folder. @fingerprint: (nullable): the one on paper. Returns: (transfer full): a report; NULL
 * with @error only when nothing could be looked at (no such file, no package at all). */
LUUKKU_API LuukkuPackageReport *luukku_package_verify (const char *path, const char *fingerprint,
                                                       GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
