/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-telegram.c: the adapter of a Telegram bot: settings, opening, the long poll, sending, files.
 *
 * The token is part of every address: the transport's log leaves out such segments. */
#define G_LOG_DOMAIN "luukku"

#include "telegram/luukku-telegram.h"

#include <string.h>

#include "adapter/luukku-http.h"
#include "base/luukku-error.h"
#include "telegram/luukku-telegram-error.h"
#include "telegram/luukku-telegram-parse.h"

#define ID "telegram"
#define PLATFORM LUUKKU_TELEGRAM_NAME
#define MIN_USER_NAME 5 /* of a Telegram user name */
#define MAX_USER_NAME 32
#define POLL_SECONDS 25 /* below the transport's time-out */

#define LUUKKU_TYPE_TELEGRAM (luukku_telegram_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuTelegram, luukku_telegram, LUUKKU, TELEGRAM, LuukkuAdapter)

struct _LuukkuTelegram {
  LuukkuAdapter parent_instance;

  LuukkuHttp *http; /* (owned): its base holds the token */
  LuukkuClock *clock;
  LuukkuChannelLimits *limits; /* (owned) */
  char *files;                 /* address of the files, a secret like the base; NULL without a token */
  char *user_name;             /* of the bot, without "@" */
  char *channel;               /* "telegram:NAME" */
  gboolean has_token;
  gboolean waits; /* the next fetch waits at the platform until something comes */
};

G_DEFINE_FINAL_TYPE (LuukkuTelegram, luukku_telegram, LUUKKU_TYPE_ADAPTER)

static const LuukkuAdapterOption options[] = {
  { LUUKKU_OPTION_STRING, "api-base", N_ ("Address of the Bot API"), "https://api.telegram.org", 0 },
  { 0 },
};
#define OPTION_API_BASE (&options[0])

/* --- describe */

static LuukkuCapabilities
luukku_telegram_get_capabilities (LuukkuAdapter *adapter)
{
  return LUUKKU_CAN_POLL | LUUKKU_CAN_WAIT | LUUKKU_CAN_FETCH_ATTACHMENT | LUUKKU_CAN_DELETE;
}

static const LuukkuChannelLimits *
luukku_telegram_get_limits (LuukkuAdapter *adapter)
{
  return LUUKKU_TELEGRAM (adapter)->limits;
}

/* --- calls */

static GTask *
task_new (LuukkuTelegram *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data,
          gpointer tag)
{
  return luukku_http_task_new (self->http, self, cancellable, callback, data, tag);
}

/* @root: (transfer full) (nullable): the parameters. Ends @task when there is no token. */
static void
call (LuukkuTelegram *self, const char *method, JsonNode *root, gboolean sending, GTask *task,
      GAsyncReadyCallback callback)
{
  const LuukkuFaultInfo info = { .needs_reauth = TRUE };
  g_autoptr (JsonNode) parameters = root;
  g_autoptr (GBytes) body = parameters != NULL ? luukku_http_json_body (parameters) : NULL;
  g_autofree char *path = g_strconcat ("/", method, NULL);
  const LuukkuHttpCall what = { .path = path, .body = body, .sending = sending };
  GError *error = NULL;

  if (!self->has_token) {
    luukku_fault_set (
        &error, LUUKKU_FAULT_AUTH, &info,
        N_ ("This account has no bot token yet, or what was given is none. Give it the token that "
            "@BotFather showed when the bot was made."));
    g_task_return_error (task, error);
    return;
  }
  luukku_http_call_async (self->http, &what, g_task_get_cancellable (task), callback, g_object_ref (task));
}

static JsonBuilder *
begin (void)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  return builder;
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static JsonNode *
end (JsonBuilder *builder)
{
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

/* --- open and close */

static void
on_me (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuTelegram *self = g_task_get_source_object (task);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *user = NULL;
  g_autofree char *name = NULL;
  GError *error = NULL, *cause = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root != NULL) {
    user = luukku_telegram_parse_me (root, &name, &cause);
    if (user == NULL)
      luukku_fault_table_set_unreadable (PLATFORM, cause, FALSE, &error);
    else if (g_ascii_strcasecmp (user, self->user_name) != 0)
      luukku_fault_set (
          &error, LUUKKU_FAULT_SETTINGS, NULL,
          N_ ("The token belongs to another bot. Give the token of the bot whose user name is the "
              "account's name."));
  }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&name), g_free);
}

static void
luukku_telegram_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer data)
{
  LuukkuTelegram *self = LUUKKU_TELEGRAM (adapter);
  g_autoptr (GTask) task = task_new (self, cancellable, callback, data, luukku_telegram_open_async);

  self->waits = FALSE; /* the first answer says at once that the link works */
  call (self, "getMe", NULL, FALSE, task, on_me);
}

