/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-whatsapp-send.c: one reply to WhatsApp: a text, a template when it is late, or a file with its
 * caption. A file is uploaded first; that reaches nobody and may be repeated. Only the message that names it
 * is sent, once. */
#define G_LOG_DOMAIN "luukku"

#include "whatsapp/luukku-whatsapp-private.h"

#include <string.h>

#include "adapter/luukku-json-write.h"
#include "adapter/luukku-json.h"
#include "adapter/luukku-multipart.h"
#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "whatsapp/luukku-whatsapp-parse.h"

#define MAX_TEMPLATE_TEXT 1024 /* characters of a parameter */
#define MAX_UPLOADED 32        /* files that wait for another try */

/* --- what goes out */

static gboolean
is_late (LuukkuWhatsapp *self, const LuukkuSendRequestInit *reply)
{
  return luukku_http_now (self->base.http) - reply->last_resident_at >= self->base.limits->reply_window;
}

/* A parameter of a template is one line. Source: Meta, "Message templates": no new-line, no tab, no more than
 * four spaces in a row. */
static gboolean
check_template (LuukkuWhatsapp *self, const char *text, GError **error)
{
  if (*self->template_name == '\0') {
    luukku_fault_set (
        error, LUUKKU_FAULT_WINDOW, NULL,
        N_ ("24 hours have passed since the resident wrote, and WhatsApp now takes approved message "
            "templates only. Answer on another channel, or have a template approved and name it on "
            "the account's Advanced page."));
    return FALSE;
  }
  if (strpbrk (text, "\n\r\t") != NULL || strstr (text, "     ") != NULL) {
    luukku_fault_set (
        error, LUUKKU_FAULT_BAD_REQUEST, NULL,
        N_ ("24 hours have passed since the resident wrote, so this goes out in a message template, and "
            "that takes one paragraph only. Take out the line breaks and send it again."));
    return FALSE;
  }
  if (g_utf8_strlen (text, -1) > MAX_TEMPLATE_TEXT) {
    luukku_fault_set (
        error, LUUKKU_FAULT_TOO_LONG, NULL,
        N_ ("24 hours have passed since the resident wrote, so this goes out in a message template, and "
            "that takes %d characters. Shorten it and send it again."),
        MAX_TEMPLATE_TEXT);
    return FALSE;
  }
  return TRUE;
}

static void
add_template (LuukkuWhatsapp *self, JsonBuilder *builder, const char *text)
{
  luukku_json_add_string (builder, "type", "template");
  luukku_json_open (builder, "template");
  luukku_json_add_string (builder, "name", self->template_name);
  luukku_json_open (builder, "language");
  luukku_json_add_string (builder, "code", self->template_language);
  luukku_json_close (builder);
  json_builder_set_member_name (builder, "components");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  luukku_json_add_string (builder, "type", "body");
  json_builder_set_member_name (builder, "parameters");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  luukku_json_add_string (builder, "type", "text");
  luukku_json_add_string (builder, "text", text);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  luukku_json_close (builder);
}

static void
add_text (JsonBuilder *builder, const char *text)
{
  luukku_json_add_string (builder, "type", "text");
  luukku_json_open (builder, "text");
  luukku_json_add_string (builder, "body", text);
  luukku_json_add_boolean (builder, "preview_url", FALSE);
  luukku_json_close (builder);
}

/* The phone number when it is known, otherwise the user id, each under its own name. */
static gboolean
add_recipient (JsonBuilder *builder, const char *resident_id, const char *conversation_id, GError **error)
{
  const char *ids[] = { resident_id, conversation_id };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    if (luukku_whatsapp_is_phone (ids[i])) {
      luukku_json_add_string (builder, "to", ids[i]);
      return TRUE;
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    if (luukku_whatsapp_is_user (ids[i])) {
      luukku_json_add_string (builder, "recipient", ids[i]);
      return TRUE;
    }
  }
  luukku_fault_set (
      error, LUUKKU_FAULT_RECIPIENT, NULL,
      N_ ("It is not known to whom this reply belongs, so nothing was sent. Answer in WhatsApp itself."));
  return FALSE;
}

/* --- the message */

static gboolean
has_file (const LuukkuSendRequestInit *reply)
{
  return reply->files != NULL && reply->files->len > 0;
}

/* The file at WhatsApp may be what was wrong: the next try uploads it again. Trouble on the way is not. */
static void
forget_upload (LuukkuWhatsapp *self, const char *key, const GError *error)
{
  if (error == NULL || !luukku_fault_get_info (error)->retryable)
    g_hash_table_remove (self->uploaded, key);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuWhatsapp *self = g_task_get_source_object (task);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (g_task_get_task_data (task));
  g_autoptr (JsonNode) root = NULL;
  char *id = NULL;
  GError *error = NULL, *cause = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root != NULL) {
    id = luukku_whatsapp_parse_sent (root, &cause);
    if (id == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_WHATSAPP_NAME, cause, TRUE, &error);
  }
  forget_upload (self, reply->idempotency_key, error);
  luukku_task_return (task, id, g_free, error);
}

