/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-stamp-file.h: a time stamp carried by hand, for a computer that does not reach the authority: a
 * package that promises one, the request as a file, the answer as a file, the package with it. */
#pragma once

#include "base/luukku-macros.h"

#include <glib.h>

G_BEGIN_DECLS

/* @package: one that promises a time stamp and has none yet. Returns: (transfer full): a TimeStampReq for the
 * authority; NULL with REFUSED or what is wrong with the package. */
LUUKKU_API GBytes *luukku_stamp_file_request (const char *package, GError **error) G_GNUC_NON_NULL (1);
/* Writes @package again as @output (which must not exist) with @response in it, when that answers @request,
 * and
 * @request was made for @package. *@ret_time: (out) (optional): the authority's time, UTC µs. FALSE with
 * @error; nothing is written then. */
LUUKKU_API gboolean luukku_stamp_file_put (const char *package, GBytes *request, GBytes *response,
                                           const char *output, gint64 *ret_time, GError **error)
    G_GNUC_NON_NULL (1, 2, 3, 4);

G_END_DECLS
