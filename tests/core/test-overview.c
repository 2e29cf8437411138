/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-overview.c: the list of all conversations: its order, views, filter and search, and that what changes
 * moves one row. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-overview.h"

#include "inbox/luukku-inbox-alarm.h"
#include "inbox/luukku-registers.h"
#include "luukku-inbox-fixture.h"
#include "store/luukku-store-sanctions.h"

#define HOUR G_TIME_SPAN_HOUR
#define SOON (200 * G_TIME_SPAN_MILLISECOND) /* by then what changed is in the list */

typedef struct {
  Fixture *f;
  LuukkuOverview *overview;
  GString *news; /* the signals: "R", "+2", "-0", "=1", "t" */
} Desk;

static void
on_reset (LuukkuOverview *overview, Desk *self)
{
  g_string_append (self->news, "R ");
}

static void
on_inserted (LuukkuOverview *overview, guint index, Desk *self)
{
  g_string_append_printf (self->news, "+%u ", index);
}

static void
on_removed (LuukkuOverview *overview, guint index, Desk *self)
{
  g_string_append_printf (self->news, "-%u ", index);
}

static void
on_changed (LuukkuOverview *overview, guint index, Desk *self)
{
  g_string_append_printf (self->news, "=%u ", index);
}

/* A pack with which an answer is due after two days, with a warning four hours before. */
static void
set_pack (Fixture *f, const char *more)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text =
      g_strconcat (fixture_pack_text,
                   "\n[Clock reply]\nStarts=resident-message\nTarget=48 hours\n"
                   "Counting=elapsed\nWarnAt=4 hours before\nTitle=Answer\nMessage=Answer\n"
                   "Citation=product\nBasis=product\n",
                   more, NULL);
  g_autoptr (GString) whole = g_string_new (text);
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("luukku-overview-XXXXXX.pack", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_string_replace (whole, "%u", "1", 0);
  g_assert_true (g_file_set_contents (path, whole->str, (gssize) whole->len, &error));
  luukku_inbox_load_pack (f->inbox, path, &error);
  g_assert_no_error (error);
  g_unlink (path);
}

static Desk *
desk_new (void)
{
  Desk *self = g_new0 (Desk, 1);

  self->f = fixture_new ();
  self->news = g_string_new (NULL);
  fixture_sign_in (self->f);
  return self;
}

static void
desk_look (Desk *self)
{
  self->overview = luukku_overview_new (self->f->inbox);
  g_signal_connect (self->overview, "reset", G_CALLBACK (on_reset), self);
  g_signal_connect (self->overview, "inserted", G_CALLBACK (on_inserted), self);
  g_signal_connect (self->overview, "removed", G_CALLBACK (on_removed), self);
  g_signal_connect (self->overview, "changed", G_CALLBACK (on_changed), self);
}

static void
desk_free (Desk *self)
{
  if (self->overview != NULL)
    g_assert_finalize_object (self->overview);
  fixture_free (self->f);
  g_string_free (self->news, TRUE);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

/* Returns: (transfer full): the conversations as they are shown: "t3 t1". */
static char *
order_of (Desk *self)
{
  g_autoptr (GString) order = g_string_new (NULL);

  for (guint i = 0; i < luukku_overview_get_length (self->overview); i++)
    g_string_append_printf (order, "%s%s", i > 0 ? " " : "",
                            luukku_overview_get_item (self->overview, i)->row->conversation);
  return g_string_free (g_steal_pointer (&order), FALSE);
}

#define assert_order(DESK, EXPECTED)                                                                         \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_autofree char *order_now = order_of (DESK);                                                            \
    g_assert_cmpstr (order_now, ==, EXPECTED);                                                               \
  }                                                                                                          \
  G_STMT_END

static void
wait_a_moment (Desk *self)
{
  g_string_truncate (self->news, 0);
  luukku_manual_clock_advance (self->f->clock, SOON);
}

