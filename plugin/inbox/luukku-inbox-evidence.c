/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-evidence.c: what a person does with evidence besides making a record, each act in the name of
 * who sits here. Decides nothing. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-evidence.h"

#include "base/luukku-copies.h"
#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "base/luukku-files.h"
#include "evidence/luukku-package.h"
#include "inbox/luukku-inbox-private.h"
#include "rules/luukku-retention-plan.h"

#include <string.h>

/* Returns: (transfer full): NULL with NOT_FOUND. */
static LuukkuCase *
find_case (LuukkuInbox *self, const char *number, GError **error)
{
  g_autoptr (GError) local = NULL;
  LuukkuCase *item = luukku_store_get_case (self->store, number, &local);

  if (item == NULL && local == NULL)
    luukku_set_error (&local, LUUKKU_ERROR_NOT_FOUND, N_ ("There is no case %s; look at the list of cases."),
                      number);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return item;
}

/* --- what must not be copied */

/* Returns: (transfer full): gint64 of the messages that are meant. */
static GArray *
choose (GPtrArray *messages, const char *message, gboolean all)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = messages->len; i > 0 && (all || chosen->len == 0); i--) {
    const LuukkuStoredMessage *row = messages->pdata[i - 1];

    if (luukku_message_get_direction (row->message) != LUUKKU_DIRECTION_IN || row->withdrawn)
      continue;
    if (all || message == NULL || g_str_equal (luukku_message_get_platform_id (row->message), message))
      g_array_append_val (chosen, row->id);
  }
  return chosen;
}

guint
luukku_inbox_not_copied (LuukkuInbox *self, const char *case_number, const char *message, gboolean all,
                         const char *address, gboolean *ret_in_record, GError **error)
{
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  g_autoptr (LuukkuCase) item = find_case (self, case_number, error);
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GArray) chosen = NULL;

  if (item == NULL)
    return 0;
  messages = luukku_store_list_messages (self->store, luukku_case_peek (item)->conversation, 0, error);
  if (messages == NULL)
    return 0;
  chosen = choose (messages, message, all);
  if (chosen->len == 0)
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("There is no such message; open the conversation and choose it again."));
  *ret_in_record = FALSE;
  for (guint i = 0; i < chosen->len; i++) {
    gboolean in_record = FALSE;

    if (!luukku_withdraw_not_copied (self->store, g_array_index (chosen, gint64, i), actor, address,
                                     &in_record, error))
      return 0;
    *ret_in_record = *ret_in_record || in_record;
    luukku_inbox_emit_message (self, luukku_case_peek (item)->conversation, g_array_index (chosen, gint64, i),
                               LUUKKU_INGEST_CHANGED);
  }
  return chosen->len;
}

/* --- holds, plan, erasure */

gboolean
luukku_inbox_set_hold (LuukkuInbox *self, const char *case_number, gboolean place, const char *ground,
                       GError **error)
{
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  const char *why = ground != NULL ? ground : "";

  return place ? luukku_hold_place (self->store, case_number, actor, why, error)
               : luukku_hold_release (self->store, case_number, actor, why, error);
}

GPtrArray *
luukku_inbox_load_plan (LuukkuInbox *self, const char *plan_file, GError **error)
{
  return luukku_retention_plan_load (luukku_gate_get_pack (self->gate), plan_file, self->language, error);
}

gboolean
luukku_inbox_erase (LuukkuInbox *self, const char *case_number, const char *decided_by, const char *ground,
                    LuukkuErasureResult *ret_result, GError **error)
{
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  g_autoptr (LuukkuCase) item = find_case (self, case_number, error);
  const LuukkuErasureRequest request = {
    .case_number = case_number, .actor = actor, .decided_by = decided_by, .ground = ground
  };

  if (item == NULL || !luukku_erasure_run (self->store, &request, ret_result, error))
    return FALSE;
  luukku_inbox_emit_case (self, luukku_case_peek (item)->conversation);
  return TRUE;
}

