/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-relay.c: what the town's relay has kept for an account, before the platform itself is asked.
 *
 *   a page of the relay → who or what is not known yet: the platform is asked where it belongs → the poll →
 * one batch
 *
 * Must not acknowledge what could not be put into a conversation, and must not stop asking the platform
 * because the relay is in trouble: each is the other's second net. */
#define G_LOG_DOMAIN "luukku"

#include "graph/luukku-graph-relay.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "base/luukku-error.h"
#include "graph/luukku-graph-account.h"

#define PREFIX "relay "
#define MAX_HOMES 2000              /* kept in memory */
#define TELL_EVERY G_TIME_SPAN_HOUR /* that the relay is in trouble */
#define THREAD_FIELDS "id,updated_time,participants,can_reply"

struct _LuukkuGraphRelay {
  LuukkuRelayed *relayed;
  GHashTable *homes; /* key → LuukkuThread (owned) */
  gint64 told_at;    /* when the relay's trouble was told last, UTC µs; 0: it is well */
};

/* One fetch. */
typedef struct {
  LuukkuGraphPoll poll;
  char *before;            /* the cursor as it was given (nullable) */
  char *at_relay;          /* (nullable): the relay's place */
  char *at_platform;       /* (nullable) */
  LuukkuRelayedPage *page; /* (owned) (nullable) */
  GPtrArray *wanted;       /* keys (char *, owned) that are still to be asked for (nullable) */
  LuukkuBatch *delivered;  /* (owned) (nullable): what the relay had */
  GError *trouble;         /* (nullable): the relay's */
} Fetch;

static void
free_fetch (gpointer data)
{
  Fetch *self = data;

  g_free (self->before);
  g_free (self->at_relay);
  g_free (self->at_platform);
  luukku_relayed_page_free (self->page);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  g_clear_pointer (&self->delivered, luukku_batch_free);
  g_clear_error (&self->trouble);
  g_free (self);
}

/* --- settings */

static const LuukkuAdapterOption relay_options[] = { LUUKKU_GRAPH_OPTIONS_RELAY, { 0 } };
#define OPTION_BASE (&relay_options[0])
#define OPTION_ENDPOINT (&relay_options[1])

static gboolean
has_relay (const LuukkuAdapterSettings *settings)
{
  g_autofree char *base = g_strdup (luukku_adapter_settings_get_string (settings, OPTION_BASE));

  return *g_strstrip (base) != '\0';
}

const LuukkuAdapterSecret *
luukku_graph_get_secrets (const LuukkuAdapterSettings *settings)
{
  static const LuukkuAdapterSecret both[] = {
    { NULL, N_ ("Page access token"), FALSE, FALSE },
    { LUUKKU_GRAPH_RELAY_SECRET, N_ ("Token that luukku-relay made for this account"), FALSE, FALSE },
    { 0 },
  };
  static const LuukkuAdapterSecret one[] = {
    { NULL, N_ ("Page access token"), FALSE, FALSE },
    { 0 },
  };

  return has_relay (settings) ? both : one;
}

gboolean
luukku_graph_relay_open (const LuukkuAdapterSettings *settings, LuukkuTransport *transport,
                         LuukkuClock *clock, LuukkuGraphRelay **ret_relay, GError **error)
{
  LuukkuGraphRelay *self;
  LuukkuRelayed *relayed;
  char *token;

  *ret_relay = NULL;
  if (!has_relay (settings))
    return TRUE;
  token = luukku_http_clean_token (luukku_adapter_settings_get_secret (settings, LUUKKU_GRAPH_RELAY_SECRET));
  relayed = luukku_relayed_new (transport, clock, luukku_adapter_settings_get_string (settings, OPTION_BASE),
                                luukku_adapter_settings_get_string (settings, OPTION_ENDPOINT), token, error);
  luukku_http_forget (token);
  if (relayed == NULL)
    return FALSE;
  self = g_new0 (LuukkuGraphRelay, 1);
  self->relayed = relayed;
  self->homes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) luukku_thread_free);
  *ret_relay = self;
  return TRUE;
}

void
luukku_graph_relay_close (LuukkuGraphRelay *self)
{
  luukku_relayed_close (self->relayed);
}

void
luukku_graph_relay_free (LuukkuGraphRelay *self)
{
  if (self == NULL)
    return;
  luukku_relayed_free (self->relayed);
  g_hash_table_unref (self->homes);
  g_free (self);
}

/* --- the cursor: "relay PLACE\n" and the platform's */

char *
luukku_graph_split_cursor (const char *cursor, char **ret_relay)
{
  const char *end = cursor != NULL ? strchr (cursor, '\n') : NULL;

  *ret_relay = NULL;
  if (end == NULL || !g_str_has_prefix (cursor, PREFIX))
    return g_strdup (cursor);
  *ret_relay = g_strndup (cursor + strlen (PREFIX), (gsize) (end - cursor) - strlen (PREFIX));
  return end[1] != '\0' ? g_strdup (end + 1) : NULL;
}