static void
view_as (Desk *self, LuukkuOverviewKind kind)
{
  luukku_overview_set_view (self->overview, &(LuukkuOverviewView){ .kind = kind });
}

static void
answer (Desk *self, const char *conversation, const char *platform_id)
{
  fixture_submit (self->f, conversation, "It opens at ten." FIXTURE_SIGNATURE);
  fake_answer_id (self->f->sender, platform_id);
}

/* --- order */

/* Alarm, overdue, soon, unanswered, the rest. */
static void
test_order (void)
{
  g_autoptr (Desk) desk = desk_new ();
  Fixture *f = desk->f;

  set_pack (f, "");
  fixture_go_up (f, FALSE);
  luukku_manual_clock_advance (f->clock, 5 * G_TIME_SPAN_DAY); /* a Monday: no weekend comes between */
  fixture_receive (f, "late", "m1", LUUKKU_DIRECTION_IN, "One");
  luukku_manual_clock_advance (f->clock, 3 * HOUR);
  fixture_receive (f, "soon", "m2", LUUKKU_DIRECTION_IN, "Two");
  luukku_manual_clock_advance (f->clock, 46 * HOUR);
  fixture_receive (f, "waits", "m3", LUUKKU_DIRECTION_IN, "Three");
  fixture_receive (f, "answered", "m4", LUUKKU_DIRECTION_IN, "Four");
  answer (desk, "answered", "p4");
  desk_look (desk);
  assert_order (desk, "late soon waits answered");
  g_assert_cmpint (luukku_overview_get_item (desk->overview, 0)->urgency, ==, LUUKKU_URGENCY_OVERDUE);
  g_assert_cmpint (luukku_overview_get_item (desk->overview, 1)->urgency, ==, LUUKKU_URGENCY_SOON);
  g_assert_cmpint (luukku_overview_get_item (desk->overview, 2)->urgency, ==, LUUKKU_URGENCY_WAITING);
  g_assert_cmpint (luukku_overview_get_item (desk->overview, 3)->urgency, ==, LUUKKU_URGENCY_REST);
}

static void
close_in_a_day (const char *channel, gint64 *ret_reply, gint64 *ret_late, gpointer data)
{
  *ret_reply = 24 * HOUR;
  *ret_late = 0;
}

/* A platform that closes goes before the town's own time. */
static void
test_closing (void)
{
  g_autoptr (Desk) desk = desk_new ();

  set_pack (desk->f, "");
  luukku_inbox_set_windows (desk->f->inbox, close_in_a_day, NULL);
  fixture_receive (desk->f, "closes", "m1", LUUKKU_DIRECTION_IN, "One");
  luukku_manual_clock_advance (desk->f->clock, 23 * HOUR);
  fixture_receive (desk->f, "waits", "m2", LUUKKU_DIRECTION_IN, "Two");
  desk_look (desk);
  assert_order (desk, "closes waits");
  g_assert_cmpint (luukku_overview_get_item (desk->overview, 0)->urgency, ==, LUUKKU_URGENCY_CLOSING);
  view_as (desk, LUUKKU_OVERVIEW_CLOSING);
  assert_order (desk, "closes");
}

