/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-facebook-attachment.c: the bytes behind an attachment. The addresses are signed, short-lived and on
 * other hosts than the API: those hosts must never see the Page's token. */
#define G_LOG_DOMAIN "luukku"

#include "facebook/luukku-facebook-private.h"

#include "base/luukku-error.h"

static gboolean
same_place (GUri *one, GUri *other)
{
  return g_str_equal (g_uri_get_scheme (one), g_uri_get_scheme (other)) &&
         g_ascii_strcasecmp (g_uri_get_host (one), g_uri_get_host (other)) == 0 &&
         g_uri_get_port (one) == g_uri_get_port (other);
}

static void
set_too_long (LuukkuFacebook *self, GError **error)
{
  g_autofree char *limit = g_format_size (self->limits->max_attachment);

  /* TRANSLATORS: %s is a size, e.g. "25 MB" */
  luukku_fault_set (
      error, LUUKKU_FAULT_TOO_LONG, NULL,
      N_ ("The attachment is larger than the limit of %s and was not fetched. Open it in the Page's own "
          "inbox if it is needed."),
      limit);
}

static void
set_gone (guint http_status, GError **error)
{
  const LuukkuFaultInfo info = { .gone = TRUE, .http_status = http_status };

  luukku_fault_set (error, LUUKKU_FAULT_GONE, &info,
                    N_ ("Facebook no longer gives this attachment out. Look at it in the Page's own inbox."));
}

static void
set_by_status (guint status, gint64 retry_after, GError **error)
{
  LuukkuFaultInfo info = { .http_status = status };

  if (status == 403 || status == 404 || status == 410) {
    set_gone (status, error);
    return;
  }
  info.retryable = TRUE;
  info.retry_after = retry_after;
  luukku_fault_set (
      error,
      status == 429                   ? LUUKKU_FAULT_THROTTLED
      : status == 408 || status > 499 ? LUUKKU_FAULT_SERVER
                                      : LUUKKU_FAULT_BAD_ANSWER,
      &info,
      N_ ("The attachment could not be fetched from Facebook now. Luukku tries again by itself; nothing "
          "needs to be done."));
}

/* Returns: (transfer full): NULL with a fault when the address may not be used. */
static LuukkuRequest *
build_request (LuukkuFacebook *self, const LuukkuAttachment *attachment, GError **error)
{
  g_autoptr (GUri) base = g_uri_parse (self->base, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GUri) uri = NULL;
  LuukkuRequest *request;

  if (attachment->url == NULL) {
    set_gone (0, error);
    return NULL;
  }
  if (self->limits->max_attachment == 0 ||
      (attachment->size > 0 && (guint64) attachment->size > self->limits->max_attachment)) {
    set_too_long (self, error);
    return NULL;
  }
  uri = g_uri_parse (attachment->url, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      g_uri_get_userinfo (uri) != NULL ||
      (!g_str_equal (g_uri_get_scheme (uri), "https") && !same_place (uri, base))) {
    luukku_fault_set (
        error, LUUKKU_FAULT_BAD_ANSWER, NULL,
        N_ ("Facebook gave an address for the attachment that is not safe to open, so it was not fetched. "
            "Look at it in the Page's own inbox."));
    return NULL;
  }
  request = luukku_request_new ("GET", attachment->url);
  luukku_request_set_max_body (request, (gsize) self->limits->max_attachment);
  if (same_place (uri, base) && self->token != NULL)
    luukku_request_set_bearer (request, self->token);
  return request;
}

/* The transport refuses a body over the limit, and a redirect to another host, with the same kind. */
static GError *
as_too_long (LuukkuFacebook *self, GError *error)
{
  g_autofree char *limit = g_format_size (self->limits->max_attachment);
  GError *fault = NULL;

  if (!g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_ANSWER))
    return error;
  /* TRANSLATORS: %s is a size, e.g. "25 MB" */
  luukku_fault_set (
      &fault, LUUKKU_FAULT_TOO_LONG, NULL,
      N_ ("The attachment is larger than the limit of %s, or its server points elsewhere, so it was not "
          "fetched. Open it in the Page's own inbox if it is needed."),
      limit);
  g_error_free (error);
  return fault;
}

static GBytes *
read_response (LuukkuFacebook *self, LuukkuResponse *response, GError **error)
{
  guint status = luukku_response_get_status (response);
  GBytes *body = luukku_response_get_body (response);

  if (status != 200) {
    set_by_status (status, luukku_response_get_retry_after (response, luukku_clock_now (self->clock)), error);
    return NULL;
  }
  if (g_bytes_get_size (body) > self->limits->max_attachment) {
    set_too_long (self, error);
    return NULL;
  }
  return g_bytes_ref (body);
}

static void
on_bytes (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuFacebook *self = g_task_get_source_object (task);
  g_autoptr (LuukkuResponse) response = NULL;
  GBytes *bytes = NULL;
  GError *error = NULL;

  response = luukku_transport_send_finish (LUUKKU_TRANSPORT (source), result, &error);
  if (response == NULL)
    error = as_too_long (self, error);
  else if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    luukku_facebook_set_cancelled (FALSE, &error);
  else
    bytes = read_response (self, response, &error);
  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

void
luukku_facebook_fetch_attachment_async (LuukkuAdapter *adapter, const LuukkuAttachment *attachment,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer data)
{
  LuukkuFacebook *self = LUUKKU_FACEBOOK (adapter);
  g_autoptr (GTask) task =
      luukku_facebook_task_new (self, cancellable, callback, data, luukku_facebook_fetch_attachment_async);
  g_autoptr (LuukkuRequest) request = NULL;
  GError *error = NULL;

  request = build_request (self, attachment, &error);
  if (request == NULL) {
    g_task_return_error (task, error);
    return;
  }
  luukku_transport_send_async (self->transport, request, g_task_get_cancellable (task), on_bytes,
                               g_object_ref (task));
}

GBytes *
luukku_facebook_fetch_attachment_finish (LuukkuAdapter *adapter, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
