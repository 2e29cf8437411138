/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-handover.h: the sheet that goes with a package on paper. The record lies inside the package and
 * cannot hold its digest; this sheet does. */
#pragma once

#include "store/luukku-store.h"

G_BEGIN_DECLS

typedef struct {
  const char *package;   /* path of the ZIP; it is verified first */
  const char *recipient; /* "Itä-Suomen poliisilaitos"; required */
  const char *purpose;   /* required */
  const char *actor;     /* who hands over */
  const char *language;  /* "fi", "sv", "en"; NULL: "fi" */
} LuukkuHandover;

/* Logs the hand-over (recipient, purpose, digest of the package) and makes the sheet, in one transaction.
 * Returns: (transfer full): PDF; NULL with INVALID_INPUT, UNVERIFIED or NOT_FOUND. */
LUUKKU_API GBytes *luukku_handover_make (LuukkuStore *store, const LuukkuHandover *handover, GError **error)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