static char *
finish_pointer (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
luukku_telegram_close (LuukkuAdapter *adapter)
{
  luukku_http_close (LUUKKU_TELEGRAM (adapter)->http);
}

/* --- fetch: the offset of this call confirms what the last one gave, and that is stored by now */

static void
on_updates (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuTelegram *self = g_task_get_source_object (task);
  LuukkuTelegramCursor *cursor = g_task_get_task_data (task);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (LuukkuBatch) batch = NULL;
  gint64 now = luukku_clock_now (self->clock);
  gint64 next = cursor->next;
  GError *error = NULL, *cause = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root != NULL) {
    next = 0; /* after a week's silence the numbers may start lower */
    batch = luukku_telegram_parse_updates (root, self->channel, now, &next, &cause);
    if (batch == NULL)
      luukku_fault_table_set_unreadable (PLATFORM, cause, FALSE, &error);
  }
  if (batch == NULL) {
    self->waits = FALSE;
    g_task_return_error (task, error);
    return;
  }
  if (next > 0) {
    const LuukkuTelegramCursor moved = { next, now };

    batch->cursor = luukku_telegram_cursor_write (&moved);
  }
  self->waits = !batch->more;
  g_task_return_pointer (task, g_steal_pointer (&batch), (GDestroyNotify) luukku_batch_free);
}

static void
luukku_telegram_fetch_async (LuukkuAdapter *adapter, const char *text, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data)
{
  static const char *const kinds[] = { "message",
                                       "edited_message",
                                       "business_message",
                                       "edited_business_message",
                                       "deleted_business_messages",
                                       "my_chat_member" };
  LuukkuTelegram *self = LUUKKU_TELEGRAM (adapter);
  g_autoptr (GTask) task = task_new (self, cancellable, callback, data, luukku_telegram_fetch_async);
  LuukkuTelegramCursor *cursor = g_new0 (LuukkuTelegramCursor, 1);
  g_autoptr (JsonBuilder) builder = begin ();
  gint64 offset;

  luukku_telegram_cursor_read (text, cursor);
  g_task_set_task_data (task, cursor, g_free);
  offset = luukku_telegram_cursor_offset (cursor, luukku_clock_now (self->clock));
  if (offset > 0)
    add_int (builder, "offset", offset);
  add_int (builder, "limit", LUUKKU_TELEGRAM_UPDATES);
  add_int (builder, "timeout", self->waits ? POLL_SECONDS : 0);
  json_builder_set_member_name (builder, "allowed_updates");
  json_builder_begin_array (builder);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    json_builder_add_string_value (builder, kinds[i]);
  json_builder_end_array (builder);
  call (self, "getUpdates", end (builder), FALSE, task, on_updates);
}

static LuukkuBatch *
luukku_telegram_fetch_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- send */

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL, *cause = NULL;
  char *id = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root != NULL) {
    id = luukku_telegram_parse_sent (root, g_task_get_task_data (task), &cause);
    if (id == NULL)
      luukku_fault_table_set_unreadable (PLATFORM, cause, TRUE, &error);
  }
  if (id != NULL)
    g_task_return_pointer (task, id, g_free);
  else
    g_task_return_error (task, error);
}

static gboolean
check_reply (LuukkuTelegram *self, const LuukkuSendRequestInit *reply, char **ret_business, gint64 *ret_chat,
             GError **error)
{
  if (!luukku_telegram_read_conversation (reply->conversation_id, ret_business, ret_chat)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_RECIPIENT, NULL,
        N_ ("It is not known to which chat this reply belongs, so nothing was sent. Answer in Telegram "
            "itself."));
    return FALSE;
  }
  if (reply->text == NULL || *reply->text == '\0' || !g_utf8_validate (reply->text, -1, NULL)) {
    luukku_fault_set (error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                      N_ ("The reply has no text, so nothing was sent. Write the reply again."));
    return FALSE;
  }
  return luukku_channel_limits_check_text (self->limits, reply->text, error);
}

