/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tell.c: telling the people whom a step of an alarm names. A step counts as done when the message has
 * left; what does not leave is said, and the step stays open. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-tell.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define SUPERVISOR "supervisor"

static gboolean listening; /* signals of other accounts are connected */

/* --- which step, which contact */

/* Returns: the number of the first step whose acknowledgement is missing; 0: none. */
static guint
find_step (GPtrArray *steps)
{
  for (guint i = 0; i < steps->len; i++) {
    const LuukkuStep *step = g_ptr_array_index (steps, i);

    if (step->role != NULL && (luukku_step_missing (step) & LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT))
      return i + 1;
  }
  return 0;
}

/* *@place: 0: found out. Returns: (transfer full): whom the step names; NULL with @error. */
static char *
need_role (LuukkuView *view, guint *place, GError **error)
{
  g_autoptr (GPtrArray) steps = luukku_inbox_list_steps (luukku_core_get_inbox (), view->about.id, error);
  const LuukkuStep *step = NULL;

  if (steps == NULL)
    return NULL;
  if (*place == 0)
    *place = find_step (steps);
  if (*place == 0 || *place > steps->len) {
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("No step of this case waits for somebody to be told. Write /escalate to see its "
                          "steps."));
    return NULL;
  }
  step = g_ptr_array_index (steps, *place - 1);
  return g_strdup (step->role != NULL && *step->role != '\0' ? step->role : SUPERVISOR);
}

/* Returns: (transfer none) (nullable): a contact at @address of an account that is online. */
static PurpleBuddy *
find_buddy (const char *address)
{
  for (GList *l = purple_connections_get_all (); l != NULL; l = l->next) {
    PurpleAccount *account = purple_connection_get_account (l->data);
    PurpleBuddy *buddy = luukku_core_is_ours (account) ? NULL : purple_find_buddy (account, address);

    if (buddy != NULL)
      return buddy;
  }
  return NULL;
}

static gboolean
can_use (LuukkuInbox *inbox, const LuukkuAlarmContact *contact)
{
  if (contact->way == LUUKKU_WAY_ACCOUNT)
    return find_buddy (contact->address) != NULL;
  return contact->way == LUUKKU_WAY_MAIL && luukku_inbox_can_tell_by_mail (inbox);
}

/* Says why none of @contacts can be used. */
static void
set_no_contact (GPtrArray *contacts, GError **error)
{
  const LuukkuAlarmContact *first = contacts->len > 0 ? g_ptr_array_index (contacts, 0) : NULL;

  if (first == NULL)
    luukku_set_error (
        error, LUUKKU_ERROR_NOT_FOUND,
        N_ ("Nobody has entered how to reach them. Call, then enter the step; or write /escalate "
            "contact ADDRESS."));
  else if (first->confirmed_by == NULL)
    luukku_set_error (error, LUUKKU_ERROR_REFUSED,
                      N_ ("The contact %s has not been confirmed. Make sure that it is right, then write "
                          "/escalate confirm."),
                      first->address);
  else if (first->way == LUUKKU_WAY_PHONE)
    luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND,
                      N_ ("They are reached by phone: call %s, then enter the step."), first->address);
  else
    luukku_set_error (
        error, LUUKKU_ERROR_NOT_FOUND,
        N_ ("No account and no mailbox that is online here reaches %s. Call instead, then enter "
            "the step."),
        first->address);
}

/* Returns: (transfer none) (nullable): of @contacts. */
static LuukkuAlarmContact *
choose (LuukkuInbox *inbox, GPtrArray *contacts, int way)
{
  for (guint i = 0; i < contacts->len; i++) {
    LuukkuAlarmContact *contact = g_ptr_array_index (contacts, i);

    if (contact->confirmed_by != NULL && (way == LUUKKU_TELL_ANY_WAY || (int) contact->way == way) &&
        can_use (inbox, contact))
      return contact;
  }
  return NULL;
}

