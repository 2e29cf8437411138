/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-custody.c: writes acts of custody into the log and reads them back. Hands nothing over by itself. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-custody.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "evidence/luukku-chain.h"
#include "evidence/luukku-log-content.h"

#define MAX_FIELD 1000 /* characters */

void
luukku_custody_item_free (LuukkuCustodyItem *self)
{
  if (self == NULL)
    return;
  g_free (self->at);
  g_free (self->kind);
  g_free (self->actor);
  g_free (self->record);
  g_free (self->recipient);
  g_free (self->purpose);
  g_free (self->file);
  g_free (self->sha256);
  g_free (self);
}

/* --- writing */

static gboolean
is_said (const char *text)
{
  g_autofree char *bare = g_strstrip (g_strdup (text != NULL ? text : ""));

  return *bare != '\0';
}

static gboolean
fits (const char *text)
{
  return text == NULL || (g_utf8_validate (text, -1, NULL) && luukku_text_length (text) <= MAX_FIELD);
}

static gboolean
check (const LuukkuCustodyAct *act, GError **error)
{
  static const char *const kinds[] = { "view", "print", "export", "handover", NULL };

  g_return_val_if_fail (g_strv_contains (kinds, act->kind), FALSE);
  if (g_str_equal (act->kind, "handover") && (!is_said (act->recipient) || !is_said (act->purpose))) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("Say who gets the material and what for; both are written into the evidence log."));
    return FALSE;
  }
  if (fits (act->recipient) && fits (act->purpose) && fits (act->actor))
    return TRUE;
  luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                    N_ ("The recipient or the purpose is too long; write it in at most %d characters."),
                    MAX_FIELD);
  return FALSE;
}

gboolean
luukku_custody_append (LuukkuStore *store, const LuukkuCustodyAct *act, LuukkuLogHeader **ret_header,
                       GError **error)
{
  const struct {
    const char *name, *value;
  } fields[] = {
    { "record", act->record }, { "recipient", act->recipient }, { "purpose", act->purpose },
    { "file", act->file },     { "sha256", act->sha256 },
  };
  GVariantBuilder content;

  if (!check (act, error))
    return FALSE;
  g_variant_builder_init (&content, G_VARIANT_TYPE_VARDICT);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    if (is_said (fields[i].value))
      g_variant_builder_add (&content, "{sv}", fields[i].name, g_variant_new_string (fields[i].value));
  }
  return luukku_chain_append (store, act->case_number, act->kind, act->actor,
                              g_variant_builder_end (&content), ret_header, error);
}

/* --- reading */

static gboolean
on_entry (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  static const char *const kinds[] = { "view",          "print",         "export",
                                       "export-undone", "handover",      "erasure",
                                       "hold",          "hold-released", NULL };
  g_autoptr (LuukkuLogContent) content = NULL;
  LuukkuCustodyItem *item;

  if (!g_strv_contains (kinds, entry->kind))
    return TRUE;
  item = g_new0 (LuukkuCustodyItem, 1);
  item->seq = header->seq;
  item->at = g_strdup (header->at);
  item->kind = g_strdup (entry->kind);
  item->actor = g_strdup (entry->actor);
  if ((content = luukku_log_content_new (entry->bytes)) != NULL) {
    const char *ground = luukku_log_content_get_string (content, "ground");
    const char *recipient = luukku_log_content_get_string (content, "recipient");

    item->record = g_strdup (luukku_log_content_get_string (content, "record"));
    /* earlier hand-over sheets called it "to" */
    item->recipient =
        g_strdup (recipient != NULL ? recipient : luukku_log_content_get_string (content, "to"));
    item->purpose = g_strdup (ground != NULL ? ground : luukku_log_content_get_string (content, "purpose"));
    item->file = g_strdup (luukku_log_content_get_string (content, "file"));
    item->sha256 = g_strdup (luukku_log_content_get_string (content, "sha256"));
  }
  g_ptr_array_add (data, item);
  return TRUE;
}

GPtrArray *
luukku_custody_list (LuukkuStore *store, const char *case_number, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_custody_item_free);

  return luukku_store_walk_case_log (store, case_number, on_entry, list, error) ? g_steal_pointer (&list)
                                                                                : NULL;
}

LuukkuCustodyItem *
luukku_custody_find (LuukkuStore *store, const LuukkuCustodyAct *act, GError **error)
{
  g_autoptr (GPtrArray) list = luukku_custody_list (store, act->case_number, error);

  for (guint i = list != NULL ? list->len : 0; i > 0; i--) {
    const LuukkuCustodyItem *item = list->pdata[i - 1];

    if (g_str_equal (item->kind, "handover") && g_strcmp0 (item->record, act->record) == 0 &&
        g_strcmp0 (item->recipient, act->recipient) == 0 && g_strcmp0 (item->purpose, act->purpose) == 0 &&
        (item->sha256 == NULL || act->sha256 == NULL || g_str_equal (item->sha256, act->sha256)))
      return g_ptr_array_steal_index (list, i - 1);
  }
  return NULL;
}

/* --- in a transaction of its own */

static gboolean
append_once (LuukkuStore *store, gpointer data, GError **error)
{
  const LuukkuCustodyAct *act = data;
  g_autoptr (GError) local = NULL;
  g_autoptr (LuukkuCustodyItem) before =
      g_str_equal (act->kind, "handover") ? luukku_custody_find (store, act, &local) : NULL;

  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  return before != NULL || luukku_custody_append (store, act, NULL, error);
}

gboolean
luukku_custody_log (LuukkuStore *store, const LuukkuCustodyAct *act, GError **error)
{
  return check (act, error) && luukku_store_transaction (store, append_once, (gpointer) act, error);
}
