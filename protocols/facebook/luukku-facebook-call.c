/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-facebook-call.c: one call to the Graph API: token in the header, answer as JSON or as a fault.
 *
 * Must not put the token into an address, and must not follow an address that an answer names. */
#define G_LOG_DOMAIN "luukku"

#include "facebook/luukku-facebook-private.h"

#include <stdio.h>

#include "adapter/luukku-json.h"
#include "base/luukku-error.h"
#include "facebook/luukku-facebook-error.h"

#define USAGE_HEADER "x-business-use-case-usage"
#define MESSAGE_FIELDS "id,created_time,from,to,message,attachments,sticker,reply_to,is_unsupported"

/* --- time */

gint64
luukku_facebook_now (LuukkuFacebook *self)
{
  return luukku_clock_now (self->clock) + self->server_ahead;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT", the form that servers must send (RFC 9110 section 5.6.7). Returns: UTC µs,
 * or 0. */
static gint64
parse_date_header (const char *text)
{
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) date = NULL;
  char name[4] = "";
  int year = 0, day = 0, hour = 0, minute = 0, second = 0;

  if (text == NULL || sscanf (text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT", &day, name, &year,
                              &hour, &minute, &second) != 6)
    return 0;
  for (int i = 0; i < (int) G_N_ELEMENTS (months); i++) {
    if (g_str_equal (months[i], name))
      date = g_date_time_new_utc (year, i + 1, day, hour, minute, MIN (second, 59));
  }
  return date == NULL ? 0 : g_date_time_to_unix (date) * G_TIME_SPAN_SECOND;
}

/* The reply windows are the platform's: they are measured by its clock, whatever this machine's says. */
static void
note_server_time (LuukkuFacebook *self, LuukkuResponse *response)
{
  gint64 date = parse_date_header (luukku_response_get_header (response, "date"));

  if (date > 0)
    self->server_ahead = date - luukku_response_get_received_at (response);
}

/* --- tasks */

void
luukku_facebook_set_cancelled (gboolean started, GError **error)
{
  const LuukkuFaultInfo info = { .ambiguous_send = started };

  luukku_fault_set (error, LUUKKU_FAULT_CANCELLED, &info,
                    N_ ("The call was cancelled because the account was closed. Connect the account again."));
}

static void
follow (GCancellable *joint, GCancellable *leader)
{
  if (leader == NULL)
    return;
  if (g_cancellable_is_cancelled (leader))
    g_cancellable_cancel (joint);
  else /* ends with @joint; g_cancellable_disconnect() would wait for ever inside a handler */
    g_signal_connect_object (leader, "cancelled", G_CALLBACK (g_cancellable_cancel), joint,
                             G_CONNECT_SWAPPED);
}

GTask *
luukku_facebook_task_new (LuukkuFacebook *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer data, gpointer source_tag)
{
  g_autoptr (GCancellable) joint = g_cancellable_new ();
  GTask *task;

  follow (joint, cancellable);
  follow (joint, self->closing);
  task = g_task_new (self, joint, callback, data);
  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE); /* cancelling gives our fault, not GIO's error */
  return task;
}

/* --- one call */

static gboolean
is_sending (GTask *task)
{
  return g_task_get_task_data (task) != NULL;
}

/* Returns: (transfer full): NULL with a fault. */
static JsonNode *
read_answer (LuukkuFacebook *self, LuukkuResponse *response, gboolean sending, GError **error)
{
  g_autoptr (JsonNode) root = luukku_json_parse (luukku_response_get_body (response), NULL);
  LuukkuFacebookAnswer answer = { 0 };

  answer.http_status = luukku_response_get_status (response);
  answer.retry_after = luukku_response_get_retry_after (response, luukku_clock_now (self->clock));
  answer.usage = luukku_response_get_header (response, USAGE_HEADER);
  answer.sending = sending;
  if (answer.http_status < 200 || answer.http_status > 299 || luukku_facebook_is_error (root)) {
    luukku_facebook_set_fault (&answer, root, error);
    return NULL;
  }
  if (root == NULL) {
    luukku_facebook_set_bad_answer (&answer, error);
    return NULL;
  }
  return g_steal_pointer (&root);
}

