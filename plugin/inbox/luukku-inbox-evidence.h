/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-evidence.h: what a person does with evidence besides making a record, for every front end.
 * Each act is written into the evidence log in the name of who sits here. */
#pragma once

#include "evidence/luukku-audit.h"
#include "evidence/luukku-checkpoint.h"
#include "evidence/luukku-custody.h"
#include "evidence/luukku-erasure.h"
#include "evidence/luukku-subject.h"
#include "inbox/luukku-inbox.h"

G_BEGIN_DECLS

/* Material that must not be copied. @message: (nullable): the platform's id of one message; NULL: the
 * resident's newest one in the case. @all: every message of the resident in the case's conversation.
 * @address: (nullable).
 * *@ret_in_record: (out): a record has it already. Returns: how many messages it was, 0 with @error. */
LUUKKU_API guint luukku_inbox_not_copied (LuukkuInbox *self, const char *case_number, const char *message,
                                          gboolean all, const char *address, gboolean *ret_in_record,
                                          GError **error) G_GNUC_NON_NULL (1, 2, 6);

LUUKKU_API gboolean luukku_inbox_set_hold (LuukkuInbox *self, const char *case_number, gboolean place,
                                           const char *ground, GError **error) G_GNUC_NON_NULL (1, 2);
/* Returns: (transfer full): LuukkuRetentionRule of the municipality's plan and the pack in force. @plan_file:
 * (nullable): instead of the town's own. */
LUUKKU_API GPtrArray *luukku_inbox_load_plan (LuukkuInbox *self, const char *plan_file, GError **error)
    G_GNUC_NON_NULL (1);
LUUKKU_API gboolean luukku_inbox_erase (LuukkuInbox *self, const char *case_number, const char *decided_by,
                                        const char *ground, LuukkuErasureResult *ret_result, GError **error)
    G_GNUC_NON_NULL (1, 2, 5);
/* Returns: (transfer full): what an erasure leaves to do: the bytes that are still pending, copies, what was
 * given out; in the interface language. */
LUUKKU_API char *luukku_inbox_erasure_to_text (const LuukkuErasureResult *result) G_GNUC_NON_NULL (1);

/* A record was given to @recipient for @purpose. @file: (nullable): what was given; its digest goes into the
 * log. */
LUUKKU_API gboolean luukku_inbox_hand_over (LuukkuInbox *self, const char *record, const char *recipient,
                                            const char *purpose, const char *file, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* Writes CASE.json and CASE.txt (0600) of the resident's own data into @folder. Returns: how many messages,
 * -1 with
 * @error. */
LUUKKU_API int luukku_inbox_export_subject (LuukkuInbox *self, const char *case_number, const char *folder,
                                            const char *recipient, const char *purpose, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);

/* Sends the request to remove of the case to @address, the platform's contact, by a mail channel. REFUSED,
 * with nothing sent, while an element of it is empty or the newest record does not hold it; the log says that
 * it leaves before it does. The waiting for the platform's answer begins when the server has taken it.
 * Result: TRUE. */
LUUKKU_API void luukku_inbox_send_removal_async (LuukkuInbox *self, const char *case_number,
                                                 const char *address, GAsyncReadyCallback callback,
                                                 gpointer data) G_GNUC_NON_NULL (1, 2, 3);
LUUKKU_API gboolean luukku_inbox_send_removal_finish (LuukkuInbox *self, GAsyncResult *result, GError **error)
    G_GNUC_NON_NULL (1, 2);

/* Writes a checkpoint into @folder (nullable: the one of the settings; NULL there: nothing is done and
 * *@ret_path is NULL). *@ret_path: (out) (transfer full) (nullable). */
LUUKKU_API gboolean luukku_inbox_write_checkpoint (LuukkuInbox *self, const char *folder, const char *way,
                                                   char **ret_path, GError **error) G_GNUC_NON_NULL (1, 3, 4);
/* At the start: erasures that were pending, and the checkpoint of the folder in the settings when the log has
 * gone on. Returns: (transfer full) (nullable): a sentence that a person should see. */
LUUKKU_API char *luukku_inbox_tend_evidence (LuukkuInbox *self) G_GNUC_NON_NULL (1);

G_END_DECLS
