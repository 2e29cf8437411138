/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-allow-list.h: the municipality's own contact points, which are not personal data. Immutable,
 * ref-counted. A file of theirs, UTF-8, one a line, kind TAB value; "#" begins a comment line:
 *
 *   domain        kauhava.fi             and every name under it
 *   phone         017 182 111            also as +358 17 182 111
 *   iban          FI37 1590 3000 0007 76
 *   address       Tulliportinkatu 31     also with what follows it (flat, postcode)
 *   business-id   0171450-7
 */
#pragma once

#include <glib-object.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

#define LUUKKU_ALLOW_LIST_MAX_BYTES (1024 * 1024)
#define LUUKKU_ALLOW_LIST_MAX_ROWS 20000

typedef struct _LuukkuAllowList LuukkuAllowList;

#define LUUKKU_TYPE_ALLOW_LIST (luukku_allow_list_get_type ())
LUUKKU_API GType luukku_allow_list_get_type (void);

/* Strict: a line that cannot be read is an error that names the line. Returns: (transfer full). */
LUUKKU_API LuukkuAllowList *luukku_allow_list_load (const char *path, GError **error) G_GNUC_NON_NULL (1);
/* @name: what the error calls the text. Returns: (transfer full). */
LUUKKU_API LuukkuAllowList *luukku_allow_list_parse (const char *name, const char *text, gsize size,
                                                     GError **error) G_GNUC_NON_NULL (1, 2);
/* @lines: NULL-terminated rows of such a list; what cannot be read is passed over. @self: (nullable).
 * Returns: (transfer full): @self with these as well. */
LUUKKU_API LuukkuAllowList *luukku_allow_list_extend (const LuukkuAllowList *self, const char *const *lines)
    G_GNUC_NON_NULL (2);
LUUKKU_API LuukkuAllowList *luukku_allow_list_ref (LuukkuAllowList *self) G_GNUC_NON_NULL (1);
LUUKKU_API void luukku_allow_list_unref (LuukkuAllowList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LuukkuAllowList, luukku_allow_list_unref)

/* All take NULL for @self: nothing is allowed then. */

/* Returns: a number that no other list of this process has; 0 for NULL. */
LUUKKU_API guint luukku_allow_list_get_serial (const LuukkuAllowList *self);

/* @host: ASCII or Unicode, any case; "posti.kauhava.fi" is under "kauhava.fi". */
LUUKKU_API gboolean luukku_allow_list_has_domain (const LuukkuAllowList *self, const char *host)
    G_GNUC_NON_NULL (2);
/* @digits: the number's digits as typed, with "+", "00", "0" or no prefix. */
LUUKKU_API gboolean luukku_allow_list_has_phone (const LuukkuAllowList *self, const char *digits)
    G_GNUC_NON_NULL (2);
/* @iban: letters and digits, any case; other characters are passed over. */
LUUKKU_API gboolean luukku_allow_list_has_iban (const LuukkuAllowList *self, const char *iban)
    G_GNUC_NON_NULL (2);
/* @address: street and number, and what may follow; case and runs of blanks do not matter. */
LUUKKU_API gboolean luukku_allow_list_has_address (const LuukkuAllowList *self, const char *address)
    G_GNUC_NON_NULL (2);
LUUKKU_API gboolean luukku_allow_list_has_business_id (const LuukkuAllowList *self, const char *business_id)
    G_GNUC_NON_NULL (2);

G_END_DECLS
