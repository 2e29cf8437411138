/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-people.c: who could go on with a case, and who may see what others have had to read: out of
 * the registers of users and contact points. */
#define G_LOG_DOMAIN "luukku"

#include "evidence/luukku-archive.h"
#include "inbox/luukku-inbox-private.h"
#include "inbox/luukku-register-book.h"

#define SUPERVISOR "supervisor"
#define MANAGE "manage"

void
luukku_colleague_free (LuukkuColleague *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}

static const LuukkuEntry *
find_me (LuukkuInbox *self, const LuukkuRegisterBook *book)
{
  g_autofree char *actor = luukku_inbox_dup_actor (self);

  for (guint i = 0; i < book->users->len; i++) {
    const LuukkuEntry *user = g_ptr_array_index (book->users, i);

    if (luukku_register_is_user (user, actor) || luukku_register_is_user (user, g_get_user_name ()))
      return user;
  }
  return NULL;
}

/* The first time only; not who sits here. */
static void
add (GPtrArray *list, const char *name, gboolean is_supervisor, const char *actor)
{
  LuukkuColleague *row = NULL;

  if (name == NULL || *name == '\0' || g_strcmp0 (name, actor) == 0)
    return;
  for (guint i = 0; i < list->len; i++) {
    if (g_str_equal (((LuukkuColleague *) g_ptr_array_index (list, i))->name, name))
      return;
  }
  row = g_new0 (LuukkuColleague, 1);
  row->name = g_strdup (name);
  row->is_supervisor = is_supervisor;
  g_ptr_array_add (list, row);
}

static gboolean
is_on_duty (const LuukkuEntry *user, const char *day)
{
  gboolean has_absence =
      luukku_entry_get (user, "away-from") != NULL || luukku_entry_get (user, "away-until") != NULL;

  return luukku_entry_covers (user, "from", "until", day) &&
         !(has_absence && luukku_entry_covers (user, "away-from", "away-until", day));
}

GPtrArray *
luukku_inbox_list_colleagues (LuukkuInbox *self, gint64 conversation)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) luukku_colleague_free);
  g_autoptr (GPtrArray) contacts = luukku_inbox_list_alarm_contacts (self, conversation, SUPERVISOR);
  LuukkuRegisterBook *book = luukku_register_book_get (self);
  const LuukkuEntry *me = find_me (self, book);
  g_autofree char *actor = luukku_inbox_dup_actor (self);

  if (me != NULL)
    add (list, luukku_entry_get (me, SUPERVISOR), TRUE, actor);
  for (guint i = 0; i < contacts->len; i++)
    add (list, ((LuukkuAlarmContact *) g_ptr_array_index (contacts, i))->name, TRUE, actor);
  for (guint i = 0; i < book->users->len; i++) {
    const LuukkuEntry *user = g_ptr_array_index (book->users, i);

    if (user != me && is_on_duty (user, book->day))
      add (list, luukku_entry_get_name (user, self->language), FALSE, actor);
  }
  return list;
}

gboolean
luukku_inbox_may_manage (LuukkuInbox *self)
{
  LuukkuRegisterBook *book = luukku_register_book_get (self);
  const LuukkuEntry *me = find_me (self, book);
  gboolean any = FALSE;

  for (guint i = 0; i < book->users->len && !any; i++)
    any = luukku_entry_lists (g_ptr_array_index (book->users, i), "rights", MANAGE);
  return !any || (me != NULL && luukku_entry_lists (me, "rights", MANAGE));
}

GPtrArray *
luukku_inbox_list_exposure (LuukkuInbox *self, gint64 from, GError **error)
{
  GPtrArray *rows = luukku_store_list_exposure (self->store, from, G_MAXINT64, error);
  g_autofree char *actor = luukku_inbox_dup_actor (self);
  gboolean may_manage = luukku_inbox_may_manage (self);

  for (guint i = rows != NULL ? rows->len : 0; i > 0; i--) {
    if (!may_manage && g_strcmp0 (((LuukkuExposure *) g_ptr_array_index (rows, i - 1))->actor, actor) != 0)
      g_ptr_array_remove_index (rows, i - 1);
  }
  return rows;
}

/* A person reads the words on the pages of a record, too. Of an erased case there are none. */
gboolean
luukku_inbox_note_exposure_of_record (LuukkuInbox *self, const char *record, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (LuukkuRecordRow) row = luukku_store_find_record (self->store, record, &failed);
  g_autoptr (LuukkuCase) item =
      row != NULL ? luukku_store_get_case (self->store, row->case_number, NULL) : NULL;
  g_autoptr (GPtrArray) messages =
      item != NULL
          ? luukku_store_list_messages (self->store, luukku_case_peek (item)->conversation, 0, &failed)
          : NULL;

  for (guint i = 0; failed == NULL && messages != NULL && i < messages->len; i++) {
    const LuukkuStoredMessage *stored = g_ptr_array_index (messages, i);
    g_autofree char *cover = luukku_inbox_get_cover (self, stored->id);

    if (cover != NULL && luukku_archive_shows (self->store, row, stored->message))
      luukku_inbox_note_exposure (self, stored->id, cover, &failed);
  }
  if (failed == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}