static void
luukku_telegram_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  LuukkuTelegram *self = LUUKKU_TELEGRAM (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task = task_new (self, cancellable, callback, data, luukku_telegram_send_async);
  g_autoptr (JsonBuilder) builder = begin ();
  g_autofree char *business = NULL;
  GError *error = NULL;
  gint64 chat = 0;

  if (!check_reply (self, reply, &business, &chat, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, g_strdup (reply->conversation_id), g_free);
  add_int (builder, "chat_id", chat);
  if (business != NULL)
    add_string (builder, "business_connection_id", business);
  add_string (builder, "text", reply->text);
  call (self, "sendMessage", end (builder), TRUE, task, on_sent);
}

/* --- files: first where it is, then the bytes */

static void
on_bytes (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GBytes *bytes = luukku_http_get_bytes_finish (LUUKKU_HTTP (source), result, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
on_file (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuTelegram *self = g_task_get_source_object (task);
  const gint64 *size = g_task_get_task_data (task);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *path = NULL;
  g_autofree char *url = NULL;
  GError *error = NULL, *cause = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root != NULL) {
    path = luukku_telegram_parse_file (root, &cause);
    if (path == NULL)
      luukku_fault_table_set_unreadable (PLATFORM, cause, FALSE, &error);
  }
  if (path == NULL) {
    g_task_return_error (task, error);
    return;
  }
  url = g_strconcat (self->files, "/", path, NULL);
  luukku_http_get_bytes_async (self->http, PLATFORM, url, *size, self->limits->max_attachment,
                               g_task_get_cancellable (task), on_bytes, g_object_ref (task));
  luukku_http_forget (g_steal_pointer (&url));
}

static void
luukku_telegram_fetch_attachment_async (LuukkuAdapter *adapter, const LuukkuAttachment *attachment,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer data)
{
  LuukkuTelegram *self = LUUKKU_TELEGRAM (adapter);
  g_autoptr (GTask) task =
      task_new (self, cancellable, callback, data, luukku_telegram_fetch_attachment_async);
  g_autoptr (JsonBuilder) builder = begin ();

  /* What is no file of ours, or too large, is refused there before anything is asked. */
  if (attachment->url == NULL || !g_str_has_prefix (attachment->url, LUUKKU_TELEGRAM_FILE) ||
      (attachment->size > 0 && (guint64) attachment->size > self->limits->max_attachment)) {
    gboolean ours = attachment->url != NULL && g_str_has_prefix (attachment->url, LUUKKU_TELEGRAM_FILE);

    luukku_http_get_bytes_async (self->http, PLATFORM, ours ? attachment->url : NULL, attachment->size,
                                 self->limits->max_attachment, g_task_get_cancellable (task), on_bytes,
                                 g_object_ref (task));
    return;
  }
  g_task_set_task_data (task, g_memdup2 (&attachment->size, sizeof attachment->size), g_free);
  add_string (builder, "file_id", attachment->url + strlen (LUUKKU_TELEGRAM_FILE));
  call (self, "getFile", end (builder), FALSE, task, on_file);
}

static GBytes *
luukku_telegram_fetch_attachment_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- acts: deleting, within Telegram's 48 hours */

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root != NULL || g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) { /* gone already: done */
    g_clear_error (&error);
    g_task_return_boolean (task, TRUE);
  } else {
    g_task_return_error (task, error);
  }
}

static void
luukku_telegram_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
  LuukkuTelegram *self = LUUKKU_TELEGRAM (adapter);
  const LuukkuActInit *what = luukku_act_peek (act);
  g_autoptr (GTask) task = task_new (self, cancellable, callback, data, luukku_telegram_act_async);
  g_autoptr (JsonBuilder) builder = begin ();
  g_autofree char *business = NULL;
  gint64 chat = 0, number = 0;
  GError *error = NULL;

  if (!luukku_telegram_read_conversation (what->conversation_id, &business, &chat) ||
      !luukku_telegram_read_message (what->message_id, what->conversation_id, &number)) {
    luukku_fault_set (&error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                      N_ ("It is not known which message of Telegram is meant, so nothing was deleted."));
    g_task_return_error (task, error);
    return;
  }
  if (business != NULL) {
    add_string (builder, "business_connection_id", business);
    json_builder_set_member_name (builder, "message_ids");
    json_builder_begin_array (builder);
    json_builder_add_int_value (builder, number);
    json_builder_end_array (builder);
    call (self, "deleteBusinessMessages", end (builder), FALSE, task, on_deleted);
    return;
  }
  add_int (builder, "chat_id", chat);
  add_int (builder, "message_id", number);
  call (self, "deleteMessage", end (builder), FALSE, task, on_deleted);
}

static gboolean
luukku_telegram_act_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- the object */

static void
luukku_telegram_finalize (GObject *object)
{
  LuukkuTelegram *self = LUUKKU_TELEGRAM (object);

  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->limits, luukku_channel_limits_free);
  luukku_http_forget (self->files);
  g_free (self->user_name);
  g_free (self->channel);
  G_OBJECT_CLASS (luukku_telegram_parent_class)->finalize (object);
}

