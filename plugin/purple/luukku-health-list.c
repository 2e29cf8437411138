/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-health-list.c: how each channel fares, as a page of text of libpurple's: it needs no account that is
 * online, which is when it is wanted most. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-inbox-health.h"
#include "purple/luukku-actions.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

/* TRANSLATORS: in the place of a time that there is none of. */
static char *
time_in_words (gint64 time, gint64 now)
{
  return time != 0 ? luukku_words_time (time, now) : g_strdup (_ ("never"));
}

static void
add_times (GString *page, const LuukkuHealth *health, gint64 now)
{
  g_autofree char *received = time_in_words (health->received_at, now);
  g_autofree char *checked = time_in_words (health->checked_at, now);
  g_autofree char *next = health->next_at > now ? luukku_words_time (health->next_at, now) : NULL;
  g_autofree char *since = health->token_since != 0 ? luukku_words_time (health->token_since, now) : NULL;
  g_autofree char *until = health->token_until != 0 ? luukku_words_time (health->token_until, now) : NULL;

  /* TRANSLATORS: both %s are times, or "never". */
  g_string_append_printf (page, _ ("newest message %s, last look %s"), received, checked);
  if (next != NULL)
    /* TRANSLATORS: %s is a time. */
    g_string_append_printf (page, _ (", next look %s"), next);
  if (since != NULL)
    /* TRANSLATORS: %s is a time. */
    g_string_append_printf (page, _ (", access token since %s"), since);
  if (until != NULL)
    /* TRANSLATORS: %s is a time. */
    g_string_append_printf (page, _ (", access token until %s"), until);
  if (health->failures > 0)
    /* TRANSLATORS: %u is how many times in a row it has failed. */
    g_string_append_printf (page, ngettext (", %u failure", ", %u failures in a row", health->failures),
                            health->failures);
}

void
luukku_health_list_show (void)
{
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GString) page = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gint64 now = luukku_clock_now (luukku_core_get_clock ());

  if (luukku_core_ensure (&error))
    all = luukku_store_list_health (luukku_inbox_get_store (luukku_core_get_inbox ()), NULL, &error);
  if (all == NULL) {
    luukku_core_notify_error (error->message);
    return;
  }
  for (guint i = 0; i < all->len; i++) {
    const LuukkuHealth *health = g_ptr_array_index (all, i);
    g_autofree char *name = g_markup_escape_text (health->name != NULL ? health->name : health->channel, -1);
    g_autofree char *trouble = g_markup_escape_text (health->trouble != NULL ? health->trouble : "", -1);

    g_string_append_printf (page, "<b>%s</b><br>", name);
    add_times (page, health, now);
    g_string_append_printf (page, "<br>%s%s<br>", trouble, *trouble != '\0' ? "<br>" : "");
  }
  purple_notify_formatted (luukku_core_get_handle (), _ ("Channels"), _ ("How each channel fares"), NULL,
                           page->str, NULL, NULL);
}
