/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-inbox-sanctions.h: bans that end by themselves, hiding and deleting at the platform. Each is a
 * person's decision with a reason, after the record has been committed; where the channel cannot do it, it is
 * a step for a person. */
#pragma once

#include "inbox/luukku-inbox.h"
#include "model/luukku-act.h"
#include "store/luukku-store-sanctions.h"

G_BEGIN_DECLS

#define LUUKKU_BAN_MAX (366 * G_TIME_SPAN_DAY) /* KUO-23: bans are temporary */

/* A notice goes out before the platform bans, because afterwards it takes no message: the platform is asked
 * when a reply has left, or after this time. In the inbox the ban begins at once. */
#define LUUKKU_BAN_NOTICE_WAIT (15 * G_TIME_SPAN_MINUTE)
/* A ban that ends while its channel is not connected: so long the program waits for the channel, then a
 * person ends it there. */
#define LUUKKU_BAN_OFFLINE_WAIT (15 * G_TIME_SPAN_MINUTE)

#define LUUKKU_INBOX_NO_MUTING                                                                               \
  N_ ("This channel cannot mute anybody, or its account is not connected. Try again when it is connected, "  \
      "or ban the resident for a time.")

typedef struct {
  gint64 conversation;
  const char *reason;
  const char *decided_by; /* (nullable): who sits here */
  const char *notice;     /* what the resident is told (nullable); "{until}" becomes the last day */
  gint64 length;          /* µs */
} LuukkuBan;

/* *@ret_id: (out) (optional). Makes the record when the case has none. REFUSED for who only criticises, tells
 * of danger or is in need. */
LUUKKU_API gboolean luukku_inbox_ban (LuukkuInbox *self, const LuukkuBan *ban, gint64 *ret_id, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* @why: (nullable): its time is over. */
LUUKKU_API gboolean luukku_inbox_lift_ban (LuukkuInbox *self, gint64 sanction, const char *why,
                                           GError **error) G_GNUC_NON_NULL (1);
/* Somebody has looked at it; @done: what had to be done by hand at the platform is done. */
LUUKKU_API gboolean luukku_inbox_review_ban (LuukkuInbox *self, gint64 sanction, const char *note,
                                             GError **error) G_GNUC_NON_NULL (1);
/* Hides or deletes @message at the platform, or mutes who wrote it; shows again what was hidden, or ends the
 * muting (@reason may be "" then). REFUSED when the message is protected (criticism is welcome), and for
 * muting where the channel has none. */
LUUKKU_API gboolean luukku_inbox_remove_message (LuukkuInbox *self, gint64 message,
                                                 LuukkuPlatformActKind kind, const char *reason,
                                                 GError **error) G_GNUC_NON_NULL (1, 4);

/* Whether the channel of @conversation can carry @kind out by itself now; otherwise a person does it there.
 */
LUUKKU_API gboolean luukku_inbox_can_act (LuukkuInbox *self, gint64 conversation, LuukkuActKind kind)
    G_GNUC_NON_NULL (1);

/* --- what is left to a person (luukku-inbox-acts.c) */
typedef struct {
  gint64 conversation;
  LuukkuActKind what;
  gint64 message;  /* 0: a ban */
  gint64 sanction; /* 0: a message */
  gint64 since;    /* UTC µs */
  gboolean failed; /* the channel was asked and did not do it */
  char *record;    /* of messages */
  char *reason;    /* of messages */
} LuukkuOpenAct;

LUUKKU_API void luukku_open_act_free (LuukkuOpenAct *self);
/* Returns: (transfer full): LuukkuOpenAct of @conversation (0: of all): what nobody has ticked yet. */
LUUKKU_API GPtrArray *luukku_inbox_list_open_acts (LuukkuInbox *self, gint64 conversation, GError **error)
    G_GNUC_NON_NULL (1);
/* Who sits here has done at the channel what was left to a person in @conversation. @note: (nullable).
 * *@ret_count: (out) (optional). NOT_FOUND: nothing was left. */
LUUKKU_API gboolean luukku_inbox_tick_acts (LuukkuInbox *self, gint64 conversation, const char *note,
                                            guint *ret_count, GError **error) G_GNUC_NON_NULL (1);

G_END_DECLS
