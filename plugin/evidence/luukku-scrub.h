/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-scrub.h: access tokens, cookies and signatures of addresses taken out of a payload before it is
 * copied into a record. Adapters keep none of them; this is the second lock. Pure. */
#pragma once

#include "base/luukku-macros.h"

#include <glib.h>

G_BEGIN_DECLS

#define LUUKKU_SCRUB_MARK "[removed]"

/* Returns: (transfer full): @bytes itself when there was nothing to take out; otherwise a copy with
 * LUUKKU_SCRUB_MARK in each place. *@ret_count: how many places. */
GBytes *luukku_scrub_payload (GBytes *bytes, guint *ret_count) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
