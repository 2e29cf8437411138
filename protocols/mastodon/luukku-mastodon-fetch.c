/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mastodon-fetch.c: what is new: mentions in the order in which they came, then conversations with the
 * statuses around their newest one, now and then the residents' newest statuses again for edits and
 * deletions.
 *
 * Two ways on purpose: a server's filters may keep a message from the notifications, and some servers have no
 * conversations. What both bring is taken once. */
#define G_LOG_DOMAIN "luukku"

#include "mastodon/luukku-mastodon-private.h"

#include "base/luukku-error.h"
#include "mastodon/luukku-mastodon-error.h"

#define MAX_PAGES 5     /* of conversations in one fetch */
#define MAX_CONTEXTS 10 /* in one fetch; older conversations first */
#define LOOK_AGAIN_EVERY 10
#define EMPTY_PROVES 3 /* an empty answer to so many ids proves nothing */

typedef struct {
  LuukkuMastodonCursor *cursor;
  LuukkuBatch *batch;
  LuukkuMastodonPlace place;
  GPtrArray *waiting; /* of char *: last statuses whose surroundings are to be read, newest first */
  char *next_page;    /* of conversations (nullable) */
  guint pages, contexts;
  gboolean look_again;
} Fetch;

static void next_conversations (GTask *task);
static void next_context (GTask *task);
static void look_again (GTask *task);

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_clear_pointer (&fetch->cursor, luukku_mastodon_cursor_free);
  g_clear_pointer (&fetch->batch, luukku_batch_free);
  g_hash_table_unref (fetch->place.seen);
  g_ptr_array_unref (fetch->waiting);
  g_free (fetch->next_page);
  g_free (fetch);
}

static void
end (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  luukku_batch_sort (fetch->batch);
  luukku_mastodon_cursor_note (fetch->cursor, fetch->batch);
  fetch->batch->cursor = luukku_mastodon_cursor_write (fetch->cursor);
  g_task_return_pointer (task, g_steal_pointer (&fetch->batch), (GDestroyNotify) luukku_batch_free);
}

static void
fail_unreadable (GTask *task, GError *cause)
{
  GError *error = NULL;

  luukku_fault_table_set_unreadable (LUUKKU_MASTODON_NAME, cause, FALSE, &error);
  g_task_return_error (task, error);
}

static void
move_on (char **at, const char *id)
{
  if (luukku_mastodon_compare_ids (id, *at) <= 0)
    return;
  g_free (*at);
  *at = g_strdup (id);
}

/* --- mentions */

static void
on_notifications (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *newest = NULL;
  GError *error = NULL;
  int count;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);
  if (root == NULL) {
    g_task_return_error (task, error);
    return;
  }
  count = luukku_mastodon_parse_notifications (root, &fetch->place, &newest, &error);
  if (count < 0) {
    fail_unreadable (task, error);
    return;
  }
  /* min_id gives the ones next to it: the newer ones follow */
  fetch->batch->more =
      count >= LUUKKU_MASTODON_PAGE && luukku_mastodon_compare_ids (newest, fetch->cursor->notification) > 0;
  move_on (&fetch->cursor->notification, newest);
  next_conversations (task);
}

/* --- conversations */

static void
on_conversations (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (LuukkuResponse) response = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  gboolean at_end = FALSE;
  GError *error = NULL;

  root = luukku_http_call_finish (LUUKKU_HTTP (source), result, &response, &error);
  if (root == NULL && g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) { /* a server without them */
    g_clear_error (&error);
    next_context (task);
    return;
  }
  if (root != NULL)
    ids = luukku_mastodon_parse_conversations (root, &fetch->place, fetch->cursor->status, &at_end, &error);
  if (ids == NULL) {
    if (root == NULL)
      g_task_return_error (task, error);
    else
      fail_unreadable (task, error);
    return;
  }
  g_clear_pointer (&fetch->next_page, g_free);
  if (!at_end && ids->len > 0)
    fetch->next_page = luukku_mastodon_parse_link (luukku_response_get_header (response, "link"), "next");
  g_ptr_array_extend_and_steal (fetch->waiting, g_steal_pointer (&ids));
  if (fetch->next_page != NULL && fetch->pages < MAX_PAGES)
    next_conversations (task);
  else
    next_context (task);
}

static void
next_conversations (GTask *task)
{
  LuukkuMastodon *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autofree char *path = g_strdup_printf ("/api/v1/conversations?limit=%d", LUUKKU_MASTODON_PAGE);
  const LuukkuHttpCall call = { .path = fetch->next_page != NULL ? fetch->next_page : path };

  fetch->pages++;
  luukku_http_adapter_call (self, &call, task, on_conversations);
}

/* --- what stands around the newest status of a conversation */

