/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-actions-disclosure.c: the manager's entries that let something out: a request that a platform remove
 * a message, the list of who has the evidence, the letter with a checkpoint. Sends nothing itself: the text
 * is shown for the platform's form or for mail after the record is safe. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-actions-disclosure.h"

#include "base/luukku-error.h"
#include "base/luukku-text.h"
#include "evidence/luukku-package.h"
#include "evidence/luukku-removal.h"
#include "inbox/luukku-inbox-evidence.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"
#include "store/luukku-store-facts.h"

#include "purple/luukku-i18n.h"

#define HELSINKI "Europe/Helsinki"

static LuukkuInbox *
need_inbox (void)
{
  g_autoptr (GError) error = NULL;

  if (luukku_core_ensure (&error))
    return luukku_core_get_inbox ();
  luukku_core_notify_error (error->message);
  return NULL;
}

static void
show_text (const char *primary, const char *secondary, const char *text)
{
  g_autofree char *html = luukku_text_to_html (text);

  purple_notify_formatted (luukku_core_get_handle (), _ ("Luukku"), primary, secondary, html, NULL, NULL);
}

static PurpleRequestFieldGroup *
add_group (PurpleRequestFields *fields)
{
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);

  purple_request_fields_add_group (fields, group);
  return group;
}

static void
show_form (const char *title, const char *primary, PurpleRequestFields *fields, GCallback on_ok)
{
  purple_request_fields (luukku_core_get_handle (), title, primary, NULL, fields, luukku_label (_ ("_OK")),
                         on_ok, luukku_label (_ ("_Cancel")), NULL, NULL, NULL, NULL, NULL);
}

/* --- a request to remove: the elements of article 16(2) of Regulation (EU) 2022/2065 */

static const char *const elements[] = { "removal.requested-from", "removal.reasons",
                                        "removal.locations",      "removal.notifier-name",
                                        "removal.notifier-email", "removal.bona-fide-by" };

#define CONTACT "removal.contact-email"

/* What the form says now becomes statements; a field that is left empty changes nothing. */
static gboolean
state_elements (LuukkuStore *store, const char *number, PurpleRequestFields *fields, const char *actor,
                GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (elements); i++) {
    const char *value = purple_request_fields_get_string (fields, elements[i]);
    const LuukkuStatement fact = { 0, 0, (char *) elements[i], (char *) value, 0, (char *) actor };

    if (value != NULL && *value != '\0' && !luukku_facts_set (store, number, &fact, error))
      return FALSE;
  }
  return TRUE;
}

/* The record with message and request comes first, then the request may leave. Returns: (transfer full): its
 * text, empty when it goes @by_mail; NULL with @error. */
static char *
request_removal (LuukkuInbox *inbox, const char *number, PurpleRequestFields *fields, gboolean by_mail,
                 GError **error)
{
  LuukkuStore *store = luukku_inbox_get_store (inbox);
  g_autoptr (LuukkuStaff) staff = luukku_inbox_get_staff (inbox);
  const char *actor = staff->name != NULL ? staff->name : g_get_user_name ();
  g_autoptr (LuukkuCase) item = luukku_store_get_case (store, number, error);
  g_autoptr (LuukkuFacts) facts = NULL;
  g_autofree char *record = NULL;
  char *notice = NULL;

  if (item == NULL) {
    if (error != NULL && *error == NULL)
      luukku_set_error (error, LUUKKU_ERROR_NOT_FOUND, N_ ("There is no case %s; look at the list of cases."),
                        number);
    return NULL;
  }
  if (!state_elements (store, number, fields, actor, error) ||
      (facts = luukku_facts_load (store, number, error)) == NULL ||
      !luukku_removal_is_complete (facts, error) ||
      (record = luukku_inbox_archive (inbox, luukku_case_peek (item)->conversation, 0, "removal", NULL, NULL,
                                      error)) == NULL ||
      (!by_mail && !luukku_removal_submit (store, number, actor, &notice, error)))
    return NULL;
  return by_mail ? g_strdup ("") : notice;
}

