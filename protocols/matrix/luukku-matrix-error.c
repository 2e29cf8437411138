/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-matrix-error.c: a homeserver's error answers as faults. Pure; the knowledge is the table. */
#define G_LOG_DOMAIN "luukku"

#include "matrix/luukku-matrix-error.h"

#include "adapter/luukku-json.h"
#include "base/luukku-error.h"

#define MAX_WAIT G_TIME_SPAN_DAY

static const char signed_out[] =
    N_ ("The Matrix server has signed the account out. Enable the account again in Pidgin and give its "
        "password or a new access token; no message is lost by this.");
static const char wrong_password[] = N_ (
    "The Matrix server does not take this name and password. Give the right password, or choose an access "
    "token on the account's Advanced page.");
static const char deactivated[] =
    N_ ("The account has been closed at the Matrix server. Ask whoever runs the server.");
static const char locked[] =
    N_ ("The account is locked at the Matrix server. Ask whoever runs the server; then enable the account "
        "again.");
static const char consent[] = N_ (
    "The Matrix server wants its terms to be accepted first. Open Element with this account, accept them, "
    "and enable the account again.");
static const char full[] =
    N_ ("The Matrix server has reached a limit of its own. Ask whoever runs the server; then enable the "
        "account again.");
static const char no_call[] =
    N_ ("The Matrix server does not know this call: it is too old, or the address is not that of a Matrix "
        "server. Check the address on the account's Advanced page.");

static const LuukkuFaultRow rows[] = {
  { 0, 0, "M_LIMIT_EXCEEDED", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "M_USER_LOCKED", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, locked },
  { 0, 0, "M_USER_SUSPENDED", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, locked },
  { 0, 0, "M_USER_DEACTIVATED", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, deactivated },
  { 0, 0, "M_UNKNOWN_TOKEN", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, signed_out },
  { 0, 0, "M_MISSING_TOKEN", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, signed_out },
  { 0, 0, "M_CONSENT_NOT_GIVEN", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, consent },
  { 0, 0, "M_RESOURCE_LIMIT_EXCEEDED", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, full },
  { 400, 499, "M_FORBIDDEN", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, NULL },
  { 0, 0, "M_GUEST_ACCESS_FORBIDDEN", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, NULL },
  { 404, 404, "M_NOT_FOUND", NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 0, 0, "M_TOO_LARGE", NULL, LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { 0, 0, "M_UNRECOGNIZED", NULL, LUUKKU_FAULT_BAD_REQUEST, 0, no_call },
  { 400, 400, NULL, NULL, LUUKKU_FAULT_BAD_REQUEST, 0, NULL },
  /* that something is not there counts only when a homeserver says so: a room is plain by such an answer */
  { 404, 404, NULL, NULL, LUUKKU_FAULT_BAD_ANSWER, LUUKKU_ROW_RETRY, NULL },
  { 413, 413, NULL, NULL, LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { .kind = LUUKKU_ROWS_END },
};

static const LuukkuFaultRow sign_in_rows[] = {
  { 0, 0, "M_LIMIT_EXCEEDED", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "M_USER_DEACTIVATED", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, deactivated },
  { 0, 0, "M_FORBIDDEN", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, wrong_password },
  { 0, 0, "M_UNKNOWN_TOKEN", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, signed_out },
  { 0, 0, "M_USER_LOCKED", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, locked },
  { 0, 0, "M_CONSENT_NOT_GIVEN", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, consent },
  { 400, 407, NULL, NULL, LUUKKU_FAULT_SETTINGS, 0,
    N_ ("The Matrix server does not let programs sign in with a password. Choose “Access token” on the "
        "account's Advanced page and give one: Element shows it under Settings, Help & About.") },
  { .kind = LUUKKU_ROWS_END },
};

static gboolean
check (const LuukkuFaultRow *table, const LuukkuHttpAnswer *answer, GError **error)
{
  LuukkuFaultFacts facts = { .platform = LUUKKU_MATRIX_NAME,
                             .status = answer->status,
                             .retry_after = answer->retry_after,
                             .sending = answer->sending };
  LuukkuJsonAt at = { NULL, "" };
  g_autofree char *code = NULL;
  gint64 wait = 0;

  if (answer->root != NULL && JSON_NODE_HOLDS_OBJECT (answer->root))
    at.object = json_node_get_object (answer->root);
  if (at.object != NULL && answer->status >= 200 && answer->status < 300)
    return TRUE;
  if (at.object == NULL && answer->status < 500 &&
      answer->status != 429) { /* a page of a network in between, or another server */
    luukku_fault_table_set_unreadable (LUUKKU_MATRIX_NAME, NULL, answer->sending, error);
    return FALSE;
  }
  if (at.object != NULL && !luukku_json_get_string (&at, "errcode", FALSE, &code, NULL))
    code = NULL;
  if (at.object != NULL && luukku_json_get_int (&at, "retry_after_ms", FALSE, &wait, NULL))
    facts.retry_after = MAX (facts.retry_after, CLAMP (wait, 0, MAX_WAIT / 1000) * 1000);
  facts.code = code;
  luukku_fault_table_set (table, &facts, error);
  return FALSE;
}

gboolean
luukku_matrix_check (const LuukkuHttpAnswer *answer, GError **error)
{
  return check (rows, answer, error);
}

gboolean
luukku_matrix_check_sign_in (const LuukkuHttpAnswer *answer, GError **error)
{
  return check (sign_in_rows, answer, error);
}

gboolean
luukku_matrix_check_discovery (const LuukkuHttpAnswer *answer, GError **error)
{
  static const LuukkuFaultRow plain[] = { { .kind = LUUKKU_ROWS_END } }; /* a page of any web server */
  const LuukkuFaultFacts facts = { .platform = LUUKKU_MATRIX_NAME,
                                   .status = answer->status,
                                   .retry_after = answer->retry_after };

  if (answer->status == 200 && answer->root != NULL && JSON_NODE_HOLDS_OBJECT (answer->root))
    return TRUE;
  if (answer->status == 404 || answer->status == 429 || answer->status >= 500)
    luukku_fault_table_set (plain, &facts, error);
  else
    luukku_fault_set (
        error, LUUKKU_FAULT_SETTINGS, NULL,
        N_ ("Where the account's Matrix server is could not be found out from its name. Give the "
            "server's address on the account's Advanced page."));
  return FALSE;
}
