/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-actions-disclosure.h: the manager's entries of the plugin's menu that let something out: requests to
 * remove, the list of who has the evidence, the letter with a checkpoint. */
#pragma once

#include <purple.h>

#include "base/luukku-macros.h"

G_BEGIN_DECLS

/* Returns: @list with the entries appended. */
GList *luukku_actions_disclosure_append (GList *list);

/* In a window of libpurple's. */
void luukku_actions_show_custody (const char *number) G_GNUC_NON_NULL (1);
void luukku_actions_show_letter (void);

G_END_DECLS
