/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-removal.h: a request to a platform that a message be removed: Regulation (EU) 2022/2065 (Digital
 * Services Act), article 16. The message and the request stand in one record (Kauhava's guide, section 5:
 * both are printed and saved), and the record is made before the request leaves. */
#pragma once

#include "evidence/luukku-facts.h"

G_BEGIN_DECLS

#define LUUKKU_REMOVAL_REMIND_DAYS 7 /* how long a platform may stay silent before a person is reminded */
#define LUUKKU_REMOVAL_COMPLAINT_MONTHS 6 /* article 20(1): at least, from being informed of the decision */

/* Pure. Returns: (transfer none) (nullable): the first of the four elements of article 16(2) that is empty:
 * "a", "b", "c", "d"; NULL: all are there. */
LUUKKU_API const char *luukku_removal_missing (const LuukkuFacts *facts) G_GNUC_NON_NULL (1);
/* Sets the sentence of the element that is empty. Returns: whether all four are there. */
LUUKKU_API gboolean luukku_removal_is_complete (const LuukkuFacts *facts, GError **error) G_GNUC_NON_NULL (1);
/* Pure. Returns: (transfer full): the request as text, for the platform's form or for mail. @language: of the
 * record. NULL with @error for another language. */
LUUKKU_API char *luukku_removal_notice (const LuukkuFacts *facts, const char *case_number,
                                        const char *language, GError **error) G_GNUC_NON_NULL (1, 2, 3);
/* Pure. Until when a complaint can be made at least, by the calendar of Finland: an estimate. */
LUUKKU_API gint64 luukku_removal_complaint_until (gint64 informed_at);
/* Pure. When to remind of a silent platform: @reminded times already; 0 when it has decided. A platform that
 * has only acknowledged receipt is still silent about the matter. */
LUUKKU_API gint64 luukku_removal_next_reminder (gint64 sent_at, guint reminded, gboolean decided);

/* The request may leave now, or has just left: checks the four elements and that the newest record of the
 * case holds exactly this request, logs it as an act of @actor and begins to wait for the answer. REFUSED
 * with the sentence of what is missing. *@ret_notice: (out) (optional) (transfer full): the text. */
LUUKKU_API gboolean luukku_removal_submit (LuukkuStore *store, const char *case_number, const char *actor,
                                           char **ret_notice, GError **error) G_GNUC_NON_NULL (1, 2, 3);
/* The same in two steps for a request that leaves by mail. The first keeps in the log that it leaves for @to;
 * the second, that the server took it (@sent: the waiting begins) or did not.
 * *@ret_record: (out) (transfer full): number of the record that holds it. */
LUUKKU_API gboolean luukku_removal_leave (LuukkuStore *store, const char *case_number, const char *actor,
                                          const char *to, char **ret_record, char **ret_notice,
                                          GError **error) G_GNUC_NON_NULL (1, 2, 3, 4, 5, 6);
LUUKKU_API gboolean luukku_removal_left (LuukkuStore *store, const char *case_number, const char *actor,
                                         const char *record, gboolean sent, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4);
/* After statements about the answer, or after a reminder was shown (@reminded): the next one. */
LUUKKU_API gboolean luukku_removal_update_watch (LuukkuStore *store, const char *case_number,
                                                 gboolean reminded, GError **error) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
