/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relayed.c: asks a relay for what it keeps, and acknowledges what was stored. It does not know what
 * is in a delivery. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-relayed.h"

#include <string.h>

#include "adapter/luukku-json-write.h"
#include "adapter/luukku-json.h"
#include "adapter/luukku-task.h"
#include "base/luukku-error.h"

#define RELAY "Luukku relay" /* in sentences */
#define PAGE 100
#define MAX_CURSOR 64

struct _LuukkuRelayed {
  LuukkuHttp *http;
  char *endpoint;
  char *acknowledged; /* (nullable): the newest cursor that the relay has confirmed */
  gboolean has_token;
};

/* One fetch. */
typedef struct {
  LuukkuRelayed *relay; /* no ref: the task's source keeps it */
  char *cursor;         /* (nullable) */
  gboolean wait;
  gboolean anew; /* the relay did not know the cursor: from its beginning */
} Fetch;

/* --- errors */

static const char unknown_token[] =
    N_ ("The town's relay does not know the token of this account. Have one made on the relay's machine "
        "(luukku-relay token), and give the account both tokens: the platform's, a space, the relay's.");
static const char other_endpoint[] =
    N_ ("The town's relay does not let this account read that endpoint. Correct "
        "the endpoint on the account's Advanced page, or the relay's settings.");
static const char no_relay[] = N_ ("There is no relay at the address on the account's Advanced page. Ask "
                                   "your ICT support for the right one.");

static const LuukkuFaultRow rows[] = {
  { 401, 401, NULL, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, unknown_token },
  { 403, 403, NULL, NULL, LUUKKU_FAULT_SETTINGS, 0, other_endpoint },
  { 404, 405, NULL, NULL, LUUKKU_FAULT_SETTINGS, 0, no_relay },
  { 410, 410, NULL, NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { .kind = LUUKKU_ROWS_END },
};

static gboolean
check (const LuukkuHttpAnswer *answer, GError **error)
{
  const LuukkuFaultFacts facts = { .platform = RELAY,
                                   .status = answer->status,
                                   .retry_after = answer->retry_after };

  if (answer->status < 300 && answer->root != NULL && JSON_NODE_HOLDS_OBJECT (answer->root))
    return TRUE;
  if (answer->status < 300)
    luukku_fault_table_set_unreadable (RELAY, NULL, FALSE, error);
  else
    luukku_fault_table_set (rows, &facts, error);
  return FALSE;
}

/* --- making */

static gboolean
is_endpoint (const char *text)
{
  return *text != '\0' && strlen (text) <= 64 &&
         strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (text);
}

LuukkuRelayed *
luukku_relayed_new (LuukkuTransport *transport, LuukkuClock *clock, const char *base, const char *endpoint,
                    const char *token, GError **error)
{
  g_autoptr (LuukkuRelayed) self = g_new0 (LuukkuRelayed, 1);
  g_autofree char *address = luukku_http_clean_base (base);
  g_autofree char *name = g_strstrip (g_strdup (endpoint));

  if (address == NULL || !is_endpoint (name)) {
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("This channel is received through the town's relay. Give its address (https://…) and the "
            "name of the endpoint on the account's Advanced page."));
    return NULL;
  }
  self->http = luukku_http_new (transport, clock, address, check);
  self->endpoint = g_steal_pointer (&name);
  self->has_token = token != NULL;
  if (token != NULL)
    luukku_http_set_bearer (self->http, token);
  return g_steal_pointer (&self);
}

void
luukku_relayed_free (LuukkuRelayed *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->http);
  g_free (self->endpoint);
  g_free (self->acknowledged);
  g_free (self);
}

void
luukku_relayed_close (LuukkuRelayed *self)
{
  luukku_http_close (self->http);
}

/* --- a page */

void
luukku_relayed_page_free (LuukkuRelayedPage *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->bodies);
  g_ptr_array_unref (self->ids);
  g_array_unref (self->times);
  g_free (self->cursor);
  g_free (self);
}

/* "EPOCH.NUMBER": it becomes part of an address, so nothing else may stand in it. */
static gboolean
is_cursor (const char *text)
{
  gsize epoch = strspn (text, "0123456789abcdef");
  const char *number = text + epoch + 1;

  return epoch > 0 && text[epoch] == '.' && *number != '\0' && strlen (text) <= MAX_CURSOR &&
         strspn (number, "0123456789") == strlen (number);
}

/* What the relay says beside a body is of no consequence when it is odd. */
static void
add_circumstances (const LuukkuJsonAt *at, LuukkuRelayedPage *page)
{
  LuukkuJsonAt headers = { NULL, "headers" };
  char *id = NULL;
  gint64 received = 0;

  if (luukku_json_get_object (at, "headers", FALSE, &headers.object, NULL) && headers.object != NULL &&
      !luukku_json_get_string (&headers, "webhook-id", FALSE, &id, NULL))
    id = NULL;
  if (!luukku_json_get_time (at, "received", FALSE, &received, NULL))
    received = 0;
  g_ptr_array_add (page->ids, id);
  g_array_append_val (page->times, received);
}

static gboolean
add_body (JsonNode *node, LuukkuRelayedPage *page, GError **error)
{
  LuukkuJsonAt at = { NULL, "deliveries" };
  g_autofree char *text = NULL;
  guchar *body;
  gsize size = 0;

  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_DATA,
        N_ ("The relay's answer holds something else than deliveries; it is asked again later."));
    return FALSE;
  }
  at.object = json_node_get_object (node);
  if (!luukku_json_get_string (&at, "body", TRUE, &text, error))
    return FALSE;
  body = g_base64_decode (text, &size);
  g_ptr_array_add (page->bodies, g_bytes_new_take (body, size));
  add_circumstances (&at, page);
  return TRUE;
}

