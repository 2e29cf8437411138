/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-custody.h: who saw, printed, exported or got a case's evidence, when, and what for. Each is an entry
 * of the log; the list is printed on every record, also when it is empty. */
#pragma once

#include "store/luukku-store-evidence.h"

G_BEGIN_DECLS

typedef struct {
  const char *case_number;
  const char *kind;      /* "view", "print", "export", "handover" */
  const char *actor;     /* who did it */
  const char *record;    /* number (nullable) */
  const char *recipient; /* who got it (nullable); needed for "handover" */
  const char *purpose;   /* what for (nullable); needed for "handover" */
  const char *file;      /* which sheet (nullable) */
  const char *sha256;    /* of the file that was given (nullable) */
} LuukkuCustodyAct;

/* Writes @act as an entry of the log, inside a transaction of the caller. *@ret_header: (out) (optional)
 * (transfer full). INVALID_INPUT as luukku_custody_log(). */
gboolean luukku_custody_append (LuukkuStore *store, const LuukkuCustodyAct *act, LuukkuLogHeader **ret_header,
                                GError **error) G_GNUC_NON_NULL (1, 2);
/* Writes @act as an entry of the log, in a transaction of its own. A hand-over that the log has already (the
 * same record, recipient and purpose, and no other digest) is not written again. INVALID_INPUT when recipient
 * or purpose are missing. Call it before the act leaves the machine. */
LUUKKU_API gboolean luukku_custody_log (LuukkuStore *store, const LuukkuCustodyAct *act, GError **error)
    G_GNUC_NON_NULL (1, 2);

typedef struct {
  gint64 seq;
  char *at;   /* "2026-11-20T11:41:31.204Z" */
  char *kind; /* as above; also "export-undone", "erasure", "hold", "hold-released" */
  char *actor;
  char *record;    /* (nullable) */
  char *recipient; /* (nullable) */
  char *purpose;   /* or the ground (nullable) */
  char *file;      /* which sheet was looked at (nullable) */
  char *sha256;    /* of what was given (nullable) */
} LuukkuCustodyItem;

LUUKKU_API void luukku_custody_item_free (LuukkuCustodyItem *self);
/* Returns: (transfer full): LuukkuCustodyItem, oldest first, maybe empty; NULL with @error. */
LUUKKU_API GPtrArray *luukku_custody_list (LuukkuStore *store, const char *case_number, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* Returns: (transfer full) (nullable): the hand-over that the log has of the same record to the same
 * recipient for the same purpose, with the digest of @act or without one; NULL without @error when there is
 * none. */
LuukkuCustodyItem *luukku_custody_find (LuukkuStore *store, const LuukkuCustodyAct *act, GError **error)
    G_GNUC_NON_NULL (1, 2);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuCustodyItem, luukku_custody_item_free)

G_END_DECLS
