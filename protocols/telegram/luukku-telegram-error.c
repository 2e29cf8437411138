/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-telegram-error.c: the Bot API's error answers as faults. Pure; the knowledge is the table. */
#define G_LOG_DOMAIN "luukku"

#include "telegram/luukku-telegram-error.h"

#include "adapter/luukku-json.h"
#include "base/luukku-error.h"

#define MAX_WAIT (24 * 60 * 60) /* seconds */

static const char webhook[] = N_ ("%s gives this bot's messages to a web address, so Luukku does not get "
                                  "them. Have the bot's webhook removed "
                                  "(deleteWebhook) or use another bot.");
static const char somebody_else[] = N_ ("Another program reads this bot's messages at the same time, and %s "
                                        "gives each message to one of them only. "
                                        "Close the other program; Luukku tries again by itself.");
static const char bot_may_not[] = N_ ("%s no longer lets the bot answer in the business account's chats. Ask "
                                      "the account's owner to allow it again "
                                      "in the settings for chatbots.");

static const LuukkuFaultRow rows[] = {
  { 401, 401, NULL, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  /* the token is part of the address: a wrong one is "Not Found" */
  { 404, 404, NULL, "not found", LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  { 409, 409, NULL, "webhook", LUUKKU_FAULT_SETTINGS, 0, webhook },
  { 409, 409, NULL, NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, somebody_else },
  { 403, 403, NULL, "business", LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, bot_may_not },
  { 400, 400, NULL, "business", LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, bot_may_not },
  { 403, 403, NULL, NULL, LUUKKU_FAULT_RECIPIENT, 0, NULL },
  { 400, 400, NULL, "chat not found", LUUKKU_FAULT_RECIPIENT, 0, NULL },
  { 400, 400, NULL, "user not found", LUUKKU_FAULT_RECIPIENT, 0, NULL },
  { 400, 400, NULL, "peer_id_invalid", LUUKKU_FAULT_RECIPIENT, 0, NULL },
  { 400, 400, NULL, "too long", LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { 400, 400, NULL, "file is too big", LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { 400, 400, NULL, "wrong file", LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 400, 400, NULL, "invalid file", LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 400, 400, NULL, "message to delete not found", LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 400, 400, NULL, "can't be deleted", LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, NULL },
  { .kind = LUUKKU_ROWS_END },
};

static gint64
read_wait (const LuukkuJsonAt *at)
{
  LuukkuJsonAt parameters = { NULL, "parameters" };
  gint64 seconds = 0;

  if (!luukku_json_get_object (at, "parameters", FALSE, &parameters.object, NULL) ||
      parameters.object == NULL || !luukku_json_get_int (&parameters, "retry_after", FALSE, &seconds, NULL))
    return 0;
  return CLAMP (seconds, 0, MAX_WAIT) * G_TIME_SPAN_SECOND;
}

gboolean
luukku_telegram_check (const LuukkuHttpAnswer *answer, GError **error)
{
  LuukkuFaultFacts facts = { .platform = LUUKKU_TELEGRAM_NAME,
                             .status = answer->status,
                             .retry_after = answer->retry_after,
                             .sending = answer->sending };
  LuukkuJsonAt at = { NULL, "" };
  g_autofree char *description = NULL;
  gboolean ok = FALSE;
  gint64 code = 0;

  if (answer->root == NULL || !JSON_NODE_HOLDS_OBJECT (answer->root)) {
    if (answer->status < 300 || answer->status == 404) {
      luukku_fault_table_set_unreadable (LUUKKU_TELEGRAM_NAME, NULL, answer->sending, error);
      return FALSE;
    }
    luukku_fault_table_set (rows, &facts, error);
    return FALSE;
  }
  at.object = json_node_get_object (answer->root);
  if (luukku_json_get_boolean (&at, "ok", TRUE, &ok, NULL) && ok && answer->status < 300)
    return TRUE;
  if (luukku_json_get_int (&at, "error_code", FALSE, &code, NULL) && code >= 300 && code <= 599)
    facts.status = (guint) code;
  if (!luukku_json_get_string (&at, "description", FALSE, &description, NULL))
    description = NULL;
  facts.message = description;
  facts.retry_after = MAX (facts.retry_after, read_wait (&at));
  luukku_fault_table_set (rows, &facts, error);
  return FALSE;
}