static void
on_context (GObject *source, GAsyncResult *result, gpointer data)
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
  g_clear_error (&error);
  if (root != NULL && !luukku_mastodon_parse_context (root, &fetch->place, &error)) {
    fail_unreadable (task, error);
    return;
  }
  move_on (&fetch->cursor->status, fetch->waiting->pdata[fetch->waiting->len - 1]);
  g_ptr_array_set_size (fetch->waiting, (gint) fetch->waiting->len - 1);
  next_context (task);
}

static gint
newest_first (gconstpointer a, gconstpointer b)
{
  return -luukku_mastodon_compare_ids (*(const char *const *) a, *(const char *const *) b);
}

static void
next_context (GTask *task)
{
  LuukkuMastodon *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autofree char *path = NULL;

  if (fetch->waiting->len == 0 || fetch->contexts >= MAX_CONTEXTS) {
    fetch->batch->more = fetch->batch->more || fetch->waiting->len > 0;
    look_again (task);
    return;
  }
  if (fetch->contexts++ == 0)
    g_ptr_array_sort (fetch->waiting, newest_first);
  path = g_strdup_printf ("/api/v1/statuses/%s/context",
                          (const char *) fetch->waiting->pdata[fetch->waiting->len - 1]);
  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .path = path }, task, on_context);
}

/* --- the newest ones again */

/* What was asked for and is not in the answer has been deleted, or is not shown to us any more. */
static void
note_gone (Fetch *fetch, GHashTable *shown)
{
  GPtrArray *recent = fetch->cursor->recent;

  if (g_hash_table_size (shown) == 0 && recent->len >= EMPTY_PROVES)
    return;
  for (guint i = 0; i < recent->len; i++) {
    if (!g_hash_table_contains (shown, recent->pdata[i]))
      g_ptr_array_add (fetch->batch->gone, g_strdup (recent->pdata[i]));
  }
}

static void
take_again (Fetch *fetch, JsonNode *root)
{
  g_autoptr (GHashTable) before = fetch->place.seen;
  g_autoptr (GHashTable) shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer id = NULL;

  /* into a set of their own, so that one which this fetch has brought already counts as shown */
  fetch->place.seen = g_steal_pointer (&shown);
  if (luukku_mastodon_parse_statuses (root, &fetch->place, NULL))
    note_gone (fetch, fetch->place.seen);
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_add (fetch->place.seen, g_strdup (id));
}

static void
on_again (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = luukku_http_call_finish (LUUKKU_HTTP (source), result, NULL, &error);

  if (root != NULL)
    take_again (fetch, root); /* a server before 4.3 has no such list: then edits show in contexts only */
  if (error != NULL && luukku_fault_is_cancelled (error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  end (task);
}

static void
look_again (GTask *task)
{
  LuukkuMastodon *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GString) path = NULL;

  if (!fetch->look_again || fetch->cursor->recent->len == 0) {
    end (task);
    return;
  }
  path = g_string_new ("/api/v1/statuses?");
  for (guint i = 0; i < fetch->cursor->recent->len; i++)
    g_string_append_printf (path, "%sid[]=%s", i > 0 ? "&" : "",
                            (const char *) fetch->cursor->recent->pdata[i]);
  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .path = path->str }, task, on_again);
}

void
luukku_mastodon_fetch_async (LuukkuAdapter *adapter, const char *cursor, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data)
{
  LuukkuMastodon *self = LUUKKU_MASTODON (adapter);
  g_autoptr (GTask) task =
      luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_mastodon_fetch_async);
  Fetch *fetch;
  g_autofree char *path = NULL;
  GError *error = NULL;

  if (self->self.id == NULL) { /* without knowing who we are, our own words would be a resident's */
    luukku_fault_set (&error, LUUKKU_FAULT_BAD_REQUEST, NULL,
                      N_ ("The account is not open yet. Enable it again in Pidgin's accounts."));
    g_task_return_error (task, error);
    return;
  }
  fetch = g_new0 (Fetch, 1);
  fetch->cursor = luukku_mastodon_cursor_read (cursor);
  fetch->batch = luukku_batch_new ();
  fetch->waiting = g_ptr_array_new_with_free_func (g_free);
  fetch->place = (LuukkuMastodonPlace){
    .self = &self->self,
    .channel = self->base.channel,
    .fetched_at = luukku_clock_now (self->base.clock),
    .batch = fetch->batch,
    .seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };
  fetch->look_again = self->fetches++ % LOOK_AGAIN_EVERY == 0;
  g_task_set_task_data (task, fetch, fetch_free);
  path = g_strdup_printf ("/api/v1/notifications?types[]=mention&limit=%d&min_id=%s", LUUKKU_MASTODON_PAGE,
                          fetch->cursor->notification != NULL ? fetch->cursor->notification : "0");
  luukku_http_adapter_call (self, &(LuukkuHttpCall){ .path = path }, task, on_notifications);
}
