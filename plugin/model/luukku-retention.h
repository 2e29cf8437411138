/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-retention.h: how long one class of cases is kept, as a municipality's own plan says it. Luukku knows
 * no years of its own. Pure. */
#pragma once

#include "model/luukku-sla.h"

G_BEGIN_DECLS

/* From when the time runs. */
typedef enum {
  LUUKKU_RETENTION_FROM_CLOSED,
  LUUKKU_RETENTION_FROM_LAST_MESSAGE,
} LuukkuRetentionFrom;

typedef struct {
  char *id;       /* "threats" */
  char *title;    /* in the reader's language */
  char **classes; /* "threat", "removal", "harassment", "other", "correspondence" (never archived) */
  LuukkuSpan keep;
  LuukkuRetentionFrom from;
  char *citation; /* where the plan says so */
} LuukkuRetentionRule;

LUUKKU_API void luukku_retention_rule_free (LuukkuRetentionRule *self);

#define LUUKKU_RETENTION_CORRESPONDENCE "correspondence"
#define LUUKKU_RETENTION_CLASSES "threat;removal;harassment;other;" LUUKKU_RETENTION_CORRESPONDENCE

/* @rules: of LuukkuRetentionRule. Returns: (transfer none) (nullable): the first one for @kind (nullable:
 * correspondence). */
LUUKKU_API const LuukkuRetentionRule *luukku_retention_find (GPtrArray *rules, const char *kind)
    G_GNUC_NON_NULL (1);
/* Returns: UTC µs: until when what began at @since is kept; months and days by the calendar of Helsinki. */
LUUKKU_API gint64 luukku_retention_until (const LuukkuRetentionRule *rule, gint64 since) G_GNUC_NON_NULL (1);

G_END_DECLS
