/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky-public.c: what is new in public: posts that name, answer or quote the account, its own
 * answers that were written elsewhere, and now and then the newest posts again, for those that were deleted.
 *
 *   notifications, newest first, until known ones are met ─→ their posts and the beginnings of their threads
 *   ─→ our own answers ─→ (at every twentieth fetch) the newest ones again */
#define G_LOG_DOMAIN "luukku"

#include "bluesky/luukku-bluesky-private.h"

#include "bluesky/luukku-bluesky-error.h"
#include "bluesky/luukku-bluesky-posts.h"
#include "bluesky/luukku-bluesky-text.h"

#define MAX_PAGES 4 /* of notifications in one fetch */
#define LOOK_AGAIN_EVERY 20
#define EMPTY_PROVES 3                /* an empty answer to so many posts proves nothing */
#define LATE (2 * G_TIME_SPAN_MINUTE) /* a notification may show itself after a newer one */

static void ask_posts (GTask *task);
static void ask_own (GTask *task);

/* --- notifications */

static gboolean
is_known (const LuukkuBlueskyCursor *cursor, const LuukkuBlueskyMention *mention)
{
  return mention->indexed_at < cursor->mentions - LATE ||
         g_ptr_array_find_with_equal_func (cursor->recent, mention->uri, g_str_equal, NULL);
}

static void
take_mentions (LuukkuBlueskyFetch *fetch, GPtrArray *page)
{
  for (guint i = 0; i < page->len; i++) {
    LuukkuBlueskyMention *mention = page->pdata[i];

    fetch->cursor->top = MAX (fetch->cursor->top, mention->indexed_at);
    if (is_known (fetch->cursor, mention))
      continue;
    g_ptr_array_add (fetch->mentions, mention);
    page->pdata[i] = NULL;
  }
}

static void ask_mentions (GTask *task);

static void
on_mentions (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  LuukkuBlueskyCursor *cursor = fetch->cursor;
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) page = NULL;
  gint64 oldest = 0;
  gboolean at_end;
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);

  if (root == NULL) {
    luukku_bluesky_fetch_fail (task, error);
    return;
  }
  page = luukku_bluesky_parse_mentions (root, &fetch->place, &next, &oldest, &error);
  if (page == NULL) {
    luukku_bluesky_fetch_unreadable (task, error);
    return;
  }
  take_mentions (fetch, page);
  at_end = next == NULL || oldest < cursor->mentions - LATE || g_strcmp0 (next, cursor->older) == 0;
  g_free (cursor->older);
  cursor->older = at_end ? NULL : g_steal_pointer (&next);
  if (at_end) {
    cursor->mentions = MAX (cursor->mentions, cursor->top);
    cursor->top = 0;
  } else if (fetch->calls < MAX_PAGES) {
    ask_mentions (task);
    return;
  }
  fetch->batch->more = fetch->batch->more || !at_end;
  ask_posts (task);
}

static void
ask_mentions (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  g_autofree char *path =
      luukku_bluesky_path ("app.bsky.notification.listNotifications", "reasons", "mention", "reasons",
                           "reply", "reasons", "quote", "limit", "50", "cursor", fetch->cursor->older, NULL);

  fetch->calls++;
  luukku_bluesky_call (self, self->pds, &(LuukkuHttpCall){ .path = path }, task, on_mentions);
}

/* --- the posts behind them: with pictures, and the first lines of their threads */

static void
want (LuukkuBlueskyFetch *fetch, const char *uri)
{
  if (!g_ptr_array_find_with_equal_func (fetch->wanted, uri, g_str_equal, NULL))
    g_ptr_array_add (fetch->wanted, g_strdup (uri));
}

static void
take_posts (LuukkuBluesky *self, LuukkuBlueskyFetch *fetch)
{
  for (guint i = 0; i < fetch->mentions->len; i++) {
    const LuukkuBlueskyMention *mention = fetch->mentions->pdata[i];
    JsonObject *post = g_hash_table_lookup (fetch->posts, mention->uri);

    if (post != NULL)
      luukku_bluesky_add_post (&fetch->place, post, self->titles);
    luukku_bluesky_add_mention (&fetch->place, mention, self->titles);
  }
  /* so that the newest are the last, and stay */
  for (guint i = 0; i < fetch->mentions->len; i++) {
    guint place = fetch->goes_back ? i : fetch->mentions->len - 1 - i;
    const LuukkuBlueskyMention *mention = fetch->mentions->pdata[place];

    luukku_bluesky_cursor_note_post (fetch->cursor, mention->uri, fetch->goes_back);
  }
}

/* Without the posts the notifications themselves do. */
static void
on_posts (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuBluesky *self = g_task_get_source_object (task);
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  g_autoptr (GPtrArray) posts = NULL;
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);

  if (root == NULL && !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST) &&
      !g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_GONE)) {
    g_task_return_error (task, error);
    return;
  }
  g_clear_error (&error);
  if (root != NULL)
    posts = luukku_bluesky_parse_posts (root, self->titles, NULL);
  for (guint i = 0; posts != NULL && i < posts->len; i++) {
    char *uri = luukku_bluesky_post_uri (posts->pdata[i]);

    if (uri != NULL)
      g_hash_table_insert (fetch->posts, uri, json_object_ref (posts->pdata[i]));
  }
  ask_posts (task);
}

static void
ask_posts (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  g_autofree char *path = NULL;

  for (guint i = 0; fetch->asked == 0 && i < fetch->mentions->len; i++) {
    const LuukkuBlueskyMention *mention = fetch->mentions->pdata[i];

    want (fetch, mention->uri);
    if (!g_hash_table_contains (self->titles, mention->root))
      want (fetch, mention->root);
  }
  if (fetch->asked >= fetch->wanted->len) {
    take_posts (self, fetch);
    ask_own (task);
    return;
  }
  path = luukku_bluesky_posts_path (fetch->wanted, fetch->asked, LUUKKU_BLUESKY_HYDRATE);
  fetch->asked += LUUKKU_BLUESKY_HYDRATE;
  luukku_bluesky_call (self, self->pds, &(LuukkuHttpCall){ .path = path }, task, on_posts);
}

