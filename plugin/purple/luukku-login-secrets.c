/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-login-secrets.c: the secrets of an account: from the keyring, or from a masked question; they go to
 * the adapter and nowhere else. An account with one is asked for it in a line, one with several in a form. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-connection-private.h"

#include "base/luukku-error.h"
#include "inbox/luukku-inbox-health.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define MAX_BYTES 4096 /* of one secret */

static PurpleAccount *
account_of (LuukkuConnection *self)
{
  return purple_connection_get_account (self->gc);
}

static void
choose_table (LuukkuConnection *self)
{
  g_autoptr (GHashTable) options = luukku_login_collect_options (self);
  const LuukkuAdapterSettings settings = {
    .account = purple_account_get_username (account_of (self)),
    .options = options,
  };

  if (self->type->get_secrets != NULL) {
    self->table = self->type->get_secrets (&settings);
    return;
  }
  self->single[0].label = self->type->token_label != NULL ? self->type->token_label : N_ ("Access token");
  self->single[0].is_password = self->type->token_is_password;
  self->table = self->single;
}

/* Returns: (transfer full): which protocol the keyring has the secret under. */
static char *
place_of (LuukkuConnection *self, const LuukkuAdapterSecret *secret)
{
  return secret->name == NULL ? g_strdup (self->type->protocol_id)
                              : g_strconcat (self->type->protocol_id, "/", secret->name, NULL);
}

/* @text: (transfer full) (nullable). */
static void
take (LuukkuConnection *self, const LuukkuAdapterSecret *secret, char *text)
{
  if (secret->name == NULL) {
    luukku_http_forget (self->token);
    self->token = text;
  } else if (text != NULL) {
    g_hash_table_replace (self->secrets, (gpointer) secret->name, text);
  } else {
    g_hash_table_remove (self->secrets, secret->name);
  }
}

static gboolean
has (LuukkuConnection *self, const LuukkuAdapterSecret *secret)
{
  return secret->name == NULL ? self->token != NULL : g_hash_table_contains (self->secrets, secret->name);
}

static gboolean
is_complete (LuukkuConnection *self)
{
  for (const LuukkuAdapterSecret *s = self->table; s->label != NULL; s++) {
    if (!s->optional && !has (self, s))
      return FALSE;
  }
  return TRUE;
}

/* --- keeping and forgetting */
static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LuukkuConnection) self = data;
  g_autoptr (GError) error = NULL;

  if (!luukku_tokens_store_finish (LUUKKU_TOKENS (source), result, &error) && self->gc != NULL &&
      !luukku_fault_is_cancelled (error))
    luukku_core_notify_info (error->message);
}

/* The first one has told it already. */
static void
on_other_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LuukkuConnection) self = data;

  luukku_tokens_store_finish (LUUKKU_TOKENS (source), result, NULL);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!luukku_tokens_clear_finish (LUUKKU_TOKENS (source), result, &error))
    g_debug ("a dead secret stays in the keyring: code %d", error->code);
}

static void
keep (LuukkuConnection *self, const LuukkuAdapterSecret *secret, const char *text)
{
  g_autofree char *place = place_of (self, secret);

  luukku_tokens_store_async (luukku_core_get_tokens (), place,
                             purple_account_get_username (account_of (self)), text, NULL,
                             secret->name == NULL ? on_stored : on_other_stored, g_object_ref (self));
}

static void
forget (LuukkuConnection *self, const LuukkuAdapterSecret *secret)
{
  g_autofree char *place = place_of (self, secret);

  take (self, secret, NULL);
  luukku_tokens_clear_async (luukku_core_get_tokens (), place,
                             purple_account_get_username (account_of (self)), NULL, on_cleared, NULL);
}

static void
note_new_token (LuukkuConnection *self)
{
  if (luukku_core_get_inbox () != NULL)
    luukku_inbox_note_token (luukku_core_get_inbox (), self->channel,
                             luukku_clock_now (luukku_core_get_clock ()), 0);
}

void
luukku_login_store_token (LuukkuConnection *self, const char *token)
{
  take (self, self->table, g_strdup (token));
  keep (self, self->table, token);
  note_new_token (self);
}

/* What belongs to the town's app outlives the tokens that a person gets by signing in with it. */
void
luukku_login_forget_secrets (LuukkuConnection *self)
{
  gboolean signs_in = luukku_login_signs_in (self);

  for (const LuukkuAdapterSecret *s = self->table; s->label != NULL; s++) {
    if (s->name == NULL || !signs_in)
      forget (self, s);
  }
}