static char *
join_cursor (const char *at_relay, const char *at_platform)
{
  if (at_relay == NULL)
    return g_strdup (at_platform);
  return g_strconcat (PREFIX, at_relay, "\n", at_platform, NULL);
}

/* --- the end */

static gboolean
has_message (GPtrArray *messages, guint count, LuukkuMessage *message)
{
  for (guint i = 0; i < count; i++) {
    if (g_str_equal (luukku_message_get_platform_id (g_ptr_array_index (messages, i)),
                     luukku_message_get_platform_id (message)))
      return TRUE;
  }
  return FALSE;
}

static gboolean
has_thread (GPtrArray *threads, guint count, const LuukkuThread *thread)
{
  for (guint i = 0; i < count; i++) {
    const LuukkuThread *other = g_ptr_array_index (threads, i);

    if (g_str_equal (other->conversation_id, thread->conversation_id))
      return TRUE;
  }
  return FALSE;
}

/* What both have is taken as the platform shows it now: that is the newer one, with all its parts. */
static void
merge (LuukkuBatch *into, LuukkuBatch *delivered)
{
  guint messages = into->messages->len, threads = into->threads->len;

  for (guint i = 0; i < delivered->messages->len; i++) {
    LuukkuMessage *message = g_ptr_array_index (delivered->messages, i);

    if (!has_message (into->messages, messages, message))
      g_ptr_array_add (into->messages, luukku_message_ref (message));
  }
  for (guint i = 0; i < delivered->threads->len;) {
    if (has_thread (into->threads, threads, g_ptr_array_index (delivered->threads, i)))
      i++;
    else
      g_ptr_array_add (into->threads, g_ptr_array_steal_index (delivered->threads, i));
  }
  g_ptr_array_extend_and_steal (into->gone, g_steal_pointer (&delivered->gone));
  into->skipped += delivered->skipped;
  into->missed |= delivered->missed;
  into->more |= delivered->more;
  luukku_batch_sort (into);
}

static void
finish (GTask *task, LuukkuBatch *batch)
{
  Fetch *fetch = g_task_get_task_data (task);
  g_autofree char *cursor = NULL;

  if (batch->cursor != NULL) {
    g_free (fetch->at_platform);
    fetch->at_platform = g_steal_pointer (&batch->cursor);
  }
  if (fetch->delivered != NULL)
    merge (batch, fetch->delivered);
  cursor = join_cursor (fetch->at_relay, fetch->at_platform);
  if (g_strcmp0 (cursor, fetch->before) != 0)
    batch->cursor = g_steal_pointer (&cursor);
  g_task_return_pointer (task, batch, (GDestroyNotify) luukku_batch_free);
}

/* The relay's trouble is told at once and then every hour: as a fault it costs a pause of the poll, and the
 * platform must go on being asked. It is never of a kind that ends the account. */
static gboolean
must_tell (LuukkuGraphAccount *self, Fetch *fetch, const LuukkuBatch *batch)
{
  gint64 now = luukku_clock_now (self->base.clock);
  LuukkuGraphRelay *relay = self->relay;

  if (fetch->trouble == NULL) {
    if (fetch->page != NULL)
      relay->told_at = 0;
    return FALSE;
  }
  if (batch->messages->len > 0 || batch->gone->len > 0 ||
      (relay->told_at != 0 && now - relay->told_at < TELL_EVERY))
    return FALSE;
  relay->told_at = now;
  return TRUE;
}

static void
on_polled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (source);
  Fetch *fetch = g_task_get_task_data (task);
  LuukkuBatch *batch;
  GError *error = NULL;

  batch = luukku_adapter_fetch_finish (LUUKKU_ADAPTER (self), result, &error);
  if (batch == NULL && fetch->delivered != NULL && !luukku_fault_is_cancelled (error)) {
    g_error_free (error); /* the next fetch meets it again and tells; what was delivered is not put off */
    batch = luukku_batch_new ();
  }
  if (batch == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (must_tell (self, fetch, batch)) {
    luukku_batch_free (batch);
    luukku_fault_set (
        &error, LUUKKU_FAULT_SERVER, &(LuukkuFaultInfo){ .retryable = TRUE },
        /* TRANSLATORS: first %s is a sentence of the relay, second "Facebook" or "Instagram" */
        N_ ("%s Until then messages are read from %s itself, which shows only the newest ones of "
            "each thread."),
        fetch->trouble->message, self->platform->http.name);
    g_task_return_error (task, error);
    return;
  }
  finish (task, batch);
}

static void
poll (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  fetch->poll (g_task_get_source_object (task), fetch->at_platform, g_task_get_cancellable (task), on_polled,
               g_object_ref (task));
}

/* --- a page of the relay */

static LuukkuGraphHooks
hooks_of (LuukkuGraphAccount *self, GHashTable *wanted)
{
  return (LuukkuGraphHooks){
    .place = luukku_graph_account_place (self, NULL),
    .dialect = self->platform->dialect,
    .own_id = self->platform->has_account ? self->own_id : self->page_id,
    .homes = self->relay->homes,
    .wanted = wanted,
  };
}

