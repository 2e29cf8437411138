/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-foreign-health.c: how the city channels of other prpls fare, by libpurple's signals: online, offline
 * by an error. Whoever switches an account off knows it; nothing is told then. A deleted account of any
 * channel has no trouble any more. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-foreign-health.h"

#include "inbox/luukku-inbox-health.h"
#include "purple/luukku-core.h"
#include "purple/luukku-foreign.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define MAX_REASON 200 /* bytes of what a prpl says */

/* Returns: (transfer none) (nullable): NULL: it cannot be told now. */
static LuukkuInbox *
inbox_for (PurpleAccount *account)
{
  LuukkuInbox *inbox = luukku_foreign_is_marked (account) ? luukku_core_get_inbox () : NULL;

  return inbox != NULL && !luukku_store_is_read_only (luukku_inbox_get_store (inbox)) ? inbox : NULL;
}

static void
on_signed_on (PurpleConnection *gc, gpointer data)
{
  PurpleAccount *account = purple_connection_get_account (gc);
  g_autofree char *channel = luukku_core_channel_of (account);

  if (!luukku_foreign_is_marked (account))
    return;
  luukku_foreign_open_channel (account);
  if (inbox_for (account) != NULL)
    luukku_inbox_set_foreign_link (inbox_for (account), channel, NULL, FALSE);
}

/* Returns: (transfer full): what the prpl says, short and without the mark at its end. */
static char *
clean_reason (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  const char *end;

  g_strstrip (valid);
  g_strdelimit (valid, "\r\n\t", ' ');
  if (strlen (valid) > MAX_REASON) {
    end = g_utf8_find_prev_char (valid, valid + MAX_REASON);
    valid[end - valid] = '\0';
  }
  if (g_str_has_suffix (valid, "."))
    valid[strlen (valid) - 1] = '\0';
  return g_steal_pointer (&valid);
}

static void
on_connection_error (PurpleConnection *gc, PurpleConnectionError reason, const char *text, gpointer data)
{
  PurpleAccount *account = purple_connection_get_account (gc);
  gboolean fatal = purple_connection_error_is_fatal (reason);
  g_autofree char *channel = luukku_core_channel_of (account);
  g_autofree char *words = clean_reason (text);
  g_autofree char *sentence = NULL;

  if (inbox_for (account) == NULL)
    return;
  if (fatal)
    /* TRANSLATORS: %s is what the account itself says, like "Not Authorized". */
    sentence =
        g_strdup_printf (_ ("The account has stopped: %s. Nothing comes in and nothing can be sent until "
                            "you correct this and enable the account again (Accounts, Manage Accounts)."),
                         words);
  else
    /* TRANSLATORS: %s is what the account itself says, like "Server closed the connection". */
    sentence =
        g_strdup_printf (_ ("The account has no connection: %s. Pidgin tries to connect again."), words);
  luukku_inbox_set_foreign_link (inbox_for (account), channel, sentence, fatal);
}

/* A deleted account, ours too. */
static void
on_removed (PurpleAccount *account, gpointer data)
{
  g_autofree char *channel = luukku_core_channel_of (account);
  gboolean marked = luukku_foreign_is_marked (account);
  LuukkuInbox *inbox = luukku_core_get_inbox ();

  if (!marked && !luukku_core_is_ours (account))
    return;
  if (inbox != NULL && !luukku_store_is_read_only (luukku_inbox_get_store (inbox)))
    luukku_inbox_note_removed (inbox, channel);
  if (marked)
    luukku_foreign_set_marked (account, FALSE);
}

void
luukku_foreign_health_hook (void)
{
  void *handle = luukku_core_get_handle ();

  purple_signal_connect (purple_connections_get_handle (), "signed-on", handle,
                         PURPLE_CALLBACK (on_signed_on), NULL);
  purple_signal_connect (purple_connections_get_handle (), "connection-error", handle,
                         PURPLE_CALLBACK (on_connection_error), NULL);
  purple_signal_connect (purple_accounts_get_handle (), "account-removed", handle,
                         PURPLE_CALLBACK (on_removed), NULL);
}
