/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-comment-window.c: what has been seen of comments on platforms that only list; pure. As text:
 *
 *   {"v":1,"lists":[{"id":"VIDEO","total":2,"wanted":2,"looked":1784920267000000,"ended":true,
 *    "page":"CAoQ","through":true,"pages":3,"noted":300,"oldest":1784920200000000,
 *    "seen":["ID DIGEST 1784920267000000 0 1"]}]}
 *
 * seen: id, digest, time, looks that missed it, whether the present look has met it. Members that are 0 or
 * absent are left out. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-comment-window.h"

#include <string.h>

#include "adapter/luukku-json-read.h"
#include "adapter/luukku-json-write.h"
#include "base/luukku-digest.h"

#define VERSION 1
#define DIGEST_LENGTH 16
#define MAX_ID 256
#define MAX_PAGE 1024
#define SEEN_PARTS 5
#define NO_FLOOR G_MININT64

typedef struct {
  char *id;
  gint64 total;  /* -1: not known */
  gint64 wanted; /* total, as soon as the look has ended */
  gint64 looked_at;
  char *page; /* of the unfinished look (nullable: the first) */
  gboolean is_open, is_through, is_ordered;
  guint pages, noted;
  gboolean page_has_known, page_has_new;
  gint64 oldest;  /* met by the look; G_MAXINT64: none */
  gboolean ended; /* a THROUGH look has reached the bound and is not collected yet */
  gint64 floor;   /* what is newer was shown by it */
} List;

typedef struct {
  char *id;
  char *digest;
  List *list; /* no ref: the window owns it */
  gint64 at;
  guint misses;
  gboolean met;
} Seen;

struct _LuukkuCommentWindow {
  LuukkuCommentLimits limits;
  GHashTable *lists; /* id -> List (owned) */
  GHashTable *seen;  /* id -> Seen (owned) */
};

/* --- lists and comments */

static void
list_free (gpointer data)
{
  List *self = data;

  g_free (self->id);
  g_free (self->page);
  g_free (self);
}

static void
seen_free (gpointer data)
{
  Seen *self = data;

  g_free (self->id);
  g_free (self->digest);
  g_free (self);
}

static gboolean
is_id (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isgraph (text[i]))
      return FALSE;
  }
  return length > 0 && length <= MAX_ID;
}

static List *
find_list (const LuukkuCommentWindow *self, const char *id)
{
  return g_hash_table_lookup (self->lists, id);
}

static List *
need_list (LuukkuCommentWindow *self, const char *id)
{
  List *list = find_list (self, id);

  if (list != NULL)
    return list;
  list = g_new0 (List, 1);
  list->id = g_strdup (id);
  list->total = -1;
  list->wanted = -1;
  list->oldest = G_MAXINT64;
  g_hash_table_insert (self->lists, list->id, list);
  return list;
}

static Seen *
add_seen (LuukkuCommentWindow *self, List *list, const char *id, const char *digest, gint64 at)
{
  Seen *seen = g_new0 (Seen, 1);

  seen->id = g_strdup (id);
  seen->digest = g_strdup (digest);
  seen->list = list;
  seen->at = at;
  g_hash_table_replace (self->seen, seen->id, seen);
  return seen;
}

LuukkuCommentWindow *
luukku_comment_window_new (const LuukkuCommentLimits *limits)
{
  LuukkuCommentWindow *self = g_new0 (LuukkuCommentWindow, 1);

  self->limits = *limits;
  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, list_free);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, seen_free);
  return self;
}

void
luukku_comment_window_free (LuukkuCommentWindow *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->seen);
  g_hash_table_unref (self->lists);
  g_free (self);
}

char *
luukku_comment_digest (const char *first, ...)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *digest = NULL;
  va_list parts;

  va_start (parts, first);
  for (const char *part = first; part != NULL; part = va_arg (parts, const char *))
    g_string_append_printf (all, "%" G_GSIZE_FORMAT ":%s", strlen (part), part);
  va_end (parts);
  digest = luukku_digest_text (all->str);
  return g_strndup (digest, DIGEST_LENGTH);
}

