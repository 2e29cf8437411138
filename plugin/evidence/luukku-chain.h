/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-chain.h: the bytes of the evidence log.
 *
 *   entry bytes   "<salt: 64 hex>\n<canonical JSON>\n"
 *   leaf          SHA-256 of the entry bytes
 *   header line   "luukku-log-1 <seq> <at> <leaf> <prev>\n"
 *   hash          SHA-256 of the header line; prev of the next entry; prev of entry 1 is 64 zeros
 *
 * Invariants: (1) seq runs 1, 2, 3 …; (2) prev(n) = hash(n-1); (3) hash(n) is of header line n; (4) where the
 * entry's bytes are kept, their SHA-256 is leaf(n). Verify by walking 1…n and checking 1–4. The salt makes a
 * leaf say nothing of an erased content. An outsider redoes it with sha256sum. */
#pragma once

#include "store/luukku-store-evidence.h"

G_BEGIN_DECLS

#define LUUKKU_CHAIN_ZERO "0000000000000000000000000000000000000000000000000000000000000000"

/* Pure. @content: canonical JSON. @salt_hex: 64 hex digits. Returns: (transfer full). */
GBytes *luukku_chain_entry_bytes (const char *salt_hex, const char *content) G_GNUC_NON_NULL (1, 2);
/* Pure. Returns: (transfer full): the header line with its newline. */
char *luukku_chain_header_line (const LuukkuLogHeader *header) G_GNUC_NON_NULL (1);

/* Appends @content (a{sv}) as the next entry, inside a transaction of the caller. *@ret_header: (out)
 * (optional) (transfer full). */
gboolean luukku_chain_append (LuukkuStore *store, const char *case_number, const char *kind,
                              const char *actor, GVariant *content, LuukkuLogHeader **ret_header,
                              GError **error) G_GNUC_NON_NULL (1, 2, 3, 4, 5);

/* The same in two steps: the entry is made while others may still write, and put inside a transaction. */
typedef struct {
  LuukkuLogHeader *header; /* (owned) */
  char *case_number, *kind, *actor;
  GBytes *bytes; /* (owned) */
} LuukkuChainEntry;

void luukku_chain_entry_free (LuukkuChainEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuChainEntry, luukku_chain_entry_free)
/* The entry behind @after (nullable: the first one of the log). Returns: (transfer full): NULL with @error.
 */
LuukkuChainEntry *luukku_chain_prepare (LuukkuStore *store, const LuukkuLogHeader *after,
                                        const char *case_number, const char *kind, const char *actor,
                                        GVariant *content, GError **error) G_GNUC_NON_NULL (1, 3, 4, 5, 6);
/* REFUSED when the log has gone on since. */
gboolean luukku_chain_put (LuukkuStore *store, const LuukkuChainEntry *entry, GError **error)
    G_GNUC_NON_NULL (1, 2);

typedef struct {
  gint64 entries;
  gint64 erased;
  char *head; /* (nullable): hash of the last entry */
} LuukkuChainReport;

LUUKKU_API void luukku_chain_report_clear (LuukkuChainReport *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LuukkuChainReport, luukku_chain_report_clear)
/* Walks the whole log. FALSE with UNVERIFIED and the first entry that does not fit: also a content that is
 * gone without a decision that names it, and a checkpoint of ours that the log does not meet any more. */
LUUKKU_API gboolean luukku_chain_verify (LuukkuStore *store, LuukkuChainReport *ret_report, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* Told now and then while the log is walked, in the thread that walks. FALSE ends the walk (CANCELLED). */
typedef gboolean (*LuukkuChainProgress) (gint64 entries, gpointer data);
LUUKKU_API gboolean luukku_chain_verify_with_progress (LuukkuStore *store, LuukkuChainProgress progress,
                                                       gpointer data, LuukkuChainReport *ret_report,
                                                       GError **error) G_GNUC_NON_NULL (1, 4);

/* A checkpoint: "luukku-checkpoint-1 <seq> <at> <hash>\n", signed elsewhere. */
#define LUUKKU_CHAIN_CHECKPOINT_WORD "luukku-checkpoint-1"
/* Returns: (transfer full). */
char *luukku_chain_checkpoint_line (gint64 seq, const char *at, const char *hash) G_GNUC_NON_NULL (2, 3);
/* Whether the log still has the entry that @line names. FALSE with UNVERIFIED (a cut tail, another chain) or
 * INVALID_INPUT (no such line). */
LUUKKU_API gboolean luukku_chain_meets_checkpoint (LuukkuStore *store, const char *line, GError **error)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
