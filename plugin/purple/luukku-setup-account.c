/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-setup-account.c: makes an account for a channel of the directory. No secret goes through here: the
 * account's own sign-in asks for it. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-setup-account.h"

#include <string.h>

#include "base/luukku-error.h"
#include "luukku-registry.h"
#include "model/luukku-platform.h"
#include "purple/luukku-core.h"

#include "purple/luukku-i18n.h"

#define SIGN_IN "sign-in"
#define OPTION "option-"
#define MAX_NAME 200 /* bytes */

const LuukkuAdapterType *
luukku_setup_account_type (const char *channel)
{
  const LuukkuAdapterType *const *types = luukku_registry_get_types ();

  for (guint i = 0; types[i] != NULL; i++) {
    if (g_str_equal (types[i]->id, channel))
      return types[i];
  }
  return NULL;
}

static gboolean
check_name (const LuukkuAdapterType *type, const char *name, GError **error)
{
  g_autofree char *label = NULL;

  if (*name != '\0' && strlen (name) <= MAX_NAME && strpbrk (name, " \t\r\n") == NULL)
    return TRUE;
  label = g_strdup (luukku_tr (type->account_label));
  luukku_set_error (
      error, LUUKKU_ERROR_INVALID_INPUT,
      /* TRANSLATORS: the kind of channel, then what its account's name is: "Page id" */
      N_ ("An account of %s needs its name before it can be set up: %s. Write it, or choose “later”."),
      luukku_tr (type->name), label);
  return FALSE;
}

char *
luukku_setup_account_make (const char *channel, const char *name, gboolean *ret_new, GError **error)
{
  const LuukkuAdapterType *type = luukku_setup_account_type (channel);
  g_autofree char *clean = g_strstrip (g_strdup (name));
  g_autofree char *key = NULL;
  PurpleAccount *account = NULL;

  g_return_val_if_fail (type != NULL, NULL);

  if (!check_name (type, clean, error))
    return NULL;
  key = g_strdup_printf ("%s:%s", type->id, clean);
  *ret_new = luukku_core_find_account (key) == NULL;
  if (*ret_new) {
    account = purple_account_new (clean, type->protocol_id);
    purple_accounts_add (account);
  }
  return g_steal_pointer (&key);
}

/* What has a default works without people; of what is empty the list of platforms says what they look up.
 * @platform: (nullable). */
static gboolean
is_asked (PurpleAccount *account, const LuukkuPlatform *platform, const LuukkuAdapterOption *option)
{
  if (platform != NULL && platform->fields != NULL &&
      !g_strv_contains ((const char *const *) platform->fields, option->name))
    return FALSE;
  return option->kind == LUUKKU_OPTION_STRING &&
         (option->default_string == NULL || *option->default_string == '\0') &&
         *purple_account_get_string (account, option->name, "") == '\0';
}

static const LuukkuAdapterType *
type_of (PurpleAccount *account)
{
  return luukku_registry_find_protocol (purple_account_get_protocol_id (account));
}

void
luukku_setup_account_add_fields (PurpleAccount *account, PurpleRequestFieldGroup *group)
{
  const LuukkuAdapterType *type = type_of (account);
  g_autoptr (GPtrArray) platforms = luukku_platforms_load (NULL);
  const LuukkuPlatform *platform =
      platforms != NULL ? luukku_platforms_find_channel (platforms, type->id) : NULL;

  for (const LuukkuAdapterOption *o = type->options; o != NULL && o->name != NULL; o++) {
    g_autofree char *id = g_strconcat (OPTION, o->name, NULL);

    if (is_asked (account, platform, o))
      purple_request_field_group_add_field (
          group, purple_request_field_string_new (id, luukku_tr (o->label), NULL, FALSE));
  }
  purple_request_field_group_add_field (
      group, purple_request_field_bool_new (
                 SIGN_IN,
                 type->sign_in != NULL ? _ ("Sign in now: a browser opens, or the account asks for its token")
                                       : _ ("Sign in now: the account asks for what it needs"),
                 TRUE));
}

void
luukku_setup_account_take (PurpleAccount *account, PurpleRequestFields *fields)
{
  const LuukkuAdapterType *type = type_of (account);

  for (const LuukkuAdapterOption *o = type->options; o != NULL && o->name != NULL; o++) {
    g_autofree char *id = g_strconcat (OPTION, o->name, NULL);
    g_autofree char *value = NULL;

    if (!purple_request_fields_exists (fields, id))
      continue;
    value = g_strdup (purple_request_fields_get_string (fields, id));
    if (value != NULL && *g_strstrip (value) != '\0')
      purple_account_set_string (account, o->name, value);
  }
  if (purple_request_fields_get_bool (fields, SIGN_IN))
    purple_account_set_enabled (account, purple_core_get_ui (), TRUE);
}
