/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-x-error.c: X's error answers as faults. Pure; the knowledge is the table. */
#define G_LOG_DOMAIN "luukku"

#include "x/luukku-x-error.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "adapter/luukku-oauth.h"
#include "base/luukku-error.h"

#define MAX_WAIT G_TIME_SPAN_DAY

static const char used_up[] = N_ (
    "The town's app at X has used up the reads that are paid for, so nothing is fetched. Whoever manages the "
    "app at developer.x.com can buy more or raise its limit; then enable the account again.");
static const char too_little[] = N_ (
    "The town's app at X may not do this. It needs the permission “Read and write and Direct message” and "
    "access to these calls at developer.x.com; after a change sign in again.");
static const char locked[] =
    N_ ("X has locked or suspended the account. Open X in a browser and do what it asks; then "
        "enable the account again.");
static const char twice[] = N_ ("X does not take the same words twice, so nothing was sent. If the reply is "
                                "not there yet, change it a little.");
static const char closed_thread[] = N_ ("The author lets only some people answer this post, so nothing was "
                                        "sent. Answer privately or by another channel.");

/* Codes: the numbers of X's older answers, the last part of a problem's type. */
static const LuukkuFaultRow rows[] = {
  { 0, 0, "88", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "usage-capped", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, used_up },
  { 402, 402, NULL, NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, used_up },
  { 0, 0, "32", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  { 0, 0, "89", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  { 0, 0, "64", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, locked },
  { 0, 0, "326", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, locked },
  { 403, 403, NULL, "suspended", LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, locked },
  { 0, 0, "93", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, too_little },
  { 0, 0, "453", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, too_little },
  { 0, 0, "client-forbidden", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, too_little },
  { 0, 0, "unsupported-authentication", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, too_little },
  { 0, 0, "150", NULL, LUUKKU_FAULT_RECIPIENT, 0, NULL },
  { 0, 0, "349", NULL, LUUKKU_FAULT_RECIPIENT, 0, NULL },
  { 403, 403, NULL, "send messages to this user", LUUKKU_FAULT_RECIPIENT, 0, NULL },
  { 403, 403, NULL, "dm one or more participants", LUUKKU_FAULT_RECIPIENT, 0, NULL },
  { 0, 0, "433", NULL, LUUKKU_FAULT_RECIPIENT, 0, closed_thread },
  { 403, 403, NULL, "reply to this conversation is not allowed", LUUKKU_FAULT_RECIPIENT, 0, closed_thread },
  { 0, 0, "187", NULL, LUUKKU_FAULT_BAD_REQUEST, 0, twice },
  { 403, 403, NULL, "duplicate content", LUUKKU_FAULT_BAD_REQUEST, 0, twice },
  { 0, 0, "186", NULL, LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { 400, 403, NULL, "too long", LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { 0, 0, "34", NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 0, 0, "50", NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 0, 0, "144", NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 0, 0, "385", NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 0, 0, "resource-not-found", NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 0, 0, "130", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL },
  { 0, 0, "131", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL },
  { 0, 0, "internal-error", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL },
  { .kind = LUUKKU_ROWS_END },
};

/* Epoch seconds in a header. Returns: UTC µs, 0 when it is none. */
static gint64
read_reset (const LuukkuResponse *response)
{
  const char *text = luukku_response_get_header (response, "x-rate-limit-reset");
  gint64 seconds = 0;

  if (text == NULL ||
      !g_ascii_string_to_signed (text, 10, 1, G_MAXINT64 / G_TIME_SPAN_SECOND, &seconds, NULL))
    return 0;
  return seconds * G_TIME_SPAN_SECOND;
}

gint64
luukku_x_read_limit (const LuukkuResponse *response, gint64 now)
{
  const char *left = luukku_response_get_header (response, "x-rate-limit-remaining");

  if (g_strcmp0 (left, "0") != 0)
    return 0;
  return CLAMP (read_reset (response), 0, now + MAX_WAIT);
}

/* --- the three shapes */

typedef struct {
  char *code;    /* (nullable) */
  char *message; /* (nullable) */
} Told;

static void
told_clear (Told *self)
{
  g_free (self->code);
  g_free (self->message);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Told, told_clear)

/* One error: a problem, or a code with a message. Returns: FALSE when it is neither. */
static gboolean
read_error (const LuukkuJsonAt *at, Told *ret_told)
{
  g_autofree char *type = NULL, *code = NULL, *title = NULL, *detail = NULL, *message = NULL;
  const char *name;

  if (!luukku_json_get_string (at, "code", FALSE, &code, NULL))
    code = NULL;
  if (!luukku_json_get_string (at, "type", FALSE, &type, NULL))
    type = NULL;
  if (!luukku_json_get_string (at, "title", FALSE, &title, NULL))
    title = NULL;
  if (!luukku_json_get_string (at, "detail", FALSE, &detail, NULL))
    detail = NULL;
  if (!luukku_json_get_string (at, "message", FALSE, &message, NULL))
    message = NULL;
  name = type != NULL ? strrchr (type, '/') : NULL;
  if (code == NULL && name != NULL)
    code = g_strdup (name + 1);
  if (code == NULL && title == NULL && detail == NULL && message == NULL)
    return FALSE;
  ret_told->code = g_steal_pointer (&code);
  ret_told->message = g_strdup_printf ("%s %s %s", title != NULL ? title : "", detail != NULL ? detail : "",
                                       message != NULL ? message : "");
  return TRUE;
}

/* The first of "errors". *@ret_problem: it is a problem, about one thing only. */
static gboolean
read_errors (const LuukkuJsonAt *at, Told *ret_told, gboolean *ret_problem)
{
  JsonArray *list = NULL;
  LuukkuJsonAt first = { NULL, "errors[0]" };

  if (!luukku_json_get_array (at, "errors", FALSE, &list, NULL) || list == NULL ||
      json_array_get_length (list) == 0 || !JSON_NODE_HOLDS_OBJECT (json_array_get_element (list, 0)))
    return FALSE;
  first.object = json_array_get_object_element (list, 0);
  *ret_problem = json_object_has_member (first.object, "type");
  return read_error (&first, ret_told);
}

gboolean
luukku_x_check (const LuukkuHttpAnswer *answer, GError **error)
{
  LuukkuFaultFacts facts = { .platform = LUUKKU_X_NAME,
                             .status = answer->status,
                             .retry_after = answer->retry_after,
                             .sending = answer->sending };
  gboolean is_object = answer->root != NULL && JSON_NODE_HOLDS_OBJECT (answer->root);
  gboolean good = answer->status >= 200 && answer->status < 300;
  LuukkuJsonAt at = { is_object ? json_node_get_object (answer->root) : NULL, "" };
  g_auto (Told) told = { 0 };
  gboolean problem = FALSE;

  if (!is_object && (good || answer->status < 500)) { /* a page of a network in between */
    luukku_fault_table_set_unreadable (LUUKKU_X_NAME, NULL, answer->sending, error);
    return FALSE;
  }
  if (good && (json_object_has_member (at.object, "data") || json_object_has_member (at.object, "meta")))
    return TRUE;
  if (is_object && !read_errors (&at, &told, &problem))
    read_error (&at, &told);
  if (good && (problem || told.code == NULL))
    return TRUE; /* what is in it is the parser's matter */
  if (answer->status == 429)
    facts.retry_after =
        MAX (facts.retry_after, CLAMP (read_reset (answer->response) - answer->now, 0, MAX_WAIT));
  facts.code = told.code;
  facts.message = told.message;
  luukku_fault_table_set (rows, &facts, error);
  return FALSE;
}

gboolean
luukku_x_check_token (const LuukkuHttpAnswer *answer, GError **error)
{
  return luukku_oauth_check (LUUKKU_X_NAME, answer, error);
}