/* --- one row moves */
static void
test_one_row (void)
{
  g_autoptr (Desk) desk = desk_new ();
  Fixture *f = desk->f;

  set_pack (f, "");
  fixture_go_up (f, FALSE);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "One");
  luukku_manual_clock_advance (f->clock, HOUR);
  fixture_receive (f, "t2", "m2", LUUKKU_DIRECTION_IN, "Two");
  desk_look (desk);
  assert_order (desk, "t1 t2");
  wait_a_moment (desk);
  g_assert_cmpstr (desk->news->str, ==, "");

  fixture_receive (f, "t3", "m3", LUUKKU_DIRECTION_IN, "Three");
  g_assert_cmpuint (luukku_overview_get_length (desk->overview), ==, 2); /* many signals, one look */
  wait_a_moment (desk);
  g_assert_cmpstr (desk->news->str, ==, "+2 ");
  assert_order (desk, "t1 t2 t3");

  fixture_receive (f, "t2", "m4", LUUKKU_DIRECTION_IN, "Two again");
  wait_a_moment (desk);
  g_assert_cmpstr (desk->news->str, ==, "=1 ");
  g_assert_cmpstr (luukku_overview_get_item (desk->overview, 1)->row->first_line, ==, "Two again");

  answer (desk, "t1", "p1");
  wait_a_moment (desk);
  g_assert_cmpstr (desk->news->str, ==, "-0 +2 ");
  assert_order (desk, "t2 t3 t1");

  g_assert_true (luukku_inbox_case_event (f->inbox, fixture_conversation (f, "t3"), LUUKKU_CASE_EVENT_CLOSED,
                                          NULL, NULL));
  wait_a_moment (desk);
  g_assert_cmpstr (desk->news->str, ==, "-1 ");
  assert_order (desk, "t2 t1");

  fixture_receive (f, "t3", "m5", LUUKKU_DIRECTION_IN, "A new case");
  wait_a_moment (desk);
  g_assert_cmpstr (desk->news->str, ==, "+1 ");
  assert_order (desk, "t2 t3 t1");
}

/* What a batch of many brings is read at once; nothing is lost. */
static void
test_many (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (LuukkuBatch) batch = luukku_batch_new ();
  g_autoptr (GError) error = NULL;

  desk_look (desk);
  for (guint i = 0; i < 500; i++) {
    g_autofree char *thread = g_strdup_printf ("t%u", i);
    g_autofree char *id = g_strdup_printf ("m%u", i);

    g_ptr_array_add (batch->messages,
                     fixture_message (thread, id, LUUKKU_DIRECTION_IN, "Hello", FIXTURE_NOW));
  }
  g_assert_true (luukku_inbox_receive (desk->f->inbox, FIXTURE_CHANNEL, batch, &error));
  luukku_inbox_look_now (desk->f->inbox, 0);
  wait_a_moment (desk);
  g_assert_cmpstr (desk->news->str, ==, "R ");
  g_assert_cmpuint (luukku_overview_get_length (desk->overview), ==, 500);
}

/* Time alone makes an answer late: its row moves, and the spans are said anew. */
static void
test_time (void)
{
  g_autoptr (Desk) desk = desk_new ();
  Fixture *f = desk->f;

  set_pack (f, "");
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "One");
  desk_look (desk);
  view_as (desk, LUUKKU_OVERVIEW_OVERDUE);
  assert_order (desk, "");
  luukku_manual_clock_advance (f->clock, 48 * HOUR + 2 * G_TIME_SPAN_MINUTE);
  assert_order (desk, "t1");
  g_assert_cmpint (luukku_overview_get_item (desk->overview, 0)->due.age, >=, 48 * HOUR);
}

/* However rows are moved, the list is what reading it anew would give. */
static void
test_same_as_anew (void)
{
  g_autoptr (Desk) desk = desk_new ();
  Fixture *f = desk->f;
  guint dice = 7;

  set_pack (f, "");
  fixture_go_up (f, FALSE);
  desk_look (desk);
  for (guint i = 0; i < 300; i++) {
    g_autofree char *thread = g_strdup_printf ("t%u", (dice = dice * 1103515245 + 12345) / 65536 % 12);
    g_autofree char *id = g_strdup_printf ("m%u", i);
    g_autofree char *moved = NULL;
    g_autoptr (LuukkuConversation) known =
        luukku_store_find_conversation (f->store, FIXTURE_CHANNEL, thread, NULL);
    g_autoptr (LuukkuCase) item = NULL;
    guint act = (dice = dice * 1103515245 + 12345) / 65536 % 4;

    if (act == 0 || i < 12)
      fixture_receive (f, thread, id, LUUKKU_DIRECTION_IN, "Words");
    else if ((item = known != NULL ? fixture_case (f, thread) : NULL) != NULL && act == 1)
      luukku_inbox_case_event (f->inbox, fixture_conversation (f, thread), LUUKKU_CASE_EVENT_CLOSED, NULL,
                               NULL);
    else if (item != NULL && act == 2)
      luukku_inbox_case_event (f->inbox, fixture_conversation (f, thread), LUUKKU_CASE_EVENT_TAKEN, NULL,
                               NULL);
    luukku_manual_clock_advance (f->clock, 7 * HOUR);
    moved = order_of (desk);
    {
      g_autoptr (LuukkuOverview) anew = luukku_overview_new (f->inbox);
      Desk other = { .f = f, .overview = anew };

      assert_order (&other, moved);
    }
  }
}

