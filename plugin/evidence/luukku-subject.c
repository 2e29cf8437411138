/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-subject.c: gathers what the store has of one resident. Writes no file; the caller says where. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-subject.h"

#include "base/luukku-canonical.h"
#include "base/luukku-error.h"
#include "evidence/luukku-custody.h"
#include "evidence/luukku-fast-digest.h"
#include "store/luukku-store-cases.h"
#include "store/luukku-store-messages.h"
#include "store/luukku-store-retention.h"

#include <string.h>

typedef struct {
  LuukkuStore *store; /* no ref: the caller's */
  GVariantBuilder conversations;
  GString *text;
  guint messages;
} Gathering;

void
luukku_subject_data_free (LuukkuSubjectData *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->json, g_bytes_unref);
  g_clear_pointer (&self->text, g_bytes_unref);
  g_free (self);
}

static void
put (GVariantBuilder *builder, const char *name, const char *value)
{
  if (value != NULL)
    g_variant_builder_add (builder, "{sv}", name, g_variant_new_string (value));
}

static void
put_time (GVariantBuilder *builder, const char *name, gint64 time)
{
  g_autofree char *text = time != 0 ? luukku_time_to_iso8601 (time) : NULL;

  put (builder, name, text);
}

static GVariant *
attachments_of (Gathering *self, gint64 message, GError **error)
{
  g_autoptr (GPtrArray) list = luukku_store_list_attachments (self->store, message, error);
  GVariantBuilder out;

  if (list == NULL)
    return NULL;
  g_variant_builder_init (&out, G_VARIANT_TYPE ("av"));
  for (guint i = 0; i < list->len; i++) {
    const LuukkuStoredAttachment *row = list->pdata[i];
    GVariantBuilder one;

    g_variant_builder_init (&one, G_VARIANT_TYPE_VARDICT);
    put (&one, "name", row->attachment->name);
    put (&one, "media_type", row->attachment->media_type);
    put (&one, "sha256", row->sha256);
    g_variant_builder_add (&out, "v", g_variant_builder_end (&one));
    g_string_append_printf (self->text, "    [%s]\n",
                            row->attachment->name != NULL ? row->attachment->name : "-");
  }
  return g_variant_ref_sink (g_variant_builder_end (&out));
}

static GVariant *
versions_of (Gathering *self, gint64 message, GError **error)
{
  g_autoptr (GPtrArray) list = luukku_store_list_versions (self->store, message, error);
  GVariantBuilder out;

  if (list == NULL)
    return NULL;
  g_variant_builder_init (&out, G_VARIANT_TYPE ("av"));
  for (guint i = 0; i < list->len; i++) {
    const LuukkuMessageVersion *row = list->pdata[i];
    GVariantBuilder one;

    g_variant_builder_init (&one, G_VARIANT_TYPE_VARDICT);
    put_time (&one, "seen_at", row->seen_at);
    put (&one, "text", row->text);
    g_variant_builder_add (&out, "v", g_variant_builder_end (&one));
    if (row->text != NULL)
      g_string_append_printf (self->text, "    → %s\n", row->text);
  }
  return g_variant_ref_sink (g_variant_builder_end (&out));
}

static gboolean
add_message (Gathering *self, GVariantBuilder *out, const LuukkuStoredMessage *row, GError **error)
{
  LuukkuMessage *message = row->message;
  gboolean own = luukku_message_get_direction (message) != LUUKKU_DIRECTION_IN;
  g_autofree char *when =
      luukku_time_format_local (luukku_message_get_sent_at (message), "Europe/Helsinki", "%-d.%-m.%Y %H:%M");
  const char *author = luukku_message_get_author_name (message);
  g_autoptr (GVariant) attachments = NULL;
  g_autoptr (GVariant) versions = NULL;
  GVariantBuilder one;

  self->messages++;
  g_string_append_printf (self->text, "%s  %s\n    %s\n", when, author != NULL ? author : "-",
                          luukku_message_get_text (message));
  if ((versions = versions_of (self, row->id, error)) == NULL ||
      (attachments = attachments_of (self, row->id, error)) == NULL)
    return FALSE;
  g_variant_builder_init (&one, G_VARIANT_TYPE_VARDICT);
  put (&one, "id", luukku_message_get_platform_id (message));
  put (&one, "direction", own ? "out" : "in");
  put (&one, "author", author);
  put (&one, "author_id", luukku_message_get_author_id (message));
  put (&one, "text", luukku_message_get_text (message));
  put_time (&one, "sent_at", luukku_message_get_sent_at (message));
  put_time (&one, "received_at", luukku_message_get_fetched_at (message));
  g_variant_builder_add (&one, "{sv}", "versions", versions);
  g_variant_builder_add (&one, "{sv}", "attachments", attachments);
  g_variant_builder_add (out, "v", g_variant_builder_end (&one));
  return TRUE;
}

