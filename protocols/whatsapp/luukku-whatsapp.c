/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-whatsapp.c: the adapter of a WhatsApp Business number: settings, opening, what the town's relay has
 * received, files of residents, acts. WhatsApp can be asked for no message: it delivers once, to the relay.
 */
#define G_LOG_DOMAIN "luukku"

#include "whatsapp/luukku-whatsapp.h"

#include <string.h>

#include "adapter/luukku-http-adapter.h"
#include "adapter/luukku-json-write.h"
#include "adapter/luukku-json.h"
#include "adapter/luukku-relayed.h"
#include "base/luukku-error.h"
#include "whatsapp/luukku-whatsapp-error.h"
#include "whatsapp/luukku-whatsapp-parse.h"
#include "whatsapp/luukku-whatsapp-private.h"

#define ID "whatsapp"
#define PLATFORM LUUKKU_WHATSAPP_NAME
#define MAX_NUMBER 32 /* digits of a phone number id */

G_DEFINE_FINAL_TYPE (LuukkuWhatsapp, luukku_whatsapp, LUUKKU_TYPE_HTTP_ADAPTER)

static const LuukkuAdapterOption options[] = {
  { LUUKKU_OPTION_STRING, "relay-base", N_ ("Address of the town's relay"), "", 0 },
  { LUUKKU_OPTION_STRING, "relay-endpoint", N_ ("Endpoint at the relay"), "", 0 },
  { LUUKKU_OPTION_STRING, "late-template", N_ ("Message template for answers after 24 hours"), "", 0 },
  { LUUKKU_OPTION_STRING, "late-language", N_ ("Language of the template"), "fi", 0 },
  /* On: on WhatsApp people take missing marks for a message that nobody has seen, and write again; and a mark
   * goes out only when somebody has read. */
  { LUUKKU_OPTION_BOOL, "read-marks", N_ ("Tell residents that their messages were read"), "yes", 0 },
  { LUUKKU_OPTION_STRING, "api-base", N_ ("Address of the Graph API"), "https://graph.facebook.com/v23.0",
    0 },
  { LUUKKU_OPTION_STRING, "media-base", N_ ("Address of the files"), "https://lookaside.fbsbx.com", 0 },
  { 0 },
};
#define RELAY "relay" /* the secret besides the token */
#define OPTION_RELAY_BASE (&options[0])
#define OPTION_RELAY_ENDPOINT (&options[1])
#define OPTION_TEMPLATE (&options[2])
#define OPTION_LANGUAGE (&options[3])
#define OPTION_READ_MARKS (&options[4])
#define OPTION_API_BASE (&options[5])
#define OPTION_MEDIA_BASE (&options[6])

static LuukkuCapabilities
luukku_whatsapp_get_capabilities (LuukkuAdapter *adapter)
{
  return LUUKKU_CAN_POLL | LUUKKU_CAN_WAIT | LUUKKU_CAN_FETCH_ATTACHMENT | LUUKKU_CAN_BAN |
         LUUKKU_CAN_SEND_FILES | (LUUKKU_WHATSAPP (adapter)->tells_read ? LUUKKU_CAN_MARK_READ : 0);
}

char *
luukku_whatsapp_path (LuukkuWhatsapp *self, const char *what)
{
  return g_strconcat ("/", self->number, what != NULL ? "/" : NULL, what, NULL);
}

/* --- open */

static void
on_number (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuWhatsapp *self = g_task_get_source_object (task);
  g_autoptr (JsonNode) root = NULL;
  char *name = NULL;
  GError *error = NULL, *cause = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root != NULL) {
    name = luukku_whatsapp_parse_number (root, self->number, &cause);
    if (name == NULL)
      luukku_fault_table_set_unreadable (PLATFORM, cause, FALSE, &error);
  }
  luukku_task_return (task, name, g_free, error);
}

static void
luukku_whatsapp_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer data)
{
  LuukkuWhatsapp *self = LUUKKU_WHATSAPP (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_whatsapp_open_async);
  g_autofree char *path =
      g_strconcat ("/", self->number, "?fields=id,display_phone_number,verified_name", NULL);

  self->waits = FALSE; /* the first answer says at once that the relay is there */
  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .path = path }, task, on_number);
}

