/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-youtube-error.c: the error answers of Google's interfaces as faults. Pure; the knowledge is the
 * table.
 */
#define G_LOG_DOMAIN "luukku"

#include "youtube/luukku-youtube-error.h"

#include "adapter/luukku-json.h"
#include "adapter/luukku-oauth.h"
#include "base/luukku-error.h"
#include "youtube/luukku-youtube-quota.h"

#define USED_UP 1 /* subcode: ours, Google has no numbers */

static const char used_up[] = N_ (
    "The units that Google gives the town's project for a day are used up, so YouTube can be neither read "
    "nor answered before they are given anew (at about 10 in the morning, Finnish time). Answer in YouTube "
    "Studio until then, or ask Google for more units.");
static const char comments_off[] = N_ ("Comments are switched off for this video, so nothing was sent.");
static const char not_allowed[] = N_ (
    "YouTube does not let this account do that. Whoever signs in must be an owner or manager of the channel, "
    "and must allow everything that Luukku asks for; sign in again.");
static const char not_enabled[] = N_ ("The town's project at Google may not use the “YouTube Data API v3”. "
                                      "Whoever manages the project switches "
                                      "it on at console.cloud.google.com; then enable the account again.");
static const char no_channel[] = N_ ("Whoever signed in has no YouTube channel. Sign in again as the town's "
                                     "channel: choose it in the list that "
                                     "the browser shows.");

/* Codes: the reason of an error, its status, or the word of an OAuth answer. */
static const LuukkuFaultRow rows[] = {
  { 0, 0, "quotaExceeded", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, used_up },
  { 0, 0, "dailyLimitExceeded", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, used_up },
  { 0, 0, "rateLimitExceeded", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "userRateLimitExceeded", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "RESOURCE_EXHAUSTED", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "accessNotConfigured", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, not_enabled },
  { 0, 0, "SERVICE_DISABLED", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, not_enabled },
  { 0, 0, "youtubeSignupRequired", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, no_channel },
  { 0, 0, "authError", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  { 0, 0, "UNAUTHENTICATED", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  { 0, 0, "commentsDisabled", NULL, LUUKKU_FAULT_RECIPIENT, 0, comments_off },
  { 0, 0, "commentTextTooLong", NULL, LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { 0, 0, "insufficientPermissions", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, not_allowed },
  { 0, 0, "ineligibleAccount", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, not_allowed },
  { 0, 0, "forbidden", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, not_allowed },
  { 403, 403, "PERMISSION_DENIED", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, not_allowed },
  { 0, 0, "commentNotFound", NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 0, 0, "commentThreadNotFound", NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 0, 0, "parentCommentNotFound", NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 0, 0, "videoNotFound", NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 0, 0, "processingFailure", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL },
  { 0, 0, "backendError", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL },
  { 0, 0, "internalError", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL },
  { .kind = LUUKKU_ROWS_END },
};

/* --- the shapes */

/* Returns: (transfer full) (nullable): the reason of the first of "errors", or else the status. */
static char *
read_reason (const LuukkuJsonAt *at)
{
  LuukkuJsonAt first = { NULL, "error.errors[0]" };
  JsonArray *list = NULL;
  char *reason = NULL;

  if (luukku_json_get_array (at, "errors", FALSE, &list, NULL) && list != NULL &&
      json_array_get_length (list) > 0 && JSON_NODE_HOLDS_OBJECT (json_array_get_element (list, 0))) {
    first.object = json_array_get_object_element (list, 0);
    if (luukku_json_get_string (&first, "reason", FALSE, &reason, NULL) && reason != NULL)
      return reason;
  }
  return luukku_json_get_string (at, "status", FALSE, &reason, NULL) ? reason : NULL;
}

/* Returns: (transfer full) (nullable). */
static char *
read_code (JsonNode *root)
{
  LuukkuJsonAt at = { NULL, "" };
  LuukkuJsonAt inner = { NULL, "error" };
  JsonNode *node;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  at.object = json_node_get_object (root);
  node = json_object_get_member (at.object, "error");
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node)) {
    inner.object = json_node_get_object (node);
    return read_reason (&inner);
  }
  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  return NULL;
}

gboolean
luukku_youtube_check (const LuukkuHttpAnswer *answer, GError **error)
{
  g_autofree char *code = read_code (answer->root);
  gboolean good = answer->status >= 200 && answer->status < 300;
  gboolean is_object = answer->root != NULL && JSON_NODE_HOLDS_OBJECT (answer->root);
  LuukkuFaultFacts facts = { .platform = LUUKKU_YOUTUBE_NAME,
                             .status = answer->status,
                             .code = code,
                             .retry_after = answer->retry_after,
                             .sending = answer->sending };

  if (answer->status == 204)
    return TRUE;
  if (!is_object && (good || answer->status < 500)) { /* a page of a network in between */
    luukku_fault_table_set_unreadable (LUUKKU_YOUTUBE_NAME, NULL, answer->sending, error);
    return FALSE;
  }
  if (good && !json_object_has_member (json_node_get_object (answer->root), "error"))
    return TRUE;
  if (g_strcmp0 (code, "quotaExceeded") == 0 || g_strcmp0 (code, "dailyLimitExceeded") == 0) {
    facts.retry_after = luukku_youtube_quota_end (answer->now) - answer->now;
    facts.subcode = USED_UP;
  }
  luukku_fault_table_set (rows, &facts, error);
  return FALSE;
}

gboolean
luukku_youtube_check_token (const LuukkuHttpAnswer *answer, GError **error)
{
  return luukku_oauth_check (LUUKKU_YOUTUBE_NAME, answer, error);
}

gboolean
luukku_youtube_is_used_up (const GError *error)
{
  return g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED) &&
         luukku_fault_get_info (error)->platform_subcode == USED_UP;
}
