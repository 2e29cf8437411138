/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-incoming.h: a pack's incoming rules on one message: the municipality's own labels (negative, idea,
 * contains-names …). What the classification told comes in as labels, so that the pack's words and the
 * classifier's meet here. Nothing is held back by it. Pure; main thread only. */
#pragma once

#include "rules/luukku-rules.h"

G_BEGIN_DECLS

/* One label of the pack with where it stands. */
typedef struct {
  char *name;       /* Class of the group, "negative"; its id when it has none */
  char *rule;       /* id of the group */
  char *severity;   /* "alarm", "queue", "label" */
  guint start, end; /* code points; equal when it has no place */
  char *citation;   /* (nullable) */
  char *title;      /* one line in the reader's language */
  char *message;    /* what to do */
  char *escalation; /* id of [Escalation …] (nullable) */
  gboolean protect; /* the message must not be removed for it */
} LuukkuPackLabel;

/* What is known of the message. Nothing is copied. */
typedef struct {
  const char *interface_language;     /* (nullable) "fi" */
  const char *const *labels;          /* (nullable): of the classification, "THREAT_PERSON" … */
  gboolean is_criticism;              /* the classification protects the message as criticism */
  const char *const *attachments;     /* (nullable): "image", "program" … */
  const LuukkuAllowList *allow_list;  /* (nullable): public contact points of the municipality */
  const char *const *public_contacts; /* (nullable) */
  gboolean is_public;                 /* everyone can read it */
  gboolean is_false_name;             /* who wrote has a name of ours, and no account of ours */
} LuukkuIncomingContext;

LUUKKU_API void luukku_pack_label_free (LuukkuPackLabel *self);

/* @text: plain. Returns: (transfer full): of LuukkuPackLabel in the order of the pack, each rule once; empty
 * for a text that is no UTF-8 or over LUUKKU_RULES_MAX_CHARACTERS. */
LUUKKU_API GPtrArray *luukku_incoming_labels (const LuukkuPack *pack, const LuukkuIncomingContext *context,
                                              const char *text) G_GNUC_NON_NULL (1, 2, 3);

G_END_DECLS
