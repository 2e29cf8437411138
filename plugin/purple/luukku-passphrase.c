/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-passphrase.c: the optional passphrase of the signing key. It is kept in the desktop keyring when a
 * person says so, otherwise it is asked for at each start; it is never in a preference, a log or a file of
 * ours. */
#define G_LOG_DOMAIN "luukku"

#include "purple/luukku-passphrase.h"

#include "adapter/luukku-tokens.h"
#include "base/luukku-error.h"
#include "evidence/luukku-package.h"
#include "purple/luukku-core.h"
#include "purple/luukku-words.h"

#include "purple/luukku-i18n.h"

#include <string.h>

#define KEYRING_PLACE                                                                                        \
  "luukku-signing-key" /* beside the protocols' tokens; the account is the folder of the key */

/* The one opening that goes on. */
static struct {
  GCancellable *cancellable; /* (owned) (nullable): NULL: none goes on */
  void (*then) (void);       /* (nullable) */
  void *request;             /* (nullable): libpurple's question */
  gboolean keep;             /* what was ticked last */
} opening;

/* Returns: (transfer full) (nullable): NULL without a store. */
static char *
get_key_dir (void)
{
  LuukkuInbox *inbox = luukku_core_get_inbox ();

  return inbox != NULL ? luukku_signer_default_dir (luukku_store_get_path (luukku_inbox_get_store (inbox)))
                       : NULL;
}

static void
finish_opening (void)
{
  void (*then) (void) = opening.then;

  opening.then = NULL;
  g_clear_object (&opening.cancellable);
  if (then != NULL && luukku_core_get_inbox () != NULL)
    then ();
}

/* --- the keyring */

static void
on_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!luukku_tokens_store_finish (LUUKKU_TOKENS (source), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    luukku_core_notify_info (
        _ ("The keyring cannot be reached: the passphrase is asked for again at the next start."));
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!luukku_tokens_clear_finish (LUUKKU_TOKENS (source), result, &error))
    g_debug ("the old passphrase may still be in the keyring");
}

static void
keep_or_forget (const char *key_dir, const char *passphrase, gboolean keep)
{
  LuukkuTokens *tokens = luukku_core_get_tokens ();

  if (keep && passphrase != NULL && *passphrase != '\0')
    luukku_tokens_store_async (tokens, KEYRING_PLACE, key_dir, passphrase, NULL, on_kept, NULL);
  else
    luukku_tokens_clear_async (tokens, KEYRING_PLACE, key_dir, NULL, on_forgotten, NULL);
}

/* --- asking at the start */

static void ask (const char *why);

static PurpleRequestField *
new_secret (const char *id, const char *label)
{
  PurpleRequestField *field = purple_request_field_string_new (id, label, NULL, FALSE);

  purple_request_field_string_set_masked (field, TRUE);
  return field;
}

static PurpleRequestField *
new_keep (void)
{
  return purple_request_field_bool_new ("keep", luukku_box_label (_ ("_Keep it in the keyring of this desktop")),
                                        opening.keep);
}

static void
on_given (gpointer data, PurpleRequestFields *fields)
{
  const char *passphrase = purple_request_fields_get_string (fields, "passphrase");
  g_autofree char *key_dir = get_key_dir ();
  g_autoptr (GError) error = NULL;

  opening.request = NULL; /* libpurple closes it */
  if (key_dir == NULL)
    return;
  opening.keep = purple_request_fields_get_bool (fields, "keep");
  if (!luukku_signer_unlock (key_dir, passphrase != NULL ? passphrase : "", &error)) {
    ask (error->message);
    return;
  }
  if (opening.keep)
    keep_or_forget (key_dir, passphrase, TRUE);
  finish_opening ();
}

static void
on_not_given (gpointer data, PurpleRequestFields *fields)
{
  opening.request = NULL;
  finish_opening ();
}

static void
ask (const char *why)
{
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);

  purple_request_fields_add_group (fields, group);
  purple_request_field_group_add_field (group, new_secret ("passphrase", luukku_label (_ ("_Passphrase"))));
  purple_request_field_group_add_field (group, new_keep ());
  opening.request =
      purple_request_fields (luukku_core_get_handle (), _ ("Passphrase of the signing key"),
                             _ ("Packages and checkpoints are signed with a key that is under a passphrase. "
                                "Without it messages and records "
                                "go on as always, but nothing can be exported."),
                             why, fields, luukku_label (_ ("_OK")), G_CALLBACK (on_given),
                             luukku_label (_ ("_Later")), G_CALLBACK (on_not_given), NULL, NULL, NULL, NULL);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GCancellable) cancellable = data;
  g_autoptr (GError) error = NULL;
  char *passphrase = luukku_tokens_lookup_finish (LUUKKU_TOKENS (source), result, &error);
  g_autofree char *key_dir = NULL;

  if (!g_cancellable_is_cancelled (cancellable) && (key_dir = get_key_dir ()) != NULL) {
    opening.keep = passphrase != NULL;
    if (passphrase != NULL && luukku_signer_unlock (key_dir, passphrase, NULL))
      finish_opening ();
    else
      ask (NULL);
  }
  if (passphrase != NULL)
    explicit_bzero (passphrase, strlen (passphrase));
  g_free (passphrase);
}

