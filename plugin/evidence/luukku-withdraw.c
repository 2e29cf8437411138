/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-withdraw.c: the words of one message go: its sender unsent it, or it must not be copied. The log
 * keeps who, when and on what ground, never the words. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "evidence/luukku-chain.h"
#include "evidence/luukku-erasure.h"
#include "store/luukku-store-messages.h"

#define NO_CASE "-"

static gboolean
log_message (LuukkuStore *store, const LuukkuStoredMessage *row, const char *case_number, const char *kind,
             const char *actor, const char *ground, const char *address, LuukkuLogHeader **ret_header,
             GError **error)
{
  g_autofree char *sent_at = luukku_time_to_iso8601 (luukku_message_get_sent_at (row->message));
  GVariantBuilder content;

  g_variant_builder_init (&content, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&content, "{sv}", "message_id",
                         g_variant_new_string (luukku_message_get_platform_id (row->message)));
  g_variant_builder_add (&content, "{sv}", "sent_at", g_variant_new_string (sent_at));
  if (ground != NULL)
    g_variant_builder_add (&content, "{sv}", "ground", g_variant_new_string (ground));
  if (address != NULL)
    g_variant_builder_add (&content, "{sv}", "address", g_variant_new_string (address));
  return luukku_chain_append (store, case_number != NULL ? case_number : NO_CASE, kind, actor,
                              g_variant_builder_end (&content), ret_header, error);
}

/* Returns: (transfer full): NULL with NOT_FOUND. *@ret_kept: (nullable): of its case. */
static LuukkuStoredMessage *
load (LuukkuStore *store, gint64 message, LuukkuKeptCase **ret_kept, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (LuukkuStoredMessage) row = luukku_store_get_message (store, message, &local);
  g_autofree char *number = NULL;
  g_autoptr (GPtrArray) kept = NULL;

  if (row == NULL) {
    if (local == NULL)
      luukku_set_error (&local, LUUKKU_ERROR_NOT_FOUND,
                        N_ ("There is no such message; open the conversation and choose it again."));
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  if (!luukku_store_find_case_of_message (store, message, &number, error))
    return NULL;
  kept = number != NULL ? luukku_store_list_kept (store, number, error) : NULL;
  if (number != NULL && kept == NULL)
    return NULL;
  if (kept != NULL && kept->len == 1) {
    g_ptr_array_set_free_func (kept, NULL);
    *ret_kept = kept->pdata[0];
  }
  return g_steal_pointer (&row);
}

gboolean
luukku_withdraw_unsent (LuukkuStore *store, gint64 message, const char *ground, gboolean *ret_withdrawn,
                        GError **error)
{
  g_autoptr (LuukkuKeptCase) kept = NULL;
  g_autoptr (LuukkuStoredMessage) row = load (store, message, &kept, error);
  g_autoptr (LuukkuLogHeader) header = NULL;
  gboolean keep;

  if (row == NULL)
    return FALSE;
  *ret_withdrawn = FALSE;
  if (row->withdrawn)
    return TRUE;
  keep = kept != NULL && (kept->held || kept->records > 0);
  if (!log_message (store, row, kept != NULL ? kept->number : NULL, keep ? "unsent-kept" : "unsent",
                    "program", ground, NULL, &header, error))
    return FALSE;
  if (keep)
    return TRUE;
  *ret_withdrawn = TRUE;
  return luukku_store_withdraw_message (store, message, header->seq, FALSE, error);
}

typedef struct {
  const char *actor, *address;
  gint64 message;
  gboolean in_record;
} NotCopied;

static gboolean
write_not_copied (LuukkuStore *store, gpointer data, GError **error)
{
  NotCopied *self = data;
  g_autoptr (LuukkuKeptCase) kept = NULL;
  g_autoptr (LuukkuStoredMessage) row = load (store, self->message, &kept, error);
  g_autoptr (LuukkuLogHeader) header = NULL;

  if (row == NULL)
    return FALSE;
  if (row->withdrawn) {
    luukku_set_error (error, LUUKKU_ERROR_EXISTS, N_ ("The content of this message is not kept any more."));
    return FALSE;
  }
  self->in_record = kept != NULL && kept->records > 0;
  return log_message (store, row, kept != NULL ? kept->number : NULL, "not-copied", self->actor, NULL,
                      self->address, &header, error) &&
         luukku_store_withdraw_message (store, self->message, header->seq, TRUE, error);
}

gboolean
luukku_withdraw_not_copied (LuukkuStore *store, gint64 message, const char *actor, const char *address,
                            gboolean *ret_in_record, GError **error)
{
  NotCopied self = { .actor = actor, .address = address, .message = message };

  if (!luukku_store_transaction (store, write_not_copied, &self, error))
    return FALSE;
  *ret_in_record = self.in_record;
  return TRUE;
}

const char *
luukku_withdraw_advice (void)
{
  return luukku_tr (N_ (
      "Do not copy, print or forward the material. Tell the police at once: 112 when a child is in danger, "
      "otherwise the police or their tip-off page. Tell your supervisor. Luukku keeps only the id, the "
      "address "
      "and the time."));
}