/* A send whose answer was refused (too large, a redirect) may have been done. Returns: (transfer full). */
static GError *
doubt_send (GError *error)
{
  LuukkuFaultInfo info = *luukku_fault_get_info (error);
  GError *doubt = NULL;

  if (!g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER) || info.ambiguous_send)
    return error;
  info.ambiguous_send = TRUE;
  luukku_fault_set (&doubt, LUUKKU_FAULT_BAD_ANSWER, &info, "%s", error->message);
  g_error_free (error);
  return doubt;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuFacebook *self = g_task_get_source_object (task);
  g_autoptr (LuukkuResponse) response = NULL;
  GError *error = NULL;
  JsonNode *root = NULL;

  response = luukku_transport_send_finish (LUUKKU_TRANSPORT (source), result, &error);
  if (response != NULL && g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    luukku_facebook_set_cancelled (is_sending (task), &error);
  } else if (response != NULL) {
    note_server_time (self, response);
    root = read_answer (self, response, is_sending (task), &error);
  } else if (is_sending (task)) {
    error = doubt_send (error);
  }
  if (root != NULL)
    g_task_return_pointer (task, root, (GDestroyNotify) json_node_unref);
  else
    g_task_return_error (task, error);
}

void
luukku_facebook_call_async (LuukkuFacebook *self, const char *path, GBytes *body, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data)
{
  const LuukkuFaultInfo info = { .needs_reauth = TRUE };
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  g_autoptr (LuukkuRequest) request = NULL;
  g_autofree char *url = g_strconcat (self->base, path, NULL);
  GError *error = NULL;

  g_task_set_source_tag (task, luukku_facebook_call_async);
  g_task_set_check_cancellable (task, FALSE);
  if (self->token == NULL) {
    luukku_fault_set (
        &error, LUUKKU_FAULT_AUTH, &info,
        N_ ("This account has no access token yet. Give it the Page access token from Meta's business "
            "settings."));
    g_task_return_error (task, error);
    return;
  }
  request = luukku_request_new (body == NULL ? "GET" : "POST", url);
  luukku_request_set_bearer (request, self->token);
  luukku_request_set_header (request, "Accept", "application/json");
  if (body != NULL) {
    luukku_request_set_body (request, "application/json", body);
    g_task_set_task_data (task, g_bytes_ref (body), (GDestroyNotify) g_bytes_unref);
  }
  luukku_transport_send_async (self->transport, request, cancellable, on_answer, g_steal_pointer (&task));
}

JsonNode *
luukku_facebook_call_finish (LuukkuFacebook *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the newest messages of a thread */

static void
on_messages (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuFacebook *self = LUUKKU_FACEBOOK (source);
  LuukkuFacebookPlace place = { 0 };
  g_autoptr (JsonNode) root = NULL;
  LuukkuFacebookMessages *messages;
  GError *error = NULL;
  GError *cause = NULL;

  root = luukku_facebook_call_finish (self, result, &error);
  if (root == NULL) {
    g_task_return_error (task, error);
    return;
  }
  place.channel = self->channel;
  place.page_id = self->page_id;
  place.thread_id = g_task_get_task_data (task);
  place.fetched_at = luukku_clock_now (self->clock);
  messages = luukku_facebook_parse_messages (root, &place, &cause);
  if (messages == NULL) {
    luukku_facebook_set_unreadable (cause, FALSE, &error);
    g_task_return_error (task, error);
    return;
  }
  g_task_return_pointer (task, messages, (GDestroyNotify) luukku_facebook_messages_free);
}

void
luukku_facebook_read_thread_async (LuukkuFacebook *self, const char *thread_id, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  g_autofree char *escaped = g_uri_escape_string (thread_id, NULL, FALSE);
  g_autofree char *path =
      g_strdup_printf ("/%s/messages?fields=%s&limit=%d", escaped, MESSAGE_FIELDS, LUUKKU_FACEBOOK_WINDOW);

  g_task_set_source_tag (task, luukku_facebook_read_thread_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_strdup (thread_id), g_free);
  luukku_facebook_call_async (self, path, NULL, cancellable, on_messages, task);
}

LuukkuFacebookMessages *
luukku_facebook_read_thread_finish (LuukkuFacebook *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
