/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tokens.c: access tokens in memory and, when built with libsecret, in the desktop keyring. The only
 * file with libsecret. Everything is asynchronous: a locked keyring asks its own question while Pidgin stays
 * alive.
 *
 * What was stored in this run is kept in memory and found first, so a missing keyring never loses a token
 * that a person has just typed. Memory is overwritten before it is freed. Nothing is logged but what went
 * wrong. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-tokens.h"

#include "base/luukku-error.h"
#include "luukku-config.h"

#include <string.h>

#if HAVE_SECRET
#include <libsecret/secret.h>
#endif

struct _LuukkuTokens {
  GObject parent_instance;
  gboolean use_keyring;
  GHashTable *memory; /* "protocol/account" → token; both owned */
};

G_DEFINE_FINAL_TYPE (LuukkuTokens, luukku_tokens, G_TYPE_OBJECT)

static void
wipe_and_free (gpointer data)
{
  char *token = data;

  if (token != NULL)
    explicit_bzero (token, strlen (token));
  g_free (token);
}

static char *
make_key (const char *protocol_id, const char *account)
{
  return g_strconcat (protocol_id, "/", account, NULL);
}

#if HAVE_SECRET
static const SecretSchema schema = {
  .name = "fi.luukku.ApiToken",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = {
    { "protocol", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

/* @error: (transfer full). Cancelling stays GIO's error; the rest gets @sentence. */
static void
return_keyring_error (GTask *task, GError *error, const char *sentence)
{
  GError *told = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_task_return_error (task, error);
    return;
  }
  g_debug ("the keyring failed: %s %d", g_quark_to_string (error->domain), error->code);
  g_error_free (error);
  luukku_set_error (&told, LUUKKU_ERROR_FAILED, "%s", luukku_tr (sentence));
  g_task_return_error (task, told);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  char *secret = secret_password_lookup_finish (result, &error);

  if (error != NULL)
    return_keyring_error (
        task, error,
        N_ ("The keyring of this desktop cannot be reached, so the access token must be typed in. "
            "Unlock or start the keyring to have it remembered."));
  else
    g_task_return_pointer (task, g_strdup (secret), wipe_and_free);
  secret_password_free (secret);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    return_keyring_error (
        task, error,
        N_ ("The keyring of this desktop cannot be reached. The access token is kept until Pidgin "
            "is closed and must be given again after the next start."));
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  secret_password_clear_finish (result, &error); /* FALSE without an error: there was none */
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    return_keyring_error (
        task, error,
        N_ ("The keyring of this desktop cannot be reached, so the old access token is still in it. "
            "Remove it with the desktop's own keyring program."));
}

static void
look_up_in_keyring (GTask *task, const char *protocol_id, const char *account)
{
  secret_password_lookup (&schema, g_task_get_cancellable (task), on_looked_up, g_object_ref (task),
                          "protocol", protocol_id, "account", account, NULL);
}

static void
store_in_keyring (GTask *task, const char *protocol_id, const char *account, const char *token)
{
  g_autofree char *label = g_strdup_printf ("Luukku: %s, %s", protocol_id, account);

  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, token, g_task_get_cancellable (task),
                         on_stored, g_object_ref (task), "protocol", protocol_id, "account", account, NULL);
}

static void
clear_in_keyring (GTask *task, const char *protocol_id, const char *account)
{
  secret_password_clear (&schema, g_task_get_cancellable (task), on_cleared, g_object_ref (task), "protocol",
                         protocol_id, "account", account, NULL);
}
#else
static void
look_up_in_keyring (GTask *task, const char *protocol_id, const char *account)
{
  g_task_return_pointer (task, NULL, NULL);
}

static void
store_in_keyring (GTask *task, const char *protocol_id, const char *account, const char *token)
{
  GError *error = NULL;

  luukku_set_error (
      &error, LUUKKU_ERROR_UNSUPPORTED,
      N_ ("This Luukku was built without a keyring. The access token is kept until Pidgin is closed and "
          "must be given again after the next start."));
  g_task_return_error (task, error);
}

static void
clear_in_keyring (GTask *task, const char *protocol_id, const char *account)
{
  g_task_return_boolean (task, TRUE);
}
#endif

static void
luukku_tokens_finalize (GObject *object)
{
  LuukkuTokens *self = LUUKKU_TOKENS (object);

  g_hash_table_unref (self->memory);
  G_OBJECT_CLASS (luukku_tokens_parent_class)->finalize (object);
}

static void
luukku_tokens_class_init (LuukkuTokensClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = luukku_tokens_finalize;
}

static void
luukku_tokens_init (LuukkuTokens *self)
{
  self->memory = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wipe_and_free);
}

LuukkuTokens *
luukku_tokens_new (void)
{
  LuukkuTokens *self = g_object_new (LUUKKU_TYPE_TOKENS, NULL);

  self->use_keyring = TRUE;
  return self;
}

LuukkuTokens *
luukku_tokens_new_in_memory (void)
{
  return g_object_new (LUUKKU_TYPE_TOKENS, NULL);
}

void
luukku_tokens_lookup_async (LuukkuTokens *self, const char *protocol_id, const char *account,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *key = make_key (protocol_id, account);
  const char *token;

  g_return_if_fail (LUUKKU_IS_TOKENS (self));

  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, luukku_tokens_lookup_async);
  token = g_hash_table_lookup (self->memory, key);
  if (token != NULL || !self->use_keyring)
    g_task_return_pointer (task, g_strdup (token), wipe_and_free);
  else
    look_up_in_keyring (task, protocol_id, account);
}

char *
luukku_tokens_lookup_finish (LuukkuTokens *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
luukku_tokens_store_async (LuukkuTokens *self, const char *protocol_id, const char *account,
                           const char *token, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (LUUKKU_IS_TOKENS (self));

  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, luukku_tokens_store_async);
  g_hash_table_replace (self->memory, make_key (protocol_id, account), g_strdup (token));
  if (self->use_keyring)
    store_in_keyring (task, protocol_id, account, token);
  else
    g_task_return_boolean (task, TRUE);
}

gboolean
luukku_tokens_store_finish (LuukkuTokens *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
luukku_tokens_clear_async (LuukkuTokens *self, const char *protocol_id, const char *account,
                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *key = make_key (protocol_id, account);

  g_return_if_fail (LUUKKU_IS_TOKENS (self));

  task = g_task_new (self, cancellable, callback, data);
  g_task_set_source_tag (task, luukku_tokens_clear_async);
  g_hash_table_remove (self->memory, key);
  if (self->use_keyring)
    clear_in_keyring (task, protocol_id, account);
  else
    g_task_return_boolean (task, TRUE);
}

gboolean
luukku_tokens_clear_finish (LuukkuTokens *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
