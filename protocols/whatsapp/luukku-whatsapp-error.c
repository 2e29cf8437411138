/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-whatsapp-error.c: the Cloud API's errors as faults. Pure; the knowledge is the table.
 *
 * The code decides; the HTTP status only when there is none that we know, and the title never: Meta rewords
 * it. */
#define G_LOG_DOMAIN "luukku"

#include "whatsapp/luukku-whatsapp-error.h"

#include "base/luukku-error.h"

static const char dead_token[] = N_ (
    "%s no longer accepts the access token. Make a new token for the system user in Meta's business settings "
    "and give it to the account, with the relay's token after a space.");
static const char not_allowed[] = N_ (
    "%s does not allow this for the access token. Ask the administrator in Meta's business settings to give "
    "the system user the right whatsapp_business_messaging for this number.");
static const char unreachable[] = N_ ("%s could not deliver to this number: it has no WhatsApp, an old "
                                      "version, or has not accepted the terms. Answer "
                                      "on another channel.");
static const char wrong_template[] = N_ (
    "%s did not accept the message template for late answers. Check its name and language on the account's "
    "Advanced page, and that it is approved.");
static const char payment[] = N_ (
    "%s sends nothing for this number until its payment settings are in order. Ask the administrator to look "
    "at Meta's business settings.");
static const char locked[] =
    N_ ("%s has locked or restricted this number. Ask the administrator to look at the "
        "notices in Meta's business settings.");
static const char not_blockable[] = N_ (
    "%s blocks only people who have written to the town in the last 24 hours. Nothing was changed; try again "
    "when the person has written.");
static const char media_trouble[] =
    N_ ("%s could not give out the file. It is tried again; if it stays so, ask "
        "the sender to send it anew.");
static const char media_refused[] = N_ (
    "%s could not take the file. Save it anew as PDF, JPEG, PNG or MP4, or make it smaller, and attach it "
    "again.");

static const LuukkuFaultRow rows[] = {
  { 0, 0, "0", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, dead_token },
  { 0, 0, "190", NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, dead_token },
  { 0, 0, "3", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, not_allowed },
  { 0, 0, "10", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, not_allowed },
  { 0, 0, "200", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, not_allowed },
  { 0, 0, "131005", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, not_allowed },
  { 0, 0, "131047", NULL, LUUKKU_FAULT_WINDOW, 0, NULL },
  { 0, 0, "131026", NULL, LUUKKU_FAULT_RECIPIENT, 0, unreachable },
  { 0, 0, "131030", NULL, LUUKKU_FAULT_RECIPIENT, 0, unreachable },
  { 0, 0, "131021", NULL, LUUKKU_FAULT_RECIPIENT, 0, unreachable },
  { 0, 0, "131062", NULL, LUUKKU_FAULT_RECIPIENT, 0, unreachable },
  { 0, 0, "131050", NULL, LUUKKU_FAULT_RECIPIENT, 0, unreachable },
  { 0, 0, "131052", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY, media_trouble },
  { 0, 0, "131053", NULL, LUUKKU_FAULT_BAD_REQUEST, 0, media_refused },
  { 0, 0, "131031", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, locked },
  { 0, 0, "131048", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, locked },
  { 0, 0, "368", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, locked },
  { 0, 0, "131042", NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, payment },
  { 0, 0, "132000", NULL, LUUKKU_FAULT_SETTINGS, 0, wrong_template },
  { 0, 0, "132001", NULL, LUUKKU_FAULT_SETTINGS, 0, wrong_template },
  { 0, 0, "132005", NULL, LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { 0, 0, "132007", NULL, LUUKKU_FAULT_SETTINGS, 0, wrong_template },
  { 0, 0, "132012", NULL, LUUKKU_FAULT_SETTINGS, 0, wrong_template },
  { 0, 0, "132015", NULL, LUUKKU_FAULT_SETTINGS, 0, wrong_template },
  { 0, 0, "132016", NULL, LUUKKU_FAULT_SETTINGS, 0, wrong_template },
  { 0, 0, "139100", NULL, LUUKKU_FAULT_PERMISSION, 0, not_blockable },
  { 0, 0, "139101", NULL, LUUKKU_FAULT_PERMISSION, 0, not_blockable },
  { 0, 0, "139103", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "4", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "80007", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "130429", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "131056", NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 0, 0, "1", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL },
  { 0, 0, "2", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL },
  { 0, 0, "131000", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL },
  { 0, 0, "131016", NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL },
  { 0, 0, "100", NULL, LUUKKU_FAULT_BAD_REQUEST, 0, NULL },
  { 0, 0, "131008", NULL, LUUKKU_FAULT_BAD_REQUEST, 0, NULL },
  { 0, 0, "131009", NULL, LUUKKU_FAULT_BAD_REQUEST, 0, NULL },
  { .kind = LUUKKU_ROWS_END },
};

static char *
read_code (const LuukkuJsonAt *at)
{
  gint64 code = 0;

  if (!luukku_json_get_int (at, "code", TRUE, &code, NULL))
    return NULL;
  return g_strdup_printf ("%" G_GINT64_FORMAT, code);
}

void
luukku_whatsapp_set_fault (const LuukkuJsonAt *at, GError **error)
{
  g_autofree char *code = read_code (at);
  const LuukkuFaultFacts facts = { .platform = LUUKKU_WHATSAPP_NAME, .status = 400, .code = code };

  luukku_fault_table_set (rows, &facts, error);
}

gboolean
luukku_whatsapp_check (const LuukkuHttpAnswer *answer, GError **error)
{
  LuukkuFaultFacts facts = { .platform = LUUKKU_WHATSAPP_NAME,
                             .status = answer->status,
                             .retry_after = answer->retry_after,
                             .sending = answer->sending };
  LuukkuJsonAt at = { NULL, "" }, said = { NULL, "error" };
  g_autofree char *code = NULL;

  if (answer->root != NULL && JSON_NODE_HOLDS_OBJECT (answer->root))
    at.object = json_node_get_object (answer->root);
  if (at.object != NULL && luukku_json_get_object (&at, "error", FALSE, &said.object, NULL) &&
      said.object != NULL)
    code = read_code (&said);
  else if (at.object != NULL && answer->status < 300)
    return TRUE;
  else if (answer->status < 300) {
    luukku_fault_table_set_unreadable (LUUKKU_WHATSAPP_NAME, NULL, answer->sending, error);
    return FALSE;
  }
  facts.code = code;
  if (facts.status < 300)
    facts.status = 400; /* an error in an answer that says 200 */
  luukku_fault_table_set (rows, &facts, error);
  return FALSE;
}
