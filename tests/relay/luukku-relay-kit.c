/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-kit.c: see luukku-relay-kit.h. */
#define G_LOG_DOMAIN "luukku-relay"

#include "luukku-relay-kit.h"

#include "base/luukku-digest.h"

#include <glib/gstdio.h>
#include <string.h>

#define CONNECTIONS 64

typedef struct {
  GBytes *bytes;
  gboolean done;
} Call;

void
relay_kit_write (RelayKit *self, const char *name, const char *text, int mode)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
}

void
relay_kit_configure (RelayKit *self, const char *relay, const char *rest)
{
  g_autofree char *a = luukku_digest_text (KIT_TOKEN_A);
  g_autofree char *b = luukku_digest_text (KIT_TOKEN_B);
  g_autofree char *usual =
      g_strdup_printf ("[endpoint meta]\nkind=meta\nsecret-file=meta.secret\nverify-file=meta.verify\n"
                       "[endpoint form]\nkind=standard-webhooks\nsecret-file=form.secret\n"
                       "[desk a]\ntoken-sha256=%s\nendpoints=meta;form;\n"
                       "[desk b]\ntoken-sha256=%s\nendpoints=meta;\n",
                       a, b);
  g_autofree char *text =
      g_strdup_printf ("[relay]\nspool=%s\n%s\n%s", self->spool, relay, rest != NULL ? rest : usual);

  relay_kit_write (self, "relay.conf", text, 0600);
}

RelayKit *
relay_kit_new (const char *relay)
{
  RelayKit *self = g_new0 (RelayKit, 1);

  self->folder = g_dir_make_tmp ("luukku-relay-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  self->config = g_build_filename (self->folder, "relay.conf", NULL);
  self->spool = g_build_filename (self->folder, "spool.sqlite", NULL);
  self->session = soup_session_new_with_options ("max-conns", CONNECTIONS, "max-conns-per-host", CONNECTIONS,
                                                 "idle-timeout", 0, "timeout", 0, NULL);
  relay_kit_write (self, "meta.secret", KIT_SECRET "\n", 0600);
  relay_kit_write (self, "meta.verify", KIT_VERIFY "\n", 0600);
  relay_kit_write (self, "form.secret", KIT_FORM_SECRET "\n", 0600);
  relay_kit_configure (self, relay, NULL);
  return self;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (folder);
}

void
relay_kit_free (RelayKit *self)
{
  soup_session_abort (self->session);
  g_object_unref (self->session);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->config);
  g_free (self->spool);
  g_free (self);
}

SoupMessage *
relay_kit_message (RelayKit *self, const char *method, const char *path, const char *token,
                   const char *const *headers, const char *body)
{
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u%s", self->port, path);
  SoupMessage *message = soup_message_new (method, uri);
  SoupMessageHeaders *request = soup_message_get_request_headers (message);
  g_autofree char *bearer = g_strdup_printf ("Bearer %s", token);

  if (token != NULL)
    soup_message_headers_append (request, "Authorization", bearer);
  for (guint i = 0; headers != NULL && headers[i] != NULL; i += 2)
    soup_message_headers_append (request, headers[i], headers[i + 1]);
  if (body != NULL) {
    g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  }
  return message;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Call *call = data;

  call->bytes = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);
  call->done = TRUE;
}

static RelayAnswer *
finish_call (RelayKit *self, SoupMessage *message)
{
  RelayAnswer *answer = g_new0 (RelayAnswer, 1);
  Call call = { NULL, FALSE };
  gsize size = 0;
  const char *data = NULL;

  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL, on_answer, &call);
  while (!call.done)
    g_main_context_iteration (NULL, TRUE);
  if (call.bytes != NULL) {
    answer->status = soup_message_get_status (message);
    data = g_bytes_get_data (call.bytes, &size);
  }
  answer->body = g_strndup (data != NULL ? data : "", size);
  answer->retry_after =
      g_strdup (soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After"));
  answer->root = size > 0 ? json_from_string (answer->body, NULL) : NULL;
  g_clear_pointer (&call.bytes, g_bytes_unref);
  return answer;
}

RelayAnswer *
relay_kit_call (RelayKit *self, const char *method, const char *path, const char *token,
                const char *const *headers, const char *body)
{
  g_autoptr (SoupMessage) message = relay_kit_message (self, method, path, token, headers, body);

  return finish_call (self, message);
}

SoupMessage *
relay_kit_delivery (RelayKit *self, const char *body)
{
  g_autofree char *digest = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) KIT_SECRET,
                                                       strlen (KIT_SECRET), body, -1);
  g_autofree char *signature = g_strdup_printf ("sha256=%s", digest);
  const char *headers[] = { "X-Hub-Signature-256", signature, NULL };

  return relay_kit_message (self, "POST", "/hooks/meta", NULL, headers, body);
}

RelayAnswer *
relay_kit_deliver (RelayKit *self, const char *body)
{
  g_autoptr (SoupMessage) message = relay_kit_delivery (self, body);

  return finish_call (self, message);
}

void
relay_answer_free (RelayAnswer *self)
{
  g_free (self->body);
  g_free (self->retry_after);
  g_clear_pointer (&self->root, json_node_unref);
  g_free (self);
}

GPtrArray *
relay_answer_bodies (const RelayAnswer *self)
{
  GPtrArray *bodies = g_ptr_array_new_with_free_func (g_free);
  JsonArray *deliveries;

  g_assert_cmpuint (self->status, ==, 200);
  deliveries = json_object_get_array_member (json_node_get_object (self->root), "deliveries");
  for (guint i = 0; i < json_array_get_length (deliveries); i++) {
    JsonObject *delivery = json_array_get_object_element (deliveries, i);
    gsize size;
    g_autofree char *body =
        (char *) g_base64_decode (json_object_get_string_member (delivery, "body"), &size);

    g_ptr_array_add (bodies, g_strndup (body, size));
  }
  return bodies;
}

const char *
relay_answer_string (const RelayAnswer *self, const char *member)
{
  g_assert_nonnull (self->root);
  return json_object_get_string_member (json_node_get_object (self->root), member);
}

gboolean
relay_answer_boolean (const RelayAnswer *self, const char *member)
{
  g_assert_nonnull (self->root);
  return json_object_get_boolean_member (json_node_get_object (self->root), member);
}