static void
on_removal_mailed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree char *address = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (luukku_inbox_send_removal_finish (LUUKKU_INBOX (source), result, &error)) {
    /* TRANSLATORS: %s is an e-mail address. */
    sentence =
        g_strdup_printf (_ ("Message and request are archived, and the request was sent to %s."), address);
    luukku_core_notify_info (sentence);
    return;
  }
  /* TRANSLATORS: %s is a sentence that says why. */
  sentence = g_strdup_printf (_ ("The request was not sent by e-mail. %s"), error->message);
  luukku_core_notify_error (sentence);
}

static void
on_removal_ok (gpointer data, PurpleRequestFields *fields)
{
  LuukkuInbox *inbox = need_inbox ();
  const char *number = purple_request_fields_get_string (fields, "case");
  const char *address = purple_request_fields_get_string (fields, CONTACT);
  gboolean by_mail = address != NULL && *address != '\0';
  g_autoptr (LuukkuRemovalWatch) watch = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *notice = NULL;
  g_autofree char *day = NULL;
  g_autofree char *sentence = NULL;

  if (inbox == NULL || number == NULL)
    return;
  if ((notice = request_removal (inbox, number, fields, by_mail, &error)) == NULL) {
    luukku_core_notify_error (error->message);
    return;
  }
  if (by_mail) {
    luukku_inbox_send_removal_async (inbox, number, address, on_removal_mailed, g_strdup (address));
    return;
  }
  watch = luukku_store_get_removal_watch (luukku_inbox_get_store (inbox), number, NULL);
  day = watch != NULL ? luukku_time_format_local (watch->remind_at, HELSINKI, "%-d.%-m.%Y") : g_strdup ("-");
  /* TRANSLATORS: %s is a date */
  sentence = g_strdup_printf (_ ("Message and request are archived and the request is logged. Copy the text "
                                 "into the platform's form. "
                                 "If the platform stays silent, remind it on %s."),
                              day);
  show_text (_ ("Request to remove a message"), sentence, notice);
}

/* A window of the interface has room for more than a form of libpurple's. */
static void
on_removal_case (gpointer data, const char *number)
{
  g_autofree char *stripped = g_strstrip (g_strdup (number != NULL ? number : ""));

  if (!luukku_core_get_ui_ops ()->show_removal (stripped))
    luukku_core_notify_error (_ ("There is no case with that number. Look it up in the inbox."));
}

static void
ask_removal_case (void)
{
  purple_request_input (luukku_core_get_handle (), _ ("Request to remove a message"),
                        _ ("Which case is it about?"), NULL, NULL, FALSE, FALSE, NULL,
                        luukku_label (_ ("_OK")), G_CALLBACK (on_removal_case), luukku_label (_ ("_Cancel")),
                        NULL, NULL, NULL, NULL, NULL);
}

static void
on_removal (PurplePluginAction *action)
{
  const struct {
    const char *id, *label;
    gboolean long_text;
  } list[] = {
    { "case", luukku_label (_ ("Case nu_mber")), FALSE },
    { elements[0], luukku_label (_ ("_Platform")), FALSE },
    { elements[1], luukku_label (_ ("_Why the message is against the law")), TRUE },
    { elements[2], luukku_label (_ ("_Exact web address of the message")), FALSE },
    { elements[3], luukku_label (_ ("_Name of who requests")), FALSE },
    { elements[4], luukku_label (_ ("E-_mail address")), FALSE },
    { elements[5], luukku_label (_ ("C_onfirmed by: what is said here is accurate and complete")), FALSE },
    { CONTACT, luukku_label (_ ("Send it to the platform's contact at this e-mail address (or leave empty)")),
      FALSE },
  };
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = add_group (fields);

  if (need_inbox () == NULL || luukku_core_get_ui_ops ()->show_removal != NULL) {
    purple_request_fields_destroy (fields);
    if (luukku_core_get_inbox () != NULL)
      ask_removal_case ();
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (list); i++)
    purple_request_field_group_add_field (
        group, purple_request_field_string_new (list[i].id, list[i].label, NULL, list[i].long_text));
  show_form (_ ("Request to remove a message"),
             _ ("A request to a platform. It is refused while the reason, the address, who requests or the "
                "confirmation is missing; what was said before stays."),
             fields, G_CALLBACK (on_removal_ok));
}

