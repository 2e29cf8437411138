/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-reminders.c: the running program reminds when something falls due and sleeps otherwise: quiet hours,
 * alarms, windows of platforms, dates of registers, a night in which the program was not running. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-inbox-fixture.h"

#include "inbox/luukku-inbox-writing.h"
#include "inbox/luukku-reminders.h"
#include "store/luukku-store-registers.h"

typedef struct {
  Fixture *inbox;
  LuukkuReminders *reminders;
  GString *told; /* one line a reminder */
  gint64 reply_window, late_window;
  GPtrArray *dates; /* LuukkuReminderDate (owned): what the register says */
} Desk;

static gint64
at (const char *utc)
{
  gint64 time = 0;
  g_autoptr (GError) error = NULL;

  luukku_time_from_iso8601 (utc, &time, &error);
  g_assert_no_error (error);
  return time;
}

static void
on_due (LuukkuReminders *reminders, const LuukkuReminderNote *note, Desk *self)
{
  static const char *const whats[] = { "soon", "due", "window" };
  g_autofree char *now = luukku_time_format_local (luukku_clock_now (LUUKKU_CLOCK (self->inbox->clock)),
                                                   "Europe/Helsinki", "%a %R");

  g_string_append_printf (self->told, "%s %s %s %s%s\n", now, whats[note->what],
                          note->clock != NULL ? note->clock : "-",
                          note->subject != NULL ? note->subject : "case", note->alarm ? " alarm" : "");
}

static void
windows (const char *channel, gint64 *ret_reply, gint64 *ret_late, gpointer data)
{
  Desk *self = data;

  *ret_reply = self->reply_window;
  *ret_late = self->late_window;
}

static LuukkuReminderDate *
copy_date (gconstpointer source, gpointer data)
{
  const LuukkuReminderDate *date = source;
  LuukkuReminderDate *copy = g_memdup2 (date, sizeof *date);

  copy->starts = g_strdup (date->starts);
  copy->subject = g_strdup (date->subject);
  copy->sentence = g_strdup (date->sentence);
  copy->done = date->done != NULL ? g_array_ref (date->done) : NULL;
  return copy;
}

static GPtrArray *
list_dates (LuukkuInbox *inbox, gpointer data)
{
  Desk *self = data;
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_reminder_date_free);

  for (guint i = 0; i < self->dates->len; i++)
    g_ptr_array_add (list, copy_date (g_ptr_array_index (self->dates, i), NULL));
  return list;
}

static LuukkuReminderDate *
add_date (Desk *self, const char *starts, const char *subject, const char *utc)
{
  LuukkuReminderDate *date = g_new0 (LuukkuReminderDate, 1);

  date->starts = g_strdup (starts);
  date->subject = g_strdup (subject);
  date->at = at (utc);
  g_ptr_array_add (self->dates, date);
  return date;
}

static void
load_pack (Desk *self, const char *town)
{
  g_autofree char *name = g_strconcat (town, ".pack", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", name, NULL);
  g_autoptr (GError) error = NULL;

  luukku_inbox_load_pack (self->inbox->inbox, path, &error);
  g_assert_no_error (error);
}

static void
watch (Desk *self)
{
  self->reminders = luukku_reminders_new (self->inbox->inbox);
  luukku_reminders_add_source (self->reminders, list_dates, self);
  g_signal_connect (self->reminders, "due", G_CALLBACK (on_due), self);
  luukku_reminders_start (self->reminders);
}

static Desk *
desk_new (const char *town, const char *utc)
{
  Desk *self = g_new0 (Desk, 1);

  self->inbox = fixture_new ();
  self->told = g_string_new (NULL);
  self->dates = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_reminder_date_free);
  luukku_manual_clock_set (self->inbox->clock, at (utc));
  luukku_inbox_set_windows (self->inbox->inbox, windows, self);
  load_pack (self, town);
  watch (self);
  return self;
}