/* --- views */
static void
test_views (void)
{
  g_autoptr (Desk) desk = desk_new ();
  Fixture *f = desk->f;
  guint counts[LUUKKU_OVERVIEW_KINDS];

  set_pack (f, "");
  fixture_go_up (f, FALSE);
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "One");
  fixture_receive (f, "t2", "m2", LUUKKU_DIRECTION_IN, "Two");
  fixture_receive (f, "t3", "m3", LUUKKU_DIRECTION_IN, "Three");
  answer (desk, "t2", "p2");
  g_assert_true (luukku_inbox_case_event (f->inbox, fixture_conversation (f, "t1"), LUUKKU_CASE_EVENT_TAKEN,
                                          NULL, NULL));
  g_assert_true (luukku_inbox_case_event (f->inbox, fixture_conversation (f, "t3"), LUUKKU_CASE_EVENT_CLOSED,
                                          NULL, NULL));
  desk_look (desk);
  assert_order (desk, "t1 t2");
  luukku_overview_count (desk->overview, counts);
  g_assert_cmpuint (counts[LUUKKU_OVERVIEW_OPEN], ==, 2);
  g_assert_cmpuint (counts[LUUKKU_OVERVIEW_UNANSWERED], ==, 1);
  g_assert_cmpuint (counts[LUUKKU_OVERVIEW_MINE], ==, 1);
  g_assert_cmpuint (counts[LUUKKU_OVERVIEW_NOBODYS], ==, 1);
  view_as (desk, LUUKKU_OVERVIEW_UNANSWERED);
  assert_order (desk, "t1");
  view_as (desk, LUUKKU_OVERVIEW_MINE);
  assert_order (desk, "t1");
  view_as (desk, LUUKKU_OVERVIEW_NOBODYS);
  assert_order (desk, "t2");
  view_as (desk, LUUKKU_OVERVIEW_ALARMS);
  assert_order (desk, "");
  view_as (desk, LUUKKU_OVERVIEW_ALL);
  assert_order (desk, "t1 t2 t3");
  luukku_overview_set_view (desk->overview, &(LuukkuOverviewView){ .channel = "other:1" });
  assert_order (desk, "");
  luukku_overview_set_view (desk->overview, &(LuukkuOverviewView){ .channel = FIXTURE_CHANNEL });
  assert_order (desk, "t1 t2");
}

/* Alarms are on top and have a view. */
static void
test_alarm (void)
{
  g_autoptr (Desk) desk = desk_new ();
  Fixture *f = desk->f;

  set_pack (f, "");
  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "One");
  luukku_manual_clock_advance (f->clock, HOUR);
  fixture_receive (f, "t2", "m2", LUUKKU_DIRECTION_IN, "Two");
  desk_look (desk);
  assert_order (desk, "t1 t2");
  {
    g_autoptr (GPtrArray) messages =
        luukku_store_list_messages (f->store, fixture_conversation (f, "t2"), 1, NULL);
    const LuukkuStoredMessage *newest = messages->pdata[0];

    g_assert_true (
        luukku_inbox_decide_label (f->inbox, newest->id, "threat-person", LUUKKU_LABEL_ADDED, NULL, NULL));
  }
  wait_a_moment (desk);
  assert_order (desk, "t2 t1");
  g_assert_cmpint (luukku_overview_get_item (desk->overview, 0)->urgency, ==, LUUKKU_URGENCY_ALARM);
  view_as (desk, LUUKKU_OVERVIEW_ALARMS);
  assert_order (desk, "t2");
}

