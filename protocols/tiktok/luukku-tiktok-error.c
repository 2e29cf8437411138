/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-tiktok-error.c: TikTok's error answers as faults. Pure; the knowledge is the tables. */
#define G_LOG_DOMAIN "luukku"

#include "tiktok/luukku-tiktok-error.h"

#include "adapter/luukku-json.h"
#include "base/luukku-error.h"

#define PAUSE G_TIME_SPAN_MINUTE /* TikTok counts calls by the minute and does not say when it counts anew   \
                                  */

static const char too_little[] =
    N_ ("The town's app at TikTok may not do this. It needs the permissions to read and manage the account's "
        "comments (business-api.tiktok.com, “TikTok Accounts”); after a change sign in again.");
static const char bad_app[] =
    N_ ("TikTok does not know the town's app, or its secret is another one. Check the authorization address "
        "on the account's Advanced page and the app's secret at business-api.tiktok.com.");
static const char late_code[] =
    N_ ("TikTok no longer takes this code: it counts once, for ten minutes. Enable the account and sign in "
        "again.");
static const char signed_out[] =
    N_ ("TikTok no longer accepts how this account is signed in: it was signed out there, a year has passed, "
        "or another program has renewed the tokens. Enable the account and sign in again; no comments are "
        "received before that.");
static const char window_closed[] = N_ (
    "TikTok does not take this private message: it allows ten answers within 48 hours after the person has "
    "written. Answer by another channel, or ask the person to write again.");

/* What a code stands for in the words of HTTP. Sources: digests of TikTok's pages about version 1.3 of its
 * Business API, and answers told in public; where they say nothing, the hundreds tell the kind. */
static guint
status_of (gint64 code)
{
  if (code == 40100)
    return 429;
  if (code >= 40102 && code <= 40106)
    return 401;
  if (code == 40001)
    return 403;
  if (code == 40007)
    return 404;
  return code >= 50000 && code < 60000 ? 500 : 400;
}

static const LuukkuFaultRow rows[] = {
  { 0, 0, "40001", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, too_little },
  { 0, 0, "40002", "text length", LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { 0, 0, "40002", "length of text", LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { 0, 0, "40002", "too long", LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { 0, 0, "40064", "too fast", LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "40064", NULL, LUUKKU_FAULT_WINDOW, 0, window_closed },
  { 0, 0, "40101", NULL, LUUKKU_FAULT_SETTINGS, 0, bad_app },
  { 0, 0, "40113", NULL, LUUKKU_FAULT_SETTINGS, 0, bad_app },
  { 401, 401, NULL, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, signed_out },
  { .kind = LUUKKU_ROWS_END },
};

static const LuukkuFaultRow token_rows[] = {
  { 0, 0, "40101", NULL, LUUKKU_FAULT_SETTINGS, 0, bad_app },
  { 0, 0, "40113", NULL, LUUKKU_FAULT_SETTINGS, 0, bad_app },
  { 0, 0, "40110", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, late_code },
  { 0, 0, "40131", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, late_code },
  { 0, 0, "40002", "redirect", LUUKKU_FAULT_SETTINGS, 0, bad_app },
  { 0, 0, "40002", "client", LUUKKU_FAULT_SETTINGS, 0, bad_app },
  { 400, 404, NULL, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, signed_out },
  { .kind = LUUKKU_ROWS_END },
};

static gboolean
check (const LuukkuHttpAnswer *answer, const LuukkuFaultRow *table, GError **error)
{
  LuukkuFaultFacts facts = { .platform = LUUKKU_TIKTOK_NAME,
                             .status = answer->status,
                             .retry_after = answer->retry_after,
                             .sending = answer->sending };
  LuukkuJsonAt at = { NULL, "" };
  g_autofree char *code = NULL, *message = NULL;
  gboolean good = answer->status >= 200 && answer->status < 300;
  gint64 number = 0;

  if (answer->root != NULL && JSON_NODE_HOLDS_OBJECT (answer->root))
    at.object = json_node_get_object (answer->root);
  if (at.object == NULL || !luukku_json_get_int (&at, "code", TRUE, &number, NULL)) {
    if (good || answer->status < 429) /* a page of a network in between */
      luukku_fault_table_set_unreadable (LUUKKU_TIKTOK_NAME, NULL, answer->sending, error);
    else
      luukku_fault_table_set (table, &facts, error);
    return FALSE;
  }
  if (good && number == 0)
    return TRUE;
  code = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  if (!luukku_json_get_string (&at, "message", FALSE, &message, NULL))
    message = NULL;
  facts.code = code;
  facts.message = message;
  if (number != 0)
    facts.status = status_of (number);
  if (facts.status == 429 || number == 40064)
    facts.retry_after = MAX (facts.retry_after, PAUSE);
  luukku_fault_table_set (table, &facts, error);
  return FALSE;
}

gboolean
luukku_tiktok_check (const LuukkuHttpAnswer *answer, GError **error)
{
  return check (answer, rows, error);
}

gboolean
luukku_tiktok_check_token (const LuukkuHttpAnswer *answer, GError **error)
{
  return check (answer, token_rows, error);
}
