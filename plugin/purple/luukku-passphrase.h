/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-passphrase.h: the optional passphrase of the signing key: out of the keyring, or asked for. */
#pragma once

#include <purple.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Opens the key of the store that is open: @then is called at once when there is nothing to open, otherwise
 * when it is open or when nobody could open it. */
void luukku_passphrase_open (void (*then) (void));
/* Appends the menu's entry. Returns: (transfer full): @list with it. */
GList *luukku_passphrase_append (GList *list);
/* Forgets the passphrase of this run. */
void luukku_passphrase_shutdown (void);

G_END_DECLS
