/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-browser.c: a person signs in in a browser instead of giving a token: opens it, shows the address to
 * copy, waits for what comes back. The tokens go to the keyring and to the adapter, nowhere else. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-connection-private.h"

#include "base/luukku-error.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

static void show_address (LuukkuConnection *self, const char *why);
static void ask_to_paste (LuukkuConnection *self, const char *why);

static void
on_open_again (gpointer data, const char *text)
{
  LuukkuConnection *self = data;

  if (self->sign_in != NULL)
    show_address (self, NULL);
}

static void
on_cancel (gpointer data, const char *text)
{
  LuukkuConnection *self = data;

  if (self->signing != NULL)
    g_cancellable_cancel (self->signing);
}

/* --- what the browser shows in the end is pasted */

static void
on_form_cancel (gpointer data, PurpleRequestFields *fields)
{
  on_cancel (data, NULL);
}

static void
on_pasted (gpointer data, PurpleRequestFields *fields)
{
  LuukkuConnection *self = data;
  const char *text = purple_request_fields_get_string (fields, "answer");
  g_autoptr (GError) error = NULL;

  if (self->sign_in != NULL && !luukku_sign_in_paste (self->sign_in, text != NULL ? text : "", &error))
    ask_to_paste (self, error->message);
}

/* @why: (nullable). */
static void
ask_to_paste (LuukkuConnection *self, const char *why)
{
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);
  PurpleRequestField *address = purple_request_field_string_new (
      "address", _ ("Address for the browser"), luukku_sign_in_get_address (self->sign_in), FALSE);
  PurpleRequestField *answer =
      purple_request_field_string_new ("answer", _ ("Address where it ends"), NULL, FALSE);
  const char *how = _ (
      "Sign in there as the town's account and allow Luukku. If no browser has opened, copy the first "
      "address below into one. In the end the browser goes to a page of the town: copy the whole address of "
      "that page and paste it below within ten minutes. It works once.");
  g_autofree char *text = why != NULL ? g_strconcat (why, "\n\n", how, NULL) : g_strdup (how);

  purple_request_fields_add_group (fields, group);
  purple_request_field_string_set_masked (answer, TRUE);
  purple_request_field_set_required (answer, TRUE);
  purple_request_field_group_add_field (group, address);
  purple_request_field_group_add_field (group, answer);
  purple_request_fields (self, _ ("Sign in"), _ ("A browser opens with the service's own page."), text,
                         fields, luukku_label (_ ("_Go on")), G_CALLBACK (on_pasted),
                         luukku_label (_ ("_Cancel")), G_CALLBACK (on_form_cancel),
                         purple_connection_get_account (self->gc), NULL, NULL, self);
}

/* --- showing where */

/* The browser may open on another screen, or not at all. @why: (nullable). */
static void
show_address (LuukkuConnection *self, const char *why)
{
  const char *address = luukku_sign_in_get_address (self->sign_in);
  const char *how =
      _ ("Sign in there as the town's account and allow Luukku; it goes on here by itself. If no browser "
         "has opened, copy this address into one on this computer:");
  g_autofree char *text = why != NULL ? g_strconcat (why, "\n\n", how, NULL) : g_strdup (how);

  purple_notify_uri (luukku_core_get_handle (), address);
  if (luukku_sign_in_is_pasted (self->sign_in)) {
    ask_to_paste (self, why);
    return;
  }
  purple_request_input (self, /* TRANSLATORS: title of a window: an invitation */
                        _ ("Sign in"), _ ("A browser opens with the service's own page."), text, address,
                        FALSE, FALSE, NULL, luukku_label (_ ("_Open again")), G_CALLBACK (on_open_again),
                        luukku_label (_ ("_Cancel")), G_CALLBACK (on_cancel),
                        purple_connection_get_account (self->gc), NULL, NULL, self);
}

/* An account that is online goes on with what it has. */
static void
give_up (LuukkuConnection *self, const GError *error)
{
  g_autoptr (GError) told = NULL;

  if (luukku_fault_is_cancelled (error))
    luukku_fault_set (&told, LUUKKU_FAULT_AUTH, NULL,
                      N_ ("Nobody has signed in. Enable the account again to sign in in the browser."));
  else
    told = g_error_copy (error);
  if (self->adapter == NULL)
    luukku_connection_fail (self, told);
  else if (!luukku_fault_is_cancelled (error))
    luukku_core_notify_info (told->message);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LuukkuConnection) self = data;
  g_autoptr (GError) error = NULL;
  char *token = luukku_sign_in_wait_finish (LUUKKU_SIGN_IN (source), result, &error);

  g_clear_object (&self->sign_in);
  g_clear_object (&self->signing);
  if (self->gc == NULL) {
    luukku_http_forget (token);
    return;
  }
  purple_request_close_with_handle (self);
  if (token == NULL && g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_SETTINGS))
    luukku_login_forget_app (self); /* it may be what is wrong */
  if (token != NULL)
    luukku_login_take_token (self, token);
  else
    give_up (self, error);
  luukku_http_forget (token);
}

void
luukku_login_sign_in (LuukkuConnection *self, const char *why)
{
  g_autoptr (GHashTable) options = NULL;
  g_autoptr (LuukkuTransport) transport = NULL;
  g_autoptr (GError) error = NULL;

  if (self->sign_in != NULL) { /* one at a time: the browser is on its way */
    show_address (self, why);
    return;
  }
  options = luukku_login_collect_options (self);
  transport = luukku_login_make_transport (self, &error);
  if (transport != NULL) {
    const LuukkuAdapterSettings settings = {
      .account = purple_account_get_username (purple_connection_get_account (self->gc)),
      .options = options,
      .secrets = self->secrets,
    };

    self->sign_in = self->type->sign_in (&settings, transport, luukku_core_get_clock (), &error);
  }
  if (self->sign_in == NULL) {
    give_up (self, error);
    return;
  }
  self->signing = g_cancellable_new ();
  luukku_sign_in_wait_async (self->sign_in, self->signing, on_signed_in, g_object_ref (self));
  show_address (self, why);
}
