/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-relay-config.c: settings that cannot be used are refused with a sentence that names the place. */
#define G_LOG_DOMAIN "luukku-relay"

#include "base/luukku-error.h"
#include "relay/luukku-relay-config.h"

#include "luukku-relay-kit.h"

#include <string.h>

#define DIGEST "80cd674f19ae0cf6c9c91e2d96301248f6dc930b31ac5318d7500f261d69f881"
#define ENDPOINT "[endpoint meta]\nkind=meta\nsecret-file=meta.secret\n"

static void
assert_refused (RelayKit *kit, const char *relay, const char *rest, int code, const char *sentence)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuRelayConfig) config = NULL;

  relay_kit_configure (kit, relay, rest);
  config = luukku_relay_config_load (kit->config, &error);
  g_assert_null (config);
  g_assert_error (error, LUUKKU_ERROR, code);
  g_assert_nonnull (strstr (error->message, sentence));
  g_assert_null (strstr (error->message, KIT_SECRET));
}

static void
test_good (void)
{
  g_autoptr (RelayKit) kit = relay_kit_new ("listen=[::1]:8470\nmax-spool=10\nkeep-days=0");
  g_autoptr (GError) error = NULL;
  g_autoptr (LuukkuRelayConfig) config = luukku_relay_config_load (kit->config, &error);
  const LuukkuRelayDesk *desk;

  g_assert_no_error (error);
  g_assert_cmpstr (config->host, ==, "::1");
  g_assert_cmpuint (config->port, ==, 8470);
  g_assert_cmpuint (config->max_spool, ==, 10 * 1024 * 1024);
  g_assert_cmpstr (luukku_relay_config_find_endpoint (config, "meta")->secret, ==, KIT_SECRET);
  g_assert_null (luukku_relay_config_find_endpoint (config, "other"));
  desk = luukku_relay_config_find_desk (config, KIT_TOKEN_B);
  g_assert_cmpstr (desk->name, ==, "b");
  g_assert_true (luukku_relay_desk_may_read (desk, "meta"));
  g_assert_false (luukku_relay_desk_may_read (desk, "form"));
  g_assert_null (luukku_relay_config_find_desk (config, ""));
}

static void
test_credentials (void)
{
  g_autoptr (RelayKit) kit = relay_kit_new ("");
  g_autoptr (RelayKit) credentials = relay_kit_new ("");
  g_autoptr (LuukkuRelayConfig) config = NULL;

  relay_kit_write (credentials, "meta.secret", "the-one-that-systemd-hands-over", 0400);
  g_setenv ("CREDENTIALS_DIRECTORY", credentials->folder, TRUE);
  config = luukku_relay_config_load (kit->config, NULL);
  g_unsetenv ("CREDENTIALS_DIRECTORY");
  g_assert_nonnull (config);
  g_assert_cmpstr (luukku_relay_config_find_endpoint (config, "meta")->secret, ==,
                   "the-one-that-systemd-hands-over");
}

static void
test_refused (void)
{
  g_autoptr (RelayKit) kit = relay_kit_new ("");

  assert_refused (kit, "listen=somewhere", ENDPOINT, LUUKKU_ERROR_INVALID_INPUT, "listen");
  assert_refused (kit, "listen=127.0.0.1:99999", ENDPOINT, LUUKKU_ERROR_INVALID_INPUT, "listen");
  assert_refused (kit, "rate=fast", ENDPOINT, LUUKKU_ERROR_INVALID_INPUT, "\"rate\"");
  assert_refused (kit, "colour=red", ENDPOINT, LUUKKU_ERROR_INVALID_INPUT, "\"colour\"");
  assert_refused (kit, "", "[server]\n", LUUKKU_ERROR_INVALID_INPUT, "[server]");
  assert_refused (kit, "", "", LUUKKU_ERROR_INVALID_INPUT, "[endpoint NAME]");
  assert_refused (kit, "", "[endpoint A B]\nkind=meta\n", LUUKKU_ERROR_INVALID_INPUT, "[endpoint A B]");
  assert_refused (kit, "", "[endpoint meta]\nkind=other\n", LUUKKU_ERROR_INVALID_INPUT, "\"kind\"");
  assert_refused (kit, "", "[endpoint meta]\nkind=meta\n", LUUKKU_ERROR_INVALID_INPUT, "secret-file");
  assert_refused (kit, "", "[endpoint f]\nkind=standard-webhooks\nsecret-file=meta.secret\n",
                  LUUKKU_ERROR_INVALID_INPUT, "whsec_");
  assert_refused (kit, "", ENDPOINT "[desk a]\nendpoints=meta;\n", LUUKKU_ERROR_INVALID_INPUT,
                  "luukku-relay token");
  assert_refused (kit, "", ENDPOINT "[desk a]\ntoken-sha256=" DIGEST "\n", LUUKKU_ERROR_INVALID_INPUT,
                  "endpoints");
  assert_refused (kit, "", ENDPOINT "[desk a]\ntoken-sha256=" DIGEST "\nendpoints=form;\n",
                  LUUKKU_ERROR_INVALID_INPUT, "\"form\"");
}

static void
test_secrets_refused (void)
{
  g_autoptr (RelayKit) kit = relay_kit_new ("");

  relay_kit_write (kit, "meta.secret", KIT_SECRET, 0644);
  assert_refused (kit, "", ENDPOINT, LUUKKU_ERROR_REFUSED, "chmod");
  relay_kit_write (kit, "meta.secret", "two\nlines", 0600);
  assert_refused (kit, "", ENDPOINT, LUUKKU_ERROR_INVALID_INPUT, "one line");
  relay_kit_write (kit, "meta.secret", "short", 0600);
  assert_refused (kit, "", ENDPOINT, LUUKKU_ERROR_INVALID_INPUT, "too short");
  relay_kit_write (kit, "meta.secret", "", 0600);
  assert_refused (kit, "", ENDPOINT, LUUKKU_ERROR_INVALID_INPUT, "one line");
  assert_refused (kit, "", "[endpoint meta]\nkind=meta\nsecret-file=not-there\n", LUUKKU_ERROR_INVALID_INPUT,
                  "not-there");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/relay/config/good", test_good);
  g_test_add_func ("/relay/config/credentials", test_credentials);
  g_test_add_func ("/relay/config/refused", test_refused);
  g_test_add_func ("/relay/config/refused/secrets", test_secrets_refused);
  return g_test_run ();
}
