/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-forwarding.h: what of a case was forwarded into the town's feedback system, as entries of the
 * evidence log: "forward" before it leaves, "forward-taken" with its number, "forward-not-taken". An erasure
 * of the case takes their contents along. */
#pragma once

#include "store/luukku-store.h"

G_BEGIN_DECLS

typedef struct {
  const char *case_number;
  const char *actor;
  const char *key;          /* the same for every try of this forwarding */
  const char *channel;      /* of the feedback system */
  const char *service;      /* its code */
  const char *service_name; /* for people */
  const char *text;         /* what leaves, whole */
  gboolean contact;         /* name and address of the resident go along */
  const char *picture;      /* (nullable): SHA-256 of the picture that goes along */
} LuukkuForwardingInit;

typedef enum {
  LUUKKU_FORWARDING_OPEN,      /* it left and nobody knows what became of it */
  LUUKKU_FORWARDING_TAKEN,     /* the feedback system has it */
  LUUKKU_FORWARDING_NOT_TAKEN, /* it certainly did not arrive */
} LuukkuForwardingState;

typedef struct {
  char *key;
  char *channel;
  char *service, *service_name;
  char *digest; /* SHA-256 of the text */
  char *actor;
  char *at;     /* "2026-11-20T11:41:31.204Z" */
  char *number; /* (nullable): of TAKEN; the newest that is known */
  LuukkuForwardingState state;
} LuukkuForwarding;

LUUKKU_API void luukku_forwarding_free (LuukkuForwarding *self);

/* It is about to leave. */
LUUKKU_API gboolean luukku_forwarding_leave (LuukkuStore *store, const LuukkuForwardingInit *init,
                                             GError **error) G_GNUC_NON_NULL (1, 2);
/* What became of it. @number: (nullable): it was not taken. */
LUUKKU_API gboolean luukku_forwarding_settle (LuukkuStore *store, const char *case_number, const char *actor,
                                              const char *key, const char *number, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4);
/* Returns: (transfer full): LuukkuForwarding of the case, oldest first; NULL with @error. */
LUUKKU_API GPtrArray *luukku_forwarding_list (LuukkuStore *store, const char *case_number, GError **error)
    G_GNUC_NON_NULL (1, 2);

G_END_DECLS
