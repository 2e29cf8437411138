/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-package.h: a record exported so that an outsider can verify it with unzip, sha256sum and openssl:
 * BagIt 1.0 (RFC 8493), manifests in the form of sha256sum -c, tag manifest signed (detached CMS, ECDSA
 * P-256). */
#pragma once

#include "evidence/luukku-chain.h"

G_BEGIN_DECLS

/* The unit's signing key and certificate in a folder (0600), made on first use. A key that is locked is no
 * error: its certificate is there.
 * *@ret_fingerprint: (out) (optional) (transfer full): SHA-256 of the certificate, "AB:CD:…". */
LUUKKU_API gboolean luukku_signer_ensure (const char *key_dir, const char *organisation, LuukkuClock *clock,
                                          char **ret_fingerprint, GError **error) G_GNUC_NON_NULL (1, 3);
/* Makes a new key; the old one signs that it hands over, and is then destroyed. Packages of both stay
 * verifiable, and a record that was printed with the old fingerprint leads to the new one. The act is logged.
 * *@ret_fingerprint: (out) (optional) (transfer full): the new one. */
LUUKKU_API gboolean luukku_signer_rotate (LuukkuStore *store, const char *key_dir, const char *organisation,
                                          const char *actor, char **ret_fingerprint, GError **error)
    G_GNUC_NON_NULL (1, 2, 4);
/* The passphrase that opens the signing key, for this run; NULL: none. It is copied and wiped when replaced.
 */
LUUKKU_API void luukku_signer_set_passphrase (const char *passphrase);
/* Whether the key asks for a passphrase at all; whether the one in force does not open it. */
LUUKKU_API gboolean luukku_signer_is_protected (const char *key_dir) G_GNUC_NON_NULL (1);
LUUKKU_API gboolean luukku_signer_is_locked (const char *key_dir) G_GNUC_NON_NULL (1);
/* As luukku_signer_set_passphrase() when @passphrase opens the key; otherwise FALSE with REFUSED, and the one
 * before stays in force. */
LUUKKU_API gboolean luukku_signer_unlock (const char *key_dir, const char *passphrase, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Writes the key anew under @passphrase (NULL: without one), which then is the one in force. */
LUUKKU_API gboolean luukku_signer_protect (const char *key_dir, const char *passphrase, GError **error)
    G_GNUC_NON_NULL (1);
/* Returns: (transfer full): where keys live beside the store @store_path. */
LUUKKU_API char *luukku_signer_default_dir (const char *store_path) G_GNUC_NON_NULL (1);

/* @output: a name that ends in ".zip", or a folder (made; must not exist or be empty). The whole chain is
 * verified first. Writing is all or nothing (temporary name, then rename). The export is a logged act of
 * @actor. Returns: FALSE with @error; nothing is left behind then. */
LUUKKU_API gboolean luukku_package_export (LuukkuStore *store, const char *record, const char *output,
                                           const char *key_dir, const char *actor, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4, 5);

/* --- the same in steps, for a package with a time stamp: the request goes over a network, and whoever has
 * one carries it without waiting here */
typedef struct _LuukkuExport LuukkuExport;

/* Verifies the whole chain. Returns: (transfer full): NULL with @error. @store, @actor: must outlive it. */
LUUKKU_API LuukkuExport *luukku_export_new (LuukkuStore *store, const char *record, const char *key_dir,
                                            const char *actor, GError **error) G_GNUC_NON_NULL (1, 2, 3, 4);
/* The same when the log was checked a moment ago (luukku-audit.h). @checked: (nullable): what came of it. */
LUUKKU_API LuukkuExport *luukku_export_new_checked (LuukkuStore *store, const char *record,
                                                    const char *key_dir, const char *actor,
                                                    const LuukkuChainReport *checked, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4);
LUUKKU_API void luukku_export_free (LuukkuExport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuExport, luukku_export_free)
/* Leaves appendix E1 (names, own statements) out; the package says so and verifies. Before the others. */
LUUKKU_API void luukku_export_leave_out_appendix (LuukkuExport *self) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): a TimeStampReq for the authority whose certificate is @authority (PEM). */
LUUKKU_API GBytes *luukku_export_get_stamp_request (LuukkuExport *self, GBytes *authority, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* FALSE with what is wrong with @reply (NULL: none came): the package is then written without a time stamp
 * and says so. */
LUUKKU_API gboolean luukku_export_take_stamp (LuukkuExport *self, GBytes *reply, GError **error)
    G_GNUC_NON_NULL (1);
/* Told while the files are written, in the thread that writes: so many of so many. FALSE stops it; nothing is
 * left then (G_IO_ERROR_CANCELLED). */
typedef gboolean (*LuukkuExportProgress) (guint files, guint total, gpointer data);
LUUKKU_API void luukku_export_set_progress (LuukkuExport *self, LuukkuExportProgress progress, gpointer data)
    G_GNUC_NON_NULL (1);
/* The time stamp comes later, by hand (luukku-stamp-file.h): until then the package does not verify. */
LUUKKU_API void luukku_export_promise_stamp (LuukkuExport *self, GBytes *authority) G_GNUC_NON_NULL (1, 2);
/* As luukku_package_export(). Once. */
LUUKKU_API gboolean luukku_export_write (LuukkuExport *self, const char *output, GError **error)
    G_GNUC_NON_NULL (1, 2);

typedef struct {
  char *record;      /* (nullable): number found in it */
  char *fingerprint; /* (nullable): of the certificate inside */
  gint64 stamped_at; /* UTC µs by the outside authority; 0: no time stamp */
  guint rotations;   /* changes of the key that lead to this certificate */
  gboolean without_appendix;
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
