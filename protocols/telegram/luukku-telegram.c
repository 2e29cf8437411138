/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-telegram.c: the adapter of a Telegram bot: settings, opening, the long poll, sending, files.
 *
 * The token is part of every address: the transport's log leaves out such segments. */
#define G_LOG_DOMAIN "luukku"

#include "telegram/luukku-telegram.h"

#include <string.h>

#include "adapter/luukku-http-adapter.h"
#include "adapter/luukku-json-write.h"
#include "base/luukku-error.h"
#include "telegram/luukku-telegram-error.h"
#include "telegram/luukku-telegram-parse.h"

#define ID "telegram"
#define PLATFORM LUUKKU_TELEGRAM_NAME
#define PATH_TOKEN "/bot" /* the token follows */
#define MIN_USER_NAME 5   /* of a Telegram user name */
#define MAX_USER_NAME 32
#define POLL_SECONDS 25 /* below the transport's time-out */

#define LUUKKU_TYPE_TELEGRAM (luukku_telegram_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuTelegram, luukku_telegram, LUUKKU, TELEGRAM, LuukkuHttpAdapter)

struct _LuukkuTelegram {
  LuukkuHttpAdapter base;

  char *user_name; /* of the bot, without "@" */
  gboolean waits;  /* the next fetch waits at the platform until something comes */
};

G_DEFINE_FINAL_TYPE (LuukkuTelegram, luukku_telegram, LUUKKU_TYPE_HTTP_ADAPTER)

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

/* --- calls */

/* @parameters: (transfer none) (nullable): ended here. */
static void
call (LuukkuTelegram *self, const char *method, JsonBuilder *parameters, gboolean sending, GTask *task,
      GAsyncReadyCallback callback)
{
  g_autoptr (GBytes) body = parameters != NULL ? luukku_json_end (parameters) : NULL;
  g_autofree char *path = g_strconcat ("/", method, NULL);

  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .path = path, .body = body, .sending = sending }, task,
                            callback);
}

/* --- open */

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
  luukku_task_return (task, g_steal_pointer (&name), g_free, error);
}

static void
luukku_telegram_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer data)
{
  LuukkuTelegram *self = LUUKKU_TELEGRAM (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_telegram_open_async);

  self->waits = FALSE; /* the first answer says at once that the link works */
  call (self, "getMe", NULL, FALSE, task, on_me);
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
  gint64 now = luukku_clock_now (self->base.clock);
  gint64 next = cursor->next;
  GError *error = NULL, *cause = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root != NULL) {
    next = 0; /* after a week's silence the numbers may start lower */
    batch = luukku_telegram_parse_updates (root, self->base.channel, now, &next, &cause);
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
                                       "my_chat_member",
                                       NULL };
  LuukkuTelegram *self = LUUKKU_TELEGRAM (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_telegram_fetch_async);
  LuukkuTelegramCursor *cursor = g_new0 (LuukkuTelegramCursor, 1);
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  gint64 offset;

  luukku_telegram_cursor_read (text, cursor);
  g_task_set_task_data (task, cursor, g_free);
  offset = luukku_telegram_cursor_offset (cursor, luukku_clock_now (self->base.clock));
  if (offset > 0)
    luukku_json_add_int (builder, "offset", offset);
  luukku_json_add_int (builder, "limit", LUUKKU_TELEGRAM_UPDATES);
  luukku_json_add_int (builder, "timeout", self->waits ? POLL_SECONDS : 0);
  luukku_json_add_strings (builder, "allowed_updates", kinds);
  call (self, "getUpdates", builder, FALSE, task, on_updates);
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
  luukku_task_return (task, id, g_free, error);
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
  return luukku_channel_limits_check_text (self->base.limits, reply->text, error);
}

