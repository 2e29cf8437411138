/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-fault-table.h: a platform's errors as a table: the knowledge is in the rows, one function reads
 * them. The platform's own message is not passed on: it is English, for programmers, and may repeat what was
 * asked. Pure. */
#pragma once

#include "model/luukku-fault.h"

G_BEGIN_DECLS

typedef enum {
  LUUKKU_ROW_RETRY = 1 << 0,
  LUUKKU_ROW_REAUTH = 1 << 1,
  LUUKKU_ROW_PERMISSION = 1 << 2,
  LUUKKU_ROW_GONE = 1 << 3,
  LUUKKU_ROW_AMBIGUOUS = 1 << 4, /* when it answers a call that sends: it may have been done */
} LuukkuRowFlags;

typedef struct {
  guint first, last; /* HTTP statuses, both included; 0, 0: any */
  const char *code;  /* the platform's own: a word, or a number as its digits (nullable: any) */
  const char *words; /* in the platform's message, ASCII letter case ignored (nullable: any) */
  LuukkuFaultKind kind;
  guint flags;
  const char *sentence; /* N_(), may have one %s: the platform's name (nullable: the kind's own sentence) */
} LuukkuFaultRow;

typedef struct {
  const char *platform; /* its name for people: "Telegram" */
  guint status;
  const char *code;    /* (nullable) */
  const char *message; /* (nullable): only looked at, never shown */
  gint64 retry_after;  /* µs, 0 when the platform does not say */
  gboolean sending;
  int subcode; /* 0: none; only told in the fault */
} LuukkuFaultFacts;

/* Sets @error by the first row that matches, or else by what the HTTP status means by itself (401, 403, 404,
 * 410, 408, 429, 5xx; another one below 300: BAD_ANSWER; else BAD_REQUEST). @rows: ends with kind ==
 * LUUKKU_ROWS_END. */
#define LUUKKU_ROWS_END ((LuukkuFaultKind) 255)
void luukku_fault_table_set (const LuukkuFaultRow *rows, const LuukkuFaultFacts *facts, GError **error)
    G_GNUC_NON_NULL (1, 2);
/* An answer that is not what @platform promises. @cause: (transfer full) (nullable): told in the log only. */
void luukku_fault_table_set_unreadable (const char *platform, GError *cause, gboolean sending, GError **error)
    G_GNUC_NON_NULL (1);
/* BAD_REQUEST: whether a reply arrived cannot be told now; a person looks at @platform. */
void luukku_fault_table_set_uncertain (const char *platform, GError **error) G_GNUC_NON_NULL (1);
/* CANCELLED. @started: something had left already. */
void luukku_fault_table_set_cancelled (gboolean started, GError **error);

G_END_DECLS