void
luukku_login_forget_app (LuukkuConnection *self)
{
  for (const LuukkuAdapterSecret *s = self->table; s->label != NULL; s++) {
    if (s->name != NULL)
      forget (self, s);
  }
}

gboolean
luukku_login_signs_in (LuukkuConnection *self)
{
  g_autoptr (GHashTable) options = NULL;

  if (self->type->sign_in == NULL || self->type->signs_in == NULL || self->gc == NULL)
    return self->type->sign_in != NULL;
  options = luukku_login_collect_options (self);
  return self->type->signs_in (&(LuukkuAdapterSettings){
      .account = purple_account_get_username (account_of (self)), .options = options });
}

/* --- what a person gives */
static void
fail_without_token (LuukkuConnection *self)
{
  g_autoptr (GError) error = NULL;

  luukku_fault_set (&error, LUUKKU_FAULT_AUTH, NULL,
                    N_ ("No access token was given. Enable the account again and give the token."));
  luukku_connection_fail (self, error);
}

/* A password may have spaces and letters of any script; a token that was copied with a line break is wrong.
 */
static gboolean
is_secret (const LuukkuAdapterSecret *secret, const char *text)
{
  gsize length = strlen (text);

  if (length == 0)
    return secret->optional;
  if (length > MAX_BYTES || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (secret->is_password ? g_ascii_iscntrl (text[i]) : !g_ascii_isgraph (text[i]))
      return FALSE;
  }
  return TRUE;
}

static gboolean
on_login_again (gpointer data)
{
  PurpleAccount *account = data;

  if (g_list_find (purple_accounts_get_all (), account) != NULL &&
      purple_account_get_connection (account) != NULL) {
    purple_account_disconnect (account);
    purple_account_connect (account);
  }
  return G_SOURCE_REMOVE;
}

/* With what was given. */
static void
go_on (LuukkuConnection *self)
{
  note_new_token (self);
  if (self->adapter != NULL) /* A change: from the beginning, after libpurple has closed the question. */
    g_idle_add (on_login_again, account_of (self));
  else
    luukku_login_open (self);
}

/* @texts: one for each row of the table, without spaces around it. */
static void
take_all (LuukkuConnection *self, char *const *texts)
{
  gboolean online = self->adapter != NULL;

  for (guint i = 0; self->table[i].label != NULL; i++) {
    if (is_secret (&self->table[i], texts[i]))
      continue;
    if (!online)
      fail_without_token (self);
    return;
  }
  for (guint i = 0; self->table[i].label != NULL; i++) {
    if (*texts[i] == '\0') {
      forget (self, &self->table[i]);
      continue;
    }
    keep (self, &self->table[i], texts[i]);
    if (!online)
      take (self, &self->table[i], g_strdup (texts[i]));
  }
  go_on (self);
}

void
luukku_login_take_token (LuukkuConnection *self, const char *token)
{
  gboolean online = self->adapter != NULL;

  if (!is_secret (self->table, token)) {
    if (!online)
      fail_without_token (self);
    return;
  }
  keep (self, self->table, token);
  if (!online)
    take (self, self->table, g_strdup (token));
  go_on (self);
}

static void
on_token_given (gpointer data, const char *text)
{
  char *token = g_strstrip (g_strdup (text != NULL ? text : ""));

  take_all (data, &token);
  luukku_http_forget (token);
}

static const char *
field_of (const LuukkuAdapterSecret *secret)
{
  return secret->name != NULL ? secret->name : "token";
}

static void
on_form_given (gpointer data, PurpleRequestFields *fields)
{
  LuukkuConnection *self = data;
  char *texts[LUUKKU_MAX_SECRETS] = { NULL };
  guint n = 0;

  for (; self->table[n].label != NULL && n < LUUKKU_MAX_SECRETS; n++) {
    const char *text = purple_request_fields_get_string (fields, field_of (&self->table[n]));

    texts[n] = g_strstrip (g_strdup (text != NULL ? text : ""));
  }
  take_all (self, texts);
  for (guint i = 0; i < n; i++)
    luukku_http_forget (texts[i]);
}

static void
on_refused (gpointer data, const char *text)
{
  LuukkuConnection *self = data;

  if (self->adapter == NULL)
    fail_without_token (self);
}

static void
on_form_refused (gpointer data, PurpleRequestFields *fields)
{
  on_refused (data, NULL);
}

