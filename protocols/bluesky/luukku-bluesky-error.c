/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-bluesky-error.c: the error answers of the AT protocol as faults. Pure; the knowledge is the table.
 */
#define G_LOG_DOMAIN "luukku"

#include "bluesky/luukku-bluesky-error.h"

#include "adapter/luukku-json.h"
#include "base/luukku-error.h"

#define MAX_WAIT G_TIME_SPAN_DAY

static const char no_direct_messages[] =
    N_ ("The app password for %s does not open direct messages. Make a new one there (Settings, Privacy and "
        "security, App passwords), tick that it may read direct messages, and give it to the account.");
static const char wrong_password[] = N_ (
    "%s does not accept the account's name and app password. Check the name, make a new app password there "
    "(Settings, Privacy and security, App passwords), and give it to the account.");
static const char second_factor[] = N_ (
    "%s asks for a code by e-mail, because this is the account's own password. Make an app password there "
    "(Settings, Privacy and security, App passwords), and give that to the account.");
static const char closed_account[] =
    N_ ("%s has closed or suspended this account. Look there what it says; no messages are received "
        "before it is open again.");
static const char not_taken[] = N_ (
    "%s did not take the message: this person takes messages only from people they follow, or from nobody. "
    "Answer where they wrote, or by another channel.");
static const char locked[] =
    N_ ("This conversation is locked at %s, so nothing was sent. Answer by another channel.");
static const char no_service[] = N_ (
    "The server of this account cannot reach a service of %s that is needed. Luukku tries again by itself; "
    "nothing needs to be done.");

static const LuukkuFaultRow rows[] = {
  { 0, 0, "InvalidToken", "bad token method", LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH | LUUKKU_ROW_PERMISSION,
    no_direct_messages },
  { 0, 0, "InvalidToken", "bad token scope", LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH | LUUKKU_ROW_PERMISSION,
    no_direct_messages },
  { 0, 0, "ExpiredToken", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  { 0, 0, "InvalidToken", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  { 0, 0, "AuthMissing", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  { 0, 0, "AuthenticationRequired", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, wrong_password },
  { 0, 0, "AuthFactorTokenRequired", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH | LUUKKU_ROW_PERMISSION,
    second_factor },
  { 0, 0, "AccountTakedown", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, closed_account },
  { 0, 0, "AccountDeactivated", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, closed_account },
  { 0, 0, "AccountSuspended", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, closed_account },
  { 0, 0, "RateLimitExceeded", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "MessagesDisabled", NULL, LUUKKU_FAULT_RECIPIENT, 0, not_taken },
  { 0, 0, "NotFollowedBySender", NULL, LUUKKU_FAULT_RECIPIENT, 0, not_taken },
  { 0, 0, "BlockedActor", NULL, LUUKKU_FAULT_RECIPIENT, 0, NULL },
  { 0, 0, "BlockedSubject", NULL, LUUKKU_FAULT_RECIPIENT, 0, NULL },
  { 0, 0, "RecipientNotFound", NULL, LUUKKU_FAULT_RECIPIENT, 0, NULL },
  { 0, 0, "ConvoLocked", NULL, LUUKKU_FAULT_RECIPIENT, 0, locked },
  { 0, 0, "InvalidConvo", NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 0, 0, "ReplyTargetNotFound", NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 0, 0, "RecordNotFound", NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 0, 0, "ActorNotFound", NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 0, 0, "UpstreamFailure", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, no_service },
  { 0, 0, "UpstreamTimeout", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, no_service },
  { 0, 0, "InvalidSwap", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY,
    NULL }, /* somebody changed it meanwhile */
  { 400, 400, NULL, "grapheme", LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { 400, 400, NULL, "longer than", LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { .kind = LUUKKU_ROWS_END },
};

/* RateLimit-Reset is a time in seconds. */
static gint64
read_wait (const LuukkuHttpAnswer *answer)
{
  const char *reset = luukku_response_get_header (answer->response, "ratelimit-reset");
  guint64 time = 0;

  if (answer->status != 429 || reset == NULL ||
      !g_ascii_string_to_unsigned (reset, 10, 0, G_MAXINT64 / G_TIME_SPAN_SECOND, &time, NULL))
    return 0;
  return CLAMP ((gint64) time * G_TIME_SPAN_SECOND - answer->now, 0, MAX_WAIT);
}

gboolean
luukku_bluesky_check (const LuukkuHttpAnswer *answer, GError **error)
{
  LuukkuFaultFacts facts = { .platform = LUUKKU_BLUESKY_NAME,
                             .status = answer->status,
                             .retry_after = MAX (answer->retry_after, read_wait (answer)),
                             .sending = answer->sending };
  gboolean is_object = answer->root != NULL && JSON_NODE_HOLDS_OBJECT (answer->root);
  gboolean good = answer->status >= 200 && answer->status < 300;
  LuukkuJsonAt at = { is_object ? json_node_get_object (answer->root) : NULL, "" };
  g_autofree char *code = NULL, *message = NULL;

  if (good && (is_object || g_bytes_get_size (luukku_response_get_body (answer->response)) == 0))
    return TRUE;                            /* some calls have no answer */
  if (!is_object && answer->status < 500) { /* a page of a network in between */
    luukku_fault_table_set_unreadable (LUUKKU_BLUESKY_NAME, NULL, answer->sending, error);
    return FALSE;
  }
  if (is_object && !luukku_json_get_string (&at, "error", FALSE, &code, NULL))
    code = NULL;
  if (is_object && !luukku_json_get_string (&at, "message", FALSE, &message, NULL))
    message = NULL;
  facts.code = code;
  if (code != NULL && g_str_has_prefix (code, "Upstream"))
    facts.subcode = LUUKKU_BLUESKY_SERVICE_DOWN;
  facts.message = message;
  luukku_fault_table_set (rows, &facts, error);
  return FALSE;
}
