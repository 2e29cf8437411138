/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-poller.h: keeps one adapter fetching: interval with jitter, slower when idle, back-off with jitter
 * on trouble, Retry-After honoured, stop on faults that need a person. Time and chance are injected.
 *
 *   STOPPED ─start→ WORKING ⇄ WAITING        (ordinary life)
 *                      │ retryable fault
 *                      ▼
 *                   BACKOFF ─timer→ WORKING  (5 s, doubling to 10 min, ±20 %; Retry-After wins when longer;
 *                      │                      after a day and 30 failures in a row no timer any more, only
 * poke) │ needs_reauth, TLS, SETTINGS, PERMISSION ▼ DEAD                    (start again after a person has
 * acted) */
#pragma once

#include "adapter/luukku-adapter.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_POLLER_STOPPED,
  LUUKKU_POLLER_WORKING,
  LUUKKU_POLLER_WAITING,
  LUUKKU_POLLER_BACKOFF,
  LUUKKU_POLLER_DEAD,
} LuukkuPollerState;

typedef struct {
  /* Returns: (transfer full) (nullable): the stored cursor. */
  char *(*get_cursor) (gpointer data);
  /* Stores @batch and its cursor in one transaction. FALSE with @error (disk full …): the poller backs off
   * and the same messages come again: nothing is lost. */
  gboolean (*received) (LuukkuBatch *batch, gpointer data, GError **error);
  /* @error: (nullable): why. @next_at: UTC µs of the next try, 0 when none: BACKOFF without one waits for a
   * poke. */
  void (*state_changed) (LuukkuPollerState state, const GError *error, gint64 next_at, gpointer data);
} LuukkuPollerCallbacks;

#define LUUKKU_TYPE_POLLER (luukku_poller_get_type ())
G_DECLARE_FINAL_TYPE (LuukkuPoller, luukku_poller, LUUKKU, POLLER, GObject)

/* @interval: µs, 0: the channel's. @seed: of the jitter. @callbacks: static. */
LuukkuPoller *luukku_poller_new (LuukkuAdapter *adapter, LuukkuClock *clock, gint64 interval, guint32 seed,
                                 const LuukkuPollerCallbacks *callbacks, gpointer data)
    G_GNUC_NON_NULL (1, 2, 5);
void luukku_poller_start (LuukkuPoller *self) G_GNUC_NON_NULL (1);
/* Fetches now instead of at the next time (a person asked, or a reply was just sent); nothing when dead or
 * working. */
void luukku_poller_poke (LuukkuPoller *self) G_GNUC_NON_NULL (1);
/* Cancels, drops timers; no callback for it, none after it returns. */
void luukku_poller_stop (LuukkuPoller *self) G_GNUC_NON_NULL (1);
LuukkuPollerState luukku_poller_get_state (LuukkuPoller *self) G_GNUC_NON_NULL (1);

G_END_DECLS
