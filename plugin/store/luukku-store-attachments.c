/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-store-attachments.c: what hangs on a message: listed, then stored or refused, once. Store layer. */
#define G_LOG_DOMAIN "luukku"

#include "store/luukku-store-messages.h"

#include "base/luukku-digest.h"
#include "base/luukku-error.h"
#include "store/luukku-store-private.h"

#define MAX_ATTACHMENTS 1000 /* of one message */

void
luukku_stored_attachment_free (LuukkuStoredAttachment *self)
{
  if (self == NULL)
    return;
  luukku_attachment_free (self->attachment);
  g_free (self->sha256);
  g_free (self->reason);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuStoredAttachment, luukku_stored_attachment_free)

/* --- with a message */

static gboolean
put_attachment (LuukkuStore *self, gint64 message, guint place, const LuukkuAttachment *attachment,
                GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;

  if (!luukku_store_take_optional (attachment->name, error) ||
      !luukku_store_take_optional (attachment->media_type, error) ||
      !luukku_store_take_text (attachment->url, error))
    return FALSE;
  /* Addresses are signed for a short time: one that is listed again brings a fresh one. */
  query = luukku_query_new (luukku_store_get_db (self),
                            "INSERT INTO attachment (message, place, name, media_type, url, size) "
                            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (message, place) "
                            "DO UPDATE SET url = excluded.url WHERE state = 0 AND excluded.url IS NOT NULL");
  luukku_query_bind_int (query, 1, message);
  luukku_query_bind_int (query, 2, place);
  luukku_query_bind_text (query, 3, attachment->name);
  luukku_query_bind_text (query, 4, attachment->media_type);
  luukku_query_bind_text (query, 5, attachment->url);
  luukku_query_bind_int (query, 6, attachment->size);
  return luukku_query_run (query, error);
}

gboolean
luukku_store_put_attachments (LuukkuStore *self, gint64 message, GPtrArray *attachments, GError **error)
{
  for (guint i = 0; i < MIN (attachments->len, MAX_ATTACHMENTS); i++) {
    if (!put_attachment (self, message, i, g_ptr_array_index (attachments, i), error))
      return FALSE;
  }
  return TRUE;
}

GPtrArray *
luukku_store_load_attachments (LuukkuStore *self, gint64 message, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_attachment_free);
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self),
      "SELECT name, media_type, url, size FROM attachment WHERE message = ? ORDER BY place");

  luukku_query_bind_int (query, 1, message);
  while (luukku_query_next (query))
    g_ptr_array_add (
        list, luukku_attachment_new (luukku_query_peek_text (query, 0), luukku_query_peek_text (query, 1),
                                     luukku_query_peek_text (query, 2), luukku_query_get_int (query, 3)));
  return luukku_query_finish (query, error) ? g_steal_pointer (&list) : NULL;
}

/* --- lists */

#define SELECT_ATTACHMENT                                                                                    \
  "SELECT a.id, a.message, a.name, a.media_type, a.url, a.size, a.state, a.sha256, a.stored_size, a.reason " \
  "FROM attachment a "

static GPtrArray *
run_list (LuukkuQuery *query, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_stored_attachment_free);

  while (luukku_query_next (query)) {
    LuukkuStoredAttachment *row = g_new0 (LuukkuStoredAttachment, 1);

    row->id = luukku_query_get_int (query, 0);
    row->message = luukku_query_get_int (query, 1);
    row->attachment =
        luukku_attachment_new (luukku_query_peek_text (query, 2), luukku_query_peek_text (query, 3),
                               luukku_query_peek_text (query, 4), luukku_query_get_int (query, 5));
    row->state = (LuukkuAttachmentState) luukku_query_get_int (query, 6);
    row->sha256 = luukku_query_dup_text (query, 7);
    row->stored_size = luukku_query_get_int (query, 8);
    row->reason = luukku_query_dup_text (query, 9);
    g_ptr_array_add (list, row);
  }
  return luukku_query_finish (query, error) ? g_steal_pointer (&list) : NULL;
}

GPtrArray *
luukku_store_list_attachments (LuukkuStore *self, gint64 message, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), SELECT_ATTACHMENT "WHERE a.message = ? ORDER BY a.place");

  luukku_query_bind_int (query, 1, message);
  return run_list (query, error);
}

GPtrArray *
luukku_store_list_unfetched (LuukkuStore *self, const char *channel, guint limit, GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), SELECT_ATTACHMENT
                        "JOIN message m ON m.id = a.message WHERE a.state = 0 "
                        "AND m.channel = (SELECT id FROM channel WHERE key = ?) ORDER BY a.id LIMIT ?");

  luukku_query_bind_text (query, 1, channel);
  luukku_query_bind_int (query, 2, limit);
  return run_list (query, error);
}

/* --- what became of one */

