/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-list.c: the inbox as a list of libpurple's, for Finch and for Pidgin without luukku-pidgin. */
#define G_LOG_DOMAIN "luukku"

#include "luukku-registry.h"
#include "purple/luukku-actions.h"
#include "purple/luukku-core.h"
#include "purple/luukku-view.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#define MAX_ROWS 200
#define INTAKE_PREFIX "manual:" /* channels of luukku_inbox_intake() */

static void
on_open (PurpleConnection *gc, GList *row, gpointer data)
{
  LuukkuStore *store = luukku_inbox_get_store (luukku_core_get_inbox ());
  const char *number = row != NULL ? row->data : NULL;
  g_autoptr (LuukkuCase) item = number != NULL ? luukku_store_get_case (store, number, NULL) : NULL;
  g_autoptr (LuukkuConversation) conversation = NULL;

  if (item != NULL)
    conversation = luukku_store_get_conversation (store, luukku_case_peek (item)->conversation, NULL);
  if (conversation != NULL && luukku_view_open (luukku_conversation_peek (conversation)->channel,
                                                luukku_conversation_peek (conversation)->platform_id))
    return;
  luukku_core_notify_error (_ ("The conversation cannot be opened, because the account of its channel is not "
                               "online here. Enable it under "
                               "Accounts."));
}

static char *
due_words (const LuukkuInboxRow *row)
{
  gint64 now = luukku_clock_now (luukku_core_get_clock ());
  g_autofree char *words = NULL;
  g_autofree char *whole = NULL;
  LuukkuDue due;

  luukku_inbox_get_row_due (luukku_core_get_inbox (), row, &due);
  words = luukku_words_due (&due, now);
  whole = luukku_words_with_put_off (words, luukku_case_peek (row->item)->later_at, now);
  /* TRANSLATORS: marks a row of the inbox of which a reminder has come; %s is until when to answer. */
  return due.reminded ? g_strdup_printf (_ ("Reminder: %s"), whole) : g_steal_pointer (&whole);
}

static GList *
make_row (const LuukkuInboxRow *row)
{
  GList *cells = NULL;

  cells = g_list_append (cells, g_strdup (luukku_case_peek (row->item)->number));
  cells = g_list_append (cells, g_strdup (luukku_words_case_state (luukku_case_peek (row->item)->state)));
  cells = g_list_append (cells, due_words (row));
  cells = g_list_append (cells, g_strdup (row->channel_name != NULL ? row->channel_name : row->channel));
  cells = g_list_append (cells, g_strdup (row->resident != NULL ? row->resident : ""));
  return g_list_append (cells, luukku_words_row_line (row));
}

/* Returns: (nullable): libpurple's list wants a connection. */
static PurpleConnection *
any_connection (void)
{
  for (GList *l = purple_connections_get_all (); l != NULL; l = l->next) {
    if (luukku_core_is_ours (purple_connection_get_account (l->data)))
      return l->data;
  }
  return NULL;
}

void
luukku_inbox_list_show (void)
{
  const char *titles[] = { _ ("Case"), _ ("State"), _ ("Due"), _ ("Channel"), _ ("Resident"), _ ("Message") };
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  PurpleConnection *gc = any_connection ();
  PurpleNotifySearchResults *results;
  g_autofree char *count = NULL;

  if (!luukku_core_ensure (&error)) {
    luukku_core_notify_error (error->message);
    return;
  }
  if (gc == NULL) {
    luukku_core_notify_error (
        _ ("No channel is online. Enable an account of Luukku under Accounts, then open the inbox."));
    return;
  }
  rows = luukku_store_list_inbox (luukku_inbox_get_store (luukku_core_get_inbox ()), NULL, FALSE, MAX_ROWS,
                                  &error);
  if (rows == NULL) {
    luukku_core_notify_error (error->message);
    return;
  }
  luukku_inbox_sort_rows (luukku_core_get_inbox (), rows);
  results = purple_notify_searchresults_new ();
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    purple_notify_searchresults_column_add (results, purple_notify_searchresults_column_new (titles[i]));
  for (guint i = 0; i < rows->len; i++)
    purple_notify_searchresults_row_add (results, make_row (g_ptr_array_index (rows, i)));
  purple_notify_searchresults_button_add_labeled (results, luukku_label (_ ("_Open")), on_open);
  /* TRANSLATORS: %u is how many cases the list shows. */
  count = g_strdup_printf (ngettext ("%u open case", "%u open cases", rows->len), rows->len);
  purple_notify_searchresults (gc, _ ("Inbox"), _ ("The municipality's inbox"), count, results, NULL, NULL);
}