static LuukkuBatch *
read_page (LuukkuGraphAccount *self, LuukkuRelayedPage *page, GHashTable *wanted)
{
  const LuukkuGraphHooks hooks = hooks_of (self, wanted);
  LuukkuBatch *batch = luukku_batch_new ();

  for (guint i = 0; i < page->bodies->len; i++) {
    g_autoptr (JsonNode) root = luukku_json_parse (g_ptr_array_index (page->bodies, i), NULL);

    if (root != NULL)
      luukku_graph_parse_hook (root, &hooks, batch);
    else
      batch->skipped++;
  }
  return batch;
}

static void
take_page (GTask *task)
{
  LuukkuGraphAccount *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  fetch->delivered = read_page (self, fetch->page, NULL);
  fetch->delivered->more = fetch->page->more;
  fetch->delivered->missed = fetch->page->missed;
  g_free (fetch->at_relay);
  fetch->at_relay = g_strdup (fetch->page->cursor);
  if (fetch->page->more)
    finish (task, luukku_batch_new ()); /* the platform is asked when the relay's history has been read */
  else
    poll (task);
}

/* --- where it belongs */

static void ask_home (GTask *task);

/* Whether the platform answered, and has no home for the key. */
static gboolean
knows_no_home (const GError *error)
{
  return luukku_fault_get_info (error)->gone ||
         g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST) ||
         g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_RECIPIENT) ||
         g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_PERMISSION);
}

static void
on_home (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (source);
  Fetch *fetch = g_task_get_task_data (task);
  const LuukkuGraphHooks hooks = hooks_of (self, NULL);
  char *key = g_ptr_array_index (fetch->wanted, fetch->wanted->len - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = NULL;

  root = luukku_graph_account_call_finish (self, result, &error);
  if (root == NULL && (error->domain != LUUKKU_FAULT || !knows_no_home (error))) {
    if (luukku_fault_is_cancelled (error)) {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
    g_debug ("graph: where a delivery belongs cannot be asked now; it stays at the relay");
    poll (task);
    return;
  }
  if (g_hash_table_size (self->relay->homes) >= MAX_HOMES + fetch->wanted->len)
    g_hash_table_remove_all (self->relay->homes);
  g_hash_table_insert (self->relay->homes, g_strdup (key),
                       root != NULL ? luukku_graph_parse_home (root, key, &hooks)
                                    : luukku_graph_make_home (key, &hooks));
  g_ptr_array_set_size (fetch->wanted, (int) fetch->wanted->len - 1);
  ask_home (task);
}

static void
ask_home (GTask *task)
{
  LuukkuGraphAccount *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autofree char *key = NULL;
  g_autofree char *path = NULL;

  if (fetch->wanted->len == 0) {
    take_page (task);
    return;
  }
  key = g_uri_escape_string (g_ptr_array_index (fetch->wanted, fetch->wanted->len - 1), NULL, FALSE);
  if (self->platform->dialect != NULL)
    path = g_strdup_printf ("/%s?fields=id,parent{id}", key);
  else
    path = g_strdup_printf ("/%s/conversations?platform=%s&user_id=%s&fields=" THREAD_FIELDS, self->page_id,
                            self->platform->listed, key);
  luukku_graph_account_call_async (self, NULL, path, NULL, FALSE, g_task_get_cancellable (task), on_home,
                                   g_object_ref (task));
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuGraphAccount *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;

  fetch->page = luukku_relayed_fetch_finish (result, &fetch->trouble);
  if (fetch->page == NULL) {
    if (luukku_fault_is_cancelled (fetch->trouble))
      g_task_return_error (task, g_steal_pointer (&fetch->trouble));
    else
      poll (task);
    return;
  }
  luukku_batch_free (read_page (self, fetch->page, wanted));
  fetch->wanted = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_iter_init (&iter, wanted);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (fetch->wanted, g_strdup (key));
  ask_home (task);
}

void
luukku_graph_relay_fetch (LuukkuAdapter *adapter, LuukkuGraphPoll poll_platform, const char *cursor,
                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  LuukkuGraphAccount *self = LUUKKU_GRAPH_ACCOUNT (adapter);
  g_autofree char *at_relay = NULL;
  g_autofree char *at_platform = luukku_graph_split_cursor (cursor, &at_relay);
  GTask *task;
  Fetch *fetch;

  /* An account that is not open yet does not know its own id: the poll says so. */
  if (self->relay == NULL || (self->platform->has_account && self->own_id == NULL)) {
    poll_platform (adapter, at_platform, cancellable, callback, data);
    return;
  }
  task = luukku_http_adapter_task_new (self, cancellable, callback, data, luukku_graph_relay_fetch);
  fetch = g_new0 (Fetch, 1);
  fetch->poll = poll_platform;
  fetch->before = g_strdup (cursor);
  fetch->at_relay = g_steal_pointer (&at_relay);
  fetch->at_platform = g_steal_pointer (&at_platform);
  g_task_set_task_data (task, fetch, free_fetch);
  luukku_relayed_fetch_async (self->relay->relayed, self, fetch->at_relay, FALSE,
                              g_task_get_cancellable (task), on_page, task);
}
