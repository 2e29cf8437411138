/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-overview.c: the list of all conversations: rows in memory in their order, what is shown of them, and
 * the way from a signal of the inbox to one row that moves. What a row says in words is the front end's
 * business; which rows a search adds is luukku-overview-search.c's. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-overview.h"

#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-inbox-private.h"
#include "inbox/luukku-overview-private.h"
#include "inbox/luukku-register-book.h"

#include <string.h>

#define FLUSH_AFTER (100 * G_TIME_SPAN_MILLISECOND) /* many signals, one look into the store */
#define TICK_EVERY (60 * G_TIME_SPAN_SECOND)
#define FRESH (30 * G_TIME_SPAN_SECOND) /* so old may be what a row says of the time */
#define ROW_BY_ROW 200                  /* more that changed at once: everything is read again */

enum { SIGNAL_RESET, SIGNAL_INSERTED, SIGNAL_REMOVED, SIGNAL_CHANGED, SIGNAL_TICK, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LuukkuOverview, luukku_overview, G_TYPE_OBJECT)

/* --- one row */
static void
item_free (Item *self)
{
  luukku_inbox_row_free (self->owned);
  g_free (self->folded);
  g_free (self);
}

/* The next time at which its place in the list may be another one. */
static gint64
next_change (const LuukkuDeadline *deadline, gint64 now)
{
  const gint64 times[] = { deadline->warn_at, deadline->due, deadline->duty_due, deadline->closes };
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    if (times[i] >= now && times[i] < next)
      next = times[i];
  }
  return next;
}

/* The age is left to whoever draws the row. */
static void
set_place (LuukkuOverview *self, Item *item)
{
  item->computed_at = 0;
  luukku_inbox_get_row_deadline (self->inbox, item->owned, &item->pub.due);
  item->pub.urgency = luukku_inbox_get_urgency (self->inbox, item->owned, &item->pub.due);
  item->due = item->pub.due.deadline.due;
  item->changes_at =
      next_change (&item->pub.due.deadline, luukku_clock_now (luukku_inbox_get_clock (self->inbox)));
}

/* Returns: (transfer none) (nullable): looked up once a channel. */
static const char *
unit_of (LuukkuOverview *self, const char *channel)
{
  gpointer unit = NULL;

  if (!g_hash_table_lookup_extended (self->units, channel, NULL, &unit)) {
    unit = luukku_inbox_dup_unit (self->inbox, channel);
    g_hash_table_insert (self->units, g_strdup (channel), unit);
  }
  return unit;
}

static Item *
item_new (LuukkuOverview *self, LuukkuInboxRow *row)
{
  Item *item = g_new0 (Item, 1);

  item->owned = row;
  item->pub.row = row;
  item->pub.unit = unit_of (self, row->channel);
  set_place (self, item);
  return item;
}

Item *
luukku_overview_add_extra (LuukkuOverview *self, LuukkuInboxRow *row)
{
  Item *item = item_new (self, row);

  item->extra = TRUE;
  g_ptr_array_add (self->all, item);
  return item;
}

/* --- order */
static int
compare (gconstpointer a, gconstpointer b)
{
  const Item *one = *(Item *const *) a, *other = *(Item *const *) b;

  return luukku_inbox_compare_rows (one->owned, one->pub.urgency, one->due, other->owned, other->pub.urgency,
                                    other->due);
}

