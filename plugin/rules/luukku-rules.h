/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-rules.h: evaluates a pack's outgoing rules on one text. Pure. */
#pragma once

#include "detect/luukku-allow-list.h"
#include "rules/luukku-pack.h"

G_BEGIN_DECLS

/* Over this length a text is not checked but told as "could not be checked" (CONFIRM), never as clean. */
#define LUUKKU_RULES_MAX_CHARACTERS 20000

/* What a register says. What it does not say is no reason to block. */
typedef enum {
  LUUKKU_FACT_UNKNOWN,
  LUUKKU_FACT_NO,
  LUUKKU_FACT_YES,
} LuukkuFact;

/* When our earlier replies of a conversation were sent. */
typedef struct {
  gint64 *times; /* UTC µs, any order */
  guint count;   /* may be 0: nothing was sent yet */
} LuukkuReplyTimes;

/* Who writes to whom, as far as a rule may ask. NULL, 0 and UNKNOWN are "not known"; a rule that needs what
 * is not known is silent. Lists are NULL-terminated. Nothing is copied. */
typedef struct {
  const char *channel;             /* key of the channel */
  gboolean is_reply;               /* the conversation has a message from the resident */
  gboolean is_public;              /* everyone can read it */
  const char *sender_title;        /* "Palveluneuvoja" */
  const char *sender_first_name;   /* "Minna" */
  const char *unit;                /* name of the unit */
  const char *language;            /* of the resident */
  const char *interface_language;  /* in which findings speak, "fi" */
  gboolean is_post;                /* an update for everyone, not an answer to somebody */
  const char *sender_last_name;    /* "Virtanen" */
  const char *unit_kind;           /* "school", "day-care", "youth": what Units= of a pack names */
  const char *user_role;           /* "staff" or "elected": what Scope= of a pack names */
  const char *const *labels;       /* of the case: "negative", "threat-person" … */
  const LuukkuReplyTimes *replies; /* ours in this conversation */
  gint64 now;                      /* UTC µs */
  gint64 message_at;               /* when the resident's newest message was sent, UTC µs */
  const char *resident_text;       /* plain text of what the resident wrote, newest message or all */
  const char *const *attachments;  /* what goes with the text: "image", "video", "audio", "document" */
  const char *const *files;        /* SHA-256 of each; rules look at none, the permit names them */
  const char *const *ticks;        /* boxes that the writer ticked: "image:1" is Tick1 of the rule image */
  const char *const *topics;       /* that the writer chose for a post: "service-information" */
  const char *service;             /* contact of the right authority, from the directory */
  /* contact points, as they stand in the registers: numbers, e-mail addresses, street addresses */
  const LuukkuAllowList *allow_list;   /* public ones of the municipality */
  const char *const *public_contacts;  /* more of these */
  const char *const *staff_contacts;   /* of employees, at work */
  const char *const *private_contacts; /* of employees, their own */
  const char *const
      *named_with_consent; /* persons who agreed to be named here, as the register writes them */
  /* the registers of accounts and users; what they do not say is told as advice, never blocked */
  gboolean has_registers;   /* they were asked; FALSE: rules about senders are silent */
  const char *account_kind; /* "organisation", "project", "expert", "work-profile", "personal" … */
  const char *const *account_approvals; /* roles whose decision to open the account is entered */
  LuukkuFact user_on_account;           /* may write from this account today */
  LuukkuFact user_inducted;
  LuukkuFact supervisor_agreement;
  const char *const *lowered; /* ids of rules that the settings of this desk make one step milder */
  guint newer_messages;       /* of the resident, come since the writer began this answer */
} LuukkuRuleContext;

/* What the finding about LuukkuRuleContext.newer_messages is called; its rule is "newer-messages-COUNT": no
 * pack has it, and who has seen two messages has not seen a third. */
#define LUUKKU_RULES_NEWER_KIND "NEWER-MESSAGES"

/* Returns: (transfer full): the verdict on @text (plain). A text that is not valid UTF-8 or too long gets a
 * CONFIRM finding "could not be checked". */
LUUKKU_API LuukkuVerdict *luukku_rules_check (const LuukkuPack *pack, const LuukkuRuleContext *context,
                                              const char *text) G_GNUC_NON_NULL (1, 2, 3);

/* The same check in steps, for a text that somebody types: each step is one rule or one slice of the
 * detectors (luukku_detect_ahead()). @context: borrowed until the walk is freed. Returns: (transfer full). */
typedef struct _LuukkuRulesWalk LuukkuRulesWalk;
LUUKKU_API LuukkuRulesWalk *luukku_rules_walk_new (const LuukkuPack *pack, const LuukkuRuleContext *context,
                                                   const char *text) G_GNUC_NON_NULL (1, 2, 3);
LUUKKU_API void luukku_rules_walk_free (LuukkuRulesWalk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuRulesWalk, luukku_rules_walk_free)
/* Returns: whether there is more to do. */
LUUKKU_API gboolean luukku_rules_walk_step (LuukkuRulesWalk *self) G_GNUC_NON_NULL (1);
/* Does what is left. Returns: (transfer full): the verdict, the one that luukku_rules_check() gives. */
LUUKKU_API LuukkuVerdict *luukku_rules_walk_finish (LuukkuRulesWalk *self) G_GNUC_NON_NULL (1);

G_END_DECLS