gboolean
luukku_comment_window_knows (const LuukkuCommentWindow *self, const char *id)
{
  return g_hash_table_contains (self->seen, id);
}

void
luukku_comment_window_forget (LuukkuCommentWindow *self, const char *id)
{
  g_hash_table_remove (self->seen, id);
}

void
luukku_comment_window_forget_list (LuukkuCommentWindow *self, const char *list, GPtrArray *gone)
{
  const List *wanted = find_list (self, list);
  GHashTableIter iter;
  gpointer value;

  if (wanted == NULL)
    return;
  g_hash_table_iter_init (&iter, self->seen);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const Seen *seen = value;

    if (seen->list != wanted)
      continue;
    if (gone != NULL)
      g_ptr_array_add (gone, g_strdup (seen->id));
    g_hash_table_iter_remove (&iter);
  }
  g_hash_table_remove (self->lists, list);
}

/* --- looking */

LuukkuCommentLook
luukku_comment_window_ask (const LuukkuCommentWindow *self, const char *list, gint64 total, gint64 again)
{
  const List *known = find_list (self, list);

  if (known == NULL || known->looked_at == 0)
    return total == 0 && (known == NULL || !known->is_open) ? LUUKKU_LOOK_NONE : LUUKKU_LOOK_THROUGH;
  if (known->is_open || known->looked_at < again || (total >= 0 && total < known->total))
    return LUUKKU_LOOK_THROUGH;
  return total < 0 || total > known->total ? LUUKKU_LOOK_HEAD : LUUKKU_LOOK_NONE;
}

static void
begin_at_top (LuukkuCommentWindow *self, List *list)
{
  GHashTableIter iter;
  gpointer value;

  g_clear_pointer (&list->page, g_free);
  list->is_open = TRUE;
  list->page_has_known = FALSE;
  list->page_has_new = FALSE;
  list->pages = 0;
  list->noted = 0;
  list->oldest = G_MAXINT64;
  if (!list->is_through)
    return; /* what an earlier look has proved still counts */
  list->ended = FALSE;
  g_hash_table_iter_init (&iter, self->seen);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    if (((Seen *) value)->list == list)
      ((Seen *) value)->met = FALSE;
  }
}

void
luukku_comment_window_begin (LuukkuCommentWindow *self, const char *list, LuukkuCommentLook look,
                             gboolean is_ordered, gint64 total)
{
  List *wanted = need_list (self, list);

  if (!wanted->is_open || total >= 0)
    wanted->wanted = total;
  wanted->is_ordered = is_ordered;
  if (wanted->is_open)
    return;
  wanted->is_through = look == LUUKKU_LOOK_THROUGH || !is_ordered || wanted->looked_at == 0;
  begin_at_top (self, wanted);
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer data)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
luukku_comment_window_list_open (const LuukkuCommentWindow *self)
{
  GPtrArray *open = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->lists);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    if (((const List *) value)->is_open)
      g_ptr_array_add (open, g_strdup (((const List *) value)->id));
  }
  g_ptr_array_sort_with_data (open, compare_names, NULL);
  return open;
}

const char *
luukku_comment_window_get_page (const LuukkuCommentWindow *self, const char *list)
{
  const List *known = find_list (self, list);

  return known != NULL && known->is_open ? known->page : NULL;
}

