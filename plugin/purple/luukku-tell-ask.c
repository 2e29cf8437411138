/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tell-ask.c: the questions before somebody is told of an alarm: whom, when nobody is entered; whether
 * a contact is right that nobody has confirmed; a call where no message goes. Uses no contact by itself. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-tell.h"

#include "base/luukku-error.h"
#include "purple/luukku-alarm.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

/* The first step that waits for somebody to acknowledge it. Returns: (transfer full) (nullable). */
static char *
find_role (LuukkuView *view, guint *ret_place)
{
  g_autoptr (GPtrArray) steps = luukku_inbox_list_steps (luukku_core_get_inbox (), view->about.id, NULL);

  for (guint i = 0; steps != NULL && i < steps->len; i++) {
    const LuukkuStep *step = g_ptr_array_index (steps, i);

    if (step->role == NULL || !(luukku_step_missing (step) & LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT))
      continue;
    *ret_place = i + 1;
    return g_strdup (step->role);
  }
  return NULL;
}

static LuukkuView *
view_of (gpointer number)
{
  return luukku_core_get_inbox () != NULL ? luukku_view_find_conversation ((gint64) GPOINTER_TO_SIZE (number))
                                          : NULL;
}

/* @error: why the step before failed; NULL: it did not. */
static void
go_on (LuukkuView *view, const GError *error)
{
  g_autoptr (GError) failure = NULL;

  if (error == NULL && luukku_tell_ask (view, &failure))
    return;
  if (error == NULL)
    error = failure;
  if (error != NULL)
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
}

static void
on_confirmed (gpointer number, int action)
{
  LuukkuView *view = view_of (number);
  g_autoptr (GError) error = NULL;

  if (view == NULL)
    return;
  luukku_tell_confirm (view, 0, &error);
  go_on (view, error);
}

static void
on_entered (gpointer number, const char *address)
{
  LuukkuView *view = view_of (number);
  g_autofree char *clean = g_strstrip (g_strdup (address != NULL ? address : ""));
  g_autoptr (GError) error = NULL;

  if (view == NULL || *clean == '\0')
    return;
  luukku_tell_enter (view, 0, clean, &error);
  go_on (view, error);
}

static void
on_called (gpointer number, int action)
{
  LuukkuView *view = view_of (number);
  g_autoptr (GError) error = NULL;
  guint place = 0;
  g_autofree char *role = view != NULL ? find_role (view, &place) : NULL;

  if (role != NULL && !luukku_step_form_open (view, place, &error))
    luukku_view_tell (view, PURPLE_MESSAGE_ERROR, error->message);
}

static void
ask_action (LuukkuView *view, const char *primary, const char *secondary, const char *yes, GCallback callback)
{
  purple_request_action (view->conv, _ ("Luukku"), primary, secondary, PURPLE_DEFAULT_ACTION_NONE,
                         purple_conversation_get_account (view->conv), NULL, view->conv,
                         GSIZE_TO_POINTER ((gsize) view->about.id), 2, luukku_label (yes), callback,
                         luukku_label (_ ("_Cancel")), NULL);
}

static void
ask_for_address (LuukkuView *view)
{
  purple_request_input (
      view->conv, _ ("Luukku"), _ ("Nobody has entered how to reach them."),
      _ ("Call, and enter the step with its button “Done…”. Or write here an e-mail address, an "
         "account or a phone number that you have made sure of: it is kept in the register as "
         "confirmed by you, and is used now."),
      NULL, FALSE, FALSE, NULL, luukku_label (_ ("_Enter")), G_CALLBACK (on_entered),
      luukku_label (_ ("_Cancel")), NULL, purple_conversation_get_account (view->conv), NULL, view->conv,
      GSIZE_TO_POINTER ((gsize) view->about.id));
}

static void
ask_to_confirm (LuukkuView *view, const LuukkuAlarmContact *contact)
{
  /* TRANSLATORS: %s: an account, an address or a number. */
  g_autofree char *primary = g_strdup_printf (_ ("Is %s right?"), contact->address);
  g_autofree char *secondary = g_strdup_printf ("%s%s%s", contact->name != NULL ? contact->name : "",
                                                contact->name != NULL ? "\n" : "",
                                                _ ("Nobody has confirmed this contact yet. Make sure of it, "
                                                   "for example in the town's own directory; then it is "
                                                   "kept as confirmed by you, and is used now."));

  ask_action (view, primary, secondary, _ ("It is _right"), G_CALLBACK (on_confirmed));
}

static void
ask_to_call (LuukkuView *view, const LuukkuAlarmContact *contact)
{
  g_autofree char *primary = NULL;
  const char *secondary =
      contact->way == LUUKKU_WAY_PHONE
          ? _ ("They are reached by phone. Call, then enter who answered and when.")
          : _ ("No account and no mailbox that is online here reaches them. Call, then enter who "
               "answered and when.");

  if (contact->name != NULL)
    primary = g_strdup_printf ("%s, %s", contact->name, contact->address);
  else
    primary = g_strdup (contact->address);
  ask_action (view, primary, secondary, _ ("_Enter the call…"), G_CALLBACK (on_called));
}

gboolean
luukku_tell_ask (LuukkuView *view, GError **error)
{
  guint place = 0;
  g_autofree char *role = find_role (view, &place);
  g_autoptr (GPtrArray) contacts = NULL;
  const LuukkuAlarmContact *first = NULL;

  if (role == NULL || luukku_tell_can (view, place))
    return luukku_tell_step (view, place, LUUKKU_TELL_ANY_WAY, error);
  contacts = luukku_inbox_list_alarm_contacts (luukku_core_get_inbox (), view->about.id, role);
  first = contacts->len > 0 ? g_ptr_array_index (contacts, 0) : NULL;
  if (first == NULL)
    ask_for_address (view);
  else if (first->confirmed_by == NULL)
    ask_to_confirm (view, first);
  else
    ask_to_call (view, first);
  return TRUE;
}
