/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-setup-account.h: accounts that the guided import makes: switched off until somebody signs in. */
#pragma once

#include <purple.h>

#include "adapter/luukku-adapter-type.h"

G_BEGIN_DECLS

/* Returns: (transfer none) (nullable): the adapter with the id @channel; NULL when this Luukku has none. */
const LuukkuAdapterType *luukku_setup_account_type (const char *channel) G_GNUC_NON_NULL (1);
/* The account @name on @channel, an adapter's id; one that is there already is taken as it is. *@ret_new:
 * whether it was made. Returns: (transfer full): the key of its channel; NULL with a sentence when @name
 * cannot be one. */
char *luukku_setup_account_make (const char *channel, const char *name, gboolean *ret_new, GError **error)
    G_GNUC_NON_NULL (1, 2, 3);
/* Fields for what is empty among the options of @account, and whether to sign in now. */
void luukku_setup_account_add_fields (PurpleAccount *account, PurpleRequestFieldGroup *group)
    G_GNUC_NON_NULL (1, 2);
/* Takes what was typed into them; signs in when that was wanted. */
void luukku_setup_account_take (PurpleAccount *account, PurpleRequestFields *fields) G_GNUC_NON_NULL (1, 2);

G_END_DECLS
