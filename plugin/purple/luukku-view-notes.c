/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-view-notes.c: internal notes as commands and lists of libpurple. They are never written into a
 * conversation's lines, where they could be taken for what the resident has read, but into a list of their
 * own. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-view-notes.h"

#include "inbox/luukku-notes.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#define MAX_FOUND 100

static PurpleCmdId ids[2];

static void
add_notes (GString *html, GPtrArray *notes, gboolean with_case)
{
  gint64 now = luukku_clock_now (luukku_core_get_clock ());

  for (guint i = 0; i < notes->len; i++) {
    const LuukkuNote *note = g_ptr_array_index (notes, i);
    g_autofree char *time = luukku_words_when (note->at, now);
    g_autofree char *head = g_markup_printf_escaped (
        "<b>%s · %s%s%s</b>", time, note->author, with_case ? " · " : "", with_case ? note->case_number : "");
    g_autofree char *text = g_markup_escape_text (note->text, -1);
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    g_autofree char *broken = g_strjoinv ("<br>", lines);

    g_string_append_printf (html, "%s<br>%s<br><br>", head, broken);
  }
}

static void
show (const char *html)
{
  purple_notify_formatted (luukku_core_get_handle (), _ ("Internal notes"),
                           _ ("Internal notes: for colleagues only, the resident does not see them"), NULL,
                           html, NULL, NULL);
}

gboolean
luukku_view_show_notes (LuukkuView *self, const char *question, GError **error)
{
  g_autoptr (GPtrArray) notes = NULL;
  g_autoptr (GString) html = g_string_new (NULL);
  gboolean search = question != NULL && *question != '\0';

  notes = search ? luukku_notes_search (luukku_core_get_inbox (), question, MAX_FOUND, error)
                 : luukku_notes_list (luukku_core_get_inbox (), self->about.id, error);
  if (notes == NULL)
    return FALSE;
  add_notes (html, notes, search);
  if (notes->len == 0)
    g_string_append (html, search
                               ? _ ("No internal note has these words.")
                               : _ ("There is no internal note about this conversation. Write /note TEXT."));
  show (html->str);
  return TRUE;
}

guint
luukku_view_count_notes (LuukkuView *self)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autoptr (GPtrArray) notes =
      inbox != NULL && self->about.id != 0 ? luukku_notes_list (inbox, self->about.id, NULL) : NULL;

  return notes != NULL ? notes->len : 0;
}

/* --- commands */
static PurpleCmdRet
finish (gboolean done, const GError *failure, char **error)
{
  if (!done)
    *error = g_markup_escape_text (failure != NULL ? failure->message : _ ("This could not be done."), -1);
  return done ? PURPLE_CMD_RET_OK : PURPLE_CMD_RET_FAILED;
}

static LuukkuView *
view_or_error (PurpleConversation *conv, char **error)
{
  LuukkuView *view = luukku_view_of (conv);

  if (view == NULL || luukku_core_get_inbox () == NULL) {
    *error = g_strdup (_ ("This is not a window of the municipality's inbox."));
    return NULL;
  }
  return view;
}

/* libpurple hands on what was typed as markup. */
static PurpleCmdRet
cmd_note (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = view_or_error (conv, error);
  g_autofree char *text = args[0] != NULL ? purple_markup_strip_html (args[0]) : g_strdup ("");
  g_autoptr (GError) failure = NULL;

  if (view == NULL)
    return PURPLE_CMD_RET_FAILED;
  if (!luukku_notes_add (luukku_core_get_inbox (), view->about.id, text, &failure))
    return finish (FALSE, failure, error);
  luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM,
                    _ ("The internal note is saved. Only colleagues see it; /notes shows it."));
  return PURPLE_CMD_RET_OK;
}

static PurpleCmdRet
cmd_notes (PurpleConversation *conv, const gchar *cmd, gchar **args, gchar **error, void *data)
{
  LuukkuView *view = view_or_error (conv, error);
  g_autofree char *question = args[0] != NULL ? purple_markup_strip_html (args[0]) : NULL;
  g_autoptr (GError) failure = NULL;

  return view != NULL ? finish (luukku_view_show_notes (view, question, &failure), failure, error)
                      : PURPLE_CMD_RET_FAILED;
}

void
luukku_view_notes_add (void)
{
  const PurpleCmdFlag flags = PURPLE_CMD_FLAG_IM | PURPLE_CMD_FLAG_CHAT | PURPLE_CMD_FLAG_ALLOW_WRONG_ARGS;

  ids[0] = purple_cmd_register ("note", "s", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_note,
                                _ ("note TEXT: an internal note for colleagues; nothing is sent"), NULL);
  ids[1] = purple_cmd_register (
      "notes", "s", PURPLE_CMD_P_PLUGIN, flags, NULL, cmd_notes,
      _ ("notes [words]: shows the internal notes about this conversation, or finds notes by words"), NULL);
}

void
luukku_view_notes_remove (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    purple_cmd_unregister (ids[i]);
}
