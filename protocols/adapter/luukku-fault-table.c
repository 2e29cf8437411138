/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-fault-table.c: a platform's errors as a table, and the sentences that every platform shares. */
#define G_LOG_DOMAIN "luukku"

#include "adapter/luukku-fault-table.h"

#include <string.h>

#include "base/luukku-error.h"

/* TRANSLATORS: in these sentences %s is the name of a service: "Telegram", "Mastodon" */
static const char dead_token[] = N_ ("%s no longer accepts what this account signs in with. Make a new "
                                     "access token or password there and give it "
                                     "to the account; no messages are received before that.");
static const char throttled[] = N_ ("%s asks for a pause because too many calls were made. Luukku goes on by "
                                    "itself; nothing needs to be done.");
static const char try_later[] =
    N_ ("%s has a passing fault. Luukku tries again by itself; nothing needs to be done.");
static const char not_allowed[] =
    N_ ("%s does not allow this for the account. Ask whoever manages the account there for the permission.");
static const char window_closed[] = N_ (
    "The time that %s gives for answering this resident has run out. Answer by another channel, or ask the "
    "resident to write again.");
static const char unreachable[] = N_ ("%s cannot deliver to this person: they have left, blocked the account "
                                      "or do not take messages. Answer by "
                                      "another channel.");
static const char gone[] = N_ ("%s no longer shows this. Look at it in the service itself.");
static const char too_long[] = N_ ("%s does not take a message of this length. Make it shorter.");
static const char bad_answer[] = N_ ("The answer is not what %s promises; often a network's own page stands "
                                     "in between. Open any web page in a "
                                     "browser to see; Luukku tries again by itself.");
static const char refused[] = N_ (
    "%s refused what Luukku asked. Look for a newer version of Luukku; if there is none, tell its makers the "
    "number in the log.");
static const char bad_settings[] =
    N_ ("%s does not know this account. Check the account's name and settings.");
static const char maybe_sent[] = N_ ("The confirmation from %s was lost, so the message may have been sent. "
                                     "Look there before it is sent again.");

static const LuukkuFaultRow status_rows[] = {
  { 401, 401, NULL, NULL, LUUKKU_FAULT_AUTH, LUUKKU_ROW_REAUTH, NULL },
  { 403, 403, NULL, NULL, LUUKKU_FAULT_PERMISSION, LUUKKU_ROW_PERMISSION, NULL },
  { 404, 404, NULL, NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 410, 410, NULL, NULL, LUUKKU_FAULT_GONE, LUUKKU_ROW_GONE, NULL },
  { 408, 408, NULL, NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL },
  { 413, 413, NULL, NULL, LUUKKU_FAULT_TOO_LONG, 0, NULL },
  { 429, 429, NULL, NULL, LUUKKU_FAULT_THROTTLED, LUUKKU_ROW_RETRY, NULL },
  { 500, 599, NULL, NULL, LUUKKU_FAULT_SERVER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL },
  { 1, 299, NULL, NULL, LUUKKU_FAULT_BAD_ANSWER, LUUKKU_ROW_RETRY | LUUKKU_ROW_AMBIGUOUS, NULL },
  { 0, 0, NULL, NULL, LUUKKU_FAULT_BAD_REQUEST, 0, NULL },
  { .kind = LUUKKU_ROWS_END },
};

static const char *
sentence_of (LuukkuFaultKind kind)
{
  switch (kind) {
  case LUUKKU_FAULT_AUTH:
    return dead_token;
  case LUUKKU_FAULT_THROTTLED:
    return throttled;
  case LUUKKU_FAULT_PERMISSION:
    return not_allowed;
  case LUUKKU_FAULT_WINDOW:
    return window_closed;
  case LUUKKU_FAULT_RECIPIENT:
    return unreachable;
  case LUUKKU_FAULT_GONE:
    return gone;
  case LUUKKU_FAULT_TOO_LONG:
    return too_long;
  case LUUKKU_FAULT_BAD_ANSWER:
    return bad_answer;
  case LUUKKU_FAULT_BAD_REQUEST:
    return refused;
  case LUUKKU_FAULT_SETTINGS:
    return bad_settings;
  case LUUKKU_FAULT_NETWORK:
  case LUUKKU_FAULT_TLS:
  case LUUKKU_FAULT_SERVER:
  case LUUKKU_FAULT_CANCELLED:
  default:
    return try_later;
  }
}

