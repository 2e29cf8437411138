/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-reminder-dates.c: which dates of the registers start which clocks of a pack, and which
 * conversations somebody wanted to answer later. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-private.h"
#include "inbox/luukku-reminders.h"
#include "store/luukku-store-registers.h"

static const struct {
  const char *registry;
  const char *field;
  const char *starts; /* of [Clock …] */
} table[] = {
  { "accounts", "password-changed", "password-changed" },
  { "accounts", "last-update", "last-post" },
  { "accounts", "last-update", "last-activity" },
  { "accounts", "last-visit", "last-visit" },
  { "accounts", "terms-read", "terms-read" },
  { "accounts", "risk-review", "last-risk-review" },
  { "accounts", "end-date", "account-end" },
  { "documents", "valid-until", "document-end" },
};

GPtrArray *
luukku_reminders_list_register_dates (LuukkuInbox *inbox, gpointer data)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_reminder_date_free);
  LuukkuPackClocks *clocks = luukku_inbox_get_clocks (inbox);

  for (guint i = 0; clocks != NULL && i < G_N_ELEMENTS (table); i++) {
    g_autoptr (GPtrArray) entries = luukku_store_list_entries (inbox->store, table[i].registry, FALSE, NULL);

    for (guint j = 0; entries != NULL && j < entries->len; j++) {
      const LuukkuEntry *entry = g_ptr_array_index (entries, j);
      const char *day = luukku_entry_get (entry, table[i].field);
      LuukkuReminderDate *date = NULL;
      gint64 at = 0;

      if (day == NULL || !luukku_calendar_parse_date (luukku_pack_clocks_get_calendar (clocks), day, &at))
        continue;
      date = g_new0 (LuukkuReminderDate, 1);
      date->starts = g_strdup (table[i].starts);
      date->subject = g_strdup (luukku_entry_get_name (entry, inbox->language));
      date->at = at;
      g_ptr_array_add (list, date);
    }
  }
  return list;
}

GPtrArray *
luukku_reminders_list_put_off (LuukkuInbox *inbox, gpointer data)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_reminder_date_free);
  g_autoptr (GArray) rows = luukku_store_list_put_off (inbox->store, NULL);

  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const LuukkuPutOff *row = &g_array_index (rows, LuukkuPutOff, i);
    LuukkuReminderDate *date = g_new0 (LuukkuReminderDate, 1);

    date->conversation = row->conversation;
    date->at = row->at;
    date->duty.has_target = TRUE; /* due at once */
    date->sentence = g_strdup (luukku_tr (N_ ("You wanted to answer this conversation now.")));
    g_ptr_array_add (list, date);
  }
  return list;
}