/* Returns: where @item is in @list, or belongs. */
static guint
place_of (GPtrArray *list, const Item *item)
{
  guint low = 0, high = list->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (compare (&list->pdata[middle], &item) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static gboolean
is_at (GPtrArray *list, guint place, const Item *item)
{
  return place < list->len && list->pdata[place] == item;
}

/* --- what is shown */
static gboolean
is_of_kind (LuukkuOverview *self, const Item *item, LuukkuOverviewKind kind)
{
  const LuukkuCaseInit *of = luukku_case_peek (item->owned->item);

  switch (kind) {
  case LUUKKU_OVERVIEW_UNANSWERED:
    return item->pub.due.waiting_since != 0;
  case LUUKKU_OVERVIEW_OVERDUE:
    return item->pub.due.waiting_since != 0 && item->pub.due.state == LUUKKU_SLA_OVERDUE;
  case LUUKKU_OVERVIEW_CLOSING:
    return item->pub.due.state == LUUKKU_SLA_SOON && luukku_due_warns_of_window (&item->pub.due.deadline);
  case LUUKKU_OVERVIEW_ALARMS:
    return item->owned->alarm == LUUKKU_ALARM_RAISED && of->state != LUUKKU_CASE_CLOSED;
  case LUUKKU_OVERVIEW_MINE:
    return of->state != LUUKKU_CASE_CLOSED && g_strcmp0 (of->handler, self->me) == 0;
  case LUUKKU_OVERVIEW_NOBODYS:
    return of->state != LUUKKU_CASE_CLOSED && (of->handler == NULL || *of->handler == '\0');
  case LUUKKU_OVERVIEW_OPEN:
    return of->state != LUUKKU_CASE_CLOSED;
  case LUUKKU_OVERVIEW_ALL:
  default:
    return TRUE;
  }
}

static gboolean
is_in_place (LuukkuOverview *self, const Item *item)
{
  return (self->channel == NULL || g_str_equal (item->owned->channel, self->channel)) &&
         (self->unit == NULL || g_strcmp0 (item->pub.unit, self->unit) == 0);
}

/* What the filter compares besides the store's words, made when somebody filters. */
static const char *
folded_rest (Item *item)
{
  const LuukkuCaseInit *of = luukku_case_peek (item->owned->item);
  g_autofree char *rest = NULL;

  if (item->folded == NULL) {
    rest = g_strjoin ("\n", of->number, of->handler != NULL ? of->handler : "",
                      item->owned->channel_name != NULL ? item->owned->channel_name : "",
                      item->pub.unit != NULL ? item->pub.unit : "", NULL);
    item->folded = luukku_store_fold (rest);
  }
  return item->folded;
}

static gboolean
has_words (LuukkuOverview *self, Item *item)
{
  const char *words = item->owned->folded != NULL ? item->owned->folded : "";

  for (guint i = 0; self->words != NULL && self->words[i] != NULL; i++) {
    if (strstr (words, self->words[i]) == NULL && strstr (folded_rest (item), self->words[i]) == NULL)
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_shown (LuukkuOverview *self, Item *item)
{
  const gint64 *found =
      self->hits != NULL
          ? g_hash_table_lookup (self->hits, &luukku_case_peek (item->owned->item)->conversation)
          : NULL;
  gboolean own = !item->extra && is_of_kind (self, item, self->kind) && has_words (self, item);

  item->pub.found = !own && found != NULL ? *found : 0;
  return is_in_place (self, item) && (own || found != NULL);
}

void
luukku_overview_show (LuukkuOverview *self)
{
  g_ptr_array_set_size (self->shown, 0);
  for (guint i = 0; i < self->all->len; i++) {
    if (is_shown (self, self->all->pdata[i]))
      g_ptr_array_add (self->shown, self->all->pdata[i]);
  }
  g_signal_emit (self, signals[SIGNAL_RESET], 0);
}

void
luukku_overview_sort (LuukkuOverview *self)
{
  g_ptr_array_sort (self->all, compare);
}

/* --- reading */
static void
read_all (LuukkuOverview *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows =
      luukku_store_list_inbox_unordered (luukku_inbox_get_store (self->inbox),
                                         self->kind == LUUKKU_OVERVIEW_ALL, LUUKKU_OVERVIEW_MAX, &error);

  g_clear_pointer (&self->trouble, g_free);
  g_ptr_array_set_size (self->shown, 0);
  g_ptr_array_set_size (self->all, 0);
  g_hash_table_remove_all (self->units);
  g_hash_table_remove_all (self->dirty);
  g_clear_pointer (&self->hits, g_hash_table_unref);
  g_free (self->me);
  self->me = luukku_inbox_dup_actor (self->inbox);
  self->with_closed = self->kind == LUUKKU_OVERVIEW_ALL;
  if (rows == NULL) {
    self->trouble = g_strdup (error->message);
    return;
  }
  g_ptr_array_set_free_func (rows, NULL); /* each row is its item's from now on */
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (self->all, item_new (self, rows->pdata[i]));
  luukku_overview_sort (self);
}

static void
read_again (LuukkuOverview *self)
{
  luukku_inbox_look_now (self->inbox, 0);
  read_all (self);
  luukku_overview_show (self);
}

/* --- one row moves */
static void
take_out (LuukkuOverview *self, Item *item, gboolean free_it)
{
  guint place = place_of (self->shown, item);

  if (is_at (self->shown, place, item)) {
    g_ptr_array_remove_index (self->shown, place);
    g_signal_emit (self, signals[SIGNAL_REMOVED], 0, place);
  }
  place = place_of (self->all, item);
  g_return_if_fail (is_at (self->all, place, item));
  g_ptr_array_steal_index (self->all, place);
  if (free_it)
    item_free (item);
}

static void
put_in (LuukkuOverview *self, Item *item)
{
  guint place = place_of (self->all, item);

  g_ptr_array_insert (self->all, (int) place, item);
  if (!is_shown (self, item))
    return;
  place = place_of (self->shown, item);
  g_ptr_array_insert (self->shown, (int) place, item);
  g_signal_emit (self, signals[SIGNAL_INSERTED], 0, place);
}

/* Whether @item is still where its neighbours in @list let it be. */
static gboolean
fits (GPtrArray *list, guint place)
{
  return (place == 0 || compare (&list->pdata[place - 1], &list->pdata[place]) < 0) &&
         (place + 1 >= list->len || compare (&list->pdata[place], &list->pdata[place + 1]) < 0);
}

/* @row: (transfer full) (nullable): NULL: only time has gone by. */
static void
renew (LuukkuOverview *self, Item *item, LuukkuInboxRow *row)
{
  guint in_all = place_of (self->all, item);
  guint in_shown = place_of (self->shown, item);
  gboolean was_shown = is_at (self->shown, in_shown, item);
  Item *twin = NULL; /* so that the list is never out of order while something is moved */

  g_return_if_fail (is_at (self->all, in_all, item));
  twin = g_new0 (Item, 1);
  twin->owned = row != NULL ? row : g_steal_pointer (&item->owned);
  twin->pub.row = twin->owned;
  twin->pub.unit = unit_of (self, twin->owned->channel);
  twin->extra = item->extra;
  set_place (self, twin);
  if (row == NULL)
    item->owned = twin->owned;
  self->all->pdata[in_all] = twin;
  if (fits (self->all, in_all) && is_shown (self, twin) == was_shown) {
    if (was_shown)
      self->shown->pdata[in_shown] = twin;
  } else {
    self->all->pdata[in_all] = item;
    take_out (self, item, FALSE);
    put_in (self, twin);
    was_shown = FALSE;
  }
  if (row == NULL)
    item->owned = NULL;
  item_free (item);
  if (was_shown)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, in_shown);
}

static Item *
find_item (LuukkuOverview *self, gint64 case_id)
{
  for (guint i = 0; i < self->all->len; i++) {
    Item *item = self->all->pdata[i];

    if (luukku_case_peek (item->owned->item)->id == case_id)
      return item;
  }
  return NULL;
}

static gboolean
is_wanted (LuukkuOverview *self, const LuukkuInboxRow *row)
{
  return self->with_closed || luukku_case_peek (row->item)->state != LUUKKU_CASE_CLOSED;
}

static LuukkuInboxRow *
steal_row (GPtrArray *rows, gint64 case_id)
{
  for (guint i = 0; i < rows->len; i++) {
    LuukkuInboxRow *row = rows->pdata[i];

    if (luukku_case_peek (row->item)->id == case_id) {
      g_ptr_array_steal_index (rows, i);
      return row;
    }
  }
  return NULL;
}

/* Everything that the list has of one conversation, again. */
static void
renew_conversation (LuukkuOverview *self, gint64 conversation)
{
  g_autoptr (GPtrArray) rows =
      luukku_store_list_inbox_of (luukku_inbox_get_store (self->inbox), conversation, NULL);
  g_autoptr (GPtrArray) old = g_ptr_array_new ();

  if (rows == NULL)
    return;
  for (guint i = 0; i < self->all->len; i++) {
    Item *item = self->all->pdata[i];

    if (luukku_case_peek (item->owned->item)->conversation == conversation)
      g_ptr_array_add (old, item);
  }
  for (guint i = 0; i < old->len; i++) {
    Item *item = old->pdata[i];
    LuukkuInboxRow *row = steal_row (rows, luukku_case_peek (item->owned->item)->id);

    if (row != NULL && (item->extra || is_wanted (self, row))) {
      renew (self, item, row);
    } else {
      luukku_inbox_row_free (row);
      take_out (self, item, TRUE);
    }
  }
  for (guint i = rows->len; i > 0; i--) {
    if (is_wanted (self, rows->pdata[i - 1]))
      put_in (self, item_new (self, g_ptr_array_steal_index (rows, i - 1)));
  }
}

void
luukku_overview_flush (LuukkuOverview *self)
{
  g_autofree gpointer *conversations = NULL;
  g_autofree gint64 *ids = NULL;
  guint count = 0;

  luukku_clock_clear_timeout (luukku_inbox_get_clock (self->inbox), &self->flush_timer);
  conversations = g_hash_table_get_keys_as_array (self->dirty, &count);
  if (count > ROW_BY_ROW) {
    read_again (self);
    return;
  }
  ids = g_new (gint64, MAX (count, 1));
  for (guint i = 0; i < count; i++)
    ids[i] = *(gint64 *) conversations[i];
  g_hash_table_remove_all (self->dirty);
  for (guint i = 0; i < count; i++) {
    luukku_inbox_look_now (self->inbox, ids[i]); /* a row shows nothing that was not looked at */
    renew_conversation (self, ids[i]);
  }
}

static gboolean
on_flush (gpointer data)
{
  LuukkuOverview *self = data;

  self->flush_timer = 0;
  luukku_overview_flush (self);
  return G_SOURCE_REMOVE;
}

static void
mark (LuukkuOverview *self, gint64 conversation)
{
  if (conversation == 0)
    return;
  g_hash_table_add (self->dirty, g_memdup2 (&conversation, sizeof conversation));
  if (self->flush_timer == 0)
    self->flush_timer =
        luukku_clock_add_timeout (luukku_inbox_get_clock (self->inbox), FLUSH_AFTER, on_flush, self);
}

/* What fell due or was warned of meanwhile moves; the rest says its spans anew. */
static gboolean
on_tick (gpointer data)
{
  LuukkuOverview *self = data;
  gint64 now = luukku_clock_now (luukku_inbox_get_clock (self->inbox));
  g_autoptr (GPtrArray) moving = g_ptr_array_new ();

  for (guint i = 0; i < self->all->len; i++) {
    if (((Item *) self->all->pdata[i])->changes_at <= now)
      g_ptr_array_add (moving, self->all->pdata[i]);
  }
  if (moving->len > ROW_BY_ROW) {
    read_again (self);
  } else {
    for (guint i = 0; i < moving->len; i++)
      renew (self, moving->pdata[i], NULL);
  }
  g_signal_emit (self, signals[SIGNAL_TICK], 0);
  return G_SOURCE_CONTINUE;
}

/* --- what the inbox tells */
static void
on_message (LuukkuInbox *inbox, gint64 conversation, gint64 message, int what, LuukkuOverview *self)
{
  mark (self, conversation);
}

static void
on_conversation (LuukkuInbox *inbox, gint64 conversation, LuukkuOverview *self)
{
  mark (self, conversation);
}

static void
on_reply (LuukkuInbox *inbox, gint64 id, LuukkuOverview *self)
{
  g_autoptr (LuukkuReply) reply = luukku_store_get_reply (luukku_inbox_get_store (inbox), id, NULL);

  if (reply != NULL)
    mark (self, reply->conversation);
}

static void
on_pack (LuukkuInbox *inbox, LuukkuOverview *self)
{
  read_again (self);
}

/* --- views and filter */
void
luukku_overview_set_view (LuukkuOverview *self, const LuukkuOverviewView *view)
{
  char *channel = g_strdup (view->channel), *unit = g_strdup (view->unit);

  g_free (self->channel);
  g_free (self->unit);
  self->channel = channel;
  self->unit = unit;
  self->kind = view->kind;
  if ((self->kind == LUUKKU_OVERVIEW_ALL) != self->with_closed)
    read_all (self);
  luukku_overview_show (self);
}

void
luukku_overview_get_view (LuukkuOverview *self, LuukkuOverviewView *ret_view)
{
  *ret_view = (LuukkuOverviewView){ .kind = self->kind, .channel = self->channel, .unit = self->unit };
}

void
luukku_overview_set_filter (LuukkuOverview *self, const char *text)
{
  g_autofree char *folded = luukku_store_fold (text != NULL ? text : "");

  if (g_strcmp0 (folded, self->asked) == 0)
    return;
  g_free (self->asked);
  self->asked = g_steal_pointer (&folded);
  g_strfreev (self->words);
  self->words = g_strsplit_set (self->asked, " \t\n", -1);
  luukku_overview_forget_search (self);
  luukku_overview_show (self);
}

void
luukku_overview_count (LuukkuOverview *self, guint ret_counts[LUUKKU_OVERVIEW_KINDS])
{
  memset (ret_counts, 0, LUUKKU_OVERVIEW_KINDS * sizeof (guint));
  for (guint i = 0; i < self->all->len; i++) {
    const Item *item = self->all->pdata[i];

    if (item->extra || !is_in_place (self, item))
      continue;
    for (guint kind = 0; kind < LUUKKU_OVERVIEW_KINDS; kind++)
      ret_counts[kind] += is_of_kind (self, item, (LuukkuOverviewKind) kind) ? 1 : 0;
  }
}

/* --- asking */
guint
luukku_overview_get_length (LuukkuOverview *self)
{
  return self->shown->len;
}

const LuukkuOverviewItem *
luukku_overview_get_item (LuukkuOverview *self, guint index)
{
  gint64 now = luukku_clock_now (luukku_inbox_get_clock (self->inbox));
  Item *item;

  g_return_val_if_fail (index < self->shown->len, NULL);
  item = self->shown->pdata[index];
  if (now - item->computed_at >= FRESH) {
    luukku_inbox_get_row_due (self->inbox, item->owned, &item->pub.due);
    item->computed_at = now;
  }
  return &item->pub;
}

int
luukku_overview_find (LuukkuOverview *self, gint64 case_id)
{
  Item *item = find_item (self, case_id);
  guint place = item != NULL ? place_of (self->shown, item) : 0;

  return item != NULL && is_at (self->shown, place, item) ? (int) place : -1;
}

const char *
luukku_overview_get_trouble (LuukkuOverview *self)
{
  return self->trouble;
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(char *const *) a, *(char *const *) b);
}

static char **
list_words (LuukkuOverview *self, const char *(*word_of) (const Item *item))
{
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer word = NULL;

  for (guint i = 0; i < self->all->len; i++) {
    if (word_of (self->all->pdata[i]) != NULL)
      g_hash_table_add (words, (gpointer) word_of (self->all->pdata[i]));
  }
  g_hash_table_iter_init (&iter, words);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    g_ptr_array_add (list, g_strdup (word));
  g_ptr_array_sort (list, compare_words);
  g_ptr_array_add (list, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&list), FALSE);
}

static const char *
channel_word (const Item *item)
{
  return item->owned->channel;
}

static const char *
unit_word (const Item *item)
{
  return item->pub.unit;
}

char **
luukku_overview_list_channels (LuukkuOverview *self)
{
  return list_words (self, channel_word);
}

char **
luukku_overview_list_units (LuukkuOverview *self)
{
  return list_words (self, unit_word);
}

char *
luukku_inbox_dup_unit (LuukkuInbox *inbox, const char *channel)
{
  const LuukkuRegisterBook *book = luukku_register_book_get (inbox);
  const LuukkuEntry *account = book != NULL ? luukku_register_book_find_account (book, channel) : NULL;
  const char *name = account != NULL
                         ? luukku_register_book_unit_name (book, account, luukku_inbox_get_language (inbox))
                         : NULL;

  return name != NULL ? g_strdup (name)
                      : luukku_store_get_channel_unit (luukku_inbox_get_store (inbox), channel, NULL);
}

/* --- life */
static void
luukku_overview_finalize (GObject *object)
{
  LuukkuOverview *self = LUUKKU_OVERVIEW (object);

  if (self->inbox != NULL) {
    luukku_clock_clear_timeout (luukku_inbox_get_clock (self->inbox), &self->flush_timer);
    luukku_clock_clear_timeout (luukku_inbox_get_clock (self->inbox), &self->tick_timer);
    g_signal_handlers_disconnect_by_data (self->inbox, self);
  }
  g_ptr_array_unref (self->shown);
  g_ptr_array_unref (self->all);
  g_hash_table_unref (self->dirty);
  g_hash_table_unref (self->units);
  g_clear_pointer (&self->hits, g_hash_table_unref);
  g_strfreev (self->words);
  g_free (self->asked);
  g_free (self->channel);
  g_free (self->unit);
  g_free (self->me);
  g_free (self->trouble);
  g_clear_object (&self->inbox);
  G_OBJECT_CLASS (luukku_overview_parent_class)->finalize (object);
}

static void
luukku_overview_class_init (LuukkuOverviewClass *klass)
{
  static const char *const indexed[] = {
    [SIGNAL_INSERTED] = "inserted", [SIGNAL_REMOVED] = "removed", [SIGNAL_CHANGED] = "changed"
  };
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = luukku_overview_finalize;
  signals[SIGNAL_RESET] =
      g_signal_new ("reset", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TICK] = g_signal_new ("tick", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  for (guint i = SIGNAL_INSERTED; i <= SIGNAL_CHANGED; i++)
    signals[i] =
        g_signal_new (indexed[i], type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
luukku_overview_init (LuukkuOverview *self)
{
  self->all = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  self->shown = g_ptr_array_new ();
  self->dirty = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->units = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

LuukkuOverview *
luukku_overview_new (LuukkuInbox *inbox)
{
  LuukkuOverview *self = g_object_new (LUUKKU_TYPE_OVERVIEW, NULL);

  self->inbox = g_object_ref (inbox);
  read_again (self);
  g_signal_connect (inbox, "message", G_CALLBACK (on_message), self);
  g_signal_connect (inbox, "reply", G_CALLBACK (on_reply), self);
  g_signal_connect (inbox, "case", G_CALLBACK (on_conversation), self);
  g_signal_connect (inbox, "alarm", G_CALLBACK (on_conversation), self);
  g_signal_connect (inbox, "pack", G_CALLBACK (on_pack), self);
  self->tick_timer = luukku_clock_add_timeout (luukku_inbox_get_clock (inbox), TICK_EVERY, on_tick, self);
  return self;
}
