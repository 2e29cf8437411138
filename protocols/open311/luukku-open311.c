/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-open311.c: the adapter of a town's feedback system: settings, opening, and how its calls look. */
#define G_LOG_DOMAIN "luukku"

#include "open311/luukku-open311.h"

#include <string.h>

#include "base/luukku-error.h"
#include "model/luukku-by-hand.h"
#include "open311/luukku-open311-error.h"
#include "open311/luukku-open311-private.h"

#define ID "open311"
#define FIRST_DAYS 30
#define MAX_FIRST_DAYS 3650
#define MAX_JURISDICTION 128

G_DEFINE_FINAL_TYPE (LuukkuOpen311, luukku_open311, LUUKKU_TYPE_HTTP_ADAPTER)

static const LuukkuAdapterOption options[] = {
  { LUUKKU_OPTION_STRING, "api-base", N_ ("Address of the interface (GeoReport v2)"), "", 0 },
  { LUUKKU_OPTION_STRING, "jurisdiction", N_ ("Jurisdiction (if the service has several towns)"), "", 0 },
  { LUUKKU_OPTION_CHOICE, "changes", N_ ("Changes are asked for"), "updated", 0 },
  { LUUKKU_OPTION_BOOL, "write", N_ ("The town has a key for writing"), "no", 0 },
  { LUUKKU_OPTION_BOOL, "updates", N_ ("The service takes replies as updates"), "no", 0 },
  { LUUKKU_OPTION_INT, "poll-interval-ms", N_ ("Look for new messages every (milliseconds)"), NULL, 120000 },
  { 0 },
};
#define OPTION_API_BASE (&options[0])
#define OPTION_JURISDICTION (&options[1])
#define OPTION_CHANGES (&options[2])
#define OPTION_WRITE (&options[3])
#define OPTION_UPDATES (&options[4])

static const LuukkuAdapterChoice choices[] = {
  { "changes", "updated", N_ ("By the hour of the change (the Finnish cities)") },
  { "changes", "dates", N_ ("By the day of the report (other services)") },
  { 0 },
};

/* --- calls */

GString *
luukku_open311_path (LuukkuOpen311 *self, const char *name)
{
  GString *path = g_string_new (NULL);

  g_string_printf (path, "/%s.%s", name, self->in_xml ? "xml" : "json");
  luukku_open311_add_query (path, "jurisdiction_id", self->jurisdiction);
  return path;
}

void
luukku_open311_call (LuukkuOpen311 *self, const LuukkuHttpCall *call, GTask *task,
                     GAsyncReadyCallback callback)
{
  LuukkuHttpCall whole = *call;

  whole.headers[0] = "Accept";
  whole.headers[1] = self->in_xml ? "text/xml, application/xml" : "application/json";
  luukku_http_call_async (self->base.http, &whole, g_task_get_cancellable (task), callback,
                          g_object_ref (task));
}

JsonNode *
luukku_open311_call_finish (GObject *source, GAsyncResult *result, gboolean sending,
                            LuukkuResponse **ret_response, GError **error)
{
  g_autoptr (LuukkuResponse) response = NULL;
  g_autoptr (JsonNode) root = luukku_http_call_finish (LUUKKU_HTTP (source), result, &response, error);
  JsonNode *body;

  if (root == NULL)
    return NULL;
  body = luukku_open311_read_body (root, response);
  if (body == NULL) { /* an empty one, a page of HTML */
    luukku_fault_table_set_unreadable (LUUKKU_OPEN311_NAME, NULL, sending, error);
    return NULL;
  }
  if (ret_response != NULL)
    *ret_response = g_steal_pointer (&response);
  return body;
}

/* --- describe */

static LuukkuCapabilities
luukku_open311_get_capabilities (LuukkuAdapter *adapter)
{
  LuukkuCapabilities can = LUUKKU_CAN_POLL | LUUKKU_CAN_FIND_SENT | LUUKKU_CAN_FETCH_ATTACHMENT;

  return LUUKKU_OPEN311 (adapter)->key != NULL ? can | LUUKKU_CAN_FORWARD : can;
}