/* --- telling */
static gboolean
tell_by_account (LuukkuView *view, guint place, const LuukkuAlarmContact *contact, GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  PurpleBuddy *buddy = find_buddy (contact->address);
  PurpleConnection *gc = purple_account_get_connection (purple_buddy_get_account (buddy));
  g_autofree char *text = luukku_inbox_ready_text (inbox, view->about.id, SUPERVISOR, NULL, error);
  g_autofree char *html = text != NULL ? luukku_text_to_html (text) : NULL;
  LuukkuStepAct act = { .kind = LUUKKU_STEP_ACT_DONE, .how = "message", .whom = contact->address };

  if (text == NULL)
    return FALSE;
  if (serv_send_im (gc, purple_buddy_get_name (buddy), html, 0) < 0) {
    luukku_set_error (error, LUUKKU_ERROR_FAILED,
                      N_ ("The message to %s did not leave. Call instead, then enter the step."),
                      contact->address);
    return FALSE;
  }
  if (!luukku_inbox_act_on_step (inbox, view->about.id, place, &act, error))
    return FALSE;
  /* TRANSLATORS: %s: an account or an address. */
  text = (g_free (text),
          g_strdup_printf (_ ("%s has been told. The step waits for the answer."), contact->address));
  luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, text);
  return TRUE;
}

typedef struct {
  gint64 conversation;
  char *address;
} Letter;

static void
on_mailed (GObject *source, GAsyncResult *result, gpointer data)
{
  Letter *letter = data;
  LuukkuView *view = luukku_view_find_conversation (letter->conversation);
  g_autoptr (GError) error = NULL;
  gboolean done = luukku_inbox_tell_by_mail_finish (LUUKKU_INBOX (source), result, &error);
  g_autofree char *line =
      done ? g_strdup_printf (_ ("%s has been told. The step waits for the answer."), letter->address)
           /* TRANSLATORS: an address, then why: a whole sentence. */
           : g_strdup_printf (
                 _ ("The letter to %s did not leave, and the step stays open. %s Call instead, then "
                    "enter the step."),
                 letter->address, error->message);

  if (view != NULL) {
    luukku_view_tell (view, done ? PURPLE_MESSAGE_SYSTEM : PURPLE_MESSAGE_ERROR, line);
    luukku_view_refresh (view);
  } else if (!done) {
    luukku_core_notify_error (line);
  }
  g_free (letter->address);
  g_free (letter);
}

static void
tell_by_mail (LuukkuView *view, guint place, const LuukkuAlarmContact *contact)
{
  Letter *letter = g_new0 (Letter, 1);
  g_autofree char *line = NULL;

  letter->conversation = view->about.id;
  letter->address = g_strdup (contact->address);
  /* TRANSLATORS: %s: an address. */
  line = g_strdup_printf (_ ("A letter to %s is on its way."), contact->address);
  luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, line);
  luukku_inbox_tell_by_mail_async (luukku_core_get_inbox (), view->about.id, place, contact, on_mailed,
                                   letter);
}

gboolean
luukku_tell_can (LuukkuView *view, guint place)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autofree char *role = need_role (view, &place, NULL);
  g_autoptr (GPtrArray) contacts =
      role != NULL ? luukku_inbox_list_alarm_contacts (inbox, view->about.id, role) : NULL;

  return contacts != NULL && choose (inbox, contacts, LUUKKU_TELL_ANY_WAY) != NULL;
}

gboolean
luukku_tell_step (LuukkuView *view, guint place, int way, GError **error)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autofree char *role = need_role (view, &place, error);
  g_autoptr (GPtrArray) contacts = NULL;
  LuukkuAlarmContact *contact = NULL;

  if (role == NULL)
    return FALSE;
  contacts = luukku_inbox_list_alarm_contacts (inbox, view->about.id, role);
  contact = choose (inbox, contacts, way);
  if (contact == NULL) {
    set_no_contact (contacts, error);
    return FALSE;
  }
  if (contact->way == LUUKKU_WAY_ACCOUNT)
    return tell_by_account (view, place, contact, error);
  tell_by_mail (view, place, contact);
  return TRUE;
}

/* --- contacts */
static gboolean
is_phone (const char *address)
{
  return strspn (address, "+0123456789 -()") == strlen (address);
}

/* *@words: what follows the word for the way, if there is one. */
static LuukkuWay
take_way (const char **words)
{
  static const struct {
    const char *word;
    LuukkuWay way;
  } ways[] = {
    { "account ", LUUKKU_WAY_ACCOUNT },
    { "mail ", LUUKKU_WAY_MAIL },
    { "phone ", LUUKKU_WAY_PHONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    if (g_str_has_prefix (*words, ways[i].word)) {
      *words += strlen (ways[i].word);
      return ways[i].way;
    }
  }
  if (is_phone (*words))
    return LUUKKU_WAY_PHONE;
  return find_buddy (*words) != NULL || strchr (*words, '@') == NULL ? LUUKKU_WAY_ACCOUNT : LUUKKU_WAY_MAIL;
}

/* Returns: (transfer full): a role in the guideline's words. */
static char *
role_title (const char *role)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  LuukkuPack *pack = luukku_gate_get_pack (luukku_inbox_get_gate (inbox));
  g_autofree char *group = g_strconcat ("Role ", role, NULL);
  char *title =
      pack != NULL ? luukku_pack_get_text (pack, group, "Title", luukku_inbox_get_language (inbox)) : NULL;

  return title != NULL ? title : g_strdup (role);
}

