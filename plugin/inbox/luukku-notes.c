/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-notes.c: internal notes: written in a person's name, found by words. Nothing here sends anything. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-notes.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "inbox/luukku-inbox-private.h"

gboolean
luukku_notes_add (LuukkuInbox *inbox, gint64 conversation, const char *text, GError **error)
{
  g_autofree char *valid = luukku_text_make_valid (text, -1);
  g_autofree char *actor = luukku_inbox_dup_actor (inbox);
  g_autofree char *masked = NULL;
  g_autofree char *words = NULL;
  g_autoptr (GError) local = NULL;

  g_strstrip (valid);
  if (*valid == '\0') {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("The note is empty. Write something before you save it."));
    return FALSE;
  }
  if (luukku_text_length (valid) > LUUKKU_NOTES_MAX) {
    luukku_set_error (error, LUUKKU_ERROR_TOO_LARGE,
                      N_ ("The note is too long: at most %d characters. Divide it into several notes."),
                      LUUKKU_NOTES_MAX);
    return FALSE;
  }
  masked = luukku_inbox_mask (valid);
  words = luukku_search_words (masked, actor);
  if (luukku_store_add_note (inbox->store, conversation, actor, masked, words, &local) == 0) {
    if (g_error_matches (local, LUUKKU_ERROR, LUUKKU_ERROR_NOT_FOUND))
      luukku_set_error (
          error, LUUKKU_ERROR_NOT_FOUND,
          N_ ("This conversation has no case yet, so there is nothing to write a note about. Wait for a "
              "message from the resident."));
    else
      g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  luukku_inbox_emit_case (inbox, conversation);
  return TRUE;
}

GPtrArray *
luukku_notes_list (LuukkuInbox *inbox, gint64 conversation, GError **error)
{
  return luukku_store_list_notes (inbox->store, conversation, error);
}

GPtrArray *
luukku_notes_search (LuukkuInbox *inbox, const char *question, guint limit, GError **error)
{
  g_autoptr (GPtrArray) groups = luukku_search_groups (question);

  return luukku_store_search_notes (inbox->store, groups, limit, error);
}
