/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-fault.c: the one error value for all platforms, a GError with private data. */
#define G_LOG_DOMAIN "luukku"

#include "model/luukku-fault.h"

#include <gio/gio.h>

#include "base/luukku-error.h"

#define N_KINDS (LUUKKU_FAULT_CANCELLED + 1)

typedef LuukkuFaultInfo LuukkuFaultPrivate;

static const char *const kind_names[N_KINDS] = {
  [LUUKKU_FAULT_NETWORK] = "network",
  [LUUKKU_FAULT_TLS] = "tls",
  [LUUKKU_FAULT_SERVER] = "server",
  [LUUKKU_FAULT_THROTTLED] = "throttled",
  [LUUKKU_FAULT_AUTH] = "auth",
  [LUUKKU_FAULT_PERMISSION] = "permission",
  [LUUKKU_FAULT_WINDOW] = "window",
  [LUUKKU_FAULT_RECIPIENT] = "recipient",
  [LUUKKU_FAULT_GONE] = "gone",
  [LUUKKU_FAULT_TOO_LONG] = "too-long",
  [LUUKKU_FAULT_BAD_ANSWER] = "bad-answer",
  [LUUKKU_FAULT_BAD_REQUEST] = "bad-request",
  [LUUKKU_FAULT_SETTINGS] = "settings",
  [LUUKKU_FAULT_CANCELLED] = "cancelled",
};

static void
luukku_fault_private_init (LuukkuFaultPrivate *priv)
{
}

static void
luukku_fault_private_copy (const LuukkuFaultPrivate *source, LuukkuFaultPrivate *copy)
{
  if (source != NULL && copy != NULL)
    *copy = *source;
}

static void
luukku_fault_private_clear (LuukkuFaultPrivate *priv)
{
}

G_DEFINE_EXTENDED_ERROR (LuukkuFault, luukku_fault)

static char *
format_sentence (const char *format, va_list args)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the catalogue's translation of a literal format */
  return g_strdup_vprintf (luukku_tr (format), args);
#pragma GCC diagnostic pop
}

void
luukku_fault_set (GError **error, LuukkuFaultKind kind, const LuukkuFaultInfo *info, const char *format, ...)
{
  g_autofree char *message = NULL;
  LuukkuFaultPrivate *priv;
  GError *fault;
  va_list args;

  if (error == NULL)
    return;
  va_start (args, format);
  message = format_sentence (format, args);
  va_end (args);
  fault = g_error_new_literal (LUUKKU_FAULT, (int) kind, message);
  priv = luukku_fault_get_private (fault);
  if (priv != NULL && info != NULL)
    *priv = *info;
  g_propagate_error (error, fault);
}

const LuukkuFaultInfo *
luukku_fault_get_info (const GError *error)
{
  static const LuukkuFaultInfo nothing = { 0 };

  const LuukkuFaultInfo *info = error->domain == LUUKKU_FAULT ? luukku_fault_get_private (error) : NULL;

  return info != NULL ? info : &nothing;
}

gboolean
luukku_fault_is_cancelled (const GError *error)
{
  return g_error_matches (error, LUUKKU_FAULT, LUUKKU_FAULT_CANCELLED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

const char *
luukku_fault_kind_to_string (LuukkuFaultKind kind)
{
  return (guint) kind < N_KINDS ? kind_names[kind] : "unknown";
}