static gboolean
has_words (const char *message, const char *words)
{
  g_autofree char *folded = message != NULL ? g_ascii_strdown (message, -1) : NULL;
  g_autofree char *wanted = g_ascii_strdown (words, -1);

  return folded != NULL && strstr (folded, wanted) != NULL;
}

static gboolean
row_matches (const LuukkuFaultRow *row, const LuukkuFaultFacts *facts)
{
  if (row->last != 0 && (facts->status < row->first || facts->status > row->last))
    return FALSE;
  if (row->code != NULL && g_strcmp0 (row->code, facts->code) != 0)
    return FALSE;
  return row->words == NULL || has_words (facts->message, row->words);
}

static const LuukkuFaultRow *
find_row (const LuukkuFaultRow *rows, const LuukkuFaultFacts *facts)
{
  for (; rows->kind != LUUKKU_ROWS_END; rows++) {
    if (row_matches (rows, facts))
      return rows;
  }
  return NULL;
}

/* A code of digits is told in the fault; a word is not a number. */
static int
number_of (const char *code)
{
  gint64 value = 0;

  if (code == NULL || !g_ascii_string_to_signed (code, 10, G_MININT, G_MAXINT, &value, NULL))
    return 0;
  return (int) value;
}

/* The sentences above and those of the tables have at most one %s. */
static char *
word_sentence (const char *sentence, const char *platform)
{
  GString *text = g_string_new (luukku_tr (sentence));

  g_string_replace (text, "%s", platform, 1);
  return g_string_free (text, FALSE);
}

void
luukku_fault_table_set (const LuukkuFaultRow *rows, const LuukkuFaultFacts *facts, GError **error)
{
  const LuukkuFaultRow *row = find_row (rows, facts);
  LuukkuFaultInfo info = { .http_status = facts->status,
                           .platform_code = number_of (facts->code),
                           .platform_subcode = facts->subcode };
  const char *sentence;
  g_autofree char *text = NULL;

  if (row == NULL)
    row = find_row (status_rows, facts);
  info.ambiguous_send = facts->sending && (row->flags & LUUKKU_ROW_AMBIGUOUS) != 0;
  info.retryable = (row->flags & LUUKKU_ROW_RETRY) != 0;
  info.needs_reauth = (row->flags & LUUKKU_ROW_REAUTH) != 0;
  info.permission = (row->flags & LUUKKU_ROW_PERMISSION) != 0;
  info.gone = (row->flags & LUUKKU_ROW_GONE) != 0;
  info.retry_after = info.retryable ? facts->retry_after : 0;
  sentence = row->sentence != NULL ? row->sentence : sentence_of (row->kind);
  text = word_sentence (info.ambiguous_send ? maybe_sent : sentence, facts->platform);
  g_debug ("%s: HTTP %u: %s", facts->platform, facts->status, luukku_fault_kind_to_string (row->kind));
  luukku_fault_set (error, row->kind, &info, "%s", text);
}

void
luukku_fault_table_set_unreadable (const char *platform, GError *cause, gboolean sending, GError **error)
{
  const LuukkuFaultInfo info = { .retryable = TRUE, .ambiguous_send = sending };
  g_autofree char *text = word_sentence (sending ? maybe_sent : bad_answer, platform);

  if (cause != NULL)
    g_debug ("%s: an answer cannot be read: code %d", platform, cause->code);
  g_clear_error (&cause);
  luukku_fault_set (error, LUUKKU_FAULT_BAD_ANSWER, &info, "%s", text);
}

void
luukku_fault_table_set_uncertain (const char *platform, GError **error)
{
  luukku_fault_set (
      error, LUUKKU_FAULT_BAD_REQUEST, NULL,
      /* TRANSLATORS: %s is the name of a service, "YouTube". */
      N_ ("It cannot be looked up now whether the reply arrived. Look in %s itself before it is sent "
          "again."),
      platform);
}

void
luukku_fault_table_set_cancelled (gboolean started, GError **error)
{
  const LuukkuFaultInfo info = { .ambiguous_send = started };

  luukku_fault_set (error, LUUKKU_FAULT_CANCELLED, &info,
                    N_ ("The call was cancelled because the account was closed. Connect the account again."));
}
