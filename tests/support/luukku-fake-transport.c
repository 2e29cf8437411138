/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-fake-transport.c: plays what a test wrote down instead of a network. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-fake-transport.h"

#include <string.h>

typedef enum {
  ANSWER_RESPONSE,
  ANSWER_FAULT,
  ANSWER_HANG,
} AnswerKind;

typedef struct {
  char *method;
  char *part;
  AnswerKind kind;
  guint status;
  GBytes *body; /* (ref) (nullable) */
  GHashTable *headers;
  LuukkuFaultKind fault;
  gboolean ambiguous;
} Expectation;

struct _LuukkuFakeTransport {
  LuukkuTransport parent_instance;
  LuukkuClock *clock; /* (ref) */
  char *folder;
  GQueue expected;     /* of Expectation (owned) */
  GPtrArray *requests; /* of LuukkuRequest (ref) */
};

G_DEFINE_FINAL_TYPE (LuukkuFakeTransport, luukku_fake_transport, LUUKKU_TYPE_TRANSPORT)

static void
expectation_free (gpointer data)
{
  Expectation *expectation = data;

  g_free (expectation->method);
  g_free (expectation->part);
  g_clear_pointer (&expectation->body, g_bytes_unref);
  g_hash_table_unref (expectation->headers);
  g_free (expectation);
}

static void
return_fault (GTask *task, LuukkuFaultKind kind, gboolean ambiguous)
{
  const LuukkuFaultInfo info = {
    .retryable =
        kind == LUUKKU_FAULT_NETWORK || kind == LUUKKU_FAULT_SERVER || kind == LUUKKU_FAULT_THROTTLED,
    .needs_reauth = kind == LUUKKU_FAULT_AUTH,
    .ambiguous_send = ambiguous,
  };
  GError *error = NULL;

  luukku_fault_set (&error, kind, &info, "The test said: %s.", luukku_fault_kind_to_string (kind));
  g_task_return_error (task, error);
}

static gboolean
on_answer (gpointer data)
{
  GTask *task = data;
  LuukkuFakeTransport *self = g_task_get_source_object (task);
  Expectation *expectation = g_task_get_task_data (task);

  if (g_task_get_completed (task))
    return G_SOURCE_REMOVE;
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return_fault (task, LUUKKU_FAULT_CANCELLED, !g_str_equal (expectation->method, "GET"));
  else if (expectation->kind == ANSWER_FAULT)
    return_fault (task, expectation->fault, expectation->ambiguous);
  else
    g_task_return_pointer (task,
                           luukku_response_new (expectation->status, expectation->headers, expectation->body,
                                                luukku_clock_now (self->clock)),
                           (GDestroyNotify) luukku_response_unref);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  return on_answer (data);
}

static void
luukku_fake_transport_real_send_async (LuukkuTransport *transport, LuukkuRequest *request,
                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  LuukkuFakeTransport *self = LUUKKU_FAKE_TRANSPORT (transport);
  Expectation *expectation = g_queue_pop_head (&self->expected);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  g_autoptr (GSource) source = NULL;
  const char *method = luukku_request_get_method (request), *url = luukku_request_get_url (request);

  if (expectation == NULL)
    g_error ("nothing more was expected, but %s %s was called", method, url);
  if (!g_str_equal (method, expectation->method) || strstr (url, expectation->part) == NULL)
    g_error ("expected %s …%s…, but %s %s was called", expectation->method, expectation->part, method, url);

  g_ptr_array_add (self->requests, luukku_request_ref (request));
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, expectation, expectation_free);
  if (expectation->kind == ANSWER_HANG) {
    g_assert_nonnull (cancellable); /* a call that hangs must be one that can be cancelled */
    source = g_cancellable_source_new (cancellable);
    g_source_set_callback (source, G_SOURCE_FUNC (on_cancelled), g_object_ref (task), g_object_unref);
  } else {
    if (expectation->body != NULL &&
        g_bytes_get_size (expectation->body) > luukku_request_get_max_body (request)) {
      expectation->kind = ANSWER_FAULT;
      expectation->fault = LUUKKU_FAULT_BAD_ANSWER;
    }
    source = g_idle_source_new ();
    g_source_set_callback (source, on_answer, g_object_ref (task), g_object_unref);
  }
  g_source_attach (source, NULL);
}