static void
luukku_telegram_class_init (LuukkuTelegramClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_telegram_finalize;
  adapter->get_capabilities = luukku_telegram_get_capabilities;
  adapter->get_limits = luukku_telegram_get_limits;
  adapter->open_async = luukku_telegram_open_async;
  adapter->open_finish = finish_pointer;
  adapter->fetch_async = luukku_telegram_fetch_async;
  adapter->fetch_finish = luukku_telegram_fetch_finish;
  adapter->send_async = luukku_telegram_send_async;
  adapter->send_finish = finish_pointer;
  adapter->close = luukku_telegram_close;
  adapter->fetch_attachment_async = luukku_telegram_fetch_attachment_async;
  adapter->fetch_attachment_finish = luukku_telegram_fetch_attachment_finish;
  adapter->act_async = luukku_telegram_act_async;
  adapter->act_finish = luukku_telegram_act_finish;
}

static void
luukku_telegram_init (LuukkuTelegram *self)
{
}

/* --- settings */

/* "123456789:AAE…": it becomes part of an address, so nothing else may stand in it. */
static gboolean
is_bot_token (const char *token)
{
  const char *colon = token != NULL ? strchr (token, ':') : NULL;

  if (colon == NULL || colon == token || colon[1] == '\0' ||
      strspn (token, "0123456789") != (gsize) (colon - token))
    return FALSE;
  for (const char *p = colon + 1; *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p) && *p != '_' && *p != '-')
      return FALSE;
  }
  return TRUE;
}

/* Returns: (transfer full) (nullable): without "@". */
static char *
clean_user_name (const char *text)
{
  g_autofree char *name = g_strstrip (g_strdup (text));
  const char *rest = *name == '@' ? name + 1 : name;
  gsize length = strlen (rest);

  if (length < MIN_USER_NAME || length > MAX_USER_NAME || !g_ascii_isalpha (*rest))
    return NULL;
  for (const char *p = rest; *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p) && *p != '_')
      return NULL;
  }
  return g_ascii_strdown (rest, -1);
}

static void
set_places (LuukkuTelegram *self, const LuukkuAdapterSettings *settings, LuukkuTransport *transport,
            const char *base)
{
  g_autofree char *given = luukku_http_clean_token (settings->token);
  char *token = is_bot_token (given) ? given : NULL;
  char *place = g_strconcat (base, token != NULL ? "/bot" : "", token, NULL);

  self->http = luukku_http_new (transport, self->clock, place, luukku_telegram_check);
  self->has_token = token != NULL;
  if (token != NULL)
    self->files = g_strconcat (base, "/file/bot", token, NULL);
  luukku_http_forget (place);
}

static LuukkuAdapter *
luukku_telegram_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                        GError **error)
{
  g_autoptr (LuukkuTelegram) self = NULL;
  g_autofree char *base =
      luukku_http_clean_base (luukku_adapter_settings_get_string (settings, OPTION_API_BASE));
  g_autofree char *name = clean_user_name (settings->account);
  g_autoptr (LuukkuChannelLimits) limits = NULL;
  g_autoptr (GError) cause = NULL;

  g_return_val_if_fail (LUUKKU_IS_TRANSPORT (transport), NULL);

  if (name == NULL) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The account's name must be the bot's user name, such as kaupunki_bot. @BotFather shows "
            "it."));
    return NULL;
  }
  if (base == NULL) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The address of the Bot API must begin with https:// and have no query. Correct it on the "
            "account's Advanced page, or leave it empty."));
    return NULL;
  }
  limits = luukku_channel_limits_load (ID, &cause);
  if (limits == NULL) {
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL, "%s", cause->message);
    return NULL;
  }
  self = g_object_new (LUUKKU_TYPE_TELEGRAM, NULL);
  self->clock = g_object_ref (clock);
  self->channel = g_strconcat (ID ":", settings->account, NULL);
  self->user_name = g_steal_pointer (&name);
  set_places (self, settings, transport, base);
  luukku_transport_set_ceiling (transport, clock, limits->calls, limits->calls_span);
  self->limits = g_steal_pointer (&limits);
  return LUUKKU_ADAPTER (g_steal_pointer (&self));
}

const LuukkuAdapterType luukku_telegram_type = {
  .id = ID,
  .protocol_id = "prpl-luukku-telegram",
  .name = N_ ("Telegram bot (Luukku)"),
  .icon = "luukku-telegram",
  .account_label = N_ ("Bot's user name"),
  .needs_token = TRUE,
  .token_label = N_ ("Bot token from @BotFather"),
  .options = options,
  .create = luukku_telegram_create,
  .needs_network = TRUE,
};
