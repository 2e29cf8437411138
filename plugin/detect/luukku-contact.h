/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-contact.h: what the families of contact points (telephone, e-mail, address, plate, date of birth)
 * ask of the words around a candidate; inside this folder only. */
#pragma once

#include "detect/luukku-scan.h"

G_BEGIN_DECLS

/* Whether a sentence ends between @from and @to. Costs their distance. */
gboolean luukku_contact_sentence_ends (LuukkuScan *scan, guint from, guint to) G_GNUC_NON_NULL (1);
/* Like luukku_scan_near() with one side, but in the same sentence and never a token of the candidate itself.
 * Returns: (transfer none) (nullable). */
const LuukkuScanToken *luukku_contact_before (LuukkuScan *scan, const char *class, guint start,
                                              guint characters) G_GNUC_NON_NULL (1, 2);
const LuukkuScanToken *luukku_contact_after (LuukkuScan *scan, const char *class, guint end, guint characters)
    G_GNUC_NON_NULL (1, 2);
/* Returns: bytes to the nearer of the two, G_MAXUINT when there is none. */
guint luukku_contact_distance (LuukkuScan *scan, const char *class, const LuukkuScanToken *place,
                               guint before, guint after) G_GNUC_NON_NULL (1, 2, 3);
/* Claims [@start, @end) so that nobody tells it: an official contact point. */
void luukku_contact_claim (LuukkuScan *scan, guint start, guint end) G_GNUC_NON_NULL (1);

G_END_DECLS