/* *@ret_sha256: (transfer full) (nullable). */
static gboolean
get_state (LuukkuStore *self, gint64 attachment, LuukkuAttachmentState *ret_state, char **ret_sha256,
           GError **error)
{
  g_autoptr (LuukkuQuery) query =
      luukku_query_new (luukku_store_get_db (self), "SELECT state, sha256 FROM attachment WHERE id = ?");
  gboolean found;

  luukku_query_bind_int (query, 1, attachment);
  found = luukku_query_next (query);
  if (found) {
    *ret_state = (LuukkuAttachmentState) luukku_query_get_int (query, 0);
    *ret_sha256 = luukku_query_dup_text (query, 1);
  }
  if (!luukku_query_finish (query, error))
    return FALSE;
  return found || luukku_store_not_found (error);
}

static gboolean
fail_settled (GError **error)
{
  luukku_set_error (
      error, LUUKKU_ERROR_REFUSED,
      N_ ("What becomes of this attachment is settled already. Refresh the conversation to see it."));
  return FALSE;
}

static gboolean
insert_bytes (LuukkuStore *self, gint64 attachment, GBytes *bytes, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "INSERT INTO attachment_bytes (attachment, bytes) VALUES (?, ?)");

  luukku_query_bind_int (query, 1, attachment);
  luukku_query_bind_bytes (query, 2, bytes);
  return luukku_query_run (query, error);
}

static gboolean
put_bytes (LuukkuStore *self, gint64 attachment, GBytes *bytes, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  g_autofree char *sha256 = NULL;
  g_autofree char *before = NULL;
  LuukkuAttachmentState state = LUUKKU_ATTACHMENT_LISTED;

  if (!luukku_store_take_bytes (bytes, error) || !get_state (self, attachment, &state, &before, error))
    return FALSE;
  sha256 = luukku_digest_bytes (bytes);
  if (state == LUUKKU_ATTACHMENT_STORED && g_strcmp0 (before, sha256) == 0)
    return TRUE;
  if (state != LUUKKU_ATTACHMENT_LISTED)
    return fail_settled (error);
  if (!insert_bytes (self, attachment, bytes, error))
    return FALSE;
  query = luukku_query_new (
      luukku_store_get_db (self),
      "UPDATE attachment SET state = ?, sha256 = ?, stored_size = ?, url = NULL WHERE id = ?");
  luukku_query_bind_int (query, 1, LUUKKU_ATTACHMENT_STORED);
  luukku_query_bind_text (query, 2, sha256);
  luukku_query_bind_int (query, 3, (gint64) g_bytes_get_size (bytes));
  luukku_query_bind_int (query, 4, attachment);
  return luukku_query_run (query, error);
}

gboolean
luukku_store_put_attachment_bytes (LuukkuStore *self, gint64 attachment, GBytes *bytes, GError **error)
{
  if (!luukku_store_begin (self, error))
    return FALSE;
  return luukku_store_end (self, put_bytes (self, attachment, bytes, error), error);
}

static gboolean
refuse (LuukkuStore *self, gint64 attachment, const char *reason, GError **error)
{
  g_autoptr (LuukkuQuery) query = NULL;
  g_autofree char *before = NULL;
  LuukkuAttachmentState state = LUUKKU_ATTACHMENT_LISTED;

  if (!luukku_store_take_name (reason, error) || !get_state (self, attachment, &state, &before, error))
    return FALSE;
  if (state == LUUKKU_ATTACHMENT_STORED)
    return fail_settled (error);
  query = luukku_query_new (luukku_store_get_db (self),
                            "UPDATE attachment SET state = ?, reason = ?, url = NULL WHERE id = ?");
  luukku_query_bind_int (query, 1, LUUKKU_ATTACHMENT_REFUSED);
  luukku_query_bind_text (query, 2, reason);
  luukku_query_bind_int (query, 3, attachment);
  return luukku_query_run (query, error);
}

gboolean
luukku_store_refuse_attachment (LuukkuStore *self, gint64 attachment, const char *reason, GError **error)
{
  if (!luukku_store_begin (self, error))
    return FALSE;
  return luukku_store_end (self, refuse (self, attachment, reason, error), error);
}

GBytes *
luukku_store_get_attachment_bytes (LuukkuStore *self, gint64 attachment, GError **error)
{
  g_autoptr (LuukkuQuery) query = luukku_query_new (
      luukku_store_get_db (self), "SELECT bytes FROM attachment_bytes WHERE attachment = ?");
  g_autoptr (GBytes) bytes = NULL;

  luukku_query_bind_int (query, 1, attachment);
  if (luukku_query_next (query))
    bytes = luukku_query_dup_bytes (query, 0);
  return luukku_query_finish (query, error) ? g_steal_pointer (&bytes) : NULL;
}
