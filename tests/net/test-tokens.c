/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-tokens.c: tokens in memory, and what happens without a keyring. The keyring is taken away by a session
 * bus address where nobody listens, so that a developer's own keyring is never touched. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-tokens.h"

#include <string.h>

#define PROTOCOL "prpl-luukku-facebook"

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static char *
look_up (LuukkuTokens *tokens, const char *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  luukku_tokens_lookup_async (tokens, PROTOCOL, account, NULL, on_done, &result);
  wait_for (&result);
  return luukku_tokens_lookup_finish (tokens, result, error);
}

static gboolean
store (LuukkuTokens *tokens, const char *account, const char *token, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  luukku_tokens_store_async (tokens, PROTOCOL, account, token, NULL, on_done, &result);
  wait_for (&result);
  return luukku_tokens_store_finish (tokens, result, error);
}

static gboolean
clear (LuukkuTokens *tokens, const char *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  luukku_tokens_clear_async (tokens, PROTOCOL, account, NULL, on_done, &result);
  wait_for (&result);
  return luukku_tokens_clear_finish (tokens, result, error);
}

static void
test_memory (void)
{
  g_autoptr (LuukkuTokens) tokens = luukku_tokens_new_in_memory ();
  g_autofree char *none = NULL, *first = NULL, *second = NULL, *other = NULL, *gone = NULL;
  g_autoptr (GError) error = NULL;

  none = look_up (tokens, "1", &error);
  g_assert_no_error (error);
  g_assert_null (none);
  g_assert_true (store (tokens, "1", "first", &error));
  first = look_up (tokens, "1", &error);
  g_assert_cmpstr (first, ==, "first");
  g_assert_true (store (tokens, "1", "second", &error));
  second = look_up (tokens, "1", &error);
  g_assert_cmpstr (second, ==, "second");
  other = look_up (tokens, "2", &error);
  g_assert_null (other);
  g_assert_true (clear (tokens, "1", &error));
  g_assert_true (clear (tokens, "1", &error));
  gone = look_up (tokens, "1", &error);
  g_assert_null (gone);
  g_assert_no_error (error);
}

static void
test_no_keyring (void)
{
  g_autoptr (LuukkuTokens) tokens = luukku_tokens_new ();
  g_autofree char *found = NULL, *gone = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (store (tokens, "1", "CANARY", &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "next start"));
  g_assert_null (strstr (error->message, "CANARY"));
  g_clear_error (&error);
  found = look_up (tokens, "1", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, "CANARY");

  clear (tokens, "1", NULL); /* memory forgets whatever the keyring says */
  gone = look_up (tokens, "1", NULL);
  g_assert_null (gone);
}

/* Only under tests/support/with-keyring, which brings a keyring of its own: see tests/net/meson.build. */
static void
test_keyring (void)
{
  g_autoptr (LuukkuTokens) first = luukku_tokens_new (), second = luukku_tokens_new ();
  g_autofree char *none = NULL, *found = NULL, *other = NULL, *gone = NULL;
  g_autoptr (GError) error = NULL;

  none = look_up (first, "1", &error);
  g_assert_no_error (error);
  g_assert_null (none);
  g_assert_true (store (first, "1", "CANARY", &error));
  g_assert_no_error (error);
  found = look_up (second, "1", &error); /* another run: memory is empty */
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, "CANARY");
  other = look_up (second, "2", &error);
  g_assert_no_error (error);
  g_assert_null (other);
  g_assert_true (clear (second, "1", &error));
  g_assert_true (clear (second, "1", &error)); /* none is there: no error */
  gone = look_up (second, "1", &error);
  g_assert_no_error (error);
  g_assert_null (gone);
}

static void
test_cancelled (void)
{
  g_autoptr (LuukkuTokens) tokens = luukku_tokens_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  luukku_tokens_lookup_async (tokens, PROTOCOL, "1", cancellable, on_done, &result);
  g_cancellable_cancel (cancellable);
  wait_for (&result);
  g_assert_null (luukku_tokens_lookup_finish (tokens, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  gboolean own_keyring = g_getenv ("LUUKKU_TEST_KEYRING") != NULL;

  if (!own_keyring)
    g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/luukku-test-bus", TRUE);
  g_test_init (&argc, &argv, NULL);
  if (own_keyring) {
    g_test_add_func ("/net/tokens/keyring", test_keyring);
    return g_test_run ();
  }
  g_test_add_func ("/net/tokens/memory", test_memory);
  g_test_add_func ("/net/tokens/no-keyring", test_no_keyring);
  g_test_add_func ("/net/tokens/cancelled", test_cancelled);
  return g_test_run ();
}