static void
test_units (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_auto (GStrv) units = NULL;
  g_auto (GStrv) channels = NULL;

  g_assert_true (luukku_store_put_channel (desk->f->store, FIXTURE_CHANNEL, "Fake", "Library", NULL));
  fixture_receive (desk->f, "t1", "m1", LUUKKU_DIRECTION_IN, "One");
  desk_look (desk);
  g_assert_cmpstr (luukku_overview_get_item (desk->overview, 0)->unit, ==, "Library");
  units = luukku_overview_list_units (desk->overview);
  channels = luukku_overview_list_channels (desk->overview);
  g_assert_cmpstr (units[0], ==, "Library");
  g_assert_null (units[1]);
  g_assert_cmpstr (channels[0], ==, FIXTURE_CHANNEL);
  luukku_overview_set_view (desk->overview, &(LuukkuOverviewView){ .unit = "Library" });
  assert_order (desk, "t1");
  luukku_overview_set_view (desk->overview, &(LuukkuOverviewView){ .unit = "School" });
  assert_order (desk, "");
}

/* --- filter and search */
static void
test_filter (void)
{
  g_autoptr (Desk) desk = desk_new ();
  Fixture *f = desk->f;

  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "Milloin kirjasto aukeaa?");
  fixture_receive (f, "t2", "m2", LUUKKU_DIRECTION_IN, "Tie on auraamatta");
  desk_look (desk);
  luukku_overview_set_filter (desk->overview, "KIRJ");
  assert_order (desk, "t1");
  luukku_overview_set_filter (desk->overview, "tie  testaaja"); /* every word, in any place */
  assert_order (desk, "t2");
  luukku_overview_set_filter (desk->overview, "tie kirjasto");
  assert_order (desk, "");
  luukku_overview_set_filter (desk->overview, "-000001");
  assert_order (desk, "t1");
  g_string_truncate (desk->news, 0);
  luukku_overview_set_filter (desk->overview, "-000001");
  g_assert_cmpstr (desk->news->str, ==, ""); /* nothing is different */
  fixture_receive (f, "t3", "m3", LUUKKU_DIRECTION_IN, "Another one");
  wait_a_moment (desk);
  g_assert_cmpstr (desk->news->str, ==, "");
  luukku_overview_set_filter (desk->overview, NULL);
  g_assert_cmpuint (luukku_overview_get_length (desk->overview), ==, 3);
}

