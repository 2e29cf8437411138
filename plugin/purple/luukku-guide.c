/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-guide.c: when the first steps are offered, and they as a form of libpurple's for a user interface
 * without a window for them. What is filled in goes through the table of settings. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-guide.h"

#include "base/luukku-error.h"
#include "luukku-registry.h"
#include "purple/luukku-core.h"
#include "purple/luukku-settings.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

static const char *const asked[] = { "staff-name", "staff-title", "staff-unit", "staff-organisation" };
static guint offer_id; /* idle source, 0: none */

enum { CHANNEL_NOTHING, CHANNEL_PRACTICE };

/* --- practice */
/* Returns: (transfer none): the protocol that needs no platform: no token to sign in with. */
static const char *
practice_protocol (void)
{
  const LuukkuAdapterType *const *types = luukku_registry_get_types ();

  for (guint i = 0; types[i] != NULL; i++) {
    if (!types[i]->by_hand && !types[i]->replies_by_hand && !types[i]->needs_token)
      return types[i]->protocol_id;
  }
  g_return_val_if_reached ("");
}

static PurpleAccount *
find_practice (void)
{
  for (GList *l = purple_accounts_get_all (); l != NULL; l = l->next) {
    if (g_str_equal (purple_account_get_protocol_id (l->data), practice_protocol ()))
      return l->data;
  }
  return NULL;
}

gboolean
luukku_guide_start_practice (void)
{
  PurpleAccount *account = find_practice ();
  gboolean is_new = account == NULL;

  if (is_new) {
    /* TRANSLATORS: the name of the practice account, one word in small letters */
    account = purple_account_new (_ ("practice"), practice_protocol ());
    purple_accounts_add (account);
  }
  if (!purple_account_get_enabled (account, purple_core_get_ui ()))
    purple_account_set_enabled (account, purple_core_get_ui (), TRUE);
  return is_new;
}

/* --- the keyring */
typedef struct {
  void (*answer) (const char *trouble, gpointer data);
  gpointer data;
} Asked;

static void
on_keyring (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Asked *asked_by = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = luukku_tokens_lookup_finish (LUUKKU_TOKENS (source), result, &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    asked_by->answer (error != NULL ? error->message : NULL, asked_by->data);
}

void
luukku_guide_check_keyring (void (*answer) (const char *trouble, gpointer data), gpointer data)
{
  Asked *by = g_new0 (Asked, 1);

  by->answer = answer;
  by->data = data;
  /* There is none of this name: nothing is unlocked or asked for it. */
  luukku_tokens_lookup_async (luukku_core_get_tokens (), practice_protocol (), "first-steps", NULL,
                              on_keyring, by);
}

/* --- when */

static gboolean
has_channel (void)
{
  for (GList *l = purple_accounts_get_all (); l != NULL; l = l->next) {
    if (luukku_core_is_ours (l->data))
      return TRUE;
  }
  return purple_prefs_get_string_list (LUUKKU_PREF_CITY_CHANNELS) != NULL;
}

static gboolean
on_offer (gpointer data)
{
  offer_id = 0;
  luukku_guide_show ();
  return G_SOURCE_REMOVE;
}

void
luukku_guide_offer (void)
{
  if (offer_id == 0 && !purple_prefs_get_bool (LUUKKU_PREF_GUIDE_SEEN) && !has_channel ())
    offer_id = g_idle_add (on_offer, NULL);
}

void
luukku_guide_shutdown (void)
{
  g_clear_handle_id (&offer_id, g_source_remove);
}

/* --- the form */
static void
on_ok (gpointer data, PurpleRequestFields *fields)
{
  const LuukkuSettingsApi *api = &luukku_settings_api;
  g_autoptr (GPtrArray) packs = api->list_options ("pack");
  int pack = purple_request_fields_get_choice (fields, "pack");
  g_autoptr (GError) error = NULL;

  if (pack >= 0 && pack < (int) packs->len)
    api->set ("pack", ((const LuukkuSettingOption *) packs->pdata[pack])->value, &error);
  for (guint i = 0; error == NULL && i < G_N_ELEMENTS (asked); i++) {
    const char *value = purple_request_fields_get_string (fields, asked[i]);

    api->set (asked[i], value != NULL ? value : "", &error);
  }
  if (purple_request_fields_get_choice (fields, "channel") == CHANNEL_PRACTICE)
    luukku_guide_start_practice ();
  if (error != NULL)
    luukku_core_notify_error (error->message);
  else if (purple_request_fields_get_choice (fields, "channel") == CHANNEL_NOTHING)
    luukku_core_notify_info (_ ("Add the town's accounts in the list of accounts: their protocols end in "
                                "“(Luukku)”. The first steps can be opened again from the menu of Luukku."));
}

static void
add_pack (PurpleRequestFieldGroup *group)
{
  const LuukkuSettingsApi *api = &luukku_settings_api;
  g_autoptr (GPtrArray) packs = api->list_options ("pack");
  g_autofree char *now = api->get ("pack");
  PurpleRequestField *field = purple_request_field_choice_new ("pack", luukku_label (_ ("_Municipality")), 0);

  for (guint i = 0; i < packs->len; i++) {
    const LuukkuSettingOption *option = packs->pdata[i];

    purple_request_field_choice_add (field, option->title);
    if (g_str_equal (option->value, now)) {
      purple_request_field_choice_set_default_value (field, (int) i);
      purple_request_field_choice_set_value (field, (int) i);
    }
  }
  purple_request_field_group_add_field (group, field);
}

static void
show_form (void)
{
  const LuukkuSettingsApi *api = &luukku_settings_api;
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);
  PurpleRequestField *channel =
      purple_request_field_choice_new ("channel", luukku_label (_ ("_Channel")), CHANNEL_PRACTICE);
  g_autofree char *trouble = api->describe_trouble ();

  purple_request_fields_add_group (fields, group);
  add_pack (group);
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++) {
    g_autofree char *value = api->get (asked[i]);
    const char *label = luukku_label (luukku_tr (luukku_settings_find (asked[i])->title));

    purple_request_field_group_add_field (group,
                                          purple_request_field_string_new (asked[i], label, value, FALSE));
  }
  purple_request_field_choice_add (channel, _ ("I add the town's accounts myself"));
  purple_request_field_choice_add (channel, _ ("Practise with scripted residents; nothing leaves this "
                                               "computer"));
  purple_request_field_choice_set_value (channel, CHANNEL_PRACTICE);
  purple_request_field_group_add_field (group, channel);
  purple_request_fields (luukku_core_get_handle (), _ ("First steps with Luukku"),
                         _ ("First steps with Luukku"), trouble, fields, luukku_label (_ ("_OK")),
                         G_CALLBACK (on_ok), luukku_label (_ ("_Cancel")), NULL, NULL, NULL, NULL, NULL);
}

void
luukku_guide_show (void)
{
  const LuukkuUiOps *ops = luukku_core_get_ui_ops ();

  purple_prefs_set_bool (LUUKKU_PREF_GUIDE_SEEN, TRUE);
  if (ops->show_guide == NULL || !ops->show_guide ())
    show_form ();
}
