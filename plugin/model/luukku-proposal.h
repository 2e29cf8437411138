/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-proposal.h: what a message is said to be, and what follows from the name alone. A label sorts, warns
 * and proposes; a person decides. Names are those of the packs ("threat-person"). Pure. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* How loud a label is; on disk: append only, never renumber. */
typedef enum {
  LUUKKU_ALARM_NONE = 0,
  LUUKKU_ALARM_LABEL = 1,  /* sorts */
  LUUKKU_ALARM_QUEUE = 2,  /* somebody has to decide */
  LUUKKU_ALARM_RAISED = 3, /* somebody has to act now, also outside service hours */
} LuukkuAlarm;

/* What the program proposes of one message. */
typedef struct {
  char *name; /* "threat-person" */
  char *rule; /* ids of the pack's rule and of the engine's: "kauhava/threat-person; threat.verb-object" */
  guint start, end; /* code points of the text; both 0: the whole */
  guint confidence; /* 0 … 1000 */
  LuukkuAlarm alarm;
} LuukkuProposal;

LUUKKU_API LuukkuProposal *luukku_proposal_new (const char *name, const char *rule, LuukkuAlarm alarm)
    G_GNUC_NON_NULL (1, 2);
LUUKKU_API void luukku_proposal_free (LuukkuProposal *self);

/* What a person says of a label; on disk: append only, never renumber. */
typedef enum {
  LUUKKU_LABEL_CONFIRMED = 0,
  LUUKKU_LABEL_REJECTED = 1,
  LUUKKU_LABEL_ADDED = 2,
} LuukkuLabelDecision;

/* A threat: the record comes before anything else, and the steps of the pack follow. */
LUUKKU_API gboolean luukku_label_is_threat (const char *name) G_GNUC_NON_NULL (1);
/* Shown only behind a sentence of what it is, until a person asks for it. */
LUUKKU_API gboolean luukku_label_is_covered (const char *name) G_GNUC_NON_NULL (1);
/* The resident is in need or tells of danger: never a reason for a sanction. */
LUUKKU_API gboolean luukku_label_is_protected (const char *name) G_GNUC_NON_NULL (1);
/* Somebody has to see it now, whoever wrote it and whatever became of the case: during a ban, and in an edit
 * of an old message. */
LUUKKU_API gboolean luukku_label_is_urgent (const char *name) G_GNUC_NON_NULL (1);
/* Whether it says what is wrong with a message, so that a person who decides on it has given a ground for
 * taking the message away: no criticism, no need, no question. */
LUUKKU_API gboolean luukku_label_is_ground (const char *name) G_GNUC_NON_NULL (1);
/* Its place where several stand together: 0 is the gravest. */
LUUKKU_API guint luukku_label_get_rank (const char *name) G_GNUC_NON_NULL (1);
/* Names that a person may give. Returns: (transfer none): NULL-terminated. */
LUUKKU_API const char *const *luukku_label_get_names (void);
/* @labels: "threat-person;hate". Returns: whether @name is among them. */
LUUKKU_API gboolean luukku_labels_have (const char *labels, const char *name) G_GNUC_NON_NULL (2);
/* @labels: (nullable). Returns: (transfer full): each by itself, maybe none. */
LUUKKU_API char **luukku_labels_split (const char *labels);
/* Returns: (transfer full) (nullable): the first of @labels for which @test holds. */
LUUKKU_API char *luukku_labels_find (const char *labels, gboolean (*test) (const char *name))
    G_GNUC_NON_NULL (2);

G_END_DECLS
