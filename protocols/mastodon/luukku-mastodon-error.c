/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-mastodon-error.c: a Mastodon server's error answers as faults. Pure; the knowledge is the table. */
#define G_LOG_DOMAIN "luukku"

#include "mastodon/luukku-mastodon-error.h"

#include "adapter/luukku-json.h"
#include "base/luukku-error.h"

#define MAX_WAIT G_TIME_SPAN_DAY

static const LuukkuFaultRow rows[] = {
  { 403, 403, NULL, "suspended", LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  { 403, 403, NULL, "disabled", LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  { 422, 422, NULL, "character", LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { 422, 422, NULL, "too long", LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { 422, 422, NULL, NULL, LUUKKU_FAULT_BAD_REQUEST, 0, NULL },
  { .kind = LUUKKU_ROWS_END },
};

/* X-RateLimit-Reset is a time, not a span. */
static gint64
read_wait (const LuukkuHttpAnswer *answer)
{
  const char *reset = luukku_response_get_header (answer->response, "x-ratelimit-reset");
  gint64 time = 0;

  if (answer->status != 429 || reset == NULL || !luukku_time_from_iso8601 (reset, &time, NULL))
    return 0;
  return CLAMP (time - answer->now, 0, MAX_WAIT);
}

gboolean
luukku_mastodon_check (const LuukkuHttpAnswer *answer, GError **error)
{
  LuukkuFaultFacts facts = { .platform = LUUKKU_MASTODON_NAME,
                             .status = answer->status,
                             .retry_after = MAX (answer->retry_after, read_wait (answer)),
                             .sending = answer->sending };
  LuukkuJsonAt at = { NULL, "" };
  g_autofree char *message = NULL;

  if (answer->root == NULL &&
      answer->status < 500) { /* a page of a network in between, or of another server */
    luukku_fault_table_set_unreadable (LUUKKU_MASTODON_NAME, NULL, answer->sending, error);
    return FALSE;
  }
  if (answer->root != NULL && answer->status >= 200 && answer->status < 300)
    return TRUE;
  if (answer->root != NULL && JSON_NODE_HOLDS_OBJECT (answer->root)) {
    at.object = json_node_get_object (answer->root);
    if (!luukku_json_get_string (&at, "error", FALSE, &message, NULL))
      message = NULL;
  }
  facts.message = message;
  luukku_fault_table_set (rows, &facts, error);
  return FALSE;
}
