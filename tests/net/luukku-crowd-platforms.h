/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-crowd-platforms.h: platforms on which many residents write, as far as the adapters look at them.
 * What a resident has written arrives out of order; some of it is brought a second time. */
#pragma once

#include "adapter/luukku-transport.h"

G_BEGIN_DECLS

#define CROWD_RESIDENTS 25
#ifdef __SANITIZE_ADDRESS__
#define CROWD_TEXTS 5
#else
#define CROWD_TEXTS 20 /* of a resident: as many as the Graph API shows of a thread */
#endif
#define CROWD_TOTAL (CROWD_RESIDENTS * CROWD_TEXTS)

typedef struct _Crowd Crowd;

/* Returns: (transfer full): JSON; NULL: there is no such thing. */
typedef char *(*CrowdAnswer) (Crowd *self, LuukkuRequest *request);

/* @begins: when the first message was written, UTC µs. @rand: (transfer none): the order of arrival. */
Crowd *crowd_new (LuukkuClock *clock, CrowdAnswer answer, const char *account, gint64 begins, GRand *rand);
void crowd_free (Crowd *self);
/* At most @count more messages arrive. */
void crowd_arrive (Crowd *self, guint count);
gboolean crowd_is_over (Crowd *self);

/* Returns: (transfer full): answers by the crowd's platform. @crowd outlives it. */
LuukkuTransport *crowd_transport_new (Crowd *crowd);
char *crowd_telegram (Crowd *self, LuukkuRequest *request);
char *crowd_facebook (Crowd *self, LuukkuRequest *request);
char *crowd_instagram (Crowd *self, LuukkuRequest *request);
char *crowd_mastodon (Crowd *self, LuukkuRequest *request);
char *crowd_whatsapp (Crowd *self, LuukkuRequest *request);
/* Returns: (transfer full): for luukku_fake_mail_play_text(). */
char *crowd_mailbox (Crowd *self);

G_END_DECLS