/* @app: only what the town's app has, of that only what is missing. */
static void
ask_in_form (LuukkuConnection *self, const char *why, gboolean app, GCallback given)
{
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);

  purple_request_fields_add_group (fields, group);
  for (const LuukkuAdapterSecret *s = self->table; s->label != NULL; s++) {
    PurpleRequestField *field;

    if (app && (s->name == NULL || has (self, s)))
      continue;
    field = purple_request_field_string_new (field_of (s), luukku_tr (s->label), NULL, FALSE);
    purple_request_field_string_set_masked (field, TRUE);
    purple_request_field_set_required (field, !s->optional);
    purple_request_field_group_add_field (group, field);
  }
  purple_request_fields (self, _ ("Access tokens"), _ ("What this account signs in with"),
                         why != NULL ? why : _ ("It is kept in your keyring, never in Pidgin's files."),
                         fields, luukku_label (_ ("_Save")), given, luukku_label (_ ("_Cancel")),
                         G_CALLBACK (on_form_refused), account_of (self), NULL, NULL, self);
}

/* --- signing in in a browser with an app that has secrets of its own */

static gboolean
has_app (LuukkuConnection *self)
{
  for (const LuukkuAdapterSecret *s = self->table; s->label != NULL; s++) {
    if (s->name != NULL && !s->optional && !has (self, s))
      return FALSE;
  }
  return TRUE;
}

static void
on_app_given (gpointer data, PurpleRequestFields *fields)
{
  LuukkuConnection *self = data;

  for (const LuukkuAdapterSecret *s = self->table; s->label != NULL; s++) {
    const char *given = s->name != NULL && purple_request_fields_exists (fields, s->name)
                            ? purple_request_fields_get_string (fields, s->name)
                            : NULL;
    char *text = given != NULL ? g_strstrip (g_strdup (given)) : NULL;

    if (text != NULL && *text != '\0' && is_secret (s, text)) {
      keep (self, s, text);
      take (self, s, g_strdup (text));
    }
    luukku_http_forget (text);
  }
  if (is_complete (self)) /* only the app's secret had been lost */
    go_on (self);
  else if (has_app (self))
    luukku_login_sign_in (self, NULL);
  else if (self->adapter == NULL)
    fail_without_token (self);
}

void
luukku_login_ask_token (LuukkuConnection *self, const char *why)
{
  if (luukku_login_signs_in (self)) {
    if (has_app (self))
      luukku_login_sign_in (self, why);
    else
      ask_in_form (self, why, TRUE, G_CALLBACK (on_app_given));
    return;
  }
  if (self->table->label == NULL) {
    luukku_core_notify_info (_ ("This account signs in without a token. If it should have one, say so on the "
                                "account's Advanced page first."));
    return;
  }
  if (self->table[1].label != NULL) {
    ask_in_form (self, why, FALSE, G_CALLBACK (on_form_given));
    return;
  }
  purple_request_input (
      self, self->table->is_password ? _ ("Password") : _ ("Access token"), luukku_tr (self->table->label),
      why != NULL ? why : _ ("It is kept in your keyring, never in Pidgin's files."), NULL, FALSE, TRUE, NULL,
      luukku_label (_ ("_Save")), G_CALLBACK (on_token_given), luukku_label (_ ("_Cancel")),
      G_CALLBACK (on_refused), account_of (self), NULL, NULL, self);
}

/* A name that cannot be right is told before anybody looks for the secret. */
static void
ask_for_the_first_time (LuukkuConnection *self, const char *why)
{
  g_autoptr (GError) error = NULL;

  if (luukku_login_check_settings (self, &error))
    luukku_login_ask_token (self, why);
  else
    luukku_connection_fail (self, error);
}

/* --- what the keyring has */
static void look_up (LuukkuConnection *self);

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LuukkuConnection) self = data;
  g_autoptr (GError) error = NULL;
  char *text = luukku_tokens_lookup_finish (LUUKKU_TOKENS (source), result, &error);

  if (self->gc == NULL || (error != NULL && luukku_fault_is_cancelled (error))) {
    luukku_http_forget (text);
    return;
  }
  take (self, &self->table[self->looking_for], text);
  self->looking_for++;
  if (self->table[self->looking_for].label != NULL)
    look_up (self);
  else if (is_complete (self))
    luukku_login_open (self);
  else
    ask_for_the_first_time (self, error != NULL ? error->message : NULL);
}

static void
look_up (LuukkuConnection *self)
{
  g_autofree char *place = place_of (self, &self->table[self->looking_for]);

  luukku_tokens_lookup_async (luukku_core_get_tokens (), place,
                              purple_account_get_username (account_of (self)), self->cancellable, on_found,
                              g_object_ref (self));
}

void
luukku_login_find_secrets (LuukkuConnection *self)
{
  choose_table (self);
  self->looking_for = 0;
  if (self->table->label != NULL)
    look_up (self);
  else /* with these settings the account has none */
    luukku_login_open (self);
}
