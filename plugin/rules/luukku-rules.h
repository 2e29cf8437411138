/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-rules.h: evaluates a pack's outgoing rules on one text. Pure. */
#pragma once

#include "rules/luukku-pack.h"

G_BEGIN_DECLS

/* Over this length a text is not checked but told as "could not be checked" (CONFIRM), never as clean. */
#define LUUKKU_RULES_MAX_CHARACTERS 20000

/* Who writes to whom, as far as a rule may ask. NULL is "not known". */
typedef struct {
  const char *channel;           /* key of the channel */
  gboolean is_reply;             /* the conversation has a message from the resident */
  gboolean is_public;            /* everyone can read it */
  const char *sender_title;      /* "Palveluneuvoja" */
  const char *sender_first_name; /* "Minna" */
  const char *unit;
  const char *language;           /* of the resident */
  const char *interface_language; /* in which findings speak, "fi" */
} LuukkuRuleContext;

/* Returns: (transfer full): the verdict on @text (plain). A text that is not valid UTF-8 or too long gets a
 * CONFIRM finding "could not be checked". */
LUUKKU_API LuukkuVerdict *luukku_rules_check (const LuukkuPack *pack, const LuukkuRuleContext *context,
                                              const char *text) G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
