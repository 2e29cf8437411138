/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-facebook-error.c: the Graph API's error answers as faults. Pure; the knowledge is the table.
 *
 * The HTTP status is a poor guide here: throttling comes as 400 or 403, a dead token as 400. The code
 * decides, the status only when there is no code that we know. The platform's own message is not passed on:
 * it is English, for programmers, and may repeat what was asked. */
#define G_LOG_DOMAIN "luukku"

#include "facebook/luukku-facebook-error.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "base/luukku-error.h"

#define MAX_WAIT G_TIME_SPAN_DAY

typedef enum {
  FLAG_RETRY = 1 << 0,
  FLAG_REAUTH = 1 << 1,
  FLAG_PERMISSION = 1 << 2,
  FLAG_GONE = 1 << 3,
  FLAG_AMBIGUOUS = 1 << 4, /* when it answers a send */
} Flags;

typedef struct {
  int first, last;   /* codes, both included */
  int subcode;       /* 0: any */
  const char *words; /* in the platform's message (nullable: any) */
  LuukkuFaultKind kind;
  guint flags;
  const char *sentence;
} Row;

static const char dead_token[] =
    N_ ("Facebook no longer accepts the access token of this Page. Make a new Page access token in Meta's "
        "business "
        "settings and give it to the account; no messages are received before that.");
static const char throttled[] = N_ (
    "Facebook asks for a pause because the Page has used up its share of calls. Luukku goes on by itself; "
    "nothing needs to be done.");
static const char try_later[] =
    N_ ("Facebook has a passing fault. Luukku tries again by itself; nothing needs to be done.");
static const char not_allowed[] = N_ ("Facebook does not allow this for the Page's access token. Ask the "
                                      "Page's administrator in Meta's business "
                                      "settings for the permission to read and answer messages.");
static const char window_closed[] = N_ (
    "Facebook's time for answering this resident has run out. Answer by another channel, or ask the resident "
    "to write again.");
static const char unreachable[] = N_ ("Facebook cannot deliver to this person: they have left, blocked the "
                                      "Page or do not take messages. Answer "
                                      "by another channel.");
static const char restricted[] = N_ ("Facebook has restricted this Page from sending messages for a time. "
                                     "Ask the Page's administrator to look "
                                     "at the notices in Meta's business settings.");
static const char blocked_act[] = N_ ("Facebook has stopped this act as a misuse of its rules. Do not repeat "
                                      "it; ask the Page's administrator to "
                                      "look at the notices in Meta's business settings.");
static const char refused[] = N_ ("Facebook refused what Luukku asked. Look for a newer version of Luukku; "
                                  "if there is none, tell its makers "
                                  "the number in the log.");
static const char gone[] =
    N_ ("Facebook no longer shows this, or the Page's access token does not cover it. Look at "
        "it in the Page's own inbox.");
static const char maybe_sent[] = N_ (
    "Facebook's confirmation was lost, so the message may have been sent. Luukku looks in the thread before "
    "anything is sent again.");
static const char bad_answer[] = N_ ("The answer is not what Facebook promises; often a network's own page "
                                     "stands in between. Open any web page "
                                     "in a browser to see; Luukku tries again by itself.");

