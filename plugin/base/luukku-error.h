/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-error.h: one error domain, errors as values with a sentence.
 *
 * A message is a whole sentence for a person, says what to do next, and is in the interface language already:
 * luukku_set_error() looks the format up in the catalogue, so the lower layers mark it with N_() and stay
 * free of gettext. Never put a resident's text, a name or a secret into a message. */
#pragma once

#include <glib.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_ERROR (luukku_error_quark ())

typedef enum {
  LUUKKU_ERROR_FAILED,        /* nothing more exact fits */
  LUUKKU_ERROR_INVALID_INPUT, /* what a person or a file of theirs gave cannot be used */
  LUUKKU_ERROR_INVALID_DATA,  /* bytes from outside do not parse */
  LUUKKU_ERROR_TOO_LARGE,     /* over a named limit */
  LUUKKU_ERROR_NOT_FOUND,     /* a thing that was named does not exist */
  LUUKKU_ERROR_EXISTS,        /* it is there already and must not be written over */
  LUUKKU_ERROR_REFUSED,       /* a rule forbids it */
  LUUKKU_ERROR_READ_ONLY,     /* the store may be read only */
  LUUKKU_ERROR_DAMAGED,       /* the store or a package is broken */
  LUUKKU_ERROR_NEWER,         /* made by a newer Luukku */
  LUUKKU_ERROR_DISK_FULL,
  LUUKKU_ERROR_BUSY,       /* another process holds it */
  LUUKKU_ERROR_UNVERIFIED, /* a digest, signature or chain does not match */
  LUUKKU_ERROR_UNSUPPORTED,
} LuukkuError;

LUUKKU_API GQuark luukku_error_quark (void);

/* Looks @msgid up in our catalogue. Returns: (transfer none): the translation, or @msgid itself. */
LUUKKU_API const char *luukku_tr (const char *msgid) G_GNUC_FORMAT (1);

/* Sets @error (nullable) to LUUKKU_ERROR/@code with @format translated and filled. */
LUUKKU_API void luukku_set_error (GError **error, LuukkuError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* Turns a GIO error (file, permission, no space …) into ours, with @format as the sentence in front of GIO's
 * own words. @source: (transfer full). Returns: FALSE always, so that a caller can `return
 * luukku_error_take_gio (…)`. */
LUUKKU_API gboolean luukku_error_take_gio (GError **error, GError *source, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

G_END_DECLS