/* A file's name is shown for documents only. */
static void
add_file (LuukkuWhatsapp *self, JsonBuilder *builder, const LuukkuSendRequestInit *reply, const char *medium)
{
  const LuukkuSendFile *file = g_ptr_array_index (reply->files, 0);
  const LuukkuFileKind *kind = luukku_channel_limits_find_kind (self->base.limits, file->media_type);

  luukku_json_add_string (builder, "type", kind->id);
  luukku_json_open (builder, kind->id);
  luukku_json_add_string (builder, "id", medium);
  if (reply->text != NULL && *reply->text != '\0')
    luukku_json_add_string (builder, "caption", reply->text);
  if (g_str_equal (kind->id, "document"))
    luukku_json_add_string (builder, "filename", file->name);
  luukku_json_close (builder);
}

/* @medium: (nullable): the file, which is at WhatsApp by now. */
static void
send_message (LuukkuWhatsapp *self, GTask *task, const char *medium)
{
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (g_task_get_task_data (task));
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (GBytes) body = NULL;
  g_autofree char *path = luukku_whatsapp_path (self, "messages");
  GError *error = NULL;

  luukku_json_add_string (builder, "messaging_product", "whatsapp");
  luukku_json_add_string (builder, "recipient_type", "individual");
  if (!add_recipient (builder, reply->resident_id, reply->conversation_id, &error)) {
    g_task_return_error (task, error);
    return;
  }
  if (medium != NULL)
    add_file (self, builder, reply, medium);
  else if (is_late (self, reply))
    add_template (self, builder, reply->text);
  else
    add_text (builder, reply->text);
  body = luukku_json_end (builder);
  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .path = path, .body = body, .sending = TRUE }, task,
                            on_sent);
}

/* --- the file */

static void
on_uploaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuWhatsapp *self = g_task_get_source_object (task);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (g_task_get_task_data (task));
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *medium = NULL;
  GError *error = NULL, *cause = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root != NULL) {
    medium = luukku_whatsapp_parse_uploaded (root, &cause);
    if (medium == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_WHATSAPP_NAME, cause, FALSE, &error);
  }
  if (medium == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (g_hash_table_size (self->uploaded) >= MAX_UPLOADED)
    g_hash_table_remove_all (self->uploaded);
  g_hash_table_replace (self->uploaded, g_strdup (reply->idempotency_key), g_strdup (medium));
  send_message (self, task, medium);
}

/* Nothing reaches the resident by this, so an unclear end is no doubt about the reply. */
static void
upload (LuukkuWhatsapp *self, GTask *task, const LuukkuSendFile *file)
{
  g_autoptr (LuukkuMultipart) form = luukku_multipart_new ();
  g_autoptr (GBytes) body = NULL;
  g_autofree char *path = luukku_whatsapp_path (self, "media");
  g_autofree char *content_type = NULL;

  luukku_multipart_add_text (form, "messaging_product", "whatsapp");
  luukku_multipart_add_text (form, "type", file->media_type);
  luukku_multipart_add_file (form, "file", file->name, file->media_type, file->bytes);
  body = luukku_multipart_end (form, &content_type);
  luukku_http_adapter_call (
      self, &(LuukkuHttpCall){ .path = path, .content_type = content_type, .body = body, .idempotent = TRUE },
      task, on_uploaded);
}

/* Refuses before anything leaves, the upload included. */
static gboolean
check_file (LuukkuWhatsapp *self, const LuukkuSendRequestInit *reply, GError **error)
{
  const LuukkuSendFile *file = g_ptr_array_index (reply->files, 0);
  const LuukkuFileKind *kind = luukku_channel_limits_find_kind (self->base.limits, file->media_type);
  const LuukkuFileFacts facts = { .name = file->name,
                                  .media_type = file->media_type,
                                  .size = g_bytes_get_size (file->bytes),
                                  .last_resident_at = reply->last_resident_at,
                                  .now = luukku_http_now (self->base.http) };

  if (!luukku_channel_limits_check_file (self->base.limits, &facts, error))
    return FALSE;
  if (kind != NULL && luukku_text_length (reply->text != NULL ? reply->text : "") <= kind->max_caption)
    return TRUE;
  luukku_fault_set (
      error, LUUKKU_FAULT_TOO_LONG, NULL,
      N_ ("The text is too long to stand under a file, so nothing was sent. Send the text first "
          "and the file after it."));
  return FALSE;
}

static gboolean
check_reply (LuukkuWhatsapp *self, const LuukkuSendRequestInit *reply, GError **error)
{
  g_autoptr (JsonBuilder) unused = luukku_json_begin ();

  if (has_file (reply))
    return check_file (self, reply, error) &&
           add_recipient (unused, reply->resident_id, reply->conversation_id, error);
  return luukku_channel_limits_check_text (self->base.limits, reply->text, error) &&
         (!is_late (self, reply) || check_template (self, reply->text, error));
}

void
luukku_whatsapp_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  LuukkuWhatsapp *self = LUUKKU_WHATSAPP (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_whatsapp_send_async);
  const char *medium = g_hash_table_lookup (self->uploaded, reply->idempotency_key);
  GError *error = NULL;

  g_task_set_task_data (task, luukku_send_request_ref (request), (GDestroyNotify) luukku_send_request_unref);
  if (!check_reply (self, reply, &error))
    g_task_return_error (task, error);
  else if (has_file (reply) && medium == NULL)
    upload (self, task, g_ptr_array_index (reply->files, 0));
  else
    send_message (self, task, has_file (reply) ? medium : NULL);
}
