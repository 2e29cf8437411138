/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mail-oauth.c: what the token services of mailboxes answer, as sentences. What they say in words is
 * neither shown nor logged: it may name the mailbox. */
#define G_LOG_DOMAIN "luukku"

#include "mail/luukku-mail-oauth.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "adapter/luukku-fault-table.h"
#include "base/luukku-error.h"

#define NAME N_ ("E-mail")

static const char no_token[] =
    N_ ("This account needs a refresh token of the mail service. Enable the account again and give it.");
static const char dead_token[] =
    N_ ("The mail service does not renew the access to the mailbox any more: the refresh token has ended, "
        "was withdrawn, or the password was changed. Get a new refresh token (Luukku's README for mail says "
        "how), then enable the account again and give it.");
static const char unknown_client[] =
    N_ ("The mail service does not know the registration of Luukku, or its secret has ended. Check the "
        "application ID in the account's settings, then enable the account again and give the refresh token "
        "and the secret.");
static const char wrong_settings[] =
    N_ ("The mail service refused to renew the access to the mailbox. Check the application ID, the "
        "directory ID and the way to sign in on the account's Advanced page.");

static const LuukkuFaultRow rows[] = {
  { 0, 0, "invalid_grant", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, dead_token },
  { 0, 0, "interaction_required", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, dead_token },
  { 0, 0, "consent_required", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, dead_token },
  { 0, 0, "invalid_client", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, unknown_client },
  { 0, 0, "temporarily_unavailable", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "server_error", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "slow_down", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 401, 401, NULL, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, unknown_client },
  { 400, 407, NULL, NULL, LUUKKU_FAULT_SETTINGS, 0, wrong_settings },
  { .kind = LUUKKU_ROWS_END },
};

gboolean
luukku_mail_oauth_check (const LuukkuHttpAnswer *answer, GError **error)
{
  LuukkuFaultFacts facts = { .platform = luukku_tr (NAME),
                             .status = answer->status,
                             .retry_after = answer->retry_after };
  LuukkuJsonAt at = { NULL, "" };
  g_autofree char *code = NULL;

  if (answer->root != NULL && JSON_NODE_HOLDS_OBJECT (answer->root))
    at.object = json_node_get_object (answer->root);
  if (at.object != NULL && !luukku_json_get_string (&at, "error", FALSE, &code, NULL))
    code = NULL;
  if (answer->status < 300 && at.object != NULL && code == NULL)
    return TRUE;
  if (answer->status < 300 && code == NULL) {
    luukku_fault_table_set_unreadable (luukku_tr (NAME), NULL, FALSE, error);
    return FALSE;
  }
  facts.code = code;
  luukku_fault_table_set (rows, &facts, error);
  return FALSE;
}

LuukkuOauthRenewal *
luukku_mail_oauth_new (const LuukkuMailOauthInit *init, LuukkuTransport *transport, LuukkuClock *clock,
                       LuukkuOauthRenewed renewed, gpointer data)
{
  const char *path = strrchr (init->address, '/');
  g_autofree char *base = g_strndup (init->address, (gsize) (path - init->address));
  LuukkuOauthTokens *tokens = g_new0 (LuukkuOauthTokens, 1);
  const LuukkuOauthRenewalInit ours = { .name = NAME,
                                        .base = base,
                                        .path = path,
                                        .client_id = init->client_id,
                                        .client_secret = init->client_secret,
                                        .check = luukku_mail_oauth_check,
                                        .no_token = no_token };

  tokens->refresh = g_strdup (init->refresh_token);
  return luukku_oauth_renewal_new (&ours, transport, clock, tokens, renewed, data);
}