gboolean
luukku_tell_enter (LuukkuView *view, guint place, const char *words, GError **error)
{
  LuukkuWay way = take_way (&words);
  g_autofree char *roles = need_role (view, &place, NULL);
  g_autofree char *role =
      g_strndup (roles != NULL ? roles : SUPERVISOR, strcspn (roles != NULL ? roles : SUPERVISOR, ";"));
  g_autofree char *title = NULL;
  g_autofree char *line = NULL;

  if (!luukku_inbox_put_alarm_contact (luukku_core_get_inbox (), role, way, words, error))
    return FALSE;
  title = role_title (role);
  /* TRANSLATORS: an account, an address or a number, then a role of the guideline: "Supervisor". */
  line = g_strdup_printf (_ ("%s is in the register as a contact (%s), confirmed by you."), words, title);
  luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, line);
  return TRUE;
}

gboolean
luukku_tell_confirm (LuukkuView *view, guint place, GError **error)
{
  g_autofree char *role = need_role (view, &place, error);

  if (role == NULL ||
      !luukku_inbox_confirm_alarm_contacts (luukku_core_get_inbox (), view->about.id, role, NULL, error))
    return FALSE;
  luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM,
                    _ ("The contacts of this step are confirmed by you in the register."));
  return TRUE;
}

char *
luukku_tell_describe (gint64 conversation, const LuukkuStep *step)
{
  g_autoptr (GPtrArray) contacts = NULL;
  const LuukkuAlarmContact *first = NULL;

  /* The role of a step without an acknowledgement is who does it, not who is told. */
  if (step->role == NULL || luukku_step_missing (step) == 0 ||
      !(step->needs & LUUKKU_STEP_NEEDS_ACKNOWLEDGEMENT))
    return NULL;
  contacts = luukku_inbox_list_alarm_contacts (luukku_core_get_inbox (), conversation, step->role);
  if (contacts->len == 0)
    return NULL;
  first = g_ptr_array_index (contacts, 0);
  if (first->confirmed_by == NULL)
    /* TRANSLATORS: %s: an account, an address or a number; "/escalate confirm" is typed as it is. */
    return g_strdup_printf (
        _ ("\n    Contact %s, not confirmed: make sure that it is right, then /escalate confirm"),
        first->address);
  if (first->name != NULL)
    /* TRANSLATORS: a person's name, then an account, an address or a number. */
    return g_strdup_printf (_ ("\n    Contact: %s, %s"), first->name, first->address);
  return g_strdup_printf (_ ("\n    Contact: %s"), first->address);
}

/* --- answers */
static void
on_received_im (PurpleAccount *account, char *sender, char *message, PurpleConversation *conv,
                PurpleMessageFlags flags)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();
  g_autofree char *plain = NULL;
  g_autofree char *bare = NULL;
  LuukkuView *view = NULL;
  gint64 conversation = 0;

  if (inbox == NULL || sender == NULL || message == NULL || luukku_core_is_ours (account))
    return;
  plain = luukku_text_strip_html (message);
  bare = g_strndup (sender, strcspn (sender, "/")); /* the device of an XMPP contact */
  conversation = luukku_inbox_hear_contact (inbox, bare, plain);
  view = conversation != 0 ? luukku_view_find_conversation (conversation) : NULL;
  if (view != NULL)
    luukku_view_tell (view, PURPLE_MESSAGE_SYSTEM, _ ("The alarm has been acknowledged."));
}

void
luukku_tell_listen (void)
{
  if (listening)
    return;
  listening = TRUE;
  purple_signal_connect (purple_conversations_get_handle (), "received-im-msg", luukku_core_get_handle (),
                         PURPLE_CALLBACK (on_received_im), NULL);
}

void
luukku_tell_stop (void)
{
  listening = FALSE;
}