LuukkuCommentNews
luukku_comment_window_note (LuukkuCommentWindow *self, const char *list, const char *id, const char *digest,
                            gint64 at)
{
  List *wanted = need_list (self, list);
  Seen *seen = g_hash_table_lookup (self->seen, id);
  gboolean changed;

  wanted->oldest = MIN (wanted->oldest, at);
  wanted->noted++;
  if (seen == NULL) {
    wanted->page_has_new = TRUE;
    if (is_id (id) && is_id (digest))
      add_seen (self, wanted, id, digest, at)->met = TRUE;
    return LUUKKU_COMMENT_NEW;
  }
  wanted->page_has_known = TRUE;
  changed = !g_str_equal (seen->digest, digest);
  if (changed && is_id (digest)) {
    g_free (seen->digest);
    seen->digest = g_strdup (digest);
  }
  seen->list = wanted;
  seen->at = at;
  seen->misses = 0;
  seen->met = TRUE;
  return changed ? LUUKKU_COMMENT_CHANGED : LUUKKU_COMMENT_UNCHANGED;
}

/* @floor: NO_FLOOR: the end of the list; G_MAXINT64: the look proves nothing. */
static void
end_look (List *list, gint64 floor, gint64 now)
{
  list->is_open = FALSE;
  g_clear_pointer (&list->page, g_free);
  list->total = list->wanted;
  if (!list->is_through)
    return;
  list->looked_at = MAX (now, 1);
  list->ended = floor != G_MAXINT64;
  list->floor = floor;
}

gboolean
luukku_comment_window_turn (LuukkuCommentWindow *self, const char *list, const char *next, gint64 now)
{
  List *wanted = need_list (self, list);
  gboolean is_known = wanted->page_has_known && !wanted->page_has_new;
  gint64 border = self->limits.max_age > 0 ? now - self->limits.max_age : NO_FLOOR;

  wanted->page_has_known = FALSE;
  wanted->page_has_new = FALSE;
  wanted->pages++;
  if (next == NULL)
    end_look (wanted, NO_FLOOR, now);
  else if (!wanted->is_through && is_known)
    end_look (wanted, G_MAXINT64, now);
  else if (wanted->is_ordered && wanted->oldest < border)
    end_look (wanted, border, now);
  else if (wanted->noted >= self->limits.max_comments)
    end_look (wanted, wanted->is_ordered ? wanted->oldest : G_MAXINT64, now);
  else if (g_strcmp0 (next, wanted->page) == 0 || strlen (next) > MAX_PAGE ||
           wanted->pages >= self->limits.max_pages)
    end_look (wanted, G_MAXINT64, now);
  if (!wanted->is_open)
    return FALSE;
  g_free (wanted->page);
  wanted->page = g_strdup (next);
  return TRUE;
}

void
luukku_comment_window_restart (LuukkuCommentWindow *self, const char *list)
{
  List *wanted = need_list (self, list);

  wanted->is_through = TRUE;
  begin_at_top (self, wanted);
}

gboolean
luukku_comment_window_collect (LuukkuCommentWindow *self, const char *const *lists, GPtrArray *gone)
{
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; lists[i] != NULL; i++) {
    const List *list = find_list (self, lists[i]);

    if (list == NULL || !list->ended)
      return FALSE;
  }
  g_hash_table_iter_init (&iter, self->seen);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Seen *seen = value;

    if (!g_strv_contains (lists, seen->list->id) || seen->met || seen->at <= seen->list->floor)
      continue;
    seen->misses++;
    if (seen->misses < self->limits.gone_after)
      continue;
    g_ptr_array_add (gone, g_strdup (seen->id));
    g_hash_table_iter_remove (&iter);
  }
  for (guint i = 0; lists[i] != NULL; i++)
    find_list (self, lists[i])->ended = FALSE;
  return TRUE;
}

/* --- keeping within the limits */

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const Seen *one = *(const Seen *const *) a;
  const Seen *other = *(const Seen *const *) b;

  if (one->at != other->at)
    return one->at < other->at ? 1 : -1;
  return strcmp (one->id, other->id);
}

static int
compare_looked_last_first (gconstpointer a, gconstpointer b)
{
  const List *one = *(const List *const *) a;
  const List *other = *(const List *const *) b;

  if (one->is_open != other->is_open)
    return one->is_open ? -1 : 1;
  if (one->looked_at != other->looked_at)
    return one->looked_at < other->looked_at ? 1 : -1;
  return strcmp (one->id, other->id);
}

