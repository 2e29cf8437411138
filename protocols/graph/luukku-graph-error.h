/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-graph-error.h: the Graph API's error answers as faults. Pure. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/luukku-fault.h"

G_BEGIN_DECLS

#define LUUKKU_GRAPH_MAX_USAGE (64 * 1024) /* bytes of the usage header that are looked at */

/* What an answer says beside its body. */
typedef struct {
  guint http_status;
  gint64 retry_after;   /* from Retry-After, µs, 0 when absent */
  const char *usage;    /* the header x-business-use-case-usage (nullable) */
  gboolean sending;     /* it answers a send: in doubt the message may have arrived */
  const char *platform; /* its name, for the sentences */
} LuukkuGraphAnswer;

/* Returns: whether @root (nullable) holds an error, whatever the HTTP status. */
gboolean luukku_graph_is_error (JsonNode *root);
/* Sets @error for an answer that is an error: by its code and subcode, otherwise by the HTTP status. @root:
 * (nullable): NULL when the body was no JSON. */
void luukku_graph_set_fault (const LuukkuGraphAnswer *answer, JsonNode *root, GError **error)
    G_GNUC_NON_NULL (1);
/* The header's value is an object of arrays: {"ID":[{"estimated_time_to_regain_access":5,…}]}, in minutes.
 * Returns: the longest wait in µs, at most a day; 0 when there is none or @usage cannot be read. */
gint64 luukku_graph_get_regain_time (const char *usage);

G_END_DECLS
