/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-checkpoint.h: signed checkpoints of the log that leave the machine. Without one outside, a cut tail
 * or a wholly forged log verifies clean; with one, both are caught from that moment back.
 *
 *   luukku-checkpoint-SEQ.txt      "luukku-checkpoint-1 <seq> <at> <hash>\n"
 *   luukku-checkpoint-SEQ.txt.p7s  detached CMS over it, checked as the package's (openssl cms -verify)
 *   luukku-signer.pem              the unit's certificate; its fingerprint stands on every printed record */
#pragma once

#include "store/luukku-store-evidence.h"
#include "store/luukku-store-retention.h"

G_BEGIN_DECLS

#define LUUKKU_CHECKPOINT_MAX_AGE_DAYS                                                                       \
  7 /* of the newest one before luukku_checkpoint_get_notice() speaks                                        \
     */
/* The store's setting: the folder into which checkpoints go by themselves (nullable). */
#define LUUKKU_CHECKPOINT_FOLDER "checkpoint-folder"

/* Signs @entry, which need not be in the log yet; notes nothing. Returns: (transfer full): NULL with @error:
 * REFUSED when the key is locked. */
LuukkuCheckpointRow *luukku_checkpoint_sign (LuukkuStore *store, const char *key_dir,
                                             const char *organisation, const LuukkuLogHeader *entry,
                                             const char *way, GError **error) G_GNUC_NON_NULL (1, 2, 4, 5);
/* Signs the newest entry and notes that it leaves by @way ("paper", "folder", "mail"). @key_dir: as
 * luukku_signer_default_dir(). @organisation: (nullable). Returns: (transfer full): NULL with @error;
 * NOT_FOUND while the log is empty. */
LUUKKU_API LuukkuCheckpointRow *luukku_checkpoint_make (LuukkuStore *store, const char *key_dir,
                                                        const char *organisation, const char *way,
                                                        GError **error) G_GNUC_NON_NULL (1, 2, 4);
/* Makes one and writes its files into @folder (made when needed). *@ret_path: (out) (optional) (transfer
 * full): the .txt. Nothing is noted when the files cannot be written. */
LUUKKU_API gboolean luukku_checkpoint_write (LuukkuStore *store, const char *key_dir,
                                             const char *organisation, const char *folder, const char *way,
                                             char **ret_path, GError **error) G_GNUC_NON_NULL (1, 2, 4, 5);
/* Returns: (transfer full): the text of a letter to the registry, in the interface language: the line, the
 * fingerprint of the certificate, and what to do with it. No personal data. */
LUUKKU_API char *luukku_checkpoint_letter (const LuukkuCheckpointRow *row, const char *fingerprint)
    G_GNUC_NON_NULL (1);
/* Reads the line out of @path, a .txt as above. When the .p7s and the certificate lie beside it the signature
 * is checked too. Returns: (transfer full): NULL with @error. */
LUUKKU_API char *luukku_checkpoint_load (const char *path, GError **error) G_GNUC_NON_NULL (1);
/* Returns: (transfer full) (nullable): a sentence when the newest checkpoint is old while the log has gone
 * on, or when there is none; NULL when all is well. */
LUUKKU_API char *luukku_checkpoint_get_notice (LuukkuStore *store) G_GNUC_NON_NULL (1);

G_END_DECLS