/* Returns: (transfer container): sorted; the order is that of the text, too. */
static GPtrArray *
values_of (GHashTable *table, GCompareFunc compare)
{
  GPtrArray *values = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (values, value);
  g_ptr_array_sort (values, compare);
  return values;
}

static void
trim (LuukkuCommentWindow *self, gint64 now)
{
  g_autoptr (GPtrArray) lists = values_of (self->lists, compare_looked_last_first);
  g_autoptr (GPtrArray) seen = NULL;

  for (guint i = self->limits.max_lists; i < lists->len; i++)
    luukku_comment_window_forget_list (self, ((const List *) lists->pdata[i])->id, NULL);
  seen = values_of (self->seen, compare_newest_first);
  for (guint i = 0; i < seen->len; i++) {
    const Seen *one = seen->pdata[i];

    if (i >= self->limits.max_comments || (self->limits.max_age > 0 && one->list->is_ordered && !one->met &&
                                           one->at < now - self->limits.max_age))
      g_hash_table_remove (self->seen, one->id);
  }
}

/* --- to text */

/* @seen: (nullable): the list's comments. */
static void
write_list (const List *list, const GPtrArray *seen, JsonBuilder *builder)
{
  json_builder_begin_object (builder);
  luukku_json_add_string (builder, "id", list->id);
  luukku_json_add_int (builder, "total", list->total);
  luukku_json_add_int (builder, "looked", list->looked_at);
  luukku_json_add_boolean (builder, "ordered", list->is_ordered);
  if (list->ended) {
    luukku_json_add_boolean (builder, "ended", TRUE);
    luukku_json_add_int (builder, "floor", list->floor);
  }
  if (list->is_open) {
    luukku_json_add_boolean (builder, "open", TRUE);
    luukku_json_add_boolean (builder, "through", list->page != NULL || list->is_through);
    luukku_json_add_int (builder, "wanted", list->wanted);
    luukku_json_add_string (builder, "page", list->page);
    luukku_json_add_int (builder, "pages", list->pages);
    luukku_json_add_int (builder, "noted", list->noted);
    luukku_json_add_int (builder, "oldest", list->oldest);
  }
  json_builder_set_member_name (builder, "seen");
  json_builder_begin_array (builder);
  for (guint i = 0; seen != NULL && i < seen->len; i++) {
    const Seen *one = seen->pdata[i];
    g_autofree char *text = g_strdup_printf ("%s %s %" G_GINT64_FORMAT " %u %d", one->id, one->digest,
                                             one->at, one->misses, one->met);
    json_builder_add_string_value (builder, text);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

/* Returns: (transfer full): List → GPtrArray of Seen (no ref), newest first. */
static GHashTable *
group (LuukkuCommentWindow *self)
{
  GHashTable *by_list = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GPtrArray) seen = values_of (self->seen, compare_newest_first);

  for (guint i = 0; i < seen->len; i++) {
    Seen *one = seen->pdata[i];
    GPtrArray *own = g_hash_table_lookup (by_list, one->list);

    if (own == NULL) {
      own = g_ptr_array_new ();
      g_hash_table_insert (by_list, one->list, own);
    }
    g_ptr_array_add (own, one);
  }
  return by_list;
}

void
luukku_comment_window_write (LuukkuCommentWindow *self, JsonBuilder *builder, const char *name, gint64 now)
{
  g_autoptr (GPtrArray) lists = NULL;
  g_autoptr (GHashTable) by_list = NULL;

  trim (self, now);
  lists = values_of (self->lists, compare_looked_last_first);
  by_list = group (self);
  luukku_json_open (builder, name);
  luukku_json_add_int (builder, "v", VERSION);
  json_builder_set_member_name (builder, "lists");
  json_builder_begin_array (builder);
  for (guint i = 0; i < lists->len; i++)
    write_list (lists->pdata[i], g_hash_table_lookup (by_list, lists->pdata[i]), builder);
  json_builder_end_array (builder);
  luukku_json_close (builder);
}

/* --- from text */

static gboolean
read_number (const char *text, gint64 *ret_number)
{
  return g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, ret_number, NULL);
}