static gboolean
add_conversation (Gathering *self, const LuukkuConversationInit *conversation, GError **error)
{
  g_autoptr (GPtrArray) messages = luukku_store_list_messages (self->store, conversation->id, 0, error);
  gboolean added = messages != NULL;
  GVariantBuilder list, one;

  if (!added)
    return FALSE;
  g_string_append_printf (self->text, "%s  %s  %s\n\n", conversation->channel,
                          conversation->resident_name != NULL ? conversation->resident_name : "-",
                          conversation->resident_id != NULL ? conversation->resident_id : "-");
  g_variant_builder_init (&list, G_VARIANT_TYPE ("av"));
  for (guint i = 0; added && i < messages->len; i++)
    added = add_message (self, &list, messages->pdata[i], error);
  g_variant_builder_init (&one, G_VARIANT_TYPE_VARDICT);
  put (&one, "channel", conversation->channel);
  put (&one, "id", conversation->platform_id);
  put (&one, "resident_id", conversation->resident_id);
  put (&one, "resident_name", conversation->resident_name);
  g_variant_builder_add (&one, "{sv}", "messages", g_variant_builder_end (&list));
  g_variant_builder_add (&self->conversations, "v", g_variant_builder_end (&one));
  g_string_append_c (self->text, '\n');
  return added;
}

static gboolean
gather (Gathering *self, const char *case_number, GError **error)
{
  g_autoptr (GArray) ids = luukku_store_list_same_resident (self->store, case_number, error);

  if (ids != NULL && ids->len == 0)
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("There is no case %s; look at the list of cases."),
                      case_number);
  if (ids == NULL || ids->len == 0)
    return FALSE;
  for (guint i = 0; i < ids->len; i++) {
    g_autoptr (LuukkuConversation) conversation =
        luukku_store_get_conversation (self->store, g_array_index (ids, gint64, i), error);

    if (conversation == NULL || !add_conversation (self, luukku_conversation_peek (conversation), error))
      return FALSE;
  }
  return TRUE;
}

static GBytes *
to_json (GVariant *conversations, gint64 now, GError **error)
{
  g_autofree char *at = luukku_time_to_iso8601 (now);
  g_autofree char *json = NULL;
  GVariantBuilder root;

  g_variant_builder_init (&root, G_VARIANT_TYPE_VARDICT);
  put (&root, "format", "luukku-subject-1");
  put (&root, "made_at", at);
  g_variant_builder_add (&root, "{sv}", "conversations", conversations);
  json = luukku_canonical_json (g_variant_builder_end (&root), error);
  return json != NULL ? g_bytes_new (json, strlen (json)) : NULL;
}

LuukkuSubjectData *
luukku_subject_export (LuukkuStore *store, const char *case_number, const char *actor, const char *recipient,
                       const char *purpose, GError **error)
{
  g_autoptr (LuukkuSubjectData) data = g_new0 (LuukkuSubjectData, 1);
  g_autoptr (GVariant) conversations = NULL;
  g_autofree char *digest = NULL;
  Gathering self = { .store = store, .text = g_string_new (NULL) };
  LuukkuCustodyAct act = {
    .case_number = case_number, .kind = "handover", .actor = actor, .recipient = recipient, .purpose = purpose
  };
  gboolean gathered;

  g_variant_builder_init (&self.conversations, G_VARIANT_TYPE ("av"));
  gathered = gather (&self, case_number, error);
  conversations = g_variant_ref_sink (g_variant_builder_end (&self.conversations));
  data->text = g_string_free_to_bytes (self.text);
  data->messages = self.messages;
  if (!gathered || (data->json = to_json (conversations, luukku_clock_now (luukku_store_get_clock (store)),
                                          error)) == NULL)
    return NULL;
  digest = luukku_fast_digest_bytes (data->json);
  act.sha256 = digest;
  return luukku_custody_log (store, &act, error) ? g_steal_pointer (&data) : NULL;
}
