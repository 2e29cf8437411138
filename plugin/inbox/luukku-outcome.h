/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-outcome.h: what the answer to a call means for a row of the outbox. Pure: no store, no clock.
 * Private to plugin/inbox. */
#pragma once

#include "store/luukku-store-replies.h"

G_BEGIN_DECLS

#define LUUKKU_OUTCOME_FIRST_WAIT (5 * G_TIME_SPAN_SECOND)
#define LUUKKU_OUTCOME_LONGEST_WAIT (10 * G_TIME_SPAN_MINUTE)
#define LUUKKU_OUTCOME_LONGEST_ASKED (24 * G_TIME_SPAN_HOUR) /* a longer Retry-After is not believed */
#define LUUKKU_OUTCOME_GIVE_UP (24 * G_TIME_SPAN_HOUR)
/* A computer that was off over the weekend has not tried: the 24 hours count only with this many tries. */
#define LUUKKU_OUTCOME_GIVE_UP_TRIES 12
#define LUUKKU_OUTCOME_LOOK_UPS 150 /* of one reply, about a day; then a person says what became of it */

typedef struct {
  LuukkuReplyState state; /* what the row becomes */
  char *sentence;         /* for the row (nullable) */
  gint64 next_try_at;     /* UTC µs, 0: at once */
  gint64 hold_until;      /* nothing at all is called on the channel before, 0: no such wish */
  gboolean down;          /* the channel needs a person before anything works */
  char *platform_id;      /* SENT only */
  gint64 sent_at;         /* SENT only, UTC µs */
} LuukkuOutcome;

void luukku_outcome_free (LuukkuOutcome *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuOutcome, luukku_outcome_free)

/* How long to wait after the try number @tries (1…); @asked: what the platform wished, 0: nothing. */
gint64 luukku_outcome_wait (guint tries, gint64 asked);

/* Of a send. @platform_id: (nullable). @can_look_up: the platform can be asked whether a reply arrived.
 * Returns: (transfer full). */
LuukkuOutcome *luukku_outcome_of_send (const LuukkuReply *reply, const char *platform_id, const GError *error,
                                       gboolean can_look_up, gint64 now) G_GNUC_NON_NULL (1);
/* Of a look-up, the @tries-th one: state UNCERTAIN means "ask again at next_try_at", or with 0 that asking again
 * leads nowhere: a person says. Returns: (transfer full). */
LuukkuOutcome *luukku_outcome_of_look_up (const LuukkuReply *reply, const char *platform_id,
                                          const GError *error, guint tries, gint64 now) G_GNUC_NON_NULL (1);

/* Nobody knows whether it left. Returns: (transfer full). */
LuukkuOutcome *luukku_outcome_new_uncertain (gboolean can_look_up);

/* Writes it as one transaction (luukku-outcome-write.c). *@ret_case_moved: the conversation whose case moved,
 * 0: none. */
gboolean luukku_outcome_write (const LuukkuOutcome *self, LuukkuStore *store, gint64 reply,
                               gint64 *ret_case_moved, GError **error) G_GNUC_NON_NULL (1, 2, 4);

/* Writes it for a row that no outbox carries, and tells (luukku-inbox-by-hand.c). @inbox: LuukkuInbox. */
struct _LuukkuInbox;
gboolean luukku_inbox_carry_out (struct _LuukkuInbox *inbox, const LuukkuReply *reply,
                                 const LuukkuOutcome *outcome, GError **error) G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
