/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-screenshot.h: pictures of the screen that staff add to a case (a profile, a comment thread). */
#pragma once

#include "store/luukku-store-facts.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define LUUKKU_SCREENSHOT_MAX_SIZE (20 * 1024 * 1024) /* bytes */
#define LUUKKU_SCREENSHOT_MAX 20                      /* of one case */

/* Pure. Returns: (transfer none) (nullable): "image/png" or "image/jpeg" when @bytes is whole and of that
 * type by its own marks; the name of a file says nothing. */
LUUKKU_API const char *luukku_screenshot_type (GBytes *bytes) G_GNUC_NON_NULL (1);
/* Keeps the picture with the case; the next record has it as a file. @shows: what is to be seen in it, in
 * words. REFUSED for another type, TOO_LARGE over a limit, EXISTS for the same picture again. */
LUUKKU_API gboolean luukku_screenshot_add (LuukkuStore *store, const char *case_number, GBytes *bytes,
                                           const char *shows, const char *actor, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 5);

G_END_DECLS