static void
read_seen (LuukkuCommentWindow *self, List *list, JsonNode *node)
{
  const char *text = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                         ? json_node_get_string (node)
                         : "";
  g_auto (GStrv) parts = g_strsplit (text, " ", SEEN_PARTS + 1);
  gint64 at = 0, misses = 0, met = 0;
  Seen *seen;

  if (g_strv_length (parts) != SEEN_PARTS || !is_id (parts[0]) || !is_id (parts[1]) ||
      !read_number (parts[2], &at) || !read_number (parts[3], &misses) || !read_number (parts[4], &met))
    return;
  seen = add_seen (self, list, parts[0], parts[1], at);
  seen->misses = (guint) MIN (misses, G_MAXINT);
  seen->met = met != 0;
}

static void
read_look (List *list, const LuukkuJsonAt *at, guint *odd)
{
  luukku_json_get_boolean (at, "open", FALSE, &list->is_open, NULL);
  luukku_json_get_boolean (at, "through", FALSE, &list->is_through, NULL);
  list->wanted = luukku_json_read_int (at, "wanted", odd);
  list->page = luukku_json_read_string (at, "page", odd);
  list->pages = (guint) CLAMP (luukku_json_read_int (at, "pages", odd), 0, G_MAXINT);
  list->noted = (guint) CLAMP (luukku_json_read_int (at, "noted", odd), 0, G_MAXINT);
  if (list->is_open)
    list->oldest = luukku_json_read_int (at, "oldest", odd);
  if (list->page != NULL && (!list->is_open || strlen (list->page) > MAX_PAGE))
    g_clear_pointer (&list->page, g_free);
}

static void
read_list (LuukkuCommentWindow *self, JsonNode *node)
{
  LuukkuJsonAt at = { NULL, "list" };
  g_autofree char *id = NULL;
  JsonArray *seen;
  guint odd = 0;
  List *list;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;
  at.object = json_node_get_object (node);
  id = luukku_json_read_string (&at, "id", &odd);
  if (!is_id (id) || find_list (self, id) != NULL)
    return;
  list = need_list (self, id);
  list->total = luukku_json_read_int (&at, "total", &odd);
  list->looked_at = MAX (luukku_json_read_int (&at, "looked", &odd), 0);
  luukku_json_get_boolean (&at, "ordered", FALSE, &list->is_ordered, NULL);
  luukku_json_get_boolean (&at, "ended", FALSE, &list->ended, NULL);
  list->floor = luukku_json_read_int (&at, "floor", &odd);
  read_look (list, &at, &odd);
  seen = luukku_json_read_array (&at, "seen", &odd);
  for (guint i = 0; seen != NULL && i < MIN (json_array_get_length (seen), self->limits.max_comments); i++)
    read_seen (self, list, json_array_get_element (seen, i));
  if (odd > 0) /* not as we wrote it: from the top */
    luukku_comment_window_forget_list (self, id, NULL);
}

LuukkuCommentWindow *
luukku_comment_window_read (const LuukkuCommentLimits *limits, const LuukkuJsonAt *at, const char *name)
{
  LuukkuCommentWindow *self = luukku_comment_window_new (limits);
  LuukkuJsonAt inner = { NULL, "" };
  JsonArray *lists;
  guint odd = 0;

  if (!luukku_json_read_object (at, name, &inner, &odd) ||
      luukku_json_read_int (&inner, "v", &odd) != VERSION)
    return self;
  lists = luukku_json_read_array (&inner, "lists", &odd);
  for (guint i = 0; lists != NULL && i < MIN (json_array_get_length (lists), limits->max_lists); i++)
    read_list (self, json_array_get_element (lists, i));
  return self;
}