void
luukku_passphrase_open (void (*then) (void))
{
  g_autofree char *key_dir = get_key_dir ();

  if (key_dir == NULL || !luukku_signer_is_locked (key_dir)) {
    if (then != NULL)
      then ();
    return;
  }
  if (opening.cancellable != NULL)
    return; /* it is being asked for */
  opening.then = then;
  opening.cancellable = g_cancellable_new ();
  luukku_tokens_lookup_async (luukku_core_get_tokens (), KEYRING_PLACE, key_dir, opening.cancellable,
                              on_found, g_object_ref (opening.cancellable));
}

/* --- setting, changing, taking away */

static gboolean
change (const char *key_dir, PurpleRequestFields *fields, GError **error)
{
  const char *old =
      purple_request_fields_exists (fields, "old") ? purple_request_fields_get_string (fields, "old") : NULL;
  const char *new = purple_request_fields_get_string (fields, "new");
  const char *again = purple_request_fields_get_string (fields, "again");

  if (g_strcmp0 (new, again) != 0) {
    luukku_set_error (error, LUUKKU_ERROR_INVALID_INPUT,
                      N_ ("The two passphrases are not the same; the key is as it was. Try again."));
    return FALSE;
  }
  if (old != NULL && !luukku_signer_unlock (key_dir, old, error))
    return FALSE;
  return luukku_signer_protect (key_dir, new, error);
}

static void
on_changed (gpointer data, PurpleRequestFields *fields)
{
  const char *new = purple_request_fields_get_string (fields, "new");
  gboolean bare = new == NULL || *new == '\0';
  g_autofree char *key_dir = get_key_dir ();
  g_autoptr (GError) error = NULL;

  if (key_dir == NULL)
    return;
  opening.keep = purple_request_fields_get_bool (fields, "keep");
  if (!change (key_dir, fields, &error)) {
    luukku_core_notify_error (error->message);
    return;
  }
  keep_or_forget (key_dir, new, opening.keep);
  luukku_core_notify_info (
      bare ? _ ("The signing key is not under a passphrase any more.")
           : _ ("The signing key is under the new passphrase. Keep it where only the unit finds "
                "it: a forgotten one cannot be found out by anybody."));
}

static void
on_change (PurplePluginAction *action)
{
  PurpleRequestFields *fields = purple_request_fields_new ();
  PurpleRequestFieldGroup *group = purple_request_field_group_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *key_dir = NULL;

  if (!luukku_core_ensure (&error)) {
    luukku_core_notify_error (error->message);
    purple_request_fields_destroy (fields);
    purple_request_field_group_destroy (group);
    return;
  }
  key_dir = get_key_dir ();
  purple_request_fields_add_group (fields, group);
  if (luukku_signer_is_locked (key_dir))
    purple_request_field_group_add_field (group,
                                          new_secret ("old", luukku_label (_ ("_Passphrase until now"))));
  purple_request_field_group_add_field (group, new_secret ("new", luukku_label (_ ("_New passphrase"))));
  purple_request_field_group_add_field (group, new_secret ("again", luukku_label (_ ("The same _again"))));
  purple_request_field_group_add_field (group, new_keep ());
  purple_request_fields (
      luukku_core_get_handle (), _ ("Passphrase of the signing key"),
      _ ("With a passphrase nobody who copies the key file can sign in the unit's name. Empty: none."), NULL,
      fields, luukku_label (_ ("_OK")), G_CALLBACK (on_changed), luukku_label (_ ("_Cancel")), NULL, NULL,
      NULL, NULL, NULL);
}

GList *
luukku_passphrase_append (GList *list)
{
  return g_list_append (list, purple_plugin_action_new (_ ("Passphrase of the signing key…"), on_change));
}

void
luukku_passphrase_shutdown (void)
{
  if (opening.cancellable != NULL)
    g_cancellable_cancel (opening.cancellable);
  if (opening.request != NULL)
    purple_request_close (PURPLE_REQUEST_FIELDS, opening.request);
  opening.request = NULL;
  g_clear_object (&opening.cancellable);
  opening.then = NULL;
  luukku_signer_set_passphrase (NULL);
}