/* --- fetch: what the relay has received */

static LuukkuBatch *
read_page (LuukkuWhatsapp *self, LuukkuRelayedPage *page)
{
  LuukkuBatch *batch = luukku_batch_new ();

  for (guint i = 0; i < page->bodies->len; i++) {
    g_autoptr (JsonNode) root = luukku_json_parse (g_ptr_array_index (page->bodies, i), NULL);

    if (root != NULL)
      luukku_whatsapp_parse_webhook (root, self->number, self->base.channel,
                                     luukku_clock_now (self->base.clock), batch);
    else
      batch->skipped++;
  }
  luukku_relayed_page_end (page, batch);
  return batch;
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuWhatsapp *self = g_task_get_source_object (task);
  g_autoptr (LuukkuRelayedPage) page = NULL;
  GError *error = NULL;

  page = luukku_relayed_fetch_finish (result, &error);
  self->waits = page != NULL && !page->more;
  luukku_task_return (task, page != NULL ? read_page (self, page) : NULL, (GDestroyNotify) luukku_batch_free,
                      error);
}

static void
luukku_whatsapp_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data)
{
  LuukkuWhatsapp *self = LUUKKU_WHATSAPP (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_whatsapp_fetch_async);

  luukku_relayed_fetch_async (self->relay, self, cursor, self->waits, g_task_get_cancellable (task), on_page,
                              g_object_ref (task));
}

/* --- files: first where it is, for five minutes, then the bytes; the token goes to the one host that has
 * them */

static void
on_bytes (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GBytes *bytes = luukku_http_get_bytes_finish (LUUKKU_HTTP (source), result, &error);

  luukku_task_return (task, bytes, (GDestroyNotify) g_bytes_unref, error);
}

static void
on_media (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuWhatsapp *self = g_task_get_source_object (task);
  g_autoptr (JsonNode) root = NULL;
  char *url = NULL;
  GError *error = NULL, *cause = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root != NULL) {
    url = luukku_whatsapp_parse_media (root, &cause);
    if (url == NULL)
      luukku_fault_table_set_unreadable (PLATFORM, cause, FALSE, &error);
  }
  if (url == NULL) {
    g_task_return_error (task, error);
    return;
  }
  luukku_http_get_bytes_async (self->media, PLATFORM, url, -1, self->base.limits->max_attachment,
                               g_task_get_cancellable (task), on_bytes, g_object_ref (task));
  luukku_http_forget (url);
}

static void
luukku_whatsapp_fetch_attachment_async (LuukkuAdapter *adapter, const LuukkuAttachment *attachment,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer data)
{
  LuukkuWhatsapp *self = LUUKKU_WHATSAPP (adapter);
  g_autoptr (GTask) task = luukku_http_adapter_task_new (self, cancellable, callback, data,
                                                         luukku_whatsapp_fetch_attachment_async);
  g_autofree char *path = NULL;

  if (attachment->url == NULL || !g_str_has_prefix (attachment->url, LUUKKU_WHATSAPP_MEDIA)) {
    luukku_http_adapter_get_bytes (self, NULL, -1, task);
    return;
  }
  path = g_strdup_printf ("/%s?phone_number_id=%s", attachment->url + strlen (LUUKKU_WHATSAPP_MEDIA),
                          self->number);
  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .path = path }, task, on_media);
}

/* --- acts */

static void
on_acted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root != NULL)
    luukku_whatsapp_parse_blocked (root, &error);
  luukku_task_return_done (task, error);
}

/* "+358…" for a number; a user id as it is. */
static gboolean
add_blocked (JsonBuilder *builder, const LuukkuActInit *what, GError **error)
{
  const char *id = what->resident_id != NULL ? what->resident_id : what->conversation_id;
  g_autofree char *number = luukku_whatsapp_is_phone (id) ? g_strconcat ("+", id, NULL) : NULL;

  if (number == NULL && !luukku_whatsapp_is_user (id)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_RECIPIENT, NULL,
        N_ ("It is not known whom to block, so nothing was done. Block the person in WhatsApp itself."));
    return FALSE;
  }
  json_builder_set_member_name (builder, "block_users");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  luukku_json_add_string (builder, "user", number != NULL ? number : id);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  return TRUE;
}

