/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-view-cover.c: threats and hate stand behind a sentence of what they are; a person sees the words
 * when that person asks, and it is counted who did. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-view.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-alarm.h"
#include "purple/luukku-core.h"

#include "purple/luukku-i18n.h"

#define MAX_LOOKED_AT 500 /* newest messages */

static gboolean
is_uncovered (LuukkuView *self, gint64 message)
{
  return self->uncovered != NULL && g_hash_table_contains (self->uncovered, &message);
}

static void
set_uncovered (LuukkuView *self, gint64 message)
{
  if (self->uncovered == NULL)
    self->uncovered = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_hash_table_add (self->uncovered, g_memdup2 (&message, sizeof message));
}

gboolean
luukku_view_is_covered (LuukkuView *self, gint64 message)
{
  g_autofree char *label =
      is_uncovered (self, message) ? NULL : luukku_inbox_get_cover (luukku_core_get_inbox (), message);

  return label != NULL;
}

gboolean
luukku_view_cover (LuukkuView *self, gint64 message)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autofree char *label = is_uncovered (self, message) ? NULL : luukku_inbox_get_cover (inbox, message);
  g_autofree char *title = NULL;
  g_autofree char *sentence = NULL;

  if (label == NULL)
    return FALSE;
  title = luukku_inbox_label_title (inbox, label);
  /* TRANSLATORS: %s is what a message may be: "Threat against a person". */
  sentence =
      g_strdup_printf (_ ("%s: a message is covered here. Write /show to read it, or /handover to give the "
                          "case to somebody else."),
                       title);
  luukku_view_tell (self, PURPLE_MESSAGE_SYSTEM, sentence);
  return TRUE;
}

gboolean
luukku_view_show_covered (LuukkuView *self, GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (GPtrArray) messages = NULL;

  if (inbox != NULL && self->about.id != 0)
    messages =
        luukku_store_list_messages (luukku_inbox_get_store (inbox), self->about.id, MAX_LOOKED_AT, error);
  for (guint i = messages != NULL ? messages->len : 0; i > 0; i--) {
    LuukkuStoredMessage *stored = g_ptr_array_index (messages, i - 1);
    g_autofree char *label =
        is_uncovered (self, stored->id) ? NULL : luukku_inbox_get_cover (inbox, stored->id);

    /* What came during a ban has no sentence in the window either. */
    if (label == NULL || luukku_inbox_is_hidden (inbox, stored->id))
      continue;
    /* Counted before it is seen. */
    if (!luukku_inbox_note_exposure (inbox, stored->id, label, error))
      return FALSE;
    set_uncovered (self, stored->id);
    luukku_view_write_again (self, stored);
    luukku_view_note_looked_at (self);
    return TRUE;
  }
  if (error != NULL && *error == NULL)
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("Nothing is covered in this window."));
  return FALSE;
}