/* --- services */

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL, *cause = NULL;
  g_autoptr (JsonNode) root = luukku_open311_call_finish (source, result, FALSE, NULL, &error);
  GPtrArray *services = root != NULL ? luukku_open311_parse_services (root, &cause) : NULL;

  if (cause != NULL)
    luukku_fault_table_set_unreadable (LUUKKU_OPEN311_NAME, cause, FALSE, &error);
  luukku_task_return (task, services, (GDestroyNotify) g_ptr_array_unref, error);
}

static void
luukku_open311_list_services_async (LuukkuAdapter *adapter, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer data)
{
  LuukkuOpen311 *self = LUUKKU_OPEN311 (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_open311_list_services_async);
  g_autoptr (GString) path = luukku_open311_path (self, "services");

  luukku_open311_call (self, &(LuukkuHttpCall){ .path = path->str }, task, on_listed);
}

static GPtrArray *
luukku_open311_list_services_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- open: whether the address is a feedback interface, and whether it gives JSON */

static void ask_services (LuukkuOpen311 *self, GTask *task);

/* JSON is optional in the standard, XML is not: what does not answer in JSON is asked once more. */
static gboolean
may_want_xml (const GError *error)
{
  return g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE) ||
         g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER) ||
         g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
}

static void
on_services (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuOpen311 *self = g_task_get_source_object (task);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GPtrArray) services = NULL;
  GError *error = NULL, *cause = NULL;

  root = luukku_open311_call_finish (source, result, FALSE, NULL, &error);
  if (root != NULL) {
    services = luukku_open311_parse_services (root, &cause);
    if (services == NULL)
      luukku_fault_table_set_unreadable (LUUKKU_OPEN311_NAME, cause, FALSE, &error);
  }
  if (error != NULL && !self->in_xml && may_want_xml (error)) {
    g_clear_error (&error);
    self->in_xml = TRUE;
    ask_services (self, task);
    return;
  }
  if (error != NULL)
    self->in_xml = FALSE; /* the next time from the beginning */
  luukku_task_return (task, error == NULL ? g_strdup (self->name) : NULL, g_free, error);
}

static void
ask_services (LuukkuOpen311 *self, GTask *task)
{
  g_autoptr (GString) path = luukku_open311_path (self, "services");

  luukku_open311_call (self, &(LuukkuHttpCall){ .path = path->str }, task, on_services);
}

static void
luukku_open311_open_async (LuukkuAdapter *adapter, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer data)
{
  LuukkuOpen311 *self = LUUKKU_OPEN311 (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_open311_open_async);

  self->in_xml = FALSE;
  ask_services (self, task);
}

/* --- the object */

static void
luukku_open311_finalize (GObject *object)
{
  LuukkuOpen311 *self = LUUKKU_OPEN311 (object);

  luukku_http_forget (self->key);
  g_free (self->name);
  g_free (self->jurisdiction);
  g_clear_pointer (&self->words, luukku_open311_words_free);
  g_clear_pointer (&self->states, g_hash_table_unref);
  G_OBJECT_CLASS (luukku_open311_parent_class)->finalize (object);
}

static void
luukku_open311_class_init (LuukkuOpen311Class *klass)
{
  LuukkuAdapterClass *adapter = LUUKKU_ADAPTER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_open311_finalize;
  adapter->get_capabilities = luukku_open311_get_capabilities;
  adapter->open_async = luukku_open311_open_async;
  adapter->fetch_async = luukku_open311_fetch_async;
  adapter->send_async = luukku_open311_send_async;
  adapter->find_sent_async = luukku_open311_find_sent_async;
  adapter->list_services_async = luukku_open311_list_services_async;
  adapter->list_services_finish = luukku_open311_list_services_finish;
}