static void
desk_free (Desk *self)
{
  g_clear_object (&self->reminders);
  g_ptr_array_unref (self->dates);
  g_string_free (self->told, TRUE);
  fixture_free (self->inbox);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

static void
run_until (Desk *self, const char *utc)
{
  luukku_manual_clock_advance (self->inbox->clock,
                               at (utc) - luukku_clock_now (LUUKKU_CLOCK (self->inbox->clock)));
}

static void
assert_told (Desk *self, const char *lines)
{
  g_assert_cmpstr (self->told->str, ==, lines);
  g_string_truncate (self->told, 0);
}

static void
get_due (Desk *self, LuukkuDue *ret_due)
{
  g_autoptr (LuukkuCase) item = fixture_case (self->inbox, "t1");

  luukku_inbox_get_due (self->inbox->inbox, item, ret_due);
}

/* What was put off: once, not outside service hours, and not when the resident has written meanwhile. */
static void
test_put_off (void)
{
  g_autoptr (Desk) desk = desk_new ("rautalampi", "2026-11-20T08:00:00Z");
  g_autoptr (GError) error = NULL;
  gint64 conversation;

  luukku_reminders_add_source (desk->reminders, luukku_reminders_list_put_off, NULL);
  fixture_receive (desk->inbox, "t1", "m1", LUUKKU_DIRECTION_IN, "Milloin kirjasto aukeaa?");
  conversation = fixture_conversation (desk->inbox, "t1");
  luukku_inbox_put_off (desk->inbox->inbox, conversation, at ("2026-11-20T10:00:00Z"), &error);
  g_assert_no_error (error);
  run_until (desk, "2026-11-20T09:59:00Z");
  assert_told (desk, "");
  run_until (desk, "2026-11-20T10:00:00Z");
  assert_told (desk, "Fri 12:00 due - case\n");
  run_until (desk, "2026-11-20T13:00:00Z");
  assert_told (desk, "");
  luukku_inbox_put_off (desk->inbox->inbox, conversation, at ("2026-11-20T13:30:00Z"), &error);
  g_assert_no_error (error);
  fixture_receive (desk->inbox, "t1", "m2", LUUKKU_DIRECTION_IN, "Entä sunnuntaina?");
  run_until (desk, "2026-11-20T13:45:00Z");
  assert_told (desk, "");
}

static void
test_weekend (void)
{
  g_autoptr (Desk) desk = desk_new ("rautalampi", "2026-11-20T13:30:00Z");
  LuukkuDue due;

  fixture_receive (desk->inbox, "t1", "m1", LUUKKU_DIRECTION_IN, "Milloin kirjasto aukeaa?");
  run_until (desk, "2026-11-22T20:00:00Z");
  assert_told (desk, "");
  get_due (desk, &due);
  g_assert_false (due.reminded);
  g_assert_cmpint (due.state, ==, LUUKKU_SLA_OVERDUE);
  run_until (desk, "2026-11-23T06:00:00Z");
  assert_told (desk, "Mon 08:00 due reply case\n");
  get_due (desk, &due);
  g_assert_true (due.reminded);
  run_until (desk, "2026-11-27T12:00:00Z");
  assert_told (desk, "");
}

static void
test_answered (void)
{
  g_autoptr (Desk) desk = desk_new ("rautalampi", "2026-11-18T08:00:00Z");

  fixture_sign_in (desk->inbox);
  fixture_go_up (desk->inbox, FALSE);
  fixture_receive (desk->inbox, "t1", "m1", LUUKKU_DIRECTION_IN, "Milloin kirjasto aukeaa?");
  run_until (desk, "2026-11-19T08:00:00Z");
  assert_told (desk, "Thu 10:00 soon reply case\n");
  fixture_submit (desk->inbox, "t1", "Kirjasto aukeaa yhdeksältä. Palveluneuvoja Minna");
  fake_answer_id (desk->inbox->sender, "own-1");
  run_until (desk, "2026-11-27T08:00:00Z");
  assert_told (desk, "");
}

/* Closes Saturday 10:00, so the office hears of it on Friday at 14:00. */
static void
test_window (void)
{
  g_autoptr (Desk) desk = desk_new ("kuopio", "2026-11-20T08:00:00Z");
  LuukkuDue due;

  desk->reply_window = G_TIME_SPAN_DAY;
  desk->late_window = 7 * G_TIME_SPAN_DAY;
  fixture_receive (desk->inbox, "t1", "m1", LUUKKU_DIRECTION_IN, "Где записаться на курсы?");
  run_until (desk, "2026-11-20T11:59:00Z");
  assert_told (desk, "");
  run_until (desk, "2026-11-20T12:00:00Z");
  assert_told (desk, "Fri 14:00 window reply case\n");
  get_due (desk, &due);
  g_assert_cmpint (due.deadline.kind, ==, LUUKKU_DEADLINE_WINDOW);
  g_assert_cmpint (due.deadline.closes, ==, at ("2026-11-21T08:00:00Z"));
  g_assert_cmpint (due.deadline.answer_by, ==, at ("2026-11-20T14:00:00Z"));
  run_until (desk, "2026-11-21T09:00:00Z");
  get_due (desk, &due);
  g_assert_cmpint (due.deadline.kind, ==, LUUKKU_DEADLINE_LATE);
  run_until (desk, "2026-11-28T09:00:00Z");
  get_due (desk, &due);
  g_assert_cmpint (due.deadline.kind, ==, LUUKKU_DEADLINE_CLOSED);
}

static void
test_sleeps (void)
{
  g_autoptr (Desk) desk = desk_new ("kuopio", "2026-11-20T08:00:00Z");

  fixture_receive (desk->inbox, "t1", "m1", LUUKKU_DIRECTION_IN, "Hei!");
  run_until (desk, "2026-11-20T08:00:02Z");
  g_assert_cmpint (luukku_manual_clock_next (desk->inbox->clock), ==,
                   -1); /* no target, no window: no timer */
  assert_told (desk, "");
}

static void
test_not_running (void)
{
  g_autoptr (Desk) desk = desk_new ("rautalampi", "2026-11-18T08:00:00Z");

  fixture_receive (desk->inbox, "t1", "m1", LUUKKU_DIRECTION_IN, "Milloin kirjasto aukeaa?");
  g_clear_object (&desk->reminders);
  run_until (desk, "2026-11-20T09:00:00Z");
  watch (desk);
  assert_told (desk, "Fri 11:00 due reply case\n"); /* three came meanwhile; one is told */
  g_clear_object (&desk->reminders);
  watch (desk);
  assert_told (desk, ""); /* and not again */
}

static void
test_registers (void)
{
  g_autoptr (Desk) desk = desk_new ("rautalampi", "2026-11-20T08:00:00Z");

  add_date (desk, "password-changed", "Facebook", "2026-09-10T08:00:00Z");
  add_date (desk, "last-post", "Facebook", "2026-11-15T08:00:00Z");
  add_date (desk, "last-register-review", "register", "2026-05-22T08:00:00Z");
  add_date (desk, "unknown-here", "x", "2026-05-22T08:00:00Z");
  luukku_reminders_look (desk->reminders);
  /* Saturday's and Sunday's wait for Monday; the password warns fourteen days before 10 December. */
  run_until (desk, "2026-11-27T08:00:00Z");
  assert_told (desk, "Mon 08:00 due post-interval Facebook\n"
                     "Mon 08:00 due register-review register\n"
                     "Thu 11:00 soon password-age Facebook\n");
  run_until (desk, "2026-12-11T08:00:00Z");
  assert_told (desk, "Thu 11:00 due password-age Facebook\n");
}

/* Two updates in seven days (Hanko): the third day after the older one of two. */
static void
test_counted (void)
{
  g_autoptr (Desk) desk = desk_new ("hanko", "2026-11-20T08:00:00Z");
  LuukkuReminderDate *date = add_date (desk, "last-post", "Facebook", "2026-11-19T08:00:00Z");
  const gint64 done[] = { at ("2026-11-16T10:00:00Z"), at ("2026-11-19T08:00:00Z") };

  date->done = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_vals (date->done, done, 2);
  luukku_reminders_look (desk->reminders);
  run_until (desk, "2026-11-25T08:00:00Z");
  assert_told (desk, "Mon 12:00 due post-interval Facebook\n");
}

static void
test_alarm (void)
{
  g_autoptr (Desk) desk = desk_new ("rautalampi", "2026-11-20T20:00:00Z");
  LuukkuReminderDate *date = add_date (desk, NULL, "supervisor", "2026-11-20T21:00:00Z");

  date->alarm = TRUE;
  date->duty.has_target = TRUE;
  date->duty.repeat_every = G_TIME_SPAN_HOUR;
  luukku_reminders_look (desk->reminders);
  run_until (desk, "2026-11-20T23:30:00Z");
  assert_told (desk, "Fri 23:00 due - supervisor alarm\n"
                     "Sat 00:00 due - supervisor alarm\n"
                     "Sat 01:00 due - supervisor alarm\n");
}

/* What stands in the register starts the pack's clocks, whatever the fields are called there. */
static void
test_register_dates (void)
{
  g_autoptr (Desk) desk = desk_new ("rautalampi", "2026-11-20T08:00:00Z");
  g_autoptr (LuukkuEntry) entry = luukku_entry_new ("accounts", "town-facebook");
  g_autoptr (GPtrArray) dates = NULL;
  const LuukkuReminderDate *first;
  g_autoptr (GError) error = NULL;

  luukku_entry_set (entry, "kind", "official");
  luukku_entry_set (entry, "name", "Kunta Facebookissa");
  luukku_entry_set (entry, "password-changed", "2026-09-10");
  g_assert_true (luukku_store_put_entry (desk->inbox->store, entry, "Minna", NULL, &error));
  g_assert_no_error (error);
  dates = luukku_reminders_list_register_dates (desk->inbox->inbox, NULL);
  g_assert_cmpuint (dates->len, ==, 1);
  first = g_ptr_array_index (dates, 0);
  g_assert_cmpstr (first->starts, ==, "password-changed");
  g_assert_cmpstr (first->subject, ==, "Kunta Facebookissa");
  g_assert_cmpint (first->at, ==, at ("2026-09-09T21:00:00Z")); /* the beginning of that day in Finland */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reminders/put-off", test_put_off);
  g_test_add_func ("/reminders/weekend", test_weekend);
  g_test_add_func ("/reminders/answered", test_answered);
  g_test_add_func ("/reminders/window", test_window);
  g_test_add_func ("/reminders/sleeps", test_sleeps);
  g_test_add_func ("/reminders/not-running", test_not_running);
  g_test_add_func ("/reminders/registers", test_registers);
  g_test_add_func ("/reminders/register-dates", test_register_dates);
  g_test_add_func ("/reminders/counted", test_counted);
  g_test_add_func ("/reminders/alarm", test_alarm);
  return g_test_run ();
}