static gboolean
add_read (JsonBuilder *builder, const LuukkuActInit *what, GError **error)
{
  if (what->message_id == NULL) {
    luukku_fault_set (
        error, LUUKKU_FAULT_BAD_REQUEST, NULL,
        N_ ("It is not known which message of WhatsApp is meant, so nothing was marked as read."));
    return FALSE;
  }
  luukku_json_add_string (builder, "status", "read");
  luukku_json_add_string (builder, "message_id", what->message_id);
  return TRUE;
}

static void
luukku_whatsapp_act_async (LuukkuAdapter *adapter, LuukkuAct *act, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data)
{
  LuukkuWhatsapp *self = LUUKKU_WHATSAPP (adapter);
  const LuukkuActInit *what = luukku_act_peek (act);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_whatsapp_act_async);
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (GBytes) body = NULL;
  gboolean reads = what->kind == LUUKKU_ACT_MARK_READ;
  g_autofree char *path = luukku_whatsapp_path (self, reads ? "messages" : "block_users");
  GError *error = NULL;

  luukku_json_add_string (builder, "messaging_product", "whatsapp");
  if (!(reads ? add_read (builder, what, &error) : add_blocked (builder, what, &error))) {
    g_task_return_error (task, error);
    return;
  }
  body = luukku_json_end (builder);
  luukku_http_adapter_call (self,
                            &(LuukkuHttpCall){ .method = what->kind == LUUKKU_ACT_UNBAN ? "DELETE" : "POST",
                                               .path = path,
                                               .body = body,
                                               .idempotent = TRUE },
                            task, on_acted);
}

/* --- the object */

static void
luukku_whatsapp_close (LuukkuAdapter *adapter)
{
  luukku_relayed_close (LUUKKU_WHATSAPP (adapter)->relay);
  luukku_http_close (LUUKKU_WHATSAPP (adapter)->media);
  LUUKKU_ADAPTER_CLASS (luukku_whatsapp_parent_class)->close (adapter);
}

static void
luukku_whatsapp_finalize (GObject *object)
{
  LuukkuWhatsapp *self = LUUKKU_WHATSAPP (object);

  g_clear_pointer (&self->relay, luukku_relayed_free);
  g_clear_object (&self->media);
  g_hash_table_unref (self->uploaded);
  g_free (self->number);
  g_free (self->template_name);
  g_free (self->template_language);
  G_OBJECT_CLASS (luukku_whatsapp_parent_class)->finalize (object);
}

static void
luukku_whatsapp_class_init (LuukkuWhatsappClass *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_whatsapp_finalize;
  adapter->get_capabilities = luukku_whatsapp_get_capabilities;
  adapter->open_async = luukku_whatsapp_open_async;
  adapter->fetch_async = luukku_whatsapp_fetch_async;
  adapter->send_async = luukku_whatsapp_send_async;
  adapter->fetch_attachment_async = luukku_whatsapp_fetch_attachment_async;
  adapter->act_async = luukku_whatsapp_act_async;
  adapter->close = luukku_whatsapp_close;
}

