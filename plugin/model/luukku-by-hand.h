/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-by-hand.h: channels without an interface (a letter, a call, a service that no program may read):
 * people carry messages in and replies out. Which there are and what they are called is
 * data/channels/by-hand.ini; a town may add its own. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_BY_HAND_PREFIX "manual:" /* head of the channel key; also the id of the registry's row */
#define LUUKKU_BY_HAND_FORM_PREFIX                                                                           \
  "form:" /* a web form: messages come in by themselves, replies go out by hand */
#define LUUKKU_BY_HAND_DROP_PREFIX "drop:" /* the same by files in a folder */
#define LUUKKU_BY_HAND_MAX_NAME 32         /* bytes of what follows it */

/* Returns: whether @channel, a key, is one of these. */
LUUKKU_API gboolean luukku_by_hand_is_channel (const char *channel) G_GNUC_NON_NULL (1);
/* Returns: whether people carry the replies of @channel, a key, out: on these and on web forms. */
LUUKKU_API gboolean luukku_by_hand_carries_replies (const char *channel) G_GNUC_NON_NULL (1);
/* Returns: whether @name can follow the prefix: small letters a–z, digits, hyphens. */
LUUKKU_API gboolean luukku_by_hand_is_name (const char *name) G_GNUC_NON_NULL (1);
/* Returns: (transfer full): the names that the list offers, in its order; empty when it cannot be read. */
LUUKKU_API char **luukku_by_hand_list (void);
/* Returns: (transfer full): @name in the words of the interface language, "Snapchat, by hand". */
LUUKKU_API char *luukku_by_hand_describe (const char *name) G_GNUC_NON_NULL (1);
/* Returns: (transfer full) (nullable): one sentence, in the interface language, why people have to carry the
 * messages of
 * @name; NULL: nobody wonders. */
LUUKKU_API char *luukku_by_hand_explain (const char *name) G_GNUC_NON_NULL (1);

G_END_DECLS
