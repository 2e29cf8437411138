/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-error.c: the error domain and the catalogue look-up. Base layer: GLib and GIO only. */
#define G_LOG_DOMAIN "luukku"

#include "base/luukku-error.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "luukku-config.h"

G_DEFINE_QUARK (luukku - error - quark, luukku_error)

const char *
luukku_tr (const char *msgid)
{
  return g_dgettext (LUUKKU_DOMAIN, msgid);
}

static char *
format_sentence (const char *format, va_list args)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the catalogue's translation of a literal format */
  return g_strdup_vprintf (luukku_tr (format), args);
#pragma GCC diagnostic pop
}

void
luukku_set_error (GError **error, LuukkuError code, const char *format, ...)
{
  va_list args;
  g_autofree char *message = NULL;

  if (error == NULL)
    return;
  va_start (args, format);
  message = format_sentence (format, args);
  va_end (args);
  g_set_error_literal (error, LUUKKU_ERROR, code, message);
}

static LuukkuError
code_from_gio (const GError *source)
{
  if (source->domain == LUUKKU_ERROR)
    return source->code;
  if (source->domain == G_FILE_ERROR)
    return source->code == G_FILE_ERROR_NOSPC ? LUUKKU_ERROR_DISK_FULL : LUUKKU_ERROR_INVALID_INPUT;
  if (source->domain != G_IO_ERROR)
    return LUUKKU_ERROR_FAILED;
  switch (source->code) {
  case G_IO_ERROR_NOT_FOUND:
    return LUUKKU_ERROR_NOT_FOUND;
  case G_IO_ERROR_EXISTS:
    return LUUKKU_ERROR_EXISTS;
  case G_IO_ERROR_NO_SPACE:
    return LUUKKU_ERROR_DISK_FULL;
  case G_IO_ERROR_PERMISSION_DENIED:
  case G_IO_ERROR_READ_ONLY:
    return LUUKKU_ERROR_READ_ONLY;
  default:
    return LUUKKU_ERROR_FAILED;
  }
}

gboolean
luukku_error_take_gio (GError **error, GError *source, const char *format, ...)
{
  va_list args;
  g_autofree char *message = NULL;

  va_start (args, format);
  message = format_sentence (format, args);
  va_end (args);
  if (error != NULL)
    g_set_error (error, LUUKKU_ERROR, code_from_gio (source), "%s (%s)", message, source->message);
  g_error_free (source);
  return FALSE;
}