/* --- the newest ones again */

/* What is not shown any more has been deleted, unless somebody has blocked somebody: then it is there, only
 * not for us. */
static void
take_missing (LuukkuBlueskyFetch *fetch, GHashTable *blocked)
{
  GPtrArray *recent = fetch->cursor->recent;

  for (guint i = 0; i < fetch->wanted->len; i++) {
    const char *missing = fetch->wanted->pdata[i];
    g_auto (LuukkuBlueskyUri) uri = { 0 };
    guint place = 0;

    if (luukku_bluesky_uri_parse (missing, &uri) && !g_hash_table_contains (blocked, uri.did))
      g_ptr_array_add (fetch->batch->gone, g_strdup (missing));
    if (g_ptr_array_find_with_equal_func (recent, missing, g_str_equal, &place))
      g_ptr_array_remove_index (recent, place);
  }
}

static void
on_blocks (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  g_autoptr (GHashTable) blocked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);

  if (root == NULL) {
    luukku_bluesky_fetch_fail (task, error);
    return;
  }
  if (luukku_bluesky_parse_blocked (root, blocked, NULL)) /* otherwise nothing is concluded */
    take_missing (fetch, blocked);
  luukku_bluesky_fetch_end (task);
}

/* Whether there is a block between the account and those whose posts are missing. */
static void
ask_blocks (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  g_autoptr (GHashTable) asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *start =
      luukku_bluesky_path ("app.bsky.graph.getRelationships", "actor", self->self.did, NULL);
  g_autoptr (GString) path = g_string_new (start);

  for (guint i = 0; i < fetch->wanted->len; i++) {
    g_auto (LuukkuBlueskyUri) uri = { 0 };

    if (luukku_bluesky_uri_parse (fetch->wanted->pdata[i], &uri) &&
        g_hash_table_add (asked, g_strdup (uri.did))) {
      g_autofree char *escaped = g_uri_escape_string (uri.did, ":/", FALSE);

      g_string_append_printf (path, "&others=%s", escaped);
    }
  }
  luukku_bluesky_call (self, self->pds, &(LuukkuHttpCall){ .path = path->str }, task, on_blocks);
}

/* Puts into fetch->wanted what was asked for and is not in the answer. */
static void
list_missing (LuukkuBlueskyFetch *fetch, GPtrArray *posts)
{
  GPtrArray *recent = fetch->cursor->recent;
  g_autoptr (GHashTable) shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_ptr_array_set_size (fetch->wanted, 0);
  for (guint i = 0; i < posts->len; i++) {
    char *uri = luukku_bluesky_post_uri (posts->pdata[i]);

    if (uri != NULL)
      g_hash_table_add (shown, uri);
  }
  if (g_hash_table_size (shown) == 0 && recent->len >= EMPTY_PROVES)
    return;
  for (guint i = 0; i < recent->len; i++) {
    if (!g_hash_table_contains (shown, recent->pdata[i]))
      g_ptr_array_add (fetch->wanted, g_strdup (recent->pdata[i]));
  }
}

static void
on_again (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuBluesky *self = g_task_get_source_object (task);
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  g_autoptr (GPtrArray) posts = NULL;
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);

  if (root == NULL) {
    luukku_bluesky_fetch_fail (task, error);
    return;
  }
  posts = luukku_bluesky_parse_posts (root, self->titles, NULL);
  if (posts != NULL)
    list_missing (fetch, posts);
  if (posts != NULL && fetch->wanted->len > 0)
    ask_blocks (task);
  else
    luukku_bluesky_fetch_end (task);
}

static void
ask_again (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  g_autofree char *path = NULL;

  if (self->fetches % LOOK_AGAIN_EVERY != LOOK_AGAIN_EVERY - 1 || fetch->cursor->recent->len == 0) {
    luukku_bluesky_fetch_end (task);
    return;
  }
  path = luukku_bluesky_posts_path (fetch->cursor->recent, 0, LUUKKU_BLUESKY_RECENT);
  luukku_bluesky_call (self, self->pds, &(LuukkuHttpCall){ .path = path }, task, on_again);
}

/* --- our own answers, written in another program */

static void
on_own (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonNode) root = luukku_bluesky_call_finish (source, result, &error);
  gint64 newest;

  if (root == NULL) {
    luukku_bluesky_fetch_fail (task, error);
    return;
  }
  newest = luukku_bluesky_parse_own (root, &fetch->place, fetch->cursor->own, &error);
  if (newest < 0) {
    luukku_bluesky_fetch_unreadable (task, error);
    return;
  }
  fetch->cursor->own = newest;
  ask_again (task);
}

static void
ask_own (GTask *task)
{
  LuukkuBluesky *self = g_task_get_source_object (task);
  g_autofree char *path = luukku_bluesky_path ("app.bsky.feed.getAuthorFeed", "actor", self->self.did,
                                               "filter", "posts_with_replies", "limit", "50", NULL);

  luukku_bluesky_call (self, self->pds, &(LuukkuHttpCall){ .path = path }, task, on_own);
}

void
luukku_bluesky_fetch_public (GTask *task)
{
  LuukkuBlueskyFetch *fetch = g_task_get_task_data (task);

  fetch->calls = 0;
  fetch->goes_back = fetch->cursor->older != NULL;
  fetch->asked = 0;
  g_ptr_array_set_size (fetch->wanted, 0);
  ask_mentions (task);
}
