/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-linkedin-error.c: LinkedIn's error answers as faults. Pure; the knowledge is the table. */
#define G_LOG_DOMAIN "luukku"

#include "linkedin/luukku-linkedin-error.h"

#include "adapter/luukku-json.h"
#include "adapter/luukku-oauth.h"
#include "base/luukku-error.h"

static const char old_version[] = N_ (
    "LinkedIn no longer answers in the version that Luukku asks for: each lives about a year. Write a newer "
    "one, year and month such as 202610, on the account's Advanced page (“Version of LinkedIn's "
    "interface”).");
static const char too_little[] =
    N_ ("LinkedIn does not allow this: the person who signed in must be an administrator of the page, and "
        "the town's app "
        "needs the product “Community Management API”. After a change sign in again.");
static const char signed_out[] = N_ ("LinkedIn no longer accepts how this account is signed in: that lasts "
                                     "60 days, and ends when the person stops "
                                     "being an administrator of the page. Enable the account and sign in "
                                     "again; no comments are received before that.");
static const char used_up[] = N_ (
    "LinkedIn has answered as many calls as it allows on one day. Luukku goes on by itself after midnight of "
    "universal time; until then look into LinkedIn itself.");

static const LuukkuFaultRow rows[] = {
  { 426, 426, NULL, NULL, LUUKKU_FAULT_SETTINGS, 0, old_version },
  { 400, 499, "NONEXISTENT_VERSION", NULL, LUUKKU_FAULT_SETTINGS, 0, old_version },
  { 400, 499, NULL, "requested version", LUUKKU_FAULT_SETTINGS, 0, old_version },
  { 401, 401, NULL, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, signed_out },
  { 403, 403, NULL, NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, too_little },
  { 429, 429, NULL, NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, used_up },
  { 400, 422, NULL, "too long", LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { 400, 422, NULL, "exceeds the maximum", LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { .kind = LUUKKU_ROWS_END },
};

gint64
luukku_linkedin_until_midnight (gint64 now)
{
  return MAX (G_TIME_SPAN_DAY - now % G_TIME_SPAN_DAY, G_TIME_SPAN_MINUTE);
}

gboolean
luukku_linkedin_check (const LuukkuHttpAnswer *answer, GError **error)
{
  LuukkuFaultFacts facts = { .platform = LUUKKU_LINKEDIN_NAME,
                             .status = answer->status,
                             .retry_after = answer->retry_after,
                             .sending = answer->sending };
  LuukkuJsonAt at = { NULL, "" };
  g_autofree char *code = NULL, *message = NULL;
  gboolean good = answer->status >= 200 && answer->status < 300;

  if (answer->root != NULL && JSON_NODE_HOLDS_OBJECT (answer->root))
    at.object = json_node_get_object (answer->root);
  /* a comment that was made or deleted is confirmed without a body */
  if (good && (at.object != NULL || answer->status == 201 || answer->status == 204))
    return TRUE;
  if (at.object == NULL && (good || (answer->status < 426 && answer->status != 401))) {
    luukku_fault_table_set_unreadable (LUUKKU_LINKEDIN_NAME, NULL, answer->sending, error);
    return FALSE;
  }
  if (at.object != NULL) {
    if (!luukku_json_get_string (&at, "code", FALSE, &code, NULL))
      code = NULL;
    if (!luukku_json_get_string (&at, "message", FALSE, &message, NULL))
      message = NULL;
  }
  facts.code = code;
  facts.message = message;
  if (answer->status == 429)
    facts.retry_after = MAX (facts.retry_after, luukku_linkedin_until_midnight (answer->now));
  luukku_fault_table_set (rows, &facts, error);
  return FALSE;
}

gboolean
luukku_linkedin_check_token (const LuukkuHttpAnswer *answer, GError **error)
{
  return luukku_oauth_check (LUUKKU_LINKEDIN_NAME, answer, error);
}