/* First match wins: rows with a subcode or words stand before the general row of their code. */
static const Row rows[] = {
  { 190, 190, 0, NULL, LUUKKU_FAULT_AUTH, FLAG_REAUTH, dead_token },
  { 102, 102, 0, NULL, LUUKKU_FAULT_AUTH, FLAG_REAUTH, dead_token },
  { 450, 450, 0, NULL, LUUKKU_FAULT_AUTH, FLAG_REAUTH, dead_token },
  { 452, 452, 0, NULL, LUUKKU_FAULT_AUTH, FLAG_REAUTH, dead_token },
  { 2500, 2500, 0, NULL, LUUKKU_FAULT_AUTH, FLAG_REAUTH, dead_token },
  /* 2446079: throttled, under whatever code. */
  { G_MININT, G_MAXINT, 2446079, NULL, LUUKKU_FAULT_THROTTLED, FLAG_RETRY, throttled },
  { 4, 4, 0, NULL, LUUKKU_FAULT_THROTTLED, FLAG_RETRY, throttled },
  { 17, 17, 0, NULL, LUUKKU_FAULT_THROTTLED, FLAG_RETRY, throttled },
  { 32, 32, 0, NULL, LUUKKU_FAULT_THROTTLED, FLAG_RETRY, throttled },
  { 613, 613, 0, NULL, LUUKKU_FAULT_THROTTLED, FLAG_RETRY, throttled },
  { 80000, 80014, 0, NULL, LUUKKU_FAULT_THROTTLED, FLAG_RETRY, throttled },
  { 10, 10, 2018278, NULL, LUUKKU_FAULT_WINDOW, 0, window_closed },
  { 10, 10, 1893063, NULL, LUUKKU_FAULT_PERMISSION, FLAG_PERMISSION, restricted },
  { 10, 10, 0, NULL, LUUKKU_FAULT_PERMISSION, FLAG_PERMISSION, not_allowed },
  { 3, 3, 0, NULL, LUUKKU_FAULT_PERMISSION, FLAG_PERMISSION, not_allowed },
  { 200, 200, 0, "isn't receiving", LUUKKU_FAULT_RECIPIENT, 0, unreachable },
  { 200, 200, 0, "isn\xe2\x80\x99t receiving", LUUKKU_FAULT_RECIPIENT, 0, unreachable },
  { 230, 230, 0, NULL, LUUKKU_FAULT_RECIPIENT, 0, unreachable },
  { 551, 551, 0, NULL, LUUKKU_FAULT_RECIPIENT, 0, unreachable },
  { 200, 299, 0, NULL, LUUKKU_FAULT_PERMISSION, FLAG_PERMISSION, not_allowed },
  { 100, 100, 2018001, NULL, LUUKKU_FAULT_RECIPIENT, 0, unreachable },
  { 100, 100, 33, NULL, LUUKKU_FAULT_GONE, FLAG_GONE, gone },
  { 803, 803, 0, NULL, LUUKKU_FAULT_GONE, FLAG_GONE, gone },
  { 100, 100, 0, NULL, LUUKKU_FAULT_BAD_REQUEST, 0, refused },
  { 368, 368, 0, NULL, LUUKKU_FAULT_PERMISSION, FLAG_PERMISSION, blocked_act },
  /* "Received invalid JSON reply": the message was sent. */
  { 1, 1, 1357046, NULL, LUUKKU_FAULT_SERVER, FLAG_RETRY | FLAG_AMBIGUOUS, try_later },
  { 1, 2, 0, NULL, LUUKKU_FAULT_SERVER, FLAG_RETRY | FLAG_AMBIGUOUS, try_later },
};

/* By HTTP status, when no row above matches. @words is unused, @subcode too. */
static const Row status_rows[] = {
  { 408, 408, 0, NULL, LUUKKU_FAULT_SERVER, FLAG_RETRY | FLAG_AMBIGUOUS, try_later },
  { 429, 429, 0, NULL, LUUKKU_FAULT_THROTTLED, FLAG_RETRY, throttled },
  { 500, 599, 0, NULL, LUUKKU_FAULT_SERVER, FLAG_RETRY | FLAG_AMBIGUOUS, try_later },
};

/* These statuses are believed only when the body is the platform's own error: a network's page may send them
 * too. */
static const Row status_rows_with_error[] = {
  { 401, 401, 0, NULL, LUUKKU_FAULT_AUTH, FLAG_REAUTH, dead_token },
  { 403, 403, 0, NULL, LUUKKU_FAULT_PERMISSION, FLAG_PERMISSION, not_allowed },
  { 404, 404, 0, NULL, LUUKKU_FAULT_GONE, FLAG_GONE, gone },
  { 410, 410, 0, NULL, LUUKKU_FAULT_GONE, FLAG_GONE, gone },
};

static const Row transient_row = {
  0, 0, 0, NULL, LUUKKU_FAULT_SERVER, FLAG_RETRY | FLAG_AMBIGUOUS, try_later
};
static const Row refused_row = { 0, 0, 0, NULL, LUUKKU_FAULT_BAD_REQUEST, 0, refused };
static const Row bad_answer_row = {
  0, 0, 0, NULL, LUUKKU_FAULT_BAD_ANSWER, FLAG_RETRY | FLAG_AMBIGUOUS, bad_answer
};

/* The part of an error that we use. */
typedef struct {
  int code;
  int subcode;
  gboolean transient;
  char *message; /* (nullable) */
} GraphError;

/* --- reading */

static gboolean
error_object (JsonNode *root, LuukkuJsonAt *ret_at)
{
  LuukkuJsonAt at = { NULL, "" };

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;
  at.object = json_node_get_object (root);
  ret_at->path = "error";
  ret_at->object = NULL;
  return luukku_json_get_object (&at, "error", FALSE, &ret_at->object, NULL) && ret_at->object != NULL;
}

gboolean
luukku_facebook_is_error (JsonNode *root)
{
  LuukkuJsonAt at;

  return error_object (root, &at);
}

static int
read_code (const LuukkuJsonAt *at, const char *name)
{
  gint64 value = 0;

  if (!luukku_json_get_int (at, name, FALSE, &value, NULL))
    return 0;
  return (int) CLAMP (value, G_MININT, G_MAXINT);
}

static void
read_error (const LuukkuJsonAt *at, GraphError *ret_error)
{
  ret_error->code = read_code (at, "code");
  ret_error->subcode = read_code (at, "error_subcode");
  if (!luukku_json_get_boolean (at, "is_transient", FALSE, &ret_error->transient, NULL))
    ret_error->transient = FALSE;
  if (!luukku_json_get_string (at, "message", FALSE, &ret_error->message, NULL))
    ret_error->message = NULL;
}