static void
luukku_telegram_send_async (LuukkuAdapter *adapter, LuukkuSendRequest *request, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  LuukkuTelegram *self = LUUKKU_TELEGRAM (adapter);
  const LuukkuSendRequestInit *reply = luukku_send_request_peek (request);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_telegram_send_async);
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autofree char *business = NULL;
  GError *error = NULL;
  gint64 chat = 0;

  if (!check_reply (self, reply, &business, &chat, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (task, g_strdup (reply->conversation_id), g_free);
  luukku_json_add_int (builder, "chat_id", chat);
  luukku_json_add_string (builder, "business_connection_id", business);
  luukku_json_add_string (builder, "text", reply->text);
  call (self, "sendMessage", builder, TRUE, task, on_sent);
}

/* --- files: first where it is, then the bytes */

/* "…/bot123:AA" becomes "…/file/bot123:AA/@path". Returns: (transfer full): a secret. */
static char *
file_address (LuukkuTelegram *self, const char *path)
{
  const char *base = luukku_http_get_base (self->base.http);
  const char *token = g_strrstr (base, PATH_TOKEN);

  return g_strdup_printf ("%.*s/file%s/%s", (int) (token - base), base, token, path);
}

static void
on_file (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuTelegram *self = g_task_get_source_object (task);
  const gint64 *size = g_task_get_task_data (task);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *path = NULL;
  char *url;
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
  url = file_address (self, path);
  luukku_http_adapter_get_bytes (self, url, *size, task);
  luukku_http_forget (url);
}

static void
luukku_telegram_fetch_attachment_async (LuukkuAdapter *adapter, const LuukkuAttachment *attachment,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer data)
{
  LuukkuTelegram *self = LUUKKU_TELEGRAM (adapter);
  g_autoptr (GTask) task = luukku_http_adapter_task_new (self, cancellable, callback, data,
                                                         luukku_telegram_fetch_attachment_async);
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();

  /* What is no file of ours, or too large, is refused there before anything is asked. */
  if (attachment->url == NULL || !g_str_has_prefix (attachment->url, LUUKKU_TELEGRAM_FILE) ||
      (attachment->size > 0 && (guint64) attachment->size > self->base.limits->max_attachment)) {
    gboolean ours = attachment->url != NULL && g_str_has_prefix (attachment->url, LUUKKU_TELEGRAM_FILE);

    luukku_http_adapter_get_bytes (self, ours ? attachment->url : NULL, attachment->size, task);
    return;
  }
  g_task_set_task_data (task, g_memdup2 (&attachment->size, sizeof attachment->size), g_free);
  luukku_json_add_string (builder, "file_id", attachment->url + strlen (LUUKKU_TELEGRAM_FILE));
  call (self, "getFile", builder, FALSE, task, on_file);
}

/* --- acts: deleting, within Telegram's 48 hours */

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) /* gone already: done */
    g_clear_error (&error);
  luukku_task_return_done (task, error);
}

static void
luukku_telegram_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
  LuukkuTelegram *self = LUUKKU_TELEGRAM (adapter);
  const LuukkuActInit *what = luukku_act_peek (act);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_telegram_act_async);
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
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
    luukku_json_add_string (builder, "business_connection_id", business);
    json_builder_set_member_name (builder, "message_ids");
    json_builder_begin_array (builder);
    json_builder_add_int_value (builder, number);
    json_builder_end_array (builder);
    call (self, "deleteBusinessMessages", builder, FALSE, task, on_deleted);
    return;
  }
  luukku_json_add_int (builder, "chat_id", chat);
  luukku_json_add_int (builder, "message_id", number);
  call (self, "deleteMessage", builder, FALSE, task, on_deleted);
}

/* --- the object */

static void
luukku_telegram_finalize (GObject *object)
{
  LuukkuTelegram *self = LUUKKU_TELEGRAM (object);

  g_free (self->user_name);
  G_OBJECT_CLASS (luukku_telegram_parent_class)->finalize (object);
}

static void
luukku_telegram_class_init (LuukkuTelegramClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_telegram_finalize;
  adapter->get_capabilities = luukku_telegram_get_capabilities;
  adapter->open_async = luukku_telegram_open_async;
  adapter->fetch_async = luukku_telegram_fetch_async;
  adapter->send_async = luukku_telegram_send_async;
  adapter->fetch_attachment_async = luukku_telegram_fetch_attachment_async;
  adapter->act_async = luukku_telegram_act_async;
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
  const char *colon = strchr (token, ':');

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

static const LuukkuHttpPlatform platform = {
  .id = ID,
  .name = PLATFORM,
  .check = luukku_telegram_check,
  .no_token = N_ ("This account has no bot token yet, or what was given is none. Give it the token that "
                  "@BotFather showed when the bot was made."),
  .path_token = PATH_TOKEN,
  .is_token = is_bot_token,
};

static LuukkuAdapter *
luukku_telegram_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                        GError **error)
{
  LuukkuTelegram *self;
  g_autofree char *name = clean_user_name (settings->account);

  if (name == NULL) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The account's name must be the bot's user name, such as kaupunki_bot. @BotFather shows "
            "it."));
    return NULL;
  }
  self = luukku_http_adapter_new (LUUKKU_TYPE_TELEGRAM, &platform, settings,
                                  luukku_adapter_settings_get_string (settings, OPTION_API_BASE), transport,
                                  clock, error);
  if (self == NULL)
    return NULL;
  self->user_name = g_steal_pointer (&name);
  return LUUKKU_ADAPTER (self);
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