static LuukkuResponse *
luukku_fake_transport_real_send_finish (LuukkuTransport *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
luukku_fake_transport_finalize (GObject *object)
{
  LuukkuFakeTransport *self = LUUKKU_FAKE_TRANSPORT (object);

  g_queue_clear_full (&self->expected, expectation_free);
  g_ptr_array_unref (self->requests);
  g_clear_object (&self->clock);
  g_free (self->folder);
  G_OBJECT_CLASS (luukku_fake_transport_parent_class)->finalize (object);
}

static void
luukku_fake_transport_class_init (LuukkuFakeTransportClass *klass)
{
  LuukkuTransportClass *transport_class = LUUKKU_TRANSPORT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_fake_transport_finalize;
  transport_class->send_async = luukku_fake_transport_real_send_async;
  transport_class->send_finish = luukku_fake_transport_real_send_finish;
}

static void
luukku_fake_transport_init (LuukkuFakeTransport *self)
{
  g_queue_init (&self->expected);
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_request_unref);
}

LuukkuFakeTransport *
luukku_fake_transport_new (LuukkuClock *clock, const char *folder)
{
  LuukkuFakeTransport *self = g_object_new (LUUKKU_TYPE_FAKE_TRANSPORT, NULL);

  self->clock = g_object_ref (clock);
  self->folder = g_strdup (folder);
  return self;
}

static Expectation *
add_expectation (LuukkuFakeTransport *self, const char *method, const char *part, AnswerKind kind)
{
  Expectation *expectation = g_new0 (Expectation, 1);

  expectation->method = g_strdup (method);
  expectation->part = g_strdup (part);
  expectation->kind = kind;
  expectation->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_push_tail (&self->expected, expectation);
  return expectation;
}

void
luukku_fake_transport_expect (LuukkuFakeTransport *self, const char *method, const char *part,
                              const char *file)
{
  luukku_fake_transport_expect_status (self, method, part, 200, file);
}

void
luukku_fake_transport_expect_status (LuukkuFakeTransport *self, const char *method, const char *part,
                                     guint status, const char *file)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", self->folder, file, NULL);
  Expectation *expectation = add_expectation (self, method, part, ANSWER_RESPONSE);
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, &error))
    g_error ("the transcript cannot be read: %s", error->message);
  expectation->status = status;
  expectation->body = g_bytes_new_take (text, length);
}

void
luukku_fake_transport_expect_body (LuukkuFakeTransport *self, const char *method, const char *part,
                                   guint status, const char *body)
{
  Expectation *expectation = add_expectation (self, method, part, ANSWER_RESPONSE);

  expectation->status = status;
  expectation->body = g_bytes_new (body, strlen (body));
}

void
luukku_fake_transport_expect_fault (LuukkuFakeTransport *self, const char *method, const char *part,
                                    LuukkuFaultKind kind)
{
  add_expectation (self, method, part, ANSWER_FAULT)->fault = kind;
}

void
luukku_fake_transport_with_ambiguous (LuukkuFakeTransport *self)
{
  Expectation *newest = g_queue_peek_tail (&self->expected);

  g_assert_nonnull (newest);
  newest->ambiguous = TRUE;
}

void
luukku_fake_transport_expect_hang (LuukkuFakeTransport *self, const char *method, const char *part)
{
  add_expectation (self, method, part, ANSWER_HANG);
}

void
luukku_fake_transport_with_header (LuukkuFakeTransport *self, const char *name, const char *value)
{
  Expectation *newest = g_queue_peek_tail (&self->expected);

  g_assert_nonnull (newest);
  g_hash_table_replace (newest->headers, g_strdup (name), g_strdup (value));
}

void
luukku_fake_transport_verify (LuukkuFakeTransport *self)
{
  Expectation *next = g_queue_peek_head (&self->expected);

  if (next != NULL)
    g_error ("%s …%s… was expected and never called", next->method, next->part);
}

GPtrArray *
luukku_fake_transport_get_requests (LuukkuFakeTransport *self)
{
  return self->requests;
}

void
luukku_test_got_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **slot = data;

  g_assert_null (*slot); /* called back twice */
  *slot = g_object_ref (result);
}

GAsyncResult *
luukku_test_wait (GAsyncResult **result)
{
  while (*result == NULL && g_main_context_iteration (NULL, FALSE))
    ;
  return *result;
}