static void
luukku_whatsapp_init (LuukkuWhatsapp *self)
{
  self->uploaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* --- settings */

static const LuukkuHttpPlatform platform = {
  .id = ID,
  .name = PLATFORM,
  .check = luukku_whatsapp_check,
  .no_token =
      N_ ("This account needs two tokens: the access token of the system user from Meta's business settings, "
          "and the one that luukku-relay made for this account. Enable the account again and give both."),
};

static LuukkuRelayed *
open_relay (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
            GError **error)
{
  char *clean = luukku_http_clean_token (luukku_adapter_settings_get_secret (settings, RELAY));
  LuukkuRelayed *relay =
      luukku_relayed_new (transport, clock, luukku_adapter_settings_get_string (settings, OPTION_RELAY_BASE),
                          luukku_adapter_settings_get_string (settings, OPTION_RELAY_ENDPOINT), clean, error);

  luukku_http_forget (clean);
  return relay;
}

/* Returns: (transfer full): NULL with SETTINGS. */
static LuukkuHttp *
open_media (const LuukkuAdapterSettings *own, LuukkuTransport *transport, LuukkuClock *clock, GError **error)
{
  g_autofree char *base =
      luukku_http_clean_base (luukku_adapter_settings_get_string (own, OPTION_MEDIA_BASE));
  char *token = luukku_http_clean_token (own->token);
  LuukkuHttp *media = NULL;

  if (base == NULL) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The address of the service must begin with https:// and have no query. Correct it on the "
            "account's Advanced page, or leave it empty."));
  } else {
    media = luukku_http_new (transport, clock, base, luukku_whatsapp_check);
    if (token != NULL)
      luukku_http_set_bearer (media, token);
  }
  luukku_http_forget (token);
  return media;
}

static void
set_template (LuukkuWhatsapp *self, const LuukkuAdapterSettings *settings)
{
  self->template_name =
      g_strstrip (g_strdup (luukku_adapter_settings_get_string (settings, OPTION_TEMPLATE)));
  self->template_language =
      g_strstrip (g_strdup (luukku_adapter_settings_get_string (settings, OPTION_LANGUAGE)));
}

static LuukkuAdapter *
create_with (const LuukkuAdapterSettings *own, LuukkuTransport *transport, LuukkuClock *clock, GError **error)
{
  g_autoptr (LuukkuRelayed) relay = open_relay (own, transport, clock, error);
  g_autoptr (LuukkuHttp) media = relay != NULL ? open_media (own, transport, clock, error) : NULL;
  LuukkuWhatsapp *self;

  if (media == NULL)
    return NULL;
  self = luukku_http_adapter_new (LUUKKU_TYPE_WHATSAPP, &platform, own,
                                  luukku_adapter_settings_get_string (own, OPTION_API_BASE), transport, clock,
                                  error);
  if (self == NULL)
    return NULL;
  self->relay = g_steal_pointer (&relay);
  self->media = g_steal_pointer (&media);
  self->number = g_strdup (own->account);
  set_template (self, own);
  self->tells_read = luukku_adapter_settings_get_bool (own, OPTION_READ_MARKS);
  return LUUKKU_ADAPTER (self);
}

/* One token without the other is of no use: nothing is asked with it. */
static LuukkuAdapter *
luukku_whatsapp_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                        GError **error)
{
  gsize length = strlen (settings->account);
  LuukkuAdapterSettings own = *settings;
  char *token = luukku_http_clean_token (settings->token);

  if (length == 0 || length > MAX_NUMBER || strspn (settings->account, "0123456789") != length) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The account's name must be the phone number id, digits only. Meta's app page shows it under "
            "WhatsApp, API setup; it is not the phone number itself."));
    luukku_http_forget (token);
    return NULL;
  }
  if (token == NULL || luukku_adapter_settings_get_secret (&own, RELAY) == NULL) {
    own.token = NULL;
    own.secrets = NULL;
  }
  luukku_http_forget (token);
  return create_with (&own, transport, clock, error);
}

static const LuukkuAdapterSecret secrets[] = {
  { NULL, N_ ("Access token of the system user, from Meta's business settings"), FALSE, FALSE },
  { RELAY, N_ ("Token that luukku-relay made for this account"), FALSE, FALSE },
  { 0 },
};

static const LuukkuAdapterSecret *
luukku_whatsapp_get_secrets (const LuukkuAdapterSettings *settings)
{
  return secrets;
}

const LuukkuAdapterType luukku_whatsapp_type = {
  .id = ID,
  .protocol_id = "prpl-luukku-whatsapp",
  .name = N_ ("WhatsApp (Luukku)"),
  .icon = "luukku-whatsapp",
  .account_label = N_ ("Phone number id"),
  .needs_token = TRUE,
  .get_secrets = luukku_whatsapp_get_secrets,
  .options = options,
  .create = luukku_whatsapp_create,
  .needs_network = TRUE,
};