char *
luukku_inbox_erasure_to_text (const LuukkuErasureResult *result)
{
  GString *text = g_string_new (NULL);

  if (result->pending)
    g_string_append_printf (
        text, "%s\n",
        luukku_tr (N_ ("Another program is reading the store, so the erased text is still in its "
                       "files. Close the other program; Luukku finishes the erasure at its next "
                       "start.")));
  for (guint i = 0; result->copies[i] != NULL; i++) {
    /* TRANSLATORS: %s is the path of a file */
    g_string_append_printf (
        text, luukku_tr (N_ ("The copy %s still has the text. Delete it when it is not needed.")),
        result->copies[i]);
    g_string_append_c (text, '\n');
  }
  if (result->given > 0)
    g_string_append_printf (
        text, "%s\n",
        luukku_tr (N_ ("The evidence was exported or handed over before. Whoever got it still has "
                       "it: look at the list of hand-overs.")));
  return g_string_free (text, FALSE);
}

/* --- handing over */

gboolean
luukku_inbox_hand_over (LuukkuInbox *self, const char *record, const char *recipient, const char *purpose,
                        const char *file, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (LuukkuRecordRow) row = luukku_store_find_record (self->store, record, &local);
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  g_autofree char *digest = NULL;
  g_autofree char *bytes = NULL;
  gsize size;
  LuukkuCustodyAct act = {
    .kind = "handover", .actor = actor, .record = record, .recipient = recipient, .purpose = purpose
  };

  if (row == NULL) {
    if (local == NULL)
      luukku_set_error (&local, LUUKKU_ERROR_NOT_FOUND,
                        N_ ("There is no such record; look at the list of records."));
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (file != NULL && g_file_test (file, G_FILE_TEST_IS_REGULAR) &&
      g_file_get_contents (file, &bytes, &size, NULL))
    digest = luukku_digest_data (bytes, size);
  act.case_number = row->case_number;
  act.sha256 = digest;
  return luukku_custody_log (self->store, &act, error);
}

static gboolean
write_private (LuukkuInbox *self, const char *folder, const char *number, const char *ending, GBytes *bytes,
               GError **error)
{
  g_autofree char *name = g_strconcat (number, ending, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return luukku_write_whole (luukku_store_get_path (self->store), path, bytes, error);
}

int
luukku_inbox_export_subject (LuukkuInbox *self, const char *case_number, const char *folder,
                             const char *recipient, const char *purpose, GError **error)
{
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  g_autoptr (LuukkuSubjectData) data = NULL;

  if (!luukku_make_private_dir (folder, error))
    return -1;
  data = luukku_subject_export (self->store, case_number, actor, recipient, purpose, error);
  if (data == NULL || !write_private (self, folder, case_number, ".json", data->json, error) ||
      !write_private (self, folder, case_number, ".txt", data->text, error))
    return -1;
  return (int) data->messages;
}

/* --- checkpoints */

gboolean
luukku_inbox_write_checkpoint (LuukkuInbox *self, const char *folder, const char *way, char **ret_path,
                               GError **error)
{
  g_autofree char *setting = luukku_store_get_setting (self->store, LUUKKU_CHECKPOINT_FOLDER, NULL);
  g_autofree char *key_dir = luukku_signer_default_dir (luukku_store_get_path (self->store));
  g_autoptr (LuukkuStaff) staff = luukku_inbox_get_staff (self);
  const char *used = folder != NULL ? folder : setting;

  *ret_path = NULL;
  if (used == NULL || *used == '\0')
    return TRUE;
  return luukku_checkpoint_write (self->store, key_dir, staff->organisation, used, way, ret_path, error);
}

static gboolean
log_went_on (LuukkuInbox *self)
{
  g_autoptr (GPtrArray) newest = luukku_store_list_checkpoints (self->store, 1, NULL);
  g_autoptr (LuukkuLogHeader) head = luukku_store_get_log_head (self->store, NULL);

  return head != NULL && (newest == NULL || newest->len == 0 ||
                          ((const LuukkuCheckpointRow *) newest->pdata[0])->seq < head->seq);
}

char *
luukku_inbox_tend_evidence (LuukkuInbox *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  gboolean pending;

  g_strfreev (
      luukku_copies_sweep (luukku_store_get_path (self->store), NULL)); /* of a program that was killed */
  if (luukku_store_is_read_only (self->store))
    return NULL;
  if (!luukku_store_finish_erasure (self->store, &pending, &error))
    return g_strdup (error->message);
  if (log_went_on (self) && !luukku_inbox_write_checkpoint (self, NULL, "folder", &path, &error))
    return g_strdup (error->message);
  return luukku_checkpoint_get_notice (self->store);
}
