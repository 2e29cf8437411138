/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-vimeo-error.c: Vimeo's error answers as faults. Pure; the knowledge is the table. */
#define G_LOG_DOMAIN "luukku"

#include "vimeo/luukku-vimeo-error.h"

#include "adapter/luukku-json.h"
#include "adapter/luukku-oauth.h"
#include "base/luukku-error.h"

#define MAX_WAIT G_TIME_SPAN_DAY

static const char may_not[] = N_ (
    "Vimeo does not let this access token do that. It needs “Public”, “Private”, “Interact” and “Delete”; "
    "somebody else's comments may be out of reach even then. Make a new token at developer.vimeo.com, or do "
    "it "
    "in Vimeo itself.");

/* Codes: Vimeo's error_code, or the word of an OAuth answer. */
static const LuukkuFaultRow rows[] = {
  { 0, 0, "8000", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  { 0, 0, "8001", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  { 0, 0, "8002", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  { 0, 0, "8003", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  { 0, 0, "invalid_token", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  { 0, 0, "9000", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 403, 403, NULL, NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, may_not },
  { .kind = LUUKKU_ROWS_END },
};

/* A moment as text, with a zone or in UTC, or as seconds. Returns: UTC µs, 0 when it is none. */
static gint64
parse_moment (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;
  gint64 seconds = 0;

  if (text == NULL)
    return 0;
  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64 / G_TIME_SPAN_SECOND, &seconds, NULL))
    return seconds * G_TIME_SPAN_SECOND;
  time = g_date_time_new_from_iso8601 (text, utc);
  return time != NULL ? g_date_time_to_unix (time) * G_TIME_SPAN_SECOND : 0;
}

static gint64
read_reset (const LuukkuResponse *response, gint64 now)
{
  gint64 reset = parse_moment (luukku_response_get_header (response, "X-RateLimit-Reset"));

  return CLAMP (reset, now, now + MAX_WAIT);
}

gint64
luukku_vimeo_read_limit (const LuukkuResponse *response, gint64 now)
{
  const char *left = luukku_response_get_header (response, "X-RateLimit-Remaining");
  gint64 reset;

  if (g_strcmp0 (left, "0") != 0)
    return 0;
  reset = read_reset (response, now);
  return reset > now ? reset : 0;
}

/* Returns: (transfer full) (nullable). */
static char *
read_code (const LuukkuJsonAt *at)
{
  char *code = NULL;

  if (luukku_json_get_string (at, "error_code", FALSE, &code, NULL) && code != NULL)
    return code;
  return luukku_json_get_string (at, "error", FALSE, &code, NULL) ? code : NULL;
}

gboolean
luukku_vimeo_check (const LuukkuHttpAnswer *answer, GError **error)
{
  gboolean good = answer->status >= 200 && answer->status < 300;
  gboolean is_object = answer->root != NULL && JSON_NODE_HOLDS_OBJECT (answer->root);
  gboolean is_list = answer->root != NULL && JSON_NODE_HOLDS_ARRAY (answer->root);
  LuukkuJsonAt at = { is_object ? json_node_get_object (answer->root) : NULL, "" };
  g_autofree char *code = is_object ? read_code (&at) : NULL;
  LuukkuFaultFacts facts = { .platform = LUUKKU_VIMEO_NAME,
                             .status = answer->status,
                             .code = code,
                             .retry_after = answer->retry_after,
                             .sending = answer->sending };

  if (answer->status == 204 || (good && is_list) ||
      (good && is_object && !json_object_has_member (at.object, "error")))
    return TRUE;
  /* a page of a network in between; what says no need not say why */
  if (!is_object && (good || (answer->status < 500 && answer->status != 401 && answer->status != 404 &&
                              answer->status != 429))) {
    luukku_fault_table_set_unreadable (LUUKKU_VIMEO_NAME, NULL, answer->sending, error);
    return FALSE;
  }
  if (answer->status == 429 && answer->response != NULL)
    facts.retry_after = MAX (facts.retry_after, read_reset (answer->response, answer->now) - answer->now);
  luukku_fault_table_set (rows, &facts, error);
  return FALSE;
}

gboolean
luukku_vimeo_check_token (const LuukkuHttpAnswer *answer, GError **error)
{
  return luukku_oauth_check (LUUKKU_VIMEO_NAME, answer, error);
}