static void
luukku_open311_init (LuukkuOpen311 *self)
{
  self->states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* --- settings */

static const LuukkuHttpPlatform platform = {
  .id = ID,
  .name = LUUKKU_OPEN311_NAME,
  .check = luukku_open311_check,
  .no_token = N_ (
      "This account has no key for writing yet. Ask the keeper of the feedback system for one and give it."),
};

/* Only who writes has a key. */
static const LuukkuAdapterSecret *
get_secrets (const LuukkuAdapterSettings *settings)
{
  static const LuukkuAdapterSecret with_key[] = { { NULL, N_ ("Key for writing (api_key)"), FALSE, FALSE },
                                                  { 0 } };
  static const LuukkuAdapterSecret none[] = { { 0 } };

  return luukku_adapter_settings_get_bool (settings, OPTION_WRITE) ? with_key : none;
}

static gboolean
check_settings (const LuukkuAdapterSettings *settings, GError **error)
{
  const char *jurisdiction = luukku_adapter_settings_get_string (settings, OPTION_JURISDICTION);

  if (!luukku_by_hand_is_name (settings->account)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The account's name is a short name of the feedback system: small letters a–z, digits and "
            "hyphens, at most 32 of them, such as “palaute”."));
    return FALSE;
  }
  if (jurisdiction != NULL && strlen (jurisdiction) > MAX_JURISDICTION) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("The jurisdiction is a short name, such as “kuopio.fi”. Correct it on the account's "
            "Advanced page, or leave it empty."));
    return FALSE;
  }
  return TRUE;
}

/* What the channel file says besides the limits. */
static gboolean
read_channel_file (LuukkuOpen311 *self, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GKeyFile) file = luukku_channel_file_load (ID, &path, &cause);
  int days;

  if (file == NULL) {
    luukku_fault_set (error, LUUKKU_FAULT_SETTINGS, NULL, "%s", cause->message);
    return FALSE;
  }
  days = g_key_file_get_integer (file, "Reading", "FirstDays", NULL);
  if (days < 1 || days > MAX_FIRST_DAYS)
    days = FIRST_DAYS;
  self->first = days * G_TIME_SPAN_DAY;
  self->words = luukku_open311_words_new (file);
  return TRUE;
}

static LuukkuAdapter *
luukku_open311_create (const LuukkuAdapterSettings *settings, LuukkuTransport *transport, LuukkuClock *clock,
                       GError **error)
{
  LuukkuAdapterSettings open = *settings;
  g_autoptr (LuukkuOpen311) self = NULL;
  const char *jurisdiction;

  if (!check_settings (settings, error))
    return NULL;
  open.token = NULL; /* the key goes into forms, never into a header */
  self = luukku_http_adapter_new (LUUKKU_TYPE_OPEN311, &platform, &open,
                                  luukku_adapter_settings_get_string (settings, OPTION_API_BASE), transport,
                                  clock, error);
  if (self == NULL || !read_channel_file (self, error))
    return NULL;
  self->name = g_strdup (settings->account);
  jurisdiction = luukku_adapter_settings_get_string (settings, OPTION_JURISDICTION);
  self->jurisdiction = jurisdiction != NULL && *jurisdiction != '\0' ? g_strdup (jurisdiction) : NULL;
  self->by_dates = g_strcmp0 (luukku_adapter_settings_get_string (settings, OPTION_CHANGES), "dates") == 0;
  if (luukku_adapter_settings_get_bool (settings, OPTION_WRITE))
    self->key = luukku_http_clean_token (settings->token);
  self->updates = luukku_adapter_settings_get_bool (settings, OPTION_UPDATES);
  self->replies = self->updates && self->key != NULL;
  return LUUKKU_ADAPTER (g_steal_pointer (&self));
}

const LuukkuAdapterType luukku_open311_type = {
  .id = ID,
  .protocol_id = "prpl-luukku-open311",
  .name = N_ ("Feedback system, Open311 (Luukku)"),
  .icon = "luukku-open311",
  .account_label = N_ ("Short name of the feedback system, such as palaute"),
  .needs_token = TRUE,
  .get_secrets = get_secrets,
  .options = options,
  .choices = choices,
  .create = luukku_open311_create,
  .needs_network = TRUE,
  .no_reply = LUUKKU_OPEN311_NO_REPLY,
};