/* --- who has the evidence */

static const char *
word_of (const char *kind)
{
  const struct {
    const char *kind, *word;
  } words[] = {
    { "view", _ ("viewed") },          { "print", _ ("printed") },
    { "export", _ ("exported") },      { "export-undone", _ ("export not completed") },
    { "handover", _ ("handed over") }, { "erasure", _ ("erased") },
    { "hold", _ ("put on hold") },     { "hold-released", _ ("released from the hold") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].kind, kind))
      return words[i].word;
  return kind;
}

void
luukku_actions_show_custody (const char *number)
{
  LuukkuInbox *inbox = need_inbox ();
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  GString *text = NULL;

  if (inbox == NULL)
    return;
  list = luukku_custody_list (luukku_inbox_get_store (inbox), number, &error);
  if (list == NULL) {
    luukku_core_notify_error (error->message);
    return;
  }
  text = g_string_new (list->len == 0 ? _ ("Nobody has viewed, printed, exported or received it.") : NULL);
  for (guint i = 0; i < list->len; i++) {
    const LuukkuCustodyItem *item = list->pdata[i];

    g_string_append_printf (text, "%s  %s  %s  %s  %s  %s\n", item->at, word_of (item->kind), item->actor,
                            item->record != NULL ? item->record : "-",
                            item->recipient != NULL ? item->recipient : "-",
                            item->purpose != NULL ? item->purpose : "-");
  }
  show_text (_ ("Who has the evidence"), number, text->str);
  g_string_free (text, TRUE);
}

static void
on_custody_ok (gpointer data, PurpleRequestFields *fields)
{
  const char *number = purple_request_fields_get_string (fields, "case");

  if (number != NULL)
    luukku_actions_show_custody (number);
}

static void
on_custody (PurplePluginAction *action)
{
  PurpleRequestFields *fields = purple_request_fields_new ();

  purple_request_field_group_add_field (
      add_group (fields),
      purple_request_field_string_new ("case", luukku_label (_ ("Case nu_mber")), NULL, FALSE));
  show_form (_ ("Who has the evidence"),
             _ ("Who saw, printed, exported or got the evidence of a case, and what for."), fields,
             G_CALLBACK (on_custody_ok));
}

/* --- the letter with a checkpoint */

void
luukku_actions_show_letter (void)
{
  LuukkuInbox *inbox = need_inbox ();
  g_autoptr (LuukkuStaff) staff = NULL;
  g_autoptr (LuukkuCheckpointRow) row = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *key_dir = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *letter = NULL;
  LuukkuStore *store;

  if (inbox == NULL)
    return;
  store = luukku_inbox_get_store (inbox);
  staff = luukku_inbox_get_staff (inbox);
  key_dir = luukku_signer_default_dir (luukku_store_get_path (store));
  if (!luukku_signer_ensure (key_dir, staff->organisation, luukku_inbox_get_clock (inbox), &fingerprint,
                             &error) ||
      (row = luukku_checkpoint_make (store, key_dir, staff->organisation, "mail", &error)) == NULL) {
    luukku_core_notify_error (error->message);
    return;
  }
  letter = luukku_checkpoint_letter (row, fingerprint);
  show_text (_ ("Letter to the registry"), _ ("Copy it into a message to the registry."), letter);
}

static void
on_letter (PurplePluginAction *action)
{
  luukku_actions_show_letter ();
}

GList *
luukku_actions_disclosure_append (GList *list)
{
  const struct {
    const char *label;
    void (*run) (PurplePluginAction *action);
  } entries[] = {
    { _ ("Request to remove a message…"), on_removal },
    { _ ("Who has the evidence…"), on_custody },
    { _ ("Letter with a checkpoint"), on_letter },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    list = g_list_append (list, purple_plugin_action_new (entries[i].label, entries[i].run));
  return list;
}
