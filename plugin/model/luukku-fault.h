/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-fault.h: the one error value for all platforms.
 *
 * A fault is a GError of the domain LUUKKU_FAULT whose code is the kind and which carries the rest as private
 * data (g_error_copy and g_clear_error keep it right). Its message is a sentence for a person, in the
 * interface language, that says what to do next; it holds no token, URL or text of a resident. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_FAULT (luukku_fault_quark ())

typedef enum {
  LUUKKU_FAULT_NETWORK,     /* no connection, DNS, time-out before anything was sent */
  LUUKKU_FAULT_TLS,         /* the certificate is not acceptable */
  LUUKKU_FAULT_SERVER,      /* 5xx or the platform says "try later" */
  LUUKKU_FAULT_THROTTLED,   /* asked to slow down; retry_after says how long */
  LUUKKU_FAULT_AUTH,        /* the token is dead or missing: needs_reauth */
  LUUKKU_FAULT_PERMISSION,  /* the account may not do this */
  LUUKKU_FAULT_WINDOW,      /* the platform's answering window has closed */
  LUUKKU_FAULT_RECIPIENT,   /* the person cannot be reached (blocked us, gone) */
  LUUKKU_FAULT_GONE,        /* the thing no longer exists */
  LUUKKU_FAULT_TOO_LONG,    /* over the platform's limit; nothing was sent */
  LUUKKU_FAULT_BAD_ANSWER,  /* not the promised format, too large, wrong host */
  LUUKKU_FAULT_BAD_REQUEST, /* the platform refuses what we asked: our bug or a change of theirs */
  LUUKKU_FAULT_SETTINGS,    /* account name, address or option cannot be right */
  LUUKKU_FAULT_CANCELLED,   /* closed by us: silent */
} LuukkuFaultKind;

typedef struct {
  gboolean retryable;      /* the same call may succeed later without anybody doing anything */
  gint64 retry_after;      /* µs, 0 when the platform does not say */
  gboolean needs_reauth;   /* nothing works before a person gives a new token */
  gboolean permission;     /* a person at the platform must grant something */
  gboolean gone;           /* do not ask for this thing again */
  gboolean ambiguous_send; /* it may have been sent: look it up before sending again */
  guint http_status;       /* 0 when none */
  int platform_code;       /* the platform's own number, 0 when none */
  int platform_subcode;
} LuukkuFaultInfo;

LUUKKU_API GQuark luukku_fault_quark (void);

/* Sets @error (nullable); @info (nullable) is copied; @format is looked up in the catalogue as
 * luukku_set_error(). */
LUUKKU_API void luukku_fault_set (GError **error, LuukkuFaultKind kind, const LuukkuFaultInfo *info,
                                  const char *format, ...) G_GNUC_PRINTF (4, 5);
/* Returns: (transfer none) (not nullable): what @error carries; all zero for an error of another domain. */
LUUKKU_API const LuukkuFaultInfo *luukku_fault_get_info (const GError *error) G_GNUC_NON_NULL (1);
/* Returns: whether @error means "we closed it ourselves" (CANCELLED here or in GIO): say nothing. */
LUUKKU_API gboolean luukku_fault_is_cancelled (const GError *error);
/* Returns: (transfer none): a name for logs, "throttled". */
LUUKKU_API const char *luukku_fault_kind_to_string (LuukkuFaultKind kind);

G_END_DECLS
