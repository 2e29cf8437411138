/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-remind.c: reminders in words. When they come is inbox/luukku-reminders.c's business. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-remind.h"

#include "adapter/luukku-adapter.h"
#include "luukku-registry.h"
#include "purple/luukku-core.h"
#include "purple/luukku-view.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#include <string.h>

static LuukkuReminders *reminders; /* (ref) (nullable) */
static GHashTable *limits;         /* id of an adapter -> LuukkuChannelLimits (owned) */
static GString *notice;            /* (nullable): lines that wait to be shown together */
static guint notice_id;            /* idle source, 0: none */

/* --- how long a platform takes answers */
static const LuukkuChannelLimits *
find_limits (const char *id)
{
  const LuukkuAdapterType *const *types = luukku_registry_get_types ();
  LuukkuChannelLimits *found = g_hash_table_lookup (limits, id);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; found == NULL && types[i] != NULL; i++) {
    if (!g_str_equal (types[i]->id, id))
      continue;
    found = luukku_channel_limits_load (id, &error);
    if (found != NULL)
      g_hash_table_insert (limits, g_strdup (id), found);
    else
      g_debug ("limits of a channel not known: code %d", error->code);
  }
  return found;
}

static void
find_window (const char *channel, gint64 *ret_reply, gint64 *ret_late, gpointer data)
{
  g_autofree char *id = g_strndup (channel, strcspn (channel, ":"));
  const LuukkuChannelLimits *found = find_limits (id);

  *ret_reply = found != NULL ? found->reply_window : 0;
  *ret_late = found != NULL ? found->late_window : 0;
}

/* --- words */
/* Returns: (transfer full): what stands for {@name} in a clock's message. */
static char *
place_words (const char *name, const LuukkuReminderNote *note, gint64 now)
{
  if (g_str_equal (name, "left") && note->due > now)
    return luukku_words_span (note->due - now);
  if (g_str_equal (name, "left"))
    /* TRANSLATORS: "Time left: none" */
    return g_strdup (C_ ("time left", "none"));
  if (g_str_equal (name, "age"))
    return luukku_words_span (note->age);
  if (g_str_equal (name, "date"))
    return luukku_words_when (note->due != 0 ? note->due : note->start, now);
  return g_strdup (note->subject != NULL ? note->subject : "–");
}

static char *
fill (const char *text, const LuukkuReminderNote *note, gint64 now)
{
  g_autoptr (GString) filled = g_string_new (NULL);

  for (const char *p = text; *p != '\0';) {
    const char *end = *p == '{' ? strchr (p, '}') : NULL;
    g_autofree char *name = end != NULL ? g_strndup (p + 1, (gsize) (end - p - 1)) : NULL;
    g_autofree char *words = name != NULL ? place_words (name, note, now) : NULL;

    if (words != NULL)
      g_string_append (filled, words);
    else
      g_string_append_c (filled, *p);
    p = end != NULL ? end + 1 : p + 1;
  }
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

/* Returns: (transfer full) (nullable): title and message of the pack's clock. */
static char *
clock_words (LuukkuInbox *inbox, const LuukkuReminderNote *note, gint64 now)
{
  LuukkuPack *pack = luukku_gate_get_pack (luukku_inbox_get_gate (inbox));
  g_autofree char *group = note->clock != NULL ? g_strdup_printf ("Clock %s", note->clock) : NULL;
  const char *language = luukku_inbox_get_language (inbox);
  g_autofree char *title = NULL;
  g_autofree char *message = NULL;
  g_autofree char *filled = NULL;

  if (pack == NULL || group == NULL)
    return NULL;
  title = luukku_pack_get_text (pack, group, "Title", language);
  message = luukku_pack_get_text (pack, group, "Message", language);
  filled = fill (message != NULL ? message : "", note, now);
  return g_strdup_printf ("%s. %s", title != NULL ? title : note->clock, filled);
}

static char *
reminder_words (LuukkuInbox *inbox, const LuukkuReminderNote *note)
{
  gint64 now = luukku_clock_now (luukku_inbox_get_clock (inbox));
  g_autofree char *words = NULL;

  if (note->what == LUUKKU_REMIND_WINDOW)
    words = luukku_words_window (&note->deadline, now);
  else if (note->sentence != NULL)
    words = g_strdup (note->sentence);
  else
    words = clock_words (inbox, note, now);
  /* TRANSLATORS: %s is what is to be done, as a sentence or a phrase */
  return g_strdup_printf (_ ("Reminder: %s"), words != NULL ? words : "");
}

/* --- showing */
static gboolean
on_notice (gpointer data)
{
  g_autofree char *text = g_string_free (g_steal_pointer (&notice), FALSE);

  notice_id = 0;
  luukku_core_notify_info (text);
  return G_SOURCE_REMOVE;
}

/* What comes at the same moment is one notice. */
static void
add_notice (const char *line)
{
  if (notice == NULL)
    notice = g_string_new (NULL);
  g_string_append_printf (notice, "%s%s", notice->len > 0 ? "\n" : "", line);
  if (notice_id == 0)
    notice_id = g_idle_add (on_notice, NULL);
}

/* By the case's number: a notice lies open on the desk. */
static void
add_case_notice (LuukkuInbox *inbox, const LuukkuReminderNote *note, const char *words)
{
  g_autoptr (LuukkuCase) item =
      luukku_store_find_case (luukku_inbox_get_store (inbox), note->conversation, NULL);
  g_autofree char *line =
      item != NULL ? g_strdup_printf ("%s · %s", luukku_case_peek (item)->number, words) : g_strdup (words);

  add_notice (line);
}

static void
on_due (LuukkuReminders *from, const LuukkuReminderNote *note, gpointer data)
{
  LuukkuInbox *inbox = data;
  g_autofree char *words = reminder_words (inbox, note);
  LuukkuView *view = luukku_view_find_conversation (note->conversation);

  if (view != NULL) {
    luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, words);
    luukku_view_refresh (view);
  }
  if (note->alarm)
    purple_notify_warning (luukku_core_get_handle (), _ ("Luukku"), words, NULL);
  else if (view == NULL && note->conversation != 0)
    add_case_notice (inbox, note, words);
  else if (view == NULL)
    add_notice (words);
}

/* --- life */
void
luukku_remind_start (LuukkuInbox *inbox)
{
  luukku_remind_stop ();
  limits =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) luukku_channel_limits_free);
  luukku_inbox_set_windows (inbox, find_window, NULL);
  reminders = luukku_reminders_new (inbox);
  g_signal_connect (reminders, "due", G_CALLBACK (on_due), inbox);
  luukku_reminders_add_source (reminders, luukku_reminders_list_register_dates, NULL);
  luukku_reminders_add_source (reminders, luukku_reminders_list_put_off, NULL);
  luukku_reminders_add_source (reminders, luukku_reminders_list_duties, NULL);
  luukku_reminders_start (reminders);
}

void
luukku_remind_stop (void)
{
  if (notice_id != 0)
    g_source_remove (notice_id);
  notice_id = 0;
  if (notice != NULL)
    g_string_free (g_steal_pointer (&notice), TRUE);
  g_clear_object (&reminders);
  g_clear_pointer (&limits, g_hash_table_unref);
}

LuukkuReminders *
luukku_remind_get (void)
{
  return reminders;
}
