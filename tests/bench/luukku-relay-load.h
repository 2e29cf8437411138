/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-relay-load.h: a platform that delivers at its own pace over many connections, whether the relay
 * keeps up or not. On bare sockets: libsoup's client costs more than the relay that it would measure. */
#pragma once

#include <glib.h>

typedef struct {
  guint16 port;
  const char *secret; /* of the endpoint "meta" */
  guint total;        /* deliveries, each with its number in its body */
  guint per_second;   /* how fast they fall due */
  guint again_every;  /* each such delivery is sent a second time when it was confirmed; 0: none */
  guint forged_every; /* beside each such delivery comes one with a wrong signature; 0: none */
} RelayLoadPlan;

typedef struct {
  guint confirmed;       /* of total */
  guint confirmed_again; /* second ones */
  guint forged;          /* sent with a wrong signature … */
  guint forged_refused;  /* … and refused with 403 */
  guint refused;         /* any other answer, or none */
  double seconds;        /* from the first falling due to the last answer */
  double median, at_99,
      longest; /* ms from falling due to the answer: what waited for a connection waited, too */
} RelayLoadResult;

/* Returns when all have been answered. */
RelayLoadResult relay_load_run (const RelayLoadPlan *plan);
