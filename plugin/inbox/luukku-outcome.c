/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-outcome.c: from the answer of a platform to the next state of a row. In doubt a reply is UNCERTAIN:
 * it is better to ask once more than to say the same thing twice to a resident. */
#define G_LOG_DOMAIN "luukku"

#include "inbox/luukku-outcome.h"

#include "base/luukku-error.h"
#include "model/luukku-fault.h"

void
luukku_outcome_free (LuukkuOutcome *self)
{
  if (self == NULL)
    return;
  g_free (self->sentence);
  g_free (self->platform_id);
  g_free (self);
}

gint64
luukku_outcome_wait (guint tries, gint64 asked)
{
  gint64 wait = LUUKKU_OUTCOME_FIRST_WAIT;

  for (guint i = 1; i < tries && wait < LUUKKU_OUTCOME_LONGEST_WAIT; i++)
    wait *= 2;
  wait = MIN (wait, LUUKKU_OUTCOME_LONGEST_WAIT);
  return CLAMP (asked, wait, LUUKKU_OUTCOME_LONGEST_ASKED);
}

static LuukkuOutcome *
outcome_new (LuukkuReplyState state, const char *sentence)
{
  LuukkuOutcome *self = g_new0 (LuukkuOutcome, 1);

  self->state = state;
  self->sentence = g_strdup (sentence);
  return self;
}

LuukkuOutcome *
luukku_outcome_new_uncertain (gboolean can_look_up)
{
  if (can_look_up)
    return outcome_new (
        LUUKKU_REPLY_UNCERTAIN,
        luukku_tr (N_ ("It is not certain whether this reply left. Wait: it is looked up in the "
                       "service before anything is sent again.")));
  return outcome_new (
      LUUKKU_REPLY_UNCERTAIN,
      luukku_tr (N_ ("It is not certain whether this reply left, and the service cannot be asked. "
                     "Look there yourself, and write the reply again only if it is missing.")));
}

static LuukkuOutcome *
outcome_new_sent (const char *platform_id, gint64 sent_at)
{
  LuukkuOutcome *self = outcome_new (LUUKKU_REPLY_SENT, NULL);

  self->platform_id = g_strdup (platform_id);
  self->sent_at = sent_at;
  return self;
}

static gboolean
needs_person (const GError *error)
{
  return luukku_fault_get_info (error)->needs_reauth ||
         g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_AUTH);
}

/* Not one of ours, cancelled, or said so by the adapter: nobody knows whether the call was carried out. */
static gboolean
is_ambiguous (const GError *error)
{
  return error->domain != LUUKKU_FAULT || luukku_fault_is_cancelled (error) ||
         luukku_fault_get_info (error)->ambiguous_send;
}

static LuukkuOutcome *
outcome_of_retry (const LuukkuReply *reply, const GError *error, gint64 now)
{
  const LuukkuFaultInfo *info = luukku_fault_get_info (error);
  LuukkuOutcome *self = NULL;

  if (now - reply->queued_at >= LUUKKU_OUTCOME_GIVE_UP && reply->tries >= LUUKKU_OUTCOME_GIVE_UP_TRIES) {
    self = outcome_new (LUUKKU_REPLY_FAILED, NULL);
    /* TRANSLATORS: %s is a whole sentence, the last reason, e.g. "The service does not answer. …" */
    self->sentence =
        g_strdup_printf (luukku_tr (N_ ("This reply could not be sent in 24 hours and is not tried any "
                                        "more. Read it, and send it again if it still holds. %s")),
                         error->message);
    return self;
  }
  self = outcome_new (LUUKKU_REPLY_QUEUED, error->message);
  self->next_try_at = now + luukku_outcome_wait (reply->tries, info->retry_after);
  if (g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED))
    self->hold_until = self->next_try_at; /* the whole account was asked to slow down */
  return self;
}

LuukkuOutcome *
luukku_outcome_of_send (const LuukkuReply *reply, const char *platform_id, const GError *error,
                        gboolean can_look_up, gint64 now)
{
  LuukkuOutcome *self = NULL;

  if (error == NULL && platform_id != NULL && *platform_id != '\0')
    return outcome_new_sent (platform_id, now);
  if (error == NULL || is_ambiguous (error)) {
    self = luukku_outcome_new_uncertain (can_look_up);
    self->down = error != NULL && needs_person (error);
    return self;
  }
  if (needs_person (error)) {
    self = outcome_new (LUUKKU_REPLY_QUEUED, error->message);
    self->down = TRUE;
    return self;
  }
  if (luukku_fault_get_info (error)->retryable)
    return outcome_of_retry (reply, error, now);
  return outcome_new (LUUKKU_REPLY_FAILED, error->message);
}

/* Asking again leads nowhere: the adapter says that it cannot tell (BAD_REQUEST), or a day has gone by. */
static gboolean
is_hopeless (const GError *error, guint tries)
{
  return tries >= LUUKKU_OUTCOME_LOOK_UPS || g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_BAD_REQUEST);
}

LuukkuOutcome *
luukku_outcome_of_look_up (const LuukkuReply *reply, const char *platform_id, const GError *error,
                           guint tries, gint64 now)
{
  LuukkuOutcome *self = NULL;

  if (error == NULL && platform_id != NULL && *platform_id != '\0')
    return outcome_new_sent (platform_id, MIN (reply->changed_at, now));
  if (error == NULL && platform_id == NULL) {
    self = outcome_new (LUUKKU_REPLY_QUEUED, NULL);
    /* The first time at once; a reply that gets lost again and again is not hammered. */
    self->next_try_at = reply->tries > 1 ? now + luukku_outcome_wait (reply->tries, 0) : 0;
    return self;
  }
  self = outcome_new (LUUKKU_REPLY_UNCERTAIN, NULL);
  self->down = error != NULL && needs_person (error);
  if (is_hopeless (error, tries))
    return self;
  self->next_try_at =
      now + luukku_outcome_wait (tries, error != NULL ? luukku_fault_get_info (error)->retry_after : 0);
  if (error != NULL && g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_THROTTLED))
    self->hold_until = self->next_try_at;
  return self;
}