static gint64
regain_minutes (JsonNode *node)
{
  LuukkuJsonAt at = { NULL, "usage" };
  gint64 minutes = 0;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return 0;
  at.object = json_node_get_object (node);
  if (!luukku_json_get_int (&at, "estimated_time_to_regain_access", FALSE, &minutes, NULL))
    return 0;
  return CLAMP (minutes, 0, MAX_WAIT / G_TIME_SPAN_MINUTE);
}

gint64
luukku_facebook_get_regain_time (const char *usage)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObjectIter iter;
  JsonNode *member = NULL;
  gint64 minutes = 0;

  if (usage == NULL || strlen (usage) > LUUKKU_FACEBOOK_MAX_USAGE)
    return 0;
  bytes = g_bytes_new (usage, strlen (usage));
  root = luukku_json_parse (bytes, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return 0;
  json_object_iter_init (&iter, json_node_get_object (root));
  while (json_object_iter_next (&iter, NULL, &member)) {
    JsonArray *list = JSON_NODE_HOLDS_ARRAY (member) ? json_node_get_array (member) : NULL;

    for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
      minutes = MAX (minutes, regain_minutes (json_array_get_element (list, i)));
  }
  return minutes * G_TIME_SPAN_MINUTE;
}

/* --- choosing the row */

static gboolean
row_matches (const Row *row, const GraphError *graph)
{
  if (graph->code < row->first || graph->code > row->last)
    return FALSE;
  if (row->subcode != 0 && row->subcode != graph->subcode)
    return FALSE;
  return row->words == NULL || (graph->message != NULL && strstr (graph->message, row->words) != NULL);
}

static const Row *
find_status (const Row *table, guint length, guint http_status)
{
  for (guint i = 0; i < length; i++) {
    if ((int) http_status >= table[i].first && (int) http_status <= table[i].last)
      return &table[i];
  }
  return NULL;
}

static const Row *
find_row (const GraphError *graph, gboolean is_error, guint http_status)
{
  const Row *row;

  for (guint i = 0; is_error && i < G_N_ELEMENTS (rows); i++) {
    if (row_matches (&rows[i], graph))
      return &rows[i];
  }
  if (graph->transient)
    return &transient_row;
  row = find_status (status_rows, G_N_ELEMENTS (status_rows), http_status);
  if (row == NULL && is_error)
    row = find_status (status_rows_with_error, G_N_ELEMENTS (status_rows_with_error), http_status);
  if (row == NULL)
    row = is_error ? &refused_row : &bad_answer_row;
  return row;
}

static void
set_by_row (const Row *row, const GraphError *graph, const LuukkuFacebookAnswer *answer, GError **error)
{
  LuukkuFaultInfo info = { 0 };

  info.ambiguous_send = answer->sending && (row->flags & FLAG_AMBIGUOUS) != 0;
  info.retryable = (row->flags & FLAG_RETRY) != 0;
  info.needs_reauth = (row->flags & FLAG_REAUTH) != 0;
  info.permission = (row->flags & FLAG_PERMISSION) != 0;
  info.gone = (row->flags & FLAG_GONE) != 0;
  info.http_status = answer->http_status;
  info.platform_code = graph->code;
  info.platform_subcode = graph->subcode;
  if (info.retryable)
    info.retry_after = answer->retry_after;
  if (row->kind == LUUKKU_FAULT_THROTTLED)
    info.retry_after = MAX (answer->retry_after, luukku_facebook_get_regain_time (answer->usage));
  g_debug ("facebook: HTTP %u, code %d, subcode %d: %s", answer->http_status, graph->code, graph->subcode,
           luukku_fault_kind_to_string (row->kind));
  luukku_fault_set (error, row->kind, &info, "%s",
                    luukku_tr (info.ambiguous_send ? maybe_sent : row->sentence));
}

void
luukku_facebook_set_fault (const LuukkuFacebookAnswer *answer, JsonNode *root, GError **error)
{
  GraphError graph = { 0 };
  LuukkuJsonAt at;
  gboolean is_error = error_object (root, &at);

  if (is_error)
    read_error (&at, &graph);
  set_by_row (find_row (&graph, is_error, answer->http_status), &graph, answer, error);
  g_free (graph.message);
}

void
luukku_facebook_set_bad_answer (const LuukkuFacebookAnswer *answer, GError **error)
{
  const GraphError graph = { 0 };

  set_by_row (&bad_answer_row, &graph, answer, error);
}

void
luukku_facebook_set_unreadable (GError *cause, gboolean sending, GError **error)
{
  const LuukkuFaultInfo info = { .retryable = TRUE, .ambiguous_send = sending };

  luukku_fault_set (error, LUUKKU_FAULT_BAD_ANSWER, &info, "%s",
                    sending ? luukku_tr (maybe_sent) : cause->message);
  g_error_free (cause);
}