/* Inflected forms in older messages and closed cases; what is covered shows no words. */
static void
test_search (void)
{
  g_autoptr (Desk) desk = desk_new ();
  Fixture *f = desk->f;
  gboolean complete = FALSE;
  g_autofree char *line = NULL;
  g_autofree char *covered = NULL;

  fixture_receive (f, "t1", "m1", LUUKKU_DIRECTION_IN, "Kirjastossa oli 131052-308T kylmä");
  fixture_receive (f, "t1", "m2", LUUKKU_DIRECTION_IN, "Toinen viesti");
  fixture_receive (f, "t2", "m3", LUUKKU_DIRECTION_IN, "Kirjastoon ei pääse");
  fixture_receive (f, "t2", "m4", LUUKKU_DIRECTION_IN, "Hei");
  fixture_receive (f, "t3", "m5", LUUKKU_DIRECTION_IN, "Muuta");
  g_assert_true (luukku_inbox_case_event (f->inbox, fixture_conversation (f, "t2"), LUUKKU_CASE_EVENT_CLOSED,
                                          NULL, NULL));
  desk_look (desk);
  luukku_overview_set_filter (desk->overview, "kirjasto");
  assert_order (desk, "");
  g_assert_true (luukku_overview_search (desk->overview, &complete, NULL));
  g_assert_true (complete);
  g_assert_true (luukku_overview_has_searched (desk->overview));
  assert_order (desk, "t1 t2"); /* t2 is closed */
  line = luukku_overview_dup_found (desk->overview, luukku_overview_get_item (desk->overview, 0));
  g_assert_cmpstr (line, ==, "Kirjastossa oli ••••••••••• kylmä");
  {
    g_autoptr (GPtrArray) messages =
        luukku_store_list_messages (f->store, fixture_conversation (f, "t1"), 2, NULL);
    const LuukkuStoredMessage *first = messages->pdata[0];

    g_assert_true (
        luukku_inbox_decide_label (f->inbox, first->id, "threat-person", LUUKKU_LABEL_ADDED, NULL, NULL));
  }
  covered = luukku_overview_dup_found (desk->overview, luukku_overview_get_item (desk->overview, 0));
  g_assert_null (covered);
  wait_a_moment (desk);
  assert_order (desk, "t1 t2");
  luukku_overview_set_filter (desk->overview, "");
  assert_order (desk, "t1 t3");
  g_assert_false (luukku_overview_has_searched (desk->overview));
}

/* --- kept views */
static void
test_saved (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GError) error = NULL;
  LuukkuInbox *inbox = desk->f->inbox;

  g_assert_true (luukku_saved_views_put (
      inbox, " Omat [1] ", &(LuukkuOverviewView){ .kind = LUUKKU_OVERVIEW_MINE, .channel = "fake:1" },
      &error));
  g_assert_true (luukku_saved_views_put (
      inbox, "Kirjasto", &(LuukkuOverviewView){ .kind = LUUKKU_OVERVIEW_OVERDUE, .unit = "Kirjasto" },
      &error));
  list = luukku_saved_views_list (inbox);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (((LuukkuSavedView *) list->pdata[0])->name, ==, "Kirjasto");
  g_assert_cmpint (((LuukkuSavedView *) list->pdata[0])->kind, ==, LUUKKU_OVERVIEW_OVERDUE);
  g_assert_cmpstr (((LuukkuSavedView *) list->pdata[0])->unit, ==, "Kirjasto");
  g_assert_cmpstr (((LuukkuSavedView *) list->pdata[1])->name, ==, "Omat  1");
  g_assert_cmpstr (((LuukkuSavedView *) list->pdata[1])->channel, ==, "fake:1");
  g_assert_false (luukku_saved_views_put (inbox, " [] ", &(LuukkuOverviewView){ 0 }, &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_false (luukku_saved_views_remove (inbox, "Muu", &error));
  g_assert_error (error, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (luukku_saved_views_remove (inbox, "Kirjasto", &error));
  after = luukku_saved_views_list (inbox);
  g_assert_cmpuint (after->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inbox/overview/order", test_order);
  g_test_add_func ("/inbox/overview/closing", test_closing);
  g_test_add_func ("/inbox/overview/one-row", test_one_row);
  g_test_add_func ("/inbox/overview/many", test_many);
  g_test_add_func ("/inbox/overview/time", test_time);
  g_test_add_func ("/inbox/overview/same-as-anew", test_same_as_anew);
  g_test_add_func ("/inbox/overview/views", test_views);
  g_test_add_func ("/inbox/overview/alarm", test_alarm);
  g_test_add_func ("/inbox/overview/units", test_units);
  g_test_add_func ("/inbox/overview/filter", test_filter);
  g_test_add_func ("/inbox/overview/search", test_search);
  g_test_add_func ("/inbox/overview/saved", test_saved);
  return g_test_run ();
}
