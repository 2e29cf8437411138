/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-error.c: the Graph API's error answers as faults. Pure; the knowledge is the table.
 *
 * The HTTP status is a poor guide here: throttling comes as 400 or 403, a dead token as 400. The code
 * decides, the status only when there is no code that we know. The platform's own message is not passed on:
 * it is English, for programmers, and may repeat what was asked. */
#define G_LOG_DOMAIN "luukku"

#include "graph/luukku-graph-error.h"

#include <string.h>

#include "adapter/luukku-json.h"
#include "base/luukku-error.h"
#include "graph/luukku-graph-platform.h"

#define MAX_WAIT G_TIME_SPAN_DAY
#define USAGE_HEADER "x-business-use-case-usage"

typedef struct {
  int first, last;   /* codes, both included */
  int subcode;       /* 0: any */
  const char *words; /* in the platform's message (nullable: any) */
  LuukkuFaultKind kind;
  guint flags;
  const char *sentence;
} Row;

/* TRANSLATORS: in these sentences %s is "Facebook" or "Instagram" */
static const char dead_token[] =
    N_ ("%s no longer accepts the access token of this Page. Make a new Page access token in Meta's business "
        "settings and give it to the account; no messages are received before that.");
static const char not_allowed[] = N_ ("%s does not allow this for the Page's access token. Ask the Page's "
                                      "administrator in Meta's business settings for the permission to read "
                                      "and answer messages and comments.");
static const char restricted[] = N_ ("%s has restricted this Page from sending messages for a time. Ask the "
                                     "Page's administrator to look at the notices in Meta's business "
                                     "settings.");
static const char blocked_act[] = N_ ("%s has stopped this act as a misuse of its rules. Do not repeat it; "
                                      "ask the Page's administrator to look at the notices in Meta's "
                                      "business settings.");

/* First match wins: rows with a subcode or words stand before the general row of their code. */
static const Row rows[] = {
  { 190, 190, 0, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, dead_token },
  { 102, 102, 0, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, dead_token },
  { 450, 450, 0, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, dead_token },
  { 452, 452, 0, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, dead_token },
  { 2500, 2500, 0, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, dead_token },
  /* 2446079: throttled, under whatever code. */
  { G_MININT, G_MAXINT, 2446079, NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 4, 4, 0, NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 17, 17, 0, NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 32, 32, 0, NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 613, 613, 0, NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 80000, 80014, 0, NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 10, 10, 2018278, NULL, LUUKKU_FAULT_WINDOW, 0, NULL },
  { 10, 10, 2534022, NULL, LUUKKU_FAULT_WINDOW, 0, NULL },
  { 10, 10, 1893063, NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, restricted },
  { 10, 10, 0, NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, not_allowed },
  { 3, 3, 0, NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, not_allowed },
  { 200, 200, 0, "isn't receiving", LUUKKU_FAULT_RECIPIENT, 0, NULL },
  { 200, 200, 0, "isn\xe2\x80\x99t receiving", LUUKKU_FAULT_RECIPIENT, 0, NULL },
  { 230, 230, 0, NULL, LUUKKU_FAULT_RECIPIENT, 0, NULL },
  { 551, 551, 0, NULL, LUUKKU_FAULT_RECIPIENT, 0, NULL },
  { 200, 299, 0, NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, not_allowed },
  { 100, 100, 2018001, NULL, LUUKKU_FAULT_RECIPIENT, 0, NULL },
  { 100, 100, 33, NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 803, 803, 0, NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 100, 100, 0, NULL, LUUKKU_FAULT_BAD_REQUEST, 0, NULL },
  { 368, 368, 0, NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, blocked_act },
  /* "Received invalid JSON reply": the message was sent. */
  { 1, 1, 1357046, NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL },
  { 1, 2, 0, NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL },
};

static const Row transient_row = {
  0, 0, 0, NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL
};
static const Row dead_row = { 0, 0, 0, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, dead_token };
static const Row refused_row = { 0, 0, 0, NULL, LUUKKU_FAULT_BAD_REQUEST, 0, NULL };
static const Row bad_answer_row = {
  0, 0, 0, NULL, LUUKKU_FAULT_BAD_ANSWER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL
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
luukku_graph_is_error (JsonNode *root)
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
luukku_graph_get_regain_time (const char *usage)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObjectIter iter;
  JsonNode *member = NULL;
  gint64 minutes = 0;

  if (usage == NULL || strlen (usage) > LUUKKU_GRAPH_MAX_USAGE)
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

/* A network's own page may send any status: without the platform's error object only those are believed that
 * say "later". Returns: (nullable): what the status says by itself. */
static const Row *
find_by_status (guint http_status, gboolean is_error)
{
  if (http_status == 408 || http_status == 429 || http_status > 499)
    return NULL;
  if (!is_error)
    return &bad_answer_row;
  if (http_status == 401)
    return &dead_row;
  return http_status < 300 ? &refused_row : NULL;
}

static const Row *
find_row (const GraphError *graph, gboolean is_error, guint http_status)
{
  for (guint i = 0; is_error && i < G_N_ELEMENTS (rows); i++) {
    if (row_matches (&rows[i], graph))
      return &rows[i];
  }
  return graph->transient ? &transient_row : find_by_status (http_status, is_error);
}

static void
set_by_row (const Row *row, const GraphError *graph, const LuukkuGraphAnswer *answer, GError **error)
{
  g_autofree char *code = g_strdup_printf ("%d", graph->code);
  const LuukkuFaultRow found[] = {
    { .kind = row != NULL ? row->kind : LUUKKU_ROWS_END,
      .flags = row != NULL ? row->flags : 0,
      .sentence = row != NULL ? row->sentence : NULL },
    { .kind = LUUKKU_ROWS_END },
  };
  LuukkuFaultFacts facts = { .platform = answer->platform,
                             .status = answer->http_status,
                             .code = code,
                             .subcode = graph->subcode,
                             .retry_after = answer->retry_after,
                             .sending = answer->sending };

  if (row != NULL && row->kind == LUUKKU_FAULT_THROTTLED)
    facts.retry_after = MAX (answer->retry_after, luukku_graph_get_regain_time (answer->usage));
  luukku_fault_table_set (found, &facts, error);
}

void
luukku_graph_set_fault (const LuukkuGraphAnswer *answer, JsonNode *root, GError **error)
{
  GraphError graph = { 0 };
  LuukkuJsonAt at;
  gboolean is_error = error_object (root, &at);

  if (is_error)
    read_error (&at, &graph);
  set_by_row (find_row (&graph, is_error, answer->http_status), &graph, answer, error);
  g_free (graph.message);
}

gboolean
luukku_graph_check (const LuukkuHttpAnswer *answer, const char *platform, GError **error)
{
  const LuukkuGraphAnswer facts = { .http_status = answer->status,
                                    .retry_after = answer->retry_after,
                                    .usage = luukku_response_get_header (answer->response, USAGE_HEADER),
                                    .sending = answer->sending,
                                    .platform = platform };

  if (answer->root != NULL && answer->status >= 200 && answer->status <= 299 &&
      !luukku_graph_is_error (answer->root))
    return TRUE;
  luukku_graph_set_fault (&facts, answer->root, error);
  return FALSE;
}
