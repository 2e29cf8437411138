/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-forwarding.c: writes into the log what of a case was forwarded into the town's feedback system, and
 * reads it back. Sends nothing itself. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-forwarding.h"

#include "evidence/luukku-chain.h"
#include "evidence/luukku-fast-digest.h"
#include "evidence/luukku-log-content.h"

#define LEAVES "forward"
#define TAKEN "forward-taken"
#define NOT_TAKEN "forward-not-taken"

void
luukku_forwarding_free (LuukkuForwarding *self)
{
  g_free (self->key);
  g_free (self->channel);
  g_free (self->service);
  g_free (self->service_name);
  g_free (self->digest);
  g_free (self->actor);
  g_free (self->at);
  g_free (self->number);
  g_free (self);
}

/* --- writing */

static void
add (GVariantBuilder *content, const char *name, const char *value)
{
  if (value != NULL)
    g_variant_builder_add (content, "{sv}", name, g_variant_new_string (value));
}

static gboolean
leave (LuukkuStore *store, gpointer data, GError **error)
{
  const LuukkuForwardingInit *init = data;
  g_autofree char *digest = luukku_fast_digest_text (init->text);
  GVariantBuilder content;

  g_variant_builder_init (&content, G_VARIANT_TYPE_VARDICT);
  add (&content, "key", init->key);
  add (&content, "channel", init->channel);
  add (&content, "service", init->service);
  add (&content, "service_name", init->service_name);
  add (&content, "text", init->text);
  add (&content, "text_sha256", digest);
  add (&content, "contact", init->contact ? "given" : "kept");
  add (&content, "picture_sha256", init->picture);
  return luukku_chain_append (store, init->case_number, LEAVES, init->actor, g_variant_builder_end (&content),
                              NULL, error);
}

gboolean
luukku_forwarding_leave (LuukkuStore *store, const LuukkuForwardingInit *init, GError **error)
{
  return luukku_store_transaction (store, leave, (gpointer) init, error);
}

typedef struct {
  const char *case_number, *actor, *key, *number;
} Settling;

static gboolean
settle (LuukkuStore *store, gpointer data, GError **error)
{
  const Settling *self = data;
  GVariantBuilder content;

  g_variant_builder_init (&content, G_VARIANT_TYPE_VARDICT);
  add (&content, "key", self->key);
  add (&content, "number", self->number);
  return luukku_chain_append (store, self->case_number, self->number != NULL ? TAKEN : NOT_TAKEN, self->actor,
                              g_variant_builder_end (&content), NULL, error);
}

gboolean
luukku_forwarding_settle (LuukkuStore *store, const char *case_number, const char *actor, const char *key,
                          const char *number, GError **error)
{
  Settling self = { case_number, actor, key, number };

  return luukku_store_transaction (store, settle, &self, error);
}

/* --- reading */

static LuukkuForwarding *
find (GPtrArray *list, const char *key)
{
  for (guint i = 0; key != NULL && i < list->len; i++) {
    LuukkuForwarding *row = g_ptr_array_index (list, i);

    if (g_strcmp0 (row->key, key) == 0)
      return row;
  }
  return NULL;
}

static void
begin (GPtrArray *list, const LuukkuLogHeader *header, const LuukkuLogEntry *entry, LuukkuLogContent *content)
{
  LuukkuForwarding *row = g_new0 (LuukkuForwarding, 1);

  row->key = g_strdup (luukku_log_content_get_string (content, "key"));
  row->channel = g_strdup (luukku_log_content_get_string (content, "channel"));
  row->service = g_strdup (luukku_log_content_get_string (content, "service"));
  row->service_name = g_strdup (luukku_log_content_get_string (content, "service_name"));
  row->digest = g_strdup (luukku_log_content_get_string (content, "text_sha256"));
  row->actor = g_strdup (entry->actor);
  row->at = g_strdup (header->at);
  g_ptr_array_add (list, row);
}

static gboolean
on_entry (const LuukkuLogHeader *header, const LuukkuLogEntry *entry, gpointer data, GError **error)
{
  GPtrArray *list = data;
  g_autoptr (LuukkuLogContent) content = NULL;
  LuukkuForwarding *row = NULL;

  if (!g_str_has_prefix (entry->kind, LEAVES) || entry->bytes == NULL)
    return TRUE;
  content = luukku_log_content_new (entry->bytes);
  if (content == NULL)
    return TRUE;
  if (g_str_equal (entry->kind, LEAVES)) {
    begin (list, header, entry, content);
    return TRUE;
  }
  row = find (list, luukku_log_content_get_string (content, "key"));
  if (row == NULL)
    return TRUE;
  row->state = g_str_equal (entry->kind, TAKEN) ? LUUKKU_FORWARDING_TAKEN : LUUKKU_FORWARDING_NOT_TAKEN;
  g_free (row->number);
  row->number = g_strdup (luukku_log_content_get_string (content, "number"));
  return TRUE;
}

GPtrArray *
luukku_forwarding_list (LuukkuStore *store, const char *case_number, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_forwarding_free);

  if (!luukku_store_walk_case_log (store, case_number, on_entry, list, error))
    return NULL;
  return g_steal_pointer (&list);
}
