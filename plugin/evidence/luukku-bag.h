/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bag.h: what a package is made of, for the writer and the checker (BagIt 1.0, RFC 8493):
 *
 *   LUE-MINUT.txt LAS-MIG.txt README.txt verify.sh   how to check it
 *   bagit.txt bag-info.txt
 *   manifest-sha256.txt                              every file under data/, as sha256sum -c takes it
 *   tagmanifest-sha256.txt                           every file above, and signature/signer.pem
 *   signature/signer.pem                             the unit's certificate
 *   signature/tagmanifest.p7s                        detached CMS over tagmanifest-sha256.txt
 *   signature/tagmanifest.tsr tsa-ca.pem             optional RFC 3161 token over it, and the authority's
 * certificate signature/rotation/NNN.txt .txt.p7s .pem         each older key's signed word that the next one
 * takes over data/record.pdf .json .txt data/appendix/E1.pdf                             names; may be left
 * out, the log still names it data/removal/notice.txt  data/screenshots/NNNN.EXT data/messages/NNNN/…
 * data/attachments/NNNN.EXT data/log/headers.txt                             header lines from the record's
 * entry to the head data/log/SEQ.leaf                                bytes of the entries "record" and
 * "render" data/log/checkpoint.txt .p7s                     "luukku-checkpoint-1 <seq> <at> <hash>", signed
 *
 * So signature → tag manifest → manifest → every file; and checkpoint → headers → leaves → every file of the
 * record. */
#pragma once

#include "base/luukku-macros.h"

#include <glib.h>

G_BEGIN_DECLS

#define LUUKKU_BAG_DECLARATION "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
#define LUUKKU_BAG_MANIFEST "manifest-sha256.txt"
#define LUUKKU_BAG_TAG_MANIFEST "tagmanifest-sha256.txt"
#define LUUKKU_BAG_SIGNATURE "signature/tagmanifest.p7s"
#define LUUKKU_BAG_CERTIFICATE "signature/signer.pem"
#define LUUKKU_BAG_STAMP "signature/tagmanifest.tsr"
#define LUUKKU_BAG_STAMP_AUTHORITY "signature/tsa-ca.pem"
#define LUUKKU_BAG_ROTATION "signature/rotation/"
#define LUUKKU_BAG_APPENDIX "data/appendix/"
#define LUUKKU_BAG_HEADERS "data/log/headers.txt"
#define LUUKKU_BAG_CHECKPOINT "data/log/checkpoint.txt"
#define LUUKKU_BAG_CHECKPOINT_SIGNATURE "data/log/checkpoint.txt.p7s"
#define LUUKKU_BAG_CHECKPOINT_WORD "luukku-checkpoint-1"

/* Tag files that must be under the signature, NULL-terminated. */
extern const char *const luukku_bag_tags[];

/* Returns: (transfer full): @bytes as a string; "" for none. */
char *luukku_bag_text (GBytes *bytes) G_GNUC_NON_NULL (1);
/* Appends the line of one file. */
void luukku_bag_append (GString *manifest, const char *sha256, const char *name) G_GNUC_NON_NULL (1, 2, 3);
/* Strict: every line well formed, names safe and in rising order (so none twice). Returns: (transfer full)
 * (nullable): name -> digest; NULL when it is no manifest. */
GHashTable *luukku_bag_parse (GBytes *manifest) G_GNUC_NON_NULL (1);

G_END_DECLS