void
luukku_relayed_page_end (LuukkuRelayedPage *self, LuukkuBatch *batch)
{
  luukku_batch_sort (batch);
  batch->cursor = g_steal_pointer (&self->cursor);
  batch->more = self->more;
  batch->missed = self->missed;
}

LuukkuRelayedPage *
luukku_relayed_parse (JsonNode *root, GError **error)
{
  g_autoptr (LuukkuRelayedPage) page = g_new0 (LuukkuRelayedPage, 1);
  LuukkuJsonAt at = { NULL, "" };
  JsonArray *list = NULL;

  page->bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  page->ids = g_ptr_array_new_with_free_func (g_free);
  page->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (JSON_NODE_HOLDS_OBJECT (root))
    at.object = json_node_get_object (root);
  if (at.object == NULL || !luukku_json_get_array (&at, "deliveries", TRUE, &list, NULL) ||
      !luukku_json_get_string (&at, "cursor", TRUE, &page->cursor, NULL) || !is_cursor (page->cursor) ||
      !luukku_json_get_boolean (&at, "more", FALSE, &page->more, NULL) ||
      !luukku_json_get_boolean (&at, "gap", FALSE, &page->missed, NULL)) {
    luukku_set_error (
        error, LUUKKU_ERROR_INVALID_DATA,
        N_ ("The relay's answer holds something else than deliveries; it is asked again later."));
    return NULL;
  }
  for (guint i = 0; i < json_array_get_length (list); i++) {
    if (!add_body (json_array_get_element (list, i), page, error))
      return NULL;
  }
  return g_steal_pointer (&page);
}

/* --- fetching: the acknowledgement of what is stored, then the page */

static void
free_fetch (gpointer data)
{
  Fetch *self = data;

  g_free (self->cursor);
  g_free (self);
}

static void ask (GTask *task);

static void
on_page (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (LuukkuRelayedPage) page = NULL;
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL, *cause = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root == NULL && !fetch->anew && g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) {
    g_clear_error (&error);
    fetch->anew = TRUE;
    ask (task);
    return;
  }
  if (root != NULL) {
    page = luukku_relayed_parse (root, &cause);
    if (page == NULL)
      luukku_fault_table_set_unreadable (RELAY, cause, FALSE, &error);
    else
      page->missed = page->missed || fetch->anew;
  }
  luukku_task_return (task, g_steal_pointer (&page), (GDestroyNotify) luukku_relayed_page_free, error);
}

static void
ask (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  gboolean from_cursor = fetch->cursor != NULL && !fetch->anew;
  g_autofree char *path = g_strdup_printf (
      "/v1/endpoints/%s/deliveries?limit=%d&wait=%d%s%s", fetch->relay->endpoint, PAGE,
      fetch->wait ? LUUKKU_RELAYED_WAIT : 0, from_cursor ? "&after=" : "", from_cursor ? fetch->cursor : "");

  luukku_http_call_async (fetch->relay->http, &(LuukkuHttpCall){ .path = path },
                          g_task_get_cancellable (task), on_page, g_object_ref (task));
}

static void
on_acknowledged (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (JsonNode) root = NULL;
  GError *error = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root == NULL && !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) {
    g_task_return_error (task, error);
    return;
  }
  fetch->anew = root == NULL; /* the relay has another spool: what it holds is asked from the beginning */
  g_clear_error (&error);
  g_free (fetch->relay->acknowledged);
  fetch->relay->acknowledged = g_strdup (fetch->cursor);
  ask (task);
}

static void
acknowledge (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  g_autofree char *path = g_strdup_printf ("/v1/endpoints/%s/acknowledgements", fetch->relay->endpoint);
  g_autoptr (JsonBuilder) builder = luukku_json_begin ();
  g_autoptr (GBytes) body = NULL;

  luukku_json_add_string (builder, "cursor", fetch->cursor);
  body = luukku_json_end (builder);
  luukku_http_call_async (fetch->relay->http,
                          &(LuukkuHttpCall){ .path = path, .body = body, .idempotent = TRUE },
                          g_task_get_cancellable (task), on_acknowledged, g_object_ref (task));
}

void
luukku_relayed_fetch_async (LuukkuRelayed *self, gpointer source, const char *cursor, gboolean wait,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task =
      luukku_http_task_new (self->http, source, cancellable, callback, data, luukku_relayed_fetch_async);
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->relay = self;
  fetch->cursor = cursor != NULL && is_cursor (cursor) ? g_strdup (cursor) : NULL;
  fetch->wait = wait;
  g_task_set_task_data (task, fetch, free_fetch);
  if (!self->has_token) {
    GError *error = NULL;

    luukku_fault_set (&error, LUUKKU_FAULT_AUTH, &(LuukkuFaultInfo){ .needs_reauth = TRUE }, "%s",
                      luukku_tr (unknown_token));
    g_task_return_error (task, error);
  } else if (fetch->cursor != NULL && g_strcmp0 (fetch->cursor, self->acknowledged) != 0)
    acknowledge (task);
  else
    ask (task);
}

LuukkuRelayedPage *
luukku_relayed_fetch_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
